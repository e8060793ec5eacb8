/* Where an address is: at home or outside. Declared networks decide; without them what RFC 1918 and its like
 * say, the public addresses that the source itself calls its own, those of the links that packets were heard
 * on (link.h), and of who uses the Internet as somebody at home does. Documentation's addresses (RFC 3849,
 * 5737) are no laboratory's: examples have them on both sides. */
#pragma once

#include "state/region.h"
#include "watch/mix.h"

enum zone { ZONE_OUTSIDE, ZONE_INSIDE };

enum {
    PLACE_OWN_MAX = 256,
    PLACE_CLIENTS = 256,
    PLACE_NETS = 4,
    PLACE_NEIGHBOURS = 3,
    PLACE_AT_LINK = 8,
    PLACE_SITE = 16, /* /64s of a /48, which is what a site has (RFC 6177 2) */
};

struct places {
    struct mix_key key;    /* who visits chooses his address: not his place in the table */
    struct addr_net *home; /* owned */
    unsigned homes;
    bool declared;
    struct addr_net own[PLACE_OWN_MAX]; /* learnt public ones: hosts, their /24 or /64, sites */
    unsigned owns;
    bool full; /* and none can be put together: nothing more is learnt */
    struct
        client { /* public addresses, of IPv6 nets, that use the Internet like somebody at home: which /16s answered them */
        struct addr a;
        uint32_t net[PLACE_NETS];
        unsigned nets;
    } client[PLACE_CLIENTS];
};

/* `home` is copied; none: learnt. 0; -EINVAL: a prefix longer than its address; -ENOMEM; places_fini() is
 * fine after each. */
int places_init(struct places *p, const struct addr_net *home, unsigned homes, struct mix_key key);
void places_fini(struct places *p);
/* `a` got an answer from `server` at a door that everybody uses, or a firewall's log has it that it was let
 * through to there. Where such visits go to several corners of the Internet, they were made near the visitor,
 * and so were those of its /64, or of its /24 where PLACE_NEIGHBOURS are like it. True: it is taken for ours
 * from now on (never where networks were declared). */
bool places_visit(struct places *p, const struct addr *a, const struct addr *server);
/* `a` is at a link that is listened at (link.h): so is its /64, or its /24 once PLACE_AT_LINK of it are. True
 * as above. */
bool places_at_link(struct places *p, const struct addr *a);
/* A source says that this address is ours; with host part zero, that all of its /24 or /64 is. Where no room
 * is left, hosts of one net and nets of one site become one: who makes up addresses of ours does not keep
 * others from being learnt. */
void places_learn(struct places *p, const struct addr *a);
/* What was learnt, from another one. */
void places_inherit(struct places *p, const struct places *from);
/* Where an address is, as far as is known. */
enum zone places_of(const struct places *p, const struct addr *a);
/* What was learnt. */
struct region places_region(struct places *p);
