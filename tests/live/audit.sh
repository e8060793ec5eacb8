#!/bin/bash
# In the lab with its real daemons: what is planted at addresses 2 to 5 and 7 is found by a scan that asks (--access, --active), in both
# families; at address 6 the same daemons are locked, and there is no finding at medium or above. Nothing that was made stays.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
lab=$NET_DIR/lab
[ -n "${LAB:-}" ] || exec "$lab" run bash "$0"
live_folder

# ask RUN PORTS ADDRESS… - a run of them
ask() {
    local run=$1 ports=$2
    shift 2
    "${SCAN[@]}" -n -Pn --no-store --active -sS -sU -p "$ports" --json "$TMP/$run" "$@" >"$TMP/text" 2>&1
}
# findings RUN ZONE - "address id severity", sorted
findings() {
    "$TMP/tojimari" audit --from "$TMP/$1" --zone "$2" --json - |
        jq -r 'select(.type == "finding") | "\(.addr) \(.id) \(.severity)"' | sort -u
}
facts() { jq -r --arg a "$2" --argjson p "$3" 'select(.addr == $a and .port == $p and .type == "port") | .service.facts[]?' "$TMP/$1" | sort; }

PORTS=T:21-23,110,139,143,443,445,3306,6379,11211,U:161
ask weak "$PORTS" 198.18.0.2-7
findings weak private >"$TMP/found"
while read -r wanted; do
    holds "found: $wanted" grep -qx "$wanted" "$TMP/found"
done <<'END'
198.18.0.2 telnet-beside-ssh high
198.18.0.3 ftp-writable high
198.18.0.3 ftp-cleartext medium
198.18.0.3 pop3-cleartext medium
198.18.0.3 imap-cleartext medium
198.18.0.4 store-open high
198.18.0.5 smb-share-open medium
198.18.0.5 smb-unsigned low
198.18.0.5 snmp-default high
198.18.0.7 smb1 high
198.18.0.7 smb-share-open medium
END
is "Redis, memcached and MariaDB without a password" \
    "$(for p in 3306 6379 11211; do facts weak 198.18.0.4 $p; done)" $'access=open\naccess=open\naccess=open'
is "Samba's share is named" "$(facts weak 198.18.0.5 445 | grep '^share=')" share=files
is "and where SMB 1 alone is spoken" "$(facts weak 198.18.0.7 445 | grep -E 'dialect|share')" \
    $'dialect=1\nlisted-share=IPC$\nlisted-share=files\nlisted-share=own\nshare=files'
is "the same over NetBIOS" "$(facts weak 198.18.0.5 139 | grep '^share=')" share=files
is "where strangers may write by FTP" "$(facts weak 198.18.0.3 21 | grep -E 'writ|left')" writable=/incoming
is "nothing stays there" "$(python3 -c 'import ftplib; f = ftplib.FTP("198.18.0.3"); f.login(); print(f.nlst("incoming"))')" "[]"
is "ways to log in by SSH" "$(facts weak 198.18.0.2 22 | grep '^auth=')" $'auth=keyboard-interactive\nauth=password\nauth=publickey'

ask weak6 T:21,445,6379,U:161 -6 2001:db8::3 2001:db8::4 2001:db8::5
is "and over IPv6" "$(findings weak6 private | grep -cE 'ftp-writable|store-open|smb-share-open')" 3

grep -F '"addr":"198.18.0.6"' "$TMP/weak" >"$TMP/locked"
is "locked doors that answer" "$(jq -r 'select(.type == "port" and .state == "open") | .port' "$TMP/locked" | sort -n | paste -sd' ')" \
    "21 22 110 143 161 443 445 6379"
is "no finding at medium or above where doors are locked" "$(findings locked private | grep -E ' (medium|high|critical)$')" ""
is "Redis asks for its password" "$(facts locked 198.18.0.6 6379)" access=password
is "FTP lets nobody in" "$(facts locked 198.18.0.6 21)" access=password
is "SSH by key alone" "$(facts locked 198.18.0.6 22 | grep '^auth=')" auth=publickey
is "Samba signs, and has no guests" "$(facts locked 198.18.0.6 445 | grep -E '^(signing|access|share)')" "signing=required"
done_testing
