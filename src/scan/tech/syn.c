/* TCP SYN scan, "half-open": a SYN to each port. SYN-ACK = open, RST = closed (RFC 9293 §3.10.7.1 and .2),
 * ICMP unreachable or silence = filtered. The kernel of this machine knows nothing of the connection and
 * resets it when the SYN-ACK comes, so no half-open connection stays behind at the target.
 *
 * A bare SYN in answer to ours (simultaneous open, RFC 9293 §3.5; "split handshake") is no verdict here,
 * though it may mean an open port: it does not repeat our sequence number, and its ports alone let one of 64
 * guesses through. Anybody could so open doors that are not. The connect technique (-sT) finds such a door:
 * the kernel answers the SYN, and the target's ACK proves it. */
#include "base/diag.h"
#include "scan/tcpprobe.h"

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
    .template = tcpprobe_template,
    .probe = tcpprobe_probe,
    .judge = tcpprobe_judge,
};
