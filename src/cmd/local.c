/* `tojimari local`: every listening socket of this machine, who holds it, who can reach it. Nothing is sent. */
#include "cmd/cmd.h"

#include "base/opt.h"
#include "cmd/house.h"
#include "cmd/outputs.h"
#include "local/local.h"
#include "sys/clock.h"
#include "version.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct options {
    const char *json, *csv;
    bool tcp, udp, help;
};

#define AT(member) offsetof(struct options, member), 0

static const struct opt_row rows[] = {
    {"--tcp", NULL, OPT_FLAG, 0, AT(tcp), N_("TCP sockets only"), N_("What is listed")},
    {"--udp", NULL, OPT_FLAG, 0, AT(udp), N_("UDP sockets only"), NULL},

    {"--json", N_("FILE"), OPT_STRING, 0, AT(json),
     N_("JSON Lines ('-' = standard output, as for all of these)"), N_("Output")},
    {"--csv", N_("FILE"), OPT_STRING, 0, AT(csv), N_("CSV"), NULL},
    {"--help", NULL, OPT_FLAG, 0, AT(help), N_("this text"), NULL},
    {"-h", NULL, OPT_FLAG, 0, AT(help), NULL, NULL},
    {NULL, NULL, OPT_FLAG, 0, 0, 0, NULL, NULL},
};

static bool is_stdout(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

static int put_run(struct sink *to, int argc, char **argv)
{
    struct record r;
    char id[32];
    record_init(&r, RECORD_RUN);
    snprintf(id, sizeof id, "%016" PRIx64, hash_random_u64());
    r.run.v = 1;
    r.run.id = id;
    r.run.verb = "local";
    r.run.args =
        (struct record_strings){.item = (const char *const *)(argv + 1), .count = (size_t)(argc - 1)};
    r.run.started = clock_wall();
    r.run.version = TOJIMARI_VERSION;
    return sink_put(to, &r);
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

static void put_all(const struct house *h, struct sink *to)
{
    for (size_t i = 0; i < h->rooms; i++)
        for (size_t k = 0; k < h->room[i].table->count; k++) {
            struct record r;
            house_record(&h->room[i], &h->room[i].table->sockets[k], &r);
            (void)sink_put(to, &r); /* outputs keep their own errors */
        }
}

static int list(const struct options *o, int argc, char **argv)
{
    nsec started = clock_mono();
    struct local_conf conf = {.tcp = o->tcp, .udp = o->udp};
    struct outputs_conf wanted = {
        .json = o->json,
        .csv = o->csv,
        .text = !is_stdout(o->json) && !is_stdout(o->csv),
        .report = {.key = hash_key_random(), .colour = isatty(1) && !getenv("NO_COLOR")}};
    struct house house = {0};
    struct outputs outputs;
    int status = outputs_open(&outputs, &wanted);
    status = status ? status : outputs_begin(&outputs);
    if (status) {
        outputs_close(&outputs);
        return status;
    }
    (void)put_run(&outputs.sink, argc, argv); /* outputs keep their own errors */
    int e = house_read(&conf, &house);
    const char *why = e < 0 ? "local-failure" : say_gaps(&house.stats);
    if (e == 0)
        put_all(&house, &outputs.sink);
    if (e == 0)
        say_limits(&house);
    (void)put_end(&outputs.sink, why, started);
    outputs_close(&outputs);
    house_fini(&house);
    if (e < 0)
        return cmd_failed(_("socket tables of this machine"), e);
    return why || outputs.failed ? CMD_PARTIAL : CMD_OK;
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
            "tojimari local",
            _("Every listening socket of this machine, most exposed first: process, user, unit, who can reach it."),
            rows);
        return CMD_OK;
    }
    if (words.count) {
        diag_set(&d, N_("'%s': this verb takes no target, it looks at this machine only"), words.item[0],
                 NULL, NULL);
        return cmd_wrong(&d);
    }
    return list(&o, argc, argv);
}
