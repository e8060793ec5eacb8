/* The form of the rules, and judging by them. */
#include "local/priv_firewall.h"

#include "base/bytes.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX  16   /* of jumps, as in the kernel (NFT_JUMP_STACK_SIZE) */
#define PIECES_MAX 4096 /* of a zone */
#define SYN        0x02

/* --- form */

struct fw_value fw_number(uint64_t n)
{
    struct fw_value v = {{0}};
    for (int i = 0; i < 8; i++)
        v.b[15 - i] = (uint8_t)(n >> 8 * i);
    return v;
}

struct fw_value fw_address(const struct addr *a)
{
    struct fw_value v = {{0}};
    memcpy(v.b + 16 - a->len, a->b, a->len);
    return v;
}

struct firewall *firewall_new(void)
{
    return calloc(1, sizeof(struct firewall));
}

void fw_match_fini(struct fw_match *m)
{
    free(m->range);
    free(m->name);
    *m = (struct fw_match){0};
}

void fw_rule_fini(struct fw_rule *r)
{
    for (size_t i = 0; i < r->matches; i++)
        fw_match_fini(&r->match[i]);
    free(r->match);
    *r = (struct fw_rule){0};
}

void firewall_free(struct firewall *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->chains; i++) {
        for (size_t k = 0; k < f->chain[i].rules; k++)
            fw_rule_fini(&f->chain[i].rule[k]);
        free(f->chain[i].rule);
    }
    free(f->chain);
    free(f->base);
    free(f);
}

/* Room for one more element; sizes are powers of two. */
static bool room(void **array, size_t count, size_t size)
{
    if (count & (count - 1))
        return true;
    void *more = realloc(*array, (count ? count * 2 : 1) * size);
    if (!more)
        return false;
    *array = more;
    return true;
}

int fw_chain(struct firewall *f, uint8_t family, const char *table, const char *name)
{
    for (size_t i = 0; i < f->chains; i++)
        if (f->chain[i].family == family && strcmp(f->chain[i].table, table) == 0 &&
            strcmp(f->chain[i].name, name) == 0)
            return (int)i;
    if (strlen(table) >= sizeof(fw_name) || strlen(name) >= sizeof(fw_name))
        return -ENAMETOOLONG;
    if (!room((void **)&f->chain, f->chains, sizeof *f->chain))
        return -ENOMEM;
    struct fw_chain *c = &f->chain[f->chains];
    *c = (struct fw_chain){.family = family};
    memcpy(c->table, table, strlen(table));
    memcpy(c->name, name, strlen(name));
    return (int)f->chains++;
}

static bool unread(const struct fw_rule *r)
{
    for (size_t i = 0; i < r->matches; i++)
        if (r->match[i].field == FW_UNKNOWN)
            return true;
    return r->verdict == FW_ELSEWHERE;
}

int fw_add_rule(struct firewall *f, int chain, struct fw_rule *rule)
{
    struct fw_chain *c = &f->chain[chain];
    int error = f->total >= FIREWALL_RULES_MAX                    ? -E2BIG
                : room((void **)&c->rule, c->rules, sizeof *rule) ? 0
                                                                  : -ENOMEM;
    if (error) {
        fw_rule_fini(rule);
        return error;
    }
    f->unread += unread(rule);
    f->total++;
    c->rule[c->rules++] = *rule;
    *rule = (struct fw_rule){0};
    return 0;
}

int fw_add_match(struct fw_rule *rule, struct fw_match match)
{
    if (!room((void **)&rule->match, rule->matches, sizeof match)) {
        fw_match_fini(&match);
        return -ENOMEM;
    }
    rule->match[rule->matches++] = match;
    return 0;
}

int fw_add_range(struct fw_match *m, struct fw_value low, struct fw_value high)
{
    if (!room((void **)&m->range, m->ranges, sizeof *m->range))
        return -ENOMEM;
    m->range[m->ranges++] = (struct fw_range){low, high};
    return 0;
}

int fw_add_name(struct fw_match *m, const char *name)
{
    if (strlen(name) >= sizeof *m->name)
        return -ENAMETOOLONG;
    if (!room((void **)&m->name, m->names, sizeof *m->name))
        return -ENOMEM;
    memset(m->name[m->names], 0, sizeof *m->name);
    memcpy(m->name[m->names++], name, strlen(name));
    return 0;
}

static int before(const struct fw_chain *a, const struct fw_chain *b)
{
    return a->hook != b->hook ? (int)a->hook - (int)b->hook
                              : (a->priority > b->priority) - (a->priority < b->priority);
}

int fw_sort(struct firewall *f)
{
    int *base = realloc(f->base, (f->chains ? f->chains : 1) * sizeof *base);
    if (!base)
        return -ENOMEM;
    f->base = base;
    f->bases = 0;
    for (size_t i = 0; i < f->chains; i++) {
        if (f->chain[i].hook == FW_HOOK_NONE)
            continue;
        size_t at = f->bases++;
        for (; at > 0 && before(&f->chain[i], &f->chain[base[at - 1]]) < 0; at--)
            base[at] = base[at - 1];
        base[at] = (int)i;
    }
    return 0;
}

void firewall_count(const struct firewall *f, size_t *ret_rules, size_t *ret_unread)
{
    *ret_rules = f->total;
    *ret_unread = f->unread;
}

/* --- judging */

enum truth { NO, YES, MAYBE };

struct walk {
    const struct firewall *f;
    const struct firewall_packet *p;
    unsigned ct; /* states that it may have: one bit, or several */
};

/* What a chain may lead to, as bits. */
enum { TO_ACCEPT = 1, TO_DROP = 2, TO_END = 4 };

static bool in_ranges(const struct fw_match *m, const struct fw_value *v)
{
    for (size_t i = 0; i < m->ranges; i++)
        if (memcmp(m->range[i].low.b, v->b, sizeof v->b) <= 0 &&
            memcmp(v->b, m->range[i].high.b, sizeof v->b) <= 0)
            return true;
    return false;
}

static bool device_matches(const struct fw_match *m, const char *device)
{
    for (size_t i = 0; i < m->names; i++) {
        size_t n = strlen(m->name[i]);
        bool any = n && m->name[i][n - 1] == '*';
        if (any ? strncmp(m->name[i], device, n - 1) == 0 : strcmp(m->name[i], device) == 0)
            return true;
    }
    return false;
}

static bool has_ports(const struct firewall_packet *p)
{
    return p->proto == IPPROTO_TCP || p->proto == IPPROTO_UDP || p->proto == IPPROTO_SCTP ||
           p->proto == IPPROTO_UDPLITE;
}

static enum truth ct_truth(const struct walk *w, const struct fw_match *m)
{
    bool some = w->ct & m->bits, all = (w->ct & m->bits) == w->ct;
    return all ? YES : some ? MAYBE : NO;
}

static enum truth flags_truth(const struct walk *w, const struct fw_match *m)
{
    uint8_t mask = m->range[0].low.b[15], want = m->range[0].high.b[15];
    return w->p->proto == IPPROTO_TCP && (SYN & mask) == want ? YES : NO;
}

/* Without `negate`. Fields that the packet does not have are told apart from those that differ: "not port 22" does not hold for ICMP. */
static enum truth field_truth(const struct walk *w, const struct fw_match *m, bool *ret_has)
{
    const struct firewall_packet *p = w->p;
    struct fw_value v;
    *ret_has = true;
    switch (m->field) {
    case FW_UNKNOWN: return MAYBE;
    case FW_TRUE: return YES;
    case FW_FALSE: return NO;
    case FW_DEVICE: return device_matches(m, p->device) ? YES : NO;
    case FW_CT_STATE: return ct_truth(w, m);
    case FW_TCP_FLAGS: *ret_has = p->proto == IPPROTO_TCP; return flags_truth(w, m);
    case FW_FAMILY: v = fw_number(p->dst.len); break;
    case FW_PROTO: v = fw_number(p->proto); break;
    case FW_SPORT:
    case FW_PORT:
        *ret_has = has_ports(p);
        v = fw_number(m->field == FW_PORT ? p->port : p->sport);
        break;
    case FW_SRC:
    case FW_DST:
        *ret_has = m->family == p->dst.len;
        v = fw_address(m->field == FW_SRC ? &p->src : &p->dst);
        break;
    default: return MAYBE;
    }
    return *ret_has && in_ranges(m, &v) ? YES : NO;
}

static enum truth match_truth(const struct walk *w, const struct fw_match *m)
{
    bool has;
    enum truth t = field_truth(w, m, &has);
    if (!has)
        return NO;
    return m->negate && t != MAYBE ? (t == YES ? NO : YES) : t;
}

static enum truth rule_truth(const struct walk *w, const struct fw_rule *r)
{
    enum truth all = YES;
    for (size_t i = 0; i < r->matches; i++) {
        enum truth t = match_truth(w, &r->match[i]);
        if (t == NO)
            return NO;
        if (t == MAYBE)
            all = MAYBE;
    }
    return all;
}

static unsigned judge_chain(struct walk *w, int chain, unsigned depth);

/* What a rule's verdict leads to when it holds. */
static unsigned judge_verdict(struct walk *w, const struct fw_rule *r, unsigned depth)
{
    switch (r->verdict) {
    case FW_CONTINUE:
    case FW_NOTRACK: return TO_END;
    case FW_ACCEPT: return TO_ACCEPT;
    case FW_DROP: return TO_DROP;
    case FW_JUMP:
    case FW_GOTO:
        return r->target < 0 || depth >= DEPTH_MAX ? TO_ACCEPT | TO_DROP
                                                   : judge_chain(w, r->target, depth + 1);
    default: return TO_ACCEPT | TO_DROP;
    }
}

/* TO_END: the end of the chain is reached, or `return`. */
static unsigned judge_chain(struct walk *w, int chain, unsigned depth)
{
    const struct fw_chain *c = &w->f->chain[chain];
    unsigned out = 0;
    for (size_t i = 0; i < c->rules; i++) {
        const struct fw_rule *r = &c->rule[i];
        enum truth t = rule_truth(w, r);
        if (t == NO)
            continue;
        if (r->verdict == FW_NOTRACK)
            w->ct = t == YES ? FW_CT_UNTRACKED : w->ct | FW_CT_UNTRACKED;
        bool leaves = r->verdict == FW_RETURN || r->verdict == FW_GOTO;
        unsigned to = r->verdict == FW_RETURN ? TO_END : judge_verdict(w, r, depth);
        out |= leaves ? to : to & ~(unsigned)TO_END;
        if (t == YES && (leaves || !(to & TO_END)))
            return out;
    }
    return out | TO_END;
}

static bool concerns(const struct fw_chain *c, const struct firewall_packet *p)
{
    if (c->family && c->family != p->dst.len)
        return false;
    return c->hook != FW_HOOK_INGRESS || strcmp(c->device, p->device) == 0;
}

unsigned firewall_judge(const struct firewall *f, const struct firewall_packet *p)
{
    struct walk w = {.f = f, .p = p, .ct = FW_CT_NEW};
    unsigned outcome = 0;
    for (size_t i = 0; i < f->bases; i++) {
        const struct fw_chain *c = &f->chain[f->base[i]];
        if (!concerns(c, p))
            continue;
        unsigned to = judge_chain(&w, f->base[i], 0);
        if (to & TO_END)
            to |= c->drop ? TO_DROP : TO_ACCEPT;
        if (to & TO_DROP)
            outcome |= FIREWALL_DROP;
        if (!(to & TO_ACCEPT))
            return outcome;
    }
    return outcome | FIREWALL_PASS;
}

/* --- zones */

struct cuts {
    struct fw_value *at; /* first addresses of pieces */
    size_t count;
    bool over;
};

static struct fw_value after(struct fw_value v)
{
    for (int i = 15; i >= 0 && ++v.b[i] == 0; i--)
        ;
    return v;
}

static void cut(struct cuts *c, const struct fw_value *at, const struct fw_value *low,
                const struct fw_value *high)
{
    if (memcmp(at->b, low->b, sizeof at->b) <= 0 || memcmp(at->b, high->b, sizeof at->b) > 0)
        return;
    if (c->count == PIECES_MAX)
        c->over = true;
    else
        c->at[c->count++] = *at;
}

/* Where rules about senders begin and end inside the range. */
static void cut_all(const struct firewall *f, uint8_t family, struct cuts *c, const struct fw_value *low,
                    const struct fw_value *high)
{
    for (size_t i = 0; i < f->chains; i++)
        for (size_t k = 0; k < f->chain[i].rules; k++)
            for (size_t m = 0; m < f->chain[i].rule[k].matches; m++) {
                const struct fw_match *match = &f->chain[i].rule[k].match[m];
                for (size_t r = 0; match->field == FW_SRC && match->family == family && r < match->ranges;
                     r++) {
                    struct fw_value end = after(match->range[r].high);
                    cut(c, &match->range[r].low, low, high);
                    cut(c, &end, low, high);
                }
            }
}

static struct addr sender(const struct fw_value *v, uint8_t family)
{
    struct addr a = {.len = family};
    memcpy(a.b, v->b + 16 - family, family);
    return a;
}

enum firewall_answer firewall_zone(const struct firewall *f, const struct firewall_packet *p,
                                   const struct firewall_senders *senders, size_t n)
{
    struct cuts c = {.at = malloc(PIECES_MAX * sizeof *c.at)};
    bool open = false, closed = false, unknown = !c.at;
    for (size_t i = 0; i < n && !unknown; i++) {
        uint8_t family = senders[i].first.len;
        struct fw_value low = fw_address(&senders[i].first), high = fw_address(&senders[i].last);
        if (family != p->dst.len)
            continue;
        c.count = 0;
        c.at[c.count++] = low;
        cut_all(f, family, &c, &low, &high);
        for (size_t k = 0; k < c.count && !unknown; k++) {
            struct firewall_packet one = *p;
            one.src = sender(&c.at[k], family);
            unsigned outcome = firewall_judge(f, &one);
            open |= outcome == FIREWALL_PASS;
            closed |= outcome == FIREWALL_DROP;
            unknown = c.over || outcome == (FIREWALL_PASS | FIREWALL_DROP);
        }
    }
    free(c.at);
    return unknown          ? FIREWALL_UNKNOWN
           : open && closed ? FIREWALL_PARTLY
           : open           ? FIREWALL_OPEN
                            : FIREWALL_CLOSED;
}
