#include "cmd/outputs.h"

#include "cmd/cmd.h"
#include "report/alerts.h"
#include "report/csv.h"
#include "report/grep.h"
#include "report/jsonl.h"
#include "report/normal.h"
#include "report/text.h"
#include "report/xml.h"

#include <errno.h>
#include <string.h>

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

/* An output that failed is closed and forgotten; the run goes on for the others. */
static void lost(struct outputs *o, unsigned i, int error)
{
    cmd_say(_("%s: %s: this output ends here, the scan goes on"), o->name[i], strerror(-error));
    o->failed = true;
    (void)o->to[i]->close(o->to[i]);
    o->to[i] = NULL;
}

static int put_all(struct sink *s, const struct record *r)
{
    struct outputs *o = (struct outputs *)s;
    for (unsigned i = 0; i < o->count; i++) {
        int e = o->to[i] ? sink_put(o->to[i], r) : 0;
        if (e < 0)
            lost(o, i, e);
    }
    return 0;
}

static int flush_all(struct sink *s)
{
    struct outputs *o = (struct outputs *)s;
    for (unsigned i = 0; i < o->count; i++) {
        int e = o->to[i] ? o->to[i]->flush(o->to[i]) : 0;
        if (e < 0)
            lost(o, i, e);
    }
    return 0;
}

static int close_all(struct sink *s)
{
    outputs_close((struct outputs *)s);
    return 0;
}

static int add(struct outputs *o, const char *path, const struct report_conf *conf,
               struct sink *(*make)(struct out *, const struct report_conf *))
{
    if (!path)
        return 0;
    struct out *out;
    int e = out_open(path, &out);
    if (e < 0)
        return cmd_failed(path, e);
    struct sink *sink = make(out, conf);
    if (!sink) {
        (void)out_close(out);
        return cmd_failed(path, -ENOMEM);
    }
    o->name[o->count] = strcmp(path, "-") == 0 ? _("standard output") : path;
    o->to[o->count++] = sink;
    return 0;
}

int outputs_open(struct outputs *o, const struct outputs_conf *conf)
{
    const struct {
        const char *path;
        struct sink *(*make)(struct out *, const struct report_conf *);
    } wanted[] = {
        {conf->text ? "-" : NULL, text_new}, {conf->alerts ? "-" : NULL, alerts_new}, {conf->json, json_sink}, {conf->xml, xml_new},
        {conf->normal, normal_new},          {conf->grep, grep_new},  {conf->csv, csv_sink},
    };
    *o = (struct outputs){.sink = {.put = put_all, .flush = flush_all, .close = close_all}};
    int on_stdout = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        on_stdout += wanted[i].path && strcmp(wanted[i].path, "-") == 0;
    if (on_stdout > 1) {
        cmd_say(_("only one output can go to standard output"));
        return CMD_USAGE;
    }
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        int status = add(o, wanted[i].path, &conf->report, wanted[i].make);
        if (status) {
            outputs_close(o);
            return status;
        }
    }
    return 0;
}

void outputs_close(struct outputs *o)
{
    for (unsigned i = 0; i < o->count; i++) {
        if (!o->to[i])
            continue;
        int e = o->to[i]->close(o->to[i]);
        if (e < 0) {
            cmd_say("%s: %s", o->name[i], strerror(-e));
            o->failed = true;
        }
    }
    o->count = 0;
}
