#include "cmd/choices.h"

#include "cmd/atlocal.h"
#include "cmd/cmd.h"
#include "sys/priv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* @local among the targets: neighbours are looked for on every link. */
bool choices_name_local(const struct scanopts *o)
{
    bool local = false;
    for (unsigned i = 0; i < o->words.count; i++)
        local |= strcmp(o->words.item[i], ATLOCAL_WORD) == 0;
    return local && (o->ipv6 || !o->ipv4);
}

/* Up to six digits. */
static bool part_number(const char **at, uint32_t *ret)
{
    size_t n = strspn(*at, "0123456789");
    *ret = 0;
    for (const char *end = *at + n; n <= 6 && *at < end; ++*at)
        *ret = *ret * 10 + (uint32_t)(**at - '0');
    return n >= 1 && n <= 6;
}

int choices_shard(struct run *r)
{
    r->shards = 1;
    if (!r->opt.shard)
        return 0;
    uint32_t i, n;
    const char *at = r->opt.shard;
    if (!part_number(&at, &i) || *at++ != '/' || !part_number(&at, &n) || *at || i < 1 || i > n) {
        cmd_say(_("--shard expects PART/PARTS like 1/4, not '%s'"), r->opt.shard);
        return CMD_USAGE;
    }
    r->shard = i - 1;
    r->shards = n;
    return 0;
}

int choices_techniques(struct run *r)
{
    if (r->diary.resumed)
        r->opt.techniques = techniques_bits(r->again.tech);
    bool raw = priv_net_raw();
    int status = 0;
    r->raw = raw;
    if (r->diary.resumed && r->opt.only_discovery && !raw) {
        cmd_say(_("this run sends packets of its own, which need root or CAP_NET_RAW: use sudo"));
        return CMD_ENV;
    }
    if (!r->opt.only_discovery) {
        status = techniques_choose(&r->tech, &r->opt, raw);
        r->raw = r->tech.frames;
    }
    if (!status && r->opt.systems && r->opt.only_discovery) {
        cmd_say(_("-O needs an open and a closed port, and -sn asks none: leave one of them out"));
        return CMD_USAGE;
    }
    if (!status && raw && !r->raw && (r->opt.systems || r->opt.pcap_out)) {
        cmd_say(_("%s needs packets of our own, and these techniques leave all to the kernel: take -sS"),
                r->opt.systems ? "-O" : "--pcap-out");
        return CMD_USAGE;
    }
    if (!status && r->opt.systems && !r->raw) {
        cmd_say(_("-O sends packets of its own, which need root or CAP_NET_RAW: use sudo"));
        status = CMD_ENV;
    }
    if (!status && r->opt.pcap_out && !r->raw) {
        cmd_say(_("--pcap-out keeps packets of our own, which need root or CAP_NET_RAW: use sudo"));
        status = CMD_ENV;
    }
    return status ? status : discovery_choose(&r->discovery, &r->opt);
}

static int read_plan(struct run *r)
{
    struct plan_found found = {0};
    int e = plan_read(&r->plan, &found, &r->diary.reader);
    r->lookout.heard = found.called;
    r->unsent = found.unsent;
    discovery_again(&r->discovery, &found);
    if (e == 0 && r->plan.wanted && targets_count(r->plan.wanted))
        return 0;
    if (e == -ENOMEM)
        return cmd_failed(_("journal"), e);
    cmd_say(_("%s: this run had not asked anybody anything yet: begin anew"), r->diary.file.path);
    return CMD_USAGE;
}

/* Who holds which door of this machine: looks through all of /proc, so only where own doors are asked. */
int choices_local(struct run *r)
{
    struct local_conf conf = {0};
    return local_read(&conf, &r->local, &r->local_stats);
}

/* What is to be asked: this machine, or the targets given. */
int choices_targets(struct run *r)
{
    const struct opt_list *words = &r->opt.words;
    r->self = words->count == 0 && r->opt.lists.count == 0 && !r->opt.targets_from;
    int e = r->self ? choices_local(r) : 0;
    if (e < 0)
        return cmd_failed(_("socket tables of this machine"), e);
    if (r->self && r->opt.only_discovery) {
        cmd_say(_("-sn needs targets: addresses, networks, or @local"));
        return CMD_USAGE;
    }
    if (r->self) {
        int status = self_words(r->local, &r->own);
        if (status)
            return status;
    }
    if (r->diary.resumed)
        return read_plan(r);
    if (r->self)
        words = &r->own.words;
    int status = plan_make(&r->plan, &r->opt, r->tech.protocols,
                           words->count || r->opt.lists.count ? words : NULL, r->self);
    if (status || !r->opt.only_discovery ||
        r->shards < 2) /* questions to hosts are divided by host, others by door */
        return status;
    e = plan_share(&r->plan, r->shard, r->shards);
    return e < 0 ? cmd_failed(_("targets"), e) : 0;
}

int choices_ways(struct run *r)
{
    struct ways_conf conf = {.interface = r->opt.interface,
                             .ttl = r->opt.ttl == SCANOPTS_UNSET ? 0 : (uint8_t)r->opt.ttl};
    if (r->opt.source && addr_parse(r->opt.source, &conf.source) < 0) {
        cmd_say(_("-S expects an address of this machine, not '%s'"), r->opt.source);
        return CMD_USAGE;
    }
    return r->opt.bounce ? 0
                         : ways_plan(&r->ways, r->plan.wanted, &conf); /* that server's ways are not ours */
}

/* Why there is no way: routes that refuse have their own errno (sys/route.h). */
static const char *why_no_way(int error)
{
    static const struct {
        int error;
        const char *words;
    } routes[] = {
        {EINVAL, N_("its route is a blackhole")},
        {EACCES, N_("its route says prohibit")},
        {EHOSTUNREACH, N_("its route says unreachable")},
        {ENETUNREACH, N_("there is no route")},
        {EAFNOSUPPORT, N_("-S is of the other address family")},
    };
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        if (routes[i].error == error)
            return _(routes[i].words);
    return strerror(error);
}

void choices_say_unreachable(const struct run *r)
{
    uint64_t broadcast = r->ways.broadcast_addrs;
    if (broadcast)
        cmd_say(P_("%" PRIu64 " address is not asked: it is the broadcast address of a link",
                   "%" PRIu64 " addresses are not asked: they are broadcast addresses of links", broadcast),
                broadcast);
    char a[ADDR_TEXT_MAX], b[ADDR_TEXT_MAX];
    for (uint32_t i = 0; i < r->ways.unreachables; i++) {
        const char *why = why_no_way(r->ways.unreachable[i].error);
        addr_show(&r->ways.unreachable[i].first, a);
        addr_show(&r->ways.unreachable[i].last, b);
        if (strcmp(a, b) == 0)
            cmd_say(_("%s is not asked, this machine has no way there: %s"), a, why);
        else
            cmd_say(_("%s to %s are not asked, this machine has no way there: %s"), a, b, why);
    }
}

int choices_dry_run(const struct run *r)
{
    uint64_t hosts = r->plan.product ? targets_count(r->plan.product) : 0;
    if (r->plan.doors.count)
        printf(P_("%u door of a list first\n", "%u doors of a list first\n", r->plan.doors.count),
               r->plan.doors.count);
    for (unsigned i = 0; i < r->tech.count; i++) {
        uint32_t ports = r->plan.ports.list[r->tech.item[i]->proto].count;
        printf(
            _("%" PRIu64 " addresses x %u ports = %" PRIu64 " questions, technique %s, seed %" PRIu64 "\n"),
            hosts, ports, (hosts * ports - r->shard + r->shards - 1) / r->shards, r->tech.item[i]->name,
            r->seed);
    }
    for (uint32_t i = 0; i < r->ways.count; i++) {
        const struct path *p = &r->ways.path[i];
        char first[ADDR_TEXT_MAX], last[ADDR_TEXT_MAX], source[ADDR_TEXT_MAX], via[ADDR_TEXT_MAX];
        printf("  %s - %s  dev %s  src %s", addr_show(&p->first, first), addr_show(&p->last, last),
               ways_link_name(&r->ways, p->ifindex), addr_show(&p->source, source));
        if (p->kind == PATH_VIA)
            printf("  via %s", addr_show(&p->gateway, via));
        puts(p->own ? _("  (this machine)") : p->kind == PATH_DIRECT ? _("  (in the same network)") : "");
    }
    choices_say_unreachable(r);
    return CMD_OK;
}
