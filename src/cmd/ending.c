#include "cmd/ending.h"

#include "cmd/cmd.h"
#include "report/fmt.h"
#include "sys/clock.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

const char *ending_why(const struct run *r)
{
    if (r->drive.interrupted)
        return "interrupted";
    if (r->drive.error)
        return r->drive.error_port == UINT32_MAX ? "output" : "interface-down";
    if (r->ways.unreachable_addrs)
        return "no-route";
    if (targets_stats(r->plan.wanted)->unresolved)
        return "name-lookup";
    if (r->plan.cut_off)
        return "gateway-silent";
    if (r->status || r->plan.unsent)
        return "local-failure";
    if (r->bounce && bounce_refused(r->bounce))
        return "ftp-refused";
    if (!r->stats.complete)
        return r->stats.failed                    ? "local-failure"
               : permission_ended(&r->permission) ? "permission-ended"
                                                  : "deadline";
    return NULL;
}

bool ending_can_go_on(const struct run *r)
{
    bool cut = r->deadline && !r->stats.complete && !r->stats.failed;
    return r->drive.interrupted || r->drive.error || cut;
}

/* What silence could not prove, and what a proof would take. */
static void say_limited(const struct run *r)
{
    char n[FMT_MAX], time[FMT_MAX];
    if (!r->stats.limited || !(r->tech.protocols & 1u << PROTO_UDP))
        return;
    fmt_count(r->stats.limited, n);
    if (r->stats.proof_left)
        cmd_say(
            P_("%s port is undecided, because its host rations refusals: --udp-proof would take about %s more",
               "%s ports are undecided, because their hosts ration refusals: --udp-proof would take about %s more",
               r->stats.limited),
            n, fmt_seconds((double)r->stats.proof_left * 1e-9, time));
    else
        cmd_say(P_("%s port is undecided, because its host rations refusals: --udp-proof decides it",
                   "%s ports are undecided, because their hosts ration refusals: --udp-proof decides them",
                   r->stats.limited),
                n);
}

void ending_say(const struct run *r)
{
    if (r->drive.error && r->drive.error_port != UINT32_MAX)
        cmd_say(_("%s: %s: the scan ends here, what was found is kept"),
                ways_link_name(&r->ways, r->ways.ifindex[r->drive.error_port]), strerror(-r->drive.error));
    if (r->plan.cut_off)
        cmd_say(_("%" PRIu64 " addresses are not asked: their gateway does not answer"), r->plan.cut_off);
    if (!r->stats.complete && permission_ended(&r->permission))
        cmd_say(_("a permission of %s has ended: the scan ends here, what was found is kept"),
                r->permission.file);
    if (r->bounce && bounce_refused(r->bounce))
        return;
    if (r->plan.unsent)
        cmd_say(P_("%" PRIu64 " address is left without a verdict, since this machine could not send: %s",
                   "%" PRIu64 " addresses are left without a verdict, since this machine could not send: %s",
                   r->plan.unsent),
                r->plan.unsent, strerror(r->plan.unsent_error));
    if (r->stats.failed && r->stats.unasked && r->bounce)
        cmd_say(P_("%" PRIu64 " door is left without a verdict: the FTP server would not ask it",
                   "%" PRIu64 " doors are left without a verdict: the FTP server would not ask them",
                   r->stats.unasked),
                r->stats.unasked);
    else if (r->stats.failed && r->stats.unasked)
        cmd_say(P_("%" PRIu64 " door is left without a verdict, since this machine could not send: %s",
                   "%" PRIu64 " doors are left without a verdict, since this machine could not send: %s",
                   r->stats.unasked),
                r->stats.unasked, strerror(r->stats.last_error));
    say_limited(r);
    if (r->self && r->local_stats.hidden)
        cmd_say(P_("%" PRIu64 " socket belongs to a process that only root may see",
                   "%" PRIu64 " sockets belong to processes that only root may see", r->local_stats.hidden),
                r->local_stats.hidden);
}

void ending_say_links(const struct run *r)
{
    for (uint32_t i = 0; r->opt.debug && r->raw && i < r->ways.ports; i++) {
        struct frames_stats s;
        frames_stats(r->ways.frames[i], &s);
        cmd_say("%s (%s): %" PRIu64 " frames in, %" PRIu64 " out; lost: ring %" PRIu64 ", link in %" PRIu64
                ", link out %" PRIu64 ", refused %" PRIu64 ", failed %" PRIu64 "; strays %" PRIu64,
                ways_link_name(&r->ways, r->ways.ifindex[i]), r->ways.frames[i]->ops->name, s.rx, s.tx,
                s.rx_ring_drops, s.rx_link_drops, s.tx_link_drops, s.tx_refused,
                s.tx_failed + r->ways.given_up[i], r->stats.strays);
    }
}

/* Addresses that were told of as up, and are no hosts of their own: all but one of each device. */
static uint64_t crowd_told(const struct run *r)
{
    const struct discovery *d = &r->discovery;
    uint64_t devices = d->crowd ? targets_count(d->crowd) - d->crowded : 0;
    return r->enrich.crowded > devices ? r->enrich.crowded - devices : 0;
}

void ending_put(struct run *r)
{
    const struct scan_stats *s = &r->stats, *d = &r->discovery.stats;
    const char *why = ending_why(r);
    struct record rec;
    record_init(&rec, RECORD_END);
    rec.end.complete = why == NULL;
    rec.end.why = why;
    rec.end.elapsed_s = (double)(clock_mono() - r->started) * 1e-9;
    rec.end.probes = s->probes + d->probes;
    rec.end.replies = s->replies + d->replies;
    rec.end.retries = s->retries + d->retries;
    rec.end.local_drops = r->local_drops;
    rec.end.hosts_up = s->hosts_up + r->enrich.raised;
    rec.end.hosts_up -= crowd_told(r);
    rec.end.hosts_silent = s->hosts_silent + r->discovery.silent + r->plan.absent - r->enrich.raised;
    rec.end.doors_open = s->open + r->enrich.bound;
    if (s->probes && isfinite(s->recall)) {
        rec.end.recall_estimate = s->recall;
        rec.end.recall_low = s->recall_low;
    }
    rec.end.limited_by = pace_limit_word(s->limit);
    (void)sink_put(&r->enrich.sink, &rec);
}
