#include "report/esc.h"

#include <inttypes.h>
#include <string.h>
#include <wchar.h>

/* Follow-up bytes, smallest code point, by lead byte. */
static int lead(unsigned char c, int32_t *ret_bits, int32_t *ret_least)
{
    static const struct {
        unsigned char mask, mark;
        int32_t least;
    } forms[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    for (int n = 0; n < 4; n++)
        if ((c & forms[n].mask) == forms[n].mark) {
            *ret_bits = c & (unsigned char)~forms[n].mask;
            *ret_least = forms[n].least;
            return n;
        }
    return -1;
}

int32_t esc_next(const char **p)
{
    const unsigned char *s = (const unsigned char *)*p;
    if (!*s)
        return 0;
    int32_t cp = 0, least = 0;
    int more = lead(*s, &cp, &least);
    ++*p;
    for (int i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80) /* the terminating NUL stops here too */
            return -1;
        cp = cp << 6 | (s[i] & 0x3f);
    }
    if (more < 0 || cp < least || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
        return -1;
    *p += more;
    return cp;
}

static bool control(int32_t cp)
{
    return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

/* Characters that reorder or hide what stands around them: bidi controls, zero-width ones, line separators,
 * tags. */
static bool deceives(int32_t cp)
{
    static const struct {
        int32_t first, last;
    } ranges[] = {{0xad, 0xad},     {0x61c, 0x61c},   {0x180e, 0x180e}, {0x200b, 0x200f},  {0x2028, 0x202e},
                  {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (cp >= ranges[i].first && cp <= ranges[i].last)
            return true;
    return false;
}

/* One character as \\u escapes: UTF-16, a surrogate pair above U+FFFF. */
static void json_units(struct buf *b, uint32_t cp)
{
    if (cp < 0x10000)
        buf_printf(b, "\\u%04x", cp);
    else
        buf_printf(b, "\\u%04x\\u%04x", 0xd800 + ((cp - 0x10000) >> 10), 0xdc00 + ((cp - 0x10000) & 0x3ff));
}

/* How many of the first characters are printable ASCII other than `a` and `b`. */
static size_t plain(const char *text, char a, char b)
{
    const char *p = text;
    while (*p >= 0x20 && *p < 0x7f && *p != a && *p != b)
        p++;
    return (size_t)(p - text);
}

void esc_json(struct buf *b, const char *text)
{
    static const char short_form[0x20] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    buf_putc(b, '"');
    for (const char *at = text; *at;) {
        size_t n = plain(at, '"', '\\');
        buf_put(b, at, n);
        const char *p = at += n;
        int32_t cp = esc_next(&p);
        if (cp == 0)
            break;
        if (cp < 0)
            buf_puts(b, "\\ufffd");
        else if (cp == '"' || cp == '\\')
            buf_printf(b, "\\%c", (char)cp);
        else if (cp < 0x20 && short_form[cp])
            buf_printf(b, "\\%c", short_form[cp]);
        else if (control(cp) || deceives(cp))
            json_units(b, (uint32_t)cp);
        else
            buf_put(b, at, (size_t)(p - at));
        at = p;
    }
    buf_putc(b, '"');
}

void esc_xml(struct buf *b, const char *text)
{
    for (const char *at = text; *at;) {
        const char *p = at;
        int32_t cp = esc_next(&p);
        bool space = cp == '\t' || cp == '\n' || cp == '\r';
        if (cp < 0 || (cp < 0x20 && !space) || cp == 0xfffe || cp == 0xffff)
            buf_puts(b, "\xef\xbf\xbd");
        else if (cp == '&')
            buf_puts(b, "&amp;");
        else if (cp == '<')
            buf_puts(b, "&lt;");
        else if (cp == '>')
            buf_puts(b, "&gt;");
        else if (cp == '"')
            buf_puts(b, "&quot;");
        else if (control(cp) || deceives(cp))
            buf_printf(b, "&#%d;", (int)cp);
        else
            buf_put(b, at, (size_t)(p - at));
        at = p;
    }
}

void esc_xml_attr(struct buf *b, const char *name, const char *value)
{
    if (!value)
        return;
    buf_printf(b, " %s=\"", name);
    esc_xml(b, value);
    buf_putc(b, '"');
}

void esc_xml_attr_u64(struct buf *b, const char *name, uint64_t value)
{
    buf_printf(b, " %s=\"%" PRIu64 "\"", name, value);
}

/* Writes one character, the bytes from `at` to `p`, visibly. */
static void visible(struct buf *b, const char *at, const char *p, int32_t cp)
{
    if (cp < 0)
        buf_printf(b, "\\x%02x", (unsigned)(unsigned char)*at);
    else if (cp == '\n' || cp == '\r' || cp == '\t')
        buf_puts(b, cp == '\n' ? "\\n" : cp == '\r' ? "\\r" : "\\t");
    else if (control(cp))
        buf_printf(b, "\\x%02x", (unsigned)cp);
    else if (deceives(cp))
        buf_printf(b, "\\u{%x}", (unsigned)cp);
    else
        buf_put(b, at, (size_t)(p - at));
}

void esc_line(struct buf *b, const char *text)
{
    for (const char *at = text, *p = text; *at; at = p) {
        int32_t cp = esc_next(&p);
        visible(b, at, p, cp);
    }
}

void esc_html(struct buf *b, const char *text, unsigned max)
{
    for (const char *at = text, *p = text; *at; at = p, max--) {
        if (!max) {
            buf_puts(b, "...");
            return;
        }
        int32_t cp = esc_next(&p);
        if (cp == '&' || cp == '<' || cp == '>' || cp == '"' || cp == '\'')
            buf_printf(b, "&#%d;", (int)cp);
        else
            visible(b, at, p, cp);
    }
}

void esc_term(struct buf *b, const char *text, unsigned max)
{
    size_t n = plain(text, 0, 0);
    n = n < max ? n : max;
    buf_put(b, text, n);
    max -= (unsigned)n;
    for (const char *at = text + n, *p = at; *at; at = p, max--) {
        if (!max) {
            buf_puts(b, "...");
            return;
        }
        int32_t cp = esc_next(&p);
        if (cp >= 0xa0 && wcwidth((wchar_t)cp) < 0)
            buf_printf(b, "\\u{%x}", (unsigned)cp);
        else
            visible(b, at, p, cp);
    }
}

void esc_csv(struct buf *b, const char *text, bool guard)
{
    struct buf line;
    buf_init(&line, b->max);
    if (guard && *text && strchr("=+-@\t\r\n", *text))
        buf_putc(&line, '\'');
    esc_line(&line, text);
    const char *s = buf_text(&line);
    bool quote = strpbrk(s, ",\"") || s[0] == ' ' || (*s && s[strlen(s) - 1] == ' ');
    if (quote)
        buf_putc(b, '"');
    for (; *s; s++) {
        if (*s == '"')
            buf_putc(b, '"');
        buf_putc(b, *s);
    }
    if (quote)
        buf_putc(b, '"');
    b->over |= line.over;
    buf_fini(&line);
}

unsigned esc_width(const char *text)
{
    unsigned width = (unsigned)plain(text, 0, 0);
    text += width;
    for (int32_t cp; (cp = esc_next(&text)) != 0;) {
        int w = cp < 0 ? 1 : wcwidth((wchar_t)cp);
        width += w < 0 ? 1 : (unsigned)w;
    }
    return width;
}
