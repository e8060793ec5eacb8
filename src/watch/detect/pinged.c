#include "watch/detect/pinged.h"

#include <stdio.h>

/* Programs go on at once, or after a few more whom they ask at the same time. */
#define SOON NSEC_MINUTE

static bool most(uint64_t part, uint64_t of, unsigned percent)
{
    return of && part * 100 >= of * percent;
}

/* It began with the first whom it pinged, and the last ones come close one upon the other; what it did before, elsewhere, says nothing of these. */
static bool goes_along(const struct ledger *pinged, const struct ledger *talked)
{
    nsec span = pinged->fresh - pinged->first, slack = SOON + span / 4;
    nsec begun = talked->first - pinged->first, apart = talked->fresh - pinged->fresh;
    return begun >= 0 && begun <= span / 4 && apart >= -slack && apart <= slack;
}

/* Let in by nearly all, with something to say to each, by its own system. */
static bool works(const struct ledger *talked)
{
    uint32_t in = talked->outcome[SIGHT_SUCCESS], told = talked->completed - talked->wordless;
    return most(in, talked->targets, 85) && !talked->raw && talked->wordless <= talked->completed &&
           most(told, in, 80);
}

struct role pinged_role(const struct ledger *pinged, const struct ledger *talked)
{
    struct role r = {0};
    uint32_t answered = pinged->outcome[SIGHT_SUCCESS];
    if (pinged->technique != TECHNIQUE_PING || pinged->zone != ZONE_INSIDE || !talked ||
        !most(answered, pinged->targets, 70) || !most(detect_hosts(talked), answered, 80) || !works(talked) ||
        !goes_along(pinged, talked))
        return r;
    char n[24], of[24];
    snprintf(n, sizeof n, "%u", answered);
    snprintf(of, sizeof of, "%u", pinged->targets);
    r.name = "management";
    diag_set(&r.why,
             N_("%s of %s that it pinged were there, and it went on to work with them, one after the other"),
             n, of, NULL);
    return r;
}
