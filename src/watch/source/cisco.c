/* Cisco ASA, PIX, FTD: "Syslog Messages" of the ASA manual (106001 … 710003); IOS access lists
 * (%SEC-6-IPACCESSLOGP), and IOS-XR's (%ACL-IPV4_ACL-6-IPACCESSLOGP). */
#include "watch/source/sayings.h"

#include "watch/source/conns.h"

#include <ctype.h>
#include <netinet/in.h>

/* The firewall's own doors, which it calls by name. */
static bool named_port(struct word w, uint16_t *ret)
{
    static const struct {
        const char *name;
        uint16_t port;
    } rows[] = {{"ssh", 22},   {"telnet", 23}, {"domain", 53},  {"http", 80},    {"www", 80}, {"ntp", 123},
                {"snmp", 161}, {"https", 443}, {"isakmp", 500}, {"syslog", 514}, {"rip", 520}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (word_is(w, rows[i].name)) {
            *ret = rows[i].port;
            return true;
        }
    return false;
}

/* "outside:198.18.0.1/1234", "inside/198.18.0.2(80)", "198.18.0.1/1234", "198.18.0.1(1234)", with "(…)" of
 * translations behind it. */
static bool endpoint(struct word w, struct addr *addr, uint16_t *port, bool *ret_port)
{
    char text[128];
    if (w.n >= sizeof text || !w.n)
        return false;
    while (w.n && strchr(",.;", w.p[w.n - 1]))
        w.n--;
    const char *open = memchr(w.p, '(', w.n);
    struct word number = {w.p, 0}, host = w;
    if (open && w.p[w.n - 1] == ')') {
        number = (struct word){open + 1, (size_t)(w.p + w.n - open - 2)};
        host.n = (size_t)(open - w.p);
    }
    const char *slash = memrchr(host.p, '/', host.n);
    if (slash) {
        struct word after = {slash + 1, (size_t)(host.p + host.n - slash - 1)};
        if (word_port(after, port) || named_port(after, port)) {
            host.n = (size_t)(slash - host.p);
            *ret_port = true;
        } else {
            host = after; /* interface/address */
        }
    }
    if (!word_addr(host, addr)) { /* interface:address; of IPv6 there are more colons */
        const char *colon = memchr(host.p, ':', host.n);
        if (!colon)
            return false;
        host = (struct word){colon + 1, (size_t)(host.p + host.n - colon - 1)};
        if (!word_addr(host, addr))
            return false;
    }
    if (number.n && word_port(number, port))
        *ret_port = true;
    return true;
}

struct message {
    const char *id;
    enum sight_action action; /* NONE = by its words */
};

#define BUILT_TCP  "302013"
#define ENDED_TCP  "302014"
#define BUILT_ICMP "302020"
#define FLOW_NXOS  "ACLLOG_FLOW_INTERVAL"

static const struct message messages[] = {
    {"106001", SIGHT_DROPPED},
    {"106002", SIGHT_DROPPED},
    {"106006", SIGHT_DROPPED},
    {"106007", SIGHT_DROPPED},
    {"106010", SIGHT_DROPPED},
    {"106011", SIGHT_DROPPED},
    {"106014", SIGHT_DROPPED},
    {"106015", SIGHT_DROPPED},
    {"106021", SIGHT_DROPPED},
    {"106023", SIGHT_DROPPED},
    {"106100", SIGHT_ACTION_NONE},
    {"106102", SIGHT_ACTION_NONE},
    {"430002", SIGHT_ACTION_NONE}, /* of Firepower: begun, and ended */
    {"430003", SIGHT_ACTION_NONE},
    {"710002", SIGHT_PASSED},
    {"710003", SIGHT_DROPPED},
    {"710005", SIGHT_DROPPED}, /* for the firewall itself, which has no such door */
    {"418001", SIGHT_DROPPED},
    {"420002", SIGHT_DROPPED},
    {"434002", SIGHT_DROPPED},
    {BUILT_TCP, SIGHT_PASSED}, /* whether anybody answered shows when it ends */
    {ENDED_TCP, SIGHT_PASSED},
    {"302015", SIGHT_PASSED},
    {BUILT_ICMP, SIGHT_PASSED},
    {"IPACCESSLOGP", SIGHT_ACTION_NONE},
    {"IPACCESSLOGDP", SIGHT_ACTION_NONE},
    {"IPACCESSLOGNP", SIGHT_ACTION_NONE},
    {"IPACCESSLOGRP", SIGHT_ACTION_NONE},
    {"ACCESSLOGP", SIGHT_ACTION_NONE},
    {"ACCESSLOGDP", SIGHT_ACTION_NONE},
    {"ACCESSLOGNP", SIGHT_ACTION_NONE},
    {FLOW_NXOS, SIGHT_ACTION_NONE},
};

static const struct message *message_of(struct word line, struct word *ret_text)
{
    struct word head = line, tag;
    if (!word_next(&head, ":", &tag) ||
        !(word_begins(tag, "%ASA-") || word_begins(tag, "%FTD-") || word_begins(tag, "%PIX-") ||
          word_begins(tag, "%NGIPS-") || word_begins(tag, "%SEC-") || word_begins(tag, "%IPV6_ACL-") ||
          word_begins(tag, "%FMANFP-") || word_begins(tag, "%ACLLOG-") || word_begins(tag, "%ACL-IPV")))
        return NULL;
    while (tag.p[tag.n - 1] == ' ') /* IOS-XR */
        tag.n--;
    *ret_text = head;
    const char *dash = memrchr(tag.p, '-', tag.n);
    struct word id = {dash + 1, (size_t)(tag.p + tag.n - dash - 1)};
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        if (word_is(id, messages[i].id))
            return &messages[i];
    return NULL;
}

/* "list 101 denied 47 198.18.0.9", "access-list IN (50) deny 47 198.18.0.9", "Deny protocol 47 src". */
static bool leads_number(struct word w)
{
    static const char *const known[] = {"protocol", "denied", "permitted", "deny", "permit"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (word_is(w, known[i]))
            return true;
    return false;
}

/* The protocol's word, what was done with it where the word before says that, and the first two words that are
 * endpoints: source, then destination. What stands nearest to them counts: lists have any name. */
static unsigned collect(struct word text, struct sight *s, bool *ported)
{
    struct word w, before = {NULL, 0};
    unsigned ends = 0;
    for (; ends < 2 && word_next(&text, " ", &w); before = w) {
        uint8_t proto;
        bool port = false;
        if (!w.n)
            continue;
        bool named = isalpha((unsigned char)w.p[0]) || leads_number(before);
        if (!ends && named && word_protocol(w, &proto)) {
            s->proto = proto;
            s->action = (uint8_t)saying_action(before);
        } else if (endpoint(w, ends ? &s->dst : &s->src, ends ? &s->dport : &s->sport, &port)) {
            *ported |= port;
            ends++;
        }
    }
    return ends;
}

static void take_flags(struct word text, struct sight *s)
{
    struct word rest = word_after(text, "flags "), w;
    while (word_next(&rest, " ", &w))
        s->tcp_flags |= word_tcp_flag(w);
    s->knows |= s->tcp_flags ? SIGHT_FLAGS : 0;
}

/* --- Firepower, and NX-OS with other names: "AccessControlRuleAction: Block, SrcIP: 198.18.0.9, DstIP: …,
 * InitiatorPackets: 1, ResponderPackets: 0, …" */

enum pair {
    PAIR_ACTION,
    PAIR_SRC,
    PAIR_DST,
    PAIR_SPORT,
    PAIR_DPORT,
    PAIR_PROTO,
    PAIR_SENT,
    PAIR_ANSWERS,
    PAIR_AT,
    PAIRS
};

static void collect_pairs(struct word text, struct word of[PAIRS])
{
    static const struct {
        const char *name;
        enum pair pair;
    } names[] = {{"AccessControlRuleAction", PAIR_ACTION},
                 {"SrcIP", PAIR_SRC},
                 {"Src IP", PAIR_SRC},
                 {"Source IP", PAIR_SRC},
                 {"DstIP", PAIR_DST},
                 {"Dst IP", PAIR_DST},
                 {"Destination IP", PAIR_DST},
                 {"SrcPort", PAIR_SPORT},
                 {"Src Port", PAIR_SPORT},
                 {"Source Port", PAIR_SPORT},
                 {"DstPort", PAIR_DPORT},
                 {"Dst Port", PAIR_DPORT},
                 {"Destination Port", PAIR_DPORT},
                 {"Protocol", PAIR_PROTO},
                 {"InitiatorPackets", PAIR_SENT},
                 {"ResponderPackets", PAIR_ANSWERS},
                 {"FirstPacketSecond", PAIR_AT},
                 {"ACL Action", PAIR_ACTION},
                 {"ACE Action", PAIR_ACTION}};
    /* Behind these a visitor speaks. */
    static const char *const strangers[] = {"URL",      "UserAgent",   "Referer",       "User",
                                            "DNSQuery", "HTTPReferer", "ReferencedHost"};
    struct word one, name;
    while (word_next(&text, ",", &one)) {
        while (one.n && *one.p == ' ')
            one = (struct word){one.p + 1, one.n - 1};
        struct word value = one;
        if (!word_next(&value, ":", &name))
            continue;
        while (value.n && *value.p == ' ')
            value = (struct word){value.p + 1, value.n - 1};
        for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
            if (word_is(name, strangers[i]))
                return;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (word_is(name, names[i].name) && !of[names[i].pair].n)
                of[names[i].pair] = value;
    }
}

/* "tcp"; of NX-OS also "\"TCP\"(6)". */
static bool protocol_of(struct word w, uint8_t *ret)
{
    struct word name = w;
    if (w.n && w.p[0] == '"') {
        w = (struct word){w.p + 1, w.n - 1};
        (void)word_next(&w, "\"", &name);
    }
    return word_protocol(name, ret);
}

static enum line_result read_pairs(struct word text, bool ended, struct sight *s)
{
    struct word of[PAIRS] = {{NULL, 0}};
    uint64_t there = 0, back = 0;
    collect_pairs(text, of);
    if (!word_addr(of[PAIR_SRC], &s->src) || !word_addr(of[PAIR_DST], &s->dst) || s->src.len != s->dst.len ||
        !protocol_of(of[PAIR_PROTO], &s->proto))
        return LINE_BAD;
    if (s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6)
        s->icmp_type = s->proto == IPPROTO_ICMP ? 8 : 128;
    else if (!word_port(of[PAIR_SPORT], &s->sport) || !word_port(of[PAIR_DPORT], &s->dport))
        return LINE_BAD;
    else
        s->knows |= SIGHT_SPORT;
    if (!s->at && of[PAIR_AT].n)
        (void)logtime_read(&of[PAIR_AT], INT64_MAX / 2, &s->at);
    s->kind = SIGHT_LOG;
    s->action = (uint8_t)saying_action(of[PAIR_ACTION]);
    struct saying_counts c = {.counted = word_number(of[PAIR_SENT], UINT32_MAX, &there) &&
                                         word_number(of[PAIR_ANSWERS], UINT32_MAX, &back),
                              .ended = ended};
    c.packets = (uint32_t)there;
    c.answers = (uint32_t)back;
    saying_ended(&c, s);
    return LINE_SIGHT;
}

/* --- connections: "Built inbound TCP connection 18 for outside:198.18.0.9/40000 (…) to inside:198.18.0.1/443
 * (…)", "Teardown TCP connection 18 for … to … duration 0:00:30 bytes 0 SYN Timeout" */

static bool connection(struct word text, uint32_t *ret)
{
    struct word rest = word_after(text, " connection "), number;
    uint64_t v;
    bool fine = word_next(&rest, " ", &number) && word_number(number, UINT32_MAX, &v);
    *ret = fine ? (uint32_t)v : 0;
    return fine;
}

static enum line_result take_begin(struct line_state *state, struct word text, struct sight *s)
{
    uint32_t number;
    struct sight gone;
    if (!state->conns && !state->unheld)
        state->unheld = (state->conns = conns_new()) == NULL;
    if (!state->conns || !connection(text, &number) || !s->at)
        return LINE_SIGHT;
    if (!conns_begin(state->conns, number, s, &gone))
        return LINE_HELD;
    *s = gone;
    return LINE_SIGHT;
}

/* What the reason and the bytes say: "SYN Timeout", "TCP Reset-I" (by the inner end), "TCP Reset-O", "TCP
 * FINs", … */
static enum sight_outcome outcome_of(struct word text, const struct sight *s)
{
    struct word rest = word_after(text, " bytes "), number;
    uint64_t bytes = 0;
    if (!word_next(&rest, " ", &number) || !word_number(number, INT64_MAX, &bytes))
        return SIGHT_OUTCOME_UNKNOWN;
    if (word_begins(rest, "SYN Timeout"))
        return SIGHT_SILENT;
    if (bytes || word_begins(rest, "TCP FINs"))
        return SIGHT_SUCCESS;
    return word_begins(rest, s->outbound ? "TCP Reset-O" : "TCP Reset-I") ? SIGHT_REFUSED
                                                                          : SIGHT_OUTCOME_UNKNOWN;
}

/* Who began is known of those whose beginning was seen. */
static enum line_result take_end_of(struct line_state *state, struct word text, struct sight *s)
{
    uint32_t number;
    struct sight begun;
    if (!state->conns || !connection(text, &number) ||
        !conns_end(state->conns, number, s->sport, s->dport, &begun))
        return LINE_SKIPPED;
    begun.outcome = (uint8_t)outcome_of(text, &begun);
    if (begun.outcome == SIGHT_OUTCOME_UNKNOWN) {
        begun.kind = SIGHT_LOG;
        begun.action = SIGHT_PASSED;
    }
    *s = begun;
    return LINE_SIGHT;
}

/* "faddr 198.18.0.9/1 gaddr 198.18.0.1/0 laddr 10.0.0.1/0": the other end, ours as it is seen outside, and
 * ours. */
static bool take_ping(struct word text, struct sight *s)
{
    struct word rest = word_after(text, "laddr "), own;
    bool port;
    s->proto = IPPROTO_ICMP;
    return word_next(&rest, " ", &own) && endpoint(own, &s->dst, &s->dport, &port);
}

/* IOS: "198.18.0.9 -> 198.18.0.1 (3/13), 1 packet". */
static bool take_pair(struct word text, struct sight *s)
{
    struct word rest = word_after(text, " -> "), number;
    uint64_t type, code;
    rest = word_after(rest, " (");
    if (!word_next(&rest, "/", &number) || !word_number(number, UINT8_MAX, &type) ||
        !word_next(&rest, ")", &number) || !word_number(number, UINT8_MAX, &code))
        return false;
    s->icmp_type = (uint8_t)type;
    s->icmp_code = (uint8_t)code;
    return true;
}

/* "(type 3, code 2)", "type 8 code 0", "(3/2)"; where it is not said: a question. */
static void take_icmp(struct word text, struct sight *s)
{
    struct word rest = word_after(text, "type "), number;
    uint64_t v;
    s->sport = s->dport = 0;
    s->icmp_type = s->src.len == 4 ? 8 : 128;
    if (take_pair(text, s))
        return;
    if (word_next(&rest, " ,)", &number) && word_number(number, UINT8_MAX, &v))
        s->icmp_type = (uint8_t)v;
    rest = word_after(text, "code ");
    if (word_next(&rest, " ,)", &number) && word_number(number, UINT8_MAX, &v))
        s->icmp_code = (uint8_t)v;
}

static bool is_message(const struct message *m, const char *id)
{
    return strcmp(m->id, id) == 0;
}

enum line_result saying_cisco(struct line_state *state, struct word line, struct sight *ret)
{
    struct word text;
    bool ported = false;
    const struct message *m = message_of(line, &text);
    if (!m)
        return LINE_SKIPPED;
    if (is_message(m, "430002") || is_message(m, "430003") || is_message(m, FLOW_NXOS))
        return read_pairs(text, is_message(m, "430003"), ret);
    bool built = word_begins(text, " Built "); /* by whom */
    ret->outbound = built && word_begins(text, " Built outbound");
    if (collect(text, ret, &ported) < 2 || (is_message(m, BUILT_ICMP) && !take_ping(text, ret)) ||
        ret->src.len != ret->dst.len)
        return LINE_BAD;
    if (!ret->proto)
        return LINE_SKIPPED;
    ret->kind = SIGHT_LOG;
    if (m->action || !ret->action)
        ret->action = (uint8_t)(m->action ? m->action : saying_action(text));
    ret->inbound = !ret->outbound && (word_finds(text, "inbound") || word_find(text, " outside"));
    if (ret->outbound)
        sight_turn(ret); /* the outer end is named first, whoever began */
    if (ret->proto == IPPROTO_ICMP || ret->proto == IPPROTO_ICMPV6)
        take_icmp(text, ret);
    else if (ported)
        ret->knows |= SIGHT_SPORT;
    take_flags(text, ret);
    return is_message(m, BUILT_TCP)   ? take_begin(state, text, ret)
           : is_message(m, ENDED_TCP) ? take_end_of(state, text, ret)
                                      : LINE_SIGHT;
}
