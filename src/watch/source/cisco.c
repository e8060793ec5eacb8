/* Cisco ASA, PIX, FTD: "Syslog Messages" of the ASA manual (106001 … 710003); IOS access lists (%SEC-6-IPACCESSLOGP). */
#include "watch/source/sayings.h"

#include "wire/tcp.h"

#include <ctype.h>
#include <netinet/in.h>

/* "outside:198.18.0.1/1234", "inside/198.18.0.2(80)", "198.18.0.1/1234", "198.18.0.1(1234)", with "(…)" of translations behind it. */
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
        if (word_port(after, port)) {
            host.n = (size_t)(slash - host.p);
            *ret_port = true;
        } else {
            host = after; /* interface/address */
        }
    }
    const char *colon = memrchr(host.p, ':', host.n);
    if (!word_addr(host, addr)) {
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
    enum sight_kind kind;
    enum sight_action action;   /* SIGHT_LOG; NONE = by its words */
    enum sight_outcome outcome; /* SIGHT_FLOW */
};

static const struct message messages[] = {
    {"106001", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106002", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106006", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106007", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106010", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106011", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106014", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106015", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106021", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106023", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106100", SIGHT_LOG, SIGHT_ACTION_NONE, 0},
    {"106102", SIGHT_LOG, SIGHT_ACTION_NONE, 0},
    {"430002", SIGHT_LOG, SIGHT_ACTION_NONE, 0}, /* of Firepower: begun, and ended */
    {"430003", SIGHT_LOG, SIGHT_ACTION_NONE, 0},
    {"710002", SIGHT_LOG, SIGHT_PASSED, 0},
    {"710003", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"302013", SIGHT_FLOW, 0, SIGHT_SUCCESS},
    {"302015", SIGHT_FLOW, 0, SIGHT_SUCCESS},
    {"302014", SIGHT_NONE, 0, 0},
    {"302016", SIGHT_NONE, 0, 0},
    {"IPACCESSLOGP", SIGHT_LOG, SIGHT_ACTION_NONE, 0},
    {"IPACCESSLOGDP", SIGHT_LOG, SIGHT_ACTION_NONE, 0},
    {"ACCESSLOGP", SIGHT_LOG, SIGHT_ACTION_NONE, 0},
};

static const struct message *message_of(struct word line, struct word *ret_text)
{
    struct word head = line, tag;
    if (!word_next(&head, ":", &tag) ||
        !(word_begins(tag, "%ASA-") || word_begins(tag, "%FTD-") || word_begins(tag, "%PIX-") ||
          word_begins(tag, "%NGIPS-") || word_begins(tag, "%SEC-") || word_begins(tag, "%IPV6_ACL-")))
        return NULL;
    *ret_text = head;
    const char *dash = memrchr(tag.p, '-', tag.n);
    struct word id = {dash + 1, (size_t)(tag.p + tag.n - dash - 1)};
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        if (word_is(id, messages[i].id))
            return &messages[i];
    return NULL;
}

/* The protocol's word, and the first two words that are endpoints: source, then destination. */
static unsigned collect(struct word text, struct sight *s, bool *ported)
{
    struct word w;
    unsigned ends = 0;
    while (ends < 2 && word_next(&text, " ", &w)) {
        uint8_t proto;
        bool port = false;
        if (!w.n)
            continue;
        if (!s->proto && isalpha((unsigned char)w.p[0]) && word_protocol(w, &proto))
            s->proto = proto;
        else if (endpoint(w, ends ? &s->dst : &s->src, ends ? &s->dport : &s->sport, &port)) {
            *ported |= port;
            ends++;
        }
    }
    return ends;
}

static void take_flags(struct word text, struct sight *s)
{
    struct word rest = word_after(text, "flags "), w;
    static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
    while (word_next(&rest, " ", &w))
        for (size_t i = 0; i < 6; i++)
            if (word_is(w, names[i])) {
                s->tcp_flags = (uint8_t)(s->tcp_flags | 1u << i);
                s->knows |= SIGHT_FLAGS;
            }
}

/* --- Firepower: "AccessControlRuleAction: Block, SrcIP: 198.18.0.9, DstIP: …, InitiatorPackets: 1, ResponderPackets: 0, …" */

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
    static const char *const names[PAIRS] = {"AccessControlRuleAction",
                                             "SrcIP",
                                             "DstIP",
                                             "SrcPort",
                                             "DstPort",
                                             "Protocol",
                                             "InitiatorPackets",
                                             "ResponderPackets",
                                             "FirstPacketSecond"};
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
        for (size_t i = 0; i < PAIRS; i++)
            if (word_is(name, names[i]) && !of[i].n)
                of[i] = value;
    }
}

static enum line_result read_pairs(struct word text, bool ended, struct sight *s)
{
    struct word of[PAIRS] = {{NULL, 0}};
    uint64_t there = 0, back = 0;
    collect_pairs(text, of);
    if (!word_addr(of[PAIR_SRC], &s->src) || !word_addr(of[PAIR_DST], &s->dst) || s->src.len != s->dst.len ||
        !word_protocol(of[PAIR_PROTO], &s->proto))
        return LINE_BAD;
    if (s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6)
        s->icmp_type = s->proto == IPPROTO_ICMP ? 8 : 128;
    else if (!word_port(of[PAIR_SPORT], &s->sport) || !word_port(of[PAIR_DPORT], &s->dport))
        return LINE_BAD;
    else
        s->knows |= SIGHT_SPORT;
    if (!s->at)
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

enum line_result saying_cisco(struct line_state *state, struct word line, struct sight *ret)
{
    (void)state;
    struct word text;
    bool ported = false;
    const struct message *m = message_of(line, &text);
    if (!m || m->kind == SIGHT_NONE)
        return LINE_SKIPPED;
    if (word_begins((struct word){m->id, strlen(m->id)}, "43000"))
        return read_pairs(text, word_is((struct word){m->id, 6}, "430003"), ret);
    ret->outbound = m->kind == SIGHT_FLOW && word_finds(text, "outbound");
    if (collect(text, ret, &ported) < 2 || ret->src.len != ret->dst.len)
        return LINE_BAD;
    if (!ret->proto)
        ret->proto = word_find(text, "TCP")    ? IPPROTO_TCP
                     : word_finds(text, "udp") ? IPPROTO_UDP
                                               : IPPROTO_ICMP;
    if (ret->proto == IPPROTO_ICMP)
        ret->icmp_type = 8;
    ret->kind = (uint8_t)m->kind;
    ret->outcome = (uint8_t)m->outcome;
    ret->action = (uint8_t)(m->kind == SIGHT_LOG && !m->action ? saying_action(text) : m->action);
    ret->inbound = !ret->outbound && (word_finds(text, "inbound") || word_find(text, " outside"));
    if (ported)
        ret->knows |= SIGHT_SPORT;
    if (ret->outbound) { /* the outer end is named first, whoever began */
        struct addr src = ret->dst;
        uint16_t sport = ret->dport;
        ret->dst = ret->src;
        ret->dport = ret->sport;
        ret->src = src;
        ret->sport = sport;
    }
    take_flags(text, ret);
    return LINE_SIGHT;
}
