/* Every question is well formed, is answered by a stack, and the answer is recognised, and nothing else
 * is. */
#include "ident/os/asks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ident/os/priv_stack.h"

static const struct stack linux_like = {.ttl = 64,
                                        .error_ttl = 64,
                                        .wscale = 7,
                                        .win = 65160,
                                        .mss = 1460,
                                        .opts = "MSTNW",
                                        .isn_step = 64000,
                                        .ts_step = 100,
                                        .id_step = 1,
                                        .strict = true};

struct exchange {
    uint8_t asked[ASKS_LEN_MAX], said[1500];
    size_t asked_len, said_len;
};

static struct exchange talk(struct stack *s, const struct asks_host *h, enum asks_question q, unsigned try)
{
    struct exchange x;
    struct wr w = wr_of(x.asked, sizeof x.asked), said = wr_of(x.said, sizeof x.said);
    asks_build(&stack_conf, h, q, try, &w);
    assert_false(w.bad);
    x.asked_len = wr_len(&w);
    stack_answer(s, h, x.asked, x.asked_len, &said);
    x.said_len = wr_len(&said);
    return x;
}

static bool heard(const struct asks_host *h, const uint8_t *data, size_t len, enum asks_question *q,
                  unsigned *try, struct asks_answer *a)
{
    struct packet p;
    return packet_parse(data, len, PACKET_IP, true, &p) == PACKET_OK &&
           asks_hear(&stack_conf, h, &p, q, try, a);
}

static void test_round(void **state)
{
    (void)state;
    for (int v4 = 0; v4 < 2; v4++) {
        struct asks_host h = stack_host(v4);
        struct stack s = linux_like;
        for (unsigned q = 0; q < (h.addr.len == 4 ? ASKS_COUNT4 : ASKS_COUNT); q++) {
            for (unsigned try = 0; try < ASKS_TRIES; try++) {
                enum asks_question is;
                unsigned which;
                struct asks_answer a;
                struct exchange x = talk(&s, &h, (enum asks_question)q, try);
                assert_true(heard(&h, x.said, x.said_len, &is, &which, &a));
                assert_int_equal(is, q);
                assert_int_equal(which, try);
                struct asks_host other = h;
                other.addr.b[3] ^= 1;
                assert_false(heard(&other, x.said, x.said_len, &is, &which, &a));
                assert_false(heard(&h, x.asked, x.asked_len, &is, &which, &a));
            }
        }
    }
}

/* Every truncation is read or refused; none is read beyond its end (the sanitizer sees to that). */
static void test_truncations(void **state)
{
    (void)state;
    for (int v4 = 0; v4 < 2; v4++) {
        struct asks_host h = stack_host(v4);
        struct stack s = linux_like;
        for (unsigned q = 0; q < (h.addr.len == 4 ? ASKS_COUNT4 : ASKS_COUNT); q++) {
            struct exchange x = talk(&s, &h, (enum asks_question)q, 0);
            for (size_t n = 0; n < x.said_len; n++) {
                uint8_t *copy = malloc(n ? n : 1);
                enum asks_question is;
                unsigned which;
                struct asks_answer a;
                memcpy(copy, x.said, n);
                (void)heard(&h, copy, n, &is, &which, &a);
                free(copy);
            }
        }
    }
}

static void test_segments(void **state)
{
    (void)state;
    struct asks_host h = stack_host(true);
    struct stack s = linux_like;
    enum asks_question q;
    unsigned try;
    struct asks_answer a;
    struct exchange x = talk(&s, &h, ASKS_SYN1, 0);
    assert_true(heard(&h, x.said, x.said_len, &q, &try, &a));
    assert_string_equal(a.opts, "MSTNW");
    assert_int_equal(a.win, 65160);
    assert_int_equal(a.wscale, 7);
    assert_int_equal(a.ack_is, ASKS_NEXT);
    assert_int_equal(a.ts, 100);
    assert_true(a.ts_set && a.wscale_set && a.mss_set);
    x = talk(&s, &h, ASKS_CLOSED_ACK, 1);
    assert_true(heard(&h, x.said, x.said_len, &q, &try, &a));
    assert_int_equal(a.flags, TCP_RST);
    assert_int_equal(a.seq_is, ASKS_SAME);
    x = talk(&s, &h, ASKS_CLOSED_ODD, 1);
    assert_true(heard(&h, x.said, x.said_len, &q, &try, &a));
    assert_int_equal(a.flags, TCP_RST | TCP_ACK);
    assert_int_equal(a.ack_is, ASKS_NEXT); /* FIN counts */
}

/* A reset that a stranger forges, with every number but the right one. */
static void test_forged(void **state)
{
    (void)state;
    struct asks_host h = stack_host(true);
    struct stack s = linux_like;
    enum asks_question q;
    unsigned try;
    struct asks_answer a;
    struct exchange x = talk(&s, &h, ASKS_SYN1, 0);
    struct packet p = stack_parse(x.said, x.said_len);
    for (uint32_t off = 3; off < 1u << 31; off = off * 5 + 1) {
        uint8_t forged[100];
        struct wr w = wr_of(forged, sizeof forged), body;
        uint8_t bytes[80];
        body = wr_of(bytes, sizeof bytes);
        struct tcp t = p.tcp;
        t.ack += off;
        tcp_build(&body, &t, NULL, 0, &p.src, &p.dst);
        ip4_build(&w, &(struct ip4){.src = p.src, .dst = p.dst, .ttl = 64, .proto = IPPROTO_TCP},
                  wr_len(&body));
        wr_bytes(&w, bytes, wr_len(&body));
        assert_false(heard(&h, forged, wr_len(&w), &q, &try, &a));
    }
}

static void test_quotes(void **state)
{
    (void)state;
    struct asks_host h = stack_host(true);
    struct stack s = linux_like;
    enum asks_question q;
    unsigned try;
    struct asks_answer a;
    struct exchange x = talk(&s, &h, ASKS_UDP, 0);
    assert_true(heard(&h, x.said, x.said_len, &q, &try, &a));
    assert_true(a.whole);
    assert_string_equal(a.quirks, "");
    assert_int_equal(a.quoted_ttl, 64);
    s.quote = 8;
    x = talk(&s, &h, ASKS_UDP, 0);
    assert_true(heard(&h, x.said, x.said_len, &q, &try, &a));
    assert_false(a.whole);
    assert_int_equal(a.quoted, 8);
    /* a stack that spoils what it quotes: identification swapped, length changed, header checksum zero, UDP
     * checksum zero */
    uint8_t *quoted = x.said + IP4_LEN + ICMP_LEN;
    quoted[IP4_AT_ID] ^= 0x55;
    quoted[IP4_AT_TOTAL + 1] += 20;
    put_u16(quoted + IP4_AT_CSUM, 0);
    put_u16(quoted + IP4_LEN + UDP_AT_CSUM, 0);
    put_u16(x.said + IP4_LEN + 2, 0);
    put_u16(x.said + IP4_LEN + 2, csum_of(x.said + IP4_LEN, x.said_len - IP4_LEN));
    assert_true(heard(&h, x.said, x.said_len, &q, &try, &a));
    assert_string_equal(a.quirks, "ILcu");
}

static void test_doors(void **state)
{
    (void)state;
    struct asks_host h = stack_host(true);
    bool needed;
    assert_int_equal(asks_door(&h, ASKS_ECN, &needed), 22);
    assert_true(needed);
    assert_int_equal(asks_door(&h, ASKS_CLOSED_ODD, &needed), 23);
    assert_int_equal(asks_door(&h, ASKS_UDP, &needed), 40000);
    assert_int_equal(asks_door(&h, ASKS_ECHO_DF, &needed), 0);
    assert_false(needed);
    assert_int_equal(asks_mss(ASKS_SYN1, 4), 1460);
    assert_int_equal(asks_mss(ASKS_SYN1, 16), 1440);
    assert_int_equal(asks_mss(ASKS_SYN4, 4), 0);
}

/* A large echo request leaves in two fragments, which fit together and into any link of IPv6; the first
 * fragment of the reply answers it, even cut by the capture. */
static void test_big(void **state)
{
    (void)state;
    struct asks_host h = stack_host(false), v4 = stack_host(true);
    uint8_t first[ASKS_LEN_MAX], rest[ASKS_LEN_MAX], message[4096], reply[ASKS_LEN_MAX];
    struct wr w = wr_of(first, sizeof first), r = wr_of(rest, sizeof rest), out = wr_of(reply, sizeof reply);
    bool needed;
    assert_int_equal(asks_door(&v4, ASKS_BIG1, &needed), 0);
    assert_true(needed); /* IPv4 has none */
    h.other = h.source;
    h.other.b[15] = 77;
    asks_build(&stack_conf, &h, ASKS_BIG2, 0, &w);
    asks_build_rest(&stack_conf, &h, ASKS_BIG2, 0, &r);
    assert_int_equal(asks_parts(ASKS_BIG2), 2);
    assert_int_equal(asks_parts(ASKS_UDP), 1);
    struct packet one, two, p;
    assert_int_equal(packet_parse(first, wr_len(&w), PACKET_IP, true, &one), PACKET_OK);
    assert_int_equal(packet_parse(rest, wr_len(&r), PACKET_IP, true, &two), PACKET_OK);
    assert_true(one.mf && !one.frag_off && !two.mf && one.id == two.id && addr_eq(&one.src, &h.other));
    size_t head = IP6_LEN + IP6_FRAG_LEN, n = wr_len(&w) - head, m = wr_len(&r) - head;
    assert_int_equal(two.frag_off, n);
    memcpy(message, first + head, n);
    memcpy(message + n, rest + head, m);
    assert_int_equal(csum_finish(csum_add(csum_pseudo(&one.src, &one.dst, IPPROTO_ICMPV6, (uint32_t)(n + m)),
                                          message, n + m)),
                     0);

    ip6_build(&out, &(struct ip6){.src = h.addr, .dst = h.other, .hop = 64, .next = IPPROTO_FRAGMENT},
              IP6_FRAG_LEN + 1200);
    ip6_frag_build(&out, IPPROTO_ICMPV6, 0, true, 0xabcdef01);
    message[0] = ICMP6_TYPE_ECHO_REPLY;
    wr_bytes(&out, message, 200); /* all that was captured */
    struct asks_answer a;
    enum asks_question q;
    unsigned try;
    assert_int_equal(packet_parse(reply, wr_len(&out), PACKET_IP, true, &p), PACKET_OK);
    assert_true(asks_hear(&stack_conf, &h, &p, &q, &try, &a));
    assert_int_equal(q, ASKS_BIG2);
    assert_true(a.kind == ASKS_ECHO && a.fragment && a.to_other && a.frag_id == 0xabcdef01);
    reply[head + 8] ^= 1; /* another tag */
    assert_int_equal(packet_parse(reply, wr_len(&out), PACKET_IP, true, &p), PACKET_OK);
    assert_false(asks_hear(&stack_conf, &h, &p, &q, &try, &a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_big),      cmocka_unit_test(test_round),  cmocka_unit_test(test_truncations),
        cmocka_unit_test(test_segments), cmocka_unit_test(test_forged), cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_doors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
