/* Keyed hashing and seeded random numbers.
 *
 * siphash(): SipHash-2-4 (Aumasson and Bernstein, 2012), by libsodium. For everything that a stranger can
 * feed: hash tables, probe cookies. rng: xoshiro256** seeded by splitmix64 (Blackman and Vigna), for runs
 * that must repeat bit by bit from `--seed`; never for secrets. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct hash_key {
    uint8_t b[16];
};

/* The same bytes give the same number on every machine. */
uint64_t siphash(const struct hash_key *key, const void *data, size_t len);
/* Of a number, by its eight bytes, the lowest first. */
uint64_t siphash_u64(const struct hash_key *key, uint64_t v);

/* A key from the kernel's random numbers, or one derived from a seed and a purpose ("cookie", "order"), so
 * that different uses of one seed are independent. */
struct hash_key hash_key_random(void);
struct hash_key hash_key_from_seed(uint64_t seed, const char *purpose);

/* 64 random bits from the kernel. */
uint64_t hash_random_u64(void);

struct rng {
    uint64_t s[4];
};

/* Random numbers of a simulation (xoshiro256**, not for secrets): one seed gives the same ones on every
 * machine. */
struct rng rng_of(uint64_t seed);
uint64_t rng_u64(struct rng *r);
/* Uniform in 0 … n-1, n > 0 (Lemire's method, no modulo bias). */
uint64_t rng_below(struct rng *r, uint64_t n);
/* Uniform in [0, 1). */
double rng_unit(struct rng *r);
