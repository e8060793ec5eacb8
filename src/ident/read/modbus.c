/* Modbus/TCP (MODBUS Messaging on TCP/IP, V1.0b): the header repeats our transaction; device identification
 * (function 0x2B/0x0E). */
#include "ident/read/read.h"

static void identification(struct cut *c, struct rd r)
{
    struct rd text[3] = {0};
    rd_skip(&r, 5); /* type, code, conformity, more, next */
    uint8_t count = rd_u8(&r);
    for (uint8_t i = 0; i < count && i < 16; i++) {
        uint8_t id = rd_u8(&r), len = rd_u8(&r);
        struct rd value = rd_sub(&r, len);
        if (value.bad)
            return;
        if (id < 3)
            text[id] = value;
    }
    if (text[0].p && text[1].p && text[2].p)
        cut_printf(c, PART_MODBUS_ID, "%.*s;%.*s;%.*s", (int)rd_left(&text[0]), (const char *)text[0].p,
                   (int)rd_left(&text[1]), (const char *)text[1].p, (int)rd_left(&text[2]),
                   (const char *)text[2].p);
}

bool read_modbus(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    const uint8_t *sent = a->sent;
    uint16_t id = rd_u16(&r), protocol = rd_u16(&r), len = rd_u16(&r);
    rd_skip(&r, 1);
    uint8_t function = rd_u8(&r);
    if (r.bad || protocol || len != a->len - 6 || len < 3 || len > 254 || a->sent_len < 8 ||
        a->proto != PROTO_TCP)
        return false;
    if (get_u16(sent) != id || get_u16(sent + 2) || get_u16(sent + 4) != a->sent_len - 6 ||
        (function & 0x7F) != sent[7])
        return false;
    if (function == 0x2B && len > 8)
        identification(c, r);
    return cut_name(c, "mbap", 0.9);
}
