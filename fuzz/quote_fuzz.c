/* quote_parse(). */
#include "check_packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct quote q;
    if (quote_parse(data, len, &q) == PACKET_OK)
        check_quote(&q, data, len);
    return 0;
}
