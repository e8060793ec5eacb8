/* Logs of what was let through, and nobody says what came of it: what honest programs do as well is told, and low; what
 * none does is told as it is. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define HOST    "10.0.0.77"
#define VISITOR "66.249.66.5"

static void passed(struct play *p, const char *src, const char *dst, uint8_t proto, uint16_t port)
{
    struct sight s = play_tcp(p, src, (uint16_t)(40000 + p->salt % 20000), dst, port, TCP_SYN);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_PASSED;
    s.proto = proto;
    s.sport = proto == IPPROTO_ICMP ? 0 : s.sport;
    s.icmp_type = proto == IPPROTO_ICMP ? 8 : 0;
    play_sight(p, &s);
}

/* From a number of somebody's to the next. */
struct course {
    const char *src;
    unsigned doors, hosts, step; /* hosts, one `step` behind the other, all of which lie in a net of `net` */
    unsigned net;
    uint16_t port, more; /* the first port; each next one so much higher when all hosts were asked */
    uint8_t proto;
    bool loud;
};

static void go(const struct course *c)
{
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < c->doors; i++, play_wait(p, NSEC_SEC))
        passed(p, c->src, play_host(3, i % c->hosts * c->step % c->net), c->proto,
               (uint16_t)(c->port + i / c->hosts * c->more));
    play_end(p);
    assert_true(play_accused(p) > 0);
    assert_int_equal(play_loud(p) > 0, c->loud);
    play_free(p);
}

/* A deployment, by its list; what is asked on a first round of probes, of measurements; a monitor's pings; a robot of a
 * search engine; doors that a host of containers publishes. */
static void may_be_honest(void **state)
{
    (void)state;
    static const struct course rows[] = {
        {HOST, 100, 100, 1, 250, 22, 0, IPPROTO_TCP, false},
        {HOST, 200, 50, 7, 250, 8080, 1010, IPPROTO_TCP, false},
        {HOST, 90, 90, 1, 250, 161, 0, IPPROTO_UDP, false},
        {HOST, 110, 110, 1, 250, 0, 0, IPPROTO_ICMP, false},
        {VISITOR, 100, 50, 83, 250, 80, 363, IPPROTO_TCP, false},
        {HOST, 50, 1, 1, 1, 32768, 3, IPPROTO_TCP, false},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        go(&rows[i]);
}

/* Services of one host, of several; its ports in their order; all of a net; more hosts than anybody deploys to. */
static void no_program_does(void **state)
{
    (void)state;
    static const struct course rows[] = {
        {HOST, 100, 1, 1, 1, 17, 9, IPPROTO_TCP, true},
        {HOST, 1000, 5, 7, 250, 17, 5, IPPROTO_TCP, true},
        {HOST, 100, 1, 1, 1, 17, 80, IPPROTO_TCP, true},
        {HOST, 600, 20, 7, 250, 17, 16, IPPROTO_TCP, true},
        {HOST, 30, 1, 1, 1, 8000, 1, IPPROTO_TCP, true},
        {HOST, 254, 254, 83, 254, 9100, 0, IPPROTO_TCP, true},
        {HOST, 700, 700, 83, 3000, 445, 0, IPPROTO_TCP, true},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        go(&rows[i]);
}

/* How often a monitor asks each of so many, and how long a round takes; and who asks as often, and is none. */
static void rounds(void **state)
{
    (void)state;
    static const struct {
        uint8_t proto;
        uint16_t port;
        unsigned rounds, hosts;
        nsec apart, step;
        bool monitor;
    } k[] = {
        {IPPROTO_TCP, 9100, 10, 90, 10 * NSEC_SEC, 70 * NSEC_MS, true},   /* probes of a cluster */
        {IPPROTO_TCP, 9100, 7, 90, 10 * NSEC_SEC, 70 * NSEC_MS, false},   /* a system repeats as often */
        {IPPROTO_TCP, 9100, 10, 90, 0, 20 * NSEC_MS, false},              /* and this one does not wait */
        {IPPROTO_UDP, 161, 5, 130, NSEC_MINUTE, 50 * NSEC_MS, true},      /* a poller of devices */
        {IPPROTO_UDP, 161, 2, 130, 4 * NSEC_MINUTE, 50 * NSEC_MS, false}, /* a sweep, and again */
        {IPPROTO_TCP, 9100, 4, 110, 5 * NSEC_MINUTE, 2 * NSEC_SEC, true}, /* checks every five minutes */
        {IPPROTO_ICMP, 0, 4, 110, 5 * NSEC_MINUTE, 2 * NSEC_SEC, true},
        {IPPROTO_ICMP, 0, 2, 110, 15 * NSEC_MINUTE, 2 * NSEC_SEC, false},
    };
    for (size_t c = 0; c < sizeof k / sizeof *k; c++) {
        struct play *p = play_new(0, false);
        nsec_wall begun = p->now;
        for (unsigned i = 0; i < k[c].rounds * k[c].hosts; i++) {
            unsigned n = i % k[c].hosts;
            if (!n && k[c].apart && p->now < begun + i / k[c].hosts * k[c].apart)
                play_wait(p, begun + i / k[c].hosts * k[c].apart - p->now);
            passed(p, HOST, play_host(3, n * 83 % 251), k[c].proto, k[c].port);
            play_wait(p, k[c].step);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, HOST, NULL);
        assert_non_null(a);
        assert_string_equal(a->role, k[c].monitor ? "monitor" : "");
        assert_int_equal(play_loud(p), 0);
        play_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(may_be_honest), cmocka_unit_test(no_program_does),
                                       cmocka_unit_test(rounds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
