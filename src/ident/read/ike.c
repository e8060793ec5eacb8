/* ISAKMP/IKE (RFC 2408, 7296): a header with our cookie and the responder's, then payloads; vendor ids are
 * taken as hex. */
#include "ident/read/read.h"

#define PAYLOAD_VENDOR_1 13
#define PAYLOAD_VENDOR_2 43

static void vendor(struct cut *c, struct rd id, char *list, size_t cap)
{
    size_t at = strlen(list);
    if (at + 2 * rd_left(&id) + 2 > cap)
        return;
    if (at)
        list[at++] = ' ';
    while (rd_left(&id)) {
        static const char hex[] = "0123456789abcdef";
        uint8_t b = rd_u8(&id);
        list[at++] = hex[b >> 4];
        list[at++] = hex[b & 15];
    }
    list[at] = 0;
    (void)c;
}

bool read_ike(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    char vendors[400] = "";
    if (a->proto != PROTO_UDP)
        return false;
    if (a->len > 32 && rd_u32(&r) != 0) /* NAT-T puts four zeros before */
        r = rd_of(a->data, a->len);
    size_t whole = rd_left(&r);
    const uint8_t *cookies = rd_take(&r, 16);
    uint8_t next = rd_u8(&r), version = rd_u8(&r), exchange = rd_u8(&r);
    rd_skip(&r, 5);
    uint32_t len = rd_u32(&r);
    if (r.bad || len != whole || len < 28 || (version != 0x10 && version != 0x20))
        return false;
    bool v2 = version == 0x20;
    if (v2 ? exchange < 34 || exchange > 37 : exchange > 6 && exchange != 32)
        return false;
    bool echoed = a->sent_len >= 24 &&
                  (memcmp(a->sent, cookies, 8) == 0 || memcmp((const char *)a->sent + 4, cookies, 8) == 0);
    if (a->sent_len >= 24 && !echoed)
        return false;
    for (int i = 0; i < 32 && next && !r.bad; i++) {
        uint8_t kind = next;
        next = rd_u8(&r);
        rd_skip(&r, 1);
        uint16_t size = rd_u16(&r);
        struct rd body = rd_sub(&r, size >= 4 ? size - 4u : SIZE_MAX);
        if (!body.bad && kind == (v2 ? PAYLOAD_VENDOR_2 : PAYLOAD_VENDOR_1))
            vendor(c, body, vendors, sizeof vendors);
    }
    cut_info(c, "IKEv%u", v2 ? 2 : 1);
    cut_copy(c, PART_IKE_VENDOR, vendors, strlen(vendors));
    return cut_name(c, a->port == 4500 ? "ipsec-nat-t" : "isakmp", 0.95);
}
