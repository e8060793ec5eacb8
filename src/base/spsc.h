/* A bounded queue between exactly two threads: one puts, one takes. Elements are copied, in batches; nobody
 * blocks. What does not fit is refused and the caller counts it. (Lamport 1983; C11 acquire/release.) */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPSC_APART 64 /* a cache line: two threads that write into one slow each other down */

/* Apart by room, not by alignment, so that it may lie in whatever malloc() gives. */
struct spsc {
    uint8_t *data; /* owned */
    size_t size;   /* bytes an element */
    uint32_t mask; /* capacity - 1 */
    char before_head[SPSC_APART];
    _Atomic uint32_t head; /* next to put; written by the putter only */
    char before_tail[SPSC_APART];
    _Atomic uint32_t tail; /* next to take; written by the taker only */
    char behind_tail[SPSC_APART];
};

/* capacity is a power of two. 0 or -ENOMEM. */
int spsc_init(struct spsc *q, uint32_t capacity, size_t element_size);
/* Frees it; neither side may be at work any more. */
void spsc_fini(struct spsc *q);
/* Copies up to n elements in or out; returns how many. */
uint32_t spsc_put(struct spsc *q, const void *elements, uint32_t n);
uint32_t spsc_take(struct spsc *q, void *elements, uint32_t n);
/* Elements inside, as seen by either side: may be out of date by what the other side does meanwhile. */
uint32_t spsc_fill(const struct spsc *q);
