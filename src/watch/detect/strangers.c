/* A service by UDP of strangers all over the Internet that do not have it, and say so themselves: the port is shut
 * (RFC 1122 3.2.2.1). Silence tells nothing of names and time: resolvers ask all day, and a firewall on the way or a broken
 * net silences all at once. But an answer "no such port" from the host itself shows that the way is open, and that
 * nobody who keeps a list put this host into it: name servers, time servers, gateways of a list nearly all answer.
 * If all say so it is a firewall that says it for them; and of thousands of peers some have such a port. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

enum {
    SHUT_LEAST = 18,
    SAY_LEAST = 3, /* themselves, */
    SAY_PART = 10, /* one in so many; */
    OPEN_PART = 4, /* open: one for so many at the most */
    ENOUGH = 64,
    NETS = 8, /* those of one's own that nobody declared are fewer */
    SHARE = 4 /* of all that it asked that day */
};

#define PER_HOST 0.16f /* nats, as in unanswered.c */

static bool is_strange(const struct ledger *g)
{
    uint32_t shut = g->sought.shut, say = g->sought.in_person;
    return shut >= SHUT_LEAST && say >= SAY_LEAST && say * SAY_PART >= shut && say * 4 <= shut * 3 &&
           g->sought.open * OPEN_PART <= shut && __builtin_popcountll(g->sought.nets) >= NETS &&
           (double)g->sought.n * SHARE >= window_count(&g->window, WINDOW_1D, g->last);
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    if (g->technique != TECHNIQUE_UDP || !is_strange(g))
        return;
    uint32_t n = g->sought.shut + 2 * g->sought.in_person;
    ret->nats = WEIGH_ALARM + PER_HOST * (float)(n < ENOUGH ? n : ENOUGH);
    diag_counts(
        &ret->why,
        N_("%s of %s strangers do not have the service that it asked for, and some say so themselves"),
        g->sought.shut, g->sought.shut + g->sought.open);
}

const struct detector detect_strangers = {.look = look};
