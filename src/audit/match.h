/* Which known vulnerabilities a target has. The order of authority: the distribution's own list where the
 * package's revision is known; else upstream's ranges, which are certain only for what no distribution
 * builds. KEV and EPSS sort, they never decide. */
#pragma once

#include "audit/target.h"
#include "audit/vulndb.h"

enum vuln_status {
    VULN_FIXED,    /* the distribution mended it in this package, or this version is past it */
    VULN_POSSIBLE, /* upstream's version is in the range; whether a fix was put in, or a condition holds, cannot be told from here */
    VULN_AFFECTED, /* said by who decides: the record says "vulnerable" */
};

#define VULN_RECORD_MAX 256

struct vuln_match {
    char id[24];
    enum vuln_status status;
    double cvss, epss; /* negative = unknown */
    bool kev, ransomware;
    char record[VULN_RECORD_MAX]; /* which record, which range: "nvd: openbsd:openssh >= 8.6, < 9.8" */
    char *title, *title_ja;       /* owned; NULL = unknown */
};

struct vuln_matches {
    struct vuln_match *item; /* owned; worst first: affected before possible, KEV, EPSS, CVSS */
    unsigned count;
    unsigned refused; /* that found no room */
    unsigned fixed;   /* known, and mended here; not in `item` */
};

#define VULN_MATCHES_MAX 2048

/* 0 or negative errno. *ret is to be given to vuln_matches_fini() after 0. */
int vuln_match(struct vulndb *db, const struct vuln_target *target, struct vuln_matches *ret);
void vuln_matches_fini(struct vuln_matches *m);

/* "vulnerable", "possible", "fixed"; static. */
const char *vuln_status_word(enum vuln_status status);
