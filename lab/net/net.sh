# shellcheck shell=bash
# Networks for tests, made of namespaces. Source it:
#
#   . lab/net/net.sh
#   net_alone "$@"                        the script goes on in a new namespace without any link: nothing can leave
#   net_new target                        another namespace, called "target" in this script
#   net_link here eth0 target eth0        a veth pair; "here" is the script's own namespace
#   net_addr target eth0 198.18.0.2/24 2001:db8::2/64
#   net_rules target <rules.nft
#   net_listen target --tcp 22,80 --udp 53
#   net target ss -lnt                    run a command there
#
# Every process started here dies with the script, however it ends, and with the last one a namespace is gone: no
# names, no state, nothing to clean up. (`ip netns exec` would want a mount namespace, which a chroot may refuse.)

NET_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
declare -A NET_PID=([here]=$$)

# For every fresh namespace. Without duplicate address detection, link-local addresses serve at once: until then, a router
# could not ask for its IPv6 neighbours.
NET_PREPARE='ip link set lo up &&
    echo 0 >/proc/sys/net/ipv6/conf/all/accept_dad && echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad'

net_die() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

# Start the script again in a network namespace of its own, unless it is in one already.
net_alone() {
    [ "$(id -u)" = 0 ] || net_die "namespaces need root"
    [ -n "${NET_ALONE:-}" ] || NET_ALONE=1 exec unshare --net -- bash "$0" "$@"
    unset NET_ALONE
    [ -z "$(ip -o link show up)" ] || net_die "this namespace is not a fresh one: refusing to go on"
    sh -c "$NET_PREPARE" || net_die "cannot prepare the namespace"
}

# net_spawn READY CMD… - start CMD in the background and wait for its line READY; its pid is in NET_SPAWNED.
net_spawn() {
    local ready=$1 fd line
    shift
    exec {fd}< <(exec setpriv --pdeathsig KILL -- "$@")
    NET_SPAWNED=$!
    IFS= read -r -t 60 -u "$fd" line || line=
    [ "$line" = "$ready" ] || net_die "no '$ready' from: $*"
}

# net_new NAME - a namespace with nothing but lo, held by a sleeping process.
net_new() {
    net_spawn ready unshare --net sh -c "$NET_PREPARE && echo ready && exec sleep infinity"
    NET_PID[$1]=$NET_SPAWNED
}

# net NAME CMD… - run CMD in a namespace.
net() {
    local name=$1
    shift
    nsenter --net="/proc/${NET_PID[$name]}/ns/net" -- "$@"
}

# net_link NAME DEV NAME DEV [QUEUES] - a veth pair between two namespaces, both ends up, with so many queues (1).
net_link() {
    local queues=${5:+numtxqueues $5 numrxqueues $5}
    # shellcheck disable=SC2086 # words
    net "$1" ip link add "$2" $queues type veth peer name "$4" $queues netns "${NET_PID[$3]}"
    net "$1" ip link set "$2" up
    net "$3" ip link set "$4" up
}

# net_addr NAME DEV ADDR/LEN…
net_addr() {
    local name=$1 dev=$2 addr
    shift 2
    for addr; do
        net "$name" ip addr add "$addr" dev "$dev"
    done
}

# net_router NAME - let a namespace forward.
net_router() {
    net "$1" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
}

# net_unrationed NAME - let a namespace send as many ICMP errors as it likes. (The kernel's default is six, then one a second.)
net_unrationed() {
    net "$1" sh -c 'echo 0 >/proc/sys/net/ipv4/icmp_ratelimit; echo 0 >/proc/sys/net/ipv6/icmp/ratelimit
        echo 100000 >/proc/sys/net/ipv4/icmp_msgs_per_sec; echo 100000 >/proc/sys/net/ipv4/icmp_msgs_burst'
}

# net_rules NAME <rules - load nftables rules into a namespace.
net_rules() {
    net "$1" nft -f - || net_die "nft refused the rules"
}

# net_listen NAME ARGS… - listeners of listen.py; returns when they listen.
net_listen() {
    local name=$1
    shift
    net_spawn ready nsenter --net="/proc/${NET_PID[$name]}/ns/net" -- python3 "$NET_DIR/listen.py" "$@"
}

# net_truth NAME - what listens there, by ss: protocol, address, port, pid, process; tab-separated, sorted.
# Wildcards stay wildcards: 0.0.0.0, :: (IPv6 only) and * (both). Unknown is "-".
net_truth() {
    net "$1" ss -lntupHO | awk -v OFS='\t' '{
        port = $5; sub(/.*:/, "", port)
        addr = substr($5, 1, length($5) - length(port) - 1); gsub(/[][]|%.*/, "", addr)
        pid = name = "-"
        if (match($0, /pid=[0-9]+/)) pid = substr($0, RSTART + 4, RLENGTH - 4)
        if (match($0, /\(\("[^"]*"/)) name = substr($0, RSTART + 3, RLENGTH - 4)
        print $1, addr, port, pid, name
    }' | sort -u
}
