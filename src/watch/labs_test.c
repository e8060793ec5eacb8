/* Recordings of laboratories and examples: both ends have private addresses, or documentation's, side by side, and nobody
 * said which are at home. What is answered, and how its asker went on, tells who delivers mail, fetches pages or visits. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PLANS = 6 };

static const struct plan {
    const char *from, *to, *dot; /* to: what is before a net's number, a dot, and a host's */
} plans[PLANS] = {{"192.0.2.10", "203.0.", "."},     {"198.18.0.10", "198.19.", "."},
                  {"10.0.0.10", "172.16.", "."},     {"10.0.0.10", "10.3.", "."},
                  {"192.168.1.10", "192.168.", "."}, {"2001:db8::10", "2001:db8:1::", ":"}};

/* What becomes of question i of so many. */
typedef char outcome(unsigned i, unsigned of);

/* n hosts in a row, at these ports in turn; what opens goes on as `how` says. */
static struct play *asked(const struct plan *plan, unsigned n, const uint16_t *ports, nsec gap,
                          outcome *becomes, char how)
{
    struct play *p = play_new_anywhere();
    unsigned k = 0;
    for (; ports[k];)
        k++;
    for (unsigned i = 0; i < n; i++) {
        char to[64], is = becomes(i, n);
        snprintf(to, sizeof to, "%s%u%s%u", plan->to, 113 + i / 250, plan->dot, 1 + i % 250);
        play_ask(p, plan->from, to, ports[i % k], is == 'o' ? how : is);
        play_wait(p, gap);
    }
    play_end(p);
    return p;
}

/* Ends the scene: something is medium or worse; or all that is told has that role. */
static void judge(struct play *p, bool loud, const char *role)
{
    assert_int_equal(play_loud(p) > 0, loud);
    for (unsigned i = 0; !loud && i < p->alerts; i++)
        assert_string_equal(p->alert[i].role, role);
    play_free(p);
}

static char third_dead(unsigned i, unsigned of)
{
    (void)of;
    return i % 3 ? 'o' : i % 2 ? '-' : 'c';
}

static char most_dead(unsigned i, unsigned of)
{
    (void)of;
    return i % 3 ? '-' : 'o';
}

static char end_dead(unsigned i, unsigned of)
{
    return i < of / 5 * 4 ? 'o' : '-';
}

static char all_there(unsigned i, unsigned of)
{
    (void)i;
    (void)of;
    return 'o';
}

static char one_shut(unsigned i, unsigned of)
{
    return i == of / 2 ? 'c' : 'o';
}

struct scene {
    unsigned n;
    uint16_t ports[8];
    nsec gap;
    outcome *becomes;
    char how;
    bool loud;
};

static void play_all(const struct scene *x, size_t n, const char *role)
{
    for (size_t i = 0; i < n * PLANS; i++) {
        const struct scene *s = &x[i / PLANS];
        judge(asked(&plans[i % PLANS], s->n, s->ports, s->gap, s->becomes, s->how), s->loud, role);
    }
}

/* Of 300 mail servers a third is dead; the others are told something, at whatever speed, or left in order, at leisure. Who
 * breaks off, who only tries them in haste, and whoever finds that most are not there, looks for some. */
static void delivers_mail(void **state)
{
    (void)state;
    static const struct scene scenes[] = {{300, {25}, 4 * NSEC_SEC, third_dead, 'w', false},
                                          {300, {25}, 30 * NSEC_MS, third_dead, 'w', false},
                                          {80, {25, 25, 25, 25, 993}, NSEC_SEC, third_dead, 'w', false},
                                          {300, {25}, 4 * NSEC_SEC, third_dead, 'e', false},
                                          {300, {25}, 10 * NSEC_MS, third_dead, 'e', true},
                                          {300, {25}, 4 * NSEC_SEC, third_dead, 'r', true},
                                          {300, {25}, 4 * NSEC_SEC, third_dead, 'h', true},
                                          {300, {25}, 4 * NSEC_SEC, most_dead, 'w', true},
                                          {300, {22}, 4 * NSEC_SEC, third_dead, 'w', true}};
    play_all(scenes, sizeof scenes / sizeof *scenes, "mail-relay");
}

/* The servers that a proxy's users want, of which the last fifth is dead, at whatever ports they say. Who reads nothing there, or
 * has a port of his own choice tried at all of them, is none. */
static void fetches(void **state)
{
    (void)state;
    static const struct scene scenes[] = {
        {400, {443, 80, 443, 8080}, NSEC_SEC, end_dead, 'w', false},
        {400, {443, 80, 443, 443, 2087, 443, 80}, NSEC_SEC, end_dead, 'w', false},
        {400, {443, 80}, NSEC_SEC, end_dead, 'e', true},
        {400, {443, 80}, NSEC_SEC, most_dead, 'w', true},
        {400, {2087, 8000}, NSEC_SEC, end_dead, 'w', true}};
    play_all(scenes, sizeof scenes / sizeof *scenes, "proxy");
}

/* Thirty web servers, all of them there, from which it takes its leave. */
static void visits(void **state)
{
    (void)state;
    static const struct scene scenes[] = {
        {30, {443}, 10 * NSEC_SEC, all_there, 'e', false}, {30, {443, 80}, NSEC_SEC, all_there, 'e', false},
        {30, {443}, 10 * NSEC_SEC, all_there, 'r', true},  {30, {443}, 10 * NSEC_MS, all_there, 'e', true},
        {30, {443}, 10 * NSEC_SEC, one_shut, 'e', true},   {30, {22}, 10 * NSEC_SEC, all_there, 'e', true}};
    play_all(scenes, sizeof scenes / sizeof *scenes, "monitor");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(delivers_mail), cmocka_unit_test(fetches),
                                       cmocka_unit_test(visits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
