/* In haste from door to door, each once; some stay shut, and of those that open it wants nothing. Whoever uses services
 * says something to them, whoever waits for one that is down asks again, and whoever watches over them comes back. It goes
 * along the services of a host, or of each of several, or along hosts at home. Half of what it finds may be open: each
 * such door takes back what a shut one says in the sequential test, and shut ones of one host say it only once. */
#include "watch/detect.h"

#include "model/ports.h"
#include "watch/ledger/weigh.h"

enum {
    SERVICES = 6, /* of each host, */
    PLACES = 5,   /* well-known ones, and blocks with others: some have several doors side by side; */
    HOSTS = 8,    /* or so many */
    SHUT = 2,
    WORDLESS = 2, /* of hosts, of which one may be a server whose client gave up */
    LINED = 2,    /* how it left the first ones is not kept: ledger.h */
};

#define PASSED (2 * WEIGH_ALARM)
#define PACE   NSEC_SEC /* on average */

/* It said no word where it was let in, as far as is known. */
static bool is_wordless(const struct ledger *g)
{
    return g->completed <= g->wordless && g->wordless + g->half + LINED >= g->outcome[SIGHT_SUCCESS];
}

/* Of a host that is down all doors are silent, and of a net. */
static bool is_heard(const struct ledger *g)
{
    return g->outcome[SIGHT_SUCCESS] || g->outcome[SIGHT_REFUSED] * 2 > ledger_shut(g);
}

/* Where none opens, some are the system's: who is flooded resets what comes in others' names from any port, and flows of
 * that look like questions that were refused. */
static bool goes_along_services(const struct ledger *g)
{
    uint32_t low = portset_between(&g->ports, 0, PORTS_USER);
    uint32_t all = low + detect_blocks(&g->ports, PORTS_USER, PORTS_LINUX);
    return g->ports.n >= SERVICES && all >= PLACES && (low || g->outcome[SIGHT_SUCCESS]) &&
           (g->lead_n * 2 > g->targets ||
            g->targets * UINT64_C(5) >= (uint64_t)detect_hosts(g) * g->ports.n * 4);
}

static bool goes_along_hosts(const struct ledger *g)
{
    return g->inside == g->targets && g->lead_port_n * 10 >= g->targets * 9 &&
           g->wordless + g->half >= WORDLESS && detect_hosts(g) >= HOSTS;
}

/* Each once, and what became of all of them is known. */
static bool is_hasty(const struct ledger *g)
{
    return g->technique == TECHNIQUE_SYN && !g->everyday && !g->hearsay && g->tries < 2 * g->targets &&
           g->fresh - g->first <= g->targets * PACE &&
           ledger_shut(g) + g->outcome[SIGHT_SUCCESS] == g->targets;
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    uint32_t shut = ledger_shut(g);
    if (shut < SHUT + g->called || !is_hasty(g) || !is_wordless(g) || !is_heard(g) ||
        !(goes_along_services(g) || goes_along_hosts(g)))
        return;
    ret->nats = PASSED;
    diag_counts(
        &ret->why,
        N_("%s of %s doors stayed shut that it tried right after each other, and of those that opened it "
           "wanted nothing"),
        shut, g->targets);
}

const struct detector detect_passing = {.look = look};
