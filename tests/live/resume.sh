#!/bin/bash
# A run that is killed, at whatever moment, goes on where it was and says the same as one that was not; the doors of a list
# come first; a journal is refused unless it is ours and whole.
#   resume.sh kills -sS|kills -sT|ends|lists|hosts   one part; parts share nothing, so they can run at the same time
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
TARGET=198.18.0.2

network() {
    net_new target
    net_link here eth0 target eth0
    net_addr here eth0 198.18.0.1/24
    net_addr target eth0 $TARGET/24
    net_rules target <<'EOF'
table inet f { chain c { type filter hook input priority 0; tcp dport 3000-3099 drop; }; }
EOF
    net_listen target --tcp 22,80,443,900-949,2000-2029
}

runs() {
    ls "$XDG_STATE_HOME/tojimari/runs" 2>/dev/null
}

run_id() {
    basename "$(runs)" .journal
}

# packets - that left this machine
packets() {
    awk '$1 == "eth0:" { print $11 }' /proc/net/dev
}

# saved TIMES PID - waits until the run has asked so much that host discovery and lists are over, and until its journal has then grown
# so often and once more: one that is under way does that every 0.5 s. Fails when the run is over before.
saved() {
    local times=0 size=0 now before
    before=$(packets)
    while [ "$(packets)" -lt $((before + 400)) ]; do
        kill -0 "$2" 2>/dev/null || return 1
    done
    size=$(stat -c %s "$XDG_STATE_HOME"/tojimari/runs/*.journal 2>/dev/null)
    while [ $times -le "$1" ]; do # the first may have been under way
        sleep 0.02
        kill -0 "$2" 2>/dev/null || return 1
        now=$(stat -c %s "$XDG_STATE_HOME"/tojimari/runs/*.journal 2>/dev/null)
        [ "${now:-0}" = "${size:-0}" ] || times=$((times + 1))
        size=${now:-0}
    done
}

# signalled SIGNAL TIMES ARGS… - a scan that gets SIGNAL when its journal was written so often. A run that is over before, because
# this machine let the test wait, is made again, slower.
RATES='2000 1000 400'
signalled() {
    local rate status
    for rate in $RATES; do
        "${SCAN[@]}" "${@:3}" --max-rate $rate >"$TMP/out" 2>"$TMP/err" &
        local pid=$! in_time=1
        saved "$2" $pid || in_time=0
        kill "-$1" $pid 2>/dev/null
        wait $pid 2>"$TMP/null"
        status=$?
        [ $in_time = 0 ] || return $status
    done
    fail "no run lasts until $2 times are written down: ${*:3}"
}

killed() {
    signalled KILL "$1" -n --seed 7 "${@:2}"
}

# verdicts FILE - every port once: address, port, state
verdicts() {
    ports "$1" | cut -d' ' -f1-3
}

# What a run says that nobody killed.
whole() {
    "${SCAN[@]}" -n --seed 7 -p 1-4000 --all-states --json "$TMP/whole" $TARGET >"$TMP/out"
    is "every port once" "$(verdicts "$TMP/whole" | sort -u | wc -l)" 4000
}

# kills WAY - killed early, later, and late
kills() {
    local way=$1 times
    whole
    for times in 1 2 3; do
        killed $times "$way" -p 1-4000 --all-states --json "$TMP/cut" $TARGET
        is "$way after $times: one run is kept" "$(runs | wc -l)" 1
        "${SCAN[@]}" --resume "$(run_id)" >"$TMP/out" 2>"$TMP/err"
        is "$way after $times: exit status" $? 0
        is "$way after $times: same verdicts" "$(verdicts "$TMP/cut")" "$(verdicts "$TMP/whole")"
        is "$way after $times: one host record" "$(jq -r 'select(.type == "host") | .state' "$TMP/cut")" up
        is "$way after $times: complete" "$(jq -c 'select(.type == "end") | .complete' "$TMP/cut")" true
        is "$way after $times: the time of both" \
            "$(jq -r "select(.type == \"end\") | .elapsed_s > $times * 0.5" "$TMP/cut")" true
        is "$way after $times: nothing is kept" "$(runs)" ""
    done
}

# Killed three times on the way, from another folder, with outputs by relative names.
again_and_again() {
    whole
    mkdir "$TMP/there"
    pushd "$TMP/there" >"$TMP/null" || fail "no folder"
    RATES=400 killed 2 -sS -p 1-4000 -oX out.xml --json out.json --all-states $TARGET # long enough to be killed twice more
    popd >"$TMP/null" || fail "no folder"
    local id pid
    id=$(run_id)
    for _ in 1 2; do
        "${SCAN[@]}" --resume "$id" >"$TMP/out" 2>"$TMP/err" &
        pid=$!
        holds "still there to be killed" saved 1 $pid
        kill -KILL $pid 2>/dev/null
        wait $pid 2>"$TMP/null"
    done
    "${SCAN[@]}" --resume "$XDG_STATE_HOME/tojimari/runs/$id.journal" >"$TMP/out" 2>"$TMP/err"
    is "killed three times: exit status" $? 0
    is "killed three times: same verdicts" "$(verdicts "$TMP/there/out.json")" "$(verdicts "$TMP/whole")"
    is "killed three times: XML is whole" \
        "$(xmllint --xpath 'count(//port[state/@state="open"])' "$TMP/there/out.xml")" 83
    is "killed three times: its own id and seed" \
        "$(jq -r 'select(.type == "run") | .id, .seed' "$TMP/there/out.json" | xargs)" "$id 7"
}

interrupted() {
    signalled INT 1 -n -p 1-4000 --json "$TMP/cut" $TARGET
    is "interrupted: exit status" $? 3
    is "interrupted: says how to go on" "$(grep -c -- "--resume $(run_id)" "$TMP/err")" 1
    "${SCAN[@]}" --resume "$(run_id)" >"$TMP/out" 2>"$TMP/err"
    is "interrupted, resumed: exit status" $? 0
    is "interrupted, resumed: nothing to say" "$(<"$TMP/err")" ""
    is "interrupted, resumed: every door" "$(doors "$TMP/cut" | wc -l)" 83
    "${SCAN[@]}" -n -p 1-4000 --max-rate 2000 --no-store --json "$TMP/cut" $TARGET >"$TMP/out" 2>"$TMP/err" &
    local pid=$!
    sleep 1
    kill -INT $pid
    wait $pid
    is "--no-store: nothing is kept" "$(runs)" ""
}

# A run that its deadline ends goes on for as long again, until all is known.
out_of_time() {
    local status turns=0
    "${SCAN[@]}" -n -p 1-4000 --max-rate 2000 --deadline 1500ms --json "$TMP/cut" $TARGET >"$TMP/out" 2>"$TMP/err"
    status=$?
    is "deadline: exit status" $status 3
    is "deadline: says how to go on" "$(grep -c -- "--resume $(run_id)" "$TMP/err")" 1
    while [ $status = 3 ] && [ $turns -lt 300 ]; do
        "${SCAN[@]}" --resume "$(run_id)" >"$TMP/out" 2>"$TMP/err"
        status=$?
        turns=$((turns + 1))
    done
    is "deadline, resumed: exit status" $status 0
    is "deadline, resumed: every door" "$(doors "$TMP/cut" | wc -l)" 83
    is "deadline, resumed: nothing is kept any more" "$(runs)" ""
    rm -f "$XDG_STATE_HOME"/tojimari/runs/* # else what follows would trip over it
}

# Where nothing can be kept the run goes on, and says so once.
no_place() {
    XDG_STATE_HOME=/proc/nowhere "${SCAN[@]}" -n -p 1-3000 --max-rate 2000 --json "$TMP/cut" $TARGET >"$TMP/out" 2>"$TMP/err"
    is "no place for a journal: exit status" $? 0
    is "no place for a journal: said once" "$(grep -c 'no journal is kept' "$TMP/err")" 1
    is "no place for a journal: every door" "$(doors "$TMP/cut" | wc -l)" 83
}

# refused NAME STATUS WORDS ARGS…
refused() {
    "${SCAN[@]}" "${@:4}" >"$TMP/out" 2>"$TMP/err"
    is "$1: exit status" $? "$2"
    grep -Eq -- "$3" "$TMP/err" || fail "$1: '$3' not in stderr: $(head -c 300 "$TMP/err")"
    is "$1: one line" "$(wc -l <"$TMP/err")" 1
}

refusals() {
    local id file size n
    refused "no such run" 2 'no such run' --resume 0123456789abcdef
    killed 2 -sS -p 1-4000 --json "$TMP/cut" $TARGET
    id=$(run_id)
    file=$XDG_STATE_HOME/tojimari/runs/$id.journal
    refused "options beside it" 2 '--resume' --resume "$id" -p 22
    refused "targets beside it" 2 '--resume' --resume "$id" $TARGET
    cp "$file" "$TMP/copy"
    chmod 666 "$file"
    refused "anybody may write it" 2 'others' --resume "$id"
    chmod 600 "$file"
    chown 65534 "$file"
    refused "not ours" 2 'others' --resume "$id"
    chown 0 "$file"
    (
        LIVE_FAILED=0
        flock 9
        refused "still under way" 2 'under way' --resume "$id"
        exit $LIVE_FAILED
    ) 9<"$file" || fail "still under way"
    head -c 100000 /dev/urandom >"$file"
    refused "not a journal" 2 'not the journal' --resume "$id"
    : >"$file"
    refused "empty" 2 'not the journal' --resume "$id"
    size=$(stat -c %s "$TMP/copy")
    for n in 30 $((size / 2)) $((size - 1)); do
        head -c "$n" "$TMP/copy" >"$file"
        "${SCAN[@]}" --resume "$id" >"$TMP/out" 2>"$TMP/err"
        case $? in
        0) is "cut at $n: every door" "$(doors "$TMP/cut" | wc -l)" 83 ;;
        2) holds "cut at $n: says so" test "$(wc -l <"$TMP/err")" = 1 ;;
        *) fail "cut at $n: $(head -c 300 "$TMP/err")" ;;
        esac
    done
    rm -f "$file"
}

lists() {
    printf '%s\n' "# yesterday" "$TARGET 443" "$TARGET tcp 2005" "$TARGET 9999" "$TARGET udp 53" "$TARGET 443" >"$TMP/list"
    "${SCAN[@]}" -n --targets-from "$TMP/list" --all-states --json "$TMP/doors" >"$TMP/out" 2>"$TMP/err"
    is "a list alone: exit status" $? 0
    is "a list alone: its doors and no other" "$(verdicts "$TMP/doors")" \
        "$TARGET 443 open"$'\n'"$TARGET 2005 open"$'\n'"$TARGET 9999 closed"
    "${SCAN[@]}" -n -sT --targets-from "$TMP/list" --exclude-ports 443 --all-states --json "$TMP/doors" >"$TMP/out" 2>"$TMP/err"
    is "a list, connect, less a port" "$(verdicts "$TMP/doors")" "$TARGET 2005 open"$'\n'"$TARGET 9999 closed"
    "${SCAN[@]}" -n -p 1-3000 --targets-from "$TMP/list" --all-states --json "$TMP/doors" $TARGET >"$TMP/out" 2>"$TMP/err"
    is "a list and a target: its doors first" \
        "$(jq -r 'select(.type == "port" and .state == "open") | .port' "$TMP/doors" | head -2 | sort -n | xargs)" "443 2005"
    is "a list and a target: every verdict once" "$(verdicts "$TMP/doors" | sort | uniq -d)" ""
    is "a list and a target: as many as there are" "$(verdicts "$TMP/doors" | wc -l)" 3001
    is "a list and a target: one host" "$(jq -r 'select(.type == "host") | .addr' "$TMP/doors")" $TARGET
    "${SCAN[@]}" -n --targets-from "$TMP/doors" --json "$TMP/again" >"$TMP/out" 2>"$TMP/err"
    is "our own JSON Lines as a list" "$(doors "$TMP/again")" "$(doors "$TMP/doors")"
    killed 1 -p 1-3000 --targets-from "$TMP/doors" --all-states --json "$TMP/cut" $TARGET
    "${SCAN[@]}" --resume "$(run_id)" >"$TMP/out" 2>"$TMP/err"
    is "a list and a target, killed and resumed: exit status" $? 0
    is "a list and a target, killed and resumed: nothing to say" "$(<"$TMP/err")" ""
    is "a list and a target, killed and resumed: verdicts" "$(verdicts "$TMP/cut")" "$(verdicts "$TMP/doors" | grep -v ' 9999 ')"
    mkfifo "$TMP/slow" # a list that takes longer than from one writing to the next: what a run must know still comes first
    (for _ in 1 2 3; do { sleep 0.8 && echo $TARGET; } >"$TMP/slow"; done) &
    local writer=$!
    killed 1 -p 1-3000 -iL "$TMP/slow" --all-states --json "$TMP/cut"
    kill $writer 2>"$TMP/null"
    "${SCAN[@]}" --resume "$(run_id)" >"$TMP/out" 2>"$TMP/err"
    is "slow at the beginning, killed and resumed: exit status" $? 0
    is "slow at the beginning, killed and resumed: nothing to say" "$(<"$TMP/err")" ""
    printf '%s\n' "$TARGET 22" "$TARGET 65536" >"$TMP/list"
    refused "a wrong line" 2 'list:2:12' --targets-from "$TMP/list"
    refused "no list" 2 'nowhere' --targets-from "$TMP/nowhere"
    head -c 4096 /dev/zero >"$TMP/zeros"
    refused "zeros as a list" 2 'zeros:1:1' --targets-from "$TMP/zeros"
}

# up FILE - who is there
up() {
    jq -r 'select(.type == "host" and .state == "up") | .addr' "$1" | sort -V
}

# Looking for hosts: neighbours, and those behind a router, which the simulated network plays.
hosts() {
    ip link add eth0 type veth peer name eth1
    ip link set eth0 address 02:00:00:00:00:01
    ip link set eth0 up
    ip link set eth1 up
    ip addr add 198.18.0.1/24 dev eth0
    ip route add 198.18.4.0/22 via 198.18.0.254
    cat >"$TMP/hosts.sim" <<'X'
link ethernet mac 02:00:00:00:00:01 addr 198.18.0.1/24
gateway 198.18.0.254
scanner-kernel rst on
hosts 198.18.4.0/22 { dead 40% ; rtt 20ms ; hops 5 ; tcp 22 open }
hosts 198.18.6.0/24 { dead 10% ; rtt 30ms ; hops 5 ; echo off ; tcp 443 open ; tcp rest closed }
hosts 198.18.0.0/26 { dead 80% ; rtt 0.1ms ; tcp 22 open }
X
    net_spawn ready "${SIM:?the simulated network, tojimari-sim}" "$TMP/hosts.sim" --if eth1 --seconds 170
    local words=(-sn 198.18.0.0/26 198.18.4.0/22)
    "${SCAN[@]}" -n "${words[@]}" --no-store --json "$TMP/whole" >"$TMP/out" 2>&1
    is "hosts: some are found" "$(($(up "$TMP/whole" | wc -l) > 500))" 1
    killed 1 "${words[@]}" --json "$TMP/cut"
    "${SCAN[@]}" --resume "$(run_id)" >"$TMP/out" 2>"$TMP/err"
    is "hosts, killed and resumed: exit status" $? 0
    is "hosts, killed and resumed: nothing to say" "$(<"$TMP/err")" ""
    is "hosts, killed and resumed: the same hosts, once each" "$(up "$TMP/cut")" "$(up "$TMP/whole")"
    is "hosts, killed and resumed: as many are silent" \
        "$(jq 'select(.type == "end") | .hosts_silent' "$TMP/cut")" "$(jq 'select(.type == "end") | .hosts_silent' "$TMP/whole")"
    is "hosts, killed and resumed: nothing is kept any more" "$(runs)" ""
}

if [ "${1:-}" = hosts ]; then
    hosts
    done_testing
fi
network
case ${1:-} in
kills) kills "$2" ;;
ends)
    again_and_again
    interrupted
    out_of_time
    no_place
    refusals
    ;;
lists) lists ;;
*) net_die "which part?" ;;
esac
done_testing
