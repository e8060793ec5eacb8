/* watch: sights go in (packets, lines of logs, flows: watch/sight.h), alerts come out: who tried which doors, when, how,
 * with what, and why we think so.
 *
 *     source.h    inputs: capture files, logs; source/ has a file each           sights
 *     tunnels.h   whose tunnels are believed                                     sights -> strangers' ones
 *     flow.h      which sight asks, which answers: contacts with outcomes        sights -> contacts
 *     door.h      doors (dst, port): who else comes here, does it open?          contacts -> popularity
 *     ledger.h    per suspect and technique: what it tried, in bounded memory    contacts -> ledgers
 *     detect.h    detectors, a file each in detect/                              ledgers -> findings
 *     verdict.h   what they find, less what explains it                          findings -> verdicts
 *     marks.h     which tool made these packets                                  sights -> tool
 *     keep.h      the packets of the first doors, until they are told            packets -> packets of alerts
 *     telling.h   which of them is told, when, and with whom                     verdicts -> incidents
 *     incident.h  one scan, one alert, with its reasons                          incidents -> records
 *
 * Time is what the sights say: the engine's clock is the latest time seen, so a month of log is judged in seconds and a
 * test in virtual time. It reads no clock, opens nothing, prints nothing, and does not know what is behind the sink. All memory is
 * taken at creation or within `state_limit`; what does not fit is given up by lowest suspicion and counted. One thread. */
#pragma once

#include "base/hash.h"
#include "model/sink.h"
#include "state/region.h"
#include "watch/keep.h"
#include "watch/sight.h"

/* What somebody says that a host of his is: its alerts are told as that, and low, as far as the role explains
 * them. */
struct watch_role {
    struct addr_net net;
    const char *name; /* one of watch_role_names(); static or living as long as the watch */
};

#define WATCH_STATE       ((size_t)128 << 20)
#define WATCH_STATE_LEAST ((size_t)16 << 20)

struct manifest;

struct watch_conf {
    const struct addr_net *home; /* whose scans alarm at once; copied. None: learnt from the traffic */
    unsigned homes;
    const struct watch_role *role; /* declared ones; copied */
    unsigned roles;
    /* bytes of memory for all state; 0 = WATCH_STATE; at least WATCH_STATE_LEAST are taken */
    size_t state_limit;
    struct hash_key key;             /* of all tables: addresses come from strangers */
    const struct manifest *manifest; /* authorised scans: told as that, and low; borrowed */
    unsigned manifests;
    /* what was captured of the first ten doors of each is kept (sight.h), in a quarter of state_limit more:
     * watch_packets() */
    bool packets;
    bool live; /* alerts go out when they are raised and again when they end; else once, when they end */
};

struct watch_stats {
    uint64_t sights, flows, contacts, alerts; /* alerts: each once, when it ended */
    uint64_t evicted;                         /* suspects forgotten for want of memory */
    uint64_t early;                           /* attempts judged before their time for want of memory */
    uint64_t flood;                           /* packets of floods: forged sources that got no ledger */
    uint64_t unkept;                          /* packets that gave way before an alert asked for them */
    uint64_t claims;      /* packets in tunnels of strangers that said they were from home: not believed */
    uint64_t backscatter; /* answers to what nobody here asked */
    size_t memory;        /* bytes in use */
};

enum watch_severity { WATCH_INFO, WATCH_LOW, WATCH_MEDIUM, WATCH_HIGH, WATCH_CRITICAL };

struct watch;

/* 0, -ENOMEM, -EINVAL (a net that is none). */
int watch_new(const struct watch_conf *conf, struct watch **ret);
void watch_free(struct watch *w);

/* Live, each day (UTC) ends with an account: what was found, as `daily` alerts, then a digest; what slept for
 * a day is told for the last time.
 *
 * Takes n sights; alerts go to `out`, borrowed for the call. 0 or the sink's negative errno. */
int watch_step(struct watch *w, const struct sight in[], unsigned n, struct sink *out);

/* Says that it is `now` though nothing came (live only): silence becomes an outcome. Same errors. */
int watch_tick(struct watch *w, nsec_wall now, struct sink *out);

/* Other networks at home, other roles, from now on; all that is remembered stays. 0, -ENOMEM, -EINVAL: all is
 * as before. */
int watch_reform(struct watch *w, const struct addr_net *home, unsigned homes, const struct watch_role *role,
                 unsigned roles);

/* Other announcements, from now on; borrowed. */
void watch_announce(struct watch *w, const struct manifest *m, unsigned n);

/* All that there was is read, and nobody knows when more comes (live logs, whose clock stands still
 * meanwhile): what waits to be told with its like is told. Same errors. */
int watch_settle(struct watch *w, struct sink *out);

/* No sight will come any more: all that is open is judged, every alert goes out. Same errors. */
int watch_end(struct watch *w, struct sink *out);

/* All that has to outlive the process, in the order in which it is put back: fills out[0 … n-1], n <=
 * WATCH_REGIONS, and returns n. To be put back before the first sight, into a watch with the same key. */
#define WATCH_REGIONS 16
unsigned watch_regions(struct watch *w, struct region out[WATCH_REGIONS]);
/* While an alert is put: which pieces (i = 0 …) say that it was told, so that all are kept together. False: no further one
 * does, or all of it stands in logs: these are read again from where the last round left them, so that a
 * piece that is newer would count their lines twice. */
bool watch_telling(const struct watch *w, unsigned i, unsigned *ret_region, uint32_t *ret_piece);

/* While an alert is put: the packets of its first doors that no alert was given yet, by their time; n <=
 * WATCH_PACKETS, borrowed for the call. *ret_all: how many there are of it with those given before. 0 where
 * packets are not kept. */
#define WATCH_PACKETS 32
unsigned watch_packets(struct watch *w, struct kept out[WATCH_PACKETS], unsigned *ret_all);

/* At any time. */
void watch_stats(const struct watch *w, struct watch_stats *ret);

#define WATCH_ID 16

/* Who is most suspect now: for people who look on. */
struct watch_suspect {
    struct addr src;
    bool net;                     /* and its neighbours: a /64 */
    bool inside, raised, proven;  /* proven: watch_proven(); */
    bool carried;                 /* watch_carried() */
    unsigned score, severity;     /* 0 … 100, enum watch_severity */
    const char *kind, *technique; /* of an alert about it; static */
    const char *tool, *role;      /* NULL = none is known; static, or living as long as the watch */
    uint64_t hosts, ports, targets, tries;
    nsec_wall last;
    char id[WATCH_ID]; /* of its alert */
};

/* By falling score, at most `cap`; returns how many. Looks at all ledgers: a few milliseconds, for once a
 * second. */
unsigned watch_suspects(struct watch *w, struct watch_suspect out[], unsigned cap);

/* Each suspect whose scan was told by itself, and that did something since, or of whose questions something
 * became; each time once: for who has to answer what goes on, and, where `out` is given, for who keeps what is
 * known of it: its alert as it stands now, which is no news to anybody. A call ends after so many; the next one
 * goes on from there. */
#define WATCH_GOING_ON 1024
void watch_going_on(struct watch *w, void (*each)(void *ctx, const struct watch_suspect *s), void *ctx,
                    struct sink *out);

/* Of the alert that is being put: its source finished a handshake of this scan with the number of an answer,
 * which who forges it does not get to see. A reset proves nothing: that is how the owner of a forged source
 * answers, too. */
bool watch_proven(const struct watch *w);

/* Of the alert that is being put: nothing of it was seen outside of tunnels. What it would have kept out is
 * not what passes here, and its source is only as true as the tunnel. */
bool watch_carried(const struct watch *w);

/* The roles that can be declared, ended by NULL: scanner (explains everything), monitor, proxy, mail-relay,
 * resolver, … Static. */
const char *const *watch_role_names(void);

/* The word for a severity: "info" … "critical"; static. */
const char *watch_severity_word(unsigned severity);
