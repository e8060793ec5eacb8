/* XMPP (RFC 6120): the opening of a stream, or a stream error. */
#include "ident/read/read.h"
#include "ident/read/text.h"

#define INFINOTE 6523

/* Some servers repeat whatever namespace they are sent (jabberd2's do, its router for components, too). So it
 * proves the kind of stream only where it was not ours, or where the port or the features do (RFC 6120
 * §5.3.1, §7.4, §14.4; XEP-0077, XEP-0078, XEP-0220). */
static bool is_proved(const struct match_answer *a, struct text all, const char *ns)
{
    static const uint16_t ports[] = {5222, 5223, 5269, 5270};
    static const char *const features[] = {"<starttls", "urn:ietf:params:xml:ns:xmpp-bind",
                                           "http://jabber.org/features/", "urn:xmpp:features:dialback"};
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        if (a->port == ports[i])
            return true;
    for (size_t i = 0; i < sizeof features / sizeof features[0]; i++)
        if (text_find(all, features[i]))
            return true;
    return text_find(all, ns) && !text_find((struct text){(const char *)a->sent, a->sent_len}, ns);
}

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
    if (!is_proved(a, all, server ? "jabber:server" : "jabber:client"))
        return cut_name(c, "xmpp", 0.9);
    return cut_name(c, server ? "xmpp-server" : "xmpp-client", 0.95);
}
