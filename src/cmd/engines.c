#include "cmd/engines.h"

#include "cmd/cmd.h"
#include "sys/clock.h"

#include <errno.h>
#include <stdlib.h>

#define CONNECTS_MAX 4096 /* connections at once */
#define PARTS_MAX    2

static struct scan_conf engine_conf(const struct run *r)
{
    const struct scanopts *o = &r->opt;
    bool frames = r->tech != &tech_connect;
    return (struct scan_conf){
        .tech = r->tech,
        .sink = (struct sink *)&r->enrich.sink,
        .seed = r->seed,
        .start_rate = o->min_rate,
        .min_rate = o->min_rate,
        .max_rate = o->max_rate,
        .recall = o->recall,
        .max_rounds =
            o->max_retries == SCANOPTS_UNSET ? 0 : (uint32_t)(o->max_retries < 11 ? o->max_retries + 1 : 12),
        .min_rounds = o->max_retries == 0 ? 1 : 2,
        .deadline = o->deadline ? r->started + o->deadline : 0,
        .shard = r->shard,
        .shards = r->shards,
        .sentinels = frames && r->cookie.port_span > 1,
        .all_states = o->all_states,
        .open_only = o->open_only,
        .wait = o->wait,
        .proof = o->proof,
    };
}

static int by_frames(struct run *r, struct scan *s)
{
    struct exchange *x = malloc(sizeof *x);
    if (!x)
        return cmd_failed(_("scan"), -ENOMEM);
    struct paths paths = {.path = r->ways.path, .count = r->ways.count};
    struct exchange_conf xc = {.scan = s,
                               .tech = r->tech,
                               .paths = &paths,
                               .neighbours = &r->neighbours,
                               .cookie = &r->cookie,
                               .frames = r->ways.frames,
                               .ifindex = r->ways.ifindex,
                               .ports = r->ways.ports};
    struct hear hear = {.tech = r->tech, .cookie = &r->cookie, .paths = &paths};
    struct listener l;
    bool listens = listener_start(&l, &hear, r->ways.frames, r->ways.ifindex, r->ways.ports) == 0;
    if (listens) {
        xc.inbox = &l.queue;
        xc.inbox_lost = &l.lost;
    }
    int e = exchange_init(x, &xc);
    if (e == 0) {
        drive_frames(&r->drive, s, x, listens ? &l : NULL, r->started);
        r->local_drops += x->local_drops;
        exchange_fini(x);
    }
    if (listens)
        listener_stop(&l);
    free(x);
    return e < 0 ? cmd_failed(_("scan"), e) : 0;
}

int engines_open(struct run *r)
{
    struct dial_conf conf = {.max_open = CONNECTS_MAX};
    if (r->opt.source)
        (void)addr_parse(r->opt.source, &conf.source);
    if (r->opt.interface)
        conf.ifindex = link_by_name(&r->ways.links, r->opt.interface)->ifindex;
    int e = dial_new(&conf, &r->dial);
    return e < 0 ? cmd_failed(_("connections"), e) : 0;
}

static int by_connects(struct run *r, struct scan *s)
{
    struct connects *c = calloc(1, sizeof *c);
    int e = c ? connects_init(c, s, r->dial) : -ENOMEM;
    if (e == 0) {
        drive_connects(&r->drive, s, c, r->dial, r->started);
        connects_fini(c);
    }
    free(c);
    return e < 0 ? cmd_failed(_("connections"), e) : 0;
}

/* Doors first; what networks hold of them is told by the networks' scan. Returns how many scans there are. */
static unsigned plan_parts(const struct run *r, struct scan_conf conf[PARTS_MAX])
{
    unsigned n = 0;
    if (r->plan.doors.count) {
        conf[n] = engine_conf(r);
        conf[n++].pairs = &r->plan.doors;
    }
    if (r->plan.product && targets_count(r->plan.product)) {
        conf[n] = engine_conf(r);
        conf[n].targets = r->plan.product;
        conf[n].likeliest = r->opt.deadline > 0;
        conf[n++].ports = &r->plan.ports.list[PROTO_TCP];
    }
    if (n == PARTS_MAX)
        conf[0].later = &conf[1];
    return n;
}

static int run_part(struct run *r, const struct scan_conf *conf, unsigned part, struct scan **ret)
{
    nsec now = clock_mono();
    int e = scan_new(conf, now, ret);
    if (e < 0)
        return cmd_failed(_("scan"), e);
    int status = diary_take_up(&r->diary, *ret, part, now);
    if (!status && !scan_done(*ret))
        status = r->tech == &tech_connect ? by_connects(r, *ret) : by_frames(r, *ret);
    scan_stats(*ret, &r->stats);
    return status;
}

static bool time_is_over(const struct run *r)
{
    return r->drive.interrupted || r->drive.error ||
           (r->opt.deadline && clock_mono() >= r->started + r->opt.deadline);
}

int engines_run(struct run *r)
{
    struct scan_conf conf[PARTS_MAX];
    struct scan *s[PARTS_MAX] = {0};
    unsigned n = plan_parts(r, conf);
    int status = 0;
    for (unsigned i = 0; i < n && !status; i++) {
        conf[i].before = i ? s[i - 1] : NULL;
        status = run_part(r, &conf[i], i, &s[i]);
        if (time_is_over(r) && i + 1 < n) {
            r->stats.complete = false;
            break;
        }
    }
    for (unsigned i = 0; i < n; i++)
        scan_free(s[i]);
    return status;
}
