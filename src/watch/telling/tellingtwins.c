/* A scan with decoys is told as one: whoever sent the very same packets. */
#include "watch/telling/priv_telling.h"

enum { TWINS = 256 }; /* sources that are told together of one scan with decoys: nmap makes up to 128 */

/* What besides its probes speaks for a real host: other things it did, answers it gave, handshakes it went on
 * with. */
static unsigned realness(const struct watch *w, const struct ledger *g)
{
    return ledgers_siblings(w->ledgers, g) * 2 + decoys_is_alive(w->decoys, &g->one) +
           (g->half + g->completed > 0 ? 3u : 0u);
}

/* Those that sent the very same packets as g does, itself as well; of more than there is room for, the row of as many
 * in which it stands. */
static unsigned twins_of(struct watch *w, struct ledger *g, struct ledger *all[TWINS])
{
    unsigned n = 0;
    bool among = false;
    uint32_t i = 0;
    const struct ledger *root = ledgers_twins(w->ledgers, g);
    for (struct ledger *o; (n < TWINS || !among) && (o = ledgers_at(w->ledgers, &i)) != NULL;) {
        if (o->technique != g->technique || o->twins * 2 < o->targets || ledgers_twins(w->ledgers, o) != root)
            continue;
        n = n < TWINS ? n : 0;
        all[n++] = o;
        among |= o == g;
    }
    return n;
}

/* Decoys: all ledgers that hang together by the very same packets become one, that of the suspect who does
 * most besides; it is told when the first comes of whom there is something to tell, and, live, again when somebody
 * joins them who was not told with them: else what decoys did before would hide him. True: this one is told with them
 * (or now was). */
bool telling_twins(struct watch *w, struct ledger *g, enum incident_phase phase, nsec_wall since)
{
    struct addr srcs[TWINS];
    struct ledger *all[TWINS], *best = g, *first = NULL;
    bool ongoing = phase == INCIDENT_RAISED;
    unsigned known = 0;
    unsigned n = g->twins * 2 < g->targets ? 0 : twins_of(w, g, all);
    if (n < 2)
        return false;
    for (unsigned k = 0; k < n; k++) {
        srcs[k] = all[k]->many ? all[k]->src : all[k]->one;
        if (realness(w, all[k]) > realness(w, best))
            best = all[k];
        if (!first && !ongoing && telling_is_to_tell(w, all[k], since))
            first = all[k];
    }
    for (unsigned k = 0; k < n && ongoing; k++) {
        known += all[k]->told;
        all[k]->told = true;
    }
    w->row = (const struct ledger *const *)all;
    w->rows = n;
    if (ongoing || first == g) /* once for all of them */
        telling_put(w, best, known ? INCIDENT_AGAIN : phase, srcs, n);
    w->rows = 0;
    return true;
}
