#include "cmd/nearby.h"

#include <string.h>
#include <strings.h>

#define LONGEST 48 /* longer words are compared by their beginning only */

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned m = a < b ? a : b;
    return m < c ? m : c;
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* Edits between two words: a letter more, less, another, or two neighbours swapped (optimal string
 * alignment). */
static unsigned edits(const char *a, size_t n, const char *b, size_t m)
{
    unsigned row[3][LONGEST + 1]; /* the last three rows of the table */
    for (unsigned k = 0; k <= m; k++)
        row[0][k] = k;
    for (unsigned i = 1; i <= n; i++) {
        unsigned *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
        now[0] = i;
        for (unsigned k = 1; k <= m; k++) {
            unsigned char x = lower(a[i - 1]), y = lower(b[k - 1]);
            now[k] = least(now[k - 1] + 1, before[k] + 1, before[k - 1] + (x != y));
            if (i > 1 && k > 1 && x == lower(b[k - 2]) && y == lower(a[i - 2]) && earlier[k - 2] + 1 < now[k])
                now[k] = earlier[k - 2] + 1;
        }
    }
    return row[n % 3][m];
}

/* Small is near: edits count double, a longer word with the same beginning or with the word inside is quite
 * near too. */
static unsigned distance(const char *word, const char *candidate)
{
    size_t n = strlen(word), m = strlen(candidate);
    unsigned allowed = n < 4 ? 1 : n < 9 ? 2 : 3;
    if (n >= 3 && strncasecmp(word, candidate, n) == 0)
        return 1;
    if (n > LONGEST || m > LONGEST || n > m + allowed || m > n + allowed)
        return n >= 4 && strcasestr(candidate, word) ? 5 : ~0u;
    unsigned e = edits(word, n, candidate, m);
    return e <= allowed ? 2 * e : ~0u;
}

void nearby_offer(struct nearby *n, const char *candidate)
{
    unsigned d = distance(n->word, candidate);
    if (d == ~0u)
        return;
    for (size_t i = 0; i < n->count; i++)
        if (strcasecmp(n->best[i].word, candidate) == 0)
            return;
    size_t at = n->count < NEARBY_MAX ? n->count++ : NEARBY_MAX;
    for (; at > 0 && n->best[at - 1].distance > d; at--)
        if (at < NEARBY_MAX)
            n->best[at] = n->best[at - 1];
    if (at < NEARBY_MAX) {
        n->best[at].word = candidate;
        n->best[at].distance = d;
    }
}
