/* A signature: a pattern for one kind of part, and what a match says. The compiled-in ones are const rows
 * that tools/gen-sigs.py makes of data/services/; Recog's are read at run time (recog.h). */
#pragma once

#include "ident/found.h"
#include "ident/part.h"
#include "model/reason.h"

/* Texts are templates: $1 … $9 are the pattern's groups, $$ a dollar. A text with a group that took no part
 * in the match stays unknown. NULL = does not say. */
struct sig {
    const char *id; /* "http.server/nginx" */
    enum part_kind part;
    const char *pattern; /* PCRE2, NUL-terminated */
    const char *unless;  /* must not match; or NULL */
    const char *service, *product, *version, *info, *hostname, *os, *device;
    const char *cpe[FOUND_CPES]; /* "a:vendor:product", the found version is filled in */
    const char *probe;           /* only in the answer of this probe; or NULL */
    uint16_t port;               /* only from this port; 0 = any */
    double confidence;
    bool icase, dotall;
};

extern const struct sig sig_table[];
extern const size_t sig_table_count;

/* An example of the signature, for tests: the part's bytes and what must be found in them. */
struct sig_example {
    uint32_t sig; /* index into sig_table */
    const char *data;
    size_t len;
    const char *gives; /* "version=1.2; os=Debian" */
};

extern const struct sig_example sig_examples[]; /* linked into tests only */
extern const size_t sig_examples_count;

/* Groups of a match: offsets into the subject as PCRE2 gives them, pairs of start and end. */
struct sig_groups {
    const char *subject;
    const size_t *offset;
    int count;
};

/* Fills what the signature says into *ret (found_init first), with the groups put in. */
void sig_fill(const struct sig *s, const struct sig_groups *g, struct found *ret);

/* Writes cpe:2.3:PART:VENDOR:PRODUCT:VERSION:*:… for "a:vendor:product[:version]"; version "" = "*". */
void sig_cpe(char *out, size_t cap, const char *spec, const char *version);
