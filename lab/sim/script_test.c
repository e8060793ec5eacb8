#include "priv_script.h"

#include "base/hash.h"
#include "priv_test.h"

#include <errno.h>
#include <stdlib.h>

static const char everything[] =
    "# all words\n"
    "link ethernet mac 02:00:00:00:00:01 addr 198.18.0.1/16 addr 2001:db8::1/64 mtu 1400 rate 100000/s burst 64\n"
    "gateway 198.18.0.254 mac 02:00:00:00:00:fe proxy-arp\n"
    "gateway 2001:db8::fe\n"
    "loss 1% each-way\nloss burst enter 0.1% leave 10% drop 90% out\nduplicate 0.5%\nreorder 1% by 20ms\n"
    "policer 5000/s burst 100 back\nqueue 10mbit buffer 64kB\nconntrack 1024 timeout 30s\nquote 8\n"
    "scanner-kernel rst on\nsynack-repeat 2\n"
    "hostile { wrong-ack 1%; wrong-port 1%; truncated 1%; bad-checksum 1%; stray-icmp 1%; stranger 1%\n"
    " flood 1% of 9 }\n"
    "hosts 198.18.4.0/22 { dead 60% reject host-unreachable; walled 30%; rtt 5ms..300ms; jitter 2ms; loss 2% out\n"
    "  tcp 5% of 1-100,200 open; tcp rest filtered ; ttl 64; hops 3 ; quote 64 ; echo off }\n"
    "host 198.18.0.9 { stack windows; rst-ration 200/s burst 50; icmp-ration off\n"
    "  tcp 23 reject admin-prohibited from 198.18.0.254 ttl 250 stateless; tcp 24 reject tcp-reset\n"
    "  tcp 25 tarpit; tcp 26 syn-proxy; udp 53 open if-data; udp 69 mute; udp rest closed }\n"
    "host 2001:db8::9 { tcp 23 reject no-route }\n"
    "at 2s host 198.18.0.9 down\nat 1s link down\nat 2s link up\n";

static void reads_everything(void **state)
{
    (void)state;
    struct script s;
    struct diag d = {0};
    char text[600];
    if (script_parse(everything, sizeof everything - 1, &s, &d))
        fail_msg("%s", diag_text(&d, NULL, text, sizeof text));
    assert_true(s.ethernet);
    assert_int_equal(s.mtu, 1400);
    assert_int_equal(s.n_addr, 2);
    assert_int_equal(s.link_rate.interval, 10000);
    assert_int_equal(s.n_gateway, 2);
    assert_true(s.proxy_arp);
    assert_int_equal(s.loss[WAY_OUT], CHANCE_ALWAYS / 100);
    assert_int_equal(s.loss[WAY_BACK], CHANCE_ALWAYS / 100);
    assert_int_equal(s.burst[WAY_OUT].enter, CHANCE_ALWAYS / 1000);
    assert_int_equal(s.burst[WAY_BACK].enter, 0);
    assert_int_equal(s.policer[WAY_OUT].interval, 0);
    assert_int_equal(s.policer[WAY_BACK].interval, 200000);
    assert_int_equal(s.queue[WAY_BACK].buffer, 64000);
    assert_int_equal(s.conntrack, 1024);
    assert_int_equal(s.flood, 9);
    assert_int_equal(s.n_rule, 3);
    assert_int_equal(s.rule[0].dead, CHANCE_ALWAYS * 60 / 100);
    assert_int_equal(s.rule[0].rtt_hi, 300 * NSEC_MS);
    assert_int_equal(s.rule[0].loss[WAY_BACK], 0);
    assert_int_equal(s.rule[0].n_doors, 2);
    assert_int_equal(s.door[0].n_ports, 2);
    assert_int_equal(s.rule[1].n_doors, 7);
    assert_true(s.door[s.rule[1].doors].stateless);
    assert_int_equal(s.n_event, 3);
    assert_true(s.event[0].link && !s.event[0].up); /* ordered by time, and by line among equals */
    assert_false(s.event[1].link);
    assert_true(s.event[2].link && s.event[2].up);
    script_fini(&s);
}

#define L "link ip addr 198.18.0.1/24\n"

static const struct {
    const char *text;
    unsigned line, column;
} wrong[] = {
    {"", 1, 1},
    {"hosts 198.18.4.0/22 { }", 1, 24}, /* no link */
    {"link token addr 198.18.0.1/24", 1, 6},
    {"link ip addr 198.18.0.1/33", 1, 14},
    {"link ip addr 198.18.0.1/", 1, 14},
    {"link ip addr 198.18.0/24", 1, 14},
    {"link ip", 1, 8},
    {L "link ip addr 198.18.0.2/24", 2, 6},
    {L "frobnicate", 2, 1},
    {L "loss 1", 2, 6},
    {L "loss 101%", 2, 6},
    {L "loss 100.5%", 2, 6},
    {L "loss -1%", 2, 6},
    {L "loss 1.%", 2, 6},
    {L "loss 0.00000000001%", 2, 6},
    {L "loss 1% sideways", 2, 9},
    {L "policer 0/s", 2, 9},
    {L "policer 5000", 2, 9},
    {L "queue 10mbit", 2, 13},
    {L "queue 10 buffer 5kB", 2, 7},
    {L "reorder 1% 20ms", 2, 12},
    {L "conntrack 0", 2, 11},
    {L "at 1s host 198.18.0.9", 2, 22},
    {L "at soon link down", 2, 4},
    {L "host 198.18.0.9", 2, 16},
    {L "host 198.18.0.9 {", 2, 18},
    {L "host 198.18.0.9 { tcp 80 }", 2, 26},
    {L "host 198.18.0.9 { tcp 80-70 open }", 2, 23},
    {L "host 198.18.0.9 { tcp 65536 open }", 2, 23},
    {L "host 198.18.0.9 { tcp 80, open }", 2, 23},
    {L "host 198.18.0.9 { tcp 80 mute }", 2, 26},
    {L "host 198.18.0.9 { udp 80 tarpit }", 2, 26},
    {L "host 198.18.0.9 { udp 80 reject tcp-reset }", 2, 43},
    {L "host 198.18.0.9 { tcp 80 reject no-route }", 2, 42},
    {L "host 198.18.0.9 { tcp 80 reject from 198.18.0.1 }", 2, 33},
    {L "host 198.18.0.9 { tcp 80 reject host-tos from 2001:db8::1 }", 2, 59},
    {L "host 198.18.0.9 { tcp 5% 80 open }", 2, 26},
    {L "host 198.18.0.9 { rtt 9ms..5ms }", 2, 23},
    {L "host 198.18.0.9 { ttl 256 }", 2, 23},
    {L "host 198.18.0.9 { } }", 2, 21},
    {L "host 198.18.4.0/22 { }", 2, 6},
    {L "hosts 198.18.4.1/22 { }", 2, 7},
    {L "hosts 198.0.0.0/8 { }", 2, 7},
    {L "host fe80::1%1 { }", 2, 6},
    {L "gateway 198.18.0.254 mac 02:00:00:00:00", 2, 26},
    {L "gateway 198.18.0.254\ngateway 198.18.0.253", 3, 21},
    {L "hostile { flood 1% }", 2, 20},
    {L "\x01", 2, 1},
    {L "loss \xc3\xa4%", 2, 6},
};

static void says_where_it_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct script s;
        struct diag d = {0};
        char text[600];
        int r = script_parse(wrong[i].text, strlen(wrong[i].text), &s, &d);
        if (r != -EINVAL || d.line != wrong[i].line || d.column != wrong[i].column || !d.msg)
            fail_msg("row %zu '%s': %d, %s", i, wrong[i].text, r,
                     d.msg ? diag_text(&d, NULL, text, sizeof text) : "-");
    }
}

static void survives_every_truncation(void **state)
{
    (void)state;
    unsigned fine = 0;
    for (size_t n = 0; n < sizeof everything; n++) {
        struct script s;
        struct diag d = {0};
        char *copy = malloc(n + 1); /* exactly as long, for the sanitizer */
        assert_non_null(copy);
        memcpy(copy, everything, n);
        int r = script_parse(copy, n, &s, &d);
        assert_true(r == 0 || (r == -EINVAL && d.msg && d.line));
        fine += r == 0;
        script_fini(&s);
        free(copy);
    }
    assert_true(fine > 20); /* the statements' ends */
}

static void survives_noise(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    char copy[sizeof everything];
    for (int round = 0; round < 4000; round++) {
        memcpy(copy, everything, sizeof copy);
        for (uint64_t k = rng_below(&rng, 6) + 1; k; k--)
            copy[rng_below(&rng, sizeof copy - 1)] =
                (char)(round % 2 ? rng_below(&rng, 256) : ' ' + rng_below(&rng, 95));
        struct script s;
        struct diag d = {0};
        int r = script_parse(copy, sizeof copy - 1, &s, &d);
        assert_true(r == 0 || (r == -EINVAL && d.msg && d.line));
        script_fini(&s);
    }
}

static void has_limits(void **state)
{
    (void)state;
    struct script s;
    struct diag d = {0};
    char *big = malloc(SCRIPT_BYTES_MAX + 1);
    assert_non_null(big);
    memset(big, '\n', SCRIPT_BYTES_MAX + 1);
    assert_int_equal(script_parse(big, SCRIPT_BYTES_MAX + 1, &s, &d), -EINVAL);
    size_t n = (size_t)snprintf(big, SCRIPT_BYTES_MAX, L);
    for (int i = 0; i <= SCRIPT_EVENTS_MAX; i++)
        n += (size_t)snprintf(big + n, SCRIPT_BYTES_MAX - n, "at 1s link up\n");
    assert_int_equal(script_parse(big, n, &s, &d), -EINVAL);
    assert_int_equal(d.line, SCRIPT_EVENTS_MAX + 2);
    memset(big, 'x', 5000);
    assert_int_equal(script_parse(big, 5000, &s, &d), -EINVAL);
    free(big);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_everything),
        cmocka_unit_test(says_where_it_is_wrong),
        cmocka_unit_test(survives_every_truncation),
        cmocka_unit_test(survives_noise),
        cmocka_unit_test(has_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
