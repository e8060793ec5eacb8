#include "cmd/crowds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct log {
    struct sink sink;
    uint32_t count, suspects;
    struct addr last;
};

static int put(struct sink *s, const struct record *r)
{
    struct log *l = (struct log *)s;
    assert_int_equal(r->type, RECORD_HOST);
    l->count++;
    l->suspects += r->host.suspect && strcmp(r->host.suspect, "one-device") == 0;
    l->last = r->host.addr;
    return 0;
}

static bool hold(struct crowds *c, const struct addr *a, uint64_t distance)
{
    struct record r;
    record_init(&r, RECORD_HOST);
    r.host.addr = *a;
    r.host.state = HOST_UP;
    r.host.distance = distance;
    return crowds_hold(c, &r.host);
}

/* Addresses from … to of 2001:db8:: or 198.18.4.0, `odd` of them from another distance. */
static void hold_all(struct crowds *c, bool six, unsigned from, unsigned to, unsigned odd)
{
    struct addr base = {.b = {0x20, 1, 0x0d, 0xb8}, .len = 16};
    if (!six)
        base = addr_v4(0xc6120400);
    for (unsigned i = from; i <= to; i++) {
        struct addr a = addr_add(&base, i);
        assert_true(hold(c, &a, i - from < odd ? 9 : 4));
    }
}

static struct log release(struct crowds *c, uint64_t *same)
{
    struct log l = {.sink.put = put};
    assert_int_equal(crowds_release(c, &l.sink, same), 0);
    return l;
}

static void who_is_one(void **state)
{
    static const struct {
        unsigned from, to, odd;
        uint32_t suspects, crowds;
    } cases[] = {
        {0, 255, 0, 256, 1},
        {0, 255, 3, 253, 1} /* three are hosts of their own, though they come first */,
        {0, 255, 20, 0, 0} /* too many from elsewhere */,
        {1, 255, 0, 0, 0},
        {0, 254, 0, 0, 0},
        {0, 200, 0, 0, 0},
        {0, 511, 0, 512, 2},
        {0, 300, 0, 256, 1} /* the second network is not full */,
        {128, 383, 0, 0, 0},
    };
    struct crowds *c;
    (void)state;
    assert_int_equal(crowds_new(&c), 0);
    for (int six = 0; six < 2; six++)
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            uint64_t same;
            hold_all(c, six, cases[i].from, cases[i].to, cases[i].odd);
            struct log l = release(c, &same);
            assert_int_equal(l.count, cases[i].to - cases[i].from + 1);
            assert_int_equal(l.last.b[six ? 15 : 3], cases[i].to & 255);
            assert_int_equal(l.suspects, cases[i].suspects);
            assert_int_equal(same, cases[i].suspects - cases[i].crowds);
        }
    crowds_free(c);
    crowds_free(NULL);
}

/* The same address again is no other host. */
static void one_talks_much(void **state)
{
    struct crowds *c;
    uint64_t same;
    (void)state;
    assert_int_equal(crowds_new(&c), 0);
    for (int i = 0; i < 300; i++)
        hold_all(c, false, 0, 0, 0);
    hold_all(c, false, 255, 255, 0);
    assert_int_equal(release(c, &same).suspects, 0);
    assert_int_equal(same, 0);
    crowds_free(c);
}

static void more_than_fit(void **state)
{
    struct crowds *c;
    uint64_t same;
    (void)state;
    assert_int_equal(crowds_new(&c), 0);
    for (unsigned i = 0; i < CROWDS_MAX; i++) {
        struct addr a = addr_v4(0xc6120000 + i * 2);
        assert_true(hold(c, &a, 1));
    }
    struct addr a = addr_v4(0xc6100000);
    assert_false(hold(c, &a, 1));
    assert_int_equal(release(c, &same).count, CROWDS_MAX);
    assert_true(hold(c, &a, 1)); /* and again */
    crowds_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_one),
        cmocka_unit_test(one_talks_much),
        cmocka_unit_test(more_than_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
