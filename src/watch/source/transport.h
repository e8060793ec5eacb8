/* What stands behind the IP header -> the rest of a sight: ports, flags, options, and of an ICMP error what it
 * quotes. For headers.c, which read the header before it; hot. */
#pragma once

#include "base/bytes.h"
#include "watch/source/headers.h"

/* `wire` bytes of s->proto on the wire, of which *r has what was captured. s->src, s->dst and s->fragment
 * (a first one) stand. */
enum headers_result transport_read(struct rd *r, size_t wire, struct sight *s);
