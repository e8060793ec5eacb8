/* What a fuzz target may rely on: CHECK() stops the fuzzer at an invariant that does not hold. It does not
 * depend on NDEBUG. Each target is one file, NAME_fuzz.c, with its inputs in corpus/NAME. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define CHECK(what) ((what) ? (void)0 : abort())

/* The entry that libFuzzer and replay.c call. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Whether the `n` bytes at `at` lie inside the `len` bytes at `data`. */
static inline bool inside(const uint8_t *at, size_t n, const uint8_t *data, size_t len)
{
    return at >= data && at <= data + len && n <= (size_t)(data + len - at);
}
