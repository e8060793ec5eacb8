# Names, time, directories, authentication: DNS, NTP, SNMP, LDAP, Kerberos, RADIUS.

[dns.version domain]

bind
match ^(?:BIND )?(9\.\d+\.\d+[\w.]*(?:-[PSW]\d+)?)(?:-(.+))?$
product ISC BIND
version $1
info $2
cpe a:isc:bind
example 9.18.49-1~deb12u3-Debian
gives product=ISC BIND; version=9.18.49
example 9.16.23-RH
gives version=9.16.23

bind-debian
match ^(9\.\d+\.\d+[\w.]*)-.*deb(\d+)u\d+-(Debian)
product ISC BIND
version $1
os $3 $2
cpe a:isc:bind
cpe o:debian:debian_linux
confidence 0.97
example 9.18.49-1~deb12u3-Debian
gives version=9.18.49; os=Debian 12

bind-redhat
match ^(9\.\d+\.\d+[\w.]*(?:-P\d+)?)-RedHat-.*\.el(\d+)
product ISC BIND
version $1
os Red Hat Enterprise Linux $2
cpe a:isc:bind
confidence 0.97
example 9.11.4-P2-RedHat-9.11.4-26.P2.el7_9.15
gives os=Red Hat Enterprise Linux 7

unbound
match ^unbound(?: (\d[\w.]*))?
product Unbound
version $1
cpe a:nlnetlabs:unbound
example unbound 1.17.1
gives version=1.17.1

dnsmasq
match ^dnsmasq-(?:pi-hole-)?(?:v)?(\d[\w.]*)
product dnsmasq
version $1
cpe a:thekelleys:dnsmasq
example dnsmasq-2.90
gives version=2.90
example dnsmasq-pi-hole-v2.90
gives version=2.90

knot
match ^Knot DNS (\d[\w.-]*)
product Knot DNS
version $1
cpe a:nic:knot_dns
example Knot DNS 3.2.6
gives version=3.2.6

knot-resolver
match ^Knot Resolver(?: (\d[\w.]*))?
product Knot Resolver
version $1
cpe a:nic:knot_resolver
example Knot Resolver 5.6.0

nsd
match ^NSD (\d[\w.]*)
product NLnet Labs NSD
version $1
cpe a:nlnetlabs:nsd
example NSD 4.6.1
gives version=4.6.1

pdns
match ^PowerDNS Authoritative Server (\d[\w.-]*)
product PowerDNS Authoritative Server
version $1
cpe a:powerdns:authoritative_server
example PowerDNS Authoritative Server 4.7.3 (built Nov 22 2026)
gives version=4.7.3

pdns-recursor
match ^PowerDNS Recursor (\d[\w.-]*)
product PowerDNS Recursor
version $1
cpe a:powerdns:recursor
example PowerDNS Recursor 4.8.8
gives version=4.8.8

dnsdist
match ^dnsdist (\d[\w.-]*)
product dnsdist
version $1
cpe a:powerdns:dnsdist
example dnsdist 1.7.3
gives version=1.7.3

microsoft
match ^Microsoft DNS (\d+\.\d+\.\d+)
product Microsoft DNS
version $1
os Windows
cpe a:microsoft:dns_server
example Microsoft DNS 10.0.17763 (4563000A)
gives version=10.0.17763

coredns
match ^CoreDNS-(\d[\w.]*)
product CoreDNS
version $1
cpe a:coredns.io:coredns
example CoreDNS-1.9.3
gives version=1.9.3

maradns
match ^MaraDNS(?: version (\d[\w.]*))?
product MaraDNS
version $1
cpe a:maradns:maradns
example MaraDNS version 2.0.16

yadifa
match ^(?:yadifa|YADIFA) ?(\d[\w.]*)?
product YADIFA
version $1
cpe a:eurid:yadifa
example yadifa 2.6.3

pdnsd
match ^pdnsd(?:-| )?(\d[\w.]*)?
product pdnsd
version $1
example pdnsd-1.2.9a

technitium
match ^Technitium DNS Server
product Technitium DNS Server
example Technitium DNS Server

infoblox
match Infoblox
product Infoblox DNS
device network appliance
example Infoblox

gdnsd
match ^gdnsd(?:/(\d[\w.]*))?
product gdnsd
version $1
example gdnsd/3.8.0

bundy
match ^(?:bundy|BIND 10)
product BIND 10
example bundy 1.2.0

smartdns
match ^smartdns (\d\S*)
product SmartDNS
version $1
example smartdns 1.2023.42

adguard
match ^AdGuard
product AdGuard Home
example AdGuard Home

[ntp.readvar ntp]

ntpd
match version="ntpd (\d[\w.]*?)(?:@[\d.]+)?(?:-o)?[ "]
product NTP ntpd
version $1
cpe a:ntp:ntp
example version="ntpd 4.2.8p15@1.3728-o Wed Sep 23 11:46:38 UTC 2020 (1)", processor="x86_64", system="Linux/5.10.0"
gives version=4.2.8p15

ntpsec
match version="ntpd ntpsec-(\d[\w.]*)
product NTPsec
version $1
cpe a:ntpsec:ntpsec
confidence 0.97
example version="ntpd ntpsec-1.2.2", processor="x86_64"
gives version=1.2.2; product=NTPsec

cisco
match system="cisco
product Cisco IOS NTP
os Cisco IOS
device router
example system="cisco", leap=0

system
match system="([A-Za-z]+)/(\d[\w.-]*)"
os $1 $2
confidence 0.6
example processor="x86_64", system="Linux/5.10.0-28-amd64", leap=0

[snmp.descr snmp]

linux
match ^Linux (\S+) (\d+\.\d+\.\d+\S*) 
product Net-SNMP
hostname $1
os Linux $2
cpe a:net-snmp:net-snmp
confidence 0.9
example Linux zoo 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01) x86_64
gives product=Net-SNMP; hostname=zoo; os=Linux 6.1.0-18-amd64

freebsd
match ^(?:FreeBSD|OpenBSD|NetBSD|DragonFly) (\S+) (\d[\w.-]*)
product Net-SNMP
hostname $1
cpe a:net-snmp:net-snmp
confidence 0.85
example FreeBSD bsd.example.org 13.2-RELEASE FreeBSD 13.2-RELEASE amd64

windows
match ^Hardware: .* Software: Windows Version (\d+\.\d+) \(Build (\d+)
product Microsoft Windows SNMP
os Windows $1 build $2
cpe o:microsoft:windows
example Hardware: Intel64 Family 6 Model 85 Stepping 7 AT/AT COMPATIBLE - Software: Windows Version 6.3 (Build 17763 Multiprocessor Free)
gives os=Windows 6.3 build 17763

cisco-ios
match ^Cisco (?:IOS|Internetwork Operating System) Software.*?Version (\d[\w.()]*)
product Cisco IOS SNMP
version $1
os Cisco IOS $1
device router
cpe o:cisco:ios
flags dotall
example Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE4, RELEASE SOFTWARE (fc1)\r\nTechnical Support
gives version=15.0(2)SE4

cisco-nxos
match ^Cisco NX-OS\(tm\) (\S+), .*Version (\d[\w.()]*)
product Cisco NX-OS SNMP
version $2
os Cisco NX-OS
device switch
cpe o:cisco:nx-os
example Cisco NX-OS(tm) n5000, Software (n5000-uk9), Version 7.3(2)N1(1), RELEASE SOFTWARE
gives version=7.3(2)N1(1)

cisco-asa
match ^Cisco Adaptive Security Appliance Version (\d[\w.()]*)
product Cisco ASA SNMP
version $1
device firewall
example Cisco Adaptive Security Appliance Version 9.8(4)
gives version=9.8(4)

junos
match ^Juniper Networks, Inc\. (\S+) .*?JUNOS (\d[\w.-]*)
product Juniper JUNOS SNMP
version $2
info $1
os JUNOS
device router
cpe o:juniper:junos
example Juniper Networks, Inc. mx240 internet router, kernel JUNOS 18.4R3-S7.2, Build date: 2021-01-01
gives version=18.4R3-S7.2

arista
match ^Arista Networks EOS version (\d[\w.]*) running on an? Arista Networks (\S+)
product Arista EOS SNMP
version $1
info $2
device switch
cpe o:arista:eos
example Arista Networks EOS version 4.24.2F running on an Arista Networks DCS-7050S-64
gives version=4.24.2F

mikrotik
match ^RouterOS (\S+)
product MikroTik RouterOS SNMP
info $1
os RouterOS
device router
cpe o:mikrotik:routeros
example RouterOS RB750Gr3

hp-procurve
match ^(?:HP|HPE|ProCurve|Aruba) (J\w+) .*?revision ([A-Z]+\.\d[\w.]*)
product HPE ProCurve SNMP
version $2
info $1
device switch
example HP J9773A 2530-24G-PoEP Switch, revision YA.16.08.0002, ROM YA.15.20
gives version=YA.16.08.0002

hp-printer
match ^HP ETHERNET MULTI-ENVIRONMENT
product HP JetDirect SNMP
device printer
example HP ETHERNET MULTI-ENVIRONMENT,ROM none,JETDIRECT,JD149,EEPROM JSI24050012,CIDATE 05/07/2018

brother
match ^Brother (\S+),.*Firmware Ver\.(\S+)
product Brother SNMP
version $2
device printer
example Brother NC-8300h, Firmware Ver.1.18  (13.08.05),MID 8CE-717
gives device=printer

ricoh
match ^(?:RICOH|NRG|LANIER|SAVIN) (.+?) / 
product Ricoh SNMP
info $1
device printer
example RICOH MP C3003 2.13 / RICOH Network Printer C model

kyocera
match ^KYOCERA
product Kyocera SNMP
device printer
example KYOCERA Document Solutions Printing System

canon
match ^Canon (\S+)
product Canon SNMP
info $1
device printer
example Canon MF743C/746C /P

xerox
match ^Xerox ([^;,]+)
product Xerox SNMP
info $1
device printer
example Xerox WorkCentre 7835;SS 073.040.107.21400

lexmark
match ^Lexmark (\S+)
product Lexmark SNMP
info $1
device printer
example Lexmark MS610dn version NH4.HS2 kernel 2.6.28

konica
match ^KONICA MINOLTA (.+)
product Konica Minolta SNMP
info $1
device printer
example KONICA MINOLTA bizhub C364e

epson
match ^EPSON 
product EPSON SNMP
device printer
example EPSON Built-in 10Base-T/100Base-TX Print Server

synology
match ^Linux \S+ .*synology
product Synology SNMP
device storage
confidence 0.93
example Linux DiskStation 4.4.180+ #42218 SMP synology_apollolake_918+

vmware
match ^VMware ESXi? (\d[\w.]*)
product VMware ESXi SNMP
version $1
os VMware ESXi $1
cpe o:vmware:esxi
example VMware ESXi 7.0.3 build-20036589 VMware, Inc. x86_64
gives version=7.0.3

fortigate
match ^FortiGate|^Fortinet
product Fortinet FortiGate SNMP
device firewall
cpe o:fortinet:fortios
example FortiGate-60E

paloalto
match ^Palo Alto Networks (PA-\S+|VM-Series)
product Palo Alto PAN-OS SNMP
info $1
device firewall
example Palo Alto Networks PA-220 series firewall

checkpoint
match ^Linux \S+ \S+cpx86
product Check Point SNMP
device firewall
confidence 0.93
example Linux fw 2.6.18-92cpx86_64 #1 SMP

apc
match ^APC (Web/SNMP|Embedded PowerNet SNMP|Web/SNMP Management Card)
product APC SNMP
device UPS
example APC Web/SNMP Management Card (MB:v4.1.0 PF:v6.8.2 PN:apc_hw05_aos_682.bin)

huawei
match ^(?:Huawei |S\d{4}).*?(?:VRP|Versatile Routing Platform).*?Version (\d[\w.]*)
product Huawei VRP SNMP
version $1
device router
flags dotall
example Huawei Versatile Routing Platform Software VRP (R) software,Version 5.170 (S5720 V200R019C10)
gives version=5.170

h3c
match ^(?:H3C|HPE?) Comware.*?Version (\d[\w.]*)
product H3C Comware SNMP
version $1
device switch
flags dotall
example H3C Comware Platform Software, Software Version 7.1.070 Release 6126P20
gives version=7.1.070

ubiquiti
match ^(?:EdgeOS|UAP|USW|UniFi) ?v?(\d[\w.]*)?
product Ubiquiti SNMP
version $1
device router
example EdgeOS v2.0.9

zyxel
match ^(?:GS|XGS|ES|ZyWALL)\d*
product ZyXEL SNMP
device switch
confidence 0.8
example GS1900-24E

dlink
match ^(?:D-Link |DES-|DGS-)
product D-Link SNMP
device switch
example DGS-1210-28 Gigabit Ethernet Switch

siemens
match ^Siemens, SIMATIC (?:NET|S7|HMI)?,? ?
product Siemens SIMATIC SNMP
device industrial controller
example Siemens, SIMATIC S7, CPU-1200, 6ES7 212-1BE40-0XB0

schneider
match ^Schneider Electric
product Schneider Electric SNMP
device industrial controller
example Schneider Electric BMX P34 2020

aix
match ^IBM PowerPC (?:CHRP )?.*AIX version: (\d[\w.]*)
product AIX SNMP
os AIX $1
flags dotall
example IBM PowerPC CHRP Computer\r\nMachine Type: 0x0800004c\r\nBase Operating System Runtime AIX version: 07.02.0005
gives os=AIX 07.02.0005

solaris
match ^SunOS (\S+) (\d[\d.]*)
product Net-SNMP
hostname $1
os SunOS $2
confidence 0.85
example SunOS sol 5.11 11.4.0.15.0 i86pc
gives os=SunOS 5.11

darwin
match ^Darwin (\S+) (\d[\w.]*)
product Net-SNMP
hostname $1
os macOS
confidence 0.85
example Darwin mac.local 21.6.0 Darwin Kernel Version 21.6.0

[snmp.enterprise snmp 0.85]

net-snmp
match ^8072$
product Net-SNMP
cpe a:net-snmp:net-snmp
example 8072

ucd-snmp
match ^2021$
product Net-SNMP
cpe a:net-snmp:net-snmp
example 2021

cisco
match ^9$
product Cisco SNMP
device router
example 9

hp
match ^11$
product HP SNMP
example 11

microsoft
match ^311$
product Microsoft SNMP
os Windows
example 311

juniper
match ^2636$
product Juniper SNMP
device router
example 2636

mikrotik
match ^14988$
product MikroTik SNMP
device router
example 14988

huawei
match ^2011$
product Huawei SNMP
device router
example 2011

h3c
match ^25506$
product H3C SNMP
device switch
example 25506

fortinet
match ^12356$
product Fortinet SNMP
device firewall
example 12356

arista
match ^30065$
product Arista SNMP
device switch
example 30065

aruba
match ^14823$
product Aruba SNMP
device wireless
example 14823

zyxel
match ^890$
product ZyXEL SNMP
example 890

[ldap.result ldap]

openldap
match OpenLDAProotDSE
product OpenLDAP
cpe a:openldap:openldap
example objectClass=top\x04\x0fOpenLDAProotDSE

active-directory
match rootDomainNamingContext
product Microsoft Active Directory LDAP
os Windows
cpe a:microsoft:active_directory
example rootDomainNamingContext=DC=corp,DC=example

samba-ad
match vendorName=Samba Team
product Samba AD LDAP
cpe a:samba:samba
confidence 0.97
example vendorName=Samba Team (https://www.samba.org)

ds389
match (?:389[- ]Directory/|vendorVersion=389-Directory/)(\d[\w.]*)
product 389 Directory Server
version $1
cpe a:redhat:389_directory_server
example vendorVersion=389-Directory/2.3.1 B2023.059.0000
gives version=2.3.1

apacheds
match vendorName=Apache Software Foundation|ApacheDS
product ApacheDS
cpe a:apache:apacheds
example vendorName=Apache Software Foundation

apacheds-version
match vendorVersion=(2\.0\.0[\w.-]*)
product ApacheDS
version $1
confidence 0.9
example vendorVersion=2.0.0.AM26

opendj
match vendorVersion=(?:ForgeRock )?OpenDJ(?: Server)? (\d[\w.]*)
product OpenDJ
version $1
example vendorVersion=OpenDJ Server 4.4.11
gives version=4.4.11

oracle-ds
match vendorVersion=(?:Sun-|Oracle-)(?:Java\(tm\)-System-)?Directory-?(?:Server)?/(\d[\w.]*)
product Oracle Directory Server
version $1
example vendorVersion=Sun-Java(tm)-System-Directory/6.3
gives version=6.3

edirectory
match vendorVersion=(?:LDAP Agent for )?(?:Novell|NetIQ) eDirectory (?:v)?(\d[\w.]*)
product NetIQ eDirectory
version $1
example vendorVersion=LDAP Agent for Novell eDirectory 8.8.8.9
gives version=8.8.8.9

domino
match vendorName=Lotus Development|Domino LDAP
product Domino LDAP
example vendorName=Lotus Development Corporation

ibm-ds
match vendorName=International Business Machines
product IBM Security Directory Server
example vendorName=International Business Machines (IBM)

other
match vendorVersion=([A-Za-z][\w -]*?)[/ ]v?(\d[\w.]*)
product $1
version $2
confidence 0.7
example vendorVersion=lldap 0.4.2
gives product=lldap; version=0.4.2

[krb.text]

mit-null
match ^(?:NULL_CLIENT|BAD_ENCRYPTION_TYPE|CLIENT_NOT_FOUND|NEEDED_PREAUTH|SERVER_NOT_FOUND|LOOKING_UP_CLIENT|NULL_SERVER|PREAUTH_FAILED|Failed reading application request|Failed decrypting request)
product MIT Kerberos
cpe a:mit:kerberos_5
example NULL_CLIENT

heimdal
match ^(?:Client unknown|No such entry in the database|No client in request|Server not found in Kerberos database|KDC has no support for encryption type|Need to use PA-|ASN\.1 identifier doesn't match expected value)
product Heimdal Kerberos
cpe a:heimdal_project:heimdal
example No client in request

[raw radius]

access-reject
match (?s)^\x03.\x00[\x14-\xff].{16}
service radius
confidence 0.6
unless (?s)^.{200}
probe radius-status
example \x03\x01\0\x14AAAAAAAAAAAAAAAA

access-accept
match (?s)^\x02.\x00\x14.{16}$
service radius
probe radius-status
confidence 0.85
example \x02\x01\0\x14\x19\x83\x82k\xd4\x9b\xb3g\xf6\xda/\x04K\xa4\x82\x1e

accounting-response
match (?s)^\x05.\x00\x14.{16}$
service radius-acct
probe radius-status
confidence 0.85
example \x05\x01\0\x14\xc6-\x09\xe0\xd2/\xed\x1d\xf1\x83\x8b9\x97\xba}\xe2

[raw tacacs]

tacacs
match (?s)^\xc0[\x01-\x03][\x02\x04\x06][\x00-\x05].{4}\x00\x00
service tacacs
confidence 0.8
example \xc0\x01\x02\0\0\0\0\x01\0\0\0\x06

[x509.subject]

tor
match ^CN ?= ?www\.[a-z2-7]{8,20}\.net$
service tor-orport
product Tor ORPort
cpe a:torproject:tor
confidence 0.85
example CN=www.x3vl6mlecvnkn4kr5.net
gives name=tor-orport

[raw whois]

whois-ripe
match ^% This is the RIPE Database query service
service whois
product RIPE Database
example % This is the RIPE Database query service.\n

whois
match (?i)^(?:%|#|>>>).{0,60}whois
service whois
confidence 0.8
example % Welcome to whois server\r\n

whois-nomatch
match (?i)^(?:No match|No entries found|% No match|NOT FOUND|No Object Found)
service whois
confidence 0.6
example No match for "HELP".\r\n

[raw auth]

oidentd
match ^\d+ ?, ?\d+ ?: ?ERROR ?: ?NO-USER\r\n$
service auth
confidence 0.7
example 1, 2 : ERROR : NO-USER\r\n

oidentd-exact
match ^\d+,\d+:ERROR:(?:NO-USER|HIDDEN-USER|INVALID-PORT|UNKNOWN-ERROR)\r\n
service auth
product oidentd
confidence 0.85
cpe a:ojnk:oidentd
example 1,2:ERROR:NO-USER\r\n

ident-error
match ^\d+ ?, ?\d+ ?: ?(?:ERROR|USERID) ?: ?[\w -]+
service auth
confidence 0.75
example 0 , 0 : ERROR : UNKNOWN-ERROR\r\n

nullidentd
match ^\d+ , \d+ : USERID : UNIX : foobar\r\n
service auth
product nullidentd
example 1 , 2 : USERID : UNIX : foobar\r\n

[finger.text finger]

netkit
match ^No one logged on\.
product fingerd
example No one logged on.

[raw finger]

no-one
match ^No one logged on\.\r?\n|^(?:\r?\n)?Login\s+Name\s+(?:TTY|Tty)
service finger
product BSD fingerd
confidence 0.85
example No one logged on.\r\n
example Login     Name       Tty      Idle  Login Time   Office     Office Phone\r\nroot      root      pts/0

no-such
match ^finger: [^\r\n]{1,80}: no such user\.
service finger
product BSD fingerd
confidence 0.9
example finger: HELP: no such user.\r\n

user
match ^Login(?: name)?: \S+\s+(?:In real life|Name): 
service finger
example Login: root           \t\t\tName: root\r\n

efingerd
match (?i)efingerd
service finger
product efingerd
example efingerd 1.6\r\n

cfingerd
match (?i)cfingerd
service finger
product cfingerd
example Configurable Finger Daemon (cfingerd) v1.4.3\r\n

[raw dict]

dictd
match ^220 (\S+) dictd (\d[\w.]*)(?:/rf on (\S+) (\S+))?
service dict
product dictd
version $2
hostname $1
os $3
cpe a:dictd:dictd
example 220 zoo.test dictd 1.13.1/rf on Linux 6.1.0 <auth.mime> <1.1.1@zoo.test>\r\n
gives version=1.13.1; hostname=zoo.test; os=Linux

dict-other
match ^220 (\S+) [^\r\n]*<(?:(?:auth|mime)[\w.]*)?> <[^<>\s]+>\r?\n
service dict
confidence 0.8
example 220 host dict server <auth.mime> <1@host>\r\n

dico
match ^220 (\S+) dicod \(GNU dico\)? (\d[\w.]*)\)?
service dict
product GNU Dico
version $2
example 220 zoo dicod (GNU dico 2.11) <mime.xversion> <1@zoo>\r\n
gives version=2.11

[raw domain]

odd-kresd
match ^(?:\x00[\x0c\x11])?TJ\xf8\x95\x00\x01\x00{6}\x00\x00\x01\x00\x01$
service domain
product Knot Resolver
cpe a:nic:knot_resolver
confidence 0.8
example TJ\xf8\x95\0\x01\0\0\0\0\0\0\0\0\x01\0\x01

odd-tinydns
match ^TJ\x84\x04\x00\x01\x00{6}\x00\x00\x01\x00\x01$
service domain
product tinydns
confidence 0.8
example TJ\x84\x04\0\x01\0\0\0\0\0\0\0\0\x01\0\x01

odd-bind
match ^(?:\x00[\x0c\x11])?TJ\xf8\x04\x00{8}$
service domain
product ISC BIND
cpe a:isc:bind
confidence 0.72
example TJ\xf8\x04\0\0\0\0\0\0\0\0

odd-unbound
match ^(?:\x00[\x0c\x11])?TJ\xf8\xf1\x00\x01\x00{6}\x00\x00\x01\x00\x01$
service domain
product Unbound
cpe a:nlnetlabs:unbound
confidence 0.8
example TJ\xf8\xf1\0\x01\0\0\0\0\0\0\0\0\x01\0\x01

odd-dnsmasq
match ^(?:\x00[\x0c\x11])?TJ\xf8\xd5\x00\x01\x00{6}\x00\x00\x01\x00\x01$
service domain
product dnsmasq
cpe a:thekelleys:dnsmasq
confidence 0.8
example TJ\xf8\xd5\0\x01\0\0\0\0\0\0\0\0\x01\0\x01

odd-knot
match ^(?:\x00[\x0c\x11])?TJ\xf8\x04\x00\x01\x00{6}\x00\x00\x01\x00\x01$
service domain
product Knot DNS
cpe a:nic:knot_dns
confidence 0.72
example TJ\xf8\x04\0\x01\0\0\0\0\0\0\0\0\x01\0\x01

odd-nsd
match ^(?:\x00[\x0c\x11])?TJ\xfa\xd4\x00{8}$
service domain
product NLnet Labs NSD
cpe a:nlnetlabs:nsd
confidence 0.8
example TJ\xfa\xd4\0\0\0\0\0\0\0\0

odd-dnsdist
match ^(?:\x00[\x0c\x11])?TJ\xf8\x14\x00{8}$
service domain
product dnsdist
info passes questions on
cpe a:powerdns:dnsdist
confidence 0.98
example TJ\xf8\x14\0\0\0\0\0\0\0\0

