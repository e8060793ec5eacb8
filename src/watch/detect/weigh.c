#include "watch/detect/weigh.h"

#include <math.h>

#define STEP WEIGH_STEP

/* What each outcome weighs: refused, silent, blocked, success. Silence says less where a protocol need not answer;
 * probes that no TCP sends are evidence whatever comes back. */
static const struct row {
    float refused, silent, blocked, success;
    unsigned least;
} rows[TECHNIQUES] = {
    [TECHNIQUE_SYN] = {STEP, STEP, STEP, -STEP, 4},   [TECHNIQUE_ACK] = {0.9f, 0.9f, 0.9f, 0, 6},
    [TECHNIQUE_FIN] = {2.2f, 2.2f, 2.2f, 0, 4},       [TECHNIQUE_NULL] = {2.2f, 2.2f, 2.2f, 0, 4},
    [TECHNIQUE_XMAS] = {2.2f, 2.2f, 2.2f, 0, 4},      [TECHNIQUE_MAIMON] = {0.9f, 0.9f, 0.9f, 0, 6},
    [TECHNIQUE_SYNFIN] = {2.2f, 2.2f, 2.2f, 2.2f, 4}, [TECHNIQUE_FLAGS] = {1.5f, 1.5f, 1.5f, 0, 4},
    [TECHNIQUE_UDP] = {STEP, 0.5f, STEP, -STEP, 5},   [TECHNIQUE_SCTP] = {STEP, STEP, STEP, 0, 4},
    [TECHNIQUE_PROTOCOL] = {STEP, 0.7f, 1, 0, 5},     [TECHNIQUE_PING] = {0.7f, 0.7f, 0.7f, -0.35f, 8},
    [TECHNIQUE_ARP] = {0, 0.25f, 0, -0.35f, 12},      [TECHNIQUE_ND] = {0, 0.25f, 0, -0.35f, 12},
    [TECHNIQUE_OS] = {1.2f, 1.6f, 1.2f, 1.2f, 3},     [TECHNIQUE_SYNACK] = {0.9f, 0.9f, 0.9f, 0, 6},
    [TECHNIQUE_RST] = {0.9f, 0.9f, 0.9f, 0, 6},
};

static const uint16_t everyday_tcp[] = {25,  53,  80,  110,  143,  443,  465,  587,
                                        853, 993, 995, 5222, 5223, 5228, 8080, 8443};
static const uint16_t everyday_udp[] = {53,  67,  68,  69,   123,  137,  138,  161,  162,
                                        443, 500, 514, 1900, 3478, 3702, 4500, 5353, 5355};

static bool one_of(const uint16_t *list, size_t n, uint16_t port)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == port)
            return true;
    return false;
}

bool weigh_everyday(uint8_t technique, uint16_t port, uint8_t src_zone, enum zone dst_zone)
{
    if (src_zone != ZONE_INSIDE)
        return false;
    if (technique == TECHNIQUE_UDP)
        return (port >= 1024 && dst_zone == ZONE_OUTSIDE) ||
               one_of(everyday_udp, sizeof everyday_udp / sizeof *everyday_udp, port);
    /* ACK and FIN|ACK too: a laptop that wakes up asks after all its connections of yesterday. */
    bool tcp = technique == TECHNIQUE_SYN || technique == TECHNIQUE_ACK || technique == TECHNIQUE_MAIMON;
    return tcp && dst_zone == ZONE_OUTSIDE &&
           one_of(everyday_tcp, sizeof everyday_tcp / sizeof *everyday_tcp, port);
}

unsigned weigh_least(uint8_t technique)
{
    return rows[technique].least;
}

static float step_of(const struct row *row, uint8_t outcome)
{
    switch (outcome) {
    case SIGHT_REFUSED: return row->refused;
    case SIGHT_SILENT: return row->silent;
    case SIGHT_BLOCKED: return row->blocked;
    case SIGHT_SUCCESS: return row->success;
    default: return 0;
    }
}

void weigh_note(struct ledger *g, const struct contact *c)
{
    float step = step_of(&rows[c->technique], c->outcome);
    if (c->stage == CONTACT_IMPLIED && step > 0 && c->technique == TECHNIQUE_SYN)
        step *= 0.7f;
    if (g->everyday &&
        step > 0) /* names that do not exist, servers that moved: one in fifty tells anything */
        step *= 0.02f;
    g->nats = fmaxf(0, g->nats + step);
    g->peak = fmaxf(g->peak, g->nats);
}
