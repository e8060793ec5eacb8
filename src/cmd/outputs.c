#include "cmd/outputs.h"

#include "base/hash.h"
#include "cmd/cmd.h"
#include "report/alerts.h"
#include "report/csv.h"
#include "report/findings.h"
#include "report/grep.h"
#include "report/html.h"
#include "report/jsonl.h"
#include "report/junit.h"
#include "report/normal.h"
#include "report/sarif.h"
#include "report/text.h"
#include "report/xml.h"
#include "sys/clock.h"
#include "version.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct sink *json_sink(struct out *o, const struct report_conf *conf)
{
    (void)conf;
    return jsonl_new(o);
}

static struct sink *csv_sink(struct out *o, const struct report_conf *conf)
{
    (void)conf;
    return csv_new(o);
}

static struct sink *csv_alerts_sink(struct out *o, const struct report_conf *conf)
{
    (void)conf;
    return csv_alerts_new(o);
}

static void say_lost(const struct outputs_one *one, int error)
{
    if (error == -ETIMEDOUT)
        cmd_say(_("%s: its reader takes nothing more: this output ends here"), one->name);
    else
        cmd_say(_("%s: %s: this output ends here, all else goes on"), one->name, strerror(-error));
}

/* An output that failed is closed and forgotten; the run goes on for the others. */
static void lost(struct outputs *o, struct outputs_one *one, int error)
{
    say_lost(one, error);
    o->failed = true;
    (void)one->to->close(one->to);
    one->to = NULL;
}

static int put_all(struct sink *s, const struct record *r)
{
    struct outputs *o = (struct outputs *)s;
    for (unsigned i = 0; i < o->count; i++) {
        int e = o->one[i].to ? sink_put(o->one[i].to, r) : 0;
        if (e < 0)
            lost(o, &o->one[i], e);
    }
    return 0;
}

/* A disk is full for a while. */
static void say_full(struct outputs_one *one, bool full)
{
    if (full && !one->full)
        cmd_say(_("%s: %s: what it is to get waits for room"), one->name, strerror(ENOSPC));
    if (!full && one->full)
        cmd_say(_("%s: it is written again"), one->name);
    one->full = full;
}

static int flush_all(struct sink *s)
{
    struct outputs *o = (struct outputs *)s;
    for (unsigned i = 0; i < o->count; i++) {
        struct sink *to = o->one[i].to;
        int e = to ? to->flush(to) : 0;
        if (e < 0)
            lost(o, &o->one[i], e);
        else
            say_full(&o->one[i], e == OUT_E_FULL);
    }
    return 0;
}

static int close_all(struct sink *s)
{
    outputs_close((struct outputs *)s);
    return 0;
}

static int add(struct outputs *o, const char *path, const int *stop,
               struct sink *(*make)(struct out *, const struct report_conf *))
{
    struct outputs_one *one = &o->one[o->count++];
    int e = out_open(path, &one->out);
    if (e < 0)
        return cmd_failed(path, e);
    bool waits = !make && (strcmp(path, "-") == 0 || !out_never_waits(one->out));
    if (waits) {
        cmd_say(_("%s: a capture is written into a file, not into a pipe or a terminal"), path);
        return CMD_USAGE;
    }
    one->out->stop = stop;
    one->out->waits = o->goes_on && one->out->file;
    if (one->out->waits && one->out->fd != STDOUT_FILENO)
        (void)fcntl(one->out->fd, F_SETFL, O_APPEND);
    one->out->wipes = stop && isatty(one->out->fd) && isatty(STDERR_FILENO);
    one->make = make;
    one->name = strcmp(path, "-") == 0 ? _("standard output") : path;
    for (const struct outputs_one *other = o->one; other < one; other++) {
        if (!out_same(other->out, one->out))
            continue;
        cmd_say(_("%s and %s are the same file: each output needs its own"), other->name, one->name);
        return CMD_USAGE;
    }
    return 0;
}

int outputs_open(struct outputs *o, const struct outputs_conf *conf)
{
    const struct {
        const char *path;
        struct sink *(*make)(struct out *, const struct report_conf *);
    } wanted[] = {
        {conf->text ? "-" : NULL, text_new},
        {conf->alerts ? "-" : NULL, alerts_new},
        {conf->findings ? "-" : NULL, findings_new},
        {conf->json, json_sink},
        {conf->xml, xml_new},
        {conf->normal, normal_new},
        {conf->grep, grep_new},
        {conf->csv, csv_sink},
        {conf->csv_alerts, csv_alerts_sink},
        {conf->sarif, sarif_new},
        {conf->junit, junit_new},
        {conf->html, html_new},
    };
    *o = (struct outputs){.sink = {.put = put_all, .flush = flush_all, .close = close_all},
                          .goes_on = conf->goes_on,
                          .capture_stays = conf->capture_stays,
                          .report = conf->report};
    int on_stdout = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        on_stdout += wanted[i].path && strcmp(wanted[i].path, "-") == 0;
    if (on_stdout > 1) {
        cmd_say(_("only one output can go to standard output"));
        return CMD_USAGE;
    }
    int status = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted && !status; i++)
        status = wanted[i].path ? add(o, wanted[i].path, conf->stop, wanted[i].make) : 0;
    if (!status && conf->capture)
        status = add(o, conf->capture, conf->stop, NULL);
    if (status)
        outputs_close(o);
    return status;
}

int outputs_begin(struct outputs *o)
{
    for (unsigned i = 0; i < o->count; i++) {
        struct outputs_one *one = &o->one[i];
        int e = !one->make && o->capture_stays ? 0 : out_empty(one->out);
        if (!one->make && e == 0)
            continue;
        one->to = e < 0 ? NULL : one->make(one->out, &o->report);
        if (!one->to)
            return cmd_failed(one->name, e < 0 ? e : -ENOMEM);
        one->out = NULL;
    }
    return 0;
}

static struct outputs_one *capture(const struct outputs *o)
{
    const struct outputs_one *last = o->count ? &o->one[o->count - 1] : NULL;
    return last && !last->make ? (struct outputs_one *)last : NULL;
}

int outputs_capture(const struct outputs *o)
{
    return capture(o) ? capture(o)->out->fd : -1;
}

void outputs_capture_lost(struct outputs *o, int negative_errno)
{
    say_lost(capture(o), negative_errno);
    o->failed = true;
}

void outputs_close(struct outputs *o)
{
    for (unsigned i = 0; i < o->count; i++) {
        struct outputs_one *one = &o->one[i];
        int e = one->to ? one->to->close(one->to) : 0;
        if (e < 0) {
            say_lost(one, e);
            o->failed = true;
        }
        (void)out_close(one->out);
    }
    o->count = 0;
}

void outputs_put_run(struct outputs *o, const char *verb, int argc, char **argv)
{
    struct record r;
    char id[32];
    record_init(&r, RECORD_RUN);
    snprintf(id, sizeof id, "%016" PRIx64, hash_random_u64());
    r.run.v = 1;
    r.run.id = id;
    r.run.verb = verb;
    r.run.args =
        (struct record_strings){.item = (const char *const *)(argv + 1), .count = (size_t)(argc - 1)};
    r.run.started = clock_wall();
    r.run.version = TOJIMARI_VERSION;
    (void)sink_put(&o->sink, &r);
}
