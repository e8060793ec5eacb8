/* Who asks for neighbours from no address. A host that is about to take an address asks first whether somebody has it,
 * from the unspecified one (RFC 5227 2.1.1, RFC 4862 5.4.2), and speaks from it a few seconds later; so does each of
 * many behind a repeater that lends them its hardware address, and who is handed one out tries it himself. Who asks so
 * for dozens that nobody takes looks for those that are there. Fed with ARP and neighbour discovery; of fixed size;
 * one thread. */
#pragma once

#include "watch/sight.h"

enum { PROBERS = 32, PROBES = 64 };

struct probers {
    struct prober {
        uint64_t mac;
        nsec_wall last;  /* when it asked last */
        uint8_t len;     /* of its addresses, bytes; 0: unused */
        bool looks;      /* it does look for hosts */
        uint8_t n, next; /* in use; where the next one goes */
        struct probe {
            uint32_t addr, second; /* a hash; when it was asked for first */
        } probe[PROBES];           /* that nobody took so far */
    } prober[PROBERS];
};

/* Notes what a neighbour says or asks. True: it is a question from no address, by one who looks for hosts. */
bool probers_note(struct probers *p, const struct sight *s);
/* The hardware address of the last one that looks for hosts by addresses of so many bytes; 0: none. */
uint64_t probers_mac(const struct probers *p, uint8_t len);
