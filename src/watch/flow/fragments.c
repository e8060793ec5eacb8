#include "watch/flow/fragments.h"

#include <netinet/in.h>

#define ROOM (sizeof((struct fragments *)0)->ring / sizeof *((struct fragments *)0)->ring)

bool fragments_hides(const struct sight *s)
{
    /* What lies in a tunnel refers to the packet that carries it, and cannot wait. */
    return s->fragment && s->proto == IPPROTO_TCP && s->kind == SIGHT_PACKET && s->dport && !s->cut &&
           !s->tunnel && !(s->knows & SIGHT_FLAGS);
}

bool fragments_has_rest(const struct sight *s)
{
    return s->fragment && s->proto == IPPROTO_TCP && !s->sport && !s->dport && s->knows & SIGHT_FLAGS;
}

static bool pop(struct fragments *f, struct fragment *ret)
{
    struct fragment *x = &f->ring[f->out++ % ROOM];
    bool waits = x->waits;
    if (waits)
        *ret = *x;
    x->waits = false;
    return waits;
}

bool fragments_put(struct fragments *f, const struct sight *s, uint64_t key, struct fragment *ret)
{
    bool pushed = f->in - f->out == ROOM && pop(f, ret);
    struct fragment *x = &f->ring[f->in++ % ROOM];
    *x = (struct fragment){.sight = *s, .key = key, .waits = true};
    x->sight.packet = NULL; /* borrowed */
    return pushed;
}

bool fragments_join(struct fragments *f, const struct sight *rest, struct fragment *ret)
{
    for (unsigned i = f->out; i != f->in; i++) {
        struct fragment *x = &f->ring[i % ROOM];
        const struct sight *s = &x->sight;
        if (!x->waits || s->ipid != rest->ipid || !addr_eq(&s->src, &rest->src) ||
            !addr_eq(&s->dst, &rest->dst))
            continue;
        *ret = *x;
        ret->sight.ack = rest->ack;
        ret->sight.tcp_flags = rest->tcp_flags;
        ret->sight.win = rest->win;
        ret->sight.knows |= SIGHT_FLAGS | SIGHT_ACKNO | SIGHT_WIN;
        ret->sight.packet = rest->packet;
        x->waits = false;
        return true;
    }
    return false;
}

bool fragments_due(struct fragments *f, nsec_wall now, struct fragment *ret)
{
    while (f->out != f->in) {
        const struct fragment *x = &f->ring[f->out % ROOM];
        if (x->waits && now != NSEC_NEVER && now - x->sight.at < FRAGMENTS_FOR)
            return false;
        if (pop(f, ret))
            return true;
    }
    return false;
}
