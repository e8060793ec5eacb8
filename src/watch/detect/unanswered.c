/* A service of everybody's by UDP, and many hosts at home do not answer: SNMP, TFTP, names, time. Programs
 * ask there all day, so that what fails says next to nothing of the one; but they ask whom they were told of,
 * and nobody is told of two dozen that are not there. Nor has anybody two dozen that gather logs or traps,
 * which never answer. NetBIOS is worth a look only: a Windows server asks each of its visitors for his name,
 * and a domain controller answers to a call of all of the net at that port. So are strangers who are asked
 * for what one has at home. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

enum {
    ENOUGH = 64,
    HASTY_LEAST = 12, /* of which those that refuse count double */
    SLOW_LEAST = 14,  /* within ten minutes: one in forty seconds */
    NAMES = 137,
    DATAGRAMS = 138,
};

#define PER_HOST 0.16f /* nats: two dozen are worth 8, medium */

/* Who asks host after host within minutes, each as good as once, and hardly any of them has it, was told of none of
 * them: what one knows goes away one by one. Least of all of those that refuse, which are up. They are a good part of
 * all that it ever asked; else they may be what was left over on many days. Fewer than a power cut takes at once: a
 * note. */
static bool is_hasty(const struct ledger *g, uint32_t n, uint32_t all, uint32_t refused)
{
    double minute = window_count(&g->window, WINDOW_1M, g->last);
    double minutes = g->tries < 2 * g->targets ? window_count(&g->window, WINDOW_10M, g->last) : 0;
    bool enough = n * 3 >= HASTY_LEAST * 2 && n + refused >= HASTY_LEAST;
    return enough && n * 5 >= all * 4 && n * 3 >= g->targets && g->lead_n * 2 <= g->targets &&
           (minute * 4 >= n * 3 || (minutes >= SLOW_LEAST && minutes * 4 >= n * 3));
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    bool netbios = g->lead_port == NAMES || g->lead_port == DATAGRAMS;
    netbios &= g->lead_port_n * 4 >= g->targets * 3 && g->inside == g->targets;
    uint32_t n = detect_few_shut(g), all = n + g->few.open, refused = g->few.refused;
    if (netbios) {
        n = ledger_shut(g);
        all = g->targets;
        refused = g->outcome[SIGHT_REFUSED];
    }
    if (g->technique != TECHNIQUE_UDP || g->zone != ZONE_INSIDE || !g->everyday)
        return;
    bool many = n >= DETECT_FEW_SHUT && n * 2 >= all;
    if (!many && !is_hasty(g, n, all, refused))
        return;
    /* at night half of them are off */
    ret->hint = !many || netbios || g->inside < DETECT_FEW_SHUT || n * 4 < all * 3;
    ret->nats = WEIGH_ALARM + (ret->hint ? 0 : PER_HOST * (float)(n < ENOUGH ? n : ENOUGH));
    diag_counts(&ret->why, N_("%s of %s hosts do not have the service that it asked for"), n, all);
}

const struct detector detect_unanswered = {.look = look};
