/* The keys of an SSH connection (RFC 4253 §7.2, RFC 8731, RFC 5656 §4), and its packets behind them: AES in
 * counter mode and an HMAC, over what is meant or over what is sent ("etm", OpenSSH's PROTOCOL §1.5). The
 * server's host key and signature are not checked, nor its MACs: nothing secret is said, and what it says is
 * hostile whoever it is. */
#pragma once

#include "base/bytes.h"

enum { SSHKEYS_POINT = 65, SSHKEYS_SECRET = 160, SSHKEYS_KEY = 32, SSHKEYS_MAC = 32, SSHKEYS_BLOCK = 16 };

/* What both sides speak. */
struct sshkeys_suite {
    bool p256;   /* ecdh-sha2-nistp256, else curve25519-sha256 */
    bool aes256; /* aes256-ctr, else aes128-ctr */
    bool sha1;   /* hmac-sha1, else hmac-sha2-256 */
    bool etm;
};

struct sshkeys {
    struct sshkeys_suite suite;
    uint8_t secret[SSHKEYS_SECRET], point[SSHKEYS_POINT]; /* DER; to be sent */
    uint16_t n_secret, n_point;
    uint8_t iv[2][SSHKEYS_BLOCK], key[2][SSHKEYS_KEY], mac[SSHKEYS_MAC]; /* [0] = ours */
    uint64_t blocks[2];                                                  /* that were en- and decrypted */
    uint32_t sequence;                                                   /* of our next packet */
};

/* What goes into the exchange hash. */
struct sshkeys_hash {
    const char *v_c; /* our version line, without its end */
    struct rd v_s, i_c, i_s, k_s, q_c, q_s;
};

/* A new secret, and its point. False when the library does not know the curve. */
bool sshkeys_begin(struct sshkeys *k, struct sshkeys_suite suite);
/* Both sides' keys. False for a point that is none. */
bool sshkeys_derive(struct sshkeys *k, const struct sshkeys_hash *h);

/* A packet of ours, in the clear or encrypted. */
void sshkeys_put(struct sshkeys *k, bool encrypted, const void *payload, size_t n, struct wr *w);
/* The payload of the next encrypted packet, into `ret`, which has room for n bytes. Returns its length; 0 =
 * not yet whole, -1 = broken. */
int sshkeys_get(struct sshkeys *k, struct rd *in, uint8_t *ret, size_t n);
