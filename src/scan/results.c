#include "scan/results.h"

#include <errno.h>
#include <stdlib.h>

/* One host's ports by what was heard. The three degrees of silence are one class. */
struct host_ports {
    struct ports_set set[HEARD_COUNT];
    uint32_t count[HEARD_COUNT];
};

/* No verdict: never asked, or the scan was cut short before the silence had been proved. */
static bool undecided(enum heard h, bool finished)
{
    return h == HEARD_UNASKED || (!finished && h == HEARD_ASKED1);
}

/* Returns how many ports have a verdict. */
static uint32_t sort_ports(const struct scan_conf *conf, const struct block *b, bool finished, uint64_t host,
                           struct host_ports *hp)
{
    uint32_t decided = 0;
    memset(hp, 0, sizeof *hp);
    for (uint64_t i = 0; i < b->ports; i++) {
        uint64_t slot;
        if (!block_slot(b, host * b->ports + i, &slot))
            continue;
        enum heard h = block_get(b, slot);
        if (undecided(h, finished))
            continue;
        if (heard_silent(h))
            h = HEARD_ASKED1;
        ports_set_add(&hp->set[h], conf->ports ? conf->ports->port[i] : 0);
        hp->count[h]++;
        decided++;
    }
    return decided;
}

static int put_ports(const struct scan_conf *conf, const struct addr *a, struct tech_verdict v,
                     const struct ports_set *set)
{
    struct record r;
    record_init(&r, RECORD_PORT);
    r.port.addr = *a;
    r.port.proto = conf->tech->proto;
    r.port.state = v.state;
    r.port.reason = v.reason;
    r.port.technique = conf->tech->name;
    for (uint32_t p = 0; p < 65536; p++) {
        if (!ports_set_has(set, (uint16_t)p))
            continue;
        r.port.port = p;
        int e = sink_put(conf->sink, &r);
        if (e < 0)
            return e;
    }
    return 0;
}

static int put_rest(const struct scan_conf *conf, const struct addr *a, struct tech_verdict v,
                    const struct ports_set *set, uint32_t count)
{
    struct buf text;
    buf_init(&text, 1 << 20); /* 65,536 ports never need more than 400 KiB */
    ports_ranges(set, &text);
    struct record r;
    record_init(&r, RECORD_REST);
    r.rest.addr = *a;
    r.rest.proto = conf->tech->proto;
    r.rest.state = v.state;
    r.rest.reason = v.reason;
    r.rest.count = count;
    r.rest.ports = buf_text(&text);
    int e = text.over ? -ENOMEM : sink_put(conf->sink, &r);
    buf_fini(&text);
    return e;
}

static int put_closed_doors(const struct scan_conf *conf, const struct addr *a, const struct host_ports *hp)
{
    for (int h = HEARD_ASKED1; h < HEARD_COUNT; h++) {
        struct tech_verdict v = tech_judge(conf->tech, (enum heard)h, a->len == 4 ? 4 : 6);
        if (!hp->count[h] || v.state == STATE_OPEN || conf->open_only)
            continue;
        int e = conf->all_states || hp->count[h] <= RESULTS_SINGLE_MAX
                    ? put_ports(conf, a, v, &hp->set[h])
                    : put_rest(conf, a, v, &hp->set[h], hp->count[h]);
        if (e < 0)
            return e;
    }
    return 0;
}

/* Senders start at 32, 64, 128 or 255 (RFC 1700 and practice): the way is what is missing to the next of them. */
static uint64_t distance(uint8_t ttl)
{
    return ttl == 0 ? RECORD_NO_U64
                    : (uint64_t)((ttl <= 32    ? 32
                                  : ttl <= 64  ? 64
                                  : ttl <= 128 ? 128
                                               : 255) -
                                 ttl);
}

static int put_host(const struct scan_conf *conf, const struct addr *a, const struct block_host *h)
{
    struct record r;
    record_init(&r, RECORD_HOST);
    r.host.addr = *a;
    r.host.state = h->seen ? HOST_UP : HOST_UNKNOWN;
    r.host.reason = h->seen ? REASON_ANSWERED : REASON_NO_RESPONSE;
    if (h->seen) {
        r.host.rtt_ms = block_host_rtt_ms(h);
        r.host.distance = distance(h->ttl);
    }
    return sink_put(conf->sink, &r);
}

int results_put(const struct scan_conf *conf, const struct block *b, bool finished,
                struct addr (*host_at)(const void *ctx, uint64_t i), const void *ctx,
                struct results_counts *counts)
{
    struct host_ports *hp = malloc(sizeof *hp);
    if (!hp)
        return -ENOMEM;
    bool name_silent = conf->all_states || targets_count(conf->targets) <= RESULTS_NAMED_MAX;
    int e = 0;
    for (uint64_t slot = 0; b->silent && slot < b->slots; slot++)
        counts->unasked += undecided(block_get(b, slot), finished);
    for (uint64_t i = 0; i < b->hosts && e == 0; i++) {
        const struct block_host *h = &b->host[i];
        counts->hosts_up += h->seen;
        counts->hosts_silent += !h->seen;
        if ((!h->seen && !name_silent) || (!sort_ports(conf, b, finished, i, hp) && !h->seen))
            continue;
        struct addr a = host_at(ctx, i);
        e = put_closed_doors(conf, &a, hp);
        if (e == 0)
            e = put_host(conf, &a, h);
    }
    free(hp);
    return e;
}
