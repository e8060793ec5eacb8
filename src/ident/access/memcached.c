/* memcached's text protocol: it answers only where no password (SASL) is asked for. Over UDP
 * (doc/protocol.txt, "UDP protocol") each datagram begins with eight bytes, and there are no passwords. */
#include "ident/access/dialogue.h"

enum access_do access_memcached(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return dialogue_say(out, "version\r\n");
    if (!memchr(in.p, '\n', rd_left(&in)) && !a->over)
        return ACCESS_HEAR;
    if (dialogue_starts(in, "VERSION "))
        dialogue_fact(a, "access=open");
    else if (dialogue_starts(in, "CLIENT_ERROR unauthenticated"))
        dialogue_fact(a, "access=password");
    return ACCESS_END;
}

enum access_do access_memcached_udp(struct access *a, struct rd in, struct wr *out)
{
    static const uint8_t frame[] = "\x74\x6f\x00\x00\x00\x01\x00\x00"
                                   "version\r\n";
    if (a->fresh)
        return dialogue_bytes(out, frame, sizeof frame - 1);
    if (rd_u16(&in) != 0x746f)
        return in.bad ? ACCESS_HEAR : ACCESS_END;
    rd_skip(&in, 6);
    if (!in.bad && dialogue_starts(in, "VERSION "))
        dialogue_fact(a, "access=open");
    return ACCESS_END;
}
