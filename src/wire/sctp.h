/* SCTP packets (RFC 9260 §3): the common header and the first chunk, which is all that a scan needs. */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "wire/result.h"

#define SCTP_LEN       12 /* common header */
#define SCTP_CHUNK_LEN 4  /* chunk header */
#define SCTP_INIT_LEN  16 /* value of INIT and INIT ACK without parameters */

/* Byte offsets of what is patched in a prepared header. */
enum sctp_at {
    SCTP_AT_SPORT = 0,
    SCTP_AT_DPORT = 2,
    SCTP_AT_VTAG = 4,
    SCTP_AT_CSUM = 8,
    SCTP_AT_INIT_TAG = 16, /* INIT and INIT ACK as the first chunk */
    SCTP_AT_TSN = 28,
};

enum sctp_chunk {
    SCTP_DATA = 0,
    SCTP_INIT = 1,
    SCTP_INIT_ACK = 2,
    SCTP_ABORT = 6,
    SCTP_ERROR = 9,
    SCTP_COOKIE_ECHO = 10,
    SCTP_COOKIE_ACK = 11,
};

struct sctp {
    uint16_t sport, dport;
    uint32_t vtag;
    uint32_t csum; /* parse: as written */
    uint8_t chunk, flags;
    uint16_t chunk_len; /* parse: header and value, as written; build: set by the value */
    bool has_chunk;     /* parse: the header of a first chunk is here */
    bool has_init;      /* parse: INIT or INIT ACK, and its fixed part is here; the next five */
    uint32_t init_tag, rwnd, tsn;
    uint16_t streams_out, streams_in;
};

/* Reads the common header and that of the first chunk; `r` is then what follows the common header. `lack` =
 * how many bytes of the datagram are missing behind r->end, or PACKET_LACK_ANY. PACKET_BAD: shorter than 12
 * bytes, a chunk length below its header or beyond the datagram, or an INIT or INIT ACK shorter than its
 * fixed part. *ret only on PACKET_OK. */
enum packet_result sctp_parse(struct rd *r, size_t lack, struct sctp *ret);

/* Writes the common header and one chunk with the checksum: INIT and INIT ACK with their fixed part from *s,
 * then `value`, padded to four bytes. w->bad when it does not fit or the chunk is longer than 65535 bytes. */
void sctp_build(struct wr *w, const struct sctp *s, const void *value, size_t len);

/* CRC32c (RFC 9260 Appendix A) of a packet whose checksum field counts as 0, as it is written in the header
 * (host order of the big-endian field). `len` >= SCTP_LEN. */
uint32_t sctp_crc(const uint8_t *packet, size_t len);
