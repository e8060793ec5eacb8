/* SNMP (RFC 3416, 3411): variables of a v1/v2c response; the engine of a v3 report, whose id begins with the
 * maker's enterprise number. */
#include "ident/read/ber.h"
#include "ident/read/read.h"

#include <stdio.h>

#define TAG_RESPONSE 0xA2
#define TAG_REPORT   0xA8

static void oid_text(struct rd oid, char *out, size_t cap)
{
    uint8_t first = rd_u8(&oid);
    size_t n = (size_t)snprintf(out, cap, "%u.%u", first / 40u, first % 40u);
    while (rd_left(&oid) && n + 12 < cap) {
        uint32_t value = 0;
        uint8_t b;
        do {
            b = rd_u8(&oid);
            value = value << 7 | (b & 0x7F);
        } while (b & 0x80 && rd_left(&oid));
        n += (size_t)snprintf(out + n, cap - n, ".%u", value);
    }
}

static void variable(struct cut *c, struct rd pair)
{
    struct rd oid = ber_enter(&pair, 6);
    struct ber value;
    char name[96], text[160];
    if (oid.bad || !ber_next(&pair, &value, true))
        return;
    oid_text(oid, name, sizeof name);
    size_t len = rd_left(&value.value);
    if (strcmp(name, "1.3.6.1.2.1.1.1.0") == 0 && value.tag == 4) {
        cut_part(c, PART_SNMP_DESCR, value.value.p, len);
        found_text(text, sizeof text, value.value.p, len);
        cut_info(c, "%s", text);
    } else if (strcmp(name, "1.3.6.1.2.1.1.5.0") == 0 && value.tag == 4) {
        found_text(c->found.hostname, sizeof c->found.hostname, value.value.p, len);
    } else if (strcmp(name, "1.3.6.1.2.1.1.2.0") == 0 && value.tag == 6) {
        oid_text(value.value, text, sizeof text);
        cut_copy(c, PART_SNMP_OID, text, strlen(text));
    }
}

static bool community(struct rd r, struct cut *c, int64_t version)
{
    struct ber pdu, one;
    (void)ber_enter(&r, 4);
    if (!ber_next(&r, &pdu, true) || pdu.tag != TAG_RESPONSE)
        return false;
    ber_int(&pdu.value, 2);
    ber_int(&pdu.value, 2);
    ber_int(&pdu.value, 2);
    struct ber list;
    if (!ber_next(&pdu.value, &list, true) || list.tag != 0x30)
        return false;
    cut_info(c, "SNMPv%s, community known", version ? "2c" : "1");
    for (int i = 0; i < 16 && ber_next(&list.value, &one, true); i++)
        variable(c, one.value);
    return cut_name(c, "snmp", 0.95);
}

static bool engine(struct rd r, struct cut *c)
{
    (void)ber_enter(&r, 0x30); /* header */
    struct rd security = ber_enter(&r, 4), usm = ber_enter(&security, 0x30), id = ber_enter(&usm, 4);
    if (id.bad)
        return false;
    int64_t boots = ber_int(&usm, 2), seconds = ber_int(&usm, 2);
    cut_info(c, "SNMPv3");
    if (rd_left(&id) >= 5) {
        uint32_t enterprise = rd_u32(&id) & 0x7FFFFFFF;
        cut_printf(c, PART_SNMP_ENTERPRISE, "%u", enterprise);
        cut_info(c, "enterprise %u", enterprise);
    }
    if (!usm.bad)
        cut_info(c, "started %lld times, up %lld s", (long long)boots, (long long)seconds);
    return cut_name(c, "snmp", 0.95);
}

bool read_snmp(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    struct ber message;
    if (a->proto != PROTO_UDP || a->len < 12 || !ber_next(&r, &message, true) || message.tag != 0x30)
        return false;
    int64_t version = ber_int(&message.value, 2);
    if (message.value.bad)
        return false;
    return version == 3 ? engine(message.value, c)
                        : (version == 0 || version == 1) && community(message.value, c, version);
}
