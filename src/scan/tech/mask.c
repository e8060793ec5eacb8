/* ICMP address mask (RFC 950): old routers and printers answer it, hardly anybody else. The answer gives none
 * of our data back, so its round trip is not known. */
#include "scan/icmpprobe.h"

static const struct icmpprobe kind = {.type4 = ICMP_TYPE_MASK, .reply4 = ICMP_TYPE_MASK_REPLY, .data = 4};

static int mask_template(const struct tech *tech, struct tech_template *t, const struct path *path)
{
    (void)tech;
    return icmpprobe_template(t, path, &kind);
}

static void mask_probe(const struct tech_template *t, const struct path *path,
                       const struct cookie_conf *cookie, const struct probe *p, nsec now, uint8_t *out)
{
    (void)path;
    icmpprobe_write(t, cookie, p, now, &kind, out);
}

static bool mask_judge(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    return icmpprobe_judge(ear, p, &kind, ret);
}

const struct tech tech_mask = {
    .name = "mask",
    .proto = PROTO_IP,
    .portless = true,
    .silence = {STATE_UNKNOWN, REASON_NO_RESPONSE},
    .yes = {STATE_OPEN, REASON_MASK_REPLY},
    .icmp = {STATE_UNKNOWN, REASON_NONE},
    .template = mask_template,
    .probe = mask_probe,
    .judge = mask_judge,
};
