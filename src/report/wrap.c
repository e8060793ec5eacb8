#include "report/wrap.h"

#include "report/esc.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

static bool one_of(int32_t c, const char *set)
{
    for (int32_t s; (s = esc_next(&set)) != 0;)
        if (s == c)
            return true;
    return false;
}

static unsigned columns(int32_t c)
{
    int w = wcwidth((wchar_t)c);
    return w < 0 ? 1 : (unsigned)w;
}

/* Whether a line may end between a and b, neither of them a blank. */
static bool breakable(int32_t a, int32_t b)
{
    bool wide = columns(a) == 2 || columns(b) == 2;
    return wide && !one_of(b, "、。，．）」』】・ー々ゃゅょっァィゥェォャュョッ.,)") &&
           !one_of(a, "（「『【(");
}

static void line(struct buf *out, const char *from, const char *to, unsigned indent)
{
    for (unsigned i = 0; i < indent; i++)
        buf_putc(out, ' ');
    buf_put(out, from, (size_t)(to - from));
    buf_putc(out, '\n');
}

void wrap_text(struct buf *out, const char *text, unsigned indent, unsigned width)
{
    wrap_hanging(out, text, indent, indent, width);
}

/* "\33[1m": what colours takes no column. Behind it, if there is one. */
static const char *past_colour(const char *p)
{
    if (p[0] != '\33' || p[1] != '[')
        return p;
    p += strcspn(p, "m");
    return *p ? p + 1 : p;
}

void wrap_hanging(struct buf *out, const char *text, unsigned first, unsigned indent, unsigned width)
{
    /* The line; where it may end; where the next then begins, NULL: it may not end yet. */
    const char *start = text, *cut = NULL, *resume = NULL;
    const char *p = text;
    unsigned used = first, since = 0; /* columns so far; of them after `resume` */
    unsigned before = first;
    int32_t previous = 0;
    for (;;) {
        p = past_colour(p);
        const char *at = p;
        int32_t c = esc_next(&p);
        if (c == 0)
            break;
        if (c == ' ') {
            cut = at;
            resume = p;
            used++;
            since = 0;
            previous = 0;
            continue;
        }
        if (previous && at > start && breakable(previous, c)) {
            cut = resume = at;
            since = 0;
        }
        previous = c;
        used += columns(c);
        since += columns(c);
        if (used > width && resume) {
            line(out, start, cut, before);
            before = indent;
            start = resume;
            used = indent + since;
            resume = NULL;
        }
    }
    if (start < p && *start)
        line(out, start, start + strlen(start), before);
}
