/* AMQP: connection.start of 0-9-1 (server properties name product and version), or the header that a server
 * sends when it speaks another version (AMQP 0-9-1 §2.2.4, 4.2.2; AMQP 1.0 §2.2). */
#include "ident/read/read.h"

#include <stdio.h>

/* Takes the short and long strings of a field table at its top level. */
static void properties(struct cut *c, struct rd table)
{
    char product[64] = "", version[48] = "";
    while (rd_left(&table) > 2 && !table.bad) {
        uint8_t n = rd_u8(&table);
        struct rd name = rd_sub(&table, n);
        uint8_t type = rd_u8(&table);
        uint32_t len = type == 't' ? 1 : type == 'I' ? 4 : rd_u32(&table);
        struct rd value = rd_sub(&table, len);
        if (value.bad || (type != 'S' && type != 'F' && type != 't' && type != 'I'))
            break;
        if (n == 7 && memcmp(name.p, "product", 7) == 0)
            found_text(product, sizeof product, value.p, len);
        else if (n == 7 && memcmp(name.p, "version", 7) == 0)
            found_text(version, sizeof version, value.p, len);
        else if (n == 8 && memcmp(name.p, "platform", 8) == 0)
            cut_info(c, "%.*s", (int)(len < 60 ? len : 60), (const char *)value.p);
        else if (n == 12 && memcmp(name.p, "cluster_name", 12) == 0) {
            const uint8_t *at = memchr(value.p, '@', len);
            if (at)
                found_text(c->found.hostname, sizeof c->found.hostname, at + 1, (size_t)(value.end - at - 1));
        }
    }
    if (product[0])
        cut_printf(c, PART_AMQP_PRODUCT, "%s %s", product, version);
}

bool read_amqp(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    if (a->proto != PROTO_TCP)
        return false;
    if (a->len >= 8 && memcmp(a->data, "AMQP", 4) == 0) {
        const uint8_t *v = (const uint8_t *)a->data + 4;
        if (v[0] > 3 || v[1] > 9) /* protocol ids are 0 to 3: a terminal writes ours back as "AMQP^@^@" */
            return false;
        if (v[1] <= 1)
            cut_info(c, "AMQP %u.%u.%u", v[1] ? v[1] : v[0] == 0 && v[2] ? 0 : v[1], v[2], v[3]);
        return cut_name(c, "amqp", 0.95);
    }
    uint8_t kind = rd_u8(&r);
    uint16_t channel = rd_u16(&r);
    uint32_t size = rd_u32(&r);
    uint16_t class = rd_u16(&r), method = rd_u16(&r);
    uint8_t major = rd_u8(&r), minor = rd_u8(&r);
    uint32_t table = rd_u32(&r);
    if (r.bad || kind != 1 || channel || class != 10 || method != 10 || size > (1u << 20) || table > size)
        return false;
    cut_info(c, "AMQP %u-%u", major, minor);
    properties(c, rd_of(r.p, table < rd_left(&r) ? table : rd_left(&r)));
    return cut_name(c, "amqp", 0.95);
}
