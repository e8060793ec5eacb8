#include "watch/detect/unsaid.h"

#include "model/ports.h"
#include "watch/detect.h"
#include "watch/ledger/weigh.h"

#include <math.h>

enum {
    SERVICES = 24, /* system ports: of all hosts together, more than a monitor knows to ask for, */
    AT_EACH = 12,  /* and of each of them */
    WALKED = 12,   /* ports of one host in order */
    NET = 250,     /* addresses side by side: */
    ENTERED = 512, /* hosts, by doors through which one comes into them */
};

/* Of nearly all, and nothing else is to come. */
static bool is_unsaid(const struct ledger *g)
{
    bool may =
        g->technique == TECHNIQUE_SYN || g->technique == TECHNIQUE_UDP || g->technique == TECHNIQUE_PING;
    return may && g->unsaid && g->outcome[SIGHT_OUTCOME_UNKNOWN] * 10 >= g->targets * 9;
}

static bool is_broad(const struct ledger *g)
{
    struct finding f = {0};
    uint32_t services = portset_between(&g->ports, 0, PORTS_USER);
    uint64_t all = (uint64_t)detect_hosts(g) * g->ports.n;
    detect_breadth.look(g, g->last, &f);
    return f.nats > WEIGH_ALARM || (services > SERVICES && g->low_ports * 2 > g->targets) ||
           (services >= AT_EACH && g->targets * UINT64_C(2) > all);
}

/* Traces of routes go to ports above, and what is published for a container comes from there. */
static bool walks_ports(const struct ledger *g)
{
    return g->ports.n >= WALKED && g->lead_n * 2 > g->targets && g->steps * 2 > g->targets &&
           portset_between(&g->ports, 0, PORTS_LINUX) * 10 >= g->ports.n * 9;
}

static bool covers_net(const struct ledger *g)
{
    uint32_t span = g->high - g->low + 1, hosts = g->low && span >= NET ? detect_hosts(g) : 0;
    return hosts >= NET && hosts * 10 >= span * 9;
}

static bool enters_all(const struct ledger *g)
{
    return g->technique == TECHNIQUE_SYN && weigh_has_entrance(g) && g->ports.n <= 4 &&
           g->inside * 2 > g->targets && detect_hosts(g) > ENTERED;
}

float unsaid_leaves(const struct ledger *g, float low)
{
    bool told = !is_unsaid(g) || is_broad(g) || walks_ports(g) || covers_net(g) || enters_all(g);
    return told ? INFINITY : fmaxf(low, g->peak);
}
