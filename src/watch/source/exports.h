/* Exports of flows (netflow.h) as sights, from files and from exporters on the net. */
#pragma once

#include "watch/source/recognise.h"

/* Rows for source.c. A file holds messages one after the other (RFC 5655, or what a collector wrote down).
 * Where it is asked for by name, a capture of packets that carry them is one, too: not by itself, since
 * whoever sends a datagram past a sensor could else tell of flows that never were. */
bool exports_like(const uint8_t *head, size_t n);
int exports_open(struct stream *st, const struct source_conf *conf, struct source **ret, struct diag *d);

/* Listens for exporters at a UDP address, to those of `from` alone (borrowed while it lives; none = to
 * everybody): what others say is counted as skipped. 0; -EADDRINUSE, -EADDRNOTAVAIL, -EACCES …; -ENOMEM.
 * source_read() never blocks, never ends; `fd` polls readable. Datagrams that the kernel had no room for are
 * stats.lost. `now` is the wall clock: what exporters say of the time counts only when it lies in the day
 * before. */
int exports_listen(const struct addr *at, uint16_t port, const struct addr_net *from, unsigned froms,
                   nsec_wall (*now)(void), struct source **ret);
