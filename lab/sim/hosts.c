#include "priv_parse.h"

#include <string.h>

static int host_tcp(struct parse *p)
{
    return doors_read(p, PROTO_TCP);
}

static int host_udp(struct parse *p)
{
    return doors_read(p, PROTO_UDP);
}

static int host_sctp(struct parse *p)
{
    return doors_read(p, PROTO_SCTP);
}

static int host_protocol(struct parse *p)
{
    return doors_read(p, PROTO_IP);
}

/* dead P% [reject WORD] */
static int host_dead(struct parse *p)
{
    int r = lex_percent(&p->l, &p->rule->dead);
    if (r || !lex_accept(&p->l, "reject"))
        return r;
    r = reject_read(p, &p->rule->dead_row);
    struct door door = {.proto = PROTO_UDP, .reject = p->rule->dead_row};
    if (r == 0 && !reject_exists(&door, p->rule))
        return lex_fail(&p->l, N_("this way to reject does not exist here: %s"),
                        reject_row(door.reject)->word);
    p->rule->dead_reject = true;
    return r;
}

static int host_walled(struct parse *p)
{
    return lex_percent(&p->l, &p->rule->walled);
}

/* rtt 40ms, rtt 5ms..300ms */
static int host_rtt(struct parse *p)
{
    struct lex *l = &p->l;
    char *dots = l->kind == LEX_WORD ? strstr(l->word, "..") : NULL;
    nsec lo, hi;
    if (!dots) {
        int r = lex_duration(l, &lo);
        if (r == 0)
            p->rule->rtt_lo = p->rule->rtt_hi = lo;
        return r;
    }
    *dots = 0;
    bool fine = nsec_parse(l->word, &lo) == 0 && nsec_parse(dots + 2, &hi) == 0 && lo <= hi && hi <= NSEC_DAY;
    *dots = '.';
    if (!fine)
        return lex_expected(l, "a duration or a span such as 5ms..300ms");
    p->rule->rtt_lo = lo;
    p->rule->rtt_hi = hi;
    lex_next(l);
    return 0;
}

static int host_jitter(struct parse *p)
{
    return lex_duration(&p->l, &p->rule->jitter);
}

static int host_loss(struct parse *p)
{
    return parse_chance_ways(p, p->rule->loss);
}

static int host_rst_ration(struct parse *p)
{
    return parse_ration(p, &p->rule->rst);
}

static int host_icmp_ration(struct parse *p)
{
    p->rule->icmp_set = true;
    return parse_ration(p, &p->rule->icmp);
}

static int host_ttl(struct parse *p)
{
    return parse_u8(p, 1, 255, &p->rule->ttl);
}

static int host_hops(struct parse *p)
{
    return parse_u8(p, 0, 60, &p->rule->hops);
}

static int host_quote(struct parse *p)
{
    return parse_quote(p, &p->rule->quote);
}

static int host_echo(struct parse *p)
{
    bool on;
    int r = lex_switch(&p->l, &on);
    if (r == 0)
        p->rule->echo_off = !on;
    return r;
}

static int host_stack(struct parse *p)
{
    static const char *const words[STACKS] = {"linux", "windows", "bsd", "odd"};
    for (unsigned i = 0; i < STACKS; i++) {
        if (lex_accept(&p->l, words[i])) {
            p->rule->stack = (enum stack)i;
            return 0;
        }
    }
    return lex_expected(&p->l, "linux, windows, bsd or odd");
}

static int one_of(struct parse *p, const char *const *words, unsigned n, const char *expected, unsigned *ret)
{
    for (unsigned i = 0; i < n; i++) {
        if (!words[i][0] || !lex_accept(&p->l, words[i]))
            continue;
        *ret = i;
        return 0;
    }
    return lex_expected(&p->l, expected);
}

static int host_isn(struct parse *p)
{
    unsigned i = 0;
    int r = one_of(p, numbers_isn_words, NUMBERS_ISNS,
                   "random, constant, 64k, 800, time, positive, rfc6528 or repeating", &i);
    if (r == 0)
        p->rule->isn = (enum numbers_isn)i;
    return r;
}

static int host_ipid(struct parse *p)
{
    unsigned i = 0;
    int r = one_of(p, numbers_ipid_words, NUMBERS_IPIDS,
                   "zero, constant, incremental, by2, broken, positive or random", &i);
    if (r == 0)
        p->rule->ipid = (enum numbers_ipid)i;
    return r;
}

/* stamps none|zero|global HZ|rfc7323 HZ */
static int host_stamps(struct parse *p)
{
    unsigned i = 0;
    uint64_t hz = 0;
    int r = one_of(p, numbers_stamps_words, NUMBERS_STAMPSES, "none, zero, global or rfc7323", &i);
    if (r == 0 && i >= NUMBERS_STAMPS_GLOBAL)
        r = lex_number(&p->l, 1, 1000, &hz);
    if (r)
        return r;
    p->rule->stamps = (enum numbers_stamps)i;
    p->rule->stamps_hz = (uint32_t)hz;
    return 0;
}

/* synack WINDOW OPTIONS [mss N] [wscale N] */
static int host_synack(struct parse *p)
{
    struct rule *rule = p->rule;
    struct lex *l = &p->l;
    uint64_t v;
    int r = lex_number(l, 0, 65535, &v);
    if (r)
        return r;
    rule->win = (uint16_t)v;
    size_t n = l->kind == LEX_WORD ? strspn(l->word, "MSTNWE") : 0;
    if (!n || n > SCRIPT_SHAPE_MAX || l->word[n])
        return lex_expected(l, "options as letters of MSTNWE");
    memcpy(rule->shape, l->word, n + 1);
    lex_next(l);
    if (lex_accept(l, "mss")) {
        r = lex_number(l, 0, 65535, &v);
        rule->mss = r == 0 ? (uint16_t)v : 0;
    }
    if (r == 0 && lex_accept(l, "wscale")) {
        r = lex_number(l, 0, 14, &v);
        rule->wscale = r == 0 ? (uint8_t)v : 0;
    }
    return r;
}

static int host_df(struct parse *p)
{
    p->rule->df_set = true;
    return lex_switch(&p->l, &p->rule->df);
}

static const struct parse_word words[] = {
    {"tcp", host_tcp},
    {"udp", host_udp},
    {"sctp", host_sctp},
    {"protocol", host_protocol},
    {"dead", host_dead},
    {"walled", host_walled},
    {"rtt", host_rtt},
    {"loss", host_loss},
    {"jitter", host_jitter},
    {"rst-ration", host_rst_ration},
    {"icmp-ration", host_icmp_ration},
    {"ttl", host_ttl},
    {"hops", host_hops},
    {"quote", host_quote},
    {"echo", host_echo},
    {"stack", host_stack},
    {"isn", host_isn},
    {"ipid", host_ipid},
    {"stamps", host_stamps},
    {"synack", host_synack},
    {"df", host_df},
    {0},
};

int hosts_read(struct parse *p, bool single)
{
    struct rule rule = {.rtt_lo = NSEC_MS, .rtt_hi = NSEC_MS, .doors = p->s->n_door};
    unsigned line = p->l.line, column = p->l.column;
    int r = parse_prefix(p, &rule.net, &rule.bits);
    if (r)
        return r;
    unsigned all = rule.net.len * 8u;
    struct addr first = addr_first(&rule.net, rule.bits);
    p->rule = &rule;
    if ((single && rule.bits != all) || all - rule.bits > SCRIPT_PREFIX_HOSTS_LOG2 ||
        !addr_eq(&first, &rule.net)) {
        p->l.line = line;
        p->l.column = column;
        return lex_fail(&p->l, N_("host takes one address, hosts a prefix of at most 2^20 without host bits"),
                        NULL);
    }
    r = parse_block(p, words, "tcp, udp, rtt, loss or another word about hosts");
    if (r)
        return r;
    struct rule *slot = parse_append(p, &p->s->rule, &p->s->n_rule, SCRIPT_RULES_MAX, sizeof rule, &r);
    if (!slot)
        return r;
    *slot = rule;
    return 0;
}
