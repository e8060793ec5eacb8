#include "watch/flow/nearby.h"

#include "wire/icmp6.h"

#include <netinet/in.h>

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

/* Said to one, not to all. */
static bool answers(const struct sight *s)
{
    bool says = s->kind == SIGHT_ARP ? s->reply
                                     : s->kind == SIGHT_PACKET && s->proto == IPPROTO_ICMPV6 &&
                                           s->icmp_type == ICMP6_TYPE_ADVERTISEMENT && !s->tunnel;
    return says && !s->group && !addr_is_multicast(&s->dst) && !addr_is_any(&s->dst) &&
           !addr_eq(&s->src, &s->dst);
}

void nearby_hear(struct nearby *n, const struct sight *s)
{
    if (answers(s))
        note_answer(n, (struct nearby_party[2]){{s->dst, s->to}, {s->src, s->mac}});
}

void nearby_note(struct nearby *n, const struct contact *c, bool inferred)
{
    bool looks = c->technique == TECHNIQUE_ARP || c->technique == TECHNIQUE_ND;
    n->went_on |= inferred && !looks;
    n->silent += looks && c->outcome == SIGHT_SILENT && n->silent < NEARBY_SILENT;
}

bool nearby_is_mute(const struct nearby *n)
{
    return !n->heard && n->silent == NEARBY_SILENT;
}

bool nearby_is_unheard(const struct nearby *n, const struct addr *asker, bool talks)
{
    bool records = n->n_common == 1 && addr_eq(&n->common[0].addr, asker);
    return !n->heard && !records && (!talks || n->went_on);
}
