/* In which order the targets of a block are asked: at random (perm.h), or in bands, the likeliest ports
 * first, each band at random over its hosts and ports. An exact bijection with its inverse either way. */
#pragma once

#include "scan/perm.h"

#define ORDER_BANDS 4

struct order {
    struct order_band {
        uint64_t start, end;   /* the places in the order that are this band's */
        uint64_t first, width; /* its ports: places first … first + width - 1 in the list of every host */
        struct perm perm;      /* of its targets */
    } band[ORDER_BANDS];
    uint32_t bands;
    uint64_t ports; /* of a host */
};

/* Of n >= 1 targets, all alike. */
struct order order_of(uint64_t n, struct hash_key key);
/* Of hosts x ports targets, t = host * ports + port's place, where the ports stand in the order of their
 * likelihood: the first 10, then up to the 100th, the 1,000th, the rest. hosts * ports <= PERM_MAX, both >=
 * 1. */
struct order order_likeliest(uint64_t hosts, uint64_t ports, struct hash_key key);

/* The same in bands of one: every host its first port, then its second, its third, and then the rest. */
struct order order_in_turn(uint64_t hosts, uint64_t ports, struct hash_key key);

/* The target at a place, and the place of a target. */
uint64_t order_at(const struct order *o, uint64_t place);
uint64_t order_place(const struct order *o, uint64_t target);
