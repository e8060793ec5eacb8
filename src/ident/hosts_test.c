/* A name learned at one door serves the others; doors without a name make the next ones short, and named ones
 * long again. */
#include "ident/hosts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

static struct addr host(uint32_t v4)
{
    return addr_v4(v4);
}

static void names(void **state)
{
    struct hosts *h = *state;
    struct tls_facts tls = {.certificate = true, .names = 3};
    struct door d = {.addr = host(0xC6120001)};
    struct addr other = host(0xC6120002);
    assert_null(hosts_name(h, &d.addr));
    snprintf(d.best.hostname, sizeof d.best.hostname, "mail.example.org");
    hosts_learn(h, &d);
    assert_string_equal(hosts_name(h, &d.addr), "mail.example.org");
    assert_null(hosts_name(h, &other));
    snprintf(tls.name[0], sizeof tls.name[0], "*.example.org");
    snprintf(tls.name[1], sizeof tls.name[1], "198.18.0.1");
    snprintf(tls.name[2], sizeof tls.name[2], "www.example.org");
    d.tls = &tls;
    hosts_learn(h, &d);
    assert_string_equal(hosts_name(h, &d.addr), "www.example.org");
    snprintf(d.best.hostname, sizeof d.best.hostname, "bad name.example.org");
    d.tls = NULL;
    hosts_learn(h, &d);
    assert_string_equal(hosts_name(h, &d.addr), "www.example.org");
}

static void refusals(void **state)
{
    struct hosts *h = *state;
    struct door d = {.addr = host(0xC6120003), .vouched = true};
    assert_false(hosts_refuses(h, &d.addr));
    hosts_learn(h, &d);
    d.vouched = false;
    hosts_learn(h, &d);
    assert_true(hosts_refuses(h, &d.addr));
}

static void vain(void **state)
{
    struct hosts *h = *state;
    struct door silent = {.addr = host(0xC6120003), .n_tried = 40};
    struct door named = {.addr = silent.addr, .n_tried = 1, .best = {.name = "ssh"}};
    for (int i = 0; i < HOSTS_FRUITLESS; i++) {
        assert_int_equal(hosts_intensity(h, &silent.addr, 7), 7);
        hosts_learn(h, &silent);
    }
    assert_int_equal(hosts_intensity(h, &silent.addr, 7), 2);
    assert_int_equal(hosts_intensity(h, &silent.addr, 1), 1);
    assert_int_equal(hosts_intensity(h, &silent.addr, 9), 9);
    hosts_learn(h, &named);
    assert_int_equal(hosts_intensity(h, &silent.addr, 7), 7);
}

static int setup(void **state)
{
    struct hash_key key = {0};
    return hosts_new(&key, (struct hosts **)state);
}

static int teardown(void **state)
{
    hosts_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(names, setup, teardown),
                                       cmocka_unit_test_setup_teardown(refusals, setup, teardown),
                                       cmocka_unit_test_setup_teardown(vain, setup, teardown)};
    return cmocka_run_group_tests_name("hosts", tests, NULL, NULL);
}
