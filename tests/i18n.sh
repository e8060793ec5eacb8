#!/bin/sh
# Every message of the sources has a Japanese translation: none is missing, empty or fuzzy, formats agree, and
# POTFILES and tojimari.pot are those that po/update.sh writes.
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0

po/update.sh --pot "$tmp/new.pot"
for po in po/*.po; do
    msgfmt --check --output-file=/dev/null "$po" || bad=1
    msgcmp "$po" "$tmp/new.pot" 2>"$tmp/err" || {
        cat "$tmp/err" >&2
        bad=1
    }
done

# What a tool is known by becomes an argument of a sentence (struct diag), which is cut there.
max=$(sed -n 's/^#define DIAG_ARG_MAX //p' src/base/diag.h)
for po in po/*.po; do
    msggrep --location=data/watch/marks.tsv "$po" | msgcat --no-wrap - | sed -n 's/^msgstr "\(.*\)"$/\1/p' >"$tmp/marks"
    [ -s "$tmp/marks" ] && ! LC_ALL=C awk -v max="$max" 'length >= max { print "too long: " $0; bad = 1 } END { exit !bad }' "$tmp/marks" >&2 || bad=1
done

# Messages alone, without places, so that a moved line is no failure.
msgcat --no-location --sort-output "$tmp/new.pot" >"$tmp/a"
msgcat --no-location --sort-output po/tojimari.pot >"$tmp/b"
cmp -s "$tmp/a" "$tmp/b" || {
    echo "po/tojimari.pot is old: run po/update.sh" >&2
    bad=1
}
sed -n 's/^#: \(.*\)/\1/p' "$tmp/new.pot" | tr ' ' '\n' | sed 's/:[0-9]*$//' | sort -u >"$tmp/used"
sort "po/POTFILES" | comm -23 "$tmp/used" - | while read -r file; do
    echo "$file has messages and is not in po/POTFILES: run po/update.sh" >&2
done
[ -z "$(sort po/POTFILES | comm -23 "$tmp/used" -)" ] || bad=1
exit $bad
