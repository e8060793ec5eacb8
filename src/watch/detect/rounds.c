/* From host to host by doors through which one comes into them: shares, consoles, remote desktops. Where most
 * open, or all, nothing that comes back tells who looks for a way in from who was told of one; but a client
 * has a few such hosts, and they are those of many others. Who goes to nine of his own is at work on hosts:
 * management, backup, or somebody who should not. Worth a look, once; and not more. Who was told for what he
 * did before, whatever it was, and sets out now, is worth another. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

enum {
    HOSTS_LEAST = 9,
    NEWS_LEAST = 8, /* and the first of them may still look like one of what was told; */
    NEWS_OWN = 3,   /* those of everybody's may be of before */
};

/* All of them within a minute, as far as a mean over two tells: of everybody's, too, nobody opens so many in one go. */
static bool is_hurried(const struct ledger *g)
{
    return window_count(&g->window, WINDOW_1M, g->last) > HOSTS_LEAST - 1;
}

bool detect_rounds_anew(const struct ledger *g)
{
    struct weigh_round r = weigh_round(g, true);
    return g->told && r.hosts >= NEWS_LEAST && r.hosts - r.popular >= NEWS_OWN;
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    bool anew = detect_rounds_anew(g);
    struct weigh_round r = weigh_round(g, anew);
    bool round = r.hosts >= HOSTS_LEAST &&
                 (r.popular * 3 < r.hosts * 2 || (r.hosts - r.popular >= NEWS_OWN && is_hurried(g)));
    if (!anew && !round)
        return;
    ret->nats = WEIGH_ALARM;
    ret->hint = true;
    diag_counts(
        &ret->why,
        N_("it went from host to host by a door that a client uses on few hosts: %s hosts, to %s of which hardly anybody else goes"),
        r.hosts, r.hosts - r.popular);
}

const struct detector detect_rounds = {.look = look};
