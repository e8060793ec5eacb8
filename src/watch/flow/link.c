#include "watch/flow/link.h"

#include "watch/flow/question.h"
#include "wire/icmp6.h"

#include <netinet/in.h>
#include <string.h>

static bool is_public(const struct addr *a)
{
    return !addr_is_private(a) && !addr_is_multicast(a) && !addr_is_loopback(a) && !addr_is_any(a) &&
           !(a->len == 4 && a->b[0] >> 4 == 15);
}

/* An advertisement says who is there, a router's which net this is; who solicits is there, or asks by his
 * link-local address for one that is. What a router passed on says nothing, whatever nets it names. */
static const struct addr *discovers(const struct sight *s)
{
    if (!(s->knows & SIGHT_TTL) || s->ttl != ICMP6_ND_HOPS)
        return NULL;
    switch (s->icmp_type) {
    case ICMP6_TYPE_ROUTER: return addr_is_linklocal(&s->src) ? &s->dst : NULL;
    case ICMP6_TYPE_SOLICITATION: return is_public(&s->src) ? &s->src : &s->dst;
    default: return &s->src;
    }
}

static const struct addr *shown6(const struct sight *s)
{
    bool discovery = s->proto == IPPROTO_ICMPV6 && s->icmp_type >= ICMP6_TYPE_ROUTER &&
                     s->icmp_type <= ICMP6_TYPE_ADVERTISEMENT;
    bool of_link = s->dst.b[0] == 0xff && (s->dst.b[1] & 15) == 2;
    bool within = memcmp(s->src.b, s->dst.b, 8) == 0;
    return discovery ? discovers(s) : of_link || within ? &s->src : NULL;
}

/* 224.0.0.0/24; all of this link, or of its net: that is a frame to all, and routers pass none on (RFC
 * 2644). */
static const struct addr *shown4(const struct sight *s)
{
    const uint8_t *d = s->dst.b;
    if (d[3] != 255 && d[0] != 224 && s->kind != SIGHT_ARP) /* of packets, nearly all */
        return NULL;
    bool of_link = d[0] == 224 && !d[1] && !d[2];
    bool to_all = (d[0] & d[1] & d[2] & d[3]) == 255;
    bool to_net = s->group && d[3] == 255 && memcmp(s->src.b, d, 2) == 0;
    return s->kind == SIGHT_ARP || of_link || to_all || to_net ? &s->src : NULL;
}

/* Who hands addresses of its own net out has that net at this link. */
static bool hands_out_beside(const struct sight *s)
{
    return s->proto == IPPROTO_UDP && s->src.len == 4 && question_hands_out(s) &&
           memcmp(s->src.b, s->dst.b, 3) == 0;
}

bool link_shows(const struct sight *s, struct addr *ret)
{
    /* What an error quotes, what a log of logins says, and what came through a tunnel, anybody may have made
     * up. */
    if (s->kind == SIGHT_ERROR || s->kind == SIGHT_LOGIN || s->tunnel || s->src.len != s->dst.len)
        return false;
    bool hands_out = hands_out_beside(s);
    const struct addr *found = hands_out          ? &s->dst
                               : s->src.len == 16 ? shown6(s)
                               : s->src.len == 4  ? shown4(s)
                                                  : NULL;
    if (!found || !is_public(found))
        return false;
    *ret = *found;
    if (hands_out)
        ret->b[3] = 0;
    return true;
}
