# Daemons of Debian whose packages begin with p to z, as they were heard themselves.

[raw]

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

[nntp.banner nntp]

public-inbox-nntpd
match ^(\S+) ready - post via email$
product public-inbox-nntpd
hostname $1
example zoo ready - post via email
gives hostname=zoo

[pop3.banner pop3]

public-inbox-pop3d
match ^POP3 server ready <[\da-f]+\.[\da-f]+@public-inbox>
product public-inbox-pop3d
example POP3 server ready <15bc931b.6b031c7e@public-inbox>

[http.title http]

public-inbox
match ^public-inbox listing$
product public-inbox
example public-inbox listing

shoelaces
match ^shoelaces - painless server bootstrapping$
product Shoelaces
example shoelaces - painless server bootstrapping

pcs
match ^(?:PCSD|Pacemaker/Corosync Configuration System)
product pcsd
cpe a:clusterlabs:pcs
example PCSD - Pacemaker/Corosync Configuration System

[http.body http]

softether
match <ADDRESS>HTTP Server at \S+ Port \d+</ADDRESS>\r\n
product SoftEther VPN Server
cpe a:softether:vpn
confidence 0.85
example <!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\r\n<HTML><HEAD>\r\n<TITLE>403 Forbidden</TITLE>\r\n</HEAD><BODY>\r\n<H1>Forbidden</H1>\r\nYou don't have permission to access /\r\non this server.<P>\r\n<HR>\r\n<ADDRESS>HTTP Server at 198.51.100.1 Port 443</ADDRESS>\r\n</BODY></HTML>

pushpin-handler
match ^(?:Hello from the Pushpin test handler!|Pushpin API)\n$
product Pushpin
example Pushpin API\n
example Hello from the Pushpin test handler!\n

nginx-exporter-build
match (?m)^nginxexporter_build_info\{[^}]*version="(\d[^"]*)"
product NGINX Prometheus Exporter
version $1
confidence 0.97
example nginxexporter_build_info{commit="",date="",version="0.11.0-1+b4"} 1
gives version=0.11.0-1+b4

yubiserver
match ^<html>Yubico Yubikey:<br>
product yubiserver
example <html>Yubico Yubikey:<br><form action='/wsapi/2.0/verify' method='GET'>

exporter-exporter
match ^\s*<h2>Exporters:</h2>\s*<ul>
product exporter_exporter
confidence 0.85
example \n\t\t\t<h2>Exporters:</h2>\n\t\t\t\t<ul>\n\t\t\t\t\t\n\t\t\t\t</ul>

x2go-broker
match <h1>X2Go Session Broker</h1>
product X2Go Session Broker
example <body><html><h1>X2Go Session Broker</h1><p>It works...</p></body></html>

journal-gatewayd
match ^<html><body>Please continue to the <a href="/browse">journal browser</a>
product systemd-journal-gatewayd
cpe a:systemd_project:systemd
example <html><body>Please continue to the <a href="/browse">journal browser</a>.</body></html>

stayrtr-metrics
match (?m)^rtr_clients\{bind="
product StayRTR
confidence 0.85
example rtr_clients{bind="198.51.100.5:8282"} 0

pushgateway-build
match (?m)^pushgateway_build_info\{[^}]*version="(\d[^"]*)"
product Prometheus Pushgateway
version $1
confidence 0.97
example pushgateway_build_info{branch="debian/sid",goversion="go1.19.8",version="1.5.1"} 1
gives version=1.5.1

exporter-exporter-build
match (?m)^build_info\{[^}]*version="(\d[^"]*)"\}
unless (?m)^\w+_build_info\{
version $1
confidence 0.75
example build_info{branch="debian/sid",goversion="go1.19.8",revision="0.4.0-1+b14",version="0.4.0"} 1
gives version=0.4.0

metrics-revision
match (?m)^(\w+)_build_info\{[^}]*revision="(\d+\.[\d.]+)[^"]*",version=""\}
product $1
version $2
confidence 0.72
example process_exporter_build_info{branch="debian/sid",goarch="amd64",goos="linux",goversion="go1.19.8",revision="0.7.10-3+b5",version=""} 1
gives version=0.7.10; product=process_exporter

[http.body http]

# "application/vnd.openstack.NAME-v1+json": the API's media type (OpenStack API-SIG, "Microversion specification" and "Version discovery").

openstack-compute
match "application/vnd\.openstack\.compute-v\d[\d_.]*\+json"
product OpenStack Nova
cpe a:openstack:nova
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.compute-v1+json"}]}]}

openstack-image
match "application/vnd\.openstack\.image-v\d[\d_.]*\+json"
product OpenStack Glance
cpe a:openstack:glance
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.image-v1+json"}]}]}

openstack-network
match "application/vnd\.openstack\.network-v\d[\d_.]*\+json"
product OpenStack Neutron
cpe a:openstack:neutron
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.network-v1+json"}]}]}

openstack-volume
match "application/vnd\.openstack\.volume-v\d[\d_.]*\+json"
product OpenStack Cinder
cpe a:openstack:cinder
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.volume-v1+json"}]}]}

openstack-identity
match "application/vnd\.openstack\.identity-v\d[\d_.]*\+json"
product OpenStack Keystone
cpe a:openstack:keystone
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.identity-v1+json"}]}]}

openstack-clustering
match "application/vnd\.openstack\.clustering-v\d[\d_.]*\+json"
product OpenStack Senlin
cpe a:openstack:senlin
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.clustering-v1+json"}]}]}

openstack-messaging
match "application/vnd\.openstack\.messaging-v\d[\d_.]*\+json"
product OpenStack Zaqar
cpe a:openstack:zaqar
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.messaging-v1+json"}]}]}

openstack-container
match "application/vnd\.openstack\.container-v\d[\d_.]*\+json"
product OpenStack Zun
cpe a:openstack:zun
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.container-v1+json"}]}]}

openstack-container-infra
match "application/vnd\.openstack\.container-infra-v\d[\d_.]*\+json"
product OpenStack Magnum
cpe a:openstack:magnum
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.container-infra-v1+json"}]}]}

openstack-key-manager
match "application/vnd\.openstack\.key-manager-v\d[\d_.]*\+json"
product OpenStack Barbican
cpe a:openstack:barbican
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.key-manager-v1+json"}]}]}

openstack-share
match "application/vnd\.openstack\.share-v\d[\d_.]*\+json"
product OpenStack Manila
cpe a:openstack:manila
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.share-v1+json"}]}]}

openstack-named
match ^\{"name": "(OpenStack [A-Z]\w+)(?: API)?", "description": "
product $1
confidence 0.9
example {"name": "OpenStack Watcher API", "description": "Watcher is an OpenStack project which aims to improve physical resources usage"
gives product=OpenStack Watcher

patroni
match "patroni": ?\{"version": ?"(\d[\w.]*)"
product Patroni
version $1
confidence 0.97
example {"state": "running", "role": "master", "server_version": 150004, "patroni": {"version": "3.0.2", "scope": "z"}}
gives version=3.0.2

pagekite
match <i>PageKite</i></a> for <b>
product PageKite
confidence 0.95
example <html><body><h1>Sorry! (fe)</h1><p>The HTTP <a href="https://pagekite.net/"><i>PageKite</i></a> for <b>198.51.100.8</b> is unavailable at the moment.</p>

livereload
match document\.createElement\("script"\);var port=\(window\.location\.port \|\| .{0,60}\);s\.src="//"\+window\.location\.hostname\+":"\+port\+ ?"/livereload\.js
product python-livereload
confidence 0.85
example <script type="text/javascript">(function(){var s=document.createElement("script");var port=(window.location.port || (window.location.protocol == 'https:' ? 443: 80));s.src="//"+window.location.hostname+":"+port+ "/livereload.js?port=" + port;

[http.header http]

openstack-request-id
match (?mi)^x-openstack-request-id: req-[\da-f]{8}-
product OpenStack
confidence 0.85
example HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-openstack-request-id: req-bf4ad2ca-594f-40d2-873c-9f5a19c79267

octavia
match (?mi)^x-openstack-request-id: req-[\da-f]{8}-
product OpenStack Octavia
cpe a:openstack:octavia
port 9876
confidence 0.86
example HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-openstack-request-id: req-bf4ad2ca-594f-40d2-873c-9f5a19c79267

[x509.subject]

strelaysrv
match OU=Automatically Generated,CN=strelaysrv|CN=strelaysrv,OU=Automatically Generated
service syncthing-relay
product Syncthing strelaysrv
confidence 0.95
example CN=strelaysrv,OU=Automatically Generated,O=Syncthing

stdiscosrv
match CN=stdiscosrv,OU=Automatically Generated
product Syncthing stdiscosrv
confidence 0.9
example CN=stdiscosrv,OU=Automatically Generated,O=Syncthing
