#!/bin/bash
# FTP bounce through a real FTP server (vsftpd): one that allows it, one that refuses, one that refuses the login, over IPv4 and IPv6.
# The doors stand where this machine has no way to.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder

INSIDE4=198.18.2.2 INSIDE6=2001:db8:2::2

network() {
    net_new ftp
    net_new inside
    net_link here eth0 ftp eth0
    net_link ftp eth1 inside eth0
    net_addr here eth0 198.18.1.1/24 2001:db8:1::1/64
    net_addr ftp eth0 198.18.1.2/24 2001:db8:1::2/64
    net_addr ftp eth1 198.18.2.1/24 2001:db8:2::1/64
    net_addr inside eth0 $INSIDE4/24 $INSIDE6/64
    # vsftpd connects from the address that it was called at.
    net inside ip route add 198.18.1.2/32 via 198.18.2.1
    net inside ip route add 2001:db8:1::2/128 via 2001:db8:2::1
    net_listen inside --tcp 1122,8080,22
    net_rules inside <<<'table inet f { chain c { type filter hook input priority 0; tcp dport 8081 drop; }; }'
}

# server PORT LINE… - a vsftpd; ends with the test. It wants a home of the user that its guests become, so that is one which every
# system has.
server() {
    local port=$1 conf=$TMP/vsftpd.$1
    shift
    mkdir -p "$TMP/empty" "$TMP/pub"
    chmod 555 "$TMP/empty" "$TMP/pub"
    printf '%s\n' listen=NO listen_ipv6=YES background=NO "listen_port=$port" seccomp_sandbox=NO anonymous_enable=YES \
        no_anon_password=NO ftp_username=daemon "anon_root=$TMP/pub" "secure_chroot_dir=$TMP/empty" connect_timeout=3 isolate_network=NO \
        "$@" >"$conf"
    nsenter --net="/proc/${NET_PID[ftp]}/ns/net" -- vsftpd "$conf" >"$conf.log" 2>&1 &
    PIDS+=($!)
}

PIDS=()
network
server 21 port_promiscuous=YES
server 2121 port_promiscuous=NO
server 2122 anonymous_enable=NO local_enable=YES
for port in 21 2121 2122; do
    awaits net ftp sh -c "ss -Hltn 'sport = :$port' | grep -q ."
done

for way in "198.18.1.2 $INSIDE4" "[2001:db8:1::2]:21 $INSIDE6"; do
    read -r by to <<<"$way"
    "${SCAN[@]}" -n -b "$by" -p 1122,8080,8081,8082 --all-states --max-retries 0 --json - "$to" >"$TMP/json" 2>"$TMP/err"
    is "status by $by" $? 0
    is "doors by $by" "$(ports "$TMP/json")" "$to 1122 open ftp-connected
$to 8080 open ftp-connected
$to 8081 closed ftp-not-connected
$to 8082 closed ftp-not-connected"
    is "said by $by" "$(<"$TMP/err")" ""
done

# vsftpd never connects to reserved ports, and ends the session: those are left without a verdict, the others are asked.
# Whichever comes first: a door whose session ended over another one is asked in the next, not called silent.
for seed in 1 2 3 4 5; do
    "${SCAN[@]}" -n --seed $seed -b 198.18.1.2 -p 22,8080 --max-retries 0 --json - $INSIDE4 >"$TMP/json" 2>"$TMP/err"
    is "status with a reserved port" $? 3
    is "doors with a reserved port" "$(ports "$TMP/json")" "$INSIDE4 8080 open ftp-connected"
done

"${SCAN[@]}" -n -b anonymous:x@198.18.1.2:2121 -p 1122,8080,8081 --json - $INSIDE4 >"$TMP/json" 2>"$TMP/err"
is "status of a server that refuses" $? 3
is "what it said" "$(<"$TMP/err")" "tojimari: 198.18.1.2: the FTP server refuses to connect to others: 500 Illegal PORT command."
is "why" "$(jq -r 'select(.type == "end") | .why' "$TMP/json")" ftp-refused

"${SCAN[@]}" -n -b 'anna:secret@198.18.1.2:2122' -p 22 --json - $INSIDE4 >"$TMP/json" 2>"$TMP/err"
is "status of a login that fails" $? 3
holds "what it said" grep -q '^tojimari: 198.18.1.2: the FTP server refuses the login: 530' "$TMP/err"

"${SCAN[@]}" -n -b 198.18.1.2:2123 -p 22 --json - $INSIDE4 >"$TMP/json" 2>"$TMP/err"
is "status without a server" $? 3
is "what was said" "$(<"$TMP/err")" "tojimari: 198.18.1.2: no session with the FTP server: Connection refused"

for wrong in 'a@' 'a:b@host:0' '[::1' $'a\nb@198.18.1.2' '198.18.1.2:x'; do
    "${SCAN[@]}" -n -b "$wrong" -p 22 $INSIDE4 >/dev/null 2>&1
    is "status of -b ${wrong@Q}" $? 2
done
kill "${PIDS[@]}"
done_testing
