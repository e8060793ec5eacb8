/* ZooKeeper: a session without a name, and the list of the root's nodes: error -102 (NoAuth), or the list. */
#include "ident/access/dialogue.h"

enum { HELLO, LIST, BYE };

static enum access_do hello(struct wr *w)
{
    wr_u32(w, 44);
    wr_u32(w, 0);    /* protocol version */
    wr_zero(w, 8);   /* the last change seen */
    wr_u32(w, 4000); /* session timeout, ms */
    wr_zero(w, 8);   /* no session to go on with */
    wr_u32(w, 16);   /* its password */
    wr_zero(w, 16);
    return ACCESS_SAY;
}

static enum access_do list(struct wr *w)
{
    wr_u32(w, 4 + 4 + 4 + 1 + 1);
    wr_u32(w, 1); /* xid */
    wr_u32(w, 8); /* getChildren */
    wr_u32(w, 1);
    wr_u8(w, '/');
    wr_u8(w, 0); /* no watch */
    return ACCESS_SAY;
}

static enum access_do bye(struct wr *w)
{
    wr_u32(w, 8);
    wr_u32(w, 2);
    wr_u32(w, 0xfffffff5); /* closeSession */
    return ACCESS_SAY;
}

enum access_do access_zookeeper(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return hello(out);
    uint32_t len = rd_u32(&in);
    struct rd body = rd_sub(&in, len);
    if (body.bad)
        return ACCESS_HEAR;
    switch (a->step++) {
    case HELLO: return len >= 36 ? list(out) : ACCESS_END;
    case LIST:
        rd_skip(&body, 4 + 8);
        switch ((int32_t)rd_u32(&body)) {
        case 0: dialogue_fact(a, body.bad ? "" : "access=open"); return bye(out);
        case -102:
        case -115: dialogue_fact(a, "access=password"); return bye(out);
        }
    }
    return ACCESS_END;
}
