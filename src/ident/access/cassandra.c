/* Cassandra's native protocol, version 4: STARTUP is met by READY, or by AUTHENTICATE (§4.2.2-4.2.3). */
#include "ident/access/dialogue.h"

static const uint8_t startup[] = "\x04\x00\x00\x01\x01\x00\x00\x00\x16\x00\x01\x00\x0b"
                                 "CQL_VERSION\x00\x05"
                                 "3.0.0";

enum access_do access_cassandra(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return dialogue_bytes(out, startup, sizeof startup - 1);
    struct rd r = in;
    uint8_t version = rd_u8(&r);
    rd_skip(&r, 3);
    uint8_t opcode = rd_u8(&r);
    if (r.bad)
        return ACCESS_HEAR;
    if (version == 0x84 && opcode == 2)
        dialogue_fact(a, "access=open");
    else if (version == 0x84 && opcode == 3)
        dialogue_fact(a, "access=password");
    return ACCESS_END;
}
