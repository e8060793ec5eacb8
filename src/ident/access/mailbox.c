/* IMAP and POP3 with STARTTLS: do they take a password before it, too? Who may not be asked for one says so:
 * LOGINDISABLED (RFC 9051 §6.2.3); POP3 leaves USER and SASL out (RFC 2449 §6.3, RFC 2595 §4). What is
 * offered besides TLS is used by whoever forgot to switch it on. */
#include "ident/access/dialogue.h"

enum { GREETING, CAPABILITIES };

static bool takes_password(const struct access *a, struct rd in)
{
    if (strcmp(a->door.service, "imap") == 0)
        return dialogue_has(in, "* CAPABILITY ") && dialogue_has(in, "STARTTLS") &&
               !dialogue_has(in, "LOGINDISABLED");
    return dialogue_has(in, "\nSTLS\r") && (dialogue_has(in, "\nUSER\r") || dialogue_has(in, " PLAIN"));
}

enum access_do access_mailbox(struct access *a, struct rd in, struct wr *out)
{
    bool imap = strcmp(a->door.service, "imap") == 0;
    if (a->door.tls)
        return ACCESS_END;
    if (a->step == GREETING) {
        if (!dialogue_has(in, "\n"))
            return ACCESS_HEAR;
        a->step = CAPABILITIES;
        return dialogue_say(out, imap ? "t1 CAPABILITY\r\n" : "CAPA\r\n");
    }
    bool whole =
        imap ? dialogue_has(in, "\nt1 ") : dialogue_has(in, "\n.\r\n") || dialogue_starts(in, "-ERR");
    if (!whole && !a->over)
        return ACCESS_HEAR;
    if (whole && takes_password(a, in))
        dialogue_fact(a, "cleartext-login");
    return ACCESS_END;
}
