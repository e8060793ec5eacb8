# Daemons that speak a protocol of their own, as they were heard themselves.

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

snapcast-status
match ^\{"id":1,"jsonrpc":"2\.0","result":\{"server":\{.*"snapserver":\{"controlProtocolVersion":\d+,"name":"Snapserver","protocolVersion":\d+,"version":"(\d[\w.]*)"
product Snapcast
version $1
info control
cpe a:snapcast:snapcast
confidence 0.97
example {"id":1,"jsonrpc":"2.0","result":{"server":{"groups":[],"server":{"host":{"arch":"x86_64","ip":"","mac":"","name":"zoo","os":"Debian GNU/Linux 12 (bookworm)"},"snapserver":{"controlProtocolVersion":1,"name":"Snapserver","protocolVersion":1,"version":"0.26.0"}},"streams":[]}}}\r\n
gives product=Snapcast; version=0.26.0; info=control

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
match ^\xc8\x02[\x00-\xff]{10,140}xelerance\.com
product xl2tpd
cpe a:xelerance:xl2tpd
confidence 0.95
example \xc8\x02\x00w\x00\x07\x00\x00\x00\x00\x00\x01\x80\x08\x00\x00\x00\x00\x00\x02\x80\x13\x00\x00\x00\x08xelerance.com
example \xc8\x02\0dR\xdd\0\0\0\0\0\x01\x80\x08\0\0\0\0\0\x02\x80\x08\0\0\0\x02\x01\0\x80\x0a\0\0\0\x03\0\0\0\x03\x80\x0a\0\0\0\x04\0\0\0\0\0\x08\0\0\0\x06\x06\x90\x80\x09\0\0\0\x07zoo\0\x13\0\0\0\x08xelerance.com\x80\x08\0\0\0\x09\0\x01

[raw]

binkd
match ^\x80[\0-\xFF]{2,400}?\x00VER binkd/(\d[\w.-]*)(?:/\w+)? binkp/(\d[\d.]*)
flags dotall
service binkp
product binkd
version $1
info protocol $2
confidence 0.97
example \x80.\0OPT CRAM-MD5-5d34f0735a73\x80\x08\0SYS Zoo\x80\x08\0ZYZ Zoo\x80\x08\0LOC Zoo\x80%\0TIME Sun, 22 Nov 2026 16:54:34 +0000\x80#\0VER binkd/1.1a-115/Linux binkp/1.1\x80\x15\x01 2:5020/1042@fidonet
gives version=1.1a-115; info=protocol 1.1

binkp
match ^\x80[\0-\xFF]{2,400}?\x00VER (\w[\w .+-]*?)/v?(\d[\w.-]*)(?:/\S+)? binkp/(\d[\d.]*)
flags dotall
service binkp
product $1
version $2
info protocol $3
confidence 0.95
example \x80\x08\0SYS Zoo\x80%\0TIME Sun, 22 Nov 2026 16:54:34 +0000\x80#\0VER Frobmail/1.2/Linux binkp/1.0
gives product=Frobmail; version=1.2; info=protocol 1.0

binkp-other
match ^\x80[\0-\xFF]\x00(?:SYS |OPT CRAM-MD5-[0-9a-f]{16})
flags dotall
service binkp
confidence 0.85
example \x80\x08\0SYS Zoo\x80\x08\0ZYZ Zoo

dlt-daemon
match ^[=5][\0-\xFF]{3}[\w\0-]{4}[\0-\xFF]{4,9}(?:DA1\x00DC1\x00|DLTDINTM)
flags dotall
service dlt
product COVESA DLT daemon
confidence 0.9
example 5\0\0 ECU1\x1b\xecb\xe9&\x01DA1\0DC1\0\x02\x0f\0\0\0\x02\0\0\0\0=\0\0NECU1

ecflow
match ^ *\d+\{\n"22ServerToClientResponse": \{[\0-\xFF]{1,600}? ->Server:\S+ \((\d[\d.]*)\) replied with
flags dotall
service ecflow
product ecFlow
version $1
confidence 0.97
example      130{\n"22ServerToClientResponse": {\n"stc_cmd_": {\n"polymorphic_id": 2147483649,\n"error_msg_": " ->Server:zoo@3141 (5.9.2) replied with: Invalid argument"\n}
gives version=5.9.2

ecflow-other
match ^ *\d+\{\n"22ServerToClientResponse": \{
service ecflow
product ecFlow
confidence 0.95
example      130{\n"22ServerToClientResponse": {\n"stc_cmd_": {\n

conman
match ^ERROR CODE=\d+ MESSAGE='Invalid greeting
service conman
product ConMan
confidence 0.95
example ERROR CODE=2 MESSAGE='Invalid greeting: no user specified'\n

festival
match ^(?:ER\n|LP\n|WV\n)[\0-\xFF]{0,200}?ft_StUfF_keyOK\n
flags dotall
service festival
product Festival
cpe a:cstr:festival
confidence 0.97
example ER\nER\nLP\n1\nft_StUfF_keyOK\nLP\n

bzr-smart
match ^(?:error\x01Generic bzr smart protocol error: |bzr response \d)
service bzr
product Breezy
info or Bazaar
confidence 0.85
example error\x01Generic bzr smart protocol error: bad request 'GET / HTTP/1.0\r'\n

emacs-server
match ^-error Authentication&_failed
service emacs
product GNU Emacs server
cpe a:gnu:emacs
confidence 0.95
example -error Authentication&_failed

kiss-direwolf
match ^\r\ncmd:$
service kiss
product Dire Wolf
confidence 0.85
example \r\ncmd:

cyrus-imsp
match ^\* OK Cyrus IMSP version (\d[\w.]*) ready\r\n
service imsp
product Cyrus IMSP
version $1
confidence 0.97
example * OK Cyrus IMSP version 1.8 ready\r\n
gives version=1.8

imsp-other
match ^\* OK [^\r\n]{0,60}\bIMSP\b
service imsp
confidence 0.92
example * OK Zoo IMSP ready\r\n

wnn
match ^\x00\x00[\x40-\x4F][\0-\xFF]$
flags dotall
service wnn
product FreeWnn
probe wnn-version
confidence 0.85
example \0\0B\0

canna
match ^(?:\xFF\xFF\xFF\xFF|\x00\x03\x00[\0-\xFF])$
flags dotall
service canna
product Canna
probe canna-initialize
confidence 0.85
example \xFF\xFF\xFF\xFF

freediameter-unknown-peer
match ^\x01\x00[\0-\xFF]{2}[\0-\xFF]\x00\x01\x01\0\0\0\0\0\0\0\x01\0\0\0\x01\x00\x00\x01\x0C@[\0-\xFF]{8}[\0-\xFF]{0,600}?DIAMETER_UNKNOWN_PEER\0\0\0\x00\x00\x01\x08@\0\0
flags dotall
service diameter
product freeDiameter
probe diameter-cer
confidence 0.85
example \x01\0\0h \0\x01\x01\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\x01\x0c@\0\0\x0c\0\0\x0b\xc2\0\0\x01\x19\0\0\0\x1dDIAMETER_UNKNOWN_PEER\0\0\0\0\0\x01\x08@\0\0\x10zoo.test

freediameter
match ^\x01\x00[\0-\xFF]{2}[\0-\xFF]\x00\x01\x01\0\0\0\0\0\0\0\x01\0\0\0\x01[\0-\xFF]{0,600}?\x00\x00\x01\x0D[\0-\xFF]{4}freeDiameter
flags dotall
service diameter
product freeDiameter
probe diameter-cer
confidence 0.97
example \x01\0\0\xb4\0\0\x01\x01\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\x01\x0c@\0\0\x0c\0\0\x07\xd1\0\0\x01\x0d\0\0\0\x14freeDiameter

diameter
match ^\x01\x00[\0-\xFF]{2}[\0-\xFF]\x00\x01\x01\0\0\0\0\0\0\0\x01\0\0\0\x01
flags dotall
service diameter
probe diameter-cer
confidence 0.95
example \x01\0\0\x30 \0\x01\x01\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\x01\x0c@\0\0\x0c\0\0\x0b\xc2

baresip-control
match ^\d+:\{"response":true,"ok":\w+,"data":"[\0-\xFF]{0,400}\\/about
flags dotall
service netstring
product baresip
probe netstring-help
confidence 0.92
example 1324:{"response":true,"ok":true,"data":"--- Help ---\\n                      ESC      Hangup call\\n  \\/about                       About box\\n

chocolate-doom
match ^\x00\x0E(Chocolate \w+|[A-Z][\w. -]{2,30}?) (\d[\w.]*)\x00
service chocolate-doom
product $1
version $2
probe chocolate-query
confidence 0.97
example \0\x0eChocolate Doom 3.0.0\0\0\0\0\x08\x04\0Unnamed server\0\x01CHOCOLATE_DOOM_0\0
gives product=Chocolate Doom; version=3.0.0

fastcgi-denied
match ^\x01\x06\x00\x01\x00[\0-\xFF]{2}\x00Status: 403 Forbidden\r\nContent-[tT]ype: text/plain\r\n\r\n403 Forbidden\r\n
flags dotall
service fastcgi
product fcgiwrap
probe fastcgi-empty
confidence 0.8
example \x01\x06\0\x01\0B\x06\0Status: 403 Forbidden\r\nContent-Type: text/plain\r\n\r\n403 Forbidden\r\n\0\0

cfengine
match ^CFE_v\d+ cf-serverd (\d[\w.]*)
service cfengine
product CFEngine
version $1
cpe a:northern.tech:cfengine
confidence 0.97
example CFE_v2 cf-serverd 3.21.0\n
gives version=3.21.0

drb
match ^\x00\x00\x00\x03\x04\x08F\x00[\0-\xFF]{3}\x04\x08[\0-\xFF]{0,300}?/ruby/(\d\.\d+)\.\d+/drb/drb\.rb
flags dotall
service drb
product Ruby DRb
info Ruby $1
confidence 0.95
example \0\0\0\x03\x04\x08F\0\0\x03E\x04\x08o:\x0eTypeError\x08:\tmesg"`incompatible marshal file format (can't be read)\n\tformat version 4.8 required; 255.83 given:\x07bt[\x11I"$<internal:marshal>:34:in `load'\x06:\x06EFI":/usr/lib/ruby/3.1.0/drb/drb.rb:597:in `block in load'
gives info=Ruby 3.1

drb-refusal
match ^\x00\x00\x00\x03\x04\x08F\x00[\0-\xFF]{3}\x04\x08[o"I]
flags dotall
service drb
product Ruby DRb
confidence 0.92
example \0\0\0\x03\x04\x08F\0\0\x03E\x04\x08o:\x0eTypeError

rpyc
match ^\x00\x00\x00\x08\x00\x12QP\x11R\x11Q\x02\n
service rpyc
product RPyC
confidence 0.9
example \0\0\0\x08\0\x12QP\x11R\x11Q\x02\n

swank
match ^[0-9a-fA-F]{6}\(:return \(:ok \(:pid [\0-\xFF]{0,900}?:version "(\d[\w.-]*)"\)\) 1\)
flags dotall
service swank
product SLIME SWANK
version $1
probe swank-info
confidence 0.97
example 000329(:return (:ok (:pid 172 :style :spawn :lisp-implementation (:type "SBCL" :name "sbcl" :version "2.2.9.debian" :program nil) :package (:name "COMMON-LISP-USER" :prompt "CL-USER") :version "2.27")) 1)
gives version=2.27

swank-other
match ^[0-9a-fA-F]{6}\(:(?:return|reader-error|debug|indentation-update) 
service swank
product SLIME SWANK
confidence 0.9
example 000046(:reader-error "GET / HT" "x")

exabgp
match ^\xFF{16}[\0-\xFF]{2}\x01\x04[\0-\xFF]{8}[\0-\xFF]\x02\x06\x01\x04\x00\x01\x00\x01[\0-\xFF]{0,60}?\x02\x06\x01\x04\x00\x01\x00\x84\x02\x06\x01\x04\x00\x01\x00\x85
flags dotall
service bgp
product ExaBGP
cpe a:exa-networks:exabgp
confidence 0.85
example \xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\xb1\x01\x04\xfd\xe9\0\xb4\x01\x02\x03\x04\x94\x02\x06\x01\x04\0\x01\0\x01\x02\x06\x01\x04\0\x01\0\x02\x02\x06\x01\x04\0\x01\0\x84\x02\x06\x01\x04\0\x01\0\x85

clamav-milter
match ^\0\0\0\x0DO\0\0\0\x06\0\0\0[\x20\x31]\0\0\x03B
service milter
product ClamAV milter
cpe a:clamav:clamav
probe milter-options
confidence 0.85
example \0\0\0\rO\0\0\0\x06\0\0\0 \0\0\x03B

pymilter
match ^\0\0\0\x0DO\0\0\0\x06\0\0\x01\xFF\x00\x0CW\x8A
service milter
product dkimpy-milter
probe milter-options
confidence 0.8
example \0\0\0\rO\0\0\0\x06\0\0\x01\xff\0\x0cW\x8a

dnscache-localhost
match ^TJ\x81\x80\x00\x01\x00\x01[\0-\xFF]{4}\x011\x010\x010\x03127\x07in-addr\x04arpa\x00\x00\x0c\x00\x01\xc0\x0c\x00\x0c\x00\x01\x00\x0a\x00\x00\x00\x0b\x09localhost\x00
flags dotall
service domain
product djbdns dnscache
cpe a:d.j.bernstein:djbdns
confidence 0.92
example TJ\x81\x80\0\x01\0\x01\0\0\0\0\x011\x010\x010\x03127\x07in-addr\x04arpa\0\0\x0c\0\x01\xc0\x0c\0\x0c\0\x01\0\n\0\0\0\x0b\tlocalhost\0

conserver
match ^ok\r\n(?:exit   disconnect\r\nhelp |unknown command\r\n)
service conserver
product conserver
probe help
cpe a:conserver:conserver
confidence 0.95
example ok\r\nexit   disconnect\r\nhelp   this help message\r\nlogin  log in\r\nssl    start ssl session\r\n

conserver-help
match ^exit   disconnect\r\nhelp   this help message\r\nlogin  log in\r\n
service conserver
product conserver
cpe a:conserver:conserver
confidence 0.95
example exit   disconnect\r\nhelp   this help message\r\nlogin  log in\r\nssl    start ssl session\r\n

liquidsoap
match ^ERROR: unknown command, type "help" to get a list of commands\.\r\nEND\r\n
service liquidsoap
product Liquidsoap
cpe a:savonet:liquidsoap
confidence 0.95
example ERROR: unknown command, type "help" to get a list of commands.\r\nEND\r\n

liquidsoap-help
match ^Available commands:\r\n(?:\| [^\r]*\r\n)*\| request\.(?:alive|all|on_air)
service liquidsoap
product Liquidsoap
cpe a:savonet:liquidsoap
confidence 0.95
example Available commands:\r\n| dummy.skip\r\n| exit\r\n| request.alive\r\n| request.all\r\n

liquidsoap-version
match ^Liquidsoap (\d[\w.+]*)\r\nEND\r\n
service liquidsoap
product Liquidsoap
version $1
cpe a:savonet:liquidsoap
confidence 0.97
example Liquidsoap 2.1.3\r\nEND\r\n
gives version=2.1.3

hamlib
match ^(?:RPRT -\d+\n)+(?:set_|get_)\w+: 
service rigctl
product Hamlib
cpe a:hamlib:hamlib
confidence 0.9
example RPRT -1\nset_channel: TP/1.0/RPRT -2\n

hamlib-rotator
match ^(?:RPRT -\d+\n)+$
port 4533
service rotctl
product Hamlib
confidence 0.9
example RPRT -1\n

icecc-scheduler-console
match ^200-ICECC (\d[\w.]*): \d+s uptime, \d+ hosts
service icecc
product icecc scheduler
version $1
confidence 0.97
example 200-ICECC 1.4.0: 301s uptime, 1 hosts, 0 jobs in queue (0 total).\n200 Use 'help' for help and 'quit' to quit.\n
gives version=1.4.0

fluidsynth
match ^unknown command: \S+ \(try help\)\n
service fluidsynth
product FluidSynth
cpe a:fluidsynth:fluidsynth
confidence 0.93
example unknown command: GET (try help)\n

fluidsynth-help
match ^\n\*\*\* Help topics:\*\*\*\nhelp all \(prints all topics\)\n
service fluidsynth
product FluidSynth
cpe a:fluidsynth:fluidsynth
confidence 0.95
example \n*** Help topics:***\nhelp all (prints all topics)\nhelp general\n

argus
match ^\x83\x10\x00.\x00\x00\x00\x00.{8}(?:\x00{4}|.{4}).{8}
flags dotall
service argus
product Argus
cpe a:openargus:argus
confidence 0.85
port 561
example \x83\x10\0 \0\0\0\0\xe5q-\xcb\x7f\0\0\0\xff\0\0\0\0\0\0$k\x02\xf9~\0\x01\xc1\x99k\x02

iperf3
match ^\x09$
probe iperf3-cookie
service iperf3
product iperf3
cpe a:es:iperf3
confidence 0.9
example \t

iperf2
match ^\x00{16}\x88\x00{19}\xff\xff\xff[\xf0-\xff]
probe iperf-udp
service iperf
product iperf 2
confidence 0.9
example \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x88\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xfe\0\0\0\0

iperf3-busy
match ^\xff$
probe iperf3-cookie
service iperf3
product iperf3
info a test is running
cpe a:es:iperf3
confidence 0.85
example \xff

goaccess
match ^HTTP/1\.1 400 Invalid Request\r\n\r\n$
service websocket
product GoAccess
cpe a:goaccess:goaccess
confidence 0.92
example HTTP/1.1 400 Invalid Request\r\n\r\n

wormhole-transit
match ^bad handshake\n$
service magic-wormhole-transit
product magic-wormhole-transit-relay
confidence 0.9
example bad handshake\n

lyskom
match ^%%LysKOM unsupported protocol\.\n
service lyskom
product LysKOM
confidence 0.95
example %%LysKOM unsupported protocol.\n

csync2
match ^Expecting SSL \(optional\) and CONFIG as first commands\.\n
service csync2
product csync2
confidence 0.95
example Expecting SSL (optional) and CONFIG as first commands.\n

dicom-dcmtk
match ^\x02\x00\x00\x00[\s\S]+\x0fOFFIS_DCMTK_(\d)(\d)(\d)$
service dicom
product DCMTK
version $1.$2.$3
cpe a:offis:dcmtk
confidence 0.97
example \x02\0\0\0\0\xb8\0\x01\0\0ANY-SCP         TOJIMARI        U\0\0\x0fOFFIS_DCMTK_367
gives version=3.6.7

dicom-accept
match ^\x02\x00\x00\x00[\x00-\x04].\x00\x01\x00\x00ANY-SCP 
service dicom
confidence 0.95
example \x02\0\0\0\0\xb8\0\x01\0\0ANY-SCP         TOJIMARI

dicom-reject
match ^\x03\x00\x00\x00\x00\x04\x00[\x01\x02][\x01-\x03][\x01-\x0a]$
service dicom
confidence 0.9
example \x03\0\0\0\0\x04\0\x01\x01\x07

dicom-abort
match ^\x07\x00\x00\x00\x00\x04\x00\x00[\x00\x02][\x00-\x06]
service dicom
confidence 0.85
example \x07\0\0\0\0\x04\0\0\x02\x01

crossfire
match ^\x00.version \d+ \d+ Crossfire Server\n
flags dotall
service crossfire
product Crossfire
confidence 0.95
example \0#version 1023 1029 Crossfire Server\n

gkrellmd
match ^<gkrellmd_setup>\n<version>\ngkrellmd (\d[\w.]*)\n
service gkrellmd
product gkrellmd
version $1
confidence 0.97
example <gkrellmd_setup>\n<version>\ngkrellmd 2.3.11\n<decimal_point>\n.\n
gives version=2.3.11

firebird-asks-on
match ^\x00\x00\x00\x5c(?:\x00{4}){4}$
probe firebird-connect
service firebird
product Firebird
cpe a:firebirdsql:firebird
confidence 0.9
example \0\0\0\\\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0

bsd-lpd
match ^\S+: lpd: Your host does not have line printer access\n
service printer
product BSD lpd
confidence 0.92
example zoo: lpd: Your host does not have line printer access\n

gemini
match ^(?:[1-6]\d) [^\r\n]{0,1024}\r\n
probe gemini-root
service gemini
confidence 0.9
example 53 No proxying to other hosts or ports!\r\n

sudo-logsrvd
match ^....\x0a.\x0a.Sudo Audit Server (\d[\w.]*)
flags dotall
service sudo_logsrvd
product sudo_logsrvd
version $1
cpe a:sudo_project:sudo
confidence 0.97
example \0\0\0 \x0a\x1e\x0a\x1aSudo Audit Server 1.9.13p3 \x01
gives version=1.9.13p3

osmo-ipa
match ^\x00\x11\xfe\x04\x01\x08\x01\x07\x01\x02\x01\x03\x01\x04\x01\x05\x01\x01\x01\x00
service ipa
product Osmocom IPA
confidence 0.9
example \0\x11\xfe\x04\x01\x08\x01\x07\x01\x02\x01\x03\x01\x04\x01\x05\x01\x01\x01\0

osmo-gsup
match ^\x00\x11\xfe\x04\x01\x08\x01\x07\x01\x02\x01\x03\x01\x04\x01\x05\x01\x01\x01\x00
port 4222
service ipa
product OsmoHLR
info GSUP over IPA
cpe a:osmocom:osmo-hlr
confidence 0.92
example \0\x11\xfe\x04\x01\x08\x01\x07\x01\x02\x01\x03\x01\x04\x01\x05\x01\x01\x01\0

osmo-ctrl
match ^\x00.\xee\x00(?:ERROR|GET_REPLY|TRAP) 
flags dotall
service osmo-ctrl
product Osmocom control interface
confidence 0.95
example \0\x1a\xee\0ERROR 1 Command not found

osmo-vty
match Welcome to the (Osmo\w+) VTY interface\r\n
service telnet
product $1
info VTY
confidence 0.95
example Welcome to the OsmoBSC VTY interface\r\n\r\nCopyright (C) 2008-2018 Harald Welte
gives product=OsmoBSC

osmo-vty-version
match ^show version\r\n(Osmo\w+) (\d[\w.]*)(?:[-\w.]*) \(
service telnet
product $1
version $2
confidence 0.97
example show version\r\nOsmoBSC 1.9.0 (OsmoBSC).\r\nCopyright (C) 2008-2018
gives product=OsmoBSC; version=1.9.0

litecoin
match (?s)^\xfb\xc0\xb6\xdbversion\x00{5}.*?/LitecoinCore:(\d[\w.]*)
service bitcoin
product Litecoin Core
version $1
cpe a:litecoin:litecoin
confidence 0.97
example \xfb\xc0\xb6\xdbversion\0\0\0\0\0m\0\0\0abcd\x80\x11\x01\0/LitecoinCore:0.21.2.1/
gives version=0.21.2.1

gqtp-status
match ^\xc7\x02[\x00-\xff]{22}\{"alloc_count":\d+[^\n]*?"version":"(\d[\w.]*)"
service gqtp
product Groonga
version $1
cpe a:groonga:groonga
confidence 0.97
example \xc7\x02\0\0\0\x02\0\0\0\0\x01\xfb\0\0\0\0\0\0\0\0\0\0\0\0{"alloc_count":12928,"starttime":1795366191,"uptime":165,"version":"13.0.0"
gives version=13.0.0

lldb-server
match ^\+?\$PacketSize=\w+;QStartNoAckMode\+;qEcho\+;native-signals
service gdbremote
product lldb-server
cpe a:llvm:lldb
confidence 0.9
example +$PacketSize=131072;QStartNoAckMode+;qEcho+;native-signals+#d5

# It stops its guest for whoever connects, and says so at once: gdb-resume lets it go.
qemu-gdb-stop
match ^\$T02thread:01;#04$
service gdbremote
product QEMU gdbstub
cpe a:qemu:qemu
confidence 0.9
example $T02thread:01;#04

qemu-gdb
match ^\+?(?:\$T02thread:01;#04\+?)?\$PacketSize=1000;qXfer:features:read\+;vContSupported\+;multiprocess\+
service gdbremote
product QEMU gdbstub
cpe a:qemu:qemu
confidence 0.95
example $T02thread:01;#04+$PacketSize=1000;qXfer:features:read+;vContSupported+;multiprocess+#2a
example +$PacketSize=1000;qXfer:features:read+;vContSupported+;multiprocess+#2a

gdb-stub
match ^\+?\$PacketSize=\w+;
service gdbremote
confidence 0.8
example +$PacketSize=1000;qXfer:features:read+#00

openocd-gdb
match ^\+\$PacketSize=\w+;qXfer:memory-map:read[+-];qXfer:features:read[+-];
service gdbremote
product OpenOCD
cpe a:openocd:open_on-chip_debugger
confidence 0.9
example +$PacketSize=4000;qXfer:memory-map:read-;qXfer:features:read-;qXfer:threads:read+;

openocd-tcl
match ^Open On-Chip Debugger (\d[\w.]*)\S*\x1a
service openocd-tcl
product OpenOCD
version $1
cpe a:openocd:open_on-chip_debugger
confidence 0.97
example Open On-Chip Debugger 0.12.0\x1a
gives version=0.12.0

z3950-zebra
match ^\xb5[\x00-\xff]{4,70}\x9f\x6f.Zebra Information Server[^\x9f]*\x9f\x70.(\d[\w.]*)
service z39.50
product Zebra
version $1
cpe a:indexdata:zebra
confidence 0.97
example \xb5v\x83\x02\0\xe0\x84\x03\0\xe9\x80\x85\x03\x10\0\0\x86\x03\x10\0\0\x8c\x01\x01\x9fn\x0281\x9fo Zebra Information Server/GFS/YAZ\x9fp52.2.7/5.34.0 dec0
gives version=2.2.7

openflow
match ^[\x01-\x06]\x00\x00[\x08-\x20][\x00-\xff]{4}
probe openflow-hello
service openflow
confidence 0.9
example \x04\0\0\x10\0\0\0\x01\0\x01\0\x08\0\0\0\x7e

openflow-greeting
match ^[\x01-\x06]\x00\x00\x08\x00\x00[\x00-\xff]{2}$
port 6653
service openflow
confidence 0.85
example \x01\0\0\x08\0\0\0\x01

ostinato
match ^\x00\x04.\x00\x00\x00\x00.unexpected msg type \d+; expected 1
flags dotall
service ostinato
product Ostinato drone
cpe a:ostinato:ostinato
confidence 0.96
example \0\x04\x0b\0\0\0\0%unexpected msg type 27648; expected 1

monopd
match ^<monopd><server host="[^"]*" version="(\d[\w.]*)"/></monopd>
service monopd
product monopd
version $1
confidence 0.97
example <monopd><server host="" version="0.10.2"/></monopd>\n
gives version=0.10.2

indi
match ^<def(?:Switch|Text|Number|Light|BLOB)Vector device="
service indi
product INDI server
confidence 0.9
example <defSwitchVector device="CCD Simulator" name="CONNECTION" label="Connection" group="Main Control"

kpropd
match ^\x00$
probe kprop-hello
service krb_prop
product MIT Kerberos kpropd
cpe a:mit:kerberos_5
confidence 0.85
example \0

myproxy
match ^\x00$
probe myproxy-info
service myproxy
product MyProxy
cpe a:globus:myproxy
confidence 0.8
example \0

myproxy-reply
match ^\x00?VERSION=MYPROXYv2\n
service myproxy
product MyProxy
cpe a:globus:myproxy
confidence 0.95
example VERSION=MYPROXYv2\nRESPONSE=1\nERROR=no credentials found\n

lttng-live
match ^\x00\x00\x00\x00[\x00-\xff]{4}\x00\x00\x00\x02\x00\x00\x00[\x01-\x20]\x00\x00\x00\x00$
probe lttng-live
service lttng
info live protocol
product LTTng relayd
cpe a:efficios:lttng-tools
confidence 0.9
example \0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x0d\0\0\0\0

lttng-control
match ^\x00\x00\x00\x02\x00\x00\x00[\x01-\x20]$
probe lttng-control
service lttng
info control protocol
product LTTng relayd
cpe a:efficios:lttng-tools
confidence 0.9
example \0\0\0\x02\0\0\0\x0d

nutcracker-stats
match ^\{"service":"nutcracker", ?"source":"[^"]*", ?"version":"(\d[\w.]*)"
service nutcracker-stats
product twemproxy
version $1
cpe a:twitter:twemproxy
confidence 0.97
example {"service":"nutcracker", "source":"zoo", "version":"0.5.0", "uptime":117
gives version=0.5.0

twemproxy-memcache
match ^SERVER_ERROR (?:Connection refused|Connection timed out|Host is down|No route to host)\r\n
service memcache
product twemproxy
cpe a:twitter:twemproxy
confidence 0.8
example SERVER_ERROR Connection refused\r\n

twemproxy-redis
match ^-ERR (?:Connection refused|Connection timed out|Host is down|No route to host)\r\n
service redis
product twemproxy
cpe a:twitter:twemproxy
confidence 0.8
example -ERR Connection refused\r\n

gearman-perl
match ^ERR unknown_command \r\n
service gearman
product Gearman::Server
info Perl
confidence 0.9
example ERR unknown_command \r\nERR unknown_command \r\n

gearman-perl-version
match ^v(1\.\d{3}\.\d+)\n
probe gearman-version
service gearman
product Gearman::Server
version $1
info Perl
confidence 0.97
example v1.130.1\n
gives version=1.130.1

tcpmux-inetutils
match ^-Service not available\r\n
service tcpmux
product inetd tcpmux
confidence 0.85
example -Service not available\r\n

tcpmux-xinetd
match ^-Service name not found\r\n\x00\z
service tcpmux
product xinetd
cpe a:xinetd:xinetd
confidence 0.9
example -Service name not found\r\n\0

pmcd
match ^\x00\x00\x00\x14\x00\x00\x70\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02[\x00\x01][\x00-\xff]{2}\z
service pmcd
product PCP pmcd
cpe a:pcp:pcp
confidence 0.9
example \0\0\0\x14\0\0p\0\0\0\0\0\0\0\0\0\x02\x01\x0eD

frr-open
match ^\xff{16}[\x00-\xff]{2}\x01\x04[\x00-\xff]{9}(?:\x02\x06\x01\x04[\x00-\xff]{4})+\x02\x02\x80\x00\x02\x02\x02\x00\x02\x02\x46\x00\x02\x06\x41\x04[\x00-\xff]{4}\x02\x02\x06\x00\x02[\x00-\xff]\x45[\x00-\xff]{1,80}\x02[\x00-\xff]\x49
service bgp
product FRRouting bgpd
cpe a:frrouting:frrouting
confidence 0.9
example \xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0_\x01\x04\xfd\xe9\0\xb4\xc6\x12M\x02B\x02\x06\x01\x04\0\x01\0\x01\x02\x02\x80\0\x02\x02\x02\0\x02\x02F\0\x02\x06A\x04\0\0\xfd\xe9\x02\x02\x06\0\x02\x06E\x04\0\x01\x01\x01\x02\x07I\x05\x03zoo\0\x02\x04@\x02@x\x02\tG\x07\0\x01\x01\x80\0\0\0

opentracker
match ^HTTP/1\.0 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 25\r\n\r\n<title>Not Found</title>\n\z
service http
product opentracker
confidence 0.9
example HTTP/1.0 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 25\r\n\r\n<title>Not Found</title>\n

opentracker-400
match ^HTTP/1\.0 400 Invalid Request\r\nContent-Type: text/html\r\nContent-Length: 31\r\n\r\n<title>Invalid Request</title>\n\z
service http
product opentracker
confidence 0.9
example HTTP/1.0 400 Invalid Request\r\nContent-Type: text/html\r\nContent-Length: 31\r\n\r\n<title>Invalid Request</title>\n

libcoap
match ^\x60\x45[\x00-\xff]{2,20}This is a test server made with libcoap
service coap
product libcoap
cpe a:libcoap:libcoap
confidence 0.95
example `E\x124\xd3\x01\x02\xff\xff\xffThis is a test server made with libcoap (see https://libcoap.net)\nCopyright (C) 2010--2022

nntp-denied
match ^502 Access denied\.\r\n
port 119
service nntp
confidence 0.8
example 502 Access denied.\r\n

openocd-telnet
match Open On-Chip Debugger\r\n
service telnet
product OpenOCD
info command line
cpe a:openocd:open_on-chip_debugger
confidence 0.95
example \xff\xfb\x03\xff\xfb\x01\xff\xfd\x03\xff\xfe\x01Open On-Chip Debugger\r\n\r> 

iipimage-fastcgi
match ^\x01\x06\x00\x01[\x00-\xff]{4}Server: iipsrv/(\d[\w.]*)\r\n
service fastcgi
product IIPImage
version $1
cpe a:iipimage_project:iipimage
confidence 0.97
example \x01\x06\0\x01\x02\xb9\x07\0Server: iipsrv/1.1\r\nContent-Type: text/html\r\n
gives version=1.1

fastcgi-stdout
match ^\x01[\x06\x07]\x00\x01[\x00-\xff]{3}\x00
probe fastcgi-empty
service fastcgi
confidence 0.85
example \x01\x06\0\x01\x02\xb9\x07\0Status: 404 Not Found\r\n

milter-mailfromd
match ^\x00\x00\x00.O\x00\x00\x00\x06[\x00-\xff]{8}\x00\x00\x00\x02f \{client_addr\}\x00
service milter
product mailfromd
cpe a:gnu:mailfromd
confidence 0.85
example \0\0\0AO\0\0\0\x06\0\0\x01\xff\0\0\x07s\0\0\0\x02f {client_addr}\0\0\0\0\x03{client_addr} f {rcpt_addr}\0

irtt-open
match ^\x14\xa7\x5b[\x03\x07]
service irtt
product IRTT
cpe a:irtt_project:irtt
confidence 0.95
example \x14\xa7[\x07\0\0\0\0\0\0\0\0\x01\x02\x03\x80\xda\xc4\x09

chrony-cmd
match ^\x06\x02\x00\x00\x00\x0e\x00[\x00-\x40]\x00[\x00-\x40]\x00{6}
probe chrony-sources
service chrony-cmd
product chrony
cpe a:tuxfamily:chrony
confidence 0.95
example \x06\x02\0\0\0\x0e\0\x02\0\0\0\0\0\0\0\0\x11\x22\x33\x44\0\0\0\0\0\0\0\0\0\0\0\x03

lbcd
match ^\x00\x02[\x00-\xff]{2}\x00\x01\x00[\x00-\x05][\x00-\xff]{28,60}$
probe lbcd
service lbcd
product lbcd
confidence 0.95
example \0\x02\x12\x34\0\x01\0\x01k\x02gLk\x03\x1c\xc3\0\0\0\0\x04\x1d\x04\x1d\x04\x1d\0\0\0\0\0\0NN\0\0\0\0\x04\x1d\0\0\0\xc8

pioneers-metaserver
match ^welcome to the pioneers-metaserver version (\d[\d.]*)\n
service pioneers-meta
product Pioneers metaserver
info protocol $1
confidence 0.95
example welcome to the pioneers-metaserver version 1.3\n

pokerth
match ^(?s)\x00\x00\x00.\x08\x01\x12.\n\x04\x08.\x10.\x12\x04\x08.\x10.\x18
service pokerth
product PokerTH server
confidence 0.85
example \0\0\0\x16\x08\x01\x12\x12\n\x04\x08\x05\x10\x01\x12\x04\x08\x01\x10\x0b\x18\0 \x01(\0

poolcounter
match ^ERROR BAD_COMMAND\n
service poolcounter
product PoolCounter
confidence 0.85
example ERROR BAD_COMMAND\n

sendfile
match ^220 \S+ SAFT server \((sendfiled) (\d[\w.]*)(?: on ([^)]+))?\) ready
service saft
product $1
version $2
os $3
confidence 0.97
example 220 zoo. SAFT server (sendfiled 2.1b on Linux) ready.\r\n
gives version=2.1b; os=Linux

uucp-login
match ^login: (?:Password:)?$
service uucp
port 540
confidence 0.85
example login: Password:
example login:\x20

rtpengine-cli
match ^Unknown or incomplete command:
service rtpengine-cli
product rtpengine
cpe a:sipwise:rtpengine
confidence 0.85
example Unknown or incomplete command::GET / HTTP/1.1\n

svxreflector
match ^\x00\x00\x00[\x10-\x40]\x00\x0d\x00.Unsupported protocol version \d
service svxreflector
product SvxReflector
confidence 0.95
example \0\0\0$\0\x0d\0 Unsupported protocol version 2.0

svxreflector-challenge
match ^(?s)\x00\x00\x00\x18\x00\x0a\x00\x14.{20}$
service svxreflector
product SvxReflector
confidence 0.85
probe svxreflector-version
example \0\0\0\x18\0\x0a\0\x1401234567890123456789

rpki-rtr-error
match ^(?s)[\x00-\x02]\x0a\x00.\x00\x00\x00.\x00\x00\x00.{1,20}?\x00\x00\x00.
service rpki-rtr
confidence 0.95
probe rpki-rtr-reset
example \x01\x0a\0\x02\0\0\0"\0\0\0\0\0\0\0\x12No data available\0

stayrtr
match ^[\x00-\x02]\x0a\x00\x02\x00\x00\x00"\x00\x00\x00\x00\x00\x00\x00\x12No data available\x00
service rpki-rtr
product StayRTR
confidence 0.96
probe rpki-rtr-reset
example \x01\x0a\0\x02\0\0\0"\0\0\0\0\0\0\0\x12No data available\0

rpki-rtr
match ^[\x00-\x02]\x03[\s\S]{2}\x00\x00\x00\x08
service rpki-rtr
confidence 0.95
probe rpki-rtr-reset
example \x01\x03\x12\x34\0\0\0\x08\x01\x04\0\0\0\0\0\x14

syncplay
match ^\{"(?:Error": \{"message": "Not a json encoded string|TLS": \{"startTLS": "(?:true|false)"\}\})
service syncplay
product Syncplay
confidence 0.96
example {"Error": {"message": "Not a json encoded string GET / HTTP/1.1"}}\r\n
example {"TLS": {"startTLS": "false"}}\r\n

sphinx-api
match ^\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00.\x00\x00\x00.invalid command \(code=\d+, len=\d+\)
service sphinxapi
product Sphinx Search
confidence 0.95
example \0\0\0\x01\0\x01\0\0\0\0\0\x30\0\0\0,invalid command (code=12064, len=1414541105)

tox-bootstrap
match ^\xf0[\s\S]{4}[\x20-\x7e]*\x00?$
service tox
product tox-bootstrapd
confidence 0.9
example \xf0;\x9a\xd1\xe2tox-bootstrapd\0

socketmap
match ^\d{1,4}:(?:NOTFOUND|OK|TEMP|TIMEOUT|PERM) [^,]*,$
service socketmap
info Postfix socketmap
confidence 0.9
probe socketmap-query
example 9:NOTFOUND ,

mta-sts-daemon
match ^9:NOTFOUND ,$
port 8461
service socketmap
product postfix-mta-sts-resolver
confidence 0.92
probe socketmap-query
example 9:NOTFOUND ,

shishi-kdc
match \xa9\x02\x1b\x00\xaa\x0b0\x09\xa0\x03\x02\x01\x00\xa1\x020\x00$
service kerberos
product GNU Shishi
confidence 0.85
example ~<0:\xa0\x03\x02\x01\x05\xa1\x03\x02\x01\x1e\xa4\x11\x18\x0f20261122164433Z\xa5\x05\x02\x03\t.\x98\xa6\x03\x02\x01\x06\xa9\x02\x1b\0\xaa\x0b0\t\xa0\x03\x02\x01\0\xa1\x020\0

stdiscosrv
match ^HTTP/1\.[01] 404 Not Found\r\n(?:[^\r\n]+\r\n)*?Retry-After: \d+\r\n(?:[^\r\n]+\r\n)*\r\nNot Found\n$
service http
product Syncthing stdiscosrv
confidence 0.85
example HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 110\r\nX-Content-Type-Options: nosniff\r\nContent-Length: 10\r\n\r\nNot Found\n

rtpengine-http
match ^HTTP/1\.[01] 404 Not Found\r\ncontent-type: text/plain\r\ncontent-length: 10\r\n\r\nnot found\n$
service http
product rtpengine
cpe a:sipwise:rtpengine
confidence 0.75
example HTTP/1.1 404 Not Found\r\ncontent-type: text/plain\r\ncontent-length: 10\r\n\r\nnot found\n

journal-remote
match ^HTTP/1\.[01] 406 Not Acceptable\r\n(?:[^\r\n]+\r\n)*\r\nUnsupported method\.\n$
service http
product systemd-journal-remote
cpe a:systemd_project:systemd
confidence 0.85
example HTTP/1.1 406 Not Acceptable\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 20\r\n\r\nUnsupported method.\n

partimaged
match ^PiMgNet\d{3} (?:SSL )?(?:LOG)?[ \0]
service partimage
product partimaged
confidence 0.96
example PiMgNet001 SSL LOG\0             \0

uniconfd
match ^HELLO \{UniConf Server ready\.\} \d+\n
service uniconf
product UniConf
confidence 0.95
example HELLO {UniConf Server ready.} 19\n

yrmcds
match ^VERSION yrmcds version (\d[\w.]*)\r\n
service memcached
product yrmcds
version $1
confidence 0.97
example VERSION yrmcds version 1.1.9\r\n
gives version=1.1.9

wesnoth-hello
match ^[\s\S]{4}\x00\x00[\s\S]{2}\x1f\x8b\x08\x00
service wesnoth
product Wesnoth
cpe a:wesnoth:the_battle_for_wesnoth
confidence 0.9
probe wesnoth-hello
example \0\0\0*\0\0\0!\x1f\x8b\x08\0\0\0\0\0\0\xff

sqlgrey
match ^action=[^\n]*?Greylisted for \d+ minutes\n\n
service policy
product SQLgrey
example action=defer_if_permit Greylisted for 5 minutes\n\n

pcp
match ^E[\s\S]{4}SFATAL\x00CXX000\x00Minvalid PCP packet\x00
service pcp
product Pgpool-II
cpe a:pgpool:pgpool-ii
confidence 0.97
example E\0\0\0`SFATAL\0CXX000\0Minvalid PCP packet\0Dincorrect packet length (1163141167)\0Fpcp_worker.c\0L186\0\0

aioftp
match ^(?:220 welcome\r\n)?(?:502 '[^'\r\n]*' not implemented\r\n)
service ftp
product aioftp
confidence 0.96
example 220 welcome\r\n502 'get' not implemented\r\n502 'host:' not implemented\r\n

[raw nntp]

leafnode-no-name
match ^503 Leafnode must have a unique fully-qualified domain name
product Leafnode
info cannot serve: it has no full host name
cpe a:leafnode:leafnode
confidence 0.95
example 503 Leafnode must have a unique fully-qualified domain name. Have its administrator fix the configuration. More detail is in the logs.\r\n

[raw http 0.95]

clickhouse-ok
match ^HTTP/1\.[01] 200 OK\r\n(?:[^\r\n]+\r\n)*X-ClickHouse-[^\r\n]+\r\n(?:[^\r\n]+\r\n)*\r\nOk\.\n
product ClickHouse
cpe a:clickhouse:clickhouse
confidence 0.95
example HTTP/1.0 200 OK\r\nConnection: Close\r\nContent-Type: text/html; charset=UTF-8\r\nX-ClickHouse-Summary: {}\r\n\r\nOk.\n
