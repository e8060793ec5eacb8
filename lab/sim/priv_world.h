/* Who lives where: every fact about an address is its rule and a hash of (seed, address), so that 65,536
 * hosts cost nothing until they are probed. Const after creation. */
#pragma once

#include "base/hash.h"
#include "priv_script.h"
#include "sim/sim.h"

struct world {
    const struct script *script; /* borrowed */
    struct hash_key key;
    uint16_t *by_bits; /* owned: rules, longest prefix first */
};

/* What is known of an address. */
struct home {
    const struct rule *rule; /* NULL: no rule names it */
    bool alive;
    bool walled;
    nsec rtt; /* there and back */
};

/* What a port does, and the clause that says so (NULL: no clause, hence closed; or the wall in front). */
struct outcome {
    enum verdict verdict;
    const struct door *door;
};

/* 0 or -ENOMEM. */
int world_init(struct world *w, const struct script *script, uint64_t seed);
void world_fini(struct world *w);
struct home world_home(const struct world *w, const struct addr *a);
/* h must be alive. */
struct outcome world_door(const struct world *w, const struct home *h, const struct addr *a, enum proto proto,
                          uint16_t port);
bool world_on_link(const struct world *w, const struct addr *a);
/* The MAC of a host on the link. */
void world_mac(const struct addr *a, uint8_t ret[6]);
/* Index of the gateway for this family, -1 = none. */
int world_gateway(const struct world *w, unsigned addr_len);
/* See sim_next_hop(). */
bool world_next_hop(const struct world *w, const struct addr *to, uint8_t ret_mac[6]);
struct sim_door world_truth(const struct world *w, const struct addr *a, enum proto proto, uint16_t port);
bool world_walk_open(const struct world *w, struct sim_walk *at, struct sim_door *ret);
bool world_walk_hosts(const struct world *w, struct sim_walk *at, struct addr *ret);
