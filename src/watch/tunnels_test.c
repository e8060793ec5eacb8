#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define HOME_END  "10.9.0.1"
#define OTHER_END "10.9.0.2"
#define STRANGER  "203.0.113.7"
#define SCANNER   "45.83.14.1"

/* What carries: GRE, or VXLAN from a port that says nothing. */
static struct sight carrier(struct play *p, uint8_t tunnel, const char *from, const char *to)
{
    struct sight s = play_tcp(p, from, 0, to, 0, 0);
    s.proto = tunnel == SIGHT_GRE ? IPPROTO_GRE : IPPROTO_UDP;
    s.sport = s.dport = tunnel == SIGHT_GRE ? 0 : 4789;
    s.payload = 90;
    s.carries = true;
    s.knows = SIGHT_TTL | SIGHT_LEN | SIGHT_PAYLOAD | (s.dport ? SIGHT_SPORT : 0);
    return s;
}

static void carry(struct play *p, uint8_t tunnel, const char *from, const char *to, struct sight inner)
{
    struct sight both[2] = {carrier(p, tunnel, from, to), inner};
    both[1].tunnel = tunnel;
    both[1].outer = &both[0];
    int e = watch_step(p->w, both, 2, &p->sink);
    assert_int_equal(e, 0);
}

/* Forty doors of one host, or one of forty, in a tunnel; nobody answers. */
static void scan(struct play *p, const char *from, const char *to, const char *src, bool wide)
{
    for (unsigned i = 0; i < 40; i++) {
        uint16_t port = (uint16_t)(wide ? 445 : 1000 + i * 37);
        carry(p, SIGHT_VXLAN, from, to,
              play_tcp(p, src, (uint16_t)(40000 + i), wide ? play_host(3, i * 3 % 40) : "10.3.0.5", port,
                       TCP_SYN));
        play_wait(p, 50 * NSEC_MS);
    }
    play_wait(p, 10 * NSEC_SEC);
}

static uint64_t claims(const struct play *p)
{
    struct watch_stats s;
    watch_stats(p->w, &s);
    return s.claims;
}

/* The one suspect at that address: whether all of it was seen in tunnels. */
static bool carried(struct play *p, const char *src)
{
    struct watch_suspect s[8];
    struct addr a;
    int e = addr_parse(src, &a);
    assert_int_equal(e, 0);
    unsigned n = watch_suspects(p->w, s, 8);
    for (unsigned i = 0; i < n; i++)
        if (addr_eq(&s[i].src, &a))
            return s[i].carried;
    fail();
    return false;
}

static void told_with_its_tunnel(struct play *p, const char *src, const char *kind, const char *words)
{
    play_end(p);
    const struct play_alert *a = play_find(p, src, kind);
    assert_non_null(a);
    assert_non_null(strstr(a->why, words));
    play_free(p);
}

static void what_home_carries(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    scan(p, HOME_END, OTHER_END, SCANNER, false);
    assert_true(carried(p, SCANNER));
    told_with_its_tunnel(p, SCANNER, "vertical", "it was seen in a tunnel (vxlan 10.9.0.1 > 10.9.0.2)");
    p = play_new(0, false);
    scan(p, HOME_END, OTHER_END, "10.3.0.99", true);
    assert_int_equal(claims(p), 0);
    told_with_its_tunnel(p, "10.3.0.99", "horizontal", "in a tunnel (vxlan");
}

/* Nobody said what is at home, and neither end looks like it: the tunnel of others is watched. */
static void others_tunnels(void **state)
{
    (void)state;
    struct play *p = play_new_anywhere();
    scan(p, STRANGER, "198.51.100.1", "10.3.0.99", true);
    told_with_its_tunnel(p, "10.3.0.99", "horizontal", "in a tunnel (vxlan");
}

/* And anybody may be carried in it: that he visits the whole world there does not make him one of ours. */
static void others_teach_nothing(void **state)
{
    (void)state;
    for (unsigned ours = 0; ours < 2; ours++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 12; i++) {
            char server[16];
            snprintf(server, sizeof server, "%u.83.14.9", 50 + i * 9);
            const uint8_t flags[] = {TCP_SYN, TCP_SYN | TCP_ACK, TCP_ACK};
            for (unsigned j = 0; j < 3; j++)
                carry(p, SIGHT_GRE, ours ? HOME_END : STRANGER, "198.51.100.1",
                      j == 1 ? play_tcp(p, server, 443, SCANNER, 40000, flags[j])
                             : play_tcp(p, SCANNER, 40000, server, 443, flags[j]));
            play_wait(p, NSEC_SEC);
        }
        for (unsigned i = 0; i < 20; i++)
            play_ask(p, SCANNER, play_outside(i * 260), 445, 'c');
        play_end(p);
        const struct play_alert *a = play_find(p, SCANNER, "horizontal");
        assert_non_null(a);
        assert_string_equal(a->zone, ours ? "internal" : "external");
        play_free(p);
    }
}

static void strangers_do_not_accuse(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    scan(p, STRANGER, HOME_END, "10.3.0.99", true);
    assert_int_equal(claims(p), 40);
    play_end(p);
    assert_null(play_find(p, "10.3.0.99", NULL));
    assert_int_equal(play_loud(p), 0);
    play_free(p);
}

/* Nor by what they let others answer: resets from everywhere, as if the host had asked there. */
static void strangers_do_not_answer(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 60; i++) {
        struct sight s =
            play_tcp(p, play_outside(i), 445, "10.3.0.99", (uint16_t)(50000 + i), TCP_RST | TCP_ACK);
        s.seq = s.win = 0;
        s.ack = 7;
        carry(p, SIGHT_GRE, STRANGER, HOME_END, s);
        play_wait(p, 50 * NSEC_MS);
    }
    play_end(p);
    assert_null(play_find(p, "10.3.0.99", NULL));
    play_free(p);
}

/* Who scans on the wire, and carries the answers that he would like to have had in a tunnel of his own. */
static void strangers_buy_nothing(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 60; i++) {
        uint16_t port = (uint16_t)(1000 + i * 37), sport = (uint16_t)(40000 + i);
        struct sight s = play_tcp(p, SCANNER, sport, "10.3.0.5", port, TCP_SYN);
        play_sight(p, &s);
        carry(p, SIGHT_GRE, SCANNER, HOME_END,
              play_tcp(p, "10.3.0.5", port, SCANNER, sport, TCP_SYN | TCP_ACK));
        carry(p, SIGHT_GRE, SCANNER, HOME_END, play_tcp(p, SCANNER, sport, "10.3.0.5", port, TCP_ACK));
        play_wait(p, 50 * NSEC_MS);
    }
    assert_false(carried(p, SCANNER));
    play_end(p);
    const struct play_alert *a = play_find(p, SCANNER, "vertical");
    assert_non_null(a);
    assert_non_null(strstr(a->why, "none answered"));
    play_free(p);
}

/* Nor is he told with a crowd that he carries. */
static void strangers_are_no_crowd(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 8 * 700; i++) {
        carry(p, SIGHT_GRE, STRANGER, HOME_END,
              play_tcp(p, play_outside(i / 8), (uint16_t)(40000 + i), play_host(3, i / 8),
                       (uint16_t)(20 + i % 8 * 3), TCP_SYN));
        play_wait(p, NSEC_MS);
    }
    for (unsigned i = 0; i < 8; i++) {
        play_ask(p, SCANNER, "10.3.0.5", (uint16_t)(20 + i * 3), '-');
        play_wait(p, 20 * NSEC_MS);
    }
    play_end(p);
    assert_non_null(play_find(p, NULL, "distributed"));
    assert_non_null(play_find(p, SCANNER, "vertical"));
    play_free(p);
}

/* Whoever calls all of a net is answered at that port by many: but a stranger says so in vain of a host at
 * home. */
static void strangers_call_nobody(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 40; i++) {
        struct sight s = play_tcp(p, "10.3.0.5", (uint16_t)(1100 + i * 37), "239.255.255.250", 1900, 0);
        s.proto = IPPROTO_UDP;
        s.knows = SIGHT_SPORT | SIGHT_PAYLOAD;
        carry(p, SIGHT_GRE, STRANGER, HOME_END, s);
    }
    for (unsigned i = 0; i < 40; i++) {
        play_send(p, SCANNER, "10.3.0.5", IPPROTO_UDP, (uint16_t)(40000 + i), (uint16_t)(1100 + i * 37));
        play_wait(p, 50 * NSEC_MS);
    }
    play_expect(p, SCANNER, "vertical", "udp");
}

/* What routers say of other tunnels within his own says nothing of these. */
static void strangers_refuse_nothing(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 40; i++) {
        carry(p, SIGHT_VXLAN, STRANGER, play_host(3, i), play_tcp(p, SCANNER, 1000, STRANGER, 80, TCP_SYN));
        struct sight s = carrier(p, SIGHT_VXLAN, STRANGER, play_host(3, i));
        s.kind = SIGHT_ERROR;
        s.carries = false;
        s.sport = (uint16_t)(50000 + i);
        s.via = s.dst;
        s.icmp_type = 3;
        s.icmp_code = 3;
        s.knows = SIGHT_SPORT;
        carry(p, SIGHT_GRE, SCANNER, HOME_END, s);
        play_wait(p, 50 * NSEC_MS);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, STRANGER, "horizontal");
    assert_non_null(a);
    assert_null(strstr(a->why, "refused"));
    play_free(p);
}

/* Who knocks on both sides of his tunnel is not let off by the half that was in it. */
static void strangers_hide_nothing(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    scan(p, STRANGER, HOME_END, SCANNER, false);
    assert_true(carried(p, SCANNER));
    for (unsigned i = 0; i < 40; i++) {
        struct sight s =
            play_tcp(p, SCANNER, (uint16_t)(41000 + i), "10.3.0.5", (uint16_t)(1000 + i * 37), TCP_SYN);
        play_sight(p, &s);
        play_wait(p, 50 * NSEC_MS);
    }
    play_end(p);
    unsigned open = 0, within = 0;
    for (unsigned i = 0; i < p->alerts; i++) {
        within += strstr(p->alert[i].why, "somebody outside alone") != NULL;
        open += !strstr(p->alert[i].why, "tunnel") && strcmp(p->alert[i].kind, "vertical") == 0;
    }
    assert_true(within == 1 && open == 1);
    play_free(p);
}

/* To whom home sends such packets itself, that one is a branch of ours. */
static void peers_are_believed(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    carry(p, SIGHT_VXLAN, HOME_END, STRANGER, play_tcp(p, "10.3.0.5", 443, "10.4.0.1", 50000, TCP_ACK));
    scan(p, STRANGER, HOME_END, "10.3.0.99", true);
    assert_int_equal(claims(p), 0);
    told_with_its_tunnel(p, "10.3.0.99", "horizontal",
                         "it was seen in a tunnel (vxlan 203.0.113.7 > 10.9.0.1)");
    p = play_new(0, false); /* by another kind of tunnel he is not */
    carry(p, SIGHT_GRE, HOME_END, STRANGER, play_tcp(p, "10.3.0.5", 443, "10.4.0.1", 50000, TCP_ACK));
    scan(p, STRANGER, HOME_END, "10.3.0.99", true);
    assert_int_equal(claims(p), 40);
    play_free(p);
}

/* Whose packets come in the tunnel of one of ours, in which there is a stranger's. */
static void strangers_within(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 40; i++) {
        struct sight s[3] = {carrier(p, SIGHT_VXLAN, HOME_END, OTHER_END),
                             carrier(p, SIGHT_GRE, STRANGER, "10.8.0.1"),
                             play_tcp(p, "10.3.0.99", (uint16_t)(40000 + i), play_host(3, i), 445, TCP_SYN)};
        s[1].tunnel = SIGHT_VXLAN;
        s[1].outer = &s[0];
        s[2].tunnel = SIGHT_GRE;
        s[2].outer = &s[1];
        int e = watch_step(p->w, s, 3, &p->sink);
        assert_int_equal(e, 0);
        play_wait(p, 50 * NSEC_MS);
    }
    assert_int_equal(claims(p), 40);
    play_end(p);
    assert_null(play_find(p, "10.3.0.99", NULL));
    play_free(p);
}

/* The port itself is asked for: whether somebody would open a tunnel there. */
static void ends_are_sought(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 60; i++) {
        play_send(p, "10.3.0.99", play_host(3, i * 7 % 60), IPPROTO_UDP, (uint16_t)(40000 + i), 4789);
        play_wait(p, 50 * NSEC_MS);
    }
    play_expect(p, "10.3.0.99", "horizontal", "udp");
    p = play_new(0, false); /* a stranger, with something to carry: also to those who would */
    for (unsigned i = 0; i < 60; i++) {
        carry(p, SIGHT_GRE, STRANGER, play_host(3, i),
              play_tcp(p, play_host(3, i), 1000, STRANGER, 80, TCP_SYN));
        play_wait(p, 50 * NSEC_MS);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, STRANGER, NULL);
    assert_non_null(a);
    assert_string_equal(a->technique, "ip-protocol");
    play_free(p);
}

/* Forty ends at home, each of which sends what goes to all to every other one; nobody has anything to say to
 * them. */
static void a_mesh(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned round = 0; round < 3; round++)
        for (unsigned i = 0; i < 40; i++) {
            carry(p, round & 1 ? SIGHT_GRE : SIGHT_VXLAN, HOME_END, play_host(9, 10 + i),
                  play_tcp(p, "10.3.0.5", 443, "10.4.0.1", 50000, TCP_ACK));
            play_wait(p, 20 * NSEC_MS);
        }
    play_quiet(p);
    p = play_new(
        0, false); /* some are gone, and a router says so of each packet, by the port that it came from */
    for (unsigned i = 0; i < 120; i++) {
        const char *end = play_host(9, 10 + i % 30);
        carry(p, SIGHT_VXLAN, HOME_END, end, play_tcp(p, "10.3.0.5", 443, "10.4.0.1", 50000, TCP_ACK));
        struct sight s = carrier(p, SIGHT_VXLAN, HOME_END, end);
        s.kind = SIGHT_ERROR;
        s.carries = false;
        s.sport = (uint16_t)(50000 + i);
        s.icmp_type = 3;
        s.icmp_code = 1;
        s.knows = SIGHT_SPORT;
        play_sight(p, &s);
        play_wait(p, 20 * NSEC_MS);
    }
    play_quiet(p);
    p = play_new(0, false); /* a hub whose branches are far away, and half of them gone */
    for (unsigned round = 0; round < 20; round++)
        for (unsigned i = 0; i < 40; i++) {
            carry(p, SIGHT_GRE, HOME_END, play_outside(i),
                  play_tcp(p, "10.3.0.5", 443, "10.4.0.1", 50000, TCP_ACK));
            if (i & 1)
                carry(p, SIGHT_GRE, play_outside(i), HOME_END,
                      play_tcp(p, "10.4.0.1", 50000, "10.3.0.5", 443, TCP_ACK));
            play_wait(p, NSEC_SEC);
        }
    play_quiet(p);
}

/* One of four with the same packets is real: who carries others' in the name of another one does not make
 * that one the more real. */
static void strangers_give_no_life(void **state)
{
    (void)state;
    static const char *const srcs[] = {"203.0.113.17", "203.0.113.18", "203.0.113.19", "203.0.113.20"};
    struct play *p = play_new(0, false);
    play_icmp(p, srcs[1], "10.0.0.5", 8); /* the real one */
    scan(p, STRANGER, HOME_END, srcs[2], false);
    for (unsigned i = 0; i < 5; i++)
        carry(p, SIGHT_VXLAN, STRANGER, HOME_END,
              play_tcp(p, srcs[2], 40000, play_host(4, i), 80, TCP_FIN | TCP_PSH | TCP_URG));
    for (uint16_t port = 1; port < 80; port++) {
        struct sight s = play_tcp(p, srcs[0], 51000, "10.0.0.5", port, TCP_SYN);
        for (unsigned i = 0; i < 4; i++) {
            assert_int_equal(addr_parse(srcs[i], &s.src), 0);
            s.ttl = (uint8_t)(40 + i);
            play_sight(p, &s);
        }
        play_wait(p, 10 * NSEC_MS);
    }
    play_end(p);
    const struct play_alert *a = NULL;
    for (unsigned i = 0; i < p->alerts; i++)
        a = p->alert[i].srcs == 4 ? &p->alert[i] : a;
    assert_non_null(a);
    if (a) {
        struct addr real;
        assert_int_equal(addr_parse(srcs[1], &real), 0);
        assert_true(addr_eq(&a->src, &real));
    }
    play_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_home_carries),       cmocka_unit_test(others_tunnels),
        cmocka_unit_test(strangers_do_not_accuse), cmocka_unit_test(strangers_do_not_answer),
        cmocka_unit_test(strangers_buy_nothing),   cmocka_unit_test(strangers_hide_nothing),
        cmocka_unit_test(peers_are_believed),      cmocka_unit_test(strangers_within),
        cmocka_unit_test(ends_are_sought),         cmocka_unit_test(a_mesh),
        cmocka_unit_test(others_teach_nothing),    cmocka_unit_test(strangers_call_nobody),
        cmocka_unit_test(strangers_are_no_crowd),  cmocka_unit_test(strangers_refuse_nothing),
        cmocka_unit_test(strangers_give_no_life),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
