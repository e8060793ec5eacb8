/* Signatures of our own making in p0f's grammar. */
#include "ident/os/p0f.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char file[] = "; a comment\n"
                           "classes = win,unix\n"
                           "[mtu]\n"
                           "label = Ethernet\n"
                           "sig = 1500\n"
                           "[tcp:request]\n"
                           "sig = whatever this is\n"
                           "[tcp:response]\n"
                           "label = g:unix:Anything:\n"
                           "sig = *:64:0:*:*,*:mss,sok,ts,nop,ws:df:0\n"
                           "label = s:unix:Penguin:4.x\r\n"
                           "sig   = *:64:0:*:mss*45,7:mss,sok,ts,nop,ws:df:0\n"
                           "label = s:win:Pane:11\n"
                           "sig   = 4:128:0:1460:65535,8:mss,nop,ws,nop,nop,sok:df,id+:0\n"
                           "sig   = 4:128-:0:*:%8192,*:mss,nop,ws,nop,nop,sok::0\n"
                           "label = s:other:Router:\n"
                           "sig   = *:255:0:*:4128,0:mss::0\n"
                           "sig   = *:255:0:*:mtu*2,0:mss,eol+1::0\n"
                           "sig   = *:30:0:*:100,0:mss,?9,sack:ts1-:0\n";

/* More options than a header holds. */
#define EIGHT "nop,nop,nop,nop,nop,nop,nop,nop,"
#define LONG  "[tcp:response]\nlabel = s:unix:A:1\nsig = *:64:0:*:1,*:" EIGHT EIGHT EIGHT "nop:df:0\n"

static struct asks_answer synack(uint8_t ttl, uint16_t win, const char *opts, bool df)
{
    struct asks_answer a = {.kind = ASKS_SEGMENT,
                            .flags = TCP_SYN | TCP_ACK,
                            .ttl = ttl,
                            .win = win,
                            .df = df,
                            .mss = 1460,
                            .mss_set = true,
                            .wscale = 7,
                            .wscale_set = strchr(opts, 'W') != NULL,
                            .ts = 5,
                            .ts_set = strchr(opts, 'T') != NULL};
    strncpy(a.opts, opts, sizeof a.opts - 1);
    return a;
}

static void test_labels(void **state)
{
    (void)state;
    struct p0f *p;
    struct diag d;
    char out[P0F_LABEL];
    bool generic;
    assert_int_equal(p0f_read(file, sizeof file - 1, &p, &d), 0);
    assert_int_equal(p0f_count(p), 7);
    struct asks_answer a = synack(60, 65160, "MSTNW", true);
    assert_true(p0f_label(p, &a, 4, 1460, out, &generic)); /* the more special one */
    assert_string_equal(out, "Penguin 4.x");
    assert_false(generic);
    a.win = 65161;
    assert_true(p0f_label(p, &a, 4, 1460, out, &generic));
    assert_string_equal(out, "Anything");
    assert_true(generic);
    a.df = false;
    assert_false(p0f_label(p, &a, 4, 1460, out, &generic));
    a = synack(65, 65160, "MSTNW", true); /* too far, or from elsewhere */
    assert_false(p0f_label(p, &a, 4, 1460, out, &generic));
    a = synack(20, 65160, "MSTNW", true);
    assert_false(p0f_label(p, &a, 4, 1460, out, &generic));
    a = synack(128, 65535, "MNWNNS", true);
    a.wscale = 8;
    assert_true(p0f_label(p, &a, 4, 1460, out, &generic));
    assert_string_equal(out, "Pane 11");
    assert_false(p0f_label(p, &a, 16, 1440, out, &generic)); /* IPv4 only */
    a = synack(3, 16384, "MNWNNS", false);
    assert_true(p0f_label(p, &a, 4, 1460, out, &generic));
    a = synack(250, 4128, "M", false);
    assert_true(p0f_label(p, &a, 4, 1460, out, &generic));
    assert_string_equal(out, "Router");
    a = synack(250, 3000, "ME", false);
    assert_true(p0f_label(p, &a, 4, 1460, out, &generic));
    a = synack(30, 100, "M??", false);
    assert_false(p0f_label(p, &a, 4, 1460, out, &generic));
    a.ts_set = true;
    a.ts = 0;
    assert_true(p0f_label(p, &a, 4, 1460, out, &generic));
    a.kind = ASKS_SILENT;
    assert_false(p0f_label(p, &a, 4, 1460, out, &generic));
    p0f_free(p);
}

static void test_truncations(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof file; n++) {
        struct p0f *p = NULL;
        struct diag d;
        char *copy = malloc(n ? n : 1);
        memcpy(copy, file, n);
        int e = p0f_read(copy, n, &p, &d);
        assert_true(e == 0 || (e == -EINVAL && d.line > 0 && d.msg));
        if (e == 0)
            p0f_free(p);
        free(copy);
    }
}

static void test_wrong(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "[tcp:response]\nsig = *:64:0:*:*,*:mss:df:0\n",
        "[tcp:response]\nlabel = x\n",
        "[tcp:response]\nlabel = s:unix:A:1\nsig = 4\n",
        "[tcp:response]\nlabel = s:unix:A:1\nsig = *:0:0:*:*,*:mss:df:0\n",
        "[tcp:response]\nlabel = s:unix:A:1\nsig = *:64:0:*:*,*:mss,what:df:0\n",
        "[tcp:response]\nlabel = s:unix:A:1\nsig = *:64:0:*:%0,*:mss:df:0\n",
        "[tcp:response]\nlabel = s:unix:A:1\nsig = *:64:0:*:99999,*:mss:df:0\n",
        LONG,
    };
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct p0f *p;
        struct diag d;
        assert_int_equal(p0f_read(wrong[i], strlen(wrong[i]), &p, &d), -EINVAL);
        assert_non_null(d.msg);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_labels), cmocka_unit_test(test_truncations),
                                       cmocka_unit_test(test_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
