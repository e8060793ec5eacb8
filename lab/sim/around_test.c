/* Questions to everybody on an IPv6 link, against simulated neighbours with loss: who should be found is, and
 * nobody else. */
#include "scan/around.h"
#include "sim/sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ASKS 4 /* with 3 % loss each way, one in 80,000 is missed */

static const struct around around = {.key = {{9}}, .ifindex = 2, .mac = {2, 0, 0, 0, 0, 1}};

static struct sim *network(void)
{
    char path[512], text[512];
    struct sim_conf conf = {.seed = 5};
    struct sim *s = NULL;
    struct diag d = {0};
    snprintf(path, sizeof path, "%s/around.sim", SIM_SCRIPTS);
    if (sim_load(path, &conf, &s, &d) < 0)
        fail_msg("%s", diag_text(&d, NULL, text, sizeof text));
    return s;
}

/* In which of the networks 2001:db8::N:0/120 it lives; 0 = in none of them. */
static unsigned group_of(const struct addr *a)
{
    return a->b[0] == 0x20 && a->b[5] == 0 ? a->b[13] : 0;
}

struct count {
    unsigned group[4], linklocal, wrong;
};

static bool seen_before(struct addr *seen, unsigned *n, const struct addr *a)
{
    for (unsigned i = 0; i < *n; i++)
        if (addr_eq(&seen[i], a))
            return true;
    seen[(*n)++] = *a;
    return false;
}

static struct count ask(enum around_question q, const char *from)
{
    static struct addr seen[4096];
    struct count c = {0};
    struct sim *s = network();
    struct addr own;
    unsigned known = 0;
    assert_int_equal(addr_parse(from, &own), 0);
    for (int i = 0; i < ASKS; i++) {
        uint8_t out[TECH_FRAME_MAX];
        struct frame in[16];
        uint32_t n, len = around_ask(&around, q, &own, out);
        assert_true(sim_put(s, out, len));
        sim_advance(s, sim_now(s) + NSEC_SEC);
        while ((n = frames_recv(sim_frames(s), in, 16)) > 0) {
            for (uint32_t k = 0; k < n; k++) {
                struct around_neighbour who;
                if (!around_hear(&around, &in[k], &who) || seen_before(seen, &known, &who.addr))
                    continue;
                c.linklocal += addr_is_linklocal(&who.addr);
                c.group[group_of(&who.addr) & 3]++;
                c.wrong += !addr_is_linklocal(&who.addr) && !sim_alive(s, &who.addr);
            }
            frames_release(sim_frames(s), n);
        }
    }
    sim_free(s);
    return c;
}

static struct count truth(void)
{
    struct count c = {0};
    struct sim *s = network();
    struct sim_walk w = {0};
    struct addr a;
    while (sim_walk_hosts(s, &w, &a))
        c.group[group_of(&a) & 3]++;
    sim_free(s);
    return c;
}

static void each_question(void **state)
{
    (void)state;
    struct count all = truth(), echo = ask(AROUND_ECHO, "2001:db8::1"),
                 option = ask(AROUND_OPTION, "2001:db8::1"), members = ask(AROUND_MEMBERS, "fe80::1");
    assert_true(all.group[1] > 10 && all.group[2] > 10 && all.group[3] > 10);
    assert_int_equal(echo.group[1], all.group[1]);
    assert_int_equal(echo.group[2] + echo.group[3] + echo.linklocal, 0);
    assert_int_equal(option.group[1], all.group[1]);
    assert_int_equal(option.group[2], all.group[2]);
    assert_int_equal(option.group[3] + option.linklocal, 0);
    assert_int_equal(members.linklocal, all.group[1] + all.group[2]);
    assert_int_equal(echo.wrong + option.wrong + members.wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_question)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
