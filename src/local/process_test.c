#include "local/priv_process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define REST " S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 777 20 21\n"

static void start_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t start;
    } rows[] = {
        {"42 (nginx)" REST, 777},
        {"42 (a) S 1 2 3 (b c))" REST, 777}, /* a name that looks like the fields behind it */
        {"42 ()" REST, 777},
        {"42 (nginx) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 18446744073709551615", UINT64_MAX},
        {"42 (nginx) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 18446744073709551616", 0},
        {"42 (nginx) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 -5", 0},
        {"42 (nginx) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 ", 0},
        {"42 (nginx) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18", 0},
        {"42 (nginx)", 0},
        {"42 nginx S 1", 0},
        {")", 0},
        {"", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(process_start(rows[i].text) == rows[i].start);
}

static void boot_times(void **state)
{
    (void)state;
    assert_true(process_btime("cpu 1 2\nbtime 1700000000\nprocesses 5\n") == 1700000000);
    assert_true(process_btime("btime 7") == 7);
    assert_true(process_btime("cpu btime 7\n") == 0);
    assert_true(process_btime("btime seven\n") == 0);
    assert_true(process_btime("btime 7x\n") == 0);
    assert_true(process_btime("btime \n") == 0);
    assert_true(process_btime("") == 0);
}

static void users(void **state)
{
    (void)state;
    uint32_t uid = 99;
    assert_int_equal(process_uid("Name:\tx\nUid:\t1\t33\t5\t7\nGid:\t8\n", &uid), 0);
    assert_int_equal(uid, 33);
    assert_int_equal(process_uid("Uid:\t0\t4294967295\t0\t0\n", &uid), 0);
    assert_int_equal(uid, UINT32_MAX);
    uid = 99;
    static const char *const bad[] = {"",
                                      "Uid:",
                                      "Uid:\t1",
                                      "Uid:\t1\t",
                                      "Uid:\t1\tx\t",
                                      "Uid:\t1\t4294967296\t",
                                      "Name:\tUid:\t1\t2\t3\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_true(process_uid(bad[i], &uid) < 0);
        assert_int_equal(uid, 99);
    }
}

static void every_truncation(void **state)
{
    (void)state;
    static const char text[] = "42 (a) b)" REST "btime 1700000000\nUid:\t1\t33\t5\t7\n";
    for (size_t n = 0; n < sizeof text; n++) {
        uint32_t uid;
        char *copy = strndup(text, n);
        assert_non_null(copy);
        uint64_t start = process_start(copy), btime = process_btime(copy);
        assert_true(start == 0 || start == 7 || start == 77 || start == 777);
        assert_true(btime <= 1700000000);
        (void)process_uid(copy, &uid);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(start_times), cmocka_unit_test(boot_times),
                                       cmocka_unit_test(users), cmocka_unit_test(every_truncation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
