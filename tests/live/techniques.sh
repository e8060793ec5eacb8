#!/bin/bash
# Every technique against every kind of door, on real kernels and beside nmap: a target behind a router; open, closed, dropped, reset, and
# rejected with every ICMP code that nftables can send, by the target's own firewall and by the router's, over IPv4 and IPv6. The table
# of both programs' verdicts is docs/verdicts.md: the test fails when what it sees is not what is written there.
#   techniques.sh --write    writes it anew
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
DOC=$LIVE_DIR/../../docs/verdicts.md

# The techniques: option, our word. -sT is a run of its own.
TECHNIQUES='sS syn
sF fin
sN null
sX xmas
sM maimon
sA ack
sW window
sU udp
sY sctpinit
sZ sctpcookieecho
sO ipproto'

# What stands behind a door: number, what is done. Ports are 1000 + number at the target and 1100 + number at the router; IP protocols
# 150 + number and 170 + number.
V4='1 open accept
2 closed accept
3 dropped drop
4 reset reject with tcp reset
5 net-unreachable reject with icmp type net-unreachable
6 host-unreachable reject with icmp type host-unreachable
7 prot-unreachable reject with icmp type prot-unreachable
8 port-unreachable reject with icmp type port-unreachable
9 net-prohibited reject with icmp type net-prohibited
10 host-prohibited reject with icmp type host-prohibited
11 admin-prohibited reject with icmp type admin-prohibited'
V6='1 open accept
2 closed accept
3 dropped drop
4 reset reject with tcp reset
5 no-route reject with icmpv6 type no-route
6 admin-prohibited reject with icmpv6 type admin-prohibited
7 addr-unreachable reject with icmpv6 type addr-unreachable
8 port-unreachable reject with icmpv6 type port-unreachable
9 policy-fail reject with icmpv6 type policy-fail
10 reject-route reject with icmpv6 type reject-route'

TARGET4=198.18.2.2 TARGET6=2001:db8:2::2
WINDOWS4=198.18.2.3 # resets whatever belongs to no connection, as Windows does

rules() { # HOOK PORT PROTOCOL - the first port and protocol
    local family
    echo "table inet f { chain c { type filter hook $1 priority 0;"
    for family in 4 6; do
        [ $family = 4 ] && echo "$V4" || echo "$V6"
    done | awk -v port="$2" -v proto="$3" '
        $1 == 1 { v = v == "" ? "ipv4" : "ipv6" }
        $2 == "open" || $2 == "closed" { next }
        {
            action = $3; for (i = 4; i <= NF; i++) action = action " " $i
            what = $2 == "reset" ? "tcp" : "{ tcp, udp, sctp }"
            print "meta nfproto", v, "meta l4proto", what, "th dport", port + $1, action
            if ($2 != "reset") print "meta nfproto", v, "meta l4proto", proto + $1, action
        }'
    printf '}\n}\n'
}

network() {
    net_new router
    net_new target
    net_new windows
    net router ip link add lan type bridge
    net router ip link set lan up
    net_link here eth0 router eth0
    net_link router eth1 target eth0
    net_link router eth2 windows eth0
    net router ip link set eth1 master lan
    net router ip link set eth2 master lan
    net_addr here eth0 198.18.1.1/24 2001:db8:1::1/64
    net_addr router eth0 198.18.1.254/24 2001:db8:1::fe/64
    net_addr router lan 198.18.2.254/24 2001:db8:2::fe/64
    net_addr target eth0 $TARGET4/24 $TARGET6/64
    net_addr windows eth0 $WINDOWS4/24
    net_router router
    for name in router target windows; do net_unrationed $name; done
    ip route add default via 198.18.1.254
    ip route add default via 2001:db8:1::fe
    for name in target windows; do net $name ip route add default via 198.18.2.254; done
    net target ip route add default via 2001:db8:2::fe
    net_rules target < <(rules input 1000 150)
    net_rules router < <(rules forward 1100 170)
    net_rules windows <<<'table inet f { chain c { type filter hook input priority 0;
        tcp flags & (syn | ack) == 0x0 reject with tcp reset;
    }; };'
    net_listen target --tcp 1001,1101 --udp 1001,1101
    net_listen windows --tcp 22,80
    net_spawn ready nsenter --net="/proc/${NET_PID[target]}/ns/net" -- python3 "$NET_DIR/sctp.py" --ports 1001,1101
}

PORTS=1001-1011,1101-1111
PROTOCOLS=1,2,6,17,47,58,132,153-161,173-181

# Our verdicts as "addr technique port state".
ours() {
    "${SCAN[@]}" -n "$@" --all-states --json - $TARGET4 $TARGET6 >"$TMP/json"
    is "status of $*" $? 0
    jq -r 'select(.type == "port") | [.addr, .technique, .port, .state] | join(" ")' "$TMP/json" >>"$TMP/ours"
}

# nmap's likewise, with $PATIENCE for answers: nmaps OPTION WORD ADDR PORTS [-6]
nmaps() {
    local out=$TMP/nmap.$2.$3
    # shellcheck disable=SC2086
    nmap ${5:-} -n -Pn "-$1" -p "$4" -vvv --max-retries 2 --max-rtt-timeout "$PATIENCE" -oX "$out" "$3" >"$out.log" 2>&1 ||
        fail "nmap -$1 $3: $(tail -1 "$out.log")"
    python3 - "$out" "$3" "$2" >"$out.states" <<'PY'
import sys
import xml.etree.ElementTree as xml
file, addr, word = sys.argv[1:]
for port in xml.parse(file).iter("port"):
    print(addr, word, port.get("portid"), port.find("state").get("state"))
PY
}

all_nmaps() {
    local option word asked pids=()
    while read -r option word; do
        asked=$PORTS
        [ "$word" = ipproto ] && asked=$PROTOCOLS
        nmaps "$option" "$word" $TARGET4 "$asked" &
        pids+=($!)
        nmaps "$option" "$word" $TARGET6 "$asked" -6 &
        pids+=($!)
    done <<<"$TECHNIQUES
sT connect"
    wait "${pids[@]}" # not for the namespaces
    cat "$TMP"/nmap.*.states >"$TMP/nmaps"
}

# The table of one family and place: table V4|V6 ADDR PORT PROTOCOL
table() {
    local number what rest word cell ours theirs line at
    echo "| door | connect |$(cut -d' ' -f2 <<<"$TECHNIQUES" | sed 's/.*/ & |/' | tr -d '\n')"
    echo "|---|---|$(sed 's/.*/---|/' <<<"$TECHNIQUES" | tr -d '\n')"
    while read -r number what rest; do
        line="| $what |"
        for word in connect $(cut -d' ' -f2 <<<"$TECHNIQUES"); do
            at=$(($3 + number))
            [ "$word" = ipproto ] && at=$(($4 + number))
            ours=$(awk -v k="$2 $word $at" '$1 " " $2 " " $3 == k { print $4 }' "$TMP/ours")
            theirs=$(awk -v k="$2 $word $at" '$1 " " $2 " " $3 == k { print $4 }' "$TMP/nmaps")
            [ "$word $what" = "connect port-unreachable" ] && theirs=$ours # closed or filtered, from run to run
            cell=${ours:--}
            [ "$ours" = "$theirs" ] || cell="$cell (nmap: ${theirs:--})"
            line="$line ${cell//|/\\|} |"
        done
        echo "$line"
    done <<<"${!1}"
}

named() { # V4|V6 - the protocols with a meaning
    local n ours theirs
    echo '| protocol | verdict |'
    echo '|---|---|'
    for n in 1 2 6 17 47 58 132; do
        ours=$(awk -v k="$1 ipproto $n" '$1 " " $2 " " $3 == k { print $4 }' "$TMP/ours")
        theirs=$(awk -v k="$1 ipproto $n" '$1 " " $2 " " $3 == k { print $4 }' "$TMP/nmaps")
        [ "$ours" = "$theirs" ] || ours="$ours (nmap: $theirs)"
        echo "| $n | ${ours//|/\\|} |"
    done
}

document() {
    cat "$LIVE_DIR/verdicts.md.head"
    local v
    for v in 4 6; do
        local target=TARGET$v
        printf '\n## IPv%s, decided by the target\n\n' $v
        table V$v "${!target}" 1000 150
        printf '\n## IPv%s, decided by a router before it\n\n' $v
        table V$v "${!target}" 1100 170
        printf '\n## IPv%s, protocols of the target\n\n' $v
        named "${!target}"
    done
}

network
for PATIENCE in 150ms 600ms 2s; do # on a machine that has other things to do, once more, and nmap needs more of it
    : >"$TMP/ours"
    ours -sS -sF -sN -sX -sM -sA -sW -sU -sY -sZ -sO -p "$PORTS,P:$PROTOCOLS"
    ours -sT -p "$PORTS"
    all_nmaps
    document >"$TMP/verdicts.md"
    cmp -s "$TMP/verdicts.md" "$DOC" && break
done
if [ "${1:-}" = --write ]; then
    cp "$TMP/verdicts.md" "$DOC"
else
    is "docs/verdicts.md" "$(<"$TMP/verdicts.md")" "$(<"$DOC")"
fi

# One host record however many techniques.
"${SCAN[@]}" -n -sS -sA -p 1001,1002 --json - $TARGET4 >"$TMP/json"
is "hosts of two techniques" "$(jq -r 'select(.type == "host") | .addr' "$TMP/json")" $TARGET4
is "ports of two techniques" "$(jq -r 'select(.type == "port") | [.technique, .port, .state] | join(" ")' "$TMP/json" | sort)" \
    'ack 1001 unfiltered
ack 1002 unfiltered
syn 1001 open
syn 1002 closed'

# Who answered: the target, the router in the target's name (one hop nearer than the open port), and the router by itself.
"${SCAN[@]}" -n -sS -p 1001,1002,1004,1104,1011,1111 --json "$TMP/json" $TARGET4 $TARGET6 >"$TMP/text"
is "who answered" "$(jq -r 'select(.type == "port" and (.addr | contains(":") | not)) |
    [.port, .sender // "-", .ttl, .reason_addr // "-"] | join(" ")' "$TMP/json" | sort)" \
    '1001 - 63 -
1002 target 63 -
1004 target 63 -
1011 target 63 -
1104 middlebox 64 -
1111 router 64 198.18.1.254'
is "who answered IPv6" "$(jq -r 'select(.type == "port" and (.addr | contains(":")) and .port != 1111 and .port != 1011) |
    [.port, .sender // "-", .ttl] | join(" ")' "$TMP/json" | sort)" '1001 - 63
1002 target 63
1004 target 63
1104 middlebox 64'
holds "people are told" grep -q '1104/tcp.*rst by a device in between' "$TMP/text"

of_windows() {
    # shellcheck disable=SC2086 # several words
    "${SCAN[@]}" -n $1 -p 22,80,81 --all-states --json - $WINDOWS4 >"$TMP/json"
    ports "$TMP/json" '.technique != "syn"'
}

# A stack that resets everything, known by a scan of the same run, or by a SYN of our own.
for with in "-sS -sF" -sF -sX; do
    says "$with of a stack that resets always" "$WINDOWS4 22 unfiltered rst-always
$WINDOWS4 80 unfiltered rst-always
$WINDOWS4 81 unfiltered rst-always" of_windows "$with"
done

# Flags of one's own: SYN with FIN, judged as a SYN scan; and a number.
"${SCAN[@]}" -n -sF --scanflags 0x01 -p 1001,1002 --all-states --json - $TARGET4 >"$TMP/json"
is "--scanflags 0x01 is a FIN scan" "$(ports "$TMP/json" | cut -d' ' -f2,3)" '1001 open|filtered
1002 closed'
"${SCAN[@]}" -n --scanflags SYNPSH -p 1001,1002 --all-states --json - $TARGET4 >"$TMP/json"
is "--scanflags SYNPSH" "$(ports "$TMP/json" | cut -d' ' -f2,3)" '1001 open
1002 closed'
"${SCAN[@]}" -n --scanflags SYNFON -p 1 $TARGET4 >/dev/null 2>"$TMP/err"
is "--scanflags SYNFON" $? 2
"${SCAN[@]}" -n --scanflags RST -p 1 $TARGET4 >/dev/null 2>"$TMP/err"
is "--scanflags RST" "$? $(wc -l <"$TMP/err")" "2 1"
# A scope: inside it is asked; outside, or when a permission has ended, nothing is sent.
printf '%s\n' '# may be scanned' '198.18.2.0/30 2099-12-31 lab' '2001:db8:2::/64 2020-01-01 the past' >"$TMP/scope"
"${SCAN[@]}" -n --scope "$TMP/scope" -p 1001 --json - $TARGET4 >"$TMP/json"
is "inside the scope" "$(doors "$TMP/json")" "$TARGET4 1001"
is "the scope in the record" "$(jq -r 'select(.type == "run") | .scope' "$TMP/json")" "$TMP/scope"
for year in 2999 9999; do
    echo "198.18.2.0/30 $year-12-31 lab" >"$TMP/far"
    "${SCAN[@]}" -n --scope "$TMP/far" -p 1001 --json - $TARGET4 >"$TMP/json"
    is "a permission that ends in $year" "$? $(doors "$TMP/json")" "0 $TARGET4 1001"
done
net_rules router <<<'table netdev guard { chain c { type filter hook ingress device eth0 priority 0; tcp flags syn counter; }; }'
TOJIMARI_SCOPE=$TMP/scope "${SCAN[@]}" -n -p 1001 $TARGET4 198.18.2.77 >/dev/null 2>"$TMP/err"
is "status outside the scope" $? 2
is "said outside the scope" "$(<"$TMP/err")" "tojimari: $TMP/scope: 198.18.2.77 is outside the scope: nothing is sent"
"${SCAN[@]}" -n --scope "$TMP/scope" -p 1001 $TARGET6 >/dev/null 2>"$TMP/err"
is "said of a permission that ended" "$(<"$TMP/err")" \
    "tojimari: $TMP/scope:3: $TARGET6: the permission of the past ended on 2020-01-01: nothing is sent"
is "packets sent without permission" "$(net router nft -j list table netdev guard | jq '[.. | .counter? | objects | .packets] | add')" 0

printf '%s\n' '198.18.2.0/30 2030-02-30 lab' >"$TMP/scope"
"${SCAN[@]}" -n --scope "$TMP/scope" -p 1001 $TARGET4 >/dev/null 2>"$TMP/err"
is "a day that no calendar has" "$? $(grep -c "scope:1:15: expected the last day" "$TMP/err")" "2 1"

# Timing words: five probes at 0.4 s take 1.6 s at least.
begin=$EPOCHREALTIME
"${SCAN[@]}" -n -Pn -T2 --max-retries 0 -p 1001-1005 --json - $TARGET4 >"$TMP/json"
took=$(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')
holds "-T2 asks every 0.4 s (took $took)" awk -v t="$took" 'BEGIN { exit !(t >= 1.6) }'
"${SCAN[@]}" -n -T6 -p 1 $TARGET4 >/dev/null 2>&1
is "status of -T6" $? 2
done_testing
