/* Firewalls that write key=value: FortiGate, Sophos, SonicWall, Zyxel, Juniper's structured log; CEF and
 * LEEF, whose extensions are that too; and "key: value;" of Check Point. A key that another firewall has for
 * the same thing is a row of `keys`. */
#include "watch/source/sayings.h"

#include <ctype.h>
#include <netinet/in.h>

enum key {
    KEY_NONE,
    KEY_SRC,
    KEY_DST,
    KEY_SPORT,
    KEY_DPORT,
    KEY_SERVICE, /* a port's number, or a name of anything */
    KEY_PROTO,
    KEY_ACTION,
    KEY_TYPE,    /* of what the line tells: of those that have types, only traffic is ours */
    KEY_PRODUCT, /* which part of a firewall tells it: likewise */
    KEY_SENT,
    KEY_ANSWERS,
    KEY_ANSWERED, /* bytes */
    KEY_REASON,   /* why it ended */
    KEY_AT,
    KEY_RECEIVED,
    KEY_STAMP,    /* date, time and zone in one */
    KEY_ZONE,     /* of date= and time= */
    KEY_NOTE,     /* what was done, where no key says it better */
    KEY_MESSAGE,  /* the same in a sentence; of some firewalls a visitor's word stands in it */
    KEY_CATEGORY, /* LEEF: of what the line tells */
    KEYS
};

static const struct word_name keys[] = {WORD_NAME("srcip", KEY_SRC),
                                        WORD_NAME("src_ip", KEY_SRC),
                                        WORD_NAME("src", KEY_SRC),
                                        WORD_NAME("source-address", KEY_SRC),
                                        WORD_NAME("dstip", KEY_DST),
                                        WORD_NAME("dst_ip", KEY_DST),
                                        WORD_NAME("dst", KEY_DST),
                                        WORD_NAME("destination-address", KEY_DST),
                                        WORD_NAME("srcport", KEY_SPORT),
                                        WORD_NAME("src_port", KEY_SPORT),
                                        WORD_NAME("spt", KEY_SPORT),
                                        WORD_NAME("source-port", KEY_SPORT),
                                        WORD_NAME("s_port", KEY_SPORT),
                                        WORD_NAME("srcPort", KEY_SPORT),
                                        WORD_NAME("sport", KEY_SPORT), /* Meraki */
                                        WORD_NAME("dport", KEY_DPORT),
                                        WORD_NAME("dstport", KEY_DPORT),
                                        WORD_NAME("dst_port", KEY_DPORT),
                                        WORD_NAME("dpt", KEY_DPORT),
                                        WORD_NAME("destination-port", KEY_DPORT),
                                        WORD_NAME("dstPort", KEY_DPORT),
                                        WORD_NAME("service", KEY_SERVICE),
                                        WORD_NAME("proto", KEY_PROTO),
                                        WORD_NAME("protocol", KEY_PROTO),
                                        WORD_NAME("protocol-id", KEY_PROTO),
                                        WORD_NAME("protoID", KEY_PROTO),
                                        WORD_NAME("ip_proto", KEY_PROTO),
                                        WORD_NAME("action", KEY_ACTION),
                                        WORD_NAME("act", KEY_ACTION),
                                        WORD_NAME("UNIFIaction", KEY_ACTION),
                                        WORD_NAME("FortinetFortiGateaction", KEY_ACTION),
                                        WORD_NAME("log_subtype", KEY_ACTION),
                                        WORD_NAME("fw_action", KEY_ACTION),
                                        WORD_NAME("status", KEY_ACTION),
                                        WORD_NAME("type", KEY_TYPE),
                                        WORD_NAME("log_type", KEY_TYPE),
                                        WORD_NAME("product", KEY_PRODUCT),
                                        WORD_NAME("sentpkt", KEY_SENT),
                                        WORD_NAME("FTNTFGTsentpkt", KEY_SENT),
                                        WORD_NAME("FortinetFortiGatesentpkt", KEY_SENT),
                                        WORD_NAME("ad.sentpkt", KEY_SENT),
                                        WORD_NAME("PanOSPacketsSent", KEY_SENT),
                                        WORD_NAME("packets-from-client", KEY_SENT),
                                        WORD_NAME("packets-from-server", KEY_ANSWERS),
                                        WORD_NAME("rcvdpkt", KEY_ANSWERS),
                                        WORD_NAME("FTNTFGTrcvdpkt", KEY_ANSWERS),
                                        WORD_NAME("FortinetFortiGatercvdpkt", KEY_ANSWERS),
                                        WORD_NAME("ad.rcvdpkt", KEY_ANSWERS),
                                        WORD_NAME("PanOSPacketsReceived", KEY_ANSWERS),
                                        WORD_NAME("rcvdbyte", KEY_ANSWERED),
                                        WORD_NAME("rcvd", KEY_ANSWERED),
                                        WORD_NAME("reason", KEY_REASON),
                                        WORD_NAME("SessionEndReason", KEY_REASON),
                                        WORD_NAME("eventtime", KEY_AT),
                                        WORD_NAME("FTNTFGTeventtime", KEY_AT),
                                        WORD_NAME("FortinetFortiGateeventtime", KEY_AT),
                                        WORD_NAME("ad.eventtime", KEY_AT),
                                        WORD_NAME("rt", KEY_RECEIVED),
                                        WORD_NAME("devTime", KEY_RECEIVED),
                                        WORD_NAME("timestamp", KEY_STAMP),
                                        WORD_NAME("time", KEY_STAMP),
                                        WORD_NAME("tz", KEY_ZONE),
                                        WORD_NAME("note", KEY_NOTE),
                                        WORD_NAME("msg", KEY_MESSAGE),
                                        WORD_NAME("cat", KEY_CATEGORY)};

struct pairs {
    const struct word_names *names;
    struct word of[KEYS];
};

static struct pairs no_pairs(struct line_state *state)
{
    return (struct pairs){.names = word_names_of(&state->keys, keys, sizeof keys / sizeof *keys)};
}

static struct word unquoted(struct word w)
{
    if (w.n >= 2 && w.p[0] == '"' && w.p[w.n - 1] == '"')
        return (struct word){w.p + 1, w.n - 2};
    return w;
}

/* The first of a name counts: what users and visitors chose comes later. */
static void keep(struct pairs *p, struct word name, struct word value)
{
    const struct word_name *known = word_names_find(p->names, name);
    if (known && !p->of[known->is].n)
        p->of[known->is] = unquoted(value);
}

/* The quote that closes the one at text.p[0]; one behind a backslash does not. */
static const char *closing(struct word text)
{
    for (size_t i = 1; i < text.n; i += 2) {
        i += word_until((struct word){text.p + i, text.n - i}, "\"\\");
        if (i < text.n && text.p[i] == '"')
            return text.p + i;
    }
    return NULL;
}

/* Behind the value that *text begins with, which goes into *ret (n = 0: it is empty). Values end at a blank,
 * or at the quote that closes them. False: nothing is left, or it was cut off: what follows is inside of
 * it. */
static bool take_value(struct word *text, struct word *ret)
{
    const char *close = text->n && text->p[0] == '"' ? closing(*text) : NULL;
    *ret = (struct word){text->p, close ? (size_t)(close + 1 - text->p) : 0};
    if (!close)
        return text->n && text->p[0] != '"' && (text->p[0] == ' ' || word_next(text, " ,]", ret));
    *text = (struct word){close + 1, (size_t)(text->p + text->n - close - 1)};
    return true;
}

/* The places of '=' in a text, one after the other. */
struct equals {
    const char *block, *end; /* which are these, as far as they were not taken */
    uint64_t bits;
};

static inline const char *next_equals(struct equals *e)
{
    while (!e->bits) {
        if (e->end - e->block <= WORD_BITS)
            return NULL;
        e->block += WORD_BITS;
        e->bits = word_bits_until(e->block, e->end, '=');
    }
    const char *at = e->block + __builtin_ctzll(e->bits);
    e->bits &= e->bits - 1;
    return at;
}

/* Of the hundred pairs of a line ten are known, and the others show that by the end of their name: theirs
 * are not taken apart, unless something in quotes or an '=' behind a backslash, which is part of a value
 * (CEF), depends on where their value ends: `open`. */
static void collect(struct word text, struct pairs *p)
{
    /* before a name, and of what ends a value, too */
    static const bool ends[256] = {[' '] = true, [','] = true, ['['] = true, ['|'] = true},
                      all_ends[256] = {[' '] = true, [','] = true, ['['] = true, ['|'] = true, [']'] = true};
    struct word value;
    struct equals all = {.block = text.p - WORD_BITS, .end = text.p + text.n};
    const struct word_names *names = p->names;
    const char *begin = text.p, *stop = all.end, *equals;
    const char *from = begin; /* behind the last value that was taken, or the last '=' */
    bool open = false;
    while ((equals = next_equals(&all)) != NULL) {
        if (equals < from) /* it was in a value */
            continue;
        const char *at = equals + 1;
        struct word name = {from, (size_t)(equals - from)};
        bool quoted = at < stop && *at == '"', escaped = name.n && equals[-1] == '\\';
        bool may = equals - begin < 3 || word_names_may_end(names, equals);
        if (!quoted && !escaped && !(may && word_names_end(names, name, all_ends))) {
            from = at;
            open = true;
            continue;
        }
        text = (struct word){from, (size_t)(stop - from)};
        if (open && !take_value(&text, &value))
            return;
        open = false;
        from = text.p;
        if (equals < from)
            continue;
        for (name = (struct word){equals, 0}; may && name.p > from && !ends[(uint8_t)name.p[-1]]; name.n++)
            name.p--;
        from = at;
        if (escaped)
            continue;
        text = (struct word){at, (size_t)(stop - at)};
        if (!take_value(&text, &value))
            return;
        from = text.p;
        if (value.n && may)
            keep(p, name, value);
    }
}

/* An address, with SonicWall ":port:interface" behind it. */
static bool take_end(struct word w, struct addr *addr, uint16_t *port, bool *ret_port)
{
    struct word host, number;
    if (word_addr(w, addr))
        return true;
    if (!word_next(&w, ":", &host) || !word_addr(host, addr))
        return false;
    *ret_port |= word_next(&w, ":", &number) && word_port(number, port);
    return true;
}

static enum line_result fill(const struct pairs *p, struct sight *s)
{
    bool sported = false, dported = false;
    if (!p->of[KEY_SRC].n || !p->of[KEY_DST].n)
        return LINE_SKIPPED;
    if (!take_end(p->of[KEY_SRC], &s->src, &s->sport, &sported) ||
        !take_end(p->of[KEY_DST], &s->dst, &s->dport, &dported))
        return LINE_BAD;
    sported |= word_port(p->of[KEY_SPORT], &s->sport);
    if (!word_port(p->of[KEY_DPORT], &s->dport) && !dported)
        (void)word_port(p->of[KEY_SERVICE], &s->dport);
    s->knows |= sported ? SIGHT_SPORT : 0;
    struct word proto = p->of[KEY_PROTO], name;
    if (word_next(&proto, "/", &name) && !word_protocol(name, &s->proto))
        return LINE_SKIPPED;
    if (!s->proto || s->src.len != s->dst.len)
        return LINE_SKIPPED;
    if (s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6)
        s->icmp_type = s->proto == IPPROTO_ICMP ? 8 : 128;
    s->kind = SIGHT_LOG;
    s->action = (uint8_t)saying_action(p->of[p->of[KEY_ACTION].n ? KEY_ACTION : KEY_NOTE]);
    struct saying_counts c = {.packets = word_amount(p->of[KEY_SENT]),
                              .answers = word_amount(p->of[KEY_ANSWERS]),
                              .counted = p->of[KEY_SENT].n && p->of[KEY_ANSWERS].n,
                              .bytes = word_amount(p->of[KEY_ANSWERED]),
                              .weighed = p->of[KEY_ANSWERED].n > 0,
                              .reset = word_begins(p->of[KEY_ACTION], "server-rst") ||
                                       saying_reset(p->of[KEY_REASON], word_amount(p->of[KEY_SENT])),
                              .ended = !word_is(p->of[KEY_ACTION], "start")};
    saying_ended(&c, s);
    return LINE_SIGHT;
}

/* Since 1970, in a unit that shows in how many digits there are (FortiOS: seconds up to 6.0, ns from 6.2). */
static bool take_since(struct word w, nsec_wall *ret)
{
    uint64_t v;
    if (!word_number(w, INT64_MAX, &v) || w.n < 10)
        return false;
    nsec unit = w.n == 10 ? NSEC_SEC : w.n == 13 ? NSEC_MS : w.n == 16 ? NSEC_US : w.n == 19 ? 1 : 0;
    if (!unit ||
        v > (uint64_t)UINT32_MAX * NSEC_SEC / (uint64_t)unit) /* as logtime.c: time must be left behind it */
        return false;
    *ret = (nsec_wall)v * unit;
    return true;
}

/* FortiGate: date=… time=… tz="+0100", which may be quoted and may be separated by commas. */
static void take_date(struct line_state *state, struct word line, struct word zone, nsec_wall *ret)
{
    struct word date = word_after(line, "date="), time = word_after(line, "time="), day, clock;
    char text[32] = "";
    if (!date.n || !time.n)
        return;
    if (!word_next(&date, " ,", &day) || !word_next(&time, " ,", &clock))
        return;
    day = unquoted(day);
    clock = unquoted(clock);
    if (day.n != 10 || clock.n != 8)
        return;
    memcpy(text, day.p, 10);
    text[10] = ' ';
    memcpy(text + 11, clock.p, 8);
    struct word whole = {text, 19};
    if (zone.n == 5) {
        memcpy(text + 19, zone.p, 5);
        whole.n = 24;
    }
    (void)logtime_read(&whole, state->reference, ret);
}

/* "rt=1666000000000", or of several words, "rt=Jul 31 2022 12:46:24", so read from where it begins in the
 * line. */
static void take_receipt(struct line_state *state, struct word line, struct word first, nsec_wall *ret)
{
    struct word when = {first.p, first.n ? (size_t)(line.p + line.n - first.p) : 0};
    uint64_t ms;
    if (first.n && !logtime_read(&when, state->reference, ret) && word_number(first, UINT64_C(1) << 43, &ms))
        *ret = (nsec_wall)ms * NSEC_MS;
}

/* Check Point's parts write one log: that of its URL filter is about pages, and what a visitor asked for
 * stands in it. */
static bool is_firewall(struct word product)
{
    return !product.n || word_is(product, "VPN-1 & FireWall-1");
}

/* Firewalls that tell of much else in the same form: their header says of what. */
static bool is_traffic(struct word maker, struct word product, struct word id, struct word name)
{
    if (word_is(maker, "Check Point"))
        return is_firewall(product);
    if (word_is(maker, "Fortinet"))
        return word_begins(name, "traffic:") || word_begins(name, "forward traffic") ||
               word_begins(name, "local traffic");
    return !word_is(maker, "Palo Alto Networks") || word_is(id, "TRAFFIC") || word_is(name, "TRAFFIC");
}

enum line_result saying_cef(struct line_state *state, struct word line, struct sight *ret)
{
    struct word rest = line, header[7];
    if (!word_begins(line, "CEF:"))
        return LINE_SKIPPED;
    struct pairs p = no_pairs(state);
    for (int i = 0; i < 7; i++)
        if (!word_next(&rest, "|", &header[i]))
            return LINE_BAD;
    collect(rest, &p);
    if (!p.of[KEY_ACTION].n)
        p.of[KEY_ACTION] = header[5]; /* the event's name */
    if (!ret->at)
        take_receipt(state, rest, p.of[KEY_RECEIVED], &ret->at);
    if (!ret->at)
        (void)take_since(p.of[KEY_AT], &ret->at);
    struct word when = ret->at ? rest : word_after(rest, "UNIFIutcTime=");
    if (!ret->at && when.n)
        (void)logtime_read(&when, state->reference, &ret->at);
    return is_traffic(header[1], header[2], header[4], header[5]) ? fill(&p, ret) : LINE_SKIPPED;
}

/* What stands between the attributes: a tab, or what LEEF 2.0's header says, by itself ("^") or as a number
 * ("x7C", "0x09"). */
static char leef_delimiter(struct word *rest, bool second)
{
    struct word probe = *rest, w;
    uint64_t tens, ones;
    if (!second || !word_next(&probe, "|", &w) || w.n > 4 || memchr(w.p, '=', w.n))
        return '\t';
    *rest = probe;
    const char *x = memchr(w.p, 'x', w.n);
    static const char digits[] = "0123456789ABCDEF";
    if (!x || x + 3 != w.p + w.n)
        return w.n == 1 ? *w.p : '\t';
    const char *high = strchr(digits, toupper((unsigned char)x[1])),
               *low = strchr(digits, toupper((unsigned char)x[2]));
    tens = high ? (uint64_t)(high - digits) : 0;
    ones = low ? (uint64_t)(low - digits) : 0;
    return tens || ones ? (char)(tens << 4 | ones) : '\t';
}

enum line_result saying_leef(struct line_state *state, struct word line, struct sight *ret)
{
    struct word rest = line, header[5], one, name;
    if (!word_begins(line, "LEEF:"))
        return LINE_SKIPPED;
    struct pairs p = no_pairs(state);
    for (int i = 0; i < 5; i++)
        if (!word_next(&rest, "|", &header[i]))
            return LINE_BAD;
    const char ends[4] = {leef_delimiter(&rest, word_begins(header[0], "LEEF:2"))};
    while (word_next(&rest, ends, &one))
        if (word_next(&one, "=", &name))
            keep(&p, name, one);
    if (!p.of[KEY_ACTION].n)
        p.of[KEY_ACTION] = header[4];
    if (!ret->at)
        take_receipt(state, line, p.of[KEY_RECEIVED], &ret->at);
    bool ours = word_is(header[1], "Palo Alto Networks")
                    ? word_is(p.of[KEY_CATEGORY], "TRAFFIC")
                    : is_traffic(header[1], header[2], header[4], header[4]);
    return ours ? fill(&p, ret) : LINE_SKIPPED;
}

/* "name=…" or "[…": text that only comes to it later is somebody's. */
static bool begins_well(struct word line)
{
    size_t n = 0;
    while (n < line.n && (isalnum((unsigned char)line.p[n]) || strchr("_-.", line.p[n])))
        n++;
    return line.n && (line.p[0] == '[' || (n > 0 && n < line.n && line.p[n] == '='));
}

/* "Connection Opened", "Connection Closed": it was let pass. */
static struct word sonic_action(struct word event)
{
    return word_begins(event, "Connection ") ? (struct word){"pass", 4} : event;
}

static struct word meraki_action(struct word pattern)
{
    struct word first = {"", 0};
    (void)word_next(&pattern, " ", &first);
    bool denied = word_is(first, "0"), allowed = word_is(first, "1");
    return denied ? (struct word){"deny", 4} : allowed ? (struct word){"allow", 5} : first;
}

enum line_result saying_keyvalue(struct line_state *state, struct word line, struct sight *ret)
{
    if (word_begins(line, "NetScreen "))
        line = (struct word){line.p + 10, line.n - 10};
    if (!begins_well(line))
        return LINE_SKIPPED;
    struct pairs p = no_pairs(state);
    collect(line, &p);
    struct word stamp = p.of[KEY_STAMP];
    if (!ret->at && !take_since(p.of[KEY_AT], &ret->at) && !logtime_read(&stamp, state->reference, &ret->at))
        take_date(state, line, p.of[KEY_ZONE], &ret->at);
    if (!p.of[KEY_ACTION].n && word_begins(line, "id=firewall")) /* SonicWall: the name of the event */
        p.of[KEY_ACTION] = sonic_action(p.of[KEY_MESSAGE]);
    if (!p.of[KEY_ACTION].n) /* Meraki, behind all pairs: "pattern: deny all", "pattern: 0 all" */
        p.of[KEY_ACTION] = meraki_action(word_after(line, " pattern: "));
    struct word type = p.of[KEY_TYPE];
    return type.n && !word_is(type, "traffic") && !word_is(type, "Firewall") ? LINE_SKIPPED : fill(&p, ret);
}

/* Up to the next ';' that does not stand in quotes: what does may be a visitor's. False: nothing is left, or
 * a quote never closes. */
static bool next_field(struct word *rest, struct word *ret)
{
    size_t n = word_until(*rest, ";\"");
    while (n < rest->n && rest->p[n] == '"') {
        const char *close = closing((struct word){rest->p + n, rest->n - n});
        if (!close)
            return false;
        n = (size_t)(close + 1 - rest->p);
        n += word_until((struct word){rest->p + n, rest->n - n}, ";\"");
    }
    *ret = (struct word){rest->p, n};
    size_t over = n < rest->n ? n + 1 : n;
    *rest = (struct word){rest->p + over, rest->n - over};
    return ret->n || over;
}

/* "3Sep2007 15:12:45 accept 192.168.99.1 >eth2 rule: 9; src: …; dst: …; proto: tcp; service: 443; s_port:
 * 50000;" of its own tool, or the exporter's [action:"Drop"; src:"…"; …]. */
enum line_result saying_checkpoint(struct line_state *state, struct word line, struct sight *ret)
{
    struct pairs p = no_pairs(state);
    struct word rest = line, one, name, w;
    bool first = true;
    while (next_field(&rest, &one)) {
        while (one.n && (*one.p == ' ' || *one.p == '['))
            one = (struct word){one.p + 1, one.n - 1};
        struct word value = one;
        if (first) /* behind the second clock: what was done */
            for (int i = 0; i < 3 && word_next(&value, " ", &w);)
                if (w.n && ++i == 3)
                    p.of[KEY_ACTION] = w;
        first = false;
        value = one;
        if (!word_next(&value, ":", &name))
            continue;
        while (value.n && *value.p == ' ')
            value = (struct word){value.p + 1, value.n - 1};
        const char *close = value.n && *value.p == '"' ? closing(value) : NULL;
        if (close) /* the last has the bracket behind it */
            value.n = (size_t)(close + 1 - value.p);
        if (word_is(name, "action"))
            p.of[KEY_ACTION].n = 0;
        keep(&p, name, value);
    }
    if (rest.n)
        return LINE_BAD;
    return is_firewall(p.of[KEY_PRODUCT]) ? fill(&p, ret) : LINE_SKIPPED;
}
