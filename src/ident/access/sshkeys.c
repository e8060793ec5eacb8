#include "ident/access/sshkeys.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/x509.h>

enum { OURS, THEIRS, HASH = 32, SHARED = 32, PACKET_MAX = 4096 };

bool sshkeys_begin(struct sshkeys *k, struct sshkeys_suite suite)
{
    EVP_PKEY *pair =
        suite.p256 ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256") : EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    uint8_t *der = NULL, *point = NULL;
    int n = pair ? i2d_PrivateKey(pair, &der) : 0;
    size_t n_point = pair ? EVP_PKEY_get1_encoded_public_key(pair, &point) : 0;
    bool good = n > 0 && n <= SSHKEYS_SECRET && n_point && n_point <= SSHKEYS_POINT;
    if (good) {
        k->suite = suite;
        memcpy(k->secret, der, (size_t)n);
        memcpy(k->point, point, n_point);
        k->n_secret = (uint16_t)n;
        k->n_point = (uint16_t)n_point;
    }
    OPENSSL_free(der);
    OPENSSL_free(point);
    EVP_PKEY_free(pair);
    return good;
}

static EVP_PKEY *pair_of(const struct sshkeys *k)
{
    const uint8_t *der = k->secret;
    return d2i_AutoPrivateKey(NULL, &der, k->n_secret);
}

static bool shared(const struct sshkeys *k, struct rd point, uint8_t ret[SHARED])
{
    size_t n = SHARED;
    EVP_PKEY *own = pair_of(k), *other = pair_of(k); /* of the same kind; the point takes its place */
    EVP_PKEY_CTX *c = own ? EVP_PKEY_CTX_new(own, NULL) : NULL;
    bool good = c && other && rd_left(&point) == k->n_point &&
                EVP_PKEY_set1_encoded_public_key(other, point.p, rd_left(&point)) > 0 &&
                EVP_PKEY_derive_init(c) > 0 && EVP_PKEY_derive_set_peer(c, other) > 0 &&
                EVP_PKEY_derive(c, ret, &n) > 0 && n == SHARED;
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(other);
    EVP_PKEY_free(own);
    return good;
}

static bool add_bytes(EVP_MD_CTX *c, const void *data, size_t n)
{
    return EVP_DigestUpdate(c, data, n) > 0;
}

static bool add_string(EVP_MD_CTX *c, struct rd s)
{
    uint8_t len[4];
    put_u32(len, (uint32_t)rd_left(&s));
    return add_bytes(c, len, 4) && add_bytes(c, s.p, rd_left(&s));
}

/* RFC 4251 §5: no needless zeros in front, one where the top bit is set. Returns the bytes written. */
static size_t mpint(const uint8_t n[SHARED], uint8_t ret[4 + 1 + SHARED])
{
    unsigned skip = 0;
    while (skip < SHARED && !n[skip])
        skip++;
    unsigned len = SHARED - skip, zero = len && n[skip] & 0x80;
    put_u32(ret, len + zero);
    ret[4] = 0;
    memcpy(ret + 4 + zero, n + skip, len);
    return 4 + zero + len;
}

static bool exchange_hash(const struct sshkeys_hash *h, struct rd k, uint8_t ret[HASH])
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    bool good = c && EVP_DigestInit_ex(c, EVP_sha256(), NULL) > 0 &&
                add_string(c, rd_of(h->v_c, strlen(h->v_c))) && add_string(c, h->v_s) &&
                add_string(c, h->i_c) && add_string(c, h->i_s) && add_string(c, h->k_s) &&
                add_string(c, h->q_c) && add_string(c, h->q_s) && add_bytes(c, k.p, rd_left(&k)) &&
                EVP_DigestFinal_ex(c, ret, NULL) > 0;
    EVP_MD_CTX_free(c);
    return good;
}

/* HASH(K || H || letter || session), and the session is H. */
static bool derive(struct rd k, const uint8_t h[HASH], char letter, uint8_t *ret, size_t n)
{
    uint8_t all[HASH];
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    bool good = c && EVP_DigestInit_ex(c, EVP_sha256(), NULL) > 0 && add_bytes(c, k.p, rd_left(&k)) &&
                add_bytes(c, h, HASH) && add_bytes(c, &letter, 1) && add_bytes(c, h, HASH) &&
                EVP_DigestFinal_ex(c, all, NULL) > 0;
    EVP_MD_CTX_free(c);
    if (good)
        memcpy(ret, all, n);
    return good;
}

bool sshkeys_derive(struct sshkeys *s, const struct sshkeys_hash *hash)
{
    uint8_t secret[SHARED], number[4 + 1 + SHARED], h[HASH];
    if (!shared(s, hash->q_s, secret))
        return false;
    struct rd k = rd_of(number, mpint(secret, number));
    return exchange_hash(hash, k, h) && derive(k, h, 'A', s->iv[OURS], SSHKEYS_BLOCK) &&
           derive(k, h, 'B', s->iv[THEIRS], SSHKEYS_BLOCK) && derive(k, h, 'C', s->key[OURS], SSHKEYS_KEY) &&
           derive(k, h, 'D', s->key[THEIRS], SSHKEYS_KEY) && derive(k, h, 'E', s->mac, SSHKEYS_MAC);
}

/* Counter mode from where that side's stream is; the same both ways. n is a count of whole blocks. */
static bool crypt(const struct sshkeys *s, int side, const uint8_t *from, uint8_t *to, size_t n)
{
    uint8_t iv[SSHKEYS_BLOCK];
    uint64_t carry = s->blocks[side];
    for (int i = SSHKEYS_BLOCK - 1; i >= 0; i--) {
        carry += s->iv[side][i];
        iv[i] = (uint8_t)carry;
        carry >>= 8;
    }
    int done = 0;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool good = c &&
                EVP_EncryptInit_ex(c, s->suite.aes256 ? EVP_aes_256_ctr() : EVP_aes_128_ctr(), NULL,
                                   s->key[side], iv) > 0 &&
                EVP_EncryptUpdate(c, to, &done, from, (int)n) > 0 && (size_t)done == n;
    EVP_CIPHER_CTX_free(c);
    return good;
}

static size_t mac_size(const struct sshkeys *s)
{
    return s->suite.sha1 ? 20 : SSHKEYS_MAC;
}

static bool put_mac(const struct sshkeys *s, const uint8_t *data, size_t n, struct wr *w)
{
    uint8_t mac[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    bool good =
        HMAC(s->suite.sha1 ? EVP_sha1() : EVP_sha256(), s->mac, (int)mac_size(s), data, n, mac, &len) &&
        len == mac_size(s);
    wr_bytes(w, mac, len);
    return good;
}

void sshkeys_put(struct sshkeys *s, bool encrypted, const void *payload, size_t n, struct wr *w)
{
    uint8_t packet[4 + PACKET_MAX];
    size_t clear = encrypted && s->suite.etm ? 4 : 0; /* of the packet: its length stays readable */
    size_t block = encrypted ? SSHKEYS_BLOCK : 8, padding = block - (5 - clear + n) % block;
    padding += padding < 4 ? block : 0;
    struct wr p = wr_of(packet, sizeof packet);
    wr_u32(&p, s->sequence++); /* the MAC is over it too */
    wr_u32(&p, (uint32_t)(1 + n + padding));
    wr_u8(&p, (uint8_t)padding);
    wr_bytes(&p, payload, n);
    wr_zero(&p, padding);
    w->bad |= p.bad;
    if (!encrypted || p.bad) {
        wr_bytes(w, packet + 4, wr_len(&p) - 4);
        return;
    }
    uint8_t mac[EVP_MAX_MD_SIZE], *body = packet + 4 + clear;
    struct wr m = wr_of(mac, sizeof mac);
    size_t len = wr_len(&p) - 4 - clear;
    bool good = s->suite.etm || put_mac(s, packet, wr_len(&p), &m);
    good = good && crypt(s, OURS, body, body, len);
    good = good && (!s->suite.etm || put_mac(s, packet, wr_len(&p), &m));
    s->blocks[OURS] += len / SSHKEYS_BLOCK;
    wr_bytes(w, packet + 4, wr_len(&p) - 4);
    wr_bytes(w, mac, wr_len(&m));
    w->bad |= !good;
}

int sshkeys_get(struct sshkeys *s, struct rd *in, uint8_t *ret, size_t n)
{
    uint8_t plain[4 + PACKET_MAX];
    size_t clear = s->suite.etm ? 4 : 0;
    if (rd_left(in) < SSHKEYS_BLOCK + clear)
        return 0;
    memcpy(plain, in->p, clear);
    if (!crypt(s, THEIRS, in->p + clear, plain + clear, SSHKEYS_BLOCK))
        return -1;
    size_t len = get_u32(plain), padding = plain[4];
    if (len > PACKET_MAX || (len + 4 - clear) % SSHKEYS_BLOCK || padding + 1 >= len || len - padding - 1 > n)
        return -1;
    if (rd_left(in) < 4 + len + mac_size(s))
        return 0;
    if (!crypt(s, THEIRS, in->p + clear, plain + clear, 4 + len - clear))
        return -1;
    s->blocks[THEIRS] += (4 + len - clear) / SSHKEYS_BLOCK;
    rd_skip(in, 4 + len + mac_size(s));
    memcpy(ret, plain + 5, len - padding - 1);
    return (int)(len - padding - 1);
}
