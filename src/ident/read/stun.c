/* STUN (RFC 8489 §5): responses carry the magic cookie; SOFTWARE names the server. */
#include "ident/read/read.h"

#define MAGIC         0x2112A442
#define ATTR_SOFTWARE 0x8022

bool read_stun(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    uint16_t kind = rd_u16(&r), len = rd_u16(&r);
    uint32_t magic = rd_u32(&r);
    rd_skip(&r, 12);
    bool response = (kind & 0xC000) == 0 && (kind & 0x0100);
    bool old = !r.bad && magic != MAGIC && a->sent_len >= 20 &&
               memcmp((const char *)a->sent + 4, (const char *)a->data + 4, 16) == 0;
    if (r.bad || !response || (magic != MAGIC && !old) || len % 4 || len > rd_left(&r))
        return false;
    while (rd_left(&r) >= 4) {
        uint16_t type = rd_u16(&r), size = rd_u16(&r);
        struct rd value = rd_sub(&r, size);
        if (type == ATTR_SOFTWARE && !value.bad)
            cut_part(c, PART_STUN_SOFTWARE, value.p, size);
        rd_skip(&r, (4u - size % 4) % 4);
    }
    return cut_name(c, "stun", 0.95);
}
