#!/bin/sh
# readers.sh REPORT_SAMPLES: programs that read these formats read ours: a real XML parser and ndiff for -oX, a line
# splitter for -oG, a spreadsheet's reader for CSV, jq for JSON Lines.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for run in hostile own local empty interrupted wide full minimal systems; do
    for format in xml grep csv jsonl; do
        "$1" $run $format >"$tmp/$run.$format"
    done
    xmllint --noout --nonet "$tmp/$run.xml"
    jq -e . "$tmp/$run.jsonl" >"$tmp/jq"
    ndiff "$tmp/$run.xml" "$tmp/$run.xml" >"$tmp/diff" 2>"$tmp/err" || { cat "$tmp/diff" "$tmp/err"; exit 1; }
    [ ! -s "$tmp/err" ] || { cat "$tmp/err"; exit 1; }
done

# Outputs of findings.
for run in empty minimal audit; do
    for format in sarif junit html; do
        "$1" $run $format >"$tmp/$run.$format"
    done
    xmllint --noout --nonet --relaxng "$here/junit.rng" "$tmp/$run.junit" 2>"$tmp/err" || { cat "$tmp/err"; exit 1; }
done
python3 -B "$here/findings.py" "$here/sarif.json" "$tmp/empty" "$tmp/minimal" "$tmp/audit"

# ndiff sees the ports that differ, and ends with 1.
status=0
ndiff "$tmp/empty.xml" "$tmp/wide.xml" >"$tmp/diff" || status=$?
[ $status = 1 ]
grep -q '^+22/tcp *open *ssh' "$tmp/diff"

# What everybody does with -oG.
[ "$(awk '/22\/open\/tcp/ {print $2}' "$tmp/interrupted.grep")" = 198.18.0.3 ]
grep -qP '^Host: 198\.18\.0\.3 \(\)\tPorts: 21/open/tcp//ftp///, 22/open/tcp//ssh///\tIgnored State: filtered \(10\)$' "$tmp/interrupted.grep"
# Hostile names make no more fields: seven slashes in one port, two tabs at most in a line.
[ "$(grep -c 'Ports:' "$tmp/hostile.grep")" = 1 ]
[ "$(grep 'Ports:' "$tmp/hostile.grep" | tr -cd / | wc -c)" = 7 ]

python3 -B - "$tmp" <<'END'
import csv, glob, sys
for name in glob.glob(sys.argv[1] + "/*.csv"):
    text = open(name, newline="", encoding="utf-8").read()
    rows = list(csv.reader(text.splitlines(True), strict=True))
    assert all(len(r) == len(rows[0]) for r in rows), name
    assert len(rows) == text.count("\n"), name
    assert not any(c[:1] in ("=", "+", "-", "@", "\t", "\r") for r in rows for c in r), name
END
