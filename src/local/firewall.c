/* Judging one packet, or the three of a TCP connection, by the rules. */
#include "local/priv_firewall.h"

#include "local/priv_judge.h"

#include <netinet/in.h>
#include <string.h>

#define DEPTH_MAX   16         /* of jumps, as in the kernel (NFT_JUMP_STACK_SIZE) */
#define CONNTRACK   -200       /* NF_IP_PRI_CONNTRACK */
#define STEPS_MAX   (1u << 22) /* rules that one packet is compared with */
#define SYN         0x02
#define ACK         0x10
#define ND_SOLICIT  135 /* RFC 4861 §4.3, §4.4 */
#define ND_ADVERT   136
#define ND_HOPLIMIT 255

enum truth { NO, YES, MAYBE };

/* One packet on its way in or out. */
struct walk {
    const struct firewall *f;
    struct firewall_packet p; /* of an answer: source and destination changed over */
    bool out, first;          /* direction; begins a connection */
    uint8_t flags, icmp6;
    unsigned tracking; /* what connection tracking makes of it: one bit of fw_ct, or several */
    bool attached;     /* it is already known to it: came from this machine over the loopback */
    unsigned raw;      /* before: FW_CT_INVALID, FW_CT_UNTRACKED */
    unsigned ct;       /* what the chain at hand sees */
    bool early;        /* `notrack` still has an effect */
    bool doubt;        /* some rule of this packet's way was MAYBE */
    uint64_t *steps;
};

/* What a chain may lead to, as bits. */
enum { TO_ACCEPT = 1, TO_DROP = 2, TO_END = 4 };

static bool in_ranges(const struct fw_match *m, const struct fw_value *v)
{
    size_t low = 0, high = m->ranges;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(m->range[middle].high.b, v->b, sizeof v->b) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < m->ranges && memcmp(m->range[low].low.b, v->b, sizeof v->b) <= 0;
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
    return w->p.proto == IPPROTO_TCP && (w->flags & mask) == want ? YES : NO;
}

/* A group or the broadcast address is "ours" in another way than rules about local addresses mean. */
static enum truth ours_truth(const struct walk *w)
{
    return w->out || addr_is_multicast(&w->p.dst) || (w->p.dst.len == 4 && addr_u32(&w->p.dst) == UINT32_MAX)
               ? MAYBE
               : YES;
}

static enum truth device_truth(const struct walk *w, const struct fw_match *m)
{
    if (w->out != (m->field == FW_DEVICE_OUT))
        return MAYBE; /* a device that the packet does not have: programs differ */
    return device_matches(m, w->p.device) ? YES : NO;
}

/* Without `negate`. Fields that the packet does not have are told apart from those that differ: "not port 22"
 * does not hold for ICMP. */
static enum truth field_truth(const struct walk *w, const struct fw_match *m, bool *ret_has)
{
    const struct firewall_packet *p = &w->p;
    struct fw_value v;
    *ret_has = true;
    switch (m->field) {
    case FW_UNKNOWN: return MAYBE;
    case FW_TRUE: return YES;
    case FW_FALSE: return NO;
    case FW_OURS: return ours_truth(w);
    case FW_DEVICE:
    case FW_DEVICE_OUT: return device_truth(w, m);
    case FW_CT_STATE: return ct_truth(w, m);
    case FW_TCP_FLAGS: *ret_has = p->proto == IPPROTO_TCP; return flags_truth(w, m);
    case FW_FAMILY: v = fw_number(p->dst.len); break;
    case FW_PROTO: v = fw_number(p->proto); break;
    case FW_SPORT:
    case FW_PORT:
        *ret_has = has_ports(p);
        v = fw_number(m->field == FW_PORT ? p->port : p->sport);
        break;
    case FW_ICMP6_TYPE:
        *ret_has = p->proto == IPPROTO_ICMPV6;
        v = fw_number(w->icmp6);
        break;
    case FW_HOPLIMIT:
        *ret_has = p->dst.len == 16;
        if (*ret_has && !w->icmp6)
            return MAYBE;
        v = fw_number(ND_HOPLIMIT);
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

static void take_notrack(struct walk *w, bool sure)
{
    if (!w->early)
        return;
    w->raw = sure ? (unsigned)FW_CT_UNTRACKED : w->raw | FW_CT_UNTRACKED;
    w->ct = sure ? (unsigned)FW_CT_UNTRACKED : w->ct | FW_CT_UNTRACKED;
}

static unsigned judge_chain(struct walk *w, int chain, unsigned depth);

/* What a rule's verdict leads to when it holds. */
static unsigned judge_verdict(struct walk *w, const struct fw_rule *r, unsigned depth)
{
    switch (r->verdict) {
    case FW_CONTINUE:
    case FW_RETURN:
    case FW_NOTRACK: return TO_END;
    case FW_ACCEPT: return TO_ACCEPT;
    case FW_DROP: return TO_DROP;
    case FW_JUMP:
    case FW_GOTO:
        return r->target < 0 || depth >= DEPTH_MAX ? TO_ACCEPT | TO_DROP | TO_END
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
        if (++*w->steps > STEPS_MAX)
            return TO_ACCEPT | TO_DROP | TO_END;
        enum truth t = rule_truth(w, r);
        if (t == NO)
            continue;
        w->doubt |= t == MAYBE;
        if (r->verdict == FW_NOTRACK)
            take_notrack(w, !w->doubt);
        bool leaves = r->verdict == FW_RETURN || r->verdict == FW_GOTO;
        unsigned to = judge_verdict(w, r, depth);
        out |= leaves ? to : to & ~(unsigned)TO_END;
        if (t == YES && (leaves || !(to & TO_END)))
            return out;
    }
    return out | TO_END;
}

static enum truth concerns(const struct fw_chain *c, const struct walk *w)
{
    if (w->out != (c->hook >= FW_HOOK_OUTPUT) || (c->family && c->family != w->p.dst.len) ||
        (c->nat && !w->first))
        return NO;
    if (c->hook != FW_HOOK_INGRESS && c->hook != FW_HOOK_EGRESS)
        return YES;
    return device_matches(&c->device, w->p.device) ? YES
           : w->p.layered || !c->device.names      ? MAYBE /* nft 1.0.6 leaves out several devices */
                                                   : NO;
}

/* What the state of the packet is for a chain: connection tracking looks at it after raw, before mangle. */
static void enter_chain(struct walk *w, const struct fw_chain *c)
{
    bool begins = c->hook == FW_HOOK_PREROUTING || c->hook == FW_HOOK_OUTPUT;
    bool before = !w->attached && (c->hook == FW_HOOK_INGRESS || (begins && c->priority <= CONNTRACK));
    bool after = !before || (begins && c->priority == CONNTRACK); /* there: which comes first is not known */
    w->early = before;
    w->ct = (before ? w->raw : 0) | (after && (w->attached || w->raw & FW_CT_INVALID) ? w->tracking : 0) |
            (after && !w->attached ? w->raw & FW_CT_UNTRACKED : 0);
}

/* All chains of one direction. */
static unsigned judge_way(struct walk *w)
{
    unsigned outcome = w->f->bridge && w->p.layered ? FIREWALL_DROP : 0;
    for (size_t i = 0; i < w->f->bases; i++) {
        const struct fw_chain *c = &w->f->chain[w->f->base[i]];
        enum truth t = concerns(c, w);
        if (t == NO)
            continue;
        enter_chain(w, c);
        if (c->nat && w->ct & FW_CT_UNTRACKED)
            t = MAYBE;
        w->doubt |= t == MAYBE;
        unsigned to = judge_chain(w, w->f->base[i], 0);
        if (to & TO_END)
            to |= c->drop ? TO_DROP : TO_ACCEPT;
        if (t == MAYBE)
            to |= TO_ACCEPT;
        if (to & TO_DROP)
            outcome |= FIREWALL_DROP;
        if (!(to & TO_ACCEPT))
            return outcome;
    }
    return outcome | FIREWALL_PASS;
}

/* --- the packets of a connection */

static struct firewall_packet answer_to(const struct firewall_packet *p)
{
    struct firewall_packet back = *p;
    back.src = p->dst;
    back.dst = p->src;
    back.sport = p->port;
    back.port = p->sport;
    return back;
}

/* A packet of a connection from its sender to this machine (or the answer, `back`): over the loopback it goes
 * out first. Narrows *outcome; returns what tracking thinks of it. */
static void judge_leg(const struct firewall *f, const struct firewall_packet *p, struct walk w,
                      unsigned *outcome, unsigned *ret_raw, uint64_t *steps)
{
    bool loopback = strcmp(p->device, "lo") == 0, both[] = {loopback || w.out, loopback || !w.out};
    w.f = f;
    w.p = *p;
    w.steps = steps;
    w.raw = FW_CT_INVALID;
    for (int way = 0; way < 2; way++) {
        if (!both[way] || !(*outcome & FIREWALL_PASS))
            continue;
        w.out = way == 0;
        unsigned one = judge_way(&w);
        *outcome = one & FIREWALL_PASS ? *outcome | one : (*outcome & ~(unsigned)FIREWALL_PASS) | one;
        w.attached = loopback && w.raw == FW_CT_INVALID;
        *ret_raw |= w.raw;
    }
}

/* RFC 4861 §7.2: before anything reaches us, the sender or its router asks who has our address. */
static bool found_by_neighbours(const struct firewall *f, const struct firewall_packet *p, uint64_t *steps)
{
    static const uint8_t group[16] = {[0] = 0xff, [1] = 0x02, [11] = 1, [12] = 0xff},
                         router[16] = {[0] = 0xfe, [1] = 0x80, [15] = 1};
    struct firewall_packet question = *p;
    unsigned outcome = FIREWALL_PASS, raw = 0;
    question.proto = IPPROTO_ICMPV6;
    question.sport = question.port = 0;
    if (!p->neighbour)
        question.src = addr_v6(router);
    struct firewall_packet answer = answer_to(&question);
    question.dst = addr_v6(group);
    memcpy(question.dst.b + 13, p->dst.b + 13, 3);
    struct walk w = {.tracking = FW_CT_UNTRACKED, .icmp6 = ND_SOLICIT};
    judge_leg(f, &question, w, &outcome, &raw, steps);
    w = (struct walk){.tracking = FW_CT_UNTRACKED, .icmp6 = ND_ADVERT, .out = true};
    judge_leg(f, &answer, w, &outcome, &raw, steps);
    return outcome == FIREWALL_PASS;
}

/* The answer and the third packet, when `raw` is what became of the first. */
static void judge_rest(const struct firewall *f, const struct firewall_packet *p, unsigned raw,
                       unsigned *outcome, uint64_t *steps)
{
    unsigned known = raw & FW_CT_INVALID ? FW_CT_ESTABLISHED : 0, lost = raw & FW_CT_UNTRACKED, ignored = 0;
    struct firewall_packet back = answer_to(p);
    struct walk w = {.tracking = known | (lost ? FW_CT_INVALID : 0), .out = true, .flags = SYN | ACK};
    judge_leg(f, &back, w, outcome, &ignored, steps);
    w = (struct walk){.tracking = known | (lost ? FW_CT_INVALID | FW_CT_NEW | FW_CT_ESTABLISHED : 0),
                      .flags = ACK};
    judge_leg(f, p, w, outcome, &ignored, steps);
}

unsigned judge_counted(const struct firewall *f, const struct firewall_packet *p, uint64_t *steps)
{
    unsigned outcome = FIREWALL_PASS, raw = 0;
    uint64_t before = *steps, own = 0;
    struct walk first = {.tracking = FW_CT_NEW, .flags = SYN, .first = true};
    if (firewall_empty(f))
        return FIREWALL_PASS;
    judge_leg(f, p, first, &outcome, &raw, &own);
    if (outcome & FIREWALL_PASS && p->proto == IPPROTO_TCP)
        judge_rest(f, p, raw, &outcome, &own);
    bool wire = strcmp(p->device, "lo") != 0;
    if (wire && outcome & FIREWALL_PASS && p->dst.len == 16 && p->resolves &&
        !found_by_neighbours(f, p, &own))
        outcome |= FIREWALL_DROP;
    if (wire && f->arp && p->dst.len == 4 && outcome & FIREWALL_PASS)
        outcome |= FIREWALL_DROP;
    *steps = before + own;
    return own > STEPS_MAX ? FIREWALL_PASS | FIREWALL_DROP : outcome;
}

unsigned firewall_judge(const struct firewall *f, const struct firewall_packet *p)
{
    uint64_t steps = 0;
    return judge_counted(f, p, &steps);
}

void firewall_count(const struct firewall *f, size_t *ret_rules, size_t *ret_unread)
{
    *ret_rules = f->total;
    *ret_unread = f->unread;
}

bool firewall_empty(const struct firewall *f)
{
    for (size_t i = 0; i < f->bases; i++)
        if (f->chain[f->base[i]].drop)
            return false;
    return f->total == 0 && !f->bridge && !f->arp;
}
