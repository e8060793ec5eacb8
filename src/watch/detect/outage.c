#include "watch/detect/outage.h"

#include <stdlib.h>

enum {
    PARTS = 1 << 14, /* of time, */
    LEAST = 4,       /* without an answer, besides those in which it began and ended */
    AFTER = 8,       /* who asked for something else first asks for the web within as many */
};

#define PART (8 * NSEC_SEC)

struct outages {
    int64_t newest; /* part of which anything is known */
    struct part {
        uint16_t again; /* everyday doors outside that were asked again in vain, */
        bool answered;  /* and whether any door outside was not */
    } part[PARTS];      /* a ring */
};

struct outages *outages_new(void)
{
    return calloc(1, sizeof(struct outages));
}

void outages_free(struct outages *o)
{
    free(o);
}

size_t outages_memory(const struct outages *o)
{
    return sizeof *o;
}

static struct part *part_of(struct outages *o, int64_t n)
{
    return &o->part[n % PARTS];
}

static struct part part_at(const struct outages *o, int64_t n)
{
    bool known = n >= 0 && n <= o->newest && n > o->newest - PARTS;
    return known ? o->part[n % PARTS] : (struct part){0};
}

/* Parts of which nothing was heard are empty. */
static void go_on(struct outages *o, int64_t to)
{
    int64_t from = o->newest + 1 > to - PARTS + 1 ? o->newest + 1 : to - PARTS + 1;
    for (int64_t n = from; n <= to; n++)
        *part_of(o, n) = (struct part){0};
    o->newest = to > o->newest ? to : o->newest;
}

void outages_note(struct outages *o, const struct contact *c, bool everyday, bool again)
{
    int64_t n = c->at / PART;
    if (n < 0 || n <= o->newest - PARTS || c->outcome == SIGHT_OUTCOME_UNKNOWN)
        return;
    go_on(o, n);
    struct part *x = part_of(o, n);
    x->answered |= c->outcome == SIGHT_SUCCESS || c->outcome == SIGHT_REFUSED;
    if (c->outcome == SIGHT_SILENT && everyday && again && x->again < UINT16_MAX)
        x->again++;
}

bool outages_cover(const struct outages *o, nsec_wall first, nsec_wall last, uint32_t least)
{
    int64_t from = first / PART, to = last / PART, quiet = to > from + LEAST ? to - 1 : from + LEAST;
    uint32_t again = part_at(o, from).again;
    if (quiet > o->newest || from <= o->newest - PARTS)
        return false;
    for (int64_t n = from + 1; n <= to + AFTER && n <= o->newest; n++) {
        struct part x = part_at(o, n);
        if (x.answered && n <= quiet)
            return false;
        again += x.again;
        if (x.answered)
            break;
    }
    return again >= least;
}

bool outages_may_cover(const struct outages *o, nsec_wall first)
{
    for (int64_t n = first / PART + 1; n <= o->newest; n++)
        if (part_at(o, n).answered)
            return false;
    return true;
}
