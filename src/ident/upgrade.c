#include "ident/upgrade.h"

#include <string.h>

#define SAY(text) (const uint8_t *)(text), sizeof(text) - 1
#define STEPS     3

struct upgrade_row {
    const char *service;
    struct step {
        const char *expect; /* what must be heard; "" = nothing is waited for; NULL = the end: TLS now */
        size_t expect_len;
        const uint8_t *say; /* then this is said */
        size_t len;
        bool at_start; /* `expect` must be how the answer begins */
    } step[STEPS];
};

#define XMPP_OPEN(ns)                                                                                        \
    "<?xml version='1.0'?><stream:stream to='tojimari.invalid' xmlns='jabber:" ns "'"                        \
    " xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
#define XMPP(service, ns)                                                                                    \
    {                                                                                                        \
        service,                                                                                             \
        {                                                                                                    \
            {"", 0, SAY(XMPP_OPEN(ns)), false},                                                              \
                {"<starttls", 9, SAY("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"), false},         \
                {"<proceed", 8, NULL, 0, false},                                                             \
        }                                                                                                    \
    }
#define E(text) text, sizeof(text) - 1

static const struct upgrade_row rows[] = {
    {"smtp",
     {{E("220"), SAY("EHLO tojimari.invalid\r\n"), true},
      {E("STARTTLS"), SAY("STARTTLS\r\n"), false},
      {E("220"), NULL, 0, true}}},
    {"submission",
     {{E("220"), SAY("EHLO tojimari.invalid\r\n"), true},
      {E("STARTTLS"), SAY("STARTTLS\r\n"), false},
      {E("220"), NULL, 0, true}}},
    {"lmtp",
     {{E("220"), SAY("LHLO tojimari.invalid\r\n"), true},
      {E("STARTTLS"), SAY("STARTTLS\r\n"), false},
      {E("220"), NULL, 0, true}}},
    {"imap", {{E("* "), SAY("a1 STARTTLS\r\n"), true}, {E("a1 OK"), NULL, 0, true}}},
    {"pop3", {{E("+OK"), SAY("STLS\r\n"), true}, {E("+OK"), NULL, 0, true}}},
    {"ftp", {{E("220"), SAY("AUTH TLS\r\n"), true}, {E("234"), NULL, 0, true}}},
    {"nntp", {{E("20"), SAY("STARTTLS\r\n"), true}, {E("382"), NULL, 0, true}}},
    {"sieve", {{E("OK"), SAY("STARTTLS\r\n"), false}, {E("OK"), NULL, 0, true}}},
    {"irc", {{E(""), SAY("STARTTLS\r\n"), false}, {E(" 670 "), NULL, 0, false}}},
    XMPP("xmpp-client", "client"),
    XMPP("xmpp-server", "server"),
    XMPP("xmpp", "client"),
    /* RFC 4511 §4.14.1: the extended request 1.3.6.1.4.1.1466.20037, and a result code of success */
    {"ldap",
     {{E(""),
       SAY("\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
           "1.3.6.1.4.1.1466.20037"),
       false},
      {E("\x0a\x01\x00"), NULL, 0, false}}},
    {"postgresql", {{E(""), SAY("\0\0\0\x08\x04\xd2\x16\x2f"), false}, {E("S"), NULL, 0, true}}},
    /* SSLRequest: capabilities PROTOCOL_41, SSL, SECURE_CONNECTION; the server says nothing between */
    {"mysql",
     {{E("\0\0\0"),
       SAY("\x20\0\0\x01\0\x8a\0\0\0\0\0\x01\x2d"
           "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
       false},
      {E(""), NULL, 0, false}}},
};

bool upgrade_begin(struct upgrade *u, const char *service)
{
    *u = (struct upgrade){0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows && !u->row; i++)
        if (strcmp(rows[i].service, service) == 0)
            u->row = &rows[i];
    return u->row != NULL;
}

enum upgrade_do upgrade_step(struct upgrade *u, const uint8_t *data, size_t len, const uint8_t **ret_say,
                             size_t *ret_len)
{
    const struct step *s = &u->row->step[u->step];
    /* Nothing may have come yet, and then there may be no buffer either. */
    const uint8_t *at = s->expect_len && len ? memmem(data, len, s->expect, s->expect_len)
                        : s->expect_len      ? NULL
                                             : data;
    bool here = s->expect_len == 0 || (at && (!s->at_start || at == data));
    if (!here)
        return s->at_start && len >= s->expect_len ? UPGRADE_NO : UPGRADE_WAIT;
    if (!s->say)
        return UPGRADE_TLS;
    u->step++;
    *ret_say = s->say;
    *ret_len = s->len;
    return UPGRADE_SAY;
}

bool upgrade_eager(const struct upgrade *u)
{
    return u->row->step[u->step].expect_len == 0;
}
