#include "priv_script.h"

#include "priv_lex.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct parse {
    struct lex l;
    struct script *s;
    struct rule *rule; /* inside hosts { } */
};

static const struct reject rejects[] = {
    {"tcp-reset", 0, 0, 0, 0, REASON_RST, REASON_RST},
    {"net-unreachable", 3, 0, 1, 0, REASON_ICMP_NET_UNREACH, REASON_ICMP6_NO_ROUTE},
    {"host-unreachable", 3, 1, 1, 3, REASON_ICMP_HOST_UNREACH, REASON_ICMP6_ADDR_UNREACH},
    {"protocol-unreachable", 3, 2, 0, 0, REASON_ICMP_PROTO_UNREACH, REASON_NONE},
    {"port-unreachable", 3, 3, 1, 4, REASON_ICMP_PORT_UNREACH, REASON_ICMP6_PORT_UNREACH},
    {"too-big", 3, 4, 2, 0, REASON_NO_RESPONSE, REASON_NO_RESPONSE},
    {"net-unknown", 3, 6, 0, 0, REASON_ICMP_UNREACH, REASON_NONE},
    {"net-prohibited", 3, 9, 0, 0, REASON_ICMP_NET_PROHIB, REASON_NONE},
    {"host-prohibited", 3, 10, 0, 0, REASON_ICMP_HOST_PROHIB, REASON_NONE},
    {"host-tos", 3, 12, 0, 0, REASON_ICMP_UNREACH, REASON_NONE},
    {"admin-prohibited", 3, 13, 1, 1, REASON_ICMP_ADMIN_PROHIB, REASON_ICMP6_ADMIN_PROHIB},
    {"no-route", 0, 0, 1, 0, REASON_NONE, REASON_ICMP6_NO_ROUTE},
    {"address-unreachable", 0, 0, 1, 3, REASON_NONE, REASON_ICMP6_ADDR_UNREACH},
    {"beyond-scope", 0, 0, 1, 2, REASON_NONE, REASON_ICMP6_BEYOND_SCOPE},
    {"source-policy", 0, 0, 1, 5, REASON_NONE, REASON_ICMP6_POLICY},
    {"reject-route", 0, 0, 1, 6, REASON_NONE, REASON_ICMP6_POLICY},
    {"time-exceeded", 11, 0, 3, 0, REASON_ICMP_TIME_EXCEEDED, REASON_ICMP_TIME_EXCEEDED},
};

const struct reject *script_reject(unsigned row)
{
    return row < sizeof rejects / sizeof *rejects ? &rejects[row] : NULL;
}

/* Room for one more element; arrays grow by doubling. NULL when the limit is reached (*error = -EINVAL, the
 * diagnostic set) or memory is out. */
static void *append(struct parse *p, void *array, uint32_t *count, uint32_t max, size_t size, int *error)
{
    void **at = array;
    if (*count >= max) {
        *error = lex_fail(&p->l, N_("more of these than a script may have"), NULL);
        return NULL;
    }
    if ((*count & (*count - 1)) == 0) {
        void *grown = reallocarray(*at, *count ? *count * 2 : 1, size);
        if (!grown) {
            *error = -ENOMEM;
            return NULL;
        }
        *at = grown;
    }
    char *item = (char *)*at + (*count)++ * size;
    memset(item, 0, size);
    return item;
}

static int read_addr(struct parse *p, struct addr *ret)
{
    struct addr a;
    /* no zones: there is one link, and a script must not depend on this machine's interfaces */
    if (p->l.kind != LEX_WORD || strchr(p->l.word, '%') || addr_parse(p->l.word, &a) < 0)
        return lex_expected(&p->l, "an address");
    *ret = a;
    lex_next(&p->l);
    return 0;
}

/* ADDR/BITS, or ADDR alone for all its bits. */
static int read_prefix(struct parse *p, struct addr *ret, unsigned *ret_bits)
{
    struct lex *l = &p->l;
    char *slash = l->kind == LEX_WORD ? strchr(l->word, '/') : NULL;
    if (!slash) {
        int r = read_addr(p, ret);
        *ret_bits = r ? 0 : ret->len * 8u;
        return r;
    }
    struct addr a;
    *slash = 0;
    bool fine = !strchr(l->word, '%') && addr_parse(l->word, &a) == 0;
    *slash = '/';
    const char *digit = slash + 1;
    unsigned bits = 0;
    for (; *digit >= '0' && *digit <= '9' && bits < 1000; digit++)
        bits = bits * 10 + (unsigned)(*digit - '0');
    if (!fine || digit == slash + 1 || *digit || bits > a.len * 8u)
        return lex_expected(l, "a prefix such as 198.18.4.0/22");
    *ret = a;
    *ret_bits = bits;
    lex_next(l);
    return 0;
}

static int read_u8(struct parse *p, uint64_t lo, uint64_t hi, uint8_t *ret)
{
    uint64_t v;
    int r = lex_number(&p->l, lo, hi, &v);
    if (r == 0)
        *ret = (uint8_t)v;
    return r;
}

/* Optional "out", "back", "each-way" (the default) behind a value that was stored for WAY_OUT. */
static void read_ways(struct parse *p, bool ret[WAYS])
{
    bool out = lex_accept(&p->l, "out"), back = !out && lex_accept(&p->l, "back");
    if (!out && !back)
        (void)(lex_accept(&p->l, "each-way") || lex_accept(&p->l, "both"));
    ret[WAY_OUT] = !back;
    ret[WAY_BACK] = !out;
}

static int read_chance_ways(struct parse *p, uint64_t chance[WAYS])
{
    uint64_t v;
    bool ways[WAYS];
    int r = lex_percent(&p->l, &v);
    if (r)
        return r;
    read_ways(p, ways);
    for (int w = 0; w < WAYS; w++)
        if (ways[w])
            chance[w] = v;
    return 0;
}

/* RATE [burst N] | off */
static int read_ration(struct parse *p, struct ration *ret)
{
    struct ration ration = {.burst = 1};
    uint64_t burst = 1;
    if (lex_accept(&p->l, "off")) {
        *ret = (struct ration){0};
        return 0;
    }
    int r = lex_rate(&p->l, &ration.interval);
    if (r == 0 && lex_accept(&p->l, "burst"))
        r = lex_number(&p->l, 1, 1000000, &burst);
    if (r)
        return r;
    ration.burst = (uint32_t)burst;
    *ret = ration;
    return 0;
}

static int read_reject(struct parse *p, uint8_t *ret)
{
    for (unsigned i = 0; i < sizeof rejects / sizeof *rejects; i++) {
        if (lex_accept(&p->l, rejects[i].word)) {
            *ret = (uint8_t)i;
            return 0;
        }
    }
    return lex_expected(&p->l, "a way to reject, such as admin-prohibited");
}

/* ---- inside hosts { } ---- */

static bool port_number(const char **at, uint16_t *ret)
{
    unsigned v = 0;
    const char *s = *at;
    for (; *s >= '0' && *s <= '9' && v <= 65535; s++)
        v = v * 10 + (unsigned)(*s - '0');
    bool fine = s != *at && v <= 65535;
    *at = s;
    *ret = (uint16_t)v;
    return fine;
}

static int read_ports(struct parse *p, struct door *door)
{
    if (lex_accept(&p->l, "rest"))
        return 0;
    const char *at = p->l.word;
    if (p->l.kind != LEX_WORD || !*at)
        return lex_expected(&p->l, "ports such as 22,80-90, or 'rest'");
    door->ports = p->s->n_ports;
    for (;;) {
        struct ports range;
        bool fine = port_number(&at, &range.lo);
        range.hi = range.lo;
        if (fine && *at == '-') {
            at++;
            fine = port_number(&at, &range.hi) && range.lo <= range.hi;
        }
        if (!fine || (*at && *at != ','))
            return lex_expected(&p->l, "ports such as 22,80-90, or 'rest'");
        int error;
        struct ports *slot = append(p, &p->s->ports, &p->s->n_ports, SCRIPT_RANGES_MAX, sizeof range, &error);
        if (!slot)
            return error;
        *slot = range;
        door->n_ports++;
        if (!*at++)
            break;
    }
    lex_next(&p->l);
    return 0;
}

#define BIT(proto) (1u << (proto))
#define ANY        (BIT(PROTO_COUNT) - 1)

static const struct {
    const char *word;
    enum verdict verdict;
    unsigned protos; /* BIT(PROTO_…) */
} verdicts[] = {
    {"open", VERDICT_OPEN, ANY},
    {"closed", VERDICT_CLOSED, ANY},
    {"silent", VERDICT_SILENT, ANY},
    {"filtered", VERDICT_SILENT, ANY},
    {"reject", VERDICT_REJECT, ANY},
    {"mute", VERDICT_MUTE, BIT(PROTO_UDP) | BIT(PROTO_IP)},
    {"tarpit", VERDICT_TARPIT, BIT(PROTO_TCP)},
    {"syn-proxy", VERDICT_PROXY, BIT(PROTO_TCP)},
};

static int read_verdict(struct parse *p, struct door *door)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        bool fits = verdicts[i].protos & BIT(door->proto);
        if (fits && lex_accept(&p->l, verdicts[i].word)) {
            door->verdict = verdicts[i].verdict;
            return door->verdict == VERDICT_REJECT ? read_reject(p, &door->reject) : 0;
        }
    }
    return lex_expected(&p->l, "what the port does, such as open, closed or silent");
}

static int read_door_options(struct parse *p, struct door *door)
{
    bool filter = door->verdict == VERDICT_SILENT || door->verdict == VERDICT_REJECT;
    for (int r = 0; p->l.kind == LEX_WORD;) {
        if (door->verdict == VERDICT_REJECT && lex_accept(&p->l, "from"))
            r = read_addr(p, &door->from);
        else if (door->verdict == VERDICT_REJECT && lex_accept(&p->l, "ttl"))
            r = read_u8(p, 1, 255, &door->ttl);
        else if (filter && door->proto == PROTO_TCP && lex_accept(&p->l, "stateless"))
            door->stateless = true;
        else if (door->verdict == VERDICT_OPEN && door->proto == PROTO_UDP && lex_accept(&p->l, "if-data"))
            door->picky = true;
        else
            r = lex_expected(&p->l, "the end of the statement");
        if (r)
            return r;
    }
    return 0;
}

static bool reject_exists(const struct door *door, const struct rule *rule)
{
    const struct reject *how = &rejects[door->reject];
    if (!how->type4 && !how->type6)
        return door->proto == PROTO_TCP;
    return rule->net.len == 4 ? how->type4 != 0 : how->type6 != 0;
}

/* tcp|udp|sctp|protocol [P% of] PORTS VERDICT [from ADDR] [ttl N] [stateless] [if-data] */
static int door_clause(struct parse *p, enum proto proto)
{
    struct door door = {.proto = proto, .chance = CHANCE_ALWAYS};
    int r = 0;
    if (p->l.kind == LEX_WORD && strchr(p->l.word, '%')) {
        r = lex_percent(&p->l, &door.chance);
        if (r == 0 && !lex_accept(&p->l, "of"))
            r = lex_expected(&p->l, "'of' and ports");
    }
    if (r == 0)
        r = read_ports(p, &door);
    if (r == 0)
        r = read_verdict(p, &door);
    if (r == 0)
        r = read_door_options(p, &door);
    if (r)
        return r;
    if (door.verdict == VERDICT_REJECT && !reject_exists(&door, p->rule))
        return lex_fail(&p->l, N_("this way to reject does not exist here: %s"), rejects[door.reject].word);
    if (door.from.len && door.from.len != p->rule->net.len)
        return lex_fail(&p->l, N_("the address after 'from' is of another family than the host"), NULL);
    struct door *slot = append(p, &p->s->door, &p->s->n_door, SCRIPT_DOORS_MAX, sizeof door, &r);
    if (!slot)
        return r;
    *slot = door;
    p->rule->n_doors++;
    return 0;
}

static int host_tcp(struct parse *p)
{
    return door_clause(p, PROTO_TCP);
}

static int host_udp(struct parse *p)
{
    return door_clause(p, PROTO_UDP);
}

static int host_sctp(struct parse *p)
{
    return door_clause(p, PROTO_SCTP);
}

static int host_protocol(struct parse *p)
{
    return door_clause(p, PROTO_IP);
}

/* dead P% [reject WORD] */
static int host_dead(struct parse *p)
{
    int r = lex_percent(&p->l, &p->rule->dead);
    if (r || !lex_accept(&p->l, "reject"))
        return r;
    r = read_reject(p, &p->rule->dead_row);
    struct door door = {.proto = PROTO_UDP, .reject = p->rule->dead_row};
    if (r == 0 && !reject_exists(&door, p->rule))
        return lex_fail(&p->l, N_("this way to reject does not exist here: %s"), rejects[door.reject].word);
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
    bool fine =
        nsec_parse(l->word, &lo) == 0 && nsec_parse(dots + 2, &hi) == 0 && lo <= hi && hi <= 86400 * NSEC_SEC;
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
    return read_chance_ways(p, p->rule->loss);
}

static int host_rst_ration(struct parse *p)
{
    return read_ration(p, &p->rule->rst);
}

static int host_icmp_ration(struct parse *p)
{
    p->rule->icmp_set = true;
    return read_ration(p, &p->rule->icmp);
}

static int host_ttl(struct parse *p)
{
    return read_u8(p, 1, 255, &p->rule->ttl);
}

static int host_hops(struct parse *p)
{
    return read_u8(p, 0, 60, &p->rule->hops);
}

static int read_quote(struct parse *p, uint16_t *ret)
{
    uint64_t v;
    int r = lex_number(&p->l, 8, 1200, &v);
    if (r == 0)
        *ret = (uint16_t)v;
    return r;
}

static int host_quote(struct parse *p)
{
    return read_quote(p, &p->rule->quote);
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

static int read_word_of(struct parse *p, const char *const *words, unsigned n, const char *expected,
                        unsigned *ret)
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
    int r = read_word_of(p, numbers_isn_words, NUMBERS_ISNS,
                         "random, constant, 64k, 800, time, positive, rfc6528 or repeating", &i);
    if (r == 0)
        p->rule->isn = (enum numbers_isn)i;
    return r;
}

static int host_ipid(struct parse *p)
{
    unsigned i = 0;
    int r = read_word_of(p, numbers_ipid_words, NUMBERS_IPIDS,
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
    int r = read_word_of(p, numbers_stamps_words, NUMBERS_STAMPSES, "none, zero, global or rfc7323", &i);
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

/* ---- top level ---- */

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
            r = read_ration(p, &s->link_rate);
        } else if (lex_accept(l, "addr")) {
            if (s->n_addr == SCRIPT_ADDRS_MAX)
                return lex_fail(l, N_("more of these than a script may have"), NULL);
            r = read_prefix(p, &s->addr[s->n_addr].addr, &s->addr[s->n_addr].bits);
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
    int r = read_addr(p, &a);
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
    read_ways(p, ways);
    for (int w = 0; w < WAYS; w++)
        if (ways[w])
            p->s->burst[w] = b;
    return 0;
}

static int top_loss(struct parse *p)
{
    if (lex_accept(&p->l, "burst"))
        return top_burst(p);
    return read_chance_ways(p, p->s->loss);
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
    int r = read_ration(p, &ration);
    if (r)
        return r;
    read_ways(p, ways);
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
    read_ways(p, ways);
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
    return read_quote(p, &p->s->quote);
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
    if (!e.link && (r = read_addr(p, &e.host)))
        return r;
    e.up = lex_accept(l, "up");
    if (!e.up && !lex_accept(l, "down"))
        return lex_expected(l, "'up' or 'down'");
    struct script_event *slot = append(p, &p->s->event, &p->s->n_event, SCRIPT_EVENTS_MAX, sizeof e, &r);
    if (!slot)
        return r;
    *slot = e;
    return 0;
}

struct statement {
    const char *word;
    int (*parse)(struct parse *p);
};

static const struct statement host_words[] = {
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

/* One statement by its first word, up to and including its end. */
static int statement(struct parse *p, const struct statement *table, const char *what)
{
    for (; table->word; table++) {
        if (!lex_accept(&p->l, table->word))
            continue;
        int r = table->parse(p);
        if (r)
            return r;
        if (p->l.kind == LEX_STOP)
            lex_next(&p->l);
        else if (p->l.kind != LEX_END && p->l.kind != LEX_CLOSE)
            return lex_expected(&p->l, "the end of the statement");
        return 0;
    }
    return lex_expected(&p->l, what);
}

/* { STATEMENT ; … } with `each` reading one. */
static int block(struct parse *p, const struct statement *table, const char *what)
{
    if (p->l.kind != LEX_OPEN)
        return lex_expected(&p->l, "'{'");
    lex_next(&p->l);
    for (;;) {
        if (p->l.kind == LEX_STOP) {
            lex_next(&p->l);
        } else if (p->l.kind == LEX_CLOSE) {
            lex_next(&p->l);
            return 0;
        } else {
            int r = statement(p, table, what);
            if (r)
                return r;
        }
    }
}

static int host_block(struct parse *p, bool single)
{
    struct rule rule = {.rtt_lo = NSEC_MS, .rtt_hi = NSEC_MS, .doors = p->s->n_door};
    unsigned line = p->l.line, column = p->l.column;
    int r = read_prefix(p, &rule.net, &rule.bits);
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
    r = block(p, host_words, "tcp, udp, rtt, loss or another word about hosts");
    if (r)
        return r;
    struct rule *slot = append(p, &p->s->rule, &p->s->n_rule, SCRIPT_RULES_MAX, sizeof rule, &r);
    if (!slot)
        return r;
    *slot = rule;
    return 0;
}

static int top_host(struct parse *p)
{
    return host_block(p, true);
}

static int top_hosts(struct parse *p)
{
    return host_block(p, false);
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

static const struct statement hostile_words[] = {
    {"wrong-ack", evil_wrong_ack},   {"wrong-port", evil_wrong_port},
    {"truncated", evil_truncated},   {"bad-checksum", evil_bad_checksum},
    {"stray-icmp", evil_stray_icmp}, {"stranger", evil_stranger},
    {"flood", evil_flood},           {0},
};

static int top_hostile(struct parse *p)
{
    return block(p, hostile_words, "wrong-ack, truncated or another kind of forgery");
}

static const struct statement top_words[] = {
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
        int r = statement(p, top_words, "a statement such as link, hosts or loss");
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
