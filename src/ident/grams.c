#include "ident/grams.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct hook {
    uint32_t owner;
    uint32_t next;  /* 1 + index; 0 = last */
    uint8_t offset; /* of the hashed three bytes in the literal */
    struct literal literal;
};

struct grams {
    uint32_t mask;
    uint32_t *head;     /* mask + 1 */
    uint32_t *crowding; /* chain lengths, while building */
    struct hook *hook;
    uint32_t count;
};

/* ASCII only, as in literal.c. */
static uint8_t fold(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static uint32_t slot(const struct grams *g, const uint8_t *p)
{
    uint32_t v = (uint32_t)fold(p[0]) | (uint32_t)fold(p[1]) << 8 | (uint32_t)fold(p[2]) << 16;
    return (v * 0x9E3779B1u) >> 8 & g->mask;
}

/* Hooks the literal at those of its three bytes that fewest others use. */
static void add(struct grams *g, uint32_t owner, const struct literal *l)
{
    struct hook *h = &g->hook[g->count];
    uint32_t best = 0;
    for (uint32_t i = 1; i + LITERAL_MIN <= l->len; i++)
        if (g->crowding[slot(g, l->text + i)] < g->crowding[slot(g, l->text + best)])
            best = i;
    uint32_t at = slot(g, l->text + best);
    *h = (struct hook){.owner = owner, .next = g->head[at], .offset = (uint8_t)best, .literal = *l};
    g->head[at] = ++g->count;
    g->crowding[at]++;
}

int grams_new(const struct grams_entry *entry, size_t n, struct grams **ret)
{
    size_t hooks = 0, slots = 256;
    for (size_t i = 0; i < n; i++)
        hooks += entry[i].set->count;
    while (slots < 8 * hooks)
        slots *= 2;
    struct grams *g = calloc(1, sizeof *g);
    if (!g)
        return -ENOMEM;
    g->mask = (uint32_t)slots - 1;
    g->head = calloc(slots, sizeof *g->head);
    g->crowding = calloc(slots, sizeof *g->crowding);
    g->hook = calloc(hooks ? hooks : 1, sizeof *g->hook);
    if (!g->head || !g->crowding || !g->hook) {
        grams_free(g);
        return -ENOMEM;
    }
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < entry[i].set->count; k++)
            add(g, entry[i].owner, &entry[i].set->item[k]);
    free(g->crowding);
    g->crowding = NULL;
    *ret = g;
    return 0;
}

void grams_free(struct grams *g)
{
    if (!g)
        return;
    free(g->head);
    free(g->crowding);
    free(g->hook);
    free(g);
}

static bool occurs(const struct hook *h, const uint8_t *data, size_t len, size_t at)
{
    if (at < h->offset || at - h->offset + h->literal.len > len)
        return false;
    const uint8_t *p = data + at - h->offset;
    for (uint32_t i = 0; i < h->literal.len; i++)
        if (fold(p[i]) != h->literal.text[i])
            return false;
    return true;
}

void grams_scan(const struct grams *g, const uint8_t *data, size_t len, uint64_t *bits)
{
    for (size_t at = 0; at + LITERAL_MIN <= len; at++)
        for (uint32_t i = g->head[slot(g, data + at)]; i; i = g->hook[i - 1].next) {
            const struct hook *h = &g->hook[i - 1];
            if (!(bits[h->owner / 64] >> h->owner % 64 & 1) && occurs(h, data, len, at))
                bits[h->owner / 64] |= UINT64_C(1) << h->owner % 64;
        }
}
