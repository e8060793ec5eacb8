/* What `iptables-save` prints -> rules. Its form: iptables(8) and iptables-extensions(8). What is not
 * understood becomes FW_UNKNOWN. */
#include "local/priv_firewall.h"

#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_LONGEST 8192
#define WORDS_MAX    256

struct save {
    struct firewall *f;
    uint8_t family;
    fw_name table; /* "filter" */
    /* its name among ours: of the legacy variant " filter", which no table of nft can be called */
    fw_name own;
    bool nf_tables;
    char *word[WORDS_MAX]; /* of the line at hand */
    size_t words, at;
};

/* --- words of a line */

/* Cuts the line into words in place; "…" with \" inside is one. False: too many. */
static bool cut_words(struct save *s, char *line)
{
    s->words = s->at = 0;
    for (char *in = line, *out; *in;) {
        while (*in == ' ')
            in++;
        if (!*in)
            break;
        if (s->words == WORDS_MAX)
            return false;
        bool quoted = *in == '"';
        in += quoted;
        s->word[s->words++] = out = in;
        while (*in && (quoted ? *in != '"' : *in != ' ')) {
            if (*in == '\\' && in[1])
                in++;
            *out++ = *in++;
        }
        if (*in)
            in++;
        *out = 0;
    }
    return true;
}

static const char *next_word(struct save *s)
{
    return s->at < s->words ? s->word[s->at++] : "";
}

/* --- values */

static bool number(const char *text, uint64_t most, uint64_t *ret)
{
    char *end;
    if (!isdigit((unsigned char)*text))
        return false;
    unsigned long long n = strtoull(text, &end, 0);
    *ret = n;
    return !*end && n <= most;
}

static unsigned mask_bits(const struct addr *mask)
{
    unsigned bits = 0;
    while (bits < 8u * mask->len && mask->b[bits / 8] & 0x80 >> bits % 8)
        bits++;
    return bits;
}

/* "198.18.0.0/15", "10.0.0.0/255.0.0.0", an address alone. */
static bool network(const char *text, struct fw_match *m)
{
    char copy[128];
    struct addr a, mask;
    uint64_t bits;
    if (strlen(text) >= sizeof copy)
        return false;
    memcpy(copy, text, strlen(text) + 1);
    char *slash = strchr(copy, '/');
    if (slash)
        *slash++ = 0;
    if (addr_parse(copy, &a) < 0)
        return false;
    if (!slash)
        bits = 8u * a.len;
    else if (!number(slash, 8u * a.len, &bits)) {
        if (addr_parse(slash, &mask) < 0 || mask.len != a.len)
            return false;
        bits = mask_bits(&mask);
    }
    struct addr low = addr_first(&a, (unsigned)bits), high = addr_last(&a, (unsigned)bits);
    return fw_add_range(m, fw_address(&low), fw_address(&high)) == 0;
}

/* "a-b" of addresses, "a:b" of ports, one of them alone. */
static bool span(char *text, char between, uint64_t most, struct fw_match *m)
{
    struct addr low, high;
    uint64_t from = 0, to = most;
    char *cut = strchr(text, between);
    if (cut)
        *cut++ = 0;
    if (!most) {
        if (addr_parse(text, &low) < 0 || addr_parse(cut ? cut : text, &high) < 0)
            return false;
        return fw_add_range(m, fw_address(&low), fw_address(&high)) == 0;
    }
    if ((*text && !number(text, most, &from)) || (cut && *cut && !number(cut, most, &to)))
        return false;
    return fw_add_range(m, fw_number(from), fw_number(cut ? to : from)) == 0;
}

static bool ports(const char *text, struct fw_match *m)
{
    char copy[512], *save, *one;
    if (strlen(text) >= sizeof copy)
        return false;
    memcpy(copy, text, strlen(text) + 1);
    for (one = strtok_r(copy, ",", &save); one; one = strtok_r(NULL, ",", &save))
        if (!span(one, ':', UINT16_MAX, m))
            return false;
    return m->ranges > 0;
}

static bool protocol(const char *text, struct fw_match *m)
{
    static const struct {
        const char *word;
        uint8_t number;
    } rows[] = {{"tcp", IPPROTO_TCP},
                {"udp", IPPROTO_UDP},
                {"icmp", IPPROTO_ICMP},
                {"icmpv6", IPPROTO_ICMPV6},
                {"ipv6-icmp", IPPROTO_ICMPV6},
                {"sctp", IPPROTO_SCTP},
                {"udplite", IPPROTO_UDPLITE},
                {"esp", IPPROTO_ESP},
                {"ah", IPPROTO_AH},
                {"gre", IPPROTO_GRE},
                {"igmp", IPPROTO_IGMP},
                {"vrrp", 112},
                {"ospf", 89},
                {"dccp", IPPROTO_DCCP},
                {"ipv6", IPPROTO_IPV6}};
    uint64_t n;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(text, rows[i].word) == 0)
            return fw_add_range(m, fw_number(rows[i].number), fw_number(rows[i].number)) == 0;
    return number(text, 255, &n) && n && fw_add_range(m, fw_number(n), fw_number(n)) == 0;
}

static bool state(const char *word, uint8_t *bits)
{
    static const struct {
        const char *word;
        enum fw_ct bit;
    } rows[] = {{"NEW", FW_CT_NEW},
                {"ESTABLISHED", FW_CT_ESTABLISHED},
                {"RELATED", FW_CT_RELATED},
                {"INVALID", FW_CT_INVALID},
                {"UNTRACKED", FW_CT_UNTRACKED}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].word, word) == 0) {
            *bits |= (uint8_t)rows[i].bit;
            return true;
        }
    return false;
}

static bool states(const char *text, struct fw_match *m)
{
    char copy[128], *save, *one;
    if (strlen(text) >= sizeof copy)
        return false;
    memcpy(copy, text, strlen(text) + 1);
    for (one = strtok_r(copy, ",", &save); one; one = strtok_r(NULL, ",", &save))
        if (!state(one, &m->bits))
            return false;
    return m->bits;
}

/* "FIN,SYN,RST,ACK"; ALL, NONE. */
static uint8_t flags(const char *text)
{
    static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
    uint8_t bits = 0;
    if (strcmp(text, "ALL") == 0)
        return 0x3f;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(text, names[i]))
            bits = (uint8_t)(bits | 1u << i);
    return bits;
}

static bool device(const char *text, struct fw_match *m)
{
    fw_name name = {0};
    size_t n = strlen(text);
    if (n >= sizeof name)
        return false;
    memcpy(name, text, n);
    if (n && name[n - 1] == '+')
        name[n - 1] = '*';
    return fw_add_name(m, name) == 0;
}

/* --- options */

enum what {
    IS_NETWORK,
    IS_SPAN,
    IS_PROTOCOL,
    IS_PORTS,
    IS_STATES,
    IS_FLAGS,
    IS_DEVICE,
    IS_MODULE,
    IS_TYPE, /* of the destination's address */
    IS_NUMBER,
    IS_NEUTRAL, /* changes nothing; `arguments` words follow */
    IS_TRUE,    /* for a first packet that comes alone */
    IS_FALSE,
    IS_JUMP,
    IS_GOTO,
};

static const struct option {
    const char *word;
    enum what what;
    enum fw_field field;
    unsigned arguments;
} options[] = {
    {"-s", IS_NETWORK, FW_SRC, 1},
    {"-d", IS_NETWORK, FW_DST, 1},
    {"--src-range", IS_SPAN, FW_SRC, 1},
    {"--dst-range", IS_SPAN, FW_DST, 1},
    {"-p", IS_PROTOCOL, FW_PROTO, 1},
    {"--sport", IS_PORTS, FW_SPORT, 1},
    {"--sports", IS_PORTS, FW_SPORT, 1},
    {"--dport", IS_PORTS, FW_PORT, 1},
    {"--dports", IS_PORTS, FW_PORT, 1},
    {"--ctstate", IS_STATES, FW_CT_STATE, 1},
    {"--state", IS_STATES, FW_CT_STATE, 1},
    {"--tcp-flags", IS_FLAGS, FW_TCP_FLAGS, 2},
    {"--syn", IS_FLAGS, FW_TCP_FLAGS, 0},
    {"-i", IS_DEVICE, FW_DEVICE, 1},
    {"-o", IS_DEVICE, FW_DEVICE_OUT, 1},
    {"--icmpv6-type", IS_NUMBER, FW_ICMP6_TYPE, 1},
    {"--hl-eq", IS_NUMBER, FW_HOPLIMIT, 1},
    {"-m", IS_MODULE, FW_TRUE, 1},
    {"--dst-type", IS_TYPE, FW_TRUE, 1},
    {"--comment", IS_NEUTRAL, FW_TRUE, 1},
    {"--limit", IS_TRUE, FW_TRUE, 1},
    {"--limit-burst", IS_NEUTRAL, FW_TRUE, 1},
    {"--hashlimit-upto", IS_TRUE, FW_TRUE, 1},
    {"--hashlimit-above", IS_FALSE, FW_TRUE, 1},
    {"--hashlimit-htable-size", IS_NEUTRAL, FW_TRUE, 1},
    {"--hashlimit-htable-max", IS_NEUTRAL, FW_TRUE, 1},
    {"--hashlimit-htable-gcinterval", IS_NEUTRAL, FW_TRUE, 1},
    {"--hashlimit-srcmask", IS_NEUTRAL, FW_TRUE, 1},
    {"--hashlimit-dstmask", IS_NEUTRAL, FW_TRUE, 1},
    {"--hashlimit-burst", IS_NEUTRAL, FW_TRUE, 1},
    {"--hashlimit-mode", IS_NEUTRAL, FW_TRUE, 1},
    {"--hashlimit-name", IS_NEUTRAL, FW_TRUE, 1},
    {"--hashlimit-htable-expire", IS_NEUTRAL, FW_TRUE, 1},
    {"--connlimit-upto", IS_TRUE, FW_TRUE, 1},
    {"--connlimit-above", IS_FALSE, FW_TRUE, 1},
    {"--connlimit-mask", IS_NEUTRAL, FW_TRUE, 1},
    {"--connlimit-saddr", IS_NEUTRAL, FW_TRUE, 0},
    {"-j", IS_JUMP, FW_TRUE, 1},
    {"-g", IS_GOTO, FW_TRUE, 1},
};

static const struct option *option_of(const char *word)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (strcmp(options[i].word, word) == 0)
            return &options[i];
    return NULL;
}

static const struct target {
    const char *word;
    enum fw_verdict verdict;
} targets[] = {
    {"ACCEPT", FW_ACCEPT},     {"DROP", FW_DROP},          {"REJECT", FW_DROP},
    {"RETURN", FW_RETURN},     {"NOTRACK", FW_NOTRACK},    {"LOG", FW_CONTINUE},
    {"NFLOG", FW_CONTINUE},    {"ULOG", FW_CONTINUE},      {"MARK", FW_CONTINUE},
    {"CONNMARK", FW_CONTINUE}, {"TCPMSS", FW_CONTINUE},    {"DSCP", FW_CONTINUE},
    {"TOS", FW_CONTINUE},      {"CLASSIFY", FW_CONTINUE},  {"SET", FW_CONTINUE},
    {"AUDIT", FW_CONTINUE},    {"CHECKSUM", FW_CONTINUE},  {"TRACE", FW_CONTINUE},
    {"DNAT", FW_ELSEWHERE},    {"REDIRECT", FW_ELSEWHERE}, {"TPROXY", FW_ELSEWHERE},
    {"NFQUEUE", FW_ELSEWHERE}, {"SYNPROXY", FW_ELSEWHERE}, {"CT", FW_CONTINUE},
};

/* A target of the program, or a chain of the user's. The target's own options end the line. */
static int jump(struct save *s, struct fw_rule *rule, bool go)
{
    const char *name = next_word(s);
    for (size_t i = 0; !go && i < sizeof targets / sizeof *targets; i++)
        if (strcmp(targets[i].word, name) == 0) {
            rule->verdict = targets[i].verdict;
            bool notrack = strcmp(name, "CT") == 0 && strcmp(next_word(s), "--notrack") == 0;
            rule->verdict = notrack ? FW_NOTRACK : rule->verdict;
            s->at = s->words;
            return 0;
        }
    bool upper = *name && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(name);
    int chain = -1;
    for (size_t i = 0; i < s->f->chains && chain < 0; i++)
        if (s->f->chain[i].family == s->family && strcmp(s->f->chain[i].table, s->own) == 0 &&
            strcmp(s->f->chain[i].name, name) == 0)
            chain = (int)i;
    rule->verdict = chain < 0 && upper ? FW_ELSEWHERE : go ? FW_GOTO : FW_JUMP;
    rule->target = chain;
    s->at = s->words;
    return 0;
}

static bool read_value(struct save *s, const struct option *o, struct fw_match *m)
{
    char text[512];
    uint64_t n;
    const char *word = o->arguments ? next_word(s) : "";
    switch (o->what) {
    case IS_NETWORK: return network(word, m);
    case IS_NUMBER: return number(word, UINT8_MAX, &n) && fw_add_range(m, fw_number(n), fw_number(n)) == 0;
    case IS_SPAN: snprintf(text, sizeof text, "%s", word); return span(text, '-', 0, m);
    case IS_PROTOCOL: return protocol(word, m);
    case IS_PORTS: return ports(word, m);
    case IS_STATES: return states(word, m);
    case IS_DEVICE: return device(word, m);
    case IS_FLAGS: {
        uint8_t mask = o->arguments ? flags(word) : 0x17, want = o->arguments ? flags(next_word(s)) : 0x02;
        return fw_add_range(m, fw_number(mask), fw_number(want)) == 0;
    }
    default: return false;
    }
}

/* Modules whose options stand in the table, or that only carry them. */
static bool harmless(const char *module)
{
    static const char *const known[] = {"tcp",      "udp",     "sctp",  "udplite",   "multiport", "conntrack",
                                        "state",    "comment", "limit", "hashlimit", "connlimit", "iprange",
                                        "addrtype", "icmp",    "icmp6", "hl",        "rpfilter"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], module) == 0)
            return true;
    return false;
}

/* rpfilter passes those whom the routing table leads back to by the device they come in by: all that are
 * judged here. */
static int module(struct save *s, struct fw_rule *rule)
{
    const char *name = next_word(s);
    if (!harmless(name))
        return fw_add_constant(rule, FW_UNKNOWN);
    if (strcmp(name, "rpfilter") != 0)
        return 0;
    bool inverted = false;
    for (; s->at < s->words &&
           (strcmp(s->word[s->at], "--loose") == 0 || strcmp(s->word[s->at], "--validmark") == 0 ||
            strcmp(s->word[s->at], "--accept-local") == 0 || strcmp(s->word[s->at], "--invert") == 0);
         s->at++)
        inverted |= strcmp(s->word[s->at], "--invert") == 0;
    return fw_add_constant(rule, inverted ? FW_FALSE : FW_TRUE);
}

static int take_option(struct save *s, struct fw_rule *rule, const struct option *o, bool negate)
{
    bool address = o->field == FW_SRC || o->field == FW_DST;
    struct fw_match m = {.field = o->field, .negate = negate, .family = address ? s->family : (uint8_t)0};
    switch (o->what) {
    case IS_NEUTRAL: s->at += o->arguments; return 0;
    case IS_TRUE:
    case IS_FALSE:
        s->at += o->arguments;
        return fw_add_constant(rule, (o->what == IS_TRUE) != negate ? FW_TRUE : FW_FALSE);
    case IS_MODULE: return module(s, rule);
    case IS_TYPE:
        m.field = FW_OURS;
        m.negate = (strstr(next_word(s), "LOCAL") != NULL) == negate;
        return fw_add_match(rule, m);
    case IS_JUMP:
    case IS_GOTO: return jump(s, rule, o->what == IS_GOTO);
    default: break;
    }
    if (read_value(s, o, &m))
        return fw_add_match(rule, m);
    fw_match_fini(&m);
    return fw_add_constant(rule, FW_UNKNOWN);
}

/* "-A CHAIN …" */
static int take_rule(struct save *s)
{
    struct fw_rule rule = {.target = -1};
    s->at = 1;
    int chain = fw_chain(s->f, s->family, s->own, next_word(s)), error = chain < 0 ? chain : 0;
    while (s->at < s->words && !error) {
        const char *word = next_word(s);
        bool negate = strcmp(word, "!") == 0;
        const struct option *o = option_of(negate ? (word = next_word(s)) : word);
        if (o)
            error = take_option(s, &rule, o, negate);
        else if (word[0] == '-')
            error = fw_add_constant(&rule, FW_UNKNOWN);
    }
    if (!error && rule.verdict != FW_CONTINUE)
        return fw_add_rule(s->f, chain, &rule);
    fw_rule_fini(&rule);
    return error;
}

/* ":INPUT DROP [0:0]" */
static int take_chain(struct save *s)
{
    static const struct {
        const char *table, *chain;
        enum fw_hook hook;
        int priority; /* enum nf_ip_hook_priorities of the kernel */
    } rows[] = {{"raw", "PREROUTING", FW_HOOK_PREROUTING, -300},
                {"mangle", "PREROUTING", FW_HOOK_PREROUTING, -150},
                {"nat", "PREROUTING", FW_HOOK_PREROUTING, -100},
                {"mangle", "INPUT", FW_HOOK_INPUT, -150},
                {"filter", "INPUT", FW_HOOK_INPUT, 0},
                {"security", "INPUT", FW_HOOK_INPUT, 50},
                {"nat", "INPUT", FW_HOOK_INPUT, 100},
                {"raw", "OUTPUT", FW_HOOK_OUTPUT, -300},
                {"mangle", "OUTPUT", FW_HOOK_OUTPUT, -150},
                {"nat", "OUTPUT", FW_HOOK_OUTPUT, -100},
                {"filter", "OUTPUT", FW_HOOK_OUTPUT, 0},
                {"security", "OUTPUT", FW_HOOK_OUTPUT, 50},
                {"mangle", "POSTROUTING", FW_HOOK_POSTROUTING, -150},
                {"nat", "POSTROUTING", FW_HOOK_POSTROUTING, 100}};
    int at = fw_chain(s->f, s->family, s->own, s->word[0] + 1);
    if (at < 0)
        return at;
    struct fw_chain *c = &s->f->chain[at];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(s->table, rows[i].table) == 0 && strcmp(c->name, rows[i].chain) == 0) {
            c->hook = rows[i].hook;
            c->priority = rows[i].priority;
            c->nat = strcmp(s->table, "nat") == 0;
        }
    c->drop = s->words > 1 && strcmp(s->word[1], "DROP") == 0;
    return 0;
}

static int take_table(struct save *s)
{
    const char *name = s->word[0] + 1;
    if (strlen(name) + 1 >= sizeof s->table)
        return -ENAMETOOLONG;
    memcpy(s->table, name, strlen(name) + 1);
    snprintf(s->own, sizeof s->own, "%s%s", s->nf_tables ? "" : " ", name);
    size_t most = sizeof s->f->taken / sizeof *s->f->taken;
    if (s->nf_tables && s->f->takens < most) {
        s->f->taken[s->f->takens].family = s->family;
        memcpy(s->f->taken[s->f->takens++].table, s->table, sizeof s->table);
    }
    return 0;
}

/* 0, -EINVAL: no line of iptables-save; other errors. */
static int take_line(struct save *s, char *line)
{
    if (line[0] == '#' || !line[0]) {
        s->nf_tables |= strstr(line, "nf_tables") != NULL || strstr(line, "iptables-nft") != NULL;
        return 0;
    }
    if (!cut_words(s, line) || !s->words)
        return -EINVAL;
    if (line[0] == '*')
        return take_table(s);
    if (strcmp(s->word[0], "COMMIT") == 0)
        return 0;
    if (!s->table[0])
        return -EINVAL;
    if (line[0] == ':')
        return take_chain(s);
    if (s->word[0][0] == '[' && s->words > 1) { /* with counters */
        memmove(s->word, s->word + 1, --s->words * sizeof *s->word);
    }
    return strcmp(s->word[0], "-A") == 0 && s->words > 1 ? take_rule(s) : -EINVAL;
}

int firewall_add_iptables(struct firewall *f, uint8_t family, const char *text, size_t len, struct diag *d)
{
    struct save s = {.f = f, .family = family};
    char line[LINE_LONGEST];
    unsigned number_of_line = 0;
    const char *end = text + len;
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text)), *stop = newline ? newline : end;
        size_t n = (size_t)(stop - text);
        number_of_line++;
        if (n < sizeof line) {
            memcpy(line, text, n);
            line[n] = 0;
        }
        int error = n < sizeof line ? take_line(&s, line) : -EINVAL;
        if (error == -EINVAL) {
            d->line = number_of_line;
            return diag_set(d, N_("expected the output of 'iptables-save'"), NULL, NULL, NULL);
        }
        if (error)
            return error;
        text = stop + 1;
    }
    return fw_sort(f);
}
