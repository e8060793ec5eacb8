/* Where flows lie: buckets of eight, whose keys are one cache line, and the questions that wait, in the order
 * of asking. In: keys, and flows that were filled by flow.c; out: which flow has a key, which one of a bucket
 * is missed least, whose turn it is. It knows of a flow only what decides that: its state, when it was asked,
 * and whether its suspect is one already; what becomes of one that gives way is its caller's affair. Of a
 * fixed size; one thread. Small and in the packet's path: the first of them are inline. */
#pragma once

#include "base/hash.h"
#include "watch/mix.h"
#include "watch/sight.h"

enum flow_state {
    FLOW_FREE,
    FLOW_ASKED, /* and an answer may still come */
    FLOW_STRAY, /* ACK, FIN|ACK or a long datagram of nothing that we saw begin: a scan, or a capture's middle */
    FLOW_ANSWERED, /* SYN-ACK: how will the asker go on? */
    FLOW_SILENT,   /* the handshake is complete, but the asker said nothing yet */
    FLOW_OVER,     /* judged */
    FLOW_TALK,     /* a connection: nothing more to learn from it */
    FLOW_NAMES,    /* one by which ports are named: nothing more, but that words are said */
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
    bool first : 1;                 /* the suspect's first question at this door */
    bool seq_0 : 1;                 /* of a stray: its sequence number was 0 */
    bool claimed : 1;               /* of a stray: it looks like an answer */
    bool kept : 1;                  /* its suspect is one already: it gives way to nobody who is none */
    bool bare : 1;                  /* of a stray: headers without any option */
    bool heard : 1;                 /* its SYN-ACK was seen: `token` is what acknowledges that */
    bool carried : 1, stranger : 1; /* as in contact.h */
    uint8_t pretext : 3;            /* of a claimed datagram, as in contact.h; its TTL is the token */
    bool said : 1, denied : 1, uninvited : 1, invited : 1;
    bool ordinary : 1; /* as in contact.h */
    uint16_t win;
    uint32_t token;
};

_Static_assert(sizeof(struct flow) == 64, "one cache line");

/* Questions in the order of asking: a ring. */
struct flow_queue {
    uint32_t *flow;      /* owned */
    uint32_t size;       /* a power of two */
    uint32_t head, tail; /* head = oldest; both run freely */
    uint32_t mark;       /* in the turns of this queue */
};

struct flowtable {
    struct mix_key key;
    uint32_t mask; /* of buckets */
    uint32_t max;
    uint64_t *keys;                /* owned; 0 = free; the marks below in it */
    struct flow *flow;             /* owned */
    struct flow_queue asked, kept; /* kept: of suspects that are some already */
};

enum {
    FLOWTABLE_WAYS = 8,  /* flows of a bucket: their keys are one cache line */
    FLOWTABLE_AHEAD = 8, /* of the queue: so that a flow is there when its turn comes */
};

#define FLOWTABLE_TURN UINT32_C(0x7fffffff)

/* Low bits of a key. */
#define FLOWTABLE_USED  UINT64_C(1)
#define FLOWTABLE_TALK  UINT64_C(2) /* nothing more to learn: its flow need not be touched */
#define FLOWTABLE_OVER  UINT64_C(4) /* judged: may give way, which is seen without touching its flow */
#define FLOWTABLE_MARKS (FLOWTABLE_TALK | FLOWTABLE_OVER)

/* The first place of a key's bucket. */
static inline uint32_t flowtable_bucket(const struct flowtable *t, uint64_t key)
{
    return ((uint32_t)(key >> 32) & t->mask) * FLOWTABLE_WAYS;
}

/* Whether this is a connection of which nothing more is to be learnt: nine packets of ten. Touches no flow.
 * Looks at the whole bucket, since nobody can foresee where a loop would end. */
static inline bool flowtable_talks(const struct flowtable *t, uint64_t key)
{
    const uint64_t *k = &t->keys[flowtable_bucket(t, key)];
    bool found = false;
    for (uint32_t i = 0; i < FLOWTABLE_WAYS; i++)
        found |= k[i] == (key | FLOWTABLE_TALK);
    return found;
}

/* The flow of a key, borrowed until the next flowtable_place(); NULL = there is none. */
static inline struct flow *flowtable_find(const struct flowtable *t, uint64_t key)
{
    uint32_t first = flowtable_bucket(t, key);
    for (uint32_t i = first; i < first + FLOWTABLE_WAYS; i++)
        if ((t->keys[i] & ~FLOWTABLE_MARKS) == key)
            return &t->flow[i];
    return NULL;
}

/* A flow of the table gets that state (enum flow_state). */
static inline void flowtable_set(struct flowtable *t, struct flow *w, uint8_t state)
{
    uint64_t *key = &t->keys[w - t->flow];
    w->state = state;
    *key = (*key & ~FLOWTABLE_MARKS) | (state == FLOW_TALK   ? FLOWTABLE_TALK
                                        : state == FLOW_OVER ? FLOWTABLE_OVER
                                                             : 0);
}

/* Whether its question is not judged yet. */
static inline bool flowtable_waits(const struct flow *w)
{
    return w->state == FLOW_ASKED || w->state == FLOW_STRAY;
}

/* Room for `max` flows, rounded up to a power of two, at least 1,024 and at most 2^30; 64 bytes each, 8 for
 * the key, 4.5 for the queues. 0 or -ENOMEM; flowtable_fini() is to be called after either. */
int flowtable_init(struct flowtable *t, unsigned max, struct hash_key key);
void flowtable_fini(struct flowtable *t);
/* Bytes that the tables take. */
size_t flowtable_memory(const struct flowtable *t);

/* The key of a sight's flow, the same for both directions; never 0. */
uint64_t flowtable_key(const struct flowtable *t, const struct sight *s);

/* Brings near what says where a flow is; some sights later the flow itself, or the one that will give way to
 * it. */
void flowtable_prefetch(const struct flowtable *t, uint64_t key);
void flowtable_prefetch_flow(const struct flowtable *t, uint64_t key);

/* The flow of the key's bucket that is missed least: a free one (ret_used false), one that is judged, one
 * that only talks; else the one that waits longest, those of suspects last. Its caller fills it and calls
 * flowtable_place(). */
struct flow *flowtable_victim(struct flowtable *t, uint64_t key, bool *ret_used);

/* What was got from flowtable_victim() of that key has it from now on; then flowtable_set(). */
static inline void flowtable_place(struct flowtable *t, struct flow *w, uint64_t key)
{
    t->keys[w - t->flow] = key;
}

/* Queues: t->asked or t->kept. Whether one is full. */
static inline bool flowtable_is_full(const struct flow_queue *q)
{
    return q->tail - q->head == q->size;
}

/* At its end. The queue must not be full. */
static inline void flowtable_queue(const struct flowtable *t, struct flow_queue *q, struct flow *w)
{
    w->turn = (q->tail & FLOWTABLE_TURN) | q->mark;
    q->flow[q->tail++ & (q->size - 1)] = (uint32_t)(w - t->flow);
}

/* The oldest; NULL when that one waits no more, or elsewhere. The queue must not be empty; `head++` takes it
 * off. */
static inline struct flow *flowtable_head(struct flowtable *t, const struct flow_queue *q)
{
    struct flow *w = &t->flow[q->flow[q->head & (q->size - 1)]];
    uint32_t soon = q->flow[(q->head + FLOWTABLE_AHEAD) & (q->size - 1)];
    __builtin_prefetch(&t->flow[soon]);
    __builtin_prefetch(&t->keys[soon], 1);
    return flowtable_waits(w) && w->turn == ((q->head & FLOWTABLE_TURN) | q->mark) ? w : NULL;
}
