/* Series of every class, each also where its numbers wrap around. */
#include "ident/os/sequence.h"

#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define N 6

/* Every 100 ms, but for the jitter (ns) of each. */
static void times(nsec *at, const nsec *jitter)
{
    for (unsigned i = 0; i < N; i++)
        at[i] = NSEC_SEC + (nsec)i * 100 * NSEC_MS + (jitter ? jitter[i] : 0);
}

static const uint32_t starts[] = {0,         1, 77777, UINT32_MAX, UINT32_MAX - 70000, UINT32_MAX - 300000,
                                  0x7fffffff};

static struct sequence_isn of(uint32_t start, const uint32_t *step, bool down)
{
    uint32_t isn[N] = {start};
    nsec at[N];
    times(at, NULL);
    for (unsigned i = 1; i < N; i++)
        isn[i] = down ? isn[i - 1] - step[i - 1] : isn[i - 1] + step[i - 1];
    return sequence_isn(isn, at, N);
}

static void test_isn_classes(void **state)
{
    (void)state;
    static const struct {
        uint32_t step[N - 1];
        enum sequence_class class;
        uint64_t difficulty;
        uint32_t gcd;
        const char *word;
    } rows[] = {
        {{0, 0, 0, 0, 0}, SEQUENCE_CONSTANT, 0, 0, "Trivial joke"},
        {{64000, 64000, 64000, 64000, 64000}, SEQUENCE_64K, 1, 64000, "Trivial joke"},
        {{64000, 128000, 64000, 192000, 64000}, SEQUENCE_64K, 1, 64000, "Trivial joke"},
        {{800, 1600, 800, 2400, 800}, SEQUENCE_800, 10, 800, "Easy"},
        {{101, 101, 101, 101, 101}, SEQUENCE_TIME, 0, 101, "Trivial joke"},
        {{1001, 1003, 1000, 1002, 1001}, SEQUENCE_TIME, 1, 1, "Trivial joke"},
        {{25000, 25100, 24901, 25050, 24950}, SEQUENCE_TIME, 70, 1, "Easy"},
        {{25000, 25200, 24801, 25050, 24950}, SEQUENCE_INCREMENTS, 130, 1, "Medium"},
        {{10000, 16000, 9001, 8000, 17000}, SEQUENCE_INCREMENTS, 3741, 1, "Formidable"},
        {{100000, 220003, 61111, 94444, 12345}, SEQUENCE_INCREMENTS, 68699, 1, "Worthy challenge"},
        {{1000003, 9220003, 611110, 4444, 7912345}, SEQUENCE_INCREMENTS, 3967124, 1, "Good luck!"},
        {{50000001, 7, 1234567, 99, 3}, SEQUENCE_RANDOM, 9999999, 1, "Good luck!"},
        {{3000000019u, 7, 2123456789u, 99, 3}, SEQUENCE_RANDOM, 9999999, 1, "Good luck!"},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (unsigned k = 0; k < sizeof starts / sizeof *starts; k++) {
            for (int down = 0; down < 2; down++) {
                struct sequence_isn s = of(starts[k], rows[i].step, down);
                assert_int_equal(s.class, rows[i].class);
                assert_int_equal(s.difficulty, rows[i].difficulty);
                assert_int_equal(s.gcd, rows[i].gcd);
                assert_string_equal(sequence_difficulty_word(s.difficulty), rows[i].word);
                assert_non_null(sequence_class_words(s.class));
            }
        }
    }
}

static void test_isn_few(void **state)
{
    (void)state;
    uint32_t isn[SEQUENCE_MIN] = {1, 2, 3, 4};
    nsec at[SEQUENCE_MIN] = {1, 2, 3, 4};
    for (unsigned n = 0; n < SEQUENCE_MIN; n++)
        assert_int_equal(sequence_isn(isn, at, n).class, SEQUENCE_UNKNOWN);
    assert_int_equal(sequence_isn(isn, at, SEQUENCE_MIN).class, SEQUENCE_TIME);
    assert_int_equal(sequence_isn(isn, (nsec[]){5, 5, 5, 5}, 4).class,
                     SEQUENCE_TIME); /* no division by zero */
}

/* A clock of 250,000 a second, asked at uneven times: the increments vary, but nothing about them is
 * secret. */
static void test_isn_clock(void **state)
{
    (void)state;
    static const nsec jitter[N] = {0, 3 * NSEC_MS, 20 * NSEC_MS, 500 * NSEC_US, NSEC_MS, 9 * NSEC_MS};
    uint32_t isn[N];
    nsec at[N];
    times(at, jitter);
    for (unsigned i = 0; i < N; i++)
        isn[i] = UINT32_MAX - 40001 + (uint32_t)(at[i] / 4000);
    struct sequence_isn s = sequence_isn(isn, at, N);
    assert_int_equal(s.class, SEQUENCE_TIME);
    assert_true(s.difficulty <= 1);
    assert_int_equal(s.isr, 143); /* 8 log2(250,000) = 143.4 */
}

/* SP, ISR: by hand. Rates 10,000 160,000 10,000 160,000 10,000 a second: mean 70,000, sample deviation
 * 82,158. */
static void test_isn_figures(void **state)
{
    (void)state;
    static const uint32_t step[N - 1] = {1000, 16000, 1000, 16000, 1000};
    struct sequence_isn s = of(5, step, false);
    assert_int_equal(s.gcd, 1000);
    assert_int_equal(s.isr, 129); /* 8 log2(70000) = 128.76 */
    assert_int_equal(s.sp, 51);   /* in units of the divisor: 8 log2(82.158) = 50.9 */
    static const uint32_t slow[N - 1] = {0, 0, 0, 0, 1};
    s = of(5, slow, false);
    assert_int_equal(s.isr, 8); /* two a second */
    assert_int_equal(s.sp, 17);
}

static void test_models(void **state)
{
    (void)state;
    struct sequence_isn across = {.class = SEQUENCE_RANDOM};
    nsec at[4] = {0, 600 * NSEC_MS, 700 * NSEC_MS, 800 * NSEC_MS};
    uint32_t linux_isn[4], fixed[4] = {9, 9, 9, 9}, wild[4] = {5, 3000000000u, 17, 900000000u};
    for (unsigned i = 0; i < 4; i++)
        linux_isn[i] = UINT32_MAX - 1000 + (uint32_t)(at[i] / 64);
    assert_string_equal(sequence_model_word(sequence_model(&across, linux_isn, at, 4)), "rfc6528");
    assert_string_equal(sequence_model_word(sequence_model(&across, wild, at, 4)), "random");
    assert_string_equal(sequence_model_word(sequence_model(&across, fixed, at, 4)), "repeating");
    assert_null(sequence_model_word(sequence_model(&across, fixed, at, 1)));
    across.class = SEQUENCE_64K;
    assert_string_equal(sequence_model_word(sequence_model(&across, wild, at, 4)), "clock");
    across.class = SEQUENCE_CONSTANT;
    assert_string_equal(sequence_model_word(sequence_model(&across, fixed, at, 4)), "fixed");
    across.class = SEQUENCE_UNKNOWN;
    assert_null(sequence_model_word(sequence_model(&across, fixed, at, 4)));
}

static void test_ipid_classes(void **state)
{
    (void)state;
    static const struct {
        uint16_t step[N - 1];
        enum sequence_ipid class;
    } rows[] = {
        {{0, 0, 0, 0, 0}, SEQUENCE_IPID_CONSTANT},
        {{1, 1, 1, 1, 1}, SEQUENCE_IPID_INCREMENTAL},
        {{1, 3, 9, 1, 1}, SEQUENCE_IPID_INCREMENTAL},
        {{2, 4, 2, 2, 2}, SEQUENCE_IPID_BY_TWO},
        {{256, 256, 512, 256, 256}, SEQUENCE_IPID_BROKEN},
        {{256, 256, 5120, 256, 256}, SEQUENCE_IPID_BROKEN},
        {{900, 1001, 1, 5, 70}, SEQUENCE_IPID_POSITIVE},
        {{256, 19999, 256, 512, 256}, SEQUENCE_IPID_POSITIVE},
        {{256, 19968, 256, 512, 256}, SEQUENCE_IPID_BUSY},
        {{10, 300, 90, 14, 60}, SEQUENCE_IPID_BUSY},
        {{20001, 5, 5, 5, 5}, SEQUENCE_IPID_RANDOM},
        {{1, 65535, 1, 1, 1}, SEQUENCE_IPID_RANDOM},
    };
    static const uint16_t from[] = {1, 65535, 65534, 65000, 65280, 255, 30000};
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (unsigned k = 0; k < sizeof from / sizeof *from; k++) {
            uint16_t id[N] = {from[k]};
            for (unsigned j = 1; j < N; j++)
                id[j] = (uint16_t)(id[j - 1] + rows[i].step[j - 1]);
            assert_int_equal(sequence_ipid(id, N), rows[i].class);
            assert_non_null(sequence_ipid_words(rows[i].class));
        }
    }
    uint16_t zero[N] = {0};
    assert_int_equal(sequence_ipid(zero, N), SEQUENCE_IPID_ZERO);
    assert_int_equal(sequence_ipid(zero, 2), SEQUENCE_IPID_ZERO);
    assert_int_equal(sequence_ipid(zero, 1), SEQUENCE_IPID_UNKNOWN);
    assert_int_equal(sequence_ipid((uint16_t[]){7, 40000}, 2),
                     SEQUENCE_IPID_POSITIVE); /* two prove no randomness */
    assert_int_equal(sequence_ipid((uint16_t[]){65535, 0}, 2), SEQUENCE_IPID_INCREMENTAL);
}

/* Eight stamps: six connections, then the first one twice more. */
static struct sequence_clock clock_of(double hz, uint32_t start, bool own_offsets)
{
    struct sequence_stamp s[8];
    struct rng r = rng_of(7);
    uint32_t first = 0;
    for (unsigned i = 0; i < 8; i++) {
        bool same = i == 0 || i >= 6;
        uint32_t offset = own_offsets ? (uint32_t)rng_u64(&r) : start;
        first = i == 0 ? offset : first;
        nsec at = NSEC_SEC + (nsec)i * 100 * NSEC_MS + (nsec)rng_below(&r, 3) * NSEC_MS;
        s[i] =
            (struct sequence_stamp){at, (same ? first : offset) + (uint32_t)((double)at * 1e-9 * hz), same};
    }
    return sequence_clock(s, 8, 8);
}

static void test_clocks(void **state)
{
    (void)state;
    static const double rates[] = {2, 10, 100, 250, 1000};
    for (unsigned i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct sequence_clock c = clock_of(rates[i], 5000, false);
        assert_int_equal(c.kind, SEQUENCE_CLOCK_GLOBAL);
        assert_int_equal(c.hz, (unsigned)rates[i]);
        double up = 5000 / rates[i] + 1.7;
        assert_true((double)c.uptime_s > up - 2 && (double)c.uptime_s < up + 2);
        c = clock_of(rates[i], UINT32_MAX - 500, false); /* wraps, or just before */
        assert_int_equal(c.kind, SEQUENCE_CLOCK_GLOBAL);
        assert_int_equal(c.hz, (unsigned)rates[i]);
        c = clock_of(rates[i], 0, true);
        assert_int_equal(c.kind, SEQUENCE_CLOCK_CONNECTION);
        assert_true(c.uptime_s == UINT64_MAX);
        if (rates[i] >= 100)
            assert_int_equal(c.hz, (unsigned)rates[i]);
    }
    struct sequence_stamp zero[3] = {{1, 0, true}, {2, 0, false}, {3, 0, false}};
    assert_int_equal(sequence_clock(zero, 3, 3).kind, SEQUENCE_CLOCK_ZERO);
    struct sequence_stamp still[3] = {{1, 9, true}, {2, 9, false}, {3, 9, false}};
    assert_int_equal(sequence_clock(still, 3, 3).kind, SEQUENCE_CLOCK_STILL);
    struct sequence_stamp wild[4] = {{NSEC_SEC, 9, true},
                                     {2 * NSEC_SEC, 3000000000u, false},
                                     {3 * NSEC_SEC, 7, false},
                                     {4 * NSEC_SEC, 4000000000u, true}};
    assert_int_equal(sequence_clock(wild, 4, 4).kind, SEQUENCE_CLOCK_WILD);
    assert_int_equal(sequence_clock(NULL, 0, 6).kind, SEQUENCE_CLOCK_NONE);
    assert_int_equal(sequence_clock(NULL, 0, 0).kind, SEQUENCE_CLOCK_UNKNOWN);
}

/* A clock of two years and more is one that did not begin at zero. */
static void test_uptime_limit(void **state)
{
    (void)state;
    assert_true(clock_of(10, 3000000000u, false).uptime_s == UINT64_MAX);
    assert_true(clock_of(1000, 3000000000u, false).uptime_s / 1000 == 3000);
}

static void test_fragments(void **state)
{
    (void)state;
    static const struct {
        uint32_t id[4];
        bool other[4];
        unsigned n;
        enum sequence_frag want;
    } rows[] = {
        {{7, 8, 9, 10}, {0}, 4, SEQUENCE_FRAG_COUNTS},
        {{7, 8, 9, 10}, {0, 1, 0, 1}, 4, SEQUENCE_FRAG_SHARED},
        {{UINT32_MAX - 1, UINT32_MAX, 0, 40},
         {0, 1, 0, 1},
         4,
         SEQUENCE_FRAG_SHARED}, /* wraps; others use it */
        {{7, 900000, 8, 900001}, {0, 1, 0, 1}, 4, SEQUENCE_FRAG_EACH},
        {{7, 900000, 8}, {0, 1, 0}, 3, SEQUENCE_FRAG_RANDOM}, /* of the other there is no second */
        {{7, 900000, 8, 900001}, {0}, 4, SEQUENCE_FRAG_RANDOM},
        {{7, 3000000000, 12345678, 99}, {0, 1, 0, 1}, 4, SEQUENCE_FRAG_RANDOM},
        {{10, 9, 8, 7}, {0}, 4, SEQUENCE_FRAG_RANDOM},
        {{5, 5, 5, 5}, {0, 1, 0, 1}, 4, SEQUENCE_FRAG_CONSTANT},
        {{0, SEQUENCE_FRAG_STEP, 2 * SEQUENCE_FRAG_STEP}, {0}, 3, SEQUENCE_FRAG_COUNTS},
        {{0, SEQUENCE_FRAG_STEP + 1, 2 * SEQUENCE_FRAG_STEP}, {0}, 3, SEQUENCE_FRAG_RANDOM},
        {{7, 8}, {0}, 2, SEQUENCE_FRAG_UNKNOWN},
        {{0}, {0}, 0, SEQUENCE_FRAG_UNKNOWN},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        if (sequence_frag(rows[i].id, rows[i].other, rows[i].n) != rows[i].want)
            fail_msg("row %u", i);
    assert_null(sequence_frag_word(SEQUENCE_FRAG_UNKNOWN));
    assert_string_equal(sequence_frag_word(SEQUENCE_FRAG_SHARED), "shared");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fragments),    cmocka_unit_test(test_isn_classes),
        cmocka_unit_test(test_isn_few),      cmocka_unit_test(test_isn_clock),
        cmocka_unit_test(test_isn_figures),  cmocka_unit_test(test_models),
        cmocka_unit_test(test_ipid_classes), cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_uptime_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
