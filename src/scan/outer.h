/* What stands around a probe: link header and IP header. The same for every technique that speaks over IP, so
 * that a technique writes only what is its own. */
#pragma once

#include "scan/tech.h"

/* Begins a template: headers for `payload` bytes of `proto` (IPPROTO_*), the target left open. *w stands
 * behind them. */
void outer_begin(struct tech_template *t, struct wr *w, const struct path *path, uint8_t proto,
                 size_t payload);

/* Ends it: all behind the IP header is the transport, its checksum field 0, and is summed up (with the pseudo
 * header, but for ICMP over IPv4, RFC 792). 0, or -EAFNOSUPPORT when it did not fit. */
int outer_end(struct tech_template *t, const struct wr *w, const struct path *path, uint8_t proto);

/* Copies the template to `out` and writes the target into its IP header. */
void outer_aim(const struct tech_template *t, const struct addr *target, uint8_t *out);

/* Where a probe has too little room of its own: 16 bits of its cookie as IPv4's identification or IPv6's flow
 * label, which ICMP errors quote. After outer_aim(). */
void outer_mark(const struct tech_template *t, const struct addr *target, uint16_t mark, uint8_t *out);
/* The mark in a quotation. */
uint16_t outer_marked(const struct quote *q);
