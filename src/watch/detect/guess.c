#include "watch/detect/guess.h"

#include "watch/mix.h"
#include "watch/shelf.h"

#include <stdlib.h>

enum { BUCKETS = 1024, WAYS = 4, PIECE = 128 /* places saved together */ };

#define FORGOTTEN (7 * NSEC_DAY)

struct guesses {
    struct mix_key key;
    struct guess {
        uint64_t who; /* source and door; 0 = free */
        nsec_wall first, last;
        uint32_t wrong[2]; /* as the server counts them, as PAM does: lines of both are of one try */
    } guess[BUCKETS * WAYS];
    struct shelf shelf;
};

struct guesses *guesses_new(struct hash_key key)
{
    struct guesses *g = calloc(1, sizeof *g);
    if (g)
        g->key = mix_key_of(key, MIX_GUESSES);
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

static uint32_t wrong(const struct guess *x)
{
    return x->wrong[0] > x->wrong[1] ? x->wrong[0] : x->wrong[1];
}

/* What a place still counts for. */
static uint32_t weight(const struct guess *x, nsec_wall now)
{
    return now - x->last > FORGOTTEN ? 0 : wrong(x);
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
        if (!known)
            *x = (struct guess){.who = who, .first = s->at};
        x->first = nsec_min(x->first, s->at); /* logs are not in order */
        x->last = nsec_max(x->last, s->at);
        uint32_t *n = &x->wrong[s->login_module], more = s->count ? s->count : 1;
        *n = UINT32_MAX - *n > more ? *n + more : UINT32_MAX;
        return 0;
    }
    if (!s->login_passed || !known)
        return 0;
    uint32_t n = wrong(x);
    *ret_since = x->first;
    *x = (struct guess){0};
    return n >= GUESS_LEAST ? n : 0;
}

static bool is_sound(const void *place)
{
    const struct guess *x = place;
    return x->first >= 0 && x->last >= x->first;
}

struct region guesses_region(struct guesses *g)
{
    g->shelf = (struct shelf){g->guess, sizeof *g->guess, BUCKETS * WAYS, PIECE, is_sound};
    return shelf_region(&g->shelf, "guesses");
}
