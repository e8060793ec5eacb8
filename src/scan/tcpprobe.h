/* What the TCP techniques share: a segment of given flags as a template, patched per target, and the question whether a
 * packet answers it. */
#pragma once

#include "scan/tech.h"

/* Link, IP and TCP header for this path. SYN probes carry MSS, window scale and SACK-permitted, since SYNs without
 * options miss some 2 % of hosts (zmap PR 855, facts/scanning §5). 0 or -EAFNOSUPPORT. */
int tcpprobe_template(struct tech_template *t, const struct path *path, uint8_t flags);

/* Copies the template and fills in target, ports, sequence number and both checksums. */
void tcpprobe_write(const struct tech_template *t, const struct addr *target, uint16_t port, struct cookie c,
                    uint8_t *out);

/* Does the segment `p` answer a probe of ours whose sequence number it acknowledges: ack - 1, or in a RST also ack (some stacks count the SYN,
 * some do not)? Fills addr, port, try, times, ttl; `heard` is the caller's. */
bool tcpprobe_answers(const struct tech_ear *ear, const struct packet *p, struct reply *ret);

/* Is `p` an ICMP error about a probe of ours? Fills everything, `heard` included. */
bool tcpprobe_icmp(const struct tech_ear *ear, const struct packet *p, struct reply *ret);
