/* Every sample run in every format against golden/RUN.FORMAT. After a wanted change: golden.sh writes them
 * anew; read the difference. */
#include "report/samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *written(const char *run, const char *format)
{
    int fd;
    struct sink *s = samples_sink(format, samples_memory(&fd));
    assert_non_null(s);
    assert_int_equal(samples_put(run, s), 0);
    assert_int_equal(s->close(s), 0);
    return samples_read(fd);
}

static void test_golden(void **state)
{
    (void)state;
    for (size_t r = 0; samples_runs[r]; r++)
        for (size_t f = 0; samples_formats[f]; f++) {
            char path[512];
            if (!samples_golden(samples_runs[r], samples_formats[f]))
                continue;
            snprintf(path, sizeof path, "%s/%s.%s", GOLDEN, samples_runs[r], samples_formats[f]);
            int fd = open(path, O_RDONLY);
            if (fd < 0)
                fail_msg("%s is missing", path);
            char *want = samples_read(fd), *got = written(samples_runs[r], samples_formats[f]);
            if (strcmp(got, want) != 0)
                print_error("%s differs\n", path);
            assert_string_equal(got, want);
            free(want);
            free(got);
        }
}

/* No output contains a byte that a terminal would act on. */
static void test_no_control_bytes(void **state)
{
    (void)state;
    for (size_t r = 0; samples_runs[r]; r++)
        for (size_t f = 0; samples_formats[f]; f++) {
            char *got = written(samples_runs[r], samples_formats[f]);
            for (const unsigned char *p = (const unsigned char *)got; *p; p++) {
                assert_true(*p >= 0x20 || *p == '\n' || *p == '\t');
                assert_int_not_equal(*p, 0x7f);
                if (p[0] == 0xc2)
                    assert_true(p[1] >= 0xa0);
            }
            free(got);
        }
}

int main(void)
{
    setlocale(LC_ALL, "");
    setenv("TZ", "UTC0", 1);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_golden),
                                       cmocka_unit_test(test_no_control_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
