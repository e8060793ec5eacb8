#include "scan/scan.h"

#include "scan/block.h"
#include "scan/loss.h"
#include "scan/results.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define SENTINEL_TRY    12   /* tries from here on are sentinels, 52 source ports in turn; below are rounds */
#define SENTINELS_EAGER 2000 /* so many are frequent, the later ones are not */
#define CHEAP_SECONDS   0.1  /* a round that takes less beside its wait */
#define SKIP_MAX        8192 /* answered targets passed over in one step, so that a step stays short */

enum phase {
    PHASE_ASKING,  /* walking through the round */
    PHASE_WAITING, /* the round is asked: answers may still come */
    PHASE_DONE,
};

struct scan {
    struct scan_conf conf;
    enum phase phase;
    struct perm hosts; /* the order of hosts over blocks; only used when there is more than one block */
    uint64_t host_count, block_hosts;
    struct block block;
    uint64_t blocks_done_targets;
    uint32_t round;
    struct perm round_order; /* of slots, rounds 2 … */
    uint64_t at;             /* how far in this round */
    uint64_t round_asked;    /* probes of this round */
    uint64_t silent_before;  /* silent targets when it began */
    nsec last_sent, started, now;
    struct pace pace;
    struct loss loss;
    struct rtt rtt;
    struct scan_stats stats;
    unsigned sentinel_turn;
    bool counts_under_way; /* the caller says when questions are over: */
    uint32_t under_way;
};

static uint64_t port_count(const struct scan_conf *c)
{
    return c->ports ? c->ports->count : 1;
}

static uint64_t min_u64(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static struct scan_conf with_defaults(const struct scan_conf *conf)
{
    struct scan_conf c = *conf;
    c.max_rate = c.max_rate > 0 ? c.max_rate : 1e9;
    c.min_rate = fmin(c.min_rate > 0 ? c.min_rate : 10, c.max_rate);
    c.start_rate = fmin(fmax(c.start_rate > 0 ? c.start_rate : 10e3, c.min_rate), c.max_rate);
    c.min_rounds = c.min_rounds ? c.min_rounds : 2;
    c.max_rounds = c.max_rounds ? c.max_rounds : 10;
    c.max_rounds = c.max_rounds < SENTINEL_TRY ? c.max_rounds : SENTINEL_TRY;
    c.min_rounds = c.min_rounds < c.max_rounds ? c.min_rounds : c.max_rounds;
    c.shards = c.shards ? c.shards : 1;
    c.block_targets = c.block_targets ? c.block_targets : SCAN_TARGETS_MAX;
    c.block_hosts = c.block_hosts ? c.block_hosts : SCAN_HOSTS_MAX;
    c.recall = c.recall > 0 ? c.recall : 0.999;
    return c;
}

static struct hash_key key_for(const struct scan *s, const char *purpose, uint64_t n)
{
    return hash_key_from_seed(s->conf.seed ^ n * UINT64_C(0x9e3779b97f4a7c15), purpose);
}

static void start_round(struct scan *s)
{
    s->phase = PHASE_ASKING;
    s->at = 0;
    s->round_asked = 0;
    s->silent_before = s->block.silent;
    s->round++;
    if (s->block.slots)
        s->round_order = perm_of(s->block.slots, key_for(s, "round", s->round));
}

static void start_block(struct scan *s, uint64_t first)
{
    uint64_t hosts = min_u64(s->block_hosts, s->host_count - first);
    block_start(&s->block, first, hosts, key_for(s, "order", first));
    s->round = 0;
    start_round(s);
}

int scan_new(const struct scan_conf *conf, nsec now, struct scan **ret)
{
    uint64_t hosts = targets_count(conf->targets), ports = port_count(conf);
    if (!hosts || !ports || conf->shard >= (conf->shards ? conf->shards : 1))
        return -EINVAL;
    struct scan *s = calloc(1, sizeof *s);
    if (!s)
        return -ENOMEM;
    s->conf = with_defaults(conf);
    s->host_count = hosts;
    uint64_t fit = s->conf.block_targets * s->conf.shards / ports;
    s->block_hosts = min_u64(min_u64(hosts, s->conf.block_hosts), fit ? fit : 1);
    s->hosts = perm_of(hosts, key_for(s, "hosts", 0));
    if (block_init(&s->block, s->block_hosts, ports, s->conf.shard, s->conf.shards) < 0) {
        free(s);
        return -ENOMEM;
    }
    s->started = s->now = s->last_sent = now;
    s->stats.targets = (hosts * ports - s->conf.shard + s->conf.shards - 1) / s->conf.shards;
    pace_init(&s->pace, &(struct pace_conf){s->conf.start_rate, s->conf.min_rate, s->conf.max_rate, 100e3},
              now);
    loss_init(&s->loss, conf->seed, now);
    start_block(s, 0);
    *ret = s;
    return 0;
}

void scan_free(struct scan *s)
{
    if (!s)
        return;
    block_fini(&s->block);
    free(s);
}

/* One block holds everything in address order; with several, hosts are spread over them at random. */
static bool many_blocks(const struct scan *s)
{
    return s->block_hosts < s->host_count;
}

static struct addr host_at(const void *ctx, uint64_t i)
{
    const struct scan *s = ctx;
    uint64_t place = s->block.first + i;
    return targets_addr(s->conf.targets, many_blocks(s) ? perm_at(&s->hosts, place) : place);
}

/* The slot of what a reply is about. False: not of this block, not of this shard, never asked for. */
static bool find_slot(const struct scan *s, const struct reply *r, uint64_t *ret_host, uint64_t *ret_slot)
{
    uint64_t host = targets_index(s->conf.targets, &r->addr), port = 0;
    if (host == TARGETS_NONE)
        return false;
    uint64_t place = many_blocks(s) ? perm_index(&s->hosts, host) : host;
    if (place < s->block.first || place - s->block.first >= s->block.hosts)
        return false;
    if (s->conf.ports) {
        port = ports_index(s->conf.ports, r->port);
        if (port == PORTS_NONE)
            return false;
    }
    *ret_host = place - s->block.first;
    return block_slot(&s->block, *ret_host * s->block.ports + port, ret_slot);
}

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

/* A SYN-ACK that the target repeated by itself because the first got lost (~1 s, 3 s, 7 s) tells no round trip. */
static bool is_rtt(const struct scan *s, nsec rtt)
{
    return rtt >= 0 && (rtt < 900 * NSEC_MS || rtt < 4 * rtt_quantile(&s->rtt, 0.5) || s->rtt.count < 4);
}

static void absorb_failure(struct scan *s, const struct reply *r, uint64_t slot)
{
    enum heard was = block_get(&s->block, slot);
    s->stats.failed++;
    s->stats.last_error = r->error;
    if (was == HEARD_ASKED1 || was == HEARD_ASKED2)
        block_set(&s->block, slot, (enum heard)(was - 1));
}

static int absorb(struct scan *s, const struct reply *r)
{
    uint64_t host, slot;
    bool sentinel = r->try >= SENTINEL_TRY;
    if (!find_slot(s, r, &host, &slot)) {
        if (sentinel && !r->error) /* of an earlier block */
            loss_heard(&s->loss, r->at - nsec_max(r->rtt, 0));
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
    /* Nobody was asked with this try: sentinels are doors that have answered, other tries are rounds. */
    bool impossible = sentinel ? heard_silent(was) : r->try >= s->round;
    if (heard_silent(is) || was == HEARD_UNASKED || impossible) {
        s->stats.strays++;
        return 0;
    }
    s->stats.replies++;
    if (!r->from.len)
        block_host_heard(&s->block.host[host], r->rtt, r->ttl);
    if (is_rtt(s, r->rtt))
        rtt_add(&s->rtt, r->rtt);
    if (sentinel) { /* measures loss, and never changes a verdict */
        loss_heard(&s->loss, r->at - nsec_max(r->rtt, 0));
        return 0;
    }
    if (heard_rank(is) <= heard_rank(was))
        return 0;
    block_set(&s->block, slot, is);
    if (heard_silent(was)) {
        s->stats.answered++;
        if (s->conf.sentinels && heard_rank(is) > 1)
            loss_answered(&s->loss, &r->addr, r->port, r->rtt, s->round);
    }
    struct tech_verdict v = tech_judge(s->conf.tech, is, r->addr.len == 4 ? 4 : 6);
    if (v.state != STATE_OPEN)
        return 0;
    s->stats.open++;
    return s->conf.ports ? put_open(s, r, v) : 0;
}

/* The next silent slot of this round. False at its end, or (and *ret_more) when enough was skipped for one step. */
static bool next_slot(struct scan *s, uint64_t *ret_slot, bool *ret_more)
{
    for (uint32_t skipped = 0; s->at < s->block.slots; skipped++) {
        if (skipped >= SKIP_MAX) {
            *ret_more = true;
            return false;
        }
        uint64_t slot = s->round == 1 ? s->at : perm_at(&s->round_order, s->at);
        s->at++;
        if (s->round == 1 || heard_silent(block_get(&s->block, slot))) {
            *ret_slot = slot;
            return true;
        }
    }
    return false;
}

static void ask(struct scan *s, uint64_t slot, struct probe *out)
{
    uint64_t t = block_target(&s->block, slot);
    enum heard was = block_get(&s->block, slot);
    *out = (struct probe){
        .addr = host_at(s, t / s->block.ports),
        .id = t,
        .port = s->conf.ports ? s->conf.ports->port[t % s->block.ports] : 0,
        .try = (uint8_t)(s->round - 1),
    };
    if (was < HEARD_ASKED3)
        block_set(&s->block, slot, (enum heard)(was + 1));
    s->stats.asked_once += was == HEARD_UNASKED;
    s->stats.retries += was != HEARD_UNASKED;
    s->round_asked++;
}

/* Fills tx with up to n probes. Returns how many; the phase changes at the round's end. */
static uint32_t ask_many(struct scan *s, struct probe *tx, uint32_t n, bool *ret_more)
{
    uint32_t made = 0;
    while (made < n) {
        struct loss_door door;
        if (s->conf.sentinels && loss_turn(&s->loss, !s->pace.slow_start || s->loss.asked > SENTINELS_EAGER,
                                           s->now, &s->rtt, &door)) {
            uint8_t try = (uint8_t)(SENTINEL_TRY + s->sentinel_turn++ % (COOKIE_TRIES - SENTINEL_TRY));
            tx[made++] = (struct probe){.addr = door.addr, .port = door.port, .try = try};
            s->stats.sentinels++;
            continue;
        }
        uint64_t slot;
        if (!next_slot(s, &slot, ret_more)) {
            if (!*ret_more)
                s->phase = PHASE_WAITING;
            break;
        }
        ask(s, slot, &tx[made++]);
    }
    s->stats.probes += made;
    loss_sent(&s->loss, made);
    pace_sent(&s->pace, made);
    if (made)
        s->last_sent = s->now;
    return made;
}

/* Has every silent target been asked often enough? Yes when so many doors are sure to have been found as the goal says, and
 * less than one in fifty is likely missed in the whole, or when nothing at all was lost among many. A round that
 * costs next to nothing is made as long as it may still turn one silence into an answer. */
static bool enough_rounds(const struct scan *s)
{
    double q, upper, k = s->round;
    if (!s->block.silent || s->round >= s->conf.max_rounds)
        return true;
    if (s->round < s->conf.min_rounds)
        return false;
    if (!s->conf.sentinels)
        return true;
    if (!loss_estimate(&s->loss, &q, &upper))
        return s->round >= 3;
    if (1 - pow(upper, k) < s->conf.recall)
        return false;
    if (s->loss.asked >= 1000 && s->loss.asked == s->loss.heard && !s->loss.second)
        return true;
    bool cheap = (double)s->block.silent < s->pace.rate * CHEAP_SECONDS;
    double doors = fmax(1, (double)(cheap ? s->stats.answered : s->stats.open));
    return doors * pow(q, k) < 0.02;
}

/* May an answer to this round still come? Until when? */
static bool still_waiting(const struct scan *s, nsec *ret_until)
{
    if (s->counts_under_way) {
        *ret_until = NSEC_NEVER;
        return s->under_way > 0;
    }
    *ret_until = s->last_sent + (s->conf.wait ? s->conf.wait : rtt_wait(&s->rtt));
    return s->block.silent && s->now < *ret_until;
}

static nsec patience(const struct scan *s)
{
    return s->conf.wait ? s->conf.wait : rtt_wait(&s->rtt);
}

static int finish_block(struct scan *s, bool finished)
{
    struct results_counts counts = {0};
    int e = results_put(&s->conf, &s->block, finished, host_at, s, &counts);
    s->stats.hosts_up += counts.hosts_up;
    s->stats.hosts_silent += counts.hosts_silent;
    s->stats.unasked += counts.unasked;
    if (e == 0)
        e = s->conf.sink->flush(s->conf.sink);
    return e;
}

static int finish_round(struct scan *s)
{
    if (!enough_rounds(s)) {
        start_round(s);
        return 0;
    }
    int e = finish_block(s, true);
    s->blocks_done_targets += s->block.slots;
    uint64_t next = s->block.first + s->block.hosts;
    if (e == 0 && next < s->host_count) {
        start_block(s, next);
        return 0;
    }
    s->phase = PHASE_DONE;
    s->stats.complete = e == 0 && s->stats.unasked == 0;
    return e;
}

static void learn(struct scan *s)
{
    struct pace_report report;
    while (loss_report(&s->loss, s->now, &report))
        pace_learn(&s->pace, &report, s->now);
}

int scan_step(struct scan *s, nsec now, const struct reply *rx, uint32_t n, struct probe *tx, uint32_t cap,
              nsec *ret_wake)
{
    s->now = nsec_max(now, s->now);
    *ret_wake = NSEC_NEVER;
    for (uint32_t i = 0; i < n && s->phase != PHASE_DONE; i++) {
        int e = absorb(s, &rx[i]);
        if (e < 0)
            return e;
    }
    learn(s);
    if (s->phase != PHASE_DONE && s->conf.deadline && now >= s->conf.deadline)
        return scan_stop(s, now);
    if (s->phase == PHASE_WAITING) {
        if (still_waiting(s, ret_wake))
            return 0;
        *ret_wake = NSEC_NEVER;
        int e = finish_round(s);
        if (e < 0)
            return e;
    }
    if (s->phase != PHASE_ASKING)
        return 0;
    bool more = false;
    uint32_t allowed = pace_allow(&s->pace, s->now);
    uint32_t made = ask_many(s, tx, allowed < cap ? allowed : cap, &more);
    *ret_wake = more || s->phase != PHASE_ASKING ? s->now : pace_wake(&s->pace, s->now);
    return (int)made;
}

bool scan_done(const struct scan *s)
{
    return s->phase == PHASE_DONE;
}

int scan_stop(struct scan *s, nsec now)
{
    s->now = nsec_max(now, s->now);
    if (s->phase == PHASE_DONE)
        return 0;
    s->phase = PHASE_DONE;
    s->stats.complete = false;
    int e = finish_block(s, false);
    s->stats.unasked += s->stats.targets - s->blocks_done_targets - s->block.slots;
    return e;
}

nsec scan_patience(const struct scan *s)
{
    return patience(s);
}

void scan_links(struct scan *s, uint64_t new_drops, uint32_t fill_permille, bool card_full, nsec now)
{
    s->now = nsec_max(now, s->now);
    loss_links(&s->loss, new_drops, fill_permille, card_full);
}

void scan_under_way(struct scan *s, uint32_t n)
{
    s->counts_under_way = true;
    s->under_way = n;
}

/* Rounds that this block will likely take, for the progress bar. */
static double likely_rounds(const struct scan *s)
{
    double q, upper, k = s->conf.min_rounds;
    if (s->conf.sentinels && loss_estimate(&s->loss, &q, &upper) && q > 0 && q < 0.9)
        k = fmax(k, ceil(log(0.02 / fmax(1, (double)s->stats.open)) / log(q)));
    else if (s->conf.sentinels)
        k = fmax(k, 3);
    return fmin(fmax(k, s->round), s->conf.max_rounds);
}

void scan_stats(const struct scan *s, struct scan_stats *ret)
{
    *ret = s->stats;
    ret->round = s->round;
    ret->rate = s->pace.rate;
    ret->limit = s->pace.limit;
    ret->eta = -1;
    double q, upper;
    ret->recall = ret->recall_low =
        s->block.silent || s->stats.unasked ? (double)NAN : 1; /* where all answered, nothing hides */
    if (s->block.silent && loss_estimate(&s->loss, &q, &upper)) {
        ret->recall = 1 - pow(q, s->round);
        ret->recall_low = 1 - pow(upper, s->round);
    }
    double slots = (double)s->block.slots, rounds = likely_rounds(s), k = s->round;
    double repeat = fmin((double)s->block.silent, (double)s->silent_before);
    double spent =
        k == 1 ? (double)s->at : slots + (k - 2) * (double)s->silent_before + (double)s->round_asked;
    double left =
        k == 1 ? slots - spent + (rounds - 1) * (repeat - (slots - spent)) * fmin(1, slots / fmax(1, spent))
               : (rounds - k + 1) * repeat - (double)s->round_asked;
    left = fmax(0, left);
    ret->done = s->phase == PHASE_DONE ? 1 : fmin(0.999, spent / fmax(1, spent + left));
    double later = (double)(s->stats.targets - s->blocks_done_targets) - slots;
    if (s->now - s->started > NSEC_SEC / 5)
        ret->eta = (nsec)((left + later * fmax(1, spent / fmax(1, slots))) / s->pace.rate * 1e9) +
                   (nsec)(rounds - k + 1) * patience(s);
}
