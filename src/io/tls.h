/* TLS for looking, not for trusting: a client without sockets. In: bytes of the other side; out: bytes for
 * it, what it says inside, and what its handshake tells. Any certificate is accepted, TLS 1.0 to 1.3, every
 * cipher that OpenSSL still has (security level 0): whoever scans wants to know, and sends no secret.
 *
 * Bounds: a handshake of at most TLS_HANDSHAKE_MAX bytes, a certificate chain of 100 KiB, texts cut to their
 * size. One thread. struct tls_client is const after creation and shared. */
#pragma once

#include "base/nsec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TLS_HANDSHAKE_MAX (128u << 10)
#define TLS_NAMES         16
#define TLS_NAME_MAX      96

/* What a handshake told. "" and 0 = not said. Texts are as they were sent, without NUL: a stranger's
 * words. */
struct tls_facts {
    bool up;          /* the handshake was completed */
    char version[12]; /* "TLSv1.3"; of the ServerHello even when the handshake failed afterwards */
    char cipher[48];  /* "TLS_AES_256_GCM_SHA384" (OpenSSL's name) */
    char alpn[16];    /* "http/1.1" */
    char stack
        [80]; /* shape of the ServerHello: version, cipher, extensions in order, hexadecimal: what kind of
                           TLS library answered, as JA3S and JARM use it */
    bool certificate;                   /* the rest is known */
    char subject[192], issuer[192];     /* RFC 2253, most specific first */
    char name[TLS_NAMES][TLS_NAME_MAX]; /* subjectAltName: names and addresses */
    unsigned names, names_left_out;
    nsec_wall not_before, not_after;
    char key[24];       /* "RSA 2048", "EC P-256", "Ed25519" */
    bool self_signed;   /* issuer = subject and the signature is by its own key */
    uint8_t sha256[32]; /* of the certificate */
    uint8_t alert;      /* the last alert received, 0 = none (or close notify) */
};

struct tls_client;
struct tls;

/* 0, -ENOMEM. Reads no configuration files. */
int tls_client_new(struct tls_client **ret);
void tls_client_free(struct tls_client *c);

/* alpn: one protocol to offer, or NULL; name: server name to ask for (RFC 6066 §3), or NULL. 0 or -ENOMEM. */
int tls_new(struct tls_client *c, const char *alpn, const char *name, struct tls **ret);
void tls_free(struct tls *t);

enum tls_state { TLS_SHAKING, TLS_UP, TLS_ENDED, TLS_FAILED };

/* Takes n bytes of the other side (all of them) and goes on with the handshake; n 0 begins it. */
enum tls_state tls_hear(struct tls *t, const void *data, size_t n);
enum tls_state tls_now(const struct tls *t);

/* Bytes for the other side: how many were put into out[0 … cap-1]. */
size_t tls_take(struct tls *t, void *out, size_t cap);

/* What is said inside. tls_read(): bytes put into out; 0 = nothing now. tls_write(): queued for tls_take(),
 * all or nothing; false when the session is not up. */
size_t tls_read(struct tls *t, void *out, size_t cap);
bool tls_write(struct tls *t, const void *data, size_t n);

/* What is known so far. */
void tls_facts(struct tls *t, struct tls_facts *ret);
