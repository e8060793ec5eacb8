/* A TLS or SSL record where something else was asked: the door speaks TLS. RFC 8446 §5.1. */
#include "ident/read/read.h"

bool read_tls(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    uint8_t kind = rd_u8(&r), major = rd_u8(&r), minor = rd_u8(&r);
    uint16_t len = rd_u16(&r);
    uint8_t first = rd_u8(&r);
    bool alert = kind == 21 && len == 2 && (first == 1 || first == 2);
    bool hello = kind == 22 && len >= 40 && len <= 16640 && first == 2;
    if (r.bad || a->proto != PROTO_TCP || major != 3 || minor > 4 || !(alert || hello))
        return false;
    return cut_name(c, "ssl", alert ? 0.5 : 0.8);
}
