/* What is known against a product of which only the name is known, as of what stands behind a port that many
 * ask for: its worst vulnerabilities, whatever the version. A hint of what somebody may be after, never a
 * finding. */
#pragma once

#include "audit/vulndb.h"

enum { KNOWN_MAX = 3 };

struct vuln_known {
    const char *product;    /* its name in data/vuln/products.tsv; static */
    char id[KNOWN_MAX][24]; /* exploited ones first, then by EPSS, then by CVSS */
    unsigned count;
};

/* `service`: a word that the name of a product begins with ("dameware"). 1 and *ret; 0: no such product, or
 * nothing is known against it; negative errno. */
int vuln_known(struct vulndb *db, const char *service, struct vuln_known *ret);
