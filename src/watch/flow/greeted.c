#include "watch/flow/greeted.h"

#include "wire/icmp6.h"

#include <netinet/in.h>

enum {
    FEW = 8,    /* of whom something is wanted: one in so many */
    OTHERS = 4, /* of whom others want something show that it is heard */
};

#define SOON NSEC_SEC /* a system sends within a millisecond */

static unsigned hash_of(uint64_t mac, unsigned of)
{
    return (unsigned)((mac * UINT64_C(0x9e3779b97f4a7c15)) >> 40) % of;
}

/* Advertisements, and questions back, are no more than that. */
static bool is_discovery(const struct sight *s)
{
    return s->proto == IPPROTO_ICMPV6 && s->icmp_type >= ICMP6_TYPE_ROUTER &&
           s->icmp_type <= ICMP6_TYPE_ADVERTISEMENT;
}

void greeted_hear(struct greeted *v, const struct sight *s)
{
    if (!s->to || is_discovery(s))
        return;
    unsigned bit = hash_of(s->mac, GREETED_SPEAK);
    v->speak[bit / 64] |= UINT64_C(1) << (bit % 64);
    struct greeted_pair *set = v->pair[hash_of(s->to, GREETED_SETS)];
    for (unsigned i = 0; i < GREETED_WAYS; i++)
        if (set[i].whom == s->to && (set[i].mac == s->mac || addr_eq(&set[i].by, &s->src)))
            set[i].used = true;
}

/* Its place, or that of the oldest. */
static struct greeted_pair *pair_of(struct greeted *v, const struct greeted_question *q, uint64_t whom)
{
    struct greeted_pair *set = v->pair[hash_of(whom, GREETED_SETS)], *x = &set[0];
    for (unsigned i = 0; i < GREETED_WAYS; i++) {
        if (set[i].whom == whom && set[i].mac == q->mac && addr_eq(&set[i].by, &q->by))
            return &set[i];
        if (set[i].at < x->at)
            x = &set[i];
    }
    *x = (struct greeted_pair){.by = q->by, .mac = q->mac, .whom = whom};
    return x;
}

/* Its frame is for the hardware address that asked: a recording in which these are no others than ARP itself names. */
static void answer(struct greeted *v, const struct contact *c, const struct sight *s)
{
    const struct greeted_question *q = NULL;
    for (unsigned i = 0; i < GREETED_QUESTIONS && !q; i++)
        if (addr_eq(&v->question[i].by, &c->src) && addr_eq(&v->question[i].whom, &c->dst))
            q = &v->question[i];
    if (!q || q->mac != s->to || !s->mac)
        return;
    struct greeted_pair *x = pair_of(v, q, s->mac);
    x->at = s->at;
    x->n++;
    v->any = true;
}

void greeted_note(struct greeted *v, const struct contact *c, const struct sight *s)
{
    if (!s || (c->technique != TECHNIQUE_ARP && c->technique != TECHNIQUE_ND))
        return;
    if (c->stage == CONTACT_ASKED && s->group && s->mac)
        v->question[v->next++ % GREETED_QUESTIONS] = (struct greeted_question){c->src, c->dst, s->mac};
    else if (c->stage == CONTACT_RESOLVED && c->first && c->outcome == SIGHT_SUCCESS &&
             addr_eq(&s->src, &c->dst))
        answer(v, c, s);
}

static bool speaks(const struct greeted *v, uint64_t mac)
{
    unsigned bit = hash_of(mac, GREETED_SPEAK);
    return v->speak[bit / 64] >> (bit % 64) & 1;
}

uint32_t greeted_idly(const struct greeted *v, const struct addr *asker, nsec_wall now, bool hasty)
{
    uint32_t idle = 0, used = 0, speak = 0, others_idle = 0, others_used = 0;
    for (unsigned i = 0; i < GREETED_SETS * GREETED_WAYS; i++) {
        const struct greeted_pair *x = &v->pair[i / GREETED_WAYS][i % GREETED_WAYS];
        bool its = addr_eq(&x->by, asker);
        if (!x->whom || (!hasty && !x->used && x->at + SOON > now))
            continue;
        *(its ? x->used ? &used : &idle : x->used ? &others_used : &others_idle) += x->n;
        speak += its && !x->used && speaks(v, x->whom) ? x->n : 0;
    }
    bool heard = hasty || speak * 2 >= idle || (others_used >= OTHERS && others_used >= others_idle);
    return heard && used * FEW <= idle ? idle : 0;
}
