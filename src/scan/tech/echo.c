/* ICMP echo, "ping" (RFC 792, RFC 4443 §4.1): hosts answer it unless a firewall forbids. */
#include "scan/icmpprobe.h"

static const struct icmpprobe kind = {.type4 = ICMP_TYPE_ECHO,
                                      .reply4 = ICMP_TYPE_ECHO_REPLY,
                                      .type6 = ICMP6_TYPE_ECHO,
                                      .reply6 = ICMP6_TYPE_ECHO_REPLY,
                                      .data = 8,
                                      .returned = true};

static int echo_template(const struct tech *tech, struct tech_template *t, const struct path *path)
{
    (void)tech;
    return icmpprobe_template(t, path, &kind);
}

static void echo_probe(const struct tech_template *t, const struct path *path,
                       const struct cookie_conf *cookie, const struct probe *p, nsec now, uint8_t *out)
{
    (void)path;
    icmpprobe_write(t, cookie, p, now, &kind, out);
}

static bool echo_judge(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    return icmpprobe_judge(ear, p, &kind, ret);
}

/* For those who may not send packets of their own: by ping sockets (io/dial.h). */
const struct tech tech_echo_dialled = {
    .name = "ping",
    .proto = PROTO_IP,
    .portless = true,
    .dialled = true,
    .silence = {STATE_UNKNOWN, REASON_NO_RESPONSE},
    .yes = {STATE_OPEN, REASON_ECHO_REPLY},
    .icmp = {STATE_UNKNOWN, REASON_NONE},
};

const struct tech tech_echo = {
    .name = "echo",
    .proto = PROTO_IP,
    .portless = true,
    .silence = {STATE_UNKNOWN, REASON_NO_RESPONSE},
    .yes = {STATE_OPEN, REASON_ECHO_REPLY},
    .icmp = {STATE_UNKNOWN, REASON_NONE},
    .template = echo_template,
    .probe = echo_probe,
    .judge = echo_judge,
};
