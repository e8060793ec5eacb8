/* VNC (RFC 6143 §7.1): version 3.8, and then the ways in that the server offers; 1 = none needed. */
#include "ident/access/dialogue.h"

/* Does every way encrypt? RSA-AES, TLS, VeNCrypt, SASL, and RealVNC's (IANA, "RFB Security Types"). */
static bool encrypts(const uint8_t *ways, size_t n)
{
    static const uint8_t good[] = {5, 6, 13, 18, 19, 20, 129, 130, 131, 132, 133, 134};
    for (size_t i = 0; i < n; i++)
        if (!memchr(good, ways[i], sizeof good))
            return false;
    return true;
}

enum access_do access_vnc(struct access *a, struct rd in, struct wr *out)
{
    if (a->step == 0) {
        if (rd_left(&in) < 12)
            return ACCESS_HEAR;
        if (!dialogue_starts(in, "RFB "))
            return ACCESS_END;
        a->step = dialogue_starts(in, "RFB 003.003") ? 2 : 1;
        return dialogue_say(out, a->step == 2 ? "RFB 003.003\n" : "RFB 003.008\n");
    }
    struct rd r = in;
    if (a->step == 2) { /* the old way: the server decides */
        uint32_t way = rd_u32(&r);
        if (r.bad)
            return ACCESS_HEAR;
        if (way)
            dialogue_fact(a, way == 1 ? "access=open" : "access=password");
        return ACCESS_END;
    }
    uint8_t n = rd_u8(&r);
    const uint8_t *ways = rd_take(&r, n);
    if (!ways)
        return ACCESS_HEAR;
    if (n)
        dialogue_fact(a, memchr(ways, 1, n) ? "access=open" : "access=password");
    if (n && encrypts(ways, n))
        dialogue_fact(a, "encrypted");
    return ACCESS_END;
}
