#include "local/inetd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char inetd[] = "# who answers\n"
                            "#ftp stream tcp nowait root /usr/sbin/tcpd in.ftpd\n"
                            "\n"
                            "23\tstream\ttcp6\tnowait\troot\t/usr/sbin/in.telnetd in.telnetd\n"
                            "127.0.0.1:79 stream tcp nowait nobody /usr/sbin/in.fingerd in.fingerd\n"
                            "[::1]:7 dgram udp,rcvbuf=8k wait root internal\n"
                            "rstatd/1-3 dgram rpc/udp wait root /usr/sbin/rpc.rstatd rpc.rstatd\n"
                            "99999 stream tcp nowait root x x\n"
                            "8 stream tcp\n"
                            "9 stream tcp nowait root internal";

static void lines(void **state)
{
    (void)state;
    static const struct {
        enum proto proto;
        uint16_t port;
        unsigned line;
    } rows[] = {{PROTO_TCP, 21, 0}, {PROTO_TCP, 23, 4}, {PROTO_UDP, 23, 0}, {PROTO_TCP, 79, 5},
                {PROTO_UDP, 7, 6},  {PROTO_TCP, 7, 0},  {PROTO_UDP, 0, 0},  {PROTO_TCP, 34463, 0},
                {PROTO_TCP, 8, 0},  {PROTO_TCP, 9, 10}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(inetd_line(inetd, sizeof inetd - 1, rows[i].proto, rows[i].port), rows[i].line);
    assert_int_equal(inetd_line("", 0, PROTO_TCP, 23), 0);
}

static const char xinetd[] = "defaults\n{\n instances = 60\n}\n"
                             "service 2323\n{\n disable = yes\n socket_type = stream\n}\n"
                             "service game\n{\n\tport = 2323\n\tprotocol = tcp\n\tdisable = no\n}\n"
                             "service 5000\n{\n socket_type = dgram\n}\n";

static void blocks(void **state)
{
    (void)state;
    assert_int_equal(inetd_block(xinetd, sizeof xinetd - 1, PROTO_TCP, 2323), 10);
    assert_int_equal(inetd_block(xinetd, sizeof xinetd - 1, PROTO_UDP, 2323), 0);
    assert_int_equal(inetd_block(xinetd, sizeof xinetd - 1, PROTO_UDP, 5000), 16);
    assert_int_equal(inetd_block(xinetd, sizeof xinetd - 1, PROTO_TCP, 5000), 0);
}

/* Cut anywhere, in memory that ends there; and bytes that no editor writes. */
static void every_truncation(void **state)
{
    (void)state;
    for (size_t cut = 0; cut < sizeof inetd; cut++) {
        char *copy = malloc(cut ? cut : 1);
        assert_non_null(copy);
        memcpy(copy, inetd, cut);
        assert_in_range(inetd_line(copy, cut, PROTO_TCP, 79), 0, 5);
        for (size_t i = 0; i < cut; i += 7)
            copy[i] = 0;
        (void)inetd_line(copy, cut, PROTO_TCP, 79);
        memcpy(copy, xinetd, cut < sizeof xinetd ? cut : sizeof xinetd - 1);
        (void)inetd_block(copy, cut, PROTO_TCP, 2323);
        free(copy);
    }
    char *big = malloc(1 << 16);
    assert_non_null(big);
    memset(big, 'x', 1 << 16);
    assert_int_equal(inetd_line(big, 1 << 16, PROTO_TCP, 79), 0);
    free(big);
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void files(void **state)
{
    (void)state;
    char etc[] = "/tmp/inetd-test-XXXXXX", below[64], want[100], command[80];
    assert_non_null(mkdtemp(etc));
    snprintf(below, sizeof below, "%s/xinetd.d", etc);
    assert_int_equal(mkdir(below, 0700), 0);
    put(etc, "inetd.conf", inetd);
    put(below, "game", xinetd);
    put(below, "old~", "service 79\n{\n socket_type = stream\n}\n");
    struct local_process told = {
        .pid = 4, .name = (char *)"xinetd", .cmdline = (char *)"xinetd -f /opt/x.conf"};
    struct local_process p = {.pid = 5, .name = (char *)"inetd"}, other = {.pid = 6, .name = (char *)"nginx"};
    struct local_socket s[] = {{.proto = PROTO_TCP, .port = 23, .process = &p},
                               {.proto = PROTO_TCP, .port = 2323, .process = &p},
                               {.proto = PROTO_TCP, .port = 4, .process = &p},
                               {.proto = PROTO_TCP, .port = 23, .process = &other},
                               {.proto = PROTO_TCP, .port = 23, .process = &told}};
    struct local_table t = {.sockets = s, .count = 5};
    assert_int_equal(inetd_find(etc, &t), 0);
    snprintf(want, sizeof want, "%s/inetd.conf:4", etc);
    assert_string_equal(s[0].config, want);
    snprintf(want, sizeof want, "%s/xinetd.d/game:10", etc);
    assert_string_equal(s[1].config, want);
    assert_null(s[2].config);
    assert_null(s[3].config);
    assert_null(s[4].config);
    free(s[0].config);
    free(s[1].config);
    snprintf(command, sizeof command, "rm -r %s", etc);
    assert_int_equal(system(command), 0);
    assert_int_equal(inetd_find(etc, &t), 0); /* no such folder */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines), cmocka_unit_test(blocks),
                                       cmocka_unit_test(every_truncation), cmocka_unit_test(files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
