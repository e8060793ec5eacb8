#!/bin/bash
# Scans at the same time over one link: each has TCP source ports of its own, so that none takes the other's answers away, and both say
# what each says alone. Whoever is killed leaves its ports to the next.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
TARGET=198.18.0.2
net_new target
net_link here v0 target v0
net_addr here v0 198.18.0.1/24
net_addr target v0 $TARGET/24
net_listen target --tcp 22,80,443,900-919

# blocks N - so many runs have source ports
blocks() {
    [ "$(grep -c '@tojimari/source-ports/' /proc/net/unix)" = "$1" ]
}

# scan FILE LAST RATE - in the background, ports 1 … LAST
scan() {
    "${SCAN[@]}" -n -Pn -p "1-$2" --all-states --max-rate "$3" --json "$TMP/$1" --no-store $TARGET >"$TMP/$1.text" 2>&1 &
}

# right FILE OPEN CLOSED - the verdicts, none twice
right() {
    is "$1: open and closed doors" \
        "$(doors "$TMP/$1" | wc -l) $(ports "$TMP/$1" '.state == "closed"' | sort -u | wc -l)" "$2 $3"
}

# The slow one is there all the time: it must take nothing from the quick ones, nor they from it.
scan slow 1000 250
SLOW=$!
awaits blocks 1
scan killed 1000 250
KILLED=$!
holds "two at once have two blocks" awaits blocks 2
kill -KILL $KILLED
wait $KILLED 2>"$TMP/null"
holds "a killed one leaves its block" awaits blocks 1
for run in second third; do
    scan $run 300 100000
    wait $!
    is "$run: status" $? 0
    right $run 2 298
done
wait $SLOW
is "slow: status" $? 0
right slow 23 977
holds "ended ones hold none" blocks 0

# all_held UID - that user takes all there is
all_held() {
    python3 -c '
import os, socket, sys, time
os.setuid(int(sys.argv[1]))
held = [socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) for _ in range(8)]
for i, s in enumerate(held):
    s.bind(b"\0tojimari/source-ports/%d" % (61000 + 512 * i))
    s.listen()
time.sleep(600)' "$1" &
    HOLDER=$!
    awaits blocks 8
}

# Another user, who cannot scan: this does not keep root from it.
all_held 65534
"${SCAN[@]}" -n -Pn -p 80 --no-store --json "$TMP/all" $TARGET >"$TMP/none" 2>"$TMP/none.err"
is "blocks of another user: status and doors" "$? $(doors "$TMP/all")" "0 $TARGET 80"
is "blocks of another user: one line says so" "$(grep -c 'held by another user' "$TMP/none.err") $(wc -l <"$TMP/none.err")" "1 1"
kill "$HOLDER"
awaits blocks 0

# Eight others of root hold all there is.
all_held 0
"${SCAN[@]}" -n -Pn -p 80 --no-store $TARGET >"$TMP/none" 2>"$TMP/none.err"
is "no block is free: status" $? 4
is "no block is free: one line says so" "$(grep -c 'all source ports' "$TMP/none.err") $(wc -l <"$TMP/none.err")" "1 1"
"${SCAN[@]}" -n -sU -Pn -p 9 --no-store --json "$TMP/udp" $TARGET >"$TMP/none" 2>&1
is "who sends no TCP needs no block" "$? $(ports "$TMP/udp")" "0 $TARGET 9 closed icmp-port-unreachable"
"${SCAN[@]}" -n -Pn -p 80 --no-store -g 53 --json "$TMP/fixed" $TARGET >"$TMP/none" 2>&1
is "a port of its own needs no block" "$(doors "$TMP/fixed")" "$TARGET 80"
kill "$HOLDER"
done_testing
