#include "audit/version.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* --- Debian: deb-version(7), "Sorting algorithm" */

/* Letters sort before other characters, '~' before the end. */
static int debian_weight(unsigned char c)
{
    if (c == '~')
        return -1;
    if (!c || isdigit(c))
        return 0;
    return isalpha(c) ? c : c + 256;
}

static int digits(const char **a, const char *a_end, const char **b, const char *b_end)
{
    while (*a < a_end && **a == '0')
        ++*a;
    while (*b < b_end && **b == '0')
        ++*b;
    int first = 0;
    while (*a < a_end && *b < b_end && isdigit((unsigned char)**a) && isdigit((unsigned char)**b)) {
        if (!first)
            first = (unsigned char)**a - (unsigned char)**b;
        ++*a;
        ++*b;
    }
    if (*a < a_end && isdigit((unsigned char)**a))
        return 1;
    if (*b < b_end && isdigit((unsigned char)**b))
        return -1;
    return first;
}

static bool wordy(const char *p, const char *end)
{
    return p < end && !isdigit((unsigned char)*p);
}

static int debian_part(const char *a, const char *a_end, const char *b, const char *b_end)
{
    while (a < a_end || b < b_end) {
        while (wordy(a, a_end) || wordy(b, b_end)) {
            int x = debian_weight(a < a_end ? (unsigned char)*a : 0);
            int y = debian_weight(b < b_end ? (unsigned char)*b : 0);
            if (x != y)
                return x - y;
            a++;
            b++;
        }
        int order = digits(&a, a_end, &b, b_end);
        if (order)
            return order;
    }
    return 0;
}

struct debian {
    const char *epoch, *epoch_end, *upstream, *upstream_end, *revision, *revision_end;
};

static struct debian debian_split(const char *text)
{
    struct debian d = {.epoch = text, .epoch_end = text, .upstream = text};
    const char *colon = strchr(text, ':'), *end = text + strlen(text);
    if (colon) {
        d.epoch_end = colon;
        d.upstream = colon + 1;
    }
    const char *dash = strrchr(d.upstream, '-');
    d.upstream_end = dash ? dash : end;
    d.revision = dash ? dash + 1 : end;
    d.revision_end = end;
    return d;
}

int version_debian_no_epoch(const char *a, const char *b)
{
    struct debian x = debian_split(a), y = debian_split(b);
    int order = debian_part(x.upstream, x.upstream_end, y.upstream, y.upstream_end);
    return order ? order : debian_part(x.revision, x.revision_end, y.revision, y.revision_end);
}

int version_debian(const char *a, const char *b)
{
    struct debian x = debian_split(a), y = debian_split(b);
    int order = debian_part(x.epoch, x.epoch_end, y.epoch, y.epoch_end);
    return order ? order : version_debian_no_epoch(a, b);
}

/* --- everybody else */

/* What a piece of a version is, in the order in which pieces sort at the same place. */
enum rank {
    RANK_DEV,
    RANK_ALPHA,
    RANK_BETA,
    RANK_PRE,
    RANK_RC,
    RANK_END, /* nothing more: the release itself */
    RANK_LETTERS,
    RANK_PATCH,
    RANK_NUMBER,
};

struct piece {
    enum rank rank;
    const char *text; /* of a number: without leading zeros */
    size_t len;
};

static const struct word {
    const char *text;
    enum rank rank;
} words[] = {
    {"dev", RANK_DEV},     {"snapshot", RANK_DEV}, {"git", RANK_DEV},      {"alpha", RANK_ALPHA},
    {"beta", RANK_BETA},   {"pre", RANK_PRE},      {"preview", RANK_PRE},  {"prerelease", RANK_PRE},
    {"m", RANK_PRE},       {"rc", RANK_RC},        {"cr", RANK_RC},        {"final", RANK_END},
    {"ga", RANK_END},      {"release", RANK_END},  {"p", RANK_PATCH},      {"pl", RANK_PATCH},
    {"patch", RANK_PATCH}, {"sp", RANK_PATCH},     {"update", RANK_PATCH}, {"u", RANK_PATCH},
};

static enum rank rank_of(const char *text, size_t len, bool number_follows)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].text) == len && strncasecmp(words[i].text, text, len) == 0)
            return words[i].rank;
    if (len == 1 && number_follows) { /* 9.9.0b1, 3.12a2 */
        if (tolower((unsigned char)*text) == 'a')
            return RANK_ALPHA;
        if (tolower((unsigned char)*text) == 'b')
            return RANK_BETA;
    }
    return RANK_LETTERS;
}

static struct piece next(const char **at)
{
    const char *p = *at;
    while (*p && !isalnum((unsigned char)*p))
        p++;
    struct piece piece = {.rank = RANK_END, .text = p};
    if (isdigit((unsigned char)*p)) {
        while (*p == '0' && isdigit((unsigned char)p[1]))
            p++;
        piece = (struct piece){.rank = RANK_NUMBER, .text = p, .len = strspn(p, "0123456789")};
    } else if (*p) {
        size_t len = 0;
        while (isalpha((unsigned char)p[len]))
            len++;
        piece.len = len;
        piece.rank = rank_of(p, len, isdigit((unsigned char)p[len]));
    }
    *at = piece.text + piece.len;
    return piece;
}

static int compare_pieces(const struct piece *x, const struct piece *y)
{
    static const struct piece zero = {.rank = RANK_NUMBER, .text = "0", .len = 1};
    /* A missing number is 0, so that 9.2 = 9.2.0 < 9.2.1. */
    if (x->rank == RANK_END && y->rank == RANK_NUMBER && !x->len)
        x = &zero;
    if (y->rank == RANK_END && x->rank == RANK_NUMBER && !y->len)
        y = &zero;
    if (x->rank != y->rank)
        return (int)x->rank - (int)y->rank;
    if (x->rank == RANK_NUMBER) {
        if (x->len != y->len)
            return x->len < y->len ? -1 : 1;
        return strncmp(x->text, y->text, x->len);
    }
    if (x->rank == RANK_LETTERS) {
        int order = strncasecmp(x->text, y->text, x->len < y->len ? x->len : y->len);
        return order ? order : (x->len > y->len) - (x->len < y->len);
    }
    return 0;
}

static const char *begin(const char *text)
{
    while (*text == ' ')
        text++;
    return (*text == 'v' || *text == 'V') && isdigit((unsigned char)text[1]) ? text + 1 : text;
}

int version_upstream(const char *a, const char *b)
{
    a = begin(a);
    b = begin(b);
    for (;;) {
        struct piece x = next(&a), y = next(&b);
        int order = compare_pieces(&x, &y);
        if (order)
            return order;
        if (!x.len && !y.len)
            return 0;
    }
}
