#include "watch/shelf.h"

#include <stdlib.h>
#include <string.h>

static uint8_t *piece_of(const struct shelf *s, uint32_t i)
{
    return (uint8_t *)s->first + (size_t)i * s->piece * s->size;
}

static size_t get(const void *of, uint32_t i, uint8_t *to)
{
    const struct shelf *s = of;
    const uint8_t *from = piece_of(s, i);
    size_t n = s->piece * s->size, k = 0;
    while (k < n && !from[k])
        k++;
    if (k == n)
        return 0;
    memcpy(to, from, n);
    return n;
}

/* What is not sound stays out, with all that was saved with it. */
static bool put(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct shelf *s = of;
    bool fine = i < s->n / s->piece && n == s->piece * s->size;
    uint8_t *place = malloc(s->size); /* aligned for whatever it is */
    for (size_t k = 0; place && fine && k < n; k += s->size) {
        memcpy(place, bytes + k, s->size);
        fine = s->is_sound(place);
    }
    fine = fine && place;
    free(place);
    if (fine)
        memcpy(piece_of(s, i), bytes, n);
    return fine;
}

struct region shelf_region(struct shelf *s, const char *name)
{
    return (struct region){.name = name,
                           .form = (uint64_t)s->n << 32 | s->size << 8 | 1,
                           .pieces = s->n / s->piece,
                           .most = s->piece * s->size,
                           .of = s,
                           .get = get,
                           .put = put};
}
