/* Captured packets of every link type, and what they carry in tunnels: two bytes of link type, two of the
 * length on the wire, the packet. */
#include "watch/source/headers.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (len < 4)
        return 0;
    unsigned link = data[0] | (unsigned)data[1] << 8;
    if (!headers_link_known(link)) /* callers ask this first */
        return 0;
    size_t n = len - 4, wire = n + (data[2] | (size_t)data[3] << 8);
    uint8_t *exact = malloc(n ? n : 1);
    CHECK(exact);
    memcpy(exact, data + 4, n);
    struct sight s[HEADERS_SIGHTS] = {0};
    enum headers_result r = headers_read(link, exact, n, wire, s);
    unsigned all = r == HEADERS_OK ? headers_carried(link, exact, n, wire, s) : 0;
    CHECK(all <= HEADERS_SIGHTS && (r != HEADERS_OK || all > 0));
    CHECK(all < 2 || inner_may_be(s->proto, s->dport)); /* nobody need ask for others */
    for (unsigned i = 0; i < all; i++) {
        CHECK(s[i].kind != SIGHT_NONE && s[i].src.len && s[i].src.len == s[i].dst.len);
        CHECK((s[i].tunnel != SIGHT_BARE) == (i > 0) && s[i].tunnel < SIGHT_TUNNELS && !s[i].stranger);
        CHECK(i == 0 ? !s[i].outer : s[i].outer == &s[i - 1] && s[i - 1].carries);
    }
    free(exact);
    return 0;
}
