#!/bin/bash
# Bad input and bad surroundings: a clear line on stderr, the right exit status (0 done, 2 wrong input, 3 incomplete,
# 4 environment), what was found is kept, and a failure of this machine is never called the state of a port.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
TARGET=198.18.0.2

# said NAME STATUS WORDS CMD… - CMD ends with STATUS, and its stderr matches WORDS. stdout goes to $TMP/out.
said() {
    local name=$1 status=$2 words=$3
    shift 3
    "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
    is "$name: exit status" $? "$status"
    [ -z "$words" ] || grep -Eqi -- "$words" "$TMP/err" || fail "$name: '$words' not in stderr: $(head -c 500 "$TMP/err")"
}

# wrong NAME WORDS ARGS… - refused as wrong input, in one line, with nothing on stdout
wrong() {
    local name=$1 words=$2
    shift 2
    said "$name" 2 "$words" "${SCAN[@]}" "$@"
    is "$name: one line" "$(wc -l <"$TMP/err")" 1
    is "$name: no output" "$(<"$TMP/out")" ""
}

input() {
    wrong "octet above 255" '300\.1\.2\.3' 300.1.2.3
    wrong "prefix too long" '/33' 198.18.0.0/33
    wrong "range backwards" '198\.18\.0\.9-3' 198.18.0.9-3
    wrong "half an IPv6 address" '2001:db8:::1' 2001:db8:::1
    wrong "empty target" '.' ''
    wrong "port above 65535" '70000' -p 70000 $TARGET
    wrong "port range backwards" '80-22' -p 80-22 $TARGET
    wrong "no number" 'twenty!' -p 'twenty!' $TARGET
    wrong "unknown option" '--bogus' --bogus $TARGET
    wrong "option without its value" '-p' -p
    wrong "two techniques" '-sS' -sS -sT $TARGET
    wrong "missing list" "$TMP/no-such-list" -iL "$TMP/no-such-list"
    printf '%s\n' $TARGET 198.18.0.0/99 >"$TMP/list"
    wrong "ports twice" '-p is given twice' -p 22 -p 80 $TARGET
    wrong "output twice" '--json is given twice' --json /dev/null --json /dev/null $TARGET
    local shard
    for shard in 0/4 5/4 1/0 -1/4 1/-1 4294967297/4294967298 1/99999999999999999999 1/2/3 1/ /2 1 '1 /2' +1/2; do
        wrong "shard '$shard'" '--shard expects' --shard "$shard" $TARGET
    done
    local option
    for option in --json -oX -oA -p -e -S --shard --pcap-out; do
        wrong "$option with nothing" "$option needs a value" $option '' $TARGET
    done
    for option in --max-rate --deadline --recall; do
        wrong "$option 0" "$option expects more than 0" $option 0 $TARGET
    done
    wrong "folder as a list" '/: .*directory' -iL /
    wrong "folder as a list of doors" '/: .*directory' --targets-from /
    for option in --seed --top-ports --max-retries -g --ttl --status-fd; do
        wrong "$option beyond 64 bits" "$option expects" $option 18446744073709551617 $TARGET
        wrong "$option that means not given" "$option expects" $option 18446744073709551615 $TARGET
    done
    wrong "address octet beyond 32 bits" '4294967298' 198.18.0.4294967298
    wrong "prefix beyond 32 bits" '4294967320' 198.18.0.0/4294967320
    wrong "port beyond 32 bits" '4294967318' -p 4294967318 $TARGET
    wrong "bad line of a list" 'list:2' -iL "$TMP/list"
    head -c 4096 /dev/zero >"$TMP/zeros"
    wrong "zeros as a list" 'zeros' -iL "$TMP/zeros"
}

network() {
    net_new target
    net_link here eth0 target eth0
    net_addr here eth0 198.18.0.1/24 2001:db8::1/64
    net_addr target eth0 $TARGET/24 2001:db8::2/64
    net_listen target --tcp 22,80,443,900-919
}

privilege() {
    said "raw without privilege" 4 'root|CAP_NET_RAW|privilege|permi' as_nobody "${SCAN[@]}" -n -sS -p 22 $TARGET
    said "no such interface" 2 'nosuch0' "${SCAN[@]}" -n -sS -e nosuch0 -p 22 $TARGET
    said "not by the loopback" 3 '198\.18\.0\.2 .*no route' "${SCAN[@]}" -n -sS -e lo -p 22 --all-states --json - $TARGET 127.0.0.1
    is "not by the loopback: no port state" "$(ports "$TMP/out" | cut -d' ' -f1)" 127.0.0.1
    said "source of the other family" 3 '198\.18\.0\.2 .*family' "${SCAN[@]}" -n -sS -S 2001:db8::1 -p 22 --json - $TARGET 2001:db8::2
    is "source of the other family: the others are asked" "$(doors "$TMP/out")" "2001:db8::2 22"
    said "source not ours" 2 '198\.18\.0\.77' "${SCAN[@]}" -n -sS -S 198.18.0.77 -p 22 $TARGET
}

no_route() {
    local way
    for way in -sS -sT; do
        said "no route, $way" 3 '198\.19\.0\.1 .*(route|no way)' "${SCAN[@]}" -n $way -p 22,23 --all-states --json - 198.19.0.1 $TARGET
        is "no route, $way: the reachable one was scanned" "$(ports "$TMP/out" | cut -d' ' -f1-3)" \
            "$TARGET 22 open"$'\n'"$TARGET 23 closed"
        is "no route, $way: incomplete" "$(jq -c 'select(.type == "end") | .complete' "$TMP/out")" false
    done
}

# Routes that refuse are named; nothing is said of the ports behind them.
refusing_routes() {
    local row kind words way
    for row in 'blackhole:blackhole' 'prohibit:prohibit' 'unreachable:unreachable'; do
        kind=${row%:*} words=${row#*:}
        ip route add "$kind" 198.19.7.0/24
        ip -6 route add "$kind" 2001:db8:7::/48
        for way in -sS -sT; do
            said "$kind route, $way" 3 "198\.19\.7\.1 .*$words" "${SCAN[@]}" -n $way -p 22,23 --all-states --json - 198.19.7.1 $TARGET
            is "$kind route, $way: no port state" "$(jq -r 'select(.type == "port") | .addr' "$TMP/out" | sort -u)" $TARGET
            said "$kind route, IPv6, $way" 3 "2001:db8:7::1 .*$words" "${SCAN[@]}" -n $way -p 22 --json - 2001:db8:7::1
        done
        ip route del "$kind" 198.19.7.0/24
        ip -6 route del "$kind" 2001:db8:7::/48
    done
}

# What our own firewall rejects or drops is no state of the target's ports, over either family; what nobody answers still is one.
own_firewall() {
    nft -f - <<'END'
table inet own {
    chain out {
        type filter hook output priority 0
        tcp dport 23-30 reject with icmpx admin-prohibited
        tcp dport 31-40 reject
        tcp dport 41-42 drop
    }
}
END
    local target
    for target in $TARGET 2001:db8::2; do
        said "own firewall drops, $target" 3 '2 doors .*could not send: Operation not permitted' \
            "${SCAN[@]}" -n -sT -p 41-45 --all-states --json - $target
        is "own firewall drops, $target: why" "$(jq -r 'select(.type == "end") | .why' "$TMP/out")" local-failure
        is "own firewall drops, $target: the others" "$(ports "$TMP/out" | cut -d' ' -f2,3 | sort)" \
            "43 closed"$'\n'"44 closed"$'\n'"45 closed"
        said "own firewall rejects, $target" 3 'could not send: Operation not permitted' \
            "${SCAN[@]}" -n -sT -p 20-45 --all-states --max-retries 1 --json - $target
        is "own firewall rejects, $target: the other ports" \
            "$(ports "$TMP/out" | cut -d' ' -f2,3 | grep -vc closed)" 1
        is "own firewall rejects, $target: no state of the rejected" \
            "$(ports "$TMP/out" '.port >= 23 and .port <= 42')" ""
    done
    nft add rule inet own out icmp type echo-request ip daddr 198.18.0.9 drop
    sysctl -qw net.ipv4.ping_group_range="0 2147483647"
    said "own firewall drops pings, sweep without root" 0 '' \
        as_nobody "${SCAN[@]}" -n --no-store -sn --json - $TARGET 198.18.0.9,10
    is "own firewall drops pings, sweep without root: everybody" \
        "$(jq -r 'select(.type == "host") | [.addr, .state] | join(" ")' "$TMP/out" | sort)" \
        "198.18.0.10 down"$'\n'"$TARGET up"$'\n'"198.18.0.9 down"
    nft delete table inet own
    said "neighbour silent, connect" 0 '' "${SCAN[@]}" -n -sT -p 22 --all-states --json - 198.18.0.9
    is "neighbour silent, connect: a state" "$(ports "$TMP/out" | cut -d' ' -f3)" filtered
}

# by_ring CMD… - without AF_XDP, which no rule at the egress sees
by_ring() {
    bash -c 'ulimit -l 16; exec setpriv --bounding-set=-ipc_lock,-bpf,-net_admin -- "$@"' - "$@"
}

# A rule at the egress refuses frames with ENOBUFS, for ever, as a card does that is full: the run ends all the same, and nobody is
# called silent whom it could not ask: on the link, behind a router, or a port.
own_egress() {
    ip route add 198.19.8.0/24 via $TARGET
    nft -f - <<'END'
table netdev own {
    chain out {
        type filter hook egress device eth0 priority 0
        arp daddr ip 198.18.0.9 drop
        ip daddr 198.19.8.1 drop
        tcp dport 30-33 drop
    }
}
END
    said "own egress drops" 3 '1 address .*could not send: No buffer space' \
        by_ring "${SCAN[@]}" -n --no-store -sn -PE --json "$TMP/json" $TARGET 198.18.0.9-11 198.19.8.1,2
    is "own egress drops: who was asked" "$(jq -r 'select(.type == "host") | [.addr, .state] | join(" ")' "$TMP/json" | sort)" \
        "198.18.0.10 down"$'\n'"198.18.0.11 down"$'\n'"$TARGET up"$'\n'"198.19.8.2 unknown"
    is "own egress drops: why" "$(jq -r 'select(.type == "end") | .why' "$TMP/json")" local-failure
    said "own egress drops, ports" 3 '4 doors .*could not send: No buffer space' \
        by_ring "${SCAN[@]}" -d -n --no-store -sS -p 20-45 --max-retries 1 --all-states --json - $TARGET
    holds "own egress drops, ports: the link's line counts them" grep -Eq 'eth0 .*, failed ([4-9]|[1-9][0-9]);' "$TMP/err"
    is "own egress drops, ports: the others" "$(ports "$TMP/out" | cut -d' ' -f2,3 | grep -c closed)" 21
    is "own egress drops, ports: no state of the dropped" "$(ports "$TMP/out" '.port >= 30 and .port <= 33')" ""
    own_egress_gateways
    own_egress_resumed
    nft delete table netdev own
    ip route del 198.19.8.0/24
}

# Who is behind a gateway that is silent is said, beside one that could not be asked.
own_egress_gateways() {
    ip route add 198.19.9.0/24 via 198.18.0.12
    ip route add 198.19.10.0/24 via 198.18.0.9
    said "own egress, gateways" 3 '2 addresses are not asked: their gateway does not answer' \
        by_ring "${SCAN[@]}" -n --no-store -sn -PE --json "$TMP/json" $TARGET 198.19.9.1,2 198.19.10.1-3
    holds "own egress, gateways: behind the other" grep -Eq '^tojimari: 3 addresses .*could not send' "$TMP/err"
    ip route del 198.19.9.0/24
    ip route del 198.19.10.0/24
}

journal_begun() {
    [ -n "$(find "$XDG_STATE_HOME/tojimari/runs" -name '*.journal' -size +0)" ]
}

# A run that could not ask a neighbour can be resumed, and still says so.
own_egress_resumed() {
    local id
    mkfifo "$TMP/status"
    (
        ulimit -l 16
        exec setpriv --bounding-set=-ipc_lock,-bpf,-net_admin -- "${SCAN[@]}" -n -sS -p 100-500 --max-rate 200 \
            --json "$TMP/json" --status-fd 3 $TARGET 198.18.0.9-11 >"$TMP/out" 2>"$TMP/err" 3>"$TMP/status"
    ) &
    PID=$!
    jq -n --unbuffered 'first(inputs | select(.sent > 60)) | empty' <"$TMP/status"
    holds "own egress: a journal is kept" awaits journal_begun
    kill -TERM $PID
    wait $PID
    rm "$TMP/status"
    id=$(sed -n 's/.*--resume \([0-9a-f]*\)$/\1/p' "$TMP/err")
    holds "own egress, ended early: says how to go on" test -n "$id"
    said "own egress, resumed" 3 '1 address .*could not send: No buffer space' by_ring "${SCAN[@]}" --resume "$id"
    is "own egress, resumed: why" "$(jq -r 'select(.type == "end") | .why' "$TMP/json" | tail -n 1)" local-failure
    is "own egress, resumed: who is not there" \
        "$(jq -r 'select(.type == "host" and .state == "down") | .addr' "$TMP/json" | sort -u)" "198.18.0.10"$'\n'"198.18.0.11"
}

descriptors() {
    said "48 descriptors" 0 '' bash -c 'ulimit -n 48; exec "$@"' - \
        "${SCAN[@]}" -n -sT -p 1-1000 --all-states --json - $TARGET
    is "48 descriptors: every door" "$(doors "$TMP/out" | wc -l)" 23
    is "48 descriptors: all else closed" "$(ports "$TMP/out" '.state == "closed"' | wc -l)" 977
    bash -c 'ulimit -n 4; exec "$@"' - "${SCAN[@]}" -n -sT -p 1-50 --all-states --json - $TARGET >"$TMP/out" 2>"$TMP/err"
    status=$?
    holds "4 descriptors: works or says why (status $status)" \
        test "$status" = 0 -o "(" "$status" = 4 -a -s "$TMP/err" ")"
    is "4 descriptors: nothing invented" "$(ports "$TMP/out" '.state == "filtered"')" ""
}

full_disk() {
    local option
    for option in --json -oX -oN -oG --csv; do
        said "full disk behind $option" 3 '/dev/full|space' "${SCAN[@]}" -n -sS -p 1-1000 $option /dev/full $TARGET
        grep -q 22/tcp "$TMP/out" || fail "full disk behind $option: the text on stdout is lost"
    done
    "${SCAN[@]}" -n -sS -p 1-100 $TARGET >/dev/full 2>"$TMP/err"
    is "full disk behind stdout" $? 3
    holds "full disk behind stdout is said" test -s "$TMP/err"
    said "output into a missing folder" 4 'nowhere' "${SCAN[@]}" -n -p 22 --json "$TMP/nowhere/x" $TARGET
}

# slowly WAY - a scan of 1,000 ports at 100 a second in the background: $PID, records in $TMP/out; returns when it has asked some
slowly() {
    mkfifo "$TMP/status"
    "${SCAN[@]}" -n "$1" -p 1-1000 --max-rate 100 --all-states --json - --status-fd 3 $TARGET >"$TMP/out" 2>"$TMP/err" 3>"$TMP/status" &
    PID=$!
    jq -n --unbuffered 'first(inputs | select(.sent > 60)) | empty' <"$TMP/status"
    rm "$TMP/status"
}

# kept NAME - the run ended early: readable, incomplete, with results and without inventions
kept() {
    is "$1: incomplete" "$(jq -c 'select(.type == "end") | .complete' "$TMP/out")" false
    holds "$1: results so far are kept" test "$(ports "$TMP/out" | wc -l)" -gt 20
    holds "$1: what was not asked has no record" test "$(ports "$TMP/out" | wc -l)" -lt 1000
    is "$1: nothing invented" "$(ports "$TMP/out" '.state != "open" and .state != "closed"')" ""
}

interrupted() {
    local signal way
    for way in -sS -sT; do
        for signal in INT TERM; do
            slowly $way
            kill -$signal $PID
            wait $PID
            is "SIG$signal, $way: exit status" $? 3
            kept "SIG$signal, $way"
        done
    done
}

link_down() {
    slowly -sS
    ip link set eth0 down
    wait $PID
    is "interface down: exit status" $? 3
    grep -q eth0 "$TMP/err" || fail "interface down: eth0 not named in stderr: $(head -c 500 "$TMP/err")"
    kept "interface down"
    ip link set eth0 up
}

reader_gone() {
    timeout 30 "${SCAN[@]}" -n -sS -p 1-1000 --all-states --json - $TARGET 2>/dev/null | head -n 1 >/dev/null
    status=${PIPESTATUS[0]}
    holds "reader of a pipe gone: ends (status $status)" test "$status" != 124
}

input
network
privilege
no_route
refusing_routes
own_firewall
own_egress
descriptors
full_disk
interrupted
reader_gone
link_down
done_testing
