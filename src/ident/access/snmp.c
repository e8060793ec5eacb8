/* SNMP v2c (RFC 3416): the two communities that everybody knows, asked for sysDescr. */
#include "ident/access/dialogue.h"

static const char *const communities[] = {"public", "private"};
enum { COMMUNITIES = sizeof communities / sizeof *communities };

static enum access_do get(const char *community, struct wr *w)
{
    static const uint8_t rest[] = "\xa0\x19\x02\x01\x07\x02\x01\x00\x02\x01\x00\x30\x0e\x30\x0c"
                                  "\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00\x05\x00";
    size_t n = strlen(community);
    wr_u8(w, 0x30);
    wr_u8(w, (uint8_t)(3 + 2 + n + sizeof rest - 1));
    wr_bytes(w, "\x02\x01\x01\x04", 4);
    wr_u8(w, (uint8_t)n);
    wr_bytes(w, community, n);
    return dialogue_bytes(w, rest, sizeof rest - 1);
}

/* A GetResponse with no error, in that community? */
static bool answers(struct rd in, const char *community)
{
    return dialogue_starts(in, "\x30") && dialogue_has(in, community) && rd_left(&in) &&
           memmem(in.p, rd_left(&in), "\x02\x01\x07\x02\x01\x00", 6);
}

enum access_do access_snmp(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return get(communities[a->step], out);
    if (!rd_left(&in) && !a->over)
        return ACCESS_HEAR;
    if (answers(in, communities[a->step]))
        dialogue_fact(a, "community=%s", communities[a->step]);
    return ++a->step < COMMUNITIES ? ACCESS_CALL : ACCESS_END;
}
