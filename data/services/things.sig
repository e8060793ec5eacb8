# Everything else that organisations run: monitoring, printing, storage, building and factory, network gear, development.

[line daytime]

bsd
match ^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d \d{4}$
product inetd daytime
info the C library's format of time
confidence 0.7
example Sun Nov 22 07:31:20 2026
gives name=daytime

xinetd
match ^\d\d (?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC) \d{4} \d\d:\d\d:\d\d [A-Z]{3,4}$
product xinetd daytime
confidence 0.8
example 22 NOV 2026 07:31:20 UTC

windows
match ^\d{1,2}:\d\d:\d\d(?: [AP]M)? \d{1,2}[/.]\d{1,2}[/.]\d{4}$
product Microsoft Windows simple TCP/IP services
os Windows
confidence 0.8
example 7:13:28 AM 11/22/2026

[raw zabbix-agent]

zabbix-agent
match (?s)^ZBXD\x01.{8}(\d+\.\d+\.\d+\w*)$
product Zabbix agent
version $1
cpe a:zabbix:zabbix_agent
example ZBXD\x01\x06\0\0\0\0\0\0\x006.0.14
gives name=zabbix-agent; version=6.0.14

zabbix-agent-other
match ^ZBXD\x01.{8}ZBX_(?:NOTSUPPORTED|ERROR)
flags dotall
product Zabbix agent
cpe a:zabbix:zabbix_agent
confidence 0.85
example ZBXD\x01\x15\0\0\0\0\0\0\0ZBX_NOTSUPPORTED\0x

zabbix-server
match (?s)^ZBXD\x01.{8}\{"response":"(?:failed|success)"
service zabbix-trapper
product Zabbix
info server or proxy
cpe a:zabbix:zabbix
example ZBXD\x01\x15\0\0\0\0\0\0\0{"response":"failed","info":"x"}

[raw munin]

munin
match ^# munin node at (\S+)\r?\n
product Munin node
hostname $1
cpe a:munin-monitoring:munin
confidence 0.93
example # munin node at zoo\n
gives name=munin; hostname=zoo

munin-version
match munins? node on (\S+) version: (\d[\w.]*)
product Munin node
version $2
hostname $1
cpe a:munin-monitoring:munin
confidence 0.97
example munins node on zoo version: 2.0.73\n
gives version=2.0.73

[raw check-mk-agent]

check-mk
match ^<<<(?:check_mk)>>>\r?\nVersion: (\S+)\r?\nAgentOS: (\S+)
product Check_MK agent
version $1
os $2
cpe a:checkmk:checkmk
example <<<check_mk>>>\nVersion: 2.1.0p20\nAgentOS: linux\nHostname: zoo\n
gives version=2.1.0p20; os=linux

[raw nrpe]

nrpe
match (?s)^\x00[\x02\x03]\x00\x02.{4}\x00\x00.*?NRPE v(\d[\w.]*)
product Nagios NRPE
version $1
cpe a:nagios:remote_plug_in_executor
example \0\x02\0\x02abcd\0\0NRPE v4.1.0\0\0
gives name=nrpe; version=4.1.0

[raw nut]

upsd
match ^Network UPS Tools upsd (\d[\w.]*)
service nut
product Network UPS Tools upsd
version $1
cpe a:networkupstools:network_ups_tools
example Network UPS Tools upsd 2.8.0 - http://www.networkupstools.org/\n
gives version=2.8.0

upsd-error
match ^ERR (?:UNKNOWN-COMMAND|ACCESS-DENIED|INVALID-ARGUMENT)\n
service nut
product Network UPS Tools upsd
confidence 0.85
example ERR UNKNOWN-COMMAND\n

upsd-help
match ^Commands: HELP VER GET LIST
service nut
product Network UPS Tools upsd
example Commands: HELP VER GET LIST SET INSTCMD LOGIN LOGOUT USERNAME PASSWORD STARTTLS\n

apcupsd
match (?s)^\x00.(?:APC      : |\x00.APC)
service apcupsd
product apcupsd
example \0\x1bAPC      : 001,036,0856\n

apcupsd-version
match VERSION  : (\d[\w.]*) 
service apcupsd
product apcupsd
version $1
confidence 0.97
cpe a:apcupsd:apcupsd
example \0\x1bAPC      : 001,036,0856\n\0\x2eVERSION  : 3.14.14 (31 May 2016) debian\n
gives version=3.14.14

[raw lcdproc]

lcdd
match ^connect LCDproc (\d[\w.]*) protocol
service lcdproc
product LCDproc LCDd
version $1
example connect LCDproc 0.5.9 protocol 0.3 lcd wid 20 hgt 4 cellwid 5 cellhgt 8\n
gives version=0.5.9

lcdd-hello
match ^huh\? (?:Invalid|Unexpected)
service lcdproc
product LCDproc LCDd
confidence 0.9
example huh? Invalid command HELP\n

[raw gpsd]

gpsd
match ^\{"class":"VERSION","release":"(\d[^"]*)"
service gpsd
product gpsd
version $1
cpe a:gpsd_project:gpsd
example {"class":"VERSION","release":"3.22","rev":"3.22","proto_major":3,"proto_minor":14}\r\n
gives version=3.22

[raw ganglia]

gmond
match <GANGLIA_XML VERSION="(\d[\w.]*)" SOURCE="gmond">
service ganglia
product Ganglia gmond
version $1
cpe a:ganglia:ganglia-web
example <?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>\n<GANGLIA_XML VERSION="3.7.2" SOURCE="gmond">
gives version=3.7.2

gmetad
match <GANGLIA_XML VERSION="(\d[\w.]*)" SOURCE="gmetad">
service ganglia
product Ganglia gmetad
version $1
example <GANGLIA_XML VERSION="3.7.2" SOURCE="gmetad">
gives version=3.7.2

ganglia-dtd
match ^<\?xml version="1\.0"[^>]*>\s*<!DOCTYPE GANGLIA_XML
service ganglia
product Ganglia
confidence 0.8
example <?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>\n<!DOCTYPE GANGLIA_XML [

[raw collectd]

hddtemp
match ^\|(/dev/\w+)\|([^|]*)\|(\d+|\*|[A-Z]+)\|[CF*]\|
service hddtemp
product hddtemp
example |/dev/sda|ST1000|35|C|

hddtemp-none
match ^\|$
service hddtemp
product hddtemp
port 7634
confidence 0.8
example |

netdata-statsd
match ^(?:uptime: \d+\n|commands: help, stats|ERROR\n$)
service statsd-admin
product statsd
confidence 0.6
example uptime: 5\nEND\n

[raw icinga2]

icinga-cluster
match ^\d+:\{"jsonrpc":"2\.0","method":"icinga::Hello"
service icinga2
product Icinga 2
cpe a:icinga:icinga
example 97:{"jsonrpc":"2.0","method":"icinga::Hello","params":{"capabilities":3,"version":21305}},

[raw rrdcached]

rrdcached
match ^-1 Unknown command: |^\d+ Command overview
service rrdcached
product rrdcached
example -1 Unknown command: GET\n

[raw syslog]

relp
match ^0 serverclose 0
service relp
example 0 serverclose 0

relp-open
match ^\d+ rsp \d+ \d{3} 
service relp
example 1 rsp 40 200 OK\nrelp_version=0\ncommands=syslog\n

relp-librelp
match relp_software=librelp,(\d[\w.]*)
service relp
product rsyslog (librelp)
info librelp $1
confidence 0.97
example 1 rsp 92 200 OK\nrelp_version=0\nrelp_software=librelp,1.10.0,http://librelp.adiscon.com\ncommands=syslog\n
gives info=librelp 1.10.0

[raw openvpn]

openvpn-reset
match (?s)^(?:\x00\x1a)?\x40.{8}\x01\x00\x00\x00\x00.{8}\x00\x00\x00\x00$
service openvpn
product OpenVPN
cpe a:openvpn:openvpn
example \0\x1a@!\xfa\xeae\x85\x12\xd5\xa7\x01\0\0\0\0\x11"3DUfw\x88\0\0\0\0
example @\xd8\xc4\xcf+\x039\x90\x89\x01\0\0\0\0\x11"3DUfw\x88\0\0\0\0

openvpn-management
match ^>INFO:OpenVPN Management Interface Version (\d+)
service openvpn-management
product OpenVPN Management
info interface version $1
cpe a:openvpn:openvpn
example >INFO:OpenVPN Management Interface Version 5 -- type 'help' for more info\r\n
gives name=openvpn-management

openvpn-management-version
match (?m)^OpenVPN Version: OpenVPN (\d[\w.]*) (\S+)
service openvpn-management
product OpenVPN Management
version $1
info $2
cpe a:openvpn:openvpn
confidence 0.97
example OpenVPN Version: OpenVPN 2.6.14 x86_64-pc-linux-gnu [SSL (OpenSSL)]\r\n
gives version=2.6.14

openvpn-management-password
match ^ENTER PASSWORD:
service openvpn-management
product OpenVPN Management
confidence 0.85
example ENTER PASSWORD:

pptp
match (?s)^\x00\x9c\x00\x01\x1a\x2b\x3c\x4d\x00\x02\x00\x00\x01\x00.{14}([^\x00]{0,64})\x00.{0,63}?([A-Za-z][^\x00]{0,64})\x00
service pptp
hostname $1
product $2 PPTP
example \0\x9c\0\x01\x1a\x2b\x3c\x4d\0\x02\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\0\x01\0\x01gate1\0\0\0\0\0Frobco\0\0
gives product=Frobco PPTP; hostname=gate1

pptp-bare
match ^\x00\x9c\x00\x01\x1a\x2b\x3c\x4d
service pptp
confidence 0.9
example \0\x9c\0\x01\x1a\x2b\x3c\x4d\0\x02

l2tp
match (?s)^[\xc8\xc0]\x02..\x00\x00\x00\x00|^[\xc8\x80]\x02.{10}\x80\x08\x00\x00\x00\x00\x00\x02
service l2tp
confidence 0.85
probe l2tp-sccrq
example \xc8\x02\0\x64\0\0\0\0

l2tp-vendor
match (?s)\x80\x08\x00\x00\x00\x00\x00\x02.*\x00\x08([A-Za-z][\w. -]+)
service l2tp
info $1
confidence 0.9
example \xc8\x02\0\x64\0\x01\0\0\0\0\0\x01\x80\x08\0\0\0\0\0\x02\0\x0f\0\0\0\x08xelerance.com
gives info=xelerance.com

vtun
match ^VTUN server ver (\d\.\d[\w.]*)
service vtun
product VTun
version $1
example VTUN server ver 3.0.3 \n

vtun-x
match ^VTUN server ver 
service vtun
product VTun
confidence 0.93
example VTUN server ver 3.X 01/01/2020\n

tinc
match ^0 \S+ 17(?:\.\d+)?\n
service tinc
product tinc
cpe a:tinc-vpn:tinc
example 0 zoo 17.7\n

[ike.vendor]

strongswan
match \b882fe56d6fd20dbc2251613b2ebe5beb\b
product strongSwan
cpe a:strongswan:strongswan
example 882fe56d6fd20dbc2251613b2ebe5beb

strongswan-bare
match ^09002689dfd6b712 afcad71368a1f1c96b8696fc77570100$
product strongSwan
cpe a:strongswan:strongswan
confidence 0.9
example 09002689dfd6b712 afcad71368a1f1c96b8696fc77570100

windows
match 1e2b516905991c7d7c96fcbfb587e461
product Microsoft Windows IKE
os Windows
example 1e2b516905991c7d7c96fcbfb587e46100000009

libreswan
match \b4f4[5-9][0-9a-f]{18,}
product Openswan/Libreswan
confidence 0.85
example 4f45755c645c6a795c5c6170

cisco-unity
match 12f5f28c457168a9702d9fe274cc0[12]
product Cisco VPN
device firewall
confidence 0.8
example 12f5f28c457168a9702d9fe274cc0100

fortinet
match 8299031757a36082c6a621de
product Fortinet FortiGate IKE
device firewall
example 8299031757a36082c6a621de00050295

checkpoint
match f4ed19e0c114eb516faaac0ee37daf2807b4381f
product Check Point VPN-1
device firewall
example f4ed19e0c114eb516faaac0ee37daf2807b4381f00000001

sonicwall
match 404bf439522ca3f6
product SonicWALL IKE
device firewall
example 404bf439522ca3f6

[raw varnish-cli]

varnish-cli
match ^107 59 {6}\n[a-z]{32}\n\nAuthentication required\.\n
product Varnish CLI
cpe a:varnish-cache:varnish
example 107 59      \nfpajmdlmtctcxcorovgjmzejylyizlaf\n\nAuthentication required.\n\n
gives name=varnish-cli

varnish-cli-open
match ^200 \d+ +\n-+\nVarnish Cache CLI 1\.0\n-+\n([^,\n]+),.*\nvarnish-(\d[\w.]*)
flags dotall
product Varnish CLI
version $2
os $1
cpe a:varnish-cache:varnish
example 200 241     \n-----------------------------\nVarnish Cache CLI 1.0\n-----------------------------\nLinux,6.1.0,x86_64,-jnone,-sdefault\nvarnish-7.1.1 revision 7cee1c581bead20e88d101ab3d72afb29f14d87a\n
gives version=7.1.1; os=Linux

[raw haproxy]

uwsgi-fcgi
match ^\x01[\x03\x06\x0a\x0b]\x00.\x00
service fastcgi
flags dotall
confidence 0.75
probe fastcgi-values
example \x01\x06\0\x01\0\x10

ajp
match ^AB\x00\x01\x09$
service ajp13
confidence 0.9
example AB\0\x01\x09

ajp-data
match ^AB..\x04
service ajp13
flags dotall
confidence 0.85
example AB\0\x13\x04\x01\x94

[raw smux]

net-snmp
match ^\x41\x01[\x01-\x06]$
product Net-SNMP
cpe a:net-snmp:net-snmp
confidence 0.85
example A\x01\x02
gives name=smux; product=Net-SNMP

[raw distcc]

distcc
match ^DONE00000001STAT[0-9a-f]{8}
product distccd
cpe a:distcc_project:distcc
example DONE00000001STAT00000000SERR00000000
gives name=distcc; product=distccd

[raw git]

git-daemon
match ^[0-9a-f]{4}ERR (?:access denied or repository not exported|upload-pack: not our ref|no such repository|service not enabled)
product git-daemon
cpe a:git-scm:git
example 0036ERR access denied or repository not exported: /none

git-refs
match ^[0-9a-f]{4}[0-9a-f]{40} (?:HEAD|refs/\S+)\x00.*agent=git/(\d[\w.]*)
product git-daemon
version $1
cpe a:git-scm:git
example 00cf0123456789abcdef0123456789abcdef01234567 HEAD\0multi_ack agent=git/2.39.5\n
gives version=2.39.5

[raw svn]

svnserve
match ^\( success \( \d+ \d+ \( .{0,60}?\) \( 
product svnserve
cpe a:apache:subversion
example ( success ( 2 2 ( ) ( edit-pipeline svndiff1 accepts-svndiff2 absent-entries commit-revprops depth log-revprops atomic-revprops partial-replay ) ) ) 
gives name=svn; product=svnserve

[raw cvspserver]

cvs
match ^cvs \[pserver aborted\]: 
product CVS pserver
cpe a:cvs:cvs
example cvs [pserver aborted]: bad auth protocol start: HELP\n
gives product=CVS pserver

cvs-nt
match ^cvsnt |^error 0 .*CVSNT
product CVSNT
os Windows
example cvsnt 2.5.05

cvs-love
match ^(?:I HATE YOU|I LOVE YOU)\n
product CVS pserver
confidence 0.9
example I HATE YOU\n

cvs-norepo
match ^error 0 \S+: no such repository\n|^(?:cvs|/usr/bin/cvs): 
product CVS pserver
confidence 0.8
example error 0 /: no such repository\n

[raw hg]

perforce
match (?s)\x00p4|xfiles\x00|server2\x00
service perforce
product Perforce
confidence 0.8
example \x18\x18\0\0\0xfiles\0\x01\0\0\0

[raw jenkins]

jenkins-cli
match ^(?:Welcome\r\n)?Jenkins-Agent-Protocols: (\S.*?)\r?\n(?:.*\n)*?Jenkins-Version: (\d[\w.]*)
service jenkins-agent
product Jenkins
version $2
cpe a:jenkins:jenkins
example Jenkins-Agent-Protocols: JNLP4-connect, Ping\r\nJenkins-Version: 2.346.3\r\nJenkins-Session: x\r\n
gives version=2.346.3

rmi
match ^N\x00[\x01-\x40].*\x00\x00
service java-rmi
product Java RMI
flags dotall
probe java-rmi
confidence 0.85
example N\0\x0e198.18.10.1\0\0\xa1\xb2

jdwp
match ^JDWP-Handshake[\x00-\xff]{8}(?:\x80|\x00\x40\x64)
service jdwp
product Java Debug Wire Protocol
example JDWP-Handshake\0\0\0\xe9\0\0\0\x01\x80\0\0
example JDWP-Handshake\0\0\0\x1d\0\0\0\x02\0\x40\x64\x02\0\0\0\x01

gdbserver
match ^\+?\$(?:E\d\d|OK|PacketSize=\w+;QPassSignals\+)
service gdbremote
product gdbserver
confidence 0.8
example $E01#a6
example +$PacketSize=47ff;QPassSignals+;QProgramSignals+;QStartupWithShell+;

java-object
match ^\xac\xed\x00\x05
service java-object
confidence 0.85
example \xac\xed\0\x05

[raw printer]

lpd-refuse
match ^(?:\x01|[\w.-]+: )?(?:lpd: |Your host does not have line printer access|.*printer access|lpd\[\d+\]|no connect permissions|Malformed from address)
service printer
confidence 0.85
example lpd: your host does not have line printer access\n

cups-lpd
match ^no entries\n
service printer
confidence 0.6
example no entries\n

lprng
match ^(?:no connect permissions\n|\S+: no connect permissions)
service printer
product LPRng
confidence 0.9
example no connect permissions\n

lpd-unknown
match ^\S+: (?:unknown printer|no such printer)|^Printer \S+ (?:not found|unknown)
service printer
confidence 0.8
example default: unknown printer\n

[pjl.id jetdirect]

pjl
match ^(?:")?(.+?)(?:")?$
product PJL printer
info $1
device printer
confidence 0.7
example HP LaserJet 4250
gives info=HP LaserJet 4250

[raw jetdirect]

pjl-id
match ^@PJL INFO ID\r?\n"?([^"\r\n]+)"?
product PJL printer
info $1
device printer
example @PJL INFO ID\r\n"Lexmark T640"\r\n\x0c
gives info=Lexmark T640; device=printer

pjl-hp
match ^@PJL INFO ID\r?\n"?(?:hp|HP) ([^"\r\n]+)"?
product HP printer
info $1
device printer
confidence 0.96
example @PJL INFO ID\r\n"HP Color LaserJet CP3505"\r\n\x0c
gives product=HP printer; info=Color LaserJet CP3505

[raw sane-port]

# Eight bytes that look like another protocol's, too (HTTP/2 answers its SETTINGS with them): only to its own question.
saned
match ^\x00\x00\x00[\x00-\x0b]\x01[\x00-\x09]\x00[\x00-\x09]
probe sane-init
service sane-port
product saned
confidence 0.9
example \0\0\0\0\x01\0\0\x03
example \0\0\0\0\x01\x01\0\x03

[raw mbap]

modbus-exception
match (?s)^.{2}\x00\x00\x00\x03.[\x81-\xff][\x01-\x0b]$
service mbap
confidence 0.85
probe modbus-identity
example \0\x01\0\0\0\x03\x01\x84\x01

[modbus.id mbap]

schneider
match ^Schneider Electric *;([^;]*);[vV]?(\S*)
product Schneider Electric $1
version $2
device industrial controller
example Schneider Electric;BMX P34 2020;v2.5
gives product=Schneider Electric BMX P34 2020; version=2.5

siemens
match ^S[Ii][Ee][Mm][Ee][Nn][Ss](?: AG)?;([^;]*);[vV]?(\S*)
product Siemens $1
version $2
device industrial controller
example SIEMENS;7KM9300-0AE02-0AA0;V3.2.2
gives version=3.2.2

other-modbus
match ^([^;]{2,40});([^;]*);[vV]?(\S*)
unless ^(?i:schneider|siemens)
product $1 $2
version $3
device industrial controller
confidence 0.85
example WAGO;750-881;01.09.18
gives product=WAGO 750-881

[raw iso-tsap]

s7-connect
match ^\x03\x00\x00\x16\x11\xd0
service iso-tsap
info ISO-TSAP, Siemens S7 shape
device industrial controller
confidence 0.85
example \x03\0\0\x16\x11\xd0\0\x01\0\x0f\0\xc0\x01\x0a\xc1\x02\x01\0\xc2\x02\x01\x02

s7-setup
match (?s)^\x03\x00\x00\x1b\x02\xf0\x80\x32\x03
service iso-tsap
product Siemens S7
device industrial controller
example \x03\0\0\x1b\x02\xf0\x80\x32\x03\0\0\0\0\0\x08\0\0\0\0\xf0\0\0\x01\0\x01\0\xf0

s7-module
match (?s)^\x03\x00.{2}\x02\xf0\x80\x32\x07.*?(6(?:ES|AG|GK)\d [0-9A-Z]{3,5}-[0-9A-Z]{4,5}-[0-9A-Z]{4})
service iso-tsap
product Siemens S7
info $1
device industrial controller
confidence 0.97
example \x03\0\0\x7d\x02\xf0\x80\x32\x07\0\0\0\0\0\x0c\0\x60\0\x016ES7 315-2EH14-0AB0 
gives info=6ES7 315-2EH14-0AB0

cotp
match ^\x03\x00\x00.[\x06-\x20]\xd0
service iso-tsap
flags dotall
confidence 0.6
port 102
example \x03\0\0\x0b\x06\xd0\0\0\x12\x34\0

[raw dnp]

dnp3
match ^\x05\x64[\x05-\xff][\x00-\xff]
service dnp
confidence 0.9
device industrial controller
example \x05\x64\x05\x0b\x01\0\x02\0

[raw iec-104]

iec104
match ^\x68\x04(?:\x0b|\x23|\x83|\x43)\x00\x00\x00
service iec-104
device industrial controller
example \x68\x04\x0b\0\0\0
example \x68\x04\x83\0\0\0

[raw opcua]

opcua-ack
match ^ACKF\x1c\x00\x00\x00
service opcua-tcp
product OPC UA server
device industrial controller
example ACKF\x1c\0\0\0\0\0\0\0

opcua-err
match ^ERRF.\x00\x00\x00
service opcua-tcp
product OPC UA server
flags dotall
example ERRF\x40\0\0\0\0\0\x7e\x80

[raw fox]

niagara
match ^fox a [0-9-]+ -1 fox hello\n\{\n(?:.*\n)*?app\.version=s:(\d[\w.]*)
service niagara-fox
product Tridium Niagara
version $1
cpe a:tridium:niagara
device building controller
example fox a 0 -1 fox hello\n{\nfox.version=s:1.0.1\nid=i:1\napp.name=s:Station\napp.version=s:3.8.38\n};;\n
gives version=3.8.38

niagara-bare
match ^fox a [0-9-]+ -1 fox hello\n
service niagara-fox
product Tridium Niagara
confidence 0.9
device building controller
example fox a 0 -1 fox hello\n{\n

[raw knx]

knx
match ^\x06\x10\x02[\x02\x04\x06\x08\x0a]\x00
service knxnet-ip
device building controller
example \x06\x10\x02\x04\0\x36

[raw codesys]

codesys
match ^\xbb\xbb.*(?:3S-Smart Software|CODESYS)
service codesys
product CODESYS
flags dotall
device industrial controller
example \xbb\xbb\x01\0\0\x003S-Smart Software Solutions

[raw melsec]

melsec
match ^(?:\xd7\x00|\xd0\x00)\x00\xff\xff\x03
service melsec-q
product Mitsubishi MELSEC-Q
device industrial controller
example \xd0\0\0\xff\xff\x03

[raw omron]

omron-fins
match ^(?:FINS\x00|\xc0\x00[\x02\x07])
service omron-fins
product Omron FINS
device industrial controller
confidence 0.85
probe omron-fins
example FINS\0\0\0\x10

omron-fins-tcp
match ^FINS\x00\x00\x00[\x08-\xff]\x00\x00\x00[\x00-\x03]
service omron-fins
product Omron FINS
device industrial controller
example FINS\0\0\0\x10\0\0\0\x01

[raw pcworx]

pcworx
match (?s)^\x81\x01\x00.{14,60}?(ILC \d\d\d \S+|[A-Z]{3} \d{3})
service pcworx
product Phoenix Contact $1
device industrial controller
example \x81\x01\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\x12ILC 330 ETH
gives product=Phoenix Contact ILC 330 ETH

[raw atg]

tank-gauge
match ^\x01I20100\r\n
service atg
product Veeder-Root tank gauge
device industrial controller
example \x01I20100\r\n\r\n11/22/2026 07:13

[bacnet.vendor bacnet]

any
match ^(.{2,60})$
product $1
device building controller
confidence 0.85
example Johnson Controls, Inc.
gives product=Johnson Controls, Inc.

[raw coap]

coap
match ^[\x60-\x68]\x45|^[\x60-\x68]\x84|^[\x50-\x58]\x45
service coap
confidence 0.85
probe coap-ping
example \x60\x45\x12\x34

[raw ipmi]

ipmi
match ^\x06\x00\xff\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00[\x08-\x40]\x81\x1c\x63
service asf-rmcp
product IPMI
device remote management
example \x06\0\xff\x07\0\0\0\0\0\0\0\0\0\x10\x81\x1c\x63\x20\0\x38

rmcp-pong
match ^\x06\x00\xff\x06\x00\x00\x11\xbe\x40
service asf-rmcp
info ASF presence pong
device remote management
example \x06\0\xff\x06\0\0\x11\xbe\x40\0\0\x10

[raw upnp-misc]

bjnp
match ^BJNP[\x81\x82]
service bjnp
product Canon BJNP
device printer
example BJNP\x81\x01\0\0

ubnt-discovery
match ^\x01\x00\x00[\x20-\xff]\x02\x00\x0a
service ubnt-discovery
product Ubiquiti discovery
device wireless
example \x01\0\0\x80\x02\0\x0a

mikrotik-winbox
match ^.\x02.{2}(?:index|list|roteros)
service winbox
product MikroTik Winbox
device router
flags dotall
example \xff\x02\x02\x80index

wsd
match <(?:soap|SOAP-ENV|s):Envelope(?:.|\n)*ProbeMatches
service ws-discovery
example <soap:Envelope><soap:Body><wsd:ProbeMatches>

natpmp
match ^\x00\x80\x00[\x00-\x05].{4}
service nat-pmp
flags dotall
probe nat-pmp
device router
confidence 0.9
example \0\x80\0\0\0\0\0\x01\xc6\x12\0\x01

cldap
match ^0\x84?.*netlogon
service cldap
flags dotall
confidence 0.85
example 0\x84\0\0\0\x86\x02\x01\x01d\x84\0\0\0}\x04\0netlogon

pcanywhere
match ^\x00X\x08\x00\x7d\x08\x0d\x0a\x00\.\x08
service pcanywheredata
product Symantec pcAnywhere
os Windows
example \0X\x08\0\x7d\x08\x0d\x0a\0.\x08

[raw bgp]

bgp
match (?s)^\xff{16}\x00[\x13-\xff][\x01-\x05]
service bgp
example \xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\x1d\x01\x04

[raw zebra]

frr-vty
match Hello, this is FRRouting \(version (\d[\w.-]*)\)
service zebra
product FRRouting
version $1
info FRR vty
cpe a:frrouting:frrouting
example \r\nHello, this is FRRouting (version 8.4.4).\r\nCopyright 1996-2005 Kunihiro Ishiguro, et al.\r\n
gives version=8.4.4

quagga-vty
match Hello, this is Quagga \(version (\d[\w.]*)\)
service zebra
product Quagga
version $1
cpe a:quagga:quagga
example \r\nHello, this is Quagga (version 1.2.4).\r\n
gives version=1.2.4

vty-no-password
match ^(?:\xff[\xfb-\xfe].)*Vty password is not set\.
service zebra
product FRRouting
flags dotall
confidence 0.75
example Vty password is not set.\r\n

bird-cli
match ^0001 BIRD (\d[\w.]*) ready\.
service bird
product BIRD
version $1
cpe a:nic:bird
example 0001 BIRD 2.0.12 ready.\n
gives version=2.0.12

babeld
match ^BABEL (\d[\d.]*)\nversion babeld-(\d[\w.-]*)
service babeld
product babeld
version $2
example BABEL 1.0\nversion babeld-1.12.1\nhost zoo\n
gives version=1.12.1

olsrd
match ^HTTP/1\.[01] 200 OK\r\nServer: OLSRd|^\{"pid":\d+,"config"
service olsrd
product OLSRd
confidence 0.85
example HTTP/1.1 200 OK\r\nServer: OLSRd

[raw asterisk-ami]

ami
match ^Asterisk Call Manager/(\d[\d.]*)
service asterisk-ami
product Asterisk Call Manager
info protocol $1
cpe a:digium:asterisk
example Asterisk Call Manager/7.0.3\r\n
gives info=protocol 7.0.3

freeswitch-event
match ^Content-Type: auth/request\n\n
service freeswitch-event
product FreeSWITCH
cpe a:freeswitch:freeswitch
example Content-Type: auth/request\n\n

yate-rmanager
match ^(?:YATE|Yate) (\d[\w.-]*)
service yate-rmanager
product Yate
version $1
example YATE 6.4.0-1 (http://YATE.null.ro) ready on zoo.\r\n
gives version=6.4.0-1

rtpengine
match ^\w+ d(?:6:result|5:error)
service rtpengine-ng
product rtpengine
example 1234 d6:result4:ponge

sccp
match ^(?s).{4}\x00\x00\x00\x00\x81\x00\x00\x00
service cisco-sccp
confidence 0.85
example \x0c\0\0\0\0\0\0\0\x81\0\0\0

h323
match ^\x03\x00\x00.\x08\x02..[\x02\x03\x07\x5a]
service h323q931
flags dotall
confidence 0.85
example \x03\0\0\x2a\x08\x02\x80\x01\x5a

[raw gopher]

gopher
match ^[0-9ighIT+][^\t\r\n]*\t[^\t\r\n]*\t[^\t\r\n]*\t\d{1,5}(?:\t\+)?\r\n
service gopher
confidence 0.85
example iWelcome\tfake\t(NULL)\t0\r\n1Dir\t/dir\tzoo\t70\r\n

gopher-error
match ^3[^\t\r\n]*\t+(?:error\.host|\(NULL\)|fake|error)\t
service gopher
confidence 0.9
example 3 '/GET' doesn't exist!\t\terror.host\t1\r\n

pygopherd
match 3.*\[Errno 2\]|pygopherd
service gopher
product PyGopherd
example 3'/x' does not exist (no handler found)\t\terror.host\t1\r\n3 pygopherd

gophernicus
match Gophernicus/(\d[\w.]*)
service gopher
product Gophernicus
version $1
confidence 0.97
example iGenerated by Gophernicus/3.1.1 on Debian\tTITLE\tnull.host\t1\r\n
gives version=3.1.1

[raw hkp]

sks-recon
match ^\x00\x00\x00[\x20-\x80]\x00\x00\x00[\x08-\x20]
service sks-recon
port 11370
confidence 0.8
example \0\0\0\x40\0\0\0\x10

[raw z3950]

z3950
match ^\xb5.{0,4}\x83\x02\x00?
service z39.50
flags dotall
confidence 0.85
example \xb5\x81\x60\x83\x02\0\xe0

z3950-yaz
match (?s)^\xb5.*(?:GFS/)?YAZ/?\x9f?.{0,8}?(\d\.\d+\.\d+)
service z39.50
product YAZ
version $1
confidence 0.96
example \xb5\x81\x60\x83\x02\0\xe0\x9fnGFS/YAZ\x9fo5.32.0
gives version=5.32.0

[raw wlm]

torque
match ^\+2\+1
service pbs
product TORQUE/PBS
example +2+1512+0+0

condor
match HTCondor|CondorVersion: (\d[\w.]*)
service condor
product HTCondor
version $1
example $CondorVersion: 10.0.0 2022-11-10 $

[raw libvirt]

libvirt
match ^\x00\x00\x00.\x20\x00\x80\x86\x00\x00\x00\x01
service libvirt-rpc
product libvirt
flags dotall
example \0\0\0\x20\x20\0\x80\x86\0\0\0\x01

qmp
match ^\{"QMP": \{"version": \{"qemu": \{"micro": (\d+), "minor": (\d+), "major": (\d+)\}
service qmp
product QEMU
version $3.$2.$1
cpe a:qemu:qemu
example {"QMP": {"version": {"qemu": {"micro": 4, "minor": 2, "major": 7}, "package": "Debian"}, "capabilities": []}}\r\n
gives version=7.2.4

qemu-monitor
match ^QEMU (\d[\w.]*) monitor
service qemu-monitor
product QEMU
version $1
cpe a:qemu:qemu
example QEMU 7.2.4 monitor - type 'help' for more information\r\n(qemu) 
gives version=7.2.4

vmware-auth
match ^220 VMware Authentication Daemon Version (\d[\w.]*)
service vmware-auth
product VMware Authentication Daemon
version $1
example 220 VMware Authentication Daemon Version 1.10: SSL Required, ServerDaemonProtocol:SOAP, MKSDisplayProtocol:VNC , , NFCSSL supported/t\r\n
gives version=1.10

[raw dcc]

razor
match ^sn=[A-Z]&srl=\d+&
service razor2
product Vipul's Razor
example sn=N&srl=6111&ep4=7542-10&a=l\r\n

amavis
match ^220 \[[\d.:]+\] ESMTP amavis(?:d-new)? service ready
service smtp
product amavis
confidence 0.97
example 220 [127.0.0.1] ESMTP amavisd-new service ready\r\n

[smtp.banner smtp]

amavis
match ^\[[\w.:]+\] ESMTP amavis(?:d-new)? service ready
product amavis
example [127.0.0.1] ESMTP amavisd-new service ready

spampd
match ^\S+ E?SMTP (?:Spam ?Assassin|spampd)
product spampd
example localhost ESMTP spampd

[raw owserver]

lirc
match ^BEGIN\n(?:VERSION|LIST|HELP|.*)\n(?:SUCCESS|ERROR)\n
service lirc
product LIRC lircd
confidence 0.85
example BEGIN\nVERSION\nSUCCESS\nDATA\n1\n0.10.1\nEND\n

lirc-version
match ^BEGIN\nVERSION\nSUCCESS\nDATA\n1\n(\d[\w.]*)\n
service lirc
product LIRC lircd
version $1
confidence 0.97
example BEGIN\nVERSION\nSUCCESS\nDATA\n1\n0.10.1\nEND\n
gives version=0.10.1

adb
match ^(?:CNXN|AUTH)\x01\x00\x00\x00|^AUTH\x01
service adb
product Android Debug Bridge
device phone
example AUTH\x01\0\0\0

adb-device
match (?s)^CNXN.*device::(?:ro\.product\.name=([^;]*);)?
service adb
product Android Debug Bridge
info $1
device phone
confidence 0.97
example CNXN\x01\0\0\x01\0\0\x10\0device::ro.product.name=panther;ro.product.model=Pixel 7;
gives info=panther

adb-server
match ^(?:OKAY|FAIL)[0-9a-f]{4}
service adb
product Android Debug Bridge (adb) server
confidence 0.85
example FAIL0012unknown host service

[raw winrm]

msrpc
match ^\x05\x00[\x0c\x0d\x03]\x03\x10\x00\x00\x00
service msrpc
product Microsoft Windows RPC
os Windows
cpe o:microsoft:windows
example \x05\0\x0d\x03\x10\0\0\0\x18\0\0\0

msmq
match ^\x10[\x5a\xc2]\x0b\x00LIOR
service msmq
product Microsoft Message Queuing
os Windows
example \x10\x5a\x0b\0LIOR

dotnet-remoting
match ^\.NET\x01\x00
service remoting
product Microsoft .NET Remoting
os Windows
example .NET\x01\0\x02\0

citrix-ica
match ^\x7f\x7fICA\x00
service citrix-ica
product Citrix ICA
os Windows
cpe a:citrix:xenapp
example \x7f\x7fICA\0\x7f\x7fICA\0

sap-router
match (?s)^\x00\x00.{2}NI_RTERR
service saprouter
product SAProuter
cpe a:sap:saprouter
example \0\0\0\xaaNI_RTERR\0\x28\0\0

sap-gateway
match (?s)^\x00\x00.{2}(?:\*\*DPTMMSG\*\*|.*SAP-R/3)
service sapdp
product SAP dispatcher
example \0\0\x01\x0a**DPTMMSG**\0\0

ndmp
match (?s)^\x80\x00\x00.\x00\x00\x00[\x01-\xff].{4}\x00\x00\x00[\x00\x01]\x00\x00\x05\x02
service ndmp
product NDMP
device storage
confidence 0.85
example \x80\0\0\x2c\0\0\0\x01abcd\0\0\0\0\0\0\x05\x02

tsm
match (?s)^\x00.\x1e\xa5
service tsm
product IBM Spectrum Protect
example \0\x2c\x1e\xa5

flash-policy
match ^<\?xml version="1\.0"\?>(?:\s*<!DOCTYPE cross-domain-policy[^>]*>)?\s*<cross-domain-policy>
service flash-policy
example <?xml version="1.0"?><cross-domain-policy><allow-access-from domain="*"/></cross-domain-policy>\0
