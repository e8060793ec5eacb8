#include "scan/resume.h"

#include "base/grow.h"
#include "scan/absorb.h"
#include "scan/enough.h"
#include "scan/priv_scan.h"
#include "scan/results.h"

#include <errno.h>
#include <stdlib.h>

#define MARGIN (250 * NSEC_MS) /* a probe may wait so long in queues of our own */

static uint64_t *counters(struct scan *s, unsigned i)
{
    uint64_t *const at[JOURNAL_MARKS] = {
        [JOURNAL_PROBES] = &s->stats.probes,
        [JOURNAL_REPLIES] = &s->stats.replies,
        [JOURNAL_RETRIES] = &s->stats.retries,
        [JOURNAL_SENTINELS] = &s->stats.sentinels,
        [JOURNAL_STRAYS] = &s->stats.strays,
        [JOURNAL_FAILURES] = &s->stats.failed,
        [JOURNAL_OPEN_ASKED] = &s->loss.sample[LOSS_OPEN].asked,
        [JOURNAL_OPEN_HEARD] = &s->loss.sample[LOSS_OPEN].heard,
        [JOURNAL_CLOSED_ASKED] = &s->loss.sample[LOSS_CLOSED].asked,
        [JOURNAL_CLOSED_HEARD] = &s->loss.sample[LOSS_CLOSED].heard,
    };
    return at[i];
}

static struct journal_entry part_of(const struct scan *s, uint64_t part)
{
    return (struct journal_entry){.kind = JOURNAL_PART,
                                  .v = {part, s->stats.targets, s->host_count, s->block_hosts}};
}

void resume_write(struct scan *s, struct journal *j, uint64_t part)
{
    struct journal_entry e = part_of(s, part);
    notes_init(&s->notes, j);
    if (part > 0)
        notes_part_end(&s->notes); /* of the one before: perhaps the journal was cut right there */
    journal_put(j, &e);
    notes_block(&s->notes, &s->block);
    notes_round(&s->notes, &s->block, s->round);
}

/* A block that had only just begun may not be in the journal yet. */
void resume_go_on(struct scan *s, struct journal *j)
{
    notes_init(&s->notes, j);
    if (s->round == 1 && s->at == 0) {
        notes_block(&s->notes, &s->block);
        notes_round(&s->notes, &s->block, s->round);
    }
    journal_put(j, &(struct journal_entry){.kind = JOURNAL_AGAIN, .v = {s->at}});
}

void resume_stop(struct scan *s)
{
    notes_fini(&s->notes);
}

void resume_mark(struct scan *s, nsec now)
{
    struct journal_entry mark = {.kind = JOURNAL_MARK};
    nsec patience = scan_patience(s) + MARGIN;
    if (s->phase == PHASE_DONE)
        return;
    for (unsigned i = 0; i < JOURNAL_MARKS; i++)
        mark.v[i] = counters(s, i) ? *counters(s, i) : 0;
    mark.v[JOURNAL_ERROR] = (uint64_t)s->stats.last_error;
    mark.v[JOURNAL_RATIONED] = s->loss.rationed;
    mark.v[JOURNAL_PROVING] = s->proving;
    mark.v[JOURNAL_PROOF_LEFT] = s->proving && s->proof_until > now ? (uint64_t)(s->proof_until - now) : 0;
    /* Connections may have waited for a socket before they began. */
    notes_mark(&s->notes, &s->block, s->at, now, s->counts_under_way ? 2 * patience : patience, &mark);
}

/* Reading back. */
struct replay {
    struct scan *s;
    struct journal_entry mark; /* the last one of this round */
    bool marked;               /* there was one in this part */
    bool base;                 /* silence of the rounds before is in the state already */
    bool ended, done;          /* block, part */
    uint64_t *failed;          /* owned: slots of this round that could not be asked */
    uint64_t failures;
};

static int absorb(struct replay *r, uint64_t slot, struct reply *reply)
{
    struct scan *s = r->s;
    uint64_t host;
    uint32_t place;
    if (slot >= s->block.slots || r->ended)
        return -EINVAL;
    space_split(&s->block.space, block_target(&s->block, slot), &host, &place);
    reply->addr = scan_host(s, host);
    reply->port = space_port(&s->block.space, host, place);
    reply->at = s->now;
    return absorb_reply(s, reply);
}

static int read_heard(struct replay *r, const struct journal_entry *e)
{
    /* Who sent an ICMP error is not said: somebody. Of a target's own, a note of the host came before. */
    struct reply reply = {.heard = (uint8_t)e->v[1], .rtt = -1};
    if (heard_rank((enum heard)e->v[1]) == 1)
        reply.from = addr_v4(0);
    return absorb(r, e->v[0], &reply);
}

static int read_door(struct replay *r, const struct journal_entry *e)
{
    struct reply reply = {.from = e->a,
                          .heard = (uint8_t)e->v[1],
                          .try = (uint8_t)e->v[2],
                          .ttl = (uint8_t)e->v[3],
                          .rtt = (nsec)(e->v[4] >> 1 < INT64_MAX / 2 ? e->v[4] : 0) - 1};
    if (e->v[1] < HEARD_YES || e->v[1] >= HEARD_COUNT || e->v[2] >= r->s->round || e->v[3] > UINT8_MAX)
        return -EINVAL;
    return absorb(r, e->v[0], &reply);
}

static int read_voice(struct replay *r, const struct journal_entry *e)
{
    struct block *b = &r->s->block;
    uint64_t host;
    uint32_t place;
    if (e->v[0] >= b->slots || e->v[1] < HEARD_YES || e->v[1] >= HEARD_COUNT || e->v[2] > UINT8_MAX ||
        r->ended)
        return -EINVAL;
    space_split(&b->space, block_target(b, e->v[0]), &host, &place);
    (void)voices_note(&b->voices, host, e->v[0], (enum heard)e->v[1], (uint8_t)e->v[2], &e->a);
    return 0;
}

static int read_host(struct replay *r, const struct journal_entry *e)
{
    struct block *b = &r->s->block;
    if (e->v[0] >= b->hosts || e->v[1] > UINT16_MAX || e->v[2] > UINT8_MAX)
        return -EINVAL;
    bool first = b->host[e->v[0]].seen != BLOCK_ANSWERED;
    r->s->hosts_seen += first;
    r->s->stats.hosts_answered += first;
    b->host[e->v[0]] =
        (struct block_host){.rtt = (uint16_t)e->v[1], .ttl = (uint8_t)e->v[2], .seen = BLOCK_ANSWERED};
    if (e->v[1])
        rtt_add(&r->s->rtt, (nsec)((e->v[1] - 1) << 16));
    return 0;
}

static int read_failed(struct replay *r, const struct journal_entry *e)
{
    if (e->v[0] >= r->s->block.slots || r->failures >= r->s->block.slots)
        return -EINVAL;
    uint64_t *failed = grow_one(r->failed, r->failures, sizeof *failed);
    if (!failed)
        return -ENOMEM;
    r->failed = failed;
    r->failed[r->failures++] = e->v[0];
    return 0;
}

/* A piece of the whole state. In the middle of a round only answers in it count; at its beginning silence
 * too. */
static int read_state(struct replay *r, const struct journal_entry *e)
{
    struct block *b = &r->s->block;
    uint64_t size = b->slots / 2 + 1;
    int error = 0;
    if (e->v[0] > size || e->len > size - e->v[0])
        return -EINVAL;
    for (uint64_t i = 0; i < e->len * 2 && error == 0; i++) {
        uint64_t slot = e->v[0] * 2 + i;
        enum heard h = (enum heard)(e->bytes[i / 2] >> i % 2 * 4 & 15),
                   was = slot < b->slots ? block_get(b, slot) : h;
        if (h == was || slot >= b->slots)
            continue;
        if (heard_silent(h) && heard_silent(was) && e->v[1])
            block_set(b, slot, h);
        else if (!heard_silent(h))
            error = read_heard(r, &(struct journal_entry){.v = {slot, h}});
    }
    r->base |= e->v[1] == 1;
    return error;
}

static void new_round(struct replay *r)
{
    r->mark.v[JOURNAL_AT] = 0;
    r->base = false;
    r->failures = 0;
}

static uint64_t place_of(const struct scan *s, uint64_t slot)
{
    return s->round == 1 ? slot : perm_index(&s->round_order, slot);
}

static int read_again(struct replay *r, const struct journal_entry *e)
{
    uint64_t kept = 0;
    if (r->ended || e->v[0] > r->s->block.slots)
        return -EINVAL;
    for (uint64_t i = 0; i < r->failures; i++)
        if (place_of(r->s, r->failed[i]) < e->v[0])
            r->failed[kept++] = r->failed[i];
    r->failures = kept;
    return 0;
}

static int read_round(struct replay *r, const struct journal_entry *e)
{
    struct scan *s = r->s;
    if (r->ended || (e->v[0] != s->round + UINT64_C(1) && (e->v[0] != 1 || s->round != 1)))
        return -EINVAL;
    if (e->v[0] != s->round)
        scan_start_round(s);
    new_round(r);
    return 0;
}

static int read_block(struct replay *r, const struct journal_entry *e)
{
    struct scan *s = r->s;
    if (!r->ended)
        return e->v[0] == s->block.first && s->round == 1 ? 0 : -EINVAL; /* it has begun already */
    if (e->v[0] != s->block.first + s->block.hosts || e->v[0] >= s->host_count)
        return -EINVAL;
    scan_start_block(s, e->v[0]);
    r->ended = false;
    new_round(r);
    return 0;
}

static void ask_again(struct block *b, uint64_t slot, int step)
{
    enum heard was = block_get(b, slot);
    int is = (int)was + step;
    if (heard_silent(was))
        block_set(b, slot, (enum heard)(is < 0 ? 0 : is > HEARD_ASKED3 ? HEARD_ASKED3 : is));
}

/* Silence, from the position: everybody silent was asked in all rounds before, and in this one up to `at`. */
static void fill_silence(struct replay *r, uint64_t at)
{
    struct scan *s = r->s;
    struct block *b = &s->block;
    for (uint64_t slot = 0; slot < b->slots && !r->base && s->round > 1; slot++)
        ask_again(b, slot, s->round > 3 ? 3 : (int)s->round - 1);
    s->at = at < b->slots ? at : b->slots;
    for (uint64_t i = 0; i < s->at; i++) {
        uint64_t slot = s->round == 1 || s->at == b->slots ? i : perm_at(&s->round_order, i);
        s->round_asked += heard_silent(block_get(b, slot));
        ask_again(b, slot, 1);
    }
    for (uint64_t i = 0; i < r->failures; i++)
        if (place_of(s, r->failed[i]) < s->at)
            ask_again(b, r->failed[i], -1);
    s->stats.asked_once = s->blocks_done_targets + (s->round == 1 ? s->at : b->slots);
}

static int read_block_end(struct replay *r, const struct journal_entry *e)
{
    if (r->ended || e->v[0] > RESULTS_CUT_SHORT)
        return -EINVAL;
    fill_silence(r, UINT64_MAX);
    r->ended = true;
    r->mark.v[JOURNAL_PROVING] = r->mark.v[JOURNAL_PROOF_LEFT] = 0; /* that was this block's */
    return scan_end_block(r->s, (unsigned)e->v[0]);
}

static int read_part_end(struct replay *r)
{
    if (!r->ended || r->s->block.first + r->s->block.hosts < r->s->host_count)
        return -EINVAL;
    r->done = true;
    return 0;
}

static int apply(struct replay *r, const struct journal_entry *e)
{
    switch (e->kind) {
    case JOURNAL_HEARD: return read_heard(r, e);
    case JOURNAL_DOOR: return read_door(r, e);
    case JOURNAL_VOICE: return read_voice(r, e);
    case JOURNAL_HOST: return read_host(r, e);
    case JOURNAL_FAILED: return read_failed(r, e);
    case JOURNAL_STATE: return read_state(r, e);
    case JOURNAL_ROUND: return read_round(r, e);
    case JOURNAL_BLOCK: return read_block(r, e);
    case JOURNAL_AGAIN: return read_again(r, e);
    case JOURNAL_BLOCK_END: return read_block_end(r, e);
    case JOURNAL_PART_END: return read_part_end(r);
    case JOURNAL_MARK:
        r->mark = *e;
        r->marked = true;
        return 0;
    case JOURNAL_TIME: return 0;
    default: return -EINVAL;
    }
}

/* Goes on from the last mark. */
static void take_up(struct replay *r, nsec now)
{
    struct scan *s = r->s;
    const uint64_t *v = r->mark.v;
    for (unsigned i = 0; i < JOURNAL_MARKS && r->marked; i++)
        if (counters(s, i))
            *counters(s, i) = v[i];
    s->stats.last_error = v[JOURNAL_ERROR] < 4096 ? (int)v[JOURNAL_ERROR] : EIO;
    s->loss.rationed |= v[JOURNAL_RATIONED] != 0;
    s->proving = s->loss.proving = v[JOURNAL_PROVING] != 0;
    s->proof_until =
        now + (v[JOURNAL_PROOF_LEFT] < (uint64_t)s->conf.proof ? (nsec)v[JOURNAL_PROOF_LEFT] : s->conf.proof);
    enough_quiet_from(s, -1); /* the round under way was asked by two: it proves nothing */
    s->last_sent = s->started = now;
    uint64_t next = s->block.first + s->block.hosts;
    if (!r->ended)
        fill_silence(r, v[JOURNAL_AT]);
    else if (next < s->host_count)
        scan_start_block(s, next); /* the journal ends between two blocks */
    else
        scan_end(s);
}

static int same_part(const struct scan *s, uint64_t part, const struct journal_entry *e)
{
    struct journal_entry own = part_of(s, part);
    return e->kind == JOURNAL_PART && memcmp(own.v, e->v, 4 * sizeof *e->v) == 0 ? 0 : -EINVAL;
}

int resume_read(struct scan *s, struct journal_reader *reader, uint64_t part, nsec now)
{
    struct replay r = {.s = s};
    struct journal_entry e;
    do {
        if (!journal_next(reader, &e))
            return RESUME_E_NONE;
    } while (e.kind == JOURNAL_TIME || e.kind == JOURNAL_PART_END);
    int error = same_part(s, part, &e);
    s->replaying = true;
    s->now = nsec_max(now, s->now);
    while (error == 0 && !r.done && journal_next(reader, &e))
        error = apply(&r, &e);
    if (error == 0)
        take_up(&r, now);
    s->replaying = false;
    free(r.failed);
    return error;
}
