#include "io/xdp.h"

#include "io/priv_beside.h"
#include "io/priv_slots.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xdp/xsk.h>

enum {
    FRAMES = 2048,    /* of ours, all of which may be with the kernel; also the size of both rings */
    CHUNK = 2048,     /* room of each; the kernel takes powers of two from 2 KiB to a page */
    RX_FRAMES = 4096, /* zero copy: the card receives into the UMEM too, and the kernel copies from there */
    TX_SLOTS = 256,
    HEADER = 14,    /* Ethernet */
    LINK_HEAD = 18, /* the same with one VLAN tag */
    QUEUES = 64,    /* more are not tried */
    SOCKET_BUFFER = 4 << 20,
    KERNEL_BATCH = 256,    /* frames sent by one sendto(); the kernel's own limit is 32 */
    MAX_TX_SKB_BUDGET = 9, /* the option for it: Linux 6.17, linux/if_xdp.h */
};

struct xdp {
    struct frames f;
    struct frames *rx; /* a ring that only receives; also knows the link's counters */
    int link_fd;       /* holds the passing program on the interface; zero copy only, else -1 */
    bool zero_copy;

    uint8_t *area;
    size_t size;
    struct xsk_umem *umem;
    struct xsk_socket *socket;
    struct xsk_ring_prod fill, out;
    struct xsk_ring_cons back;

    /* offsets into `area`, a queue: reserve() shows its head, completions go to its tail */
    uint64_t free[FRAMES];
    uint32_t head, tail; /* ever rising */
    /* copy mode: frames at the head that are in the ring, but were not taken out of it yet */
    uint32_t posted;
    uint32_t slots, room;
    struct slots_count tx;
};

static struct xdp *xdp_of(struct frames *f)
{
    return (struct xdp *)f;
}

static int xdp_rx_fd(struct frames *f)
{
    return frames_rx_fd(xdp_of(f)->rx);
}

static uint32_t xdp_recv(struct frames *f, struct frame *out, uint32_t n)
{
    return frames_recv(xdp_of(f)->rx, out, n);
}

static void xdp_release(struct frames *f, uint32_t n)
{
    frames_release(xdp_of(f)->rx, n);
}

/* Takes back what the kernel is done with. */
static void reap(struct xdp *x)
{
    uint32_t at, n = xsk_ring_cons__peek(&x->back, FRAMES, &at);
    for (uint32_t i = 0; i < n; i++)
        x->free[x->tail++ % FRAMES] = *xsk_ring_cons__comp_addr(&x->back, at + i);
    if (n)
        xsk_ring_cons__release(&x->back, n);
}

/* Frames in the ring that the kernel has not taken out. */
static uint32_t waiting(const struct xdp *x)
{
    return *x->out.producer - __atomic_load_n(x->out.consumer, __ATOMIC_ACQUIRE);
}

static bool temporary(int error)
{
    return error == EAGAIN || error == EBUSY || error == ENOBUFS || error == ENOMEM || error == EINTR;
}

/* One wake-up a batch; again when the kernel stopped at its own batch size (EAGAIN) or because the link
 * dropped a frame (EBUSY; the link counts it). 0, or the error that it ends with while frames wait. */
static int wake(struct xdp *x)
{
    for (;;) {
        uint32_t before = waiting(x);
        if (sendto(xsk_socket__fd(x->socket), NULL, 0, MSG_DONTWAIT, NULL, 0) >= 0)
            return 0;
        int error = errno;
        uint32_t after = waiting(x);
        if (after == 0)
            return 0;
        if (after == before || !temporary(error))
            return -error;
    }
}

static uint32_t xdp_reserve(struct frames *f, struct frame *out, uint32_t n)
{
    struct xdp *x = xdp_of(f);
    reap(x);
    uint32_t have = x->tail - x->head;
    if (x->zero_copy && have < n && xsk_ring_prod__needs_wakeup(&x->out))
        (void)wake(x); /* its errors come up in send() */
    n = n < x->slots ? n : x->slots;
    n = n < have ? n : have;
    for (uint32_t i = 0; i < n; i++)
        out[i] = (struct frame){
            .data = x->area + x->free[(x->head + i) % FRAMES], .len = x->room, .vlan = FRAMES_NO_VLAN};
    return n;
}

/* errno for a frame that must not reach the kernel, which would swallow it and never give its room back. */
static int wrong(const struct xdp *x, const struct frame *f)
{
    return f->len > x->room ? EMSGSIZE : f->len < HEADER ? EINVAL : 0;
}

/* Puts n frames at the head into the ring. Those that already wait there are written again: their length may
 * differ. */
static void post(struct xdp *x, const struct frame *in, uint32_t n)
{
    uint32_t at, more = n > x->posted ? n - x->posted : 0;
    uint32_t first = *x->out.producer - x->posted;
    for (uint32_t i = 0; i < n; i++)
        *xsk_ring_prod__tx_desc(&x->out, first + i) =
            (struct xdp_desc){.addr = (uint64_t)(in[i].data - x->area), .len = in[i].len};
    if (more && xsk_ring_prod__reserve(&x->out, more, &at) == more)
        xsk_ring_prod__submit(&x->out, more);
    x->posted += more;
}

/* Sends n frames that are not wrong. How many are done with, and *ret_error of the others. */
static uint32_t send_good(struct xdp *x, const struct frame *in, uint32_t n, int *ret_error)
{
    post(x, in, n);
    *ret_error = x->zero_copy && !xsk_ring_prod__needs_wakeup(&x->out) ? 0 : wake(x);
    /* Zero copy: the card fetches them when it likes. Copy mode: only sendto() takes them out of the ring. */
    uint32_t left = x->zero_copy && (*ret_error == 0 || temporary(-*ret_error)) ? 0 : waiting(x);
    uint32_t done = x->posted > left ? x->posted - left : 0;
    x->posted -= done;
    x->head += done;
    x->tx.tx += done;
    return done < n ? done : n;
}

/* The room of a frame that was not sent goes to the end of the queue. */
static void drop_head(struct xdp *x, int error)
{
    x->free[x->tail++ % FRAMES] = x->free[x->head++ % FRAMES];
    x->tx.failed++;
    x->tx.last_error = error;
}

static int xdp_send(struct frames *f, const struct frame *in, uint32_t n)
{
    struct xdp *x = xdp_of(f);
    uint32_t done = 0;
    while (done < n) {
        uint32_t good = 0;
        int error = 0;
        while (done + good < n && !wrong(x, &in[done + good]))
            good++;
        uint32_t sent = good ? send_good(x, in + done, good, &error) : 0;
        done += sent;
        if (sent < good && temporary(-error)) {
            x->tx.refused++;
            break;
        }
        if (sent < good) {
            x->tx.last_error = -error;
            return done ? (int)done : error;
        }
        if (done < n)
            drop_head(x, wrong(x, &in[done++]));
    }
    return (int)done;
}

static void xdp_stats(struct frames *f, struct frames_stats *ret)
{
    struct xdp *x = xdp_of(f);
    frames_stats(x->rx, ret);
    ret->tx = x->tx.tx;
    ret->tx_refused = x->tx.refused;
    ret->tx_failed = x->tx.failed;
    if (!ret->last_error)
        ret->last_error = x->tx.last_error;
}

static void close_socket(struct xdp *x)
{
    if (x->socket)
        xsk_socket__delete(x->socket);
    if (x->umem)
        (void)xsk_umem__delete(x->umem);
    if (x->area)
        munmap(x->area, x->size);
    x->socket = NULL;
    x->umem = NULL;
    x->area = NULL;
}

static void xdp_free(struct frames *f)
{
    struct xdp *x = xdp_of(f);
    struct beside rx;
    beside_free(&rx, x->rx);
    close_socket(x);
    if (x->link_fd >= 0)
        close(x->link_fd);
    beside_end(&rx);
    free(x);
}

static const struct frames_ops copy_ops =
                                   {
                                       .name = "xdp",
                                       .rx_fd = xdp_rx_fd,
                                       .reserve = xdp_reserve,
                                       .send = xdp_send,
                                       .recv = xdp_recv,
                                       .release = xdp_release,
                                       .stats = xdp_stats,
                                       .free = xdp_free,
},
                               zero_copy_ops = {
                                   .name = "xdp-zero-copy",
                                   .rx_fd = xdp_rx_fd,
                                   .reserve = xdp_reserve,
                                   .send = xdp_send,
                                   .recv = xdp_recv,
                                   .release = xdp_release,
                                   .stats = xdp_stats,
                                   .free = xdp_free,
};

/* A program that passes everything to the kernel, on the interface for as long as the descriptor is open. */
static int attach_passing(int ifindex)
{
    static const struct bpf_insn pass[] = {
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = XDP_PASS},
        {.code = BPF_JMP | BPF_EXIT},
    };
    LIBBPF_OPTS(bpf_link_create_opts, native, .flags = XDP_FLAGS_DRV_MODE);
    int program = bpf_prog_load(BPF_PROG_TYPE_XDP, "tojimari_pass", "Dual BSD/GPL", pass,
                                sizeof pass / sizeof *pass, NULL);
    if (program < 0)
        return program;
    int link = bpf_link_create(program, ifindex, BPF_XDP, &native);
    close(program);
    return link;
}

static int make_umem(struct xdp *x)
{
    struct xsk_umem_config conf = {.fill_size = RX_FRAMES, .comp_size = FRAMES, .frame_size = CHUNK};
    x->size = (size_t)CHUNK * (x->zero_copy ? FRAMES + RX_FRAMES : FRAMES);
    void *area = mmap(NULL, x->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED)
        return -errno;
    x->area = area;
    return xsk_umem__create(&x->umem, area, x->size, &x->fill, &x->back, &conf);
}

/* Only zero copy receives by way of the UMEM: a card whose fill ring is empty would receive nothing. */
static void give_receive_room(struct xdp *x)
{
    uint32_t at, n = xsk_ring_prod__reserve(&x->fill, RX_FRAMES, &at);
    for (uint32_t i = 0; i < n; i++)
        *xsk_ring_prod__fill_addr(&x->fill, at + i) = (uint64_t)CHUNK * (FRAMES + i);
    xsk_ring_prod__submit(&x->fill, n);
}

static int open_queue(struct xdp *x, const char *device, uint32_t queue)
{
    struct xsk_socket_config conf = {
        .tx_size = FRAMES,
        .libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD,
        .bind_flags = (uint16_t)(XDP_USE_NEED_WAKEUP | (x->zero_copy ? XDP_ZEROCOPY : XDP_COPY)),
    };
    x->fill = x->out = (struct xsk_ring_prod){0}; /* libxdp leaves its cursors as they are */
    x->back = (struct xsk_ring_cons){0};
    int e = make_umem(x);
    if (e == 0 && x->zero_copy)
        give_receive_room(x);
    if (e == 0)
        e = xsk_socket__create(&x->socket, device, queue, x->umem, NULL, &x->out, &conf);
    if (e < 0)
        close_socket(x);
    return e;
}

static int open_tx(struct xdp *x, const struct ring_conf *conf)
{
    char device[IF_NAMESIZE];
    int buffer = SOCKET_BUFFER, batch = KERNEL_BATCH;
    if (!if_indextoname((unsigned)conf->ifindex, device))
        return -ENODEV;
    int e = open_queue(x, device, 0);
    for (uint32_t queue = 1; e == -EBUSY && queue < QUEUES; queue++) {
        int r = open_queue(x, device, queue);
        if (r == -EINVAL)
            break; /* there are no more */
        e = r;
    }
    if (e < 0)
        return e;
    int fd = xsk_socket__fd(x->socket);
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer) < 0)
        (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    (void)setsockopt(fd, SOL_XDP, MAX_TX_SKB_BUDGET, &batch, sizeof batch);
    for (; x->tail < FRAMES; x->tail++)
        x->free[x->tail] = (uint64_t)CHUNK * x->tail;
    return 0;
}

static int open_all(struct xdp *x, const struct ring_conf *conf)
{
    struct ring_conf listen = *conf;
    listen.rx_only = true;
    int e = ring_open(&listen, &x->rx);
    if (e < 0)
        return e;
    x->f.mtu = x->rx->mtu;
    x->room = x->f.mtu + LINK_HEAD < CHUNK ? x->f.mtu + LINK_HEAD : CHUNK;
    x->slots = conf->tx_slots ? conf->tx_slots : TX_SLOTS;
    x->slots = x->slots < FRAMES ? x->slots : FRAMES;
    if (x->zero_copy) {
        x->link_fd = attach_passing(conf->ifindex);
        if (x->link_fd < 0)
            return x->link_fd;
    }
    return open_tx(x, conf);
}

int xdp_open(const struct ring_conf *conf, struct frames **ret)
{
    if (conf->cooked || conf->rx_only)
        return -EOPNOTSUPP;
    struct xdp *x = calloc(1, sizeof *x);
    if (!x)
        return -ENOMEM;
    x->f = (struct frames){.ops = conf->zero_copy ? &zero_copy_ops : &copy_ops,
                           .layer = FRAMES_ETHERNET,
                           .failed = &x->tx.failed,
                           .failed_why = &x->tx.last_error};
    x->zero_copy = conf->zero_copy;
    x->link_fd = -1;
    int e = open_all(x, conf);
    if (e < 0) {
        xdp_free(&x->f);
        return e;
    }
    *ret = &x->f;
    return 0;
}
