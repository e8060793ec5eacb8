#include "watch/detect/rarity.h"

#include "watch/detect.h"
#include "watch/flow/flow.h"
#include "watch/ledger/weigh.h"

#include <math.h>
#include <stdio.h>

#define STEP_MOST 1.386f /* as much as an outcome says */
#define HEARD     (100 * NSEC_MS)
#define SUPPORT   2.0f /* where outcomes are known they decide: so much at most */

enum {
    LEAST = 16,   /* doors, where nothing else is known */
    NAMED = 30,   /* doors that it has a reason to ask at; so many are worth a look */
    LOPSIDED = 8, /* hosts to a port, or ports to a host */
    ROUNDS = 3,
    ABSENT = 10,   /* and one in so many is not there each time; */
    ABSENT_TCP = 6 /* where it is its system that repeats questions, and each try counts (flow/resent.h) */
};

void rarity_note(struct ledger *g, uint32_t sources, uint64_t contacts, uint64_t doors)
{
    float step = logf((float)(contacts + 1) / ((float)(doors + 1) * (float)(sources + 1)));
    step = fminf(fmaxf(step, -STEP_MOST), STEP_MOST);
    g->rare = fmaxf(0, g->rare + step);
}

/* In logs of what was let through, and where only samples are seen, nobody knows what came of it. Who comes
 * back to the same doors (backups, monitors, whoever works there) found what he wanted. */
static bool without_outcomes(const struct ledger *g)
{
    uint32_t unknown = g->outcome[SIGHT_OUTCOME_UNKNOWN];
    uint32_t open = walk_open(&g->walk, g->last, FLOW_PATIENCE) + g->lost;
    uint32_t absent = g->technique == TECHNIQUE_SYN ? ABSENT_TCP : ABSENT;
    return unknown > open && (unknown - open) * 2 > g->targets &&
           g->tries * absent < ROUNDS * (absent - 1) * g->targets;
}

static void look_rarity(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    bool alone = without_outcomes(g) && g->targets >= LEAST;
    char n[24];
    if (g->everyday || g->rare < 1 || (!alone && g->peak < 1))
        return;
    ret->nats = alone ? g->rare : fminf(g->rare, SUPPORT);
    snprintf(n, sizeof n, "%u", g->targets);
    diag_set(&ret->why, N_("hardly anybody else asks at the %s doors that it asked at"), n, NULL, NULL);
}

const struct detector detect_rarity = {.look = look_rarity};

/* It asked for a port that it was told, as far as one sees: servers name ports to whoever comes, and then nobody
 * knows whether these were they. */
static void look_called(const struct ledger *g, struct finding *ret)
{
    if (g->technique != TECHNIQUE_SYN || g->called < NAMED)
        return;
    ret->nats = WEIGH_ALARM;
    ret->hint = true;
    diag_counts(
        &ret->why,
        N_("it may have been told %s of the %s doors that it asked at, by their hosts (FTP, RPC); or it tries them"),
        g->called, g->targets);
}

/* One-way traffic (Sridharan, Ye, Bhattacharyya, IPCCC 2006): far more hosts than ports, or ports than
 * hosts. */
static void look_lopsided(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    if (g->everyday || !without_outcomes(g) || g->targets < LEAST || !g->ports.n)
        return;
    uint32_t h = detect_hosts(g), p = g->ports.n, more = h > p ? h : p, fewer = h > p ? p : h;
    if (!fewer || more < LOPSIDED * fewer)
        return;
    more = more > g->called + fewer ? more - g->called : fewer;
    if (g->targets < LEAST + g->called || more < LOPSIDED * fewer) {
        look_called(g, ret);
        return;
    }
    ret->nats = WEIGH_ALARM * log2f((float)more / (float)fewer) / 3; /* LOPSIDED = 2^3 */
    diag_counts(&ret->why,
                N_("hosts: %s, ports: %s, what they answered is not known: too lopsided for a user"),
                h > p ? more : fewer, h > p ? fewer : more);
}

const struct detector detect_lopsided = {.look = look_lopsided};
