/* A watch that lives on: what it tells while something goes on, the account of a day, and what a new process
 * takes over of the one before. */
#include "watch/priv_play.h"

#include "watch/detect/wave.h"
#include "watch/ledger/asker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SCANNER "203.0.113.9"
#define BOT     "10.0.0.66"

/* Live: told when the evidence suffices, when it has become graver, and at the end, with everything; counted
 * once. From inside at once, from outside when those could be seen that belong to it. */
static void told_live(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    struct watch_stats stats;
    for (uint16_t port = 1; port <= 30; port++)
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(port * 111), 'c');
    assert_int_equal(p->alerts, 0);
    play_wait(p, 11 * NSEC_SEC);
    assert_int_equal(p->alerts, 1);
    assert_true(p->alert[0].ongoing && p->alert[0].targets == 30);
    play_free(p);
    p = play_new(0, true);
    for (uint16_t port = 1; port <= 30; port++)
        play_ask(p, BOT, "10.0.0.5", (uint16_t)(port * 111), 'c');
    unsigned n = p->alerts;
    assert_true(n >= 1 && n <= 3);
    assert_true(p->alert[0].ongoing && p->alert[0].targets < 10);
    for (unsigned i = 1; i < n; i++)
        assert_true(p->alert[i].ongoing && strcmp(p->alert[i].severity, p->alert[i - 1].severity) != 0);
    play_end(p);
    assert_int_equal(p->alerts, n + 1);
    assert_true(!p->alert[n].ongoing && p->alert[n].targets == 30);
    watch_stats(p->w, &stats);
    assert_int_equal(stats.alerts, 1);
    play_free(p);
}

/* From inside, medium becomes high at whichever door that is, not only when the scan has doubled. */
static void told_when_grave(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (uint16_t port = 1; port <= 30; port++)
        play_ask(p, BOT, "10.0.0.5", (uint16_t)(port * 111), 'c');
    unsigned high = 0;
    while (high < p->alerts && strcmp(p->alert[high].severity, "high") != 0)
        high++;
    assert_in_range(high, 1, p->alerts - 1);
    assert_true(p->alert[high].targets & (p->alert[high].targets - 1));
    play_free(p);
}

/* A new process with the tables of the one before. */
static struct play *reborn(struct play *old)
{
    struct region from[WATCH_REGIONS], to[WATCH_REGIONS];
    struct play *p = play_new(0, true);
    unsigned n = watch_regions(old->w, from);
    assert_int_equal(watch_regions(p->w, to), n);
    assert_string_equal(from[3].name, "ledgers"); /* watch_telling() counts on it */
    for (unsigned i = 0; i < n; i++) {
        uint8_t *piece = malloc(from[i].most);
        assert_non_null(piece);
        assert_string_equal(from[i].name, to[i].name);
        assert_true(from[i].form == to[i].form && from[i].pieces == to[i].pieces);
        for (uint32_t k = 0; k < from[i].pieces; k++) {
            size_t len = from[i].get(from[i].of, k, piece);
            assert_true(len <= from[i].most);
            if (!len)
                continue;
            uint8_t *junk = malloc(len);
            assert_non_null(junk);
            memset(junk, 0xa5, len);
            (void)to[i].put(to[i].of, k, junk, len); /* anything is survived, */
            bool lines = len > sizeof(struct asker) && strcmp(to[i].name, "suspects") == 0;
            if (!lines) /* what is cut off is refused; of several lines, only the last one */
                assert_false(to[i].put(to[i].of, k, piece, len - 1) && len > 24);
            free(junk);
            assert_true(to[i].put(to[i].of, k, piece, len));
        }
        free(piece);
    }
    p->now = old->now;
    p->salt = old->salt;
    play_free(old);
    return p;
}

/* A line of a firewall's log. */
static void line(struct play *p, const char *src, uint16_t port, bool again)
{
    struct sight s = play_tcp(p, src, 40000, "10.0.0.5", port, TCP_SYN);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_DROPPED;
    s.again = again;
    play_sight(p, &s);
    play_wait(p, NSEC_SEC);
}

/* What stands in logs alone is not written with its alert: its lines are read again after a kill, and would
 * count twice. */
static void read_again(void **state)
{
    (void)state;
    for (unsigned heard = 0; heard < 2; heard++) {
        struct play *p = play_new(0, true);
        for (uint16_t port = 1; port <= 12; port++)
            line(p, BOT, port, !heard || port != 3);
        assert_true(p->alerts > 0);
        assert_int_equal(p->alert[0].kept, heard);
        play_free(p);
    }
}

/* After a restart a server of FTP goes on to call back who asked it before, at doors that are shut; nobody
 * else may. */
static void called_back(void **state)
{
    (void)state;
    for (unsigned asked = 0; asked < 2; asked++) {
        struct play *p = play_new(0, true);
        play_ask(p, asked ? "10.0.0.7" : "10.0.0.8", "10.0.0.21", 21, 'w');
        p = reborn(p);
        for (uint16_t i = 0; i < 19; i++) {
            struct sight s = play_tcp(p, "10.0.0.21", 20, "10.0.0.7", (uint16_t)(40000 + i * 37), TCP_SYN);
            play_sight(p, &s);
            play_wait(p, 20 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p) > 0, !asked);
        play_free(p);
    }
}

static void frame(struct play *p, struct sight s, uint64_t mac)
{
    s.mac = mac;
    play_sight(p, &s);
    play_wait(p, NSEC_SEC);
}

/* Who was seen to be a router, or a host whose IPv6 leads nowhere, is one after a restart, too. */
static void known_before(void **state)
{
    (void)state;
    enum { HOST = 7, GATE = 1, BEFORE = 40, AFTER = 12 };
    static const char six[] = "2001:db8:7::7";
    char far[ADDR_TEXT_MAX];
    struct play *p = play_new(0, true);
    for (uint16_t i = 0; i < BEFORE + AFTER; i++) {
        if (i == BEFORE)
            p = reborn(p);
        snprintf(far, sizeof far, "2606:2800:%x::1", i + 1);
        struct sight s = play_tcp(p, six, (uint16_t)(40000 + i), far, 443, TCP_SYN);
        play_sight(p, &s);
        play_wait(p, i < BEFORE ? 250 * NSEC_MS : 3 * NSEC_SEC);
        if (i < BEFORE) {
            frame(p, play_tcp(p, "10.0.0.7", s.sport, play_outside(i), 443, TCP_SYN), HOST);
            frame(p, play_tcp(p, play_outside(i), 443, "10.0.0.7", s.sport, TCP_SYN | TCP_ACK), GATE);
        }
    }
    for (unsigned i = 0; i < 60; i++) {
        struct sight s = {.at = p->now, .kind = SIGHT_ARP, .vlan = SIGHT_NO_VLAN};
        (void)addr_parse("10.0.0.1", &s.src);
        (void)addr_parse(play_host(0, 100 + i), &s.dst);
        frame(p, s, GATE);
    }
    play_end(p);
    assert_int_equal(play_loud(p), 0);
    assert_string_equal(play_find(p, "10.0.0.1", "sweep")->role, "router");
    assert_string_equal(play_find(p, six, NULL)->role, "cut-off");
    play_free(p);
}

/* Questions that were open when the watch stopped are no failures, whatever their number. */
static void open_at_the_end(void **state)
{
    (void)state;
    for (unsigned n = 14; n <= 60; n += 46) {
        struct play *p = play_new(0, true);
        for (unsigned i = 0; i < n; i++) {
            play_ask(p, BOT, play_host(20 + i, i), 9102, '-');
            play_wait(p, NSEC_MS / 4);
        }
        assert_int_equal(p->alerts, 0);
        p = reborn(p);
        for (unsigned i = 0; i < 2; i++) {
            play_wait(p, 2 * NSEC_SEC);
            play_ask(p, BOT, play_host(100, i), 9102, 'w');
        }
        play_wait(p, 10 * NSEC_SEC);
        assert_int_equal(p->alerts, 0);
        play_free(p);
    }
}

/* A plan that goes on after a restart is the same plan, also of packets that differ. */
static void plans_over_restarts(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned half = 0; half < 2; half++) {
        for (unsigned i = 0; i < 300; i++) {
            char src[32];
            snprintf(src, sizeof src, "203.0.113.%u", 10 + i % 100);
            struct sight s = play_tcp(p, src, (uint16_t)(20000 + i), play_host(5 + half, i), 22, TCP_SYN);
            s.win = (uint16_t)(1000 + i % 20);
            play_sight(p, &s);
            play_wait(p, 2 * NSEC_SEC);
        }
        play_wait(p, NSEC_MINUTE);
        if (!half)
            p = reborn(p);
    }
    p->alerts = 0;
    play_end(p);
    unsigned plans = 0;
    for (unsigned i = 0; i < p->alerts; i++)
        plans += strcmp(p->alert[i].kind, "distributed") == 0;
    assert_int_equal(plans, 1);
    assert_true(play_find(p, NULL, "distributed")->srcs >= 95);
    play_free(p);
}

/* Of a wave nobody is lost in a restart: its members are in the day's account, together, or as a plan. */
static void waves_over_restarts(void **state)
{
    (void)state;
    char a[32];
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 800 * 6; i++) {
        snprintf(a, sizeof a, "66.7.%u.%u", i / 6 / 250, i / 6 % 250 + 1);
        p->salt = p->salt * 1664525 + 1013904223;
        struct sight s =
            play_tcp(p, a, (uint16_t)(1024 + i), play_host(0, i % 250), (uint16_t)(p->salt >> 8), TCP_SYN);
        s.win = (uint16_t)p->salt;
        play_sight(p, &s);
        play_wait(p, NSEC_MS);
    }
    play_wait(p, 10 * NSEC_SEC);
    p = reborn(p);
    play_wait(p, 10 * NSEC_SEC);
    assert_int_equal(p->alerts, 0);
    play_wait(p, NSEC_DAY);
    unsigned n = 0;
    for (unsigned i = 0; i < p->alerts; i++)
        if (p->alert[i].daily && strcmp(p->alert[i].kind, "distributed") == 0)
            n += (unsigned)p->alert[i].srcs;
    assert_in_range(n, 800 - WAVE_FREE - 20, 800 - WAVE_FREE);
    play_free(p);
}

#define AT(member) offsetof(struct ledger, member)

/* What a file says of a ledger can be wrong in any of its bytes: whatever counts, is added up or is a place
 * in an array must be possible. */
static void damaged_in_a_file(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint8_t byte;
    } wrong[] = {
        {AT(walk.step[0].what), 7 << 3},
        {AT(marks.shapes), MARKS_SHAPES + 1},
        {AT(n_events), LEDGER_EVENTS + 1},
        {AT(walk.before) + 3, 0x7e},
        {AT(rest_peak) + 3, 0xbf},
        {AT(peak) + 3, 0x7e},
        {AT(fresh) + 7, 0x70},
        {AT(raised) + 7, 0x80},
        {AT(last_dst.len), 5},
        {sizeof(struct ledger) + 5 + 48 + 2, 1},
    };
    struct region r[WATCH_REGIONS];
    struct play *p = play_new(0, true), *other = play_new(0, true);
    for (uint16_t i = 0; i < 5; i++)
        play_ask(p, BOT, "10.0.0.5", (uint16_t)(i * 97 + 1), 'c');
    watch_regions(p->w, r);
    uint8_t *piece = malloc(r[3].most);
    assert_non_null(piece);
    size_t len = r[3].get(r[3].of, 0, piece);
    assert_true(len > 0);
    watch_regions(other->w, r);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint8_t was = piece[wrong[i].at];
        piece[wrong[i].at] = wrong[i].byte;
        assert_false(r[3].put(r[3].of, 0, piece, len));
        piece[wrong[i].at] = was;
    }
    assert_true(r[3].put(r[3].of, 0, piece, len));
    free(piece);
    play_free(p);
    play_free(other);
}

/* A file may say of a bool that it is 2: of free places of these tables, each byte in turn. */
static void odd_bools(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned bools,
            others; /* in a piece: so many bytes can only be 0 or 1; and cannot be 2, being of a length or count */
    } tables[] = {{"gateways", 8, 336}, {"ftp-control", 128, 0}, {"ftp-came", 128, 0}};
    struct region r[WATCH_REGIONS];
    struct play *p = play_new(0, true);
    unsigned n = watch_regions(p->w, r), found = 0;
    for (unsigned i = 0; i < n; i++)
        for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
            if (strcmp(r[i].name, tables[t].name) != 0)
                continue;
            unsigned refused = 0;
            uint8_t *piece = calloc(1, r[i].most);
            assert_non_null(piece);
            for (size_t at = 0; at < r[i].most; at++) {
                piece[at] = 2;
                refused += !r[i].put(r[i].of, 0, piece, r[i].most);
                piece[at] = 0;
            }
            free(piece);
            assert_int_equal(refused, tables[t].bools + tables[t].others);
            found++;
        }
    assert_int_equal(found, sizeof tables / sizeof *tables);
    play_free(p);
}

/* A probe every ten minutes, and the watch dies after each: it is found all the same, told once, and counted
 * right. */
static void restarts(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    unsigned told = 0;
    for (uint16_t i = 1; i <= 30; i++) {
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(i * 97), 'c');
        play_ask(p, "203.0.113.77", "10.0.0.6", 8080, 'c'); /* a client that insists: one door */
        play_wait(p, 600 * NSEC_SEC);
        for (unsigned k = 0; k < p->alerts; k++) {
            assert_true(p->alert[k].ongoing && play_find(p, SCANNER, "vertical"));
            assert_string_equal(p->alert[k].severity, told++ ? "medium" : "low"); /* each once */
        }
        p = reborn(p);
    }
    assert_int_equal(told, 2);
    play_end(p);
    const struct play_alert *a = play_find(p, SCANNER, "vertical");
    assert_non_null(a);
    assert_int_equal(a->targets, 30);
    assert_int_equal(a->ports, 30);
    assert_int_equal(a->events, 10);
    assert_null(play_find(p, "203.0.113.77", NULL));
    play_free(p);
}

/* And so are the wrong passwords before a right one. */
static void guessed_over_restarts(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 12; i++) {
        play_login(p, SCANNER, false);
        p = reborn(p);
    }
    play_login(p, SCANNER, true);
    play_end(p);
    assert_non_null(play_find(p, SCANNER, "break-in"));
    play_free(p);
}

/* Large sets, a distributed scan and the history of a port come back, too. */
static void restarts_large(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned day = 0; day < 8; day++) {
        for (unsigned i = 0; i < (day < 7 ? 2u : 40u); i++) {
            play_ask(p, play_outside(i + day * 50), play_host(1, i), 6129, '-');
            play_wait(p, NSEC_MINUTE);
        }
        p = reborn(p);
        p->now = INT64_C(1767225600) * NSEC_SEC + (int64_t)(day + 1) * NSEC_DAY;
    }
    for (unsigned i = 0; i < 600; i++) {
        play_ask(p, BOT, play_host(2, i % 300), (uint16_t)(1000 + i), 'c');
        p->now += NSEC_MS;
        if (i == 0) {
            const struct play_alert *s = play_find(p, NULL, "surge");
            assert_non_null(s);
            assert_non_null(strstr(s->why, "6129/tcp: 40 sources that day, usually 2"));
        }
        if (i % 200 == 77)
            p = reborn(p);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, BOT, NULL);
    assert_non_null(a);
    assert_int_equal(a->ports, 600);
    assert_int_equal(a->targets, 600);
    assert_true(a->hosts > 250 && a->hosts < 350);
    play_free(p);
}

/* Live, a day ends with its account; who sleeps for a day is told for the last time, and begins anew. */
static void days(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (uint16_t i = 1; i <= 20; i++) {
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(i * 97), 'c');
        play_ask(p, BOT, play_host(3, i), 445, 'c');
        play_ask(p, "203.0.113.50", "10.0.0.5", 443, 'o');
    }
    play_wait(p, 11 * NSEC_SEC);
    unsigned n = p->alerts; /* each when it was found, and when it became graver */
    assert_true(n >= 2 && n <= 6);
    for (unsigned i = 0; i < n; i++)
        assert_true(p->alert[i].ongoing && !p->alert[i].daily);
    play_wait(p, 86390 * NSEC_SEC);
    assert_int_equal(p->digests, 1);
    assert_int_equal(p->digest.outside, 1);
    assert_int_equal(p->digest.inside, 1);
    assert_int_equal(p->digest.to - p->digest.from, NSEC_DAY);
    assert_int_equal(p->alerts, n + 2);
    assert_true(p->alert[n].daily && p->alert[n + 1].daily && p->alert[n].ongoing);
    assert_int_equal(p->alert[n].targets, 20); /* with all counts, where the first had a few */
    for (unsigned i = 0; i < 9; i++)
        play_wait(p, 6 * NSEC_HOUR); /* nothing comes at all */
    assert_int_equal(p->digests, 3);
    assert_int_equal(p->digest.outside + p->digest.inside, 0);
    assert_int_equal(p->alerts, n + 4);
    assert_true(!p->alert[n + 2].ongoing && !p->alert[n + 3].ongoing);
    for (uint16_t i = 1; i <= 20; i++)
        play_ask(p, SCANNER, "10.0.0.6", (uint16_t)(i * 97), 'c');
    play_wait(p, 11 * NSEC_SEC);
    assert_true(p->alerts > n + 4);
    assert_true(p->alert[n + 4].ongoing && !p->alert[n + 4].daily);
    play_free(p);
}

/* For who keeps a scan out for a while: it goes on. */
/* Who keeps hosts comes to their consoles every day: told when it begins, and in the account of that day,
 * once. What he found is nothing that a scanner found: others may come there. */
static void told_once(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned day = 0; day < 4; day++) {
        for (unsigned i = 0; i < 30; i++, play_wait(p, NSEC_MINUTE))
            play_ask(p, "10.0.0.6", play_host(3, i * 7), 22, 'w');
        for (unsigned i = 0; day == 2 && i < 20; i++, play_wait(p, NSEC_SEC)) {
            char visitor[16];
            snprintf(visitor, sizeof visitor, "10.8.0.%u", i + 1);
            play_ask(p, visitor, play_host(3, i * 7), 22, 'w');
        }
        play_wait(p, NSEC_DAY - (1800 + (day == 2 ? 20 : 0)) * NSEC_SEC);
        assert_int_equal(p->alerts, 2);
    }
    assert_string_equal(p->alert[0].severity, "low");
    assert_int_equal(p->alert[0].targets, 9);
    assert_true(p->alert[1].daily);
    play_free(p);
}

static void note_going_on(void *ctx, const struct watch_suspect *s)
{
    char *ids = ctx;
    assert_true(s->raised && !s->inside);
    memcpy(ids, s->id, sizeof s->id);
}

static void goes_on(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    char first[WATCH_ID] = "", then[WATCH_ID] = "";
    for (uint16_t port = 1; port <= 30; port++)
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(port * 111), 'c');
    watch_going_on(p->w, note_going_on, first, NULL);
    play_ask(p, "198.51.100.77", "10.0.0.5", 80, 'o'); /* who does nothing of the kind */
    play_wait(p, 11 * NSEC_SEC);
    assert_int_equal(p->alerts, 1);
    watch_going_on(p->w, note_going_on, first, NULL);
    assert_string_equal(first, ""); /* it rests */
    play_wait(p, NSEC_SEC);
    play_ask(p, SCANNER, "10.0.0.5", 9999, 'c');
    play_wait(p, NSEC_SEC);
    unsigned told = p->alerts;
    watch_going_on(p->w, note_going_on, first, &p->sink);
    assert_int_equal(p->alerts, told + 1); /* as it stands now */
    assert_true(p->alert[told].ongoing && !p->alert[told].daily);
    assert_int_equal(p->alert[told].targets, 31);
    watch_going_on(p->w, note_going_on, then, &p->sink);
    assert_int_equal(p->alerts, told + 1);
    assert_int_equal(strlen(first), 12);
    assert_string_equal(then, "");
    play_free(p);
}

static void note_proven(void *ctx, const struct watch_suspect *s)
{
    bool *proven = ctx;
    *proven = s->proven;
}

/* Its handshake is finished after the last look at it, and then it rests. */
static void finishes_late(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    bool proven = true;
    for (uint16_t port = 1; port <= 10; port++)
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(port * 111), 'c');
    play_wait(p, 11 * NSEC_SEC);
    struct sight syn = play_tcp(p, SCANNER, 40000, "10.0.0.5", 2222, TCP_SYN),
                 answer = play_tcp(p, "10.0.0.5", 2222, SCANNER, 40000, TCP_SYN | TCP_ACK),
                 next = play_tcp(p, SCANNER, 40000, "10.0.0.5", 2222, TCP_ACK);
    next.knows |= SIGHT_ACKNO;
    next.ack = answer.seq + 1;
    play_sight(p, &syn);
    play_sight(p, &answer);
    watch_going_on(p->w, note_proven, &proven, NULL);
    assert_false(proven);
    play_wait(p, NSEC_SEC);
    play_sight(p, &next);
    watch_going_on(p->w, note_proven, &proven, NULL);
    assert_true(proven);
    play_free(p);
}

/* A log that is caught up with tells minutes in one step: who may have neighbours is told when it is over, not
 * looked for line by line. */
static void caught_up(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    struct sight in[60];
    for (unsigned i = 0; i < 60; i += 2) {
        uint16_t sport = (uint16_t)(40000 + i), port = (uint16_t)(i * 111 + 1);
        in[i] = play_tcp(p, SCANNER, sport, "10.0.0.5", port, TCP_SYN);
        in[i + 1] = play_tcp(p, "10.0.0.5", port, SCANNER, sport, TCP_RST | TCP_ACK);
        p->now += 10 * NSEC_SEC;
    }
    assert_int_equal(watch_step(p->w, in, 60, &p->sink), 0);
    assert_int_equal(p->alerts, 0);
    assert_int_equal(watch_settle(p->w, &p->sink), 0);
    assert_int_equal(p->alerts, 1);
    assert_int_equal(p->alert[0].targets, 30);
    play_free(p);
}

/* A scan of ten shut doors and one that opens; the asker goes on with `flags` and the number of the answer,
 * off by that much. */
static bool is_proven(uint8_t flags, uint32_t off, bool answer_seen)
{
    struct play *p = play_new(0, true);
    struct watch_suspect who = {0};
    for (uint16_t port = 1; port <= 10; port++)
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(port * 111), 'c');
    struct sight syn = play_tcp(p, SCANNER, 40000, "10.0.0.5", 2222, TCP_SYN), answer, next;
    play_sight(p, &syn);
    answer = play_tcp(p, "10.0.0.5", 2222, SCANNER, 40000, TCP_SYN | TCP_ACK);
    answer.seq = UINT32_MAX;
    if (answer_seen)
        play_sight(p, &answer);
    next = play_tcp(p, SCANNER, 40000, "10.0.0.5", 2222, flags);
    next.knows |= SIGHT_ACKNO;
    next.ack = answer.seq + 1 + off;
    play_sight(p, &next);
    assert_int_equal(watch_suspects(p->w, &who, 1), 1);
    play_free(p);
    return who.proven;
}

static void forged_sources(void **state)
{
    (void)state;
    assert_true(is_proven(TCP_ACK, 0, true));
    assert_false(is_proven(TCP_ACK, 1, true));  /* guessed */
    assert_false(is_proven(TCP_ACK, 0, false)); /* to what was never said */
    assert_false(is_proven(TCP_RST, 0, true));  /* the owner of a forged address would do so, too */
}

static void count_going_on(void *ctx, const struct watch_suspect *s)
{
    unsigned *n = ctx;
    assert_true(s->raised);
    ++*n;
}

/* Many of them: a call takes its share, and the next one the rest. */
static void many_go_on(void **state)
{
    (void)state;
    struct play *p = play_new((size_t)64 << 20, true);
    unsigned n = 0, all = 0, many = WATCH_GOING_ON + 100;
    play_ask(p, SCANNER, "10.0.0.5", 80, 'o');
    watch_going_on(p->w, count_going_on, &n, NULL);
    assert_int_equal(n, 0);
    for (unsigned i = 0; i < many; i++) {
        char src[32];
        snprintf(src, sizeof src, "10.1.%u.%u", i / 250, i % 250 + 1);
        for (uint16_t port = 1; port <= 30; port++)
            play_ask(p, src, "10.0.0.5", (uint16_t)(port * 111 + i), 'c');
    }
    watch_going_on(p->w, count_going_on, &all, NULL);
    assert_int_equal(all, WATCH_GOING_ON);
    watch_going_on(p->w, count_going_on, &n, NULL);
    assert_in_range(n, 1, 100);
    n = 0;
    watch_going_on(p->w, count_going_on, &n, NULL);
    assert_int_equal(n, 0);
    play_free(p);
}

/* What detectors take as they go is counted, too: here who all answered one that was flooded in our names. */
static void counted(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    struct watch_stats before, after;
    watch_stats(p->w, &before);
    for (unsigned i = 0; i < 200; i++) {
        struct sight s =
            play_tcp(p, SCANNER, 80, play_host(1, i), (uint16_t)(40000 + i * 7), TCP_SYN | TCP_ACK);
        play_sight(p, &s);
        play_wait(p, 100 * NSEC_MS);
    }
    watch_stats(p->w, &after);
    assert_true(after.memory > before.memory);
    play_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(told_live),
        cmocka_unit_test(told_when_grave),

        cmocka_unit_test(told_once),
        cmocka_unit_test(goes_on),
        cmocka_unit_test(finishes_late),
        cmocka_unit_test(caught_up),
        cmocka_unit_test(many_go_on),
        cmocka_unit_test(forged_sources),
        cmocka_unit_test(open_at_the_end),
        cmocka_unit_test(plans_over_restarts),
        cmocka_unit_test(waves_over_restarts),
        cmocka_unit_test(damaged_in_a_file),
        cmocka_unit_test(odd_bools),
        cmocka_unit_test(guessed_over_restarts),
        cmocka_unit_test(days),
        cmocka_unit_test(read_again),
        cmocka_unit_test(called_back),
        cmocka_unit_test(known_before),
        cmocka_unit_test(restarts),
        cmocka_unit_test(restarts_large),
        cmocka_unit_test(counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
