#include "scan/voices.h"

#include <stdlib.h>

#define FIRST 256 /* places at the beginning */

void voices_fini(struct voices *v)
{
    free(v->usual);
    free(v->odd);
    *v = (struct voices){0};
}

void voices_clear(struct voices *v)
{
    if (v->usual)
        memset(v->usual, 0, (v->mask + UINT32_C(1)) * sizeof *v->usual);
    v->count = v->odds = v->senders = 0;
}

static uint64_t key_of(uint64_t host, enum heard h)
{
    return (host << 4 | h) + 1;
}

/* Hosts are numbered by us: nobody chooses what falls together. */
static uint32_t hash(const struct voices *v, uint64_t key)
{
    return (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & v->mask;
}

static struct voices_usual *place_of(const struct voices *v, uint64_t key)
{
    uint32_t i = hash(v, key);
    while (v->usual[i].key && v->usual[i].key != key)
        i = (i + 1) & v->mask;
    return &v->usual[i];
}

/* A quarter stays free. False when that is all there may be. */
static bool make_room(struct voices *v)
{
    uint32_t places = v->usual ? v->mask + 1 : 0;
    if (v->count < places / 4 * 3)
        return true;
    if (places >= VOICES_MAX)
        return false;
    struct voices old = *v;
    uint32_t more = places ? 4 * places : FIRST; /* 2^16 in the end */
    struct voices_usual *usual = calloc(more, sizeof *usual);
    if (!usual)
        return false;
    v->usual = usual;
    v->mask = more - 1;
    for (uint32_t i = 0; i < places; i++)
        if (old.usual[i].key)
            *place_of(v, old.usual[i].key) = old.usual[i];
    free(old.usual);
    return true;
}

/* 0 = the target, or one of more senders than are told apart: of those the TTL is not told either. */
static bool number_of(struct voices *v, const struct addr *from, uint8_t *ret)
{
    uint32_t i = 1;
    while (i <= v->senders && !addr_eq(&v->sender[i], from))
        i++;
    if (i > VOICES_SENDERS)
        return false;
    if (i > v->senders)
        v->sender[v->senders = i] = *from;
    *ret = (uint8_t)i;
    return true;
}

static bool mix(struct voices_usual *usual)
{
    bool news = !usual->mixed;
    usual->mixed = true;
    return news;
}

static bool note_odd(struct voices *v, struct voices_usual *usual, uint32_t slot, enum heard h,
                     struct voice voice)
{
    if (v->odds == v->room && v->room < VOICES_MAX) {
        uint32_t room = v->room ? 2 * v->room : FIRST;
        struct voices_odd *more = reallocarray(v->odd, room, sizeof *more);
        v->odd = more ? more : v->odd;
        v->room = more ? room : v->room;
    }
    if (v->odds == v->room)
        return mix(usual);
    v->odd[v->odds] =
        (struct voices_odd){.slot = slot, .next = VOICES_NONE, .heard = (uint8_t)h, .voice = voice};
    *(usual->first == VOICES_NONE ? &usual->first : &v->odd[usual->last].next) = v->odds;
    usual->last = v->odds++;
    return true;
}

bool voices_note(struct voices *v, uint64_t host, uint64_t slot, enum heard h, uint8_t ttl,
                 const struct addr *from)
{
    struct voice voice = {.ttl = ttl};
    uint64_t key = key_of(host, h);
    bool known = from && (!from->len || number_of(v, from, &voice.who));
    struct voices_usual *usual = v->usual ? place_of(v, key) : NULL;
    if (!usual || !usual->key) {
        if (!make_room(v))
            return false;
        usual = place_of(v, key);
        *usual = (struct voices_usual){
            .key = key, .voice = voice, .mixed = !known, .first = VOICES_NONE, .last = VOICES_NONE};
        v->count++;
        return true;
    }
    if (!known || slot > UINT32_MAX)
        return mix(usual);
    bool odd = memcmp(&usual->voice, &voice, sizeof voice) != 0;
    return odd && !usual->mixed && note_odd(v, usual, (uint32_t)slot, h, voice);
}

void voices_prefetch(const struct voices *v, uint64_t host, enum heard h)
{
    if (v->usual)
        __builtin_prefetch(&v->usual[hash(v, key_of(host, h))]);
}

static const struct voices_usual *known(const struct voices *v, uint64_t host, enum heard h)
{
    const struct voices_usual *usual = v->usual ? place_of(v, key_of(host, h)) : NULL;
    return usual && usual->key && !usual->mixed ? usual : NULL;
}

const struct voice *voices_usual(const struct voices *v, uint64_t host, enum heard h)
{
    const struct voices_usual *usual = known(v, host, h);
    return usual ? &usual->voice : NULL;
}

uint32_t voices_first_odd(const struct voices *v, uint64_t host, enum heard h)
{
    const struct voices_usual *usual = known(v, host, h);
    return usual ? usual->first : VOICES_NONE;
}
