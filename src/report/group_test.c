#include "report/group.h"

#include "report/samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int run(struct group *g, const struct record_run *r)
{
    buf_printf(&g->out->buf, "run %s\n", r->id);
    return 0;
}

static int host(struct group *g, const struct group_host *h)
{
    char text[ADDR_TEXT_MAX];
    struct buf *b = &g->out->buf;
    buf_printf(b, "%s%s", addr_text(&h->host.addr, text), h->closed ? "" : " unfinished");
    for (size_t i = 0; i < h->ports; i++) {
        const struct record_port *p = h->port[i];
        buf_printf(b, " %s/%u=%s", proto_word(p->proto), (unsigned)p->port, p->technique);
        assert_string_equal(p->service.name, p->technique); /* nested strings are copies too */
    }
    for (size_t i = 0; i < h->rests; i++)
        buf_printf(b, " rest %s", h->rest[i].ports);
    if (h->refused)
        buf_printf(b, " refused %u", (unsigned)h->refused);
    buf_putc(b, '\n');
    return h->host.distance == 99 ? -EIO : 0;
}

static int end(struct group *g, const struct record_end *e)
{
    buf_printf(&g->out->buf, "end %s listeners %zu refused %u up %u\n", e ? "said" : "cut", g->listeners,
               (unsigned)g->refused, (unsigned)g->up);
    return 0;
}

static const struct group_format format = {.run = run, .host = host, .end = end};

static struct sink *make(int *ret_fd, struct report_conf conf)
{
    struct sink *s = group_new(samples_memory(ret_fd), &conf, &format);
    assert_non_null(s);
    return s;
}

static int put_port(struct sink *s, const char *addr, enum proto proto, uint64_t number, enum state state,
                    const char *technique)
{
    /* The caller's memory is gone after the call: what is kept must be a copy. */
    char *text = strdup(technique);
    struct record r;
    record_init(&r, RECORD_PORT);
    assert_int_equal(addr_parse(addr, &r.port.addr), 0);
    r.port.proto = proto;
    r.port.port = number;
    r.port.state = state;
    r.port.technique = text;
    r.port.service.known = true;
    r.port.service.name = text;
    int e = s->put(s, &r);
    memset(text, 'X', strlen(text));
    free(text);
    return e;
}

static int put_host(struct sink *s, const char *addr, uint64_t distance)
{
    struct record r;
    record_init(&r, RECORD_HOST);
    assert_int_equal(addr_parse(addr, &r.host.addr), 0);
    r.host.state = HOST_UP;
    r.host.distance = distance;
    return s->put(s, &r);
}

static void closes_with(struct sink *s, int fd, int error, const char *want)
{
    assert_int_equal(s->close(s), error);
    char *got = samples_read(fd);
    assert_string_equal(got, want);
    free(got);
}

static void test_order(void **state)
{
    (void)state;
    int fd;
    struct sink *s = make(&fd, (struct report_conf){0});
    put_port(s, "198.18.0.9", PROTO_TCP, 80, STATE_OPEN, "a");
    put_port(s, "198.18.0.1", PROTO_UDP, 53, STATE_OPEN, "b");
    put_port(s, "198.18.0.1", PROTO_TCP, 443, STATE_CLOSED, "c");
    put_port(s, "198.18.0.1", PROTO_TCP, 22, STATE_OPEN, "d");
    put_host(s, "198.18.0.1", 1);
    put_host(s, "198.18.0.7", 1);
    put_host(s, "198.18.0.9", 1);
    struct record e;
    record_init(&e, RECORD_END);
    assert_int_equal(s->put(s, &e), 0);
    closes_with(s, fd, 0,
                "198.18.0.1 tcp/22=d tcp/443=c udp/53=b\n198.18.0.7\n198.18.0.9 tcp/80=a\n"
                "end said listeners 0 refused 0 up 3\n");
}

static void test_second_record_replaces(void **state)
{
    (void)state;
    int fd;
    struct sink *s = make(&fd, (struct report_conf){0});
    put_port(s, "198.18.0.1", PROTO_TCP, 22, STATE_OPEN, "first");
    for (uint64_t i = 1; i < 20; i++)
        put_port(s, "198.18.0.1", PROTO_TCP, 22 + i % 2, STATE_OPEN,
                 i == 18   ? "last22"
                 : i == 19 ? "last23"
                           : "x");
    put_host(s, "198.18.0.1", 1);
    closes_with(s, fd, 0, "198.18.0.1 tcp/22=last22 tcp/23=last23\nend cut listeners 0 refused 0 up 1\n");
}

/* Of two techniques that judge the same port, the one that heard an answer is named. */
static void test_definite_state_wins(void **state)
{
    static const enum state guess[] = {STATE_FILTERED, STATE_UNFILTERED, STATE_OPEN_FILTERED,
                                       STATE_CLOSED_FILTERED, STATE_LIMITED};
    (void)state;
    for (size_t i = 0; i < sizeof guess / sizeof *guess; i++) {
        int fd;
        struct sink *s = make(&fd, (struct report_conf){0});
        put_port(s, "198.18.0.1", PROTO_TCP, 22, STATE_OPEN, "syn");
        put_port(s, "198.18.0.1", PROTO_TCP, 22, guess[i], "fin");
        put_port(s, "198.18.0.1", PROTO_TCP, 23, guess[i], "fin");
        put_port(s, "198.18.0.1", PROTO_TCP, 23, STATE_CLOSED, "syn");
        put_port(s, "198.18.0.1", PROTO_TCP, 24, STATE_OPEN, "first");
        put_port(s, "198.18.0.1", PROTO_TCP, 24, STATE_CLOSED, "second");
        put_port(s, "198.18.0.1", PROTO_TCP, 25, STATE_FILTERED, "proved");
        put_port(s, "198.18.0.1", PROTO_TCP, 25, STATE_LIMITED, "doubted");
        put_port(s, "198.18.0.1", PROTO_UDP, 22, guess[i], "udp"); /* another port */
        put_host(s, "198.18.0.1", 1);
        closes_with(s, fd, 0,
                    "198.18.0.1 tcp/22=syn tcp/23=syn tcp/24=second tcp/25=proved udp/22=udp\n"
                    "end cut listeners 0 refused 0 up 1\n");
    }
}

static void test_interrupt_loses_nothing(void **state)
{
    (void)state;
    int fd;
    struct sink *s = make(&fd, (struct report_conf){0});
    put_port(s, "2001:db8::1", PROTO_TCP, 22, STATE_OPEN, "syn");
    put_port(s, "198.18.0.5", PROTO_TCP, 22, STATE_CLOSED, "syn");
    put_port(s, "198.18.0.4", PROTO_TCP, 22, STATE_OPEN, "syn");
    closes_with(s, fd, 0,
                "198.18.0.4 unfinished tcp/22=syn\n198.18.0.5 unfinished tcp/22=syn\n2001:db8::1 unfinished "
                "tcp/22=syn\n"
                "end cut listeners 0 refused 0 up 2\n");
}

static void test_open_only(void **state)
{
    (void)state;
    int fd;
    struct sink *s = make(&fd, (struct report_conf){.open_only = true});
    put_port(s, "198.18.0.1", PROTO_TCP, 1, STATE_CLOSED, "syn");
    put_port(s, "198.18.0.1", PROTO_TCP, 2, STATE_OPEN, "syn");
    put_port(s, "198.18.0.2", PROTO_TCP, 3, STATE_FILTERED, "syn");
    put_host(s, "198.18.0.1", 1);
    put_host(s, "198.18.0.2", 1);
    closes_with(s, fd, 0, "198.18.0.1 tcp/2=syn\nend cut listeners 0 refused 0 up 2\n");
}

/* What does not fit is counted at the host and in total; memory comes back when a host is done. */
static void test_limit(void **state)
{
    (void)state;
    int fd;
    struct sink *s = make(&fd, (struct report_conf){.max_bytes = 8 << 10});
    for (int round = 0; round < 50; round++) {
        for (uint64_t p = 1; p <= 20; p++)
            assert_int_equal(put_port(s, "198.18.0.1", PROTO_TCP, p, STATE_OPEN, "syn"), 0);
        put_host(s, "198.18.0.1", 1);
    }
    for (uint64_t p = 1; p <= 1000; p++)
        assert_int_equal(put_port(s, "198.18.0.2", PROTO_TCP, p, STATE_OPEN, "syn"), 0);
    put_host(s, "198.18.0.2", 1);
    assert_int_equal(s->close(s), 0);
    char *got = samples_read(fd);
    assert_null(strstr(strstr(got, "198.18.0.1"), "198.18.0.1 refused"));
    const char *line = strstr(got, "198.18.0.2"), *refused = strstr(line, " refused ");
    assert_non_null(refused);
    unsigned long at_host = strtoul(refused + 9, NULL, 10), kept = 0;
    for (const char *p = line; (p = strstr(p, "tcp/")); p++)
        kept++;
    assert_int_equal(kept + at_host, 1000);
    assert_in_range(kept, 16, 500);
    char want[64];
    snprintf(want, sizeof want, "refused %lu up 51\n", at_host);
    assert_non_null(strstr(strstr(got, "end cut"), want));
    free(got);
}

/* When not even the host fits, its host record is still shown. */
static void test_no_memory_at_all(void **state)
{
    (void)state;
    int fd;
    struct sink *s = make(&fd, (struct report_conf){.max_bytes = 1});
    put_port(s, "198.18.0.1", PROTO_TCP, 22, STATE_OPEN, "syn");
    put_host(s, "198.18.0.1", 1);
    closes_with(s, fd, 0, "198.18.0.1\nend cut listeners 0 refused 1 up 1\n");
}

static void test_format_error_is_forwarded(void **state)
{
    (void)state;
    int fd;
    struct sink *s = make(&fd, (struct report_conf){0});
    assert_int_equal(put_host(s, "198.18.0.1", 99), -EIO);
    closes_with(s, fd, 0, "198.18.0.1\nend cut listeners 0 refused 0 up 1\n");
}

/* Many unfinished hosts at once, more than there are buckets. */
static void test_many_hosts(void **state)
{
    (void)state;
    int fd;
    struct sink *s = make(&fd, (struct report_conf){0});
    char addr[32];
    for (int i = 0; i < 10000; i++) {
        snprintf(addr, sizeof addr, "198.18.%d.%d", i / 250, i % 250);
        assert_int_equal(put_port(s, addr, PROTO_TCP, 22, STATE_OPEN, "syn"), 0);
    }
    for (int i = 0; i < 10000; i += 2) {
        snprintf(addr, sizeof addr, "198.18.%d.%d", i / 250, i % 250);
        assert_int_equal(put_host(s, addr, 1), 0);
    }
    assert_int_equal(s->close(s), 0);
    char *got = samples_read(fd);
    size_t all = 0, unfinished = 0;
    for (const char *p = got; (p = strstr(p, "tcp/22=syn\n")); p++)
        all++;
    for (const char *p = got; (p = strstr(p, "unfinished")); p++)
        unfinished++;
    assert_int_equal(all, 10000);
    assert_int_equal(unfinished, 5000);
    free(got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_second_record_replaces),
        cmocka_unit_test(test_definite_state_wins),
        cmocka_unit_test(test_interrupt_loses_nothing),
        cmocka_unit_test(test_open_only),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_no_memory_at_all),
        cmocka_unit_test(test_format_error_is_forwarded),
        cmocka_unit_test(test_many_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
