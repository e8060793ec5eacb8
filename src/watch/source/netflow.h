/* What routers export of their flows: NetFlow v5, v7, v9 (RFC 3954) and IPFIX (RFC 7011), messages in,
 * one-way flows out. Templates are kept for each exporter and domain, at most NETFLOW_TEMPLATES; data whose
 * template never came are counted. Pure. */
#pragma once

#include "base/addr.h"
#include "base/nsec.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define NETFLOW_TEMPLATES 1024
#define NETFLOW_FIELDS    256 /* of a template */

/* One direction; of biflows (RFC 5103) both. */
struct netflow_record {
    nsec_wall first, last; /* ns since 1970 */
    struct addr src, dst;
    uint16_t sport, dport, vlan; /* vlan: 0 = unknown */
    uint8_t proto, flags;        /* TCP flags, all packets together; 0 = none, or not told */
    uint8_t icmp_type, icmp_code;
    uint8_t event; /* RFC 7270 / IANA 233: 0 = not told, 1 created, 2 deleted, 3 denied, 4 alert, 5 updated */
    uint8_t back_flags;
    bool sampled; /* not all packets were counted: it may have had more than these */
    bool asks;    /* it is told that its side began, whatever the flags say */
    bool unsure;  /* alone, it may as well be an answer */
    uint32_t packets, back_packets;
    uint32_t bytes, back_bytes; /* of all packets, IP headers among them; 0 = not told */
};

struct netflow_stats {
    uint64_t messages, records;
    uint64_t undecoded; /* messages that are none, or damaged; data sets without a template */
    uint64_t skipped;   /* records of other things: options, records without addresses */
};

struct netflow;

typedef void netflow_each(void *ctx, const struct netflow_record *r);

struct netflow *netflow_new(void); /* NULL: no memory */
void netflow_free(struct netflow *d);

/* Reads one message from the beginning of p (n bytes, of which it may be all or the first part, as in files:
 * RFC 5655), gives its flows to `each`. Returns how many bytes it had; 0: it is none. */
size_t netflow_take(struct netflow *d, const struct addr *exporter, const uint8_t *p, size_t n,
                    netflow_each *each, void *ctx);
/* When the last message was written; 0 = never. */
nsec_wall netflow_now(const struct netflow *d);
const struct netflow_stats *netflow_stats(const struct netflow *d);
