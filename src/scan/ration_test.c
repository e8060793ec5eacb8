/* One host with a token bucket, in small steps: closed ports are proved at the pace of its refusals, silent
 * ones by what is refused behind them, and a host that refuses nobody is left alone. */
#include "scan/ration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define PORTS 40
#define STEP  (5 * NSEC_MS)
#define TRIP  (10 * NSEC_MS)

struct host {
    nsec gap;        /* of its refusals; 0 = as many as wanted */
    nsec full_at;    /* when its bucket, of one, is full */
    uint64_t silent; /* ports that it drops, as bits */
    uint64_t walled; /* ports that a firewall rejects for it, as often as asked */
    uint64_t barred; /* ports that this machine itself cannot ask … */
    nsec until;      /* … up to then; 0 = for ever */
};

struct world {
    struct targets *targets;
    struct ports ports;
    struct block block;
    struct ration ration;
    struct host host;
    nsec now;
    uint32_t asked, refused;
};

static void refuse(struct world *w, uint64_t slot, uint8_t try, enum heard how)
{
    w->refused++;
    ration_refused(&w->ration, &w->block, slot, try, how);
    block_set(&w->block, slot, how);
}

/* The host answers a volley in its order. */
static void meet(struct world *w, const struct ration_question *q, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        uint64_t port = block_target(&w->block, q[i].slot);
        if (w->host.barred >> port & 1 && (!w->host.until || w->now < w->host.until)) {
            ration_failed(&w->ration, &w->block, q[i].slot);
            continue;
        }
        if (w->host.walled >> port & 1)
            refuse(w, q[i].slot, q[i].try, HEARD_ADMIN_PROHIB);
        if ((w->host.silent | w->host.walled) >> port & 1 || w->now < w->host.full_at)
            continue;
        w->host.full_at = w->now + w->host.gap;
        refuse(w, q[i].slot, q[i].try, HEARD_RST);
    }
}

static void set_up(struct world *w, nsec gap, uint64_t silent, uint32_t refused_before)
{
    const struct targets_conf tc = {.key = {{1}}};
    const struct ports_conf pc = {.spec = "1-40", .protocols = 1u << PROTO_UDP};
    struct diag d;
    *w = (struct world){.now = NSEC_SEC, .host = {.gap = gap, .silent = silent}};
    assert_int_equal(targets_new(&tc, &w->targets), 0);
    assert_int_equal(targets_add(w->targets, TARGETS_INCLUDE, "198.18.0.9", &d), 0);
    assert_int_equal(targets_compile(w->targets, &d), 0);
    assert_int_equal(ports_parse(&pc, &w->ports, &d), 0);
    struct space space = {.targets = w->targets, .ports = &w->ports.list[PROTO_UDP]};
    assert_int_equal(block_init(&w->block, &space, 1, 0, 1), 0);
    block_start(&w->block, 0, 1, (struct hash_key){{7}});
    for (uint64_t t = 0; t < PORTS; t++) {
        uint64_t slot;
        assert_true(block_slot(&w->block, t, &slot));
        bool done = refused_before && !(silent >> t & 1);
        refused_before -= done;
        block_set(&w->block, slot, done ? HEARD_RST : HEARD_ASKED2);
    }
    assert_int_equal(ration_begin(&w->ration, &w->block, w->now), 0);
}

/* Until it is done. Returns how long that took. */
static nsec run(struct world *w)
{
    nsec began = w->now;
    for (; !ration_done(&w->ration); w->now += STEP) {
        struct ration_question q[RATION_VOLLEY + 1];
        nsec wake;
        uint32_t n = ration_ask(&w->ration, &w->block, w->now, TRIP, q, RATION_VOLLEY + 1, &wake);
        w->asked += n;
        meet(w, q, n);
        assert_true(w->now - began < 1000 * NSEC_SEC);
    }
    return w->now - began;
}

static void tear_down(struct world *w)
{
    ration_fini(&w->ration);
    block_fini(&w->block);
    ports_fini(&w->ports);
    targets_free(w->targets);
}

static void assert_proved(struct world *w)
{
    for (uint64_t t = 0; t < PORTS; t++) {
        uint64_t slot;
        assert_true(block_slot(&w->block, t, &slot));
        assert_int_equal(block_get(&w->block, slot), w->host.silent >> t & 1   ? HEARD_ASKED3
                                                     : w->host.walled >> t & 1 ? HEARD_ADMIN_PROHIB
                                                                               : HEARD_RST);
    }
}

static void a_refusal_a_second(void **state)
{
    (void)state;
    struct world w;
    set_up(&w, NSEC_SEC, 1 << 5 | 1 << 20, 1);
    nsec took = run(&w);
    assert_proved(&w);
    /* 37 closed ports are left, and each of the two silent ones takes two refusals that other ports share. */
    assert_true(took >= 36 * NSEC_SEC && took <= 48 * NSEC_SEC);
    assert_true(w.asked < 37 * 40);
    tear_down(&w);
}

static void no_ration_at_all(void **state)
{
    (void)state;
    struct world w;
    set_up(&w, 0, 1 << 5, 3);
    assert_true(run(&w) < NSEC_SEC);
    assert_proved(&w);
    tear_down(&w);
}

/* Nearly everything is dropped: volleys grow, so that few refusals prove many silences. */
static void a_firewall(void **state)
{
    (void)state;
    struct world w;
    set_up(&w, NSEC_SEC, ~UINT64_C(1) & ((UINT64_C(1) << PORTS) - 1), 1);
    assert_true(run(&w) < 12 * NSEC_SEC);
    assert_proved(&w);
    tear_down(&w);
}

static void who_refuses_nobody_is_left(void **state)
{
    (void)state;
    struct world w;
    set_up(&w, 0, (UINT64_C(1) << PORTS) - 1, 0);
    assert_true(run(&w) < 6 * NSEC_SEC);
    assert_int_equal(w.refused, 0);
    assert_true(w.asked < 60);
    tear_down(&w);
}

/* Another address of the same machine had got the refusals there were. */
static void who_refused_nobody_yet_is_tried(void **state)
{
    (void)state;
    struct world w;
    set_up(&w, NSEC_SEC / 10, 1 << 7, 0);
    w.host.full_at = w.now + 2 * NSEC_SEC;
    run(&w);
    assert_proved(&w);
    tear_down(&w);
}

/* What a firewall says as often as it is asked proves no silence of a host that refuses once a second. */
static void a_firewall_beside_the_host(void **state)
{
    (void)state;
    for (uint32_t before = 0; before < 2; before++) {
        struct world w;
        uint64_t slot;
        set_up(&w, NSEC_SEC, 1 << 9, before);
        w.host.walled = 1 << 20 | 1 << 21 | 1 << 22;
        ration_fini(&w.ration);
        assert_true(block_slot(&w.block, 20, &slot));
        block_set(&w.block, slot, HEARD_ADMIN_PROHIB);
        assert_int_equal(ration_begin(&w.ration, &w.block, w.now), 0);
        nsec took = run(&w);
        assert_proved(&w);
        assert_true(took >= 33 * NSEC_SEC && took <= NSEC_MINUTE);
        tear_down(&w);
    }
}

/* The host's own word comes when all seemed proved by the firewall's: what that had proved is void, and
 * begins again. */
static void it_speaks_after_all(void **state)
{
    (void)state;
    struct world w;
    uint64_t slot;
    set_up(&w, NSEC_SEC / 10, 1 << 9, 0);
    w.host.walled = 1 << 20 | 1 << 21 | 1 << 22;
    w.host.full_at = w.now + 100 * NSEC_SEC;
    ration_fini(&w.ration);
    assert_true(block_slot(&w.block, 20, &slot));
    block_set(&w.block, slot, HEARD_ADMIN_PROHIB);
    assert_int_equal(ration_begin(&w.ration, &w.block, w.now), 0);
    run(&w);
    assert_true(ration_done(&w.ration));
    assert_true(block_slot(&w.block, 3, &slot));
    assert_int_equal(block_get(&w.block, slot), HEARD_ASKED3);
    refuse(&w, slot, 0, HEARD_RST);
    assert_false(ration_done(&w.ration));
    w.host.full_at = w.now;
    run(&w);
    assert_proved(&w);
    tear_down(&w);
}

/* What could not be asked has no verdict, and all else has its proof; nothing at all that can be sent ends
 * the proof. */
static void what_cannot_be_sent(void **state)
{
    (void)state;
    struct world w;
    uint64_t slot;
    set_up(&w, NSEC_SEC / 10, 1 << 5 | 1 << 20 | 1 << 21, 1);
    w.host.barred = 1 << 20 | 1 << 30;
    run(&w);
    for (uint64_t t = 0; t < PORTS; t++) {
        assert_true(block_slot(&w.block, t, &slot));
        assert_int_equal(block_get(&w.block, slot), w.host.barred >> t & 1   ? HEARD_UNASKED
                                                    : w.host.silent >> t & 1 ? HEARD_ASKED3
                                                                             : HEARD_RST);
    }
    tear_down(&w);

    set_up(&w, NSEC_SEC, 1 << 5, 1);
    w.host.barred = UINT64_MAX;
    run(&w);
    assert_int_equal(w.refused, 0);
    assert_true(block_slot(&w.block, 5, &slot));
    assert_int_equal(block_get(&w.block, slot), HEARD_UNASKED);
    tear_down(&w);
}

/* The witness comes again, or another takes its place; where there is none, what is undecided has no
 * verdict. */
static void a_witness_that_cannot_be_sent(void **state)
{
    (void)state;
    const uint64_t all = (UINT64_C(1) << PORTS) - 1;
    struct world w;
    uint64_t slot;
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        set_up(&w, NSEC_SEC / 10, 1 << 5, 1); /* the first port is the witness */
        w.host.barred = 1;
        w.host.until = for_ever ? 0 : w.now + 3 * NSEC_SEC;
        run(&w);
        assert_proved(&w);
        tear_down(&w);
    }
    set_up(&w, NSEC_SEC / 10, 1 << 5, 1); /* nothing goes out for a while */
    w.host.barred = all;
    w.host.until = w.now + 3 * NSEC_SEC;
    run(&w);
    assert_proved(&w);
    tear_down(&w);
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        set_up(&w, NSEC_SEC / 10, all & ~UINT64_C(1), 1); /* and nobody else is refused */
        w.host.barred = 1;
        w.host.until = for_ever ? 0 : w.now + 3 * NSEC_SEC;
        run(&w);
        for (uint64_t t = 1; t < PORTS; t++) {
            assert_true(block_slot(&w.block, t, &slot));
            assert_int_equal(block_get(&w.block, slot), for_ever ? HEARD_UNASKED : HEARD_ASKED3);
        }
        ration_failed(&w.ration, &w.block, slot); /* late ones change nothing */
        assert_true(ration_done(&w.ration));
        tear_down(&w);
    }
}

/* Nor does the proof begin with it. */
static void what_was_not_asked_before(void **state)
{
    (void)state;
    struct world w;
    uint64_t slot;
    set_up(&w, 0, 1 << 5, 1);
    ration_fini(&w.ration);
    assert_true(block_slot(&w.block, 9, &slot));
    block_set(&w.block, slot, HEARD_UNASKED);
    assert_int_equal(ration_begin(&w.ration, &w.block, w.now), 0);
    run(&w);
    assert_int_equal(block_get(&w.block, slot), HEARD_UNASKED);
    tear_down(&w);
}

static void little_room(void **state)
{
    (void)state;
    struct world w;
    struct ration_question q[2];
    nsec wake;
    set_up(&w, NSEC_SEC, 0, 1);
    assert_int_equal(ration_ask(&w.ration, &w.block, w.now, TRIP, q, 1, &wake),
                     0); /* no volley without its witness */
    assert_int_equal(ration_ask(&w.ration, &w.block, w.now, TRIP, q, 2, &wake), 2);
    assert_true(wake > w.now && wake <= w.now + TRIP);
    assert_int_equal(ration_left(&w.ration), -1);
    tear_down(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_a_second),
        cmocka_unit_test(no_ration_at_all),
        cmocka_unit_test(a_firewall),
        cmocka_unit_test(who_refuses_nobody_is_left),
        cmocka_unit_test(little_room),
        cmocka_unit_test(what_cannot_be_sent),
        cmocka_unit_test(a_witness_that_cannot_be_sent),
        cmocka_unit_test(what_was_not_asked_before),
        cmocka_unit_test(who_refused_nobody_yet_is_tried),
        cmocka_unit_test(a_firewall_beside_the_host),
        cmocka_unit_test(it_speaks_after_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
