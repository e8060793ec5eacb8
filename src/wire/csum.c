#include "wire/csum.h"

#include "base/bytes.h"

#include <endian.h>

static uint64_t load(const uint8_t *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

/* One's complement addition of 64-bit words: the carry comes back in at the bottom. */
static uint64_t carry_add(uint64_t a, uint64_t b)
{
    a += b;
    return a + (a < b);
}

uint64_t csum_add(uint64_t sum, const void *data, size_t len)
{
    const uint8_t *p = data;
    /* The upper half collects the carries, so that a step is an add and an adc. */
    unsigned __int128 wide = sum;
    for (; len >= 32; len -= 32, p += 32) {
        wide += load(p);
        wide += load(p + 8);
        wide += load(p + 16);
        wide += load(p + 24);
    }
    for (; len >= 8; len -= 8, p += 8)
        wide += load(p);
    if (len & 4) {
        uint32_t w;
        memcpy(&w, p, sizeof w);
        wide += w;
        p += 4;
    }
    if (len & 2) {
        uint16_t w;
        memcpy(&w, p, sizeof w);
        wide += w;
        p += 2;
    }
    if (len & 1)
        wide += htobe16((uint16_t)(*p << 8)); /* as if a zero byte followed */
    return carry_add((uint64_t)wide, (uint64_t)(wide >> 64));
}

uint64_t csum_pseudo(const struct addr *src, const struct addr *dst, uint8_t proto, uint32_t len)
{
    /* IPv4 holds the length in 16 bits and IPv6 in 32, which makes no difference to the sum. */
    uint64_t sum = (uint64_t)htobe32(len) + htobe32(proto);
    return csum_add(csum_add(sum, src->b, src->len), dst->b, dst->len);
}

uint16_t csum_finish(uint64_t sum)
{
    sum = (sum & UINT32_MAX) + (sum >> 32);
    sum = (sum & UINT32_MAX) + (sum >> 32);
    sum = (sum & UINT16_MAX) + (sum >> 16);
    sum = (sum & UINT16_MAX) + (sum >> 16);
    return be16toh((uint16_t)~sum);
}

uint16_t csum_of(const void *data, size_t len)
{
    return csum_finish(csum_add(0, data, len));
}

uint16_t csum_update16(uint16_t csum, uint16_t was, uint16_t now)
{
    uint32_t sum = (uint32_t)(uint16_t)~csum + (uint16_t)~was + now;
    sum = (sum & UINT16_MAX) + (sum >> 16);
    sum = (sum & UINT16_MAX) + (sum >> 16);
    return (uint16_t)~sum;
}

uint16_t csum_update32(uint16_t csum, uint32_t was, uint32_t now)
{
    csum = csum_update16(csum, (uint16_t)(was >> 16), (uint16_t)(now >> 16));
    return csum_update16(csum, (uint16_t)was, (uint16_t)now);
}
