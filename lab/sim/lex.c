#include "priv_lex.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

static bool is_plain(char c)
{
    return c > ' ' && c < 0x7f && c != '#' && c != '{' && c != '}' && c != ';';
}

static void read_word(struct lex *l)
{
    size_t n = 0;
    while (l->p < l->end && is_plain(*l->p)) {
        if (n + 1 < sizeof l->word)
            l->word[n++] = *l->p;
        else
            l->kind = LEX_BAD;
        l->p++;
    }
    l->word[n] = 0;
}

void lex_next(struct lex *l)
{
    while (l->p < l->end && (*l->p == ' ' || *l->p == '\t' || *l->p == '\r' || *l->p == '#')) {
        if (*l->p == '#')
            while (l->p < l->end && *l->p != '\n')
                l->p++;
        else
            l->p++;
    }
    l->line = l->next_line;
    l->column = (unsigned)(l->p - l->bol) + 1;
    l->word[0] = 0;
    if (l->p == l->end) {
        l->kind = LEX_END;
        return;
    }
    char c = *l->p;
    l->kind = c == '{' ? LEX_OPEN : c == '}' ? LEX_CLOSE : c == ';' || c == '\n' ? LEX_STOP : LEX_WORD;
    if (l->kind == LEX_WORD && is_plain(c)) {
        read_word(l);
        return;
    }
    if (l->kind == LEX_WORD)
        l->kind = LEX_BAD; /* a control byte, or one above ASCII */
    l->word[0] = c == '\n' ? 0 : c;
    l->word[1] = 0;
    l->p++;
    if (c == '\n') {
        l->next_line++;
        l->bol = l->p;
    }
}

void lex_init(struct lex *l, const char *text, size_t len, struct diag *d)
{
    *l = (struct lex){.p = text, .end = text + len, .bol = text, .next_line = 1, .d = d};
    lex_next(l);
}

int lex_fail(struct lex *l, const char *msg, const char *arg)
{
    l->d->line = l->line;
    l->d->column = l->column;
    return diag_set(l->d, msg, arg, NULL, NULL);
}

int lex_expected(struct lex *l, const char *what)
{
    l->d->line = l->line;
    l->d->column = l->column;
    if (l->kind == LEX_END)
        return diag_set(l->d, N_("expected %s, found the end of the script"), what, NULL, NULL);
    if (!l->word[0])
        return diag_set(l->d, N_("expected %s, found the end of the line"), what, NULL, NULL);
    return diag_set(l->d, N_("expected %s, found '%s'"), what, l->word, NULL);
}

bool lex_is(const struct lex *l, const char *word)
{
    return l->kind == LEX_WORD && strcmp(l->word, word) == 0;
}

bool lex_accept(struct lex *l, const char *word)
{
    if (!lex_is(l, word))
        return false;
    lex_next(l);
    return true;
}

/* Digits at *p, which then stands behind them. False for none or more than fit. */
static bool digits(const char **p, uint64_t *ret)
{
    uint64_t v = 0;
    const char *s = *p;
    for (; isdigit((unsigned char)*s); s++) {
        if (v > (UINT64_MAX - 9) / 10)
            return false;
        v = v * 10 + (uint64_t)(*s - '0');
    }
    bool any = s != *p;
    *p = s;
    *ret = v;
    return any;
}

int lex_number(struct lex *l, uint64_t lo, uint64_t hi, uint64_t *ret)
{
    const char *p = l->word;
    uint64_t v;
    if (l->kind != LEX_WORD || !digits(&p, &v) || *p || v < lo || v > hi)
        return lex_expected(l, "a number in range");
    *ret = v;
    lex_next(l);
    return 0;
}

int lex_percent(struct lex *l, uint64_t *ret)
{
    const char *p = l->word;
    uint64_t whole, fraction = 0, scale = 1;
    bool fine = l->kind == LEX_WORD && digits(&p, &whole) && whole <= 100;
    if (fine && *p == '.') {
        const char *begin = ++p;
        fine = digits(&p, &fraction) && p - begin <= 9;
        for (; fine && begin < p; begin++)
            scale *= 10;
    }
    if (!fine || strcmp(p, "%") != 0 || (whole == 100 && fraction))
        return lex_expected(l, "a percentage such as 0.5%");
    unsigned __int128 share = ((unsigned __int128)whole * scale + fraction) << 32;
    *ret = (uint64_t)(share / ((unsigned __int128)scale * 100));
    lex_next(l);
    return 0;
}

int lex_duration(struct lex *l, nsec *ret)
{
    nsec v;
    if (l->kind != LEX_WORD || nsec_parse(l->word, &v) < 0 || v > NSEC_DAY)
        return lex_expected(l, "a duration such as 20ms");
    *ret = v;
    lex_next(l);
    return 0;
}

int lex_rate(struct lex *l, nsec *ret_interval)
{
    const char *p = l->word;
    uint64_t v;
    if (l->kind != LEX_WORD || !digits(&p, &v) || strcmp(p, "/s") != 0 || !v || v > (uint64_t)NSEC_SEC)
        return lex_expected(l, "a rate such as 5000/s");
    *ret_interval = NSEC_SEC / (nsec)v;
    lex_next(l);
    return 0;
}

struct unit {
    const char *word;
    uint64_t factor;
};

static int with_unit(struct lex *l, const struct unit *unit, const char *what, uint64_t *ret)
{
    const char *p = l->word;
    uint64_t v;
    if (l->kind != LEX_WORD || !digits(&p, &v) || !v)
        return lex_expected(l, what);
    for (; unit->word; unit++) {
        if (strcmp(p, unit->word) == 0 && v <= (UINT64_C(1) << 40) / unit->factor) {
            *ret = v * unit->factor;
            lex_next(l);
            return 0;
        }
    }
    return lex_expected(l, what);
}

int lex_bits(struct lex *l, uint64_t *ret)
{
    static const struct unit units[] = {{"kbit", 1000}, {"mbit", 1000000}, {"gbit", 1000000000}, {0}};
    return with_unit(l, units, "a bandwidth such as 10mbit", ret);
}

int lex_bytes(struct lex *l, uint64_t *ret)
{
    static const struct unit units[] = {{"", 1}, {"B", 1}, {"kB", 1000}, {"MB", 1000000}, {0}};
    return with_unit(l, units, "a size such as 64kB", ret);
}

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

int lex_mac(struct lex *l, uint8_t ret[6])
{
    uint8_t mac[6];
    bool fine = l->kind == LEX_WORD && strlen(l->word) == 17;
    for (int i = 0; fine && i < 6; i++) {
        int high = hex(l->word[3 * i]), low = hex(l->word[3 * i + 1]);
        fine = high >= 0 && low >= 0 && l->word[3 * i + 2] == (i < 5 ? ':' : 0);
        mac[i] = (uint8_t)(high * 16 + low);
    }
    if (!fine)
        return lex_expected(l, "a MAC address");
    memcpy(ret, mac, 6);
    lex_next(l);
    return 0;
}

int lex_switch(struct lex *l, bool *ret)
{
    if (!lex_is(l, "on") && !lex_is(l, "off"))
        return lex_expected(l, "'on' or 'off'");
    *ret = lex_is(l, "on");
    lex_next(l);
    return 0;
}
