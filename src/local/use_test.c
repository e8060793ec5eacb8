#include "local/use.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct local_process sshd = {.pid = 5, .name = (char *)"sshd"},
                            odd = {.pid = 6, .name = (char *)"a b\n c"};
static const struct local_socket ssh = {.proto = PROTO_TCP, .port = 22, .addr = {.len = 4}, .process = &sshd},
                                 dns = {.proto = PROTO_UDP, .port = 22, .addr = {.len = 4}, .process = &sshd},
                                 raw = {.proto = PROTO_IP, .port = 22, .addr = {.len = 4}};

static void over_time(void **state)
{
    (void)state;
    struct use u = {0};
    assert_null(use_find(&u, &ssh));
    assert_int_equal(use_look(&u, &ssh, 10, false, 1000), 0);
    const struct use_door *d = use_find(&u, &ssh);
    assert_non_null(d);
    assert_int_equal(d->watched, 0); /* the first look begins it */
    assert_int_equal(use_look(&u, &ssh, USE_UNUSED - 1, false, 2000), 0);
    assert_false(use_is_unused(use_find(&u, &ssh)));
    assert_int_equal(use_look(&u, &ssh, 1, false, 2001), 0);
    assert_true(use_is_unused(use_find(&u, &ssh)));
    assert_int_equal(use_look(&u, &ssh, 5, true, 2006), 0);
    assert_false(use_is_unused(use_find(&u, &ssh)));
    assert_int_equal(use_find(&u, &ssh)->used, 2006);
    assert_null(use_find(&u, &dns));
    assert_int_equal(use_look(&u, &dns, 100, false, 2006), 0);
    assert_non_null(use_find(&u, &dns));
    assert_ptr_not_equal(use_find(&u, &dns), use_find(&u, &ssh));
    assert_int_equal(use_look(&u, &raw, 100, false, 2006), 0);
    assert_null(use_find(&u, &raw));
    assert_false(use_is_unused(NULL));
    use_fini(&u);
}

static void written_and_read(void **state)
{
    (void)state;
    struct use u = {0}, back = {0};
    struct local_socket s = {.proto = PROTO_TCP, .port = 80, .process = &odd};
    struct buf text, again;
    assert_int_equal(addr_parse("2001:db8::1", &s.addr), 0);
    (void)use_look(&u, &ssh, 0, true, 1000);
    (void)use_look(&u, &s, 0, false, 1001);
    (void)use_look(&u, &s, 77, false, 1078);
    (void)use_look(&u, &dns, 0, true, 1079);
    buf_init(&text, USE_BYTES);
    buf_init(&again, USE_BYTES);
    use_write(&u, &text);
    assert_int_equal(use_read(&back, text.data, text.len), 0);
    assert_int_equal(back.bad, 0);
    assert_int_equal(back.doors, 3);
    assert_int_equal(use_find(&back, &dns)->used, 1079);
    assert_int_equal(use_find(&back, &s)->watched, 77);
    assert_int_equal(use_find(&back, &ssh)->used, 1000);
    use_write(&back, &again);
    assert_string_equal(buf_text(&again), buf_text(&text));
    for (size_t cut = 0; cut < text.len; cut++) {
        struct use part = {0};
        char *copy = malloc(cut ? cut : 1);
        assert_non_null(copy);
        memcpy(copy, text.data, cut);
        assert_int_equal(use_read(&part, copy, cut), 0);
        assert_true(part.doors <= 3 && part.bad <= 1);
        use_fini(&part);
        free(copy);
    }
    buf_fini(&text);
    buf_fini(&again);
    use_fini(&u);
    use_fini(&back);
}

static void hostile(void **state)
{
    (void)state;
    static const char text[] = "tojimari use 1\n"
                               "0.0.0.0 22 1 2 3 sshd\n"
                               "0.0.0.0 22 1 2 3 sshd\n" /* twice */
                               "0.0.0.0 0 1 2 3 x\n"
                               "0.0.0.0 65536 1 2 3 x\n"
                               "0.0.0.0 22 -1 2 3 x\n"
                               "0.0.0.0 22 99999999999999999999999 2 3 x\n"
                               "300.0.0.0 22 1 2 3 x\n"
                               "0.0.0.0 22 1 2 3 a name that is too long\n"
                               "0.0.0.0 22 1 2 3\n"
                               "\n"
                               "%s%s%n\n"
                               "::1 25 1 0 9 \n"
                               "0.0.0.0 80 1 2 3 no line end";
    struct use u = {0};
    assert_int_equal(use_read(&u, text, sizeof text - 1), 0);
    assert_int_equal(u.doors, 2);
    assert_int_equal(u.bad, 11);
    use_fini(&u);
    assert_int_equal(use_read(&u, text + 15, sizeof text - 16), 0); /* without its head it is another file */
    assert_int_equal(u.doors, 0);
    use_fini(&u);
}

/* The one that was seen longest ago goes. */
static void limit(void **state)
{
    (void)state;
    struct use u = {0};
    struct local_socket s = {.proto = PROTO_TCP, .addr = {.len = 4}};
    for (unsigned i = 1; i <= USE_DOORS + 1; i++) {
        s.port = (uint16_t)i;
        assert_int_equal(use_look(&u, &s, 1, false, i == 1 ? 5000 : i), 0);
    }
    assert_int_equal(u.doors, USE_DOORS);
    s.port = 1;
    assert_non_null(use_find(&u, &s));
    s.port = 2;
    assert_null(use_find(&u, &s));
    use_fini(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(over_time), cmocka_unit_test(written_and_read),
                                       cmocka_unit_test(hostile), cmocka_unit_test(limit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
