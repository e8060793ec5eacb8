#include "local/arrivals.h"

#include <linux/if_packet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* 198.18.0.1:40000 -> 198.18.0.2:53, once with options; the same of 2001:db8::/32. */
static const uint8_t v4[] =
    "\x45\0\0\x1d\0\0\0\0\x40\x11\0\0\xc6\x12\0\1\xc6\x12\0\2\x9c\x40\0\x35\0\x09\0\0x";
static const uint8_t v4_options[] =
    "\x46\0\0\x21\0\0\0\0\x40\x11\0\0\xc6\x12\0\1\xc6\x12\0\2\1\1\1\0\x9c\x40\0\x35\0\x09\0\0x";
static const uint8_t v6[] =
    "\x60\0\0\0\0\x09\x11\x40\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\2\x9c\x40\0\x35\0\x09\0\0x";

static void goes_to(const uint8_t *bytes, size_t n, size_t needed, const char *wanted)
{
    char text[ADDR_TEXT_MAX];
    for (size_t cut = 0; cut <= n; cut++) {
        struct addr dst;
        uint16_t port;
        uint8_t *room = malloc(cut ? cut : 1);
        assert_non_null(room);
        memcpy(room, bytes, cut);
        assert_int_equal(arrivals_parse(room, cut, &dst, &port), cut >= needed);
        free(room);
        if (cut < needed)
            continue;
        assert_string_equal(addr_text(&dst, text), wanted);
        assert_int_equal(port, 53);
    }
}

static void datagrams(void **state)
{
    (void)state;
    goes_to(v4, sizeof v4 - 1, 24, "198.18.0.2");
    goes_to(v4_options, sizeof v4_options - 1, 28, "198.18.0.2");
    goes_to(v6, sizeof v6 - 1, 44, "2001:db8::2");
}

static void others(void **state)
{
    (void)state;
    struct addr dst;
    uint16_t port;
    static const struct {
        unsigned at;
        uint8_t is;
    } rows[] = {{0, 0x44}, {0, 0x55}, {0, 0x4f}, {0, 0}, {9, 6}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t odd[sizeof v4];
        memcpy(odd, v4, sizeof v4);
        odd[rows[i].at] = rows[i].is;
        assert_false(arrivals_parse(odd, sizeof v4 - 1, &dst, &port));
    }
}

/* The first question is what kind of packet it is: to this machine, to all, to a group; not to another one,
 * nor from here. */
static void only_what_arrives(void **state)
{
    (void)state;
    static struct sock_filter code[ARRIVALS_PROGRAM];
    (void)arrivals_program(NULL, 0, code);
    assert_int_equal(code[0].k, (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE));
    for (unsigned kind = PACKET_HOST; kind <= PACKET_OUTGOING; kind++) {
        bool jumps = BPF_OP(code[1].code) == BPF_JGE ? kind >= code[1].k : kind == code[1].k;
        const struct sock_filter *next = &code[2 + (jumps ? code[1].jt : code[1].jf)];
        bool dropped = BPF_CLASS(next->code) == BPF_RET && next->k == 0;
        assert_int_equal(dropped, kind == PACKET_OTHERHOST || kind == PACKET_OUTGOING);
    }
}

/* What a program does is for the kernel to say (tests/live/namespaces.sh); here, that it ends with a verdict
 * and knows each port. */
static void programs(void **state)
{
    (void)state;
    static struct sock_filter code[ARRIVALS_PROGRAM];
    static uint16_t port[ARRIVALS_PORTS + 1];
    for (unsigned i = 0; i <= ARRIVALS_PORTS; i++)
        port[i] = (uint16_t)(1000 + i);
    unsigned none = arrivals_program(port, 0, code);
    assert_int_equal(code[none - 1].k, 0);
    unsigned n = arrivals_program(port, ARRIVALS_PORTS, code);
    assert_int_equal(n, none + 2 * ARRIVALS_PORTS);
    assert_true(n <= ARRIVALS_PROGRAM && n <= BPF_MAXINSNS);
    assert_int_equal(code[n - 1].k, 0);
    assert_int_equal(code[n - 3].k, 1000 + ARRIVALS_PORTS - 1);
    n = arrivals_program(port, ARRIVALS_PORTS + 1, code);
    assert_int_equal(n, none);
    assert_int_equal(code[n - 1].k, ARRIVALS_BYTES);
    for (unsigned i = 0; i < n; i++)
        if (BPF_CLASS(code[i].code) == BPF_JMP)
            assert_true(i + 1 + (BPF_OP(code[i].code) == BPF_JA ? code[i].k : code[i].jt + code[i].jf) < n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(datagrams), cmocka_unit_test(others),
                                       cmocka_unit_test(only_what_arrives), cmocka_unit_test(programs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
