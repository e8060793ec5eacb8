/* SOCKS 5 (RFC 1928): is a name wanted? Actively: is a stranger's wish carried out? It is asked to connect to
 * its own host; what comes of it (RFC 1928 section 6: 0, and 3 to 6, as that nobody is there) is said only by
 * who tried. */
#include "ident/access/dialogue.h"

enum { METHOD = 1, CONNECT };

static enum access_do connect(struct access *a, struct wr *out)
{
    const struct addr *to = &a->door.addr;
    a->step = CONNECT;
    wr_bytes(out, "\5\1\0", 3);
    wr_u8(out, to->len == 16 ? 4 : 1);
    wr_bytes(out, to->b, to->len);
    wr_u16(out, DIALOGUE_NOWHERE);
    return ACCESS_SAY;
}

enum access_do access_socks(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh) {
        a->step = METHOD;
        return dialogue_bytes(out, "\5\1\0", 3);
    }
    uint8_t version = rd_u8(&in), answer = rd_u8(&in);
    if (in.bad)
        return ACCESS_HEAR;
    if (version != 5)
        return ACCESS_END;
    if (a->step == METHOD) {
        dialogue_fact(a, answer == 0 ? "access=open" : "access=password");
        return answer == 0 && a->door.active ? connect(a, out) : ACCESS_END;
    }
    if (answer == 2)
        dialogue_fact(a, "proxy=refused");
    else if (answer == 0 ||
             (answer >= 3 && answer <= 6)) /* the others may be either: 1 "failure", 7 "not supported" */
        dialogue_fact(a, "proxy=open");
    return ACCESS_END;
}
