/* Too many of the doors that were tried first time stayed shut, or were not gone in at. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

#include <math.h>

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    uint32_t shut = ledger_shut(g);
    float unheard = weigh_unheard(g);
    ret->nats = fmaxf(g->peak, unheard);
    if (unheard > g->peak)
        diag_set(&ret->why, N_("it asked on before the doors that it had asked at answered"), NULL, NULL,
                 NULL);
    else if (g->technique >= TECHNIQUE_FIN && g->technique <= TECHNIQUE_FLAGS &&
             g->technique != TECHNIQUE_MAIMON)
        diag_set(&ret->why, N_("no connection ever begins with packets like these"), NULL, NULL, NULL);
    else if (g->raw > shut)
        diag_counts(&ret->why, N_("at %s of %s doors that opened it broke the handshake off"), g->raw,
                    g->outcome[SIGHT_SUCCESS]);
    else
        diag_counts(&ret->why, N_("%s of %s doors that it had never asked at before stayed shut"), shut,
                    g->targets);
}

const struct detector detect_sequence = {.look = look};
