#include "scan/exchange.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RECEIVE_BATCH 64
#define LINKS_EVERY   (5 * NSEC_MS)
#define LINK_FULL_NAP (100 * NSEC_US) /* a full card empties a few hundred frames in this time */

/* How long one frame may be refused before it counts as one that cannot be sent: a rule at the egress (nft)
 * refuses with the same ENOBUFS as a card that is full, and does so for ever. Each turn with such frames
 * halves it; a link that was full after all restores it. */
#define PATIENCE_MAX (500 * NSEC_MS)
#define PATIENCE_MIN (2 * NSEC_MS)

int exchange_init(struct exchange *x, const struct exchange_conf *conf)
{
    *x = (struct exchange){.scan = conf->scan,
                           .inbox = conf->inbox,
                           .inbox_lost = conf->inbox_lost,
                           .inbox_until = conf->inbox_until,
                           .learn = conf->learn,
                           .ports = conf->ports,
                           .hear = {.tech = conf->tech,
                                    .mix = conf->mix,
                                    .targets = conf->targets,
                                    .cookie = conf->cookie,
                                    .paths = conf->paths}};
    x->room = (conf->ports + 2) * EXCHANGE_BATCH;
    x->reply = calloc(x->room, sizeof *x->reply);
    x->port = calloc(conf->ports ? conf->ports : 1, sizeof *x->port);
    x->asked = conf->learn ? calloc(EXCHANGE_ASKED, sizeof *x->asked) : NULL;
    if (!x->port || !x->reply || (conf->learn && !x->asked)) {
        exchange_fini(x);
        return -ENOMEM;
    }
    for (uint32_t i = 0; i < conf->ports; i++) {
        struct frames_stats st;
        x->port[i].frames = conf->frames[i];
        x->port[i].ifindex = conf->ifindex[i];
        x->port[i].patience = PATIENCE_MAX;
        frames_stats(conf->frames[i], &st); /* what was lost before is not ours */
        x->port[i].seen_drops = st.rx_ring_drops + st.rx_link_drops;
        x->port[i].seen_refused = st.tx_refused;
        x->port[i].seen_link_drops = st.tx_link_drops;
        x->port[i].seen_failed = st.tx_failed;
    }
    int e = ask_init(&x->ask, conf->tech, conf->mix, conf->paths, conf->neighbours, conf->cookie);
    if (e < 0)
        exchange_fini(x);
    return e;
}

void exchange_fini(struct exchange *x)
{
    ask_fini(&x->ask);
    free(x->port);
    free(x->asked);
    free(x->reply);
    x->port = NULL;
    x->asked = NULL;
    x->reply = NULL;
}

/* ARP and neighbour discovery prove nothing: at least the address must be one that we look for on this
 * link. */
static bool asked_there(struct exchange *x, const struct exchange_port *port, const struct addr *a)
{
    uint32_t hint = 0;
    const struct path *path = paths_find(x->ask.paths, a, &hint);
    return path && x->port + path->port == port;
}

static struct exchange_asked *place_of(struct exchange *x, const struct addr *a)
{
    uint32_t low = get_u32(a->b + a->len - 4);
    return &x->asked[(low ^ low >> 12) % EXCHANGE_ASKED];
}

static void learn(struct exchange *x, struct reply *r)
{
    const struct exchange_asked *asked = place_of(x, &r->addr);
    if (addr_eq(&asked->addr, &r->addr) && r->at >= asked->at)
        r->rtt = r->at - asked->at;
    neighbours_heard(x->learn, &r->addr, r->mac, r->rtt);
}

static void receive(struct exchange *x, const struct exchange_port *port)
{
    const uint32_t batch = RECEIVE_BATCH;
    struct frame in[RECEIVE_BATCH];
    while (x->room - x->replies >= batch) {
        uint32_t n = frames_recv(port->frames, in, batch);
        for (uint32_t i = 0; i < n; i++) {
            struct reply *r = &x->reply[x->replies];
            if (!hear_frame(&x->hear, &in[i], port->frames->layer, port->ifindex, r))
                continue;
            if (x->learn && asked_there(x, port, &r->addr))
                learn(x, r);
            x->replies++;
        }
        frames_release(port->frames, n);
        if (n < batch)
            return;
    }
}

/* Tells the engine what the links lost since last time and how full they are. 0, or the error of a link that
 * went down while nothing was sent. */
static int watch_links(struct exchange *x, nsec now, uint32_t *ret_port)
{
    if (now - x->links_at < LINKS_EVERY)
        return 0;
    x->links_at = now;
    uint64_t lost = 0;
    uint32_t fill = 0;
    bool full = false;
    for (uint32_t i = 0; i < x->ports; i++) {
        struct exchange_port *port = &x->port[i];
        struct frames_stats st;
        frames_stats(port->frames, &st);
        if (st.last_error == ENETDOWN || st.last_error == ENODEV || st.last_error == ENXIO) {
            *ret_port = i;
            return -st.last_error;
        }
        uint64_t drops = st.rx_ring_drops + st.rx_link_drops;
        lost += drops - port->seen_drops;
        bool refused = st.tx_refused != port->seen_refused && port->patience == PATIENCE_MAX;
        full |= refused || port->was_full || st.tx_link_drops != port->seen_link_drops;
        port->was_full = false;
        x->local_drops += st.tx_link_drops - port->seen_link_drops;
        port->seen_link_drops = st.tx_link_drops;
        port->seen_drops = drops;
        port->seen_refused = st.tx_refused;
        fill = st.rx_fill_permille > fill ? st.rx_fill_permille : fill;
    }
    if (x->inbox_lost) {
        uint64_t refused = atomic_load_explicit(x->inbox_lost, memory_order_relaxed);
        lost += refused - x->seen_lost;
        x->seen_lost = refused;
    }
    x->local_drops += lost;
    scan_links(x->scan, lost, fill, full, now);
    return 0;
}

/* To the engine in the next turn: a failure of ours says nothing about the target. */
static void report_failure(struct exchange *x, const struct probe *p, int error)
{
    assert(x->replies < x->room); /* one for each frame that waits on a link, and for each probe of a step */
    x->reply[x->replies++] = (struct reply){.addr = p->addr, .port = p->port, .try = p->try, .error = error};
}

/* Some of the first n frames were refused one by one (our own firewall, no route); the link does not say
 * which, so none of them counts as asked. Answers that come all the same are believed. */
static void report_failures(struct exchange *x, struct exchange_port *port, uint32_t n)
{
    uint64_t failed =
        port->frames->failed ? atomic_load_explicit(port->frames->failed, memory_order_relaxed) : 0;
    if (failed == port->seen_failed)
        return;
    port->seen_failed = failed;
    for (uint32_t i = 0; i < n; i++)
        if (port->asked[i].addr.len)
            report_failure(x, &port->asked[i],
                           atomic_load_explicit(port->frames->failed_why, memory_order_relaxed));
}

/* Sends what waits, as much as the link takes. 0 or its error. */
static int offer(struct exchange *x, struct exchange_port *port, nsec now)
{
    int n = frames_send(port->frames, port->out, port->used);
    if (n < 0)
        return n;
    report_failures(x, port, (uint32_t)n);
    uint32_t left = port->used - (uint32_t)n;
    memmove(port->out, port->out + n, left * sizeof *port->out);
    memmove(port->asked, port->asked + n, left * sizeof *port->asked);
    port->room = port->used = left;
    if (n > 0 && port->refused_at) { /* it was full */
        port->was_full = port->patience < PATIENCE_MAX;
        port->patience = PATIENCE_MAX;
    }
    if (n > 0 || !left)
        port->refused_at = 0;
    if (left && !port->refused_at)
        port->refused_at = now;
    return 0;
}

/* The first frame is not taken: its probe has failed, and the last takes its place, for links want their room
 * back in its order. */
static void give_up(struct exchange *x, struct exchange_port *port)
{
    uint32_t last = --port->used;
    port->given_up++;
    if (port->asked[0].addr.len)
        report_failure(x, &port->asked[0], ENOBUFS);
    if (last) {
        memcpy(port->out[0].data, port->out[last].data, port->out[last].len);
        port->out[0].len = port->out[last].len;
        port->asked[0] = port->asked[last];
    }
    port->room = port->used;
    port->refused_at = 0;
}

/* Sends what waits. 1 when the link did not take all of it, 0, or its error. */
static int flush(struct exchange *x, struct exchange_port *port, nsec now)
{
    int e = port->used ? offer(x, port, now) : 0;
    bool hopeless = port->used && now - port->refused_at >= port->patience;
    nsec shorter = nsec_max(port->patience / 2, PATIENCE_MIN);
    port->patience = e == 0 && hopeless ? shorter : port->patience;
    while (e == 0 && hopeless && port->used) {
        uint32_t before = port->used - 1;
        give_up(x, port);
        e = port->used ? offer(x, port, now) : 0;
        hopeless = port->used == before; /* the next is not taken either */
    }
    return e < 0 ? e : port->used > 0;
}

/* Room that every link has, so that any mix of probes fits. */
static uint32_t room(struct exchange *x)
{
    uint32_t least = EXCHANGE_BATCH;
    for (uint32_t i = 0; i < x->ports; i++) {
        struct exchange_port *port = &x->port[i];
        if (!port->used)
            port->room = frames_reserve(port->frames, port->out, EXCHANGE_BATCH);
        least = port->room - port->used < least ? port->room - port->used : least;
    }
    return least;
}

uint32_t exchange_spare(struct exchange *x)
{
    return room(x);
}

void exchange_lend(struct exchange *x, uint32_t link, const uint8_t *data, uint32_t len)
{
    struct exchange_port *port = &x->port[link];
    port->asked[port->used] = (struct probe){0}; /* nobody's */
    struct frame *f = &port->out[port->used++];
    memcpy(f->data, data, len);
    f->len = len;
}

static void put(struct exchange *x, const struct probe *p, nsec now)
{
    int error;
    const struct path *path = ask_path(&x->ask, p, &error);
    if (!path) {
        report_failure(x, p, -error);
        return;
    }
    struct exchange_port *port = &x->port[path->port];
    port->asked[port->used] = *p;
    if (x->asked)
        *place_of(x, &p->addr) = (struct exchange_asked){.addr = p->addr, .at = now};
    struct frame *f = &port->out[port->used++];
    f->len = ask_write(&x->ask, path, p, now, f->data);
}

static int flush_all(struct exchange *x, nsec now, bool *ret_full, uint32_t *ret_port)
{
    *ret_full = false;
    for (uint32_t i = 0; i < x->ports; i++) {
        int r = flush(x, &x->port[i], now);
        if (r < 0) {
            *ret_port = i;
            return r;
        }
        *ret_full |= r > 0;
    }
    return 0;
}

void exchange_flush(struct exchange *x)
{
    bool full;
    uint32_t port;
    (void)flush_all(x, 0, &full, &port); /* a link that is lost will say so to the next who uses it */
}

/* Takes in what was heard; false while more of it waits than fits. */
static bool listen(struct exchange *x, nsec now)
{
    if (x->inbox) {
        nsec until = x->inbox_until ? atomic_load_explicit(x->inbox_until, memory_order_acquire) : now;

        x->replies += spsc_take(x->inbox, x->reply + x->replies, x->room - x->replies);
        bool all = spsc_fill(x->inbox) == 0;
        if (all)
            scan_heard(x->scan, until);
        return all;
    }
    for (uint32_t i = 0; i < x->ports; i++)
        receive(x, &x->port[i]);
    bool all = x->room - x->replies >= RECEIVE_BATCH;
    if (all)
        scan_heard(x->scan, now);
    return all;
}

int exchange_drain(struct exchange *x, nsec now)
{
    bool all = false;
    for (int turns = 0; !all && turns < 1000; turns++) {
        nsec wake;
        all = listen(x, now);
        int e = scan_step(x->scan, now, x->reply, x->replies, NULL, 0, &wake);
        x->replies = 0;
        if (e < 0)
            return e;
    }
    return 0;
}

int exchange_turn(struct exchange *x, nsec now, nsec *ret_wake, uint32_t *ret_port)
{
    struct probe probe[EXCHANGE_BATCH];
    bool full;
    int e = flush_all(x, now, &full, ret_port);
    if (e < 0)
        return e;
    bool all = listen(x, now);
    e = watch_links(x, now, ret_port);
    if (e < 0)
        return e;
    int n = scan_step(x->scan, now, x->reply, x->replies, probe, full ? 0 : room(x), ret_wake);
    x->replies = 0;
    *ret_port = UINT32_MAX;
    if (n < 0)
        return n;
    for (int i = 0; i < n; i++)
        put(x, &probe[i], now);
    e = flush_all(x, now, &full, ret_port);
    if (full)
        *ret_wake = now + LINK_FULL_NAP;
    if (!all || x->replies || (x->inbox && spsc_fill(x->inbox)))
        *ret_wake = now;
    return e;
}
