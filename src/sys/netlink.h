/* Asking the kernel by netlink: one request, its whole answer in one bounded buffer, parsed afterwards by
 * functions that never see a socket (and so are tested with made-up and truncated messages). Requests are
 * built with libmnl. */
#pragma once

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kernel's macros for these sizes are signed. */
#define NETLINK_HEADER sizeof(struct nlmsghdr)
#define NETLINK_ATTR   sizeof(struct nlattr)

struct netlink; /* one netlink socket; one thread */

/* Opens a socket of `bus` (NETLINK_ROUTE, NETLINK_SOCK_DIAG, NETLINK_NETFILTER …). 0, -EMFILE, -ENFILE,
 * -ENOMEM, -EPROTONOSUPPORT when the kernel lacks the bus, -EPERM when confined. */
int netlink_open(int bus, struct netlink **ret);
void netlink_free(struct netlink *nl);
/* Its socket, for buses that go on talking by themselves (NFLOG): to poll and to receive from. Stays ours. */
int netlink_fd(const struct netlink *nl);

/* A descriptor, owned by the caller, from which recv(2) gets what the kernel tells a multicast group of
 * `bus` by itself; it never blocks (-EAGAIN), and says ENOBUFS when messages were lost. Negative errno:
 * -EPERM the group is for root; as above. */
int netlink_hear(int bus, unsigned group);

/* The messages of an answer, one after the other, without NLMSG_DONE. Owned by whoever asked. */
struct netlink_answer {
    uint8_t *data; /* owned; free with netlink_answer_fini() */
    size_t len;    /* bytes in use */
    size_t cap;
};

/* Fine after a zeroed struct; leaves it empty. */
void netlink_answer_fini(struct netlink_answer *a);

/* Room for a request: what this project asks fits many times over. */
struct netlink_room {
    _Alignas(struct nlmsghdr) uint8_t bytes[512];
};

/* A request in `room` of `type` with a zeroed family header of `extra` bytes, which mnl_nlmsg_get_payload()
 * finds; NLM_F_REQUEST is set and `flags` (NLM_F_DUMP …) added. Attributes go on with mnl_attr_put(). */
struct nlmsghdr *netlink_request(struct netlink_room *room, uint16_t type, uint16_t flags, size_t extra);

/* Sends `request` and collects its answer: of a dump everything until its end, else one message (none, when
 * NLM_F_ACK was asked for and there is nothing but the acknowledgement). The answer may have up to `max`
 * bytes; `ret` is initialised by the caller ({0}) or left from an earlier call, whose memory is used again. A
 * dump that the kernel marks as interrupted by a change (NLM_F_DUMP_INTR) is repeated, up to four times. 0;
 * the kernel's own negative errno (-ENETUNREACH of a route that does not exist …); -E2BIG when `max` is not
 * enough; -EAGAIN when the table would not hold still; -ENOMEM; -EBADMSG for an answer that is no netlink;
 * -ETIMEDOUT when the kernel stays silent for 5 s (it never does: it answers within sendmsg()). */
int netlink_ask(struct netlink *nl, struct nlmsghdr *request, size_t max, struct netlink_answer *ret);

/* The message at *pos, which moves on; NULL at the end or at the first message that does not fit into the
 * rest. Start with pos = 0. `data` is aligned to 4 bytes. */
const struct nlmsghdr *netlink_next(const void *data, size_t len, size_t *pos);

/* Attributes of message `h` behind `extra` bytes of family header, by type: at[type] for types 0 … max, NULL
 * where absent; the last of equal ones wins. Unknown types are left out. False when the message is shorter
 * than its header. */
bool netlink_attrs(const struct nlmsghdr *h, size_t extra, const struct nlattr **at, uint16_t max);

/* The same for the attributes inside attribute `a`; none when a is NULL. */
void netlink_nested(const struct nlattr *a, const struct nlattr **at, uint16_t max);

/* Payload of an attribute with exactly, or at least, `n` bytes; NULL when absent (a == NULL) or of another
 * size. */
const void *netlink_exact(const struct nlattr *a, size_t n);
const void *netlink_least(const struct nlattr *a, size_t n);
/* A host-order u32, or `otherwise` when absent or of another size. */
uint32_t netlink_u32(const struct nlattr *a, uint32_t otherwise);
