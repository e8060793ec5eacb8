/* TCP ACK scan: does the port answer at all? A segment with ACK outside of any connection is answered RST by
 * open and closed ports alike (RFC 9293 §3.10.7.1 and .2), so it maps firewalls: RST = unfiltered, silence or
 * ICMP = filtered.
 *
 * The window scan reads more out of the same RST: a few old systems offer a window above 0 from open ports
 * only, and some do the contrary. Weak evidence, and said to be. */
#include "base/diag.h"
#include "scan/tcpprobe.h"

const struct tech tech_ack = {
    .name = "ack",
    .option = "-sA",
    .help = N_("TCP ACK scan: which ports a firewall lets through; says nothing about open or closed"),
    .proto = PROTO_TCP,
    .flags = TCP_ACK,
    .silence = {STATE_FILTERED, REASON_NO_RESPONSE},
    .rst = {STATE_UNFILTERED, REASON_RST_REACHED},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .template = tcpprobe_template,
    .probe = tcpprobe_probe,
    .judge = tcpprobe_judge,
};

const struct tech tech_window = {
    .name = "window",
    .option = "-sW",
    .help =
        N_("TCP window scan: like -sA, but tells open ports of a few old systems by the window of their RST"),
    .proto = PROTO_TCP,
    .flags = TCP_ACK,
    .silence = {STATE_FILTERED, REASON_NO_RESPONSE},
    .rst = {STATE_CLOSED, REASON_RST_NO_WINDOW},
    .alt = {STATE_OPEN, REASON_RST_WINDOW},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .template = tcpprobe_template,
    .probe = tcpprobe_probe,
    .judge = tcpprobe_judge,
};
