/* What every suspect tried, in bounded memory. Two stages: whoever asked at one or two doors has a line of 48
 * bytes (on the Internet's edge that is two of three sources, measured on 16 days of a firewall's log); from
 * the next door on, a ledger for each technique, and one more for its everyday doors. Both give way by lowest
 * suspicion, never by age alone: a flood of forged sources finds only other such to push out. Of the ledgers,
 * those go first whose scan was told already; an eighth of them is for those at home, and nobody outside
 * pushes these out. */
#pragma once

#include "state/region.h"
#include "watch/ledger/event.h"
#include "watch/ledger/tally.h"
#include "watch/ledger/walk.h"
#include "watch/ledger/window.h"
#include "watch/marks.h"
#include "watch/place.h"

#define LEDGER_NONE   UINT32_MAX
#define LEDGER_EVENTS 10 /* the first ones, which an alert shows */

/* Raised by itself; with so many others that they are told together (detect/wave.h); and that before a
 * restart, so that it has to be counted again. */
enum { LEDGER_ALONE = 0, LEDGER_IN_WAVE = 1, LEDGER_IN_WAVE_BEFORE = 0x80 };

struct ledger {
    struct addr src; /* of outside IPv6: the /64, host part zero */
    struct addr one; /* the address in it that came first */
    uint32_t next;   /* of the same suspect */
    uint8_t technique, zone;
    /* of doors that everybody's programs knock at all day: kept apart, so that visits there neither accuse
     * nor buy off what is done at others */
    bool everyday;
    bool authorised; /* what a manifest announced: kept apart in the same way, */
    bool stranger;   /* what strangers' tunnels say (tunnels.h), */
    bool hearsay;    /* and what is known from answers only: whoever writes those can accuse anybody */
    bool used, many; /* many: there are others than `one` */
    bool untold,
        told; /* live: raised, and waits for what neighbours do; told already, if need be with others */
    uint8_t in_wave;    /* LEDGER_ALONE, … */
    uint8_t told_as;    /* and with which severity, by itself */
    bool heard;         /* not all of it stands in logs that would be read again (sight.h) */
    bool hinted;        /* raised, by what is worth a look and no more so far */
    bool stirred;       /* something became of it since it was told, or looked at: watch_going_on() */
    bool unsaid;        /* its last question stands in a log, or a flow: no outcome of it is still to come */
    uint32_t looked_at; /* how much was known of it when it was looked at last (telling/telling.c) */
    /* Of its targets, by TCP, up to 65,535: those of which a log does not tell the flags, so that they may be
     * answers; those of them that were asked from below the ports that systems ask from */
    uint16_t unwritten, from_service;
    uint16_t sport;                   /* of the first */
    nsec_wall first, last, raised;    /* raised: when the evidence sufficed; 0 = not yet */
    nsec_wall fresh;                  /* when it asked at a new door last */
    uint32_t raised_at;               /* after so many targets */
    uint32_t told_at;                 /* live: looked at again after so many */
    uint32_t targets;                 /* distinct (dst, port) */
    uint32_t tries;                   /* contacts, repeated ones too */
    uint32_t outcome[SIGHT_OUTCOMES]; /* of targets; UNKNOWN: those still waited for, or never known */
    uint32_t half, completed;         /* answered handshakes that were broken off, finished */
    uint32_t raw,
        wordless; /* of these: broken off by a system that knew nothing of them; left without a word; by UDP: asked without one, or nobody says */
    uint32_t proven; /* finished with the number of an answer: by no forged source */
    uint32_t inside; /* targets at home */
    union {
        struct {
            uint32_t open, refused, silent; /* silent: or blocked */
        } few; /* everyday: outcomes at doors of which it should know few: weigh_few() */
        struct {
            uint32_t shut,
                open; /* shut: more often than at all others (Boyer and Moore 1981); open: since it leads */
            uint16_t port;
        } gap; /* else: the port at which most of its doors at home stayed shut; */
        struct {
            float pace;     /* detect_pace() at its highest */
            uint32_t again; /* of those that stayed silent: asked again after a moment */
        } looked;           /* of who looks for neighbours (weigh_neighbours()) */
    };
    uint32_t low_ports; /* targets whose port is below 1024 */
    uint32_t common;  /* UDP: everyday services of `lead` that it asked for, too, when it last asked there */
    uint64_t corners; /* a bit for each corner of the Internet that they are in, /16 or /32, by its hash */
    uint32_t twins, twin; /* targets that another ledger tried with the very same packet; one of those, + 1 */
    float nats, peak;     /* evidence of the sequential test, now and at its highest */
    struct walk walk;     /* of those at home: that test in the order of asking */
    /* targets that had asked for it, and stayed shut, or of which nobody says it: detect/ftpdata.h; at home:
     * those that stayed shut, where many others were let in; UDP: those to which it sent on and on */
    uint32_t called;
    uint32_t lost; /* of its questions, those that were open when a watch before this one stopped */
    union {
        struct {
            uint64_t nets; /* a bit for each net of theirs, /16 or /48, by its hash */
            uint32_t n, again, answered;
            uint16_t port;   /* that comes back more often than all others that do, */
            uint32_t port_n; /* so much more (Boyer and Moore 1981) */
        } peers; /* targets where peers of a program may be: weigh_peer(); again: at a port asked at before, which is no such program's own */
        struct {
            uint64_t nets;
            uint32_t since_s;               /* 1970; of a day from then on: */
            uint32_t n;                     /* so many more than at all others */
            uint32_t shut, in_person, open; /* in_person: they say it themselves */
            uint16_t port;
        } sought; /* UDP: strangers, at the port that leads of those that weigh_sought() knows */
    };
    float rest, rest_peak; /* that test of all the others alone, in the order in which their outcomes came */
    float rare;            /* evidence of what is asked at: detect/rarity.h */
    struct tally hosts;
    struct portset ports;
    struct window window;
    struct addr last_dst;
    uint32_t steps; /* targets next to the one before, by address or port: a program counts, people do not */
    uint32_t low, high; /* IPv4: span of the hosts asked */
    uint16_t last_port;
    /* the port and the host that more than half of the targets have, if any has (Boyer and Moore 1981) */
    uint16_t lead_port;
    struct addr lead;
    uint32_t lead_n, lead_port_n;
    uint32_t same_sport; /* targets asked from `sport` */
    struct marks marks;
    uint32_t carried;                   /* targets that were asked in tunnels */
    struct addr tunnel_src, tunnel_dst; /* ends of that in which the first was, */
    uint8_t tunnel;                     /* and its kind: enum sight_tunnel; 0: none, or not known */
    uint8_t n_events, open_events;      /* open: those without an outcome */
    uint8_t resets; /* of `wordless`, up to 255: left by a reset, as whoever never meant to talk does */
    struct event event[LEDGER_EVENTS];
};

/* How many of its doors stayed shut, whatever way. */
static inline uint32_t ledger_shut(const struct ledger *g)
{
    return g->outcome[SIGHT_REFUSED] + g->outcome[SIGHT_SILENT] + g->outcome[SIGHT_BLOCKED];
}

struct ledgers;

struct ledgers_conf {
    unsigned suspects, ledgers; /* how many of each */
    size_t heap;                /* bytes for tallies and bitmaps */
    unsigned seen;              /* (suspect, door) pairs that are remembered as already asked */
    struct hash_key key;
};

struct ledgers_stats {
    uint64_t evicted; /* suspects and ledgers that gave way, suspects that got no ledger */
    uint32_t ledgers; /* in use */
};

/* NULL when memory is out. */
struct ledgers *ledgers_new(const struct ledgers_conf *conf);
void ledgers_free(struct ledgers *l);

/* Brings near what will be asked soon: where a suspect is, then the suspect, then its ledger; and whether it
 * asked at this door before. */
void ledgers_prefetch(const struct ledgers *l, const struct addr *src);
void ledgers_prefetch_more(const struct ledgers *l, const struct addr *src);
void ledgers_prefetch_ledger(const struct ledgers *l, const struct addr *src);
void ledgers_prefetch_door(const struct ledgers *l, const struct addr *src, uint8_t technique,
                           const struct addr *dst, uint16_t port);

/* Notes that c->src asked. Returns its ledger, or NULL while it has none (or none could be had). *ret_first:
 * this door was new to it. With a NULL ledger and *ret_first the contact is kept in the suspect's line. */
struct ledger *ledgers_ask(struct ledgers *l, const struct contact *c, const struct places *p,
                           bool *ret_first);
/* Notes what became of a contact (RESOLVED, FOLLOWED). Returns its ledger, or NULL: the line of a suspect
 * without ledger keeps the outcome itself. */
struct ledger *ledgers_resolve(struct ledgers *l, const struct contact *c, const struct places *p);

/* Under which address an asker is kept: outside, IPv6 by its /64, unless it is a site's own (RFC 4193). */
struct addr ledgers_suspect(const struct addr *src, const struct places *p);

/* Whether somebody asked there before, once or more often. */
bool ledgers_asked(const struct ledgers *l, const struct contact *c, const struct places *p);

/* The same of any of these ports, c->port being none. */
bool ledgers_asked_any(const struct ledgers *l, const struct contact *c, const struct portset *ports,
                       const struct places *p);

/* Whether an answer told before that the suspect of `g` asked there, where he now was seen to. */
bool ledgers_said(const struct ledgers *l, const struct ledger *g, const struct contact *c);

/* Whether what came to that host, at whatever port, is the first that c->src sent there of what is too long
 * for a question; it is remembered beside where it asked. */
bool ledgers_delivers_first(struct ledgers *l, const struct contact *c, const struct places *p);

/* Of a door that was asked at it turned out only now that there was a reason to: its ledger counts it, once
 * (struct ledger's `called`). */
void ledgers_explain(struct ledgers *l, const struct contact *c, const struct places *p);

/* All ledgers in use: i = 0 …; NULL when through. */
struct ledger *ledgers_at(struct ledgers *l, uint32_t *i);
/* A ledger's number, and back (NULL: given up since). */
uint32_t ledgers_id(const struct ledgers *l, const struct ledger *g);
struct ledger *ledgers_get(struct ledgers *l, uint32_t id);
/* The one that stands for all that hang together with this one by `twin`, itself if none does. */
struct ledger *ledgers_twins(struct ledgers *l, struct ledger *g);
/* How much this one's suspect did besides: his ledgers, of all techniques, and what stands in his line; not
 * what strangers, or answers alone, say of him. */
unsigned ledgers_siblings(const struct ledgers *l, const struct ledger *g);
/* That of the same suspect by another technique, or by the same, of everyday doors or of all others: of what it
 * was seen to ask, else of what answers say. NULL: it has none. */
struct ledger *ledgers_beside(const struct ledgers *l, const struct ledger *g, uint8_t technique,
                              bool everyday);
/* That of a suspect, by its address as ledgers_suspect() has it; not announced, and not by strangers' word; else of
 * such that answers alone tell of. */
const struct ledger *ledgers_of(const struct ledgers *l, const struct addr *src, uint8_t technique,
                                bool everyday);
/* Whether `who` asked the host `whom` for anything, as far as his line and his ledgers remember. */
bool ledgers_came_to(const struct ledgers *l, const struct addr *who, const struct addr *whom,
                     const struct places *p);
/* Whether its suspect has others that were raised, by what it was seen to ask. */
bool ledgers_raised_beside(const struct ledgers *l, const struct ledger *g);
/* Who turned out to be at home: its ledgers begin anew from there. */
void ledgers_come_home(struct ledgers *l, const struct places *p);
/* Other networks are at home now. */
void ledgers_rezone(struct ledgers *l, const struct places *p);
/* Gives a ledger up. */
void ledgers_drop(struct ledgers *l, struct ledger *g);

/* What there is to save, in the order in which it is put back: suspects, ledgers, what was asked. */
#define LEDGERS_REGIONS 3
void ledgers_regions(struct ledgers *l, struct region out[LEDGERS_REGIONS]);

/* Whether somebody got no ledger since this was asked last: all belong to scans that are still to be told. */
bool ledgers_refused(struct ledgers *l);

/* At any time; bytes that all of it takes. */
void ledgers_stats(const struct ledgers *l, struct ledgers_stats *ret);
size_t ledgers_memory(const struct ledgers *l);
