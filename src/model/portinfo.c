#include "model/portinfo.h"

#include "model/priv_portinfo.h"

#include <stddef.h>
#include <string.h>

static const struct portinfo_table *table_of(enum proto proto)
{
    static const struct portinfo_table none;
    return (unsigned)proto < PROTO_COUNT ? &portinfo_table[proto] : &none;
}

/* Index of the first entry whose port is not below `port`. */
static uint32_t lower_bound(const struct portinfo_entry *entries, uint32_t count, uint32_t port)
{
    uint32_t lo = 0, hi = count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (entries[mid].port < port)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static const char *name_in(const struct portinfo_entry *entries, uint32_t count, uint16_t port)
{
    uint32_t i = lower_bound(entries, count, port);
    return i < count && entries[i].port == port ? portinfo_table_names + entries[i].name : NULL;
}

const char *portinfo_iana(enum proto proto, uint16_t port)
{
    const struct portinfo_table *t = table_of(proto);
    return name_in(t->iana, t->iana_count, port);
}

const char *portinfo_name(enum proto proto, uint16_t port)
{
    const struct portinfo_table *t = table_of(proto);
    const char *name = name_in(t->ours, t->ours_count, port);
    return name ? name : portinfo_iana(proto, port);
}

uint32_t portinfo_rank_count(enum proto proto)
{
    return table_of(proto)->rank_count;
}

uint16_t portinfo_rank(enum proto proto, uint32_t i)
{
    const struct portinfo_table *t = table_of(proto);
    return i < t->rank_count ? t->rank[i] : 0;
}

const char *portinfo_about(enum proto proto, uint16_t port, const char *lang)
{
    int column = strcmp(lang, "ja") == 0 ? PORTINFO_JA : PORTINFO_EN;
    uint32_t want = (uint32_t)proto << 16 | port, lo = 0, hi = portinfo_table_prose_count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        const struct portinfo_prose *p = &portinfo_table_prose[mid];
        uint32_t at = (uint32_t)p->proto << 16 | p->port;
        if (at == want)
            return p->text[column];
        if (at < want)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Shell-like matching with * and ?. On a mismatch only the last * is tried again, so the time is bounded by
 * the product of the lengths. */
static bool matches(const char *pattern, const char *name)
{
    const char *star = NULL, *retry = NULL;
    while (*name) {
        if (*pattern == '*') {
            star = ++pattern;
            retry = name;
        } else if (*pattern == '?' || lower(*pattern) == lower(*name)) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star;
            name = ++retry;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

/* The name of `port` in a list that fits, from the position *i on, which moves past the port's entries. */
static const char *take(const struct portinfo_entry *entries, uint32_t count, uint32_t *i, uint16_t port,
                        const char *pattern)
{
    const char *hit = NULL;
    for (; *i < count && entries[*i].port == port; ++*i) {
        const char *name = portinfo_table_names + entries[*i].name;
        if (!hit && matches(pattern, name))
            hit = name;
    }
    return hit;
}

uint32_t portinfo_find(const char *pattern,
                       bool (*found)(void *ctx, enum proto proto, uint16_t port, const char *name), void *ctx)
{
    uint32_t calls = 0;
    for (int proto = 0; proto < PROTO_COUNT; proto++) {
        const struct portinfo_table *t = &portinfo_table[proto];
        uint32_t a = 0, b = 0;
        while (a < t->ours_count || b < t->iana_count) { /* a merge of two sorted lists */
            uint16_t port = b >= t->iana_count || (a < t->ours_count && t->ours[a].port < t->iana[b].port)
                                ? t->ours[a].port
                                : t->iana[b].port;
            const char *ours = take(t->ours, t->ours_count, &a, port, pattern);
            const char *iana = take(t->iana, t->iana_count, &b, port, pattern);
            if (!ours && !iana)
                continue;
            calls++;
            if (!found(ctx, (enum proto)proto, port, ours ? ours : iana))
                return calls;
        }
    }
    return calls;
}
