/* Cisco ASA, PIX, FTD: "Syslog Messages" of the ASA manual (106001 … 710003); IOS access lists (%SEC-6-IPACCESSLOGP). */
#include "watch/source/sayings.h"

#include "wire/tcp.h"

#include <ctype.h>
#include <netinet/in.h>

/* "outside:198.18.0.1/1234", "inside/198.18.0.2(80)", "198.18.0.1/1234", "198.18.0.1(1234)", with "(…)" of translations behind it. */
static bool endpoint(struct word w, struct addr *addr, uint16_t *port, bool *ret_port)
{
    char text[128];
    if (w.n >= sizeof text || !w.n)
        return false;
    while (w.n && strchr(",.;", w.p[w.n - 1]))
        w.n--;
    const char *open = memchr(w.p, '(', w.n);
    struct word number = {w.p, 0}, host = w;
    if (open && w.p[w.n - 1] == ')') {
        number = (struct word){open + 1, (size_t)(w.p + w.n - open - 2)};
        host.n = (size_t)(open - w.p);
    }
    const char *slash = memrchr(host.p, '/', host.n);
    if (slash) {
        struct word after = {slash + 1, (size_t)(host.p + host.n - slash - 1)};
        if (word_port(after, port)) {
            host.n = (size_t)(slash - host.p);
            *ret_port = true;
        } else {
            host = after; /* interface/address */
        }
    }
    const char *colon = memrchr(host.p, ':', host.n);
    if (!word_addr(host, addr)) {
        if (!colon)
            return false;
        host = (struct word){colon + 1, (size_t)(host.p + host.n - colon - 1)};
        if (!word_addr(host, addr))
            return false;
    }
    if (number.n && word_port(number, port))
        *ret_port = true;
    return true;
}

struct message {
    const char *id;
    enum sight_kind kind;
    enum sight_action action;   /* SIGHT_LOG; NONE = by its words */
    enum sight_outcome outcome; /* SIGHT_FLOW */
};

static const struct message messages[] = {
    {"106001", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106002", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106006", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106007", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106010", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106014", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106015", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106021", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106023", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"106100", SIGHT_LOG, SIGHT_ACTION_NONE, 0},
    {"710003", SIGHT_LOG, SIGHT_DROPPED, 0},
    {"302013", SIGHT_FLOW, 0, SIGHT_SUCCESS},
    {"302015", SIGHT_FLOW, 0, SIGHT_SUCCESS},
    {"302014", SIGHT_NONE, 0, 0},
    {"302016", SIGHT_NONE, 0, 0},
    {"IPACCESSLOGP", SIGHT_LOG, SIGHT_ACTION_NONE, 0},
    {"IPACCESSLOGDP", SIGHT_LOG, SIGHT_ACTION_NONE, 0},
    {"ACCESSLOGP", SIGHT_LOG, SIGHT_ACTION_NONE, 0},
};

static const struct message *message_of(struct word line, struct word *ret_text)
{
    const char *percent = word_find(line, "%");
    if (!percent || word_is_quoted(line, percent))
        return NULL;
    struct word head = {percent, (size_t)(line.p + line.n - percent)}, tag;
    if (!word_next(&head, ":", &tag) ||
        !(word_begins(tag, "%ASA-") || word_begins(tag, "%FTD-") || word_begins(tag, "%PIX-") ||
          word_begins(tag, "%SEC-") || word_begins(tag, "%IPV6_ACL-")))
        return NULL;
    *ret_text = head;
    const char *dash = memrchr(tag.p, '-', tag.n);
    struct word id = {dash + 1, (size_t)(tag.p + tag.n - dash - 1)};
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        if (word_is(id, messages[i].id))
            return &messages[i];
    return NULL;
}

/* The protocol's word, and the first two words that are endpoints: source, then destination. */
static unsigned collect(struct word text, struct sight *s, bool *ported)
{
    struct word w;
    unsigned ends = 0;
    while (ends < 2 && word_next(&text, " ", &w)) {
        uint8_t proto;
        bool port = false;
        if (!w.n)
            continue;
        if (!s->proto && isalpha((unsigned char)w.p[0]) && word_protocol(w, &proto))
            s->proto = proto;
        else if (endpoint(w, ends ? &s->dst : &s->src, ends ? &s->dport : &s->sport, &port)) {
            *ported |= port;
            ends++;
        }
    }
    return ends;
}

static void take_flags(struct word text, struct sight *s)
{
    struct word rest = word_after(text, "flags "), w;
    static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
    while (word_next(&rest, " ", &w))
        for (size_t i = 0; i < 6; i++)
            if (word_is(w, names[i])) {
                s->tcp_flags = (uint8_t)(s->tcp_flags | 1u << i);
                s->knows |= SIGHT_FLAGS;
            }
}

enum line_result saying_cisco(struct line_state *state, struct word line, struct sight *ret)
{
    (void)state;
    struct word text;
    bool ported = false;
    const struct message *m = message_of(line, &text);
    if (!m || m->kind == SIGHT_NONE)
        return LINE_SKIPPED;
    if (word_find(text, "Outbound") && m->kind == SIGHT_FLOW)
        ret->outbound = true;
    if (collect(text, ret, &ported) < 2 || ret->src.len != ret->dst.len)
        return LINE_BAD;
    if (!ret->proto)
        ret->proto = word_find(text, "TCP")    ? IPPROTO_TCP
                     : word_finds(text, "udp") ? IPPROTO_UDP
                                               : IPPROTO_ICMP;
    if (ret->proto == IPPROTO_ICMP)
        ret->icmp_type = 8;
    ret->kind = (uint8_t)m->kind;
    ret->outcome = (uint8_t)m->outcome;
    ret->action = (uint8_t)(m->kind == SIGHT_LOG && !m->action ? saying_action(text) : m->action);
    ret->inbound = word_finds(text, "inbound") || word_find(text, " outside");
    if (ported)
        ret->knows |= SIGHT_SPORT;
    take_flags(text, ret);
    return LINE_SIGHT;
}
