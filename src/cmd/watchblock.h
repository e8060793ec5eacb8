/* --block: whom a duty has blocked, and whom never. Whether somebody may be is the policy's to say
 * (answer/policy.h); this knows what it asks for, hands orders to the hand (watchhand.h), and says each. */
#pragma once

#include "cmd/watchduty.h"

/* The policy, who is never blocked, and, unless dry, the table in nft. 0 or an exit status, said. */
int watchblock_open(struct watchduty *d);
/* After rules were read: who is allowed, at home, or has a role is never blocked, from now on. */
void watchblock_allow(struct watchduty *d);
/* An alert was told, so grave (enum of watch.h): blocks whom it is about, or says why not. */
void watchblock_alert(struct watchduty *d, const struct record_alert *a, unsigned severity);
/* Somebody who goes on: he is blocked anew when his block ended, or is not known any more. */
void watchblock_again(struct watchduty *d, const struct watch_suspect *s);
