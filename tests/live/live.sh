# shellcheck shell=bash
# What the live tests share. Source it; then `is` and its like count failures, and `done_testing` says them.
# TOJIMARI: the program, an absolute path.

LIVE_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lab/net/net.sh
. "$LIVE_DIR/../../lab/net/net.sh"

export LC_ALL=C.UTF-8 LANGUAGE=
: "${TOJIMARI:?the program to test}"
LIVE_FAILED=0

# How `unshare --mount` keeps mounts to itself; where the root is no mount point (a chroot into a mere folder) it cannot be changed.
MOUNTS=private
unshare --mount true 2>/dev/null || MOUNTS=unchanged
export MOUNTS

# A folder of the test's own. The program is copied there, because an ordinary user may not get to the build tree.
live_folder() {
    TMP=$(mktemp -d)
    trap 'rm -rf "$TMP"' EXIT
    chmod 755 "$TMP"
    cp "$TOJIMARI" "$TMP/tojimari"
    # shellcheck disable=SC2034 # for the tests
    SCAN=("$TMP/tojimari" scan)
    export XDG_STATE_HOME=$TMP/state # journals of runs
}

# awaits CMD… - until CMD succeeds, at most a minute; never a time that is long enough on a quick machine only
awaits() {
    local i
    for ((i = 0; i < 1200; i++)); do
        "$@" && return
        sleep 0.05
    done
    return 1
}

# says NAME WANT CMD… - what CMD prints is WANT; on a machine so busy that even answers of the next interface come too late, in one of three
# tries. Not for what may be wrong now and then.
says() {
    local name=$1 want=$2 got try
    shift 2
    for try in 1 2 3; do
        got=$("$@")
        [ "$got" != "$want" ] || break
        [ "$try" = 3 ] || echo "     again: $name"
    done
    is "$name" "$got" "$want"
}

# as_nobody CMD… - as an ordinary user without any privilege
as_nobody() {
    setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --no-new-privs -- "$@"
}

fail() {
    LIVE_FAILED=$((LIVE_FAILED + 1))
    echo "FAIL $*"
}

# is NAME GOT WANT - texts, shown as a diff when they differ
is() {
    if [ "$2" = "$3" ]; then
        echo "ok   $1"
    else
        fail "$1 (- wanted, + got)"
        diff -u <(echo "$3") <(echo "$2") | tail -n +3 | grep '^[-+]' | head -40
    fi
}

# holds NAME CMD… - CMD succeeds
holds() {
    local name=$1
    shift
    if "$@"; then echo "ok   $name"; else fail "$name"; fi
}

# ports FILE [FILTER] - the port records of a JSON Lines file as "address port state reason", sorted
ports() {
    jq -r "select(.type == \"port\")${2:+ | select($2)} | [.addr, .port, .state, .reason] | join(\" \")" "$1" |
        sort -V
}

# doors FILE - the open ones as "address port", sorted
doors() {
    ports "$1" '.state == "open"' | cut -d' ' -f1,2
}

done_testing() {
    [ $LIVE_FAILED = 0 ] || echo "$LIVE_FAILED failed"
    exit $((LIVE_FAILED > 0))
}
