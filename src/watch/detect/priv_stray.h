/* What stray.c knows of a source, for pretext.c. */
#pragma once

#include "watch/detect/stray.h"

/* A source and the way in which it asks. */
struct stray {
    struct addr src;
    uint8_t technique, pretext; /* enum question_pretext */
    bool asks;                  /* it was found out */
    nsec_wall last;
    uint32_t tries, doors;
    /* Of the doors, how many: */
    uint32_t same_sport, next_sport, high_sport, system_sport; /* high: above 1023; system: above 32767 */
    uint32_t same_win;
    uint32_t alike;        /* halves of the number in which it recognises answers differ alike: nmap */
    uint32_t steps;        /* the very next port or address */
    uint32_t service, low; /* ports below SERVICE, below PORTS_LINUX */
    uint32_t same_host, same_port, to_asker;
    uint16_t lowest, highest;      /* ports */
    uint64_t hosts, ports, sports; /* a bit for each, by its hash */
    uint32_t bare;                 /* headers without any option */
    uint32_t said, denied, uninvited, invited, acquainted, once, insists, same_ttl; /* contact.h */
    uint32_t ordinary, near; /* near: next to the first, in its /24 or /64 */
    uint32_t again;          /* at a port of one of the last ones, elsewhere */
    uint32_t zero;           /* sequence number */
    uint32_t ends; /* resets with ACK: systems end what is theirs in this way, whose numbers count up too */
    struct contact first, door[STRAY_DOORS]; /* the last ones, in turn, until it is found out */
};

/* Nine of ten. */
static inline bool stray_most(uint32_t n, uint32_t of)
{
    return n * 10 >= of * 9;
}

/* By UDP, what shows to be answers. */
static inline bool stray_says(const struct stray *x)
{
    return x->said * 4 > x->doors;
}

/* To ports such as askers have, taken at random, of one host or of any: whatever it says, answers go so. Who wants services
 * asks at their ports, in order, or at the same ones elsewhere. */
bool stray_goes_as_answers(const struct stray *x);

enum { STRAY_LOW = 16 /* as many below those of systems in a row are no chance, of ports taken at random */ };

/* Ports that are known, and none of those that askers take; a flood's forged askers have the next one, or
 * any. */
static inline bool stray_seeks_low(const struct stray *x)
{
    return x->low == x->doors && x->steps * 4 < x->doors;
}
