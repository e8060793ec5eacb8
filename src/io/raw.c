#include "io/raw.h"

#include "io/priv_slots.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { TX_SLOTS = 256, SLOT_MAX = 2048 };

union name {
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

#define OWN_MAX 64 /* more link-local addresses than any machine's interfaces have */

struct raw {
    struct frames f;
    struct frames *rx; /* a cooked ring that only receives, or adopted ears: also knows the link's counters;
                          NULL in a spare */
    int ifindex, fd4, fd6;
    struct slots *slots;
    struct slots_count tx;
    union name *names; /* one a slot */
    struct {
        uint8_t addr[16];
        uint32_t scope;
    } own[OWN_MAX]; /* on lo: this machine's link-local addresses */
    uint32_t owns;
};

static struct raw *raw_of(struct frames *f)
{
    return (struct raw *)f;
}

static int raw_rx_fd(struct frames *f)
{
    struct raw *r = raw_of(f);
    return r->rx ? frames_rx_fd(r->rx) : -1;
}

static void take_header_off(struct frame *f)
{
    uint32_t head = f->len < ETH_HLEN ? f->len : ETH_HLEN;
    f->data += head;
    f->len -= head;
    f->wire_len -= head;
}

static uint32_t raw_recv(struct frames *f, struct frame *out, uint32_t n)
{
    struct raw *r = raw_of(f);
    uint32_t got = r->rx ? frames_recv(r->rx, out, n) : 0;
    for (uint32_t i = 0; i < got && r->rx->layer == FRAMES_ETHERNET; i++)
        take_header_off(&out[i]);
    return got;
}

static void raw_release(struct frames *f, uint32_t n)
{
    struct raw *r = raw_of(f);
    if (r->rx)
        frames_release(r->rx, n);
}

static uint32_t raw_reserve(struct frames *f, struct frame *out, uint32_t n)
{
    struct raw *r = raw_of(f);
    return r->slots ? slots_reserve(r->slots, out, n) : 0;
}

/* The zone of a link-local destination: this interface, but on lo the one that has the address. */
static uint32_t scope_of(const struct raw *r, const uint8_t dst[16])
{
    for (uint32_t i = 0; i < r->owns; i++)
        if (memcmp(r->own[i].addr, dst, 16) == 0)
            return r->own[i].scope;
    return (uint32_t)r->ifindex;
}

/* The kernel wants the destination beside the packet; it is the packet's own. */
static int aim(void *context, uint32_t slot, const struct frame *f, struct msghdr *m)
{
    struct raw *r = context;
    union name *name = &r->names[slot];
    unsigned version = f->len ? f->data[0] >> 4 : 0;
    m->msg_name = name;
    if (version == 4 && f->len >= 20) {
        name->v4 = (struct sockaddr_in){.sin_family = AF_INET};
        memcpy(&name->v4.sin_addr, f->data + 16, 4);
        m->msg_namelen = sizeof name->v4;
        return r->fd4;
    }
    if (version == 6 && f->len >= 40) {
        name->v6 = (struct sockaddr_in6){.sin6_family = AF_INET6};
        memcpy(&name->v6.sin6_addr, f->data + 24, 16);
        if (IN6_IS_ADDR_LINKLOCAL(&name->v6.sin6_addr) || IN6_IS_ADDR_MULTICAST(&name->v6.sin6_addr))
            name->v6.sin6_scope_id = scope_of(r, f->data + 24);
        m->msg_namelen = sizeof name->v6;
        return r->fd6 >= 0 ? r->fd6 : -EAFNOSUPPORT;
    }
    return -EINVAL;
}

static int raw_send(struct frames *f, const struct frame *in, uint32_t n)
{
    struct raw *r = raw_of(f);
    return r->slots ? slots_send(r->slots, in, n, aim, r, &r->tx) : 0;
}

static void raw_stats(struct frames *f, struct frames_stats *ret)
{
    struct raw *r = raw_of(f);
    *ret = (struct frames_stats){0};
    if (r->rx)
        frames_stats(r->rx, ret);
    ret->tx = r->tx.tx;
    ret->tx_refused = r->tx.refused;
    ret->tx_failed = r->tx.failed;
    if (!ret->last_error)
        ret->last_error = r->tx.last_error;
}

static void raw_free(struct frames *f)
{
    struct raw *r = raw_of(f);
    frames_free(r->rx);
    if (r->fd4 >= 0)
        close(r->fd4);
    if (r->fd6 >= 0)
        close(r->fd6);
    slots_free(r->slots);
    free(r->names);
    free(r);
}

static const struct frames_ops raw_ops = {
    .name = "raw",
    .rx_fd = raw_rx_fd,
    .reserve = raw_reserve,
    .send = raw_send,
    .recv = raw_recv,
    .release = raw_release,
    .stats = raw_stats,
    .free = raw_free,
};

/* IPPROTO_RAW sends with our header (IPv4 by itself, IPv6 by option) and receives nothing. device NULL: any.
 */
static int open_tx(int family, const char *device)
{
    int one = 1;
    int fd = socket(family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_RAW);
    if (fd < 0)
        return -errno;
    int r = family == AF_INET ? setsockopt(fd, IPPROTO_IP, IP_HDRINCL, &one, sizeof one)
                              : setsockopt(fd, IPPROTO_IPV6, IPV6_HDRINCL, &one, sizeof one);
    if (r == 0 && device)
        r = setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, (socklen_t)strlen(device));
    if (r == 0)
        r = setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &one, sizeof one);
    if (r == 0)
        return fd;
    r = -errno;
    close(fd);
    return r;
}

/* Is it `lo`? Routes to addresses of this machine name the interface that has the address, so a socket bound
 * to lo would reach 127.0.0.0/8 alone; unbound, they all go over lo anyway. */
static bool is_loopback(const char *name)
{
    struct ifreq ifr = {0};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    memcpy(ifr.ifr_name, name, strnlen(name, IF_NAMESIZE - 1));
    bool yes = ioctl(fd, SIOCGIFFLAGS, &ifr) == 0 && ifr.ifr_flags & IFF_LOOPBACK;
    close(fd);
    return yes;
}

static int open_ears(struct raw *r, const struct ring_conf *conf)
{
    struct ring_conf listen = *conf;
    listen.cooked = listen.rx_only = true;
    int e = ring_open(&listen, &r->rx);
    if (e == 0)
        r->f.mtu = r->rx->mtu;
    return e;
}

/* Link-local addresses of this machine, for scope_of(). */
static int list_own(struct raw *r)
{
    struct ifaddrs *all;
    if (getifaddrs(&all) < 0)
        return -errno;
    for (struct ifaddrs *a = all; a && r->owns < OWN_MAX; a = a->ifa_next) {
        const struct sockaddr_in6 *in6 = (const void *)a->ifa_addr;
        if (!in6 || in6->sin6_family != AF_INET6 || !IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr))
            continue;
        memcpy(r->own[r->owns].addr, &in6->sin6_addr, 16);
        r->own[r->owns++].scope = in6->sin6_scope_id;
    }
    freeifaddrs(all);
    return 0;
}

static int open_mouth(struct raw *r, const struct ring_conf *conf)
{
    char device[IF_NAMESIZE];
    uint32_t slots = conf->tx_slots ? conf->tx_slots : TX_SLOTS;
    if (!if_indextoname((unsigned)conf->ifindex, device))
        return -ENODEV;
    const char *bind_to = is_loopback(device) ? NULL : device;
    int listed = bind_to ? 0 : list_own(r);
    if (listed < 0)
        return listed;
    r->fd4 = open_tx(AF_INET, bind_to);
    if (r->fd4 < 0)
        return r->fd4;
    r->fd6 = open_tx(AF_INET6, bind_to);
    if (r->fd6 < 0 && r->fd6 != -EAFNOSUPPORT)
        return r->fd6;
    r->names = calloc(slots, sizeof *r->names);
    if (!r->names)
        return -ENOMEM;
    return slots_new(slots, r->f.mtu && r->f.mtu < SLOT_MAX ? r->f.mtu : SLOT_MAX, &r->slots);
}

static int open_raw(const struct ring_conf *conf, bool ears, bool mouth, struct frames **ret)
{
    struct raw *r = calloc(1, sizeof *r);
    if (!r)
        return -ENOMEM;
    r->f = (struct frames){
        .ops = &raw_ops, .layer = FRAMES_IP, .failed = &r->tx.failed, .failed_why = &r->tx.last_error};
    r->ifindex = conf->ifindex;
    r->fd4 = r->fd6 = -1;
    int e = ears ? open_ears(r, conf) : 0;
    if (e == 0 && mouth)
        e = open_mouth(r, conf);
    if (e < 0) {
        raw_free(&r->f);
        return e;
    }
    *ret = &r->f;
    return 0;
}

int raw_open(const struct ring_conf *conf, struct frames **ret)
{
    return open_raw(conf, true, !conf->rx_only, ret);
}

int raw_spare(const struct ring_conf *conf, struct frames **ret)
{
    return open_raw(conf, false, true, ret);
}

void raw_adopt(struct frames *spare, struct frames *ears)
{
    raw_of(spare)->rx = ears;
    spare->mtu = ears->mtu;
}
