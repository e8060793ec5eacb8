/* What a named service lets strangers do, asked in its own protocol and in several steps: in without a
 * password, as a guest, with a community that everybody knows; which shares, which algorithms. In: what
 * happens on a connection; out: the next move, and at the end facts, words that rules look for
 * ("access=open", "share=public"). It knows neither sockets nor clocks. One thread.
 *
 * Manners: it asks what any client may ask, guesses no password (an empty one of a guest is none, nor is the
 * documented one of RabbitMQ's "guest"), changes nothing and sends no mail. What leaves a trace (a folder
 * that is made and removed, a recipient that is named and taken back, a proxy that is asked to call its own
 * host, an upload of no files) is asked only when `active` is set.
 *
 * Bounds: ACCESS_MOVES moves, ACCESS_CALLS connections, ACCESS_TEXT bytes of facts; what does not fit is left
 * out. */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"

#define ACCESS_MOVES 160
#define ACCESS_CALLS 32
#define ACCESS_FACTS 48
#define ACCESS_TEXT  3072
#define ACCESS_STATE 4096

enum access_do {
    ACCESS_SAY,  /* what was written to `out`; then the answer */
    ACCESS_HEAR, /* more of the answer */
    ACCESS_CALL, /* a fresh connection */
    ACCESS_END,
};

struct access_door {
    const char *service, *product; /* borrowed while the dialogue lasts; product "" = not known */
    struct addr addr;
    uint16_t port;
    bool udp;
    bool tls; /* it speaks TLS from the first byte */
    bool active;
    uint64_t unix_s; /* now, seconds since 1970 */
};

struct access {
    struct access_door door;
    enum access_do (*dialogue)(struct access *a, struct rd in, struct wr *out);
    bool fresh;         /* the connection stands and nothing was said on it yet */
    bool over;          /* no more is heard: it was closed, or time is up */
    bool heard, again;  /* something was heard at all; it was begun anew because nothing was */
    uint16_t call_port; /* of the same host, where the next connection goes; 0 = the door's */
    bool bare;          /* the next connection is not to be secured, although the service speaks TLS */
    unsigned step;      /* the dialogue's: where it is; 0 at the beginning */
    unsigned moves, calls, facts;
    size_t used;
    char text[ACCESS_TEXT];                  /* the facts, each with its NUL */
    _Alignas(8) uint8_t state[ACCESS_STATE]; /* the dialogue's own, zeroed */
};

/* Is there anything to be asked? Then *a is set up, and a connection is the first thing needed. */
bool access_begin(struct access *a, const struct access_door *door);

/* The next move. `in` is all that was heard since the last ACCESS_SAY or since the call; `fresh` right after
 * the call, `over` when nothing more comes of it. After ACCESS_END nothing more is called. */
enum access_do access_step(struct access *a, bool fresh, bool over, struct rd in, struct wr *out);

/* Fact i < a->facts; borrowed. */
const char *access_fact(const struct access *a, unsigned i);
