#!/bin/bash
# Who is there? On the link, behind a router, behind proxy ARP, on IPv6 links without guessing, with names from a DNS server; the
# same hosts as nmap sees, and no others.
#   discovery.sh link|questions|ports|nmap|names|proxy|local   one part; parts share nothing, so they can run at the same time
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder

# up FILE - hosts that are up, as "address reason"; reasons of neighbours are their own
up() {
    jq -r 'select(.type == "host" and .state == "up") | [.addr, .reason] | join(" ")' "$1" | sort -V
}
hosts() { up "$1" | cut -d' ' -f1; }

# by_nmap ARGS… - the same by nmap
by_nmap() {
    nmap -n -sn "$@" -oG - | awk '/Status: Up/ { print $2 }' | sort -V
}

# sn ARGS… - runs -sn into $TMP/json
sn() {
    "${SCAN[@]}" -sn --json "$TMP/json" "$@" >"$TMP/text" 2>"$TMP/err"
    is "status of -sn $*" $? 0
}

# A link, and a network behind a router.
network() {
    net_new router
    net_new far
    net_link here eth0 router eth0
    net_link router eth1 far eth0
    net_addr here eth0 198.18.1.1/24 2001:db8:1::1/64
    net_addr router eth0 198.18.1.254/24 2001:db8:1::fe/64
    net_addr router eth1 198.18.2.254/24 2001:db8:2::fe/64
    for i in 2 3 4 5 6; do net_addr far eth0 "198.18.2.$i/24" "2001:db8:2::$i/64"; done
    net_router router
    net_unrationed router
    net_unrationed far
    ip route add default via 198.18.1.254
    ip route add default via 2001:db8:1::fe
    net far ip route add default via 198.18.2.254
    net far ip route add default via 2001:db8:2::fe
    net router ip link set eth0 address 00:00:0c:12:34:56
    net_rules far <<'X'
table inet f { chain c { type filter hook input priority 0;
    ip daddr 198.18.2.3 icmp type echo-request drop
    ip daddr 198.18.2.4 icmp type { echo-request, timestamp-request } drop
    ip daddr 198.18.2.4 tcp flags & (syn | ack) == syn drop
    ip daddr 198.18.2.5 icmp type echo-request drop
    ip daddr 198.18.2.5 meta l4proto { tcp, udp, sctp } drop
    ip daddr 198.18.2.6 drop
}
}
X
}

# Another try, when this machine had other things to do.
quick() {
    "${SCAN[@]}" -sn -n --json "$TMP/quick" 198.18.1.0/24 >"$TMP/text" 2>"$TMP/err"
    jq -e 'select(.type == "end") | .elapsed_s <= 4' "$TMP/quick" >"$TMP/end"
}

on_the_link() {
    sn -n 198.18.1.0/24
    is "a /24 on the link" "$(up "$TMP/json")" $'198.18.1.1 localhost-response\n198.18.1.254 arp-reply'
    holds "and is quick: within 4 s, on a machine that does nothing else within 1.5" awaits quick
    is "its MAC and maker" "$(jq -r 'select(.addr == "198.18.1.254") | [.mac, .vendor] | join(" ")' "$TMP/json")" \
        "00:00:0c:12:34:56 Cisco Systems, Inc"
    is "its round trip is known" "$(jq -r 'select(.addr == "198.18.1.254") | .rtt_ms < 500' "$TMP/json")" true

    ip neigh replace 198.18.1.99 lladdr 02:00:00:00:00:99 dev eth0 nud permanent
    sn -n 198.18.1.96/28
    is "an entry of the kernel's table is no host" "$(hosts "$TMP/json")" ""
}

# A deadline that comes while it is still being asked who is on the link proves nothing about anybody.
no_time() {
    for what in -sn '-p 1-9'; do
        # shellcheck disable=SC2086 # words
        "${SCAN[@]}" $what -n --no-store --deadline 20ms --json "$TMP/json" 198.18.1.2-250 198.18.2.2 >"$TMP/text" 2>"$TMP/err"
        is "status of $what that has no time" $? 3
        is "nobody is down or cut off because of it" "$(jq -r 'select(.state == "down") | .addr' "$TMP/json") $(<"$TMP/err")" " "
        is "and the end says so" "$(jq -r 'select(.type == "end") | [.complete, .why, .hosts_silent] | join(" ")' "$TMP/json")" \
            "false deadline 0"
    done
}

behind_a_router() {
    sn -n 198.18.2.0/24 2001:db8:2::2-2001:db8:2::6
    # (What an IPv6 host answers first depends on when the router has found it.)
    is "behind a router, and why" "$(up "$TMP/json" | sed '/:/s/ .*/ something/')" "198.18.2.2 echo-reply
198.18.2.3 rst
198.18.2.4 rst-reached
198.18.2.5 timestamp-reply
198.18.2.254 echo-reply
2001:db8:2::2 something
2001:db8:2::3 something
2001:db8:2::4 something
2001:db8:2::5 something
2001:db8:2::6 something"
}

nmap_agrees() {
    sn -n 198.18.1.0/24 198.18.2.0/24
    is "nmap sees the same" "$(hosts "$TMP/json")" "$(by_nmap 198.18.1.0/24 198.18.2.0/24)"
}

# Each question alone: what it hears, IPv4 and IPv6. (Linux answers no mask request.)
questions() {
    while read -r option four six; do
        sn -n "$option" 198.18.2.2 2001:db8:2::2
        is "$option" "$(up "$TMP/json" | cut -d' ' -f2 | paste -sd' ')" "$(echo "$four $six" | sed 's/^- //')"
    done <<'X'
-PE echo-reply echo-reply
-PP timestamp-reply echo-reply
-PM - echo-reply
-PS rst rst
-PA rst-reached rst-reached
-PU icmp-port-unreachable icmp6-port-unreachable
-PY icmp-protocol-unreachable icmp-protocol-unreachable
-PO1 protocol-answer icmp-protocol-unreachable
X
}

# An ordinary user has connections to 80 and 443, the kernel's neighbour table, and pings where they are allowed. 198.18.1.253 drops
# whatever IP brings; the table's word for it is an ARP reply that came now. What an administrator wrote there (.98) shows no host.
common() {
    as_nobody "${SCAN[@]}" -n -sn --json - "$@" >"$TMP/json" 2>"$TMP/err"
    is "status of -sn $* without root" $? 0
}
stand_ins() { jq -r '.stand_ins[]? | [.technique, .instead_of, .why] | join(" ")' "$TMP/json"; }
without_root() {
    net_addr router eth0 198.18.1.253/24
    net_rules router <<<'table inet mute { chain c { type filter hook input priority 0; ip daddr 198.18.1.253 drop; }; }'
    sysctl -qw net.ipv4.ping_group_range="1 0"
    ip neigh replace 198.18.1.98 lladdr 02:00:00:00:00:98 dev eth0 nud permanent
    common 198.18.1.98 198.18.1.250-254 198.18.2.0/29
    is "without root or pings" "$(up "$TMP/json")" "198.18.1.253 arp-reply
198.18.1.254 connection-refused
198.18.2.2 connection-refused
198.18.2.3 connection-refused"
    is "what stood in for what" "$(stand_ins)" "connect echo no-ping-sockets
connect syn,ack,timestamp no-net-raw
neighbour-table arp,nd no-net-raw"
    as_nobody "${SCAN[@]}" -n -sn 198.18.1.254 >"$TMP/text"
    holds "which people are told" grep -q '^connect instead of echo: ping sockets are not' "$TMP/text"
    is "the table tells MACs" "$(jq -r 'select(.addr == "198.18.1.253") | [.mac, .vendor] | join(" ")' "$TMP/json")" \
        "00:00:0c:12:34:56 Cisco Systems, Inc"
    is "and who is not there" "$(jq -r 'select(.addr == "198.18.1.250") | [.state, .reason] | join(" ")' "$TMP/json")" \
        "down no-neighbour"
    sysctl -qw net.ipv4.ping_group_range="0 65535"
    common 198.18.1.254 198.18.2.2-3 2001:db8:2::2
    is "with pings" "$(up "$TMP/json")" "198.18.1.254 echo-reply
198.18.2.2 echo-reply
198.18.2.3 connection-refused
2001:db8:2::2 echo-reply"
    is "pings are pings, too" "$(stand_ins | head -1)" "ping echo no-net-raw"
    common -PE 198.18.2.2-3
    is "pings alone" "$(up "$TMP/json")" "198.18.2.2 echo-reply"
    as_nobody "${SCAN[@]}" -n -sn --deadline 300ms --json - 2001:db8:9::/84 >"$TMP/json" 2>"$TMP/err"
    is "more addresses than there is memory for" "$? $(jq -r 'select(.type == "end") | .why' "$TMP/json")" "3 deadline"
    net router nft delete table inet mute
    net router ip addr del 198.18.1.253/24 dev eth0
}

# Many ports of many addresses: dead ones are left out first, unless -Pn says not to.
many_ports() {
    for way in "" -Pn; do
        # shellcheck disable=SC2086 # a word or none
        "${SCAN[@]}" -n $way -p 1-800 --max-retries 0 --json "$TMP/json" 198.18.2.0/24 >"$TMP/text" 2>"$TMP/err"
        probes=$(jq 'select(.type == "end") | .probes' "$TMP/json")
        if [ -n "$way" ]; then
            holds "-Pn asks every address" [ "$probes" -gt 150000 ]
        else
            holds "ports of dead addresses are not asked" [ "$probes" -lt 20000 ]
            is "hosts of the scan" "$(hosts "$TMP/json")" $'198.18.2.2\n198.18.2.3\n198.18.2.4\n198.18.2.5\n198.18.2.254'
        fi
    done
}

# named ARGS… - a scan that asks the name server of $TMP/resolv.conf
named() {
    unshare --mount --propagation "$MOUNTS" sh -c 'mount --bind "$1/resolv.conf" /etc/resolv.conf && shift && exec "$@"' \
        sh "$TMP" "${SCAN[@]}" "$@"
}

named_hosts() {
    net_addr router eth0 198.18.1.53/24
    # As root, because a process that changes its user outlives this one.
    net_spawn ready nsenter --net="/proc/${NET_PID[router]}/ns/net" -- sh -c 'echo ready
        exec dnsmasq --no-daemon --user=root --no-resolv --no-hosts --listen-address=198.18.1.53 --bind-interfaces \
            --host-record=printer.lab.example,198.18.2.2 --host-record=six.lab.example,2001:db8:2::2 \
            --ptr-record=3.2.18.198.in-addr.arpa,evil.lab.example 2>/dev/null'
    awaits net router sh -c 'ss -Hlun "sport = :53" | grep -q .'
    echo "nameserver 198.18.1.53" >"$TMP/resolv.conf"
    named -sn --json "$TMP/json" 198.18.2.2-4 2001:db8:2::2 >"$TMP/text"
    is "names by reverse DNS" "$(jq -r 'select(.type == "host") | [.addr, .names[0] // "-"] | join(" ")' "$TMP/json" | sort -V)" \
        "198.18.2.2 printer.lab.example
198.18.2.3 evil.lab.example
198.18.2.4 -
2001:db8:2::2 six.lab.example"
    named -n -sn --json "$TMP/json" 198.18.2.2 >"$TMP/text"
    is "-n asks nobody" "$(jq -r 'select(.type == "host") | .names' "$TMP/json")" null
    echo "nameserver 198.18.1.77" >"$TMP/resolv.conf"
    named -sn --json "$TMP/json" 198.18.2.2-5 >"$TMP/text"
    is "a server that is silent costs time, not hosts" "$(hosts "$TMP/json" | wc -l)" 4
    holds "and not much" jq -e 'select(.type == "end") | .elapsed_s < 20' "$TMP/json" >"$TMP/end"
}

one_device() {
    ip addr add 198.19.0.1/16 dev eth0
    net router ip route add 198.19.0.1 dev eth0
    net_addr router eth1 198.19.2.254/24
    for i in 2 3; do net_addr far eth0 "198.19.2.$i/24"; done
    net router sysctl -qw net.ipv4.conf.eth0.proxy_arp=1 net.ipv4.neigh.eth0.proxy_delay=0
    sn -n 198.19.2.0/24
    is "proxy ARP: only who answers something else" "$(hosts "$TMP/json")" $'198.19.2.2\n198.19.2.3\n198.19.2.254'
    is "the others say why" "$(jq -r 'select(.reason == "proxy-arp") | .state' "$TMP/json" | sort | uniq -c | awk '{ print $2 }')" unknown
    is "and are one line" "$(grep -c '^One device, 00:00:0c:12:34:56' "$TMP/text")" 1
    net router ip route add local 198.19.4.0/24 dev lo
    sn -n 198.19.4.0/24
    is "one device is one host" "$(jq 'select(.type == "end") | .hosts_up' "$TMP/json")" 1
    net router ip route add local 198.18.4.0/24 dev lo
    sn -n 198.18.4.0/24 198.18.2.2
    is "behind a router, too" "$(jq 'select(.type == "end") | .hosts_up' "$TMP/json")" 2
    is "and is one line" "$(grep -c '^256 addresses from 198.18.4.0 to 198.18.4.255 all answer alike' "$TMP/text")" 1
    "${SCAN[@]}" -n --no-store -PE -p 1,22 198.18.4.0/24 --json "$TMP/json" >"$TMP/text"
    is "before a scan of ports as well" "$(jq 'select(.type == "end") | .hosts_up' "$TMP/json")" 1
    is "and is the same line" "$(grep -c '^256 addresses from 198.18.4.0 to 198.18.4.255 all answer alike' "$TMP/text")" 1
}

# solicited CAPTURE ADDRESS… - those that a neighbour solicitation was about (RFC 4861 §4.3: four bytes of zero, then the target)
solicited() {
    python3 -c 'import socket, sys
data = open(sys.argv[1], "rb").read()
for a in sys.argv[2:]:
    if bytes(4) + socket.inet_pton(socket.AF_INET6, a) in data:
        print(a)' "$@"
}

neighbours() {
    net_new one
    net_new two
    ip link add br0 type bridge
    ip link set br0 up
    net_link here p1 one eth0
    net_link here p2 two eth0
    net one ip link set eth0 address 02:00:5e:00:53:01
    net two ip link set eth0 address 02:00:5e:00:53:02
    ip link set p1 master br0
    ip link set p2 master br0
    net_addr here br0 198.19.0.1/24 2001:db8:3::1/64
    net_addr one eth0 198.19.0.11/24 2001:db8:3::c0de/64
    net_addr two eth0 198.19.0.12/24 2001:db8:3::5eff:fe00:5302/64
    net one sh -c 'echo 1 >/proc/sys/net/ipv6/icmp/echo_ignore_multicast'
    net two sh -c 'echo 1 >/proc/sys/net/ipv6/icmp/echo_ignore_multicast'
    net_rules two <<'X'
table inet f { chain c { type filter hook input priority 0;
    icmpv6 type { echo-request, mld-listener-query } drop
    exthdr dst exists drop
}
}
X
    sn -n @local
    is "neighbours by IPv4 and IPv6" "$(hosts "$TMP/json" | grep -E '^198.19.0|^2001:db8:3:' | sort)" "198.19.0.1
198.19.0.11
198.19.0.12
2001:db8:3::1
2001:db8:3::5eff:fe00:5302
2001:db8:3::c0de"
    is "one that answers no ping is found by its complaint" "$(up "$TMP/json" | grep c0de)" "2001:db8:3::c0de multicast-reply"
    is "one that answers nothing is found by its MAC" "$(up "$TMP/json" | grep "2001.*5302")" \
        "2001:db8:3::5eff:fe00:5302 nd-advertisement"
    holds "a bridge is told apart" grep -q 'br0, a bridge' "$TMP/err"
    holds "addresses of one device come together" \
        grep -q '^  02:00:5e:00:53:01.*: 198.19.0.11, 2001:db8:3::c0de, fe80' "$TMP/text"
    "${SCAN[@]}" -sn -n --no-store --deadline 20ms --json "$TMP/json" @local >"$TMP/text" 2>"$TMP/err"
    is "a deadline ends the search for neighbours" "$? $(jq -r 'select(.type == "end") | .why' "$TMP/json")" "3 deadline"
    sn -n -4 @local
    is "-4 @local" "$(hosts "$TMP/json" | grep -c :)" 0
    printf '%s\n' '198.18.0.0/15 2099-12-31 lab' '2001:db8:3::c0de 2099-12-31 lab' >"$TMP/scope"
    sn -n --scope "$TMP/scope" @local
    is "a neighbour outside the scope is left alone" "$(hosts "$TMP/json" | grep '^2001:db8:3:')" \
        $'2001:db8:3::1\n2001:db8:3::c0de'
    sn -n --exclude 2001:db8:3::c0de @local
    is "excludes hold for neighbours, too" "$(hosts "$TMP/json" | grep -c c0de)" 0
    sn -n --exclude 2001:db8:3::5eff:fe00:5301 --pcap-out "$TMP/sent" @local
    is "whom it would guess, and may not ask, is not asked" \
        "$(solicited "$TMP/sent" 2001:db8:3::5eff:fe00:530{1,2})" 2001:db8:3::5eff:fe00:5302

    # Without packets of our own: pings to all where they are allowed, and the kernel's table.
    net one sh -c 'echo 0 >/proc/sys/net/ipv6/icmp/echo_ignore_multicast'
    sysctl -qw net.ipv4.ping_group_range="0 65535"
    ip neigh replace 2001:db8:3::5eff:fe00:5302 lladdr 02:00:5e:00:53:02 dev br0 nud stale
    as_nobody "${SCAN[@]}" -sn -n -6 --json - @local >"$TMP/json" 2>"$TMP/err"
    is "an ordinary user finds them, too" "$(up "$TMP/json" | grep '^2001')" "2001:db8:3::1 localhost-response
2001:db8:3::5eff:fe00:5302 connection-refused
2001:db8:3::c0de echo-reply"
    as_nobody "${SCAN[@]}" -sn -n -6 --deadline 20ms --json - @local >"$TMP/json" 2>"$TMP/err"
    is "a deadline ends that search, too" "$? $(jq -r 'select(.type == "end") | .why' "$TMP/json")" "3 deadline"
}

case ${1:-} in
link)
    network
    on_the_link
    no_time
    behind_a_router
    ;;
questions)
    network
    questions
    without_root
    ;;
ports)
    network
    many_ports
    ;;
nmap)
    network
    nmap_agrees
    ;;
names)
    network
    named_hosts
    ;;
proxy)
    network
    one_device
    ;;
local) neighbours "${@:2}" ;;
*) net_die "which part?" ;;
esac
done_testing
