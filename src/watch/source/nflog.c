#include "watch/source/nflog.h"

#include "sys/netlink.h"
#include "sys/priv.h"
#include "watch/source/headers.h"
#include "watch/source/logged.h"

#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

enum {
    LINKTYPE_RAW = 101,
    HEADERS = 192, /* bytes of a packet: as of a card (live.c) */
    TOGETHER = 64, /* packets that the kernel may hand over at once, */
    SOON = 5,      /* or as many as came within so many hundredths of a second */
    SOCKET_ROOM = 8 << 20,
    ANSWER_MAX = 4096,
    RECEIVE = 1 << 17,
};

struct nflog {
    struct source s;
    struct netlink *nl;
    nsec_wall (*now)(void);
    uint32_t expected; /* number of the next packet; 0 = none came yet */
    size_t at, end;    /* of `buffer` what is not read yet */
    _Alignas(struct nlmsghdr) uint8_t buffer[RECEIVE];
};

static struct nflog *nflog_of(struct source *s)
{
    return (struct nflog *)s;
}

/* What is behind the message's header. */
static bool read_message(const struct nlmsghdr *h, struct logged *ret)
{
    return logged_nflog(mnl_nlmsg_get_payload(h), mnl_nlmsg_get_payload_len(h), ret);
}

enum nflog_result nflog_read(const void *msg, size_t len, struct sight *ret, uint32_t *ret_seq)
{
    struct logged l;
    size_t pos = 0;
    const struct nlmsghdr *h = netlink_next(msg, len, &pos);
    if (!h || h->nlmsg_type != (NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET) || !read_message(h, &l))
        return NFLOG_BAD;
    *ret_seq = l.seq;
    switch (headers_read(LINKTYPE_RAW, l.packet, l.len, l.wire, ret)) {
    case HEADERS_OK: break;
    case HEADERS_SKIP: return NFLOG_SKIP;
    default: return NFLOG_BAD;
    }
    ret->at = l.at;
    logged_note(&l, ret);
    return NFLOG_SIGHT;
}

static void count_gap(struct nflog *l, uint32_t seq)
{
    if (l->expected && seq != l->expected)
        l->s.stats.lost += seq - l->expected;
    l->expected = seq + 1;
}

static void keep(const struct nflog *l, const struct nlmsghdr *h, unsigned n, struct sight *s)
{
    struct logged it;
    if (l->s.packets && read_message(h, &it))
        source_keep(&l->s, n, s, LINKTYPE_RAW, it.packet, it.len, s->knows & SIGHT_LEN ? s->ip_len : it.len);
}

/* The next message is the n-th sight of this read. */
static bool take(struct nflog *l, const struct nlmsghdr *h, unsigned n, struct sight *ret)
{
    uint32_t seq = 0;
    struct source_stats *stats = &l->s.stats;
    if (h->nlmsg_type == NLMSG_ERROR || h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_NOOP)
        return false;
    stats->packets++;
    enum nflog_result r = nflog_read(h, h->nlmsg_len, ret, &seq);
    if (seq || l->expected)
        count_gap(l, seq);
    stats->undecoded += r == NFLOG_BAD;
    stats->skipped += r == NFLOG_SKIP;
    stats->sights += r == NFLOG_SIGHT;
    if (r == NFLOG_SIGHT && !ret->at)
        ret->at = l->now();
    if (r == NFLOG_SIGHT)
        keep(l, h, n, ret);
    return r == NFLOG_SIGHT;
}

static bool receive(struct nflog *l)
{
    ssize_t n;
    do
        n = recv(l->s.fd, l->buffer, sizeof l->buffer, MSG_DONTWAIT);
    while (n < 0 && (errno == EINTR || errno == ENOBUFS)); /* ENOBUFS: the gap in the numbers will tell */
    l->at = 0;
    l->end = n > 0 ? (size_t)n : 0;
    return n > 0;
}

static int nflog_read_some(struct source *s, struct sight out[], unsigned cap, bool *ended)
{
    struct nflog *l = nflog_of(s);
    unsigned n = 0;
    (void)ended;
    while (n < cap) {
        const struct nlmsghdr *h = netlink_next(l->buffer, l->end, &l->at);
        if (h)
            n += take(l, h, n, &out[n]);
        else if (!receive(l))
            break;
    }
    return (int)n;
}

static void nflog_free(struct source *s)
{
    netlink_free(nflog_of(s)->nl);
    free(s);
}

static const struct source_ops ops = {.read = nflog_read_some, .free = nflog_free, .packets = true};

static struct nlmsghdr *ask(struct netlink_room *room, uint16_t group)
{
    struct nlmsghdr *h =
        netlink_request(room, NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG, NLM_F_ACK, sizeof(struct nfgenmsg));
    struct nfgenmsg *g = mnl_nlmsg_get_payload(h);
    g->nfgen_family = AF_UNSPEC;
    g->version = NFNETLINK_V0;
    g->res_id = htons(group);
    return h;
}

static int set_up(struct nflog *l, uint16_t group)
{
    struct netlink_room room;
    struct netlink_answer answer = {0};
    struct nfulnl_msg_config_cmd bind = {.command = NFULNL_CFG_CMD_BIND};
    struct nfulnl_msg_config_mode mode = {.copy_range = htonl(HEADERS), .copy_mode = NFULNL_COPY_PACKET};
    struct nlmsghdr *h = ask(&room, group);
    mnl_attr_put(h, NFULA_CFG_CMD, sizeof bind, &bind);
    int e = netlink_ask(l->nl, h, ANSWER_MAX, &answer);
    if (e == -EPERM && priv_net_admin()) /* the kernel's word for somebody else's group, too */
        e = -EBUSY;
    if (e == 0) {
        h = ask(&room, group);
        mnl_attr_put(h, NFULA_CFG_MODE, sizeof mode, &mode);
        mnl_attr_put_u32(h, NFULA_CFG_QTHRESH, htonl(TOGETHER));
        mnl_attr_put_u32(h, NFULA_CFG_TIMEOUT, htonl(SOON));
        mnl_attr_put_u16(h, NFULA_CFG_FLAGS, htons(NFULNL_CFG_F_SEQ));
        e = netlink_ask(l->nl, h, ANSWER_MAX, &answer);
    }
    netlink_answer_fini(&answer);
    return e;
}

int nflog_open(uint16_t group, nsec_wall (*now)(void), struct source **ret)
{
    struct nflog *l = calloc(1, sizeof *l);
    int room = SOCKET_ROOM;
    if (!l)
        return -ENOMEM;
    int e = netlink_open(NETLINK_NETFILTER, &l->nl);
    if (e == 0)
        e = set_up(l, group);
    if (e < 0) {
        nflog_free(&l->s);
        return e;
    }
    l->s = (struct source){.ops = &ops, .fd = netlink_fd(l->nl), .stats = {.format = "nflog"}};
    l->now = now;
    (void)setsockopt(l->s.fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room); /* as much as we may have */
    *ret = &l->s;
    return 0;
}
