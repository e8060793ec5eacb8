#include "ident/access/oncrpc.h"

#include <string.h>

enum { XID = 0x746f6a69, VERSION = 2, AUTH_SYS = 1, NOBODY = 65534, LAST = 0x80000000 };

static void words(struct wr *w, const uint32_t *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        wr_u32(w, word[i]);
}

void oncrpc_call(struct wr *w, uint32_t program, uint32_t version, uint32_t procedure)
{
    words(w, (const uint32_t[]){XID, 0, VERSION, program, version, procedure, 0, 0, 0, 0}, 10);
}

void oncrpc_call_as_nobody(struct wr *w, uint32_t program, uint32_t version, uint32_t procedure)
{
    words(w, (const uint32_t[]){XID, 0, VERSION, program, version, procedure}, 6);
    /* 20 bytes: stamp, a machine without a name, user, group, no other groups; then no verifier */
    words(w, (const uint32_t[]){AUTH_SYS, 20, 0, 0, NOBODY, NOBODY, 0, 0, 0}, 9);
}

void oncrpc_mark(struct wr *w)
{
    size_t n = wr_len(w);
    if (!w->bad && n >= 4)
        put_u32(w->p - n, LAST | (uint32_t)(n - 4));
}

struct rd oncrpc_record(struct rd in)
{
    uint32_t mark = rd_u32(&in);
    return rd_sub(&in, mark & ~(uint32_t)LAST);
}

struct rd oncrpc_result(struct rd r)
{
    uint32_t xid = rd_u32(&r), reply = rd_u32(&r), status = rd_u32(&r);
    rd_skip(&r, 4);
    rd_skip(&r, rd_u32(&r));
    uint32_t accepted = rd_u32(&r);
    r.bad |= xid != XID || reply != 1 || status || accepted;
    return r;
}

void oncrpc_put_text(struct wr *w, const char *text, uint32_t len)
{
    wr_u32(w, len);
    wr_bytes(w, text, len);
    wr_zero(w, (4 - len % 4) % 4);
}

struct rd oncrpc_text(struct rd *r)
{
    uint32_t n = rd_u32(r);
    struct rd s = rd_sub(r, n);
    rd_skip(r, (4 - n % 4) % 4);
    return s;
}
