/* -O in virtual time: the engine asks the hosts of systems.sim, and finds the classes that the script says;
 * under loss, too. */
#include "ident/os/osclass.h"
#include "ident/os/osprobe.h"
#include "sim/sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define CAP 64

static const struct asks_conf asks = {.key = {{7}}, .port_base = 61000, .port_span = 4096};

static const struct expected {
    uint8_t host; /* 198.18.0.x */
    uint16_t open;
    const char *class, *word, *model, *ipid, *clock;
    unsigned hz;
    const char *family; /* NULL = does not matter */
} hosts[] = {
    {11, 22, "constant sequence number (!)", "Trivial joke", "fixed", "zero", "none", 0, NULL},
    {12, 22, "64K rule", "Trivial joke", "clock", "incremental", "global", 2, NULL},
    {13, 22, "trivial time dependency", "Trivial joke", "clock", "broken", "global", 100, NULL},
    {14, 22, "increments by 800", "Easy", "clock", "random", "zero", 0, NULL},
    {15, 22, "random positive increments", "Worthy challenge", "clock", "by2", "rfc7323", 1000, NULL},
    {16, 22, "truly random", "Good luck!", "rfc6528", "positive", "rfc7323", 1000, NULL},
    {17, 22, "truly random", "Good luck!", "repeating", "constant", "rfc7323", 1000, NULL},
    {21, 445, "truly random", "Good luck!", "random", "incremental", "none", 0, "Windows"},
    {22, 23, "truly random", "Good luck!", "random", "incremental", "none", 0, "Cisco IOS"},
    {23, 80, "truly random", "Good luck!", "rfc6528", "zero", "rfc7323", 1000, "FreeBSD"},
};

enum { HOSTS = sizeof hosts / sizeof *hosts };

struct net {
    struct sim *sim;
    struct osprobe *probe;
    struct osdata data;
    unsigned done, right, asked;
    bool lossy;
};

static struct sim *network(const char *more)
{
    static char text[1 << 14];
    FILE *f = fopen(SIM_SCRIPTS "/systems.sim", "re");
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text / 2, f);
    (void)fclose(f);
    n += (size_t)snprintf(text + n, sizeof text - n, "%s", more);
    struct sim_conf conf = {.text = text, .len = n, .name = "systems.sim", .seed = 5};
    struct sim *s;
    struct diag d = {0};
    assert_int_equal(sim_new(&conf, &s, &d), 0);
    return s;
}

static void begin(struct net *n, const char *more)
{
    struct osprobe_conf conf = {.asks = asks, .max_hosts = HOSTS};
    *n = (struct net){.sim = network(more), .lossy = *more};
    osdata_init(&n->data);
    assert_int_equal(osdata_own(&n->data), 0);
    assert_int_equal(osprobe_new(&conf, &n->probe), 0);
    for (unsigned i = 0; i < HOSTS; i++) {
        struct asks_host h = {.addr = addr_v4(0xc6120000u + hosts[i].host),
                              .source = addr_v4(0xc6120001),
                              .open = hosts[i].open,
                              .closed = 9,
                              .udp_closed = 40001,
                              .ttl = 64};
        assert_true(osprobe_add(n->probe, &h, 0, i));
    }
}

static void end(struct net *n)
{
    osprobe_free(n->probe);
    osdata_fini(&n->data);
    sim_free(n->sim);
}

static void ask(struct net *n, const struct osprobe_ask *a)
{
    uint8_t frame[ETH_LEN + ASKS_LEN_MAX];
    struct wr w = wr_of(frame, sizeof frame);
    struct eth eth = {.type = ETH_TYPE_IP4};
    memcpy(eth.src, sim_link_mac(n->sim), 6);
    assert_true(sim_next_hop(n->sim, &a->host.addr, eth.dst));
    eth_build(&w, &eth);
    asks_build(&asks, &a->host, a->question, a->try, &w);
    assert_true(!w.bad && sim_put(n->sim, frame, (uint32_t)wr_len(&w)));
    n->asked++;
}

static void hear(struct net *n)
{
    struct frame in[CAP];
    struct packet p;
    struct frames *f = sim_frames(n->sim);
    uint32_t k = frames_recv(f, in, CAP);
    for (uint32_t i = 0; i < k; i++)
        if (packet_parse(in[i].data, in[i].len, PACKET_ETHERNET, true, &p) == PACKET_OK)
            (void)osprobe_hear(n->probe, &p, in[i].at);
    frames_release(f, k);
}

static bool same(const char *is, const char *wanted)
{
    return (is == NULL) == (wanted == NULL) && (!is || strcmp(is, wanted) == 0);
}

static void judge(struct net *n, const struct expected *e, const struct asks_answer *a,
                  const struct asks_host *h)
{
    struct traits_numbers k;
    struct traits t;
    struct osclass_verdict v;
    traits_numbers(a, 4, false, &k);
    traits_of(a, &k, h, 0, &t);
    osclass_judge(&n->data, &(struct osclass_evidence){.traits = &t}, &v);
    bool isn =
        same(sequence_class_words(k.isn.class), e->class) && same(sequence_model_word(k.model), e->model);
    bool right = isn && same(sequence_difficulty_word(k.isn.difficulty), e->word) &&
                 same(sequence_ipid_word(k.ipid), e->ipid) &&
                 same(sequence_clock_word(k.clock.kind), e->clock) && k.clock.hz == e->hz &&
                 (!e->family || (v.known && strcmp(v.family, e->family) == 0));
    if (!right && !n->lossy)
        fail_msg("198.18.0.%u: %s, %s, %s, %s, %s %u Hz, %s %u %%", e->host,
                 sequence_class_words(k.isn.class), sequence_difficulty_word(k.isn.difficulty),
                 sequence_model_word(k.model), sequence_ipid_word(k.ipid), sequence_clock_word(k.clock.kind),
                 k.clock.hz, v.guesses ? v.guess[0].record->name : "nothing", v.accuracy);
    n->right += n->lossy ? isn : right; /* identification numbers of repeated answers are busy ones */
    n->done++;
}

static void run(struct net *n)
{
    struct osprobe_ask q[CAP];
    while (!osprobe_idle(n->probe)) {
        nsec wake;
        uint64_t cookie;
        struct asks_host h;
        const struct asks_answer *a;
        hear(n);
        uint32_t k = osprobe_step(n->probe, sim_now(n->sim), q, CAP, &wake);
        for (uint32_t i = 0; i < k; i++)
            ask(n, &q[i]);
        while ((a = osprobe_take(n->probe, &cookie, &h)))
            judge(n, &hosts[cookie], a, &h);
        if (!osprobe_idle(n->probe))
            (void)sim_advance_rx(n->sim, nsec_max(wake, sim_now(n->sim) + NSEC_US));
    }
}

static void test_classes(void **state)
{
    (void)state;
    struct net n;
    begin(&n, "");
    run(&n);
    assert_int_equal(n.done, HOSTS);
    assert_int_equal(n.right, HOSTS);
    end(&n);
}

/* One packet in twenty is lost each way: what was lost is asked again, so that most is still known. */
static void test_loss(void **state)
{
    (void)state;
    struct net n;
    begin(&n, "loss 5% each-way\n");
    run(&n);
    assert_int_equal(n.done, HOSTS);
    assert_true(n.right >= HOSTS - 1);
    assert_true(n.asked <= HOSTS * ASKS_COUNT * ASKS_TRIES);
    end(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_classes), cmocka_unit_test(test_loss)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
