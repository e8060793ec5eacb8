#!/bin/bash
# tojimari watch at an interface: a scan of ours is told while it goes on, with source, kind, technique and VLAN tags or not;
# ordinary connections are not. Ends by a signal with everything told.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
TARGET=198.18.0.2
net_new target
net_link here eth0 target eth0
net_addr here eth0 198.18.0.1/24 198.18.0.3/24 2001:db8::1/64
net_addr target eth0 $TARGET/24 2001:db8::2/64
net_listen target --tcp 22,80,443

# hear FILE DEVICE… - watch in the target's namespace, started and listening; its pid is in WATCHER.
hear() {
    local file=$1
    shift
    nsenter --net="/proc/${NET_PID[target]}/ns/net" -- setpriv --pdeathsig KILL -- "$TMP/tojimari" watch --home 198.18.0.0/16 \
        --home 2001:db8::/32 --json "$file" "$@" >"$file.text" 2>"$file.err" &
    WATCHER=$!
    awaits grep -qs '"type":"run"' "$file" || fail "watch $* does not begin: $(cat "$file.err")"
}

# told FILE FILTER - waits until there is such an alert
told() {
    awaits jq -se "any(.[]; .type == \"alert\" and ($2))" "$1" >"$TMP/found" 2>&1 && return
    jq -c 'select(.type == "alert") | [.src, .kind, .technique, .ongoing]' "$1"
    return 1
}

# over NAME - ends the watcher by SIGTERM (the shell makes its background jobs ignore SIGINT) and checks its status
over() {
    kill -TERM "$WATCHER"
    wait "$WATCHER"
    is "$1: exit status" $? 0
}

scan() { "${SCAN[@]}" "$@" >/dev/null 2>"$TMP/scan.err" || fail "scan $*: $(tail -3 "$TMP/scan.err")"; }

hear "$TMP/quiet" eth0
for _ in {1..20}; do
    for port in 22 80 443; do
        timeout 2 bash -c "exec 3<>/dev/tcp/$TARGET/$port" 2>/dev/null
    done
done
over quiet
is 'ordinary connections: no alert' "$(grep -c '"type":"alert"' "$TMP/quiet")" 0
holds 'nobody tried the handles' grep -q 'Nobody tried the handles' "$TMP/quiet.text"
holds 'their packets were seen' jq -e 'select(.type == "end") | .complete and .packets > 200 and .local_drops == 0' "$TMP/quiet"

hear "$TMP/scans" eth0
scan -Pn -n -p 1-200 $TARGET
holds 'a SYN scan is told while we listen' told "$TMP/scans" \
    '.src == "198.18.0.1" and .kind == "vertical" and .technique == "syn" and .ongoing and .zone == "internal"'
scan -Pn -n -sU -p 100-160 2001:db8::2
holds 'a UDP scan over IPv6 too' told "$TMP/scans" '.src == "2001:db8::1" and .technique == "udp" and .ongoing'
holds 'tagged frames are sent' python3 - <<'END'
import socket, struct
card = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
card.bind(("eth0", 0))
for port in range(1000, 1040):  # VLAN 7; nobody answers there
    tcp = struct.pack(">HHIIBBHHH", 40000, port, 1, 0, 0x50, 2, 1024, 0, 0)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40, port, 0, 64, 6, 0, bytes((198, 18, 7, 1)), bytes((198, 18, 7, 2)))
    card.send(bytes.fromhex("020000000001020000000002810000070800") + ip + tcp)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40, port, 0, 64, 6, 0, bytes((198, 18, 8, 1)), bytes((198, 18, 8, 2)))
    frame = bytes.fromhex("0200000000030200000000040800") + ip + tcp  # and in a tunnel, from a mirror port
    udp = struct.pack(">HHHH", 40000 + port, 4789, 16 + len(frame), 0) + bytes.fromhex("0800000000000700") + frame
    outer = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), port, 0, 64, 17, 0, bytes((198, 18, 7, 5)), bytes((198, 18, 7, 6)))
    card.send(bytes.fromhex("0200000000050200000000060800") + outer + udp)
END
holds 'and a scan in a VLAN, whose tags the kernel took out' told "$TMP/scans" '.src == "198.18.7.1" and .technique == "syn" and .ongoing'
holds 'one in VXLAN, and in which' told "$TMP/scans" '.src == "198.18.8.1" and .tunnel == "vxlan 198.18.7.5 > 198.18.7.6" and .ongoing'
over scans
is 'each is told once more at the end' "$(jq -r 'select(.type == "alert" and (.ongoing | not)) | .src' "$TMP/scans" | sort -u)" \
    "$(printf '%s\n' 198.18.0.1 198.18.7.1 198.18.8.1 2001:db8::1)"
holds 'with its ports' jq -se 'any(.src == "198.18.0.1" and .technique == "syn" and .ongoing == false and .ports >= 190)' "$TMP/scans"
holds 'and the text says both' grep -q 'still going on' "$TMP/scans.text"

# What the packet filter logs, and what a router exports: two ways to be told instead of listening.
net target nft -f - <<'END'
table inet door {
    chain in {
        type filter hook input priority 0;
        tcp dport 4000-4100 log group 7 prefix "cellar drop " drop
    }
}
END
hear "$TMP/told" nflog:7 netflow:$TARGET:2055
scan -Pn -n -p 4000-4040 $TARGET
holds 'a scan that the packet filter dropped and logged' told "$TMP/told" \
    '.src == "198.18.0.1" and .kind == "vertical" and .blocked > 3 and .ongoing'
python3 - $TARGET <<'END'
import socket, struct, sys, time
def export(now, flows):
    head = struct.pack(">HHLLLLBBH", 5, len(flows), 10000, now, 0, 0, 0, 0, 0)
    rows = [bytes((198, 18, 9, 9, 198, 18, 9, 1)) + bytes(8) + struct.pack(">LLLLHHBBBB", 1, 44, 9000, 9000, 40000, port, 0, 2, 6, 0) + bytes(8)
            for port in flows]
    card.sendto(head + b"".join(rows), (sys.argv[1], 2055))
card = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
now = int(time.time())
export(now, range(100, 120))
export(now + 60, [200])  # a minute on: the first have waited for an answer in vain
END
net target "$TMP/tojimari" watch nflog:7 >"$TMP/second.text" 2>"$TMP/second.err"
is 'a group that somebody listens to already: exit status' $? 4
holds 'and that is what it says' grep -q 'nflog:7: another program listens to this group' "$TMP/second.err"
holds 'and one that a router exported' told "$TMP/told" '.src == "198.18.9.9" and .silent >= 4 and .ongoing'
over told

# A card, a log group, and two logs, all by one watch. One log is ten minutes late, the clock of the other nine hours ahead. Neither belongs to root, who then
# reads it by no right of its group; and one is rotated.
LOG=$TMP/gate.log
# log FILE OFFSET SOURCE FIRST LAST - a firewall's lines of that age; a file that is new is nobody's
log() {
    local when
    when=$(date -u -d "$2" +%Y-%m-%dT%H:%M:%SZ)
    for ((port = $4; port <= $5; port++)); do
        echo "$when gate kernel: [UFW BLOCK] IN=eth0 OUT= SRC=$3 DST=198.18.0.9 LEN=44 TTL=60 PROTO=TCP SPT=40000 DPT=$port WINDOW=1024 SYN"
    done >"$TMP/lines"
    [ -e "$1" ] || install -o nobody -m 600 /dev/null "$1"
    cat "$TMP/lines" >>"$1"
}
log "$LOG" '-10 minutes' 198.18.5.1 20 21
log "$TMP/ahead.log" '+9 hours' 198.18.6.1 20 40
hear "$TMP/both" --follow --state "$TMP/both.db" eth0 nflog:7 "$LOG" "$TMP/ahead.log"
holds 'a scan in a log whose clock is ahead' told "$TMP/both" '.src == "198.18.6.1" and .ongoing'
scan -Pn -n -p 1-200 $TARGET
holds 'a scan on the wire beside it' told "$TMP/both" '.src == "198.18.0.1" and .technique == "syn" and .ongoing and .blocked == 0'
log "$LOG" '-10 minutes' 198.18.5.2 20 40
holds 'one in a late log' told "$TMP/both" '.src == "198.18.5.2" and .blocked > 3 and .ongoing'
mv "$LOG" "$LOG.1"
log "$LOG" '-10 minutes' 198.18.5.3 20 40
holds 'and in the one that took its name' told "$TMP/both" '.src == "198.18.5.3" and .ongoing'
scan -Pn -n -sU -p 100-160 2001:db8::2
holds 'and on the wire after that' told "$TMP/both" '.src == "2001:db8::1" and .technique == "udp" and .ongoing'
holds 'the watch has no right left but to read' awk '/^CapEff/ { ok = $2 == "0000000000000004" } END { exit !ok }' "/proc/$WATCHER/status"
over both
holds 'a line keeps its time' jq -se --arg at "$(date -u -d '-5 minutes' +%Y-%m-%dT%H:%M:%SZ)" 'any(.[]; .src == "198.18.5.2" and .last < $at)' "$TMP/both"
holds 'what is heard is of now, and no answer comes too late' jq -se --arg at "$(date -u -d '+5 minutes' +%Y-%m-%dT%H:%M:%SZ)" \
    '[.[] | select(.type == "alert")] | all(.last < $at) and all(.[]; .src != "198.18.0.1" or .technique != "syn" or .silent == 0)' "$TMP/both"
holds 'all is counted together' jq -e 'select(.type == "end") | .complete and .packets > 465' "$TMP/both"
log "$LOG" '-10 minutes' 198.18.5.4 20 40
hear "$TMP/again" --follow --state "$TMP/both.db" eth0 "$LOG" "$TMP/ahead.log"
holds 'after a restart the log is gone on with' told "$TMP/again" '.src == "198.18.5.4" and .ongoing'
scan -Pn -n -p 300-400 -S 198.18.0.3 $TARGET
holds 'and the wire is heard' told "$TMP/again" '.src == "198.18.0.3" and .ongoing'
over again
is 'nothing is read or told twice' "$(jq -r 'select(.type == "alert") | .src' "$TMP/again" | grep -c '^198.18.[56].[123]$')" 0

is 'without privilege' "$(as_nobody "$TMP/tojimari" watch eth0 2>&1 >/dev/null | tail -1)" 'tojimari: eth0: to listen there takes root, or CAP_NET_RAW'
done_testing
