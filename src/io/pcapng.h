/* Blocks of a pcapng file (draft-ietf-opsawg-pcapng), in this machine's byte order, for files whose packets
 * have something said of them: libpcap writes pcap alone, which has no comments. Texts are appended to a
 * buffer; who writes it is the caller's affair. */
#pragma once

#include "base/buf.h"
#include "base/nsec.h"

#include <sys/types.h>

/* A section begins: packets after it count links anew, from 0. A file may have several, so another run can go
 * on with it. */
void pcapng_section(struct buf *b, const char *program);
/* The next link of the section: its packets are of this LINKTYPE_*, with times in nanoseconds. */
void pcapng_link(struct buf *b, uint16_t linktype);
/* A packet of link number `link`: `len` bytes of `wire`, at ns since 1970, and a comment of at most 1000
 * bytes (NULL = none). */
void pcapng_packet(struct buf *b, uint32_t link, nsec_wall at, const void *data, uint32_t len, uint32_t wire,
                   const char *comment);

/* How many bytes of a file, open for reading, are whole blocks: what a kill or a full disk left behind them
 * is to be cut off. 0 = nothing is; -EINVAL: this file does not begin with pcapng_section() for a program
 * whose name begins so (at most 32 bytes), or has more than PCAPNG_TORN bytes behind its last whole block, as
 * no kill leaves them: it is not for us to cut; -errno of reading. */
#define PCAPNG_TORN (128 << 10)
off_t pcapng_whole(int fd, const char *program);
