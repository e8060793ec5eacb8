/* The moves of a conversation: each sets where the door stands now (stage, connection, turn) and says what
 * its caller is to do, and how long to wait. They judge nothing; which question it is, agenda.h says. `out`:
 * TALK_SAY_MAX bytes for what is said; now and waits in ns. */
#pragma once

#include "ident/door.h"

/* d->stage */
enum moves_stage {
    STAGE_CALLING,
    STAGE_GREETING,
    STAGE_HEARING,
    STAGE_SECURING,
    STAGE_UPGRADING,
    STAGE_VOUCHING,
    STAGE_BROWSING,
    STAGE_ASKING,
};

/* How long is waited, beside four round trips. */
#define MOVES_WAIT_CALL (3 * NSEC_SEC)
#define MOVES_WAIT_GREETING                                                                                  \
    (8 * NSEC_SEC)                      /* where a server speaks first (reverse look-ups take their time) */
#define MOVES_WAIT_FIRST (3 * NSEC_SEC) /* for the first answer: a late greeting is heard here too */
#define MOVES_WAIT_UDP   (700 * NSEC_MS)
#define MOVES_WAIT_TLS   (4 * NSEC_SEC)

/* base and four round trips. */
nsec moves_patience(const struct door *d, nsec base);

/* Waits on, at most until the turn and the door's time are over, at least 1 ms. */
struct door_move moves_hear(const struct door *d, nsec now, nsec wait);
/* A fresh connection for the present question. */
struct door_move moves_call(struct door *d);
/* TLS on this connection. */
struct door_move moves_secure(struct door *d, nsec now);
/* The present question is said. */
struct door_move moves_say(struct door *d, nsec now, uint8_t *out);
/* Waits for a greeting: long where the question is likely here. */
struct door_move moves_listen(struct door *d, nsec now);
/* The connection stands, inside TLS where that is spoken: what the present question needs. */
struct door_move moves_go_on(struct door *d, nsec now, uint8_t *out);
/* Question i (an index into probe_table) becomes the present one, on this connection where that can be, else
 * on a fresh one. */
struct door_move moves_ask(struct door *d, unsigned i, nsec now, uint8_t *out);

/* What the present question says to this host, into TALK_SAY_MAX bytes. How many; the same until the next
 * question. */
size_t moves_words(const struct door *d, uint8_t *out);
