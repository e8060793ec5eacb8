#include "watch/watch.h"

#include "watch/detect/role.h"
#include "watch/priv_watch.h"
#include "watch/taking.h"
#include "watch/telling/telling.h"
#include "wire/tcp.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

enum { AHEAD = 8 }; /* sights between asking for a cache line and needing it */

/* Live: for so long a scan from outside may wait to be told with its like. */
#define SETTLED (5 * NSEC_SEC)

const char *watch_severity_word(unsigned severity)
{
    static const char *const words[] = {"info", "low", "medium", "high", "critical"};
    return words[severity < sizeof words / sizeof *words ? severity : WATCH_CRITICAL];
}

const char *const *watch_role_names(void)
{
    return role_names();
}

/* It is so late. */
static void pass(struct watch *w, nsec_wall now)
{
    if (now > w->now)
        w->now = now;
    if (w->now >= w->due) {
        taking_silence(w, w->now);
        if (w->live && w->now / NSEC_DAY != w->day)
            telling_day(w, w->now / NSEC_DAY);
    }
    if (w->untold && ledgers_refused(w->ledgers)) /* what was told makes room */
        telling_settle(w);
}

/* Once a step: a line of a log that is caught up with may be minutes after the one before it. */
static void settle(struct watch *w)
{
    if (!w->live || w->now < w->settling)
        return;
    w->settling = w->now + SETTLED;
    telling_settle(w);
}

/* What is known of a sight before it is taken. */
struct ahead {
    uint64_t key;
    /* the suspect that asks by it (or is refused); len 0 = nobody, as in nine of ten packets */
    struct addr who;
    bool stranger; /* of a stranger's tunnel */
};

static const struct addr *asker(const struct sight *s)
{
    if (s->kind == SIGHT_LOG || s->kind == SIGHT_FLOW)
        return s->proto == IPPROTO_TCP || s->proto == IPPROTO_UDP ? &s->src : NULL;
    if (s->proto != IPPROTO_TCP || !(s->tcp_flags & (TCP_SYN | TCP_RST)))
        return NULL;
    return s->tcp_flags & (TCP_ACK | TCP_RST) ? &s->dst : &s->src;
}

static void look_ahead(const struct watch *w, const struct sight *s, struct ahead *ret)
{
    const struct addr *who = asker(s);
    uint8_t technique = s->proto == IPPROTO_UDP ? TECHNIQUE_UDP : TECHNIQUE_SYN;
    ret->key = flows_key(w->flows, s);
    ret->stranger = s->tunnel && tunnels_strange(w->tunnels, s, &w->places);
    if (ret->stranger)
        ret->key = flows_apart(ret->key);
    flows_prefetch(w->flows, ret->key);
    ret->who.len = 0;
    if (!who)
        return;
    ret->who = ledgers_suspect(who, &w->places);
    ledgers_prefetch(w->ledgers, &ret->who);
    if (who == &s->src) {
        doors_prefetch(w->doors, &s->dst, technique, s->dport);
        ledgers_prefetch_door(w->ledgers, &ret->who, technique, &s->dst, s->dport);
        decoys_prefetch(w->decoys, s);
        surges_prefetch(w->surges, &ret->who, technique, s->dport);
    }
}

static void look_closer(const struct watch *w, const struct ahead *a)
{
    flows_prefetch_more(w->flows, a->key);
    if (a->who.len)
        ledgers_prefetch_more(w->ledgers, &a->who);
}

/* Where sources are more than the caches hold, that is a tenth of the time. */
static void look_closest(const struct watch *w, const struct ahead *a)
{
    if (a->who.len)
        ledgers_prefetch_ledger(w->ledgers, &a->who);
}

static void one(struct watch *w, const struct sight *s, const struct ahead *a)
{
    struct sight whole;
    pass(w, s->at);
    if (a->stranger) {
        whole = *s;
        whole.stranger = true;
        s = &whole;
    }
    taking_sight(w, s, a->key);
}

int watch_step(struct watch *w, const struct sight in[], unsigned n, struct sink *out)
{
    struct ahead ring[2 * AHEAD];
    w->out = out;
    if (n && w->live) {
        pass(w, in[0].at);
        settle(w);
    }
    for (unsigned i = 0; i < n + 2 * AHEAD; i++) {
        if (i < n)
            look_ahead(w, &in[i], &ring[i % (2 * AHEAD)]);
        if (i >= AHEAD && i - AHEAD < n)
            look_closer(w, &ring[(i - AHEAD) % (2 * AHEAD)]);
        if (i >= AHEAD + AHEAD / 2 && i - (AHEAD + AHEAD / 2) < n)
            look_closest(w, &ring[(i - (AHEAD + AHEAD / 2)) % (2 * AHEAD)]);
        /* The oldest of the ring, just before it is overwritten. */
        if (i >= 2 * AHEAD - 1 && i - (2 * AHEAD - 1) < n)
            one(w, &in[i - (2 * AHEAD - 1)], &ring[(i + 1) % (2 * AHEAD)]);
    }
    w->stats.sights += n;
    return w->failed;
}

int watch_tick(struct watch *w, nsec_wall now, struct sink *out)
{
    w->out = out;
    w->due = 0;
    pass(w, now);
    settle(w);
    return w->failed;
}

int watch_settle(struct watch *w, struct sink *out)
{
    w->out = out;
    if (w->live && w->untold)
        telling_settle(w);
    return w->failed;
}

int watch_end(struct watch *w, struct sink *out)
{
    w->out = out;
    taking_silence(w, NSEC_NEVER);
    telling_end(w);
    return w->failed;
}

void watch_stats(const struct watch *w, struct watch_stats *ret)
{
    struct flows_stats f;
    struct ledgers_stats l;
    flows_stats(w->flows, &f);
    ledgers_stats(w->ledgers, &l);
    *ret = w->stats;
    if (w->keep) {
        struct keep_stats k;
        keep_stats(w->keep, &k);
        ret->unkept = k.pushed;
    }
    ret->flows = f.flows;
    ret->early = f.early;
    ret->backscatter = f.backscatter;
    ret->evicted = l.evicted;
    ret->memory = watch_memory(w);
}

void watch_announce(struct watch *w, const struct manifest *m, unsigned n)
{
    w->manifest = m;
    w->manifests = n;
}

int watch_reform(struct watch *w, const struct addr_net *home, unsigned homes, const struct watch_role *role,
                 unsigned roles)
{
    struct places p;
    struct watch_role *copy = calloc(roles + 1u, sizeof *copy);
    int e = places_init(&p, home, homes, w->places.key);
    if (!copy || e < 0) {
        places_fini(&p);
        free(copy);
        return e < 0 ? e : -ENOMEM;
    }
    for (unsigned i = 0; i < roles; i++)
        copy[i] = role[i];
    places_inherit(&p, &w->places);
    places_fini(&w->places);
    w->places = p;
    free(w->role);
    w->role = copy;
    w->roles = roles;
    ledgers_rezone(w->ledgers, &w->places);
    return 0;
}
