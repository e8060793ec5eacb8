/* Capture files through libpcap: pcap and pcapng in, pcap out ("-" = stdin, stdout). */
#pragma once

#include "base/diag.h"
#include "io/frames.h"

/* Opens a file for reading. Ethernet, raw IP, Linux cooked (SLL, SLL2) and null/loop link types are read; cooked and
 * null headers are taken off, so that layer is FRAMES_ETHERNET or FRAMES_IP. `at` is ns since 1970.
 * 0; -EINVAL with *d when it is no capture or of another link type; -errno of open. */
int pcap_open_read(const char *path, struct frames **ret, struct diag *d);

/* Opens a file for writing frames of `layer`: what is sent is written, with the time given by pcap_set_time()
 * (ns since 1970). 0 or -errno. A failed write (full disk) comes back from send() as -ENOSPC. */
int pcap_open_write(const char *path, enum frames_layer layer, struct frames **ret);
void pcap_set_time(struct frames *f, nsec_wall now);
