#include "watch/detect/role.h"

#include <stdio.h>
#include <string.h>

static uint32_t shut(const struct ledger *g)
{
    return g->outcome[SIGHT_REFUSED] + g->outcome[SIGHT_SILENT] + g->outcome[SIGHT_BLOCKED];
}

/* A scanner asks once, or as often as lost packets need; who knocks ten times at each of a few doors wants to get in there.
 * (A mail server with 2,086 attempts at 19 silent relays, a bot with 718 at its one dead master.) */
static bool insists(const struct ledger *g)
{
    return g->targets <= 64 && g->tries >= 8 * g->targets;
}

/* File sharing, calls, games: from inside, to many addresses outside, to each on a port of its own, high; some answer. */
static bool is_peer(const struct ledger *g)
{
    uint32_t hosts = tally_count(&g->hosts);
    return g->zone == ZONE_INSIDE && (g->technique == TECHNIQUE_SYN || g->technique == TECHNIQUE_UDP) &&
           g->inside * 10 <= g->targets && hosts * 10 >= g->targets * 7 && g->ports.n * 2 >= g->targets &&
           g->low_ports * 10 <= g->targets && g->outcome[SIGHT_SUCCESS] * 20 >= g->targets;
}

/* It asks many, all are there, and it asks again and again: whether they answer, or whether their services do. */
static bool is_monitor(const struct ledger *g)
{
    if (g->technique == TECHNIQUE_SYN)
        return g->outcome[SIGHT_SUCCESS] * 10 >= g->targets * 9 && g->tries >= 3 * g->targets &&
               g->ports.n * 2 <= g->targets;
    return g->technique == TECHNIQUE_PING && g->outcome[SIGHT_SUCCESS] * 10 >= g->targets * 7 &&
           g->tries >= 3 * g->targets;
}

static bool is_relay(const struct ledger *g)
{
    return g->zone == ZONE_INSIDE && g->technique == TECHNIQUE_SYN && g->ports.n == 1 &&
           (g->ports.sparse[0] == 25) && g->outcome[SIGHT_SUCCESS] * 5 >= shut(g);
}

/* It has a list of what is there: nearly all answer, and it has something to say to each. Who looks around finds gaps. */
static bool is_management(const struct ledger *g)
{
    return g->zone == ZONE_INSIDE && g->technique == TECHNIQUE_SYN && g->ports.n <= 16 && g->targets >= 20 &&
           g->outcome[SIGHT_SUCCESS] * 20 >= g->targets * 17 && !g->raw && g->wordless * 5 <= g->completed;
}

static const struct row {
    const char *name;
    bool (*fits)(const struct ledger *g);
    const char *why;
} rows[] = {
    {"insistent", insists,
     N_("it knocked %s times at %s doors: somebody who wants in there, not one who looks around")},
    {"mail-relay", is_relay, N_("it delivers mail (%s attempts, %s servers)")},
    {"p2p", is_peer,
     N_("every address on a port of its own, and some answer: a program among its peers (%s attempts, %s doors)")},
    {"management", is_management,
     N_("nearly all of its %s attempts at %s doors are answered, and it talks to each: it knows who is there")},
    {"monitor", is_monitor, N_("it asked %s times, %s addresses, and nearly all are there: a monitor")},
};

struct role role_of(const struct ledger *g)
{
    struct role r = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows && !r.name; i++) {
        if (!rows[i].fits(g))
            continue;
        char tries[24], targets[24];
        snprintf(tries, sizeof tries, "%u", g->tries);
        snprintf(targets, sizeof targets, "%u", g->targets);
        r.name = rows[i].name;
        diag_set(&r.why, rows[i].why, tries, targets, NULL);
    }
    return r;
}

static bool anything(const struct ledger *g)
{
    return g->technique != TECHNIQUES;
}

/* Few ports on many hosts, and whether they are there. */
static bool looks_after_hosts(const struct ledger *g)
{
    return g->ports.n <= 16 &&
           (g->technique == TECHNIQUE_SYN || g->technique == TECHNIQUE_UDP ||
            g->technique == TECHNIQUE_PING || g->technique == TECHNIQUE_ARP || g->technique == TECHNIQUE_ND);
}

static bool only(const struct ledger *g, uint8_t technique, const uint16_t *ports, unsigned n)
{
    uint32_t known = 0;
    for (unsigned i = 0; i < n; i++)
        known += portset_has(&g->ports, ports[i]);
    return g->technique == technique && known == g->ports.n;
}

static bool is_web(const struct ledger *g)
{
    static const uint16_t ports[] = {80, 443, 8000, 8080, 8443};
    return only(g, TECHNIQUE_SYN, ports, 5);
}

static bool is_mail(const struct ledger *g)
{
    static const uint16_t ports[] = {25, 465, 587};
    return only(g, TECHNIQUE_SYN, ports, 3);
}

static bool is_names(const struct ledger *g)
{
    static const uint16_t ports[] = {53, 853};
    return only(g, TECHNIQUE_UDP, ports, 2) || only(g, TECHNIQUE_SYN, ports, 2);
}

static bool is_printing(const struct ledger *g)
{
    static const uint16_t ports[] = {161, 515, 631, 9100, 9101, 9102};
    return only(g, TECHNIQUE_SYN, ports, 6) || only(g, TECHNIQUE_UDP, ports, 6) ||
           g->technique == TECHNIQUE_PING;
}

/* What a declared role explains. */
static const struct declared {
    const char *name;
    bool (*fits)(const struct ledger *g);
} declared[] = {
    {"scanner", anything},         {"monitor", looks_after_hosts}, {"proxy", is_web},
    {"mail-relay", is_mail},       {"resolver", is_names},         {"p2p", is_peer},
    {"print-server", is_printing},
};

const char *const *role_names(void)
{
    static const char *const names[] = {"scanner",  "monitor", "proxy",        "mail-relay",
                                        "resolver", "p2p",     "print-server", NULL};
    return names;
}

struct role role_declared(const struct ledger *g, const char *name)
{
    struct role r = {0};
    for (size_t i = 0; i < sizeof declared / sizeof *declared; i++) {
        if (strcmp(declared[i].name, name) != 0 || !declared[i].fits(g))
            continue;
        r.name = declared[i].name;
        diag_set(&r.why, N_("it was said to be: %s"), r.name, NULL, NULL);
    }
    return r;
}
