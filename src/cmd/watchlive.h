/* `watch` without an end: at interfaces, opened with privilege which then goes for good, or at logs that grow. Until a signal. */
#pragma once

#include "base/opt.h"
#include "cmd/watchduty.h"
#include "model/sink.h"
#include "watch/source.h"
#include "watch/watch.h"

struct loop;

struct watchlive {
    struct loop *loop;
    struct source *in[OPT_LIST_MAX]; /* owned */
    const char *name[OPT_LIST_MAX];  /* borrowed from the command line */
    bool down[OPT_LIST_MAX];         /* said so */
    bool ended[OPT_LIST_MAX];
    unsigned count;
    int signals;              /* readable when it should end; -1 = none */
    nsec to_wall;             /* the wall clock less the monotonic one; sources of interfaces read it */
    struct source_stats seen; /* of all */
    const struct watch_net
        *exporter; /* set before it is opened: who may export flows to us; none = everybody. Borrowed */
    unsigned exporters;
    bool packets; /* what was captured is wanted, too */
    bool links;   /* interfaces; else logs */
};

/* Whether one of the names is an interface, not a file. An interface wins; a file of its name is written ./NAME. */
bool watchlive_wanted(const struct opt_list *names);

/* Of names that are files: 0, or an exit status after it was said that one is neither a file nor an interface. */
int watchlive_missing(const struct opt_list *names);

/* Whether one of them is netflow:…: what anybody on the net may write to. */
bool watchlive_hears_exports(const struct opt_list *names);

/* Opens all of them; `l` is zeroed but for what is set before. 0, or an exit status after the reason was said. watchlive_close() always. */
int watchlive_open(struct watchlive *l, const struct opt_list *names);
/* The same for logs that are followed. */
int watchlive_follow(struct watchlive *l, const struct opt_list *names, const char *format);
/* Gives up all privileges and confines the process, but for what the duty goes on to read and write: after all outputs are open. Who follows logs
 * keeps his rights to read them, and their folders: the next one may be root's, too. 0 or an exit status, said. */
int watchlive_confine(const struct watchlive *l, const struct watchduty *duty);
/* Until a signal (SIGHUP: the duty may have use for it). Alerts go to the duty's sink as they are raised. 0 or negative errno. */
int watchlive_run(struct watchlive *l, struct watch *w, struct watchduty *duty);
void watchlive_close(struct watchlive *l);
