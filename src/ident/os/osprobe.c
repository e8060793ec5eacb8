#include "ident/os/osprobe.h"

#include "base/amap.h"
#include "base/grow.h"

#include <errno.h>
#include <stdlib.h>

#define RATE_USUAL 5000.0
#define RTTS       4 /* as many round trips are waited, if that is longer */
#define NONE       UINT32_MAX

enum phase { PHASE_ASKING, PHASE_WAITING, PHASE_DONE };

/* A host that is being asked. */
struct active {
    uint32_t guest; /* NONE: free */
    enum phase phase;
    uint8_t try, next; /* next: place in `order` of the question to come */
    nsec due, wait;
    bool asked[ASKS_COUNT][ASKS_TRIES];
    nsec sent[ASKS_COUNT][ASKS_TRIES];
    struct asks_answer answer[ASKS_COUNT];
};

struct guest {
    struct asks_host host;
    nsec rtt;
    uint64_t cookie;
    uint32_t active; /* NONE: waits, or is done */
};

struct osprobe {
    struct osprobe_conf conf;
    struct amap by_addr;
    struct guest *guest; /* owned, grows */
    uint32_t guests, begun;
    struct active *active; /* owned: max_active */
    uint32_t used;         /* places that were ever taken */
    uint32_t busy, taken;  /* taken: the one that was given out by take(); NONE */
    double tokens;
    nsec filled;
    bool stopping;
    struct osprobe_stats stats;
};

/* The order of asking. Echo requests come right behind the SYNs, so that their identification numbers can be
 * compared. */
static const uint8_t order[] = {
    ASKS_SYN1,       ASKS_SYN2,      ASKS_SYN3,       ASKS_SYN4, ASKS_SYN5,       ASKS_SYN6,
    ASKS_ECHO_DF,    ASKS_ECHO_CODE, ASKS_AGAIN1,     ASKS_ECN,  ASKS_AGAIN2,     ASKS_NULL,
    ASKS_AGAIN3,     ASKS_ODD,       ASKS_CLOSED_SYN, ASKS_ACK,  ASKS_CLOSED_ACK, ASKS_UDP,
    ASKS_CLOSED_ODD, ASKS_BIG1,      ASKS_BIG2,       ASKS_BIG3, ASKS_BIG4};
_Static_assert(sizeof order == ASKS_COUNT, "every question has its turn");

int osprobe_new(const struct osprobe_conf *conf, struct osprobe **ret)
{
    struct osprobe *o = calloc(1, sizeof *o);
    if (!o)
        return -ENOMEM;
    o->conf = *conf;
    o->conf.max_active = conf->max_active ? conf->max_active : OSPROBE_ACTIVE;
    o->conf.max_rate = conf->max_rate > 0 ? conf->max_rate : RATE_USUAL;
    o->conf.gap = conf->gap ? conf->gap : OSPROBE_GAP;
    o->active = calloc(o->conf.max_active, sizeof *o->active);
    amap_init(&o->by_addr, conf->max_hosts, conf->key);
    o->taken = NONE;
    o->tokens = 1;
    if (!o->active) {
        osprobe_free(o);
        return -ENOMEM;
    }
    *ret = o;
    return 0;
}

void osprobe_free(struct osprobe *o)
{
    if (!o)
        return;
    amap_fini(&o->by_addr);
    free(o->guest);
    free(o->active);
    free(o);
}

/* Packets know no zones. */
static struct addr plain(struct addr a)
{
    a.zone = 0;
    return a;
}

bool osprobe_add(struct osprobe *o, const struct asks_host *h, nsec rtt, uint64_t cookie)
{
    struct addr a = plain(h->addr);
    bool room = amap_get(&o->by_addr, &a) == AMAP_NONE;
    struct guest *more = room ? grow_one(o->guest, o->guests, sizeof *more) : NULL;
    room = more;
    o->guest = more ? more : o->guest;
    if (!room || !amap_add(&o->by_addr, &a, o->guests)) {
        o->stats.left_out++;
        return false;
    }
    o->guest[o->guests++] = (struct guest){.host = *h, .rtt = rtt, .cookie = cookie, .active = NONE};
    return true;
}

/* ---- hearing ---- */

/* Whom is it about? An error says so in its quotation. */
static const struct addr *about(const struct packet *p)
{
    if (p->has & PACKET_HAS_ICMP && p->icmp.has_quote)
        return &p->icmp.quote.dst;
    if (p->has & PACKET_HAS_ICMP6 && p->icmp6.has_quote)
        return &p->icmp6.quote.dst;
    return p->has & PACKET_HAS_IP ? &p->src : NULL;
}

static struct active *active_of(const struct osprobe *o, const struct addr *a)
{
    uint32_t g = a ? amap_get(&o->by_addr, a) : AMAP_NONE;
    uint32_t i = g == AMAP_NONE ? NONE : o->guest[g].active;
    return i == NONE || o->active[i].phase == PHASE_DONE ? NULL : &o->active[i];
}

bool osprobe_hear(struct osprobe *o, const struct packet *p, nsec at)
{
    struct asks_answer answer;
    enum asks_question q;
    unsigned try;
    struct active *a = active_of(o, about(p));
    if (!a || !asks_hear(&o->conf.asks, &o->guest[a->guest].host, p, &q, &try, &answer) ||
        !a->asked[q][try]) {
        o->stats.strays++;
        return false;
    }
    bool better = a->answer[q].kind == ASKS_SILENT || a->answer[q].kind == ASKS_UNASKED ||
                  (a->answer[q].kind == ASKS_ERROR && answer.kind != ASKS_ERROR);
    if (better) { /* a repeated SYN-ACK says nothing new */
        answer.sent = a->sent[q][try];
        answer.at = at;
        a->answer[q] = answer;
        o->stats.heard++;
    }
    return true;
}

/* ---- asking ---- */

static void begin(struct osprobe *o, uint32_t place, uint32_t guest, nsec now)
{
    struct active *a = &o->active[place];
    struct guest *g = &o->guest[guest];
    *a = (struct active){.guest = guest, .due = now, .wait = nsec_max(OSPROBE_WAIT, RTTS * g->rtt)};
    g->active = place;
    o->busy++;
}

static bool needs_asking(const struct osprobe *o, const struct active *a, enum asks_question q)
{
    bool needed;
    uint16_t door = asks_door(&o->guest[a->guest].host, q, &needed);
    if (needed && !door)
        return false;
    return a->try == 0 ? a->answer[q].kind == ASKS_UNASKED : a->answer[q].kind == ASKS_SILENT;
}

/* The next question of a host, or ASKS_COUNT when its round is over. */
static enum asks_question next_question(const struct osprobe *o, struct active *a)
{
    while (a->next < ASKS_COUNT) {
        enum asks_question q = (enum asks_question)order[a->next];
        if (needs_asking(o, a, q))
            return q;
        a->next++;
    }
    return ASKS_COUNT;
}

static void ask(struct osprobe *o, struct active *a, enum asks_question q, nsec now, struct osprobe_ask *out)
{
    const struct guest *g = &o->guest[a->guest];
    *out = (struct osprobe_ask){.host = g->host, .question = q, .try = a->try, .cookie = g->cookie};
    a->asked[q][a->try] = true;
    a->sent[q][a->try] = now;
    a->answer[q].kind = ASKS_SILENT;
    a->answer[q].sent = now;
    a->next++;
    a->due = now + (q <= ASKS_SYN6 ? o->conf.gap : o->conf.gap / 2);
    o->stats.asked++;
    o->tokens -= 1;
}

/* A round is over, or the wait behind it. */
static void turn_over(struct osprobe *o, struct active *a, nsec now)
{
    bool silent = false;
    for (unsigned q = 0; q < ASKS_COUNT; q++)
        silent |= a->answer[q].kind == ASKS_SILENT;
    if (a->phase == PHASE_ASKING) {
        a->phase = PHASE_WAITING;
        a->due = silent ? now + a->wait : now;
    } else if (silent && a->try + 1u < ASKS_TRIES) {
        a->phase = PHASE_ASKING;
        a->try++;
        a->next = 0;
        a->due = now;
    } else {
        a->phase = PHASE_DONE;
        o->stats.hosts++;
    }
}

static void fill_tokens(struct osprobe *o, nsec now)
{
    double most = o->conf.max_rate / 100 > 1 ? o->conf.max_rate / 100
                                             : 1; /* what a tenth of a tenth of a second holds */
    if (o->filled)
        o->tokens += (double)(now - o->filled) * 1e-9 * o->conf.max_rate;
    o->tokens = o->tokens > most ? most : o->tokens;
    o->filled = now;
}

static uint32_t free_place(struct osprobe *o)
{
    for (uint32_t i = 0; i < o->used; i++)
        if (o->active[i].guest == NONE)
            return i;
    return o->used < o->conf.max_active ? o->used++ : NONE;
}

/* New hosts begin as long as the rate leaves room for those under way. */
static void begin_some(struct osprobe *o, nsec now)
{
    double room =
        o->conf.max_rate * (double)o->conf.gap * 1e-9 + 1; /* hosts whose series the rate can bear */
    while (o->begun < o->guests && o->busy < o->conf.max_active && o->busy < room && !o->stopping) {
        uint32_t place = free_place(o);
        if (place == NONE)
            return;
        begin(o, place, o->begun++, now);
    }
}

static void put_taken(struct osprobe *o)
{
    if (o->taken == NONE)
        return;
    o->guest[o->active[o->taken].guest].active = NONE;
    o->active[o->taken].guest = NONE;
    o->busy--;
    o->taken = NONE;
}

uint32_t osprobe_step(struct osprobe *o, nsec now, struct osprobe_ask *out, uint32_t cap, nsec *ret_wake)
{
    uint32_t n = 0;
    nsec wake = NSEC_NEVER;
    put_taken(o);
    fill_tokens(o, now);
    begin_some(o, now);
    for (uint32_t i = 0; i < o->used; i++) {
        struct active *a = &o->active[i];
        while (a->guest != NONE && a->phase != PHASE_DONE && a->due <= now) {
            enum asks_question q = a->phase == PHASE_ASKING ? next_question(o, a) : ASKS_COUNT;
            if (q == ASKS_COUNT) {
                turn_over(o, a, now);
            } else if (n < cap && o->tokens >= 1) {
                ask(o, a, q, now, &out[n++]);
            } else {
                break;
            }
        }
        if (a->guest != NONE && a->phase != PHASE_DONE)
            wake =
                nsec_min(wake, a->due > now ? a->due : now + NSEC_MS); /* else for want of tokens or room */
        else if (a->guest != NONE)
            wake = now; /* to be taken */
    }
    *ret_wake = wake;
    return n;
}

void osprobe_unsent(struct osprobe *o, const struct osprobe_ask *ask_)
{
    struct addr addr = plain(ask_->host.addr);
    struct active *a = active_of(o, &addr);
    if (!a || a->answer[ask_->question].kind != ASKS_SILENT)
        return;
    a->asked[ask_->question][ask_->try] = false;
    a->answer[ask_->question].kind = ASKS_UNASKED; /* silence would be a statement */
}

const struct asks_answer *osprobe_take(struct osprobe *o, uint64_t *ret_cookie, struct asks_host *ret_host)
{
    put_taken(o);
    if (o->stopping && o->begun < o->guests && o->busy < o->conf.max_active) {
        uint32_t place = free_place(o);
        if (place != NONE) {
            begin(o, place, o->begun++, 0);
            o->active[place].phase = PHASE_DONE;
        }
    }
    for (uint32_t i = 0; i < o->used; i++) {
        const struct active *a = &o->active[i];
        if (a->guest == NONE || a->phase != PHASE_DONE)
            continue;
        o->taken = i;
        *ret_cookie = o->guest[a->guest].cookie;
        *ret_host = o->guest[a->guest].host;
        return a->answer;
    }
    return NULL;
}

uint32_t osprobe_waiting(const struct osprobe *o)
{
    return o->guests - o->begun + o->busy - (o->taken != NONE);
}

bool osprobe_idle(const struct osprobe *o)
{
    return osprobe_waiting(o) == 0;
}

/* Who might still have answered has not been silent. */
static void cut_short(struct active *a)
{
    for (unsigned q = 0; q < ASKS_COUNT && a->phase != PHASE_DONE; q++)
        if (a->answer[q].kind == ASKS_SILENT)
            a->answer[q].kind = ASKS_UNASKED;
    a->phase = PHASE_DONE;
}

void osprobe_stop(struct osprobe *o)
{
    o->stopping = true;
    for (uint32_t i = 0; i < o->used; i++)
        if (o->active[i].guest != NONE)
            cut_short(&o->active[i]);
}

void osprobe_stats(const struct osprobe *o, struct osprobe_stats *ret)
{
    *ret = o->stats;
}
