/* How a listening socket is closed: the command of whoever started what holds it. Nothing is run here. */
#pragma once

#include "local/local.h"

enum { CLOSING_WORDS = 6, CLOSING_WORD = 280 };

enum closing_kind {
    CLOSING_UNIT,      /* systemctl disable --now UNIT */
    CLOSING_CONTAINER, /* docker (or podman) stop ID; machinectl poweroff NAME */
    CLOSING_INETD,     /* a line of /etc/inetd.conf: nothing to run */
    CLOSING_PROCESS,   /* kill PID: to be done by local_hold(), so that it cannot hit another process */
    CLOSING_NONE, /* nobody known holds it; or systemd itself does, for a socket unit whose name is not known */
};

struct closing {
    enum closing_kind kind;
    char word[CLOSING_WORDS][CLOSING_WORD];
    unsigned words; /* of the command; 0 = there is none */
};

/* `has(path)`: whether a program is there (access(2)). */
void closing_of(const struct local_socket *s, bool (*has)(const char *path), struct closing *ret);

/* Whether people come in by it from afar (SSH, telnet, RDP, VNC, Cockpit): by its number, or by what holds
 * it. */
bool closing_way_in(const struct local_socket *s);

/* The command as a shell takes it; what a terminal would obey is escaped (report/esc.h), and such a command
 * is for looking at only. */
void closing_text(const struct closing *c, char *out, size_t cap);
