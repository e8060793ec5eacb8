#include "cmd/discovery.h"

#include "cmd/cmd.h"
#include "cmd/crowds.h"
#include "cmd/engines.h"
#include "cmd/kernelside.h"
#include "cmd/standins.h"
#include "cmd/targeting.h"
#include "sys/clock.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What an option asks: a technique, by name, at these ports. nmap's defaults where it has some. */
static const struct {
    uint32_t bit;
    const char *tech, *option;
    const char *ports; /* default; NULL = the technique asks hosts */
    bool four_only;
    size_t at; /* of the option's list in struct scanopts */
} questions[] = {
    {SCANOPTS_PE, "echo", "-PE", NULL, false, 0},
    {SCANOPTS_PS, "syn", "-PS", "80", false, offsetof(struct scanopts, ping_syn)},
    {SCANOPTS_PA, "ack", "-PA", "80", false, offsetof(struct scanopts, ping_ack)},
    {SCANOPTS_PP, "timestamp", "-PP", NULL, true, 0},
    {SCANOPTS_PM, "mask", "-PM", NULL, true, 0},
    {SCANOPTS_PU, "udp", "-PU", "40125", false, offsetof(struct scanopts, ping_udp)},
    {SCANOPTS_PY, "sctpinit", "-PY", "80", false, offsetof(struct scanopts, ping_sctp)},
    {SCANOPTS_PO, "ipproto", "-PO", "1,2,4", false, offsetof(struct scanopts, ping_proto)},
};

#define QUESTIONS (sizeof questions / sizeof *questions)

static int add(struct discovery *d, const struct tech *tech, uint16_t port, bool four_only)
{
    for (int six = 0; six < 2; six++)
        if (!(six && four_only) && !mix_add(&d->mix[six], tech, port)) {
            cmd_say(_("host discovery asks %d questions at most"), MIX_MAX);
            return CMD_USAGE;
        }
    return 0;
}

static int add_ports(struct discovery *d, const struct tech *tech, const char *spec)
{
    struct ports_conf conf = {.spec = spec, .protocols = 1u << PROTO_TCP};
    struct ports p = {0};
    struct diag diag = {0};
    int e = ports_parse(&conf, &p, &diag), status = 0;
    if (e < 0)
        return e == -EINVAL ? cmd_wrong(&diag) : cmd_failed(_("ports"), e);
    const struct ports_list *list = &p.list[PROTO_TCP];
    for (uint32_t i = 0; i < list->count && !status; i++)
        status = add(d, tech, list->port[i], false);
    ports_fini(&p);
    return status;
}

/* nmap's default: ping, SYN to 443, ACK to 80, timestamp; in this order, so that most hosts cost one
 * question. */
static int add_usual(struct discovery *d)
{
    int status = add(d, &tech_echo, 0, false);
    status = status ? status : add(d, &tech_syn, 443, false);
    status = status ? status : add(d, &tech_ack, 80, false);
    return status ? status : add(d, &tech_timestamp, 0, true);
}

/* For connections: what SYN and ACK would ask. */
static int choose_ports(struct discovery *d, const struct scanopts *o)
{
    const char *spec = o->ping_syn ? o->ping_syn : o->ping_ack ? o->ping_ack : "80,443";
    struct ports_conf conf = {.spec = spec, .protocols = 1u << PROTO_TCP};
    struct diag diag = {0};
    int e = ports_parse(&conf, &d->ports, &diag);
    return e == -EINVAL ? cmd_wrong(&diag) : e < 0 ? cmd_failed(_("ports"), e) : 0;
}

int discovery_choose(struct discovery *d, const struct scanopts *o)
{
    int status = choose_ports(d, o);
    *d = (struct discovery){.ports = d->ports, .wanted = o->pings & ~SCANOPTS_PR};
    if (!status && !d->wanted)
        status = add_usual(d);
    for (size_t i = 0; i < QUESTIONS && !status; i++) {
        if (!(o->pings & questions[i].bit))
            continue;
        const struct tech *tech = tech_find(questions[i].tech);
        const char *given = NULL;
        assert(tech);
        if (questions[i].ports)
            memcpy(&given, (const char *)o + questions[i].at, sizeof given);
        status = questions[i].ports ? add_ports(d, tech, given ? given : questions[i].ports)
                                    : add(d, tech, 0, questions[i].four_only);
    }
    if (!status && !d->mix[1].count && !mix_add(&d->mix[1], &tech_echo, 0)) /* only IPv4's were chosen */
        status = CMD_USAGE;
    d->hears = FILTER_USUAL | FILTER_UDP | FILTER_ANSWERS;
    for (uint32_t i = 0; i < d->mix[0].kinds; i++)
        d->hears |= d->mix[0].kind[i]->hears;
    int e = status ? 0 : mix_finish(&d->mix[0]);
    if (!e && !status && d->mix[1].count)
        e = mix_finish(&d->mix[1]);
    return status ? status : e < 0 ? cmd_failed(_("ports"), e) : 0;
}

void discovery_fini(struct discovery *d)
{
    mix_fini(&d->mix[0]);
    mix_fini(&d->mix[1]);
    ports_fini(&d->ports);
    kernelside_fini(d);
    targets_free(d->doubtful);
    targets_free(d->up);
    targets_free(d->crowd);
    d->crowd = NULL;
    d->up = NULL;
    free(d->answered);
    d->doubtful = NULL;
    d->answered = NULL;
}

/* Between the engine and the outputs: collects who is up, or lets their records pass. */
struct collector {
    struct sink sink;
    struct sink *to;
    struct targets *up; /* NULL: records pass */
    struct discovery *discovery;
    const struct ways *ways;
    struct crowds *crowds; /* NULL: nothing is held */
};

/* Behind a router: on a link the MAC tells more. */
static bool is_far(const struct collector *c, const struct addr *a)
{
    const struct path *p = ways_find(c->ways, a);
    return !p || (p->kind != PATH_DIRECT && !p->own);
}

static int collect(struct sink *s, const struct record *r)
{
    struct collector *c = (struct collector *)s;
    if (r->type != RECORD_HOST)
        return 0;
    struct discovery *d = c->discovery;
    uint64_t place = d->doubtful ? targets_index(d->doubtful, &r->host.addr) : TARGETS_NONE;
    bool up = r->host.state == HOST_UP, doubtful = place != TARGETS_NONE;
    if (doubtful)
        d->answered[place] |= up;
    if (up && c->up) { /* what follows tells about it; all but whether it is one of a crowd */
        if (c->crowds && is_far(c, &r->host.addr))
            (void)crowds_hold(c->crowds, &r->host);
        return targeting_add(c->up, &r->host.addr, &r->host.addr) ? 0 : -ENOMEM;
    }
    if (!up && doubtful)
        return 0; /* put_stand_ins() says more */
    struct record host = *r;
    if (doubtful && r->host.distance == 0 &&
        d->devices) { /* nearer than anything that somebody else's MAC leads to */
        host.host.suspect = "one-device";
        d->same++;
    }
    if (up && c->crowds && is_far(c, &host.host.addr) && crowds_hold(c->crowds, &host.host))
        return 0;
    return sink_put(c->to, &host);
}

static int pass_flush(struct sink *s)
{
    struct collector *c = (struct collector *)s;
    return c->to->flush(c->to);
}

static int close_nothing(struct sink *s)
{
    (void)s; /* it owns nothing */
    return 0;
}

static void sum_up(struct discovery *d, const struct scan *s)
{
    struct scan_stats now;
    scan_stats(s, &now);
    d->stats.probes += now.probes;
    d->stats.replies += now.replies;
    d->stats.retries += now.retries;
    d->stats.hosts_up += now.hosts_up;
    d->stats.hosts_silent += now.hosts_silent;
    d->stats.failed += now.failed;
    d->stats.unasked += now.unasked;
    d->stats.strays += now.strays;
    d->stats.last_error = now.last_error ? now.last_error : d->stats.last_error;
    d->stats.complete &= now.complete;
    d->stats.limit = now.limit;
    d->stats.recall = d->stats.recall_low = (double)NAN;
}

static int note_unsent(void *unsent, const struct addr *a)
{
    return amap_add(unsent, a, 0) ? 0 : -ENOMEM;
}

int discovery_sweep(struct run *r, const struct targets *t, const struct tech *tech, const struct mix *mix,
                    struct sink *sink)
{
    struct scan_conf conf = engines_conf(r, tech);
    struct scan *s;
    conf.mix = mix;
    conf.targets = t;
    conf.ports = mix              ? &mix->numbers.list[PROTO_TCP]
                 : tech->portless ? NULL
                                  : &r->discovery.ports.list[PROTO_TCP];
    conf.sink = sink;
    conf.shard = 0;
    conf.shards = 1;
    conf.all_states |= !mix;
    conf.open_only = false;
    conf.deadline = r->deadline;
    conf.unsent = r->discovery.unsent ? note_unsent : NULL;
    conf.unsent_ctx = r->discovery.unsent;
    nsec now = clock_mono();
    int e = scan_new(&conf, now, &s);
    if (e < 0)
        return cmd_failed(_("scan"), e);
    /* Families are the parts of a run that does nothing else. */
    int status = r->drive.diary ? diary_take_up(r->drive.diary, s, mix == &r->discovery.mix[1], now) : 0;
    if (!status && !scan_done(s))
        status = mix ? engines_frames(r, s, tech, mix) : engines_connects(r, s, tech);
    sum_up(&r->discovery, s);
    scan_free(s);
    return status;
}

/* All addresses of the plan that are (or are not) found by their link, of one family; 0 = both. NULL when
 * memory is out. */
static struct targets *part_of(const struct run *r, bool on_link, uint8_t len)
{
    struct targets *ways = targeting_empty(), *ret = NULL;
    struct diag d = {0};
    bool ok = ways != NULL;
    for (uint32_t i = 0; ok && i < r->ways.count; i++) {
        const struct path *p = &r->ways.path[i];
        if ((p->kind == PATH_DIRECT) == on_link && (!len || p->first.len == len))
            ok = targeting_add(ways, &p->first, &p->last);
    }
    if (ok && targets_compile(ways, &d) == 0)
        ret = plan_common(r->plan.product, ways);
    targets_free(ways);
    return ret;
}

/* Who is asked, of one family: those off the link if `far`, and the doubtful ones on it. NULL when memory is
 * out. */
static struct targets *asked_of(const struct run *r, bool far, uint8_t len)
{
    struct targets *off = far ? part_of(r, false, len) : NULL, *near = part_of(r, true, len), *ret = NULL;
    struct targets *doubtful = near ? plan_common(near, r->discovery.doubtful) : NULL;
    if (doubtful && (off || !far))
        ret = plan_united(off, doubtful);
    targets_free(off);
    targets_free(near);
    targets_free(doubtful);
    return ret;
}

static int ask_family(struct run *r, unsigned six, bool far, struct sink *sink)
{
    struct targets *t = asked_of(r, far, six ? 16 : 4);
    int status = !t ? cmd_failed(_("targets"), -ENOMEM) : 0;
    if (t && targets_count(t) && r->discovery.mix[six].count)
        status = discovery_sweep(r, t, &tech_mix, &r->discovery.mix[six], sink);
    targets_free(t);
    return status;
}

static int ask(struct run *r, bool far, struct sink *sink)
{
    struct diary *diary = r->drive.diary;
    if (!r->opt.only_discovery)
        r->drive.diary = NULL; /* what is on the disk is about doors */
    r->discovery.stats =
        (struct scan_stats){.complete = true, .recall = (double)NAN, .recall_low = (double)NAN};
    int status = 0;
    for (unsigned six = 0; six < 2 && !status && r->raw; six++) {
        if (r->drive.interrupted || r->drive.error)
            break;
        if (r->deadline && !r->discovery.stats.complete)
            break; /* it is over */
        status = ask_family(r, six, far, sink);
    }
    if (!r->raw && targets_count(r->plan.product))
        status = kernelside_find(r, sink);
    r->drive.diary = diary;
    return status;
}

static int doubt(struct run *r)
{
    struct targets *t = r->discovery.doubtful; /* known, when the run was resumed */
    if (!t)
        t = standins_find(&r->ways, &r->neighbours, r->plan.product, &r->discovery.devices);
    r->discovery.doubtful = t;
    r->discovery.answered = t ? calloc(targets_count(t) + 1, sizeof *r->discovery.answered) : NULL;
    return r->discovery.answered ? 0 : cmd_failed(_("neighbours"), -ENOMEM);
}

/* Addresses that have nothing but somebody's MAC. */
static int put_stand_ins(struct run *r)
{
    const struct targets *t = r->discovery.doubtful;
    int e = 0;
    for (uint64_t i = 0; t && i < targets_count(t) && e == 0; i++) {
        struct record rec;
        record_init(&rec, RECORD_HOST);
        rec.host.addr = targets_addr(t, i);
        rec.host.reason =
            neighbours_answered(&r->neighbours, &rec.host.addr) ? REASON_PROXY_ARP : REASON_NO_RESPONSE;
        if (!r->discovery.answered[i])
            e = sink_put(&r->enrich.sink, &rec);
    }
    return e < 0 ? cmd_failed(_("targets"), e) : 0;
}

/* What was held. 0 or an exit status. */
static int release(struct collector *c, struct sink *to, uint64_t *ret_same)
{
    int e = c->crowds ? crowds_release(c->crowds, to, ret_same) : 0;
    crowds_free(c->crowds);
    c->crowds = NULL;
    return e < 0 ? cmd_failed(_("targets"), e) : 0;
}

/* Keeps the addresses of those who are one device. */
struct note {
    struct sink sink;
    struct targets *crowd;
};

static int note(struct sink *s, const struct record *r)
{
    struct targets *crowd = ((struct note *)s)->crowd;
    return !r->host.suspect || targeting_add(crowd, &r->host.addr, &r->host.addr) ? 0 : -ENOMEM;
}

/* Networks that one device answers for, so that the scan that follows can say so. */
static int note_crowds(struct run *r, struct collector *c)
{
    struct note n = {.sink.put = note, .crowd = targeting_empty()};
    struct diag d = {0};
    r->discovery.crowd = n.crowd;
    int status = n.crowd ? release(c, &n.sink, &r->discovery.crowded) : cmd_failed(_("targets"), -ENOMEM);
    int e = status ? 0 : targets_compile(n.crowd, &d);
    r->enrich.crowd = !status && e == 0 ? n.crowd : NULL;
    return status ? status : e < 0 ? cmd_failed(_("targets"), e) : 0;
}

static struct collector collector_of(struct run *r, struct targets *up)
{
    return (struct collector){.sink = {.put = collect, .flush = pass_flush, .close = close_nothing},
                              .to = &r->enrich.sink,
                              .up = up,
                              .discovery = &r->discovery,
                              .ways = &r->ways};
}

/* Are there enough doors off the link to make it worth while? */
static bool pays(const struct run *r, const struct targets *off)
{
    uint64_t hosts = targets_count(off), ports = 0;
    for (int proto = 0; proto < PROTO_COUNT; proto++)
        ports += r->plan.ports.list[proto].count;
    return hosts >= DISCOVERY_HOSTS_MIN && ports >= DISCOVERY_PORTS_MIN &&
           ports >= DISCOVERY_QUESTIONS_MIN / hosts;
}

bool discovery_pays(const struct run *r)
{
    const struct scanopts *o = &r->opt;
    return o->only_discovery ||
           (!o->no_discovery && r->plan.product && (r->discovery.wanted || pays(r, r->plan.product)));
}

/* On the link, and no doubt about it. NULL when memory is out. */
static struct targets *certain(const struct run *r)
{
    struct targets *on = r->raw ? part_of(r, true, 0) : NULL;
    struct targets *ret = on ? plan_without(on, r->discovery.doubtful) : NULL;
    targets_free(on);
    return ret;
}

/* Who is on the link, who answered elsewhere, and who was not asked. */
static struct targets *left_over(const struct run *r, bool far, struct targets *up)
{
    struct targets *on = r->raw ? certain(r) : NULL, *off = far ? NULL : part_of(r, false, 0), *both = NULL,
                   *ret = NULL;
    struct diag d = {0};
    if ((on || !r->raw) && (off || far) && targets_compile(up, &d) == 0)
        both = plan_united(on, up);
    if (both)
        ret = plan_united(both, off);
    targets_free(on);
    targets_free(off);
    targets_free(both);
    return ret;
}

static int before(struct run *r, bool far)
{
    struct targets *up = targeting_empty();
    struct collector c = collector_of(r, up);
    int status = up && crowds_new(&c.crowds) == 0 ? ask(r, far, &c.sink) : cmd_failed(_("targets"), -ENOMEM);
    status = status ? status : note_crowds(r, &c);
    crowds_free(c.crowds);
    bool cut_short = r->drive.interrupted || r->drive.error || !r->discovery.stats.complete;
    struct targets *left = status || cut_short ? NULL : left_over(r, far, up);
    r->discovery.up = left ? up : NULL;
    r->enrich.up = r->discovery.up;
    if (!left)
        targets_free(up);
    if (!left)
        return status || cut_short ? status : cmd_failed(_("targets"), -ENOMEM);
    r->discovery.silent = targets_count(r->plan.product) - targets_count(left);
    if (r->opt.verbose)
        cmd_say(_("host discovery: %" PRIu64 " addresses answer, %" PRIu64 " do not"),
                r->discovery.stats.hosts_up, r->discovery.silent);
    plan_narrow(&r->plan, left);
    return put_stand_ins(r);
}

int discovery_before(struct run *r)
{
    if (r->opt.no_discovery || !r->plan.product || r->self)
        return 0;
    struct targets *off = r->raw ? part_of(r, false, 0) : NULL;
    const struct targets *asked = r->raw ? off : r->plan.product;
    int status = !asked ? cmd_failed(_("targets"), -ENOMEM) : r->raw ? doubt(r) : 0;
    bool far = !status && targets_count(asked) && (r->discovery.wanted || pays(r, asked));
    targets_free(off);
    return status || (!far && !(r->raw && targets_count(r->discovery.doubtful))) ? status : before(r, far);
}

void discovery_again(struct discovery *d, const struct plan_found *found)
{
    d->up = found->up;
    d->doubtful = found->doubtful;
    d->crowd = found->crowd;
    d->crowded = found->crowded;
    d->silent = found->silent;
    d->devices = (uint32_t)found->devices;
    d->stats.probes = found->probes;
    d->stats.replies = found->replies;
    d->stats.retries = found->retries;
}

int discovery_tell(struct run *r)
{
    struct discovery *d = &r->discovery;
    int status = d->doubtful ? doubt(r) : 0;
    for (uint64_t i = 0; !status && d->up && d->doubtful && i < targets_count(d->doubtful); i++) {
        struct addr a = targets_addr(d->doubtful, i);
        d->answered[i] = targets_index(d->up, &a) != TARGETS_NONE;
    }
    return status || !d->up ? status : put_stand_ins(r);
}

int discovery_prepare(struct run *r)
{
    return r->raw ? doubt(r) : 0;
}

static enum reason how_found(const struct run *r, const struct addr *a)
{
    if (a->len == 4)
        return REASON_ARP_REPLY;
    bool called = r->lookout.heard && targets_index(r->lookout.heard, a) != TARGETS_NONE;
    return called ? REASON_MULTICAST_REPLY : REASON_ND_ADVERT;
}

/* Neighbours that answered ARP or neighbour discovery. */
static int put_neighbours(struct run *r)
{
    struct targets *on = certain(r);
    uint64_t n = on ? targets_count(on) : 0;
    int e = on ? 0 : -ENOMEM;
    for (uint64_t i = 0; i < n && e == 0; i++) {
        struct record rec;
        record_init(&rec, RECORD_HOST);
        rec.host.addr = targets_addr(on, i);
        rec.host.state = HOST_UP;
        rec.host.reason = how_found(r, &rec.host.addr);
        nsec rtt = neighbours_rtt(&r->neighbours, &rec.host.addr);
        if (rtt >= 0)
            rec.host.rtt_ms = (double)rtt * 1e-6;
        e = sink_put(&r->enrich.sink, &rec);
    }
    targets_free(on);
    r->stats.hosts_up += n;
    return e < 0 ? cmd_failed(_("targets"), e) : 0;
}

int discovery_alone(struct run *r)
{
    int status = 0, held;
    uint64_t crowded = 0;
    struct collector c = collector_of(r, NULL);
    /* Who scans slowly wants to see each host when it is found. */
    if (!status && r->opt.scan_delay < NSEC_MS && crowds_new(&c.crowds) < 0)
        status = cmd_failed(_("targets"), -ENOMEM);
    if (!status && r->raw)
        status = put_neighbours(r);
    uint64_t near = r->stats.hosts_up;
    status = status ? status : ask(r, true, &c.sink);
    held = release(&c, c.to, &crowded);
    status = status ? status : held ? held : put_stand_ins(r);
    r->stats = r->discovery.stats;
    r->stats.complete &= !r->cut_short;
    r->discovery.stats = (struct scan_stats){0};
    r->stats.hosts_up += near;
    r->stats.probes += r->discovery.link_questions;
    r->stats.replies += r->discovery.link_answers;
    if (r->discovery.same > r->discovery.devices) /* addresses, but not so many hosts */
        r->stats.hosts_up -= r->discovery.same - r->discovery.devices;
    r->stats.hosts_up -= crowded;
    return status;
}
