#include "priv_parse.h"

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

const struct reject *reject_row(unsigned row)
{
    return row < sizeof rejects / sizeof *rejects ? &rejects[row] : NULL;
}

int reject_read(struct parse *p, uint8_t *ret)
{
    for (unsigned i = 0; i < sizeof rejects / sizeof *rejects; i++) {
        if (lex_accept(&p->l, rejects[i].word)) {
            *ret = (uint8_t)i;
            return 0;
        }
    }
    return lex_expected(&p->l, "a way to reject, such as admin-prohibited");
}

bool reject_exists(const struct door *door, const struct rule *rule)
{
    const struct reject *how = &rejects[door->reject];
    if (!how->type4 && !how->type6)
        return door->proto == PROTO_TCP;
    return rule->net.len == 4 ? how->type4 != 0 : how->type6 != 0;
}
