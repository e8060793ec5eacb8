/* What somebody has looked at and accepted, so that an audit tells what is new. A text file, a line an acceptance:
 *
 *     telnet  192.0.2.7      23/tcp  2027-03-31  Hanako Yamada: replaced in spring
 *     *       192.0.2.0/24   *       2027-01-01  the printers' network
 *
 * id, address or prefix, port, last day (UTC), and by whom and why; * = any. Empty lines and those that begin with # are comments. */
#pragma once

#include "base/diag.h"
#include "model/record.h"

struct baseline;

enum baseline_verdict { BASELINE_NEW, BASELINE_ACCEPTED, BASELINE_RUN_OUT };

/* NULL when memory is out. At most `max` lines are taken. */
struct baseline *baseline_new(unsigned max);
void baseline_free(struct baseline *b);

/* Takes a line of n bytes. 0; -EINVAL and *d (message only): not of this form; -E2BIG more than `max`;
 * -ENOMEM. */
int baseline_line(struct baseline *b, const char *text, size_t n, struct diag *d);

/* Is this finding accepted on the day of `now`? One that was, until an earlier day, has run out. */
enum baseline_verdict baseline_asks(const struct baseline *b, const struct record_finding *f, nsec_wall now);
