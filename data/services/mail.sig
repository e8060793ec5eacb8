# Mail: SMTP, LMTP, POP3, IMAP, ManageSieve, filters.

[smtp.banner smtp]

postfix
match ^\S+ E?SMTP Postfix(?: \(([^)]*)\))?
product Postfix smtpd
info $1
cpe a:postfix:postfix
example zoo.test ESMTP Postfix (Debian/GNU)
gives product=Postfix smtpd; info=Debian/GNU
example mail.example.org ESMTP Postfix

postfix-version
match ^\S+ E?SMTP Postfix \(?(\d+\.\d+[\w.-]*)\)?
product Postfix smtpd
version $1
cpe a:postfix:postfix
confidence 0.97
example mail.example.org ESMTP Postfix 3.7.11
gives version=3.7.11

exim
match ^\S+ E?SMTP Exim (\d[\w.~-]*)
product Exim smtpd
version $1
cpe a:exim:exim
example mx.example.org ESMTP Exim 4.96 Sun, 22 Nov 2026 07:13:28 +0000
gives product=Exim smtpd; version=4.96
example mx.example.org ESMTP Exim 4.98-RC1 #2 Tue, 03 Mar 2026 10:00:00 +0100

exim-ubuntu
match ^\S+ E?SMTP Exim (\d[\w.~-]*) (Ubuntu|Debian)\b
product Exim smtpd
version $1
os $2
cpe a:exim:exim
confidence 0.96
example mx.example.org ESMTP Exim 4.95 Ubuntu Sun, 22 Nov 2026 07:13:28 +0000
gives version=4.95; os=Ubuntu

sendmail
match ^\S+ E?SMTP Sendmail (?:[A-Za-z-]+ )?(\d+(?:\.\d+)+)(?:/([\w./+-]*))?
product Sendmail
version $1
info config $2
cpe a:sendmail:sendmail
example mail.example.org ESMTP Sendmail 8.17.1.9/8.17.1.9/Debian-2; Sun, 22 Nov 2026 07:13:28 GMT; (No UCE/UBE) logging access from: h(OK)-h [198.18.0.1]
gives product=Sendmail; version=8.17.1.9
example relay ESMTP Sendmail 8.14.4/8.14.4; Thu, 5 Jun 2014 10:12:01 +0200
gives version=8.14.4; info=config 8.14.4

opensmtpd
match ^\S+ E?SMTP OpenSMTPD\b
product OpenSMTPD
cpe a:openbsd:opensmtpd
example mail.example.org ESMTP OpenSMTPD

exchange
match ^(\S+) Microsoft ESMTP MAIL Service(?:, Version: (\d[\d.]*))? ready
product Microsoft Exchange smtpd
version $2
hostname $1
os Windows
cpe a:microsoft:exchange_server
example EX01.corp.example.com Microsoft ESMTP MAIL Service ready at Sun, 22 Nov 2026 07:13:28 +0000
gives hostname=EX01.corp.example.com; os=Windows
example web Microsoft ESMTP MAIL Service, Version: 6.0.3790.4675 ready at  Mon, 1 Jun 2009 10:00:00 +0000
gives version=6.0.3790.4675

courier
match ^\S+ ESMTP(?: Courier(?: (\d[\w.]*))?)$
product Courier smtpd
version $1
cpe a:courier-mta:courier
example mail.example.org ESMTP Courier 1.0.16
gives version=1.0.16

qmail
match ^\S+ (?:qmail|netqmail)\b.*ESMTP
product qmail smtpd
cpe a:d._j._bernstein:qmail
example mx.example.org qmail ESMTP

haraka
match ^\S+ ESMTP Haraka(?:/(\d[\w.-]*))? ready
product Haraka
version $1
cpe a:haraka_project:haraka
example mx.example.org ESMTP Haraka/2.8.28 ready
gives version=2.8.28

mailenable
match ^\S+ ESMTP MailEnable Service, Version: (\S+) ready
product MailEnable smtpd
version $1
os Windows
cpe a:mailenable:mailenable
example mail.example.com ESMTP MailEnable Service, Version: 10.47-- ready at 11/22/26 07:13:28
gives os=Windows

hmailserver
match ^\S+ ESMTP hMailServer
product hMailServer smtpd
os Windows
cpe a:hmailserver:hmailserver
example mail.example.com ESMTP hMailServer

zimbra
match ^(\S+) ESMTP Zimbra
product Zimbra
cpe a:zimbra:collaboration
example mail.example.com ESMTP Zimbra Postfix

lotus
match ^(\S+) ESMTP Service \(Lotus Domino Release (\d[\w. ]*)\)
product Lotus Domino smtpd
version $2
hostname $1
cpe a:ibm:domino
example notes.example.com ESMTP Service (Lotus Domino Release 8.5.3) ready at Sun, 22 Nov 2026 07:13:28 +0000
gives version=8.5.3

domino
match ^(\S+) ESMTP Service \((?:IBM|HCL) Domino Release (\d[\w.]*)
product Domino smtpd
version $2
cpe a:hcltech:domino
example notes.example.com ESMTP Service (HCL Domino Release 12.0.2) ready at Sun, 22 Nov 2026 07:13:28 +0000
gives version=12.0.2

kerio
match ^(\S+) Kerio Connect (\d[\w.]*)(?: patch (\d+))? ESMTP
product Kerio Connect
version $2
cpe a:kerio:connect
example mail.example.com Kerio Connect 9.4.2 ESMTP ready
gives version=9.4.2

mdaemon
match ^\S+ ESMTP MDaemon (\d[\w.]*)
product MDaemon smtpd
version $1
os Windows
cpe a:altn:mdaemon
example mail.example.com ESMTP MDaemon 21.0.3; Sun, 22 Nov 2026 07:13:28 +0000
gives version=21.0.3

communigate
match ^\S+ ESMTP CommuniGate Pro (\d[\w.]*)
product CommuniGate Pro smtpd
version $1
cpe a:stalker:communigate_pro
example mail.example.com ESMTP CommuniGate Pro 6.3.3
gives version=6.3.3

icewarp
match ^\S+ ESMTP IceWarp (\d[\w.]*)
product IceWarp smtpd
version $1
cpe a:icewarp:mail_server
example mail.example.com ESMTP IceWarp 13.0.3.10; Sun, 22 Nov 2026 07:13:28 +0000
gives version=13.0.3.10

james
match ^\S+ (?:E?SMTP|SMTP Server) .*\(JAMES (?:SMTP )?(?:E?SMTP )?Server ?(\d[\w.-]*)?
product Apache James smtpd
version $1
cpe a:apache:james
example mail.example.com SMTP Server (JAMES SMTP Server 2.3.2) ready Sun, 22 Nov 2026 07:13:28 +0000 (UTC)
gives version=2.3.2

aiosmtpd
match ^\S+ Python SMTP (\d[\w.]*)$
product aiosmtpd
version $1
cpe a:aiosmtpd:aiosmtpd
example host.example.org Python SMTP 1.4.2
gives version=1.4.2

python-smtpd
match ^\S+ Python SMTP proxy version (\d[\w.]*)
product Python smtpd
version $1
example localhost Python SMTP proxy version 0.3
gives version=0.3

citadel
match ^\S+ E?SMTP Citadel server ready
product Citadel
cpe a:citadel:citadel
example host.example.org ESMTP Citadel server ready.

masqmail
match ^\S+ MasqMail (\d[\w.]*) ESMTP
product MasqMail
version $1
example host MasqMail 0.3.4 ESMTP
gives version=0.3.4

mailhog
match ^\S+ ESMTP MailHog
product MailHog
cpe a:mailhog_project:mailhog
example mailhog.example ESMTP MailHog

mailpit
match ^\S+ Mailpit ESMTP Service ready
product Mailpit
example host Mailpit ESMTP Service ready

ironport
match ^\S+ ESMTP (?:IronPort|Cisco ESA)
product Cisco Secure Email
device mail appliance
example mx.example.com ESMTP IronPort

barracuda
match ^\S+ ESMTP \(([0-9a-f]{32})\)
product Barracuda Email Security Gateway
device mail appliance
example mx.example.com ESMTP (0123456789abcdef0123456789abcdef)

spamd-openbsd
match ^\S+ ESMTP spamd IP-based SPAM blocker
product OpenBSD spamd
os OpenBSD
example mx.example.org ESMTP spamd IP-based SPAM blocker; Sun Nov 22 07:13:28 2026

stalwart
match ^\S+ Stalwart E?SMTP(?: Server)? at your service
product Stalwart
example mail.example.org Stalwart ESMTP at your service

dma-smtp4dev
match ^\S+ smtp4dev ready
product smtp4dev
example host smtp4dev ready

dovecot-submission
match ^\S+ Dovecot(?: \(([^)]*)\))? ready\.
product Dovecot
info $1
cpe a:dovecot:dovecot
example zoo Dovecot (Debian) ready.
gives info=Debian

proton-bridge
match ^127\.0\.0\.1 ESMTP Service Ready$
product Proton Mail Bridge
example 127.0.0.1 ESMTP Service Ready

chasquid
match ^\S+ ESMTP chasquid$
product chasquid
cpe a:blitiri:chasquid
example zoo.test ESMTP chasquid

[smtp.reply smtp]

exim-help
match 214-Commands supported:\r?\n214 AUTH
product Exim smtpd
cpe a:exim:exim
confidence 0.8
example 214-Commands supported:\r\n214 AUTH HELO EHLO MAIL RCPT DATA BDAT NOOP QUIT RSET HELP

sendmail-help
match 214-2\.0\.0 This is sendmail(?: version (\d[\w.]*))?
product Sendmail
version $1
cpe a:sendmail:sendmail
example 214-2.0.0 This is sendmail version 8.14.4\r\n214-2.0.0 Topics:
gives version=8.14.4

postfix-unknown
match ^(?:502 5\.5\.2 Error: command not recognized|500 5\.5\.2 Error: bad syntax|221 2\.7\.0 Error: I can break rules, too\. Goodbye\.)
product Postfix smtpd
cpe a:postfix:postfix
confidence 0.8
example 502 5.5.2 Error: command not recognized
example 500 5.5.2 Error: bad syntax

opensmtpd-help
match 214[- ](?:2\.0\.0 )?This is OpenSMTPD
product OpenSMTPD
cpe a:openbsd:opensmtpd
example 214-This is OpenSMTPD

[lmtp.banner lmtp]

dovecot-lmtp
match Dovecot(?: \(([^)]*)\))?
product Dovecot
info $1
cpe a:dovecot:dovecot
example zoo.test LMTP Dovecot (Debian) ready.

cyrus-lmtp
match LMTP Cyrus v?(\d+\.[\w.+~-]*)
product Cyrus lmtpd
version $1
cpe a:cyrusimap:cyrus_imap
example host LMTP Cyrus 3.6.1-Debian-3.6.1-4+deb12u3 server ready

citadel-lmtp
match LMTP Citadel server ready
product Citadel
example host LMTP Citadel server ready.

mailman
match \bGNU Mailman LMTP runner
product Mailman
cpe a:gnu:mailman
example zoo.test GNU Mailman LMTP runner 2.0

[pop3.banner pop3]

dovecot
match ^Dovecot(?: \(([^)]*)\))? ready\.
product Dovecot
info $1
cpe a:dovecot:dovecot
example Dovecot (Debian) ready.
gives product=Dovecot; info=Debian
example Dovecot ready. <1a2.3.4@zoo>

courier
match ^Hello there\.
product Courier pop3d
cpe a:courier-mta:courier
example Hello there.

cyrus
match ^(?:<[^>]*> |\S+ )Cyrus POP3 v?(\d[\w.]*)[\w.+~-]* server ready
product Cyrus pop3d
version $1
cpe a:cyrusimap:cyrus_imap
example host.example.org Cyrus POP3 3.6.1-Debian-3.6.1-4+deb12u3 server ready <1.2@host>
gives version=3.6.1

qpopper
match ^(?:Qpopper|QPOP) \(?(?:version )?(\d[\w.]*)\)? at (\S+) starting
product Qpopper
version $1
hostname $2
cpe a:qualcomm:qpopper
example Qpopper (version 4.1.0) at mail.example.org starting.  <1.2@mail>
gives version=4.1.0; hostname=mail.example.org

exchange
match ^(?:The )?Microsoft Exchange(?: Server \d+)? POP3 (?:service|server)(?: version (\d[\d.]*))?(?: is| \(\S+\))? ready
product Microsoft Exchange pop3d
version $1
os Windows
cpe a:microsoft:exchange_server
example The Microsoft Exchange POP3 service is ready.
example Microsoft Exchange Server 2003 POP3 server version 6.5.7638.1 (ex.example.com) ready.
gives version=6.5.7638.1

teapop
match ^Teapop \[v?(\d[\w.]*)\]
product Teapop
version $1
example Teapop [v0.3.8] - Teaspoon stirs around again <1.2@host>
gives version=0.3.8

popa3d
match ^(?:popa3d)\b
product popa3d
example popa3d ready

solid-pop3d
match ^Solid POP3 server ready
product Solid POP3
example Solid POP3 server ready <1.2@host>

mailutils
match ^POP3 Ready <\d+\.\d+@[^>]*>
product GNU Mailutils pop3d
cpe a:gnu:mailutils
example POP3 Ready <1234.1700000000@host>

uw
match ^POP3 \S+ v?(\d{4}\S*) server ready
product UW ipop3d
version $1
cpe a:university_of_washington:imap
example POP3 host.example.org 2007f.104 server ready
gives version=2007f.104

citadel
match ^Citadel POP3 server ready
product Citadel
example Citadel POP3 server ready.

mdaemon
match ^\S+ POP MDaemon (\d[\w.]*) ready
product MDaemon pop3d
version $1
cpe a:altn:mdaemon
example mail.example.com POP MDaemon 21.0.3 ready <MDAEMON-1@mail.example.com>

hmail
match ^(?:POP3|\S+ hMailServer)$
product hMailServer pop3d
os Windows
confidence 0.8
example POP3

gnupop3d
match ^gnu pop3d
product GNU pop3d
flags icase
example GNU pop3d ready

zimbra
match ^(\S+) Zimbra(?: (\d[\w.]*))? POP3 server ready
product Zimbra pop3d
version $2
cpe a:zimbra:collaboration
example mail.example.com Zimbra 8.8.15 POP3 server ready
gives version=8.8.15

public-inbox-pop3d
match ^POP3 server ready <[\da-f]+\.[\da-f]+@public-inbox>
product public-inbox-pop3d
example POP3 server ready <15bc931b.6b031c7e@public-inbox>

[pop3.reply pop3]

dovecot-capa
match \+OK Dovecot
product Dovecot
cpe a:dovecot:dovecot
confidence 0.8
example +OK Dovecot ready.

implementation
match (?m)^IMPLEMENTATION (\S+?)[-_ ]?v?(\d+\.\d[\w.]*)?\r?$
product $1
version $2
confidence 0.7
example +OK\r\nTOP\r\nIMPLEMENTATION Teapop-0.3.8\r\n.
gives product=Teapop; version=0.3.8

[imap.banner imap]

dovecot
match Dovecot(?: \(([^)]*)\))? (?:DA )?ready
product Dovecot
info $1
cpe a:dovecot:dovecot
example [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ STARTTLS AUTH=PLAIN] Dovecot (Debian) ready.
gives product=Dovecot; info=Debian

courier
match Courier-IMAP ready
product Courier imapd
cpe a:courier-mta:courier
example [CAPABILITY IMAP4rev1 UIDPLUS CHILDREN NAMESPACE] Courier-IMAP ready. Copyright 1998-2022 Double Precision, Inc.  See COPYING for distribution information.

cyrus
match (?:\S+ )?Cyrus IMAP(?:4)? v?(\d+\.[\w.]*)[\w.+~-]* server ready
product Cyrus imapd
version $1
cpe a:cyrusimap:cyrus_imap
example [CAPABILITY IMAP4rev1 LITERAL+ ID ENABLE] zoo Cyrus IMAP 3.6.1-Debian-3.6.1-4+deb12u3 server ready
gives version=3.6.1

uw
match \S+ IMAP4rev1 (\d{4}\.\d+)
product UW imapd
version $1
cpe a:university_of_washington:imap
example [CAPABILITY IMAP4REV1 I18NLEVEL=1 LITERAL+ STARTTLS] host.example.org IMAP4rev1 2007.404 at Sun, 22 Nov 2026 07:13:28 +0000 (UTC)
gives version=2007.404

exchange
match ^(?:The )?Microsoft Exchange(?: Server \d+)? IMAP4(?:rev1)? (?:service|server)(?: version (\d[\d.]*))?(?: is| \(\S+\))? ready
product Microsoft Exchange imapd
version $1
os Windows
cpe a:microsoft:exchange_server
example The Microsoft Exchange IMAP4 service is ready.
example Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1 (ex.example.com) ready.
gives version=6.5.7638.1

mailutils
match IMAP4rev1 GNU Mailutils(?: (\d[\w.]*))?
product GNU Mailutils imap4d
version $1
cpe a:gnu:mailutils
example [CAPABILITY IMAP4rev1] IMAP4rev1 GNU Mailutils 3.15 ready
gives version=3.15

mailutils-bare
match ^IMAP4rev1$
product GNU Mailutils imap4d
confidence 0.75
example IMAP4rev1

citadel
match Citadel IMAP4rev1 server ready
product Citadel
example [CAPABILITY IMAP4REV1 NAMESPACE ID AUTH=PLAIN] host Citadel IMAP4rev1 server ready

zimbra
match ^(\S+) Zimbra(?: (\d[\w.]*))? IMAP4rev1 server ready
product Zimbra imapd
version $2
cpe a:zimbra:collaboration
example mail.example.com Zimbra 8.8.15 IMAP4rev1 server ready
gives version=8.8.15

domino
match ^Domino IMAP4 Server(?: Release (\d[\w.]*))?
product Domino imapd
version $1
cpe a:hcltech:domino
example Domino IMAP4 Server Release 9.0.1FP10 ready Sun, 22 Nov 2026 07:13:28 +0000
gives version=9.0.1FP10

hmail
match ^IMAPrev1$
product hMailServer imapd
os Windows
confidence 0.85
example IMAPrev1

gimap
match ^Gimap ready
product Google Gmail imapd
example Gimap ready for requests from 198.18.0.1 a1

perdition
match (?:Perdition|perdition) ready
product Perdition
example IMAP4 Ready 198.18.0.1 Perdition ready

stalwart
match Stalwart IMAP4rev\d at your service
product Stalwart
example [CAPABILITY IMAP4rev2 IMAP4rev1] Stalwart IMAP4rev2 at your service.

[imap.reply imap]

id-name-version
match (?i)\* ID \(.*"name" "([^"]+)".*"version" "v?(\d[\w.]*)
product $1
version $2
confidence 0.9
example * ID ("name" "Cyrus IMAPD" "version" "3.6.1-Debian-3.6.1-4+deb12u3" "vendor" "Project Cyrus")\r\na2 OK Completed
gives product=Cyrus IMAPD; version=3.6.1

id-name
match (?i)\* ID \("name" "([^"]+)"\)
product $1
confidence 0.85
example * ID ("name" "Dovecot")\r\na2 OK ID completed
gives product=Dovecot

[sieve.banner sieve]

dovecot
match "IMPLEMENTATION" "Dovecot(?: \(([^)]*)\))? Pigeonhole"
product Dovecot Pigeonhole
info $1
cpe a:dovecot:pigeonhole
example "IMPLEMENTATION" "Dovecot (Debian) Pigeonhole"\r\n"SIEVE" "fileinto reject"\r\nOK "Dovecot (Debian) ready."
gives info=Debian

cyrus
match "IMPLEMENTATION" "Cyrus timsieved v?(\d+\.[\w.]*)
product Cyrus timsieved
version $1
cpe a:cyrusimap:cyrus_imap
example "IMPLEMENTATION" "Cyrus timsieved 3.6.1-Debian-3.6.1-4+deb12u3"\r\n"SASL" "PLAIN"
gives version=3.6.1

other
match "IMPLEMENTATION" "([A-Za-z][\w. -]*?) v?(\d+\.\d[\w.]*)"
product $1
version $2
confidence 0.7
example "IMPLEMENTATION" "Archiveopteryx 3.2.0"
gives product=Archiveopteryx; version=3.2.0

[raw spamd]

spamassassin
match ^SPAMD/(\d\.\d) 0 PONG
product SpamAssassin spamd
info protocol $1
cpe a:apache:spamassassin
example SPAMD/1.5 0 PONG\r\n
gives name=spamd; info=protocol 1.5

spamassassin-bad
match ^SPAMD/\d\.\d 76 Bad header line
product SpamAssassin spamd
cpe a:apache:spamassassin
example SPAMD/1.0 76 Bad header line: (EOF during read of headers)\r\n

rspamd-spamc
match ^RSPAMD/(\d\.\d) 
product Rspamd
cpe a:rspamd:rspamd
service rspamd
example RSPAMD/1.3 0 PONG\r\n

[raw clam]

clamav
match ^ClamAV (\d+\.[\w.-]*?)(?:/(\d+)/(.*?))?[\r\n\0]*$
product ClamAV
version $1
info database $2
cpe a:clamav:clamav
example ClamAV 1.4.6/27820/Sat Nov 21 09:24:33 2026\n
gives version=1.4.6; info=database 27820
example ClamAV 1.4.6\n
gives version=1.4.6

clamav-unknown
match ^UNKNOWN COMMAND[\n\0]
product ClamAV
confidence 0.85
cpe a:clamav:clamav
example UNKNOWN COMMAND\n

[raw milter]

milter-negotiate
match ^\x00\x00\x00\rO\x00\x00\x00[\x02-\x06]
example \0\0\0\rO\0\0\0\x06\0\0\0\x1f\0\0\0\0

opendmarc
match ^\x00\x00\x00\x0dO\x00\x00\x00\x06\x00\x00\x00\x21\x00\x00\x07\x10$
product OpenDMARC
cpe a:trusteddomain:opendmarc
confidence 0.85
example \0\0\0\x0dO\0\0\0\x06\0\0\0!\0\0\x07\x10

opendkim
match ^\x00\x00\x00\x0dO\x00\x00\x00\x06\x00\x00\x01\x11\x00\x10\x07\x02
product OpenDKIM
cpe a:opendkim:opendkim
confidence 0.96
example \0\0\0\x0dO\0\0\0\x06\0\0\x01\x11\0\x10\x07\x02

[raw policyd]

postfix-policy
match ^action=(?i:dunno|ok|reject|defer|defer_if_permit|defer_if_reject|prepend|warn|hold|filter|discard|redirect|info|bcc|[2-5]\d\d)\b[^\n]*\n\n
service policy
info Postfix policy service
example action=dunno\n\n

postsrsd
match ^(?:200|400|500) (?:Usage|[^ ]+@| Lookup|Invalid)[^\n]*\n$
service tcp-map
info Postfix tcp table
confidence 0.7
example 500 Invalid request\n

[raw poppassd]

poppassd
match ^200 (?:\S+ )?poppassd v?(\d[\w.]*)?
service pop3pw
product poppassd
version $1
example 200 poppassd v1.8.5 hello, who are you?\r\n
gives version=1.8.5

[line citadel]

citadel-native
match ^200 (\S+) Citadel server ready
service citadel
product Citadel
example 200 host.example.org Citadel server ready.
