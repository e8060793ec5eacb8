/* What was seen of a service, made ready to be looked up: which product under which names, which version, and
 * whether a distribution built it, since distributions mend faults without changing the version that upstream
 * gave. Pure. */
#pragma once

#include "audit/cpe.h"

#include <stdbool.h>

struct product;

struct vuln_seen {
    const char *product, *version, *info, *os; /* NULL = unknown */
    const char *const *cpe;                    /* names of either form */
    unsigned cpes;
};

#define TARGET_NAMES_MAX 8

struct vuln_target {
    const struct product *product; /* from data/vuln/products.tsv, NULL = not in it */
    char source[CPE_PART_MAX + 1]; /* Debian's, as it was named, two NULs; "" = those of the product */
    char name[TARGET_NAMES_MAX][2 * CPE_PART_MAX]; /* "vendor:product" */
    unsigned names;
    char version[CPE_PART_MAX]; /* upstream's, whole: "9.2p1" */
    char plain[CPE_PART_MAX];   /* without update: "9.2" */
    char update[CPE_PART_MAX];  /* "p1" */
    /* a distribution built it, or may have: a match by upstream's version is not certain */
    bool distribution;
    bool debian;                    /* Debian itself */
    char package[2 * CPE_PART_MAX]; /* its version there, without epoch: "9.2p1-2+deb12u10"; "" = unknown */
    char release[CPE_PART_MAX];     /* "bookworm"; "" = unknown */
};

/* False when it names no product with a version: nothing can be looked up. */
bool vuln_target_of(const struct vuln_seen *seen, struct vuln_target *ret);

/* A Debian package that is known by itself (dpkg's list): any source package and its version, epoch allowed;
 * one that is no product of ours is known to Debian's tracker alone. False when a text is too long. */
bool vuln_target_package(const char *source, const char *version, const char *release,
                         struct vuln_target *ret);
