/* The kernel's socket tables over netlink: sock_diag(7). */
#pragma once

#include "local/local.h"
#include "sys/netlink.h"

/* Positive: this file's own answer. */
enum { SOCKDIAG_E_BAD = 1 };

struct sockdiag {
    struct local_socket *sockets; /* owned: to be freed, also after an error */
    size_t count, cap, max;
    uint64_t refused, malformed;
};

/* Asks `nl` (of NETLINK_SOCK_DIAG) for all sockets of one protocol, both families, and adds them: TCP in LISTEN, UDP bound and
 * not connected. 0, -ENOMEM, or what netlink_ask() says (-E2BIG for more than 256 bytes a socket of `max`). */
int sockdiag_dump(struct sockdiag *d, struct netlink *nl, enum proto proto);

/* Adds the sockets of an answer (aligned to 4 bytes). Messages that are cut off or make no sense are counted in `malformed`. 0
 * or -ENOMEM. */
int sockdiag_answer(struct sockdiag *d, enum proto proto, const void *data, size_t n);

/* Reads one message: struct inet_diag_msg and attributes. 0, or SOCKDIAG_E_BAD; *ret only on success. */
int sockdiag_parse(const struct nlmsghdr *h, enum proto proto, struct local_socket *ret);
