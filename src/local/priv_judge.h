/* Judging with an account of the work. */
#pragma once

#include "local/firewall.h"

/* firewall_judge(); adds the number of rules looked at to *steps. */
unsigned judge_counted(const struct firewall *f, const struct firewall_packet *p, uint64_t *steps);
