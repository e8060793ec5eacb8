#include "base/hash.h"

#include "base/bytes.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

uint64_t siphash(const struct hash_key *key, const void *data, size_t len)
{
    uint8_t out[8];
    static_assert(crypto_shorthash_BYTES == sizeof out && crypto_shorthash_KEYBYTES == sizeof key->b,
                  "siphash sizes");
    crypto_shorthash(out, data, len, key->b);
    return get_le64(out);
}

uint64_t siphash_u64(const struct hash_key *key, uint64_t v)
{
    uint8_t in[8];
    put_le64(in, v);
    return siphash(key, in, sizeof in);
}

uint64_t hash_random_u64(void)
{
    uint64_t v;
    randombytes_buf(&v, sizeof v);
    return v;
}

struct hash_key hash_key_random(void)
{
    struct hash_key k;
    randombytes_buf(k.b, sizeof k.b);
    return k;
}

struct hash_key hash_key_from_seed(uint64_t seed, const char *purpose)
{
    struct hash_key k;
    uint8_t key[8];
    put_le64(key, seed);
    crypto_generichash(k.b, sizeof k.b, (const unsigned char *)purpose, strlen(purpose), key, sizeof key);
    return k;
}

static uint64_t splitmix(uint64_t *x)
{
    uint64_t z = (*x += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct rng rng_of(uint64_t seed)
{
    struct rng r;
    for (int i = 0; i < 4; i++)
        r.s[i] = splitmix(&seed);
    return r;
}

static uint64_t rotl(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

uint64_t rng_u64(struct rng *r)
{
    uint64_t *s = r->s, out = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return out;
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
    unsigned __int128 m = (unsigned __int128)rng_u64(r) * n;
    if ((uint64_t)m < n) {
        uint64_t floor = (0 - n) % n;
        while ((uint64_t)m < floor)
            m = (unsigned __int128)rng_u64(r) * n;
    }
    return (uint64_t)(m >> 64);
}

double rng_unit(struct rng *r)
{
    return (double)(rng_u64(r) >> 11) * 0x1p-53;
}
