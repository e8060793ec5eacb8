# Daemons of Debian whose packages begin with g to o, as they were heard themselves.

[raw]

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
probe fastcgi-begin
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

lbcd
match ^\x00\x02[\x00-\xff]{2}\x00\x01\x00[\x00-\x05][\x00-\xff]{28,60}$
probe lbcd
service lbcd
product lbcd
confidence 0.95
example \0\x02\x12\x34\0\x01\0\x01k\x02gLk\x03\x1c\xc3\0\0\0\0\x04\x1d\x04\x1d\x04\x1d\0\0\0\0\0\0NN\0\0\0\0\x04\x1d\0\0\0\xc8

[http.header http]

goiardi
match (?m)^X-Goiardi-Version: (\d[\w.]*)
product Goiardi
version $1
info Chef server
cpe a:goiardi:goiardi
confidence 0.98
example X-Chef-Version: 11.1.7\r\nX-Goiardi: yes\r\nX-Goiardi-Version: 0.11.10\r\n
gives version=0.11.10

openstack-placement
match (?im)^openstack-api-version: placement 
product OpenStack Placement
cpe a:openstack:placement
confidence 0.97
example Content-Type: application/json\r\nopenstack-api-version: placement 1.0\r\nvary: openstack-api-version\r\n

openstack-inspector
match (?im)^X-Openstack-Ironic-Inspector-Api-M
product OpenStack Ironic Inspector
cpe a:openstack:ironic-inspector
confidence 0.97
example Content-Type: application/json\r\nX-Openstack-Ironic-Inspector-Api-Minimum-Version: 1.0\r\n

libwebsockets-etag
match ^content-type: [^\r]+\r\ncontent-length: \d+\r\n(?:cache-control: [^\r]+\r\n)?etag: [0-9A-F]{16}(?:\r|$)
product libwebsockets
cpe a:libwebsockets:libwebsockets
confidence 0.8
example content-type: text/html\r\ncontent-length: 7205\r\ncache-control: no-store\r\netag: 00001C255FC6800A

[http.server http]

yaz
match ^YAZ/(\d[\w.]*)
product YAZ
version $1
info Z39.50 and SRU server
cpe a:indexdata:yaz
confidence 0.9
example YAZ/5.34.0
gives version=5.34.0

merecat
match ^merecat/(\d[\w.-]*)
product Merecat httpd
version $1
cpe a:troglobit:merecat
confidence 0.97
example merecat/2.32-rc4
gives version=2.32-rc4

monitorix
match ^Monitorix HTTP Server
product Monitorix
cpe a:fibranet:monitorix
confidence 0.95
example Monitorix HTTP Server

kgb-soap
match ^POE::Component::Server::SOAP/
port 5391
product KGB bot
info SOAP
confidence 0.9
example POE::Component::Server::SOAP/1.14

monero-epee
match ^Epee-based
product Monero RPC
info epee
cpe a:getmonero:monero
confidence 0.9
example Epee-based

[http.title http]

morty
match ^MortyProxy$
product Morty
cpe a:asciimoo:morty
confidence 0.96
example MortyProxy

libwebsockets-test
match ^Minimal Websocket test app$
product libwebsockets test server
cpe a:libwebsockets:libwebsockets
confidence 0.96
example Minimal Websocket test app

[http.body http]

mkdocs
match \nMkDocs version : (\d[\w.]*)
product MkDocs
version $1
cpe a:mkdocs:mkdocs
confidence 0.97
example <!--\nMkDocs version : 1.4.2\nBuild Date UTC : 2026-11-22 17:34:17.000000+00:00\n-->\n
gives version=1.4.2

hugo-404
match ^<h1>Page Not Found</h1>$
port 1313
product Hugo
cpe a:gohugo:hugo
confidence 0.85
example <h1>Page Not Found</h1>

loggerhead
match <div id="loggerheadCont">
product Loggerhead
cpe a:canonical:loggerhead
confidence 0.96
example <body>\n<div id="loggerheadCont">\n<h1>\nBrowsing

pod-webserver
match ^\* Perl Pod server \*
product Pod::Webserver
confidence 0.96
example * Perl Pod server *\r\n<p>Example URL: http://whatever/Getopt/Std\r\n

obs-source
match ^<hello name="Source Repository Server"
product Open Build Service source server
cpe a:opensuse:open_build_service
confidence 0.96
example <hello name="Source Repository Server" repoid="839998534" />

obs-repository
match ^<hello name="Package Repository Server"
product Open Build Service repository server
cpe a:opensuse:open_build_service
confidence 0.96
example <hello name="Package Repository Server" />

monitorix-version
match /monitorix/logo_top\.png[\s\S]{0,200}?<h2 align="right">v(\d[\w.]*)</h2>
product Monitorix
version $1
cpe a:fibranet:monitorix
confidence 0.97
example <a href="http://www.monitorix.org/"><img src="/monitorix/logo_top.png" border="0"></a>\n</td></tr><tr><td><h2 align="right">v3.15.0</h2>
gives version=3.15.0

bitcoin-post-only
match ^JSONRPC server handles only POST requests
product Bitcoin Core JSON-RPC
info or a fork of it
confidence 0.75
example JSONRPC server handles only POST requests

litecoin-post-only
match ^JSONRPC server handles only POST requests
port 9332
product Litecoin Core
info JSON-RPC
cpe a:litecoin:litecoin
confidence 0.85
example JSONRPC server handles only POST requests

glances-xmlrpc
match ^<!DOCTYPE HTML>\s*<html lang="en">[\s\S]*Error code explanation: 501 - Server does not support this operation
port 61209
product Glances
info XML-RPC
cpe a:nicolargo:glances
confidence 0.85
example <!DOCTYPE HTML>\n<html lang="en">\n    <head><title>Error response</title></head><p>Error code explanation: 501 - Server does not support this operation.</p>

[http.json http]

lxd
match ^\{"type":"sync","status":"Success","status_code":200,"operation":"","error_code":0,"error":"","metadata":\["/1\.0"\]\}
product LXD
info or Incus
cpe a:canonical:lxd
confidence 0.92
example {"type":"sync","status":"Success","status_code":200,"operation":"","error_code":0,"error":"","metadata":["/1.0"]}

monero-info
match "nettype":\s*"\w+"[\s\S]*"version":\s*"(\d[\w.]*)
product Monero
version $1
cpe a:getmonero:monero
confidence 0.97
example {\n  "adjusted_time": 1,\n  "nettype": "mainnet",\n  "offline": true,\n  "version": "0.18.0.0-unknown",\n
gives version=0.18.0.0

openstack-named
match ^\{"name": ?"OpenStack (\w+) API", ?"description": ?"\w+ is an OpenStack project
product OpenStack $1
confidence 0.97
example {"name": "OpenStack Magnum API", "description": "Magnum is an OpenStack project which aims to provide container cluster management.", "versions": [{"id": "v1"
gives product=OpenStack Magnum

openstack-manila
match ^\{"versions": ?\[\{"id": ?"v[\s\S]*application/vnd\.openstack\.share
product OpenStack Manila
cpe a:openstack:manila
confidence 0.96
example {"versions": [{"id": "v1.0", "status": "DEPRECATED", "version": "", "links": [], "media-types": [{"base": "application/json", "type": "application/vnd.openstack.share+json;version=1"}]}

openstack-cinder
match ^\{"versions": ?\[\{"id": ?"v[\s\S]*application/vnd\.openstack\.volume
product OpenStack Cinder
cpe a:openstack:cinder
confidence 0.96
example {"versions": [{"id": "v3.0", "status": "CURRENT", "version": "3.70", "links": [], "media-types": [{"base": "application/json", "type": "application/vnd.openstack.volume+json;version=3"}]}

openstack-nova
match ^\{"versions": ?\[\{"id": ?"v2\.0", ?"status": ?"SUPPORTED", ?"version": ?"", ?"min_version": ?"", ?"updated": ?"2011-01-21T11:33:21Z"
product OpenStack Nova
cpe a:openstack:nova
confidence 0.96
example {"versions": [{"id": "v2.0", "status": "SUPPORTED", "version": "", "min_version": "", "updated": "2011-01-21T11:33:21Z", "links": []}

openstack-octavia
match ^\{"versions": ?\[\{"id": ?"v2\.0", ?"status": ?"\w+", ?"updated": ?"2016-12-11T00:00:00Z"
product OpenStack Octavia
cpe a:openstack:octavia
confidence 0.96
example {"versions": [{"id": "v2.0", "status": "SUPPORTED", "updated": "2016-12-11T00:00:00Z", "links": []}

openstack-masakari
match ^\{"versions": ?\[\{"id": ?"v1\.0", ?"status": ?"\w+", ?"version": ?"1\.\d+", ?"min_version": ?"1\.0", ?"updated": ?"2016-07-01T11:33:21Z"
product OpenStack Masakari
cpe a:openstack:masakari
confidence 0.96
example {"versions": [{"id": "v1.0", "status": "CURRENT", "version": "1.2", "min_version": "1.0", "updated": "2016-07-01T11:33:21Z", "links": []}

openstack-glance
match ^\{"versions": ?\[\{"id": ?"v2\.\d+", ?"status": ?"CURRENT", ?"links": ?\[\{"rel": ?"self", ?"href": ?"[^"]*/v2/"\}\]\}, ?\{"id": ?"v2\.\d+", ?"status": ?"SUPPORTED"
product OpenStack Glance
cpe a:openstack:glance
confidence 0.95
example {"versions": [{"id": "v2.15", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:9292/v2/"}]}, {"id": "v2.9", "status": "SUPPORTED", "links": []}

openstack-mistral
match ^\{"versions": ?\[\{"id": ?"v2\.0", ?"status": ?"CURRENT", ?"links": ?\[\{"href": ?"[^"]*/v2", ?"target": ?"v2", ?"rel": ?"self"
product OpenStack Mistral
cpe a:openstack:mistral
confidence 0.95
example {"versions": [{"id": "v2.0", "status": "CURRENT", "links": [{"href": "http://198.18.47.4:8989/v2", "target": "v2", "rel": "self"}]}]}

openstack-heat
match ^\{"versions": ?\[\{"id": ?"v1\.0", ?"status": ?"CURRENT", ?"links": ?\[\{"rel": ?"self", ?"href": ?"[^"]*/v1/"
port 8004
product OpenStack Heat
cpe a:openstack:heat
confidence 0.92
example {"versions": [{"id": "v1.0", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:8004/v1/"}]}]}

openstack-heat-cfn
match ^\{"versions": ?\[\{"id": ?"v1\.0", ?"status": ?"CURRENT", ?"links": ?\[\{"rel": ?"self", ?"href": ?"[^"]*/v1/"
port 8000
product OpenStack Heat
info CloudFormation API
cpe a:openstack:heat
confidence 0.92
example {"versions": [{"id": "v1.0", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:8000/v1/"}]}]}

openstack-murano
match ^\{"versions": ?\[\{"id": ?"v1\.0", ?"status": ?"CURRENT", ?"links": ?\[\{"rel": ?"self", ?"href": ?"[^"]*/v1/"
port 8082
product OpenStack Murano
cpe a:openstack:murano
confidence 0.92
example {"versions": [{"id": "v1.0", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:8082/v1/"}]}]}

openstack-neutron
match ^\{"versions": ?\[\{"id": ?"v2\.0", ?"status": ?"CURRENT", ?"links": ?\[\{"rel": ?"self", ?"href": ?"[^"]*/v2\.0/?"
product OpenStack Neutron
cpe a:openstack:neutron
confidence 0.93
example {"versions": [{"id": "v2.0", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:9696/v2.0/"}]}]}

openstack-any
match ^\{"versions": ?\[\{"id": ?"v\d[\d.]*", ?(?:"(?:status|version|min_version|max_version|updated)": ?"[^"]*", ?)+"links": ?\[
product OpenStack API
confidence 0.85
example {"versions": [{"id": "v1.0", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:8082/v1/"}]}]}
