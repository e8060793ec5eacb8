#include "io/priv_ping.h"

#include <string.h>

enum {
    SEQUENCE = 6, /* behind type, code, checksum and identifier */
    ECHO4 = 8,
    ECHO_REPLY4 = 0,
    ECHO6 = 128,
    ECHO_REPLY6 = 129,
};

void ping_write(bool ipv6, const void *data, uint8_t out[PING_LEN])
{
    memset(out, 0, PING_LEN);
    out[0] = ipv6 ? ECHO6 : ECHO4;
    memcpy(out + SEQUENCE, data, 2);
    memcpy(out + PING_LEN - PING_DATA, data, PING_DATA);
}

bool ping_answers(const uint8_t asked[PING_LEN], const uint8_t *message, size_t len)
{
    uint8_t reply = asked[0] == ECHO6 ? ECHO_REPLY6 : ECHO_REPLY4;
    return len >= PING_LEN && message[0] == reply && message[1] == 0 &&
           memcmp(message + SEQUENCE, asked + SEQUENCE, PING_LEN - SEQUENCE) == 0;
}
