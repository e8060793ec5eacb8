#include "answer/policy.h"

#include <stdlib.h>
#include <string.h>

enum { HELD = 1024 }; /* a block that was forgotten is made once more, which does no harm */

struct policy {
    struct policy_conf conf;
    struct held {
        struct addr a;
        nsec until;
    } held[HELD];
    unsigned next;
    double tokens;
    nsec filled;
    uint64_t count[POLICY_VERDICTS];
};

struct policy *policy_new(const struct policy_conf *conf)
{
    struct policy *p = calloc(1, sizeof *p);
    if (p) {
        p->conf = *conf;
        p->tokens = POLICY_BURST;
    }
    return p;
}

void policy_free(struct policy *p)
{
    free(p);
}

void policy_allow(struct policy *p, const struct addr_net *allow, unsigned allows)
{
    p->conf.allow = allow;
    p->conf.allows = allows;
}

bool policy_lists(const struct addr_net list[], unsigned n, const struct addr *a)
{
    for (unsigned i = 0; i < n; i++) {
        const struct addr_net *l = &list[i];
        /* The /64 of an IPv6 source is blocked as a whole: whoever is allowed in it saves it. */
        if (addr_in(a, &l->net, l->bits) || (a->len == 16 && l->bits > 64 && addr_in(&l->net, a, 64)))
            return true;
    }
    return false;
}

bool policy_is_remote(const struct addr *a)
{
    return a->len && a->b[0] && !addr_is_loopback(a) && !addr_is_multicast(a) && !addr_is_linklocal(a);
}

static bool is_on_list(const struct policy *p, const struct addr *a)
{
    return policy_lists(p->conf.allow, p->conf.allows, a);
}

/* By itself, whoever stands in its /64. */
static bool is_named(const struct policy *p, const struct addr *a)
{
    for (unsigned i = 0; i < p->conf.allows; i++)
        if (addr_in(a, &p->conf.allow[i].net, p->conf.allow[i].bits))
            return true;
    return false;
}

static bool is_held(const struct policy *p, const struct addr *a, nsec now)
{
    for (unsigned i = 0; i < HELD; i++)
        if (p->held[i].until > now && addr_eq(&p->held[i].a, a))
            return true;
    return false;
}

static void refill(struct policy *p, nsec now)
{
    if (p->filled && now > p->filled)
        p->tokens += (double)(now - p->filled) / (3600.0 * (double)NSEC_SEC) * POLICY_A_HOUR;
    p->filled = now > p->filled ? now : p->filled;
    if (p->tokens > POLICY_BURST)
        p->tokens = POLICY_BURST;
}

static bool has_token(struct policy *p, nsec now)
{
    refill(p, now);
    if (p->tokens < 1)
        return false;
    p->tokens -= 1;
    return true;
}

/* What can be one source's doing. Whom a scanner went before has done nothing himself yet: anybody can look
 * at a door to have those kept out who come next. */
static bool is_worth_it(const struct policy_case *c)
{
    static const struct {
        const char *kind;
        bool high;
    } kinds[] = {{"vertical", false}, {"horizontal", false}, {"block", false},
                 {"sweep", false},    {"break-in", false},   {"visit", true}};
    for (size_t i = 0; c->kind && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, c->kind) == 0)
            return kinds[i].high ? c->high : c->grave;
    return false;
}

/* What a host sends to whoever is named as its asker: anybody can name us, at doors of his choice. */
static bool is_an_answer(const struct policy_case *c)
{
    return c->technique && (strcmp(c->technique, "syn-ack") == 0 || strcmp(c->technique, "rst") == 0);
}

static enum policy_verdict verdict(struct policy *p, const struct policy_case *c, nsec now,
                                   struct addr_net *ret)
{
    struct addr a = c->src;
    if (c->inside || !policy_is_remote(&a))
        return POLICY_OURS;
    if (c->excused || !is_worth_it(c) || is_an_answer(c))
        return POLICY_EXCUSED;
    a.zone = 0;
    if (a.len == 16)
        memset(a.b + 8, 0, 8);
    if (is_on_list(p, &a) || is_on_list(p, &c->src))
        return is_named(p, &c->src) ? POLICY_ALLOWED : POLICY_NEIGHBOUR;
    if (p->conf.proven && !c->proven && strcmp(c->kind, "break-in") != 0)
        return POLICY_UNPROVEN;
    if (is_held(p, &a, now))
        return POLICY_HELD;
    if (!has_token(p, now))
        return POLICY_RATE;
    p->held[p->next++ % HELD] = (struct held){.a = a, .until = now + p->conf.span};
    *ret = (struct addr_net){.net = a, .bits = a.len == 16 ? 64 : 32};
    return POLICY_BLOCK;
}

enum policy_verdict policy_judge(struct policy *p, const struct policy_case *c, nsec now,
                                 struct addr_net *ret)
{
    enum policy_verdict v = verdict(p, c, now, ret);
    p->count[v]++;
    return v;
}

bool policy_again(struct policy *p, const struct policy_case *c, nsec now, struct addr_net *ret)
{
    refill(p, now);
    bool block = p->tokens >= POLICY_NEW + 1 && verdict(p, c, now, ret) == POLICY_BLOCK;
    p->count[POLICY_BLOCK] += block;
    return block;
}

void policy_release(struct policy *p, const struct addr_net *n)
{
    for (unsigned i = 0; i < HELD; i++)
        if (addr_eq(&p->held[i].a, &n->net))
            p->held[i].until = 0;
}

const uint64_t *policy_counts(const struct policy *p)
{
    return p->count;
}

const char *policy_word(enum policy_verdict v)
{
    static const char *const words[POLICY_VERDICTS] = {"block",     "ours",     "excused", "allowed",
                                                       "neighbour", "unproven", "held",    "rate"};
    return words[v < POLICY_VERDICTS ? v : POLICY_RATE];
}
