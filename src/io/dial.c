#include "io/dial.h"

#include "io/priv_deadlines.h"
#include "io/priv_endpoint.h"
#include "io/priv_icmp_queue.h"
#include "io/priv_ping.h"
#include "sys/peer.h"

#include <errno.h>
#include <linux/netlink.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BATCH = 64,
    NOBODY = -1, /* end of a list of places */
};

/* A place: free, under way (fd >= 0, in `deadlines`), or decided and waiting to be polled. */
struct call {
    int fd;
    int next; /* free list, or list of decided ones */
    nsec start;
    struct addr to;
    bool moves;             /* the socket is not connected: any port of `to` may answer */
    uint8_t ping[PING_LEN]; /* what was sent, of pings */
    uint16_t port;
    struct dial_result result;
};

/* What is said to whom. */
struct question {
    const struct addr *addr;
    uint16_t port;
    const void *bytes; /* of a datagram */
    size_t len;
    bool moves;
};

struct dial {
    struct dial_conf conf;
    struct endpoint_from from;
    int epoll;
    struct call *calls; /* owned; `max` places */
    struct deadlines deadlines;
    uint32_t max, open, waiting;
    int free, decided, decided_last;
    struct netlink *peers; /* NULL = whose the other end is cannot be known */
    bool *caught;          /* owned; by port: what the last look at one of its doors saw */
    uint32_t looks;        /* left */
};

enum {
    LOOKS =
        1024, /* at what may be a program of this machine, in all: each takes the kernel up to a millisecond. Rules that catch
                     connections name ports and destinations, so each door is looked at; later ones are as the last of their port. */
    NEAR_US = 5000, /* with a longer round trip the other end is elsewhere */
};

/* 0, or -errno of what went wrong before connect(). */
static int prepare(const struct dial *d, int fd, bool ipv6)
{
    struct linger reset = {.l_onoff = 1};
    if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) < 0)
        return -errno;
    return endpoint_prepare(fd, ipv6, &d->from);
}

static int new_socket(enum dial_kind kind, int family)
{
    int type = kind == DIAL_STREAMS ? SOCK_STREAM : SOCK_DGRAM;
    int protocol = kind == DIAL_STREAMS     ? IPPROTO_TCP
                   : kind == DIAL_DATAGRAMS ? IPPROTO_UDP
                   : family == AF_INET      ? IPPROTO_ICMP
                                            : IPPROTO_ICMPV6;
    return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
}

static int may_ping(void)
{
    int fd = new_socket(DIAL_PINGS, AF_INET);
    if (fd < 0)
        return -errno;
    close(fd);
    return 0;
}

static int set_up(struct dial *d)
{
    if (d->conf.ifindex && !if_indextoname((unsigned)d->conf.ifindex, d->from.device))
        return -ENODEV;
    d->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (d->epoll < 0)
        return -errno;
    uint32_t left = endpoint_room(d->epoll);
    d->max = d->conf.max_open < left ? d->conf.max_open : left;
    if (!d->max)
        return d->conf.max_open ? -EMFILE : -EINVAL;
    int r = endpoint_try(&d->from);
    if (r == 0 && d->conf.kind == DIAL_PINGS)
        r = may_ping();
    if (r < 0)
        return r;
    if (d->conf.kind == DIAL_STREAMS && netlink_open(NETLINK_SOCK_DIAG, &d->peers) == 0)
        d->caught = calloc(UINT16_MAX + 1, sizeof *d->caught);
    d->looks = LOOKS;
    d->calls = calloc(d->max, sizeof *d->calls);
    if (!d->calls)
        return -ENOMEM;
    for (uint32_t i = 0; i < d->max; i++)
        d->calls[i] = (struct call){.fd = -1, .next = i + 1 < d->max ? (int)i + 1 : NOBODY};
    return deadlines_init(&d->deadlines, d->max);
}

int dial_new(const struct dial_conf *conf, struct dial **ret)
{
    struct dial *d = calloc(1, sizeof *d);
    if (!d)
        return -ENOMEM;
    *d = (struct dial){
        .conf = *conf, .from.source = conf->source, .epoll = -1, .decided = NOBODY, .decided_last = NOBODY};
    int r = set_up(d);
    if (r < 0) {
        dial_free(d);
        return r;
    }
    *ret = d;
    return 0;
}

void dial_free(struct dial *d)
{
    if (!d)
        return;
    for (uint32_t i = 0; d->calls && i < d->max; i++)
        if (d->calls[i].fd >= 0)
            close(d->calls[i].fd);
    if (d->epoll >= 0)
        close(d->epoll);
    deadlines_fini(&d->deadlines);
    netlink_free(d->peers);
    free(d->caught);
    free(d->calls);
    free(d);
}

int dial_fd(const struct dial *d)
{
    return d->epoll;
}

static bool connected(int fd)
{
    union endpoint there;
    socklen_t n = sizeof there;
    return getpeername(fd, &there.any, &n) == 0;
}

/* What an errno of connect() means when no ICMP error is behind it. */
static enum dial_outcome meaning(int error)
{
    switch (error) {
    case ECONNREFUSED: return DIAL_REFUSED;
    case ECONNRESET:
    case EPIPE: return DIAL_OPEN; /* the handshake was complete before */
    case ETIMEDOUT: return DIAL_TIMEOUT;
    default: return DIAL_LOCAL; /* EHOSTUNREACH, ENETUNREACH, EPERM, EACCES … of this machine */
    }
}

static struct addr own_end(int fd, uint16_t *ret_port)
{
    union endpoint here;
    socklen_t n = sizeof here;
    memset(&here, 0, sizeof here);
    if (getsockname(fd, &here.any, &n) < 0)
        return (struct addr){0};
    *ret_port = ntohs(here.any.sa_family == AF_INET ? here.v4.sin_port : here.v6.sin6_port);
    return here.any.sa_family == AF_INET ? addr_v4(ntohl(here.v4.sin_addr.s_addr))
                                         : addr_v6(here.v6.sin6_addr.s6_addr);
}

/* An ICMP error from our own address about another's: a neighbour that did not answer (RFC 1122 §2.3.2.2, RFC
 * 4861 §7.2.2), or else our own firewall. */
static bool own_firewall(const struct call *c, const struct icmp_queue_error *icmp)
{
    bool silent_neighbour =
        c->to.len == 4 ? icmp->type == 3 && icmp->code == 1 : icmp->type == 1 && icmp->code == 3;
    uint16_t port;
    struct addr from = icmp->from, to = c->to, own = own_end(c->fd, &port);
    from.zone = to.zone = own.zone = 0;
    return !silent_neighbour && from.len && addr_eq(&from, &own) && !addr_eq(&from, &to);
}

static void judge_icmp(struct call *c, const struct icmp_queue_error *icmp, int error)
{
    struct dial_result *r = &c->result;
    r->error = error;
    if (own_firewall(c, icmp)) {
        r->outcome = DIAL_LOCAL;
        r->error = EPERM;
        return;
    }
    r->outcome = DIAL_ICMP;
    r->icmp_type = icmp->type;
    r->icmp_code = icmp->code;
    r->from = icmp->from;
}

static bool is_near(int fd)
{
    struct tcp_info info = {0};
    socklen_t n = sizeof info;
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n) == 0 && info.tcpi_rtt < NEAR_US;
}

/* Is it an address of this machine? bind(2) takes no other (nor does it need a privilege). */
static bool is_own(const struct addr *a)
{
    union endpoint e;
    socklen_t n = endpoint_of(a, 0, &e);
    int fd = socket(e.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool own = fd >= 0 && bind(fd, &e.any, n) == 0;
    if (fd >= 0)
        close(fd);
    return own;
}

/* Does a program of this machine answer in the place of another host? A connection to a secondary address of
 * ours comes from the first, and ends here all the same. */
static bool is_caught(struct dial *d, const struct call *c, struct addr *ret_own)
{
    uint16_t port;
    *ret_own = own_end(c->fd, &port);
    struct addr own = *ret_own, to = c->to;
    own.zone = to.zone = 0;
    if (!d->caught || addr_eq(&own, &to) || addr_is_loopback(&to) || !is_near(c->fd) || is_own(&c->to))
        return false;
    if (d->looks) {
        d->looks--;
        d->caught[c->port] = peer_is_here(d->peers, &own, port) == 1;
    }
    return d->caught[c->port];
}

/* Fills the result of a connection that has ended with `error` (0 = it stands). */
static void judge(struct dial *d, struct call *c, int error)
{
    struct icmp_queue_error icmp;
    struct dial_result *r = &c->result;
    struct addr own;
    r->error = error;
    if (error && error != ECONNRESET && icmp_queue_take(c->fd, &icmp)) {
        judge_icmp(c, &icmp, error);
    } else if (error) {
        r->outcome = meaning(error);
    } else if (endpoint_is_itself(c->fd)) {
        r->outcome = DIAL_REFUSED;
        r->error = ECONNREFUSED;
    } else if (d->conf.kind == DIAL_STREAMS && is_caught(d, c, &own)) {
        r->outcome = DIAL_CAUGHT;
        r->from = own;
    } else {
        r->outcome = DIAL_OPEN;
    }
}

/* Closes with RST (SO_LINGER 0 is set), which also takes the descriptor out of epoll. */
static void hang_up(struct dial *d, struct call *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    d->open--;
}

static void give_back(struct dial *d, struct call *c)
{
    c->next = d->free;
    d->free = (int)(c - d->calls);
}

/* The result is known before the kernel was waited for: it waits for dial_poll(). */
static int decide_now(struct dial *d, struct call *c)
{
    hang_up(d, c);
    c->next = NOBODY;
    int me = (int)(c - d->calls);
    if (d->decided == NOBODY)
        d->decided = me;
    else
        d->calls[d->decided_last].next = me;
    d->decided_last = me;
    d->waiting++;
    return 0;
}

/* Sends the datagram. -EINPROGRESS when that went well. */
static int say(struct call *c, const struct question *q, const union endpoint *to, socklen_t n)
{
    ssize_t sent;
    if (q->moves) {
        c->moves = true;
        sent = sendto(c->fd, q->bytes, q->len, 0, &to->any, n);
    } else {
        if (connect(c->fd, &to->any, n) < 0)
            return -errno;
        sent = send(c->fd, q->bytes, q->len, 0);
    }
    return sent < 0 ? -errno : -EINPROGRESS;
}

static int ping(struct call *c, const union endpoint *to, socklen_t n)
{
    struct question q = {.bytes = c->ping, .len = PING_LEN};
    return say(c, &q, to, n);
}

static int call_up(struct dial *d, struct call *c, const struct question *q)
{
    union endpoint to;
    socklen_t n = endpoint_of(q->addr, q->port, &to);
    c->moves = false;
    c->fd = new_socket(d->conf.kind, to.any.sa_family);
    if (c->fd < 0)
        return -errno;
    int r = prepare(d, c->fd, q->addr->len == 16);
    if (r < 0)
        return r;
    switch (d->conf.kind) {
    case DIAL_DATAGRAMS: return say(c, q, &to, n);
    case DIAL_PINGS: ping_write(q->addr->len == 16, q->bytes, c->ping); return ping(c, &to, n);
    case DIAL_STREAMS: break;
    }
    return connect(c->fd, &to.any, n) < 0 ? -errno : 0;
}

static int watch(struct dial *d, const struct call *c)
{
    uint32_t connected = d->conf.kind == DIAL_STREAMS ? EPOLLOUT : 0;
    struct epoll_event e = {.events = EPOLLIN | connected | EPOLLET, .data.u32 = (uint32_t)(c - d->calls)};
    return epoll_ctl(d->epoll, EPOLL_CTL_ADD, c->fd, &e) < 0 ? -errno : 0;
}

static int begin(struct dial *d, const struct question *q, uint64_t cookie, nsec now, nsec deadline)
{
    if (d->free == NOBODY)
        return -EAGAIN;
    struct call *c = &d->calls[d->free];
    d->free = c->next;
    c->start = now;
    c->to = *q->addr;
    c->port = q->port;
    c->result = (struct dial_result){.cookie = cookie};
    d->open++;
    int r = call_up(d, c, q);
    if (r == -EINPROGRESS) {
        r = watch(d, c);
        if (r == 0) {
            deadlines_add(&d->deadlines, (uint32_t)(c - d->calls), deadline);
            return 0;
        }
    }
    if (endpoint_passing(-r) && d->open > 1) {
        hang_up(d, c);
        give_back(d, c);
        return -EAGAIN;
    }
    judge(d, c, -r);
    return decide_now(d, c);
}

int dial_start(struct dial *d, const struct addr *addr, uint16_t port, uint64_t cookie, nsec now,
               nsec deadline)
{
    return begin(d, &(struct question){.addr = addr, .port = port}, cookie, now, deadline);
}

int dial_ask(struct dial *d, const struct addr *addr, uint16_t port, const void *bytes, size_t len,
             bool moves, uint64_t cookie, nsec now, nsec deadline)
{
    struct question q = {.addr = addr, .port = port, .bytes = bytes, .len = len, .moves = moves};
    return begin(d, &q, cookie, now, deadline);
}

int dial_ping(struct dial *d, const struct addr *addr, const uint8_t data[DIAL_PING_DATA], uint64_t cookie,
              nsec now, nsec deadline)
{
    return begin(d, &(struct question){.addr = addr, .bytes = data}, cookie, now, deadline);
}

/* Hands out a result that was known early. */
static void take_decided(struct dial *d, struct dial_result *out)
{
    struct call *c = &d->calls[d->decided];
    d->decided = c->next;
    d->waiting--;
    *out = c->result;
    give_back(d, c);
}

static void end(struct dial *d, struct call *c, nsec now, struct dial_result *out)
{
    deadlines_remove(&d->deadlines, (uint32_t)(c - d->calls));
    hang_up(d, c);
    c->result.rtt = now - c->start;
    *out = c->result;
    give_back(d, c);
}

static int pending_error(const struct call *c)
{
    int error = 0;
    socklen_t n = sizeof error;
    return getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &n) < 0 ? errno : error;
}

static bool same_host(const union endpoint *from, const struct addr *asked)
{
    return asked->len == 4
               ? from->any.sa_family == AF_INET && memcmp(&from->v4.sin_addr, asked->b, 4) == 0
               : from->any.sa_family == AF_INET6 && memcmp(&from->v6.sin6_addr, asked->b, 16) == 0;
}

static bool answers(enum dial_kind kind, const struct call *c, const union endpoint *from,
                    const uint8_t *bytes, size_t n)
{
    if (kind == DIAL_PINGS) /* the kernel passes on all that has our identifier, whoever sent it */
        return same_host(from, &c->to) && ping_answers(c->ping, bytes, n);
    return !c->moves || same_host(from, &c->to);
}

/* Is there an answer among the datagrams that came? */
static bool answered(enum dial_kind kind, const struct call *c)
{
    for (int i = 0; i < BATCH; i++) {
        union endpoint from;
        uint8_t bytes[PING_LEN];
        socklen_t n = sizeof from;
        memset(&from, 0, sizeof from);
        ssize_t got = recvfrom(c->fd, bytes, sizeof bytes, 0, &from.any, &n);
        if (got < 0)
            return false;
        if (answers(kind, c, &from, bytes, (size_t)got))
            return true;
    }
    return false;
}

/* News of a question. That a datagram is too big for the way (EMSGSIZE) is nobody's answer. */
static bool hear_datagram(struct dial *d, struct call *c)
{
    int error = pending_error(c);
    if (error == EMSGSIZE) {
        struct icmp_queue_error icmp;
        if (icmp_queue_take(c->fd, &icmp)) { /* another error beside it is one */
            judge_icmp(c, &icmp, EHOSTUNREACH);
            return true;
        }
        error = 0;
    }
    if (!error && !answered(d->conf.kind, c))
        return false;
    judge(d, c, error);
    return true;
}

/* The kernel has news. False when they decide nothing (a "too big" in the error queue, say). */
static bool hear(struct dial *d, struct call *c)
{
    if (d->conf.kind != DIAL_STREAMS)
        return hear_datagram(d, c);
    int error = pending_error(c);
    if (!error && !connected(c->fd)) {
        struct icmp_queue_error icmp;
        if (!icmp_queue_take(c->fd, &icmp))
            return false;
        judge_icmp(c, &icmp, EHOSTUNREACH);
        return true;
    }
    judge(d, c, error);
    return true;
}

static uint32_t poll_kernel(struct dial *d, nsec now, struct dial_result *out, uint32_t n)
{
    uint32_t got = 0;
    while (got < n) {
        struct epoll_event e[BATCH];
        int room = n - got < BATCH ? (int)(n - got) : BATCH; /* each event makes at most one result */
        int k = epoll_wait(d->epoll, e, room, 0);
        for (int i = 0; i < k; i++) {
            struct call *c = &d->calls[e[i].data.u32];
            if (hear(d, c))
                end(d, c, now, &out[got++]);
        }
        if (k < room)
            break;
    }
    return got;
}

/* Was no SYN sent that this machine sent again? The kernel counts each that it tries to repeat, but holds one
 * for under way only when the lower layer took it: 1 and 1 where the target is silent, 0 and 0 where its
 * neighbour is asked for still, 1 and 0 behind a rule of our own that drops (seen with Linux 6.18). Nothing
 * shows before the first repeat, after a second (RFC 6298 §2.1). */
static bool never_left(int fd)
{
    struct tcp_info info = {0};
    socklen_t n = sizeof info;
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n) == 0 && info.tcpi_state == TCP_SYN_SENT &&
           info.tcpi_total_retrans > 0 && info.tcpi_retrans == 0;
}

/* Nobody answered, unless nobody was asked. */
static void judge_silence(const struct dial *d, struct call *c)
{
    bool own = d->conf.kind == DIAL_STREAMS && never_left(c->fd);
    c->result.outcome = own ? DIAL_LOCAL : DIAL_TIMEOUT;
    c->result.error = own ? EPERM : 0;
}

/* One last look before silence is called so: an answer may have come since. */
static uint32_t poll_deadlines(struct dial *d, nsec now, struct dial_result *out, uint32_t n)
{
    uint32_t got = 0, id;
    nsec at;
    while (got < n && deadlines_first(&d->deadlines, &id, &at) && at <= now) {
        struct call *c = &d->calls[id];
        if (!hear(d, c))
            judge_silence(d, c);
        end(d, c, now, &out[got++]);
    }
    return got;
}

uint32_t dial_poll(struct dial *d, nsec now, struct dial_result *out, uint32_t n)
{
    uint32_t got = 0;
    while (got < n && d->decided != NOBODY)
        take_decided(d, &out[got++]);
    got += poll_kernel(d, now, out + got, n - got);
    return got + poll_deadlines(d, now, out + got, n - got);
}

nsec dial_wake(const struct dial *d)
{
    uint32_t id;
    nsec at;
    if (d->decided != NOBODY)
        return 0;
    return deadlines_first(&d->deadlines, &id, &at) ? at : NSEC_NEVER;
}

uint32_t dial_open_count(const struct dial *d)
{
    return d->open + d->waiting;
}

uint32_t dial_capacity(const struct dial *d)
{
    return d->max;
}

enum dial_kind dial_kind(const struct dial *d)
{
    return d->conf.kind;
}
