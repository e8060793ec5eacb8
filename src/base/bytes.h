/* Reading and writing bytes with bounds. A cursor that once left its bounds stays `bad`: reads then
 * give zeros, writes do nothing, and the caller checks once at the end. So a parser reads like the RFC.
 * (The idea: s2n's stuffer, knot's wire_ctx.) Network byte order unless the name says `le`. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct rd {
    const uint8_t *p, *end; /* borrowed; p <= end always */
    bool bad;
};

/* NULL is fine for len 0. */
static inline struct rd rd_of(const void *data, size_t len)
{
    const uint8_t *p = data ? data : "";
    return (struct rd){.p = p, .end = p + len};
}

static inline size_t rd_left(const struct rd *r)
{
    return (size_t)(r->end - r->p);
}

/* The next n bytes, borrowed from the input, or NULL (and bad) when there are fewer. n = 0 is fine. */
static inline const uint8_t *rd_take(struct rd *r, size_t n)
{
    if (r->bad || n > rd_left(r)) {
        r->bad = true;
        r->p = r->end;
        return NULL;
    }
    const uint8_t *at = r->p;
    r->p += n;
    return at;
}

static inline void rd_skip(struct rd *r, size_t n)
{
    (void)rd_take(r, n);
}

/* A cursor over the next n bytes, which `r` skips; bad in both when there are fewer. */
static inline struct rd rd_sub(struct rd *r, size_t n)
{
    const uint8_t *at = rd_take(r, n);
    return at ? rd_of(at, n) : (struct rd){.p = r->end, .end = r->end, .bad = true};
}

static inline uint8_t rd_u8(struct rd *r)
{
    const uint8_t *b = rd_take(r, 1);
    return b ? b[0] : 0;
}

static inline uint16_t rd_u16(struct rd *r)
{
    const uint8_t *b = rd_take(r, 2);
    return b ? (uint16_t)(b[0] << 8 | b[1]) : 0;
}

static inline uint32_t rd_u32(struct rd *r)
{
    const uint8_t *b = rd_take(r, 4);
    return b ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3] : 0;
}

static inline uint64_t rd_u64(struct rd *r)
{
    uint64_t hi = rd_u32(r), lo = rd_u32(r);
    return r->bad ? 0 : hi << 32 | lo;
}

static inline uint16_t rd_le16(struct rd *r)
{
    const uint8_t *b = rd_take(r, 2);
    return b ? (uint16_t)(b[1] << 8 | b[0]) : 0;
}

static inline uint32_t rd_le32(struct rd *r)
{
    const uint8_t *b = rd_take(r, 4);
    return b ? (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0] : 0;
}

struct wr {
    uint8_t *start, *p, *end; /* borrowed; start <= p <= end always */
    bool bad;
};

static inline struct wr wr_of(void *data, size_t cap)
{
    return (struct wr){.start = data, .p = data, .end = (uint8_t *)data + cap};
}

/* Bytes written so far. Meaningful only while not bad. */
static inline size_t wr_len(const struct wr *w)
{
    return (size_t)(w->p - w->start);
}

/* Room for n bytes, to be filled by the caller at once; NULL (and bad) when it does not fit. */
static inline uint8_t *wr_room(struct wr *w, size_t n)
{
    if (w->bad || n > (size_t)(w->end - w->p)) {
        w->bad = true;
        return NULL;
    }
    uint8_t *at = w->p;
    w->p += n;
    return at;
}

static inline void wr_bytes(struct wr *w, const void *data, size_t n)
{
    uint8_t *at = wr_room(w, n);
    if (at && n)
        memcpy(at, data, n);
}

static inline void wr_zero(struct wr *w, size_t n)
{
    uint8_t *at = wr_room(w, n);
    if (at && n)
        memset(at, 0, n);
}

static inline void put_u16(uint8_t *at, uint16_t v)
{
    at[0] = (uint8_t)(v >> 8);
    at[1] = (uint8_t)v;
}

static inline void put_u32(uint8_t *at, uint32_t v)
{
    put_u16(at, (uint16_t)(v >> 16));
    put_u16(at + 2, (uint16_t)v);
}

static inline uint16_t get_u16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t get_u32(const uint8_t *at)
{
    return (uint32_t)get_u16(at) << 16 | get_u16(at + 2);
}

static inline void put_le64(uint8_t *at, uint64_t v)
{
    for (int i = 0; i < 8; i++)
        at[i] = (uint8_t)(v >> 8 * i);
}

static inline uint64_t get_le64(const uint8_t *at)
{
    uint64_t v = 0;
    for (int i = 7; i >= 0; i--)
        v = v << 8 | at[i];
    return v;
}

static inline void wr_u8(struct wr *w, uint8_t v)
{
    wr_bytes(w, &v, 1);
}

static inline void wr_u16(struct wr *w, uint16_t v)
{
    uint8_t *at = wr_room(w, 2);
    if (at)
        put_u16(at, v);
}

static inline void wr_u32(struct wr *w, uint32_t v)
{
    uint8_t *at = wr_room(w, 4);
    if (at)
        put_u32(at, v);
}
