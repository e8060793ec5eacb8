#!/bin/bash
# tojimari watch as a service: what it knows outlives a kill, nothing is told twice, rules are taken in again, sources are kept out by
# nftables and let in again, and hooks are given alerts without the watch waiting for them.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
TARGET=198.18.0.2
net_new target
net_link here eth0 target eth0
net_addr here eth0 198.18.0.1/24
net_addr here eth0 198.18.0.3/24
net_addr here eth0 198.18.0.4/24
net_addr target eth0 $TARGET/24
net_addr here eth0 2001:db8::1/64
net_addr target eth0 2001:db8::2/64
net_listen target --tcp 22,80
IN_TARGET=(nsenter --net="/proc/${NET_PID[target]}/ns/net" --)
in_target() { "${IN_TARGET[@]}" "$@"; }

# await WHAT COMMAND… - until it succeeds, as long as awaits does
await() {
    local what=$1
    shift
    if awaits "$@" >/dev/null 2>&1; then
        echo "ok   $what"
    else
        fail "$what: $(tail -3 "$RUN.err")"
    fi
}

# serve NAME OPTION… - watch in the target's namespace, started and listening; its pid is in WATCHER, its files are $RUN.*
serve() {
    RUN=$TMP/$1
    shift
    "${IN_TARGET[@]}" setpriv --pdeathsig KILL -- "$TMP/tojimari" watch --json "$RUN.json" "$@" eth0 >"$RUN.text" 2>"$RUN.err" &
    WATCHER=$!
    awaits grep -qs '"type":"run"' "$RUN.json" || fail "watch $* does not begin: $(cat "$RUN.err")"
}

over() {
    kill -"$1" "$WATCHER"
    wait "$WATCHER"
}

scan() { "${SCAN[@]}" -Pn -n "$@" >/dev/null 2>"$TMP/scan.err" || fail "scan $*: $(tail -3 "$TMP/scan.err")"; }
alerts() { jq -c "select(.type == \"alert\" and ($1))" "$RUN.json"; }
told() { [ -n "$(alerts "$1")" ]; }

# A scan is told, and the watch dies.
serve first --home $TARGET --state "$TMP/watch.db"
scan -p 1-60 $TARGET
await 'a scan is told' told .ongoing
id=$(alerts .ongoing | jq -r .id | head -1)
remembers() { "$TMP/tojimari" watch --explain "$id" --state "$TMP/watch.db" --json - | jq -se "$1" >/dev/null; }
await 'what is known of it by then is kept' remembers 'any(.refused > 50)'
over KILL 2>/dev/null
holds 'its memory explains it' bash -c "'$TMP/tojimari' watch --explain $id --state '$TMP/watch.db' | grep -q '198.18.0.2 tcp/'"
serve second --home $TARGET --state "$TMP/watch.db"
scan -p 61-120 $TARGET
await 'what is known of it goes on with the scan' remembers 'any(.ports > 60 and .refused > 60)'
over TERM
is 'after a kill, it is not told again' "$(alerts true | wc -l)" 0

# Three doors, an end, three doors: together they are a scan.
serve third --home $TARGET --state "$TMP/watch.db"
scan -S 198.18.0.3 -p 1001-1003 $TARGET
over TERM
is 'three shut doors are no scan' "$(alerts true | wc -l)" 0
serve fourth --home $TARGET --state "$TMP/watch.db"
scan -S 198.18.0.3 -p 1004-1006 $TARGET
await 'with three more, after a restart, they are' told '.src == "198.18.0.3" and .ongoing'
holds 'another watch cannot take the same memory' bash -c "'$TMP/tojimari' watch --state '$TMP/watch.db' - </dev/null 2>&1 | grep -q 'another watch uses it'"
over TERM
head -c 5000 /dev/urandom >"$TMP/watch.db"
rm -f "$TMP"/watch.db-*
serve fifth --home $TARGET --state "$TMP/watch.db"
over TERM
holds 'a memory that is none is put aside' grep -q 'kept as .*aside' "$RUN.err"
is 'and everything goes on' $? 0

# An interface that is removed is said, and the others are heard; one that gets its name is heard again, without a privilege, also where it is the only one.
lose() {
    in_target ip link del lost
    await 'an interface that is removed is said' grep -q 'lost: the interface was removed; nothing is heard until there is one of its name' "$RUN.err"
}
make_lost() {
    in_target ip link add lost type veth peer name other
    in_target ip link set other up
    in_target ip link set lost up
}
# knock FROM - forty doors of $TARGET, in packets that come in at lost; again and again, since nobody says when it is heard again
knock() {
    in_target python3 -c 'import socket,struct,sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("other", 0))
for port in range(1, 41):
    s.send(struct.pack("!6s6sHBBHHHBBH4s4sHHIIBBHHH", b"\2\0\0\0\0\1", b"\2\0\0\0\0\2", 0x800, 0x45, 0, 40, port, 0, 64, 6, 0, socket.inet_aton(sys.argv[1]),
                       socket.inet_aton(sys.argv[2]), 40000, port, 1, 0, 0x50, 2, 1024, 0, 0))' "$1" $TARGET
    told ".ongoing and .src == \"$1\""
}
make_lost
serve removed --home $TARGET lost
lose
scan -p 1-40 $TARGET
await 'and the others are still heard' told .ongoing
make_lost
await 'one that is made again is heard' knock 198.18.0.77
lose
make_lost
await 'and the next one' knock 198.18.0.78
over TERM
RUN=$TMP/alone
"${IN_TARGET[@]}" setpriv --pdeathsig KILL -- "$TMP/tojimari" watch --json "$RUN.json" --home $TARGET lost >"$RUN.text" 2>"$RUN.err" &
WATCHER=$!
awaits grep -qs '"type":"run"' "$RUN.json"
lose
make_lost
await 'the only one that is made again is heard' knock 198.18.0.79
over TERM
is 'and the watch ends well' $? 0
in_target ip link del lost

# Exports of flows, which wait half a minute for their other half: the end of this test looks at them. Who is not an exporter of ours cannot have
# anybody kept out.
in_target ip link set lo up
"${IN_TARGET[@]}" setpriv --pdeathsig KILL -- "$TMP/tojimari" watch --json "$TMP/exports.json" --block nft --block-dry-run --home 10.0.0.0/8 --exporter 127.0.0.2 netflow:127.0.0.1:2055 \
    >"$TMP/exports.text" 2>"$TMP/exports.err" &
EXPORTS=$!
await 'a watch of exports begins' grep -q '"type":"run"' "$TMP/exports.json"
export_from() {
    in_target python3 -c 'import socket,struct,sys,time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], 0))
for at in range(5, 65, 20):
    flows = b"".join(struct.pack("!4s4s4xHHIIIIHHxBBBHHBB2x", socket.inet_aton(sys.argv[2]), socket.inet_aton("10.0.0.1"), 0, 0, 1, 40, 1000, 1000,
                                 40000, at + i, 2, 6, 0, 0, 0, 0, 0) for i in range(20))
    s.sendto(struct.pack("!HHIIIIBBH", 5, 20, 2000, int(time.time()), 0, at, 0, 0, 0) + flows, ("127.0.0.1", 2055))' "$@"
}
export_from 127.0.0.3 203.0.113.3
export_from 127.0.0.2 203.0.113.2

# Rules, metrics, the service manager.
mkdir "$TMP/conf"
echo 'home 192.0.2.0/24' >"$TMP/conf/watch.conf"
python3 -c 'import socket,sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True: print(s.recv(4096).decode().replace("\n", " "), flush=True)' "$TMP/notify" >"$TMP/said" &
NOTIFIED=$!
await 'a service manager listens' test -S "$TMP/notify"
NOTIFY_SOCKET=$TMP/notify serve rules --config "$TMP/conf/watch.conf" --metrics-file "$TMP/conf/metrics.prom" --state "$TMP/conf/watch.db" \
    --metrics-listen "$TMP/conf/metrics" --pcap-out "$TMP/conf/packets"
await 'it is told that we are ready' grep -q READY=1 "$TMP/said"
echo 'home nowhere' >"$TMP/conf/watch.conf"
kill -HUP "$WATCHER"
await 'a wrong file is said, with its line' grep -q 'watch.conf:1: --home nowhere' "$RUN.err"
await 'and changes nothing' grep -q 'stay as they were' "$RUN.err"
mkfifo "$TMP/conf/new"
mv "$TMP/conf/new" "$TMP/conf/watch.conf"
kill -HUP "$WATCHER"
await 'a pipe in its place is not waited for' grep -q 'watch.conf: this is no regular file' "$RUN.err"
printf 'home %s\n' $TARGET >"$TMP/conf/new"
mv "$TMP/conf/new" "$TMP/conf/watch.conf"
kill -HUP "$WATCHER"
await 'a right one is taken in' grep -q 'read again: networks at home 1,' "$RUN.err"
await 'the manager heard of it' grep -q RELOADING=1 "$TMP/said"
scan -p 1-60 $TARGET
await 'the scan comes from outside now' told '.zone == "external"'
await 'the metrics say what was seen' grep -q '^tojimari_packets_total [1-9]' "$TMP/conf/metrics.prom"
python3 -c 'import socket,sys,time
held = []
for _ in range(20):
    held.append(socket.socket(socket.AF_UNIX))
    held[-1].connect(sys.argv[1])
    held[-1].send(b"GET /met")
open(sys.argv[2], "w").close()
time.sleep(60)' "$TMP/conf/metrics" "$TMP/held" &
HOLDERS=$!
await 'twenty ask and do not go on' test -e "$TMP/held"
ask() { curl --silent --max-time 10 --unix-socket "$TMP/conf/metrics" "http://watch/$1"; }
holds 'who asks for the metrics is told all the same' bash -c "$(declare -f ask); TMP='$TMP'; ask metrics | grep -q '^tojimari_alerts_total{severity=\"medium\"} [1-9]'"
holds 'and for nothing else' bash -c "$(declare -f ask); TMP='$TMP'; ask etc/passwd | grep -q 'nothing else'"
kill "$HOLDERS"
over TERM
holds 'the socket is gone with the watch' test ! -e "$TMP/conf/metrics"
is 'the packets of the alert are kept' "$("$TMP/tojimari" watch --json - "$TMP/conf/packets" | jq -c 'select(.type == "alert") | [.src, .targets]')" '["198.18.0.1",10]'
holds 'and named' bash -c "'$TMP/tojimari' watch --explain $(alerts .ongoing | jq -r .id | head -1) --state '$TMP/conf/watch.db' | grep -q '$TMP/conf/packets'"
# A service that has no rules is not ended when it is told to read them again.
NOTIFY_SOCKET=$TMP/notify serve ruleless
kill -HUP "$WATCHER"
await 'that there are no rules is said' grep -q 'there are no rules to read again' "$RUN.err"
scan -p 1-60 $TARGET
await 'and the watch goes on' told .ongoing
over TERM
kill "$NOTIFIED"

# Whoever takes away what is read and written is told so, and what comes back is gone on with.
mkdir "$TMP/files"
: >"$TMP/files/log"
serve files --metrics-file "$TMP/files/metrics" --state "$TMP/files/db" --follow "$TMP/files/log"
await 'there are metrics' test -s "$TMP/files/metrics"
mv "$TMP/files" "$TMP/elsewhere"
await 'a memory that is taken away is said' grep -q 'files/db: was removed or replaced' "$RUN.err"
await 'and metrics without a folder' grep -q 'files/metrics: No such file' "$RUN.err"
await 'and a log whose name nothing has' grep -q 'files/log: no file has this name any more' "$RUN.err"
mv "$TMP/elsewhere" "$TMP/files"
await 'what is there again is written again' grep -q 'files/metrics: it is written again' "$RUN.err"
cp "$RUN.json" "$RUN.copy"
: >"$RUN.json"
scan -p 1-60 $TARGET
await 'an output that was copied and cut off goes on' told .ongoing
is 'at its beginning' "$(head -c 9 "$RUN.json" | tr '\0' 0)" '{"type":"'
over TERM
is 'and the memory is whole' $? 0

# Answers. The hook that sleeps is in nobody's way.
printf '#!/bin/sh\ncat >>%s/hook\n' "$TMP" >"$TMP/hook.sh"
printf '#!/bin/sh\nsleep 300\n' >"$TMP/slow.sh"
chmod +x "$TMP"/*.sh
in_target ip link set lo up
"${IN_TARGET[@]}" python3 -c 'import http.server,sys
class Take(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        open(sys.argv[1], "ab").write(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()
    def log_message(self, *a): pass
http.server.HTTPServer(("127.0.0.1", 8099), Take).serve_forever()' "$TMP/posted" &
WEB=$!
await 'a web server listens' in_target bash -c 'exec 3<>/dev/tcp/127.0.0.1/8099'
serve answers --home $TARGET --block nft --block-for 10m --allow 198.18.0.3 --answer-from low --exec "$TMP/hook.sh" --exec "$TMP/slow.sh" \
    --webhook http://127.0.0.1:8099/alert
scan -S 198.18.0.3 -p 2001-2020 $TARGET
scan -p 2001-2020 $TARGET
await 'the source is kept out' in_target bash -c 'nft list set inet tojimari v4 | grep -q "198.18.0.1 timeout 10m"'
holds 'who is allowed is not' bash -c "! nsenter --net=/proc/${NET_PID[target]}/ns/net nft list set inet tojimari v4 | grep -q 198.18.0.3"
await 'and it is said' grep -q '198.18.0.1/32 is blocked for 600 s' "$RUN.err"
await 'a program is given the alert' jq -se 'any(.[]; .type == "alert" and .src == "198.18.0.1")' "$TMP/hook"
await 'and so is the web' jq -se 'any(.[]; .type == "alert" and .src == "198.18.0.1")' "$TMP/posted"
in_target nft flush ruleset
scan -S 198.18.0.4 -p 2001-2020 $TARGET
await 'blocking outlives the rules being loaded anew' in_target bash -c 'nft list set inet tojimari v4 | grep -q "198.18.0.4 timeout 10m"'
in_target "$TMP/tojimari" watch --unblock 198.18.0.4
holds 'it is let in again' bash -c "! nsenter --net=/proc/${NET_PID[target]}/ns/net nft list set inet tojimari v4 | grep -q 198.18.0.4"
is 'who is not blocked cannot be let in, which is said, and nothing else' "$(in_target "$TMP/tojimari" watch --unblock 198.18.0.4 2>&1; echo $?)" \
    "tojimari: 198.18.0.4 is not blocked: 'nft list table inet tojimari' shows who is"$'\n2'
holds 'where nft does nothing for us, that is said' bash -c "nsenter --net=/proc/${NET_PID[target]}/ns/net setpriv --bounding-set -net_admin --inh-caps -net_admin '$TMP/tojimari' watch --unblock 198.18.0.4 2>&1 | grep -q 'nft does not take it'"
in_target "$TMP/tojimari" watch --unblock all
holds 'and the table is gone' bash -c "! nsenter --net=/proc/${NET_PID[target]}/ns/net nft list table inet tojimari 2>/dev/null"
kill -KILL "$WATCHER"
wait "$WATCHER" 2>/dev/null
kill "$WEB"
# Who forges many from outside has a few handed on, and all others together; an alarm from inside is none of them.
printf '#!/bin/sh\ncat >>%s/many\n' "$TMP" >"$TMP/many.sh"
chmod +x "$TMP/many.sh"
serve many --home 198.18.0.0/24 --answer-from medium --exec "$TMP/many.sh"
python3 -c 'import random,socket,struct,sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
for who in range(1, 41):
    for port in range(1, 31):
        s.send(struct.pack("!6s6sHBBHHHBBH4s4sHHIIBBHHH", b"\xff" * 6, b"\2\0\0\0\0\2", 0x800, 0x45, 0, 40, random.getrandbits(16), 0, 64, 6, 0,
                           bytes((203, 0, 113, who)), socket.inet_aton(sys.argv[1]), random.randrange(1024, 65536), port, random.getrandbits(32), 0, 0x50, 2,
                           1024, 0, 0))' $TARGET
await 'forty from outside are told' bash -c "[ \$(jq -r 'select(.type == \"alert\" and .zone == \"external\") | .src' '$RUN.json' | sort -u | wc -l) = 40 ]"
scan -p 2001-2040 $TARGET
await 'and a program is given the one from inside' jq -se 'any(.[]; .type == "alert" and .zone == "internal")' "$TMP/many"
over TERM
is 'of those from outside eight' "$(jq -s 'map(select(.type == "alert" and .zone == "external")) | length' "$TMP/many")" 8
is 'and the account of the others' "$(jq -c 'select(.type == "digest") | [.left_out, (.gravest | length)]' "$TMP/many")" '[32,8]'
holds 'which is said' grep -q 'alerts from outside are many' "$RUN.err"
# Who joins a scan with decoys that was told is told with it, also after a kill, though its suspect is known; and nobody twice.
# alike FLAGS FROM TO SOURCE… - the very same packets from each
alike() {
    python3 -c 'import socket,struct,sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
for port in range(int(sys.argv[3]), int(sys.argv[4])):
    for src in sys.argv[5:]:
        s.send(struct.pack("!6s6sHBBHHHBBH4s4sHHIIBBHHH", b"\xff" * 6, b"\2\0\0\0\0\2", 0x800, 0x45, 0, 40, port, 0, 64, 6, 0, socket.inet_aton(src),
                           socket.inet_aton(sys.argv[1]), 50000, port, port * 7777, 0, 0x50, int(sys.argv[2]), 1024, 0, 0))' $TARGET "$@"
}
serve decoys --home $TARGET --state "$TMP/decoys.db"
alike 1 100 130 203.0.113.1
alike 2 1 30 203.0.113.1 203.0.113.2 203.0.113.3
await 'decoys are told as one' told '.srcs | length == 3'
await 'and who else he is' told '.src == "203.0.113.1" and (.srcs | length == 0)'
over KILL 2>/dev/null
serve joined --home $TARGET --state "$TMP/decoys.db"
alike 2 30 60 203.0.113.1 203.0.113.2 203.0.113.3 203.0.113.4
await 'who joins them is told after a kill' told '.src == "203.0.113.1" and (.srcs | length == 4)'
over TERM
is 'and nobody twice' "$(alerts true | wc -l)" 1

serve dry --home $TARGET --block nft --block-dry-run --block-for 1s
scan -p 3001-3020 $TARGET
await 'a dry run only says it' grep -q '198.18.0.1/32 would be blocked' "$RUN.err"
dry_again() { scan -p 3021-3022 $TARGET; [ "$(grep -c '198.18.0.1/32 would be blocked' "$RUN.err")" -gt 1 ]; }
await 'and who goes on when his time is over is blocked again' dry_again
# Twelve seconds of a scan: who looks every five of them would see it thrice.
before=$(grep -c '198.18.0.1/32 would be blocked' "$RUN.err")
scan --max-rate 10 -p 3101-3220 $TARGET
is 'and at once' "$(($(grep -c '198.18.0.1/32 would be blocked' "$RUN.err") - before > 4))" 1
holds 'and touches nothing' bash -c "! nsenter --net=/proc/${NET_PID[target]}/ns/net nft list table inet tojimari 2>/dev/null"
over TERM
serve neighbours --home 198.18.0.0/24 --home 2001:db8::2 --block nft --block-dry-run
scan -p 3051-3070 $TARGET
await 'who is at home is not blocked, and that is said' grep -q '198.18.0.1 is not blocked: who is at home never is' "$RUN.err"
scan -p 3051-3070 2001:db8::2
await 'nor is who shares the /64 of this machine' grep -q '2001:db8::1 is not blocked: that would be its whole /64, in which this machine is' "$RUN.err"
over TERM
serve proven --home $TARGET --block nft --block-dry-run --block-proven
scan -S 198.18.0.4 -p 22,3101-3120 $TARGET
await 'with --block-proven, a half-open scan is of an address that may be forged' grep -q '198.18.0.4 is not blocked: its address may be forged' "$RUN.err"
scan -sT -p 22,80,3101-3120 $TARGET
await 'and who finishes a connection is blocked' grep -q '198.18.0.1/32 would be blocked' "$RUN.err"
holds 'and nobody else' bash -c "! grep -q '198.18.0.4/32 would be blocked' '$RUN.err'"
over TERM
# Whom an earlier watch told of, and did not block, nobody tells of again: he is blocked all the same.
serve untold --home $TARGET --state "$TMP/untold.db"
scan -p 3301-3320 $TARGET
await 'a watch that blocks nobody tells of a scan' told .ongoing
over TERM
serve retold --home $TARGET --state "$TMP/untold.db" --block nft --block-dry-run
scan -p 3321-3330 $TARGET
await 'and the next one blocks its source' grep -q '198.18.0.1/32 would be blocked' "$RUN.err"
is 'of which it tells nothing' "$(alerts true | wc -l)" 0
over TERM
# A scan that was announced is excused, as far as it was announced.
export XDG_CONFIG_HOME=$TMP/config
scan -p 4001-4020 --manifest "$TMP/announced" $TARGET
serve announced --home 198.18.0.0/16 --manifest "$TMP/announced"
scan -p 4001-4020 $TARGET
await 'an announced scan is told as authorised' told '.role == "authorised" and .suppressed and .severity == "low"'
is 'and as nothing else' "$(alerts '.suppressed | not')" ''
scan -p 4101-4120 $TARGET
await 'what was not announced is told as ever' told '(.suppressed | not) and .severity == "high"'
sed 's/4001-4020/4001-4120/' "$TMP/announced" >"$TMP/forged"
mv "$TMP/announced" "$TMP/kept"
cp "$TMP/forged" "$TMP/announced"
kill -HUP "$WATCHER"
await 'a forged announcement changes nothing' grep -q 'announcements of scans stay as they were' "$RUN.err"
cp "$TMP/kept" "$TMP/announced"
kill -HUP "$WATCHER"
await 'and a good one is read again' grep -q 'announcements of scans were read again: 1' "$RUN.err"
over TERM

await 'what an exporter of ours says is believed' grep -q '203.0.113.2/32 would be blocked' "$TMP/exports.err"
holds 'what a stranger says is not' bash -c "! grep -q 203.0.113.3 '$TMP/exports.json'"
kill "$EXPORTS"
is 'a forged one is refused' "$("$TMP/tojimari" watch --manifest "$TMP/forged" - </dev/null 2>&1)" \
    "tojimari: $TMP/forged: this manifest was not signed by the key that is trusted, or was changed since"
done_testing
