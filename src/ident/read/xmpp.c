/* XMPP (RFC 6120): the opening of a stream, or a stream error. */
#include "ident/read/read.h"
#include "ident/read/text.h"

#define INFINOTE 6523

bool read_xmpp(const struct match_answer *a, struct cut *c)
{
    struct text all = {a->data, a->len}, begin = text_trim(all);
    /* the stream begins the answer (RFC 6120 §4.2): a server of words that repeats ours does not */
    if (a->proto != PROTO_TCP || !begin.len || begin.p[0] != '<' || !text_find(all, "<stream:stream") ||
        !text_find(all, "http://etherx.jabber.org/streams"))
        return false;
    bool server = text_find(all, "jabber:server") != NULL;
    const char *from = text_find(all, " from='");
    if (!from)
        from = text_find(all, " from=\"");
    if (from) {
        from += 7;
        const char *end = from;
        while (end < all.p + all.len && *end != '\'' && *end != '"')
            end++;
        found_text(c->found.hostname, sizeof c->found.hostname, from, (size_t)(end - from));
    }
    cut_part(c, PART_XMPP_STREAM, all.p, all.len);
    if (a->port == INFINOTE &&
        !server) /* Gobby's servers talk to editors in streams of XMPP, and are no chat */
        return cut_name(c, "infinote", 0.9);
    return cut_name(c, server ? "xmpp-server" : "xmpp-client", 0.95);
}
