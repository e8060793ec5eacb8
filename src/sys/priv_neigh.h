/* The parsing half of neigh.c. */
#pragma once

#include "sys/neigh.h"

/* Reads one RTM_NEWNEIGH message; false when it is another one, malformed, or no IP neighbour. */
bool neigh_parse(const struct nlmsghdr *h, struct neigh *ret);
