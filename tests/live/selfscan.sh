#!/bin/bash
# `tojimari scan` without a target, on a machine that has no link to anywhere: it agrees with ss door for door, knows
# the process behind each, and every output format is readable by those who read it.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
SCHEMAS=$LIVE_DIR/../../data/schema

# the addresses of this machine (link-local ones with their zone), and those of 127.0.0.0/8 that somebody listens on
own() {
    ip -o addr show | awk '{ sub(/\/.*/, "", $4); print $4 ($4 ~ /^fe80/ ? "%" $2 : "") }'
    net_truth here | awk '$2 ~ /^127\./ && $2 != "127.0.0.1" { print $2 }' | sort -u
}

# reachable PROTO - doors as ss sees them, address by address: "address port pid"
reachable() {
    net_truth here | awk -v proto="$1" -v addrs="$(own | paste -sd' ')" '
        BEGIN { n = split(addrs, own, " ") }
        $1 != proto { next }
        { for (i = 1; i <= n; i++) {
            v6 = own[i] ~ /:/
            if ($2 == own[i] || $2 == "*" || (v6 && $2 == "::") || (!v6 && $2 == "0.0.0.0")) print own[i], $3, $4
        } }' | sort -V
}

# found PROTO - the same by the scan's records
found() {
    jq -r "select(.type == \"port\" and .proto == \"$1\" and .state == \"open\") | [.addr, .port, .process.pid] | join(\" \")" "$TMP/json" | sort -V
}

ip link add eth0 type veth peer name eth1
ip link set eth0 up
ip link set eth1 up
net_addr here eth0 198.18.0.1/24 2001:db8::1/64
net_listen here --tcp 22,80,8000-8009,65535 --udp 53,5353
net_listen here --addr 127.0.0.1 --addr ::1 --tcp 3306,6379
net_listen here --addr 127.0.0.53 --tcp 53
net_listen here --addr 198.18.0.1 --tcp 443 --udp 161
net_listen here --addr 2001:db8::1 --tcp 444
net_listen here --addr 127.0.0.1 --mute 514

"${SCAN[@]}" --json "$TMP/json" -oX "$TMP/xml" -oN "$TMP/nmap" -oG "$TMP/gnmap" --csv "$TMP/csv" >"$TMP/text" 2>"$TMP/err"
is "exit status" $? 0
cat "$TMP/err"

is "listeners and ss" \
    "$(jq -r 'select(.type == "listener") | [.proto, .addr, .port, .pid] | join(" ")' "$TMP/json" | sort -V)" \
    "$(net_truth here | awk '{ if ($2 == "*") $2 = "::"; print $1, $2, $3, $4 }' | sort -V)"
for proto in tcp udp; do
    is "open $proto doors, their processes, and ss" "$(found $proto)" "$(reachable $proto)"
done
is "the kind of process" \
    "$(jq -r 'select(.type == "port" and .state == "open") | .process.name' "$TMP/json" | sort -u)" python3
for port in 22 80 65535 443 444 3306; do
    grep -q "^ *$port/tcp\|[^0-9]$port/tcp" "$TMP/text" || fail "the text does not show $port/tcp"
done

# A named address of this machine, by probes: who never answers is known to the kernel, alone and in a summary of silence.
"${SCAN[@]}" -sU -n -p 500-520 --no-store --json "$TMP/mute" 127.0.0.1 198.18.0.1 >"$TMP/text" 2>&1
is "silent, but bound: open" "$(ports "$TMP/mute" '.state != "closed"')" "127.0.0.1 514 open socket-table"
is "and counted" "$(jq 'select(.type == "end") | .doors_open' "$TMP/mute")" 1

# The two views joined: a firewall closes a door to everybody, so it listens, but cannot be reached; a rule answers at a port where
# nobody listens.
net_rules here <<'X'
table inet f {
    chain c {
        type filter hook input priority 0
        tcp dport 8005 drop
    }
    chain n {
        type nat hook output priority -100
        tcp dport 7777 redirect to :80
    }
}
X
"${SCAN[@]}" --json - >"$TMP/walled" 2>"$TMP/err"
is "behind a firewall: exit status" $? 0
cat "$TMP/err"
is "behind a firewall: not open" "$(doors "$TMP/walled" | grep -c ' 8005$')" 0
remarks() { jq -r "select(.type == \"$1\" and .remark) | [.port, .remark] | join(\" \")" "$TMP/walled" | sort -u; }
is "it listens, and the scan did not get in" "$(remarks listener)" "8005 not-reached"
is "it is reached, and nobody here listens" "$(remarks port)" "7777 nobody-listens"
is "at each address" "$(jq -r 'select(.type == "port" and .port == 7777 and .state == "open") | .addr' "$TMP/walled" | sort -V)" "$(own | grep -v ^fe80 | sort -V)"

# Every format, read by somebody else.
holds "--json - | jq ." jq -e . "$TMP/walled" >"$TMP/pretty"
holds "--json holds to its schemas" python3 "$LIVE_DIR/../schema.py" "$SCHEMAS" "$TMP/json"
holds "-oX is well-formed" xmllint --noout "$TMP/xml"
nmap -n -Pn -sT -p 22,80,81 -oX "$TMP/nmap.xml" 127.0.0.1 >/dev/null
ndiff "$TMP/nmap.xml" "$TMP/xml" >"$TMP/ndiff" 2>&1
holds "-oX is read by ndiff (status $?)" grep -q '3306/tcp' "$TMP/ndiff"
ndiff "$TMP/xml" "$TMP/xml" >/dev/null 2>&1
is "-oX differs not from itself" $? 0
holds "-oG has the ports" grep -q '22/open/tcp//ssh//' "$TMP/gnmap"
holds "-oN has the ports" grep -Eq '^22/tcp +open +ssh' "$TMP/nmap"
holds "--csv has a line a record" test "$(wc -l <"$TMP/csv")" -gt 20
done_testing
