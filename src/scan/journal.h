/* The journal of a run, as bytes: what must be known to go on after the program was killed. Pure: entries in, bytes out, and
 * back; who writes files is cmd/, who knows what to write down is notes.h, who reads it back into an engine is resume.h.
 *
 *   file    "tojimar1", 16 bytes of salt, chunks
 *   chunk   length and number (u32), entries, SipHash of all that under the salt (u64)
 *   entry   a number whose low four bits are what was heard (heard.h, 4 … 15) and whose rest is how far from the last
 *           slot: one or two bytes in round 1, where answers come nearly in order; or low bits 0 and the kind in the
 *           rest, followed by numbers, addresses, bytes as the table in journal.c has them
 *
 * Numbers are LEB128. A chunk that is cut, damaged or out of turn ends the journal: what stands before it holds. Entries never
 * span chunks. An answer costs one to three bytes, a silent door none, an open one about 12. IPv6 zones are interface indices:
 * they hold until the machine restarts. */
#pragma once

#include "base/addr.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/hash.h"

#define JOURNAL_CHUNK       (UINT32_C(64) << 10)  /* a chunk is closed when it has grown to this */
#define JOURNAL_CHUNK_MAX   (UINT32_C(1) << 20)   /* no chunk is longer */
#define JOURNAL_BYTES_MAX   (UINT32_C(512) << 10) /* in one entry */
#define JOURNAL_PENDING_MAX (UINT32_C(256) << 20) /* not yet taken by the caller */
#define JOURNAL_FILE_MAX    (UINT64_C(1) << 30)   /* a longer journal is neither written nor read */
#define JOURNAL_HEAD        24

enum journal_kind {
    JOURNAL_HEARD, /* slot, heard */
    JOURNAL_RUN, /* format (JOURNAL_FORMAT), started (wall clock), seed; strings that end in NUL: id, folder, techniques, arguments */
    JOURNAL_RANGE, /* enum journal_set; first, last address */
    JOURNAL_NAME,  /* address; the name that the user gave */
    JOURNAL_PORTS, /* enum proto; its ports in their order, u16 each */
    JOURNAL_PAIRS, /* address; its ports, u16 each */
    JOURNAL_READY, /* all of the above is said; addresses that are not on the link, that are cut off; 1 = hosts were looked for, silent ones,
                      devices with many addresses; probes, replies, retries of that; those of a crowd that are no hosts of their own; addresses that
                      this machine could not ask for, and why */
    JOURNAL_PART,  /* a scan begins: its number, targets, hosts, hosts of a block */
    JOURNAL_BLOCK, /* a block begins: first host */
    JOURNAL_ROUND, /* a round begins: its number */
    JOURNAL_DOOR,  /* an open door: slot, heard, try, ttl, rtt + 1; who said so, if not the target */
    JOURNAL_VOICE, /* who gave an answer, where that is news (voices.h): slot, heard, ttl; the sender, if not the target */
    JOURNAL_HOST,   /* host of the block, rtt, ttl (block_host) */
    JOURNAL_FAILED, /* slot that this machine could not ask */
    JOURNAL_STATE,  /* first byte; 1 = silence counts too; bytes of the block's state */
    JOURNAL_MARK,   /* JOURNAL_MARKS numbers */
    JOURNAL_AGAIN,  /* the run was resumed: from this place of the round on everything is asked once more */
    JOURNAL_BLOCK_END, /* what its silence means (results.h) */
    JOURNAL_PART_END,
    JOURNAL_TIME,    /* ns that the run has taken so far */
    JOURNAL_RUN_END, /* nothing is left to do */
    JOURNAL_KINDS
};

#define JOURNAL_FORMAT                                                                                       \
    5 /* one more whenever entries or orders (perm.h, order.h, keys of scan.c) change their meaning */

enum journal_set {
    JOURNAL_WANTED,   /* what the command line says */
    JOURNAL_ASKED,    /* what of it is asked: neighbours that are there, hosts that answered */
    JOURNAL_UP,       /* who answered when hosts were looked for */
    JOURNAL_DOUBTFUL, /* neighbours whose MAC has many addresses */
    JOURNAL_CALLED,   /* neighbours that answered a question to all */
    JOURNAL_CROWD,    /* who is one device with many others */
    JOURNAL_UNSENT,   /* whom on the links this machine could not ask for */
    JOURNAL_SETS
};

/* Where the engine is, and what it counted. */
enum journal_mark {
    JOURNAL_AT, /* the round is asked up to here, and answers had their time to come */
    JOURNAL_PROBES,
    JOURNAL_REPLIES,
    JOURNAL_RETRIES,
    JOURNAL_SENTINELS,
    JOURNAL_STRAYS,
    JOURNAL_FAILURES,
    JOURNAL_ERROR,
    JOURNAL_OPEN_ASKED,
    JOURNAL_OPEN_HEARD,
    JOURNAL_CLOSED_ASKED,
    JOURNAL_CLOSED_HEARD, /* sentinels (loss.h) */
    JOURNAL_RATIONED,
    JOURNAL_PROVING,
    JOURNAL_PROOF_LEFT,
    JOURNAL_MARKS
};

struct journal_entry {
    enum journal_kind kind;
    uint64_t v[JOURNAL_MARKS]; /* the numbers of its kind, in the order above */
    struct addr a, b;
    const uint8_t *bytes; /* borrowed */
    size_t len;
};

/* Writing. When memory is out, or JOURNAL_PENDING_MAX waits, `out.over` stays set: the journal is then
 * worthless from there on, and the caller says so and goes on without. */
struct journal {
    struct buf out;  /* whole chunks, then the one being filled */
    size_t chunk;    /* where that one begins */
    uint32_t number; /* of it */
    struct hash_key salt;
};

/* A new file: its head waits to be taken. */
void journal_begin(struct journal *j, struct hash_key salt);
/* Goes on behind `number` chunks of a file with this salt. */
void journal_continue(struct journal *j, struct hash_key salt, uint32_t number);
void journal_fini(struct journal *j);

/* Any kind but JOURNAL_HEARD. */
void journal_put(struct journal *j, const struct journal_entry *e);
/* Appends a JOURNAL_HEARD to `changes`; *last is the slot of the one before (0 after MARK, ROUND, BLOCK). */
void journal_heard(struct buf *changes, uint64_t *last, uint64_t slot, uint8_t heard);
/* Takes such changes over. */
void journal_changes(struct journal *j, const struct buf *changes);

/* Closes the chunk; all bytes that wait, valid until the next call. Then journal_clear() forgets them. */
const void *journal_take(struct journal *j, size_t *ret_len);
void journal_clear(struct journal *j);

/* Reading. Borrows the bytes. */
struct journal_reader {
    const uint8_t *data;
    size_t len, next; /* where the next chunk begins */
    size_t valid;     /* bytes up to the last chunk that was read to its end */
    uint32_t chunks;  /* in them */
    bool torn;        /* bytes are left that are no whole chunk */
    struct hash_key salt;
    struct rd chunk;
    uint64_t last; /* slot */
};

/* False when it is no journal of ours, or of another version. */
bool journal_open(struct journal_reader *r, const void *data, size_t len);
/* The next entry: true; or false at the end of what is valid. */
bool journal_next(struct journal_reader *r, struct journal_entry *ret);
