/* VMware NSX's distributed firewall: "5a1b INET match DROP domain-c8/1006 IN 44 TCP 198.18.0.9/40000->198.18.0.1/23 S";
 * ends of connections (TERM) say less than their beginnings. */
#include "watch/source/sayings.h"

#include "wire/tcp.h"

#include <netinet/in.h>

/* "198.18.0.9/40000"; of ICMP without a port. */
static bool take_end(struct word w, bool ported, struct addr *addr, uint16_t *port)
{
    return ported ? word_endpoint(w, '/', addr, port) : word_addr(w, addr);
}

/* ICMP's type is not told: nor whether it asked. */
static void take_protocol(struct word flags, struct sight *s)
{
    if (s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6) {
        s->icmp_type = s->proto == IPPROTO_ICMP ? 8 : 128;
        s->action = SIGHT_ACTION_NONE;
    }
    if (s->proto != IPPROTO_TCP || !word_is(flags, "S"))
        return; /* of others that are kept out not all are told */
    s->tcp_flags = TCP_SYN;
    s->knows |= SIGHT_FLAGS;
}

enum line_result saying_nsx(struct line_state *state, struct word line, struct sight *ret)
{
    (void)state;
    struct word filter, w, action, rule, way, length, proto, src, dst, flags = {"", 0};
    if (!word_next(&line, " ", &filter) || !word_next(&line, " ", &w) ||
        (!word_is(w, "INET") && !word_is(w, "INET6")) || !word_begins(line, "match "))
        return LINE_SKIPPED;
    if (!word_next(&line, " ", &w) || !word_next(&line, " ", &action) || !word_next(&line, " ", &rule) ||
        !word_next(&line, " ", &way) || !word_next(&line, " ", &length) || !word_next(&line, " ", &proto) ||
        !word_protocol(proto, &ret->proto) || !word_next(&line, " ", &w))
        return LINE_BAD;
    const char *arrow = word_find(w, "->");
    (void)word_next(&line, " ", &flags);
    if (!arrow)
        return LINE_SKIPPED; /* protocols that it says at length */
    src = (struct word){w.p, (size_t)(arrow - w.p)};
    dst = (struct word){arrow + 2, (size_t)(w.p + w.n - arrow - 2)};
    bool ported = ret->proto == IPPROTO_TCP || ret->proto == IPPROTO_UDP || ret->proto == IPPROTO_SCTP;
    if (!take_end(src, ported, &ret->src, &ret->sport) || !take_end(dst, ported, &ret->dst, &ret->dport) ||
        ret->src.len != ret->dst.len)
        return LINE_BAD;
    ret->kind = SIGHT_LOG;
    ret->action = (uint8_t)saying_action(action);
    ret->knows |= ported ? SIGHT_SPORT : 0;
    sight_way(ret, word_is(way, "IN"), word_is(way, "OUT"));
    take_protocol(flags, ret);
    return ret->proto == IPPROTO_TCP && !(ret->knows & SIGHT_FLAGS) && line_answers(ret) ? LINE_SKIPPED
                                                                                         : LINE_SIGHT;
}
