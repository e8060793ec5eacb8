/* filterlog of pfSense and OPNsense:
 * https://docs.netgate.com/pfsense/en/latest/monitoring/logs/raw-filter-format.html, and MikroTik's. */
#include "watch/source/sayings.h"

#include "wire/tcp.h"

#include <netinet/in.h>

enum { COLUMNS = 40 };

static const struct {
    char letter;
    uint8_t bit;
} flags[] = {{'S', TCP_SYN}, {'A', TCP_ACK}, {'R', TCP_RST}, {'F', TCP_FIN}, {'P', TCP_PSH},
             {'U', TCP_URG}, {'E', TCP_ECE}, {'C', TCP_CWR}, {'W', TCP_CWR}};

static uint8_t flags_of(struct word w)
{
    uint8_t bits = 0;
    for (size_t i = 0; i < w.n; i++)
        for (size_t k = 0; k < sizeof flags / sizeof *flags; k++)
            if (w.p[i] == flags[k].letter)
                bits |= flags[k].bit;
    return bits;
}

static uint64_t opts_of(struct word w)
{
    static const struct {
        const char *name;
        uint8_t opt;
    } rows[] = {{"mss", SIGHT_OPT_MSS},     {"nop", SIGHT_OPT_NOP}, {"wscale", SIGHT_OPT_WS},
                {"sackOK", SIGHT_OPT_SACK}, {"TS", SIGHT_OPT_TS},   {"eol", SIGHT_OPT_EOL}};
    uint64_t opts = 0;
    struct word one;
    while (word_next(&w, ";", &one)) {
        uint8_t opt = SIGHT_OPT_OTHER;
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            if (word_is(one, rows[i].name))
                opt = rows[i].opt;
        opts = opts << 4 | opt;
    }
    return opts;
}

struct columns {
    struct word at[COLUMNS];
    unsigned n;
};

static struct word column(const struct columns *c, unsigned i)
{
    return i < c->n ? c->at[i] : (struct word){"", 0};
}

static bool take_tcp(const struct columns *c, unsigned at, struct sight *s)
{
    uint64_t v;
    struct word seq = column(c, at + 4), flag = column(c, at + 3);
    s->tcp_flags = flags_of(flag);
    s->knows |= SIGHT_FLAGS;
    const char *colon = memchr(seq.p, ':', seq.n); /* "first:last" where there is payload */
    if (word_number((struct word){seq.p, colon ? (size_t)(colon - seq.p) : seq.n}, UINT32_MAX, &v)) {
        s->seq = (uint32_t)v;
        s->knows |= SIGHT_SEQ;
    }
    if (word_number(column(c, at + 6), UINT16_MAX, &v)) {
        s->win = (uint16_t)v;
        s->knows |= SIGHT_WIN;
    }
    s->opts = opts_of(column(c, at + 8));
    s->knows |= SIGHT_OPTS;
    return true;
}

/* Ports, payload, and what TCP adds, from column `at` on. */
static bool take_transport(const struct columns *c, unsigned at, struct sight *s)
{
    uint64_t v;
    if (s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6) {
        bool asks = word_is(column(c, at), "request");
        s->icmp_type = asks ? (s->proto == IPPROTO_ICMP ? 8 : 128) : 0;
        uint64_t id;
        if (asks && word_number(column(c, at + 1), UINT16_MAX, &id) &&
            word_number(column(c, at + 2), UINT16_MAX, &v)) {
            s->seq = (uint32_t)(id << 16 | v);
            s->knows |= SIGHT_SEQ;
        }
        return true;
    }
    if (s->proto != IPPROTO_TCP && s->proto != IPPROTO_UDP)
        return true;
    if (!word_port(column(c, at), &s->sport) || !word_port(column(c, at + 1), &s->dport))
        return false;
    s->knows |= SIGHT_SPORT;
    if (word_number(column(c, at + 2), UINT16_MAX, &v)) {
        s->payload = (uint16_t)v;
        s->knows |= SIGHT_PAYLOAD;
    }
    return s->proto != IPPROTO_TCP || take_tcp(c, at, s);
}

static bool take_ip(const struct columns *c, struct sight *s)
{
    uint64_t v;
    bool v6 = word_is(column(c, 8), "6");
    unsigned ttl = 11, proto = v6 ? 13 : 15, len = v6 ? 14 : 17, src = v6 ? 15 : 18;
    if (word_number(column(c, ttl), 255, &v)) {
        s->ttl = (uint8_t)v;
        s->knows |= SIGHT_TTL;
    }
    if (!v6 && word_number(column(c, 12), UINT16_MAX, &v)) {
        s->ipid = (uint16_t)v;
        s->knows |= SIGHT_IPID;
        s->may_split = word_is(column(c, 14), "none");
    }
    if (word_number(column(c, len), UINT16_MAX, &v)) {
        s->ip_len = (uint16_t)(v6 && v + 40 <= UINT16_MAX ? v + 40 : v);
        s->knows |= SIGHT_LEN;
    }
    return word_protocol(column(c, proto), &s->proto) && word_addr(column(c, src), &s->src) &&
           word_addr(column(c, src + 1), &s->dst) && take_transport(c, src + 2, s);
}

enum line_result saying_filterlog(struct line_state *state, struct word line, struct sight *ret)
{
    (void)state;
    struct columns c = {0};
    struct word w;
    struct word rest = line;
    while (c.n < COLUMNS && word_next(&rest, ",", &w))
        c.at[c.n++] = w;
    if (c.n < 17)
        return LINE_BAD;
    ret->kind = SIGHT_LOG;
    ret->action = (uint8_t)saying_action(column(&c, 6));
    sight_way(ret, word_is(column(&c, 7), "in"), word_is(column(&c, 7), "out"));
    return take_ip(&c, ret) && ret->src.len == ret->dst.len ? LINE_SIGHT : LINE_BAD;
}

/* RouterOS' topics come first; without them, a chain and its devices. What is said under other topics quotes
 * visitors. */
static bool is_firewall(struct word line)
{
    struct word rest = line, first;
    if (!word_next(&rest, " ", &first))
        return false;
    return memchr(first.p, ',', first.n) ? word_find(first, "firewall,") != NULL
                                         : word_find(line, ": in:") && word_find(line, " out:");
}

enum line_result saying_mikrotik(struct line_state *state, struct word line, struct sight *ret)
{
    (void)state;
    struct word proto, ends, w, rest;
    uint64_t v;
    if (!is_firewall(line) || !word_find(line, " proto ") || !word_find(line, "->"))
        return LINE_SKIPPED;
    rest = word_after(line, " proto ");
    const char *open = memchr(rest.p, '(', rest.n), *comma = memchr(rest.p, ',', rest.n);
    if (open && comma && open < comma) /* "TCP (SYN,ACK), ", "ICMP (type 8, code 0), " */
        comma = word_find(rest, "), ") ? word_find(rest, "), ") + 1 : NULL;
    if (!comma)
        return LINE_BAD;
    proto = (struct word){rest.p, (size_t)(comma - rest.p)};
    rest = (struct word){comma + 1, rest.n - proto.n - 1};
    struct word name = proto;
    (void)word_next(&proto, " ", &name);
    if (!word_protocol(name, &ret->proto))
        return LINE_BAD;
    while (rest.n && rest.p[0] == ' ')
        rest = (struct word){rest.p + 1, rest.n - 1};
    const char *arrow = word_find(rest, "->");
    if (!arrow)
        return LINE_BAD;
    struct word from = {rest.p, (size_t)(arrow - rest.p)};
    ends = (struct word){arrow + 2, (size_t)(rest.p + rest.n - arrow - 2)};
    bool more = word_next(&ends, ",", &w);
    bool ported = ret->proto == IPPROTO_TCP || ret->proto == IPPROTO_UDP;
    bool good = more && (ported ? word_endpoint(from, ':', &ret->src, &ret->sport) &&
                                      word_endpoint(w, ':', &ret->dst, &ret->dport)
                                : word_addr(from, &ret->src) && word_addr(w, &ret->dst));
    if (!good || ret->src.len != ret->dst.len)
        return LINE_BAD;
    ret->kind = SIGHT_LOG;
    ret->knows |= ported ? SIGHT_SPORT : 0;
    struct word type = word_after(proto, "(type ");
    if (word_next(&type, ",", &name) && word_number(name, UINT8_MAX, &v))
        ret->icmp_type = (uint8_t)v;
    if (ret->proto == IPPROTO_TCP && word_find(proto, "(")) {
        for (rest = word_after(proto, "("); word_next(&rest, ",) ", &w);)
            ret->tcp_flags |= word_tcp_flag(w);
        ret->knows |= SIGHT_FLAGS;
    }
    w = word_after(ends, "len ");
    if (word_number(w, UINT16_MAX, &v)) {
        ret->ip_len = (uint16_t)v;
        ret->knows |= SIGHT_LEN;
    }
    ret->action =
        (uint8_t)saying_action((struct word){line.p, (size_t)(word_find(line, " proto ") - line.p)});
    return LINE_SIGHT;
}
