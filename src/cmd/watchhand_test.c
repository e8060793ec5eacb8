/* The hand does not block whom it shall spare, whoever asks it to. nft is a program of ours. */
#include "cmd/watchhand.h"

#include "cmd/cmd.h"
#include "sys/priv.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/watchhand_test.XXXXXX";

/* What the hand says, it says in its own process. */
void cmd_say(const char *format, ...)
{
    char path[64];
    va_list ap;
    snprintf(path, sizeof path, "%s/said", folder);
    FILE *f = fopen(path, "a");
    va_start(ap, format);
    vfprintf(f, format, ap);
    va_end(ap);
    fclose(f);
}

int cmd_failed(const char *what, int negative_errno)
{
    (void)what;
    return negative_errno ? CMD_ENV : CMD_OK;
}

int cmd_wrong(const struct diag *d)
{
    (void)d;
    return CMD_USAGE;
}

static bool holds(const char *name, const char *text)
{
    char path[64], all[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(all, 1, sizeof all - 1, f) : 0;
    all[n] = 0;
    if (f)
        fclose(f);
    (void)remove(path);
    return strstr(all, text) != NULL;
}

static void order_behind(const struct addr_net *never, unsigned nevers, const struct addr_net *spared,
                         unsigned many, uint32_t addr)
{
    const struct opt_list none = {0};
    const struct watchhand_conf conf = {
        .nft = true, .exec = &none, .webhook = &none, .mail = &none, .never = never, .nevers = nevers};
    const struct addr_net whom = {addr_v4(addr), 32};
    struct watchhand h;
    assert_int_equal(watchhand_open(&h, &conf), CMD_OK);
    watchhand_spare(&h, spared, many);
    assert_false(h.unsure);
    /* A long list is still being read: an order is not waited for. */
    while (!watchhand_block(&h, &whom, NSEC_MINUTE) && poll(NULL, 0, 2) == 0)
        ;
    h.unsure = true; /* of who shall never be */
    assert_false(watchhand_block(&h, &whom, NSEC_MINUTE));
    watchhand_close(&h);
    assert_false(watchhand_block(&h, &whom, NSEC_MINUTE));
    waitpid(h.pid, NULL, 0);
}

static void order_before(const struct addr_net *never, unsigned nevers, const struct addr_net *spared,
                         uint32_t addr)
{
    order_behind(never, nevers, spared, spared ? 1 : 0, addr);
}

static void order(const struct addr_net *spared, uint32_t addr)
{
    static const struct addr_net never = {{.len = 4, .b = {198, 18, 0, 0}}, 29};
    order_before(&never, 1, spared, addr);
}

/* A list as long as there is room for, in no order and with one twice: each of it counts, and what comes
 * later, too. */
static void many(void **state)
{
    (void)state;
    static struct addr_net all[WATCHHAND_NEVER];
    static const struct addr_net later = {{.len = 4, .b = {198, 18, 0, 64}}, 26};
    static const unsigned some[] = {0, 7, 40000, WATCHHAND_NEVER - 1};
    for (unsigned i = 0; i < WATCHHAND_NEVER; i++)
        all[i] = (struct addr_net){addr_v4(0x0a000000 + (i ^ 0x2aaa) * 2), 32};
    all[9] = all[8];
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        order_before(all, WATCHHAND_NEVER, NULL, addr_u32(&all[some[i]].net));
        assert_true(holds("said", "is not blocked"));
    }
    order_before(all, WATCHHAND_NEVER, &later, 0xc6120041);
    assert_true(holds("said", "198.18.0.65 is not blocked"));
    order_before(all, WATCHHAND_NEVER, &later, 0x0a000001);
    assert_false(holds("said", "is not blocked"));
    order_behind(NULL, 0, all, WATCHHAND_NEVER,
                 addr_u32(&all[WATCHHAND_NEVER - 1].net)); /* more than it takes at once */
    assert_true(holds("said", "is not blocked"));
}

static void spares(void **state)
{
    (void)state;
    static const struct addr_net later = {{.len = 4, .b = {198, 18, 0, 64}}, 26};
    bool able = priv_net_admin();
    order(NULL, 0xc6120009);
    assert_false(holds("said", "198.18.0.9"));
    assert_int_equal(holds("orders", "198.18.0.9 timeout 60s"), able);
    order(NULL, 0xc6120003);
    assert_true(holds("said", "198.18.0.3 is not blocked"));
    assert_false(holds("orders", "198.18.0.3"));
    order(&later, 0xc6120041);
    assert_true(holds("said", "198.18.0.65 is not blocked"));
    assert_false(holds("orders", "198.18.0.65"));
    order(&later, 0xc6120003); /* the first list stays */
    assert_true(holds("said", "198.18.0.3 is not blocked"));
}

static int setup(void **state)
{
    (void)state;
    char path[64];
    if (!mkdtemp(folder) || chmod(folder, 0777) < 0)
        return -1;
    snprintf(path, sizeof path, "%s/nft", folder);
    FILE *f = fopen(path, "w");
    fprintf(f, "#!/bin/sh\nPATH=/bin:/usr/bin\ncat >>%s/orders\n", folder);
    fclose(f);
    return chmod(path, 0755) < 0 || setenv("PATH", folder, 1) < 0;
}

static int teardown(void **state)
{
    (void)state;
    static const char *const names[] = {"nft", "said", "orders"};
    char path[64];
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)remove(path);
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(spares), cmocka_unit_test(many)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
