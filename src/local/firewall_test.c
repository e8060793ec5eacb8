#include "local/firewall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One input chain of the family inet with policy drop, as nft prints it, around rules. */
#define CHAIN(hook, prio, policy)                                                                            \
    "{\"chain\":{\"family\":\"inet\",\"table\":\"f\",\"name\":\"" hook                                       \
    "\",\"type\":\"filter\",\"hook\":\"" hook "\",\"prio\":" prio ",\"policy\":\"" policy "\"}}"
#define RULE(chain, expr)                                                                                    \
    ",{\"rule\":{\"family\":\"inet\",\"table\":\"f\",\"chain\":\"" chain "\",\"expr\":[" expr "]}}"
#define RULESET(items)         "{\"nftables\":[{\"table\":{\"family\":\"inet\",\"name\":\"f\"}}," items "]}"
#define DROPPING(rules)        RULESET(CHAIN("input", "0", "drop") rules)
#define IS(left, right)        "{\"match\":{\"op\":\"==\",\"left\":" left ",\"right\":" right "}}"
#define FIELD(protocol, field) "{\"payload\":{\"protocol\":\"" protocol "\",\"field\":\"" field "\"}}"
#define DPORT                  FIELD("tcp", "dport")
#define STATE                  "{\"ct\":{\"key\":\"state\"}}"
#define DO(what)               "{\"" what "\":null}"
#define KNOWN                                                                                                \
    RULE("input", "{\"match\":{\"op\":\"in\",\"left\":" STATE                                                \
                  ",\"right\":[\"established\",\"related\"]}}," DO("accept"))

enum { PASS = FIREWALL_PASS, DROP = FIREWALL_DROP, EITHER = PASS | DROP };

static struct firewall_packet packet(const char *src, uint16_t port)
{
    struct firewall_packet p = {.proto = IPPROTO_TCP, .sport = 50000, .port = port, .device = "eth0"};
    assert_int_equal(addr_parse(src, &p.src), 0);
    p.dst = p.src;
    p.dst.b[p.dst.len - 1] = 1;
    return p;
}

static struct firewall *nft(const char *text)
{
    struct firewall *f = firewall_new();
    struct diag d = {0};
    assert_non_null(f);
    assert_int_equal(firewall_add_nft(f, text, strlen(text), &d), 0);
    return f;
}

static struct firewall *save(const char *text)
{
    struct firewall *f = firewall_new();
    struct diag d = {0};
    assert_non_null(f);
    assert_int_equal(firewall_add_iptables(f, 4, text, strlen(text), &d), 0);
    return f;
}

/* Takes over f. */
static void judges(struct firewall *f, const char *src, uint16_t port, unsigned want)
{
    struct firewall_packet p = packet(src, port);
    unsigned got = firewall_judge(f, &p);
    if (got != want)
        print_error("%s to %u: %u, not %u\n", src, port, got, want);
    assert_int_equal(got, want);
    firewall_free(f);
}

static void by_rule(void **state)
{
    (void)state;
    static const struct {
        const char *rules, *src;
        uint16_t port;
        unsigned want;
    } rows[] = {
        {RULESET(CHAIN("input", "0", "accept")), "198.18.0.2", 22, PASS},
        {DROPPING(""), "198.18.0.2", 22, DROP},
        {DROPPING(RULE("input", IS(DPORT, "22") "," DO("accept"))), "198.18.0.2", 22, PASS},
        {DROPPING(RULE("input", IS(DPORT, "22") "," DO("accept"))), "198.18.0.2", 23, DROP},
        {DROPPING(RULE("input", IS(DPORT, "{\"set\":[22,{\"range\":[80,90]}]}") "," DO("accept"))),
         "198.18.0.2", 90, PASS},
        {DROPPING(RULE("input", IS(DPORT, "{\"set\":[22,{\"range\":[80,90]}]}") "," DO("accept"))),
         "198.18.0.2", 91, DROP},
        {DROPPING(RULE("input", IS(FIELD("ip", "saddr"),
                                   "{\"prefix\":{\"addr\":\"10.0.0.0\",\"len\":8}}") "," DO("accept"))),
         "10.255.0.2", 22, PASS},
        {DROPPING(RULE("input", IS(FIELD("ip", "saddr"),
                                   "{\"prefix\":{\"addr\":\"10.0.0.0\",\"len\":8}}") "," DO("accept"))),
         "11.0.0.2", 22, DROP},
        /* a new connection's third packet is "established": without a rule for it nothing comes of it */
        {DROPPING(RULE("input", IS(STATE, "\"new\"") "," DO("accept"))), "198.18.0.2", 22, DROP},
        {DROPPING(KNOWN RULE("input", IS(STATE, "\"new\"") "," DO("accept"))), "198.18.0.2", 22, PASS},
        {DROPPING(KNOWN), "198.18.0.2", 22, DROP},
        /* what is not understood decides nothing */
        {DROPPING(RULE("input", IS("{\"meta\":{\"key\":\"mark\"}}", "5") "," DO("accept"))), "198.18.0.2", 22,
         EITHER},
        {DROPPING(RULE("input", "{\"xt\":null}")), "198.18.0.2", 22, EITHER},
        {DROPPING(RULE("input", IS(DPORT, "22") ",{\"xt\":null}")), "198.18.0.2", 23, DROP},
        {DROPPING(RULE("input", IS(DPORT, "\"@nowhere\"") "," DO("accept"))), "198.18.0.2", 22, EITHER},
        {DROPPING(RULE("input", "{\"jump\":{\"target\":\"c\"}}") RULE("c", IS(DPORT, "22") "," DO("accept"))),
         "198.18.0.2", 22, PASS},
        {DROPPING(RULE("input", "{\"goto\":{\"target\":\"c\"}}") RULE("input", DO("accept"))), "198.18.0.2",
         22, DROP},
        {DROPPING(RULE("input", "{\"vmap\":{\"key\":" DPORT
                                ",\"data\":{\"set\":[[22,{\"accept\":null}],[80,{\"drop\":null}]]}}}")),
         "198.18.0.2", 22, PASS},
        {DROPPING(RULE("input", "{\"tproxy\":{\"port\":1}}," DO("accept"))), "198.18.0.2", 22, EITHER},
        /* before connection tracking a packet is "invalid" */
        {RULESET(CHAIN("prerouting", "-300", "accept")
                     RULE("prerouting", IS(STATE, "\"new\"") "," DO("drop"))),
         "198.18.0.2", 22, PASS},
        {RULESET(CHAIN("prerouting", "-300", "accept")
                     RULE("prerouting", IS(STATE, "\"invalid\"") "," DO("drop"))),
         "198.18.0.2", 22, DROP},
        /* without tracking nothing is new; `notrack accept` has both effects */
        {RULESET(CHAIN("prerouting", "-300", "accept")
                     RULE("prerouting", DO("notrack") "," DO("accept")) "," CHAIN("input", "0", "drop")
                         RULE("input", IS(STATE, "\"untracked\"") "," DO("accept"))),
         "198.18.0.2", 22, PASS},
        {RULESET(CHAIN("prerouting", "0", "accept") RULE("prerouting", DO("notrack")) "," CHAIN(
             "input", "0", "drop") KNOWN RULE("input", IS(STATE, "\"new\"") "," DO("accept"))),
         "198.18.0.2", 22, PASS},
        /* the answer must get out */
        {RULESET(CHAIN("output", "0", "drop")), "198.18.0.2", 22, DROP},
        {RULESET(CHAIN("output", "0", "drop")
                     RULE("output", IS(FIELD("tcp", "sport"), "22") "," DO("accept"))),
         "198.18.0.2", 22, PASS},
        /* and IPv6 needs neighbour discovery; this packet comes by a device without */
        {DROPPING(RULE("input", IS(DPORT, "22") "," DO("accept"))), "2001:db8::2", 22, PASS},
        {"{\"nftables\":[{\"table\":{\"family\":\"inet\",\"name\":\"f\",\"flags\":\"d\"}}," CHAIN(
             "input", "0", "drop") "]}",
         "198.18.0.2", 22, PASS},
        {"{\"nftables\":[{\"table\":{\"family\":\"inet\",\"name\":\"f\",\"flags\":[\"dormant\"]}}," CHAIN(
             "input", "0", "drop") "]}",
         "198.18.0.2", 22, PASS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        judges(nft(rows[i].rules), rows[i].src, rows[i].port, rows[i].want);
}

/* A set that rules fill is not judged by what it holds now. */
static void sets_that_change(void **state)
{
    (void)state;
    static const char set[] =
        ",{\"set\":{\"family\":\"inet\",\"name\":\"s\",\"table\":\"f\",\"type\":\"inet_service\",\"elem\":[22]}}",
                      use[] = RULE("input", IS(DPORT, "\"@s\"") "," DO("accept")),
                      fill[] = RULE("input", "{\"set\":{\"op\":\"add\",\"elem\":" DPORT ",\"set\":\"@s\"}}");
    char text[4096];
    snprintf(text, sizeof text, "{\"nftables\":[%s%s%s]}", CHAIN("input", "0", "drop"), set, use);
    judges(nft(text), "198.18.0.2", 22, PASS);
    judges(nft(text), "198.18.0.2", 23, DROP);
    snprintf(text, sizeof text, "{\"nftables\":[%s%s%s%s]}", CHAIN("input", "0", "drop"), set, fill, use);
    judges(nft(text), "198.18.0.2", 22, EITHER);
    judges(nft(text), "198.18.0.2", 23, EITHER);
}

static void neighbour_discovery(void **state)
{
    (void)state;
    struct firewall *f = nft(DROPPING(RULE("input", IS(DPORT, "22") "," DO("accept"))));
    struct firewall_packet p = packet("2001:db8::2", 22);
    p.resolves = true;
    assert_int_equal(firewall_judge(f, &p), EITHER);
    firewall_free(f);
    f = nft(DROPPING(RULE("input", IS(DPORT, "22") "," DO("accept")) RULE(
        "input", IS(FIELD("icmpv6", "type"), "{\"set\":[\"nd-neighbor-solicit\",136]}") "," DO("accept"))));
    assert_int_equal(firewall_judge(f, &p), PASS);
    firewall_free(f);
}

/* By devices: ingress chains without one (nft before 1.0.8) may concern any. */
static void devices(void **state)
{
    (void)state;
    static const char text[] =
        "{\"nftables\":[{\"chain\":{\"family\":\"netdev\",\"table\":\"n\",\"name\":\"i\",\"type\":\"filter\","
        "\"hook\":\"ingress\",\"prio\":0,\"policy\":\"drop\"}}]}";
    judges(nft(text), "198.18.0.2", 22, EITHER);
    struct firewall *f = nft(text);
    assert_int_equal(firewall_add_device(f, "netdev", "n", "i", "eth1"), 0);
    assert_int_equal(firewall_add_device(f, "inet", "n", "i", "eth0"), 0); /* another table */
    judges(f, "198.18.0.2", 22, PASS);
    f = nft(text);
    assert_int_equal(firewall_add_device(f, "netdev", "n", "i", "eth0"), 0);
    judges(f, "198.18.0.2", 22, DROP);
    f = nft(DROPPING(RULE("input", IS("{\"meta\":{\"key\":\"iifname\"}}", "\"eth*\"") "," DO("accept"))));
    judges(f, "198.18.0.2", 22, PASS);
}

#define FILTER(policy, rules)                                                                                \
    "# Generated by iptables-save v1.8.9\n*filter\n:INPUT " policy " [0:0]\n:OUTPUT ACCEPT [0:0]\n" rules    \
    "COMMIT\n"

static void by_saved_rule(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint16_t port;
        unsigned want;
    } rows[] = {
        {FILTER("ACCEPT", ""), 22, PASS},
        {FILTER("DROP", ""), 22, DROP},
        {FILTER("DROP", "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n"), 22, PASS},
        {FILTER("DROP", "-A INPUT -p tcp -m tcp ! --dport 22 -j ACCEPT\n"), 22, DROP},
        {FILTER("DROP", "-A INPUT -p udp -m udp --dport 22 -j ACCEPT\n"), 22, DROP},
        {FILTER("DROP", "-A INPUT -p tcp -m multiport --dports 1:21,22,80 -j ACCEPT\n"), 22, PASS},
        {FILTER("ACCEPT", "-A INPUT -s 198.18.0.0/255.255.0.0 -j REJECT --reject-with tcp-reset\n"), 22,
         DROP},
        {FILTER("ACCEPT", "-A INPUT ! -s 198.18.0.0/16 -j DROP\n"), 22, PASS},
        {FILTER("ACCEPT", "-A INPUT -m mac --mac-source 02:00:00:00:00:01 -j DROP\n"), 22, EITHER},
        {FILTER("ACCEPT",
                "-A INPUT -m comment --comment \"say \\\"-j DROP\\\"\" -j ACCEPT\n-A INPUT -j DROP\n"),
         22, PASS},
        {FILTER("ACCEPT", "-A INPUT -m string --string \"-j\" --algo bm -j DROP\n"), 22, EITHER},
        {FILTER("DROP",
                ":web - [0:0]\n-A INPUT -j web\n-A web -s 198.18.0.2/32 -j RETURN\n-A web -j ACCEPT\n"),
         22, DROP},
        {FILTER("DROP", "-A INPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT\n"), 22, PASS},
        {FILTER("DROP", "-A INPUT -m conntrack --ctstate NEW -j ACCEPT\n"), 22, DROP},
        {FILTER("DROP", "[3:180] -A INPUT -p tcp -m limit --limit 5/sec -j ACCEPT\n"), 22, PASS},
        {FILTER(
             "ACCEPT",
             "-A INPUT -p tcp -m connlimit --connlimit-above 5 --connlimit-mask 32 --connlimit-saddr -j DROP\n"),
         22, PASS},
        {FILTER("ACCEPT", "-A INPUT -i eth+ -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP\n"), 22,
         DROP},
        {"*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport 22 -j REDIRECT --to-ports 80\nCOMMIT\n",
         22, EITHER},
        {"*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport 22 -j REDIRECT --to-ports 80\nCOMMIT\n",
         23, PASS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        judges(save(rows[i].text), "198.18.0.2", rows[i].port, rows[i].want);
}

/* The legacy tables and those of nf_tables filter one after the other, although they have the same names. */
static void both_variants(void **state)
{
    (void)state;
    static const char newer[] =
        "# Generated by iptables-save v1.8.9 (nf_tables)\n*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n";
    struct diag d = {0};
    struct firewall *f = save(FILTER("DROP", ""));
    assert_int_equal(firewall_add_iptables(f, 4, newer, sizeof newer - 1, &d), 0);
    judges(f, "198.18.0.2", 22, DROP);
}

static void zones(void **state)
{
    (void)state;
    struct firewall_senders all = {addr_v4(0xc6120000), addr_v4(0xc612ffff)};
    struct firewall_packet p = packet("198.18.0.2", 22);
    struct firewall *f = save(FILTER("ACCEPT", "-A INPUT -s 198.18.9.9/32 -j DROP\n"));
    assert_int_equal(firewall_zone(f, &p, &all, 1), FIREWALL_PARTLY);
    firewall_free(f);
    f = save(FILTER("ACCEPT", "-A INPUT -s 198.18.0.0/15 -j DROP\n"));
    assert_int_equal(firewall_zone(f, &p, &all, 1), FIREWALL_CLOSED);
    firewall_free(f);
    f = save(FILTER("ACCEPT", "-A INPUT -s 10.0.0.0/8 -j DROP\n"));
    assert_int_equal(firewall_zone(f, &p, &all, 1), FIREWALL_OPEN);
    firewall_free(f);
    f = save(FILTER("ACCEPT", "-A INPUT -m mark --mark 0x1 -j DROP\n"));
    assert_int_equal(firewall_zone(f, &p, &all, 1), FIREWALL_UNKNOWN);
    firewall_free(f);
    f = save(FILTER("DROP", "-A INPUT -p tcp -m tcp --sport 53 -j ACCEPT\n")); /* for those who know */
    assert_int_equal(firewall_zone(f, &p, &all, 1), FIREWALL_PARTLY);
    firewall_free(f);
}

/* 2^16 ways through the chains: the work is bounded, the answer unknown. */
static void endless_jumps(void **state)
{
    (void)state;
    char text[8192];
    size_t n = (size_t)snprintf(text, sizeof text, "*filter\n:INPUT DROP [0:0]\n");
    for (int i = 0; i < 14; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, ":c%d - [0:0]\n", i);
    for (int i = 0; i < 14; i++)
        for (int k = 0; k < 4; k++)
            n += (size_t)snprintf(text + n, sizeof text - n, "-A c%d -m mark --mark 1 -j c%d\n", i, i + 1);
    snprintf(text + n, sizeof text - n, "-A INPUT -j c0\nCOMMIT\n");
    judges(save(text), "198.18.0.2", 22, EITHER);
}

static void wrong_input(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "[]", "{}", "{\"nftables\":{}}", "{\"nftables\":["};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct firewall *f = firewall_new();
        struct diag d = {0};
        assert_int_equal(firewall_add_nft(f, texts[i], strlen(texts[i]), &d), -EINVAL);
        assert_non_null(d.msg);
        firewall_free(f);
    }
    struct firewall *f = firewall_new();
    struct diag d = {0};
    assert_int_equal(firewall_add_iptables(f, 4, "*filter\nhello\n", 14, &d), -EINVAL);
    assert_int_equal(d.line, 2);
    firewall_free(f);
}

/* Cut anywhere: an error or rules, never a read beyond the end. */
static void every_truncation(void **state)
{
    (void)state;
    static const char one[] = FILTER(
        "DROP",
        "-A INPUT -s 10.0.0.0/8 -p tcp -m multiport --dports 1:21,22 -m comment --comment \"a b\" -j ACCEPT\n"),
                      two[] = DROPPING(KNOWN RULE(
                          "input", IS(DPORT, "{\"set\":[22,{\"range\":[80,90]}]}") "," DO("accept")));
    for (size_t n = 0; n < sizeof one + sizeof two - 2; n++) {
        bool first = n < sizeof one;
        size_t len = first ? n : n - sizeof one + 1;
        char *text = malloc(len ? len : 1);
        struct firewall *f = firewall_new();
        struct diag d = {0};
        memcpy(text, first ? one : two, len);
        int e = first ? firewall_add_iptables(f, 4, text, len, &d) : firewall_add_nft(f, text, len, &d);
        assert_true(e == 0 || e == -EINVAL);
        firewall_free(f);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_rule),
                                       cmocka_unit_test(sets_that_change),
                                       cmocka_unit_test(neighbour_discovery),
                                       cmocka_unit_test(devices),
                                       cmocka_unit_test(by_saved_rule),
                                       cmocka_unit_test(both_variants),
                                       cmocka_unit_test(zones),
                                       cmocka_unit_test(endless_jumps),
                                       cmocka_unit_test(wrong_input),
                                       cmocka_unit_test(every_truncation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
