/* What the grammar reads, and above all what it leaves alone. */
#include "ident/grammar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HOSTILE   (256u << 10)
#define HOSTILE_S 60 /* for what takes a second where every check of the sanitizers is on */

static const struct {
    enum part_kind kind;
    const char *text, *product, *version, *os; /* product NULL: nothing may be said */
} cases[] = {
    {PART_HTTP_SERVER, "Frobnik/1.2.3 (Debian)", "Frobnik", "1.2.3", "Debian"},
    {PART_HTTP_SERVER, "Foo Bar/2.0b1 mod_x/3", "Foo Bar", "2.0b1", ""},
    {PART_HTTP_SERVER, "frob-httpd v4.5", "frob-httpd", "4.5", ""},
    {PART_HTTP_SERVER, "Frobnik", "Frobnik", "", ""},
    {PART_HTTP_SERVER, "Linux/6.1 UPnP/1.0 Frobdlna/0.9", "Frobdlna", "0.9", ""},
    {PART_HTTP_SERVER, "Debian/12, UPnP/1.0, Frob/7.1.2", "Frob", "7.1.2", ""},
    {PART_HTTP_SERVER, "Frobnik(9.4.50)", "Frobnik", "9.4.50", ""},
    {PART_SIP_SERVER, "frobnik (5.6.3 (x86_64/linux))", "frobnik", "5.6.3", "Linux"},
    {PART_SIP_AGENT, "Frob PBX 20.1.0", "Frob PBX", "20.1.0", ""},
    {PART_HTTP_VIA, "1.1 zoo (frobsquid/5.7)", "frobsquid", "5.7", ""},
    {PART_HTTP_GENERATOR, "Frobpress 6.1", "Frobpress", "6.1", ""},
    {PART_HTTP_GENERATOR, "Docutils 0.19: https://docutils.example/", NULL, "", ""},
    {PART_HTTP_SERVER, "FrobServer libsoup/3.2.3", "FrobServer", "", ""},
    {PART_HTTP_SERVER, "FrobServer libsoup 3.2.3", "FrobServer", "", ""},
    {PART_HTTP_VIA, "1.1 zoo.example.org", NULL, "", ""},
    {PART_HTTP_HEADER, "Date: x\r\nX-Frobnik-Request-Time: 5\r\n", NULL, "", ""},
    {PART_HTTP_HEADER, "X-Frobnik-Version: 2.5\r\n", "Frobnik", "2.5", ""},
    {PART_HTTP_HEADER, "X-Frame-Options: DENY\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: 1\r\n",
     NULL, "", ""},
    {PART_HTTP_HEADER, "X-Frobnik-Api-Version: 1.82\r\n", NULL, "", ""},
    {PART_HTTP_AUTH, "Basic realm=\"FrobNik\"", NULL, "", ""},
    {PART_HTTP_AUTH, "Basic realm=\"Frobnik - Password Required\"", "Frobnik", "", ""},
    {PART_HTTP_JSON, "{\"server\":\"frobnik/1.2\"}", "frobnik", "1.2", ""},
    {PART_HTTP_JSON, "{\"frobnik_version\":\"3.4.23\"}", "frobnik", "3.4.23", ""},
    {PART_HTTP_JSON, "{\"api_version\":\"3.4.23\"}", NULL, "", ""},
    {PART_HTTP_BODY, "# TYPE x gauge\nfrob_exporter_build_info{branch=\"x\",version=\"0.14.0\"} 1\n",
     "frob exporter", "0.14.0", ""},
    {PART_SMTP_BANNER, "mx.example.org frobmail ESMTP", "frobmail", "", ""},
    {PART_SMTP_BANNER, "localhost ESMTP frobpd", "frobpd", "", ""},
    {PART_SMTP_BANNER, "relay ESMTP Frobmail 8.17.1.9/8.17.1.9; Thu", "Frobmail", "8.17.1.9", ""},
    {PART_FTP_BANNER, "frobftpd 6.1 at 198.18.0.2 ready.", "frobftpd", "6.1", ""},
    {PART_NNTP_BANNER, "load at 22.97, try later", NULL, "", ""},
    {PART_HTTP_SERVER, "Server", NULL, "", ""},
    {PART_HTTP_SERVER, "HTTP/1.1", NULL, "", ""},
    {PART_HTTP_SERVER, "198.18.0.1", NULL, "", ""},
    {PART_HTTP_SERVER, "1.2.3", NULL, "", ""},
    {PART_HTTP_SERVER, "\x01\x02", NULL, "", ""},
    {PART_SSH_SOFTWARE, "FrobSSH_3.1-beta", "FrobSSH", "3.1-beta", ""},
    {PART_SSH_SOFTWARE, "frob_sshd_0.7", "frob_sshd", "0.7", ""},
    {PART_SSH_SOFTWARE, "FrobSSH", "FrobSSH", "", ""},
    {PART_SSH_SOFTWARE, "frobclone/", "frobclone", "", ""},
    {PART_SSH_SOFTWARE, "2.0", NULL, "", ""},
    {PART_SMTP_BANNER, "mx.example.org ESMTP Frobmail 1.4.2; Sun, 22 Nov 2026 07:13:28 +0000", "Frobmail",
     "1.4.2", ""},
    {PART_SMTP_BANNER, "mx.example.org ESMTP Frobmail (Debian)", "Frobmail", "", "Debian"},
    {PART_SMTP_BANNER, "mx.example.org ESMTP ready", NULL, "", ""},
    {PART_SMTP_BANNER, "mx.example.org ESMTP", NULL, "", ""},
    {PART_SMTP_BANNER, "mx.example.org Service ready at 198.18.0.1", NULL, "", ""},
    {PART_SMTP_BANNER, "mx1.2.example ESMTP Sun, 22.11.2026 07:13", NULL, "", ""},
    {PART_FTP_BANNER, "FrobFTPd 2.3 ready.", "FrobFTPd", "2.3", ""},
    {PART_FTP_BANNER, "Welcome to the FTP server", NULL, "", ""},
    {PART_FTP_BANNER, "sun FTP server (SunOS 5.8) ready.", NULL, "", ""},
    {PART_FTP_BANNER, "files on Frobhost version 1.2.3", NULL, "", ""},
    {PART_FTP_BANNER, "HELLO Reply=OK Version=3.1", NULL, "", ""},
    {PART_HTTP_SERVER, "xxxxxxxx-xxxxx", NULL, "", ""},
    {PART_UPNP_SERVER, "SHP, UPnP/1.0, Example UPnP SDK/1.0", NULL, "", ""},
    {PART_FTP_BANNER, "Please log in, you have 3.5 minutes", NULL, "", ""},
    {PART_POP3_BANNER, "Frobpop ready.", "Frobpop", "", ""},
    {PART_POP3_BANNER, "Frobpop POP3 server ready <1.2@host>", "Frobpop", "", ""},
    {PART_POP3_BANNER, "Everything ready, my friend", NULL, "", ""},
    {PART_POP3_BANNER, "Hello there.", NULL, "", ""},
    {PART_POP3_BANNER, "POP3 server ready", NULL, "", ""},
    {PART_DNS_VERSION, "Frob DNS 3.2.6", "Frob DNS", "3.2.6", ""},
    {PART_DNS_VERSION, "frobd-2.90", "frobd", "2.90", ""},
    {PART_DNS_VERSION, "frobdnsd 1.0pre (snapshot 20210120)", "frobdnsd", "1.0pre", ""},
    {PART_DNS_VERSION, "none of your business", NULL, "", ""},
    {PART_DNS_VERSION, "9.9", NULL, "", ""},
    {PART_HTTP_JSON, "{\"name\":\"frobnikd\",\"uptime\":5,\"version\":\"5.6.7\"}", "frobnikd", "5.6.7", ""},
    {PART_HTTP_JSON, "{\"version\":\"5.6.7\"}", NULL, "", ""},
    {PART_HTTP_JSON, "{\"name\":\"x\",\"version\":5}", NULL, "", ""},
    {PART_HTTP_JSON, "{\"name\":\"Frob Nik Server\",\"version_string\":\"5.6\"}", "Frob Nik Server", "5.6",
     ""},
    /* what authors and visitors write */
    {PART_HTTP_JSON, "{\"name\":\"John\",\"version\":\"1.2\"}", NULL, "", ""},
    {PART_HTTP_JSON, "{\"posts\":[{\"title\":\"Holiday photos\",\"release\":\"2.1\"}]}", NULL, "", ""},
    {PART_HTTP_JSON, "{\"posts\":[{\"product\":\"Frob\",\"version\":\"2.1\"}],\"status\":\"ok\"}", NULL, "",
     ""},
    {PART_HTTP_JSON, "[{\"product\":\"Frob\",\"version\":\"2.1\"}]", NULL, "", ""},
    {PART_HTTP_JSON, "{\"a\":\"\\\"}\",\"product\":\"Frob\",\"version\":\"2.1\"}", "Frob", "2.1", ""},
    {PART_HTTP_BODY, "<p>I like <em>Frobmail/4.96</em> and <small>FrobSQL/15.2</small></p><h3>Frob/1.2</h3>",
     NULL, "", ""},
    {PART_HTTP_BODY, "<hr><center>frobnik/1.2.3</center>", "frobnik", "1.2.3", ""},
    {PART_HTTP_BODY, "# TYPE x gauge\nfrobsql_build_info{version=\"15.2\"} 1\n", NULL, "", ""},
    {PART_HTTP_BODY,
     "<h1>Frobnik</h1><a href=https://docs.frobnik.io>x</a><a href=https://github.com/frobnik/frobnik>y</a>",
     NULL, "", ""},
    {PART_HTTP_HEADER,
     "X-Clacks-Overhead: GNU Terry Pratchett\r\nX-Country-Code: de\r\nX-Recruiting-Message: hi\r\n", NULL, "",
     ""},
    {PART_HTTP_TITLE, "Sales Dashboard", NULL, "", ""},
    {PART_HTTP_TITLE, "Hotel Management", NULL, "", ""},
    {PART_HTTP_TITLE, "Weather Monitor", NULL, "", ""},
    {PART_HTTP_TITLE, "Sales Console", NULL, "", ""},
    {PART_HTTP_AUTH, "Basic realm=\"Bluebird Server\"", NULL, "", ""},
    {PART_HTTP_AUTH, "Basic realm=\"McDonald\"", NULL, "", ""},
    {PART_HTTP_TITLE, "Frobnik 1.2.3", NULL, "", ""},
    {PART_HTTP_TITLE, "Frob Routing Daemon Exporter (Version 1.4.1)", "Frob Routing Daemon Exporter", "1.4.1",
     ""},
    {PART_HTTP_TITLE, "Our handbook (Version 3)", NULL, "", ""},
    {PART_FTP_BANNER, "zoo.example.org Transfer server (frobd 2.1b on Linux) here", "frobd", "2.1b", "Linux"},
    {PART_NNTP_BANNER, "hi from the frobnik version 1.3", "frobnik", "1.3", ""},
    {PART_HTTP_TITLE, "FrobD HTTP proxy", "FrobD", "", ""},
    {PART_HTTP_TITLE, "Login", NULL, "", ""},
    {PART_HTTP_TITLE, "Forbidden", NULL, "", ""},
    {PART_HTTP_TITLE, "hello", NULL, "", ""},
    {PART_HTTP_AUTH, "Basic realm=\"Restricted\"", NULL, "", ""},
    {PART_HTTP_AUTH, "Basic realm=\"Please log in\"", NULL, "", ""},
    {PART_HTTP_AUTH, "Basic realm=\"mail.example.org\"", NULL, "", ""},
    {PART_HTTP_COOKIE, "frobnik_session=1a2b; path=/", "frobnik", "", ""},
    {PART_HTTP_COOKIE, "laravel_session=1a2b; path=/", NULL, "", ""},
    {PART_HTTP_COOKIE, "session=1a2b; path=/", NULL, "", ""},
    {PART_HTTP_BODY, "<html><p>Powered by wind and sun</p></html>", NULL, "", ""},
    {PART_TELNET_TEXT, "Welcome to the FrobHLR VTY interface\r\n\r\nFrobHLR> ", "FrobHLR", "", ""},
    {PART_TELNET_TEXT, "Welcome to Example Corporation\r\nlogin: ", NULL, "", ""},
    {PART_TELNET_TEXT, "Welcome to the server console\r\n", NULL, "", ""},
    {PART_HTTP_AUTH, "Basic realm=\"Frobnik Secure Area\"", "Frobnik", "", ""},
    {PART_HTTP_AUTH, "Basic realm=\"Private Web\"", NULL, "", ""},
    {PART_HTTP_AUTH, "Basic realm=\"mail.example.org Admin\"", NULL, "", ""},
    {PART_HTTP_AUTH, "Basic realm=\"Our Web Server\"", NULL, "", ""},
    {PART_HTTP_AUTH, "Basic realm=\", Web\"", NULL, "", ""}, /* a role, and nobody's */
    {PART_HTTP_AUTH, "Basic realm=\"\"", NULL, "", ""},
    {PART_HTTP_TITLE, "=;= Web UI", NULL, "", ""},
    {PART_HTTP_BODY, "<address>\n<a href=\"http://www.frob-nik.org\">Frob-Nik</a> httpd at x</address>",
     "Frob-Nik", "", ""},
    {PART_HTTP_BODY, "<address>\n<a href=\"http://www.frobnik.org\">Frobnik</a> httpd at x</address>",
     "Frobnik", "", ""},
    {PART_HTTP_BODY, "<p>Powered by <a href=https://frobnik.org/>Frobnik 2.1</a>", "Frobnik", "2.1", ""},
    {PART_HTTP_BODY, "<HR>\n<ADDRESS>Generated Sun Nov 22 14:28:18 2026\n by zoo (frobproxy/3.3.2)</ADDRESS>",
     "frobproxy", "3.3.2", ""},
    {PART_HTTP_BODY, "<address>at host 198.18.0.1 on 22/11/2026</address>", NULL, "", ""},
    {PART_HTTP_BODY, "<p>Powered by <a href=https://example.org/>Coffee</a>", NULL, "", ""},
    {PART_HTTP_SERVER, "Frob::Server::HTTP/2.013", "Frob::Server::HTTP", "2.013", ""},
    {PART_HTTP_SERVER, "Plack::Frobnik", "Plack::Frobnik", "", ""},
    {PART_HTTP_BODY, "<h1>My Frobnik page</h1><a href=\"https://example.org/frobnik\">x</a>", NULL, "", ""},
    {PART_HTTP_BODY, "<title>Acmecorp Gardening</title><a href=\"https://www.acmecorp.example/\">Home</a>",
     NULL, "", ""},
    {PART_HTTP_BODY, "<title>Blog: Portfolio</title><a href=\"https://github.com/johndoe/portfolio\">x</a>",
     NULL, "", ""},
    {PART_HTTP_BODY,
     "<h1>Frobnik</h1><a href=https://github.com/frobnik>x</a><a href=https://gitlab.com>y</a>", NULL, "",
     ""},
};

static void table(void **state)
{
    unsigned bad = 0;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct found f;
        found_init(&f);
        bool any = grammar_part(cases[i].kind, cases[i].text, strlen(cases[i].text), &f);
        bool right = cases[i].product
                         ? any && !strcmp(f.product, cases[i].product) &&
                               !strcmp(f.version, cases[i].version) && !strcmp(f.os, cases[i].os) &&
                               f.confidence >= 0.5 && f.confidence <= 0.7 && !strncmp(f.id, "grammar:", 8)
                         : !any;
        if (!right) {
            printf("%s \"%s\": %s | %s | %s\n", part_name(cases[i].kind), cases[i].text, f.product, f.version,
                   f.os);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
}

/* Whole answers: pages of web servers, and protocols that nobody knows. `known`: the protocol, when a reader
 * knew it. */
static const struct {
    const char *known, *sent, *data;
    uint16_t port;
    const char *name, *product, *version, *info; /* product "": nothing may be said; info NULL: whatever */
} answers[] = {
    /* strangers that speak first */
    {"", "", "\r\nHello, this is Frobnik (version 8.4.4).\r\nPassword: ", 1, "", "Frobnik", "8.4.4", NULL},
    {"", "", "200-FROBCC 1.4.0: 301s uptime\n200 Use 'help'.\n", 1, "", "FROBCC", "1.4.0", NULL},
    {"", "", "001 2.3.27\r\nfrobman> ", 1, "", "frobman", "2.3.27", NULL},
    {"", "", "{\"service\":\"frobcracker\", \"source\":\"zoo\", \"version\":\"0.5.0\"}", 1, "", "frobcracker",
     "0.5.0", NULL},
    {"", "", "\1\2Frob Audit Server 1.9.13p3\3\4\5\6\7", 1, "", "Frob Audit Server", "1.9.13p3", NULL},
    {"", "", "welcome to the frobnik-metaserver version 1.3\n", 1, "", "", "", NULL},
    {"", "", "OK FROB 0.23.5\n", 1, "", "", "", NULL},
    {"", "", "root      root      pts/0\n", 1, "", "", "", NULL},
    {"", "", "220 zoo. SAFT server (frobfiled 2.1b on Linux) ready.\r\n", 487, "saft", "frobfiled", "2.1b",
     NULL},
    {"", "", "220 zoo. SAFT server (frobfiled 2.1b on Linux) ready.\r\n", 1, "", "", "", NULL},
    {"", "saft", "saft?\r\n", 487, "", "", "", NULL}, /* our own word */
    {"", "GET / HTTP/1.0", "GET / HTTP/1.0 is no command\r\n", 1, "", "", "", NULL},
    {"", "x", "Welcome to 10.1.2.3 at 198.18.0.1\r\n", 1, "", "", "", NULL},
    {"adc", "x", "ISUP ADBASE\nIINF CT32 VEfrobhub/0.4.1-release\n", 1, "adc", "VEfrobhub", "0.4.1-release",
     NULL},
    /* pages */
    {"http", "", "HTTP/1.0 200 OK\r\n\r\n<title>Login - Frobnik</title>", 80, "http", "", "",
     "page \"Login - Frobnik\""},
    {"http", "", "HTTP/1.0 200 OK\r\n\r\n<title>Anna Schmidt | Login</title>", 80, "http", "", "", NULL},
    {"http", "", "HTTP/1.0 200 OK\r\n\r\n<title>My Blog Admin</title>", 80, "http", "", "", NULL},
    {"http", "", "HTTP/1.0 200 OK\r\nSet-Cookie: frobnik=1\r\n\r\n<title>Login - Frobnik</title>", 80, "http",
     "Frobnik", "", NULL},
    {"http", "", "HTTP/1.0 200 OK\r\n\r\n<title>FrobNik</title>", 80, "http", "FrobNik", "", NULL},
    {"http", "", "HTTP/1.0 200 OK\r\n\r\n<title>Frobnik 1.2.3</title>", 80, "http", "Frobnik", "1.2.3", NULL},
    {"http", "", "HTTP/1.0 200 OK\r\n\r\n<title>Frobnik</title><script src=\"/static/frobnik.js\"></script>",
     80, "http", "Frobnik", "", NULL},
    {"http", "",
     "HTTP/1.0 200 OK\r\n\r\n<title>Sign in to Frobnik</title><link href=/frobnik.css><b>Frobnik</b> <i>v2.4.1</i>",
     80, "http", "Frobnik", "2.4.1", NULL},
    {"http", "", "HTTP/1.0 200 OK\r\n\r\n<title>Acme Gardening</title><img src=\"/acme.png\">", 80, "http",
     "", "", "page \"Acme Gardening\""},
    {"http", "", "HTTP/1.0 401 No\r\nWWW-Authenticate: Basic realm=\"Bluebird Server\"\r\n\r\n<p>realm=\"x\"",
     80, "http", "", "", "realm \"Bluebird Server\""},
    {"http", "", "HTTP/1.0 404 Not Found\r\n\r\n<title>404 Not Found</title>", 80, "http", "", "", ""},
    {"http", "", "HTTP/1.0 200 OK\r\n\r\n<title>Index of /pub</title>", 80, "http", "", "", ""},
    {"http", "", "HTTP/1.0 200 OK\r\n\r\n<title>HomePage</title>", 80, "http", "", "", NULL},
    {"http", "", "HTTP/1.0 200 OK\r\n\r\n<title>Login</title>", 80, "http", "", "", NULL},
};

static void whole(void **state)
{
    static struct cut c;
    unsigned bad = 0;
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct match_answer a = {.probe = "",
                                 .port = answers[i].port,
                                 .sent = answers[i].sent,
                                 .sent_len = strlen(answers[i].sent),
                                 .data = answers[i].data,
                                 .len = strlen(answers[i].data)};
        struct found f;
        found_init(&f);
        cut_init(&c);
        snprintf(f.name, sizeof f.name, "%s", answers[i].known);
        grammar_answer(&a, &c, &f);
        if (strcmp(f.name, answers[i].name) == 0 && strcmp(f.product, answers[i].product) == 0 &&
            strcmp(f.version, answers[i].version) == 0 &&
            (!answers[i].info || strcmp(f.info, answers[i].info) == 0) && f.confidence <= 0.7)
            continue;
        printf("\"%s\": %s | %s | %s | %s\n", answers[i].data, f.name, f.product, f.version, f.info);
        bad++;
    }
    assert_int_equal(bad, 0);
}

/* Pages of one mark over and over, with no end behind any: what they cost may grow with their length, not
 * with its square. The alarm ends what takes minutes; it takes milliseconds. */
static void hostile_pages_are_cheap(void **state)
{
    static const char *const marks[] = {"href=",
                                        "<script",
                                        "<link",
                                        "realm=\"",
                                        "-Frobnik Gardens",
                                        " Frobnik Gardens <a>",
                                        "<Frobnik Gardens <a>",
                                        "<i>",
                                        " a",
                                        "</",
                                        "{\"a\":"};
    static char page[HOSTILE];
    static struct cut c;
    (void)state;
    alarm(HOSTILE_S);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = (size_t)snprintf(page, sizeof page, "HTTP/1.0 200 OK\r\n\r\n<h1>Frobnik Gardens</h1>%s",
                                    "<title>Frobnik Gardens</title>");
        while (n + strlen(marks[i]) < sizeof page) {
            memcpy(page + n, marks[i], strlen(marks[i]));
            n += strlen(marks[i]);
        }
        struct match_answer a = {.probe = "", .port = 80, .data = page, .len = n};
        struct found f;
        found_init(&f);
        cut_init(&c);
        snprintf(f.name, sizeof f.name, "http");
        grammar_answer(&a, &c, &f);
        for (unsigned k = 0; k < PART_KINDS; k++)
            (void)grammar_part((enum part_kind)k, page, n, &f);
    }
    alarm(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(whole),
                                       cmocka_unit_test(hostile_pages_are_cheap)};
    return cmocka_run_group_tests_name("grammar", tests, NULL, NULL);
}
