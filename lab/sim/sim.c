#include "priv_sim.h"

#include "base/grow.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_PACKETS = 1 << 20, DEFAULT_HOSTS = 1 << 20, DEFAULT_CONNS = 1 << 18, DEFAULT_RX = 1 << 16 };

const char *sim_drop_word(enum sim_drop cause)
{
    static const char *const words[SIM_DROPS_COUNT] = {
#define X(name, word) word,
        SIM_DROPS(X)
#undef X
    };
    return (unsigned)cause < SIM_DROPS_COUNT ? words[cause] : "";
}

void sim_drop_packet(struct sim *s, enum sim_drop cause)
{
    s->stats.drop[cause]++;
}

/* ---- hosts that were probed ---- */

static bool grow_live(struct sim *s)
{
    struct live *live = grow_one(s->live, s->n_live, sizeof *live);
    s->live = live ? live : s->live;
    return live;
}

uint32_t sim_live(struct sim *s, const struct addr *a)
{
    uint32_t i = amap_get(&s->by_addr, a);
    if (i != AMAP_NONE)
        return i;
    if (s->n_live == s->max_live || !grow_live(s) || !amap_add(&s->by_addr, a, s->n_live))
        return LIVE_NONE;
    struct live *l = &s->live[s->n_live];
    *l = (struct live){.addr = *a, .home = world_home(&s->world, a), .second = -1};
    l->ip_id = (uint16_t)(rng_u64(&s->rng) >> 48);
    l->isn = l->ip_id;
    return s->n_live++;
}

/* ---- the way out ---- */

uint64_t sim_flow(const struct sim *s, const struct addr *host, const struct probe *p)
{
    uint8_t b[24];
    memcpy(b, host->b, 16);
    put_u16(b + 16, p->sport);
    put_u16(b + 18, p->dport);
    b[20] = p->proto;
    b[21] = p->src;
    b[22] = host->len;
    b[23] = 0;
    return siphash(&s->flow_key, b, sizeof b);
}

/* What the road does to a packet that leaves now; *ret_delay = how long it is held up. */
static int road_out(struct sim *s, const struct live *l, const struct probe *p, uint32_t len, nsec *ret_delay)
{
    enum path_luck luck = path_luck(&s->path, WAY_OUT, l->home.rule ? l->home.rule->loss[WAY_OUT] : 0);
    if (luck != PATH_FINE)
        return luck == PATH_LOST ? SIM_DROP_LOSS_OUT : SIM_DROP_BURST_OUT;
    if (!path_police(&s->path, WAY_OUT, s->now))
        return SIM_DROP_POLICER_OUT;
    if (!path_queue(&s->path, WAY_OUT, s->now, len, ret_delay))
        return SIM_DROP_QUEUE_OUT;
    if (s->script.conntrack && !path_track(&s->path, sim_flow(s, &l->addr, p), s->now))
        return SIM_DROP_CONNTRACK;
    return -1;
}

/* Time spent beside the host's own rtt: jitter, and now and then a detour. */
static nsec strays(struct sim *s, const struct rule *r)
{
    nsec t = r && r->jitter ? (nsec)rng_below(&s->rng, (uint64_t)r->jitter + 1) : 0;
    if (path_roll(&s->rng, s->script.reorder)) {
        s->stats.reordered++;
        t += s->script.reorder_by;
    }
    return t;
}

static void schedule(struct sim *s, enum event_kind kind, uint32_t slot, nsec at)
{
    if (heap_put(&s->heap, (struct event){.at = at, .kind = kind, .what = slot}))
        return;
    pool_put(&s->pool, slot);
    sim_drop_packet(s, SIM_DROP_MEMORY);
}

static void depart(struct sim *s, uint32_t live, const struct probe *p, const uint8_t *ip, uint32_t len,
                   const uint8_t mac[6], nsec at)
{
    uint32_t i = pool_get(&s->pool, len);
    if (i == POOL_NONE) {
        sim_drop_packet(s, SIM_DROP_MEMORY);
        return;
    }
    struct slot *slot = pool_at(&s->pool, i);
    slot->live = live;
    slot->probe = *p;
    memcpy(slot->mac, mac, 6);
    memcpy(slot->data, ip, len);
    schedule(s, EVENT_ARRIVE, i, at);
}

void sim_launch(struct sim *s, const struct probe *p, const struct addr *to, const uint8_t *ip, uint32_t len,
                const uint8_t mac[6])
{
    uint32_t live = sim_live(s, to);
    if (live == LIVE_NONE) {
        s->stats.host_refused++;
        sim_drop_packet(s, SIM_DROP_DEAD);
        return;
    }
    struct live *l = &s->live[live];
    l->stats.sent++;
    nsec held;
    int lost = road_out(s, l, p, len, &held);
    if (lost < 0 && !l->home.alive && !(l->home.rule && l->home.rule->dead_reject))
        lost = SIM_DROP_DEAD;
    if (lost >= 0) {
        sim_drop_packet(s, (enum sim_drop)lost);
        return;
    }
    nsec at = s->now + held + l->home.rtt / 2 + strays(s, l->home.rule);
    depart(s, live, p, ip, len, mac, at);
    if (path_roll(&s->rng, s->script.duplicate)) {
        s->stats.duplicated++;
        depart(s, live, p, ip, len, mac, at + (nsec)rng_below(&s->rng, NSEC_MS));
    }
}

/* ---- reading what the scanner sent ---- */

static bool read_transport(const struct packet *k, struct probe *p)
{
    p->family = k->family;
    p->proto = k->proto;
    p->ttl = k->ttl;
    if (k->has & PACKET_HAS_TCP) {
        p->sport = k->tcp.sport;
        p->dport = k->tcp.dport;
        p->seq = k->tcp.seq;
        p->ack = k->tcp.ack;
        p->tcp_flags = k->tcp.flags;
        p->has_ts = k->tcp.opts.ts_set;
        p->has_wscale = k->tcp.opts.wscale_set;
        p->has_sack = k->tcp.opts.sack_ok;
        p->ts_val = k->tcp.opts.ts_set ? k->tcp.opts.ts_val : 0;
    } else if (k->has & PACKET_HAS_UDP) {
        p->sport = k->udp.sport;
        p->dport = k->udp.dport;
    } else if (k->has & PACKET_HAS_SCTP && k->sctp.has_chunk) {
        p->sport = k->sctp.sport;
        p->dport = k->sctp.dport;
        p->chunk = k->sctp.chunk;
        p->tag = k->sctp.has_init ? k->sctp.init_tag : k->sctp.vtag;
    } else if (k->has & PACKET_HAS_ICMP) {
        p->icmp_type = k->icmp.type;
        p->icmp_code = k->icmp.code;
        p->sport = k->icmp.id;
        p->dport = k->icmp.seq;
    } else if (k->has & PACKET_HAS_ICMP6) {
        p->icmp_type = k->icmp6.type;
        p->icmp_code = k->icmp6.code;
        p->sport = k->icmp6.id;
        p->dport = k->icmp6.seq;
    } else {
        return false;
    }
    return true;
}

/* Whether a frame for `to` was put into the right hands: the host's, or the gateway's. */
static bool right_mac(const struct sim *s, const struct packet *k)
{
    uint8_t host[6];
    int g = world_gateway(&s->world, k->dst.len);
    if (g >= 0 && memcmp(k->eth.dst, s->script.gateway[g].mac, 6) == 0)
        return true;
    world_mac(&k->dst, host);
    return memcmp(k->eth.dst, host, 6) == 0 && world_on_link(&s->world, &k->dst);
}

static int source_index(const struct sim *s, const struct addr *src)
{
    for (unsigned i = 0; i < s->script.n_addr; i++)
        if (addr_eq(src, &s->script.addr[i].addr))
            return (int)i;
    return -1;
}

/* -1 and *p filled in, or why the packet goes nowhere. */
static int admit(struct sim *s, enum packet_result parsed, struct probe *p)
{
    const struct packet *k = &s->parsed;
    if (parsed == PACKET_BAD || k->cut)
        return SIM_DROP_MALFORMED;
    if (parsed == PACKET_UNKNOWN || !(k->has & PACKET_HAS_IP) || addr_is_multicast(&k->dst) || k->fragment)
        return SIM_DROP_SILENT;
    if (k->ip_csum == PACKET_CSUM_WRONG || (k->csum == PACKET_CSUM_WRONG && !s->real))
        return SIM_DROP_MALFORMED;
    int src = source_index(s, &k->src);
    if (src < 0)
        return SIM_DROP_FOREIGN;
    if (s->script.ethernet && !right_mac(s, k))
        return SIM_DROP_WRONG_MAC;
    *p = (struct probe){.src = (uint8_t)src};
    p->known = read_transport(k, p);
    p->transport = (uint16_t)k->net.len;
    p->data_len = (uint16_t)k->payload.len;
    return -1;
}

bool sim_put(struct sim *s, const uint8_t *data, uint32_t len)
{
    s->stats.sent++;
    if (!s->link_up) {
        sim_drop_packet(s, SIM_DROP_LINK_DOWN);
        return false;
    }
    struct packet *k = &s->parsed;
    enum packet_layer layer = s->script.ethernet ? PACKET_ETHERNET : PACKET_IP;
    enum packet_result parsed = packet_parse(data, len, layer, true, k);
    if (parsed == PACKET_OK && s->script.ethernet && neigh_handle(s))
        return true;
    struct probe p;
    int lost = admit(s, parsed, &p);
    if (lost >= 0) {
        sim_drop_packet(s, (enum sim_drop)lost);
        return true;
    }
    const uint8_t *ip = k->net.at;
    uint32_t ip_len = (uint32_t)(k->net.len + k->transport.len + k->payload.len);
    struct addr to = k->dst;
    sim_launch(s, &p, &to, ip, ip_len, k->has & PACKET_HAS_ETH ? k->eth.src : s->script.mac);
    return true;
}

/* ---- the way back ---- */

uint32_t sim_copy(struct sim *s, uint32_t slot)
{
    struct slot *from = pool_at(&s->pool, slot);
    uint32_t i = pool_get(&s->pool, from->len);
    if (i == POOL_NONE) {
        sim_drop_packet(s, SIM_DROP_MEMORY);
        return POOL_NONE;
    }
    memcpy(pool_at(&s->pool, i), from, sizeof *from + from->len);
    return i;
}

void sim_return(struct sim *s, uint32_t slot, bool path)
{
    struct slot *out = pool_at(&s->pool, slot);
    struct live *l = &s->live[out->live];
    const struct rule *r = l->home.rule;
    s->stats.answers++;
    l->stats.answers++;
    if (path)
        hostile_add(s, slot);
    enum path_luck luck = path_luck(&s->path, WAY_BACK, r ? r->loss[WAY_BACK] : 0);
    if (luck != PATH_FINE) {
        pool_put(&s->pool, slot);
        sim_drop_packet(s, luck == PATH_LOST ? SIM_DROP_LOSS_BACK : SIM_DROP_BURST_BACK);
        return;
    }
    nsec at = s->now + (l->home.rtt - l->home.rtt / 2) + strays(s, r);
    if (path_roll(&s->rng, s->script.duplicate)) {
        uint32_t twin = sim_copy(s, slot);
        s->stats.duplicated += twin != POOL_NONE;
        if (twin != POOL_NONE)
            schedule(s, EVENT_GATE, twin, at + (nsec)rng_below(&s->rng, NSEC_MS));
    }
    schedule(s, path ? EVENT_GATE : EVENT_DELIVER, slot, at);
}

static void lose(struct sim *s, uint32_t slot, enum sim_drop cause)
{
    pool_put(&s->pool, slot);
    sim_drop_packet(s, cause);
}

/* The scanner's kernel knows nothing of the scanner's connections and resets each (RFC 9293 §3.10.7.1). */
static void kernel_answers(struct sim *s, const struct slot *in)
{
    const struct probe *got = &in->probe;
    if (!s->script.kernel_rst || !got->known || got->proto != IPPROTO_TCP || (got->tcp_flags & TCP_RST))
        return;
    struct addr host = s->live[in->live].addr, own = s->script.addr[got->src].addr;
    struct tcp t = {.sport = got->dport, .dport = got->sport, .flags = TCP_RST, .seq = got->ack};
    if (!(got->tcp_flags & TCP_ACK)) {
        t.flags |= TCP_ACK;
        t.seq = 0;
        t.ack = got->seq + !!(got->tcp_flags & TCP_SYN);
    }
    uint8_t bytes[IP6_LEN + TCP_LEN];
    struct wr w = wr_of(bytes, sizeof bytes);
    if (own.len == 4)
        ip4_build(&w, &(struct ip4){.src = own, .dst = host, .ttl = 64, .proto = IPPROTO_TCP, .df = true},
                  TCP_LEN);
    else
        ip6_build(&w, &(struct ip6){.src = own, .dst = host, .hop = 64, .next = IPPROTO_TCP}, TCP_LEN);
    size_t header = wr_len(&w);
    tcp_build(&w, &t, NULL, 0, &own, &host);
    struct probe p = {.family = got->family,
                      .proto = IPPROTO_TCP,
                      .ttl = 64,
                      .tcp_flags = t.flags,
                      .known = true,
                      .src = got->src,
                      .sport = t.sport,
                      .dport = t.dport,
                      .transport = (uint16_t)header,
                      .seq = t.seq,
                      .ack = t.ack};
    s->stats.kernel_rst++;
    sim_launch(s, &p, &host, bytes, (uint32_t)wr_len(&w), in->mac);
}

static void deliver(struct sim *s, uint32_t slot)
{
    struct slot *in = pool_at(&s->pool, slot);
    if (!s->link_up) {
        lose(s, slot, SIM_DROP_LINK_DOWN);
        return;
    }
    kernel_answers(s, in);
    if (s->rx_head - s->rx_tail > s->rx_mask) {
        s->frame_stats.rx_ring_drops++;
        lose(s, slot, SIM_DROP_RX_RING);
        return;
    }
    s->stats.delivered++;
    s->frame_stats.rx++;
    in->at = s->now;
    s->trace = (s->trace << 7 | s->trace >> 57) ^ (uint64_t)s->now ^ siphash(&s->flow_key, in->data, in->len);
    s->rx[s->rx_head++ & s->rx_mask] = slot;
}

static void gate(struct sim *s, uint32_t slot)
{
    nsec held;
    if (!path_police(&s->path, WAY_BACK, s->now))
        lose(s, slot, SIM_DROP_POLICER_BACK);
    else if (!path_queue(&s->path, WAY_BACK, s->now, pool_at(&s->pool, slot)->len, &held))
        lose(s, slot, SIM_DROP_QUEUE_BACK);
    else if (held)
        schedule(s, EVENT_DELIVER, slot, s->now + held);
    else
        deliver(s, slot);
}

/* ---- time ---- */

static void script_event(struct sim *s, const struct script_event *e)
{
    if (e->link) {
        s->link_up = e->up;
        s->frame_stats.last_error = e->up ? s->frame_stats.last_error : ENETDOWN;
        return;
    }
    uint32_t live = sim_live(s, &e->host);
    if (live != LIVE_NONE)
        s->live[live].down = !e->up;
}

static void work_off(struct sim *s)
{
    struct event e = heap_take(&s->heap);
    s->now = e.at;
    s->stats.events++;
    switch ((enum event_kind)e.kind) {
    case EVENT_ARRIVE: answer_arrive(s, e.what); break;
    case EVENT_GATE: gate(s, e.what); break;
    case EVENT_DELIVER: deliver(s, e.what); break;
    case EVENT_CONN: answer_timer(s, e.what, e.generation); break;
    case EVENT_SCRIPT: script_event(s, &s->script.event[e.what]); break;
    }
}

nsec sim_now(const struct sim *s)
{
    return s->now;
}

nsec sim_next_event(const struct sim *s)
{
    const struct event *first = heap_first(&s->heap);
    if (s->rx_head != s->rx_seen)
        return s->now;
    return first ? first->at : NSEC_NEVER;
}

void sim_advance(struct sim *s, nsec to)
{
    for (const struct event *e; (e = heap_first(&s->heap)) && e->at <= to;)
        work_off(s);
    s->now = nsec_max(s->now, to);
}

nsec sim_advance_rx(struct sim *s, nsec to)
{
    const struct event *e;
    while (s->rx_head == s->rx_seen && (e = heap_first(&s->heap)) && e->at <= to)
        work_off(s);
    if (s->rx_head == s->rx_seen)
        s->now = nsec_max(s->now, to);
    else /* whatever else happens at this very moment belongs to it */
        sim_advance(s, s->now);
    return s->now;
}

/* ---- the scanner's port ---- */

static struct sim *sim_of(struct frames *f)
{
    return (struct sim *)f;
}

static int port_fd(struct frames *f)
{
    (void)f;
    return -1;
}

static uint32_t port_reserve(struct frames *f, struct frame *out, uint32_t n)
{
    struct sim *s = sim_of(f);
    n = n < TX_SLOTS ? n : TX_SLOTS;
    for (uint32_t i = 0; i < n; i++)
        out[i] =
            (struct frame){.data = s->tx + (size_t)i * s->tx_room, .len = s->tx_room, .vlan = FRAMES_NO_VLAN};
    return n;
}

static int port_send(struct frames *f, const struct frame *in, uint32_t n)
{
    struct sim *s = sim_of(f);
    if (!s->link_up)
        return -ENETDOWN;
    for (uint32_t i = 0; i < n; i++) {
        if (!bucket_take(&s->link_bucket, &s->script.link_rate, s->now)) {
            s->frame_stats.tx_refused += n - i;
            return (int)i;
        }
        s->frame_stats.tx++;
        (void)sim_put(s, in[i].data, in[i].len);
    }
    return (int)n;
}

static uint32_t port_recv(struct frames *f, struct frame *out, uint32_t n)
{
    struct sim *s = sim_of(f);
    uint32_t i = 0;
    for (; i < n && s->rx_seen != s->rx_head; i++) {
        struct slot *slot = pool_at(&s->pool, s->rx[s->rx_seen++ & s->rx_mask]);
        out[i] = (struct frame){.data = slot->data,
                                .len = slot->len,
                                .wire_len = slot->len,
                                .at = slot->at,
                                .vlan = FRAMES_NO_VLAN};
    }
    return i;
}

static void port_release(struct frames *f, uint32_t n)
{
    struct sim *s = sim_of(f);
    for (; n && s->rx_tail != s->rx_seen; n--)
        pool_put(&s->pool, s->rx[s->rx_tail++ & s->rx_mask]);
}

static void port_stats(struct frames *f, struct frames_stats *ret)
{
    struct sim *s = sim_of(f);
    *ret = s->frame_stats;
    ret->rx_fill_permille = (uint32_t)((uint64_t)(s->rx_head - s->rx_tail) * 1000 / (s->rx_mask + 1));
}

static void port_free(struct frames *f)
{
    (void)f; /* sim_free() does it */
}

static const struct frames_ops port_ops = {
    .name = "sim",
    .rx_fd = port_fd,
    .reserve = port_reserve,
    .send = port_send,
    .recv = port_recv,
    .release = port_release,
    .stats = port_stats,
    .free = port_free,
};

struct frames *sim_frames(struct sim *s)
{
    return &s->frames;
}

/* ---- beginning and end ---- */

static uint32_t or_default(uint32_t v, uint32_t standard)
{
    return v ? v : standard;
}

static void take_mac(struct sim *s, const struct sim_conf *conf)
{
    s->real = conf->real;
    for (unsigned i = 0; conf->real && i < s->script.n_gateway; i++)
        memcpy(s->script.gateway[i].mac, conf->mac, 6);
    if (conf->real)
        s->script.kernel_rst = false;
}

static int parts_init(struct sim *s, const struct sim_conf *conf)
{
    uint32_t packets = or_default(conf->max_packets, DEFAULT_PACKETS), rx = 1;
    while (rx < or_default(conf->rx_slots, DEFAULT_RX) && rx < UINT32_C(1) << 24)
        rx *= 2;
    s->max_live = or_default(conf->max_hosts, DEFAULT_HOSTS);
    s->start = s->now = conf->start ? conf->start : NSEC_SEC;
    s->link_up = true;
    s->rng = rng_of(conf->seed);
    s->flow_key = hash_key_from_seed(conf->seed, "flow");
    s->rx_mask = rx - 1;
    s->tx_room = s->script.mtu + ETH_LEN + 2 * ETH_TAG;
    s->frames = (struct frames){&port_ops, s->script.ethernet ? FRAMES_ETHERNET : FRAMES_IP, s->script.mtu};
    s->rx = calloc(rx, sizeof *s->rx);
    s->tx = malloc((size_t)TX_SLOTS * s->tx_room);
    uint32_t conns = or_default(conf->max_conns, DEFAULT_CONNS);
    conns_init(&s->conns, conns);
    /* a packet is one event at a time; a dropped connection may leave its last timer behind */
    heap_init(&s->heap, packets + packets / 8 + 4 * conns + SCRIPT_EVENTS_MAX);
    amap_init(&s->by_addr, s->max_live, hash_key_from_seed(conf->seed, "hosts"));
    int r = s->rx && s->tx ? 0 : -ENOMEM;
    if (r == 0)
        r = pool_init(&s->pool, packets);
    if (r == 0)
        r = world_init(&s->world, &s->script, conf->seed);
    if (r == 0)
        r = path_init(&s->path, &s->script, &s->rng);
    for (uint32_t i = 0; r == 0 && i < s->script.n_event; i++)
        if (!heap_put(&s->heap,
                      (struct event){s->start + s->script.event[i].at, .kind = EVENT_SCRIPT, .what = i}))
            r = -ENOMEM;
    return r;
}

int sim_new(const struct sim_conf *conf, struct sim **ret, struct diag *d)
{
    struct sim *s = calloc(1, sizeof *s);
    if (!s)
        return -ENOMEM;
    (void)snprintf(d->file, sizeof d->file, "%s", conf->name ? conf->name : "");
    int r = script_parse(conf->text, conf->len, &s->script, d);
    if (r == 0) {
        take_mac(s, conf);
        r = parts_init(s, conf);
    }
    if (r) {
        sim_free(s);
        return r;
    }
    *ret = s;
    return 0;
}

static int read_file(const char *path, char *text, size_t cap, size_t *ret_len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    size_t len = 0;
    int r = 0;
    for (;;) {
        ssize_t n = read(fd, text + len, cap - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            r = -errno;
        if (n <= 0)
            break;
        len += (size_t)n;
        if (len == cap) {
            r = -EFBIG;
            break;
        }
    }
    close(fd);
    *ret_len = len;
    return r;
}

int sim_load(const char *path, const struct sim_conf *conf, struct sim **ret, struct diag *d)
{
    struct sim_conf c = *conf;
    char *text = malloc(SCRIPT_BYTES_MAX + 1);
    if (!text)
        return -ENOMEM;
    int r = read_file(path, text, SCRIPT_BYTES_MAX + 1, &c.len);
    c.text = text;
    c.name = path;
    if (r == 0)
        r = sim_new(&c, ret, d);
    free(text);
    return r;
}

void sim_free(struct sim *s)
{
    if (!s)
        return;
    heap_fini(&s->heap);
    pool_fini(&s->pool);
    conns_fini(&s->conns);
    path_fini(&s->path);
    world_fini(&s->world);
    amap_fini(&s->by_addr);
    script_fini(&s->script);
    free(s->live);
    free(s->rx);
    free(s->tx);
    free(s);
}

/* ---- questions ---- */

unsigned sim_link_addrs(const struct sim *s, struct addr *out, unsigned n)
{
    for (unsigned i = 0; i < n && i < s->script.n_addr; i++)
        out[i] = s->script.addr[i].addr;
    return s->script.n_addr;
}

const uint8_t *sim_link_mac(const struct sim *s)
{
    return s->script.mac;
}

bool sim_next_hop(const struct sim *s, const struct addr *to, uint8_t ret_mac[6])
{
    return world_next_hop(&s->world, to, ret_mac);
}

struct sim_door sim_truth(const struct sim *s, const struct addr *addr, enum proto proto, uint16_t port)
{
    return world_truth(&s->world, addr, proto, port);
}

bool sim_alive(const struct sim *s, const struct addr *addr)
{
    return world_home(&s->world, addr).alive;
}

bool sim_walk_open(const struct sim *s, struct sim_walk *w, struct sim_door *ret)
{
    return world_walk_open(&s->world, w, ret);
}

bool sim_walk_hosts(const struct sim *s, struct sim_walk *w, struct addr *ret)
{
    return world_walk_hosts(&s->world, w, ret);
}

void sim_stats(const struct sim *s, struct sim_stats *ret)
{
    *ret = s->stats;
    ret->conn_refused = s->conns.refused;
}

void sim_host_stats(const struct sim *s, const struct addr *addr, struct sim_host_stats *ret)
{
    uint32_t i = amap_get(&s->by_addr, addr);
    *ret = i == AMAP_NONE ? (struct sim_host_stats){0} : s->live[i].stats;
}

uint64_t sim_trace_hash(const struct sim *s)
{
    return s->trace;
}
