#include "scan/notes.h"

#define PIECE (UINT64_C(32) << 10) /* bytes of state in one entry */

void notes_init(struct notes *n, struct journal *j)
{
    *n = (struct notes){.journal = j};
    buf_init(&n->changes, JOURNAL_PENDING_MAX);
}

void notes_fini(struct notes *n)
{
    buf_fini(&n->changes);
    n->journal = NULL;
}

static void put(struct notes *n, const struct journal_entry *e)
{
    journal_put(n->journal, e);
}

static void put_state(struct notes *n, const struct block *b, bool silence)
{
    uint64_t bytes = b->slots / 2 + 1;
    for (uint64_t at = 0; at < bytes; at += PIECE)
        put(n, &(struct journal_entry){.kind = JOURNAL_STATE,
                                       .v = {at, silence},
                                       .bytes = b->state + at,
                                       .len = bytes - at < PIECE ? (size_t)(bytes - at) : (size_t)PIECE});
}

/* The verdicts so far become part of the journal: as changes, or as the whole state where that is shorter. */
static void seal(struct notes *n, const struct block *b)
{
    if (n->changes.len > b->slots / 2 + 64 || n->changes.over)
        put_state(n, b, false);
    else
        journal_changes(n->journal, &n->changes);
    buf_clear(&n->changes);
    n->last = 0;
}

void notes_block(struct notes *n, const struct block *b)
{
    if (n->journal)
        put(n, &(struct journal_entry){.kind = JOURNAL_BLOCK, .v = {b->first}});
    n->failed = false;
}

/* Where somebody could not be asked, silence does not follow from the position alone: it is written down. */
void notes_round(struct notes *n, const struct block *b, uint32_t round)
{
    if (!n->journal)
        return;
    seal(n, b);
    put(n, &(struct journal_entry){.kind = JOURNAL_ROUND, .v = {round}});
    if (n->failed)
        put_state(n, b, true);
    n->failed = false;
    n->ticks = 0;
}

void notes_answer(struct notes *n, uint64_t slot, const struct reply *r, bool open)
{
    if (!n->journal)
        return;
    if (!open) {
        journal_heard(&n->changes, &n->last, slot, r->heard);
        return;
    }
    uint64_t rtt = r->rtt < 0 ? 0 : (uint64_t)r->rtt + 1;
    put(n, &(struct journal_entry){
               .kind = JOURNAL_DOOR, .v = {slot, r->heard, r->try, r->ttl, rtt}, .a = r->from});
}

void notes_voice(struct notes *n, uint64_t slot, enum heard h, uint8_t ttl, const struct addr *from)
{
    if (n->journal)
        put(n, &(struct journal_entry){.kind = JOURNAL_VOICE, .v = {slot, h, ttl}, .a = *from});
}

void notes_host(struct notes *n, uint64_t host, const struct block_host *h)
{
    if (n->journal)
        put(n, &(struct journal_entry){.kind = JOURNAL_HOST, .v = {host, h->rtt, h->ttl}});
}

void notes_failed(struct notes *n, uint64_t slot)
{
    if (!n->journal)
        return;
    put(n, &(struct journal_entry){.kind = JOURNAL_FAILED, .v = {slot}});
    n->failed = true;
}

void notes_block_end(struct notes *n, const struct block *b, unsigned silence)
{
    if (!n->journal)
        return;
    seal(n, b);
    put(n, &(struct journal_entry){.kind = JOURNAL_BLOCK_END, .v = {silence}});
}

void notes_part_end(struct notes *n)
{
    if (n->journal)
        put(n, &(struct journal_entry){.kind = JOURNAL_PART_END});
}

/* The oldest tick kept is the last one that all answers had time to come to. */
static uint64_t settled(struct notes *n, uint64_t at, nsec now, nsec patience)
{
    while (n->ticks > 1 && n->tick[1].at <= now - patience)
        memmove(n->tick, n->tick + 1, --n->ticks * sizeof *n->tick);
    if (n->ticks < NOTES_TICKS)
        n->tick[n->ticks++] = (struct notes_tick){.at = now, .place = at};
    return n->tick[0].at <= now - patience ? n->tick[0].place : 0;
}

void notes_mark(struct notes *n, const struct block *b, uint64_t at, nsec now, nsec patience,
                struct journal_entry *mark)
{
    if (!n->journal)
        return;
    mark->kind = JOURNAL_MARK;
    mark->v[JOURNAL_AT] = settled(n, at, now, patience);
    seal(n, b);
    put(n, mark);
}
