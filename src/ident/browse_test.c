/* The workgroup that the name service tells gets into the question to the datagram service. */
#include "ident/browse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static struct found told(const char *name, const char *info)
{
    struct found f;
    found_init(&f);
    snprintf(f.name, sizeof f.name, "%s", name);
    snprintf(f.info, sizeof f.info, "%s", info);
    return f;
}

static void workgroups(void **state)
{
    char group[BROWSE_NAME_MAX];
    (void)state;
    struct found f = told("netbios-ns", "workgroup ZOO; MAC 02:00:00:00:00:01");
    assert_true(browse_workgroup(&f, group));
    assert_string_equal(group, "ZOO");
    f = told("netbios-ns", "MAC 02:00:00:00:00:01; workgroup FIFTEENLETTERS1");
    assert_true(browse_workgroup(&f, group));
    assert_string_equal(group, "FIFTEENLETTERS1");
    f = told("netbios-ns", "workgroup SIXTEENLETTERS16");
    assert_false(browse_workgroup(&f, group));
    f = told("netbios-ns", "workgroup ; domain controller");
    assert_false(browse_workgroup(&f, group));
    f = told("domain", "workgroup ZOO");
    assert_false(browse_workgroup(&f, group));
}

static void request(void **state)
{
    (void)state;
    uint8_t bytes[] = "\x20"
                      "FHEPFCELEHFCEPFFFACACACACACACABN";
    assert_true(browse_fill(bytes, sizeof bytes - 1, "Zoo"));
    assert_memory_equal(bytes + 1, "FKEPEPCACACACACACACACACACACACABN", 32);
    assert_false(browse_fill(bytes, sizeof bytes - 1, "ZOO"));
    assert_false(browse_fill(bytes, 8, "ZOO"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(workgroups), cmocka_unit_test(request)};
    return cmocka_run_group_tests_name("browse", tests, NULL, NULL);
}
