/* A line that is JSON (RFC 8259) -> the values that somebody asked for, in order. Nothing is copied or
 * allocated: a document of a library costs five times as much as the line is worth. Pure. */
#pragma once

#include "watch/source/words.h"

#define JSONWALK_DEPTH 16  /* of objects and arrays; deeper is malformed */
#define JSONWALK_PATH  128 /* bytes; values of longer paths are passed over */

/* Of a value whose path is one of the names, what that name is. A path is the keys with dots between them
 * ("jsonPayload.connection.src_ip"); elements of an array have its path. Of a string, what stands between its
 * quotes, escapes as they are; of the rest, what stands there; borrowed, as long as the line. */
typedef void jsonwalk_each(void *ctx, unsigned is, struct word value);

/* False: it is no object or array of JSON, or goes on behind its end; what came before was given out. */
bool jsonwalk(struct word text, const struct word_names *names, jsonwalk_each *each, void *ctx);

/* A string's value without its escapes, in UTF-8, a control byte as '?'. Returns its bytes; 0: it is empty,
 * has more than `cap`, or an escape is none. */
size_t jsonwalk_text(struct word value, char *out, size_t cap);
