/* Bytes of a service -> what it is. In: one answer and where it came from. Out: struct found. Knows neither
 * sockets nor clocks, and never keeps what it was given.
 *
 * Three stages: readers (read/, a file a protocol) check the shape and cut the answer into parts
 * ("http.server", "ssh.software", "mysql.version"; part.h); signatures (data/services/, compiled in, and
 * Recog's files) are tried on the parts they are for; a grammar (grammar.h) reads names and versions that
 * nobody described.
 *
 * Threads: a match_db is const after creation and shared; a struct match is one thread's scratch. Bounds: at
 * most MATCH_ANSWER_MAX bytes are looked at, PCRE2 runs with match, depth and heap limits, a signature is run
 * only when a literal of its pattern occurs (about 5 µs an answer whatever their number: bench/). Nothing is
 * allocated per answer. */
#pragma once

#include "base/diag.h"
#include "ident/found.h"
#include "ident/part.h"
#include "model/reason.h"

#define MATCH_ANSWER_MAX (64u << 10)

struct match_db;
struct match;

struct match_db_conf {
    const char *recog_dir; /* a folder of Recog's XML files, or NULL */
    bool bare;             /* leave out the compiled-in signatures (for measuring the grammar) */
};

/* Compiles all patterns, with JIT: before privileges are dropped, since later no code may be made (then PCRE2
 * would interpret, slower). 0, -ENOMEM, -errno of opening the folder, -EINVAL with diag for a bad file. */
int match_db_new(const struct match_db_conf *conf, struct match_db **ret, struct diag *d);
void match_db_free(struct match_db *db);
/* Signatures in it, and of the folder's fingerprints those that PCRE2 does not know how to read. */
size_t match_db_count(const struct match_db *db);
size_t match_db_refused(const struct match_db *db);

int match_new(const struct match_db *db, struct match **ret); /* 0, -ENOMEM */
void match_free(struct match *m);

/* What came back. Everything borrowed for the call. */
struct match_answer {
    /* the probe's name; "" when nothing was sent (a banner). Readers judge by shape; the name decides only
     * where the shape alone would not do */
    const char *probe;
    enum proto proto;
    uint16_t port;
    bool tls;         /* inside TLS */
    bool closed;      /* the peer has closed: nothing more comes */
    const void *sent; /* what was sent (recognises echo); NULL when nothing */
    size_t sent_len;
    const void *data; /* all that came since the probe was sent, in order; UDP: one datagram */
    size_t len;
    uint64_t unix_s; /* now, seconds since 1970 (recognises the time protocol); 0 = not known */
};

/* Fills *ret (always; found_init first). True when something is known. ret->soft: the protocol is known, a
 * better-suited probe may name the product. */
bool match_answer(struct match *m, const struct match_answer *a, struct found *ret);

/* The same for one part that was cut out elsewhere: PART_X509_SUBJECT, PART_X509_ISSUER, … */
bool match_part(struct match *m, enum part_kind kind, const void *data, size_t len, struct found *ret);
