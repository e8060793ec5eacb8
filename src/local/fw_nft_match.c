/* Conditions of rules in nft's JSON: what of a packet is compared, with what. */
#include "local/priv_nft.h"

#include <netinet/in.h>
#include <string.h>

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
        const char *name = fw_nft_text(inner, keys[i].protocol ? "field" : "key"),
                   *protocol = fw_nft_text(inner, "protocol");
        if (name && strcmp(name, keys[i].name) == 0 &&
            (!keys[i].protocol || (protocol && strcmp(protocol, keys[i].protocol) == 0)))
            return &keys[i];
    }
    return NULL;
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
    bool good = key->field == FW_CT_STATE ? ct_bits(right, &m.bits, 0) : fw_nft_value_add(n, &m, right);
    int error = add_presupposed(rule, key);
    if (!good || error) {
        fw_match_fini(&m);
        return error ? error : fw_add_constant(rule, FW_UNKNOWN);
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
    const char *protocol = fw_nft_text(payload, "protocol"), *field = fw_nft_text(payload, "field");
    return protocol && field && strcmp(protocol, "tcp") == 0 && strcmp(field, "flags") == 0;
}

/* "tcp flags & (fin|syn|rst|ack) == syn", "tcp flags == syn", "tcp flags syn" (the bit is set), "tcp flags !
 * syn" (it is not). */
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
        return fw_add_constant(rule, FW_UNKNOWN);
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

/* Facts about a packet to this very machine: "fib daddr type local"; "fib saddr . iif oif missing" (not for
 * senders that the routing table leads back to by the device they come in by); "meta pkttype host". */
static int add_fact(struct fw_rule *rule, const json_t *left, const char *op, const json_t *right,
                    bool *ret_known)
{
    const json_t *fib = json_object_get(left, "fib"), *meta = json_object_get(left, "meta");
    const char *key = fw_nft_text(meta, "key"), *word = json_string_value(right),
               *result = fw_nft_text(fib, "result");
    bool same = strcmp(op, "==") == 0, differs = strcmp(op, "!=") == 0, holds;
    *ret_known = same || differs;
    if (*ret_known && result && strcmp(result, "type") == 0 && word && names_flag(fib, "daddr"))
        holds = (strcmp(word, "local") == 0) == same;
    else if (*ret_known && result && strcmp(result, "oif") == 0 && names_flag(fib, "saddr") &&
             (json_is_boolean(right) || (word && strcmp(word, "0") == 0)))
        return fw_add_constant(rule, json_is_true(right) == same ? FW_TRUE : FW_FALSE);
    else if (*ret_known && key && strcmp(key, "pkttype") == 0 && word)
        holds = (strcmp(word, "host") == 0 || strcmp(word, "unicast") == 0) == same;
    else {
        *ret_known = false;
        return 0;
    }
    return fw_add_match(rule, (struct fw_match){.field = FW_OURS, .negate = !holds});
}

/* A header field that is not understood: at least which packets have that header ("icmp type echo-request" is
 * not about TCP). */
static int add_header(struct fw_rule *rule, const json_t *left)
{
    const json_t *payload = json_object_get(left, "payload");
    uint64_t number;
    const char *protocol = fw_nft_text(payload, "protocol");
    if (!protocol)
        return 0;
    if (strcmp(protocol, "ip") == 0 || strcmp(protocol, "ip6") == 0)
        return add_number(rule, FW_FAMILY, protocol[2] ? 16 : 4);
    if (strcmp(protocol, "arp") == 0)
        return fw_add_constant(rule, FW_FALSE);
    return fw_nft_value_word(protocol, &number) ? add_number(rule, FW_PROTO, number) : 0;
}

/* "tcp dport > 1023" */
static int add_compared(struct fw_rule *rule, const struct key *key, const char *op, const json_t *right)
{
    bool less = op[0] == '<', including = op[1] == '=';
    json_int_t number = json_integer_value(right), low = less ? 0 : number + !including,
               high = less ? number - !including : UINT16_MAX;
    struct fw_match m = {.field = key->field};
    if (!json_is_integer(right) || number < 0 || number > UINT16_MAX)
        return fw_add_constant(rule, FW_UNKNOWN);
    int error = add_presupposed(rule, key);
    if (!error && low > high)
        return fw_add_constant(rule, FW_FALSE);
    error = error ? error : fw_add_range(&m, fw_number((uint64_t)low), fw_number((uint64_t)high));
    return error ? error : fw_add_match(rule, m);
}

int fw_nft_match_add(struct nft *n, struct fw_rule *rule, const json_t *match)
{
    const json_t *left = json_object_get(match, "left"), *right = json_object_get(match, "right");
    const char *op = fw_nft_text(match, "op");
    const struct key *key = key_of(left);
    bool known;
    op = op ? op : "==";
    bool equal = strcmp(op, "==") == 0 || strcmp(op, "in") == 0, negate = strcmp(op, "!=") == 0;
    if (key && (key->field == FW_PORT || key->field == FW_SPORT) && strchr("<>", op[0]))
        return add_compared(rule, key, op, right);
    if (key)
        return equal || negate ? add_keyed(n, rule, key, right, negate) : fw_add_constant(rule, FW_UNKNOWN);
    const json_t *and = json_object_get(left, "&");
    if (is_tcp_flags(left) || is_tcp_flags(json_array_get(and, 0)))
        return add_flags(rule, left, op, right);
    int error = add_fact(rule, left, op, right, &known);
    if (known || error)
        return error;
    error = add_header(rule, left);
    return error ? error : fw_add_constant(rule, FW_UNKNOWN);
}

int fw_nft_match_equal(struct nft *n, struct fw_rule *rule, const json_t *left, const json_t *right)
{
    const struct key *key = key_of(left);
    return key ? add_keyed(n, rule, key, right, false) : fw_add_constant(rule, FW_UNKNOWN);
}
