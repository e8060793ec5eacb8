# Remote access: SSH, Telnet, VNC, X11, RDP, rlogin and what is near.

[ssh.software ssh]

openssh
match ^OpenSSH_(\d[\w.]*)(?: (.*))?$
product OpenSSH
version $1
info $2
cpe a:openbsd:openssh
example OpenSSH_9.2p1
gives product=OpenSSH; version=9.2p1; cpe=cpe:2.3:a:openbsd:openssh:9.2p1:*:*:*:*:*:*:*

openssh-debian
match ^OpenSSH_(\d[\w.]*) (Debian|Raspbian)-(\S+)
product OpenSSH
version $1
info $2-$3
os $2
cpe a:openbsd:openssh
confidence 0.96
example OpenSSH_10.0p2 Debian-7
gives version=10.0p2; os=Debian; info=Debian-7

openssh-debian12
match ^OpenSSH_(\d[\w.]*) Debian-(\S*deb(\d+)u\d+)
product OpenSSH
version $1
info Debian-$2
os Debian $3
cpe a:openbsd:openssh
cpe o:debian:debian_linux
confidence 0.97
example OpenSSH_9.2p1 Debian-2+deb12u10
gives os=Debian 12

openssh-ubuntu
match ^OpenSSH_(\d[\w.]*) Ubuntu-(\S+)
product OpenSSH
version $1
info Ubuntu-$2
os Ubuntu
cpe a:openbsd:openssh
cpe o:canonical:ubuntu_linux
confidence 0.96
example OpenSSH_8.9p1 Ubuntu-3ubuntu0.6
gives version=8.9p1; os=Ubuntu

openssh-freebsd
match ^OpenSSH_(\d[\w.]*) FreeBSD-(\S+)
product OpenSSH
version $1
info FreeBSD-$2
os FreeBSD
cpe a:openbsd:openssh
confidence 0.96
example OpenSSH_9.3 FreeBSD-20230719
gives version=9.3; os=FreeBSD

openssh-windows
match ^OpenSSH_for_Windows_(\d[\w.]*)
product OpenSSH
version $1
os Windows
cpe a:openbsd:openssh
example OpenSSH_for_Windows_8.1
gives version=8.1; os=Windows

openssh-netbsd
match ^OpenSSH_(\d[\w.]*) NetBSD_Secure_Shell-(\S+)
product OpenSSH
version $1
os NetBSD
cpe a:openbsd:openssh
confidence 0.96
example OpenSSH_9.5 NetBSD_Secure_Shell-20231110-hpn13v14-lpk
gives os=NetBSD

dropbear
match ^dropbear(?:_(\d[\w.]*))?
product Dropbear sshd
version $1
cpe a:dropbear_ssh_project:dropbear_ssh
example dropbear_2022.83
gives product=Dropbear sshd; version=2022.83

tinyssh
match ^tinysshd?_(\d{8})?
product TinySSH
version $1
cpe a:tinyssh:tinyssh
example tinyssh_noversion
gives product=TinySSH
example tinyssh_20230101-1 e3dftrTz
gives version=20230101

tinyssh-plain
match ^TinySSH_?
product TinySSH
flags icase
confidence 0.9
example TinySSH

libssh
match ^libssh[_-](\d[\w.]*)
product libssh
version $1
cpe a:libssh:libssh
example libssh_0.9.6
gives version=0.9.6

cisco
match ^Cisco-(\d[\d.]*)
product Cisco SSH
version $1
os Cisco IOS
device router
cpe o:cisco:ios
example Cisco-1.25
gives version=1.25; os=Cisco IOS

mikrotik
match ^ROSSSH$
product MikroTik RouterOS sshd
os RouterOS
device router
cpe o:mikrotik:routeros
example ROSSSH

huawei
match ^HUAWEI-(\S+)
product Huawei sshd
device router
example HUAWEI-1.5

comware
match ^Comware-(\d[\w.]*)
product H3C Comware sshd
version $1
device switch
example Comware-7.1.045

arista-mocana
match ^Mocana SSH(?: (\d[\w.]*))?
product Mocana SSH
version $1
example Mocana SSH 5.8

romsshell
match ^RomSShell_(\d[\w.]*)
product AllegroSoft RomSShell
version $1
device embedded
example RomSShell_5.40
gives version=5.40

ilo
match ^mpSSH_(\d[\w.]*)
product HPE iLO mpSSH
version $1
device remote management
example mpSSH_0.2.1
gives version=0.2.1

ipssh
match ^IPSSH-(\d[\w.]*)
product IPSSH
version $1
device embedded
example IPSSH-6.9.0

lancom
match ^lancom
product LANCOM sshd
device router
example lancom

fortissh
match ^FortiSSH_(\d[\w.]*)
product FortiSSH
version $1
device firewall
example FortiSSH_3.0

netscreen
match ^NetScreen
product NetScreen sshd
device firewall
example NetScreen

sun-ssh
match ^Sun_SSH_(\d[\w.]*)
product Sun SSH
version $1
os Solaris
cpe a:sun:sun_ssh
example Sun_SSH_1.1.5
gives version=1.1.5

ssh-com
match ^(\d[\w.]*) SSH (?:Secure Shell|Tectia Server)
product SSH Tectia Server
version $1
example 6.4.10.205 SSH Tectia Server

bitvise
match ^(\d[\w.]*) FlowSsh: Bitvise SSH Server \(WinSSHD\)(?: (\d[\w.]*))?
product Bitvise SSH Server
version $2
os Windows
cpe a:bitvise:winsshd
example 9.99 FlowSsh: Bitvise SSH Server (WinSSHD) 9.31

winsshd
match ^WinSSHD(?: (\d[\w.]*))?|WinSSHD
product Bitvise WinSSHD
version $1
os Windows
confidence 0.9
example WinSSHD 5.0

freesshd
match ^WeOnlyDo(?:-wodFTPD)? (\d[\w.]*)
product WeOnlyDo sshd
version $1
os Windows
example WeOnlyDo 2.1.3
gives version=2.1.3

paramiko
match ^paramiko_(\d[\w.]*)
product Paramiko
version $1
cpe a:paramiko:paramiko
example paramiko_2.12.0
gives version=2.12.0

asyncssh
match ^AsyncSSH_(\d[\w.]*)
product AsyncSSH
version $1
cpe a:asyncssh_project:asyncssh
example AsyncSSH_2.10.1
gives version=2.10.1

twisted
match ^Twisted(?:_(\d[\w.]*))?
product Twisted Conch
version $1
cpe a:twistedmatrix:twisted
example Twisted_22.4.0
gives version=22.4.0

go
match ^Go$
product Golang x/crypto/ssh
example Go

gitlab
match ^GitLab-SSHD
product GitLab sshd
example GitLab-SSHD

gitea
match ^Gitea
product Gitea sshd
example Gitea

gerrit
match ^GerritCodeReview_(\d[\w.-]*)
product Gerrit
version $1
info Apache MINA SSHD
cpe a:google:gerrit
example GerritCodeReview_3.6.2 (APACHE-SSHD-2.8.0)
gives version=3.6.2

mina
match ^(?:APACHE-SSHD|SSHD-(?:CORE|UNKNOWN))-?(\d[\w.]*)?
product Apache MINA SSHD
version $1
cpe a:apache:mina_sshd
example APACHE-SSHD-2.8.0
gives version=2.8.0

proftpd
match ^mod_sftp(?:/(\d[\w.]*))?
product ProFTPD mod_sftp
version $1
cpe a:proftpd:proftpd
example mod_sftp/0.9.9
gives version=0.9.9

sftpgo
match ^SFTPGo(?:_(\d[\w.-]*))?
product SFTPGo
version $1
cpe a:sftpgo_project:sftpgo
example SFTPGo_2.5.4
gives version=2.5.4

wolfssh
match ^wolfSSHv(\d[\w.]*)
product wolfSSH
version $1
cpe a:wolfssh:wolfssh
example wolfSSHv1.4.12
gives version=1.4.12

erlang
match ^Erlang(?:/(\d[\w.]*))?
product Erlang ssh
version $1
cpe a:erlang:erlang/otp
example Erlang/4.15.2
gives version=4.15.2

lsh
match ^lshd[-_](\d[\w.]*)
product lshd
version $1
cpe a:gnu:lsh
example lshd-2.1 lsh - a GNU ssh
gives version=2.1

serv-u
match ^Serv-U_(\d[\w.]*)
product Serv-U
version $1
cpe a:solarwinds:serv-u
example Serv-U_15.4.2.126
gives version=15.4.2.126

crushftp
match ^CrushFTPSSHD
product CrushFTP
example CrushFTPSSHD

globalscape
match ^(\d[\w.]*) ?sshlib: (?:Globalscape|GlobalSCAPE)
product Globalscape EFT
version $1
example 1.82 sshlib: Globalscape

vshell
match ^(?:VShell_)(\d[\w_.]*) VShell
product VanDyke VShell
version $1
example VShell_4_6_2_100 VShell

teleport
match ^Teleport
product Teleport
cpe a:goteleport:teleport
example Teleport

xlight
match ^xlightftpd_(?:release_)?(\d[\w.]*)
product Xlight FTP Server
version $1
os Windows
example xlightftpd_release_3.9.3.5

cowrie
match ^Maverick_SSHD
product Maverick SSHD
example Maverick_SSHD

zyxel
match ^Zyxel SSH server
product ZyXEL sshd
device router
example Zyxel SSH server

adtran
match ^ADTRAN
product ADTRAN sshd
device router
example ADTRAN_4.41

russh
match ^russh_(\d[\w.]*)
product russh
version $1
example russh_0.38.0

rclone
match ^rclone/(?:v?(\d[\w.]*))?
product rclone
version $1
cpe a:rclone:rclone
example rclone/

[telnet.text telnet]

mikrotik
match ^MikroTik v?(\d[\w.]*)? ?(?:\([a-z-]+\))?\r?\nLogin: 
product MikroTik RouterOS telnetd
version $1
os RouterOS
device router
example MikroTik v6.49.10 (stable)\r\nLogin: 
gives version=6.49.10

cisco
match User Access Verification
unless Hello, this is 
product Cisco IOS telnetd
os Cisco IOS
device router
cpe o:cisco:ios
example \r\n\r\nUser Access Verification\r\n\r\nPassword: 
gives device=router

linux-issue
match (?m)^(?:Debian GNU/Linux|Ubuntu) (\d[\w.]*)
info login prompt
os Linux
confidence 0.9
example Debian GNU/Linux 12\r\nzoo login: 

debian-telnetd
match (?s)(Debian GNU/Linux|Ubuntu|Linux) ?(\d[\w.]*)?.*login: 
product Linux telnetd
os $1
confidence 0.8
example Debian GNU/Linux 12\r\n\rzoo login: 

microsoft
match Welcome to Microsoft Telnet Service
product Microsoft Windows telnetd
os Windows
cpe o:microsoft:windows
example Welcome to Microsoft Telnet Service \n\n\rlogin: 

openwrt
match BusyBox v(\d[\w.]*) .*built-in shell
product BusyBox telnetd
version $1
cpe a:busybox:busybox
device embedded
example BusyBox v1.36.1 (2023-11-14 13:38:11 UTC) built-in shell (ash)
gives version=1.36.1

hp-jetdirect
match HP JetDirect
product HP JetDirect telnetd
device printer
example \r\nHP JetDirect\r\nPassword is not set

procurve
match ProCurve|HP J\d{4}A
product HP ProCurve telnetd
device switch
example HP J9019A ProCurve Switch 2510-24

vxworks
match VxWorks login: 
product VxWorks telnetd
os VxWorks
device embedded
example VxWorks login: 

huawei
match Huawei (?:Technologies|HomeGateway|Home Gateway)|Login authentication\r\n
product Huawei telnetd
device router
example Login authentication\r\n\r\nUsername:

zte
match ^F\d{3}\r?\nLogin: 
product ZTE telnetd
device router
example F660\r\nLogin: 

sun
match SunOS (\d[\d.]*)
product Solaris telnetd
os SunOS $1
example \r\n\r\nSunOS 5.10\r\n\r\r\n\rlogin: 
gives os=SunOS 5.10

aix
match AIX Version (\d+)
product AIX telnetd
os AIX $1
example AIX Version 7\r\nCopyright IBM Corporation
gives os=AIX 7

freebsd
match FreeBSD/\w+ \(
product FreeBSD telnetd
os FreeBSD
example FreeBSD/amd64 (bsd.example) (pts/0)\r\nlogin: 

apc
match American Power Conversion
product APC telnetd
device UPS
example User Name : American Power Conversion

qemu-monitor
match qemu-system|QEMU \d[\w.]* monitor
product QEMU monitor
service qemu-monitor
example QEMU 7.2.4 monitor - type 'help' for more information

vlc
match VLC media player (\d[\w.-]*)
product VLC
service vlc-telnet
version $1
example VLC media player 3.0.20 Vetinari\nPassword: 
gives version=3.0.20

eggdrop
match \(Eggdrop v(\d[\w.+]*) \(C\) 1997 Robey Pointer
product Eggdrop
version $1
cpe a:eggheads:eggdrop
confidence 0.97
example Zoo  (Eggdrop v1.8.4 (C) 1997 Robey Pointer (C) 2010-2018 Eggheads)\r\n\r\nPlease enter your nickname.\r\n
gives version=1.8.4

[x11.vendor x11]

xorg
match ^The X\.Org Foundation$
product X.Org X server
cpe a:x.org:x_server
example The X.Org Foundation

xfree86
match ^The XFree86 Project
product XFree86
cpe a:xfree86_project:x11r6
example The XFree86 Project, Inc

xming
match ^Colin Harrison$
product Xming
os Windows
example Colin Harrison

moba
match ^(?:Moba|MobaXterm)
product MobaXterm
os Windows
example Moba/X

tightvnc
match ^AT&T Laboratories Cambridge$
product TightVNC X server
example AT&T Laboratories Cambridge

[raw vnc]

apple
match ^RFB 003\.889\n
product Apple Remote Desktop
os macOS
cpe o:apple:macos
example RFB 003.889\n

realvnc4
match ^RFB 004\.\d+\n
product RealVNC Enterprise
cpe a:realvnc:realvnc
example RFB 004.001\n

realvnc5
match ^RFB 005\.\d+\n
product RealVNC
cpe a:realvnc:realvnc
example RFB 005.000\n

ultravnc
match ^RFB 003\.00[46]\n|^RFB 003\.01[46]\n
product UltraVNC
os Windows
cpe a:uvnc:ultravnc
example RFB 003.006\n

[raw telnet]

inetutils-auth
match ^\xff\xfb\x25\xff\xfb\x26\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27\xff\xfd\x24
product GNU Inetutils telnetd
os Linux
cpe a:gnu:inetutils
confidence 0.85
example \xff\xfb\x25\xff\xfb\x26\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27\xff\xfd\x24
gives name=telnet

inetutils
match ^\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27\xff\xfd\x24
product GNU Inetutils telnetd
cpe a:gnu:inetutils
confidence 0.8
example \xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27\xff\xfd\x24

netkit
match ^\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27(?!\xff\xfd\x24)
product Linux telnetd
os Linux
confidence 0.8
example \xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27

busybox
match ^\xff\xfd\x01\xff\xfd\x1f\xff\xfb\x01\xff\xfb\x03
product BusyBox telnetd
device embedded
cpe a:busybox:busybox
confidence 0.8
example \xff\xfd\x01\xff\xfd\x1f\xff\xfb\x01\xff\xfb\x03zoo login: 

cisco
match ^\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\r\n
product Cisco IOS telnetd
os Cisco IOS
device router
confidence 0.8
example \xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\r\n\r\nUser Access Verification

windows
match ^\xff\xfd\x25\xff\xfb\x01\xff\xfb\x03\xff\xfd\x27\xff\xfd\x1f\xff\xfd\x00\xff\xfb\x00
product Microsoft Windows telnetd
os Windows
confidence 0.85
example \xff\xfd\x25\xff\xfb\x01\xff\xfb\x03\xff\xfd\x27\xff\xfd\x1f\xff\xfd\0\xff\xfb\0

[raw vnc]

tigervnc-banned
match ^RFB 003\.003\n\x00\x00\x00\x00\x00\x00\x00\x1aToo many security failures
product TigerVNC
cpe a:tigervnc:tigervnc
confidence 0.97
info blocks this address for a while
example RFB 003.003\n\0\0\0\0\0\0\0\x1aToo many security failures

tigervnc-refuses
match ^(?:RFB 003\.\d{3}\n)?\x00{4,5}.Client needs protocol version \d\.\d, server has \d\.\d$
product TigerVNC
cpe a:tigervnc:tigervnc
example \0\0\0\0\x001Client needs protocol version 4.0, server has 3.8
example RFB 003.008\n\0\0\0\x001Client needs protocol version 4.0, server has 3.8

[raw ms-wbt-server]

xrdp-mcs
match ^\x03\x00\x00\x09\x02\xf0\x80!\x80$
product xrdp
cpe a:neutrinolabs:xrdp
example \x03\0\0\x09\x02\xf0\x80!\x80

[raw shell]

rsh
match ^\x01(?:Permission denied|Invalid from|rshd: |getnameinfo: )
service shell
example \x01Permission denied.\n
example \x01getnameinfo: Temporary failure in name resolution\n

rexec
match ^\x01(?:Where are you\?|Login incorrect|rexecd: )
service exec
example \x01Where are you?\n

rlogin-denied
match ^\x01(?:rlogind: |Permission denied on)
service login
product rlogind
example \x01rlogind: Permission denied.\r\n

[raw guacd]

guacd
match ^\d+\.(?:args|error|ready),
service guacd
product Apache Guacamole guacd
cpe a:apache:guacamole
example 4.args,13.VERSION_1_5_0,8.hostname;

guacd-version
match ^4\.args,\d+\.VERSION_(\d+)_(\d+)_(\d+)
service guacd
product Apache Guacamole guacd
info protocol $1.$2.$3
cpe a:apache:guacamole
confidence 0.97
example 4.args,13.VERSION_1_5_0,8.hostname;
gives info=protocol 1.5.0

[raw spice]

spice
match ^REDQ\x02\x00\x00\x00
service spice
product SPICE
cpe a:spice-space:spice
example REDQ\x02\0\0\0\x02\0\0\0

[raw nx]

nx
match ^HELLO NXSERVER - Version (\d[\w.-]*)
service nx
product NoMachine
version $1
example HELLO NXSERVER - Version 3.2.0-74-SVN OS (GPL, using backend: 3.5.0)
gives version=3.2.0-74-SVN

[raw anydesk]

teamviewer
match ^\x17\x24\x0a\x20
service teamviewer
product TeamViewer
example \x17\x24\x0a\x20\0\0

radmin
match ^\x01\x00\x00\x00\x25
service radmin
product Radmin
os Windows
example \x01\0\0\0\x25\0\0\x02\x12\x08\x02\0\0\x0a\0

[smb.lm microsoft-ds]

samba-native
match ^Samba (\d[\w.]*)(?:-([A-Za-z]+))?
product Samba smbd
version $1
os $2
cpe a:samba:samba
confidence 0.9
example Samba 4.17.12-Debian
gives product=Samba smbd; version=4.17.12; os=Debian

# By NetBIOS's port it is NetBIOS's service.
samba-native-session
match ^Samba (\d[\w.]*)(?:-([A-Za-z]+))?
port 139
service netbios-ssn
product Samba smbd
version $1
os $2
cpe a:samba:samba
example Samba 4.17.12-Debian
gives product=Samba smbd; version=4.17.12; os=Debian

# What the system calls itself. Its LAN manager's name is no help: Windows XP and many devices say "Windows 2000 LAN Manager", too.
[smb.os microsoft-ds 0.9]

windows-2000
match ^Windows 5\.0$
os Windows 2000
example Windows 5.0
gives os=Windows 2000

windows-xp
match ^Windows 5\.1$
os Windows XP
example Windows 5.1
gives os=Windows XP

windows-names-itself
match ^Windows (XP|Vista|7|8(?:\.1)?|10|11)(?: |$)
os Windows $1
example Windows 7 Professional 7601 Service Pack 1
gives os=Windows 7
example Windows XP 3790 Service Pack 2
gives os=Windows XP
example Windows Vista (TM) Business 6002 Service Pack 2
gives os=Windows Vista

windows-server-names-itself
match ^Windows (?:Web )?Server (?:\(R\) )?(20\d\d(?: R2)?)(?: |$)
os Windows Server $1
example Windows Server 2003 3790 Service Pack 2
gives os=Windows Server 2003
example Windows Server (R) 2008 Standard 6002 Service Pack 2
gives os=Windows Server 2008
example Windows Server 2008 R2 Standard 7601 Service Pack 1
gives os=Windows Server 2008 R2
