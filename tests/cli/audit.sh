#!/bin/bash
# tojimari audit: a stored run in, findings out, exit status, complaints. TOJIMARI: the program; SCHEMA: the command that checks records.
set -u
export LC_ALL=C.UTF-8 LANGUAGE=
: "${TOJIMARI:?the program to test}" "${SCHEMA:?the command that checks records}"
feeds=$(cd "$(dirname "$0")" && pwd)/feeds
bad=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export XDG_STATE_HOME=$tmp/state

# audit WANTED_STATUS WORD… - output in $out, complaints in $err
audit() {
    local want=$1 got
    shift
    words=$*
    "$TOJIMARI" audit "$@" >"$tmp/out" 2>"$tmp/err" <"$tmp/run"
    got=$?
    out=$(cat "$tmp/out")
    err=$(cat "$tmp/err")
    [ $got = "$want" ] || { echo "FAIL audit $words: exit status $got, not $want: $err"; bad=1; }
}
# Lines of prose end where the page ends: blanks and line ends do not count.
dense() { tr -d ' \n'; }
says() { [[ $(dense <<<"$out") == *"$(dense <<<"$1")"* ]] || { echo "FAIL audit $words: says '$out', not '$1'"; bad=1; }; }
never() { [[ $out != *"$1"* ]] || { echo "FAIL audit $words: says '$1'"; bad=1; }; }
complains() { [[ $err == *"$1"* ]] || { echo "FAIL audit $words: complains '$err', not '$1'"; bad=1; }; }
door() { printf '{"type":"port","addr":"%s","proto":"%s","port":%s,"state":"open"%s}\n' "$@"; }
heard() { printf ',"service":{"name":"%s","how":"banner"}' "$1"; }

# The seed stories: telnet and FTP beside SSH; a Windows 98.
{
    echo '{"type":"run","v":1,"verb":"scan"}'
    door 192.168.0.9 tcp 22 ',"service":{"name":"ssh","how":"banner","product":"OpenSSH","version":"9.2p1"}'
    door 192.168.0.9 tcp 21 "$(heard ftp)"
    door 192.168.0.9 tcp 23 "$(heard telnet)"
    door 192.168.0.98 tcp 139 ''
    echo '{"type":"end","complete":true}'
} >"$tmp/run"

audit 0 --from "$tmp/run"
says '[HIGH] Telnet is open beside SSH: close it once everybody has moved to SSH'
says '1 finding · 1 host  (telnet-beside-ssh)' && says '192.168.0.9 23/tcp'
says 'what to do: Password and every word'
says 'whether strangers may log in as "anonymous"' && says 'Windows 98 knows'
says 'FTP without TLS' && says 'NetBIOS: the file sharing of old Windows' && says 'HIGH 1 · MEDIUM 2'
[[ $out == 'There are known ways in.'* && $(grep -o '^[0-9]*\. \[[A-Z]*\]' <<<"$out" | head -1) == '1. [HIGH]' ]] || { echo "FAIL audit: the worst is not first"; bad=1; }
audit 0 --from - && says 'HIGH 1 · MEDIUM 2'
audit 1 --from - --fail-on high
audit 0 --from - --fail-on critical
audit 0 --from - --zone public && says '[CRITICAL] Telnet is open beside SSH: close it' && says 'CRITICAL 2'
audit 0 --from - --zone loopback && never HIGH
audit 2 --from - --active && complains 'are for targets'
audit 2 --from - --zone attic && complains "'attic': expected loopback, private or public"
audit 2 --from - --fail-on awful && complains "'awful': expected info, low"
audit 2 && complains 'what is to be judged?'
audit 2 --from - 198.18.0.1 && complains 'what is to be judged?'
# in_japanese WORDS - the run's findings say so
in_japanese() { LANGUAGE=ja "$TOJIMARI" audit --from "$tmp/run" | dense | grep -qF "${1// /}" || { echo "FAIL not in Japanese: $1"; bad=1; }; }
in_japanese 'Telnet も開いています（暗号化される SSH に移ってから閉じましょう）'
in_japanese 'サービス telnet, 名乗りから判明'
in_japanese '使う人が皆 SSH で入れ'
in_japanese 'TLS のない FTP: パスワードもファイルも読めてしまいます'
in_japanese '「anonymous」で誰でも入れないかも確かめてください'
in_japanese 'NetBIOS: 古い Windows のファイル共有です'
in_japanese 'Windows 98 にはこれしかありません'
"$TOJIMARI" explain telnet-beside-ssh | grep -q 'Telnet is open beside SSH: close it' || { echo "FAIL explain does not know the finding"; bad=1; }

audit 0 --from - --json -
$SCHEMA "$tmp/out" || bad=1
says '"id":"telnet-beside-ssh","severity":"high","addr":"192.168.0.9","proto":"tcp","port":23'
audit 0 --from - --csv - && says 'finding,192.168.0.9,tcp,23'

# Reports for others.
audit 1 --from - --fail-on high --html "$tmp/r.html" --sarif "$tmp/r.sarif" --junit "$tmp/r.junit"
grep -q '<p>Open doors judged: 4. Hosts that have any: 2.</p>' "$tmp/r.html" || { echo "FAIL the page does not say what was judged"; bad=1; }
[ "$(jq -r '.runs[0].results[0] | .ruleId + " " + .level' "$tmp/r.sarif")" = 'telnet-beside-ssh error' ] || { echo "FAIL SARIF"; bad=1; }
grep -q '<testsuites name="tojimari audit" tests="4" failures="1" errors="0"' "$tmp/r.junit" || { echo "FAIL JUnit"; bad=1; }
audit 2 --from - --html "$tmp/r" --sarif "$tmp/r" && complains 'are the same file'
LANGUAGE=ja "$TOJIMARI" audit --from "$tmp/run" --html - | grep -q '<h2>すべきこと' || { echo "FAIL no Japanese page"; bad=1; }

# Reports for others.
audit 1 --from - --fail-on high --html "$tmp/r.html" --sarif "$tmp/r.sarif" --junit "$tmp/r.junit"
grep -q '<p>Open doors judged: 4. Hosts that have any: 2.</p>' "$tmp/r.html" || { echo "FAIL the page does not say what was judged"; bad=1; }
[ "$(jq -r '.runs[0].results[0] | .ruleId + " " + .level' "$tmp/r.sarif")" = 'telnet-beside-ssh error' ] || { echo "FAIL SARIF"; bad=1; }
grep -q '<testsuites name="tojimari audit" tests="4" failures="1" errors="0"' "$tmp/r.junit" || { echo "FAIL JUnit"; bad=1; }
audit 2 --from - --html "$tmp/r" --sarif "$tmp/r" && complains 'are the same file'
LANGUAGE=ja "$TOJIMARI" audit --from "$tmp/run" --html - | grep -q '<h2>すべきこと' || { echo "FAIL no Japanese page"; bad=1; }

# What was accepted is left out until its day is over.
printf '# ours\ntelnet-beside-ssh 192.168.0.9 23/tcp 2999-12-31 Hanako: replaced in spring\nnetbios * * 2001-01-01 Taro\n' >"$tmp/base"
audit 0 --from - --baseline "$tmp/base" --fail-on high
never telnet-beside-ssh && says netbios && complains '1 finding was accepted' && complains '1 acceptance has run out'
echo 'telnet everywhere' >>"$tmp/base"
audit 2 --from - --baseline "$tmp/base" && complains 'base:4: expected: id, address, port, last day'

# Known vulnerabilities: one finding a service, never above medium where they are only possible.
"$TOJIMARI" vulndb --db "$tmp/db" import "$feeds/nvd.json" "$feeds/epss.csv" >/dev/null
audit 0 --from - --db "$tmp/db" --json - && says '"cve":[{"id":"CVE-2099-10001","cvss":9.8,"kev":false,"epss":0.25,"status":"possible"}' &&
    says '"id":"known-vulnerabilities","severity":"medium"'
$SCHEMA "$tmp/out" || bad=1
audit 4 --from - --db "$tmp/none"

# Hostile files end with one line that says where.
audit 2 --from "$tmp/nothing" && complains 'nothing: No such file'
echo 'garbage' >>"$tmp/run"
audit 2 --from "$tmp/run" && complains 'run:7: expected a record'
head -c 3000000 /dev/zero >"$tmp/run"
audit 2 --from "$tmp/run" && complains 'run:1: the line is too long'
: >"$tmp/run"
audit 2 --from "$tmp/run" && complains 'no record is in it'
for _ in $(seq 300); do printf '['; done >"$tmp/run"
audit 2 --from "$tmp/run" && complains 'run:1:'
[ "$(wc -l <"$tmp/err")" = 1 ] || { echo "FAIL more than one line of complaint"; bad=1; }
exit $bad
