/* How fast one host, one network and one next hop may be asked, however fast the card is. The pacer (pace.h)
 * sees the whole scan: a single host behind a home router, or the one host of many that is still silent in a
 * later round, would get all of it.
 *
 * The order of a scan is random (perm.h), so hosts and networks take turns by themselves, and a quota only
 * ever binds where few are asked. Who has spent his makes the others wait, too: in a random order all of them
 * are through at about the same time. Repeated questions to doors that answered (loss.h) are few, and do not
 * count.
 *
 * Each quota is one point in time, when its debt is paid (the virtual scheduling of ATM's GCRA, ITU-T I.371):
 * 8 bytes. Tables have a fixed size, small enough for a processor's first cache, and those that meet in a
 * place share it: with so many hosts none is near its quota. Networks are /24 in IPv4 and /64 in IPv6. Pure:
 * no clock. */
#pragma once

#include "base/addr.h"
#include "base/nsec.h"
#include "scan/pace.h"

#include <stdbool.h>

#define QUOTA_HOST  100e3 /* packets/s: 65,535 ports in 0.7 s */
#define QUOTA_NET   400e3
#define QUOTA_HOP   1e6
#define QUOTA_SLACK (10 * NSEC_MS) /* so much of a quota may be spent at once */

#define QUOTA_HOSTS 1024
#define QUOTA_NETS  512
#define QUOTA_HOPS  64

struct quota {
    nsec host, net, hop; /* between two packets */
    nsec *until;         /* owned: hosts, then networks, then hops; NULL = there are no quotas */
    nsec free_at;        /* when the one that was spent has a millisecond's worth again */
    enum pace_limit by;  /* which that was */
};

/* Quotas of at least `least` packets/s each. 0 or -ENOMEM. */
int quota_init(struct quota *b, double least);
void quota_fini(struct quota *b);

/* May a packet go to this address at `now`, by way of that gateway (NULL = it is on the link)? True: it is
 * counted. False: `free_at` and `by` say when and why. */
bool quota_take(struct quota *b, const struct addr *a, const struct addr *hop, nsec now);
