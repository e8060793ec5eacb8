#include "watch/flow/flow.h"

#include "model/ports.h"
#include "watch/flow/flowtcp.h"
#include "watch/flow/question.h"
#include "watch/marks.h"
#include "watch/source/inner.h"
#include "wire/icmp.h"
#include "wire/icmp6.h"
#include "wire/tcp.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

/* Datagrams within FLOW_PATIENCE: a question and its repetitions (RFC 9002 6.2.4: two each time). */
enum { REPEATED = 8 };

#define AGAIN (500 * NSEC_MS)

enum { SCTP_INIT = 1, SCTP_INIT_ACK = 2, SCTP_ABORT = 6, SCTP_COOKIE_ECHO = 10 };

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
        .streamed = w->technique == TECHNIQUE_UDP && w->forward > REPEATED,
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
                       .seq_0 = s->seq == 0,
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

/* It is of who sends this, from now on. */
static void flow_turn(struct flow *w, const struct sight *s)
{
    w->at = s->at;
    memcpy(w->src, s->src.b, 16);
    memcpy(w->dst, s->dst.b, 16);
    w->sport = s->sport;
    w->forward = 1;
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

bool flows_may_be_called(const struct flows *f, const struct contact *c)
{
    return c->sight && c->sight->kind == SIGHT_LOG && speakers_is_caller(&f->speakers, &c->dst);
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
    if (w->state == FLOW_TALK || w->state == FLOW_SILENT)
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

/* A ping that was answered goes on under the same number: every so often it counts as another try. */
static bool asks_again(const struct flow *w, const struct sight *s)
{
    return w->technique == TECHNIQUE_PING && s->at - w->at >= AGAIN;
}

/* UDP, SCTP and the rest: whoever speaks first asks, whatever comes back is an answer. */
static void take_talk(struct flows *f, uint64_t key, const struct sight *s, uint8_t technique, uint16_t port,
                      bool question, uint8_t answer, struct contact *out, unsigned *n)
{
    struct flow *w = flowtable_find(&f->t, key);
    if (!w && question)
        flow_ask(f, NULL, key, s, technique, port, out, n);
    else if (!w)
        flow_add(f, key, s, technique, FLOW_TALK, out, n);
    else if (!flow_is_forward(w, s) && w->state == FLOW_ASKED && answer != SIGHT_OUTCOME_UNKNOWN)
        flow_resolve(f, w, answer, answer == SIGHT_SUCCESS ? FLOW_TALK : FLOW_OVER, out, n);
    else if (question && flow_is_forward(w, s) && (w->state == FLOW_OVER || asks_again(w, s)))
        flow_ask(f, w, key, s, technique, port, out, n);
}

static void take_sctp(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    bool asks = s->tcp_flags == SCTP_INIT || s->tcp_flags == SCTP_COOKIE_ECHO;
    uint8_t answer = s->tcp_flags == SCTP_ABORT ? SIGHT_REFUSED : SIGHT_SUCCESS;
    take_talk(f, key, s, TECHNIQUE_SCTP, s->dport, asks, answer, out, n);
}

enum { ANSWERED_FIRST = 0 /* packets of who asks */ };

/* Of a look-up (ICMP, ARP) the answer was recorded first: by two sensors, or two threads of one, that are not in
 * step. */
static bool was_answered_first(const struct flow *w, const struct sight *s)
{
    return w && w->state == FLOW_TALK && w->forward == ANSWERED_FIRST && !flow_is_forward(w, s);
}

/* Who looks up asks one host whether it is there, and a packet says by itself that it answers. */
static void take_lookup(struct flows *f, uint64_t key, const struct sight *s, uint8_t technique,
                        bool question, struct contact *out, unsigned *n)
{
    struct flow *w = flowtable_find(&f->t, key);
    if (!w && !question) {
        flow_add(f, key, s, technique, FLOW_TALK, out, n)->forward = ANSWERED_FIRST;
    } else if (!question || !was_answered_first(w, s)) {
        take_talk(f, key, s, technique, 0, question, SIGHT_SUCCESS, out, n);
    } else if (s->at > w->at + FLOW_PATIENCE || w->at > s->at + FLOW_PATIENCE) {
        flow_ask(f, w, key, s, technique, 0, out, n);
    } else {
        flow_turn(w, s);
        out[*n] = flow_asked(s, technique, 0);
        out[(*n)++].outcome = SIGHT_SUCCESS;
    }
}

static void take_icmp(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    bool nd = s->proto == IPPROTO_ICMPV6 &&
              (s->icmp_type == ICMP6_TYPE_SOLICITATION || s->icmp_type == ICMP6_TYPE_ADVERTISEMENT);
    bool question = question_icmp_asks(s);
    if (nd && addr_is_any(&s->src)) /* looking for its own address: RFC 4862 §5.4 */
        return;
    if (!question && !question_icmp_answers(s))
        return;
    f->stats.backscatter += !question && !flowtable_find(&f->t, key);
    take_lookup(f, key, s, nd ? TECHNIQUE_ND : TECHNIQUE_PING, question, out, n);
}

/* A long datagram that began what we know of: it asked, unless somebody answers, or a stream follows. */
static void long_again(struct flows *f, struct flow *w, const struct sight *s)
{
    if (!flow_is_forward(w, s) || ++w->forward > REPEATED)
        flowtable_set(&f->t, w, FLOW_TALK);
}

/* It asks only if whoever sent it makes a habit of it: detect/stray.h. */
static void take_pretext(struct flows *f, uint64_t key, const struct sight *s, enum question_pretext pretext,
                         struct contact *out, unsigned *n)
{
    flow_stray(f, key, s, TECHNIQUE_UDP, true, out, n);
    struct flow *w = flowtable_find(&f->t, key);
    w->pretext = (unsigned)pretext & 7u;
    w->token = s->knows & SIGHT_TTL ? s->ttl : 0;
    w->said = question_answers(s);
    w->denied = question_answers_nothing(s);
    w->bare = (s->knows & SIGHT_PAYLOAD && !s->payload) || s->says == SIGHT_SAYS_CALL;
    w->uninvited = speakers_misses(&f->speakers, s);
    w->invited = speakers_invites(&f->speakers, s);
}

static void take_datagram(struct flows *f, uint64_t key, const struct sight *s, struct contact *out,
                          unsigned *n)
{
    struct flow *w = flowtable_find(&f->t, key);
    enum question_pretext pretext = w ? PRETEXT_NONE : question_pretext(s);
    bool brief = question_is_short(s);
    if (w && w->state == FLOW_ASKED && flow_is_forward(w, s))
        w->forward = (uint8_t)(w->forward + (w->forward <= REPEATED));
    if (w && w->state == FLOW_STRAY) {
        long_again(f, w, s);
    } else if (!w && pretext == PRETEXT_NONE && !speakers_called(&f->speakers, s)) {
        if (!s->stranger)
            speakers_note(&f->speakers, s);
        if (brief)
            flow_ask(f, NULL, key, s, TECHNIQUE_UDP, s->dport, out, n);
        else
            flow_stray(f, key, s, TECHNIQUE_UDP, false, out, n);
    } else if (!w && pretext != PRETEXT_NONE && pretext != PRETEXT_TRUE && brief) {
        take_pretext(f, key, s, pretext, out, n);
    } else {
        take_talk(f, key, s, TECHNIQUE_UDP, s->dport, w && question_pretext(s) == PRETEXT_NONE && brief,
                  SIGHT_SUCCESS, out, n);
    }
}

static void take_error(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    uint8_t outcome = question_error_outcome(s), t = question_of_proto(s->proto);
    if (outcome == SIGHT_OUTCOME_UNKNOWN)
        return;
    /* "No such protocol" tells of a protocol scan whatever the protocol is: RFC 1122 §3.2.2.1. */
    if (s->dst.len == 4 && s->icmp_code == ICMP_UNREACHABLE_PROTO)
        t = TECHNIQUE_PROTOCOL;
    struct flow *w = flowtable_find(&f->t, key);
    struct sight even = *s;
    if (!w && s->dport && inner_may_be(s->proto, s->dport)) { /* of two ends of a tunnel: sight.carries */
        even.sport = even.dport;
        uint64_t bare = flowtable_key(&f->t, &even);
        w = flowtable_find(&f->t, s->stranger ? flows_apart(bare) : bare);
    }
    if (w) {
        if (flowtable_waits(w) && (flow_is_forward(w, s) || flow_is_forward(w, &even)))
            flow_resolve(f, w, outcome, FLOW_OVER, out, n);
        return;
    }
    f->stats.backscatter++;
    struct contact c = flow_asked(s, t, question_port(s, t));
    c.stage = CONTACT_IMPLIED;
    c.outcome = outcome;
    c.sight = NULL;
    c.delivers = t == TECHNIQUE_UDP && !question_is_short(s);
    out[(*n)++] = c;
}

/* Another protocol. So many packets, one way, are no question: a tunnel, of which the other way is not heard. */
static void take_protocol(struct flows *f, uint64_t key, const struct sight *s, struct contact *out,
                          unsigned *n)
{
    struct flow *w = flowtable_find(&f->t, key);
    bool again = w && w->state == FLOW_ASKED && flow_is_forward(w, s);
    if (again && ++w->forward > REPEATED)
        flow_resolve(f, w, SIGHT_SUCCESS, FLOW_TALK, out, n);
    else
        take_talk(f, key, s, TECHNIQUE_PROTOCOL, s->proto, true, SIGHT_SUCCESS, out, n);
}

static void take_packet(struct flows *f, uint64_t key, const struct sight *s, struct contact *out,
                        unsigned *n)
{
    uint8_t t = question_of_proto(s->proto);
    if (s->proto == IPPROTO_TCP) {
        if (!(s->tcp_flags & TCP_ACK) || !flowtable_talks(&f->t, key)) /* nine packets of ten talk */
            flowtcp_take(f, key, s, out, n);
    } else if (s->proto == IPPROTO_SCTP)
        take_sctp(f, key, s, out, n);
    else if (t == TECHNIQUE_PING)
        take_icmp(f, key, s, out, n);
    else if (t == TECHNIQUE_UDP)
        take_datagram(f, key, s, out, n);
    else
        take_protocol(f, key, s, out, n);
}

static void take_arp(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    if (addr_is_any(&s->src) || addr_eq(&s->src, &s->dst)) /* announcements and probes: RFC 5227 */
        return;
    take_lookup(f, key, s, TECHNIQUE_ARP, !s->reply, out, n);
}

/* How the opener of a connection asked that did not come about: without a SYN it may have begun before this
 * sensor did, or not at all. Flags are those of all its packets: of one they are its own. */
static uint8_t technique_of_flow(const struct sight *s, uint8_t outcome)
{
    if (s->knows & SIGHT_COUNTS && s->packets == 1 && s->knows & SIGHT_FLAGS &&
        question_of_flags(s->tcp_flags) == TECHNIQUE_SYNFIN && !(s->tcp_flags & TCP_ACK))
        return TECHNIQUE_SYNFIN;
    bool open = outcome == SIGHT_SUCCESS || outcome == SIGHT_OUTCOME_UNKNOWN;
    return open || !(s->knows & SIGHT_FLAGS) || s->tcp_flags & TCP_SYN ? TECHNIQUE_SYN
                                                                       : question_of_flags(s->tcp_flags);
}

/* What a log or a flow of UDP may be instead of a question; and what it shows of what follows. A sensor takes the
 * answer to a multicast question (SSDP, mDNS) for a connection of its own. */
static void claim(struct flows *f, const struct sight *s, struct contact *c)
{
    bool flow = s->kind == SIGHT_FLOW;
    if (flow && c->outcome == SIGHT_SUCCESS && question_to_stun(s))
        speakers_note_meeting(&f->speakers, s);
    if (s->kind != SIGHT_LOG && c->outcome != SIGHT_SILENT)
        return;
    enum question_pretext pretext = question_pretext(s);
    if (flow && pretext == PRETEXT_NONE && s->dport >= PORTS_USER && !question_to_stun(s) &&
        speakers_meets(&f->speakers, s))
        pretext = PRETEXT_CANDIDATE; /* which they do not tell by what it carries */
    if (pretext == PRETEXT_NONE && !question_looks_answered(s))
        return;
    c->claimed = true;
    c->pretext = (uint8_t)pretext;
    c->ttl = pretext == PRETEXT_TRACE && s->knows & SIGHT_TTL ? s->ttl : 0;
    c->once = s->knows & SIGHT_COUNTS && s->packets == 1;
    c->said = question_answers(s);
    c->denied = question_answers_nothing(s);
    c->bare = (s->knows & SIGHT_PAYLOAD && !s->payload) || s->says == SIGHT_SAYS_CALL;
    if (s->kind == SIGHT_LOG && question_replies(s))
        speakers_note_reply(&f->speakers, s);
}

/* A line that does not say what came of it: else what does is more than that it was asked again. */
static bool is_resent(struct flows *f, const struct sight *s, uint64_t key, uint8_t technique,
                      uint8_t outcome)
{
    return technique == TECHNIQUE_SYN && s->kind == SIGHT_LOG && outcome == SIGHT_OUTCOME_UNKNOWN &&
           s->sport && resent_note(&f->resent, s, key);
}

/* Logs and flows tell the outcome themselves. */
static void take_told(struct flows *f, uint64_t key, const struct sight *s, uint8_t outcome,
                      struct contact *out, unsigned *n)
{
    uint8_t t = question_of_proto(s->proto);
    if (t == TECHNIQUE_SYN && s->kind == SIGHT_LOG && s->knows & SIGHT_FLAGS) {
        t = question_of_flags(s->tcp_flags);
        if (t == TECHNIQUES || ((t == TECHNIQUE_ACK || t == TECHNIQUE_MAIMON) && question_looks_answered(s)))
            return;
    } else if (s->midway && outcome == SIGHT_OUTCOME_UNKNOWN) {
        flow_go_on(s, out, n);
        return;
    } else if (t == TECHNIQUE_SYN && s->kind == SIGHT_FLOW) {
        t = technique_of_flow(s, outcome);
        if (t == TECHNIQUES)
            return;
    } else if (t == TECHNIQUE_UDP && s->knows & SIGHT_SPORT &&
               (question_pretext(s) == PRETEXT_TRUE || speakers_called(&f->speakers, s))) {
        return;
    } else if (t == TECHNIQUE_PING && (s->kind == SIGHT_LOG || s->icmp_type) && !question_icmp_asks(s)) {
        return; /* errors, answers; of some flows the type is not known */
    }
    if (is_resent(f, s, key, t, outcome))
        return;
    struct contact c = flow_asked(s, t, question_port(s, t));
    c.outcome = outcome;
    c.streamed =
        t == TECHNIQUE_UDP && outcome == SIGHT_SILENT && s->knows & SIGHT_COUNTS && s->packets > REPEATED;
    bool unanswered = s->midway && outcome != SIGHT_SUCCESS;
    bool untold = s->kind == SIGHT_FLOW || !(s->knows & SIGHT_WIN); /* how it was written */
    if (untold && (t == TECHNIQUE_ACK || t == TECHNIQUE_MAIMON || unanswered))
        c.claimed = c.ordinary = true;
    if (t == TECHNIQUE_UDP && (outcome == SIGHT_BLOCKED || outcome == SIGHT_SILENT) &&
        !question_is_short(s)) {
        c.delivers = true;
        c.sight = NULL;
    }
    if (t == TECHNIQUE_UDP && s->knows & SIGHT_SPORT)
        claim(f, s, &c);
    out[(*n)++] = c;
    f->stats.flows++;
}

unsigned flows_take(struct flows *f, const struct sight *s, uint64_t key, struct contact out[FLOW_OUT_MAX])
{
    unsigned n = 0;
    if (s->src.len != s->dst.len || !s->src.len)
        return 0;
    if (question_to_all(s)) {
        if ((s->kind == SIGHT_PACKET || s->kind == SIGHT_FLOW) && s->proto == IPPROTO_UDP && !s->stranger)
            speakers_note_call(&f->speakers, s);
        return 0;
    }
    switch (s->kind) {
    case SIGHT_PACKET:
        if (!s->fragment || s->sport || s->dport)
            take_packet(f, key, s, out, &n);
        break;
    case SIGHT_ERROR: take_error(f, key, s, out, &n); break;
    case SIGHT_ARP: take_arp(f, key, s, out, &n); break;
    case SIGHT_LOG: take_told(f, key, s, question_action_outcome(s->action), out, &n); break;
    case SIGHT_FLOW:
    case SIGHT_LOGIN: take_told(f, key, s, s->outcome, out, &n); break;
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
