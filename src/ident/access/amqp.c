/* AMQP 0-9-1: how a client may name itself (connection.start, §1.4), and whether a stranger comes in: by
 * ANONYMOUS where that is offered, else, and when that is refused, as RabbitMQ's documented "guest". Clients
 * that say that they know authentication_failure_close are told when they do not. */
#include "ident/access/dialogue.h"

enum { METHOD = 1, CONNECTION = 10, START = 10, TUNE = 30, CLOSE = 50, END = 0xce, ACCESS_REFUSED = 403 };

enum { FIRST, AS_ANONYMOUS, ANEW, AS_GUEST }; /* a->step; ANEW: on a second connection, for guest */

static const uint8_t header[] = "AMQP\0\0\x09\x01";
static const uint8_t names[] = "\x0c"
                               "capabilitiesF\x00\x00\x00\x1f\x1c"
                               "authentication_failure_closet\x01";

static enum access_do name_oneself(struct wr *w, const char *mechanism, const char *answer, size_t n)
{
    size_t m = strlen(mechanism), table = sizeof names - 1;
    wr_u8(w, METHOD);
    wr_u16(w, 0);
    wr_u32(w, (uint32_t)(4 + 4 + table + 1 + m + 4 + n + 1 + 5));
    wr_u16(w, CONNECTION);
    wr_u16(w, 11);
    wr_u32(w, (uint32_t)table);
    wr_bytes(w, names, table);
    wr_u8(w, (uint8_t)m);
    wr_bytes(w, mechanism, m);
    wr_u32(w, (uint32_t)n);
    wr_bytes(w, answer, n);
    wr_u8(w, 5);
    wr_bytes(w, "en_US", 5);
    wr_u8(w, END);
    return ACCESS_SAY;
}

/* What follows the version and the server's properties: mechanisms, between blanks. */
static enum access_do start(struct access *a, struct rd body, struct wr *out)
{
    rd_skip(&body, 2);
    rd_skip(&body, rd_u32(&body));
    struct rd offered = rd_sub(&body, rd_u32(&body));
    if (body.bad || offered.bad)
        return ACCESS_END;
    a->step = a->step == FIRST && dialogue_has(offered, "ANONYMOUS") ? AS_ANONYMOUS : AS_GUEST;
    if (a->step == AS_ANONYMOUS)
        return name_oneself(out, "ANONYMOUS", "", 0);
    if (dialogue_has(offered, "PLAIN"))
        return name_oneself(out, "PLAIN", "\0guest\0guest", 12);
    dialogue_fact(a, "access=password");
    return ACCESS_END;
}

static enum access_do refused(struct access *a)
{
    if (a->step == AS_ANONYMOUS) {
        a->step = ANEW;
        return ACCESS_CALL;
    }
    dialogue_fact(a, "access=password");
    return ACCESS_END;
}

enum access_do access_amqp(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return dialogue_bytes(out, header, sizeof header - 1);
    uint8_t kind = rd_u8(&in);
    rd_skip(&in, 2);
    struct rd frame = rd_sub(&in, rd_u32(&in));
    if (in.bad)
        return kind == METHOD || !kind ? ACCESS_HEAR : ACCESS_END;
    uint16_t class = rd_u16(&frame), method = rd_u16(&frame);
    if (kind != METHOD || class != CONNECTION)
        return ACCESS_END;
    if (a->step == FIRST || a->step == ANEW)
        return method == START ? start(a, frame, out) : ACCESS_END;
    if (method == CLOSE && rd_u16(&frame) == ACCESS_REFUSED)
        return refused(a);
    if (method == TUNE)
        dialogue_fact(a, a->step == AS_ANONYMOUS ? "access=open" : "access=guest");
    return ACCESS_END;
}
