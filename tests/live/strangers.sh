#!/bin/bash
# -sV --access against servers that mean no good (strangers.py): it ends in time, keeps its memory small, recognises the honest one
# among them, and nothing that a stranger said reaches an output raw.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder

net_spawn ready python3 -B "$LIVE_DIR/strangers.py" "$TMP"
begun=$SECONDS
# The sanitizers' shadow and quarantine are not the program's memory.
python3 -B "$LIVE_DIR/measured.py" $((131072 * ${FACTOR:-1})) $((20 * ${FACTOR:-1})) "${SCAN[@]}" -sT -sV --access -n -p 20001-20042 127.0.0.1 --no-store \
    --json "$TMP/run.json" -oX "$TMP/run.xml" -oN "$TMP/run.nmap" --csv "$TMP/run.csv" >"$TMP/run.txt"
is "status, within 128 MiB and 20 s of CPU" $? 0
holds "within two minutes" [ $((SECONDS - begun)) -le 120 ]

said() {
    jq -r "select(.type == \"port\" and .port == $1) | $2" "$TMP/run.json"
}
is "every door" "$(doors "$TMP/run.json" | wc -l)" 42
is "the honest one" "$(said 20021 '.service | "\(.name) \(.product) \(.version)"')" "ssh OpenSSH 9.2p1"
is "who throws everybody out" "$(said 20014 .service.manner)" closes
is "who is deaf" "$(said 20015 .service.manner)" silent
is "of 3,000 names in a certificate" "$(said 20018 '"\(.certificate.names | length) \(.certificate.names_left_out)"')" "16 2984"
is "complete" "$(jq 'select(.type == "end").complete' "$TMP/run.json")" true
holds "well-formed XML" xmllint --noout "$TMP/run.xml"
for f in run.json run.xml run.nmap run.csv run.txt; do
    is "control bytes in $f" "$(LC_ALL=C grep -cP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae' "$TMP/$f")" 0
done
is "markup in the XML" "$(grep -c '<script' "$TMP/run.xml")" 0

done_testing
