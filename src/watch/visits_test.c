/* From scan to visit: whose finds count, and which doors were known without them (together_test.c: the plain cases). */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SCANNER "203.0.113.9"
#define VISITOR "198.51.100.77"
#define SERVER  "10.0.0.5"

enum { PORT = 4444 };

/* n ports of the server, one each five minutes, of which the k-th opens, and is left as `how` says; an hour later
 * somebody visits that one. */
static struct play *scan_and_visit(bool live, unsigned n, unsigned k, char how)
{
    struct play *p = play_new(0, live);
    for (unsigned i = 0; i < n; i++) {
        play_ask(p, SCANNER, SERVER, (uint16_t)(PORT + (i - k) * 17), i == k ? how : 'c');
        play_wait(p, 5 * NSEC_MINUTE);
    }
    play_wait(p, NSEC_HOUR);
    play_ask(p, VISITOR, SERVER, PORT, 'w');
    return p;
}

static void told(struct play *p, const char *visitor, const char *severity)
{
    const struct play_alert *x = play_find(p, visitor, "visit");
    if (!severity) {
        assert_null(x);
        return;
    }
    assert_non_null(x);
    assert_string_equal(x->severity, severity);
}

/* However little is told of a scan, a handshake that no system breaks off so is a find. One that was finished is,
 * however early it came, when enough is told of the rest. */
static void little_is_told(void **state)
{
    (void)state;
    static const struct {
        unsigned n, k;
        char how;
        bool told;
    } rows[] = {{3, 1, 'h', true},   {6, 1, 'h', true},   {6, 4, 'h', true},  {40, 1, 'h', true},
                {3, 1, 'o', false},  {6, 1, 'o', false},  {16, 1, 'o', true}, {16, 0, 'e', true},
                {40, 30, 'o', true}, {40, 30, 'e', true}, {1, 0, 'o', false}};
    for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
        struct play *p = scan_and_visit(i % 2, rows[i / 2].n, rows[i / 2].k, rows[i / 2].how);
        play_end(p);
        told(p, VISITOR, rows[i / 2].told ? "medium" : NULL);
        play_free(p);
    }
}

/* Of a plan each source asks at four doors, and finishes what opens: what it found is known when the plan is. */
static void found_together(void **state)
{
    (void)state;
    char src[32];
    for (unsigned planned = 0; planned < 2; planned++) {
        struct play *p = play_new(0, true);
        for (unsigned i = 0; i < (planned ? 240 : 4); i++) {
            unsigned who = planned ? i % 60 : 0, port = 4300 + i * 77 % 240;
            snprintf(src, sizeof src, "203.0.%u.%u", 113 + who % 3, 10 + who);
            play_ask(p, src, SERVER, planned ? (uint16_t)port : (uint16_t)(PORT + i),
                     port == PORT || (!planned && !i) ? 'o' : 'c');
            play_wait(p, NSEC_SEC);
        }
        play_wait(p, 2 * NSEC_HOUR);
        play_ask(p, VISITOR, SERVER, PORT, 'w');
        play_end(p);
        assert_int_equal(play_find(p, NULL, "distributed") != NULL, planned);
        told(p, VISITOR, planned ? "medium" : NULL);
        play_free(p);
    }
}

/* A service that was used before the scanner came is none that he found, however he asked; of one that begins to be
 * used afterwards the first visit is told, and those after it are worth a look. */
static void used_before(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        struct play *p = play_new(0, false);
        for (unsigned k = 0; k < i / 2; k++)
            play_ask(p, play_outside(k), SERVER, PORT, 'w');
        for (unsigned k = 0; k < 60; k++) {
            play_ask(p, SCANNER, play_host(0, k), PORT, k == 4 ? "ho"[i % 2] : '-');
            play_wait(p, NSEC_SEC);
        }
        for (unsigned k = 0; k < 3; k++) {
            play_wait(p, NSEC_HOUR);
            play_ask(p, play_outside(50 + k), SERVER, PORT, 'w');
        }
        play_end(p);
        assert_non_null(play_find(p, SCANNER, "horizontal"));
        told(p, play_outside(50), i < 2 ? "medium" : NULL);
        told(p, play_outside(51), i < 2 ? "low" : NULL);
        play_free(p);
    }
}

/* A balancer that opens half a connection to see whether the service is up, and comes back, is no scanner; who comes
 * back to what he found among others is. */
static void health_checks(void **state)
{
    (void)state;
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 20; i++) {
            play_ask(p, SCANNER, SERVER, (uint16_t)(PORT + (bad ? i : 0)), i && bad ? 'c' : 'h');
            play_wait(p, NSEC_MINUTE);
        }
        play_ask(p, SCANNER, SERVER, PORT, 'h');
        play_wait(p, NSEC_HOUR);
        play_ask(p, VISITOR, SERVER, PORT, 'w');
        play_end(p);
        told(p, VISITOR, bad ? "medium" : NULL);
        play_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(little_is_told), cmocka_unit_test(found_together),
                                       cmocka_unit_test(used_before), cmocka_unit_test(health_checks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
