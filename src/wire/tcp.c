#include "wire/tcp.h"

#include "wire/csum.h"

#include <netinet/in.h>

/* Bytes of a known option, 0 for all others; SACK varies. */
static const uint8_t opt_len[256] = {
    [TCP_OPT_MSS] = 4,
    [TCP_OPT_WSCALE] = 3,
    [TCP_OPT_SACK_OK] = 2,
    [TCP_OPT_TS] = 10,
};

static bool len_fits(uint8_t kind, size_t len)
{
    return kind == TCP_OPT_SACK ? len >= 10 && len <= 34 && len % 8 == 2 : len == opt_len[kind];
}

static void keep_other(struct tcp_opts *o, uint8_t kind, uint8_t len, uint8_t at, const uint8_t *data)
{
    o->other[o->n_others].kind = kind;
    o->other[o->n_others].len = len;
    o->other[o->n_others].at = at;
    o->other[o->n_others++].data = data;
}

/* One option of the right length. */
static void decode(struct tcp_opts *o, uint8_t kind, uint8_t len, const uint8_t *data)
{
    switch (kind) {
    case TCP_OPT_MSS:
        o->mss_set = true;
        o->mss = get_u16(data);
        break;
    case TCP_OPT_WSCALE:
        o->wscale_set = true;
        o->wscale = data[0];
        break;
    case TCP_OPT_SACK_OK: o->sack_ok = true; break;
    case TCP_OPT_SACK:
        o->n_sacks = len / 8;
        for (unsigned i = 0; i < o->n_sacks; i++) {
            o->sack[i].left = get_u32(data + 8 * i);
            o->sack[i].right = get_u32(data + 8 * i + 4);
        }
        break;
    case TCP_OPT_TS:
        o->ts_set = true;
        o->ts_val = get_u32(data);
        o->ts_ecr = get_u32(data + 4);
        break;
    }
}

static void note_padding(struct tcp_opts *o, const uint8_t *p, const uint8_t *end)
{
    o->n_pad = (uint8_t)(end - p);
    while (p < end)
        o->pad_set |= *p++ != 0;
}

static void opts_clear(struct tcp_opts *o)
{
    o->mss_set = o->wscale_set = o->sack_ok = o->ts_set = false;
    o->malformed = o->cut = o->pad_set = false;
    o->n_sacks = o->n_order = o->n_pad = o->n_others = 0;
}

/* One option of at least two bytes that begins at p, behind it `lack` bytes are missing. Returns its
 * length, 0 when it does not end before `end`. */
static size_t opt_parse(const uint8_t *p, const uint8_t *end, size_t lack, uint8_t at, struct tcp_opts *o)
{
    size_t left = (size_t)(end - p), len = left < 2 ? 2 : p[1];
    if (len < 2 || len > left) {
        o->malformed |= len < 2 || len > left + lack;
        return 0;
    }
    uint8_t kind = p[0];
    if (len_fits(kind, len)) {
        decode(o, kind, (uint8_t)len, p + 2);
    } else {
        o->malformed |= opt_len[kind] || kind == TCP_OPT_SACK;
        keep_other(o, kind, (uint8_t)len, at, p + 2);
    }
    return len;
}

/* `lack` bytes of the options are missing behind `end`. */
static void opts_parse(const uint8_t *p, const uint8_t *end, size_t lack, struct tcp_opts *o)
{
    opts_clear(o);
    o->cut = lack > 0;
    uint8_t n = 0; /* not in *o, where every step would wait for the store of the last */
    while (p < end) {
        uint8_t kind = *p;
        size_t len = kind <= TCP_OPT_NOP ? 1 : opt_parse(p, end, lack, n, o);
        if (!len)
            break;
        o->order[n++] = kind;
        p += len;
        if (kind == TCP_OPT_EOL) {
            note_padding(o, p, end);
            break;
        }
    }
    o->n_order = n;
}

enum packet_result tcp_opts_parse(const uint8_t *opts, size_t len, struct tcp_opts *ret)
{
    size_t most = len < TCP_OPTS_MAX ? len : TCP_OPTS_MAX;
    opts_parse(opts, opts + most, 0, ret);
    ret->malformed |= len > TCP_OPTS_MAX;
    return ret->malformed ? PACKET_BAD : PACKET_OK;
}

static void build_known(struct wr *w, const struct tcp_opts *o, uint8_t kind)
{
    wr_u8(w, kind);
    if (kind == TCP_OPT_EOL || kind == TCP_OPT_NOP)
        return;
    wr_u8(w, kind == TCP_OPT_SACK ? (uint8_t)(2 + 8 * o->n_sacks) : opt_len[kind]);
    switch (kind) {
    case TCP_OPT_MSS: wr_u16(w, o->mss); break;
    case TCP_OPT_WSCALE: wr_u8(w, o->wscale); break;
    case TCP_OPT_SACK_OK: break;
    case TCP_OPT_TS:
        wr_u32(w, o->ts_val);
        wr_u32(w, o->ts_ecr);
        break;
    case TCP_OPT_SACK:
        for (unsigned i = 0; i < o->n_sacks && i < TCP_SACKS_MAX; i++) {
            wr_u32(w, o->sack[i].left);
            wr_u32(w, o->sack[i].right);
        }
        break;
    default: w->bad = true; /* an unknown kind in `order` without its entry in `other` */
    }
}

void tcp_opts_build(struct wr *w, const struct tcp_opts *o)
{
    size_t before = wr_len(w);
    unsigned others = 0;
    for (unsigned i = 0; i < o->n_order && i < TCP_OPTS_MAX; i++) {
        if (others < o->n_others && o->other[others].at == i) {
            wr_u8(w, o->order[i]);
            wr_u8(w, o->other[others].len);
            wr_bytes(w, o->other[others].data, o->other[others].len - 2u);
            others++;
        } else {
            build_known(w, o, o->order[i]);
        }
    }
    wr_zero(w, o->n_pad);
    if (w->bad)
        return;
    size_t len = wr_len(w) - before;
    wr_zero(w, -len % 4);
    if (len > TCP_OPTS_MAX)
        w->bad = true;
}

enum packet_result tcp_parse(struct rd *r, size_t lack, struct tcp *ret)
{
    const uint8_t *b = rd_take(r, TCP_LEN);
    if (!b)
        return PACKET_BAD;
    size_t hdr_len = (b[12] >> 4) * 4u, left = rd_left(r);
    if (hdr_len < TCP_LEN || hdr_len - TCP_LEN > left + lack)
        return PACKET_BAD;
    ret->sport = get_u16(b);
    ret->dport = get_u16(b + 2);
    ret->seq = get_u32(b + 4);
    ret->ack = get_u32(b + 8);
    ret->hdr_len = (uint8_t)hdr_len;
    ret->reserved = b[12] & 15;
    ret->flags = b[13];
    ret->win = get_u16(b + 14);
    ret->csum = get_u16(b + 16);
    ret->urg = get_u16(b + 18);
    size_t opts = hdr_len - TCP_LEN, here = opts < left ? opts : left;
    opts_parse(r->p, r->p + here, opts - here, &ret->opts);
    rd_skip(r, here);
    return PACKET_OK;
}

void tcp_build(struct wr *w, const struct tcp *t, const void *data, size_t len, const struct addr *src,
               const struct addr *dst)
{
    uint8_t *b = wr_room(w, TCP_LEN);
    tcp_opts_build(w, &t->opts);
    if (w->bad)
        return;
    size_t hdr_len = (size_t)(w->p - b);
    put_u16(b, t->sport);
    put_u16(b + 2, t->dport);
    put_u32(b + 4, t->seq);
    put_u32(b + 8, t->ack);
    b[12] = (uint8_t)(hdr_len / 4 << 4 | (t->reserved & 15));
    b[13] = t->flags;
    put_u16(b + 14, t->win);
    put_u16(b + 16, src ? 0 : t->csum);
    put_u16(b + 18, t->urg);
    wr_bytes(w, data, len);
    if (src && !w->bad)
        put_u16(b + TCP_AT_CSUM,
                csum_finish(csum_add(csum_pseudo(src, dst, IPPROTO_TCP, (uint32_t)(hdr_len + len)), b,
                                     hdr_len + len)));
}
