/* Honest hosts of whom nobody says what they were answered: logs of what was asked or let through,
 * recordings of one direction, flows that are told too late. Beside each the scan that looks like it. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOST   "10.0.0.77"
#define SERVER "10.0.3.5"

/* Quiet; or not. */
static void judge(struct play *p, bool quiet)
{
    play_end(p);
    for (unsigned i = 0; quiet && play_loud(p) && i < p->alerts; i++)
        print_message("%s %s: %s\n", p->alert[i].severity, p->alert[i].kind, p->alert[i].why);
    assert_int_equal(play_accused(p) > 0, !quiet);
    play_free(p);
}

/* A line of a log that says no more than `action`. */
static void line(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t port,
                 uint8_t action)
{
    struct sight s = play_tcp(p, src, sport, dst, port, TCP_SYN);
    s.kind = SIGHT_LOG;
    s.action = action;
    play_sight(p, &s);
}

static void let(struct play *p, const char *dst, uint16_t port)
{
    line(p, HOST, (uint16_t)(40000 + p->salt % 20000), dst, port, SIGHT_PASSED);
}

static uint16_t any_port(unsigned i)
{
    return (uint16_t)(1025 + i * 7919 % 64000);
}

/* Data of FTP go to ports that the server names, once somebody is connected to it. Without that, or where
 * most are services' ports, they are tried. */
static void passive(void **state)
{
    (void)state;
    enum { SESSION, NO_SESSION, SERVICES, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        if (what != NO_SESSION)
            let(p, SERVER, 21);
        for (unsigned i = 0; i < 150; i++) {
            play_wait(p, 2 * NSEC_SEC);
            let(p, SERVER, what == SERVICES ? (uint16_t)(22 + i * 311 % 1000) : any_port(i));
        }
        judge(p, what == SESSION);
    }
}

/* So do those of active mode come from the server's port 20, in a log that does not even say what was let
 * through: where nobody asked for them, they are an FTP bounce. */
static void active(void **state)
{
    (void)state;
    for (unsigned asked = 0; asked < 2; asked++) {
        struct play *p = play_new(0, false);
        if (asked)
            line(p, HOST, 50000, SERVER, 21, SIGHT_ACTION_NONE);
        for (unsigned i = 0; i < 120; i++) {
            play_wait(p, 2 * NSEC_SEC);
            line(p, SERVER, 20, HOST, any_port(i), SIGHT_ACTION_NONE);
        }
        judge(p, asked);
    }
}

/* RPC: the port mapper is asked for each port. Who asks it once, or takes ports that no mapper gives, tries
 * them. */
static void mapped(void **state)
{
    (void)state;
    enum { EACH, ONCE, LOW, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            if (what != ONCE || i == 0)
                let(p, SERVER, 135);
            let(p, SERVER, (uint16_t)((what == LOW ? 2000 : 49152) + i * 37 % 1000));
            play_wait(p, 20 * NSEC_SEC);
        }
        judge(p, what == EACH);
    }
}

/* Round after round at the same eighty, of which some are away each time; or after a while once more at all.
 * A sweep asks each three times at once. */
static void rounds(void **state)
{
    (void)state;
    enum { ROUNDS, AGAIN, SWEEP, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned round = 0; round < (what == ROUNDS ? 3 : what == AGAIN ? 2 : 1); round++) {
            for (unsigned i = 0; i < 80; i++) {
                if (what != ROUNDS || (i + round) % 7)
                    let(p, play_host(3, i * 7), 22);
                if (what == SWEEP)
                    let(p, play_host(3, i * 7), 22);
                play_wait(p, NSEC_SEC);
            }
            play_wait(p, NSEC_HOUR);
        }
        judge(p, what != SWEEP);
    }
}

/* Whom nobody called one of ours, in a log without a word of what was done: the web all over the world is
 * asked for by those who are here; of two nets, by who looks from elsewhere. */
static void web(void **state)
{
    (void)state;
    for (unsigned here = 0; here < 2; here++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 200; i++) {
            char dst[32];
            snprintf(dst, sizeof dst, "%u.%u.%u.9", here ? 60 + i % 70 : 60, here ? i : i % 2, i % 250);
            line(p, "62.96.1.9", (uint16_t)(40000 + i), dst, i % 4 ? 443 : 80, SIGHT_ACTION_NONE);
            play_wait(p, NSEC_SEC);
        }
        judge(p, here);
    }
}

/* A relay of Tor calls others, and asks them for the directory. Who does so in one net, fast, or at any other
 * port looks for them. */
static void relay(void **state)
{
    (void)state;
    enum { RELAY, NET, FAST, OTHER, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 100; i++) {
            char dst[32];
            snprintf(dst, sizeof dst, "%u.%u.%u.9", what == NET ? 60 : 30 + i % 60, what == NET ? i % 2 : i,
                     i * 7 % 250);
            let(p, dst, i % 3 ? 9001 : what == OTHER ? 9002 : 9030);
            play_wait(p, what == FAST ? 100 * NSEC_MS : NSEC_MINUTE);
        }
        judge(p, what == RELAY);
    }
}

static void ping_line(struct play *p, const char *dst)
{
    struct sight s = play_tcp(p, HOST, 0, dst, 0, 0);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_PASSED;
    s.proto = IPPROTO_ICMP;
    s.icmp_type = 8;
    s.knows = SIGHT_TTL;
    play_sight(p, &s);
}

/* Pings one after the other, and works with those that are there. A sweep works with none, or with few, or
 * only when it is through; or it tries many doors of each. */
static void pings_and_works(void **state)
{
    (void)state;
    enum { WORKS, SWEEPS, FEW, AFTERWARDS, MANY_DOORS, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 80; i++) {
            const char *dst = play_host(3, i % 40 * 7);
            bool second = i >= 40, there = what == FEW ? i % 3 == 0 : i % 7 != 6;
            if (!second)
                ping_line(p, dst);
            play_wait(p, 100 * NSEC_MS);
            if (there && what != SWEEPS && second == (what == AFTERWARDS)) {
                let(p, dst, 445);
                let(p, dst, 135);
                let(p, dst, (uint16_t)(49152 + i * 37 % 1000));
            }
            for (unsigned k = 0; what == MANY_DOORS && !second && k < 5; k++)
                let(p, dst, (uint16_t)(5000 + k * 100));
            play_wait(p, 10 * NSEC_SEC);
        }
        judge(p, what == WORKS);
    }
}

/* Management of Windows hosts, where everybody else goes elsewhere: each tells it a port of its own. Who asks all
 * at the same three tries them. */
static void managed(void **state)
{
    (void)state;
    for (unsigned same = 0; same < 2; same++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 400; i++) { /* what everybody does */
            char other[ADDR_TEXT_MAX];
            snprintf(other, sizeof other, "%s", play_host(5, i % 40));
            line(p, other, (uint16_t)(40000 + i), play_host(2, i % 8), 8530, SIGHT_PASSED);
        }
        for (unsigned i = 0; i < 40; i++) {
            const char *dst = play_host(3, i * 7);
            ping_line(p, dst);
            play_wait(p, 100 * NSEC_MS);
            let(p, dst, 445);
            let(p, dst, 135);
            let(p, dst, (uint16_t)(49152 + (same ? 2 : i * 37 % 1000)));
            play_wait(p, 10 * NSEC_SEC);
        }
        judge(p, !same);
    }
}

static void datagram(struct play *p, const char *dst, uint16_t port)
{
    struct sight s = play_tcp(p, HOST, 41641, dst, port, 0);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_PASSED;
    s.proto = IPPROTO_UDP;
    s.knows = SIGHT_SPORT | SIGHT_TTL | SIGHT_IPID;
    play_sight(p, &s);
}

/* A mesh's member tries its peers elsewhere, and at addresses of their own nets. */
static void mesh(void **state)
{
    (void)state;
    for (unsigned peers = 0; peers < 2; peers++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 25; i++) {
            char peer[32];
            snprintf(peer, sizeof peer, "%u.51.100.%u", 198 - i * 7, i + 1);
            if (peers)
                datagram(p, peer, (uint16_t)(20000 + i * 1009));
            datagram(p, play_host(9, i * 14), 41641);
            datagram(p, play_host(9, i * 14 + 7), 41641);
            play_wait(p, 7 * NSEC_SEC);
        }
        judge(p, peers);
    }
}

/* Of a connection of which one direction is recorded: that it goes on shows that it was answered. */
static void one_way(struct play *p, const char *dst)
{
    struct sight s = play_tcp(p, HOST, (uint16_t)(40000 + p->salt % 20000), dst, 22, TCP_SYN);
    play_sight(p, &s);
    p->now += NSEC_MS;
    s = play_tcp(p, HOST, s.sport, dst, 22, TCP_ACK);
    play_sight(p, &s);
    s = play_tcp(p, HOST, s.sport, dst, 22, TCP_ACK | TCP_PSH);
    s.payload = 80;
    play_sight(p, &s);
}

/* Whom it looked for, by ping or ARP, it went on to connect to. Who gets no further than to look, or than to
 * ask, sweeps. */
static void found(void **state)
{
    (void)state;
    enum { CONNECTS, LOOKS, ASKS, CASES };
    for (unsigned what = 0; what < CASES; what++)
        for (unsigned ping = 0; ping < 2; ping++) {
            struct play *p = play_new(0, false);
            for (unsigned i = 0; i < 40; i++) {
                const char *dst = play_host(0, 100 + i * 3);
                if (ping)
                    play_icmp(p, HOST, dst, 8);
                else
                    play_arp(p, HOST, dst, false);
                play_wait(p, what == LOOKS ? NSEC_SEC : NSEC_MS);
                if (what == LOOKS && !ping)
                    play_arp(p, HOST, dst, false);
                if (what == CONNECTS)
                    one_way(p, dst);
                else if (what == ASKS)
                    play_ask(p, HOST, dst, 22, '-');
                play_wait(p, 2 * NSEC_SEC);
            }
            judge(p, what == CONNECTS);
        }
}

/* At a switch one hears whom all look for, and nobody who is found. Who asks again for many in a row, or for many where
 * nobody else asks, sweeps; and where others are heard to be answered. */
static void broadcasts(void **state)
{
    (void)state;
    enum { SERVES, IN_A_ROW, ALONE, HEARD, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            for (unsigned again = 0; again < 1u + (what == IN_A_ROW || what == ALONE); again++) {
                play_arp(p, HOST, play_host(0, what == IN_A_ROW ? 100 + i : i * 67 % 1200), false);
                play_wait(p, NSEC_SEC);
            }
            for (unsigned k = 0; k < 4 && what != ALONE; k++) {
                char other[ADDR_TEXT_MAX];
                snprintf(other, sizeof other, "%s", play_host(1, i * 4 + k));
                const char *its = i % 2 ? "10.0.0.254" : "10.0.0.253";
                play_arp(p, other, its, false);
                if (what == HEARD)
                    play_arp(p, its, other, true);
                play_wait(p, 10 * NSEC_SEC);
            }
        }
        play_end(p);
        assert_int_equal(play_loud(p) > 0, what != SERVES);
        play_free(p);
    }
}

static void flow(struct play *p, const char *src, const char *dst, uint16_t port, uint8_t outcome,
                 nsec_wall at)
{
    struct sight s = play_tcp(p, src, (uint16_t)(40000 + p->salt % 20000), dst, port, TCP_SYN);
    s.kind = SIGHT_FLOW;
    s.outcome = outcome;
    s.at = at;
    s.knows = SIGHT_SPORT;
    play_sight(p, &s);
}

/* A server of mail asks back who comes, in flows that are told when they end: its question, which nobody answers,
 * before the mail. Who asks those that do not come looks for them. */
static void asked_back(void **state)
{
    (void)state;
    for (unsigned came = 0; came < 2; came++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 200; i++) {
            nsec_wall began = p->now;
            play_wait(p, NSEC_SEC);
            flow(p, HOST, play_outside(i * 211), 113, i % 2 ? SIGHT_REFUSED : SIGHT_SILENT,
                 began + 350 * NSEC_MS);
            play_wait(p, 3 * NSEC_SEC);
            if (came)
                flow(p, play_outside(i * 211), HOST, 25, SIGHT_SUCCESS, began);
            flow(p, HOST, play_host(3, i % 3), 389, SIGHT_SUCCESS,
                 p->now); /* so that it does not ask for that alone */
            play_wait(p, 6 * NSEC_SEC);
        }
        judge(p, came);
    }
}

/* Flows of one direction: that a host was let in is known from its own packets, also of a question that waited for
 * more, and nobody's answers were heard. */
static void let_in_unheard(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    struct sight s = play_tcp(p, "10.0.0.78", 40000, play_outside(1), 113, 0);
    s.kind = SIGHT_FLOW;
    s.outcome = SIGHT_SUCCESS;
    s.knows = SIGHT_SPORT | SIGHT_COUNTS;
    s.packets = 5;
    play_sight(p, &s);
    for (unsigned i = 0; i < 60; i++) {
        play_wait(p, 4 * NSEC_SEC);
        flow(p, HOST, play_host(3, i), 445, SIGHT_SILENT, p->now);
    }
    play_end(p);
    assert_non_null(play_find(p, HOST, "horizontal"));
    assert_non_null(strstr(play_find(p, HOST, "horizontal")->why, "one direction"));
    play_free(p);
}

/* What is asked in rounds, with somebody else's connection that was answered in the same log. */
struct tour {
    unsigned hosts, ports, rounds;
    nsec_wall each, pause; /* between questions; between rounds */
    unsigned then;         /* hosts that it had not asked before, after the last round */
    bool quiet;
};

static void tour(const struct tour *t)
{
    struct play *p = play_new(0, false);
    flow(p, "10.0.0.78", SERVER, 22, SIGHT_SUCCESS, p->now);
    for (unsigned round = 0; round < t->rounds; round++) {
        for (unsigned i = 0; i < t->hosts * t->ports; i++) {
            let(p, play_host(4, i / t->ports), (uint16_t)(9100 + i % t->ports));
            play_wait(p, t->each);
        }
        play_wait(p, t->pause);
    }
    for (unsigned i = 0; i < t->then; i++)
        let(p, play_host(4, t->hosts + i), 9100);
    judge(p, t->quiet);
}

/* A balancer's checks, scrapes, probes of every host of a net, side by side and round after round. Not who repeats his
 * sweep to be sure, who sweeps the same net three times in a day, each address twice, or who goes on to others. */
static void tours(void **state)
{
    (void)state;
    static const struct tour rows[] = {
        {40, 2, 36, NSEC_MS, 5 * NSEC_SEC, 0, true},    {70, 3, 15, 10 * NSEC_MS, 13 * NSEC_SEC, 0, true},
        {250, 1, 12, NSEC_SEC, 50 * NSEC_SEC, 0, true}, {250, 1, 1, NSEC_SEC, 0, 0, false},
        {250, 1, 8, 10 * NSEC_MS, NSEC_SEC, 0, false},  {250, 1, 6, 100 * NSEC_MS, 4 * NSEC_HOUR, 0, false},
        {250, 20, 8, NSEC_MS, NSEC_MINUTE, 0, false},   {30, 1, 20, NSEC_SEC, 50 * NSEC_SEC, 30, false},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        tour(&rows[i]);
}

/* Eighteen controllers, asked again every ten minutes, and none is heard. Who asks each once looks for
 * them. */
static void controllers(void **state)
{
    (void)state;
    for (unsigned again = 0; again < 2; again++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 18 * 10; i++) {
            play_send(p, HOST, play_host(3, (again ? i % 18 : i) * 9), IPPROTO_UDP, (uint16_t)(50000 + i),
                      389);
            play_wait(p, i % 18 == 17 ? 10 * NSEC_MINUTE : 100 * NSEC_MS);
        }
        judge(p, again);
    }
}

/* What a gateway of tunnels sends back to each of its peers, at the port of his, for a while. Who sends once to
 * each tries ports. */
static void gateway(void **state)
{
    (void)state;
    for (unsigned goes_on = 0; goes_on < 2; goes_on++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 60; i++)
            for (unsigned k = 0; k < (goes_on ? 20 : 1); k++) {
                char peer[32];
                snprintf(peer, sizeof peer, "%u.%u.7.%u", 60 + i, i * 3, i + 1);
                play_send(p, "62.96.1.9", peer, IPPROTO_UDP, 51820, any_port(i));
                play_wait(p, NSEC_SEC);
            }
        judge(p, goes_on);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passive),     cmocka_unit_test(active),
        cmocka_unit_test(mapped),      cmocka_unit_test(rounds),
        cmocka_unit_test(tours),       cmocka_unit_test(relay),
        cmocka_unit_test(web),         cmocka_unit_test(pings_and_works),
        cmocka_unit_test(mesh),        cmocka_unit_test(found),
        cmocka_unit_test(controllers), cmocka_unit_test(gateway),
        cmocka_unit_test(asked_back),  cmocka_unit_test(managed),
        cmocka_unit_test(broadcasts),  cmocka_unit_test(let_in_unheard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
