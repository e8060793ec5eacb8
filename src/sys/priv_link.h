/* The parsing halves of link.c: answers in, snapshot out; no socket. */
#pragma once

#include "sys/link.h"

/* Adds the links of a whole RTM_NEWLINK answer, or the addresses of an RTM_NEWADDR one. Malformed messages
 * are passed over. 0 or -ENOMEM. */
int link_parse_links(const void *data, size_t len, struct links *to);
int link_parse_addrs(const void *data, size_t len, struct links *to);

/* From the first RTM_NEWLINK of an answer. 0 or -EBADMSG. */
int link_parse_stats(const void *data, size_t len, struct link_stats *ret);
