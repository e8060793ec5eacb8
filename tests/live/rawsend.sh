#!/bin/bash
# How frames go out: by AF_XDP where it works and by the ring where not, which -v says; and by IP sockets where frames that
# the program makes itself are eaten on the way. The router here is such an eater: the kernel's own packets are marked as
# they leave (past the hook go frames of AF_PACKET and AF_XDP), and it takes nothing else.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
TARGET=198.19.0.2 ROUTER=198.18.0.2

net_new router
net_new target
net_link here v0 router v0
net_link router v1 target v0
net_addr here v0 198.18.0.1/24
net_addr router v0 $ROUTER/24
net_addr router v1 198.19.0.1/24
net_addr target v0 $TARGET/24
net_router router
net target ip route add default via 198.19.0.1
ip route add default via $ROUTER
net_listen target --tcp 22,80

# scan NAME ARGS… - doors of the target must be the two; stderr goes to $TMP/err
scan() {
    local name=$1
    shift
    "${SCAN[@]}" -v -n -p 1-100 --all-states --json - "$@" $TARGET >"$TMP/out" 2>"$TMP/err"
    is "$name: status" $? 0
    is "$name: doors" "$(doors "$TMP/out")" "$TARGET 22"$'\n'"$TARGET 80"
    is "$name: all others closed" "$(ports "$TMP/out" '.state == "closed"' | wc -l)" 98
}

said() {
    grep -q -- "$2" "$TMP/err" || fail "$1: '$2' not in stderr: $(head -c 500 "$TMP/err")"
}

unsaid() {
    ! grep -q -- "$2" "$TMP/err" || fail "$1: '$2' in stderr: $(head -c 500 "$TMP/err")"
}

# The kernel knows the router, as on any machine in use.
known() {
    ip neigh replace $ROUTER lladdr "$(net router ip -j link show v0 | jq -r ".[0].address")" dev v0 nud "$1"
}

known reachable
scan "everything works"
unsaid "everything works" "IP sockets"
ip neigh flush dev v0
scan "unknown router"
unsaid "unknown router" "IP sockets"

nft -f - <<'RULES'
table netdev marker {
    chain out {
        type filter hook egress device v0 priority 0;
        ip dscp set cs1
    }
}
RULES
net_rules router <<'RULES'
table netdev eater {
    chain in {
        type filter hook ingress device v0 priority 0;
        ip dscp != cs1 drop
        arp operation request drop
    }
}
RULES
known reachable
scan "frames are eaten"
said "frames are eaten" "v0.*$ROUTER.*IP sockets take over"

# An entry fixed by an administrator is no evidence that anybody answers ARP.
nft delete table netdev marker
net router nft delete table netdev eater
net_rules router <<'RULES'
table netdev deaf {
    chain in {
        type filter hook ingress device v0 priority 0;
        arp operation request drop
    }
}
RULES
known permanent
scan "router without ARP"
unsaid "router without ARP" "IP sockets"
done_testing
