#!/bin/bash
# tojimari watch: captures in, alerts out as text and JSON Lines, exit status, complaints. TOJIMARI: the program; SCHEMA: the
# command that checks records; CORPUS: captures.
set -u
export LC_ALL=C.UTF-8 LANGUAGE=
: "${TOJIMARI:?the program to test}" "${SCHEMA:?the command that checks records}" "${CORPUS:?captures}"
bad=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# watch WANTED_STATUS WORD… - output in $out, complaints in $err
watch() {
    local want=$1 got
    shift
    words=$*
    "$TOJIMARI" watch "$@" >"$tmp/out" 2>"$tmp/err"
    got=$?
    out=$(cat "$tmp/out")
    err=$(cat "$tmp/err")
    if [ $got != "$want" ]; then
        echo "FAIL watch $words: exit status $got, not $want: $err"
        bad=1
    fi
}

says() { [[ $out == *"$1"* ]] || { echo "FAIL watch $words: does not say '$1': $out"; bad=1; }; }
complains() { [[ $err == *"$1"* ]] || { echo "FAIL watch $words: complains '$err', not '$1'"; bad=1; }; }

watch 0 "$CORPUS/pcapng_big" --home 198.18.0.0/24 --json -
says '"type":"alert"' && says '"kind":"vertical","technique":"syn"' && says '"src":"198.18.0.9"'
says '"zone":"internal"' && says '"port_list":"1-9"' && says '"complete":true'
$SCHEMA "$tmp/out" || bad=1
watch 0 "$CORPUS/gzip" --home 192.0.2.0/24
says 'From outside: 1 scan' && says 'it tried 9 ports of 198.18.0.1'
watch 0 "$CORPUS/gzip" --home 198.18.0.9 && says '[medium] 198.18.0.9  vertical'
# The same files, the same alerts, with the same ids.
watch 0 "$CORPUS/gzip" --json -
first=$(grep '"type":"alert"' <<<"$out")
watch 0 - --json - <"$CORPUS/gzip"
[ -n "$first" ] && [ "$first" = "$(grep '"type":"alert"' <<<"$out")" ] || { echo "FAIL another run tells something else"; bad=1; }
watch 0 "$CORPUS/gzip" --json - --exec true # its mail may be the only place where somebody has the id from
[ "$first" = "$(grep '"type":"alert"' <<<"$out")" ] || { echo "FAIL a run with answers tells something else"; bad=1; }
watch 1 "$CORPUS/gzip" --fail-on medium
watch 0 "$CORPUS/gzip" --fail-on critical
watch 1 "$CORPUS/gzip" --fail-on medium --state "$tmp/nightly.db"
watch 0 "$CORPUS/gzip" --fail-on medium --state "$tmp/nightly.db" && says 'No new scan'
watch 0 "$CORPUS/gzip" --role 198.18.0.9=scanner --json - && says '"role":"scanner"' && says '"suppressed":true' && says '"severity":"low"'
watch 0 "$CORPUS/gzip" --role 198.18.0.9=scanner && says 'Scans that were announced or declared: 198.18.0.9 (scanner)'
watch 0 "$CORPUS/gzip" --role 198.18.0.0/16=proxy --json - && says '"suppressed":false'
watch 2 "$CORPUS/gzip" --role 198.18.0.9=burglar && complains 'there is no such role'
watch 0 "$CORPUS/gzip" "$CORPUS/pcap" --state-limit 16M
LANGUAGE=ja watch 0 "$CORPUS/gzip" && says '9 個のポートを、198.18.0.1 に対して 8.0 秒の間に'
LANGUAGE=ja watch 0 "$CORPUS/gzip" --json "$tmp/ja.json"
id=$(sed -n 's/.*"type":"alert","id":"\([0-9a-f]*\)".*/\1/p' "$tmp/ja.json")
LANGUAGE=ja watch 0 --explain "$id" "$tmp/ja.json" && says '198.18.0.1 に対して 8.0 秒の間に' && says 'どれも応答しませんでした' && says '次にすること' && says ' tcp/1 無応答'
watch 0 --explain "$id" "$tmp/ja.json" && says 'it tried 9 ports of 198.18.0.1 within 8.0 s; none answered' && says 'What to do'
[[ $out != *'What it was after'* ]] || { echo "FAIL watch --explain: some of many ports in words: $out"; bad=1; }

for flows in netflow5 netflow9 ipfix; do
    watch 0 "$CORPUS/$flows" --json - && says '"src":"198.18.0.9"' && says '"port_list":"1-9"' && says '"kind":"vertical"'
done
watch 0 "$CORPUS/gzip" --csv - --home 198.18.0.9 && says 'type,id,severity,score,kind' && says ',medium,' && says ',vertical,syn,fast,198.18.0.9,'
watch 2 "$CORPUS/gzip" --csv - --json - && complains 'only one output'

# journald's entries, as journalctl -f -o json gives them, until it ends.
for n in {1..9}; do
    echo "{\"__REALTIME_TIMESTAMP\":\"179531964${n}000000\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"MESSAGE\":\"DROP IN=eth0 OUT= SRC=192.0.2.9 DST=198.18.0.1 LEN=44 TTL=60 ID=7 PROTO=TCP SPT=40000 DPT=$n WINDOW=1024 SYN\"}"
done >"$tmp/journal"
watch 0 - --follow --json - <"$tmp/journal" && says '"src":"192.0.2.9"' && says '"ports":9' && says '"blocked":9'
watch 2 - --follow <"$CORPUS/gzip" && complains 'only logs'
# What cannot be started is said at the start: what is not there, and what lacks the right.
printf '#!/bin/sh\n' >"$tmp/hook" && chmod 644 "$tmp/hook"
watch 2 - --exec "$tmp/hook" </dev/null && complains 'hook: alerts are to start it, and it may not be executed (chmod +x)'
PATH=$tmp:$PATH watch 2 - --exec hook </dev/null && complains 'it may not be executed'
for none in "$tmp/nowhere" "$tmp" no-such-hook; do watch 2 - --exec "$none" </dev/null && complains 'there is no such program'; done
# One that nobody took is one.
watch 0 - --follow --exec /bin/false --answer-from low <"$tmp/journal" && complains '1 alert was not taken (1 failed, the last with status 1;'
# The unit is not started again for what is wrong every time.
watch 2 --no-such-option
grep -qx 'RestartPreventExitStatus=2' "$(dirname "$0")/../../data/systemd/tojimari-watch.service.in" || { echo 'FAIL the unit begins anew for ever'; bad=1; }
journalctl_pretty() {
    sed 's/^{/{\n\t/; s/,"/,\n\t"/g; s/":"/" : "/g; s/}$/\n}/' "$tmp/journal"
}
journalctl_pretty >"$tmp/pretty"
watch 0 "$tmp/pretty" --json - && says '"src":"192.0.2.9"' && says '"ports":9' && says '"blocked":9'

# A log that is still to come is waited for; a mistyped interface is not, nor what nobody follows.
watch 4 --follow "$tmp/nowhere/log" && complains 'No such file'
watch 4 --follow lgo && complains 'is named with its folder'
watch 4 "$tmp/later" && complains 'nor a file'
"$TOJIMARI" watch --follow "$tmp/later" --json "$tmp/later.json" >/dev/null 2>"$tmp/err" &
waiting=$!
for _ in {1..300}; do grep -q 'there is no such file yet' "$tmp/err" && grep -qs '"type":"run"' "$tmp/later.json" && break; sleep 0.1; done
for n in {1..9}; do
    echo "Nov 22 03:54:0$n gw kernel: DROP IN=eth0 OUT= SRC=192.0.2.9 DST=198.18.0.1 LEN=44 TTL=60 ID=7 PROTO=TCP SPT=40000 DPT=$n WINDOW=1024 SYN"
done >"$tmp/later"
for _ in {1..300}; do grep -q '"ongoing":true' "$tmp/later.json" && break; sleep 0.1; done
kill "$waiting" && wait "$waiting"
words="--follow of what is still to come"
out=$(cat "$tmp/later.json") err=$(cat "$tmp/err")
says '"src":"192.0.2.9"' && says '"ports":9'
[ "$(grep -c 'there is no such file yet' <<<"$err")" = 1 ] || { echo "FAIL watch $words: not said once: $err"; bad=1; }

watch 2 nflog:door && complains 'the number of a log group is expected'
watch 2 nflog:65536 && complains 'the number of a log group is expected'
watch 2 netflow:here && complains 'an address and a port are expected'
watch 2 netflow:2001:db8::1:2055 && complains 'an address and a port are expected'

watch 0 - --json - <"$CORPUS/gzip" && says '"tries":9'
head -c 300 "$CORPUS/pcap" >"$tmp/cut"
watch 3 "$tmp/cut" --json - && complains 'cut off or damaged' && says '"complete":false'
printf 'nothing of the kind' >"$tmp/text"
true >"$tmp/empty"
watch 0 "$tmp/empty" && says 'Seen: 0 packets'
watch 2 "$tmp/text" && complains 'no known form of input' && complains "$tmp/text"
watch 4 "$tmp/none" && complains 'none: neither a network card of this machine nor a file (cards: lo'
[ -z "$out" ] || { echo "FAIL watch $words: says $out"; bad=1; }
watch 2 && complains 'what shall be watched'
watch 2 x --home 198.18.0.0/33 && complains 'a network is expected'
watch 2 x --state-limit lots && complains 'a size is expected'
for few in 1 15M; do watch 2 "$CORPUS/gzip" --state-limit $few && complains "--state-limit $few: at least 16M are needed"; done
watch 2 "$CORPUS/gzip" --state-limit 999999G && complains '--state-limit 999999G: this machine has no more than '
watch 2 x --fail-on loud && complains 'info, low, medium, high or critical'
watch 2 "$CORPUS/gzip" --format pcop && complains '--format pcop: there is no such format'
watch 2 "$CORPUS/gzip" --manifest "$tmp/text" --manifest-pub "$tmp/text" && complains 'text: there is no public key of a scanner in it'
watch 2 x --role wizard && complains 'a network and a role are expected'
# A line that nobody reads might be the one that spares somebody.
{ yes '# a comment' | head -65535; } >"$tmp/rules"
watch 0 "$CORPUS/gzip" --config "$tmp/rules"
echo 'allow 192.0.2.0/24' >>"$tmp/rules"
watch 2 "$CORPUS/gzip" --config "$tmp/rules" && complains 'has at most 65535 lines'
# Who only says how would think that somebody is kept out.
for how in --block-dry-run --block-proven --block-for=5m; do watch 2 x $how && complains "${how%=*} needs --block nft"; done
watch 2 --follow "$tmp/text" && complains 'no known form of input'
watch 2 --follow "$CORPUS/pcap" && complains 'only logs, as they are, can be followed'
watch 2 --follow --format pcap "$tmp/text" && complains 'only logs, as they are, can be followed'
# What cannot be read is said, and keeps nobody from reading the rest.
watch 4 "$tmp" "$tmp/text" "$CORPUS/gzip" "$tmp/text" --json - && says '"tries":9' && says '"why":"input"'
complains "$tmp: Is a directory" && complains "$tmp/text: no known form of input"
# Japanese takes two columns a character.
[ "$(LANGUAGE=ja "$TOJIMARI" watch --help | sed -n 's/^\(  --manifest ファイル *\).*/\1/p' | wc -L)" = 28 ] ||
    { echo "FAIL the help in Japanese does not stand in columns"; bad=1; }

# Four hours of a firewall's log: three lines a minute, as UFW's limit cuts them; and one to five, as they come.
for h in 02 03 04 05; do
    for m in {10..59}; do
        for n in 1 2 3; do
            echo "Nov 22 $h:$m:0$n gate kernel: [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.$n DST=198.18.0.1 LEN=44 TTL=60 PROTO=TCP SPT=4000$n DPT=2$m WINDOW=1024 SYN"
        done
    done
done >"$tmp/limited"
awk '{ for (n = 0; n < (substr($3, 4, 1) * substr($3, 2, 1)) % 4; n++) print }' "$tmp/limited" >"$tmp/free"
watch 0 "$tmp/limited" --json - && says '"limited":600' && $SCHEMA "$tmp/out" || bad=1
watch 0 "$tmp/limited" && says '600 lines stand at a rate limit of the log itself' && says 'Raise the limit'
LANGUAGE=ja watch 0 "$tmp/limited" && says '600 行'
watch 0 "$tmp/free" --json - && says '"limited":0'

# What are they after: the port in words, and what is known against it.
for m in {10..21}; do
    echo "Nov 22 03:$m:00 gate kernel: [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.9 DST=10.0.0.$m LEN=44 TTL=60 PROTO=TCP SPT=40000 DPT=6129 WINDOW=1024 SYN"
done >"$tmp/sought"
export XDG_STATE_HOME=$tmp/xdg
mkdir -p "$tmp/xdg"
watch 0 "$tmp/sought" --json - && says '"after":["6129/tcp dameware: DameWare remote control for Windows"]' && $SCHEMA "$tmp/out" || bad=1
"$TOJIMARI" vulndb import "$(dirname "$0")/feeds/nvd.json" >/dev/null || bad=1
watch 0 "$tmp/sought" --json - --state "$tmp/watch.db" && says 'DameWare remote control for Windows; CVE-'
id=$(grep '"type":"alert"' "$tmp/out" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
watch 0 "$tmp/sought" --json - --state "$tmp/watch.db"
[[ $out != *'"type":"alert"'* ]] || { echo "FAIL watch --state: told twice: $out"; bad=1; }
for i in {1..40}; do
    echo "Jan  5 10:00:$((i + 10)) fw kernel: [1.0] DROP IN=eth0 OUT= SRC=203.0.113.9 DST=198.51.100.$i LEN=60 TTL=50 ID=$i PROTO=SCTP SPT=4000 DPT=5060"
done >"$tmp/sctp.log"
sed 's/SCTP.*/47/' "$tmp/sctp.log" >"$tmp/gre.log"
watch 0 "$tmp/sctp.log" --json - && says '"after":["5060/sctp '
watch 0 "$tmp/gre.log" --json "$tmp/gre.json" && says 'it tried IP protocol 47 on 40 hosts'
gre=$(grep '"type":"alert"' "$tmp/gre.json" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
watch 0 "$tmp/gre.json" --explain "$gre" && says 'ip/47' && [[ $out != *47/tcp* ]] || { echo "FAIL watch: a protocol is a port: $out"; bad=1; }
watch 2 --explain none --state "$tmp/watch.db" && complains 'there is no alert none here'
watch 4 --explain none --state "$tmp/none.db"
watch 4 --explain none && complains 'name the file of --state or of --json'
watch 0 --explain "$id" --state "$tmp/watch.db" && says '6129/tcp' && says '10.0.0.10'
watch 0 --explain "$id" "$tmp/gre.json" "$tmp/watch.db" && says '10.0.0.10' # a memory among the files
watch 2 --explain none "$tmp/watch.db" && complains 'there is no alert none here'
# Every word for how it was done is explained, in both languages.
for how in connect ftp-bounce $(sed -n 's/^ *\[TECHNIQUE_[A-Z]*\] = "\(.*\)",/\1/p' "$(dirname "$0")/../../src/watch/detect.c"); do
    echo "{\"type\":\"alert\",\"id\":\"f00d\",\"technique\":\"$how\"}" >"$tmp/how.json"
    watch 0 --explain f00d "$tmp/how.json" && says " $how: "
    english=$out
    LANGUAGE=ja watch 0 --explain f00d "$tmp/how.json" && says " $how: "
    [ "${out#*: }" != "${english#*: }" ] || { echo "FAIL watch $words: English in Japanese: $out"; bad=1; }
done
[ "$how" = rst ] || { echo "FAIL watch --explain: the last technique is $how"; bad=1; }

# A log that is empty, and grows while we look: half a line, then its rest; renamed and begun anew; cut off and begun anew.
line() { echo "Nov 22 03:$1:00 gate kernel: [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.9 DST=10.0.0.1 LEN=44 TTL=60 PROTO=TCP SPT=40000 DPT=$2 WINDOW=1024 SYN"; }
# raised SOURCE - waits until its alert is told: at most ten seconds
raised() {
    for _ in {1..100}; do
        grep -q "\"src\":\"$1\"" "$tmp/follow.json" 2>/dev/null && return
        sleep 0.1
    done
    echo "FAIL watch --follow: no alert of $1 while it runs: $(cat "$tmp/follow.json" "$tmp/follow.err")"
    bad=1
}
# Lines are written in one go, so that none is still to come when the first ones have been told.
at_once() { local all; all=$(cat) && printf '%s\n' "$all"; }
: >"$tmp/log"
"$TOJIMARI" watch --follow --json "$tmp/follow.json" "$tmp/log" >/dev/null 2>"$tmp/follow.err" &
follower=$!
line 10 22 >>"$tmp/log"
line 11 23 | head -c 60 >>"$tmp/log"
sleep 0.6
{ line 11 23 | tail -c +61; for p in {24..31}; do line 12 "$p"; done; } | at_once >>"$tmp/log"
raised 192.0.2.9
mv "$tmp/log" "$tmp/log.1"
for p in {40..49}; do line 13 "$p"; done | sed s/192.0.2.9/192.0.2.10/ >"$tmp/log.0"
mv "$tmp/log.0" "$tmp/log"
raised 192.0.2.10
: >"$tmp/log"
sleep 0.6
for p in {50..54}; do line 14 "$p"; done | sed s/192.0.2.9/192.0.2.11/ | at_once >>"$tmp/log"
raised 192.0.2.11
kill -TERM $follower
wait $follower || { echo "FAIL watch --follow: exit status $?"; bad=1; }
out=$(tail -1 "$tmp/follow.json") words=--follow
says '"packets":25' && says '"undecoded":0' && says '"complete":true'
watch 2 --follow "$CORPUS/gzip" && complains 'only logs'

# Nothing is written over what is to be read.
line 20 21 >"$tmp/input"
for how in --json --csv --metrics-file --state --pcap-out; do
    watch 2 "$how" "$tmp/input" "$tmp/input" && complains 'needs a file of its own'
    [ "$(wc -l <"$tmp/input")" = 1 ] || { echo "FAIL watch $how: its input is gone"; bad=1; }
done

# A wrong clock moves none of ours: its lines are of now.
for p in {1..9}; do echo "2099-01-01T03:54:0$p+00:00 gate kernel: [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.12 DST=10.0.0.1 LEN=44 TTL=60 PROTO=TCP SPT=40000 DPT=$p WINDOW=1024 SYN"; done >"$tmp/ahead"
watch 0 - --follow --json - <"$tmp/ahead" && says '"src":"192.0.2.12"'
[[ $out != *2099-* ]] || { echo "FAIL watch --follow: lines of 2099 are taken for that: $out"; bad=1; }
# What goes on step by step has a clock of its own.
for p in {1..19}; do
    echo "$(date -u -d "+$((p * 6)) hours" +%FT%T)+00:00 gate kernel: [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.12 DST=10.0.0.1 LEN=44 TTL=60 PROTO=TCP SPT=40000 DPT=$p WINDOW=1024 SYN"
done >"$tmp/ahead"
watch 0 - --follow --json - <"$tmp/ahead" && says "\"last\":\"$(tail -1 "$tmp/ahead" | cut -c1-10)"

# With a memory it goes on where it was, whatever became of the file: three doors now, three after a rotation, are a scan; a copy that was cut
# off is gone on with, too; a kill tells nothing twice.
doors() { local src=$1 p; shift; for p in "$@"; do line 20 "$p"; done | sed "s/192.0.2.9/$src/"; }
# follow OPTION… - the log, with a memory
follow() {
    rm -f "$tmp/follow.json"
    "$TOJIMARI" watch --follow --state "$tmp/follow.db" --json "$tmp/follow.json" "$@" "$tmp/log" >"$tmp/follow.text" 2>"$tmp/follow.err" &
    follower=$!
}
begun() { until grep -qs '"type":"run"' "$tmp/follow.json" || ! kill -0 $follower; do sleep 0.05; done; }
ended() { wait $follower; status=$? out=$(tail -1 "$tmp/follow.json") words='--follow --state'; }
{ doors 198.51.100.1 1 2 3; doors 198.51.100.2 {1..9}; } >"$tmp/log"
follow --fail-on medium && raised 198.51.100.2
kill -TERM $follower && ended && says '"packets":12' && says '"alerts":1'
[ $status = 1 ] || { echo "FAIL watch --state --fail-on: exit status $status, though there was an alert"; bad=1; }
out=$(<"$tmp/follow.text") words='--follow --state, as text' && says 'Scans from outside go on' && says '  [medium] 198.51.100.2  vertical: '
follow --fail-on medium && begun # what was told is not told again, and that is no reason to say that nobody did anything
kill -TERM $follower && ended && says '"alerts":0'
[ $status = 0 ] || { echo "FAIL watch --state --fail-on: exit status $status for what was told before"; bad=1; }
out=$(<"$tmp/follow.text") && says 'No new scan.'
{ doors 198.51.100.1 4 5 6; doors 198.51.100.3 {1..9}; } >>"$tmp/log"
mv "$tmp/log" "$tmp/log.1"
doors 198.51.100.4 {1..9} >"$tmp/log"
follow && raised 198.51.100.4
kill -TERM $follower && ended && says '"packets":21'
grep -q '"src":"198.51.100.1".*"targets":6' "$tmp/follow.json" || { echo "FAIL watch --state: three doors and three more are no scan: $(cat "$tmp/follow.json")"; bad=1; }
doors 198.51.100.5 {1..9} >>"$tmp/log"
cp "$tmp/log" "$tmp/log.2"
doors 198.51.100.6 {1..9} >"$tmp/log"
follow && raised 198.51.100.6
raised 198.51.100.5
kill -KILL $follower
wait $follower 2>/dev/null
doors 198.51.100.7 {1..9} >>"$tmp/log"
follow && raised 198.51.100.7
kill -TERM $follower && ended
[ "$(grep -c '"type":"alert"' "$tmp/follow.json")" = 1 ] || { echo "FAIL watch --state: told twice after a kill: $(cat "$tmp/follow.json")"; bad=1; }
# Two rotations while nobody watched, the older one packed; and a log that was cut and has grown beyond where it was.
doors 198.51.100.21 {1..9} >>"$tmp/log" && mv "$tmp/log" "$tmp/log.2" && gzip "$tmp/log.2"
doors 198.51.100.22 {1..9} >"$tmp/log.1" && doors 198.51.100.23 {1..9} >"$tmp/log" && echo not ours >"$tmp/log.bak"
follow && raised 198.51.100.23 && raised 198.51.100.22 && raised 198.51.100.21
doors 198.51.100.24 {1..40} >"$tmp/log"
raised 198.51.100.24
kill -TERM $follower && ended && says '"packets":67' && says '"undecoded":0'
rm "$tmp"/log* && doors 198.51.100.8 {1..9} >"$tmp/log"
follow && raised 198.51.100.8
kill -TERM $follower && ended
grep -q 'no longer there' "$tmp/follow.err" || { echo "FAIL watch --state: a log that is gone is not said: $(cat "$tmp/follow.err")"; bad=1; }

# Connections that a firewall let begin before we ended, and of which it says only afterwards that nobody answered.
asa() { # asa N - the N-th begins; asa N timeout - it ended
    local at="outside:192.0.2.30/4000$1" to="inside:10.0.0.1/2$1" here="Nov 22 03:30:0$1 asa"
    if [ $# = 1 ]; then
        echo "$here %ASA-6-302013: Built inbound TCP connection 3$1 for $at (192.0.2.30/4000$1) to $to (10.0.0.1/2$1)"
    else
        echo "$here %ASA-6-302014: Teardown TCP connection 3$1 for $at to $to duration 0:00:30 bytes 0 SYN Timeout"
    fi
}
{ for n in {1..9}; do asa "$n"; done; doors 198.51.100.31 {1..9}; } | at_once >>"$tmp/log"
follow && raised 198.51.100.31
kill -TERM $follower && ended && says '"complete":true'
for n in {1..9}; do asa "$n" timeout; done | at_once >>"$tmp/log"
follow && raised 192.0.2.30
kill -TERM $follower && ended && says '"packets":9,'
grep -q '"src":"192.0.2.30".*"silent":[4-9]' "$tmp/follow.json" || { echo "FAIL watch --state: connections held over a restart are lost: $(cat "$tmp/follow.json")"; bad=1; }

# A log that can no longer be read is said: a connection that its other side broke off.
cat >"$tmp/hangup.py" <<'END'
import socket, subprocess, sys
ours, theirs = socket.socketpair()
theirs.send(b"Nov 22 03:54:00 host cron: nothing\n")
ours.send(b"never read") # so that closing is a reset (unix(7))
theirs.close()
sys.exit(subprocess.run(sys.argv[1:], stdin=ours).returncode)
END
${SCHEMA%% *} "$tmp/hangup.py" "$TOJIMARI" watch --follow --json "$tmp/out" - >/dev/null 2>"$tmp/err"
[ $? = 3 ] && grep -q 'it is read no further' "$tmp/err" && grep -q '"why":"damaged-input"' "$tmp/out" ||
    { echo "FAIL watch --follow: a read error is not said: $(cat "$tmp/err" "$tmp/out")"; bad=1; }

# The packets of an alert, with its id; again behind them; not beyond the limit, not into somebody else's file.
watch 0 "$CORPUS/gzip" --json - --pcap-out "$tmp/packets" && says "\"pcap\":\"$tmp/packets\",\"packets\":9"
id=$(grep -o '"type":"alert","id":"[^"]*"' "$tmp/out" | cut -d'"' -f8)
[ "$(grep -ao "tojimari $id vertical" "$tmp/packets" | wc -l)" = 9 ] || { echo "FAIL watch --pcap-out: the alert is not named at nine packets"; bad=1; }
grep -a '"type":"alert"' "$tmp/out" >"$tmp/one.json"
watch 0 --explain "$id" "$tmp/one.json" && says "$tmp/packets"
watch 0 "$tmp/packets" --json - && says '"port_list":"1-9"' && says '"packets":9,'
head -c -10 "$tmp/packets" >"$tmp/cut" # a kill in the middle of a packet
watch 0 "$CORPUS/gzip" --pcap-out "$tmp/cut"
watch 0 "$tmp/cut" --json - && says '"packets":17,'
watch 0 "$CORPUS/gzip" --pcap-out "$tmp/cut" --pcap-limit 1k && complains 'has reached its limit of 1.0 KiB:'
watch 0 "$CORPUS/gzip" --pcap-out "$tmp/packets" --pcap-limit 600 && complains 'has reached its limit of 600 B:'
watch 2 "$CORPUS/gzip" --pcap-out "$tmp/one.json" && complains 'something else'
{ LC_ALL=C sed 's/tojimari /wireshark/' "$tmp/packets"; echo torn; } >"$tmp/foreign"
cp "$tmp/foreign" "$tmp/before"
watch 2 "$CORPUS/gzip" --pcap-out "$tmp/foreign" && complains 'something else'
cmp "$tmp/foreign" "$tmp/before" || { echo "FAIL watch --pcap-out: a capture of somebody else was changed"; bad=1; }
watch 2 "$CORPUS/gzip" --pcap-out - && complains 'into a file'
watch 2 "$CORPUS/gzip" --pcap-out "$tmp/packets" --pcap-limit much && complains 'a size is expected'

watch 2 netflow:127.0.0.1:2055 --block nft && complains '--exporter'
# What could have no effect is refused.
watch 2 --follow "$tmp/log" --exporter 192.0.2.1 && complains '--exporter needs netflow:ADDRESS:PORT'
watch 2 "$CORPUS/netflow5" --exporter 192.0.2.1 && complains '--exporter needs netflow:ADDRESS:PORT'
for inputs in "$tmp/log" "--follow $tmp/log" "netflow:127.0.0.1:2055" "$CORPUS/netflow5 $tmp/log"; do
    # shellcheck disable=SC2086 # words
    watch 2 $inputs --pcap-out "$tmp/no-packets" && complains 'logs and flows have no packets'
done
[ ! -e "$tmp/no-packets" ] || { echo 'FAIL watch --pcap-out: a file for nothing'; bad=1; }
watch 0 "$tmp/log" "$CORPUS/gzip" --pcap-out "$tmp/some-packets" && [ -s "$tmp/some-packets" ] || bad=1
watch 2 netflow:127.0.0.1:0 && complains 'a port are expected'
watch 2 netflow:127.0.0.1:2055 --exporter router && complains 'an address or a network'
watch 2 --metrics-listen 0.0.0.0:9100 "$CORPUS/gzip" && complains 'loopback'
mkfifo "$tmp/pipe"
ln -s pipe "$tmp/link"
for option in --metrics-file --state; do
    watch 2 "$option" "$tmp/pipe" "$CORPUS/gzip" && complains 'no regular file'
    watch 2 "$option" "$tmp/link" "$CORPUS/gzip" && complains 'no regular file'
done
{ [ -p "$tmp/pipe" ] && [ -h "$tmp/link" ] && [ ! -e "$tmp/pipe.lock" ]; } || { echo "FAIL watch: what is no file was changed"; bad=1; }
watch 2 --top "$CORPUS/gzip" && complains 'for what goes on'
watch 2 "$tmp/log" lo && complains 'beside interfaces, files are logs that are followed'
watch 2 --top --follow "$tmp/log" </dev/null && complains 'needs a terminal'
exit $bad
