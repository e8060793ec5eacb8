#include "ident/os/p0f.h"

#include "base/grow.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TTL_HOPS 35 /* routers that p0f allows between */
#define ANY      -1

enum window { WINDOW_ANY, WINDOW_IS, WINDOW_MSS, WINDOW_MTU, WINDOW_MODULO };

struct sig {
    uint32_t label; /* offset into `labels` */
    bool generic, df, zero_stamp, bad_ttl;
    int version, mss, scale; /* ANY */
    enum window window;
    uint8_t ttl;
    uint32_t size;
    char layout[ASKS_OPTS_MAX];
};

struct p0f {
    struct sig *sig; /* owned */
    unsigned count;
    char *labels; /* owned: NUL-terminated, one behind the other */
    size_t labels_len, labels_cap;
};

struct reader {
    struct p0f *p;
    struct diag *d;
    bool here, labelled, generic;
    uint32_t label;
};

/* A piece of a line. */
struct piece {
    const char *at;
    size_t len;
};

void p0f_free(struct p0f *p)
{
    if (!p)
        return;
    free(p->sig);
    free(p->labels);
    free(p);
}

unsigned p0f_count(const struct p0f *p)
{
    return p->count;
}

static struct piece cut(struct piece *rest, char by)
{
    const char *end = memchr(rest->at, by, rest->len);
    struct piece first = {rest->at, end ? (size_t)(end - rest->at) : rest->len};
    size_t gone = first.len + (end ? 1 : 0);
    rest->at += gone;
    rest->len -= gone;
    return first;
}

static struct piece trim(struct piece p)
{
    while (p.len && (p.at[0] == ' ' || p.at[0] == '\t')) {
        p.at++;
        p.len--;
    }
    while (p.len && (p.at[p.len - 1] == ' ' || p.at[p.len - 1] == '\t' || p.at[p.len - 1] == '\r'))
        p.len--;
    return p;
}

static bool is(struct piece p, const char *word)
{
    return p.len == strlen(word) && memcmp(p.at, word, p.len) == 0;
}

static bool begins(struct piece p, const char *word, struct piece *ret_rest)
{
    size_t n = strlen(word);
    if (p.len < n || memcmp(p.at, word, n) != 0)
        return false;
    *ret_rest = (struct piece){p.at + n, p.len - n};
    return true;
}

static bool number(struct piece p, uint32_t max, uint32_t *ret)
{
    uint32_t n = 0;
    if (!p.len || p.len > 7)
        return false;
    for (size_t i = 0; i < p.len; i++) {
        if (p.at[i] < '0' || p.at[i] > '9')
            return false;
        n = n * 10 + (uint32_t)(p.at[i] - '0');
    }
    *ret = n;
    return n <= max;
}

static bool number_or_any(struct piece p, uint32_t max, int *ret)
{
    uint32_t n;
    if (is(p, "*")) {
        *ret = ANY;
        return true;
    }
    bool good = number(p, max, &n);
    *ret = good ? (int)n : ANY;
    return good;
}

static bool read_window(struct piece p, struct sig *s)
{
    struct piece rest;
    s->window = is(p, "*")                 ? WINDOW_ANY
                : begins(p, "mss*", &rest) ? WINDOW_MSS
                : begins(p, "mtu*", &rest) ? WINDOW_MTU
                : begins(p, "%", &rest)    ? WINDOW_MODULO
                                           : WINDOW_IS;
    if (s->window == WINDOW_ANY)
        return true;
    return number(s->window == WINDOW_IS ? p : rest, 65535, &s->size) &&
           (s->window != WINDOW_MODULO || s->size);
}

static bool read_layout(struct piece p, char out[ASKS_OPTS_MAX])
{
    static const struct {
        const char *word;
        char letter;
    } words[] = {{"mss", 'M'}, {"nop", 'N'}, {"ws", 'W'}, {"sok", 'S'}, {"ts", 'T'}, {"sack", '?'}};
    size_t n = 0;
    struct piece rest;
    while (p.len) {
        struct piece one = cut(&p, ',');
        char letter = '\0';
        for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
            letter = is(one, words[i].word) ? words[i].letter : letter;
        letter = begins(one, "eol+", &rest) ? 'E' : begins(one, "?", &rest) ? '?' : letter;
        if (!letter || n + 1 >= ASKS_OPTS_MAX)
            return false;
        out[n++] = letter;
    }
    out[n] = '\0';
    return true;
}

static void read_quirks(struct piece p, struct sig *s)
{
    while (p.len) {
        struct piece one = cut(&p, ',');
        s->df |= is(one, "df");
        s->zero_stamp |= is(one, "ts1-");
    }
}

/* version:ttl:length of IP options:mss:window,scale:layout:quirks:payload */
static bool read_sig(struct piece p, struct sig *s)
{
    int length, ttl = 0;
    struct piece version = cut(&p, ':'), hops = cut(&p, ':'), options = cut(&p, ':'), mss = cut(&p, ':'),
                 window = cut(&p, ':'), layout = cut(&p, ':'), quirks = cut(&p, ':'),
                 size = cut(&window, ',');
    if (hops.len && hops.at[hops.len - 1] == '-') {
        s->bad_ttl = true;
        hops.len--;
    }
    read_quirks(quirks, s);
    bool good = number_or_any(version, 6, &s->version) && number_or_any(hops, 255, &ttl) && ttl > 0 &&
                number_or_any(options, 40, &length) && number_or_any(mss, 65535, &s->mss) &&
                read_window(size, s) && number_or_any(window, 255, &s->scale) &&
                read_layout(layout, s->layout);
    s->ttl = (uint8_t)(ttl > 0 ? ttl : 0);
    return good;
}

static int add_sig(struct reader *r, struct piece value)
{
    struct p0f *p = r->p;
    struct sig s = {.label = r->label, .generic = r->generic};
    if (!r->labelled)
        return diag_set(r->d, N_("a signature before its label"), NULL, NULL, NULL);
    if (!read_sig(value, &s))
        return diag_set(r->d, N_("a signature that breaks the grammar"), NULL, NULL, NULL);
    if (p->count == P0F_SIGS_MAX)
        return -E2BIG;
    struct sig *more = grow_one(p->sig, p->count, sizeof *more);
    if (!more)
        return -ENOMEM;
    p->sig = more;
    p->sig[p->count++] = s;
    return 0;
}

/* type:class:name:flavour. "!" is a class of programs, which is no system. */
static int add_label(struct reader *r, struct piece value)
{
    struct p0f *p = r->p;
    struct piece type = cut(&value, ':'), class = cut(&value, ':'), name = cut(&value, ':');
    (void)class;
    if (!name.len || (!is(type, "s") && !is(type, "g")))
        return diag_set(r->d, N_("a label that breaks the grammar"), NULL, NULL, NULL);
    if (p->labels_cap - p->labels_len < P0F_LABEL) {
        size_t cap = p->labels_cap ? 2 * p->labels_cap : 4096;
        char *more = cap <= P0F_BYTES_MAX ? realloc(p->labels, cap) : NULL;
        if (!more)
            return -ENOMEM;
        p->labels = more;
        p->labels_cap = cap;
    }
    r->label = (uint32_t)p->labels_len;
    r->labelled = true;
    r->generic = is(type, "g");
    int n = snprintf(p->labels + p->labels_len, P0F_LABEL, "%.*s%s%.*s", (int)(name.len < 24 ? name.len : 24),
                     name.at, value.len ? " " : "", (int)(value.len < 32 ? value.len : 32), value.at);
    p->labels_len += (size_t)n + 1;
    return 0;
}

static int read_line(struct reader *r, struct piece line)
{
    if (!line.len || line.at[0] == ';')
        return 0;
    if (line.at[0] == '[') {
        r->here = is(line, "[tcp:response]");
        r->labelled = false;
        return 0;
    }
    struct piece value = line, key = trim(cut(&value, '='));
    value = trim(value);
    if (!r->here)
        return 0;
    return is(key, "label") ? add_label(r, value) : is(key, "sig") ? add_sig(r, value) : 0;
}

int p0f_read(const char *text, size_t len, struct p0f **ret, struct diag *d)
{
    struct reader r = {.p = calloc(1, sizeof *r.p), .d = d};
    struct piece rest = {text, len};
    int e = !r.p ? -ENOMEM : len > P0F_BYTES_MAX ? -E2BIG : 0;
    *d = (struct diag){0};
    while (rest.len && e == 0) {
        d->line++;
        e = read_line(&r, trim(cut(&rest, '\n')));
    }
    if (e < 0) {
        p0f_free(r.p);
        return e;
    }
    *ret = r.p;
    return 0;
}

static bool window_fits(const struct sig *s, const struct asks_answer *a, unsigned addr_len, uint16_t offered)
{
    uint32_t headers = (addr_len == 4 ? IP4_LEN : IP6_LEN) + TCP_LEN, win = a->win;
    uint32_t mss[] = {offered, a->mss, offered > 12 ? offered - 12u : 0, a->mss > 12 ? a->mss - 12u : 0};
    if (s->window == WINDOW_ANY || s->window == WINDOW_IS)
        return s->window == WINDOW_ANY || win == s->size;
    if (s->window == WINDOW_MODULO)
        return win % s->size == 0;
    for (unsigned i = 0; i < sizeof mss / sizeof *mss; i++)
        if (mss[i] && win == s->size * (mss[i] + (s->window == WINDOW_MTU ? headers : 0)))
            return true;
    return false;
}

static bool fits(const struct sig *s, const struct asks_answer *a, unsigned addr_len, uint16_t offered)
{
    bool ttl = a->ttl <= s->ttl && (s->bad_ttl || s->ttl - a->ttl <= TTL_HOPS);
    return ttl && (s->version == ANY || s->version == (addr_len == 4 ? 4 : 6)) &&
           (addr_len != 4 || s->df == a->df) && (s->mss == ANY || s->mss == a->mss) &&
           (s->scale == ANY || s->scale == (a->wscale_set ? a->wscale : 0)) &&
           s->zero_stamp == (a->ts_set && !a->ts) && strcmp(s->layout, a->opts) == 0 &&
           window_fits(s, a, addr_len, offered);
}

bool p0f_label(const struct p0f *p, const struct asks_answer *a, unsigned addr_len, uint16_t mss,
               char out[P0F_LABEL], bool *ret_generic)
{
    const struct sig *best = NULL;
    if (a->kind != ASKS_SEGMENT || (a->flags & (TCP_SYN | TCP_ACK)) != (TCP_SYN | TCP_ACK))
        return false;
    for (unsigned i = 0; i < p->count; i++)
        if ((!best || (best->generic && !p->sig[i].generic)) && fits(&p->sig[i], a, addr_len, mss))
            best = &p->sig[i];
    if (!best)
        return false;
    snprintf(out, P0F_LABEL, "%s", p->labels + best->label);
    *ret_generic = best->generic;
    return true;
}
