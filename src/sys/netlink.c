#include "sys/netlink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

enum {
    TRIES = 4,
    RECEIVE = 64 * 1024, /* room for one recvmsg(): the kernel makes dump parts of up to 32 KiB */
};

struct netlink {
    struct mnl_socket *socket;
    uint32_t seq, port;
};

static int set_up(struct netlink *nl)
{
    struct timeval patience = {.tv_sec = 5};
    int strict = 1;
    if (mnl_socket_bind(nl->socket, 0, MNL_SOCKET_AUTOPID) < 0)
        return -errno;
    nl->port = mnl_socket_get_portid(nl->socket);
    int fd = mnl_socket_get_fd(nl->socket);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0)
        return -errno;
    /* Dumps then honour filters in their request. Only routing knows it; elsewhere it is refused, which is
     * fine. */
    (void)setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &strict, sizeof strict);
    return 0;
}

int netlink_open(int bus, struct netlink **ret)
{
    struct netlink *nl = calloc(1, sizeof *nl);
    if (!nl)
        return -ENOMEM;
    nl->socket = mnl_socket_open2(bus, SOCK_CLOEXEC);
    int r = nl->socket ? set_up(nl) : -errno;
    if (r < 0) {
        netlink_free(nl);
        return r;
    }
    *ret = nl;
    return 0;
}

int netlink_hear(int bus, unsigned group)
{
    int room = 1 << 20, fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, bus);
    struct sockaddr_nl own = {.nl_family = AF_NETLINK};
    if (fd < 0)
        return -errno;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room,
                     sizeof room); /* the default holds less, and loses more */
    if (bind(fd, (struct sockaddr *)&own, sizeof own) < 0 ||
        setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) < 0) {
        int e = -errno;
        close(fd);
        return e;
    }
    return fd;
}

void netlink_free(struct netlink *nl)
{
    if (!nl)
        return;
    if (nl->socket)
        mnl_socket_close(nl->socket);
    free(nl);
}

int netlink_fd(const struct netlink *nl)
{
    return mnl_socket_get_fd(nl->socket);
}

void netlink_answer_fini(struct netlink_answer *a)
{
    free(a->data);
    *a = (struct netlink_answer){0};
}

struct nlmsghdr *netlink_request(struct netlink_room *room, uint16_t type, uint16_t flags, size_t extra)
{
    struct nlmsghdr *h = mnl_nlmsg_put_header(room->bytes);
    h->nlmsg_type = type;
    h->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
    mnl_nlmsg_put_extra_header(h, extra); /* libmnl zeroes it */
    return h;
}

const struct nlmsghdr *netlink_next(const void *data, size_t len, size_t *pos)
{
    if (*pos > len || len - *pos < NETLINK_HEADER)
        return NULL;
    const struct nlmsghdr *h = (const void *)((const uint8_t *)data + *pos);
    if (h->nlmsg_len < NETLINK_HEADER || h->nlmsg_len > len - *pos)
        return NULL;
    size_t step = NLMSG_ALIGN((size_t)h->nlmsg_len);
    *pos = step > len - *pos ? len : *pos + step;
    return h;
}

static void index_attrs(const uint8_t *p, size_t left, const struct nlattr **at, uint16_t max)
{
    memset(at, 0, ((size_t)max + 1) * sizeof *at);
    while (left >= NETLINK_ATTR) {
        const struct nlattr *a = (const void *)p;
        if (a->nla_len < NETLINK_ATTR || a->nla_len > left)
            break;
        uint16_t type = mnl_attr_get_type(a);
        if (type <= max)
            at[type] = a;
        size_t step = NLMSG_ALIGN((size_t)a->nla_len);
        if (step > left)
            break;
        p += step;
        left -= step;
    }
}

bool netlink_attrs(const struct nlmsghdr *h, size_t extra, const struct nlattr **at, uint16_t max)
{
    size_t head = NETLINK_HEADER + NLMSG_ALIGN(extra);
    bool whole = h->nlmsg_len >= head;
    index_attrs((const uint8_t *)h + (whole ? head : 0), whole ? h->nlmsg_len - head : 0, at, max);
    return whole;
}

void netlink_nested(const struct nlattr *a, const struct nlattr **at, uint16_t max)
{
    static const struct nlattr none = {.nla_len = NETLINK_ATTR};
    const struct nlattr *of = a ? a : &none;
    index_attrs((const uint8_t *)of + NETLINK_ATTR, of->nla_len - NETLINK_ATTR, at, max);
}

const void *netlink_least(const struct nlattr *a, size_t n)
{
    return a && a->nla_len - NETLINK_ATTR >= n ? (const uint8_t *)a + NETLINK_ATTR : NULL;
}

const void *netlink_exact(const struct nlattr *a, size_t n)
{
    return a && a->nla_len - NETLINK_ATTR == n ? (const uint8_t *)a + NETLINK_ATTR : NULL;
}

uint32_t netlink_u32(const struct nlattr *a, uint32_t otherwise)
{
    const void *p = netlink_exact(a, 4);
    uint32_t v = otherwise;
    if (p)
        memcpy(&v, p, 4);
    return v;
}

/* Makes room for one more recvmsg(). */
static int make_room(struct netlink_answer *a)
{
    if (a->cap - a->len >= RECEIVE)
        return 0;
    size_t cap = a->cap ? a->cap * 2 : (size_t)2 * RECEIVE;
    uint8_t *data = realloc(a->data, cap);
    if (!data)
        return -ENOMEM;
    a->data = data;
    a->cap = cap;
    return 0;
}

/* What one recvmsg() brought, of interest to our question. */
struct part {
    size_t kept;      /* bytes of messages, moved together */
    bool done;        /* the answer ends here */
    bool interrupted; /* the table changed meanwhile */
};

/* The number in an NLMSG_ERROR or NLMSG_DONE: 0 is an acknowledgement. */
static int ending(const struct nlmsghdr *h)
{
    int error = 0;
    if (h->nlmsg_len >= NETLINK_HEADER + sizeof error)
        memcpy(&error, (const uint8_t *)h + NETLINK_HEADER, sizeof error);
    else if (h->nlmsg_type == NLMSG_ERROR)
        return -EBADMSG;
    return error > 0 ? -EBADMSG : error;
}

/* Keeps the messages that answer our question and drops what belongs to an earlier one. */
static int sift(const struct netlink *nl, bool dump, uint8_t *data, size_t len, struct part *ret)
{
    size_t pos = 0;
    const struct nlmsghdr *h;
    *ret = (struct part){0};
    for (size_t at = 0; !ret->done && (h = netlink_next(data, len, &pos)); at = pos) {
        if (h->nlmsg_seq != nl->seq || h->nlmsg_pid != nl->port)
            continue;
        ret->interrupted |= (h->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
        if (h->nlmsg_type == NLMSG_ERROR || h->nlmsg_type == NLMSG_DONE) {
            int r = ending(h);
            if (r < 0)
                return r;
            ret->done = true;
        } else if (h->nlmsg_type >= NLMSG_MIN_TYPE) {
            memmove(data + ret->kept, data + at, pos - at);
            ret->kept = NLMSG_ALIGN(ret->kept + pos - at);
            ret->done = !dump;
        }
    }
    return 0;
}

/* Reads until the answer is whole. An interrupted dump is read to its end as well, so that nothing stays in
 * the socket for the next question. */
static int collect(struct netlink *nl, bool dump, size_t max, struct netlink_answer *ret)
{
    bool interrupted = false;
    for (;;) {
        struct part part;
        int r = make_room(ret);
        if (r < 0)
            return r;
        ssize_t n = mnl_socket_recvfrom(nl->socket, ret->data + ret->len, RECEIVE);
        if (n < 0)
            return errno == EAGAIN ? -ETIMEDOUT : errno == EINTR ? -EAGAIN : -errno;
        r = sift(nl, dump, ret->data + ret->len, (size_t)n, &part);
        if (r < 0)
            return r;
        ret->len += part.kept;
        if (ret->len > max)
            return -E2BIG;
        interrupted |= part.interrupted;
        if (part.done)
            return interrupted ? -EAGAIN : 0;
    }
}

int netlink_ask(struct netlink *nl, struct nlmsghdr *request, size_t max, struct netlink_answer *ret)
{
    bool dump = (request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
    int r = -EAGAIN;
    for (int i = 0; i < TRIES && r == -EAGAIN; i++) {
        request->nlmsg_seq = ++nl->seq;
        request->nlmsg_pid = nl->port;
        ret->len = 0;
        if (mnl_socket_sendto(nl->socket, request, request->nlmsg_len) < 0)
            return -errno;
        r = collect(nl, dump, max, ret);
    }
    return r;
}
