/* Refusals that a host rations. Linux sends one ICMP error a second to each of its peers, six at once (icmp_ratelimit, a token
 * bucket); others have other numbers; routers do the same. So after the first answers closed ports are as silent as open ones, and
 * silence proves nothing, unless a refusal was to be had at that moment.
 *
 * Each host is asked in volleys: some of its undecided ports in a row, the likeliest first, and behind them a witness, a port
 * that is known to be refused. What comes back tells three things:
 *
 *   a port was refused            it is closed
 *   a later one was, but not it   its silence counts: there was a refusal to be had. Twice makes a proof
 *   the witness was not           the bucket is empty now. From the time since it was so last, and the refusals in between,
 *                                 follows how fast it fills, and so when to send the next volley
 *
 * Only what comes from the same bucket tells that: the host's own word, that nothing is there. A firewall before it that rejects some of
 * its ports has its own bucket, or none; its word counts where the host itself says nothing at all.
 *
 * Each refusal is worth as much as the host gives: one closed port, or as many silent ones as stood before it. Volleys grow
 * where silence is the rule. All hosts are asked at the same time, each in its own rhythm. In block.h a silent target's state
 * now counts its proofs: HEARD_ASKED1 = none, HEARD_ASKED3 = two. Pure: no clock. */
#pragma once

#include "base/nsec.h"
#include "scan/block.h"
#include "scan/cookie.h"

#define RATION_VOLLEY 60 /* ports before the witness */
#define RATION_TRY    12 /* tries from here on number the volleys; below are rounds */

struct ration_host {
    uint64_t refused;                  /* bits of the volley */
    nsec began;                        /* the proof */
    nsec sent;                         /* when the volley left, all of it at once */
    nsec empty;                        /* when the bucket was seen empty last; 0 = not yet */
    nsec gap;                          /* between two refusals; 0 = not known */
    uint32_t place[RATION_VOLLEY + 1]; /* of the volley, in the order of asking; the last is the witness */
    uint32_t left;                     /* undecided ports */
    uint32_t low;                      /* no undecided port stands before this place */
    uint32_t witness;                  /* place */
    uint32_t taken;                    /* refusals since the bucket was empty */
    uint8_t size;                      /* of the next volley, without the witness */
    uint8_t count;                     /* of this volley, with the witness; 0 = none is under way */
    uint8_t serial;                    /* of this volley, modulo the tries */
    uint8_t unsent;                    /* witnesses in a row that this machine could not send */
    bool own;                          /* the host itself refuses */
};

struct ration {
    struct ration_host *host; /* owned; NULL = not begun */
    nsec *due;                /* owned: when there is something to do for each; NSEC_NEVER = it is done */
    uint64_t hosts, busy;     /* busy: not done */
    uint64_t from;            /* the host to look at first: who had no room last time */
    nsec nap;                 /* to look at all hosts costs time: not more often than this */
};

struct ration_question {
    uint64_t slot;
    uint8_t try;
};

/* Begins with the silent targets of all hosts. Those that refused nothing yet are tried for four seconds: it
 * may have been another address of the same machine that got what there was. 0 or -ENOMEM. */
int ration_begin(struct ration *r, struct block *b, nsec now);
void ration_fini(struct ration *r);

/* Up to n questions that are due; `patience`: how long an answer may take. *ret_wake = when to call again. */
uint32_t ration_ask(struct ration *r, struct block *b, nsec now, nsec patience, struct ration_question *out,
                    uint32_t n, nsec *ret_wake);

/* The target in `slot` was refused by `is`, in answer to `try`. Call before its state changes. */
void ration_refused(struct ration *r, struct block *b, uint64_t slot, uint8_t try, enum heard is);

/* This machine could not send the question to `slot`: its volley proves nothing, and it has no verdict. Where
 * it was the witness the volley comes again, with another witness as soon as one is known; after eight in a
 * row nothing that is undecided has one, so that a proof ends though nothing can be sent. */
void ration_failed(struct ration *r, struct block *b, uint64_t slot);

/* Is everything proved that can be? */
bool ration_done(const struct ration *r);

/* How long the rest would take; -1 = not known yet. */
nsec ration_left(const struct ration *r);
