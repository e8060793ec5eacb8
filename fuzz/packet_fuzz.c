/* packet_parse() from Ethernet. */
#include "check_packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    check_packet(data, len, PACKET_ETHERNET);
    return 0;
}
