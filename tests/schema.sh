#!/bin/sh
# schema.sh PYTHON REPORT_SAMPLES: the schemas have the keys of the program, take every record it writes, and refuse others.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
check="$1 -B $here/schema.py $here/../data/schema"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$2" shapes >"$tmp/shapes"
$check --shapes "$tmp/shapes"
for run in hostile own local empty interrupted wide full minimal systems audit; do
    "$2" $run jsonl >"$tmp/$run.jsonl"
done
"$2" status >"$tmp/status.jsonl"
$check "$tmp"/*.jsonl

cat >"$tmp/bad" <<'END'
{"type":"port","addr":"198.18.0.1","proto":"tcp","port":22,"state":"open","surprise":1}
{"type":"port","addr":"198.18.0.1","proto":"tcp","port":65536,"state":"open"}
{"type":"port","addr":"198.18.0.1","proto":"tcp","port":"22","state":"open"}
{"type":"port","addr":"198.18.0.1","proto":"tcp","port":22,"state":"ajar"}
{"type":"port","addr":"host.example","proto":"tcp","port":22,"state":"open"}
{"type":"port","addr":"198.18.0.1","proto":"tcp","port":22,"state":"open","reason":"whim"}
{"type":"port","addr":"198.18.0.1","proto":"tcp","port":22,"state":"open","rtt_ms":NaN}
{"type":"port","addr":"198.18.0.1","proto":"tcp","port":22,"state":"open","service":{"color":"red"}}
{"type":"port","addr":"198.18.0.1","port":22,"proto":"tcp","state":"open"}
{"type":"port","addr":"198.18.0.1","proto":"tcp","state":"open"}
{"addr":"198.18.0.1","proto":"tcp","port":22,"state":"open","type":"port"}
{"type":"port","addr":"198.18.0.1","proto":"tcp","port":22,"state":"open","port":22}
{"type":"run","v":1,"verb":"scan","started":"2026-11-22 03:54:00"}
{"type":"rest","addr":"::1","proto":"tcp","state":"closed","count":2,"ports":"1-2,"}
{"type":"end","complete":"yes"}
{"type":"end","complete":true,"recall_estimate":1.5}
{"type":"nothing"}
[]
{"type":"end","complete":true
END
$check --bad "$tmp/bad"
