/* Names of addresses, by reverse DNS (c-ares), while the scan goes on: a thread asks, so that nobody waits
 * who need not. Bounded in every way: so many questions at once, so long for each, and when no server answers
 * at all, no further questions. */
#pragma once

#include "base/addr.h"
#include "base/nsec.h"

#include <stdbool.h>
#include <stdint.h>

#define NAMES_PARALLEL 64               /* questions under way */
#define NAMES_TIMEOUT  (1000 * NSEC_MS) /* of the first try; the second has twice that */
#define NAMES_WAIT_MAX (10 * NSEC_SEC)  /* that callers wait, all in all */

struct names;

struct names_conf {
    uint32_t max;       /* addresses; 0 = 2^20 */
    const char *server; /* "198.18.0.53" or "198.18.0.53:5353"; NULL = those of resolv.conf */
};

/* Reads resolv.conf, so call it before files are closed to us. 0; -ENOMEM; -EINVAL for a wrong server; -EIO
 * when c-ares does not begin. */
int names_new(const struct names_conf *conf, struct names **ret);
/* Starts the thread: when privileges are gone, since it reads what strangers send. 0 or -errno. */
int names_start(struct names *n);
/* Ends the thread; all questions under way are given up. NULL is fine. */
void names_free(struct names *n);

/* Asks for the name, in its turn; a second time is nothing. */
void names_want(struct names *n, const struct addr *a);

/* Has it been found out, one way or the other? True also for what was never wanted, or refused. */
bool names_known(struct names *n, const struct addr *a);
/* Waits until it has, or until NAMES_WAIT_MAX is used up in the sum of all calls. */
void names_wait(struct names *n, const struct addr *a);
/* The name, borrowed until names_free(), or NULL: there is none, or it is not known yet. What a stranger
 * chose: escape it. */
const char *names_get(struct names *n, const struct addr *a);
