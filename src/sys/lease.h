/* A name that one process of this network namespace has at a time: an abstract socket address (unix(7)),
 * which no file stands for, which every user may take, and which the kernel takes back however the process
 * ends. */
#pragma once

#include <stdbool.h>

/* Takes `name` (at most 100 bytes). A descriptor that holds it until close(); -EADDRINUSE when it is taken,
 * or what socket(2) says. */
int lease_take(const char *name);

/* Whether root or this user has it, by the kernel's word (SO_PEERCRED). Whoever else took it may have done so
 * only to be in the way; false as well when nobody has it, and when its holder cannot be told. */
bool lease_trusted(const char *name);
