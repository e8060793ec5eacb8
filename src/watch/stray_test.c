/* Packets that look like answers: scans that are made of them, and what they mostly are (detect/stray.h). The
 * first packets of each were seen in captures of nmap 7.93 and hping3 3.0.0 between namespaces. */
#include "watch/priv_play.h"

#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SCANNER "203.0.113.9"
#define TARGET  "10.0.0.5"

static const char *host(const char *net, unsigned n)
{
    static char text[64];
    snprintf(text, sizeof text, "%s%u", net, n % 250 + 1);
    return text;
}

struct header {
    uint8_t flags;
    uint16_t sport, win;
    uint32_t token; /* 0 = another one each time */
    uint16_t step;  /* of the source port */
    uint16_t more;  /* bytes of options */
};

static void one(struct play *p, const char *src, const char *dst, uint16_t port, const struct header *h,
                unsigned i)
{
    struct sight s = play_tcp(p, src, (uint16_t)(h->sport + i * h->step), dst, port, h->flags);
    s.win = h->win;
    s.ip_len = (uint16_t)(s.ip_len + h->more);
    s.ack = h->flags & TCP_ACK ? (h->token ? h->token : p->salt * 7 + 3) : 0;
    if (h->token && !(h->flags & TCP_ACK))
        s.seq = h->token;
    if (h->token && h->flags != (TCP_SYN | TCP_ACK) && h->flags & TCP_ACK)
        s.seq = 0;
    play_sight(p, &s);
    play_wait(p, 30 * NSEC_MS);
}

static void end(struct play *p, const char *src, const char *kind, const char *technique, const char *tool)
{
    play_end(p);
    const struct play_alert *a = play_find(p, src, kind);
    assert_non_null(a);
    assert_string_equal(a->technique, technique);
    assert_true(!tool || strcmp(a->tool, tool) == 0);
    assert_int_equal(play_loud(p), 1);
    assert_true(a->raised_after <= 7 && a->events == 10);
    assert_null(play_find(p, NULL, "backscatter"));
    play_free(p);
}

static const struct {
    struct header h;
    const char *technique, *tool;
} by_nmap[] = {
    {{TCP_RST, 39392, 1024, 3149937603, 0}, "rst", "nmap"},
    {{TCP_RST | TCP_ACK, 39392, 1024, 914858985, 0}, "rst", "nmap"},
    {{TCP_SYN | TCP_ACK, 62940, 1024, 914858985, 0}, "syn-ack", NULL},
    {{TCP_SYN | TCP_ACK, 80, 1024, 914858985, 0}, "syn-ack", NULL},
    {{TCP_ACK, 80, 1024, 2931779150, 0}, "ack", "nmap"},
    {{TCP_ACK, 53, 1024, 2931779150, 0}, "ack", "nmap"},
    {{TCP_FIN | TCP_ACK, 80, 1024, 3299269524, 0}, "maimon", "nmap"},
};

static void nmap(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof by_nmap / sizeof *by_nmap; k++) {
        struct play *p = play_new(0, false);
        for (uint16_t i = 0; i < 30; i++)
            one(p, SCANNER, TARGET, (uint16_t)(2000 + i * 37 % 211), &by_nmap[k].h, i);
        end(p, SCANNER, "vertical", by_nmap[k].technique, by_nmap[k].tool);
        p = play_new(0, false);
        for (uint16_t i = 0; i < 30; i++)
            one(p, "2001:db8:7::9", host("fd00::", i * 7), 8080, &by_nmap[k].h, i);
        end(p, "2001:db8:7::9", "horizontal", by_nmap[k].technique, by_nmap[k].tool);
    }
}

static void hping3(void **state)
{
    (void)state;
    static const struct header headers[] = {{TCP_SYN | TCP_ACK, 1184, 512, 0, 1}, {TCP_RST, 2846, 512, 0, 1}};
    for (unsigned k = 0; k < 2; k++) {
        struct play *p = play_new(0, false);
        for (uint16_t i = 0; i < 30; i++)
            one(p, SCANNER, TARGET, (uint16_t)(1 + i), &headers[k], i);
        end(p, SCANNER, "vertical", k ? "rst" : "syn-ack", "hping3");
        struct header longer = headers[k];
        longer.more = 20; /* IPv6: one host after the other */
        p = play_new(0, false);
        for (uint16_t i = 0; i < 30; i++)
            one(p, "2001:db8:7::9", host("fd00::", i), 8443, &longer, i);
        end(p, "2001:db8:7::9", "horizontal", k ? "rst" : "syn-ack", NULL);
    }
}

/* A program of somebody's own: services' ports in any order, from a port and with a window of its choice. */
static void services(void **state)
{
    (void)state;
    static const uint16_t ports[] = {22, 80, 443, 25, 445, 139, 135, 21, 23, 110, 143, 111, 53, 389, 88};
    static const struct header headers[] = {{TCP_SYN | TCP_ACK, 40001, 8192, 0, 0},
                                            {TCP_RST, 40001, 0, 0, 0}};
    for (unsigned k = 0; k < 2; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 15; i++)
            one(p, SCANNER, TARGET, ports[i], &headers[k], i);
        end(p, SCANNER, "vertical", k ? "rst" : "syn-ack", NULL);
    }
    struct play *p = play_new(0, false); /* zmap's tcp_synackscan: a source port for each */
    static const struct header zmap = {TCP_SYN | TCP_ACK, 33000, 65535, 0, 977};
    for (unsigned i = 0; i < 40; i++)
        one(p, SCANNER, host("10.0.4.", i * 7), 80, &zmap, i);
    end(p, SCANNER, "horizontal", "syn-ack", NULL);
}

/* hping3 -k: from a server's port, one port after the other of a host, or one of host after host. Clients of a server that
 * ask from such ports in a row have them from their systems. */
static void from_a_service(void **state)
{
    (void)state;
    static const uint8_t flags[] = {TCP_ACK, TCP_FIN | TCP_ACK};
    for (unsigned k = 0; k < 2; k++) {
        struct header h = {flags[k], 443, 512, 0, 0, 0};
        struct play *p = play_new(0, false), *hosts = play_new(0, false), *over = play_new(0, false);
        for (uint16_t i = 0; i < 30; i++) {
            one(p, SCANNER, TARGET, (uint16_t)(5000 + i), &h, i);
            one(hosts, SCANNER, host("10.0.4.", i), 50000, &h, i);
            one(over, SCANNER, TARGET, (uint16_t)(50000 + i), &h, i);
        }
        play_expect(p, SCANNER, "vertical", k ? "maimon" : "ack");
        play_expect(hosts, SCANNER, "horizontal", k ? "maimon" : "ack");
        play_quiet(over);
    }
}

/* Scapy's defaults: from port 20, with number 0, to programs' ports of a host in any order, or, with whatever numbers, to one
 * of each of a net. To clients' ports of a host, or with numbers, it may be what a server has left; a SYN-ACK, what one that
 * is flooded answers. */
static void unnumbered(void **state)
{
    (void)state;
    static const uint8_t flags[] = {TCP_ACK, TCP_FIN | TCP_ACK, TCP_SYN | TCP_ACK};
    static const char *const technique[] = {"ack", "maimon", "syn-ack"};
    enum { BARE, NET, NUMBERED, CLIENTS, CASES };
    for (unsigned n = 0; n < CASES * 3; n++) {
        struct play *p = play_new(0, false);
        unsigned what = n / 3, k = n % 3;
        for (unsigned i = 0; i < 30; i++, play_wait(p, 30 * NSEC_MS)) {
            uint16_t port = what == NET ? 8080 : (uint16_t)((what == CLIENTS ? 32700 : 2000) + i * 37 % 211);
            struct sight s =
                play_tcp(p, SCANNER, 20, what == NET ? host("10.0.4.", i) : TARGET, port, flags[k]);
            s.win = 8192;
            s.seq = what == NET || what == NUMBERED ? s.seq : 0;
            s.ack = s.seq * 7;
            play_sight(p, &s);
        }
        if (what >= NUMBERED || flags[k] & TCP_SYN)
            play_quiet(p);
        else
            play_expect(p, SCANNER, what == NET ? "horizontal" : "vertical", technique[k]);
    }
}

/* Whoever is flooded answers to all in whose name he was asked: from one service, to ports that the flood's
 * program chose. */
static void backscatter(void **state)
{
    (void)state;
    static const struct {
        uint8_t flags;
        uint16_t sport, win, first, step;
        bool many;
        uint16_t more;
    } kinds[] = {
        {TCP_SYN | TCP_ACK, 80, 65535, 1024, 977, true},  /* forged at random */
        {TCP_SYN | TCP_ACK, 80, 64240, 1500, 1, false},   /* counting up, in the name of one of us */
        {TCP_SYN | TCP_ACK, 443, 8192, 443, 0, true},     /* from the port that it seeks */
        {TCP_SYN | TCP_ACK, 25565, 29200, 80, 0, true},   /* one that looks like a server's */
        {TCP_SYN | TCP_ACK, 8443, 65535, 1, 7, false, 4}, /* in the name of our services */
        {TCP_SYN | TCP_ACK, 9100, 2920, 1, 7, false, 4},
        {TCP_SYN | TCP_ACK, 8443, 1024, 80, 0, true, 4},
        {TCP_RST, 80, 0, 80, 0, true}, /* of ACKs */
        {TCP_RST, 80, 0, 1, 977, true},
        {TCP_RST, 22, 0, 1500, 1, false},
        {TCP_RST | TCP_ACK, 6667, 0, 1, 631, true},
    };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct play *p = play_new(0, false);
        struct header h = {kinds[k].flags, kinds[k].sport, kinds[k].win, 0, 0, kinds[k].more};
        for (unsigned i = 0; i < 400; i++)
            one(p, SCANNER, kinds[k].many ? host("10.0.9.", i * 3) : TARGET,
                (uint16_t)(kinds[k].first + i * kinds[k].step), &h, i);
        play_quiet(p);
    }
}

/* What goes on when nobody remembers the connections, or half of them is seen. */
static void leftovers(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    static const struct header balancer = {TCP_RST | TCP_ACK, 40000, 502, 0, 1},
                               nfs = {TCP_RST, 2049, 0, 0, 0}, server = {TCP_SYN | TCP_ACK, 443, 65535, 0, 0},
                               idle = {TCP_FIN | TCP_ACK, 443, 501, 0, 0},
                               client = {TCP_RST | TCP_ACK, 49670, 0, 0, 1},
                               windows = {TCP_RST, 50000, 0, 0, 3},
                               printer = {TCP_SYN | TCP_ACK, 9100, 2920, 0, 0, 4};
    static const uint16_t directory[] = {53, 88, 135, 139, 389, 445, 464, 636, 3268, 49668};
    for (unsigned i = 0; i < 200; i++) {
        one(p, "10.0.0.80", host("10.0.1.", i % 12), 80, &balancer,
            i); /* a load balancer closes what it had open */
        one(p, "10.0.0.81", TARGET, (uint16_t)(665 + i * 7 % 350), &nfs,
            i); /* a file server took over from a dead one */
        one(p, SCANNER, "10.0.0.1", (uint16_t)(1024 + i * 311), &server,
            i); /* to everybody behind one address */
        one(p, SCANNER, "10.0.0.1", (uint16_t)(1024 + i * 17), &idle, i);
        one(p, "10.0.0.30", host("10.0.2.", i % 2), directory[i % 10], &client, i);
        one(p, "10.0.0.31", host("10.0.3.", i), 443, &windows, i);
        one(p, "10.0.0.32", "10.0.1.7", (uint16_t)(49152 + i), &printer, i);
    }
    play_quiet(p);
}

static void kept_out(struct play *p, uint16_t sport, const char *dst, uint16_t dport)
{
    struct sight s = play_tcp(p, SCANNER, sport, dst, dport, TCP_ACK);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_DROPPED;
    s.knows = SIGHT_FLAGS | SIGHT_SPORT;
    play_sight(p, &s);
    play_wait(p, 300 * NSEC_MS);
}

/* A log that says of each packet no more than that it has an ACK: a service's answers to what others sent in our
 * names; and scans from such a port, for the same few ports of each host, or for those of services. */
static void only_ack(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 300; i++)
        kept_out(p, 6667, play_host(3, i * 77 % 250), (uint16_t)(1024 + i * 7919 % 64512));
    play_quiet(p);
    static const uint16_t ports[] = {1433, 3306, 3389, 5432, 5900, 6379, 8080};
    for (unsigned known = 0; known < 2; known++) {
        p = play_new(0, false);
        for (unsigned i = 0; i < 120; i++)
            kept_out(p, 6667, play_host(3, i * 77 % 24),
                     known ? ports[i % 7] : (uint16_t)(i % 3 ? 20 + i * 37 % 400 : 1024 + i * 791 % 9000));
        play_expect(p, SCANNER, "block", "ack");
    }
}

/* From port 53 what has something to say answers, and what is empty asks: no answer of DNS is. Those of echo
 * (RFC 862) are, when the question was; they ask, unless they go to whoever counts up. */
static void datagrams(void **state)
{
    static const struct {
        uint16_t sport, payload;
        bool counts, asks;
    } k[] = {{53, 90, false, false},
             {53, 0, false, true},
             {53, 0, true, true},
             {7, 0, false, true},
             {7, 0, true, false}};
    (void)state;
    for (unsigned n = 0; n < sizeof k / sizeof *k; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            uint16_t port = (uint16_t)(2000 + (k[n].counts ? i : i * 37 % 211));
            struct sight s = play_tcp(p, SCANNER, k[n].sport, TARGET, port, 0);
            s.proto = IPPROTO_UDP;
            s.payload = k[n].payload;
            s.knows = SIGHT_SPORT | SIGHT_PAYLOAD | SIGHT_TTL;
            play_sight(p, &s);
            play_wait(p, 100 * NSEC_MS);
        }
        if (k[n].asks)
            play_expect(p, SCANNER, "vertical", "udp");
        else
            play_quiet(p);
    }
}

/* Flows without a SYN, of whose flags no more is told (Suricata's, of what it did not see begin). */
static void unseen_told(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                        uint8_t outcome)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.kind = SIGHT_FLOW;
    s.outcome = outcome;
    s.packets = 1;
    s.answers = outcome == SIGHT_REFUSED;
    s.knows = SIGHT_SPORT | SIGHT_COUNTS;
    s.midway = true;
    play_sight(p, &s);
    play_wait(p, 300 * NSEC_MS);
}

static void unseen_one(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport)
{
    unseen_told(p, src, sport, dst, dport, SIGHT_SILENT);
}

/* nmap -sF, of two packets a door: of services one host has, of one that is high in a net, of a list there;
 * and whoever takes another port each time. */
static void unseen_scans(void **state)
{
    (void)state;
    static const uint16_t ports[] = {21, 22, 23, 25, 80, 110, 443, 445, 993, 8080, 3389, 5900};
    for (unsigned k = 0; k < 4; k++) {
        struct play *p = play_new(0, false);
        for (uint16_t i = 0; i < 60; i++) {
            const char *dst = k == 0 ? TARGET : host("10.0.4.", i / (k == 1 ? 1u : 3u) * 7u);
            uint16_t port = k == 1 ? 8080 : ports[i % 12];
            uint16_t sport = k == 3 ? (uint16_t)(1024 + i * 7919u % 60000) : 43433;
            unseen_one(p, SCANNER, sport, dst, port);
            if (k < 3)
                unseen_one(p, SCANNER, 43434, dst, port);
        }
        play_expect(p, SCANNER, k == 0 ? "vertical" : k == 1 ? "horizontal" : "block", "syn");
    }
}

/* Who is flooded at all of his ports in our name resets from any of them to any; services that are asked in our name
 * answer from their ports. */
static void unseen_resets(void **state)
{
    (void)state;
    static const uint16_t sports[] = {80, 443, 21, 22, 25, 179, 8080, 3389, 5060}, ports[] = {80, 443, 0};
    for (unsigned reflected = 0; reflected < 2; reflected++) {
        struct play *p = play_new(0, false);
        struct rng r = rng_of(3);
        for (unsigned i = 0; i < 300; i++) {
            uint16_t from = (uint16_t)(1 + rng_below(&r, 65535)),
                     to = (uint16_t)(1024 + rng_below(&r, 64000));
            uint16_t known = ports[rng_below(&r, 3)];
            unseen_one(p, SCANNER, reflected ? sports[rng_below(&r, 9)] : from, TARGET,
                       reflected && known ? known : to);
        }
        play_quiet(p);
    }
}

/* From the port of a name server: services of one host, ports of programs there in any order, services of a
 * net, or a port of a database there. */
static void unseen_from_a_service(void **state)
{
    (void)state;
    static const uint16_t ports[] = {21, 22, 23, 25, 80, 110, 443, 445, 993, 8080, 3389, 5900};
    enum { SERVICES, PROGRAMS, NET, DATABASE, CASES };
    static const char *const kinds[CASES] = {"vertical", "vertical", "block", "horizontal"};
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            const char *dst = what == NET        ? host("10.0.4.", i / 6 * 7)
                              : what == DATABASE ? host("10.0.4.", i * 7)
                                                 : TARGET;
            uint16_t port = what == DATABASE   ? 5432
                            : what == PROGRAMS ? (uint16_t)(1024 + i * 37 % 211 * 40)
                                               : ports[i % 12];
            unseen_one(p, SCANNER, 53, dst, port);
        }
        play_expect(p, SCANNER, kinds[what], "syn");
    }
}

/* Who is flooded at all of his ports in our name resets what comes, as much from one of his ports as from
 * another; a web server's answers, and those from two ports of one to one of us, who resets some; connections that are over. */
static void unseen_answers(void **state)
{
    (void)state;
    static const uint16_t ports[] = {443, 443, 993, 5223, 443, 22, 445};
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 300; i++) {
        unseen_one(p, SCANNER, (uint16_t)(1 + i * 7919 % 65535), host("10.0.4.", i * 13),
                   i % 2 ? 1024 : (uint16_t)(1024 + i * 311 % 64000));
        unseen_told(p, "203.0.113.11", i % 3 ? 443 : 80, TARGET, (uint16_t)(1024 + i * 40503u % 64512),
                    i % 2 ? SIGHT_SILENT : SIGHT_REFUSED);
        unseen_one(p, "203.0.113.10", 8443, host("10.0.4.", i * 13), (uint16_t)(700 + i * 311 % 64000));
        if (i < 40)
            unseen_one(p, "10.0.0.9", (uint16_t)(1358 + i * 7919 % 60000), play_outside(i * 77),
                       ports[i % 7]);
    }
    play_quiet(p);
}

/* NetFlow of nmap -sA, -sM and --scanflags SYNFIN at doors that stay silent, a packet each; and of a client whose
 * connections end, each with an ACK from a port of its own to a server somewhere. */
static void bare_flows(void **state)
{
    (void)state;
    static const struct {
        uint8_t flags;
        const char *technique;
    } rows[] = {
        {TCP_ACK, "ack"}, {TCP_FIN | TCP_ACK, "maimon"}, {TCP_SYN | TCP_FIN, "syn-fin"}, {TCP_ACK, NULL}};
    for (unsigned k = 0; k < 4; k++) {
        struct play *p = play_new(0, false);
        for (uint16_t i = 0; i < 60; i++) {
            uint16_t n = (uint16_t)(i * 37 % 60);
            struct sight s = rows[k].technique
                                 ? play_tcp(p, SCANNER, 43433, TARGET, (uint16_t)(20 + n * 7), rows[k].flags)
                                 : play_tcp(p, "10.0.0.9", (uint16_t)(49152 + n * 113), play_outside(i * 77u),
                                            i % 3 ? 443 : 993, rows[k].flags);
            s.kind = SIGHT_FLOW;
            s.outcome = SIGHT_SILENT;
            s.packets = 1;
            s.knows = SIGHT_SPORT | SIGHT_COUNTS | SIGHT_FLAGS;
            play_sight(p, &s);
            play_wait(p, 300 * NSEC_MS);
        }
        if (rows[k].technique)
            play_expect(p, SCANNER, "vertical", rows[k].technique);
        else
            play_quiet(p);
    }
}

/* Flows of nothing but a SYN-ACK, from a port that is no service's: at ports as askers have, of many hosts or of one, they
 * answer what somebody else sent; at those of services they ask (nmap --scanflags SYNACK). */
static void answers_alone(void **state)
{
    (void)state;
    enum { MANY, ONE, SERVICES, ROW, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 100; i++) {
            bool one = what == ONE || what == SERVICES;
            uint16_t port = (uint16_t)(what == SERVICES ? 20 + i * 37 % 100 * 7
                                       : what == ROW    ? 3389
                                                        : 1024 + i * 40503u % 64512);
            struct sight s =
                play_tcp(p, SCANNER, 42130, one ? TARGET : play_host(3, i * 37), port, TCP_SYN | TCP_ACK);
            s.kind = SIGHT_FLOW;
            s.outcome = SIGHT_SILENT;
            s.packets = 1;
            s.knows = SIGHT_SPORT | SIGHT_COUNTS | SIGHT_FLAGS;
            s.midway = true;
            play_sight(p, &s);
            play_wait(p, 300 * NSEC_MS);
        }
        if (what <= ONE)
            play_quiet(p);
        else
            play_expect(p, SCANNER, what == ROW ? "horizontal" : "vertical", "syn-ack");
    }
}

/* One ACK with data from `sport`; that host resets it, or nothing is heard. */
static void with_data(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                      bool reset)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, TCP_ACK | TCP_PSH);
    s.payload = 25;
    s.ip_len = (uint16_t)(s.ip_len + s.payload);
    play_sight(p, &s);
    sight_turn(&s);
    s.tcp_flags = TCP_RST;
    s.payload = 0;
    if (reset)
        play_sight(p, &s);
    play_wait(p, 300 * NSEC_MS);
}

/* nmap -sA --data-length, which a firewall drops or hosts reset: along a host, over a net. */
static void data_asks(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 4; k++) {
        struct play *p = play_new(0, false);
        bool reset = k % 2, along = k / 2;
        for (uint16_t i = 0; i < 60; i++) {
            uint16_t n = (uint16_t)(i * 37 % 60);
            with_data(p, SCANNER, 43433, along ? TARGET : play_host(3, n),
                      along ? (uint16_t)(20 + n * 7) : 445, reset);
        }
        play_expect(p, SCANNER, along ? "vertical" : "horizontal", "ack");
    }
}

/* One packet of each connection of which there are samples: to the servers of a net, and what one of them sends to
 * whom it serves; those of a proxy, idle for so long that they are reset; and so are those all over the world. */
static void data_goes_on(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t i = 0; i < 60; i++) {
        with_data(p, "10.0.0.9", (uint16_t)(49152 + i * 113), play_host(3, i * 37u % 60), 8080, false);
        with_data(p, "10.0.0.7", (uint16_t)(49152 + i * 113), play_host(4, i % 20), 8080, true);
        with_data(p, "10.3.0.9", 8080, "10.0.0.9", (uint16_t)(49152 + i * 113), false);
        with_data(p, "10.0.0.8", (uint16_t)(49152 + i * 113), play_outside(i * 77u), i % 3 ? 443 : 993, true);
    }
    play_quiet(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nmap),          cmocka_unit_test(hping3),
        cmocka_unit_test(services),      cmocka_unit_test(from_a_service),
        cmocka_unit_test(unnumbered),    cmocka_unit_test(backscatter),
        cmocka_unit_test(only_ack),      cmocka_unit_test(unseen_answers),
        cmocka_unit_test(leftovers),     cmocka_unit_test(datagrams),
        cmocka_unit_test(unseen_scans),  cmocka_unit_test(unseen_from_a_service),
        cmocka_unit_test(bare_flows),    cmocka_unit_test(unseen_resets),
        cmocka_unit_test(data_asks),     cmocka_unit_test(data_goes_on),
        cmocka_unit_test(answers_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
