/* MQTT 3.1.1 and 5: CONNACK, and what the broker publishes of itself under $SYS. */
#include "ident/read/read.h"

/* The remaining length (1 to 4 bytes of 7 bits); SIZE_MAX when malformed. */
static size_t remaining(struct rd *r)
{
    size_t value = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
        uint8_t b = rd_u8(r);
        value |= (size_t)(b & 0x7F) << shift;
        if (!(b & 0x80))
            return r->bad ? SIZE_MAX : value;
    }
    return SIZE_MAX;
}

bool read_mqtt(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    uint8_t kind = rd_u8(&r);
    size_t len = remaining(&r);
    if (a->proto != PROTO_TCP || kind != 0x20 || len < 2 || len > 200)
        return false;
    struct rd ack = rd_sub(&r, len);
    uint8_t flags = rd_u8(&ack), code = rd_u8(&ack);
    if (ack.bad || flags > 1 || (code > 5 && code < 0x80) || (len == 2 && rd_left(&ack)))
        return false;
    c->more = !code;
    if (code)
        cut_info(c, "refuses unknown clients (%u)", code);
    for (int i = 0; i < 16 && rd_left(&r) > 2; i++) {
        uint8_t type = rd_u8(&r);
        size_t n = remaining(&r);
        struct rd body = n == SIZE_MAX ? (struct rd){.bad = true} : rd_sub(&r, n);
        uint16_t topic = body.bad ? 0 : rd_u16(&body);
        struct rd name = body.bad ? body : rd_sub(&body, topic);
        if (name.bad)
            break;
        if (type >> 4 == 3 && memmem(name.p, topic, "$SYS/", 5) && memmem(name.p, topic, "version", 7)) {
            cut_part(c, PART_LINE, body.p, rd_left(&body));
            c->more = false;
        }
    }
    return cut_name(c, "mqtt", 0.9);
}
