#include "watch/detect/guess.h"

#include "watch/mix.h"

#include <stdlib.h>

enum { BUCKETS = 1024, WAYS = 4, PIECE = 128 /* places saved together */ };

#define FORGOTTEN (7 * NSEC_DAY)

struct guesses {
    struct mix_key key;
    struct guess {
        uint64_t who; /* source and door; 0 = free */
        nsec_wall first, last;
        uint32_t wrong;
    } guess[BUCKETS * WAYS];
};

struct guesses *guesses_new(struct hash_key key)
{
    struct guesses *g = calloc(1, sizeof *g);
    if (g)
        g->key = mix_key_of(key, 9);
    return g;
}

void guesses_free(struct guesses *g)
{
    free(g);
}

size_t guesses_memory(const struct guesses *g)
{
    return sizeof *g;
}

/* What a place still counts for. */
static uint32_t weight(const struct guess *x, nsec_wall now)
{
    return now - x->last > FORGOTTEN ? 0 : x->wrong;
}

/* Its place, or that of who guessed least: a crowd that tries once each pushes nobody out who insists. */
static struct guess *place_of(struct guesses *g, uint64_t who, nsec_wall now)
{
    struct guess *first = &g->guess[who % BUCKETS * WAYS], *least = first;
    for (struct guess *x = first; x < first + WAYS; x++) {
        if (x->who == who)
            return x;
        if (weight(x, now) < weight(least, now))
            least = x;
    }
    return least;
}

uint32_t guesses_note(struct guesses *g, const struct sight *s, nsec_wall *ret_since)
{
    uint64_t who = mix2(&g->key, mix_addr(&g->key, &s->src, s->dport), mix_addr(&g->key, &s->dst, 0)) | 1;
    struct guess *x = place_of(g, who, s->at);
    bool known = x->who == who && s->at - x->last <= FORGOTTEN;
    if (s->login_failed) {
        *x = (struct guess){who, known ? x->first : s->at, s->at, known ? x->wrong + 1 : 1};
        return 0;
    }
    if (!s->login_passed || !known)
        return 0;
    uint32_t wrong = x->wrong;
    *ret_since = x->first;
    *x = (struct guess){0};
    return wrong >= GUESS_LEAST ? wrong : 0;
}

static size_t get(const void *of, uint32_t i, uint8_t *to)
{
    const struct guess *x = &((const struct guesses *)of)->guess[(size_t)i * PIECE];
    bool any = false;
    for (size_t k = 0; k < PIECE; k++)
        any |= x[k].who != 0;
    memcpy(to, x, PIECE * sizeof *x);
    return any ? PIECE * sizeof *x : 0;
}

static bool put(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct guess x[PIECE];
    struct guesses *g = of;
    if (n != sizeof x || i >= BUCKETS * WAYS / PIECE)
        return false;
    memcpy(x, bytes, n);
    for (size_t k = 0; k < PIECE; k++)
        if (x[k].first < 0 || x[k].last < x[k].first)
            return false;
    memcpy(&g->guess[(size_t)i * PIECE], x, n);
    return true;
}

struct region guesses_region(struct guesses *g)
{
    return (struct region){.name = "guesses",
                           .form = 1,
                           .pieces = BUCKETS * WAYS / PIECE,
                           .most = PIECE * sizeof(struct guess),
                           .of = g,
                           .get = get,
                           .put = put};
}
