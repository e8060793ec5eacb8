/* A keyed hash for tables that are asked for every packet: one 128-bit product a 16 bytes (the folded
 * multiply of wyhash), a fifth of SipHash's time. The key is secret and random, and nobody is told a hash. */
#pragma once

#include "base/addr.h"
#include "base/hash.h"

struct mix_key {
    uint64_t a, b;
};

/* What each table hashes with a key of its own, so that who fall on each other in one do not in the others. Some are
 * saved with their hashes: a number stays whose it is. */
enum mix_purpose {
    MIX_FLOWS = 1,
    MIX_LEDGERS,
    MIX_IDS,
    MIX_DOORS,
    MIX_CAMPAIGNS,
    MIX_DECOYS,
    MIX_SURGES,
    MIX_BACKSCATTER,
    MIX_GUESSES,
    MIX_CALLERS,
    MIX_FTPDATA,
    MIX_EYEBALLS,
    MIX_PLACES,
    MIX_SOCKETS,
    MIX_FLOODS,
    MIX_RESUMED,
    MIX_DRAWN,
    MIX_LEASES,
    MIX_KEEP,
    MIX_STRAYS,
    MIX_TUNNELS,
    MIX_FLOWPAIR,
    MIX_SPEAKERS,
};

static inline struct mix_key mix_key_of(struct hash_key k, enum mix_purpose purpose)
{
    struct mix_key m;
    memcpy(&m.a, k.b, 8);
    memcpy(&m.b, k.b + 8, 8);
    m.a ^= (uint64_t)purpose * UINT64_C(0x9e3779b97f4a7c15);
    m.b |= 1;
    return m;
}

static inline uint64_t mix_fold(uint64_t x, uint64_t y)
{
    unsigned __int128 p = (unsigned __int128)x * y;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static inline uint64_t mix2(const struct mix_key *k, uint64_t x, uint64_t y)
{
    return mix_fold(mix_fold(x ^ k->a, y ^ k->b) ^ k->b, UINT64_C(0xd6e8feb86659fd93) ^ k->a);
}

/* An address as two words, the family in them. */
static inline void mix_words(const struct addr *a, uint64_t *hi, uint64_t *lo)
{
    memcpy(hi, a->b, 8);
    memcpy(lo, a->b + 8, 8);
    *lo ^= (uint64_t)a->zone << 32 ^ a->len;
}

/* One address with something beside it. */
static inline uint64_t mix_addr(const struct mix_key *k, const struct addr *a, uint64_t beside)
{
    uint64_t hi, lo;
    mix_words(a, &hi, &lo);
    return mix2(k, hi ^ mix_fold(beside ^ k->b, UINT64_C(0xa0761d6478bd642f)), lo);
}
