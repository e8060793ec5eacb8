/* The networks that somebody is allowed to scan: a file that their owners' permissions are written down in. In: its text, what is to be
 * asked, today's date; out: yes, or who and why not. Pure: reads no file and no clock.
 *
 *   # network         last day     owner, and who gave the permission
 *   198.18.0.0/16     2027-03-31   Example Corp., Ms Sato
 *   2001:db8::/32     2026-12-31   lab
 *
 * A line is a network (any word of targets.h but a name), the last day of its permission (UTC, that day included) and its owner. Everything
 * that is asked must be inside lines that have not ended; where several lines hold an address, one that has not ended is enough. */
#pragma once

#include "scan/targets.h"

#define SCOPE_ENTRIES_MAX 10000
#define SCOPE_TEXT_MAX    (1u << 20)

struct scope;

/* Reads a scope; `text` is borrowed until scope_free(). 0; -EINVAL with *d: a line that is no such line
 * (line, column); -ENOMEM. */
int scope_new(const char *text, size_t len, struct scope **ret, struct diag *d);
void scope_free(struct scope *s);

struct scope_conf {
    const char *today; /* "2026-11-22" */
    bool (*needless)(const void *ctx,
                     const struct addr *a); /* NULL, or: this address may be asked without permission */
    const void *ctx;
};

/* May all of this be asked? 0; -EINVAL with *d: an address outside, or a permission that has ended (line). */
int scope_check(const struct scope *s, const struct targets *asked, const struct scope_conf *conf,
                struct diag *d);
/* The last day from `conf->today` on at which all of this may be asked, in *ret, which points into the scope;
 * NULL when that will not end. After scope_check() said yes. 0 or -ENOMEM. */
int scope_last_day(const struct scope *s, const struct targets *asked, const struct scope_conf *conf,
                   const char **ret);
/* May this one? */
bool scope_allows(const struct scope *s, const struct addr *a, const char *today);
