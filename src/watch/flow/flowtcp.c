#include "watch/flow/flowtcp.h"

#include "model/ports.h"
#include "watch/flow/question.h"
#include "wire/tcp.h"

enum {
    GREETING = 256, /* what services say first is shorter; more is delivered */
};

/* A connection: nothing more is to be learnt from it, unless ports are named there: detect/ftpdata.h. */
static uint8_t talking(uint16_t sport, uint16_t port)
{
    return sport == PORTS_FTP || port == PORTS_FTP ? FLOW_NAMES : FLOW_TALK;
}

static void talk(struct flows *f, struct flow *w)
{
    flowtable_set(&f->t, w, talking(w->sport, w->port));
}

/* Of one that was judged (a pause after its first packet), that it goes on shows what it is. */
static bool names(const struct flow *w)
{
    bool known = w->state == FLOW_NAMES || w->state == FLOW_OVER;
    return known && talking(w->sport, w->port) == FLOW_NAMES;
}

static void say(const struct sight *s, struct contact *out, unsigned *n)
{
    if (!s->payload)
        return;
    flow_go_on(s, out, n);
    out[*n - 1].stage = CONTACT_SAID;
    out[*n - 1].said = s->sport == PORTS_FTP;
}

/* An answer to a question that was not seen: who asked is where it goes to. */
static struct contact implied(const struct sight *s, uint8_t technique, uint8_t outcome)
{
    return (struct contact){
        .at = s->at,
        .src = s->dst,
        .dst = s->src,
        .sport = s->dport,
        .port = s->sport,
        .technique = technique,
        .stage = CONTACT_IMPLIED,
        .outcome = outcome,
        .carried = s->tunnel,
        .stranger = s->stranger,
    };
}

/* A packet to who asked. */
static void answer(struct flows *f, struct flow *w, const struct sight *s, struct contact *out, unsigned *n)
{
    bool rst = s->tcp_flags & TCP_RST;
    bool syn_ack = (s->tcp_flags & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK);
    if (w->state == FLOW_STRAY && w->technique == TECHNIQUE_SYN) {
        w->claimed = false; /* whoever is answered asked */
        flow_resolve(f, w, rst ? SIGHT_REFUSED : SIGHT_SUCCESS, rst ? FLOW_OVER : FLOW_ANSWERED, out, n);
        out[*n - 1].flow = (uint32_t)(w - f->t.flow) + 1;
    } else if (w->state == FLOW_STRAY && !rst)
        talk(f, w); /* they know each other */
    else if (flowtable_waits(w) && rst)
        flow_resolve(f, w, SIGHT_REFUSED, FLOW_OVER, out, n);
    else if (w->state == FLOW_ASKED && syn_ack) {
        flow_resolve(f, w, SIGHT_SUCCESS, FLOW_ANSWERED, out, n);
        w->heard = s->knows & SIGHT_SEQ;
        w->token = s->seq + 1;
    } else if (w->state == FLOW_SILENT && (s->payload > GREETING || rst))
        talk(f, w);
}

/* Another one from who asked. */
static void again(struct flows *f, struct flow *w, const struct sight *s, struct contact *out, unsigned *n)
{
    /* It goes on, so it was answered, by a way that we do not hear. */
    if (w->state == FLOW_ASKED && w->technique == TECHNIQUE_SYN && s->tcp_flags & (TCP_RST | TCP_ACK))
        flow_resolve(f, w, SIGHT_SUCCESS, FLOW_ANSWERED, out, n);
    if (w->state == FLOW_ANSWERED && s->tcp_flags & (TCP_RST | TCP_ACK)) {
        struct contact c = flow_contact(w, CONTACT_FOLLOWED, SIGHT_SUCCESS);
        c.half = s->tcp_flags & TCP_RST;
        c.raw = c.half && !(s->tcp_flags & TCP_ACK);
        c.proven = !c.half && w->heard && s->knows & SIGHT_ACKNO && s->ack == w->token;
        out[(*n)++] = c;
        flowtable_set(&f->t, w, c.half ? FLOW_OVER : s->payload ? FLOW_TALK : FLOW_SILENT);
    } else if (w->state == FLOW_SILENT && (s->payload || s->tcp_flags & (TCP_RST | TCP_FIN))) {
        if (!s->payload) {
            struct contact c = flow_contact(w, CONTACT_LEFT, SIGHT_SUCCESS);
            c.ends = s->tcp_flags & TCP_RST;
            out[(*n)++] = c;
        }
        talk(f, w);
    } else if (w->state == FLOW_STRAY && (++w->forward > 3 || s->payload)) {
        talk(f, w);
    }
}

/* Nothing answers a reset. */
static void stray_reset(const struct sight *s, struct contact *out, unsigned *n)
{
    if (question_refuses(s)) {
        out[(*n)++] = implied(s, TECHNIQUE_SYN, SIGHT_REFUSED);
        return;
    }
    struct contact *c = &out[(*n)++];
    *c = flow_asked(s, TECHNIQUE_RST, s->dport);
    c->outcome = SIGHT_SILENT;
    c->claimed = true;
    c->ends = s->tcp_flags & TCP_ACK;
    c->bare = question_is_bare(s);
    c->token = question_token(s);
    c->win = s->win;
    c->seq_0 = s->seq == 0;
    c->sight = NULL;
}

/* A SYN or a reset: the capture ends before the flags (question.h). */
static bool is_blind(const struct sight *s, uint8_t t)
{
    return t == TECHNIQUE_SYN && s->cut && question_is_bare(s);
}

/* Data of a connection that goes on; unless it is to a service, and no more comes of it: who asks in this way can add
 * some (nmap --data-length). */
static void begin_midway(struct flows *f, uint64_t key, const struct sight *s, uint8_t t, struct contact *out,
                         unsigned *n)
{
    if (question_looks_answered(s)) {
        flow_add(f, key, s, t, talking(s->sport, s->dport), out, n);
    } else {
        flow_stray(f, key, s, t, true, out, n);
        struct flow *w = flowtable_find(&f->t, key);
        w->ordinary = true;
        w->said = true;
    }
    flow_go_on(s, out, n);
}

/* The first one that is seen of a flow. */
static void begin(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    uint8_t t = question_of_flags(s->tcp_flags), flags = s->tcp_flags & QUESTION_FLAGS;
    if ((flags & (TCP_SYN | TCP_ACK | TCP_RST)) == (TCP_SYN | TCP_ACK)) {
        f->stats.backscatter++;
        flow_stray(f, key, s, TECHNIQUE_SYNACK, true, out, n);
        out[(*n)++] = implied(s, TECHNIQUE_SYN, SIGHT_SUCCESS);
    } else if (flags == TCP_RST || flags == (TCP_RST | TCP_ACK)) {
        f->stats.backscatter++;
        stray_reset(s, out, n);
    } else if (s->payload && (t == TECHNIQUE_ACK || t == TECHNIQUE_MAIMON)) {
        begin_midway(f, key, s, t, out, n);
    } else if (t == TECHNIQUES) {
        flow_add(f, key, s, t, FLOW_TALK, out, n);
        if (s->payload)
            flow_go_on(s, out, n);
    } else if (t == TECHNIQUE_ACK || t == TECHNIQUE_MAIMON) {
        bool ordinary = !question_is_made(s);
        flow_stray(f, key, s, t, ordinary || question_looks_answered(s), out, n);
        flowtable_find(&f->t, key)->ordinary = ordinary;
    } else if (is_blind(s, t)) {
        flow_stray(f, key, s, t, true, out, n);
    } else {
        flow_ask(f, NULL, key, s, t, s->dport, out, n);
    }
}

void flowtcp_take(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    struct flow *w = flowtable_find(&f->t, key);
    if (!w) {
        begin(f, key, s, out, n);
        return;
    }
    uint8_t t = question_of_flags(s->tcp_flags);
    bool forward = flow_is_forward(w, s);
    bool question = t == TECHNIQUE_SYN || (t < TECHNIQUES && t != TECHNIQUE_ACK && t != TECHNIQUE_MAIMON);
    if (question && !is_blind(s, t) && !(flowtable_waits(w) && forward && w->technique == t))
        flow_ask(f, w, key, s, t, s->dport, out, n);
    else if (names(w))
        say(s, out, n);
    else if (forward)
        again(f, w, s, out, n);
    else
        answer(f, w, s, out, n);
}
