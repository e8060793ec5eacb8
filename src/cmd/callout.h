/* Everybody on a link, asked by ICMPv6 echo through ping sockets (icmp(7)): for those who may have these and
 * no packets of their own. A call is one socket, bound to one of our addresses there. Nothing blocks. */
#pragma once

#include "base/addr.h"

/* A descriptor, or -errno: -EACCES where this user may not have ping sockets. */
int callout_open(const struct addr *source, int ifindex);
/* Asks ff02::1; `secret` comes back. Those who miss it are asked again by whoever calls again. */
void callout_ask(int fd, int ifindex, uint64_t secret);
/* The next who answered, with the link as zone where its address needs one; false when nobody did. */
bool callout_hear(int fd, uint64_t secret, struct addr *ret);
