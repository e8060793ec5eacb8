/* X11 (protocol, "Connection Setup"): without a cookie. 1 = come in, 0 = refused, 2 = more is asked for. */
#include "ident/access/dialogue.h"

enum access_do access_x11(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return dialogue_bytes(out, "l\0\x0b\0\0\0\0\0\0\0\0\0", 12);
    struct rd r = in;
    uint8_t answer = rd_u8(&r);
    rd_skip(&r, 1);
    uint16_t major = rd_le16(&r);
    if (r.bad)
        return ACCESS_HEAR;
    if (major != 11 && answer < 2)
        return ACCESS_END;
    dialogue_fact(a, answer == 1 ? "access=open" : "access=password");
    return ACCESS_END;
}
