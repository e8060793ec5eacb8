#include "watch/filter.h"

#include "watch/pages.h"

#include <string.h>

enum {
    LINE_WORDS = 8,
    BLOCK = LINE_WORDS * 8,
    BLOCK_BITS = BLOCK * 8,
    PAGE = 4096,
    BLOCKS_LEAST = PAGE / BLOCK
};

static size_t size_of(const struct filter *f)
{
    return ((size_t)f->mask + 1) * BLOCK;
}

bool filter_init(struct filter *f, uint32_t entries, unsigned bits)
{
    uint32_t blocks = BLOCKS_LEAST;
    while (blocks < (uint64_t)entries * bits / BLOCK_BITS && blocks < UINT32_C(1) << 30)
        blocks *= 2;
    *f = (struct filter){.mask = blocks - 1, .max = (uint32_t)((uint64_t)blocks * BLOCK_BITS / bits)};
    for (int i = 0; i < 2; i++)
        f->bits[i] = pages_new(size_of(f));
    return f->bits[0] && f->bits[1];
}

void filter_fini(struct filter *f)
{
    for (int i = 0; i < 2; i++)
        pages_free(f->bits[i], size_of(f));
}

size_t filter_memory(const struct filter *f)
{
    return 2 * size_of(f);
}

static size_t block_of(const struct filter *f, uint64_t h)
{
    return (size_t)((h >> 40) & f->mask) * LINE_WORDS;
}

static bool has(const uint64_t *block, uint64_t h)
{
    for (int i = 0; i < 4; i++)
        if (!(block[(h >> (9 * i + 6)) & 7] >> ((h >> (9 * i)) & 63) & 1))
            return false;
    return true;
}

bool filter_has(const struct filter *f, uint64_t h)
{
    return has(&f->bits[0][block_of(f, h)], h) || has(&f->bits[1][block_of(f, h)], h);
}

static void turn(struct filter *f)
{
    uint64_t *oldest = f->bits[1];
    f->bits[1] = f->bits[0];
    f->bits[0] = oldest;
    memset(oldest, 0, size_of(f));
    f->n = 0;
}

bool filter_add(struct filter *f, uint64_t h)
{
    if (has(&f->bits[0][block_of(f, h)], h))
        return false;
    bool old = has(&f->bits[1][block_of(f, h)], h);
    if (f->n++ >= f->max)
        turn(f);
    uint64_t *block = &f->bits[0][block_of(f, h)];
    for (int i = 0; i < 4; i++)
        block[(h >> (9 * i + 6)) & 7] |= UINT64_C(1) << ((h >> (9 * i)) & 63);
    return !old;
}

void filter_prefetch(const struct filter *f, uint64_t h)
{
    __builtin_prefetch(&f->bits[0][block_of(f, h)]);
    __builtin_prefetch(&f->bits[1][block_of(f, h)]);
}

/* Both generations, a page a piece; the first piece says how full the younger is. */
static size_t get(const void *of, uint32_t i, uint8_t *to)
{
    const struct filter *f = of;
    uint32_t pages = (uint32_t)(size_of(f) / PAGE);
    if (i == 0) {
        memcpy(to, &f->n, sizeof f->n);
        return f->n ? sizeof f->n : 0;
    }
    const uint8_t *from = (const uint8_t *)f->bits[(i - 1) / pages] + (size_t)((i - 1) % pages) * PAGE;
    if (!from[0] && memcmp(from, from + 1, PAGE - 1) == 0)
        return 0;
    memcpy(to, from, PAGE);
    return PAGE;
}

static bool put(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct filter *f = of;
    uint32_t pages = (uint32_t)(size_of(f) / PAGE);
    if (i > 2 * pages || n != (i ? PAGE : sizeof f->n))
        return false;
    if (i == 0)
        memcpy(&f->n, bytes, n);
    else
        memcpy((uint8_t *)f->bits[(i - 1) / pages] + (size_t)((i - 1) % pages) * PAGE, bytes, n);
    return true;
}

struct region filter_region(struct filter *f, const char *name)
{
    return (struct region){.name = name,
                           .form = (uint64_t)f->mask << 8 | 1,
                           .pieces = 1 + 2 * (uint32_t)(size_of(f) / PAGE),
                           .most = PAGE,
                           .of = f,
                           .get = get,
                           .put = put};
}
