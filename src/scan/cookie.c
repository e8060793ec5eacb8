#include "scan/cookie.h"

#include <netinet/in.h>

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

struct cookie_ports cookie_ports(const struct cookie_conf *c, uint16_t port, enum proto proto)
{
    bool tcp = proto == PROTO_TCP || (proto == PROTO_IP && port == IPPROTO_TCP);
    return tcp && c->tcp.span ? c->tcp : (struct cookie_ports){c->port_base, c->port_span};
}

struct cookie cookie_make(const struct cookie_conf *c, const struct addr *target, uint16_t port,
                          enum proto proto, unsigned try, nsec now)
{
    uint64_t h = hash_of(c, target, port, proto);
    struct cookie_ports ports = cookie_ports(c, port, proto);
    if (ports.span == 1)
        return (struct cookie){.sport = ports.base, .seq = (uint32_t)h};
    uint32_t place = ((uint32_t)(h >> 48) + try * STRIDE) & (ports.span - 1u);
    return (struct cookie){
        .sport = (uint16_t)(ports.base + place),
        .seq = (uint32_t)h ^ (uint32_t)((uint64_t)now >> TICK) << 16,
    };
}

/* The transmission that a source port stands for; COOKIE_TRIES or more = none. */
static uint32_t try_of(struct cookie_ports ports, uint64_t h, uint16_t sport)
{
    if (sport < ports.base || sport - ports.base >= ports.span)
        return COOKIE_TRIES;
    return ((uint32_t)(sport - ports.base) - (uint32_t)(h >> 48)) * UNSTRIDE & (ports.span - 1u);
}

static nsec age(uint64_t h, uint16_t high, nsec now)
{
    uint16_t ticks = (uint16_t)(((uint64_t)now >> TICK) - (high ^ (uint16_t)(h >> 16)));
    return (nsec)ticks << TICK;
}

bool cookie_check_port(const struct cookie_conf *c, const struct addr *target, uint16_t port,
                       enum proto proto, uint16_t sport, struct cookie_read *ret)
{
    struct cookie_ports ports = cookie_ports(c, port, proto);
    uint32_t try = ports.span == 1 ? sport == ports.base ? 0 : COOKIE_TRIES
                                   : try_of(ports, hash_of(c, target, port, proto), sport);
    if (try >= COOKIE_TRIES)
        return false;
    *ret = (struct cookie_read){.try = try, .rtt = -1};
    return true;
}

nsec cookie_age(const struct cookie_conf *c, const struct addr *target, uint16_t port, enum proto proto,
                uint16_t high, nsec now)
{
    return cookie_ports(c, port, proto).span == 1 ? -1 : age(hash_of(c, target, port, proto), high, now);
}

bool cookie_check(const struct cookie_conf *c, const struct addr *target, uint16_t port, enum proto proto,
                  uint16_t sport, uint32_t seq, nsec now, struct cookie_read *ret)
{
    uint64_t h = hash_of(c, target, port, proto);
    struct cookie_ports ports = cookie_ports(c, port, proto);
    if (ports.span == 1) {
        if (sport != ports.base || seq != (uint32_t)h)
            return false;
        *ret = (struct cookie_read){.rtt = -1};
        return true;
    }
    uint32_t diff = seq ^ (uint32_t)h;
    uint32_t try = try_of(ports, h, sport);
    if (diff & 0xffff || try >= COOKIE_TRIES)
        return false;
    *ret = (struct cookie_read){.try = try, .rtt = age(h, (uint16_t)(seq >> 16), now)};
    return true;
}
