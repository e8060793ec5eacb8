/* Firewalls that write key=value: FortiGate, Sophos, SonicWall, Juniper's structured log, Check Point; and CEF, whose extension is that too. */
#include "watch/source/sayings.h"

#include <netinet/in.h>

enum key { KEY_NONE, KEY_SRC, KEY_DST, KEY_SPORT, KEY_DPORT, KEY_PROTO, KEY_ACTION };

static const struct {
    const char *name;
    enum key key;
} keys[] = {{"srcip", KEY_SRC},
            {"src_ip", KEY_SRC},
            {"src", KEY_SRC},
            {"source-address", KEY_SRC},
            {"dstip", KEY_DST},
            {"dst_ip", KEY_DST},
            {"dst", KEY_DST},
            {"destination-address", KEY_DST},
            {"srcport", KEY_SPORT},
            {"src_port", KEY_SPORT},
            {"spt", KEY_SPORT},
            {"source-port", KEY_SPORT},
            {"s_port", KEY_SPORT},
            {"dstport", KEY_DPORT},
            {"dst_port", KEY_DPORT},
            {"dpt", KEY_DPORT},
            {"destination-port", KEY_DPORT},
            {"service", KEY_DPORT},
            {"proto", KEY_PROTO},
            {"protocol", KEY_PROTO},
            {"protocol-id", KEY_PROTO},
            {"ip_proto", KEY_PROTO},
            {"action", KEY_ACTION},
            {"act", KEY_ACTION},
            {"UNIFIaction", KEY_ACTION},
            {"log_subtype", KEY_ACTION},
            {"fw_action", KEY_ACTION},
            {"status", KEY_ACTION}};

struct pairs {
    struct word src, dst, sport, dport, proto, action;
};

static struct word unquoted(struct word w)
{
    if (w.n >= 2 && w.p[0] == '"' && w.p[w.n - 1] == '"')
        return (struct word){w.p + 1, w.n - 2};
    return w;
}

static void keep(struct pairs *p, struct word name, struct word value)
{
    struct word *const at[] = {NULL, &p->src, &p->dst, &p->sport, &p->dport, &p->proto, &p->action};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (word_is(name, keys[i].name) && !at[keys[i].key]->n)
            *at[keys[i].key] = unquoted(value);
}

/* Values end at a blank, or at the quote that closes them. */
static void collect(struct word text, struct pairs *p)
{
    while (text.n) {
        const char *equals = memchr(text.p, '=', text.n);
        if (!equals)
            return;
        const char *from = equals;
        while (from > text.p && from[-1] != ' ' && from[-1] != ',' && from[-1] != '[' && from[-1] != '|')
            from--;
        struct word name = {from, (size_t)(equals - from)}, value;
        text = (struct word){equals + 1, (size_t)(text.p + text.n - equals - 1)};
        const char *close = text.n && text.p[0] == '"' ? memchr(text.p + 1, '"', text.n - 1) : NULL;
        if (close) {
            value = (struct word){text.p, (size_t)(close + 1 - text.p)};
            text = (struct word){close + 1, (size_t)(text.p + text.n - close - 1)};
        } else if (!word_next(&text, " ,]", &value)) {
            return;
        }
        keep(p, name, value);
    }
}

static enum line_result fill(const struct pairs *p, struct sight *s)
{
    struct word src = p->src, dst = p->dst, host;
    uint16_t port;
    if (!src.n || !dst.n)
        return LINE_SKIPPED;
    /* SonicWall: src=address:port:interface */
    struct word parts = src, number;
    if (!word_addr(src, &s->src)) {
        if (!word_next(&parts, ":", &host) || !word_addr(host, &s->src))
            return LINE_BAD;
        if (word_next(&parts, ":", &number) && word_port(number, &port)) {
            s->sport = port;
            s->knows |= SIGHT_SPORT;
        }
    }
    parts = dst;
    if (!word_addr(dst, &s->dst)) {
        if (!word_next(&parts, ":", &host) || !word_addr(host, &s->dst))
            return LINE_BAD;
        if (word_next(&parts, ":", &number) && word_port(number, &port))
            s->dport = port;
    }
    if (word_port(p->sport, &s->sport))
        s->knows |= SIGHT_SPORT;
    (void)word_port(p->dport, &s->dport);
    struct word proto = p->proto, name;
    if (word_next(&proto, "/", &name) && !word_protocol(name, &s->proto))
        return LINE_SKIPPED;
    if (!s->proto || s->src.len != s->dst.len)
        return LINE_SKIPPED;
    if (s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6)
        s->icmp_type = s->proto == IPPROTO_ICMP ? 8 : 128;
    s->kind = SIGHT_LOG;
    s->action = (uint8_t)saying_action(p->action);
    return LINE_SIGHT;
}

enum line_result saying_cef(struct line_state *state, struct word line, struct sight *ret)
{
    struct pairs p = {0};
    const char *cef = word_find(line, "CEF:");
    uint64_t ms;
    if (!cef || word_is_quoted(line, cef))
        return LINE_SKIPPED;
    struct word rest = {cef, (size_t)(line.p + line.n - cef)}, header;
    for (int i = 0; i < 7; i++)
        if (!word_next(&rest, "|", &header))
            return LINE_BAD;
        else if (i == 5)
            p.action = header; /* the event's name, until act= says more */
    struct word name = p.action;
    p.action.n = 0;
    collect(rest, &p);
    if (!p.action.n)
        p.action = name;
    struct word when = word_after(rest, "rt="), first;
    if (!ret->at && word_next(&when, " ", &first) && word_number(first, UINT64_MAX / 2, &ms) &&
        ms < UINT64_C(1) << 43)
        ret->at = (nsec_wall)ms * NSEC_MS;
    when = word_after(rest, "UNIFIutcTime=");
    if (!ret->at && when.n)
        (void)logtime_read(&when, state->reference, &ret->at);
    return fill(&p, ret);
}

enum line_result saying_keyvalue(struct line_state *state, struct word line, struct sight *ret)
{
    struct pairs p = {0};
    if (!word_find(line, "srcip=") && !word_find(line, "src_ip=") && !word_find(line, "source-address=") &&
        !word_find(line, " src="))
        return LINE_SKIPPED;
    collect(line, &p);
    if (!ret->at) { /* FortiGate: date=… time=… */
        struct word date = word_after(line, "date="), time = word_after(line, " time="), day, clock;
        char text[32];
        if (word_next(&date, " ", &day) && word_next(&time, " ", &clock) && day.n == 10 && clock.n == 8) {
            memcpy(text, day.p, 10);
            text[10] = ' ';
            memcpy(text + 11, clock.p, 8);
            struct word whole = {text, 19};
            (void)logtime_read(&whole, state->reference, &ret->at);
        }
    }
    return fill(&p, ret);
}
