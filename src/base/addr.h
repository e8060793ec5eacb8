/* IP addresses of both families in one value type, prefixes, and 128-bit arithmetic on addresses,
 * so that no code above has to ask which family it has. */
#pragma once

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* An address, copied freely. len 0 = no address, 4 = IPv4 (b[0..3]), 16 = IPv6. Unused bytes are zero,
 * so that memcmp over the whole struct is equality. `zone` is the interface index of a scoped IPv6
 * address (RFC 4007), else 0. */
struct addr {
    uint8_t b[16];
    uint32_t zone;
    uint8_t len, pad[3];
};

/* A network: the addresses that have the first `bits` bits of `net`, 8 * net.len at most. */
struct addr_net {
    struct addr net;
    unsigned bits;
};

/* Longest text: IPv6 plus "%" and an interface name or number, terminator included. */
#define ADDR_TEXT_MAX 64

/* Reads dotted IPv4 (four decimal octets, no leading zeros: RFC 6943 §3.1.1) or IPv6 (RFC 4291 §2.2), the
 * latter with an optional zone: "%4" or "%eth0" (resolved by if_nametoindex). An IPv4-mapped IPv6 address
 * becomes the IPv4 address that it means, and so has no zone. 0, or -EINVAL; -ENODEV for an unknown zone.
 * *ret only on success. */
int addr_parse(const char *text, struct addr *ret);

/* Canonical text (RFC 5952), zone as a number. Returns `out`; "" for no address. */
const char *addr_text(const struct addr *a, char out[ADDR_TEXT_MAX]);
/* The same for readers outside: the zone as the name of its interface (RFC 4007 §11.2), where it has one that
 * is a plain word. Asks the kernel, for each such address. */
const char *addr_show(const struct addr *a, char out[ADDR_TEXT_MAX]);

/* The same as the host of a URL or of HTTP's Host (RFC 3986 §3.2.2, RFC 9110 §7.2): IPv6 in brackets, without
 * the zone, which is nobody else's business. */
const char *addr_host(const struct addr *a, char out[ADDR_TEXT_MAX]);

/* Whether bytes that came from a file are an address, or none. */
static inline bool addr_is_sound(const struct addr *a)
{
    return a->len == 0 || a->len == 4 || a->len == 16;
}

/* From a number in host order; from 16 bytes in the order of the wire, zone 0. */
static inline struct addr addr_v4(uint32_t host_order)
{
    struct addr a = {.len = 4};
    uint32_t b = htobe32(host_order);
    memcpy(a.b, &b, sizeof b);
    return a;
}
struct addr addr_v6(const uint8_t b[16]);

static inline uint32_t addr_u32(const struct addr *a)
{
    return (uint32_t)a->b[0] << 24 | (uint32_t)a->b[1] << 16 | (uint32_t)a->b[2] << 8 | a->b[3];
}

static inline bool addr_eq(const struct addr *a, const struct addr *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* Order for sorting: IPv4 before IPv6, then by zone (ranges lie within one), then by value. <0, 0, >0. */
int addr_cmp(const struct addr *a, const struct addr *b);

/* a + n and b - a within one family and zone; addition wraps at the family's end. addr_diff saturates
 * at UINT64_MAX and needs a <= b. */
struct addr addr_add(const struct addr *a, uint64_t n);
uint64_t addr_diff(const struct addr *a, const struct addr *b);

/* First and last address of a/bits (bits <= 8 * len). */
struct addr addr_first(const struct addr *a, unsigned bits);
struct addr addr_last(const struct addr *a, unsigned bits);
/* Whether `a` lies in net/bits (bits <= 8 * len): of the same family. */
static inline bool addr_in(const struct addr *a, const struct addr *net, unsigned bits)
{
    uint64_t x[2], y[2];
    if (a->len != net->len)
        return false;
    memcpy(x, a->b, sizeof x);
    memcpy(y, net->b, sizeof y);
    uint64_t upper = be64toh(x[0] ^ y[0]), lower = be64toh(x[1] ^ y[1]);
    if (bits <= 64)
        return !bits || !(upper >> (64 - bits));
    return !upper && !(lower >> (128 - bits));
}

/* 127.0.0.0/8, ::1; 224.0.0.0/4, ff00::/8; 0.0.0.0, ::; 169.254.0.0/16, fe80::/10. IPv4 inside IPv6
 * (::ffff:…) is none of these. */
bool addr_is_loopback(const struct addr *a);
static inline bool addr_is_multicast(const struct addr *a)
{
    return a->len == 4 ? a->b[0] >> 4 == 14 : a->len == 16 && a->b[0] == 0xff;
}
bool addr_is_any(const struct addr *a);
bool addr_is_linklocal(const struct addr *a);

/* Not routable on the Internet by its number alone: RFC 1918, 4193 (ULA), 3927, 6598 (shared), link-local. */
bool addr_is_private(const struct addr *a);
/* 198.18.0.0/15 (RFC 2544): laboratories. */
bool addr_is_bench(const struct addr *a);
