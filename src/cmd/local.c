/* `tojimari local`: every listening socket of this machine, who holds it, who can reach it. Nothing is
 * sent. */
#include "cmd/cmd.h"

#include "base/opt.h"
#include "cmd/house.h"
#include "cmd/outputs.h"
#include "cmd/shut.h"
#include "cmd/usewatch.h"
#include "local/local.h"
#include "report/esc.h"
#include "sys/clock.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct options {
    const char *json, *csv;
    bool tcp, udp, here, help, close, yes, watch_use;
    nsec length;                 /* of --watch-use; 0 = until a signal */
    uint16_t port[OPT_LIST_MAX]; /* only these; none = all */
    unsigned ports;
};

#define AT(member) offsetof(struct options, member), 0

static const struct opt_row rows[] = {
    {"--tcp", NULL, OPT_FLAG, 0, AT(tcp), N_("TCP sockets only"), N_("What is listed")},
    {"--udp", NULL, OPT_FLAG, 0, AT(udp), N_("UDP sockets only"), NULL},
    {"--here", NULL, OPT_FLAG, 0, AT(here), N_("this network namespace only, no containers"), NULL},

    {"--watch-use", NULL, OPT_FLAG, 0, AT(watch_use),
     N_("look first which ports are used, and remember it; until interrupted"), N_("Use")},
    {"--for", N_("TIME"), OPT_DURATION, 0, AT(length), N_("for so long: 30m, 1h, 168h"), NULL},

    {"--close", NULL, OPT_FLAG, 0, AT(close),
     N_("close the ports named, by the command that is shown for each; asks first"), N_("Closing")},
    {"--yes", NULL, OPT_FLAG, 0, AT(yes), N_("do not ask"), NULL},

    {"--json", N_("FILE"), OPT_STRING, 0, AT(json),
     N_("JSON Lines ('-' = standard output, as for all of these)"), N_("Output")},
    {"--csv", N_("FILE"), OPT_STRING, 0, AT(csv), N_("CSV"), NULL},
    {"--help", NULL, OPT_FLAG, 0, AT(help), N_("this text"), NULL},
    {"-h", NULL, OPT_FLAG, 0, AT(help), NULL, NULL},
    {NULL, NULL, OPT_FLAG, 0, 0, 0, NULL, NULL},
};

enum { EVERY_FRAME = 3 }; /* ETH_P_ALL */

static bool is_stdout(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

static int put_end(struct sink *to, const char *why, nsec started)
{
    struct record r;
    record_init(&r, RECORD_END);
    r.end.complete = why == NULL;
    r.end.why = why;
    r.end.elapsed_s = (double)(clock_mono() - started) * 1e-9;
    return sink_put(to, &r);
}

/* What the list may lack is said; what it lacks for certain is also the `why` of its end. */
static const char *say_gaps(const struct local_stats *s)
{
    if (s->hidden)
        cmd_say(P_("run as root to see the process behind %" PRIu64 " socket",
                   "run as root to see the processes behind %" PRIu64 " sockets", s->hidden),
                s->hidden);
    if (s->ownerless)
        cmd_say(
            P_("%" PRIu64
               " socket is held by no process that /proc shows: the kernel's own, or of another container",
               "%" PRIu64
               " sockets are held by no process that /proc shows: the kernel's own, or of another container",
               s->ownerless),
            s->ownerless);
    if (s->refused)
        cmd_say(P_("%" PRIu64 " socket or process more than this program keeps: the list is cut off",
                   "%" PRIu64 " sockets or processes more than this program keeps: the list is cut off",
                   s->refused),
                s->refused);
    if (s->malformed)
        cmd_say(_(
            "the kernel said something about its sockets that this program does not understand: the list may lack some"));
    return s->refused ? "limit" : s->malformed ? "not-understood" : NULL;
}

/* What is not known about who gets in, and why. */
static void say_limits(const struct house *h)
{
    if (h->firewall_error == -EPERM || h->firewall_error == -EACCES)
        cmd_say(_("run as root to see what the packet filter lets in"));
    else if (h->firewall_error == -ENOENT)
        cmd_say(_(
            "the kernel has packet filter rules, but neither nft nor iptables-save is there to print them"));
    else if (h->firewall_error)
        cmd_say(_("the rules of the packet filter could not be read: %s"), strerror(-h->firewall_error));
    if (h->closed)
        cmd_say(P_("%zu network namespace could not be looked into",
                   "%zu network namespaces could not be looked into", h->closed),
                h->closed);
}

static bool is_wanted(const struct options *o, uint16_t port)
{
    for (unsigned i = 0; i < o->ports; i++)
        if (o->port[i] == port)
            return true;
    return !o->ports;
}

/* A door whose port the packet filter takes away, once each; the beginning of many. */
static void put_redirect(const struct options *o, const struct house_room *room,
                         const struct firewall_redirect *f, struct sink *to)
{
    enum { MOST = 64 };
    unsigned last = f->high - f->low < MOST ? f->high : f->low + MOST - 1u;
    char text[HOUSE_RULE];
    struct record r;
    if ((o->tcp && !o->udp && f->proto != IPPROTO_TCP) || (o->udp && !o->tcp && f->proto != IPPROTO_UDP))
        return;
    for (unsigned port = f->low ? f->low : 1; port <= last; port++)
        if (is_wanted(o, (uint16_t)port)) {
            house_redirect(room, f, (uint16_t)port, text, &r);
            (void)sink_put(to, &r); /* outputs keep their own errors */
        }
}

/* What is known of its use; of sockets of our own namespace, which is the one that is watched. */
static void add_use(const struct house_room *room, const struct local_socket *s, const struct use *use,
                    struct record *r)
{
    const struct use_door *d = room->netns ? NULL : use_find(use, s);
    struct record_listener *l = &r->listener;
    if (!d)
        return;
    l->last_used = d->used * NSEC_SEC;
    l->watched_s = d->watched;
    if (!l->remark && use_is_unused(d) && l->exposure && strcmp(l->exposure, "all") == 0)
        l->remark = "unused";
}

static void put_room(const struct options *o, const struct house_room *room, const struct use *use,
                     struct sink *to)
{
    for (size_t k = 0; k < room->table->count; k++) {
        const struct local_socket *s = &room->table->sockets[k];
        struct record r;
        if (!is_wanted(o, s->port) || s->proto == PROTO_PACKET)
            continue;
        house_record(room, s, &r);
        add_use(room, s, use, &r);
        (void)sink_put(to, &r);
    }
    for (size_t k = 0; k < room->redirects; k++)
        put_redirect(o, room, &room->redirect[k], to);
}

/* Packet sockets are no doors: nothing is sent to them, they hear what is sent to others. Names of processes,
 * interfaces and namespaces may hold anything. */
static void say_ears(const struct house_room *room)
{
    for (size_t k = 0; k < room->table->count; k++) {
        const struct local_socket *s = &room->table->sockets[k];
        const struct local_process *p = s->process;
        struct buf who, where;
        if (s->proto != PROTO_PACKET)
            continue;
        buf_init(&who, 1 << 10);
        buf_init(&where, 1 << 10);
        esc_line(&who, p && p->name ? p->name : "?");
        esc_line(&where, s->device[0] ? s->device : _("all interfaces"));
        buf_puts(&where, room->netns ? ", " : "");
        esc_line(&where, room->netns ? room->netns : "");
        cmd_say(s->port == EVERY_FRAME ? _("%s (%" PRIu64 ") hears every frame of %s")
                                       : _("%s (%" PRIu64 ") hears frames of its own kind at %s"),
                buf_text(&who), p ? p->pid : 0, buf_text(&where));
        buf_fini(&who);
        buf_fini(&where);
    }
}

static int list(const struct options *o, int argc, char **argv)
{
    nsec started = clock_mono();
    struct local_conf conf = {.tcp = o->tcp, .udp = o->udp, .raw = true, .connections = true};
    struct outputs_conf wanted = {
        .json = o->json,
        .csv = o->csv,
        .text = !is_stdout(o->json) && !is_stdout(o->csv),
        .report = {.key = hash_key_random(), .colour = isatty(1) && !getenv("NO_COLOR")}};
    struct house house = {0};
    struct use use = {0};
    struct outputs outputs;
    int status = o->watch_use ? usewatch_run(o->length) : CMD_OK;
    status = status ? status : usewatch_load(&use);
    if (status)
        return status;
    status = outputs_open(&outputs, &wanted);
    status = status ? status : outputs_begin(&outputs);
    if (status) {
        outputs_close(&outputs);
        use_fini(&use);
        return status;
    }
    outputs_put_run(&outputs, "local", argc, argv);
    int e = house_read(&conf, o->here, &house);
    const char *why = e < 0 ? "local-failure" : say_gaps(&house.stats);
    for (size_t i = 0; e == 0 && i < house.rooms; i++)
        put_room(o, &house.room[i], &use, &outputs.sink);
    if (e == 0)
        say_limits(&house);
    for (size_t i = 0; e == 0 && !o->ports && i < house.rooms; i++)
        say_ears(&house.room[i]);
    (void)put_end(&outputs.sink, why, started);
    outputs_close(&outputs);
    struct shut_conf shut = {
        .port = o->port, .ports = o->ports, .run = o->close, .yes = o->yes, .text = wanted.text};
    int closed = e == 0 ? shut_each(&shut, &house) : CMD_OK;
    house_fini(&house);
    use_fini(&use);
    if (e < 0)
        return cmd_failed(_("socket tables of this machine"), e);
    return closed ? closed : why || outputs.failed ? CMD_PARTIAL : CMD_OK;
}

int cmd_local(int argc, char **argv)
{
    struct options o = {0};
    struct opt_list words = {0};
    struct diag d = {0};
    if (opt_parse(rows, argc, argv, &o, &words, &d) < 0)
        return cmd_wrong(&d);
    if (o.help) {
        cmd_help(
            "tojimari local [PORT…]",
            _("Every listening socket of this machine, most exposed first: process, user, unit, who can reach it. Of the ports named, also how to close them."),
            rows);
        return CMD_OK;
    }
    for (unsigned i = 0; i < words.count; i++) {
        char *end;
        unsigned long port = strtoul(words.item[i], &end, 10);
        if (*end || end == words.item[i] || port < 1 || port > UINT16_MAX) {
            diag_set(&d,
                     N_("'%s': expected a port; this verb takes no target, it looks at this machine only"),
                     words.item[i], NULL, NULL);
            return cmd_wrong(&d);
        }
        o.port[o.ports++] = (uint16_t)port;
    }
    if (o.length && !o.watch_use) {
        diag_set(&d, N_("--for goes with --watch-use"), NULL, NULL, NULL);
        return cmd_wrong(&d);
    }
    if (o.close && !o.ports) {
        diag_set(&d, N_("--close wants the ports that are to be closed"), NULL, NULL, NULL);
        return cmd_wrong(&d);
    }
    return list(&o, argc, argv);
}
