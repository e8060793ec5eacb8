/* Names as Docker's and Podman's own files have them, and files that are broken. */
#include "local/containers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WEB "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BAD "beefbeefbeefcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static char folder[] = "/tmp/containers-test-XXXXXX";

static const struct {
    const char *name, *text; /* NULL = a folder */
} things[] = {
    {WEB, NULL},
    {WEB "/config.v2.json", "{\"State\":{\"Running\":true},\"ID\":\"" WEB "\",\"Name\":\"/web\"}"},
    {BAD, NULL},
    {BAD "/config.v2.json", "{\"Name\":"},
    {"containers.json",
     "[{\"id\":\"cafe\",\"names\":[]},{\"id\":\"a1b2c3d4e5f6a7b8\",\"names\":[\"db\",\"other\"]},7]"}};
enum { THINGS = sizeof things / sizeof *things };

static char *path_of(unsigned i, char path[300])
{
    snprintf(path, 300, "%s/%s", folder, things[i].name);
    return path;
}

static int set_up(void **state)
{
    char path[300];
    (void)state;
    assert_non_null(mkdtemp(folder));
    for (unsigned i = 0; i < THINGS; i++) {
        FILE *f = things[i].text ? fopen(path_of(i, path), "w") : NULL;
        assert_true(f ? fputs(things[i].text, f) >= 0 : mkdir(path_of(i, path), 0700) == 0);
        if (f)
            fclose(f);
    }
    return 0;
}

static int tear_down(void **state)
{
    char path[300];
    (void)state;
    for (unsigned i = THINGS; i-- > 0;)
        remove(path_of(i, path));
    return rmdir(folder);
}

static void is(const struct containers_folders *f, const char *id, const char *wanted)
{
    struct containers *n = containers_read(f);
    assert_non_null(n);
    const char *name = containers_name(n, id);
    if (wanted)
        assert_string_equal(name, wanted);
    else
        assert_null(name);
    containers_free(n);
}

static void names(void **state)
{
    (void)state;
    const struct containers_folders both = {folder, folder}, none = {"/nowhere", "/nowhere"};
    is(&both, "0123456789ab", "web");
    is(&both, "a1b2c3d4e5f6", "db");
    is(&both, "cafe", NULL);
    is(&both, "beefbeefbeef", NULL);
    is(&both, "ffffffffffff", NULL);
    is(&both, "", NULL);
    is(&none, "0123456789ab", NULL);
}

/* However many processes ask: what was read is kept. */
static void read_once(void **state)
{
    (void)state;
    char path[300];
    const struct containers_folders both = {folder, folder};
    struct containers *n = containers_read(&both);
    assert_non_null(n);
    snprintf(path, sizeof path, "%s/" WEB "/config.v2.json", folder);
    assert_int_equal(remove(path), 0);
    assert_string_equal(containers_name(n, "0123456789ab"), "web");
    assert_string_equal(containers_name(n, "0123456789ab"), "web");
    containers_free(n);
    containers_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names), cmocka_unit_test(read_once)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
