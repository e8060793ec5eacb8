#!/bin/bash
# The daemons of the lab. Runs inside the lab's own Debian root, as the first process of a pid namespace: when it
# ends, the kernel ends every daemon. Everything a daemon writes goes to its own folder under $R, nothing to /var.
# The doors are those of doors.txt.
#
#   daemons.sh FOLDER     an empty folder inside the root, for this run alone
set -u
R=$1
export LC_ALL=C HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin
hostname lab.test

a4() { echo "198.18.0.$1"; }
a6() { echo "2001:db8::$1"; }

# start NAME CMD… - in the background, in its own folder, its words in a log there
start() {
    local name=$1
    shift
    (cd "$R/$name" && exec "$@" >log 2>&1 </dev/null) &
}

# conf NAME <text - write $R/NAME/conf and say where it is
conf() {
    mkdir -p "$R/$1"
    cat >"$R/$1/conf"
}

certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/O=Lab/CN=lab.test" \
        -keyout "$R/key.pem" -out "$R/cert.pem" 2>/dev/null
}

# --- address 2: remote login and web ---

conf sshd <<X
ListenAddress $(a4 2)
ListenAddress [$(a6 2)]
HostKey $R/sshd/key
PidFile none
X
mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f "$R/sshd/key"
start sshd /usr/sbin/sshd -D -e -f "$R/sshd/conf"

conf inetd <<X
$(a4 2):telnet stream tcp4 nowait root /usr/sbin/telnetd telnetd
$(a6 2):telnet stream tcp6 nowait root /usr/sbin/telnetd telnetd
X
start inetd inetutils-inetd -d -p "$R/inetd/pid" "$R/inetd/conf"

certificate
mkdir -p "$R/www"
echo '<title>lab</title>' >"$R/www/index.html"
conf nginx <<X
daemon off;
user www-data;
pid $R/nginx/pid;
error_log $R/nginx/error.log;
events { }
http {
    access_log off;
    client_body_temp_path $R/nginx/body;
    proxy_temp_path $R/nginx/proxy;
    fastcgi_temp_path $R/nginx/fastcgi;
    uwsgi_temp_path $R/nginx/uwsgi;
    scgi_temp_path $R/nginx/scgi;
    server {
        listen $(a4 2):80;
        listen $(a4 2):443 ssl;
        listen [$(a6 2)]:80;
        listen [$(a6 2)]:443 ssl;
        ssl_certificate $R/cert.pem;
        ssl_certificate_key $R/key.pem;
        root $R/www;
    }
}
X
start nginx nginx -e "$R/nginx/error.log" -c "$R/nginx/conf"

# --- address 3: files and mail ---

mkdir -p "$R/ftp/incoming" "$R/vsftpd-empty"
chown ftp: "$R/ftp/incoming"
for way in 4 6; do
    conf vsftpd$way <<X
$([ $way = 4 ] && echo "listen=YES"; [ $way = 6 ] && echo "listen=NO")
$([ $way = 4 ] && echo "listen_address=$(a4 3)"; [ $way = 6 ] && printf 'listen_ipv6=YES\nlisten_address6=%s' "$(a6 3)")
background=NO
anonymous_enable=YES
write_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
anon_root=$R/ftp
secure_chroot_dir=$R/vsftpd-empty
seccomp_sandbox=NO
X
    start vsftpd$way vsftpd "$R/vsftpd$way/conf"
done

conf dovecot <<X
base_dir = $R/dovecot/run
state_dir = $R/dovecot/state
log_path = $R/dovecot/dovecot.log
protocols = imap pop3
listen = $(a4 3), $(a6 3)
ssl = no
mail_location = maildir:$R/dovecot/mail/%u
passdb {
    driver = static
    args = nopassword=y
}
userdb {
    driver = static
    args = uid=nobody gid=nogroup home=$R/dovecot/mail/%u
}
X
start dovecot dovecot -F -c "$R/dovecot/conf"

# --- address 4: data ---

mkdir -p "$R/mariadb/data"
chown -R mysql: "$R/mariadb"
start mariadb mariadbd --no-defaults --user=mysql --datadir="$R/mariadb/data" --socket="$R/mariadb/sock" \
    --pid-file="$R/mariadb/pid" --bind-address="$(a4 4),$(a6 4)" --port=3306 --skip-grant-tables \
    --innodb-log-file-size=4M --innodb-buffer-pool-size=8M --lc-messages-dir=/usr/share/mysql

mkdir -p "$R/redis" "$R/memcached"
start redis redis-server --bind "$(a4 4)" "$(a6 4)" --port 6379 --protected-mode no --dir "$R/redis" --save ''
start memcached memcached -u memcache -l "$(a4 4),$(a6 4)" -p 11211 -U 0 -m 8

# --- address 5: the network's own ---

conf dnsmasq <<X
port=53
listen-address=$(a4 5),$(a6 5)
bind-interfaces
no-resolv
no-hosts
user=root
pid-file=
address=/lab.test/$(a4 2)
X
start dnsmasq dnsmasq --keep-in-foreground --conf-file="$R/dnsmasq/conf"

conf snmpd <<X
[snmp] persistentDir $R/snmpd
rocommunity public
sysLocation lab
X
start snmpd snmpd -f -C -c "$R/snmpd/conf" -Lo -p "$R/snmpd/pid" \
    "udp:$(a4 5):161" "tcp:$(a4 5):161" "udp6:[$(a6 5)]:161" "tcp6:[$(a6 5)]:161"

conf samba <<X
[global]
workgroup = LAB
netbios name = LAB
interfaces = $(a4 5)/24 $(a6 5)/64
bind interfaces only = yes
map to guest = bad user
disable spoolss = yes
load printers = no
private dir = $R/samba/private
lock directory = $R/samba/lock
state directory = $R/samba/state
cache directory = $R/samba/cache
pid directory = $R/samba/pid
ncalrpc dir = $R/samba/rpc
log file = $R/samba/smb.log
[files]
path = $R/www
guest ok = yes
X
mkdir -p "$R"/samba/{private,lock,state,cache,pid,rpc}
start samba smbd -F --no-process-group -s "$R/samba/conf"

# --- address 6: the same with their doors locked ---

conf locked-sshd <<X
ListenAddress $(a4 6)
ListenAddress [$(a6 6)]
HostKey $R/sshd/key
PidFile none
PasswordAuthentication no
KbdInteractiveAuthentication no
KexAlgorithms ecdh-sha2-nistp256
Ciphers aes256-ctr
MACs hmac-sha2-256-etm@openssh.com
X
start locked-sshd /usr/sbin/sshd -D -e -f "$R/locked-sshd/conf"

mkdir -p "$R/locked-nginx"
sed -e "s|$R/nginx|$R/locked-nginx|" -e "s|$(a4 2):|$(a4 6):|; s|\[$(a6 2)\]:|[$(a6 6)]:|" -e '/listen .*:80;/d' \
    -e '/ssl_certificate_key/a ssl_protocols TLSv1.2 TLSv1.3;' "$R/nginx/conf" >"$R/locked-nginx/conf"
start locked-nginx nginx -e "$R/locked-nginx/error.log" -c "$R/locked-nginx/conf"

for way in 4 6; do
    mkdir -p "$R/locked-vsftpd$way"
    sed -e "s/$(a4 3)\$/$(a4 6)/; s/$(a6 3)\$/$(a6 6)/; s/^anonymous_enable=YES/anonymous_enable=NO/" "$R/vsftpd$way/conf" \
        >"$R/locked-vsftpd$way/conf"
    cat >>"$R/locked-vsftpd$way/conf" <<X
local_enable=YES
ssl_enable=YES
force_local_logins_ssl=YES
force_local_data_ssl=YES
rsa_cert_file=$R/cert.pem
rsa_private_key_file=$R/key.pem
X
    start locked-vsftpd$way vsftpd "$R/locked-vsftpd$way/conf"
done

mkdir -p "$R/locked-dovecot"
sed -e "s|$R/dovecot|$R/locked-dovecot|" -e "s|^listen = .*|listen = $(a4 6), $(a6 6)|" \
    -e "s|^ssl = no|ssl = required\nssl_cert = <$R/cert.pem\nssl_key = <$R/key.pem|" "$R/dovecot/conf" >"$R/locked-dovecot/conf"
start locked-dovecot dovecot -F -c "$R/locked-dovecot/conf"

mkdir -p "$R/locked-redis"
start locked-redis redis-server --bind "$(a4 6)" "$(a6 6)" --port 6379 --requirepass not-to-be-guessed --dir "$R/locked-redis" --save ''

conf locked-snmpd <<X
[snmp] persistentDir $R/locked-snmpd
rocommunity not-to-be-guessed
X
start locked-snmpd snmpd -f -C -c "$R/locked-snmpd/conf" -Lo -p "$R/locked-snmpd/pid" "udp:$(a4 6):161" "udp6:[$(a6 6)]:161"

mkdir -p "$R"/locked-samba/{private,lock,state,cache,pid,rpc}
sed -e "s|$R/samba|$R/locked-samba|; s|$(a4 5)/24 $(a6 5)/64|$(a4 6)/24 $(a6 6)/64|" -e 's/^map to guest = .*/map to guest = never/' \
    -e '/^\[files\]/i server signing = mandatory\nrestrict anonymous = 2\nsmb ports = 445\nntlm auth = ntlmv2-only' \
    -e 's/^guest ok = yes/guest ok = no/' "$R/samba/conf" >"$R/locked-samba/conf"
start locked-samba smbd -F --no-process-group -s "$R/locked-samba/conf"

# --- address 7: an old server ---

mkdir -p "$R"/old-samba/{private,lock,state,cache,pid,rpc}
sed -e "s|$R/samba|$R/old-samba|; s|$(a4 5)/24 $(a6 5)/64|$(a4 7)/24 $(a6 7)/64|" \
    -e '/^\[files\]/i server min protocol = NT1\nserver max protocol = NT1\nsmb ports = 445' \
    -e '$a [own]\npath = '"$R/www" "$R/samba/conf" >"$R/old-samba/conf"
start old-samba smbd -F --no-process-group -s "$R/old-samba/conf"

echo started
wait
