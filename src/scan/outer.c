#include "scan/outer.h"

#include "wire/csum.h"

#include <errno.h>
#include <netinet/in.h>

static void link_header(struct wr *w, const struct path *path)
{
    if (path->layer != FRAMES_ETHERNET)
        return;
    struct eth e = {.type = path->source.len == 4 ? ETH_TYPE_IP4 : ETH_TYPE_IP6};
    memcpy(e.src, path->source_mac, 6);
    memcpy(e.dst, path->next_mac, 6);
    eth_build(w, &e);
}

static void ip_header(struct wr *w, const struct path *path, uint8_t proto, size_t payload)
{
    uint8_t ttl = path->ttl ? path->ttl : 64;
    struct addr nobody = {.len = path->source.len};
    if (path->source.len == 4)
        ip4_build(w,
                  &(struct ip4){.src = path->source, .dst = nobody, .ttl = ttl, .proto = proto, .df = true},
                  payload);
    else
        ip6_build(w, &(struct ip6){.src = path->source, .dst = nobody, .hop = ttl, .next = proto}, payload);
}

void outer_begin(struct tech_template *t, struct wr *w, const struct path *path, uint8_t proto,
                 size_t payload)
{
    *w = wr_of(t->bytes, sizeof t->bytes);
    link_header(w, path);
    t->ip = (uint32_t)wr_len(w);
    ip_header(w, path, proto, payload);
    t->transport = (uint32_t)wr_len(w);
}

int outer_end(struct tech_template *t, const struct wr *w, const struct path *path, uint8_t proto)
{
    struct addr nobody = {.len = path->source.len};
    t->len = (uint32_t)wr_len(w);
    if (w->bad)
        return -EAFNOSUPPORT;
    uint32_t payload = t->len - t->transport;
    uint64_t pseudo = proto == IPPROTO_ICMP ? 0 : csum_pseudo(&path->source, &nobody, proto, payload);
    t->transport_sum = csum_add(pseudo, t->bytes + t->transport, payload);
    if (path->source.len == 4) {
        put_u16(t->bytes + t->ip + IP4_AT_CSUM, 0);
        t->ip_sum = csum_add(0, t->bytes + t->ip, IP4_LEN);
    }
    return 0;
}

void outer_aim(const struct tech_template *t, const struct addr *target, uint8_t *out)
{
    memcpy(out, t->bytes, t->len);
    uint8_t *ip = out + t->ip;
    memcpy(ip + (target->len == 4 ? IP4_AT_DST : IP6_AT_DST), target->b, target->len);
    if (target->len == 4)
        put_u16(ip + IP4_AT_CSUM, csum_finish(csum_add(t->ip_sum, target->b, 4)));
}

void outer_mark(const struct tech_template *t, const struct addr *target, uint16_t mark, uint8_t *out)
{
    uint8_t *ip = out + t->ip;
    if (target->len == 4) {
        put_u16(ip + IP4_AT_ID, mark);
        put_u16(ip + IP4_AT_CSUM, 0);
        put_u16(ip + IP4_AT_CSUM, csum_of(ip, IP4_LEN));
    } else {
        put_u32(ip, (get_u32(ip) & 0xfff00000) | mark);
    }
}

uint16_t outer_marked(const struct quote *q)
{
    return q->src.len == 4 ? q->ip_id : (uint16_t)get_u32(q->ip);
}
