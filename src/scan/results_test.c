#include "scan/results.h"

#include "scan/hosts.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT_MAX 65536

/* Records as short text: "P.port state reason", "R state reason count ports", "H state reason", a line each.
 * `P.` is the last octet of the address. */
struct log {
    struct sink sink;
    char text[TEXT_MAX];
    size_t len;
    int puts_left; /* until -ENOSPC; -1 = no end */
    struct record last_host;
};

static int log_put(struct sink *sink, const struct record *r)
{
    struct log *l = (struct log *)sink;
    char *at = l->text + l->len;
    size_t room = sizeof l->text - l->len;
    int n = 0;
    if (l->puts_left == 0)
        return -ENOSPC;
    l->puts_left -= l->puts_left > 0;
    if (r->type == RECORD_PORT)
        n = snprintf(at, room, "%u.%u %s %s\n", r->port.addr.b[3], (unsigned)r->port.port,
                     state_word(r->port.state), reason_word(r->port.reason));
    else if (r->type == RECORD_REST)
        n = snprintf(at, room, "%u %s %s %u %s\n", r->rest.addr.b[3], state_word(r->rest.state),
                     reason_word(r->rest.reason), (unsigned)r->rest.count, r->rest.ports);
    else
        n = snprintf(at, room, "%u %s %s\n", r->host.addr.b[3], host_state_word(r->host.state),
                     reason_word(r->host.reason));
    assert_true(n > 0 && (size_t)n < room);
    l->len += (size_t)n;
    if (r->type == RECORD_HOST)
        l->last_host = *r;
    return 0;
}

struct world {
    struct targets *targets, *later_targets;
    struct ports ports, later_ports;
    struct scan_conf conf, later;
    struct block block;
    struct log log;
    struct results_counts counts;
};

static struct targets *targets_of(const char *word)
{
    const struct targets_conf conf = {.key = {{1}}};
    struct targets *t;
    struct diag d;
    assert_int_equal(targets_new(&conf, &t), 0);
    assert_int_equal(targets_add(t, TARGETS_INCLUDE, word, &d), 0);
    assert_int_equal(targets_compile(t, &d), 0);
    return t;
}

static void ports_of(const char *spec, struct ports *ret)
{
    const struct ports_conf conf = {.spec = spec, .protocols = 1u << PROTO_TCP};
    struct diag d;
    assert_int_equal(ports_parse(&conf, ret, &d), 0);
}

static struct world *world_new(const char *targets, const char *ports)
{
    struct world *w = calloc(1, sizeof *w);
    w->targets = targets_of(targets);
    ports_of(ports, &w->ports);
    w->log.sink = (struct sink){.put = log_put};
    w->log.puts_left = -1;
    w->conf = (struct scan_conf){
        .tech = &tech_syn, .targets = w->targets, .ports = &w->ports.list[PROTO_TCP], .sink = &w->log.sink};
    const struct space space = {.targets = w->targets, .ports = w->conf.ports};
    uint64_t hosts = targets_count(w->targets);
    assert_int_equal(block_init(&w->block, &space, hosts, 0, 1), 0);
    block_start(&w->block, 0, hosts, (struct hash_key){{7}});
    return w;
}

static void world_free(struct world *w)
{
    block_fini(&w->block);
    targets_free(w->targets);
    targets_free(w->later_targets);
    ports_fini(&w->ports);
    ports_fini(&w->later_ports);
    free(w);
}

static void heard(struct world *w, uint64_t host, uint16_t first, uint16_t last, enum heard h)
{
    for (uint32_t p = first; p <= last; p++) {
        uint64_t slot;
        uint32_t place = ports_index(w->conf.ports, (uint16_t)p);
        assert_true(place != PORTS_NONE);
        assert_true(block_slot(&w->block, space_number(&w->block.space, host, place), &slot));
        block_set(&w->block, slot, h);
    }
}

static void seen(struct world *w, uint64_t host)
{
    block_host_heard(&w->block.host[host], 10 * NSEC_MS, 57);
}

static struct addr host_at(const void *ctx, uint64_t i)
{
    return targets_addr(ctx, i);
}

static int put(struct world *w, enum results_silence silence)
{
    w->log.len = 0;
    w->log.text[0] = 0;
    w->counts = (struct results_counts){0};
    struct results r = {.conf = &w->conf, .block = &w->block, .host_at = host_at, .ctx = w->targets};
    assert_int_equal(results_init(&r), 0);
    int e = results_put(&r, silence, &w->counts);
    results_fini(&r);
    return e;
}

static void assert_puts(struct world *w, enum results_silence silence, const char *text)
{
    assert_int_equal(put(w, silence), 0);
    assert_string_equal(w->log.text, text);
}

static void assert_begins(const struct world *w, const char *text)
{
    assert_int_equal(strncmp(w->log.text, text, strlen(text)), 0);
}

static void few_are_named_many_are_summed_up(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.7", "1-40");
    seen(w, 0);
    heard(w, 0, 1, 3, HEARD_YES); /* put when they were found */
    heard(w, 0, 4, 4 + RESULTS_SINGLE_MAX - 1, HEARD_RST);
    heard(w, 0, 20, 40, HEARD_ASKED2);
    assert_puts(
        w, RESULTS_PROVED,
        "7 filtered no-response 21 20-40\n7.4 closed rst\n7.5 closed rst\n7.6 closed rst\n7.7 closed rst\n"
        "7.8 closed rst\n7.9 closed rst\n7.10 closed rst\n7.11 closed rst\n7.12 closed rst\n7.13 closed rst\n"
        "7.14 closed rst\n7.15 closed rst\n7.16 closed rst\n7.17 closed rst\n7.18 closed rst\n7.19 closed rst\n"
        "7 up answered\n");
    heard(w, 0, 3, 3, HEARD_RST); /* one more than the limit */
    assert_puts(w, RESULTS_PROVED, "7 filtered no-response 21 20-40\n7 closed rst 17 3-19\n7 up answered\n");
    w->conf.open_only = true;
    assert_puts(w, RESULTS_PROVED, "7 up answered\n");
    world_free(w);
}

static void each_kind_of_answer_is_its_own(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.9", "21-25,80,443");
    seen(w, 0);
    heard(w, 0, 21, 21, HEARD_ASKED1); /* degrees of silence are one */
    heard(w, 0, 443, 443, HEARD_ASKED3);
    heard(w, 0, 22, 22, HEARD_YES);
    heard(w, 0, 23, 23, HEARD_HOST_PROHIB);
    heard(w, 0, 24, 24, HEARD_ADMIN_PROHIB);
    heard(w, 0, 25, 25, HEARD_RST);
    heard(w, 0, 80, 80, HEARD_UNASKED);
    assert_puts(w, RESULTS_PROVED,
                "9.21 filtered no-response\n9.443 filtered no-response\n9.25 closed rst\n"
                "9.23 filtered icmp-host-prohibited\n9.24 filtered icmp-admin-prohibited\n9 up answered\n");
    assert_int_equal(w->counts.unasked, 1);
    assert_int_equal(w->counts.hosts_up, 1);
    assert_true(fabs(w->log.last_host.host.rtt_ms - 10) < 0.04);
    assert_int_equal(w->log.last_host.host.distance, 7);
    world_free(w);
}

static void all_states_one_by_one(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1", "1-1000");
    w->conf.all_states = true;
    heard(w, 0, 1, 1000, HEARD_ASKED2);
    assert_int_equal(put(w, RESULTS_PROVED), 0);
    unsigned lines = 0;
    for (const char *p = w->log.text; *p; p++)
        lines += *p == '\n';
    assert_int_equal(lines, 1001);
    assert_begins(w, "1.1 filtered no-response\n1.2 filtered no-response\n"); /* ascending */
    world_free(w);
}

static void ipv6_has_its_own_reasons(void **state)
{
    (void)state;
    struct world *w = world_new("2001:db8::", "22");
    heard(w, 0, 22, 22, HEARD_ADMIN_PROHIB);
    assert_int_equal(put(w, RESULTS_PROVED), 0);
    assert_non_null(strstr(w->log.text, ".22 filtered icmp6-admin-prohibited\n"));
    world_free(w);
}

/* Who refuses one protocol may have wanted to refuse the silent ones, unless their silence was proved. */
static void silent_protocols(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-2", "1-20");
    w->conf.tech = &tech_proto;
    seen(w, 0);
    seen(w, 1);
    heard(w, 0, 1, 1, HEARD_RST);
    heard(w, 0, 2, 20, HEARD_ASKED1);
    heard(w, 1, 1, 14, HEARD_RST);
    heard(w, 1, 15, 20, HEARD_ASKED3);
    assert_int_equal(put(w, RESULTS_WITNESSED), 0);
    assert_non_null(strstr(w->log.text, "1 limited answers-rationed 19 2-20\n"));
    assert_non_null(strstr(w->log.text, "2.15 open|filtered no-response\n"));
    world_free(w);
}

static void rationed_silence_proves_nothing(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-2", "1-20");
    seen(w, 0);
    seen(w, 1);
    heard(w, 0, 1, 2, HEARD_RST);
    heard(w, 0, 3, 20, HEARD_ASKED3);
    heard(w, 1, 1, 20, HEARD_ASKED3); /* this one sent no RST, so it has none to ration */
    assert_puts(w, RESULTS_RATIONED,
                "1 limited answers-rationed 18 3-20\n1.1 closed rst\n1.2 closed rst\n1 up answered\n"
                "2 filtered no-response 20 1-20\n2 up answered\n");
    world_free(w);
}

/* A scan that was cut short: silence that was not proved has no verdict, answers have theirs. */
static void cut_short(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-2", "1-5");
    seen(w, 0);
    heard(w, 0, 1, 1, HEARD_ASKED1);
    heard(w, 0, 2, 2, HEARD_RST);
    heard(w, 0, 3, 3, HEARD_ASKED3);
    assert_puts(w, RESULTS_CUT_SHORT, "1.3 filtered no-response\n1.2 closed rst\n1 up answered\n");
    assert_int_equal(w->counts.unasked, 3 + 5);
    assert_int_equal(w->counts.hosts_up, 1);
    assert_int_equal(w->counts.hosts_silent, 0); /* nor of hosts */
    world_free(w);
}

/* Ended before all had been asked three times: what is silent by then has no verdict, however often it was
 * asked. */
static void cut_early(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1", "1-5");
    seen(w, 0);
    heard(w, 0, 2, 2, HEARD_RST);
    heard(w, 0, 3, 3, HEARD_ASKED3);
    assert_puts(w, RESULTS_CUT_EARLY, "1.2 closed rst\n1 up answered\n");
    assert_int_equal(w->counts.unasked, 4);
    world_free(w);
}

/* So many answers that they are no outliers (outliers.h): each is looked up, and the same is told. */
static void many_answers(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-17", "-");
    for (uint64_t i = 0; i < 17; i++) {
        seen(w, i);
        heard(w, i, 1, 65535, HEARD_RST);
    }
    heard(w, 4, 80, 80, HEARD_ADMIN_PROHIB);
    assert_int_equal(put(w, RESULTS_PROVED), 0);
    assert_begins(w, "1 closed rst 65535 1-65535\n1 up answered\n");
    assert_non_null(strstr(w->log.text, "\n5 closed rst 65534 1-79,81-65535\n"
                                        "5.80 filtered icmp-admin-prohibited\n5 up answered\n"));
    world_free(w);
}

/* Only a router answered: that is no sign of life, but it is no silence either. */
static void a_host_that_others_spoke_for(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1", "1-3");
    heard(w, 0, 1, 3, HEARD_HOST_UNREACH);
    w->block.host[0].seen = BLOCK_SPOKEN_FOR;
    assert_int_equal(put(w, RESULTS_PROVED), 0);
    assert_begins(w, "1.1 filtered icmp-host-unreachable\n");
    assert_int_equal(w->log.last_host.host.state, HOST_UNKNOWN);
    assert_int_equal(w->log.last_host.host.reason, REASON_SPOKEN_FOR);
    assert_true(w->log.last_host.host.distance == RECORD_NO_U64);
    assert_int_equal(w->counts.hosts_up, 0);
    assert_int_equal(w->counts.hosts_silent, 1);
    world_free(w);
}

static void silent_hosts(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.0/24", "1-20"); /* as many as are named one by one */
    for (uint64_t i = 0; i < 256; i++)
        heard(w, i, 1, 20, HEARD_ASKED2);
    seen(w, 3);
    assert_int_equal(put(w, RESULTS_PROVED), 0);
    assert_begins(w, "0 filtered no-response 20 1-20\n0 unknown no-response\n");
    assert_non_null(strstr(w->log.text, "\n3 up answered\n"));
    assert_int_equal(w->counts.hosts_up, 1);
    assert_int_equal(w->counts.hosts_silent, 255);
    assert_true(isnan(w->log.last_host.host.rtt_ms) && w->log.last_host.host.distance == RECORD_NO_U64);
    world_free(w);

    w = world_new("198.18.0.0-198.18.1.0", "1-20"); /* one more: only counted */
    for (uint64_t i = 0; i < 257; i++)
        heard(w, i, 1, 20, HEARD_ASKED2);
    seen(w, 3);
    assert_puts(w, RESULTS_PROVED, "3 filtered no-response 20 1-20\n3 up answered\n");
    assert_int_equal(w->counts.hosts_silent, 256);
    w->conf.all_states = true;
    w->conf.open_only = true;
    assert_int_equal(put(w, RESULTS_PROVED), 0);
    assert_non_null(strstr(w->log.text, "255 unknown no-response\n0 unknown no-response\n"));
    world_free(w);
}

/* Another scan follows with these ports of this host: they are left to it, and the end of all hosts to the
 * end of the run. */
static void what_is_left_to_a_later_scan(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-2", "1-6");
    w->later_targets = targets_of("198.18.0.2");
    ports_of("1-4", &w->later_ports);
    w->later = (struct scan_conf){.targets = w->later_targets, .ports = &w->later_ports.list[PROTO_TCP]};
    w->conf.later = &w->later;
    struct hosts hosts;
    assert_int_equal(hosts_init(&hosts, w->targets), 0);
    w->conf.hosts = &hosts;
    for (uint64_t i = 0; i < 2; i++) {
        seen(w, i);
        heard(w, i, 1, 6, HEARD_RST);
    }
    assert_puts(
        w, RESULTS_PROVED,
        "1.1 closed rst\n1.2 closed rst\n1.3 closed rst\n1.4 closed rst\n1.5 closed rst\n1.6 closed rst\n"
        "2.5 closed rst\n2.6 closed rst\n");
    assert_int_equal(w->counts.hosts_up, 2);
    assert_int_equal(put(w, RESULTS_CUT_SHORT), 0); /* then there is no later scan */
    assert_non_null(strstr(w->log.text, "2.1 closed rst\n"));
    assert_int_equal(w->counts.hosts_up, 0); /* they are known to be */
    assert_null(strstr(w->log.text, "up answered\n"));
    uint64_t silent;
    assert_int_equal(hosts_put(&hosts, w->conf.sink, true, &silent), 0);
    assert_non_null(strstr(w->log.text, "1 up answered\n2 up answered\n"));
    assert_int_equal(silent, 0);
    hosts_fini(&hosts);
    world_free(w);
}

static void distances(void **state)
{
    static const struct {
        uint8_t ttl;
        uint64_t hops;
    } cases[] = {{0, RECORD_NO_U64}, {1, 31},  {32, 0},    {33, 31}, {64, 0},
                 {65, 63},           {128, 0}, {129, 126}, {255, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world *w = world_new("198.18.0.1", "1");
        block_host_heard(&w->block.host[0], -1, cases[i].ttl);
        assert_puts(w, RESULTS_PROVED, "1 up answered\n");
        assert_true(w->log.last_host.host.distance == cases[i].hops);
        world_free(w);
    }
}

/* Whatever record the sink fails at, its error comes back and nothing more is put. */
static void the_sinks_error(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-3", "1-20");
    for (uint64_t i = 0; i < 3; i++) {
        seen(w, i);
        heard(w, i, 1, 2, HEARD_RST);
        heard(w, i, 3, 20, HEARD_ASKED2);
    }
    assert_int_equal(put(w, RESULTS_PROVED), 0);
    for (int n = 0; n < 12; n++) {
        w->log.puts_left = n;
        assert_int_equal(put(w, RESULTS_PROVED), -ENOSPC);
    }
    w->log.puts_left = 12;
    assert_int_equal(put(w, RESULTS_PROVED), 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_are_named_many_are_summed_up),
        cmocka_unit_test(each_kind_of_answer_is_its_own),
        cmocka_unit_test(all_states_one_by_one),
        cmocka_unit_test(ipv6_has_its_own_reasons),
        cmocka_unit_test(silent_protocols),
        cmocka_unit_test(rationed_silence_proves_nothing),
        cmocka_unit_test(cut_short),
        cmocka_unit_test(cut_early),
        cmocka_unit_test(many_answers),
        cmocka_unit_test(silent_hosts),
        cmocka_unit_test(what_is_left_to_a_later_scan),
        cmocka_unit_test(a_host_that_others_spoke_for),
        cmocka_unit_test(distances),
        cmocka_unit_test(the_sinks_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
