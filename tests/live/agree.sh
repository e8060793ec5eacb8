#!/bin/bash
# In the lab with its real daemons, over IPv4 and IPv6: SYN scan as root, connect scan as an ordinary user, nmap, and
# ss inside the target's namespace agree on every port of every daemon.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
lab=$NET_DIR/lab
[ -n "${LAB:-}" ] || exec "$lab" run bash "$0"
live_folder

PORTS=1-1024,3306,6379,8080,11211
ASKED=1028

# truth ADDRESS… - what ss says of these addresses; a wildcard listens on each of them
truth() {
    "$lab" truth | awk -v addrs="$*" '
        BEGIN { n = split(addrs, own, " ") }
        $1 != "tcp" { next }
        { for (i = 1; i <= n; i++) {
            v6 = own[i] ~ /:/
            if ($2 == own[i] || $2 == "*" || (v6 && $2 == "::") || (!v6 && $2 == "0.0.0.0")) print own[i], $3
        } }' | sort -Vu
}

# nmap's open ports of a -oG file
of_nmap() {
    awk '/Ports:/ {
        addr = $2
        sub(/.*Ports: /, ""); sub(/\t.*/, "")
        n = split($0, port, ", ")
        for (i = 1; i <= n; i++) { split(port[i], f, "/"); if (f[2] == "open") print addr, f[1] }
    }' "$1" | sort -V
}

# agree FAMILY-OPTION ADDRESS…
agree() {
    local six=$1 way addrs
    shift
    addrs=("$@")
    truth "${addrs[@]}" >"$TMP/truth"
    holds "$(wc -l <"$TMP/truth") doors ${six:--4}: at least one a daemon" test "$(wc -l <"$TMP/truth")" -ge 14

    # shellcheck disable=SC2086 # empty for IPv4
    {
        nmap $six -n -Pn -sS -p "$PORTS" -oG "$TMP/nmap" "${addrs[@]}" >/dev/null
        "${SCAN[@]}" $six -n -sS -p "$PORTS" --all-states --json - "${addrs[@]}" >"$TMP/syn"
        is "status of -sS $six" $? 0
        as_nobody "${SCAN[@]}" $six -n -sT -p "$PORTS" --all-states --json - "${addrs[@]}" >"$TMP/connect"
        is "status of -sT $six" $? 0
        as_nobody "${SCAN[@]}" $six -n -p 22 --all-states --json - "${addrs[0]}" >"$TMP/default"
    }
    is "nmap $six and ss" "$(of_nmap "$TMP/nmap")" "$(<"$TMP/truth")"
    for way in syn connect; do
        is "$way $six and ss" "$(doors "$TMP/$way")" "$(<"$TMP/truth")"
        is "$way $six: every port has one record" \
            "$(ports "$TMP/$way" | cut -d' ' -f1,2 | uniq | wc -l)" $((ASKED * ${#addrs[@]}))
    done
    is "syn and connect $six, port by port" "$(ports "$TMP/connect" | cut -d' ' -f1-3)" \
        "$(ports "$TMP/syn" | cut -d' ' -f1-3)"
    is "without a technique, an ordinary user $six connects" \
        "$(jq -r 'select(.type == "port") | .technique' "$TMP/default")" connect
}

agree "" 198.18.0.{2..5}
agree -6 2001:db8::{2..5}
done_testing
