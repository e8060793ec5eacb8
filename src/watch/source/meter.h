/* A log that is itself limited ("limit: avg 3/min burst 10" of UFW): recognised by what the limit does to the
 * counts. However many packets there are, ten minutes have the very same number of lines, give or take one;
 * nature's numbers differ by their square root. Pure. */
#pragma once

#include "watch/sight.h"
#include "watch/source/words.h"

#define METERS        16 /* rules told apart; more are not looked at */
#define METER_WINDOW  (600 * NSEC_SEC)
#define METER_WINDOWS 144 /* that are looked back at: a day where all have lines */
#define METER_LEAST   18  /* windows that must have been seen */

struct meters {
    struct meter {
        uint64_t key;
        int64_t window;
        uint32_t now;                   /* lines of this window */
        uint32_t counts[METER_WINDOWS]; /* a ring: the windows before */
        uint64_t windows, judged;       /* judged: the windows before it need no other look */
        uint64_t lines, repeated;       /* repeated: from the same source as the line before */
        struct addr last;
        uint32_t ceiling; /* lines a window that show; 0 = none */
    } at[METERS];
    unsigned n;
    uint64_t limited; /* lines of windows at a ceiling */
};

/* A line of the rule that says `prefix`; where it comes from and goes to (in, out, through) is a chain of its
 * own. */
void meters_note(struct meters *m, struct word prefix, const struct sight *s);
/* No line comes any more: the windows that are open count, too. */
void meters_end(struct meters *m);
