# Daemons of Debian 12 that fit no other file: what they said on their ports.

[raw giop]

giop
match ^GIOP\x01[\x00-\x02].[\x01\x04-\x06]
flags dotall
confidence 0.9
example GIOP\x01\x00\x01\x01@\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00'\x00\x00\x00IDL:omg.org/CORBA/OBJECT_NOT_EXIST:1.0\x00

[raw dicom]

dicom
match ^[\x02\x03]\x00\x00\x00[\x00-\xff]{2}(?:\x00\x01\x00\x00|\x00[\x01\x02][\x01-\x03].$)
flags dotall
probe dicom-associate
confidence 0.9
example \x03\x00\x00\x00\x00\x04\x00\x01\x01\x07

dcmtk
match ^\x02\x00\x00\x00.*U\x00\x00.OFFIS_DCMTK_(\d)(\d)(\d)
flags dotall
product DCMTK
version $1.$2.$3
cpe a:offis:dcmtk
confidence 0.96
example \x02\x00\x00\x00\x00\xb8\x00\x01\x00\x00ANY-SCP         TOJIMARI        P\x00\x00:Q\x00\x00\x04\x00\x00@\x00R\x00\x00\x1b1.2.276.0.7230010.3.0.3.6.7U\x00\x00\x0fOFFIS_DCMTK_367
gives product=DCMTK; version=3.6.7

[raw tpm]

swtpm
match ^\x80\x01\x00\x00\x00\x33\x00\x00\x00\x00\x01\x00\x00\x00\x06\x00\x00\x00\x04\x00\x00\x01\x05IBM\x00\x00\x00\x01\x06SW  \x00\x00\x01\x07 TPM
product swtpm
confidence 0.9
example \x80\x01\x00\x00\x003\x00\x00\x00\x00\x01\x00\x00\x00\x06\x00\x00\x00\x04\x00\x00\x01\x05IBM\x00\x00\x00\x01\x06SW  \x00\x00\x01\x07 TPM\x00\x00\x01\x08\x00\x00\x00\x00

tpm2
match ^\x80\x01\x00\x00[\x00-\xff]{2}\x00\x00\x00\x00\x01\x00\x00\x00\x06
probe tpm-vendor
confidence 0.9
example \x80\x01\x00\x00\x00\x13\x00\x00\x00\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00

[raw weechat]

weechat
match ^\x00\x00..\x00\x00\x00\x00.\w+htbstrstr\x00\x00\x00\x05\x00\x00\x00\x12password_hash_algo
flags dotall
product WeeChat
info relay
cpe a:weechat:weechat
confidence 0.97
example \x00\x00\x00\xb5\x00\x00\x00\x00\x08tojimarihtbstrstr\x00\x00\x00\x05\x00\x00\x00\x12password_hash_algo\x00\x00\x00\x05plain

[raw isns]

isns
match ^\x00\x01\x80[\x01-\x0f][\x00-\xff]{2}[\x00-\xff]{2}\x00\x01\x00\x00\x00\x00
probe isns-query
confidence 0.9
example \x00\x01\x80\x02\x00\x14L\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00

[raw pyro]

pyro4
match ^PYRO\x00[\x2a-\x32]\x00\x03
product Pyro4
cpe a:pyro_project:pyro
confidence 0.95
example PYRO\x000\x00\x03\x00\x00\x00\x00\x00\x00\x00.\x00\x03\x00\x00\x00\x005M\xfa,invalid data or unsupported protocol version

pyro5
match ^PYRO\x01\xf6
product Pyro5
confidence 0.95
example PYRO\x01\xf6\x03\x00

[raw nuttcp]

nuttcp
match ^KO\nnuttcp-t: v(\d[\d.]*): 
product nuttcp
version $1
confidence 0.97
example KO\nnuttcp-t: v6.1.2: error scanning parameters\nmay be using older client version than server\nHELP\r\nKO\n
gives version=6.1.2

[raw afs3-fileserver]

openafs
match \x00OpenAFS (\d+(?:\.\d+)+)
product OpenAFS
version $1
cpe a:openafs:openafs
confidence 0.97
example TJMR\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\r\x04\x00\x00\x00\x00\x00\x00OpenAFS 1.8.9-1+deb12u1-debian 2024-12-25\x00
gives version=1.8.9

[raw pptp]

poptop
match ^\x00\x9c\x00\x01\x1a\x2b\x3c\x4d[\x00-\xff]{10,26}\x00\x01local\x00+linux\x00
product pptpd
info Poptop
cpe a:poptop:pptp_server
confidence 0.96
example \x00\x9c\x00\x01\x1a\x2b\x3c\x4d\x00\x02\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01local\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00linux\x00

[ssh.software ssh]

rclone
match ^rclone/(?:v?(\d[\w.]*))?
product rclone
version $1
cpe a:rclone:rclone
example rclone/

[http.title http]

supervisor
match ^Supervisor Status$
product Supervisor
cpe a:supervisord:supervisor
confidence 0.97
example Supervisor Status

shellinabox
match ^Shell In A Box$
product Shell In A Box
cpe a:shellinabox_project:shellinabox
confidence 0.97
example Shell In A Box

[http.body http]

supervisor-foot
match <a href="http://supervisord\.org">Supervisor</a> <span>(\d[\d.]*)</span>
product Supervisor
version $1
cpe a:supervisord:supervisor
confidence 0.98
example <a href="http://supervisord.org">Supervisor</a> <span>4.2.5</span>
gives version=4.2.5

shellinabox-comment
match ShellInABox - Make command line applications available as AJAX web applications
product Shell In A Box
cpe a:shellinabox_project:shellinabox
confidence 0.97
example <!--\n    ShellInABox - Make command line applications available as AJAX web applications\n

[http.server http]

rclone-dlna
match ^Linux/3\.4 DLNADOC/1\.50 UPnP/1\.0 DMS/1\.0$
product dms
info Go DLNA library, as in rclone
confidence 0.9
example Linux/3.4 DLNADOC/1.50 UPnP/1.0 DMS/1.0

[http.auth http]

orthanc
match ^Basic realm="Orthanc Secure Area"
product Orthanc
cpe a:orthanc-server:orthanc
confidence 0.96
example Basic realm="Orthanc Secure Area"

[raw yggdrasil]

yggdrasil
match ^meta\x00\x04[\x00-\xff]{32}$
product Yggdrasil
info protocol 0.4
confidence 0.9
example meta\x00\x04\xd2D\xb7\x15p\xd9\xeb\x82\xcf\x8ci\xa9\x9a\xc5O%\xa8l[\xc9\x9b\x82?\xea\xbc\xa9%%vz3\x87

[raw usbip]

usbipd
match ^\x01\x11\x00\x05\x00\x00\x00\x00[\x00-\xff]{4}
probe usbip-devices
confidence 0.9
example \x01\x11\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00

[raw minetest]

minetest
match ^OEt\x03\x00\x01\x00\x03\xff\xdc\x00\x01
product Minetest
cpe a:minetest:minetest
confidence 0.9
example OEt\x03\x00\x01\x00\x03\xff\xdc\x00\x01\x00\x02

[raw teeworlds]

ddnet
match ^\xff{10}inf384\x000\.6[.\d]*, (\d+[.\d]*)\x00
product DDNet
version $1
cpe a:ddnet:ddnet
confidence 0.95
example \xff\xff\xff\xff\xff\xff\xff\xff\xff\xffinf384\x000.6.4, 16.4\x00My DDNet server [0/64]\x00Tutorial\x00
gives product=DDNet; version=16.4

teeworlds-info
match ^\xff{10}inf3\d+\x00(0\.\d[\d.]*)\x00
product Teeworlds
version $1
cpe a:teeworlds:teeworlds
confidence 0.95
example \xff\xff\xff\xff\xff\xff\xff\xff\xff\xffinf384\x000.6.5\x00unnamed server\x00
gives version=0.6.5

teeworlds7-token
match ^\x04\x00\x00TJMR\x05[\x00-\xff]{4}
product Teeworlds
info protocol 0.7
cpe a:teeworlds:teeworlds
confidence 0.9
example \x04\x00\x00TJMR\x05\xebeP\x8e

[raw xdmcp]

xdm-load
match ^\x00\x01\x00\x05..\x00\x00[\x00-\xff]{2}[\x21-\x7e]+\x00.\d+ users?, load: \d
flags dotall
product xdm
cpe a:x.org:xdm
confidence 0.85
example \x00\x01\x00\x05\x00+\x00\x00\x00\x03zoo\x00"0 users, load: 13.19, 13.97, 12.47

[raw rserve]

rserve
match ^Rsrv\d{4}QAP1\r\n
product Rserve
cpe a:rserve:rserve
confidence 0.95
example Rsrv0103QAP1\r\n\r\n--------------\r\n

[raw powerman]

powerman
match ^001 (\d+(?:\.\d+)+)\r\npowerman> 
product PowerMan
version $1
confidence 0.97
example 001 2.3.27\r\npowerman> 
gives version=2.3.27

[raw adc]

adc-hub
match ^ISUP AD\w+(?: AD\w+)*\n
confidence 0.92
example ISUP ADBASE ADTIGR ADPING ADUCMD\nISID AAAB\n

uhub
match ^ISUP (?:.*\n)*?IINF (?:\S+ )*VEuhub/(\d[\d.]*)
product uhub
version $1
confidence 0.97
example ISUP ADBASE ADTIGR ADPING ADUCMD\nISID AAAB\nIINF CT32 VEuhub/0.4.1-release NIuhub DEno\\sdescription\n
gives version=0.4.1

adc-hub-named
match ^ISUP (?:.*\n)*?IINF (?:\S+ )*VE((?!uhub)[A-Za-z][\w+-]{1,30})(?:/|\\s)v?(\d[\d.]*)
product $1
version $2
confidence 0.9
example ISUP ADBASE ADTIGR\nISID AAAB\nIINF CT32 NIhub VEADCH++/3.0.0 DEx\n
gives product=ADCH++; version=3.0.0

[raw skkserv]

skkserv-version
match ^(?!0|4)[!-~]{3,60}\x20$
probe skk-version
confidence 0.85
example dbskkd-cdb-3.00\x20

yaskkserv
match ^(\d+(?:\.\d+)+):yaskkserv_\w+\x20$
product yaskkserv
version $1
confidence 0.97
example 1.1.1:yaskkserv_normal\x20
gives version=1.1.1

dbskkd
match ^dbskkd-cdb-(\d[\d.]*)\x20$
product dbskkd-cdb
version $1
confidence 0.97
example dbskkd-cdb-3.00\x20
gives version=3.00

[raw xrootd]

xrootd
match ^\x00\x00\x00\x00\x00\x00\x00\x08\x00\x00[\x02-\x06].\x00\x00\x00[\x00-\x03]$
flags dotall
product XRootD
cpe a:xrootd:xrootd
confidence 0.92
probe xrootd-hello
example \x00\x00\x00\x00\x00\x00\x00\x08\x00\x00\x05\x11\x00\x00\x00\x01

[raw pioneers]

pioneers
match ^version report\n
product Pioneers
confidence 0.93
example version report\n

[raw snapcast]

snapcast-rpc
match ^\{"id":1,"jsonrpc":"2\.0","result":\{"major":\d+,"minor":\d+,"patch":\d+\}\}
product Snapcast
info control
cpe a:snapcast:snapcast
probe snapcast-rpc
confidence 0.9
example {"id":1,"jsonrpc":"2.0","result":{"major":2,"minor":0,"patch":0}}\r\n

[http.body http-proxy]

ziproxy
match <ADDRESS>Generated [^<]*\(ziproxy/(\d[\w.]*)\)</ADDRESS>
product Ziproxy
version $1
confidence 0.98
example <ADDRESS>Generated Sun Nov 22 14:28:18 2026\n by zoo (ziproxy/3.3.2)</ADDRESS>
gives version=3.3.2

[http.server http-proxy]

ziproxy-server
match ^ziproxy$
product Ziproxy
example ziproxy

[raw quake3]

openarena
match ^\xff\xff\xff\xffstatusResponse\n.*\\gamename\\baseoa(?:\\|\n)
flags dotall
product OpenArena
cpe a:openarena:openarena
confidence 0.97
example \xff\xff\xff\xffstatusResponse\n\\version\\ioq3 1.36+u20220506/Debian linux-x86_64\\com_gamename\\Quake3Arena\\com_protocol\\71\\gamename\\baseoa\\mapname\\oasago2\n

[raw l2tp]

xl2tpd
match ^\xc8\x02[\x00-\xff]{10,60}xelerance\.com
product xl2tpd
cpe a:xelerance:xl2tpd
confidence 0.95
example \xc8\x02\x00w\x00\x07\x00\x00\x00\x00\x00\x01\x80\x08\x00\x00\x00\x00\x00\x02\x80\x13\x00\x00\x00\x08xelerance.com
