/* Whose tunnels are believed. Anybody can send a packet that carries another, from whomever it likes; only
 * who takes it out at the other end knows whether he has a tunnel with that sender. A sensor sees as much of
 * it: what ends at home put into a tunnel is believed; so is what comes from those to whom such packets of
 * the same kind go (an end answers whom it is configured with); and all, where it is not known what is at
 * home and neither end looks like it: somebody else's tunnel is watched then, and teaches nothing of who is
 * at home. Everybody else is a stranger, and so is whoever is carried by one. In: sights that were carried,
 * in their order. Bounded: 1,024 pairs of ends; of two that fall together the later one stays. One thread. */
#pragma once

#include "base/hash.h"
#include "watch/place.h"
#include "watch/sight.h"

struct tunnels;

/* NULL when memory is out. */
struct tunnels *tunnels_new(struct hash_key key);
void tunnels_free(struct tunnels *t);
size_t tunnels_memory(const struct tunnels *t);

/* s->tunnel is set. Whether a stranger's tunnel carried it; and notes who sends to whom. */
bool tunnels_strange(struct tunnels *t, const struct sight *s, const struct places *p);
