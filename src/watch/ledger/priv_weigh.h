/* What the files that make up weigh.h share: weigh.c (the test), weighports.c (what a port tells). */
#pragma once

#include "watch/ledger/weigh.h"

/* Whether its clients are told of all servers at once: names, Kerberos, LDAP. */
bool weigh_is_directory(uint16_t port);
/* Whether one comes into hosts there. */
bool weigh_is_entrance(uint16_t port);
