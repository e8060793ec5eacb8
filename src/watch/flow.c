#include "watch/flow.h"

#include "watch/marks.h"
#include "watch/mix.h"
#include "watch/pages.h"
#include "wire/icmp.h"
#include "wire/icmp6.h"
#include "wire/tcp.h"

#include <netinet/in.h>
#include <stdlib.h>

enum {
    WAYS = 8,          /* flows of a bucket: their keys are one cache line */
    AHEAD = 8,         /* of the queue: so that a flow is there when its turn comes */
    FLAG_BITS = 0x3f,  /* FIN … URG: congestion bits do not change what is asked */
    HIGH_PORT = 32768, /* where systems begin to take the ports of those who ask */
    LOW_PORT = 1024,
    TRACE_PORT = 33434, /* traceroute(8) counts up from here, a port a packet, */
    TRACE_PORTS = 256,
    TRACE_TTL = 32,     /* with a TTL from 1 on; scanners want to arrive */
    BIG_DATAGRAM = 512, /* a probe asks and does not deliver: payloads of scanners stay far below */
    BARE_4 = 40,        /* IP and TCP headers without options, */
    BARE_6 = 60,        /* over IPv6 */
    GREETING = 256,     /* what services say first is shorter; more is delivered */
};

/* Low bits of a key. */
#define KEY_USED  UINT64_C(1)
#define KEY_TALK  UINT64_C(2)
#define KEY_OVER  UINT64_C(4) /* judged: may give way, which is seen without touching its flow */
#define KEY_MARKS (KEY_TALK | KEY_OVER)

#define AGAIN (500 * NSEC_MS)

enum { SCTP_INIT = 1, SCTP_INIT_ACK = 2, SCTP_ABORT = 6, SCTP_COOKIE_ECHO = 10 };

enum state {
    FLOW_FREE,
    FLOW_ASKED,    /* and an answer may still come */
    FLOW_STRAY,    /* ACK or FIN|ACK of no connection that we saw begin: a scan, or a capture's middle */
    FLOW_ANSWERED, /* SYN-ACK: how will the asker go on? */
    FLOW_SILENT,   /* the handshake is complete, but the asker said nothing yet */
    FLOW_OVER,     /* judged */
    FLOW_TALK,     /* a connection: nothing more to learn from it */
};

/* 64 bytes. */
struct flow {
    nsec_wall at;
    uint8_t src[16], dst[16];
    uint16_t sport, port;
    uint8_t len; /* of the addresses */
    uint8_t technique, state, forward;
    uint32_t turn; /* its place in the queue of questions */
    uint32_t shape;
    bool first : 1;   /* the suspect's first question at this door */
    bool seq_0 : 1;   /* of a stray: its sequence number was 0 */
    bool claimed : 1; /* of a stray: it looks like an answer */
    bool kept : 1;    /* its suspect is one already: it gives way to nobody who is none */
    bool bare : 1;    /* of a stray: headers without any option */
    uint16_t win;
    uint32_t token;
};

_Static_assert(sizeof(struct flow) == 64, "one cache line");

/* Questions in the order of asking: a ring. */
struct queue {
    uint32_t *flow;
    uint32_t size;       /* a power of two */
    uint32_t head, tail; /* head = oldest; both run freely */
    uint32_t mark;       /* in the turns of this queue */
};

#define TURN UINT32_C(0x7fffffff)

struct flows {
    struct mix_key key;
    uint32_t mask; /* of buckets */
    uint32_t max;
    uint64_t *keys; /* 0 = free; KEY_TALK in it: nothing more to learn, its flow need not be touched */
    struct flow *flow;
    struct queue asked, kept; /* kept: of suspects that are some already */
    struct flows_stats stats;
};

struct flows *flows_new(unsigned max, struct hash_key key)
{
    uint32_t n = 1024;
    while (n < max && n < UINT32_C(1) << 30)
        n *= 2;
    struct flows *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->key = mix_key_of(key, 1);
    f->max = n;
    f->mask = n / WAYS - 1;
    f->keys = pages_new(n * sizeof *f->keys);
    f->flow = pages_new(n * sizeof *f->flow);
    f->asked = (struct queue){.size = n, .flow = pages_new(n * sizeof *f->asked.flow)};
    f->kept = (struct queue){.size = n / 8, .mark = ~TURN, .flow = pages_new(n / 8 * sizeof *f->kept.flow)};
    if (!f->keys || !f->flow || !f->asked.flow || !f->kept.flow) {
        flows_free(f);
        return NULL;
    }
    return f;
}

void flows_free(struct flows *f)
{
    if (!f)
        return;
    pages_free(f->keys, f->max * sizeof *f->keys);
    pages_free(f->flow, f->max * sizeof *f->flow);
    pages_free(f->asked.flow, f->asked.size * sizeof *f->asked.flow);
    pages_free(f->kept.flow, f->kept.size * sizeof *f->kept.flow);
    free(f);
}

size_t flows_memory(const struct flows *f)
{
    return sizeof *f + f->max * (sizeof *f->keys + sizeof *f->flow) +
           (f->asked.size + f->kept.size) * sizeof *f->asked.flow;
}

void flows_stats(const struct flows *f, struct flows_stats *ret)
{
    *ret = f->stats;
}

/* The same number for both directions. */
static uint64_t key_of(const struct flows *f, const struct sight *s)
{
    uint64_t kind = s->kind == SIGHT_ARP ? 256 : s->proto, a, b, c = kind << 48, d = 0;
    if (s->src.len == 4) {
        a = (uint64_t)addr_u32(&s->src) << 16 | s->sport;
        b = (uint64_t)addr_u32(&s->dst) << 16 | s->dport;
        if (a > b) {
            uint64_t t = a;
            a = b;
            b = t;
        }
        return (mix2(&f->key, a | c, b) & ~KEY_MARKS) | KEY_USED;
    }
    bool swap = memcmp(s->src.b, s->dst.b, 16) > 0;
    const struct addr *x = swap ? &s->dst : &s->src, *y = swap ? &s->src : &s->dst;
    uint16_t px = swap ? s->dport : s->sport, py = swap ? s->sport : s->dport;
    if (memcmp(x->b, y->b, 16) == 0 && px > py) {
        uint16_t t = px;
        px = py;
        py = t;
    }
    mix_words(x, &a, &b);
    mix_words(y, &c, &d);
    return (mix2(&f->key, mix2(&f->key, a ^ kind << 32 ^ px, b ^ py), mix2(&f->key, c, d)) & ~KEY_MARKS) |
           KEY_USED;
}

uint64_t flows_key(const struct flows *f, const struct sight *s)
{
    return s->src.len ? key_of(f, s) : 0;
}

static uint32_t bucket_of(const struct flows *f, uint64_t key)
{
    return ((uint32_t)(key >> 32) & f->mask) * WAYS;
}

void flows_prefetch(const struct flows *f, uint64_t key)
{
    __builtin_prefetch(&f->keys[bucket_of(f, key)]);
}

static struct addr back(const uint8_t b[16], uint8_t len)
{
    struct addr a = {.len = len};
    memcpy(a.b, b, 16);
    return a;
}

static struct contact contact_of(const struct flow *w, uint8_t stage, uint8_t outcome)
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
    };
}

/* A stray becomes a question only once nothing better explains it. */
static struct contact judged(const struct flow *w, uint8_t outcome)
{
    return contact_of(w, w->state == FLOW_STRAY ? CONTACT_ASKED : CONTACT_RESOLVED, outcome);
}

static bool waits(const struct flow *w)
{
    return w->state == FLOW_ASKED || w->state == FLOW_STRAY;
}

/* A place of the bucket that is free; else whose flow is judged; else one that only talks. UINT32_MAX = all wait. */
static uint32_t given_up(const struct flows *f, uint32_t first, uint64_t key)
{
    uint32_t over = UINT32_MAX, talks = UINT32_MAX;
    for (uint32_t k = 0; k < WAYS; k++) {
        uint32_t i = first + ((uint32_t)(key >> 8) + k) % WAYS;
        if (!f->keys[i])
            return i;
        if (f->keys[i] & KEY_OVER)
            over = i;
        if (f->keys[i] & KEY_TALK)
            talks = i;
    }
    return over != UINT32_MAX ? over : talks;
}

/* Who waits longest gives way first, but answered ones before all, and questions of suspects after all. */
static bool is_missed_less(const struct flow *a, const struct flow *b)
{
    if (waits(a) != waits(b))
        return waits(b);
    return a->kept != b->kept ? b->kept : a->at < b->at;
}

/* The one of a bucket that is missed least. */
static uint32_t victim(const struct flows *f, uint32_t first, uint64_t key)
{
    uint32_t best = given_up(f, first, key);
    if (best < UINT32_MAX)
        return best;
    best = first;
    for (uint32_t i = first; i < first + WAYS; i++)
        if (is_missed_less(&f->flow[i], &f->flow[best]))
            best = i;
    return best;
}

void flows_prefetch_more(const struct flows *f, uint64_t key)
{
    uint32_t first = bucket_of(f, key);
    for (uint32_t i = first; i < first + WAYS; i++)
        if ((f->keys[i] & ~KEY_MARKS) == key) {
            if (!(f->keys[i] & KEY_TALK))
                __builtin_prefetch(&f->flow[i]);
            return;
        }
    uint32_t i = given_up(f, first, key);
    if (i < UINT32_MAX)
        __builtin_prefetch(&f->flow[i], 1);
}

static void set_state(struct flows *f, struct flow *w, uint8_t state)
{
    uint64_t *key = &f->keys[w - f->flow];
    w->state = state;
    *key = (*key & ~KEY_MARKS) | (state == FLOW_TALK ? KEY_TALK : state == FLOW_OVER ? KEY_OVER : 0);
}

static void talk(struct flows *f, struct flow *w)
{
    set_state(f, w, FLOW_TALK);
}

/* Gives a flow up before its time. Answers that come at all mostly come within FLOW_EARLY; of a younger one nothing is known. */
static void give_up(struct flows *f, struct flow *w, nsec_wall now, struct contact *out, unsigned *n)
{
    f->stats.early++;
    if (w->state == FLOW_ASKED)
        out[(*n)++] = judged(w, now - w->at >= FLOW_EARLY ? SIGHT_SILENT : SIGHT_OUTCOME_UNKNOWN);
    set_state(f, w, FLOW_OVER);
}

static bool is_bare(const struct sight *s)
{
    return s->ip_len == (s->src.len == 4 ? BARE_4 : BARE_6);
}

/* In which a program can recognise the answer. */
static uint32_t token_of(const struct sight *s)
{
    return s->tcp_flags & TCP_ACK ? s->ack : s->seq;
}

/* Makes room in the bucket. */
static struct flow *flow_add(struct flows *f, uint64_t key, const struct sight *s, uint8_t technique,
                             uint8_t state, struct contact *out, unsigned *n)
{
    uint32_t i = victim(f, bucket_of(f, key), key);
    struct flow *w = &f->flow[i];
    if (f->keys[i] && waits(w))
        give_up(f, w, s->at, out, n);
    f->keys[i] = key;
    *w = (struct flow){.at = s->at,
                       .sport = s->sport,
                       .port = s->dport,
                       .len = s->src.len,
                       .technique = technique,
                       .state = state,
                       .forward = 1,
                       .token = token_of(s),
                       .win = s->win,
                       .shape = state == FLOW_STRAY ? marks_shape(s) : 0,
                       .seq_0 = s->seq == 0,
                       .bare = is_bare(s)};
    memcpy(w->src, s->src.b, 16);
    memcpy(w->dst, s->dst.b, 16);
    set_state(f, w, state);
    f->stats.flows++;
    return w;
}

/* The flow whose turn it is, NULL when it waits no more, or elsewhere. */
static struct flow *head_of(struct flows *f, const struct queue *q)
{
    struct flow *w = &f->flow[q->flow[q->head & (q->size - 1)]];
    __builtin_prefetch(&f->flow[q->flow[(q->head + AHEAD) & (q->size - 1)]]);
    return waits(w) && w->turn == ((q->head & TURN) | q->mark) ? w : NULL;
}

static void queue_add(const struct flows *f, struct queue *q, struct flow *w)
{
    w->turn = (q->tail & TURN) | q->mark;
    q->flow[q->tail++ & (q->size - 1)] = (uint32_t)(w - f->flow);
}

/* Queues a question; the oldest gives way when the ring is full. */
static void wait_for(struct flows *f, struct flow *w, struct contact *out, unsigned *n)
{
    struct queue *q = &f->asked;
    if (q->tail - q->head == q->size) {
        struct flow *old = head_of(f, q);
        if (old)
            give_up(f, old, w->at, out, n);
        q->head++;
    }
    w->kept = false;
    queue_add(f, q, w);
}

void flows_keep(struct flows *f, const struct contact *c)
{
    struct flow *w = c->flow ? &f->flow[c->flow - 1] : NULL;
    if (!w || !waits(w) || w->kept || f->kept.tail - f->kept.head == f->kept.size)
        return;
    w->kept = true;
    queue_add(f, &f->kept, w);
}

static unsigned expire(struct flows *f, struct queue *q, nsec_wall now, struct contact out[], unsigned cap)
{
    unsigned n = 0;
    while (n < cap && q->head != q->tail) {
        struct flow *w = head_of(f, q);
        if (w && now != NSEC_NEVER && w->at + FLOW_PATIENCE > now)
            break;
        if (w) {
            out[n++] = judged(w, SIGHT_SILENT);
            set_state(f, w, FLOW_OVER);
        }
        q->head++;
    }
    return n;
}

unsigned flows_expire(struct flows *f, nsec_wall now, struct contact out[], unsigned cap)
{
    unsigned n = expire(f, &f->asked, now, out, cap);
    return n + expire(f, &f->kept, now, out + n, cap - n);
}

static struct flow *find(struct flows *f, uint64_t key)
{
    uint32_t first = bucket_of(f, key);
    for (uint32_t i = first; i < first + WAYS; i++)
        if ((f->keys[i] & ~KEY_MARKS) == key)
            return &f->flow[i];
    return NULL;
}

static bool is_forward(const struct flow *w, const struct sight *s)
{
    return w->sport == s->sport && w->port == s->dport && memcmp(w->src, s->src.b, s->src.len) == 0;
}

static struct contact asked(const struct sight *s, uint8_t technique, uint16_t port)
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
    };
}

static void resolve(struct flows *f, struct flow *w, uint8_t outcome, uint8_t next, struct contact *out,
                    unsigned *n)
{
    out[(*n)++] = judged(w, outcome);
    set_state(f, w, next);
}

static void ask(struct flows *f, struct flow *w, uint64_t key, const struct sight *s, uint8_t technique,
                uint16_t port, struct contact *out, unsigned *n)
{
    if (!w) {
        w = flow_add(f, key, s, technique, FLOW_ASKED, out, n);
    } else { /* the same door again: the flow begins anew */
        set_state(f, w, FLOW_ASKED);
        w->at = s->at;
        w->technique = technique;
        memcpy(w->src, s->src.b, 16);
        memcpy(w->dst, s->dst.b, 16);
        w->sport = s->sport;
        w->first = false;
    }
    w->port = port;
    wait_for(f, w, out, n);
    struct contact c = asked(s, technique, port);
    w->shape = c.shape;
    c.flow = (uint32_t)(w - f->flow) + 1;
    out[(*n)++] = c;
}

void flows_first(struct flows *f, const struct contact *c)
{
    if (c->flow)
        f->flow[c->flow - 1].first = true;
}

/* Whether a packet of no known connection looks like an answer: from a service's port to one that an asker takes. */
static bool answerish(const struct sight *s)
{
    return (s->sport < LOW_PORT && s->dport >= LOW_PORT) || (s->sport < HIGH_PORT && s->dport >= HIGH_PORT);
}

/* What a TCP packet outside any connection asks; TECHNIQUES: nothing. */
static uint8_t tcp_technique(uint8_t flags)
{
    switch (flags & FLAG_BITS) {
    case TCP_SYN: return TECHNIQUE_SYN;
    case 0: return TECHNIQUE_NULL;
    case TCP_FIN: return TECHNIQUE_FIN;
    case TCP_FIN | TCP_PSH | TCP_URG: return TECHNIQUE_XMAS;
    case TCP_FIN | TCP_ACK: return TECHNIQUE_MAIMON;
    case TCP_ACK:
    case TCP_ACK | TCP_PSH: return TECHNIQUE_ACK;
    default: break;
    }
    if ((flags & (TCP_SYN | TCP_FIN)) == (TCP_SYN | TCP_FIN) && !(flags & TCP_RST))
        return TECHNIQUE_SYNFIN;
    if (flags & TCP_ACK || (flags & FLAG_BITS) == TCP_RST)
        return TECHNIQUES;
    return TECHNIQUE_FLAGS;
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
    };
}

static void tcp_answer(struct flows *f, struct flow *w, const struct sight *s, struct contact *out,
                       unsigned *n)
{
    bool rst = s->tcp_flags & TCP_RST;
    bool syn_ack = (s->tcp_flags & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK);
    if (w->state == FLOW_STRAY && !rst)
        talk(f, w); /* they know each other */
    else if (waits(w) && rst)
        resolve(f, w, SIGHT_REFUSED, FLOW_OVER, out, n);
    else if (w->state == FLOW_ASKED && syn_ack)
        resolve(f, w, SIGHT_SUCCESS, FLOW_ANSWERED, out, n);
    else if (w->state == FLOW_SILENT && (s->payload > GREETING || rst))
        talk(f, w);
}

static void tcp_again(struct flows *f, struct flow *w, const struct sight *s, struct contact *out,
                      unsigned *n)
{
    /* It goes on, so it was answered, by a way that we do not hear. */
    if (w->state == FLOW_ASKED && w->technique == TECHNIQUE_SYN && s->tcp_flags & (TCP_RST | TCP_ACK))
        resolve(f, w, SIGHT_SUCCESS, FLOW_ANSWERED, out, n);
    if (w->state == FLOW_ANSWERED && s->tcp_flags & (TCP_RST | TCP_ACK)) {
        struct contact c = contact_of(w, CONTACT_FOLLOWED, SIGHT_SUCCESS);
        c.half = s->tcp_flags & TCP_RST;
        c.raw = c.half && !(s->tcp_flags & TCP_ACK);
        out[(*n)++] = c;
        set_state(f, w, c.half ? FLOW_OVER : s->payload ? FLOW_TALK : FLOW_SILENT);
    } else if (w->state == FLOW_SILENT && (s->payload || s->tcp_flags & (TCP_RST | TCP_FIN))) {
        if (!s->payload)
            out[(*n)++] = contact_of(w, CONTACT_LEFT, SIGHT_SUCCESS);
        talk(f, w);
    } else if (w->state == FLOW_STRAY && (++w->forward > 3 || s->payload)) {
        talk(f, w);
    }
}

/* A packet that does not begin a conversation, of one that we do not know. */
static void stray(struct flows *f, uint64_t key, const struct sight *s, uint8_t technique, bool claimed,
                  struct contact *out, unsigned *n)
{
    struct flow *w = flow_add(f, key, s, technique, FLOW_STRAY, out, n);
    w->claimed = claimed;
    wait_for(f, w, out, n);
}

/* Nothing answers a reset. */
static void stray_reset(const struct sight *s, struct contact *out, unsigned *n)
{
    /* RFC 9293 §3.10.7.1: only the answer to something without ACK has sequence number 0. */
    bool to_syn = s->tcp_flags & TCP_ACK && s->knows & SIGHT_SEQ && s->seq == 0;
    struct contact *c = &out[(*n)++];
    if (to_syn) {
        *c = implied(s, TECHNIQUE_SYN, SIGHT_REFUSED);
        return;
    }
    *c = asked(s, TECHNIQUE_RST, s->dport);
    c->outcome = SIGHT_SILENT;
    c->claimed = true;
    c->ends = s->tcp_flags & TCP_ACK;
    c->bare = is_bare(s);
    c->token = token_of(s);
    c->win = s->win;
    c->seq_0 = s->seq == 0;
    c->sight = NULL;
}

static void tcp_new(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    uint8_t t = tcp_technique(s->tcp_flags), flags = s->tcp_flags & FLAG_BITS;
    if ((flags & (TCP_SYN | TCP_ACK | TCP_RST)) == (TCP_SYN | TCP_ACK)) {
        f->stats.backscatter++;
        stray(f, key, s, TECHNIQUE_SYNACK, true, out, n);
        out[(*n)++] = implied(s, TECHNIQUE_SYN, SIGHT_SUCCESS);
    } else if (flags == TCP_RST || flags == (TCP_RST | TCP_ACK)) {
        f->stats.backscatter++;
        stray_reset(s, out, n);
    } else if (t == TECHNIQUES || ((t == TECHNIQUE_ACK || t == TECHNIQUE_MAIMON) && s->payload)) {
        flow_add(f, key, s, t, FLOW_TALK, out, n);
    } else if (t == TECHNIQUE_ACK || t == TECHNIQUE_MAIMON) {
        stray(f, key, s, t, answerish(s), out, n);
    } else {
        ask(f, NULL, key, s, t, s->dport, out, n);
    }
}

static void take_tcp(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    uint32_t first = bucket_of(f, key);
    for (uint32_t i = first; i < first + WAYS && s->tcp_flags & TCP_ACK; i++)
        if (f->keys[i] == (key | KEY_TALK)) /* nine packets of ten */
            return;
    struct flow *w = find(f, key);
    if (!w) {
        tcp_new(f, key, s, out, n);
        return;
    }
    uint8_t t = tcp_technique(s->tcp_flags);
    bool forward = is_forward(w, s);
    bool question = t == TECHNIQUE_SYN || (t < TECHNIQUES && t != TECHNIQUE_ACK && t != TECHNIQUE_MAIMON);
    if (question && !(waits(w) && forward && w->technique == t))
        ask(f, w, key, s, t, s->dport, out, n);
    else if (forward)
        tcp_again(f, w, s, out, n);
    else
        tcp_answer(f, w, s, out, n);
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
    struct flow *w = find(f, key);
    if (!w && question)
        ask(f, NULL, key, s, technique, port, out, n);
    else if (!w)
        flow_add(f, key, s, technique, FLOW_TALK, out, n);
    else if (!is_forward(w, s) && w->state == FLOW_ASKED && answer != SIGHT_OUTCOME_UNKNOWN)
        resolve(f, w, answer, answer == SIGHT_SUCCESS ? FLOW_TALK : FLOW_OVER, out, n);
    else if (question && is_forward(w, s) && (w->state == FLOW_OVER || asks_again(w, s)))
        ask(f, w, key, s, technique, port, out, n);
}

static void take_sctp(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    bool asks = s->tcp_flags == SCTP_INIT || s->tcp_flags == SCTP_COOKIE_ECHO;
    uint8_t answer = s->tcp_flags == SCTP_ABORT ? SIGHT_REFUSED : SIGHT_SUCCESS;
    take_talk(f, key, s, TECHNIQUE_SCTP, s->dport, asks, answer, out, n);
}

static bool icmp_asks(const struct sight *s)
{
    if (s->proto == IPPROTO_ICMPV6)
        return s->icmp_type == ICMP6_TYPE_ECHO || s->icmp_type == ICMP6_TYPE_SOLICITATION;
    return s->icmp_type == ICMP_TYPE_ECHO || s->icmp_type == ICMP_TYPE_TIMESTAMP ||
           s->icmp_type == 15 /* information */ || s->icmp_type == ICMP_TYPE_MASK;
}

static bool icmp_answers(const struct sight *s)
{
    if (s->proto == IPPROTO_ICMPV6)
        return s->icmp_type == ICMP6_TYPE_ECHO_REPLY || s->icmp_type == ICMP6_TYPE_ADVERTISEMENT;
    return s->icmp_type == ICMP_TYPE_ECHO_REPLY || s->icmp_type == ICMP_TYPE_TIMESTAMP_REPLY ||
           s->icmp_type == 16 || s->icmp_type == ICMP_TYPE_MASK_REPLY;
}

static void take_icmp(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    bool nd = s->proto == IPPROTO_ICMPV6 &&
              (s->icmp_type == ICMP6_TYPE_SOLICITATION || s->icmp_type == ICMP6_TYPE_ADVERTISEMENT);
    if (nd && addr_is_any(&s->src)) /* looking for its own address: RFC 4862 §5.4 */
        return;
    if (icmp_asks(s))
        take_talk(f, key, s, nd ? TECHNIQUE_ND : TECHNIQUE_PING, 0, true, SIGHT_OUTCOME_UNKNOWN, out, n);
    else if (icmp_answers(s) && find(f, key))
        take_talk(f, key, s, 0, 0, false, SIGHT_SUCCESS, out, n);
    else if (icmp_answers(s))
        f->stats.backscatter++;
}

static bool is_trace(const struct sight *s)
{
    return s->dport >= TRACE_PORT && s->dport < TRACE_PORT + TRACE_PORTS && s->knows & SIGHT_TTL &&
           s->ttl <= TRACE_TTL;
}

/* Services answer with something. */
static bool datagram_asks(const struct sight *s)
{
    bool empty = s->knows & SIGHT_PAYLOAD && !s->payload && s->sport < LOW_PORT;
    return (!answerish(s) || empty) && !is_trace(s) && s->payload <= BIG_DATAGRAM;
}

static uint8_t error_outcome(const struct sight *s)
{
    if (s->dst.len == 16) {
        if (s->icmp_type != ICMP6_TYPE_UNREACHABLE && s->icmp_type != ICMP6_TYPE_PARAMETER)
            return SIGHT_OUTCOME_UNKNOWN;
        return s->icmp_type == ICMP6_TYPE_UNREACHABLE && s->icmp_code == ICMP6_UNREACHABLE_ADMIN
                   ? SIGHT_BLOCKED
                   : SIGHT_REFUSED;
    }
    if (s->icmp_type != ICMP_TYPE_UNREACHABLE || s->icmp_code == ICMP_UNREACHABLE_TOO_BIG)
        return SIGHT_OUTCOME_UNKNOWN;
    bool admin = s->icmp_code == ICMP_UNREACHABLE_ADMIN || s->icmp_code == ICMP_UNREACHABLE_NET_PROHIBITED ||
                 s->icmp_code == ICMP_UNREACHABLE_HOST_PROHIBITED;
    return admin ? SIGHT_BLOCKED : SIGHT_REFUSED;
}

static uint8_t proto_technique(uint8_t proto)
{
    switch (proto) {
    case IPPROTO_TCP: return TECHNIQUE_SYN;
    case IPPROTO_UDP:
    case IPPROTO_UDPLITE: return TECHNIQUE_UDP;
    case IPPROTO_SCTP: return TECHNIQUE_SCTP;
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6: return TECHNIQUE_PING;
    default: return TECHNIQUE_PROTOCOL;
    }
}

static uint16_t port_of(const struct sight *s, uint8_t technique)
{
    return technique == TECHNIQUE_PROTOCOL ? s->proto : s->dport;
}

static void take_error(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    uint8_t outcome = error_outcome(s), t = proto_technique(s->proto);
    if (outcome == SIGHT_OUTCOME_UNKNOWN)
        return;
    /* "No such protocol" tells of a protocol scan whatever the protocol is: RFC 1122 §3.2.2.1. */
    if (s->dst.len == 4 && s->icmp_code == ICMP_UNREACHABLE_PROTO)
        t = TECHNIQUE_PROTOCOL;
    struct flow *w = find(f, key);
    if (w) {
        if (waits(w) && is_forward(w, s))
            resolve(f, w, outcome, FLOW_OVER, out, n);
        return;
    }
    f->stats.backscatter++;
    struct contact c = asked(s, t, port_of(s, t));
    c.stage = CONTACT_IMPLIED;
    c.outcome = outcome;
    c.sight = NULL;
    out[(*n)++] = c;
}

static void take_packet(struct flows *f, uint64_t key, const struct sight *s, struct contact *out,
                        unsigned *n)
{
    uint8_t t = proto_technique(s->proto);
    if (s->proto == IPPROTO_TCP)
        take_tcp(f, key, s, out, n);
    else if (s->proto == IPPROTO_SCTP)
        take_sctp(f, key, s, out, n);
    else if (t == TECHNIQUE_PING)
        take_icmp(f, key, s, out, n);
    else if (t == TECHNIQUE_UDP)
        take_talk(f, key, s, t, s->dport, datagram_asks(s), SIGHT_SUCCESS, out, n);
    else
        take_talk(f, key, s, t, s->proto, true, SIGHT_SUCCESS, out, n);
}

static void take_arp(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    if (addr_is_any(&s->src) || addr_eq(&s->src, &s->dst)) /* announcements and probes: RFC 5227 */
        return;
    take_talk(f, key, s, TECHNIQUE_ARP, 0, !s->reply, SIGHT_SUCCESS, out, n);
}

/* Logs and flows tell the outcome themselves. */
static void take_told(const struct sight *s, uint8_t outcome, struct contact *out, unsigned *n)
{
    uint8_t t = proto_technique(s->proto);
    if (t == TECHNIQUE_SYN && s->kind == SIGHT_LOG && s->knows & SIGHT_FLAGS) {
        t = tcp_technique(s->tcp_flags);
        if (t == TECHNIQUES || ((t == TECHNIQUE_ACK || t == TECHNIQUE_MAIMON) && answerish(s)))
            return;
    } else if (t == TECHNIQUE_UDP && s->knows & SIGHT_SPORT && answerish(s) &&
               (s->kind == SIGHT_LOG || outcome == SIGHT_SILENT)) {
        return; /* a sensor takes the answer to a multicast question (SSDP, mDNS) for a connection of its own */
    } else if (t == TECHNIQUE_PING && s->kind == SIGHT_LOG && !icmp_asks(s)) {
        return;
    }
    struct contact c = asked(s, t, port_of(s, t));
    c.outcome = outcome;
    out[(*n)++] = c;
}

static uint8_t action_outcome(uint8_t action)
{
    return action == SIGHT_DROPPED    ? SIGHT_BLOCKED
           : action == SIGHT_REJECTED ? SIGHT_REFUSED
                                      : SIGHT_OUTCOME_UNKNOWN;
}

static bool to_many(const struct addr *a)
{
    return addr_is_multicast(a) || (a->len == 4 && (addr_u32(a) == UINT32_MAX || addr_u32(a) == 0));
}

/* Most nets end at a multiple of 256: datagrams to x.x.x.255 call all of a net. */
static bool to_a_net(const struct sight *s)
{
    return s->proto == IPPROTO_UDP && s->dst.len == 4 && s->dst.b[3] == 255;
}

unsigned flows_take(struct flows *f, const struct sight *s, uint64_t key, struct contact out[FLOW_OUT_MAX])
{
    unsigned n = 0;
    if (s->src.len != s->dst.len || !s->src.len || to_many(&s->dst) || to_many(&s->src) || to_a_net(s))
        return 0;
    switch (s->kind) {
    case SIGHT_PACKET:
        if (!s->fragment || s->sport || s->dport)
            take_packet(f, key, s, out, &n);
        break;
    case SIGHT_ERROR: take_error(f, key, s, out, &n); break;
    case SIGHT_ARP: take_arp(f, key, s, out, &n); break;
    case SIGHT_LOG: take_told(s, action_outcome(s->action), out, &n); break;
    case SIGHT_FLOW:
    case SIGHT_LOGIN: take_told(s, s->outcome, out, &n); break;
    default: break;
    }
    return n;
}
