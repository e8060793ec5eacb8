/* What many do at once, what is done on behalf of others, and what a recording of one direction shows: told,
 * but not as so many scans. Each scene has its like in which somebody does scan. */
#include "watch/priv_play.h"

#include "watch/detect/wave.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define BOT    "10.0.0.66"
#define ROUTER "10.0.0.1"

static const char *at(char out[32], const char *net, unsigned n)
{
    snprintf(out, 32, "%s.%u.%u", net, n / 250, n % 250 + 1);
    return out;
}

/* `n` addresses that nobody has ask at some doors each, with packets that have nothing in common; somebody
 * who is there asks on and on. */
static void wave(struct play *p, unsigned n, unsigned doors)
{
    char a[32], b[32];
    for (unsigned i = 0; i < n * doors; i++) {
        struct sight s = play_tcp(p, at(a, "10.7", i % n), (uint16_t)(1024 + i % 60000),
                                  at(b, "10.0", p->salt % 500), (uint16_t)(p->salt >> 8), TCP_SYN);
        s.win = (uint16_t)p->salt;
        s.opts = 0;
        play_sight(p, &s);
        s = play_tcp(p, b, s.dport, a, s.sport, TCP_RST | TCP_ACK);
        play_sight(p, &s);
        if (i % (n * doors / 80) == 0)
            play_ask(p, BOT, "10.0.1.5", (uint16_t)(100 + i % 1000), 'c');
        play_wait(p, 10 * NSEC_MS);
    }
}

static unsigned of_a_wave(const struct play *p, const struct play_alert **ret)
{
    unsigned n = 0;
    for (unsigned i = 0; i < p->alerts; i++)
        if (strstr(p->alert[i].why, "one by one")) {
            *ret = &p->alert[i];
            n++;
        }
    return n;
}

/* Forged sources by the hundred are a few lines, live and at the end; the one who is there is told at once,
 * and by name. */
static void waves_are_one(void **state)
{
    (void)state;
    const struct play_alert *x = NULL;
    for (unsigned live = 0; live < 2; live++) {
        struct play *p = play_new(0, live);
        wave(p, 1000, 8);
        if (live) {
            assert_non_null(play_find(p, BOT, "vertical"));
            assert_in_range(of_a_wave(p, &x), 1, 10); /* whenever it has doubled */
            assert_true(x->ongoing);
        }
        p->alerts = 0;
        play_end(p);
        assert_in_range(p->alerts, WAVE_FREE, WAVE_FREE + 20);
        assert_int_equal(of_a_wave(p, &x), 1);
        assert_string_equal(x->kind, "distributed");
        assert_string_equal(x->severity, "high");
        assert_in_range(x->srcs, 1000 - WAVE_FREE - 40, 1000 - WAVE_FREE + 10);
        assert_non_null(play_find(p, BOT, "vertical"));
        play_free(p);
    }
}

static void few_are_no_wave(void **state)
{
    (void)state;
    const struct play_alert *x = NULL;
    struct play *p = play_new(0, false);
    wave(p, 200, 8);
    play_end(p);
    assert_int_equal(of_a_wave(p, &x), 0);
    assert_non_null(play_find(p, "10.7.0.9", NULL));
    assert_null(strstr(p->alert[0].why, "one direction"));
    play_free(p);
}

/* Whoever asks at many doors is worth a line of his own. */
static void many_doors_are_no_wave(void **state)
{
    (void)state;
    const struct play_alert *x = NULL;
    struct play *p = play_new(0, false);
    wave(p, 600, 24);
    play_end(p);
    assert_int_equal(of_a_wave(p, &x), 0);
    assert_in_range(p->alerts, 595, 605);
    play_free(p);
}

/* Nobody hides in a wave that he raises himself: at more doors than the crowd he has a line of his own. The
 * crowd is of all nets: those of one would be a plan. */
static void nobody_hides_in_a_wave(void **state)
{
    (void)state;
    const struct play_alert *x = NULL;
    struct play *p = play_new((size_t)128 << 20, false);
    for (unsigned i = 0; i < 5200 * 5; i++) {
        char a[ADDR_TEXT_MAX];
        p->salt = p->salt * 1664525 + 1013904223;
        addr_text(&(struct addr){.len = 4, .b = {66, (uint8_t)(i / 5 >> 8), (uint8_t)(i / 5), 7}}, a);
        struct sight s = play_tcp(p, a, (uint16_t)(1024 + i % 60000), play_host(0, i % 250),
                                  (uint16_t)(p->salt >> 8), TCP_SYN);
        s.win = (uint16_t)p->salt;
        play_sight(p, &s);
        play_wait(p, NSEC_MS / 2);
    }
    play_wait(p, 10 * NSEC_SEC);
    for (uint16_t port = 1; port <= 40; port++) {
        struct sight s = play_tcp(p, "203.0.113.77", 40000, "10.0.0.10", port, TCP_SYN);
        play_sight(p, &s);
        play_wait(p, 10 * NSEC_MS);
    }
    play_end(p);
    assert_int_equal(of_a_wave(p, &x), 1);
    x = play_find(p, "203.0.113.77", "vertical");
    assert_non_null(x);
    assert_int_equal(x->targets, 40);
    assert_in_range(p->alerts, WAVE_FREE, 2 * WAVE_FREE);
    play_free(p);
}

/* A frame from this hardware address. */
static void frame(struct play *p, struct sight s, uint64_t mac)
{
    s.mac = mac;
    play_sight(p, &s);
}

static void arp(struct play *p, const char *who, uint64_t mac, const char *whom)
{
    struct sight s = play_tcp(p, who, 0, whom, 0, 0);
    s.kind = SIGHT_ARP;
    s.proto = 0;
    s.knows = 0;
    frame(p, s, mac);
}

/* Nobody answers, and it asks again. */
static void arp_twice(struct play *p, const char *who, uint64_t mac, const char *whom, nsec gap)
{
    for (unsigned i = 0; i < 2; i++, play_wait(p, gap / 2))
        arp(p, who, mac, whom);
}

/* ARP for sixty addresses, of which hardly any is there. */
static void sweep(struct play *p, const char *who, uint64_t mac)
{
    char a[32];
    for (unsigned i = 0; i < 60; i++) {
        arp_twice(p, who, mac, at(a, "10.0", i), 400 * NSEC_MS);
    }
}

/* The end of a scene in which `who` swept: told, and as a router's work or as it is. */
static void expect_sweep(struct play *p, const char *who, bool routed)
{
    play_end(p);
    const struct play_alert *x = play_find(p, who, "sweep");
    assert_non_null(x);
    assert_string_equal(x->role, routed ? "router" : "");
    assert_string_equal(x->severity, routed ? "low" : "high");
    play_free(p);
}

/* Servers elsewhere answer; the frames come from the router. */
static void surf(struct play *p, uint64_t router)
{
    char far[32];
    for (unsigned i = 0; i < 5; i++) {
        struct sight s =
            play_tcp(p, "10.0.0.7", (uint16_t)(40000 + i), at(far, "198.51", i * 300), 443, TCP_SYN);
        frame(p, s, 0x020000000007);
        s = play_tcp(p, far, 443, "10.0.0.7", s.sport, TCP_SYN | TCP_ACK);
        frame(p, s, router);
        s = play_tcp(p, "10.0.0.7", s.dport, far, 443, TCP_ACK);
        frame(p, s, 0x020000000007);
        play_wait(p, NSEC_SEC);
    }
}

/* A router asks for whomever somebody out there wants; its neighbour does so on its own account, whatever
 * sources it forges. */
static void routers_ask_for_others(void **state)
{
    (void)state;
    char far[32];
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, false);
        surf(p, 0x020000000001);
        for (unsigned i = 0; i < 20 && bad; i++)
            frame(
                p,
                play_tcp(p, at(far, "198.52", i), 443, "10.0.0.9", (uint16_t)(50000 + i), TCP_SYN | TCP_ACK),
                0x020000000066);
        sweep(p, bad ? BOT : ROUTER, bad ? 0x020000000066 : 0x020000000001);
        play_end(p);
        const struct play_alert *a = play_find(p, bad ? BOT : ROUTER, "sweep");
        assert_non_null(a);
        assert_string_equal(a->role, bad ? "" : "router");
        assert_string_equal(a->severity, bad ? "high" : "low");
        play_free(p);
    }
}

/* Whoever forges conversations with himself is no router, whether his address was seen before them or
 * after. */
static void nobody_routes_to_himself(void **state)
{
    (void)state;
    char far[32];
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 5; i++) {
        frame(p, play_tcp(p, BOT, (uint16_t)(40000 + i), at(far, "198.51", i), 443, TCP_SYN), 0x020000000066);
        frame(p, play_tcp(p, far, 443, BOT, (uint16_t)(40000 + i), TCP_SYN | TCP_ACK), 0x020000000066);
    }
    sweep(p, BOT, 0x020000000066);
    play_end(p);
    const struct play_alert *a = play_find(p, BOT, "sweep");
    assert_non_null(a);
    assert_string_equal(a->role, "");
    play_free(p);
}

/* The host at `a` answers `to`: the frame is for `mac`. */
static void answer(struct play *p, const char *a, const char *to, uint64_t mac)
{
    struct sight s = play_tcp(p, to, 40000, a, 443, TCP_SYN);
    frame(p, s, mac);
    s = play_tcp(p, a, 443, to, 40000, TCP_RST | TCP_ACK);
    s.to = mac;
    frame(p, s, 0x020000000007);
}

/* One scanner elsewhere, and the answers to him go to the router, who asks for whomever he wants, while hosts
 * on the net answer each other. Who is answered at his own address, or at a second one that its neighbours
 * look for, is no router, however wide the net. */
static void answers_go_out_by_the_router(void **state)
{
    (void)state;
    enum { ROUTED, OWN, SECOND };
    static const char *const asks[] = {"198.51.100.9", BOT, "10.9.9.9"};
    char a[32], b[32];
    for (unsigned i = ROUTED; i <= SECOND; i++) {
        struct play *p = play_new(0, false);
        const char *who = i == ROUTED ? ROUTER : BOT;
        arp(p, who, 0x020000000066, "10.0.0.7");
        if (i == SECOND)
            arp(p, "10.0.0.7", 0x020000000007, asks[i]);
        for (unsigned k = 0; k < 3; k++)
            answer(p, at(a, "10.0", 6 + k), asks[i], 0x020000000066);
        arp(p, who, 0x020000000066, "10.0.0.8");
        for (unsigned k = 0; k < 40 && i == ROUTED; k++)
            answer(p, at(a, "10.0", 50), at(b, "10.0", 100 + k), 0x020000000100 + k);
        sweep(p, who, 0x020000000066);
        expect_sweep(p, who, i == ROUTED);
    }
}

/* Somebody asks the machine that records, cooked, at one of its doors; it refuses, or he finishes the handshake. */
static void asked_cooked(struct play *p, const char *machine, const char *from, unsigned port, uint64_t mac,
                         bool finishes)
{
    const uint64_t own = UINT64_C(1) << 48 | 2;
    uint8_t flags = finishes ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK;
    struct sight s = play_tcp(p, from, (uint16_t)(40000 + port), machine, (uint16_t)port, TCP_SYN);
    struct sight back = play_tcp(p, machine, s.dport, from, s.sport, flags);
    struct sight then = play_tcp(p, from, s.sport, machine, s.dport, TCP_ACK);
    s.to = then.to = own;
    back.ack = s.seq + 1;
    then.seq = s.seq + 1;
    then.ack = back.seq + 1;
    back.knows |= SIGHT_ACKNO;
    then.knows |= SIGHT_ACKNO;
    frame(p, s, mac);
    frame(p, back, own);
    if (finishes)
        frame(p, then, mac);
}

static void solicit(struct play *p, const char *who, uint64_t mac, const char *whom)
{
    struct sight s = play_tcp(p, who, 0, whom, 0, 0);
    s.proto = IPPROTO_ICMPV6;
    s.icmp_type = 135;
    s.ttl = 255;
    s.knows = SIGHT_TTL;
    frame(p, s, mac);
}

/* Of a wire that is heard one way: hosts go on with servers elsewhere in frames for the router, who spoke before. So does
 * not who sends such frames to himself, nor is he one for whom nobody goes on. */
static void routers_are_gone_by(void **state)
{
    (void)state;
    enum { ROUTED, HIMSELF, MUTE, UNSPOKEN, CASES };
    const uint64_t mac = 0x020000000066;
    for (unsigned what = ROUTED; what < CASES; what++) {
        struct play *p = play_new(0, false);
        const char *who = what == ROUTED ? ROUTER : BOT;
        if (what != UNSPOKEN)
            arp(p, who, mac, "10.0.0.7");
        for (unsigned i = 0; i < 5; i++) {
            char far[32];
            struct sight s = play_tcp(p, what == ROUTED || what == MUTE ? "10.0.0.7" : who,
                                      (uint16_t)(40000 + i), at(far, "198.51", i * 300), 443, TCP_SYN);
            s.to = mac;
            for (unsigned k = 0; k < (what == MUTE ? 1u : 3u); k++, s.tcp_flags = TCP_ACK, s.opts = 0) {
                s.seq += k != 0;
                frame(p, s, what == ROUTED || what == MUTE ? 0x020000000007 : mac);
                play_wait(p, 30 * NSEC_MS);
                s.at = p->now;
            }
        }
        sweep(p, who, mac);
        expect_sweep(p, who, what == ROUTED);
    }
}

/* By IPv6: one from outside; and a host whose scan goes out by its own address, of its link's second net, and its
 * questions by another. */
static void scanners_are_brought_by_6(void **state)
{
    (void)state;
    char a[40];
    enum { SCAN, PROVEN, SCAN_BESIDE, PROVEN_BESIDE, CASES };
    for (unsigned what = SCAN; what < CASES; what++) {
        struct play *p = play_new_anywhere();
        const char *from = what >= SCAN_BESIDE ? "fd00:2::66" : "2a02:2e0::9";
        bool proven = what == PROVEN || what == PROVEN_BESIDE;
        for (unsigned i = 0; i < 60; i++) {
            if (!proven || i == 0)
                asked_cooked(p, "fd00:1::7", from, 20 + i, 0x020000000066, proven);
            snprintf(a, sizeof a, "fd00:1::%x", 0x100 + i);
            for (unsigned again = 0; again < 2; again++, play_wait(p, 200 * NSEC_MS))
                solicit(p, "fd00:1::1", 0x020000000066, a);
        }
        expect_sweep(p, "fd00:1::1", what <= PROVEN);
    }
}

/* A router that looked for all of them before it brought anything, and for nobody afterwards; where nobody said what is
 * at home, and only its own address showed at the link. Not so who is answered at a second address of his own. */
static void routers_look_first(void **state)
{
    (void)state;
    enum { DECLARED, UNKNOWN, SECOND, CASES };
    char a[32];
    for (unsigned what = DECLARED; what < CASES; what++) {
        struct play *p = what == DECLARED ? play_new(0, false) : play_new_anywhere();
        const char *net = what == DECLARED ? "10.0.0" : "203.0.113";
        char who[32], host[32];
        snprintf(who, sizeof who, "%s.1", net);
        snprintf(host, sizeof host, "%s.20", net);
        for (unsigned i = 0; i < 60; i++) {
            snprintf(a, sizeof a, "%s.%u", net, 40 + i);
            arp_twice(p, who, 0x020000000066, a, 400 * NSEC_MS);
        }
        for (unsigned i = 0; i < 3; i++)
            answer(p, host, what == SECOND ? "203.0.113.9" : "198.51.100.9", 0x020000000066);
        expect_sweep(p, who, what != SECOND);
    }
}

/* A cooked capture does not tell for whom the frames of the answers are. There the one whose frames bring a scanner
 * from beyond asks for whomever that one wants, and so does whose frames bring a single answer to what was answered.
 * Not so who brings some packets as a pretext, or a scan of hours ago; or when another brings what comes from outside;
 * or the scanner is a second address of his own, in his net or looked for by others; nor where receivers are known. */
static void scanners_are_brought(void **state)
{
    (void)state;
    enum { SCAN, BEFORE, PROVEN, FEW, HOURS_AGO, OTHER, BESIDE, SOUGHT, ETHERNET, CASES };
    const uint64_t mac = 0x020000000066;
    for (unsigned what = SCAN; what < CASES; what++) {
        struct play *p = play_new(0, false);
        const char *who = what <= PROVEN ? ROUTER : BOT;
        const char *from = what == BESIDE ? "10.0.0.77" : what == SOUGHT ? "10.9.9.9" : "198.51.100.9";
        if (what == OTHER)
            surf(p, 0x020000000001);
        if (what == SOUGHT)
            arp(p, "10.0.0.7", 0x020000000007, from);
        if (what == BEFORE)
            sweep(p, who, mac);
        if (what == ETHERNET)
            for (unsigned i = 0; i < 40; i++) {
                struct sight s = play_tcp(p, from, 40000, "10.0.0.7", (uint16_t)(20 + i), TCP_SYN);
                s.to = 0x020000000007;
                frame(p, s, mac);
                s = play_tcp(p, "10.0.0.7", s.dport, from, 40000, TCP_RST | TCP_ACK);
                s.to = 0x020000000001;
                frame(p, s, 0x020000000007);
            }
        else
            for (unsigned i = 0; i < (what == PROVEN ? 1 : what == FEW ? 8 : 40); i++) {
                asked_cooked(p, "10.0.0.7", from, 20 + i, mac, what == PROVEN);
                play_wait(p, 100 * NSEC_MS);
            }
        if (what == HOURS_AGO)
            play_wait(p, 2 * NSEC_HOUR);
        if (what != BEFORE)
            sweep(p, who, mac);
        expect_sweep(p, who, what <= PROVEN);
    }
}

/* A router that records itself, cooked: a scan from elsewhere of a net in which nobody is makes it look for all of
 * them. So does not a host that is asked itself at many doors, nor one that looks for others than those who were asked
 * for, or for many more. */
static void routers_look_for_nobody(void **state)
{
    (void)state;
    enum { ROUTED, ITSELF, OTHERS, MORE, CASES };
    const uint64_t own = UINT64_C(1) << 48 | 2;
    char a[32];
    for (unsigned what = ROUTED; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            unsigned host = what == ITSELF ? 0 : 2 + (what == MORE ? i % 2 * 59 : i);
            uint16_t port = (uint16_t)(what == ITSELF || what == MORE ? 20 + i : 445);
            at(a, what == OTHERS ? "10.1" : "10.0", host);
            struct sight s = play_tcp(p, "198.51.100.9", 40000, a, port, TCP_SYN);
            s.to = own;
            frame(p, s, 0x020000000099);
            arp_twice(p, ROUTER, own + 1, at(a, "10.0", 2 + i), 400 * NSEC_MS);
        }
        expect_sweep(p, ROUTER, what == ROUTED);
    }
}

/* At a bystander's port of a switch only questions for neighbours are heard. All look for the router, who looks for
 * whomever somebody out there wants; or he says that he is one. Whom few look for, and who is none of these, sweeps as
 * himself, also where he looks for somebody an hour later and the sweep is long over by then. */
static void routers_are_looked_for(void **state)
{
    (void)state;
    enum { SOUGHT, SAYS, NEITHER, OTHER, CASES };
    char a[32], b[32];
    for (unsigned what = SOUGHT; what < CASES; what++) {
        struct play *p = play_new(0, false);
        const char *who = what == OTHER ? BOT : ROUTER;
        for (unsigned i = 0; i < 12; i++) {
            arp(p, at(a, "10.0", 100 + i), 0x020000000100 + i,
                what == SAYS || what == NEITHER ? at(b, "10.0", 101 + i) : ROUTER);
            if (i % 6 == 0) /* he asks back, and is not answered either */
                arp(p, ROUTER, 0x020000000066, a);
            play_wait(p, 5 * NSEC_SEC);
        }
        struct sight s = play_tcp(p, ROUTER, 0, "224.0.0.18", 0, 0);
        s.proto = 112; /* VRRP */
        if (what == SAYS)
            frame(p, s, 0x020000000066);
        for (unsigned i = 0; i < 100; i++) {
            arp_twice(p, who, 0x020000000066, at(a, "10.0", i * 37 % 251), 200 * NSEC_MS);
        }
        play_wait(p, NSEC_HOUR);
        arp(p, who, 0x020000000066, "10.0.0.7");
        play_end(p);
        const struct play_alert *x = play_find(p, who, "sweep");
        assert_non_null(x);
        assert_string_equal(x->role, what <= SAYS ? "router" : "");
        assert_int_equal(play_loud(p), what > SAYS);
        play_free(p);
    }
}

/* A router that records itself, whose net is a bridge: first the port has the answer, for nobody that is
 * known, then the bridge has it, for the machine. The asker may be its neighbour on the other side. Who is
 * answered at a second address of his own is no router, nor is who sweeps behind a port, though the other
 * ports repeat it as the machine's own. */
static void bridges_have_a_router(void **state)
{
    (void)state;
    enum { ROUTED, SECOND, REPEATED };
    const uint64_t own = UINT64_C(1) << 48 | 7;
    char a[32];
    for (unsigned i = ROUTED; i <= REPEATED; i++) {
        struct play *p = play_new(0, false);
        const char *asks = i == SECOND ? "10.9.9.9" : "10.7.7.7", *who = i == REPEATED ? BOT : ROUTER;
        arp(p, asks, i == SECOND ? own : 0x020000000088, "10.0.0.7");
        for (unsigned k = 0; k < 3; k++) {
            answer(p, at(a, "10.0", 6 + k), asks, 0);
            struct sight s = play_tcp(p, a, 443, asks, 40000, TCP_RST | TCP_ACK);
            s.to = own;
            frame(p, s, 0x020000000007);
        }
        if (i == REPEATED)
            arp(p, who, 0x020000000066, "10.0.0.7");
        sweep(p, who, own);
        expect_sweep(p, who, i == ROUTED);
    }
}

/* A router that records itself, on all its sides: on that which is not at home it asks for whomever one of his own
 * wants. So does not who is at that side without being on it. */
static void routers_have_an_outer_side(void **state)
{
    (void)state;
    const uint64_t own = UINT64_C(1) << 48 | 7;
    char a[32];
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            struct sight s = play_tcp(p, "10.0.0.7", 40000, at(a, "198.51", 2 * i), 445, TCP_SYN);
            s.to = own;
            frame(p, s, 0x020000000007);
            arp(p, "198.51.0.250", bad ? 0x020000000066 : own, a);
            play_wait(p, 400 * NSEC_MS);
        }
        answer(p, "10.0.0.7", "203.0.113.9", own);
        play_end(p);
        const struct play_alert *x = play_find(p, "198.51.0.250", "sweep");
        assert_non_null(x);
        assert_string_equal(x->role, bad ? "" : "router");
        x = play_find(p, "10.0.0.7", "horizontal");
        assert_non_null(x);
        assert_string_equal(x->severity, "high");
        play_free(p);
    }
}

/* Live: `n` hosts asked so long after one another, and each answers after `rtt`, or none does. */
static struct play *ask_afar(unsigned n, nsec pause, nsec rtt, bool there)
{
    char a[32];
    struct play *p = play_new(0, true);
    struct sight asked[64];
    assert_true(n <= 64);
    for (unsigned i = 0; i < n && rtt < 200 * NSEC_MS; i++) { /* neighbours first, who answer at once */
        play_ask(p, "10.0.0.5", at(a, "10.0", 20 + i % 5), 22, 'w');
        play_wait(p, 300 * NSEC_MS);
    }
    nsec_wall start = p->now;
    for (unsigned i = 0, heard = 0; heard < n;) {
        nsec_wall ask = start + i * pause, hear = start + heard * pause + rtt;
        bool asks = i < n && ask <= hear;
        play_wait(p, (asks ? ask : hear) - p->now);
        if (asks) {
            snprintf(a, sizeof a, "10.%u.0.10", 20 + i);
            asked[i] = play_tcp(p, "10.0.0.5", (uint16_t)(40000 + i), a, 22, TCP_SYN);
            play_sight(p, &asked[i++]);
            continue;
        }
        struct sight s = asked[heard++];
        snprintf(a, sizeof a, "10.%u.0.10", 20 + heard - 1);
        struct sight t = play_tcp(p, a, 22, "10.0.0.5", s.sport, TCP_SYN | TCP_ACK);
        if (!there)
            continue;
        play_sight(p, &t);
        t = play_tcp(p, "10.0.0.5", s.sport, a, 22, TCP_ACK | TCP_PSH);
        t.payload = 20;
        play_sight(p, &t);
    }
    return p;
}

/* Whose servers are far away asks on before they answer: that is worth a low alert at most, until they turn
 * out not to be there. */
static void slow_answers_are_no_silence(void **state)
{
    (void)state;
    static const struct {
        unsigned n;
        nsec pause, rtt;
    } row[] = {{12, 20 * NSEC_MS, 250 * NSEC_MS},
               {60, 20 * NSEC_MS, 400 * NSEC_MS},
               {12, 15 * NSEC_MS, 150 * NSEC_MS}};
    for (unsigned i = 0; i < 3; i++) {
        struct play *p = ask_afar(row[i].n, row[i].pause, row[i].rtt, true);
        play_wait(p, 5 * NSEC_SEC);
        play_quiet(p);
        p = ask_afar(row[i].n, row[i].pause, row[i].rtt, false);
        assert_true(p->alerts > 0 && p->alert[0].targets < 20); /* told while it goes on, */
        play_wait(p, 5 * NSEC_SEC);
        assert_true(play_loud(p) > 0); /* and as what it is when that is known */
        play_free(p);
    }
}

/* Who hands out addresses asks first whether one is taken; as many as it hands out. */
static void servers_of_dhcp_ask_first(void **state)
{
    (void)state;
    char a[32];
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < (bad ? 5 : 40); i++)
            play_send(p, ROUTER, at(a, "10.0", i), IPPROTO_UDP, 67, 68);
        sweep(p, ROUTER, 0);
        play_end(p);
        const struct play_alert *x = play_find(p, ROUTER, "sweep");
        assert_non_null(x);
        assert_string_equal(x->role, bad ? "" : "router");
        play_free(p);
    }
}

/* Of its messages nothing is seen, but whoever is given an address tries it. Who is not there does not, nor can who
 * sweeps do so himself, nor is it for him that somebody comes to life long after. */
static void leases_are_tried(void **state)
{
    (void)state;
    enum { LEASES, NOBODY, HIMSELF, LATER, CASES };
    char a[32];
    for (unsigned what = LEASES; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            arp_twice(p, ROUTER, 0x020000000001, at(a, "10.0", 180 + i), 2 * NSEC_SEC);
            play_wait(p, (what == LATER ? 30 : 1) * NSEC_SEC);
            if (what != NOBODY)
                arp(p, "0.0.0.0", what == HIMSELF ? 0x020000000001 : 0x020000000100 + i, a);
            play_wait(p, 60 * NSEC_SEC);
        }
        play_explained(p, ROUTER, "sweep", what == LEASES, "router");
    }
}

/* Twelve hosts asked five times, once a minute, and no answer in sight; sixty hosts, once. */
static void rounds(void **state)
{
    (void)state;
    char a[32];
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            play_ask(p, BOT, at(a, "10.0", bad ? i : i % 12), 22, '-');
            play_wait(p, i % 12 == 11 ? NSEC_MINUTE : 50 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p), bad);
        assert_string_equal(p->alert[0].role, bad ? "" : "monitor");
        assert_non_null(strstr(p->alert[0].why, "one direction"));
        play_free(p);
    }
}

/* Where answers of others are in sight, one to whom nobody answers is not seen one way only, however he is
 * asked: by packets or as a flow. */
static void rounds_among_answers(void **state)
{
    (void)state;
    char a[32];
    for (unsigned flow = 0; flow < 2; flow++) {
        struct play *p = play_new(0, false);
        struct sight s = play_tcp(p, "10.0.0.7", 40000, "10.0.0.8", 445, TCP_SYN);
        s.kind = SIGHT_FLOW;
        s.outcome = SIGHT_SUCCESS;
        if (flow)
            play_sight(p, &s);
        else
            play_ask(p, "10.0.0.7", "10.0.0.8", 445, 'w');
        for (unsigned i = 0; i < 360; i++) {
            play_ask(p, BOT, at(a, "10.0", i % 60), 445, '-');
            play_wait(p, i % 60 == 59 ? NSEC_MINUTE : 50 * NSEC_MS);
        }
        play_end(p);
        const struct play_alert *x = play_find(p, BOT, NULL);
        assert_non_null(x);
        assert_string_equal(x->role, "");
        assert_string_equal(x->severity, "high");
        assert_null(strstr(x->why, "one direction"));
        play_free(p);
    }
}

/* It asks its callers who they are; a worm that looks for other doors of theirs. */
static void who_calls(void **state)
{
    (void)state;
    char a[32];
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            play_ask(p, "10.0.0.25", at(a, "198.51", i * 7), bad ? 139 : 113, i % 2 ? 'c' : '-');
            play_wait(p, 5 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p), bad);
        play_free(p);
    }
}

/* The same of a server of which only what it sends is heard, nobody having said that it is at home; and who asks
 * others than those that it lets in. */
static void who_calls_unheard(void **state)
{
    (void)state;
    static const char server[] = "203.0.113.25";
    char a[32];
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 60; i++) {
            uint16_t port = (uint16_t)(40000 + i);
            struct sight s = play_tcp(p, server, 25, at(a, "198.51", i * 7), port, TCP_SYN | TCP_ACK);
            play_sight(p, &s);
            s = play_tcp(p, server, 25, at(a, "198.51", i * 7), port, TCP_ACK | TCP_PSH);
            s.payload = 60;
            play_sight(p, &s);
            play_ask(p, server, at(a, "198.51", i * 7 + bad), 113, '-');
            play_wait(p, 5 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p), bad);
        play_free(p);
    }
}

/* A directory's server asks each of its clients for its shares, half a minute after it came; most let nobody in. It is
 * told before the tenth, as whoever goes from host to host, but low: loud, if all of them or half did not come, or
 * came an hour ago; or if it goes along the doors of the last one that came. */
static void calls_back(void **state)
{
    enum { CLIENTS, OTHERS, LATE, HALF, ALONG, CASES };
    (void)state;
    for (unsigned k = 0; k < CASES; k++) {
        struct play *p = play_new(0, true);
        for (unsigned i = 0; i < 40; i++) {
            unsigned who = k == ALONG ? 7 : i * 37 % 251;
            play_ask(p, play_host(1, k == OTHERS || (k == HALF && i % 2) ? who + 300 : who), "10.0.0.2", 389,
                     'w');
            play_wait(p, k == LATE ? NSEC_HOUR : 30 * NSEC_SEC);
            play_ask(p, "10.0.0.2", play_host(1, who), (uint16_t)(k == ALONG ? 445 + i : 445),
                     i % 5 ? '-' : 'c');
            play_wait(p, 5 * NSEC_SEC);
        }
        const struct play_alert *a = play_find(p, "10.0.0.2", k == ALONG ? "vertical" : "horizontal");
        assert_true(a && a->raised_after < 10);
        play_end(p);
        assert_int_equal(play_loud(p) > 0, k != CLIENTS);
        play_free(p);
    }
}

/* Peers of Bitcoin, of which one in five is there; the same at a port that peers have not. */
static void peers(void **state)
{
    (void)state;
    char a[32];
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 80; i++) {
            play_ask(p, BOT, at(a, "198.51", i * 29), bad ? 5555 : 8333, i % 5 ? '-' : 'w');
            play_wait(p, 4 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p), bad);
        play_free(p);
    }
}

/* One UDP socket and the addresses that peers believe to have; the same datagrams at ports that a scanner
 * chooses. */
static void candidates(void **state)
{
    (void)state;
    char a[32];
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            struct sight s =
                play_tcp(p, BOT, 50000, at(a, "10.9", i * 3), (uint16_t)(bad ? 161 : 40000 + i * 31), 0);
            s.proto = IPPROTO_UDP;
            s.payload = 20;
            s.stun = true;
            play_sight(p, &s);
            play_wait(p, NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p), bad);
        play_free(p);
    }
}

/* What a server of DHCP says to its clients is no question; the same from another port is. */
static void offers_are_no_questions(void **state)
{
    (void)state;
    char a[32];
    for (unsigned k = 0; k < 4; k++) {
        struct play *p = play_new(0, false);
        bool bad = k % 2, logged = k / 2;
        for (unsigned i = 0; i < 200; i++) {
            struct sight s = play_tcp(p, ROUTER, bad ? 40000 : 67, at(a, "10.0", i), 68, 0);
            s.proto = IPPROTO_UDP;
            s.knows = SIGHT_SPORT;
            s.kind = logged ? SIGHT_FLOW : SIGHT_PACKET;
            s.outcome = logged ? SIGHT_SILENT : SIGHT_OUTCOME_UNKNOWN;
            play_sight(p, &s);
            play_wait(p, 100 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p), bad);
        play_free(p);
    }
}

/* Two kinds of probes that only a fingerprinter sends: from inside a walk, from outside worth knowing; as one
 * lone echo is. */
static void fingerprints(void **state)
{
    (void)state;
    static const struct {
        const char *src, *severity;
        unsigned probes;
    } rows[] = {{BOT, "medium", 2}, {BOT, "low", 1}, {"203.0.113.9", "low", 2}};
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct play *p = play_new(0, false);
        for (unsigned k = 0; k < rows[i].probes; k++) {
            struct sight s = play_tcp(p, rows[i].src, 0, "10.0.0.5", 0, 0);
            s.proto = IPPROTO_ICMP;
            s.icmp_type = k ? 17 : 8;
            s.icmp_code = k ? 0 : 123;
            s.knows = SIGHT_TTL;
            play_sight(p, &s);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, rows[i].src, "vertical");
        assert_non_null(a);
        assert_string_equal(a->technique, "os-fingerprint");
        assert_string_equal(a->severity, rows[i].severity);
        play_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routers_look_first),
        cmocka_unit_test(scanners_are_brought),
        cmocka_unit_test(scanners_are_brought_by_6),
        cmocka_unit_test(routers_look_for_nobody),
        cmocka_unit_test(routers_are_looked_for),
        cmocka_unit_test(waves_are_one),
        cmocka_unit_test(few_are_no_wave),
        cmocka_unit_test(rounds_among_answers),
        cmocka_unit_test(nobody_hides_in_a_wave),
        cmocka_unit_test(nobody_routes_to_himself),
        cmocka_unit_test(slow_answers_are_no_silence),
        cmocka_unit_test(many_doors_are_no_wave),
        cmocka_unit_test(routers_ask_for_others),
        cmocka_unit_test(routers_are_gone_by),
        cmocka_unit_test(answers_go_out_by_the_router),
        cmocka_unit_test(bridges_have_a_router),
        cmocka_unit_test(servers_of_dhcp_ask_first),
        cmocka_unit_test(leases_are_tried),
        cmocka_unit_test(routers_have_an_outer_side),
        cmocka_unit_test(rounds),
        cmocka_unit_test(who_calls),
        cmocka_unit_test(who_calls_unheard),

        cmocka_unit_test(calls_back),
        cmocka_unit_test(fingerprints),
        cmocka_unit_test(peers),
        cmocka_unit_test(candidates),
        cmocka_unit_test(offers_are_no_questions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
