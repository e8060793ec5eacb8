#!/bin/bash
# --pcap-out: every probe and every answer, as they were on the wire, in a file that others read; and what it must not do.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
TARGET=198.18.0.2
net_new target
net_link here eth0 target eth0
net_addr here eth0 198.18.0.1/24 2001:db8::1/64
net_addr target eth0 $TARGET/24 2001:db8::2/64
net_listen target --tcp 22,80,443

# read_capture FILE - its frames, a line each: kind, ports. Refuses what is no nanosecond capture of Ethernet, a time that is not now.
read_capture() {
    python3 - "$1" <<'END'
import struct, sys, time
data = open(sys.argv[1], "rb").read()
magic, _, _, _, _, _, link = struct.unpack_from("<IHHiIII", data)
assert magic == 0xA1B23C4D and link == 1, (hex(magic), link)
at = 24
while at < len(data):
    s, ns, cap, wire = struct.unpack_from("<IIII", data, at)
    frame = data[at + 16 : at + 16 + cap]
    at += 16 + cap
    assert abs(s - time.time()) < 120 and ns < 10**9 and cap <= wire and len(frame) == cap
    kind, ip = struct.unpack_from(">H", frame, 12)[0], frame[14:]
    if kind == 0x0806:
        print("arp", struct.unpack_from(">H", ip, 6)[0])
        continue
    tcp = ip[(ip[0] & 15) * 4 :] if kind == 0x0800 else ip[40:]
    if (ip[9] if kind == 0x0800 else ip[6]) == 6:
        sport, dport = struct.unpack_from(">HH", tcp)
        flags = {2: "syn", 18: "syn-ack", 20: "rst"}.get(tcp[13] & 63, "other")
        print("v4" if kind == 0x0800 else "v6", flags, dport if flags == "syn" else sport)
END
}

# recorded NAME PORTS TARGET FAMILY - a scan and its capture say the same
recorded() {
    local name=$1 ports=$2 target=$3 family=$4
    "${SCAN[@]}" -n -sS -p "$ports" --pcap-out "$TMP/cap" --json "$TMP/json" "$target" >"$TMP/out" 2>"$TMP/err"
    is "$name: exit status" $? 0
    is "$name: nothing said" "$(<"$TMP/err")" ""
    read_capture "$TMP/cap" >"$TMP/frames" || fail "$name: cannot be read"
    is "$name: a SYN for each probe" "$(grep -c "^$family syn " "$TMP/frames")" \
        "$(jq 'select(.type == "end") | .probes' "$TMP/json")"
    is "$name: the open doors' answers" "$(grep "^$family syn-ack" "$TMP/frames" | cut -d' ' -f3 | sort -nu | xargs)" \
        "$(doors "$TMP/json" | cut -d' ' -f2 | sort -n | xargs)"
    is "$name: the closed ones'" "$(grep "^$family rst" "$TMP/frames" | cut -d' ' -f3 | sort -u | wc -l)" \
        "$(jq 'select(.type == "rest" and .state == "closed") | .count' "$TMP/json")"
}

recorded "Ethernet" 20-100 $TARGET v4
holds "Ethernet: the neighbour's answer" grep -q '^arp 2' "$TMP/frames"
recorded "IPv6" 20-100 2001:db8::2 v6
recorded "loopback, which has no Ethernet of ours" 20-100 127.0.0.1 v4

"${SCAN[@]}" -n -sS -p 1-1000 --pcap-out /dev/full --json "$TMP/json" $TARGET >"$TMP/out" 2>"$TMP/err"
is "full disk: exit status" $? 3
is "full disk: one line" "$(grep -c /dev/full "$TMP/err")" 1
is "full disk: nothing found is lost" "$(doors "$TMP/json" | cut -d' ' -f2 | xargs)" "22 80 443"
is "full disk: complete otherwise" "$(jq 'select(.type == "end") | .complete' "$TMP/json")" true

mkfifo "$TMP/fifo"
# shellcheck disable=SC2217 # it holds the reading end open
sleep 20 <"$TMP/fifo" &
READER=$!
"${SCAN[@]}" -n -sS -p 22 --pcap-out "$TMP/fifo" $TARGET >"$TMP/out" 2>"$TMP/err"
is "a pipe is refused" $? 2
kill $READER
"${SCAN[@]}" -n -sS -p 22 --pcap-out "$TMP/json" --json "$TMP/json" $TARGET >"$TMP/out" 2>"$TMP/err"
is "one file for two is refused" $? 2
"${SCAN[@]}" -n -sT -p 22 --pcap-out "$TMP/cap" $TARGET >"$TMP/out" 2>"$TMP/err"
is "connections have no packets of ours" $? 2

done_testing
