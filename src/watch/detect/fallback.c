#include "watch/detect/fallback.h"

#include "watch/shelf.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    SOURCES = 32,
    WAITING = 8, /* questions of a page, at once */
    HOSTS = 64,
    RECENT = 256, /* of a minute, after which flows are told that nobody answered */
    LEAST = 3,
};

/* Programs wait 250 ms, some less, some by what they measured (RFC 8305 5, RFC 6555 5.5). */
#define SOON (30 * NSEC_MS)
#define LATE (600 * NSEC_MS)

struct fallbacks {
    struct source6 {
        struct addr addr;
        uint64_t mac;
        nsec_wall last, waits[WAITING]; /* for the same question by IPv4; 0 = none */
        uint16_t port[WAITING];
        uint8_t again[WAITING]; /* not the first at that door */
        unsigned next;
        struct addr partner;      /* who asks it */
        unsigned votes;           /* for that one, against all others (Boyer and Moore 1981) */
        uint32_t asked, followed; /* questions, and how many of them the partner repeated */
        uint32_t partner_asked;   /* since it was first met */
    } source[SOURCES];
    struct host4 {
        uint64_t mac; /* 0 = free */
        struct addr addr;
    } host[HOSTS]; /* at home, by their frames */
    unsigned next_host;
    struct shelf shelf; /* what stands before it is one place */
    struct question4 {
        struct addr src;
        nsec_wall at; /* 0 = none, or it repeated one */
        uint16_t port;
    } recent[RECENT]; /* flows are told when they end: what repeats a question may come before it */
    unsigned next_recent;
};

struct fallbacks *fallbacks_new(void)
{
    return calloc(1, sizeof(struct fallbacks));
}

void fallbacks_free(struct fallbacks *f)
{
    free(f);
}

size_t fallbacks_memory(const struct fallbacks *f)
{
    return sizeof *f;
}

/* Its place, or that of who was silent longest. */
static struct source6 *source_of(struct fallbacks *f, const struct addr *a)
{
    struct source6 *oldest = &f->source[0];
    for (unsigned i = 0; i < SOURCES; i++) {
        if (addr_eq(&f->source[i].addr, a))
            return &f->source[i];
        if (f->source[i].last < oldest->last)
            oldest = &f->source[i];
    }
    *oldest = (struct source6){.addr = *a};
    return oldest;
}

static void note_host(struct fallbacks *f, const struct contact *c)
{
    uint64_t mac = c->sight ? c->sight->mac : 0;
    for (unsigned i = 0; mac && i < HOSTS; i++)
        if (f->host[i].mac == mac)
            return;
    if (mac)
        f->host[f->next_host++ % HOSTS] = (struct host4){.mac = mac, .addr = c->src};
}

static bool is_a_moment_later(nsec_wall six, nsec_wall four)
{
    return four - six >= SOON && four - six <= LATE;
}

/* The question that this one repeats; -1: none. */
static int repeats(const struct source6 *s, const struct contact *c)
{
    for (int i = 0; i < WAITING; i++)
        if (s->waits[i] && s->port[i] == c->port && is_a_moment_later(s->waits[i], c->at))
            return i;
    return -1;
}

/* Of its partner's questions, those that repeat one that it asked before, too, say nothing, for or against. */
static void follow(struct source6 *s, const struct addr *by, bool again)
{
    bool partner = s->votes && addr_eq(&s->partner, by);
    if (again) {
        s->partner_asked -= partner && s->partner_asked;
    } else if (!s->votes || partner) {
        if (!s->votes)
            s->followed = s->partner_asked = 0;
        s->partner = *by;
        s->votes++;
        s->followed++;
    } else {
        s->votes--;
    }
}

/* Who asked a moment later, by IPv4, and was told of before: its partner, if that is among them. */
static struct question4 *repeated_by(struct fallbacks *f, const struct source6 *s, const struct contact *c)
{
    struct question4 *any = NULL;
    for (unsigned i = 0; i < RECENT; i++) {
        struct question4 *q = &f->recent[i];
        if (!q->at || q->port != c->port || !is_a_moment_later(c->at, q->at))
            continue;
        any = q;
        if (s->votes && addr_eq(&s->partner, &q->src))
            break;
    }
    return any;
}

static void ask6(struct fallbacks *f, const struct contact *c, bool first)
{
    struct source6 *s = source_of(f, &c->src);
    s->mac = c->sight ? c->sight->mac : 0;
    s->last = c->at > s->last ? c->at : s->last;
    s->asked += first;
    struct question4 *q = repeated_by(f, s, c);
    if (q) {
        q->at = 0;
        follow(s, &q->src, !first);
        return;
    }
    s->waits[s->next] = c->at;
    s->port[s->next] = c->port;
    s->again[s->next] = !first;
    s->next = (s->next + 1) % WAITING;
}

static void ask4(struct fallbacks *f, const struct contact *c)
{
    bool used = false; /* it repeats one question only */
    for (unsigned k = 0; k < SOURCES && f->source[k].addr.len; k++) {
        struct source6 *s = &f->source[k];
        int i = used ? -1 : repeats(s, c);
        s->partner_asked += s->votes && addr_eq(&s->partner, &c->src);
        if (i < 0)
            continue;
        s->waits[i] = 0;
        follow(s, &c->src, s->again[i]);
        used = true;
    }
    if (!used)
        f->recent[f->next_recent++ % RECENT] =
            (struct question4){.src = c->src, .at = c->at, .port = c->port};
}

void fallbacks_note(struct fallbacks *f, const struct contact *c, bool first, const struct places *p)
{
    if (c->technique != TECHNIQUE_SYN || c->stage != CONTACT_ASKED)
        return;
    bool home = places_of(p, &c->src) == ZONE_INSIDE;
    if (c->src.len == 4 && home)
        note_host(f, c);
    if (!weigh_everyday(TECHNIQUE_SYN, c->port, ZONE_INSIDE, places_of(p, &c->dst)))
        return;
    if (c->src.len == 4 && home)
        ask4(f, c);
    else if (c->src.len == 16 && !home)
        ask6(f, c, first);
}

static const struct addr *host_with(const struct fallbacks *f, uint64_t mac)
{
    for (unsigned i = 0; mac && i < HOSTS; i++)
        if (f->host[i].mac == mac)
            return &f->host[i].addr;
    return NULL;
}

/* Nearly all that it asked was asked by the same one by IPv4, who asks at little else: of a host that asks
 * all the time, some question is always near. */
static bool is_followed(const struct source6 *s)
{
    return s->followed >= LEAST && s->followed * 10 >= s->asked * 7 && s->followed * 8 >= s->partner_asked;
}

/* At home by its frames: others come in others. */
static bool is_beside(const struct fallbacks *f, const struct source6 *s, const struct gateways *v)
{
    return host_with(f, s->mac) && gateways_any(v) && !gateways_brings(v, s->mac);
}

struct role fallbacks_role(const struct fallbacks *f, const struct ledger *g, const struct gateways *v)
{
    struct role r = {0};
    uint32_t asked = 0;
    char partner[ADDR_TEXT_MAX];
    const struct source6 *any = NULL;
    if (g->zone != ZONE_OUTSIDE || g->src.len != 16 || g->technique != TECHNIQUE_SYN ||
        g->outcome[SIGHT_SUCCESS] * 10 > g->targets || marks_judge(&g->marks, g->technique).tool)
        return r;
    for (unsigned i = 0; i < SOURCES && f->source[i].addr.len; i++) {
        const struct source6 *s = &f->source[i];
        if (memcmp(s->addr.b, g->src.b, 8) != 0 || !(is_followed(s) || is_beside(f, s, v)))
            continue;
        asked += s->asked;
        any = s;
    }
    if (!any || asked * 10 < g->targets * 9) /* at other doors, or others of its net */
        return r;
    r.name = "cut-off";
    bool followed = is_followed(any);
    addr_text(followed ? &any->partner : host_with(f, any->mac), partner);
    diag_set(&r.why,
             followed ? N_("%s asks at the same port by IPv4 a moment later: that host's IPv6 leads nowhere")
                      : N_("its frames are those of %s, at home: that host's IPv6 leads nowhere"),
             partner, NULL, NULL);
    return r;
}

static bool source_is_sound(const struct source6 *s)
{
    bool fine = addr_is_sound(&s->addr) && addr_is_sound(&s->partner) && s->last >= 0 && s->next < WAITING;
    for (unsigned i = 0; fine && i < WAITING; i++)
        fine = s->waits[i] >= 0;
    return fine;
}

static bool is_sound(const void *place)
{
    bool fine = true;
    const struct fallbacks *f = place;
    for (unsigned i = 0; fine && i < SOURCES; i++)
        fine = source_is_sound(&f->source[i]);
    for (unsigned i = 0; fine && i < HOSTS; i++)
        fine = addr_is_sound(&f->host[i].addr);
    return fine;
}

struct region fallbacks_region(struct fallbacks *f)
{
    f->shelf = (struct shelf){f, offsetof(struct fallbacks, shelf), 1, 1, is_sound};
    return shelf_region(&f->shelf, "fallbacks");
}
