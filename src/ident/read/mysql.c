/* MySQL's first packet: handshake version 10, or an error before it (host not allowed, too many connections).
 * MySQL internals manual, "Connection Phase"; MariaDB knowledge base, "Connection". */
#include "ident/read/read.h"

#define CAP_SSL 0x0800

static bool error_packet(struct rd r, struct cut *c)
{
    uint16_t code = rd_le16(&r);
    if (r.bad || code < 1000 || code > 4999)
        return false;
    if (rd_left(&r) > 6 && r.p[0] == '#')
        rd_skip(&r, 6);
    for (const uint8_t *p = r.p; p < r.end; p++)
        if (*p < 0x20)
            return false;
    cut_part(c, PART_MYSQL_ERROR, r.p, rd_left(&r));
    cut_info(c, "error %u", code);
    return cut_name(c, "mysql", 0.9);
}

bool read_mysql(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    uint32_t len = rd_u8(&r);
    len |= (uint32_t)rd_le16(&r) << 8;
    uint8_t seq = rd_u8(&r), kind = rd_u8(&r);
    if (r.bad || seq > 2 || len < 5 || len > 1024 || len + 4 > a->len)
        return false;
    if (kind == 0xFF)
        return error_packet(rd_of(r.p, len - 1), c);
    const uint8_t *nul = memchr(r.p, 0, rd_left(&r));
    if (kind != 10 || !nul || nul - r.p > 80)
        return false;
    cut_part(c, PART_MYSQL_VERSION, r.p, (size_t)(nul - r.p));
    rd_skip(&r, (size_t)(nul - r.p) + 1 + 4 + 8 + 1); /* version, thread, half the salt, filler */
    uint16_t caps = rd_le16(&r);
    if (r.bad)
        return false;
    cut_info(c, "protocol 10%s", caps & CAP_SSL ? "; offers TLS" : "");
    return cut_name(c, "mysql", 0.95);
}
