/* Capture files through libpcap: pcap and pcapng in, pcap out ("-" = stdin, stdout). */
#pragma once

#include "base/diag.h"
#include "io/frames.h"

/* Opens a file for reading. Ethernet, raw IP, Linux cooked (SLL, SLL2) and null/loop link types are read;
 * cooked and null headers are taken off, so that layer is FRAMES_ETHERNET or FRAMES_IP (frames of other
 * protocols than IP are then counted in rx_skipped). `at` is ns since 1970. recv() = 0 is the end of the
 * file; whether it was a good end says last_error of the statistics: 0, or EBADMSG for a file that is cut off
 * or damaged. 0; -EINVAL with *d when it is no capture or of another link type; -errno of open; -ENOMEM. */
int pcap_open_read(const char *path, struct frames **ret, struct diag *d);

/* Opens a file for writing frames of `layer`: what is sent is written, with the time given by pcap_set_time()
 * (ns since 1970, kept in full: the file has nanosecond stamps); a wire_len above len is kept, too. 0 or
 * -errno. A failed write (full disk) comes back as -ENOSPC (-EIO …) from send() or, since writes are
 * buffered, from pcap_flush(). */
int pcap_open_write(const char *path, enum frames_layer layer, struct frames **ret);
/* The same over the descriptor of an empty file, owned from then on if it succeeds. */
int pcap_open_write_fd(int fd, enum frames_layer layer, struct frames **ret);
void pcap_set_time(struct frames *f, nsec_wall now);

/* Hands buffered frames to the file. 0 or -errno; for files opened for writing only. */
int pcap_flush(struct frames *f);
