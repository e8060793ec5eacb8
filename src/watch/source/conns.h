/* Connections of which a firewall said that it let them begin, held until it says how they ended: only then
 * is known whether anybody answered. Whoever is still connected after CONNS_PATIENCE has been answered, where
 * the firewall tells of ends at all. In bounded memory: one that gives way is told as let pass. One thread;
 * pure. */
#pragma once

#include "watch/sight.h"

/* Of the log's own time: twice as long as firewalls wait for a handshake (Cisco: 30 s). */
#define CONNS_PATIENCE NSEC_MINUTE
#define CONNS_MAX      16384

struct conns;

/* NULL = out of memory. Some 2 MiB, touched as they are needed. */
struct conns *conns_new(void);
void conns_free(struct conns *c);

/* `s` (addresses, ports, protocol, direction, time) began, under the firewall's number of it. True: another
 * had to give way for it, in *ret. */
bool conns_begin(struct conns *c, uint32_t number, const struct sight *s, struct sight *ret);
/* It ended: *ret is what began, as a SIGHT_FLOW without outcome. False: its beginning was not seen. The ports
 * say whether it is that one; which end is named first does not matter. */
bool conns_end(struct conns *c, uint32_t number, uint16_t port, uint16_t other, struct sight *ret);
/* How many have begun; and how many had before the oldest that is still held (all, when none is). */
uint64_t conns_begun(const struct conns *c);
uint64_t conns_before(struct conns *c);
/* The next that has lasted, by a clock that no line is before; all that are left with INT64_MAX. False: none
 * now. */
bool conns_due(struct conns *c, nsec_wall now, struct sight *ret);
