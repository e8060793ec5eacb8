/* Waves: more sources are raised at once than anybody can read one by one. That is a flood whose senders are
 * forged, or a worm's first day; either way it is one event. The first of an hour are told by themselves, the
 * others together, with a count; not so whoever is seen to be real, or asks at more doors than the crowd: a
 * single scanner must not hide in a wave that he raises himself. */
#pragma once

#include "watch/ledger/ledger.h"

/* Of an hour, a zone and a technique, WAVE_FREE sources are told by themselves whatever they did (at the
 * Internet's edge 16 are the most: measured on 16 days of a firewall's log), and then whoever asks at
 * WAVE_DOORS or more. After each WAVE_FREE more that stood out so, it takes twice as many doors: a forger
 * pays for every line with more packets than for the last. Of the others WAVE_NAMED are named and all are
 * counted. */
enum { WAVE_FREE = 512, WAVE_DOORS = 15, WAVE_NAMED = 1024 };

struct wave {
    uint8_t zone, technique;
    bool stranger;                /* of those whom strangers' tunnels carry */
    uint32_t sources, named;      /* of the wave; 0 = there is none */
    uint32_t told;                /* when it was told last, there were so many */
    uint64_t doors;               /* asked at when they were raised, all together */
    nsec_wall first, last, since; /* since: the first of them was raised */
    struct addr *source;          /* `named` of them */
    struct {
        int64_t hour;     /* since 1970, */
        uint32_t n;       /* and how many were raised in it */
    } count[2];           /* logs are not quite in order: of two hours that follow each other */
    uint32_t bar, passed; /* doors that it takes to stand out, and who did since it was set */
};

struct waves;

struct waves *waves_new(void);
void waves_free(struct waves *v);
size_t waves_memory(const struct waves *v);
/* Notes that g was raised (g->raised), and says what it is part of: LEDGER_ALONE or LEDGER_IN_WAVE. */
uint8_t waves_note(struct waves *v, const struct ledger *g);
/* g was part of one before a restart: it is counted again, but not told anew. */
void waves_rejoin(struct waves *v, const struct ledger *g);
/* Whether g, which is part of one, asked at so many doors that it is told by itself. */
bool waves_stands_out(struct waves *v, const struct ledger *g);
/* g, which was part of one, is told by itself after all. */
void waves_leave(struct waves *v, const struct ledger *g);
/* i = 0 …; NULL when through. */
struct wave *waves_at(struct waves *v, unsigned *i);
/* Those that ended before `before` are over. */
void waves_rest(struct waves *v, nsec_wall before);
