/* Answers that nobody asked for: whoever is flooded with forged sources answers to all of them. No scan, and
 * nobody's fault here; noted so that nobody has to wonder. */
#pragma once

#include "base/hash.h"
#include "watch/contact.h"

#define BACKSCATTER_LEAST 10 /* addresses that never asked; fewer are a capture that begins in the middle */

struct backscatter {
    struct addr victim;
    uint32_t hosts; /* distinct, estimated */
    nsec_wall first, last;
};

struct backscatters;

struct backscatters *backscatters_new(struct hash_key key);
void backscatters_free(struct backscatters *b);
size_t backscatters_memory(const struct backscatters *b);
/* c: an implied contact; its dst is who answered. True: it refuses so many addresses, each a few times, that
 * nobody of them is to be taken for who asked; one who scans it is refused all the time. */
bool backscatters_note(struct backscatters *b, const struct contact *c);
/* i = 0 …; false when through. Places may be empty (hosts 0). */
bool backscatters_get(const struct backscatters *b, unsigned i, struct backscatter *ret);
