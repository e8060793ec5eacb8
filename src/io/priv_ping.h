/* Echo requests over ping sockets (icmp(7)): the kernel fills identifier and checksum, and hands over the
 * whole ICMP message. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PING_DATA 8 /* DIAL_PING_DATA */
#define PING_LEN  (8 + PING_DATA)

/* The message (RFC 792, RFC 4443 §4.1). */
void ping_write(bool ipv6, const void *data, uint8_t out[PING_LEN]);

/* Does this message answer it? Any host may send one with our identifier: the data must be ours. */
bool ping_answers(const uint8_t asked[PING_LEN], const uint8_t *message, size_t len);
