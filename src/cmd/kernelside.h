/* Who is there, without packets of our own: the kernel asks. Three things stand in for ARP, neighbour discovery and the questions of
 * a mix, each for those that the one before did not find:
 *
 *   ping sockets                  ICMP echo, where net.ipv4.ping_group_range lets this user have them (icmp(7))
 *   connections to a few ports    accepted or refused, somebody is there
 *   the kernel's neighbour table  on a link it had to ask for a MAC first, so that even who drops everything has answered that */
#pragma once

#include "model/sink.h"

struct run;
struct discovery;

/* Opens what is needed; before privileges are dropped. 0 or an exit status. */
int kernelside_open(struct run *r);
void kernelside_fini(struct discovery *d);

/* Writes into r->stand_in what stands in for which questions. */
void kernelside_explain(struct run *r);

/* Asks all of r->plan.product; puts a record for each host that is up, and for others where results.h names
 * them. 0 or an exit status. */
int kernelside_find(struct run *r, struct sink *sink);
