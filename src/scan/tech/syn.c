/* TCP SYN scan, "half-open": a SYN to each port. SYN-ACK = open, RST = closed (RFC 9293 §3.10.7.1 and .2), ICMP unreachable or
 * silence = filtered. The kernel of this machine knows nothing of the connection and resets it when the SYN-ACK comes, so no
 * half-open connection stays behind at the target.
 *
 * A bare SYN in answer to ours (simultaneous open, RFC 9293 §3.5; "split handshake") is no verdict here, though it may mean an open port:
 * it does not repeat our sequence number, and its ports alone let one of 64 guesses through. Anybody could so open doors that are
 * not. The connect technique (-sT) finds such a door: the kernel answers the SYN, and the target's ACK proves it. */
#include "base/diag.h"
#include "scan/tcpprobe.h"

static int syn_template(const struct tech *tech, struct tech_template *t, const struct path *path)
{
    return tcpprobe_template(t, path, tech->flags);
}

static void syn_probe(const struct tech_template *t, const struct path *path,
                      const struct cookie_conf *cookie, const struct probe *p, nsec now, uint8_t *out)
{
    (void)path;
    tcpprobe_write(t, &p->addr, p->port, cookie_make(cookie, &p->addr, p->port, PROTO_TCP, p->try, now), out);
}

static bool syn_judge(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    if (!(p->has & PACKET_HAS_TCP))
        return tcpprobe_icmp(ear, p, ret);
    if (!(p->tcp.flags & TCP_ACK) || !(p->tcp.flags & (TCP_SYN | TCP_RST)))
        return false; /* a bare ACK is a challenge (RFC 5961): an old connection of the same ports, no verdict */
    if (!tcpprobe_answers(ear, p, ret))
        return false;
    ret->heard = p->tcp.flags & TCP_RST ? HEARD_RST : HEARD_YES;
    return true;
}

const struct tech tech_syn = {
    .name = "syn",
    .option = "-sS",
    .help = N_("TCP SYN scan: half-open, fast, needs root or CAP_NET_RAW (the default when allowed)"),
    .proto = PROTO_TCP,
    .flags = TCP_SYN,
    .silence = {STATE_FILTERED, REASON_NO_RESPONSE},
    .yes = {STATE_OPEN, REASON_SYN_ACK},
    .rst = {STATE_CLOSED, REASON_RST},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .template = syn_template,
    .probe = syn_probe,
    .judge = syn_judge,
};
