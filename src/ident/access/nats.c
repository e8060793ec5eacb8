/* NATS: INFO says whether a client must name itself; PING is answered only where it need not. */
#include "ident/access/dialogue.h"

enum access_do access_nats(struct access *a, struct rd in, struct wr *out)
{
    bool line = memchr(in.p, '\n', rd_left(&in));
    if (!line)
        return ACCESS_HEAR;
    if (a->step == 0) {
        if (!dialogue_starts(in, "INFO "))
            return ACCESS_END;
        if (dialogue_has(in, "\"auth_required\":true")) {
            dialogue_fact(a, "access=password");
            return ACCESS_END;
        }
        a->step = 1;
        return dialogue_say(out, "CONNECT {\"verbose\":false,\"pedantic\":false}\r\nPING\r\n");
    }
    if (dialogue_has(in, "PONG\r\n"))
        dialogue_fact(a, "access=open");
    else if (dialogue_has(in, "-ERR 'Authorization"))
        dialogue_fact(a, "access=password");
    else
        return ACCESS_HEAR;
    return ACCESS_END;
}
