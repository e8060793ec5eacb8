#include "watch/priv_play.h"

#include "model/ports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void copy(char *to, size_t cap, const char *from)
{
    snprintf(to, cap, "%s", from ? from : "");
}

static int put(struct sink *s, const struct record *r)
{
    struct play *p = (struct play *)s;
    const struct record_alert *a = &r->alert;
    if (r->type == RECORD_DIGEST) {
        p->digests++;
        p->digest = r->digest;
        return 0;
    }
    assert_true(r->type == RECORD_ALERT && p->alerts < PLAY_ALERTS);
    struct play_alert *x = &p->alert[p->alerts++];
    *x = (struct play_alert){.src = a->src,
                             .hosts = a->hosts,
                             .ports = a->ports,
                             .targets = a->targets,
                             .raised_after = a->raised_after,
                             .score = a->score,
                             .srcs = a->srcs.count,
                             .events = a->events.count,
                             .ongoing = a->ongoing,
                             .daily = a->daily};
    x->kept = watch_telling(p->w, 0, &(unsigned){0}, &(uint32_t){0});
    x->again = r->again;
    for (unsigned i = 0; watch_telling(p->w, i, &(unsigned){0}, &(uint32_t){0}); i++)
        x->pieces++;
    copy(x->kind, sizeof x->kind, a->kind);
    copy(x->technique, sizeof x->technique, a->technique);
    copy(x->tool, sizeof x->tool, a->tool);
    copy(x->severity, sizeof x->severity, a->severity);
    copy(x->role, sizeof x->role, a->role);
    copy(x->zone, sizeof x->zone, a->zone);
    copy(x->speed, sizeof x->speed, a->speed);
    copy(x->why, sizeof x->why, a->why);
    for (size_t i = 0; i < a->srcs.count; i++) {
        size_t n = strlen(x->named);
        snprintf(x->named + n, sizeof x->named - n, "%s%s", n ? " " : "", a->srcs.item[i]);
    }
    return 0;
}

static struct play *begin(const struct addr_net *home, size_t state_limit, bool live)
{
    struct watch_conf conf = {.home = home,
                              .homes = home ? 1 : 0,
                              .state_limit = state_limit ? state_limit : (size_t)16 << 20,
                              .key = hash_key_from_seed(1, "play"),
                              .live = live};
    struct play *p = calloc(1, sizeof *p);
    assert_true(p);
    p->sink.put = put;
    p->now = INT64_C(1767225600) * NSEC_SEC;
    int e = watch_new(&conf, &p->w);
    assert_true(e == 0);
    return p;
}

struct play *play_new(size_t state_limit, bool live)
{
    struct addr_net home = {.net = addr_v4(0x0a000000), .bits = 8};
    return begin(&home, state_limit, live);
}

struct play *play_new_anywhere(void)
{
    return begin(NULL, 0, false);
}

void play_free(struct play *p)
{
    watch_free(p->w);
    free(p);
}

void play_end(struct play *p)
{
    int e = watch_end(p->w, &p->sink);
    assert_true(e == 0);
}

void play_wait(struct play *p, nsec d)
{
    p->now += d;
    (void)watch_tick(p->w, p->now, &p->sink);
}

void play_sight(struct play *p, const struct sight *s)
{
    int e = watch_step(p->w, s, 1, &p->sink);
    assert_true(e == 0);
}

static struct addr at(const char *text)
{
    struct addr a = {0};
    int e = addr_parse(text, &a);
    assert_true(e == 0);
    return a;
}

struct sight play_tcp(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                      uint8_t flags)
{
    p->salt = p->salt * 1664525 + 1013904223;
    return (struct sight){
        .at = p->now,
        .kind = SIGHT_PACKET,
        .src = at(src),
        .dst = at(dst),
        .proto = IPPROTO_TCP,
        .sport = sport,
        .dport = dport,
        .vlan = SIGHT_NO_VLAN,
        .tcp_flags = flags,
        .ttl = 64,
        .win = 64240,
        .seq = p->salt,
        .ipid = (uint16_t)(p->salt >> 7),
        .ip_len = flags == TCP_SYN ? 60 : 40,
        .opts = flags == TCP_SYN ? 0x24813 : 0,
        .knows = SIGHT_FLAGS | SIGHT_TTL | SIGHT_WIN | SIGHT_SEQ | SIGHT_IPID | SIGHT_OPTS | SIGHT_LEN |
                 SIGHT_SPORT | SIGHT_PAYLOAD,
    };
}

void play_ask(struct play *p, const char *src, const char *dst, uint16_t dport, char answer)
{
    uint16_t sport = (uint16_t)(PORTS_LINUX + p->salt % 28000);
    struct sight s = play_tcp(p, src, sport, dst, dport, TCP_SYN);
    play_sight(p, &s);
    if (answer == '-')
        return;
    p->now += NSEC_MS;
    s = play_tcp(p, dst, dport, src, sport, answer == 'c' ? TCP_RST | TCP_ACK : TCP_SYN | TCP_ACK);
    s.seq = answer == 'c' ? 0 : s.seq;
    play_sight(p, &s);
    if (answer == 'c')
        return;
    p->now += NSEC_MS;
    s = play_tcp(p, src, sport, dst, dport, answer == 'h' ? TCP_RST : TCP_ACK);
    play_sight(p, &s);
    if (answer != 'w' && answer != 'e' && answer != 'r')
        return;
    s = play_tcp(p, src, sport, dst, dport,
                 TCP_ACK | (answer == 'w'   ? TCP_PSH
                            : answer == 'e' ? TCP_FIN
                                            : TCP_RST));
    s.payload = answer == 'w' ? 80 : 0;
    play_sight(p, &s);
}

void play_send(struct play *p, const char *src, const char *dst, uint8_t proto, uint16_t sport,
               uint16_t dport)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.proto = proto;
    s.knows = SIGHT_SPORT | SIGHT_TTL | SIGHT_IPID;
    play_sight(p, &s);
}

const struct play_alert *play_find(const struct play *p, const char *src, const char *kind)
{
    struct addr a = src ? at(src) : (struct addr){0};
    for (unsigned i = 0; i < p->alerts; i++)
        if ((!src || addr_eq(&p->alert[i].src, &a)) && (!kind || strcmp(p->alert[i].kind, kind) == 0))
            return &p->alert[i];
    return NULL;
}

unsigned play_loud(const struct play *p)
{
    unsigned n = 0;
    for (unsigned i = 0; i < p->alerts; i++)
        n += strcmp(p->alert[i].severity, "info") != 0 && strcmp(p->alert[i].severity, "low") != 0;
    return n;
}

enum { HINT = 33 }; /* of WEIGH_ALARM, by detect_score() */

unsigned play_accused(const struct play *p)
{
    unsigned n = 0;
    for (unsigned i = 0; i < p->alerts; i++)
        n += p->alert[i].score > HINT && !p->alert[i].role[0];
    return n;
}

const char *play_host(unsigned net, unsigned n)
{
    static char text[64];
    snprintf(text, sizeof text, "10.%u.%u.%u", net, n / 250, n % 250 + 1);
    return text;
}

const char *play_outside(unsigned n)
{
    static char out[64];
    snprintf(out, sizeof out, "198.51.%u.%u", n / 250, n % 250 + 1);
    return out;
}

void play_icmp(struct play *p, const char *src, const char *dst, uint8_t type)
{
    struct sight s = play_tcp(p, src, 0, dst, 0, 0);
    s.proto = IPPROTO_ICMP;
    s.icmp_type = type;
    s.knows = SIGHT_TTL;
    play_sight(p, &s);
}

void play_arp(struct play *p, const char *src, const char *dst, bool reply)
{
    struct sight s = play_tcp(p, src, 0, dst, 0, 0);
    s.kind = SIGHT_ARP;
    s.proto = 0;
    s.knows = 0;
    s.reply = reply;
    play_sight(p, &s);
}

void play_login(struct play *p, const char *src, bool passed)
{
    struct sight s = play_tcp(p, src, 40000, "10.0.0.5", 22, TCP_SYN);
    s.kind = SIGHT_LOGIN;
    s.outcome = SIGHT_SUCCESS;
    s.login_failed = !passed;
    s.login_passed = passed;
    play_sight(p, &s);
    play_wait(p, 30 * NSEC_SEC);
}

void play_quiet(struct play *p)
{
    play_end(p);
    for (unsigned i = 0; play_loud(p) && i < p->alerts; i++)
        print_message("%s %s %s: %s\n", p->alert[i].severity, p->alert[i].kind, p->alert[i].technique,
                      p->alert[i].why);
    assert_int_equal(play_loud(p), 0);
    play_free(p);
}

static void expect(struct play *p, const char *src, const char *kind, const char *technique, bool low)
{
    play_end(p);
    const struct play_alert *a = play_find(p, src, kind);
    assert_non_null(a);
    assert_string_equal(a->technique, technique);
    assert_true((low ? play_accused(p) : play_loud(p)) >= 1);
    assert_true(a->events >= 1 && a->why[0]);
    play_free(p);
}

void play_expect(struct play *p, const char *src, const char *kind, const char *technique)
{
    expect(p, src, kind, technique, false);
}

void play_expect_low(struct play *p, const char *src, const char *kind, const char *technique)
{
    expect(p, src, kind, technique, true);
}

struct sight play_flow(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                       uint8_t proto, uint32_t packets)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.kind = SIGHT_FLOW;
    s.proto = proto;
    s.outcome = SIGHT_SILENT;
    s.knows = SIGHT_SPORT | SIGHT_COUNTS;
    s.packets = packets;
    return s;
}

void play_explained(struct play *p, const char *src, const char *kind, bool explained, const char *role)
{
    play_end(p);
    const struct play_alert *a = play_find(p, src, kind);
    assert_non_null(a);
    assert_string_equal(a->role, explained ? role : "");
    assert_int_equal(play_loud(p) > 0, !explained);
    play_free(p);
}
