#include "priv_path.h"

#include <errno.h>
#include <stdlib.h>

int path_init(struct path *p, const struct script *script, struct rng *rng)
{
    *p = (struct path){.script = script, .rng = rng};
    if (!script->conntrack)
        return 0;
    uint32_t cap = 16;
    while (cap < script->conntrack * 2)
        cap *= 2;
    p->tracks = (struct tracks){.mask = cap - 1, .max = script->conntrack};
    p->tracks.set = calloc(cap, sizeof *p->tracks.set);
    p->tracks.queue = calloc(script->conntrack, sizeof *p->tracks.queue);
    if (!p->tracks.set || !p->tracks.queue) {
        path_fini(p);
        return -ENOMEM;
    }
    return 0;
}

void path_fini(struct path *p)
{
    free(p->tracks.set);
    free(p->tracks.queue);
    p->tracks = (struct tracks){0};
}

bool path_roll(struct rng *rng, uint64_t chance)
{
    return chance && (rng_u64(rng) >> 32) < chance;
}

enum path_luck path_luck(struct path *p, enum way way, uint64_t host_loss)
{
    const struct burst_conf *b = &p->script->burst[way];
    if (b->enter) {
        p->bad[way] = p->bad[way] ? !path_roll(p->rng, b->leave) : path_roll(p->rng, b->enter);
        if (p->bad[way] && path_roll(p->rng, b->drop))
            return PATH_BURST;
    }
    if (path_roll(p->rng, p->script->loss[way]) || path_roll(p->rng, host_loss))
        return PATH_LOST;
    return PATH_FINE;
}

bool path_police(struct path *p, enum way way, nsec now)
{
    return bucket_take(&p->policer[way], &p->script->policer[way], now);
}

bool path_queue(struct path *p, enum way way, nsec now, uint32_t bytes, nsec *ret_delay)
{
    const struct queue_conf *q = &p->script->queue[way];
    *ret_delay = 0;
    if (!q->bits)
        return true;
    nsec wait = nsec_max(p->busy_until[way] - now, 0);
    uint64_t waiting = (uint64_t)((unsigned __int128)(uint64_t)wait * q->bits / 8 / (uint64_t)NSEC_SEC);
    if (waiting + bytes > q->buffer && wait)
        return false;
    nsec service = (nsec)((uint64_t)bytes * 8 * (uint64_t)NSEC_SEC / q->bits);
    p->busy_until[way] = now + wait + service;
    *ret_delay = wait + service;
    return true;
}

static uint32_t seat(const struct tracks *t, uint64_t flow)
{
    uint32_t i = (uint32_t)flow & t->mask;
    while (t->set[i] && t->set[i] != flow)
        i = (i + 1) & t->mask;
    return i;
}

/* Closes the gap behind a removed entry, so that searches need no tombstones (Knuth 6.4, algorithm R). */
static void unseat(struct tracks *t, uint64_t flow)
{
    uint32_t gap = seat(t, flow);
    t->set[gap] = 0;
    for (uint32_t i = (gap + 1) & t->mask; t->set[i]; i = (i + 1) & t->mask) {
        uint32_t home = (uint32_t)t->set[i] & t->mask;
        if (((i - home) & t->mask) >= ((i - gap) & t->mask)) {
            t->set[gap] = t->set[i];
            t->set[i] = 0;
            gap = i;
        }
    }
}

bool path_track(struct path *p, uint64_t flow, nsec now)
{
    struct tracks *t = &p->tracks;
    if (!t->max)
        return true;
    flow += flow == 0;
    for (; t->count && t->queue[t->first].until <= now; t->count--) {
        unseat(t, t->queue[t->first].flow);
        t->first = (t->first + 1) % t->max;
    }
    uint32_t i = seat(t, flow);
    if (t->set[i])
        return true;
    if (t->count == t->max)
        return false;
    t->set[i] = flow;
    t->queue[(t->first + t->count++) % t->max] = (struct track){flow, now + p->script->conntrack_life};
    return true;
}
