#include "cmd/makers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/makers_test.XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void remove_file(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(unlink(path), 0);
}

#define HEAD "Registry,Assignment,Organization Name,Organization Address\n"

/* Files may be missing, one by one; each is read once, when the first MAC asks. */
static void finds(void **state)
{
    static const uint8_t large[6] = {0x02, 0x22, 0x72, 1, 2, 3}, small[6] = {0x02, 0x22, 0x73, 0x45, 0x61, 2},
                         unknown[6] = {0x02, 0x22, 0x74, 1, 2, 3};
    struct makers m;
    (void)state;
    write_file("oui.csv", HEAD "MA-L,022272,\"Large, Ltd\",x\nMA-L,022273,Of the rest,x\n");
    write_file("oui36.csv", HEAD "MA-S,022273456,Small,x\n");
    makers_open(&m, folder);
    assert_true(m.fd[0] >= 0 && m.fd[1] == -1 && m.fd[2] >= 0);
    remove_file("oui.csv"); /* it is open */
    assert_string_equal(makers_find(&m, large), "Large, Ltd");
    assert_string_equal(makers_find(&m, small), "Small");
    assert_null(makers_find(&m, unknown));
    assert_true(m.fd[0] == -1 && m.fd[2] == -1);
    makers_fini(&m);
    makers_open(&m, folder);
    assert_null(makers_find(&m, large));
    assert_string_equal(makers_find(&m, small), "Small");
    makers_fini(&m);
    remove_file("oui36.csv");
}

static void without_a_registry(void **state)
{
    static const uint8_t mac[6] = {2};
    struct makers m;
    (void)state;
    makers_open(&m, "/nowhere/at/all");
    assert_null(makers_find(&m, mac));
    makers_fini(&m);
    makers_open(&m, folder); /* never asked */
    makers_fini(&m);
    m = (struct makers){0}; /* never opened */
    makers_fini(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds),
        cmocka_unit_test(without_a_registry),
    };
    if (!mkdtemp(folder))
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return rmdir(folder) < 0 || failed;
}
