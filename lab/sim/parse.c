#include "priv_parse.h"

#include "base/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void *parse_append(struct parse *p, void *array, uint32_t *count, uint32_t max, size_t size, int *error)
{
    void **at = array;
    if (*count >= max) {
        *error = lex_fail(&p->l, N_("more of these than a script may have"), NULL);
        return NULL;
    }
    void *grown = grow_one(*at, *count, size);
    if (!grown) {
        *error = -ENOMEM;
        return NULL;
    }
    *at = grown;
    char *item = (char *)*at + (*count)++ * size;
    memset(item, 0, size);
    return item;
}

int parse_addr(struct parse *p, struct addr *ret)
{
    struct addr a;
    /* no zones: there is one link, and a script must not depend on this machine's interfaces */
    if (p->l.kind != LEX_WORD || strchr(p->l.word, '%') || addr_parse(p->l.word, &a) < 0)
        return lex_expected(&p->l, "an address");
    *ret = a;
    lex_next(&p->l);
    return 0;
}

int parse_prefix(struct parse *p, struct addr *ret, unsigned *ret_bits)
{
    struct lex *l = &p->l;
    char *slash = l->kind == LEX_WORD ? strchr(l->word, '/') : NULL;
    if (!slash) {
        int r = parse_addr(p, ret);
        *ret_bits = r ? 0 : ret->len * 8u;
        return r;
    }
    struct addr a;
    *slash = 0;
    bool fine = !strchr(l->word, '%') && addr_parse(l->word, &a) == 0;
    *slash = '/';
    const char *digit = slash + 1;
    unsigned bits = 0;
    for (; *digit >= '0' && *digit <= '9' && bits < 1000; digit++)
        bits = bits * 10 + (unsigned)(*digit - '0');
    if (!fine || digit == slash + 1 || *digit || bits > a.len * 8u)
        return lex_expected(l, "a prefix such as 198.18.4.0/22");
    *ret = a;
    *ret_bits = bits;
    lex_next(l);
    return 0;
}

int parse_u8(struct parse *p, uint64_t lo, uint64_t hi, uint8_t *ret)
{
    uint64_t v;
    int r = lex_number(&p->l, lo, hi, &v);
    if (r == 0)
        *ret = (uint8_t)v;
    return r;
}

void parse_ways(struct parse *p, bool ret[WAYS])
{
    bool out = lex_accept(&p->l, "out"), back = !out && lex_accept(&p->l, "back");
    if (!out && !back)
        (void)(lex_accept(&p->l, "each-way") || lex_accept(&p->l, "both"));
    ret[WAY_OUT] = !back;
    ret[WAY_BACK] = !out;
}

int parse_chance_ways(struct parse *p, uint64_t chance[WAYS])
{
    uint64_t v;
    bool ways[WAYS];
    int r = lex_percent(&p->l, &v);
    if (r)
        return r;
    parse_ways(p, ways);
    for (int w = 0; w < WAYS; w++)
        if (ways[w])
            chance[w] = v;
    return 0;
}

int parse_ration(struct parse *p, struct ration *ret)
{
    struct ration ration = {.burst = 1};
    uint64_t burst = 1;
    if (lex_accept(&p->l, "off")) {
        *ret = (struct ration){0};
        return 0;
    }
    int r = lex_rate(&p->l, &ration.interval);
    if (r == 0 && lex_accept(&p->l, "burst"))
        r = lex_number(&p->l, 1, 1000000, &burst);
    if (r)
        return r;
    ration.burst = (uint32_t)burst;
    *ret = ration;
    return 0;
}
int parse_quote(struct parse *p, uint16_t *ret)
{
    uint64_t v;
    int r = lex_number(&p->l, 8, 1200, &v);
    if (r == 0)
        *ret = (uint16_t)v;
    return r;
}

int parse_statement(struct parse *p, const struct parse_word *table, const char *what)
{
    for (; table->word; table++) {
        if (!lex_accept(&p->l, table->word))
            continue;
        int r = table->parse(p);
        if (r)
            return r;
        if (p->l.kind == LEX_STOP)
            lex_next(&p->l);
        else if (p->l.kind != LEX_END && p->l.kind != LEX_CLOSE)
            return lex_expected(&p->l, "the end of the statement");
        return 0;
    }
    return lex_expected(&p->l, what);
}

int parse_block(struct parse *p, const struct parse_word *table, const char *what)
{
    if (p->l.kind != LEX_OPEN)
        return lex_expected(&p->l, "'{'");
    lex_next(&p->l);
    for (;;) {
        if (p->l.kind == LEX_STOP) {
            lex_next(&p->l);
        } else if (p->l.kind == LEX_CLOSE) {
            lex_next(&p->l);
            return 0;
        } else {
            int r = parse_statement(p, table, what);
            if (r)
                return r;
        }
    }
}
