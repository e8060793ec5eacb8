/* Which line has inetd or xinetd listen at a door. */
#pragma once

#include "local/local.h"

/* inetd.conf(5): number of the first line, from 1, that serves a port of `proto` (PROTO_TCP, PROTO_UDP); 0 =
 * none. Names of services are looked up as inetd does (getservbyname(3)). Lines for RPC have no port of
 * their own and are passed over. */
unsigned inetd_line(const char *text, size_t len, enum proto proto, uint16_t port);

/* xinetd.conf(5): the same; it is the line of the word "service" of a block that is not disabled. */
unsigned inetd_block(const char *text, size_t len, enum proto proto, uint16_t port);

bool inetd_is(const char *name); /* of a process; NULL is fine */

/* Fills `config` of the sockets of `t` that an inetd of this file system holds, from the files below `etc`
 * ("/etc"): inetd.conf, xinetd.conf, xinetd.d. 0 or -ENOMEM. */
int inetd_find(const char *etc, struct local_table *t);
