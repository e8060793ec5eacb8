# Talk and media: IRC, XMPP, NNTP, SIP, RTSP, games, streaming, file sharing.

[irc.reply irc]

ngircd
match running version ngircd-(\d[\w.]*)
product ngIRCd
version $1
cpe a:ngircd:ngircd
example :irc.zoo.test 001 tj1 :Welcome to the Internet Relay Network\r\n:irc.zoo.test 002 tj1 :Your host is irc.zoo.test, running version ngircd-26.1 (x86_64/pc/linux-gnu)\r\n
gives product=ngIRCd; version=26.1

ngircd-351
match 351 \S+ ngircd-(\d[\w.]*)
product ngIRCd
version $1
cpe a:ngircd:ngircd
example :irc.zoo.test 351 tj1 ngircd-26.1.0 irc.zoo.test :CHARCONV-IDENT-IPv6
gives version=26.1.0

ngircd-bare
match ^ERROR :"Oops, HTTP request received\? This is IRC!"
product ngIRCd
cpe a:ngircd:ngircd
example ERROR :"Oops, HTTP request received? This is IRC!"\r\n

ngircd-451
match 451 \* :Connection not registered
product ngIRCd
confidence 0.8
example :irc.zoo.test 451 * :Connection not registered\r\n

inspircd
match running version InspIRCd-(\d[\w.]*)
product InspIRCd
version $1
cpe a:inspircd:inspircd
example :irc.zoo.test 002 tj1 :Your host is irc.zoo.test, running version InspIRCd-3\r\n
gives version=3

inspircd-351
match 351 \S+ InspIRCd-(\d[\w.]*)
product InspIRCd
version $1
cpe a:inspircd:inspircd
confidence 0.97
example :irc.zoo.test 351 tj1 InspIRCd-3.15.0. irc.zoo.test :[597]
gives product=InspIRCd

inspircd-451
match 4(?:51|61) \* \w+ :(?:You have not registered|Not enough parameters)\.
product InspIRCd
confidence 0.85
cpe a:inspircd:inspircd
example :irc.zoo.test 451 * VERSION :You have not registered.\r\n

bitlbee
match is running BitlBee (\d[\w.]*)
product BitlBee
version $1
cpe a:bitlbee:bitlbee
example :zoo 002 tj1 :Host zoo is running BitlBee 3.6-1.3.\r\n
gives version=3.6

bitlbee-init
match NOTICE (?:\*|AUTH) :BitlBee-IRCd initialized
product BitlBee
cpe a:bitlbee:bitlbee
example :198.18.10.4 NOTICE * :BitlBee-IRCd initialized, please go on\r\n

unrealircd
match running version Unreal(?:IRCd-)?(\d[\w.]*)
product UnrealIRCd
version $1
cpe a:unrealircd:unrealircd
example :irc.example.org 002 x :Your host is irc.example.org, running version UnrealIRCd-6.0.4.2\r\n
gives version=6.0.4.2

hybrid
match running version (?:ircd-)?hybrid-(?:1:)?(\d[\w.]*)
product ircd-hybrid
version $1
cpe a:ircd-hybrid:ircd-hybrid
example :irc.example.org 002 x :Your host is irc.example.org[0.0.0.0/6667], running version hybrid-1:8.2.42+dfsg.1-1\r\n
gives version=8.2.42

ratbox
match running version ircd-ratbox-(\d[\w.]*)
product ircd-ratbox
version $1
example :irc.example.org 002 x :Your host is irc, running version ircd-ratbox-3.0.10\r\n

charybdis
match running version (charybdis|solanum|ircd-seven)-(\d[\w.]*)
product $1
version $2
example :irc.example.org 002 x :Your host is irc, running version solanum-1.0-dev\r\n
gives product=solanum; version=1.0

ircd-irc2
match running version (2\.1\d\.\w+)
product ircd
version $1
info irc2
example :irc.example.org 002 x :Your host is irc, running version 2.11.2p3\r\n
gives version=2.11.2p3

ircu
match running version (u2\.1\d\.[\w.]+)
product ircu
version $1
example :irc.example.org 002 x :Your host is irc, running version u2.10.12.19\r\n

ergo
match running version (?:ergo|oragono)-(\d[\w.]*)
product Ergo
version $1
example :irc.example.org 002 x :Your host is irc, running version ergo-2.11.1\r\n

miniircd
match running version miniircd-(\d[\w.]*)
product miniircd
version $1
example :irc 002 x :Your host is irc, running version miniircd-2.0\r\n
gives version=2.0

other-irc
match running version ([A-Za-z][A-Za-z_]+)[- ]v?(\d+\.[\w.]*)
product $1
version $2
confidence 0.75
unless (?:InspIRCd|hybrid|ngircd|Unreal|charybdis|solanum|ergo|miniircd|ratbox)
example :irc 002 x :Your host is irc, running version plexus-4.1\r\n
gives product=plexus; version=4.1

znc
match NOTICE AUTH :\*\*\* (?:You need to send your password|Your IRC client tries)
product ZNC
cpe a:znc:znc
example :irc.znc.in NOTICE AUTH :*** You need to send your password. Configure your client to send a server password.\r\n

znc-server
match ^:irc\.znc\.in 
product ZNC
cpe a:znc:znc
example :irc.znc.in 464 unknown-nick :Password required\r\n

twisted-words
match :NickServ!NickServ@services PRIVMSG \S+ :Password\?
product Twisted Words
cpe a:twistedmatrix:twisted
confidence 0.85
example :zoo 375 tojimari :- zoo Message of the Day - \r\n:zoo 376 tojimari :End of /MOTD command.\r\n:NickServ!NickServ@services PRIVMSG tojimari :Password?\r\n

hybrid-notices
match ^:\S+ NOTICE (?:\*|AUTH) :\*\*\* Looking up your hostname\r\n
product ircd-hybrid
cpe a:ircd-hybrid:ircd-hybrid
confidence 0.85
example :hybrid8.debian.local NOTICE * :*** Looking up your hostname\r\n:hybrid8.debian.local NOTICE * :*** Checking Ident\r\n

ircnet
match ^:\S+ 020 \* :Please wait while we process your connection\.\r\n
product IRCnet ircd2
cpe a:irc.org:ircd
confidence 0.93
example :irc.localhost 020 * :Please wait while we process your connection.\r\n

[raw irc]

ngircd-error
match ^ERROR :"Oops, HTTP request received\? This is IRC!"
service irc
product ngIRCd
cpe a:ngircd:ngircd
example ERROR :"Oops, HTTP request received? This is IRC!"\r\n

irc-error
match ^ERROR :(?:Closing [Ll]ink|Your host|Trying to reconnect|Connection)
service irc
confidence 0.8
example ERROR :Closing link: (unknown@198.18.0.1) [Registration timeout]\r\n

irc-auth
match ^(?::\S+ )?NOTICE (?:AUTH|\*) :\*\*\* (?:Looking up your hostname|Processing|Checking|Found|No Ident|Couldn't)
service irc
confidence 0.9
example NOTICE AUTH :*** Looking up your hostname\r\n

[xmpp.stream]

prosody
match <\?xml version='1\.0'\?><stream:stream (?:xmlns='jabber:client' |xmlns:db='jabber:server:dialback' )?(?:[\w:]+='[^']*' )*?(?:xml:lang='en' )?(?:[\w:]+='[^']*' )*?(?:id=''|to=''|xml:lang='en' xmlns:stream)
product Prosody
cpe a:prosody:prosody
confidence 0.8
unless (?:jabberd|id='\d{15,20}')
example <?xml version='1.0'?><stream:stream xmlns='jabber:client' xml:lang='en' xmlns:stream='http://etherx.jabber.org/streams' id=''><str

ejabberd
match <stream:stream id='\d{15,20}' version='1\.0' xml:lang='en' (?:xmlns:db='jabber:server:dialback' )?xmlns:stream=
product ejabberd
cpe a:process-one:ejabberd
confidence 0.85
example <?xml version='1.0'?><stream:stream id='6512499594046706380' version='1.0' xml:lang='en' xmlns:stream='http://etherx.jabber.org/streams'

openfire
match <stream:stream xmlns:stream="http://etherx\.jabber\.org/streams" xmlns="jabber:(?:client|server)" from="[^"]*" id="[0-9a-z]{8,12}" xml:lang=
product Openfire
cpe a:igniterealtime:openfire
confidence 0.8
example <?xml version='1.0' encoding='UTF-8'?><stream:stream xmlns:stream="http://etherx.jabber.org/streams" xmlns="jabber:client" from="x" id="3hvxhyuvq4" xml:lang="en" version="1.0">

jabberd2
match <stream:stream xmlns:stream='http://etherx\.jabber\.org/streams' (?:xmlns='[^']*' )?(?:from='[^']*' )?version='1\.0' id='[a-z0-9]{40}'
product jabberd2
cpe a:jabberd2:jabberd2
confidence 0.85
example <?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' from='zoo' version='1.0' id='0123456789abcdef0123456789abcdef01234567' xmlns='jabber:client'>
example <?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:client' from='zoo.test' version='1.0' id='tuq1ibs3uc2qaq23w1us3uu8dlk5301xvsze3rhy' xmlns:ack='http://www.xmpp.org/extensions/xep-0198.html#ns'>
gives product=jabberd2
example <?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:component:accept' from='zoo.test' version='1.0' id='ioj931fl5xmkl34a11eb6uwwdx32myq4n9eqaubf'>
gives product=jabberd2

prosody-uuid
match <stream:stream [^>]*id='[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
product Prosody
cpe a:prosody:prosody
confidence 0.8
example <?xml version='1.0'?><stream:stream xml:lang='en' xmlns='jabber:server' to='x' xmlns:stream='http://etherx.jabber.org/streams' from='x' version='1.0' id='689bb425-5c9c-4706-ac13-41f6fecdad5d'>

prosody-text
match This (?:server|host) does not serve 
product Prosody
cpe a:prosody:prosody
confidence 0.85
example <stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>This server does not serve x</text>

[nntp.banner nntp]

inn
match InterNetNews(?: NNRP)? server INN (\d[\w.-]*)
product InterNetNews (INN)
version $1
cpe a:isc:inn
example news.zoo.test InterNetNews NNRP server INN 2.7.1 ready (posting ok)
gives product=InterNetNews (INN); version=2.7.1

leafnode
match Leafnode NNTP Daemon, version (\d[\w.]*)
product Leafnode
version $1
cpe a:leafnode:leafnode
flags icase
example Leafnode NNTP Daemon, version 1.12.0 running at zoo (my fqdn: zoo)
gives version=1.12.0

cyrus
match Cyrus NNTP v?(\d+\.[\w.]*)
product Cyrus nntpd
version $1
cpe a:cyrusimap:cyrus_imap
example zoo Cyrus NNTP 3.6.1-Debian-3.6.1-4+deb12u3 server ready, posting allowed
gives version=3.6.1

dnews
match DNEWS Version (\d[\w.]*)
product DNEWS
version $1
example host DNEWS Version 5.7b1, S0, posting OK
gives version=5.7b1

microsoft
match NNTP Service (\d[\d.]*) Version: (\S+)
product Microsoft NNTP Service
version $2
os Windows
example NNTP Service 6.0.3790.3959 Version: 6.0.3790.3959 Posting Allowed
gives version=6.0.3790.3959

citadel
match Citadel NNTP server is not enabled|Citadel server ready
product Citadel
example zoo Citadel server ready

papercut
match Papercut (\d[\w.]*)
product Papercut
version $1
example localhost Papercut 0.9.13 server ready (posting allowed)

sn
match ^(?:\S+ )?sn(?:ntpd)? (?:version )?(\d[\w.]*)
product sn
version $1
example host sn 0.3.8 ready

wendzel
match ^WendzelNNTPd (\d[\w.]*)
product WendzelNNTPd
version $1
cpe a:wendzelnntpd_project:wendzelnntpd
example WendzelNNTPd 2.1.3 'Burg Heimburg'  - (Nov 22 2026 07:13:28 #2) - ready (posting ok).
gives version=2.1.3

noffle
match ^NNTP server NOFFLE (\d[\w.]*)
product Noffle
version $1
example NNTP server NOFFLE 1.1.5
gives version=1.1.5

public-inbox-nntpd
match ^(\S+) ready - post via email$
product public-inbox-nntpd
hostname $1
example zoo ready - post via email
gives hostname=zoo

[sip.server sip]

kamailio
match ^[Kk]amailio \((\d[\w.-]*)
product Kamailio
version $1
cpe a:kamailio:kamailio
example kamailio (5.6.3 (x86_64/linux))
gives product=Kamailio; version=5.6.3

opensips
match ^OpenSIPS \((\d[\w.-]*)
product OpenSIPS
version $1
cpe a:opensips:opensips
example OpenSIPS (3.2.9 (x86_64/linux))
gives version=3.2.9

opensips-lower
match ^opensips \((\d[\w.-]*)
product OpenSIPS
version $1
cpe a:opensips:opensips
example opensips (2.4.6 (x86_64/linux))

asterisk
match ^(?:Asterisk PBX|Asterisk)[ /](\d[\w.~-]*)
product Asterisk
version $1
cpe a:digium:asterisk
example Asterisk PBX 20.1.0
gives version=20.1.0

asterisk-debian
match ^Asterisk PBX (?:certified/)?(\d[\w.]*)(?:~dfsg\S*)
product Asterisk
version $1
os Debian
cpe a:digium:asterisk
confidence 0.96
example Asterisk PBX 16.28.0~dfsg-0+deb11u4
gives version=16.28.0; os=Debian

freepbx
match ^FPBX-(\d[\w.]*)\((\d[\w.]*)\)
product FreePBX
version $1
info Asterisk $2
cpe a:sangoma:freepbx
example FPBX-16.0.40.7(18.20.0)
gives version=16.0.40.7; info=Asterisk 18.20.0

freeswitch
match ^FreeSWITCH(?:-mod_sofia/(\d[\w.]*))?
product FreeSWITCH
version $1
cpe a:freeswitch:freeswitch
example FreeSWITCH-mod_sofia/1.10.9-release+git~20230208
gives version=1.10.9

yate
match ^YATE/(\d[\w.]*)
product Yate
version $1
cpe a:yate:yate
example YATE/6.4.0
gives version=6.4.0

repro
match ^repro (\d[\w.]*)
product repro
version $1
example repro 1.12.0/Debian
gives version=1.12.0

ser
match ^(?:Sip EXpress router|SIP EXpress Router) \((\d[\w.-]*)
product SIP Express Router
version $1
example Sip EXpress router (0.9.6 (i386/linux))

3cx
match ^3CX ?Phone ?System (\d[\d.]*)?
product 3CX Phone System
version $1
cpe a:3cx:3cx
example 3CXPhoneSystem 18.0.5.418
gives version=18.0.5.418

cisco-sip
match ^Cisco-SIPGateway/IOS-(\d[\w.]*)
product Cisco SIP Gateway
version $1
os Cisco IOS
device VoIP adapter
example Cisco-SIPGateway/IOS-15.7

cucm
match ^Cisco-CUCM(\d[\w.]*)
product Cisco Unified Communications Manager
version $1
cpe a:cisco:unified_communications_manager
example Cisco-CUCM11.5
gives version=11.5

sipwitch
match ^SIPWITCH/(\d[\w.]*)
product GNU SIP Witch
version $1
example SIPWITCH/1.9.15

sofia
match ^(?:drachtio|sofia-sip)(?:/(\d[\w.]*))?
product Sofia-SIP
version $1
example sofia-sip/1.12.11

pjsip
match ^PJSUA v(\d[\w.]*)
product PJSUA
version $1
example PJSUA v2.13 Linux

[sip.agent sip]

asterisk
match ^Asterisk PBX (\d[\w.~-]*)
product Asterisk
version $1
cpe a:digium:asterisk
example Asterisk PBX 18.16.0

freeswitch
match ^FreeSWITCH-mod_sofia/(\d[\w.]*)
product FreeSWITCH
version $1
cpe a:freeswitch:freeswitch
example FreeSWITCH-mod_sofia/1.10.9-release

polycom
match ^Polycom(?:VVX|SoundPointIP)-(\S+?)-UA/(\d[\w.]*)
product Polycom phone
version $2
info $1
device VoIP phone
example PolycomVVX-VVX_410-UA/5.9.0.9373

yealink
match ^Yealink (\S+) (\d[\w.]*)
product Yealink phone
version $2
info $1
device VoIP phone
example Yealink SIP-T46S 66.85.0.5
gives version=66.85.0.5

grandstream
match ^Grandstream (\S+) (\d[\w.]*)
product Grandstream phone
version $2
info $1
device VoIP phone
example Grandstream GXP2170 1.0.11.3

snom
match ^snom(\d+)/(\d[\w.]*)
product snom phone
version $2
info $1
device VoIP phone
example snom370/8.7.5.35

avm
match ^(?:AVM )?FRITZ!(?:Box|OS)
product AVM FRITZ!Box
device router
example AVM FRITZ!Box 7590 154.07.29

cisco-phone
match ^Cisco-CP(\S+?)/(\d[\w.]*)
product Cisco IP phone
version $2
info $1
device VoIP phone
example Cisco-CP8841/12.1.1

siproxd
match ^oSIP/Linphone|^Linphone/(\d[\w.]*)
product Linphone
version $1
example Linphone/3.12.0 (belle-sip/1.6.3)
gives version=3.12.0

[rtsp.server rtsp]

gstreamer
match ^GStreamer RTSP server
product GStreamer RTSP server
cpe a:gstreamer:gst-rtsp-server
example GStreamer RTSP server

live555
match LIVE555 Streaming Media v(\d[\w.]*)
product LIVE555
version $1
cpe a:live555:streaming_media
example LIVE555 Streaming Media v2022.12.01
gives version=2022.12.01

hikvision
match ^(?:HikvisionWebServer|Rtsp Server/\d)
product Hikvision RTSP
device camera
confidence 0.8
example HikvisionWebServer

dahua
match ^(?:Dahua )?Rtsp Server/(\d[\w.]*)
product Dahua rtspd
version $1
device camera
confidence 0.85
example Dahua Rtsp Server/2.0

airtunes
match ^AirTunes/(\d[\w.]*)
product Apple AirTunes
version $1
device media
cpe a:apple:airtunes
example AirTunes/366.0
gives version=366.0

mediamtx
match ^(?:gortsplib|rtsp-simple-server|mediamtx)
product MediaMTX
example gortsplib

vlc
match ^VLC/(\d[\w.]*)
product VLC
version $1
cpe a:videolan:vlc_media_player
example VLC/3.0.20

darwin
match ^DSS/(\d[\w.]*)
product Darwin Streaming Server
version $1
example DSS/5.5.5 (Build/489.16; Platform/Linux)

wms
match ^WMServer/(\d[\d.]*)
product Microsoft Windows Media Services
version $1
os Windows
example WMServer/9.1.1.5001

helix
match ^(?:Helix|RealServer)(?: Mobile)? ?(?:Server)? ?(?:Version )?(\d[\w.]*)
product Helix Server
version $1
example Helix Server Version 9.0.2.794

wowza
match ^Wowza (?:Streaming Engine|Media Server)(?: \d)? ?(\d[\w.]*)
product Wowza Streaming Engine
version $1
cpe a:wowza:streaming_engine
example Wowza Streaming Engine 4.8.5
gives version=4.8.5

ubnt
match ^UBNT Streaming Server v(\d[\w.]*)
product Ubiquiti streaming server
version $1
device camera
example UBNT Streaming Server v1.2

[stun.software stun]

coturn
match ^Coturn-(\d[\w.]*)
product Coturn
version $1
cpe a:coturn_project:coturn
example Coturn-4.6.1 'Gorst'
gives version=4.6.1

turnserver
match ^(?:TurnServer|turnserver) (\d[\w.]*)
product TurnServer
version $1
example TurnServer 0.7.3

restund
match ^restund v?(\d[\w.]*)
product restund
version $1
example restund v0.4.16 (x86_64/linux)

restund-re
match ^(?:reTurnServer|reTURNServer)(?: |/)(\d[\w.]*)?
product reTurnServer
version $1
example reTURNServer 1.12.0

ejabberd
match ^ejabberd (\d[\w.]*)
product ejabberd
version $1
example ejabberd 23.01

stuntman
match ^STUNTMAN|^stunserver
product STUNTMAN
example STUNTMAN

vovida
match ^Vovida\.org (\d[\w.]*)
product Vovida stund
version $1
example Vovida.org 0.96
gives version=0.96

pion
match ^pion-turn|^eturnal (\d[\w.]*)
product eturnal
version $1
example eturnal 1.10.1

[upnp.server upnp]

miniupnpd
match MiniUPnPd/(\d[\w.]*)
product MiniUPnPd
version $1
device router
cpe a:miniupnp_project:miniupnpd
flags icase
example Debian/12 UPnP/1.1 MiniUPnPd/2.3.1
gives version=2.3.1

minidlna
match MiniDLNA/(\d[\w.]*)
product MiniDLNA
version $1
cpe a:minidlna_project:minidlna
example Debian DLNADOC/1.50 UPnP/1.0 MiniDLNA/1.3.0
gives version=1.3.0

gssdp
match GUPnP/(\d[\w.]*)|GSSDP/(\d[\w.]*)
product GUPnP
version $1
confidence 0.85
example Linux/6.1 UPnP/1.0 GUPnP/1.6.3

rygel
match Rygel/(\d[\w.]*)
product Rygel
version $1
example Debian/12 UPnP/1.0 Rygel/0.42.1

gerbera
match [Gg]erbera/(\d[\w.]*)
product Gerbera
version $1
example Linux/6.1 UPnP/1.0 Gerbera/1.12.1

windows
match Microsoft-Windows(?:-NT)?/(\d[\d.]*) UPnP/1\.0 UPnP-Device-Host/1\.0
product Microsoft Windows UPnP
version $1
os Windows
cpe o:microsoft:windows
example Microsoft-Windows/10.0 UPnP/1.0 UPnP-Device-Host/1.0

sonos
match Sonos/(\d[\w.-]*)
product Sonos
version $1
device media
example Linux UPnP/1.0 Sonos/70.3-35220

hue
match IpBridge/(\d[\w.]*)
product Philips Hue bridge
version $1
device hub
example Hue/1.0 UPnP/1.0 IpBridge/1.56.0

roku
match Roku(?:/(\d[\w.]*))?
product Roku
version $1
device media
example Roku/9.4.0 UPnP/1.0 Roku/9.4.0

fritz
match AVM FRITZ!Box|FRITZ!Box
product AVM FRITZ!Box
device router
example zoo UPnP/1.0 AVM FRITZ!Box 7590 154.07.29

portable-sdk
match Portable SDK for UPnP devices/(\d[\w.]*)
product Portable SDK for UPnP devices
version $1
confidence 0.8
example Linux/5.10.0, UPnP/1.0, Portable SDK for UPnP devices/1.14.13

samsung-tv
match SHP, UPnP/1\.0|Samsung (?:UPnP )?SDK
product Samsung TV UPnP
device media
example SHP, UPnP/1.0, Samsung UPnP SDK/1.0

[raw mpd]

mpd
match ^OK MPD (\d+\.\d+\.\d+)\n
product Music Player Daemon
info protocol $1
cpe a:musicpd:music_player_daemon
example OK MPD 0.23.5\n
gives name=mpd; product=Music Player Daemon; info=protocol 0.23.5

[raw snapcast]

snapcast
match ^\{"error":\{"code":-32\d{3},.*"jsonrpc":"2\.0"\}\r?\n
service jsonrpc
product JSON-RPC server
confidence 0.4
example {"error":{"code":-32700,"message":"Parse error"},"id":null,"jsonrpc":"2.0"}\r\n

[raw pulseaudio]

pulse-cli
match ^Welcome to PulseAudio (\d[\w.]*)
service pulseaudio
product PulseAudio
version $1
cpe a:pulseaudio:pulseaudio
example Welcome to PulseAudio 16.1! Use "help" for usage information.\n>>> 
gives version=16.1

[raw murmur]

murmur-ping
match (?s)^\x00\x01([\x02-\x05])([\x00-\x20]).{20}$
service murmur
product Murmur
probe mumble-ping
confidence 0.9
example \0\x01\x03\x04\x11"3DUfw\x88\0\0\0\0\0\0\x03\xe8\0\x01\x19@

murmur-tcp
match (?s)^\x00\x00\x00\x00\x00.\x08.{2,4}\x12.(\d+\.\d+\.\d+)[^\x1a]*\x1a.([^"]*)".([^\x00]*)
service murmur
product Murmur
version $1
os $3
cpe a:mumble:mumble
example \0\0\0\0\x002\x08\x84\x86\x04\x12\x071.3.4-4\x1a\x03X11"\x1eDebian GNU/Linux 12 (bookworm)
gives name=murmur; version=1.3.4; os=Debian GNU/Linux 12 (bookworm)

[raw teamspeak]

teamspeak3
match ^TS3\n\r
service ts3query
product TeamSpeak 3
cpe a:teamspeak:teamspeak3
example TS3\n\rWelcome to the TeamSpeak 3 ServerQuery interface

teamspeak2
match ^\[TS\]\r\n
service ts2query
product TeamSpeak 2
example [TS]\r\n

[raw minecraft]

minecraft
match (?s)^..?\x00.{1,3}\{.*"version":\{"name":"([^"]*?) ?(\d+\.\d+[\d.]*)?"
service minecraft
product Minecraft
version $2
info $1
confidence 0.95
example \x60\0\x5e{"description":"zoo","players":{"max":20,"online":0},"version":{"name":"Paper 1.20.1","protocol":763}}
gives version=1.20.1

minecraft-legacy
match ^\xff\x00.\x00\xa7\x001\x00\x00
service minecraft
product Minecraft
flags dotall
example \xff\0\x23\0\xa7\x001\0\0\x001\x002

[raw quake]

quake3
match (?s)^\xff\xff\xff\xffstatusResponse\n.*?\\version\\([^\\]*?)(?:[ _]v?(\d[\w.]*))
service quake3
product $1
version $2
example \xff\xff\xff\xffstatusResponse\n\\version\\ioq3 1.36+u20230101/Debian linux-x86_64 Jan  1 2023\\mapname\\q3dm17
gives product=ioq3; version=1.36

quake3-info
match ^\xff\xff\xff\xffinfoResponse\n
service quake3
example \xff\xff\xff\xffinfoResponse\n\\protocol\\68

quake2
match ^\xff\xff\xff\xffprint\n
service quake2
example \xff\xff\xff\xffprint\n\\version\\R1Q2

source
match (?s)^\xff\xff\xff\xffI\x11([^\x00]*)\x00
service source-engine
info $1
example \xff\xff\xff\xffI\x11My server\0de_dust2\0csgo\0

source-challenge
match ^\xff\xff\xff\xffA.{4}$
service source-engine
flags dotall
confidence 0.85
example \xff\xff\xff\xffAabcd

[raw freeciv]

wesnoth
match ^\x00\x00\x00[\x00-\x2a]$
service wesnoth
product Wesnoth
port 15000
confidence 0.85
example \0\0\0\x2a

[raw bittorrent]

bittorrent-dht
match ^d1:[rey]
service bittorrent
confidence 0.85
example d1:rd2:id20:aaaaaaaaaaaaaaaaaaaae1:t2:aa1:y1:re

bittorrent-peer
match ^\x13BitTorrent protocol
service bittorrent
example \x13BitTorrent protocol\0\0\0\0

tracker-error
match ^d14:failure reason
service bittorrent-tracker
example d14:failure reason63:x

[raw amule]

amule-salt
match ^\x00\x00\x00[\x20-\x3f]\x00\x00\x00.[\x4f\x03]\x00.\x00
service amule-remote
product aMule
info remote control
flags dotall
probe amule-login
cpe a:amule:amule
example \0\0\0\x20\0\0\0\x12\x4f\0\x01\0\x16\x05\0\0\0\x08\x65\x66\x98\xbe\x55\x4f\x82\xf1

donkey
match ^\xe3.\x00\x00\x00
service edonkey
flags dotall
confidence 0.7
example \xe3\x29\0\0\0\x01

mldonkey-telnet
match Welcome to MLDonkey (?:chat|(\d[\w.]*))
service mldonkey
product MLDonkey
version $1
example \xff\xfd\x1f\n\x1b[1;34mWelcome to MLDonkey 3.1.7\x1b[2;37;0m\n
gives version=3.1.7

[raw deluge]

direct-connect
match ^\$Lock [^ ]+ Pk=([\w. -]*)
service direct-connect
info $1
example $Lock EXTENDEDPROTOCOLABCABCABCABCABCABC Pk=py-opendchub|

nmdc
match ^\$(?:HubName|Supports) 
service direct-connect
example $HubName zoo|

[raw sks]

gnutella
match ^GNUTELLA/0\.6 (\d{3})
service gnutella
example GNUTELLA/0.6 503 Service Unavailable\r\n

[raw tor]

tor-control
match ^250-PROTOCOLINFO 1\r\n(?:.*\r\n)*?250-VERSION Tor="(\d[\w.-]*)"
service tor-control
product Tor control
version $1
cpe a:torproject:tor
example 250-PROTOCOLINFO 1\r\n250-AUTH METHODS=HASHEDPASSWORD\r\n250-VERSION Tor="0.4.9.11"\r\n250 OK\r\n
gives name=tor-control; version=0.4.9.11

tor-control-514
match ^(?:514 Authentication required\.|510 (?:Unrecognized command|Command filtered))
service tor-control
product Tor control
cpe a:torproject:tor
confidence 0.85
example 514 Authentication required.\r\n

[raw socks]

socks5-any
match ^\x05[\x00\x01\x02\x05\xff]$
service socks
info SOCKS 5
confidence 0.85
example \x05\0

socks5-auth
match ^\x05\x02$
service socks
info SOCKS 5, password
confidence 0.87
example \x05\x02
gives info=SOCKS 5, password

socks4
match ^\x00[\x5a-\x5d].{6}$
service socks
info SOCKS 4
flags dotall
confidence 0.85
example \0\x5b\0\0\0\0\0\0

[raw i2p]

sam
match ^HELLO REPLY RESULT=(?:OK|NOVERSION|I2P_ERROR)(?: VERSION=(\S+))?
service i2p-sam
product I2P SAM
info protocol $1
example HELLO REPLY RESULT=OK VERSION=3.1\n

bob
match ^BOB (\d\S*)\nOK
service i2p-bob
product I2P BOB
example BOB 00.00.10\nOK\n

[raw bitcoin]

bitcoin
match (?s)^(?:\xf9\xbe\xb4\xd9|\x0b\x11\x09\x07|\xfa\xbf\xb5\xda)version\x00{5}.*?/([A-Za-z ]+):(\d[\w.]*)
service bitcoin
product $1
version $2
example \xf9\xbe\xb4\xd9version\0\0\0\0\0\x66\0\0\0abcd\x7f\x11\x01\0/Satoshi:24.0.1/
gives product=Satoshi; version=24.0.1

[raw syncthing]

syncthing-discovery
match ^\x2e\xa7\xd9\x0b
service syncthing
product Syncthing
example \x2e\xa7\xd9\x0b\x0a\x20

[raw mumble-ice]

ice
match ^IceP\x01\x00\x01\x00\x03\x00\x0e\x00\x00\x00$
service ice
product ZeroC Ice
example IceP\x01\0\x01\0\x03\0\x0e\0\0\0

[nntp.banner]

leafnode-unnamed
match ^Leafnode must have a unique fully-qualified domain name
product Leafnode
info cannot serve: it has no full host name
cpe a:leafnode:leafnode
example Leafnode must have a unique fully-qualified domain name. Have its administrator fix the configuration.

[raw irc]

znc-web
match ^HTTP/1\.[01] [^\r\n]*\r\n(?:[^\r\n]+\r\n)*?Server: ZNC (\d+(?:\.\d+)+)
service irc
product ZNC
version $1
cpe a:znc:znc
probe irc-web
confidence 0.98
example HTTP/1.0 200 OK\r\nDate: Sun, 22 Nov 2026 18:15:27 GMT\r\nServer: ZNC 1.8.2+deb3.1+deb12u2 - https://znc.in\r\nContent-Length: 2514\r\n
gives name=irc; product=ZNC; version=1.8.2
