/* NFS' mount protocol (RFC 1813 appendix I): the list of exports, and to whom each is given. */
#include "ident/access/dialogue.h"

enum { LISTED = 32, PATH = 120, XID = 0x746f6a69 };

static enum access_do call(struct wr *w)
{
    static const uint32_t words[] = {XID, 0, 2, 100005, 3, 5 /* EXPORT */, 0, 0, 0, 0};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        wr_u32(w, words[i]);
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

static enum access_do answer(struct access *a, struct rd r)
{
    uint32_t xid = rd_u32(&r), reply = rd_u32(&r), status = rd_u32(&r);
    rd_skip(&r, 4);
    rd_skip(&r, rd_u32(&r));
    uint32_t accepted = rd_u32(&r);
    if (!r.bad && xid == XID && reply == 1 && status == 0 && accepted == 0)
        take_list(a, r);
    return ACCESS_END;
}

enum access_do access_mountd(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh) {
        wr_u32(out, 0x80000000 | 40);
        return call(out);
    }
    uint32_t mark = rd_u32(&in);
    struct rd whole = rd_sub(&in, mark & 0x7fffffff);
    if (whole.bad)
        return ACCESS_HEAR;
    return answer(a, whole);
}

enum access_do access_mountd_udp(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return call(out);
    return rd_left(&in) ? answer(a, in) : ACCESS_HEAR;
}
