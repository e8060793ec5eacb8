#!/bin/bash
# -O: this kernel, over IPv4 and IPv6; and simulated hosts behind a real interface, whose sequence numbers have the classic classes.
set -u
: "${SIM:?the simulated network, tojimari-sim}"
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder

net_new target
net_link here t0 target eth0
net_addr here t0 198.18.1.1/24 2001:db8::1/64
net_addr target eth0 198.18.1.2/24 2001:db8::2/64
net_listen target --tcp 22

ip link add s0 type veth peer name s1
ip link set s0 address 02:00:00:00:00:01
ip link set s1 up
ip link set s0 up
ip addr add 198.18.0.1/24 dev s0
net_spawn ready "$SIM" "$LIVE_DIR/../../lab/sim/systems.sim" --if s1 --seed 3

"${SCAN[@]}" -O -n --no-store -p 22,23,80,445 198.18.1.2 2001:db8::2 198.18.0.11-17 198.18.0.21-23 --json "$TMP/json" \
    -oX "$TMP/xml" -oN "$TMP/normal" >"$TMP/text"
is "exit" $? 0

# of FILTER - of each host, by address
of() {
    jq -r "select(.type == \"host\") | [.addr, $1] | join(\" | \")" "$TMP/json" | sort -V
}

is "systems" "$(of '.os.family' | grep -v '198\.18\.0\.1')" "\
198.18.0.21 | Windows
198.18.0.22 | Cisco IOS
198.18.0.23 | FreeBSD
198.18.1.2 | Linux
2001:db8::2 | Linux"
is "this kernel is known for certain" "$(of '.os.accuracy > 90, .os.generation' | grep -v '198\.18\.0')" "\
198.18.1.2 | true | 4.20-6.x
2001:db8::2 | true | 4.20-6.x"
is "sequence numbers" "$(of '.seq.class, .seq.word, .seq.model')" "\
198.18.0.11 | constant sequence number (!) | Trivial joke | fixed
198.18.0.12 | 64K rule | Trivial joke | clock
198.18.0.13 | trivial time dependency | Trivial joke | clock
198.18.0.14 | increments by 800 | Easy | clock
198.18.0.15 | random positive increments | Worthy challenge | clock
198.18.0.16 | truly random | Good luck! | rfc6528
198.18.0.17 | truly random | Good luck! | repeating
198.18.0.21 | truly random | Good luck! | random
198.18.0.22 | truly random | Good luck! | random
198.18.0.23 | truly random | Good luck! | rfc6528
198.18.1.2 | truly random | Good luck! | rfc6528
2001:db8::2 | truly random | Good luck! | rfc6528"
is "identification numbers and timestamps" "$(of '.seq.ipid, .seq.ts, .seq.ts_hz, (.seq.uptime_s // 0) > 86000' | grep '198\.18\.0\.1')" "\
198.18.0.11 | All zeros | none |  | false
198.18.0.12 | Incremental | global | 2 | true
198.18.0.13 | Broken little-endian incremental | global | 100 | true
198.18.0.14 | Randomized | zero |  | false
198.18.0.15 | Incrementing by 2 | rfc7323 | 1000 | false
198.18.0.16 | Random positive increments | rfc7323 | 1000 | false
198.18.0.17 | Duplicated ipid (!) | rfc7323 | 1000 | false"
is "the classic listing" "$(grep -A1 'Class=64K rule' "$TMP/normal")" "\
TCP Sequence Prediction: Class=64K rule
                         Difficulty=1 (Trivial joke)"
is "in XML" "$(xmllint --xpath 'string(//host[address/@addr="198.18.0.11"]/tcpsequence/@difficulty)' "$TMP/xml")" "Trivial joke"
is "for people" "$(grep -c 'TCP sequence numbers: constant sequence number (!), difficulty 0 (Trivial joke)' "$TMP/text")" 1
# found ID - the hosts of which an audit says so
found() { "$TMP/tojimari" audit --from "$TMP/json" --json - | jq -r "select(.id == \"$1\") | .addr" | sort -V | paste -sd' '; }
is "an audit says whose sequence numbers can be guessed" "$(found predictable-isn)" "198.18.0.11 198.18.0.12 198.18.0.13 198.18.0.14"
is "and who numbers packets one after the other" "$(found predictable-ipid)" "198.18.0.12 198.18.0.13 198.18.0.15 198.18.0.21 198.18.0.22"

# A host that answers the scan, and not one question more; and one with a service that never says anything: the others are told meanwhile.
net_new shy
net_link here t1 shy eth0
net_addr here t1 198.18.2.1/24
net_addr shy eth0 198.18.2.2/24
net_listen shy --tcp 22
net_rules shy <<'RULES'
table ip t {
    chain i {
        type filter hook input priority 0
        ip length != 52 drop
        tcp window != 64240 drop
    }
}
RULES
net_new silent
net_link here t2 silent eth0
net_addr here t2 198.18.3.1/24
net_addr silent eth0 198.18.3.2/24
net_spawn ready nsenter --net="/proc/${NET_PID[silent]}/ns/net" -- python3 -c '
import socket, time
s = socket.create_server(("", 22))
print("ready", flush=True)
time.sleep(300)'
"${SCAN[@]}" -O -sV --version-intensity 0 -n --no-store -p 22,23 198.18.1-3.2 --json "$TMP/json" >"$TMP/text"
is "exit" $? 0
is "the answer that the scan got is evidence, too, of less weight" \
    "$(of '.os.family, (.os.accuracy | . >= 50 and . < 80), .os.evidence[0]' | grep '198\.18\.2')" \
    "198.18.2.2 | Linux | true | stack: SYN-ACK to the port scan"
is "systems are told while services are still being asked" \
    "$(jq -r 'select((.type == "host" and .addr == "198.18.1.2") or (.type == "port" and .addr == "198.18.3.2" and .port == 22)) | .type' \
        "$TMP/json" | paste -sd' ')" "host port"
done_testing
