/* An authorised scan, said beforehand and signed: who scans what, from where, until when. `tojimari scan
 * --manifest` writes it, the watch excuses what it covers and nothing else. A text of lines, then the key and
 * its Ed25519 signature (RFC 8032) over all that stands before. Pure: bytes in, bytes out. */
#pragma once

#include "base/addr.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/nsec.h"
#include "watch/contact.h"

enum { MANIFEST_SOURCES = 256, MANIFEST_RANGES = 8192, MANIFEST_PUB = 32, MANIFEST_SECRET = 64 };

#define MANIFEST_MAX (4u << 20) /* bytes of the text */

struct manifest_range {
    struct addr first, last;
};

enum manifest_proto { MANIFEST_TCP, MANIFEST_UDP, MANIFEST_SCTP, MANIFEST_IP, MANIFEST_PROTOS };

struct manifest {
    char by[128], run[40]; /* who, and which run: words without blanks */
    nsec_wall from, to;
    struct addr source[MANIFEST_SOURCES];
    unsigned sources;
    struct manifest_range *target; /* owned; sorted, disjoint */
    unsigned targets;
    uint8_t ports[MANIFEST_PROTOS]
                 [8192]; /* bits; host discovery (ping, ARP, fingerprints) is covered wherever a target is */
};

/* An empty one; frees what it owns. */
void manifest_init(struct manifest *m);
void manifest_fini(struct manifest *m);
/* False: no room for another one, or memory is out. Targets in rising order. */
bool manifest_add_source(struct manifest *m, const struct addr *a);
bool manifest_add_target(struct manifest *m, const struct addr *first, const struct addr *last);
void manifest_add_port(struct manifest *m, enum manifest_proto proto, uint16_t port);

/* A new pair of keys. */
void manifest_key(uint8_t secret[MANIFEST_SECRET], uint8_t pub[MANIFEST_PUB]);
/* Base64 (RFC 4648 §4), one word in a line. False: it is not `n` bytes in that form. */
void manifest_key_text(const uint8_t *key, size_t n, struct buf *to);
bool manifest_key_read(const char *text, uint8_t *key, size_t n);

/* The signed text. */
void manifest_write(const struct manifest *m, const uint8_t secret[MANIFEST_SECRET], struct buf *to);
/* Reads and checks it: signed by this key, whole, and of this form; `now` (0 = whenever) before its end. 0;
 * -EINVAL with *d: forged, expired, damaged; -ENOMEM. *ret is to be given to manifest_fini() after 0. */
int manifest_read(const char *text, size_t n, const uint8_t pub[MANIFEST_PUB], nsec_wall now,
                  struct manifest *ret, struct diag *d);

/* Whether the scan that was announced explains this contact. */
bool manifest_covers(const struct manifest *m, const struct contact *c);
