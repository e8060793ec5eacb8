#!/bin/bash
# tojimari vulndb: feeds in, matches out, exit status, complaints; whatever is wrong with a feed, the database stays as it was.
# TOJIMARI: the program; SCHEMA: the command that checks records.
set -u
export LC_ALL=C.UTF-8 LANGUAGE=
: "${TOJIMARI:?the program to test}" "${SCHEMA:?the command that checks records}"
feeds=$(cd "$(dirname "$0")" && pwd)/feeds
bad=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# vulndb WANTED_STATUS WORD… - output in $out, complaints in $err
vulndb() {
    local want=$1 got
    shift
    words=$*
    "$TOJIMARI" vulndb --db "$tmp/db" "$@" >"$tmp/out" 2>"$tmp/err"
    got=$?
    out=$(cat "$tmp/out")
    err=$(cat "$tmp/err")
    [ $got = "$want" ] || { echo "FAIL vulndb $words: exit status $got, not $want: $err"; bad=1; }
}
says() { [[ $out == *"$1"* ]] || { echo "FAIL vulndb $words: says '$out', not '$1'"; bad=1; }; }
complains() { [[ $err == *"$1"* ]] || { echo "FAIL vulndb $words: complains '$err', not '$1'"; bad=1; }; }
never() { [[ $out != *"$1"* ]] || { echo "FAIL vulndb $words: says '$out'"; bad=1; }; }
silent() { [ -z "$out" ] || { echo "FAIL vulndb $words: says '$out'"; bad=1; }; }

vulndb 4 match openssh 9.2p1 && complains 'no vulnerability database is there yet'
[ ! -e "$tmp/db" ] || { echo "FAIL looking up makes a database"; bad=1; }

vulndb 2 import "$tmp/nofeed" && complains 'No such file'
echo nonsense >"$tmp/nonsense"
vulndb 2 import "$tmp/nonsense" && complains 'not a feed'
[ ! -e "$tmp/db" ] || { echo "FAIL importing nothing makes a database"; bad=1; }
: >"$tmp/db"
vulndb 2 import "$tmp/nofeed"
vulndb 4 match openssh 9.2p1 && silent && complains 'nothing was imported yet'
vulndb 0 info && complains 'nothing was imported yet'

vulndb 0 import "$feeds/nvd.json" "$feeds/kev.json" && says 'nvd.json: nvd, 3 records' && says 'kev.json: kev, 1 record'
gzip -c "$feeds/epss.csv" >"$tmp/epss.csv.gz"
vulndb 0 import "$tmp/epss.csv.gz" && says 'epss, 1 record'
vulndb 1 match openssh 9.2p1 && says 'CVE-2099-10001   possible, CVSS 9.8, EPSS 25.0 %' && says 'nvd: openbsd:openssh >= 8.6, < 9.8'
vulndb 0 match openssh 9.8p1 && says 'No known vulnerability of openssh 9.8p1 in what was imported.' && never CVE # and the withdrawn one is not there
vulndb 1 match openssh 9.2p1 --os 'Microsoft Windows' && says 'CVE-2099-10001   vulnerable'
vulndb 1 match cpe:/a:dameware_development:mini_remote_control_server:3.70.0.0 && says 'exploited, also by ransomware (KEV)'
vulndb 0 import "$feeds" && says 'cve.json: cve, 1 record' && says 'debian.json: debian, 1 record' && says 'jvn.rdf: jvn, 1 record'
vulndb 0 match openssh '9.2p1 Debian-2+deb12u10' && never CVE
vulndb 0 match openssh '9.2p1 Debian-2+deb12u10' --json && silent
vulndb 1 match openssh '9.2p1 Debian-2+deb12u2' && says 'vulnerable' && says 'debian: openssh, bookworm: fixed in 1:9.2p1-2+deb12u3'
vulndb 1 match --debian openssh 1:9.2p1-2+deb12u2 && says vulnerable
vulndb 0 match --debian openssh 1:9.2p1-2+deb12u3 && never CVE
vulndb 0 info && says 'nvd      nvd.json'

vulndb 1 match openssh 9.2p1 --json
printf '%s\n' "$out" >"$tmp/records"
$SCHEMA "$tmp/records" || bad=1
LANGUAGE=ja "$TOJIMARI" vulndb --db "$tmp/db" match openssh 9.2p1 | grep -q '架空の SSH' || { echo "FAIL no Japanese title"; bad=1; }

# What is wrong is said, and nothing is lost.
cp "$tmp/db" "$tmp/before"
head -c 60 "$tmp/epss.csv.gz" >"$tmp/cut.gz"
vulndb 2 import "$tmp/cut.gz" && complains 'cut.gz: damaged or cut off'
head -c 500 "$feeds/nvd.json" >"$tmp/cut.json"
vulndb 2 import "$tmp/cut.json" && complains 'cut.json:' && complains 'damaged or cut off; the database is as it was before'
echo '{"vulnerabilities": [{"cve": 7}]}' >"$tmp/other.json"
vulndb 2 import "$tmp/other.json" && complains 'no record was found in this feed'
echo '{"a": "b"}' >"$tmp/other.json"
vulndb 2 import "$tmp/other.json" && complains 'not a feed that is known here'
{ printf '{"format": "NVD_CVE", "vulnerabilities": ["'; head -c 30000000 /dev/zero | tr '\0' a; } | gzip -1 >"$tmp/bomb.gz"
vulndb 2 import "$tmp/bomb.gz" && complains 'a record of this feed is too large'
{ printf '{"z": {"CVE-2099-1": {"releases": {}, "repositories": ['; yes '{},' | head -n 5000000 | tr -d '\n'; } | gzip -1 >"$tmp/bomb.gz"
vulndb 2 import "$tmp/bomb.gz" && complains 'a record of this feed is too large'
head -c 100000 /dev/urandom >"$tmp/noise"
vulndb 2 import "$tmp/noise" && complains 'not a feed'
: >"$tmp/empty"
vulndb 2 import "$tmp/empty" && complains 'not a feed'
vulndb 2 import "$tmp/nowhere.json" && complains 'nowhere.json'
mkdir "$tmp/none"
vulndb 2 import "$tmp/none" && complains 'no feed in this folder'
vulndb 1 match openssh 9.2p1 && says CVE-2099-10001
cmp -s "$tmp/db" "$tmp/before" || { echo "FAIL a damaged feed changed the database"; bad=1; }
echo "not a database, but long enough to be looked at by whoever reads its head" >"$tmp/db"
vulndb 2 match openssh 9.2p1 && complains 'not a vulnerability database'

rm "$tmp/db"
vulndb 2 && complains 'expected: tojimari vulndb import'
vulndb 2 nonsense && complains 'expected: tojimari vulndb import'
vulndb 2 import && complains 'which files'
vulndb 0 --help && says 'usage: tojimari vulndb'
exit $bad
