/* What else could it be? Behaviour that explains itself: relays, peers, monitors and programs that insist. A
 * role excuses only what it explains: a proxy that sweeps 445 has other doors in its ledger, and those no
 * role explains. */
#pragma once

#include "watch/detect.h"
#include "watch/ledger/weigh.h"

/* What a role leaves of a finding, in nats at most: it is told, but low. */
#define ROLE_LEAVES (1.5f * WEIGH_ALARM)

struct role {
    const char *name; /* "p2p", "monitor", … (data/watch/roles.txt) */
    struct diag why;
};

/* Roles that can be declared, ended by NULL. Static. */
const char *const *role_names(void);
/* What is left when the suspect is declared to be `name`: that role, or name NULL where it does not explain
 * this ledger. */
struct role role_declared(const struct ledger *g, const char *name);
/* Whether this word says that there is no role: the suspect is what it looks like. */
bool role_denied(const char *name);

/* The role that explains this ledger best; name NULL: none does. */
struct role role_of(const struct ledger *g);
/* Where none does: what the user may declare, if he knows of it (msg NULL: nothing). It excuses nothing,
 * since whoever scans long enough behaves so. */
struct diag role_suggested(const struct ledger *g);
