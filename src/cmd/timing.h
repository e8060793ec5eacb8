/* -T0 … -T5 and --scan-delay, in nmap's words, as limits of pace: the numbers that its documentation gives to
 * each. */
#pragma once

#include "cmd/scanopts.h"

/* Fills what the user did not set himself. 0, or -EINVAL with *d. */
int timing_apply(struct scanopts *o, struct diag *d);
