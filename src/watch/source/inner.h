/* What a tunnel carries: the header between an outer packet and the one within. In: the bytes behind IP, or
 * behind UDP; out: which tunnel it is, and what begins behind its header. Many things are sent to the ports
 * of tunnels that are none, so every field that the protocol fixes is looked at, and so is the beginning of
 * what is carried: what does not fit stays what it is outside. Pure; believes nothing. */
#pragma once

#include "base/bytes.h"
#include "watch/sight.h"

enum { INNER_LABELS = 16 }; /* of MPLS, on top of each other: more than anybody stacks */

/* What is carried. */
struct inner {
    uint8_t tunnel; /* enum sight_tunnel */
    bool frame;     /* a frame of Ethernet; else a packet of: */
    uint16_t type;  /* an EtherType */
};

/* Whether what an IP packet of that protocol holds, or a datagram to that port, may be a tunnel. Cheap, for
 * every packet. */
static inline bool inner_may_be(uint8_t proto, uint16_t dport)
{
    switch (proto) {
    case 6: return false; /* nine of ten */
    case 4:
    case 41:
    case 47: return true;
    case 17: return dport == 4789 || dport == 8472 || dport == 6081 || dport == 2152 || dport == 37008;
    default: return false;
    }
}

/* Reads the header of a tunnel in an IP packet of that protocol, of UDP to that port; `r` is then at what it
 * carries, which had `lack` bytes more on the wire: of that the very beginning is enough. False: it is
 * none. */
bool inner_open(struct rd *r, size_t lack, uint8_t proto, uint16_t dport, struct inner *ret);
