# Daemons of Debian whose packages begin with a to m, as they were heard themselves.

[raw]

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

iperf3-busy
match ^\xff$
probe iperf3-cookie
service iperf3
product iperf3
info a test is running
cpe a:es:iperf3
confidence 0.85
example \xff

[nntp.banner]

leafnode-unnamed
match ^Leafnode must have a unique fully-qualified domain name
product Leafnode
info cannot serve: it has no full host name
cpe a:leafnode:leafnode
example Leafnode must have a unique fully-qualified domain name. Have its administrator fix the configuration.

[raw nntp]

leafnode-no-name
match ^503 Leafnode must have a unique fully-qualified domain name
product Leafnode
info cannot serve: it has no full host name
cpe a:leafnode:leafnode
confidence 0.95
example 503 Leafnode must have a unique fully-qualified domain name. Have its administrator fix the configuration. More detail is in the logs.\r\n

[irc.reply irc]

hybrid-notices
match ^:\S+ NOTICE (?:\*|AUTH) :\*\*\* Looking up your hostname\r\n
product ircd-hybrid
cpe a:ircd-hybrid:ircd-hybrid
confidence 0.85
example :hybrid8.debian.local NOTICE * :*** Looking up your hostname\r\n:hybrid8.debian.local NOTICE * :*** Checking Ident\r\n

[http.body http]

cntlm
match <h1>\d{3} [^<]*</h1><p><a href='http://cntlm\.sf\.net/'>Cntlm</a> proxy
service http-proxy
product Cntlm
cpe a:cntlm:cntlm
example <html><body><h1>502 Parent proxy unreacheable</h1><p><a href='http://cntlm.sf.net/'>Cntlm</a> proxy failed to complete the request.</p></body></html>

i2pd-console-version
match <title>Purple I2P Webconsole</title>[\s\S]*?<b>Version:</b> (\d[\w.]*)
product i2pd
version $1
cpe a:i2pd:i2pd
confidence 0.97
example <title>Purple I2P Webconsole</title>\n</head><b>Version:</b> 2.45.1<br>
gives version=2.45.1

[http.title http]

i2pd-proxy
match ^I2Pd HTTP proxy$
service http-proxy
product i2pd
cpe a:i2pd:i2pd
example I2Pd HTTP proxy

i2pd-console
match ^Purple I2P Webconsole$
product i2pd
cpe a:i2pd:i2pd
example Purple I2P Webconsole

[http.json http]

jupyter-api
match ^\{"version": "(\d[\w.]*)"\}$
probe jupyter-api
product Jupyter
version $1
cpe a:jupyter:notebook
confidence 0.97
example {"version": "6.4.12"}
gives version=6.4.12

janus-info
match "janus":\s*"server_info"[\s\S]{0,300}?"version_string":\s*"(\d[\w.]*)"
product Janus WebRTC Server
version $1
cpe a:meetecho:janus
confidence 0.97
example {\n   "janus": "server_info",\n   "name": "Janus WebRTC Server",\n   "version": 1102,\n   "version_string": "1.1.2",\n
gives version=1.1.2

[http.header http]

janus-root
match ^Date: [^\r]+\r\nConnection: close\r\nAccess-Control-Allow-Origin: \*\r\nAccess-Control-Max-Age: 86400\r\nContent-Length: 0(?:\r|$)
product Janus WebRTC Server
cpe a:meetecho:janus
confidence 0.8
example Date: Sun, 22 Nov 2026 14:22:13 GMT\r\nConnection: close\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Max-Age: 86400\r\nContent-Length: 0

glewlwyd
match ^Date: [^\r]+\r\n(?:Connection: \S+\r\n)?Access-Control-Allow-Origin: \*\r\nAccess-Control-Allow-Credentials: true\r\nCache-Control: no-store\r\nPragma: no-cache\r\nX-Frame-Options: deny\r\nContent-Length: 0
product Glewlwyd
cpe a:glewlwyd_project:glewlwyd
confidence 0.8
example Date: Sun, 22 Nov 2026 14:34:51 GMT\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: true\r\nCache-Control: no-store\r\nPragma: no-cache\r\nX-Frame-Options: deny\r\nContent-Length: 0

httptunnel
match ^Content-Length: 102400\r\nConnection: close\r\nPragma: no-cache\r\nCache-Control: no-cache, no-store, must-revalidate\r\nExpires: 0\r\nContent-Type: text/html
product httptunnel
confidence 0.85
example Content-Length: 102400\r\nConnection: close\r\nPragma: no-cache\r\nCache-Control: no-cache, no-store, must-revalidate\r\nExpires: 0\r\nContent-Type: text/html

jupyter-root
match (?im)^Server: TornadoServer/[\s\S]*^Location: /(?:tree|lab)(?:\?|\r|$)
product Jupyter
info on Tornado
cpe a:jupyter:notebook
confidence 0.93
example Server: TornadoServer/6.2\r\nContent-Type: text/html; charset=UTF-8\r\nDate: Sun, 22 Nov 2026 14:34:56 GMT\r\nLocation: /tree?\r\nContent-Length: 0

[http.title http]

mtail
match ^mtail on \S+:\d+$
product mtail
cpe a:google:mtail
example mtail on 198.18.40.8:3903

[http.body http]

mtail-build
match <p>Build: mtail version (\d[\w.]*)
product mtail
version $1
cpe a:google:mtail
confidence 0.97
example <h1>mtail on 198.18.40.8:3903</h1>\n<p>Build: mtail version 3.0.0~rc50 git revision 3.0.0~rc50-1
gives version=3.0.0

abyss
match This XML-RPC For C/C\+\+ Abyss XML-RPC server responds to only one URI path
product Xmlrpc-c Abyss httpd
confidence 0.9
example <P>This XML-RPC For C/C++ Abyss XML-RPC server responds to only one URI path.  I don't know what URI path that is

[lmtp.banner lmtp]

mailman
match \bGNU Mailman LMTP runner
product Mailman
cpe a:gnu:mailman
example zoo.test GNU Mailman LMTP runner 2.0

[raw]

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

[irc.reply irc]

ircnet
match ^:\S+ 020 \* :Please wait while we process your connection\.\r\n
product IRCnet ircd2
cpe a:irc.org:ircd
confidence 0.93
example :irc.localhost 020 * :Please wait while we process your connection.\r\n

[raw http 0.95]

clickhouse-ok
match ^HTTP/1\.[01] 200 OK\r\n(?:[^\r\n]+\r\n)*X-ClickHouse-[^\r\n]+\r\n(?:[^\r\n]+\r\n)*\r\nOk\.\n
product ClickHouse
cpe a:clickhouse:clickhouse
confidence 0.95
example HTTP/1.0 200 OK\r\nConnection: Close\r\nContent-Type: text/html; charset=UTF-8\r\nX-ClickHouse-Summary: {}\r\n\r\nOk.\n
