/* What the kernel takes: the same SYN over and over, only address, port and sequence number patched, nobody listening.
 * The yardstick for every scanner on the same interface.
 *
 *   bare packet|xdp IF COUNT NET/BITS PORTS [GATEWAY-MAC]      PORTS: that many from 1 on
 *
 * packet: AF_PACKET, sendmmsg() of 256 past the queueing discipline. xdp: AF_XDP in copy mode, one sendto() a batch of 256.
 * Prints one line: "frames N seconds S pps R refused M". */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <xdp/xsk.h>

enum { BATCH = 256, FRAME = 54, ROOM = 2048, SLOTS = 4096 };

struct plan {
    uint8_t frame[FRAME];
    uint32_t first, hosts, ports;
    uint32_t sum_ip, sum_tcp; /* of the constant words */
};

struct result {
    uint64_t sent, refused;
};

static int fail(const char *what, int e)
{
    fprintf(stderr, "bare: %s: %s\n", what, strerror(e < 0 ? -e : e));
    return 4;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint16_t fold(uint32_t sum)
{
    sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t) ~((sum & 0xffff) + (sum >> 16));
}

static uint32_t words(const uint8_t *p, int n)
{
    uint32_t sum = 0;
    for (int i = 0; i < n; i += 2)
        sum += (uint32_t)p[i] << 8 | p[i + 1];
    return sum;
}

static void put16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
    put16(p, (uint16_t)(v >> 16));
    put16(p + 2, (uint16_t)v);
}

static void plan_init(struct plan *p, const uint8_t mac[6], const char *net, uint32_t ports)
{
    unsigned a, b, c, d, bits = 32;
    static const uint8_t start[FRAME] = {
        [6] = 2, [11] = 1, [12] = 8, [14] = 0x45, [17] = 40, [20] = 0x40, [22] = 64, [23] = 6, [26] = 198,
        18,      0,        1,        [34] = 0xc0, 0x01,      [46] = 0x50, 2,         0xfa,     0xf0};
    memcpy(p->frame, start, FRAME);
    memcpy(p->frame, mac, 6);
    if (sscanf(net, "%u.%u.%u.%u/%u", &a, &b, &c, &d, &bits) < 4 || bits > 32 || bits < 1)
        exit(fail(net, EINVAL));
    p->first = a << 24 | b << 16 | c << 8 | d;
    p->hosts = bits == 32 ? 1 : 1u << (32 - bits);
    p->ports = ports;
    p->sum_ip = words(p->frame + 14, 20);
    p->sum_tcp = words(p->frame + 26, 8) + 6 + 20 + words(p->frame + 34, 20);
}

/* Hosts in the inner loop, as every scanner spreads its load; sequence number = the count. */
static void write_frame(const struct plan *p, uint64_t i, uint8_t *out)
{
    uint32_t to = p->first + (uint32_t)(i % p->hosts), seq = (uint32_t)i;
    uint16_t port = (uint16_t)(1 + i / p->hosts % p->ports);
    uint32_t address = (to >> 16) + (to & 0xffff);
    memcpy(out, p->frame, FRAME);
    put32(out + 30, to);
    put16(out + 36, port);
    put32(out + 38, seq);
    put16(out + 24, fold(p->sum_ip + address));
    put16(out + 50, fold(p->sum_tcp + address + port + (seq >> 16) + (seq & 0xffff)));
}

static int packet_open(int ifindex)
{
    int fd = socket(AF_PACKET, SOCK_RAW, 0), on = 1, buffer = 4 << 20;
    struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = ifindex};
    if (fd < 0 || bind(fd, (struct sockaddr *)&to, sizeof to) < 0)
        return -errno;
    (void)setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer);
    return fd;
}

static int packet_run(const struct plan *p, int ifindex, uint64_t count, struct result *ret)
{
    static uint8_t room[BATCH][FRAME];
    struct iovec iov[BATCH];
    struct mmsghdr m[BATCH] = {0};
    int fd = packet_open(ifindex);
    if (fd < 0)
        return fd;
    for (int i = 0; i < BATCH; i++) {
        iov[i] = (struct iovec){room[i], FRAME};
        m[i].msg_hdr = (struct msghdr){.msg_iov = &iov[i], .msg_iovlen = 1};
    }
    while (ret->sent < count) {
        unsigned n = count - ret->sent < BATCH ? (unsigned)(count - ret->sent) : BATCH, done = 0;
        for (unsigned i = 0; i < n; i++)
            write_frame(p, ret->sent + i, room[i]);
        while (done < n) {
            int r = sendmmsg(fd, m + done, n - done, 0);
            if (r < 0 && errno != ENOBUFS && errno != EAGAIN && errno != EINTR)
                return -errno;
            ret->refused += r < 0;
            done += r < 0 ? 0 : (unsigned)r;
        }
        ret->sent += n;
    }
    close(fd);
    return 0;
}

struct xdp {
    struct xsk_umem *umem;
    struct xsk_socket *socket;
    struct xsk_ring_prod fill, tx;
    struct xsk_ring_cons done, rx;
    uint8_t *room;
    uint32_t free[SLOTS], frees;
};

static int xdp_open(struct xdp *x, const char *name)
{
    size_t size = (size_t)SLOTS * ROOM;
    x->room = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (x->room == MAP_FAILED)
        return -errno;
    struct xsk_umem_config u = {.fill_size = SLOTS, .comp_size = SLOTS, .frame_size = ROOM};
    int e = xsk_umem__create(&x->umem, x->room, size, &x->fill, &x->done, &u);
    /* No program: this socket only sends. */
    struct xsk_socket_config s = {.rx_size = 64,
                                  .tx_size = SLOTS,
                                  .libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD,
                                  .bind_flags = XDP_COPY | XDP_USE_NEED_WAKEUP};
    if (e == 0)
        e = xsk_socket__create(&x->socket, name, 0, x->umem, NULL, &x->tx, &s);
    for (x->frees = 0; x->frees < SLOTS; x->frees++)
        x->free[x->frees] = x->frees * ROOM;
    return e;
}

static void xdp_collect(struct xdp *x)
{
    uint32_t at, n = xsk_ring_cons__peek(&x->done, SLOTS, &at);
    for (uint32_t i = 0; i < n; i++)
        x->free[x->frees++] = (uint32_t)*xsk_ring_cons__comp_addr(&x->done, at + i);
    xsk_ring_cons__release(&x->done, n);
}

static int xdp_kick(struct xdp *x, struct result *ret)
{
    if (sendto(xsk_socket__fd(x->socket), NULL, 0, MSG_DONTWAIT, NULL, 0) >= 0)
        return 0;
    if (errno != EAGAIN && errno != EBUSY && errno != ENOBUFS)
        return -errno;
    ret->refused++;
    return 0;
}

static int xdp_run(const struct plan *p, const char *name, uint64_t count, struct result *ret)
{
    static struct xdp x;
    int e = xdp_open(&x, name);
    uint64_t queued = 0;
    while (e == 0 && (queued < count || x.frees < SLOTS)) {
        uint32_t n = count - queued < BATCH ? (uint32_t)(count - queued) : BATCH, at;
        if (n > x.frees)
            n = x.frees;
        n = n ? xsk_ring_prod__reserve(&x.tx, n, &at) : 0;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t slot = x.free[--x.frees];
            write_frame(p, queued + i, x.room + slot);
            *xsk_ring_prod__tx_desc(&x.tx, at + i) = (struct xdp_desc){.addr = slot, .len = FRAME};
        }
        xsk_ring_prod__submit(&x.tx, n);
        queued += n;
        e = xdp_kick(&x, ret);
        xdp_collect(&x);
        ret->sent = queued - (SLOTS - x.frees);
    }
    return e;
}

int main(int argc, char **argv)
{
    uint8_t mac[6] = {2, 0, 0, 0, 0, 0xfe};
    bool xdp = argc > 1 && strcmp(argv[1], "xdp") == 0;
    if (argc < 6) {
        fputs("bare packet|xdp IF COUNT NET/BITS PORTS [GATEWAY-MAC]\n", stderr);
        return 2;
    }
    if (argc > 6 && sscanf(argv[6], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4,
                           mac + 5) != 6)
        return fail(argv[6], EINVAL);
    uint64_t count = strtoull(argv[3], NULL, 10);
    int ifindex = (int)if_nametoindex(argv[2]);
    struct plan plan;
    struct result got = {0};
    plan_init(&plan, mac, argv[4], (uint32_t)strtoul(argv[5], NULL, 10));
    double begun = seconds();
    int e = !ifindex ? -ENODEV
            : xdp    ? xdp_run(&plan, argv[2], count, &got)
                     : packet_run(&plan, ifindex, count, &got);
    double took = seconds() - begun;
    if (e < 0)
        return fail(argv[2], e);
    printf("frames %lu seconds %.6f pps %.0f refused %lu\n", (unsigned long)got.sent, took,
           (double)got.sent / took, (unsigned long)got.refused);
    return 0;
}
