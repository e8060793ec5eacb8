#include "sim/run.h"

#include "scan/exchange.h"

#include <errno.h>
#include <stdlib.h>

struct door {
    struct addr addr;
    uint16_t port;
};

struct judge {
    struct sink sink;
    const struct sim *sim;
    const struct ports_list *ports;
    struct simrun *out;
    struct door *door; /* open doors as reported */
    size_t count, cap;
};

static int by_door(const void *a, const void *b)
{
    const struct door *x = a, *y = b;
    int c = addr_cmp(&x->addr, &y->addr);
    return c ? c : (int)x->port - (int)y->port;
}

static int judge_open(struct judge *j, const struct record_port *p)
{
    struct sim_door truth = sim_truth(j->sim, &p->addr, p->proto, (uint16_t)p->port);
    if (truth.state != STATE_OPEN)
        j->out->invented++;
    j->out->phantoms += truth.phantom;
    if (j->count == j->cap) {
        size_t cap = j->cap ? j->cap * 2 : 1024;
        struct door *more = realloc(j->door, cap * sizeof *more);
        if (!more)
            return -ENOMEM;
        j->door = more;
        j->cap = cap;
    }
    j->door[j->count++] = (struct door){.addr = p->addr, .port = (uint16_t)p->port};
    return 0;
}

/* Silence is all that a scanner can say of a dead host. */
static bool agrees(const struct sim_door *truth, enum state said)
{
    return truth->state == said || (truth->state == STATE_UNKNOWN && said == STATE_FILTERED);
}

static void judge_rest(struct judge *j, const struct record_rest *rest)
{
    const char *p = rest->ports;
    while (*p) {
        char *end;
        unsigned long a = strtoul(p, &end, 10), b = *end == '-' ? strtoul(end + 1, &end, 10) : a;
        for (unsigned long port = a; port <= b; port++) {
            struct sim_door truth = sim_truth(j->sim, &rest->addr, rest->proto, (uint16_t)port);
            j->out->wrong += !agrees(&truth, rest->state);
        }
        p = *end == ',' ? end + 1 : end;
    }
}

static int judge_put(struct sink *s, const struct record *r)
{
    struct judge *j = (struct judge *)s;
    j->out->records++;
    if (r->type == RECORD_REST)
        judge_rest(j, &r->rest);
    if (r->type != RECORD_PORT)
        return 0;
    if (r->port.state == STATE_OPEN)
        return judge_open(j, &r->port);
    struct sim_door truth = sim_truth(j->sim, &r->port.addr, r->port.proto, (uint16_t)r->port.port);
    j->out->wrong += !agrees(&truth, r->port.state);
    return 0;
}

static int judge_flush(struct sink *s)
{
    (void)s;
    return 0;
}

static void compare(struct judge *j, const struct targets *t)
{
    struct sim_walk w = {0};
    struct sim_door d;
    if (j->count)
        qsort(j->door, j->count, sizeof *j->door, by_door);
    while (sim_walk_open(j->sim, &w, &d)) {
        struct door key = {.addr = d.addr, .port = d.port};
        if (d.proto != PROTO_TCP || targets_index(t, &d.addr) == TARGETS_NONE ||
            ports_index(j->ports, d.port) == PORTS_NONE)
            continue;
        j->out->open_true++;
        if (j->count && bsearch(&key, j->door, j->count, sizeof key, by_door))
            j->out->found++;
        else
            j->out->missed++;
    }
}

struct lane { /* one engine run over the simulated link */
    struct sim *sim;
    const struct paths *paths;
    struct neighbours *neighbours;
    const struct cookie_conf *cookie;
    nsec limit, cost;
};

static int run_engine(const struct lane *lane, const struct scan_conf *conf, struct neighbours *learn,
                      struct simrun *out)
{
    static const int ifindex = 1;
    struct frames *frames = sim_frames(lane->sim);
    struct exchange *x = malloc(sizeof *x);
    struct scan *s;
    int e = x ? scan_new(conf, sim_now(lane->sim), &s) : -ENOMEM;
    if (e < 0) {
        free(x);
        return e;
    }
    struct exchange_conf xc = {.scan = s,
                               .tech = conf->tech,
                               .paths = lane->paths,
                               .neighbours = lane->neighbours,
                               .learn = learn,
                               .cookie = lane->cookie,
                               .frames = &frames,
                               .ifindex = &ifindex,
                               .ports = 1};
    e = exchange_init(x, &xc);
    nsec start = sim_now(lane->sim);
    while (e == 0 && !scan_done(s)) {
        nsec wake;
        uint32_t port;
        e = exchange_turn(x, sim_now(lane->sim), &wake, &port);
        if (scan_done(s))
            break;
        if (sim_now(lane->sim) - start > lane->limit) {
            out->timed_out = true;
            scan_stop(s, sim_now(lane->sim));
            break;
        }
        if (wake <= sim_now(lane->sim) + lane->cost) /* nothing takes no time at all */
            sim_advance(lane->sim, sim_now(lane->sim) + lane->cost);
        else
            sim_advance_rx(lane->sim, wake);
    }
    scan_stats(s, &out->stats);
    if (x->port)
        exchange_fini(x);
    scan_free(s);
    free(x);
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

static int compile(const struct simrun_conf *conf, struct targets **ret_targets, struct ports *ret_ports,
                   struct diag *d)
{
    struct targets_conf tc = {.key = hash_key_from_seed(conf->seed, "targets")};
    struct ports_conf pc = {.spec = conf->ports, .protocols = 1u << PROTO_TCP};
    int e = targets_new(&tc, ret_targets);
    if (e == 0)
        e = targets_add(*ret_targets, TARGETS_INCLUDE, conf->targets, d);
    if (e == 0)
        e = targets_compile(*ret_targets, d);
    return e == 0 ? ports_parse(&pc, ret_ports, d) : e;
}

int simrun(const struct simrun_conf *conf, struct simrun *ret, struct diag *d)
{
    struct sim *sim = NULL;
    struct targets *t = NULL;
    struct ports ports = {0};
    struct path path;
    struct sim_conf sc = {.seed = conf->seed};
    *ret = (struct simrun){0};
    int e = sim_load(conf->script, &sc, &sim, d);
    if (e == 0)
        e = compile(conf, &t, &ports, d);
    if (e == 0)
        e = make_path(conf, sim, t, &path);
    if (e == 0) {
        struct judge j = {.sink = {.put = judge_put, .flush = judge_flush, .close = judge_flush},
                          .sim = sim,
                          .out = ret,
                          .ports = &ports.list[PROTO_TCP]};
        struct cookie_conf cookie = {.key = hash_key_from_seed(conf->seed, "cookie"),
                                     .port_base = COOKIE_PORT_BASE,
                                     .port_span = COOKIE_PORT_SPAN};
        struct neighbours near;
        neighbours_init(&near, 1 << 20, cookie.key);
        struct paths paths = {.path = &path, .count = 1};
        struct lane lane = {.sim = sim,
                            .paths = &paths,
                            .neighbours = &near,
                            .cookie = &cookie,
                            .limit = conf->limit ? conf->limit : 3600 * NSEC_SEC,
                            .cost = conf->step_cost ? conf->step_cost : 20 * NSEC_US};
        struct scan_conf scan = conf->scan;
        scan.targets = t;
        scan.seed = conf->seed;
        scan.sink = &j.sink;
        nsec start = sim_now(sim);
        struct targets *on_link = NULL;
        if (conf->on_link) {
            struct scan_conf arp = scan;
            arp.tech = path.source.len == 4 ? &tech_arp : &tech_nd;
            arp.min_rounds = arp.max_rounds = 3;
            arp.wait = 300 * NSEC_MS;
            arp.sentinels = false;
            e = run_engine(&lane, &arp, &near, ret);
            scan.targets = on_link = neighbours_only(&near, conf->seed);
        }
        scan.tech = conf->tech ? conf->tech : &tech_syn;
        scan.ports = &ports.list[PROTO_TCP];
        scan.sentinels = true;
        if (e == 0 && targets_count(scan.targets))
            e = run_engine(&lane, &scan, NULL, ret);
        targets_free(on_link);
        ret->elapsed = sim_now(sim) - start;
        compare(&j, t);
        sim_stats(sim, &ret->net);
        ret->hash = sim_trace_hash(sim);
        neighbours_fini(&near);
        free(j.door);
    }
    ports_fini(&ports);
    targets_free(t);
    sim_free(sim);
    return e;
}
