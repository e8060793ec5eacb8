#include "scan/rtt.h"

#define STEPS 8 /* buckets an octave */

static unsigned bucket_of(nsec sample)
{
    uint64_t v = sample > 0 ? (uint64_t)sample >> 10 : 0;
    if (v < STEPS)
        return (unsigned)v;
    unsigned octave = 63u - (unsigned)__builtin_clzll(v); /* >= 3 */
    unsigned i = (octave - 2) * STEPS + (unsigned)((v >> (octave - 3)) & (STEPS - 1));
    return i < RTT_BUCKETS ? i : RTT_BUCKETS - 1;
}

/* The upper end of a bucket. */
static nsec bucket_top(unsigned i)
{
    uint64_t v = i < STEPS ? i + 1 : (uint64_t)(STEPS + i % STEPS + 1) << (i / STEPS - 1);
    return (nsec)(v << 10);
}

void rtt_add(struct rtt *r, nsec sample)
{
    r->bucket[bucket_of(sample)]++;
    r->count++;
    r->max = nsec_max(r->max, sample);
}

nsec rtt_quantile(const struct rtt *r, double q)
{
    uint64_t below = 0, want = (uint64_t)((double)r->count * q);
    for (unsigned i = 0; i < RTT_BUCKETS; i++) {
        below += r->bucket[i];
        if (below > want || (below && below == r->count))
            return nsec_min(bucket_top(i), r->max);
    }
    return 0;
}

nsec rtt_wait(const struct rtt *r)
{
    nsec wait = NSEC_SEC;
    if (r->count >= 100)
        wait = rtt_quantile(r, 0.999) / 4 * 5 + 8 * NSEC_MS;
    else if (r->count > 0)
        wait = 2 * r->max + 100 * NSEC_MS;
    return nsec_min(nsec_max(wait, 10 * NSEC_MS), 4 * NSEC_SEC);
}
