# Daemons of Debian whose packages begin with 0 to f, as they were heard themselves.

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

[irc.reply irc]

twisted-words
match :NickServ!NickServ@services PRIVMSG \S+ :Password\?
product Twisted Words
cpe a:twistedmatrix:twisted
confidence 0.85
example :zoo 375 tojimari :- zoo Message of the Day - \r\n:zoo 376 tojimari :End of /MOTD command.\r\n:NickServ!NickServ@services PRIVMSG tojimari :Password?\r\n

[telnet.text telnet]

eggdrop
match \(Eggdrop v(\d[\w.+]*) \(C\) 1997 Robey Pointer
product Eggdrop
version $1
cpe a:eggheads:eggdrop
confidence 0.97
example Zoo  (Eggdrop v1.8.4 (C) 1997 Robey Pointer (C) 2010-2018 Eggheads)\r\n\r\nPlease enter your nickname.\r\n
gives version=1.8.4

[smtp.banner smtp]

chasquid
match ^\S+ ESMTP chasquid$
product chasquid
cpe a:blitiri:chasquid
example zoo.test ESMTP chasquid

[http.server http]

eiskaltdcpp
match ^eidcppd server$
product EiskaltDC++
info JSON-RPC
example eidcppd server

cctools-catalog
match ^catalog_server$
product cctools catalog server
example catalog_server

phodav
match ^PhodavServer libsoup/
product phodav (chezdav)
example PhodavServer libsoup/3.2.3

[http.header http]

etcd-discovery
match (?:^|\n)Location: https://coreos\.com/docs/cluster-management/setup/cluster-discovery/
product etcd discovery
example Content-Type: text/html; charset=utf-8\r\nLocation: https://coreos.com/docs/cluster-management/setup/cluster-discovery/\r\nContent-Length: 102

[http.title http]

baresip
match ^Baresip v(\d[\w.]*)$
product baresip
version $1
cpe a:baresip:baresip
example Baresip v1.0.0
gives version=1.0.0

filetea
match ^FileTea, 
product FileTea
example FileTea, anonymous, volatile file sharing

broadway
match ^broadway \d\.\d$
product GTK Broadway
example broadway 2.0

chasquid-monitoring
match : chasquid monitoring$
product chasquid
cpe a:blitiri:chasquid
example zoo: chasquid monitoring

ara
match ^ara \| (?:Playbook reports|Host reports|Task results)
product ara
info records of Ansible
cpe a:redhat:ara
example ara | Playbook reports: 1-0 of 0

bibledit
match ^Bibledit\b
product Bibledit Cloud
example Bibledit Installation

bepasty
match ^Bepasty$
product bepasty
cpe a:bepasty_project:bepasty
example Bepasty

[http.body http]

fusioninventory-agent
match This is FusionInventory Agent (\d[\d.]*)
product FusionInventory Agent
version $1
cpe a:fusioninventory:fusioninventory
confidence 0.97
example This is FusionInventory Agent 2.6-3<br />
gives version=2.6

bup
match <title>Directory listing for /</title>[\0-\xFF]{0,300}<div id="breadcrumb">[\0-\xFF]{0,300}<a href="\?hidden=1">Show hidden files</a>
flags dotall
product bup
info backups
confidence 0.9
example <title>Directory listing for /</title>\n<link rel="stylesheet" href="/static/styles.css" />\n</head>\n<body>\n<div id="wrapper">\n<div id="breadcrumb">\n\n<a href="/">[root]</a> /\n\n</div>\n\n<div id="message">\n\n<a href="?hidden=1">Show hidden files</a>

debuginfod
match ^debuginfod \(elfutils\) (\d[\w.]*)
product debuginfod
info elfutils
version $1
cpe a:elfutils_project:elfutils
example debuginfod (elfutils) 0.188
gives version=0.188

chasquid-version
match <h1>chasquid @[^<]*</h1>\s+<p>\s+chasquid (\d[\w.]*)
product chasquid
version $1
cpe a:blitiri:chasquid
confidence 0.97
example <h1>chasquid @zoo.test</h1>\n\n<p>\nchasquid 1.11-2&#43;b2<br>
gives version=1.11

didiwiki
match <a href='/WikiHome' title='Visit Wiki home page\. \[alt-z\]'
product DidiWiki
example <a href='/WikiHome' title='Visit Wiki home page. [alt-z]' accesskey='z'>

camo
match ^hwhat$
product camo
info image proxy
confidence 0.85
example hwhat

cubemap
match ^Something went wrong\. Sorry\.\r\n$
product Cubemap
confidence 0.85
example Something went wrong. Sorry.\r\n

dask-dashboard
match ^<p>Dask needs bokeh 
product Dask
example <p>Dask needs bokeh >= 2.4.2, < 3 for the dashboard.</p>

pod-webserver
match <title>Perl Documentation</title>[\0-\xFF]{0,300}<link rel="stylesheet" title="blkbluw"
flags dotall
product Pod::Webserver
confidence 0.9
example <html><head>\r\n<title>Perl Documentation</title>\r\n<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1" >\r\n\r\n<link rel="stylesheet" title="blkbluw" type="text/css" href="_blkbluw.css" media="all" >

containerd-metrics
match \ncontainerd_build_info_total\{[^}]*version="(\d[\d.]*)
product containerd
version $1
cpe a:linuxfoundation:containerd
confidence 0.97
example # TYPE containerd_build_info_total counter\ncontainerd_build_info_total{revision="1.6.20~ds1-1+deb12u3",version="1.6.20~ds1"} 1
gives version=1.6.20

crowdsec-metrics
match # HELP cs_info Information about Crowdsec\.\n# TYPE cs_info gauge\ncs_info\{version="v?(\d[\d.]*)
product CrowdSec
version $1
cpe a:crowdsec:crowdsec
example # HELP cs_info Information about Crowdsec.\n# TYPE cs_info gauge\ncs_info{version="v1.4.6-6~deb12u1+b1-linux-debian"} 0
gives version=1.4.6

[http.json http]

ara-api
match ^\{"kind":"ara","version":"(\d[\w.]*)"
product ara
version $1
cpe a:redhat:ara
confidence 0.97
example {"kind":"ara","version":"1.5.8","api":["http://198.18.61.4:8000/api/v1/"]}
gives version=1.5.8

aptly
match ^\{"Version":"(\d[\d.]*)[\w.+~-]*"\}$
product aptly
version $1
cpe a:aptly:aptly
probe http-api-version
confidence 0.85
example {"Version":"1.5.0+ds1-1+b4"}
gives version=1.5.0

openstack-barbican
match "application/vnd\.openstack\.key-manager-v1\+json"
product OpenStack Barbican
cpe a:openstack:barbican
example {"versions": {"values": [{"id": "v1", "status": "stable", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.key-manager-v1+json"}]}]}}

openstack-designate
match "https://docs\.openstack\.org/api-ref/dns"
product OpenStack Designate
cpe a:openstack:designate
example {"versions":[{"id":"v2","links":[{"href":"http://zoo:9001/v2","rel":"self"},{"href":"https://docs.openstack.org/api-ref/dns","rel":"help"}],"status":"SUPPORTED"}]}

openstack-octavia
match ^\{"versions": \[\{"id": "v2\.0", "status": "SUPPORTED", "updated": "2016-12-11T00:00:00Z"
product OpenStack Octavia
cpe a:openstack:octavia
example {"versions": [{"id": "v2.0", "status": "SUPPORTED", "updated": "2016-12-11T00:00:00Z", "links": [

openstack-cloudkitty
match ^\{"versions": \[\{"id": "v1", "links": \[\{"href": "[^"]+/v1", "rel": "self"\}\], "status": "CURRENT"\}, \{"id": "v2", "links": \[\{"href": "[^"]+/v2", "rel": "self"\}\], "status": "EXPERIMENTAL"
product OpenStack CloudKitty
cpe a:openstack:cloudkitty
confidence 0.95
example {"versions": [{"id": "v1", "links": [{"href": "http://zoo:8889/v1", "rel": "self"}], "status": "CURRENT"}, {"id": "v2", "links": [{"href": "http://zoo:8889/v2", "rel": "self"}], "status": "EXPERIMENTAL"}]}

openstack-cinder
match "application/vnd\.openstack\.volume\+json;version=
product OpenStack Cinder
cpe a:openstack:cinder
example {"versions": [{"id": "v3.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.volume+json;version=3"}]}]}

openstack-keystone
match "application/vnd\.openstack\.identity-v3\+json"
product OpenStack Keystone
cpe a:openstack:keystone
example {"versions": {"values": [{"id": "v3.14", "status": "stable", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}]}]}}
