/* EtherNet/IP (ODVA, CIP vol. 2 §2-4.2): ListIdentity's answer, little-endian. */
#include "ident/read/read.h"

#include <stdio.h>

bool read_enip(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    uint16_t command = rd_le16(&r), len = rd_le16(&r);
    rd_skip(&r, 20);
    uint16_t items = rd_le16(&r), type = rd_le16(&r);
    rd_skip(&r, 2 + 2 + 16);
    if (r.bad || command != 0x63 || len > a->len || items < 1 || type != 0x0C)
        return false;
    uint16_t vendor = rd_le16(&r), device = rd_le16(&r);
    rd_skip(&r, 2);
    uint8_t major = rd_u8(&r), minor = rd_u8(&r);
    rd_skip(&r, 6);
    uint8_t n = rd_u8(&r);
    const uint8_t *name = rd_take(&r, n);
    if (!name)
        return false;
    cut_printf(c, PART_ENIP_ID, "%u;%u;%u.%u;%.*s", vendor, device, major, minor, n < 64 ? n : 64,
               (const char *)name);
    found_text(c->found.product, sizeof c->found.product, name, n);
    snprintf(c->found.version, sizeof c->found.version, "%u.%u", major, minor);
    snprintf(c->found.device, sizeof c->found.device, "industrial controller");
    cut_info(c, "vendor %u, device type %u", vendor, device);
    return cut_name(c, "EtherNet-IP-2", 0.95);
}
