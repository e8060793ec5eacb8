/* Which addresses to scan. In: words, lists and exclude lists as people write them; out: a sorted array of disjoint ranges
 * in which every address has a number 0 … n-1, both ways in O(log ranges). Memory is O(words), never O(addresses).
 * Pure: names are resolved by a function that the caller brings.
 *
 *   198.18.0.1  2001:db8::1  fe80::1%eth0      an address       198.18.7.9/24  2001:db8::/120   a prefix, host bits ignored
 *   198.18.0.1-198.18.0.9  198.18.0.1-9        a range          10.0-3.1,7.*                   octets: lists, ranges, *
 *   printer.example                            a name: all its addresses
 *
 * Several words may be joined by commas. An exclude always wins, whatever the order, and after names are resolved. An
 * exclude without a zone holds on every link; one with a zone also holds for the same address written without.
 *
 * Use: targets_new, targets_add / targets_add_list as often as needed, targets_compile once; then the set never
 * changes and any thread may read it. */
#pragma once

#include "base/addr.h"
#include "base/diag.h"
#include "base/hash.h"

#include <stddef.h>
#include <stdint.h>

#define TARGETS_NONE       UINT64_MAX
#define TARGETS_WORD_MAX   1024                 /* bytes of one word */
#define TARGETS_LIST_MAX   (UINT64_C(64) << 20) /* bytes of one list */
#define TARGETS_RANGES_MAX (UINT32_C(1) << 20)  /* default of conf.max_ranges (56 bytes each) */
#define TARGETS_NAMES_MAX  (UINT32_C(1) << 16)  /* default of conf.max_names */
#define TARGETS_ZONES_MAX  64                   /* different IPv6 zones in one set */
#define TARGETS_PROBES_MAX                                                                                   \
    (UINT64_C(1) << 48) /* addresses x ports of one run: the whole of IPv4, all ports */

/* Fills up to `cap` addresses of `name`, family 4, 6 or 0 for both. How many there are (0 = the name has
 * none), or negative errno when it could not be found out. */
typedef int targets_resolve(void *ctx, const char *name, int family, struct addr *out, uint32_t cap);

struct targets_conf {
    targets_resolve *resolve; /* NULL: a name is an error */
    void *ctx;                /* borrowed until targets_compile() */
    int family;               /* addresses taken from names: 4, 6, 0 = both */
    /* disjoint ranges, of includes and excludes each; 0 = TARGETS_RANGES_MAX, most 2^30 */
    uint32_t max_ranges;
    uint32_t max_names; /* address-name pairs that are remembered; 0 = TARGETS_NAMES_MAX */
    struct hash_key key;
};

enum targets_kind { TARGETS_INCLUDE, TARGETS_EXCLUDE };

struct targets_range {
    struct addr first, last; /* both included; same family and zone */
    uint64_t base;           /* number of `first` */
};

struct targets_stats {
    /* addresses left out because nobody can be there: multicast, 0.0.0.0/8, 255.255.255.255, ::, IPv4-mapped.
     * Saturates */
    uint64_t skipped;
    uint64_t excluded;            /* addresses that excludes took out. Saturates */
    uint64_t unresolved;          /* included names without an address: not fatal, the caller says so */
    struct diag first_unresolved; /* meaningful when unresolved > 0 */
    uint64_t names_refused; /* names not remembered because of max_names (their addresses are scanned) */
};

struct targets;

/* 0 or -ENOMEM. */
int targets_new(const struct targets_conf *conf, struct targets **ret);
void targets_free(struct targets *t);

/* Takes one word of the command line. 0; -ENOMEM; -EINVAL with *d (column in the word). An excluded name that
 * cannot be resolved is an error: what it protects would be scanned otherwise. */
int targets_add(struct targets *t, enum targets_kind kind, const char *word, struct diag *d);

/* Takes the text of a list (-iL, --excludefile): words between blanks and newlines, # to the end of the line
 * is a comment. Same errors, with line and column; d->file is the caller's. */
int targets_add_list(struct targets *t, enum targets_kind kind, const char *text, size_t len, struct diag *d);

/* Takes excludes and unusable addresses out, sorts, numbers: IPv4 first. 0; -ENOMEM; -EINVAL with *d when
 * more than 2^64 - 1 addresses are left. An empty result is fine here. */
int targets_compile(struct targets *t, struct diag *d);

/* What follows is for a compiled set. */

/* How many addresses there are. */
uint64_t targets_count(const struct targets *t);
/* Address number i; i < targets_count(). */
struct addr targets_addr(const struct targets *t, uint64_t i);
/* Number of the address (its zone counts), or TARGETS_NONE. */
uint64_t targets_index(const struct targets *t, const struct addr *a);

/* Range number i < *_range_count(), ascending; borrowed. */
uint32_t targets_range_count(const struct targets *t);
const struct targets_range *targets_range(const struct targets *t, uint32_t i);

/* The name by which the user gave this address (the first one), or NULL. Borrowed. */
const char *targets_name(const struct targets *t, const struct addr *a);

/* Names by place: the address at place i and its name, or NULL (an empty place, *ret untouched); places are 0
 * … targets_names() - 1. */
uint32_t targets_names(const struct targets *t);
const char *targets_named(const struct targets *t, uint32_t i, struct addr *ret);
/* Gives an address a name, as if the user had written it; the first one stays. At any time. */
void targets_remember(struct targets *t, const struct addr *a, const char *name);

/* What was left out; borrowed, and up to date until the set is freed. */
const struct targets_stats *targets_stats(const struct targets *t);

/* 0 when targets_count() x ports fits one run (TARGETS_PROBES_MAX), else -EINVAL with *d. */
int targets_fits(const struct targets *t, uint64_t ports, struct diag *d);
