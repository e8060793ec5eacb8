# File transfer: FTP, TFTP, rsync, AFP.

[ftp.banner ftp]

vsftpd
match ^\(vsFTPd (\d[\w.+-]*)\)
product vsftpd
version $1
os Unix
cpe a:vsftpd_project:vsftpd
example (vsFTPd 3.0.3)
gives version=3.0.3

proftpd
match ^ProFTPD (\d[\w.]*) Server(?: \(([^)]*)\))?
product ProFTPD
version $1
info $2
cpe a:proftpd:proftpd
example ProFTPD 1.3.8 Server (Debian) [::ffff:198.18.0.2]
gives version=1.3.8; info=Debian
example ProFTPD 1.3.5e Server ready.

proftpd-plain
match ^ProFTPD Server\b
product ProFTPD
cpe a:proftpd:proftpd
example ProFTPD Server (Debian) [198.18.0.2]
example ProFTPD Server ready.

pureftpd
match Welcome to Pure-FTPd(?: (\d[\w.]*))?
product Pure-FTPd
version $1
cpe a:pureftpd:pure-ftpd
example ---------- Welcome to Pure-FTPd [privsep] [TLS] ----------\r\n220-You are user number 1 of 50 allowed.
example ---------- Welcome to Pure-FTPd 1.0.21 [TLS] ----------
gives version=1.0.21

filezilla
match FileZilla Server(?: version)? v?(\d[\w. ]*?)(?: beta)?(?:\r|\n|$)
product FileZilla Server
version $1
os Windows
cpe a:filezilla-project:filezilla_server
example -FileZilla Server 0.9.60 beta\r\n220-written by Tim Kosse
gives version=0.9.60
example FileZilla Server 1.8.2
gives version=1.8.2

microsoft
match ^(?:(\S+) )?Microsoft FTP Service(?: \(Version (\d[\d.]*)\))?
product Microsoft ftpd
version $2
hostname $1
os Windows
cpe a:microsoft:internet_information_services
example Microsoft FTP Service
gives os=Windows
example web01 Microsoft FTP Service (Version 5.0).
gives hostname=web01; version=5.0

serv-u
match ^Serv-U FTP[- ]Server v(\d[\w.]*)
product Serv-U
version $1
cpe a:solarwinds:serv-u
example Serv-U FTP Server v15.4 ready...
gives version=15.4

wuftpd
match ^(\S+) FTP server \(Version wu-(\d[\w.()-]*)
product WU-FTPD
version $2
hostname $1
cpe a:washington_university:wu-ftpd
example ftp.example.org FTP server (Version wu-2.6.2(1) Sun Nov 22 07:13:28 UTC 2026) ready.
gives hostname=ftp.example.org

inetutils
match ^(\S+) FTP server \(GNU inetutils (\d[\w.]*)\) ready
product GNU Inetutils ftpd
version $2
hostname $1
cpe a:gnu:inetutils
example zoo FTP server (GNU inetutils 2.4) ready.
gives version=2.4; hostname=zoo

linux-ftpd
match ^(\S+) FTP server \(Version (\d[\w.]*)/OpenBSD/Linux-ftpd-(\d[\w.]*)\) ready
product linux-ftpd
version $3
hostname $1
os Linux
example zoo FTP server (Version 6.4/OpenBSD/Linux-ftpd-0.17) ready.
gives version=0.17; os=Linux

bsd-ftpd
match ^(\S+) FTP server \(Version (\d[\w.]*)\) ready
product BSD ftpd
version $2
hostname $1
confidence 0.8
example host.example.org FTP server (Version 6.00LS) ready.
gives version=6.00LS

openbsd-ftpd
match ^(\S+) FTP server ready\.$
product BSD ftpd
hostname $1
confidence 0.7
example host.example.org FTP server ready.

tnftpd
match ^(\S+) FTP server \(tnftpd (\d+\w*)\) ready
product tnftpd
version $2
hostname $1
example mac.local FTP server (tnftpd 20230930) ready.
gives version=20230930

netbsd-ftpd
match ^(\S+) FTP server \(NetBSD-ftpd (\d+\w*)\) ready
product NetBSD ftpd
version $2
hostname $1
os NetBSD
example nb.example.org FTP server (NetBSD-ftpd 20180428) ready.

pyftpdlib
match ^pyftpdlib (?:based ftpd )?(?:ready|(\d[\w.]*) ready)
product pyftpdlib
version $1
cpe a:pyftpdlib_project:pyftpdlib
example pyftpdlib based ftpd ready.
example pyftpdlib 1.5.4 ready.
gives version=1.5.4

bftpd
match ^bftpd (\d[\w.]*) at (\S+) ready
product Bftpd
version $1
hostname $2
cpe a:bftpd_project:bftpd
example bftpd 6.1 at 198.18.0.2 ready.
gives version=6.1

uftpd
match ^uftpd \((\d[\w.-]*)\) ready
product uftpd
version $1
cpe a:troglobit:uftpd
example uftpd (2.15) ready.
gives version=2.15

crushftp
match ^(?:Welcome to )?CrushFTP(?:\d+)?(?: Server)?(?: Ready!|!)
product CrushFTP
cpe a:crushftp:crushftp
example CrushFTP Server Ready!

gene6
match ^Gene6 FTP Server v(\d[\w.]*)
product Gene6 FTP Server
version $1
os Windows
example Gene6 FTP Server v3.10.0 (Build 15) ready...
gives version=3.10.0

warftpd
match ^(?:-)?.*WarFTPd (\d[\w.-]*)
product War FTP Daemon
version $1
os Windows
example -Jgaa's Fan Club FTP Service WAR-FTPD WarFTPd 1.82.00-RC11 Ready
gives version=1.82.00-RC11

cerberus
match Welcome to Cerberus FTP Server
product Cerberus FTP Server
os Windows
cpe a:cerberusftp:ftp_server
example -Welcome to Cerberus FTP Server\r\n220 Created by Cerberus, LLC

titan
match ^Titan FTP Server (\d[\w.]*) Ready
product Titan FTP Server
version $1
os Windows
cpe a:southrivertech:titan_ftp_server
example Titan FTP Server 19.00.3505 Ready.

globalscape
match GlobalSCAPE|Globalscape
product Globalscape EFT
cpe a:globalscape:eft_server
example GlobalSCAPE EFT Server (v. 7.4) * UNREGISTERED COPY *

vxworks
match VxWorks.*FTP server(?: \(VxWorks (?:VxWorks)?(\d[\w.]*)\))?
product VxWorks ftpd
version $1
os VxWorks
device embedded
cpe o:windriver:vxworks
example VxWorks FTP server (VxWorks 5.4.2) ready.
gives version=5.4.2

hp-jetdirect
match ^JD FTP Server Ready
product HP JetDirect ftpd
device printer
example JD FTP Server Ready.

hp-ux
match ^(\S+) FTP server \(Version 1\.\S+ .*\) ready\.$
product HP-UX ftpd
os HP-UX
hostname $1
confidence 0.8
example hpux FTP server (Version 1.1.214.4(PHNE_23950) Wed May 22 05:59:53 GMT 2001) ready.

solaris
match ^(\S+) FTP server \(SunOS (\d[\d.]*)\) ready
product Solaris ftpd
os SunOS $2
hostname $1
example sun FTP server (SunOS 5.8) ready.
gives os=SunOS 5.8

brother
match ^FTP print service:V-(\d[\w.]*)/
product Brother ftpd
version $1
device printer
example FTP print service:V-1.13/Use the network password for the ID if updating.
gives version=1.13; device=printer

ricoh
match ^(\S+) (?:RICOH|NRG|LANIER|SAVIN|Gestetner) .* FTP server \((\d[\w.]*)\) ready
product Ricoh ftpd
version $2
device printer
example mp RICOH MP C3003 FTP server (13.11) ready.
gives version=13.11

konica
match ^KONICA MINOLTA FTP server ready
product Konica Minolta ftpd
device printer
example KONICA MINOLTA FTP server ready.

kyocera
match ^(ECOSYS \S+|TASKalfa \S+|FS-\S+) FTP server
product Kyocera ftpd
info $1
device printer
example ECOSYS M2040dn FTP server.

xerox
match ^(?:Xerox|XEROX|FUJI XEROX) (\S+ ?\S*?)\.?$
product Xerox ftpd
info $1
device printer
confidence 0.85
example Xerox WorkCentre 7835

lexmark
match ^Lexmark (\S+) FTP Server (\d[\w.-]*) ready
product Lexmark ftpd
version $2
info $1
device printer
example Lexmark T640 FTP Server 55.10.21 ready.

qnap
match ^NASFTPD Turbo station (?:\d\S+ )?Server \(ProFTPD\)
product QNAP ftpd
device storage
example NASFTPD Turbo station 1.3.5a Server (ProFTPD) [198.18.0.2]

mikrotik
match ^(\S+) FTP server \(MikroTik (\d[\w.]*)\) ready
product MikroTik RouterOS ftpd
version $2
hostname $1
device router
cpe o:mikrotik:routeros
example MikroTik FTP server (MikroTik 6.49.10) ready
gives version=6.49.10

sftpgo
match ^SFTPGo (\d[\w.-]*) ready
product SFTPGo
version $1
cpe a:sftpgo_project:sftpgo
example SFTPGo 2.5.4 ready
gives version=2.5.4

twoftpd
match ^TwoFTPd server ready
product twoftpd
example TwoFTPd server ready.

ftpd-ssl
match ^(\S+) FTP server \(Version (\d\S*)/OpenBSD/Linux-ftpd-ssl-(\d[\w.]*)\)
product linux-ftpd-ssl
version $3
hostname $1
example zoo FTP server (Version 6.4/OpenBSD/Linux-ftpd-ssl-0.17) ready.
gives version=0.17

oftpd
match ^oftpd|^Service ready for new user\.$
product oftpd
confidence 0.75
example Service ready for new user.

muddleftpd
match muddleftpd \((\d[\w.]*)\)
product MuddleFTPD
version $1
flags icase
example host FTP server (muddleftpd (1.3.13.1)) ready.

[ftp.reply ftp]

pure-ftpd-reply
match 220-.*Pure-FTPd
product Pure-FTPd
confidence 0.8
example 220---------- Welcome to Pure-FTPd

vsftpd-reply
match ^500 OOPS: 
product vsftpd
confidence 0.8
cpe a:vsftpd_project:vsftpd
example 500 OOPS: vsf_sysutil_bind

vsftpd-login
match ^530 Please login with USER and PASS\.
product vsftpd
confidence 0.55
example 530 Please login with USER and PASS.

proftpd-reply
match ^500 (?:HELP|\S+) not understood
product ProFTPD
confidence 0.75
example 500 GET not understood

[raw rsync]

rsync
match ^@RSYNCD: (\d+\.\d+)
product rsync
info protocol $1
cpe a:samba:rsync
example @RSYNCD: 31.0 sha512 sha256 sha1 md5 md4\n
gives name=rsync; info=protocol 31.0

[raw afp]

afp
match (?s)^\x01[\x03\x04]\x00[\x00-\xff]\x00{4}\x00\x00[\x00-\xff]{2}.*AFP(?:X03|3\.[0-4]|2\.[0-9]|VERSION)
service afp
confidence 0.9
example \x01\x03\0\x01\0\0\0\0\0\0\x01\x98\0\0\0\0\0\x10AFP3.4

netatalk
match (?s)^\x01[\x03\x04]\x00[\x00-\xff]\x00{4}\x00\x00[\x00-\xff]{2}.*Netatalk(\d[\w.]*)
service afp
product Netatalk
version $1
cpe a:netatalk:netatalk
confidence 0.97
example \x01\x03\0\x01\0\0\0\0\0\0\x01\x98\0\0\0\0\x0eNetatalk3.1.12\x02AFP3.4
gives version=3.1.12

[raw tftp]

tftp-error
match ^\x00\x05\x00[\x00-\x08]([ -~]*)\x00
service tftp
info $1
confidence 0.85
example \0\x05\0\x01File not found\0
gives info=File not found
