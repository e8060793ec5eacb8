/* Captured packets of every link type: two bytes of link type, two of the length on the wire, the packet. */
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
    struct sight s = {0};
    enum headers_result r = headers_read(link, exact, n, wire, &s);
    CHECK(r != HEADERS_OK || (s.kind != SIGHT_NONE && s.src.len && s.src.len == s.dst.len));
    free(exact);
    return 0;
}
