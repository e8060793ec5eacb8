#!/bin/bash
# `tojimari local` over several network namespaces: the same doors and processes as ss (in each namespace) and lsof, some fifty of
# them; and a program that listens on 10400 is found by its name.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder

for name in one two three; do
    net_new "$name"
    net_listen "$name" --tcp 21,22,23,25,80,110,143,443,3306,8080 --udp 53,123,161,5353
done
net_listen here --tcp 111,139,445,631 --udp 137,138
cat > "$TMP/line.py" <<'PY'
import socket, signal
open('/proc/self/comm', 'w').write('LINE')
s = socket.socket()
s.bind(('0.0.0.0', 10400))
s.listen()
print('ready', flush=True)
signal.pause()
PY
net_spawn ready python3 "$TMP/line.py"
LINE=$NET_SPAWNED

# Only processes of ours: other namespaces of this machine are none of the test's business.
for name in one two three here; do
    nsenter --net="/proc/${NET_PID[$name]}/ns/net" ss -lntupHO
done | awk '{ match($0, /pid=[0-9]+/); n = split($5, a, ":"); print $1, a[n], substr($0, RSTART + 4, RLENGTH - 4) }' |
    sort -u > "$TMP/ss"
cut -d' ' -f3 "$TMP/ss" | sort -u > "$TMP/pids"
"$TMP/tojimari" local --json - 2> "$TMP/err" > "$TMP/json"
jq -r 'select(.type == "listener") | "\(.proto) \(.port) \(.pid)"' "$TMP/json" | sort -u |
    awk 'NR == FNR { ours[$1]; next } $3 in ours' "$TMP/pids" - > "$TMP/ours"
is "the same doors and processes as ss in every namespace" "$(cat "$TMP/ours")" "$(cat "$TMP/ss")"
holds "about fifty of them" test "$(wc -l < "$TMP/ss")" -ge 49
for name in one two three here; do # lsof sees the sockets of the namespace that it is in
    nsenter --net="/proc/${NET_PID[$name]}/ns/net" lsof -nP -i 2> /dev/null
done | awk '$NF == "(LISTEN)" || $8 == "UDP" { n = split($9, a, ":"); print tolower($8), a[n], $2 }' | sort -u |
    awk 'NR == FNR { ours[$1]; next } $3 in ours' "$TMP/pids" - > "$TMP/lsof"
is "and as lsof" "$(cat "$TMP/lsof")" "$(cat "$TMP/ss")"
is "each listener of another namespace says which" \
    "$(jq -r 'select(.type == "listener" and .port == 3306 and .netns == null) | .pid' "$TMP/json")" ""
"$TMP/tojimari" local --here 10400 > "$TMP/text" 2> /dev/null
holds "LINE on 10400 is traced to its process" grep -q "^  10400/tcp .*LINE ($LINE)" "$TMP/text"
is "and how to close it is said" "$(grep -c "^To close 10400/tcp: .*$LINE" "$TMP/text")" 1
"$TMP/tojimari" local --here --close 10400 > /dev/null 2> "$TMP/err" < /dev/null
is "without a terminal nothing is closed" $? 3
holds "it still listens" kill -0 "$LINE"
"$TMP/tojimari" local --here --close --yes 10400 > /dev/null 2>&1
is "--yes closes it" $? 0
sleep 0.2
is "nobody listens there any more" "$("$TMP/tojimari" local --here --json - 10400 2> /dev/null | grep -c '"listener"')" 0
done_testing
