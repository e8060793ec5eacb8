/* One scan, one alert: a ledger, a campaign, a visit or a surge becomes a record that explains itself. All
 * return 0 or the sink's error, and the severity (enum watch_severity) in *ret_severity. */
#pragma once

#include "model/sink.h"
#include "watch/detect/campaign.h"
#include "watch/detect/surge.h"
#include "watch/detect/wave.h"
#include "watch/mix.h"
#include "watch/telling/verdict.h"
#include "watch/watch.h"

enum incident_phase {
    INCIDENT_RAISED, /* the evidence suffices; it will be told again */
    INCIDENT_AGAIN,  /* the same, of what was told: somebody joined, or it began something else */
    INCIDENT_DAY,    /* the account of a day; it will be told again */
    INCIDENT_ENDED,
};

/* Of its alert: the same as long as the key. */
void incident_id(const struct ledger *g, const struct mix_key *key, char ret[WATCH_ID]);
/* What is made of one ledger. `srcs`: decoys and their suspect, n = 0 for none. */
int incident_put(const struct ledger *g, enum incident_phase phase, const struct verdict *v,
                 const struct addr *srcs, unsigned n, const struct mix_key *key, struct sink *out,
                 unsigned *ret_severity);

/* Sources that share a plan, what wrote their packets, and what explains it: then it is low. Same returns as
 * incident_put(). */
int incident_put_campaign(const struct campaign *c, const struct marks_verdict *m, const struct role *r,
                          enum incident_phase phase, const struct mix_key *key, struct sink *out,
                          unsigned *ret_severity);

/* Many sources that were raised within a short time. Same returns. */
int incident_put_wave(const struct wave *x, enum incident_phase phase, const struct mix_key *key,
                      struct sink *out, unsigned *ret_severity);

/* c: a completed connection to a door that `finder` had found by scanning, `before` ns earlier; `first`: nobody
 * else came there. */
int incident_put_visit(const struct contact *c, const struct addr *finder, nsec before, enum zone zone,
                       bool first, const struct mix_key *key, struct sink *out, unsigned *ret_severity);

/* s: somebody came in, after so many wrong passwords since then. */
int incident_put_guess(const struct sight *s, uint32_t wrong, nsec_wall since, enum zone zone,
                       const struct mix_key *key, struct sink *out, unsigned *ret_severity);

/* A port that many more sources ask for than on other days; planned: those that are known belong to a
 * campaign that is told. */
int incident_put_surge(const struct surge *s, bool planned, const struct mix_key *key, struct sink *out,
                       unsigned *ret_severity);

/* `victim` answers to so many who never asked. */
int incident_put_backscatter(const struct addr *victim, uint32_t hosts, nsec_wall first, nsec_wall last,
                             enum zone zone, const struct mix_key *key, struct sink *out,
                             unsigned *ret_severity);
