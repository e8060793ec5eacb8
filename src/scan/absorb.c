#include "scan/absorb.h"

#include "scan/hosts.h"
#include "scan/priv_scan.h"

static int put_open(struct scan *s, const struct reply *r, struct tech_verdict v)
{
    struct record rec;
    record_init(&rec, RECORD_PORT);
    rec.port.addr = r->addr;
    rec.port.proto = s->conf.tech->proto;
    rec.port.port = r->port;
    rec.port.state = v.state;
    rec.port.reason = v.reason;
    rec.port.technique = s->conf.tech->name;
    rec.port.reason_addr = r->from;
    rec.port.tries = r->try + 1u;
    if (r->ttl)
        rec.port.ttl = r->ttl;
    if (r->rtt >= 0)
        rec.port.rtt_ms = (double)r->rtt * 1e-6;
    return sink_put(s->conf.sink, &rec);
}

/* A host is there: nothing more is asked of it. */
static int put_up(struct scan *s, const struct reply *r, uint64_t host)
{
    struct tech_verdict v = mix_judge(s->conf.mix, r->port, (enum heard)r->heard, r->addr.len == 4 ? 4 : 6);
    block_settle_host(&s->block, host);
    s->stats.hosts_up++;
    return hosts_record(s->conf.sink, &r->addr, &s->block.host[host], v.reason);
}

/* A SYN-ACK that the target repeated by itself because the first got lost (~1 s, 3 s, 7 s) tells no round
 * trip. */
static bool is_rtt(const struct scan *s, nsec rtt)
{
    return rtt >= 0 && (rtt < 900 * NSEC_MS || rtt < 4 * rtt_quantile(&s->rtt, 0.5) || s->rtt.count < 4);
}

/* How long a better answer to the same question may still come: the target's own, when a router spoke first;
 * and a SYN-ACK that arrived before the RST, which may come to us by the quicker way of the two
 * (io/sieve.h). */
static nsec time_to_overrule(const struct scan *s, enum heard is)
{
    bool better = s->conf.tech->yes.state != STATE_UNKNOWN;
    return heard_rank(is) == 1 ? scan_patience(s) : heard_rank(is) == 2 && better ? SCAN_OVERTAKING : 0;
}

/* Where refusals are rationed the proof that follows begins with every silence as if it were the first: whom
 * this machine asked but once, and could not ask the last time that it wanted to, has none. */
static bool asked_but_once(const struct scan *s, const struct reply *r, enum heard was)
{
    const struct scan_conf *c = &s->conf;
    uint32_t wanted = c->tech->rounds ? c->tech->rounds(r->port) : c->min_rounds;
    wanted = wanted < c->max_rounds ? wanted : c->max_rounds;
    return c->tech->rationed && was == HEARD_ASKED2 && r->try + 1u >= wanted;
}

static void absorb_failure(struct scan *s, const struct reply *r, uint64_t slot)
{
    enum heard was = block_get(&s->block, slot);
    s->stats.failed++;
    s->round_failed++;
    s->stats.last_error = r->error;
    notes_failed(&s->notes, slot);
    if (s->phase == PHASE_PROVING) /* maybe of a round that had ended before */
        ration_failed(&s->ration, &s->block, slot);
    else if (asked_but_once(s, r, was))
        block_set(&s->block, slot, HEARD_UNASKED);
    else if (heard_silent(was) && was != HEARD_UNASKED)
        block_set(&s->block, slot, (enum heard)(was - 1));
}

static enum loss_kind kind_of(enum heard h)
{
    return h == HEARD_YES ? LOSS_OPEN : LOSS_CLOSED;
}

static void note_voice(struct scan *s, const struct reply *r, uint64_t host, uint64_t slot, bool own)
{
    struct addr from = own ? (struct addr){0} : r->from;
    if (s->conf.mix || s->replaying || (own && !r->ttl))
        return; /* the journal has voices of its own */
    if (voices_note(&s->block.voices, host, slot, (enum heard)r->heard, r->ttl, &from))
        notes_voice(&s->notes, slot, (enum heard)r->heard, r->ttl, &from);
}

void absorb_soon(const struct scan *s, const struct reply *r, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        uint64_t host, slot;
        if (r[i].error || !scan_find(s, &r[i].addr, r[i].port, &host, &slot))
            continue;
        __builtin_prefetch(&s->block.state[slot / 2]);
        __builtin_prefetch(&s->block.host[host]);
        voices_prefetch(&s->block.voices, host, (enum heard)r[i].heard);
    }
}

/* Nobody was asked with this try: sentinels are doors that have answered, other tries are rounds. */
static bool is_stray(const struct scan *s, const struct reply *r, enum heard was, bool sentinel, bool proof)
{
    bool may_have_asked =
        s->replaying || (s->stats.failed && !s->conf.tech->portless); /* thought unsent, but sent */
    bool impossible = sentinel ? heard_silent(was)
                      : proof  ? !s->proving && !s->replaying
                               : r->try >= s->round;
    return heard_silent((enum heard)r->heard) || (was == HEARD_UNASKED && !may_have_asked) || impossible;
}

/* What the answer says of its host. Whether it is the first of its own. */
static bool note_host(struct scan *s, const struct reply *r, uint64_t host, bool own)
{
    struct block_host *h = &s->block.host[host];
    if (!own && !h->seen)
        h->seen = BLOCK_SPOKEN_FOR;
    bool first = own && h->seen != BLOCK_ANSWERED;
    s->hosts_seen += first;
    s->stats.hosts_answered += first;
    /* Of ports the journal has notes of hosts; of hosts, their first answer says it all. */
    if (own && (s->conf.mix || !s->replaying) && block_host_heard(h, r->rtt, r->ttl) && !s->conf.mix)
        notes_host(&s->notes, host, h);
    return first;
}

/* The door gets what was heard, which is better than what is known of it. */
static void note_door(struct scan *s, const struct reply *r, uint64_t host, uint64_t slot, bool own)
{
    enum heard was = block_get(&s->block, slot), is = (enum heard)r->heard;
    block_set(&s->block, slot, is);
    note_voice(s, r, host, slot, own);
    if (!s->replaying) {
        s->overruled_until = nsec_max(s->overruled_until, s->now + time_to_overrule(s, is));
        stream_answered(&s->stream, &s->block, host, s->now);
    }
    if (!heard_silent(was))
        return;
    s->stats.answered++;
    if (heard_rank(is) > 1)
        loss_answered(&s->loss, kind_of(is), &r->addr, r->port, is_rtt(s, r->rtt) ? r->rtt : -1, s->round);
}

/* What became known goes into the journal, and out where it is an open door, or a host that is there. 0 or
 * the sink's error. */
static int tell(struct scan *s, const struct reply *r, uint64_t host, uint64_t slot, bool first)
{
    if (s->conf.mix) {
        notes_answer(&s->notes, slot, r, first);
        return first ? put_up(s, r, host) : 0;
    }
    enum heard is = (enum heard)r->heard;
    struct tech_verdict v = tech_judge(s->conf.tech, is, r->addr.len == 4 ? 4 : 6);
    notes_answer(&s->notes, slot, r, v.state == STATE_OPEN);
    if (v.state != STATE_OPEN)
        return 0;
    if (s->conf.hosts && is == HEARD_YES && s->conf.tech->proto == PROTO_TCP)
        hosts_open(s->conf.hosts, &r->addr, r->port);
    if (s->conf.scout)
        return 0;
    s->stats.open++;
    return space_portless(&s->block.space) ? 0 : put_open(s, r, v);
}

int absorb_reply(struct scan *s, const struct reply *r)
{
    uint64_t host, slot;
    bool late = r->try >= SCAN_SENTINEL_TRY, proof = late && s->conf.tech->rationed,
         sentinel = late && !proof;
    if (!scan_find(s, &r->addr, r->port, &host, &slot)) {
        if (sentinel && !r->error) /* of an earlier block */
            loss_heard(&s->loss, kind_of((enum heard)r->heard), r->at - nsec_max(r->rtt, 0));
        else
            s->stats.strays++;
        return 0;
    }
    if (r->error) {
        if (!sentinel)
            absorb_failure(s, r, slot);
        return 0;
    }
    enum heard was = block_get(&s->block, slot), is = (enum heard)r->heard;
    if (is_stray(s, r, was, sentinel, proof)) {
        s->stats.strays++;
        return 0;
    }
    s->stats.replies++;
    bool own =
        is == HEARD_YES || !r->from.len; /* an answer from another address of the same host is its own */
    bool first = note_host(s, r, host, own);
    if (is_rtt(s, r->rtt))
        rtt_add(&s->rtt, r->rtt);
    if (sentinel) { /* measures loss, and never changes a verdict */
        loss_heard(&s->loss, kind_of(was), r->at - nsec_max(r->rtt, 0));
        return 0;
    }
    if (s->phase == PHASE_PROVING && is != HEARD_YES)
        ration_refused(&s->ration, &s->block, slot, r->try, is);
    if (heard_rank(is) <= heard_rank(was))
        return 0;
    note_door(s, r, host, slot, own);
    return tell(s, r, host, slot, first);
}
