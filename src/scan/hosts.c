#include "scan/hosts.h"

#include <errno.h>
#include <stdlib.h>

int hosts_init(struct hosts *h, const struct targets *targets)
{
    uint64_t n = targets_count(targets);
    *h = (struct hosts){.targets = targets};
    if (n > HOSTS_MAX)
        return -E2BIG;
    h->host = calloc(n ? n : 1, sizeof *h->host);
    h->door = calloc(n ? n : 1, sizeof *h->door);
    if (h->host && h->door)
        return 0;
    hosts_fini(h);
    return -ENOMEM;
}

void hosts_fini(struct hosts *h)
{
    free(h->host);
    free(h->door);
    h->host = NULL;
    h->door = NULL;
}

bool hosts_note(struct hosts *h, const struct addr *a, const struct block_host *known)
{
    uint64_t i = targets_index(h->targets, a);
    if (i == TARGETS_NONE || (!known->seen && h->host[i].seen))
        return false;
    bool news = known->seen == BLOCK_ANSWERED && h->host[i].seen != BLOCK_ANSWERED;
    h->host[i] = *known;
    if (!known->seen)
        h->host[i].seen = BLOCK_SILENT;
    return news;
}

struct block_host hosts_known(const struct hosts *h, const struct addr *a)
{
    uint64_t i = targets_index(h->targets, a);
    return i == TARGETS_NONE || h->host[i].seen == BLOCK_SILENT ? (struct block_host){0} : h->host[i];
}

void hosts_open(struct hosts *h, const struct addr *a, uint16_t port)
{
    uint64_t i = targets_index(h->targets, a);
    if (i != TARGETS_NONE)
        h->door[i] = port;
}

uint16_t hosts_door(const struct hosts *h, const struct addr *a)
{
    uint64_t i = targets_index(h->targets, a);
    return i == TARGETS_NONE ? 0 : h->door[i];
}

int hosts_record(struct sink *sink, const struct addr *a, const struct block_host *h, enum reason answer)
{
    struct record r;
    record_init(&r, RECORD_HOST);
    r.host.addr = *a;
    r.host.state = h->seen == BLOCK_ANSWERED ? HOST_UP : HOST_UNKNOWN;
    r.host.reason = h->seen == BLOCK_ANSWERED     ? answer
                    : h->seen == BLOCK_SPOKEN_FOR ? REASON_SPOKEN_FOR
                                                  : REASON_NO_RESPONSE;
    if (h->seen == BLOCK_ANSWERED) {
        r.host.rtt_ms = block_host_rtt_ms(h);
        r.host.distance = h->ttl ? voices_distance(h->ttl) : RECORD_NO_U64;
    }
    return sink_put(sink, &r);
}

int hosts_put(const struct hosts *h, struct sink *sink, bool name_silent, uint64_t *ret_silent)
{
    uint64_t n = targets_count(h->targets), silent = 0;
    int e = 0;
    for (uint64_t i = 0; i < n && e == 0; i++) {
        unsigned seen = h->host[i].seen;
        silent += seen && seen != BLOCK_ANSWERED;
        if (!seen || (seen == BLOCK_SILENT && !name_silent))
            continue;
        struct addr a = targets_addr(h->targets, i);
        e = hosts_record(sink, &a, &h->host[i], REASON_ANSWERED);
    }
    *ret_silent = silent;
    return e;
}
