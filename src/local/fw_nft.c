/* `nft -j list ruleset` -> rules. Its form: libnftables-json(5). What is not understood becomes FW_UNKNOWN. */
#include "local/priv_firewall.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SET_ELEMENTS_MAX (1 << 16)

struct nft {
    struct firewall *f;
    const json_t *list; /* the whole ruleset: named sets are looked up there */
    uint8_t family;     /* of the rule at hand */
    const char *table;
    const char *family_word;
    fw_name own;  /* the table's name among ours: netdev's are told apart from inet's */
    bool strange; /* the rule at hand has a statement that might do anything ("xt": null) */
};

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* 4, 16, 0 for both; -1 = not read (arp, bridge). */
static int family_of(const char *word)
{
    return !word                                                      ? -1
           : strcmp(word, "ip") == 0                                  ? 4
           : strcmp(word, "ip6") == 0                                 ? 16
           : strcmp(word, "inet") == 0 || strcmp(word, "netdev") == 0 ? 0
                                                                      : -1;
}

/* --- values */

static const struct word {
    const char *word;
    uint64_t number;
} words[] = {{"icmp", IPPROTO_ICMP},
             {"tcp", IPPROTO_TCP},
             {"udp", IPPROTO_UDP},
             {"sctp", IPPROTO_SCTP},
             {"ipv6-icmp", IPPROTO_ICMPV6},
             {"icmpv6", IPPROTO_ICMPV6},
             {"udplite", IPPROTO_UDPLITE},
             {"esp", IPPROTO_ESP},
             {"ah", IPPROTO_AH},
             {"gre", IPPROTO_GRE},
             {"igmp", IPPROTO_IGMP},
             {"dccp", IPPROTO_DCCP},
             {"comp", IPPROTO_COMP},
             {"ipv4", 4},
             {"ipv6", 16},
             {"ip", 4},
             {"ip6", 16},
             {"destination-unreachable", 1}, /* types of ICMPv6 */
             {"packet-too-big", 2},
             {"time-exceeded", 3},
             {"parameter-problem", 4},
             {"echo-request", 128},
             {"echo-reply", 129},
             {"mld-listener-query", 130},
             {"mld-listener-report", 131},
             {"mld-listener-done", 132},
             {"mld-listener-reduction", 132},
             {"nd-router-solicit", 133},
             {"nd-router-advert", 134},
             {"nd-neighbor-solicit", 135},
             {"nd-neighbor-advert", 136},
             {"nd-redirect", 137},
             {"router-renumbering", 138},
             {"ind-neighbor-solicit", 141},
             {"ind-neighbor-advert", 142},
             {"mld2-listener-report", 143}};

static bool scalar(const json_t *v, struct fw_value *ret)
{
    struct addr a;
    if (json_is_integer(v) && json_integer_value(v) >= 0) {
        *ret = fw_number((uint64_t)json_integer_value(v));
        return true;
    }
    const char *text = json_string_value(v);
    if (!text)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i].word) == 0) {
            *ret = fw_number(words[i].number);
            return true;
        }
    if (addr_parse(text, &a) < 0)
        return false;
    *ret = fw_address(&a);
    return true;
}

/* {"prefix": {"addr": …, "len": …}}; of numbers a prefix is not known. */
static bool prefix(const json_t *v, struct fw_value *low, struct fw_value *high)
{
    struct addr a;
    const char *text = text_of(v, "addr");
    const json_t *len = json_object_get(v, "len");
    if (!text || !json_is_integer(len) || addr_parse(text, &a) < 0 || json_integer_value(len) < 0 ||
        json_integer_value(len) > 8 * a.len)
        return false;
    struct addr first = addr_first(&a, (unsigned)json_integer_value(len)),
                last = addr_last(&a, (unsigned)json_integer_value(len));
    *low = fw_address(&first);
    *high = fw_address(&last);
    return true;
}

static bool add_value(struct nft *n, struct fw_match *m, const json_t *v, unsigned depth);
static bool add_all(struct nft *n, struct fw_match *m, const json_t *list, unsigned depth);

/* Whether rules put elements into a set: what it holds when the packet comes is then not what it holds now. */
static bool is_changed(const struct nft *n, const char *name)
{
    size_t i, k;
    json_t *item, *s;
    json_array_foreach(n->list, i, item)
        json_array_foreach(json_object_get(json_object_get(item, "rule"), "expr"), k, s)
    {
        const json_t *change = json_object_get(s, "set");
        const char *set = text_of(change ? change : json_object_get(s, "map"), change ? "set" : "map");
        if (set && strcmp(set[0] == '@' ? set + 1 : set, name) == 0)
            return true;
    }
    return false;
}

/* An element, or a set, with a statement of its own (a limit, a quota) does not always hold. */
static bool has_statement(const json_t *object)
{
    static const char *const plain[] = {"val",    "timeout", "expires", "comment",     "counter",   "name",
                                        "table",  "family",  "type",    "handle",      "flags",     "elem",
                                        "policy", "size",    "map",     "gc-interval", "auto-merge"};
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < sizeof plain / sizeof *plain && !known; i++)
            known = strcmp(plain[i], key) == 0;
        if (!known)
            return true;
    }
    return false;
}

static const json_t *named_set(const struct nft *n, const char *name, const char *kind)
{
    size_t i;
    json_t *item;
    json_array_foreach(n->list, i, item)
    {
        const json_t *set = json_object_get(item, kind);
        const char *set_name = text_of(set, "name"), *table = text_of(set, "table"),
                   *family = text_of(set, "family");
        if (set_name && table && family && strcmp(set_name, name) == 0 && strcmp(table, n->table) == 0 &&
            strcmp(family, n->family_word) == 0)
            return set;
    }
    return NULL;
}

static const json_t *named_table(const struct nft *n)
{
    size_t i;
    json_t *item;
    json_array_foreach(n->list, i, item)
    {
        const json_t *table = json_object_get(item, "table");
        const char *name = text_of(table, "name"), *family = text_of(table, "family");
        if (name && family && strcmp(name, n->table) == 0 && strcmp(family, n->family_word) == 0)
            return table;
    }
    return NULL;
}

static bool add_all(struct nft *n, struct fw_match *m, const json_t *list, unsigned depth)
{
    size_t i;
    json_t *v;
    if (json_array_size(list) > SET_ELEMENTS_MAX)
        return false;
    json_array_foreach(list, i, v) if (!add_value(n, m, v, depth + 1)) return false;
    return true;
}

/* Names of devices; a number is a device that is gone, "a\\*" is a name with an asterisk. */
static bool add_device(struct nft *n, struct fw_match *m, const json_t *v, unsigned depth)
{
    const char *text = json_string_value(v);
    const json_t *list = json_object_get(v, "set"), *element = json_object_get(v, "elem");
    if (text)
        return !strchr(text, '\\') && fw_add_name(m, text) == 0;
    if (element)
        return !has_statement(element) && add_value(n, m, json_object_get(element, "val"), depth + 1);
    return json_is_array(list) ? add_all(n, m, list, depth) : list && add_value(n, m, list, depth + 1);
}

/* One value, range, prefix or set. False: not understood. */
static bool add_value(struct nft *n, struct fw_match *m, const json_t *v, unsigned depth)
{
    struct fw_value low, high;
    const json_t *inner;
    const char *text = json_string_value(v);
    if (depth > 4)
        return false;
    if (text && text[0] == '@') {
        const json_t *set = named_set(n, text + 1, "set"), *elements = json_object_get(set, "elem");
        return set && !is_changed(n, text + 1) && !has_statement(set) &&
               (!elements || add_all(n, m, elements, depth));
    }
    if (m->field == FW_DEVICE || m->field == FW_DEVICE_OUT)
        return add_device(n, m, v, depth);
    if (m->field == FW_FAMILY && json_is_integer(v))
        return false; /* a number of another kind */
    if (scalar(v, &low))
        return fw_add_range(m, low, low) == 0;
    if ((inner = json_object_get(v, "set")))
        return json_is_array(inner) ? add_all(n, m, inner, depth) : add_value(n, m, inner, depth + 1);
    if ((inner = json_object_get(v, "elem")))
        return !has_statement(inner) && add_value(n, m, json_object_get(inner, "val"), depth + 1);
    if ((inner = json_object_get(v, "prefix")))
        return prefix(inner, &low, &high) && fw_add_range(m, low, high) == 0;
    if ((inner = json_object_get(v, "range")))
        return scalar(json_array_get(inner, 0), &low) && scalar(json_array_get(inner, 1), &high) &&
               fw_add_range(m, low, high) == 0;
    return false;
}

/* --- what is compared */

static const struct key {
    const char *kind, *protocol, *name; /* {"payload": {"protocol", "field"}}, {"meta": {"key"}} */
    enum fw_field field;
    uint8_t family, proto; /* that it asks for; 0 = any */
} keys[] = {
    {"payload", "ip", "saddr", FW_SRC, 4, 0},
    {"payload", "ip", "daddr", FW_DST, 4, 0},
    {"payload", "ip6", "saddr", FW_SRC, 16, 0},
    {"payload", "ip6", "daddr", FW_DST, 16, 0},
    {"payload", "ip", "protocol", FW_PROTO, 4, 0},
    {"payload", "ip6", "nexthdr", FW_PROTO, 16, 0},
    {"payload", "tcp", "sport", FW_SPORT, 0, IPPROTO_TCP},
    {"payload", "tcp", "dport", FW_PORT, 0, IPPROTO_TCP},
    {"payload", "udp", "sport", FW_SPORT, 0, IPPROTO_UDP},
    {"payload", "udp", "dport", FW_PORT, 0, IPPROTO_UDP},
    {"payload", "udplite", "sport", FW_SPORT, 0, IPPROTO_UDPLITE},
    {"payload", "udplite", "dport", FW_PORT, 0, IPPROTO_UDPLITE},
    {"payload", "sctp", "sport", FW_SPORT, 0, IPPROTO_SCTP},
    {"payload", "sctp", "dport", FW_PORT, 0, IPPROTO_SCTP},
    {"payload", "th", "sport", FW_SPORT, 0, 0},
    {"payload", "th", "dport", FW_PORT, 0, 0},
    {"meta", NULL, "iifname", FW_DEVICE, 0, 0},
    {"meta", NULL, "iif", FW_DEVICE, 0, 0},
    {"meta", NULL, "oifname", FW_DEVICE_OUT, 0, 0},
    {"meta", NULL, "oif", FW_DEVICE_OUT, 0, 0},
    {"payload", "icmpv6", "type", FW_ICMP6_TYPE, 0, IPPROTO_ICMPV6},
    {"payload", "ip6", "hoplimit", FW_HOPLIMIT, 16, 0},
    {"meta", NULL, "l4proto", FW_PROTO, 0, 0},
    {"meta", NULL, "nfproto", FW_FAMILY, 0, 0},
    {"meta", NULL, "protocol", FW_FAMILY, 0, 0},
    {"ct", NULL, "state", FW_CT_STATE, 0, 0},
};

static const struct key *key_of(const json_t *left)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *inner = json_object_get(left, keys[i].kind);
        const char *name = text_of(inner, keys[i].protocol ? "field" : "key"),
                   *protocol = text_of(inner, "protocol");
        if (name && strcmp(name, keys[i].name) == 0 &&
            (!keys[i].protocol || (protocol && strcmp(protocol, keys[i].protocol) == 0)))
            return &keys[i];
    }
    return NULL;
}

static int add_unknown(struct fw_rule *rule)
{
    return fw_add_match(rule, (struct fw_match){.field = FW_UNKNOWN});
}

static int add_number(struct fw_rule *rule, enum fw_field field, uint64_t number)
{
    struct fw_match m = {.field = field};
    int error = fw_add_range(&m, fw_number(number), fw_number(number));
    return error ? error : fw_add_match(rule, m);
}

/* What the key presupposes, as the kernel's implicit dependencies do. */
static int add_presupposed(struct fw_rule *rule, const struct key *key)
{
    int error = key->family ? add_number(rule, FW_FAMILY, key->family) : 0;
    return !error && key->proto ? add_number(rule, FW_PROTO, key->proto) : error;
}

static bool ct_bit(const char *word, uint8_t *bits)
{
    static const struct {
        const char *word;
        enum fw_ct bit;
    } rows[] = {{"new", FW_CT_NEW},
                {"established", FW_CT_ESTABLISHED},
                {"related", FW_CT_RELATED},
                {"invalid", FW_CT_INVALID},
                {"untracked", FW_CT_UNTRACKED}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].word, word) == 0) {
            *bits |= (uint8_t)rows[i].bit;
            return true;
        }
    return false;
}

/* "new", ["established", "related"], {"set": […]} as bits. False: not understood. */
static bool ct_bits(const json_t *v, uint8_t *bits, unsigned depth)
{
    size_t i;
    json_t *item;
    const char *text = json_string_value(v);
    if (depth > 4)
        return false;
    if (text)
        return ct_bit(text, bits);
    const json_t *list = json_is_array(v) ? v : json_object_get(v, "set");
    if (json_is_string(list))
        return ct_bits(list, bits, depth + 1);
    if (!json_is_array(list))
        return false;
    json_array_foreach(list, i, item) if (!ct_bits(item, bits, depth + 1)) return false;
    return true;
}

static int add_keyed(struct nft *n, struct fw_rule *rule, const struct key *key, const json_t *right,
                     bool negate)
{
    struct fw_match m = {.field = key->field, .negate = negate, .family = key->family};
    bool good = key->field == FW_CT_STATE ? ct_bits(right, &m.bits, 0) : add_value(n, &m, right, 0);
    int error = add_presupposed(rule, key);
    if (!good || error) {
        fw_match_fini(&m);
        return error ? error : add_unknown(rule);
    }
    return fw_add_match(rule, m);
}

static bool flag_bits(const json_t *v, uint8_t *bits, unsigned depth)
{
    static const char *const names[] = {"fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr"};
    size_t i;
    json_t *item;
    const char *text = json_string_value(v);
    const json_t *list = json_is_array(v) ? v : json_object_get(v, "|");
    for (size_t k = 0; text && k < 8; k++)
        if (strcmp(text, names[k]) == 0) {
            *bits |= (uint8_t)(1u << k);
            return true;
        }
    if (!json_is_array(list) || depth > 8)
        return false;
    json_array_foreach(list, i, item) if (!flag_bits(item, bits, depth + 1)) return false;
    return true;
}

static bool is_tcp_flags(const json_t *v)
{
    const json_t *payload = json_object_get(v, "payload");
    const char *protocol = text_of(payload, "protocol"), *field = text_of(payload, "field");
    return protocol && field && strcmp(protocol, "tcp") == 0 && strcmp(field, "flags") == 0;
}

/* "tcp flags & (fin|syn|rst|ack) == syn", "tcp flags == syn", "tcp flags syn" (the bit is set), "tcp flags ! syn" (it is not). */
static int add_flags(struct fw_rule *rule, const json_t *left, const char *op, const json_t *right)
{
    const json_t *and = json_object_get(left, "&");
    bool equal = strcmp(op, "==") == 0 || strcmp(op, "!=") == 0, in = strcmp(op, "in") == 0,
         none = strcmp(op, "!") == 0;
    uint8_t want = 0, mask = 0;
    int error = add_number(rule, FW_PROTO, IPPROTO_TCP);
    bool good = flag_bits(right, &want, 0) && (!and || flag_bits(json_array_get(and, 1), &mask, 0));
    if (error)
        return error;
    if (!good || !(equal || ((in || none) && !and&&!(want & (want - 1)))))
        return add_unknown(rule);
    struct fw_match m = {.field = FW_TCP_FLAGS, .negate = op[0] == '!'};
    mask = and? mask : equal ? 0xff : want;
    error = fw_add_range(&m, fw_number(mask), fw_number(want));
    return error ? error : fw_add_match(rule, m);
}

static bool names_flag(const json_t *fib, const char *flag)
{
    size_t i;
    json_t *item;
    const json_t *flags = json_object_get(fib, "flags");
    const char *alone = json_string_value(flags);
    if (alone)
        return strcmp(alone, flag) == 0;
    json_array_foreach(flags, i, item)
    {
        const char *text = json_string_value(item);
        if (text && strcmp(text, flag) == 0)
            return true;
    }
    return false;
}

/* Facts about a packet to this very machine: "fib daddr type local"; "fib saddr . iif oif missing" (not for senders that the routing table
 * leads back to by the device they come in by); "meta pkttype host". */
static int add_fact(struct fw_rule *rule, const json_t *left, const char *op, const json_t *right,
                    bool *ret_known)
{
    const json_t *fib = json_object_get(left, "fib"), *meta = json_object_get(left, "meta");
    const char *key = text_of(meta, "key"), *word = json_string_value(right),
               *result = text_of(fib, "result");
    bool same = strcmp(op, "==") == 0, differs = strcmp(op, "!=") == 0, holds;
    *ret_known = same || differs;
    if (*ret_known && result && strcmp(result, "type") == 0 && word && names_flag(fib, "daddr"))
        holds = (strcmp(word, "local") == 0) == same;
    else if (*ret_known && result && strcmp(result, "oif") == 0 && names_flag(fib, "saddr") &&
             (json_is_boolean(right) || (word && strcmp(word, "0") == 0)))
        return fw_add_match(rule,
                            (struct fw_match){.field = json_is_true(right) == same ? FW_TRUE : FW_FALSE});
    else if (*ret_known && key && strcmp(key, "pkttype") == 0 && word)
        holds = (strcmp(word, "host") == 0 || strcmp(word, "unicast") == 0) == same;
    else {
        *ret_known = false;
        return 0;
    }
    return fw_add_match(rule, (struct fw_match){.field = FW_OURS, .negate = !holds});
}

/* A header field that is not understood: at least which packets have that header ("icmp type echo-request" is not about TCP). */
static int add_header(struct fw_rule *rule, const json_t *left)
{
    const json_t *payload = json_object_get(left, "payload");
    const char *protocol = text_of(payload, "protocol");
    if (!protocol)
        return 0;
    if (strcmp(protocol, "ip") == 0 || strcmp(protocol, "ip6") == 0)
        return add_number(rule, FW_FAMILY, protocol[2] ? 16 : 4);
    if (strcmp(protocol, "arp") == 0)
        return fw_add_match(rule, (struct fw_match){.field = FW_FALSE});
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(protocol, words[i].word) == 0)
            return add_number(rule, FW_PROTO, words[i].number);
    return 0;
}

/* "tcp dport > 1023" */
static int add_compared(struct fw_rule *rule, const struct key *key, const char *op, const json_t *right)
{
    bool less = op[0] == '<', including = op[1] == '=';
    json_int_t number = json_integer_value(right), low = less ? 0 : number + !including,
               high = less ? number - !including : UINT16_MAX;
    struct fw_match m = {.field = key->field};
    if (!json_is_integer(right) || number < 0 || number > UINT16_MAX)
        return add_unknown(rule);
    int error = add_presupposed(rule, key);
    if (!error && low > high)
        return fw_add_match(rule, (struct fw_match){.field = FW_FALSE});
    error = error ? error : fw_add_range(&m, fw_number((uint64_t)low), fw_number((uint64_t)high));
    return error ? error : fw_add_match(rule, m);
}

static int add_match(struct nft *n, struct fw_rule *rule, const json_t *match)
{
    const json_t *left = json_object_get(match, "left"), *right = json_object_get(match, "right");
    const char *op = text_of(match, "op");
    const struct key *key = key_of(left);
    bool known;
    op = op ? op : "==";
    bool equal = strcmp(op, "==") == 0 || strcmp(op, "in") == 0, negate = strcmp(op, "!=") == 0;
    if (key && (key->field == FW_PORT || key->field == FW_SPORT) && strchr("<>", op[0]))
        return add_compared(rule, key, op, right);
    if (key)
        return equal || negate ? add_keyed(n, rule, key, right, negate) : add_unknown(rule);
    const json_t *and = json_object_get(left, "&");
    if (is_tcp_flags(left) || is_tcp_flags(json_array_get(and, 0)))
        return add_flags(rule, left, op, right);
    int error = add_fact(rule, left, op, right, &known);
    if (known || error)
        return error;
    error = add_header(rule, left);
    return error ? error : add_unknown(rule);
}

/* --- what is done */

static bool verdict(struct nft *n, const json_t *v, struct fw_rule *rule)
{
    static const struct {
        const char *word;
        enum fw_verdict verdict;
    } rows[] = {{"accept", FW_ACCEPT},      {"drop", FW_DROP},        {"reject", FW_DROP},
                {"return", FW_RETURN},      {"notrack", FW_NOTRACK},  {"dnat", FW_ELSEWHERE},
                {"redirect", FW_ELSEWHERE}, {"tproxy", FW_ELSEWHERE}, {"queue", FW_ELSEWHERE},
                {"synproxy", FW_ELSEWHERE}, {"fwd", FW_ELSEWHERE},    {"continue", FW_CONTINUE}};
    static const char *const leaps[] = {"jump", "goto"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (json_object_get(v, rows[i].word)) {
            rule->verdict = rows[i].verdict;
            return true;
        }
    for (int i = 0; i < 2; i++) {
        const char *target = text_of(json_object_get(v, leaps[i]), "target");
        if (target) {
            rule->verdict = i ? FW_GOTO : FW_JUMP;
            rule->target = fw_chain(n->f, n->family, n->own, target);
            return true;
        }
    }
    return false;
}

/* Statements that change nothing about a packet's way. A changed mark is found again in rules about marks, which are not read. */
static bool neutral(const json_t *statement)
{
    static const char *const kinds[] = {"counter", "log", "comment",   "masquerade", "snat",
                                        "flow",    "dup", "ct helper", "ct timeout", "ct expectation",
                                        "last"};
    const json_t *changed = json_object_get(json_object_get(statement, "mangle"), "key");
    const char *meta = text_of(json_object_get(changed, "meta"), "key");
    if (json_object_get(changed, "ct") || (meta && strcmp(meta, "pkttype") != 0))
        return true;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (json_object_get(statement, kinds[i]))
            return true;
    const json_t *set =
        json_object_get(statement, "set"); /* adds the sender to a set, unless a limit stands in it */
    return set && !json_object_get(set, "stmt");
}

/* "tcp dport vmap {22: accept, 80: jump web}": a rule for each element. */
static int add_vmap(struct nft *n, int chain, struct fw_rule *rule, const json_t *vmap)
{
    const json_t *data = json_object_get(vmap, "data"), *list = json_object_get(data, "set");
    const struct key *key = key_of(json_object_get(vmap, "key"));
    const char *name = json_string_value(data);
    size_t i;
    json_t *pair;
    if (name && name[0] == '@') {
        const json_t *map = named_set(n, name + 1, "map");
        list = json_object_get(map, "elem");
        if (!map || is_changed(n, name + 1) || has_statement(map)) {
            rule->verdict = FW_ELSEWHERE;
            return add_unknown(rule);
        }
    }
    json_array_foreach(list, i, pair)
    {
        struct fw_rule one;
        int error = fw_copy_rule(rule, &one);
        if (!error)
            error = key ? add_keyed(n, &one, key, json_array_get(pair, 0), false) : add_unknown(&one);
        if (!error && !verdict(n, json_array_get(pair, 1), &one))
            one.verdict = FW_ELSEWHERE;
        if (error) {
            fw_rule_fini(&one);
            return error;
        }
        error = fw_add_rule(n->f, chain, &one);
        if (error)
            return error;
    }
    return 0;
}

/* A limit holds for a first packet that comes alone; "over" such a limit it is not. */
static int add_limit(struct fw_rule *rule, const json_t *limit)
{
    return fw_add_match(
        rule, (struct fw_match){.field = json_is_true(json_object_get(limit, "inv")) ? FW_FALSE : FW_TRUE});
}

static int add_statement(struct nft *n, int chain, struct fw_rule *rule, const json_t *s)
{
    const json_t *inner;
    if ((inner = json_object_get(s, "match")))
        return add_match(n, rule, inner);
    if ((inner = json_object_get(s, "vmap")))
        return add_vmap(n, chain, rule, inner);
    if ((inner = json_object_get(s, "limit")) || (inner = json_object_get(s, "ct count")))
        return add_limit(rule, inner);
    if (neutral(s))
        return 0;
    if (rule->verdict == FW_NOTRACK) { /* it has its effect before what follows */
        struct fw_rule alone;
        int error = fw_copy_rule(rule, &alone);
        error = error ? error : fw_add_rule(n->f, chain, &alone);
        if (error)
            return error;
        rule->verdict = FW_CONTINUE;
    }
    struct fw_rule was = *rule;
    if (verdict(n, s, rule)) {
        if (was.verdict == FW_ELSEWHERE) /* "tproxy to :80 accept" */
            rule->verdict = FW_ELSEWHERE;
        return rule->target < -1 ? rule->target : 0;
    }
    if (!json_object_get(s, "quota"))
        n->strange = true;
    return add_unknown(rule);
}

static void name_table(fw_name own, const char *family, const char *table)
{
    snprintf(own, sizeof(fw_name), "%s%s", strcmp(family, "netdev") == 0 ? "netdev " : "", table);
}

static bool taken(const struct firewall *f, uint8_t family, const char *table)
{
    for (size_t i = 0; i < f->takens; i++)
        if (f->taken[i].family == family && strcmp(f->taken[i].table, table) == 0)
            return true;
    return false;
}

/* The table of an item, and whether it is for us. */
static bool enter(struct nft *n, const json_t *item)
{
    int family = family_of(text_of(item, "family"));
    n->table = text_of(item, "table");
    n->family_word = text_of(item, "family");
    n->family = (uint8_t)family;
    if (family < 0 || !n->table || taken(n->f, n->family, n->table))
        return false;
    name_table(n->own, n->family_word, n->table);
    return true;
}

static int add_rule(struct nft *n, const json_t *item)
{
    const char *name = text_of(item, "chain");
    size_t i;
    json_t *s;
    struct fw_rule rule = {.target = -1};
    if (!enter(n, item) || !name)
        return 0;
    int chain = fw_chain(n->f, n->family, n->own, name), error = chain < 0 ? chain : 0;
    n->strange = false;
    json_array_foreach(json_object_get(item, "expr"), i, s)
    {
        if (error)
            break;
        error = add_statement(n, chain, &rule, s);
    }
    if (!error && rule.verdict == FW_CONTINUE && n->strange)
        rule.verdict = FW_ELSEWHERE;
    if (!error && rule.verdict != FW_CONTINUE)
        return fw_add_rule(n->f, chain, &rule);
    fw_rule_fini(&rule);
    return error;
}

static int number_of(const json_t *v)
{
    json_int_t n = json_integer_value(v);
    return n < INT_MIN ? INT_MIN : n > INT_MAX ? INT_MAX : (int)n;
}

/* A dormant table's chains are not in the packet's way. (nft 1.0.6 prints the flags as their first letter.) */
static bool is_dormant(const struct nft *n)
{
    size_t k;
    json_t *flag;
    const json_t *flags = json_object_get(named_table(n), "flags");
    const char *alone = json_string_value(flags);
    if (alone)
        return alone[0] == 'd';
    json_array_foreach(flags, k, flag)
    {
        const char *word = json_string_value(flag);
        if (word && strcmp(word, "dormant") == 0)
            return true;
    }
    return false;
}

/* "eth0", or ["eth0", "eth1"]. */
static int add_devices(struct fw_chain *c, const json_t *v)
{
    size_t i;
    json_t *item;
    const char *alone = json_string_value(v);
    int error = alone ? fw_add_name(&c->device, alone) : 0;
    json_array_foreach(v, i, item)
    {
        const char *name = json_string_value(item);
        if (!error && name)
            error = fw_add_name(&c->device, name);
    }
    return error;
}

static int add_chain(struct nft *n, const json_t *item)
{
    static const struct {
        const char *word;
        enum fw_hook hook;
    } hooks[] = {
        {"ingress", FW_HOOK_INGRESS}, {"prerouting", FW_HOOK_PREROUTING},   {"input", FW_HOOK_INPUT},
        {"output", FW_HOOK_OUTPUT},   {"postrouting", FW_HOOK_POSTROUTING}, {"egress", FW_HOOK_EGRESS}};
    const char *name = text_of(item, "name"), *hook = text_of(item, "hook"),
               *policy = text_of(item, "policy"), *type = text_of(item, "type");
    if (!enter(n, item) || !name)
        return 0;
    if (hook && is_dormant(n))
        hook = NULL;
    int at = fw_chain(n->f, n->family, n->own, name);
    if (at < 0)
        return at;
    struct fw_chain *c = &n->f->chain[at];
    for (size_t i = 0; hook && i < sizeof hooks / sizeof *hooks; i++)
        if (strcmp(hook, hooks[i].word) == 0)
            c->hook = hooks[i].hook;
    c->priority = number_of(json_object_get(item, "prio"));
    c->drop = policy && strcmp(policy, "drop") == 0;
    c->nat = type && strcmp(type, "nat") == 0;
    return add_devices(c, json_object_get(item, "dev"));
}

/* Rules of other families are not read; whether they might drop something. */
static bool drops_something(const struct nft *n, const char *family)
{
    size_t i;
    json_t *item;
    json_array_foreach(n->list, i, item)
    {
        const json_t *chain = json_object_get(item, "chain"), *rule = json_object_get(item, "rule");
        const char *word = text_of(chain ? chain : rule, "family"), *policy = text_of(chain, "policy");
        if (word && strcmp(word, family) == 0 && (rule || (policy && strcmp(policy, "drop") == 0)))
            return true;
    }
    return false;
}

int firewall_add_nft(struct firewall *f, const char *text, size_t len, struct diag *d)
{
    json_error_t wrong;
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &wrong), *item;
    struct nft n = {.f = f, .list = json_object_get(root, "nftables")};
    size_t i;
    int error = 0;
    if (!json_is_array(n.list)) {
        json_decref(root);
        d->line = root ? 0 : (unsigned)wrong.line;
        return diag_set(d, N_("expected the output of 'nft -j list ruleset'"), NULL, NULL, NULL);
    }
    json_array_foreach(n.list, i, item)
    {
        const json_t *chain = json_object_get(item, "chain"), *rule = json_object_get(item, "rule");
        if (!error)
            error = chain ? add_chain(&n, chain) : rule ? add_rule(&n, rule) : 0;
    }
    f->bridge |= drops_something(&n, "bridge");
    f->arp |= drops_something(&n, "arp");
    json_decref(root);
    return error ? error : fw_sort(f);
}

static bool device_known(const struct fw_match *m, const char *device)
{
    for (size_t i = 0; i < m->names; i++)
        if (strcmp(m->name[i], device) == 0)
            return true;
    return false;
}

int firewall_add_device(struct firewall *f, const char *family, const char *table, const char *chain,
                        const char *device)
{
    fw_name own;
    name_table(own, family, table);
    for (size_t i = 0; i < f->chains; i++) {
        struct fw_chain *c = &f->chain[i];
        if (c->family || strcmp(c->table, own) != 0 || strcmp(c->name, chain) != 0)
            continue;
        return device_known(&c->device, device) ? 0 : fw_add_name(&c->device, device);
    }
    return 0;
}
