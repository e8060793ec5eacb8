/* Conversations through the kernel: many TCP streams and UDP flows at once, bytes out, bytes in, TLS begun
 * whenever wanted. Nothing blocks: the owner polls talk_fd() and calls talk_poll(). It knows nothing of what
 * is said. One thread.
 *
 * Bounds: `max_flows` sockets, `max_heard` bytes kept of what one flow said (then no more is read, so the
 * other side waits), TALK_SAY_MAX bytes of ours under way, and every flow has a deadline. An endless or slow
 * stranger costs one place and `max_heard` bytes until its deadline. */
#pragma once

#include "base/addr.h"
#include "base/nsec.h"
#include "io/tls.h"

struct talk;

#define TALK_SAY_MAX 16384u
#define TALK_NONE    UINT32_MAX

struct talk_conf {
    uint32_t max_flows; /* cut to what RLIMIT_NOFILE leaves (first raised to its limit) */
    uint32_t max_heard; /* bytes kept of one flow */
    struct addr source; /* as dial_conf */
    int ifindex;        /* as dial_conf */
};

enum talk_kind {
    TALK_STREAM,   /* TCP */
    TALK_DATAGRAM, /* UDP */
    TALK_MOVES,    /* UDP whose answers may come from another port of that address (RFC 1350 §4) */
};

enum talk_bits {
    TALK_CONNECTED = 1, /* once, first; UDP: at once */
    TALK_DATA = 2,      /* more was heard */
    TALK_FULL = 4,      /* no more than this is kept */
    TALK_CLOSED = 8,    /* the other side ended it, or the kernel: `error` (0, ECONNRESET, …) */
    TALK_FAILED = 16,   /* there was no connection: `error` */
    TALK_SECURE = 32,   /* TLS is up: talk_facts() */
    TALK_INSECURE = 64, /* TLS failed; CLOSED follows or the flow is of no more use */
    TALK_LATE = 128,    /* the deadline has passed; it is gone: set another, or close */
};

/* At most one event a flow and poll. */
struct talk_event {
    uint64_t cookie; /* as given to talk_open() */
    uint32_t flow;
    unsigned bits;
    int error; /* errno */
    /* all that was heard since the last talk_say(), talk_secure(); borrowed until the flow is touched */
    const uint8_t *data;
    size_t len; /* UDP: the first datagram */
};

/* 0, -EMFILE, -EINVAL, -ENODEV, -EADDRNOTAVAIL, -EPERM, -ENOMEM: as dial_new(). */
int talk_new(const struct talk_conf *conf, struct talk **ret);
void talk_free(struct talk *t);
int talk_fd(const struct talk *t); /* an epoll descriptor */

/* Begins a flow. 0 and *ret; its first event is TALK_CONNECTED or TALK_FAILED. -EAGAIN when all places are
 * taken or the machine is out of sockets, ports or buffers for the moment. */
int talk_open(struct talk *t, const struct addr *addr, uint16_t port, enum talk_kind kind, uint64_t cookie,
              nsec deadline, uint32_t *ret);

/* Says n bytes (inside TLS when that is up) and forgets what was heard. What cannot be sent at once is sent
 * later. False when it cannot be said: too much, or the flow has ended. */
bool talk_say(struct talk *t, uint32_t flow, const void *data, size_t n);

/* Begins TLS on a connected TCP flow and forgets what was heard. 0 or -ENOMEM. */
int talk_secure(struct talk *t, uint32_t flow, const char *alpn, const char *name);
void talk_facts(struct talk *t, uint32_t flow, struct tls_facts *ret);

void talk_until(struct talk *t, uint32_t flow, nsec deadline);
void talk_close(struct talk *t, uint32_t flow);

/* Collects up to n events; call when talk_fd() is readable or talk_wake() has passed. Returns how many. */
uint32_t talk_poll(struct talk *t, nsec now, struct talk_event *out, uint32_t n);
/* The earliest deadline, 0 (now) when events are waiting already, NSEC_NEVER when there is nothing. */
nsec talk_wake(const struct talk *t);

uint32_t talk_open_count(const struct talk *t);
uint32_t talk_capacity(const struct talk *t);
