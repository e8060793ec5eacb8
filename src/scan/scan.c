#include "scan/scan.h"

#include "scan/absorb.h"
#include "scan/asking.h"
#include "scan/enough.h"
#include "scan/inherit.h"
#include "scan/priv_scan.h"
#include "scan/resume.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define RATIONED_HOSTS                                                                                       \
    (UINT64_C(1) << 14)                /* of one block, where each has its rhythm to be remembered: 5 MiB */
#define LISTEN_BETWEEN (200 * NSEC_MS) /* between rounds that ask different things */
#define LISTEN_LAST                                                                                          \
    (1500 * NSEC_MS)              /* servers that look names up answer late; RADIUS rejects after a second */
#define STALL      (50 * NSEC_MS) /* called so much later than asked for, the program was stopped or starved */
#define LATE       (5 * NSEC_MS)  /* so much later, what was to be sent in between may have been, too */
#define AHEAD      16             /* whose memory is asked for before it is needed */
#define LOOK_AGAIN NSEC_MS        /* for answers that are still outside */

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
    c.max_rounds = c.max_rounds < SCAN_SENTINEL_TRY ? c.max_rounds : SCAN_SENTINEL_TRY;
    c.min_rounds = c.min_rounds < c.max_rounds ? c.min_rounds : c.max_rounds;
    c.shards = c.shards ? c.shards : 1;
    c.block_targets = c.block_targets ? c.block_targets : SCAN_TARGETS_MAX;
    c.block_hosts = c.block_hosts ? c.block_hosts : SCAN_HOSTS_MAX;
    if (c.tech->rationed)
        c.block_hosts = min_u64(c.block_hosts, RATIONED_HOSTS);
    c.recall = c.recall > 0 ? c.recall : 0.999;
    return c;
}

static struct hash_key key_for(const struct scan *s, const char *purpose, uint64_t n)
{
    return hash_key_from_seed(s->conf.seed ^ n * UINT64_C(0x9e3779b97f4a7c15), purpose);
}

void scan_start_round(struct scan *s)
{
    s->phase = PHASE_ASKING;
    s->at = 0;
    s->round_asked = s->round_failed = 0;
    s->silent_before = s->block.silent;
    s->answered_before = s->stats.answered;
    s->round++;
    if (s->block.slots)
        s->round_order = perm_of(s->block.slots, key_for(s, "round", s->round));
    notes_round(&s->notes, &s->block, s->round);
    if (s->loss.proving)
        loss_cut(&s->loss, s->now);
}

void scan_start_block(struct scan *s, uint64_t first)
{
    uint64_t hosts = min_u64(s->block_hosts, s->host_count - first);
    block_start(&s->block, first, hosts, key_for(s, "order", first));
    stream_begin(&s->stream, &s->block, !s->conf.hosts && !s->conf.mix && !s->conf.scout);
    inherit_block(s);
    notes_block(&s->notes, &s->block);
    s->round = 0;
    scan_start_round(s);
}

/* The most rounds that any of the ports wants. */
static uint32_t most_rounds(const struct scan_conf *c)
{
    uint32_t n = c->pairs ? c->pairs->count : c->ports ? c->ports->count : 0, most = 0;
    for (uint32_t i = 0; c->tech->rounds && i < n; i++) {
        uint32_t k = c->tech->rounds(c->pairs ? c->pairs->port[i] : c->ports->port[i]);
        most = k > most ? k : most;
    }
    return most < c->max_rounds ? most : c->max_rounds;
}

int scan_new(const struct scan_conf *conf, nsec now, struct scan **ret)
{
    struct space space = {.targets = conf->pairs ? conf->pairs->hosts : conf->targets,
                          .ports = conf->ports,
                          .pairs = conf->pairs};
    uint64_t hosts = targets_count(space.targets), total = space_count(&space, hosts);
    if (!total || conf->shard >= (conf->shards ? conf->shards : 1))
        return -EINVAL;
    struct scan *s = calloc(1, sizeof *s);
    if (!s)
        return -ENOMEM;
    s->conf = with_defaults(conf);
    s->host_count = hosts;
    s->conf.targets = space.targets;
    uint64_t fit = s->conf.block_targets * s->conf.shards / ((total + hosts - 1) / hosts);
    s->block_hosts = space.pairs ? hosts : min_u64(min_u64(hosts, s->conf.block_hosts), fit ? fit : 1);
    s->hosts = perm_of(hosts, key_for(s, "hosts", 0));
    s->results = (struct results){.conf = &s->conf, .block = &s->block, .host_at = scan_host, .ctx = s};
    if (results_init(&s->results) < 0 || (conf->paths && quota_init(&s->quota, s->conf.min_rate) < 0) ||
        block_init(&s->block, &space, s->block_hosts, s->conf.shard, s->conf.shards) < 0) {
        scan_free(s);
        return -ENOMEM;
    }
    s->block.likeliest = s->conf.likeliest;
    s->rounds = most_rounds(&s->conf);
    s->block.in_turn = s->conf.mix != NULL;
    s->started = s->now = s->last_sent = now;
    s->stats.targets = (total - s->conf.shard + s->conf.shards - 1) / s->conf.shards;
    inherit_counts(s);
    double blind =
        s->conf.tech->rationed ? s->conf.start_rate : 100e3; /* there, nothing measures what gets lost */
    pace_init(&s->pace, &(struct pace_conf){s->conf.start_rate, s->conf.min_rate, s->conf.max_rate, blind},
              now);
    loss_init(&s->loss, conf->seed, now);
    s->loss.rationed = s->conf.tech->rationed;
    s->rng = rng_of(conf->seed + 1);
    scan_start_block(s, 0);
    *ret = s;
    return 0;
}

void scan_free(struct scan *s)
{
    if (!s)
        return;
    notes_fini(&s->notes);
    ration_fini(&s->ration);
    results_fini(&s->results);
    stream_fini(&s->stream);
    quota_fini(&s->quota);
    block_fini(&s->block);
    free(s);
}

/* One block holds everything in address order; with several, hosts are spread over them at random. */
static bool many_blocks(const struct scan *s)
{
    return s->block_hosts < s->host_count;
}

struct addr scan_host(const void *ctx, uint64_t i)
{
    const struct scan *s = ctx;
    uint64_t place = s->block.first + i;
    return targets_addr(s->conf.targets, many_blocks(s) ? perm_at(&s->hosts, place) : place);
}

bool scan_find(const struct scan *s, const struct addr *a, uint16_t port, uint64_t *ret_host,
               uint64_t *ret_slot)
{
    uint64_t host = targets_index(s->conf.targets, a);
    if (host == TARGETS_NONE)
        return false;
    uint64_t place = many_blocks(s) ? perm_index(&s->hosts, host) : host;
    if (place < s->block.first || place - s->block.first >= s->block.hosts)
        return false;
    *ret_host = place - s->block.first;
    uint32_t among = space_place(&s->block.space, *ret_host, port);
    return among != PORTS_NONE &&
           block_slot(&s->block, space_number(&s->block.space, *ret_host, among), ret_slot);
}

/* How long an answer may take. A connection has its own repeats of the SYN inside (1 s, RFC 6298): later
 * rounds let one happen. */
nsec scan_patience(const struct scan *s)
{
    nsec wait = s->conf.wait ? s->conf.wait : rtt_wait(&s->rtt);
    if (s->conf.tech->rationed && s->phase != PHASE_PROVING && !s->conf.wait)
        wait = nsec_max(wait, s->round < s->rounds ? LISTEN_BETWEEN : LISTEN_LAST);
    return s->counts_under_way && s->round > 1 && !s->conf.wait && !s->conf.tech->rationed
               ? nsec_max(wait, 1200 * NSEC_MS)
               : wait;
}

/* Answers so far tell how long answers take, but hosts that never answered may be farther away: before their
 * silence is a verdict, the first question to them is given the time that an unknown path may take, a second
 * (RFC 6298 §2.1). Neighbours in the same network tell nothing certain: one host of a /24 may be behind a
 * satellite (far.sim). */
static nsec verdict_time(const struct scan *s)
{
    bool unknown = s->hosts_seen < s->block.hosts && !s->conf.wait && enough_now(s);
    return unknown ? s->round1_end + NSEC_SEC : 0;
}

/* May an answer to this round still come? Until when? */
static bool still_waiting(struct scan *s, nsec *ret_until)
{
    if (s->counts_under_way) {
        *ret_until = NSEC_NEVER;
        return s->under_way > 0;
    }
    /* Where all answered, only a router's word may still be overruled by the target's own. */
    nsec until =
        s->block.silent ? nsec_max(s->last_sent + scan_patience(s), verdict_time(s)) : s->overruled_until;
    /* Whether there were refusals to be had is known when the last sentinel had its time. */
    if (s->loss.proving && s->block.silent)
        until = nsec_max(until, loss_due(&s->loss));
    bool heard = s->loss.heard_until >= until;
    *ret_until = heard ? until : nsec_max(until, s->now + LOOK_AGAIN);
    return !heard || s->now < until;
}

void scan_heard(struct scan *s, nsec until)
{
    s->loss.heard_until = until;
}

static void count(struct scan *s, const struct results_counts *counts)
{
    s->stats.hosts_up += counts->hosts_up;
    s->stats.hosts_silent += counts->hosts_silent;
    s->stats.unasked += counts->unasked;
    s->stats.limited += counts->limited;
}

/* Hosts whose answers nothing can overrule any more get their records now. */
static int tell(struct scan *s, uint64_t host)
{
    struct results_counts counts = {0};
    if (s->block.host[host].told)
        return 0;
    s->block.host[host].told = true;
    int e = results_put_host(&s->results, host, &counts);
    count(s, &counts);
    return e;
}

static int tell_done(struct scan *s)
{
    uint64_t host[AHEAD];
    uint32_t n, i;
    int e = 0;
    nsec until = nsec_min(s->now, s->loss.heard_until) - SCAN_OVERTAKING;
    do {
        for (n = 0; n < AHEAD && stream_next(&s->stream, until, &host[n]); n++)
            results_soon(&s->results, host[n]);
        for (i = 0; i < n && e == 0; i++)
            e = tell(s, host[i]);
    } while (n == AHEAD && e == 0);
    return e;
}

static int put_results(struct scan *s, enum results_silence silence)
{
    struct results_counts counts = {0};
    s->results.failed = s->stats.failed > 0;
    int e = results_put(&s->results, silence, &counts);
    count(s, &counts);
    if (e == 0)
        e = s->conf.sink->flush(s->conf.sink);
    return e;
}

int scan_end_block(struct scan *s, unsigned silence)
{
    int e = put_results(s, (enum results_silence)silence);
    s->proving = s->loss.proving = false;
    s->blocks_done_targets += s->block.slots;
    notes_block_end(&s->notes, &s->block, silence);
    return e;
}

void scan_end(struct scan *s)
{
    s->phase = PHASE_DONE;
    s->stats.complete = s->stats.unasked == 0;
    notes_part_end(&s->notes);
}

/* Everybody was asked everything; hosts that refuse are now asked in the rhythm of their refusals. 1 when
 * there is any, 0, or negative errno. */
static int begin_ration(struct scan *s)
{
    if (!s->conf.tech->rationed || s->conf.proof <= 0 || !s->block.silent)
        return 0;
    int e = ration_begin(&s->ration, &s->block, s->now);
    if (e < 0 || ration_done(&s->ration)) {
        ration_fini(&s->ration);
        return e;
    }
    if (!s->proving) /* else it is resumed, with the time that was left */
        s->proof_until = s->conf.proof >= NSEC_NEVER - s->now ? NSEC_NEVER : s->now + s->conf.proof;
    if (s->conf.deadline)
        s->proof_until = nsec_min(s->proof_until, s->conf.deadline);
    s->proving = true;
    s->phase = PHASE_PROVING;
    e = s->conf.sink->flush(s->conf.sink); /* what is open is known, and what follows takes its time */
    return e < 0 ? e : 1;
}

static int next_block(struct scan *s, enum results_silence silence)
{
    int e = scan_end_block(s, silence);
    if (e < 0)
        return e;
    uint64_t next = s->block.first + s->block.hosts;
    if (next < s->host_count)
        scan_start_block(s, next);
    else
        scan_end(s);
    return 0;
}

static int finish_ration(struct scan *s)
{
    s->stats.proof_left += ration_left(&s->ration) > 0 ? ration_left(&s->ration) : 0;
    ration_fini(&s->ration);
    return next_block(s, RESULTS_WITNESSED);
}

static int finish_round(struct scan *s)
{
    if (s->conf.tech->rationed && enough_now(s)) {
        int e = begin_ration(s);
        return e ? e < 0 ? e : 0 : next_block(s, RESULTS_RATIONED);
    }
    if (s->proving && !s->conf.tech->rationed ? enough_goes_on(s) : !enough_now(s) || enough_begin_proof(s)) {
        scan_start_round(s);
        return 0;
    }
    bool rationed = loss_doubts(&s->loss) && (!s->proving || s->now >= s->proof_until);
    return next_block(s, rationed ? RESULTS_RATIONED : RESULTS_PROVED);
}

static void learn(struct scan *s)
{
    struct pace_report report;
    while (loss_report(&s->loss, s->now, &report)) {
        if (s->conf.tech->rationed && !report.drops)
            continue; /* no sentinels: nothing that would tell more or less is better */
        nsec changed = s->pace.changed;
        pace_learn(&s->pace, &report, s->now);
        if (s->pace.changed != changed)
            loss_cut(&s->loss, s->now);
    }
}

int scan_step(struct scan *s, nsec now, const struct reply *rx, uint32_t n, struct probe *tx, uint32_t cap,
              nsec *ret_wake)
{
    /* A program that was stopped, or starved, could not hear: that time was no time to answer. */
    nsec late = now - nsec_max(s->wake, s->now);
    if (s->wake != NSEC_NEVER && late > STALL) {
        s->last_sent += late;
        s->round1_end += late;
    }
    if (s->wake != NSEC_NEVER && late > LATE)
        loss_late(&s->loss, late);
    s->now = nsec_max(now, s->now);
    *ret_wake = s->wake = NSEC_NEVER;
    for (uint32_t i = 0; i < n && s->phase != PHASE_DONE; i++) {
        if (i % AHEAD == 0)
            absorb_soon(s, rx + i, n - i < AHEAD ? n - i : AHEAD);
        int e = absorb_reply(s, &rx[i]);
        if (e < 0)
            return e;
    }
    learn(s);
    forecast_update(s);
    int told = tell_done(s);
    if (told < 0)
        return told;
    if (s->phase == PHASE_PROVING && (now >= s->proof_until || ration_done(&s->ration))) {
        int e = finish_ration(s);
        if (e < 0)
            return e;
    }
    if (s->phase != PHASE_DONE && s->conf.deadline && now >= s->conf.deadline)
        return scan_stop(s, now);
    if (s->proving && s->phase != PHASE_PROVING && now >= s->proof_until)
        s->phase = PHASE_WAITING; /* whatever is silent still stays unproved */
    if (s->phase == PHASE_WAITING) {
        loss_idle(&s->loss);
        if (still_waiting(s, ret_wake)) {
            s->wake = *ret_wake;
            return 0;
        }
        *ret_wake = NSEC_NEVER;
        int e = finish_round(s);
        if (e < 0)
            return e;
    }
    uint32_t allowed = s->phase == PHASE_DONE ? 0 : pace_allow(&s->pace, s->now);
    if (s->phase == PHASE_PROVING) {
        uint32_t made = asking_rationed(s, tx, allowed ? cap : 0, ret_wake);
        s->wake = *ret_wake;
        return (int)made;
    }
    if (s->phase != PHASE_ASKING)
        return 0;
    bool more = false;
    nsec held = 0; /* until then, by a quota */
    uint32_t made = asking_round(s, tx, allowed < cap ? allowed : cap, &more, &held);
    *ret_wake = s->wake =
        more || s->phase != PHASE_ASKING ? s->now : nsec_max(held, pace_wake(&s->pace, s->now));
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
    resume_mark(s, now); /* from here it can go on */
    /* Where RSTs are rationed no number of rounds proves a silence. */
    bool counts = !loss_doubts(&s->loss) || s->conf.tech->rationed;
    bool thrice = counts && (s->round > 3 || (s->round == 3 && s->phase == PHASE_WAITING));
    bool proving = s->phase == PHASE_PROVING;
    s->phase = PHASE_DONE;
    s->stats.complete = false;
    int e = put_results(s, proving ? RESULTS_WITNESSED : thrice ? RESULTS_CUT_SHORT : RESULTS_CUT_EARLY);
    s->stats.unasked += s->stats.targets - s->blocks_done_targets - s->block.slots;
    return e;
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

/* Connections wait for each other, and for a server in between: then it is no card that holds the probes
 * back. */
static enum pace_limit limit_of(const struct scan *s)
{
    if (s->counts_under_way && s->pace.limit == PACE_CARD)
        return PACE_STARTING;
    return s->proving && s->pace.limit == PACE_PATH ? PACE_TARGET : s->pace.limit;
}

void scan_stats(const struct scan *s, struct scan_stats *ret)
{
    *ret = s->stats;
    ret->round = s->round;
    ret->rate = s->pace.used > 0 ? s->pace.used : s->pace.rate;
    ret->limit = limit_of(s);
    enough_recall(s, &ret->recall, &ret->recall_low);
    ret->done = s->phase == PHASE_DONE ? 1 : s->forecast.done;
    ret->eta = s->phase == PHASE_DONE ? 0 : s->forecast.eta;
}
