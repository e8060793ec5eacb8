/* TCP segments (RFC 9293) and their options: MSS (RFC 9293 §3.7.1), window scale and timestamps (RFC
 * 7323), selective acknowledgment (RFC 2018). Other options are kept as they are. The order of all options
 * is kept too, because it tells operating systems apart. */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "wire/result.h"

#define TCP_LEN      20 /* bytes without options */
#define TCP_LEN_MAX  60
#define TCP_OPTS_MAX 40

enum tcp_flag {
    TCP_FIN = 0x01,
    TCP_SYN = 0x02,
    TCP_RST = 0x04,
    TCP_PSH = 0x08,
    TCP_ACK = 0x10,
    TCP_URG = 0x20,
    TCP_ECE = 0x40,
    TCP_CWR = 0x80,
};

/* Byte offsets of what is patched in a prepared header. */
enum tcp_at {
    TCP_AT_SPORT = 0,
    TCP_AT_DPORT = 2,
    TCP_AT_SEQ = 4,
    TCP_AT_ACK = 8,
    TCP_AT_FLAGS = 13,
    TCP_AT_WIN = 14,
    TCP_AT_CSUM = 16,
};

enum tcp_opt_kind {
    TCP_OPT_EOL = 0,
    TCP_OPT_NOP = 1,
    TCP_OPT_MSS = 2,
    TCP_OPT_WSCALE = 3,
    TCP_OPT_SACK_OK = 4,
    TCP_OPT_SACK = 5,
    TCP_OPT_TS = 8,
};

enum { TCP_SACKS_MAX = 4, TCP_OTHERS_MAX = TCP_OPTS_MAX / 2 };

/* Options, decoded. Of an option that comes twice the last one counts. */
struct tcp_opts {
    bool mss_set, wscale_set, sack_ok, ts_set; /* it came, well formed; only then its value below is set */
    bool malformed; /* one reaches beyond the header, is shorter than 2, or a known one has a wrong length */
    bool cut;       /* the bytes ended before the header did */
    uint8_t wscale; /* as sent: 0 … 255, though above 14 means 14 (RFC 7323 §2.3) */
    uint16_t mss;
    uint32_t ts_val, ts_ecr;
    uint8_t n_sacks;
    struct {
        uint32_t left, right;
    } sack[TCP_SACKS_MAX];

    uint8_t n_order, order[TCP_OPTS_MAX]; /* every kind as it came, NOP and the first EOL included */
    uint8_t n_pad;                        /* bytes behind EOL */
    bool pad_set;                         /* one of them is not zero */

    uint8_t n_others;
    struct {
        uint8_t kind, len;   /* len as on the wire: kind and len bytes included, at least 2 */
        uint8_t at;          /* its place in `order` */
        const uint8_t *data; /* len - 2 bytes, borrowed */
    } other[TCP_OTHERS_MAX]; /* unknown options, and known ones of a wrong length */
};

struct tcp {
    uint16_t sport, dport;
    uint32_t seq, ack;
    uint8_t flags;    /* TCP_FIN … */
    uint8_t reserved; /* the 4 bits before them; lowest = AE (RFC 9768), once NS (RFC 3540) */
    uint8_t hdr_len;  /* parse: bytes, options included */
    uint16_t win, urg;
    uint16_t csum; /* parse: as written; build: used when no addresses are given */
    struct tcp_opts opts;
};

/* Decodes the option bytes of a header. PACKET_BAD when opts.malformed: what came before is decoded. */
enum packet_result tcp_opts_parse(const uint8_t *opts, size_t len, struct tcp_opts *ret);

/* Writes the options that `order` names, from the fields, and n_pad zeros behind EOL; then zeros up to a
 * multiple of 4 bytes. w->bad when that is more than 40 bytes or does not fit. */
void tcp_opts_build(struct wr *w, const struct tcp_opts *o);

/* Reads header and options; `r` is then at the data. `lack` = how many bytes of the segment are missing
 * behind r->end, or PACKET_LACK_ANY. Malformed options do not make a segment bad, since hosts accept such:
 * see opts.malformed. PACKET_BAD: less than 20 bytes, header length below 20 or beyond the segment; *ret
 * is then undefined. */
enum packet_result tcp_parse(struct rd *r, size_t lack, struct tcp *ret);

/* Writes header, options and data with the checksum for these addresses; src = NULL: with t->csum as it is.
 * w->bad when it does not fit. */
void tcp_build(struct wr *w, const struct tcp *t, const void *data, size_t len, const struct addr *src,
               const struct addr *dst);
