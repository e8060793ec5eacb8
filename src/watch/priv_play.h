/* For tests: hosts that talk in virtual time, as sights, and the alerts that come of it. */
#pragma once

#include "base/buf.h"
#include "watch/watch.h"
#include "wire/tcp.h"

#include <netinet/in.h>

enum { PLAY_ALERTS = 4096 };

/* What a test wants to know of an alert. */
struct play_alert {
    struct addr src;
    char kind[16], technique[16], tool[16], severity[10], role[16], zone[10], speed[6], why[600];
    char named[120]; /* the first of its sources, with blanks between them */
    uint64_t hosts, ports, targets, raised_after;
    double score;
    size_t srcs, events;
    bool ongoing, daily;
    bool again;      /* known, and told once more */
    unsigned pieces; /* that are kept with it */
    bool kept;       /* with what is known of its source: watch_telling() */
};

struct play {
    struct sink sink;
    struct watch *w;
    nsec_wall now;
    struct play_alert alert[PLAY_ALERTS];
    unsigned alerts, digests;
    struct record_digest digest; /* the last one */
    uint32_t salt;               /* counts up: numbers that differ */
};

/* A stage with 10.0.0.0/8 at home, at 2026-01-01 00:00 UTC. state_limit 0: 16 MiB. */
struct play *play_new(size_t state_limit, bool live);
/* The same, nobody having said what is at home. */
struct play *play_new_anywhere(void);
void play_free(struct play *p);
void play_end(struct play *p);
void play_wait(struct play *p, nsec d);
void play_sight(struct play *p, const struct sight *s);

/* A TCP packet with a system's SYN options, when it is one. */
struct sight play_tcp(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                      uint8_t flags);
/* Somebody asks: SYN, and what comes back: 'o' open and finished, 'w' and words are said, 'e' and the asker
 * leaves without one, 'r' and by a reset, 'h' open and broken off, 'c' RST, '-' nothing. */
void play_ask(struct play *p, const char *src, const char *dst, uint16_t dport, char answer);
/* One packet without answer. */
void play_send(struct play *p, const char *src, const char *dst, uint8_t proto, uint16_t sport,
               uint16_t dport);

/* The first alert of that kind (NULL: any) from src (NULL: any), or NULL. */
const struct play_alert *play_find(const struct play *p, const char *src, const char *kind);
/* How many are medium or worse. */
unsigned play_loud(const struct play *p);
/* How many are told as more than worth a look, and no role explains them: so are most scans where no outcome is known, and
 * are low (detect/unsaid.h). */
unsigned play_accused(const struct play *p);

/* Addresses by number: 10.`net`.0.1 and so on, 198.51.0.1 and so on; each stands until the next call. */
const char *play_host(unsigned net, unsigned n);
const char *play_outside(unsigned n);

/* An ICMP packet of that type; an ARP packet; a login at port 22 of 10.0.0.5 that a host wrote down, and half
 * a minute. */
void play_icmp(struct play *p, const char *src, const char *dst, uint8_t type);
void play_arp(struct play *p, const char *src, const char *dst, bool reply);
void play_login(struct play *p, const char *src, bool passed);

/* Both end the scene and free it. Nothing was told that is medium or worse; src was told so, as that kind, by
 * that technique. */
void play_quiet(struct play *p);
void play_expect(struct play *p, const char *src, const char *kind, const char *technique);
/* The same, but that it may be low: play_accused(). */
void play_expect_low(struct play *p, const char *src, const char *kind, const char *technique);
/* A flow with ports and counts, of which no answer was heard; the caller changes what differs. */
struct sight play_flow(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                       uint8_t proto, uint32_t packets);
/* The alert has that role, and nothing is loud; or, where it is not `explained`, none, and something is. */
void play_explained(struct play *p, const char *src, const char *kind, bool explained, const char *role);
