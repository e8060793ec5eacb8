/* Juniper SRX: "Traffic logs" (RT_FLOW) of the Junos system log explorer, in text and with structured data,
 * and the stateless filters' PFE_FW_SYSLOG_IP. */
#include "watch/source/sayings.h"

#include <netinet/in.h>

static const struct event {
    const char *name;
    enum sight_action action;
    bool closed;
} events[] = {{"RT_FLOW_SESSION_CREATE", SIGHT_PASSED, false},
              {"RT_FLOW_SESSION_CLOSE", SIGHT_PASSED, true},
              {"RT_FLOW_SESSION_DENY", SIGHT_DROPPED, false}};

/* "198.18.0.9/40000->198.18.0.1/23": the first word of that form, and *rest goes on behind it. */
static bool take_ends(struct word *rest, struct sight *s)
{
    struct word w;
    while (word_next(rest, " ", &w)) {
        const char *arrow = word_find(w, "->");
        if (arrow)
            return word_endpoint((struct word){w.p, (size_t)(arrow - w.p)}, '/', &s->src, &s->sport) &&
                   word_endpoint((struct word){arrow + 2, (size_t)(w.p + w.n - arrow - 2)}, '/', &s->dst,
                                 &s->dport) &&
                   s->src.len == s->dst.len;
    }
    return false;
}

/* Behind the service: of what was denied "6(0)", the protocol with an ICMP type; else the ends as they are
 * translated, two rules of translation (with types of their own in newer releases), and the protocol: the
 * first word that is a number alone. */
static bool take_protocol(struct word *rest, struct sight *s)
{
    struct word w, number;
    while (word_next(rest, " ", &w)) {
        uint64_t type;
        bool denied = w.n && w.p[w.n - 1] == ')' && memchr(w.p, '(', w.n);
        if (!denied && word_number(w, UINT8_MAX, &type))
            return word_protocol(w, &s->proto);
        if (denied && word_next(&w, "(", &number) && word_protocol(number, &s->proto))
            return true;
    }
    return false;
}

/* "… 6(400) 5(500) 2": packets and bytes there and back. */
static void take_counts(struct word rest, struct word reason, struct sight *s)
{
    struct word w, number;
    uint64_t counts[2];
    int n = 0;
    while (n < 2 && word_next(&rest, " ", &w)) {
        bool counted = w.n > 3 && w.p[w.n - 1] == ')' && word_next(&w, "(", &number);
        n += counted && word_number(number, UINT32_MAX, &counts[n]);
    }
    if (n == 2)
        saying_ended(&(struct saying_counts){.packets = (uint32_t)counts[0],
                                             .answers = (uint32_t)counts[1],
                                             .counted = true,
                                             .reset = saying_reset(reason, (uint32_t)counts[0]),
                                             .ended = true},
                     s);
}

static enum line_result read_text(const struct event *e, struct word text, struct sight *s)
{
    struct word reason = text, said = {NULL, 0};
    (void)word_next(&reason, ":", &said); /* "session closed TCP RST:" */
    if (!take_ends(&text, s) || !take_protocol(&text, s))
        return LINE_BAD;
    bool ping = s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6;
    s->kind = SIGHT_LOG;
    s->action = (uint8_t)e->action;
    s->icmp_type = s->proto == IPPROTO_ICMP ? 8 : s->proto == IPPROTO_ICMPV6 ? 128 : 0;
    s->sport = ping ? 0 : s->sport; /* an identifier and a number */
    s->dport = ping ? 0 : s->dport;
    s->knows |= ping ? 0 : SIGHT_SPORT;
    if (e->closed)
        take_counts(text, said, s);
    return LINE_SIGHT;
}

/* "FW: ge-0/0/0.0 D tcp 198.18.0.9 198.18.0.1 40000 23 (1 packets)": accepted, discarded, rejected. */
static enum line_result read_filter(struct word line, struct sight *s)
{
    struct word device, action, proto, src, dst, sport = {NULL, 0}, dport = {NULL, 0};
    if (!word_next(&line, " ", &device) || !word_next(&line, " ", &action) ||
        !word_next(&line, " ", &proto) || !word_next(&line, " ", &src) || !word_next(&line, " ", &dst) ||
        !word_protocol(proto, &s->proto) || !word_addr(src, &s->src) || !word_addr(dst, &s->dst) ||
        s->src.len != s->dst.len)
        return LINE_BAD;
    s->kind = SIGHT_LOG;
    s->action = (uint8_t)(word_is(action, "A")   ? SIGHT_PASSED
                          : word_is(action, "D") ? SIGHT_DROPPED
                          : word_is(action, "R") ? SIGHT_REJECTED
                                                 : SIGHT_ACTION_NONE);
    (void)(word_next(&line, " ", &sport) && word_next(&line, " ", &dport));
    if (s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6) {
        uint16_t type;
        s->icmp_type = word_port(sport, &type) && type <= UINT8_MAX ? (uint8_t)type : 0;
    } else if (word_port(sport, &s->sport) && word_port(dport, &s->dport)) {
        s->knows |= SIGHT_SPORT;
    }
    return LINE_SIGHT;
}

enum line_result saying_juniper(struct line_state *state, struct word line, struct sight *ret)
{
    struct word rest = line, name;
    if (word_begins(line, "FW: "))
        return read_filter(word_after(line, "FW: "), ret);
    if (!word_next(&rest, " ", &name))
        return LINE_SKIPPED;
    name.n -= name.n && name.p[name.n - 1] == ':';
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        const struct event *e = &events[i];
        if (!word_is(name, e->name))
            continue;
        if (!word_begins(rest, "["))
            return read_text(e, rest, ret);
        enum line_result r = saying_keyvalue(state, rest, ret);
        if (r == LINE_SIGHT && ret->kind == SIGHT_LOG)
            ret->action = (uint8_t)e->action;
        return r;
    }
    return LINE_SKIPPED;
}
