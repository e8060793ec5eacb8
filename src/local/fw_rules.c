#include "local/priv_firewall.h"

#include "base/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct fw_value fw_number(uint64_t n)
{
    struct fw_value v = {{0}};
    for (int i = 0; i < 8; i++)
        v.b[15 - i] = (uint8_t)(n >> 8 * i);
    return v;
}

struct fw_value fw_address(const struct addr *a)
{
    struct fw_value v = {{0}};
    memcpy(v.b + 16 - a->len, a->b, a->len);
    return v;
}

struct firewall *firewall_new(void)
{
    return calloc(1, sizeof(struct firewall));
}

void fw_match_fini(struct fw_match *m)
{
    free(m->range);
    free(m->name);
    *m = (struct fw_match){0};
}

void fw_rule_fini(struct fw_rule *r)
{
    for (size_t i = 0; i < r->matches; i++)
        fw_match_fini(&r->match[i]);
    free(r->match);
    *r = (struct fw_rule){0};
}

void firewall_free(struct firewall *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->chains; i++) {
        for (size_t k = 0; k < f->chain[i].rules; k++)
            fw_rule_fini(&f->chain[i].rule[k]);
        free(f->chain[i].rule);
        fw_match_fini(&f->chain[i].device);
    }
    free(f->chain);
    free(f->base);
    free(f);
}

static bool room(void **array, size_t count, size_t size)
{
    void *more = grow_one(*array, count, size);
    *array = more ? more : *array;
    return more;
}

int fw_chain(struct firewall *f, uint8_t family, const char *table, const char *name)
{
    for (size_t i = 0; i < f->chains; i++)
        if (f->chain[i].family == family && strcmp(f->chain[i].table, table) == 0 &&
            strcmp(f->chain[i].name, name) == 0)
            return (int)i;
    if (strlen(table) >= sizeof(fw_name) || strlen(name) >= sizeof(fw_name))
        return -ENAMETOOLONG;
    if (!room((void **)&f->chain, f->chains, sizeof *f->chain))
        return -ENOMEM;
    struct fw_chain *c = &f->chain[f->chains];
    *c = (struct fw_chain){.family = family};
    memcpy(c->table, table, strlen(table));
    memcpy(c->name, name, strlen(name));
    return (int)f->chains++;
}

static bool unread(const struct fw_rule *r)
{
    for (size_t i = 0; i < r->matches; i++)
        if (r->match[i].field == FW_UNKNOWN)
            return true;
    return r->verdict == FW_ELSEWHERE;
}

static size_t ranges_of(const struct fw_rule *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->matches; i++)
        n += r->match[i].ranges;
    return n;
}

int fw_add_rule(struct firewall *f, int chain, struct fw_rule *rule)
{
    struct fw_chain *c = &f->chain[chain];
    size_t ranges = f->ranges + ranges_of(rule);
    bool full = f->total >= FIREWALL_RULES_MAX || ranges > FIREWALL_RANGES_MAX;
    int error = full ? -E2BIG : room((void **)&c->rule, c->rules, sizeof *rule) ? 0 : -ENOMEM;
    if (error) {
        fw_rule_fini(rule);
        return error;
    }
    f->unread += unread(rule);
    f->ranges = ranges;
    f->total++;
    c->rule[c->rules++] = *rule;
    *rule = (struct fw_rule){0};
    return 0;
}

int fw_add_match(struct fw_rule *rule, struct fw_match match)
{
    if (!room((void **)&rule->match, rule->matches, sizeof match)) {
        fw_match_fini(&match);
        return -ENOMEM;
    }
    rule->match[rule->matches++] = match;
    return 0;
}

int fw_add_constant(struct fw_rule *rule, enum fw_field field)
{
    return fw_add_match(rule, (struct fw_match){.field = field});
}

int fw_add_range(struct fw_match *m, struct fw_value low, struct fw_value high)
{
    if (!room((void **)&m->range, m->ranges, sizeof *m->range))
        return -ENOMEM;
    m->range[m->ranges++] = (struct fw_range){low, high};
    return 0;
}

int fw_add_name(struct fw_match *m, const char *name)
{
    if (strlen(name) >= sizeof *m->name)
        return -ENAMETOOLONG;
    if (!room((void **)&m->name, m->names, sizeof *m->name))
        return -ENOMEM;
    memset(m->name[m->names], 0, sizeof *m->name);
    memcpy(m->name[m->names++], name, strlen(name));
    return 0;
}

int fw_copy_rule(const struct fw_rule *from, struct fw_rule *to)
{
    *to = (struct fw_rule){.verdict = from->verdict, .target = from->target};
    for (size_t i = 0; i < from->matches; i++) {
        const struct fw_match *old = &from->match[i];
        struct fw_match m = {
            .field = old->field, .negate = old->negate, .family = old->family, .bits = old->bits};
        int error = 0;
        for (size_t k = 0; k < old->ranges && !error; k++)
            error = fw_add_range(&m, old->range[k].low, old->range[k].high);
        for (size_t k = 0; k < old->names && !error; k++)
            error = fw_add_name(&m, old->name[k]);
        if (error)
            fw_match_fini(&m);
        else
            error = fw_add_match(to, m);
        if (error) {
            fw_rule_fini(to);
            return error;
        }
    }
    return 0;
}

static int by_low(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct fw_value));
}

/* Rising and without overlaps, for bisection. What FW_TCP_FLAGS keeps there is no range. */
static void order_ranges(struct fw_match *m)
{
    size_t kept = 0;
    if (m->field == FW_TCP_FLAGS || m->ranges < 2)
        return;
    qsort(m->range, m->ranges, sizeof *m->range, by_low);
    for (size_t i = 1; i < m->ranges; i++) {
        struct fw_range *last = &m->range[kept], *next = &m->range[i];
        if (memcmp(next->low.b, last->high.b, sizeof last->high.b) > 0)
            m->range[++kept] = *next;
        else if (memcmp(next->high.b, last->high.b, sizeof last->high.b) > 0)
            last->high = next->high;
    }
    m->ranges = kept + 1;
}

static int before(const struct fw_chain *a, const struct fw_chain *b)
{
    return a->hook != b->hook ? (int)a->hook - (int)b->hook
                              : (a->priority > b->priority) - (a->priority < b->priority);
}

int fw_sort(struct firewall *f)
{
    int *base = realloc(f->base, (f->chains ? f->chains : 1) * sizeof *base);
    if (!base)
        return -ENOMEM;
    f->base = base;
    f->bases = 0;
    for (size_t i = 0; i < f->chains; i++) {
        for (size_t k = 0; k < f->chain[i].rules; k++)
            for (size_t m = 0; m < f->chain[i].rule[k].matches; m++)
                order_ranges(&f->chain[i].rule[k].match[m]);
        if (f->chain[i].hook == FW_HOOK_NONE)
            continue;
        size_t at = f->bases++;
        for (; at > 0 && before(&f->chain[i], &f->chain[base[at - 1]]) < 0; at--)
            base[at] = base[at - 1];
        base[at] = (int)i;
    }
    return 0;
}
