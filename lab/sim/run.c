#include "sim/run.h"

#include "scan/exchange.h"
#include "scan/hosts.h"
#include "scan/resume.h"

#include <errno.h>
#include <stdlib.h>

#define MARK_EVERY  (500 * NSEC_MS)
#define WATCH_EVERY (50 * NSEC_MS)
#define CUT         1 /* the scanner was killed */

/* One run: the network, what is asked of it, and what would be on the disk. */
struct lane {
    const struct simrun_conf *conf;
    struct simrun *out;
    struct sim *sim;
    struct judge judge;
    struct targets *targets; /* NULL = only pairs */
    struct targets *wanted;  /* those, and the hosts of pairs */
    struct ports ports;
    struct pairs pairs;
    struct path path;
    struct neighbours near;
    struct cookie_conf cookie;
    nsec start, limit, cost, next_mark, next_watch;
    unsigned cuts;      /* so far */
    struct hosts hosts; /* of a session with several scans */
    struct buf disk;
    struct journal journal;
    bool writing;
};

static enum proto proto_of(const struct simrun_conf *conf)
{
    return conf->tech ? conf->tech->proto : PROTO_TCP;
}

static void save(struct lane *l)
{
    size_t n;
    const void *bytes = journal_take(&l->journal, &n);
    buf_put(&l->disk, bytes, n);
    journal_clear(&l->journal);
}

static void look(struct lane *l, struct scan *s)
{
    nsec now = sim_now(l->sim);
    struct scan_stats st;
    if (l->conf->watch && now >= l->next_watch) {
        scan_stats(s, &st);
        l->conf->watch(l->conf->ctx, &st, now - l->start);
        l->next_watch = now + WATCH_EVERY;
    }
    if (l->writing && now >= l->next_mark) {
        resume_mark(s, now);
        save(l);
        l->next_mark = now + MARK_EVERY;
    }
}

static void pass_time(struct lane *l, nsec wake)
{
    nsec now = sim_now(l->sim);
    if (wake <= now + l->cost) /* nothing takes no time at all */
        sim_advance(l->sim, now + l->cost);
    else
        sim_advance_rx(l->sim, l->writing || l->conf->watch ? nsec_min(wake, now + WATCH_EVERY) : wake);
}

/* Until the scan is done, or killed. */
static int drive(struct lane *l, struct scan *s, struct exchange *x)
{
    while (!scan_done(s)) {
        nsec wake, since = sim_now(l->sim) - l->start;
        uint32_t port;
        if (l->cuts < l->conf->cuts && since >= l->conf->cut[l->cuts]) {
            l->cuts++;
            return CUT;
        }
        int e = exchange_turn(x, sim_now(l->sim), &wake, &port);
        if (e < 0)
            return e;
        look(l, s);
        if (scan_done(s))
            return 0;
        if (since > l->limit) {
            l->out->timed_out = true;
            return scan_stop(s, sim_now(l->sim));
        }
        pass_time(l, wake);
    }
    return 0;
}

static int run_engine(struct lane *l, struct scan *s, const struct tech *tech, struct neighbours *learn)
{
    const struct mix *mix = tech == &tech_mix ? l->conf->mix : NULL;
    static const int ifindex = 1;
    struct frames *frames = sim_frames(l->sim);
    struct paths paths = {.path = &l->path, .count = 1};
    struct exchange_conf xc = {.scan = s,
                               .tech = tech,
                               .mix = mix,
                               .paths = &paths,
                               .neighbours = &l->near,
                               .learn = learn,
                               .cookie = &l->cookie,
                               .frames = &frames,
                               .ifindex = &ifindex,
                               .ports = 1};
    struct exchange *x = malloc(sizeof *x);
    int e = x ? exchange_init(x, &xc) : -ENOMEM;
    if (e == 0) {
        e = drive(l, s, x);
        exchange_fini(x);
    }
    scan_stats(s, &l->out->stats);
    free(x);
    return e;
}

/* Writes on behind what was read of the disk. */
static void write_on(struct lane *l, const struct journal_reader *r)
{
    if (l->writing)
        return;
    l->disk.len = r->valid;
    journal_continue(&l->journal, r->salt, r->chunks);
    l->writing = true;
}

/* Takes a new engine to where the journal leaves it. */
static int take_up(struct lane *l, struct scan *s, struct journal_reader *r, uint64_t part)
{
    int e = RESUME_E_NONE;
    if (!l->conf->journal)
        return 0;
    if (!l->writing)
        e = resume_read(s, r, part, sim_now(l->sim));
    if (e < 0 || (e == 0 && scan_done(s)))
        return e;
    write_on(l, r);
    if (e == RESUME_E_NONE)
        resume_write(s, &l->journal, part);
    else
        resume_go_on(s, &l->journal);
    return 0;
}

/* The scans of a run, from the beginning or from the disk. 0, CUT, or an error. */
static int session(struct lane *l, const struct scan_conf *conf, unsigned parts)
{
    struct scan *s[SIMRUN_PARTS] = {0};
    struct journal_reader r = {0};
    int e = 0;
    judge_reset(&l->judge);
    l->writing = false;
    if (l->conf->journal && !journal_open(&r, l->disk.data, l->disk.len))
        return -EINVAL;
    if (parts > 1)
        e = hosts_init(&l->hosts, l->wanted);
    for (unsigned i = 0; e == 0 && i < parts; i++) {
        struct scan_conf c = conf[i];
        c.before = i ? s[i - 1] : NULL;
        c.hosts = parts > 1 ? &l->hosts : NULL;
        e = scan_new(&c, sim_now(l->sim), &s[i]);
        e = e < 0 ? e : take_up(l, s[i], &r, i);
        if (e == 0)
            e = run_engine(l, s[i], c.tech, NULL);
    }
    if (parts > 1 && e == 0)
        e = hosts_put(&l->hosts, &l->judge.sink, true, &l->out->stats.hosts_silent);
    hosts_fini(&l->hosts);
    if (l->writing && e == 0)
        save(l);
    if (l->writing)
        journal_fini(&l->journal);
    for (unsigned i = 0; i < parts; i++)
        scan_free(s[i]);
    return e;
}

static int run_sessions(struct lane *l, const struct scan_conf *conf, unsigned parts)
{
    int e;
    if (l->conf->journal) {
        journal_begin(&l->journal, hash_key_from_seed(l->conf->seed, "salt"));
        save(l);
        journal_fini(&l->journal);
    }
    do {
        l->cookie.key = hash_key_from_seed(l->conf->seed + l->cuts, "cookie");
        e = session(l, conf, parts);
    } while (e == CUT);
    l->out->journal_bytes = l->disk.len;
    return e;
}

static int make_path(const struct simrun_conf *conf, const struct sim *sim, const struct targets *t,
                     struct path *ret)
{
    struct addr own[8];
    unsigned n = sim_link_addrs(sim, own, 8);
    const struct targets_range *range = targets_range(t, 0);
    *ret = (struct path){.first = range->first,
                         .last = targets_range(t, targets_range_count(t) - 1)->last,
                         .ifindex = 1,
                         .kind = conf->on_link ? PATH_DIRECT : PATH_VIA,
                         .layer = sim_frames((struct sim *)sim)->layer};
    for (unsigned i = 0; i < n && i < 8; i++)
        if (own[i].len == range->first.len)
            ret->source = own[i];
    if (ret->layer == FRAMES_IP) {
        ret->kind = PATH_PLAIN;
        return 0;
    }
    memcpy(ret->source_mac, sim_link_mac(sim), 6);
    return conf->on_link || sim_next_hop(sim, &range->first, ret->next_mac) ? 0 : -EHOSTUNREACH;
}

/* The hosts that answered on the link: the others cannot be sent anything. */
static struct targets *neighbours_only(const struct neighbours *near, uint64_t seed)
{
    struct targets_conf tc = {.key = hash_key_from_seed(seed, "near")};
    struct targets *t;
    struct diag d;
    char text[ADDR_TEXT_MAX];
    if (targets_new(&tc, &t) < 0)
        return NULL;
    for (uint32_t i = 0; near->map.slots && i <= near->map.mask; i++)
        if (near->map.slots[i].addr.len)
            (void)targets_add(t, TARGETS_INCLUDE, addr_text(&near->map.slots[i].addr, text), &d);
    (void)targets_compile(t, &d);
    return t;
}

/* Who is on the link; the others cannot be sent anything. */
static int find_neighbours(struct lane *l, struct scan_conf conf, struct targets **ret)
{
    struct scan *s;
    conf.tech = l->path.source.len == 4 ? &tech_arp : &tech_nd;
    conf.min_rounds = conf.max_rounds = 3;
    conf.wait = 300 * NSEC_MS;
    int e = scan_new(&conf, sim_now(l->sim), &s);
    if (e < 0)
        return e;
    e = run_engine(l, s, conf.tech, &l->near);
    scan_free(s);
    *ret = neighbours_only(&l->near, l->conf->seed);
    return e == 0 && !*ret ? -ENOMEM : e;
}

static struct scan_conf conf_of(struct lane *l)
{
    struct scan_conf c = l->conf->scan;
    c.targets = l->targets;
    c.seed = l->conf->seed;
    c.sink = &l->judge.sink;
    c.deadline = c.deadline ? l->start + c.deadline : 0;
    return c;
}

static int run(struct lane *l)
{
    struct scan_conf conf[2] = {conf_of(l), conf_of(l)}, *next = conf;
    struct targets *on_link = NULL;
    int e = 0;
    if (l->conf->on_link) {
        e = find_neighbours(l, conf[0], &on_link);
        conf[0].targets = conf[1].targets = on_link;
    }
    for (int i = 0; i < 2; i++) {
        conf[i].tech = l->conf->tech ? l->conf->tech : &tech_syn;
        conf[i].sentinels = true;
        conf[i].mix = l->conf->mix;
        if (l->conf->mix)
            conf[i].tech = &tech_mix;
    }
    if (l->conf->pairs)
        (next++)->pairs = &l->pairs;
    if (l->targets)
        (next++)->ports =
            l->conf->mix ? &l->conf->mix->numbers.list[PROTO_TCP] : &l->ports.list[proto_of(l->conf)];
    if (next - conf == 2)
        conf[0].later = &conf[1];
    if (e == 0 && (!conf->targets || targets_count(conf->targets)))
        e = run_sessions(l, conf, (unsigned)(next - conf));
    targets_free(on_link);
    return e;
}

static bool was_asked(const void *ctx, const struct addr *a, uint16_t port)
{
    const struct lane *l = ctx;
    uint64_t host = l->conf->pairs ? targets_index(l->pairs.hosts, a) : TARGETS_NONE;
    if (host != TARGETS_NONE && pairs_place(&l->pairs, host, port) != PORTS_NONE)
        return true;
    return l->targets && targets_index(l->targets, a) != TARGETS_NONE &&
           ports_index(&l->ports.list[proto_of(l->conf)], port) != PORTS_NONE;
}

static int compile_pairs(struct lane *l, struct diag *d)
{
    struct targets_conf tc = {.key = hash_key_from_seed(l->conf->seed, "pairs")};
    struct pairs_list list = {0};
    struct targets *t;
    int e = 0;
    unsigned line = 1;
    for (const char *p = l->conf->pairs; *p && e == 0; line++) {
        size_t n = strcspn(p, "\n");
        e = pairs_list_line(&list, p, n, line, d);
        p += n + (p[n] == '\n');
    }
    if (e == 0)
        e = targets_new(&tc, &t);
    if (e == 0)
        e = pairs_make(&list, t, NULL, &l->pairs, d);
    pairs_list_fini(&list);
    return e;
}

static int unite(struct lane *l, struct diag *d)
{
    struct targets_conf tc = {.key = hash_key_from_seed(l->conf->seed, "wanted")};
    char text[ADDR_TEXT_MAX];
    int e = targets_new(&tc, &l->wanted);
    if (e == 0 && l->targets)
        e = targets_add(l->wanted, TARGETS_INCLUDE, l->conf->targets, d);
    for (uint64_t i = 0; e == 0 && l->conf->pairs && i < targets_count(l->pairs.hosts); i++) {
        struct addr a = targets_addr(l->pairs.hosts, i);
        e = targets_add(l->wanted, TARGETS_INCLUDE, addr_text(&a, text), d);
    }
    return e == 0 ? targets_compile(l->wanted, d) : e;
}

static int compile(struct lane *l, struct diag *d)
{
    struct targets_conf tc = {.key = hash_key_from_seed(l->conf->seed, "targets")};
    struct ports_conf pc = {
        .spec = l->conf->ports, .top = l->conf->top_ports, .protocols = 1u << proto_of(l->conf)};
    int e = l->conf->pairs ? compile_pairs(l, d) : 0;
    if (!l->conf->targets || e < 0)
        return e;
    e = targets_new(&tc, &l->targets);
    if (e == 0)
        e = targets_add(l->targets, TARGETS_INCLUDE, l->conf->targets, d);
    if (e == 0)
        e = targets_compile(l->targets, d);
    return e == 0 && !l->conf->mix ? ports_parse(&pc, &l->ports, d) : e;
}

static void widen(struct path *p, const struct targets *t)
{
    const struct addr *first = &targets_range(t, 0)->first,
                      *last = &targets_range(t, targets_range_count(t) - 1)->last;
    if (addr_cmp(first, &p->first) < 0)
        p->first = *first;
    if (addr_cmp(last, &p->last) > 0)
        p->last = *last;
}

int simrun(const struct simrun_conf *conf, struct simrun *ret, struct diag *d)
{
    struct lane l = {.conf = conf,
                     .out = ret,
                     .limit = conf->limit ? conf->limit : NSEC_HOUR,
                     .cost = conf->step_cost ? conf->step_cost : 20 * NSEC_US,
                     .cookie = {.key = hash_key_from_seed(conf->seed, "cookie"),
                                .port_base = COOKIE_PORT_BASE,
                                .port_span = COOKIE_PORT_SPAN,
                                .tcp = {COOKIE_PORT_BASE, COOKIE_BLOCK}}};
    struct sim_conf sc = {.seed = conf->seed};
    *ret = (struct simrun){0};
    buf_init(&l.disk, (size_t)1 << 30);
    neighbours_init(&l.near, 1 << 20, l.cookie.key);
    int e = sim_load(conf->script, &sc, &l.sim, d);
    if (e == 0)
        e = compile(&l, d);
    if (e == 0)
        e = unite(&l, d);
    if (e == 0)
        e = make_path(conf, l.sim, l.targets ? l.targets : l.pairs.hosts, &l.path);
    if (e == 0 && conf->pairs)
        widen(&l.path, l.pairs.hosts);
    if (e == 0) {
        judge_init(&l.judge, l.sim, proto_of(conf));
        l.judge.tech = conf->tech;
        l.start = sim_now(l.sim);
        e = run(&l);
        ret->elapsed = sim_now(l.sim) - l.start;
        judge_compare(&l.judge, was_asked, &l);
        judge_hosts(&l.judge, l.targets);
        ret->said = l.judge.figures;
        sim_stats(l.sim, &ret->net);
        ret->hash = sim_trace_hash(l.sim);
        judge_fini(&l.judge);
    }
    neighbours_fini(&l.near);
    ports_fini(&l.ports);
    pairs_fini(&l.pairs);
    targets_free(l.targets);
    targets_free(l.wanted);
    buf_fini(&l.disk);
    sim_free(l.sim);
    return e;
}
