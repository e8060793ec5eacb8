#include "scan/scan.h"

#include "scan/hosts.h"
#include "scan/inherit.h"
#include "scan/priv_scan.h"
#include "scan/resume.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define SENTINEL_TRY                                                                                         \
    RATION_TRY               /* tries from here on are sentinels, 52 source ports in turn; below are rounds */
#define SENTINELS_EAGER 2000 /* so many are frequent, the later ones are not */
#define CHEAP_SECONDS   0.1  /* a round that takes less beside its wait */
#define RATIONED_HOSTS                                                                                       \
    (UINT64_C(1) << 14)                /* of one block, where each has its rhythm to be remembered: 5 MiB */
#define LISTEN_BETWEEN (200 * NSEC_MS) /* between rounds that ask different things */
#define LISTEN_LAST                                                                                          \
    (1500 * NSEC_MS)              /* servers that look names up answer late; RADIUS rejects after a second */
#define STALL      (50 * NSEC_MS) /* called so much later than asked for, the program was stopped or starved */
#define LATE       (5 * NSEC_MS)  /* so much later, what was to be sent in between may have been, too */
#define LOOK_AGAIN NSEC_MS        /* for answers that are still outside */
#define OVERTAKING (10 * NSEC_MS) /* a ring hands its answers over after 1 ms, when processors are free */
#define SKIP_MAX   8192           /* answered targets passed over in one step, so that a step stays short */

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
    s->round_asked = 0;
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

/* A SYN-ACK that the target repeated by itself because the first got lost (~1 s, 3 s, 7 s) tells no round trip. */
static bool is_rtt(const struct scan *s, nsec rtt)
{
    return rtt >= 0 && (rtt < 900 * NSEC_MS || rtt < 4 * rtt_quantile(&s->rtt, 0.5) || s->rtt.count < 4);
}

/* How long an answer may take. A connection has its own repeats of the SYN inside (1 s, RFC 6298): later rounds let one happen. */
static nsec patience(const struct scan *s)
{
    nsec wait = s->conf.wait ? s->conf.wait : rtt_wait(&s->rtt);
    if (s->conf.tech->rationed && s->phase != PHASE_PROVING && !s->conf.wait)
        wait = nsec_max(wait, s->round < s->rounds ? LISTEN_BETWEEN : LISTEN_LAST);
    return s->counts_under_way && s->round > 1 && !s->conf.wait && !s->conf.tech->rationed
               ? nsec_max(wait, 1200 * NSEC_MS)
               : wait;
}

/* How long a better answer to the same question may still come: the target's own, when a router spoke first; and a SYN-ACK that
 * arrived before the RST, which may come to us by the quicker way of the two (io/sieve.h). */
static nsec time_to_overrule(const struct scan *s, enum heard is)
{
    bool better = s->conf.tech->yes.state != STATE_UNKNOWN;
    return heard_rank(is) == 1 ? patience(s) : heard_rank(is) == 2 && better ? OVERTAKING : 0;
}

static void absorb_failure(struct scan *s, const struct reply *r, uint64_t slot)
{
    enum heard was = block_get(&s->block, slot);
    s->stats.failed++;
    s->stats.last_error = r->error;
    notes_failed(&s->notes, slot);
    if (was == HEARD_ASKED1 || was == HEARD_ASKED2)
        block_set(&s->block, slot, (enum heard)(was - 1));
}

static enum loss_kind kind_of(enum heard h)
{
    return h == HEARD_YES ? LOSS_OPEN : LOSS_CLOSED;
}

int scan_absorb(struct scan *s, const struct reply *r)
{
    uint64_t host, slot;
    bool late = r->try >= SENTINEL_TRY, proof = late && s->conf.tech->rationed, sentinel = late && !proof;
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
    /* Nobody was asked with this try: sentinels are doors that have answered, other tries are rounds. */
    bool may_have_asked =
        s->replaying || (s->stats.failed && !s->conf.tech->portless); /* thought unsent, but sent */
    bool impossible = sentinel ? heard_silent(was)
                      : proof  ? !s->proving && !s->replaying
                               : r->try >= s->round;
    if (heard_silent(is) || (was == HEARD_UNASKED && !may_have_asked) || impossible) {
        s->stats.strays++;
        return 0;
    }
    s->stats.replies++;
    bool own =
        !r->from.len || is == HEARD_YES; /* an answer from another address of the same host is its own */
    if (!own && !s->block.host[host].seen)
        s->block.host[host].seen = BLOCK_SPOKEN_FOR;
    bool first = own && s->block.host[host].seen != BLOCK_ANSWERED;
    s->hosts_seen += first;
    if (own && !s->replaying && block_host_heard(&s->block.host[host], r->rtt, r->ttl))
        notes_host(&s->notes, host, &s->block.host[host]);
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
    block_set(&s->block, slot, is);
    if (!s->conf.mix && (r->ttl || !own))
        voices_note(&s->block.voices, host, slot, is, r->ttl, own ? &(struct addr){0} : &r->from);
    if (!s->replaying) {
        s->overruled_until = nsec_max(s->overruled_until, s->now + time_to_overrule(s, is));
        stream_answered(&s->stream, &s->block, host, s->now);
    }
    if (heard_silent(was)) {
        s->stats.answered++;
        if (heard_rank(is) > 1)
            loss_answered(&s->loss, kind_of(is), &r->addr, r->port, is_rtt(s, r->rtt) ? r->rtt : -1,
                          s->round);
    }
    if (s->conf.mix)
        return first ? put_up(s, r, host) : 0;
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

static uint16_t port_of(const struct scan *s, uint64_t slot)
{
    uint64_t host;
    uint32_t place;
    space_split(&s->block.space, block_target(&s->block, slot), &host, &place);
    return space_port(&s->block.space, host, place);
}

/* Has everything been said to this port that there is to say? */
static bool said_all(const struct scan *s, uint64_t slot)
{
    return s->round > 1 && s->rounds && s->round > s->conf.tech->rounds(port_of(s, slot));
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
        enum heard h = block_get(&s->block, slot);
        if (s->round == 1 ? h == HEARD_UNASKED : heard_silent(h) && !said_all(s, slot)) {
            *ret_slot = slot;
            return true;
        }
    }
    return false;
}

static struct probe probe_of(const struct scan *s, uint64_t slot, uint8_t try)
{
    uint64_t t = block_target(&s->block, slot), host;
    uint32_t place;
    space_split(&s->block.space, t, &host, &place);
    return (struct probe){
        .addr = scan_host(s, host), .id = t, .port = space_port(&s->block.space, host, place), .try = try};
}

/* Do its host, network and next hop have a probe left for it? This machine needs no protection from itself. */
static bool within_quota(struct scan *s, const struct probe *p)
{
    const struct path *way = s->conf.paths ? paths_find(s->conf.paths, &p->addr, &s->path) : NULL;
    if (!way || way->own ||
        quota_take(&s->quota, &p->addr, way->kind == PATH_VIA ? &way->gateway : NULL, s->now))
        return true;
    loss_held(&s->loss, s->quota.by);
    return false;
}

/* False: not now. */
static bool ask(struct scan *s, uint64_t slot, struct probe *out)
{
    enum heard was = block_get(&s->block, slot);
    *out = probe_of(s, slot, (uint8_t)min_u64(s->round - 1, SENTINEL_TRY - 1));
    if (!within_quota(s, out))
        return false;
    if (was < HEARD_ASKED3)
        block_set(&s->block, slot, (enum heard)(was + 1));
    s->stats.asked_once += was == HEARD_UNASKED;
    s->stats.retries += was != HEARD_UNASKED;
    s->round_asked++;
    return true;
}

static struct probe ask_sentinel(struct scan *s, bool settled)
{
    struct loss_door door = loss_next(&s->loss, settled, s->now, &s->rtt);
    unsigned turn = s->sentinel_turn++ % (COOKIE_TRIES - SENTINEL_TRY);
    s->stats.sentinels++;
    return (struct probe){.addr = door.addr, .port = door.port, .try = (uint8_t)(SENTINEL_TRY + turn)};
}

/* The slot just taken waits for its quota. Returns until when. */
static nsec put_back(struct scan *s)
{
    s->at--;
    return s->quota.free_at;
}

/* Fills tx with up to n probes, sentinels strewn among them. Returns how many; the phase changes at the round's end. */
static uint32_t ask_many(struct scan *s, struct probe *tx, uint32_t n, bool *ret_more, nsec *ret_held)
{
    bool settled = !s->pace.slow_start || loss_asked(&s->loss) > SENTINELS_EAGER;
    s->loss.rate = s->pace.used;
    uint32_t made = 0, sentinels = s->conf.sentinels ? loss_quota(&s->loss, settled, s->now, &s->rtt, n) : 0;
    while (made < n && *ret_held <= s->now) {
        uint64_t slot;
        if (sentinels && rng_below(&s->rng, n - made) < sentinels) {
            tx[made++] = ask_sentinel(s, settled);
            sentinels--;
        } else if (next_slot(s, &slot, ret_more)) {
            if (ask(s, slot, &tx[made]))
                made++;
            else
                *ret_held = put_back(s);
        } else {
            if (!*ret_more) {
                s->phase = PHASE_WAITING;
                s->loss.recaptured |= s->round == 2 && !s->rounds;
                if (s->round == 1)
                    s->round1_end = s->now;
                if (s->loss.proving)
                    loss_cut(&s->loss, s->now); /* what follows is a pause, and says nothing about the rate */
            }
            break;
        }
    }
    s->stats.probes += made;
    loss_sent(&s->loss, made);
    pace_sent(&s->pace, made);
    if (made)
        s->last_sent = s->now;
    return made;
}

/* Techniques that no open port answers: refusals are all that they hear. */
static bool refusals_matter(const struct tech *t)
{
    return t->yes.state == STATE_UNKNOWN && t->rst.state != STATE_UNKNOWN;
}

/* Has every silent target been asked often enough? Yes when so many doors are sure to have been found as the goal says, and
 * less than one in fifty is likely missed in the whole, or when nothing at all was lost among many. A round that
 * costs next to nothing is made as long as it may still turn one silence into an answer. */
bool scan_enough(const struct scan *s, uint32_t rounds, double silent, double answered, double open)
{
    double q, upper, k = rounds;
    if (silent < 1 || rounds >= s->conf.max_rounds)
        return true;
    if (rounds < s->conf.min_rounds)
        return false;
    if (space_portless(&s->block.space))
        return true;
    if (!loss_estimate(&s->loss, &q, &upper))
        return rounds >= 3;
    if (1 - pow(upper, k) < s->conf.recall)
        return false;
    if (loss_asked(&s->loss) >= 1000 && loss_none(&s->loss))
        return true;
    bool cheap = silent < s->pace.rate * CHEAP_SECONDS;
    /* Where open doors keep silent, it is the closed ones that must all be heard. */
    bool by_answers = cheap || refusals_matter(s->conf.tech);
    return fmax(1, by_answers ? answered : open) * pow(q, k) < 0.02;
}

/* Where no open door answers, nothing tells rationed RSTs from lost ones; but while a round still turns more silence into answers than
 * ordinary loss does (one in 33), another one will. */
static bool still_learning(const struct scan *s)
{
    uint64_t news = s->stats.answered - s->answered_before;
    return refusals_matter(s->conf.tech) && s->round < s->conf.max_rounds && s->round >= s->conf.min_rounds &&
           news > 1 && news * 33 > s->round_asked;
}

static bool enough_rounds(const struct scan *s)
{
    if (still_learning(s))
        return false;
    if (s->rounds)
        return s->round >= s->rounds || !s->block.silent;
    uint64_t wanted = s->conf.mix ? s->stats.answered : s->stats.open;
    return scan_enough(s, s->round, (double)s->block.silent, (double)s->stats.answered, (double)wanted);
}

/* Answers so far tell how long answers take, but hosts that never answered may be farther away: before their silence is a
 * verdict, the first question to them is given the time that an unknown path may take, a second (RFC 6298 §2.1). Neighbours in the
 * same network tell nothing certain: one host of a /24 may be behind a satellite (far.sim). */
static nsec verdict_time(const struct scan *s)
{
    bool unknown = s->hosts_seen < s->block.hosts && !s->conf.wait && enough_rounds(s);
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
    nsec until = s->block.silent ? nsec_max(s->last_sent + patience(s), verdict_time(s)) : s->overruled_until;
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
static int tell_done(struct scan *s)
{
    uint64_t host;
    int e = 0;
    while (e == 0 && stream_next(&s->stream, s->now - OVERTAKING, &host)) {
        struct results_counts counts = {0};
        if (s->block.host[host].told)
            continue;
        s->block.host[host].told = true;
        e = results_put_host(&s->results, host, &counts);
        count(s, &counts);
    }
    return e;
}

static int put_results(struct scan *s, enum results_silence silence)
{
    struct results_counts counts = {0};
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

/* Everybody was asked everything; hosts that refuse are now asked in the rhythm of their refusals. 1 when there is any, 0, or
 * negative errno. */
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

void scan_start_quiet(struct scan *s, uint32_t rounds)
{
    s->quiet.left = rounds;
    s->quiet.asked = s->loss.sample[LOSS_CLOSED].asked;
    s->quiet.heard = s->loss.sample[LOSS_CLOSED].heard;
}

/* The doors are found, but some host rations its RSTs: the silent rest is asked on at the pace of its answers, so that
 * closed ports are not called filtered. */
static bool begin_proof(struct scan *s)
{
    if (s->conf.tech->rationed || s->proving || !loss_doubts(&s->loss) || !s->block.silent ||
        s->conf.proof <= 0)
        return false;
    s->proving = s->loss.proving = true;
    s->proof_until = s->now + s->conf.proof;
    scan_start_quiet(s, SCAN_QUIET_ROUNDS);
    pace_restart(&s->pace, s->now);
    return true;
}

/* Does the last round of the proof leave something to wait for? A round that hears next to nothing new (one in 33 may be the path's
 * ordinary loss) proves nothing by itself: so it looks, too, where questions came much faster than the ration allows answers.
 * Silence counts where closed doors that are known to refuse did so meanwhile, and twice makes a proof. */
static bool proof_goes_on(struct scan *s)
{
    uint64_t news = s->stats.answered - s->answered_before;
    if (!s->proving || s->now >= s->proof_until || !s->block.silent)
        return false;
    int witnessed = loss_witnessed(&s->loss, s->quiet.asked, s->quiet.heard);
    if (witnessed < 0 || (news > 1 && news * 33 > s->round_asked)) {
        scan_start_quiet(s, SCAN_QUIET_ROUNDS);
        return true;
    }
    s->quiet.left -= s->quiet.left > 0;
    return s->quiet.left || !witnessed;
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
    if (s->conf.tech->rationed && enough_rounds(s)) {
        int e = begin_ration(s);
        return e ? e < 0 ? e : 0 : next_block(s, RESULTS_RATIONED);
    }
    if (s->proving && !s->conf.tech->rationed ? proof_goes_on(s) : !enough_rounds(s) || begin_proof(s)) {
        scan_start_round(s);
        return 0;
    }
    bool rationed = loss_doubts(&s->loss) && (!s->proving || s->now >= s->proof_until);
    return next_block(s, rationed ? RESULTS_RATIONED : RESULTS_PROVED);
}

/* What the hosts' rations allow now. A volley must leave at once, so it may be more than the pace allows now; what comes after waits
 * the longer. */
static uint32_t ask_rationed(struct scan *s, struct probe *tx, uint32_t n, nsec *ret_wake)
{
    struct ration_question q[RATION_VOLLEY + 1];
    uint32_t most = n < RATION_VOLLEY + 1 ? n : RATION_VOLLEY + 1;
    uint32_t made = ration_ask(&s->ration, &s->block, s->now, patience(s), q, most, ret_wake);
    for (uint32_t i = 0; i < made; i++)
        tx[i] = probe_of(s, q[i].slot, q[i].try);
    s->stats.probes += made;
    s->stats.retries += made;
    loss_sent(&s->loss, made);
    pace_sent(&s->pace, made);
    *ret_wake =
        nsec_min(nsec_max(*ret_wake, made + 1 >= most ? pace_wake(&s->pace, s->now) : 0), s->proof_until);
    return made;
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
        int e = scan_absorb(s, &rx[i]);
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
        uint32_t made = ask_rationed(s, tx, allowed ? cap : 0, ret_wake);
        s->wake = *ret_wake;
        return (int)made;
    }
    if (s->phase != PHASE_ASKING)
        return 0;
    bool more = false;
    nsec held = 0; /* until then, by a quota */
    uint32_t made = ask_many(s, tx, allowed < cap ? allowed : cap, &more, &held);
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

/* The share of open doors that were found. A scan that was cut short has not looked at all of them, and says nothing. */
static void recall(const struct scan *s, double *ret, double *ret_low)
{
    double q, upper;
    bool cut = s->phase == PHASE_DONE && !s->stats.complete;
    *ret = *ret_low = NAN;
    if (cut)
        return;
    if (!s->block.silent)
        *ret = *ret_low = 1; /* where all answered, nothing hides */
    else if (loss_estimate(&s->loss, &q, &upper)) {
        *ret = 1 - pow(q, s->round);
        /* The bound of q, and beside it chance: how many of so many doors are missed at that q varies by itself. */
        double miss = pow(upper, s->round), doors = fmax(1, (double)s->stats.open);
        *ret_low = fmax(0, 1 - miss - 1.64 * sqrt(miss * (1 - miss) / doors));
    }
}

/* Connections wait for each other, and for a server in between: then it is no card that holds the probes back. */
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
    recall(s, &ret->recall, &ret->recall_low);
    ret->done = s->phase == PHASE_DONE ? 1 : s->forecast.done;
    ret->eta = s->phase == PHASE_DONE ? 0 : s->forecast.eta;
}
