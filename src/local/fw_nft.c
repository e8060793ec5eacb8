/* `nft -j list ruleset` -> rules. Its form: libnftables-json(5). What is not understood becomes
 * FW_UNKNOWN. */
#include "local/priv_nft.h"

#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 4, 16, 0 for both; -1 = not read (arp, bridge). */
static int family_of(const char *word)
{
    return !word                                                      ? -1
           : strcmp(word, "ip") == 0                                  ? 4
           : strcmp(word, "ip6") == 0                                 ? 16
           : strcmp(word, "inet") == 0 || strcmp(word, "netdev") == 0 ? 0
                                                                      : -1;
}

static const json_t *named_table(const struct nft *n)
{
    size_t i;
    json_t *item;
    json_array_foreach(n->list, i, item)
    {
        const json_t *table = json_object_get(item, "table");
        const char *name = fw_nft_text(table, "name"), *family = fw_nft_text(table, "family");
        if (name && family && strcmp(name, n->table) == 0 && strcmp(family, n->family_word) == 0)
            return table;
    }
    return NULL;
}

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
        const char *target = fw_nft_text(json_object_get(v, leaps[i]), "target");
        if (target) {
            rule->verdict = i ? FW_GOTO : FW_JUMP;
            rule->target = fw_chain(n->f, n->family, n->own, target);
            return true;
        }
    }
    return false;
}

/* Statements that change nothing about a packet's way. A changed mark is found again in rules about marks,
 * which are not read. */
static bool neutral(const json_t *statement)
{
    static const char *const kinds[] = {"counter", "log", "comment",   "masquerade", "snat",
                                        "flow",    "dup", "ct helper", "ct timeout", "ct expectation",
                                        "last"};
    const json_t *changed = json_object_get(json_object_get(statement, "mangle"), "key");
    const char *meta = fw_nft_text(json_object_get(changed, "meta"), "key");
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
    const char *name = json_string_value(data);
    size_t i;
    json_t *pair;
    if (name && name[0] == '@') {
        const json_t *map = fw_nft_value_named(n, name + 1, "map");
        list = json_object_get(map, "elem");
        if (!map || fw_nft_value_is_changed(n, name + 1) || fw_nft_value_has_statement(map)) {
            rule->verdict = FW_ELSEWHERE;
            return fw_add_constant(rule, FW_UNKNOWN);
        }
    }
    json_array_foreach(list, i, pair)
    {
        struct fw_rule one;
        int error = fw_copy_rule(rule, &one);
        if (!error)
            error = fw_nft_match_equal(n, &one, json_object_get(vmap, "key"), json_array_get(pair, 0));
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
        return fw_nft_match_add(n, rule, inner);
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
    return fw_add_constant(rule, FW_UNKNOWN);
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
    int family = family_of(fw_nft_text(item, "family"));
    n->table = fw_nft_text(item, "table");
    n->family_word = fw_nft_text(item, "family");
    n->family = (uint8_t)family;
    if (family < 0 || !n->table || taken(n->f, n->family, n->table))
        return false;
    name_table(n->own, n->family_word, n->table);
    return true;
}

static int add_rule(struct nft *n, const json_t *item)
{
    const char *name = fw_nft_text(item, "chain");
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

/* A dormant table's chains are not in the packet's way. (nft 1.0.6 prints the flags as their first
 * letter.) */
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
    const char *name = fw_nft_text(item, "name"), *hook = fw_nft_text(item, "hook"),
               *policy = fw_nft_text(item, "policy"), *type = fw_nft_text(item, "type");
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
        const char *word = fw_nft_text(chain ? chain : rule, "family"),
                   *policy = fw_nft_text(chain, "policy");
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
