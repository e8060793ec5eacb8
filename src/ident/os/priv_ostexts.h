/* The files of data/os/, as tools/gen-texts.py compiles them in. */
#pragma once

#include <stddef.h>

struct ostext {
    const char *name, *text;
    size_t len;
};

extern const struct ostext ostexts[];
extern const unsigned ostexts_count;
