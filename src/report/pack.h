/* Records as bytes, for those that outlive the call which brought them: of each only the keys that it has,
 * some 45 bytes an open port where the struct takes ten times that. Bytes of our own, never read from
 * outside. Not for what alerts say in sentences (model/record.h, `said`). */
#pragma once

#include "base/buf.h"
#include "base/bytes.h"
#include "model/record.h"

/* Appends it, without its type. Returns how much room its lists take, in words of a pointer's size. When the
 * buffer is over, nothing of it counts. */
size_t pack_put(struct buf *b, const struct record *r);
/* Reads one of this type: *ret, the type's struct (record_shape(type)->size bytes) with every key unknown,
 * gets its keys. Strings are borrowed from the bytes, and the lists take the next words of *room, which moves
 * on. */
void pack_get(struct rd *r, enum record_type type, void *ret, const char ***room);
