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
static struct voices_usual *place_of(const struct voices *v, uint64_t key)
{
    uint32_t i = (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & v->mask;
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
    uint32_t more = places ? 2 * places : FIRST;
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

static void note_odd(struct voices *v, struct voices_usual *usual, const struct voices_odd *odd)
{
    if (v->odds == v->room && v->room < VOICES_MAX) {
        uint32_t room = v->room ? 2 * v->room : FIRST;
        struct voices_odd *more = reallocarray(v->odd, room, sizeof *more);
        v->odd = more ? more : v->odd;
        v->room = more ? room : v->room;
    }
    if (v->odds == v->room)
        usual->mixed = true;
    else
        v->odd[v->odds++] = *odd;
}

void voices_note(struct voices *v, uint64_t host, uint64_t slot, enum heard h, uint8_t ttl,
                 const struct addr *from)
{
    struct voice voice = {.ttl = ttl};
    uint64_t key = key_of(host, h);
    bool known = !from->len || number_of(v, from, &voice.who);
    struct voices_usual *usual = v->usual ? place_of(v, key) : NULL;
    if (!usual || !usual->key) {
        if (!make_room(v))
            return;
        usual = place_of(v, key);
        *usual = (struct voices_usual){.key = key, .voice = voice, .mixed = !known};
        v->count++;
    } else if (!known || slot > UINT32_MAX) {
        usual->mixed = true;
    } else if (memcmp(&usual->voice, &voice, sizeof voice) != 0) {
        note_odd(v, usual,
                 &(struct voices_odd){
                     .host = (uint32_t)host, .slot = (uint32_t)slot, .heard = (uint8_t)h, .voice = voice});
    }
}

const struct voice *voices_usual(const struct voices *v, uint64_t host, enum heard h)
{
    const struct voices_usual *usual = v->usual ? place_of(v, key_of(host, h)) : NULL;
    return usual && usual->key && !usual->mixed ? &usual->voice : NULL;
}
