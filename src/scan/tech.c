#include "scan/tech.h"

#include <string.h>

/* A new technique: its file in tech/, and its row here. */
static const struct tech *const table[] = {&tech_syn,       &tech_connect,      &tech_fin,       &tech_null,
                                           &tech_xmas,      &tech_maimon,       &tech_ack,       &tech_window,
                                           &tech_sctp_init, &tech_sctp_cookie,  &tech_proto,     &tech_bounce,
                                           &tech_udp,       &tech_udp_dialled,  &tech_arp,       &tech_nd,
                                           &tech_echo,      &tech_echo_dialled, &tech_timestamp, &tech_mask};

const struct tech *const *tech_all(unsigned *ret_count)
{
    *ret_count = sizeof table / sizeof *table;
    return table;
}

const struct tech *tech_find(const char *word)
{
    for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i]->name, word) == 0 || (table[i]->option && strcmp(table[i]->option, word) == 0))
            return table[i];
    return NULL;
}

struct tech_verdict tech_judge(const struct tech *t, enum heard h, unsigned family)
{
    if (heard_silent(h))
        return t->silence;
    struct tech_verdict v = h == HEARD_YES   ? t->yes
                            : h == HEARD_RST ? t->rst
                            : h == HEARD_ALT ? t->alt
                                             : t->icmp;
    if (v.reason == REASON_NONE)
        v.reason = heard_icmp_reason(h <= HEARD_ALT ? HEARD_PORT_UNREACH : h, family);
    return v;
}

const struct quote *tech_quote(const struct packet *p, enum heard *ret)
{
    if (p->has & PACKET_HAS_ICMP && p->icmp.has_quote && icmp_is_error(p->icmp.type)) {
        *ret = heard_icmp(4, p->icmp.type, p->icmp.code);
        return &p->icmp.quote;
    }
    if (p->has & PACKET_HAS_ICMP6 && p->icmp6.has_quote && icmp6_is_error(p->icmp6.type)) {
        *ret = heard_icmp(6, p->icmp6.type, p->icmp6.code);
        return &p->icmp6.quote;
    }
    return NULL;
}

void tech_blame(const struct packet *p, enum heard h, struct reply *ret)
{
    ret->heard = (uint8_t)h;
    ret->ttl = p->ttl;
    if (memcmp(p->src.b, ret->addr.b, sizeof p->src.b) != 0)
        ret->from = p->src;
}
