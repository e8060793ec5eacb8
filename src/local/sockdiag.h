/* The kernel's socket tables over netlink: sock_diag(7). */
#pragma once

#include "local/local.h"
#include "sys/netlink.h"

/* Positive: this file's own answer. */
enum { SOCKDIAG_E_BAD = 1, SOCKDIAG_E_UNKNOWN };

struct sockdiag {
    struct local_socket *sockets; /* owned: to be freed, also after an error */
    size_t count, max;
    uint64_t refused, malformed;
};

/* Asks `nl` (of NETLINK_SOCK_DIAG) for all sockets of one protocol, both families, and adds them: TCP and
 * SCTP in LISTEN, UDP, UDP-Lite and raw ones not connected, packet sockets. 0; SOCKDIAG_E_UNKNOWN for one of
 * the rarer protocols that the kernel cannot be asked for; -ENOMEM, or what netlink_ask() says (-E2BIG for
 * more than 256 bytes a socket of `max`). */
int sockdiag_dump(struct sockdiag *d, struct netlink *nl, enum proto proto);

/* Adds one, unless it only sends: a packet socket for no EtherType, a raw one for IPPROTO_RAW. What is
 * beyond `max` is counted. 0 or -ENOMEM. */
int sockdiag_add(struct sockdiag *d, const struct local_socket *s);

/* Adds the sockets of an answer (aligned to 4 bytes). Messages that are cut off or make no sense are counted
 * in `malformed`. 0 or -ENOMEM. */
int sockdiag_answer(struct sockdiag *d, enum proto proto, const void *data, size_t n);

/* Reads one message: struct inet_diag_msg (PROTO_PACKET: packet_diag_msg) and attributes. 0, or
 * SOCKDIAG_E_BAD; *ret only on success. */
int sockdiag_parse(const struct nlmsghdr *h, enum proto proto, struct local_socket *ret);

/* Counts TCP connections and their bytes at the listeners of `t` that took them (struct local_socket). 0,
 * -ENOMEM, or what netlink_ask() says: with -E2BIG there are more than 65,536 and nothing is counted. */
int sockdiag_connections(struct local_table *t, struct netlink *nl);

/* What the kernel tells of a TCP socket that is no more (SKNLGRP_INET_TCP_DESTROY): whether it was a
 * connection; then *ret has its own end. */
bool sockdiag_ended(const struct nlmsghdr *h, struct local_socket *ret);

/* Adds the connections of an answer. Messages that make no sense are passed over. */
void sockdiag_count(struct local_table *t, const void *data, size_t n);
