/* Doors (dst, port): how many sources came here, whether it opens, who found that out. Bounded;
 * the doors that fewest came to give way. */
#pragma once

#include "base/hash.h"
#include "state/region.h"
#include "watch/contact.h"

#define DOOR_FLOOD 2000 /* new sources at one door within a minute: no crowd grows so fast, forged ones do */

struct door {
    uint64_t key;
    /* who found it open: a scanner, by how he broke the handshake off, else the first of all; len 0 = nobody */
    struct addr finder;
    uint32_t found;   /* when, seconds since 1970 */
    uint32_t sources; /* that ever asked, each once */
    uint32_t opened;  /* to how many */
    uint32_t minute, in_minute;
    uint8_t
        finished; /* the finder did not break it off so: what else he does tells whether he is a scanner; */
    uint8_t counted; /* and he is one of `opened` */
};

struct doors;

/* Room for at most `max` doors (256 buckets at least), of a fixed size. NULL when memory is out. */
struct doors *doors_new(unsigned max, struct hash_key key);
void doors_free(struct doors *d);
/* The door that `c` is about. Never NULL. */
struct door *doors_of(struct doors *d, const struct contact *c);
/* The same, without making room for it: NULL, it is not known. */
const struct door *doors_find(const struct doors *d, const struct contact *c);
/* How many there ever were, those forgotten counted again. */
uint64_t doors_count(const struct doors *d);
/* Brings its memory near, for a question that is about to be asked. */
void doors_prefetch(const struct doors *d, const struct addr *dst, uint8_t technique, uint16_t port);
/* Notes a question. True: so many sources come here just now that they are a flood. */
bool door_flooded(struct door *d, nsec_wall at);
/* Bytes that it takes; for the file. */
size_t doors_memory(const struct doors *d);
struct region doors_region(struct doors *d);
