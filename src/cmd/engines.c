#include "cmd/engines.h"

#include "cmd/cmd.h"
#include "cmd/targeting.h"
#include "scan/results.h"
#include "sys/clock.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define CONNECTS_MAX 4096 /* connections at once */
#define PARTS_MAX    (1 + 2 * TECHNIQUES_MAX)
#define SCOUT_PORTS  4
#define SLOW                                                                                                 \
    (10 * NSEC_MS) /* between probes: then there is no rate to look for, and no probe to spare for that */

/* How long to wait for answers that a target rations. Beside two seconds for asking, that makes half a minute
 * of a UDP scan. */
static nsec proof_of(const struct scanopts *o, const struct tech *tech)
{
    if (tech->rationed && o->udp_proof)
        return NSEC_NEVER;
    return o->proof ? o->proof : tech->rationed ? 20 * NSEC_SEC : NSEC_MINUTE;
}

struct scan_conf engines_conf(const struct run *r, const struct tech *tech)
{
    const struct scanopts *o = &r->opt;
    return (struct scan_conf){
        .tech = tech,
        .paths = tech->dialled || !r->raw ? NULL : &r->paths,
        .sink = run_sink((struct run *)r),
        .seed = r->seed,
        .start_rate = o->min_rate,
        .min_rate = o->min_rate,
        .max_rate = o->max_rate,
        .recall = o->recall,
        .max_rounds =
            o->max_retries == SCANOPTS_UNSET ? 0 : (uint32_t)(o->max_retries < 11 ? o->max_retries + 1 : 12),
        .min_rounds = o->max_retries == 0 ? 1 : 2,
        .shard = r->shard,
        .shards = r->shards,
        .sentinels = !tech->dialled && !tech->rationed && r->cookie.port_span > 1 && o->scan_delay < SLOW,
        .all_states = o->all_states,
        .name_silent = r->discovery.up != NULL,
        .open_only = o->open_only && !r->enrich.open_only,
        .wait = o->wait,
        .proof = proof_of(o, tech),
    };
}

int engines_frames(struct run *r, struct scan *s, const struct tech *tech, const struct mix *mix)
{
    struct exchange *x = malloc(sizeof *x);
    if (!x)
        return cmd_failed(_("scan"), -ENOMEM);
    struct exchange_conf xc = {.scan = s,
                               .tech = tech,
                               .mix = mix,
                               .targets = r->plan.wanted,
                               .paths = &r->paths,
                               .neighbours = &r->neighbours,
                               .cookie = &r->cookie,
                               .frames = r->ways.frames,
                               .ifindex = r->ways.ifindex,
                               .ports = r->ways.ports};
    struct hear hear = {
        .tech = tech, .mix = mix, .targets = r->plan.wanted, .cookie = &r->cookie, .paths = &r->paths};
    struct listener l;
    bool listens = listener_start(&l, &hear, r->ways.frames, r->ways.ifindex, r->ways.ports,
                                  r->drive.beside ? r->drive.beside->aside : NULL) == 0;
    if (listens) {
        xc.inbox = &l.queue;
        xc.inbox_lost = &l.lost;
        xc.inbox_until = &l.until;
    }
    int e = exchange_init(x, &xc);
    if (e == 0) {
        drive_frames(&r->drive, s, x, listens ? &l : NULL, r->started);
        r->local_drops += x->local_drops;
        ways_given_up(&r->ways, x);
        exchange_fini(x);
    }
    if (listens)
        listener_stop(&l);
    free(x);
    return e < 0 ? cmd_failed(_("scan"), e) : 0;
}

/* 0 or negative errno. */
static int make_dial(const struct run *r, enum dial_kind kind, struct dial **ret)
{
    struct dial_conf conf = {.kind = kind, .max_open = CONNECTS_MAX};
    if (r->opt.source)
        (void)addr_parse(r->opt.source, &conf.source);
    if (r->opt.interface)
        conf.ifindex = link_by_name(&r->ways.links, r->opt.interface)->ifindex;
    return dial_new(&conf, ret);
}

static int open_dial(const struct run *r, enum dial_kind kind, struct dial **ret)
{
    int e = make_dial(r, kind, ret);
    return e < 0 ? cmd_failed(_("connections"), e) : 0;
}

int engines_pings(const struct run *r, struct dial **ret)
{
    return make_dial(r, DIAL_PINGS, ret);
}

/* The session with the FTP server is made later, as the first question. */
static int open_bounce(struct run *r)
{
    r->bounce = calloc(1, sizeof *r->bounce);
    int status = r->bounce ? bounce_init(r->bounce, r->opt.bounce) : cmd_failed(_("scan"), -ENOMEM);
    struct targets *server = status ? NULL : targeting_empty();
    struct diag d = {0};
    if (!status && (!server || !targeting_add(server, &r->bounce->server, &r->bounce->server) ||
                    targets_compile(server, &d) < 0))
        status = cmd_failed(_("targets"), -ENOMEM);
    status =
        status ? status : permission_check(&r->permission, server, NULL, &r->deadline); /* it is asked, too */
    targets_free(server);
    return status;
}

static int engines_bounce(struct run *r, struct scan *s)
{
    struct bounce_run run = {r->bounce, s};
    drive_turns(&r->drive, s, &(struct drive_source){r->bounce->epoll, bounce_turn, &run}, r->started);
    return 0;
}

int engines_open(struct run *r)
{
    if (r->opt.bounce)
        return open_bounce(r);
    bool udp = false;
    for (unsigned i = 0; i < r->tech.count; i++)
        udp |= r->tech.item[i]->dialled && r->tech.item[i]->proto == PROTO_UDP;
    int status = open_dial(r, DIAL_STREAMS, &r->dial);
    return !status && udp ? open_dial(r, DIAL_DATAGRAMS, &r->ask) : status;
}

int engines_connects(struct run *r, struct scan *s, const struct tech *tech)
{
    struct dial *dial = tech->portless ? r->discovery.ping : tech->proto == PROTO_UDP ? r->ask : r->dial;
    struct connects *c = calloc(1, sizeof *c);
    int e = c ? connects_init(c, s, dial, hash_random_u64()) : -ENOMEM;
    if (e == 0) {
        drive_connects(&r->drive, s, c, dial, r->started);
        connects_fini(c);
    }
    free(c);
    return e < 0 ? cmd_failed(_("connections"), e) : 0;
}

/* Techniques that take silence for open are worth nothing where open ports reset too. To notice that, one
 * open port of a host must be known: when no other technique of this run looks for one, a SYN to the
 * likeliest ports does. */
static bool needs_scout(const struct run *r)
{
    bool quiet = false;
    for (unsigned i = 0; i < r->tech.count; i++) {
        const struct tech *tech = r->tech.item[i];
        if (tech->proto == PROTO_TCP && tech->yes.state == STATE_OPEN)
            return false;
        quiet |= tech->quiet;
    }
    return quiet && r->plan.product && targets_count(r->plan.product);
}

static int plan_scout(const struct run *r, struct ports *ports, struct scan_conf *ret)
{
    const struct ports_list *all = &r->plan.ports.list[PROTO_TCP];
    *ret = engines_conf(r, &tech_syn);
    ret->targets = r->plan.product;
    ret->ports = &ports->list[PROTO_TCP];
    ret->scout = true;
    ret->max_rounds = 2;
    ret->proof = 0;
    return ports_ordered(PROTO_TCP, all->port, all->count < SCOUT_PORTS ? all->count : SCOUT_PORTS, ports);
}

/* For each technique doors first, then networks; what networks hold of the doors is told by the networks'
 * scan. */
static unsigned plan_parts(const struct run *r, struct scan_conf *conf)
{
    unsigned n = 0;
    for (unsigned i = 0; i < r->tech.count; i++) {
        const struct tech *tech = r->tech.item[i];
        bool doors = r->plan.doors.count && tech->proto == PROTO_TCP;
        if (doors) {
            conf[n] = engines_conf(r, tech);
            conf[n++].pairs = &r->plan.doors;
        }
        if (r->plan.product && targets_count(r->plan.product)) {
            conf[n] = engines_conf(r, tech);
            conf[n].targets = r->plan.product;
            conf[n].likeliest = r->opt.deadline > 0 || tech->rationed;
            conf[n].ports = &r->plan.ports.list[tech->proto];
            if (doors)
                conf[n - 1].later = &conf[n];
            n++;
        }
    }
    return n;
}

/* Scans follow each other; each may take its share of the time that is left, and leaves the next ones what it
 * did not need. */
static nsec deadline_of(const struct run *r, unsigned parts_left)
{
    nsec now = clock_mono(), end = r->deadline;
    return !end ? 0 : end <= now || end == r->permission.end ? end : now + (end - now) / (nsec)parts_left;
}

/* The whole is as complete as its parts, and its estimate of completeness that of the worst of them. */
static void sum_up(struct run *r, const struct scan *s)
{
    struct scan_stats before = r->stats;
    scan_stats(s, &r->stats);
    r->stats.complete &= before.complete;
    if (before.recall < r->stats.recall || isnan(r->stats.recall)) {
        r->stats.recall = before.recall;
        r->stats.recall_low = before.recall_low;
    }
}

static int run_part(struct run *r, const struct scan_conf *conf, unsigned part, struct scan **ret)
{
    nsec now = clock_mono();
    int e = scan_new(conf, now, ret);
    if (e < 0)
        return cmd_failed(_("scan"), e);
    int status = diary_take_up(&r->diary, *ret, part, now);
    if (!status && !scan_done(*ret))
        status = conf->tech == &tech_bounce ? engines_bounce(r, *ret)
                 : conf->tech->dialled      ? engines_connects(r, *ret, conf->tech)
                                            : engines_frames(r, *ret, conf->tech, NULL);
    sum_up(r, *ret);
    return status;
}

static bool time_is_over(const struct run *r)
{
    return r->drive.interrupted || r->drive.error || (r->deadline && clock_mono() >= r->deadline);
}

static int run_parts(struct run *r, struct scan_conf conf[PARTS_MAX], unsigned n)
{
    struct scan *before = NULL;
    int status = 0;
    for (unsigned i = 0; i < n && !status; i++) {
        struct scan *s = NULL;
        conf[i].before = before;
        conf[i].deadline = deadline_of(r, n - i);
        status = run_part(r, &conf[i], i, &s);
        scan_free(before);
        before = s;
        if (i + 1 == n)
            break;
        if (time_is_over(r)) {
            r->stats.complete = false;
            break;
        }
        if (!r->stats.complete)
            diary_forget(&r->diary); /* it goes on from one place, and this part's would be another */
    }
    scan_free(before);
    return status;
}

/* The records of hosts, which several scans have together. */
static void put_hosts(struct run *r, const struct hosts *hosts)
{
    bool name_silent =
        r->opt.all_states || r->discovery.up || targets_count(r->plan.wanted) <= RESULTS_NAMED_MAX;
    int e = hosts_put(hosts, run_sink(r), name_silent, &r->stats.hosts_silent);
    if (e < 0 && !r->drive.error)
        r->drive.error = e;
}

int engines_run(struct run *r)
{
    struct scan_conf conf[PARTS_MAX];
    struct hosts hosts = {0};
    struct ports scouted = {0};
    unsigned n = needs_scout(r);
    int e = n ? plan_scout(r, &scouted, conf) : 0;
    n += plan_parts(r, conf + n);
    e = e < 0 || n < 2 ? e : hosts_init(&hosts, r->plan.wanted);
    if (e == -E2BIG) {
        cmd_say(_(
            "several techniques, or a list of doors beside networks, can ask 268,435,456 addresses at most"));
        return CMD_USAGE;
    }
    if (e < 0)
        return cmd_failed(_("scan"), e);
    for (unsigned i = 0; i < n && n > 1; i++)
        conf[i].hosts = &hosts;
    r->stats.recall = r->stats.recall_low = NAN;
    int status = run_parts(r, conf, n);
    if (n > 1 && !status)
        put_hosts(r, &hosts);
    hosts_fini(&hosts);
    ports_fini(&scouted);
    return status;
}
