/* The keys of an SSH connection (RFC 4253 §7.2, RFC 8731), and its packets behind them: aes128-ctr and hmac-sha2-256. The server's host
 * key and signature are not checked, nor its MACs: nothing secret is said, and what it says is hostile whoever it is. */
#pragma once

#include "base/bytes.h"

enum { SSHKEYS_POINT = 32, SSHKEYS_MAC = 32, SSHKEYS_BLOCK = 16 };

struct sshkeys {
    uint8_t secret[SSHKEYS_POINT];
    uint8_t iv[2][SSHKEYS_BLOCK], key[2][SSHKEYS_BLOCK], mac[SSHKEYS_MAC]; /* [0] = ours */
    uint64_t blocks[2];                                                    /* that were en- and decrypted */
    uint32_t sequence;                                                     /* of our next packet */
};

/* What goes into the exchange hash. */
struct sshkeys_hash {
    const char *v_c; /* our version line, without its end */
    struct rd v_s, i_c, i_s, k_s, q_c, q_s;
};

/* A new secret; its point to be sent. False when the library does not know X25519. */
bool sshkeys_begin(struct sshkeys *k, uint8_t ret_point[SSHKEYS_POINT]);
/* Both sides' keys. False for a point that is none. */
bool sshkeys_derive(struct sshkeys *k, const struct sshkeys_hash *h);

/* A packet of ours, in the clear or encrypted. */
void sshkeys_put(struct sshkeys *k, bool encrypted, const void *payload, size_t n, struct wr *w);
/* The payload of the next encrypted packet, into `ret`, which has room for n bytes. Returns its length; 0 = not yet whole, -1 = broken. */
int sshkeys_get(struct sshkeys *k, struct rd *in, uint8_t *ret, size_t n);
