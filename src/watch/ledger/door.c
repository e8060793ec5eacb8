#include "watch/ledger/door.h"

#include "watch/mix.h"
#include "watch/pages.h"

#include <stdlib.h>

enum { WAYS = 4 };

struct doors {
    uint64_t count;
    struct mix_key key;
    uint32_t mask;
    struct door *door;
};

struct doors *doors_new(unsigned max, struct hash_key key)
{
    struct doors *d = calloc(1, sizeof *d);
    uint32_t n = 256;
    while (n * WAYS * 2 <= max)
        n *= 2;
    if (!d)
        return NULL;
    d->key = mix_key_of(key, MIX_DOORS);
    d->mask = n - 1;
    d->door = pages_new((size_t)n * WAYS * sizeof *d->door);
    if (!d->door) {
        free(d);
        return NULL;
    }
    return d;
}

void doors_free(struct doors *d)
{
    if (!d)
        return;
    pages_free(d->door, ((size_t)d->mask + 1) * WAYS * sizeof *d->door);
    free(d);
}

size_t doors_memory(const struct doors *d)
{
    return ((size_t)d->mask + 1) * WAYS * sizeof *d->door;
}

uint64_t doors_count(const struct doors *d)
{
    return d->count;
}

static uint64_t worth(const struct door *d)
{
    return (uint64_t)(d->finder.len && !d->finished) << 40 | (uint64_t)d->opened << 4 |
           (d->sources < 15 ? d->sources : 15);
}

static uint64_t key_of(const struct doors *d, struct addr dst, uint8_t technique, uint16_t port)
{
    dst.zone = 0;
    return mix_addr(&d->key, &dst, (uint64_t)technique << 16 | port) | 1;
}

static struct door *bucket_of(const struct doors *d, uint64_t key)
{
    return &d->door[((uint32_t)(key >> 32) & d->mask) * WAYS];
}

void doors_prefetch(const struct doors *d, const struct addr *dst, uint8_t technique, uint16_t port)
{
    const char *bucket = (const char *)bucket_of(d, key_of(d, *dst, technique, port));
    for (size_t i = 0; i < WAYS * sizeof(struct door); i += 64)
        __builtin_prefetch(bucket + i);
}

const struct door *doors_find(const struct doors *d, const struct contact *c)
{
    uint64_t key = key_of(d, c->dst, c->technique, c->port);
    const struct door *first = bucket_of(d, key);
    for (const struct door *x = first; x < first + WAYS; x++)
        if (x->key == key)
            return x;
    return NULL;
}

struct door *doors_of(struct doors *d, const struct contact *c)
{
    uint64_t key = key_of(d, c->dst, c->technique, c->port);
    struct door *first = bucket_of(d, key), *least = first;
    for (struct door *x = first; x < first + WAYS; x++) {
        if (x->key == key)
            return x;
        if (!x->key || (least->key && worth(x) < worth(least)))
            least = x;
    }
    *least = (struct door){.key = key};
    d->count++;
    return least;
}

bool door_flooded(struct door *d, nsec_wall at)
{
    uint32_t minute = (uint32_t)(at / NSEC_MINUTE);
    if (minute != d->minute) {
        d->in_minute =
            minute == d->minute + 1 && d->in_minute > DOOR_FLOOD ? DOOR_FLOOD : 0; /* it may go on */
        d->minute = minute;
    }
    if (d->in_minute < UINT32_MAX)
        d->in_minute++;
    return d->in_minute > DOOR_FLOOD;
}

enum { PIECE = 64 }; /* doors */

static size_t get(const void *of, uint32_t i, uint8_t *to)
{
    const struct doors *d = of;
    const struct door *first = &d->door[(size_t)i * PIECE];
    bool any = false;
    for (unsigned k = 0; k < PIECE; k++)
        any |= first[k].key != 0;
    if (any)
        memcpy(to, first, PIECE * sizeof *first);
    return any ? PIECE * sizeof *first : 0;
}

static bool put(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct doors *d = of;
    if (i >= (d->mask + 1) * WAYS / PIECE || n != PIECE * sizeof *d->door)
        return false;
    memcpy(&d->door[(size_t)i * PIECE], bytes, n);
    for (unsigned k = 0; k < PIECE; k++) {
        struct door *x = &d->door[(size_t)i * PIECE + k];
        if (x->finder.len && x->finder.len != 4 && x->finder.len != 16)
            *x = (struct door){0};
    }
    return true;
}

struct region doors_region(struct doors *d)
{
    return (struct region){.name = "doors",
                           .form = (uint64_t)d->mask << 16 | sizeof(struct door) << 4 | 2,
                           .pieces = (d->mask + 1) * WAYS / PIECE,
                           .most = PIECE * sizeof(struct door),
                           .of = d,
                           .get = get,
                           .put = put};
}
