#!/bin/bash
# Hosts on which everything seems open, on real kernels: a SYN proxy before a host, a redirection of all ports to one server, a
# tarpit, and a host that really has many open ports.
set -u
: "${SIM:?the simulated network, tojimari-sim}"
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder

ip link add br0 type bridge
ip link set br0 up
ip addr add 198.18.0.1/24 dev br0
for i in 2 3 4; do
    net_new "h$i"
    net_link here "v$i" "h$i" eth0
    ip link set "v$i" master br0
    net_addr "h$i" eth0 "198.18.0.$i/24"
done

# 2: every port is sent to one server
net_listen h2 --tcp 9
net_rules h2 <<'X'
table ip n { chain p { type nat hook prerouting priority -100
    tcp dport 1-65535 redirect to :9
}
}
X

# 3: a SYN proxy in front of a host that has one open port (it completes the handshake before it looks)
net_listen h3 --tcp 80
net h3 sh -c 'echo 0 >/proc/sys/net/netfilter/nf_conntrack_tcp_loose; echo 1 >/proc/sys/net/ipv4/tcp_syncookies'
net_rules h3 <<'X'
table inet f {
    chain r { type filter hook prerouting priority -300
        tcp flags syn / fin,syn,rst,ack notrack
    }
    chain c { type filter hook input priority 0
        ct state invalid,untracked tcp dport 1-65535 synproxy mss 1460 wscale 7 timestamp sack-perm
        ct state invalid drop
    }
}
X

# 4: thirty open ports, all of them real
net_listen h4 --tcp 1-30

# 198.18.4.9: a tarpit, which the simulated network plays behind a real interface
ip link add s0 type veth peer name s1
ip link set s0 address 02:00:00:00:00:01
ip link set s0 up
ip link set s1 up
ip addr add 198.19.0.1/24 dev s0
cat >"$TMP/tarpit.sim" <<'X'
link ethernet mac 02:00:00:00:00:01 addr 198.19.0.1/24
host 198.19.0.9 { rtt 1ms ; tcp rest tarpit }
X
net_spawn ready "$SIM" "$TMP/tarpit.sim" --if s1 --seconds 170

for how in -sS -sT; do
    "${SCAN[@]}" "$how" -n --no-store -p 1-40 198.18.0.2-4 198.19.0.9 --json "$TMP/json" >"$TMP/text"
    is "$how: labels" "$(jq -r 'select(.type == "host") | [.addr, .suspect] | join(" ")' "$TMP/json" | sort -V)" "\
198.18.0.2 accepts-all
198.18.0.3 syn-proxy
198.18.0.4 
198.19.0.9 tarpit"
    is "$how: the records are what was heard" "$(doors "$TMP/json" | cut -d' ' -f1 | uniq -c | tr -s ' ')" " \
40 198.18.0.2
 40 198.18.0.3
 30 198.18.0.4
 40 198.19.0.9"
    is "$how: the text sums up" "$(grep -c 'TCP ports accept connections' "$TMP/text"), $(grep -c '/tcp' "$TMP/text")" "3, 40"
done

# Hosts that are tested keep the names that the user gave them.
printf '%s\n' '198.18.0.2 redirected.example' '198.18.0.3 proxied.example' '198.18.0.4 honest.example' >"$TMP/hosts"
unshare --mount --propagation "$MOUNTS" sh -c 'mount --bind "$1/hosts" /etc/hosts && shift && exec "$@"' sh "$TMP" \
    "${SCAN[@]}" -n --no-store -p 1-40 {redirected,proxied,honest}.example --json "$TMP/json" >"$TMP/text"
is "names of hosts that were tested" "$(jq -r 'select(.type == "host") | [.addr, .names[]?] | join(" ")' "$TMP/json" | sort -V)" \
    "$(cat "$TMP/hosts")"

# A program of this machine that catches connections to mail and the web, as virus scanners do: not what the target has, nor a sign of life.
net_listen here --tcp 8080
nft -f - <<'X'
table inet proxy { chain o { type nat hook output priority -100
    tcp dport { 25, 80, 110 } redirect to :8080
}
}
X
"${SCAN[@]}" -sT -n --no-store -p 20-30,80,110 198.18.0.4 --json "$TMP/json" >"$TMP/text"
is "what this machine itself accepted" "$(ports "$TMP/json" '.reason == "local-proxy"')" "\
198.18.0.4 25 filtered local-proxy
198.18.0.4 80 filtered local-proxy
198.18.0.4 110 filtered local-proxy"
is "which is no router" "$(jq -r 'select(.reason == "local-proxy") | .sender' "$TMP/json" | sort -u)" null
is "other ports are as they are" "$(doors "$TMP/json" | wc -l)" 10
as_nobody "${SCAN[@]}" -n -sn -PS80 198.18.0.4 198.18.0.99 >"$TMP/text"
is "nobody is there because of it" "$(grep -c '^  up' "$TMP/text")" 1
nft delete table inet proxy
nft -f - <<'X'
table inet proxy { chain o { type nat hook output priority -100
    ip daddr 198.18.0.4 tcp dport 25 redirect to :8080
}
}
X
"${SCAN[@]}" -sT -n --no-store -p 25 198.18.0.2-4 --json "$TMP/json" >"$TMP/text"
is "what it accepted for one destination, and not for others" "$(ports "$TMP/json")" "198.18.0.2 25 open connection-accepted
198.18.0.3 25 open connection-accepted
198.18.0.4 25 filtered local-proxy"
nft delete table inet proxy

# A second address of this machine: connections to it come from the first, and it is no other host.
ip addr add 198.18.0.77/24 dev "$(ip -o route get 198.18.0.4 | sed 's/.* dev \([^ ]*\).*/\1/')"
ip link set lo up
as_nobody "${SCAN[@]}" -Pn -n --no-store -p 8080 198.18.0.77 --json - >"$TMP/json" 2>"$TMP/err"
is "a second address of ours is ours" "$(doors "$TMP/json")" "198.18.0.77 8080"
done_testing
