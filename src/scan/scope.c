#include "scan/scope.h"

#include "base/grow.h"
#include "scan/priv_targets.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_LEN   10
#define OWNER_MAX 200

struct entry {
    struct addr first, last;
    char until[DAY_LEN + 1];
    unsigned line;
    const char *owner; /* in the text; owner_len bytes */
    size_t owner_len;
};

struct scope {
    struct entry *entry; /* owned */
    size_t count;
};

static int add(struct scope *s, const struct entry *e, struct diag *d)
{
    if (s->count == SCOPE_ENTRIES_MAX)
        return diag_set(d, N_("more networks than a scope may have (10,000)"), NULL, NULL, NULL);
    struct entry *more = grow_one(s->entry, s->count, sizeof *more);
    if (!more)
        return -ENOMEM;
    s->entry = more;
    s->entry[s->count++] = *e;
    return 0;
}

/* A word may be several ranges (octets). */
static int add_network(struct scope *s, const char *word, struct entry *e, struct diag *d)
{
    struct targets_conf conf = {.key = {{1}}};
    struct targets *t;
    int error = targets_new(&conf, &t);
    if (error < 0)
        return error;
    error = targets_add(t, TARGETS_INCLUDE, word, d);
    /* As they were read: a permission may have more addresses than a scan. */
    const struct targets_ranges *r = &t->ranges[TARGETS_INCLUDE];
    for (uint32_t i = 0; error == 0 && i < r->count; i++) {
        e->first = r->item[i].first;
        e->last = r->item[i].last;
        error = add(s, e, d);
    }
    targets_free(t);
    return error;
}

static int number(const char *digits, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++)
        value = value * 10 + digits[i] - '0';
    return value;
}

static int days_of(int year, int month)
{
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

static bool is_day(const char *text, size_t len)
{
    static const char form[] = "0000-00-00";
    for (size_t i = 0; i < DAY_LEN; i++)
        if (i >= len || (form[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9'))
            return false;
    int year = number(text, 4), month = number(text + 5, 2), day = number(text + 8, 2);
    return len == DAY_LEN && month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month);
}

static size_t blanks(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r'))
        i++;
    return i;
}

static size_t word_len(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && p[i] != ' ' && p[i] != '\t' && p[i] != '\r')
        i++;
    return i;
}

static int add_line(struct scope *s, const char *p, size_t n, unsigned line, struct diag *d)
{
    struct entry e = {.line = line};
    char word[TARGETS_WORD_MAX + 1];
    size_t at = blanks(p, n), len = word_len(p + at, n - at);
    d->line = line;
    if (len == 0 || p[at] == '#')
        return 0;
    d->column = (unsigned)at + 1;
    if (len > TARGETS_WORD_MAX)
        return diag_set(d, N_("this word is too long for a network"), NULL, NULL, NULL);
    memcpy(word, p + at, len);
    word[len] = 0;
    at += len;
    at += blanks(p + at, n - at);
    len = word_len(p + at, n - at);
    if (!is_day(p + at, len)) {
        d->column = (unsigned)at + 1;
        return diag_set(d, N_("expected the last day of the permission here, like 2027-03-31"), NULL, NULL,
                        NULL);
    }
    memcpy(e.until, p + at, DAY_LEN);
    at += len;
    at += blanks(p + at, n - at);
    e.owner = p + at;
    e.owner_len = n - at;
    if (at >= n) {
        d->column = (unsigned)at + 1;
        return diag_set(d, N_("expected the network's owner here, who gave the permission"), NULL, NULL,
                        NULL);
    }
    return add_network(s, word, &e, d);
}

static int read_text(struct scope *s, const char *text, size_t len, struct diag *d)
{
    unsigned line = 1;
    int e = 0;
    if (len > SCOPE_TEXT_MAX)
        return diag_set(d, N_("a scope may have a megabyte at most"), NULL, NULL, NULL);
    for (size_t at = 0; e == 0 && at < len; line++) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t n = end ? (size_t)(end - text) - at : len - at;
        e = add_line(s, text + at, n, line, d);
        at += n + 1;
    }
    return e;
}

/* Zones say which link, and a scope is about networks. */
static bool holds(const struct entry *e, const struct addr *a)
{
    return e->first.len == a->len && memcmp(e->first.b, a->b, a->len) <= 0 &&
           memcmp(a->b, e->last.b, a->len) <= 0;
}

static int ended(const struct entry *e, const struct addr *a, struct diag *d)
{
    char text[ADDR_TEXT_MAX], owner[OWNER_MAX];
    size_t n = e->owner_len < sizeof owner - 1 ? e->owner_len : sizeof owner - 1;
    memcpy(owner, e->owner, n);
    owner[n] = 0;
    d->line = e->line;
    d->column = 0;
    return diag_set(d, N_("%s: the permission of %s ended on %s: nothing is sent"), addr_text(a, text), owner,
                    e->until);
}

/* Of all lines that hold the address and have not ended, the one that reaches furthest; NULL and *ret_ended
 * else. */
static const struct entry *permission(const struct scope *s, const struct addr *a, const char *today,
                                      const struct entry **ret_ended)
{
    const struct entry *best = NULL;
    *ret_ended = NULL;
    for (size_t i = 0; i < s->count; i++) {
        const struct entry *e = &s->entry[i];
        if (!holds(e, a))
            continue;
        if (strcmp(e->until, today) < 0)
            *ret_ended = e;
        else if (!best || memcmp(best->last.b, e->last.b, a->len) < 0)
            best = e;
    }
    return best;
}

static int check_range(const struct scope *s, const struct targets_range *r, const struct scope_conf *conf,
                       struct diag *d)
{
    struct addr a = r->first;
    for (;;) {
        const struct entry *over, *e = permission(s, &a, conf->today, &over);
        bool needless = !e && conf->needless && conf->needless(conf->ctx, &a);
        char text[ADDR_TEXT_MAX];
        if (!e && over && !needless)
            return ended(over, &a, d);
        if (!e && !needless) {
            d->line = d->column = 0;
            return diag_set(d, N_("%s is outside the scope: nothing is sent"), addr_text(&a, text), NULL,
                            NULL);
        }
        struct addr last = e ? e->last : a;
        if (memcmp(last.b, r->last.b, a.len) >= 0)
            return 0;
        last.zone = r->first.zone;
        a = addr_add(&last, 1);
    }
}

int scope_new(const char *text, size_t len, struct scope **ret, struct diag *d)
{
    struct scope *s = calloc(1, sizeof *s);
    int e = s ? read_text(s, text, len, d) : -ENOMEM;
    if (e < 0)
        scope_free(s);
    else
        *ret = s;
    return e;
}

void scope_free(struct scope *s)
{
    if (!s)
        return;
    free(s->entry);
    free(s);
}

int scope_check(const struct scope *s, const struct targets *asked, const struct scope_conf *conf,
                struct diag *d)
{
    int e = 0;
    for (uint32_t i = 0; e == 0 && i < targets_range_count(asked); i++)
        e = check_range(s, targets_range(asked, i), conf, d);
    return e;
}

static int by_day(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Still, when this day is over? */
static bool outlasts(const struct scope *s, const struct targets *asked, const struct scope_conf *conf,
                     const char *day)
{
    char after[DAY_LEN + 2];
    struct scope_conf then = *conf;
    struct diag d = {0};
    snprintf(after, sizeof after, "%s~", day); /* sorts behind this day and before the next */
    then.today = after;
    return scope_check(s, asked, &then, &d) == 0;
}

int scope_last_day(const struct scope *s, const struct targets *asked, const struct scope_conf *conf,
                   const char **ret)
{
    const char **day = calloc(s->count + 1, sizeof *day);
    size_t n = 0, low = 0;
    *ret = NULL;
    if (!day)
        return -ENOMEM;
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->entry[i].until, conf->today) >= 0)
            day[n++] = s->entry[i].until;
    qsort(day, n, sizeof *day, by_day);
    for (size_t high = n; low < high;) { /* the first day that it does not outlast */
        size_t middle = low + (high - low) / 2;
        if (outlasts(s, asked, conf, day[middle]))
            low = middle + 1;
        else
            high = middle;
    }
    if (low < n)
        *ret = day[low];
    free(day);
    return 0;
}

bool scope_allows(const struct scope *s, const struct addr *a, const char *today)
{
    const struct entry *over;
    return permission(s, a, today, &over) != NULL;
}
