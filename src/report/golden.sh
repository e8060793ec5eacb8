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
LANGUAGE=ja "$samples" own text "$build/po" >own.ja.text
