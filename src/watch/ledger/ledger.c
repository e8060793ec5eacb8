#include "watch/ledger/entry.h"
#include "watch/ledger/priv_ledger.h"
#include "watch/ledger/weigh.h"
#include "watch/mix.h"
#include "watch/pages.h"

#include <stddef.h>
#include <stdlib.h>

/* What else is remembered in the place of a technique: that a door let somebody in, that a host was sent what
 * is too long for a question; and beside one, that answers alone, or strangers' tunnels, say so, which takes
 * nothing from what is seen. */
enum { LET_IN = TECHNIQUES, DELIVERED, EXPLAINED, HEARSAY = 0x40, STRANGER = 0x80 };

/* Bits an entry: one in a hundred is found there by mistake; of those who gave way, one in ten. */
enum { SEEN_BITS = 20, GONE_BITS = 7 };

struct ledgers *ledgers_new(const struct ledgers_conf *conf)
{
    struct ledgers *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->key = mix_key_of(conf->key, MIX_LEDGERS);
    l->max = conf->ledgers;
    l->free = LEDGER_NONE;
    l->budget.max = conf->heap;
    l->askers = askers_new(conf->suspects, l->key);
    l->ledger = pages_new(l->max * sizeof *l->ledger);
    bool fine = filter_init(&l->seen, conf->seen / 2, SEEN_BITS);
    fine &= filter_init(&l->gone, conf->suspects, GONE_BITS);
    if (!l->askers || !l->ledger || !fine) {
        ledgers_free(l);
        return NULL;
    }
    return l;
}

void ledgers_free(struct ledgers *l)
{
    if (!l)
        return;
    for (uint32_t i = 0; l->ledger && i < l->fresh; i++) {
        tally_fini(&l->ledger[i].hosts, &l->budget);
        portset_fini(&l->ledger[i].ports, &l->budget);
    }
    askers_free(l->askers);
    pages_free(l->ledger, l->max * sizeof *l->ledger);
    filter_fini(&l->seen);
    filter_fini(&l->gone);
    free(l);
}

void ledgers_stats(const struct ledgers *l, struct ledgers_stats *ret)
{
    *ret = l->stats;
}

size_t ledgers_memory(const struct ledgers *l)
{
    return sizeof *l + askers_memory(l->askers) + (size_t)l->fresh * sizeof *l->ledger +
           filter_memory(&l->seen) + filter_memory(&l->gone) + l->budget.used;
}

bool ledgers_refused(struct ledgers *l)
{
    bool refused = l->refused;
    l->refused = false;
    return refused;
}

/* Outside, an IPv6 source is its /64: its host bits cost it nothing (Richter, Gasser, Berger, IMC 2022). The
 * /64 of a site (RFC 4193) is a whole office, also where nobody said that it is at home. */
struct addr ledgers_suspect(const struct addr *a, const struct places *p)
{
    struct addr r = *a;
    r.zone = 0;
    if (a->len == 16 && places_of(p, a) == ZONE_OUTSIDE && !addr_is_private(a))
        memset(r.b + 8, 0, 8);
    return r;
}

void ledgers_prefetch(const struct ledgers *l, const struct addr *src)
{
    askers_prefetch(l->askers, src);
}

void ledgers_prefetch_more(const struct ledgers *l, const struct addr *src)
{
    if (!askers_prefetch_more(l->askers, src)) /* whether he was here before, then */
        filter_prefetch(&l->gone, askers_hash(l->askers, src));
}

enum { COMMON_MOST = 64 }; /* ports: with more, they are no news */

static struct ledger *open_ledger(struct ledgers *l, struct asker *s, const struct contact *c, bool everyday,
                                  enum zone zone)
{
    struct ledger *g = ledgers_take(l, s, zone);
    if (!g) {
        l->stats.evicted += !(s->flags & ASKER_REFUSED);
        s->flags |= ASKER_REFUSED;
        l->refused = true;
        return NULL;
    }
    *g = (struct ledger){.src = askers_addr(s),
                         .technique = c->technique,
                         .authorised = c->authorised,
                         .stranger = c->stranger,
                         .hearsay = ledgers_is_hearsay(c),
                         .everyday = everyday,
                         .zone = (uint8_t)zone,
                         .used = true};
    g->next = s->ledger;
    s->ledger = (uint32_t)(g - l->ledger);
    s->worth = 4;
    return g;
}

static uint64_t door_hash(const struct ledgers *l, const struct addr *src, uint8_t technique,
                          const struct addr *dst, uint16_t port)
{
    struct addr d = *dst;
    d.zone = 0;
    return mix2(&l->key, mix_addr(&l->key, src, technique), mix_addr(&l->key, &d, port + 1u));
}

static uint8_t way_of(uint8_t technique, bool stranger, bool hearsay)
{
    return (uint8_t)(technique | (stranger ? STRANGER : 0) | (hearsay ? HEARSAY : 0));
}

static bool has_asked(const struct ledgers *l, const struct addr *src, uint8_t way, const struct contact *c)
{
    return filter_has(&l->seen, door_hash(l, src, way, &c->dst, c->port));
}

/* Whether it asked there, as was seen or as an answer tells. */
static bool was_asked(const struct ledgers *l, const struct addr *src, uint8_t technique,
                      const struct contact *c)
{
    return has_asked(l, src, technique, c) || has_asked(l, src, way_of(technique, false, true), c);
}

/* An answer says nothing new of a door at which it was seen to ask. */
static bool is_no_news(const struct ledgers *l, const struct addr *src, const struct contact *c)
{
    return ledgers_is_hearsay(c) && has_asked(l, src, way_of(c->technique, c->stranger, false), c);
}

void ledgers_prefetch_ledger(const struct ledgers *l, const struct addr *src)
{
    const struct asker *s = ledgers_asker(l, src);
    if (!s || s->ledger == LEDGER_NONE)
        return;
    const char *g = (const char *)&l->ledger[s->ledger];
    for (size_t i = 0; i < offsetof(struct ledger, event); i += 64) /* a new door changes nearly all of it */
        __builtin_prefetch(g + i, 1);
}

void ledgers_prefetch_door(const struct ledgers *l, const struct addr *src, uint8_t technique,
                           const struct addr *dst, uint16_t port)
{
    filter_prefetch(&l->seen, door_hash(l, src, technique, dst, port));
}

static bool is_everyday(const struct contact *c, const struct addr *src, const struct places *p)
{
    return weigh_everyday(c->technique, c->port, (uint8_t)places_of(p, src), places_of(p, &c->dst));
}

/* Where somebody was let in is remembered beside where he asked. `again`: he asked there before; what opens then for
 * the first time was not shut. Of somebody at home silence there says that his net is gone, silence of doors that
 * never answered does not. */
static void note_let_in(struct ledgers *l, struct ledger *g, const struct contact *c, bool again)
{
    bool opens = c->outcome == SIGHT_SUCCESS, walks = weigh_walks(g);
    if (walks ? !opens && !again : !opens || g->technique != TECHNIQUE_SYN || g->everyday)
        return;
    uint64_t h = door_hash(l, &g->src, LET_IN, &c->dst, c->port);
    bool silent = c->outcome == SIGHT_SILENT, unknown = c->outcome == SIGHT_OUTCOME_UNKNOWN;
    if (c->outcome == SIGHT_SUCCESS) {
        if (filter_add(&l->seen, h) && again)
            weigh_opened_late(g, ledgers_beside(l, g, c->dst.len == 4 ? TECHNIQUE_ARP : TECHNIQUE_ND, false),
                              c);
    } else if (!filter_has(&l->seen, h)) {
        return;
    }
    if (c->stage != CONTACT_RESOLVED && (silent || unknown))
        weigh_again(g, c);
    if (silent)
        weigh_missed(g);
}

/* Where it began a connection before, an ACK belongs to one whose beginning was not recorded; not of somebody
 * who scans: nmap -sA shows whether a filter before doors that -sS found shut keeps state. */
static bool goes_on(const struct ledgers *l, const struct ledger *g, const struct contact *c)
{
    return (g->technique == TECHNIQUE_ACK || g->technique == TECHNIQUE_MAIMON) &&
           was_asked(l, &g->src, TECHNIQUE_SYN, c) && !ledgers_raised_beside(l, g);
}

/* Puts one contact into the books. True: this door is new to them. */
static bool enter(struct ledgers *l, struct ledger *g, const struct contact *c, const struct places *p)
{
    g->tries++;
    g->stirred = true;
    g->first = !g->first || c->at < g->first ? c->at : g->first;
    g->last = c->at > g->last ? c->at : g->last;
    if (weigh_is_beside(g, c) || goes_on(l, g, c))
        return false;
    uint8_t way = way_of(g->technique, g->stranger, g->hearsay);
    bool first = filter_add(&l->seen, door_hash(l, &g->src, way, &c->dst, c->port));
    note_let_in(l, g, c, !first);
    g->many |= g->targets && memcmp(c->src.b, g->one.b, 16) != 0;
    if (!first)
        return false;
    g->fresh = c->at > g->fresh ? c->at : g->fresh;
    entry_add(g, c, places_of(p, &c->dst) == ZONE_INSIDE, mix_addr(&l->key, &c->dst, 7), &l->budget);
    return true;
}

/* What stood in the line goes into the ledger that now is there; of a /64, as if by the address that asks
 * now, and from its port. */
static void move_line(struct ledgers *l, struct asker *s, struct ledger *g, const struct contact *now,
                      const struct places *p)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < s->n; i++) {
        struct contact c = askers_early(s, i, &now->src);
        c.sport = c.src.len == 4 ? c.sport : now->sport;
        bool its = c.technique == g->technique && !g->authorised && c.stranger == g->stranger &&
                   ledgers_is_hearsay(&c) == g->hearsay && is_everyday(&c, &g->src, p) == g->everyday;
        if (!its) {
            askers_keep(s, i, kept++);
        } else if (enter(l, g, &c, p)) {
            g->half += c.half;
            g->raw += c.raw;
            if (c.raw)
                weigh_raw(g, &c);
        }
    }
    s->n = (uint8_t)kept;
}

/* Who scans one host asks for its everyday services as well, and these stand elsewhere. */
static void note_common(struct ledgers *l, const struct asker *s, const struct contact *c)
{
    uint16_t port;
    struct ledger *g = c->technique == TECHNIQUE_UDP ? ledgers_in(l, s, c, false) : NULL;
    if (!g || g->zone != ZONE_INSIDE || !addr_eq(&g->lead, &c->dst) || g->ports.n > COMMON_MOST)
        return;
    g->common = 0;
    for (unsigned i = 0; (port = weigh_common(i)) != 0; i++)
        g->common += filter_has(&l->seen, door_hash(l, &g->src, g->technique, &c->dst, port));
}

struct ledger *ledgers_ask(struct ledgers *l, const struct contact *c, const struct places *p,
                           bool *ret_first)
{
    struct addr a = ledgers_suspect(&c->src, p);
    uint64_t h = askers_hash(l->askers, &a);
    struct asker *s = askers_find(l->askers, &a, h);
    *ret_first = false;
    if (!s)
        s = ledgers_enter(l, &a, h);
    if (s->last < (uint32_t)(c->at / NSEC_SEC))
        s->last = (uint32_t)(c->at / NSEC_SEC);
    bool everyday = is_everyday(c, &a, p);
    struct ledger *g = ledgers_in(l, s, c, everyday);
    if ((!g && askers_asked(s, c)) || is_no_news(l, &a, c))
        return NULL;
    if (!g && s->ledger == LEDGER_NONE && !c->authorised && !c->alone && !askers_is_full(s)) {
        askers_note(s, c);
        *ret_first = true;
        return NULL;
    }
    if (!g) {
        g = open_ledger(l, s, c, everyday, places_of(p, &a));
        if (!g)
            return NULL;
        move_line(l, s, g, c, p);
    }
    g->heard |= !c->sight || !c->sight->again;
    g->unsaid = c->sight && (c->sight->kind == SIGHT_LOG || c->sight->kind == SIGHT_FLOW);
    *ret_first = enter(l, g, c, p);
    if (*ret_first)
        note_common(l, s, c);
    return g;
}

struct ledger *ledgers_resolve(struct ledgers *l, const struct contact *c, const struct places *p)
{
    struct addr a = ledgers_suspect(&c->src, p);
    struct asker *s = ledgers_asker(l, &a);
    struct ledger *g = s ? ledgers_in(l, s, c, is_everyday(c, &a, p)) : NULL;
    if (!g) {
        if (s)
            askers_resolve(s, c);
        return NULL;
    }
    g->stirred = true;
    if (c->stage == CONTACT_RESOLVED)
        note_let_in(l, g, c, !c->first);
    entry_resolve(g, c, places_of(p, &c->dst) == ZONE_INSIDE);
    return g;
}

bool ledgers_asked(const struct ledgers *l, const struct contact *c, const struct places *p)
{
    struct addr src = ledgers_suspect(&c->src, p);
    const struct asker *s = ledgers_asker(l, &src);
    struct contact either = *c;
    either.stage = CONTACT_IMPLIED;
    return was_asked(l, &src, c->technique, c) || (s && askers_asked(s, &either));
}

bool ledgers_asked_any(const struct ledgers *l, const struct contact *c, const struct portset *ports,
                       const struct places *p)
{
    struct contact x = *c;
    bool asked = false;
    for (uint32_t i = portset_next(ports, 0); i <= UINT16_MAX && !asked; i = portset_next(ports, i + 1)) {
        x.port = (uint16_t)i;
        asked = ledgers_asked(l, &x, p);
    }
    return asked;
}

bool ledgers_said(const struct ledgers *l, const struct ledger *g, const struct contact *c)
{
    const struct asker *s = g->hearsay ? NULL : ledgers_asker(l, &g->src);
    struct contact answer = *c;
    answer.stage = CONTACT_IMPLIED;
    return s && ledgers_in(l, s, &answer, g->everyday) &&
           has_asked(l, &g->src, way_of(g->technique, g->stranger, true), c);
}

bool ledgers_delivers_first(struct ledgers *l, const struct contact *c, const struct places *p)
{
    struct addr src = ledgers_suspect(&c->src, p);
    return filter_add(&l->seen, door_hash(l, &src, DELIVERED, &c->dst, 0));
}

void ledgers_explain(struct ledgers *l, const struct contact *c, const struct places *p)
{
    struct addr src = ledgers_suspect(&c->src, p);
    const struct asker *s = ledgers_asker(l, &src);
    struct ledger *g = s ? ledgers_in(l, s, c, is_everyday(c, &src, p)) : NULL;
    if (g && has_asked(l, &src, c->technique, c))
        g->called += filter_add(&l->seen, door_hash(l, &src, EXPLAINED, &c->dst, c->technique));
}
