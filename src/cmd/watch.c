/* `tojimari watch`: who scans whom, from interfaces, captures and logs. Nothing is sent. */
#include "cmd/cmd.h"

#include "base/opt.h"
#include "cmd/outputs.h"
#include "cmd/watchlive.h"
#include "sys/clock.h"
#include "watch/source.h"
#include "watch/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCH = 128 }; /* 20 KiB: between source and engine they stay in the first level cache */

struct options {
    const char *json, *csv, *state_limit, *fail_on, *format;
    struct opt_list home, role;
    bool follow, help;
};

#define AT(member) offsetof(struct options, member), 0

static const struct opt_row rows[] = {
    {"--home", N_("NET"), OPT_LIST, 0, AT(home),
     N_("a network of ours (10.0.0.0/8, 2001:db8::/48; may be repeated); without: the private ones"),
     N_("What is watched")},
    {"--role", N_("NET=ROLE"), OPT_LIST, 0, AT(role),
     N_("what hosts of ours are (scanner, monitor, proxy, mail-relay, resolver, p2p, print-server); may be repeated"),
     NULL},
    {"--format", N_("NAME"), OPT_STRING, 0, AT(format),
     N_("take the input for this format instead of looking at it"), NULL},
    {"--follow", NULL, OPT_FLAG, 0, AT(follow),
     N_("logs: go on at their end, over rotation and truncation, until a signal comes"), NULL},
    {"--state-limit", N_("SIZE"), OPT_STRING, 0, AT(state_limit),
     N_("memory for everything that is remembered (default 128M, at least 16M)"), NULL},
    {"--fail-on", N_("SEVERITY"), OPT_STRING, 0, AT(fail_on),
     N_("exit status 1 when there is an alert of this severity or above: info, low, medium, high, critical"),
     NULL},

    {"--json", N_("FILE"), OPT_STRING, 0, AT(json),
     N_("JSON Lines, every alert with its evidence ('-' = standard output)"), N_("Output")},
    {"--csv", N_("FILE"), OPT_STRING, 0, AT(csv), N_("CSV, a row an alert ('-' = standard output)"), NULL},
    {"--help", NULL, OPT_FLAG, 0, AT(help), N_("this text"), NULL},
    {"-h", NULL, OPT_FLAG, 0, AT(help), NULL, NULL},
    {NULL, NULL, OPT_FLAG, 0, 0, 0, NULL, NULL},
};

/* What the inputs had in sum. */
struct seen {
    uint64_t packets, undecoded, limited, lost;
    bool cut;
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

static bool read_net(const char *text, struct watch_net *ret)
{
    char addr[ADDR_TEXT_MAX];
    const char *slash = strchr(text, '/');
    size_t n = slash ? (size_t)(slash - text) : strlen(text);
    if (n < sizeof addr) {
        memcpy(addr, text, n);
        addr[n] = 0;
        char *end = NULL;
        if (addr_parse(addr, &ret->net) == 0) {
            unsigned long bits = slash ? strtoul(slash + 1, &end, 10) : 8ul * ret->net.len;
            bool number = !slash || (end != slash + 1 && !*end && slash[1] >= '0' && slash[1] <= '9');
            if (number && bits <= 8ul * ret->net.len) {
                ret->bits = (unsigned)bits;
                return true;
            }
        }
    }
    return false;
}

static int read_home(const char *text, struct watch_net *ret, struct diag *d)
{
    if (read_net(text, ret))
        return 0;
    return diag_set(d, N_("--home %s: a network is expected, like 192.0.2.0/24"), text, NULL, NULL);
}

/* "10.0.0.5=scanner". */
static int read_role(const char *text, struct watch_role *ret, struct diag *d)
{
    char net[ADDR_TEXT_MAX + 8];
    const char *equals = strchr(text, '=');
    size_t n = equals ? (size_t)(equals - text) : sizeof net;
    if (n < sizeof net) {
        memcpy(net, text, n);
        net[n] = 0;
        for (const char *const *name = watch_role_names(); read_net(net, &ret->net) && *name; name++)
            if (strcmp(*name, equals + 1) == 0) {
                ret->name = *name;
                return 0;
            }
    }
    return diag_set(d, N_("--role %s: a network and a role are expected, like 192.0.2.7=scanner"), text, NULL,
                    NULL);
}

/* "64M", "1G", bytes. */
static int read_size(const char *text, size_t *ret, struct diag *d)
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
        return diag_set(d, N_("--state-limit %s: a size is expected, like 128M"), text, NULL, NULL);
    *ret = (size_t)v << shift;
    return 0;
}

static int read_severity(const char *text, unsigned *ret, struct diag *d)
{
    for (unsigned i = WATCH_INFO; i <= WATCH_CRITICAL; i++)
        if (strcmp(text, watch_severity_word(i)) == 0) {
            *ret = i;
            return 0;
        }
    return diag_set(d, N_("--fail-on %s: info, low, medium, high or critical is expected"), text, NULL, NULL);
}

static void put_end(struct sink *to, const struct watch *w, const struct seen *seen, const char *why,
                    nsec started)
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
    r.end.local_drops = seen->lost;
    r.end.flows = s.flows;
    r.end.alerts = s.alerts;
    r.end.evicted = s.evicted;
    r.end.backscatter = s.backscatter;
    (void)sink_put(to, &r);
}

/* One input to its end. 0 or negative errno. */
static int drain(struct source *in, struct watch *w, struct sink *out)
{
    static struct sight batch[BATCH];
    bool ended = false;
    while (!ended && !stopped) {
        int n = source_read(in, batch, BATCH, &ended);
        int e = n > 0 ? watch_step(w, batch, (unsigned)n, out) : n;
        if (e < 0)
            return e;
    }
    return 0;
}

static void add(struct seen *seen, const struct source_stats *s)
{
    seen->packets += s->packets;
    seen->undecoded += s->undecoded;
    seen->limited += s->limited;
    seen->lost += s->lost;
}

static int hear(struct watchlive *live, struct watch *w, struct outputs *outputs, struct seen *seen)
{
    int e = watchlive_run(live, w, &outputs->sink);
    for (unsigned i = 0; i < live->count; i++)
        add(seen, &live->in[i]->stats);
    return e < 0 ? cmd_failed(_("listening"), e) : CMD_OK;
}

static int read_all(const struct options *o, const struct opt_list *files, struct watch *w,
                    struct outputs *outputs, struct seen *seen)
{
    for (unsigned i = 0; i < files->count && !stopped; i++) {
        struct source_conf conf = {.format = o->format, .now = clock_wall()};
        struct diag d = {0};
        struct source *in;
        int e = source_open(files->item[i], &conf, &in, &d);
        if (e == -EINVAL && d.msg) {
            snprintf(d.file, sizeof d.file, "%s", files->item[i]);
            return cmd_wrong(&d);
        }
        if (e < 0)
            return cmd_failed(files->item[i], e);
        e = drain(in, w, &outputs->sink);
        add(seen, &in->stats);
        if (in->stats.last_error) {
            cmd_say(_("%s: the file is cut off or damaged; what was read until there counts"),
                    files->item[i]);
            seen->cut = true;
        }
        source_free(in);
        if (e < 0)
            return cmd_failed(files->item[i], e);
    }
    return CMD_OK;
}

/* `live`: interfaces or growing logs, which are open; NULL = files. */
static int watch_inputs(const struct options *o, struct watch_conf *conf, unsigned fail_on,
                        struct watchlive *live, const struct opt_list *files, int argc, char **argv)
{
    nsec started = clock_mono();
    struct outputs_conf wanted = {
        .json = o->json,
        .csv_alerts = o->csv,
        .alerts = !is_stdout(o->json) && !is_stdout(o->csv),
        .stop = live ? &live->signals : NULL,
        .report = {.key = hash_key_random(), .colour = isatty(1) && !getenv("NO_COLOR")}};
    struct outputs outputs;
    struct seen seen = {0};
    struct watch *w;
    struct watch_stats stats;
    conf->key = hash_key_random();
    conf->live = live != NULL;
    int e = watch_new(conf, &w);
    if (e < 0)
        return cmd_failed(_("memory for what is remembered"), e);
    int status = outputs_open(&outputs, &wanted);
    status = status ? status : outputs_begin(&outputs);
    status = status || !live || !live->links ? status : watchlive_confine();
    if (status) {
        outputs_close(&outputs);
        watch_free(w);
        return status;
    }
    outputs_put_run(&outputs, "watch", argc, argv);
    status = live ? hear(live, w, &outputs, &seen) : read_all(o, files, w, &outputs, &seen);
    (void)watch_end(w, &outputs.sink);
    watch_stats(w, &stats);
    put_end(&outputs.sink, w, &seen,
            stopped    ? "interrupted"
            : seen.cut ? "damaged-input"
            : status   ? "input"
                       : NULL,
            started);
    outputs_close(&outputs);
    watch_free(w);
    if (status)
        return status;
    if (stopped || seen.cut || outputs.failed)
        return CMD_PARTIAL;
    return o->fail_on && stats.alerts && stats.worst >= fail_on ? CMD_LOOK : CMD_OK;
}

static int watch_live(const struct options *o, struct watch_conf *conf, unsigned fail_on,
                      const struct opt_list *names, int argc, char **argv)
{
    struct watchlive live;
    int status = o->follow ? watchlive_follow(&live, names, o->format) : watchlive_open(&live, names);
    if (status == CMD_OK)
        status = watch_inputs(o, conf, fail_on, &live, names, argc, argv);
    watchlive_close(&live);
    return status;
}

int cmd_watch(int argc, char **argv)
{
    struct options o = {0};
    struct opt_list files = {0};
    struct diag d = {0};
    struct watch_net home[OPT_LIST_MAX];
    struct watch_role role[OPT_LIST_MAX];
    struct watch_conf conf = {.home = home, .role = role};
    unsigned fail_on = WATCH_MEDIUM;
    if (opt_parse(rows, argc, argv, &o, &files, &d) < 0)
        return cmd_wrong(&d);
    if (o.help) {
        cmd_help(
            "tojimari watch INTERFACE… | nflog:GROUP | netflow:ADDRESS:PORT | FILE…",
            _("Who scans whom: alerts from interfaces, packet filter and routers, live, or from captures and logs (gzip, zstd; '-' = standard input)."),
            rows);
        return CMD_OK;
    }
    for (; conf.homes < o.home.count; conf.homes++)
        if (read_home(o.home.item[conf.homes], &home[conf.homes], &d) < 0)
            return cmd_wrong(&d);
    for (; conf.roles < o.role.count; conf.roles++)
        if (read_role(o.role.item[conf.roles], &role[conf.roles], &d) < 0)
            return cmd_wrong(&d);
    if ((o.state_limit && read_size(o.state_limit, &conf.state_limit, &d) < 0) ||
        (o.fail_on && read_severity(o.fail_on, &fail_on, &d) < 0))
        return cmd_wrong(&d);
    if (!files.count) {
        diag_set(&d, N_("what shall be watched? An interface or a file is expected ('-' = standard input)"),
                 NULL, NULL, NULL);
        return cmd_wrong(&d);
    }
    if (o.follow || watchlive_wanted(&files))
        return watch_live(&o, &conf, fail_on, &files, argc, argv);
    /* The second one ends it at once, should an input keep us waiting. */
    struct sigaction end = {.sa_handler = stop, .sa_flags = (int)(SA_RESETHAND | SA_RESTART)};
    sigaction(SIGINT, &end, NULL);
    sigaction(SIGTERM, &end, NULL);
    signal(SIGPIPE, SIG_IGN);
    return watch_inputs(&o, &conf, fail_on, NULL, &files, argc, argv);
}
