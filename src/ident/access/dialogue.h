/* Dialogues: a file a protocol, access_NAME() is its step. `in` and `out` are as of access_step(); a->step
 * says where it is. All that is heard is hostile: every read is bounded, and what cannot be read ends the
 * dialogue. */
#pragma once

#include "ident/access.h"

/* name, services, UDP? */
#define DIALOGUES(X)                                                                                         \
    X(redis, "redis", false)                                                                                 \
    X(memcached_udp, "memcache memcached", true)                                                             \
    X(memcached, "memcache memcached", false)                                                                \
    X(nats, "nats", false)                                                                                   \
    X(mongodb, "mongod mongodb", false)                                                                      \
    X(amqp, "amqp", false)                                                                                   \
    X(ldap, "ldap", false)                                                                                   \
    X(mqtt, "mqtt", false)                                                                                   \
    X(cassandra, "cassandra", false)                                                                         \
    X(postgres, "postgresql", false)                                                                         \
    X(mysql, "mysql", false)                                                                                 \
    X(zookeeper, "zookeeper", false)                                                                         \
    X(web, "http https docker kubelet etcd-client etcd couchdb elasticsearch influxdb ipp", false)           \
    X(x11, "x11", false)                                                                                     \
    X(vnc, "vnc", false)                                                                                     \
    X(rsync, "rsync", false)                                                                                 \
    X(ftp, "ftp", false)                                                                                     \
    X(mailbox, "imap pop3", false)                                                                           \
    X(smtp, "smtp submission", false)                                                                        \
    X(proxy, "http-proxy", false)                                                                            \
    X(socks, "socks socks5", false)                                                                          \
    X(smb, "microsoft-ds netbios-ssn smb", false)                                                            \
    X(ssh, "ssh", false)                                                                                     \
    X(rpcbind, "sunrpc rpcbind", false)                                                                      \
    X(dns, "domain", false)                                                                                  \
    X(dns_udp, "domain", true)                                                                               \
    X(distcc, "distcc distccd", false)                                                                       \
    X(control, "openvpn-management tor-control varnish-cli mpd", false)                                      \
    X(mountd, "mountd", false)                                                                               \
    X(nfs, "nfs", false)                                                                                     \
    X(mountd_udp, "mountd", true)                                                                            \
    X(snmp, "snmp", true)                                                                                    \
    X(ipmi, "asf-rmcp ipmi", true)                                                                           \
    X(ntp, "ntp", true)

#define DECLARE(name, services, udp)                                                                         \
    enum access_do access_##name(struct access *a, struct rd in, struct wr *out);
DIALOGUES(DECLARE)
#undef DECLARE

/* Of a web server of which nothing else is to be asked. */
enum access_do access_web_proxy(struct access *a, struct rd in, struct wr *out);

/* Of every service that speaks TLS, after its own. */
enum access_do access_tls(struct access *a, struct rd in, struct wr *out);

/* The port of its own host that a proxy is asked for: hardly anything listens there, and proxies that know
 * "safe ports" count it among them, as all above 1024. */
#define DIALOGUE_NOWHERE 59989

/* Adds a fact, made clean; one that is known already, or has no room, is left out. */
void dialogue_fact(struct access *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool dialogue_starts(struct rd in, const char *text);
bool dialogue_has(struct rd in, const char *text);
/* The code of a whole reply in the manner of RFC 959 §4.2 and RFC 5321 §4.2.1, over several lines too; 0 = it
 * is not yet whole. */
int dialogue_code(struct rd in);

/* Writes and returns ACCESS_SAY. */
enum access_do dialogue_say(struct wr *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
enum access_do dialogue_bytes(struct wr *out, const void *data, size_t n);
