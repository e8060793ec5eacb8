#include "io/tape.h"

#include "base/bytes.h"
#include "io/pcap.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <pthread.h>
#include <stdlib.h>

enum {
    ADDRESSES = 12, /* the bytes before an Ethernet type or tag */
    TAG = 4,
};

/* The recorded frames, first member as in every backend. */
struct tee {
    struct frames f;
    struct frames_ops ops; /* ours, under the name of what is behind */
    struct frames *through;
    struct tape *tape;
};

struct tape {
    struct tee tee[TAPE_LINKS];
    uint32_t tees;
    nsec (*clock)(void);
    nsec_wall epoch;
    pthread_mutex_t lock; /* of what follows */
    struct frames *file;
    int error;
    uint8_t room[ETH_HLEN + TAG + 65536];
};

static struct tee *tee_of(struct frames *f)
{
    return (struct tee *)f;
}

/* The frame with what it lacks to stand in a file of Ethernet frames, in the tape's room. */
static struct frame whole(struct tape *t, const struct frame *f, enum frames_layer layer)
{
    struct wr w = wr_of(t->room, sizeof t->room);
    uint32_t cut = f->wire_len > f->len ? f->wire_len - f->len : 0, at = 0;
    if (layer == FRAMES_IP) {
        wr_zero(&w, ADDRESSES);
        wr_u16(&w, f->len && f->data[0] >> 4 == 6 ? ETH_P_IPV6 : ETH_P_IP);
    } else if (f->vlan != FRAMES_NO_VLAN && f->len >= ADDRESSES) {
        wr_bytes(&w, f->data, at = ADDRESSES);
        wr_u16(&w, ETH_P_8021Q);
        wr_u16(&w, f->vlan);
    }
    size_t room = sizeof t->room - wr_len(&w);
    wr_bytes(&w, f->data + at, f->len - at < room ? f->len - at : room);
    uint32_t len = (uint32_t)wr_len(&w);
    return (struct frame){.data = t->room, .len = len, .wire_len = len + cut};
}

/* `now`: of all of them; 0 = each has its own. */
static void record(struct tape *t, const struct frame *in, uint32_t n, enum frames_layer layer, nsec now)
{
    pthread_mutex_lock(&t->lock);
    for (uint32_t i = 0; i < n && !t->error; i++) {
        struct frame f = whole(t, &in[i], layer);
        pcap_set_time(t->file, t->epoch + (now ? now : in[i].at));
        int e = frames_send(t->file, &f, 1);
        t->error = e < 0 ? e : 0;
    }
    pthread_mutex_unlock(&t->lock);
}

static int tee_rx_fd(struct frames *f)
{
    return frames_rx_fd(tee_of(f)->through);
}

static uint32_t tee_reserve(struct frames *f, struct frame *out, uint32_t n)
{
    return frames_reserve(tee_of(f)->through, out, n);
}

/* With the time before the call: the answer may be here before it is back. What sending leaves of the bytes
 * is what was sent. */
static int tee_send(struct frames *f, const struct frame *in, uint32_t n)
{
    struct tee *tee = tee_of(f);
    nsec now = tee->tape->clock();
    int taken = frames_send(tee->through, in, n);
    if (taken > 0)
        record(tee->tape, in, (uint32_t)taken, f->layer, now);
    return taken;
}

static uint32_t tee_recv(struct frames *f, struct frame *out, uint32_t n)
{
    struct tee *tee = tee_of(f);
    uint32_t got = frames_recv(tee->through, out, n);
    if (got)
        record(tee->tape, out, got, f->layer, 0);
    return got;
}

static void tee_release(struct frames *f, uint32_t n)
{
    frames_release(tee_of(f)->through, n);
}

static void tee_stats(struct frames *f, struct frames_stats *ret)
{
    frames_stats(tee_of(f)->through, ret);
}

static void tee_free(struct frames *f)
{
    (void)f; /* the tape's */
}

int tape_new(const struct tape_conf *conf, struct tape **ret)
{
    struct tape *t = calloc(1, sizeof *t);
    if (!t)
        return -ENOMEM;
    int e = pcap_open_write_fd(conf->fd, FRAMES_ETHERNET, &t->file);
    if (e < 0) {
        free(t);
        return e;
    }
    pthread_mutex_init(&t->lock, NULL);
    t->clock = conf->clock;
    t->epoch = conf->epoch;
    *ret = t;
    return 0;
}

void tape_follow(struct frames *recorded, struct frames *through)
{
    struct tee *tee = tee_of(recorded);
    tee->through = through;
    tee->f = *through;
    tee->f.ops = &tee->ops;
    tee->ops.name = through->ops->name;
}

struct frames *tape_before(struct tape *t, struct frames *through)
{
    static const struct frames_ops ops = {.rx_fd = tee_rx_fd,
                                          .reserve = tee_reserve,
                                          .send = tee_send,
                                          .recv = tee_recv,
                                          .release = tee_release,
                                          .stats = tee_stats,
                                          .free = tee_free};
    if (t->tees == TAPE_LINKS)
        return NULL;
    struct tee *tee = &t->tee[t->tees++];
    tee->tape = t;
    tee->ops = ops;
    tape_follow(&tee->f, through);
    return &tee->f;
}

int tape_end(struct tape *t)
{
    if (!t)
        return 0;
    int e = pcap_flush(t->file);
    if (!t->error)
        t->error = e;
    e = t->error;
    frames_free(t->file);
    pthread_mutex_destroy(&t->lock);
    free(t);
    return e;
}
