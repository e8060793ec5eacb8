/* Readers: one file a protocol. Each judges by shape whether an answer is its protocol's, and if so cuts it
 * into parts and states what the protocol itself says. All input is hostile: every read is bounded. A reader
 * returns true when it is its protocol, and *c is filled (cut_name was called); false: nothing was said. */
#pragma once

#include "ident/cut.h"

/* From the most distinct shape to the least: the first that says yes has it. */
#define READERS(X)                                                                                           \
    X(echo)                                                                                                  \
    X(http)                                                                                                  \
    X(ssh)                                                                                                   \
    X(xmpp)                                                                                                  \
    X(mail)                                                                                                  \
    X(mysql)                                                                                                 \
    X(mssql)                                                                                                 \
    X(smb)                                                                                                   \
    X(rdp)                                                                                                   \
    X(mongodb)                                                                                               \
    X(amqp)                                                                                                  \
    X(redis)                                                                                                 \
    X(memcached)                                                                                             \
    X(vnc)                                                                                                   \
    X(x11)                                                                                                   \
    X(snmp)                                                                                                  \
    X(ldap)                                                                                                  \
    X(kerberos)                                                                                              \
    X(ike)                                                                                                   \
    X(stun)                                                                                                  \
    X(netbios)                                                                                               \
    X(dns)                                                                                                   \
    X(rpc)                                                                                                   \
    X(ntp)                                                                                                   \
    X(enip)                                                                                                  \
    X(modbus)                                                                                                \
    X(bacnet)                                                                                                \
    X(postgres)                                                                                              \
    X(mqtt)                                                                                                  \
    X(irc)                                                                                                   \
    X(tls)                                                                                                   \
    X(telnet)                                                                                                \
    X(inetd)

#define DECLARE(name) bool read_##name(const struct match_answer *a, struct cut *c);
READERS(DECLARE)
#undef DECLARE

/* Runs them; false when none knows the shape (then *c holds only what cut_init left). */
bool read_answer(const struct match_answer *a, struct cut *c);
