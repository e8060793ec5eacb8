#include "scan/unheard.h"

#include <string.h>

/* A network's hosts, as far as they were looked at. */
struct network {
    uint8_t prefix[8];
    uint8_t len; /* of an address; 0 = none yet */
    uint32_t answered;
    nsec farthest; /* of those */
    bool unheard;
};

static bool is_of(const struct network *n, const struct addr *a)
{
    return n->len == a->len && memcmp(n->prefix, a->b, a->len == 4 ? 3 : 8) == 0;
}

static nsec wait_of(const struct network *n)
{
    if (!n->unheard)
        return 0;
    return n->answered < UNHEARD_KNOWN ? NSEC_SEC : nsec_min(2 * n->farthest + 100 * NSEC_MS, NSEC_SEC);
}

static void look(struct network *n, const struct block_host *h)
{
    n->unheard |= h->seen != BLOCK_ANSWERED;
    if (h->seen != BLOCK_ANSWERED || !h->rtt)
        return;
    n->answered++;
    n->farthest = nsec_max(n->farthest, (nsec)(block_host_rtt_ms(h) * 1e6));
}

nsec unheard_wait(const struct block *b, struct addr (*host_at)(const void *ctx, uint64_t i), const void *ctx)
{
    struct network n = {0};
    nsec wait = 0;
    for (uint64_t i = 0; i < b->hosts && wait < NSEC_SEC; i++) {
        struct addr a = host_at(ctx, i);
        if (!is_of(&n, &a)) {
            wait = nsec_max(wait, wait_of(&n));
            n = (struct network){.len = a.len};
            memcpy(n.prefix, a.b, sizeof n.prefix);
        }
        look(&n, &b->host[i]);
    }
    return nsec_max(wait, wait_of(&n));
}
