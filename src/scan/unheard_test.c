#include "scan/unheard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { HOSTS = 20 };

static struct block_host host[HOSTS];

/* Ten of 198.18.0.0/24, ten of the next network. */
static struct addr v4(const void *ctx, uint64_t i)
{
    (void)ctx;
    return addr_v4(0xc6120000u + (uint32_t)(i < 10 ? i : 246 + i));
}

static struct addr v6(const void *ctx, uint64_t i)
{
    uint8_t b[16] = {0x20, 0x01, 0x0d, 0xb8};
    (void)ctx;
    b[7] = i >= 10;
    b[15] = (uint8_t)i;
    return addr_v6(b);
}

static void answer(unsigned i, nsec rtt)
{
    block_host_heard(&host[i], rtt, 64);
}

static nsec wait_for(struct addr (*at)(const void *, uint64_t))
{
    struct block b = {.hosts = HOSTS, .host = host};
    return unheard_wait(&b, at, NULL);
}

static void networks(struct addr (*at)(const void *, uint64_t))
{
    memset(host, 0, sizeof host);
    assert_true(wait_for(at) == NSEC_SEC); /* nothing is known of anybody */
    for (unsigned i = 0; i < 10; i++)
        answer(i, 20 * NSEC_MS);
    assert_true(wait_for(at) == NSEC_SEC); /* nor of the second network */
    answer(10, 50 * NSEC_MS);
    answer(15, 30 * NSEC_MS);
    assert_true(wait_for(at) == NSEC_SEC); /* two are too few */
    answer(19, 40 * NSEC_MS);
    nsec wait = wait_for(at);
    assert_true(wait > 199 * NSEC_MS &&
                wait < 201 * NSEC_MS); /* twice the farthest, and a tenth of a second */
    answer(12, 900 * NSEC_MS);
    assert_true(wait_for(at) == NSEC_SEC);
    for (unsigned i = 10; i < HOSTS; i++)
        answer(i, NSEC_MS);
    assert_true(wait_for(at) == 0); /* all were heard */
    host[3].seen = BLOCK_SPOKEN_FOR;
    assert_true(wait_for(at) > 0);
}

static void networks_v4(void **state)
{
    (void)state;
    networks(v4);
}

static void networks_v6(void **state)
{
    (void)state;
    networks(v6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(networks_v4), cmocka_unit_test(networks_v6)};
    return cmocka_run_group_tests_name("scan/unheard", tests, NULL, NULL);
}
