/* What shows who is at the link, and what does not. */
#include "watch/flow/link.h"
#include "watch/place.h"
#include "watch/priv_play.h"
#include "wire/icmp6.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define OURS     "2a02:2e0:8:1::7"
#define ROUTER   "fe80::1"
#define STRANGER "2a0e:97c0:3::66"

static const struct {
    const char *src, *dst, *at; /* at: NULL: nothing is shown */
    uint8_t kind, proto, type, ttl;
    bool group;
} shown[] = {
    {OURS, "2a02:2e0:8:1::1", OURS, SIGHT_PACKET, IPPROTO_ICMPV6, ICMP6_TYPE_SOLICITATION, 255, true},
    {ROUTER, OURS, OURS, SIGHT_PACKET, IPPROTO_ICMPV6, ICMP6_TYPE_SOLICITATION, 255, true},
    {OURS, "fe80::2", OURS, SIGHT_PACKET, IPPROTO_ICMPV6, ICMP6_TYPE_ADVERTISEMENT, 255, false},
    {ROUTER, "2a02:2e0:8:1::", "2a02:2e0:8:1::", SIGHT_PACKET, IPPROTO_ICMPV6, ICMP6_TYPE_ROUTER, 255, true},
    {OURS, "ff02::fb", OURS, SIGHT_PACKET, IPPROTO_UDP, 0, 255, true},
    {OURS, "2a02:2e0:8:1::9", OURS, SIGHT_LOG, IPPROTO_TCP, 0, 64, false},
    {"193.31.24.7", "193.31.24.1", "193.31.24.7", SIGHT_ARP, 0, 0, 0, true},
    {"193.31.24.7", "224.0.0.251", "193.31.24.7", SIGHT_PACKET, IPPROTO_UDP, 0, 255, true},
    {"193.31.24.7", "255.255.255.255", "193.31.24.7", SIGHT_PACKET, IPPROTO_UDP, 0, 64, true},
    {"193.31.24.7", "193.31.27.255", "193.31.24.7", SIGHT_PACKET, IPPROTO_UDP, 0, 128, true},
    /* A router was between, or may have been. */
    {STRANGER, OURS, NULL, SIGHT_PACKET, IPPROTO_ICMPV6, ICMP6_TYPE_SOLICITATION, 254, false},
    {STRANGER, OURS, NULL, SIGHT_PACKET, IPPROTO_ICMPV6, ICMP6_TYPE_ADVERTISEMENT, 64, false},
    {STRANGER, "2a0e:97c0:3::", NULL, SIGHT_PACKET, IPPROTO_ICMPV6, ICMP6_TYPE_ROUTER, 255, false},
    {ROUTER, "2a0e:97c0:3::", NULL, SIGHT_PACKET, IPPROTO_ICMPV6, ICMP6_TYPE_ROUTER, 64, false},
    {STRANGER, "2a0e:97c0:3::1", NULL, SIGHT_PACKET, IPPROTO_ICMPV6, ICMP6_TYPE_SOLICITATION, 60, false},
    {STRANGER, "2a0e:97c0:3::", NULL, SIGHT_PACKET, IPPROTO_ICMPV6, ICMP6_TYPE_ROUTER, 60, false},
    {STRANGER, "ff0e::fb", NULL, SIGHT_PACKET, IPPROTO_UDP, 0, 255, true},
    {STRANGER, "2a0e:97c0:3::1", NULL, SIGHT_ERROR, IPPROTO_TCP, 0, 64, false},
    {STRANGER, "2a0e:97c0:3::1", NULL, SIGHT_LOGIN, IPPROTO_TCP, 0, 0, false},
    {"193.31.24.7", "193.31.24.255", NULL, SIGHT_PACKET, IPPROTO_UDP, 0, 128, false},
    {"203.0.113.9", "193.31.24.255", NULL, SIGHT_PACKET, IPPROTO_UDP, 0, 128, true},
    {"203.0.113.9", "239.255.255.250", NULL, SIGHT_PACKET, IPPROTO_UDP, 0, 4, true},
    {"203.0.113.9", "203.0.113.8", NULL, SIGHT_PACKET, IPPROTO_TCP, 0, 64, false},
    /* Private ones are at home anyway; nobody has these. */
    {"10.0.0.7", "224.0.0.251", NULL, SIGHT_PACKET, IPPROTO_UDP, 0, 255, true},
    {"0.0.0.0", "255.255.255.255", NULL, SIGHT_PACKET, IPPROTO_UDP, 0, 64, true},
    {"fd00::7", "fd00::8", NULL, SIGHT_PACKET, IPPROTO_TCP, 0, 64, false},
    {"::", "ff02::16", NULL, SIGHT_PACKET, IPPROTO_ICMPV6, 143, 1, true},
};

static struct sight sight_of(unsigned i)
{
    struct sight s = {.at = 1,
                      .kind = shown[i].kind,
                      .proto = shown[i].proto,
                      .icmp_type = shown[i].type,
                      .ttl = shown[i].ttl,
                      .knows = shown[i].ttl ? SIGHT_TTL : 0,
                      .group = shown[i].group,
                      .vlan = SIGHT_NO_VLAN};
    assert_int_equal(addr_parse(shown[i].src, &s.src), 0);
    assert_int_equal(addr_parse(shown[i].dst, &s.dst), 0);
    return s;
}

static void table(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof shown / sizeof *shown; i++) {
        struct sight s = sight_of(i);
        struct addr a, want;
        print_message("%u %s %s\n", i, shown[i].src, shown[i].dst);
        assert_int_equal(link_shows(&s, &a), shown[i].at != NULL);
        if (!shown[i].at)
            continue;
        assert_int_equal(addr_parse(shown[i].at, &want), 0);
        assert_true(addr_eq(&a, &want));
        s.tunnel = SIGHT_GRE; /* the same, carried here from wherever */
        assert_false(link_shows(&s, &a));
    }
}

/* `who` asks 20 doors of strangers in vain, after the packets of that table from `first` on; which zone is
 * that? */
static const char *zone_after(const char *who, unsigned first, unsigned n)
{
    static char zone[10];
    struct play *p = play_new_anywhere();
    for (unsigned i = first; i < first + n; i++) {
        struct sight s = sight_of(i);
        s.at = p->now;
        play_sight(p, &s);
    }
    for (unsigned i = 0; i < 20; i++) {
        char dst[40];
        snprintf(dst, sizeof dst, strchr(who, ':') ? "2a02:2e0:9:%x::5" : "198.51.%u.5", i * 7 + 1);
        play_ask(p, who, dst, 445, 'c');
        play_wait(p, NSEC_SEC);
    }
    play_end(p);
    snprintf(zone, sizeof zone, "%s", play_find(p, who, "horizontal")->zone);
    play_free(p);
    return zone;
}

static void whose_link(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 10; i++)
        assert_string_equal(zone_after(shown[i].src[0] == '1' ? "193.31.24.7" : "2a02:2e0:8:1::99", i, 1),
                            "internal");
    assert_string_equal(zone_after("193.31.24.8", 6, 4), "external"); /* one of a /24 is not all of it */
    assert_string_equal(zone_after("193.31.24.7", 19, 1), "external");
    assert_string_equal(zone_after(STRANGER, 10, 9), "external");
    assert_string_equal(zone_after("203.0.113.9", 20, 3), "external");
}

/* He fails at web servers before it is shown that he is at the link: what those at home do is excused, what only
 * scanners write is not. */
static void shown_afterwards(void **state)
{
    (void)state;
    for (unsigned tool = 0; tool < 2; tool++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 60; i++) {
            char dst[40];
            snprintf(dst, sizeof dst, "2a02:2e0:9:1::%x", i + 16);
            struct sight s = play_tcp(p, OURS, 50000, dst, 443, TCP_SYN);
            if (tool) { /* nmap */
                s.win = 1024;
                s.opts = SIGHT_OPT_MSS;
                s.ip_len = 64;
                s.seq = 0x12345678 ^ (i % 4 << 16 | i % 4);
            }
            play_sight(p, &s);
            p->now += NSEC_MS;
            struct sight back = play_tcp(p, dst, 443, OURS, 50000, TCP_RST | TCP_ACK);
            play_sight(p, &back);
            play_wait(p, 20 * NSEC_MS);
        }
        struct sight s = sight_of(2); /* an advertisement */
        s.at = p->now;
        play_sight(p, &s);
        play_end(p);
        assert_int_equal(play_loud(p), tool);
        assert_non_null(play_find(p, NULL, "horizontal"));
        play_free(p);
    }
}

/* Somebody elsewhere makes up packets from each net of ours to itself: they are ours, and so are others of
 * our site and of another one, that are met later. */
static void made_up_nets(void **state)
{
    (void)state;
    static const char *const later[] = {"2a02:2e0:8:beef::7", "2a02:2e0:77:1::7", "2a0e:97c0:3::66"};
    for (unsigned k = 0; k < 3; k++) {
        struct play *p = play_new_anywhere();
        char src[48], dst[48];
        for (unsigned i = 0; i < 300; i++) {
            snprintf(src, sizeof src, "2a02:2e0:8:%x::66", i + 1);
            snprintf(dst, sizeof dst, "2a02:2e0:8:%x::1", i + 1);
            play_send(p, src, dst, IPPROTO_UDP, 40000, 53);
        }
        if (k == 1)
            play_send(p, later[k], "2a02:2e0:77:1::1", IPPROTO_UDP, 40000, 53);
        for (unsigned i = 0; i < 20; i++) {
            snprintf(dst, sizeof dst, "2a02:2e0:9:%x::5", i * 7 + 1);
            play_ask(p, later[k], dst, 445, 'c');
            play_wait(p, NSEC_SEC);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, later[k], "horizontal");
        assert_non_null(a);
        assert_string_equal(a->zone, k < 2 ? "internal" : "external");
        play_free(p);
    }
}

/* A firewall names 300 addresses of ours, in three nets, one by one: others of these are ours, and so is one
 * elsewhere that it names later. */
static void named_one_by_one(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 3; k++) {
        static const char *const who[] = {"193.31.24.250", "193.31.40.7", "193.31.41.7"};
        struct play *p = play_new_anywhere();
        char host[24];
        for (unsigned i = 0; i <= 300; i++) {
            snprintf(host, sizeof host, "193.31.%u.%u", i < 300 ? 24 + i / 100 : 40,
                     i < 300 ? i % 100 + 1 : 7);
            struct sight s = play_tcp(p, "198.51.100.9", 40000, host, 443, TCP_SYN);
            s.kind = SIGHT_LOG;
            s.action = SIGHT_PASSED;
            s.inbound = true;
            play_sight(p, &s);
        }
        for (unsigned i = 0; i < 20; i++) {
            snprintf(host, sizeof host, "198.51.%u.5", i * 7 + 1);
            play_ask(p, who[k], host, 445, 'c');
        }
        play_end(p);
        const struct play_alert *a = play_find(p, who[k], "horizontal");
        assert_non_null(a);
        assert_string_equal(a->zone, k < 2 ? "internal" : "external");
        play_free(p);
    }
}

/* A router's packet filter names the interface by which something came in. */
static void at_router(struct play *p, const char *src, const char *dst, uint16_t port, uint8_t action)
{
    struct sight s = play_tcp(p, src, 40000, dst, port, TCP_SYN);
    s.kind = SIGHT_LOG;
    s.action = action;
    sight_way(&s, true, false);
    play_sight(p, &s);
    play_wait(p, NSEC_MINUTE);
}

/* Whom it keeps out came for somebody here. Whom it lets in may be on his way out, as one who comes from here is,
 * whatever it does: servers out there are not ours. */
static void out_by_the_router(void **state)
{
    (void)state;
    static const struct {
        const char *src, *zone;
        uint8_t action;
    } rows[] = {{"198.51.100.9", "internal", SIGHT_DROPPED},
                {"193.31.24.7", "external", SIGHT_PASSED},
                {"10.0.0.5", "external", SIGHT_DROPPED}};
    for (unsigned k = 0; k < 3; k++) {
        struct play *p = play_new_anywhere();
        char host[24];
        at_router(p, rows[k].src, "61.7.0.80", 443, rows[k].action);
        for (unsigned i = 0; i < 20; i++) {
            snprintf(host, sizeof host, "198.51.%u.5", i * 7 + 1);
            play_ask(p, "61.7.0.80", host, 445, 'c');
        }
        play_end(p);
        const struct play_alert *a = play_find(p, "61.7.0.80", "horizontal");
        assert_non_null(a);
        assert_string_equal(a->zone, rows[k].zone);
        play_free(p);
    }
}

/* Mail and pages of those at home all over the world, through it; nobody reads a port of Telnet there. */
static void many_go_out(void **state)
{
    (void)state;
    static const uint16_t ports[] = {25, 443, 23};
    for (unsigned k = 0; k < 3; k++) {
        struct play *p = play_new_anywhere();
        char server[24];
        for (unsigned i = 0; i < 90; i++) {
            snprintf(server, sizeof server, "%u.%u.0.80", 60 + i, i * 7 % 200);
            at_router(p, "193.31.24.7", server, ports[k], SIGHT_PASSED);
            at_router(p, server, "193.31.24.7", 25, SIGHT_PASSED);
        }
        play_end(p);
        assert_int_equal(play_accused(p) > 0, ports[k] == 23);
        play_free(p);
    }
}

/* Eight of a /24 are. */
static void whose_net(void **state)
{
    (void)state;
    for (unsigned n = 7; n <= 8; n++) {
        struct play *p = play_new_anywhere();
        char host[24];
        for (unsigned i = 0; i < n; i++) {
            snprintf(host, sizeof host, "193.31.24.%u", 10 + i);
            play_arp(p, host, "193.31.24.1", false);
        }
        for (unsigned i = 0; i < 20; i++) {
            snprintf(host, sizeof host, "198.51.%u.5", i * 7 + 1);
            play_ask(p, "193.31.24.99", host, 445, 'c');
        }
        play_end(p);
        assert_string_equal(play_find(p, "193.31.24.99", "horizontal")->zone,
                            n == 8 ? "internal" : "external");
        play_free(p);
    }
}

/* A link of clients whose server is down, each of which has failures of its own: judged as one net they would
 * be a scanner. */
static void clients_of_a_link(void **state)
{
    (void)state;
    for (unsigned known = 0; known < 2; known++) {
        struct play *p = play_new_anywhere();
        if (known) {
            struct sight s = sight_of(1);
            s.at = p->now;
            play_sight(p, &s);
        }
        for (unsigned i = 0; i < 60; i++) {
            char client[40], server[40];
            snprintf(client, sizeof client, "2a02:2e0:8:1::%x", 16 + i % 4);
            snprintf(server, sizeof server, "2a02:2e0:9:%x::5", i % 12);
            play_ask(p, client, server, (uint16_t)(5000 + i % 12), '-');
            play_wait(p, 20 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p) > 0, !known);
        play_free(p);
    }
}

/* A laptop that wakes up asks after all its connections of yesterday; only then it visits, and is known to be
 * at home. At other doors that is no excuse. */
static void known_late(void **state)
{
    (void)state;
    for (unsigned usual = 0; usual < 2; usual++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 40; i++) {
            struct sight s = play_tcp(p, "193.31.24.7", (uint16_t)(40000 + i), play_outside(i * 37),
                                      usual ? 443 : 139, TCP_ACK);
            play_sight(p, &s);
            play_wait(p, 200 * NSEC_MS);
        }
        play_wait(p, 10 * NSEC_SEC);
        for (unsigned i = 0; i < 8; i++) {
            char server[24];
            snprintf(server, sizeof server, "%u.7.0.80", 60 + i);
            play_ask(p, "193.31.24.7", server, 443, 'w');
            play_wait(p, NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p) > 0, !usual);
        play_free(p);
    }
}

/* Three visits, then those of somebody else, then the fourth: was the first one forgotten? */
static bool disturbs(uint8_t key, unsigned n)
{
    static struct places p;
    struct addr a, x, server[5];
    char text[40];
    struct hash_key k = {{key}};
    places_init(&p, NULL, 0, mix_key_of(k, MIX_PLACES));
    addr_parse("193.31.24.7", &a);
    snprintf(text, sizeof text, "203.%u.%u.9", n / 200, n % 200);
    addr_parse(text, &x);
    for (unsigned i = 0; i < 5; i++) {
        snprintf(text, sizeof text, "%u.7.0.80", 60 + i);
        addr_parse(text, &server[i]);
    }
    for (unsigned i = 0; i < 3; i++)
        places_visit(&p, &a, &server[i]);
    for (unsigned i = 0; i < 3; i++)
        places_visit(&p, &x, &server[4]);
    bool ours = places_visit(&p, &a, &server[3]);
    places_fini(&p);
    return !ours;
}

/* Nobody can choose addresses that push one out: whose place is whose depends on the key. */
static void whose_place(void **state)
{
    (void)state;
    unsigned one = 0, both = 0;
    for (unsigned n = 0; n < 4000; n++) {
        bool first = disturbs(1, n);
        one += first;
        both += first && disturbs(2, n);
    }
    assert_in_range(one, 1, 100);
    assert_true(both * 4 < one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(shown_afterwards),
        cmocka_unit_test(whose_link),
        cmocka_unit_test(whose_net),
        cmocka_unit_test(made_up_nets),
        cmocka_unit_test(named_one_by_one),
        cmocka_unit_test(out_by_the_router),
        cmocka_unit_test(many_go_out),
        cmocka_unit_test(clients_of_a_link),
        cmocka_unit_test(known_late),
        cmocka_unit_test(whose_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
