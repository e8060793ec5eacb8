/* What is known of the service behind a door, and how sure. Filled by match.h, merged over the answers of
 * several probes. Texts are UTF-8 without control bytes (foreign bytes became spaces or '?'), cut to their
 * size, "" = unknown. Plain data: copy it freely. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOUND_CPES 3

struct found {
    char name[24];             /* IANA or well-known name of the protocol: "ssh" */
    char product[80];          /* "OpenSSH" */
    char version[48];          /* "9.2p1" */
    char info[160];            /* more in words: "protocol 2.0; Debian 2+deb12u3" */
    char hostname[96];         /* as the service says it */
    char os[64];               /* "Debian 12", "Windows Server 2016" */
    char device[48];           /* "printer", "router", "phone", … */
    char cpe[FOUND_CPES][112]; /* CPE 2.3 formatted strings, the version filled in; "" ends the list */
    char id
        [48]; /* which signature: "ssh/openssh", reader "read:mysql", or "grammar:http.server" (never met) */
    /* of name and product; 0 … 1; 0 = nothing is known. Signatures 0.9 … 1, grammar 0.5 … 0.7 */
    double confidence;
    /* not settled: the protocol is sure, but not who speaks it, or the answer is plainly cut short and its
     * rest may name the version: go on listening, then asking */
    bool soft;
    bool more;       /* plainly cut short: worth waiting for the rest */
    bool unfinished; /* so much was told of its length; worth it even if a version is known already */
    size_t span_from, span_len; /* the bytes of the answer that `id` matched; 0, 0 when it was decoded text */
};

/* Nothing is known. */
void found_init(struct found *f);

/* Adds what another answer of the same door said: the more confident naming wins whole (name, product,
 * version, id, span), unknown texts are filled from the other where both mean the same protocol or one is a
 * part of the other (http behind ipp). Never turns a product into another one's version. True when `into`
 * changed. */
bool found_merge(struct found *into, const struct found *more);

/* Sets a text field from foreign bytes: trimmed, control bytes out, bad UTF-8 replaced, cut at `cap` on a
 * character's border. */
void found_text(char *field, size_t cap, const void *data, size_t len);

/* The CPE 2.2 form ("cpe:/a:vendor:product:1.0") of a 2.3 formatted string, for nmap's XML; returns out. */
const char *found_cpe22(const char *cpe23, char *out, size_t cap);
