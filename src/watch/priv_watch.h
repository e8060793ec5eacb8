/* The watch itself, for the files that make it up: taking.c (what comes in), booking.c (what that changes),
 * followed.c (how who was answered went on), surroundings.c (what it shows of where one listens), verdict.c (what
 * is made of it), telling.c (what goes out), suspects.c (what is asked of it), watchparts.c (its parts), watchkept.c
 * (what of them is saved), watch.c (the step that leads through them). */
#pragma once

#include "watch/detect/backscatter.h"
#include "watch/detect/campaign.h"
#include "watch/detect/decoy.h"
#include "watch/detect/drawn.h"
#include "watch/detect/eyeballs.h"
#include "watch/detect/fallback.h"
#include "watch/detect/flood.h"
#include "watch/detect/ftpdata.h"
#include "watch/detect/gateway.h"
#include "watch/detect/guess.h"
#include "watch/detect/leases.h"
#include "watch/detect/outage.h"
#include "watch/detect/resumed.h"
#include "watch/detect/sockets.h"
#include "watch/detect/stray.h"
#include "watch/detect/surge.h"
#include "watch/detect/wave.h"
#include "watch/flow/flow.h"
#include "watch/flow/fragments.h"
#include "watch/flow/greeted.h"
#include "watch/flow/nearby.h"
#include "watch/flow/tunnels.h"
#include "watch/held.h"
#include "watch/ledger/door.h"
#include "watch/ledger/ledger.h"
#include "watch/mix.h"
#include "watch/place.h"
#include "watch/watch.h"

struct watch {
    struct places places;
    struct watch_role *role; /* owned */
    unsigned roles;
    const struct manifest *manifest; /* borrowed */
    unsigned manifests;
    struct mix_key key;
    struct flows *flows;
    struct ledgers *ledgers;
    struct doors *doors;
    struct campaigns *campaigns;
    struct budget plans; /* of campaigns: who floods them with names shall not take the ledgers' counts */
    struct decoys *decoys;
    struct surges *surges;
    struct backscatters *backscatters;
    struct strays *strays;
    struct guesses *guesses;
    struct waves *waves;
    struct gateways *gateways;
    struct fallbacks *fallbacks;
    struct sockets *sockets;
    struct floods *floods;
    struct drawn *drawn;
    struct eyeballs *eyeballs;
    struct ftpdata *ftpdata;
    struct leases *leases;
    struct fragments fragments;
    struct held *answers; /* what may be answers to calls that were not told yet */
    struct resumed *resumed;
    struct outages *outages;
    struct tunnels *tunnels;
    /* by the hash of source and target: when a long datagram came that nobody answered */
    nsec_wall delivered[256];
    bool answered; /* somebody was seen to answer somebody */
    struct nearby nearby;
    struct greeted greeted;
    /* answers from outside: how many were in sight; came by a way that is not; are to what was not heard asked */
    uint32_t heard, unheard, unasked;
    bool taken_up;                /* a watch before this one began it, and may have seen so */
    bool live, untold;            /* untold: some raised ledgers are */
    nsec_wall now, due;           /* due: when silence is looked for again */
    nsec_wall settling;           /* live: when neighbours are looked for again */
    uint32_t looking;             /* at which ledger watch_going_on() stands */
    int64_t day;                  /* live: that has not been accounted for yet, days since 1970; 0 = none */
    struct watch_stats before;    /* as they were when it began */
    const struct ledger *telling; /* whose alert is being put */
    const struct ledger *const *row; /* and with whom: `rows` of them, itself as well; 0: by itself */
    unsigned rows;
    const struct campaign *plan; /* or of which campaign, */
    const struct addr *visitor;  /* or visitor, */
    bool visit_carried;          /* who came in a tunnel */
    struct keep *keep;           /* NULL: packets are not wanted */
    const struct sight *sight;   /* that is being taken */
    struct sink *out;            /* of the running step */
    int failed;
    struct watch_stats stats;
};

/* Bytes that all of it takes. */
size_t watch_memory(const struct watch *w);
