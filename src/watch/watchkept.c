/* What a watch keeps over its own end: the tables that state/ saves, in their order, and its clock. */
#include "watch/priv_watch.h"

#include <string.h>

/* Which day is still to be accounted for, also over a midnight at which nobody watched; and what this place
 * lets one hear. */
struct clock {
    int64_t day;
    uint8_t answered, heard, unheard;
};

static size_t get_clock(const void *of, uint32_t i, uint8_t *to)
{
    const struct watch *w = of;
    const struct clock c = {w->day, w->answered, w->heard > 0, w->unheard > 0};
    (void)i;
    memcpy(to, &c, sizeof c);
    return c.day ? sizeof c : 0;
}

static bool put_clock(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct clock c;
    struct watch *w = of;
    (void)i;
    if (n != sizeof c)
        return false;
    memcpy(&c, bytes, n);
    if (c.day < 0 || c.day > INT64_MAX / NSEC_DAY || c.answered > 1 || c.heard > 1 || c.unheard > 1)
        return false;
    w->day = c.day;
    w->answered = c.answered;
    w->heard = c.heard;
    w->unheard = c.unheard;
    w->taken_up = true;
    return true;
}

unsigned watch_regions(struct watch *w, struct region out[WATCH_REGIONS])
{
    unsigned n = 0;
    out[n++] = (struct region){.name = "clock",
                               .form = 2,
                               .pieces = 1,
                               .most = sizeof(struct clock),
                               .of = w,
                               .get = get_clock,
                               .put = put_clock};
    out[n++] = places_region(&w->places);
    ledgers_regions(w->ledgers, &out[n]);
    n += LEDGERS_REGIONS;
    out[n++] = doors_region(w->doors);
    out[n++] = campaigns_region(w->campaigns, &w->plans);
    surges_regions(w->surges, &out[n]);
    n += SURGES_REGIONS;
    out[n++] = guesses_region(w->guesses);
    out[n++] = gateways_region(w->gateways);
    out[n++] = fallbacks_region(w->fallbacks);
    out[n++] = sockets_region(w->sockets);
    out[n++] = eyeballs_region(w->eyeballs);
    ftpdata_regions(w->ftpdata, &out[n]);
    n += FTPDATA_REGIONS;
    return n;
}

enum { LEDGERS_AT = 3 }; /* behind the clock, the places and the suspects */

bool watch_telling(const struct watch *w, unsigned i, unsigned *ret_region, uint32_t *ret_piece)
{
    if (!w->telling || !w->telling->heard || i > w->rows || (w->rows && i == w->rows))
        return false;
    *ret_region = LEDGERS_AT;
    *ret_piece = ledgers_id(w->ledgers, w->rows ? w->row[i] : w->telling);
    return true;
}
