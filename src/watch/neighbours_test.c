/* On its own net a sweep is mostly a search for hosts that are not there. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/hash.h"

#define HOST   "10.1.0.66"
#define HOST_6 "fd00::66"

static const char *neighbour(bool v6, unsigned n)
{
    static char a[64];
    snprintf(a, sizeof a, v6 ? "fd00::1:%x" : "10.1.1.%u", n);
    return a;
}

/* Who answers is the machine of that hardware address; 0: nobody says. */
static void look_at(struct play *p, const char *me, const char *whom, bool there, uint64_t mac)
{
    for (unsigned reply = 0; reply < 1u + there; reply++) {
        struct sight s = play_tcp(p, reply ? whom : me, 0, reply ? me : whom, 0, 0);
        bool v6 = s.src.len == 16;
        s.kind = v6 ? SIGHT_PACKET : SIGHT_ARP;
        s.proto = v6 ? IPPROTO_ICMPV6 : 0;
        s.icmp_type = reply ? 136 : 135; /* RFC 4861 4.3, 4.4 */
        s.knows = 0;
        s.reply = reply;
        s.mac = reply ? mac : 0;
        play_sight(p, &s);
    }
}

static void look_for(struct play *p, const char *me, const char *whom, bool there)
{
    look_at(p, me, whom, there, 0);
}

/* It is not answered, and asks again, as systems and tools do. */
static void insist(struct play *p, const char *me, const char *whom, nsec gap)
{
    for (unsigned i = 0; i < 2; i++) {
        look_for(p, me, whom, false);
        play_wait(p, i ? gap : NSEC_SEC);
    }
}

/* In any order; of those that are there each gives that answer at port 445. Returns whether it is told before
 * the tenth. */
static bool is_told(bool v6, nsec gap, unsigned there_percent, char answer, uint64_t seed)
{
    struct rng r = rng_of(seed);
    struct play *p = v6 ? play_new_anywhere() : play_new(0, true);
    const char *me = v6 ? HOST_6 : HOST;
    for (unsigned i = 0; i < 9; i++) {
        const char *whom = neighbour(v6, 1 + (i * 83 + (unsigned)seed * 7) % 250);
        bool there = rng_below(&r, 100) < there_percent;
        look_for(p, me, whom, there);
        if (there)
            play_ask(p, me, whom, 445, answer);
        play_wait(p, gap);
    }
    if (v6) /* not live */
        play_end(p);
    bool told = p->alerts > 0;
    play_free(p);
    return told;
}

enum { SEEDS = 20 };

static void sweeps(void **state)
{
    (void)state;
    static const nsec gaps[] = {NSEC_SEC, 50 * NSEC_MS};
    static const unsigned there[] = {10, 25, 50};
    for (unsigned k = 0; k < 12; k++) {
        unsigned told = 0;
        for (uint64_t seed = 1; seed <= SEEDS; seed++)
            told += is_told(k % 2, gaps[k / 2 % 2], there[k / 4], 'c', seed);
        assert_true(told * 10 >= SEEDS * 9);
    }
}

/* Half of a net or more is there and lets it in at 445, and it knows some of them already; of the others one sees
 * only that they are looked for. Told before the tenth. Those whom others go to as well are no sweep, nor those
 * whom it asks for something else, nor one every few hours. */
enum hunt { HUNT, HUNT_KNOWN, SERVERS, PAGES, AT_LEISURE, HUNTS };

static bool is_hunted(enum hunt what, bool v6, uint64_t seed)
{
    struct play *p = v6 ? play_new_anywhere() : play_new(0, true);
    char whom[64];
    for (unsigned i = 0; i < 9; i++) {
        bool there = (i + seed) % 9 % 3 != 0 || (i == 4 && seed % 2);
        snprintf(whom, sizeof whom, "%s", neighbour(v6, 1 + (i * 83 + (unsigned)seed * 7) % 250));
        for (unsigned k = 0; what == SERVERS && there && k < 5; k++)
            play_ask(p, neighbour(v6, 251 + k), whom, 445, 'w');
        if (what != HUNT_KNOWN || !there)
            look_for(p, v6 ? HOST_6 : HOST, whom, there);
        if (there)
            play_ask(p, v6 ? HOST_6 : HOST, whom, what == PAGES ? 8009 : 445, 'o');
        play_wait(p, what == AT_LEISURE ? 3 * NSEC_HOUR : NSEC_SEC);
    }
    if (v6) /* not live */
        play_end(p);
    bool told = play_find(p, v6 ? HOST_6 : HOST, "sweep");
    play_free(p);
    return told;
}

static void hunts(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 2 * HUNTS; n++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++)
            assert_int_equal(is_hunted(n / 2, n % 2, seed), n / 2 <= HUNT_KNOWN);
}

/* Those that let it in show that the net was there when the others did not answer: who hears nothing at all may
 * have lost it, and is not taken as gravely. */
static void let_in_between(void **state)
{
    (void)state;
    for (unsigned heard = 0; heard < 2; heard++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 14; i++) {
            look_for(p, HOST, neighbour(false, 1 + i * 83 % 250), false);
            if (heard && i % 3 == 0)
                play_ask(p, HOST, neighbour(false, 10 + i), 445, 'o');
            play_wait(p, 2 * NSEC_SEC);
        }
        play_end(p);
        assert_true(play_find(p, HOST, "sweep"));
        assert_int_equal(play_loud(p) > 0, heard);
        play_free(p);
    }
}

/* One address after the other: grave before the tenth. */
static void in_order(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 9; i++) {
        look_for(p, HOST, neighbour(false, 20 + i), i % 4 == 1);
        play_wait(p, 70 * NSEC_MS);
    }
    assert_true(play_loud(p));
    play_free(p);
}

/* Six neighbours are off, and it asks for them all day; one more is looked for every hour, and each third of
 * these is off, too. */
static void some_are_off(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 2000; i++) {
        look_for(p, HOST, neighbour(false, 1 + i % 6 * 9), false);
        if (i % 200 == 199)
            look_for(p, HOST, neighbour(false, 100 + i / 100 * 5), i % 600 != 599);
        play_wait(p, 20 * NSEC_SEC);
    }
    assert_int_equal(p->alerts, 0);
    play_free(p);
}

/* A manager asks devices side by side for what they measure, round after round; a few are down. Its questions by ARP
 * say no more than that. */
static void rounds_along(void **state)
{
    (void)state;
    for (unsigned asks = 0; asks < 2; asks++) {
        struct play *p = play_new(0, false);
        for (unsigned round = 0; round < 6; round++)
            for (unsigned i = 0; i < 100; i++) {
                char whom[64];
                bool there = i % 14 != 5;
                snprintf(whom, sizeof whom, "%s", neighbour(false, 20 + i));
                if (!round)
                    look_for(p, HOST, whom, there);
                play_wait(p, NSEC_MS);
                if (asks)
                    play_send(p, HOST, whom, IPPROTO_UDP, (uint16_t)(40000 + round), 161);
                play_wait(p, NSEC_MS);
                if (asks && there)
                    play_send(p, whom, HOST, IPPROTO_UDP, 161, (uint16_t)(40000 + round));
                play_wait(p, i == 99 ? NSEC_MINUTE : 50 * NSEC_MS);
            }
        play_end(p);
        assert_int_equal(play_loud(p) > 0, !asks);
        play_free(p);
    }
}

/* Somebody's list, looked for all at once and again and again: one in six is off. Then, all are there. */
static void lists(void **state)
{
    (void)state;
    for (unsigned off = 0; off < 2; off++) {
        struct play *p = play_new(0, true);
        for (unsigned i = 0; i < 300; i++) {
            look_for(p, HOST, neighbour(false, 1 + i % 30 * 3), !off || i % 30 % 6 != 3);
            play_wait(p, i % 30 == 29 ? NSEC_MINUTE : 0);
        }
        assert_int_equal(p->alerts, 0);
        play_free(p);
    }
}

/* The first ten of a row are asked before the first answers. */
static void answers_to_come(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 10; i++)
        play_arp(p, HOST, neighbour(false, 1 + i), false);
    play_wait(p, NSEC_MS);
    for (unsigned i = 0; i < 10; i++)
        play_arp(p, neighbour(false, 1 + i), HOST, true);
    play_wait(p, 10 * NSEC_SEC);
    look_for(p, HOST, neighbour(false, 99), true);
    assert_int_equal(p->alerts, 0);
    play_free(p);
}

/* A hub that looks for its devices when it starts, in the order of its list, and works with those that are
 * on, be it half of them. Who looks through a whole net, finds one in three, wants their files, or is let in by few, does not
 * belong to them. */
static void hub(void **state)
{
    (void)state;
    enum { HUB, HALF, NET, GONE, FILES, SHUT, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < (what == NET ? 100 : 25); i++) {
            bool on = what == GONE ? i % 3 == 1 : what == HALF ? i * 7 % 25 < 12 : i % 4 < 3;
            char device[64];
            snprintf(device, sizeof device, "%s", neighbour(false, 20 + i));
            look_for(p, HOST, device, on);
            play_wait(p, NSEC_MS);
            if (on)
                play_ask(p, HOST, device, what == FILES ? 445 : i % 2 ? 80 : 55443, what == SHUT ? 'c' : 'w');
            play_wait(p, 200 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p) == 0, what <= HALF);
        const struct play_alert *a = play_find(p, HOST, "sweep");
        assert_true(a && strcmp(a->role, what <= HALF ? "management" : "") == 0);
        play_free(p);
    }
}

/* An administrator's list, at whatever door: all are there, and he works with each as he comes to it. Who
 * finds gaps, looks for all of them first, or is let in by few, walks. */
static void list_at_work(void **state)
{
    (void)state;
    enum { LIST, GAPS, FIRST, SHUT, CASES };
    for (unsigned n = 0; n < 2 * CASES; n++) {
        bool v6 = n % 2;
        unsigned what = n / 2;
        const char *me = v6 ? HOST_6 : HOST;
        struct play *p = v6 ? play_new_anywhere() : play_new(0, false);
        for (unsigned i = 0; what == FIRST && i < 150; i++, play_wait(p, NSEC_MS))
            look_for(p, me, neighbour(v6, 20 + i * 83 % 150), true);
        play_wait(p, what == FIRST ? 2 * NSEC_MINUTE : 0);
        for (unsigned i = 0; i < 150; i++) {
            char whom[64];
            bool there = what != GAPS || i % 4;
            snprintf(whom, sizeof whom, "%s", neighbour(v6, 20 + i * 83 % 150));
            if (what != FIRST)
                look_for(p, me, whom, there);
            play_wait(p, NSEC_MS);
            if (there)
                play_ask(p, me, whom, 22, what == SHUT && i % 3 ? 'c' : 'w');
            play_wait(p, 200 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p) == 0, what == LIST);
        play_free(p);
    }
}

/* Three servers look for 40 clients each, one in a minute, where a switch lets nobody hear what these answer, but
 * for the answers to the machine that records. Where others are heard to be answered these are sweeps; and who asks
 * again sweeps everywhere, at any pace. */
static void broadcasts_only(void **state)
{
    (void)state;
    enum { SWITCH, HEARD, PACE, ALONG, CASES };
    for (unsigned n = 0; n < 2 * CASES; n++) {
        bool v6 = n % 2;
        unsigned what = n / 2;
        struct play *p = v6 ? play_new_anywhere() : play_new(0, false);
        char me[64];
        for (unsigned i = 0; i < 40; i++) {
            snprintf(me, sizeof me, "%s", neighbour(v6, 5));
            look_for(p, me, neighbour(v6, 6 + i), true);
            for (unsigned k = 0; k < 3; k++) {
                snprintf(me, sizeof me, "%s", neighbour(v6, 2 + k));
                look_for(p, me, neighbour(v6, 10 + (i + k) * 83 % 240), false);
                play_wait(p, 20 * NSEC_SEC);
            }
            snprintf(me, sizeof me, "%s", neighbour(v6, 250));
            look_for(p, me, neighbour(v6, 2), what == HEARD);
        }
        for (unsigned i = 0; i < 100 && what >= PACE; i++)
            insist(p, v6 ? HOST_6 : HOST, neighbour(v6, 10 + (what == PACE ? i * 83 % 240 : i)),
                   what == PACE ? 100 * NSEC_MS : NSEC_MINUTE);
        play_end(p);
        assert_int_equal(play_loud(p), what == HEARD ? 3 : what != SWITCH);
        assert_true(what < PACE || play_find(p, v6 ? HOST_6 : HOST, "sweep"));
        play_free(p);
    }
}

/* At the port of a switch one hears whom somebody looks for, and what the machine there answers him by one of its
 * addresses or another. Who is answered does not ask again: a poller's list, all at once and in its order. Who asks
 * again looks for hosts that are not there, but for what is recorded twice; where others are heard to answer him those
 * that do not are not there; and a whole net is nobody's list, nor is a run without a gap that is over in a moment. */
static void asked_once(void **state)
{
    (void)state;
    enum { ONCE, COPIES, GAPS, AGAIN, OTHERS, NET, RUN, DENSE, LONG, CASES };
    for (unsigned n = 0; n < 2 * CASES; n++) {
        bool v6 = n % 2;
        unsigned what = n / 2;
        const char *me = v6 ? HOST_6 : HOST;
        struct play *p = v6 ? play_new_anywhere() : play_new(0, false);
        unsigned all = what == NET ? 200 : what == RUN ? 15 : what == DENSE || what == LONG ? 30 : 20;
        for (unsigned i = 0; i < all; i++) {
            unsigned number = what == GAPS ? i + i / 4 : what == DENSE ? i * 7 % 30 : i;
            const char *whom = neighbour(v6, 20 + number);
            bool its = i == 3 || i == 7;
            for (unsigned copy = 0; copy < 1u + (what == COPIES); copy++)
                look_at(p, me, whom, its, 0x020000000000 + (what == OTHERS ? i : 3));
            play_wait(p, what == LONG                                   ? 180 * NSEC_MS
                         : what == RUN || what == GAPS || what == DENSE ? 5 * NSEC_MS
                                                                        : NSEC_SEC);
            if (what == AGAIN && !its)
                look_for(p, me, whom, false);
            play_wait(p, 50 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p) > 0,
                         what > GAPS && !(what == DENSE && v6)); /* order is all that IPv6 shows */
        assert_true(play_find(p, me, "sweep"));
        play_free(p);
    }
}

/* Whether those whose hardware address is known are still there is asked of each alone, answered or not; who looks for hosts
 * asks all. */
static void checks(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 4; n++) {
        bool v6 = n % 2, to_all = n / 2;
        const char *me = v6 ? HOST_6 : HOST;
        struct play *p = v6 ? play_new_anywhere() : play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            struct sight s = play_tcp(p, me, 0, neighbour(v6, 20 + i), 0, 0);
            s.kind = v6 ? SIGHT_PACKET : SIGHT_ARP;
            s.proto = v6 ? IPPROTO_ICMPV6 : 0;
            s.icmp_type = 135;
            s.knows = 0;
            s.group = to_all;
            s.to = to_all ? 0 : 0x020000000000 + i;
            play_sight(p, &s);
            play_wait(p, 10 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(p->alerts > 0, to_all);
        play_free(p);
    }
}

enum { MINE = 0x66, MACHINE = 0x300 };

/* In Ethernet's frames: who asks is answered, and may send it something then. */
struct greeting {
    bool alone, elsewhere, sends; /* alone: asked in a frame for it; elsewhere: answered in one for another */
};

static void greet(struct play *p, const char *me, const char *whom, uint64_t mac, struct greeting how)
{
    for (unsigned reply = 0; reply < 2; reply++) {
        struct sight s = play_tcp(p, reply ? whom : me, 0, reply ? me : whom, 0, 0);
        bool v6 = s.src.len == 16;
        s.kind = v6 ? SIGHT_PACKET : SIGHT_ARP;
        s.proto = v6 ? IPPROTO_ICMPV6 : 0;
        s.icmp_type = reply ? 136 : 135;
        s.knows = 0;
        s.reply = reply;
        s.group = !reply && !how.alone;
        s.mac = reply ? mac : MINE;
        s.to = !reply ? 0 : how.elsewhere ? MINE + 1 : MINE;
        play_sight(p, &s);
    }
    static const uint8_t flags[] = {TCP_SYN, TCP_SYN | TCP_ACK, TCP_ACK, TCP_ACK | TCP_PSH};
    for (unsigned i = 0; how.sends && i < sizeof flags; i++) {
        bool back = i == 1;
        struct sight s =
            play_tcp(p, back ? whom : me, back ? 443 : 40000, back ? me : whom, back ? 40000 : 443, flags[i]);
        s.payload = flags[i] & TCP_PSH ? 80 : 0;
        s.mac = back ? mac : MINE;
        s.to = back ? MINE : mac;
        play_sight(p, &s);
    }
}

/* It says something to another one, or to all. */
static void speak(struct play *p, const char *who, uint64_t mac, bool to_all)
{
    char self[64];
    snprintf(self, sizeof self, "%s", who);
    struct sight s = play_tcp(p, self, 443, neighbour(strchr(self, ':') != NULL, 250), 40000, TCP_ACK);
    s.mac = mac;
    s.to = to_all ? 0 : 0x250;
    s.group = to_all;
    play_sight(p, &s);
}

/* Who asks a row of neighbours, is answered by all and sends nothing to any of them, looks for hosts. Not so who has
 * something for them, who asks those that it knows, in no order, or a few; nor is anything known where neither they are
 * heard to speak to others nor others to them, unless it asks in haste, or frames have other hardware addresses than ARP has. */
static void greets(void **state)
{
    (void)state;
    enum { ROW, OTHERS, HASTE, ERRAND, HASTY, KNOWN, SCATTERED, FEW, UNHEARD, REWRITTEN, CASES };
    for (unsigned n = 0; n < 2 * CASES; n++) {
        bool v6 = n % 2;
        unsigned what = n / 2;
        const char *me = v6 ? HOST_6 : HOST;
        struct play *p = v6 ? play_new_anywhere() : play_new(0, false);
        for (unsigned i = 0; i < (what == FEW ? 14 : 24); i++) {
            unsigned k = 20 + (what == SCATTERED ? i * 83 % 230 : i);
            char whom[64];
            snprintf(whom, sizeof whom, "%s", neighbour(v6, k));
            bool hasty = what == HASTE || what == HASTY;
            speak(p, whom, 0x1000 + k, what == UNHEARD || what == OTHERS || what == HASTE);
            greet(p, me, whom, 0x1000 + k,
                  (struct greeting){.alone = what == KNOWN,
                                    .elsewhere = what == REWRITTEN,
                                    .sends = what == ERRAND || what == HASTY});
            play_wait(p, hasty ? NSEC_MS : NSEC_SEC);
        }
        for (unsigned i = 0; what == OTHERS && i < 4; i++) {
            char other[64];
            snprintf(other, sizeof other, "%s", neighbour(v6, 240));
            greet(p, other, neighbour(v6, 200 + i), 0x2000 + i, (struct greeting){.sends = true});
        }
        play_wait(p, NSEC_SEC);
        speak(p, me, MINE, false);
        play_end(p);
        assert_int_equal(play_loud(p), what <= HASTE);
        assert_true(what > HASTE || play_find(p, me, "sweep"));
        play_free(p);
    }
}

/* At the port of a switch, where the machine there alone is heard to answer: who comes by it in a row and sends it
 * nothing wants nothing of the others either. A poller does. */
static void passes_by(void **state)
{
    (void)state;
    enum { SWEEP, POLLER, SCATTERED, CASES };
    for (unsigned n = 0; n < 2 * CASES; n++) {
        bool v6 = n % 2;
        unsigned what = n / 2;
        const char *me = v6 ? HOST_6 : HOST;
        struct play *p = v6 ? play_new_anywhere() : play_new(0, false);
        for (unsigned i = 0; i < 30; i++) {
            char whom[64];
            snprintf(whom, sizeof whom, "%s", neighbour(v6, 20 + (what == SCATTERED ? i * 83 % 230 : i)));
            speak(p, neighbour(v6, 27), MACHINE, false);
            if (i == 7)
                greet(p, me, whom, MACHINE, (struct greeting){.sends = what == POLLER});
            else
                look_for(p, me, whom, false);
            play_wait(p, 300 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p), what == SWEEP);
        assert_true(play_find(p, me, "sweep"));
        play_free(p);
    }
}

/* A server whose other direction is recorded nowhere talks with all whom it looks for. */
static void looks_and_talks(void **state)
{
    (void)state;
    for (unsigned silent = 0; silent < 2; silent++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            char whom[64];
            snprintf(whom, sizeof whom, "%s", neighbour(false, 10 + i * 83 % 240));
            if (silent)
                insist(p, HOST, whom, 0);
            else
                look_for(p, HOST, whom, false);
            struct sight s = play_tcp(p, HOST, (uint16_t)(40000 + i), whom, 22, TCP_SYN);
            if (!silent)
                play_sight(p, &s);
            s = play_tcp(p, HOST, s.sport, whom, 22, TCP_ACK | TCP_PSH);
            s.payload = 20;
            if (!silent)
                play_sight(p, &s);
            play_wait(p, NSEC_MINUTE);
        }
        play_end(p);
        assert_int_equal(play_loud(p), silent);
        play_free(p);
    }
}

static void tell_by(struct play *p, const char *src, bool flow, nsec ago, const char *dst, uint8_t proto)
{
    bool ping = proto == IPPROTO_ICMP;
    struct sight s = play_tcp(p, src, ping ? 0 : 67, dst, ping ? 0 : 68, 0);
    s.at -= ago;
    s.kind = flow ? SIGHT_FLOW : SIGHT_LOG;
    s.action = flow ? SIGHT_ACTION_NONE : SIGHT_PASSED;
    s.outcome = flow ? SIGHT_SILENT : SIGHT_OUTCOME_UNKNOWN;
    s.proto = proto;
    s.icmp_type = ping ? 8 : 0;
    s.knows = ping ? 0 : SIGHT_SPORT;
    play_sight(p, &s);
}

static void tell(struct play *p, bool flow, nsec ago, const char *dst, uint8_t proto)
{
    tell_by(p, "10.1.1.1", flow, ago, dst, proto);
}

/* Of neighbour solicitations a log tells the address that they are sent to, of one who is known to be there; of echo
 * requests whom somebody looks for. */
static void solicits_in_logs(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 4; k++) {
        bool flow = k / 2, echo = k % 2;
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 60; i++, play_wait(p, 300 * NSEC_MS)) {
            struct sight s = play_tcp(p, HOST_6, 0, neighbour(true, 20 + i * 83 % 230), 0, 0);
            s.kind = flow ? SIGHT_FLOW : SIGHT_LOG;
            s.action = flow ? SIGHT_ACTION_NONE : SIGHT_DROPPED;
            s.outcome = flow ? SIGHT_SILENT : SIGHT_OUTCOME_UNKNOWN;
            s.proto = IPPROTO_ICMPV6;
            s.icmp_type = echo ? 128 : 135;
            s.knows = 0;
            play_sight(p, &s);
        }
        if (echo)
            play_expect(p, HOST_6, "sweep", "ping");
        else
            play_quiet(p);
    }
}

/* A server of DHCP pings each address before it offers it, in a row; of flows the ping may be told after the offer.
 * Who offers none, one in three, or a minute later, or again and again the first, sweeps. */
static void hands_out(void **state)
{
    (void)state;
    enum { SERVER, LATE, NONE, FEW, LATER, SAME, CASES };
    for (unsigned k = 0; k < 2 * CASES; k++) {
        unsigned what = k % CASES;
        bool flow = k >= CASES;
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 90; i++) {
            if (what != LATE)
                tell(p, flow, 0, neighbour(false, 20 + i), IPPROTO_ICMP);
            play_wait(p, (what == LATER ? 60 : 1) * NSEC_SEC);
            if (what != NONE && (what != FEW || i % 3 == 0))
                tell(p, flow, 0, neighbour(false, what == SAME ? 20 : 20 + i), IPPROTO_UDP);
            play_wait(p, NSEC_SEC);
            if (what == LATE)
                tell(p, flow, 2 * NSEC_SEC, neighbour(false, 20 + i), IPPROTO_ICMP);
            play_wait(p, 20 * NSEC_SEC);
        }
        if (what < NONE)
            play_quiet(p);
        else
            play_expect_low(p, "10.1.1.1", "sweep", "ping");
    }
}

/* The same of flows at public addresses, where nobody said what is at home: who hands out addresses of its own net is on
 * it. Not so who names those of another. */
static void hands_out_public(void **state)
{
    (void)state;
    for (unsigned beside = 0; beside < 2; beside++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 70; i++) {
            char client[32];
            snprintf(client, sizeof client, "193.31.%u.%u", beside ? 24 : 25, 20 + i);
            tell_by(p, "193.31.24.2", true, 0, client, IPPROTO_ICMP);
            play_wait(p, NSEC_SEC);
            tell_by(p, "193.31.24.2", true, 0, client, IPPROTO_UDP);
            play_wait(p, 20 * NSEC_SEC);
        }
        if (beside)
            play_quiet(p);
        else
            play_expect_low(p, "193.31.24.2", "sweep", "ping");
    }
}

/* A host without a router, flooded in the names of many all over the world, looks for each of them to answer. Who is
 * called by others than those that he looks for sweeps, and so does who is called by all of his own net. */
static void callers(void **state)
{
    (void)state;
    enum { ITS, OTHERS, NEIGHBOURS, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 250; i++) {
            char caller[64], whom[64];
            snprintf(caller, sizeof caller, "%u.%u.7.9", 11 + (i + 1) * 37 % 200, i * 101 % 256);
            snprintf(whom, sizeof whom, "%u.%u.8.9", 11 + (i + 1) * 53 % 200, i * 101 % 256);
            if (what == NEIGHBOURS)
                snprintf(caller, sizeof caller, "%s", neighbour(false, 1 + i));
            play_send(p, caller, HOST, IPPROTO_TCP, (uint16_t)(2000 + i), (uint16_t)(1 + i * 7));
            insist(p, HOST, what == OTHERS ? whom : caller, NSEC_MS);
        }
        if (what == ITS)
            play_quiet(p);
        else
            play_expect(p, HOST, "sweep", "arp");
    }
}

/* A poller of 130 devices side by side, of which nine are off, three times. Who finds that service at one of three of
 * as many hosts, or asks only whether they are there, sweeps. */
static void polls(void **state)
{
    (void)state;
    enum { POLLER, SEEKER, MUTE, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 3 * 130; i++) {
            const char *whom = neighbour(false, 20 + i % 130);
            uint16_t port = (uint16_t)(40000 + i);
            bool there = i % 130 % 14 != 5;
            look_for(p, HOST, whom, there);
            if (what != MUTE)
                play_send(p, HOST, whom, IPPROTO_UDP, port, 161);
            play_wait(p, 2 * NSEC_MS);
            if (there && (what == POLLER || (what == SEEKER && i % 3 == 0)))
                play_send(p, whom, HOST, IPPROTO_UDP, 161, port);
            play_wait(p, i % 130 == 129 ? NSEC_MINUTE : 50 * NSEC_MS);
        }
        if (what == POLLER)
            play_quiet(p);
        else
            play_expect(p, HOST, "sweep", "arp");
    }
}

/* An address is tried, from none: three times, and announced (RFC 5227 2.1.1, 2.3), as by ARP as by neighbour
 * discovery. */
static void try_from(struct play *p, bool v6, uint64_t mac, const char *own, const char *whom)
{
    struct sight s = play_tcp(p, own, 0, whom, 0, 0);
    s.kind = v6 ? SIGHT_PACKET : SIGHT_ARP;
    s.proto = v6 ? IPPROTO_ICMPV6 : 0;
    s.icmp_type = 135; /* RFC 4861 4.3 */
    s.knows = 0;
    s.mac = mac;
    play_sight(p, &s);
}

/* One hardware address asks for a net from no address: quickly, or once a minute. It is honest where it takes them all,
 * as a repeater does for those behind it; where others take them, to whom it hands them out; where many try one each,
 * after a power cut; and where it tries some, all of which are taken. */
static void from_nowhere(void **state)
{
    (void)state;
    enum { SWEEP, SLOWLY, TAKES, LENDS, HANDS_OUT, MANY, DECLINES, CASES };
    for (unsigned n = 0; n < 2 * CASES; n++) {
        bool v6 = n % 2;
        unsigned what = n / 2, most = what == DECLINES ? 20 : what == LENDS ? 40 : 200;
        const char *none = v6 ? "::" : "0.0.0.0";
        struct play *p = v6 ? play_new_anywhere() : play_new(0, false);
        for (unsigned i = 0; i < most; i++) {
            char whom[64];
            uint64_t mac = 0x020000000000 + (what == MANY ? i : 0);
            snprintf(whom, sizeof whom, "%s", neighbour(v6, 1 + i));
            for (unsigned again = 0; again < 3; again++, play_wait(p, 10 * NSEC_MS))
                try_from(p, v6, mac, none, whom);
            if (what == TAKES)
                try_from(p, v6, mac, whom, whom);
            if (what == HANDS_OUT)
                try_from(p, v6, mac + 1 + i, none, whom);
            play_wait(p, what == SLOWLY ? NSEC_MINUTE : what >= HANDS_OUT ? NSEC_SEC : 0);
        }
        for (unsigned i = 0; i < most && what == LENDS; i++)
            try_from(p, v6, 0x020000000000, neighbour(v6, 1 + i), neighbour(v6, 254));
        play_end(p);
        assert_int_equal(play_find(p, none, "sweep") != NULL, what <= SLOWLY);
        assert_true(what <= SLOWLY || !play_loud(p));
        play_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sweeps),
                                       cmocka_unit_test(hunts),
                                       cmocka_unit_test(let_in_between),
                                       cmocka_unit_test(in_order),
                                       cmocka_unit_test(some_are_off),
                                       cmocka_unit_test(lists),
                                       cmocka_unit_test(rounds_along),
                                       cmocka_unit_test(answers_to_come),
                                       cmocka_unit_test(hub),
                                       cmocka_unit_test(list_at_work),
                                       cmocka_unit_test(broadcasts_only),
                                       cmocka_unit_test(asked_once),
                                       cmocka_unit_test(checks),
                                       cmocka_unit_test(looks_and_talks),
                                       cmocka_unit_test(hands_out),
                                       cmocka_unit_test(hands_out_public),
                                       cmocka_unit_test(solicits_in_logs),
                                       cmocka_unit_test(greets),
                                       cmocka_unit_test(passes_by),
                                       cmocka_unit_test(callers),
                                       cmocka_unit_test(polls),
                                       cmocka_unit_test(from_nowhere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
