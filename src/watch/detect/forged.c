#include "watch/detect/forged.h"

#include <math.h>

enum {
    BUSY = 600, /* doors a minute: slower is nobody's flood */
    SOURCES_LEAST = 1024,
    NETS_LEAST = 128, /* a plan of so many nets would have a /17 */
};

#define ERROR    1.15 /* of the ratio of two tallies, mostly */
#define HARDLY   0.05 /* nets, that chance would have */
#define NEW_ONES 0.7 /* of the sources that chance would have, at the least: who follows a plan comes again */

static void begin(struct forged *f, nsec_wall at, struct budget *b)
{
    tally_fini(&f->sources, b);
    tally_fini(&f->nets, b);
    f->tries = 0;
    f->since = f->until = at;
}

void forged_fini(struct forged *f, struct budget *b)
{
    begin(f, 0, b);
}

/* Of addresses drawn from those nets, few come again before most of them did. */
static bool is_drawn(const struct drawing *d, uint32_t in_net)
{
    double all = (double)d->nets * in_net, chance = all * -expm1(-(double)d->tries / all);
    return d->sources >= SOURCES_LEAST && d->nets >= NETS_LEAST && d->sources >= chance * NEW_ONES;
}

void forged_settle(struct forged *f)
{
    struct drawing d = {f->tries, tally_count(&f->sources), tally_count(&f->nets), f->since, f->until};
    f->now = is_drawn(&d, f->in_net) ? d : (struct drawing){0};
}

/* The run is over, and what it was is known. */
static void keep(struct forged *f)
{
    struct drawing *most = &f->most, was = *most;
    forged_settle(f);
    if (!f->now.sources)
        return;
    if (f->now.sources > was.sources)
        *most = f->now;
    most->first = was.sources && was.first < f->now.first ? was.first : f->now.first;
    most->last = was.last > f->now.last ? was.last : f->now.last;
    f->now.sources = 0;
}

void forged_note(struct forged *f, const struct contact *c, uint64_t source, uint64_t net, struct budget *b)
{
    int64_t minute = c->at / NSEC_MINUTE;
    if (minute > f->minute) { /* what was waited for comes late, and counts with what is now */
        if (minute > f->minute + 1 || f->in_minute < BUSY) {
            keep(f);
            begin(f, c->at, b);
        }
        f->minute = minute;
        f->in_minute = 0;
        f->in_net = c->src.len == 4 ? 256 : 65536; /* of IPv6, who has one address has its /64 */
    }
    f->in_minute++;
    f->tries++;
    f->since = c->at < f->since ? c->at : f->since;
    f->until = c->at > f->until ? c->at : f->until;
    tally_add(&f->sources, source, b);
    tally_add(&f->nets, net, b);
}

/* Nets that have so many `of` all by chance, at the most (Chernoff's bound for Poisson's distribution). How many a net
 * has on average is known of those that have any: that is more than of all nets there are. */
static double nets_of(uint32_t so_many, uint32_t of, uint32_t nets)
{
    double any = ERROR * (of > nets ? of : nets) / nets, mean = any < 2 ? 2 * (any - 1) : any, k = so_many;
    return k <= mean ? nets : nets * exp(k - mean + k * log(mean / k));
}

static bool explains(const struct drawing *d, uint32_t sources, uint32_t doors, nsec_wall first,
                     nsec_wall last)
{
    return d->sources && first + NSEC_MINUTE >= d->first && last <= d->last + NSEC_MINUTE &&
           nets_of(sources, d->sources, d->nets) >= HARDLY && nets_of(doors, d->tries, d->nets) >= HARDLY;
}

bool forged_explains(const struct forged *f, uint32_t sources, uint32_t doors, nsec_wall first,
                     nsec_wall last)
{
    return explains(&f->now, sources, doors, first, last) || explains(&f->most, sources, doors, first, last);
}
