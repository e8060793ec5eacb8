/* The engine in virtual time: who is asked what, how often, how fast; loss; hosts at once. */
#include "ident/os/osprobe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ident/os/priv_stack.h"

#define HOSTS 50
#define CAP   16

struct world {
    struct osprobe *o;
    struct stack stack[HOSTS];
    unsigned asked[HOSTS], answered[HOSTS]; /* packets to a host; answers in what was taken */
    nsec first[HOSTS], last_syn[HOSTS];
    unsigned lose; /* every n-th question is lost; 0 = none */
    unsigned count, taken, most;
    nsec rtt, elapsed;
};

static struct asks_host host_of(unsigned i)
{
    struct asks_host h = stack_host(true);
    h.addr = addr_v4(0xc6120100 + i);
    return h;
}

static void begin(struct world *w, unsigned hosts, double rate)
{
    struct osprobe_conf conf = {.asks = stack_conf, .max_hosts = HOSTS, .max_rate = rate};
    assert_int_equal(osprobe_new(&conf, &w->o), 0);
    for (unsigned i = 0; i < hosts; i++) {
        struct asks_host h = host_of(i);
        w->stack[i] = (struct stack){.ttl = 64,
                                     .error_ttl = 64,
                                     .win = 100,
                                     .mss = 1460,
                                     .opts = "M",
                                     .isn = i,
                                     .isn_step = 1,
                                     .strict = true};
        assert_true(osprobe_add(w->o, &h, w->rtt, i));
    }
}

/* The answer comes after a round trip; questions of the same turn are answered in their order. */
static void answer(struct world *w, const struct osprobe_ask *a, nsec now)
{
    uint8_t asked[ASKS_LEN_MAX], said[1500];
    struct wr q = wr_of(asked, sizeof asked), out = wr_of(said, sizeof said);
    unsigned i = (unsigned)a->cookie;
    w->asked[i]++;
    if (a->question <= ASKS_SYN6 && a->try == 0) {
        if (w->last_syn[i])
            assert_true(now - w->last_syn[i] >= OSPROBE_GAP);
        w->last_syn[i] = now;
    }
    if (w->lose && ++w->count % w->lose == 0)
        return;
    asks_build(&stack_conf, &a->host, a->question, a->try, &q);
    stack_answer(&w->stack[i], &a->host, asked, wr_len(&q), &out);
    struct packet p = stack_parse(said, wr_len(&out));
    assert_true(osprobe_hear(w->o, &p, now + w->rtt));
}

static void take(struct world *w)
{
    uint64_t cookie;
    struct asks_host h;
    const struct asks_answer *a;
    while ((a = osprobe_take(w->o, &cookie, &h))) {
        struct asks_host is = host_of((unsigned)cookie);
        assert_true(addr_eq(&h.addr, &is.addr));
        for (unsigned q = 0; q < ASKS_COUNT4; q++)
            w->answered[cookie] += a[q].kind != ASKS_SILENT && a[q].kind != ASKS_UNASKED;
        w->taken++;
    }
}

static void run(struct world *w)
{
    nsec now = NSEC_SEC, wake = now, start = now;
    struct osprobe_ask ask[CAP];
    while (!osprobe_idle(w->o)) {
        uint32_t n = osprobe_step(w->o, now, ask, CAP, &wake);
        w->most = n > w->most ? n : w->most;
        for (uint32_t i = 0; i < n; i++)
            answer(w, &ask[i], now);
        take(w);
        assert_true(wake >= now && now - start < 600 * NSEC_SEC);
        now = wake == NSEC_NEVER ? now : nsec_max(wake, now + NSEC_US);
    }
    w->elapsed = now - start;
}

static void test_one(void **state)
{
    (void)state;
    struct world w = {.rtt = NSEC_MS};
    begin(&w, 1, 0);
    run(&w);
    assert_int_equal(w.taken, 1);
    assert_int_equal(w.asked[0], ASKS_COUNT4); /* nobody is asked twice who answered */
    assert_int_equal(w.answered[0], ASKS_COUNT4);
    assert_true(w.elapsed >= 5 * OSPROBE_GAP && w.elapsed < 2 * NSEC_SEC);
    osprobe_free(w.o);
}

static void test_loss(void **state)
{
    (void)state;
    struct world w = {.rtt = NSEC_MS, .lose = 4};
    unsigned all = 0;
    begin(&w, HOSTS, 0);
    run(&w);
    assert_int_equal(w.taken, HOSTS);
    for (unsigned i = 0; i < HOSTS; i++) {
        assert_true(w.asked[i] >= ASKS_COUNT4 && w.asked[i] <= ASKS_COUNT4 * ASKS_TRIES);
        all += w.answered[i];
    }
    assert_true(all > HOSTS * ASKS_COUNT4 * 85 /
                          100); /* one in four lost, each asked twice: one in sixteen is missing */
    osprobe_free(w.o);
}

static void test_rate(void **state)
{
    (void)state;
    struct world w = {.rtt = NSEC_MS};
    begin(&w, HOSTS, 100);
    run(&w);
    assert_int_equal(w.taken, HOSTS);
    assert_true(w.most <= 1); /* no bursts */
    double rate = HOSTS * ASKS_COUNT4 / ((double)w.elapsed * 1e-9);
    assert_true(rate < 102 && rate > 50);
    osprobe_free(w.o);
}

/* No doors: two echo requests and nothing else. */
static void test_doorless(void **state)
{
    (void)state;
    struct osprobe_conf conf = {.asks = stack_conf, .max_hosts = 4};
    struct osprobe *o;
    struct osprobe_ask ask[CAP];
    struct asks_host h = host_of(1);
    unsigned asked = 0;
    nsec now = 1, wake;
    h.open = h.closed = h.udp_closed = 0;
    assert_int_equal(osprobe_new(&conf, &o), 0);
    assert_true(osprobe_add(o, &h, 0, 7));
    assert_false(osprobe_add(o, &h, 0, 8)); /* once */
    for (unsigned turns = 0; turns < 100 && !osprobe_idle(o); turns++) {
        uint64_t cookie;
        asked += osprobe_step(o, now, ask, CAP, &wake);
        if (osprobe_take(o, &cookie, &h))
            assert_int_equal(cookie, 7);
        now = wake == NSEC_NEVER ? now : nsec_max(wake, now + 1);
    }
    assert_int_equal(asked, 2 * ASKS_TRIES);
    assert_true(osprobe_idle(o));
    osprobe_free(o);
}

/* A question that could not be sent is no silence. */
static void test_unsent(void **state)
{
    (void)state;
    struct osprobe_conf conf = {.asks = stack_conf, .max_hosts = 4};
    struct osprobe *o;
    struct osprobe_ask ask[CAP];
    struct asks_host h = host_of(1);
    const struct asks_answer *a = NULL;
    nsec now = 1, wake;
    uint64_t cookie;
    assert_int_equal(osprobe_new(&conf, &o), 0);
    assert_true(osprobe_add(o, &h, 0, 7));
    for (unsigned turns = 0; turns < 400 && !a; turns++) {
        uint32_t n = osprobe_step(o, now, ask, CAP, &wake);
        for (uint32_t i = 0; i < n; i++)
            osprobe_unsent(o, &ask[i]);
        a = osprobe_take(o, &cookie, &h);
        now = wake == NSEC_NEVER ? now : nsec_max(wake, now + 1);
    }
    assert_non_null(a);
    for (unsigned q = 0; q < ASKS_COUNT4; q++)
        assert_int_equal(a[q].kind, ASKS_UNASKED);
    osprobe_free(o);
}

/* Stopped in the middle: everybody is given back, begun or not. */
static void test_stop(void **state)
{
    (void)state;
    struct world w = {.rtt = NSEC_MS};
    struct osprobe_ask ask[CAP];
    nsec wake;
    uint64_t cookie;
    struct asks_host h;
    begin(&w, HOSTS, 100);
    (void)osprobe_step(w.o, 1, ask, CAP, &wake);
    assert_int_equal(osprobe_waiting(w.o), HOSTS);
    osprobe_stop(w.o);
    const struct asks_answer *a = osprobe_take(w.o, &cookie, &h);
    assert_non_null(a);
    for (unsigned q = 0; q < ASKS_COUNT4; q++)
        assert_int_equal(a[q].kind, ASKS_UNASKED); /* nobody was silent: nobody waited */
    w.taken++;
    take(&w);
    assert_int_equal(w.taken, HOSTS);
    assert_true(osprobe_idle(w.o));
    osprobe_free(w.o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one),      cmocka_unit_test(test_loss),   cmocka_unit_test(test_rate),
        cmocka_unit_test(test_doorless), cmocka_unit_test(test_unsent), cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
