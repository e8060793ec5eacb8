/* Which ports hosts were seen to speak from, by UDP, before anybody spoke to them. In: datagrams that begin a
 * conversation, and those that call all of a net; out: whether somebody who gets what looks like an answer
 * can have asked for it. Of a fixed size; what was noted longest ago is forgotten. One thread. */
#pragma once

#include "watch/filter.h"
#include "watch/mix.h"
#include "watch/sight.h"

struct speakers {
    struct filter seen;
    struct mix_key key;
    nsec_wall began; /* when the first sight was */
};

/* Remembers at least `entries`. 0 or -ENOMEM; speakers_fini() is to be called after either. */
int speakers_init(struct speakers *x, uint32_t entries, struct hash_key key);
void speakers_fini(struct speakers *x);

/* A datagram that begins; one that goes to all of a net: who answers, answers at the port that it came from, and from
 * there where it went to the same port (RFC 6762 5.4). */
void speakers_note(struct speakers *x, const struct sight *s);
void speakers_note_call(struct speakers *x, const struct sight *s);

/* Whether it goes to a host that speaks, at a port from which it was not heard to: on this wire the question
 * would have been seen. False for so long as it may have been asked before the wire was heard. */
bool speakers_misses(const struct speakers *x, const struct sight *s);
/* Whether it goes to a port from which its host was heard to speak: an answer then, from whichever of its
 * addresses the other one sends it (hosts that have several may take another one than was asked: RFC 1123
 * 2.3, RFC 2181 4). */
bool speakers_invites(const struct speakers *x, const struct sight *s);
/* Whether it goes to a port from which all of a net was called. */
bool speakers_called(const struct speakers *x, const struct sight *s);

/* What goes from a port at which calls to all of a net are answered (SSDP, mDNS, WS-Discovery) to one that askers
 * take: a call that is not recorded, as in the log of a host that keeps out what comes. */
void speakers_note_reply(struct speakers *x, const struct sight *s);
/* Whether somebody else replied at the port that it goes to: who is called may answer from any port (UPnP
 * Device Architecture 1.3.3). Who sent such replies himself is nobody else; but a device whose programs answer from
 * several ports is one of several that reply. */
bool speakers_joins(const struct speakers *x, const struct sight *s);

/* A server of STUN told it its address: from that port it meets others (RFC 8445 5.1.1.2). And whether this comes
 * from such a port. */
void speakers_note_meeting(struct speakers *x, const struct sight *s);
bool speakers_meets(const struct speakers *x, const struct sight *s);
