/* What logs of what was let through say of one by those whom he asks: they come to him, or others ask there, too; and
 * services that are asked again, round after round. Beside each the scan that dresses up as it. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOST "10.0.0.77"

/* Quiet, as that role; or loud. */
static void judge(struct play *p, bool quiet, const char *role)
{
    play_end(p);
    assert_int_equal(play_loud(p) == 0, quiet);
    const struct play_alert *a = play_find(p, HOST, NULL);
    assert_non_null(a);
    assert_string_equal(a->role, quiet ? role : "");
    play_free(p);
}

/* A line of a log of what was let through. */
static void passed(struct play *p, const char *src, const char *dst, uint8_t proto, uint16_t port)
{
    struct sight s = play_tcp(p, src, (uint16_t)(40000 + p->salt * 7 % 20000), dst, port, TCP_SYN);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_PASSED;
    s.proto = proto;
    s.icmp_type = proto == IPPROTO_ICMP ? 8 : 0;
    s.knows = SIGHT_SPORT;
    play_sight(p, &s);
}

/* Eighty agents report to their server, which asks two of three back. Who asks others, or for other things besides,
 * or for what one comes into hosts by, or in a hurry, or in their order, looks around. */
static void asks_back(void **state)
{
    (void)state;
    enum { SERVER, OTHERS, BESIDES, LOGIN, HURRY, ORDER, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 160; i++) {
            char agent[64];
            snprintf(agent, sizeof agent, "%s", play_host(3, what == ORDER ? i / 2 : i * 37 % 80 * 3));
            passed(p, agent, HOST, IPPROTO_TCP, 10051);
            play_wait(p, what == HURRY ? 50 * NSEC_MS : 2 * NSEC_SEC);
            if (i % 3 && what != HURRY)
                passed(p, HOST, what == OTHERS ? play_host(4, i * 37 % 250) : agent, IPPROTO_TCP,
                       what == LOGIN ? 22 : 10050);
            if (what == BESIDES && i % 3 == 0)
                passed(p, HOST, agent, IPPROTO_TCP, 8081);
            play_wait(p, what == HURRY ? 0 : NSEC_SEC);
        }
        for (unsigned i = 0; what == HURRY && i < 80; i++) {
            passed(p, HOST, play_host(3, i * 37 % 80 * 3), IPPROTO_TCP, 10050);
            play_wait(p, 50 * NSEC_MS);
        }
        judge(p, what == SERVER, "management");
    }
}

/* Eight clients ask the forty pods of a service, each those that a balancer chooses. Who goes where nobody else does
 * after he has begun like them, or does so alone, looks around; nor is it a service by which one comes into hosts. */
static void same_services(void **state)
{
    (void)state;
    enum { CLIENTS, GOES_ON, ALONE, LOGIN, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        uint16_t port = what == LOGIN ? 22 : 8081;
        for (unsigned i = 0; i < 640; i++) {
            char dst[64];
            snprintf(dst, sizeof dst, "%s", play_host(3, i * 2503 % 641 % 40 * 5));
            if (i % 8 == 0 || what != ALONE)
                passed(p, i % 8 ? play_host(5, i % 8 * 3) : HOST, dst, IPPROTO_TCP, port);
            play_wait(p, NSEC_SEC);
        }
        for (unsigned i = 0; what == GOES_ON && i < 40; i++) {
            passed(p, HOST, play_host(3, 1 + i * 17 % 40 * 5), IPPROTO_TCP, port);
            play_wait(p, 2 * NSEC_SEC);
        }
        judge(p, what == CLIENTS, "client");
    }
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
        bool quiet;
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
        judge(p, k[c].quiet, "monitor");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_back),
        cmocka_unit_test(same_services),
        cmocka_unit_test(rounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
