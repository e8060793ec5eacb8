/* Doors by name: an explicit list of (address, port) pairs, where otherwise every host is asked the same ports. Pure: lines in,
 * a sorted set out, in which hosts are numbered by scan/targets.h and the ports of each stand together.
 *
 *   198.18.0.1 22              an address and a port            # to the end of the line is a comment
 *   2001:db8::1 tcp 443        with its protocol: tcp; lines of another one are passed over
 *   {"type":"port",…}          our own JSON Lines: open ports; every other record is passed over */
#pragma once

#include "scan/ports.h"
#include "scan/targets.h"

#define PAIRS_MAX      (UINT32_C(1) << 24) /* lines of one list */
#define PAIRS_LINE_MAX 65536               /* bytes of one line */

struct pairs_item {
    struct addr addr;
    uint16_t port;
};

/* What is being read. Zero-initialised it is empty. */
struct pairs_list {
    struct pairs_item *item; /* owned */
    uint32_t count;
    uint64_t passed_over; /* lines that name no TCP door */
};

/* Takes line number `line` (from 1), without its end. 0; -ENOMEM; -EINVAL with *d (line, column). */
int pairs_list_line(struct pairs_list *l, const char *text, size_t len, unsigned line, struct diag *d);
/* Takes one pair. 0; -ENOMEM; -EINVAL with *d when PAIRS_MAX is reached. */
int pairs_list_put(struct pairs_list *l, const struct addr *a, uint16_t port, struct diag *d);
void pairs_list_fini(struct pairs_list *l);

struct pairs {
    struct targets *hosts; /* owned, compiled */
    uint32_t *first;       /* owned: host i has the ports first[i] … first[i + 1] - 1 */
    uint16_t *port;        /* owned, ascending within a host */
    uint32_t count;
    uint64_t merged; /* pairs that were there already */
    /* pairs left out by the excludes of `hosts`, by `allowed`, or because nobody can be there */
    uint64_t excluded;
};

/* Makes the set of a list, which it sorts. `hosts` is a set that was not compiled yet and holds excludes at
 * most; it becomes the set's in any case. allowed = the ports that may be asked; NULL = all. 0; -ENOMEM;
 * -EINVAL with *d. An empty result is fine here. */
int pairs_make(struct pairs_list *l, struct targets *hosts, const struct ports_list *allowed,
               struct pairs *ret, struct diag *d);
void pairs_fini(struct pairs *p);

/* The place of a port among those of a host, or PORTS_NONE. */
uint32_t pairs_place(const struct pairs *p, uint64_t host, uint16_t port);
/* The host that pair number i < count belongs to. O(log hosts). */
uint64_t pairs_host(const struct pairs *p, uint64_t i);
