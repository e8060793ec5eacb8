/* The error queue of a socket (ip(7), IP_RECVERR): which ICMP error ended a connection. */
#pragma once

#include "base/addr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct icmp_queue_error {
    uint8_t type, code;
    struct addr from; /* who sent the ICMP error */
};

/* Asks for the queue; before connect(). 0 or -errno. */
int icmp_queue_enable(int fd, bool ipv6);

/* Takes everything from the queue. True when an ICMP error that is an answer was in it (the last one counts);
 * "too big" messages and errors of local origin are none. */
bool icmp_queue_take(int fd, struct icmp_queue_error *ret);

/* The parsing half: the control bytes of one recvmsg(MSG_ERRQUEUE). */
bool icmp_queue_parse(void *control, size_t len, struct icmp_queue_error *ret);
