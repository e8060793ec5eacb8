/* The engine alone, against a made-up network of a few lines: who answers what, after how long. The simulated
 * network with its losses and rations is in lab/sim/run_test.c. */
#include "scan/scan.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define RECORDS_MAX 20000

struct log {
    struct sink sink;
    struct record rec[RECORDS_MAX];
    char text[RECORDS_MAX][64];
    unsigned count, flushed;
    int fail_after; /* puts until -ENOSPC; -1 = never */
};

static int log_put(struct sink *s, const struct record *r)
{
    struct log *l = (struct log *)s;
    if (l->fail_after == 0)
        return -ENOSPC;
    l->fail_after -= l->fail_after > 0;
    assert_true(l->count < RECORDS_MAX);
    l->rec[l->count] = *r;
    if (r->type == RECORD_REST)
        snprintf(l->text[l->count], sizeof l->text[0], "%s", r->rest.ports);
    l->count++;
    return 0;
}

static int log_flush(struct sink *s)
{
    ((struct log *)s)->flushed++;
    return 0;
}

struct world {
    struct targets *targets;
    struct ports ports;
    struct log log;
    struct scan *scan;
    uint8_t *asked; /* times each target was asked, host * ports + place */
};

static void world_make(struct world *w, const char *targets, const char *ports, struct scan_conf conf)
{
    struct targets_conf tc = {.key = hash_key_from_seed(1, "t")};
    struct ports_conf pc = {.spec = ports, .protocols = 1u << PROTO_TCP};
    struct diag d;
    memset(w, 0, sizeof *w);
    w->log.fail_after = -1;
    assert_int_equal(targets_new(&tc, &w->targets), 0);
    assert_int_equal(targets_add(w->targets, TARGETS_INCLUDE, targets, &d), 0);
    assert_int_equal(targets_compile(w->targets, &d), 0);
    assert_int_equal(ports_parse(&pc, &w->ports, &d), 0);
    w->asked = calloc(targets_count(w->targets), w->ports.list[PROTO_TCP].count);
    w->log.sink = (struct sink){.put = log_put, .flush = log_flush, .close = log_flush};
    conf.tech = conf.tech ? conf.tech : &tech_syn;
    conf.targets = w->targets;
    conf.ports = &w->ports.list[PROTO_TCP];
    conf.sink = &w->log.sink;
    conf.seed = 7;
    assert_int_equal(scan_new(&conf, 0, &w->scan), 0);
}

static void world_free(struct world *w)
{
    scan_free(w->scan);
    ports_fini(&w->ports);
    targets_free(w->targets);
    free(w->asked);
}

/* What the made-up network says: by the last octet of the host and the port. */
static enum heard says(const struct probe *p)
{
    uint8_t host = p->addr.b[3];
    if (host % 4 == 3)
        return HEARD_UNASKED; /* dead */
    return p->port % 10 == 0   ? HEARD_YES
           : p->port % 10 == 1 ? HEARD_UNASKED
           : p->port % 10 == 2 ? HEARD_ADMIN_PROHIB
                               : HEARD_RST;
}

/* Runs to the end; every answer comes in the next step. Returns the virtual end time. */
static nsec world_run(struct world *w)
{
    struct reply reply[64];
    struct probe probe[64];
    uint32_t replies = 0;
    nsec now = 0, wake;
    while (!scan_done(w->scan)) {
        int n = scan_step(w->scan, now, reply, replies, probe, 64, &wake);
        assert_true(n >= 0 && n <= 64);
        replies = 0;
        for (int i = 0; i < n; i++) {
            uint64_t host = targets_index(w->targets, &probe[i].addr);
            uint32_t place = ports_index(&w->ports.list[PROTO_TCP], probe[i].port);
            assert_true(host != TARGETS_NONE && place != PORTS_NONE);
            if (probe[i].try < 12)
                w->asked[host * w->ports.list[PROTO_TCP].count + place]++;
            enum heard h = says(&probe[i]);
            if (!heard_silent(h))
                reply[replies++] = (struct reply){.addr = probe[i].addr,
                                                  .port = probe[i].port,
                                                  .heard = (uint8_t)h,
                                                  .at = now,
                                                  .rtt = NSEC_MS,
                                                  .try = probe[i].try,
                                                  .ttl = 61};
        }
        now = replies || wake <= now || scan_done(w->scan) ? now + 10 * NSEC_US : wake;
        assert_true(now < 600 * NSEC_SEC);
    }
    assert_int_equal(scan_step(w->scan, now, NULL, 0, probe, 64, &wake), 0);
    return now;
}

static void test_verdicts(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    world_make(w, "198.18.0.0/29", "1-100", (struct scan_conf){.sentinels = true});
    world_run(w);
    struct scan_stats st;
    scan_stats(w->scan, &st);
    assert_true(st.complete);
    assert_int_equal(st.open, 6 * 10);
    assert_int_equal(st.hosts_up, 6);
    assert_int_equal(st.hosts_answered, 6);
    assert_int_equal(st.hosts_silent, 2);
    assert_int_equal(st.unasked, 0);
    unsigned open = 0, hosts = 0, rests = 0, filtered = 0;
    for (unsigned i = 0; i < w->log.count; i++) {
        const struct record *r = &w->log.rec[i];
        if (r->type == RECORD_PORT && r->port.state == STATE_OPEN) {
            open++;
            assert_int_equal(r->port.port % 10, 0);
            assert_int_equal(r->port.reason, REASON_SYN_ACK);
            assert_int_equal(r->port.ttl, 61);
        } else if (r->type == RECORD_PORT) {
            filtered++;
            assert_int_equal(r->port.state, STATE_FILTERED);
            assert_int_equal(r->port.reason,
                             r->port.port % 10 == 1 ? REASON_NO_RESPONSE : REASON_ICMP_ADMIN_PROHIB);
        } else if (r->type == RECORD_HOST) {
            hosts++;
            assert_int_equal(r->host.state, r->host.addr.b[3] % 4 == 3 ? HOST_UNKNOWN : HOST_UP);
            if (r->host.state == HOST_UP)
                assert_int_equal(r->host.distance, 3);
        } else if (r->type == RECORD_REST) {
            rests++;
            if (r->rest.state == STATE_FILTERED)
                assert_string_equal(w->log.text[i], "1-100");
            else
                assert_string_equal(w->log.text[i],
                                    "3-9,13-19,23-29,33-39,43-49,53-59,63-69,73-79,83-89,93-99");
        }
    }
    assert_int_equal(open, 60);
    assert_int_equal(filtered, 6 * 20);
    assert_int_equal(rests, 8);
    assert_int_equal(hosts, 8);
    world_free(w);
    free(w);
}

static struct reply reply_now(const struct probe *p, enum heard h, nsec now)
{
    return (struct reply){
        .addr = p->addr, .port = p->port, .heard = (uint8_t)h, .at = now, .rtt = NSEC_MS, .try = p->try};
}

/* The last answers may overtake each other: a SYN-ACK that comes to us a little after the RST still is the
 * verdict. */
static void test_overtaken(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    struct probe probe;
    nsec wake, now = NSEC_MS;
    world_make(w, "198.18.0.1", "22", (struct scan_conf){0});
    assert_int_equal(scan_step(w->scan, now, NULL, 0, &probe, 1, &wake), 1);
    struct reply rst = reply_now(&probe, HEARD_RST, now), yes = reply_now(&probe, HEARD_YES, now);
    now += NSEC_MS;
    scan_heard(w->scan, now);
    assert_int_equal(scan_step(w->scan, now, &rst, 1, &probe, 1, &wake), 0);
    for (int i = 0; i < 5; i++) {
        now += NSEC_MS;
        scan_heard(w->scan, now);
        assert_int_equal(scan_step(w->scan, now, NULL, 0, &probe, 1, &wake), 0);
    }
    assert_int_equal(scan_step(w->scan, now, &yes, 1, &probe, 1, &wake), 0);
    struct scan_stats st;
    scan_stats(w->scan, &st);
    assert_int_equal(st.open, 1);
    now += NSEC_SEC;
    scan_heard(w->scan, now);
    assert_int_equal(scan_step(w->scan, now, NULL, 0, &probe, 1, &wake), 0);
    assert_true(scan_done(w->scan));
    world_free(w);
    free(w);
}

/* Blocks of any size ask everybody, silent doors at least twice, answered ones once. */
static void test_blocks(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {1, 7, 100, 333, 1600, 1 << 20};
    struct world *w = malloc(sizeof *w);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        world_make(w, "198.18.0.0/27", "1-50",
                   (struct scan_conf){.block_targets = sizes[s], .sentinels = true});
        world_run(w);
        struct scan_stats st;
        scan_stats(w->scan, &st);
        assert_true(st.complete);
        assert_int_equal(st.open, 24 * 5);
        for (unsigned host = 0; host < 32; host++) {
            for (unsigned i = 0; i < 50; i++) {
                struct probe p = {.addr = addr_v4(0xc6120000 + host),
                                  .port = w->ports.list[PROTO_TCP].port[i]};
                uint8_t times = w->asked[host * 50 + i];
                assert_true(heard_silent(says(&p)) ? times >= 2 : times == 1);
            }
        }
        world_free(w);
    }
    free(w);
}

/* Shards of any number: together everything, nothing twice. */
static void test_shards(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    for (uint32_t n = 1; n <= 40; n += 13) {
        unsigned total[8 * 20] = {0};
        for (uint32_t i = 0; i < n; i++) {
            world_make(w, "198.18.0.0/29", "1-20",
                       (struct scan_conf){.shard = i, .shards = n, .max_rounds = 1});
            world_run(w);
            for (unsigned k = 0; k < 8 * 20; k++)
                total[k] += w->asked[k];
            world_free(w);
        }
        for (unsigned k = 0; k < 8 * 20; k++)
            assert_int_equal(total[k], 1);
    }
    free(w);
}

/* What this machine could not send is no verdict, and the run is not complete. */
static void test_local_failure(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    world_make(w, "198.18.0.1", "1-30", (struct scan_conf){.sentinels = true});
    struct reply reply[64];
    struct probe probe[64];
    uint32_t replies = 0;
    nsec now = 0, wake;
    while (!scan_done(w->scan)) {
        int n = scan_step(w->scan, now, reply, replies, probe, 64, &wake);
        replies = 0;
        for (int i = 0; i < n; i++)
            reply[replies++] = (struct reply){
                .addr = probe[i].addr, .port = probe[i].port, .try = probe[i].try, .error = ENOBUFS};
        now = wake <= now || replies ? now + NSEC_MS : wake;
    }
    struct scan_stats st;
    scan_stats(w->scan, &st);
    assert_false(st.complete);
    assert_int_equal(st.unasked, 30);
    assert_int_equal(st.last_error, ENOBUFS);
    for (unsigned i = 0; i < w->log.count; i++)
        assert_true(w->log.rec[i].type != RECORD_PORT && w->log.rec[i].type != RECORD_REST);
    world_free(w);
    free(w);
}

/* Nobody answers, and from some round on nothing can be sent: what was asked but once of twice has no
 * verdict. */
static struct scan_stats silent_and_failing(const struct tech *tech, uint32_t from, uint32_t to,
                                            unsigned *ret_doors)
{
    struct world *w = malloc(sizeof *w);
    world_make(w, "198.18.0.1", "1-30", (struct scan_conf){.tech = tech, .min_rounds = 2});
    struct reply reply[64];
    struct probe probe[64];
    uint32_t replies = 0;
    nsec now = 0, wake;
    while (!scan_done(w->scan)) {
        int n = scan_step(w->scan, now, reply, replies, probe, 64, &wake);
        replies = 0;
        for (int i = 0; i < n; i++)
            if (probe[i].try + 1u >= from && probe[i].try < to)
                reply[replies++] = (struct reply){
                    .addr = probe[i].addr, .port = probe[i].port, .try = probe[i].try, .error = ENETUNREACH};
        now = wake <= now || replies ? now + NSEC_MS : wake;
    }
    struct scan_stats st;
    scan_stats(w->scan, &st);
    *ret_doors = 0;
    for (unsigned i = 0; i < w->log.count; i++)
        *ret_doors += w->log.rec[i].type == RECORD_REST ? (unsigned)w->log.rec[i].rest.count : 0;
    world_free(w);
    free(w);
    return st;
}

static void test_failure_later(void **state)
{
    (void)state;
    unsigned doors;
    struct scan_stats st = silent_and_failing(&tech_syn, 2, 99, &doors);
    assert_int_equal(st.unasked, 30);
    assert_int_equal(doors, 0);
    st = silent_and_failing(&tech_syn, 2, 2, &doors); /* it passes */
    assert_true(st.failed >= 30 && st.complete);
    assert_int_equal(doors, 30);
    st = silent_and_failing(&tech_syn, 99, 99, &doors);
    assert_true(st.failed == 0 && st.complete);
    assert_int_equal(doors, 30);
    st = silent_and_failing(&tech_udp, 2, 99, &doors);
    assert_int_equal(st.unasked + doors, 30);
    assert_true(st.unasked >= 20); /* a few are asked four times */
    st = silent_and_failing(&tech_udp, 99, 99, &doors);
    assert_true(st.failed == 0 && st.complete);
    assert_int_equal(doors, 30);
}

/* Stopped in the middle: what answered is kept, nothing is called filtered that was asked but once. */
static void test_stop(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    world_make(w, "198.18.0.1", "1-1000", (struct scan_conf){0});
    struct probe probe[64];
    struct reply open = {
        .addr = addr_v4(0xc6120001), .port = 0, .heard = HEARD_YES, .rtt = NSEC_MS, .ttl = 64};
    nsec wake, now = 0;
    int n = 0;
    while (n < 10)
        n = scan_step(w->scan, now += 5 * NSEC_MS, NULL, 0, probe, 64, &wake);
    open.port = probe[3].port;
    scan_step(w->scan, now, &open, 1, probe, 64, &wake);
    assert_int_equal(scan_stop(w->scan, now), 0);
    assert_true(scan_done(w->scan));
    struct scan_stats st;
    scan_stats(w->scan, &st);
    assert_false(st.complete);
    assert_int_equal(st.unasked, 999);
    assert_int_equal(w->log.count, 2); /* the open port, its host */
    world_free(w);
    free(w);
}

/* Answers to what was never asked, from strangers, or later and weaker than what is known, change nothing. */
static void test_strays(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    world_make(w, "198.18.0.0/30", "1-10", (struct scan_conf){.max_rounds = 1});
    struct probe probe[64];
    nsec wake;
    struct addr known = addr_v4(0xc6120001), stranger = addr_v4(0xc6120009);
    struct reply early = {.addr = known, .port = 5, .heard = HEARD_YES, .rtt = 0};
    scan_step(w->scan, 0, &early, 1, probe, 0, &wake); /* nothing was asked yet */
    int n = 0;
    nsec now = 0;
    while (n == 0 || !scan_done(w->scan)) {
        struct reply r[4] = {{.addr = stranger, .port = 5, .heard = HEARD_YES},
                             {.addr = known, .port = 11, .heard = HEARD_YES},
                             {.addr = known, .port = 5, .heard = HEARD_RST, .rtt = NSEC_MS},
                             {.addr = known, .port = 5, .heard = HEARD_ADMIN_PROHIB, .rtt = NSEC_MS}};
        n += scan_step(w->scan, now += NSEC_MS, r, 4, probe, 64, &wake);
        assert_true(now < NSEC_MINUTE);
    }
    struct scan_stats st;
    scan_stats(w->scan, &st);
    assert_int_equal(st.open, 0);
    assert_int_equal(st.answered, 1);
    world_free(w);
    free(w);
}

static void test_sink_error(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    world_make(w, "198.18.0.1", "10", (struct scan_conf){0});
    w->log.fail_after = 0;
    struct probe probe[64];
    struct reply open = {.addr = addr_v4(0xc6120001), .port = 10, .heard = HEARD_YES};
    nsec wake;
    assert_int_equal(scan_step(w->scan, NSEC_MS, NULL, 0, probe, 64, &wake), 1);
    assert_int_equal(scan_step(w->scan, NSEC_MS, &open, 1, probe, 64, &wake), -ENOSPC);
    world_free(w);
    free(w);
}

static void test_deadline(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    world_make(w, "198.18.0.0/26", "1-2000",
               (struct scan_conf){.max_rate = 20e3, .deadline = 500 * NSEC_MS, .sentinels = true});
    nsec end = world_run(w);
    struct scan_stats st;
    scan_stats(w->scan, &st);
    assert_true(end <= 510 * NSEC_MS);
    assert_false(st.complete);
    assert_true(st.unasked > 0 && st.open > 0);
    world_free(w);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),      cmocka_unit_test(test_overtaken),
        cmocka_unit_test(test_blocks),        cmocka_unit_test(test_shards),
        cmocka_unit_test(test_local_failure), cmocka_unit_test(test_failure_later),
        cmocka_unit_test(test_stop),          cmocka_unit_test(test_strays),
        cmocka_unit_test(test_sink_error),    cmocka_unit_test(test_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
