/* What a scan asks, as numbers: each host its ports, and all targets 0 … n-1, host after host. Either every
 * host has the same ports (a product), or each its own (pairs), or none (techniques that ask hosts). Three
 * shapes of one thing; who uses it does not ask which. */
#pragma once

#include "scan/pairs.h"

struct space {
    const struct targets *targets;  /* borrowed, like all three */
    const struct ports_list *ports; /* NULL: no ports, or */
    const struct pairs *pairs;      /* not NULL: the ports of each host; `targets` are its hosts */
};

static inline bool space_portless(const struct space *s)
{
    return !s->ports && !s->pairs;
}

/* How many targets the first `hosts` hosts have. */
static inline uint64_t space_count(const struct space *s, uint64_t hosts)
{
    return s->pairs ? s->pairs->first[hosts] : s->ports ? hosts * s->ports->count : hosts;
}

static inline uint64_t space_number(const struct space *s, uint64_t host, uint32_t place)
{
    return space_count(s, host) + place;
}

static inline void space_split(const struct space *s, uint64_t number, uint64_t *ret_host,
                               uint32_t *ret_place)
{
    *ret_host = s->pairs ? pairs_host(s->pairs, number) : s->ports ? number / s->ports->count : number;
    *ret_place = (uint32_t)(number - space_count(s, *ret_host));
}

/* The ports of a host: how many, number `place` of them, and the place of one or PORTS_NONE. Without ports
 * there is one, 0. */
static inline uint32_t space_ports(const struct space *s, uint64_t host)
{
    return (uint32_t)(space_count(s, host + 1) - space_count(s, host));
}

static inline uint16_t space_port(const struct space *s, uint64_t host, uint32_t place)
{
    return s->pairs ? s->pairs->port[s->pairs->first[host] + place] : s->ports ? s->ports->port[place] : 0;
}

static inline uint32_t space_place(const struct space *s, uint64_t host, uint16_t port)
{
    return s->pairs ? pairs_place(s->pairs, host, port) : s->ports ? ports_index(s->ports, port) : 0;
}
