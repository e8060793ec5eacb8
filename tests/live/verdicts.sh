#!/bin/bash
# The truth table of verdicts on real kernels: a target behind a router; open, closed, dropped, reset, and rejected
# by every ICMP code that nftables can send, once by the target's own firewall and once by the router's.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder

# port, state, reason of SYN, reason of connect, what the firewall does; read by name, ${!table}
# shellcheck disable=SC2034
V4='
22 open     syn-ack                   connection-accepted       accept
23 closed   rst                       connection-refused        accept
24 filtered no-response               no-response               drop
25 closed   rst                       connection-refused        reject with tcp reset
26 filtered icmp-net-unreachable      icmp-net-unreachable      reject with icmp type net-unreachable
27 filtered icmp-host-unreachable     icmp-host-unreachable     reject with icmp type host-unreachable
28 filtered icmp-protocol-unreachable icmp-protocol-unreachable reject with icmp type prot-unreachable
29 filtered icmp-port-unreachable     icmp-port-unreachable     reject with icmp type port-unreachable
30 filtered icmp-net-prohibited       icmp-net-prohibited       reject with icmp type net-prohibited
31 filtered icmp-host-prohibited      icmp-host-prohibited      reject with icmp type host-prohibited
32 filtered icmp-admin-prohibited     icmp-admin-prohibited     reject with icmp type admin-prohibited'
# shellcheck disable=SC2034
V6='
22 open     syn-ack                   connection-accepted       accept
23 closed   rst                       connection-refused        accept
24 filtered no-response               no-response               drop
25 closed   rst                       connection-refused        reject with tcp reset
26 filtered icmp6-no-route            icmp6-no-route            reject with icmpv6 type no-route
27 filtered icmp6-admin-prohibited    icmp6-admin-prohibited    reject with icmpv6 type admin-prohibited
28 filtered icmp6-address-unreachable icmp6-address-unreachable reject with icmpv6 type addr-unreachable
29 filtered icmp6-port-unreachable    icmp6-port-unreachable    reject with icmpv6 type port-unreachable
30 filtered icmp6-policy-rejected     icmp6-policy-rejected     reject with icmpv6 type policy-fail
31 filtered icmp6-policy-rejected     icmp6-policy-rejected     reject with icmpv6 type reject-route'

TARGET4=198.18.2.2 TARGET6=2001:db8:2::2

# The router's ports are the target's plus 100.
rules() {
    local hook=$1 more=$2 family table
    echo "table inet f { chain c { type filter hook $hook priority 0;"
    for family in ip:V4 ip6:V6; do
        table=${family#*:}
        awk -v family="${family%:*}" -v more="$more" 'NF {
            action = $5; for (i = 6; i <= NF; i++) action = action " " $i
            print "meta nfproto " (family == "ip" ? "ipv4" : "ipv6"), "tcp dport", $1 + more, action
        }' <<<"${!table}"
    done
    printf '}\n}\n'
}

# wanted TABLE COLUMN - the records that a technique should give
wanted() {
    local target=TARGET${1#V}
    awk -v addr="${!target}" -v column="$2" 'NF {
        print addr, $1, $2, $column
        print addr, $1 + 100, $2, $column
    }' <<<"${!1}" | sort -V
}

network() {
    net_new router
    net_new target
    net_link here eth0 router eth0
    net_link router eth1 target eth0
    net_addr here eth0 198.18.1.1/24 2001:db8:1::1/64
    net_addr router eth0 198.18.1.254/24 2001:db8:1::fe/64
    net_addr router eth1 198.18.2.254/24 2001:db8:2::fe/64
    net_addr target eth0 $TARGET4/24 $TARGET6/64
    net_router router
    net_unrationed router
    net_unrationed target
    for v in 198.18 2001:db8:; do
        case $v in *:) end=::fe ;; *) end=.254 ;; esac
        [ $end = .254 ] && mid1=.1 mid2=.2 || mid1=1 mid2=2
        ip route add default via "$v$mid1$end"
        net target ip route add default via "$v$mid2$end"
    done
    net_rules target < <(rules input 0)
    net_rules router < <(rules forward 100)
    net_listen target --tcp 22,122
}

network
for table in V4 V6; do
    target=TARGET${table#V}
    ports=$(awk 'NF { print $1; print $1 + 100 }' <<<"${!table}" | paste -sd,)
    for way in sS:3 sT:4; do
        "${SCAN[@]}" -n "-${way%:*}" -p "$ports" --all-states --json - "${!target}" >"$TMP/out"
        is "status of -${way%:*} ${!target}" $? 0
        is "verdicts of -${way%:*} ${!target}" "$(ports "$TMP/out")" "$(wanted $table "${way#*:}")"
    done
    "${SCAN[@]}" -n -sS -p "$ports" --all-states --json - --seed 1 "${!target}" >"$TMP/out"
    is "${!target} is up" "$(jq -r 'select(.type == "host") | .state' "$TMP/out")" up
done
done_testing
