/* A line that is JSON (RFC 8259) -> its values in order, each with its path. Nothing is copied or allocated: a document of a library costs five times as much as
 * the line is worth. Pure. */
#pragma once

#include "watch/source/words.h"

#define JSONWALK_DEPTH 16  /* of objects and arrays; deeper is malformed */
#define JSONWALK_PATH  128 /* bytes; values of longer paths are passed over */

/* `path` is the keys with dots between them ("jsonPayload.connection.src_ip"); elements of an array have its path. Of a string, what stands between its quotes,
 * escapes as they are; of the rest, what stands there. Both are borrowed for the call, the value as long as the line. */
typedef void jsonwalk_each(void *ctx, struct word path, struct word value);

/* False: it is no JSON, or goes on behind its end; what came before was given out. */
bool jsonwalk(struct word text, jsonwalk_each *each, void *ctx);

/* A string's value without its escapes, in UTF-8, a control byte as '?'. Returns its bytes; 0: it is empty, has more than `cap`, or an escape is none. */
size_t jsonwalk_text(struct word value, char *out, size_t cap);
