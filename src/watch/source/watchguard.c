/* WatchGuard's Fireware, by place: what was done, two interfaces (of one or several words), for denied
 * packets some numbers of the header around the protocol, and then always both addresses and both ports. "Log
 * Messages" of the Fireware help. */
#include "watch/source/sayings.h"

#include <netinet/in.h>

/* The addresses stand together: the first two words that are one each. The last protocol's name before them
 * counts: an interface may be called like one. */
static bool take_ends(struct word *rest, struct sight *s)
{
    struct word w;
    bool src = false;
    while (word_next(rest, " ", &w)) {
        if (src)
            return word_addr(w, &s->dst) && s->src.len == s->dst.len;
        src = word_addr(w, &s->src);
        uint64_t number;
        if (!src && !word_number(w, UINT32_MAX, &number))
            (void)word_protocol(w, &s->proto);
    }
    return false;
}

enum line_result saying_watchguard(struct line_state *state, struct word line, struct sight *ret)
{
    (void)state;
    struct word id = word_after(line, "msg_id=\""), number, action, sport, dport;
    if (!word_begins(line, "msg_id=\"3000-") || !word_next(&id, "\"", &number))
        return LINE_SKIPPED; /* 3000: the packet filter; others are proxies' */
    while (id.n && *id.p == ' ')
        id = (struct word){id.p + 1, id.n - 1};
    if (!word_next(&id, " ", &action) || !(word_is(action, "Deny") || word_is(action, "Allow")))
        return LINE_SKIPPED;
    if (!take_ends(&id, ret) || !ret->proto)
        return LINE_BAD;
    if (ret->proto == IPPROTO_ICMP || ret->proto == IPPROTO_ICMPV6)
        ret->icmp_type = ret->proto == IPPROTO_ICMP ? 8 : 128;
    else if (word_next(&id, " ", &sport) && word_next(&id, " ", &dport) && word_port(sport, &ret->sport) &&
             word_port(dport, &ret->dport))
        ret->knows |= SIGHT_SPORT;
    else
        return LINE_BAD;
    ret->kind = SIGHT_LOG;
    ret->action = (uint8_t)saying_action(action);
    return LINE_SIGHT;
}
