#include "watch/detect/role.h"

#include "model/ports.h"
#include "watch/flow/question.h"
#include "watch/priv_tables.h"

#include <stdio.h>
#include <string.h>

enum {
    NETS = 16,      /* different ones are many */
    DISPLAYS = 6000 /* X11's, from the first on */
};

/* A feature as a fraction: percent of a part, or a count (of one in a hundred, so to say). */
struct fraction {
    uint64_t part, whole;
};

static struct fraction count_of(uint64_t n)
{
    return (struct fraction){n, 100};
}

/* The host that it asks is its own. */
static bool is_itself(const struct ledger *g)
{
    return detect_hosts(g) == 1 && addr_eq(&g->one, &g->last_dst);
}

/* All that it asked at are in its own /16. */
static bool is_near(const struct ledger *g)
{
    return g->src.len == 4 && g->low >> 16 == g->high >> 16 && g->low >> 16 == addr_u32(&g->src) >> 16;
}

/* Of its ports, those of traceroute and its like. */
static struct fraction traces_of(const struct ledger *g)
{
    uint32_t n = 0;
    for (uint32_t port = portset_next(&g->ports, 0); port <= UINT16_MAX;
         port = portset_next(&g->ports, port + 1))
        n += question_traces((uint16_t)port);
    return (struct fraction){n, g->ports.n};
}

static struct fraction feature_of(const struct ledger *g, uint8_t feature)
{
    uint32_t answered = g->outcome[SIGHT_SUCCESS];
    switch ((enum role_feature)feature) {
    case FEATURE_TARGETS: return count_of(g->targets);
    case FEATURE_HOSTS: return count_of(detect_hosts(g));
    case FEATURE_PORTS: return count_of(g->ports.n);
    case FEATURE_TRIES_PER_TARGET: return (struct fraction){g->tries, UINT64_C(100) * g->targets};
    case FEATURE_HOSTS_SHARE: return (struct fraction){detect_hosts(g), g->targets};
    case FEATURE_PORTS_SHARE: return (struct fraction){g->ports.n, g->targets};
    case FEATURE_INSIDE_SHARE: return (struct fraction){g->inside, g->targets};
    case FEATURE_LOW_SHARE: return (struct fraction){g->low_ports, g->targets};
    case FEATURE_ANSWERED_SHARE: return (struct fraction){answered, g->targets};
    case FEATURE_KNOWN_ANSWERED_SHARE: return (struct fraction){answered, answered + ledger_shut(g)};
    case FEATURE_RAW_SHARE: return (struct fraction){g->raw, answered};
    case FEATURE_WORDLESS_SHARE: return (struct fraction){g->wordless, g->completed};
    case FEATURE_COMPLETED_SHARE: return (struct fraction){g->completed, answered};
    case FEATURE_RESETS: return count_of(g->resets);
    case FEATURE_SHAPES: return count_of(g->marks.shapes);
    case FEATURE_SILENT_SHARE: return (struct fraction){g->outcome[SIGHT_SILENT], g->targets};
    case FEATURE_REFUSED_SHARE: return (struct fraction){g->outcome[SIGHT_REFUSED], g->targets};
    case FEATURE_STALE_SHARE:
        return (struct fraction){(uint64_t)(g->last - g->fresh) / NSEC_MS,
                                 (uint64_t)(g->last - g->first) / NSEC_MS};
    case FEATURE_PEERS: return count_of(g->peers.n);
    case FEATURE_PEERS_SHARE: return (struct fraction){g->peers.n, g->targets};
    case FEATURE_PEERS_HOSTS: return (struct fraction){detect_hosts(g), g->peers.n};
    case FEATURE_PEERS_NETS:
        return (struct fraction){(unsigned)__builtin_popcountll(g->peers.nets),
                                 g->peers.n < NETS ? g->peers.n : NETS};
    case FEATURE_PEERS_AGAIN: return (struct fraction){g->peers.again, g->peers.n};
    case FEATURE_PEERS_ANSWERED: return (struct fraction){g->peers.answered, g->peers.n};
    case FEATURE_CORNERS: return count_of((unsigned)__builtin_popcountll(g->corners));
    case FEATURE_CORNERS_SHARE:
        return (struct fraction){(unsigned)__builtin_popcountll(g->corners),
                                 g->targets < NETS ? g->targets : NETS};
    case FEATURE_REST_FAILURES: return count_of((uint64_t)(g->rest_peak / WEIGH_STEP + 0.5f));
    case FEATURE_MARKS: return count_of((uint64_t)(100 * marks_judge(&g->marks, g->technique).sure));
    case FEATURE_HOURS: return count_of((uint64_t)((g->last - g->first) / NSEC_HOUR));
    case FEATURE_MINUTES: return count_of((uint64_t)((g->last - g->first) / NSEC_MINUTE));
    case FEATURE_EXPLAINED_SHARE: return (struct fraction){g->called, g->targets};
    case FEATURE_NEAR_SHARE: return count_of(is_near(g) ? 100 : 0);
    case FEATURE_STEPS_SHARE: return (struct fraction){g->steps, g->targets};
    case FEATURE_SAME_SPORT_SHARE: return (struct fraction){g->same_sport, g->targets};
    case FEATURE_SELF_SHARE: return count_of(is_itself(g) ? 100 : 0);
    case FEATURE_DISPLAYS_SHARE:
        return (struct fraction){portset_between(&g->ports, DISPLAYS, DISPLAYS + 64), g->ports.n};
    case FEATURE_UNWRITTEN_SHARE: return (struct fraction){g->unwritten, g->targets};
    case FEATURE_SERVICE_SPORT_SHARE: return (struct fraction){g->from_service, g->unwritten};
    case FEATURE_UNKNOWN_SHARE: return (struct fraction){g->outcome[SIGHT_OUTCOME_UNKNOWN], g->targets};
    case FEATURE_EMPTY_SHARE: return (struct fraction){g->wordless, g->targets};
    case FEATURE_HIGH_SHARE:
        return (struct fraction){portset_between(&g->ports, PORTS_LINUX, 65536), g->ports.n};
    case FEATURE_PER_SECOND:
        return (struct fraction){g->targets, (uint64_t)(g->fresh - g->first) / (NSEC_SEC / 100) + 1};
    case FEATURE_TRACE_SHARE: return traces_of(g);
    case FEATURE_HOME_FAILURES: return count_of(detect_few_shut(g));
    case FEATURE_FAILURES: return count_of((uint64_t)(g->peak / WEIGH_STEP + 0.5f));
    }
    return (struct fraction){0, 0};
}

static bool within(const struct role_row *row, const struct ledger *g)
{
    for (unsigned i = 0; i < row->n_limits; i++) {
        struct fraction f = feature_of(g, row->limits[i].feature);
        uint64_t part = f.part * 100, limit = f.whole * row->limits[i].value;
        if (row->limits[i].at_least ? part < limit : part > limit)
            return false;
    }
    return true;
}

static bool only(const struct role_row *row, const struct ledger *g)
{
    uint32_t known = 0;
    bool mostly = row->flags & ROLE_MOSTLY, leads = row->flags & (ROLE_LEADS | ROLE_MOSTLY);
    for (unsigned i = 0; i < row->n_ports; i++)
        known += leads ? g->lead_port == row->ports[i] : portset_has(&g->ports, row->ports[i]);
    if (leads)
        return known && (!mostly || g->lead_port_n * 2 > g->targets);
    return !row->n_ports || known == g->ports.n;
}

static bool fits(const struct role_row *row, const struct ledger *g)
{
    return (!row->techniques || row->techniques >> g->technique & 1) &&
           (!(row->flags & ROLE_INSIDE) || g->zone == ZONE_INSIDE) &&
           (!(row->flags & ROLE_OUTSIDE) || g->zone == ZONE_OUTSIDE) &&
           (!(row->flags & ROLE_IPV6) || g->src.len == 16) && only(row, g) && within(row, g);
}

/* The first row with that flag that fits. */
static struct role first_of(const struct ledger *g, enum role_flag flag)
{
    struct role r = {0};
    for (unsigned i = 0; i < role_rows_count && !r.name; i++) {
        if (!(role_rows[i].flags & flag) || !fits(&role_rows[i], g))
            continue;
        char tries[24], targets[24], src[ADDR_TEXT_MAX];
        snprintf(tries, sizeof tries, "%u", g->tries);
        snprintf(targets, sizeof targets, "%u", g->targets);
        r.name = role_rows[i].name;
        diag_set(&r.why, role_rows[i].why, tries, targets, addr_text(&g->src, src));
    }
    return r;
}

struct role role_of(const struct ledger *g)
{
    return first_of(g, ROLE_LEARNT);
}

struct diag role_suggested(const struct ledger *g)
{
    return first_of(g, ROLE_SUGGESTED).why;
}

const char *const *role_names(void)
{
    return role_words;
}

bool role_denied(const char *name)
{
    return strcmp(name, "none") == 0;
}

struct role role_declared(const struct ledger *g, const char *name)
{
    struct role r = {0};
    for (unsigned i = 0; i < role_rows_count && !r.name; i++) {
        const struct role_row *row = &role_rows[i];
        if (!(row->flags & ROLE_DECLARED) || strcmp(row->name, name) != 0 || !fits(row, g))
            continue;
        r.name = row->name;
        diag_set(&r.why, N_("it was said to be: %s"), r.name, NULL, NULL);
    }
    return r;
}
