/* What to say to a UDP port: services answer only those who speak their language. The questions are text in
 * data/payloads/, each written from its specification, and become a const table here. Where a protocol has a
 * number that the answer repeats, the number is the authenticator of cookie.h. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAYLOAD_MAX 1400 /* longest question */

enum payload_id { PAYLOAD_NO_ID, PAYLOAD_ID2, PAYLOAD_ID4, PAYLOAD_HEX8 };

#define PAYLOAD_NOT_BACK -1 /* answers do not repeat the number */
#define PAYLOAD_ANYWHERE -2 /* they do, but there is no telling where */

struct payload {
    const char *name, *service;
    const uint8_t *send; /* `len` bytes; NULL for none */
    uint16_t len;
    uint8_t id; /* enum payload_id: what is written at `at` */
    uint16_t at;
    const uint8_t *want, *mask; /* how an answer begins, `want_len` bytes */
    uint8_t want_len;
    int16_t back; /* where the answer repeats the number, or one of the above */
    bool moves;   /* the answer comes from another port */
};

/* Is there a question of its own for this port? */
bool payload_known(uint16_t port);

/* How many questions there are for a port, at least 1: ports that nobody knows are asked in general. */
uint32_t payload_count(uint16_t port);

/* The question of a turn (0 …): they take turns. Never NULL. */
const struct payload *payload_at(uint16_t port, uint32_t turn);

/* The i-th of the ports whose answers come from another port, with its question; NULL behind the last. */
const struct payload *payload_moving(uint32_t i, uint16_t *ret_port);

/* Writes the question, p->len bytes, with `number` in its place (two bytes: the low half). */
void payload_write(const struct payload *p, uint32_t number, uint8_t *out);

/* Has this answer the shape that was to be expected? */
bool payload_fits(const struct payload *p, const uint8_t *answer, size_t len);

/* The number that an answer repeats. True when it has one at a known place; of two bytes only the low half is
 * told. */
bool payload_number(const struct payload *p, const uint8_t *answer, size_t len, uint32_t *ret);
