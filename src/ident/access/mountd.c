/* NFS' mount protocol (RFC 1813 appendix I): the list of exports, and to whom each is given. Its port changes; rpcbind knows it (RFC 1833). */
#include "ident/access/dialogue.h"

enum { LISTED = 32, PATH = 120, XID = 0x746f6a69 };

enum { PORTMAP = 100000, GETPORT = 3, MOUNT = 100005, EXPORT = 5, TCP = 6 };

static void call(struct wr *w, uint32_t program, uint32_t version, uint32_t procedure)
{
    const uint32_t words[] = {XID, 0, 2, program, version, procedure, 0, 0, 0, 0};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        wr_u32(w, words[i]);
}

static enum access_do ask_exports(struct wr *w)
{
    call(w, MOUNT, 3, EXPORT);
    return ACCESS_SAY;
}

/* An XDR string. */
static struct rd text(struct rd *r)
{
    uint32_t n = rd_u32(r);
    struct rd s = rd_sub(r, n);
    rd_skip(r, (4 - n % 4) % 4);
    return s;
}

static void take_list(struct access *a, struct rd r)
{
    for (int i = 0; i < LISTED && rd_u32(&r) == 1 && !r.bad; i++) {
        struct rd path = text(&r);
        bool all = true;
        for (int k = 0; k < 256 && rd_u32(&r) == 1 && !r.bad; k++) {
            struct rd group = text(&r);
            all = rd_left(&group) == 1 && *group.p == '*';
            if (all)
                break;
        }
        if (path.bad || r.bad)
            return;
        int n = rd_left(&path) < PATH ? (int)rd_left(&path) : PATH;
        dialogue_fact(a, "%s=%.*s", all ? "share" : "protected-share", n, (const char *)path.p);
        if (all)
            while (rd_u32(&r) == 1 && !r.bad) /* groups beside "everybody" */
                (void)text(&r);
    }
}

/* What an accepted reply brings; bad for everything else. */
static struct rd result(struct rd r)
{
    uint32_t xid = rd_u32(&r), reply = rd_u32(&r), status = rd_u32(&r);
    rd_skip(&r, 4);
    rd_skip(&r, rd_u32(&r));
    uint32_t accepted = rd_u32(&r);
    r.bad |= xid != XID || reply != 1 || status || accepted;
    return r;
}

static enum access_do exports(struct access *a, struct rd answer)
{
    struct rd r = result(answer);
    if (!r.bad)
        take_list(a, r);
    return ACCESS_END;
}

/* The record of a stream (RFC 5531 §11); bad when it is not whole. */
static struct rd record(struct rd in)
{
    uint32_t mark = rd_u32(&in);
    return rd_sub(&in, mark & 0x7fffffff);
}

enum access_do access_mountd(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh) {
        wr_u32(out, 0x80000000 | 40);
        return ask_exports(out);
    }
    struct rd whole = record(in);
    return whole.bad ? ACCESS_HEAR : exports(a, whole);
}

enum access_do access_mountd_udp(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return ask_exports(out);
    return rd_left(&in) ? exports(a, in) : ACCESS_HEAR;
}

enum access_do access_rpcbind(struct access *a, struct rd in, struct wr *out)
{
    if (a->call_port)
        return access_mountd(a, in, out);
    if (a->fresh) {
        wr_u32(out, 0x80000000 | 56);
        call(out, PORTMAP, 2, GETPORT);
        wr_u32(out, MOUNT);
        wr_u32(out, 3);
        wr_u32(out, TCP);
        wr_u32(out, 0);
        return ACCESS_SAY;
    }
    struct rd whole = record(in);
    if (whole.bad)
        return ACCESS_HEAR;
    struct rd r = result(whole);
    uint32_t port = rd_u32(&r);
    if (r.bad || !port || port > UINT16_MAX)
        return ACCESS_END;
    a->call_port = (uint16_t)port;
    return ACCESS_CALL;
}
