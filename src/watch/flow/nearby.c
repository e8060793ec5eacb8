#include "watch/flow/nearby.h"

static bool is_same(const struct nearby_party *a, const struct nearby_party *b)
{
    return addr_eq(&a->addr, &b->addr) || (a->mac && a->mac == b->mac);
}

/* One machine has several addresses. */
static void note_answer(struct nearby *n, const struct nearby_party party[2])
{
    unsigned kept = 0;
    if (!n->answered) {
        n->common[0] = party[0];
        n->common[1] = party[1];
        n->n_common = 2;
    }
    for (unsigned i = 0; i < n->n_common; i++)
        if (is_same(&n->common[i], &party[0]) || is_same(&n->common[i], &party[1]))
            n->common[kept++] = n->common[i];
    n->n_common = kept;
    n->answered = true;
    n->heard |= !kept;
}

void nearby_note(struct nearby *n, const struct contact *c, const struct sight *s, bool inferred)
{
    if (c->technique != TECHNIQUE_ARP && c->technique != TECHNIQUE_ND)
        n->went_on |= inferred;
    else if (c->outcome == SIGHT_SUCCESS && s && addr_eq(&s->src, &c->dst))
        note_answer(n, (struct nearby_party[2]){{c->src, s->to}, {c->dst, s->mac}});
}

bool nearby_is_unheard(const struct nearby *n, const struct addr *asker, bool talks)
{
    bool records = n->n_common == 1 && addr_eq(&n->common[0].addr, asker);
    return !n->heard && !records && (!talks || n->went_on);
}
