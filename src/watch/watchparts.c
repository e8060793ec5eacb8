/* What a watch is made of: how the memory is shared out among its parts, their beginning and end, and what they take. */
#include "watch/priv_watch.h"

#include <errno.h>
#include <stdlib.h>

enum { ANSWERS = 1024 }; /* that wait at once: a net of hundreds, whose devices answer all calls */
enum {
    DETECTORS = 512 * 1024
}; /* bytes of what is of one size whatever the limit, beyond what the shares leave */

/* How the memory is shared out: more than half for the lines of suspects (1.5 million in 128 MiB), an eighth
 * for ledgers. On a firewall's log of 16 days two suspects of three need no ledger. */
static void share_out(size_t limit, struct ledgers_conf *l, unsigned *flows, unsigned *days, size_t *plans)
{
    size_t all = limit < WATCH_STATE_LEAST ? WATCH_STATE_LEAST : limit;
    *flows = 1u << 14;
    for (size_t k = all / WATCH_STATE_LEAST; k > 1; k /= 2)
        *flows *= 2;
    *days = all < WATCH_STATE / 2 ? 5 : 28;
    all -= DETECTORS;
    l->suspects = (unsigned)(all / 16 * 9 / 50);
    l->ledgers = (unsigned)(all / 8 / sizeof(struct ledger));
    l->heap = all / 64 * 3;
    *plans = all / 64;
    l->seen = (unsigned)(all / 64);
}

static bool make_detectors(struct watch *w, struct hash_key key)
{
    w->decoys = decoys_new(key);
    w->backscatters = backscatters_new(key);
    w->strays = strays_new(key);
    w->guesses = guesses_new(key);
    w->waves = waves_new();
    w->gateways = gateways_new();
    w->fallbacks = fallbacks_new();
    w->sockets = sockets_new(key);
    w->floods = floods_new(key);
    w->drawn = drawn_new(key);
    w->eyeballs = eyeballs_new(key);
    w->ftpdata = ftpdata_new(key);
    w->leases = leases_new(key);
    w->resumed = resumed_new(key);
    w->outages = outages_new();
    return w->decoys && w->backscatters && w->strays && w->guesses && w->waves && w->gateways &&
           w->fallbacks && w->sockets && w->floods && w->drawn && w->eyeballs && w->ftpdata && w->leases &&
           w->resumed && w->outages;
}

static bool make_tables(struct watch *w, const struct watch_conf *conf)
{
    struct ledgers_conf l = {.key = conf->key};
    unsigned flows, days;
    size_t limit = conf->state_limit ? conf->state_limit : WATCH_STATE;
    share_out(limit, &l, &flows, &days, &w->plans.max);
    w->flows = flows_new(flows, conf->key);
    w->ledgers = ledgers_new(&l);
    w->doors = doors_new(flows / 2, conf->key);
    w->campaigns = campaigns_new(flows / 32, conf->key);
    w->surges = surges_new(days, conf->key);
    w->answers = held_new(ANSWERS);
    w->tunnels = tunnels_new(conf->key);
    w->keep = conf->packets ? keep_new(limit / 4, conf->key) : NULL;
    return w->flows && w->ledgers && w->doors && w->campaigns && w->surges && w->answers && w->tunnels &&
           (w->keep || !conf->packets);
}

int watch_new(const struct watch_conf *conf, struct watch **ret)
{
    struct watch *w = calloc(1, sizeof *w);
    if (!w)
        return -ENOMEM;
    w->live = w->untold = conf->live; /* ledgers may be put back that are not told yet */
    w->manifest = conf->manifest;
    w->manifests = conf->manifests;
    w->key = mix_key_of(conf->key, MIX_IDS);
    int e = places_init(&w->places, conf->home, conf->homes, mix_key_of(conf->key, MIX_PLACES));
    w->role = calloc(conf->roles + 1u, sizeof *w->role);
    if (e == 0 && (!w->role || !make_tables(w, conf) || !make_detectors(w, conf->key)))
        e = -ENOMEM;
    if (e < 0) {
        watch_free(w);
        return e;
    }
    for (; w->roles < conf->roles; w->roles++)
        w->role[w->roles] = conf->role[w->roles];
    *ret = w;
    return 0;
}

void watch_free(struct watch *w)
{
    if (!w)
        return;
    places_fini(&w->places);
    free(w->role);
    flows_free(w->flows);
    doors_free(w->doors);
    campaigns_free(w->campaigns);
    decoys_free(w->decoys);
    surges_free(w->surges);
    backscatters_free(w->backscatters);
    strays_free(w->strays);
    guesses_free(w->guesses);
    waves_free(w->waves);
    gateways_free(w->gateways);
    fallbacks_free(w->fallbacks);
    sockets_free(w->sockets);
    floods_free(w->floods);
    drawn_free(w->drawn);
    eyeballs_free(w->eyeballs);
    ftpdata_free(w->ftpdata);
    leases_free(w->leases);
    held_free(w->answers);
    resumed_free(w->resumed);
    outages_free(w->outages);
    tunnels_free(w->tunnels);
    ledgers_free(w->ledgers);
    keep_free(w->keep);
    free(w);
}

size_t watch_memory(const struct watch *w)
{
    size_t tables = flows_memory(w->flows) + ledgers_memory(w->ledgers) + doors_memory(w->doors) +
                    campaigns_memory(w->campaigns) + w->plans.used + surges_memory(w->surges) +
                    held_memory(w->answers) + tunnels_memory(w->tunnels) +
                    (w->keep ? keep_memory(w->keep) : 0);
    size_t detectors = decoys_memory(w->decoys) + backscatters_memory(w->backscatters) +
                       strays_memory(w->strays) + guesses_memory(w->guesses) + waves_memory(w->waves) +
                       gateways_memory(w->gateways) + fallbacks_memory(w->fallbacks) +
                       sockets_memory(w->sockets) + floods_memory(w->floods) + drawn_memory(w->drawn) +
                       eyeballs_memory(w->eyeballs) + ftpdata_memory(w->ftpdata) + leases_memory(w->leases) +
                       resumed_memory(w->resumed) + outages_memory(w->outages);
    return sizeof *w + tables + detectors;
}
