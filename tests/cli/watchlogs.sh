#!/bin/bash
# A scan through the log of each firewall, which must be told, and what honest clients leave there, which must not. TOJIMARI: the program.
set -u
export LC_ALL=C.UTF-8 LANGUAGE=
: "${TOJIMARI:?the program to test}"
bad=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
at=1795319640 # 2026-11-22 03:54:00 UTC

# What a format says of each, by the order of the formats.
drop_words=(block '0 SYN Timeout' denied Block 0 deny drop deny Drop drop DROP REJECT deny)
pass_words=(pass '5260 TCP FINs' permitted Allow 5 close end allow Accept forward ALLOW ACCEPT permit)

# log FORMAT ACTION PORT NUMBER - lines of one packet or connection of 192.0.2.9 to 198.18.0.1; ACTION: drop, pass (and answered)
log() {
    local action=$2 port=$3 n=$4 sec clock w
    case $action in
    drop) w=("${drop_words[@]}") ;;
    pass) w=("${pass_words[@]}") ;;
    esac
    printf -v sec %02d $((n % 60))
    clock="Nov 22 03:54:$sec"
    case $1/$action in
    iptables/drop) echo "$clock gw kernel: DROP IN=eth0 OUT= SRC=192.0.2.9 DST=198.18.0.1 LEN=44 TTL=60 PROTO=TCP SPT=4$sec DPT=$port WINDOW=1024 SYN" ;;
    iptables/pass) echo "$clock gw kernel: ACCEPT IN=eth0 OUT= SRC=192.0.2.9 DST=198.18.0.1 LEN=44 TTL=60 PROTO=TCP SPT=4$sec DPT=$port WINDOW=1024 SYN" ;;
    filterlog/*) echo "$clock fw filterlog: 5,,,100,em0,match,${w[0]},in,4,0x0,,64,892,0,none,6,tcp,44,192.0.2.9,198.18.0.1,4$sec,$port,0,S,17536001,,65535,,mss" ;;
    ipfw/drop) echo "$clock bsd kernel: ipfw: 65000 Deny TCP 192.0.2.9:4$sec 198.18.0.1:$port in via em0" ;;
    ipfw/pass) echo "$clock bsd kernel: ipfw: 100 Accept TCP 192.0.2.9:4$sec 198.18.0.1:$port in via em0" ;;
    asa/drop) echo "$clock asa %ASA-4-106023: Deny tcp src outside:192.0.2.9/4$sec dst inside:198.18.0.1/$port by access-group \"in\" [0x0, 0x0]" ;;
    asa/pass | asa-timeout/drop)
        echo "$clock asa %ASA-6-302013: Built inbound TCP connection $n for outside:192.0.2.9/4$sec (192.0.2.9/4$sec) to inside:198.18.0.1/$port (198.18.0.1/$port)"
        echo "$clock asa %ASA-6-302014: Teardown TCP connection $n for outside:192.0.2.9/4$sec to inside:198.18.0.1/$port duration 0:00:30 bytes ${w[1]}"
        ;;
    asa-timeout/pass) log asa pass "$port" "$n" ;;
    ios/*) echo "$clock r1 1$n: %SEC-6-IPACCESSLOGP: list 101 ${w[2]} tcp 192.0.2.9(4$sec) -> 198.18.0.1($port), 1 packet" ;;
    ftd/*) echo "2026-11-22T03:54:${sec}Z ftd %FTD-1-430003: AccessControlRuleAction: ${w[3]}, SrcIP: 192.0.2.9, DstIP: 198.18.0.1, SrcPort: 4$sec, DstPort: $port, Protocol: tcp, InitiatorPackets: 4, ResponderPackets: ${w[4]}" ;;
    fortigate/*) echo "$clock fg date=2026-11-22 time=03:54:$sec type=\"traffic\" srcip=192.0.2.9 srcport=4$sec dstip=198.18.0.1 dstport=$port proto=6 action=\"${w[5]}\" sentpkt=4 rcvdpkt=5" ;;
    paloalto/*) echo "$clock pa 1,2026/11/22 03:54:$sec,0167,TRAFFIC,${w[6]},2305,2026/11/22 03:54:$sec,192.0.2.9,198.18.0.1,,,r,,,x,v,a,b,e,e,l,x,$n,1,4$sec,$port,0,0,0x0,tcp,${w[7]},60,60,0,1,2026/11/22 03:54:$sec,0,any,0,1,0x0,a,b,0,4,5,tcp-fin" ;;
    paloalto-json/*) echo "{\"LogType\":\"TRAFFIC\",\"DeviceSN\":\"1\",\"TimeGenerated\":\"2026-11-22T03:54:$sec.000000Z\",\"Subtype\":\"end\",\"SourceAddress\":\"192.0.2.9\",\"DestinationAddress\":\"198.18.0.1\",\"SourcePort\":4$sec,\"DestinationPort\":$port,\"Protocol\":\"tcp\",\"Action\":\"${w[7]}\",\"PacketsSent\":4,\"PacketsReceived\":5}" ;;
    checkpoint/*) echo "<134>1 2026-11-22T03:54:${sec}Z gw CheckPoint 1930 - [action:\"${w[8]}\"; src:\"192.0.2.9\"; dst:\"198.18.0.1\"; proto:\"6\"; service:\"$port\"; s_port:\"4$sec\"]" ;;
    sonicwall/*) echo "$clock 198.18.0.254 id=firewall sn=0 time=\"2026-11-22 03:54:$sec\" fw=198.18.0.254 pri=5 c=64 m=36 msg=\"x\" src=192.0.2.9:4$sec:WAN dst=198.18.0.1:$port:LAN proto=tcp/$port fw_action=\"${w[9]}\"" ;;
    juniper/drop) echo "<14>1 2026-11-22T03:54:${sec}Z srx RT_FLOW - RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.129 source-address=\"192.0.2.9\" source-port=\"4$sec\" destination-address=\"198.18.0.1\" destination-port=\"$port\" protocol-id=\"6\" action=\"deny\"] session denied" ;;
    juniper/pass) echo "<14>1 2026-11-22T03:54:${sec}Z srx RT_FLOW - RT_FLOW_SESSION_CREATE [junos@2636.1.1.1.2.129 source-address=\"192.0.2.9\" source-port=\"4$sec\" destination-address=\"198.18.0.1\" destination-port=\"$port\" protocol-id=\"6\"] session created" ;;
    mikrotik/*) echo "$clock mt firewall,info $action: in:ether1 out:(unknown 0), src-mac 02:00:00:00:00:09, proto TCP (SYN), 192.0.2.9:4$sec->198.18.0.1:$port, len 40" ;;
    windows/*)
        [ "$n" != 1 ] || printf '#Version: 1.5\r\n#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path\r\n\r\n'
        printf '2026-11-22 03:54:%s %s TCP 192.0.2.9 198.18.0.1 4%s %s 52 S 1 0 8192 - - - RECEIVE\r\n' "$sec" "${w[10]}" "$sec" "$port"
        ;;
    vpc/*) echo "2 123456789010 eni-0123 192.0.2.9 198.18.0.1 4$sec $port 6 1 44 $((at + n)) $((at + n)) ${w[11]} OK" ;;
    export/*) printf '__CURSOR=s=%s\n__REALTIME_TIMESTAMP=%s000000\n_TRANSPORT=kernel\nSYSLOG_IDENTIFIER=kernel\nMESSAGE=%s IN=eth0 OUT= SRC=192.0.2.9 DST=198.18.0.1 LEN=44 TTL=60 PROTO=TCP SPT=4%s DPT=%s WINDOW=1024 SYN\n\n' "$n" $((at + n)) "${w[10]}" "$sec" "$port" ;;
    cef/*) echo "$clock fw CEF:0|Maker|Firewall|1|100|x|5|proto=TCP src=192.0.2.9 spt=4$sec dst=198.18.0.1 dpt=$port act=${w[12]}" ;;
    esac
}

for format in iptables filterlog ipfw asa asa-timeout ios ftd fortigate paloalto paloalto-json checkpoint sonicwall juniper mikrotik windows vpc export cef; do
    for n in {1..20}; do log "$format" drop $((n + 20)) "$n"; done >"$tmp/scan"
    for n in {1..20}; do log "$format" pass $((n % 2 ? 443 : 80)) "$n"; done >"$tmp/honest"
    "$TOJIMARI" watch --home 198.18.0.0/24 --json - "$tmp/scan" >"$tmp/out" 2>&1
    grep -q '"type":"alert".*"src":"192.0.2.9"' "$tmp/out" && grep -q '"undecoded":0' "$tmp/out" ||
        { echo "FAIL $format: a scan of 20 doors is not told: $(head -1 "$tmp/scan") $(tail -1 "$tmp/out")"; bad=1; }
    grep -q '"blocked":20\|"silent":20' "$tmp/out" || { echo "FAIL $format: not all 20 were blocked: $(grep -o '"answered".*"silent":[0-9]*' "$tmp/out")"; bad=1; }
    "$TOJIMARI" watch --home 198.18.0.0/24 --json - "$tmp/honest" >"$tmp/out" 2>&1
    grep -q '"type":"end"' "$tmp/out" && grep -q '"undecoded":0' "$tmp/out" || { echo "FAIL $format: what is honest is not read: $(head -2 "$tmp/honest") $(tail -1 "$tmp/out")"; bad=1; }
    ! grep -q '"type":"alert"' "$tmp/out" || { echo "FAIL $format: honest clients are told: $(cat "$tmp/out")"; bad=1; }
done
exit $bad
