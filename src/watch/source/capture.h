/* Capture files: pcap (either byte order, µs and ns) and pcapng (all byte orders, interfaces and time
 * resolutions). Read by hand and not by libpcap, because 200 ns a packet is all there is: reading stays below
 * 50. */
#pragma once

#include "watch/source/recognise.h"

bool capture_is_pcap(const uint8_t *head, size_t n);
bool capture_is_pcapng(const uint8_t *head, size_t n);

/* Take over `st`. 0; -ENOMEM; -EINVAL with *d: a version or link type that is not read. */
int capture_open_pcap(struct stream *st, const struct source_conf *conf, struct source **ret, struct diag *d);
int capture_open_pcapng(struct stream *st, const struct source_conf *conf, struct source **ret,
                        struct diag *d);

/* For who looks into packets: each is given to `tap` instead of becoming a sight. True: this read (of one
 * sight, which stays empty) is over. */
typedef bool capture_tap(void *ctx, unsigned linktype, const uint8_t *data, size_t len, size_t wire);
void capture_give(struct source *s, capture_tap *tap, void *ctx);
