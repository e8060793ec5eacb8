#!/bin/bash
# Outputs that cannot be written: nothing is lost that could be kept. A reader who stalls holds nobody up who wants to end; what
# cannot be opened leaves the other files as they were; two outputs do not write into one file.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
TARGET=198.18.0.2
net_new target
net_link here eth0 target eth0
net_addr here eth0 198.18.0.1/24
net_addr target eth0 $TARGET/24
net_listen target --tcp 22,80,443

# Holds the reading end of a pipe open and reads nothing; makes a file when nobody has written to the pipe for a while because it is full.
cat >"$TMP/full.py" <<'END'
import array, fcntl, sys, termios, time
pipe, n, seen, still = open(sys.argv[1], "rb"), array.array("i", [0]), 0, 0
while still < 10:
    time.sleep(0.05)
    fcntl.ioctl(pipe, termios.FIONREAD, n)
    still, seen = (still + 1 if n[0] == seen and n[0] > 30000 else 0), n[0]
open(sys.argv[2], "w").close()
time.sleep(120)
END

# stalled SIGNAL WAY - standard output, and standard error with it, into a pipe that is full before the scan is over
stalled() {
    local name="SIG$1, $2, nobody reads" began
    rm -f "$TMP/pipe" "$TMP/other" "$TMP/is-full"
    mkfifo "$TMP/pipe"
    python3 "$TMP/full.py" "$TMP/pipe" "$TMP/is-full" &
    local reader=$!
    "${SCAN[@]}" -n "$2" -p 1-3000 --all-states --json - -oX "$TMP/other" $TARGET >"$TMP/pipe" 2>&1 </dev/null &
    local pid=$!
    holds "$name: the pipe is full" awaits test -e "$TMP/is-full"
    began=$SECONDS
    kill -"$1" $pid
    wait $pid
    is "$name: exit status" $? 3
    holds "$name: ends soon ($((SECONDS - began)) s)" test $((SECONDS - began)) -le 20
    is "$name: the other output has it" "$(grep -c 'state="open"' "$TMP/other")" 3
    kill $reader
    wait $reader 2>/dev/null
}

# kept NAME STATUS WORDS ARGS… - refused; the files that were there before still say what they said
kept() {
    local name=$1 status=$2 words=$3
    shift 3
    echo old >"$TMP/a"
    echo old >"$TMP/b"
    "${SCAN[@]}" -n -p 22 "$@" $TARGET >"$TMP/out" 2>"$TMP/err" </dev/null
    is "$name: exit status" $? "$status"
    is "$name: one line" "$(wc -l <"$TMP/err")" 1
    grep -q -- "$words" "$TMP/err" || fail "$name: '$words' not in: $(head -c 300 "$TMP/err")"
    is "$name: nothing printed" "$(<"$TMP/out")" ""
    is "$name: files untouched" "$(cat "$TMP/a" "$TMP/b")" old$'\n'old
}

stalled INT -sS
stalled TERM -sT
ln -sf a "$TMP/link"
kept "one cannot be opened" 4 'nowhere' --json "$TMP/a" --csv "$TMP/b" -oX "$TMP/nowhere/x"
kept "one is a folder" 4 'directory' -oX "$TMP/a" -oG "$TMP/b" --csv "$TMP"
kept "two into one file" 2 'same file' --json "$TMP/a" -oX "$TMP/a"
kept "two into one file by a link" 2 'same file' --json "$TMP/a" -oX "$TMP/link"
kept "two to standard output" 2 'standard output' --json - -oX -
echo old >"$TMP/a"
"${SCAN[@]}" -n -p 22 --json "$TMP/a" $TARGET 2>"$TMP/err" >>"$TMP/a"
is "standard output is that file: exit status" $? 2
is "standard output is that file: untouched" "$(<"$TMP/a")" old
"${SCAN[@]}" -n -p 22 --json /dev/null -oX /dev/null $TARGET >"$TMP/out" 2>"$TMP/err"
is "a device may be shared" $? 0
"${SCAN[@]}" -n -p 22 --json "$TMP/a" $TARGET >"$TMP/out" 2>"$TMP/err"
is "what was there is replaced" "$(doors "$TMP/a")" "$TARGET 22"
done_testing
