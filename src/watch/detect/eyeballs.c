#include "watch/detect/eyeballs.h"

#include "watch/mix.h"
#include "watch/shelf.h"

#include <stdlib.h>

enum {
    QUESTIONS = 256, /* more than are asked within FLOW_PATIENCE */
    PAIRS = 1024,
    PIECE = 64, /* pairs saved together */
    SURE = 2,   /* more often with the same one than with all others: once may be chance */
};

/* 250 ms, or what was measured: from 10 ms to 2 s (RFC 8305 5); of systems that wait for a refusal only, at
 * once. */
#define SOON (10 * NSEC_MS)
#define LATE (2 * NSEC_SEC)

struct eyeballs {
    struct mix_key key;
    struct question6 {
        struct addr src, dst;
        nsec_wall at; /* 0 = free */
        uint16_t port;
        bool met;
    } question[QUESTIONS]; /* a ring */
    unsigned next;
    nsec_wall last; /* when the newest was asked */
    struct pair46 {
        struct addr six, four;
        unsigned votes; /* for `four`, against all others (Boyer and Moore 1981) */
    } pair[PAIRS];      /* the newer one of two at a place */
    struct shelf shelf; /* of the pairs: questions are open for a moment only */
};

struct eyeballs *eyeballs_new(struct hash_key key)
{
    struct eyeballs *e = calloc(1, sizeof *e);
    if (e)
        e->key = mix_key_of(key, MIX_EYEBALLS);
    return e;
}

void eyeballs_free(struct eyeballs *e)
{
    free(e);
}

size_t eyeballs_memory(const struct eyeballs *e)
{
    return sizeof *e;
}

static struct pair46 *pair_of(struct eyeballs *e, const struct addr *six)
{
    return &e->pair[mix_addr(&e->key, six, 6) / 2 % PAIRS];
}

static bool are_one(const struct pair46 *p, const struct addr *six, const struct addr *four)
{
    return p->votes && addr_eq(&p->six, six) && addr_eq(&p->four, four);
}

void eyeballs_ask(struct eyeballs *e, const struct contact *c)
{
    e->last = c->at;
    e->question[e->next++ % QUESTIONS] =
        (struct question6){.src = c->src, .dst = c->dst, .at = c->at, .port = c->port};
}

static void vote(struct pair46 *p, const struct addr *six, const struct addr *four)
{
    if (are_one(p, six, four))
        p->votes++;
    else if (p->votes && addr_eq(&p->six, six))
        p->votes--;
    else
        *p = (struct pair46){.six = *six, .four = *four, .votes = 1};
}

/* The question that this door answers: of the address that this host is known to follow, else the last
 * one. */
static struct question6 *answered_by(struct eyeballs *e, const struct contact *c)
{
    struct question6 *best = NULL;
    for (unsigned i = 0; i < QUESTIONS; i++) {
        struct question6 *q = &e->question[i];
        if (!q->at || q->met || q->port != c->port || c->at < q->at + SOON || c->at > q->at + LATE)
            continue;
        if (are_one(pair_of(e, &q->src), &q->src, &c->src))
            return q;
        best = !best || q->at > best->at ? q : best;
    }
    return best;
}

void eyeballs_opened(struct eyeballs *e, const struct contact *c)
{
    struct question6 *q = c->at > e->last + LATE ? NULL : answered_by(e, c);
    if (!q)
        return;
    struct pair46 *p = pair_of(e, &q->src);
    vote(p, &q->src, &c->src);
    q->met = are_one(p, &q->src, &c->src) && p->votes >= SURE;
}

bool eyeballs_met(const struct eyeballs *e, const struct contact *c)
{
    for (unsigned i = 0; i < QUESTIONS; i++) {
        const struct question6 *q = &e->question[i];
        if (q->met && q->at == c->at && q->port == c->port && addr_eq(&q->src, &c->src) &&
            addr_eq(&q->dst, &c->dst))
            return true;
    }
    return false;
}

static bool is_sound(const void *place)
{
    const struct pair46 *p = place;
    return addr_is_sound(&p->six) && addr_is_sound(&p->four);
}

struct region eyeballs_region(struct eyeballs *e)
{
    e->shelf = (struct shelf){e->pair, sizeof *e->pair, PAIRS, PIECE, is_sound};
    return shelf_region(&e->shelf, "eyeballs");
}
