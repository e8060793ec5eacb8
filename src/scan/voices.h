/* Who gave the answers that closed and filtered doors give: the target itself, a router that says so, or
 * something in between that answers in the target's name and betrays itself by its distance (TTL). Four bits
 * a target (heard.h) have no room for that, and need none: nearly all answers of one kind that a host gives
 * come from one place. So what is kept is the usual voice of each kind of answer of a host, and the doors
 * that were answered by another one (`odd`, a chain for each host's kind, in the order of their answers: of a
 * door that changed its mind, the one with its final word counts). So telling a host costs what there is to
 * tell of it.
 *
 * Bounded in both, whatever strangers send: VOICES_MAX hosts' kinds, and so many doors; a kind whose odd
 * doors had no room is told without a voice. */
#pragma once

#include "base/addr.h"
#include "scan/heard.h"

#define VOICES_MAX     (UINT32_C(1) << 16) /* 1.5 MiB; and 768 KiB for doors */
#define VOICES_SENDERS 255
#define VOICES_NONE    UINT32_MAX

struct voice {
    uint8_t ttl; /* 0 = unknown */
    uint8_t who; /* 0 = the target, else a sender: voices_sender() */
};

struct voices {
    struct voices_usual {
        uint64_t key; /* host and kind, + 1; 0 = free */
        struct voice voice;
        bool mixed;           /* some doors had another, and are not in `odd` */
        uint32_t first, last; /* of them in `odd`; VOICES_NONE = there are none */
    } * usual;                /* owned */
    uint32_t count, mask;
    struct voices_odd {
        uint32_t slot, next; /* of the same host and kind */
        uint8_t heard;
        struct voice voice;
    } * odd; /* owned */
    uint32_t odds, room;
    struct addr sender[VOICES_SENDERS + 1]; /* [0] is none */
    uint32_t senders;
};

/* Frees it; fine after a zeroed struct. */
void voices_fini(struct voices *v);
/* Forgets everything: a new block. */
void voices_clear(struct voices *v);

/* A door of `host` (of the block) said `h`; `from` has len 0 when it was the target's address, NULL = nobody
 * knows who. What has no room is not kept. True when that was news: whoever hears all the news again knows
 * the same. */
bool voices_note(struct voices *v, uint64_t host, uint64_t slot, enum heard h, uint8_t ttl,
                 const struct addr *from);

/* They will be asked about, or told of, these soon. */
void voices_prefetch(const struct voices *v, uint64_t host, enum heard h);

/* The usual voice of a host's answers of that kind; NULL = not known, or not one. */
const struct voice *voices_usual(const struct voices *v, uint64_t host, enum heard h);

/* The doors of that kind that had another; VOICES_NONE ends. */
uint32_t voices_first_odd(const struct voices *v, uint64_t host, enum heard h);

/* len 0 = the target itself. */
static inline const struct addr *voices_sender(const struct voices *v, struct voice of)
{
    return &v->sender[of.who];
}

/* Routers on the way, guessed: senders start at 32, 64, 128 or 255 (RFC 1700 and practice), the way is what
 * is missing to the next of them. */
static inline uint8_t voices_distance(uint8_t ttl)
{
    return (uint8_t)((ttl <= 32 ? 32 : ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255) - ttl);
}
