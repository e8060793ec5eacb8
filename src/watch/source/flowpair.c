#include "watch/source/flowpair.h"

#include "model/ports.h"
#include "watch/mix.h"
#include "watch/source/lines.h"
#include "wire/icmp.h"
#include "wire/icmp6.h"
#include "wire/tcp.h"

#include <netinet/in.h>
#include <stdlib.h>

enum { EVENT_DENIED = 3, INDEX = 2 * FLOWPAIR_ROOM, NEAR = 8 };

enum {
    MSS = 4,      /* bytes of a SYN's options at least, */
    OPTIONS = 40, /* and at most */
    REPEATED = 4  /* packets of one that was refused: systems try again once or twice */
};

#define CLOCK NSEC_SEC

struct waiting {
    struct netflow_record r;
    uint64_t key;
    nsec_wall at;
};

struct flowpair {
    struct mix_key key;
    uint32_t head, tail;   /* of the ring, both run freely */
    uint32_t index[INDEX]; /* number of a waiting flow + 1, near its hash */
    uint64_t crowded;
    struct waiting ring[FLOWPAIR_ROOM];
};

struct flowpair *flowpair_new(struct hash_key key)
{
    struct flowpair *f = calloc(1, sizeof *f);
    if (f)
        f->key = mix_key_of(key, MIX_FLOWPAIR);
    return f;
}

void flowpair_free(struct flowpair *f)
{
    free(f);
}

uint64_t flowpair_crowded(const struct flowpair *f)
{
    return f->crowded;
}

/* The same for both directions: the sum of two hashes. */
static uint64_t key_of(const struct flowpair *f, const struct netflow_record *r)
{
    uint64_t a = mix_addr(&f->key, &r->src, (uint64_t)r->proto << 16 | r->sport);
    uint64_t b = mix_addr(&f->key, &r->dst, (uint64_t)r->proto << 16 | r->dport);
    return (a + b) | 1;
}

static struct waiting *at(struct flowpair *f, uint32_t turn)
{
    return &f->ring[turn % FLOWPAIR_ROOM];
}

static bool is_other_half(const struct netflow_record *a, const struct netflow_record *b)
{
    return a->proto == b->proto && a->sport == b->dport && a->dport == b->sport &&
           addr_eq(&a->src, &b->dst) && addr_eq(&a->dst, &b->src);
}

/* A place of the index: that of `key` when there is a waiting half of it, else a free or the oldest one. */
static uint32_t *place(struct flowpair *f, uint64_t key, const struct netflow_record *r, struct waiting **ret)
{
    uint32_t *best = NULL, best_age = 0;
    *ret = NULL;
    for (unsigned i = 0; i < NEAR; i++) {
        uint32_t *x = &f->index[(key + i) % INDEX];
        uint32_t age = *x ? f->tail - (*x - 1) : UINT32_MAX; /* more than all that wait: free */
        bool waits = *x && age <= f->tail - f->head;
        struct waiting *w = waits ? at(f, *x - 1) : NULL;
        if (w && w->key == key && is_other_half(&w->r, r)) {
            *ret = w;
            return x;
        }
        if (!waits)
            age = UINT32_MAX;
        if (!best || age > best_age) {
            best = x;
            best_age = age;
        }
    }
    return best;
}

static bool asks(const struct netflow_record *r)
{
    if (r->proto == IPPROTO_ICMP)
        return icmp_is_question(r->icmp_type);
    return r->proto == IPPROTO_ICMPV6 && r->icmp_type == ICMP6_TYPE_ECHO;
}

/* Between a port of a service and one that was given to who asked for any. */
static bool is_service(const struct netflow_record *a, const struct netflow_record *b)
{
    uint16_t low = a->dport < b->dport ? a->dport : b->dport,
             high = a->dport < b->dport ? b->dport : a->dport;
    return low < PORTS_LINUX && high >= PORTS_LINUX;
}

/* What answers a segment that belongs to no connection: RST, with ACK where that had none (RFC 9293 3.10.7.1). */
static bool is_refusal(const struct netflow_record *r, const struct netflow_record *other)
{
    return r->flags == TCP_RST || (r->flags == (TCP_RST | TCP_ACK) && !(other->flags & TCP_ACK));
}

/* Where no flags are told: a few packets with options and hardly any data, each of which was answered by one
 * without either. That is no SYN-ACK (RFC 9293 3.7.1: MSS), and who goes on with a connection has data. */
static bool is_reset(const struct netflow_record *r)
{
    uint32_t header = r->src.len == 4 ? 40 : 60, n = r->packets;
    return !r->flags && !r->back_flags && !r->sampled && n && n <= REPEATED && r->back_packets == n &&
           r->back_bytes == n * header && r->bytes >= n * (header + MSS) &&
           r->bytes <= n * (header + OPTIONS);
}

/* It asked with more than MSS: a SYN-ACK has that, too, of which the SYN had no options at all, and would look like the
 * question of such a reset. */
static bool is_sure_reset(const struct netflow_record *r)
{
    return is_reset(r) && r->bytes > r->packets * ((r->src.len == 4 ? 40u : 60u) + MSS);
}

/* What `a` asked and `b` answered. */
static struct netflow_record joined(const struct netflow_record *a, const struct netflow_record *b)
{
    struct netflow_record r = *a;
    r.back_flags = b->flags;
    r.back_packets = b->packets ? b->packets : 1;
    r.back_bytes = b->bytes;
    r.event = a->event ? a->event : b->event;
    return r;
}

/* Whether `b` opened the connection of which `a` is the other half. Flags decide: a lone SYN asks, a refusal
 * answers (or, without flags, what is as long as one); then times; then ports, services having the lower ones.
 * Times of two datagrams count from clocks of which each tells whole seconds (RFC 3954 5.1), so that they may be
 * off by one; those of the middle of a connection, where no SYN is told, say nothing of its beginning. */
static bool opens(const struct netflow_record *a, const struct netflow_record *b)
{
    if (a->proto == IPPROTO_ICMP || a->proto == IPPROTO_ICMPV6)
        return asks(b);
    bool a_syn = a->asks || a->flags == TCP_SYN, b_syn = b->asks || b->flags == TCP_SYN;
    if (a->proto == IPPROTO_TCP && a_syn != b_syn)
        return b_syn;
    struct netflow_record ab = joined(a, b), ba = joined(b, a);
    bool a_rst = is_refusal(a, b) || is_sure_reset(&ba), b_rst = is_refusal(b, a) || is_sure_reset(&ab);
    if (a->proto == IPPROTO_TCP && a_rst != b_rst)
        return a_rst;
    nsec_wall apart = a->first > b->first ? a->first - b->first : b->first - a->first;
    bool middle = a->proto == IPPROTO_TCP && !((a->flags | b->flags) & TCP_SYN);
    if (!apart || ((apart < CLOCK || middle) && is_service(a, b)))
        return b->dport < a->dport;
    return b->first < a->first;
}

void flowpair_add(struct flowpair *f, const struct netflow_record *r, nsec_wall now)
{
    uint64_t key = key_of(f, r);
    struct waiting *w;
    uint32_t *x = place(f, key, r, &w);
    if (w) {
        w->r = opens(&w->r, r) ? joined(r, &w->r) : joined(&w->r, r);
        *x = 0;
        return;
    }
    if (f->tail - f->head == FLOWPAIR_ROOM) { /* the caller did not drain: the oldest is lost */
        f->crowded++;
        f->head++;
    }
    *at(f, f->tail) = (struct waiting){.r = *r, .key = key, .at = now};
    *x = f->tail + 1;
    f->tail++;
}

static uint8_t outcome_of(const struct netflow_record *r)
{
    bool reset = r->back_flags & TCP_RST && !(r->back_flags & TCP_SYN);
    if (r->event == EVENT_DENIED)
        return SIGHT_BLOCKED;
    if (r->proto == IPPROTO_TCP && r->back_packets && (reset || is_reset(r)))
        return SIGHT_REFUSED;
    /* Where only one direction is exported: who goes on after its SYN was answered. */
    if (r->back_packets || (r->proto == IPPROTO_TCP && r->flags & TCP_SYN && r->flags & (TCP_ACK | TCP_RST)))
        return SIGHT_SUCCESS;
    return SIGHT_SILENT;
}

/* All that there was of it is one packet, an ACK or FIN|ACK without options and data, from a port that systems
 * give to askers to one that they do not: what is left of a connection, or who asks in this way
 * (detect/stray.h tells which). The other way, the service's end of a connection is left over as often. Of
 * sampled ones it is any packet. */
static bool is_bare(const struct netflow_record *r)
{
    bool forth = r->sport >= PORTS_LINUX && r->dport < PORTS_LINUX;
    return forth && !r->sampled && r->packets == 1 && r->bytes == (r->src.len == 4 ? 40 : 60) &&
           (r->flags == TCP_ACK || r->flags == (TCP_ACK | TCP_FIN));
}

/* A SYN-ACK without more that was reset as what belongs to no connection is (RFC 9293 3.10.7.1: without ACK):
 * the answer to a SYN in the name of who got it, unless it came from where askers are. */
static bool is_disowned(const struct netflow_record *r)
{
    return r->proto == IPPROTO_TCP && r->back_packets && r->flags == (TCP_SYN | TCP_ACK) &&
           r->back_flags == TCP_RST && r->sport < r->dport;
}

/* A half that nobody asked for: answers alone, the middle of a long connection, ICMP errors. */
static bool is_half(const struct netflow_record *r)
{
    if (is_disowned(r) || (r->unsure && !r->back_packets))
        return true;
    if (r->proto == IPPROTO_ICMP || r->proto == IPPROTO_ICMPV6)
        return !asks(r);
    if (r->proto != IPPROTO_TCP || r->back_packets || r->event == EVENT_DENIED)
        return false;
    bool answer = r->flags & TCP_ACK && r->flags & (TCP_SYN | TCP_RST) && r->sport < r->dport;
    return answer || (r->flags & TCP_ACK && !(r->flags & TCP_SYN) && !is_bare(r));
}

enum { STAMPED = 12 }; /* bytes of options, with which systems go on */

/* The middle of a connection that carries data. */
static bool goes_on(const struct netflow_record *r)
{
    uint32_t bare = (r->src.len == 4 ? 20u : 40u) + 20u + STAMPED;
    return r->proto == IPPROTO_TCP && r->flags & TCP_ACK && !(r->flags & (TCP_SYN | TCP_RST)) && r->packets &&
           r->bytes / r->packets > bare;
}

static void tell(const struct netflow_record *r, struct sight *s)
{
    *s = (struct sight){.at = r->first,
                        .kind = SIGHT_FLOW,
                        .src = r->src,
                        .dst = r->dst,
                        .proto = r->proto,
                        .sport = r->sport,
                        .dport = r->dport,
                        .vlan = r->vlan ? r->vlan : SIGHT_NO_VLAN,
                        .tcp_flags = r->flags,
                        .icmp_type = r->icmp_type,
                        .icmp_code = r->icmp_code,
                        .packets = r->packets,
                        .answers = r->back_packets,
                        .outcome = outcome_of(r),
                        .knows = SIGHT_COUNTS | SIGHT_SPORT};
    if (r->flags && r->proto == IPPROTO_TCP)
        s->knows |= SIGHT_FLAGS;
    if (r->proto == IPPROTO_UDP)
        s->payload = line_payload(s, 0, r->bytes);
}

bool flowpair_next(struct flowpair *f, nsec_wall now, struct sight *ret)
{
    while (f->head != f->tail) {
        const struct waiting *w = at(f, f->head);
        bool full = f->tail - f->head == FLOWPAIR_ROOM;
        if (now != NSEC_NEVER && !full && w->at + FLOWPAIR_HOLD > now)
            return false;
        f->head++;
        bool half = is_half(&w->r);
        if (half && !goes_on(&w->r))
            continue;
        tell(&w->r, ret);
        ret->midway = half;
        ret->outcome = half ? SIGHT_OUTCOME_UNKNOWN : ret->outcome;
        return true;
    }
    return false;
}
