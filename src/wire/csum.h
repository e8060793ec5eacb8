/* The Internet checksum (RFC 1071) and its incremental update (RFC 1624).
 *
 * A running sum is a uint64_t in the machine's own byte order, which the one's complement sum allows (RFC
 * 1071 §2 (B)); start it with 0 or csum_pseudo(), add pieces, finish it once. Finished checksums are
 * numbers in host order, as get_u16() reads and put_u16() writes them. */
#pragma once

#include "base/addr.h"

#include <stddef.h>
#include <stdint.h>

/* Adds `len` bytes. Only the last piece of a message may have an odd length. Any alignment. */
uint64_t csum_add(uint64_t sum, const void *data, size_t len);

/* The sum of the pseudo header: RFC 9293 §3.1 for IPv4, RFC 8200 §8.1 for IPv6, by src->len. `len` is the
 * length of the transport header and its payload in bytes. */
uint64_t csum_pseudo(const struct addr *src, const struct addr *dst, uint8_t proto, uint32_t len);

/* The value for the checksum field. Over a message whose checksum field is filled in and right it is 0. */
uint16_t csum_finish(uint64_t sum);

/* csum_finish(csum_add(0, data, len)). */
uint16_t csum_of(const void *data, size_t len);

/* The checksum after one aligned 16-bit or 32-bit field of the message changed from `was` to `now` (RFC
 * 1624 eqn. 3: HC' = ~(~HC + ~m + m')). The result equals a fresh computation for every message that is
 * not all zero; a UDP sender still has to turn 0 into 0xffff (RFC 768), and so before it: never update a
 * UDP checksum of 0, which means "none". */
uint16_t csum_update16(uint16_t csum, uint16_t was, uint16_t now);
uint16_t csum_update32(uint16_t csum, uint32_t was, uint32_t now);
