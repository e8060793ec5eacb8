#include "base/spsc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int spsc_init(struct spsc *q, uint32_t capacity, size_t element_size)
{
    uint8_t *data = calloc(capacity, element_size);
    if (!data)
        return -ENOMEM;
    *q = (struct spsc){.data = data, .size = element_size, .mask = capacity - 1};
    return 0;
}

void spsc_fini(struct spsc *q)
{
    free(q->data);
    q->data = NULL;
}

static uint32_t min_u32(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

uint32_t spsc_put(struct spsc *q, const void *elements, uint32_t n)
{
    uint32_t head = atomic_load_explicit(&q->head, memory_order_relaxed);
    uint32_t tail = atomic_load_explicit(&q->tail, memory_order_acquire);
    n = min_u32(n, q->mask + 1 - (head - tail));
    const uint8_t *from = elements;
    for (uint32_t i = 0; i < n; i++)
        memcpy(q->data + (size_t)((head + i) & q->mask) * q->size, from + i * q->size, q->size);
    atomic_store_explicit(&q->head, head + n, memory_order_release);
    return n;
}

uint32_t spsc_take(struct spsc *q, void *elements, uint32_t n)
{
    uint32_t tail = atomic_load_explicit(&q->tail, memory_order_relaxed);
    uint32_t head = atomic_load_explicit(&q->head, memory_order_acquire);
    n = min_u32(n, head - tail);
    uint8_t *to = elements;
    for (uint32_t i = 0; i < n; i++)
        memcpy(to + i * q->size, q->data + (size_t)((tail + i) & q->mask) * q->size, q->size);
    atomic_store_explicit(&q->tail, tail + n, memory_order_release);
    return n;
}

uint32_t spsc_fill(const struct spsc *q)
{
    return atomic_load_explicit(&q->head, memory_order_acquire) -
           atomic_load_explicit(&q->tail, memory_order_acquire);
}
