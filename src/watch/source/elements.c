#include "watch/source/elements.h"

#include "base/bytes.h"

/* Information elements (IANA's "IPFIX Information Elements"; up to 127 the same numbers as in RFC 3954). */
enum {
    IE_BYTES = 1,
    IE_PACKETS = 2,
    IE_PROTO = 4,
    IE_FLAGS = 6,
    IE_SPORT = 7,
    IE_SRC4 = 8,
    IE_DPORT = 11,
    IE_DST4 = 12,
    IE_END_UPTIME = 21,
    IE_START_UPTIME = 22,
    IE_SRC6 = 27,
    IE_DST6 = 28,
    IE_ICMP4 = 32,
    IE_SAMPLING = 34, /* of so many packets one */
    IE_SAMPLER = 50,  /* the same, at random */
    IE_VLAN = 58,
    IE_BYTES_TOTAL = 85,
    IE_PACKETS_TOTAL = 86,
    IE_ICMP6 = 139,
    IE_START_S = 150,
    IE_END_S = 151,
    IE_START_MS = 152,
    IE_END_MS = 153,
    IE_START_US = 154, /* NTP's format: seconds and their fraction */
    IE_END_US = 155,
    IE_START_NS = 156,
    IE_END_NS = 157,
    IE_BOOT_MS = 160,
    IE_ICMP4_TYPE = 176,
    IE_ICMP4_CODE = 177,
    IE_ICMP6_TYPE = 178,
    IE_ICMP6_CODE = 179,
    IE_UDP_SPORT = 180,
    IE_UDP_DPORT = 181,
    IE_TCP_SPORT = 182,
    IE_TCP_DPORT = 183,
    IE_EVENT = 233,
    IE_INITIATOR = 298, /* packets of each side: ASA */
    IE_RESPONDER = 299,
    IE_SPACE = 306, /* packets between those that are sampled (RFC 5477 8.2) */
};

void elements_icmp(struct netflow_record *r, uint16_t type_code)
{
    r->icmp_type = (uint8_t)(type_code >> 8);
    r->icmp_code = (uint8_t)type_code;
}

/* Seconds since 1900; with the uppermost bit clear since 2036, when 32 bits are full (RFC 4330 3). 0: none. */
static nsec_wall ntp(uint64_t v)
{
    nsec_wall seconds = (nsec_wall)(v >> 32) - INT64_C(2208988800) + (v >> 63 ? 0 : INT64_C(1) << 32);
    return v ? seconds * NSEC_SEC + (nsec_wall)((v & UINT32_MAX) * (uint64_t)NSEC_SEC >> 32) : 0;
}

static nsec_wall from_ms(uint64_t ms)
{
    return ms < (uint64_t)INT64_MAX / 2 / (uint64_t)NSEC_MS ? (nsec_wall)ms * NSEC_MS : 0;
}

bool elements_time(uint16_t id, uint64_t v, struct netflow_record *r, struct elements_times *t)
{
    switch (id) {
    case IE_START_UPTIME: t->start = v; break;
    case IE_END_UPTIME: t->end = v; break;
    case IE_START_S: r->first = (nsec_wall)(uint32_t)v * NSEC_SEC; break;
    case IE_END_S: r->last = (nsec_wall)(uint32_t)v * NSEC_SEC; break;
    case IE_START_MS: r->first = from_ms(v); break;
    case IE_END_MS: r->last = from_ms(v); break;
    case IE_START_US:
    case IE_START_NS: r->first = ntp(v); break;
    case IE_END_US:
    case IE_END_NS: r->last = ntp(v); break;
    case IE_BOOT_MS: t->boot = from_ms(v); break;
    default: return false;
    }
    t->up |= id == IE_START_UPTIME;
    return true;
}

static uint32_t at_most_u32(uint64_t v)
{
    return v < UINT32_MAX ? (uint32_t)v : UINT32_MAX;
}

void elements_number(uint16_t id, uint64_t v, struct netflow_record *r)
{
    switch (id) {
    case IE_INITIATOR:
    case IE_PACKETS_TOTAL:
    case IE_PACKETS: r->packets = at_most_u32(v); break;
    case IE_BYTES_TOTAL:
    case IE_BYTES: r->bytes = at_most_u32(v); break;
    case IE_BYTES_TOTAL | ELEMENTS_REVERSE:
    case IE_BYTES | ELEMENTS_REVERSE: r->back_bytes = at_most_u32(v); break;
    case IE_RESPONDER:
    case IE_PACKETS_TOTAL | ELEMENTS_REVERSE:
    case IE_PACKETS | ELEMENTS_REVERSE: r->back_packets = at_most_u32(v); break;
    case IE_PROTO: r->proto = (uint8_t)v; break;
    case IE_FLAGS: r->flags = (uint8_t)v; break; /* RFC 7125: the lower byte of two */
    case IE_FLAGS | ELEMENTS_REVERSE: r->back_flags = (uint8_t)v; break;
    case IE_UDP_SPORT:
    case IE_TCP_SPORT:
    case IE_SPORT: r->sport = (uint16_t)v; break;
    case IE_UDP_DPORT:
    case IE_TCP_DPORT:
    case IE_DPORT: r->dport = (uint16_t)v; break;
    case IE_ICMP6:
    case IE_ICMP4: elements_icmp(r, (uint16_t)v); break;
    case IE_ICMP4_TYPE:
    case IE_ICMP6_TYPE: r->icmp_type = (uint8_t)v; break;
    case IE_ICMP4_CODE:
    case IE_ICMP6_CODE: r->icmp_code = (uint8_t)v; break;
    case IE_VLAN: r->vlan = v & 0xfff; break;
    case IE_EVENT: r->event = (uint8_t)v; break;
    case IE_SAMPLING:
    case IE_SAMPLER: r->sampled |= v > 1; break;
    case IE_SPACE: r->sampled |= v > 0; break;
    default: break;
    }
}

bool elements_address(uint16_t id, const uint8_t *b, size_t len, struct netflow_record *r)
{
    bool four = (id == IE_SRC4 || id == IE_DST4) && len == 4;
    bool six = (id == IE_SRC6 || id == IE_DST6) && len == 16;
    struct addr *to = id == IE_SRC4 || id == IE_SRC6 ? &r->src : &r->dst;
    if (!four && !six)
        return false;
    struct addr a = four ? addr_v4(get_u32(b)) : addr_v6(b);
    if (six && to->len && addr_is_any(&a)) /* one template for both families, the other one zero */
        return true;
    if (six || !to->len || addr_is_any(to))
        *to = a;
    return true;
}
