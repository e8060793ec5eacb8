/* OpenBSD's pflog as tcpdump(8) prints it: "rule 5/0(match): block in on em0: 198.18.0.9.40000 >
 * 198.18.0.1.23: Flags [S], …", older ones "… 198.18.0.1.23: S 7:7(0) win 1024". Only its short form has all
 * in one line. */
#include "watch/source/sayings.h"

#include "wire/tcp.h"

#include <netinet/in.h>

/* "198.18.0.9.40000", "2001:db8::9.40000"; of protocols without ports the address alone. */
static bool take_end(struct word w, struct addr *addr, uint16_t *port, bool *ret_port)
{
    if (word_addr(w, addr))
        return true;
    *ret_port = word_endpoint(w, '.', addr, port);
    return *ret_port;
}

/* "S", "SFRPWEU.": older ones write a dot for none, and ACK as a word behind. False: it is something else. */
static bool take_flags(struct word w, bool dot_is_ack, struct sight *s)
{
    uint8_t flags = 0;
    for (size_t i = 0; i < w.n; i++) {
        int bit = word_letter("FSRP.UEW", w.p[i]);
        if (bit < 0)
            return false;
        flags |= w.p[i] == '.' && !dot_is_ack ? 0 : (uint8_t)(1u << bit);
    }
    s->tcp_flags = flags;
    s->knows |= SIGHT_FLAGS;
    return w.n > 0;
}

/* "UDP, length 1400"; older ones write "udp 1400". What of UDP it takes apart is told in other words. */
static void take_length(struct word text, struct sight *s)
{
    bool begins = word_begins(text, "UDP, length ") || word_begins(text, "udp ");
    struct word rest = word_after(text, word_begins(text, "udp ") ? "udp " : "length "), w;
    uint64_t v;
    if (begins && word_next(&rest, " ", &w) && word_number(w, UINT16_MAX, &v)) {
        s->payload = (uint16_t)v;
        s->knows |= SIGHT_PAYLOAD;
    }
}

/* Of TCP it says the flags first; of the rest of what has ports it takes apart what UDP carries. */
static void take_transport(struct word text, struct sight *s)
{
    struct word w = word_after(text, "["), rest = text;
    s->proto = IPPROTO_UDP;
    take_length(text, s);
    if (word_begins(text, "Flags [")) {
        s->proto = IPPROTO_TCP;
        (void)(word_next(&w, "]", &rest) && take_flags(rest, true, s));
    } else if (word_next(&rest, " ", &w) && take_flags(w, false, s)) {
        s->proto = IPPROTO_TCP;
        s->tcp_flags |= word_find(rest, "ack ") ? TCP_ACK : 0;
    }
}

/* What has no ports begins with its name; of ICMP, questions and all else are told apart. */
static bool take_protocol(struct word text, struct sight *s)
{
    static const struct {
        const char *begin;
        uint8_t proto, v4, v6;
    } rows[] = {{"icmp6: echo request", IPPROTO_ICMPV6, 0, 128},
                {"ICMP6, echo request", IPPROTO_ICMPV6, 0, 128},
                {"icmp6", IPPROTO_ICMPV6, 0, 1},
                {"ICMP6", IPPROTO_ICMPV6, 0, 1},
                {"icmp: echo request", IPPROTO_ICMP, 8, 128},
                {"ICMP echo request", IPPROTO_ICMP, 8, 128},
                {"icmp: echo reply", IPPROTO_ICMP, 0, 129},
                {"ICMP echo reply", IPPROTO_ICMP, 0, 129},
                {"icmp", IPPROTO_ICMP, 3, 1},
                {"ICMP", IPPROTO_ICMP, 3, 1},
                {"igmp", IPPROTO_IGMP, 0, 0},
                {"gre", IPPROTO_GRE, 0, 0},
                {"esp", IPPROTO_ESP, 0, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (word_begins(text, rows[i].begin)) {
            s->proto = rows[i].proto;
            s->icmp_type = s->src.len == 4 ? rows[i].v4 : rows[i].v6;
            return true;
        }
    return false;
}

/* Ends "block in on em0" with its colon; the words before "rule" may be a clock of its own. */
static bool take_rule(struct word *line, struct sight *s)
{
    struct word what = *line;
    if (!word_begins(what, "rule ") || !(what = word_after(what, "(match)")).n)
        return false;
    const char *on = word_find(what, " on ");
    const char *colon = on ? memchr(on, ':', (size_t)(what.p + what.n - on)) : NULL;
    if (!colon)
        return false;
    struct word done = {what.p, (size_t)(on - what.p)};
    s->action = (uint8_t)saying_action(done);
    sight_way(s, word_find(done, " in") != NULL, word_find(done, " out") != NULL);
    *line = (struct word){colon + 1, (size_t)(what.p + what.n - colon - 1)};
    return true;
}

enum line_result saying_pf(struct line_state *state, struct word line, struct sight *ret)
{
    struct word src, dst;
    nsec_wall own;
    bool sported = false, dported = false;
    (void)logtime_read(&line, state->reference, &own);
    if (!take_rule(&line, ret))
        return LINE_SKIPPED;
    while (line.n && *line.p == ' ')
        line = (struct word){line.p + 1, line.n - 1};
    if (!word_next(&line, " ", &src) || !word_begins(line, "> "))
        return LINE_SKIPPED; /* of protocols that it says at length */
    line = (struct word){line.p + 2, line.n - 2};
    if (!word_next(&line, " ", &dst) || !dst.n)
        return LINE_BAD;
    dst.n -= dst.p[dst.n - 1] == ':';
    while (line.n && *line.p == ' ')
        line = (struct word){line.p + 1, line.n - 1};
    if (!take_end(src, &ret->src, &ret->sport, &sported) ||
        !take_end(dst, &ret->dst, &ret->dport, &dported) || ret->src.len != ret->dst.len ||
        sported != dported)
        return LINE_BAD;
    if (sported)
        take_transport(line, ret);
    else if (!take_protocol(line, ret))
        return LINE_SKIPPED;
    ret->kind = SIGHT_LOG;
    ret->knows |= sported ? SIGHT_SPORT : 0;
    return LINE_SIGHT;
}
