#include "scan/connects.h"

#include "scan/payload.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HELD_MAX     64
#define REPLIES_MAX  256
#define RETRY_NAP    (2 * NSEC_MS) /* out of sockets or ports: some connection will end */
#define PATIENCE_MIN (100 * NSEC_MS)

int connects_init(struct connects *c, struct scan *scan, struct dial *dial, uint64_t seed)
{
    *c = (struct connects){.scan = scan, .dial = dial, .capacity = dial_capacity(dial), .rng = rng_of(seed)};
    c->call = calloc(c->capacity, sizeof *c->call);
    if (!c->call)
        return -ENOMEM;
    for (uint32_t i = 0; i < c->capacity; i++)
        c->call[i].next = i + 1;
    return 0;
}

void connects_fini(struct connects *c)
{
    free(c->call);
    c->call = NULL;
}

static int ask(struct connects *c, const struct probe *p, uint32_t i, nsec now, nsec until)
{
    uint8_t bytes[PAYLOAD_MAX];
    const struct payload *say = payload_at(p->port, p->try);
    payload_write(say, (uint32_t)rng_u64(&c->rng), bytes);
    return dial_ask(c->dial, &p->addr, p->port, bytes, say->len, say->moves, i, now, until);
}

static int ping(struct connects *c, const struct probe *p, uint32_t i, nsec now, nsec until)
{
    uint64_t number = rng_u64(&c->rng);
    uint8_t data[DIAL_PING_DATA];
    _Static_assert(sizeof data == sizeof number, "");
    memcpy(data, &number, sizeof data);
    return dial_ping(c->dial, &p->addr, data, i, now, until);
}

static int dial(struct connects *c, const struct probe *p, uint32_t i, nsec now, nsec until)
{
    switch (dial_kind(c->dial)) {
    case DIAL_DATAGRAMS: return ask(c, p, i, now, until);
    case DIAL_PINGS: return ping(c, p, i, now, until);
    case DIAL_STREAMS: break;
    }
    return dial_start(c->dial, &p->addr, p->port, i, now, until);
}

/* False when the machine cannot take it now. */
static bool start(struct connects *c, const struct probe *p, nsec now)
{
    uint32_t i = c->free_call;
    if (i >= c->capacity)
        return false;
    nsec patience = nsec_max(scan_patience(c->scan), PATIENCE_MIN);
    int e = dial(c, p, i, now, now + patience);
    if (e == -EAGAIN)
        return false;
    if (e < 0) {
        c->reply[c->replies++] =
            (struct reply){.addr = p->addr, .port = p->port, .try = p->try, .at = now, .error = -e};
        return true;
    }
    c->free_call = c->call[i].next;
    c->call[i].probe = *p;
    return true;
}

static void collect(struct connects *c, nsec now)
{
    struct dial_result done[64];
    while (REPLIES_MAX - c->replies >= HELD_MAX + 64) {
        uint32_t n = dial_poll(c->dial, now, done, 64);
        for (uint32_t k = 0; k < n; k++) {
            struct connects_call *call = &c->call[done[k].cookie];
            const struct probe *p = &call->probe;
            struct reply *reply = &c->reply[c->replies];
            c->replies += dial_kind(c->dial) == DIAL_DATAGRAMS
                              ? connect_datagram_reply(&done[k], &p->addr, p->port, p->try, now, reply)
                              : connect_reply(&done[k], &p->addr, p->port, p->try, now, reply);
            call->next = c->free_call;
            c->free_call = (uint32_t)done[k].cookie;
        }
        if (n < 64)
            return;
    }
}

static void start_held(struct connects *c, nsec now)
{
    uint32_t i = 0;
    while (i < c->holding && start(c, &c->held[i], now))
        i++;
    c->holding -= i;
    memmove(c->held, c->held + i, c->holding * sizeof *c->held);
}

int connects_turn(struct connects *c, nsec now, nsec *ret_wake)
{
    collect(c, now);
    start_held(c, now);
    uint32_t room = dial_capacity(c->dial) - dial_open_count(c->dial);
    room = c->holding ? 0 : room < HELD_MAX ? room : HELD_MAX;
    scan_under_way(c->scan, dial_open_count(c->dial) + c->holding);
    int n = scan_step(c->scan, now, c->reply, c->replies, c->held, room, ret_wake);
    c->replies = 0;
    if (n < 0)
        return n;
    c->holding += (uint32_t)n;
    start_held(c, now);
    if (!room && !c->holding && !scan_done(c->scan))
        *ret_wake = NSEC_NEVER; /* there is no socket until one of ours ends */
    *ret_wake = nsec_min(*ret_wake, dial_wake(c->dial));
    if (c->holding)
        *ret_wake = nsec_min(nsec_max(*ret_wake, now), now + RETRY_NAP);
    if (c->replies || (c->was_open && !dial_open_count(c->dial)))
        *ret_wake = nsec_min(*ret_wake, now); /* the engine does not know yet that the last one ended */
    c->was_open = dial_open_count(c->dial);
    return 0;
}
