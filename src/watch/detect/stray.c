#include "watch/detect/pretext.h"
#include "watch/detect/priv_stray.h"

#include "model/ports.h"
#include "watch/flow/question.h"
#include "watch/mix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SOURCES = 512,
    WAYS = 4,
    SERVICE = 512,    /* ports below are nobody's to ask from: rresvport(3) begins here */
    SMALL_WIN = 4096, /* systems open with more: 8192 and up */
    MANY = 12,        /* hosts of one net, at one port: nobody has so many connections that are over */
    FEW = 8,          /* source ports, */
    PER_SPORT = 4,    /* and doors for each */
    SAME_DOOR = 3,    /* packets to a door: those who insist are in a conversation */
    CHANCE = 16,      /* high ones for each below 1024: a port at random is one in 64 of these, */
    DRAWN = 128,      /* and of so many one would come again */
    CROWD = 4,        /* who all send one host the like of it; hosts that are answered */
};

struct strays {
    struct mix_key key;
    struct stray source[SOURCES];
};

struct strays *strays_new(struct hash_key key)
{
    struct strays *s = calloc(1, sizeof *s);
    if (s)
        s->key = mix_key_of(key, MIX_STRAYS);
    return s;
}

void strays_free(struct strays *s)
{
    free(s);
}

size_t strays_memory(const struct strays *s)
{
    return sizeof *s;
}

/* Its source port stands, or counts up, and its window is the same: one program made all of it. A system
 * answers from many ports, or to ports that it did not choose. */
static bool of_one_making(const struct stray *x)
{
    return stray_most(x->same_win, x->doors) &&
           (stray_most(x->same_sport, x->doors) || stray_most(x->next_sport + 1, x->doors));
}

/* Systems reset with window 0: RFC 9293 leaves it to them, and they have nothing to say. */
static bool has_small_window(const struct stray *x)
{
    return x->first.win && x->first.win <= SMALL_WIN;
}

/* A system's SYN-ACK says how much it takes at once (MSS): whoever is asked in our name answers with that,
 * from one port and with one window, to ports that the asker chose. hping3's has nothing. */
static bool is_made(const struct stray *x)
{
    return x->technique != TECHNIQUE_SYNACK || stray_most(x->bare, x->doors);
}

/* Ports of services, of one host or two; one such port of many hosts. Nobody asks from there, so nobody is
 * answered there. */
static bool seeks_services(const struct stray *x)
{
    bool high = stray_most(x->high_sport, x->doors);
    if (x->service * 4 < x->doors * 3 || !high)
        return false;
    if (x->same_host * 2 > x->doors && x->same_port * 2 <= x->doors)
        return is_made(x) && of_one_making(x) && (stray_most(x->same_sport, x->doors) || has_small_window(x));
    /* One after the other from ports of its own: a door that everybody's forged packets came from does not
     * answer from many. */
    bool many_ports = x->technique == TECHNIQUE_SYNACK && x->same_sport * 4 < x->doors;
    return stray_most(x->same_port, x->doors) && stray_most(x->same_win, x->doors) &&
           (many_ports || (is_made(x) && has_small_window(x) && stray_most(x->same_sport, x->doors)));
}

/* From one port that a service may have to ports that askers take, ever another one, of many hosts: in logs that do
 * not name all flags that is how a service answers what others sent in their names. */
static bool may_serve(const struct stray *x)
{
    return x->first.sport < PORTS_LINUX && !x->service && __builtin_popcountll(x->hosts) >= CROWD &&
           x->again * 4 < x->doors && x->same_port * 4 < x->doors;
}

static unsigned sports_of(const struct stray *x)
{
    return (unsigned)__builtin_popcountll(x->sports);
}

/* Connections that are over, of which their peers know nothing any more: a machine that slept sends what is
 * left of them, each from a port of its own, to servers wherever they are, or, where a burst was lost to the recording,
 * to all of a net that it visited. Who asks in this way asks from one port, goes along the doors of one host or, from
 * few ports or counting (of packets; where nobody says how they were written, from any), the hosts of one net. What
 * carries something, each from a port of its own, are connections that go on, of which one in many packets is heard, or that
 * were idle and are reset. Nothing but headers, with always the same window, are of a program that asks. */
static bool is_planned(const struct stray *x)
{
    bool few = sports_of(x) * PER_SPORT <= x->doors || stray_most(x->next_sport + 1, x->doors);
    bool along = x->same_host * 2 > x->doors && x->same_port * 4 < x->doors;
    bool net = x->doors >= MANY && stray_most(x->near, x->doors) && stray_most(x->same_port, x->doors);
    bool one = stray_most(x->same_sport, x->doors) && !may_serve(x),
         goes = along || ((x->steps * 2 > x->doors || net) && (few || !x->first.win));
    bool alike = x->first.win && stray_most(x->same_win, x->doors) && stray_most(x->bare, x->doors);
    return x->said * 2 > x->doors ? goes && one : goes || one || alike;
}

bool stray_goes_as_answers(const struct stray *x)
{
    bool known = x->service * 4 >= x->doors || (x->doors >= STRAY_LOW && x->low * 8 > x->doors * 7);
    return !known && x->steps * 4 < x->doors && x->again * 4 < x->doors && x->same_port * 4 < x->doors;
}

/* One door after the other of a host, each from a port of its own: a server that is flooded answers from the
 * few that it has. */
static bool goes_along(const struct stray *x)
{
    bool own = sports_of(x) > FEW || sports_of(x) * 2 > x->doors;
    return own && stray_most(x->same_host, x->doors) && x->same_sport * 2 < x->doors &&
           x->same_port * 2 < x->doors;
}

/* A SYN or a reset, both without any option: the capture ends before the flags. Resets answer what was forged
 * in our name: from the door that is flooded to any ports, or from any to any of many hosts. Who asks comes
 * back to a port at other hosts, counts, wants services, asks one host from ever other ports, or all from one
 * that systems give to askers. */
static bool asks_blindly(const struct stray *x)
{
    return goes_along(x) || (stray_most(x->same_sport, x->doors) && x->first.sport >= PORTS_LINUX) ||
           x->steps * 2 >= x->doors || x->service * 2 >= x->doors || x->again * 4 >= x->doors;
}

/* Ports of one host that are known; the other ports of a flood's forged askers go to many hosts. */
static bool seeks_known(const struct stray *x)
{
    return x->doors >= STRAY_LOW && stray_seeks_low(x) && stray_most(x->same_host, x->doors);
}

/* Ports that are known, each from one that anybody may take: who is flooded at all of his ports answers from any of
 * them, and reflectors from those of services. */
static bool goes_along_known(const struct stray *x)
{
    return goes_along(x) && stray_seeks_low(x) && stray_most(x->high_sport, x->doors);
}

/* No SYN, and nobody says which flags there were: a reset from any port to any (who is flooded at all of his
 * in our name), a connection that is over, or what nmap's -sF and its like ask, whose ports are one, or one
 * more for each repetition. What is from ports that services have, to others than theirs, answers, unless it goes
 * to one of them at each host of a net; of the rest, few source ports, a step each time, one port of a net or its
 * services show who asks. */
static bool asks_unseen(const struct stray *x)
{
    bool few = sports_of(x) <= FEW && sports_of(x) * PER_SPORT <= x->doors;
    bool services = x->service * 2 >= x->doors;
    bool net =
        x->doors >= MANY && stray_most(x->near, x->doors) && (services || stray_most(x->same_port, x->doors));
    bool one = net && few && x->low == x->doors && stray_most(x->same_port, x->doors);
    bool may = services || one || stray_most(x->system_sport, x->doors);
    return goes_along_known(x) || (may && (few || net || x->steps * 2 > x->doors)) || (few && seeks_known(x));
}

/* From a service's port. What is left of connections goes to the ports that clients asked from: those that
 * systems take, another one for each host. One port of host after host, or lower ones of one in their order, are no
 * clients'; and who is flooded in their names answers neither with ACK nor with FIN|ACK. */
static bool is_no_end(const struct stray *x)
{
    bool ends = x->technique == TECHNIQUE_ACK || x->technique == TECHNIQUE_MAIMON;
    return ends && x->doors >= MANY && stray_most(x->same_sport, x->doors) && stray_most(x->bare, x->doors) &&
           (x->low == x->doors || stray_most(x->same_port, x->doors));
}

/* The same, and below those that systems give to clients: of a net, one port; of one host, any. Who clients asked from
 * there, as some do, has numbers chosen at random (RFC 6528): that his is 0, time and again, is a program that left it out
 * (Scapy does). */
static bool is_of_no_client(const struct stray *x)
{
    bool net = stray_most(x->near, x->doors) && stray_most(x->same_port, x->doors);
    return is_no_end(x) && x->low == x->doors && stray_most(x->same_win, x->doors) &&
           (net || stray_most(x->zero, x->doors));
}

static bool asks(const struct stray *x)
{
    if (x->doors < STRAY_DOORS)
        return false;
    if (x->technique == TECHNIQUE_UDP)
        return pretext_is_false(x);
    if (x->technique == TECHNIQUE_SYN)
        return x->ordinary ? asks_unseen(x) : asks_blindly(x);
    if (x->tries > x->doors * SAME_DOOR)
        return false;
    if (stray_most(x->same_win, x->doors) && has_small_window(x) && x->first.win % 1024 == 0 &&
        stray_most(x->alike, x->doors)) /* nmap */
        return true;
    if (is_of_no_client(x))
        return true;
    if (x->ends)
        return false;
    if (stray_most(x->ordinary, x->doors) && !stray_most(x->to_asker, x->doors))
        return is_planned(x) && (x->technique != TECHNIQUE_SYNACK || !stray_goes_as_answers(x));
    bool counts = is_made(x) && of_one_making(x) && has_small_window(x) && x->steps * 2 > x->doors;
    return (counts && (!stray_most(x->to_asker, x->doors) || is_no_end(x))) || seeks_services(x);
}

/* To the same host; or true answers to the same port of many. */
static bool goes_where(const struct stray *y, const struct stray *x)
{
    bool net =
        x->same_host * 4 < x->doors && y->first.port == x->first.port && stray_says(x) && stray_says(y);
    return addr_eq(&y->first.dst, &x->first.dst) || net;
}

/* Answers to questions in a victim's name come from many at once. */
static bool is_reflected(const struct strays *s, const struct stray *x)
{
    unsigned n = 0;
    for (const struct stray *y = s->source; x->technique == TECHNIQUE_UDP && y < s->source + SOURCES; y++)
        n += y != x && !y->asks && y->technique == x->technique && y->pretext == x->pretext &&
             y->last + NSEC_MINUTE > x->last && y->first.sport == x->first.sport && goes_where(y, x);
    return n >= CROWD;
}

static struct stray *bucket_of(struct strays *s, const struct addr *a, uint8_t technique)
{
    return &s->source[mix_addr(&s->key, a, technique) % (SOURCES / WAYS) * WAYS];
}

/* Whoever showed doors enough to be judged and was not found out is worth nothing. */
static uint32_t worth(const struct stray *x)
{
    return x->asks ? UINT32_MAX : x->doors >= STRAY_DOORS ? 0 : x->doors;
}

static struct stray *source_of(struct strays *s, const struct contact *c)
{
    struct stray *first = bucket_of(s, &c->src, c->technique), *least = first;
    for (struct stray *x = first; x < first + WAYS; x++) {
        if (x->technique == c->technique && x->pretext == c->pretext && addr_eq(&x->src, &c->src))
            return x;
        if (worth(x) < worth(least) || (worth(x) == worth(least) && x->last < least->last))
            least = x;
    }
    *least = (struct stray){.src = c->src, .technique = c->technique, .pretext = c->pretext};
    return least;
}

/* The last ones are kept in turn, so that most doors are counted once; a scan's comes back after all
 * others. */
static bool knows(const struct stray *x, const struct contact *c)
{
    for (unsigned i = 0; i < STRAY_DOORS && i < x->doors; i++)
        if (x->door[i].port == c->port && addr_eq(&x->door[i].dst, &c->dst))
            return true;
    return false;
}

static bool is_again(const struct stray *x, const struct contact *c)
{
    bool again = false;
    for (unsigned i = 0; i < STRAY_DOORS && i < x->doors; i++)
        again |= x->door[i].port == c->port;
    return again;
}

static void count(struct stray *x, const struct contact *c, const struct mix_key *key)
{
    const struct contact *first = &x->first;
    uint32_t differ = c->token ^ first->token;
    x->same_sport += c->sport == first->sport;
    x->high_sport += c->sport >= PORTS_USER;
    x->system_sport += c->sport >= PORTS_LINUX;
    x->same_win += c->win == first->win;
    x->alike += c->token && differ >> 16 == (differ & 0xffff);
    x->zero += c->seq_0;
    x->service += c->port < SERVICE;
    x->low += c->port < PORTS_LINUX;
    x->ends += c->ends;
    x->said += c->said;
    x->denied += c->denied;
    x->uninvited += c->uninvited;
    x->invited += c->invited;
    x->acquainted += c->acquainted;
    x->ordinary += c->ordinary;
    x->near += memcmp(c->dst.b, first->dst.b, c->dst.len == 4 ? 3 : 8) == 0;
    x->again += is_again(x, c);
    x->once += c->once;
    x->insists += c->insists;
    x->same_ttl += c->ttl == first->ttl;
    x->bare += c->bare;
    x->same_host += addr_eq(&c->dst, &first->dst);
    x->hosts |= UINT64_C(1) << (mix_addr(key, &c->dst, 0) >> 58);
    x->ports |= UINT64_C(1) << (mix2(key, c->port, 0) >> 58);
    x->sports |= UINT64_C(1) << (mix2(key, c->sport, 0) >> 58);
    x->same_port += c->port == first->port;
    x->lowest = !x->doors || c->port < x->lowest ? c->port : x->lowest;
    x->highest = c->port > x->highest ? c->port : x->highest;
    x->to_asker += c->sport < PORTS_USER && c->port >= PORTS_USER;
    if (x->doors) {
        const struct contact *before = &x->door[(x->doors - 1) % STRAY_DOORS];
        x->next_sport += c->sport == (uint16_t)(before->sport + 1);
        x->steps += contact_is_next(c, &before->dst, before->port);
    }
}

unsigned strays_note(struct strays *s, const struct contact *c, struct contact out[STRAY_DOORS])
{
    struct stray *x = source_of(s, c);
    x->last = c->at > x->last ? c->at : x->last;
    if (x->asks) {
        out[0] = *c;
        return 1;
    }
    x->tries++;
    if (knows(x, c))
        return 0;
    if (!x->doors)
        x->first = *c;
    count(x, c, &s->key);
    struct contact *place = &x->door[x->doors++ % STRAY_DOORS];
    *place = *c;
    place->sight = NULL;
    place->flow = 0;
    x->asks = asks(x) && !is_reflected(s, x);
    if (!x->asks)
        return 0;
    for (unsigned i = 0; i < STRAY_DOORS; i++)
        out[i] = x->door[(x->doors + i) % STRAY_DOORS];
    return STRAY_DOORS;
}

/* What it sent that may be answers by UDP; NULL: nothing, as far as is known. */
static const struct stray *answers_of(const struct strays *s, const struct addr *a)
{
    const struct stray *first = bucket_of((struct strays *)s, a, TECHNIQUE_UDP);
    for (const struct stray *x = first; x < first + WAYS; x++)
        if (x->technique == TECHNIQUE_UDP && x->pretext == PRETEXT_ANSWER && addr_eq(&x->src, a))
            return x;
    return NULL;
}

uint32_t strays_replies(const struct strays *s, const struct addr *a, uint16_t sport)
{
    const struct stray *x = answers_of(s, a);
    bool replies = x && !x->asks && x->first.sport == sport && x->same_sport == x->doors &&
                   x->to_asker == x->doors && __builtin_popcountll(x->hosts) >= CROWD;
    return replies ? x->doors : 0;
}

/* As what nobody understands did at first (pretext.c). */
static bool goes_on_at_leisure(const struct ledger *g)
{
    return g->fresh - g->first >= g->targets * NSEC_SEC &&
           portset_between(&g->ports, 0, PORTS_LINUX) * 4 <= g->ports.n;
}

/* Its doors are those of answers: of one host, from one port, none below those that askers take. */
static bool is_all_answers(const struct ledger *g, const struct stray *x)
{
    return g->sport == x->first.sport && g->same_sport == g->targets && !g->low_ports &&
           g->lead_n * 2 > g->targets && (stray_says(x) || goes_on_at_leisure(g));
}

/* Of what it answers to ports taken at random, that goes to low ones, too; who looks for services knows their ports. */
static bool is_chance(const struct ledger *g, const struct stray *x)
{
    bool never_twice = g->targets >= DRAWN && g->lead_n == g->targets && g->tries == g->targets;
    return !never_twice && !x->asks && g->sport == x->first.sport && g->same_sport == g->targets &&
           x->same_sport == x->doors && (uint64_t)g->targets * CHANCE <= x->doors &&
           stray_goes_as_answers(x) && pretext_services(&g->ports) * 4 <= g->ports.n;
}

static struct role by_chance(const struct ledger *g, const struct stray *x)
{
    struct role r = {.name = "reflector"};
    diag_counts(
        &r.why,
        N_("what it sent from port %s went to %s other doors at ports such as systems ask from: that so few went "
           "elsewhere is chance, and it answers what somebody sends in our name"),
        g->sport, x->doors);
    return r;
}

struct role strays_role(const struct strays *s, const struct ledger *g)
{
    struct role r = {0};
    char n[24];
    const struct stray *x = g->technique == TECHNIQUE_UDP ? answers_of(s, &g->one) : NULL;
    if (x && is_chance(g, x))
        return by_chance(g, x);
    if (!x || !x->asks || !pretext_is_doubtful(x) || !is_all_answers(g, x))
        return r;
    r.name = "reflector";
    snprintf(n, sizeof n, "%u", g->sport);
    diag_set(
        &r.why,
        stray_says(x)
            ? N_("what it sent from port %s are true answers, and nobody here asked it: it scans, or somebody asks it in our name")
            : N_("what it sent from port %s, one after the other, to ports that systems ask from, may be answers of a kind of their own: it scans, or who asks it is not heard here"),
        n, NULL, NULL);
    return r;
}

bool strays_asked(const struct strays *s, const struct addr *a)
{
    for (unsigned t = 0; t < TECHNIQUES; t++) {
        const struct stray *first = bucket_of((struct strays *)s, a, (uint8_t)t);
        for (const struct stray *x = first; x < first + WAYS; x++)
            if (x->asks && x->technique == t && addr_eq(&x->src, a))
                return true;
    }
    return false;
}
