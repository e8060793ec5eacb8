/* JSON too big for memory: the values at one depth of a text come one after the other as jansson trees, the
 * rest is passed over. Bytes go in by pieces of any size. One thread. */
#pragma once

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

struct jsonstream;

struct jsonstream_conf {
    unsigned depth; /* 0 = the whole text, 1 = the members of its object or array, 2 = those of these */
    /* One value and the key that it has in its parent ("" in an array), both borrowed. 0 goes on, anything
     * else ends the reading and is returned by jsonstream_feed(). */
    int (*each)(void *ctx, const char *key, const json_t *value);
    void *ctx;
    size_t value_max; /* bytes of text that one value may have */
    size_t nodes_max; /* values in one value: "{}" is two bytes of text and two hundred of memory */
};

/* NULL when memory is out. */
struct jsonstream *jsonstream_new(const struct jsonstream_conf *conf);
void jsonstream_free(struct jsonstream *s);

/* Takes n bytes; n = 0 says that there are no more. 0; -EBADMSG not JSON, or cut off; -EFBIG one value is too
 * large, by its text or by what is in it, or one string above 1 MiB; -ENOMEM; or what each() returned. After
 * an error only jsonstream_free(). */
int jsonstream_feed(struct jsonstream *s, const void *bytes, size_t n);

/* Where an error is: bytes fed and understood so far, and the line. */
uint64_t jsonstream_line(const struct jsonstream *s);
