/* A random order that needs no list: a keyed bijection of 0 … n-1 onto itself, for any n from 1 to 2^62, with
 * its inverse. Random access is what makes shards, resuming and reply look-up one line each.
 *
 * A Feistel network over the next power of two, walked until the value falls inside (Black and Rogaway,
 * "Ciphers with arbitrary finite domains", 2002; masscan's "blackrock" is the model). A Feistel network is a
 * bijection whatever its round function, and cycle walking keeps it one, so exactness does not rest on
 * arithmetic that could overflow; zmap's cyclic groups do, above 2^40 targets. At most 2 steps a value on
 * average. */
#pragma once

#include "base/hash.h"

#include <stdint.h>

#define PERM_ROUNDS 6
#define PERM_MAX    (UINT64_C(1) << 62)

struct perm {
    uint64_t n;
    uint64_t key[PERM_ROUNDS];
    unsigned left, right; /* bits of the halves before an even round */
};

/* 1 <= n <= PERM_MAX. The same key and n give the same order on every machine. */
struct perm perm_of(uint64_t n, struct hash_key key);

/* The element at position i < n, and the position of an element. */
uint64_t perm_at(const struct perm *p, uint64_t i);
uint64_t perm_index(const struct perm *p, uint64_t element);
