/* Memory that can be saved in pieces, and put back. Whoever owns tables (watch/) describes them so, the file
 * (state.h) saves the pieces that changed, and neither knows the other. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct region {
    const char *name; /* in the file; static */
    uint64_t form;    /* of a piece's bytes: pieces of another form are left in peace, and lost */
    uint32_t pieces;  /* numbered from 0 */
    size_t most;      /* bytes of the longest one */
    void *of;
    /* Writes piece i, at most `most` bytes. Returns how many; 0 = there is nothing in it. */
    size_t (*get)(const void *of, uint32_t i, uint8_t *to);
    /* Takes one back; i and the bytes come from a file and may be anything. False: refused. */
    bool (*put)(void *of, uint32_t i, const uint8_t *bytes, size_t n);
};
