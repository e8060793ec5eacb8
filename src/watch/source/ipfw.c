/* FreeBSD's ipfw: "ipfw: 65000 Deny TCP 198.18.0.9:40000 198.18.0.1:23 in via em0",
 * sys/netpfil/ipfw/ip_fw_log.c. */
#include "watch/source/sayings.h"

#include <ctype.h>
#include <netinet/in.h>

/* "TCP", "UDP", "ICMP:8.0", "ICMPv6:128.0", "P:47". */
static bool take_protocol(struct word w, struct sight *s)
{
    struct word name, type;
    uint64_t v;
    if (!word_next(&w, ":", &name))
        return false;
    if (word_is(name, "P"))
        return word_protocol(w, &s->proto);
    if (!name.n || !isalpha((unsigned char)name.p[0]) || !word_protocol(name, &s->proto))
        return false;
    if (word_next(&w, ".", &type) && word_number(type, UINT8_MAX, &v)) {
        s->icmp_type = (uint8_t)v;
        s->icmp_code = word_number(w, UINT8_MAX, &v) ? (uint8_t)v : 0;
    }
    return true;
}

/* "198.18.0.9:40000", "[2001:db8::9]:40000"; of other protocols without a port. */
static bool take_end(struct word w, struct addr *addr, uint16_t *port, const struct sight *s)
{
    if (s->proto == IPPROTO_TCP || s->proto == IPPROTO_UDP || s->proto == IPPROTO_SCTP)
        return word_endpoint(w, ':', addr, port);
    if (w.n > 2 && w.p[0] == '[' && w.p[w.n - 1] == ']')
        w = (struct word){w.p + 1, w.n - 2};
    return word_addr(w, addr);
}

enum line_result saying_ipfw(struct line_state *state, struct word line, struct sight *ret)
{
    (void)state;
    struct word w, action, src, dst;
    uint64_t rule;
    bool named = word_begins(line, "ipfw: ");
    if (named)
        line = (struct word){line.p + 6, line.n - 6};
    if (!word_next(&line, " ", &w) || !word_number(w, UINT16_MAX, &rule) || !word_next(&line, " ", &action))
        return LINE_SKIPPED;
    for (int i = 0;
         i < 2 && word_next(&line, " ", &w) && !take_protocol(w, ret);) /* "Unreach 3", "Divert 1000" */
        i++;
    if (!ret->proto && !named)
        return LINE_SKIPPED; /* another word of the kernel's that begins with a number */
    if (!ret->proto || !word_next(&line, " ", &src) || !word_next(&line, " ", &dst) ||
        !take_end(src, &ret->src, &ret->sport, ret) || !take_end(dst, &ret->dst, &ret->dport, ret) ||
        ret->src.len != ret->dst.len)
        return LINE_BAD;
    ret->kind = SIGHT_LOG;
    ret->action =
        (uint8_t)(word_is(action, "Deny") ? SIGHT_DROPPED
                  : word_is(action, "Reset") || word_is(action, "Unreach") || word_is(action, "Reject")
                      ? SIGHT_REJECTED
                  : word_is(action, "Accept") ? SIGHT_PASSED
                                              : SIGHT_ACTION_NONE);
    if (ret->action == SIGHT_PASSED && line_answers(ret))
        return LINE_SKIPPED;
    sight_way(ret, word_begins(line, "in "), word_begins(line, "out "));
    ret->knows |= ret->dport || ret->sport ? SIGHT_SPORT : 0;
    return LINE_SIGHT;
}
