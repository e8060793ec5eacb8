/* What the ICMP questions share (RFC 792, RFC 950, RFC 4443): one message as a template, patched per target, and the question
 * whether a packet answers it.
 *
 *   identifier   the cookie's source port: which transmission      sequence   the cookie's fixed half
 *   data         the whole cookie with the time of sending, where the answer gives data back (echo, timestamp)
 *
 * Identifier and sequence are in the 8 bytes that every ICMP error quotes, so errors are authenticated as well. */
#pragma once

#include "scan/tech.h"

struct icmpprobe {
    uint8_t type4, reply4;
    uint8_t type6, reply6; /* 0 = not in IPv6 */
    uint8_t data;          /* bytes behind the first 8 */
    bool returned;         /* the answer begins its data with ours */
};

/* The form of a technique's probes for a path (tech.h), and one probe written by it to `out`. 0;
 * -EAFNOSUPPORT: not in this family. */
int icmpprobe_template(struct tech_template *t, const struct path *path, const struct icmpprobe *kind);
void icmpprobe_write(const struct tech_template *t, const struct cookie_conf *cookie, const struct probe *p,
                     nsec now, const struct icmpprobe *kind, uint8_t *out);
/* An answer or an error: fills everything, `heard` included. */
bool icmpprobe_judge(const struct tech_ear *ear, const struct packet *p, const struct icmpprobe *kind,
                     struct reply *ret);
