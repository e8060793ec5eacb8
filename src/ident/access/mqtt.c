/* MQTT 3.1.1: CONNECT without a name; the CONNACK says whether that will do (§3.2.2.3). */
#include "ident/access/dialogue.h"

static const uint8_t connect[] = "\x10\x14\x00\x04MQTT\x04\x02\x00\x0a\x00\x08tojimari";

enum access_do access_mqtt(struct access *a, struct rd in, struct wr *out)
{
    if (a->step == 1)
        return ACCESS_END; /* it was told that we go */
    if (a->fresh)
        return dialogue_bytes(out, connect, sizeof connect - 1);
    struct rd r = in;
    uint8_t kind = rd_u8(&r), len = rd_u8(&r);
    rd_skip(&r, 1);
    uint8_t code = rd_u8(&r);
    if (r.bad)
        return ACCESS_HEAR;
    if (kind != 0x20 || len < 2)
        return ACCESS_END;
    if (code == 4 || code == 5)
        dialogue_fact(a, "access=password");
    if (code != 0)
        return ACCESS_END;
    dialogue_fact(a, "access=open");
    a->step = 1;
    return dialogue_bytes(out, "\xe0\x00", 2); /* DISCONNECT */
}
