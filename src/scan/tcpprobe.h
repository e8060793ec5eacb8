/* What the TCP techniques share: a segment of their row's flags as a template, patched per target, and what its answers say.
 *
 * The cookie stands in the sequence number, where quotes of ICMP errors show it, and in probes with ACK in the acknowledgment number
 * too. RFC 9293 §3.10.7: what comes back proves itself by
 *
 *   RST to a probe with ACK       its sequence number = our acknowledgment number
 *   anything to one without       its acknowledgment number = our sequence number + 1 for SYN + 1 for FIN; some stacks count less of
 *                                 them in a RST (zmap: 0 or 1 for a SYN), never more */
#pragma once

#include "scan/tech.h"

/* Link, IP and TCP header for this path, with tech->flags. SYN probes carry MSS, window scale and
 * SACK-permitted, since SYNs without options miss some 2 % of hosts (zmap pull request 855). 0 or
 * -EAFNOSUPPORT. */
int tcpprobe_template(const struct tech *tech, struct tech_template *t, const struct path *path);

/* Copies the template and fills in target, ports, numbers and both checksums. */
void tcpprobe_probe(const struct tech_template *t, const struct path *path, const struct cookie_conf *cookie,
                    const struct probe *p, nsec now, uint8_t *out);

/* Does `p` answer a probe of ours? SYN-ACK is HEARD_YES where the row has a `yes`, RST is HEARD_RST, or
 * HEARD_ALT where the row has `alt` and the RST offers a window; ICMP errors are what heard.h says. */
bool tcpprobe_judge(const struct tech_ear *ear, const struct packet *p, struct reply *ret);
