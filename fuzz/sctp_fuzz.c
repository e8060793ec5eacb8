/* sctp_parse(); the first byte says how many bytes are missing. */
#include "check_packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (len == 0)
        return 0;
    struct rd r = rd_of(data + 1, len - 1), at = r;
    size_t lack = data[0] == 255 ? PACKET_LACK_ANY : data[0];
    struct sctp s;
    if (sctp_parse(&at, lack, &s) != PACKET_OK)
        return 0;
    CHECK(at.p == r.p + SCTP_LEN && at.end == r.end);
    CHECK(s.has_chunk || !s.has_init);
    CHECK(!s.has_chunk || s.chunk_len >= SCTP_CHUNK_LEN);
    uint8_t b[512];
    struct wr w = wr_of(b, sizeof b);
    sctp_build(&w, &s, NULL, 0);
    CHECK(w.bad || memcmp(b, r.p, SCTP_AT_CSUM) == 0);
    return 0;
}
