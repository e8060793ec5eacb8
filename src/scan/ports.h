/* Which ports to scan: nmap's port grammar in, a list a protocol out, with the way back from a reply's port to its place
 * in that list in one step. The numbers of IP protocols (0-255) are treated like ports. Pure: no I/O, and the only knowledge of services is model/portinfo.h.
 *
 *   22,80,1000-2000     numbers and ranges         -          everything, 1-65535
 *   -100  60000-        open at one end            ssh,http*  service names; * and ? are wildcards
 *   T:22,U:53,S:9,P:47  a letter holds until the next one; without one, the protocols that the scan uses; but IP protocols are
 *                       meant only by P:, or where the scan uses nothing else
 *   [1-1024]            only the ports in the range that our table has a name for
 *
 * Port 0 is scanned only when a 0 is written (0, 0-100): "-100" begins at 1. Elements may overlap. */
#pragma once

#include "base/buf.h"
#include "base/diag.h"
#include "model/reason.h"

#include <stdbool.h>
#include <stdint.h>

#define PORTS_NONE      UINT32_MAX
#define PORTS_PROTOCOLS PROTO_COUNT /* tcp, udp, sctp, ip */
#define PORTS_FAST      100         /* -F */
#define PORTS_DEFAULT   1000        /* without -p: as many as nmap's users expect */

/* A set of ports as bits. 8 KiB; zero-initialised it is empty. */
struct ports_set {
    uint64_t bits[65536 / 64];
};

static inline void ports_set_add(struct ports_set *s, uint16_t port)
{
    s->bits[port / 64] |= UINT64_C(1) << port % 64;
}

static inline void ports_set_del(struct ports_set *s, uint16_t port)
{
    s->bits[port / 64] &= ~(UINT64_C(1) << port % 64);
}

static inline bool ports_set_has(const struct ports_set *s, uint16_t port)
{
    return s->bits[port / 64] >> port % 64 & 1;
}

/* How many ports are in it. */
uint32_t ports_set_count(const struct ports_set *s);

/* Appends the set as ascending ranges, "1-21,23-79,443"; nothing for the empty set. */
void ports_ranges(const struct ports_set *s, struct buf *out);

/* The ports of one protocol: the popular ones first (portinfo_rank), the rest by number; none twice. */
struct ports_list {
    uint16_t *port;  /* owned by struct ports; count entries */
    uint16_t *index; /* owned; 65536 entries, where each port would be; NULL when count is 0 */
    uint32_t count;  /* 0 … 65536 */
};

struct ports {
    struct ports_list list[PORTS_PROTOCOLS]; /* by enum proto */
};

struct ports_conf {
    const char *spec; /* -p; NULL = the `top` most popular */
    /* --exclude-ports, same grammar (unqualified = every protocol); NULL = none. Wins always */
    const char *exclude;
    /* --top-ports (-F: PORTS_FAST); 0 = PORTS_DEFAULT; more than there are = all. Not with spec. IP
     * protocols: always all */
    uint32_t top;
    uint32_t protocols; /* 1 << PROTO_TCP | …: what the scan uses, and so what an unqualified element means */
};

/* Fills *ret, to be ended by ports_fini(). A list qualified for a protocol that `protocols` lacks (U: in a
 * TCP scan) is filled too: the caller says that it is unused. 0; -ENOMEM; -EINVAL with *d (column counts in
 * the spec or exclude text) for anything that is not the grammar above, and when no port is left for any
 * protocol of `protocols`. */
int ports_parse(const struct ports_conf *conf, struct ports *ret, struct diag *d);
void ports_fini(struct ports *p);

/* Adds the list of one protocol, ports in their order, to those that *ret has of others (at first {0}). 0;
 * -ENOMEM; -EINVAL when a port is there twice, or that protocol. */
int ports_ordered(enum proto proto, const uint16_t *port, uint32_t count, struct ports *ret);

/* The place of `port` in the list, or PORTS_NONE. O(1). */
static inline uint32_t ports_index(const struct ports_list *l, uint16_t port)
{
    if (!l->count)
        return PORTS_NONE;
    uint32_t i =
        l->index[port]; /* of a port that is not listed: any number, so ask that place who lives there */
    return i < l->count && l->port[i] == port ? i : PORTS_NONE;
}

/* The list as a set. */
void ports_list_set(const struct ports_list *l, struct ports_set *ret);
