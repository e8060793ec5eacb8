/* `tojimari watch`: who scans whom, from interfaces, captures and logs. Nothing is sent. */
#include "cmd/cmd.h"

#include "answer/nft.h"
#include "base/opt.h"
#include "cmd/columns.h"
#include "cmd/filekey.h"
#include "cmd/outputs.h"
#include "cmd/watchduty.h"
#include "cmd/watchexplain.h"
#include "cmd/watchlive.h"
#include "report/fmt.h"
#include "sys/clock.h"
#include "watch/source.h"
#include "watch/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BATCH = 128 }; /* 24 KiB: between source and engine they stay in the first level cache */

struct options {
    const char *json, *csv, *state_limit, *fail_on, *format, *config, *state, *metrics, *explain;
    const char *block, *unblock, *door, *hooks_from, *manifest_pub, *pcap, *pcap_limit;
    struct opt_list home, role, manifest, allow, exec, webhook, mail, exporter;
    nsec block_for;
    bool follow, dry_run, proven, syslog, top, help;
};

#define AT(member) offsetof(struct options, member), 0

static const struct opt_row rows[] = {
    {"--home", N_("NET"), OPT_LIST, 0, AT(home),
     N_("a network of ours (10.0.0.0/8, 2001:db8::/48; may be repeated); without: the private ones, 198.18.0.0/15, and what packets show to be ours"),
     N_("What is watched")},
    {"--role", N_("NET=ROLE"), OPT_LIST, 0, AT(role),
     N_("what hosts of ours are (mail-relay, p2p, management, monitor, nat, router, scanner, proxy, resolver, print-server; none: what they look like); may be repeated"),
     NULL},
    {"--manifest", N_("FILE"), OPT_LIST, 0, AT(manifest),
     N_("an announcement by 'scan --manifest': what it covers is told as authorised, and low; may be repeated"),
     NULL},
    {"--manifest-pub", N_("KEY"), OPT_STRING, 0, AT(manifest_pub),
     N_("the public key of who scans, or its file (default: ours)"), NULL},
    {"--exporter", N_("NET"), OPT_LIST, 0, AT(exporter),
     N_("netflow: listen to these exporters alone (with --block: needed); may be repeated"), NULL},
    {"--format", N_("NAME"), OPT_STRING, 0, AT(format),
     N_("take the input for this format instead of looking at it"), NULL},
    {"--follow", NULL, OPT_FLAG, 0, AT(follow),
     N_("logs, also beside interfaces: go on at their end, over rotation and truncation, until a signal comes"),
     NULL},
    {"--state-limit", N_("SIZE"), OPT_STRING, 0, AT(state_limit),
     N_("memory for everything that is remembered (default 128M, at least 16M)"), NULL},
    {"--fail-on", N_("SEVERITY"), OPT_STRING, 0, AT(fail_on),
     N_("exit status 1 when there is an alert of this severity or above: info, low, medium, high, critical"),
     NULL},

    {"--config", N_("FILE"), OPT_STRING, 0, AT(config),
     N_("lines 'home NET', 'role NET=ROLE', 'allow NET'; read again at SIGHUP"), N_("As a service")},
    {"--state", N_("FILE"), OPT_STRING, 0, AT(state),
     N_("what is remembered over a restart: nothing is told twice, slow scans are found all the same"), NULL},
    {"--metrics-file", N_("FILE"), OPT_STRING, 0, AT(metrics),
     N_("how the watch is, in Prometheus' text format, every five seconds"), NULL},
    {"--metrics-listen", N_("ADDR:PORT|PATH"), OPT_STRING, 0, AT(door),
     N_("the same over HTTP, at this machine's loopback or at a unix socket"), NULL},

    {"--block", N_("nft"), OPT_STRING, 0, AT(block),
     N_("keep scanning sources out by the nftables set of a table of ours; never home, roles, --allow"),
     N_("Answers (none without being asked for)")},
    {"--block-for", N_("TIME"), OPT_DURATION, 0, AT(block_for), N_("for so long (default 1h)"), NULL},
    {"--block-proven", NULL, OPT_FLAG, 0, AT(proven),
     N_("only those who finished a connection, as who forges an address cannot; not half-open scans"), NULL},
    {"--block-dry-run", NULL, OPT_FLAG, 0, AT(dry_run), N_("only say who would be blocked"), NULL},
    {"--allow", N_("NET|FILE"), OPT_LIST, 0, AT(allow),
     N_("never block these; a file (with a / in its name) has one a line; may be repeated"), NULL},
    {"--unblock", N_("ADDR|all"), OPT_STRING, 0, AT(unblock),
     N_("let this one in again, or remove the table; nothing is watched"), NULL},
    {"--exec", N_("CMD"), OPT_LIST, 0, AT(exec),
     N_("start this program (no shell) with the alert as JSON on its standard input; may be repeated"), NULL},
    {"--webhook", N_("URL"), OPT_LIST, 0, AT(webhook),
     N_("POST the alert as JSON (by curl); may be repeated"), NULL},
    {"--mail", N_("ADDR"), OPT_LIST, 0, AT(mail), N_("mail it, by the system's sendmail; may be repeated"),
     NULL},
    {"--syslog", NULL, OPT_FLAG, 0, AT(syslog), N_("a line in the system's log"), NULL},
    {"--answer-from", N_("SEVERITY"), OPT_STRING, 0, AT(hooks_from),
     N_("programs, web, mail and log are given alerts of this severity or above (default high)"), NULL},

    {"--explain", N_("ID"), OPT_STRING, 0, AT(explain),
     N_("all that is known of one alert, from --state or files (JSON Lines, a state); nothing is watched"),
     N_("Output")},
    {"--top", NULL, OPT_FLAG, 0, AT(top),
     N_("the watch on the terminal: who is suspect, what they do, alerts as they come; q ends it"), NULL},
    {"--json", N_("FILE"), OPT_STRING, 0, AT(json),
     N_("JSON Lines, every alert with its evidence ('-' = standard output)"), NULL},
    {"--pcap-out", N_("FILE"), OPT_STRING, 0, AT(pcap),
     N_("the packets of the first ten doors of each alert, as pcapng; its id is their comment"), NULL},
    {"--pcap-limit", N_("SIZE"), OPT_STRING, 0, AT(pcap_limit),
     N_("how large that file may become (default 64M)"), NULL},
    {"--csv", N_("FILE"), OPT_STRING, 0, AT(csv), N_("CSV, a row an alert ('-' = standard output)"), NULL},
    {"--help", NULL, OPT_FLAG, 0, AT(help), N_("this text"), NULL},
    {"-h", NULL, OPT_FLAG, 0, AT(help), NULL, NULL},
    {NULL, NULL, OPT_FLAG, 0, 0, 0, NULL, NULL},
};

static volatile sig_atomic_t stopped;

static void stop(int sig)
{
    (void)sig;
    stopped = 1;
}

static bool is_stdout(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

/* "64M", "1G", bytes. */
static int read_size(const char *option, const char *text, size_t *ret, struct diag *d)
{
    char *end;
    errno = 0;
    unsigned long long v = text && *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
    unsigned shift = 0;
    if (v && *end) {
        shift = *end == 'k' || *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
        end += shift != 0;
    }
    if (!v || *end || errno || v > SIZE_MAX >> shift)
        return diag_set(d, N_("%s %s: a size is expected, like 128M"), option, text, NULL);
    *ret = (size_t)v << shift;
    return 0;
}

static int read_severity(const char *option, const char *text, unsigned *ret, struct diag *d)
{
    for (unsigned i = WATCH_INFO; i <= WATCH_CRITICAL; i++)
        if (strcmp(text, watch_severity_word(i)) == 0) {
            *ret = i;
            return 0;
        }
    return diag_set(d, N_("%s %s: info, low, medium, high or critical is expected"), option, text, NULL);
}

/* `told`: so many alerts, where they are not counted by their ends. */
static void put_end(struct sink *to, const struct watch *w, const struct source_stats *seen, const char *why,
                    nsec started, const uint64_t *told)
{
    struct record r;
    struct watch_stats s;
    watch_stats(w, &s);
    record_init(&r, RECORD_END);
    r.end.complete = why == NULL;
    r.end.why = why;
    r.end.elapsed_s = (double)(clock_mono() - started) * 1e-9;
    r.end.packets = seen->packets;
    r.end.undecoded = seen->undecoded;
    r.end.limited = seen->limited;
    r.end.cut = seen->cut;
    r.end.local_drops = seen->lost;
    r.end.flows = s.flows;
    r.end.alerts = told ? *told : s.alerts;
    r.end.evicted = s.evicted;
    r.end.tunnel_claims = s.claims;
    r.end.backscatter = s.backscatter;
    (void)sink_put(to, &r);
}

/* One input to its end. 0 or negative errno. */
static int drain(struct source *in, struct watch *w, struct watchduty *duty)
{
    static struct sight batch[BATCH];
    bool ended = false;
    for (unsigned turns = 0; !ended && !stopped; turns++) {
        int n = source_read(in, batch, BATCH, &ended);
        int e = n > 0 ? watch_step(w, batch, (unsigned)n, &duty->sink) : n;
        if (e < 0)
            return e;
        if (turns % 64 == 0)
            (void)watchduty_turn(duty, clock_mono());
    }
    return 0;
}

static void add(struct source_stats *seen, const struct source_stats *s)
{
    seen->packets += s->packets;
    seen->undecoded += s->undecoded;
    seen->limited += s->limited;
    seen->cut += s->cut;
    seen->lost += s->lost;
}

/* A run under way. */
struct run {
    const struct options *o;
    struct watchduty duty;
    struct watch *w;
    struct outputs outputs;
    struct source_stats seen;
    bool cut, unsaved; /* an input was damaged; what is to be remembered was not written */
    struct watchtop top;
    struct packet *packets; /* owned; of a batch, when they are wanted */
    struct watchlive *live; /* interfaces or growing logs, which are open; NULL = files */
};

static int hear(struct run *r)
{
    int e = watchlive_run(r->live, r->w, &r->duty);
    r->seen = r->live->seen;
    r->cut |= r->seen.last_error != 0;
    return e < 0 ? cmd_failed(_("listening"), e) : CMD_OK;
}

static int read_one(struct run *r, const char *file)
{
    struct source_conf conf = {.format = r->o->format, .now = clock_wall};
    struct diag d = {0};
    struct source *in;
    int e = source_open(file, &conf, &in, &d);
    if (e == -EINVAL && d.msg) {
        snprintf(d.file, sizeof d.file, "%s", file);
        return cmd_wrong(&d);
    }
    if (e < 0)
        return cmd_failed(file, e);
    in->packets = r->packets;
    e = drain(in, r->w, &r->duty);
    add(&r->seen, &in->stats);
    if (in->stats.last_error) {
        cmd_say(_("%s: the file is cut off or damaged; what was read until there counts"), file);
        r->cut = true;
    }
    source_free(in);
    return e < 0 ? cmd_failed(file, e) : CMD_OK;
}

/* One that cannot be read keeps nobody from reading the others; the status is its own. */
static int read_all(struct run *r, const struct opt_list *files)
{
    int status = CMD_OK;
    for (unsigned i = 0; i < files->count && !stopped; i++) {
        int one = read_one(r, files->item[i]);
        status = status ? status : one;
    }
    return status;
}

/* Everything open that will be; then what is foreign may be read. */
static int begin(struct run *r, const struct watch_conf *wanted, const struct opt_list *files, int argc,
                 char **argv)
{
    struct watch_conf conf = *wanted;
    const struct outputs_conf outputs = {.json = r->o->json,
                                         .csv_alerts = r->o->csv,
                                         .capture = r->o->pcap,
                                         .goes_on = r->live != NULL,
                                         .capture_stays = true,
                                         .alerts =
                                             !r->o->top && !is_stdout(r->o->json) && !is_stdout(r->o->csv),
                                         .stop = r->live ? &r->live->signals : NULL,
                                         .report = {.key = hash_key_random(),
                                                    .remembers = r->o->state != NULL,
                                                    .state = r->o->state,
                                                    .lines = r->o->json,
                                                    .columns = isatty(1) ? columns_of_terminal() : 0,
                                                    .colour = isatty(1) && !getenv("NO_COLOR")}};
    conf.home = r->duty.rules->home;
    conf.homes = r->duty.rules->homes;
    conf.role = r->duty.rules->role;
    conf.roles = r->duty.rules->roles;
    conf.manifest = r->duty.manifest;
    conf.manifests = r->o->manifest.count;
    conf.live = r->live != NULL;
    conf.key = r->o->state || conf.live ? watchduty_key(&r->duty) : filekey_of(files);
    conf.packets = r->o->pcap != NULL;
    int e = watch_new(&conf, &r->w);
    if (e < 0)
        return cmd_failed(_("memory for what is remembered"), e);
    int status = outputs_open(&r->outputs, &outputs);
    status = status ? status : outputs_begin(&r->outputs);
    if (!status && r->o->pcap)
        status = watchpackets_open(&r->duty.packets, outputs_capture(&r->outputs), r->o->pcap,
                                   (off_t)r->duty.conf->pcap_limit);
    if (r->live && r->live->logs)
        r->duty.logs = (struct watchduty_logs){r->live->in, r->live->name, r->live->count};
    status = status ? status
                    : watchduty_begin(&r->duty, r->w, &r->outputs.sink, r->live ? &r->live->seen : &r->seen);
    status = status || !r->live ? status : watchlive_confine(r->live, &r->duty);
    status = status ? status : watchduty_ready(&r->duty);
    if (status)
        return status;
    outputs_put_run(&r->outputs, "watch", argc, argv);
    if (r->o->top) {
        watchtop_begin(&r->top, r->w, &r->live->seen, r->duty.told, r->live->name[0],
                       conf.state_limit ? conf.state_limit : WATCH_STATE, &r->outputs.sink);
        r->duty.to = &r->top.sink;
        r->duty.top = &r->top;
    }
    return CMD_OK;
}

/* What a service knows it goes on knowing: nothing has ended. What was raised a moment ago does not wait for
 * the next start. */
static void end(struct run *r, int status, nsec started)
{
    bool goes_on = r->live && r->o->state;
    if (goes_on)
        (void)watch_settle(r->w, &r->duty.sink);
    r->unsaved = !watchduty_save(&r->duty);
    if (!goes_on)
        (void)watch_end(r->w, &r->duty.sink);
    put_end(&r->outputs.sink, r->w, &r->seen,
            stopped  ? "interrupted"
            : r->cut ? "damaged-input"
            : status ? "input"
                     : NULL,
            started, goes_on ? &r->duty.alerts : NULL);
}

/* Packets for --pcap-out: some, or nobody knows before it is read. */
static bool may_have_packets(const struct options *o, const char *file)
{
    const struct source_conf conf = {.format = o->format, .now = clock_wall};
    struct source *in;
    struct diag d = {0};
    struct stat st;
    if (stat(file, &st) < 0 || !S_ISREG(st.st_mode) || source_open(file, &conf, &in, &d) < 0)
        return true;
    bool packets = in->ops->packets;
    source_free(in);
    return packets;
}

/* What would remain empty is not begun. */
static int read_pcap(const struct options *o, const struct watchlive *live, const struct opt_list *files)
{
    struct diag d = {0};
    bool packets = !o->pcap;
    for (unsigned i = 0; live && i < live->count; i++)
        packets |= live->in[i]->ops->packets;
    for (unsigned i = 0; !live && !packets && i < files->count; i++)
        packets = may_have_packets(o, files->item[i]);
    if (packets)
        return CMD_OK;
    diag_set(&d,
             N_("--pcap-out needs an interface, nflog:GROUP or a capture: logs and flows have no packets"),
             NULL, NULL, NULL);
    return cmd_wrong(&d);
}

static int watch_inputs(const struct options *o, const struct watch_conf *conf,
                        const struct watchduty_conf *duty, unsigned fail_on, struct watchlive *live,
                        const struct opt_list *files, int argc, char **argv)
{
    struct run r = {.o = o, .live = live, .packets = o->pcap ? malloc(BATCH * sizeof *r.packets) : NULL};
    bool told = false;
    nsec started = clock_mono();
    int status = watchduty_open(&r.duty, duty);
    status = status || live ? status : watchlive_missing(files);
    status = status ? status : read_pcap(o, live, files);
    status = status ? status : begin(&r, conf, files, argc, argv);
    bool begun = status == CMD_OK;
    if (begun) {
        status = live ? hear(&r) : read_all(&r, files);
        watchtop_end(&r.top);
        r.duty.top = NULL;
        end(&r, status, started);
        told = watchduty_told(&r.duty, fail_on);
    }
    outputs_close(&r.outputs);
    watchduty_close(&r.duty);
    watch_free(r.w);
    free(r.packets);
    if (status)
        return status;
    if (stopped || r.cut || r.unsaved || r.outputs.failed)
        return CMD_PARTIAL;
    return o->fail_on && told ? CMD_LOOK : CMD_OK;
}

/* Anybody can send a datagram, and write any scanner into it: who is to be kept out is not for anybody to
 * say. */
static int read_exporters(const struct options *o, const struct opt_list *names,
                          struct addr_net ret[OPT_LIST_MAX], unsigned *ret_n)
{
    struct diag d = {0};
    for (*ret_n = 0; *ret_n < o->exporter.count; ++*ret_n)
        if (!watchrules_net(o->exporter.item[*ret_n], &ret[*ret_n])) {
            diag_set(&d, N_("--exporter %s: an address or a network is expected"), o->exporter.item[*ret_n],
                     NULL, NULL);
            return cmd_wrong(&d);
        }
    if (!o->block || o->dry_run || o->exporter.count || !watchlive_hears_exports(names))
        return CMD_OK;
    diag_set(&d, N_("--block with netflow: needs --exporter: else anybody could have anybody kept out"), NULL,
             NULL, NULL);
    return cmd_wrong(&d);
}

static int watch_live(const struct options *o, const struct watch_conf *conf,
                      const struct watchduty_conf *duty, unsigned fail_on, const struct opt_list *names,
                      int argc, char **argv)
{
    struct addr_net exporter[OPT_LIST_MAX];
    struct watchlive live = {.exporter = exporter};
    int status = read_exporters(o, names, exporter, &live.exporters);
    if (status)
        return status;
    status = watchlive_open(&live, names, o->follow, o->format);
    live.packets = o->pcap != NULL;
    if (status == CMD_OK)
        status = watch_inputs(o, conf, duty, fail_on, &live, names, argc, argv);
    watchlive_close(&live);
    return status;
}

/* Who cannot be taken out is not in, if nft does anything at all for us. */
static int let_in(const char *who, const char *script)
{
    if (watchhand_try_nft(script) == 0)
        return CMD_OK;
    int status = watchhand_nft("list tables\n");
    if (status)
        return status;
    cmd_say(_("%s is not blocked: 'nft list table inet tojimari' shows who is"), who);
    return CMD_USAGE;
}

/* --unblock ADDR, or all of them. */
static int unblock(const char *what)
{
    struct buf script;
    struct addr_net n;
    buf_init(&script, 1024);
    if (strcmp(what, "all") == 0) {
        nft_remove(&script);
    } else if (watchrules_net(what, &n)) {
        if (n.net.len == 16) /* blocked as a whole */
            n = (struct addr_net){.net = addr_first(&n.net, 64), .bits = 64};
        nft_unblock(&script, &n);
    } else {
        struct diag d = {0};
        diag_set(&d, N_("--unblock %s: an address or 'all' is expected"), what, NULL, NULL);
        return cmd_wrong(&d);
    }
    int status =
        strcmp(what, "all") == 0 ? watchhand_nft(buf_text(&script)) : let_in(what, buf_text(&script));
    buf_fini(&script);
    return status;
}

static int read_format(const char *name, struct diag *d)
{
    if (!name || source_has_format(name))
        return 0;
    return diag_set(d, N_("--format %s: there is no such format ('man tojimari-watch' lists them)"), name,
                    NULL, NULL);
}

static int read_block(const struct options *o, struct watchduty_conf *duty, struct diag *d)
{
    const char *how = o->dry_run     ? "--block-dry-run"
                      : o->proven    ? "--block-proven"
                      : o->block_for ? "--block-for"
                                     : NULL;
    if (o->block && strcmp(o->block, "nft") != 0)
        return diag_set(d, N_("--block %s: nft is expected"), o->block, NULL, NULL);
    if (!o->block && how)
        return diag_set(d, N_("%s needs --block nft: without it nobody is kept out"), how, NULL, NULL);
    duty->block = o->block != NULL;
    duty->dry_run = o->dry_run;
    duty->proven = o->proven;
    duty->hand.nft = o->block && !o->dry_run;
    duty->span = o->block_for ? o->block_for : NSEC_HOUR;
    return 0;
}

/* Less holds no scan, and what this machine does not have it cannot give. */
static int read_limit(const char *text, size_t *ret, struct diag *d)
{
    char have[FMT_MAX];
    uint64_t memory = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
    if (read_size("--state-limit", text, ret, d) < 0)
        return -EINVAL;
    if (*ret < WATCH_STATE_LEAST)
        return diag_set(d, N_("--state-limit %s: at least 16M are needed"), text, NULL, NULL);
    if (*ret > memory)
        return diag_set(d, N_("--state-limit %s: this machine has no more than %s"), text,
                        fmt_size(memory, have), NULL);
    return 0;
}

/* --exporter with nothing that comes from exporters says nothing. */
static int read_exporting(const struct options *o, const struct opt_list *files, struct diag *d)
{
    if (!o->exporter.count || watchlive_hears_exports(files))
        return 0;
    return diag_set(d, N_("--exporter needs netflow:ADDRESS:PORT: nothing else comes from exporters"), NULL,
                    NULL, NULL);
}

/* What is written over would be gone before it is read. */
static int read_apart(const struct options *o, const struct opt_list *files, struct diag *d)
{
    const char *const to[] = {o->json, o->csv, o->pcap, o->metrics, o->state};
    struct stat out, in;
    for (unsigned i = 0; i < sizeof to / sizeof *to; i++)
        for (unsigned k = 0; to[i] && k < files->count; k++)
            if (stat(to[i], &out) == 0 && S_ISREG(out.st_mode) && stat(files->item[k], &in) == 0 &&
                in.st_dev == out.st_dev && in.st_ino == out.st_ino)
                return diag_set(d, N_("%s is to be read: what is written needs a file of its own"), to[i],
                                NULL, NULL);
    return 0;
}

static int top_possible(const struct options *o, bool live)
{
    struct diag d = {0};
    if (!live)
        diag_set(&d, N_("--top is for what goes on: an interface, or logs with --follow"), NULL, NULL, NULL);
    else if (is_stdout(o->json) || is_stdout(o->csv))
        diag_set(&d, N_("--top has standard output for itself"), NULL, NULL, NULL);
    return d.msg ? cmd_wrong(&d) : watchtop_possible();
}

int cmd_watch(int argc, char **argv)
{
    struct options o = {0};
    struct opt_list files = {0};
    struct diag d = {0};
    struct watch_conf conf = {0};
    struct watchduty_conf duty = {.hooks_from = WATCH_HIGH, .pcap_limit = (size_t)64 << 20};
    unsigned fail_on = WATCH_MEDIUM;
    int status;
    if (opt_parse(rows, argc, argv, &o, &files, &d) < 0)
        return cmd_wrong(&d);
    if (o.help) {
        cmd_help(
            "tojimari watch INTERFACE… | nflog:GROUP | netflow:ADDRESS:PORT | --follow LOG… | FILE… | --explain ID [FILE…] | --unblock ADDR",
            _("Who scans whom: alerts from interfaces, packet filter and routers, live, or from captures and logs (gzip, zstd; '-' = standard input)."),
            rows);
        return CMD_OK;
    }
    if ((o.state_limit && read_limit(o.state_limit, &conf.state_limit, &d) < 0) ||
        (o.pcap_limit && read_size("--pcap-limit", o.pcap_limit, &duty.pcap_limit, &d) < 0) ||
        (o.fail_on && read_severity("--fail-on", o.fail_on, &fail_on, &d) < 0) ||
        (o.hooks_from && read_severity("--answer-from", o.hooks_from, &duty.hooks_from, &d) < 0) ||
        read_format(o.format, &d) < 0 || read_block(&o, &duty, &d) < 0)
        return cmd_wrong(&d);
    if (o.unblock)
        return unblock(o.unblock);
    if (o.explain)
        return watchexplain(o.explain, o.state, &files, o.json);
    duty.state = o.state;
    duty.manifest = o.manifest;
    duty.manifest_pub = o.manifest_pub;
    duty.metrics = o.metrics;
    duty.door = o.door;
    duty.hand.exec = &o.exec;
    duty.hand.webhook = &o.webhook;
    duty.hand.mail = &o.mail;
    duty.hand.syslog = o.syslog;
    duty.rules = (struct watchrules_from){.home = o.home, .role = o.role, .allow = o.allow, .file = o.config};
    if (!files.count) {
        diag_set(&d, N_("what shall be watched? An interface or a file is expected ('-' = standard input)"),
                 NULL, NULL, NULL);
        return cmd_wrong(&d);
    }
    if (read_exporting(&o, &files, &d) < 0 || read_apart(&o, &files, &d) < 0)
        return cmd_wrong(&d);
    duty.live = o.follow || watchlive_wanted(&files);
    if (o.top && (status = top_possible(&o, duty.live)) != CMD_OK)
        return status;
    if (duty.live)
        return watch_live(&o, &conf, &duty, fail_on, &files, argc, argv);
    /* The second one ends it at once, should an input keep us waiting. */
    struct sigaction end_it = {.sa_handler = stop, .sa_flags = (int)(SA_RESETHAND | SA_RESTART)};
    sigaction(SIGINT, &end_it, NULL);
    sigaction(SIGTERM, &end_it, NULL);
    signal(SIGPIPE, SIG_IGN);
    return watch_inputs(&o, &conf, &duty, fail_on, NULL, &files, argc, argv);
}
