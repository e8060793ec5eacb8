/* Remote Desktop: X.224 connection confirm ([MS-RDPBCGR] §2.2.1.2), and NTLM in CredSSP's answer. */
#include "ident/read/ntlm.h"
#include "ident/read/read.h"

static const char *security(uint32_t protocol)
{
    return protocol == 0   ? "standard RDP security"
           : protocol == 1 ? "TLS"
           : protocol & 2  ? "CredSSP (NLA)"
                           : "other security";
}

bool read_rdp(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    uint8_t version = rd_u8(&r), zero = rd_u8(&r);
    uint16_t len = rd_u16(&r);
    uint8_t x224 = rd_u8(&r), kind = rd_u8(&r);
    if (a->proto != PROTO_TCP)
        return false;
    if (a->tls && a->len > 12 && *(const uint8_t *)a->data == 0x30 && ntlm_find(c, a->data, a->len))
        return cut_name(c, "ms-wbt-server", 0.9);
    if (r.bad || version != 3 || zero || kind != 0xD0 || (len != 11 && len != 19) || x224 != len - 5 ||
        len > a->len)
        return false;
    rd_skip(&r, 5);
    if (len == 11) /* no negotiation: a server before RDP 5.2, or xrdp set so */
        return a->port == 102 ? false : cut_name(c, "ms-wbt-server", 0.8);
    uint8_t what = rd_u8(&r), flags = rd_u8(&r);
    uint16_t size = (uint16_t)(rd_u8(&r) | rd_u8(&r) << 8);
    uint32_t value = rd_le32(&r);
    if (r.bad || size != 8 || (what != 2 && what != 3))
        return false;
    (void)flags;
    if (what == 2)
        cut_info(c, "%s", security(value));
    else
        cut_info(c, "asks for another security (%u)", value);
    return cut_name(c, "ms-wbt-server", 0.95);
}
