/* A sequential test in the order of asking. Answers come at once and silence is noticed after seconds, so
 * that outcomes arrive sorted: whoever opens ten connections at once, half of them to servers that are gone,
 * hears five answers and then five failures in a row, which are none. The last questions are kept with what
 * became of them, and the sum is made anew from the oldest on; a question that is still open counts nothing,
 * until it has gone unheard for long, by what answers take here, while its asker asked on. What fails at a
 * host that failed before says less: it is down. Bounded, for a ledger. */
#pragma once

#include "base/nsec.h"

#include <stdbool.h>
#include <stdint.h>

#define WALK_STEPS  16u
#define WALK_MISSED 2 /* that let it in before and are silent as well: its net is gone */

#define WALK_SUM_MOST 1e12f /* nats that no sum comes near: what a file may say of one */

/* What a question is, besides answered. */
enum walk_state {
    WALK_KNOWN,  /* it has its outcome */
    WALK_OPEN,   /* an answer may still come */
    WALK_EARLY,  /* the same, if those that were asked after it are WALK_OPEN */
    WALK_UNTOLD, /* nobody says what came of it; it may be said later */
};

struct walk {
    struct walk_step {
        uint16_t at;         /* when it was asked, in 8 ms, mod 2^16 */
        uint16_t host, port; /* host: any number of its own */
        int8_t step;         /* what it weighs, in 1/64 nats */
        uint8_t what;        /* enum walk_state, marks, and the kind of door (0 … 7) as the caller says */
    } step[WALK_STEPS];      /* a ring */
    float before;            /* the sum when the oldest was asked */
    float owed;              /* what those weigh that were forgotten while others, */
    uint32_t out;            /* so many, were forgotten that are still open */
    uint16_t down;           /* the host that failed last of those that were forgotten */
    uint8_t n, next;         /* in use; where the next one goes */
    uint8_t mute;            /* so many were asked since anything was answered, */
    uint8_t again;      /* and so many again where it had been let in before that, which may still answer; */
    uint8_t missed;     /* so many of these did not */
    uint8_t stays;      /* doors in turn in one net, 127 at most; + 128: a told run left its net once */
    uint16_t answer_ms; /* how long answers take, on average */
    uint16_t since;     /* walk_since(), in 1/64 nats */
};

/* A question at that port of `host` (any number of its own), with the step of its outcome when that is
 * known. */
void walk_ask(struct walk *w, nsec_wall at, uint16_t host, uint16_t port, enum walk_state state, uint8_t kind,
              float step);
/* What became of it. Of a question that is not among the last ones any more, as if it had been asked before
 * them. */
void walk_resolve(struct walk *w, uint16_t host, uint16_t port, float step);
/* That was no answer to rely on: what is known of it weighs so much instead. Returns what it weighed; 0 where it
 * is not among the last ones any more. */
float walk_correct(struct walk *w, uint16_t host, uint16_t port, float step);
/* The last question was asked at a door of another kind, which weighs so much. */
void walk_is(struct walk *w, uint8_t kind, float step);
/* What was asked so far has been told. The last question belongs to that, too, if it goes on at the port at
 * which several hosts in turn were told, at no other pace: neither after a pause nor in a hurry as none of them
 * were; and unless it leaves, for the first time, the net in which they all were. `apart`: it comes ten minutes after
 * all others, or later; `moved`: it is in another net than the door before it. */
void walk_tell(struct walk *w);
void walk_go_on(struct walk *w, bool apart, bool moved);
/* The sum begun anew then, in the order in which outcomes come, never below 0. */
float walk_since(const struct walk *w);
/* Of which kind the door of an open question is; `other` where it is not among the last ones any more. */
uint8_t walk_kind(const struct walk *w, uint16_t host, uint16_t port, uint8_t other);
/* An answer took so long. */
void walk_answered(struct walk *w, nsec took);
/* Somebody answered what was asked at `at`, at a new door or at one that it knew; the last new one was asked
 * at `fresh`. For what was asked shortly before that the net was there: packets that were lost are sent again
 * for seconds. Where those were silent as well that had let it in before it was not, and nothing that was
 * asked meanwhile failed. */
void walk_heard(struct walk *w, nsec_wall at, nsec_wall fresh);
/* It asks again where it was let in before. */
void walk_again(struct walk *w, uint16_t host, uint16_t port);
/* And was not answered. */
void walk_missed(struct walk *w);
/* Whether nobody that let it in before is known to answer: `sure`: it was waited for long enough. */
bool walk_is_alone(const struct walk *w, bool sure);
/* Whether that host was asked lately, at that port and no other. */
bool walk_asked_only(const struct walk *w, uint16_t host, uint16_t port);
/* Whether these are doors of the same service: shares are at 445, and at 139 (RFC 1002 4.3) where they are old, and
 * who looks for them tries either. */
bool walk_same_service(uint16_t port, uint16_t other);
/* Of the last questions those at that port or another of its service, at doors of that kind, a host once: how many
 * opened, how many did not, which are also those that an answer should have come to by `last`; how many have not
 * been told; and how many others there are. */
struct walk_tally {
    unsigned asked, opened, shut, news, others;
};
struct walk_tally walk_at_port(const struct walk *w, uint16_t port, uint8_t kind, nsec_wall last);
/* Of the last questions at that service how many did not open, and how many did since the first of those, or in one
 * go with it before it; no more. */
struct walk_tally walk_list(const struct walk *w, uint16_t port, nsec_wall last);
/* How many questions are still open at `now`, of those younger than `patience` and of those forgotten. */
unsigned walk_open(const struct walk *w, nsec_wall now, nsec patience);
/* How to sum up. */
struct walk_view {
    /* what an open question weighs, by the kind of its door, that was asked long before the last one; NULL:
     * nothing */
    const float *unheard;
    nsec patience; /* long: so long at least, besides what answers take */
    bool vouched;  /* failures only of those for which the net was there */
};

/* The sum, never below 0, and its highest value on the way in *ret_peak. `last`: when the last contact
 * was. */
float walk_sum(const struct walk *w, nsec_wall last, const struct walk_view *view, float *ret_peak);
/* Nobody was there to see what became of those that are open, and nobody ever will say it. Returns how many
 * they are. */
unsigned walk_abandon(struct walk *w);
/* Whether bytes that come from a file are one, of so many kinds of doors. */
bool walk_is_sound(const struct walk *w, uint8_t kinds);
