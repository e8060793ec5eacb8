#include "cmd/watchmetrics.h"

#include "base/buf.h"
#include "cmd/cmd.h"
#include "version.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void one(struct buf *b, const char *name, const char *type, const char *help, uint64_t v)
{
    buf_printf(b, "# HELP tojimari_%s %s\n# TYPE tojimari_%s %s\ntojimari_%s %" PRIu64 "\n", name, help, name,
               type, name, v);
}

static void alerts(struct buf *b, const struct watchduty *d)
{
    buf_puts(
        b,
        "# HELP tojimari_alerts_total Alerts, by severity; one that became graver counts for both.\n# TYPE tojimari_alerts_total counter\n");
    for (unsigned i = WATCH_INFO; i <= WATCH_CRITICAL; i++)
        buf_printf(b, "tojimari_alerts_total{severity=\"%s\"} %" PRIu64 "\n", watch_severity_word(i),
                   d->told[i]);
}

static void verdicts(struct buf *b, const struct watchduty *d)
{
    buf_puts(b, "# HELP tojimari_block_verdicts_total What became of sources that could have been blocked.\n"
                "# TYPE tojimari_block_verdicts_total counter\n");
    for (unsigned i = 0; i < POLICY_VERDICTS; i++)
        buf_printf(b, "tojimari_block_verdicts_total{verdict=\"%s\"} %" PRIu64 "\n", policy_word(i),
                   policy_counts(d->policy)[i]);
}

void watchmetrics_text(void *of, struct buf *b)
{
    struct watchduty *d = of;
    struct watch_stats stats;
    const struct watch_stats *s = &stats;
    watch_stats(d->w, &stats);
    buf_puts(
        b,
        "# HELP tojimari_info The program.\n# TYPE tojimari_info gauge\ntojimari_info{version=\"" TOJIMARI_VERSION
        "\"} 1\n");
    one(b, "start_time_seconds", "gauge", "When it began, since 1970.", (uint64_t)(d->begun / NSEC_SEC));
    one(b, "packets_total", "counter", "Packets or lines seen.", d->seen->packets);
    one(b, "undecoded_total", "counter", "Packets or lines that could not be read.", d->seen->undecoded);
    one(b, "lost_total", "counter", "Packets that were lost on this machine.", d->seen->lost);
    one(b, "flows_total", "counter", "Connections and attempts.", s->flows);
    one(b, "contacts_total", "counter", "First contacts of a source with a door.", s->contacts);
    one(b, "evicted_total", "counter", "Sources forgotten for want of memory.", s->evicted);
    one(b, "judged_early_total", "counter", "Attempts judged before their time for want of memory.",
        s->early);
    one(b, "packets_unkept_total", "counter",
        "Packets that gave way before an alert asked for them (--pcap-out).", s->unkept);
    one(b, "tunnel_claims_total", "counter",
        "Packets in tunnels from outside that claimed to be from home: not believed.", s->claims);
    one(b, "flood_total", "counter", "Packets of floods, which got no memory.", s->flood);
    one(b, "backscatter_total", "counter", "Answers to what nobody here asked.", s->backscatter);
    one(b, "memory_bytes", "gauge", "Set aside for what is remembered, in use or not.", s->memory);
    alerts(b, d);
    if (d->policy)
        verdicts(b, d);
    if (d->hand.fd >= 0) {
        one(b, "answers_total", "counter", "Texts handed to hooks.", d->hand.sent);
        one(b, "answers_dropped_total", "counter", "Texts that hooks could not take.", d->hand.dropped);
    }
    if (d->packets.fd >= 0)
        one(b, "packets_written_total", "counter", "Packets of alerts that were written (--pcap-out).",
            d->packets.packets);
    if (d->door.fd >= 0) {
        one(b, "metrics_answered_total", "counter", "Who asked for this and got it.", d->door.answered);
        one(b, "metrics_turned_away_total", "counter", "Who asked for something else, or too slowly.",
            d->door.turned_away);
    }
    if (d->conf->state) {
        struct state_stats x;
        state_stats(d->state, &x);
        one(b, "state_rounds_total", "counter", "How often everything that had changed was written.",
            x.rounds);
        one(b, "state_written_bytes_total", "counter", "Bytes written for that.", x.bytes);
        one(b, "state_file_bytes", "gauge", "Size of the state's file and its log.", x.size);
    }
}

static int write_whole(const char *path, const struct buf *b)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    ssize_t n = fd < 0 ? -1 : write(fd, b->data, b->len);
    int e = n < 0 ? -errno : (size_t)n < b->len ? -ENOSPC : 0;
    if (fd >= 0 && close(fd) < 0 && !e)
        e = -errno;
    return e;
}

void watchmetrics_write(struct watchduty *d)
{
    struct buf b;
    char beside[4096];
    buf_init(&b, 65536);
    watchmetrics_text(d, &b);
    int n = snprintf(beside, sizeof beside, "%s.new", d->conf->metrics);
    int e = n < 0 || (size_t)n >= sizeof beside || b.over ? -ENAMETOOLONG : write_whole(beside, &b);
    if (!e && rename(beside, d->conf->metrics) < 0)
        e = -errno;
    if (e && e != d->metrics_lost)
        (void)cmd_failed(d->conf->metrics, e);
    if (!e && d->metrics_lost)
        cmd_say(_("%s: it is written again"), d->conf->metrics);
    d->metrics_lost = e;
    buf_fini(&b);
}
