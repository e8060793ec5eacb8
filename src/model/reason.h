/* The states a door can be in, and the reasons for saying so: one row each. From these rows come the record
 * words, nmap's words for -oX/-oN/-oG, and the text of `explain`. A reason without an explanation fails a
 * test. */
#pragma once

#include <stdbool.h>

enum state {
    STATE_UNKNOWN, /* key absent */
    STATE_OPEN,
    STATE_CLOSED,
    STATE_FILTERED,
    STATE_UNFILTERED,
    STATE_OPEN_FILTERED,
    STATE_CLOSED_FILTERED,
    STATE_LIMITED, /* silence that proves nothing: the target rations its answers */
    STATE_COUNT
};

enum host_state { HOST_UNKNOWN, HOST_UP, HOST_DOWN };

/* Those that can be scanned; behind PROTO_COUNT, what this machine's own sockets may also speak. */
enum proto {
    PROTO_TCP,
    PROTO_UDP,
    PROTO_SCTP,
    PROTO_IP,
    PROTO_COUNT,
    PROTO_UDPLITE = PROTO_COUNT,
    PROTO_PACKET, /* whole frames: AF_PACKET */
    PROTO_WORDS
};

/*            enum word,              JSON word                      nmap's word          English, N_() */
#define REASONS(X)                                                                                                                                    \
    X(NONE, "", "", "")                                                                                                                               \
    X(SYN_ACK, "syn-ack", "syn-ack", N_("the target answered the SYN with SYN-ACK: something listens"))                                               \
    X(RST, "rst", "reset", N_("the target answered with RST: nothing listens on this port"))                                                          \
    X(INIT_ACK, "init-ack", "init-ack", N_("the target answered the INIT with INIT ACK: something listens"))                                          \
    X(ABORT, "abort", "abort", N_("the target answered with ABORT: nothing listens on this port"))                                                    \
    X(PROTO_ANSWER, "protocol-answer", "proto-response",                                                                                              \
      N_("the target answered in this protocol: it speaks it"))                                                                                       \
    X(PROTO_KNOWN, "protocol-known", "port-unreach",                                                                                                  \
      N_("the target refused what was in the packet, but not the protocol: it speaks it"))                                                            \
    X(FTP_CONNECTED, "ftp-connected", "syn-ack",                                                                                                      \
      N_("the FTP server reported that it connected to the port"))                                                                                    \
    X(FTP_NOT_CONNECTED, "ftp-not-connected", "conn-refused",                                                                                         \
      N_("the FTP server reported that its connection to the port failed"))                                                                           \
    X(RST_REACHED, "rst-reached", "reset",                                                                                                            \
      N_("the target answered with RST, as it does for open and closed ports alike: nothing filters this port"))                                      \
    X(RST_WINDOW, "rst-window", "reset",                                                                                                              \
      N_("the RST offered a window, which on a few old systems means that the port is open: weak evidence"))                                          \
    X(RST_NO_WINDOW, "rst-no-window", "reset",                                                                                                        \
      N_("the RST offered no window, which on a few old systems means that the port is closed, and on most others nothing: weak evidence"))           \
    X(RST_ALWAYS, "rst-always", "reset",                                                                                                              \
      N_("this system answers RST from a port that is known to be open too, so this technique tells nothing about it"))                               \
    X(NO_RESPONSE, "no-response", "no-response",                                                                                                      \
      N_("no answer came, though the probe was repeated: most often a firewall drops it, or no host has this address"))                               \
    X(CONN_ACCEPTED, "connection-accepted", "syn-ack",                                                                                                \
      N_("connect() succeeded: something listens and accepts connections"))                                                                           \
    X(CONN_REFUSED, "connection-refused", "conn-refused",                                                                                             \
      N_("connect() was refused, because the target answered with RST: nothing listens on this port"))                                                \
    X(LOCAL_PROXY, "local-proxy", "proxy",                                                                                                            \
      N_("a program of this machine accepted the connection in the target's place: the target was not asked"))                                        \
    X(UDP_RESPONSE, "udp-response", "udp-response", N_("a datagram came back: something listens"))                                                    \
    X(ICMP_NET_UNREACH, "icmp-net-unreachable", "net-unreach",                                                                                        \
      N_("a router reported that it has no route to the network (ICMP type 3 code 0)"))                                                               \
    X(ICMP_HOST_UNREACH, "icmp-host-unreachable", "host-unreach",                                                                                     \
      N_("a router reported that the host cannot be reached (ICMP type 3 code 1)"))                                                                   \
    X(ICMP_PROTO_UNREACH, "icmp-protocol-unreachable", "proto-unreach",                                                                               \
      N_("the target reported that it does not speak this protocol (ICMP type 3 code 2)"))                                                            \
    X(ICMP_PORT_UNREACH, "icmp-port-unreachable", "port-unreach",                                                                                     \
      N_("an ICMP port unreachable came back (type 3 code 3): from the target itself it means a closed UDP port, for TCP a firewall that rejects"))   \
    X(ICMP_NET_PROHIB, "icmp-net-prohibited", "net-prohibited",                                                                                       \
      N_("a firewall answered that the network is prohibited (ICMP type 3 code 9)"))                                                                  \
    X(ICMP_HOST_PROHIB, "icmp-host-prohibited", "host-prohibited",                                                                                    \
      N_("a firewall answered that the host is prohibited (ICMP type 3 code 10)"))                                                                    \
    X(ICMP_ADMIN_PROHIB, "icmp-admin-prohibited", "admin-prohibited",                                                                                 \
      N_("a firewall answered that the traffic is prohibited (ICMP type 3 code 13)"))                                                                 \
    X(ICMP_UNREACH, "icmp-unreachable", "unreach",                                                                                                    \
      N_("an ICMP destination unreachable with a rarer code came back: the probe was turned away on the path"))                                       \
    X(ICMP_TIME_EXCEEDED, "icmp-time-exceeded", "time-exceeded",                                                                                      \
      N_("the probe ran out of hops on its way (ICMP type 11), often a routing loop"))                                                                \
    X(ICMP6_NO_ROUTE, "icmp6-no-route", "no-route",                                                                                                   \
      N_("a router reported that it has no route to the target (ICMPv6 type 1 code 0)"))                                                              \
    X(ICMP6_ADMIN_PROHIB, "icmp6-admin-prohibited", "admin-prohibited",                                                                               \
      N_("a firewall answered that the traffic is prohibited (ICMPv6 type 1 code 1)"))                                                                \
    X(ICMP6_BEYOND_SCOPE, "icmp6-beyond-scope", "beyond-scope",                                                                                       \
      N_("the target lies beyond the scope of the source address (ICMPv6 type 1 code 2)"))                                                            \
    X(ICMP6_ADDR_UNREACH, "icmp6-address-unreachable", "addr-unreach",                                                                                \
      N_("a router reported that the address cannot be reached (ICMPv6 type 1 code 3)"))                                                              \
    X(ICMP6_PORT_UNREACH, "icmp6-port-unreachable", "port-unreach",                                                                                   \
      N_("an ICMPv6 port unreachable came back (type 1 code 4): from the target itself it means a closed UDP port, for TCP a firewall that rejects")) \
    X(ICMP6_POLICY, "icmp6-policy-rejected", "policy-fail",                                                                                           \
      N_("the traffic failed a source address policy or a reject route (ICMPv6 type 1 code 5 or 6)"))                                                 \
    X(RATIONED, "answers-rationed", "no-response",                                                                                                    \
      N_("the target answers only so many probes a second, so this silence proves nothing; scan it again with more time"))                            \
    X(ARP_REPLY, "arp-reply", "arp-response",                                                                                                         \
      N_("the host answered an ARP request in the same network: it is up"))                                                                           \
    X(ND_ADVERT, "nd-advertisement", "nd-response",                                                                                                   \
      N_("the host answered an IPv6 neighbour solicitation in the same network: it is up"))                                                           \
    X(ECHO_REPLY, "echo-reply", "echo-reply", N_("the host answered a ping (ICMP echo): it is up"))                                                   \
    X(TIMESTAMP_REPLY, "timestamp-reply", "timestamp-reply",                                                                                          \
      N_("the host answered an ICMP timestamp request: it is up"))                                                                                    \
    X(MASK_REPLY, "mask-reply", "addressmask-reply",                                                                                                  \
      N_("the host answered an ICMP address mask request: it is up"))                                                                                 \
    X(PROXY_ARP, "proxy-arp", "no-response",                                                                                                          \
      N_("one device answers for this address and for many others, and nothing else shows that a host has it"))                                       \
    X(MULTICAST_REPLY, "multicast-reply", "echo-reply",                                                                                               \
      N_("the host answered a question to all in its network (IPv6 multicast): it is up"))                                                            \
    X(NEIGHBOUR_SILENT, "no-neighbour", "no-response",                                                                                                \
      N_("nobody in this network answered for the address (ARP or neighbour discovery): no host has it at the moment"))                               \
    X(SOCKET_TABLE, "socket-table", "user-set",                                                                                                       \
      N_("this machine's own kernel lists the socket: read from its tables, not heard from the program"))                                             \
    X(NOT_REACHED, "listens-unreachable", "no-response",                                                                                              \
      N_("a process of this machine listens here, but a connection to it from this machine did not get through"))                                     \
    X(LOCALHOST, "localhost-response", "localhost-response", N_("it is this machine itself"))                                                         \
    X(SPOKEN_FOR, "router-answered", "no-response",                                                                                                   \
      N_("only routers or firewalls answered for the host, never the host itself"))                                                                   \
    X(ANSWERED, "answered", "syn-ack", N_("the host answered at least one probe: it is up"))

enum reason {
#define X(name, word, nmap, text) REASON_##name,
    REASONS(X)
#undef X
        REASON_COUNT
};

/* Static text; "" for STATE_UNKNOWN, REASON_NONE and values out of range. */
const char *state_word(enum state s);           /* "open", "open|filtered", … */
const char *host_state_word(enum host_state s); /* "up", "down", else "unknown" */
const char *proto_word(enum proto p);           /* "tcp" */
const char *reason_word(enum reason r);         /* "syn-ack" */
const char *reason_nmap_word(enum reason r);    /* "reset" */
const char *reason_text(enum reason r);         /* English message id, for gettext */
/* The state, reason, protocol with this word, or -1. */
int state_from_word(const char *word);
int reason_from_word(const char *word);
int proto_from_word(const char *word);
