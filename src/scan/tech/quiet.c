/* TCP scans with segments that belong to no connection and open none. A closed port answers RST, a listening
 * one drops them (RFC 9293 §3.10.7.1 and .2): so RST = closed, silence = open or filtered, ICMP unreachable =
 * filtered. Some stacks (Windows, many routers and printers) answer RST from open ports too, so that
 * everything looks closed: where an open port is known, the engine notices that (`quiet`, scan/hosts.h). FIN
 * with ACK (Maimon) is answered with RST by nearly all, open or not. */
#include "base/diag.h"
#include "scan/tcpprobe.h"

const struct tech tech_fin = {
    .name = "fin",
    .option = "-sF",
    .help = N_("TCP FIN scan: open ports keep silent, closed ones reset"),
    .proto = PROTO_TCP,
    .flags = TCP_FIN,
    .quiet = true,
    .silence = {STATE_OPEN_FILTERED, REASON_NO_RESPONSE},
    .rst = {STATE_CLOSED, REASON_RST},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .template = tcpprobe_template,
    .probe = tcpprobe_probe,
    .judge = tcpprobe_judge,
};

const struct tech tech_null = {
    .name = "null",
    .option = "-sN",
    .help = N_("TCP NULL scan: a segment without flags; open ports keep silent, closed ones reset"),
    .proto = PROTO_TCP,
    .flags = 0,
    .quiet = true,
    .silence = {STATE_OPEN_FILTERED, REASON_NO_RESPONSE},
    .rst = {STATE_CLOSED, REASON_RST},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .template = tcpprobe_template,
    .probe = tcpprobe_probe,
    .judge = tcpprobe_judge,
};

const struct tech tech_xmas = {
    .name = "xmas",
    .option = "-sX",
    .help = N_("TCP Xmas scan: FIN, PSH and URG; open ports keep silent, closed ones reset"),
    .proto = PROTO_TCP,
    .flags = TCP_FIN | TCP_PSH | TCP_URG,
    .quiet = true,
    .silence = {STATE_OPEN_FILTERED, REASON_NO_RESPONSE},
    .rst = {STATE_CLOSED, REASON_RST},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .template = tcpprobe_template,
    .probe = tcpprobe_probe,
    .judge = tcpprobe_judge,
};

const struct tech tech_maimon = {
    .name = "maimon",
    .option = "-sM",
    .help = N_("TCP Maimon scan: FIN and ACK; open ports of some BSDs keep silent, everything else resets"),
    .proto = PROTO_TCP,
    .flags = TCP_FIN | TCP_ACK,
    .quiet = true,
    .silence = {STATE_OPEN_FILTERED, REASON_NO_RESPONSE},
    .rst = {STATE_CLOSED, REASON_RST},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .template = tcpprobe_template,
    .probe = tcpprobe_probe,
    .judge = tcpprobe_judge,
};
