#include "io/sieve.h"

#include "io/priv_beside.h"
#include "io/priv_closed.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BYTES = 2 << 20, /* of records: 20,000, or 40 ms of half a million answers a second */
    TURNS = 64,      /* receives that may wait for their release */
    FRAME4 = V4_TCP + 20,
    FRAME6 = V6_TCP + 20,
    NO_WAKEUP = 1, /* BPF_RB_NO_WAKEUP */
    WAKEUP = 2,    /* BPF_RB_FORCE_WAKEUP */
};

/* What the program writes. */
struct sieved {
    uint64_t at;  /* CLOCK_MONOTONIC */
    uint32_t len; /* bytes of `frame` */
    uint32_t unused;
    uint8_t frame[80];
};

/* A record in the buffer: the kernel's header (BPF_RINGBUF_HDR_SZ), then ours. All have the same size. */
struct slot {
    uint32_t len; /* BPF_RINGBUF_BUSY_BIT while it is being written */
    uint32_t page;
    struct sieved data;
};

/* Frames of one receive, all from the same side. */
struct turn {
    bool sieved;
    uint32_t frames;
};

struct sieve {
    struct frames f;
    struct frames_ops ops;
    struct frames *in; /* owned */
    int records, asleep, link,
        either;          /* descriptors: maps, the program's hold on the link, epoll over both sides */
    uint32_t *sleeping;  /* tells the program that we wait to be woken */
    uint64_t *consumed;  /* up to where records were released: the program writes no farther */
    const uint8_t *ring; /* the kernel's page with how far it has written, then the records, twice */
    size_t page;
    uint64_t read; /* up to where records were given out */
    bool other;    /* whose turn it is to be looked at first */
    bool awake;    /* the caller comes by itself until there is nothing */
    struct turn turn[TURNS];
    uint32_t oldest, turns;
    _Atomic uint64_t count;
};

/* r9 = our record. The bytes are copied eight at a time. */
#define CARRY(size, at) LOAD(size, 0, 2, at), STORE(size, 9, offsetof(struct sieved, frame) + (at), 0)
#define NOTE(length)    SET(0, length), STORE(W, 9, offsetof(struct sieved, len), 0)

static const struct bpf_insn tail[] = {
    HERE(LABEL_NEXT),
    SET(0, XDP_PASS),
    EXIT,

    HERE(LABEL_TAKE),
    CONSTANT(1, MAP_FD, MAP_RECORDS),
    SET(2, sizeof(struct sieved)),
    SET(3, 0),
    CALL(ringbuf_reserve),
    IF(JEQ, 0, 0, LABEL_NEXT),
    MOVE(9, 0),
    CALL(ktime_get_ns),
    STORE(DW, 9, offsetof(struct sieved, at), 0),
    NOTE(0),
    LOAD(W, 2, 6, offsetof(struct xdp_md, data)),
    LOAD(W, 3, 6, offsetof(struct xdp_md, data_end)),
    MOVE(4, 2),
    ADD(4, FRAME4),
    IF_REG(JGT, 4, 3, LABEL_SUBMIT), /* cannot be, but the verifier wants to hear it */
    CARRY(DW, 0),
    CARRY(DW, 8),
    CARRY(DW, 16),
    CARRY(DW, 24),
    CARRY(DW, 32),
    CARRY(DW, 40),
    CARRY(W, 48),
    CARRY(H, 52),
    NOTE(FRAME4),
    LOAD(H, 0, 2, 12),
    IF(JNE, 0, __constant_htons(ETH_P_IPV6), LABEL_SUBMIT),
    NOTE(0),
    MOVE(4, 2),
    ADD(4, FRAME6),
    IF_REG(JGT, 4, 3, LABEL_SUBMIT),
    CARRY(DW, 48),
    CARRY(DW, 56),
    CARRY(DW, 64),
    CARRY(H, 72),
    NOTE(FRAME6),

    HERE(LABEL_SUBMIT),
    CONSTANT(3, MAP_VALUE, MAP_ASLEEP),
    SET(2, NO_WAKEUP),
    LOAD(W, 0, 3, 0),
    IF(JEQ, 0, 0, LABEL_SENT),
    SET(0, 0),
    STORE(W, 3, 0, 0),
    SET(2, WAKEUP),
    HERE(LABEL_SENT),
    MOVE(1, 9),
    CALL(ringbuf_submit),
    SET(0, XDP_DROP),
    EXIT,
};

static struct sieve *sieve_of(struct frames *f)
{
    return (struct sieve *)f;
}

static uint64_t written(const struct sieve *x)
{
    return __atomic_load_n((const uint64_t *)(const void *)x->ring, __ATOMIC_ACQUIRE);
}

static const struct slot *slot_at(const struct sieve *x, uint64_t at)
{
    return (const void *)(x->ring + x->page + at % BYTES);
}

/* Records that are ready. The answers' checksums may be unfinished: both ends of the link can be in one
 * machine, and a program in the driver is not told. */
static uint32_t take(struct sieve *x, struct frame *out, uint32_t n)
{
    uint64_t end = written(x);
    uint32_t got = 0;
    for (; got < n && x->read < end; got++, x->read += sizeof(struct slot)) {
        const struct slot *s = slot_at(x, x->read);
        if (__atomic_load_n(&s->len, __ATOMIC_ACQUIRE) & BPF_RINGBUF_BUSY_BIT)
            break;
        out[got] = (struct frame){.data = (uint8_t *)(uintptr_t)s->data.frame,
                                  .len = s->data.len,
                                  .wire_len = s->data.len,
                                  .at = (nsec)s->data.at,
                                  .csum_unset = true,
                                  .vlan = FRAMES_NO_VLAN};
    }
    x->count += got;
    return got;
}

static uint32_t from_side(struct sieve *x, bool sieved, struct frame *out, uint32_t n)
{
    return sieved ? take(x, out, n) : frames_recv(x->in, out, n);
}

/* The caller may wait now. What arrives from here on wakes it; what came just before woke nobody, so epoll
 * must look. */
static void fall_asleep(struct sieve *x)
{
    struct epoll_event ev = {.events = EPOLLIN};
    __atomic_store_n(x->sleeping, 1, __ATOMIC_SEQ_CST);
    (void)epoll_ctl(x->either, EPOLL_CTL_MOD, x->records, &ev);
}

static uint32_t sieve_recv(struct frames *f, struct frame *out, uint32_t n)
{
    struct sieve *x = sieve_of(f);
    if (!n || x->turns == TURNS)
        return 0;
    bool sieved = x->other = !x->other;
    uint32_t got = from_side(x, sieved, out, n);
    if (!got)
        got = from_side(x, sieved = !sieved, out, n);
    x->awake &= got > 0;
    if (!x->awake)
        fall_asleep(x);
    if (got)
        x->turn[(x->oldest + x->turns++) % TURNS] = (struct turn){sieved, got};
    return got;
}

static void sieve_release(struct frames *f, uint32_t n)
{
    struct sieve *x = sieve_of(f);
    while (n && x->turns) {
        struct turn *t = &x->turn[x->oldest % TURNS];
        uint32_t k = n < t->frames ? n : t->frames;
        if (t->sieved)
            __atomic_store_n(x->consumed, *x->consumed + k * sizeof(struct slot), __ATOMIC_RELEASE);
        else
            frames_release(x->in, k);
        t->frames -= k;
        n -= k;
        x->oldest += t->frames == 0;
        x->turns -= t->frames == 0;
    }
}

static void sieve_stay_awake(struct frames *f)
{
    sieve_of(f)->awake = true;
    __atomic_store_n(sieve_of(f)->sleeping, 0, __ATOMIC_RELAXED);
}

static int sieve_rx_fd(struct frames *f)
{
    return sieve_of(f)->either;
}

static uint32_t sieve_reserve(struct frames *f, struct frame *out, uint32_t n)
{
    return frames_reserve(sieve_of(f)->in, out, n);
}

static int sieve_send(struct frames *f, const struct frame *in, uint32_t n)
{
    return frames_send(sieve_of(f)->in, in, n);
}

static void sieve_stats(struct frames *f, struct frames_stats *ret)
{
    struct sieve *x = sieve_of(f);
    frames_stats(x->in, ret);
    ret->rx += x->count;
}

static void unmap(void *at, size_t n)
{
    if (at)
        munmap(at, n);
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* Everything but `in`. */
static void close_all(struct sieve *x)
{
    close_fd(x->link); /* first: then nobody writes any more */
    close_fd(x->either);
    unmap(x->consumed, x->page);
    unmap((void *)(uintptr_t)x->ring, x->page + 2 * (size_t)BYTES);
    unmap(x->sleeping, x->page);
    close_fd(x->records);
    close_fd(x->asleep);
    free(x);
}

static void sieve_free(struct frames *f)
{
    struct beside in;
    beside_free(&in, sieve_of(f)->in);
    close_all(sieve_of(f));
    beside_end(&in);
}

static const struct frames_ops ops = {
    .rx_fd = sieve_rx_fd,
    .reserve = sieve_reserve,
    .send = sieve_send,
    .recv = sieve_recv,
    .release = sieve_release,
    .stay_awake = sieve_stay_awake,
    .stats = sieve_stats,
    .free = sieve_free,
};

/* Does this driver take a program without a reset? */
static bool is_gentle(int ifindex)
{
    struct ethtool_drvinfo info = {.cmd = ETHTOOL_GDRVINFO};
    struct ifreq ifr = {.ifr_data = (void *)&info};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    bool known = if_indextoname((unsigned)ifindex, ifr.ifr_name) && ioctl(fd, SIOCETHTOOL, &ifr) == 0;
    close(fd);
    return known && strcmp(info.driver, "veth") == 0;
}

static int map(int fd, size_t n, int how, off_t at, void *ret)
{
    void *got = mmap(NULL, n, how, MAP_SHARED, fd, at);
    if (got == MAP_FAILED)
        return -errno;
    *(void **)ret = got;
    return 0;
}

static int make_maps(struct sieve *x)
{
    LIBBPF_OPTS(bpf_map_create_opts, mapped, .map_flags = BPF_F_MMAPABLE);
    x->records = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "tojimari_rst", 0, 0, BYTES, NULL);
    x->asleep = x->records < 0 ? -1 : bpf_map_create(BPF_MAP_TYPE_ARRAY, "tojimari_sleep", 4, 4, 1, &mapped);
    if (x->records < 0 || x->asleep < 0)
        return x->records < 0 ? x->records : x->asleep;
    int e = map(x->records, x->page, PROT_READ | PROT_WRITE, 0, &x->consumed);
    if (e == 0)
        e = map(x->records, x->page + 2 * (size_t)BYTES, PROT_READ, (off_t)x->page, &x->ring);
    if (e == 0)
        e = map(x->asleep, x->page, PROT_READ | PROT_WRITE, 0, &x->sleeping);
    if (e == 0)
        *x->sleeping = 1;
    return e;
}

static int attach(struct sieve *x, int ifindex, uint16_t port_lo, uint16_t port_hi)
{
    struct bpf_insn program[CLOSED_MAX];
    struct closed_conf conf = {.data = offsetof(struct xdp_md, data),
                               .data_end = offsetof(struct xdp_md, data_end),
                               .tail = tail,
                               .tails = sizeof tail / sizeof *tail,
                               .hole = {[-PORT_LO] = port_lo,
                                        [-PORT_HI] = port_hi,
                                        [-MAP_RECORDS] = x->records,
                                        [-MAP_ASLEEP] = x->asleep}};
    LIBBPF_OPTS(bpf_link_create_opts, native, .flags = XDP_FLAGS_DRV_MODE);
    size_t n = closed_program(&conf, program);
    int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "tojimari_sieve", "Apache-2.0", program, n, NULL);
    if (fd < 0)
        return fd;
    x->link = bpf_link_create(fd, ifindex, BPF_XDP, &native);
    close(fd);
    return x->link < 0 ? x->link : 0;
}

static int watch(struct sieve *x)
{
    int fd[] = {x->records, frames_rx_fd(x->in)};
    x->either = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; x->either >= 0 && i < 2; i++) {
        struct epoll_event ev = {.events = EPOLLIN};
        if (epoll_ctl(x->either, EPOLL_CTL_ADD, fd[i], &ev) < 0)
            return -errno;
    }
    return x->either < 0 ? -errno : 0;
}

int sieve_open(struct frames *in, int ifindex, uint16_t port_lo, uint16_t port_hi, struct frames **ret)
{
    if (in->layer != FRAMES_ETHERNET || !is_gentle(ifindex))
        return -EOPNOTSUPP;
    struct sieve *x = calloc(1, sizeof *x);
    if (!x)
        return -ENOMEM;
    x->f = *in;
    x->ops = ops;
    x->ops.name = in->ops->name;
    x->f.ops = &x->ops;
    x->in = in;
    x->page = (size_t)sysconf(_SC_PAGESIZE);
    x->records = x->asleep = x->link = x->either = -1;
    int e = make_maps(x);
    if (e == 0)
        e = watch(x);
    if (e == 0)
        e = attach(x, ifindex, port_lo, port_hi);
    if (e < 0) {
        close_all(x);
        return e;
    }
    *ret = &x->f;
    return 0;
}
