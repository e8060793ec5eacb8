/* Known answers give what they must; every truncation and many mutations of them stay within bounds (the
 * copies end where the heap block ends, so the sanitizer sees one byte too many). */
#include "ident/match.h"
#include "ident/priv_samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1795332400 /* when the samples with a clock were taken */

static struct match_db *db;
static struct match *m;

static int setup(void **state)
{
    struct match_db_conf conf = {0};
    struct diag d = {0};
    (void)state;
    return match_db_new(&conf, &db, &d) != 0 || match_new(db, &m) != 0 ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    match_free(m);
    match_db_free(db);
    return 0;
}

static struct match_answer answer_of(const struct sample *s)
{
    return (struct match_answer){.probe = "",
                                 .proto = s->proto,
                                 .port = s->port,
                                 .sent = s->sent,
                                 .sent_len = s->sent_len,
                                 .data = s->data,
                                 .len = s->len,
                                 .unix_s = NOW};
}

static bool text_ok(const char *field, size_t cap)
{
    size_t n = strnlen(field, cap);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)field[i] < 0x20 || field[i] == 0x7F)
            return false;
    return n < cap;
}

static void sane(const struct found *f, size_t len)
{
    assert_true(text_ok(f->name, sizeof f->name) && text_ok(f->product, sizeof f->product));
    assert_true(text_ok(f->version, sizeof f->version) && text_ok(f->info, sizeof f->info));
    assert_true(text_ok(f->hostname, sizeof f->hostname) && text_ok(f->os, sizeof f->os));
    assert_true(text_ok(f->device, sizeof f->device) && text_ok(f->id, sizeof f->id));
    assert_true(f->confidence >= 0 && f->confidence <= 1);
    assert_true(f->span_from <= len && f->span_len <= len - f->span_from);
}

static void known_answers(void **state)
{
    unsigned bad = 0;
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        const struct sample *s = &samples[i];
        struct match_answer a = answer_of(s);
        struct found f;
        match_answer(m, &a, &f);
        sane(&f, s->len);
        if (strcmp(f.name, s->name) || strcmp(f.product, s->product) || strcmp(f.version, s->version)) {
            printf("expected %s | %s | %s, found %s | %s | %s (%s)\n", s->name, s->product, s->version,
                   f.name, f.product, f.version, f.id);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
}

static void truncations(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        for (size_t n = 0; n < samples[i].len; n++) {
            struct match_answer a = answer_of(&samples[i]);
            struct found f;
            void *copy = malloc(n ? n : 1);
            assert_non_null(copy);
            memcpy(copy, samples[i].data, n);
            a.data = copy;
            a.len = n;
            match_answer(m, &a, &f);
            sane(&f, n);
            free(copy);
        }
}

static void mutations(void **state)
{
    uint32_t random = 1;
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        for (int round = 0; round < 60; round++) {
            struct match_answer a = answer_of(&samples[i]);
            struct found f;
            uint8_t *copy = malloc(a.len);
            assert_non_null(copy);
            memcpy(copy, samples[i].data, a.len);
            for (int k = 0; k < 3; k++) {
                random = random * 1664525 + 1013904223;
                copy[(random >> 8) % a.len] = (uint8_t)(random >> 24);
            }
            a.data = copy;
            match_answer(m, &a, &f);
            sane(&f, a.len);
            free(copy);
        }
}

/* What is echoed says nothing about the service, whatever it looks like. */
static void our_own_words(void **state)
{
    static const struct {
        const char *said;
        size_t len;
    } cases[] = {
        {"SSH-2.0-OpenSSH_9.2p1\r\n", 23},
        {"JDWP-Handshake", 14},
        {"JDWP-Handshake\0\0\0\x0b\0\0\0\1\0\1\1", 25},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct match_answer a = {.probe = "x",
                                 .port = 22,
                                 .sent = cases[i].said,
                                 .sent_len = cases[i].len,
                                 .data = cases[i].said,
                                 .len = cases[i].len};
        struct found f;
        assert_true(match_answer(m, &a, &f));
        assert_string_equal(f.name, "echo");
        assert_string_equal(f.product, "");
    }
}

/* Games with the Cube engine send every datagram back and their own state behind it. */
static void our_words_and_more(void **state)
{
    static const uint8_t said[] = {0x06, 0x00, 0xff, 0x06, 0x00, 0x00, 0x11, 0xbe, 0x80, 0x4a, 0x00, 0x00};
    static const uint8_t heard_back[] = {0x06, 0x00, 0xff, 0x06, 0x00, 0x00, 0x11, 0xbe, 0x80,
                                         0x4a, 0x00, 0x00, 'S',  'S',  'H',  '-',  '2',  '.'};
    struct match_answer a = {.probe = "x",
                             .proto = PROTO_UDP,
                             .port = 28802,
                             .sent = said,
                             .sent_len = sizeof said,
                             .data = heard_back,
                             .len = sizeof heard_back};
    struct found f;
    (void)state;
    assert_false(match_answer(m, &a, &f));
    assert_string_equal(f.name, "");
}

static void cut_short_is_soft(void **state)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nServer: lighttpd\r\nContent-Length: 100\r\n\r\n<title>";
    struct match_answer a = {.probe = "http-get", .port = 80, .data = head, .len = sizeof head - 1};
    struct found f;
    (void)state;
    assert_true(match_answer(m, &a, &f) && f.soft);
    a.closed = true;
    assert_true(match_answer(m, &a, &f) && !f.soft);
}

/* Long input and patterns that could run long: the limits end it. (No clock: the limit is steps, not
 * time.) */
static struct found heard(const void *data, size_t len, const char *probe)
{
    struct found f;
    struct match_answer a = {
        .probe = probe, .proto = PROTO_TCP, .port = 8888, .data = data, .len = len, .unix_s = NOW};
    (void)match_answer(m, &a, &f);
    return f;
}

/* An application before the library that it is built on; a name in text between bytes. */
static void unmet(void **state)
{
    static const char page[] = "HTTP/1.1 200 OK\r\nServer: TornadoServer/6.2\r\n\r\n"
                               "<html><title>FrobNik</title></html>";
    static const char bytes[] = "\0\1\2\0\0\0Frobd 1.2.3-4 2024-12-25\0\0\0";
    (void)state;
    struct found f = heard(page, sizeof page - 1, "");
    assert_string_equal(f.product, "FrobNik");
    assert_string_equal(f.version, "");
    assert_string_equal(f.info, "on Tornado httpd 6.2 (Python library)");
    struct match_answer a = {.probe = "help",
                             .proto = PROTO_TCP,
                             .port = 8888,
                             .sent = (const uint8_t *)"HELP\r\n",
                             .sent_len = 6,
                             .data = (const uint8_t *)bytes,
                             .len = sizeof bytes - 1};
    (void)match_answer(m, &a, &f);
    assert_string_equal(f.product, "Frobd");
    assert_string_equal(f.version, "1.2.3-4");
}

/* SMB's questions and answers differ in a bit; who sends a question back does not speak it. */
static void smb_answers_only(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        bool answer = i & 1;
        uint8_t smb1[4 + 37] = {0, 0, 0, 37, 0xFF, 'S', 'M', 'B', 0x72},
                         smb2[4 + 64] = {0, 0, 0, 64, 0xFE, 'S', 'M', 'B', 64, 0, 0, 0, 0, 0, 0, 0, 3};
        smb1[13] = answer ? 0x98 : 0x18;
        smb2[20] = answer;
        struct match_answer a = {.probe = "", .proto = PROTO_TCP, .port = 40117, .data = i < 2 ? smb1 : smb2};
        struct found f;
        a.len = i < 2 ? sizeof smb1 : sizeof smb2;
        (void)match_answer(m, &a, &f);
        assert_string_equal(f.name, answer ? "microsoft-ds" : "");
    }
}

static struct match_answer smb1_session(uint16_t port, const uint8_t *said, size_t len)
{
    return (struct match_answer){
        .probe = "smb1-session", .proto = PROTO_TCP, .port = port, .data = said, .len = len};
}

/* At 139 it is NetBIOS's service all the same. */
static void heard_smb1(const struct match_answer *a, struct found *ret)
{
    (void)match_answer(m, a, ret);
    assert_string_equal(ret->name, a->port == 139 ? "netbios-ssn" : "microsoft-ds");
}

/* Two messages of SMB 1 in one answer: the second names the server. */
static void smb1_says_who_it_is(void **state)
{
    (void)state;
    static const char natives[] = "Unix\0Samba 4.17.12-Debian\0LAB";
    enum { NEGOTIATED = 32 + 1 + 2, SESSION = 32 + 1 + 6 + 2 + sizeof natives };
    uint8_t said[4 + NEGOTIATED + 4 + SESSION] = {0, 0, 0, NEGOTIATED, 0xFF, 'S', 'M', 'B', 0x72};
    uint8_t *second = said + 4 + NEGOTIATED;
    said[13] = 0x98;
    memcpy(second, (uint8_t[]){0, 0, 0, SESSION, 0xFF, 'S', 'M', 'B', 0x73}, 9);
    second[13] = 0x98;
    second[4 + 32] = 3; /* words; the first is the next command */
    second[4 + 33] = 0xFF;
    second[4 + 39] = sizeof natives;
    memcpy(second + 4 + 41, natives, sizeof natives);
    for (uint16_t port = 139; port <= 445; port += 445 - 139) {
        struct match_answer a = smb1_session(port, said, sizeof said);
        struct found f;
        heard_smb1(&a, &f);
        assert_string_equal(f.product, "Samba smbd");
        assert_string_equal(f.version, "4.17.12");
        for (a.len = 0; a.len < sizeof said; a.len++)
            (void)match_answer(m, &a, &f);
    }
}

/* Windows XP calls itself "Windows 5.1", and its LAN manager that of Windows 2000. */
static void smb1_says_which_windows(void **state)
{
    (void)state;
    static const char natives[] = "Windows 5.1\0Windows 2000 LAN Manager\0LAB";
    enum { SESSION = 32 + 1 + 6 + 2 + sizeof natives };
    uint8_t said[4 + SESSION] = {0, 0, 0, SESSION, 0xFF, 'S', 'M', 'B', 0x73};
    said[13] = 0x98;
    said[4 + 32] = 3;
    said[4 + 33] = 0xFF;
    said[4 + 39] = sizeof natives;
    memcpy(said + 4 + 41, natives, sizeof natives);
    for (uint16_t port = 139; port <= 445; port += 445 - 139) {
        struct match_answer a = smb1_session(port, said, sizeof said);
        struct found f;
        heard_smb1(&a, &f);
        assert_string_equal(f.os, "Windows XP");
    }
}

/* A stream in the namespace that it was asked in, at a port of nobody's: no more than XMPP (jabberd2's
 * router). */
static void our_namespace(void **state)
{
    static const char ours[] = "<?xml version='1.0'?><stream:stream to='tojimari' xmlns='jabber:client'>";
    static const char answer[] =
        "<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:client'"
        " from='zoo.test' version='1.0' id='ioj931fl5xmkl34a11eb6uwwdx32myq4n9eqaubf'>";
    (void)state;
    struct found f;
    struct match_answer a = {.proto = PROTO_TCP,
                             .port = 5347,
                             .sent = (const uint8_t *)ours,
                             .sent_len = sizeof ours - 1,
                             .data = (const uint8_t *)answer,
                             .len = sizeof answer - 1};
    assert_true(match_answer(m, &a, &f));
    assert_string_equal(f.name, "xmpp");
    assert_string_equal(f.product, "jabberd2");
    a.port = 5222;
    assert_true(match_answer(m, &a, &f));
    assert_string_equal(f.name, "xmpp-client");
    a.port = 5347;
    a.sent_len = 0; /* its own choice */
    assert_true(match_answer(m, &a, &f));
    assert_string_equal(f.name, "xmpp-client");
}

static void long_answers(void **state)
{
    size_t len = 3u << 20;
    char *big = malloc(len);
    struct found f;
    (void)state;
    assert_non_null(big);
    memset(big, 'a', len);
    memcpy(big, "HTTP/1.1 200 OK\r\n\r\n", 19);
    struct match_answer a = {.probe = "http-get", .port = 80, .data = big, .len = len, .closed = true};
    assert_true(match_answer(m, &a, &f));
    sane(&f, len);
    memset(big, ' ', len);
    memcpy(big, "220 ", 4);
    a.port = 25;
    match_answer(m, &a, &f);
    sane(&f, len);
    free(big);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(truncations),
        cmocka_unit_test(mutations),
        cmocka_unit_test(our_own_words),
        cmocka_unit_test(cut_short_is_soft),
        cmocka_unit_test(long_answers),
        cmocka_unit_test(unmet),
        cmocka_unit_test(our_words_and_more),
        cmocka_unit_test(smb_answers_only),
        cmocka_unit_test(smb1_says_who_it_is),
        cmocka_unit_test(smb1_says_which_windows),
        cmocka_unit_test(our_namespace),
    };
    return cmocka_run_group_tests_name("match", tests, setup, teardown);
}
