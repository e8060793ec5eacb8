/* DNS: does it look names up for us (RA, RFC 1035 §4.1.1)? Some say RA and refuse all the same. Asked is
 * 1.0.0.127.in-addr.arpa, which every resolver answers by itself (RFC 6303 §4.2), so that nobody else is
 * asked on our behalf. */
#include "ident/access/dialogue.h"

static const uint8_t question[] = "\x74\x6f\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
                                  "\x01"
                                  "1\x01"
                                  "0\x01"
                                  "0\x03"
                                  "127\x07in-addr\x04"
                                  "arpa\x00\x00\x0c\x00\x01";

static enum access_do judge(struct access *a, struct rd r)
{
    uint16_t id = rd_u16(&r), flags = rd_u16(&r);
    if (r.bad)
        return ACCESS_HEAR;
    bool answer = id == 0x746f && flags & 0x8000, refused = (flags & 15) == 5;
    if (answer && flags & 0x80 && !refused)
        dialogue_fact(a, "recursion");
    else if (answer)
        dialogue_fact(a, "recursion=refused");
    return ACCESS_END;
}

enum access_do access_dns_udp(struct access *a, struct rd in, struct wr *out)
{
    return a->fresh ? dialogue_bytes(out, question, sizeof question - 1) : judge(a, in);
}

enum access_do access_dns(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        wr_u16(out, sizeof question - 1);
    rd_skip(&in, 2);
    return access_dns_udp(a, in, out);
}
