/* PostgreSQL (message formats, 55.7): a start as "postgres" without a password; the answer is
 * AuthenticationOk, a demand, or that pg_hba.conf has no line for us. */
#include "ident/access/dialogue.h"

static const uint8_t start[] = "\x00\x00\x00\x29\x00\x03\x00\x00user\x00postgres\x00"
                               "database\x00postgres\x00";

enum access_do access_postgres(struct access *a, struct rd in, struct wr *out)
{
    if (a->step == 1)
        return ACCESS_END;
    if (a->fresh)
        return dialogue_bytes(out, start, sizeof start);
    struct rd r = in;
    uint8_t kind = rd_u8(&r);
    uint32_t len = rd_u32(&r);
    struct rd body = rd_sub(&r, len < 4 ? 0 : len - 4);
    if (r.bad || body.bad)
        return ACCESS_HEAR;
    uint32_t method = rd_u32(&body);
    if (kind == 'E')
        dialogue_fact(a, dialogue_has(in, "28000") ? "access=refused" : "access=password");
    if (kind != 'R')
        return ACCESS_END;
    dialogue_fact(a, method == 0 ? "access=open" : "access=password");
    a->step = 1;
    return method == 0 ? dialogue_bytes(out, "X\x00\x00\x00\x04", 5) : ACCESS_END;
}
