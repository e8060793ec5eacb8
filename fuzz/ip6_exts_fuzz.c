/* ip6_exts_parse(): the first byte is the type of the first header, the second how many bytes are missing
 * at the end. */
#include "check.h"
#include "wire/ip6.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (len < 2)
        return 0;
    struct rd r = rd_of(data + 2, len - 2);
    struct ip6_exts x;
    size_t lack = data[1] == 255 ? PACKET_LACK_ANY : data[1];
    if (ip6_exts_parse(&r, lack, data[0], &x) != PACKET_OK)
        return 0;
    CHECK(inside(r.p, rd_left(&r), data + 2, len - 2));
    CHECK(!r.bad && x.n <= IP6_EXTS_MAX);
    CHECK(x.n == 0 || x.kind[0] == data[0]);
    CHECK(!x.cut || lack || x.mf);
    CHECK(x.fragment || !(x.mf || x.frag_off || x.frag_id));
    CHECK((size_t)(r.p - data - 2) >= x.n * 8u);
    return 0;
}
