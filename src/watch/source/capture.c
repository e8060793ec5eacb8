#include "watch/source/capture.h"

#include "base/bytes.h"
#include "watch/source/headers.h"
#include "watch/source/inorder.h"
#include "watch/source/logged.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    CAPTURED_MAX = 262144, /* libpcap's own limit; more is damage */
    IFACES_MAX = 4096,
    LINK_RAW = 101,
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET_OLD = 2,
    BLOCK_SIMPLE = 3,
    BLOCK_PACKET = 6,
    OPT_TSRESOL = 9,
    OPT_TSOFFSET = 14,
};

struct iface {
    unsigned linktype;
    uint32_t snaplen;
    uint64_t units; /* a second has so many */
    int64_t offset; /* seconds */
};

struct capture {
    struct source s;
    struct stream *st;
    const uint8_t *at; /* what of the last peek is left; `used` bytes before it are not skipped yet */
    size_t left, used;
    bool swapped; /* numbers are in the other byte order than ours */
    /* pcap */
    unsigned linktype;
    unsigned frac;   /* ns in a unit of the second half of the stamp */
    unsigned record; /* bytes of a record's header */
    /* pcapng */
    struct iface *ifaces;
    unsigned n_ifaces;
    unsigned nth;            /* of this read */
    nsec_wall latest;        /* of what was given out */
    struct inorder *inorder; /* owned; NULL as long as all stands in its order */
    capture_tap *tap;        /* NULL: packets become sights */
    void *ctx;               /* of the tap */
    int (*next)(struct capture *c,
                struct sight ret[HEADERS_SIGHTS]); /* so many sights, 0 nothing of it, -1 the end */
};

static uint32_t u32(const struct capture *c, const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return c->swapped ? __builtin_bswap32(v) : v;
}

static uint16_t u16(const struct capture *c, const uint8_t *p)
{
    uint16_t v;
    memcpy(&v, p, 2);
    return c->swapped ? __builtin_bswap16(v) : v;
}

static const uint8_t *peek(struct capture *c, size_t n)
{
    const uint8_t *p;
    stream_skip(c->st, c->used);
    c->used = c->left = 0;
    ssize_t got = stream_peek(c->st, n, &p);
    if (got >= 0 && (size_t)got >= n) {
        c->at = p;
        c->left = (size_t)got;
        return p;
    }
    if (got != 0)
        c->s.stats.last_error = got < 0 && got != -EAGAIN ? (int)-got : EBADMSG;
    return NULL;
}

/* The next n bytes, or NULL where the file ends: well (exactly here) or badly. */
static inline const uint8_t *need(struct capture *c, size_t n)
{
    return c->left >= n ? c->at : peek(c, n);
}

static inline void skip(struct capture *c, size_t n)
{
    c->at += n;
    c->left -= n;
    c->used += n;
}

/* What is given out. */
static void note(struct capture *c, unsigned n, unsigned linktype, const uint8_t *data, size_t len,
                 size_t wire, nsec_wall at, struct sight *s)
{
    c->s.stats.cut += s->cut != 0;
    s->at = at > 0 ? at : 1; /* none was noted: pcapng's simple packets */
    source_keep(&c->s, c->nth + n, s, linktype, data, len, wire);
}

static int judge_packet(struct capture *c, unsigned linktype, const uint8_t *data, size_t len, size_t wire,
                        nsec_wall at, struct sight ret[HEADERS_SIGHTS])
{
    c->s.stats.packets++;
    if (c->tap)
        return c->tap(c->ctx, linktype, data, len, wire);
    switch (headers_read(linktype, data, len, wire, ret)) {
    case HEADERS_OK: break;
    case HEADERS_SKIP: c->s.stats.skipped++; return 0;
    default: c->s.stats.undecoded++; return 0;
    }
    note(c, 0, linktype, data, len, wire, at, &ret[0]);
    if (!inner_may_be(ret->proto, ret->dport))
        return 1;
    unsigned n = headers_carried(linktype, data, len, wire, ret);
    for (unsigned i = 1; i < n; i++)
        note(c, i, linktype, data, len, wire, at, &ret[i]);
    return (int)n;
}

/* What a packet filter logged is read as the packet, and what the filter says of it is noted; nothing that is
 * carried in it, of which the filter says nothing. */
static int judge_logged(struct capture *c, unsigned linktype, const uint8_t *data, size_t len, size_t wire,
                        nsec_wall at, struct sight ret[HEADERS_SIGHTS])
{
    struct logged l;
    if (!logged_read(linktype, data, len, wire, &l)) {
        c->s.stats.packets++;
        c->s.stats.undecoded++;
        return 0;
    }
    if (!judge_packet(c, LINK_RAW, l.packet, l.len, l.wire, at, ret))
        return 0;
    if (!c->tap)
        logged_note(&l, &ret[0]);
    return 1;
}

static inline int judge(struct capture *c, unsigned linktype, const uint8_t *data, size_t len, size_t wire,
                        nsec_wall at, struct sight ret[HEADERS_SIGHTS])
{
    return logged_link(linktype) ? judge_logged(c, linktype, data, len, wire, at, ret)
                                 : judge_packet(c, linktype, data, len, wire, at, ret);
}

static int next_pcap(struct capture *c, struct sight *ret)
{
    const uint8_t *p = need(c, c->record);
    if (!p)
        return -1;
    uint32_t sec = u32(c, p), frac = u32(c, p + 4), len = u32(c, p + 8), wire = u32(c, p + 12);
    if (len > CAPTURED_MAX) {
        c->s.stats.last_error = EBADMSG;
        return -1;
    }
    p = need(c, c->record + len);
    if (!p)
        return -1;
    nsec_wall at = (nsec_wall)sec * NSEC_SEC + (nsec_wall)frac * c->frac;
    int r = judge(c, c->linktype, p + c->record, len, wire, at, ret);
    skip(c, c->record + len);
    return r;
}

/* Ticks of an interface's clock as ns; 0 for times that no clock shows. */
static nsec_wall stamp(const struct iface *i, uint64_t ticks)
{
    unsigned __int128 ns = (unsigned __int128)(ticks / i->units) * (uint64_t)NSEC_SEC +
                           (unsigned __int128)(ticks % i->units) * (uint64_t)NSEC_SEC / i->units;
    __int128 at = (__int128)ns + (__int128)i->offset * NSEC_SEC;
    return at < 0 || at > INT64_MAX / 2 ? 0 : (nsec_wall)at;
}

static void iface_option(struct capture *c, struct iface *i, unsigned code, const uint8_t *v, unsigned len)
{
    if (code == OPT_TSRESOL && len >= 1) {
        unsigned power = v[0] & 0x7f;
        i->units = 1;
        if (v[0] & 0x80)
            i->units = power < 63 ? UINT64_C(1) << power : UINT64_C(1) << 62;
        else
            for (unsigned k = 0; k < power && k < 18; k++)
                i->units *= 10;
    } else if (code == OPT_TSOFFSET && len >= 8) {
        uint64_t a = u32(c, v), b = u32(c, v + 4);
        uint16_t one = 1;
        bool little = *(uint8_t *)&one != c->swapped;
        i->offset = (int64_t)(little ? b << 32 | a : a << 32 | b);
    }
}

static bool add_iface(struct capture *c, const uint8_t *body, size_t len)
{
    if (len < 8 || c->n_ifaces == IFACES_MAX)
        return false;
    struct iface *grown = realloc(c->ifaces, (c->n_ifaces + 1) * sizeof *grown);
    if (!grown)
        return false;
    c->ifaces = grown;
    struct iface *i = &grown[c->n_ifaces++];
    *i = (struct iface){.linktype = u16(c, body), .snaplen = u32(c, body + 4), .units = 1000000};
    for (size_t at = 8; len - at >= 4;) {
        unsigned code = u16(c, body + at), n = u16(c, body + at + 2);
        size_t padded = (n + 3u) & ~3u;
        if (!code || padded > len - at - 4)
            break;
        iface_option(c, i, code, body + at + 4, n);
        at += 4 + padded;
    }
    return true;
}

static int packet_block(struct capture *c, uint32_t type, const uint8_t *b, size_t len, struct sight *ret)
{
    if (type == BLOCK_SIMPLE) {
        if (len < 4 || !c->n_ifaces)
            return -1;
        uint32_t wire = u32(c, b);
        size_t n = wire < len - 4 ? wire : len - 4;
        if (c->ifaces[0].snaplen && n > c->ifaces[0].snaplen)
            n = c->ifaces[0].snaplen;
        return judge(c, c->ifaces[0].linktype, b + 4, n, wire, 0, ret);
    }
    if (len < 20)
        return -1;
    uint32_t number = type == BLOCK_PACKET ? u32(c, b) : u16(c, b), n = u32(c, b + 12);
    if (number >= c->n_ifaces || n > len - 20)
        return -1;
    const struct iface *i = &c->ifaces[number];
    uint64_t ticks = (uint64_t)u32(c, b + 4) << 32 | u32(c, b + 8);
    return judge(c, i->linktype, b + 20, n, u32(c, b + 16), stamp(i, ticks), ret);
}

/* A section says its byte order; interfaces are numbered anew in each. */
static bool begin_section(struct capture *c, const uint8_t *p)
{
    uint32_t magic;
    memcpy(&magic, p + 8, 4);
    if (magic != 0x1a2b3c4d && magic != 0x4d3c2b1a)
        return false;
    c->swapped = magic == 0x4d3c2b1a;
    c->n_ifaces = 0;
    return true;
}

static int next_pcapng(struct capture *c, struct sight *ret)
{
    const uint8_t *p = need(c, 12);
    if (!p)
        return -1;
    uint32_t type = u32(c, p); /* a section's type reads the same both ways */
    bool ok = type != BLOCK_SECTION || begin_section(c, p);
    uint32_t len = u32(c, p + 4);
    if (!ok || len < 12 || len % 4 || len > STREAM_WANT_MAX) {
        c->s.stats.last_error = EBADMSG;
        return -1;
    }
    p = need(c, len);
    if (!p)
        return -1;
    int r = 0;
    if (type == BLOCK_INTERFACE)
        r = add_iface(c, p + 8, len - 12) ? 0 : -1;
    else if (type == BLOCK_PACKET || type == BLOCK_PACKET_OLD || type == BLOCK_SIMPLE)
        r = packet_block(c, type, p + 8, len - 12, ret);
    if (r < 0)
        c->s.stats.last_error = EBADMSG;
    skip(c, len);
    return r;
}

/* As they stand in the file. *late: an earlier one stands behind a later one. */
static unsigned read_plain(struct capture *c, struct sight out[], unsigned cap, bool *late)
{
    unsigned n = 0, room = c->tap ? 1 : HEADERS_SIGHTS;
    nsec_wall latest = c->latest;
    while (n + room <= cap) {
        c->nth = n;
        int r = c->next(c, &out[n]);
        if (r < 0)
            break; /* and will be again */
        if (r && !c->tap) {
            nsec_wall at = out[n].at;
            *late |= at < latest;
            latest = at > latest ? at : latest;
        }
        n += (unsigned)r;
    }
    c->latest = latest;
    return n;
}

/* From the first that is late, all of them wait for their turns. */
static unsigned read_waiting(struct capture *c, struct sight out[], unsigned cap)
{
    unsigned n = 0;
    struct sight s[HEADERS_SIGHTS];
    while (n + HEADERS_SIGHTS <= cap) {
        if (inorder_ready(c->inorder)) {
            n += inorder_take(c->inorder, &out[n], c->s.packets ? &c->s.packets[n] : NULL);
            continue;
        }
        c->nth = n; /* what is kept of it stands where nothing was given yet */
        int r = c->next(c, s);
        if (r < 0)
            inorder_end(c->inorder);
        else
            inorder_put(c->inorder, s, (unsigned)r);
        if (r < 0 && !inorder_ready(c->inorder))
            break;
    }
    return n;
}

static int capture_read(struct source *s, struct sight out[], unsigned cap, bool *ended)
{
    struct capture *c = (struct capture *)s;
    bool late = false;
    unsigned n = c->inorder ? 0 : read_plain(c, out, cap, &late);
    if (late) {
        c->inorder = inorder_new(s->packets != NULL);
        if (!c->inorder)
            return -ENOMEM;
        inorder_put(c->inorder, out, n);
    }
    if (c->inorder)
        n = read_waiting(c, out, cap);
    *ended = n == 0; /* what was read comes first */
    s->stats.sights += n;
    return (int)n;
}

static void capture_free(struct source *s)
{
    struct capture *c = (struct capture *)s;
    stream_free(c->st);
    inorder_free(c->inorder);
    free(c->ifaces);
    free(c);
}

static const struct source_ops ops = {.read = capture_read, .free = capture_free, .packets = true};

static struct capture *capture_new(struct stream *st, const char *format)
{
    struct capture *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->s.ops = &ops;
    c->s.fd = -1;
    c->s.stats.format = format;
    c->st = st;
    return c;
}

/* Magics, in our byte order: times in us, in ns, and Kuznetzov's, with longer headers of records. */
static const struct {
    uint32_t magic;
    unsigned frac, record;
} magics[] = {{0xa1b2c3d4, 1000, 16}, {0xa1b23c4d, 1, 16}, {0xa1b2cd34, 1000, 24}};

static int find_magic(const uint8_t *head, size_t n, bool *ret_swapped)
{
    uint32_t m = 0;
    if (n >= 24)
        memcpy(&m, head, 4);
    for (unsigned i = 0; i < sizeof magics / sizeof *magics; i++) {
        *ret_swapped = m == __builtin_bswap32(magics[i].magic);
        if (m == magics[i].magic || *ret_swapped)
            return (int)i;
    }
    return -1;
}

bool capture_is_pcap(const uint8_t *head, size_t n)
{
    bool swapped;
    return find_magic(head, n, &swapped) >= 0;
}

bool capture_is_pcapng(const uint8_t *head, size_t n)
{
    return n >= 28 && memcmp(head, "\x0a\x0d\x0d\x0a", 4) == 0 &&
           (memcmp(head + 8, "\x1a\x2b\x3c\x4d", 4) == 0 || memcmp(head + 8, "\x4d\x3c\x2b\x1a", 4) == 0);
}

static int refuse(struct stream *st, struct diag *d, const char *msg, const char *arg)
{
    stream_free(st);
    return diag_set(d, msg, arg, NULL, NULL);
}

int capture_open_pcap(struct stream *st, const struct source_conf *conf, struct source **ret, struct diag *d)
{
    (void)conf;
    const uint8_t *head = NULL;
    bool swapped = false;
    ssize_t n = stream_peek(st, 24, &head);
    int m = n > 0 ? find_magic(head, (size_t)n, &swapped) : -1;
    if (m < 0)
        return refuse(st, d, N_("this is no capture file"), NULL);
    struct capture *c = capture_new(st, "pcap");
    if (!c) {
        stream_free(st);
        return -ENOMEM;
    }
    c->swapped = swapped;
    c->frac = magics[m].frac;
    c->record = magics[m].record;
    c->linktype = u32(c, head + 20) & 0xffff; /* above: FCS length (pcap format, §4) */
    c->next = next_pcap;
    if (!headers_link_known(c->linktype) && !logged_link(c->linktype)) {
        char number[16];
        snprintf(number, sizeof number, "%u", c->linktype);
        c->st = NULL;
        capture_free(&c->s);
        return refuse(st, d, N_("captures of link type %s are not read"), number);
    }
    stream_skip(st, 24);
    *ret = &c->s;
    return 0;
}

int capture_open_pcapng(struct stream *st, const struct source_conf *conf, struct source **ret,
                        struct diag *d)
{
    (void)conf;
    (void)d;
    struct capture *c = capture_new(st, "pcapng");
    if (!c) {
        stream_free(st);
        return -ENOMEM;
    }
    c->next = next_pcapng;
    *ret = &c->s;
    return 0;
}

void capture_give(struct source *s, capture_tap *tap, void *ctx)
{
    struct capture *c = (struct capture *)s;
    c->tap = tap;
    c->ctx = ctx;
}
