/* The FTP client against transcripts of servers, cut anywhere. */
#include "scan/ftp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What the server says, and what we should have said by then, turn about; "" = nothing. */
struct turn {
    const char *server, *us;
};

static const struct addr four = {.b = {198, 18, 0, 9}, .len = 4};

static void talk(struct ftp *f, const struct turn *t, size_t n, size_t piece)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(t[i].server);
        for (size_t at = 0; at < len; at += piece)
            ftp_input(f, t[i].server + at, len - at < piece ? len - at : piece);
        if (f->out_len != strlen(t[i].us) || memcmp(f->out, t[i].us, f->out_len) != 0)
            fail_msg("turn %d: said '%.*s', not '%s'", (int)i, (int)f->out_len, f->out, t[i].us);
        ftp_sent(f, f->out_len);
    }
}

static void login(struct ftp *f, size_t piece)
{
    static const struct turn turns[] = {
        {"220-Welcome\r\n220-230 is no end\r\n  230 nor this\r\n220 (vsFTPd 3.0.3)\r\n", "USER anna\r\n"},
        {"331 Please specify the password.\r\n", "PASS x y\r\n"},
        {"230 Login successful.\r\n", ""},
    };
    ftp_init(f, "anna", "x y");
    talk(f, turns, 3, piece);
    assert_int_equal(f->state, FTP_IDLE);
}

static void doors(void **state)
{
    static const struct {
        struct turn turns[3];
        enum ftp_answer answer;
    } cases[] = {
        {{{"200 PORT command successful.\r\n", "LIST\r\n"}, {"150 Here it comes.\r\n226 Done.\r\n", ""}},
         FTP_CONNECTED},
        {{{"200 ok\n", "LIST\r\n"}, {"425 Failed to establish connection.\n", ""}}, FTP_FAILED},
        {{{"200 ok\r\n", "LIST\r\n"}, {"150 opening\r\n", ""}, {"425 Connection refused\r\n", ""}},
         FTP_FAILED},
        {{{"200 ok\r\n", "LIST\r\n"}, {"150 opening\r\n426 broken pipe\r\n", ""}}, FTP_CONNECTED},
        {{{"200 ok\r\n", "LIST\r\n"}, {"125 open\r\n451 disk\r\n", ""}}, FTP_CONNECTED},
        {{{"200 ok\r\n", "LIST\r\n"}, {"200 ok\r\n", ""}}, FTP_REFUSED},
        {{{"200 ok\r\n", "LIST\r\n"}, {"229 Extended Passive Mode (|||99|)\r\n", ""}}, FTP_REFUSED},
        {{{"227 Passive Mode (1,2,3,4,5,6)\r\n", ""}}, FTP_REFUSED},
        {{{"500 Illegal PORT command.\r\n", ""}}, FTP_REFUSED},
        {{{"530 Please login.\r\n", ""}}, FTP_REFUSED},
        {{{"200 ok\r\n", "LIST\r\n"}, {"550 No.\r\n", ""}}, FTP_REFUSED},
    };
    (void)state;
    for (size_t piece = 1; piece < 40; piece += 3) {
        struct ftp f;
        login(&f, piece);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            ftp_ask(&f, &four, 1025);
            struct turn all[4] = {
                {"", "PORT 198,18,0,9,4,1\r\n"}, cases[i].turns[0], cases[i].turns[1], cases[i].turns[2]};
            size_t n = 1;
            while (n < 4 && all[n].server)
                n++;
            talk(&f, all, n, piece);
            assert_int_equal(f.state, FTP_IDLE);
            assert_int_equal(ftp_take(&f), cases[i].answer);
            assert_int_equal(ftp_take(&f), FTP_NOTHING);
        }
    }
}

static void ipv6(void **state)
{
    struct addr six;
    struct ftp f;
    (void)state;
    assert_int_equal(addr_parse("2001:db8::9", &six), 0);
    login(&f, 7);
    six.zone = 3;
    ftp_ask(&f, &six, 80);
    talk(&f, (const struct turn[]){{"", "EPRT |2|2001:db8::9|80|\r\n"}, {"200 ok\r\n", "LIST\r\n"}}, 2, 100);
}

static void ends(void **state)
{
    static const struct {
        const char *said;
        enum ftp_state state;
    } cases[] = {
        {"SSH-2.0-OpenSSH_9.2\r\n", FTP_OVER},
        {"220 hello\r\n530 no\r\n", FTP_LOGIN_FAILED},
        {"220 hello\r\n331 pass\r\n530 Login incorrect.\r\n", FTP_LOGIN_FAILED},
        {"220 hello\r\n230 no password is needed\r\n", FTP_IDLE},
        {"120 in a minute\r\n220 hello\r\n", FTP_USER},
        {"421 too many\r\n", FTP_OVER},
        {"500 what\r\n", FTP_OVER},
        {"220 hello\r\n331 pass\r\n230 in\r\n421 timeout\r\n", FTP_OVER},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ftp f;
        ftp_init(&f, "a", "b");
        for (const char *p = cases[i].said; *p; p = strchr(p, '\n') + 1) {
            ftp_input(&f, p, strcspn(p, "\n") + 1);
            ftp_sent(&f, f.out_len);
        }
        assert_int_equal(f.state, cases[i].state);
        ftp_input(&f, "", 0);
        assert_true(f.state == FTP_OVER || f.state == FTP_LOGIN_FAILED);
    }
}

/* Answers ahead of their questions, and late ones of the question before, decide nothing. */
static void out_of_turn(void **state)
{
    struct ftp f;
    (void)state;
    login(&f, 100);
    ftp_input(&f, "226 done\r\n", 10); /* nothing was asked */
    ftp_ask(&f, &four, 22);
    ftp_input(&f, "200 ok\r\n", 8); /* PORT is not sent yet */
    assert_int_equal(f.state, FTP_PORT);
    ftp_sent(&f, f.out_len);
    ftp_input(&f, "226 done\r\n425 no\r\n", 18);
    assert_int_equal(f.state, FTP_PORT);
    static const char ahead[] = "200 ok\r\n150 opening\r\n226 done\r\n";
    ftp_input(&f, ahead, sizeof ahead - 1);
    assert_int_equal(f.state, FTP_LIST); /* it is not sent yet */
    assert_int_equal(ftp_take(&f), FTP_NOTHING);
    ftp_sent(&f, f.out_len);
    ftp_input(&f, "425 no\r\n", 8);
    assert_int_equal(ftp_take(&f), FTP_FAILED);
}

/* Endless replies and lines end, or are cut. */
static void floods(void **state)
{
    struct ftp f;
    (void)state;
    ftp_init(&f, "a", "b");
    for (int i = 0; i < 100000 && f.state == FTP_GREETING; i++)
        ftp_input(&f, "220-more\r\n", 10);
    assert_int_equal(f.state, FTP_OVER);
    ftp_init(&f, "a", "b");
    ftp_input(&f, "220 ", 4);
    for (int i = 0; i < 10000; i++)
        ftp_input(&f, "long, ", 6);
    ftp_input(&f, "\n", 1);
    assert_int_equal(f.state, FTP_USER);
    assert_int_equal(strlen(f.said), FTP_LINE_MAX);
}

static void words(void **state)
{
    char text[FTP_WORD_MAX + 2] = {0};
    (void)state;
    assert_true(ftp_word("anonymous@") && ftp_word(""));
    assert_false(ftp_word("a\r\nDELE x") || ftp_word("a\177"));
    memset(text, 'a', FTP_WORD_MAX + 1);
    assert_false(ftp_word(text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doors),  cmocka_unit_test(ipv6),  cmocka_unit_test(ends),
        cmocka_unit_test(floods), cmocka_unit_test(words), cmocka_unit_test(out_of_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
