#include "model/reason.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void states_round_trip(void **state)
{
    static const char *const words[] = {"",           "open",          "closed",          "filtered",
                                        "unfiltered", "open|filtered", "closed|filtered", "limited"};
    (void)state;
    assert_int_equal(sizeof words / sizeof *words, STATE_COUNT);
    for (int s = 0; s < STATE_COUNT; s++) {
        assert_string_equal(state_word((enum state)s), words[s]);
        assert_int_equal(state_from_word(words[s]), s ? s : -1); /* the unknown state has no word */
    }
    assert_string_equal(state_word(STATE_COUNT), "");
    assert_string_equal(state_word((enum state) - 1), "");
    assert_int_equal(state_from_word("Open"), -1);
    assert_int_equal(state_from_word("open|"), -1);
}

static void protocols_round_trip(void **state)
{
    static const char *const words[] = {"tcp", "udp", "sctp", "ip"};
    (void)state;
    assert_int_equal(sizeof words / sizeof *words, PROTO_COUNT);
    for (int p = 0; p < PROTO_COUNT; p++) {
        assert_string_equal(proto_word((enum proto)p), words[p]);
        assert_int_equal(proto_from_word(words[p]), p);
    }
    assert_string_equal(proto_word(PROTO_UDPLITE),
                        "udplite"); /* of this machine's sockets; nothing is scanned by it */
    assert_string_equal(proto_word(PROTO_PACKET), "packet");
    assert_int_equal(proto_from_word("udplite"), -1);
    assert_string_equal(proto_word(PROTO_WORDS), "");
    assert_string_equal(proto_word((enum proto) - 1), "");
    assert_int_equal(proto_from_word(""), -1);
    assert_int_equal(proto_from_word("tcp4"), -1);
}

static void hosts(void **state)
{
    (void)state;
    assert_string_equal(host_state_word(HOST_UP), "up");
    assert_string_equal(host_state_word(HOST_DOWN), "down");
    assert_string_equal(host_state_word(HOST_UNKNOWN), "unknown");
    assert_string_equal(host_state_word((enum host_state)99), "unknown");
}

/* Words are of small letters, digits and dashes: they are keys of files and arguments of `explain`. */
static void assert_word(const char *word)
{
    assert_true(word[0] >= 'a' && word[0] <= 'z');
    assert_int_equal(strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(word));
}

static void every_reason_has_its_words(void **state)
{
    (void)state;
    for (int r = 1; r < REASON_COUNT; r++) {
        const char *word = reason_word((enum reason)r);
        assert_word(word);
        assert_word(reason_nmap_word((enum reason)r));
        assert_int_equal(reason_from_word(word), r); /* and so no two have the same */
        assert_true(strlen(reason_text((enum reason)r)) > 20);
        assert_null(strchr(reason_text((enum reason)r), '%'));
    }
}

static void no_reason(void **state)
{
    static const enum reason none[] = {REASON_NONE, REASON_COUNT, (enum reason) - 1};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(reason_word(none[i]), "");
        assert_string_equal(reason_nmap_word(none[i]), "");
        assert_string_equal(reason_text(none[i]), "");
    }
    assert_int_equal(reason_from_word(""), -1);
    assert_int_equal(reason_from_word("rs"), -1);
    assert_int_equal(reason_from_word("reset"), -1); /* nmap's word is not ours */
}

/* What people who read nmap's output look for. */
static void nmap_words(void **state)
{
    static const struct {
        enum reason reason;
        const char *word, *nmap;
    } cases[] = {
        {REASON_SYN_ACK, "syn-ack", "syn-ack"},
        {REASON_RST, "rst", "reset"},
        {REASON_NO_RESPONSE, "no-response", "no-response"},
        {REASON_CONN_ACCEPTED, "connection-accepted", "syn-ack"},
        {REASON_CONN_REFUSED, "connection-refused", "conn-refused"},
        {REASON_UDP_RESPONSE, "udp-response", "udp-response"},
        {REASON_ICMP_NET_UNREACH, "icmp-net-unreachable", "net-unreach"},
        {REASON_ICMP_HOST_UNREACH, "icmp-host-unreachable", "host-unreach"},
        {REASON_ICMP_PROTO_UNREACH, "icmp-protocol-unreachable", "proto-unreach"},
        {REASON_ICMP_PORT_UNREACH, "icmp-port-unreachable", "port-unreach"},
        {REASON_ICMP_NET_PROHIB, "icmp-net-prohibited", "net-prohibited"},
        {REASON_ICMP_HOST_PROHIB, "icmp-host-prohibited", "host-prohibited"},
        {REASON_ICMP_ADMIN_PROHIB, "icmp-admin-prohibited", "admin-prohibited"},
        {REASON_ICMP_TIME_EXCEEDED, "icmp-time-exceeded", "time-exceeded"},
        {REASON_RATIONED, "answers-rationed", "no-response"},
        {REASON_ARP_REPLY, "arp-reply", "arp-response"},
        {REASON_ND_ADVERT, "nd-advertisement", "nd-response"},
        {REASON_LOCALHOST, "localhost-response", "localhost-response"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(reason_word(cases[i].reason), cases[i].word);
        assert_string_equal(reason_nmap_word(cases[i].reason), cases[i].nmap);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_round_trip),
        cmocka_unit_test(protocols_round_trip),
        cmocka_unit_test(hosts),
        cmocka_unit_test(every_reason_has_its_words),
        cmocka_unit_test(no_reason),
        cmocka_unit_test(nmap_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
