#include "report/findings.h"

#include "model/glossary.h"
#include "report/esc.h"
#include "report/evidence.h"
#include "report/fmt.h"
#include "report/i18n.h"
#include "report/levels.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_CHARS 400
#define CVES_SHOWN 8
#define COLUMNS    80

struct findings {
    struct sink sink;
    struct out *out; /* owned */
    bool colour;
    unsigned columns;
    uint64_t count[LEVELS];
};

static void heading(struct findings *f, const struct record_finding *r, unsigned level, const char *title,
                    size_t n)
{
    struct buf *b = &f->out->buf;
    bool colour = f->colour && *levels_table[level].colour;
    char addr[ADDR_TEXT_MAX], door[FMT_MAX];
    char *copy = strndup(title, n);
    buf_printf(b, "%s[%s]%s ", colour ? levels_table[level].colour : "", _(levels_table[level].text),
               colour ? "\33[0m" : "");
    esc_term(b, copy ? copy : "", TEXT_CHARS);
    buf_printf(b, "\n    %s %s  (%s)\n", addr_show(&r->addr, addr), fmt_door(r, door), r->id);
    free(copy);
}

static void line(struct buf *b, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    buf_printf(b, "    %s: ", name);
    esc_term(b, text, TEXT_CHARS);
    buf_putc(b, '\n');
}

/* Our own text, to the last word: what is cut off may be what keeps people from locking themselves out. */
static void advice_lines(struct findings *f, const char *text)
{
    struct buf shown;
    if (!text || !*text)
        return;
    buf_init(&shown, f->out->buf.max);
    esc_term(&shown, text, UINT_MAX);
    buf_printf(&f->out->buf, "    %s:\n", _("what to do"));
    wrap_text(&f->out->buf, buf_text(&shown), 6, f->columns);
    f->out->buf.over |= shown.over;
    buf_fini(&shown);
}

static void evidence_line(struct findings *f, const char *evidence)
{
    struct buf shown;
    buf_init(&shown, f->out->buf.max);
    evidence_put(&shown, evidence);
    line(&f->out->buf, _("seen"), buf_text(&shown));
    f->out->buf.over |= shown.over;
    buf_fini(&shown);
}

static void cve_line(struct buf *b, const struct record_cve *c)
{
    buf_puts(b, "      ");
    esc_term(b, c->id, TEXT_CHARS);
    buf_printf(b, " %s", strcmp(c->status, "vulnerable") == 0 ? _("vulnerable") : _("possible"));
    if (isfinite(c->cvss))
        buf_printf(b, ", CVSS %.1f", c->cvss);
    if (isfinite(c->epss))
        buf_printf(b, ", EPSS %.1f %%", c->epss * 100);
    if (c->kev)
        buf_printf(b, ", %s", _("exploited (KEV)"));
    buf_putc(b, '\n');
}

static void cves(struct buf *b, const struct record_list *list)
{
    const struct record_cve *cve = list->item;
    for (size_t i = 0; i < list->count && i < CVES_SHOWN; i++)
        cve_line(b, &cve[i]);
    if (list->count > CVES_SHOWN)
        buf_printf(b, P_("      and %zu more\n", "      and %zu more\n", list->count - CVES_SHOWN),
                   list->count - CVES_SHOWN);
}

static void finding(struct findings *f, const struct record_finding *r)
{
    struct buf *b = &f->out->buf;
    unsigned level = levels_of(r->severity);
    /* TRANSLATORS: the language of the texts in data/: "ja" for Japanese, else "en". */
    const char *about = glossary_about(r->id, _("en")), *advice = r->advice, *title = r->title;
    size_t n = about ? glossary_title(about, &advice) : strlen(title);
    heading(f, r, level, about ? about : title, n);
    evidence_line(f, r->evidence);
    cves(b, &r->cve);
    advice_lines(f, advice);
    for (size_t i = 0; i < r->refs.count; i++)
        line(b, _("see"), r->refs.item[i]);
    buf_putc(b, '\n');
    f->count[level]++;
}

static void end(struct findings *f)
{
    struct buf *b = &f->out->buf;
    bool any = false;
    for (unsigned i = 0; i < LEVELS; i++) {
        if (!f->count[i])
            continue;
        buf_printf(b, "%s%s %" PRIu64, any ? " · " : "", _(levels_table[i].text), f->count[i]);
        any = true;
    }
    buf_puts(b, any ? "\n" : _("No finding.\n"));
}

static int put(struct sink *s, const struct record *r)
{
    struct findings *f = (struct findings *)s;
    if (r->type == RECORD_FINDING)
        finding(f, &r->finding);
    else if (r->type == RECORD_END)
        end(f);
    return out_put(f->out);
}

static int flush(struct sink *s)
{
    return out_flush(((struct findings *)s)->out);
}

static int close_sink(struct sink *s)
{
    int r = out_close(((struct findings *)s)->out);
    free(s);
    return r;
}

struct sink *findings_new(struct out *o, const struct report_conf *conf)
{
    struct findings *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    *f = (struct findings){.sink = {.put = put, .flush = flush, .close = close_sink},
                           .out = o,
                           .colour = conf->colour,
                           .columns = conf->columns ? conf->columns : COLUMNS};
    return &f->sink;
}
