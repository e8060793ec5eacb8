#include "io/card.h"

#include "io/filter.h"
#include "io/hush.h"
#include "io/raw.h"
#include "io/sieve.h"
#include "io/xdp.h"

#include <errno.h>
#include <linux/filter.h>
#include <unistd.h>

/* Closed ports' answers are kept from the kernel: in the driver where that disturbs nothing, else one layer
 * up. */
static void keep_resets(const struct card_conf *conf, struct card *c)
{
    c->sieved =
        !conf->zero_copy && sieve_open(c->frames, conf->ifindex, conf->tcp_lo, conf->tcp_hi, &c->frames) == 0;
    if (c->sieved)
        return;
    c->hush_fd = hush_open(conf->ifindex, conf->tcp_lo, conf->tcp_hi);
    c->hushed = c->hush_fd >= 0;
    c->hush_error = c->hushed ? 0 : c->hush_fd;
}

static int open_ethernet(const struct card_conf *conf, struct ring_conf *ring, struct card *c)
{
    ring->zero_copy = conf->zero_copy;
    c->xdp_error = xdp_open(ring, &c->frames);
    if (c->xdp_error < 0 && conf->zero_copy) {
        ring->zero_copy = false;
        int e = xdp_open(ring, &c->frames);
        c->xdp_error = e < 0 ? e : c->xdp_error;
    }
    int e = c->frames ? 0 : ring_open(ring, &c->frames);
    if (e < 0)
        return e;
    if (raw_spare(ring, &c->spare) < 0)
        c->spare = NULL;
    if (conf->want & FILTER_TCP)
        keep_resets(conf, c);
    return 0;
}

int card_open(const struct card_conf *conf, struct card *ret)
{
    struct sock_filter code[FILTER_MAX];
    struct filter_conf want = {.layer = conf->ethernet ? FRAMES_ETHERNET : FRAMES_IP,
                               .want = conf->want,
                               .port_lo = conf->port_lo,
                               .port_hi = conf->port_hi};
    *ret = (struct card){0};
    int n = filter_scan(&want, code, FILTER_MAX);
    if (n < 0)
        return n;
    struct ring_conf ring = {.ifindex = conf->ifindex, .filter = code, .filter_len = (uint16_t)n};
    return conf->ethernet ? open_ethernet(conf, &ring, ret) : raw_open(&ring, &ret->frames);
}

void card_fini(struct card *c)
{
    frames_free(c->frames);
    frames_free(c->spare);
    if (c->hushed)
        close(c->hush_fd);
    *c = (struct card){0};
}

bool card_fall_back(struct card *c)
{
    if (!c->spare)
        return false;
    raw_adopt(c->spare, c->frames);
    c->frames = c->spare;
    c->spare = NULL;
    return true;
}
