#include "ident/ident.h"

#include "base/hash.h"
#include "ident/hosts.h"

#include <errno.h>
#include <stdlib.h>

enum { HOSTS = 65536, EVENTS = 128, ROUNDS = 8, NONE = UINT32_MAX };

/* A place for a conversation. */
struct place {
    struct door door;
    uint64_t cookie;
    uint32_t flow; /* TALK_NONE = no connection */
    uint32_t next; /* in the list it is in: free, refused by the machine for the moment, or done */
    struct door_move move;
};

struct list {
    uint32_t first, last;
};

struct ident {
    struct ident_conf conf;
    struct door_conf door;
    struct match *match;      /* owned */
    struct hosts *hosts;      /* owned */
    struct ident_door *queue; /* owned; a ring */
    uint64_t head, count, cap;
    struct place *places; /* owned */
    uint32_t max, asking;
    struct list free, postponed, done;
    uint32_t taken; /* by ident_take(): given back at the next call */
    uint16_t busy[HOSTS];
    uint8_t say[TALK_SAY_MAX];
};

static void push(struct ident *i, struct list *l, uint32_t p)
{
    i->places[p].next = NONE;
    if (l->first == NONE)
        l->first = p;
    else
        i->places[l->last].next = p;
    l->last = p;
}

static uint32_t pop(struct ident *i, struct list *l)
{
    uint32_t p = l->first;
    if (p != NONE)
        l->first = i->places[p].next;
    return p;
}

int ident_new(const struct ident_conf *conf, struct ident **ret)
{
    struct ident *i = calloc(1, sizeof *i);
    if (!i)
        return -ENOMEM;
    i->conf = *conf;
    i->max = talk_capacity(conf->talk);
    i->places = calloc(i->max, sizeof *i->places);
    i->free = i->postponed = i->done = (struct list){NONE, NONE};
    i->taken = NONE;
    if (!i->places || match_new(conf->db, &i->match) < 0 || hosts_new(&conf->key, &i->hosts) < 0) {
        ident_free(i);
        return -ENOMEM;
    }
    i->door = (struct door_conf){
        .match = i->match, .intensity = conf->intensity, .access = conf->access, .active = conf->active};
    for (uint32_t p = 0; p < i->max; p++)
        push(i, &i->free, p);
    *ret = i;
    return 0;
}

void ident_free(struct ident *i)
{
    if (!i)
        return;
    for (uint32_t p = 0; i->places && p < i->max; p++)
        door_fini(&i->places[p].door);
    match_free(i->match);
    hosts_free(i->hosts);
    free(i->places);
    free(i->queue);
    free(i);
}

static bool grow(struct ident *i)
{
    uint64_t cap = i->cap ? i->cap * 2 : 256;
    struct ident_door *more = calloc(cap, sizeof *more);
    if (!more)
        return false;
    for (uint64_t k = 0; k < i->count; k++)
        more[k] = i->queue[(i->head + k) % i->cap];
    free(i->queue);
    i->queue = more;
    i->head = 0;
    i->cap = cap;
    return true;
}

bool ident_add(struct ident *i, const struct ident_door *d)
{
    if (i->count >= i->conf.max_queue || (i->count == i->cap && !grow(i)))
        return false;
    i->queue[(i->head + i->count++) % i->cap] = *d;
    return true;
}

static uint16_t *busy_of(struct ident *i, const struct addr *a)
{
    return &i->busy[siphash(&i->conf.key, a, sizeof *a) % HOSTS];
}

static void hang_up(struct ident *i, struct place *p)
{
    if (p->flow != TALK_NONE)
        talk_close(i->conf.talk, p->flow);
    p->flow = TALK_NONE;
}

static void end(struct ident *i, struct place *p)
{
    hang_up(i, p);
    hosts_learn(i->hosts, &p->door);
    --*busy_of(i, &p->door.addr);
    push(i, &i->done, (uint32_t)(p - i->places));
}

/* False when the machine has no socket for it now. */
static bool call(struct ident *i, struct place *p, nsec now)
{
    enum talk_kind kind = !p->door.udp ? TALK_STREAM : p->move.moves ? TALK_MOVES : TALK_DATAGRAM;
    uint16_t port = p->move.port ? p->move.port : p->door.port;
    hang_up(i, p);
    return talk_open(i->conf.talk, &p->door.addr, port, kind, (uint64_t)(p - i->places), now + p->move.wait,
                     &p->flow) == 0;
}

static void carry_out(struct ident *i, struct place *p, nsec now)
{
    struct talk *t = i->conf.talk;
    const struct door_move *m = &p->move;
    switch (m->what) {
    case DOOR_CALL:
        if (!call(i, p, now))
            push(i, &i->postponed, (uint32_t)(p - i->places));
        return;
    case DOOR_SAY: (void)talk_say(t, p->flow, i->say, m->len); break; /* it fails: the flow says so */
    case DOOR_HEAR: break;
    case DOOR_SECURE:
        if (talk_secure(t, p->flow, m->alpn, m->name) < 0) {
            end(i, p);
            return;
        }
        break;
    case DOOR_END: end(i, p); return;
    }
    talk_until(t, p->flow, now + m->wait);
}

static void begin(struct ident *i, const struct ident_door *d, nsec now)
{
    struct place *p = &i->places[pop(i, &i->free)];
    p->cookie = d->cookie;
    p->flow = TALK_NONE;
    i->asking++;
    ++*busy_of(i, &d->addr);
    p->move = door_begin(&p->door, &i->door, &d->addr, d->udp, d->port, d->rtt, d->unsure, now);
    carry_out(i, p, now);
}

/* Lets doors in from the queue; those of a busy host go to its end. */
static void admit(struct ident *i, nsec now)
{
    for (uint64_t tries = i->count; tries && i->free.first != NONE && i->postponed.first == NONE; tries--) {
        struct ident_door d = i->queue[i->head];
        i->head = (i->head + 1) % i->cap;
        if (*busy_of(i, &d.addr) < i->conf.per_host) {
            i->count--;
            begin(i, &d, now);
        } else {
            i->queue[(i->head + i->count - 1) % i->cap] = d;
        }
    }
}

static void retry(struct ident *i, nsec now)
{
    while (i->postponed.first != NONE) {
        struct place *p = &i->places[i->postponed.first];
        if (!call(i, p, now))
            return;
        (void)pop(i, &i->postponed);
    }
}

static void hear(struct ident *i, const struct talk_event *e, nsec now, uint64_t unix_s)
{
    struct place *p = &i->places[e->cookie];
    struct tls_facts facts;
    bool told = e->bits & (TALK_SECURE | TALK_INSECURE);
    if (told)
        talk_facts(i->conf.talk, e->flow, &facts);
    i->door.name = told ? hosts_name(i->hosts, &p->door.addr) : NULL;
    i->door.intensity = hosts_intensity(i->hosts, &p->door.addr, i->conf.intensity);
    i->door.refuses = hosts_refuses(i->hosts, &p->door.addr);
    p->move = door_step(&p->door, &i->door, e, told ? &facts : NULL, now, unix_s, i->say);
    carry_out(i, p, now);
}

static void give_back(struct ident *i)
{
    if (i->taken == NONE)
        return;
    door_fini(&i->places[i->taken].door);
    push(i, &i->free, i->taken);
    i->taken = NONE;
    i->asking--;
}

void ident_turn(struct ident *i, nsec now, uint64_t unix_s, nsec *ret_wake)
{
    struct talk_event e[EVENTS];
    give_back(i);
    for (unsigned round = 0; round < ROUNDS; round++) {
        retry(i, now);
        admit(i, now);
        uint32_t n = talk_poll(i->conf.talk, now, e, EVENTS);
        for (uint32_t k = 0; k < n; k++)
            hear(i, &e[k], now, unix_s);
        if (!n)
            break;
    }
    *ret_wake = i->done.first != NONE ? 0 : talk_wake(i->conf.talk);
    if (i->postponed.first != NONE)
        *ret_wake = nsec_min(*ret_wake, now + 10 * NSEC_MS);
}

const struct door *ident_take(struct ident *i, uint64_t *ret_cookie)
{
    give_back(i);
    i->taken = pop(i, &i->done);
    if (i->taken == NONE)
        return NULL;
    *ret_cookie = i->places[i->taken].cookie;
    return &i->places[i->taken].door;
}

uint64_t ident_waiting(const struct ident *i)
{
    return i->count;
}

uint64_t ident_asking(const struct ident *i)
{
    return i->asking;
}
