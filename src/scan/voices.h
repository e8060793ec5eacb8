/* Who gave the answers that closed and filtered doors give: the target itself, a router that says so, or something in between that
 * answers in the target's name and betrays itself by its distance (TTL). Four bits a target (heard.h) have no room for that, and need
 * none: nearly all answers of one kind that a host gives come from one place. So what is kept is the usual voice of each kind of
 * answer of a host, and the doors that were answered by another one (`odd`, in the order of their answers: of a door that changed its mind, the one with its final word counts).
 *
 * Bounded in both, whatever strangers send: VOICES_MAX hosts' kinds, and so many doors; a kind whose odd doors had no room is told
 * without a voice. */
#pragma once

#include "base/addr.h"
#include "scan/heard.h"

#define VOICES_MAX     (UINT32_C(1) << 16) /* 1 MiB; and 768 KiB for doors */
#define VOICES_SENDERS 255

struct voice {
    uint8_t ttl; /* 0 = unknown */
    uint8_t who; /* 0 = the target, else a sender: voices_sender() */
};

struct voices {
    struct voices_usual {
        uint64_t key; /* host and kind, + 1; 0 = free */
        struct voice voice;
        bool mixed; /* some doors had another, and are not in `odd` */
    } * usual;      /* owned */
    uint32_t count, mask;
    struct voices_odd {
        uint32_t host, slot;
        uint8_t heard;
        struct voice voice;
    } * odd; /* owned */
    uint32_t odds, room;
    struct addr sender[VOICES_SENDERS + 1]; /* [0] is none */
    uint32_t senders;
};

void voices_fini(struct voices *v);
/* Forgets everything: a new block. */
void voices_clear(struct voices *v);

/* A door of `host` (of the block) said `h`; `from` has len 0 when it was the target's address. What has no room is not kept. */
void voices_note(struct voices *v, uint64_t host, uint64_t slot, enum heard h, uint8_t ttl,
                 const struct addr *from);

/* The usual voice of a host's answers of that kind; NULL = not known, or not one. */
const struct voice *voices_usual(const struct voices *v, uint64_t host, enum heard h);

/* len 0 = the target itself. */
static inline const struct addr *voices_sender(const struct voices *v, struct voice of)
{
    return &v->sender[of.who];
}

/* Routers on the way, guessed: senders start at 32, 64, 128 or 255 (RFC 1700 and practice), the way is what is missing to the next of them. */
static inline uint8_t voices_distance(uint8_t ttl)
{
    return (uint8_t)((ttl <= 32 ? 32 : ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255) - ttl);
}
