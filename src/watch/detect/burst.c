/* Distinct targets in several windows (Sekar, Xie, Reiter, Zhang, DSN 2006): what honest hosts touch grows
 * slower than the window, so a limit for each. It judges where outcomes cannot: when everything answers, and
 * in one-way captures. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

#include <stdio.h>

enum { LIST = 4 };

/* New targets that no honest host of its kind has in 10 s, 1 min, 10 min, 1 h, 1 d, 7 d, 30 d; 0 = no
 * limit. */
static const struct row {
    uint16_t limit[WINDOWS];
} rows[TECHNIQUES] = {
    [TECHNIQUE_SYN] = {{40, 60, 120, 250, 0, 0, 0}},    [TECHNIQUE_UDP] = {{60, 120, 300, 600, 0, 0, 0}},
    [TECHNIQUE_PING] = {{9, 18, 40, 80, 0, 0, 0}},      [TECHNIQUE_ARP] = {{32, 64, 128, 200, 0, 0, 0}},
    [TECHNIQUE_ND] = {{32, 64, 128, 200, 0, 0, 0}},     [TECHNIQUE_SCTP] = {{8, 10, 15, 20, 0, 0, 0}},
    [TECHNIQUE_PROTOCOL] = {{10, 12, 16, 20, 0, 0, 0}},
};

/* One in five of an honest host's new doors is shut (weigh.c), of a list of fifty at times one in four; of a
 * web's links a third are gone. */
static bool few_shut(const struct ledger *g)
{
    uint32_t shut = ledger_shut(g);
    return shut * (g->everyday ? 3 : 4) < g->targets;
}

/* All there, and not in a row: somebody's list of what is his. He may ask at more of them at once. */
static bool has_a_list(const struct ledger *g)
{
    return g->technique == TECHNIQUE_PING && few_shut(g) && g->steps * 2 < g->targets;
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    char count[24], span[24];
    /* Many answers at everyday doors are a browser, a relay or a resolver at work; data/watch/roles.txt knows
     * more. */
    bool honest = g->nats < WEIGH_ALARM && few_shut(g) &&
                  (g->technique == TECHNIQUE_SYN || g->technique == TECHNIQUE_UDP);
    for (unsigned i = 0; i < WINDOWS && !honest; i++) {
        unsigned limit = rows[g->technique].limit[i] * (has_a_list(g) ? LIST : 1u);
        double n = window_count(&g->window, i, g->last);
        float nats = limit && n > limit ? WEIGH_ALARM * (float)(n / limit) : 0;
        if (nats <= ret->nats)
            continue;
        ret->nats = nats;
        snprintf(count, sizeof count, "%.0f", n);
        snprintf(span, sizeof span, "%u", window_seconds[i]);
        diag_set(&ret->why, N_("%s new doors in %s s are more than honest hosts ask at"), count, span, NULL);
    }
}

const struct detector detect_burst = {.look = look};
