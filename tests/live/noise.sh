#!/bin/bash
# Frames that are nobody's, as switches send them (LLDP, spanning tree): the kernel counts them as dropped by the interface. They are no loss
# of ours, and no reason to slow down.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
TARGET=198.18.0.2
net_new target
net_link here eth0 target eth0
net_addr here eth0 198.18.0.1/24
net_addr target eth0 $TARGET/24
net_listen target --tcp 22,80,443
# Where anything stands at the entrance of an interface, the kernel no longer counts our own ear as one who wants all frames.
nft 'add table netdev noise; add chain netdev noise in { type filter hook ingress device eth0 priority 0; }'

cat >"$TMP/noise.py" <<'END'
import socket, time
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
head = b"\x01\x80\xc2\x00\x00\x0e" + b"\x02\x00\x00\x00\x00\x07"
print("ready", flush=True)
for i in range(6000):
    s.send(head + (b"\x88\xcc", b"\x12\x34")[i % 2] + bytes(46))
    time.sleep(0.01)
END

dropped() {
    ip -s -j link show eth0 | jq '.[0].stats64.rx.dropped'
}

# scan NAME - in $TMP/NAME.json; which frames the interface dropped meanwhile is left in DROPPED
scan() {
    local before
    before=$(dropped)
    "${SCAN[@]}" -n -sS -p 1-2000 --max-rate 1000 --json "$TMP/$1.json" $TARGET >/dev/null 2>"$TMP/err"
    is "$1: exit status" $? 0
    DROPPED=$(($(dropped) - before))
    is "$1: open doors" "$(doors "$TMP/$1.json" | cut -d' ' -f2 | xargs)" "22 80 443"
}

end_of() {
    jq -c 'select(.type == "end") | [.complete, .local_drops, .limited_by]' "$TMP/$1.json"
}

for _ in 1 2 3; do
    scan quiet
    [ "$(end_of quiet)" != '[true,0,"user"]' ] || break
done
net_spawn ready nsenter --net="/proc/${NET_PID[target]}/ns/net" python3 "$TMP/noise.py"
# When this machine has other things to do, the pace may come from that; then once more.
for _ in 1 2 3; do
    scan noisy
    holds "the interface dropped frames ($DROPPED)" test "$DROPPED" -ge 50
    [ "$(end_of noisy)" != "$(end_of quiet)" ] || break
done
is "none of them was ours" "$(end_of noisy)" "$(end_of quiet)"
is "nothing lost" "$(jq 'select(.type == "end") | .local_drops' "$TMP/noisy.json")" 0
done_testing
