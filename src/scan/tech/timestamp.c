/* ICMP timestamp (RFC 792): for hosts whose firewall forbids pings and forgets this. Our cookie stands where
 * the time of sending would; the answer gives it back. */
#include "scan/icmpprobe.h"

static const struct icmpprobe kind = {
    .type4 = ICMP_TYPE_TIMESTAMP, .reply4 = ICMP_TYPE_TIMESTAMP_REPLY, .data = 12, .returned = true};

static int timestamp_template(const struct tech *tech, struct tech_template *t, const struct path *path)
{
    (void)tech;
    return icmpprobe_template(t, path, &kind);
}

static void timestamp_probe(const struct tech_template *t, const struct path *path,
                            const struct cookie_conf *cookie, const struct probe *p, nsec now, uint8_t *out)
{
    (void)path;
    icmpprobe_write(t, cookie, p, now, &kind, out);
}

static bool timestamp_judge(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    return icmpprobe_judge(ear, p, &kind, ret);
}

const struct tech tech_timestamp = {
    .name = "timestamp",
    .proto = PROTO_IP,
    .portless = true,
    .silence = {STATE_UNKNOWN, REASON_NO_RESPONSE},
    .yes = {STATE_OPEN, REASON_TIMESTAMP_REPLY},
    .icmp = {STATE_UNKNOWN, REASON_NONE},
    .template = timestamp_template,
    .probe = timestamp_probe,
    .judge = timestamp_judge,
};
