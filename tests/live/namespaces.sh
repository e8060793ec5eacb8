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
is "and that it may come back" "$(grep -c '^  This ends the program only for now' "$TMP/text")" 1
holds "it is no way in" test -z "$(grep '^  Careful' "$TMP/text")"
"$TMP/tojimari" local --here --close 10400 > /dev/null 2> "$TMP/err" < /dev/null
is "without a terminal nothing is closed" $? 3
holds "it still listens" kill -0 "$LINE"
"$TMP/tojimari" local --here --close --yes 10400 > /dev/null 2>&1
is "--yes closes it" $? 0
nobody_listens() { [ -z "$(ss -Hltn "sport = :$1")" ]; }
holds "nobody listens there any more" awaits nobody_listens 10400

# --- what ss calls by other names: UDP-Lite, raw sockets; and those that hear frames, which are no doors ---
cat > "$TMP/odd.py" <<'PY'
import signal, socket as S
kept = [S.socket(S.AF_INET, S.SOCK_DGRAM, 136), S.socket(S.AF_INET6, S.SOCK_DGRAM, 136), S.socket(S.AF_INET, S.SOCK_RAW, 89),
        S.socket(S.AF_INET6, S.SOCK_RAW, 58), S.socket(S.AF_INET, S.SOCK_RAW, 255), S.socket(S.AF_PACKET, S.SOCK_RAW, S.htons(3)),
        S.socket(S.AF_PACKET, S.SOCK_RAW, 0)]
kept[0].bind(('0.0.0.0', 4711))
kept[1].bind(('::1', 4712))
kept[2].bind(('127.0.0.1', 0))
kept[5].bind(('lo', 3))
print('ready', flush=True)
signal.pause()
PY
net_spawn ready python3 "$TMP/odd.py"
"$TMP/tojimari" local --here --json "$TMP/json" > "$TMP/text" 2> "$TMP/err"
is "UDP-Lite and raw sockets" "$(jq -r "select(.type == \"listener\" and .pid == $NET_SPAWNED) | [.proto, .addr, .port] | join(\" \")" "$TMP/json" | sort)" \
    $'ip 127.0.0.1 89\nip :: 58\nudplite 0.0.0.0 4711\nudplite ::1 4712'
is "raw sockets are those of ss" "$(jq -r 'select(.proto == "ip") | .port' "$TMP/json" | sort -n)" "$(ss -HwanO state unconnected | awk '{ n = split($4 $3, a, ":"); print a[n] }' | grep -v 255 | sort -n)"
is "who hears frames is told" "$(cat "$TMP/err")" "tojimari: python3 ($NET_SPAWNED) hears every frame of lo"
holds "JSON holds to its schemas" python3 "$LIVE_DIR/../schema.py" "$LIVE_DIR/../../data/schema" "$TMP/json"

# --- connections: how many, and what they carry ---
cat > "$TMP/talk.py" <<'PY'
import signal, socket as S
door = S.create_server(('127.0.0.1', 4713))
pairs = []
for _ in range(3):
    caller = S.create_connection(('127.0.0.1', 4713))
    pairs.append((caller, door.accept()[0]))
pairs[0][0].sendall(b'x' * 1000)
pairs[0][1].recv(1000, S.MSG_WAITALL)
pairs[1][1].sendall(b'y' * 70)
pairs[1][0].recv(70, S.MSG_WAITALL)
print('ready', flush=True)
signal.pause()
PY
net_spawn ready python3 "$TMP/talk.py"
is "connections and their bytes" "$("$TMP/tojimari" local --here --json - 4713 2> "$TMP/err" |
    jq -c 'select(.type == "listener") | [.connections, .bytes_in, .bytes_out]')" '[3,1000,70]'
holds "in the table, too" grep -q '4713/tcp .* 3 (1.1 kB)' <("$TMP/tojimari" local --here 4713 2> "$TMP/err")

# --- systemd's socket units, and inetd, in a pid and mount namespace of their own; both are played ---
mkdir "$TMP/etc" "$TMP/bin"
printf '%s\n' '# services' '4715 stream tcp nowait root internal' > "$TMP/etc/inetd.conf"
cat > "$TMP/bin/systemctl" <<'SH'
#!/bin/sh
[ "$1" = list-sockets ] || exec echo "$@" > called
echo '[{"listen":"127.0.0.1:4714","type":"Stream","unit":"door.socket","activates":"door.service"}]'
SH
chmod 755 "$TMP/bin/systemctl"
cat > "$TMP/holder.py" <<'PY'
import os, signal, socket as S, subprocess, sys
def hold(name, port):
    open('/proc/self/comm', 'w').write(name)
    return S.create_server(('127.0.0.1', port))
if os.fork() == 0:
    kept = hold('inetd', 4715)
    signal.pause()
kept = hold('systemd', 4714)
while not S.socket().connect_ex(('127.0.0.1', 4715)) == 0:
    pass
sys.exit(subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL).returncode)
PY
printf '%s\n' './tojimari local --here --json held 4714 4715' './tojimari local --here --close --yes 4714 > closed 2>&1' > "$TMP/run.sh"
# The folders lie over those of this machine, in the mount namespace alone.
unshare --mount --propagation "$MOUNTS" --pid --fork --mount-proc sh -c 'mount -t tmpfs none /mnt && mkdir /mnt/up /mnt/work /mnt/uetc /mnt/wetc
    [ -e /usr/bin/systemctl ] || mount -t overlay overlay -o "lowerdir=/usr/bin,upperdir=/mnt/up,workdir=/mnt/work" /usr/bin
    [ -e /usr/bin/systemctl ] || cp "$1/bin/systemctl" /usr/bin/systemctl
    mount --bind "$1/bin/systemctl" /usr/bin/systemctl
    mount -t overlay overlay -o "lowerdir=/etc,upperdir=/mnt/uetc,workdir=/mnt/wetc" /etc && cp "$1/etc/inetd.conf" /etc/inetd.conf
    cd "$1" && exec python3 holder.py sh run.sh' sh "$TMP" > "$TMP/text" 2> "$TMP/err"
is "a socket unit, its service, and the line of inetd" \
    "$(jq -r 'select(.type == "listener") | [.port, .unit // "-", .socket_unit // "-", .config // "-"] | join(" ")' "$TMP/held" | sort)" \
    $'4714 door.service door.socket -\n4715 - - /etc/inetd.conf:2'
is "how to close the unit" "$(grep '^To close 4714' "$TMP/text")" \
    "To close 4714/tcp: /usr/bin/systemctl disable --now -- door.socket door.service"
is "--close asks systemd for it" "$(cat "$TMP/called")" "disable --now -- door.socket door.service"
is "and the line" "$(grep '^To close 4715' "$TMP/text")" \
    "To close 4715/tcp: comment out its line, /etc/inetd.conf:2, then send inetd a SIGHUP"

# --- which ports are used: a connection that is over before anybody looks is told by the kernel ---
ip link add leg type veth peer name other
ip link set leg up
ip link set other up
net_addr here leg 198.18.0.1/24
ip route add default via 198.18.0.2
STATE=$XDG_STATE_HOME/tojimari/use
net_listen here --addr 0.0.0.0 --tcp 4720,4721 --udp 4720-4722
net_listen here --addr :: --udp 4723
listens_to_ends() { [ "$(awk '$2 == 4 && $4 != "00000000"' /proc/net/netlink | wc -l)" = 2 ]; }
# The kernel tells it a moment after the end, which may be after the watching; then once more. And UDP is heard only a moment later.
for _ in 1 2 3 4 5; do
    "$TMP/tojimari" local --here --watch-use --json "$TMP/json" > "$TMP/text" 2> "$TMP/err" &
    WATCHER=$!
    holds "it listens to connections that end" awaits listens_to_ends
    for _ in 1 2 3; do timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/4720"; done
    for to in 127.0.0.1/4720 127.0.0.1/4721 ::1/4723; do echo a >"/dev/udp/$to"; done
    sleep 0.2
    kill -TERM $WATCHER
    wait $WATCHER
    is "watching ends well" $? 0
    [ "$(awk '($2 == 4720 && $4 > 0) || ($1 == "udp" && $3 == 4723 && $5 > 0)' "$STATE" | wc -l)" -lt 2 ] || break
done
is "one was used, the other was not" \
    "$(jq -r 'select(.type == "listener" and .proto == "tcp" and (.port == 4720 or .port == 4721)) | "\(.port) \(.last_used != null)"' "$TMP/json" | sort)" \
    $'4720 true\n4721 false'
is "the same of UDP" \
    "$(jq -r 'select(.type == "listener" and .proto == "udp" and .port >= 4720 and .port <= 4723) | "\(.port) \(.last_used != null)"' "$TMP/json" | sort -u)" \
    $'4720 true\n4721 true\n4722 false\n4723 true'
is "and that is written down" "$(awk '$2 == 4720 || $2 == 4721 { print $2, ($4 > 0) }' "$STATE" | sort)" $'4720 1\n4721 0'
is "for us alone" "$(stat -c %a "$STATE")" 600
sed -i -E 's/^(0\.0\.0\.0 4721 .*) [0-9]+ ([^ ]*)$/\1 700000 \2/' "$STATE"
"$TMP/tojimari" local --here --json "$TMP/json" > "$TMP/text" 2> "$TMP/err"
is "a week without use" "$(jq -r 'select(.type == "listener" and .remark == "unused") | .port' "$TMP/json")" 4721
chmod 666 "$STATE"
"$TMP/tojimari" local --here --json "$TMP/json" > "$TMP/text" 2> "$TMP/err"
is "what others may have written is not believed" "$(jq -r 'select(.remark == "unused") | .port' "$TMP/json")" ""
is "and that is said" "$(grep -c 'others than you' "$TMP/err")" 1
chmod 600 "$STATE"
exec {HELD}> "$STATE.lock"
flock "$HELD"
"$TMP/tojimari" local --here --watch-use --for 1s > "$TMP/text" 2> "$TMP/err"
is "one watches at a time" $? 4
exec {HELD}>&-
XDG_STATE_HOME=$TMP/none as_nobody "$TMP/tojimari" local --here --watch-use --for 1s > "$TMP/text" 2> "$TMP/err"
is "watching is for root" $? 4
is "--for alone" "$("$TMP/tojimari" local --for 1s > /dev/null 2>&1; echo $?)" 2

# --- two views joined: it listens but nobody gets in; it is reached but nobody listens ---
nft -f - <<'X'
table inet f { chain c { type filter hook input priority 0
    tcp dport 445 drop
}
}
table ip n { chain p { type nat hook prerouting priority dstnat
    tcp dport { 8443, 9000-9001 } jump docker
    tcp dport 445 redirect to :80
}
chain docker {
    tcp dport 8443 dnat to 198.18.0.9:443
    udp dport 5000-5002 redirect to :53
}
}
X
"$TMP/tojimari" local --here --json "$TMP/json" > "$TMP/text" 2> "$TMP/err"
remarks() { jq -r "select(.type == \"listener\" and .remark == \"$1\") | [.proto, .port, .pid // 0] | join(\" \")" "$TMP/json" | sort -u; }
is "listens, but nobody of another machine can reach it" "$(remarks unreachable | cut -d' ' -f2)" 445
is "is reached, but nobody here listens" "$(remarks redirected)" $'tcp 8443 0\nudp 5000 0\nudp 5001 0\nudp 5002 0'
holds "JSON holds to its schemas" python3 "$LIVE_DIR/../schema.py" "$LIVE_DIR/../../data/schema" "$TMP/json"
done_testing
