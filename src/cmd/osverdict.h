/* What is known of a host's system, put together as the members `os` and `seq` of its record: what services
 * say, p0f's signatures, who made the card, and how its stack behaves (ident/os/). It asks nothing and holds
 * nothing. */
#pragma once

#include "base/buf.h"
#include "ident/os/osclass.h"
#include "ident/os/p0f.h"
#include "model/record.h"

#define OSVERDICT_SAID     4 /* what services say of one host, at most */
#define OSVERDICT_SAID_LEN 48

/* What a service says the system is, and how sure that is (0 … 1). */
struct osverdict_said {
    char text[OSVERDICT_SAID_LEN];
    double sure;
};

/* One host; all borrowed. */
struct osverdict_case {
    const struct addr *addr;
    const struct osverdict_said *said;
    unsigned n_said;
    const struct asks_answer *answers;   /* to the questions; NULL = nothing was asked */
    const struct asks_host *host;        /* as it was asked; likewise */
    const struct asks_answer *overheard; /* the SYN-ACK that the scan got, or NULL */
    uint8_t hops;                        /* 0 = on the link, 255 = unknown */
    bool one_port;                       /* all questions had the same source port */
};

/* What it is judged by, and texts of the verdict under way: too large for a stack. */
struct osverdict;

/* Borrows the data, and p0f's signatures (NULL = there are none). NULL when memory is out. */
struct osverdict *osverdict_new(const struct osdata *data, const struct p0f *p0f);
void osverdict_free(struct osverdict *v);

/* Fills r->os and r->seq; r->vendor is read. What they point to is borrowed until the next call. */
void osverdict_fill(struct osverdict *v, const struct osverdict_case *of, struct record_host *r);
