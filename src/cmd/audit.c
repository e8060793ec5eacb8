/* `tojimari audit`: what is dangerous about the doors of a run, worst first, and what to do about it. Reads a
 * run that was stored, or has `scan` make one. */
#include "audit/audit.h"

#include "audit/baseline.h"
#include "base/opt.h"
#include "cmd/cmd.h"
#include "cmd/columns.h"
#include "cmd/outputs.h"
#include "cmd/statedir.h"
#include "sys/clock.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_MAX_BYTES (1 << 20)
#define DOORS_MAX      1000000
#define FINDINGS_MAX   1000000
#define ACCEPTED_MAX   100000

struct options {
    const char *from, *ports, *db, *fail_on, *baseline, *zone, *json, *csv, *sarif, *junit, *html;
    bool active, help;
};

#define AT(member) offsetof(struct options, member), 0

static const struct opt_row rows[] = {
    {"--from", N_("FILE"), OPT_STRING, 0, AT(from),
     N_("a run that 'scan -sV --json FILE' wrote, - for standard input"), N_("What is judged")},
    {"--db", N_("FILE"), OPT_STRING, 0, AT(db),
     N_("known vulnerabilities, instead of those in the state folder"), NULL},
    {"-p", N_("PORTS"), OPT_STRING, 0, AT(ports),
     N_("targets: only these ports, like 22,80 or T:1-1024,U:53,161 (default: as of scan, TCP and UDP)"),
     NULL},
    {"--active", NULL, OPT_FLAG, 0, AT(active),
     N_("targets: also trials that leave a trace (make and remove a folder, name a recipient)"), NULL},
    {"--zone", N_("ZONE"), OPT_STRING, 0, AT(zone),
     N_("who reaches the doors: loopback, private, public (default: by their addresses)"), NULL},
    {"--baseline", N_("FILE"), OPT_STRING, 0, AT(baseline),
     N_("what was accepted, by whom, until when: left out"), NULL},
    {"--fail-on", N_("SEVERITY"), OPT_STRING, 0, AT(fail_on),
     N_("exit status 1 from this severity on: info, low, medium, high, critical"), NULL},
    {"--json", N_("FILE"), OPT_STRING, 0, AT(json), N_("JSON Lines, - for standard output"), N_("Output")},
    {"--csv", N_("FILE"), OPT_STRING, 0, AT(csv), N_("a table for spreadsheets, - for standard output"),
     NULL},
    {"--html", N_("FILE"), OPT_STRING, 0, AT(html), N_("a report to read and to print"), NULL},
    {"--sarif", N_("FILE"), OPT_STRING, 0, AT(sarif), N_("SARIF 2.1.0, for code hosts"), NULL},
    {"--junit", N_("FILE"), OPT_STRING, 0, AT(junit), N_("JUnit's XML, for build servers"), NULL},
    {"--help", NULL, OPT_FLAG, 0, AT(help), N_("this text"), NULL},
    {"-h", NULL, OPT_FLAG, 0, AT(help), NULL, NULL},
    {NULL, NULL, OPT_FLAG, 0, 0, 0, NULL, NULL},
};

struct run {
    const struct options *opt;
    struct rundoors *doors;
    struct baseline *accepted;
    struct vulndb *db;
    struct audit *audit;
    unsigned left_out, run_out;
    enum severity worst;
};

/* --- files, line by line */

/* Gives each line to `take`. 0 or an exit status, after the reason was said. */
static int each_line(FILE *file, const char *name,
                     int (*take)(struct run *, const char *, size_t, struct diag *), struct run *run)
{
    struct diag d = {0};
    char *line = malloc(LINE_MAX_BYTES);
    int e = line ? 0 : -ENOMEM;
    snprintf(d.file, sizeof d.file, "%s", name);
    while (e == 0) {
        size_t n = 0;
        int c = 0;
        while (n < LINE_MAX_BYTES && (c = getc_unlocked(file)) != EOF && c != '\n')
            line[n++] = (char)c;
        d.line++;
        if (n == LINE_MAX_BYTES)
            e = diag_set(&d, N_("the line is too long"), NULL, NULL, NULL);
        else
            e = take(run, line, n, &d);
        if (c == EOF)
            break;
    }
    free(line);
    if (e == 0 && ferror(file))
        e = errno ? -errno : -EIO;
    return e == 0 ? 0 : e == -EINVAL ? cmd_wrong(&d) : cmd_failed(name, e);
}

static int take_record(struct run *run, const char *line, size_t n, struct diag *d)
{
    return rundoors_line(run->doors, line, n, d);
}

static int take_accepted(struct run *run, const char *line, size_t n, struct diag *d)
{
    return baseline_line(run->accepted, line, n, d);
}

static int read_file(const char *path, int (*take)(struct run *, const char *, size_t, struct diag *),
                     struct run *run)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "re");
    if (!file) {
        (void)cmd_failed(path, -errno);
        return CMD_USAGE;
    }
    int status = each_line(file, standard ? _("standard input") : path, take, run);
    if (!standard)
        fclose(file);
    return status;
}

/* --- a scan of our own */

/* In the child: `scan -A --access --json - TARGET…` over TCP and UDP, with the pipe as its standard
 * output. */
static void be_scan(int to, const struct options *o, const struct opt_list *targets)
{
    char *argv[OPT_LIST_MAX + 12] = {"scan", "-A", o->active ? "--active" : "--access", "--json", "-"};
    int argc = 5;
    bool tcp = !o->ports || strstr(o->ports, "T:") || !strstr(o->ports, "U:");
    bool udp = !o->ports || strstr(o->ports, "U:") || !strstr(o->ports, "T:");
    if (tcp)
        argv[argc++] = geteuid() == 0 ? "-sS" : "-sT";
    if (udp)
        argv[argc++] = "-sU";
    if (o->ports) {
        argv[argc++] = "-p";
        argv[argc++] = (char *)o->ports;
    }
    argv[argc++] = "--";
    for (unsigned i = 0; i < targets->count; i++)
        argv[argc++] = (char *)targets->item[i];
    if (dup2(to, STDOUT_FILENO) < 0)
        _exit(CMD_ENV);
    close(to);
    int status = cmd_scan(argc, argv);
    if (fflush(stdout) != 0)
        status = CMD_PARTIAL;
    _exit(status);
}

static int scan(struct run *run, const struct opt_list *targets)
{
    int ends[2], child = 0;
    if (pipe(ends) < 0)
        return cmd_failed("pipe", -errno);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        be_scan(ends[1], run->opt, targets);
    }
    int error = pid < 0 ? -errno : 0;
    close(ends[1]);
    FILE *file = pid < 0 ? NULL : fdopen(ends[0], "r");
    int status =
        file ? each_line(file, "scan", take_record, run) : cmd_failed("scan", error ? error : -ENOMEM);
    if (file)
        fclose(file);
    else
        close(ends[0]);
    if (pid > 0 && waitpid(pid, &child, 0) == pid)
        child = WIFEXITED(child) ? WEXITSTATUS(child) : CMD_PARTIAL;
    return status ? status : child == CMD_LOOK ? CMD_OK : child;
}

/* --- findings */

static int open_db(struct run *run)
{
    struct diag d = {0};
    char *own = run->opt->db ? NULL : statedir_file("vuln.db", false);
    const char *path = run->opt->db ? run->opt->db : own;
    int e = path ? vulndb_open(path, false, &run->db, &d) : 0, status = CMD_OK;
    if (e == -ENOENT && !run->opt->db)
        e = 0; /* nothing was imported: rules alone */
    if (e < 0)
        status = e == -EINVAL && d.msg ? cmd_wrong(&d) : cmd_failed(path, e);
    free(own);
    return status;
}

static void put_findings(struct run *run, struct sink *to)
{
    nsec_wall now = clock_wall();
    for (unsigned i = 0; i < audit_count(run->audit); i++) {
        struct record r;
        audit_record(run->audit, i, &r);
        enum baseline_verdict verdict =
            run->accepted ? baseline_asks(run->accepted, &r.finding, now) : BASELINE_NEW;
        run->left_out += verdict == BASELINE_ACCEPTED;
        run->run_out += verdict == BASELINE_RUN_OUT;
        if (verdict == BASELINE_ACCEPTED)
            continue;
        enum severity one = audit_severity(run->audit, i);
        run->worst = one > run->worst ? one : run->worst;
        (void)sink_put(to, &r);
    }
}

static void put_end(struct sink *to, const struct run *run, const char *why, nsec started)
{
    struct record r;
    record_init(&r, RECORD_END);
    r.end.complete = why == NULL;
    r.end.why = why;
    r.end.elapsed_s = (double)(clock_mono() - started) * 1e-9;
    r.end.doors_open = rundoors_count(run->doors);
    r.end.hosts_up = rundoors_hosts(run->doors);
    (void)sink_put(to, &r);
}

static const char *say_gaps(const struct run *run)
{
    uint64_t lost = rundoors_refused(run->doors) + audit_refused(run->audit);
    if (run->left_out)
        cmd_say(P_("%u finding was accepted and is left out", "%u findings were accepted and are left out",
                   run->left_out),
                run->left_out);
    if (run->run_out)
        cmd_say(P_("%u acceptance has run out", "%u acceptances have run out", run->run_out), run->run_out);
    if (lost)
        cmd_say(
            P_("%" PRIu64 " door or finding had no room", "%" PRIu64 " doors or findings had no room", lost),
            lost);
    return lost ? "too-many" : NULL;
}

/* What only trials would show, and none was made. */
static void say_untried(const struct run *run)
{
    static const char *const words[] = {"smtp", "ftp", "http-proxy", "socks"};
    if (run->opt->from || run->opt->active)
        return;
    for (unsigned i = 0; i < rundoors_count(run->doors); i++) {
        const struct record_service *s = &rundoors_at(run->doors, i)->service;
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            if (!s->name || strcmp(s->name, words[k]) != 0)
                continue;
            cmd_say(_(
                "Not tried: whether strangers may write by FTP or rsync, send mail or use a proxy; --active does"));
            return;
        }
    }
}

static int write_report(struct run *run, int argc, char **argv, nsec started, int scanned)
{
    const struct options *o = run->opt;
    const char *const files[] = {o->json, o->csv, o->sarif, o->junit, o->html};
    bool machine = false;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        machine |= files[i] && strcmp(files[i], "-") == 0;
    struct outputs_conf wanted = {.json = o->json,
                                  .csv = o->csv,
                                  .sarif = o->sarif,
                                  .junit = o->junit,
                                  .html = o->html,
                                  .findings = !machine,
                                  .report = {.key = hash_key_random(),
                                             .fail_on = o->fail_on,
                                             .columns = columns_of_terminal(),
                                             .colour = isatty(1) && !getenv("NO_COLOR")}};
    struct outputs outputs;
    int status = outputs_open(&outputs, &wanted);
    status = status ? status : outputs_begin(&outputs);
    if (!status) {
        outputs_put_run(&outputs, "audit", argc, argv);
        put_findings(run, &outputs.sink);
        const char *why = say_gaps(run);
        say_untried(run);
        why = scanned ? "scan-incomplete" : why;
        put_end(&outputs.sink, run, why, started);
        status = why ? CMD_PARTIAL : CMD_OK;
    }
    outputs_close(&outputs);
    return status ? status : outputs.failed ? CMD_PARTIAL : CMD_OK;
}

/* --- the verb */

static int read_all(struct run *run, const struct opt_list *words, int *ret_scanned)
{
    const struct options *o = run->opt;
    run->doors = rundoors_new(DOORS_MAX);
    run->accepted = o->baseline ? baseline_new(ACCEPTED_MAX) : NULL;
    if (!run->doors || (o->baseline && !run->accepted))
        return cmd_failed("audit", -ENOMEM);
    int status = o->baseline ? read_file(o->baseline, take_accepted, run) : CMD_OK;
    status = status ? status : open_db(run);
    if (status)
        return status;
    status = o->from ? read_file(o->from, take_record, run) : scan(run, words);
    if (status == CMD_PARTIAL && !o->from) {
        *ret_scanned = status; /* what was found is judged all the same */
        status = CMD_OK;
    }
    if (!status && !rundoors_records(run->doors)) {
        cmd_say(_("%s: no record is in it"), o->from ? o->from : "scan");
        return CMD_USAGE;
    }
    return status;
}

static int audit(const struct options *o, const struct opt_list *words, enum audit_zone zone, int fail_on,
                 int argc, char **argv)
{
    nsec started = clock_mono();
    struct run run = {.opt = o};
    int scanned = CMD_OK, status = read_all(&run, words, &scanned);
    if (!status) {
        struct audit_conf conf = {.db = run.db, .now = clock_wall(), .zone = zone, .max = FINDINGS_MAX};
        int e = audit_judge(run.doors, &conf, &run.audit);
        status = e < 0 ? cmd_failed("audit", e) : write_report(&run, argc, argv, started, scanned);
    }
    audit_free(run.audit);
    vulndb_free(run.db);
    baseline_free(run.accepted);
    rundoors_free(run.doors);
    return status ? status : fail_on && (int)run.worst >= fail_on ? CMD_LOOK : CMD_OK;
}

/* -1 = no such word. */
static int zone_of(const char *word)
{
    static const char *const words[] = {
        [AUDIT_LOOPBACK] = "loopback", [AUDIT_PRIVATE] = "private", [AUDIT_PUBLIC] = "public"};
    for (int i = 0; word && i < AUDIT_BY_ADDRESS; i++)
        if (strcmp(word, words[i]) == 0)
            return i;
    return word ? -1 : AUDIT_BY_ADDRESS;
}

int cmd_audit(int argc, char **argv)
{
    struct options o = {0};
    struct opt_list words = {0};
    struct diag d = {0};
    if (opt_parse(rows, argc, argv, &o, &words, &d) < 0)
        return cmd_wrong(&d);
    if (o.help) {
        cmd_help(
            "tojimari audit TARGET… | --from FILE",
            _("What is dangerous about open doors, worst first, and what to do about it: of a run that was stored, or of a scan with -A --access."),
            rows);
        return CMD_OK;
    }
    int fail_on = o.fail_on ? severity_from_word(o.fail_on) : 0;
    if (fail_on < 0 || (o.fail_on && !fail_on)) {
        cmd_say(_("--fail-on '%s': expected info, low, medium, high or critical"), o.fail_on);
        return CMD_USAGE;
    }
    int zone = zone_of(o.zone);
    if (zone < 0) {
        cmd_say(_("--zone '%s': expected loopback, private or public"), o.zone);
        return CMD_USAGE;
    }
    if (o.from && (o.ports || o.active)) {
        cmd_say(_("-p and --active are for targets: the run of --from is over"));
        return CMD_USAGE;
    }
    if (!o.from == !words.count) {
        cmd_say(_("what is to be judged? A run by --from FILE, or targets to scan"));
        return CMD_USAGE;
    }
    return audit(&o, &words, (enum audit_zone)zone, fail_on, argc, argv);
}
