/* The packet filter of the network namespace that this process is in, read by the programs that manage it. */
#pragma once

#include "local/firewall.h"

/* 0 with *ret (firewall_free()), empty when the kernel has no tables. Otherwise nothing is known of the
 * rules: -EPERM or -EACCES without privilege, -ENOENT a program that could print them is not installed,
 * -EINVAL what it printed is not understood, other errors of program_output() and netlink_ask(). */
int rules_read(struct firewall **ret);
