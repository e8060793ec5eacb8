#include "watch/flow/flow.h"

#include "watch/flow/flowtalk.h"
#include "watch/flow/flowtcp.h"
#include "watch/flow/flowtold.h"
#include "watch/flow/question.h"
#include "watch/marks.h"
#include "watch/source/inner.h"
#include "wire/tcp.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

struct flows *flows_new(unsigned max, struct hash_key key)
{
    struct flows *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    if (flowtable_init(&f->t, max, key) < 0 || speakers_init(&f->speakers, max, key) < 0) {
        flows_free(f);
        return NULL;
    }
    return f;
}

void flows_free(struct flows *f)
{
    if (!f)
        return;
    flowtable_fini(&f->t);
    speakers_fini(&f->speakers);
    free(f);
}

size_t flows_memory(const struct flows *f)
{
    return sizeof *f + flowtable_memory(&f->t) + filter_memory(&f->speakers.seen);
}

uint64_t flows_key(const struct flows *f, const struct sight *s)
{
    return s->src.len ? flowtable_key(&f->t, s) : 0;
}

void flows_prefetch(const struct flows *f, uint64_t key)
{
    flowtable_prefetch(&f->t, key);
}

void flows_prefetch_more(const struct flows *f, uint64_t key)
{
    flowtable_prefetch_flow(&f->t, key);
}

uint64_t flows_prober(const struct flows *f, uint8_t len)
{
    return probers_mac(&f->probers, len);
}

void flows_stats(const struct flows *f, struct flows_stats *ret)
{
    *ret = f->stats;
}

static struct addr back(const uint8_t b[16], uint8_t len)
{
    struct addr a = {.len = len};
    memcpy(a.b, b, 16);
    return a;
}

struct contact flow_contact(const struct flow *w, uint8_t stage, uint8_t outcome)
{
    return (struct contact){
        .at = w->at,
        .src = back(w->src, w->len),
        .dst = back(w->dst, w->len),
        .sport = w->sport,
        .port = w->port,
        .technique = w->technique,
        .stage = stage,
        .outcome = outcome,
        .first = w->first,
        .shape = w->shape,
        .token = w->token,
        .win = w->win,
        .seq_0 = w->seq_0,
        .claimed = w->claimed && w->state == FLOW_STRAY,
        .bare = w->bare,
        .carried = w->carried,
        .stranger = w->stranger,
        .pretext = w->pretext,
        .ttl = w->pretext ? (uint8_t)w->token : 0,
        .ordinary = w->ordinary,
        .said = w->said,
        .denied = w->denied,
        .uninvited = w->uninvited,
        .invited = w->invited,
        .once = w->forward == 1,
        .insists = w->forward > 2,
        .streamed = w->technique == TECHNIQUE_UDP && w->forward > FLOW_REPEATED,
        .delivers = w->technique == TECHNIQUE_UDP && w->state == FLOW_STRAY && !w->claimed,
    };
}

/* A stray becomes a question only once nothing better explains it. */
static struct contact judged(const struct flow *w, uint8_t outcome)
{
    return flow_contact(w, w->state == FLOW_STRAY ? CONTACT_ASKED : CONTACT_RESOLVED, outcome);
}

/* Gives a flow up before its time. Answers that come at all mostly come within FLOW_EARLY; of a younger one
 * nothing is known. */
static void give_up(struct flows *f, struct flow *w, nsec_wall now, struct contact *out, unsigned *n)
{
    f->stats.early++;
    if (w->state == FLOW_ASKED)
        out[(*n)++] = judged(w, now - w->at >= FLOW_EARLY ? SIGHT_SILENT : SIGHT_OUTCOME_UNKNOWN);
    flowtable_set(&f->t, w, FLOW_OVER);
}

/* Makes room in the bucket. */
struct flow *flow_add(struct flows *f, uint64_t key, const struct sight *s, uint8_t technique, uint8_t state,
                      struct contact *out, unsigned *n)
{
    bool used;
    struct flow *w = flowtable_victim(&f->t, key, &used);
    if (used && flowtable_waits(w))
        give_up(f, w, s->at, out, n);
    flowtable_place(&f->t, w, key);
    *w = (struct flow){.at = s->at,
                       .sport = s->sport,
                       .port = s->dport,
                       .len = s->src.len,
                       .technique = technique,
                       .state = state,
                       .forward = 1,
                       .token = question_token(s),
                       .win = s->win,
                       .shape = state == FLOW_STRAY ? marks_shape(s) : 0,
                       .seq_0 = s->knows & SIGHT_SEQ && s->seq == 0,
                       .bare = question_is_bare(s),
                       .carried = s->tunnel,
                       .stranger = s->stranger};
    memcpy(w->src, s->src.b, 16);
    memcpy(w->dst, s->dst.b, 16);
    flowtable_set(&f->t, w, state);
    f->stats.flows++;
    return w;
}

/* Queues a question; the oldest gives way when the ring is full. */
static void queue(struct flows *f, struct flow *w, struct contact *out, unsigned *n)
{
    struct flow_queue *q = &f->t.asked;
    if (flowtable_is_full(q)) {
        struct flow *old = flowtable_head(&f->t, q);
        if (old)
            give_up(f, old, w->at, out, n);
        q->head++;
    }
    w->kept = false;
    flowtable_queue(&f->t, q, w);
}

void flows_keep(struct flows *f, const struct contact *c)
{
    struct flow *w = c->flow ? &f->t.flow[c->flow - 1] : NULL;
    if (!w || !flowtable_waits(w) || w->kept || flowtable_is_full(&f->t.kept))
        return;
    w->kept = true;
    flowtable_queue(&f->t, &f->t.kept, w);
}

static unsigned expire(struct flows *f, struct flow_queue *q, nsec_wall now, struct contact out[],
                       unsigned cap)
{
    unsigned n = 0;
    while (n < cap && q->head != q->tail) {
        struct flow *w = flowtable_head(&f->t, q);
        if (w && now != NSEC_NEVER && w->at + FLOW_PATIENCE > now)
            break;
        if (w) {
            out[n++] = judged(w, SIGHT_SILENT);
            flowtable_set(&f->t, w, FLOW_OVER);
        }
        q->head++;
    }
    return n;
}

unsigned flows_expire(struct flows *f, nsec_wall now, struct contact out[], unsigned cap)
{
    unsigned n = expire(f, &f->t.asked, now, out, cap);
    return n + expire(f, &f->t.kept, now, out + n, cap - n);
}

struct contact flow_asked(const struct sight *s, uint8_t technique, uint16_t port)
{
    return (struct contact){
        .at = s->at,
        .src = s->src,
        .dst = s->dst,
        .sport = s->sport,
        .port = port,
        .technique = technique,
        .stage = CONTACT_ASKED,
        .shape = marks_shape(s),
        .sight = s,
        .carried = s->tunnel,
        .stranger = s->stranger,
    };
}

void flow_resolve(struct flows *f, struct flow *w, uint8_t outcome, uint8_t next, struct contact *out,
                  unsigned *n)
{
    out[(*n)++] = judged(w, outcome);
    flowtable_set(&f->t, w, next);
}

void flow_ask(struct flows *f, struct flow *w, uint64_t key, const struct sight *s, uint8_t technique,
              uint16_t port, struct contact *out, unsigned *n)
{
    if (!w) {
        w = flow_add(f, key, s, technique, FLOW_ASKED, out, n);
    } else { /* the same door again: the flow begins anew */
        flowtable_set(&f->t, w, FLOW_ASKED);
        flow_turn(w, s);
        w->technique = technique;
        w->first = false;
        w->carried = s->tunnel;
        w->stranger = s->stranger;
    }
    w->port = port;
    queue(f, w, out, n);
    struct contact *c = &out[(*n)++];
    *c = flow_asked(s, technique, port);
    c->flow = (uint32_t)(w - f->t.flow) + 1;
    w->shape = c->shape;
}

void flows_first(struct flows *f, const struct contact *c)
{
    if (c->flow)
        f->t.flow[c->flow - 1].first = true;
}

bool flows_called(const struct flows *f, const struct contact *c)
{
    struct sight s = {.src = c->src, .dst = c->dst, .sport = c->sport, .dport = c->port};
    return speakers_called(&f->speakers, &s) || speakers_joins(&f->speakers, &s);
}

void flow_stray(struct flows *f, uint64_t key, const struct sight *s, uint8_t technique, bool claimed,
                struct contact *out, unsigned *n)
{
    struct flow *w = flow_add(f, key, s, technique, FLOW_STRAY, out, n);
    w->claimed = claimed;
    queue(f, w, out, n);
}

void flow_go_on(const struct sight *s, struct contact *out, unsigned *n)
{
    struct sight asker = *s;
    if (question_looks_answered(s))
        sight_turn(&asker);
    struct contact *c = &out[(*n)++];
    *c = flow_asked(&asker, TECHNIQUE_SYN, asker.dport);
    c->stage = CONTACT_WENT_ON;
    c->sight = NULL;
}

static enum question_after after_what(const struct flow *w, const struct sight *s)
{
    if (!w || w->state == FLOW_OVER)
        return AFTER_NOTHING;
    if (w->state == FLOW_TALK || w->state == FLOW_NAMES || w->state == FLOW_SILENT)
        return AFTER_TALK;
    bool answered = w->state == FLOW_ANSWERED;
    return flow_is_forward(w, s) ? answered ? AFTER_ANSWER : AFTER_QUESTION
           : answered            ? AFTER_TALK
                                 : AFTER_OTHER;
}

uint8_t flows_guess(const struct flows *f, const struct sight *s, uint64_t key)
{
    return question_cut_flags(s, after_what(flowtable_find(&f->t, key), s));
}

static void take_error(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    uint8_t outcome = question_error_outcome(s), t = question_of_quote(s);
    if (outcome == SIGHT_OUTCOME_UNKNOWN)
        return;
    struct flow *w = flowtable_find(&f->t, key);
    struct sight even = *s;
    if (!w && s->dport && inner_may_be(s->proto, s->dport)) { /* of two ends of a tunnel: sight.carries */
        even.sport = even.dport;
        uint64_t bare = flowtable_key(&f->t, &even);
        w = flowtable_find(&f->t, s->stranger ? flows_apart(bare) : bare);
    }
    if (w) {
        if (flowtable_waits(w) && (flow_is_forward(w, s) || flow_is_forward(w, &even))) {
            flow_resolve(f, w, outcome, FLOW_OVER, out, n);
            out[*n - 1].in_person = question_shut_in_person(s);
        }
        return;
    }
    f->stats.backscatter++;
    if (t == TECHNIQUES)
        return;
    struct contact c = flow_asked(s, t, question_port(s, t));
    c.stage = CONTACT_IMPLIED;
    c.outcome = outcome;
    c.sight = NULL;
    c.delivers = t == TECHNIQUE_UDP && !question_is_short(s);
    out[(*n)++] = c;
}

unsigned flows_take(struct flows *f, const struct sight *s, uint64_t key, struct contact out[FLOW_OUT_MAX])
{
    unsigned n = 0;
    if (s->src.len != s->dst.len || !s->src.len)
        return 0;
    if (question_to_all(s)) {
        bool told = s->kind == SIGHT_PACKET || s->kind == SIGHT_FLOW || s->kind == SIGHT_LOG;
        if (told && s->proto == IPPROTO_UDP && !s->stranger)
            speakers_note_call(&f->speakers, s);
        return 0;
    }
    switch (s->kind) {
    case SIGHT_PACKET:
        if (s->fragment && !s->sport && !s->dport)
            break;
        if (s->proto != IPPROTO_TCP)
            flowtalk_take(f, key, s, out, &n);
        else if (!(s->tcp_flags & TCP_ACK) || !flowtable_talks(&f->t, key)) /* nine packets of ten talk */
            flowtcp_take(f, key, s, out, &n);
        break;
    case SIGHT_ERROR: take_error(f, key, s, out, &n); break;
    case SIGHT_ARP: flowtalk_arp(f, key, s, out, &n); break;
    case SIGHT_LOG: flowtold_take(f, key, s, question_action_outcome(s->action), out, &n); break;
    case SIGHT_FLOW:
    case SIGHT_LOGIN: flowtold_take(f, key, s, s->outcome, out, &n); break;
    default: break;
    }
    return n;
}

unsigned flows_talk(struct flows *f, const struct sight *s, uint64_t key, struct contact out[FLOW_OUT_MAX])
{
    unsigned n = 0;
    struct flow *w = flowtable_find(&f->t, key);
    if (s->src.len != s->dst.len || !s->src.len || question_to_all(s))
        return 0;
    if (!w)
        flow_add(f, key, s, question_of_proto(s->proto), FLOW_TALK, out, &n);
    else if (w->state == FLOW_ASKED && !flow_is_forward(w, s))
        flow_resolve(f, w, SIGHT_SUCCESS, FLOW_TALK, out, &n);
    else if (w->state == FLOW_STRAY)
        flowtable_set(&f->t, w, FLOW_TALK);
    return n;
}
