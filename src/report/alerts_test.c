/* What a person reads of a day: news before noise, each sort heard, ten lines in all. */
#include "report/alerts.h"

#include "report/advice.h"
#include "report/i18n.h"
#include "report/samples.h"
#include "report/sentence.h"

#include <fcntl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct day {
    struct sink *sink;
    int fd;
};

static struct day begin(void)
{
    struct day d;
    d.sink = alerts_new(samples_memory(&d.fd), &(struct report_conf){0});
    assert_non_null(d.sink);
    return d;
}

/* An alert from outside, of medium severity. */
static struct record of(const char *kind, unsigned host, double score)
{
    struct record r;
    record_init(&r, RECORD_ALERT);
    r.alert.kind = kind;
    r.alert.technique = "syn";
    r.alert.zone = "external";
    r.alert.severity = "medium";
    r.alert.score = score;
    r.alert.src = (struct addr){.len = 4, .b = {198, 51, (uint8_t)(host >> 8), (uint8_t)host}};
    r.alert.first = INT64_C(1750032000) * NSEC_SEC;
    r.alert.why = "it did so";
    return r;
}

static char *end(struct day *d)
{
    struct record r;
    record_init(&r, RECORD_END);
    r.end.complete = true;
    assert_int_equal(d->sink->put(d->sink, &r), 0);
    assert_int_equal(d->sink->close(d->sink), 0);
    return samples_read(d->fd);
}

static unsigned count(const char *text, const char *what)
{
    unsigned n = 0;
    for (const char *p = text; (p = strstr(p, what)) != NULL; p++)
        n++;
    return n;
}

/* A thousand scans of the worst kind, and whatever else happened is read before them. */
static void test_news_first(void **state)
{
    (void)state;
    static const char *const rare[] = {"surge", "distributed", "visit"};
    struct day d = begin();
    for (unsigned i = 0; i < 1000; i++) {
        struct record r = of("vertical", i, 99);
        r.alert.ports = 1;
        r.alert.port_list = i % 3 ? "23" : "22";
        r.alert.tool = i % 4 ? NULL : "zmap";
        r.alert.tool_sure = 0.95;
        d.sink->put(d.sink, &r);
    }
    for (size_t i = 0; i < 3; i++) {
        struct record r = of(rare[i], 2000, 50);
        d.sink->put(d.sink, &r);
    }
    char *got = end(&d);
    const char *visit = strstr(got, "visit:"), *plan = strstr(got, "distributed:"),
               *surge = strstr(got, "surge:"), *scan = strstr(got, "vertical:");
    assert_true(visit && plan > visit && surge > plan && scan > surge);
    assert_int_equal(count(got, "vertical:"), 5);
    assert_non_null(strstr(got, "From outside: 1,001 scans; most at 23/tcp (666), 22/tcp (334); zmap 250\n"));
    assert_non_null(strstr(got, "and 995 more, which"));
    assert_true(count(strstr(got, "From outside"), "\n") <= 12); /* ten, and the account */
    free(got);
}

/* Many surges leave room for a plan, and a plan for surges; the strongest ones are read. */
static void test_shares(void **state)
{
    (void)state;
    struct day d = begin();
    for (unsigned i = 0; i < 16; i++) {
        struct record r = of("surge", i, 50 + i);
        char list[8];
        snprintf(list, sizeof list, "%u", 6000 + i);
        r.alert.src = (struct addr){0};
        r.alert.port_list = list;
        r.alert.ports = 1;
        r.alert.after = (struct record_strings){
            (const char *const[]){i == 15 ? "6015/tcp x: The strongest; CVE-2003-1030" : "6000/tcp"}, 1};
        d.sink->put(d.sink, &r);
        r = of("distributed", i, 80);
        d.sink->put(d.sink, &r);
    }
    char *got = end(&d);
    assert_int_equal(count(got, "surge:"), 2);
    assert_int_equal(count(got, "distributed:"), 6);
    assert_non_null(strstr(got, "2025-06-16  it did so; x: The strongest; CVE-2003-1030\n"));
    assert_non_null(strstr(got, "From outside: 16 scans\n"));
    free(got);
}

/* Whoever sends a tunnel writes any source into it: the short line says so, too. */
static void test_tunnel(void **state)
{
    (void)state;
    struct day d = begin();
    struct record r = of("vertical", 1, 90);
    r.alert.tunnel = "ipip 203.0.113.5 > 198.18.0.2";
    d.sink->put(d.sink, &r);
    char *got = end(&d);
    assert_non_null(strstr(got, "it did so; seen in the tunnel ipip 203.0.113.5 > 198.18.0.2"));
    free(got);
}

/* From inside: when it became a scan, what is sought; names from logs do nothing to a terminal. */
static void test_inside(void **state)
{
    (void)state;
    struct day d = begin();
    struct record r = of("horizontal", 1, 90);
    r.alert.zone = "internal";
    r.alert.severity = "high";
    r.alert.id = "0123456789ab";
    r.alert.ports = 2;
    r.alert.port_list = "25,445";
    r.alert.raised = r.alert.first + 6 * NSEC_HOUR;
    r.alert.after =
        (struct record_strings){(const char *const[]){"25/tcp smtp: Mail", "445/tcp \33[2Jsmb"}, 2};
    d.sink->put(d.sink, &r);
    char *got = end(&d);
    assert_non_null(strstr(got, "a few ports on many hosts (syn) (0123456789ab)\n"));
    assert_non_null(strstr(got, "2025-06-16 06:00"));
    assert_non_null(strstr(got, "\n  25/tcp smtp: Mail\n  445/tcp "));
    assert_null(strchr(got, '\33'));
    assert_null(strstr(got, "From outside"));
    free(got);
}

/* Who came in is told at once, wherever he sits, and not counted among the scans. */
static void test_break_in(void **state)
{
    (void)state;
    struct day d = begin();
    struct record r = of("break-in", 1, 80);
    r.alert.severity = "high";
    r.alert.raised = r.alert.first + NSEC_HOUR;
    d.sink->put(d.sink, &r);
    r = of("surge", 1, 60);
    d.sink->put(d.sink, &r);
    char *got = end(&d);
    const char *in = strstr(got, "\n[high] 198.51.0.1  break-in:"),
               *outside = strstr(got, "\nFrom outside\n");
    assert_true(in && outside > in);
    assert_non_null(strstr(in, "2025-06-16 01:00"));
    free(got);
}

/* A day on which nobody scanned, and one came in, does not end as if nothing had been. */
static void test_only_break_in(void **state)
{
    (void)state;
    struct day d = begin();
    struct record r = of("break-in", 1, 80);
    r.alert.severity = "high";
    d.sink->put(d.sink, &r);
    record_init(&r, RECORD_DIGEST);
    r.digest.from = INT64_C(1750032000) * NSEC_SEC;
    r.digest.to = r.digest.from + NSEC_DAY;
    d.sink->put(d.sink, &r);
    d.sink->put(d.sink, &r);
    char *got = end(&d);
    assert_int_equal(count(got, "from outside 0; 1 break-in, told already\n"), 1);
    assert_int_equal(count(got, "from outside 0\n"), 1);
    free(got);
}

/* What has numbers of its own is no TCP port. */
static void test_other_ports(void **state)
{
    (void)state;
    struct day d = begin();
    for (unsigned i = 0; i < 9; i++) {
        struct record r = of("horizontal", i, 80);
        r.alert.technique = i < 4 ? "sctp" : i < 8 ? "ip-protocol" : "udp";
        r.alert.ports = 1;
        r.alert.port_list = "47";
        d.sink->put(d.sink, &r);
    }
    struct record inside = of("vertical", 9, 90);
    inside.alert.zone = "internal";
    inside.alert.technique = "ip-protocol";
    inside.alert.port_list = "0,2-5";
    d.sink->put(d.sink, &inside);
    char *got = end(&d);
    assert_non_null(strstr(got, "From outside: 9 scans\n"));
    assert_non_null(strstr(got, "many IP protocols of a host (ip-protocol)\n  "));
    assert_int_equal(count(got, "one IP protocol on many hosts"), 4);
    assert_non_null(strstr(got, "\n  IP protocols 0,2-5\n"));
    free(got);
}

/* On the second day of a live watch: what is new has the room; of what goes on the two worst are read, plans
 * first. */
static void test_old(void **state)
{
    (void)state;
    struct day d = begin();
    for (unsigned i = 0; i < 20; i++) {
        struct record r = of(i == 7 ? "distributed" : "vertical", i, 99);
        const char *srcs[] = {"203.0.113.1", "203.0.113.2"};
        r.alert.ongoing = r.alert.daily = true;
        r.alert.raised = i < 17 ? r.alert.first : r.alert.first + 90000 * NSEC_SEC;
        r.alert.last = r.alert.first + 100000 * NSEC_SEC;
        if (i == 7) {
            r.alert.src = (struct addr){0};
            r.alert.srcs = (struct record_strings){srcs, 2};
        }
        d.sink->put(d.sink, &r);
    }
    struct record r;
    record_init(&r, RECORD_DIGEST);
    r.digest.from = INT64_C(1750118400) * NSEC_SEC;
    r.digest.to = r.digest.from + NSEC_DAY;
    d.sink->put(d.sink, &r);
    char *got = end(&d);
    assert_non_null(strstr(got, "from outside 20, 3 of them new\n"));
    assert_int_equal(count(got, "vertical:"), 4);
    assert_true(strstr(got, "203.0.113.1 and 1 more  distributed:") > strstr(got, "vertical:"));
    assert_non_null(strstr(got, "and 15 more, which"));
    assert_null(strstr(got, "Nobody"));
    free(got);
}

/* A live watch that ends within the day, its state kept: nobody shall read that all was quiet. */
static void test_pending(void **state)
{
    (void)state;
    struct day d = begin();
    struct record r = of("vertical", 1, 99);
    r.alert.ongoing = true;
    r.alert.id = "abc";
    d.sink->put(d.sink, &r);
    char *got = end(&d);
    assert_non_null(
        strstr(got, "Scans from outside go on; the account of the day will tell more of them:\n"
                    "  [medium] 198.51.0.1  vertical: many ports of a host (syn) – it did so (abc)\n\n"));
    assert_null(strstr(got, "Nobody"));
    free(got);
}

/* Who they are: each once, the gravest first, so many of them; and no more who has ended, or whose day was accounted
 * for. */
static void test_who_goes_on(void **state)
{
    (void)state;
    struct day d = begin();
    char id[16];
    struct record r;
    for (unsigned i = 0; i < 600; i++) { /* 0 … 299, then the same become graver */
        r = of("vertical", i % 300, i % 300 / 10.0 + i / 300);
        r.alert.id = id;
        r.alert.ongoing = true;
        snprintf(id, sizeof id, "%012u", i % 300);
        d.sink->put(d.sink, &r);
    }
    r = of("vertical", 299, 90);
    r.alert.id = "000000000299";
    d.sink->put(d.sink, &r); /* ended */
    char *got = end(&d);
    const char *on = strstr(got, "go on;"), *first = strstr(on, "198.51.1.42"),
               *second = strstr(on, "198.51.1.41"), *outside = strstr(on, "From outside: 1 scan\n");
    assert_true(first && second > first && outside > second);
    assert_int_equal(count(got, "vertical:"), 11);
    assert_int_equal(count(got, "198.51.1.43 "), 1); /* among those that ended */
    assert_non_null(strstr(got, "and 289 more, which"));
    free(got);
    d = begin();
    r.alert.ongoing = true;
    d.sink->put(d.sink, &r);
    record_init(&r, RECORD_DIGEST);
    d.sink->put(d.sink, &r);
    got = end(&d);
    assert_null(strstr(got, "go on;"));
    free(got);
}

/* What was announced or declared is named, each once and not all of many; what only looks like something is not. */
static void test_spoken_for(void **state)
{
    (void)state;
    struct day d = begin();
    struct diag said = {.msg = "it was said to be: %s"};
    for (unsigned i = 0; i < 14; i++) {
        struct record r = of("vertical", i / 2, 5);
        r.alert.suppressed = true;
        r.alert.ongoing = i % 2 == 0;
        r.alert.role = i < 2 ? "insistent" : i < 6 ? "authorised" : "scanner";
        r.said = i < 6 ? NULL : &said;
        r.saids = i >= 6;
        d.sink->put(d.sink, &r);
    }
    char *got = end(&d);
    assert_non_null(strstr(
        got, "7 things more are not worth a line; --json has them.\n"
             "Scans that were announced or declared: 198.51.0.1 (authorised), 198.51.0.2 (authorised), "
             "198.51.0.3 (scanner), 198.51.0.4 (scanner), 198.51.0.5 (scanner) and others\n"));
    free(got);
}

/* One is one. */
static void test_amounts(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 3; n++) {
        struct day d = begin();
        struct record r;
        record_init(&r, RECORD_END);
        r.end.complete = true;
        r.end.packets = r.end.flows = r.end.evicted = r.end.tunnel_claims = n;
        assert_int_equal(d.sink->put(d.sink, &r), 0);
        assert_int_equal(d.sink->close(d.sink), 0);
        char *got = samples_read(d.fd);
        static const char *const wanted[] = {
            "Seen: 0 packets or lines, 0 connections\n",
            "Seen: 1 packet or line, 1 connection; 1 source was forgotten for want of memory; 1 packet in a tunnel from "
            "outside claimed to be from home: not believed\n",
            "Seen: 2 packets or lines, 2 connections; 2 sources were forgotten for want of memory; 2 packets in tunnels "
            "from outside claimed to be from home: not believed\n"};
        assert_non_null(strstr(got, wanted[n]));
        free(got);
    }
}

static char *why_of(const char *said, char out[2048])
{
    struct buf b;
    struct record_alert a = {.said = {&said, 1}, .why = "not this"};
    buf_init(&b, 65536);
    sentence_put_why(&b, &a);
    snprintf(out, 2048, "%s", buf_text(&b));
    buf_fini(&b);
    return out;
}

/* What is kept back is said, and not that there was nothing. */
static void test_quiet(void **state)
{
    (void)state;
    struct day d = begin();
    struct record r = of("vertical", 1, 5);
    r.alert.severity = "info";
    d.sink->put(d.sink, &r);
    char *got = end(&d);
    assert_non_null(strstr(got, "Nothing that needs a look.\n1 thing more is not worth a line"));
    assert_null(strstr(got, "Nobody"));
    free(got);
}

/* What to do fits what it was: who answers a ping opened no door, and a server that bounces runs no
 * scanner. */
static void test_advice(void **state)
{
    (void)state;
    struct record r = of("sweep", 1, 99);
    r.alert.answered = 60;
    assert_non_null(strstr(advice_of(&r.alert), "Nothing need be done"));
    r.alert.kind = "vertical";
    assert_non_null(strstr(advice_of(&r.alert), "close those that are not"));
    r.alert.zone = "internal";
    assert_non_null(strstr(advice_of(&r.alert), "look at those that answered"));
    assert_non_null(strstr(advice_of(&r.alert), "ss -0w")); /* a scanner's own packets are no connection */
    r.alert.technique = "ftp-bounce";
    assert_non_null(strstr(advice_of(&r.alert), "FTP server"));
    r.alert.suppressed = true;
    assert_null(advice_of(&r.alert));
}

/* What to do stands once: under the first that it is for. Then he is named; when he comes again, nothing is
 * said. The account of a day may be read by itself, so after it all is said anew. */
static void test_advice_once(void **state)
{
    (void)state;
    struct day d = begin();
    struct record r;
    for (unsigned i = 0; i < 9; i++) {
        r = of("vertical", i % 8, 90);
        r.alert.zone = "internal";
        r.alert.severity = "high";
        r.alert.answered = i == 5;
        d.sink->put(d.sink, &r);
    }
    record_init(&r, RECORD_DIGEST);
    d.sink->put(d.sink, &r);
    r = of("vertical", 3, 90);
    r.alert.zone = "internal";
    d.sink->put(d.sink, &r);
    char *got = end(&d);
    assert_int_equal(count(got, "→ On that host"), 3); /* two different ones, and the next day */
    assert_int_equal(count(got, "→ as for 198.51.0.0\n"), 6);
    assert_int_equal(count(got, "→"), 9);
    free(got);
}

/* The whole text in the user's language (golden_test.c has the English one). */
static void test_japanese(void **state)
{
    (void)state;
    int fd;
    setenv("LANGUAGE", "ja", 1);
    bindtextdomain(I18N_DOMAIN, LOCALES);
    bind_textdomain_codeset(I18N_DOMAIN, "UTF-8");
    struct sink *s = samples_sink("alerts", samples_memory(&fd));
    assert_non_null(s);
    assert_int_equal(samples_put("watch", s), 0);
    assert_int_equal(s->close(s), 0);
    char *got = samples_read(fd), *want = samples_read(open(GOLDEN "/watch.ja.alerts", O_RDONLY));
    assert_string_equal(got, want);
    free(got);
    free(want);
}

static const char *event_of(const char *event, char out[300])
{
    struct buf b;
    buf_init(&b, 65536);
    sentence_put_event(&b, event);
    snprintf(out, 300, "%s", buf_text(&b));
    buf_fini(&b);
    return out;
}

static void test_events(void **state)
{
    (void)state;
    char out[300], long_one[300];
    memset(long_one, 'x', sizeof long_one);
    memcpy(long_one + sizeof long_one - 9, " refused", 9);
    assert_string_equal(event_of("now 10.0.0.5 tcp/22 refused", out), "now 10.0.0.5 tcp/22 refused");
    assert_string_equal(event_of("", out), "");
    assert_string_equal(event_of(" silent", out), " silent");
    assert_null(strchr(event_of("\33[2J refused", out), '\33'));
    assert_int_equal(strlen(event_of(long_one, out)), 203);
}

/* What a file says that an alert is made of, anybody can have written. */
static void test_said(void **state)
{
    (void)state;
    char out[2048], long_one[1000];
    memset(long_one, 'x', sizeof long_one);
    long_one[sizeof long_one - 1] = 0;
    assert_string_equal(why_of("it tried %s ports of %s within %s\t3\t10.0.0.5\t37 min", out),
                        "it tried 3 ports of 10.0.0.5 within 37 min");
    assert_string_equal(why_of("%s and %s\tone", out), "one and ");
    assert_string_equal(why_of("%s\t1\t2\t3\t4\t5", out), "1");
    assert_string_equal(why_of("%n%d %s\t%s%n", out), "%n%d %s%n");
    assert_string_equal(why_of("", out), "");
    assert_string_equal(why_of("\t\t\t", out), "");
    assert_string_equal(why_of(long_one, out), "");
    assert_null(strchr(why_of("a\33[2Jb %s\t\33]0;x\7", out), '\33'));
}

/* A command is told only where it can tell the rest: of what is kept. */
static void test_explained(void **state)
{
    (void)state;
    static const struct {
        struct report_conf conf;
        const char *says;
    } rows[] = {
        {.says = " (abc)"},
        {.conf.lines = "a.json", .says = "  tojimari watch --explain abc a.json\n"},
        {.conf.state = "s.db",
         .conf.lines = "a.json",
         .says = "  tojimari watch --explain abc --state s.db\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct day d;
        struct record r = of("vertical", 1, 99);
        d.sink = alerts_new(samples_memory(&d.fd), &rows[i].conf);
        r.alert.id = "abc";
        r.alert.zone = "internal";
        r.alert.ongoing = true;
        assert_int_equal(d.sink->put(d.sink, &r), 0);
        char *text = end(&d);
        assert_int_equal(count(text, rows[i].says), 1);
        assert_int_equal(count(text, "--explain"), i > 0);
        free(text);
    }
}

/* On a terminal lines are broken where they fit, and go on two further in; a command stays in one piece. */
static void test_columns(void **state)
{
    (void)state;
    struct day d;
    struct record r = of("vertical", 1, 99);
    d.sink = alerts_new(samples_memory(&d.fd),
                        &(struct report_conf){.columns = 40, .lines = "of-a-long-name.json"});
    r.alert.id = "0123456789ab";
    r.alert.zone = "internal";
    r.alert.ongoing = true;
    assert_int_equal(d.sink->put(d.sink, &r), 0);
    r.alert.zone = "external";
    r.alert.ongoing = false;
    assert_int_equal(d.sink->put(d.sink, &r), 0);
    char *got = end(&d), *rest = got;
    assert_non_null(strstr(got, "\n  tojimari watch --explain 0123456789ab of-a-long-name.json\n"));
    assert_non_null(
        strstr(got, "\n[medium] 198.51.0.1  vertical: many\n  ports of a host (syn), still going on\n"));
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        assert_true(strlen(line) <= 40 || strstr(line, "--explain"));
    free(got);
}

int main(void)
{
    setlocale(LC_ALL, "");
    setenv("TZ", "UTC", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_news_first),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_inside),
        cmocka_unit_test(test_break_in),
        cmocka_unit_test(test_only_break_in),
        cmocka_unit_test(test_other_ports),
        cmocka_unit_test(test_old),
        cmocka_unit_test(test_pending),
        cmocka_unit_test(test_who_goes_on),
        cmocka_unit_test(test_said),
        cmocka_unit_test(test_quiet),
        cmocka_unit_test(test_spoken_for),
        cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_advice),
        cmocka_unit_test(test_advice_once),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_tunnel),
        cmocka_unit_test(test_explained),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_japanese), /* last: gettext remembers what it found */
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
