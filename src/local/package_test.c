#include "local/package.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_list(const char *folder, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void owners(void **state)
{
    (void)state;
    char folder[] = "/tmp/package-test-XXXXXX", path[300];
    static const char *const names[] = {"openssh-server.list", "libx:amd64.list", "old.list", "old.md5sums"};
    struct package_query q[] = {{"/usr/sbin/sshd", NULL},
                                {"/usr/lib/x/daemon", NULL},
                                {"/usr/bin/ping", NULL},
                                {"/opt/own", NULL},
                                {"/bin/ping", NULL}};
    static const char *const want[] = {"openssh-server", "libx", "old", NULL, "old"};
    assert_non_null(mkdtemp(folder));
    write_list(folder, names[0], "/.\n/usr\n/usr/sbin\n/usr/sbin/sshd\n");
    write_list(folder, names[1], "/usr/lib/x/daemon"); /* without a line end */
    write_list(folder, names[2], "/bin/ping\n");
    write_list(folder, names[3], "/opt/own\n");
    assert_int_equal(package_find(folder, q, 5), 0);
    for (size_t i = 0; i < 5; i++) {
        if (want[i])
            assert_string_equal(q[i].package, want[i]);
        else
            assert_null(q[i].package);
        free(q[i].package);
    }
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
    assert_int_equal(package_find(folder, q, 5), 0); /* no dpkg here */
    assert_null(q[0].package);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(owners)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
