/* Sights become contacts: which packet asks, which one answers, which belongs to what was asked long ago.
 * What a packet says by itself is question.h's, what one of TCP says of its conversation flowtcp.h's, one of other
 * protocols flowtalk.h's, what others saw flowtold.h's, where flows lie flowtable.h's. A table of fixed size; nobody
 * is waited for longer than FLOW_PATIENCE. When there is no room, the oldest question is judged early (silent after
 * FLOW_EARLY, else "unknown") and counted; those of suspects (flows_keep()) do not give way to the crowd. */
#pragma once

#include "base/hash.h"
#include "watch/contact.h"

#define FLOW_PATIENCE                                                                                        \
    (3 * NSEC_SEC) /* an answer after that is none: RFC 6298's first retransmission is at 1 s */
#define FLOW_EARLY                                                                                           \
    NSEC_SEC           /* where there is no room to wait longer: answers within a second are nearly all */
#define FLOW_OUT_MAX 8 /* contacts that one sight can give */

struct flows;

struct flows_stats {
    uint64_t flows;       /* opened */
    uint64_t early;       /* judged before their time */
    uint64_t backscatter; /* SYN-ACKs, RSTs, ICMP errors that answer nothing */
};

/* Room for `max` open flows (rounded up to a power of two), 64 bytes each. NULL when memory is out. */
struct flows *flows_new(unsigned max, struct hash_key key);
void flows_free(struct flows *f); /* NULL is nothing */

/* The number of a sight's flow. Computed some sights ahead, so that its cache lines can be brought near:
 * first what says where it is, then (if it is of any interest) the flow. 0 = a sight without addresses:
 * flows_take() makes nothing of it. */
uint64_t flows_key(const struct flows *f, const struct sight *s);
void flows_prefetch(const struct flows *f, uint64_t key);
void flows_prefetch_more(const struct flows *f, uint64_t key);

/* The flags of a TCP packet that was captured without them (sight.cut), as far as what went before tells; 0 =
 * they may be any. */
uint8_t flows_guess(const struct flows *f, const struct sight *s, uint64_t key);

/* Takes one sight, whose key was computed. Returns how many contacts were written to out[0 …
 * FLOW_OUT_MAX-1]. */
unsigned flows_take(struct flows *f, const struct sight *s, uint64_t key, struct contact out[FLOW_OUT_MAX]);

/* The same of a packet of whatever protocol that asks nothing by itself: it answers, or goes on. */
unsigned flows_talk(struct flows *f, const struct sight *s, uint64_t key, struct contact out[FLOW_OUT_MAX]);

/* The key of the same flow among what strangers carried here: nothing that they say belongs to what was seen
 * outside of their tunnels. */
static inline uint64_t flows_apart(uint64_t key)
{
    return key ^ UINT64_C(0x9e3779b97f4a7c10);
}

/* Whether it goes to a port from which c->dst called all of a net, or that others reply to as if it had, as far as
 * is known by now. */
bool flows_called(const struct flows *f, const struct contact *c);
/* The contact that was asked by `c` is its suspect's first at that door: its outcome will say so. */
void flows_first(struct flows *f, const struct contact *c);

/* Who asked `c` is worth waiting for. */
void flows_keep(struct flows *f, const struct contact *c);

/* Questions whose patience has ended by `now` (NSEC_NEVER: all), oldest first, up to cap; call until it
 * returns 0. */
unsigned flows_expire(struct flows *f, nsec_wall now, struct contact out[], unsigned cap);

/* The hardware address of who asked last for many neighbours from no address of so many bytes; 0: nobody did. */
uint64_t flows_prober(const struct flows *f, uint8_t len);

/* Counted since flows_new(). */
void flows_stats(const struct flows *f, struct flows_stats *ret);
/* Bytes that it takes. */
size_t flows_memory(const struct flows *f);
