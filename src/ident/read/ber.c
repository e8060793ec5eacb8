#include "ident/read/ber.h"

bool ber_next(struct rd *r, struct ber *ret, bool cut)
{
    uint8_t tag = rd_u8(r), first = rd_u8(r);
    size_t len = first;
    if (first & 0x80) {
        len = 0;
        if (first == 0x80 || (first & 0x7F) > 4)
            r->bad = true;
        for (int i = first & 0x7F; i && !r->bad; i--)
            len = len << 8 | rd_u8(r);
    }
    if (r->bad)
        return false;
    if (cut && len > rd_left(r))
        len = rd_left(r);
    *ret = (struct ber){tag, rd_sub(r, len)};
    return !r->bad;
}

struct rd ber_enter(struct rd *r, uint8_t tag)
{
    struct ber e;
    if (!ber_next(r, &e, false) || e.tag != tag) {
        r->bad = true;
        return (struct rd){.p = r->end, .end = r->end, .bad = true};
    }
    return e.value;
}

int64_t ber_int(struct rd *r, uint8_t tag)
{
    struct rd v = ber_enter(r, tag);
    size_t n = rd_left(&v);
    if (v.bad || !n || n > 8) {
        r->bad = true;
        return 0;
    }
    uint64_t value = v.p[0] & 0x80 ? UINT64_MAX : 0;
    while (n--)
        value = value << 8 | rd_u8(&v);
    return (int64_t)value;
}
