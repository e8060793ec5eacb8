/* Everybody who asked, a line of 48 bytes each: what he did before he deserved a ledger. Who deserves least
 * attention gives way. */
#pragma once

#include "state/region.h"
#include "watch/contact.h"
#include "watch/mix.h"

enum { ASKER_EARLY = 2 };

struct asker {
    union {
        struct {
            uint32_t addr;
            struct {
                uint32_t dst, at_s; /* IPv4; seconds since 1970 */
                uint16_t port, sport;
                uint8_t technique, outcome;
                uint16_t at_ms;
            } early[ASKER_EARLY];
        } v4;
        struct { /* one of IPv6 gets its ledger at the second door */
            uint8_t addr[16], dst[16];
            uint16_t port;
            uint8_t technique, outcome;
        } v6;
    };
    uint32_t ledger; /* first of his list (ledger.h) */
    uint32_t last;   /* seconds since 1970 */
    uint8_t len, n, worth, flags;
};

/* A million of them in 72 MiB, with their tags and a third of the places free, so that hardly one finds no
 * place. */
_Static_assert(sizeof(struct asker) == 48, "watch.c shares out the memory by it");

/* He gave way once already; there was no ledger for him, and that is counted. */
enum asker_flag { ASKER_KNOWN_BEFORE = 1, ASKER_REFUSED = 2 };

struct askers;

/* Room for `max`. NULL when memory is out. */
struct askers *askers_new(unsigned max, struct mix_key key);
void askers_free(struct askers *t);
size_t askers_memory(const struct askers *t);

/* The hash that the functions below want. */
uint64_t askers_hash(const struct askers *t, const struct addr *a);
/* NULL: he is not there. */
struct asker *askers_find(const struct askers *t, const struct addr *a, uint64_t h);
/* Where he may stand: a free place (len 0), else that of whoever deserves least attention in his bucket: no
 * ledger, few doors, long ago. */
struct asker *askers_place(const struct askers *t, uint64_t h);
/* The place is his from now on; its ledgers are given up already. */
void askers_enter(struct askers *t, struct asker *place, const struct addr *a, uint64_t h);
/* Brings near what will be asked soon: where he is, then his line. */
void askers_prefetch(const struct askers *t, const struct addr *a);
/* False: he is not there. */
bool askers_prefetch_more(const struct askers *t, const struct addr *a);

/* For the file. */
struct region askers_region(struct askers *t);

/* Whose line it is. */
struct addr askers_addr(const struct asker *s);

/* His line: the i-th of s->n that stand in it, as a contact of `src`, */
struct contact askers_early(const struct asker *s, unsigned i, const struct addr *src);
bool askers_asked(const struct asker *s, const struct contact *c);
bool askers_is_full(const struct asker *s);
void askers_note(struct asker *s, const struct contact *c);
void askers_resolve(struct asker *s, const struct contact *c);
/* and how to take out what went elsewhere: the i-th stays, as the k-th. */
void askers_keep(struct asker *s, unsigned i, unsigned k);
