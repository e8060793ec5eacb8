# HTTP servers, by their Server field and the like. What runs on top of them is in web.sig.

[http.server http 0.9]

nginx
match ^nginx(?:/(\d[\w.]*))?(?: \(([^)]*)\))?$
product nginx
version $1
os $2
cpe a:f5:nginx
example nginx/1.22.1
gives product=nginx; version=1.22.1; cpe=cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*
example nginx
example nginx/1.18.0 (Ubuntu)
gives os=Ubuntu

openresty
match ^openresty(?:/(\d[\w.]*))?
product OpenResty
version $1
cpe a:openresty:openresty
example openresty/1.21.4.1
gives version=1.21.4.1

tengine
match ^Tengine(?:/(\d[\w.]*))?
product Tengine
version $1
cpe a:alibaba:tengine
example Tengine/2.3.3
gives version=2.3.3

angie
match ^Angie(?:/(\d[\w.]*))?
product Angie
version $1
example Angie/1.5.0
gives version=1.5.0

apache
match ^Apache(?:/(\d[\w.]*))?(?: \(([^)]*)\))?(?: (.+))?$
product Apache httpd
version $1
os $2
info $3
cpe a:apache:http_server
example Apache/2.4.57 (Debian)
gives product=Apache httpd; version=2.4.57; os=Debian
example Apache
example Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/7.4.33
gives version=2.4.6; os=CentOS; info=OpenSSL/1.0.2k-fips PHP/7.4.33
example Apache/2.4.58 (Win64) OpenSSL/3.1.3
gives os=Win64

tomcat-coyote
match ^Apache-Coyote/(\d[\w.]*)
product Apache Tomcat/Coyote JSP engine
version $1
cpe a:apache:coyote_http_connector
confidence 0.85
example Apache-Coyote/1.1
gives version=1.1

lighttpd
match ^lighttpd(?:/(\d[\w.]*))?
product lighttpd
version $1
cpe a:lighttpd:lighttpd
example lighttpd/1.4.69
gives version=1.4.69
example lighttpd

iis
match ^Microsoft-IIS/(\d[\d.]*)
product Microsoft IIS httpd
version $1
os Windows
cpe a:microsoft:internet_information_services
cpe o:microsoft:windows
example Microsoft-IIS/10.0
gives product=Microsoft IIS httpd; version=10.0; os=Windows

httpapi
match ^Microsoft-HTTPAPI/(\d[\d.]*)
product Microsoft HTTPAPI httpd
version $1
os Windows
info SSDP/UPnP
cpe o:microsoft:windows
example Microsoft-HTTPAPI/2.0
gives version=2.0

kestrel
match ^Kestrel$
product Microsoft Kestrel
cpe a:microsoft:asp.net_core
example Kestrel

caddy
match ^Caddy(?:/v?(\d[\w.]*))?$
product Caddy httpd
version $1
cpe a:caddyserver:caddy
example Caddy

h2o
match ^h2o/(\d[\w.-]*)
product H2O
version $1
cpe a:dena:h2o
example h2o/2.2.5
gives version=2.2.5

litespeed
match ^LiteSpeed$
product LiteSpeed httpd
cpe a:litespeedtech:litespeed_web_server
example LiteSpeed

openlitespeed
match ^OpenLiteSpeed
product OpenLiteSpeed
example OpenLiteSpeed

cherokee
match ^Cherokee(?:/(\d[\w.]*))?(?: \(([^)]*)\))?
product Cherokee httpd
version $1
os $2
cpe a:cherokee-project:cherokee
example Cherokee/1.2.104 (Debian)
gives version=1.2.104

thttpd
match ^thttpd/(\d[\w.]*)
product thttpd
version $1
cpe a:acme:thttpd
example thttpd/2.29 23May2018
gives version=2.29

sthttpd
match ^sthttpd/(\d[\w.]*)
product sthttpd
version $1
example sthttpd/2.27.0 03oct2014

mini-httpd
match ^mini_httpd/(\d[\w.]*)
product mini_httpd
version $1
cpe a:acme:mini-httpd
example mini_httpd/1.30 26Oct2018
gives version=1.30

micro-httpd
match ^micro_httpd$
product micro_httpd
cpe a:acme:micro_httpd
example micro_httpd

webfs
match ^webfs/(\d[\w.]*)
product webfs
version $1
example webfs/1.21
gives version=1.21

boa
match ^Boa/(\d[\w.]*)
product Boa
version $1
cpe a:boa:boa
example Boa/0.94.14rc21
gives version=0.94.14rc21

monkey
match ^Monkey(?: Server|/(\d[\w.]*))
product Monkey HTTP Daemon
version $1
cpe a:monkey-project:monkey
example Monkey/1.7.0
gives version=1.7.0

goahead
match ^GoAhead(?:-Webs|-http)?(?:/(\d[\w.]*))?
product GoAhead WebServer
version $1
cpe a:embedthis:goahead
device embedded
example GoAhead-Webs
example GoAhead-http

appweb
match ^(?:Mbedthis-|Embedthis-)?Appweb/(\d[\w.]*)
product Appweb
version $1
cpe a:embedthis:appweb
example Mbedthis-Appweb/2.4.2

allegro
match ^Allegro-Software-RomPager/ ?(\d[\w.]*)
product Allegro RomPager
version $1
cpe a:allegrosoft:rompager
device embedded
example Allegro-Software-RomPager/4.34
gives version=4.34

rompager
match ^RomPager/(\d[\w.]*)
product Allegro RomPager
version $1
cpe a:allegrosoft:rompager
device embedded
example RomPager/4.07 UPnP/1.0
gives version=4.07

virata
match ^Virata-EmWeb/R?(\d[\w_.]*)
product Virata-EmWeb
version $1
device embedded
example Virata-EmWeb/R6_2_1

zyxel-rompager
match ^ZyXEL-RomPager/(\d[\w.]*)
product ZyXEL RomPager
version $1
device router
example ZyXEL-RomPager/3.02

busybox
match ^BusyBox(?: httpd)?(?: |/)(\d[\w.]*)
product BusyBox httpd
version $1
cpe a:busybox:busybox
example BusyBox httpd/1.35.0

uhttpd
match ^uhttpd(?:/(\d[\w.]*))?
product uHTTPd
version $1
os OpenWrt
device router
example uhttpd/1.0.0

jetty
match ^Jetty\(?(?:/)?(\d[\w.]*)?
product Jetty
version $1
cpe a:eclipse:jetty
confidence 0.85
example Jetty(9.4.50.v20221201)
gives version=9.4.50.v20221201

wildfly
match ^(?:WildFly/(\d+)|JBoss-EAP/(\d+))
product WildFly
version $1
cpe a:redhat:wildfly
example WildFly/10
gives version=10

glassfish
match ^GlassFish Server (?:Open Source Edition )?\s*(\d[\w.]*)
product GlassFish
version $1
cpe a:eclipse:glassfish
example GlassFish Server Open Source Edition  5.0.1
gives version=5.0.1

payara
match ^Payara (?:Server|Micro)\s+(?:#\S+|(\d[\w.]*))
product Payara
version $1
cpe a:payara:payara
example Payara Server  5.2022.5 #badassfish
gives version=5.2022.5

weblogic
match ^WebLogic (?:Server )?(\d[\w.]*)
product Oracle WebLogic
version $1
cpe a:oracle:weblogic_server
example WebLogic Server 10.3.6.0
gives version=10.3.6.0

websphere
match ^WebSphere Application Server/(\d[\w.]*)
product IBM WebSphere Application Server
version $1
cpe a:ibm:websphere_application_server
example WebSphere Application Server/8.5
gives version=8.5

ibm-http
match ^IBM_HTTP_Server(?:/(\d[\w.]*))?
product IBM HTTP Server
version $1
cpe a:ibm:http_server
example IBM_HTTP_Server/8.5.5.10 Apache/2.4.12 (Unix)
gives version=8.5.5.10

oracle-http-g
match ^Oracle-HTTP-Server(?:-(\d+g))$
product Oracle HTTP Server
version $1
cpe a:oracle:http_server
example Oracle-HTTP-Server-11g

domino
match ^Lotus-Domino(?:/(?:Release-)?(\d[\w.]*))?
product Lotus Domino httpd
version $1
cpe a:ibm:domino
example Lotus-Domino

gunicorn
match ^gunicorn(?:/(\d[\w.]*))?
product Gunicorn
version $1
cpe a:gunicorn:gunicorn
confidence 0.85
example gunicorn/20.1.0
gives version=20.1.0
example gunicorn

uvicorn
match ^uvicorn$
product Uvicorn
confidence 0.85
example uvicorn

hypercorn
match ^hypercorn-h\d
product Hypercorn
confidence 0.85
example hypercorn-h11

daphne
match ^[Dd]aphne$
product Daphne
confidence 0.85
example daphne

waitress
match ^waitress$
product Waitress
confidence 0.85
cpe a:agendaless:waitress
example waitress

cherrypy
match ^CherryPy/(\d[\w.]*)
product CherryPy
version $1
cpe a:cherrypy:cherrypy
confidence 0.85
example CherryPy/18.8.0
gives version=18.8.0

cheroot
match ^Cheroot/(\d[\w.]*)
product Cheroot
version $1
confidence 0.85
example Cheroot/9.0.0

werkzeug
match ^Werkzeug/(\d[\w.]*) Python/(\d[\w.+]*)
product Werkzeug httpd
version $1
info Python $2
cpe a:palletsprojects:werkzeug
confidence 0.85
example Werkzeug/2.2.2 Python/3.11.2
gives version=2.2.2; info=Python 3.11.2

simplehttp
match ^SimpleHTTP/(\d[\w.]*) Python/(\d[\w.+]*)
product SimpleHTTPServer
version $1
info Python $2
cpe a:python:python
confidence 0.85
example SimpleHTTP/0.6 Python/3.11.2
gives version=0.6; info=Python 3.11.2

basehttp
match ^BaseHTTP/(\d[\w.]*) Python/(\d[\w.+]*)
product BaseHTTPServer
version $1
info Python $2
cpe a:python:python
confidence 0.8
example BaseHTTP/0.6 Python/3.11.2

wsgiserver
match ^WSGIServer/(\d[\w.]*) (?:CPython|Python)/(\d[\w.+]*)
product WSGIServer
version $1
info Python $2
confidence 0.8
example WSGIServer/0.2 CPython/3.11.2
gives version=0.2

aiohttp
match Python/(\d[\w.+]*) aiohttp/(\d[\w.]*)
product aiohttp
version $2
info Python $1
cpe a:aiohttp:aiohttp
confidence 0.85
example Python/3.11 aiohttp/3.8.4
gives version=3.8.4; info=Python 3.11

tornado
match ^TornadoServer/(\d[\w.]*)
product Tornado httpd
version $1
cpe a:tornadoweb:tornado
confidence 0.85
example TornadoServer/6.2
gives version=6.2

twisted-web
match ^TwistedWeb/(\d[\w.]*)
product TwistedWeb httpd
version $1
cpe a:twistedmatrix:twisted
confidence 0.85
example TwistedWeb/22.4.0
gives version=22.4.0

zope
match ^Zope/\(?(?:Zope )?(\d[\w.]*)
product Zope httpd
version $1
cpe a:zope:zope
example Zope/(2.13.22, python 2.7.3, linux2) ZServer/1.1
gives version=2.13.22

webrick
match ^WEBrick/(\d[\w.]*) \(Ruby/(\d[\w.]*)
product WEBrick httpd
version $1
info Ruby $2
cpe a:ruby-lang:webrick
confidence 0.85
example WEBrick/1.8.1 (Ruby/3.1.2/2022-04-12)
gives version=1.8.1; info=Ruby 3.1.2

puma
match ^[Pp]uma (\d[\w.]*)
product Puma
version $1
cpe a:puma:puma
confidence 0.85
example puma 5.6.5 Birdie's Version
gives version=5.6.5

thin
match ^thin(?: (\d[\w.]*))?(?: codename .*)?$
product Thin httpd
version $1
confidence 0.85
example thin 1.8.1 codename Infinite Smoothie
gives version=1.8.1

mongrel
match ^Mongrel (\d[\w.]*)
product Mongrel httpd
version $1
confidence 0.85
example Mongrel 1.1.5

passenger
match Phusion[ _]Passenger(?:[ /](\d[\w.]*))?
product Phusion Passenger
version $1
cpe a:phusion:passenger
confidence 0.91
example nginx/1.22.1 + Phusion Passenger 6.0.17
gives version=6.0.17

cowboy
match ^Cowboy$
product Cowboy httpd
confidence 0.8
example Cowboy
flags icase

mochiweb
match ^MochiWeb/(\d[\w.]*)
product MochiWeb Erlang HTTP library
version $1
confidence 0.8
example MochiWeb/1.0 (Any of you quaids got a smint?)
gives version=1.0

yaws
match ^Yaws(?:/| )(\d[\w.]*)
product Yaws httpd
version $1
cpe a:yaws:yaws
example Yaws 2.1.1
gives version=2.1.1

inets
match ^inets/(\d[\w.]*)
product Erlang inets httpd
version $1
example inets/8.2.2

hiawatha
match ^Hiawatha(?: v(\d[\w.]*))?
product Hiawatha
version $1
cpe a:hiawatha-webserver:hiawatha
example Hiawatha v10.11

abyss
match ^Abyss/(\d[\w.]*)
product Abyss httpd
version $1
cpe a:aprelium:abyss_web_server
example Abyss/2.16.7-X2-Linux AbyssLib/2.16.7

zeus
match ^Zeus/(\d[\w.]*)
product Zeus httpd
version $1
cpe a:zeus:zeus_web_server
example Zeus/4.3

savant
match ^Savant/(\d[\w.]*)
product Savant httpd
version $1
example Savant/3.1

hfs
match ^HFS (\d[\w.]*)
product HttpFileServer httpd
version $1
os Windows
cpe a:rejetto:http_file_server
example HFS 2.3m
gives version=2.3m

darkhttpd
match ^darkhttpd/(\d[\w.]*)
product darkhttpd
version $1
cpe a:unix4lyfe:darkhttpd
example darkhttpd/1.14
gives version=1.14

bozohttpd
match ^bozohttpd/(\d\w*)
product bozohttpd
version $1
cpe a:eterna:bozohttpd
example bozohttpd/20220517

nostromo
match ^nostromo (\d[\w.]*)
product nostromo
version $1
cpe a:nazgul:nostromo_nhttpd
example nostromo 1.9.6
gives version=1.9.6

openbsd-httpd
match ^OpenBSD httpd$
product OpenBSD httpd
os OpenBSD
example OpenBSD httpd

aolserver
match ^(?:AOLserver|NaviServer)/(\d[\w.]*)
product AOLserver
version $1
example AOLserver/4.5.1
example NaviServer/4.99.24

mathopd
match ^Mathopd/(\d[\w.]*)
product Mathopd
version $1
example Mathopd/1.6

dhttpd
match ^dhttpd/(\d[\w.a]*)
product dhttpd
version $1
example dhttpd/1.02a

ocsigen
match ^Ocsigen(?:server)?(?: (\d[\w.]*))?
product Ocsigen
version $1
example Ocsigen

mongoose
match ^Mongoose(?:/(\d[\w.]*))?
product Mongoose httpd
version $1
cpe a:cesanta:mongoose
confidence 0.85
example Mongoose/6.18

civetweb
match ^CivetWeb(?:/(\d[\w.]*))?
product CivetWeb
version $1
confidence 0.85
example CivetWeb/1.15

libmicrohttpd
match ^(?:GNU )?libmicrohttpd[/ ](\d[\w.]*)
product libmicrohttpd
version $1
confidence 0.8
example libmicrohttpd/0.9.75

gsoap
match ^gSOAP/(\d[\w.]*)
product gSOAP httpd
version $1
cpe a:genivia:gsoap
confidence 0.8
example gSOAP/2.8
gives version=2.8

squid
match ^squid(?:/(\d[\w.]*))?
service http-proxy
product Squid http proxy
version $1
cpe a:squid-cache:squid
example squid/5.7
gives name=http-proxy; version=5.7
example squid

ats
match ^ATS(?:/(\d[\w.]*))?$
service http-proxy
product Apache Traffic Server
version $1
cpe a:apache:traffic_server
example ATS/9.2.3
gives version=9.2.3

tinyproxy
match ^tinyproxy/(\d[\w.]*)
service http-proxy
product tinyproxy
version $1
cpe a:tinyproxy_project:tinyproxy
example tinyproxy/1.11.1
gives version=1.11.1

polipo
match ^Polipo(?:/(\d[\w.]*))?
service http-proxy
product Polipo
version $1
example Polipo

haproxy
match ^HAProxy(?:/(\d[\w.]*))?
product HAProxy
version $1
cpe a:haproxy:haproxy
example HAProxy/2.6

envoy
match ^envoy$
product Envoy
cpe a:envoyproxy:envoy
example envoy

istio
match ^istio-envoy$
product Istio Envoy proxy
cpe a:istio:istio
example istio-envoy

traefik
match ^[Tt]raefik(?:/(\d[\w.]*))?
product Traefik
version $1
cpe a:traefik:traefik
example Traefik

nghttpx
match ^nghttpx(?: nghttp2/(\d[\w.]*))?|^nghttpx$
product nghttpx
version $1
cpe a:nghttp2:nghttp2
example nghttpx
example nghttpx nghttp2/1.52.0

pound
match ^Pound
product Pound
example Pound

bigip
match ^(?:BigIP|BIG-IP)$
product F5 BIG-IP
device load balancer
cpe a:f5:big-ip
example BigIP

cloudflare
match ^cloudflare(?:-nginx)?$
product Cloudflare http proxy
example cloudflare

akamai
match ^AkamaiGHost$
product AkamaiGHost
example AkamaiGHost

awselb
match ^awselb/(\d[\d.]*)
product AWS Elastic Load Balancer
version $1
example awselb/2.0

cloudfront
match ^CloudFront$
product Amazon CloudFront
example CloudFront

varnish
match ^Varnish$
product Varnish
cpe a:varnish-cache:varnish
example Varnish

cups
match ^CUPS/(\d[\w.]*)(?: (IPP/\d[\d.]*))?
service ipp
product CUPS
version $1
info $2
cpe a:openprinting:cups
example CUPS/2.4 IPP/2.1
gives name=ipp; version=2.4; info=IPP/2.1

icecast
match ^Icecast (\d[\w.-]*)
product Icecast
version $1
cpe a:xiph:icecast
example Icecast 2.4.4
gives version=2.4.4

minidlna
match MiniDLNA/(\d[\w.]*)
product MiniDLNA
version $1
cpe a:minidlna_project:minidlna
confidence 0.95
example Debian DLNADOC/1.50 UPnP/1.0 MiniDLNA/1.3.0
gives version=1.3.0

readydlna
match ReadyDLNA/(\d[\w.]*)
product ReadyDLNA
version $1
example RAIDiator/4.3, UPnP/1.0, ReadyDLNA/1.0.26

gerbera
match [Gg]erbera(?: UPnP [Ss]erver)?/(\d[\w.]*)
product Gerbera
version $1
cpe a:gerbera:gerbera
confidence 0.95
example Linux/6.1.0 UPnP/1.0 Gerbera/1.1.0
gives version=1.1.0

znc
match ^ZNC (\d+(?:\.\d+)+)
product ZNC
version $1
cpe a:znc:znc
confidence 0.97
example ZNC 1.8.2+deb3.1+deb12u2 - https://znc.in
gives product=ZNC; version=1.8.2

mediatomb
match MediaTomb/(\d[\w.]*)
product MediaTomb
version $1
example Linux/2.6 UPnP/1.0, MediaTomb/0.12.1

rygel
match Rygel/(\d[\w.]*)
product Rygel
version $1
confidence 0.95
example Debian/12 UPnP/1.0 Rygel/0.42.1
gives version=0.42.1

miniupnpd
match [Mm]iniUPnPd/(\d[\w.]*)
service upnp
product MiniUPnPd
version $1
cpe a:miniupnp_project:miniupnpd
confidence 0.95
example Debian/12 UPnP/1.1 MiniUPnPd/2.3.1
gives version=2.3.1

portable-sdk
match Portable SDK for UPnP devices ?/ ?(\d[\w.]*)
product Portable SDK for UPnP devices
version $1
cpe a:libupnp_project:libupnp
confidence 0.8
example Linux/5.10.0, UPnP/1.0, Portable SDK for UPnP devices/1.14.13
gives version=1.14.13

platinum
match Platinum/(\d[\w.]*)
product Platinum UPnP
version $1
confidence 0.8
example UPnP/1.0 DLNADOC/1.50 Platinum/1.0.5.13

couchdb
match ^CouchDB/(\d[\w.]*)
service couchdb
product Apache CouchDB
version $1
cpe a:apache:couchdb
example CouchDB/3.2.2 (Erlang OTP/23)
gives version=3.2.2

influx
match ^InfluxDB
product InfluxDB
example InfluxDB

docker
match ^Docker/(\d[\w.+-]*) \((\w+)\)
service docker
product Docker
version $1
os $2
cpe a:docker:docker
example Docker/20.10.24+dfsg1 (linux)
gives version=20.10.24+dfsg1; os=linux

docker-registry
match ^registry/(\d[\w.]*)
product Docker Registry
version $1
example registry/2.0

libpod
match ^Libpod/(\d[\w.]*) \((\w+)\)
service docker
product Podman
version $1
os $2
cpe a:podman_project:podman
example Libpod/4.3.1 (linux)
gives version=4.3.1

transmission
match ^Transmission(?:/(\d[\w.]*))?
product Transmission
version $1
cpe a:transmissionbt:transmission
example Transmission

aria2
match ^aria2(?:/(\d[\w.]*))?
product aria2
version $1
cpe a:aria2_project:aria2
example aria2/1.36.0

asterisk
match ^Asterisk(?:/(\d[\w.~-]*))?
product Asterisk
version $1
cpe a:digium:asterisk
example Asterisk/18.16.0
gives version=18.16.0

freeswitch
match ^FreeSWITCH-(\d[\w.]*)
product FreeSWITCH
version $1
cpe a:freeswitch:freeswitch
example FreeSWITCH-1.10.9-release-mod_httapi

ejabberd
match ^ejabberd
product ejabberd
cpe a:process-one:ejabberd
example ejabberd

weborf
match ^Weborf(?: \(GNU/Linux\))?|^weborf/(\d[\w.]*)
product Weborf
version $1
example Weborf (GNU/Linux)

ntopng
match ^ntopng (\d[\w.]*)
product ntopng
version $1
cpe a:ntop:ntopng
example ntopng 5.2.1 (x86_64)
gives version=5.2.1

darkstat
match ^darkstat/(\d[\w.]*)
product darkstat
version $1
example darkstat/3.0.721
gives version=3.0.721

netdata
match ^[Nn]etdata(?: Embedded HTTP Server)?(?: v?(\d[\w.-]*))?
product Netdata
version $1
cpe a:netdata:netdata
example Netdata Embedded HTTP Server v1.37.1
gives version=1.37.1

monit
match ^monit (\d[\w.]*)
product Monit
version $1
cpe a:tildeslash:monit
example monit 5.33.0
gives version=5.33.0

webmin
match ^MiniServ/(\d[\w.]*)
product MiniServ
version $1
info Webmin httpd
cpe a:webmin:webmin
example MiniServ/2.101
gives version=2.101

motion
match ^Motion(?:-httpd)?(?:/(\d[\w.]*))?
product Motion
version $1
cpe a:motion_project:motion
example Motion-httpd/4.5.1
gives version=4.5.1

mjpg
match ^MJPG-Streamer/(\d[\w.]*)
product MJPG-Streamer
version $1
example MJPG-Streamer/0.2

lms
match ^squeezeboxserver|^Logitech Media Server \((\d[\w.]*)
product Logitech Media Server
version $1
example Logitech Media Server (8.3.1 - 1676361197)

kodi
match ^Kodi
product Kodi
example Kodi

plex
match ^Plex Media Server
product Plex Media Server
cpe a:plex:media_server
example Plex Media Server

artifactory
match ^Artifactory/(\d[\w.]*)
product JFrog Artifactory
version $1
cpe a:jfrog:artifactory
example Artifactory/7.55.8
gives version=7.55.8

nexus
match ^Nexus/(\d[\w.-]*)
product Sonatype Nexus
version $1
cpe a:sonatype:nexus_repository_manager
example Nexus/3.49.0-02 (OSS)
gives version=3.49.0-02

gitea
match ^(?:Gitea|Forgejo)
product Gitea
example Gitea

minio
match ^MinIO(?:/(\S+))?
product MinIO
version $1
cpe a:minio:minio
example MinIO

webmachine
match ^MochiWeb/\S+ WebMachine/(\d[\w.]*)
product WebMachine
version $1
confidence 0.82
example MochiWeb/1.1 WebMachine/1.10.0 (never breaks eye contact)

splunkd
match ^Splunkd$
product Splunkd httpd
cpe a:splunk:splunk
example Splunkd

vmware
match ^VMware(?: ACC)?$
product VMware httpd
example VMware

esxi
match ^VMware ESXi
product VMware ESXi httpd
os VMware ESXi
example VMware ESXi

proxmox
match ^pve-api-daemon/(\d[\w.]*)
product Proxmox VE API
version $1
cpe a:proxmox:virtual_environment
example pve-api-daemon/3.0
gives version=3.0

cockpit
match ^Cockpit
product Cockpit
example Cockpit

mikrotik-proxy
match ^Mikrotik HttpProxy
service http-proxy
product MikroTik http proxy
device router
example Mikrotik HttpProxy

kerio-control
match ^Kerio (?:Control|Connect)(?: Embedded Web Server)? ?(?:(\d[\w.]*))?
product Kerio Control
version $1
example Kerio Control Embedded Web Server

zyxel
match ^ZyXEL
product ZyXEL httpd
device router
unless RomPager
example ZyXEL ZyWALL

hikvision
match ^(?:DNVRS-Webs|App-webs/|Hikvision-Webs)
product Hikvision httpd
device camera
example App-webs/

dahua
match ^(?:Dahua|DH)-?[Ww]eb
product Dahua httpd
device camera
example DahuaWeb

axis
match ^AXIS
product AXIS httpd
device camera
example AXIS

hp-chai
match ^HP-Chai(?:SOE|Server)/(\d[\w.]*)
product HP ChaiSOE
version $1
device printer
example HP-ChaiSOE/1.0
gives version=1.0; device=printer

hp-http
match ^HP HTTP Server; (?:HP )?([^;]+?)(?: -| series|;)
product HP HTTP Server
info $1
device printer
example HP HTTP Server; HP LaserJet Pro M404dn - W1A53A; Serial Number: X; Built:Fri Jan 01, 2021
gives info=LaserJet Pro M404dn

hp-embedded
match ^\$ProjectRevision: (\d[\w.]*) \$
product HP embedded httpd
version $1
device printer
example $ProjectRevision: 4.7.0.75 $

epson
match ^EPSON[_ -](?:HTTP|Linux)(?:/(\d[\w.]*))?
product EPSON httpd
version $1
device printer
example EPSON_HTTP/1.0

epson-upnp
match EPSON Linux UPnP/(\d\.\d)
product EPSON UPnP
device printer
confidence 0.92
unless ^EPSON-HTTP
example Linux/2.6 EPSON Linux UPnP/1.0 Epson UPnP SDK/1.0

brother
match ^debut/(\d[\w.]*)
product Brother debut httpd
version $1
device printer
example debut/1.30
gives version=1.30

canon
match ^(?:CANON HTTP Server|Catwalk)
product Canon httpd
device printer
example CANON HTTP Server
example Catwalk

kyocera
match ^KM-MFP-http/V?(\d[\w.]*)
product Kyocera httpd
version $1
device printer
example KM-MFP-http/V0.0.1
gives version=0.0.1

ricoh
match ^Web-Server/(\d[\w.]*)
product Ricoh httpd
version $1
device printer
example Web-Server/3.0
gives version=3.0

xerox
match ^(?:Xerox_MicroServer|FujiXerox)/?(?:Xerox)?(\d[\w.]*)?
product Xerox MicroServer
version $1
device printer
example Xerox_MicroServer/Xerox11
gives version=11

samsung
match ^(?:SyncThru|Samsung)
product Samsung SyncThru
device printer
example SyncThru Web Service

idrac
match ^Mbedthis-Appweb/\S+ .*iDRAC|^iDRAC/(\d[\w.]*)
product Dell iDRAC httpd
version $1
device remote management
example iDRAC/8

ilo
match ^HP-iLO-Server/(\d[\w.]*)
product HPE iLO httpd
version $1
device remote management
cpe o:hp:integrated_lights-out
example HP-iLO-Server/1.30
gives version=1.30

ilo-hpe
match ^HPE-iLO-Server/(\d[\w.]*)
product HPE iLO httpd
version $1
device remote management
example HPE-iLO-Server/1.30

supermicro
match ^Super Micro
product Supermicro IPMI httpd
device remote management
flags icase
example Super Micro Web Server

cisco-ios
match ^cisco-IOS
product Cisco IOS http config
os Cisco IOS
device router
cpe o:cisco:ios
example cisco-IOS

cisco-asa
match ^Adaptive Security Appliance HTTP/(\d[\w.]*)
product Cisco ASA httpd
version $1
device firewall
example Adaptive Security Appliance HTTP/1.1

fortinet
match ^(?:FortiWeb|FortiGate|xxxxxxxx-xxxxx)
product Fortinet httpd
device firewall
cpe o:fortinet:fortios
example xxxxxxxx-xxxxx

sonicwall
match ^SonicWALL
product SonicWALL httpd
device firewall
cpe o:sonicwall:sonicos
example SonicWALL

watchguard
match ^WatchGuard
product WatchGuard httpd
device firewall
example WatchGuard Firewall

checkpoint
match ^CPWS|^Check Point SVN foundation
product Check Point httpd
device firewall
example Check Point SVN foundation

netscaler
match ^NS(?:-|_)?CACHE|^NetScaler
product Citrix NetScaler
device load balancer
example NetScaler

synology
match ^Synology
product Synology DSM
device storage
example Synology

qnap
match ^http server 1\.0$
product QNAP NAS httpd
device storage
confidence 0.75
example http server 1.0

netapp
match ^(?:NetApp|Data ONTAP)/(?:/)?(\d[\w.]*)
product NetApp filer httpd
version $1
device storage
example Data ONTAP/7.3.6
gives version=7.3.6

tr069
match ^(?:TR069|RomCwmp|CWMP)
product CWMP client
service cwmp
device router
example TR069 client

snom
match ^snom embedded(?: http)?
product snom httpd
device VoIP phone
example snom embedded

polycom
match ^Polycom (?:SoundPoint IP|VVX) Telephone
product Polycom httpd
device VoIP phone
example Polycom SoundPoint IP Telephone HTTPd

grandstream
match ^Grandstream (\S+)
product Grandstream httpd
info $1
device VoIP phone
example Grandstream GXP2000 1.1.1.14

siemens-s7
match ^SIEMENS|^Siemens Switzerland
product Siemens httpd
device industrial controller
flags icase
example Siemens Switzerland Ltd.

schneider
match ^Schneider-WEB(?:/V?(\d[\w.]*))?
product Schneider Electric httpd
version $1
device industrial controller
example Schneider-WEB/V2.1.3

rockwell
match ^A-B WWW/(\d[\w.]*)
product Rockwell Automation httpd
version $1
device industrial controller
example A-B WWW/0.1

apc
match ^Acme\.Serve|^(?:APC|Allegro) ?(?:HTTPD)?/?\s?(?:AP)
product APC httpd
device UPS
example APC AP9631

wago
match ^WAGO_Webs
product WAGO httpd
device industrial controller
example WAGO_Webs

esp
match ^ESP8266
product ESP8266 httpd
device embedded
example ESP8266

wince
match ^Microsoft-WinCE/(\d[\d.]*)
product Microsoft Windows CE httpd
version $1
os Windows CE
example Microsoft-WinCE/5.0

radicale
match ^Radicale
product Radicale
example Radicale

wsgidav
match ^WsgiDAV/(\d[\w.]*)
product WsgiDAV
version $1
example WsgiDAV/4.2.0 Cheroot/9.0.0 Python/3.11.2
gives version=4.2.0

sks
match ^sks_www/(\d[\w.]*)
service hkp
product SKS keyserver
version $1
example sks_www/1.1.6

hockeypuck
match ^[Hh]ockeypuck/(\d[\w.]*)
service hkp
product Hockeypuck
version $1
example Hockeypuck/2.1.0

deluge
match ^deluge-web
product Deluge
example deluge-web

i2p
match ^i2p
product I2P
flags icase
example I2P

restlet
match ^Restlet-Framework/(\d[\w.]*)
product Restlet
version $1
confidence 0.8
example Restlet-Framework/2.3.9

akka
match ^akka-http/(\d[\w.]*)
product Akka HTTP
version $1
confidence 0.8
example akka-http/10.2.10

zserver
match ^ZServer/(\d[\w.]*)
product ZServer
version $1
example ZServer/1.1

google
match ^GFE/(\d[\w.]*)|^gws$
product Google Frontend
version $1
example gws

sabredav
match ^SabreDAV|^Sabre
product SabreDAV
example SabreDAV

starman
match ^Starman
product Starman
example Starman

psgi
match ^HTTP::Server::PSGI
product HTTP::Server::PSGI
example HTTP::Server::PSGI

libwww-perl
match ^libwww-perl-daemon/(\d[\w.]*)
product libwww-perl-daemon
version $1
confidence 0.8
example libwww-perl-daemon/6.14
gives version=6.14

mojolicious
match ^Mojolicious \(Perl\)
product Mojolicious
confidence 0.85
example Mojolicious (Perl)

warp
match ^Warp/(\d[\w.]*)
product Warp
version $1
confidence 0.85
example Warp/3.3.23
gives version=3.3.23

snap-hs
match ^Snap/(\d[\w.]*)
product Snap
version $1
example Snap/1.1.2.0

happstack
match ^Happstack/(\d[\w.]*)
product Happstack
version $1
example Happstack/7.7.2

fasthttp
match ^fasthttp$
product fasthttp
confidence 0.8
example fasthttp

embedded-generic
match ^(?:Embedded|embedded) (?i)http server
product Embedded HTTP Server
device embedded
confidence 0.6
example Embedded HTTP Server.

mono-xsp
match ^Mono(?:\.|-)?(?:XSP|WebServer2)[^/]*/(\d[\w.]*)
product Mono XSP
version $1
example Mono.WebServer2/0.4.0.0 Unix

[http.via http 0.95]

varnish
match varnish(?: \(Varnish/(\d[\d.]*)\))?
product Varnish
version $1
cpe a:varnish-cache:varnish
example 1.1 varnish (Varnish/7.1)
gives version=7.1
example 1.1 varnish-v4

squid
match \(squid/(\d[\w.]*)\)
service http-proxy
product Squid http proxy
version $1
cpe a:squid-cache:squid
example 1.1 zoo (squid/5.7)
gives version=5.7

tinyproxy
match \(tinyproxy/(\d[\w.]*)\)
service http-proxy
product tinyproxy
version $1
cpe a:tinyproxy_project:tinyproxy
example 1.1 zoo (tinyproxy/1.11.1)
gives name=http-proxy; version=1.11.1

ats
match ApacheTrafficServer(?:/(\d[\w.]*))?
service http-proxy
product Apache Traffic Server
version $1
cpe a:apache:traffic_server
example http/1.1 zoo (ApacheTrafficServer/9.2.3)
gives version=9.2.3

nghttpx
match nghttpx
product nghttpx
example 2 nghttpx

polipo
match polipo
service http-proxy
product Polipo
example 1.1 zoo:8123 (polipo)

kong
match kong/(\d[\w.]*)
product Kong
version $1
cpe a:konghq:kong_gateway
example kong/3.2.2
gives version=3.2.2

[http.powered http 0.7]

php
match ^PHP/(\d[\w.]*)
product PHP
version $1
cpe a:php:php
confidence 0.55
example PHP/8.2.7
gives version=8.2.7

express
match ^Express$
product Node.js Express framework
example Express

aspnet
match ^ASP\.NET$
product Microsoft ASP.NET
os Windows
confidence 0.55
example ASP.NET

next
match ^Next\.js(?: (\d[\w.]*))?
product Next.js
version $1
example Next.js

passenger
match ^Phusion Passenger(?:\(R\))?(?: (\d[\w.]*))?
product Phusion Passenger
version $1
confidence 0.91
example Phusion Passenger(R) 6.0.17
gives version=6.0.17

servlet
match ^Servlet/(\d[\d.]*)
product Java Servlet
confidence 0.5
example Servlet/3.0

undertow
match ^Undertow/(\d)
product Undertow
confidence 0.75
example Undertow/1

sails
match ^Sails
product Sails.js
example Sails <sailsjs.com>

hhvm
match ^HHVM/(\d[\w.]*)
product HHVM
version $1
example HHVM/3.30.12

plesk
match ^PleskLin|^PleskWin
product Plesk
confidence 0.6
example PleskLin

ring
match ^Luminus|^Ring
product Ring
example Ring

[http.server http]

rclone-dlna
match ^Linux/3\.4 DLNADOC/1\.50 UPnP/1\.0 DMS/1\.0$
product dms
info Go DLNA library, as in rclone
confidence 0.9
example Linux/3.4 DLNADOC/1.50 UPnP/1.0 DMS/1.0

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

[http.server http-proxy]

ziproxy-server
match ^ziproxy$
product Ziproxy
example ziproxy
