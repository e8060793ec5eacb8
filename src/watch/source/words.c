#include "watch/source/words.h"

#include "wire/tcp.h"

#include <assert.h>
#include <netinet/in.h>
#include <strings.h>

/* --- searching, sixteen characters at a time: lines are searched for little that is far apart. memmem(),
 * strchr() of each character took a quarter of what reading a line does. */

/* Where one of `ends` is, a bit each. */
static inline unsigned any_of(word_block b, const char *ends)
{
    word_block equal = b == word_all(ends[0]);
    for (const char *e = ends + 1; *e; e++)
        equal |= b == word_all(*e);
    return word_bits((word_halves)equal);
}

size_t word_until_any(struct word w, const char *ends)
{
    unsigned bits;
    word_block last = {0};
    size_t at = 0;
    for (; at + sizeof last <= w.n; at += sizeof last)
        if ((bits = any_of(word_load(w.p + at), ends)) != 0)
            return at + (unsigned)__builtin_ctz(bits);
    if (at == w.n)
        return at;
    memcpy(&last, w.p + at, w.n - at);
    return at + (unsigned)__builtin_ctz(any_of(last, ends) | 1u << (w.n - at));
}

/* By its first and last character; n >= 2 and no more than w.n. */
static const char *find(struct word w, const char *text, size_t n)
{
    const char *p = w.p, *last = w.p + w.n - n; /* the last place where it can begin */
    word_block first = word_all(text[0]), end = word_all(text[n - 1]);
    for (; last - p >= (ptrdiff_t)sizeof(word_block) - 1; p += sizeof(word_block)) {
        word_halves hits = (word_halves)((word_load(p) == first) & (word_load(p + n - 1) == end));
        for (unsigned bits = word_bits(hits); bits; bits &= bits - 1) {
            const char *at = p + __builtin_ctz(bits);
            if (memcmp(at, text, n) == 0)
                return at;
        }
    }
    for (; p <= last; p++)
        if (*p == text[0] && memcmp(p, text, n) == 0)
            return p;
    return NULL;
}

const char *word_find(struct word w, const char *text)
{
    size_t n = strlen(text);
    return n > w.n ? NULL : n > 1 ? find(w, text, n) : memchr(w.p, text[0], w.n);
}

static inline uint8_t hash(struct word w)
{
    return (uint8_t)(w.n * 29 + (uint8_t)w.p[w.n / 2] * 5 + (uint8_t)w.p[w.n - 1]);
}

static void add_keys(struct word_names *x, struct word name)
{
    for (struct word part; name.n;) {
        unsigned bit = word_key(name);
        x->keys[bit / 64] |= UINT64_C(1) << bit % 64;
        (void)word_next(&name, ".", &part);
    }
}

/* Of a name of two letters: with all that stands before names. */
static void add_ending(struct word_names *x, struct word name)
{
    static const char signs[] = " ,[]|=\"";
    assert(name.n >= 2);
    for (const char *sign = signs; *sign; sign++) {
        const char *end = name.p + name.n, last[] = {name.n > 2 ? end[-3] : *sign, end[-2], end[-1], '='};
        unsigned bit = word_ending(last);
        x->ends[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

static inline bool is_sign(unsigned c)
{
    return (c | 0x20) - 'a' >= 26 && c - '0' >= 10;
}

/* By the last four letters; signs are all one. */
static inline uint8_t ending(struct word w)
{
    unsigned third = w.n > 2 ? (unsigned char)w.p[w.n - 3] : 0,
             fourth = w.n > 3 ? (unsigned char)w.p[w.n - 4] : 0;
    third = is_sign(third) ? 0 : third;
    fourth = !third || is_sign(fourth) ? 0 : fourth;
    return (uint8_t)(fourth * 101 + third * 65 + (unsigned char)w.p[w.n - 2] * 33u +
                     (unsigned char)w.p[w.n - 1]);
}

bool word_names_end(const struct word_names *x, struct word w, const bool signs[256])
{
    for (unsigned i = w.n < 2 ? 0 : x->last[ending(w)]; i; i = x->before[i - 1]) {
        struct word name = x->names[i - 1].name;
        if (name.n > w.n || (name.n < w.n && !signs[(uint8_t)w.p[w.n - name.n - 1]]))
            continue;
        if (memcmp(w.p + w.n - name.n, name.p, name.n) == 0)
            return true;
    }
    return false;
}

const struct word_names *word_names_of(struct word_names *x, const struct word_name *names, size_t n)
{
    if (x->names == names)
        return x;
    assert(n <= WORD_NAMES);
    *x = (struct word_names){.names = names};
    for (size_t i = 0; i < n; i++) {
        uint8_t h = hash(names[i].name);
        x->next[i] = x->first[h];
        x->first[h] = (uint8_t)(i + 1);
        add_ending(x, names[i].name);
        uint8_t e = ending(names[i].name);
        x->before[i] = x->last[e];
        x->last[e] = (uint8_t)(i + 1);
        add_keys(x, names[i].name);
    }
    return x;
}

const struct word_name *word_names_find(const struct word_names *x, struct word w)
{
    for (unsigned i = w.n ? x->first[hash(w)] : 0; i; i = x->next[i - 1]) {
        const struct word_name *one = &x->names[i - 1];
        if (one->name.n == w.n && memcmp(one->name.p, w.p, w.n) == 0)
            return one;
    }
    return NULL;
}

bool word_finds(struct word w, const char *text)
{
    size_t n = strlen(text);
    /* Letters of both cases differ in one bit: nineteen calls of twenty are for nothing without that look. */
    for (size_t i = 0; n <= w.n && i <= w.n - n; i++)
        if (((w.p[i] ^ text[0]) & 0xdf) == 0 && strncasecmp(w.p + i, text, n) == 0)
            return true;
    return false;
}

static bool in_quotes(struct word w, const char *p, bool escapes)
{
    bool quoted = false;
    for (const char *c = w.p; c < p; c++)
        if (escapes && *c == '\\')
            c++;
        else
            quoted ^= *c == '"';
    return quoted;
}

bool word_is_quoted(struct word w, const char *p)
{
    return in_quotes(w, p, false) || in_quotes(w, p, true);
}

struct word word_after(struct word w, const char *text)
{
    const char *at = word_find(w, text);
    if (!at)
        return (struct word){w.p, 0};
    at += strlen(text);
    return (struct word){at, (size_t)(w.p + w.n - at)};
}

struct word word_from(struct word line, const char *p)
{
    const char *end = line.p + line.n;
    while (p < end && *p == ' ')
        p++;
    return (struct word){p, (size_t)(end - p)};
}

bool word_number(struct word w, uint64_t max, uint64_t *ret)
{
    uint64_t v = 0;
    if (!w.n || w.n > 19)
        return false;
    for (size_t i = 0; i < w.n; i++) {
        if (!word_is_digit(w.p[i]))
            return false;
        v = v * 10 + (uint64_t)(w.p[i] - '0');
    }
    *ret = v;
    return v <= max;
}

uint32_t word_amount(struct word w)
{
    uint64_t v;
    return word_number(w, UINT32_MAX, &v) ? (uint32_t)v : 0;
}

bool word_port(struct word w, uint16_t *ret)
{
    uint64_t v;
    if (!word_number(w, UINT16_MAX, &v))
        return false;
    *ret = (uint16_t)v;
    return true;
}

/* Dotted decimal at once: nearly every address of a log is one. */
static bool quad(struct word w, struct addr *ret)
{
    uint32_t v = 0, part = 0;
    unsigned dots = 0, digits = 0;
    for (size_t i = 0; i < w.n; i++) {
        if (w.p[i] == '.') {
            if (!digits || part > 255)
                return false;
            v = v << 8 | part;
            part = digits = 0;
            dots++;
        } else if (word_is_digit(w.p[i]) && ++digits <= 3) {
            part = part * 10 + (uint32_t)(w.p[i] - '0');
        } else {
            return false;
        }
    }
    if (dots != 3 || !digits || part > 255)
        return false;
    *ret = addr_v4(v << 8 | part);
    return true;
}

bool word_addr(struct word w, struct addr *ret)
{
    char text[ADDR_TEXT_MAX];
    if (quad(w, ret))
        return true;
    if (w.n < 2 || w.n >= sizeof text || !memchr(w.p, ':', w.n))
        return false;
    memcpy(text, w.p, w.n);
    text[w.n] = 0;
    char *zone = strchr(text, '%'); /* another machine's interface */
    if (zone)
        *zone = 0;
    return addr_parse(text, ret) == 0;
}

bool word_endpoint(struct word w, char between, struct addr *addr, uint16_t *port)
{
    const char *cut = memrchr(w.p, between, w.n);
    if (!cut)
        return false;
    struct word host = {w.p, (size_t)(cut - w.p)}, number = {cut + 1, (size_t)(w.p + w.n - cut - 1)};
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = (struct word){host.p + 1, host.n - 2};
    return word_addr(host, addr) && word_port(number, port);
}

uint8_t word_tcp_flag(struct word w)
{
    static const struct {
        const char *name;
        uint8_t bit;
    } rows[] = {{"SYN", TCP_SYN}, {"ACK", TCP_ACK}, {"RST", TCP_RST}, {"FIN", TCP_FIN},
                {"PSH", TCP_PSH}, {"URG", TCP_URG}, {"ECE", TCP_ECE}, {"CWR", TCP_CWR}};
    for (size_t i = 0; w.n == 3 && i < sizeof rows / sizeof *rows; i++)
        if (memcmp(w.p, rows[i].name, 3) == 0)
            return rows[i].bit;
    return 0;
}

bool word_protocol(struct word w, uint8_t *ret)
{
    static const struct {
        const char *name;
        uint8_t number;
    } rows[] = {{"TCP", IPPROTO_TCP},       {"UDP", IPPROTO_UDP},          {"ICMP", IPPROTO_ICMP},
                {"ICMPv6", IPPROTO_ICMPV6}, {"IPV6-ICMP", IPPROTO_ICMPV6}, {"ICMP6", IPPROTO_ICMPV6},
                {"SCTP", IPPROTO_SCTP},     {"GRE", IPPROTO_GRE},          {"ESP", IPPROTO_ESP},
                {"AH", IPPROTO_AH},         {"IGMP", IPPROTO_IGMP},        {"UDPLITE", IPPROTO_UDPLITE}};
    uint64_t number;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strlen(rows[i].name) == w.n && strncasecmp(rows[i].name, w.p, w.n) == 0) {
            *ret = rows[i].number;
            return true;
        }
    if (!word_number(w, 255, &number))
        return false;
    *ret = (uint8_t)number;
    return true;
}
