/* One door's conversation: what is said next, and when enough is known. In: what happened on its connection
 * (struct talk_event, made by io/talk, by a test or by the fuzzer); out: the next move. It knows neither
 * sockets nor clocks; time is an argument. One thread; the struct is owned by the caller.
 *
 * The plan: what the port is likely to be, first; else listen for a greeting, then ask by likelihood
 * (probe.h), each question on a fresh connection, until an answer names the service; then what tells more of
 * that service. TLS is one of the questions at every port, and when it is the answer everything is asked
 * again inside. At last the service's own way into TLS is tried (upgrade.h), and, where that is wanted, what
 * it lets strangers do (access.h), with a DOOR_TIME of its own. A silent UDP door that may be filtered gets a
 * name, at a low confidence, where the same host refuses a port that nobody has.
 *
 * Its parts: agenda.h (which question), moves.h (what is done), hearing.h (what an answer means), and the
 * ways aside: workgroup.h, voucher.h, admit.h, upgrade.h.
 *
 * Bounds: DOOR_TIME for all of it, DOOR_TURN for one answer however it trickles (DOOR_SLOW where services are
 * known to be slow: `wait` of the probe), DOOR_BYTES in all, DOOR_CALLS connections. */
#pragma once

#include "base/addr.h"
#include "ident/access.h"
#include "ident/browse.h"
#include "ident/follow.h"
#include "ident/match.h"
#include "ident/probe.h"
#include "ident/upgrade.h"
#include "io/talk.h"

#define DOOR_TIME     (40 * NSEC_SEC)
#define DOOR_TURN     (8 * NSEC_SEC)
#define DOOR_SLOW     (15 * NSEC_SEC)
#define DOOR_BYTES    (512u << 10)
#define DOOR_CALLS    80
#define DOOR_TRIED    64
#define DOOR_EVIDENCE 256

enum door_manner {
    DOOR_SPEAKS, /* something was heard */
    DOOR_SILENT, /* it took every connection and said nothing */
    DOOR_CLOSES, /* it ended every connection without a word */
    DOOR_GONE,   /* there was no connection at all; UDP: the port is closed */
};

struct door_conf {
    struct match *match; /* borrowed */
    uint8_t intensity;   /* 0 … 9 */
    const char *name;    /* the host's name, where one is known, for servers that want it in TLS; or NULL */
    bool access;         /* at last, what it lets strangers do (access.h) */
    bool active;         /* by trials too */
    bool refuses;        /* UDP ports that nobody listens at are known to be refused */
};

struct door {
    struct addr addr;
    uint16_t port;
    bool udp, unsure;         /* UDP: open|filtered */
    bool all;                 /* the user wants every question asked */
    nsec rtt;                 /* 0 = not known */
    char host[ADDR_TEXT_MAX]; /* addr_host() */

    /* what was found */
    struct found best;
    struct tls_facts *tls; /* owned; NULL = none was spoken */
    bool upgraded;         /* TLS by the service's own command */
    bool inside;           /* what was found was said inside TLS */
    /* UDP: the host refuses a port that nobody listens at: no filter swallows all; one for this port alone
     * may */
    bool vouched;
    struct access *access; /* owned; its facts. NULL = nothing was asked */
    enum door_manner manner;
    uint16_t tried[DOOR_TRIED]; /* probes in their order; index into probe_table */
    unsigned n_tried;
    uint16_t by; /* the probe that named it; PROBE_NONE = a greeting */
    uint8_t evidence[DOOR_EVIDENCE];
    uint16_t n_evidence;

    /* where the conversation is */
    uint8_t stage;                     /* enum moves_stage */
    bool alive, clean;                 /* there is a connection; on which nothing was said or heard */
    uint8_t again;                     /* UDP: how often the question was repeated */
    bool more;                         /* the answer so far is plainly cut short */
    uint32_t same, same_len, same_sum; /* how often the last answer came in a row, its length and sum */
    char server[96];                   /* the name asked for in TLS, when `named` */
    char path[FOLLOW_MAX];             /* where the web server pointed; "" = nowhere */
    bool no_alpn, named, repeated, wants_tls, greeted, tls_asked, upgrade_asked;
    uint16_t now; /* index into probe_table */
    uint64_t asked[PROBE_MAX / 64];
    uint32_t matched_len, heard_bytes;
    char workgroup[BROWSE_NAME_MAX]; /* UDP 138: asked for by this name; "" = the usual one */
    bool browsed;                    /* its name service was asked for that */
    unsigned calls, failures, closed_unheard, silent_turns, neighbours;
    nsec started, turn_started;
    struct found plain; /* what was known before TLS */
    struct upgrade upgrade;
};

enum door_do { DOOR_CALL, DOOR_SAY, DOOR_HEAR, DOOR_SECURE, DOOR_END };

struct door_move {
    enum door_do what;
    size_t len;       /* DOOR_SAY: bytes in the caller's buffer */
    const char *alpn; /* DOOR_SECURE: one to offer; NULL = none */
    const char *name; /* DOOR_SECURE: server to ask for; NULL = none */
    bool moves;       /* DOOR_CALL: answers may come from another port */
    uint16_t port;    /* DOOR_CALL: another port of that host; 0 = the door's own */
    nsec wait;        /* then an event TALK_LATE */
};

/* Begins; the first move is a DOOR_CALL. rtt 0 = not known; unsure: UDP that may be filtered. */
struct door_move door_begin(struct door *d, const struct door_conf *c, const struct addr *addr, bool udp,
                            uint16_t port, nsec rtt, bool unsure, nsec now);

/* The next move. `facts`: with TALK_SECURE and TALK_INSECURE. unix_s: seconds since 1970, for the time
 * protocol. `say`: TALK_SAY_MAX bytes for what is to be said. After DOOR_END nothing more is called. */
struct door_move door_step(struct door *d, const struct door_conf *c, const struct talk_event *e,
                           const struct tls_facts *facts, nsec now, uint64_t unix_s, uint8_t *say);

/* Frees what the door owns (tls, access); the rest stays readable. */
void door_fini(struct door *d);
