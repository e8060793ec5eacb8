/* NFS version 4 (RFC 7530), which needs neither rpcbind nor mountd: as nobody, the folders below the root are
 * looked into, until one is seen to be exported. Nothing is opened, nothing is read but names.
 *
 * The root, and what leads to the exports, may be made up by the server (§7.3): folders that hold nothing but
 * folders. So a folder counts as exported when it holds something else, when strangers may write there, or
 * when it is empty and of another file system than the root: a server that hides an export from us may leave
 * an empty folder of its own. An export whose folders are all closed to nobody is not found. */
#include "ident/access/dialogue.h"
#include "ident/access/oncrpc.h"

enum { NFS = 100003, COMPOUND = 1, FOLDER = 2, WRONGSEC = 10016 };

enum { OP_ACCESS = 3, OP_GETATTR = 9, OP_LOOKUP = 15, OP_PUTROOTFH = 24, OP_READDIR = 26 };

enum { TYPE = 1 << 1, FSID = 1 << 8, RDATTR_ERROR = 1 << 11 }; /* attributes, §5.6 */

enum { MODIFY = 4, EXTEND = 8 }; /* §16.1 */

enum { QUEUE = 24, CHILDREN = 8, PATH = 120, DEEP = 6, LISTED = 2048, NAMES_MAX = 64 };

struct nfs {
    uint64_t root[2];       /* its file system */
    char path[QUEUE][PATH]; /* the root is "" */
    unsigned count, at;
};

/* What one folder shows. */
struct folder {
    uint64_t system[2];
    bool listed, holds_other, writable;
    unsigned names;
};

/* The parts of a path: the next one, and what is behind. */
static const char *part_of(const char *path, uint32_t *ret_len)
{
    *ret_len = (uint32_t)strcspn(path + 1, "/");
    return path + 1;
}

static uint32_t depth_of(const char *path)
{
    uint32_t n = 0;
    for (; *path; path++)
        n += *path == '/';
    return n;
}

static enum access_do look_into(const char *path, struct wr *w)
{
    uint32_t depth = depth_of(path), len;
    wr_u32(w, 0); /* the record's mark */
    oncrpc_call_as_nobody(w, NFS, 4, COMPOUND);
    wr_u32(w, 0); /* tag */
    wr_u32(w, 0); /* minor version */
    wr_u32(w, 4 + depth);
    wr_u32(w, OP_PUTROOTFH);
    for (; *path; path += 1 + len) {
        const char *name = part_of(path, &len);
        wr_u32(w, OP_LOOKUP);
        oncrpc_put_text(w, name, len);
    }
    wr_u32(w, OP_GETATTR);
    wr_u32(w, 1);
    wr_u32(w, FSID);
    wr_u32(w, OP_ACCESS);
    wr_u32(w, MODIFY | EXTEND);
    wr_u32(w, OP_READDIR);
    wr_zero(w, 8 + 8); /* from the beginning */
    wr_u32(w, LISTED);
    wr_u32(w, LISTED);
    wr_u32(w, 1);
    wr_u32(w, TYPE | RDATTR_ERROR);
    oncrpc_mark(w);
    return ACCESS_SAY;
}

/* Is the next result this operation's, and fine? */
static bool is_done(struct rd *r, uint32_t op, uint32_t *ret_status)
{
    uint32_t which = rd_u32(r);
    *ret_status = rd_u32(r);
    return !r->bad && which == op && *ret_status == 0;
}

/* The values of the attributes that are there; *ret_has says which of the first 32 (fattr4). */
static struct rd attributes(struct rd *r, uint32_t *ret_has)
{
    uint32_t n = rd_u32(r);
    *ret_has = n ? rd_u32(r) : 0;
    rd_skip(r, n > 1 ? 4 * ((size_t)n - 1) : 0);
    return oncrpc_text(r);
}

static bool is_name(struct rd name)
{
    size_t n = rd_left(&name);
    return n && n < PATH && !memchr(name.p, '/', n) && !memchr(name.p, 0, n) && *name.p != '.';
}

/* Another folder to be looked into; left out when there is no room for it. */
static void remember(struct nfs *n, const char *parent, struct rd name)
{
    size_t before = strlen(parent), len = rd_left(&name);
    if (n->count == QUEUE || depth_of(parent) >= DEEP || before + 1 + len + 1 > PATH)
        return;
    char *path = n->path[n->count++];
    memcpy(path, parent, before);
    path[before] = '/';
    memcpy(path + before + 1, name.p, len);
    path[before + 1 + len] = '\0';
}

static void take_names(struct nfs *n, const char *path, struct rd *r, struct folder *f)
{
    rd_skip(r, 8); /* the cookies' verifier */
    while (f->names < NAMES_MAX && rd_u32(r) == 1) {
        uint32_t has;
        rd_skip(r, 8);
        struct rd name = oncrpc_text(r), values = attributes(r, &has);
        if (r->bad)
            return;
        f->names++;
        if (has & TYPE && rd_u32(&values) != FOLDER && !values.bad)
            f->holds_other = true;
        else if (f->names <= CHILDREN && is_name(name))
            remember(n, path, name);
    }
    f->listed = !r->bad;
}

/* The results of look_into(), as far as they are fine. True = it wants a better credential than a number. */
static bool take_folder(struct nfs *n, const char *path, struct rd r, struct folder *f)
{
    uint32_t status, has;
    rd_skip(&r, 4);
    (void)oncrpc_text(&r);
    rd_skip(&r, 4);
    bool there = is_done(&r, OP_PUTROOTFH, &status);
    for (uint32_t i = depth_of(path); there && i; i--)
        there = is_done(&r, OP_LOOKUP, &status);
    if (!there || !is_done(&r, OP_GETATTR, &status))
        return !r.bad && status == WRONGSEC;
    struct rd values = attributes(&r, &has);
    f->system[0] = rd_u64(&values);
    f->system[1] = rd_u64(&values);
    if (values.bad || !is_done(&r, OP_ACCESS, &status))
        return false;
    rd_skip(&r, 4);
    f->writable = (~rd_u32(&r) & (MODIFY | EXTEND)) == 0 && !r.bad;
    if (is_done(&r, OP_READDIR, &status))
        take_names(n, path, &r, f);
    return false;
}

static enum access_do next(const struct nfs *n, struct wr *out)
{
    return n->at < n->count ? look_into(n->path[n->at], out) : ACCESS_END;
}

enum access_do access_nfs(struct access *a, struct rd in, struct wr *out)
{
    struct nfs *n = (struct nfs *)(void *)a->state;
    _Static_assert(sizeof *n <= ACCESS_STATE, "the state fits");
    if (a->fresh) {
        n->count = 1;
        n->at = 0;
        return next(n, out);
    }
    struct rd whole = oncrpc_record(in);
    if (whole.bad)
        return ACCESS_HEAR;
    struct rd result = oncrpc_result(whole);
    if (result.bad)
        return ACCESS_END;
    struct folder f = {0};
    unsigned kept = n->count;
    const char *path = n->path[n->at];
    bool closed = take_folder(n, path, result, &f);
    if (n->at == 0)
        memcpy(n->root, f.system, sizeof n->root);
    bool empty = f.listed && !f.names && memcmp(n->root, f.system, sizeof n->root) != 0;
    if (f.holds_other || f.writable || empty) {
        memset(n->path[kept], 0, sizeof n->path[0] * (QUEUE - kept)); /* what is in it need not be seen */
        n->count = kept;
        dialogue_fact(a, "access=open");
        dialogue_fact(a, "share=%s", *path ? path : "/");
        if (f.writable)
            dialogue_fact(a, "writable=%s", *path ? path : "/");
    } else if (closed) {
        dialogue_fact(a, "protected-share=%s", *path ? path : "/");
    }
    n->at++;
    return next(n, out);
}
