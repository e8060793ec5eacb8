#include "priv_script.h"

#include "priv_parse.h"

#include <stdlib.h>
#include <string.h>

/* link ethernet|ip [mac MAC] [addr PREFIX]… [mtu N] [rate R burst N] */
static int top_link(struct parse *p)
{
    struct script *s = p->s;
    struct lex *l = &p->l;
    if (s->n_addr)
        return lex_fail(l, N_("a script has one link"), NULL);
    s->ethernet = lex_accept(l, "ethernet");
    if (!s->ethernet && !lex_accept(l, "ip"))
        return lex_expected(l, "'ethernet' or 'ip'");
    for (int r = 0; l->kind == LEX_WORD;) {
        uint64_t v;
        if (lex_accept(l, "mac")) {
            r = lex_mac(l, s->mac);
        } else if (lex_accept(l, "mtu")) {
            r = lex_number(l, 576, 9000, &v);
            if (r == 0)
                s->mtu = (uint32_t)v;
        } else if (lex_accept(l, "rate")) {
            r = parse_ration(p, &s->link_rate);
        } else if (lex_accept(l, "addr")) {
            if (s->n_addr == SCRIPT_ADDRS_MAX)
                return lex_fail(l, N_("more of these than a script may have"), NULL);
            r = parse_prefix(p, &s->addr[s->n_addr].addr, &s->addr[s->n_addr].bits);
            s->n_addr += r == 0;
        } else {
            r = lex_expected(l, "mac, addr, mtu or rate");
        }
        if (r)
            return r;
    }
    return s->n_addr ? 0 : lex_expected(l, "addr and the scanner's own address");
}

/* gateway ADDR [mac MAC] [proxy-arp] */
static int top_gateway(struct parse *p)
{
    static const uint8_t mac[6] = {0x02, 0, 0, 0, 0, 0xfe};
    struct script *s = p->s;
    if (s->n_gateway == 2)
        return lex_fail(&p->l, N_("a script has one gateway for each family"), NULL);
    struct addr a;
    int r = parse_addr(p, &a);
    if (r)
        return r;
    if (s->n_gateway && s->gateway[0].addr.len == a.len)
        return lex_fail(&p->l, N_("a script has one gateway for each family"), NULL);
    s->gateway[s->n_gateway].addr = a;
    memcpy(s->gateway[s->n_gateway].mac, mac, 6);
    if (lex_accept(&p->l, "mac"))
        r = lex_mac(&p->l, s->gateway[s->n_gateway].mac);
    s->proxy_arp |= r == 0 && lex_accept(&p->l, "proxy-arp");
    s->n_gateway++;
    return r;
}

/* burst enter P% leave P% drop P% [ways] */
static int top_burst(struct parse *p)
{
    struct burst_conf b = {.drop = CHANCE_ALWAYS};
    bool ways[WAYS];
    int r = lex_accept(&p->l, "enter") ? lex_percent(&p->l, &b.enter) : lex_expected(&p->l, "'enter'");
    if (r == 0)
        r = lex_accept(&p->l, "leave") ? lex_percent(&p->l, &b.leave) : lex_expected(&p->l, "'leave'");
    if (r == 0 && lex_accept(&p->l, "drop"))
        r = lex_percent(&p->l, &b.drop);
    if (r)
        return r;
    parse_ways(p, ways);
    for (int w = 0; w < WAYS; w++)
        if (ways[w])
            p->s->burst[w] = b;
    return 0;
}

static int top_loss(struct parse *p)
{
    if (lex_accept(&p->l, "burst"))
        return top_burst(p);
    return parse_chance_ways(p, p->s->loss);
}

static int top_duplicate(struct parse *p)
{
    return lex_percent(&p->l, &p->s->duplicate);
}

/* reorder P% by DURATION */
static int top_reorder(struct parse *p)
{
    int r = lex_percent(&p->l, &p->s->reorder);
    if (r == 0 && !lex_accept(&p->l, "by"))
        r = lex_expected(&p->l, "'by' and a duration");
    return r ? r : lex_duration(&p->l, &p->s->reorder_by);
}

static int top_policer(struct parse *p)
{
    struct ration ration;
    bool ways[WAYS];
    int r = parse_ration(p, &ration);
    if (r)
        return r;
    parse_ways(p, ways);
    for (int w = 0; w < WAYS; w++)
        if (ways[w])
            p->s->policer[w] = ration;
    return 0;
}

/* queue BANDWIDTH buffer SIZE [ways] */
static int top_queue(struct parse *p)
{
    struct queue_conf q;
    bool ways[WAYS];
    int r = lex_bits(&p->l, &q.bits);
    if (r == 0)
        r = lex_accept(&p->l, "buffer") ? lex_bytes(&p->l, &q.buffer)
                                        : lex_expected(&p->l, "'buffer' and a size");
    if (r)
        return r;
    parse_ways(p, ways);
    for (int w = 0; w < WAYS; w++)
        if (ways[w])
            p->s->queue[w] = q;
    return 0;
}

/* conntrack N [timeout DURATION] */
static int top_conntrack(struct parse *p)
{
    uint64_t n;
    int r = lex_number(&p->l, 1, 1 << 20, &n);
    if (r == 0)
        p->s->conntrack = (uint32_t)n;
    if (r == 0 && lex_accept(&p->l, "timeout"))
        r = lex_duration(&p->l, &p->s->conntrack_life);
    return r;
}

static int top_quote(struct parse *p)
{
    return parse_quote(p, &p->s->quote);
}

/* scanner-kernel rst on|off */
static int top_kernel(struct parse *p)
{
    return lex_accept(&p->l, "rst") ? lex_switch(&p->l, &p->s->kernel_rst) : lex_expected(&p->l, "'rst'");
}

static int top_repeat(struct parse *p)
{
    uint64_t v;
    int r = lex_number(&p->l, 0, 6, &v);
    if (r == 0)
        p->s->repeats = (unsigned)v;
    return r;
}

/* at TIME link|host ADDR down|up */
static int top_at(struct parse *p)
{
    struct script_event e = {0};
    struct lex *l = &p->l;
    int r = lex_duration(l, &e.at);
    if (r)
        return r;
    e.link = lex_accept(l, "link");
    if (!e.link && !lex_accept(l, "host"))
        return lex_expected(l, "'link' or 'host'");
    if (!e.link && (r = parse_addr(p, &e.host)))
        return r;
    e.up = lex_accept(l, "up");
    if (!e.up && !lex_accept(l, "down"))
        return lex_expected(l, "'up' or 'down'");
    struct script_event *slot =
        parse_append(p, &p->s->event, &p->s->n_event, SCRIPT_EVENTS_MAX, sizeof e, &r);
    if (!slot)
        return r;
    *slot = e;
    return 0;
}

static int top_host(struct parse *p)
{
    return hosts_read(p, true);
}

static int top_hosts(struct parse *p)
{
    return hosts_read(p, false);
}

#define EVIL(name, row)                                                                                      \
    static int evil_##name(struct parse *p)                                                                  \
    {                                                                                                        \
        return lex_percent(&p->l, &p->s->evil[row]);                                                         \
    }
EVIL(wrong_ack, EVIL_WRONG_ACK)
EVIL(wrong_port, EVIL_WRONG_PORT)
EVIL(truncated, EVIL_TRUNCATED)
EVIL(bad_checksum, EVIL_BAD_CHECKSUM)
EVIL(stray_icmp, EVIL_STRAY_ICMP)
EVIL(stranger, EVIL_STRANGER)

/* flood P% of COPIES */
static int evil_flood(struct parse *p)
{
    uint64_t copies;
    int r = lex_percent(&p->l, &p->s->evil[EVIL_FLOOD]);
    if (r == 0 && !lex_accept(&p->l, "of"))
        r = lex_expected(&p->l, "'of' and a number of copies");
    if (r == 0)
        r = lex_number(&p->l, 1, 100000, &copies);
    if (r == 0)
        p->s->flood = (uint32_t)copies;
    return r;
}

static const struct parse_word hostile_words[] = {
    {"wrong-ack", evil_wrong_ack},   {"wrong-port", evil_wrong_port},
    {"truncated", evil_truncated},   {"bad-checksum", evil_bad_checksum},
    {"stray-icmp", evil_stray_icmp}, {"stranger", evil_stranger},
    {"flood", evil_flood},           {0},
};

static int top_hostile(struct parse *p)
{
    return parse_block(p, hostile_words, "wrong-ack, truncated or another kind of forgery");
}

static const struct parse_word top_words[] = {
    {"link", top_link},
    {"gateway", top_gateway},
    {"hosts", top_hosts},
    {"host", top_host},
    {"loss", top_loss},
    {"duplicate", top_duplicate},
    {"reorder", top_reorder},
    {"policer", top_policer},
    {"queue", top_queue},
    {"conntrack", top_conntrack},
    {"quote", top_quote},
    {"scanner-kernel", top_kernel},
    {"synack-repeat", top_repeat},
    {"at", top_at},
    {"hostile", top_hostile},
    {0},
};

/* By time; lines of the same time stay in their order. */
static void order_events(struct script *s)
{
    for (uint32_t i = 1; i < s->n_event; i++) {
        struct script_event e = s->event[i];
        uint32_t k = i;
        for (; k && s->event[k - 1].at > e.at; k--)
            s->event[k] = s->event[k - 1];
        s->event[k] = e;
    }
}

static int script_body(struct parse *p)
{
    while (p->l.kind != LEX_END) {
        if (p->l.kind == LEX_STOP) {
            lex_next(&p->l);
            continue;
        }
        int r = parse_statement(p, top_words, "a statement such as link, hosts or loss");
        if (r)
            return r;
        if (p->l.kind == LEX_CLOSE)
            return lex_expected(&p->l, "the end of the statement");
    }
    return p->s->n_addr ? 0 : lex_expected(&p->l, "a link");
}

int script_parse(const char *text, size_t len, struct script *ret, struct diag *d)
{
    *ret = (struct script){
        .mtu = 1500,
        .mac = {0x02, 0, 0, 0, 0, 1},
        .repeats = 3,
        .conntrack_life = 30 * NSEC_SEC,
    };
    struct parse p = {.s = ret};
    if (len > SCRIPT_BYTES_MAX)
        return diag_set(d, N_("the script is longer than a mebibyte"), NULL, NULL, NULL);
    lex_init(&p.l, text, len, d);
    int r = script_body(&p);
    if (r) {
        script_fini(ret);
        return r;
    }
    order_events(ret);
    return 0;
}

void script_fini(struct script *s)
{
    free(s->rule);
    free(s->door);
    free(s->ports);
    free(s->event);
    *s = (struct script){0};
}
