/* The grammar of target words (targets.h). */
#include "scan/octets.h"
#include "scan/priv_targets.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ADDRESSES_MAX 256 /* of one name */

/* A piece of input: one target without commas. */
struct word {
    struct targets *t;
    enum targets_kind kind;
    const char *text; /* NUL-ended */
    struct diag *d;
};

static int wrong_at(struct word *w, const char *at, const char *msg, const char *b)
{
    w->d->column = (unsigned)(at - w->text) + 1;
    return diag_set(w->d, msg, w->text, b, NULL);
}

static int wrong(struct word *w, const char *msg)
{
    return wrong_at(w, w->text, msg, NULL);
}

static int put(struct word *w, const struct addr *first, const struct addr *last)
{
    return targets_put(w->t, w->kind, first, last, w->d);
}

static bool only(const char *text, const char *characters)
{
    return text[strspn(text, characters)] == 0;
}

/* --- addresses, ranges, prefixes */

/* One address of either family; `text` is a part of w->text or a copy of one that begins at `at`. */
static int one_address(struct word *w, const char *text, const char *at, struct addr *ret)
{
    struct octets o;
    uint32_t first, last;
    if (!strchr(text, ':')) {
        int e = octets_parse(text, strlen(text), &o, w->d);
        if (e < 0) {
            w->d->column += (unsigned)(at - w->text);
            return e;
        }
        octets_range(&o, 0, &first, &last);
        if (octets_range_count(&o) != 1 || first != last)
            return wrong_at(w, at, N_("'%s': expected a single address here"), NULL);
        *ret = addr_v4(first);
        return 0;
    }
    int e = addr_parse(text, ret);
    if (e == -ENODEV)
        return wrong_at(w, at, N_("'%s': this machine has no network interface of that name"), NULL);
    return e < 0 ? wrong_at(w, at, N_("'%s' is no IPv6 address"), NULL) : 0;
}

/* ADDRESS/BITS. Host bits are allowed and ignored. An IPv4-mapped prefix means the IPv4 prefix inside. */
static int prefix(struct word *w, const char *slash)
{
    char text[TARGETS_WORD_MAX + 1];
    struct addr a;
    unsigned bits = 0, offset = 0;
    memcpy(text, w->text, (size_t)(slash - w->text));
    text[slash - w->text] = 0;
    if (!strchr(text, ':') && !only(text, "0123456789.,-*"))
        return wrong(w, N_("'%s': a prefix length stands after an address, not after a name"));
    int e = one_address(w, text, w->text, &a);
    if (e < 0)
        return e;
    if (a.len == 4 && strchr(text, ':'))
        offset = 96;
    for (const char *p = slash + 1; *p >= '0' && *p <= '9' && bits < 1000; p++)
        bits = bits * 10 + (unsigned)(*p - '0');
    if (!only(slash + 1, "0123456789") || !slash[1] || (slash[1] == '0' && slash[2]) || bits < offset ||
        bits > offset + 8u * a.len)
        return wrong_at(w, slash + 1, N_("'%s': expected a prefix length of %s after the '/'"),
                        offset       ? "96-128"
                        : a.len == 4 ? "0-32"
                                     : "0-128");
    struct addr first = addr_first(&a, bits - offset), last = addr_last(&a, bits - offset);
    return put(w, &first, &last);
}

static int range(struct word *w, const char *dash)
{
    char text[TARGETS_WORD_MAX + 1];
    struct addr first, last;
    memcpy(text, w->text, (size_t)(dash - w->text));
    text[dash - w->text] = 0;
    int e = one_address(w, text, w->text, &first);
    if (e == 0)
        e = one_address(w, dash + 1, dash + 1, &last);
    if (e < 0)
        return e;
    if (first.len != last.len)
        return wrong(w, N_("'%s': the two ends of a range must be of one address family"));
    if (first.zone && last.zone && first.zone != last.zone)
        return wrong(w, N_("'%s': the two ends of a range must have the same zone"));
    first.zone = last.zone = first.zone ? first.zone : last.zone;
    if (addr_cmp(&first, &last) > 0)
        return wrong(w, N_("'%s': the range runs backwards; write the smaller address first"));
    return put(w, &first, &last);
}

static int pattern(struct word *w)
{
    struct octets o;
    struct addr a;
    if (addr_parse(w->text, &a) == 0) /* by far the most frequent pattern, and ten times faster */
        return put(w, &a, &a);
    int e = octets_parse(w->text, strlen(w->text), &o, w->d);
    if (e < 0)
        return e;
    uint64_t n = octets_range_count(&o);
    if (n > w->t->conf.max_ranges) {
        char most[16];
        snprintf(most, sizeof most, "%u", w->t->conf.max_ranges);
        return wrong_at(w, w->text,
                        N_("'%s' falls apart into more than %s separate ranges; give fewer or larger ones"),
                        most);
    }
    for (uint64_t i = 0; e == 0 && i < n; i++) {
        uint32_t first, last;
        octets_range(&o, i, &first, &last);
        struct addr b = addr_v4(last);
        a = addr_v4(first);
        e = put(w, &a, &b);
    }
    return e;
}

static unsigned dots(const char *text)
{
    unsigned n = 0;
    for (; *text; text++)
        n += *text == '.';
    return n;
}

static int ipv4(struct word *w)
{
    const char *dash = strchr(w->text, '-');
    return dash && dots(w->text) == 6 ? range(w, dash) : pattern(w);
}

/* A zone may contain dashes itself (%br-lan), so the dash of a range is one with an address on its left and a
 * colon or three dots somewhere on its right. */
static int ipv6(struct word *w)
{
    struct addr a;
    const char *dash = w->text;
    int e = one_address(w, w->text, w->text, &a);
    if (e == 0)
        return put(w, &a, &a);
    while ((dash = strchr(dash + 1, '-'))) {
        char left[ADDR_TEXT_MAX];
        size_t n = (size_t)(dash - w->text);
        if (n >= sizeof left)
            break;
        memcpy(left, w->text, n);
        left[n] = 0;
        if ((strchr(dash, ':') || dots(dash) == 3) && addr_parse(left, &a) == 0)
            return range(w, dash);
    }
    return e; /* of the whole as one address */
}

/* --- names */

static void remember(struct targets *t, const struct addr *a, const char *name, uint32_t *at)
{
    if (amap_get(&t->named, a) != AMAP_NONE)
        return;
    if (*at == AMAP_NONE) {
        size_t len = t->names.len;
        buf_put(&t->names, name, strlen(name) + 1);
        if (!t->names.over)
            *at = (uint32_t)len;
    }
    if (*at == AMAP_NONE || !amap_add(&t->named, a, *at))
        t->stats.names_refused++;
}

/* RFC 1123 §2.1: letters, digits, hyphens (and the underscore, which exists), labels of 1 … 63, 253 in all.
 * The last label must not look like a number: "1.2.3" and "0x7f.1" are somebody's idea of an address. */
static int check_name(struct word *w)
{
    const char *text = w->text, *last = text;
    size_t len = strlen(text), label = 0;
    if (len && text[len - 1] == '.')
        len--;
    if (len == 0 || len > 253)
        return wrong(w, N_("'%s' is neither an address nor a name"));
    for (size_t i = 0; i <= len; i++) {
        if (i == len || text[i] == '.') {
            if (label == 0 || label > 63)
                return wrong_at(w, text + i, N_("'%s' is no name: its parts have 1 to 63 characters"), NULL);
            label = 0;
            last = i < len ? text + i + 1 : last;
            continue;
        }
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", text[i]))
            return wrong_at(
                w, text + i,
                (unsigned char)text[i] >= 0x80
                    ? N_("'%s': write names in their ASCII form (xn--...)")
                    : N_("'%s' is neither an address nor a name: this character does not belong there"),
                NULL);
        label++;
    }
    size_t n = strlen(last) - (last[strlen(last) - 1] == '.');
    bool hex = n > 1 && last[0] == '0' && (last[1] | 0x20) == 'x' &&
               strspn(last + 2, "0123456789abcdefABCDEF") >= n - 2;
    if (hex || strspn(last, "0123456789") >= n)
        return wrong_at(
            w, last,
            N_("'%s' is neither an address nor a name; an IPv4 address is four decimal numbers with dots between"),
            NULL);
    return 0;
}

/* An included name without addresses does not stop the scan of the others; it is counted and the first is
 * kept. */
static int unresolved(struct word *w, const char *msg, int error)
{
    int e = wrong_at(w, w->text, msg, error ? strerror(-error) : "");
    if (w->kind == TARGETS_EXCLUDE)
        return e;
    w->d->column = 0;
    if (w->t->stats.unresolved++ == 0)
        w->t->stats.first_unresolved = *w->d;
    return 0;
}

static int name(struct word *w)
{
    static const uint8_t mapped[12] = {[10] = 0xff, 0xff};
    struct addr found[ADDRESSES_MAX];
    struct targets *t = w->t;
    uint32_t at = AMAP_NONE;
    int e = check_name(w);
    if (e < 0)
        return e;
    if (!t->conf.resolve)
        return wrong(w, N_("'%s' is a name, and names are not resolved here; give an address"));
    /* An exclude protects every address of the name, whatever family is scanned. */
    int n = t->conf.resolve(t->conf.ctx, w->text, w->kind == TARGETS_EXCLUDE ? 0 : t->conf.family, found,
                            ADDRESSES_MAX);
    if (n == -ENOMEM)
        return n;
    if (n < 0)
        return unresolved(w, N_("the name '%s' could not be looked up (%s)"), n);
    if (n == 0)
        return unresolved(w, N_("the name '%s' has no address"), 0);
    if (n > ADDRESSES_MAX)
        return wrong(w, N_("the name '%s' has too many addresses"));
    for (int i = 0; e == 0 && i < n; i++) {
        struct addr a = found[i];
        if (a.len == 16 && memcmp(a.b, mapped, 12) == 0)
            a = addr_v4((uint32_t)a.b[12] << 24 | (uint32_t)a.b[13] << 16 | (uint32_t)a.b[14] << 8 | a.b[15]);
        e = put(w, &a, &a);
        if (e == 0 && w->kind == TARGETS_INCLUDE)
            remember(t, &a, w->text, &at);
    }
    return e;
}

/* --- words and lists */

static int piece(struct word *w)
{
    const char *slash = strchr(w->text, '/');
    if (!*w->text)
        return wrong(w, N_("nothing where a target is expected: an address, a prefix, a range or a name"));
    if (slash)
        return prefix(w, slash);
    if (strchr(w->text, ':'))
        return ipv6(w);
    if (only(w->text, "0123456789.,-*"))
        return ipv4(w);
    return name(w);
}

/* Octet patterns contain commas themselves. */
static bool is_pattern(const char *text)
{
    return only(text, "0123456789.,-*") && dots(text) == 3;
}

int words_read(struct targets *t, enum targets_kind kind, const char *text, size_t len, struct diag *d)
{
    char copy[TARGETS_WORD_MAX + 1];
    struct word w = {.t = t, .kind = kind, .text = copy, .d = d};
    d->column = 1;
    if (len > TARGETS_WORD_MAX)
        return diag_set(d, N_("a target longer than %s bytes"), "1024", NULL, NULL);
    memcpy(copy, text, len);
    copy[len] = 0;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)copy[i] <= ' ' || copy[i] == 0x7f)
            return wrong_at(&w, copy + i, N_("'%s': a blank or control character in a target"), NULL);
    bool pattern_only = is_pattern(copy);
    for (char *p = copy;;) {
        char *comma = p + (pattern_only ? len : strcspn(p, ","));
        bool more = *comma;
        *comma = 0;
        w.text = p;
        int e = piece(&w);
        if (e < 0) {
            d->column += (unsigned)(p - copy);
            return e;
        }
        if (!more)
            break;
        p = comma + 1;
    }
    d->column = 0;
    diag_set(d, NULL, NULL, NULL, NULL);
    return 0;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

int words_read_list(struct targets *t, enum targets_kind kind, const char *text, size_t len, struct diag *d)
{
    const char *p = text, *end = text + len, *line = text;
    if (len > TARGETS_LIST_MAX)
        return diag_set(d, N_("the list is too long: the limit is 64 MiB"), NULL, NULL, NULL);
    if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) /* a byte order mark, as some editors write it */
        p = line = p + 3;
    for (d->line = 1; p < end;) {
        if (*p == '\n') {
            line = ++p;
            d->line++;
        } else if (is_blank(*p)) {
            p++;
        } else if (*p == '#') {
            const char *newline = memchr(p, '\n', (size_t)(end - p));
            p = newline ? newline : end;
        } else {
            const char *word = p;
            while (p < end && !is_blank(*p) && *p != '#')
                p++;
            int e = words_read(t, kind, word, (size_t)(p - word), d);
            if (e < 0) {
                d->column += (unsigned)(word - line);
                return e;
            }
        }
    }
    d->line = d->column = 0;
    return 0;
}
