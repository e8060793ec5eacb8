/* arrivals_parse(): whatever a packet socket heard, the place that it names is an address. */
#include "check.h"
#include "local/arrivals.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct addr dst;
    uint16_t port;
    if (arrivals_parse(data, len, &dst, &port))
        CHECK(len >= 24 && (dst.len == 4 || dst.len == 16));
    return 0;
}
