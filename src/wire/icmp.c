#include "wire/icmp.h"

#include "wire/csum.h"

enum { SOURCE_QUENCH = 4, TIMES_LEN = 12 };

bool icmp_is_error(uint8_t type)
{
    switch (type) {
    case ICMP_TYPE_UNREACHABLE:
    case SOURCE_QUENCH:
    case ICMP_TYPE_REDIRECT:
    case ICMP_TYPE_TIME_EXCEEDED:
    case ICMP_TYPE_PARAMETER: return true;
    default: return false;
    }
}

bool icmp_is_question(uint8_t type)
{
    return type == ICMP_TYPE_ECHO || type == ICMP_TYPE_TIMESTAMP || type == ICMP_TYPE_INFO ||
           type == ICMP_TYPE_MASK;
}

static bool has_times(uint8_t type)
{
    return type == ICMP_TYPE_TIMESTAMP || type == ICMP_TYPE_TIMESTAMP_REPLY;
}

/* Bytes of quotation. RFC 4884 §4.5: byte 5, when not zero, counts its 32-bit words, and extensions
 * follow. */
static size_t quote_len(const struct icmp_msg *m)
{
    size_t said = (m->id & 0xffu) * 4;
    bool may_say = m->type != SOURCE_QUENCH && m->type != ICMP_TYPE_REDIRECT;
    return may_say && said && said < m->data_len ? said : m->data_len;
}

enum packet_result icmp_parse(struct rd *r, size_t lack, struct icmp_msg *ret)
{
    const uint8_t *b = rd_take(r, ICMP_LEN);
    if (!b)
        return PACKET_BAD;
    ret->type = b[0];
    ret->code = b[1];
    ret->csum = get_u16(b + 2);
    ret->id = get_u16(b + 4);
    ret->seq = get_u16(b + 6);
    ret->data_len = rd_left(r);
    ret->data = r->p;
    ret->has_times = has_times(ret->type) && ret->data_len >= TIMES_LEN;
    if (has_times(ret->type) && ret->data_len + lack < TIMES_LEN)
        return PACKET_BAD;
    for (unsigned i = 0; ret->has_times && i < 3; i++)
        ret->times[i] = get_u32(ret->data + 4 * i);
    ret->has_quote =
        icmp_is_error(ret->type) && quote_parse(ret->data, quote_len(ret), &ret->quote) == PACKET_OK;
    return PACKET_OK;
}

void icmp_build(struct wr *w, const struct icmp_msg *m)
{
    uint8_t *start = w->p;
    wr_u8(w, m->type);
    wr_u8(w, m->code);
    wr_u16(w, 0);
    wr_u16(w, m->id);
    wr_u16(w, m->seq);
    for (unsigned i = 0; has_times(m->type) && i < 3; i++)
        wr_u32(w, m->times[i]);
    if (!has_times(m->type))
        wr_bytes(w, m->data, m->data_len);
    if (!w->bad)
        put_u16(start + ICMP_AT_CSUM, csum_of(start, (size_t)(w->p - start)));
}
