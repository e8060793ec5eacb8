#!/bin/sh
# The documents name what is there: every path in backquotes and every relative link leads to a file or folder, of the root
# or of src/; a bare file name is one that some folder has. And no advice of ours locks people out.
set -u
cd "$(dirname "$0")/.." || exit 1
bad=0
here=$(mktemp)
trap 'rm -f "$here"' EXIT
find . -path ./.git -prune -o -path './build*' -prune -o -print | sed 's,.*/,,' | sort -u >"$here"

known() {
    case $1 in
    *'*'* | *' '* | *…* | *'<'* | /* | -*) return 0 ;;
    */*) [ -e "${1%/}" ] || [ -e "src/${1%/}" ] ;;
    *) grep -qxF -- "$1" "$here" ;;
    esac
}

for doc in README.md README.ja.md ARCHITECTURE.md CONTRIBUTING.md; do
    {
        # shellcheck disable=SC2016 # backquotes of Markdown
        grep -oE '`[^`]+`' "$doc" | tr -d '`' | grep -E '(/|\.(c|h|sh|py|md|txt|json|po|build))$|^[a-z]+/[a-z./_-]+$'
        grep -oE '\]\([^):]+\)' "$doc" | sed 's/^](//; s/)$//'
    } >"$here.paths"
    while IFS= read -r path; do
        known "$path" && continue
        echo "$doc: '$path' is not there"
        bad=1
    done <"$here.paths"
    rm -f "$here.paths"
done

# Who switches a firewall on must not lock himself out: no recipe without its first line.
awk 'BEGIN { RS = "" } { gsub(/[ \n]+/, " ") } /ufw allow from/ && !/ufw allow 22\/tcp/ { print FILENAME ": " $1 " allows by ufw without SSH"; bad = 1 } END { exit bad }' \
    data/ports/about.*.txt data/rules/about.*.txt data/reasons/about.*.txt || bad=1
exit $bad
