/* Flows, for the files that make them up: flow.c (how one is opened, waited for and judged), flowtcp.c (what a
 * packet of TCP says of a conversation), flowtalk.c (one of UDP and the others), flowtold.c (what others saw).
 * `out` and `n` are those of flows_take(): contacts are written behind the n that there are. */
#pragma once

#include "watch/flow/flow.h"
#include "watch/flow/flowtable.h"
#include "watch/flow/probers.h"
#include "watch/flow/resent.h"
#include "watch/flow/speakers.h"

/* Datagrams within FLOW_PATIENCE: a question and its repetitions (RFC 9002 6.2.4: two each time). */
enum { FLOW_REPEATED = 8 };

struct flows {
    struct flowtable t;
    struct speakers speakers;
    struct flows_stats stats;
    struct resent resent;
    struct probers probers;
};

/* Whether a sight goes the way in which its flow was asked. Where a protocol is what was asked for, its number
 * stands for the port that it does not have. */
static inline bool flow_is_forward(const struct flow *w, const struct sight *s)
{
    return w->sport == s->sport && (w->port == s->dport || w->technique == TECHNIQUE_PROTOCOL) &&
           memcmp(w->src, s->src.b, s->src.len) == 0;
}

/* It is of who sends this, from now on. */
static inline void flow_turn(struct flow *w, const struct sight *s)
{
    w->at = s->at;
    memcpy(w->src, s->src.b, 16);
    memcpy(w->dst, s->dst.b, 16);
    w->sport = s->sport;
    w->forward = 1;
}

/* The contact that a flow is, and that a sight is which asks. */
struct contact flow_contact(const struct flow *w, uint8_t stage, uint8_t outcome);
struct contact flow_asked(const struct sight *s, uint8_t technique, uint16_t port);

/* A new flow in that state; whoever has to make room for it is judged. Never NULL. */
struct flow *flow_add(struct flows *f, uint64_t key, const struct sight *s, uint8_t technique, uint8_t state,
                      struct contact *out, unsigned *n);
/* A sight asks: in its flow `w`, which begins anew, or (NULL) in a new one. */
void flow_ask(struct flows *f, struct flow *w, uint64_t key, const struct sight *s, uint8_t technique,
              uint16_t port, struct contact *out, unsigned *n);
/* A packet that does not begin a conversation, or need not, of one that nobody knows: it asked if nothing
 * better explains it in time. */
void flow_stray(struct flows *f, uint64_t key, const struct sight *s, uint8_t technique, bool claimed,
                struct contact *out, unsigned *n);
/* Data of a connection whose beginning was not seen: who asked then is at the port that askers take. */
void flow_go_on(const struct sight *s, struct contact *out, unsigned *n);
/* Its question has an outcome, and the flow another state. */
void flow_resolve(struct flows *f, struct flow *w, uint8_t outcome, uint8_t next, struct contact *out,
                  unsigned *n);
