/* BACnet/IP (ASHRAE 135 annex J): answers to a read of a property, or I-Am. */
#include "ident/read/read.h"

bool read_bacnet(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    uint8_t type = rd_u8(&r), function = rd_u8(&r);
    uint16_t len = rd_u16(&r);
    uint8_t version = rd_u8(&r), control = rd_u8(&r);
    if (r.bad || a->proto != PROTO_UDP || type != 0x81 || (function != 0x0A && function != 0x0B) ||
        len != a->len || version != 1)
        return false;
    if (control & 0x20) {
        rd_skip(&r, 2);
        rd_skip(&r, (size_t)rd_u8(&r) + 1);
    }
    if (control & 0x08) {
        rd_skip(&r, 2);
        rd_skip(&r, rd_u8(&r));
    }
    if (control & 0x80) {
        cut_info(c, "network message");
        return cut_name(c, "bacnet", 0.9);
    }
    uint8_t pdu = rd_u8(&r);
    if (r.bad || pdu >> 4 > 7)
        return false;
    if (pdu >> 4 == 3) {
        /* The value is a character string: tag 7, extended length, encoding 0 (UTF-8). */
        const uint8_t *at = memchr(r.p, 0x75, rd_left(&r));
        if (at && r.end - at > 3 && at[1] > 1 && at[1] < 254 && at[2] == 0 && at + 2 + at[1] <= r.end)
            cut_part(c, PART_BACNET_VENDOR, at + 3, at[1] - 1u);
    }
    return cut_name(c, "bacnet", 0.95);
}
