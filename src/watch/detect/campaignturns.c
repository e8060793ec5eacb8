/* Plans whose nets take turns: one goes on where another ended, at its pace, with packets as alike, and leaves out what
 * that one has asked at, so that both together leave out little: hosts by ports; or all of them draw out of the same ones. Each is told without the other as well,
 * so that nobody is told only for this; who reads of one plan is not to read of it three times. */
#include "watch/detect/priv_campaign.h"

/* Less than of those that are at it together: of doors drawn by chance out of so few, more would be the same. What is
 * counted is within 6.5 % (tally.h). */
#define OVERLAP_MOST 1.2

static nsec span_of(const struct group *g)
{
    return g->c.last - g->c.first;
}

/* Of numbers of the same kind: neither is twice the other. */
static bool is_like(double x, double y)
{
    return x < 2 * y && y < 2 * x;
}

/* One of them, or several by now, and the next. */
static bool goes_on(const struct group *g, const struct group *h)
{
    nsec shorter = span_of(g) < span_of(h) ? span_of(g) : span_of(h);
    return is_near(g->c.last, h->c.first, shorter) &&
           is_like((double)span_of(g) / g->c.sum, (double)span_of(h) / h->c.sum);
}

/* h began too long after g, whatever its own span is, and so did whoever is later still; or all that is like g is over. */
static bool is_beyond(const struct group *g, const struct group *h)
{
    return campaign_likeness(g, h) || (h->c.first > g->c.last && !is_near(g->c.last, h->c.first, span_of(g)));
}

static bool fits(struct campaigns *s, uint32_t g, uint32_t h)
{
    const uint32_t both[] = {g, h};
    struct whole x = whole_of(s, both, 2);
    bool yes = whole_covers(&x) && x.sum <= OVERLAP_MOST * tally_count(&x.doors);
    whole_fini(s, &x);
    return yes || campaign_is_drawn(s, both, 2);
}

void campaign_join_turns(struct campaigns *s, struct budget *b)
{
    unsigned left = 0;
    for (unsigned i = 0; i < s->n_found; i++) {
        struct group *g = &s->group[s->found[i]];
        for (unsigned k = i + 1; k < s->n_found && !g->joined; k++) {
            struct group *h = &s->group[s->found[k]];
            if (is_beyond(g, h))
                break;
            if (h->joined || !goes_on(g, h) || !fits(s, s->found[i], s->found[k]))
                continue;
            campaign_join(s, g, h, b);
            g->wide = true;
        }
        if (!g->joined)
            s->found[left++] = s->found[i]; /* left <= i */
    }
    s->n_found = left;
}
