#!/bin/bash
# src/local against ss, door for door, on a machine whose only listeners are made here: of every family, shared, inherited, bound
# to a device, seen by root and by an ordinary user. LOCAL_LIST: the build's src/local/local_list, an absolute path.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
: "${LOCAL_LIST:?the test program that lists}"
net_alone "$@"
live_folder
cp "$LOCAL_LIST" "$TMP/list"

net_new target
net_link here leg target leg
net_addr here leg 198.18.0.1/24 2001:db8::1/64
ip -6 addr add fe80::7/64 dev leg nodad

cat > "$TMP/doors.py" <<'PY'
import os, select, signal, socket as S, sys
TCP, UDP, V4, V6 = S.SOCK_STREAM, S.SOCK_DGRAM, S.AF_INET, S.AF_INET6
ONLY6, BOTH = (S.IPPROTO_IPV6, S.IPV6_V6ONLY, 1), (S.IPPROTO_IPV6, S.IPV6_V6ONLY, 0)
SHARE = (S.SOL_SOCKET, S.SO_REUSEPORT, 1)
def on(device): return (S.SOL_SOCKET, S.SO_BINDTODEVICE, device)
kept = []
def door(kind, family, addr, *options, listen=True):
    s = S.socket(family, kind)
    for option in options:
        s.setsockopt(*option)
    s.bind(addr)
    if kind == TCP and listen:
        s.listen(5)
    kept.append(s)
    return s
for kind in TCP, UDP:
    door(kind, V4, ('127.0.0.1', 1001))
    door(kind, V4, ('0.0.0.0', 1002), SHARE)
    door(kind, V4, ('198.18.0.1', 1002), SHARE)
    door(kind, V6, ('::1', 1003))
    door(kind, V6, ('::', 1004), ONLY6)
    door(kind, V6, ('::', 1005), BOTH)
    door(kind, V6, ('::ffff:127.0.0.1', 1006), BOTH)
    door(kind, V6, ('fe80::7', 1007, 0, S.if_nametoindex('leg')))
    door(kind, V6, ('2001:db8::1', 1008))
    door(kind, V4, ('0.0.0.0', 1009), on(b'lo\0'))
    door(kind, V4, ('0.0.0.0', 1010), on(b'leg\0'))
    door(kind, V6, ('::', 1011), BOTH, SHARE)
    door(kind, V4, ('0.0.0.0', 1011), SHARE)
    door(kind, V4, ('127.0.0.1', 1020), SHARE)
door(UDP, V4, ('239.255.255.250', 1900))
door(TCP, V4, ('127.0.0.1', 1090), listen=False)                # bound, does not listen: no door
door(UDP, V4, ('127.0.0.1', 1091)).connect(('127.0.0.1', 1001)) # has a peer: no door
# Which socket the kernel gives a connection to: "ADDR PORT BOUND-TO DEVICE" for each ADDR,PORT of the command line.
def taken(addr, port):
    try:
        caller = S.create_connection((addr, port), timeout=5)
    except ConnectionRefusedError:
        return ''
    s = select.select([s for s in kept if s.type == TCP and s.getsockopt(S.SOL_SOCKET, S.SO_ACCEPTCONN)], [], [], 5)[0][0]
    s.accept()[0].close()
    caller.close()
    device = s.getsockopt(S.SOL_SOCKET, S.SO_BINDTODEVICE, 16).rstrip(b'\0').decode()
    return f"{s.getsockname()[0]} {device or '-'}"
for word in sys.argv[1:]:
    addr, port = word.split(',')
    print(addr, port, taken(addr, int(port)), file=sys.stderr)
alive, keep = os.pipe()
done, tell = os.pipe()
if os.fork() == 0:                                              # a worker: has all doors of its parent and two more
    os.close(keep)
    for kind in TCP, UDP:
        door(kind, V4, ('127.0.0.1', 1020), SHARE)
    os.write(tell, b'x')
    os.read(alive, 1)                                           # until the parent is gone
    os._exit(0)
os.read(done, 1)
print('ready', flush=True)
signal.pause()
PY
# shellcheck disable=SC2054 # pairs
CALLS=(198.18.0.1,1002 127.0.0.5,1002 127.0.0.1,1005 2001:db8::1,1005 127.0.0.1,1004 ::1,1004 198.18.0.1,1011 ::1,1011
    127.0.0.1,1009 198.18.0.1,1009 198.18.0.1,1010 127.0.0.1,1010 198.18.0.1,1001 fe80::7%leg,1007 2001:db8::1,1005 ::1,1002)
net_spawn ready sh -c 'exec python3 "$@" 2> "$0"' "$TMP/taken" "$TMP/doors.py" "${CALLS[@]}"
PARENT=$NET_SPAWNED
DOORS=31

# ss's lines, read from stdin, as LOCAL_LIST writes them: "PROTO ADDR PORT DEVICE V6ONLY PID"; of several holders the parent.
cat > "$TMP/ss.py" <<'PY'
import ipaddress, re, sys
for line in sys.stdin:
    proto, _, _, _, local = line.split()[:5]
    addr, port = local.rsplit(':', 1)
    addr, _, device = addr.replace('[', '').replace(']', '').partition('%')
    addr = ipaddress.ip_address('::' if addr == '*' else addr)
    addr = getattr(addr, 'ipv4_mapped', None) or addr
    zone = f'%{device}' if addr.version == 6 and addr.is_link_local else ''
    pids = re.findall(r'pid=(\d+)', line)
    pid = sys.argv[1] if sys.argv[1] in pids else pids[0]
    print(proto, f'{addr}{zone}', port, device or '-', 'v6only' if 'v6only:1' in line else '-', pid)
PY
ss -lntupeHO | python3 "$TMP/ss.py" "$PARENT" | sort > "$TMP/ss"
"$TMP/list" > "$TMP/ours" 2> "$TMP/stats"
is "ss lists every door that was made" "$(wc -l < "$TMP/ss")" $DOORS
is "the same doors and processes as ss" "$(awk '{print $1, $2, $3, $4, $5, $7}' "$TMP/ours" | sort)" "$(cat "$TMP/ss")"
is "the worker's doors are its own" "$(awk -v p="$PARENT" '$7 != p' "$TMP/ours" | wc -l)" 2
is "nothing is hidden" "$(cut -d' ' -f1-6 "$TMP/stats")" "sockets $DOORS hidden 0 ownerless 0"

exposure() { awk -v a="$1" -v p="$2" '$1 == "udp" && $2 == a && $3 == p { print $6 }' "$TMP/ours"; }
is "exposure: wildcard" "$(exposure 0.0.0.0 1002)" all
is "exposure: wildcard on lo" "$(exposure 0.0.0.0 1009)" loopback
is "exposure: mapped loopback" "$(exposure 127.0.0.1 1006)" loopback
is "exposure: link-local" "$(awk '$1 == "udp" && $3 == 1007 { print $6 }' "$TMP/ours")" link
is "exposure: multicast" "$(exposure 239.255.255.250 1900)" private
is "most exposed first" "$(awk '{ print $6 }' "$TMP/ours" | uniq | paste -sd' ')" "all private link loopback"

# The same question to local_find() and to the kernel.
finds() { "$TMP/list" find tcp "$1" "$2" 2> /dev/null; }
for call in "${CALLS[@]}"; do
    echo "${call/,/ } $(finds "${call%,*}" "${call#*,}" | awk '$3 { sub(/%.*/, "", $3); print $3, $5 }')"
done > "$TMP/found"
is "the kernel gives connections to the sockets that local_find() names" "$(cat "$TMP/found")" "$(cat "$TMP/taken")"
is "a shared door has two holders" "$(finds 127.0.0.1 1020 | cut -d' ' -f1)" 2

as_nobody "$TMP/list" > "$TMP/nobody" 2> "$TMP/stats"
is "an ordinary user sees the same doors" "$(cut -d' ' -f1-6 "$TMP/nobody")" "$(cut -d' ' -f1-6 "$TMP/ours")"
is "but not who holds them" "$(awk '{ print $7, $8 }' "$TMP/nobody" | sort -u)" "0 -"
is "and knows how many are hidden" "$(cut -d' ' -f1-6 "$TMP/stats")" "sockets $DOORS hidden $DOORS ownerless 0"

# json FILE - its listeners as "PROTO ADDR PORT DEVICE PID"
json() { jq -r 'select(.type == "listener") | "\(.proto) \(.addr) \(.port) \(.device // "-") \(.pid // 0)"' "$1" | sort; }
"$TMP/tojimari" local --here --json "$TMP/json" > "$TMP/text" 2> "$TMP/err"
is "tojimari local: exit status" $? 0
is "tojimari local: JSON" "$(json "$TMP/json")" "$(awk '{ print $1, $2, $3, $4, $6 }' "$TMP/ss" | sort)"
is "tojimari local: text" "$(grep -c "(${PARENT})\|python" "$TMP/text")" $DOORS
is "tojimari local: nothing to say" "$(cat "$TMP/err")" ""
"$TMP/tojimari" local --here --tcp --json - > "$TMP/json"
is "tojimari local --tcp" "$(json "$TMP/json")" "$(awk '$1 == "tcp" { print $1, $2, $3, $4, $6 }' "$TMP/ss" | sort)"
"$TMP/tojimari" local --here --udp --csv - > "$TMP/csv"
is "tojimari local --udp --csv" "$(grep -c '^listener,' "$TMP/csv")" "$(grep -c ^udp "$TMP/ss")"
as_nobody "$TMP/tojimari" local --here --json "$TMP/none/json" > /dev/null 2>&1
is "tojimari local: a file that cannot be made" $? 4
as_nobody "$TMP/tojimari" local --here > "$TMP/text" 2> "$TMP/err"
is "tojimari local as an ordinary user: exit status" $? 0
is "tojimari local as an ordinary user: says what is hidden" "$(grep -c "$DOORS sockets" "$TMP/err")" 1
is "tojimari local: a wrong option" "$("$TMP/tojimari" local --nonsense > /dev/null 2>&1; echo $?)" 2
is "tojimari local: a word too many" "$("$TMP/tojimari" local 127.0.0.1 > /dev/null 2>&1; echo $?)" 2
done_testing
