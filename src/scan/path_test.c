#include "scan/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PATHS 200

static struct addr addr(const char *text)
{
    struct addr a;
    assert_int_equal(addr_parse(text, &a), 0);
    return a;
}

static struct path between(const char *first, const char *last)
{
    return (struct path){.first = addr(first), .last = addr(last)};
}

static void assert_found(const struct paths *p, const char *text, int expected)
{
    struct addr a = addr(text);
    for (uint32_t start = 0; start <= p->count + 1; start++) { /* a wrong hint costs time, never the answer */
        uint32_t hint = start;
        const struct path *found = paths_find(p, &a, &hint);
        assert_ptr_equal(found, expected < 0 ? NULL : &p->path[expected]);
        assert_int_equal(hint, expected < 0 ? start : (uint32_t)expected);
    }
}

static void ranges_and_gaps(void **state)
{
    (void)state;
    const struct path list[] = {
        between("198.18.0.0", "198.18.0.9"),     between("198.18.0.10", "198.18.0.10"),
        between("198.18.0.12", "198.18.3.255"),  between("255.255.255.255", "255.255.255.255"),
        between("2001:db8::", "2001:db8::ffff"), between("fe80::%2", "fe80::ffff%2"),
        between("fe80::%3", "fe80::ffff%3"),
    };
    const struct paths p = {list, sizeof list / sizeof *list};
    static const struct {
        const char *addr;
        int path;
    } cases[] = {
        {"0.0.0.0", -1},     {"198.17.255.255", -1}, {"198.18.0.0", 0},       {"198.18.0.9", 0},
        {"198.18.0.10", 1},  {"198.18.0.11", -1},    {"198.18.0.12", 2},      {"198.18.2.0", 2},
        {"198.18.3.255", 2}, {"198.18.4.0", -1},     {"255.255.255.254", -1}, {"255.255.255.255", 3},
        {"::", -1},          {"2001:db8::", 4},      {"2001:db8::1:0", -1},   {"fe80::1", -1},
        {"fe80::1%1", -1},   {"fe80::1%2", 5},       {"fe80::ffff%2", 5},     {"fe80::1:0%2", -1},
        {"fe80::1%3", 6},    {"fe80::%4", -1},       {"ffff::", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_found(&p, cases[i].addr, cases[i].path);
    const struct paths none = {list, 0};
    assert_found(&none, "198.18.0.0", -1);
}

/* Against looking at one after the other. */
static void as_a_plain_search(void **state)
{
    (void)state;
    static struct path list[PATHS];
    struct rng r = rng_of(1);
    uint32_t at = 0, hint = 0, n = 0;
    for (; n < PATHS; n++) {
        at += 1 + (uint32_t)rng_below(&r, 4);
        list[n].first = addr_v4(at);
        at += (uint32_t)rng_below(&r, 4);
        list[n].last = addr_v4(at);
    }
    const struct paths p = {list, n};
    for (uint32_t round = 0; round < 5 * at; round++) {
        struct addr a = addr_v4(round % 2 ? round % (at + 9) : (uint32_t)rng_below(&r, at + 9));
        const struct path *expected = NULL;
        for (uint32_t i = 0; i < n; i++)
            if (addr_cmp(&list[i].first, &a) <= 0 && addr_cmp(&a, &list[i].last) <= 0)
                expected = &list[i];
        assert_ptr_equal(paths_find(&p, &a, &hint), expected);
    }
}

/* Our own link-local address is heard on lo, but belongs to its interface. */
static void zones_of_what_is_heard(void **state)
{
    (void)state;
    struct path list[] = {between("fe80::1%5", "fe80::1%5"), between("fe80::2%5", "fe80::2%5"),
                          between("fe80::3%6", "fe80::3%6")};
    list[0].own = list[2].own = true;
    list[0].ifindex = list[2].ifindex = 1;
    list[1].ifindex = 1;
    const struct paths p = {list, 3};
    struct addr own = addr("fe80::1"), theirs = addr("fe80::2"), other = addr("fe80::3");
    assert_int_equal(paths_zone(&p, &own, 1), 5);
    assert_int_equal(paths_zone(&p, &other, 1), 6);
    assert_int_equal(paths_zone(&p, &theirs, 5), 5);
    assert_int_equal(paths_zone(&p, &theirs, 1), 1);
    assert_int_equal(paths_zone(&p, &own, 7), 7); /* somebody else's of the same number, on another link */
}

static const struct hash_key key = {{9}};

static void neighbours_are_remembered(void **state)
{
    (void)state;
    struct neighbours n;
    neighbours_init(&n, 1000, key);
    struct addr nobody = addr("198.18.0.1");
    assert_null(neighbours_get(&n, &nobody));
    for (uint32_t i = 0; i < 1000; i++) { /* over several growths */
        struct addr a = addr_v4(0xc6120000 + i);
        const uint8_t mac[6] = {2, 0, 0, 0, (uint8_t)(i >> 8), (uint8_t)i};
        assert_true(neighbours_put(&n, &a, mac));
    }
    for (uint32_t i = 0; i < 1000; i++) {
        struct addr a = addr_v4(0xc6120000 + i);
        const uint8_t mac[6] = {2, 0, 0, 0, (uint8_t)(i >> 8), (uint8_t)i};
        assert_memory_equal(neighbours_get(&n, &a), mac, 6);
    }
    neighbours_fini(&n);
    neighbours_fini(&n);
    assert_null(neighbours_get(&n, &nobody));
}

static void full_of_neighbours(void **state)
{
    (void)state;
    struct neighbours n;
    const uint8_t one[6] = {2, 1}, two[6] = {2, 2};
    struct addr a = addr("fe80::1%1"), b = addr("fe80::1%2"), c = addr("fe80::1%3");
    neighbours_init(&n, 2, key);
    assert_true(neighbours_put(&n, &a, one));
    assert_true(neighbours_put(&n, &b, one));
    assert_false(neighbours_put(&n, &c, one));
    assert_null(neighbours_get(&n, &c));
    assert_true(neighbours_put(&n, &a, two)); /* who is known may change, even now */
    assert_memory_equal(neighbours_get(&n, &a), two, 6);
    assert_memory_equal(neighbours_get(&n, &b), one, 6);
    assert_int_equal(n.map.refused, 1);
    neighbours_fini(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_and_gaps),        cmocka_unit_test(as_a_plain_search),
        cmocka_unit_test(zones_of_what_is_heard), cmocka_unit_test(neighbours_are_remembered),
        cmocka_unit_test(full_of_neighbours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
