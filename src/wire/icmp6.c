#include "wire/icmp6.h"

#include "wire/csum.h"

#include <netinet/in.h>

enum { OPT_SOURCE_LINK = 1, OPT_TARGET_LINK = 2, OPT_PREFIX = 3, CSUM_AT = 2 };
enum { PREFIX_LEN = 32, PREFIX_AT = 16, PREFIX_ON_LINK = 0x80, TIMERS_LEN = 8 };

static bool is_nd(uint8_t type)
{
    return type == ICMP6_TYPE_SOLICITATION || type == ICMP6_TYPE_ADVERTISEMENT;
}

/* The option that carries the sender's own link-layer address. */
static uint8_t own_link(uint8_t type)
{
    return type == ICMP6_TYPE_SOLICITATION ? OPT_SOURCE_LINK : OPT_TARGET_LINK;
}

/* Target and options (RFC 4861 §4.6: type, length in units of 8 bytes, value). */
static enum packet_result parse_nd(struct rd r, size_t lack, struct icmp6_msg *m)
{
    const uint8_t *target = rd_take(&r, 16);
    if (!target)
        return lack ? PACKET_OK : PACKET_BAD;
    m->has_target = true;
    m->target = addr_v6(target);
    while (rd_left(&r) >= 2) {
        size_t len = r.p[1] * 8u;
        if (len == 0 || len > rd_left(&r) + lack)
            return PACKET_BAD;
        const uint8_t *opt = rd_take(&r, len);
        if (opt && len == 8 && opt[0] == own_link(m->type)) {
            m->has_mac = true;
            memcpy(m->mac, opt + 2, 6);
        }
    }
    return rd_left(&r) && !lack ? PACKET_BAD : PACKET_OK;
}

/* Bytes of quotation. RFC 4884 §4.5: byte 4, when not zero, counts its 64-bit words, and extensions
 * follow. */
static size_t quote_len(const struct icmp6_msg *m)
{
    size_t said = (m->id >> 8) * 8u;
    bool may_say = m->type == ICMP6_TYPE_UNREACHABLE || m->type == ICMP6_TYPE_TIME_EXCEEDED;
    return may_say && said && said < m->data_len ? said : m->data_len;
}

enum packet_result icmp6_parse(struct rd *r, size_t lack, struct icmp6_msg *ret)
{
    const uint8_t *b = rd_take(r, ICMP6_LEN);
    if (!b)
        return PACKET_BAD;
    ret->type = b[0];
    ret->code = b[1];
    ret->csum = get_u16(b + 2);
    ret->id = get_u16(b + 4);
    ret->seq = get_u16(b + 6);
    ret->data_len = rd_left(r);
    ret->data = r->p;
    ret->has_target = ret->has_mac = false;
    ret->has_quote =
        icmp6_is_error(ret->type) && quote_parse(ret->data, quote_len(ret), &ret->quote) == PACKET_OK;
    return is_nd(ret->type) ? parse_nd(*r, lack, ret) : PACKET_OK;
}

bool icmp6_on_link(const struct icmp6_msg *m, struct addr *ret_net)
{
    struct rd r = rd_of(m->data, m->data_len);
    rd_skip(&r, TIMERS_LEN);
    while (rd_left(&r) >= 2) {
        const uint8_t *opt = rd_take(&r, r.p[1] * 8u);
        if (!opt || !opt[1])
            return false;
        if (opt[0] != OPT_PREFIX || opt[1] * 8u != PREFIX_LEN || opt[2] != 64 || !(opt[3] & PREFIX_ON_LINK))
            continue;
        struct addr net = addr_v6(opt + PREFIX_AT);
        memset(net.b + 8, 0, 8);
        if (addr_is_private(&net) || addr_is_multicast(&net))
            continue;
        *ret_net = net;
        return true;
    }
    return false;
}

void icmp6_build(struct wr *w, const struct icmp6_msg *m, const struct addr *src, const struct addr *dst)
{
    uint8_t *start = w->p;
    wr_u8(w, m->type);
    wr_u8(w, m->code);
    wr_u16(w, 0);
    wr_u16(w, m->id);
    wr_u16(w, m->seq);
    if (!is_nd(m->type)) {
        wr_bytes(w, m->data, m->data_len);
    } else {
        wr_bytes(w, m->target.b, 16);
        if (m->has_mac) {
            wr_u8(w, own_link(m->type));
            wr_u8(w, 1);
            wr_bytes(w, m->mac, 6);
        }
    }
    if (w->bad)
        return;
    size_t len = (size_t)(w->p - start);
    put_u16(start + CSUM_AT,
            csum_finish(csum_add(csum_pseudo(src, dst, IPPROTO_ICMPV6, (uint32_t)len), start, len)));
}

struct addr icmp6_solicited_node(const struct addr *target)
{
    struct addr a = {.b = {0xff, 2, [11] = 1, 0xff}, .zone = target->zone, .len = 16};
    memcpy(a.b + 13, target->b + 13, 3);
    return a;
}

void icmp6_multicast_mac(const struct addr *group, uint8_t ret[6])
{
    ret[0] = ret[1] = 0x33;
    memcpy(ret + 2, group->b + 12, 4);
}
