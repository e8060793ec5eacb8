/* The exchange between the engine and made-up links, which hold it to the contract of io/frames.h: what was
 * not taken comes again, byte by byte, before anything is reserved anew. */
#include "scan/exchange.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LINKS   2
#define ROOM    200 /* frames that a link has room for: less than a turn would like */
#define HEARD   4096
#define PER_HOP 40 /* ports 1 … 40 of each host */

struct link {
    struct frames frames;
    struct frame room[ROOM];
    uint8_t bytes[ROOM][TECH_FRAME_MAX];
    uint32_t reserved;
    struct frame owed[ROOM]; /* what the last send() did not take */
    uint8_t owed_bytes[ROOM][TECH_FRAME_MAX];
    uint32_t owes;
    struct rng rng;
    uint32_t stingy; /* takes each batch only in part, so many times in ten */
    int error;       /* of the next sends */
    bool deaf;       /* answers nothing */
    /* a port to which it takes nothing, with everything behind it; UINT16_MAX: any; 0: none */
    uint16_t shuns;
    struct frames_stats stats;
    _Atomic uint64_t failed;
    _Atomic int failed_why;
    uint32_t fail_next; /* so many of the next frames are refused one by one */
    uint8_t heard[HEARD][TECH_FRAME_MAX];
    uint32_t heard_len[HEARD], in, out, held; /* [out, in) wait; `held` of them are with the caller */
    uint32_t partial, taken;
    uint8_t asked[256][PER_HOP + 1]; /* by last octet and port */
};

static int link_fd(struct frames *f)
{
    (void)f;
    return -1;
}

static uint32_t link_reserve(struct frames *f, struct frame *out, uint32_t n)
{
    struct link *l = (struct link *)f;
    assert_true(!l->owes || l->shuns); /* first what is owed, unless it was given up */
    l->owes = 0;
    n = n < ROOM ? n : ROOM;
    for (uint32_t i = 0; i < n; i++)
        out[i] = l->room[i] = (struct frame){.data = l->bytes[i], .len = TECH_FRAME_MAX};
    l->reserved = n;
    return n;
}

/* Answers as a host would: even ports are open. */
static void answer(struct link *l, const struct packet *syn)
{
    struct wr w = wr_of(l->heard[l->in % HEARD], TECH_FRAME_MAX);
    uint8_t flags = syn->tcp.dport % 2 ? TCP_RST | TCP_ACK : TCP_SYN | TCP_ACK;
    struct tcp t = {
        .sport = syn->tcp.dport, .dport = syn->tcp.sport, .seq = 9, .ack = syn->tcp.seq + 1, .flags = flags};
    if (l->frames.layer == FRAMES_ETHERNET)
        eth_build(&w, &(struct eth){.type = ETH_TYPE_IP4});
    ip4_build(&w, &(struct ip4){.src = syn->dst, .dst = syn->src, .ttl = 60, .proto = IPPROTO_TCP}, TCP_LEN);
    tcp_build(&w, &t, NULL, 0, &syn->dst, &syn->src);
    assert_false(w.bad);
    assert_true(l->in - l->out < HEARD);
    l->heard_len[l->in++ % HEARD] = (uint32_t)wr_len(&w);
}

static void take(struct link *l, const struct frame *f)
{
    struct packet p;
    enum packet_layer layer = l->frames.layer == FRAMES_ETHERNET ? PACKET_ETHERNET : PACKET_IP;
    assert_int_equal(packet_parse(f->data, f->len, layer, true, &p), PACKET_OK);
    assert_true(p.has & PACKET_HAS_TCP && p.tcp.flags == TCP_SYN && p.tcp.dport <= PER_HOP);
    l->asked[p.dst.b[3]][p.tcp.dport]++;
    l->taken++;
    if (!l->deaf)
        answer(l, &p);
}

/* As a rule at the egress would: ENOBUFS for it, now and for ever. */
static bool shunned(const struct link *l, const struct frame *f)
{
    struct packet p;
    enum packet_layer layer = l->frames.layer == FRAMES_ETHERNET ? PACKET_ETHERNET : PACKET_IP;
    assert_int_equal(packet_parse(f->data, f->len, layer, true, &p), PACKET_OK);
    return l->shuns == UINT16_MAX || (l->shuns && p.tcp.dport == l->shuns);
}

static int link_send(struct frames *f, const struct frame *in, uint32_t n)
{
    struct link *l = (struct link *)f;
    if (l->error)
        return l->error;
    if (l->owes && n < l->owes) { /* some of it was given up, and the rest moved */
        assert_true(l->shuns);
        for (uint32_t i = 0; i < n; i++)
            assert_ptr_equal(in[i].data, l->owed[i].data);
    } else if (l->owes) { /* the tail, as it was */
        assert_int_equal(n, l->owes);
        for (uint32_t i = 0; i < n; i++) {
            assert_ptr_equal(in[i].data, l->owed[i].data);
            assert_int_equal(in[i].len, l->owed[i].len);
            assert_memory_equal(in[i].data, l->owed_bytes[i], in[i].len);
        }
    } else {
        assert_true(n > 0 && n <= l->reserved);
        for (uint32_t i = 0; i < n; i++)
            assert_ptr_equal(in[i].data, l->room[i].data);
    }
    uint32_t r = rng_below(&l->rng, 10) < l->stingy ? (uint32_t)rng_below(&l->rng, n) : n;
    for (uint32_t i = 0; i < r; i++) {
        if (shunned(l, &in[i])) {
            r = i;
        } else if (l->fail_next) {
            l->fail_next--;
            l->failed++;
            l->failed_why = EPERM;
        } else {
            take(l, &in[i]);
        }
    }
    l->owes = n - r;
    l->partial += l->owes > 0;
    l->stats.tx_refused += l->owes;
    for (uint32_t i = 0; i < l->owes; i++) {
        l->owed[i] = in[r + i];
        memcpy(l->owed_bytes[i], in[r + i].data, in[r + i].len);
    }
    if (!l->owes)
        l->reserved = 0;
    return (int)r;
}

static uint32_t link_recv(struct frames *f, struct frame *out, uint32_t n)
{
    struct link *l = (struct link *)f;
    assert_int_equal(l->held, 0);
    for (; l->held < n && l->out + l->held < l->in; l->held++) {
        uint32_t at = (l->out + l->held) % HEARD;
        out[l->held] = (struct frame){.data = l->heard[at], .len = l->heard_len[at], .vlan = FRAMES_NO_VLAN};
    }
    return l->held;
}

static void link_release(struct frames *f, uint32_t n)
{
    struct link *l = (struct link *)f;
    assert_int_equal(n, l->held);
    l->out += n;
    l->held = 0;
}

static void link_stats(struct frames *f, struct frames_stats *ret)
{
    struct link *l = (struct link *)f;
    *ret = l->stats;
    ret->tx_failed = l->failed;
}

static const struct frames_ops link_ops = {"made-up", link_fd,      link_reserve, link_send,
                                           link_recv, link_release, link_stats,   NULL};

struct log {
    struct sink sink;
    uint32_t open, failing;
};

static int log_put(struct sink *s, const struct record *r)
{
    struct log *l = (struct log *)s;
    l->open += r->type == RECORD_PORT && r->port.state == STATE_OPEN;
    return l->failing ? -ENOSPC : 0;
}

static int log_flush(struct sink *s)
{
    (void)s;
    return 0;
}

struct world {
    struct link link[LINKS];
    struct path path[LINKS];
    struct paths paths;
    struct neighbours neighbours;
    struct targets *targets;
    struct ports ports;
    struct cookie_conf cookie;
    struct log log;
    struct scan *scan;
    struct exchange x;
    nsec now, wake;
    uint32_t bad_port;
};

/* 198.18.0.0-127 is reached over link 0, which has no link addresses; 198.18.0.128-199 over a gateway on link
 * 1; to the rest there is no way. */
static struct world *world_new(const char *targets, struct spsc *inbox, const _Atomic uint64_t *inbox_lost)
{
    struct world *w = calloc(1, sizeof *w);
    struct diag d;
    const struct targets_conf tc = {.key = {{1}}};
    const struct ports_conf pc = {.spec = "1-40", .protocols = 1u << PROTO_TCP};
    w->now = NSEC_SEC;
    w->bad_port = 4711;
    for (uint32_t i = 0; i < LINKS; i++) {
        struct link *l = &w->link[i];
        l->frames = (struct frames){.ops = &link_ops, .layer = i ? FRAMES_ETHERNET : FRAMES_IP, .mtu = 1500};
        l->frames.failed = &l->failed;
        l->frames.failed_why = &l->failed_why;
        l->rng = rng_of(i);
        l->stats = (struct frames_stats){.rx_ring_drops = 1000, .rx_link_drops = 5, .tx_refused = 9};
        w->path[i] = (struct path){.first = addr_v4(i ? 0xc6120080 : 0xc6120000),
                                   .last = addr_v4(i ? 0xc61200c7 : 0xc612007f),
                                   .kind = i ? PATH_VIA : PATH_PLAIN,
                                   .port = i,
                                   .layer = l->frames.layer,
                                   .source = addr_v4(0xc6130001),
                                   .next_mac = {2, 0, 0, 0, 0, 2}};
    }
    w->paths = (struct paths){w->path, LINKS};
    w->cookie = (struct cookie_conf){{{3}}, COOKIE_PORT_BASE, COOKIE_PORT_SPAN};
    neighbours_init(&w->neighbours, 10, (struct hash_key){{1}});
    assert_int_equal(targets_new(&tc, &w->targets), 0);
    assert_int_equal(targets_add(w->targets, TARGETS_INCLUDE, targets, &d), 0);
    assert_int_equal(targets_compile(w->targets, &d), 0);
    assert_int_equal(ports_parse(&pc, &w->ports, &d), 0);
    w->log.sink = (struct sink){.put = log_put, .flush = log_flush};
    const struct scan_conf conf = {.tech = &tech_syn,
                                   .targets = w->targets,
                                   .ports = &w->ports.list[PROTO_TCP],
                                   .sink = &w->log.sink,
                                   .start_rate = 500e3,
                                   .wait = 20 * NSEC_MS,
                                   .max_rounds = 2};
    assert_int_equal(scan_new(&conf, w->now, &w->scan), 0);
    struct frames *frames[LINKS] = {&w->link[0].frames, &w->link[1].frames};
    const struct exchange_conf xc = {.scan = w->scan,
                                     .tech = &tech_syn,
                                     .paths = &w->paths,
                                     .neighbours = &w->neighbours,
                                     .inbox = inbox,
                                     .inbox_lost = inbox_lost,
                                     .cookie = &w->cookie,
                                     .frames = frames,
                                     .ifindex = (const int[]){4, 5},
                                     .ports = LINKS};
    assert_int_equal(exchange_init(&w->x, &xc), 0);
    return w;
}

static void world_free(struct world *w)
{
    exchange_fini(&w->x);
    scan_free(w->scan);
    neighbours_fini(&w->neighbours);
    targets_free(w->targets);
    ports_fini(&w->ports);
    free(w);
}

static int turn(struct world *w)
{
    int e = exchange_turn(&w->x, w->now, &w->wake, &w->bad_port);
    w->now =
        w->wake > w->now + 50 * NSEC_US && e == 0 && !scan_done(w->scan) ? w->wake : w->now + 50 * NSEC_US;
    return e;
}

static struct scan_stats run(struct world *w)
{
    struct scan_stats st;
    for (int turns = 0; !scan_done(w->scan); turns++) {
        assert_true(turns < 1000000);
        assert_int_equal(turn(w), 0);
    }
    scan_stats(w->scan, &st);
    return st;
}

static void assert_asked(const struct world *w, uint32_t from, uint32_t to, uint32_t link, uint32_t times)
{
    for (uint32_t host = from; host <= to; host++)
        for (uint32_t port = 1; port <= PER_HOP; port++)
            for (uint32_t l = 0; l < LINKS; l++)
                assert_int_equal(w->link[l].asked[host][port], l == link ? times : 0);
}

static void each_target_over_its_link(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.120-140", NULL, NULL);
    struct scan_stats st = run(w);
    assert_true(st.complete);
    assert_int_equal(st.probes, 21 * PER_HOP);
    assert_int_equal(st.answered, 21 * PER_HOP);
    assert_int_equal(st.open, 21 * PER_HOP / 2);
    assert_int_equal(w->log.open, st.open);
    assert_int_equal(st.hosts_up, 21);
    assert_int_equal(st.failed + st.unasked + st.strays, 0);
    assert_asked(w, 120, 127, 0, 1);
    assert_asked(w, 128, 140, 1, 1);
    assert_int_equal(w->x.local_drops, 0); /* what was lost before is not ours */
    world_free(w);
}

/* Links that take only a part, again and again: nothing gets lost, twice or mixed up. */
static void partial_sends_keep_the_tail(void **state)
{
    (void)state;
    for (uint32_t stingy = 3; stingy <= 9; stingy += 3) {
        struct world *w = world_new("198.18.0.78-178", NULL, NULL);
        w->link[0].stingy = stingy;
        w->link[1].stingy = 10 - stingy;
        struct scan_stats st = run(w);
        assert_int_equal(st.probes, 101 * PER_HOP);
        assert_int_equal(st.answered, 101 * PER_HOP);
        assert_asked(w, 78, 127, 0, 1);
        assert_asked(w, 128, 178, 1, 1);
        assert_true(w->link[0].partial + w->link[1].partial > 8);
        world_free(w);
    }
}

/* A link that takes nothing at all: the engine is not asked for more, and the turn comes back soon, but not
 * at once. */
static void a_full_link_waits(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.0-100", NULL, NULL);
    struct scan_stats st;
    w->link[0].stingy = 10;
    for (int i = 0; i < 100; i++) {
        nsec before = w->now;
        assert_int_equal(turn(w), 0);
        if (w->link[0].owes)
            assert_true(w->wake > before && w->wake <= before + NSEC_MS);
    }
    scan_stats(w->scan, &st);
    assert_true(st.probes <= ROOM + w->link[0].taken);
    assert_true(st.probes - w->link[0].taken == w->link[0].owes);
    w->link[0].stingy = 0;
    st = run(w);
    assert_asked(w, 0, 100, 0, 1);
    world_free(w);
}

/* What a link never takes is given up, and only that: it is no verdict, holds nothing up, and the run
 * ends. */
static void what_a_link_never_takes(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.100-140", NULL, NULL);
    w->link[0].shuns = 7;
    struct scan_stats st = run(w);
    assert_int_equal(st.last_error, ENOBUFS);
    assert_false(st.complete);
    assert_int_equal(st.unasked, 28);
    assert_int_equal(st.answered, 41 * PER_HOP - 28);
    assert_int_equal(w->link[0].asked[100][7], 0);
    assert_asked(w, 128, 140, 1, 1);
    world_free(w);

    w = world_new("198.18.0.0-255", NULL, NULL);
    w->link[0].shuns = w->link[1].shuns = UINT16_MAX;
    st = run(w);
    assert_int_equal(st.unasked, 256 * PER_HOP);
    assert_true(w->now < 120 * NSEC_SEC);
    world_free(w);
}

/* A link that is full for long, and then works: nothing is lost for good. */
static void a_link_that_was_full_for_long(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.0-100", NULL, NULL);
    while (w->link[0].taken < 20)
        assert_int_equal(turn(w), 0);
    w->link[0].shuns = UINT16_MAX;
    while (!w->x.port[0].given_up)
        assert_int_equal(turn(w), 0);
    assert_true(w->x.port[0].given_up > 1);
    assert_int_equal(w->x.port[0].patience, 250 * NSEC_MS); /* one turn, however many it gave up */
    while (w->now < 5 * NSEC_SEC)
        assert_int_equal(turn(w), 0);
    w->link[0].shuns = 0;
    while (w->x.port[0].patience < 500 * NSEC_MS) {
        w->x.links_at = w->now; /* its counters are looked at later */
        assert_int_equal(turn(w), 0);
    }
    assert_true(w->x.port[0].was_full);
    for (nsec from = w->now; w->now < from + 10 * NSEC_MS;)
        assert_int_equal(turn(w), 0);
    assert_false(w->x.port[0].was_full); /* the engine was told, too */
    struct scan_stats st = run(w);
    assert_true(st.failed > 0);
    assert_int_equal(st.unasked, 0);
    assert_int_equal(st.answered, 101 * PER_HOP);
    world_free(w);
}

/* Frames of others leave between ours, and what becomes of them is nobody's failure. */
static void lends_its_links(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.100-160", NULL, NULL);
    uint8_t syn[TECH_FRAME_MAX];
    struct wr wr = wr_of(syn, sizeof syn);
    struct addr us = addr_v4(0xc6130001), host = addr_v4(0xc61200c8);
    if (w->link[0].frames.layer == FRAMES_ETHERNET)
        eth_build(&wr, &(struct eth){.type = ETH_TYPE_IP4});
    ip4_build(&wr, &(struct ip4){.src = us, .dst = host, .ttl = 60, .proto = IPPROTO_TCP}, TCP_LEN);
    tcp_build(&wr, &(struct tcp){.dport = 7, .flags = TCP_SYN}, NULL, 0, &us, &host);
    w->link[0].stingy = 5;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(turn(w), 0);
        if (exchange_spare(&w->x))
            exchange_lend(&w->x, 0, syn, (uint32_t)wr_len(&wr));
    }
    (void)run(w);
    assert_true(w->link[0].asked[200][7] > 0);
    w->link[0].stingy = 0;
    w->link[0].fail_next = 1;
    uint64_t failed = w->link[0].failed;
    assert_true(exchange_spare(&w->x) > 0);
    exchange_lend(&w->x, 0, syn, (uint32_t)wr_len(&wr));
    exchange_flush(&w->x);
    assert_int_equal(w->link[0].failed, failed + 1);
    struct scan_stats st = run(w);
    assert_int_equal(st.failed, 0);
    assert_int_equal(st.answered, 61 * PER_HOP);
    world_free(w);
}

static void a_lost_link_is_named(void **state)
{
    (void)state;
    static const int errors[] = {-ENETDOWN, -ENXIO, -ENODEV};
    for (size_t i = 0; i < 3; i++)
        for (uint32_t link = 0; link < LINKS; link++) {
            struct world *w = world_new("198.18.0.100-160", NULL, NULL);
            int e = 0, turns = 0;
            for (; turns < 5; turns++)
                assert_int_equal(turn(w), 0);
            w->link[link].error = errors[i];
            for (; e == 0 && turns < 1000; turns++)
                e = turn(w);
            assert_int_equal(e, errors[i]);
            assert_int_equal(w->bad_port, link);
            assert_int_equal(turn(w), errors[i]); /* and it goes on saying so */
            uint32_t taken[LINKS] = {w->link[0].taken, w->link[1].taken};
            assert_true(taken[0] + taken[1] < 61 * PER_HOP);
            w->link[link].error = 0; /* up again: what waited is sent */
            struct scan_stats st = run(w);
            assert_int_equal(st.answered, 61 * PER_HOP);
            world_free(w);
        }
}

/* The link went down while nothing was sent: its counters say so. */
static void a_link_lost_in_silence(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.0-3,198.18.0.128-130", NULL, NULL);
    w->link[0].deaf = w->link[1].deaf = true;
    for (int i = 0; i < 3; i++)
        assert_int_equal(turn(w), 0);
    w->link[1].stats.last_error = ENETDOWN;
    int e = 0;
    for (int i = 0; e == 0 && !scan_done(w->scan) && i < 100; i++)
        e = turn(w);
    assert_int_equal(e, -ENETDOWN);
    assert_int_equal(w->bad_port, 1);
    world_free(w);
}

static void the_sinks_error_has_no_port(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-9", NULL, NULL);
    int e = 0;
    w->log.failing = true;
    for (int i = 0; e == 0 && i < 1000; i++)
        e = turn(w);
    assert_int_equal(e, -ENOSPC);
    assert_int_equal(w->bad_port, UINT32_MAX);
    world_free(w);
}

/* No way to the target, or nobody on the link who has its address: that is our failure, and no verdict about
 * a door. */
static void what_cannot_be_asked_comes_back(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.200-210", NULL, NULL);
    struct scan_stats st = run(w);
    assert_int_equal(st.last_error, ENETUNREACH);
    assert_true(st.failed >= 11 * PER_HOP);
    assert_int_equal(st.unasked, 11 * PER_HOP);
    assert_int_equal(w->link[0].taken + w->link[1].taken, 0);
    world_free(w);

    w = world_new("198.18.0.128-129", NULL, NULL);
    const uint8_t mac[6] = {2, 0, 0, 0, 0, 9};
    struct addr known = addr_v4(0xc6120080);
    w->path[1].kind = PATH_DIRECT;
    assert_true(neighbours_put(&w->neighbours, &known, mac));
    st = run(w);
    assert_int_equal(st.last_error, EHOSTUNREACH);
    assert_int_equal(st.unasked, PER_HOP);
    assert_int_equal(st.answered, PER_HOP);
    assert_asked(w, 128, 128, 1, 1);
    assert_asked(w, 129, 129, 1, 0);
    world_free(w);
}

/* The kernel dropped some of a batch (own firewall): nobody knows which, so they are asked again, and all
 * doors are found. */
static void what_the_kernel_refuses_is_asked_again(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-20", NULL, NULL);
    w->link[0].fail_next = 100;
    struct scan_stats st = run(w);
    assert_true(st.failed >= 100);
    assert_int_equal(st.last_error, EPERM);
    assert_int_equal(st.answered, 20 * PER_HOP);
    assert_int_equal(st.unasked, 0);
    world_free(w);
}

/* However many fail between two steps, each failure reaches the engine. */
static void every_failure_is_told(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.100-155", NULL, NULL);
    for (int i = 0; i < LINKS; i++) {
        w->link[i].fail_next = UINT32_MAX;
        w->link[i].stingy = 5;
    }
    struct scan_stats st = run(w);
    assert_true(st.failed == w->link[0].failed + w->link[1].failed);
    assert_int_equal(st.unasked, 56 * PER_HOP);
    assert_true(w->x.room >= (LINKS + 1) * EXCHANGE_BATCH + 1);
    world_free(w);
}

static void our_losses_are_counted(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.0-127", NULL, NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(turn(w), 0);
    w->link[0].stats.rx_ring_drops += 7;
    w->link[1].stats.rx_link_drops += 4;
    run(w);
    assert_int_equal(w->x.local_drops, 11);
    world_free(w);
}

/* Another thread listens: its replies come out of a queue, and the links' receiving halves are not
 * touched. */
static void replies_from_an_inbox(void **state)
{
    (void)state;
    struct spsc inbox;
    _Atomic uint64_t lost = 0;
    assert_int_equal(spsc_init(&inbox, 4096, sizeof(struct reply)), 0);
    struct world *w = world_new("198.18.0.1-40", &inbox, &lost);
    const struct hear hear = {.tech = &tech_syn, .cookie = &w->cookie};
    while (!scan_done(w->scan)) {
        assert_int_equal(turn(w), 0);
        for (struct link *l = &w->link[0]; l->out < l->in; l->out++) { /* that thread */
            struct reply r;
            struct frame f = {
                .data = l->heard[l->out % HEARD], .len = l->heard_len[l->out % HEARD], .at = w->now};
            assert_true(hear_frame(&hear, &f, l->frames.layer, 4, &r));
            assert_int_equal(spsc_put(&inbox, &r, 1), 1);
            if (l->out % 100 == 0)
                lost++;
        }
    }
    struct scan_stats st;
    scan_stats(w->scan, &st);
    assert_int_equal(st.answered, 40 * PER_HOP);
    assert_true(w->x.local_drops >= 14 && w->x.local_drops <= 16); /* of the queue, but for the last look */
    assert_int_equal(w->link[0].held, 0);
    world_free(w);
    spsc_fini(&inbox);
}

/* That thread gets a processor only five times a second, long after the wait for an answer is over: nobody is
 * asked twice for it. */
static void a_late_listener(void **state)
{
    (void)state;
    struct spsc inbox;
    _Atomic uint64_t lost = 0;
    assert_int_equal(spsc_init(&inbox, 4096, sizeof(struct reply)), 0);
    struct world *w = world_new("198.18.0.1-40", &inbox, &lost);
    _Atomic nsec until = w->now;
    w->x.inbox_until = &until;
    const struct hear hear = {.tech = &tech_syn, .cookie = &w->cookie};
    for (nsec next = w->now; !scan_done(w->scan);) {
        assert_int_equal(turn(w), 0);
        if (w->now < next)
            continue;
        for (struct link *l = &w->link[0]; l->out < l->in; l->out++) {
            struct reply r;
            struct frame f = {
                .data = l->heard[l->out % HEARD], .len = l->heard_len[l->out % HEARD], .at = w->now};
            assert_true(hear_frame(&hear, &f, l->frames.layer, 4, &r));
            assert_int_equal(spsc_put(&inbox, &r, 1), 1);
        }
        until = w->now;
        next = w->now + 200 * NSEC_MS;
    }
    struct scan_stats st;
    scan_stats(w->scan, &st);
    assert_int_equal(st.answered, 40 * PER_HOP);
    assert_int_equal(st.retries, 0);
    world_free(w);
    spsc_fini(&inbox);
}

/* A flood of answers in one turn: more than fit are left for the next, and none is lost. */
static void a_flood_of_answers(void **state)
{
    (void)state;
    struct world *w = world_new("198.18.0.1-100", NULL, NULL);
    w->link[0].deaf = true;
    for (int i = 0; i < 20; i++)
        assert_int_equal(turn(w), 0);
    struct link *l = &w->link[0];
    const struct hear hear = {.tech = &tech_syn, .cookie = &w->cookie};
    uint32_t asked = l->taken, host = 1, sent = 0;
    assert_true(asked > 600);
    for (; host <= 100; host++)
        for (uint16_t port = 1; port <= PER_HOP; port++) {
            if (!l->asked[host][port])
                continue;
            struct addr a = addr_v4(0xc6120000 + host);
            struct cookie c = cookie_make(&w->cookie, &a, port, PROTO_TCP, 0, w->now);
            struct packet syn = {
                .src = w->path[0].source, .dst = a, .tcp = {.sport = c.sport, .dport = port, .seq = c.seq}};
            struct reply r;
            answer(l, &syn);
            struct frame f = {.data = l->heard[(l->in - 1) % HEARD],
                              .len = l->heard_len[(l->in - 1) % HEARD],
                              .at = w->now};
            assert_true(hear_frame(&hear, &f, FRAMES_IP, 4, &r));
            sent++;
        }
    assert_int_equal(sent, asked);
    l->deaf = false;
    assert_int_equal(turn(w), 0);
    assert_true(l->out < l->in); /* not all at once */
    struct scan_stats st = run(w);
    assert_int_equal(st.answered, 100 * PER_HOP);
    assert_int_equal(st.retries, 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_target_over_its_link),
        cmocka_unit_test(partial_sends_keep_the_tail),
        cmocka_unit_test(a_full_link_waits),
        cmocka_unit_test(what_a_link_never_takes),
        cmocka_unit_test(a_link_that_was_full_for_long),
        cmocka_unit_test(lends_its_links),
        cmocka_unit_test(a_lost_link_is_named),
        cmocka_unit_test(a_link_lost_in_silence),
        cmocka_unit_test(the_sinks_error_has_no_port),
        cmocka_unit_test(what_cannot_be_asked_comes_back),
        cmocka_unit_test(what_the_kernel_refuses_is_asked_again),
        cmocka_unit_test(every_failure_is_told),
        cmocka_unit_test(our_losses_are_counted),
        cmocka_unit_test(replies_from_an_inbox),
        cmocka_unit_test(a_late_listener),
        cmocka_unit_test(a_flood_of_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
