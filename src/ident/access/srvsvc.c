#include "ident/access/srvsvc.h"

enum { REQUEST = 0, RESPONSE = 2, BIND = 11, BIND_ACK = 12, SHARE_ENUM = 15, ENTRIES_MAX = 256 };

/* Version 5.0, whole in one fragment, little-endian; its length comes at the end. */
static void head(struct wr *w, uint8_t type)
{
    const uint8_t bytes[16] = {5, 0, type, 3, 0x10, 0, 0, 0, 0, 0, 0, 0, 1};
    wr_bytes(w, bytes, sizeof bytes);
}

static void end(struct wr *w)
{
    if (w->bad)
        return;
    w->start[8] = (uint8_t)wr_len(w);
    w->start[9] = (uint8_t)(wr_len(w) >> 8);
}

void srvsvc_bind(struct wr *w)
{
    static const uint8_t context[] = {
        0xb8, 0x10, 0xb8, 0x10, 0,    0,    0,    0,    /* fragments of 4280 bytes, a new group */
        1,    0,    0,    0,    0,    0,    1,    0,    /* one context, number 0, one transfer syntax */
        0xc8, 0x4f, 0x32, 0x4b, 0x70, 0x16, 0xd3, 0x01, /* 4b324fc8-1670-01d3-1278-5a47bf6ee188: srvsvc */
        0x12, 0x78, 0x5a, 0x47, 0xbf, 0x6e, 0xe1, 0x88, 3, 0, 0, 0,
        0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, /* 8a885d04-1ceb-11c9-9fe8-08002b104860: NDR */
        0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 2, 0, 0, 0};
    head(w, BIND);
    wr_bytes(w, context, sizeof context);
    end(w);
}

bool srvsvc_bound(struct rd in)
{
    rd_skip(&in, 2);
    return rd_u8(&in) == BIND_ACK;
}

void srvsvc_enum(struct wr *w)
{
    static const uint8_t stub[] = {0,    0,    0,    0,    0, 0, SHARE_ENUM, 0, /* hint, context, operation */
                                   0,    0,    0,    0,                         /* this server, unnamed */
                                   1,    0,    0,    0,    1, 0, 0,          0, /* level 1, twice */
                                   4,    0,    2,    0,    0, 0, 0,          0,
                                   0,    0,    0,    0,    /* a container with nothing in it */
                                   0xff, 0xff, 0xff, 0xff, /* as much as there is */
                                   8,    0,    2,    0,    0, 0, 0,          0}; /* from the beginning */
    head(w, REQUEST);
    wr_bytes(w, stub, sizeof stub);
    end(w);
}

/* A conformant and varying string of UTF-16, padded to four bytes. */
static void text(struct rd *r, char *ret, size_t cap)
{
    rd_skip(r, 8);
    uint32_t n = rd_le32(r);
    struct rd wide = rd_sub(r, n > 4096 ? SIZE_MAX : 2 * (size_t)n);
    size_t used = 0;
    rd_skip(r, n % 2 ? 2 : 0);
    while (rd_left(&wide) >= 2) {
        uint16_t ch = rd_le16(&wide);
        if (!ch)
            break;
        if (used + 1 < cap)
            ret[used] = ch < 0x7f && ch >= 0x20 ? (char)ch : '?';
        used++;
    }
    ret[used < cap ? used : 0] = '\0'; /* one that is too long is none */
}

unsigned srvsvc_list(struct rd in, struct srvsvc_share ret[SRVSVC_SHARES])
{
    uint32_t type[ENTRIES_MAX], named[ENTRIES_MAX], remarked[ENTRIES_MAX];
    unsigned kept = 0;
    rd_skip(&in, 2);
    uint8_t kind = rd_u8(&in);
    rd_skip(&in, 21 + 12); /* the rest of the header; level, level, container */
    uint32_t entries = rd_le32(&in), array = rd_le32(&in), n = rd_le32(&in);
    if (in.bad || kind != RESPONSE || !array || n != entries || n > ENTRIES_MAX)
        return 0;
    for (uint32_t i = 0; i < n; i++) {
        named[i] = rd_le32(&in);
        type[i] = rd_le32(&in);
        remarked[i] = rd_le32(&in);
    }
    for (uint32_t i = 0; i < n && kept < SRVSVC_SHARES; i++) {
        char remark[4], name[SRVSVC_NAME] = "";
        if (named[i])
            text(&in, name, sizeof name);
        if (remarked[i])
            text(&in, remark, sizeof remark);
        if (in.bad)
            break;
        if (!name[0])
            continue;
        ret[kept] = (struct srvsvc_share){.files = (type[i] & 0xffff) == 0};
        memcpy(ret[kept++].name, name, sizeof name);
    }
    return kept;
}
