/* An HTTP proxy (RFC 9110 §7.3), actively: does it fetch for strangers? It is asked for its own host, where hardly anything
 * listens: whoever tries, and says that nobody is there (502, 503, 504), would have fetched anything. No other host is touched.
 *
 * A web server that does that besides its own pages is first asked for a page: one that is out of order altogether says 503, too. */
#include "ident/access/dialogue.h"

#include <stdio.h>

/* A request for "/" of the host itself; `through`: as of a proxy, for the port where nothing listens. */
static enum access_do ask(const struct access *a, bool through, struct wr *out)
{
    char host[ADDR_TEXT_MAX], place[ADDR_TEXT_MAX + 16];
    bool wide = a->door.addr.len == 16;
    snprintf(place, sizeof place, "%s%s%s:%d", wide ? "[" : "", addr_text(&a->door.addr, host),
             wide ? "]" : "", through ? DIALOGUE_NOWHERE : a->door.port);
    return dialogue_say(out, "GET %s%s/ HTTP/1.0\r\nHost: %s\r\n\r\n", through ? "http://" : "",
                        through ? place : "", place);
}

/* The number of "HTTP/1.x NNN"; 0 = it is none, or not yet whole. */
static int status_of(struct rd in)
{
    int status = 0;
    if (rd_left(&in) < 13 || !dialogue_has(in, "\r\n") || !dialogue_starts(in, "HTTP/1."))
        return 0;
    for (int i = 9; i < 12; i++) {
        if (in.p[i] < '0' || in.p[i] > '9')
            return 0;
        status = 10 * status + (in.p[i] - '0');
    }
    return status;
}

static bool has_tried(int status, struct rd in)
{
    return (status >= 502 && status <= 504) || (status == 500 && dialogue_has(in, "connect"));
}

enum access_do access_proxy(struct access *a, struct rd in, struct wr *out)
{
    if (!a->door.active)
        return ACCESS_END;
    if (a->fresh)
        return ask(a, true, out);
    int status = status_of(in);
    if (!status)
        return ACCESS_HEAR;
    if (status == 200 || has_tried(status, in))
        dialogue_fact(a, "proxy=open");
    else if (status == 401 || status == 403 || status == 407)
        dialogue_fact(a, "proxy=refused");
    return ACCESS_END;
}

enum access_do access_web_proxy(struct access *a, struct rd in, struct wr *out)
{
    if (!a->door.active || a->door.tls)
        return ACCESS_END;
    if (a->fresh)
        return ask(a, a->step == 1, out);
    int status = status_of(in);
    if (!status)
        return ACCESS_HEAR;
    bool tried = has_tried(status, in);
    if (a->step++ == 0)
        return tried ? ACCESS_END : ACCESS_CALL;
    if (tried)
        dialogue_fact(a, "proxy=open");
    return ACCESS_END;
}
