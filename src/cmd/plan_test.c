/* What a run asks: narrowing to what can be reached, and to the journal and back, whole, cut short and made
 * up. */
#include "cmd/plan.h"

#include "cmd/cmd.h"
#include "cmd/doors.h"
#include "cmd/rerun.h"
#include "cmd/targeting.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The command line is not under test here. */
void cmd_say(const char *format, ...)
{
    (void)format;
}

int cmd_wrong(const struct diag *d)
{
    (void)d;
    return CMD_USAGE;
}

int cmd_failed(const char *what, int negative_errno)
{
    (void)what, (void)negative_errno;
    return CMD_ENV;
}

int doors_read(const struct scanopts *o, struct pairs *ret)
{
    (void)o, (void)ret;
    return CMD_USAGE;
}

int targeting_addrs(const struct scanopts *o, const struct opt_list *words, struct targets **ret)
{
    (void)o, (void)words, (void)ret;
    return CMD_USAGE;
}

int targeting_ports(const struct scanopts *o, uint32_t protocols, bool everything, struct ports *ret)
{
    (void)protocols, (void)o, (void)everything, (void)ret;
    return CMD_USAGE;
}

struct targets *targeting_empty(void)
{
    struct targets_conf conf = {.key = hash_key_from_seed(1, "t")};
    struct targets *t;
    return targets_new(&conf, &t) < 0 ? NULL : t;
}

bool targeting_add(struct targets *t, const struct addr *first, const struct addr *last)
{
    char a[ADDR_TEXT_MAX], b[ADDR_TEXT_MAX], word[2 * ADDR_TEXT_MAX + 2];
    struct diag d = {0};
    snprintf(word, sizeof word, "%s-%s", addr_text(first, a), addr_text(last, b));
    return targets_add(t, TARGETS_INCLUDE, word, &d) == 0;
}

static struct targets *set(const char *words)
{
    struct targets *t = targeting_empty();
    struct diag d = {0};
    assert_int_equal(targets_add_list(t, TARGETS_INCLUDE, words, strlen(words), &d), 0);
    assert_int_equal(targets_compile(t, &d), 0);
    return t;
}

static void doors(struct plan *p, const char *const *lines)
{
    struct pairs_list l = {0};
    struct diag d = {0};
    for (; *lines; lines++)
        assert_int_equal(pairs_list_line(&l, *lines, strlen(*lines), 1, &d), 0);
    assert_int_equal(pairs_make(&l, targeting_empty(), NULL, &p->doors, &d), 0);
    pairs_list_fini(&l);
}

static struct plan sample(void)
{
    static const uint16_t ports[] = {443, 80, 22, 7};
    struct plan p = {.absent = 3, .cut_off = 4, .unsent = 6, .unsent_error = 105};
    struct addr named;
    p.wanted = set("198.18.0.0/24 198.18.7.7 2001:db8::/120 2001:db8:1::1");
    p.product = set("198.18.0.0/25 198.18.0.200 2001:db8::/120");
    assert_int_equal(addr_parse("198.18.0.200", &named), 0);
    targets_remember(p.product, &named, "printer.example");
    assert_int_equal(ports_ordered(PROTO_TCP, ports, 4, &p.ports), 0);
    assert_int_equal(ports_ordered(PROTO_UDP, ports + 1, 2, &p.ports), 0);
    assert_int_equal(ports_ordered(PROTO_UDP, ports, 1, &p.ports), -EINVAL); /* once is enough */
    doors(&p, (const char *const[]){"198.18.7.7 22", "198.18.7.7 8080", "2001:db8:1::1 443", "198.18.0.3 5",
                                    NULL});
    return p;
}

static void same_set(const struct targets *a, const struct targets *b)
{
    assert_int_equal(targets_range_count(a), targets_range_count(b));
    for (uint32_t i = 0; i < targets_range_count(a); i++) {
        assert_true(addr_eq(&targets_range(a, i)->first, &targets_range(b, i)->first));
        assert_true(addr_eq(&targets_range(a, i)->last, &targets_range(b, i)->last));
    }
}

static void test_without(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"198.18.0.0/24", "198.18.0.0 198.18.0.9 198.18.0.255", "198.18.0.1-8 198.18.0.10-254"},
        {"198.18.0.0/24", "", "198.18.0.0/24"},
        {"198.18.0.0/24", "198.18.0.0/24 2001:db8::1", ""},
        {"198.18.0.5-9 198.18.0.20-29", "198.18.0.1-6 198.18.0.8-21 198.18.0.29-40",
         "198.18.0.7 198.18.0.22-28"},
        {"198.18.0.1-3 198.18.0.5-7 2001:db8::/98", "198.18.0.0-6 2001:db8::7",
         "198.18.0.7 2001:db8::0-2001:db8::6 2001:db8::8-2001:db8::3fff:ffff"},
        {"", "198.18.0.1", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct targets *a = set(cases[i][0]), *b = set(cases[i][1]), *want = set(cases[i][2]),
                       *got = plan_without(a, b);
        assert_non_null(got);
        same_set(got, want);
        targets_free(a);
        targets_free(b);
        targets_free(want);
        targets_free(got);
    }
}

static void found_fini(struct plan_found *f)
{
    targets_free(f->up);
    targets_free(f->doubtful);
    targets_free(f->called);
    targets_free(f->crowd);
    targets_free(f->unsent);
    *f = (struct plan_found){0};
}

static void test_journal(void **state)
{
    (void)state;
    struct plan p = sample(), back = {0};
    struct plan_found known = {.up = set("198.18.0.7"),
                               .doubtful = set("198.18.0.1-9"),
                               .crowd = set("198.18.0.32-63"),
                               .unsent = set("198.18.0.70-75"),
                               .crowded = 31,
                               .silent = 5,
                               .devices = 2,
                               .probes = 6,
                               .replies = 7,
                               .retries = 8},
                      found;
    struct journal j;
    struct journal_reader r;
    struct addr named;
    size_t len;
    journal_begin(&j, hash_key_from_seed(1, "salt"));
    plan_write(&p, &known, &j);
    const void *bytes = journal_take(&j, &len);
    assert_true(journal_open(&r, bytes, len));
    assert_int_equal(plan_read(&back, &found, &r), 0);
    same_set(p.wanted, back.wanted);
    same_set(p.product, back.product);
    same_set(p.doors.hosts, back.doors.hosts);
    assert_int_equal(back.doors.count, 4);
    assert_memory_equal(p.doors.port, back.doors.port, 4 * sizeof *p.doors.port);
    assert_int_equal(back.ports.list[PROTO_TCP].count, 4);
    assert_memory_equal(p.ports.list[PROTO_TCP].port, back.ports.list[PROTO_TCP].port, 4 * sizeof(uint16_t));
    assert_int_equal(back.ports.list[PROTO_UDP].count, 2);
    assert_memory_equal(p.ports.list[PROTO_UDP].port, back.ports.list[PROTO_UDP].port, 2 * sizeof(uint16_t));
    assert_int_equal(back.ports.list[PROTO_SCTP].count, 0);
    assert_int_equal(back.absent, 3);
    assert_int_equal(back.cut_off, 4);
    assert_true(back.unsent == 6 && back.unsent_error == 105);
    assert_int_equal(addr_parse("198.18.0.200", &named), 0);
    assert_string_equal(targets_name(back.product, &named), "printer.example");
    assert_string_equal(targets_name(back.wanted, &named), "printer.example");
    same_set(known.up, found.up);
    same_set(known.doubtful, found.doubtful);
    same_set(known.crowd, found.crowd);
    same_set(known.unsent, found.unsent);
    assert_int_equal(found.crowded, 31);
    assert_int_equal(targets_count(found.called), 0);
    assert_true(found.silent == 5 && found.devices == 2 && found.probes == 6 && found.replies == 7);
    assert_int_equal(found.retries, 8);
    found_fini(&known);
    found_fini(&found);
    plan_fini(&p);
    plan_fini(&back);
    journal_fini(&j);
}

/* A preface that is cut is none. */
static void test_cut(void **state)
{
    (void)state;
    struct plan p = sample();
    struct journal j;
    struct journal_reader r;
    size_t len;
    journal_begin(&j, hash_key_from_seed(1, "salt"));
    plan_write(&p, &(struct plan_found){0}, &j);
    const void *bytes = journal_take(&j, &len);
    for (size_t n = JOURNAL_HEAD; n < len; n++) {
        struct plan back = {0};
        struct plan_found found = {0};
        uint8_t *exact = malloc(n);
        memcpy(exact, bytes, n);
        assert_true(journal_open(&r, exact, n));
        assert_int_equal(plan_read(&back, &found, &r), -EINVAL);
        plan_fini(&back);
        free(exact);
    }
    plan_fini(&p);
    journal_fini(&j);
}

static void test_hostile(void **state)
{
    (void)state;
    struct addr four = addr_v4(0xc6120009), before = addr_v4(0xc6120001), six = {.b = {0x20, 1}, .len = 16};
    const struct journal_entry bad[] = {
        {.kind = JOURNAL_RANGE, .v = {JOURNAL_SETS}, .a = before, .b = four},
        {.kind = JOURNAL_RANGE, .a = four, .b = before},
        {.kind = JOURNAL_RANGE, .a = four, .b = six},
        {.kind = JOURNAL_RANGE},
        {.kind = JOURNAL_NAME, .a = four},
        {.kind = JOURNAL_NAME, .a = four, .bytes = (const uint8_t *)"a\0b", .len = 3},
        {.kind = JOURNAL_PORTS, .bytes = (const uint8_t *)"abc", .len = 3},
        {.kind = JOURNAL_PORTS, .bytes = (const uint8_t *)"abab", .len = 4},
        {.kind = JOURNAL_PORTS, .v = {PROTO_COUNT}, .bytes = (const uint8_t *)"ab", .len = 2},
        {.kind = JOURNAL_PAIRS, .bytes = (const uint8_t *)"ab", .len = 2},
        {.kind = JOURNAL_PAIRS, .a = four, .bytes = (const uint8_t *)"a", .len = 1},
        {.kind = JOURNAL_BLOCK},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct plan back = {0};
        struct plan_found found = {0};
        struct journal j;
        struct journal_reader r;
        size_t len;
        journal_begin(&j, hash_key_from_seed(1, "salt"));
        journal_put(&j, &bad[i]);
        journal_put(&j, &(struct journal_entry){.kind = JOURNAL_READY});
        const void *bytes = journal_take(&j, &len);
        assert_true(journal_open(&r, bytes, len));
        assert_int_equal(plan_read(&back, &found, &r), -EINVAL);
        plan_fini(&back);
        journal_fini(&j);
    }
}

/* Against a naive reckoning, address by address. */
static void test_reach(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    for (int trial = 0; trial < 100; trial++) {
        char words[2][600];
        bool in[2][256] = {0};
        for (int k = 0; k < 2; k++) {
            size_t n = 0;
            for (int i = 0; i < 12; i++) {
                unsigned a = (unsigned)rng_below(&rng, 256), b = a + (unsigned)rng_below(&rng, 256 - a) / 4;
                n += (size_t)snprintf(words[k] + n, sizeof words[k] - n, "198.18.0.%u-%u ", a, b);
                memset(&in[k][a], 1, b - a + 1);
            }
        }
        struct plan p = {.product = set(words[0]), .wanted = set("198.18.0.0/24")};
        doors(&p,
              (const char *const[]){"198.18.0.9 1", "198.18.0.9 2", "198.18.0.77 1", "198.18.0.200 4", NULL});
        assert_int_equal(plan_reach(&p, set(words[1])), 0);
        for (unsigned i = 0; i < 256; i++) {
            struct addr a = addr_v4(0xc6120000 + i);
            bool door = in[1][i] && (i == 9 || i == 77 || i == 200);
            assert_int_equal(targets_index(p.product, &a) != TARGETS_NONE, in[0][i] && in[1][i]);
            assert_int_equal(targets_index(p.doors.hosts, &a) != TARGETS_NONE, door);
            assert_int_equal(plan_asks(&p, &a), (in[0][i] && in[1][i]) || door);
        }
        plan_fini(&p);
    }
}

/* The command line to the journal and back, and journals that have none. */
static void test_command(void **state)
{
    (void)state;
    char *argv[] = {"scan", "-p", "", "198.18.0.0/24", "--json", "a file", NULL};
    struct rerun run = {.argv = argv,
                        .argc = 6,
                        .id = "0123",
                        .folder = "/tmp",
                        .tech = "syn",
                        .seed = UINT64_MAX,
                        .started = 77},
                 back;
    struct journal j;
    struct journal_reader r;
    size_t len;
    journal_begin(&j, hash_key_from_seed(1, "salt"));
    rerun_write(&run, &j);
    journal_put(&j, &(struct journal_entry){.kind = JOURNAL_TIME, .v = {5}});
    journal_put(&j, &(struct journal_entry){.kind = JOURNAL_TIME, .v = {9}});
    const void *bytes = journal_take(&j, &len);
    assert_true(journal_open(&r, bytes, len));
    assert_int_equal(rerun_read(&back, &r), 0);
    assert_int_equal(back.argc, 6);
    for (int i = 0; i < 6; i++)
        assert_string_equal(back.argv[i], argv[i]);
    assert_null(back.argv[6]);
    assert_string_equal(back.id, "0123");
    assert_string_equal(back.tech, "syn");
    assert_true(back.seed == UINT64_MAX && back.started == 77 && back.elapsed == 9);
    rerun_fini(&back);
    journal_fini(&j);
    static const struct {
        const char *strings;
        size_t len;
        uint64_t format;
    } bad[] = {{"a\0b\0c\0", 6, JOURNAL_FORMAT + 1},
               {"a\0b\0c", 5, JOURNAL_FORMAT},
               {"a\0b\0", 4, JOURNAL_FORMAT},
               {"", 0, JOURNAL_FORMAT}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        journal_begin(&j, hash_key_from_seed(1, "salt"));
        journal_put(&j, &(struct journal_entry){.kind = JOURNAL_RUN,
                                                .v = {bad[i].format},
                                                .bytes = (const uint8_t *)bad[i].strings,
                                                .len = bad[i].len});
        bytes = journal_take(&j, &len);
        assert_true(journal_open(&r, bytes, len));
        assert_int_equal(rerun_read(&back, &r), -EINVAL);
        journal_fini(&j);
    }
}

/* All parts together are the whole, and share nothing; some are empty where there are more of them than
 * addresses. */
static void test_share(void **state)
{
    static const uint32_t shards[] = {1, 2, 3, 7, 20};
    struct targets *whole = set("198.18.0.0-4 198.18.0.9 198.18.1.1-3 2001:db8::1-2001:db8::4");
    uint64_t n = targets_count(whole);
    (void)state;
    assert_int_equal(n, 13);
    for (size_t k = 0; k < sizeof shards / sizeof *shards; k++) {
        uint64_t i = 0;
        for (uint32_t shard = 0; shard < shards[k]; shard++) {
            struct plan p = {.wanted = plan_united(whole, NULL)};
            assert_int_equal(plan_share(&p, shard, shards[k]), 0);
            assert_int_equal(targets_count(p.wanted), targets_count(p.product));
            for (uint64_t at = 0; at < targets_count(p.wanted); at++, i++) {
                struct addr a = targets_addr(p.wanted, at), b = targets_addr(whole, i);
                assert_true(addr_eq(&a, &b));
            }
            plan_fini(&p);
        }
        assert_int_equal(i, n);
    }
    targets_free(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without), cmocka_unit_test(test_journal), cmocka_unit_test(test_cut),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_reach),   cmocka_unit_test(test_command),
        cmocka_unit_test(test_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
