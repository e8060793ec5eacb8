/* An HTTP proxy (RFC 9110 §7.3), actively: does it fetch for strangers? It is asked for its own host, where
 * hardly anything listens: whoever tries, and says that nobody is there (502, 503, 504), would have fetched
 * anything. No other host is touched.
 *
 * A web server that does that besides its own pages is asked for one of these before and after: one that is
 * out of order, or has had enough of us (nginx's limit_req), says 503 to that, too. It is not asked by its
 * name: one that connects to whatever host it is asked for ("proxy_pass http://$http_host") would ask itself,
 * without an end. */
#include "ident/access/dialogue.h"

/* A request for "/" of the host itself as of a proxy (RFC 9112 §3.2.2), where nothing listens. */
static enum access_do ask_nobodys(const struct access *a, struct wr *out)
{
    char host[ADDR_TEXT_MAX];
    addr_host(&a->door.addr, host);
    return dialogue_say(out, "GET http://%s:%d/ HTTP/1.0\r\nHost: %s:%d\r\n\r\n", host, DIALOGUE_NOWHERE,
                        host, DIALOGUE_NOWHERE);
}

/* In the page, that is: "Connection: close" stands in many a header. */
static bool speaks_of_connecting(struct rd in)
{
    const uint8_t *page = rd_left(&in) ? memmem(in.p, rd_left(&in), "\r\n\r\n", 4) : NULL;
    return page && dialogue_has(rd_of(page, (size_t)(in.end - page)), "connect");
}

/* The number of "HTTP/1.x NNN"; 0 = it is none, or not yet whole. A 500 waits for its page, which says
 * why. */
static int status_of(const struct access *a, struct rd in)
{
    int status = 0;
    if (rd_left(&in) < 13 || !dialogue_has(in, "\r\n") || !dialogue_starts(in, "HTTP/1."))
        return 0;
    for (int i = 9; i < 12; i++) {
        if (in.p[i] < '0' || in.p[i] > '9')
            return 0;
        status = 10 * status + (in.p[i] - '0');
    }
    return status == 500 && !a->over && !speaks_of_connecting(in) ? 0 : status;
}

static bool has_tried(int status, struct rd in)
{
    return (status >= 502 && status <= 504) || (status == 500 && speaks_of_connecting(in));
}

enum access_do access_proxy(struct access *a, struct rd in, struct wr *out)
{
    if (!a->door.active)
        return ACCESS_END;
    if (a->fresh)
        return ask_nobodys(a, out);
    int status = status_of(a, in);
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
    enum { OWN, NOBODYS, OWN_AGAIN };
    if (!a->door.active || a->door.tls)
        return ACCESS_END;
    if (a->fresh)
        return a->step == NOBODYS ? ask_nobodys(a, out) : dialogue_say(out, "GET / HTTP/1.0\r\n\r\n");
    int status = status_of(a, in);
    if (!status)
        return ACCESS_HEAR;
    if (has_tried(status, in) != (a->step == NOBODYS))
        return ACCESS_END;
    if (a->step++ < OWN_AGAIN)
        return ACCESS_CALL;
    dialogue_fact(a, "proxy=open");
    return ACCESS_END;
}
