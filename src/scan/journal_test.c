/* The journal as bytes: known ones, every truncation and every bit flip (the longest whole beginning holds),
 * write-and-read identity. The fuzz target is fuzz/journal_fuzz.c. */
#include "scan/journal.h"

#include "scan/heard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct hash_key salt = {{1, 2, 3}};

static void put(struct journal *j, enum journal_kind kind, uint64_t a, uint64_t b)
{
    journal_put(j, &(struct journal_entry){.kind = kind, .v = {a, b}});
}

static void heard(struct journal *j, const uint64_t *slot, unsigned n, uint8_t what)
{
    struct buf changes;
    uint64_t last = 0;
    buf_init(&changes, 1 << 24);
    for (unsigned i = 0; i < n; i++)
        journal_heard(&changes, &last, slot[i], what);
    journal_changes(j, &changes);
    buf_fini(&changes);
}

static void test_known(void **state)
{
    (void)state;
    static const uint8_t want[] = {
        't',  'o',  'j', 'i', 'm', 'a', 'r', '1', 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* head */
        0,    0,    0,   17,  0,   0,   0,   0, /* 17 bytes, chunk 0 */
        0x80, 0x01, 0,                          /* BLOCK (8 << 4), first host 0 */
        0x90, 0x01, 1,                          /* ROUND (9 << 4), 1 */
        0xc5, 0x01,                             /* 6 slots on: RST (5) | zigzag 12 << 4 */
        0x35,                                   /* 2 slots back: zigzag 3 << 4 */
        0x20, 1,    4,   198, 18,  0,   1,   0, /* RANGE (2 << 4): which, first, no last; then the hash */
    };
    struct journal j;
    size_t n;
    journal_begin(&j, salt);
    put(&j, JOURNAL_BLOCK, 0, 0);
    put(&j, JOURNAL_ROUND, 1, 0);
    heard(&j, (uint64_t[]){6, 4}, 2, HEARD_RST);
    journal_put(&j, &(struct journal_entry){.kind = JOURNAL_RANGE, .v = {1}, .a = addr_v4(0xc6120001)});
    const uint8_t *bytes = journal_take(&j, &n);
    assert_int_equal(n, JOURNAL_HEAD + 8 + 17 + 8);
    assert_memory_equal(bytes, want, sizeof want);
    journal_fini(&j);
}

/* A journal of several chunks with entries of every kind; `cut[i]` = bytes after chunk i. */
static uint8_t *sample(size_t *ret_len, uint32_t chunks)
{
    struct journal j;
    size_t n, len = 0;
    uint8_t *all = malloc(1 << 20);
    journal_begin(&j, salt);
    for (uint32_t c = 0; c < chunks; c++) {
        uint64_t slots[] = {c, c + 100, c + 7};
        for (int k = JOURNAL_RUN; k < JOURNAL_KINDS; k++) {
            struct journal_entry e = {.kind = (enum journal_kind)k,
                                      .a = addr_v4(0xc6120001),
                                      .bytes = (const uint8_t *)"text",
                                      .len = 4};
            for (int i = 0; i < JOURNAL_MARKS; i++)
                e.v[i] = (uint64_t)c << i * 4;
            e.b = addr_v6((const uint8_t[16]){0x20, 1, 0xd, 0xb8});
            e.b.zone = 3;
            journal_put(&j, &e);
        }
        heard(&j, slots, 3, HEARD_YES);
        const void *bytes = journal_take(&j, &n);
        memcpy(all + len, bytes, n);
        len += n;
        journal_clear(&j);
    }
    journal_fini(&j);
    *ret_len = len;
    return all;
}

/* How many entries can be read, and where the valid part ends. */
static unsigned count(const uint8_t *data, size_t len, size_t *ret_valid)
{
    struct journal_reader r;
    struct journal_entry e;
    unsigned n = 0;
    uint8_t *exact = malloc(len + !len); /* so that a sanitizer sees one byte too many */
    memcpy(exact, data, len);
    *ret_valid = 0;
    if (journal_open(&r, exact, len)) {
        while (journal_next(&r, &e))
            n++;
        assert_true(r.valid <= len);
        assert_int_equal(r.torn, r.valid < len);
        *ret_valid = r.valid;
    }
    free(exact);
    return n;
}

static void test_truncated(void **state)
{
    (void)state;
    size_t len, valid, one;
    uint8_t *all = sample(&len, 3);
    unsigned whole = count(all, len, &valid), each = whole / 3;
    assert_int_equal(valid, len);
    assert_int_equal(whole, 3 * (JOURNAL_KINDS - 1 + 3));
    for (size_t n = 0; n < len; n++) {
        unsigned got = count(all, n, &valid);
        assert_int_equal(got % each, 0);
        assert_true(valid <= n && (n < JOURNAL_HEAD || valid >= JOURNAL_HEAD));
        assert_int_equal(count(all, valid, &one), got); /* what is valid stands alone */
    }
    free(all);
}

static void test_flipped(void **state)
{
    (void)state;
    size_t len, valid;
    uint8_t *all = sample(&len, 3);
    unsigned each = count(all, len, &valid) / 3;
    for (size_t bit = 0; bit < len * 8; bit++) {
        all[bit / 8] ^= (uint8_t)(1u << bit % 8);
        unsigned got = count(all, len, &valid);
        assert_true(got == 0 || got == each || got == 2 * each);
        assert_true(valid <= bit / 8 || valid == JOURNAL_HEAD); /* nothing at or behind the damage counts */
        all[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    free(all);
}

static void test_identity(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    struct journal j;
    struct journal_reader r;
    struct journal_entry e;
    static uint64_t slot[100000];
    static uint8_t text[JOURNAL_BYTES_MAX];
    size_t len;
    for (size_t i = 0; i < 100000; i++)
        slot[i] = i % 2 ? rng_u64(&rng) >> rng_below(&rng, 64) : i;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)rng_u64(&rng);
    journal_begin(&j, salt);
    journal_put(&j, &(struct journal_entry){
                        .kind = JOURNAL_NAME, .a = addr_v4(1), .bytes = text, .len = sizeof text});
    put(&j, JOURNAL_ROUND, UINT64_MAX, 0);
    heard(&j, slot, 100000, HEARD_TIME_EXCEEDED);
    put(&j, JOURNAL_TIME, 77, 0);
    const void *bytes = journal_take(&j, &len);
    assert_true(journal_open(&r, bytes, len));
    assert_true(journal_next(&r, &e));
    assert_int_equal(e.kind, JOURNAL_NAME);
    assert_int_equal(e.len, sizeof text);
    assert_memory_equal(e.bytes, text, sizeof text);
    assert_true(addr_eq(&e.a, &(struct addr){.b = {0, 0, 0, 1}, .len = 4}));
    assert_true(journal_next(&r, &e));
    assert_true(e.kind == JOURNAL_ROUND && e.v[0] == UINT64_MAX);
    for (size_t i = 0; i < 100000; i++) {
        assert_true(journal_next(&r, &e));
        assert_int_equal(e.kind, JOURNAL_HEARD);
        assert_true((e.v[0] ^ slot[i]) << 5 == 0); /* slots below 2^59 */
        assert_int_equal(e.v[1], HEARD_TIME_EXCEEDED);
    }
    assert_true(journal_next(&r, &e));
    assert_true(e.kind == JOURNAL_TIME && e.v[0] == 77);
    assert_false(journal_next(&r, &e));
    assert_true(r.valid == len && !r.torn && r.chunks > 3);
    journal_fini(&j);
}

/* Goes on behind a torn end as if nothing had been there. */
static void test_continued(void **state)
{
    (void)state;
    size_t len, n, valid;
    uint8_t *all = sample(&len, 3);
    struct journal_reader r;
    struct journal_entry e;
    struct journal j;
    assert_true(journal_open(&r, all, len - 1));
    while (journal_next(&r, &e))
        continue;
    journal_continue(&j, r.salt, r.chunks);
    put(&j, JOURNAL_TIME, 5, 0);
    const void *bytes = journal_take(&j, &n);
    memcpy(all + r.valid, bytes, n);
    unsigned each = (JOURNAL_KINDS - 1 + 3);
    assert_int_equal(count(all, r.valid + n, &valid), 2 * each + 1);
    assert_int_equal(valid, r.valid + n);
    journal_fini(&j);
    free(all);
}

static void test_not_ours(void **state)
{
    (void)state;
    struct journal_reader r;
    assert_false(journal_open(&r, "", 0));
    assert_false(journal_open(&r, "tojimar2 and then some more bytes", 30));
    assert_false(journal_open(&r, "tojimar1", 8));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),    cmocka_unit_test(test_truncated), cmocka_unit_test(test_flipped),
        cmocka_unit_test(test_identity), cmocka_unit_test(test_continued), cmocka_unit_test(test_not_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
