#include "cmd/timing.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* nmap's manual, "Timing and Performance": what each word means there, as far as it is a limit. T0 to T2 ask
 * one door at a time, so long after each other; the upper ones give up earlier. */
static const struct timing {
    const char *number, *word;
    nsec delay;
    uint64_t retries; /* SCANOPTS_UNSET: as always */
    nsec wait;
} timings[] = {
    {"0", "paranoid", 300 * NSEC_SEC, SCANOPTS_UNSET, 0},
    {"1", "sneaky", 15 * NSEC_SEC, SCANOPTS_UNSET, 0},
    {"2", "polite", 400 * NSEC_MS, SCANOPTS_UNSET, 0},
    {"3", "normal", 0, SCANOPTS_UNSET, 0},
    {"4", "aggressive", 0, 6, 0},
    {"5", "insane", 0, 2, 300 * NSEC_MS},
};

static const struct timing *find(const char *text)
{
    for (size_t i = 0; i < sizeof timings / sizeof *timings; i++)
        if (strcmp(text, timings[i].number) == 0 || strcasecmp(text, timings[i].word) == 0)
            return &timings[i];
    return NULL;
}

int timing_apply(struct scanopts *o, struct diag *d)
{
    const struct timing *t = o->timing ? find(o->timing) : NULL;
    if (o->timing && !t)
        return diag_set(
            d, N_("-T expects 0 to 5, or paranoid, sneaky, polite, normal, aggressive, insane, not '%s'"),
            o->timing, NULL, NULL);
    if (t && !o->scan_delay)
        o->scan_delay = t->delay;
    if (t && o->max_retries == SCANOPTS_UNSET)
        o->max_retries = t->retries;
    if (t && !o->wait)
        o->wait = t->wait;
    if (!o->scan_delay)
        return 0;
    double rate = 1e9 / (double)o->scan_delay;
    if (o->min_rate > rate)
        return diag_set(d, N_("--min-rate asks faster than --scan-delay or -T allow"), NULL, NULL, NULL);
    o->max_rate = o->max_rate > 0 ? fmin(o->max_rate, rate) : rate;
    return 0;
}
