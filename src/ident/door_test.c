/* Conversations without a network: a script says what the other side does; time is a number. */
#include "ident/agenda.h"
#include "ident/door.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct match_db *db;
static struct door_conf conf = {.intensity = 7};

static int set_up(void **state)
{
    (void)state;
    struct match_db_conf mc = {0};
    struct diag d = {0};
    assert_int_equal(match_db_new(&mc, &db, &d), 0);
    return match_new(db, &conf.match);
}

static int tear_down(void **state)
{
    (void)state;
    match_free(conf.match);
    match_db_free(db);
    return 0;
}

/* The other side. */
struct peer {
    const char *greeting;    /* said at once; NULL = nothing */
    const char *to, *answer; /* to a question that contains `to` */
    bool hangs_up;           /* after whatever it says; at once when it says nothing */
    bool refuses;
    bool tls;             /* speaks TLS only: the rest is inside */
    bool once;            /* after the first handshake every connection is reset at once */
    bool repeats;         /* everything, and no more */
    bool closes_on_noise; /* ends the connection at any other question */
};

struct talk_log {
    unsigned calls, said, handshakes;
    nsec took;
    char last[TALK_SAY_MAX + 1];
};

static void meet(struct door *d, uint16_t port, const struct peer *p, struct talk_log *log)
{
    static uint8_t say[TALK_SAY_MAX];
    struct addr a = addr_v4(0xc6120002);
    struct door_move m;
    nsec now = 1000 * NSEC_SEC;
    bool secure = false;
    const char *text = NULL; /* what was said since the last question */
    *log = (struct talk_log){0};
    m = door_begin(d, &conf, &a, false, port, NSEC_MS, false, now);
    for (unsigned steps = 0; m.what != DOOR_END; steps++) {
        assert_in_range(steps, 0, 1000);
        struct talk_event e = {0};
        struct tls_facts facts = {.up = true, .version = "TLSv1.3"}, *told = NULL;
        bool open = !p->tls || secure, more = m.what != DOOR_HEAR;
        text = more ? NULL : text;
        switch (m.what) {
        case DOOR_CALL:
            log->calls++;
            secure = false;
            open = !p->tls;
            e.bits = p->refuses ? TALK_FAILED : TALK_CONNECTED;
            e.error = p->refuses ? ECONNREFUSED : 0;
            text = open && !p->refuses ? p->greeting : NULL;
            if ((p->hangs_up && !p->greeting && !p->to && !p->refuses) || (p->once && log->handshakes))
                e.bits |= TALK_CLOSED;
            break;
        case DOOR_SECURE:
            log->handshakes++;
            secure = p->tls;
            e.bits = p->tls ? TALK_SECURE : TALK_INSECURE | TALK_CLOSED;
            facts = p->tls ? facts : (struct tls_facts){0};
            told = &facts;
            text = secure ? p->greeting : NULL;
            break;
        case DOOR_SAY:
            log->said++;
            memcpy(log->last, say, m.len);
            log->last[m.len] = '\0';
            if (open && p->to && memmem(say, m.len, p->to, strlen(p->to)))
                text = p->answer;
            if (p->repeats)
                text = log->last;
            if (!text && p->closes_on_noise)
                e.bits |= TALK_CLOSED;
            break;
        default: break;
        }
        if (text) {
            e.data = (const uint8_t *)text;
            e.len = strlen(text);
            e.bits |= more ? TALK_DATA | (p->hangs_up ? TALK_CLOSED : 0) : 0;
        }
        if (!e.bits) {
            e.bits = TALK_LATE;
            now += m.wait;
        }
        now += NSEC_MS;
        log->took = now - 1000 * NSEC_SEC;
        m = door_step(d, &conf, &e, told, now, 0, say);
    }
}

static void an_ipv6_host_in_brackets(void **state)
{
    (void)state;
    struct door d;
    struct addr a;
    assert_int_equal(addr_parse("fe80::1%4", &a), 0);
    (void)door_begin(&d, &conf, &a, false, 80, NSEC_MS, false, NSEC_SEC);
    assert_string_equal(d.host, "[fe80::1]");
    door_fini(&d);
}

static void a_greeting_is_enough(void **state)
{
    (void)state;
    struct door d;
    struct talk_log log;
    struct peer p = {.greeting = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"};
    for (unsigned i = 0; i < 2; i++) {
        meet(&d, i ? 22 : 4711, &p, &log);
        assert_string_equal(d.best.name, "ssh");
        assert_string_equal(d.best.version, "9.2p1");
        assert_int_equal(d.by, PROBE_NONE);
        assert_int_equal(d.manner, DOOR_SPEAKS);
        assert_int_equal(log.calls, 1);
        assert_int_equal(log.said, 0);
        assert_true(d.n_evidence > 0);
        door_fini(&d);
    }
}

/* Not where people expect it: found all the same. */
static void the_web_anywhere(void **state)
{
    (void)state;
    struct door d;
    struct talk_log log;
    struct peer p = {
        .to = "GET / HTTP", .answer = "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n", .hangs_up = true};
    meet(&d, 80, &p, &log);
    assert_string_equal(d.best.product, "nginx");
    assert_int_equal(log.calls, 1); /* and at once where they do */
    door_fini(&d);
    meet(&d, 4711, &p, &log);
    assert_string_equal(d.best.version, "1.22.1");
    assert_string_equal(probe_table[d.by].name, "http-get");
    assert_in_range(log.calls, 1, 4);
    door_fini(&d);
}

/* Our own words, with the host's address in them. */
static void an_echo_of_the_host(void **state)
{
    (void)state;
    struct door d;
    struct talk_log log;
    struct peer p = {.repeats = true};
    meet(&d, 80, &p, &log);
    assert_string_equal(d.best.name, "echo");
    assert_string_equal(probe_table[d.by].name, "http-get");
    door_fini(&d);
}

/* The product is the program; what it is built on, a note. */
static void libraries_are_notes(void **state)
{
    static const struct {
        const char *server, *page, *product, *version, *info;
    } rows[] = {
        {"TornadoServer/6.2", "", "", "", "on Tornado httpd 6.2 (Python library)"},
        {"Warp/3.3.23", "", "", "", "on Warp 3.3.23 (Haskell library)"},
        {"gunicorn/20.1.0", "", "Gunicorn", "20.1.0", ""},
        {"TornadoServer/6.2", "<title>FrobNik</title>", "FrobNik", "",
         "on Tornado httpd 6.2 (Python library)"},
        {"BaseHTTP/0.6 Python/3.11.2", "<title>Our page</title>", "", "",
         "Python 3.11.2; on BaseHTTPServer 0.6 (Python library)"},
        {"SimpleHTTP/0.6 Python/3.11.2", "", "SimpleHTTPServer", "0.6", NULL},
        {"Jetty(9.4.41)", "", "Jetty", "9.4.41", NULL},
        {"Jetty(9.4.41)", "<title>FrobNik</title>", "FrobNik", "", "on Jetty 9.4.41"},
        {"Warpgate/0.7.1", "", "Warpgate", "0.7.1", NULL},
        {"ExpressGateway/1.2", "", "ExpressGateway", "1.2", NULL},
        {"ThingsBoard/3.4", "", "ThingsBoard", "3.4", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char answer[200];
        struct door d;
        struct talk_log log;
        snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nServer: %s\r\n\r\n%s", rows[i].server,
                 rows[i].page);
        struct peer p = {.to = "GET / HTTP", .answer = answer, .hangs_up = true};
        meet(&d, 80, &p, &log);
        assert_string_equal(d.best.name, "http");
        assert_string_equal(d.best.product, rows[i].product);
        assert_string_equal(d.best.version, rows[i].version);
        if (rows[i].info)
            assert_string_equal(d.best.info, rows[i].info);
        door_fini(&d);
    }
}

static void tls_anywhere(void **state)
{
    (void)state;
    struct door d;
    struct talk_log log;
    struct peer p = {.tls = true,
                     .to = "GET / HTTP",
                     .answer = "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n",
                     .hangs_up = true};
    meet(&d, 4711, &p, &log);
    assert_true(d.inside);
    assert_non_null(d.tls);
    assert_string_equal(d.tls->version, "TLSv1.3");
    assert_string_equal(d.best.product, "nginx");
    door_fini(&d);
}

/* A web server that says that it wanted TLS is asked inside. */
static void plain_text_to_tls(void **state)
{
    (void)state;
    static const char alert[] = "\x15\x03\x01\x00\x02\x02\x46";
    struct door d;
    static uint8_t say[TALK_SAY_MAX];
    struct addr a = addr_v4(0xc6120002);
    struct door_move m = door_begin(&d, &conf, &a, false, 8080, 0, false, 0);
    struct talk_event e = {.bits = TALK_CONNECTED};
    m = door_step(&d, &conf, &e, NULL, 1, 0, say);
    assert_int_equal(m.what, DOOR_SAY);
    e = (struct talk_event){
        .bits = TALK_DATA | TALK_CLOSED, .data = (const uint8_t *)alert, .len = sizeof alert - 1};
    m = door_step(&d, &conf, &e, NULL, 2, 0, say);
    assert_int_equal(m.what, DOOR_CALL);
    e = (struct talk_event){.bits = TALK_CONNECTED};
    m = door_step(&d, &conf, &e, NULL, 3, 0, say);
    assert_int_equal(m.what, DOOR_SECURE);
    door_fini(&d);
}

static void silence(void **state)
{
    (void)state;
    struct door d;
    struct talk_log log;
    struct peer p = {0};
    meet(&d, 4711, &p, &log);
    assert_int_equal(d.manner, DOOR_SILENT);
    assert_string_equal(d.best.name, "");
    assert_in_range(d.n_tried, 20, DOOR_TRIED);
    assert_in_range(log.took, NSEC_SEC, DOOR_TIME);
    door_fini(&d);
    conf.intensity = 2;
    unsigned before = log.calls;
    meet(&d, 4711, &p, &log);
    assert_in_range(log.calls, 1, before / 4); /* intensity is honoured */
    door_fini(&d);
    conf.intensity = 7;
}

/* Nothing comes of the door; `refuses`: ports that nobody has are refused. What it is called at last. */
static const char *silent_udp(struct door *d, uint16_t port, bool refuses)
{
    static uint8_t say[TALK_SAY_MAX];
    struct addr a = addr_v4(0xc6120002);
    nsec now = NSEC_SEC;
    struct door_move m = door_begin(d, &conf, &a, true, port, NSEC_MS, true, now);
    bool elsewhere = false;
    for (unsigned steps = 0; m.what != DOOR_END; steps++) {
        assert_in_range(steps, 0, 100);
        struct talk_event e = {.bits = TALK_LATE};
        if (m.what == DOOR_CALL)
            elsewhere = m.port != 0;
        if (m.what == DOOR_CALL)
            e.bits = TALK_CONNECTED;
        else if (elsewhere && refuses)
            e = (struct talk_event){.bits = TALK_CLOSED, .error = ECONNREFUSED};
        now += m.wait;
        m = door_step(d, &conf, &e, NULL, now, 0, say);
    }
    door_fini(d);
    return d->best.name;
}

static void vouched_for(void **state)
{
    (void)state;
    struct door d;
    assert_string_equal(silent_udp(&d, 514, true), "syslog");
    assert_true(d.best.confidence > 0 &&
                d.best.confidence <= 0.3);               /* a filter of this port alone would swallow, too */
    assert_string_equal(silent_udp(&d, 514, false), ""); /* a filter swallows as well */
    assert_int_equal(d.neighbours, 4);
    assert_string_equal(silent_udp(&d, 40000, true), "");
    assert_int_equal(d.neighbours, 0); /* no name to be won, no question */
}

static void thrown_out(void **state)
{
    (void)state;
    struct door d;
    struct talk_log log;
    struct peer p = {.hangs_up = true};
    meet(&d, 4711, &p, &log);
    assert_int_equal(d.manner, DOOR_CLOSES);
    assert_in_range(log.calls, 2, 4);
    door_fini(&d);
    p = (struct peer){.tls = true, .once = true};
    meet(&d, 4711, &p, &log);
    assert_int_equal(log.handshakes, 1); /* none on what is over already */
    door_fini(&d);
    p = (struct peer){.refuses = true};
    meet(&d, 4711, &p, &log);
    assert_int_equal(d.manner, DOOR_GONE);
    assert_int_equal(log.calls, 3);
    door_fini(&d);
}

/* A debug stub that has stopped its guest for us lets it go on: behind its greeting, and behind its
 * answer. */
static void the_guest_goes_on(void **state)
{
    static const char stop[] = "$T02thread:01;#04",
                      can[] = "+$PacketSize=1000;qXfer:features:read+;vContSupported+;multiprocess+#92";
    const struct peer peers[] = {{.greeting = stop}, {.to = "qSupported", .answer = can}};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct door d;
        struct talk_log log;
        meet(&d, i < 2 ? 1234 : 4711, &peers[i % 2], &log);
        assert_string_equal(d.best.product, "QEMU gdbstub");
        assert_string_equal(log.last, "+$D;1#b0");
        door_fini(&d);
    }
}

/* A version that there is not: VNC servers lock out who sends it too often. */
static void not_counted_as_a_failure(void **state)
{
    (void)state;
    const struct peer p = {.greeting = "RFB 003.008\n", .to = "RFB 004", .answer = "no", .hangs_up = false};
    for (unsigned i = 0; i < 2; i++) {
        struct door d;
        struct talk_log log;
        bool asked = false;
        conf.intensity = i ? 9 : 8;
        meet(&d, 5900, &p, &log);
        conf.intensity = 7;
        assert_string_equal(d.best.name, "vnc");
        for (unsigned k = 0; k < d.n_tried; k++)
            asked |= strcmp(probe_table[d.tried[k]].name, "vnc-other-version") == 0;
        assert_in_range(log.calls, 1, 3);
        assert_int_equal(asked, i);
        door_fini(&d);
    }
}

/* Printers print what they do not understand. */
static void printers_are_left_alone(void **state)
{
    (void)state;
    struct door d;
    struct talk_log log;
    struct peer p = {0};
    for (uint16_t port = 9100; port <= 9107; port++) {
        meet(&d, port, &p, &log);
        bool bacula = port >= 9101 && port <= 9103; /* has them, too, and its line is heard last */
        assert_int_equal(log.said, bacula ? 2 : 1);
        assert_non_null(
            memmem(log.last, sizeof log.last, bacula ? "Hello Director" : "@PJL INFO ID", bacula ? 14 : 12));
        assert_string_equal(d.best.name, "jetdirect");
        door_fini(&d);
    }
    /* one that says what nobody knows is not asked more, either, whatever the user wants to be asked */
    p = (struct peer){.to = "@PJL", .answer = "\f"};
    for (conf.intensity = 7; conf.intensity <= 9; conf.intensity++) {
        meet(&d, 9101, &p, &log);
        assert_int_equal(log.said, 1);
        door_fini(&d);
    }
    conf.intensity = 7;
}

/* iperf 2 ends at datagrams that are not its own. */
static void no_foreign_datagrams(void **state)
{
    (void)state;
    static uint8_t say[TALK_SAY_MAX];
    struct door d;
    struct addr a = addr_v4(0xc6120002);
    const struct door_conf all = {.intensity = 9};
    nsec now = 0;
    struct door_move m = door_begin(&d, &all, &a, true, 5001, NSEC_MS, true, now);
    for (unsigned said = 0; m.what != DOOR_END; now += NSEC_SEC) {
        struct talk_event e = {.bits = m.what == DOOR_CALL   ? TALK_CONNECTED
                                       : m.what == DOOR_HEAR ? TALK_LATE
                                                             : 0};
        m = door_step(&d, &all, &e, NULL, now, 0, say);
        if (m.what == DOOR_SAY)
            assert_in_range(++said, 1, 8);
    }
    assert_int_equal(d.n_tried, 1);
    assert_string_equal(probe_table[d.tried[0]].name, "iperf-udp");
    door_fini(&d);
}

/* Bacula has ports of printers. */
static void no_printer(void **state)
{
    (void)state;
    struct door d;
    struct talk_log log;
    struct peer p = {.to = "Hello Director", .answer = "1000 OK", .closes_on_noise = true};
    meet(&d, 9101, &p, &log);
    assert_int_equal(log.said, 2);
    assert_non_null(memmem(log.last, sizeof log.last, "Hello Director", 14));
    door_fini(&d);
}

/* A build server is not made to run anything, unless what it lets strangers do is asked; then also one that
 * is known by its manner only. */
static void a_compiler_runs_for_access_only(void **state)
{
    (void)state;
    struct door d;
    struct talk_log log;
    struct peer p = {.to = "gcc", .answer = "DONE00000001STAT00000000", .closes_on_noise = true};
    meet(&d, 3632, &p, &log);
    assert_string_equal(d.best.name, "distcc");
    assert_null(d.access);
    assert_int_equal(d.heard_bytes, 0);
    door_fini(&d);
    conf.access = true;
    meet(&d, 3632, &p, &log);
    conf.access = false;
    assert_string_equal(d.best.name, "distcc");
    assert_int_equal(d.access->facts, 1);
    assert_string_equal(access_fact(d.access, 0), "access=open");
    door_fini(&d);
}

/* A session of SMB 1 only where nothing newer is spoken. */
static void no_old_session_beside_a_new_one(void **state)
{
    static const char *const said[] = {"SMB 1", "SMB 2.1; signing off", "SMB 3.1.1; signing required", ""};
    (void)state;
    for (unsigned i = 0; i < sizeof said / sizeof *said; i++) {
        struct door d = {.port = 445, .all = true, .best = {.name = "microsoft-ds", .confidence = 0.95}};
        snprintf(d.best.info, sizeof d.best.info, "%s", said[i]);
        unsigned next = agenda_next(&d, &conf);
        assert_string_equal(next == PROBE_NONE ? "" : probe_table[next].name, i ? "" : "smb1-session");
    }
}

/* A byte now and then does not hold us. */
static void trickle(void **state)
{
    (void)state;
    static uint8_t say[TALK_SAY_MAX];
    static const uint8_t drops[4096] = {'2'};
    struct door d;
    struct addr a = addr_v4(0xc6120002);
    nsec now = 0;
    struct door_move m = door_begin(&d, &conf, &a, false, 4711, 0, false, now);
    uint32_t len = 0;
    while (m.what != DOOR_END) {
        struct talk_event e = {.bits = TALK_CONNECTED};
        if (m.what == DOOR_CALL)
            len = 0;
        else
            e = (struct talk_event){.bits = TALK_DATA, .data = drops, .len = ++len};
        if (m.what == DOOR_SECURE)
            e.bits = TALK_INSECURE | TALK_CLOSED;
        nsec step = m.wait < 100 * NSEC_MS ? m.wait : 100 * NSEC_MS; /* just before it is called quiet */
        now += step;
        if (step == m.wait && m.what == DOOR_HEAR)
            e.bits |= TALK_LATE;
        assert_in_range(now, 0, DOOR_TIME + 10 * NSEC_SEC);
        m = door_step(&d, &conf, &e, NULL, now, 0, say);
    }
    assert_in_range(now, 0, DOOR_TIME + NSEC_SEC);
    door_fini(&d);
}

static void udp_that_is_closed(void **state)
{
    (void)state;
    static uint8_t say[TALK_SAY_MAX];
    struct door d;
    struct addr a = addr_v4(0xc6120002);
    struct door_move m = door_begin(&d, &conf, &a, true, 53, 0, true, 0);
    struct talk_event e = {.bits = TALK_CONNECTED};
    assert_int_equal(m.what, DOOR_CALL);
    m = door_step(&d, &conf, &e, NULL, 1, 0, say);
    assert_int_equal(m.what, DOOR_SAY);
    assert_true(m.len > 12);
    e = (struct talk_event){.bits = TALK_CLOSED, .error = ECONNREFUSED};
    m = door_step(&d, &conf, &e, NULL, 2, 0, say);
    assert_int_equal(m.what, DOOR_END);
    assert_int_equal(d.manner, DOOR_GONE);
    door_fini(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ipv6_host_in_brackets),
        cmocka_unit_test(a_greeting_is_enough),
        cmocka_unit_test(the_web_anywhere),
        cmocka_unit_test(an_echo_of_the_host),
        cmocka_unit_test(libraries_are_notes),
        cmocka_unit_test(tls_anywhere),
        cmocka_unit_test(plain_text_to_tls),
        cmocka_unit_test(silence),
        cmocka_unit_test(vouched_for),
        cmocka_unit_test(thrown_out),
        cmocka_unit_test(the_guest_goes_on),
        cmocka_unit_test(not_counted_as_a_failure),
        cmocka_unit_test(printers_are_left_alone),
        cmocka_unit_test(no_printer),
        cmocka_unit_test(a_compiler_runs_for_access_only),
        cmocka_unit_test(no_old_session_beside_a_new_one),
        cmocka_unit_test(trickle),
        cmocka_unit_test(udp_that_is_closed),
        cmocka_unit_test(no_foreign_datagrams),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
