#include "cmd/watchlive.h"

#include "base/buf.h"
#include "cmd/cmd.h"
#include "sys/clock.h"
#include "sys/link.h"
#include "sys/loop.h"
#include "sys/priv.h"
#include "watch/source/exports.h"
#include "watch/source/live.h"
#include "watch/source/nflog.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BATCH = 256, TURNS = 64, FOLDERS = 200, EVENTS = 8, SIGNALS = OPT_LIST_MAX, DOOR };
enum { GONE = 10 /* seconds */ };

/* Silence becomes an outcome this often. */
#define TICK (NSEC_SEC / 4)
/* What came before this is in the ring by now, and was read: the kernel hands blocks over after a
 * millisecond. */
#define LAG (20 * NSEC_MS)

static int links_now(struct links *ret)
{
    struct netlink *nl;
    int e = netlink_open(NETLINK_ROUTE, &nl);
    if (e < 0)
        return e;
    e = link_list(nl, ret);
    netlink_free(nl);
    return e;
}

/* Opens what a name says. 0, negative errno, or a positive exit status when the reason was said. */
typedef int open_input(const struct watchlive *l, const struct links *links, const char *name,
                       struct source **ret);

static int open_link(const struct watchlive *l, const struct links *links, const char *name,
                     struct source **ret)
{
    struct diag d = {0};
    const struct link *link = link_by_name(links, name);
    if (!link) {
        diag_set(&d,
                 N_("%s: no such interface; beside interfaces, files are logs that are followed: --follow"),
                 name, NULL, NULL);
        (void)cmd_wrong(&d);
        return access(name, F_OK) == 0 ? CMD_USAGE : CMD_ENV;
    }
    struct live_conf conf = {.ifindex = link->ifindex,
                             .bare = link->kind != LINK_ETHERNET && link->kind != LINK_LOOPBACK,
                             .to_wall = &l->to_wall};
    return live_open(&conf, ret);
}

/* A decimal number to the text's end. */
static bool read_u16(const char *text, uint16_t *ret)
{
    char *end;
    unsigned long v = *text >= '0' && *text <= '9' ? strtoul(text, &end, 10) : UINT16_MAX + 1ul;
    if (v > UINT16_MAX || *end)
        return false;
    *ret = (uint16_t)v;
    return true;
}

static int open_nflog(const struct watchlive *l, const struct links *links, const char *name,
                      struct source **ret)
{
    (void)l;
    (void)links;
    struct diag d = {0};
    uint16_t group;
    if (read_u16(name + strlen("nflog:"), &group))
        return nflog_open(group, clock_wall, ret);
    diag_set(&d, N_("%s: the number of a log group is expected, like nflog:5"), name, NULL, NULL);
    return cmd_wrong(&d);
}

/* "netflow:198.18.0.1:2055", "netflow:[2001:db8::1]:2055", "netflow:2055" (all addresses). */
static bool read_endpoint(const char *text, struct addr *at, uint16_t *port)
{
    static const uint8_t every[16];
    char host[ADDR_TEXT_MAX];
    const char *colon = strrchr(text, ':');
    *at = addr_v6(every);
    if (!colon)
        return read_u16(text, port);
    bool bracketed = *text == '[' && colon > text + 1 && colon[-1] == ']';
    const char *from = text + bracketed;
    size_t n = (size_t)(colon - from) - bracketed;
    if (n >= sizeof host)
        return false;
    memcpy(host, from, n);
    host[n] = 0;
    return addr_parse(host, at) == 0 && (at->len == 4) == !bracketed && read_u16(colon + 1, port);
}

static int open_netflow(const struct watchlive *l, const struct links *links, const char *name,
                        struct source **ret)
{
    (void)l;
    (void)links;
    struct diag d = {0};
    struct addr at;
    uint16_t port;
    if (read_endpoint(name + strlen("netflow:"), &at, &port) && port) /* 0: one that nobody knows */
        return exports_listen(&at, port, l->exporter, l->exporters, clock_wall, ret);
    diag_set(&d, N_("%s: an address and a port are expected, like netflow:192.0.2.1:2055"), name, NULL, NULL);
    return cmd_wrong(&d);
}

static const struct scheme {
    const char *prefix;
    open_input *open;
} schemes[] = {{"nflog:", open_nflog}, {"netflow:", open_netflow}};

static open_input *scheme_of(const char *name)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncmp(name, schemes[i].prefix, strlen(schemes[i].prefix)) == 0)
            return schemes[i].open;
    return NULL;
}

bool watchlive_hears_exports(const struct opt_list *names)
{
    bool found = false;
    for (unsigned i = 0; i < names->count; i++)
        found |= scheme_of(names->item[i]) == open_netflow;
    return found;
}

bool watchlive_wanted(const struct opt_list *names)
{
    struct links links = {0};
    bool found = false;
    int e = links_now(&links);
    for (unsigned i = 0; i < names->count; i++)
        found |= scheme_of(names->item[i]) || (e == 0 && link_by_name(&links, names->item[i]));
    link_fini(&links);
    return found;
}

static int say_neither(const char *name)
{
    struct links links = {0};
    struct buf cards;
    buf_init(&cards, 1024);
    if (links_now(&links) == 0)
        for (uint32_t i = 0; i < links.count; i++)
            buf_printf(&cards, "%s%s", i ? ", " : "", links.link[i].name);
    cmd_say(_("%s: neither a network card of this machine nor a file (cards: %s)"), name, buf_text(&cards));
    buf_fini(&cards);
    link_fini(&links);
    return CMD_ENV; /* it may be there the next time */
}

int watchlive_missing(const struct opt_list *names)
{
    for (unsigned i = 0; i < names->count; i++)
        if (strcmp(names->item[i], "-") != 0 && access(names->item[i], F_OK) < 0 && errno == ENOENT)
            return say_neither(names->item[i]);
    return CMD_OK;
}

/* What the monotonic clock lacks: more than before once the wall clock was set forward, or this machine
 * slept. Never less, since contacts do not become unasked. Wall before mono: what comes between them makes it
 * less. */
static void measure(struct watchlive *l)
{
    nsec_wall wall = clock_wall();
    nsec to_wall = wall - clock_mono();
    l->to_wall = to_wall > l->to_wall ? to_wall : l->to_wall;
}

/* From here on signals are waited for in the loop. */
static int hear_signals(struct watchlive *l)
{
    l->signals = loop_signals();
    int e = l->signals < 0 ? l->signals : loop_add(l->loop, l->signals, LOOP_IN, SIGNALS);
    return e < 0 ? cmd_failed(_("signals"), e) : CMD_OK;
}

/* What is missing, in words where the kernel has only a number. */
static int not_heard(const char *name, int e)
{
    open_input *how = scheme_of(name);
    if (e == -EPERM && how != open_netflow)
        cmd_say(_("%s: to listen there takes root, or %s"), name,
                how == open_nflog ? "CAP_NET_ADMIN" : "CAP_NET_RAW");
    else if (e == -EBUSY && how == open_nflog)
        cmd_say(_("%s: another program listens to this group"), name);
    else
        return cmd_failed(name, e);
    return CMD_ENV;
}

static int open_heard(struct watchlive *l, const struct links *links, const char *name)
{
    open_input *open = scheme_of(name);
    int e = (open ? open : open_link)(l, links, name, &l->in[l->count]);
    if (e > 0)
        return e;
    if (e < 0)
        return not_heard(name, e);
    e = loop_add(l->loop, l->in[l->count]->fd, LOOP_IN, l->count);
    l->count++;
    l->heard = true;
    return e < 0 ? cmd_failed(name, e) : CMD_OK;
}

/* It can be said where it was read to: it is no pipe. */
static bool has_place(const struct source *s)
{
    char place[SOURCE_PLACE];
    return s->ops->place && s->ops->place(s, place);
}

/* A mistyped interface is not waited for. */
static int may_await(const char *name)
{
    if (strchr(name, '/'))
        return CMD_OK;
    cmd_say(
        _("%s: no such interface, and no such log; one that is still to come is named with its folder, as ./LOG"),
        name);
    return CMD_ENV;
}

static int open_log(struct watchlive *l, const char *name, const char *format)
{
    struct diag d = {0};
    bool awaited = strcmp(name, "-") != 0 && access(name, F_OK) < 0 && errno == ENOENT;
    int status = awaited ? may_await(name) : CMD_OK;
    if (status)
        return status;
    struct source_conf conf = {.follow = true, .format = format, .now = clock_wall};
    int e = source_open(name, &conf, &l->in[l->count], &d);
    if (e == -EINVAL && d.msg) {
        snprintf(d.file, sizeof d.file, "%s", name);
        return cmd_wrong(&d);
    }
    if (e < 0)
        return cmd_failed(name, e);
    if (awaited)
        cmd_say(_("%s: there is no such file yet; it is read from its first line when it appears"), name);
    l->gone[l->count] = awaited ? GONE : 0;
    l->again[l->count] = awaited || has_place(l->in[l->count]);
    l->count++;
    l->logs = true;
    return CMD_OK;
}

int watchlive_open(struct watchlive *l, const struct opt_list *names, bool follow, const char *format)
{
    struct links links = {0};
    *l = (struct watchlive){
        .signals = -1, .exporter = l->exporter, .exporters = l->exporters, .to_wall = INT64_MIN};
    measure(l);
    int e = loop_new(&l->loop), c = e < 0 ? e : links_now(&links), status = CMD_OK;
    if (e < 0 || (c < 0 && !follow)) /* logs need no interfaces */
        return cmd_failed(_("the interfaces"), c);
    for (unsigned i = 0; i < names->count && status == CMD_OK; i++) {
        const char *name = names->item[i];
        l->name[l->count] = name;
        status = !follow || scheme_of(name) || link_by_name(&links, name) ? open_heard(l, &links, name)
                                                                          : open_log(l, name, format);
    }
    link_fini(&links);
    return status == CMD_OK ? hear_signals(l) : status;
}

static bool is_log(const struct watchlive *l, unsigned i)
{
    return l->in[i]->fd < 0;
}

static void forget(char *paths[])
{
    for (unsigned i = 0; paths[i]; i++)
        free(paths[i]);
}

/* The folders that logs are in, by their names and where links lead: appended, n <= cap. */
static void add_log_folders(const struct watchlive *l, char *to[], unsigned cap)
{
    unsigned n = 0;
    char whole[PATH_MAX];
    while (to[n])
        n++;
    for (unsigned i = 0; i < 2 * l->count && n < cap - 1; i++) {
        const char *name = l->name[i / 2];
        if (!is_log(l, i / 2) || strcmp(name, "-") == 0 || (i % 2 && !(name = realpath(name, whole))))
            continue;
        const char *slash = strrchr(name, '/');
        to[n] = slash ? strndup(name, slash == name ? 1 : (size_t)(slash - name)) : strdup(".");
        n += to[n] != NULL;
    }
    to[n] = NULL;
}

int watchlive_confine(const struct watchlive *l, const struct watchduty *duty)
{
    unsigned by;
    char *read[FOLDERS], *write[FOLDERS];
    watchduty_folders(duty, read, write, FOLDERS);
    add_log_folders(l, read, FOLDERS);
    const struct priv_conf conf = {.flags = (l->heard ? PRIV_LINKS : 0) |
                                            (duty->conf->state ? PRIV_THREADS : 0) |
                                            (duty->conf->door ? PRIV_GUESTS : 0),
                                   .read = (const char *const *)read,
                                   .write = (const char *const *)write};
    int e = !l->heard ? 0 : l->logs ? priv_drop_but_reading() : priv_drop();
    int c = e < 0 ? 0 : priv_confine(&conf, &by);
    forget(read);
    forget(write);
    if (e < 0)
        return cmd_failed(_("giving up privileges"), e);
    return c < 0 ? cmd_failed(_("confinement"), c) : CMD_OK;
}

/* A line that is ahead (watchlive.h) is of now: it will have another time when it is read again, and so be another
 * one. */
static void place_in_time(struct watchlive *l, unsigned log, struct sight batch[], int n)
{
    if (!is_log(l, log))
        return;
    nsec_wall now = l->heard ? clock_mono() + l->to_wall : clock_wall();
    for (int i = 0; i < n; i++) {
        nsec_wall most = l->heard ? now : nsec_max(now, l->latest) + NSEC_DAY;
        batch[i].again = l->again[log] && batch[i].at < most;
        batch[i].at = batch[i].at < most ? batch[i].at : now;
        l->latest = nsec_max(l->latest, batch[i].at);
    }
}

/* Reads what is there of one; of a log that has much to catch up with only a little while others, whose room
 * is limited, may wait. Returns like turn(). */
static int read_one(struct watchlive *l, unsigned i, struct watch *w, struct sink *out)
{
    static struct sight batch[BATCH];
    static struct packet packets[BATCH];
    struct source *s = l->in[i];
    bool mixed = is_log(l, i) && l->heard, busy = !l->ended[i];
    for (unsigned k = 0; busy && k < (mixed ? 1 : TURNS); k++) {
        s->packets = l->packets ? packets : NULL;
        int n = source_read(s, batch, BATCH, &l->ended[i]);
        place_in_time(l, i, batch, n);
        int e = n > 0 ? watch_step(w, batch, (unsigned)n, out) : n;
        if (e < 0)
            return e;
        busy = (n == BATCH || s->more) && !l->ended[i];
    }
    return busy;
}

/* Reads what is there, of each in turn. 1: there was more than that; 0; or negative errno. */
static int turn(struct watchlive *l, struct watch *w, struct sink *out)
{
    bool more = false;
    l->behind = false;
    for (unsigned i = 0; i < l->count; i++) {
        int busy = read_one(l, i, w, out);
        if (busy < 0)
            return busy;
        l->behind |= busy && !is_log(l, i);
        more |= busy;
    }
    return more;
}

/* What is heard passes time once all of it is read. Logs alone tell outcomes and times themselves. */
static int pass(struct watchlive *l, struct watch *w, nsec now, struct sink *out)
{
    return l->heard ? watch_tick(w, now - LAG + l->to_wall, out) : watch_settle(w, out);
}

/* The end: what has come by now, and what sources held back; where they will go on they still do. */
static int last_turn(struct watchlive *l, struct watch *w, struct sink *out, bool remembered)
{
    struct sight rest[BATCH];
    int e = turn(l, w, out);
    for (unsigned i = 0; i < l->count && e >= 0; i++)
        for (int n; !(remembered && has_place(l->in[i])) && e >= 0 &&
                    (n = source_rest(l->in[i], rest, BATCH)) > 0;) {
            place_in_time(l, i, rest, n);
            e = watch_step(w, rest, (unsigned)n, out);
        }
    return e;
}

/* A link that is down or removed comes back; what has ended does not, and is waited for no longer. */
static void say_trouble(struct watchlive *l, unsigned i)
{
    int error = l->in[i]->stats.last_error;
    bool down = !is_log(l, i) && error == ENETDOWN,
         removed = !is_log(l, i) && error == ENODEV && !l->ended[i];
    error = down || removed || l->ended[i] ? error : 0;
    if (error && error != l->said[i] && down)
        cmd_say(_("%s: the interface is down; nothing is heard until it is up again"), l->name[i]);
    else if (error != l->said[i] && removed)
        cmd_say(_("%s: the interface was removed; nothing is heard until there is one of its name"),
                l->name[i]);
    else if (error && error != l->said[i])
        cmd_say(_("%s: %s: it is read no further"), l->name[i], strerror(error));
    if (l->ended[i] && !is_log(l, i) && error != l->said[i])
        loop_remove(l->loop, l->in[i]->fd);
    l->said[i] = error;
}

/* Between two files of a name there is a moment without one; when that lasts, it is said. */
static void say_gone(struct watchlive *l, unsigned i)
{
    struct stat st;
    bool there = !is_log(l, i) || strcmp(l->name[i], "-") == 0 ||
                 (stat(l->name[i], &st) == 0 && (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode)));
    l->gone[i] = there ? 0 : l->gone[i] + (l->gone[i] <= GONE);
    if (l->gone[i] == GONE)
        cmd_say(_("%s: no file has this name any more; the next one is read from its first line"),
                l->name[i]);
}

/* What was lost, which links are down and which logs cannot be read: each said when it goes. */
static void count(struct watchlive *l)
{
    l->seen = (struct source_stats){0};
    for (unsigned i = 0; i < l->count; i++) {
        source_count(l->in[i]);
        say_trouble(l, i);
        say_gone(l, i);
        l->seen.last_error = l->ended[i] && l->said[i] ? l->said[i] : l->seen.last_error;
        l->seen.packets += l->in[i]->stats.packets;
        l->seen.undecoded += l->in[i]->stats.undecoded;
        l->seen.limited += l->in[i]->stats.limited;
        l->seen.cut += l->in[i]->stats.cut;
        l->seen.lost += l->in[i]->stats.lost;
    }
}

/* A signal that means the end, or nothing will come any more, of none: standard input is closed. */
static bool is_over(struct watchlive *l, struct watchduty *duty)
{
    int signal = loop_signal_take(l->signals);
    unsigned n = 0;
    for (unsigned i = 0; i < l->count; i++)
        n += l->ended[i];
    return (l->count && n == l->count) || watchduty_enough(duty) ||
           (signal && !(signal == SIGHUP && watchduty_reload(duty, clock_mono())));
}

int watchlive_run(struct watchlive *l, struct watch *w, struct watchduty *duty)
{
    struct loop_event event[EVENTS];
    struct sink *out = &duty->sink;
    nsec counted = clock_mono();
    int e = duty->door.fd < 0 ? 0 : loop_add(l->loop, duty->door.fd, LOOP_IN, DOOR);
    while (e >= 0 && !is_over(l, duty)) {
        nsec now = clock_mono();
        e = turn(l, w, out);
        if (e == 0 || (e > 0 && l->heard && !l->behind)) {
            int failed = pass(l, w, now, out);
            e = failed < 0 ? failed : e;
        }
        if (e >= 0 && out->flush(out) < 0)
            break; /* outputs say why themselves */
        if (now - counted >= NSEC_SEC) {
            count(l);
            measure(l);
            counted = now;
        }
        bool busy = watchduty_turn(duty, now);
        if (e == 0)
            e = loop_wait(l->loop, busy ? 0 : TICK, event, EVENTS);
    }
    if (e >= 0)
        e = last_turn(l, w, out, duty->conf->state);
    count(l);
    return e < 0 ? e : 0;
}

void watchlive_close(struct watchlive *l)
{
    for (unsigned i = 0; i < l->count; i++)
        source_free(l->in[i]);
    if (l->signals >= 0)
        close(l->signals);
    loop_free(l->loop);
}
