#include "ident/access/sshkeys.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { OURS, THEIRS, HASH = 32, PACKET_MAX = 4096 };

bool sshkeys_begin(struct sshkeys *k, uint8_t ret_point[SSHKEYS_POINT])
{
    size_t secret = SSHKEYS_POINT, point = SSHKEYS_POINT;
    EVP_PKEY *pair = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    bool good = pair && EVP_PKEY_get_raw_private_key(pair, k->secret, &secret) > 0 &&
                EVP_PKEY_get_raw_public_key(pair, ret_point, &point) > 0 && secret == SSHKEYS_POINT &&
                point == SSHKEYS_POINT;
    EVP_PKEY_free(pair);
    return good;
}

static bool shared(const struct sshkeys *k, struct rd point, uint8_t ret[SSHKEYS_POINT])
{
    size_t n = SSHKEYS_POINT;
    if (rd_left(&point) != SSHKEYS_POINT)
        return false;
    EVP_PKEY *own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, k->secret, SSHKEYS_POINT);
    EVP_PKEY *other = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, point.p, SSHKEYS_POINT);
    EVP_PKEY_CTX *c = own ? EVP_PKEY_CTX_new(own, NULL) : NULL;
    bool good = c && other && EVP_PKEY_derive_init(c) > 0 && EVP_PKEY_derive_set_peer(c, other) > 0 &&
                EVP_PKEY_derive(c, ret, &n) > 0 && n == SSHKEYS_POINT;
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
static size_t mpint(const uint8_t n[SSHKEYS_POINT], uint8_t ret[4 + 1 + SSHKEYS_POINT])
{
    unsigned skip = 0;
    while (skip < SSHKEYS_POINT && !n[skip])
        skip++;
    unsigned len = SSHKEYS_POINT - skip, zero = len && n[skip] & 0x80;
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
    uint8_t secret[SSHKEYS_POINT], number[4 + 1 + SSHKEYS_POINT], h[HASH];
    if (!shared(s, hash->q_s, secret))
        return false;
    struct rd k = rd_of(number, mpint(secret, number));
    return exchange_hash(hash, k, h) && derive(k, h, 'A', s->iv[OURS], SSHKEYS_BLOCK) &&
           derive(k, h, 'B', s->iv[THEIRS], SSHKEYS_BLOCK) &&
           derive(k, h, 'C', s->key[OURS], SSHKEYS_BLOCK) &&
           derive(k, h, 'D', s->key[THEIRS], SSHKEYS_BLOCK) && derive(k, h, 'E', s->mac, SSHKEYS_MAC);
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
    bool good = c && EVP_EncryptInit_ex(c, EVP_aes_128_ctr(), NULL, s->key[side], iv) > 0 &&
                EVP_EncryptUpdate(c, to, &done, from, (int)n) > 0 && (size_t)done == n;
    EVP_CIPHER_CTX_free(c);
    return good;
}

void sshkeys_put(struct sshkeys *s, bool encrypted, const void *payload, size_t n, struct wr *w)
{
    uint8_t packet[4 + PACKET_MAX], mac[SSHKEYS_MAC];
    size_t block = encrypted ? SSHKEYS_BLOCK : 8, padding = block - (5 + n) % block;
    unsigned len = 0;
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
    bool good = HMAC(EVP_sha256(), s->mac, SSHKEYS_MAC, packet, wr_len(&p), mac, &len) &&
                len == SSHKEYS_MAC && crypt(s, OURS, packet + 4, packet + 4, wr_len(&p) - 4);
    s->blocks[OURS] += (wr_len(&p) - 4) / SSHKEYS_BLOCK;
    wr_bytes(w, packet + 4, wr_len(&p) - 4);
    wr_bytes(w, mac, sizeof mac);
    w->bad |= !good;
}

int sshkeys_get(struct sshkeys *s, struct rd *in, uint8_t *ret, size_t n)
{
    uint8_t plain[4 + PACKET_MAX];
    if (rd_left(in) < SSHKEYS_BLOCK)
        return 0;
    if (!crypt(s, THEIRS, in->p, plain, SSHKEYS_BLOCK))
        return -1;
    size_t len = get_u32(plain), padding = plain[4];
    if (len > PACKET_MAX || (len + 4) % SSHKEYS_BLOCK || padding + 1 >= len || len - padding - 1 > n)
        return -1;
    if (rd_left(in) < 4 + len + SSHKEYS_MAC)
        return 0;
    if (!crypt(s, THEIRS, in->p, plain, 4 + len))
        return -1;
    s->blocks[THEIRS] += (4 + len) / SSHKEYS_BLOCK;
    rd_skip(in, 4 + len + SSHKEYS_MAC);
    memcpy(ret, plain + 5, len - padding - 1);
    return (int)(len - padding - 1);
}
