#include "scan/cookie.h"

#define STRIDE                                                                                               \
    1237 /* odd, so that the tries of one target land on different ports of any power-of-two block */
#define UNSTRIDE 5245 /* STRIDE * UNSTRIDE = 1 mod 2^16, and so mod every smaller power of two */
#define TICK     16   /* bits of nanoseconds in a clock unit */

static uint64_t hash_of(const struct cookie_conf *c, const struct addr *target, uint16_t port,
                        enum proto proto)
{
    uint8_t in[24];
    size_t n = target->len;
    memcpy(in, target->b, 16);
    in[n] = (uint8_t)(port >> 8);
    in[n + 1] = (uint8_t)port;
    in[n + 2] = (uint8_t)proto;
    in[n + 3] = target->len;
    return siphash(&c->key, in, n + 4);
}

struct cookie cookie_make(const struct cookie_conf *c, const struct addr *target, uint16_t port,
                          enum proto proto, unsigned try, nsec now)
{
    uint64_t h = hash_of(c, target, port, proto);
    if (c->port_span == 1)
        return (struct cookie){.sport = c->port_base, .seq = (uint32_t)h};
    uint32_t place = ((uint32_t)(h >> 48) + try * STRIDE) & (c->port_span - 1u);
    return (struct cookie){
        .sport = (uint16_t)(c->port_base + place),
        .seq = (uint32_t)h ^ (uint32_t)((uint64_t)now >> TICK) << 16,
    };
}

bool cookie_check(const struct cookie_conf *c, const struct addr *target, uint16_t port, enum proto proto,
                  uint16_t sport, uint32_t seq, nsec now, struct cookie_read *ret)
{
    uint64_t h = hash_of(c, target, port, proto);
    if (c->port_span == 1) {
        if (sport != c->port_base || seq != (uint32_t)h)
            return false;
        *ret = (struct cookie_read){.rtt = -1};
        return true;
    }
    uint32_t diff = seq ^ (uint32_t)h;
    if (diff & 0xffff || sport < c->port_base || sport - c->port_base >= c->port_span)
        return false;
    uint32_t try = ((uint32_t)(sport - c->port_base) - (uint32_t)(h >> 48)) * UNSTRIDE & (c->port_span - 1u);
    if (try >= COOKIE_TRIES)
        return false;
    uint16_t ticks = (uint16_t)(((uint64_t)now >> TICK) - (diff >> 16));
    *ret = (struct cookie_read){.try = try, .rtt = (nsec)ticks << TICK};
    return true;
}
