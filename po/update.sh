#!/bin/sh
# update.sh: writes POTFILES and tojimari.pot from the sources, and merges new messages into every language.
# update.sh --pot FILE: writes only the messages, to FILE (tests/i18n.sh).
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8

sources() {
    { find src -name '*.[ch]' ! -name '*_test.c' ! -path 'src/report/samples*'; ls data/watch/marks.tsv data/watch/roles.txt; } | sort
}

extract() {
    sources | xgettext --files-from=- --output="$1" --language=C --from-code=UTF-8 --add-comments=TRANSLATORS: \
        --keyword=_ --keyword=N_ --keyword=P_:1,2 --keyword=ngettext:1,2 --keyword=dgettext:2 --keyword=dngettext:2,3 \
        --sort-by-file --add-location=file --package-name=tojimari --width=100
    sed -i -e '/^"POT-Creation-Date:/d' -e '/^# SOME DESCRIPTIVE/,/^#$/d' "$1"
}

if [ "${1:-}" = --pot ]; then
    extract "$2"
    exit
fi
extract po/tojimari.pot
sed -n 's/^#: //p' po/tojimari.pot | tr ' ' '\n' | sed 's/:[0-9]*$//' | sort -u >po/POTFILES
for po in po/*.po; do
    msgmerge --quiet --update --backup=none --no-fuzzy-matching --sort-by-file --add-location=file --width=100 "$po" po/tojimari.pot
    msgattrib --no-obsolete --sort-by-file --add-location=file --width=100 --output-file="$po" "$po"
done
