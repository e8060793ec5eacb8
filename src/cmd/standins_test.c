/* Which neighbours are nothing but somebody's MAC. Ways and sets are the test's own. */
#include "cmd/standins.h"

#include "cmd/targeting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct path paths[] = {
    {.kind = PATH_DIRECT,
     .ifindex = 1,
     .first = {.b = {198, 18, 0, 0}, .len = 4},
     .last = {.b = {198, 18, 0, 255}, .len = 4}},
    {.kind = PATH_DIRECT,
     .ifindex = 2,
     .first = {.b = {198, 18, 1, 0}, .len = 4},
     .last = {.b = {198, 18, 1, 255}, .len = 4}},
    {.kind = PATH_VIA,
     .ifindex = 1,
     .first = {.b = {198, 18, 2, 0}, .len = 4},
     .last = {.b = {198, 18, 2, 255}, .len = 4}},
};

const struct path *ways_find(const struct ways *w, const struct addr *a)
{
    (void)w;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (addr_cmp(&paths[i].first, a) <= 0 && addr_cmp(a, &paths[i].last) <= 0)
            return &paths[i];
    return NULL;
}

struct targets *targeting_empty(void)
{
    const struct targets_conf conf = {.key = {{1}}};
    struct targets *t = NULL;
    assert_int_equal(targets_new(&conf, &t), 0);
    return t;
}

bool targeting_add(struct targets *t, const struct addr *first, const struct addr *last)
{
    char word[2 * ADDR_TEXT_MAX + 1], a[ADDR_TEXT_MAX], b[ADDR_TEXT_MAX];
    struct diag d = {0};
    snprintf(word, sizeof word, "%s-%s", addr_text(first, a), addr_text(last, b));
    return targets_add(t, TARGETS_INCLUDE, word, &d) == 0;
}

struct net {
    struct neighbours near;
    struct targets *all;
};

static void set_up(struct net *n)
{
    struct addr first = addr_v4(0xc6120000), last = addr_v4(0xc61203ff);
    struct diag d = {0};
    neighbours_init(&n->near, 4096, (struct hash_key){{3}});
    n->all = targeting_empty();
    assert_true(targeting_add(n->all, &first, &last));
    assert_int_equal(targets_compile(n->all, &d), 0);
}

static void tear_down(struct net *n)
{
    neighbours_fini(&n->near);
    targets_free(n->all);
}

/* 198.18.NET.FROM and the next ones have the MAC 02:…:mac. */
static void have(struct net *n, unsigned net, unsigned from, unsigned count, uint8_t mac, bool said)
{
    for (unsigned i = 0; i < count; i++) {
        struct addr a = addr_v4(0xc6120000 + net * 256 + from + i);
        uint8_t m[6] = {2, 0, 0, 0, 0, mac};
        assert_true(said ? neighbours_heard(&n->near, &a, m, -1) : neighbours_put(&n->near, &a, m));
    }
}

static uint64_t found(struct net *n, uint32_t *devices)
{
    struct targets *t = standins_find(NULL, &n->near, n->all, devices);
    assert_non_null(t);
    uint64_t count = targets_count(t);
    targets_free(t);
    return count;
}

static void one_device_for_many(void **state)
{
    struct net n;
    uint32_t devices;
    (void)state;
    set_up(&n);
    assert_int_equal(found(&n, &devices), 0); /* nobody there */
    have(&n, 0, 10, STANDINS_MIN - 1, 1, true);
    have(&n, 0, 100, 5, 2, true);
    assert_int_equal(found(&n, &devices), 0);
    assert_int_equal(devices, 0);
    have(&n, 0, 50, 1, 1, true); /* one more, not beside the others */
    assert_int_equal(found(&n, &devices), STANDINS_MIN);
    assert_int_equal(devices, 1);
    have(&n, 0, 150, STANDINS_MIN, 3, true);
    assert_int_equal(found(&n, &devices), 2 * STANDINS_MIN);
    assert_int_equal(devices, 2);
    tear_down(&n);
}

/* The same MAC on two links is two devices; behind a router it says nothing; what was only written down is
 * doubtful at once. */
static void where_and_who_said_so(void **state)
{
    struct net n;
    uint32_t devices;
    (void)state;
    set_up(&n);
    have(&n, 0, 10, STANDINS_MIN / 2, 1, true);
    have(&n, 1, 10, STANDINS_MIN / 2, 1, true);
    have(&n, 2, 10, 2 * STANDINS_MIN, 1, true);
    assert_int_equal(found(&n, &devices), 0);
    have(&n, 0, 200, 1, 9, false);
    assert_int_equal(found(&n, &devices), 1);
    assert_int_equal(devices, 0);
    tear_down(&n);
}

/* Only what is asked counts. */
static void among_targets(void **state)
{
    struct net n;
    uint32_t devices;
    struct addr first = addr_v4(0xc6120000), last = addr_v4(0xc6120000 + 10 + STANDINS_MIN - 2);
    struct diag d = {0};
    (void)state;
    set_up(&n);
    have(&n, 0, 10, 4 * STANDINS_MIN, 1, true);
    targets_free(n.all);
    n.all = targeting_empty();
    assert_true(targeting_add(n.all, &first, &last));
    assert_int_equal(targets_compile(n.all, &d), 0);
    assert_int_equal(found(&n, &devices), 0);
    tear_down(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_device_for_many),
        cmocka_unit_test(where_and_who_said_so),
        cmocka_unit_test(among_targets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
