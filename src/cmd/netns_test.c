#include "cmd/netns.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static unsigned long inode(const char *path)
{
    struct stat s;
    assert_int_equal(stat(path, &s), 0);
    return s.st_ino;
}

/* Our own comes first, has no name, and is there once, however many processes are in it. */
static void our_own(void **state)
{
    (void)state;
    struct netns_list l;
    assert_int_equal(netns_read(&l), 0);
    assert_true(l.count >= 1);
    assert_string_equal(l.item[0].name, "");
    assert_true(l.item[0].id == inode("/proc/self/ns/net"));
    for (size_t i = 1; i < l.count; i++) {
        assert_true(l.item[i].name[0] && strlen(l.item[i].name) < sizeof l.item[i].name);
        for (size_t k = 0; k < i; k++)
            assert_true(l.item[i].id != l.item[k].id);
    }
    netns_fini(&l);
    assert_int_equal(l.count, 0);
}

/* Nothing stays open. */
static void descriptors(void **state)
{
    (void)state;
    struct netns_list l;
    int before = open("/dev/null", O_RDONLY | O_CLOEXEC), after;
    close(before);
    assert_int_equal(netns_read(&l), 0);
    netns_fini(&l);
    after = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_int_equal(after, before);
    close(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(our_own), cmocka_unit_test(descriptors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
