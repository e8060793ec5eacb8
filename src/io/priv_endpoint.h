/* What every socket of ours needs before it is connected: its name for the kernel, its limits, its ways. */
#pragma once

#include "base/addr.h"

#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

union endpoint {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

struct endpoint_from {
    struct addr source;       /* for targets of its family; len 0 = the kernel chooses */
    char device[IF_NAMESIZE]; /* SO_BINDTODEVICE; "" = any */
};

/* The kernel's name of addr:port, and its length. */
socklen_t endpoint_of(const struct addr *a, uint16_t port, union endpoint *ret);

/* Raises the soft limit of descriptors as far as it goes and says how many are left for us: 16 stay free for
 * the rest of the program, or half when there are few. `lowest` is a descriptor that was just made: about as
 * many are in use. */
uint32_t endpoint_room(int lowest);

/* Error queue, interface and source address of a new socket. 0 or -errno. */
int endpoint_prepare(int fd, bool ipv6, const struct endpoint_from *from);

/* Tries both once, so that a wrong one is known before the first connection. 0 or -errno. */
int endpoint_try(const struct endpoint_from *from);

/* The kernel gave us our own ephemeral port as the other end (RFC 9293 §3.5, simultaneous open): nobody
 * listens there. */
bool endpoint_is_itself(int fd);

/* Fails that pass when others of ours have ended: EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, EAGAIN. */
bool endpoint_passing(int error);
