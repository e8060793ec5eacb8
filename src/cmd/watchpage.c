#include "cmd/watchpage.h"

#include "cmd/cmd.h"
#include "report/esc.h"
#include "report/fmt.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

enum { HEAD = 5, NEWS_LEAST = 3, ROWS_LEAST = 8, COLUMNS_LEAST = 40 };

/* --- lines that fit */

/* What stands where the rest of a line is missing: one column, in any locale. */
static const char *and_more(void)
{
    return wcwidth(L'…') == 1 ? "…" : "~";
}

/* As much of `text`, which is escaped already, as fits into `columns`, and a sign when that is not all. Returns how
 * many it takes. */
static unsigned cut(struct buf *to, const char *text, unsigned columns)
{
    bool whole = esc_width(text) <= columns;
    unsigned width = 0, room = whole || !columns ? columns : columns - 1;
    for (const char *from = text;;) {
        int32_t c = esc_next(&text);
        int w = c > 0 ? wcwidth((wchar_t)c) : 1;
        if (!c || width + (unsigned)(w < 0 ? 1 : w) > room)
            break;
        width += (unsigned)(w < 0 ? 1 : w);
        buf_put(to, from, (size_t)(text - from));
        from = text;
    }
    buf_puts(to, whole || !columns ? "" : and_more());
    return width + (!whole && columns);
}

static void spaces(struct buf *to, unsigned n)
{
    while (n--)
        buf_putc(to, ' ');
}

/* A column of the table: the text in `width` columns, and one between. */
static void cell(struct buf *line, const char *text, unsigned width, bool right)
{
    struct buf shown;
    buf_init(&shown, 4096);
    esc_term(&shown, text ? text : "", 200);
    unsigned w = esc_width(buf_text(&shown));
    if (right && w < width)
        spaces(line, width - w);
    w = cut(line, buf_text(&shown), width);
    if (!right && w < width)
        spaces(line, width - w);
    buf_putc(line, ' ');
    buf_fini(&shown);
}

struct canvas {
    struct buf *to;
    unsigned rows, columns, used;
    bool bright;
};

/* The next line, if there is room: `style` is an SGR number, 0 = none. */
static void put(struct canvas *c, const char *text, unsigned style)
{
    if (c->used == c->rows)
        return;
    if (style && c->bright)
        buf_printf(c->to, "\33[%um", style);
    unsigned width = cut(c->to, text, c->columns);
    if (style == 7) /* a bar goes to the edge */
        spaces(c->to, c->columns - width);
    if (style && c->bright)
        buf_puts(c->to, "\33[0m");
    buf_puts(c->to, "\33[K");
    if (++c->used < c->rows)
        buf_puts(c->to, "\r\n");
}

/* --- what they say */

static void title(struct canvas *c, const struct page *p)
{
    struct buf line;
    char up[FMT_MAX];
    nsec seconds = p->up / NSEC_SEC;
    buf_init(&line, 8192);
    buf_puts(&line, "tojimari watch · ");
    esc_term(&line, p->what, 60);
    buf_printf(&line, " · %s", fmt_seconds((double)seconds, up));
    buf_puts(&line, _(" · q ends"));
    put(c, buf_text(&line), 7);
    buf_fini(&line);
}

static void numbers(struct canvas *c, const struct page *p)
{
    char a[FMT_MAX], b[FMT_MAX], d[FMT_MAX], e[FMT_MAX];
    char line[PAGE_LINE];
    snprintf(line, sizeof line, _("packets or lines %s, %s/s · lost %s · not readable %s"),
             fmt_count(p->packets, a), fmt_count((uint64_t)p->packets_rate, b), fmt_count(p->lost, d),
             fmt_count(p->undecoded, e));
    put(c, line, p->lost ? 31 : 0);
    snprintf(line, sizeof line, _("connections %s · first contacts %s, %s/s · of floods %s"),
             fmt_count(p->stats.flows, a), fmt_count(p->stats.contacts, b),
             fmt_count((uint64_t)p->contacts_rate, d), fmt_count(p->stats.flood, e));
    put(c, line, 0);
    snprintf(line, sizeof line, _("memory set aside %s of %s · sources forgotten %s"),
             fmt_size(p->stats.memory, a), fmt_size(p->memory_limit, b), fmt_count(p->stats.evicted, d));
    put(c, line, 0);
    snprintf(line, sizeof line, _("alerts: critical %llu · high %llu · medium %llu · low %llu · notes %llu"),
             (unsigned long long)p->told[WATCH_CRITICAL], (unsigned long long)p->told[WATCH_HIGH],
             (unsigned long long)p->told[WATCH_MEDIUM], (unsigned long long)p->told[WATCH_LOW],
             (unsigned long long)p->told[WATCH_INFO]);
    put(c, line, p->told[WATCH_CRITICAL] + p->told[WATCH_HIGH] ? 1 : 0);
}

/* "3 s", "12 min", "5 h", "9 d": how long ago. */
static const char *ago(nsec d, char out[FMT_MAX])
{
    long long s = d > 0 ? (long long)(d / NSEC_SEC) : 0;
    snprintf(out, FMT_MAX,
             s < 100      ? "%lld s"
             : s < 6000   ? "%lld min"
             : s < 172800 ? "%lld h"
                          : "%lld d",
             s < 100      ? s
             : s < 6000   ? s / 60
             : s < 172800 ? s / 3600
                          : s / 86400);
    return out;
}

/* The columns; where they are written the source has what is left. */
enum {
    SCORE = 5,
    ZONE = 4,
    HOW = 9,
    SHAPE = 10,
    NUMBER = 6,
    RATE = 6,
    AGO = 6,
    FIXED = SCORE + ZONE + HOW + SHAPE + 3 * NUMBER + RATE + AGO + 10
};

static unsigned source_width(unsigned columns)
{
    return columns > FIXED + 12 ? (columns - FIXED < 43 ? columns - FIXED : 43) : 12;
}

static void heading(struct canvas *c)
{
    struct buf line;
    buf_init(&line, 4096);
    cell(&line, _("score"), SCORE, true);
    cell(&line, _("from"), ZONE, false);
    cell(&line, _("source"), source_width(c->columns), false);
    cell(&line, _("how"), HOW, false);
    cell(&line, _("what"), SHAPE, false);
    cell(&line, _("hosts"), NUMBER, true);
    cell(&line, _("ports"), NUMBER, true);
    cell(&line, _("tries"), NUMBER, true);
    cell(&line, _("/s"), RATE, true);
    cell(&line, _("ago"), AGO, true);
    cell(&line, _("besides"), 40, false);
    put(c, buf_text(&line), 7);
    buf_fini(&line);
}

static const char *number(uint64_t n, char out[FMT_MAX])
{
    if (n < 100000)
        snprintf(out, FMT_MAX, "%u", (unsigned)n);
    else
        snprintf(out, FMT_MAX, n < 10000000 ? "%lluk" : "%lluM",
                 (unsigned long long)(n < 10000000 ? n / 1000 : n / 1000000));
    return out;
}

static void suspect(struct canvas *c, const struct page *p, unsigned i)
{
    const struct watch_suspect *s = &p->suspect[i];
    struct buf line;
    char n[FMT_MAX], addr[ADDR_TEXT_MAX + 8];
    buf_init(&line, 4096);
    snprintf(n, sizeof n, "%u", s->score);
    cell(&line, n, SCORE, true);
    cell(&line, s->inside ? _("in") : _("out"), ZONE, false);
    addr_text(&s->src, addr);
    if (s->net)
        snprintf(addr + strlen(addr), 4, "/64");
    cell(&line, addr, source_width(c->columns), false);
    cell(&line, s->technique, HOW, false);
    cell(&line, s->kind, SHAPE, false);
    cell(&line, number(s->hosts, n), NUMBER, true);
    cell(&line, number(s->ports, n), NUMBER, true);
    cell(&line, number(s->tries, n), NUMBER, true);
    snprintf(n, sizeof n, p->suspect_rate[i] < 10 ? "%.1f" : "%.0f", p->suspect_rate[i]);
    cell(&line, n, RATE, true);
    cell(&line, ago(p->now - s->last, n), AGO, true);
    cell(&line, s->role ? s->role : s->tool, 40, false);
    put(c, buf_text(&line), s->role ? 2 : s->severity >= WATCH_HIGH && s->raised ? 31 : s->raised ? 33 : 0);
    buf_fini(&line);
}

static void news(struct canvas *c, const struct page *p)
{
    unsigned room = c->rows - c->used;
    unsigned from = p->newses > room ? p->newses - room : 0;
    for (unsigned i = from; i < p->newses; i++) {
        struct buf line;
        buf_init(&line, 8192);
        esc_term(&line, p->news[i], 1000);
        put(c, buf_text(&line), 0);
        buf_fini(&line);
    }
}

void watchpage_draw(struct buf *to, const struct page *p, unsigned rows, unsigned columns)
{
    struct canvas c = {.to = to, .rows = rows, .columns = columns, .bright = p->bright};
    buf_puts(to, "\33[H");
    if (rows < ROWS_LEAST || columns < COLUMNS_LEAST) {
        put(&c, _("this terminal is too small"), 0);
    } else {
        unsigned below = p->newses < NEWS_LEAST ? NEWS_LEAST : p->newses, table = rows - HEAD - 2;
        below = below > table / 2 ? table / 2 : below;
        title(&c, p);
        numbers(&c, p);
        heading(&c);
        for (unsigned i = 0; i < p->suspects && i < table - below; i++)
            suspect(&c, p, i);
        if (!p->suspects)
            put(&c, _("nobody tried the handles yet"), 0);
        put(&c, p->newses ? _("alerts") : "", p->newses ? 7 : 0);
        news(&c, p);
    }
    buf_puts(to, "\33[J");
}
