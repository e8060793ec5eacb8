/* NFS' mount protocol (RFC 1813 appendix I): the list of exports, and to whom each is given. Its port
 * changes; rpcbind knows it (RFC 1833). */
#include "ident/access/dialogue.h"
#include "ident/access/oncrpc.h"

enum { LISTED = 32, PATH = 120 };

enum { PORTMAP = 100000, GETPORT = 3, MOUNT = 100005, EXPORT = 5, TCP = 6 };

static enum access_do ask_exports(struct wr *w)
{
    oncrpc_call(w, MOUNT, 3, EXPORT);
    return ACCESS_SAY;
}

static void take_list(struct access *a, struct rd r)
{
    for (int i = 0; i < LISTED && rd_u32(&r) == 1 && !r.bad; i++) {
        struct rd path = oncrpc_text(&r);
        bool all = true;
        for (int k = 0; k < 256 && rd_u32(&r) == 1 && !r.bad; k++) {
            struct rd group = oncrpc_text(&r);
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
                (void)oncrpc_text(&r);
    }
}

static enum access_do exports(struct access *a, struct rd answer)
{
    struct rd r = oncrpc_result(answer);
    if (!r.bad)
        take_list(a, r);
    return ACCESS_END;
}

enum access_do access_mountd(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh) {
        wr_u32(out, 0); /* the record's mark */
        ask_exports(out);
        oncrpc_mark(out);
        return ACCESS_SAY;
    }
    struct rd whole = oncrpc_record(in);
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
        wr_u32(out, 0);
        oncrpc_call(out, PORTMAP, 2, GETPORT);
        wr_u32(out, MOUNT);
        wr_u32(out, 3);
        wr_u32(out, TCP);
        wr_u32(out, 0);
        oncrpc_mark(out);
        return ACCESS_SAY;
    }
    struct rd whole = oncrpc_record(in);
    if (whole.bad)
        return ACCESS_HEAR;
    struct rd r = oncrpc_result(whole);
    uint32_t port = rd_u32(&r);
    if (r.bad || !port || port > UINT16_MAX)
        return ACCESS_END;
    a->call_port = (uint16_t)port;
    return ACCESS_CALL;
}
