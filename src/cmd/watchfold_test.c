/* Whatever is raised outside, those who answer are told a few by themselves and the others in one account; what comes
 * from inside is always told. */
#include "cmd/watchfold.h"

#include "cmd/cmd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static unsigned said;

void cmd_say(const char *format, ...)
{
    (void)format;
    said++;
}

/* The account that was told last. */
static struct {
    unsigned times, lines;
    uint64_t left_out;
    nsec_wall from, to;
    char first[64], severity[16];
} told;

void watchhand_rest(struct watchhand *h, struct record *r, const char *const line[], unsigned n,
                    const char *severity)
{
    (void)h;
    told.times++;
    told.lines = n;
    told.left_out = r->digest.left_out;
    told.from = r->digest.from;
    told.to = r->digest.to;
    snprintf(told.first, sizeof told.first, "%s", line[0]);
    snprintf(told.severity, sizeof told.severity, "%s", severity);
}

static struct record_alert alert(const char *kind, const char *zone, uint64_t targets)
{
    struct record r;
    record_init(&r, RECORD_ALERT);
    r.alert.id = "id";
    r.alert.kind = kind;
    r.alert.zone = zone;
    r.alert.severity = "medium";
    r.alert.score = 87;
    r.alert.src = addr_v4(0xcb007101);
    r.alert.targets = targets;
    return r.alert;
}

static unsigned passed(struct watchfold *f, const struct record_alert *a, unsigned n, nsec now)
{
    unsigned alone = 0;
    for (unsigned i = 0; i < n; i++)
        alone += watchfold_alone(f, a, WATCH_MEDIUM, now, NSEC_DAY + now);
    return alone;
}

static void many_from_outside(void **unused)
{
    (void)unused;
    struct watchfold f = {0};
    struct record_alert plan = alert("distributed", "external", 200), real = plan,
                        visit = alert("visit", "external", 1), inside = alert("vertical", "internal", 40),
                        came_in = alert("break-in", "external", 1);
    said = 0;
    memset(&told, 0, sizeof told);
    assert_int_equal(passed(&f, &plan, 8, NSEC_SEC), 8);
    assert_int_equal(said, 0);
    assert_int_equal(passed(&f, &plan, 100, 2 * NSEC_SEC), 0);
    real.id = "real";
    real.targets = 800;
    assert_int_equal(passed(&f, &real, 1, 3 * NSEC_SEC), 0);
    assert_int_equal(passed(&f, &plan, 99, 4 * NSEC_SEC), 0);
    assert_int_equal(said, 1);
    /* Others have places of their own, also what is graver; and alarms need none. */
    assert_int_equal(passed(&f, &visit, 1, 5 * NSEC_SEC), 1);
    assert_true(watchfold_alone(&f, &plan, WATCH_HIGH, 5 * NSEC_SEC, NSEC_DAY));
    assert_int_equal(passed(&f, &inside, 1000, 5 * NSEC_SEC), 1000);
    assert_int_equal(passed(&f, &came_in, 1000, 5 * NSEC_SEC), 1000);
    watchfold_turn(&f, NULL, NSEC_HOUR, NSEC_DAY + NSEC_HOUR, false);
    assert_int_equal(told.times, 0);
    watchfold_turn(&f, NULL, NSEC_HOUR + NSEC_SEC, NSEC_DAY + NSEC_HOUR, false);
    assert_int_equal(told.times, 1);
    assert_int_equal(told.left_out, 200);
    assert_int_equal(told.lines, DIGEST_LINES);
    assert_string_equal(told.severity, "medium");
    assert_true(told.from == NSEC_DAY + 2 * NSEC_SEC && told.to == NSEC_DAY + NSEC_HOUR);
    assert_int_equal(strncmp(told.first, "real [medium] 203.0.113.1", 25), 0);
    /* A new hour. */
    assert_int_equal(passed(&f, &plan, 9, NSEC_HOUR + 2 * NSEC_SEC), 8);
    watchfold_turn(&f, NULL, NSEC_HOUR + 3 * NSEC_SEC, NSEC_DAY, true);
    assert_int_equal(told.left_out, 1);
    watchfold_turn(&f, NULL, NSEC_HOUR + 3 * NSEC_SEC, NSEC_DAY, true);
    assert_int_equal(told.times, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(many_from_outside)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
