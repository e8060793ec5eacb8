/* The FTP bounce scan (-b): one session with an FTP server (scan/ftp.h) that asks the engine's doors one by
 * one. A session that breaks off is begun again; a server that refuses is told of, and ends the scan. */
#pragma once

#include "cmd/drive.h"
#include "scan/ftp.h"

#define BOUNCE_TEXT_MAX 512

struct bounce {
    char text[BOUNCE_TEXT_MAX]; /* the specification, cut into its words: */
    const char *user, *pass, *host;
    struct addr server;
    uint16_t port;
    struct ftp ftp;
    int epoll, fd; /* -1 = none */
    bool connecting, asking, accepted, refused_high, gave_up;
    bool again;                  /* `probe` is to be asked once more: its session ended */
    unsigned refusals, failures; /* in a row */
    unsigned losses;             /* sessions that ended over `probe` */
    char refusal[FTP_LINE_MAX + 1];
    nsec until, retry_at; /* of the connection, the login or the question; when to connect again */
    nsec rest_until;      /* no question before */
    struct probe probe;
    struct reply reply;
    bool replied;
};

/* [USER[:PASSWORD]@]SERVER[:PORT], SERVER a name, an IPv4 address, or an IPv6 address in brackets. Before
 * privileges go. 0 or an exit status after the reason was said; then bounce_fini(). */
int bounce_init(struct bounce *b, const char *spec);
void bounce_fini(struct bounce *b);

/* A step, for drive_turns(). ctx: struct bounce_run. */
struct bounce_run {
    struct bounce *bounce;
    struct scan *scan;
};
int bounce_turn(void *ctx, nsec now, nsec *ret_wake);

/* The server would not, after the last turn: said once. */
bool bounce_refused(struct bounce *b);
