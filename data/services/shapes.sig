# Products known by a shape: refusals of an odd request (probe http-odd), orders of header lines, replies of few bytes.

[raw http]

uwsgi-echo
match ^HTTP/9\.9 \d{3} [^\r\n]*\r\n(?!.*\r\nServer:)
unless ^HTTP/9\.9 [^\n]*\n(?:[^\r\n]+\r\n)*?(?i:server|date):
service http
product uWSGI
cpe a:unbit:uwsgi
confidence 0.8
probe http-odd
example HTTP/9.9 200 OK\r\nContent-Type: text/plain\r\n\r\nhello

node-400
match ^HTTP/1\.1 400 Bad Request\r\nConnection: close\r\n\r\n$
service http
product Node.js http
cpe a:nodejs:node.js
confidence 0.75
probe http-odd
example HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n

gunicorn-400
match ^HTTP/1\.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: \d+\r\n\r\n<html>\n  <head>\n    <title>Bad Request</title>\n  </head>\n  <body>\n    <h1><p>Bad Request</p></h1>
service http
product Gunicorn
cpe a:gunicorn:gunicorn
confidence 0.85
probe http-odd
example HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 193\r\n\r\n<html>\n  <head>\n    <title>Bad Request</title>\n  </head>\n  <body>\n    <h1><p>Bad Request</p></h1>

uvicorn-400
match ^HTTP/1\.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nInvalid HTTP request received\.$
service http
product Uvicorn
cpe a:encode:uvicorn
confidence 0.85
probe http-odd
example HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nInvalid HTTP request received.

starman-400
match ^HTTP/1\.0 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 11\r\nDate: [^\r\n]+\r\nConnection: close\r\n\r\nBad Request$
service http
product Starman
confidence 0.8
probe http-odd
example HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 11\r\nDate: Sun, 22 Nov 2026 11:00:53 GMT\r\nConnection: close\r\n\r\nBad Request

twiggy-400
match ^HTTP/1\.0 400 Bad Request\r\nContent-Type: text/plain\r\n\r\n$
service http
product Twiggy
confidence 0.75
probe http-odd
example HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain\r\n\r\n

go-400
match ^HTTP/1\.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request
service http
product Golang net/http server
cpe a:golang:go
confidence 0.72
probe http-odd
example HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request

go-wants-tls
match ^HTTP/1\.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server\.\n$
service http
product Golang net/http server
cpe a:golang:go
confidence 0.72
example HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n

aria2-404
match ^HTTP/1\.1 404 Not Found\r\nDate: [^\r\n]+\r\nContent-Length: 0\r\nExpires: [^\r\n]+\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n$
service http
product aria2
cpe a:aria2_project:aria2
confidence 0.85
example HTTP/1.1 404 Not Found\r\nDate: Sun, 22 Nov 2026 10:57:37 GMT\r\nContent-Length: 0\r\nExpires: Sun, 22 Nov 2026 10:57:37 GMT\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n

mercurial-status
match ^HTTP/1\.[01] \d{3} Script output follows\r\n
service http
product Mercurial
info hg serve
cpe a:mercurial:mercurial
confidence 0.98
example HTTP/1.1 200 Script output follows\r\nServer: BaseHTTP/0.6 Python/3.11.2\r\n

[http.header http]

php-cli
match ^Host: [^\r\n]*\r\nDate: [^\r\n]+\r\nConnection: close\r\n(?:[^\r\n]+\r\n)*?X-Powered-By: PHP/(\d[\w.]*)
product PHP cli server
version $1
cpe a:php:php
confidence 0.98
example Host: 198.18.0.1\r\nDate: Sun, 22 Nov 2026 10:57:37 GMT\r\nConnection: close\r\nX-Powered-By: PHP/8.2.26\r\nContent-type: text/html; charset=UTF-8\r\n
gives product=PHP cli server; version=8.2.26

php-cli-file
match ^Host: [^\r\n]*\r\nDate: [^\r\n]+\r\nConnection: close\r\nContent-[Tt]ype: 
product PHP cli server
cpe a:php:php
confidence 0.9
example Host: 198.18.0.1\r\nDate: Sun, 22 Nov 2026 10:57:37 GMT\r\nConnection: close\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: 65\r\n

fossil-dates
match ^Date: [^\r\n]+ \+0000\r\nConnection: close\r\nX-UA-Compatible: IE=edge\r\n
product Fossil
cpe a:fossil-scm:fossil
confidence 0.85
example Date: Sun, 22 Nov 2026 10:57:37 +0000\r\nConnection: close\r\nX-UA-Compatible: IE=edge\r\nCache-control: no-cache\r\n

[http.body http]

ocserv
match <config-auth client="vpn" type="auth-request">\s*<version who="sg">0\.1\(1\)</version>
product OpenConnect server (ocserv)
cpe a:infradead:openconnect
confidence 0.95
example <?xml version="1.0" encoding="UTF-8"?>\n<config-auth client="vpn" type="auth-request">\n<version who="sg">0.1(1)</version>

radicale
match ^Redirected to /\.web$
product Radicale
cpe a:radicale:radicale
confidence 0.98
example Redirected to /.web

[http.title http]

xandikos
match ^Xandikos WebDAV server
product Xandikos
confidence 0.98
example Xandikos WebDAV server

[http.json http]

caddy-admin
match ^\{"error":"(?:host not allowed: |client is not allowed to access from origin )
product Caddy
info admin API
cpe a:caddyserver:caddy
confidence 0.9
example {"error":"host not allowed: 198.18.0.1"}\n

aria2-version
match "enabledFeatures":\[[^\]]*\],"version":"(\d[\w.]*)"
product aria2
version $1
cpe a:aria2_project:aria2
confidence 0.97
example {"id":"1","jsonrpc":"2.0","result":{"enabledFeatures":["Async DNS","HTTPS"],"version":"1.36.0"}}
gives version=1.36.0

[irc.reply irc]

bip
match ^:b\.i\.p NOTICE 
product bip
cpe a:bip_project:bip
example :b.i.p NOTICE tojimari :You should type /QUOTE PASS your_username:your_password:your_connection_name\r\n

[pop3.banner pop3]

perdition
match ^POP3 perditon ready on
product Perdition
cpe a:horms:perdition
example POP3 perditon ready on mail.example.org 0002e982

[pop3.reply pop3]

perdition-capa
match ^Capability list follows, mate
product Perdition
cpe a:horms:perdition
example Capability list follows, mate\r\nUIDL\r\nUSER\r\n.

[raw auth]

nullidentd-foobar
match ^\d+ ?, ?\d+ : USERID : UNIX : foobar\r\n$
service auth
product nullidentd
confidence 0.85
example 22,45000 : USERID : UNIX : foobar\r\n

[raw finger]

fingerd-forwarding
match ^fingerd: forwarding not allowed\r?\n
service finger
product BSD fingerd
confidence 0.9
example fingerd: forwarding not allowed\r\n

cfingerd-rejects
match ^\n?[^\n]*\n\n +Your site has been rejected for some reason\.\n
service finger
product cfingerd
cpe a:infodrom:cfingerd
example \nDebian GNU/Linux      Copyright (c) 1993-1999 Software in the Public Interest\n\n                 Your site has been rejected for some reason.\n

[raw dict]

dictd-denies
match ^530 access denied\r\n$
service dict
product dictd
confidence 0.8
example 530 access denied\r\n

[raw socks]

microsocks
match ^\x05\xff$
service socks
product microsocks
confidence 0.75
probe http-get
example \x05\xff

[raw postgresql]

pgbouncer-config
match ^E\x00\x00\x00.SFATAL\x00(?:VFATAL\x00)?C08P01\x00M(?:bouncer config error|bad packet header: '|no such database: |unsupported (?:pkt|startup))
service postgresql
product PgBouncer
cpe a:pgbouncer:pgbouncer
flags dotall
confidence 0.95
example E\0\0\0)SFATAL\0C08P01\0Mbouncer config error\0\0

[raw nbd]

nbdkit
match ^\x00\x03\xe8\x89\x04Ue\xa9\x00\x00\x00c\x80\x00\x00\x01\x00\x00\x00\x00$
service nbd
product nbdkit
confidence 0.8
example \0\x03\xe8\x89\x04Ue\xa9\0\0\0c\x80\0\0\x01\0\0\0\0

[raw icecc]

icecc-scheduler
match ^[\x1d-\x3f]\x00\x00\x00$
service icecc
product icecc scheduler
confidence 0.7
port 8765
example +\0\0\0

icecc-daemon
match ^[\x1d-\x3f]\x00\x00\x00$
service icecc
product iceccd
confidence 0.7
port 10245
example +\0\0\0

[raw misc]

owserver-nop
match ^\x00{4}\x00{4}(?:\x00{4}|\xff\xff\xff[\x80-\xff])[\x00-\xff]{4}\x00{8}$
service owserver
product owserver
cpe a:owfs:owfs
confidence 0.85
flags dotall
probe owserver-nop
example \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0

ninep-version
match ^[\x13-\x18]\x00\x00\x00e\xff\xff.{4}.\x00(?:9P2000[.\w]*|unknown)$
service 9pfs
confidence 0.9
flags dotall
example \x15\0\0\0e\xff\xff\0 \0\0\x08\09P2000.L

knxd
match ^(?:\x00\x02\x00\x00)+$
service knxd
product knxd
confidence 0.85
probe knxd-address
example \0\x02\0\0

deluge
match ^\x01\x00\x00[\x00-\x10].x[\x01\x5e\x9c\xda]
service deluge
product Deluge
cpe a:deluge-torrent:deluge
flags dotall
confidence 0.9
probe deluge-info
example \x01\0\0\0\x11x\x9c;\xcc\xc8

[x509.subject certs]

syncthing
match ^CN=syncthing(?:,|$)
service syncthing
product Syncthing
confidence 0.85
example CN=syncthing,OU=Automatically Generated,O=Syncthing

[raw ajp13]

ajp-tomcat
match ^AB.*Apache Tomcat/(\d[\w.]*)
service ajp13
product Apache Tomcat
version $1
cpe a:apache:tomcat
flags dotall
confidence 0.97
example AB\06\x04\x01\x94\0\x03404\0\0\x03AB<hr class="line" /><h3>Apache Tomcat/10.1.60 (Debian)</h3></body></html>\0AB\0\x02\x05\x01
gives version=10.1.60

ajp-jetty
match ^AB.*Powered by Jetty://(?: (\d[\w.]*))?
service ajp13
product Jetty
version $1
flags dotall
confidence 0.97
example AB\06\x04\x01\x94\0\x03404\0\0\x03AB<hr/><i><small>Powered by Jetty://</small></i>

[raw pulse]

pulse-native
match ^\x00\x00\x00.\xff\xff\xff\xff\x00{12}L\x00\x00\x00[\x00\x02]L\x00\x00\x00\x00L\x00\x00\x00.
service pulseaudio
product PulseAudio
cpe a:pulseaudio:pulseaudio
flags dotall
example \0\0\0\x0f\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0L\0\0\0\x02L\0\0\0\0L\0\0\0#

[raw quasselcore]

quassel-answers
match ^[\x00-\x03]\x00\x00[\x01\x02]$
service quassel
product Quassel core
cpe a:quassel-irc:quassel
confidence 0.9
probe quassel-probe
example \0\0\0\x01

[raw fastcgi]

php-fpm
match ^\x01\x0a\x00\x00\x00\x12\x06\x00\x0f\x01FCGI_MPXS_CONNS0\x00{6}$
service fastcgi
product PHP-FPM
cpe a:php:php
confidence 0.8
example \x01\x0a\0\0\0\x12\x06\0\x0f\x01FCGI_MPXS_CONNS0\0\0\0\0\0\0

[http.json http]

kea
match ^\{ "result": \d+, "text": "(?:Bad Request|Method Not Allowed|Not Found|Unsupported Media Type|HTTP[^"]*)" \}$
product ISC Kea control agent
cpe a:isc:kea
confidence 0.85
example { "result": 400, "text": "Bad Request" }

[http.title http]

motion
match ^Motion$
product Motion
cpe a:motion_project:motion
confidence 0.9
example Motion

[http.header http]

motion-stream
match ^Content-Type: multipart/x-mixed-replace; boundary=BoundaryString\r?$|\nContent-Type: multipart/x-mixed-replace; boundary=BoundaryString\r\n
product Motion
info video stream
cpe a:motion_project:motion
confidence 0.85
example Date: Sun, 22 Nov 2026 11:10:33 GMT\r\nConnection: close\r\nContent-Type: multipart/x-mixed-replace; boundary=BoundaryString\r\n

mopidy
match \nLocation: /mopidy/\r
product Mopidy
confidence 0.98
example Server: TornadoServer/6.2\r\nContent-Type: text/html; charset=UTF-8\r\nLocation: /mopidy/\r\n

[raw telnets]

telnetd-ssl
match ^\xff\xfd'$
service telnet
product telnetd-ssl
confidence 0.72
example \xff\xfd'

[raw dns]

odd-yadifa
match ^(?:\x00[\x0c\x11])?TJ\xfa\xff\x00\x01\x00{6}\x00\x00\x01\x00\x01$
service domain
product YADIFA
cpe a:yadifa:yadifa
confidence 0.8
example TJ\xfa\xff\0\x01\0\0\0\0\0\0\0\0\x01\0\x01

[raw tftpmode]

hpa
match ^\x00\x05\x00\x04Unknown mode\x00$
service tftp
product tftpd-hpa
confidence 0.85
probe tftp-mode
example \0\x05\0\x04Unknown mode\0

atftpd
match ^\x00\x05\x00\x01File not found\x00$
service tftp
product atftpd
confidence 0.72
probe tftp-mode
example \0\x05\0\x01File not found\0

[raw bzflag]

bzfs
match ^BZFS(\d{4})(?:\r\n|.$)
service bzflag
product BZFlag
info protocol $1
flags dotall
example BZFS0221\0
gives info=protocol 0221

[raw ovsdb]

ovsdb-list
match ^\{"id":0,"result":\["Open_vSwitch"
service ovsdb
product Open vSwitch
cpe a:openvswitch:openvswitch
example {"id":0,"result":["Open_vSwitch","_Server"],"error":null}

ovsdb-other
match ^\{"id":0,"result":\[[^\]]*"_Server"
service ovsdb
product OVSDB server
confidence 0.9
example {"id":0,"result":["OVN_Northbound","_Server"],"error":null}

[raw moosefs]

moosefs-nop
match ^\x00{7}\x04\x00{4}$
service moosefs
product MooseFS master
confidence 0.8
port 9421
example \0\0\0\0\0\0\0\x04\0\0\0\0

[raw frr2602]

frr-ripd
match Hello, this is (FRRouting|Quagga) \(version (\d[\w.-]*)\)
service ripd
product $1
version $2
info FRR vty
confidence 0.98
port 2602
example \r\nHello, this is FRRouting (version 8.4.4).\r\n
gives version=8.4.4

[raw frr2603]

frr-ripngd
match Hello, this is (FRRouting|Quagga) \(version (\d[\w.-]*)\)
service ripngd
product $1
version $2
info FRR vty
confidence 0.98
port 2603
example \r\nHello, this is FRRouting (version 8.4.4).\r\n
gives version=8.4.4

[raw frr2604]

frr-ospfd
match Hello, this is (FRRouting|Quagga) \(version (\d[\w.-]*)\)
service ospfd
product $1
version $2
info FRR vty
confidence 0.98
port 2604
example \r\nHello, this is FRRouting (version 8.4.4).\r\n
gives version=8.4.4

[raw frr2605]

frr-bgpd
match Hello, this is (FRRouting|Quagga) \(version (\d[\w.-]*)\)
service bgpd
product $1
version $2
info FRR vty
confidence 0.98
port 2605
example \r\nHello, this is FRRouting (version 8.4.4).\r\n
gives version=8.4.4

[raw frr2606]

frr-ospf6d
match Hello, this is (FRRouting|Quagga) \(version (\d[\w.-]*)\)
service ospf6d
product $1
version $2
info FRR vty
confidence 0.98
port 2606
example \r\nHello, this is FRRouting (version 8.4.4).\r\n
gives version=8.4.4

[http.server boinc]

boinc
match ^BOINC client$
product BOINC client
cpe a:universityofcalifornia:boinc_client
confidence 0.97
example BOINC client

[http.body http]

pmproxy
match <i>pmproxy/(\d[\w.]*)</i>
product PCP pmproxy
version $1
confidence 0.97
example <p><small><i>pmproxy/6.0.3</i></small></p>
gives version=6.0.3

[nntp.banner nntp]

innd-load
match ^load at \d+\.\d+, try later
product InterNetNews (INN)
cpe a:isc:inn
confidence 0.9
example load at 22.97, try later

[smtp.banner smtp]

qpsmtpd
match ESMTP qpsmtpd (\d[\w.]*) ready
product qpsmtpd
version $1
example mail.example.org ESMTP qpsmtpd 0.94 ready; send us your mail, but not your spam.
gives version=0.94

eventmachine
match ^EventMachine SMTP Server
product EventMachine SMTP server
example EventMachine SMTP Server

[lmtp.banner lmtp]

cyrus
match Cyrus LMTP v?(\d+(?:\.\d+)+)
product Cyrus lmtpd
version $1
cpe a:cmu:cyrus_imap_server
example mail.example.org Cyrus LMTP 3.6.1-Debian-3.6.1-4 server ready
gives version=3.6.1

[imap.banner imap]

uw-shape
match IMAP4rev1 (200\d[a-z]\.\d+) at 
product UW imapd
version $1
cpe a:university_of_washington:uw-imap
example [CAPABILITY IMAP4REV1 LITERAL+] mail.example.org IMAP4rev1 2007f.404 at Sun, 22 Nov 2026 11:00:00 +0000 (UTC)
gives version=2007f.404

[raw mupdate]

cyrus-mupdate
match ^\* (?:AUTH|STARTTLS|PARTIAL|OK MUPDATE)(?s).*OK MUPDATE "[^"]*" "([^"]+)" "(\d+(?:\.\d+)+)
service mupdate
product Cyrus mupdate
version $2
cpe a:cmu:cyrus_imap_server
example * AUTH "DIGEST-MD5"\r\n* STARTTLS\r\n* PARTIAL-UPDATE\r\n* OK MUPDATE "mail" "Cyrus" "3.6.1" "(master)"\r\n
gives version=3.6.1

[raw hylafax]

hfaxd
match ^220 \S+ server \(HylaFAX \(tm\) Version (\d[\w.]*)\) ready
service hylafax
product HylaFAX
version $1
cpe a:hylafax:hylafax
example 220 fax.example.org server (HylaFAX (tm) Version 6.0.7) ready.\r\n
gives version=6.0.7

[raw mopidympd]

mopidy-mpd
match ^OK MPD 0\.19\.0\n$
service mpd
product Mopidy
confidence 0.96
example OK MPD 0.19.0\n

[raw dict 0.9]

dict-greeting
match ^220 [^\r\n]*<[A-Za-z0-9_.]*> <[^<>\r\n]+@[^<>\r\n]+>\r\n
info RFC 2229
example 220 dict.example.org dictd 1.13.1 on Linux <auth.mime> <736.1795367746@dict.example.org>\r\n
