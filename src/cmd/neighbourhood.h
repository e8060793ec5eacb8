/* Hosts on the link: which of the targets have a MAC, and that MAC (ARP, neighbour discovery). A scan of its
 * own, with ARP or ND as its technique, before the scan of ports. */
#pragma once

#include "cmd/drive.h"
#include "cmd/ways.h"

/* Takes over what the kernel knows already: permanent entries of anybody, and into w->gateway[].next_mac what
 * it learned about gateways. Before privileges are dropped, since it opens a socket. 0 or an exit status. */
int neighbourhood_known(struct ways *w, struct neighbours *found);

struct neighbourhood_conf {
    uint64_t seed;
    double max_rate;               /* questions/s; 0 = as many as manners allow */
    nsec deadline;                 /* point in time; 0 = none */
    uint64_t *questions, *answers; /* are added up; not NULL */
    bool *cut_short; /* becomes true when the deadline ends it: who is not found may be there; not NULL */
    /* takes in whom this machine could not ask, of whom the same holds; NULL = nobody wants to know */
    struct targets *unsent;
    int *error; /* errno that the last of them failed with; not NULL */
};

/* Finds the MACs of all gateways, and of all targets that are on a link, and writes them into paths and
 * `found`. Ends early when d->interrupted or d->error.
 *
 * It is the test of raw sending, too: a gateway whom the kernel knows must answer our own question. When it
 * does not, and nobody else on that link did, our frames are eaten on the way (hypervisors that want the
 * kernel's own frames, filters for MACs): this is said, and the link goes on with IP sockets
 * (ways_fall_back()). A gateway whom we could not ask is believed to have the MAC that the kernel knows.
 * conf->unsent is compiled afterwards, and not NULL. 0 or an exit status. */
int neighbourhood_find(struct ways *w, struct drive *d, struct neighbours *found,
                       const struct neighbourhood_conf *conf);

/* Asks for these IPv6 addresses, all of which have a direct path, and writes whom it finds into `found`. 0 or
 * negative errno. */
int neighbourhood_ask(struct ways *w, struct drive *d, const struct targets *t, struct neighbours *found,
                      const struct neighbourhood_conf *conf);

/* All that has a way, for techniques that leave neighbours to the kernel. NULL when memory is out. */
struct targets *neighbourhood_all(const struct ways *w);

/* Who is not: addresses that are not on the link, whose gateway is silent, and of whom (or of whose gateway)
 * nothing is known since this machine could not ask. */
struct neighbourhood_left {
    uint64_t absent, cut_off, unsent;
};

/* What is left to scan: targets off the link whose gateway answered, and those on it that were found. NULL
 * when memory is out. */
struct targets *neighbourhood_targets(const struct ways *w, const struct neighbours *found,
                                      const struct targets *unsent, struct neighbourhood_left *ret);
