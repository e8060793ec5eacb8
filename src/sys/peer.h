/* Is the other end of a TCP connection on this machine, though it was made to another one? Proxies that catch
 * connections (virus scanners for mail and web, filters, some VPNs) redirect them to a program here, which
 * then accepts for any destination. The kernel's tables know: that program's socket has our own end as its
 * other end. Needs no privilege. */
#pragma once

#include "base/addr.h"
#include "sys/netlink.h"

/* `own`, `port`: our end, as getsockname() says. 1, 0, or what netlink_ask() says. `nl` is of
 * NETLINK_SOCK_DIAG. */
int peer_is_here(struct netlink *nl, const struct addr *own, uint16_t port);
