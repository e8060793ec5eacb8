#include "wire/sctp.h"

/* Reflected polynomial 0x82f63b78, four bits at a time. */
static uint32_t crc_add(uint32_t crc, const uint8_t *p, size_t len)
{
    static const uint32_t table[16] = {
        0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
        0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
    };
    for (size_t i = 0; i < len; i++) {
        crc = table[(crc ^ p[i]) & 15] ^ crc >> 4;
        crc = table[(crc ^ (uint32_t)(p[i] >> 4)) & 15] ^ crc >> 4;
    }
    return crc;
}

uint32_t sctp_crc(const uint8_t *packet, size_t len)
{
    static const uint8_t zero[4];
    uint32_t crc = crc_add(UINT32_MAX, packet, SCTP_AT_CSUM);
    crc = crc_add(crc, zero, sizeof zero);
    crc = ~crc_add(crc, packet + SCTP_LEN, len - SCTP_LEN);
    return __builtin_bswap32(crc); /* its lowest byte goes first */
}

static bool is_init(uint8_t chunk)
{
    return chunk == SCTP_INIT || chunk == SCTP_INIT_ACK;
}

static void init_parse(const uint8_t *b, struct sctp *s)
{
    s->has_init = true;
    s->init_tag = get_u32(b);
    s->rwnd = get_u32(b + 4);
    s->streams_out = get_u16(b + 8);
    s->streams_in = get_u16(b + 10);
    s->tsn = get_u32(b + 12);
}

enum packet_result sctp_parse(struct rd *r, size_t lack, struct sctp *ret)
{
    const uint8_t *b = rd_take(r, SCTP_LEN);
    if (!b)
        return PACKET_BAD;
    struct sctp s = {
        .sport = get_u16(b), .dport = get_u16(b + 2), .vtag = get_u32(b + 4), .csum = get_u32(b + 8)};
    size_t left = rd_left(r);
    if (left >= SCTP_CHUNK_LEN) {
        s.has_chunk = true;
        s.chunk = r->p[0];
        s.flags = r->p[1];
        s.chunk_len = get_u16(r->p + 2);
        size_t least = SCTP_CHUNK_LEN + (is_init(s.chunk) ? SCTP_INIT_LEN : 0);
        if (s.chunk_len < least || s.chunk_len > left + lack)
            return PACKET_BAD;
        if (is_init(s.chunk) && left >= least)
            init_parse(r->p + SCTP_CHUNK_LEN, &s);
    } else if (left + lack < SCTP_CHUNK_LEN && left + lack > 0) {
        return PACKET_BAD;
    }
    *ret = s;
    return PACKET_OK;
}

void sctp_build(struct wr *w, const struct sctp *s, const void *value, size_t len)
{
    static const uint8_t zero[3];
    size_t fixed = SCTP_CHUNK_LEN + (is_init(s->chunk) ? SCTP_INIT_LEN : 0), whole = fixed + len;
    if (len > UINT16_MAX - fixed)
        w->bad = true;
    uint8_t *b = wr_room(w, SCTP_LEN + fixed);
    wr_bytes(w, value, len);
    wr_bytes(w, zero, (4 - len % 4) % 4);
    if (w->bad)
        return;
    put_u16(b, s->sport);
    put_u16(b + 2, s->dport);
    put_u32(b + 4, s->vtag);
    b[12] = s->chunk;
    b[13] = s->flags;
    put_u16(b + 14, (uint16_t)whole);
    if (is_init(s->chunk)) {
        put_u32(b + 16, s->init_tag);
        put_u32(b + 20, s->rwnd);
        put_u16(b + 24, s->streams_out);
        put_u16(b + 26, s->streams_in);
        put_u32(b + 28, s->tsn);
    }
    put_u32(b + SCTP_AT_CSUM, sctp_crc(b, SCTP_LEN + fixed + (len + 3) / 4 * 4));
}
