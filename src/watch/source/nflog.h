/* Packets that the kernel's packet filter logs to a group ("log group 5" of nft, "-j NFLOG --nflog-group 5"
 * of iptables): their headers, and what the rule's prefix says that was done with them. */
#pragma once

#include "watch/source.h"

#include <stddef.h>

/* Listens to a group. Needs CAP_NET_ADMIN, now only. `now`: asked where a packet has no time of its own (most
 * have none). 0; -EPERM; -EBUSY: somebody else listens to this group; -ENOMEM; what the kernel said.
 * source_read() never blocks and never ends; `fd` polls readable. What the kernel could not hand over is
 * stats.lost: a gap in its numbering. */
int nflog_open(uint16_t group, nsec_wall (*now)(void), struct source **ret);

enum nflog_result {
    NFLOG_SIGHT,
    NFLOG_SKIP, /* well formed, but nobody asks or answers anything with it */
    NFLOG_BAD,
};

/* One NFULNL_MSG_PACKET, `len` bytes from its netlink header on. Fills *ret (`at` = 0: the packet had no
 * time) and *ret_seq, the kernel's number of it (0: none). Pure. */
enum nflog_result nflog_read(const void *msg, size_t len, struct sight *ret, uint32_t *ret_seq);
