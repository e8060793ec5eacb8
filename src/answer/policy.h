/* Who may be kept out of the machine: never one of ours, never one with a role or on a list, never more than
 * a few at once. Pure. */
#pragma once

#include "base/addr.h"
#include "base/nsec.h"

#include <stdbool.h>

struct policy_conf {
    const struct addr_net *allow; /* never blocked; borrowed until the next policy_allow() */
    unsigned allows;
    nsec span;   /* how long a block holds */
    bool proven; /* nobody whose address may be forged */
};

enum policy_verdict {
    POLICY_BLOCK,
    POLICY_OURS,      /* at home, or not an address that comes from a network */
    POLICY_EXCUSED,   /* a role, an authorised scan, seen in tunnels alone, or not worth it */
    POLICY_ALLOWED,   /* on the list */
    POLICY_NEIGHBOUR, /* somebody on the list stands in its /64, which would be blocked as a whole */
    POLICY_UNPROVEN,  /* may be somebody else's address */
    POLICY_HELD,      /* is blocked already */
    POLICY_RATE,      /* too many at once: whoever forges sources shall not shut out the world */
    POLICY_VERDICTS
};

/* What the policy looks at of an alert. */
struct policy_case {
    struct addr src; /* len 0: no single source */
    bool inside;     /* at home */
    bool excused;    /* suppressed, a role was found, or it was seen in tunnels alone */
    /* it was seen to get what is sent to it; of a break-in that is known: who logs in is talked with */
    bool proven;
    bool grave, high;             /* medium or above; high or above */
    const char *kind, *technique; /* "vertical", …; "syn", …, NULL: unknown */
};

#define POLICY_BURST  30  /* blocks at once, */
#define POLICY_A_HOUR 120 /* and in the long run; */
#define POLICY_NEW    10  /* so many of those at once are kept for who was never judged before */

struct policy;

/* NULL when memory is out. */
struct policy *policy_new(const struct policy_conf *conf);
void policy_free(struct policy *p);
/* Whether it comes from a network elsewhere, and the /64 that it stands in (IPv6) is one net's: not this machine's, a
 * link's own, a group's, nor any in 0.0.0.0/8 (RFC 6890 2.2.2) or ::/8, which nobody is given: ::1 stands in ::/64
 * (RFC 4291 2.5.3), and all of IPv4 in 64:ff9b::/64, a translator's (RFC 6052 2.1), or among mapped addresses. */
bool policy_is_remote(const struct addr *a);
/* Another list (borrowed). */
void policy_allow(struct policy *p, const struct addr_net *allow, unsigned allows);

/* What shall become of the source; POLICY_BLOCK: *ret is what to block (IPv4: the address; IPv6: its /64),
 * and it counts as blocked from `now` (any clock that goes on) until `span` is over. */
enum policy_verdict policy_judge(struct policy *p, const struct policy_case *c, nsec now,
                                 struct addr_net *ret);
/* The same for a source that was judged before and goes on: blocked again when its time is over, and counted
 * only then; never with the last POLICY_NEW, so that those who go on keep nobody new from being blocked. */
bool policy_again(struct policy *p, const struct policy_case *c, nsec now, struct addr_net *ret);
/* It could not be blocked, so it is not held; what it cost of the rate is gone. */
void policy_release(struct policy *p, const struct addr_net *n);
/* Whether a list names the address, or (IPv6, which is blocked by /64) somebody in its /64. */
bool policy_lists(const struct addr_net list[], unsigned n, const struct addr *a);
/* How often each verdict was given; [POLICY_VERDICTS]. */
const uint64_t *policy_counts(const struct policy *p);
/* "block", "ours", …; static. */
const char *policy_word(enum policy_verdict v);
