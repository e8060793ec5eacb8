#include "priv_pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LARGE_BIT UINT32_C(0x80000000)

enum { CHUNK_LOG2 = 10, CHUNK = 1 << CHUNK_LOG2 };

static int class_init(struct pool_class *c, uint32_t max, uint32_t room)
{
    uint32_t chunks = max / CHUNK + 1;
    *c = (struct pool_class){.max = max, .free = POOL_NONE, .room = room};
    c->stride = (uint32_t)((sizeof(struct slot) + room + 15) & ~(size_t)15);
    c->chunk = calloc(chunks, sizeof *c->chunk);
    return c->chunk ? 0 : -ENOMEM;
}

int pool_init(struct pool *p, uint32_t max)
{
    *p = (struct pool){0};
    int r = class_init(&p->class[0], max, POOL_SMALL);
    if (r == 0)
        r = class_init(&p->class[1], max / 8 + 1, POOL_LARGE);
    if (r)
        pool_fini(p);
    return r;
}

void pool_fini(struct pool *p)
{
    for (int i = 0; i < 2; i++) {
        struct pool_class *c = &p->class[i];
        for (uint32_t k = 0; k < c->n_chunks; k++)
            free(c->chunk[k]);
        free(c->chunk);
    }
    *p = (struct pool){0};
}

static struct slot *class_at(const struct pool_class *c, uint32_t i)
{
    void *at = c->chunk[i >> CHUNK_LOG2] + (size_t)(i & (CHUNK - 1)) * c->stride;
    return at;
}

struct slot *pool_at(const struct pool *p, uint32_t slot)
{
    return class_at(&p->class[slot >> 31], slot & ~LARGE_BIT);
}

static uint32_t class_get(struct pool_class *c)
{
    uint32_t i = c->free;
    if (i != POOL_NONE) {
        c->free = class_at(c, i)->next;
    } else {
        if (c->count == c->max)
            return POOL_NONE;
        if (c->count == c->n_chunks * CHUNK) {
            uint8_t *chunk = malloc((size_t)CHUNK * c->stride);
            if (!chunk)
                return POOL_NONE;
            c->chunk[c->n_chunks++] = chunk;
        }
        i = c->count++;
    }
    c->used++;
    return i;
}

uint32_t pool_get(struct pool *p, uint32_t len)
{
    uint32_t large = len > p->class[0].room;
    if (len > p->class[large].room)
        return POOL_NONE;
    uint32_t i = class_get(&p->class[large]);
    if (i == POOL_NONE)
        return POOL_NONE;
    struct slot *s = class_at(&p->class[large], i);
    memset(s, 0, sizeof *s);
    s->len = len;
    return i | (large ? LARGE_BIT : 0);
}

void pool_put(struct pool *p, uint32_t slot)
{
    struct pool_class *c = &p->class[slot >> 31];
    struct slot *s = pool_at(p, slot);
    s->next = c->free;
    c->free = slot & ~LARGE_BIT;
    c->used--;
}

uint32_t pool_used(const struct pool *p)
{
    return p->class[0].used + p->class[1].used;
}
