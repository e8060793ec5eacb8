#!/bin/bash
# Who can reach a listener, by `tojimari local`, against real connections: from a neighbour, from a private network and from a public
# one behind a router, IPv4 and IPv6, for one set of packet filter rules after the other.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder

net_new hub
net_link here leg hub leg
net_addr here leg 198.18.0.1/24 2001:db8::1/64
net_addr hub leg 198.18.0.2/24 198.18.0.130/24 2001:db8::2/64 2001:db8::130/64
net_addr hub lo 10.9.0.2/32 10.9.0.130/32 fd00:9::2/128 fd00:9::130/128 \
    198.19.7.2/32 198.19.7.130/32 2001:db8:7::2/128 2001:db8:7::130/128
ip route add default via 198.18.0.2
ip -6 route add default via 2001:db8::2
python3 "$LIVE_DIR/reach.py" "$TMP/tojimari" "${NET_PID[hub]}" > "$TMP/result"
is "every judgement agrees with real connections" "$(grep ^WRONG "$TMP/result")" ""
is "rule sets tried" "$(grep -c ^SET "$TMP/result")" 26
tail -1 "$TMP/result"
holds "at most one judgement in ten is unknown" awk 'END { exit !($2 > 0 && $10 * 10 <= $2) }' "$TMP/result"
grep -h ^SET "$TMP/result"
done_testing
