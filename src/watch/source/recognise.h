/* What an input is, by its first bytes: one row a format, the first that says yes opens it. A new format is a
 * file beside this one and a row in source.c. */
#pragma once

#include "watch/bytes/stream.h"
#include "watch/source.h"

#define RECOGNISE_HEAD 4096 /* bytes of the head that are looked at; fewer where the file is shorter */

struct recognise_row {
    const char *format; /* for --format and statistics */
    /* NULL: only by name */
    bool (*like)(const uint8_t *head, size_t n);
    /* Takes over `st` whatever it returns. 0; -EINVAL with *d; -ENOMEM; -errno. */
    int (*open)(struct stream *st, const struct source_conf *conf, struct source **ret, struct diag *d);
};
