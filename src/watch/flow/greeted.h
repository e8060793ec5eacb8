/* Who asks by ARP or neighbour discovery who is there, is answered, and wants nothing of them. A system asks for a
 * neighbour when it has a packet for it, and sends that at once when it knows where to (RFC 1122 2.3.2.2, RFC 4861 7.2.2);
 * who only wants to know who is there sends none. Questions to one that are known to be there already say nothing, nor
 * does silence where what they say to each other otherwise is not heard either. Fed with sights of Ethernet and contacts;
 * of fixed size; the thread of the watch. */
#pragma once

#include "watch/contact.h"

enum { GREETED_QUESTIONS = 64, GREETED_SETS = 128, GREETED_WAYS = 4, GREETED_SPEAK = 4096 };

struct greeted {
    struct greeted_question {
        struct addr by, whom;
        uint64_t mac;
    } question[GREETED_QUESTIONS]; /* the last ones, to all */
    unsigned next;
    struct greeted_pair {
        struct addr by;     /* who asked, */
        uint64_t mac, whom; /* its hardware address, and whose answered; 0: unused */
        nsec_wall at;       /* last */
        uint32_t n;         /* so many addresses */
        bool used;          /* and it sent them something */
    } pair[GREETED_SETS][GREETED_WAYS];
    uint64_t speak[GREETED_SPEAK /
                   64]; /* a bit for each hardware address that sends others more than that, by its hash */
    bool any;           /* a pair is known */
};

/* Each sight but ARP, once there is `any` pair. */
void greeted_hear(struct greeted *v, const struct sight *s);
/* c: asked by ARP or neighbour discovery, or answered: s shows that. */
void greeted_note(struct greeted *v, const struct contact *c, const struct sight *s);
/* How many answered that asker, a moment ago or longer, of whom it wants nothing; 0 where it wants something of more than
 * a few, or what it wants would not be heard. `hasty`: it asks too fast, and too much in order, to want anything; both
 * then need not be shown. */
uint32_t greeted_idly(const struct greeted *v, const struct addr *asker, nsec_wall now, bool hasty);
