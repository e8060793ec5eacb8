/* What is signed is what is read; a changed byte, another key, or a time that is over: refused. */
#include "watch/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sodium.h>

#define FROM (INT64_C(1767225600) * NSEC_SEC)

static uint8_t secret[MANIFEST_SECRET], pub[MANIFEST_PUB];
static struct manifest made;

static struct addr at(const char *text)
{
    struct addr a = {0};
    assert_int_equal(addr_parse(text, &a), 0);
    return a;
}

static void make(struct buf *b)
{
    struct addr first = at("198.18.0.0"), last = at("198.18.0.255"), six = at("2001:db8::1"),
                src = at("198.18.9.9");
    assert_true(sodium_init() >= 0);
    manifest_key(secret, pub);
    manifest_init(&made);
    memcpy(made.by, "root@here", 10);
    memcpy(made.run, "abc", 4);
    made.from = FROM;
    made.to = FROM + NSEC_HOUR;
    assert_true(manifest_add_source(&made, &src));
    assert_true(manifest_add_target(&made, &first, &last));
    assert_true(manifest_add_target(&made, &six, &six));
    for (unsigned i = 20; i < 30; i++)
        manifest_add_port(&made, MANIFEST_TCP, (uint16_t)i);
    manifest_add_port(&made, MANIFEST_TCP, 65535);
    manifest_add_port(&made, MANIFEST_UDP, 53);
    buf_init(b, MANIFEST_MAX);
    manifest_write(&made, secret, b);
    assert_false(b->over);
}

static void round_trip(void **state)
{
    (void)state;
    struct buf b, again;
    struct manifest m;
    struct diag d = {0};
    make(&b);
    assert_int_equal(manifest_read(b.data, b.len, pub, FROM, &m, &d), 0);
    buf_init(&again, MANIFEST_MAX);
    manifest_write(&m, secret, &again);
    assert_string_equal(buf_text(&again), buf_text(&b));
    buf_fini(&again);
    manifest_fini(&m);
    buf_fini(&b);
    manifest_fini(&made);
}

static void refused(void **state)
{
    (void)state;
    struct buf b;
    struct manifest m;
    struct diag d = {0};
    uint8_t other[MANIFEST_PUB], unused[MANIFEST_SECRET];
    make(&b);
    manifest_key(unused, other);
    assert_int_equal(manifest_read(b.data, b.len, other, FROM, &m, &d), -22);
    assert_non_null(strstr(d.msg, "not signed"));
    assert_int_equal(manifest_read(b.data, b.len, pub, made.to, &m, &d), -22);
    assert_non_null(strstr(d.msg, "expired"));
    for (size_t n = 0; n + 1 < b.len; n++) { /* every truncation, in memory that ends there */
        char *cut = malloc(n ? n : 1);
        assert_non_null(cut);
        memcpy(cut, b.data, n);
        assert_int_equal(manifest_read(cut, n, pub, FROM, &m, &d), -22);
        free(cut);
    }
    for (size_t i = 0; i < b.len - 1; i++) { /* every byte counts */
        b.data[i] ^= 1;
        assert_int_equal(manifest_read(b.data, b.len, pub, FROM, &m, &d), -22);
        b.data[i] ^= 1;
    }
    buf_fini(&b);
    manifest_fini(&made);
}

static bool covers(const char *src, const char *dst, uint8_t technique, uint16_t port, nsec after)
{
    struct contact c = {
        .at = FROM + after, .src = at(src), .dst = at(dst), .technique = technique, .port = port};
    return manifest_covers(&made, &c);
}

static void covered(void **state)
{
    (void)state;
    struct buf b;
    make(&b);
    buf_fini(&b);
    assert_true(covers("198.18.9.9", "198.18.0.7", TECHNIQUE_SYN, 22, 1));
    assert_true(covers("198.18.9.9", "198.18.0.255", TECHNIQUE_FIN, 65535, 1));
    assert_true(covers("198.18.9.9", "2001:db8::1", TECHNIQUE_UDP, 53, 1));
    assert_true(covers("198.18.9.9", "198.18.0.7", TECHNIQUE_PING, 0, 1));
    assert_false(covers("198.18.9.8", "198.18.0.7", TECHNIQUE_SYN, 22, 1));
    assert_false(covers("198.18.9.9", "198.18.1.0", TECHNIQUE_SYN, 22, 1));
    assert_false(covers("198.18.9.9", "198.17.255.255", TECHNIQUE_PING, 0, 1));
    assert_false(covers("198.18.9.9", "2001:db8::2", TECHNIQUE_UDP, 53, 1));
    assert_false(covers("198.18.9.9", "198.18.0.7", TECHNIQUE_SYN, 30, 1));
    assert_false(covers("198.18.9.9", "198.18.0.7", TECHNIQUE_UDP, 22, 1));
    assert_false(covers("198.18.9.9", "198.18.0.7", TECHNIQUE_SYN, 22, -1));
    assert_false(covers("198.18.9.9", "198.18.0.7", TECHNIQUE_SYN, 22, 3601 * NSEC_SEC));
    manifest_fini(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(round_trip), cmocka_unit_test(refused),
                                       cmocka_unit_test(covered)};
    return cmocka_run_group_tests_name("watch/manifest", tests, NULL, NULL);
}
