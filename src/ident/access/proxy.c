/* An HTTP proxy (RFC 9110 §7.3), actively: does it fetch for strangers? It is asked for its own host, where hardly anything
 * listens: whoever tries, and says that nobody is there (502, 503, 504), would have fetched anything. No other host is touched. */
#include "ident/access/dialogue.h"

#include <stdlib.h>

enum access_do access_proxy(struct access *a, struct rd in, struct wr *out)
{
    char host[ADDR_TEXT_MAX];
    if (!a->door.active)
        return ACCESS_END;
    if (a->fresh) {
        bool wide = a->door.addr.len == 16;
        const char *open = wide ? "[" : "", *close = wide ? "]" : "";
        addr_text(&a->door.addr, host);
        return dialogue_say(out, "GET http://%s%s%s:%d/ HTTP/1.0\r\nHost: %s%s%s:%d\r\n\r\n", open, host,
                            close, DIALOGUE_NOWHERE, open, host, close, DIALOGUE_NOWHERE);
    }
    if (rd_left(&in) < 13 || !dialogue_has(in, "\r\n"))
        return ACCESS_HEAR;
    if (!dialogue_starts(in, "HTTP/1."))
        return ACCESS_END;
    int status = 0;
    for (int i = 9; i < 12; i++) { /* "HTTP/1.x NNN" */
        if (in.p[i] < '0' || in.p[i] > '9')
            return ACCESS_END;
        status = 10 * status + (in.p[i] - '0');
    }
    bool tried = (status >= 502 && status <= 504) || (status == 500 && dialogue_has(in, "connect"));
    if (status == 200 || tried)
        dialogue_fact(a, "proxy=open");
    else if (status == 401 || status == 403 || status == 407)
        dialogue_fact(a, "proxy=refused");
    return ACCESS_END;
}
