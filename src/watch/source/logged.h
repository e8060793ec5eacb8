/* Packets that a packet filter logs to a device, and what it says of each: Linux' NFLOG, as the kernel hands
 * it over and as `tcpdump -i nflog:5` records it, and pf's pflog (/var/log/pflog). */
#pragma once

#include "watch/sight.h"

#include <stddef.h>

struct logged {
    const uint8_t *packet; /* from its IP header on; borrowed from what was read */
    size_t len, wire;      /* bytes of it that are here, and that the filter handed over */
    nsec_wall at;          /* 0: the filter says no time */
    uint32_t seq;          /* the kernel's number of it; 0: none */
    enum sight_action action;
    bool in, out; /* the way it went through its interface */
    bool sent;    /* and this machine sent it itself */
};

/* What is behind a message's header (struct nfgenmsg and attributes), in either byte order: LINKTYPE_NFLOG
 * (https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html) is the same. False: damaged, or without a packet. */
bool logged_nflog(const uint8_t *data, size_t len, struct logged *ret);

/* LINKTYPE_* of the pcap registry. */
enum { LINK_PFLOG = 117, LINK_NFLOG = 239 };

/* Whether records of a link type are packets with what a filter says of them. */
static inline bool logged_link(unsigned linktype)
{
    return linktype == LINK_PFLOG || linktype == LINK_NFLOG;
}

/* A captured record of such a link type, as above; `wire` = bytes of it before it was cut. */
bool logged_read(unsigned linktype, const uint8_t *data, size_t len, size_t wire, struct logged *ret);

/* Says in `s`, which headers_read() filled from the packet, what the filter did with it. */
void logged_note(const struct logged *l, struct sight *s);
