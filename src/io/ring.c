#include "io/ring.h"

#include "io/priv_slots.h"
#include "sys/clock.h"
#include "sys/link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    RX_BYTES = 8 << 20,
    TX_SLOTS = 256,
    SLOT_MAX = 2048,
    SNAPLEN = 256,
    SNAPLEN_MAX = 256 << 10,
    BLOCK = 64 << 10, /* some 190 frames of 256 bytes; given over when full or after RETIRE_MS */
    RETIRE_MS = 1,
    FRAME = 2048,      /* TPACKET_V3 packs frames as they come; this only has to divide the block */
    BLOCK_HEAD = 4096, /* room for block and frame headers beside the longest frame */
    FRAME_HEAD =
        (sizeof(struct tpacket3_hdr) + TPACKET_ALIGNMENT - 1) / TPACKET_ALIGNMENT * TPACKET_ALIGNMENT,
    LINK_HEAD = 18, /* Ethernet with one VLAN tag */
    SOCKET_BUFFER = 4 << 20,
};

/* Older than this, or of the future: the wall clock was set between arrival and now. */
#define STAMP_AGE_MAX (10 * NSEC_SEC)

struct ring {
    struct frames f;
    int ifindex, rx_fd, tx_fd;
    char name[IF_NAMESIZE];
    enum link_kind kind;
    bool outgoing; /* what this host sends is heard too */
    bool everything;

    /* Receiving half. Blocks go round: the kernel fills one (status KERNEL), hands it over (USER), we read
     * its frames and give it back when the last one is released. */
    uint8_t *map;
    uint32_t block_size, blocks;
    uint32_t reading, left; /* block that recv() is in, its unread frames */
    uint32_t oldest, held;  /* first block not given back, how many are ours (reading one included) */
    uint32_t *unreleased;   /* frames out, by block */
    struct tpacket3_hdr *next;
    _Atomic uint64_t rx_count;
    _Atomic int rx_error;

    /* Sending half. */
    struct slots *slots;
    struct slots_count tx;
    struct sockaddr_ll to4, to6; /* cooked: the protocol goes with the address */
    struct netlink *nl;
    struct link_stats base;
    uint64_t ring_drops;
};

static struct ring *ring_of(struct frames *f)
{
    return (struct ring *)f;
}

static struct tpacket_block_desc *block(const struct ring *r, uint32_t i)
{
    return (void *)(r->map + (size_t)i * r->block_size);
}

static bool handed_over(const struct ring *r, uint32_t i)
{
    return __atomic_load_n(&block(r, i)->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER;
}

/* Gives blocks back, oldest first, from which everything was read and released. */
static void give_back(struct ring *r)
{
    while (r->held && r->unreleased[r->oldest] == 0 && (r->oldest != r->reading || r->left == 0)) {
        __atomic_store_n(&block(r, r->oldest)->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
        r->oldest = (r->oldest + 1) % r->blocks;
        r->held--;
    }
}

/* Steps into the next block that the kernel has handed over. */
static bool next_block(struct ring *r)
{
    give_back(r);
    uint32_t i = (r->oldest + r->held) % r->blocks;
    if (r->held == r->blocks || !handed_over(r, i))
        return false;
    struct tpacket_block_desc *b = block(r, i);
    r->reading = i;
    r->left = r->unreleased[i] = b->hdr.bh1.num_pkts;
    r->next = (void *)((uint8_t *)b + b->hdr.bh1.offset_to_first_pkt);
    r->held++;
    return true;
}

static struct tpacket3_hdr *next_frame(struct ring *r)
{
    while (r->left == 0)
        if (!next_block(r))
            return NULL;
    struct tpacket3_hdr *h = r->next;
    r->left--;
    r->next = (void *)((uint8_t *)h + h->tp_next_offset);
    return h;
}

/* The kernel stamps by the wall clock; `wall_to_mono` was measured a moment ago. */
static nsec stamp(const struct tpacket3_hdr *h, nsec wall_to_mono, nsec now)
{
    nsec at = (nsec)h->tp_sec * NSEC_SEC + (nsec)h->tp_nsec + wall_to_mono;
    return at > now || now - at > STAMP_AGE_MAX ? now : at;
}

static void describe(const struct ring *r, struct tpacket3_hdr *h, struct frame *ret)
{
    *ret = (struct frame){
        .data = (uint8_t *)h + (r->f.layer == FRAMES_IP ? h->tp_net : h->tp_mac),
        .len = h->tp_snaplen,
        .wire_len = h->tp_len,
        .csum_unset = h->tp_status & TP_STATUS_CSUMNOTREADY,
        .vlan = h->tp_status & TP_STATUS_VLAN_VALID ? (uint16_t)h->hv1.tp_vlan_tci : FRAMES_NO_VLAN,
    };
}

/* A pending error (ENETDOWN when the link went down) would keep the descriptor "readable" for ever: take it.
 */
static void take_error(struct ring *r)
{
    int error = 0;
    socklen_t n = sizeof error;
    if (getsockopt(r->rx_fd, SOL_SOCKET, SO_ERROR, &error, &n) == 0 && error)
        r->rx_error = error;
}

static uint32_t ring_recv(struct frames *f, struct frame *out, uint32_t n)
{
    struct ring *r = ring_of(f);
    uint32_t got = 0;
    nsec now = 0, wall_to_mono = 0;
    while (got < n) {
        struct tpacket3_hdr *h = next_frame(r);
        if (!h)
            break;
        const struct sockaddr_ll *from = (const void *)((const uint8_t *)h + FRAME_HEAD);
        if (from->sll_pkttype == PACKET_OUTGOING && !r->outgoing) {
            r->unreleased[r->reading]--;
            continue;
        }
        if (got == 0) {
            now = clock_mono();
            wall_to_mono = now - clock_wall();
        }
        describe(r, h, &out[got]);
        __builtin_prefetch(
            out[got].data); /* another core wrote it; it is read when all of the batch are described */
        out[got++].at = stamp(h, wall_to_mono, now);
    }
    if (got)
        r->rx_count += got;
    else
        take_error(r);
    return got;
}

static void ring_release(struct frames *f, uint32_t n)
{
    struct ring *r = ring_of(f);
    while (n && r->held) {
        uint32_t *out = &r->unreleased[r->oldest];
        uint32_t unread = r->oldest == r->reading ? r->left : 0;
        uint32_t k = *out - unread < n ? *out - unread : n;
        *out -= k;
        n -= k;
        uint32_t before = r->held;
        give_back(r);
        if (k == 0 && r->held == before)
            break; /* more than recv() gave out */
    }
}

static int ring_rx_fd(struct frames *f)
{
    return ring_of(f)->rx_fd;
}

static int aim(void *context, uint32_t slot, const struct frame *f, struct msghdr *m)
{
    struct ring *r = context;
    (void)slot;
    if (r->f.layer == FRAMES_IP) {
        unsigned version = f->len ? f->data[0] >> 4 : 0;
        if (version != 4 && version != 6)
            return -EINVAL;
        m->msg_name = version == 4 ? &r->to4 : &r->to6;
        m->msg_namelen = sizeof r->to4;
    }
    return r->tx_fd;
}

static uint32_t ring_reserve(struct frames *f, struct frame *out, uint32_t n)
{
    struct ring *r = ring_of(f);
    return r->slots ? slots_reserve(r->slots, out, n) : 0;
}

static int ring_send(struct frames *f, const struct frame *in, uint32_t n)
{
    struct ring *r = ring_of(f);
    return r->slots ? slots_send(r->slots, in, n, aim, r, &r->tx) : 0;
}

static uint64_t since(uint64_t now, uint64_t base)
{
    return now >= base ? now - base : 0; /* a driver that was loaded again counts from 0 */
}

static uint32_t fill_permille(const struct ring *r)
{
    uint32_t full = 0;
    for (uint32_t i = 0; i < r->blocks; i++)
        full += handed_over(r, i);
    return r->blocks ? full * 1000 / r->blocks : 0;
}

static void ring_stats(struct frames *f, struct frames_stats *ret)
{
    struct ring *r = ring_of(f);
    struct tpacket_stats_v3 t;
    struct link_stats now;
    socklen_t n = sizeof t;
    if (getsockopt(r->rx_fd, SOL_PACKET, PACKET_STATISTICS, &t, &n) == 0)
        r->ring_drops += t.tp_drops; /* the kernel's count starts again with every reading */
    int known = link_stats(r->nl, r->ifindex, &now);
    if (known < 0)
        now = r->base;
    int error = r->rx_error;
    *ret = (struct frames_stats){
        .rx = r->rx_count,
        .tx = r->tx.tx,
        .rx_ring_drops = r->ring_drops,
        /* Not rx_dropped: the kernel counts there every frame that no protocol wants (LLDP, spanning
         * tree). */
        .rx_link_drops = since(now.rx_missed, r->base.rx_missed),
        .tx_refused = r->tx.refused,
        .tx_link_drops = since(now.tx_dropped, r->base.tx_dropped),
        .tx_failed = r->tx.failed,
        /* Another of its name is another one: ring_hear_again(). */
        .last_error = known == -ENODEV          ? ENODEV
                      : !now.up || !now.running ? ENETDOWN
                      : error                   ? error
                                                : r->tx.last_error,
        .rx_fill_permille = fill_permille(r),
    };
}

static void ring_free(struct frames *f)
{
    struct ring *r = ring_of(f);
    if (r->map)
        munmap(r->map, (size_t)r->block_size * r->blocks);
    if (r->rx_fd >= 0)
        close(r->rx_fd);
    if (r->tx_fd >= 0)
        close(r->tx_fd);
    slots_free(r->slots);
    netlink_free(r->nl);
    free(r->unreleased);
    free(r);
}

static const struct frames_ops ring_ops = {
    .name = "ring",
    .rx_fd = ring_rx_fd,
    .reserve = ring_reserve,
    .send = ring_send,
    .recv = ring_recv,
    .release = ring_release,
    .stats = ring_stats,
    .free = ring_free,
};

static int set(int fd, int option, const void *value, size_t size)
{
    return setsockopt(fd, SOL_PACKET, option, value, (socklen_t)size) < 0 ? -errno : 0;
}

/* What a packet filter returns is how much of the frame is kept, so the snapshot length goes in there. */
static int attach_filter(int fd, const struct ring_conf *conf)
{
    static const struct sock_filter everything = {.code = BPF_RET | BPF_K, .k = UINT32_MAX};
    const struct sock_filter *from = conf->filter ? conf->filter : &everything;
    uint16_t len = conf->filter ? conf->filter_len : 1;
    uint32_t snaplen = conf->snaplen ? conf->snaplen : SNAPLEN;
    struct sock_filter *program = calloc(len ? len : 1, sizeof *program);
    if (!program)
        return -ENOMEM;
    for (uint16_t i = 0; i < len; i++) {
        program[i] = from[i];
        if (program[i].code == (BPF_RET | BPF_K) && program[i].k > snaplen)
            program[i].k = snaplen;
    }
    struct sock_fprog p = {.len = len, .filter = program};
    int r = setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p) < 0 ? -errno : 0;
    free(program);
    return r;
}

static int make_ring(struct ring *r, const struct ring_conf *conf)
{
    int version = TPACKET_V3;
    uint32_t bytes = conf->rx_bytes ? conf->rx_bytes : RX_BYTES;
    r->block_size = BLOCK;
    while (r->block_size < (conf->snaplen ? conf->snaplen : SNAPLEN) + BLOCK_HEAD)
        r->block_size *= 2;
    r->blocks = bytes / r->block_size > 2 ? bytes / r->block_size : 2;
    struct tpacket_req3 req = {
        .tp_block_size = r->block_size,
        .tp_block_nr = r->blocks,
        .tp_frame_size = FRAME,
        .tp_frame_nr = r->block_size / FRAME * r->blocks,
        .tp_retire_blk_tov = RETIRE_MS,
    };
    int e = set(r->rx_fd, PACKET_VERSION, &version, sizeof version);
    if (e == 0)
        e = set(r->rx_fd, PACKET_RX_RING, &req, sizeof req);
    if (e < 0)
        return e;
    size_t size = (size_t)r->block_size * r->blocks;
    void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, r->rx_fd, 0);
    if (map == MAP_FAILED)
        return -errno;
    r->map = map;
    r->unreleased = calloc(r->blocks, sizeof *r->unreleased);
    return r->unreleased ? 0 : -ENOMEM;
}

static int bind_to(int fd, int ifindex, uint16_t protocol)
{
    struct sockaddr_ll at = {
        .sll_family = AF_PACKET, .sll_protocol = htons(protocol), .sll_ifindex = ifindex};
    int error = 0;
    socklen_t n = sizeof error;
    if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0)
        return -errno;
    /* On a link that is down bind() succeeds and leaves the bad news here. */
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) < 0)
        return -errno;
    return -error;
}

/* Until the socket is closed. */
static int hear_others(const struct ring *r)
{
    struct packet_mreq all = {.mr_ifindex = r->ifindex, .mr_type = PACKET_MR_PROMISC};
    return set(r->rx_fd, PACKET_ADD_MEMBERSHIP, &all, sizeof all);
}

/* A socket of protocol 0 hears nothing until bind(): by then the filter stands, and nothing else ever comes
 * in. */
static int open_rx(struct ring *r, const struct ring_conf *conf)
{
    int one = 1;
    r->rx_fd = socket(AF_PACKET, (conf->cooked ? SOCK_DGRAM : SOCK_RAW) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (r->rx_fd < 0)
        return -errno;
    int e = attach_filter(r->rx_fd, conf);
    if (e == 0)
        e = make_ring(r, conf);
    if (e < 0)
        return e;
    if (!r->outgoing)
        (void)set(r->rx_fd, PACKET_IGNORE_OUTGOING, &one, sizeof one); /* recv() looks again */
    e = bind_to(r->rx_fd, r->ifindex, ETH_P_ALL);
    return e == 0 && conf->everything ? hear_others(r) : e;
}

static int open_tx(struct ring *r, const struct ring_conf *conf, const struct link *link)
{
    int one = 1, buffer = SOCKET_BUFFER;
    uint32_t size = (link->mtu + LINK_HEAD + 63) / 64 * 64;
    r->tx_fd = socket(AF_PACKET, (conf->cooked ? SOCK_DGRAM : SOCK_RAW) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (r->tx_fd < 0)
        return -errno;
    /* The loopback needs its queue: past it, a full backlog loses frames without a word. */
    if (link->kind != LINK_LOOPBACK)
        (void)set(r->tx_fd, PACKET_QDISC_BYPASS, &one, sizeof one);
    if (setsockopt(r->tx_fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer) < 0)
        (void)setsockopt(r->tx_fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    int e = bind_to(r->tx_fd, r->ifindex, 0);
    if (e < 0)
        return e;
    return slots_new(conf->tx_slots ? conf->tx_slots : TX_SLOTS, size < SLOT_MAX ? size : SLOT_MAX,
                     &r->slots);
}

static int find_link(struct netlink *nl, int ifindex, struct link *ret)
{
    struct links all = {0};
    int e = link_list(nl, &all);
    if (e < 0)
        return e;
    const struct link *found = link_by_index(&all, ifindex);
    e = !found ? -ENODEV : found->up ? 0 : -ENETDOWN;
    if (found)
        *ret = *found;
    link_fini(&all);
    return e;
}

static int open_all(struct ring *r, const struct ring_conf *conf)
{
    struct link link = {0};
    int e = netlink_open(NETLINK_ROUTE, &r->nl);
    if (e == 0)
        e = find_link(r->nl, conf->ifindex, &link);
    if (e == 0)
        e = link_stats(r->nl, conf->ifindex, &r->base);
    r->f.mtu = link.mtu;
    memcpy(r->name, link.name, sizeof r->name);
    r->kind = link.kind;
    r->everything = conf->everything;
    r->outgoing = conf->everything && link.kind != LINK_LOOPBACK;
    if (e == 0)
        e = open_rx(r, conf);
    if (e == 0 && !conf->rx_only)
        e = open_tx(r, conf, &link);
    return e;
}

/* What belonged to the one that is gone, the kernel has let go of. */
int ring_hear_again(struct frames *f)
{
    struct ring *r = ring_of(f);
    struct links all = {0};
    struct link_stats base;
    int e = link_list(r->nl, &all);
    const struct link *found = e < 0 ? NULL : link_by_name(&all, r->name);
    int ifindex = found && found->kind == r->kind ? found->ifindex : 0;
    link_fini(&all);
    if (e == 0)
        e = ifindex ? link_stats(r->nl, ifindex, &base) : -ENODEV;
    if (e < 0)
        return e;
    e = bind_to(r->rx_fd, ifindex, ETH_P_ALL);
    if (e < 0 && e != -ENETDOWN)
        return e;
    r->ifindex = ifindex;
    r->base = base;
    r->rx_error = 0;
    return r->everything ? hear_others(r) : 0;
}

int ring_open(const struct ring_conf *conf, struct frames **ret)
{
    if (conf->snaplen > SNAPLEN_MAX || conf->ifindex <= 0)
        return -EINVAL;
    struct ring *r = calloc(1, sizeof *r);
    if (!r)
        return -ENOMEM;
    r->f = (struct frames){.ops = &ring_ops,
                           .layer = conf->cooked ? FRAMES_IP : FRAMES_ETHERNET,
                           .failed = &r->tx.failed,
                           .failed_why = &r->tx.last_error};
    r->ifindex = conf->ifindex;
    r->rx_fd = r->tx_fd = -1;
    r->to4 = (struct sockaddr_ll){
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = conf->ifindex};
    r->to6 = r->to4;
    r->to6.sll_protocol = htons(ETH_P_IPV6);
    int e = open_all(r, conf);
    if (e < 0) {
        ring_free(&r->f);
        return e;
    }
    *ret = &r->f;
    return 0;
}
