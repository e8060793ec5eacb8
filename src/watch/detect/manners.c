/* Doors that all open cannot be told from an honest client's by their outcomes; by manners they can. A
 * program that writes its own SYN leaves the answer to its system, which knows of no connection and resets it
 * (RFC 9293 3.10.7.1). A program that connects only to see whether it can leaves without a word; hosts that write
 * down who comes (SIGHT_LOGIN) tell only of that, and of who was not let in. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

enum {
    RAW_FREE = 3,      /* half-open handshakes that prove nothing */
    WORDLESS_FREE = 4, /* browsers connect ahead, phones lose their net */
    HOSTS_LEAST = 6,   /* file transfers leave many doors of one host without a word: RFC 959 3.3; */
    PORTS_LEAST = 16,  /* but no server hands out system ports (RFC 6335 6) for them, */
    LOW_LEAST = 4,     /* nor has an honest one so many for people to look at */
};

static bool is_wide(const struct ledger *g)
{
    return detect_hosts(g) >= HOSTS_LEAST || (g->wordless >= PORTS_LEAST && g->low_ports >= LOW_LEAST);
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    uint32_t answered = g->outcome[SIGHT_SUCCESS];
    if (g->raw > RAW_FREE && g->raw * 2 > answered) {
        ret->nats = 1.6f * (float)(g->raw < 40 ? g->raw - RAW_FREE : 37);
        diag_counts(&ret->why, N_("at %s of %s doors that opened it broke the handshake off"), g->raw,
                    answered);
    } else if (g->technique == TECHNIQUE_SYN && !g->everyday && g->wordless > WORDLESS_FREE &&
               g->wordless * 10 >= answered * 8 && is_wide(g)) {
        bool login = g->completed * 2 < g->wordless; /* no host writes down that a handshake was finished */
        /* From inside it may be a check, or a tool whose password is wrong. */
        ret->hint = login && g->zone == ZONE_INSIDE;
        ret->nats =
            ret->hint ? WEIGH_ALARM : 0.6f * (float)(g->wordless < 40 ? g->wordless - WORDLESS_FREE : 36);
        diag_counts(&ret->why,
                    login ? N_("%s of %s hosts that it came to did not let it in")
                          : N_("at %s of %s doors that opened it left without a word"),
                    g->wordless, answered);
    }
}

const struct detector detect_manners = {.look = look};
