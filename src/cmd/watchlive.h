/* `watch` without an end, at any mixture of interfaces, log groups, exporters (opened with privilege, which
 * then goes) and logs that grow. Until a signal.
 *
 * One loop, one engine, two kinds of time. What is heard is of now. A line keeps the time it says, which may
 * be minutes ago, or days after a restart: the engine's clock is the latest time of all and does not go back,
 * and since lines tell their outcome themselves, none is judged silent for being late. Where logs are watched
 * alone their lines are the only clock; but what is ahead of now, and of the line before it, by more than a day,
 * where any zone and any year that is not told ends, is of now: one line of next year would end all days until
 * then, and no other would be accounted for. Beside what is heard they move no clock: a line that is ahead at all
 * (another machine's clock, a local time without its zone) is of now, or else all that is heard would be late, and
 * at once silent. */
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
    int said[OPT_LIST_MAX];          /* errno of what was said of it; 0: it is fine */
    bool ended[OPT_LIST_MAX];
    unsigned gone[OPT_LIST_MAX]; /* seconds for which no file has had the name of a log */
    bool again[OPT_LIST_MAX];    /* what was read of it can be read again after a restart */
    unsigned count;
    int signals;              /* readable when it should end; -1 = none */
    nsec_wall latest;         /* of a line, placed in time */
    nsec to_wall;             /* the wall clock less the monotonic one; sources of interfaces read it */
    struct source_stats seen; /* of all */
    /* set before it is opened: who may export flows to us; none = everybody. Borrowed */
    const struct addr_net *exporter;
    unsigned exporters;
    bool packets; /* what was captured is wanted, too */
    bool heard;   /* one of them is no log */
    bool logs;    /* one of them is */
    bool behind;  /* what is heard came faster than it was read at the last turn */
};

/* Whether one of the names is an interface, not a file. An interface wins; a file of its name is written
 * ./NAME. */
bool watchlive_wanted(const struct opt_list *names);

/* Of names that are files: 0, or an exit status after it was said that one is neither a file nor an
 * interface. */
int watchlive_missing(const struct opt_list *names);

/* Whether one of them is netflow:…: what anybody on the net may write to. */
bool watchlive_hears_exports(const struct opt_list *names);

/* Opens all of them; names that are neither an interface's nor nflog: or netflow: are logs, of `format`
 * (NULL: they tell), if they are to be followed. `l` is zeroed but for what is set before. 0, or an exit
 * status after the reason was said. watchlive_close() always. */
int watchlive_open(struct watchlive *l, const struct opt_list *names, bool follow, const char *format);
/* Gives up all privileges and confines the process, but for what the duty goes on to read and write: after
 * all outputs are open. Who follows logs keeps his rights to read them, and their folders: the next one may
 * be root's, too; beside interfaces, those alone. 0 or an exit status, said. */
int watchlive_confine(const struct watchlive *l, const struct watchduty *duty);
/* Until a signal (SIGHUP: the duty may have use for it). Alerts go to the duty's sink as they are raised. 0
 * or negative errno. */
int watchlive_run(struct watchlive *l, struct watch *w, struct watchduty *duty);
void watchlive_close(struct watchlive *l);
