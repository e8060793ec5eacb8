/* Networks behind a router in which every address answers: one device does it for all of them (a firewall, a
 * trap, a virtual network), for real networks have gaps, and hosts at different distances. Two hundred and
 * fifty-six addresses that differ in the last byte alone make a crowd when 250 of them answer, the first and
 * the last too (in IPv4 they are no host's: RFC 1122 §3.2.1.3), nearly all from one distance. Records of
 * hosts are held until it is known. */
#pragma once

#include "model/sink.h"

#define CROWDS_MAX 65536 /* hosts that are held; further ones pass at once */

struct crowds;

/* 0 or -ENOMEM. */
int crowds_new(struct crowds **ret);
void crowds_free(struct crowds *c);

/* Holds the record of a host that is up. False when it has no room: let it pass. */
bool crowds_hold(struct crowds *c, const struct record_host *h);

/* Puts all that is held, in the order in which it came; those of a crowd as `suspect` one-device. *ret_same:
 * so many of them are nothing but another address of a device. 0 or the sink's error; then nothing is held
 * any more. */
int crowds_release(struct crowds *c, struct sink *sink, uint64_t *ret_same);
