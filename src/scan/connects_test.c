/* The exchange between the engine and connections, with a dial of this file's own: no sockets, and time is an
 * argument. */
#include "scan/connects.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CALLS_MAX 256
#define PER_HOP   20 /* ports 1 … 20 of each host */
#define TRIP      (5 * NSEC_MS)

/* Stands in for io/dial.c. */
struct dial {
    struct call {
        struct addr addr;
        uint16_t port;
        uint64_t cookie;
        nsec started, at, deadline;
    } call[CALLS_MAX];
    enum dial_kind kind;
    uint32_t open, capacity, most;
    uint32_t busy; /* so many starts meet -EAGAIN first */
    int start_error;
    uint32_t starts;
    uint8_t asked[256][PER_HOP + 1];
};

int dial_new(const struct dial_conf *conf, struct dial **ret)
{
    *ret = calloc(1, sizeof **ret);
    (*ret)->capacity = conf->max_open;
    (*ret)->kind = conf->kind;
    return *ret ? 0 : -ENOMEM;
}

void dial_free(struct dial *d)
{
    free(d);
}

int dial_fd(const struct dial *d)
{
    (void)d;
    return -1;
}

int dial_start(struct dial *d, const struct addr *addr, uint16_t port, uint64_t cookie, nsec now,
               nsec deadline)
{
    assert_true(deadline > now && port <= PER_HOP);
    if (d->start_error)
        return d->start_error;
    if (d->busy || d->open >= d->capacity) {
        d->busy -= d->busy > 0;
        return -EAGAIN;
    }
    for (uint32_t i = 0; i < d->open; i++)
        assert_true(d->call[i].cookie != cookie); /* each its own */
    d->starts++;
    d->asked[addr->b[3]][port]++;
    d->call[d->open++] =
        (struct call){*addr, port, cookie, now, port % 5 == 4 ? deadline : now + TRIP, deadline};
    d->most = d->open > d->most ? d->open : d->most;
    return 0;
}

/* The same with a question; payload_test.c has their bytes. */
int dial_ask(struct dial *d, const struct addr *addr, uint16_t port, const void *bytes, size_t len,
             bool moves, uint64_t cookie, nsec now, nsec deadline)
{
    assert_true(d->kind == DIAL_DATAGRAMS && (len == 0 || bytes) && !moves);
    return dial_start(d, addr, port, cookie, now, deadline);
}

int dial_ping(struct dial *d, const struct addr *addr, const uint8_t data[DIAL_PING_DATA], uint64_t cookie,
              nsec now, nsec deadline)
{
    static uint8_t last[DIAL_PING_DATA];
    assert_int_equal(d->kind, DIAL_PINGS);
    assert_memory_not_equal(data, last, sizeof last); /* nobody can guess it */
    memcpy(last, data, sizeof last);
    return dial_start(d, addr, addr->b[3] % 5, cookie, now,
                      deadline); /* the host's last number is its `port` */
}

enum dial_kind dial_kind(const struct dial *d)
{
    return d->kind;
}

/* What a host says, by the port: 0 open, 1 refused, 2 a firewall's ICMP, 3 a failure of ours the first time,
 * 4 nothing. */
static struct dial_result becomes(const struct dial *d, const struct call *c)
{
    struct dial_result r = {.cookie = c->cookie, .rtt = c->at - c->started};
    switch (c->port % 5) {
    case 0: r.outcome = DIAL_OPEN; break;
    case 1: r.outcome = DIAL_REFUSED, r.error = ECONNREFUSED; break;
    case 2: r.outcome = DIAL_ICMP, r.icmp_type = 3, r.icmp_code = 13, r.from = addr_v4(0xc6130001); break;
    case 3:
        r.outcome = d->asked[c->addr.b[3]][c->port] == 1 ? DIAL_LOCAL : DIAL_OPEN;
        r.error = r.outcome == DIAL_LOCAL ? ENOBUFS : 0;
        break;
    default: r.outcome = DIAL_TIMEOUT;
    }
    return r;
}

uint32_t dial_poll(struct dial *d, nsec now, struct dial_result *out, uint32_t n)
{
    uint32_t done = 0;
    for (uint32_t i = 0; i < d->open && done < n;) {
        if (d->call[i].at > now) {
            i++;
            continue;
        }
        out[done++] = becomes(d, &d->call[i]);
        d->call[i] = d->call[--d->open];
    }
    return done;
}

nsec dial_wake(const struct dial *d)
{
    nsec wake = NSEC_NEVER;
    for (uint32_t i = 0; i < d->open; i++)
        wake = nsec_min(wake, d->call[i].at);
    return wake;
}

uint32_t dial_open_count(const struct dial *d)
{
    return d->open;
}

uint32_t dial_capacity(const struct dial *d)
{
    return d->capacity;
}

struct log {
    struct sink sink;
    uint32_t open, filtered, closed;
    bool failing;
};

static int log_put(struct sink *s, const struct record *r)
{
    struct log *l = (struct log *)s;
    if (r->type == RECORD_PORT) {
        assert_non_null(tech_find(r->port.technique));
        bool udp = r->port.proto == PROTO_UDP;
        l->open += r->port.state == STATE_OPEN &&
                   r->port.reason == (udp ? REASON_UDP_RESPONSE : REASON_CONN_ACCEPTED);
        l->closed += r->port.state == STATE_CLOSED &&
                     r->port.reason == (udp ? REASON_ICMP_PORT_UNREACH : REASON_CONN_REFUSED);
        l->filtered += r->port.state == STATE_FILTERED;
    }
    return l->failing ? -ENOSPC : 0;
}

static int log_flush(struct sink *s)
{
    (void)s;
    return 0;
}

struct world {
    struct targets *targets;
    struct ports ports;
    struct log log;
    struct scan *scan;
    struct dial *dial;
    struct connects c;
    nsec now, wake;
    uint32_t turns;
};

static enum dial_kind kind_of(const struct tech *tech)
{
    return tech->portless ? DIAL_PINGS : tech->proto == PROTO_UDP ? DIAL_DATAGRAMS : DIAL_STREAMS;
}

static struct world *world_of(const struct tech *tech, const char *targets, uint32_t sockets, double rate)
{
    struct world *w = calloc(1, sizeof *w);
    struct diag d;
    const struct targets_conf tc = {.key = {{1}}};
    const struct ports_conf pc = {.spec = "1-20", .protocols = 1u << tech->proto};
    w->now = NSEC_SEC;
    assert_int_equal(targets_new(&tc, &w->targets), 0);
    assert_int_equal(targets_add(w->targets, TARGETS_INCLUDE, targets, &d), 0);
    assert_int_equal(targets_compile(w->targets, &d), 0);
    assert_int_equal(ports_parse(&pc, &w->ports, &d), 0);
    w->log.sink = (struct sink){.put = log_put, .flush = log_flush};
    const struct scan_conf conf = {.tech = tech,
                                   .targets = w->targets,
                                   .ports = tech->portless ? NULL : &w->ports.list[tech->proto],
                                   .sink = &w->log.sink,
                                   .start_rate = rate,
                                   .max_rate = rate,
                                   .min_rate = fmin(rate, 10),
                                   .max_rounds = 3};
    assert_int_equal(scan_new(&conf, w->now, &w->scan), 0);
    assert_int_equal(dial_new(&(struct dial_conf){.max_open = sockets, .kind = kind_of(tech)}, &w->dial), 0);
    assert_int_equal(connects_init(&w->c, w->scan, w->dial, 1), 0);
    return w;
}

static struct world *world_new(const char *targets, uint32_t sockets, double rate)
{
    return world_of(&tech_connect, targets, sockets, rate);
}

static void world_free(struct world *w)
{
    connects_fini(&w->c);
    dial_free(w->dial);
    scan_free(w->scan);
    targets_free(w->targets);
    ports_fini(&w->ports);
    free(w);
}

static int turn(struct world *w)
{
    int e = connects_turn(&w->c, w->now, &w->wake);
    w->turns++;
    if (e == 0 && !scan_done(w->scan))
        assert_true(w->wake < NSEC_NEVER); /* nobody would wake us else */
    return e;
}

/* Runs to the end as cmd/ does: sleeps until the wake. Each turn takes 100 µs. */
static struct scan_stats run(struct world *w)
{
    struct scan_stats st;
    while (!scan_done(w->scan)) {
        assert_int_equal(turn(w), 0);
        w->now = nsec_max(w->now + 100 * NSEC_US, scan_done(w->scan) ? 0 : w->wake);
        assert_true(w->now < 10000 * NSEC_SEC && w->turns < 2000000);
    }
    scan_stats(w->scan, &st);
    return st;
}

/* Of the 20 ports of each host: 4 open, 4 closed, 4 behind a firewall, 4 that meet a failure of ours once, 4
 * silent. */
static void assert_results(const struct world *w, const struct scan_stats *st, uint32_t hosts)
{
    assert_true(st->complete);
    assert_int_equal(st->open, hosts * 8);
    assert_int_equal(w->log.open, hosts * 8);
    assert_int_equal(w->log.closed, hosts * 4);
    assert_int_equal(w->log.filtered, hosts * 8);
    assert_int_equal(st->failed, hosts * 4);
    assert_int_equal(st->last_error, ENOBUFS);
    assert_int_equal(st->unasked, 0);
    assert_int_equal(w->dial->open, 0);
}

static void every_outcome(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-9", 100, 10e3);
    struct scan_stats st = run(w);
    assert_results(w, &st, 9);
    assert_true(w->dial->most <= 100);
    for (uint32_t host = 1; host <= 9; host++)
        for (uint32_t port = 1; port <= PER_HOP; port++) {
            uint32_t asked = w->dial->asked[host][port];
            assert_true(port % 5 < 3    ? asked == 1
                        : port % 5 == 3 ? asked == 2
                                        : asked >= 2); /* who answered is left alone */
        }
    world_free(w);
}

/* Fewer sockets than targets, down to one: slower, and the same in the end. */
static void few_sockets(void **state)
{
    (void)state;
    for (uint32_t sockets = 1; sockets <= 200; sockets = sockets * 3 + 1) {
        struct world *w = world_new("198.18.0.1-20", sockets, 100e3);
        struct scan_stats st = run(w);
        assert_results(w, &st, 20);
        assert_true(w->dial->most <= sockets);
        world_free(w);
    }
}

/* The machine is out of sockets for a moment: what was asked is held, in its order, and started later. */
static void out_of_sockets(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-9", 64, 10e3);
    struct scan_stats before, after;
    w->dial->busy = 50;
    w->now += NSEC_MS;
    assert_int_equal(turn(w), 0);
    scan_stats(w->scan, &before);
    assert_true(w->c.holding > 0 && w->c.holding == before.probes);
    assert_true(w->wake > w->now && w->wake <= w->now + 10 * NSEC_MS); /* soon again, but not at once */
    w->now = w->wake;
    assert_int_equal(turn(w), 0);
    scan_stats(w->scan, &after);
    assert_int_equal(after.probes, before.probes); /* nothing new while something is held */
    after = run(w);
    assert_results(w, &after, 9);
    world_free(w);
}

/* The dial refuses for good (a family that this machine does not have): a failure of ours, and no verdict. */
static void what_cannot_be_started(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-20", 64, 100e3);
    w->dial->start_error = -EAFNOSUPPORT;
    struct scan_stats st = run(w);
    assert_int_equal(st.last_error, EAFNOSUPPORT);
    assert_int_equal(st.unasked, 20 * PER_HOP);
    assert_int_equal(w->log.open + w->log.closed + w->log.filtered, 0);
    world_free(w);
}

/* UDP questions: refused = closed, and silence of a host that refuses proves nothing without its refusals'
 * rhythm. */
static void datagrams(void **state)
{
    (void)state;
    struct world *w = world_of(&tech_udp_dialled, "198.18.0.1-9", 64, 10e3);
    struct scan_stats st = run(w);
    assert_true(st.complete);
    assert_int_equal(w->log.open, 9 * 8);
    assert_int_equal(w->log.closed, 9 * 4);
    assert_int_equal(st.limited, 9 * 4);
    world_free(w);
}

/* Hosts are there that answer, at once or the second time; those of which only others speak, or nobody, are
 * not. */
static void pings(void **state)
{
    (void)state;
    struct world *w = world_of(&tech_echo_dialled, "198.18.0.1-100", 64, 10e3);
    struct scan_stats st = run(w);
    assert_true(st.complete);
    assert_int_equal(st.hosts_up, 60); /* refused cannot be; it is counted as a word of the host's own */
    assert_int_equal(st.open, 40);
    world_free(w);
}

/* Slow by the user's wish: between two questions we sleep, and do not look for results that cannot be
 * there. */
static void a_slow_scan_sleeps(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1", 64, 2);
    struct scan_stats st = run(w);
    assert_results(w, &st, 1);
    assert_true(w->now > 10 * NSEC_SEC);
    assert_true(w->turns < 20 * st.probes);
    world_free(w);
}

static void the_sinks_error(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-3", 64, 10e3);
    int e = 0;
    w->log.failing = true;
    for (int i = 0; e == 0 && i < 10000; i++) {
        e = turn(w);
        w->now += 100 * NSEC_US;
    }
    assert_int_equal(e, -ENOSPC);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_outcome),      cmocka_unit_test(few_sockets),
        cmocka_unit_test(out_of_sockets),     cmocka_unit_test(what_cannot_be_started),
        cmocka_unit_test(a_slow_scan_sleeps), cmocka_unit_test(the_sinks_error),
        cmocka_unit_test(datagrams),          cmocka_unit_test(pings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
