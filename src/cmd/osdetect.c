#include "cmd/osdetect.h"

#include "base/amap.h"
#include "cmd/cmd.h"
#include "cmd/drive.h"
#include "cmd/osverdict.h"
#include "ident/os/osprobe.h"
#include "report/keep.h"
#include "sys/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define P0F_FILE     "/etc/p0f/p0f.fp"
#define HOSTS_MAX    (1u << 20)
#define BATCH        64
#define ASIDE        4096  /* frames that the listener sets aside between two turns */
#define GUESSED_BASE 40000 /* UDP ports where next to nobody listens: a closed one, most likely */
#define GUESSED_SPAN 20000

/* A host of which something is known. */
struct guest {
    struct addr addr;
    uint16_t open, closed, udp_closed;
    struct osverdict_said *said; /* owned: OSVERDICT_SAID of them, or NULL */
    unsigned n_said;
    struct asks_answer *overheard; /* owned: the SYN-ACK that the scan got, or NULL */
    bool held, told;               /* told: was held, and let go */
    struct keep record;
};

static int turn(void *ctx, nsec now, nsec *ret_wake);
static int beside(void *ctx, struct exchange *x, nsec now, nsec *ret_wake);
static bool over(void *ctx);

struct osdetect {
    struct sink sink;
    struct osdetect_conf conf;
    struct osdata data;
    struct p0f *p0f; /* NULL = not installed */
    struct osprobe *probe;
    struct guest *guest; /* owned */
    uint32_t guests, cap;
    uint32_t *held; /* owned: those that were told since the last turn; room for `cap` */
    uint32_t n_held;
    struct spsc aside;
    nsec again; /* when beside() has something to do if nothing is heard or told */
    struct drive_frames_source source;
    struct amap by_addr;
    struct keep_budget budget;
    struct hash_key key;
    struct frame waits[EXCHANGE_PORTS]; /* a frame that its link did not take */
    bool waiting[EXCHANGE_PORTS];
    struct osverdict *verdict; /* owned */
    struct osdetect_counts counts;
};

static struct guest *guest_of(struct osdetect *o, const struct addr *a)
{
    uint32_t g = amap_get(&o->by_addr, a);
    if (g != AMAP_NONE)
        return &o->guest[g];
    if (o->guests == o->cap) {
        uint32_t cap = o->cap ? o->cap * 2 : 64;
        uint32_t *held = cap <= HOSTS_MAX ? reallocarray(o->held, cap, sizeof *held) : NULL;
        o->held = held ? held : o->held;
        struct guest *more = held ? reallocarray(o->guest, cap, sizeof *more) : NULL;
        if (!more)
            return NULL;
        o->guest = more;
        o->cap = cap;
    }
    if (!amap_add(&o->by_addr, a, o->guests))
        return NULL;
    o->guest[o->guests] = (struct guest){.addr = *a};
    return &o->guest[o->guests++];
}

/* ---- what doors tell ---- */

static void note_word(struct guest *g, const char *text, double sure)
{
    g->said = g->said ? g->said : calloc(OSVERDICT_SAID, sizeof *g->said);
    for (unsigned i = 0; g->said && i < g->n_said; i++)
        if (strncmp(g->said[i].text, text, OSVERDICT_SAID_LEN - 1) == 0)
            return;
    if (!g->said || g->n_said == OSVERDICT_SAID)
        return;
    snprintf(g->said[g->n_said].text, OSVERDICT_SAID_LEN, "%s", text);
    g->said[g->n_said++].sure = sure;
}

static void note_port(struct osdetect *o, const struct record_port *p)
{
    bool open = p->state == STATE_OPEN, closed = p->state == STATE_CLOSED, tcp = p->proto == PROTO_TCP;
    bool says = p->service.known && p->service.os;
    if ((!tcp && p->proto != PROTO_UDP) || p->reason_addr.len || (!says && !(open && tcp) && !closed))
        return;
    struct guest *g = guest_of(o, &p->addr);
    if (!g)
        return;
    if (tcp && open && !g->open)
        g->open = (uint16_t)p->port;
    if (tcp && closed && !g->closed)
        g->closed = (uint16_t)p->port;
    if (!tcp && closed && !g->udp_closed)
        g->udp_closed = (uint16_t)p->port;
    if (says)
        note_word(g, p->service.os,
                  p->service.confidence > 0 && p->service.confidence <= 1 ? p->service.confidence : 0.5);
}

/* "1-21,23": the first. */
static uint16_t first_port(const char *ports)
{
    uint32_t n = 0;
    for (; ports && *ports >= '0' && *ports <= '9' && n <= UINT16_MAX; ports++)
        n = n * 10 + (uint32_t)(*ports - '0');
    return n <= UINT16_MAX ? (uint16_t)n : 0;
}

static void note_rest(struct osdetect *o, const struct record_rest *r)
{
    if (r->state != STATE_CLOSED || (r->proto != PROTO_TCP && r->proto != PROTO_UDP))
        return;
    struct guest *g = guest_of(o, &r->addr);
    uint16_t *port = !g ? NULL : r->proto == PROTO_TCP ? &g->closed : &g->udp_closed;
    if (port && !*port)
        *port = first_port(r->ports);
}

static int put_host(struct osdetect *o, const struct record *r)
{
    struct guest *g = r->host.state == HOST_UP ? guest_of(o, &r->host.addr) : NULL;
    if (!g || g->held || g->told || !keep_add(&g->record, &o->budget, r))
        return sink_put(o->conf.to, r);
    g->held = true;
    o->held[o->n_held++] = (uint32_t)(g - o->guest); /* each is held once: let_go() is its end */
    return 0;
}

static int put(struct sink *s, const struct record *r)
{
    struct osdetect *o = (struct osdetect *)s;
    if (r->type == RECORD_HOST)
        return put_host(o, r);
    if (r->type == RECORD_PORT)
        note_port(o, &r->port);
    if (r->type == RECORD_REST)
        note_rest(o, &r->rest);
    return sink_put(o->conf.to, r);
}

static int flush(struct sink *s)
{
    struct osdetect *o = (struct osdetect *)s;
    return o->conf.to->flush(o->conf.to);
}

static int close_nothing(struct sink *s)
{
    (void)s; /* it owns nothing */
    return 0;
}

/* ---- beginning and end ---- */

/* p0f's signatures, where they are installed; a file that cannot be read is said, and done without. */
static void read_p0f(struct osdetect *o)
{
    struct diag d = {0};
    struct stat st;
    int fd = open(P0F_FILE, O_RDONLY | O_CLOEXEC), e = 0;
    if (fd < 0)
        return;
    bool fits = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= P0F_BYTES_MAX;
    char *text = fits ? malloc((size_t)st.st_size + 1) : NULL;
    ssize_t n = text ? read(fd, text, (size_t)st.st_size) : -1;
    e = n < 0 ? -EIO : p0f_read(text, (size_t)n, &o->p0f, &d);
    if (e == -EINVAL)
        cmd_say("%s:%u: %s", P0F_FILE, d.line, _(d.msg));
    else if (e < 0)
        cmd_say("%s: %s", P0F_FILE, strerror(-e));
    free(text);
    close(fd);
}

int osdetect_new(const struct osdetect_conf *conf, struct osdetect **ret)
{
    struct osdetect *o = calloc(1, sizeof *o);
    if (!o)
        return cmd_failed("-O", -ENOMEM);
    *o = (struct osdetect){.sink = {.put = put, .flush = flush, .close = close_nothing},
                           .conf = *conf,
                           .budget = {.max = 256u << 20},
                           .key = hash_key_random()};
    buf_init(&o->budget.scratch, 1 << 16);
    amap_init(&o->by_addr, HOSTS_MAX, hash_key_random());
    osdata_init(&o->data);
    if (conf->ways)
        o->source = (struct drive_frames_source){.frames = conf->ways->frames,
                                                 .count = conf->ways->ports,
                                                 .turn = turn,
                                                 .beside = beside,
                                                 .aside = &o->aside,
                                                 .over = over,
                                                 .ctx = o};
    struct cookie_ports ports = cookie_ports(conf->cookie, 0, PROTO_TCP);
    struct osprobe_conf pc = {.asks = {conf->cookie->key, ports.base, ports.span},
                              .key = hash_key_random(),
                              .max_hosts = HOSTS_MAX,
                              .max_rate = conf->max_rate,
                              .gap = nsec_max(conf->gap, OSPROBE_GAP)};
    int e = spsc_init(&o->aside, ASIDE, sizeof(struct listener_aside));
    e = e < 0 ? e : osdata_own(&o->data);
    e = e < 0 ? e : osprobe_new(&pc, &o->probe);
    if (e < 0) {
        osdetect_free(o);
        return cmd_failed("-O", e);
    }
    read_p0f(o);
    o->verdict = osverdict_new(&o->data, o->p0f);
    if (!o->verdict) {
        osdetect_free(o);
        return cmd_failed("-O", -ENOMEM);
    }
    *ret = o;
    return 0;
}

void osdetect_free(struct osdetect *o)
{
    if (!o)
        return;
    for (uint32_t g = 0; g < o->guests; g++) {
        keep_fini(&o->guest[g].record, &o->budget);
        free(o->guest[g].said);
        free(o->guest[g].overheard);
    }
    osverdict_free(o->verdict);
    osprobe_free(o->probe);
    p0f_free(o->p0f);
    osdata_fini(&o->data);
    amap_fini(&o->by_addr);
    buf_fini(&o->budget.scratch);
    spsc_fini(&o->aside);
    free(o->held);
    free(o->guest);
    free(o);
}

void osdetect_to(struct osdetect *o, struct sink *to)
{
    o->conf.to = to;
}

struct sink *osdetect_sink(struct osdetect *o)
{
    return &o->sink;
}

void osdetect_counts(const struct osdetect *o, struct osdetect_counts *ret)
{
    struct osprobe_stats s;
    osprobe_stats(o->probe, &s);
    *ret = o->counts;
    ret->questions = s.asked;
}

/* ---- frames ---- */

/* The MAC that leads there, or NULL; *ret_none: this link has none. */
static const uint8_t *mac_of(const struct osdetect *o, const struct path *p, const struct addr *a,
                             bool *ret_none)
{
    *ret_none = p->layer != FRAMES_ETHERNET;
    return p->kind == PATH_DIRECT ? neighbours_get(o->conf.near, a) : p->next_mac;
}

/* Another address of this machine on that link from which the target can be asked, too; len 0 = there is
 * none. */
static struct addr second_source(const struct osdetect *o, const struct path *p, const struct addr *a)
{
    const struct links *l = &o->conf.ways->links;
    const struct addr none = {.len = 0};
    for (uint32_t i = 0; i < l->addr_count && a->len == 16 && !addr_is_linklocal(a) && !o->conf.only_source;
         i++) {
        const struct link_addr *own = &l->addr[i];
        bool fits = own->ifindex == o->conf.ways->ifindex[p->port] && own->addr.len == 16 &&
                    own->scope == RT_SCOPE_UNIVERSE && !own->deprecated && !own->tentative;
        if (fits && memcmp(own->addr.b, p->source.b, 16) != 0)
            return own->addr;
    }
    return none;
}

static bool can_ask(const struct osdetect *o, const struct addr *a, struct asks_host *ret)
{
    const struct path *p = o->conf.ways ? ways_find(o->conf.ways, a) : NULL;
    bool none;
    if (!p || !p->source.len || (!mac_of(o, p, a, &none) && !none))
        return false;
    *ret = (struct asks_host){
        .addr = *a, .source = p->source, .other = second_source(o, p, a), .ttl = p->ttl ? p->ttl : 64};
    return true;
}

static uint16_t likely_closed(const struct osdetect *o, const struct addr *a)
{
    return (uint16_t)(GUESSED_BASE + siphash(&o->key, a, sizeof *a) % GUESSED_SPAN);
}

/* Returns its length; 0 when it does not fit. */
static uint32_t write_frame(struct osdetect *o, const struct path *p, const struct osprobe_ask *q,
                            unsigned part, uint8_t *data, size_t cap)
{
    struct wr w = wr_of(data, cap);
    bool none;
    const uint8_t *mac = mac_of(o, p, &q->host.addr, &none);
    struct cookie_ports ports = cookie_ports(o->conf.cookie, 0, PROTO_TCP);
    struct asks_conf ac = {o->conf.cookie->key, ports.base, ports.span};
    if (!none) {
        struct eth eth = {.type = q->host.addr.len == 4 ? ETH_TYPE_IP4 : ETH_TYPE_IP6};
        memcpy(eth.src, p->source_mac, 6);
        memcpy(eth.dst, mac ? mac : eth.dst, 6);
        eth_build(&w, &eth);
    }
    (part ? asks_build_rest : asks_build)(&ac, &q->host, q->question, q->try, &w);
    return w.bad ? 0 : (uint32_t)wr_len(&w);
}

static uint64_t failures(const struct frames *f)
{
    return f->failed ? atomic_load_explicit(f->failed, memory_order_relaxed) : 0;
}

/* 0, or an error of the link. */
static int send_part(struct osdetect *o, const struct osprobe_ask *q, unsigned part)
{
    const struct path *p = ways_find(o->conf.ways, &q->host.addr);
    struct frames *f = o->conf.ways->frames[p->port];
    struct frame room;
    if (o->waiting[p->port] || frames_reserve(f, &room, 1) != 1) {
        osprobe_unsent(o->probe, q);
        return 0;
    }
    uint64_t failed = failures(f);
    room.len = write_frame(o, p, q, part, room.data, room.len);
    int n = frames_send(f, &room, 1);
    if (n == 0) {
        o->waits[p->port] = room;
        o->waiting[p->port] = true;
    }
    if (n > 0 && failures(f) != failed)
        osprobe_unsent(o->probe, q);
    return n < 0 ? n : 0;
}

static int send_one(struct osdetect *o, const struct osprobe_ask *q)
{
    int e = 0;
    for (unsigned i = 0; i < asks_parts(q->question) && e == 0; i++)
        e = send_part(o, q, i);
    return e;
}

/* Through the exchange of a scan, which said that it has room. */
static void lend_one(struct osdetect *o, struct exchange *x, const struct osprobe_ask *q)
{
    const struct path *p = ways_find(o->conf.ways, &q->host.addr);
    uint8_t frame[ETH_LEN + ASKS_LEN_MAX];
    for (unsigned i = 0; i < asks_parts(q->question); i++)
        exchange_lend(x, p->port, frame, write_frame(o, p, q, i, frame, sizeof frame));
}

static int send_waiting(struct osdetect *o)
{
    for (uint32_t i = 0; i < o->conf.ways->ports; i++) {
        int n = o->waiting[i] ? frames_send(o->conf.ways->frames[i], &o->waits[i], 1) : 0;
        if (n < 0)
            return n;
        o->waiting[i] &= n == 0;
    }
    return 0;
}

/* An IP packet in a frame, or NULL. */
static const struct packet *parse(enum frames_layer layer, const uint8_t *data, size_t len, bool csum_unset)
{
    static struct packet p; /* of the one thread; too large to be set up each time */
    enum packet_layer first = layer == FRAMES_ETHERNET ? PACKET_ETHERNET : PACKET_IP;
    bool good = packet_parse(data, len, first, !csum_unset, &p) == PACKET_OK && p.has & PACKET_HAS_IP &&
                p.ip_csum != PACKET_CSUM_WRONG && p.csum != PACKET_CSUM_WRONG && !p.frag_off;
    return good ? &p : NULL;
}

static void receive(struct osdetect *o, struct frames *f)
{
    struct frame in[BATCH];
    for (uint32_t n = BATCH; n == BATCH;) {
        n = frames_recv(f, in, BATCH);
        for (uint32_t i = 0; i < n; i++) {
            const struct packet *p = parse(f->layer, in[i].data, in[i].len, in[i].csum_unset);
            if (p)
                (void)osprobe_hear(o->probe, p, in[i].at);
        }
        frames_release(f, n);
    }
}

/* The shape of the answer that the scan got from an open door. */
static void overhear(struct osdetect *o, const struct addr *a, const struct packet *p)
{
    struct asks_answer answer;
    struct guest *g = asks_overhear(p, &answer) ? guest_of(o, a) : NULL;
    if (!g || g->overheard)
        return;
    g->overheard = malloc(sizeof *g->overheard);
    if (g->overheard)
        *g->overheard = answer;
}

/* What the scan's listener set aside, ASIDE frames at most: it may bring them as fast as they are taken. How
 * many there were. */
static uint32_t take_aside(struct osdetect *o)
{
    static struct listener_aside in[BATCH]; /* likewise */
    uint32_t all = 0;
    for (uint32_t n = BATCH; n == BATCH && all < ASIDE; all += n) {
        n = spsc_take(&o->aside, in, BATCH);
        for (uint32_t i = 0; i < n; i++) {
            const struct packet *p = parse(in[i].layer, in[i].data, in[i].len, in[i].csum_unset);
            if (p && in[i].addr.len)
                overhear(o, &in[i].addr, p);
            else if (p)
                (void)osprobe_hear(o->probe, p, in[i].at);
        }
    }
    return all;
}

/* Passes a held host on, with what is known; a: NULL = nothing was asked. */
static int let_go(struct osdetect *o, struct guest *g, const struct asks_answer *a, const struct asks_host *h)
{
    const struct path *p = o->conf.ways ? ways_find(o->conf.ways, &g->addr) : NULL;
    const struct osverdict_case of = {.addr = &g->addr,
                                      .said = g->said,
                                      .n_said = g->n_said,
                                      .answers = a,
                                      .host = h,
                                      .overheard = g->overheard,
                                      .hops = p && p->kind == PATH_DIRECT ? 0 : 255,
                                      .one_port = o->conf.cookie->port_span == 1};
    struct record r;
    record_init(&r, RECORD_HOST);
    struct record_host *kept = keep_all(&g->record, RECORD_HOST);
    if (!kept)
        return -ENOMEM;
    r.host = *kept;
    osverdict_fill(o->verdict, &of, &r.host);
    o->counts.named += r.host.os.name != NULL;
    int e = sink_put(o->conf.to, &r);
    free(kept);
    keep_fini(&g->record, &o->budget);
    g->held = false;
    g->told = true;
    return e;
}

/* ---- asking ---- */

/* Those that were told since the last turn are asked; those that cannot be are let go. */
static int add_held(struct osdetect *o)
{
    int e = 0;
    for (uint32_t i = 0; i < o->n_held && e == 0; i++) {
        struct guest *g = &o->guest[o->held[i]];
        struct asks_host h;
        bool can = can_ask(o, &g->addr, &h);
        h.open = g->open;
        h.closed = g->closed;
        h.udp_closed = g->udp_closed ? g->udp_closed : likely_closed(o, &g->addr);
        if (can && osprobe_add(o->probe, &h, 0, o->held[i]))
            o->counts.asked++;
        else
            e = let_go(o, g, NULL, NULL);
    }
    o->n_held = 0;
    return e;
}

static int take_done(struct osdetect *o)
{
    uint64_t cookie;
    struct asks_host h;
    const struct asks_answer *a;
    int e = 0;
    while (e == 0 && (a = osprobe_take(o->probe, &cookie, &h)))
        e = let_go(o, &o->guest[cookie], a, &h);
    return e;
}

static int turn(void *ctx, nsec now, nsec *ret_wake)
{
    struct osdetect *o = ctx;
    struct osprobe_ask ask[BATCH];
    for (uint32_t i = 0; i < o->conf.ways->ports; i++)
        receive(o, o->conf.ways->frames[i]);
    int e = add_held(o);
    e = e < 0 ? e : send_waiting(o);
    uint32_t n = e < 0 ? 0 : osprobe_step(o->probe, now, ask, BATCH, ret_wake);
    for (uint32_t i = 0; i < n && e == 0; i++)
        e = send_one(o, &ask[i]);
    return e < 0 ? e : take_done(o);
}

static bool over(void *ctx)
{
    const struct osdetect *o = ctx;
    return osprobe_idle(o->probe);
}

static int beside(void *ctx, struct exchange *x, nsec now, nsec *ret_wake)
{
    struct osdetect *o = ctx;
    struct osprobe_ask ask[BATCH];
    *ret_wake = o->again;
    uint32_t heard = take_aside(o);
    if (heard + o->n_held == 0 && now < o->again)
        return 0; /* turns of a scan are many */
    int e = add_held(o);
    if (e < 0)
        return e;
    uint32_t spare = exchange_spare(x);
    now = clock_mono(); /* the scan's own turn took its time */
    uint32_t n =
        osprobe_step(o->probe, now, ask, spare / 2 < BATCH ? spare / 2 : BATCH, ret_wake); /* of two parts */
    for (uint32_t i = 0; i < n; i++)
        lend_one(o, x, &ask[i]);
    if (n)
        exchange_flush(x); /* when they left is part of what they ask */
    if (heard >= ASIDE)    /* there is more */
        *ret_wake = now;
    o->again = *ret_wake;
    return take_done(o);
}

const struct drive_frames_source *osdetect_beside(const struct osdetect *o, bool scans)
{
    return o->conf.ways && !(scans && o->conf.max_rate > 0) ? &o->source : NULL;
}

int osdetect_run(struct osdetect *o, struct drive *d, nsec deadline)
{
    int e = 0;
    if (o->conf.ways && !d->interrupted && !d->error) {
        (void)take_aside(o);
        e = add_held(o);
        if (e == 0)
            drive_alone(d, &o->source, deadline);
        o->counts.unfinished = osprobe_waiting(o->probe);
        osprobe_stop(o->probe);
        e = e < 0 ? e : take_done(o);
    }
    for (uint32_t i = 0; i < o->guests && e == 0; i++)
        if (o->guest[i].held)
            e = let_go(o, &o->guest[i], NULL, NULL);
    return e;
}
