#include "scan/perm.h"

#include <assert.h>
#include <string.h>

struct perm perm_of(uint64_t n, struct hash_key key)
{
    assert(n >= 1 && n <= PERM_MAX);
    unsigned bits = 2;
    while (bits < 62 && n > UINT64_C(1) << bits)
        bits++;
    struct perm p = {.n = n, .left = bits / 2, .right = bits - bits / 2};
    for (uint64_t i = 0; i < PERM_ROUNDS; i++)
        p.key[i] = siphash_u64(&key, i);
    return p;
}

/* A 64 x 64 bit product folded onto itself: every input bit reaches every output bit with one
 * multiplication. */
static inline uint64_t mix(uint64_t x, uint64_t key)
{
    unsigned __int128 product = (unsigned __int128)(x ^ key) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The value is left‖right. A round XORs one half with a function of the other and changes nothing else, so it
 * is its own inverse; even rounds change the left half, odd ones the right, and unequal halves need no
 * care. */
static inline uint64_t round_of(const struct perm *p, uint64_t x, unsigned r)
{
    uint64_t right_mask = (UINT64_C(1) << p->right) - 1, left_mask = (UINT64_C(1) << p->left) - 1;
    if (r % 2 == 0)
        return x ^ (mix(x & right_mask, p->key[r]) & left_mask) << p->right;
    return x ^ (mix(x >> p->right, p->key[r]) & right_mask);
}

uint64_t perm_at(const struct perm *p, uint64_t i)
{
    do {
        for (unsigned r = 0; r < PERM_ROUNDS; r++)
            i = round_of(p, i, r);
    } while (i >= p->n);
    return i;
}

uint64_t perm_index(const struct perm *p, uint64_t element)
{
    do {
        for (unsigned r = PERM_ROUNDS; r-- > 0;)
            element = round_of(p, element, r);
    } while (element >= p->n);
    return element;
}
