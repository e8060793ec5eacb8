/* The parts of answers that signatures are written for. A reader cuts them out; a part is text or bytes,
 * borrowed from the answer or from the reader's scratch. One row here: our name, Recog's `matches` word ("" =
 * none), the service that such a part proves ("" = none by itself). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define PARTS(X)                                                                                             \
    X(RAW, "raw", "", "")   /* the whole answer */                                                           \
    X(LINE, "line", "", "") /* its first line, without CR LF */                                              \
    X(HTTP_SERVER, "http.server", "http_header.server", "http")                                              \
    X(HTTP_POWERED, "http.powered", "http_header.x-powered-by", "http")                                      \
    X(HTTP_VIA, "http.via", "", "http")                                                                      \
    X(HTTP_AUTH, "http.auth", "http_header.wwwauth", "http")                                                 \
    X(HTTP_COOKIE, "http.cookie", "http_header.cookie", "http")                                              \
    X(HTTP_HEADER, "http.header", "", "http") /* all header lines, CR LF between them */                     \
    X(HTTP_TITLE, "http.title", "html_title", "http")                                                        \
    X(HTTP_GENERATOR, "http.generator", "", "http")                                                          \
    X(HTTP_BODY, "http.body", "", "http")                                                                    \
    X(HTTP_JSON, "http.json", "", "http")                /* a body that is JSON */                           \
    X(SSH_SOFTWARE, "ssh.software", "ssh.banner", "ssh") /* after "SSH-2.0-" */                              \
    X(SMTP_BANNER, "smtp.banner", "smtp.banner", "smtp") /* after "220 " */                                  \
    X(SMTP_REPLY, "smtp.reply", "", "smtp")              /* any other reply, whole */                        \
    X(LMTP_BANNER, "lmtp.banner", "", "lmtp")                                                                \
    X(FTP_BANNER, "ftp.banner", "ftp.banner", "ftp")                                                         \
    X(FTP_REPLY, "ftp.reply", "", "ftp")                                                                     \
    X(POP3_BANNER, "pop3.banner", "pop3.banner", "pop3")                                                     \
    X(POP3_REPLY, "pop3.reply", "", "pop3")                                                                  \
    X(IMAP_BANNER, "imap.banner", "imap4.banner", "imap")                                                    \
    X(IMAP_REPLY, "imap.reply", "", "imap")                                                                  \
    X(NNTP_BANNER, "nntp.banner", "nntp.banner", "nntp")                                                     \
    X(SIEVE_BANNER, "sieve.banner", "", "sieve")                                                             \
    X(IRC_REPLY, "irc.reply", "", "irc")                                                                     \
    X(XMPP_STREAM, "xmpp.stream", "", "")                                                                    \
    X(SIP_SERVER, "sip.server", "sip_header.server", "sip")                                                  \
    X(SIP_AGENT, "sip.agent", "sip_header.user_agent", "sip")                                                \
    X(RTSP_SERVER, "rtsp.server", "rtsp_header.server", "rtsp")                                              \
    X(UPNP_SERVER, "upnp.server", "", "upnp")                                                                \
    X(TELNET_TEXT, "telnet.text", "telnet.banner", "telnet") /* without option negotiation */                \
    X(FINGER_TEXT, "finger.text", "", "finger")                                                              \
    X(SNMP_DESCR, "snmp.descr", "snmp.sys_description", "snmp")                                              \
    X(SNMP_OID, "snmp.oid", "snmp.sys_object_id", "snmp")                                                    \
    X(SNMP_ENTERPRISE, "snmp.enterprise", "", "snmp") /* number in the engine id */                          \
    X(DNS_VERSION, "dns.version", "dns.versionbind", "domain")                                               \
    X(NTP_READVAR, "ntp.readvar", "ntp.readvar", "ntp")                                                      \
    X(MYSQL_VERSION, "mysql.version", "mysql.banners", "mysql")                                              \
    X(MYSQL_ERROR, "mysql.error", "mysql.error", "mysql")                                                    \
    X(PGSQL_ERROR, "pgsql.error", "", "postgresql") /* file, line and routine: "F…;L…;R…" */           \
    X(LDAP_RESULT, "ldap.result", "ldap.search_result", "ldap")                                              \
    X(SMB_OS, "smb.os", "smb.native_os", "microsoft-ds")                                                     \
    X(SMB_LM, "smb.lm", "smb.native_lm", "microsoft-ds")                                                     \
    X(X11_VENDOR, "x11.vendor", "x11.vendor", "x11")                                                         \
    X(MDNS_WORKSTATION, "mdns.workstation", "mdns.workstation.txt", "mdns")                                  \
    X(MDNS_DEVICE, "mdns.device", "mdns.device-info.txt", "mdns")                                            \
    X(MDNS_SERVICE, "mdns.service", "", "mdns")                                                              \
    X(AMQP_PRODUCT, "amqp.product", "", "amqp") /* "RabbitMQ 3.10.8" */                                      \
    X(REDIS_INFO, "redis.info", "", "redis")                                                                 \
    X(MEMCACHED_STATS, "memcached.stats", "", "memcache")                                                    \
    X(ISCSI_TEXT, "iscsi.text", "", "iscsi-target")                                                          \
    X(STUN_SOFTWARE, "stun.software", "", "stun")                                                            \
    X(IKE_VENDOR, "ike.vendor", "", "") /* vendor ids, hex, space between */                                 \
    X(PJL_ID, "pjl.id", "hp.pjl.id", "jetdirect")                                                            \
    X(BACNET_VENDOR, "bacnet.vendor", "", "bacnet")                                                          \
    X(MODBUS_ID, "modbus.id", "", "mbap")      /* "vendor;product;revision" */                               \
    X(ENIP_ID, "enip.id", "", "EtherNet-IP-2") /* "vendor;type;revision;name" */                             \
    X(S7_ID, "s7.id", "", "iso-tsap")          /* order number;version */                                    \
    X(KRB_TEXT, "krb.text", "", "")                                                                          \
    X(X509_SUBJECT, "x509.subject", "x509.subject", "")                                                      \
    X(X509_ISSUER, "x509.issuer", "x509.issuer", "")                                                         \
    X(TLS_JARM, "tls.jarm", "tls.jarm", "")                                                                  \
    X(FAVICON_MD5, "favicon.md5", "favicon.md5", "http")

enum part_kind {
#define ENUM(word, name, recog, service) PART_##word,
    PARTS(ENUM)
#undef ENUM
        PART_KINDS
};

const char *part_name(enum part_kind k);    /* "http.server" */
const char *part_recog(enum part_kind k);   /* "http_header.server"; "" = none */
const char *part_service(enum part_kind k); /* "http"; "" = the part alone proves none */
