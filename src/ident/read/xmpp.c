/* XMPP (RFC 6120): the opening of a stream, or a stream error. */
#include "ident/read/read.h"
#include "ident/read/text.h"

bool read_xmpp(const struct match_answer *a, struct cut *c)
{
    struct text all = {a->data, a->len};
    /* the stream begins the answer (RFC 6120 §4.2): a server of words that repeats ours does not */
    if (a->proto != PROTO_TCP || text_trim(all).p == NULL || text_trim(all).p[0] != '<' ||
        !text_find(all, "<stream:stream") || !text_find(all, "http://etherx.jabber.org/streams"))
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
    return cut_name(c, server ? "xmpp-server" : "xmpp-client", 0.95);
}
