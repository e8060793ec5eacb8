/* What the tests of this folder share. */
#pragma once

#include "base/hash.h"
#include "wire/packet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A copy of exactly this size, so that the address sanitizer sees one byte too many. Free it. */
static inline uint8_t *test_copy(const void *data, size_t len)
{
    uint8_t *copy = malloc(len);
    assert_true(copy || !len);
    if (len)
        memcpy(copy, data, len);
    return copy;
}

/* Calls `check` with the first 0 … len bytes of `data`, each time in a copy of exactly that size. */
static inline void test_truncations(const void *data, size_t len, void (*check)(const uint8_t *, size_t))
{
    for (size_t n = 0; n <= len; n++) {
        uint8_t *copy = test_copy(data, n);
        check(copy, n);
        free(copy);
    }
}

static inline void test_random(struct rng *r, void *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)out)[i] = (uint8_t)rng_u64(r);
}

static inline struct addr test_addr4(struct rng *r)
{
    return addr_v4((uint32_t)rng_u64(r));
}

static inline struct addr test_addr6(struct rng *r)
{
    uint8_t b[16];
    test_random(r, b, sizeof b);
    return addr_v6(b);
}

static inline void test_same_addr(const struct addr *a, const char *text)
{
    char out[ADDR_TEXT_MAX];
    assert_string_equal(addr_text(a, out), text);
}

enum { TEST_ROUNDS = 2000 };
