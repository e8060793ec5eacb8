/* Lines as firewalls, servers and sensors write them (addresses and names are ours), each with what must be
 * read out of it; then each of them cut at every length, and spoilt. */
#include "watch/source/conns.h"
#include "watch/source/flowpair.h"
#include "watch/source/lines.h"
#include "watch/source/meter.h"

#include "wire/tcp.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define WINDOWS_FIELDS                                                                                       \
    "#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin " \
    "icmptype icmpcode info path"

#define NET_LINE(prefix)                                                                                     \
    "Nov 22 03:54:00 host kernel: [12.345678] " prefix                                                       \
    "IN=eth0 OUT= MAC=02:00:00:00:00:01:02:00:00:00:00:09:08:00 SRC=198.18.0.9 "                             \
    "DST=198.18.0.1 LEN=44 TOS=0x00 PREC=0x00 TTL=241 ID=54321 PROTO=TCP SPT=40000 DPT=23 "

#define NFDUMP "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt"

struct row {
    const struct line_form *form;
    const char *heading; /* read first; NULL = none */
    const char *line;
    /* "source>destination protocol port kind action/outcome flags"; NULL: nothing about a connection; "": not
     * to be read */
    const char *want;
};

static const struct row rows[] =
    {
        {&lines_argus,
         "StartTime\tDur\tProto\tSrcAddr\tSport\tDir\tDstAddr\tDport\tState\tsTos\tdTos\tTotPkts\tTotBytes\tSrcBytes\tSrcPkts\tLabel",
         "2026/11/22 03:54:00.1\t0.0\tudp\t198.18.0.9\t40000\t   ->\t198.18.0.1\t53\tINT\t0\t\t1\t60\t60\t1\tx",
         "198.18.0.9>198.18.0.1 17 53 flow silent counts=1/0"},
        {&lines_argus,
         "StartTime\tDur\tProto\tSrcAddr\tSport\tDir\tDstAddr\tDport\tState\tsTos\tdTos\tTotPkts\tTotBytes\tSrcBytes\tSrcPkts\tLabel",
         "2026/11/22 03:54:00.1\t0.0\ticmp\t198.18.0.9\t0x0008\t   ->\t198.18.0.1\t0x4cf5\tECO\t0\t\t1\t42\t42\t1\tx",
         "198.18.0.9>198.18.0.1 1 0 flow silent counts=1/0"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.0+0000\",\"event_type\":\"drop\",\"src_ip\":\"198.18.0.9\",\"src_port\":40000,\"dest_ip\":\"198.18.0.1\","
         "\"dest_port\":23,\"proto\":\"TCP\",\"drop\":{\"len\":44,\"syn\":true}}",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.0+0000\",\"event_type\":\"drop\",\"src_ip\":\"198.18.0.1\",\"src_port\":80,\"dest_ip\":\"198.18.0.9\","
         "\"dest_port\":40000,\"proto\":\"TCP\",\"direction\":\"to_client\",\"drop\":{\"len\":44}}",
         NULL},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.0+0000\",\"event_type\":\"alert\",\"src_ip\":\"198.18.0.1\",\"src_port\":80,\"dest_ip\":\"198.18.0.9\","
         "\"dest_port\":40000,\"proto\":\"TCP\",\"direction\":\"to_client\",\"alert\":{\"action\":\"allowed\",\"signature\":\"\\\",\\\"src_ip\"}}",
         "198.18.0.9>198.18.0.1 6 80 log passed"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.0+0000\",\"event_type\":\"alert\",\"src_ip\":\"198.18.0.9\",\"dest_ip\":\"198.18.0.1\",\"proto\":\"TCP\"}",
         NULL},
        {&lines_records, NULL,
         "{\"insertId\":\"x\",\"jsonPayload\":{\"connection\":{\"dest_ip\":\"198.18.0.1\",\"dest_port\":23,\"protocol\":6,\"src_ip\":\"198.18.0.9\","
         "\"src_port\":40000},\"disposition\":\"DENIED\",\"rule_details\":{\"direction\":\"INGRESS\",\"ip_port_info\":[{\"ip_protocol\":\"ALL\"},[],{}]}},"
         "\"timestamp\":\"2026-11-22T03:54:00.5Z\"}",
         "198.18.0.9>198.18.0.1 6 23 log dropped in"},
        {&lines_records, NULL,
         "{\"jsonPayload\":{\"connection\":{\"dest_ip\":\"198.18.0.1\",\"protocol\":6,\"src_ip\":\"198.18.0.9\"},\"reporter\":\"DEST\"}}",
         NULL},
        {&lines_records, NULL,
         "{\"@timestamp\":\"2026-11-22T03:54:00Z\",\"event\":{\"type\":\"denied\"},\"source\":{\"ip\":\"198.18.0.9\",\"port\":40000},"
         "\"destination\":{\"ip\":\"198.18.0.1\",\"port\":23},\"network\":{\"transport\":\"tcp\",\"direction\":\"ingress\"}}",
         "198.18.0.9>198.18.0.1 6 23 log dropped in"},
        {&lines_records, NULL,
         "{\"@timestamp\":\"2026-11-22T03:54:00Z\",\"event\":{\"action\":\"flow\",\"type\":[\"connection\",\"denied\"]},\"source\":{\"ip\":\"2001:db8::9\","
         "\"port\":40000},\"destination\":{\"ip\":\"2001:db8::1\",\"port\":23},\"network\":{\"transport\":\"tcp\"}}",
         "2001:db8::9>2001:db8::1 6 23 log dropped"},
        {&lines_records, NULL,
         "{\"@timestamp\":\"2026-11-22T03:54:00Z\",\"source\":{\"ip\":\"198.18.0.9\",\"port\":40000,\"packets\":2},\"destination\":{\"ip\":\"198.18.0.1\","
         "\"port\":53,\"packets\":0},\"network\":{\"transport\":\"udp\"}}",
         "198.18.0.9>198.18.0.1 17 53 flow silent counts=2/0"},
        {&lines_records, NULL,
         "{\"@timestamp\":\"2026-11-22T03:54:00Z\",\"winlog\":{\"event_id\":\"5157\",\"event_data\":{\"Direction\":\"%%14592\",\"SourceAddress\":"
         "\"198.18.0.9\",\"SourcePort\":\"40000\",\"DestAddress\":\"198.18.0.1\",\"DestPort\":\"445\",\"Protocol\":\"6\"}}}",
         "198.18.0.9>198.18.0.1 6 445 log dropped in"},
        {&lines_records, NULL,
         "{\"EventTime\":\"2026-11-22 03:54:00\",\"EventID\":5157,\"Direction\":\"%%14592\",\"SourceAddress\":\"198.18.0.1\",\"SourcePort\":\"3333\","
         "\"DestAddress\":\"198.18.0.9\",\"DestPort\":\"49278\",\"Protocol\":\"6\"}",
         "198.18.0.9>198.18.0.1 6 3333 log dropped in"},
        {&lines_records, NULL,
         "{\"EventTime\":\"2026-11-22 03:54:00\",\"EventID\":5156,\"Direction\":\"%%14592\",\"SourceAddress\":\"198.18.0.1\",\"SourcePort\":\"445\","
         "\"DestAddress\":\"198.18.0.9\",\"DestPort\":\"49278\",\"Protocol\":\"6\"}",
         "198.18.0.9>198.18.0.1 6 445 log passed in"},
        {&lines_records, NULL,
         "{\"EventTime\":\"2026-11-22 03:54:00\",\"EventID\":5156,\"Direction\":\"%%14592\",\"SourceAddress\":\"198.18.0.9\",\"SourcePort\":\"54880\","
         "\"DestAddress\":\"198.18.0.1\",\"DestPort\":\"7279\",\"Protocol\":\"6\"}",
         "198.18.0.9>198.18.0.1 6 7279 log passed in"},
        {&lines_records, NULL,
         "{\"EventTime\":\"2026-11-22 03:54:00\",\"EventID\":5156,\"Direction\":\"%%14593\",\"SourceAddress\":\"198.18.0.1\",\"SourcePort\":\"3333\","
         "\"DestAddress\":\"198.18.0.9\",\"DestPort\":\"49278\",\"Protocol\":\"6\"}",
         "198.18.0.1>198.18.0.9 6 49278 log passed"},
        {&lines_records, NULL,
         "{\"EventTime\":\"2026-11-22 03:54:00\",\"EventID\":4624,\"IpAddress\":\"198.18.0.9\"}", NULL},
        {&lines_records, NULL,
         "{\"jsonPayload\":{\"connection\":[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]}}", ""},
        {&lines_records, NULL, "{\"jsonPayload\":1,}", ""},
        {&lines_events, NULL,
         "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>5152</EventID><TimeCreated SystemTime='2026-11-22T03:54:00.1Z'/></System>"
         "<EventData><Data Name='Direction'>%%14592</Data><Data Name='SourceAddress'>198.18.0.9</Data><Data Name='SourcePort'>40000</Data><Data Name='DestAddress'>"
         "198.18.0.1</Data><Data Name='DestPort'>23</Data><Data Name='Protocol'>6</Data></EventData></Event>",
         "198.18.0.9>198.18.0.1 6 23 log dropped in"},
        {&lines_events, NULL, "<Event xmlns='x'><System><EventID>4624</EventID></System></Event>", NULL},
        {&lines_azure, NULL, "1795319640,198.18.0.9,198.18.0.1,40000,23,T,I,D\"",
         "198.18.0.9>198.18.0.1 6 23 log dropped in"},
        {&lines_azure, NULL, "1795319640,198.18.0.9,198.18.0.1,40000,443,T,O,A,E,0,0,0,0\"", NULL},
        {&lines_azure, NULL, "1795319640,198.18.0.9,198.18.0.1,40000,53,U,O,A,E,2,120,0,0\"",
         "198.18.0.9>198.18.0.1 17 53 flow silent counts=2/0"},
        {&lines_azure, NULL, "1795319640123,198.18.0.9,198.18.0.1,40000,23,6,I,B,NX,0,0,0,0\"",
         "198.18.0.9>198.18.0.1 6 23 log passed in"},
        {&lines_azure, NULL, "1795319640,198.18.0.9,198.18.0.1,40000,53,U,O,A,C,2,120,0,0\"", NULL},
        {&lines_azure, NULL, "1795319640,198.18.0.9,2001:db8::1,40000,53,U,O,A,C,2,120,0,0\"", ""},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00.123456 rule 2/(match) block in on em0: 198.18.0.9.40000 > 198.18.0.1.23: S 7:7(0) win 1024 <mss 1460> (DF)",
         "198.18.0.9>198.18.0.1 6 23 log dropped 02 in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw pflogd[77]: rule 5/0(match) [uid 0, pid 7]: pass out on em0: 2001:db8::9.40000 > 2001:db8::1.53: 4711+ A? example.org. (33)",
         "2001:db8::9>2001:db8::1 17 53 log passed"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw pf: Nov 22 03:53:59.0 rule 5/(match): block in on em0: 198.18.0.9.40000 > 198.18.0.1.23: Flags [S.], seq 7, length 0",
         "198.18.0.9>198.18.0.1 6 23 log dropped 12 in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw pf: rule 5/(match) block in on em0: 198.18.0.9.40000 > 198.18.0.1.9999: udp 30 (DF)",
         "198.18.0.9>198.18.0.1 17 9999 log dropped payload=30 in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw pf: rule 5/(match) pass in on em1: 198.18.0.9.40000 > 198.18.0.1.9999: udp 30 (DF)",
         "198.18.0.9>198.18.0.1 17 9999 log passed payload=30"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw pf: rule 5/(match) block in on em0: 198.18.0.9 > 198.18.0.1: icmp: echo request",
         "198.18.0.9>198.18.0.1 1 0 log dropped type=8/0 in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw pf: rule 5/(match) block in on em0: 198.18.0.9.40000 > 198.18.0.1: S", ""},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 srx RT_FLOW: RT_FLOW_SESSION_DENY: session denied 198.18.0.9/40000->198.18.0.1/23 junos-telnet 6(0) deny untrust trust",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 srx RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed TCP FIN: 198.18.0.9/40000->198.18.0.1/23 junos-telnet "
         "203.0.113.1/40000->198.18.0.1/23 None None 6 p u t 12 6(400) 0(0) 2",
         "198.18.0.9>198.18.0.1 6 23 flow silent counts=6/0"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 srx RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed TCP RST: 198.18.0.9/40000->198.18.0.1/23 junos-telnet "
         "203.0.113.1/40000->198.18.0.1/23 None None 6 p u t 12 1(40) 1(40) 2",
         "198.18.0.9>198.18.0.1 6 23 flow refused counts=1/1"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 srx RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed TCP RST: 198.18.0.9/40000->198.18.0.1/23 junos-telnet "
         "203.0.113.1/40000->198.18.0.1/23 None None 6 p u t 12 2(80) 1(44) 2",
         "198.18.0.9>198.18.0.1 6 23 flow success counts=2/1"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 srx RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed TCP CLIENT RST: 198.18.0.9/40000->198.18.0.1/23 junos-telnet "
         "203.0.113.1/40000->198.18.0.1/23 None None 6 p u t 12 2(80) 1(44) 2",
         "198.18.0.9>198.18.0.1 6 23 flow success counts=2/1"},
        {&lines_syslog, NULL,
         "<14>1 2026-11-22T03:54:00Z srx RT_FLOW - RT_FLOW_SESSION_CLOSE [junos@2636.1.1.1.2.40 reason=\"TCP SERVER RST\" "
         "source-address=\"198.18.0.9\" source-port=\"40000\" destination-address=\"198.18.0.1\" destination-port=\"23\" protocol-id=\"6\" "
         "packets-from-client=\"1\" packets-from-server=\"1\"]",
         "198.18.0.9>198.18.0.1 6 23 flow refused counts=1/1"},
        {&lines_syslog, NULL,
         "<14>1 2026-11-22T03:54:00Z srx RT_FLOW - RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.40 source-address=\"198.18.0.9\" source-port=\"40000\" "
         "destination-address=\"198.18.0.1\" destination-port=\"23\" protocol-id=\"6\"]",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 srx PFE_FW_SYSLOG_IP: FW: ge-0/0/0.0 R udp 198.18.0.9 198.18.0.1 40000 161 (1 packets)",
         "198.18.0.9>198.18.0.1 17 161 log rejected"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 wg 80A (2026-11-22T03:54:00) firewall: msg_id=\"3000-0148\" Deny 0-External Firebox 44 tcp 20 241 198.18.0.9 198.18.0.1 "
         "40000 23 offset 6 S 7 win 1024 (Unhandled External Packet-00)",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 wg firewall: msg_id=\"3000-0148\" Allow Trusted External tcp 198.18.0.9 198.18.0.1 40000 (x)",
         ""},
        {&lines_syslog, NULL,
         "<14>Nov 22 03:54:00 pa LEEF:2.0|Palo Alto Networks|PAN-OS|10.1|deny|x7C|cat=TRAFFIC|src=198.18.0.9|dst=198.18.0.1|srcPort=40000|dstPort=23"
         "|proto=tcp|action=deny",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "LEEF:1.0|Check Point|VPN-1 & FireWall-1|1|Drop|devTime=1795319640000\tsrcPort=40000\tdst=198.18.0.1\tdstPort=23\tproto=6\tsrc=198.18.0.9",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "2026 Nov 22 03:54:00 nx %ACLLOG-6-ACLLOG_FLOW_INTERVAL: Src IP: 198.18.0.9, Dst IP: 198.18.0.1, Src Port: 40000, Dst Port: 23, Src Intf: "
         "Ethernet1/1, Protocol: \"TCP\"(6), Hit-count = 2",
         "198.18.0.9>198.18.0.1 6 23 log -"},
        {&lines_syslog, NULL,
         "2026 Nov 22 03:54:00 nx %ACLLOG-6-ACLLOG_FLOW_INTERVAL: Src IP: 198.18.0.9, Dst IP: 198.18.0.1, Src Port: 40000, Dst Port: 23, Src Intf: "
         "Ethernet1/1, Protocol: \"TCP\"(6), ACL Name: permit-all, ACE Action: Deny, Appl Intf: Vlan10, Hit-count: 2",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "<189>1410: RP/0/RP0/CPU0:Nov 22 03:54:00.512 UTC: ipv4_acl_mgr[281]: %ACL-IPV4_ACL-6-IPACCESSLOGP : access-list deny-tcp (50) permit udp "
         "198.18.0.9(40000) -> 198.18.0.1(161), 1 packet",
         "198.18.0.9>198.18.0.1 17 161 log passed"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 r1 1410: r1 RP/0/RP0/CPU0:Nov 22 03:54:00.512 UTC: ipv6_acl_mgr[281]: %ACL-IPV6_ACL-6-IPACCESSLOGP : access-list tcp (50) "
         "deny udp 2001:db8::9(40000) -> 2001:db8::1(161), 1 packet",
         "2001:db8::9>2001:db8::1 17 161 log dropped"},
        {&lines_syslog, NULL,
         "RP/0/RP0/CPU0:Nov 22 03:54:00.512 UTC: ipv4_acl_mgr[281]: %ACL-IPV4_ACL-6-IPACCESSLOGDP : access-list x (20) deny icmp 198.18.0.9 -> "
         "198.18.0.1 (3/13), 4406 packets",
         "198.18.0.9>198.18.0.1 1 0 log dropped type=3/13"},
        {&lines_syslog, NULL,
         "LC/0/1/CPU0:Nov 22 03:54:00.512 UTC: ipv4_acl_mgr[281]: %ACL-IPV4_ACL-6-IPACCESSLOGNP : access-list x (20) deny 47 198.18.0.9 -> 198.18.0.1, "
         "1 packet",
         "198.18.0.9>198.18.0.1 47 0 log dropped"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 asa %ASA-4-106023: Deny tcp src outside:2001:db8::9/40000 dst inside:2001:db8::1/23 by access-group \"x\"",
         "2001:db8::9>2001:db8::1 6 23 log dropped in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 asa %ASA-3-710003: TCP access denied by ACL from 198.18.0.9/40000 to outside:198.18.0.1/ssh",
         "198.18.0.9>198.18.0.1 6 22 log dropped in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 r %SEC-6-IPACCESSLOGNP: list 101 denied 47 198.18.0.9 -> 198.18.0.1, 1 packet",
         "198.18.0.9>198.18.0.1 47 0 log dropped"},
        {&lines_syslog, NULL,
         "nov/22/2026 03:54:00 firewall,info drop in: in:ether1 out:(unknown 0), proto ICMP (type 8, code 0), 198.18.0.9->198.18.0.1, len 84",
         "198.18.0.9>198.18.0.1 1 0 log dropped len=84 type=8/0"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 mt drop input: in:ether1 out:(unknown 0), proto TCP (SYN), 198.18.0.9:40000->198.18.0.1:23, len 44",
         "198.18.0.9>198.18.0.1 6 23 log dropped 02 len=44"},
        {&lines_syslog, NULL,
         "[Sun Nov 22 03:54:00 2026] [UFW ALLOW] IN= OUT=eth0 SRC=198.18.0.9 DST=198.18.0.1 LEN=44 PROTO=UDP SPT=40000 DPT=23",
         "198.18.0.9>198.18.0.1 17 23 log passed len=44 sent"},
        {&lines_syslog, NULL,
         "[Sun Nov 22 03:54:00 2026] [WAN_LOCAL-default-D]IN=eth0 OUT= SRC=198.18.0.9 DST=198.18.0.1 LEN=44 PROTO=UDP SPT=40000 DPT=23",
         "198.18.0.9>198.18.0.1 17 23 log dropped len=44 in"},
        {&lines_syslog, NULL,
         "Sun Nov 22 03:54:00 2026 kern.warn kernel: [ 1.5] reject wan in: IN=eth0 OUT= SRC=198.18.0.9 DST=198.18.0.1 PROTO=UDP SPT=40000 DPT=23",
         "198.18.0.9>198.18.0.1 17 23 log rejected in"},
        {&lines_syslog, NULL,
         "2026:11:22-03:54:00 utm ulogd[4711]: id=\"2001\" action=\"drop\" srcip=\"198.18.0.9\" dstip=\"198.18.0.1\" proto=\"6\" srcport=\"40000\" dstport=\"23\"",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "<129>id=firewall sn=0 time=\"2026-11-22 03:54:00 UTC\" fw=10.0.0.1 m=36 msg=\"TCP connection dropped\" src=198.18.0.9:40000:X1 dst=198.18.0.1:23:X0 "
         "proto=tcp/telnet",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "<189>date=2026-11-22 time=04:54:00 devid=\"F\" tz=\"+0100\" logid=\"13\" type=\"traffic\" srcip=198.18.0.9 srcport=40000 dstip=198.18.0.1 dstport=23 "
         "proto=6 action=\"deny\"",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         NET_LINE("[UFW BLOCK] ") "SEQ=7 ACK=0 WINDOW=65535 RES=0x00 SYN URGP=0 OPT (020405B4)",
         "198.18.0.9>198.18.0.1 6 23 log dropped 02 ttl=241 id=54321 win=65535 seq=7 opts=2 mss=1460 len=44 in"},
        {&lines_syslog, NULL, NET_LINE("") "WINDOW=1024 RES=0x00 URG PSH FIN URGP=0",
         "198.18.0.9>198.18.0.1 6 23 log - 29 ttl=241 id=54321 win=1024 len=44 in"},
        {&lines_syslog, NULL, NET_LINE("FINAL_REJECT: ") "WINDOW=1024 RES=0x00 URGP=0",
         "198.18.0.9>198.18.0.1 6 23 log rejected 00 ttl=241 id=54321 win=1024 len=44 in"},
        {&lines_syslog, NULL,
         "2026-11-22T03:54:00.5+01:00 host kernel: DROP IN=eth0 OUT=eth1 SRC=2001:db8::9 DST=2001:db8::1 LEN=72 TC=0 HOPLIMIT=255 "
         "FLOWLBL=0 PROTO=ICMPv6 TYPE=135 CODE=0",
         "2001:db8::9>2001:db8::1 58 0 log dropped ttl=255 len=72 type=135/0"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 host kernel: X IN=eth0 OUT= SRC=198.18.0.1 DST=198.18.0.9 LEN=56 TTL=64 ID=1 PROTO=ICMP TYPE=3 CODE=3 "
         "[SRC=198.18.0.9 DST=198.18.0.1 LEN=28 TTL=63 ID=2 PROTO=UDP SPT=40000 DPT=161 LEN=8 ]",
         "198.18.0.9>198.18.0.1 17 161 error - ttl=63 id=2 len=28 type=3/3 via 198.18.0.1 in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw filterlog: 5,,,1000000103,em0,match,block,in,4,0x0,,64,892,0,none,6,tcp,44,198.18.0.9,198.18.0.1,40000,23,0,S,"
         "17536001,,65535,,mss;nop;wscale",
         "198.18.0.9>198.18.0.1 6 23 log dropped 02 ttl=64 id=892 win=65535 seq=17536001 opts=213 len=44 in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 host kernel: X IN=eth0 OUT= SRC=198.18.0.9 DST=198.18.0.1 LEN=84 TTL=64 ID=7 DF PROTO=ICMP TYPE=8 CODE=0 "
         "ID=2 SEQ=3",
         "198.18.0.9>198.18.0.1 1 0 log - ttl=64 id=7 seq=131075 len=84 type=8/0 in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw filterlog: 5,,,1000000103,em0,match,block,in,4,0x0,,64,892,0,DF,1,icmp,84,198.18.0.9,198.18.0.1,request,2,3,64",
         "198.18.0.9>198.18.0.1 1 0 log dropped ttl=64 id=892 seq=131075 len=84 type=8/0 in"},
        {&lines_syslog, NULL,
         "<134>1 2026-11-22T03:54:00+00:00 fw filterlog 1 - [meta sequenceId=\"1\"] 9,,,0,em0,match,pass,in,6,0x00,0x0ea87,51,udp,17,73,"
         "2001:db8::9,2001:db8::1,40000,53,25",
         "2001:db8::9>2001:db8::1 17 53 log passed ttl=51 len=113 payload=25"},
        {&lines_syslog, NULL,
         "Nov 22 2026 03:54:00: %ASA-4-106023: Deny tcp src outside:198.18.0.9/40000 dst inside:198.18.0.1/23 by access-group \"in\" [0x0, 0x0]",
         "198.18.0.9>198.18.0.1 6 23 log dropped in"},
        {&lines_syslog, NULL,
         "<166>Nov 22 03:54:00 asa %ASA-6-302013: Built inbound TCP connection 18 for outside:198.18.0.9/40000 (198.18.0.9/40000) to "
         "inside:198.18.0.1/443 (198.18.0.1/443)",
         "198.18.0.9>198.18.0.1 6 443 log passed in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 r1 123: %SEC-6-IPACCESSLOGP: list 101 denied tcp 198.18.0.9(40000) -> 198.18.0.1(23), 1 packet",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "<166>Nov 22 03:54:00 asa : %ASA-6-302013: Built outbound TCP connection 18 for outside:198.18.0.9/443 (198.18.0.9/443) to "
         "inside:198.18.0.1/40000 (198.18.0.1/40000)",
         "198.18.0.1>198.18.0.9 6 443 log passed"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 asa %ASA-3-106014: Deny inbound icmp src outside:198.18.0.9 dst inside:198.18.0.1 (type 3, code 2)",
         "198.18.0.9>198.18.0.1 1 0 log dropped type=3/2 in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 asa %ASA-3-106010: Deny inbound protocol 47 src outside:198.18.0.9 dst inside:198.18.0.1",
         "198.18.0.9>198.18.0.1 47 0 log dropped in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 asa %ASA-7-710005: UDP request discarded from 198.18.0.9/4000 to outside:198.18.0.1/161",
         "198.18.0.9>198.18.0.1 17 161 log dropped in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 asa %ASA-6-302020: Built inbound ICMP connection for faddr 198.18.0.9/7 gaddr 203.0.113.1/0 laddr 198.18.0.1/0 type 8 code 0",
         "198.18.0.9>198.18.0.1 1 0 log passed type=8/0 in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 asa %ASA-6-302015: Built inbound UDP connection 18 for outside:198.18.0.9/4000 (198.18.0.9/4000) to inside:198.18.0.1/53 "
         "(198.18.0.1/53)",
         "198.18.0.9>198.18.0.1 17 53 log passed in"},
        {&lines_paloalto, NULL,
         "{\"LogType\":\"TRAFFIC\",\"DeviceSN\":\"1\",\"TimeGenerated\":\"2026-11-22T03:54:00.000000Z\",\"Subtype\":\"end\",\"SourceAddress\":\"198.18.0.9\",\"DestinationAddress\":\"198.18.0.1\",\"SourcePort\":40000,\"DestinationPort\":22,\"Protocol\":\"tcp\",\"Action\":\"allow\",\"PacketsSent\":1,\"PacketsReceived\":0,\"SessionEndReason\":\"aged-out\"}",
         "198.18.0.9>198.18.0.1 6 22 flow silent counts=1/0"},
        {&lines_paloalto, NULL,
         "{\"LogType\":\"TRAFFIC\",\"DeviceSN\":\"1\",\"TimeGenerated\":\"2026-11-22T03:54:00.000000Z\",\"Subtype\":\"deny\",\"SourceAddress\":\"198.18.0.9\",\"DestinationAddress\":\"198.18.0.1\",\"SourcePort\":40000,\"DestinationPort\":22,\"Protocol\":\"tcp\",\"Action\":\"deny\",\"PacketsSent\":1,\"PacketsReceived\":0,\"SessionEndReason\":\"aged-out\"}",
         "198.18.0.9>198.18.0.1 6 22 log dropped"},
        {&lines_paloalto, NULL,
         "{\"LogType\":\"TRAFFIC\",\"DeviceSN\":\"1\",\"TimeGenerated\":\"2026-11-22T03:54:00.000000Z\",\"Subtype\":\"start\",\"SourceAddress\":\"198.18.0.9\",\"DestinationAddress\":\"198.18.0.1\",\"SourcePort\":40000,\"DestinationPort\":22,\"Protocol\":\"tcp\",\"Action\":\"allow\",\"PacketsSent\":3,\"PacketsReceived\":1,\"SessionEndReason\":\"aged-out\"}",
         "198.18.0.9>198.18.0.1 6 22 log passed"},
        {&lines_paloalto, NULL,
         "{\"LogType\":\"THREAT\",\"DeviceSN\":\"1\",\"SourceAddress\":\"198.18.0.9\",\"URL\":\"\\\"LogType\\\":\\\"TRAFFIC\\\"\"}",
         NULL},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 bsd kernel: ipfw: 65000 Deny TCP 198.18.0.9:40000 198.18.0.1:23 in via em0",
         "198.18.0.9>198.18.0.1 6 23 log dropped in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 bsd kernel: ipfw: 65000 Accept UDP [2001:db8::9]:40000 [2001:db8::1]:53 in via em0",
         "2001:db8::9>2001:db8::1 17 53 log passed"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 bsd kernel: ipfw: 65000 Unreach 3 TCP 198.18.0.9:40000 198.18.0.1:23 in via em0",
         "198.18.0.9>198.18.0.1 6 23 log rejected in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 bsd kernel: ipfw: 65000 Deny ICMP:8.0 198.18.0.9 198.18.0.1 in via em0",
         "198.18.0.9>198.18.0.1 1 0 log dropped type=8/0 in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 bsd kernel: ipfw: 65000 Deny P:47 198.18.0.9 198.18.0.1 out via em0",
         "198.18.0.9>198.18.0.1 47 0 log dropped"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 bsd nginx: ipfw: 65000 Deny TCP 198.18.0.9:40000 198.18.0.1:23 in via em0", NULL},
        {&lines_syslog, NULL,
         "<134>1 1795319640.123456789 MX84 flows src=198.18.0.9 dst=198.18.0.1 mac=02:00:00:00:00:01 protocol=tcp sport=40000 dport=23 pattern: deny all",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "<134>1 1795319640.123456789 MX84 firewall src=198.18.0.9 dst=198.18.0.1 protocol=udp sport=40000 dport=53 pattern: 1 all",
         "198.18.0.9>198.18.0.1 17 53 log passed"},
        {&lines_syslog, NULL,
         "2026-11-22T03:54:00.123Z 5a1b INET match DROP 1007 IN 44 TCP 198.18.0.9/40000->198.18.0.1/23 S",
         "198.18.0.9>198.18.0.1 6 23 log dropped 02 in"},
        {&lines_syslog, NULL,
         "2026-11-22T03:54:00.123Z esx1 FIREWALL-PKTLOG[77]: 5a1b INET6 match PASS domain-c7/1007 OUT 80 UDP 2001:db8::9/40000->2001:db8::1/53",
         "2001:db8::9>2001:db8::1 17 53 log passed"},
        {&lines_syslog, NULL,
         "2026-11-22T03:54:00.123Z esx1 FIREWALL-PKTLOG[77]: 5a1b INET match REJECT 1007 IN 84 ICMP 198.18.0.9->198.18.0.1",
         "198.18.0.9>198.18.0.1 1 0 log - type=8/0 in"},
        {&lines_syslog, NULL,
         "2026-11-22T03:54:00.123Z esx1 FIREWALL-PKTLOG[77]: 5a1b INET TERM 1007 IN TCP RST 198.18.0.9/40000->198.18.0.1/23",
         NULL},
        {&lines_vpc, NULL,
         "2 123456789010 eni-0123 198.18.0.9 198.18.0.1 40000 23 6 1 44 1795319640 1795319700 REJECT OK",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_vpc, NULL,
         "2 123456789010 eni-0123 198.18.0.9 198.18.0.1 23 40000 6 1 44 1795319640 1795319700 ACCEPT OK",
         NULL},
        {&lines_vpc, NULL, "2 123456789010 eni-0123 - - - - - - - 1795319640 1795319700 - NODATA", NULL},
        {&lines_vpc, NULL,
         "2 123456789010 eni-0123 198.18.0.9 198.18.0.1 0 0 1 2 110 1795319640 1795319700 REJECT OK",
         "198.18.0.9>198.18.0.1 1 0 log dropped type=8/0"}, /* 55 bytes each: no error is so short */
        {&lines_vpc, NULL,
         "2 123456789010 eni-0123 198.18.0.9 198.18.0.1 0 0 1 2 112 1795319640 1795319700 REJECT OK",
         "198.18.0.9>198.18.0.1 1 0 log - type=8/0"},
        {&lines_vpc, NULL,
         "2 123456789010 eni-0123 2001:db8::9 2001:db8::1 0 0 58 1 95 1795319640 1795319700 REJECT OK",
         "2001:db8::9>2001:db8::1 58 0 log dropped type=128/0"},
        {&lines_vpc, NULL,
         "2 123456789010 eni-0123 2001:db8::9 2001:db8::1 0 0 58 1 96 1795319640 1795319700 REJECT OK",
         "2001:db8::9>2001:db8::1 58 0 log - type=128/0"},
        {&lines_vpc, "version srcaddr dstaddr srcport dstport protocol start action tcp-flags log-status",
         "5 198.18.0.9 198.18.0.1 40000 23 6 1795319640 ACCEPT 2 OK",
         "198.18.0.9>198.18.0.1 6 23 flow silent 02 counts=0/0"},
        {&lines_vpc, "version srcaddr dstaddr srcport dstport protocol start action tcp-flags log-status",
         "5 198.18.0.1 198.18.0.9 23 40000 6 1795319640 ACCEPT 18 OK", NULL},
        {&lines_vpc, "version srcaddr dstaddr srcport dstport protocol start action tcp-flags log-status",
         "5 198.18.0.9 198.18.0.1 443 40000 6 1795319640 REJECT 18 OK", NULL},
        {&lines_vpc, "version srcaddr dstaddr srcport dstport protocol start action tcp-flags log-status",
         "5 198.18.0.9 198.18.0.1 443 40000 6 1795319640 REJECT 4 OK", NULL},
        {&lines_vpc, "version srcaddr dstaddr srcport dstport protocol start action tcp-flags log-status",
         "5 198.18.0.9 198.18.0.1 443 40000 6 1795319640 REJECT 2 OK",
         "198.18.0.9>198.18.0.1 6 40000 log dropped 02"},
        {&lines_vpc, "version srcaddr dstaddr srcport dstport protocol start action tcp-flags log-status",
         "5 198.18.0.9 198.18.0.1 40000 443 6 1795319640 REJECT 6 OK",
         "198.18.0.9>198.18.0.1 6 443 log dropped 02"},
        {&lines_vpc, "version srcaddr dstaddr srcport dstport protocol start action tcp-flags log-status",
         "5 198.18.0.9 198.18.0.1 443 40000 6 1795319640 REJECT 0 OK",
         "198.18.0.9>198.18.0.1 6 40000 log dropped 10"},
        {&lines_vpc, "version srcaddr dstaddr srcport dstport protocol start action tcp-flags log-status",
         "5 198.18.0.9 198.18.0.1 40000 443 6 1795319640 ACCEPT 3 OK",
         "198.18.0.9>198.18.0.1 6 443 flow success 1b counts=0/0"},
        {&lines_vpc, NULL,
         "2 123456789010 eni-0123 198.18.0.9 198.18.0.1 443 40000 6 1 44 1795319640 1795319700 REJECT OK",
         NULL},
        {&lines_vpc, NULL,
         "2 123456789010 eni-0123 198.18.0.9 198.18.0.1 53 40000 17 1 44 1795319640 1795319700 REJECT OK",
         NULL},
        {&lines_vpc, NULL,
         "2 123456789010 eni-0123 198.18.0.9 198.18.0.1 443 8080 6 1 44 1795319640 1795319700 REJECT OK",
         "198.18.0.9>198.18.0.1 6 8080 log dropped"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 bsd kernel: ipfw: 100 Accept TCP 198.18.0.9:443 198.18.0.1:40000 in via em0", NULL},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 bsd kernel: ipfw: 100 Deny TCP 198.18.0.9:443 198.18.0.1:40000 in via em0",
         "198.18.0.9>198.18.0.1 6 40000 log dropped in"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 bsd kernel: ipfw: 100 Accept TCP 198.18.0.9:443 198.18.0.1:8080 in via em0",
         "198.18.0.9>198.18.0.1 6 8080 log passed"},
        {&lines_syslog, NULL, "Nov 22 03:54:00 bsd kernel: 25 devices found", NULL},
        {&lines_syslog, NULL, "Nov 22 03:54:00 asa %ASA-2-106020: Deny IP teardrop fragment", NULL},
        {&lines_syslog, NULL,
         "126: Nov 22 03:54:00.790 UTC: %SEC-6-IPACCESSLOGP: list 199 permitted tcp 198.18.0.9(3737) -> 198.18.0.1(445)",
         "198.18.0.9>198.18.0.1 6 445 log passed"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 r1 123: r1: *Nov 22 03:54:00.790 UTC: %SEC-6-IPACCESSLOGP: list 199 denied tcp 198.18.0.9(3737) -> 198.18.0.1(445)",
         "198.18.0.9>198.18.0.1 6 445 log dropped"},
        {&lines_syslog, NULL,
         "2026-11-22T03:54:00Z ftd %FTD-1-430003: EventPriority: Low, AccessControlRuleAction: Allow, SrcIP: 198.18.0.9, DstIP: 198.18.0.1, "
         "SrcPort: 40000, DstPort: 22, Protocol: tcp, Client: x, InitiatorPackets: 2, ResponderPackets: 0, URL: http://x/, SrcIP: 203.0.113.5",
         "198.18.0.9>198.18.0.1 6 22 flow silent counts=2/0"},
        {&lines_syslog, NULL,
         "2026-11-22T03:54:00Z ftd %FTD-1-430003: AccessControlRuleAction: Block with reset, SrcIP: 198.18.0.9, DstIP: 198.18.0.1, SrcPort: "
         "40000, DstPort: 22, Protocol: tcp, InitiatorPackets: 1, ResponderPackets: 0",
         "198.18.0.9>198.18.0.1 6 22 log rejected"},
        {&lines_syslog, NULL,
         "date=2026-11-22 time=03:54:00 devname=\"fg\" devid=\"F\" logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" "
         "srcip=198.18.0.9 srcport=40000 dstip=198.18.0.1 dstport=23 proto=6 action=\"deny\" service=\"TELNET\" sentpkt=0 rcvdpkt=0",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "<189>date=2026-11-22,time=03:54:00,devid=\"F\",eventtime=1795319640123456789,type=\"traffic\",srcip=198.18.0.9,srcport=40000,"
         "dstip=198.18.0.1,dstport=23,proto=6,action=\"server-rst\",sentbyte=40,rcvdbyte=40,sentpkt=1,rcvdpkt=1",
         "198.18.0.9>198.18.0.1 6 23 flow refused counts=1/1"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fg date=2026-11-22 time=03:54:00 type=\"utm\" subtype=\"webfilter\" srcip=198.18.0.9 srcport=4 dstip=198.18.0.1 "
         "dstport=80 proto=6 action=\"blocked\"",
         NULL},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fg CEF:0|Fortinet|Fortigate|v7.4.9|00013|traffic:forward close|3|start=9 rt=1795319640000 src=198.18.0.9 spt=40000 "
         "dst=198.18.0.1 dpt=443 proto=6 act=close FTNTFGTsentpkt=9 FTNTFGTrcvdpkt=7",
         "198.18.0.9>198.18.0.1 6 443 flow success counts=9/7"},
        {&lines_syslog, NULL, /* what stands in a value is none of the line's own, whoever's value it is */
         "Nov 22 03:54:00 fw CEF:0|x|y|1|1|deny|3|foo=\"a src=198.18.0.7 b\" bar=c\"d=\\\"src=198.18.0.7 src=198.18.0.9 spt=40000 "
         "zoo=dpt=80 dst=198.18.0.1 zoo= ,=dpt\\=81 dpt=23 proto=tcp act=deny",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw CEF:0|x|y|1|1|deny|3|src=198.18.0.9 foo=\"a dst=198.18.0.1 proto=tcp act=deny",
         NULL},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fg CEF:0|Fortinet|Fortigate|v7|1|utm:virus blocked|4|src=198.18.0.9 dst=198.18.0.1 proto=6",
         NULL},
        {&lines_syslog, NULL,
         "1,2026/11/22 03:54:00,0167,TRAFFIC,drop,2305,2026/11/22 03:54:00,198.18.0.9,198.18.0.1,0.0.0.0,0.0.0.0,\"all, but \"\"us\"\"\",u,,"
         "incomplete,vsys1,a,b,e1,e2,l,2026/11/22 03:54:00,1,3,40000,23,0,0,0x0,tcp,drop,60,60,0,1,x,0,any,0,9,0x0,a,b,0,1,0,policy-deny",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "<14>Nov 22 03:54:00 pa 1,2026/11/22 03:54:00,0167,TRAFFIC,end,2305,2026/11/22 03:54:00,198.18.0.9,198.18.0.1,0.0.0.0,0.0.0.0,r,,,"
         "incomplete,vsys1,a,b,e1,e2,l,2026/11/22 03:54:00,1,1,40000,23,0,0,0x0,tcp,allow,60,60,0,1,x,0,any,0,9,0x0,a,b,0,1,1,tcp-rst-from-server",
         "198.18.0.9>198.18.0.1 6 23 flow refused counts=1/1"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 gw Checkpoint:  3Sep2007 15:15:14 drop   198.18.0.2 >eth8 rule: 113; rule_uid: {A}; src: 198.18.0.9; dst: 198.18.0.1; "
         "proto: tcp; product: VPN-1 & FireWall-1; service: 80; s_port: 2869;",
         "198.18.0.9>198.18.0.1 6 80 log dropped"},
        {&lines_syslog, NULL,
         "<134>1 2026-11-22T03:54:00Z gw CheckPoint 1930 - [action:\"Accept\"; src:\"198.18.0.9\"; dst:\"198.18.0.1\"; proto:\"6\"; "
         "service:\"80\"; s_port:\"2869\"]",
         "198.18.0.9>198.18.0.1 6 80 log passed"},
        {&lines_appliance, NULL,
         "Nov 22 03:54:00 relay ns5gt: NetScreen device_id=ns5gt  [Root]system-notification-00257(traffic): start_time=\"2026-11-22 03:54:00\" "
         "proto=6 src zone=Untrust dst zone=Trust action=Deny sent=0 rcvd=0 src=198.18.0.9 dst=198.18.0.1 src_port=4000 dst_port=23",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw CEF:0|Check Point|VPN-1 & FireWall-1|Check Point|Log|https|Unknown|act=Drop src=198.18.0.9 spt=40000 "
         "dst=198.18.0.1 dpt=443 proto=6",
         "198.18.0.9>198.18.0.1 6 443 log dropped"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw CEF:0|Check Point|URL Filtering|Check Point|Log|x|Unknown|act=Block src=198.18.0.9 dst=198.18.0.1 dpt=80 proto=6",
         NULL},
        {&lines_syslog, NULL, "Nov 22 03:54:00 asa %ASA-6-302016: Teardown UDP connection 18", NULL},
        {&lines_syslog, NULL,
         "2026-11-22T03:54:00.1+01:00 mt firewall,info drop-in input: in:ether1 out:(unknown 0), connection-state:new src-mac "
         "02:00:00:00:00:09, proto TCP (SYN), 198.18.0.9:40000->198.18.0.1:23, len 40",
         "198.18.0.9>198.18.0.1 6 23 log dropped 02 len=40"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fg date=2026-11-22 time=03:54:00 devname=\"a\" srcip=198.18.0.9 srcport=40000 dstip=198.18.0.1 dstport=23 proto=6 "
         "action=\"deny\"",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "<189>1 2026-11-22T03:54:00Z fg - - - - srcip=198.18.0.9 srcport=40000 dstip=198.18.0.1 dstport=23 proto=6 action=\"deny\"",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "<14>1 2026-11-22T03:54:00Z srx RT_FLOW - RT_FLOW_SESSION_DENY [junos@2636.1 source-address=\"198.18.0.9\" source-port=\"4\" "
         "destination-address=\"198.18.0.1\" destination-port=\"23\" protocol-id=\"6\" action=\"deny\"]",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 fw CEF:0|Maker|Firewall|1|100|Blocked by rule|5|proto=TCP src=198.18.0.9 spt=40000 dst=198.18.0.1 dpt=23",
         "198.18.0.9>198.18.0.1 6 23 log dropped"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 host sshd[9]: Failed password for invalid user from 1.2.3.4 from 198.18.0.9 port 40000 ssh2",
         "198.18.0.9>0.0.0.0 6 22 login success failed"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 host sshd[9]: Failed keyboard-interactive/pam for invalid user anna from 198.18.0.9 port 40000 ssh2",
         "198.18.0.9>0.0.0.0 6 22 login success failed"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 host sshd[9]: error: PAM: User not known to the underlying authentication module for illegal user a from "
         "1.2.3.4 port 5 from 198.18.0.9",
         "198.18.0.9>0.0.0.0 6 22 login success failed module"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 host sshd[9]: error: maximum authentication attempts exceeded for anna from 198.18.0.9 port 40000 ssh2 "
         "[preauth]",
         "198.18.0.9>0.0.0.0 6 22 login success left"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 host sshd[9]: message repeated 4 times: [ Failed password for anna from 198.18.0.9 port 40000 ssh2]",
         "198.18.0.9>0.0.0.0 6 22 login success failed count=4"},
        {&lines_vsftpd, NULL,
         "Sun Nov 22 03:54:00 2026 [pid 2] [sshd[1]: Failed password for x] FAIL LOGIN: Client \"::ffff:198.18.0.9\"",
         "198.18.0.9>0.0.0.0 6 21 login success failed"},
        {&lines_vsftpd, NULL, "Sun Nov 22 03:54:00 2026 [pid 2] [anna] OK LOGIN: Client \"198.18.0.9\"",
         "198.18.0.9>0.0.0.0 6 21 login success"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 host sshd[9]: Accepted publickey for anna from 2001:db8::9 port 40000 ssh2: ED25519",
         "2001:db8::9>:: 6 22 login success"},
        {&lines_journal, NULL,
         "{\"__REALTIME_TIMESTAMP\":\"1795319640000000\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"MESSAGE\":\"DROP IN=eth0 OUT= SRC=198.18.0.9 "
         "DST=198.18.0.1 LEN=44 TTL=60 ID=7 PROTO=UDP SPT=40000 DPT=161 LEN=24\"}",
         "198.18.0.9>198.18.0.1 17 161 log dropped ttl=60 id=7 len=44 in"},
        {&lines_journal, NULL,
         "{\"SYSLOG_IDENTIFIER\":\"sshd\",\"_SOURCE_REALTIME_TIMESTAMP\":\"1795319640000000\",\"MESSAGE\":\"Failed password for root from "
         "198.18.0.9 port 40000 ssh2\"}",
         "198.18.0.9>0.0.0.0 6 22 login success failed"},
        {&lines_journal, NULL, "{\"__REALTIME_TIMESTAMP\":\"1795319640000000\",\"MESSAGE\":[1,2,3]}", NULL},
        {&lines_pretty, NULL,
         "{\n\t\"__REALTIME_TIMESTAMP\" : \"1795319640000000\",\n\t\"SYSLOG_IDENTIFIER\" : \"sshd\",\n\t\"MESSAGE\" : \"Failed "
         "password for root from 198.18.0.9 port 40000 ssh2\"\n}\n",
         "198.18.0.9>0.0.0.0 6 22 login success failed"},
        {&lines_syslog, NULL,
         "Sun 2026-11-22 03:54:00 UTC host kernel: DROP IN=eth0 OUT= SRC=198.18.0.9 DST=198.18.0.1 LEN=44 TTL=60 ID=7 PROTO=UDP "
         "SPT=40000 DPT=161 LEN=24",
         "198.18.0.9>198.18.0.1 17 161 log dropped ttl=60 id=7 len=44 in"},
        {&lines_syslog, NULL,
         "Sun 2026-11-22 12:54:00 JST host sshd[9]: Failed password for root from 198.18.0.9 port 40000 ssh2",
         "198.18.0.9>0.0.0.0 6 22 login success failed"},
        {&lines_syslog, NULL,
         "Sun 2026-11-22 00:54:00 -03 host ssh.service[9]: Failed password for root from 198.18.0.9 port 40000 ssh2",
         "198.18.0.9>0.0.0.0 6 22 login success failed"},
        {&lines_syslog, NULL,
         "Sun 2026-11-22 03:54:00 UTC host sshd@0-198.18.0.1:22-198.18.0.9:4000.service[9]: Failed password for root from 198.18.0.9 "
         "port 40000 ssh2",
         "198.18.0.9>0.0.0.0 6 22 login success failed"},
        {&lines_syslog, NULL,
         "Nov 22 03:54:00 host vsftpd[2]: [anna] FAIL LOGIN: Client \"::ffff:198.18.0.9\"",
         "198.18.0.9>0.0.0.0 6 21 login success failed"},
        {&lines_syslog, NULL, "Nov 22 03:54:00 host cron[3]: (root) CMD (true)", NULL},
        {&lines_windows, WINDOWS_FIELDS,
         "2026-11-22 03:54:00 DROP TCP 198.18.0.9 198.18.0.1 40000 445 52 S 77 0 8192 - - - RECEIVE",
         "198.18.0.9>198.18.0.1 6 445 log dropped 02 win=8192 seq=77 len=52 in"},
        {&lines_windows, WINDOWS_FIELDS,
         "2026-11-22 03:54:00 DROP TCP 198.18.0.9 198.18.0.1 40000 445 52 - 0 0 0 - - - RECEIVE",
         "198.18.0.9>198.18.0.1 6 445 log dropped in"},
        {&lines_windows, WINDOWS_FIELDS,
         "2026-11-22 03:54:00 DROP TCP 198.18.0.9 198.18.0.1 443 49160 52 - 0 0 0 - - - RECEIVE", NULL},
        {&lines_windows, WINDOWS_FIELDS,
         "2026-11-22 03:54:00 DROP TCP 198.18.0.9 198.18.0.1 443 49160 52 S 77 0 8192 - - - RECEIVE",
         "198.18.0.9>198.18.0.1 6 49160 log dropped 02 win=8192 seq=77 len=52 in"},
        {&lines_windows, WINDOWS_FIELDS,
         "2026-11-22 03:54:00 DROP UDP 198.18.0.9 198.18.0.1 443 49160 52 - - - - - - - RECEIVE",
         "198.18.0.9>198.18.0.1 17 49160 log dropped in"},
        {&lines_windows, "#Fields: date time action protocol src-ip dst-ip src-port dst-port",
         "2026-11-22 03:54:00 ALLOW UDP 198.18.0.1 198.18.0.9 40000 53",
         "198.18.0.1>198.18.0.9 17 53 log passed"},
        {&lines_zeek_json, NULL,
         "{\"ts\":1795316040.25,\"id.orig_h\":\"198.18.0.9\",\"id.orig_p\":8,\"id.resp_h\":\"198.18.0.1\",\"id.resp_p\":0,\"proto\":\"icmp\","
         "\"conn_state\":\"OTH\",\"orig_pkts\":1,\"resp_pkts\":0}",
         "198.18.0.9>198.18.0.1 1 0 flow silent counts=1/0 type=8/0"},
        {&lines_zeek_json, NULL,
         "{\"ts\":1795316040.25,\"id.orig_h\":\"198.18.0.1\",\"id.orig_p\":0,\"id.resp_h\":\"198.18.0.9\",\"id.resp_p\":8,\"proto\":\"icmp\","
         "\"conn_state\":\"OTH\",\"orig_pkts\":1,\"resp_pkts\":0}",
         NULL},
        {&lines_zeek_json, NULL,
         "{\"ts\":1795316040.25,\"id.orig_h\":\"2001:db8::1\",\"id.orig_p\":0,\"id.resp_h\":\"2001:db8::9\",\"id.resp_p\":0,\"proto\":\"icmp\","
         "\"conn_state\":\"OTH\",\"orig_pkts\":1,\"resp_pkts\":0}",
         NULL},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.0+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"dest_ip\":\"198.18.0.1\",\"proto\":\"ICMP\","
         "\"icmp_type\":8,\"icmp_code\":0,\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":0}}",
         "198.18.0.9>198.18.0.1 1 0 flow silent counts=1/0 type=8/0"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.0+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.1\",\"dest_ip\":\"198.18.0.9\",\"proto\":\"ICMP\","
         "\"icmp_type\":0,\"icmp_code\":0,\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":0}}",
         NULL},
        {&lines_zeek,
         "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts",
         "948.5\tC1\t198.18.0.9\t40000\t198.18.0.1\t23\ttcp\tREJ\t1\t1",
         "198.18.0.9>198.18.0.1 6 23 flow refused counts=1/1"},
        {&lines_zeek_json, NULL,
         "{\"ts\":1795316040.25,\"id.orig_h\":\"2001:db8::9\",\"id.orig_p\":40000,\"id.resp_h\":\"2001:db8::1\",\"id.resp_p\":53,\"proto\":"
         "\"udp\",\"conn_state\":\"S0\",\"orig_pkts\":2,\"resp_pkts\":0}",
         "2001:db8::9>2001:db8::1 17 53 flow silent counts=2/0"},
        {&lines_zeek,
         "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts\thistory\torig_ip_bytes",
         "948.5\tC1\t198.18.0.9\t40000\t198.18.0.1\t23\ttcp\tSF\t2\t1\tShR\t84",
         "198.18.0.9>198.18.0.1 6 23 flow success 06 counts=2/1"},
        {&lines_zeek,
         "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts\thistory\torig_ip_bytes",
         "948.5\tC1\t198.18.0.9\t40000\t198.18.0.1\t23\ttcp\tSF\t2\t1\tShR\t112",
         "198.18.0.9>198.18.0.1 6 23 flow success 16 counts=2/1"},
        {&lines_zeek,
         "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts\thistory\torig_ip_bytes",
         "948.5\tC1\t198.18.0.9\t40000\t198.18.0.1\t23\ttcp\tSF\t6\t4\tShADadFf\t420",
         "198.18.0.9>198.18.0.1 6 23 flow success 1b counts=6/4"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":40000,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":23,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":2,\"pkts_toclient\":1},"
         "\"tcp\":{\"tcp_flags_ts\":\"06\",\"tcp_flags_tc\":\"12\"}}",
         "198.18.0.9>198.18.0.1 6 23 flow success 06 counts=2/1"},
        {&lines_zeek,
         "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts\thistory",
         "948.5\tC1\t198.18.0.9\t40000\t198.18.0.1\t80\ttcp\tOTH\t1\t0\t^h", NULL},
        {&lines_zeek,
         "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts\thistory",
         "948.5\tC1\t198.18.0.9\t40000\t198.18.0.1\t80\ttcp\tRSTO\t1\t0\t^hR", NULL},
        {&lines_zeek,
         "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts\thistory",
         "948.5\tC1\t198.18.0.9\t40000\t198.18.0.1\t80\ttcp\tRSTOS0\t1\t0\tR", NULL},
        {&lines_zeek,
         "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts\thistory",
         "948.5\tC1\t198.18.0.9\t40000\t198.18.0.1\t80\ttcp\tOTH\t1\t0\tA",
         "198.18.0.9>198.18.0.1 6 80 flow unknown counts=1/0"},
        {&lines_zeek,
         "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts\thistory",
         "948.5\tC1\t198.18.0.9\t40000\t198.18.0.1\t80\ttcp\tOTH\t1\t1\tr",
         "198.18.0.9>198.18.0.1 6 80 flow unknown counts=1/1"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":80,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":40000,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":2,\"pkts_toclient\":3},"
         "\"tcp\":{\"tcp_flags_ts\":\"00\",\"tcp_flags_tc\":\"00\"}}",
         NULL},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":40000,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":80,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":0},"
         "\"tcp\":{\"tcp_flags_ts\":\"00\",\"tcp_flags_tc\":\"00\"}}",
         "198.18.0.9>198.18.0.1 6 80 flow silent counts=1/0 midway"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":80,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":40000,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":0},"
         "\"tcp\":{\"tcp_flags_ts\":\"02\",\"tcp_flags_tc\":\"00\"}}",
         "198.18.0.9>198.18.0.1 6 40000 flow silent 02 counts=1/0"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":443,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":2000,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":0,\"state\":\"new\"}}",
         "198.18.0.9>198.18.0.1 6 2000 flow silent counts=1/0 midway"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":53,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":3389,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":0,\"state\":\"new\"}}",
         "198.18.0.9>198.18.0.1 6 3389 flow silent counts=1/0"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":8443,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":40000,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":1,\"state\":\"new\"}}",
         "198.18.0.9>198.18.0.1 6 40000 flow refused counts=1/1 midway"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":40000,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":443,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":0,\"state\":\"new\"}}",
         "198.18.0.9>198.18.0.1 6 443 flow silent counts=1/0"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":40000,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":443,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":1,\"state\":\"new\"}}",
         "198.18.0.9>198.18.0.1 6 443 flow success counts=1/1"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":443,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":40000,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":4,\"pkts_toclient\":3,\"state\":\"closed\"}}",
         "198.18.0.9>198.18.0.1 6 40000 flow success counts=4/3"},
        {&lines_argus,
         "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts,Label",
         "2026/11/22 03:54:00.5,1.0,tcp,198.18.0.9,40000,   ->,198.18.0.1,23,S_RA,0,0,2,120,60,1,",
         "198.18.0.9>198.18.0.1 6 23 flow refused counts=1/1"},
        {&lines_argus,
         "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes",
         "2026/11/22 03:54:00.5,0.1,tcp,198.18.0.9,40000,   ->,198.18.0.1,23,RST,0,0,2,114,60",
         "198.18.0.9>198.18.0.1 6 23 flow refused"},
        {&lines_argus,
         "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes",
         "2026/11/22 03:54:00.5,0.1,tcp,198.18.0.9,40000,   ->,198.18.0.1,23,RST,0,0,3,174,120",
         "198.18.0.9>198.18.0.1 6 23 flow unknown"},
        {&lines_argus,
         "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes",
         "2026/11/22 03:54:00.5,0.1,tcp,198.18.0.9,40000,   ->,198.18.0.1,23,FIN,0,0,11,900,400",
         "198.18.0.9>198.18.0.1 6 23 flow success"},
        {&lines_eve, NULL,
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":40000,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":23,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":1,\"start\":"
         "\"2026-11-22T03:53:00.5+0000\"},\"tcp\":{\"tcp_flags_tc\":\"14\"}}",
         "198.18.0.9>198.18.0.1 6 23 flow refused counts=1/1"},
        {&lines_eve, NULL, /* a SYN-ACK that answers nobody's question, for all that is known */
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":80,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":40000,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":1},\"tcp\":{\"tcp_flags_ts\":"
         "\"12\",\"tcp_flags_tc\":\"04\"}}",
         "198.18.0.9>198.18.0.1 6 40000 flow refused 12 counts=1/1 midway"},
        {&lines_nfdump, NFDUMP,
         "2026-11-22 03:54:00,2026-11-22 03:54:01,1.000,198.18.0.9,198.18.0.1,40000,23,TCP,......S.,0,0,2,88,0,0",
         "198.18.0.9>198.18.0.1 6 23 flow silent 02 counts=2/0"},
        {&lines_nfdump, NFDUMP, /* -B */
         "2026-11-22 03:54:00,2026-11-22 03:54:01,1.000,198.18.0.9,198.18.0.1,40000,23,TCP,...A.R..,0,0,1,44,1,40",
         "198.18.0.9>198.18.0.1 6 23 flow refused counts=1/1"},
        {&lines_nfdump, NFDUMP,
         "2026-11-22 03:54:00,2026-11-22 03:54:00,0.000,198.18.0.9,198.18.0.1,0,8.0,ICMP,........,0,0,1,28,0,0",
         "198.18.0.9>198.18.0.1 1 0 flow silent counts=1/0 type=8/0"},
        {&lines_nfdump, "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows",
         "2026-11-22 03:54:00.123,0.0,UDP,2001:db8::9,40000,2001:db8::1,53,1,60,1",
         "2001:db8::9>2001:db8::1 17 53 flow silent counts=1/0"},
        {&lines_nfdump,
         "       sIP|       dIP|sPort|dPort|pro| packets| bytes|   flags|                  sTime|",
         "198.18.0.9|198.18.0.1|40000|   23|  6|       1|    44| S      |2026/11/22T03:54:00.123|",
         "198.18.0.9>198.18.0.1 6 23 flow silent 02 counts=1/0"},
        {&lines_nfdump, NULL,
         "2026-11-22 03:54:00.123     00:00:00.000 TCP        198.18.0.9:40000 ->       198.18.0.1:23    ......S.   0        1       44     1",
         "198.18.0.9>198.18.0.1 6 23 flow silent 02 counts=1/0"},
        {&lines_nfdump, NULL,
         "2026-11-22 03:54:00.123     0.000 UDP        2001:db8::9.40000 ->       2001:db8::1.53        1.2 M   44     1",
         "2001:db8::9>2001:db8::1 17 53 flow silent counts=1200000/0"},
        {&lines_nfdump, NULL, /* of older ones */
         "2026-11-22 03:54:00.123     0.000 TCP        198.18.0.9:40000 ->       198.18.0.1:23      0xc2   0        1       44     1",
         "198.18.0.9>198.18.0.1 6 23 flow silent 02 counts=1/0"},
        {&lines_nfdump, NULL,
         "2026-11-22 03:54:00.123     0.000 TCP        198.18.0.9:40000 ->       198.18.0.1:23    ....S.   0        1       44     1",
         "198.18.0.9>198.18.0.1 6 23 flow silent 02 counts=1/0"},
        {&lines_nfdump, NULL, /* more than there is room for */
         "2026-11-22 03:54:00.123     0.000 UDP        198.18.0.9:40000 ->       198.18.0.1:53        49806209 T   44     1",
         "198.18.0.9>198.18.0.1 17 53 flow silent counts=4294967295/0"},
        {&lines_nfdump, NULL, "Summary: total flows: 2, total bytes: 2, total packets: 2", NULL},
        {&lines_nfdump, NFDUMP, "Summary", NULL},
        {&lines_nfdump, NFDUMP, "2026-11-22 03:54:00,2026-11-22 03:54:01,1.000,198.18.0.9,,40000,23,TCP", ""},
        /* hosts that write into one log: the first is this one, the others have their own numbers */
        {&lines_syslog, "Nov 22 03:53:00 srv1 sshd[77]: Invalid user a from 198.18.0.9 port 40000",
         "Nov 22 03:54:00 srv1 sshd[78]: Invalid user a from 198.18.0.9 port 40000",
         "198.18.0.9>0.0.0.0 6 22 login success failed"},
        {&lines_syslog, "Nov 22 03:53:00 srv1 sshd[77]: Invalid user a from 198.18.0.9 port 40000",
         "Nov 22 03:54:00 srv2 sshd[78]: Connection closed by 198.18.0.9 port 40000 [preauth]",
         "198.18.0.9>0.183.78.81 6 22 login success left"},
        {&lines_syslog,
         "<38>1 2026-11-22T03:53:00Z srv1 sshd 77 - - Invalid user a from 2001:db8::9 port 40000",
         "<38>1 2026-11-22T03:54:00Z srv2 sshd 77 - - Connection closed by authenticating user root 2001:db8::9 port 40000 [preauth]",
         "2001:db8::9>::0.183.78.81 6 22 login success"},
        {&lines_syslog, "Nov 22 03:53:00 srv1 sshd[77]: Invalid user a from 198.18.0.9 port 40000",
         "Nov 22 03:54:00 198.18.0.7 sshd[78]: Did not receive identification string from 198.18.0.9 port 40000",
         "198.18.0.9>198.18.0.7 6 22 login success left"},
        {&lines_journal,
         "{\"_HOSTNAME\":\"srv1\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_UID\":\"0\",\"__REALTIME_TIMESTAMP\":\"1795319640000000\",\"MESSAGE\":\"Invalid user a from 198.18.0.9 port 40000\"}",
         "{\"_HOSTNAME\":\"srv2\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_UID\":\"0\",\"__REALTIME_TIMESTAMP\":\"1795319640000000\",\"MESSAGE\":\"Accepted password for a from 198.18.0.9 port 40000 ssh2\"}",
         "198.18.0.9>0.183.78.81 6 22 login success"},

        {&lines_eve, NULL, /* some, and the reset of who waited in vain for the rest */
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":80,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":40000,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":4,\"pkts_toclient\":0},\"tcp\":{\"tcp_flags_ts\":"
         "\"16\",\"tcp_flags_tc\":\"00\"}}",
         "198.18.0.9>198.18.0.1 6 40000 flow silent 16 counts=4/0 midway"},
        {&lines_eve, NULL, /* a SYN that was answered, and the reset after it */
         "{\"timestamp\":\"2026-11-22T03:54:00.5+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\",\"src_port\":40000,\"dest_ip\":"
         "\"198.18.0.1\",\"dest_port\":80,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":3,\"pkts_toclient\":1},\"tcp\":{\"tcp_flags_ts\":"
         "\"16\",\"tcp_flags_tc\":\"12\"}}",
         "198.18.0.9>198.18.0.1 6 80 flow success 16 counts=3/1"},
        {&lines_web, NULL,
         "198.18.0.9 - - [22/Nov/2026:03:54:00 +0100] \"GET /admin HTTP/1.1\" 401 12 \"-\" \"x\"",
         "198.18.0.9>0.0.0.0 6 80 login success failed stays"},
        {&lines_web, NULL,
         "www.example.net:443 2001:db8::9 - - [22/Nov/2026:03:54:00 +0100] \"GET / HTTP/1.1\" 200 12 \"-\" \"x\"",
         "2001:db8::9>:: 6 80 login success"},
};

#define ROWS (sizeof rows / sizeof *rows)

static const char *text_of(const struct sight *s, char *out, size_t cap)
{
    static const char *const kinds[] = {"none", "packet", "error", "arp", "log", "flow", "login"};
    static const char *const actions[] = {"-", "passed", "dropped", "rejected"};
    static const char *const outcomes[] = {"unknown", "success", "refused", "silent", "blocked"};
    char a[ADDR_TEXT_MAX], b[ADDR_TEXT_MAX];
    bool told = s->kind == SIGHT_FLOW || s->kind == SIGHT_LOGIN;
    int n = snprintf(out, cap, "%s>%s %u %u %s %s", addr_text(&s->src, a), addr_text(&s->dst, b), s->proto,
                     s->dport, kinds[s->kind], told ? outcomes[s->outcome] : actions[s->action]);
#define ADD(...) n += snprintf(out + n, cap - (size_t)n, __VA_ARGS__)
    if (s->knows & SIGHT_FLAGS)
        ADD(" %02x", s->tcp_flags);
    if (s->knows & SIGHT_TTL)
        ADD(" ttl=%u", s->ttl);
    if (s->knows & SIGHT_IPID)
        ADD(" id=%u", s->ipid);
    if (s->knows & SIGHT_WIN)
        ADD(" win=%u", s->win);
    if (s->knows & SIGHT_SEQ)
        ADD(" seq=%u", s->seq);
    if (s->knows & SIGHT_OPTS)
        ADD(" opts=%llx", (unsigned long long)s->opts);
    if (s->mss)
        ADD(" mss=%u", s->mss);
    if (s->knows & SIGHT_LEN)
        ADD(" len=%u", s->ip_len);
    if (s->knows & SIGHT_PAYLOAD && s->payload)
        ADD(" payload=%u", s->payload);
    if (s->knows & SIGHT_COUNTS)
        ADD(" counts=%u/%u", s->packets, s->answers);
    if (s->midway)
        ADD(" midway");
    if (s->icmp_type || s->icmp_code)
        ADD(" type=%u/%u", s->icmp_type, s->icmp_code);
    if (s->kind == SIGHT_ERROR)
        ADD(" via %s", addr_text(&s->via, a));
    if (s->login_failed)
        ADD(" failed");
    if (s->login_module)
        ADD(" module");
    if (s->login_left != s->login_failed) /* as a rule who fails leaves */
        ADD(s->login_left ? " left" : " stays");
    if (s->kind == SIGHT_LOGIN && s->count)
        ADD(" count=%u", s->count);
    if (s->inbound)
        ADD(" in");
    if (s->sent)
        ADD(" sent");
#undef ADD
    return out;
}

static enum line_result read_one(const struct row *row, const char *line, size_t len, struct sight *ret)
{
    struct line_state state = {.reference = INT64_C(1795400000) * NSEC_SEC};
    *ret = (struct sight){.vlan = SIGHT_NO_VLAN};
    if (row->heading)
        (void)row->form->read(&state, (struct word){row->heading, strlen(row->heading)}, ret);
    enum line_result r = row->form->read(&state, (struct word){line, len}, ret);
    if (r == LINE_HELD && state.conns && conns_due(state.conns, INT64_MAX, ret))
        r = LINE_SIGHT;
    if (r == LINE_HELD && state.pairs)
        r = flowpair_next(state.pairs, NSEC_NEVER, ret) ? LINE_SIGHT : LINE_SKIPPED;
    conns_free(state.conns);
    flowpair_free(state.pairs);
    return r;
}

static void known_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        struct sight s;
        char text[512];
        enum line_result r = read_one(&rows[i], rows[i].line, strlen(rows[i].line), &s);
        assert_int_equal(r, !rows[i].want ? LINE_SKIPPED : *rows[i].want ? LINE_SIGHT : LINE_BAD);
        if (r == LINE_SIGHT)
            assert_string_equal(text_of(&s, text, sizeof text), rows[i].want);
        if (rows[i].form == &lines_syslog &&
            r == LINE_SIGHT) /* without a year: that of the reference, 2026 */
            assert_int_equal(s.at / NSEC_DAY, 20779);
    }
}

#define TOLD(flags)                                                                                          \
    "Nov 22 03:54:00 host kernel: IN=eth0 OUT= SRC=198.18.0.9 DST=198.18.0.1 LEN=28 TTL=63 ID=2 " flags      \
    "PROTO=UDP SPT=40000 DPT=161 LEN=8"
#define TOLD_BY_PF(flags)                                                                                    \
    "Nov 22 03:54:00 fw filterlog: 5,,,1000000103,em0,match,block,in,4,0x0,,64,892,0," flags                 \
    ",17,udp,28,198.18.0.9,198.18.0.1,40000,161,0"

/* By IPv4 without DF, where a log says that. */
static void split_packets(void **state)
{
    (void)state;
    static const struct {
        struct row row;
        bool split;
    } told[] = {
        {{&lines_syslog, NULL, TOLD(""), ""}, true},
        {{&lines_syslog, NULL, TOLD("DF "), ""}, false},
        {{&lines_syslog, NULL, TOLD("FRAG:0 "), ""}, true},
        {{&lines_syslog, NULL,
          "Nov 22 03:54:00 host kernel: IN=eth0 OUT= SRC=2001:db8::9 DST=2001:db8::1 LEN=48 TC=0 HOPLIMIT=63 "
          "FLOWLBL=0 PROTO=UDP SPT=40000 DPT=161 LEN=8",
          ""},
         false},
        {{&lines_syslog, NULL, TOLD_BY_PF("none"), ""}, true},
        {{&lines_syslog, NULL, TOLD_BY_PF("DF"), ""}, false},
    };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        struct sight s;
        assert_int_equal(read_one(&told[i].row, told[i].row.line, strlen(told[i].row.line), &s), LINE_SIGHT);
        assert_int_equal(s.may_split, told[i].split);
    }
}

#define BUILT(way, n, outer, inner)                                                                          \
    "Nov 22 03:54:00 asa %ASA-6-302013: Built " way " TCP connection " n " for outside:198.18.0.9/" outer    \
    " (198.18.0.9/" outer ") to inside:198.18.0.1/" inner " (198.18.0.1/" inner ")"
#define ENDED(n, outer, inner, why)                                                                          \
    "Nov 22 03:54:30 asa %ASA-6-302014: Teardown TCP connection " n " for outside:198.18.0.9/" outer         \
    " to inside:198.18.0.1/" inner " duration 0:00:30 bytes " why

/* Only its end says what became of a connection that a firewall let begin; who began is said at the beginning
 * alone. */
static void ended_connections(void **state)
{
    (void)state;
    static const struct row ends[] = {
        {&lines_syslog, BUILT("inbound", "18", "40000", "443"), ENDED("18", "40000", "443", "0 SYN Timeout"),
         "198.18.0.9>198.18.0.1 6 443 flow silent in"},
        {&lines_syslog, BUILT("inbound", "18", "40000", "443"),
         ENDED("18", "40000", "443", "0 TCP Reset-I from inside"),
         "198.18.0.9>198.18.0.1 6 443 flow refused in"},
        {&lines_syslog, BUILT("inbound", "18", "40000", "443"),
         ENDED("18", "40000", "443", "0 TCP Reset-O from outside"),
         "198.18.0.9>198.18.0.1 6 443 log passed in"},
        {&lines_syslog, BUILT("inbound", "18", "40000", "443"),
         ENDED("18", "40000", "443", "526 TCP Reset-I"), "198.18.0.9>198.18.0.1 6 443 flow success in"},
        {&lines_syslog, BUILT("inbound", "18", "40000", "443"), ENDED("18", "40000", "443", "0 TCP FINs"),
         "198.18.0.9>198.18.0.1 6 443 flow success in"},
        {&lines_syslog, BUILT("inbound", "18", "40000", "443"), ENDED("18", "40000", "443", "0 Xlate Clear"),
         "198.18.0.9>198.18.0.1 6 443 log passed in"},
        {&lines_syslog, BUILT("outbound", "18", "443", "40000"), ENDED("18", "443", "40000", "0 TCP Reset-O"),
         "198.18.0.1>198.18.0.9 6 443 flow refused"},
        {&lines_syslog, BUILT("inbound", "18", "40000", "443"),
         ENDED("16402", "40000", "443", "0 SYN Timeout"), NULL},
        {&lines_syslog, BUILT("inbound", "18", "40000", "443"), ENDED("18", "40001", "443", "0 SYN Timeout"),
         NULL},
        {&lines_syslog, NULL, ENDED("18", "40000", "443", "0 SYN Timeout"), NULL}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct sight s;
        char text[512];
        enum line_result r = read_one(&ends[i], ends[i].line, strlen(ends[i].line), &s);
        assert_int_equal(r, ends[i].want ? LINE_SIGHT : LINE_SKIPPED);
        if (ends[i].want)
            assert_string_equal(text_of(&s, text, sizeof text), ends[i].want);
    }
}

static struct sight begun(uint32_t n, nsec_wall at)
{
    return (struct sight){
        .at = at, .sport = (uint16_t)n, .dport = 80, .proto = IPPROTO_TCP, .vlan = SIGHT_NO_VLAN};
}

/* Who is still connected after a minute was answered, where ends are told; each is told once, however many
 * there are. */
static void held_connections(void **state)
{
    (void)state;
    struct conns *c = conns_new();
    struct sight s, b = begun(1, NSEC_SEC);
    assert_non_null(c);
    assert_false(conns_begin(c, 1, &b, &s));
    assert_false(conns_due(c, NSEC_SEC + CONNS_PATIENCE - 1, &s));
    assert_true(conns_due(c, NSEC_SEC + CONNS_PATIENCE, &s));
    assert_true(s.kind == SIGHT_LOG && s.action == SIGHT_PASSED && s.sport == 1); /* no end was told yet */
    assert_false(conns_due(c, INT64_MAX, &s));
    b = begun(2, 2 * NSEC_SEC);
    assert_false(conns_begin(c, 2, &b, &s));
    assert_true(conns_end(c, 2, 80, 2, &s) && s.kind == SIGHT_FLOW && s.sport == 2);
    assert_false(conns_end(c, 2, 80, 2, &s));
    b = begun(3, 3 * NSEC_SEC);
    assert_false(conns_begin(c, 3, &b, &s));
    assert_true(conns_due(c, 3 * NSEC_SEC + CONNS_PATIENCE, &s));
    assert_true(s.kind == SIGHT_FLOW && s.outcome == SIGHT_SUCCESS && s.sport == 3);
    for (int i = 0; i < 2; i++) { /* the same number again in the same second */
        b = begun((uint16_t)(4 + i), 100 * NSEC_SEC);
        assert_false(conns_begin(c, 4, &b, &s));
        assert_true(i || conns_end(c, 4, 80, 4, &s));
    }
    b = begun(6, 130 * NSEC_SEC);
    assert_false(conns_begin(c, 6, &b, &s));
    assert_true(conns_due(c, 100 * NSEC_SEC + CONNS_PATIENCE, &s) && s.sport == 5);
    assert_false(conns_due(c, 100 * NSEC_SEC + CONNS_PATIENCE, &s));
    assert_true(conns_due(c, INT64_MAX, &s) && s.sport == 6);
    unsigned told = 0, all = 0;
    for (uint32_t n = 0; n < 3 * CONNS_MAX; n += 1 + n % 3, all++) {
        b = begun(n, 100 * NSEC_SEC);
        told += conns_begin(c, n * 7, &b, &s);
        told += n % 5 == 0 && conns_end(c, n * 7, 80, (uint16_t)n, &s);
    }
    while (conns_due(c, INT64_MAX, &s))
        told++;
    assert_int_equal(told, all);
    conns_free(c);
}

/* journalctl's own clock has the name of the user's zone behind it; of a name that several zones have none is taken. */
static void zones_of_journalctl(void **state)
{
    (void)state;
    static const char *const clocks[] = {"03:54:00 UTC",        "12:54:00 JST",   "00:54:00 -03",
                                         "04:54:00 CET",        "09:24:00 +0530", "03:54:00 IST",
                                         "03:54:00.123456 UTC", "13:54:00 +10"};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        char line[200];
        struct sight s;
        const struct row row = {.form = &lines_syslog};
        int n =
            snprintf(line, sizeof line,
                     "Sun 2026-11-22 %s host sshd[9]: Failed password for root from 198.18.0.9 port 4 ssh2",
                     clocks[i]);
        assert_int_equal(read_one(&row, line, (size_t)n, &s), LINE_SIGHT);
        assert_int_equal(s.at / NSEC_SEC, 1795319640);
    }
}

/* A number of digits that gives the unit and more than there is time: the date beside it is taken. */
static void far_times(void **state)
{
    (void)state;
    static const char *const since[] = {"9999999999", "9999999999999", "9999999999999999",
                                        "9223372036854775807"};
    for (size_t i = 0; i < sizeof since / sizeof *since; i++) {
        struct sight s;
        char line[256];
        struct row row = {.form = &lines_syslog};
        snprintf(
            line, sizeof line,
            "date=2026-11-22 time=03:54:00 eventtime=%s srcip=198.18.0.9 dstip=198.18.0.1 dstport=23 proto=6",
            since[i]);
        assert_int_equal(read_one(&row, line, strlen(line), &s), LINE_SIGHT);
        assert_int_equal(s.at / NSEC_DAY, 20779);
    }
    struct sight s;
    const struct row azure = {.form = &lines_azure};
    const char *piece = "9999999999,198.18.0.9,198.18.0.1,40000,23,T,I,D\"";
    assert_int_equal(read_one(&azure, piece, strlen(piece), &s), LINE_PART);
}

/* What visitors chose to be called or to send, so that another would be taken for them: what is read is what
 * is true, or nothing. */
#define FORGED                                                                                               \
    "IN=eth0 OUT= SRC=203.0.113.5 DST=10.0.0.1 LEN=44 PROTO=TCP SPT=4000 DPT=100 WINDOW=1 SYN URGP=0 DROP"

#define CHECKPOINT "<134>1 2026-11-22T03:54:00Z gw CheckPoint 1930 - [action:\"Drop\"; "
#define BEHIND     "src:\"198.51.100.9\"; dst:\"10.0.0.1\"; proto:\"6\"; service:\"80\"; "

static const struct row forged[] = {
    {&lines_syslog, NULL,
     CHECKPOINT "resource:\"http://x/a;src:203.0.113.66;service:9;\"; " BEHIND
                "product:\"VPN-1 & FireWall-1\"]",
     "198.51.100.9>10.0.0.1 6 80 log dropped"},
    {&lines_syslog, NULL, CHECKPOINT "resource:\"http://x/\\\";src:203.0.113.66;\"; " BEHIND "]",
     "198.51.100.9>10.0.0.1 6 80 log dropped"},
    {&lines_syslog, NULL, CHECKPOINT BEHIND "resource:\"http://x/a;src:203.0.113.66;", ""},
    {&lines_syslog, NULL, CHECKPOINT "\"x:\"; " BEHIND "]", "198.51.100.9>10.0.0.1 6 80 log dropped"},
    {&lines_syslog, NULL, CHECKPOINT BEHIND "product:\"URL Filtering\"]", NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host sshd[77]: Invalid user " FORGED " from 198.51.100.9 port 4000",
     "198.51.100.9>0.0.0.0 6 22 login success failed"},
    {&lines_syslog, NULL,
     "<38>1 2026-11-22T03:54:00Z host sshd 77 - [a b=\"x] y\"] Invalid user " FORGED
     " from 198.51.100.9 port 4000",
     "198.51.100.9>0.0.0.0 6 22 login success failed"},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host auth.info sshd[77]:Invalid user " FORGED " from UNKNOWN",
     NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host nginx: 198.51.100.9 \"GET /\" \"kernel: " FORGED "\"", NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host app[3] " FORGED, NULL},
    {&lines_syslog, NULL, "2026-11-22T03:54:00Z 198.51.100.9 \"GET / HTTP/1.1\" \"" FORGED "\"", NULL},
    {&lines_syslog, NULL,
     "2026-11-22T03:54:00Z 198.51.100.9 \"GET /?a=b\" \"x srcip=203.0.113.5 dstip=10.0.0.1 proto=6\"", NULL},
    {&lines_syslog, NULL,
     "2026-11-22T03:54:00Z 198.51.100.9 \"%ASA-4-106023: Deny tcp src a:203.0.113.5/1 dst b:10.0.0.1/2\"",
     NULL},
    {&lines_syslog, NULL,
     "2026-11-22T03:54:00Z 198.51.100.9 \"CEF:0|a|b|1|1|Blocked|5|proto=TCP src=203.0.113.5 dst=10.0.0.1\"",
     NULL},
    {&lines_syslog, NULL, "2026/11/22 03:54:00 [error] 12#12: *5 open() \"/x\" " FORGED "\" failed", NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host su: srcip=203.0.113.5 dstip=10.0.0.1 dstport=1 proto=6",
     NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host nginx: filterlog ,,,0,em0,match,block,in,4,0x0,,64,892,0,none,6,tcp,44,203.0.113.5,10.0.0.1,1,2,0,S,1,,1,,",
     NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host nginx: x %ASA-4-106023: Deny tcp src a:203.0.113.5/1 dst b:10.0.0.1/2", NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host nginx: x CEF:0|a|b|1|1|Blocked|5|proto=TCP src=203.0.113.5 dst=10.0.0.1", NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host nginx: %ASA-4-106023: Deny tcp src a:203.0.113.5/1 dst b:10.0.0.1/2", NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host nginx[1]: %ASA-4-106023: Deny tcp src a:203.0.113.5/1 dst b:10.0.0.1/2", NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host APP: %ASA-4-106023: Deny tcp src a:203.0.113.5/1 dst b:10.0.0.1/2", NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host APP: x " FORGED, NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host nginx: CEF:0|a|b|1|1|Blocked|5|proto=TCP src=203.0.113.5 dst=10.0.0.1", NULL},
    {&lines_syslog, NULL,
     "<14>1 2026-11-22T03:54:00Z host nginx - - - CEF:0|a|b|1|1|Blocked|5|proto=TCP src=203.0.113.5 dst=10.0.0.1",
     NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host chat: NetScreen device_id=chat srcip=203.0.113.5 dstip=10.0.0.1 proto=6 action=Deny",
     NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host nginx: 1,2026/11/22 03:54:00,0167,TRAFFIC,drop,2305,2026/11/22 "
     "03:54:00,203.0.113.5,10.0.0.1,,,r,,,x,v,a,b,e,e,l,x,1,3,1,23,0,0,0x0,tcp,drop,60",
     NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 fg date=2026-11-22 time=03:54:00 type=\"utm\" url=\"/\\\" type=\\\"traffic\\\" srcip=203.0.113.5 dstip=10.0.0.1 proto=6 "
     "action=deny\"",
     NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 pa 1,2024/03/12 15:02:32,016,THREAT,url,2816,2024/03/12 15:02:32,198.51.100.9,192.168.0.1,,,r,x-fwd-for: CEF:0|a|b|1|1|Blocked|5|"
     "proto=TCP src=203.0.113.5 dst=10.0.0.1 srcip=203.0.113.5 dstip=10.0.0.1 proto=6 action=deny,,web",
     NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 fw CEF:0|Maker|Firewall|1|100|Web|5|proto=TCP request=http://x/?a src\\=203.0.113.5 src=198.18.0.9 dst=198.18.0.1 dpt=80 "
     "act=permit",
     "198.18.0.9>198.18.0.1 6 80 log passed"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host nginx: firewall, drop, proto TCP (SYN), 203.0.113.5:1->10.0.0.1:23, len 40", NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 mt system,error,critical login failure for user firewall, proto TCP (SYN), 203.0.113.5:1->10.0.0.1:23, len 40 from "
     "198.51.100.9 via ssh",
     NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 mt system,error,critical login failure for user x: in:a out:b, proto TCP (SYN), 203.0.113.5:1->10.0.0.1:23, len 40 "
     "from 198.51.100.9 via ssh",
     NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 mt system,error,critical login failure for user " FORGED, NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 mt hotspot,info,debug " FORGED " (10.0.0.7): login failed", NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 sw 126: Nov 22 03:54:00.790 UTC: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: " FORGED
     "]",
     NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 fg date=2026-11-22 type=\"event\" user=\"x\\\" " FORGED "\"",
     NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host kernel: overlayfs: failed to resolve '" FORGED "': -2", NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host kernel: overlayfs: failed to resolve 'a' " FORGED "': -2",
     NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host kernel: oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=user.slice,mems_allowed=0,"
     "oom_memcg=/user.slice/user-1000.slice/user@1000.service/" FORGED,
     NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host (app)[3]: " FORGED, NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host kernel: don't DROP: " FORGED,
     "203.0.113.5>10.0.0.1 6 100 log dropped 02 win=1 len=44 in"},
    {&lines_web, NULL,
     "198.51.100.9 - [22/Nov/2006:03:54:00 +0000] [22/Nov/2026:03:54:00 +0000] \"GET /\\\" 200 x HTTP/1.1\" 401 12",
     "198.51.100.9>0.0.0.0 6 80 login success failed stays"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host nginx: sshd Accepted password for x from 203.0.113.5 port 9 ssh2", NULL},
    {&lines_journal, NULL,
     "{\"SYSLOG_IDENTIFIER\":\"sshd\",\"__REALTIME_TIMESTAMP\":\"1795319640000000\",\"MESSAGE\":\"Invalid user " FORGED
     " from 198.51.100.9 port 4\"}",
     "198.51.100.9>0.0.0.0 6 22 login success failed"},
    {&lines_syslog, NULL,
     "Sun 2026-11-22 03:54:00 UTC host user@1000.service/sshd.service[9]: Failed password for x from 203.0.113.5 port 9 ssh2",
     NULL},
    {&lines_syslog, NULL,
     "Sun 2026-11-22 03:54:00 UTC host session-3.scope[9]: Failed password for x from 203.0.113.5 port 9 ssh2",
     NULL},
    {&lines_syslog, NULL, "Sun 2026-11-22 03:54:00 UTC host nginx.service[9]: sshd.service[9]: " FORGED,
     NULL},
    {&lines_journal, NULL,
     "{\"SYSLOG_IDENTIFIER\":\"nginx\",\"__REALTIME_TIMESTAMP\":\"1795319640000000\",\"MESSAGE\":\"kernel: " FORGED
     "\"}",
     NULL},
    {&lines_journal, NULL,
     "{\"SYSLOG_IDENTIFIER\":\"kernel\",\"_TRANSPORT\":\"syslog\",\"__REALTIME_TIMESTAMP\":\"1795319640000000\",\"MESSAGE\":\"" FORGED
     "\"}",
     NULL},
    {&lines_journal, NULL,
     "{\"SYSLOG_IDENTIFIER\":\"sshd\",\"_UID\":\"1000\",\"__REALTIME_TIMESTAMP\":\"1795319640000000\",\"MESSAGE\":\"Invalid user x from "
     "203.0.113.5 port 4\"}",
     NULL},
    {&lines_journal, NULL,
     "{\"SYSLOG_IDENTIFIER\":\"kernel\",\"_TRANSPORT\":\"kernel\",\"__REALTIME_TIMESTAMP\":\"1795319640000000\",\"MESSAGE\":\"" FORGED
     "\"}",
     "203.0.113.5>10.0.0.1 6 100 log - 02 win=1 len=44 in"},
    {&lines_syslog, NULL, "Nov 22 03:54:00 fw nginx: " FORGED, NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 fw auth.info dropbear: " FORGED, NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 fw nginx: dropped: " FORGED, NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 fw nginx: DROP:" FORGED, NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 fw nginx:DROP:" FORGED, NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host drop[7]: " FORGED, NULL},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host iptables:  " FORGED,
     "203.0.113.5>10.0.0.1 6 100 log - 02 win=1 len=44 in"},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host iptables denied:  " FORGED,
     "203.0.113.5>10.0.0.1 6 100 log dropped 02 win=1 len=44 in"},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host INPUT packet died: " FORGED,
     "203.0.113.5>10.0.0.1 6 100 log - 02 win=1 len=44 in"},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host nft-in_accept: " FORGED,
     "203.0.113.5>10.0.0.1 6 100 log passed 02 win=1 len=44 in"},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host Shorewall:net-fw:REJECT:" FORGED,
     "203.0.113.5>10.0.0.1 6 100 log rejected 02 win=1 len=44 in"},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host DROP: " FORGED,
     "203.0.113.5>10.0.0.1 6 100 log dropped 02 win=1 len=44 in"},
    {&lines_syslog, NULL, "Nov 22 03:54:00 host kern.warn kernel: " FORGED,
     "203.0.113.5>10.0.0.1 6 100 log - 02 win=1 len=44 in"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host sshd[9]: Invalid user Failed password for x from 203.0.113.5 port 9 from 198.51.100.9 port 4000",
     "198.51.100.9>0.0.0.0 6 22 login success failed"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host sshd[9]: Invalid user a from 203.0.113.5 port 9 ssh2 from 198.51.100.9",
     "198.51.100.9>0.0.0.0 6 22 login success failed"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host sshd-session[9]: Failed password for invalid user Accepted x from 203.0.113.5 from 198.51.100.9 port 4 ssh2",
     "198.51.100.9>0.0.0.0 6 22 login success failed"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host sshd[9]: Unable to negotiate with 198.51.100.9 port 4: no matching host key type found. Their offer: "
     "negotiate with 203.0.113.5 port 1 [preauth]",
     "198.51.100.9>0.0.0.0 6 22 login success left"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host sshd[9]: Connection closed by authenticating user x 203.0.113.5 port 2 198.51.100.9 port 4 [preauth]",
     "198.51.100.9>0.0.0.0 6 22 login success"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host sshd[9]: Connection closed by invalid user  198.51.100.9 port 4 [preauth]",
     "198.51.100.9>0.0.0.0 6 22 login success left"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host sshd[9]: Failed publickey for x from 198.51.100.9 port 4 ssh2: RSA-CERT SHA256:x ID from 203.0.113.5 port 1",
     NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host sshd[9]: message repeated 2 times: [ Failed password for x from 198.51.100.9 port 4 ssh2]",
     "198.51.100.9>0.0.0.0 6 22 login success failed count=2"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host vsftpd[2]: [a] OK LOGIN: Client \"203.0.113.5\", x] FAIL LOGIN: Client \"198.51.100.9\"",
     NULL},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host vsftpd[2]: [a] OK LOGIN: b] FAIL LOGIN: Client \"198.51.100.9\"",
     "198.51.100.9>0.0.0.0 6 21 login success failed"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host pure-ftpd: (?@198.51.100.9) [WARNING] Authentication failed for user [x is now logged in]",
     "198.51.100.9>0.0.0.0 6 21 login success failed"},
    {&lines_syslog, NULL,
     "Nov 22 03:54:00 host proftpd[1]: h (n[198.51.100.9]): USER x: Login successful (Login failed): Incorrect password",
     "198.51.100.9>0.0.0.0 6 21 login success failed"},
};

static void forged_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        struct sight s;
        char text[512];
        const char *want = forged[i].want;
        enum line_result r = read_one(&forged[i], forged[i].line, strlen(forged[i].line), &s);
        assert_int_equal(r, !want ? LINE_SKIPPED : *want ? LINE_SIGHT : LINE_BAD);
        if (r == LINE_SIGHT) {
            assert_string_equal(text_of(&s, text, sizeof text), forged[i].want);
            assert_false(s.login_passed);
        }
    }
}

/* In memory that ends there, so that the sanitizer sees one byte too many. */
static void every_truncation(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS + sizeof forged / sizeof *forged; i++) {
        const struct row *row = i < ROWS ? &rows[i] : &forged[i - ROWS];
        for (size_t n = 1; n <= strlen(row->line); n++) {
            char *cut = malloc(n);
            struct sight s;
            memcpy(cut, row->line, n);
            if (read_one(row, cut, n, &s) == LINE_SIGHT)
                assert_true(s.src.len == s.dst.len && s.src.len);
            free(cut);
        }
    }
}

static void recognised(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        char head[1024];
        int n = snprintf(head, sizeof head, "%s%s%s\n", rows[i].heading ? rows[i].heading : "",
                         rows[i].heading ? "\n" : "", rows[i].line);
        if (!rows[i].want || !*rows[i].want || rows[i].form->cut) /* pieces are no lines */
            continue;
        assert_true(lines_like((const uint8_t *)head, (size_t)n));
    }
    assert_false(lines_like((const uint8_t *)"hello\nworld\n", 12));
    assert_false(lines_like((const uint8_t *)"Nov 22 03:54:00 h \0 x\n", 22));
    assert_true(lines_like((const uint8_t *)"\0\0\0\nNov 22 03:54:00 h x\n", 25));
}

static nsec_wall now(void)
{
    return INT64_C(1795400000) * NSEC_SEC;
}

/* Whole files: sights, what is skipped, what is damaged, lines without end. */
static void whole_files(void **state)
{
    (void)state;
    char path[] = "/tmp/lines-test-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w");
    fprintf(f, "Nov 22 03:54:00 h cron: nothing\nnonsense\n");
    for (int i = 0; i < 50000; i++)
        fputc('x', f);
    fclose(f);
    struct source *s;
    struct diag d = {0};
    static struct sight out[1000];
    bool ended = false;
    assert_int_equal(source_open(path, &(struct source_conf){.now = now}, &s, &d), 0);
    assert_string_equal(s->stats.format, "syslog");
    assert_int_equal(source_read(s, out, 1000, &ended), 0);
    assert_true(ended);
    assert_int_equal(s->stats.skipped, 1);
    assert_int_equal(s->stats.undecoded, 2);
    source_free(s);
    unlink(path);
}

#define DOOR(port)                                                                                           \
    "IN=eth0 OUT= SRC=198.18.0.9 DST=198.18.0.1 LEN=44 PROTO=TCP SPT=40000 DPT=" port " WINDOW=1 SYN URGP=0"
#define ENTRY  "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795319640000000\n"
#define KERNEL "_TRANSPORT=kernel\nSYSLOG_IDENTIFIER=kernel\n"

static unsigned read_text(const char *text, size_t n, const char *format, struct source_stats *stats,
                          struct sight out[], unsigned cap)
{
    char path[] = "/tmp/lines_test.XXXXXX";
    int fd = mkstemp(path);
    struct source *s;
    struct diag d = {0};
    bool ended = false;
    assert_int_equal(write(fd, text, n), n);
    assert_int_equal(source_open(path, &(struct source_conf){0}, &s, &d), 0);
    assert_string_equal(s->stats.format, format);
    int sights = source_read(s, out, cap, &ended);
    assert_true(ended && sights >= 0);
    *stats = s->stats;
    source_free(s);
    close(fd);
    unlink(path);
    return (unsigned)sights;
}

/* nfdump: both directions of a connection are one, whichever comes first; what stands below is no flow. */
static void joined_flows(void **state)
{
    (void)state;
#define HALF(src, sport, dst, dport, flags)                                                                  \
    "2026-11-22 03:54:00,2026-11-22 03:54:01,1.000," src "," dst "," sport "," dport ",TCP," flags           \
    ",0,0,1,44,0,0\n"
    static const char all[] = NFDUMP "\n" HALF("198.18.0.1", "23", "198.18.0.9", "40000", "...A.R..")
        HALF("198.18.0.9", "40000", "198.18.0.1", "23", "......S.")
            HALF("198.18.0.9", "40001", "198.18.0.1", "24", "......S.") "Summary\nflows,bytes\n3,132\n";
    static struct sight out[16];
    struct source_stats stats;
    assert_int_equal(read_text(all, sizeof all - 1, "nfdump", &stats, out, 16), 2);
    assert_int_equal(out[0].dport, 23);
    assert_int_equal(out[0].outcome, SIGHT_REFUSED);
    assert_int_equal(out[1].dport, 24);
    assert_int_equal(out[1].outcome, SIGHT_SILENT);
    assert_int_equal(stats.skipped, 4);
    assert_int_equal(stats.undecoded, 0);
}

/* AWS VPC: likewise; with flags, of which ACK is told in SYN-ACKs alone, and without. What was rejected waits for
 * nothing, and nobody's answer is a question. */
static void joined_records(void **state)
{
    (void)state;
#define RECORD(ends, proto, counts, action, flags)                                                           \
    "5 " ends " " proto " " counts " 1795319640 1795319641 " action " OK " flags "\n"
#define TO(port)   "198.18.0.9 198.18.0.1 40000 " port
#define FROM(port) "198.18.0.1 198.18.0.9 " port " 40000"
    static const struct {
        const char *lines, *want; /* "": nothing is told */
    } cases[] = {
        {RECORD(TO("22"), "6", "1 60", "ACCEPT", "2") RECORD(FROM("22"), "6", "1 40", "ACCEPT", "4"),
         "198.18.0.9>198.18.0.1 6 22 flow refused 02 counts=1/1"},
        {RECORD(FROM("8080"), "6", "4 900", "ACCEPT", "19") RECORD(TO("8080"), "6", "5 400", "ACCEPT", "3"),
         "198.18.0.9>198.18.0.1 6 8080 flow success 1b counts=5/4"},
        {RECORD(FROM("50000"), "6", "4 900", "ACCEPT", "19") RECORD(TO("50000"), "6", "5 400", "ACCEPT", "3"),
         "198.18.0.9>198.18.0.1 6 50000 flow success 1b counts=5/4"}, /* as the flags say, not the ports */
        {RECORD(TO("22"), "6", "2 100", "ACCEPT", "6") RECORD(FROM("22"), "6", "1 44", "ACCEPT", "18"),
         "198.18.0.9>198.18.0.1 6 22 flow success 1e counts=2/1"},
        {RECORD(TO("22"), "6", "1 40", "ACCEPT", "3"),
         "198.18.0.9>198.18.0.1 6 22 flow silent 03 counts=1/0"},
        {RECORD(TO("22"), "6", "3 180", "ACCEPT", "2"),
         "198.18.0.9>198.18.0.1 6 22 flow silent 02 counts=3/0"},
        {RECORD(FROM("22"), "6", "1 44", "ACCEPT", "18"), ""},
        {RECORD(FROM("22"), "6", "1 40", "ACCEPT", "4"), ""},
        {RECORD(FROM("22"), "6", "3 2000", "ACCEPT", "0"),
         "198.18.0.1>198.18.0.9 6 40000 flow unknown 10 counts=3/0 midway"},
        {RECORD(TO("445"), "6", "1 60", "ACCEPT", "-") RECORD(FROM("445"), "6", "1 40", "ACCEPT", "-"),
         "198.18.0.9>198.18.0.1 6 445 flow refused counts=1/1"},
        {RECORD(FROM("50000"), "6", "1 40", "ACCEPT", "-") RECORD(TO("50000"), "6", "1 60", "ACCEPT", "-"),
         "198.18.0.9>198.18.0.1 6 50000 flow refused counts=1/1"}, /* no SYN is that short */
        {RECORD(FROM("443"), "6", "1 44", "ACCEPT", "-") RECORD(TO("443"), "6", "1 40", "ACCEPT", "-"),
         "198.18.0.9>198.18.0.1 6 443 flow success counts=1/1"}, /* nor turned: a bare SYN, and what it gets */
        {RECORD(FROM("445"), "6", "4 900", "ACCEPT", "-") RECORD(TO("445"), "6", "5 900", "ACCEPT", "-"),
         "198.18.0.9>198.18.0.1 6 445 flow success counts=5/4"},
        {RECORD(TO("445"), "6", "2 120", "ACCEPT", "-"), ""},
        {RECORD(FROM("445"), "6", "1 40", "ACCEPT", "-"), ""},
        {RECORD(TO("22"), "6", "1 60", "ACCEPT", "2") RECORD(FROM("22"), "6", "1 40", "REJECT", "4"),
         "198.18.0.9>198.18.0.1 6 22 flow silent 02 counts=1/0"},
        {RECORD(FROM("53"), "17", "1 90", "ACCEPT", "0") RECORD(TO("53"), "17", "1 70", "ACCEPT", "0"),
         "198.18.0.9>198.18.0.1 17 53 flow success counts=1/1"},
        {RECORD(TO("53"), "17", "1 70", "ACCEPT", "0"), ""},
        {RECORD(TO("10050"), "6", "6 400", "ACCEPT", "19")
             RECORD(FROM("10050"), "6", "3 900", "ACCEPT", "19"),
         "198.18.0.9>198.18.0.1 6 10050 flow success 1b counts=6/3"}, /* not: without PSH, so without a word */
        {RECORD("198.18.0.9 198.18.0.1 0 0", "1", "1 84", "ACCEPT", "0"), ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char all[512], text[512];
        static struct sight out[16];
        struct source_stats stats;
        int n = snprintf(all, sizeof all,
                         "version srcaddr dstaddr srcport dstport protocol packets bytes start end action "
                         "log-status tcp-flags\n%s",
                         cases[i].lines);
        assert_int_equal(read_text(all, (size_t)n, "vpc-flow", &stats, out, 16), *cases[i].want != 0);
        if (*cases[i].want)
            assert_string_equal(text_of(&out[0], text, sizeof text), cases[i].want);
        assert_int_equal(stats.undecoded, 0);
    }
#undef RECORD
#undef TO
#undef FROM
}

/* A field a line: a bracket inside of an entry, or a line end that a value says, does not end it. */
static void pretty_journal(void **state)
{
    (void)state;
    static const char all[] =
        "{\n\t\"__CURSOR\" : \"s=1\",\n\t\"__REALTIME_TIMESTAMP\" : \"1795319640000000\",\n"
        "\t\"SYSLOG_IDENTIFIER\" : \"kernel\",\n\t\"X\" : [\n\t\t1,\n\t\t2\n\t],\n"
        "\t\"MESSAGE\" : \"" DOOR(
            "1") "\"\n}\n"
                 "{\n\t\"__REALTIME_TIMESTAMP\" : \"1795319641000000\",\n\t\"SYSLOG_IDENTIFIER\" : \"nginx\",\n"
                 "\t\"MESSAGE\" : \"\\n}\\n{\\\"SYSLOG_IDENTIFIER\\\":\\\"kernel\\\"," DOOR(
                     "2") "\"\n}\n"
                          "{\n\t\"MESSAGE\" : \"cut off";
    static struct sight out[16];
    struct source_stats stats;
    assert_int_equal(read_text(all, sizeof all - 1, "journald-pretty", &stats, out, 16), 1);
    assert_int_equal(out[0].dport, 1);
    assert_int_equal(stats.packets, 3);
    assert_int_equal(stats.skipped, 1);
    assert_int_equal(stats.undecoded, 1);
}

/* Entries whose values have lines, and a field that is longer than any piece, are taken for what they are;
 * what a value holds is no field. */
static void exported_journal(void **state)
{
    (void)state;
    static char all[LINES_LONGEST * 3];
    static struct sight out[16];
    struct source_stats stats;
    size_t n = 0;
#define PUT(text) (memcpy(all + n, text, sizeof text - 1), n += sizeof text - 1)
    PUT(ENTRY KERNEL "MESSAGE=" DOOR("1") "\n\n");
    static const char inside[] = "x\n\n" ENTRY KERNEL "MESSAGE=" DOOR("2") "\n\n";
    PUT(ENTRY "SYSLOG_IDENTIFIER=nginx\nMESSAGE\n");
    const uint64_t len = sizeof inside - 1;
    for (int i = 0; i < 8; i++)
        all[n++] = (char)(len >> 8 * i);
    PUT(inside);
    PUT("\n\n");
    PUT(ENTRY "SYSLOG_IDENTIFIER=app\nCOREDUMP\n");
    const uint64_t big = LINES_LONGEST + 5000;
    for (int i = 0; i < 8; i++)
        all[n++] = (char)(big >> 8 * i);
    for (uint64_t i = 0; i < big; i++)
        all[n++] = i % 100 ? 'x' : '\n';
    PUT("\nMESSAGE=dumped\n\n");
    PUT(ENTRY "SYSLOG_IDENTIFIER=kernel\n_TRANSPORT=syslog\nMESSAGE=" DOOR("3") "\n\n");
    PUT(ENTRY "_UID=1000\nSYSLOG_IDENTIFIER=sshd\nMESSAGE=Invalid user x from 203.0.113.5 port 4\n\n");
    PUT(ENTRY KERNEL "MESSAGE=" DOOR("4") "\n\n");
#undef PUT
    assert_int_equal(read_text(all, n, "journald-export", &stats, out, 16), 2);
    assert_int_equal(out[0].dport, 1);
    assert_int_equal(out[1].dport, 4);
    assert_int_equal(out[1].at, INT64_C(1795319640) * NSEC_SEC);
    assert_int_equal(stats.packets, 7);
    assert_int_equal(stats.skipped, 4);
    assert_int_equal(stats.undecoded, 1);
}

/* The rest of a line that is too long is no field; a length that no journal has is none. */
static void exported_forgery(void **state)
{
    (void)state;
    static char all[2 * LINES_LONGEST];
    static struct sight out[4];
    struct source_stats stats;
    static const char rest[] = "SYSLOG_IDENTIFIER=kernel\nMESSAGE=" DOOR(
        "2") "\nSYSLOG_IDENTIFIER=app\n\n" ENTRY KERNEL
             "COREDUMP\n\377\377\377\377\377\377\377\177\nMESSAGE=" DOOR("4") "\n\n";
    size_t n = sizeof ENTRY - 1;
    memcpy(all, ENTRY, n);
    memset(all + n, 'x', LINES_LONGEST);
    memcpy(all + n, "MESSAGE=", 8);
    n += LINES_LONGEST;
    memcpy(all + n, rest, sizeof rest - 1);
    n += sizeof rest - 1;
    assert_int_equal(read_text(all, n, "journald-export", &stats, out, 4), 1);
    assert_int_equal(out[0].dport, 4);
    assert_int_equal(stats.undecoded, 1);
}

static struct source *open_log(const char *path)
{
    struct source *s;
    struct diag d = {0};
    const struct source_conf conf = {.follow = true, .now = now};
    assert_int_equal(source_open(path, &conf, &s, &d), 0);
    return s;
}

/* A log that is followed for longer than a day: its lines are of when they are written, not of when it was
 * opened. */
static void over_new_year(void **state)
{
    (void)state;
    char path[] = "/tmp/lines_test.XXXXXX";
    int fd = mkstemp(path);
    static const char *const text[] = {
        "Dec 20 23:59:59 h kernel: " DOOR("1") "\n", "Dec 31 23:59:59 h kernel: " DOOR("2") "\n",
        "Jan  1 00:00:01 h kernel: " DOOR("3") "\n", "Aug  1 00:00:01 h kernel: " DOOR("4") "\n"};
    static const int64_t at[] = {1797811199, 1798761599, 1798761601, 1817078401};
    struct sight out[1];
    bool ended = false;
    struct source *s = open_log(path);
    for (unsigned i = 0; i < sizeof at / sizeof *at; i++) {
        const struct timespec both[2] = {{.tv_sec = at[i]}, {.tv_sec = at[i]}};
        assert_int_equal(write(fd, text[i], strlen(text[i])), strlen(text[i]));
        assert_int_equal(futimens(fd, both), 0);
        assert_int_equal(source_read(s, out, 1, &ended), 1);
        assert_int_equal(out[0].at / NSEC_SEC, at[i]);
    }
    source_free(s);
    close(fd);
    unlink(path);
}

/* Followed, a line of a wrong clock neither holds up nor parts what comes after it. */
static void far_line(void **state)
{
    (void)state;
    char path[] = "/tmp/lines_test.XXXXXX";
    int fd = mkstemp(path);
    static const char all[] = NFDUMP
        "\n2099-01-01 00:00:00,2099-01-01 00:00:01,1.000,198.18.0.9,198.18.0.1,40000,22,TCP,......S.,0,0,1,44,0,0\n" HALF(
            "198.18.0.9", "40000", "198.18.0.1", "23", "......S.")
            HALF("198.18.0.1", "23", "198.18.0.9", "40000", "...A.R..");
    struct sight out[4];
    bool ended = false;
    assert_int_equal(write(fd, all, sizeof all - 1), sizeof all - 1);
    struct source *s = open_log(path);
    assert_int_equal(source_read(s, out, 4, &ended), 1);
    assert_int_equal(out[0].dport, 22);
    assert_int_equal(source_rest(s, out, 4), 1);
    assert_int_equal(out[0].outcome, SIGHT_REFUSED);
    source_free(s);
    close(fd);
    unlink(path);
}

/* A log that was copied long after its last line was written, with lines before and behind the day of the year on
 * which it was, and over New Year; and logs that were joined, the newer one first. */
static void copied_log(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t copied, first, last;
    } logs[] = {
        {"Mar  1 00:00:00 h kernel: " DOOR("1") "\nOct 26 00:00:00 h kernel: " DOOR(
             "2") "\n", /* 2026-06-01 */
         1780272000, 1740787200, 1761436800},
        {"Nov 15 00:00:00 h kernel: " DOOR("1") "\nDec 20 00:00:00 h kernel: " DOOR(
             "3") "\nFeb 12 00:00:00 h kernel: " DOOR("2") "\n",
         1764547200 /* 2025-12-01 */, 1731628800, 1739318400},
        {"Nov 20 00:00:00 h kernel: " DOOR("1") "\nNov  2 00:00:00 h kernel: " DOOR(
             "2") "\n", /* 2026-11-21 */
         1795219200, 1795132800, 1793577600},
    };
    for (unsigned i = 0; i < sizeof logs / sizeof *logs; i++) {
        char path[] = "/tmp/lines_test.XXXXXX";
        int fd = mkstemp(path);
        const struct timespec both[2] = {{.tv_sec = logs[i].copied}, {.tv_sec = logs[i].copied}};
        struct source *s;
        struct diag d = {0};
        struct sight out[4];
        bool ended = false;
        assert_int_equal(write(fd, logs[i].text, strlen(logs[i].text)), strlen(logs[i].text));
        assert_int_equal(futimens(fd, both), 0);
        assert_int_equal(source_open(path, &(struct source_conf){.now = now}, &s, &d), 0);
        int n = source_read(s, out, 4, &ended);
        assert_true(n >= 2);
        assert_int_equal(out[0].at / NSEC_SEC, logs[i].first);
        assert_int_equal(out[n - 1].at / NSEC_SEC, logs[i].last);
        source_free(s);
        close(fd);
        unlink(path);
    }
}

/* Dates that no log can have been written at: of an archive without dates, of a year that ns do not reach. */
static void odd_dates(void **state)
{
    (void)state;
    static const int64_t at[] = {1, INT64_C(15032385535)};
    static const char line[] = "Mar  1 00:00:00 h kernel: " DOOR("1") "\n";
    for (unsigned i = 0; i < sizeof at / sizeof *at; i++) {
        char path[] = "/tmp/lines_test.XXXXXX";
        int fd = mkstemp(path);
        const struct timespec both[2] = {{.tv_sec = at[i]}, {.tv_sec = at[i]}};
        struct source *s;
        struct diag d = {0};
        struct sight out[4];
        bool ended = false;
        assert_int_equal(write(fd, line, sizeof line - 1), sizeof line - 1);
        assert_int_equal(futimens(fd, both), 0);
        assert_int_equal(source_open(path, &(struct source_conf){.now = now}, &s, &d), 0);
        assert_int_equal(source_read(s, out, 4, &ended), 1);
        assert_true(i || (out[0].at < now() && now() - out[0].at < 366 * NSEC_DAY));
        source_free(s);
        close(fd);
        unlink(path);
    }
}

/* A log without sights gives way, too. */
static void long_reading(void **state)
{
    (void)state;
    char path[] = "/tmp/lines_test.XXXXXX";
    int fd = mkstemp(path), turns = 0;
    struct sight out[1];
    bool ended = false;
    static const char line[] = "Nov 22 03:54:00 h cron: nothing\n";
    assert_int_equal(write(fd, line, sizeof line - 1), sizeof line - 1);
    struct source *s = open_log(path);
    assert_int_equal(ftruncate(fd, 8 << 20), 0);
    do
        assert_int_equal(source_read(s, out, 1, &ended), 0);
    while (s->more && ++turns < 100);
    assert_true(turns >= 7 && turns < 100 && !ended);
    source_free(s);
    close(fd);
    unlink(path);
}

/* What became of a connection is told after a restart, too; nothing is told twice. */
static void resumed_connections(void **state)
{
    (void)state;
    static const char *const text[] = {
        BUILT("inbound", "17", "39999", "80") "\n",
        ENDED("17", "39999", "80", "0 SYN Timeout") "\n" BUILT("inbound", "18", "40000",
                                                               "443") "\n"
                                                                      "Nov 22 03:54:30 h cron: nothing\n",
        ENDED("18", "40000", "443", "0 SYN Timeout") "\n"};
    static const int packets[] = {1, 3, 1};
    char path[] = "/tmp/lines_test.XXXXXX", place[SOURCE_PLACE];
    int fd = mkstemp(path);
    struct sight out[2];
    for (int i = 0; i < 3; i++) {
        bool ended = false;
        unsigned n = 0;
        assert_int_equal(write(fd, text[i], strlen(text[i])), strlen(text[i]));
        struct source *s = open_log(path);
        assert_true(i == 0 || s->ops->resume(s, place));
        if (i == 2) { /* ended before anything was read */
            assert_true(s->ops->place(s, place));
            source_free(s);
            s = open_log(path);
            assert_true(s->ops->resume(s, place));
        }
        do
            n += (unsigned)source_read(s, out + n, 2 - n, &ended);
        while (s->more);
        assert_int_equal(n, i > 0);
        assert_true(!n || (out[0].dport == (i == 1 ? 80 : 443) && out[0].outcome == SIGHT_SILENT));
        assert_int_equal(s->stats.packets, packets[i]);
        assert_true(s->ops->place(s, place));
        assert_int_equal(strchr(place, '+') != NULL, i < 2);
        source_free(s);
    }
    close(fd);
    unlink(path);
}

/* In the middle of a log with columns of its own. */
static void resumed_columns(void **state)
{
    (void)state;
    static const char *const text[] = {
        "srcaddr dstaddr srcport dstport protocol start action\n198.18.0.9 198.18.0.1 40000 1 6 1795319640 REJECT\n",
        "198.18.0.9 198.18.0.1 40000 2 6 1795319640 REJECT\n"};
    char path[] = "/tmp/lines_test.XXXXXX", place[SOURCE_PLACE];
    int fd = mkstemp(path);
    struct sight out[2];
    bool ended = false;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(write(fd, text[i], strlen(text[i])), strlen(text[i]));
        struct source *s = open_log(path);
        assert_true(i == 0 || s->ops->resume(s, place));
        assert_int_equal(source_read(s, out, 2, &ended), 1);
        assert_int_equal(out[0].dport, i + 1);
        assert_true(s->ops->place(s, place));
        source_free(s);
    }
    close(fd);
    unlink(path);
}

/* Logs that say themselves that they are cut short; nobody else may say so for them. */
static void told_limits(void **state)
{
    (void)state;
    static const char text[] =
        "Nov 22 03:54:00 h kernel: [1.5] net_ratelimit: 12 callbacks suppressed\n"
        "Nov 22 03:54:00 h systemd-journald[7]: Suppressed 123 messages from sshd.service\n"
        "Nov 22 03:54:00 h rsyslogd[7]: imuxsock[pid 9]: begin to drop messages due to rate-limiting\n"
        "Nov 22 03:54:00 r %SEC-6-IPACCESSLOGRL: access-list logging rate-limited or missed 12 packets\n"
        "Nov 22 03:54:00 a %ASA-1-106101: Number of cached deny-flows for ACL log has reached limit (4096)\n"
        "Nov 22 03:54:00 h app: net_ratelimit: 12 callbacks suppressed\n";
    static struct sight out[4];
    struct source_stats stats;
    assert_int_equal(read_text(text, sizeof text - 1, "syslog", &stats, out, 4), 0);
    assert_true(stats.limited == 5 && stats.skipped == 6 && !stats.undecoded);
}

/* One document without an end of a line, in which every string is a piece. */
static void azure_document(void **state)
{
    (void)state;
    static const char text[] =
        "{\"records\":[{\"time\":\"2026-11-22T03:55:00Z\",\"properties\":{\"Version\":2,\"flows\":[{\"rule\":\"Deny, all\",\"flows\":[{\"mac\":"
        "\"0\",\"flowTuples\":[\"1795319640,198.18.0.9,198.18.0.1,40000,23,T,I,D,B,,,,\",\"1795319641,198.18.0.9,198.18.0.1,40000,24,T,I,D,B,,,,\","
        "\"1795319641,198.18.0.9,198.18.0.1,40000,70000,T,I,D,B,,,,\"]}]}]}}]}";
    static struct sight out[4];
    struct source_stats stats;
    assert_int_equal(read_text(text, sizeof text - 1, "azure-flow", &stats, out, 4), 2);
    assert_true(out[0].dport == 23 && out[1].dport == 24 && out[1].at == INT64_C(1795319641) * NSEC_SEC);
    assert_true(stats.packets == 3 && stats.undecoded == 1);
}

/* As Windows' tools write text; half a pair of surrogates hurts nobody, and a cut file is said. */
static void wide_text(void **state)
{
    (void)state;
    static const char line[] = "Nov 22 03:54:00 h kernel: " DOOR("7") "\r\n";
    static char wide[2 * sizeof line + 8];
    static struct sight out[4];
    struct source_stats stats;
    for (size_t big = 0; big < 2; big++) {
        size_t n = 0;
#define UNIT(c) (wide[n + 1 - big] = (char)((c) >> 8), wide[n + big] = (char)(c), n += 2)
        UNIT(0xfeff);
        for (size_t i = 0; i + 1 < sizeof line; i++)
            UNIT(line[i]);
        UNIT(0xd800);
        UNIT('\n');
#undef UNIT
        assert_int_equal(read_text(wide, n, "syslog", &stats, out, 4), 1);
        assert_true(out[0].dport == 7 && stats.undecoded == 1 && !stats.last_error);
        assert_int_equal(read_text(wide, n - 1, "syslog", &stats, out, 4), 1);
        assert_int_equal(stats.last_error, EBADMSG);
    }
}

/* A heading decides, however many of the lines below it look like another form's; a mark of UTF-8 and CR LF
 * do no harm. */
static void under_a_heading(void **state)
{
    (void)state;
    char path[] = "/tmp/lines_test.XXXXXX";
    FILE *f = fdopen(mkstemp(path), "w");
    fprintf(
        f,
        "\xef\xbb\xbf#Version: 1.5\r\n#Software: Microsoft Windows Firewall\r\n#Time Format: Local\r\n#Fields: date time action protocol src-ip "
        "dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path\r\n\r\n");
    for (int i = 0; i < 60; i++)
        fprintf(
            f,
            "2026-11-22 03:54:%02d DROP TCP 198.18.0.9 198.18.0.1 40000 %d 52 S 1 0 8192 - - - RECEIVE\r\n",
            i, i + 1);
    fclose(f);
    struct source *s;
    struct diag d = {0};
    static struct sight out[100];
    bool ended = false;
    assert_int_equal(source_open(path, &(struct source_conf){0}, &s, &d), 0);
    assert_string_equal(s->stats.format, "windows-firewall");
    assert_int_equal(source_read(s, out, 100, &ended), 60);
    assert_true(out[0].inbound);
    assert_int_equal(s->stats.undecoded, 0);
    source_free(s);
    unlink(path);
}

#define FLOW(BYTES)                                                                                          \
    "{\"timestamp\":\"2026-11-22T03:54:00.0+0000\",\"event_type\":\"flow\",\"src_ip\":\"198.18.0.9\","       \
    "\"src_port\":40000,\"dest_ip\":\"198.18.0.1\",\"dest_port\":9999,\"proto\":\"UDP\",\"flow\":{"          \
    "\"pkts_toserver\":2,\"pkts_toclient\":0,\"bytes_toserver\":" BYTES ",\"bytes_toclient\":0,"             \
    "\"start\":\"2026-11-22T03:54:00.0+0000\",\"state\":\"new\"}}\n"
#define DROP(BYTES)                                                                                          \
    "2026-11-22 03:54:00 DROP UDP 198.18.0.9 198.18.0.1 40000 9999 " BYTES " - - - - - - - RECEIVE\n"

/* What a datagram carried: frames that are counted were padded; packets were not. */
static void carried_bytes(void **state)
{
    (void)state;
    static const char heading[] = "#Fields: date time action protocol src-ip dst-ip src-port dst-port size "
                                  "tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path\n";
    static const char flows[] = FLOW("120") FLOW("136") FLOW("2000");
    static char drops[512];
    static struct sight out[4];
    struct source_stats stats;
    int n = snprintf(drops, sizeof drops, "%s%s%s", heading, DROP("28"), DROP("349"));
    assert_int_equal(read_text(flows, sizeof flows - 1, "suricata-eve", &stats, out, 4), 3);
    assert_true(!out[0].payload && !out[1].payload && out[2].payload > 900);
    assert_int_equal(read_text(drops, (size_t)n, "windows-firewall", &stats, out, 4), 2);
    assert_true(!out[0].payload && out[1].payload == 321);
}

/* What the meters say of a log of `hours`: packets come at random, `a_minute` of them, and each is logged
 * while there are tokens: three a minute, at most ten (none: all are logged). `sources` of them; 0: one, by
 * the clock. */
static uint64_t limited(unsigned hours, double a_minute, bool limit, unsigned sources)
{
    static struct meters m;
    uint32_t salt = 1;
    double tokens = 10, last = 0, now = 0;
    m = (struct meters){0};
    while (now < hours * 60.0) {
        salt = salt * 1664525 + 1013904223;
        /* Gaps of any length up to twice the mean: they spread less than nature's. */
        now += sources ? (salt >> 8) / 8388608.0 / a_minute : 1 / a_minute;
        tokens = tokens + (now - last) * 3 > 10 ? 10 : tokens + (now - last) * 3;
        last = now;
        if (limit && tokens < 1)
            continue;
        tokens -= 1;
        struct sight s = {.at = (nsec_wall)(now * 60e9),
                          .src = addr_v4(0xc6120000u + (sources ? salt % sources : 0)),
                          .inbound = true};
        meters_note(&m, (struct word){"[UFW BLOCK]", 11}, &s);
    }
    meters_end(&m);
    return m.limited;
}

/* UFW's limit shows as soon as there are three hours of it, whether there are little or a hundred times more
 * packets than it lets through; the same numbers without a limit are nature's, and a program that sends by
 * the clock is none. */
static void limited_log(void **state)
{
    (void)state;
    assert_true(limited(4, 6, true, 1000) > 500);
    assert_true(limited(4, 300, true, 1000) > 500);
    assert_int_equal(limited(2, 300, true, 1000), 0);
    assert_int_equal(limited(100, 0.3, true, 1000), 0);
    assert_int_equal(limited(100, 3, false, 1000), 0);
    assert_int_equal(limited(100, 30, false, 1000), 0);
    assert_int_equal(limited(100, 3, false, 0), 0);
}

/* Every other window is at the ceiling: it comes into sight and goes with each. No line is counted twice. */
static void limited_anew(void **state)
{
    (void)state;
    static struct meters m;
    uint64_t full = 0;
    m = (struct meters){0};
    for (unsigned w = 0; w < 200; w++) {
        unsigned n = w % 2 ? 30 : 1 + w * 7 % 25;
        full += n > 28 ? n : 0;
        for (unsigned i = 0; i < n; i++) {
            struct sight s = {.at = w * METER_WINDOW + i, .src = addr_v4(0xc6120000u + i)};
            meters_note(&m, (struct word){"[UFW BLOCK]", 11}, &s);
        }
    }
    meters_end(&m);
    assert_int_equal(m.limited, full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(split_packets),       cmocka_unit_test(known_lines),
        cmocka_unit_test(ended_connections),   cmocka_unit_test(held_connections),
        cmocka_unit_test(pretty_journal),      cmocka_unit_test(exported_journal),
        cmocka_unit_test(exported_forgery),    cmocka_unit_test(over_new_year),
        cmocka_unit_test(long_reading),        cmocka_unit_test(resumed_columns),
        cmocka_unit_test(resumed_connections), cmocka_unit_test(azure_document),
        cmocka_unit_test(told_limits),         cmocka_unit_test(wide_text),
        cmocka_unit_test(far_times),           cmocka_unit_test(zones_of_journalctl),
        cmocka_unit_test(limited_anew),        cmocka_unit_test(forged_lines),
        cmocka_unit_test(every_truncation),    cmocka_unit_test(recognised),
        cmocka_unit_test(whole_files),         cmocka_unit_test(far_line),
        cmocka_unit_test(copied_log),          cmocka_unit_test(odd_dates),
        cmocka_unit_test(joined_flows),        cmocka_unit_test(joined_records),
        cmocka_unit_test(under_a_heading),     cmocka_unit_test(carried_bytes),
        cmocka_unit_test(limited_log)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
