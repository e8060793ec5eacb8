#include "watch/source/exports.h"

#include "base/bytes.h"
#include "base/hash.h"
#include "watch/source/capture.h"
#include "watch/source/flowpair.h"
#include "watch/source/headers.h"
#include "watch/source/netflow.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    MESSAGE_MAX = 65535,
    SOCKET_ROOM = 8 << 20,
    MESSAGES = 64, /* of one turn: the rest comes at the next */
    BATCH = 64     /* flows of one message, which are put into their order: as many as NetFlow has */
};

/* How far back what an exporter says may lie: it tells of flows at the latest when they have lasted half an
 * hour. */
#define PAST_MAX NSEC_DAY

struct exports {
    struct source s;
    struct stream *st;      /* of a file of messages, else NULL */
    struct source *capture; /* of packets with messages, else NULL */
    nsec_wall (*now)(void); /* NULL: a file, whose own clock counts */
    struct netflow *d;
    struct flowpair *pairs;
    const struct addr_net *from; /* who may say something; none = everybody. Borrowed */
    unsigned froms;
    uint64_t strangers; /* messages of others, packets that carry none */
    bool over;
    struct netflow_record batch[BATCH]; /* of the message that is being taken, by when they began */
    unsigned batched;
    uint8_t message[MESSAGE_MAX];
};

static struct exports *exports_of(struct source *s)
{
    return (struct exports *)s;
}

/* From the net anybody may send: what it says of the time moves no clock of ours. */
static nsec_wall now_of(const struct exports *x)
{
    return x->now ? x->now() : netflow_now(x->d);
}

static void hand_over(struct exports *x, nsec_wall now)
{
    for (unsigned i = 0; i < x->batched; i++)
        flowpair_add(x->pairs, &x->batch[i], now);
    x->batched = 0;
}

/* Flows are exported when they end, and what was refused ends first: what was asked before it would seem to have come
 * after it. Those of one message go on in the order in which they began, what began at once in the message's. */
static void add(void *ctx, const struct netflow_record *r)
{
    struct exports *x = ctx;
    struct netflow_record c = *r;
    nsec_wall now = now_of(x);
    if (x->now && (c.first > now || c.first < now - PAST_MAX))
        c.first = now;
    if (x->batched == BATCH)
        hand_over(x, now);
    unsigned i = x->batched++;
    for (; i && x->batch[i - 1].first > c.first; i--)
        x->batch[i] = x->batch[i - 1];
    x->batch[i] = c;
}

static void count(struct exports *x)
{
    const struct netflow_stats *n = netflow_stats(x->d);
    x->s.stats.packets = n->records + n->skipped + n->undecoded + x->strangers;
    x->s.stats.undecoded = n->undecoded;
    x->s.stats.skipped = n->skipped + x->strangers;
}

static size_t take(struct exports *x, const struct addr *exporter, const uint8_t *p, size_t n)
{
    size_t used = netflow_take(x->d, exporter, p, n, add, x);
    hand_over(x, now_of(x));
    count(x);
    return used;
}

/* What waited long enough, as far as there is room. */
static unsigned drain(struct exports *x, struct sight out[], unsigned cap, nsec_wall now)
{
    unsigned n = 0;
    while (n < cap && flowpair_next(x->pairs, now, &out[n]))
        n++;
    x->s.stats.sights += n;
    return n;
}

/* A packet of a capture: one message, or somebody else's. True: it was a message. */
static bool open_packet(void *ctx, unsigned linktype, const uint8_t *data, size_t len, size_t wire)
{
    struct exports *x = ctx;
    struct sight s;
    const uint8_t *p = headers_datagram(linktype, data, len, wire, &s);
    bool is_message = p && exports_like(p, s.payload);
    if (is_message)
        (void)take(x, &s.src, p, s.payload);
    x->strangers += !is_message;
    count(x);
    return is_message;
}

/* The packets up to the next message. False: the capture ends here. */
static bool more_of_capture(struct exports *x)
{
    struct sight none;
    bool ended = false;
    (void)source_read(x->capture, &none, 1, &ended);
    x->s.stats.last_error = x->capture->stats.last_error;
    return !ended;
}

/* One message of the file. False: it ends here. */
static bool more_of_file(struct exports *x)
{
    const uint8_t *p;
    static const struct addr file = {.len = 4};
    if (x->capture)
        return more_of_capture(x);
    ssize_t n = stream_peek(x->st, MESSAGE_MAX, &p);
    size_t used = n > 0 ? take(x, &file, p, (size_t)n) : 0;
    if (used) {
        stream_skip(x->st, used);
        return true;
    }
    if (n != 0)
        x->s.stats.last_error = n < 0 ? (int)-n : EBADMSG;
    return false;
}

static int file_read(struct source *s, struct sight out[], unsigned cap, bool *ended)
{
    struct exports *x = exports_of(s);
    unsigned n = 0;
    while (n < cap) {
        n += drain(x, out + n, cap - n, x->over ? NSEC_NEVER : netflow_now(x->d));
        if (n == cap || x->over)
            break;
        x->over = !more_of_file(x);
    }
    *ended = n == 0;
    return (int)n;
}

static void count_lost(struct exports *x, struct msghdr *m)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        uint32_t lost;
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_RXQ_OVFL)
            continue;
        memcpy(&lost, CMSG_DATA(c), sizeof lost); /* since the socket was opened */
        x->s.stats.lost = lost;
    }
}

/* IPv4 comes mapped into IPv6 at a socket of both (RFC 4291, 2.5.5.2). */
static bool is_known(const struct exports *x, const struct addr *a)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    struct addr four = {.len = 4};
    bool is_four = a->len == 16 && memcmp(a->b, mapped, sizeof mapped) == 0;
    memcpy(four.b, a->b + 12, is_four ? 4 : 0);
    for (unsigned i = 0; i < x->froms; i++)
        if (addr_in(is_four ? &four : a, &x->from[i].net, x->from[i].bits))
            return true;
    return x->froms == 0;
}

static bool more_of_net(struct exports *x)
{
    union {
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
    } from;
    _Alignas(struct cmsghdr) uint8_t control[64];
    struct iovec v = {x->message, sizeof x->message};
    struct msghdr m = {.msg_name = &from,
                       .msg_namelen = sizeof from,
                       .msg_iov = &v,
                       .msg_iovlen = 1,
                       .msg_control = control,
                       .msg_controllen = sizeof control};
    ssize_t n = recvmsg(x->s.fd, &m, MSG_DONTWAIT);
    if (n < 0)
        return false;
    struct addr a = from.in.sin_family == AF_INET ? addr_v4(ntohl(from.in.sin_addr.s_addr))
                                                  : addr_v6(from.in6.sin6_addr.s6_addr);
    count_lost(x, &m);
    if (!is_known(x, &a)) {
        x->strangers++;
        count(x);
        return true;
    }
    (void)take(x, &a, x->message, (size_t)n);
    return true;
}

static int net_read(struct source *s, struct sight out[], unsigned cap, bool *ended)
{
    struct exports *x = exports_of(s);
    unsigned n = 0, messages = 0;
    (void)ended;
    do
        n += drain(x, out + n, cap - n, x->now());
    while (n < cap && messages++ < MESSAGES && more_of_net(x));
    return (int)n;
}

/* Halves whose other half would have come, had we waited. */
static int net_rest(struct source *s, struct sight out[], unsigned cap)
{
    return (int)drain(exports_of(s), out, cap, NSEC_NEVER);
}

static void exports_free(struct source *s)
{
    struct exports *x = exports_of(s);
    netflow_free(x->d);
    flowpair_free(x->pairs);
    source_free(x->capture);
    if (x->st)
        stream_free(x->st);
    if (x->s.fd >= 0)
        close(x->s.fd);
    free(x);
}

static const struct source_ops file_ops = {.read = file_read, .free = exports_free};
static const struct source_ops net_ops = {.read = net_read, .free = exports_free, .rest = net_rest};

static struct exports *exports_new(const struct source_ops *ops, const char *format)
{
    struct exports *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->s = (struct source){.ops = ops, .fd = -1, .stats = {.format = format}};
    x->d = netflow_new();
    x->pairs = flowpair_new(hash_key_random());
    if (!x->d || !x->pairs) {
        exports_free(&x->s);
        return NULL;
    }
    return x;
}

/* What the first message must be: its version, and lengths that fit. */
bool exports_like(const uint8_t *head, size_t n)
{
    uint16_t version = n >= 24 ? get_u16(head) : 0, second = n >= 24 ? get_u16(head + 2) : 0;
    if (version == 5 || version == 7)
        return second >= 1 && second <= 30 && n >= (version == 5 ? 24u + 48 : 24u + 52);
    if (version == 10)
        return second >= 20 && get_u16(head + 16) >= 2;
    return version == 9 && second >= 1 && get_u16(head + 22) >= 4;
}

int exports_open(struct stream *st, const struct source_conf *conf, struct source **ret, struct diag *d)
{
    const uint8_t *head;
    ssize_t n = stream_peek(st, RECOGNISE_HEAD, &head);
    bool pcap = n > 0 && capture_is_pcap(head, (size_t)n),
         pcapng = n > 0 && capture_is_pcapng(head, (size_t)n);
    struct exports *x = exports_new(&file_ops, "netflow");
    if (!x) {
        stream_free(st);
        return -ENOMEM;
    }
    int e = pcap     ? capture_open_pcap(st, conf, &x->capture, d)
            : pcapng ? capture_open_pcapng(st, conf, &x->capture, d)
                     : 0;
    if (e < 0) {
        exports_free(&x->s);
        return e;
    }
    if (x->capture)
        capture_give(x->capture, open_packet, x);
    else
        x->st = st;
    *ret = &x->s;
    return 0;
}

static int bind_to(int fd, const struct addr *at, uint16_t port)
{
    if (at->len == 4) {
        struct sockaddr_in in = {
            .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(addr_u32(at))};
        return bind(fd, (struct sockaddr *)&in, sizeof in) < 0 ? -errno : 0;
    }
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_scope_id = at->zone};
    memcpy(&in6.sin6_addr, at->b, 16);
    return bind(fd, (struct sockaddr *)&in6, sizeof in6) < 0 ? -errno : 0;
}

int exports_listen(const struct addr *at, uint16_t port, const struct addr_net *from, unsigned froms,
                   nsec_wall (*now)(void), struct source **ret)
{
    struct exports *x = exports_new(&net_ops, "netflow");
    int on = 1, room = SOCKET_ROOM;
    if (!x)
        return -ENOMEM;
    x->s.fd = socket(at->len == 4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int e = x->s.fd < 0 ? -errno : bind_to(x->s.fd, at, port);
    if (e < 0) {
        exports_free(&x->s);
        return e;
    }
    x->now = now;
    x->from = from;
    x->froms = froms;
    (void)setsockopt(x->s.fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room); /* as much as the kernel allows */
    (void)setsockopt(x->s.fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
    *ret = &x->s;
    return 0;
}
