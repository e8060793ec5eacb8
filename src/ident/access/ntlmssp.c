#include "ident/access/ntlmssp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

enum {
    UNICODE = 1,
    REQUEST_TARGET = 4,
    NTLM = 0x200,
    ANONYMOUS = 0x800,
    ALWAYS_SIGN = 0x8000,
    EXTENDED = 0x80000
};
enum {
    FLAGS = UNICODE | REQUEST_TARGET | NTLM | ALWAYS_SIGN | EXTENDED,
    HEADER = 64,
    INFO_MAX = 512,
    MD5 = 16
};

/* MD4 of nothing: the hash of the empty password. */
static const uint8_t empty_hash[MD5] = {0x31, 0xd6, 0xcf, 0xe0, 0xd1, 0x6a, 0xe9, 0x31,
                                        0xb7, 0x3c, 0x59, 0xd7, 0xe0, 0xc0, 0x89, 0xc0};

static void le16(struct wr *w, unsigned v)
{
    wr_u8(w, (uint8_t)v);
    wr_u8(w, (uint8_t)(v >> 8));
}

static void le32(struct wr *w, uint32_t v)
{
    le16(w, v & 0xffff);
    le16(w, v >> 16);
}

/* --- DER */

static void head(struct wr *w, uint8_t tag, size_t n)
{
    wr_u8(w, tag);
    if (n >= 0x80) {
        wr_u8(w, 0x82);
        wr_u16(w, (uint16_t)n);
    } else {
        wr_u8(w, (uint8_t)n);
    }
}

static size_t headed(size_t n)
{
    return n + (n >= 0x80 ? 4 : 2);
}

/* NegTokenInit: one mechanism, NTLMSSP, and its token. */
static void wrap_first(struct wr *w, const uint8_t *token, size_t n)
{
    static const uint8_t spnego[] = "\x06\x06\x2b\x06\x01\x05\x05\x02";
    static const uint8_t mechs[] = "\xa0\x0e\x30\x0c\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a";
    size_t octets = headed(n), inner = sizeof mechs - 1 + headed(octets), list = headed(inner);
    head(w, 0x60, sizeof spnego - 1 + headed(list));
    wr_bytes(w, spnego, sizeof spnego - 1);
    head(w, 0xa0, list);
    head(w, 0x30, inner);
    wr_bytes(w, mechs, sizeof mechs - 1);
    head(w, 0xa2, octets);
    head(w, 0x04, n);
    wr_bytes(w, token, n);
}

/* NegTokenResp with a token. */
static void wrap_next(struct wr *w, const uint8_t *token, size_t n)
{
    size_t octets = headed(n), inner = headed(octets);
    head(w, 0xa1, headed(inner));
    head(w, 0x30, inner);
    head(w, 0xa2, octets);
    head(w, 0x04, n);
    wr_bytes(w, token, n);
}

/* --- messages */

void ntlmssp_negotiate(struct wr *w)
{
    uint8_t token[32];
    struct wr t = wr_of(token, sizeof token);
    wr_bytes(&t, "NTLMSSP", 8);
    le32(&t, 1);
    le32(&t, FLAGS);
    wr_zero(&t, 16); /* neither domain nor workstation */
    wrap_first(w, token, wr_len(&t));
}

struct challenge {
    const uint8_t *nonce; /* 8 bytes */
    struct rd info;
};

static bool read_challenge(struct rd in, struct challenge *ret)
{
    const uint8_t *at = rd_left(&in) ? memmem(in.p, rd_left(&in), "NTLMSSP", 8) : NULL;
    struct rd r = at ? rd_of(at, (size_t)(in.end - at)) : rd_of(NULL, 0), all = r;
    rd_skip(&r, 8);
    uint32_t type = rd_le32(&r);
    rd_skip(&r, 12);
    ret->nonce = rd_take(&r, 8);
    rd_skip(&r, 8);
    uint16_t n = rd_le16(&r);
    rd_skip(&r, 2);
    rd_skip(&all, rd_le32(&r));
    ret->info = rd_sub(&all, n);
    return type == 2 && ret->nonce && !r.bad && !ret->info.bad && n <= INFO_MAX;
}

/* Length, room, and place of a field of the third message. */
static void field(struct wr *w, size_t n, size_t *at)
{
    le16(w, (unsigned)n);
    le16(w, (unsigned)n);
    le32(w, (uint32_t)*at);
    *at += n;
}

static void authenticate(struct wr *w, struct rd lm, struct rd nt, struct rd user, uint32_t flags)
{
    uint8_t token[HEADER + INFO_MAX + 256];
    struct wr t = wr_of(token, sizeof token);
    size_t at = HEADER, n_user = rd_left(&user), n_lm = rd_left(&lm), n_nt = rd_left(&nt);
    wr_bytes(&t, "NTLMSSP", 8);
    le32(&t, 3);
    size_t lm_at = at + n_user, nt_at = lm_at + n_lm, end = nt_at + n_nt;
    field(&t, n_lm, &lm_at);
    field(&t, n_nt, &nt_at);
    field(&t, 0, &end); /* domain */
    field(&t, n_user, &at);
    field(&t, 0, &end); /* workstation */
    field(&t, 0, &end); /* session key */
    le32(&t, flags);
    wr_bytes(&t, user.p, n_user);
    wr_bytes(&t, lm.p, n_lm);
    wr_bytes(&t, nt.p, n_nt);
    w->bad |= t.bad;
    wrap_next(w, token, wr_len(&t));
}

bool ntlmssp_anonymous(struct rd in, struct wr *w)
{
    struct challenge c;
    if (!read_challenge(in, &c))
        return false;
    /* §3.2.5.1.2: no user, no NT response, one zero byte as LM response */
    authenticate(w, rd_of("", 1), rd_of(NULL, 0), rd_of(NULL, 0), FLAGS | ANONYMOUS);
    return true;
}

static bool hmac(const uint8_t *key, const void *data, size_t n, uint8_t out[MD5])
{
    unsigned len = 0;
    return HMAC(EVP_md5(), key, MD5, data, n, out, &len) && len == MD5;
}

bool ntlmssp_guest(struct rd in, struct wr *w)
{
    static const uint8_t user[] = "g\0u\0e\0s\0t",
                         upper[] = "G\0U\0E\0S\0T"; /* the literals' NULs end the last */
    uint8_t key[MD5], nt[MD5 + 28 + INFO_MAX + 4], lm[24] = {0};
    struct challenge c;
    if (!read_challenge(in, &c))
        return false;
    /* §3.3.2: the proof is made over the server's nonce and the blob behind it, so the nonce stands where the
     * proof will. */
    struct wr t = wr_of(nt, sizeof nt);
    wr_zero(&t, 8);
    wr_bytes(&t, c.nonce, 8);
    wr_bytes(&t, "\1\1", 2);
    wr_zero(&t, 6 + 8);          /* the time: not known */
    wr_bytes(&t, "tojimari", 8); /* our nonce */
    wr_zero(&t, 4);
    wr_bytes(&t, c.info.p, rd_left(&c.info));
    wr_zero(&t, 4);
    uint8_t proof[MD5];
    if (t.bad || !hmac(empty_hash, upper, sizeof upper, key) || !hmac(key, nt + 8, wr_len(&t) - 8, proof))
        return false;
    memcpy(nt, proof, MD5);
    authenticate(w, rd_of(lm, sizeof lm), rd_of(nt, wr_len(&t)), rd_of(user, sizeof user), FLAGS);
    return true;
}
