/* Which system has which traits: the texts in data/os/, compiled into the program as text and read at its
 * start (the grammar is in the README there). The reader is as careful with our own text as with a
 * stranger's, so that people can try records of theirs. */
#pragma once

#include "ident/os/traits.h"

#define OSDATA_RECORDS_MAX  512
#define OSDATA_EXAMPLES_MAX 4
#define OSDATA_BYTES_MAX    (1u << 20)

struct osdata_record {
    const char *name, *family, *generation, *device, *vendor;
    const char *cpe;                /* "o:vendor:product", or NULL */
    const char *says;               /* words by which banners name it, separated by ", "; or NULL */
    const char *makers;             /* makers of network cards that point to it, likewise */
    const char *source;             /* where the traits are from */
    bool measured;                  /* seen by this program itself */
    const char *list[TRAITS_COUNT]; /* values (traits_matches()); NULL = not known */
    const char *example[OSDATA_EXAMPLES_MAX];
    unsigned examples;
    unsigned line;
};

struct osdata {
    struct osdata_record *record; /* owned */
    unsigned count;
    char **text; /* owned: what all strings point into */
    unsigned texts;
};

void osdata_init(struct osdata *d);
void osdata_fini(struct osdata *d);
/* Adds the records of a text. 0; -EINVAL with *diag, whose `file` is `name`; -ENOMEM. On failure those before
 * it stay. */
int osdata_read(struct osdata *d, const char *name, const char *text, size_t len, struct diag *diag);
/* The compiled-in ones. 0 or -ENOMEM; they are right (a test reads them). */
int osdata_own(struct osdata *d);
