#include "watch/flow/probers.h"

#include "base/bytes.h"

enum {
    /* Seconds: who takes an address speaks from it by then: three probes and a wait, 7 s (RFC 5227 1.1). */
    TAKEN_IN = 10,
    LEFT =
        24, /* so many are nobody's after that: twice what one meets who finds all of them taken (RFC 5227 1.1) */
    AT_ONCE = 48, /* or so many, whatever becomes of them: more than a machine has addresses of its own */
};

#define FORGOTTEN (10 * NSEC_MINUTE)

static uint32_t hash_of(const struct addr *a)
{
    uint32_t h = a->len;
    for (unsigned i = 0; i < a->len; i += 4)
        h = (h ^ get_u32(a->b + i)) * UINT32_C(2654435761);
    return h;
}

static int find(const struct prober *x, uint32_t addr)
{
    for (unsigned i = 0; i < x->n; i++)
        if (x->probe[i].addr == addr)
            return (int)i;
    return -1;
}

/* Somebody has it now. */
static void take(struct prober *x, uint32_t addr)
{
    int i = find(x, addr);
    if (i < 0)
        return;
    x->probe[i] = x->probe[--x->n];
    x->next = x->n;
}

static struct prober *prober_of(struct probers *p, const struct sight *s)
{
    struct prober *least = &p->prober[0];
    for (unsigned i = 0; i < PROBERS; i++) {
        struct prober *x = &p->prober[i];
        if (x->len == s->src.len && x->mac == s->mac)
            return x;
        if (x->n < least->n || (x->n == least->n && x->last < least->last))
            least = x;
    }
    *least = (struct prober){.mac = s->mac, .len = s->src.len};
    return least;
}

static void look(struct prober *x, uint32_t second)
{
    unsigned left = 0;
    for (unsigned i = 0; i < x->n; i++)
        left += x->probe[i].second + TAKEN_IN <= second;
    x->looks |= left >= LEFT || x->n >= AT_ONCE;
}

static bool ask(struct prober *x, const struct sight *s)
{
    uint32_t addr = hash_of(&s->dst), second = (uint32_t)(s->at / NSEC_SEC);
    if (s->at - x->last > FORGOTTEN)
        *x = (struct prober){.mac = s->mac, .len = s->src.len};
    x->last = s->at;
    if (find(x, addr) < 0) {
        x->next %= PROBES;
        x->probe[x->next++] = (struct probe){addr, second};
        x->n = (uint8_t)(x->n + (x->n < PROBES));
    }
    look(x, second);
    return x->looks;
}

/* By himself, or by another one who tries it or says that it is his. */
static void note_taken(struct probers *p, const struct sight *s, const struct addr *a)
{
    bool says = addr_is_any(&s->src) || addr_eq(&s->src, &s->dst);
    uint32_t addr = hash_of(a);
    for (unsigned i = 0; i < PROBERS; i++) {
        struct prober *x = &p->prober[i];
        if (x->n && x->len == a->len && (x->mac == s->mac ? !addr_is_any(&s->src) : says))
            take(x, addr);
    }
}

bool probers_note(struct probers *p, const struct sight *s)
{
    bool asks = addr_is_any(&s->src);
    if (!s->mac || (asks && (s->reply || addr_is_any(&s->dst))))
        return false;
    note_taken(p, s, asks ? &s->dst : &s->src);
    /* each container and each interface has one of these, of which nobody hears any more */
    return asks && !addr_is_linklocal(&s->dst) && ask(prober_of(p, s), s);
}

uint64_t probers_mac(const struct probers *p, uint8_t len)
{
    const struct prober *last = NULL;
    for (unsigned i = 0; i < PROBERS; i++)
        if (p->prober[i].looks && p->prober[i].len == len && (!last || p->prober[i].last > last->last))
            last = &p->prober[i];
    return last ? last->mac : 0;
}
