#include "watch/source/live.h"

#include "io/ring.h"
#include "watch/source/headers.h"

#include <errno.h>
#include <stdlib.h>

enum {
    LINKTYPE_ETHERNET = 1,
    LINKTYPE_RAW = 101,
    ROOM = 32 << 20,
    HEADERS =
        256, /* Ethernet, tags, IPv6, an ICMPv6 error and the headers that it quotes are 130; in VXLAN over IPv6, 200 */
    FRAMES = 64,
};

struct live {
    struct source s;
    struct frames *frames;
    const nsec *to_wall;
    bool gone; /* the interface is no more, and none can take its place */
};

static struct live *live_of(struct source *s)
{
    return (struct live *)s;
}

/* Returns how many sights it gave. */
static unsigned take(struct live *l, const struct frame *f, unsigned n, struct sight ret[HEADERS_SIGHTS])
{
    struct source_stats *stats = &l->s.stats;
    unsigned type = l->frames->layer == FRAMES_IP ? LINKTYPE_RAW : LINKTYPE_ETHERNET;
    stats->packets++;
    switch (headers_read(type, f->data, f->len, f->wire_len, ret)) {
    case HEADERS_OK: break;
    case HEADERS_SKIP: stats->skipped++; return 0;
    default: stats->undecoded++; return 0;
    }
    unsigned sights =
        inner_may_be(ret->proto, ret->dport) ? headers_carried(type, f->data, f->len, f->wire_len, ret) : 1;
    stats->sights += sights;
    for (unsigned i = 0; i < sights; i++) {
        stats->cut += ret[i].cut != 0;
        ret[i].at = f->at + (l->to_wall ? *l->to_wall : 0);
        source_keep(&l->s, n + i, &ret[i], type, f->data, f->len, f->wire_len);
    }
    /* the outermost tag, which the kernel took out; 0: no VLAN (headers.c) */
    if (f->vlan != FRAMES_NO_VLAN && f->vlan & 0xfff)
        ret->vlan = f->vlan & 0xfff;
    return sights;
}

static int live_read(struct source *s, struct sight out[], unsigned cap, bool *ended)
{
    struct live *l = live_of(s);
    struct frame frame[FRAMES];
    unsigned n = 0;
    *ended = l->gone;
    while (n + HEADERS_SIGHTS <= cap) {
        unsigned room = (cap - n) / HEADERS_SIGHTS;
        uint32_t got = frames_recv(l->frames, frame, room < FRAMES ? room : FRAMES);
        for (uint32_t i = 0; i < got; i++)
            n += take(l, &frame[i], n, &out[n]);
        frames_release(l->frames, got);
        if (!got)
            break;
    }
    return (int)n;
}

static void live_free(struct source *s)
{
    frames_free(live_of(s)->frames);
    free(s);
}

static void live_count(struct source *s)
{
    struct frames_stats now;
    frames_stats(live_of(s)->frames, &now);
    s->stats.lost = now.rx_ring_drops + now.rx_link_drops;
    s->stats.last_error = now.last_error;
    int e = now.last_error == ENODEV ? ring_hear_again(live_of(s)->frames) : 0;
    live_of(s)->gone = e == -EPERM; /* all else may be better the next time */
    if (live_of(s)->gone)
        s->stats.last_error = EPERM;
}

static const struct source_ops ops = {
    .read = live_read, .free = live_free, .count = live_count, .packets = true};

int live_open(const struct live_conf *conf, struct source **ret)
{
    struct ring_conf ring = {.ifindex = conf->ifindex,
                             .rx_bytes = conf->room ? conf->room : ROOM,
                             .snaplen = HEADERS,
                             .rx_only = true,
                             .cooked = conf->bare,
                             .everything = true};
    struct live *l = calloc(1, sizeof *l);
    if (!l)
        return -ENOMEM;
    int e = ring_open(&ring, &l->frames);
    if (e < 0) {
        free(l);
        return e;
    }
    l->s = (struct source){.ops = &ops, .fd = frames_rx_fd(l->frames), .stats = {.format = "live"}};
    l->to_wall = conf->to_wall;
    *ret = &l->s;
    return 0;
}
