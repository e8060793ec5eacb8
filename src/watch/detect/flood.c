#include "watch/detect/flood.h"

#include "model/ports.h"
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
    SHARE = 8,     /* of what fills it, who fills it with few others sends one in so many, at the least */
    FILLS = 2000,  /* long ones to one host within a minute: so fast, where they go to tells nothing */
};

enum { HOST, NET, KINDS };

/* Within a minute; spread: ports of a host, hosts of a net; bulk: that much of it, where nearly all is long. */
static const struct {
    uint32_t sources, spread, bulk;
} least[KINDS] = {[HOST] = {5, 300, 100}, [NET] = {20, 16, 16}};

/* The first who send what is long, by their hashes: where they are few, all. */
struct senders {
    struct {
        uint64_t who;
        uint32_t n; /* 0: nobody */
    } place[SHARE];
};

struct floods {
    struct mix_key key;
    struct budget budget;
    struct victim {
        struct addr addr;
        uint8_t kind;
        uint16_t sport; /* of a net: the one that all of it comes from; 0: that of any known reflector */
        int64_t minute; /* since 1970, */
        nsec_wall since;
        struct tally sources, spread;
        uint32_t n, bulk,
            untold;         /* datagrams, long ones, of unknown length; these and all above of that minute */
        bool flooded, mute; /* mute: of most of the flood's it is not told how long they were */
        uint32_t most;      /* sources, when it was flooded; 0 = never */
        uint32_t most_bulk; /* long datagrams, when hardly any others came; 0 = never */
        nsec_wall first, last;          /* of floods */
        uint64_t at;                    /* a bit for each port that datagrams went to, by its hash */
        struct senders senders, filled; /* of that minute; of the last one in which it was flooded by few */
    } victim[VICTIMS];
};

struct floods *floods_new(struct hash_key key)
{
    struct floods *f = calloc(1, sizeof *f);
    if (f) {
        f->key = mix_key_of(key, MIX_FLOODS);
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
    v->n = v->bulk = v->untold = 0;
    v->flooded = false;
    v->senders = (struct senders){0};
}

static void count_sender(struct senders *s, uint64_t who)
{
    int i = 0;
    while (i < SHARE && s->place[i].n && s->place[i].who != who)
        i++;
    if (i < SHARE) {
        s->place[i].who = who;
        s->place[i].n++;
    }
}

/* It sends much of it. */
static bool is_sender(const struct senders *s, uint64_t who)
{
    uint32_t its = 0, all = 0;
    for (int i = 0; i < SHARE; i++) {
        its += s->place[i].who == who ? s->place[i].n : 0;
        all += s->place[i].n;
    }
    return its && its * SHARE >= all;
}

void floods_free(struct floods *f)
{
    for (unsigned i = 0; f && i < VICTIMS; i++)
        begin(f, &f->victim[i], 0);
    free(f);
}

size_t floods_memory(const struct floods *f)
{
    return sizeof *f + f->budget.used;
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

static unsigned place_of(const struct floods *f, const struct addr *a, uint8_t kind, uint16_t sport)
{
    return mix_addr(&f->key, a, kind + (uint64_t)KINDS * sport) % (VICTIMS / WAYS) * WAYS;
}

static bool is_it(const struct victim *v, const struct addr *a, uint8_t kind, uint16_t sport)
{
    return v->kind == kind && v->sport == sport && addr_eq(&v->addr, a);
}

static const struct victim *find(const struct floods *f, const struct addr *dst, uint8_t kind, uint16_t sport)
{
    const struct addr a = key_of(dst, kind);
    const struct victim *first = &f->victim[place_of(f, &a, kind, sport)];
    for (const struct victim *v = first; v < first + WAYS; v++)
        if (is_it(v, &a, kind, sport))
            return v;
    return NULL;
}

/* Datagrams of this minute. */
static uint32_t recent(const struct victim *v, int64_t minute)
{
    return v->minute < minute ? 0 : v->n;
}

/* Who was flooded stays, then who gets most. */
static struct victim *enter(struct floods *f, const struct contact *c, uint8_t kind, uint16_t sport)
{
    const int64_t now = c->at / NSEC_MINUTE;
    const struct addr a = key_of(&c->dst, kind);
    struct victim *first = &f->victim[place_of(f, &a, kind, sport)], *out = first;
    for (struct victim *v = first; v < first + WAYS; v++) {
        if (is_it(v, &a, kind, sport))
            return v;
        if (v->most < out->most || (v->most == out->most && recent(v, now) < recent(out, now)))
            out = v;
    }
    begin(f, out, 0);
    *out = (struct victim){.addr = a, .kind = kind, .sport = sport};
    return out;
}

static void count(struct victim *v)
{
    uint32_t sources = tally_count(&v->sources);
    bool bulk = v->kind == HOST && v->bulk * 10 >= v->n * 9; /* one source is enough */
    if ((!bulk && sources < least[v->kind].sources) ||
        tally_count(&v->spread) < (bulk ? least[v->kind].bulk : least[v->kind].spread))
        return;
    v->first = !v->most || v->since < v->first ? v->since : v->first;
    v->most = sources > v->most ? sources : v->most;
    v->most_bulk = bulk && v->bulk > v->most_bulk ? v->bulk : v->most_bulk;
    v->filled = bulk ? v->senders : v->filled;
    v->mute = v->untold * 2 > v->n;
    v->flooded = true;
}

/* A firewall's line that does not say how long it was, be it of a packet or of all that came. */
static bool is_untold(const struct contact *c)
{
    return !c->delivers && c->sight->kind != SIGHT_PACKET &&
           !(c->sight->knows & (SIGHT_PAYLOAD | SIGHT_LEN)) && !c->sight->payload;
}

static uint64_t bit_of(const struct floods *f, uint16_t port)
{
    return UINT64_C(1) << (mix2(&f->key, port, KINDS) >> 58);
}

static void note(struct floods *f, const struct contact *c, uint8_t kind, uint16_t sport, uint64_t where)
{
    struct victim *v = enter(f, c, kind, sport);
    if (c->at / NSEC_MINUTE > v->minute) /* what was waited for comes late, and counts with what is now */
        begin(f, v, c->at);
    uint64_t who = mix_addr(&f->key, &c->src, KINDS);
    tally_add(&v->sources, who, &f->budget);
    tally_add(&v->spread, where, &f->budget);
    v->at |= bit_of(f, c->port);
    if (c->delivers || c->sight->payload >= BULK) {
        v->bulk++;
        count_sender(&v->senders, who);
    }
    v->untold += is_untold(c);
    if (++v->n % OFTEN == 0)
        count(v);
    if (v->flooded && c->at > v->last)
        v->last = c->at;
}

/* Under which port the flood is kept that reflectors make who send from there. */
static uint16_t kept_as(uint16_t sport)
{
    return question_may_reflect(sport) ? 0 : sport;
}

/* At length, from the port of a service that is known to answer whosever questions, or from whatever port: who asks
 * has ports of his own, and many who all send from one are made to; most of what leaves home asks. Where the length
 * is not told, that port has to be one that no system asks from. Servers send to each other at the port that they
 * send from. */
static bool may_be_reflected(const struct contact *c, bool outward)
{
    bool known = question_may_reflect(c->sport), apart = c->sport && c->port != c->sport && !outward;
    if (is_untold(c))
        return apart && c->sport < PORTS_LINUX;
    return (c->delivers || c->sight->payload >= LENGTHY) && (known || apart);
}

void floods_note(struct floods *f, const struct contact *c, bool outward)
{
    if (!c->delivers && !c->sight)
        return;
    if (contact_carries(c))
        note(f, c, HOST, 0, mix2(&f->key, c->port, HOST));
    if (may_be_reflected(c, outward))
        note(f, c, NET, kept_as(c->sport), mix_addr(&f->key, &c->dst, NET));
}

/* So few doors are nothing: of the first two it is forgotten what was sent there (ledger.h). */
static bool is_little(uint32_t n, const struct ledger *g)
{
    return n <= 2 + g->targets / 8;
}

/* What a flood's sender is seen to do, wherever he sends it to. */
static bool is_poured(const struct ledger *g)
{
    return g->technique == TECHNIQUE_UDP && g->outcome[SIGHT_SUCCESS] * 10 <= g->targets &&
           marks_judge(&g->marks, g->technique).sure <= 0.5;
}

static bool is_sent(const struct ledger *g)
{
    return is_poured(g) && g->steps * 4 <= g->targets;
}

/* Something to each, whatever it is. */
static bool carries(const struct ledger *g)
{
    return is_little(g->wordless, g);
}

/* From one port all of it, as a service answers. */
static bool is_reflected(const struct ledger *g)
{
    return g->sport && g->same_sport * 10 >= g->targets * 9;
}

static const struct victim *net_of(const struct floods *f, const struct ledger *g)
{
    const struct victim *v =
        !g->everyday && is_sent(g) && is_reflected(g) ? find(f, &g->last_dst, NET, kept_as(g->sport)) : NULL;
    return v && (v->mute || carries(g)) ? v : NULL;
}

/* So few flooded it that each of them sent much of what was long. */
static bool is_of_few(const struct victim *v)
{
    return v->most < least[v->kind].sources;
}

/* To ports of one host, wherever they are: services that are asked by UDP are below 1024 for the most part. The few who
 * fill its wire may count them up from 1. */
static const struct victim *host_of(const struct floods *f, const struct ledger *g)
{
    const struct victim *v =
        is_poured(g) && carries(g) && detect_hosts(g) == 1 ? find(f, &g->lead, HOST, 0) : NULL;
    bool random = is_sent(g) && is_little(g->low_ports, g), counts = g->steps * 4 >= g->targets * 3;
    return v && (random || (counts && is_of_few(v) && v->most_bulk >= FILLS)) ? v : NULL;
}

/* It was in the midst of it, at a port that is flooded. */
static bool explains(const struct floods *f, const struct victim *v, const struct ledger *g)
{
    return v && v->most && v->at & bit_of(f, g->lead_port) && g->first + NSEC_MINUTE >= v->first &&
           g->last <= v->last + NSEC_MINUTE &&
           (!is_of_few(v) || is_sender(&v->filled, mix_addr(&f->key, &g->one, KINDS)));
}

static const char *const why[KINDS] = {
    [HOST] = N_("about %s sources sent something to whatever ports of %s in the same minute: a flood"),
    [NET] = N_("about %s sources sent long answers to the net of %s in the same minute, which nobody had "
               "asked for: a flood by reflectors"),
};
static const char why_untold[] =
    N_("about %s sources sent to the net of %s from the port of one service in the same minute: a flood by "
       "reflectors");
static const char why_bulk[] = N_("%s long datagrams went to whatever ports of %s within a minute: a flood");

struct role floods_role(const struct floods *f, const struct ledger *g)
{
    struct role r = {0};
    char n[24], dst[ADDR_TEXT_MAX];
    const struct victim *host = host_of(f, g), *net = net_of(f, g);
    const struct victim *v = explains(f, host, g) ? host : explains(f, net, g) ? net : NULL;
    if (!v)
        return r;
    bool alone = is_of_few(v);
    snprintf(n, sizeof n, "%u", alone ? v->most_bulk : v->most);
    r.name = "flood";
    diag_set(&r.why,
             alone     ? why_bulk
             : v->mute ? why_untold
                       : why[v->kind],
             n, addr_text(&v->addr, dst), NULL);
    return r;
}

enum { REST = 16 }; /* of ports drawn at random one in 64 is below 1024 */

bool flood_is_rest(const struct ledger *low, const struct ledger *high)
{
    bool mute = low->wordless == low->targets && high->wordless == high->targets; /* nobody says */
    return !low->everyday && is_sent(low) && (mute || is_little(low->wordless, low)) &&
           addr_eq(&low->lead, &high->lead) && low->lead_n == low->targets &&
           low->targets * REST <= high->targets && low->first >= high->first - NSEC_SEC &&
           low->last <= high->last + NSEC_SEC;
}
