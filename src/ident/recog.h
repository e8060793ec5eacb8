/* Rapid7 Recog's fingerprint files (XML, BSD licence; not part of this project) -> signatures. Which of its
 * files are for which of our parts is their `matches` attribute (part.h); files for other things are passed
 * over. Its patterns are for Ruby; what PCRE2 reads differently is translated. One thread; nothing of the
 * folder is kept open. */
#pragma once

#include "base/diag.h"
#include "ident/sig.h"

#define RECOG_FILE_MAX  (16u << 20) /* bytes of a file */
#define RECOG_FILES_MAX 256
#define RECOG_SIGS_MAX  20000

struct recog;

/* Reads all *.xml of the folder, in the order of their names. 0; -ENOMEM; -errno when it cannot be opened;
 * -EINVAL with d filled (file, line) for what is not well-formed or too large. */
int recog_new(const char *dir, struct recog **ret, struct diag *d);
/* The same for one file's bytes; `name` is its name. 0, -ENOMEM, -EINVAL. */
int recog_parse(const char *name, const void *data, size_t len, struct recog **ret, struct diag *d);
void recog_free(struct recog *r);

size_t recog_count(const struct recog *r); /* 0 for NULL */
size_t
recog_refused(const struct recog *r); /* fingerprints left out: too many, or without a pattern; 0 for NULL */
const struct sig *recog_sig(const struct recog *r, size_t i); /* lives as long as r */

/* The examples of signature i, for tests and checks: data as written (base64 decoded). NULL when k is too
 * large. */
struct recog_example {
    const char *data;
    size_t len;
    const char *version; /* the service.version it says it gives, or NULL */
};
const struct recog_example *recog_example(const struct recog *r, size_t i, size_t k);
