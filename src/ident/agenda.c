#include "ident/agenda.h"

#include "ident/frame.h"

#include <string.h>

#define GREETED_MAX 4   /* rarity of questions to a server that spoke first and was not understood */
#define SURE        0.9 /* confidence of a signature */

const struct probe_row *agenda_now(const struct door *d)
{
    return &probe_table[d->now];
}

bool agenda_was_asked(const struct door *d, unsigned i)
{
    return d->asked[i / 64] >> (i % 64) & 1;
}

void agenda_note(struct door *d, unsigned i)
{
    d->asked[i / 64] |= UINT64_C(1) << (i % 64);
}

void agenda_forget(struct door *d, unsigned i)
{
    d->asked[i / 64] &= ~(UINT64_C(1) << (i % 64));
}

static bool may_ask(const struct door *d, unsigned i)
{
    const struct probe_row *p = &probe_table[i];
    if (agenda_was_asked(d, i) || p->flags & PROBE_QUIET || (p->flags & PROBE_FOLLOW && !d->path[0]) ||
        (p->flags & PROBE_ALL && !d->all) || !strstr(d->best.info, p->info) ||
        d->udp != ((p->flags & PROBE_UDP) != 0))
        return false;
    return !(d->inside && p->flags & PROBE_TLS);
}

/* Its port hears nothing but what is meant for it, however much the user wants to be asked: printers print
 * the rest, other daemons end. */
static bool guarded(const struct door *d)
{
    const unsigned wanted = PROBE_GUARD | (d->udp ? PROBE_UDP : 0);
    for (unsigned i = 0; i < probe_count; i++)
        if ((probe_table[i].flags & (PROBE_GUARD | PROBE_UDP)) == wanted &&
            probe_for_port(&probe_table[i], d->port))
            return true;
    return false;
}

static unsigned likely_next(const struct door *d)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (may_ask(d, i) && probe_for_port(&probe_table[i], d->port) &&
            (!d->heard_bytes || d->udp || !guarded(d))) /* a printer that spoke hears no more */
            return i;
    return PROBE_NONE;
}

/* Nothing is known of the door: by rarity, as far as the user's intensity goes. */
static unsigned any_next(const struct door *d, unsigned intensity)
{
    unsigned best = PROBE_NONE;
    if (d->greeted && intensity < 9) /* who speaks first speaks lines, or will say no more */
        intensity = intensity < GREETED_MAX ? intensity : GREETED_MAX;
    intensity = d->inside && intensity < 9 ? (intensity < 5 ? intensity : 5) : intensity;
    for (unsigned i = 0; i < probe_count; i++) {
        const struct probe_row *p = &probe_table[i];
        if (!p->rarity || p->rarity > intensity || !may_ask(d, i))
            continue;
        if (best == PROBE_NONE || p->rarity < probe_table[best].rarity)
            best = i;
    }
    return best;
}

static unsigned more_next(const struct door *d)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (may_ask(d, i) && probe_for_service(&probe_table[i], d->best.name, d->best.product))
            return i;
    return PROBE_NONE;
}

/* Is there a question that is asked of this service even if its version is known? */
static bool asks_on(const struct door *d)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (probe_table[i].flags & PROBE_ALWAYS && may_ask(d, i) &&
            probe_for_service(&probe_table[i], d->best.name, d->best.product))
            return true;
    return false;
}

bool agenda_is_enough(const struct door *d)
{
    const struct found *f = &d->best;
    if (!f->name[0] || f->soft || f->confidence < SURE)
        return false;
    return (f->version[0] && !frame_of(f->product) && !asks_on(d)) || more_next(d) == PROBE_NONE;
}

unsigned agenda_listen(void)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (probe_table[i].flags & PROBE_LISTEN)
            return i;
    return PROBE_NONE;
}

unsigned agenda_tls(void)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (probe_table[i].flags & PROBE_TLS)
            return i;
    return PROBE_NONE;
}

unsigned agenda_udp(uint16_t port)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (probe_table[i].flags & PROBE_UDP && !(probe_table[i].flags & PROBE_QUIET) &&
            probe_for_port(&probe_table[i], port))
            return i;
    return PROBE_NONE;
}

/* All were met by silence: perhaps the server was busy when the likeliest was asked. */
static unsigned once_more(struct door *d)
{
    bool likely =
        d->n_tried && probe_table[d->tried[0]].len && probe_for_port(&probe_table[d->tried[0]], d->port);
    if (d->udp || d->repeated || d->heard_bytes || !likely)
        return PROBE_NONE;
    d->repeated = true;
    return d->tried[0];
}

unsigned agenda_next(struct door *d, const struct door_conf *c)
{
    if (d->best.name[0]) {
        if (agenda_is_enough(d))
            return PROBE_NONE;
        unsigned i = more_next(d);
        if (i == PROBE_NONE && d->best.confidence < SURE)
            i = likely_next(d);
        if (i != PROBE_NONE || d->best.confidence >= SURE)
            return i;
        return d->wants_tls && may_ask(d, agenda_tls()) ? agenda_tls() : (unsigned)PROBE_NONE;
    }
    if (d->wants_tls && !d->inside && may_ask(d, agenda_tls()))
        return agenda_tls();
    unsigned i = likely_next(d);
    if (i != PROBE_NONE || (d->udp && d->unsure && c->intensity < 9) || guarded(d))
        return i;
    if (!d->udp && may_ask(d, agenda_listen()) && c->intensity)
        return agenda_listen();
    i = any_next(d, c->intensity);
    return i == PROBE_NONE ? once_more(d) : i;
}
