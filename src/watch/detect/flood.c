#include "watch/detect/flood.h"

#include "watch/flow/question.h"
#include "watch/ledger/tally.h"
#include "watch/mix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    VICTIMS = 256,
    WAYS = 4,
    OFTEN = 32,    /* datagrams after which it is counted: an estimate is dear */
    LENGTHY = 100, /* bytes: reflectors say more than they are asked, or nobody would use them */
    BULK = 400,    /* bytes: nobody asks at such length at whatever ports; it is there to fill the wire */
    SHARE = 8      /* of what fills it, who fills it with few others sends one in so many, at the least */
};

enum { HOST, NET, KINDS };

/* Within a minute; spread: ports of a host, hosts of a net. */
static const struct {
    uint32_t sources, spread;
} least[KINDS] = {[HOST] = {5, 300}, [NET] = {20, 16}};

struct floods {
    struct mix_key key;
    struct budget budget;
    struct victim {
        struct addr addr;
        uint8_t kind;
        int64_t minute; /* since 1970, */
        nsec_wall since;
        struct tally sources, spread;
        uint32_t n, bulk; /* datagrams, long ones; these and all above of that minute */
        bool flooded;
        uint32_t most;         /* sources, when it was flooded; 0 = never */
        uint32_t most_bulk;    /* long datagrams, when hardly any others came; 0 = never */
        nsec_wall first, last; /* of floods */
        uint64_t at;           /* a bit for each port that datagrams went to, by its hash */
    } victim[VICTIMS];
};

struct floods *floods_new(struct hash_key key)
{
    struct floods *f = calloc(1, sizeof *f);
    if (f) {
        f->key = mix_key_of(key, 15);
        f->budget.max = (size_t)2 * VICTIMS * TALLY_REGISTERS;
    }
    return f;
}

static void begin(struct floods *f, struct victim *v, nsec_wall at)
{
    tally_fini(&v->sources, &f->budget);
    tally_fini(&v->spread, &f->budget);
    v->minute = at / NSEC_MINUTE;
    v->since = at;
    v->n = v->bulk = 0;
    v->flooded = false;
}

void floods_free(struct floods *f)
{
    for (unsigned i = 0; f && i < VICTIMS; i++)
        begin(f, &f->victim[i], 0);
    free(f);
}

/* Its own address, or that of its /24 or /64. */
static struct addr key_of(const struct addr *dst, uint8_t kind)
{
    struct addr a = *dst;
    unsigned kept = a.len == 4 ? 3 : 8;
    a.zone = 0;
    if (kind == NET)
        memset(a.b + kept, 0, a.len - kept);
    return a;
}

static unsigned place_of(const struct floods *f, const struct addr *a, uint8_t kind)
{
    return mix_addr(&f->key, a, kind) % (VICTIMS / WAYS) * WAYS;
}

static const struct victim *find(const struct floods *f, const struct addr *dst, uint8_t kind)
{
    const struct addr a = key_of(dst, kind);
    const struct victim *first = &f->victim[place_of(f, &a, kind)];
    for (const struct victim *v = first; v < first + WAYS; v++)
        if (v->kind == kind && addr_eq(&v->addr, &a))
            return v;
    return NULL;
}

/* Who was flooded stays, then who gets most. */
static struct victim *enter(struct floods *f, const struct addr *dst, uint8_t kind)
{
    const struct addr a = key_of(dst, kind);
    struct victim *first = &f->victim[place_of(f, &a, kind)], *out = first;
    for (struct victim *v = first; v < first + WAYS; v++) {
        if (v->kind == kind && addr_eq(&v->addr, &a))
            return v;
        if (v->most < out->most || (v->most == out->most && v->n < out->n))
            out = v;
    }
    begin(f, out, 0);
    *out = (struct victim){.addr = a, .kind = kind};
    return out;
}

static void count(struct victim *v)
{
    uint32_t sources = tally_count(&v->sources);
    bool bulk = v->kind == HOST && v->bulk * 10 >= v->n * 9; /* one source is enough */
    if ((!bulk && sources < least[v->kind].sources) || tally_count(&v->spread) < least[v->kind].spread)
        return;
    v->first = !v->most || v->since < v->first ? v->since : v->first;
    v->most = sources > v->most ? sources : v->most;
    v->most_bulk = bulk && v->bulk > v->most_bulk ? v->bulk : v->most_bulk;
    v->flooded = true;
}

static uint64_t bit_of(const struct floods *f, uint16_t port)
{
    return UINT64_C(1) << (mix2(&f->key, port, KINDS) >> 58);
}

static void note(struct floods *f, const struct contact *c, uint8_t kind, uint64_t where)
{
    struct victim *v = enter(f, &c->dst, kind);
    if (c->at / NSEC_MINUTE > v->minute) /* what was waited for comes late, and counts with what is now */
        begin(f, v, c->at);
    tally_add(&v->sources, mix_addr(&f->key, &c->src, KINDS), &f->budget);
    tally_add(&v->spread, where, &f->budget);
    v->at |= bit_of(f, c->port);
    v->bulk += c->delivers || c->sight->payload >= BULK;
    if (++v->n % OFTEN == 0)
        count(v);
    if (v->flooded && c->at > v->last)
        v->last = c->at;
}

void floods_note(struct floods *f, const struct contact *c)
{
    bool lengthy = c->delivers || c->sight->payload >= LENGTHY;
    note(f, c, HOST, mix2(&f->key, c->port, HOST));
    if (lengthy && question_may_reflect(c->sport))
        note(f, c, NET, mix_addr(&f->key, &c->dst, NET));
}

/* So few doors are nothing: of the first two it is forgotten what was sent there (ledger.h). */
static bool is_little(uint32_t n, const struct ledger *g)
{
    return n <= 2 + g->targets / 8;
}

/* Something to each, whatever it is. */
static bool is_delivered(const struct ledger *g)
{
    return g->technique == TECHNIQUE_UDP && !g->everyday && is_little(g->wordless, g) &&
           g->outcome[SIGHT_SUCCESS] * 10 <= g->targets && g->steps * 4 <= g->targets &&
           marks_judge(&g->marks, g->technique).sure <= 0.5;
}

/* To ports of one host, wherever they are: services that are asked by UDP are below 1024 for the most part. */
static bool is_random(const struct ledger *g)
{
    return detect_hosts(g) == 1 && is_little(g->low_ports, g);
}

static bool is_reflected(const struct ledger *g)
{
    return question_may_reflect(g->sport) && g->same_sport * 10 >= g->targets * 9;
}

/* So few flooded it that each of them sent much of what was long. */
static bool is_of_few(const struct victim *v)
{
    return v->most < least[v->kind].sources;
}

/* It was in the midst of it, at a port that is flooded. */
static bool explains(const struct floods *f, const struct victim *v, const struct ledger *g)
{
    return v && v->most && v->at & bit_of(f, g->lead_port) && g->first + NSEC_MINUTE >= v->first &&
           g->last <= v->last + NSEC_MINUTE && (!is_of_few(v) || g->tries >= v->most_bulk / SHARE);
}

static const char *const why[KINDS] = {
    [HOST] = N_("about %s sources sent something to whatever ports of %s in the same minute: a flood"),
    [NET] = N_("about %s sources sent long answers to the net of %s in the same minute, which nobody had "
               "asked for: a flood by reflectors"),
};
static const char why_bulk[] = N_("%s long datagrams went to whatever ports of %s within a minute: a flood");

struct role floods_role(const struct floods *f, const struct ledger *g)
{
    struct role r = {0};
    char n[24], dst[ADDR_TEXT_MAX];
    const struct victim *host = is_delivered(g) && is_random(g) ? find(f, &g->lead, HOST) : NULL;
    const struct victim *net = is_delivered(g) && is_reflected(g) ? find(f, &g->last_dst, NET) : NULL;
    const struct victim *v = explains(f, host, g) ? host : explains(f, net, g) ? net : NULL;
    if (!v)
        return r;
    bool alone = is_of_few(v);
    snprintf(n, sizeof n, "%u", alone ? v->most_bulk : v->most);
    r.name = "flood";
    diag_set(&r.why, alone ? why_bulk : why[v->kind], n, addr_text(&v->addr, dst), NULL);
    return r;
}

enum { REST = 16 }; /* of ports drawn at random one in 64 is below 1024 */

bool flood_is_rest(const struct ledger *low, const struct ledger *high)
{
    return is_delivered(low) && addr_eq(&low->lead, &high->lead) && low->lead_n == low->targets &&
           low->targets * REST <= high->targets && low->first >= high->first - NSEC_SEC &&
           low->last <= high->last + NSEC_SEC;
}
