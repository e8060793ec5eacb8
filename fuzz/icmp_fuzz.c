/* icmp_parse() and icmp6_parse(), chosen by the lowest bit of the first byte; its others say how many
 * bytes are missing. */
#include "check_packet.h"

static void one4(struct rd r, size_t lack)
{
    struct icmp_msg m;
    struct rd at = r;
    if (icmp_parse(&at, lack, &m) != PACKET_OK)
        return;
    CHECK(inside(m.data, m.data_len, r.p, rd_left(&r)) && m.data == at.p);
    CHECK(!m.has_times || m.data_len >= 12);
    CHECK(!(m.has_times && m.has_quote));
    if (m.has_quote)
        check_quote(&m.quote, m.data, m.data_len);
    uint8_t b[512];
    struct wr w = wr_of(b, sizeof b);
    icmp_build(&w, &m);
    CHECK(w.bad || m.has_times || (wr_len(&w) >= 8 && memcmp(b + 4, r.p + 4, 4) == 0));
}

static void one6(struct rd r, size_t lack)
{
    struct icmp6_msg m;
    struct rd at = r;
    if (icmp6_parse(&at, lack, &m) != PACKET_OK)
        return;
    CHECK(inside(m.data, m.data_len, r.p, rd_left(&r)) && m.data == at.p);
    CHECK(m.has_target || !m.has_mac);
    CHECK(!m.has_target || (m.data_len >= 16 && memcmp(m.target.b, m.data, 16) == 0));
    if (m.has_quote)
        check_quote(&m.quote, m.data, m.data_len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (len == 0)
        return 0;
    struct rd r = rd_of(data + 1, len - 1);
    size_t lack = data[0] >> 1 == 127 ? PACKET_LACK_ANY : data[0] >> 1;
    if (data[0] & 1)
        one6(r, lack);
    else
        one4(r, lack);
    return 0;
}
