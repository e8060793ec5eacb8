/* memcached's text protocol: it answers only where no password (SASL) is asked for. */
#include "ident/access/dialogue.h"

enum access_do access_memcached(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return dialogue_say(out, "version\r\n");
    if (!memchr(in.p, '\n', rd_left(&in)) && !a->over)
        return ACCESS_HEAR;
    if (dialogue_starts(in, "VERSION "))
        dialogue_fact(a, "access=open");
    else if (dialogue_starts(in, "CLIENT_ERROR unauthenticated"))
        dialogue_fact(a, "access=password");
    return ACCESS_END;
}
