/* --metrics-listen: whoever asks on this machine is told how the watch is (Prometheus' text format over
 * HTTP/1.0). Never from outside: a loopback address or a socket in the file system. Nobody is waited for: a
 * few at a time, each for seconds, and the oldest gives way. */
#pragma once

#include "base/buf.h"
#include "base/nsec.h"

enum { WATCHDOOR_GUESTS = 8, WATCHDOOR_REQUEST = 2048, WATCHDOOR_ANSWER = 65536 };

#define WATCHDOOR_PATIENCE (5 * NSEC_SEC)

struct watchdoor_guest {
    int fd; /* -1 = none */
    nsec since;
    size_t asked; /* bytes of the request so far */
    char request[WATCHDOOR_REQUEST];
    struct buf answer; /* empty until it has asked */
    size_t said;
};

struct watchdoor {
    int fd;           /* listens; -1 = nobody is let in */
    const char *path; /* of a socket that is ours to remove; borrowed. NULL = TCP */
    struct watchdoor_guest guest[WATCHDOOR_GUESTS];
    uint64_t answered, turned_away; /* late, too long, not understood, or in too many */
};

/* "127.0.0.1:9100", "[::1]:9100", "/run/tojimari/metrics". 0 or an exit status, said. `where` is borrowed.
 * watchdoor_close() always. */
int watchdoor_open(struct watchdoor *d, const char *where);
/* Takes who waits, hears and answers as far as it does not block. `text` appends the metrics. */
void watchdoor_step(struct watchdoor *d, nsec now, void (*text)(void *ctx, struct buf *to), void *ctx);
void watchdoor_close(struct watchdoor *d);
