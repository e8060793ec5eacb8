/* SMTP (RFC 5321), actively: would it carry a stranger's mail to somebody else's domain? Sender and recipient
 * are of domains kept for examples (RFC 2606); after the answer RSET takes all back, and DATA is never
 * said. */
#include "ident/access/dialogue.h"

enum { GREETING, HELLO, FROM, TO, RESET, QUIT };

enum access_do access_smtp(struct access *a, struct rd in, struct wr *out)
{
    int code = dialogue_code(in);
    if (!a->door.active)
        return ACCESS_END;
    if (!code)
        return ACCESS_HEAR;
    bool good = code / 100 == 2;
    unsigned step = a->step++;
    if (code / 100 == 5 && step == HELLO && !a->state[0]) { /* an old one (RFC 5321 §3.2) */
        a->state[0] = 1;
        a->step = HELLO;
        return dialogue_say(out, "HELO tojimari.example.com\r\n");
    }
    if (!good && step < TO)
        return ACCESS_END;
    switch (step) {
    case GREETING: return dialogue_say(out, "EHLO tojimari.example.com\r\n");
    case HELLO: return dialogue_say(out, "MAIL FROM:<relay-trial@example.com>\r\n");
    case FROM: return dialogue_say(out, "RCPT TO:<relay-trial@example.org>\r\n");
    case TO: dialogue_fact(a, good ? "relay=open" : "relay=refused"); return dialogue_say(out, "RSET\r\n");
    case RESET: return dialogue_say(out, "QUIT\r\n");
    }
    return ACCESS_END;
}
