#!/bin/bash
# Ten UDP daemons as Debian packages them, with no more configuration than an address: each is found open by the payload of its own
# port, over IPv4 and IPv6, at the first question; and each of them is really there, as ss says.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
root=${DAEMONS:-$("$NET_DIR/lab" root)} || exit 1
export DAEMONS=$root
net_alone "$@"
live_folder

A4=198.18.0.8 A6=2001:db8::8
DIR=$(mktemp -d "$root/tmp/udp.XXXXXX") || exit 1
R=${DIR#"$root"}
chmod 755 "$DIR"

# In a pid namespace of their own, which ends with its first process: no daemon is left, whatever it forks.
daemons() {
    mkdir -p "$DIR"/{snmpd,samba,tftp,chrony,kamailio}
    cat >"$DIR/run" <<X
hostname lab.test
mkdir -p /run/{rpcbind,samba} /var/run /var/lib/samba /var/log/samba /var/cache/samba
cd $R
start() { ("\$@" >"\$1.log" 2>&1 </dev/null &) ; }
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/ipsec
start snmpd -f -C -c snmpd/conf -Lo -p snmpd/pid udp:$A4:161 udp6:[$A6]:161
start dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --user=root --pid-file= --bind-interfaces \
    --listen-address=$A4,$A6 --address=/lab.test/$A4
start nmbd -F --no-process-group -s $R/samba/conf
start chronyd -x -d -u root -f $R/chrony/conf
start in.tftpd -L -u root -a $A4:69 -s $R/tftp
start in.tftpd -L -u root -a [$A6]:69 -s $R/tftp
start rpcbind -f -h $A4 -h $A6
start memcached -u memcache -l $A4,$A6 -U 11211 -m 8
start charon
start kamailio -DD -E -m 8 -M 2 -n 1 -Y $R/kamailio -P $R/kamailio/pid -f $R/kamailio/conf
start turnserver -n --stun-only --no-cli --no-tls --no-dtls --no-tcp -L $A4 -L $A6 --pidfile $R/turn.pid --log-file stdout
echo started
wait
exec sleep infinity
X
    echo "rocommunity public" >"$DIR/snmpd/conf"
    printf '%s\n' "bindaddress $A4" "bindaddress $A6" "allow all" "local stratum 10" \
        "bindcmdaddress $A4" "bindcmdaddress $A6" "cmdallow all" "pidfile $R/chrony/pid" >"$DIR/chrony/conf"
    cat >"$DIR/samba/conf" <<X
[global]
workgroup = LAB
netbios name = LAB
interfaces = $A4/24
bind interfaces only = yes
log file = $R/samba/log
X
    for way in private lock state cache pid; do
        mkdir "$DIR/samba/$way"
        echo "$way $([ $way = private ] && echo dir || echo directory) = $R/samba/$way" >>"$DIR/samba/conf"
    done
    cat >"$DIR/kamailio/conf" <<X
listen=udp:$A4:5060
listen=udp:[$A6]:5060
mpath="/usr/lib/$(uname -m)-linux-gnu/kamailio/modules/"
loadmodule "sl.so"
request_route { sl_send_reply("200", "OK"); }
X
    net_spawn started nsenter --net="/proc/${NET_PID[target]}/ns/net" -- \
        unshare --mount --propagation "$MOUNTS" --pid --ipc --uts --fork --kill-child -- \
        sh -c 'for folder in run var; do mount -t tmpfs none "$1/$folder" || exit; done; exec chroot "$1" bash "$2/run"' - "$root" "$R"
    SERVANT=$NET_SPAWNED
}

tidy() {
    kill -KILL "$SERVANT" 2>/dev/null
    wait "$SERVANT" 2>/dev/null
    rm -rf "$TMP" "${DIR:?}"
}

# Who is to be found, by port: chrony twice, by its command port, too; Samba's speaks IPv4 only.
PORTS="53 69 111 123 137 161 323 500 3478 5060 11211"
expected() {
    local port
    for port in $PORTS; do echo "$A4 $port"; done
    for port in $PORTS; do [ "$port" = 137 ] || echo "$A6 $port"; done
}

# The same as ss sees it; a wildcard is both addresses.
bound() {
    net_truth target | awk -v a4=$A4 -v a6=$A6 -v ports=" $PORTS " '$1 == "udp" && index(ports, " " $3 " ") {
        if ($2 == "0.0.0.0" || $2 == "*" || $2 == a4) print a4, $3
        if ($2 == "::" || $2 == "*" || $2 == a6) print a6, $3 }' | sort -Vu
}
are_bound() { [ "$(bound)" = "$(expected)" ]; }

net_new target
net_link here lab0 target lab0
net_addr here lab0 198.18.0.1/24 2001:db8::1/64
net_addr target lab0 $A4/24 $A6/64
SERVANT=
trap tidy EXIT
daemons
for ((try = 0; try < 200; try++)); do are_bound && break; sleep 0.1; done
are_bound || tail -n 3 "$DIR"/*.log
is "all ten daemons are there" "$(bound)" "$(expected)"

# Bound is not ready: some open their sockets before they listen. So they have three scans' time.
all_found() {
    "${SCAN[@]}" -sU -n -Pn -p "${PORTS// /,}" --no-store --json "$TMP/json" "$A4" "$A6" >/dev/null 2>"$TMP/err"
    [ "$(doors "$TMP/json")" = "$(expected)" ]
}
all_found || all_found || all_found
is "each is open, by its own payload" "$(doors "$TMP/json")" "$(expected)"
is "because it answered" "$(ports "$TMP/json" '.state == "open"' | cut -d' ' -f4 | sort -u)" udp-response
done_testing
