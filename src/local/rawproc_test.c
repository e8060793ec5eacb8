#include "local/rawproc.h"

#include "local/sockdiag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

/* As Linux 6.18 on a little-endian machine prints them: OSPF (89) at 127.0.0.1, ICMPv6 (58) at ::1. */
static const char v4[] =
    "   89: 0100007F:0059 00000000:0000 07 00000000:00000000 00:00000000 00000000   104        0 23456 2 0000000000000000 0\n";
static const char v6[] =
    "   58: 00000000000000000000000001000000:003A 00000000000000000000000000000000:0000 07 00000000:00000000 "
    "00:00000000 00000000     0        0 34567 2 0000000000000000 0\n";

static void known_lines(void **state)
{
    (void)state;
    struct local_socket s;
    char text[ADDR_TEXT_MAX];
    assert_true(rawproc_line(v4, 4, &s));
    assert_string_equal(addr_text(&s.addr, text), "127.0.0.1");
    assert_int_equal(s.proto, PROTO_IP);
    assert_int_equal(s.port, 89);
    assert_int_equal(s.uid, 104);
    assert_int_equal(s.inode, 23456);
    assert_true(rawproc_line(v6, 16, &s));
    assert_string_equal(addr_text(&s.addr, text), "::1");
    assert_int_equal(s.port, 58);
    assert_int_equal(s.inode, 34567);
    assert_true(s.v6only);
}

static void no_sockets(void **state)
{
    (void)state;
    struct local_socket s;
    static const char *const lines[] = {
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops",
        "",
        "   89: 0100007F:0059 0200007F:0000 01 00000000:00000000 00:00000000 00000000 104 0 23456 2 0 0", /* has a peer */
        "   89: 0100007F:0000 00000000:0000 07 00000000:00000000 00:00000000 00000000 104 0 23456 2 0 0",
        "   89: 0100007F:0FFF 00000000:0000 07 00000000:00000000 00:00000000 00000000 104 0 23456 2 0 0",
        "   89: 0100007F:0059 00000000:0000 07 00000000:00000000 00:00000000 00000000 104 0 99999999999 2 0 0"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_false(rawproc_line(lines[i], 4, &s));
    assert_false(rawproc_line(v4, 16, &s));
    assert_false(rawproc_line(v6, 4, &s));
}

static void every_truncation(void **state)
{
    (void)state;
    for (size_t cut = 0; cut < sizeof v6; cut++) {
        struct local_socket s;
        char *copy = calloc(1, cut + 1);
        assert_non_null(copy);
        memcpy(copy, v6, cut);
        bool whole = cut > (size_t)(strstr(v6, "34567") - v6); /* a cut inode is a number, too */
        assert_int_equal(rawproc_line(copy, 16, &s), whole);
        free(copy);
    }
}

static void tables(void **state)
{
    (void)state;
    char proc[] = "/tmp/rawproc-test-XXXXXX", path[64];
    struct sockdiag d = {.max = 1};
    assert_non_null(mkdtemp(proc));
    assert_int_equal(rawproc_read(proc, &d), 0);
    assert_int_equal(d.count, 0);
    snprintf(path, sizeof path, "%s/net", proc);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/net/raw", proc);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f, "  sl  local_address\n%s%s", v4, v4);
    fclose(f);
    assert_int_equal(rawproc_read(proc, &d), 0);
    assert_int_equal(d.count, 1);
    assert_int_equal(d.refused, 1);
    free(d.sockets);
    snprintf(path, sizeof path, "rm -r %s", proc);
    assert_int_equal(system(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_lines), cmocka_unit_test(no_sockets),
                                       cmocka_unit_test(every_truncation), cmocka_unit_test(tables)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
