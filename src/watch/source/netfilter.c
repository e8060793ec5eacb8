/* The kernel's log of packets: net/ipv4/netfilter/nf_log_ipv4.c and its IPv6 twin (nf_log_syslog.c). */
#include "watch/source/sayings.h"

#include <ctype.h>
#include <netinet/in.h>

enum sight_action saying_action(struct word text)
{
    static const struct {
        const char *word;
        enum sight_action action;
    } rows[] = {{"reject", SIGHT_REJECTED}, {"reset", SIGHT_REJECTED},  {"drop", SIGHT_DROPPED},
                {"block", SIGHT_DROPPED},   {"den", SIGHT_DROPPED},     {"discard", SIGHT_DROPPED},
                {"refuse", SIGHT_REJECTED}, {"invalid", SIGHT_DROPPED}, {"bad", SIGHT_DROPPED},
                {"accept", SIGHT_PASSED},   {"allow", SIGHT_PASSED},    {"pass", SIGHT_PASSED},
                {"permit", SIGHT_PASSED},   {"open", SIGHT_PASSED}};
    uint32_t letters = 0; /* of either case: most words cannot be there */
    for (size_t i = 0; i < text.n; i++)
        letters |= UINT32_C(1) << (text.p[i] & 31);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (letters >> (rows[i].word[0] & 31) & 1 && word_finds(text, rows[i].word))
            return rows[i].action;
    return SIGHT_ACTION_NONE;
}

bool saying_reset(struct word reason, uint32_t packets)
{
    bool server = word_finds(reason, "server"), client = word_finds(reason, "client");
    return (word_finds(reason, " rst") || word_finds(reason, "-rst")) &&
           (server || (!client && packets == 1));
}

void saying_ended(const struct saying_counts *c, struct sight *s)
{
    if (!c->ended || !(c->counted || c->weighed) || s->action == SIGHT_DROPPED || s->action == SIGHT_REJECTED)
        return;
    bool answered = c->counted ? c->answers > 0 : c->bytes > 0;
    s->kind = SIGHT_FLOW;
    s->action = SIGHT_ACTION_NONE;
    s->outcome = (uint8_t)(!answered                                                        ? SIGHT_SILENT
                           : c->reset && (!c->counted || c->answers == 1) && c->bytes <= 60 ? SIGHT_REFUSED
                                                                                            : SIGHT_SUCCESS);
    s->packets = c->packets;
    s->answers = c->answers;
    s->knows |= c->counted ? SIGHT_COUNTS : 0;
}

/* -1: it is no hexadecimal digit. Each line has twelve of them, and strtoul() for each two is a fortieth of
 * the time. */
static int digit(char c)
{
    int letter = (c | 0x20) - 'a';
    return c >= '0' && c <= '9' ? c - '0' : letter >= 0 && letter < 6 ? letter + 10 : -1;
}

/* "020405B40402080A…" -> the order of the options. */
static void read_options(struct word hex, struct sight *s)
{
    static const uint8_t known[] = {[0] = SIGHT_OPT_EOL, [1] = SIGHT_OPT_NOP,  [2] = SIGHT_OPT_MSS,
                                    [3] = SIGHT_OPT_WS,  [4] = SIGHT_OPT_SACK, [8] = SIGHT_OPT_TS};
    uint8_t bytes[40];
    size_t n = 0;
    for (size_t i = 0; i + 1 < hex.n && n < sizeof bytes; i += 2) {
        int high = digit(hex.p[i]), low = digit(hex.p[i + 1]);
        if (high < 0 || low < 0)
            return;
        bytes[n++] = (uint8_t)(high << 4 | low);
    }
    for (size_t i = 0; i < n;) {
        uint8_t kind = bytes[i], opt = kind < sizeof known && known[kind] ? known[kind] : SIGHT_OPT_OTHER;
        size_t len = kind <= 1 ? 1 : i + 1 < n ? bytes[i + 1] : 0;
        if (len < 1 || (kind > 1 && len < 2) || i + len > n)
            return;
        if (kind == 2 && len == 4)
            s->mss = (uint16_t)(bytes[i + 2] << 8 | bytes[i + 3]);
        s->opts = s->opts << 4 | opt;
        if (kind == 0)
            break;
        i += len;
    }
    s->knows |= SIGHT_OPTS;
}

struct reading {
    struct sight *s;
    bool src, dst, proto, flagged, device_out, device_in;
    bool whole;       /* DF */
    struct addr from; /* of an ICMP error: who complains */
    uint8_t icmp_type, icmp_code;
    bool quoted;
    bool wrong;
};

static inline bool field(struct word w, const char *key, struct word *ret)
{
    size_t n = strlen(key);
    if (w.n < n || w.p[0] != key[0] || memcmp(w.p, key, n) != 0)
        return false;
    *ret = (struct word){w.p + n, w.n - n};
    return true;
}

static uint64_t number(struct word w, uint64_t max, struct reading *r)
{
    uint64_t v = 0;
    r->wrong |= !word_number(w, max, &v);
    return v;
}

static void take_mac(struct word w, struct sight *s)
{
    uint64_t mac = 0;
    if (w.n < 35) /* destination, source, type */
        return;
    for (size_t i = 18; i < 35; i += 3) {
        int high = digit(w.p[i]), low = digit(w.p[i + 1]);
        if (high < 0 || low < 0)
            return;
        mac = mac << 8 | (unsigned)(high << 4 | low);
    }
    s->mac = mac;
}

static void take_address(struct word v, struct reading *r, bool src)
{
    r->wrong |= !word_addr(v, src ? &r->s->src : &r->s->dst);
    *(src ? &r->src : &r->dst) = true;
}

/* What all IP packets have. True when the word was one of these. */
static bool take_ip(struct word w, struct reading *r)
{
    struct sight *s = r->s;
    struct word v;
    if (field(w, "SRC=", &v))
        take_address(v, r, true);
    else if (field(w, "DST=", &v))
        take_address(v, r, false);
    else if (field(w, "LEN=", &v)) {
        if (!(s->knows & SIGHT_LEN)) /* UDP has a second one */
            s->ip_len = (uint16_t)number(v, UINT16_MAX, r);
        s->knows |= SIGHT_LEN;
    } else if (field(w, "TTL=", &v) || field(w, "HOPLIMIT=", &v)) {
        s->ttl = (uint8_t)number(v, 255, r);
        s->knows |= SIGHT_TTL;
    } else if (field(w, "ID=", &v) && !r->proto) { /* behind PROTO it is ICMP's */
        s->ipid = (uint16_t)number(v, UINT16_MAX, r);
        s->knows |= SIGHT_IPID;
    } else if (word_is(w, "DF") && !r->proto) {
        r->whole = true;
    } else if (field(w, "PROTO=", &v)) {
        r->wrong |= !word_protocol(v, &s->proto);
        r->proto = true;
    } else if (field(w, "MAC=", &v))
        take_mac(v, s);
    else if (field(w, "FRAG:", &v))
        s->fragment = number(v, UINT16_MAX, r) > 0;
    else
        return false;
    return true;
}

static bool is_icmp(uint8_t proto)
{
    return proto == IPPROTO_ICMP || proto == IPPROTO_ICMPV6;
}

static bool take_transport(struct word w, struct reading *r)
{
    struct sight *s = r->s;
    struct word v;
    if (field(w, "SPT=", &v)) {
        s->sport = (uint16_t)number(v, UINT16_MAX, r);
        s->knows |= SIGHT_SPORT;
    } else if (field(w, "DPT=", &v))
        s->dport = (uint16_t)number(v, UINT16_MAX, r);
    else if (field(w, "SEQ=", &v) && s->proto == IPPROTO_TCP) {
        s->seq = (uint32_t)number(v, UINT32_MAX, r);
        s->knows |= SIGHT_SEQ;
    } else if (field(w, "ID=", &v) && is_icmp(s->proto)) {
        s->seq = (uint32_t)number(v, UINT16_MAX, r) << 16;
    } else if (field(w, "SEQ=", &v) && is_icmp(s->proto)) {
        s->seq |= (uint32_t)number(v, UINT16_MAX, r);
        s->knows |= SIGHT_SEQ;
    } else if (field(w, "ACK=", &v) && s->proto == IPPROTO_TCP) {
        s->ack = (uint32_t)number(v, UINT32_MAX, r);
        s->knows |= SIGHT_ACKNO;
    } else if (field(w, "WINDOW=", &v)) {
        s->win = (uint16_t)number(v, UINT16_MAX, r);
        s->knows |= SIGHT_WIN;
    } else if (field(w, "TYPE=", &v))
        s->icmp_type = (uint8_t)number(v, 255, r);
    else if (field(w, "CODE=", &v))
        s->icmp_code = (uint8_t)number(v, 255, r);
    else if (field(w, "URGP=", &v))
        r->flagged = true; /* the end of TCP's own words: its flags were all there */
    else
        return false;
    return true;
}

/* "[SRC=…": the packet that an ICMP error complains of; what was read so far is the complaint. */
static void enter_quote(struct reading *r)
{
    struct sight *s = r->s;
    r->from = s->src;
    r->icmp_type = s->icmp_type;
    r->icmp_code = s->icmp_code;
    r->quoted = true;
    r->src = r->dst = r->proto = r->whole = false;
    *s = (struct sight){.at = s->at, .vlan = s->vlan, .kind = SIGHT_ERROR};
}

static void take_word(struct word w, struct reading *r)
{
    struct word v;
    if (w.p[0] == '[' && w.n > 4 && memcmp(w.p, "[SRC=", 5) == 0 && !r->quoted) {
        enter_quote(r);
        w = (struct word){w.p + 1, w.n - 1};
    }
    if (w.n && w.p[w.n - 1] == ']' && r->quoted)
        w.n--;
    if (field(w, "IN=", &v))
        r->device_in = v.n > 0;
    else if (field(w, "OUT=", &v))
        r->device_out = v.n > 0;
    else if (!take_ip(w, r) && !take_transport(w, r) && r->proto)
        r->s->tcp_flags |= word_tcp_flag(w);
}

/* Behind the kernel's stamp, "[  449.059606] ". */
static const char *behind_stamp(const char *from, const char *end)
{
    const char *p = from;
    if (p < end && *p == '[')
        for (p++; p < end && (isdigit((unsigned char)*p) || *p == '.' || *p == ' '); p++)
            ;
    return p > from + 1 && p + 1 < end && *p == ']' && p[1] == ' ' ? p + 2 : from;
}

/* The rule's own words: between what the kernel puts first, and "IN=". */
static struct word prefix_of(struct word line, const char *in)
{
    const char *from = behind_stamp(line.p, in);
    while (in > from && in[-1] == ' ')
        in--;
    return (struct word){from, (size_t)(in - from)};
}

/* Vyatta's, EdgeOS' and UniFi's rules say it in a letter: "[WAN_LOCAL-4000-D]",
 * "[WAN_IN-default-D]DESCR=…". */
static enum sight_action letter_of(struct word prefix)
{
    const char *close = memchr(prefix.p, ']', prefix.n);
    if (!prefix.n || prefix.p[0] != '[' || !close || close < prefix.p + 4)
        return SIGHT_ACTION_NONE;
    const char *end = memchr(prefix.p, '-', (size_t)(close - prefix.p));
    if (end && close[-2] == '-')
        return close[-1] == 'D'   ? SIGHT_DROPPED
               : close[-1] == 'R' ? SIGHT_REJECTED
               : close[-1] == 'A' ? SIGHT_PASSED
                                  : SIGHT_ACTION_NONE;
    return SIGHT_ACTION_NONE;
}

static void finish(struct reading *r, struct word prefix)
{
    struct sight *s = r->s;
    s->action = (uint8_t)saying_action(prefix);
    if (!s->action)
        s->action = (uint8_t)letter_of(prefix);
    s->inbound = r->device_in && !r->device_out;
    s->outbound = s->sent = r->device_out && !r->device_in; /* what is forwarded has come in before */
    if (r->flagged && s->proto == IPPROTO_TCP)
        s->knows |= SIGHT_FLAGS;
    s->may_split = s->src.len == 4 && s->knows & SIGHT_IPID && !r->whole;
    if (s->proto == IPPROTO_UDP) {
        s->packets = 1;
        s->payload = line_payload(s, 0, s->ip_len);
    }
    if (r->quoted) {
        s->via = r->from;
        s->icmp_type = r->icmp_type;
        s->icmp_code = r->icmp_code;
    }
}

/* The kernel says more, and in it names of files and groups that a user chose: between quotes (which he can
 * close himself, so that one is enough, unless it is an apostrophe), or farther behind than a rule's own
 * words reach (NF_LOG_PREFIXLEN, 128 with its end). */
static bool is_rule(struct word line, const char *in)
{
    struct word prefix = prefix_of(line, in);
    for (size_t i = 0; i < prefix.n; i++)
        if (prefix.p[i] == '\'' && (i == 0 || !isalnum((unsigned char)prefix.p[i - 1])))
            return false;
    return prefix.n < 128 && !word_is_quoted(line, in);
}

enum line_result saying_netfilter(struct line_state *state, struct word line, struct sight *ret)
{
    const char *in = word_find(line, "IN=");
    if (!in || !word_find(line, " SRC=") || !is_rule(line, in))
        return LINE_SKIPPED;
    struct word rest = {in, (size_t)(line.p + line.n - in)}, w;
    struct reading r = {.s = ret};
    ret->kind = SIGHT_LOG;
    while (word_next(&rest, " ", &w)) {
        if (w.n == 3 && word_is(w, "OPT") && word_begins(rest, "(") && r.proto && ret->proto == IPPROTO_TCP) {
            struct word hex;
            (void)word_next(&rest, "(", &hex);
            if (word_next(&rest, ")", &hex))
                read_options(hex, ret);
        } else if (w.n) {
            take_word(w, &r);
        }
    }
    bool ports = ret->proto == IPPROTO_TCP || ret->proto == IPPROTO_UDP;
    if (!r.src || !r.dst || !r.proto || r.wrong || ret->src.len != ret->dst.len ||
        (ports && !ret->fragment && !(ret->knows & SIGHT_SPORT)))
        return LINE_BAD;
    state->prefix = prefix_of(line, in);
    finish(&r, state->prefix);
    return LINE_SIGHT;
}
