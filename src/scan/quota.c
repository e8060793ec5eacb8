#include "scan/quota.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HOSTS = 0, NETS = HOSTS + QUOTA_HOSTS, HOPS = NETS + QUOTA_NETS, ALL = HOPS + QUOTA_HOPS };

static nsec gap(double rate)
{
    return (nsec)(1e9 / rate);
}

int quota_init(struct quota *b, double least)
{
    *b = (struct quota){.host = gap(fmax(QUOTA_HOST, least)),
                        .net = gap(fmax(QUOTA_NET, least)),
                        .hop = gap(fmax(QUOTA_HOP, least))};
    b->until = calloc(ALL, sizeof *b->until);
    return b->until ? 0 : -ENOMEM;
}

void quota_fini(struct quota *b)
{
    free(b->until);
    b->until = NULL;
}

/* Places by hash (Fibonacci's). Not secret: who shares a place is slowed down at most. */
static uint32_t place(uint64_t bytes, uint32_t places)
{
    uint64_t folded = bytes ^ bytes >> 32; /* a product's middle knows nothing of the highest bits */
    return (uint32_t)(folded * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (places - 1);
}

static uint64_t word(const uint8_t *at, size_t n)
{
    uint64_t v = 0;
    memcpy(&v, at, n);
    return v;
}

static uint64_t net_of(const struct addr *a)
{
    return word(a->b, a->len == 4 ? 3 : 8);
}

static uint64_t host_of(const struct addr *a)
{
    return a->len == 4 ? word(a->b, 4) : net_of(a) ^ (word(a->b + 8, 8) * 31 + a->zone);
}

/* One quota's part in a packet. */
struct share {
    nsec *until;
    nsec gap; /* 0 = it has none */
    enum pace_limit name;
};

static bool is_spent(const struct share *s, nsec now)
{
    return s->gap && *s->until - now > QUOTA_SLACK;
}

bool quota_take(struct quota *b, const struct addr *a, const struct addr *hop, nsec now)
{
    if (!b->until)
        return true;
    const struct share share[] = {
        {&b->until[HOSTS + place(host_of(a), QUOTA_HOSTS)], b->host, PACE_HOST},
        {&b->until[NETS + place(net_of(a), QUOTA_NETS)], b->net, PACE_SUBNET},
        {&b->until[HOPS + (hop ? place(host_of(hop), QUOTA_HOPS) : 0)], hop ? b->hop : 0, PACE_HOP},
    };
    const size_t shares = sizeof share / sizeof *share;
    for (size_t i = 0; i < shares; i++)
        if (is_spent(&share[i], now)) {
            b->free_at = *share[i].until - QUOTA_SLACK + NSEC_MS;
            b->by = share[i].name;
            return false;
        }
    for (size_t i = 0; i < shares; i++)
        if (share[i].gap)
            *share[i].until = nsec_max(*share[i].until, now) + share[i].gap;
    return true;
}
