#!/bin/sh
# golden.sh BUILD: writes the golden files anew, with the program and the catalogues of that build folder.
set -eu
build=$(cd "$1" && pwd)
samples=$build/src/report/report_samples
cd "$(dirname "$0")/golden"
export LC_ALL=C.UTF-8 LANGUAGE=
for run in hostile own local empty interrupted wide full minimal systems; do
    for format in text jsonl csv xml normal grep; do
        "$samples" "$run" "$format" >"$run.$format"
    done
done
for run in empty minimal audit; do
    for format in findings sarif junit html; do
        "$samples" "$run" "$format" >"$run.$format"
    done
done
"$samples" audit jsonl >audit.jsonl
"$samples" audit csv >audit.csv
"$samples" watch alerts >watch.alerts
LANGUAGE=ja "$samples" watch alerts "$build/po" >watch.ja.alerts
LANGUAGE=ja "$samples" audit html "$build/po" >audit.ja.html
LANGUAGE=ja "$samples" own text "$build/po" >own.ja.text
