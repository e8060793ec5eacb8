/* Hosts on which every TCP port seems open: SYN proxies, tarpits, transparent proxies, honeypots. A SYN-ACK is no proof there, so when
 * more than half of a host's ports (and SUSPECTS_MIN at least) seem open, the kernel makes six connections to it: to three ports at random,
 * on which nothing should listen, and to three that were found open. If the random ones accept too, it is a suspect:
 *
 *   tarpit        accepts, and leaves no room for a single byte (window 0)
 *   syn-proxy     accepts, and resets at once: there is nothing behind
 *   accepts-all   accepts and keeps the connection, whatever the port
 *
 * Connections make their way in the kernel while the scan goes on; they are looked at when their time is over, and never
 * send anything. Time comes from the caller, but for suspects_wait(), which sleeps. One thread. */
#pragma once

#include "base/addr.h"
#include "base/hash.h"
#include "base/nsec.h"

#include <stdbool.h>

#define SUSPECTS_MIN  15               /* ports of one host that must seem open */
#define SUSPECTS_TIME (1500 * NSEC_MS) /* for a handshake, and what follows it */

struct suspects;

struct suspects_conf {
    uint32_t asked;     /* TCP ports of each host */
    struct addr source; /* of the connections; len 0 = the kernel chooses */
};

/* 0 or -ENOMEM. */
int suspects_new(const struct suspects_conf *conf, struct suspects **ret);
void suspects_free(struct suspects *s);

/* A TCP port was found open. */
void suspects_open(struct suspects *s, const struct addr *a, uint16_t port);

/* Begins to test a host where that is called for. True when it is: suspects_known() tells when it is over. */
bool suspects_want(struct suspects *s, const struct addr *a, nsec now);
bool suspects_known(const struct suspects *s, const struct addr *a, nsec now);
/* Sleeps until it is known. */
void suspects_wait(const struct suspects *s, const struct addr *a, nsec now);

/* What a tested host is, and frees its place; NULL = nothing strange, or it was not tested. */
const char *suspects_take(struct suspects *s, const struct addr *a);
