/* Resuming, engine alone: probes that this machine could not send, journals that end anywhere, and journals
 * made by an enemy. Whole networks: lab/sim/resume_test.c. */
#include "scan/resume.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define PORTS 200
#define DISK  (8u << 20)

struct heard_of {
    struct sink sink;
    unsigned open, filtered, closed, hosts;
};

static int count(struct sink *s, const struct record *r)
{
    struct heard_of *h = (struct heard_of *)s;
    h->hosts += r->type == RECORD_HOST;
    if (r->type != RECORD_PORT)
        return 0;
    h->open += r->port.state == STATE_OPEN;
    h->closed += r->port.state == STATE_CLOSED;
    h->filtered += r->port.state == STATE_FILTERED;
    return 0;
}

static int nothing(struct sink *s)
{
    (void)s;
    return 0;
}

struct world {
    struct targets *targets;
    struct ports ports;
    struct heard_of heard;
    struct scan *scan;
    struct journal journal;
    uint8_t *disk;
    size_t len;
    nsec now;
    bool down; /* nothing can be sent */
    struct reply reply[64];
    uint32_t replies;
};

static void world_init(struct world *w)
{
    struct targets_conf tc = {.key = hash_key_from_seed(1, "t")};
    struct ports_conf pc = {.spec = "1-200", .protocols = 1u << PROTO_TCP};
    struct diag d;
    *w = (struct world){.disk = malloc(DISK)};
    assert_int_equal(targets_new(&tc, &w->targets), 0);
    assert_int_equal(targets_add(w->targets, TARGETS_INCLUDE, "198.18.0.0/30", &d), 0);
    assert_int_equal(targets_compile(w->targets, &d), 0);
    assert_int_equal(ports_parse(&pc, &w->ports, &d), 0);
    journal_begin(&w->journal, hash_key_from_seed(1, "salt"));
}

static void engine(struct world *w)
{
    w->heard = (struct heard_of){.sink = {.put = count, .flush = nothing, .close = nothing}};
    struct scan_conf conf = {.tech = &tech_syn,
                             .targets = w->targets,
                             .ports = &w->ports.list[PROTO_TCP],
                             .sink = &w->heard.sink,
                             .seed = 3,
                             .all_states = true,
                             .max_rounds = 4,
                             .min_rounds = 4,
                             .block_targets = 2 * PORTS};
    w->replies = 0;
    assert_int_equal(scan_new(&conf, w->now, &w->scan), 0);
}

static void world_fini(struct world *w)
{
    scan_free(w->scan);
    journal_fini(&w->journal);
    ports_fini(&w->ports);
    targets_free(w->targets);
    free(w->disk);
}

static void save(struct world *w)
{
    size_t n;
    const void *bytes = journal_take(&w->journal, &n);
    assert_true(w->len + n <= DISK);
    memcpy(w->disk + w->len, bytes, n);
    w->len += n;
    journal_clear(&w->journal);
}

/* Open ports end in 0, silent ones in 1, all others are closed. */
static void answer(struct world *w, const struct probe *p)
{
    struct reply r = {
        .addr = p->addr, .port = p->port, .try = p->try, .at = w->now, .rtt = NSEC_MS, .ttl = 60};
    r.error = w->down ? ENOBUFS : 0;
    r.heard = p->port % 10 == 0 ? HEARD_YES : HEARD_RST;
    if (w->down || p->port % 10 != 1)
        w->reply[w->replies++] = r;
}

/* Returns false when the scan is done. */
static bool step(struct world *w)
{
    struct probe probe[64];
    nsec wake;
    int n = scan_step(w->scan, w->now, w->reply, w->replies, probe, 20, &wake);
    assert_true(n >= 0);
    w->replies = 0;
    for (int i = 0; i < n; i++)
        answer(w, &probe[i]);
    w->now = w->replies || wake <= w->now ? w->now + NSEC_MS : nsec_min(wake, w->now + 100 * NSEC_MS);
    return !scan_done(w->scan);
}

static int resume(struct world *w, size_t len)
{
    struct journal_reader r;
    engine(w);
    if (!journal_open(&r, w->disk, len))
        return -EINVAL;
    int e = resume_read(w->scan, &r, 0, w->now);
    if (e < 0 || (e == 0 && scan_done(w->scan)))
        return e;
    journal_fini(&w->journal);
    journal_continue(&w->journal, r.salt, r.chunks);
    w->len = r.valid;
    if (e == RESUME_E_NONE)
        resume_write(w->scan, &w->journal, 0);
    else
        resume_go_on(w->scan, &w->journal);
    return 0;
}

/* Dies every few steps, the link goes down and comes back: in the end everything has its verdict. */
static void test_failures(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < 40; seed++) {
        struct world w;
        struct rng rng = rng_of(seed);
        world_init(&w);
        engine(&w);
        resume_write(w.scan, &w.journal, 0);
        save(&w);
        for (unsigned deaths = 0; step(&w);) {
            w.down = rng_below(&rng, 100) < 30 && w.now < 3 * NSEC_SEC;
            if (rng_below(&rng, 3) == 0) {
                resume_mark(w.scan, w.now);
                save(&w);
            }
            if (deaths > 30 || rng_below(&rng, 20))
                continue;
            deaths++;
            scan_free(w.scan);
            w.now += NSEC_SEC;
            assert_int_equal(resume(&w, w.len), 0);
        }
        struct scan_stats st;
        scan_stats(w.scan, &st);
        assert_int_equal(w.heard.open, 4 * PORTS / 10);
        assert_int_equal(w.heard.closed + w.heard.filtered + st.unasked, 4 * PORTS * 9 / 10);
        assert_true(w.heard.filtered <= 4 * PORTS / 10);
        world_fini(&w);
    }
}

/* What could never be sent has no verdict, before and after. */
static void test_never_sent(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    engine(&w);
    w.down = true;
    resume_write(w.scan, &w.journal, 0);
    for (unsigned i = 1; step(&w); i++) {
        resume_mark(w.scan, w.now);
        save(&w);
        if (i % 3000)
            continue;
        scan_free(w.scan);
        assert_int_equal(resume(&w, w.len), 0);
    }
    struct scan_stats st;
    scan_stats(w.scan, &st);
    assert_false(st.complete);
    assert_int_equal(st.unasked, 4 * PORTS);
    assert_int_equal(w.heard.open + w.heard.closed + w.heard.filtered, 0);
    world_fini(&w);
}

/* Cut at every byte: resumes and finishes, or (head or first chunk gone) begins anew. */
static void test_every_cut(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    engine(&w);
    resume_write(w.scan, &w.journal, 0);
    while (step(&w)) {
        resume_mark(w.scan, w.now);
        save(&w);
    }
    save(&w);
    scan_free(w.scan);
    size_t whole = w.len;
    uint8_t *disk = malloc(whole);
    memcpy(disk, w.disk, whole);
    for (size_t n = JOURNAL_HEAD; n <= whole; n += n < 1000 ? 1 : 37) {
        memcpy(w.disk, disk, whole);
        w.now += NSEC_SEC;
        assert_int_equal(resume(&w, n), 0);
        while (!scan_done(w.scan) && step(&w))
            continue;
        assert_int_equal(w.heard.open, 4 * PORTS / 10);
        assert_int_equal(w.heard.closed, 4 * PORTS * 8 / 10);
        assert_int_equal(w.heard.filtered, 4 * PORTS / 10);
        assert_int_equal(w.heard.hosts, 4);
        scan_free(w.scan);
    }
    free(disk);
    engine(&w);
    world_fini(&w);
}

/* Whole chunks with impossible content: refused, never followed. */
static void test_hostile(void **state)
{
    (void)state;
    static const struct journal_entry bad[] = {
        {.kind = JOURNAL_BLOCK, .v = {1}},
        {.kind = JOURNAL_BLOCK, .v = {UINT64_MAX}},
        {.kind = JOURNAL_ROUND, .v = {3}},
        {.kind = JOURNAL_ROUND, .v = {UINT64_MAX}},
        {.kind = JOURNAL_DOOR, .v = {2 * PORTS, 4}},
        {.kind = JOURNAL_DOOR, .v = {0, 16}},
        {.kind = JOURNAL_DOOR, .v = {0, 3}},
        {.kind = JOURNAL_DOOR, .v = {0, 4, 60}},
        {.kind = JOURNAL_HOST, .v = {2}},
        {.kind = JOURNAL_HOST, .v = {0, 70000}},
        {.kind = JOURNAL_FAILED, .v = {2 * PORTS}},
        {.kind = JOURNAL_STATE, .v = {PORTS}, .bytes = (const uint8_t *)"xx", .len = 2},
        {.kind = JOURNAL_BLOCK_END, .v = {9}},
        {.kind = JOURNAL_PART_END},
        {.kind = JOURNAL_PART},
        {.kind = JOURNAL_AGAIN, .v = {2 * PORTS + 1}},
        {.kind = JOURNAL_RUN_END},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct world w;
        world_init(&w);
        engine(&w);
        resume_write(w.scan, &w.journal, 0);
        journal_put(&w.journal, &bad[i]);
        save(&w);
        scan_free(w.scan);
        assert_int_equal(resume(&w, w.len), -EINVAL);
        world_fini(&w);
    }
}

/* A journal of another scan is not taken for this one's. */
static void test_other(void **state)
{
    (void)state;
    struct world w;
    struct journal_reader r;
    world_init(&w);
    engine(&w);
    resume_write(w.scan, &w.journal, 1);
    save(&w);
    scan_free(w.scan);
    assert_int_equal(resume(&w, w.len), -EINVAL);
    assert_true(journal_open(&r, w.disk, w.len));
    assert_int_equal(resume_read(w.scan, &r, 1, 0), 0);
    world_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failures), cmocka_unit_test(test_never_sent), cmocka_unit_test(test_every_cut),
        cmocka_unit_test(test_hostile),  cmocka_unit_test(test_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
