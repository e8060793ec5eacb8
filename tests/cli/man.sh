#!/bin/bash
# The manual and the program know the same options: every one that --help lists has an entry in the page of its verb, in
# both languages, and the pages name no other. TOJIMARI: the program.
set -u
export LC_ALL=C.UTF-8 LANGUAGE=
: "${TOJIMARI:?the program to test}"
cd "$(dirname "$0")/../.." || exit 1
bad=0
help=$(mktemp)
trap 'rm -f "$help"' EXIT

# Spellings at the beginning of option lines.
of_help() {
    "$TOJIMARI" "$1" --help | sed -n 's/^  \(--*[A-Za-z0-9][A-Za-z0-9-]*\).*/\1/p' | sort -u
}

# Spellings in the entries (.TP, then a line that begins with an option) of the section OPTIONS.
of_page() {
    sed 's/\\-/-/g' "$1" | awk '
        /^\.SH/ { inside = $0 ~ /OPTIONS|オプション/ }
        inside && tag { n = split($0, words, /[ ",]+/); for (i = 2; i <= n; i++) if (words[i] ~ /^-/) print words[i] }
        { tag = /^\.TP/ }' | sort -u
}

for verb in audit explain local scan vulndb watch; do
    of_help $verb >"$help"
    [ -s "$help" ] || { echo "FAIL $verb --help lists nothing"; bad=1; }
    for page in man/tojimari-$verb.1 man/ja/tojimari-$verb.1; do
        of_page $page | grep -vx -e '-h' | diff - "$help" || { echo "FAIL $page (<) and $verb --help (>) differ"; bad=1; }
    done
done
# What the usage line begins to type, the synopsis has, too.
for verb in audit explain local scan vulndb watch; do
    for page in man/tojimari-$verb.1 man/ja/tojimari-$verb.1; do
        synopsis=$(sed 's/\\-/-/g' "$page" | awk '/^\.SH/ { inside = $0 ~ /SYNOPSIS|書式/ } inside')
        for word in $("$TOJIMARI" "$verb" --help | head -1 | grep -oE '(--[a-z-]+|[a-z]+:)' | tail -n +2); do
            [[ $synopsis == *"$word"* ]] || { echo "FAIL the synopsis of $page has no $word"; bad=1; }
        done
    done
done
[[ $("$TOJIMARI" watch --help | head -1) == *'--explain ID'*'--unblock ADDR'* ]] || { echo 'FAIL watch --help: not all that it can be asked'; bad=1; }
# What is to be typed stands in one piece, at any width: no page is hyphenated.
for page in man/*.1 man/ja/*.1; do
    head -3 "$page" | grep -qx '\.nh' || { echo "FAIL $page may be hyphenated"; bad=1; }
done
exit $bad
