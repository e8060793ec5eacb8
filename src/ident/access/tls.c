/* TLS: does the server agree to what nobody should use any more? Each is offered alone, by a ClientHello of
 * our own (RFC 5246 §7.4.1.2), since a library would not offer it; the ServerHello is the answer, and then
 * the connection ends. */
#include "ident/access/dialogue.h"

#define WEAK                                                                                                 \
    "\x00\x01\x00\x02\x00\x3b\xc0\x06\xc0\x10"                                 /* no encryption */           \
    "\x00\x03\x00\x06\x00\x08\x00\x0b\x00\x0e\x00\x11\x00\x14\x00\x17\x00\x19" /* 40-bit keys, for export */ \
    "\x00\x04\x00\x05\xc0\x07\xc0\x11\x00\x18\xc0\x16"                         /* RC4 */                     \
    "\x00\x09\x00\x0c\x00\x0f\x00\x12\x00\x15\x00\x1a"                         /* DES */                     \
    "\x00\x34\x00\x3a\x00\x6c\x00\x6d\x00\xa6\x00\xa7\xc0\x18\xc0\x19"         /* nobody proves who he is */ \
    "\x00\x0a\x00\x16\xc0\x08\xc0\x12\x00\x0d\x00\x10\x00\x13"                 /* 3DES */
#define USUAL                                                                                                \
    "\xc0\x13\xc0\x14\xc0\x09\xc0\x0a\x00\x2f\x00\x35\x00\x33\x00\x39\x00\x41\x00\x84\x00\x96\x00\x0a\x00\x05\x00\x04"

static const struct {
    uint16_t version;
    const char *ciphers;
    uint16_t n;
    const char *fact; /* NULL = by the cipher that was chosen */
} offers[] = {
    {0x0300, USUAL, sizeof USUAL - 1, "SSLv3"},
    {0x0301, USUAL, sizeof USUAL - 1, "TLSv1.0"},
    {0x0302, USUAL, sizeof USUAL - 1, "TLSv1.1"},
    {0x0303, WEAK, sizeof WEAK - 1, NULL},
};

enum { OFFERS = sizeof offers / sizeof *offers };

/* Groups, point formats, signatures: so that the ciphers alone decide. */
static const uint8_t extensions[] =
    "\x00\x0a\x00\x0a\x00\x08\x00\x1d\x00\x17\x00\x18\x00\x19"
    "\x00\x0b\x00\x02\x01\x00"
    "\x00\x0d\x00\x14\x00\x12\x04\x03\x08\x04\x04\x01\x05\x03\x08\x05\x05\x01\x06\x01\x02\x01\x02\x03";

static enum access_do hello(unsigned i, struct wr *w)
{
    size_t n = offers[i].n + 2u, more = offers[i].version > 0x0300 ? sizeof extensions - 1 + 2 : 0;
    size_t body = 2 + 32 + 1 + 2 + n + 2 + more;
    wr_u8(w, 22);
    wr_u16(w, offers[i].version < 0x0301 ? 0x0300 : 0x0301);
    wr_u16(w, (uint16_t)(4 + body));
    wr_u32(w, 0x01000000 | (uint32_t)body);
    wr_u16(w, offers[i].version);
    wr_bytes(w, "tojimari tojimari tojimari tojim", 32); /* no key comes of it */
    wr_u8(w, 0);
    wr_u16(w, (uint16_t)n);
    wr_bytes(w, offers[i].ciphers, offers[i].n);
    wr_u16(w, 0x00ff); /* RFC 5746 §3.3 */
    wr_bytes(w, "\1\0", 2);
    if (more) {
        wr_u16(w, sizeof extensions - 1);
        wr_bytes(w, extensions, sizeof extensions - 1);
    }
    return ACCESS_SAY;
}

static const char *kind_of(uint16_t cipher)
{
    static const struct {
        const char *name;
        uint16_t last; /* place in WEAK of the last of its kind */
    } kinds[] = {{"NULL", 5}, {"export", 14}, {"RC4", 20}, {"DES", 26}, {"anonymous", 34}, {"3DES", 41}};
    for (unsigned i = 0, k = 0; i < (sizeof WEAK - 1) / 2; i++) {
        k += i == kinds[k].last;
        if (get_u16((const uint8_t *)WEAK + 2 * i) == cipher)
            return kinds[k].name;
    }
    return NULL;
}

static void judge(struct access *a, struct rd r)
{
    rd_skip(&r, 5 + 4);
    uint16_t version = rd_u16(&r);
    rd_skip(&r, 32);
    rd_skip(&r, rd_u8(&r));
    uint16_t cipher = rd_u16(&r);
    const char *kind = offers[a->step].fact;
    if (r.bad || version != offers[a->step].version)
        return;
    kind = kind ? kind : kind_of(cipher);
    if (kind)
        dialogue_fact(a, "tls-weak=%s", kind);
}

enum access_do access_tls(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return hello(a->step, out);
    struct rd r = in;
    uint8_t kind = rd_u8(&r);
    rd_skip(&r, 2);
    uint16_t n = rd_u16(&r);
    if (!a->over && (r.bad || rd_left(&r) < n))
        return ACCESS_HEAR;
    if (!r.bad && kind == 22 && rd_u8(&r) == 2)
        judge(a, in);
    return ++a->step < OFFERS ? ACCESS_CALL : ACCESS_END;
}
