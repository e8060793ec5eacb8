/* A pattern is alternatives of sequences. Of a sequence, every piece that cannot be left out must occur: runs
 * of plain characters, and groups, which are patterns themselves. The piece whose shortest text is longest
 * tells most. */
#include "ident/literal.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 12

struct reading {
    const char *p;
    int depth;
    bool lost; /* something that is not understood */
};

static void alternatives(struct reading *r, struct literal_set *ret);

static uint8_t shortest(const struct literal_set *s)
{
    uint8_t least = LITERAL_LEN;
    for (uint32_t i = 0; i < s->count; i++)
        least = s->item[i].len < least ? s->item[i].len : least;
    return s->count ? least : 0;
}

static void better(struct literal_set *best, const struct literal_set *other)
{
    if (shortest(other) > shortest(best))
        *best = *other;
}

/* The run becomes a candidate and starts anew. */
static void end_run(struct literal_set *best, struct literal *run)
{
    struct literal_set one = {.count = 1, .item[0] = *run};
    if (run->len)
        better(best, &one);
    run->len = 0;
}

static void skip_class(struct reading *r)
{
    r->p++;
    r->p += *r->p == '^';
    r->p += *r->p == ']';
    for (; *r->p && *r->p != ']'; r->p++)
        if (*r->p == '\\' && r->p[1])
            r->p++;
        else if (*r->p == '[' && r->p[1] == ':' && strstr(r->p + 2, ":]"))
            r->p = strstr(r->p + 2, ":]") + 1;
    if (*r->p)
        r->p++;
    else
        r->lost = true;
}

/* After a backslash: the byte that is meant, or -1 for a class or an assertion. */
static int escaped(struct reading *r)
{
    static const char plain[] = "nrtfea0", bytes[] = "\n\r\t\f\x1b\a";
    char c = *++r->p;
    r->p += c != 0;
    if (c == 'x') {
        char hex[3] = {0};
        for (int i = 0; i < 2 && isxdigit((unsigned char)*r->p); i++)
            hex[i] = *r->p++;
        if (!hex[0])
            r->lost = true; /* \x{…} */
        return (int)strtol(hex, NULL, 16);
    }
    const char *at = c ? strchr(plain, c) : NULL;
    if (at)
        return (uint8_t)bytes[at - plain];
    if (c == 'Q' || c == 'p' || c == 'P' || c == 'c' || c == 'o' || c == 'k' || c == 'g' || !c)
        r->lost = true;
    return isalnum((unsigned char)c) ? -1 : (uint8_t)c;
}

/* "{2}", "{2,}", "{2,5}"; anything else in braces is plain text. */
static bool counted(const char *p)
{
    size_t n = strspn(++p, "0123456789");
    p += n;
    if (*p == ',')
        p += 1 + strspn(p + 1, "0123456789");
    return n && *p == '}';
}

/* The kind of quantifier that follows: '1' = at least once, '0' = may be absent, 0 = none. */
static char quantifier(struct reading *r)
{
    char kind = 0;
    if (*r->p == '*' || *r->p == '?')
        kind = '0';
    else if (*r->p == '+')
        kind = '1';
    else if (*r->p == '{' && counted(r->p))
        kind = r->p[1] == '0' ? '0' : '1';
    else
        return 0;
    if (*r->p == '{')
        r->p = strchr(r->p, '}');
    r->p++;
    if (*r->p == '?' || *r->p == '+')
        r->p++;
    return kind;
}

/* At '(': reads the group. `best` gets its set when it must occur. */
static void group(struct reading *r, struct literal_set *best)
{
    struct literal_set inner;
    bool counts = true;
    r->p++;
    r->lost |= *r->p == '*'; /* (*VERB) */
    if (*r->p == '?') {
        const char *p = r->p + 1;
        if (*p == '!' || *p == '=' || (*p == '<' && (p[1] == '!' || p[1] == '='))) {
            counts = false;
            p += *p == '<' ? 2 : 1;
        } else if (*p == '<' || *p == 'P') {
            while (*p && *p != '>')
                p++;
            p += *p == '>';
        } else if (*p == '>') {
            p++;
        } else {
            while (isalpha((unsigned char)*p) || *p == '-')
                p++;
            if (*p == ')') { /* (?i): a switch, not a group */
                r->p = p + 1;
                return;
            }
            r->lost |= *p != ':';
            p += *p == ':';
        }
        r->p = p;
    }
    alternatives(r, &inner);
    if (*r->p == ')')
        r->p++;
    else
        r->lost = true;
    if (quantifier(r) != '0' && counts)
        better(best, &inner);
}

static void sequence(struct reading *r, struct literal_set *best)
{
    struct literal run = {0};
    best->count = 0;
    while (*r->p && *r->p != '|' && *r->p != ')' && !r->lost) {
        int c = -1;
        if (*r->p == '(') {
            end_run(best, &run);
            group(r, best);
            continue;
        }
        if (*r->p == '[')
            skip_class(r);
        else if (*r->p == '\\')
            c = escaped(r);
        else if (strchr(".^$", *r->p))
            r->p++;
        else
            c = (uint8_t)*r->p++;
        if (run.len == LITERAL_LEN)
            end_run(best, &run);
        if (c >= 0)
            run.text[run.len++] = (uint8_t)tolower(c);
        char q = quantifier(r);
        if (q == '0' && c >= 0)
            run.len--;
        if (q || c < 0)
            end_run(best, &run);
    }
    end_run(best, &run);
}

static void alternatives(struct reading *r, struct literal_set *ret)
{
    bool all = true;
    ret->count = 0;
    if (++r->depth > DEPTH_MAX)
        r->lost = true;
    while (!r->lost) {
        struct literal_set one;
        sequence(r, &one);
        all &= one.count > 0 && ret->count + one.count <= LITERAL_SET;
        for (uint32_t i = 0; all && i < one.count; i++)
            ret->item[ret->count++] = one.item[i];
        if (*r->p != '|')
            break;
        r->p++;
    }
    r->depth--;
    if (!all)
        ret->count = 0;
}

void literal_of(const char *pattern, struct literal_set *ret)
{
    struct reading r = {.p = pattern};
    alternatives(&r, ret);
    if (r.lost || *r.p || shortest(ret) < LITERAL_MIN)
        ret->count = 0;
}
