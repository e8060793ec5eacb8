#include "scan/cookie.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct cookie_conf conf_of(uint16_t span)
{
    return (struct cookie_conf){.key = hash_key_from_seed(1, "cookie"),
                                .port_base = span == 1 ? 53 : COOKIE_PORT_BASE,
                                .port_span = span};
}

/* Whatever the target and the try, the reply tells both the try and the age, to a clock unit. */
static void test_round_trip(void **state)
{
    (void)state;
    struct cookie_conf c = conf_of(COOKIE_PORT_SPAN);
    struct rng rng = rng_of(3);
    for (int i = 0; i < 20000; i++) {
        struct addr a = addr_v4((uint32_t)rng_u64(&rng));
        if (i % 2) {
            uint8_t b[16];
            for (int k = 0; k < 16; k++)
                b[k] = (uint8_t)rng_u64(&rng);
            a = addr_v6(b);
        }
        uint16_t port = (uint16_t)rng_u64(&rng);
        unsigned try = (unsigned)rng_below(&rng, COOKIE_TRIES);
        nsec sent = (nsec)rng_below(&rng, INT64_C(1) << 60),
             age = (nsec)rng_below(&rng, COOKIE_CLOCK_WRAP - 65536);
        struct cookie k = cookie_make(&c, &a, port, PROTO_TCP, try, sent);
        struct cookie_read got;
        assert_true(k.sport >= COOKIE_PORT_BASE && k.sport - COOKIE_PORT_BASE < COOKIE_PORT_SPAN);
        assert_true(cookie_check(&c, &a, port, PROTO_TCP, k.sport, k.seq, sent + age, &got));
        assert_int_equal(got.try, try);
        assert_true(got.rtt >= age - 65536 && got.rtt <= age + 65536);
    }
}

/* Another target, port, protocol, key, or a guessed number does not pass. 2^-22 a guess in all ports: none in
 * 20,000. */
static void test_forgery(void **state)
{
    (void)state;
    struct cookie_conf c = conf_of(COOKIE_PORT_SPAN), other = c;
    other.key = hash_key_from_seed(2, "cookie");
    struct addr a = addr_v4(0xc6120001), b = addr_v4(0xc6120002);
    struct cookie k = cookie_make(&c, &a, 80, PROTO_TCP, 0, 0);
    struct cookie_read got;
    assert_false(cookie_check(&c, &b, 80, PROTO_TCP, k.sport, k.seq, 0, &got));
    assert_false(cookie_check(&c, &a, 81, PROTO_TCP, k.sport, k.seq, 0, &got));
    assert_false(cookie_check(&c, &a, 80, PROTO_UDP, k.sport, k.seq, 0, &got));
    assert_false(cookie_check(&other, &a, 80, PROTO_TCP, k.sport, k.seq, 0, &got));
    assert_false(cookie_check(&c, &a, 80, PROTO_TCP, (uint16_t)(k.sport + 1), k.seq, 0, &got));
    assert_false(cookie_check(&c, &a, 80, PROTO_TCP, COOKIE_PORT_BASE - 1, k.seq, 0, &got));
    for (uint32_t off = 1; off < 0x10000; off++)
        assert_false(cookie_check(&c, &a, 80, PROTO_TCP, k.sport, k.seq + off, 0, &got));
    struct rng rng = rng_of(9);
    for (int i = 0; i < 20000; i++)
        assert_false(cookie_check(&c, &a, 80, PROTO_TCP,
                                  (uint16_t)(COOKIE_PORT_BASE + rng_below(&rng, COOKIE_PORT_SPAN)),
                                  (uint32_t)rng_u64(&rng), 0, &got));
}

/* A fixed port repeats the 4-tuple, so the sequence number must repeat too. */
static void test_fixed_port(void **state)
{
    (void)state;
    struct cookie_conf c = conf_of(1);
    struct addr a = addr_v4(0xc6120001);
    struct cookie k = cookie_make(&c, &a, 80, PROTO_TCP, 0, 0),
                  again = cookie_make(&c, &a, 80, PROTO_TCP, 3, NSEC_SEC);
    struct cookie_read got;
    assert_int_equal(k.sport, 53);
    assert_int_equal(k.seq, again.seq);
    assert_true(cookie_check(&c, &a, 80, PROTO_TCP, 53, k.seq, NSEC_SEC, &got));
    assert_int_equal(got.rtt, -1);
    assert_false(cookie_check(&c, &a, 80, PROTO_TCP, 53, k.seq + 1, NSEC_SEC, &got));
}

/* TCP keeps to its block, for all tries, also as a protocol of IP; the others do not. */
static void test_blocks(void **state)
{
    (void)state;
    struct cookie_conf c = conf_of(COOKIE_PORT_SPAN);
    c.tcp = (struct cookie_ports){COOKIE_PORT_BASE + 2 * COOKIE_BLOCK, COOKIE_BLOCK};
    struct addr a = addr_v4(0xc6120001);
    uint32_t outside = 0;
    for (uint32_t i = 0; i < 65536; i++) {
        unsigned try = i % COOKIE_TRIES;
        struct cookie k = cookie_make(&c, &a, (uint16_t)i, PROTO_TCP, try, 0);
        struct cookie_read got;
        assert_true(k.sport >= c.tcp.base && k.sport - c.tcp.base < COOKIE_BLOCK);
        assert_true(cookie_check(&c, &a, (uint16_t)i, PROTO_TCP, k.sport, k.seq, 0, &got));
        assert_int_equal(got.try, try);
        k = cookie_make(&c, &a, (uint16_t)i, PROTO_UDP, try, 0);
        outside += k.sport < c.tcp.base || k.sport - c.tcp.base >= COOKIE_BLOCK;
    }
    assert_in_range(outside, 56000, 59000); /* seven eighths */
    struct cookie k = cookie_make(&c, &a, 6, PROTO_IP, 0, 0);
    assert_true(k.sport >= c.tcp.base && k.sport - c.tcp.base < COOKIE_BLOCK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_forgery),
        cmocka_unit_test(test_fixed_port),
        cmocka_unit_test(test_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
