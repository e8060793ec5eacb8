#!/bin/bash
# tojimari explain: words in, text or JSON Lines out, exit status, complaints. TOJIMARI: the program; SCHEMA: the command that
# checks records.
set -u
export LC_ALL=C.UTF-8 LANGUAGE=
: "${TOJIMARI:?the program to test}" "${SCHEMA:?the command that checks records}"
bad=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# explain WANTED_STATUS WORD… - output in $out, complaints in $err
explain() {
    local want=$1 got
    shift
    words=$*
    "$TOJIMARI" explain "$@" >"$tmp/out" 2>"$tmp/err"
    got=$?
    out=$(cat "$tmp/out")
    err=$(cat "$tmp/err")
    if [ $got != "$want" ]; then
        echo "FAIL explain $words: exit status $got, not $want"
        bad=1
    fi
}

# says TEXT / complains TEXT / silent - about the last call
says() { [[ $out == *"$1"* ]] || { echo "FAIL explain $words: does not say '$1'"; bad=1; }; }
complains() { [[ $err == *"$1"* ]] || { echo "FAIL explain $words: complains '$err', not '$1'"; bad=1; }; }
silent() { [ -z "$out" ] || { echo "FAIL explain $words: says '$out'"; bad=1; }; }

explain 0 22
says '22/tcp  ssh'
says 'Numbers below 1024'
says 'command line on the machine'
explain 0 22/udp && says '22/udp  ssh'
explain 0 ssh && says '22/tcp  ssh'
explain 0 SSH && says '22/tcp  ssh'
explain 0 1023 && says 'Numbers below 1024'
for word in smb SMB samba; do explain 0 $word && says '445/tcp' && says 'The file sharing of Windows and Samba'; done
explain 0 Telnet && says 'telnet  (finding of an audit)' && says '23/tcp  telnet'
explain 0 1024 && says 'Numbers from 1024 to 49151'
explain 0 49151 && says 'Numbers from 1024'
explain 0 49152 && says 'Numbers from 49152 on'
explain 0 0 && says '0/tcp  no known service'
explain 0 65535 && says 'no known service'
explain 0 9200 && says "In the official list (IANA's) 9200 is 'wap-wsp'; in practice it is mostly"
explain 0 'elastic*' && says 9300/tcp
explain 0 7 && says '7/tcp, 7/udp  echo'
explain 0 no-response
says 'no-response  (reason for a state)'
says 'no answer came'
explain 0 icmp-port-unreachable # what it means for the reader before what it is
[[ ${out//[$' \n']/} == *'Goodnews'*"Inaspecialist'swords:anICMP"*'rejects.'* ]] || { echo "FAIL explain $words: not the plain sense first"; bad=1; }
explain 0 rst && says "In nmap's formats this is 'reset'."
explain 0 'open|filtered' && says '(state of a port)'
explain 0 syn && says '(technique)'
for word in port door Firewall localhost 127.0.0.1 router ufw sudo root VPN dns tls container tcp server database ポート データベース ファイアウォール ルーター; do
    explain 0 $word && says "  (basic word)"
done
explain 0 udp && says 'no connection'
explain 0 router && says 'joins your own network to the Internet' # not the protocol RIP, which IANA calls 'router'
[[ $out != *520/udp* ]] || { echo "FAIL explain router: says RIP"; bad=1; }
explain 0 masscan && says '(scanning program)'
# First another way in, then the old one off.
# order WORD STEP… - the text on WORD names the steps in this order
order() {
    local word=$1 rest step
    shift
    explain 0 "$word"
    rest=${out//[$' \n']/}
    for step; do
        step=${step// /}
        [[ $rest == *"$step"* ]] || { echo "FAIL explain $word: '$step' is missing, or too early"; bad=1; return; }
        rest=${rest#*"$step"}
    done
}
for word in telnet 23; do
    order $word 'First set up another way in and try it' 'whether a program works through telnet' 'sudo -v' 'Then switch telnet off'
done
order telnet-beside-ssh 'first whether a program works through' 'gets in by SSH' 'sudo -v' 'Then switch telnet off'
for word in 6379 5432 3306 store-open; do order $word 'ask whoever set it up' 'sudo ss -tn' 'Docker may not show' 'explain open'; done
order 6379 '"redis-cli client list"' 'after "addr="' '"redis-cli save" before every restart' 'write "bind 127.0.0.1"' 'set a password ("requirepass"' 'save", and restart'
order 3306 'SHOW PROCESSLIST' 'bind-address = 127.0.0.1' 'put the old line back' 'make the new one' 'only then delete the old one'
order 5432 'FROM pg_stat_activity' 'when nobody works' 'SHOW password_encryption' 'Note the old passwords' 'Give every account a password' 'Keep a copy' \
    'in the place of "trust"' 'put the copy back' 'not bring old passwords back'
order open 'ufw allow 22/tcp' 'for EVERY door' 'ufw allow from' 'ufw enable' 'every door not named is shut' 'ufw disable' 'add your own address first'
order smb1 AuditSmb1Access 'CIFS Server" only' 'CIFS Client" only when' # and in Samba
order smb1 smbstatus 'when nobody has files open' 'server min protocol' 'taking the line out'
for word in smb-share-open smb-share-writable; do order $word 'smbpasswd -a' 'try it' 'Only then take strangers out' 'guest ok = no' 'Putting it back'; done
order broker-open 'only if that file does not exist' 'allow_anonymous false' 'allow_anonymous true'
order smb-unsigned 'opened without a password' 'RequireSecuritySignature $true' 'with $false'
order ssh-password-only 'in a new window' 'take the line out' 'PasswordAuthentication no'
order 22 ssh-keygen 'PowerShell on Windows' 'in a second window' 'PasswordAuthentication no' 'in a new window' 'take the lines out'
explain 0 syn 22 filtered && says '22/tcp' && says 'filtered  (state'

explain 2 && silent && complains 'what is to be explained'
explain 2 no-respones && silent && complains 'near it: no-response'
explain 2 elasticserach && complains elasticsearch
explain 2 xyzzyplugh && silent && complains 'is not known here'
explain 2 65536 && silent && complains 'end at 65535'
explain 2 99999999999999999999 && complains 'end at 65535'
explain 2 22/icmp && complains '22/tcp'
explain 2 22/ && complains '22/tcp'
explain 2 $'a\033[31mb' && complains 'a\x1b[31mb'
explain 2 22 nonsense-word && says '22/tcp' && complains "'nonsense-word'" # what is known is said all the same
explain 2 --nonsense && complains 'unknown option'
explain 0 --help && says 'usage: tojimari explain'

explain 0 --json firewall 22 9200/tcp rst open syn zmap ssh 53 40000 65535 7
printf '%s\n' "$out" >"$tmp/records"
$SCHEMA "$tmp/records" || bad=1
says '{"type":"explain","word":"22","kind":"port","proto":"tcp","port":22,"range":"system","name":"ssh","iana":"ssh","about":"SSH gives'
says '"kind":"reason","nmap":"reset"'
LANGUAGE=ja "$TOJIMARI" explain --json 22 >"$tmp/ja" # machine formats are never translated
"$TOJIMARI" explain --json 22 | cmp - "$tmp/ja" || bad=1
LANGUAGE=ja "$TOJIMARI" explain 22 no-response >"$tmp/ja"
LANGUAGE=ja "$TOJIMARI" explain ルーター >>"$tmp/ja"
for piece in "1023 までの番号" 暗号化された接続 何も返ってきません ほかのマシンからはつながりません 自分のネットワークをインターネットにつなぐ; do
    grep -q "$piece" "$tmp/ja" || { echo "FAIL in Japanese: '$piece' is missing"; bad=1; }
done

"$TOJIMARI" explain 22 >/dev/full 2>"$tmp/err"
[ $? = 4 ] || { echo "FAIL a full disk is not noticed"; bad=1; }
exit $bad
