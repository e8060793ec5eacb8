/* Arrays that grow by one element at a time: their room is the next power of two, so that nobody has to
 * remember it, and all of it is moved log2(n) times. */
#pragma once

#include <stddef.h>

/* Room for one element more behind `count` of `size` (> 0) bytes each: the array, which may have moved, and
 * whose new element is not initialised; NULL = memory is out, and the old one is as it was. Owned by the
 * caller, who frees it with free(). `array` is NULL with a count of 0, or what came from here; elements may
 * be taken off its end meanwhile. */
void *grow_one(void *array, size_t count, size_t size);
