/* Redis and its kin (RESP): PING is refused until a password was given, and by "protected mode" to all but
 * its own machine. */
#include "ident/access/dialogue.h"

enum access_do access_redis(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return dialogue_say(out, "PING\r\n");
    if (!memchr(in.p, '\n', rd_left(&in)))
        return ACCESS_HEAR;
    if (dialogue_starts(in, "+PONG"))
        dialogue_fact(a, "access=open");
    else if (dialogue_starts(in, "-NOAUTH") || dialogue_starts(in, "-ERR operation not permitted"))
        dialogue_fact(a, "access=password");
    else if (dialogue_starts(in, "-DENIED") || dialogue_starts(in, "-NOPERM"))
        dialogue_fact(a, "access=refused");
    return ACCESS_END;
}
