/* What is known of routers, and of who hands out addresses: gateway.c learns it, gatewayrole.c says what it
 * explains. */
#pragma once

#include "watch/detect/gateway.h"
#include "watch/shelf.h"

enum {
    OWN = 48, /* bits of a hardware address: beyond them are the recording machine's own interfaces */
    ROUTERS = 16,
    ADDRS = 8,        /* of a router: one in each network */
    LINKED = 1 << 14, /* two addresses with one bit: an excuse less, now and then */
    FOREIGN = 3,      /* conversations with as many others elsewhere */
    SERVERS = 8,
    SPOKEN = 256, /* hardware addresses that spoke by ARP or ICMPv6, with an address of each */
    BROUGHT = 64, /* who asked through somebody whose frames' receivers are not known */
    WANTED = 8,   /* of whom it is known who looks for them, as far as they are more than one; */
    SOUGHT = 8,   /* the last addresses that were looked for */
};

struct gateways {
    struct router {
        uint64_t mac;                                             /* 0 = free */
        struct addr foreign[FOREIGN], with[FOREIGN], addr[ADDRS]; /* with: whom at home */
        struct addr out[FOREIGN]; /* to whom hosts at home took it for their way */
        unsigned n_foreign, n_addrs, n_out;
    } router[ROUTERS];
    unsigned next_router;
    uint64_t linked[LINKED /
                    64]; /* a bit for each address that speaks or is looked for by ARP: beyond no router */
    uint64_t neighbour
        [LINKED /
         64]; /* alike, those that spoke by ARP or ICMPv6 from another machine than that which records */
    struct server {
        struct addr addr;
        uint32_t messages;
    } server[SERVERS];
    struct wanted {
        struct addr addr;
        uint64_t by; /* a bit for each that looks for it */
        bool says;   /* speaks what routers do */
    } wanted[WANTED];
    uint64_t seekers;   /* a bit for each that looks for anybody */
    struct shelf shelf; /* what stands before it is one place */
    struct sought {
        struct addr addr, by;
        uint64_t mac; /* of who looks for it */
        nsec_wall at;
    } sought[SOUGHT]; /* of seconds: nothing to save */
    unsigned next_sought;
    struct spoken {
        uint64_t mac;
        struct addr addr; /* the last one */
    } spoken[SPOKEN];
    struct brought {
        uint64_t by, to; /* to: the recording machine, 0 = not known */
        struct addr addr;
        uint32_t ledger;
        uint16_t vlan;
    } brought[BROUGHT];
};

/* Whether it is a router by what its frames brought, or by whom they were for, and that is an address of it. */
bool gateway_routes(const struct router *x, const struct addr *at);
/* Whether that address speaks or is looked for on a link of ours. */
bool gateway_is_linked(const struct gateways *v, const struct addr *a, uint16_t vlan);
/* Of an address, in `wanted` and `seekers`. */
uint64_t gateway_seeker(const struct addr *a);
