#include "cmd/program.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What `command` prints, by a shell. */
static int shell(const char *command, size_t max, char **ret, size_t *ret_len)
{
    const char *const argv[] = {"/bin/sh", "-c", command, NULL};
    return program_output(argv, max, ret, ret_len);
}

static void prints(const char *command, const char *want)
{
    char *text;
    size_t len;
    assert_int_equal(shell(command, 1 << 20, &text, &len), 0);
    assert_string_equal(text, want);
    assert_int_equal(len, strlen(want));
    free(text);
}

static void what_is_printed(void **state)
{
    (void)state;
    prints("printf 'a\\nb'", "a\nb");
    prints("true", "");
    prints("echo lost >&2; echo kept", "kept\n");
    prints("cat; echo end", "end\n"); /* nothing to read */
    prints("echo $HOME$USER$LC_ALL", "C\n");
}

/* Longer than the first piece of memory and than a pipe holds. */
static void much(void **state)
{
    (void)state;
    char *text;
    size_t len;
    assert_int_equal(shell("head -c 300000 /dev/zero", 1 << 20, &text, &len), 0);
    assert_int_equal(len, 300000);
    assert_int_equal(text[len], 0);
    free(text);
}

static void failures(void **state)
{
    (void)state;
    char *text;
    size_t len;
    const char *const missing[] = {"/nonexistent/program", NULL}, *const data[] = {"/etc/passwd", NULL};
    assert_int_equal(program_output(missing, 1 << 20, &text, &len), -ENOENT);
    assert_int_equal(program_output(data, 1 << 20, &text, &len), -EACCES);
    assert_int_equal(shell("echo half; exit 3", 1 << 20, &text, &len), -EIO);
    assert_int_equal(shell("kill -9 $$", 1 << 20, &text, &len), -EIO);
    assert_int_equal(shell("exec cat /dev/zero", 1 << 16, &text, &len), -EFBIG); /* and it is ended */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_printed), cmocka_unit_test(much),
                                       cmocka_unit_test(failures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
