/* What a running engine writes down, so that it can be resumed: each answer that changed a verdict, where it
 * is, what it counted. Silence is not written: it follows from the position. Private to the engine (scan.c,
 * resume.c). */
#pragma once

#include "scan/block.h"
#include "scan/journal.h"
#include "scan/tech.h"

#define NOTES_TICKS 16

struct notes {
    struct journal *journal; /* borrowed; NULL = nothing is written, and all below does nothing */
    struct buf changes;      /* verdicts since the last seal */
    uint64_t last;
    bool failed; /* in this round, this machine could not ask somebody */
    struct notes_tick {
        nsec at;
        uint64_t place;
    } tick[NOTES_TICKS]; /* where the round was, oldest first */
    uint32_t ticks;
};

/* `j` NULL: no journal is kept. notes_fini() frees the changes that were not sealed. */
void notes_init(struct notes *n, struct journal *j);
void notes_fini(struct notes *n);

/* A block begins; a round of it begins (what was heard before is written, and the whole state where somebody
 * could not be asked). */
void notes_block(struct notes *n, const struct block *b);
void notes_round(struct notes *n, const struct block *b, uint32_t round);
/* An answer changed a verdict; `open`: it opened a door, and the evidence is kept. */
void notes_answer(struct notes *n, uint64_t slot, const struct reply *r, bool open);
/* It told who gives such answers (voices.h); `from` has len 0 for the target. */
void notes_voice(struct notes *n, uint64_t slot, enum heard h, uint8_t ttl, const struct addr *from);
/* A host answered for the first time, or told more of itself: its round trip and TTL. */
void notes_host(struct notes *n, uint64_t host, const struct block_host *h);
/* This machine could not ask that door. */
void notes_failed(struct notes *n, uint64_t slot);
/* A block is over, and all of it is written; `silence` as the engine judged it. The part (one scan of the
 * run) is over. */
void notes_block_end(struct notes *n, const struct block *b, unsigned silence);
void notes_part_end(struct notes *n);

/* The engine is at place `at` of its round, and answers take up to `patience`: mark->v[JOURNAL_AT] is set to
 * the place from which on answers may still be missing, and all is written. */
void notes_mark(struct notes *n, const struct block *b, uint64_t at, nsec now, nsec patience,
                struct journal_entry *mark);
