/* Values of rules in nft's JSON: numbers, names, addresses, ranges, prefixes, and sets of them. */
#include "local/priv_nft.h"

#include <netinet/in.h>
#include <string.h>

#define SET_ELEMENTS_MAX (1 << 16)

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

bool fw_nft_value_word(const char *word, uint64_t *ret)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i].word) == 0) {
            *ret = words[i].number;
            return true;
        }
    return false;
}

static bool scalar(const json_t *v, struct fw_value *ret)
{
    struct addr a;
    uint64_t number;
    if (json_is_integer(v) && json_integer_value(v) >= 0) {
        *ret = fw_number((uint64_t)json_integer_value(v));
        return true;
    }
    const char *text = json_string_value(v);
    if (!text)
        return false;
    if (fw_nft_value_word(text, &number)) {
        *ret = fw_number(number);
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
    const char *text = fw_nft_text(v, "addr");
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

bool fw_nft_value_is_changed(const struct nft *n, const char *name)
{
    size_t i, k;
    json_t *item, *s;
    json_array_foreach(n->list, i, item)
        json_array_foreach(json_object_get(json_object_get(item, "rule"), "expr"), k, s)
    {
        const json_t *change = json_object_get(s, "set");
        const char *set = fw_nft_text(change ? change : json_object_get(s, "map"), change ? "set" : "map");
        if (set && strcmp(set[0] == '@' ? set + 1 : set, name) == 0)
            return true;
    }
    return false;
}

bool fw_nft_value_has_statement(const json_t *object)
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

const json_t *fw_nft_value_named(const struct nft *n, const char *name, const char *kind)
{
    size_t i;
    json_t *item;
    json_array_foreach(n->list, i, item)
    {
        const json_t *set = json_object_get(item, kind);
        const char *set_name = fw_nft_text(set, "name"), *table = fw_nft_text(set, "table"),
                   *family = fw_nft_text(set, "family");
        if (set_name && table && family && strcmp(set_name, name) == 0 && strcmp(table, n->table) == 0 &&
            strcmp(family, n->family_word) == 0)
            return set;
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
        return !fw_nft_value_has_statement(element) &&
               add_value(n, m, json_object_get(element, "val"), depth + 1);
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
        const json_t *set = fw_nft_value_named(n, text + 1, "set"), *elements = json_object_get(set, "elem");
        return set && !fw_nft_value_is_changed(n, text + 1) && !fw_nft_value_has_statement(set) &&
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
        return !fw_nft_value_has_statement(inner) &&
               add_value(n, m, json_object_get(inner, "val"), depth + 1);
    if ((inner = json_object_get(v, "prefix")))
        return prefix(inner, &low, &high) && fw_add_range(m, low, high) == 0;
    if ((inner = json_object_get(v, "range")))
        return scalar(json_array_get(inner, 0), &low) && scalar(json_array_get(inner, 1), &high) &&
               fw_add_range(m, low, high) == 0;
    return false;
}

bool fw_nft_value_add(struct nft *n, struct fw_match *m, const json_t *v)
{
    return add_value(n, m, v, 0);
}
