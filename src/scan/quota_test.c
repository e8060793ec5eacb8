#include "scan/quota.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct addr host(unsigned a, unsigned b)
{
    return (struct addr){.len = 4, .b = {198, 18, (uint8_t)a, (uint8_t)b}};
}

/* Packets that may go in a second, one host after the other, by way of `hop`. */
static double rate(struct quota *b, struct addr (*next)(uint32_t i), const struct addr *hop)
{
    uint32_t sent = 0;
    nsec now = NSEC_SEC;
    for (uint32_t i = 0; now < 2 * NSEC_SEC; i++) {
        struct addr a = next(i);
        while (!quota_take(b, &a, hop, now)) {
            assert_true(b->free_at > now);
            now = b->free_at;
        }
        sent++;
    }
    return sent;
}

static struct addr one(uint32_t i)
{
    (void)i;
    return host(1, 1);
}

static struct addr one_net(uint32_t i)
{
    return host(1, i % 256);
}

static struct addr many_nets(uint32_t i)
{
    return host(i % 100, i / 100 % 256);
}

static struct addr one_net6(uint32_t i)
{
    return (struct addr){.len = 16, .b = {0x20, 1, 0xd, 0xb8, [14] = (uint8_t)(i >> 8), [15] = (uint8_t)i}};
}

static void test_rates(void **state)
{
    const struct addr gateway = host(0, 254);
    const struct {
        struct addr (*next)(uint32_t i);
        const struct addr *hop;
        double rate;
        enum pace_limit by;
    } row[] = {
        {one, NULL, QUOTA_HOST, PACE_HOST},
        {one_net, NULL, QUOTA_NET, PACE_SUBNET},
        {one_net6, NULL, QUOTA_NET, PACE_SUBNET},
        {many_nets, &gateway, QUOTA_HOP, PACE_HOP},
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct quota b;
        assert_int_equal(quota_init(&b, 0), 0);
        double r = rate(&b, row[i].next, row[i].hop);
        assert_true(r > 0.98 * row[i].rate && r < 1.04 * row[i].rate);
        assert_int_equal(b.by, row[i].by);
        quota_fini(&b);
    }
}

/* Whoever wants a minimum of everything gets it from each. */
static void test_least(void **state)
{
    struct quota b;
    (void)state;
    assert_int_equal(quota_init(&b, 2 * QUOTA_HOST), 0);
    double r = rate(&b, one, NULL);
    assert_true(r > 1.96 * QUOTA_HOST && r < 2.08 * QUOTA_HOST);
    quota_fini(&b);
}

/* What was not spent does not gather: after a pause no more goes at once than always. */
static void test_no_savings(void **state)
{
    struct quota b;
    struct addr a = host(1, 1);
    uint32_t sent = 0;
    (void)state;
    assert_int_equal(quota_init(&b, 0), 0);
    while (quota_take(&b, &a, NULL, NSEC_HOUR))
        sent++;
    assert_in_range(sent, 1000, 1001);
    quota_fini(&b);
}

/* Another host is not asked less because one has spent his. */
static void test_apart(void **state)
{
    struct quota b;
    struct addr spent = host(1, 1), other = host(1, 2);
    (void)state;
    assert_int_equal(quota_init(&b, 0), 0);
    while (quota_take(&b, &spent, NULL, NSEC_SEC))
        ;
    assert_true(quota_take(&b, &other, NULL, NSEC_SEC));
    quota_fini(&b);
}

/* Without tables there are no quotas. */
static void test_none(void **state)
{
    struct quota b = {0};
    struct addr a = host(1, 1);
    (void)state;
    for (int i = 0; i < 100000; i++)
        assert_true(quota_take(&b, &a, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rates), cmocka_unit_test(test_least), cmocka_unit_test(test_no_savings),
        cmocka_unit_test(test_apart), cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
