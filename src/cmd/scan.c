/* `tojimari scan`: which doors are open. Reads the command line, works out what was chosen (choices.h), opens
 * what needs privilege, gives privilege up, looks for neighbours on the link, runs the engine, and tells the
 * outputs. */
#include "cmd/choices.h"
#include "cmd/cmd.h"
#include "cmd/ending.h"
#include "cmd/engines.h"
#include "cmd/kernelside.h"
#include "cmd/lookout.h"
#include "cmd/manifests.h"
#include "cmd/neighbourhood.h"
#include "cmd/rerun.h"
#include "cmd/self.h"
#include "cmd/sourceports.h"
#include "cmd/targeting.h"
#include "sys/clock.h"
#include "sys/priv.h"
#include "version.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void say_stand_ins(const struct run *r)
{
    for (unsigned i = 0; i < r->stand_ins; i++)
        cmd_say(_("%s instead of %s"), r->stand_in[i].technique, r->stand_in[i].instead_of);
}

static char *with_suffix(const char *base, const char *suffix)
{
    struct buf b;
    buf_init(&b, 4096);
    buf_puts(&b, base);
    buf_puts(&b, suffix);
    return b.data; /* freed with the run */
}

/* What nmap's formats say at their beginning: the ports of each technique. */
static int list_asked(struct run *r)
{
    struct ports_set *set = calloc(1, sizeof *set);
    for (unsigned i = 0; set && i < r->tech.count; i++) {
        enum proto proto = r->tech.item[i]->proto;
        ports_list_set(&r->plan.ports.list[proto], set);
        for (uint32_t k = 0; proto == PROTO_TCP && k < r->plan.doors.count; k++)
            ports_set_add(set, r->plan.doors.port[k]);
        buf_init(&r->asked_ports[i], 1 << 20);
        ports_ranges(set, &r->asked_ports[i]);
        r->asked[i] = (struct report_scan){.type = r->tech.item[i]->name,
                                           .proto = proto,
                                           .count = ports_set_count(set),
                                           .ports = buf_text(&r->asked_ports[i])};
    }
    free(set);
    return set ? 0 : -ENOMEM;
}

static int open_outputs(struct run *r)
{
    const struct scanopts *o = &r->opt;
    if (o->all) {
        r->xml_path = with_suffix(o->all, ".xml");
        r->normal_path = with_suffix(o->all, ".nmap");
        r->grep_path = with_suffix(o->all, ".gnmap");
    }
    int e = list_asked(r);
    if (e < 0)
        return cmd_failed(_("outputs"), e);
    struct outputs_conf conf = {
        .xml = r->xml_path ? r->xml_path : o->xml,
        .normal = r->normal_path ? r->normal_path : o->normal,
        .grep = r->grep_path ? r->grep_path : o->grep,
        .json = o->json,
        .csv = o->csv,
        .capture = r->diary.resumed ? NULL : o->pcap_out, /* the first part's packets stay */
        .stop = &r->drive.signals,
        .report = {.key = hash_key_random(),
                   .open_only = o->open_only,
                   .colour = isatty(1) && !getenv("NO_COLOR"),
                   .scan = r->asked,
                   .scans = r->tech.count},
    };
    conf.text = true;
    for (const char *const *
             path = (const char *const[]){conf.xml, conf.normal, conf.grep, conf.json, conf.csv, NULL},
            *const *end = path + 5;
         path < end; path++)
        conf.text &= !*path || strcmp(*path, "-") != 0;
    if (!conf.text) /* else the report says it */
        say_stand_ins(r);
    return outputs_open(&r->outputs, &conf);
}

/* What stands in for what this user may not have. */
static void explain_stand_ins(struct run *r)
{
    for (unsigned i = 0; i < r->tech.count; i++)
        if (r->tech.instead_of[i])
            r->stand_in[r->stand_ins++] =
                (struct record_stand_in){r->tech.item[i]->name, r->tech.instead_of[i]->name, "no-net-raw"};
    if (r->discovery.netlink && discovery_pays(r))
        kernelside_explain(r);
}

static int put_run(struct run *r)
{
    struct record rec;
    record_init(&rec, RECORD_RUN);
    rec.run.v = 1;
    rec.run.id = r->id;
    rec.run.verb = "scan";
    rec.run.args =
        (struct record_strings){.item = (const char *const *)(r->argv + 1), .count = (size_t)(r->argc - 1)};
    rec.run.started = r->started_wall;
    rec.run.version = TOJIMARI_VERSION;
    rec.run.seed = r->seed;
    rec.run.scope = r->self ? NULL : r->permission.file;
    rec.run.stand_ins = (struct record_list){r->stand_in, r->stand_ins, sizeof *r->stand_in};
    return sink_put(&r->outputs.sink, &rec);
}

/* Everything that needs privilege is open: give it up before the first foreign byte is read. */
static int drop_privileges(struct run *r)
{
    unsigned by;
    const char *const nothing[] = {NULL}, *const runs[] = {r->diary.file.folder, NULL};
    struct priv_conf conf = {
        .flags = PRIV_THREADS |
                 (r->tech.dialled || !r->raw || r->dns || r->suspects || r->identify ? PRIV_SOCKETS : 0),
        .read = nothing,
        .write = r->diary.open ? runs : nothing};
    int e = priv_drop();
    if (e < 0)
        return cmd_failed(_("giving up privileges"), e);
    e = priv_confine(&conf, &by);
    if (e < 0)
        return cmd_failed(_("confinement"), e);
    if (r->opt.debug)
        cmd_say("confined by:%s%s", by & PRIV_BY_SECCOMP ? " seccomp" : "",
                by & PRIV_BY_LANDLOCK ? " landlock" : "");
    return 0;
}

/* Hosts that should be on the link and are not: named one by one in small scans. */
static void put_absent(struct run *r)
{
    const struct targets *t = r->plan.wanted;
    if (!r->plan.absent || (targets_count(t) > 256 && !r->opt.all_states))
        return;
    for (uint64_t i = 0; i < targets_count(t); i++) {
        struct record rec;
        record_init(&rec, RECORD_HOST);
        rec.host.addr = targets_addr(t, i);
        const struct path *p = ways_find(&r->ways, &rec.host.addr);
        if (!p || p->kind != PATH_DIRECT || plan_asks(&r->plan, &rec.host.addr) ||
            targets_index(r->unsent, &rec.host.addr) != TARGETS_NONE)
            continue;
        rec.host.state = HOST_DOWN;
        rec.host.reason = REASON_NEIGHBOUR_SILENT;
        (void)sink_put(run_sink(r), &rec);
    }
}

/* Finds out who is on the links; a resumed run knows already who was, and only needs their MACs. */
static int look_around(struct run *r)
{
    int error = 0;
    struct neighbourhood_left left = {0};
    struct neighbourhood_conf conf = {.seed = r->seed,
                                      .max_rate = r->opt.max_rate,
                                      .deadline = r->deadline,
                                      .questions = &r->discovery.link_questions,
                                      .answers = &r->discovery.link_answers,
                                      .cut_short = &r->cut_short,
                                      .error = &error};
    bool raw = r->raw;
    if (r->opt.bounce)
        return 0;
    conf.unsent = targeting_empty();
    if (!conf.unsent)
        return cmd_failed(_("targets"), -ENOMEM);
    int status = raw ? neighbourhood_find(&r->ways, &r->drive, &r->neighbours, &conf) : 0;
    if (!r->diary.resumed)
        r->unsent = conf.unsent;
    else
        targets_free(conf.unsent);
    if (status || r->drive.interrupted || r->drive.error || r->diary.resumed)
        return status;
    struct targets *t =
        raw ? neighbourhood_targets(&r->ways, &r->neighbours, r->unsent, &left) : neighbourhood_all(&r->ways);
    int e = t ? plan_reach(&r->plan, t) : -ENOMEM;
    if (!r->cut_short) { /* else nothing was proved by silence */
        r->plan.absent = left.absent;
        r->plan.cut_off = left.cut_off;
    }
    r->plan.unsent = left.unsent;
    r->plan.unsent_error = error;
    return e < 0 ? cmd_failed(_("targets"), e) : lookout_find(r);
}

/* What a resumed run must know before it goes on. */
static void write_down(struct run *r)
{
    bool whole = r->diary.kept && !r->diary.resumed && !r->cut_short;
    char *folder = whole ? getcwd(NULL, 0) : NULL;
    struct buf names;
    if (!folder)
        return;
    buf_init(&names, 4096);
    techniques_names(&r->tech, &names);
    struct rerun again = {.argv = r->argv,
                          .argc = r->argc,
                          .id = r->id,
                          .folder = folder,
                          .tech = buf_text(&names),
                          .seed = r->seed,
                          .started = r->started_wall};
    const struct discovery *d = &r->discovery;
    struct plan_found found = {.up = d->up,
                               .doubtful = d->doubtful,
                               .called = r->lookout.heard,
                               .crowd = d->crowd,
                               .unsent = r->unsent,
                               .crowded = d->crowded,
                               .silent = d->silent,
                               .devices = d->devices,
                               .probes = d->stats.probes,
                               .replies = d->stats.replies,
                               .retries = d->stats.retries};
    rerun_write(&again, &r->diary.journal);
    plan_write(&r->plan, &found, &r->diary.journal);
    r->diary.ready = true;
    buf_fini(&names);
    free(folder);
}

static int hosts_alone(struct run *r)
{
    int status = discovery_prepare(r);
    if (status)
        return status;
    write_down(r);
    return discovery_alone(r);
}

static int scan_plan(struct run *r)
{
    int status = look_around(r);
    if (status || r->drive.interrupted || r->drive.error)
        return status;
    r->paths = (struct paths){.path = r->ways.path, .count = r->ways.count};
    put_absent(r);
    r->stats.complete = !r->cut_short;
    if (r->opt.only_discovery)
        return hosts_alone(r);
    if (r->cut_short)
        return 0; /* time is over */
    status = r->opt.bounce ? 0 : r->diary.resumed ? discovery_tell(r) : discovery_before(r);
    if (status || r->drive.interrupted || r->drive.error)
        return status;
    write_down(r);
    return plan_questions(&r->plan) ? engines_run(r) : 0;
}

/* The kernel takes some 10 ms for each packet socket that is closed: meanwhile the outputs can be
 * completed. */
static void *close_ways(void *ways)
{
    ways_close(ways);
    return NULL;
}

/* --pcap-out: all links are recorded, from the first question to a neighbour on. */
static int begin_tape(struct run *r)
{
    int fd = fcntl(outputs_capture(&r->outputs), F_DUPFD_CLOEXEC, 3);
    const struct tape_conf conf = {.fd = fd, .clock = clock_mono, .epoch = r->started_wall - r->started};
    int e = fd < 0 ? -errno : tape_new(&conf, &r->tape);
    if (e < 0 && fd >= 0)
        close(fd);
    if (e < 0)
        return cmd_failed(r->opt.pcap_out, e);
    ways_record(&r->ways, r->tape);
    return 0;
}

static void end_tape(struct run *r)
{
    ways_record(&r->ways, NULL);
    int e = tape_end(r->tape);
    r->tape = NULL;
    if (e < 0)
        outputs_capture_lost(&r->outputs, e);
}

/* When everything else is over. */
static int find_systems(struct run *r, int status)
{
    int e = enrich_settle(&r->enrich);
    e = e < 0 ? e : osdetect_run(r->osdetect, &r->drive, r->deadline);
    if (e < 0 && !r->drive.error)
        r->drive.error = e;
    struct osdetect_counts n;
    osdetect_counts(r->osdetect, &n);
    r->stats.complete &= n.unfinished == 0;
    return status;
}

/* From here on outputs belong to the thread that writes; where there is none to be had, whoever finds
 * something writes. */
static void begin_writing(struct run *r)
{
    if (writer_new(&r->outputs.sink, &r->writer) != 0)
        return;
    if (r->osdetect)
        osdetect_to(r->osdetect, writer_sink(r->writer));
    else
        r->enrich.to = writer_sink(r->writer);
}

static void end_writing(struct run *r)
{
    int e = writer_free(r->writer);
    r->writer = NULL;
    outputs_close(&r->outputs);
    if (e < 0 && !r->outputs.failed) { /* outputs say themselves what they could not take */
        (void)cmd_failed(_("outputs"), e);
        r->outputs.failed = true;
    }
}

static int run(struct run *r)
{
    pthread_t closer;
    int status = outputs_begin(&r->outputs);
    if (!status && outputs_capture(&r->outputs) >= 0)
        status = begin_tape(r);
    if (status)
        return status;
    status = put_run(r) < 0 ? CMD_ENV : 0;
    begin_writing(r);
    r->drive.beside = r->osdetect ? osdetect_beside(r->osdetect, true) : NULL;
    status = status ? status : scan_plan(r);
    r->drive.beside = r->osdetect ? osdetect_beside(r->osdetect, false) : NULL;
    if (r->identify)
        drive_identify(&r->drive, r->deadline);
    if (r->osdetect)
        status = find_systems(r, status);
    r->status = status;
    if (!status && r->self)
        (void)views_put(&r->views, &r->enrich.sink);
    ending_say(r);
    ending_say_links(r);
    end_tape(r);
    bool closing = pthread_create(&closer, NULL, close_ways, &r->ways) == 0;
    ending_put(r);
    bool partial = ending_why(r) != NULL;
    diary_end(&r->diary, clock_mono(), !ending_can_go_on(r));
    end_writing(r);
    if (closing)
        pthread_join(closer, NULL);
    return status ? status : partial || r->outputs.failed ? CMD_PARTIAL : CMD_OK;
}

/* Services: signatures are compiled and sockets tried before privileges go. */
static int open_identify(struct run *r)
{
    const struct scanopts *o = &r->opt;
    if (!o->versions && !o->everything && !o->access && !o->active)
        return 0;
    uint64_t n = o->version_intensity;
    struct identify_conf conf = {.to = (struct sink *)&r->enrich.sink,
                                 .access = o->access || o->active,
                                 .active = o->active,
                                 .intensity = n != SCANOPTS_UNSET ? (uint8_t)n
                                              : o->version_light  ? 2
                                              : o->version_all    ? 9
                                                                  : 7};
    if (o->source)
        (void)addr_parse(o->source, &conf.source);
    if (o->interface)
        conf.ifindex = link_by_name(&r->ways.links, o->interface)->ifindex;
    int status = identify_new(&conf, &r->identify);
    r->drive.identify = r->identify;
    return status;
}

/* Operating systems: data is read and secrets are made before privileges go. With -A alone, what services say
 * has to do where packets of our own are not to be had. */
static int open_osdetect(struct run *r)
{
    const struct scanopts *o = &r->opt;
    struct osdetect_conf conf = {.to = &r->outputs.sink,
                                 .ways = r->raw ? &r->ways : NULL,
                                 .near = &r->neighbours,
                                 .cookie = &r->cookie,
                                 .max_rate = o->max_rate,
                                 .only_source = o->source != NULL,
                                 .gap = o->scan_delay};
    if ((!o->systems && !o->everything) || o->only_discovery || o->bounce)
        return 0;
    return osdetect_new(&conf, &r->osdetect);
}

/* What tells more about hosts than they say themselves: the registry of MACs, and DNS. */
static int open_books(struct run *r)
{
    struct names_conf conf = {0};
    if (!r->self)
        makers_open(&r->makers, MAKERS_FOLDER);
    int e = r->opt.no_dns || r->self ? 0 : names_new(&conf, &r->dns);
    return e < 0 ? cmd_failed(_("names"), e) : 0;
}

/* What is open everywhere is tested, unless it is this machine itself. */
static int look_for_suspects(struct run *r)
{
    struct suspects_conf conf = {.asked = r->plan.ports.list[PROTO_TCP].count};
    if (r->self || r->opt.bounce || !(r->tech.protocols & 1u << PROTO_TCP) || !r->plan.product ||
        conf.asked < SUSPECTS_MIN)
        return 0;
    if (r->opt.source)
        (void)addr_parse(r->opt.source, &conf.source);
    int e = suspects_new(&conf, &r->suspects);
    return e < 0 ? cmd_failed(_("scan"), e) : 0;
}

static int check_permission(struct run *r)
{
    int status = permission_read(&r->permission, &r->opt);
    if (!status && r->self && r->opt.scope)
        cmd_say(_(
            "--scope is about other machines: a scan of this machine itself sends nothing into any network"));
    return status || r->self ? status
                             : permission_check(&r->permission, r->plan.wanted, &r->ways.links, &r->deadline);
}

/* What an FTP server reaches under an address of ours is not this machine. */
static int check_bounce(const struct run *r)
{
    if (!r->self || !r->opt.bounce)
        return 0;
    cmd_say(_("-b needs targets: what the FTP server reaches is not this machine"));
    return CMD_USAGE;
}

/* Does this run send TCP in packets of its own? A scan of protocols asks for TCP, too. */
static bool sends_tcp(const struct run *r)
{
    const struct scanopts *o = &r->opt;
    bool any = o->systems || o->everything;
    for (unsigned i = 0; i < r->tech.count; i++)
        any |= r->tech.item[i]->proto == PROTO_TCP || r->tech.item[i]->proto == PROTO_IP;
    for (unsigned six = 0; six < 2 && (o->only_discovery || !o->no_discovery); six++)
        for (uint32_t i = 0; i < r->discovery.mix[six].kinds; i++)
            any |= r->discovery.mix[six].kind[i]->proto == PROTO_TCP ||
                   r->discovery.mix[six].kind[i]->proto == PROTO_IP;
    return any;
}

/* What is asked of whom, from where, and whether that is allowed; nothing is sent yet. */
static int decide(struct run *r)
{
    int status = choices_shard(r);
    status = status ? status : choices_techniques(r);
    status = status ? status : choices_targets(r);
    status = status ? status : check_bounce(r);
    status = status ? status : choices_ways(r);
    status = status ? status : check_permission(r);
    if (status)
        return status;
    r->lookout.wanted = choices_name_local(&r->opt);
    if (!r->self && ways_own(&r->ways))
        (void)choices_local(r); /* without it, own doors come without their processes */
    if (r->local && views_init(&r->views, r->local, !r->local_stats.refused && !r->local_stats.malformed) < 0)
        return cmd_failed(_("socket tables of this machine"), -ENOMEM);
    if (!r->diary.resumed)
        r->seed = r->opt.seed == SCANOPTS_UNSET ? hash_random_u64() >> 11
                                                : r->opt.seed; /* 53 bits: exact in any JSON reader */
    return 0;
}

/* The ways to the net, while there are privileges for them. */
static int open_ways(struct run *r)
{
    r->cookie = (struct cookie_conf){.key = hash_key_random()};
    int status = 0;
    if (r->raw)
        status = sourceports_take(&r->cookie,
                                  r->opt.source_port == SCANOPTS_UNSET ? 0 : (uint16_t)r->opt.source_port,
                                  sends_tcp(r), &r->lease);
    if (!status && !r->diary.resumed)
        status = lookout_prepare(r);
    if (!status && r->raw) {
        status = neighbourhood_known(&r->ways, &r->neighbours);
        status = status ? status
                        : ways_open(&r->ways, &r->cookie,
                                    r->tech.hears | r->discovery.hears |
                                        (r->opt.systems || r->opt.everything ? FILTER_ANSWERS : 0));
        if (!status && r->opt.verbose)
            ways_say(&r->ways);
    }
    if (!status && (r->tech.dialled || !r->raw))
        status = engines_open(r);
    if (!status && !r->raw && !r->self && !r->opt.bounce && !r->diary.resumed)
        status = kernelside_open(r);
    return status;
}

/* Where results go, and what is asked beside; then no more privileges than the scan needs. */
static int open_rest(struct run *r)
{
    int status = open_outputs(r); /* may wait for the reader of a FIFO */
    bool watched = isatty(2);
    /* From here on signals end the scan in order: outputs are always completed. */
    status = status ? status
                    : drive_init(&r->drive, watched,
                                 r->opt.status_fd == SCANOPTS_UNSET ? -1 : (int)r->opt.status_fd);
    status = status ? status : open_identify(r);
    status = status ? status : open_osdetect(r);
    if (!status && !r->self && !r->opt.no_store && !r->diary.resumed &&
        (r->raw || !r->opt.only_discovery)) /* what the kernel is asked about hosts is soon asked again */
        diary_begin(&r->diary, r->id, r->started);
    if (r->diary.open)
        r->drive.diary = &r->diary;
    status = status ? status : open_books(r);
    status = status ? status : drop_privileges(r);
    int e = !status && r->dns ? names_start(r->dns) : 0;
    return e < 0 ? cmd_failed(_("names"), e) : status;
}

static int prepare(struct run *r)
{
    int status = decide(r);
    if (status || r->opt.dry_run)
        return status;
    choices_say_unreachable(r);
    status = open_ways(r);
    explain_stand_ins(r);
    status = status ? status : look_for_suspects(r);
    if (!status && r->opt.manifest && !r->diary.resumed)
        status = manifests_leave(r);
    return status ? status : open_rest(r);
}

/* Becomes the run of that journal: its arguments, its place, its order. */
static int take_up(struct run *r)
{
    bool verbose = r->opt.verbose, debug = r->opt.debug;
    uint64_t status_fd = r->opt.status_fd;
    struct diag d = {0};
    int status = diary_open(&r->diary, r->opt.resume);
    if (status)
        return status;
    int e = rerun_read(&r->again, &r->diary.reader);
    if (e < 0) {
        cmd_say(_("%s: this run had not asked anybody anything yet: begin anew"), r->diary.file.path);
        return CMD_USAGE;
    }
    r->argc = r->again.argc;
    r->argv = r->again.argv;
    if (scanopts_parse(r->argc, r->argv, &r->opt, &d) < 0)
        return cmd_wrong(&d);
    r->opt.verbose |= verbose;
    r->opt.debug |= debug;
    r->opt.status_fd = status_fd;
    snprintf(r->id, sizeof r->id, "%s", r->again.id);
    r->seed = r->again.seed;
    r->started -= r->again.elapsed;
    r->diary.started = r->started;
    r->diary.id = r->id;
    r->started_wall = r->again.started;
    if (chdir(r->again.folder) < 0)
        return cmd_failed(r->again.folder, -errno);
    return 0;
}

static void clean_up(struct run *r)
{
    outputs_close(&r->outputs);
    enrich_fini(&r->enrich);
    suspects_free(r->suspects);
    names_free(r->dns);
    makers_fini(&r->makers);
    neighbours_fini(&r->neighbours);
    targets_free(r->unsent);
    if (r->bounce)
        bounce_fini(r->bounce);
    free(r->bounce);
    dial_free(r->dial);
    identify_free(r->identify);
    osdetect_free(r->osdetect);
    dial_free(r->ask);
    drive_fini(&r->drive);
    ways_fini(&r->ways);
    plan_fini(&r->plan);
    permission_fini(&r->permission);
    discovery_fini(&r->discovery);
    lookout_fini(&r->lookout);
    diary_end(&r->diary, clock_mono(), false);
    rerun_fini(&r->again);
    self_fini(&r->own);
    if (r->lease >= 0)
        close(r->lease);
    views_fini(&r->views);
    local_free(r->local);
    for (unsigned i = 0; i < r->tech.count; i++)
        buf_fini(&r->asked_ports[i]);
    free(r->xml_path);
    free(r->normal_path);
    free(r->grep_path);
}

int cmd_scan(int argc, char **argv)
{
    struct diag d = {0};
    struct run r = {.argc = argc,
                    .argv = argv,
                    .started = clock_mono(),
                    .started_wall = clock_wall(),
                    .drive = {.signals = -1},
                    .lease = -1};
    if (scanopts_parse(argc, argv, &r.opt, &d) < 0)
        return cmd_wrong(&d);
    if (r.opt.help) {
        cmd_help(
            "tojimari scan [TARGET…]",
            _("Which doors are open. Without a target: this machine's own, all 65,535 TCP ports, and who holds them."),
            scanopts_rows);
        return CMD_OK;
    }
    snprintf(r.id, sizeof r.id, "%016" PRIx64, hash_random_u64());
    neighbours_init(&r.neighbours, 1 << 20, hash_key_random());
    nsec began = r.started;
    int status = r.opt.resume ? take_up(&r) : 0;
    r.deadline = r.opt.deadline ? began + r.opt.deadline : 0;
    status = status ? status : prepare(&r);
    if (!status && r.opt.dry_run) {
        status = choices_dry_run(&r);
    } else if (!status) {
        enrich_init(&r.enrich, r.osdetect ? osdetect_sink(r.osdetect) : &r.outputs.sink);
        r.enrich.names = r.plan.wanted;
        r.enrich.up = r.discovery.up;
        r.enrich.crowd = r.discovery.crowd;
        r.enrich.ways = &r.ways;
        r.enrich.permission = &r.permission;
        r.enrich.views = r.views.local ? &r.views : NULL;
        r.enrich.list_udp = r.self;
        r.enrich.open_only = r.opt.open_only && r.local && r.tech.protocols & 1u << PROTO_UDP;
        r.enrich.near = &r.neighbours;
        r.enrich.makers = &r.makers;
        r.enrich.dns = r.dns;
        r.enrich.suspects = r.suspects;
        status = run(&r);
    }
    clean_up(&r);
    return status;
}
