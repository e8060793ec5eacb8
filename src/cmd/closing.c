#include "cmd/closing.h"

#include "base/buf.h"
#include "local/inetd.h"
#include "report/esc.h"

#include <stdio.h>
#include <string.h>

static void put(struct closing *c, enum closing_kind kind, const char *const *words)
{
    c->kind = kind;
    for (c->words = 0; words[c->words] && c->words < CLOSING_WORDS; c->words++)
        snprintf(c->word[c->words], CLOSING_WORD, "%s", words[c->words]);
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

static void of_container(const struct local_process *p, bool (*has)(const char *), struct closing *c)
{
    const char *id = p->container;
    const char *engine = has("/usr/bin/docker") ? "/usr/bin/docker" : "/usr/bin/podman";
    const char *const stop[] = {engine, "stop", "--", id, NULL};
    const char *const off[] = {"/usr/bin/machinectl", "poweroff", "--", id, NULL};
    const char *const lxc[] = {"/usr/bin/lxc-stop", "-n", id, NULL};
    bool lxc_there = has("/usr/bin/lxc-stop") && !has("/usr/bin/machinectl");
    put(c, CLOSING_CONTAINER, p->container_is_id ? stop : lxc_there ? lxc : off);
}

/* What holds the door comes first: a service of a container is the container's, whatever its unit is called.
 * A scope is somebody's session, which is not to be ended for one of its programs. */
void closing_of(const struct local_socket *s, bool (*has)(const char *path), struct closing *ret)
{
    const struct local_process *p = s->process;
    *ret = (struct closing){.kind = CLOSING_NONE};
    /* A socket unit would begin its service again, so it comes first. */
    const char *const units[] = {"/usr/bin/systemctl", "disable",    "--now", "--",
                                 s->socket_unit,       s->activates, NULL};
    if (s->socket_unit && has(units[0])) {
        put(ret, CLOSING_UNIT, units);
        return;
    }
    if (!p || p->pid == 1)
        return;
    if (p->container) {
        of_container(p, has, ret);
        return;
    }
    if (inetd_is(p->name)) {
        ret->kind = CLOSING_INETD;
        return;
    }
    const char *const unit[] = {"/usr/bin/systemctl", "disable", "--now", "--", p->unit, NULL};
    if (p->unit && !p->unit_nested && has(unit[0]) &&
        (ends_with(p->unit, ".service") || ends_with(p->unit, ".socket")) &&
        strncmp(p->unit, "user@", 5) != 0) {
        put(ret, CLOSING_UNIT, unit);
        return;
    }
    char pid[24];
    snprintf(pid, sizeof pid, "%llu", (unsigned long long)p->pid);
    const char *const end[] = {"/bin/kill", "--", pid, NULL};
    put(ret, CLOSING_PROCESS, end);
}

static const struct range {
    uint16_t first, last;
} ways_in[] = {{22, 23}, {992, 992}, {3389, 3389}, {5900, 5909}, {9090, 9090}};

/* Names of processes or units; those of processes have 15 bytes. */
static const char *const comes_in[] = {
    "sshd",   "ssh.",      "dropbear",        "telnetd",     "in.telnetd", "telnet.",
    "xrdp",   "cockpit",   "gnome-remote-de", "Xvnc",        "Xtigervnc",  "x0vncserver",
    "x11vnc", "vncserver", "wayvnc",          "vino-server", "krfb",
};

static bool starts_with_one(const char *name)
{
    for (size_t i = 0; name && i < sizeof comes_in / sizeof *comes_in; i++)
        if (strncmp(name, comes_in[i], strlen(comes_in[i])) == 0)
            return true;
    return false;
}

bool closing_way_in(const struct local_socket *s)
{
    const struct local_process *p = s->process;
    for (size_t i = 0; i < sizeof ways_in / sizeof *ways_in; i++)
        if (s->port >= ways_in[i].first && s->port <= ways_in[i].last && s->exposure != EXPOSURE_LOOPBACK)
            return true;
    return starts_with_one(s->socket_unit) || (p && (starts_with_one(p->name) || starts_with_one(p->unit)));
}

static bool is_plain(const char *word)
{
    for (; *word; word++)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-@:", *word))
            return false;
    return true;
}

void closing_text(const struct closing *c, char *out, size_t cap)
{
    struct buf b;
    buf_init(&b, 1 << 14);
    for (unsigned i = 0; i < c->words; i++) {
        const char *word = c->word[i], *quote = is_plain(word) ? "" : "'";
        if (strchr(word, '\'')) /* no unit is called that */
            continue;
        buf_printf(&b, "%s%s", i ? " " : "", quote);
        esc_line(&b, word);
        buf_puts(&b, quote);
    }
    snprintf(out, cap, "%s", buf_text(&b));
    buf_fini(&b);
}
