#include "report/findings.h"

#include "model/glossary.h"
#include "report/esc.h"
#include "report/evidence.h"
#include "report/fmt.h"
#include "report/gather.h"
#include "report/i18n.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS = 80,
    SEEN_CHARS = 240,  /* of what was seen of a door */
    CVES_SHOWN = 8,    /* of a door */
    HOSTS_SHOWN = 24,  /* of which the same was seen at the same door */
    PLACES_SHOWN = 24, /* of a kind of finding */
    KINDS_LISTED = 12, /* in short */
};

/* Findings of one kind and severity of which the same was seen at the same door; they differ in the host
 * only. */
struct place {
    const struct record_finding *const *item;
    size_t count;
};

struct page {
    struct buf *b;
    const struct gathered *all;
    unsigned columns;
    bool cut; /* something was left out of a list */
};

/* `text` is ours, or escaped before. */
static void prose(struct page *p, unsigned indent, const char *text)
{
    wrap_text(p->b, text, indent, p->columns);
}

static void hidden(struct page *p, unsigned indent, size_t n)
{
    char count[FMT_MAX], line[128];
    snprintf(line, sizeof line, _("and %s more"), fmt_count(n, count));
    prose(p, indent, line);
    p->cut = true;
}

/* --- titles */

static void title(struct buf *to, const struct record_finding *f, const char **ret_advice)
{
    /* TRANSLATORS: the language of the texts in data/: "ja" for Japanese, else "en". */
    const char *about = glossary_about(f->id, _("en"));
    *ret_advice = f->advice;
    char *own = about ? strndup(about, glossary_title(about, ret_advice)) : NULL;
    to->over |= about && !own;
    esc_term(to, own ? own : f->title, UINT_MAX);
    free(own);
}

/* "2. [HIGH] Telnet: …" */
static void heading(struct page *p, size_t i, unsigned indent, bool colour, const char **ret_advice)
{
    const struct gather_kind *k = &p->all->kind[i];
    const struct level *level = &levels_table[k->level];
    struct buf line;
    buf_init(&line, p->b->max);
    buf_printf(&line, "%zu. [%s] ", i + 1, _(level->text));
    title(&line, k->item[0], ret_advice);
    buf_puts(p->b, colour ? level->colour : "");
    prose(p, indent, buf_text(&line));
    buf_puts(p->b, colour && *level->colour ? "\33[0m" : "");
    p->b->over |= line.over;
    buf_fini(&line);
}

/* --- in short */

/* "HIGH 1 · MEDIUM 2" */
static void counts(struct page *p)
{
    char n[FMT_MAX];
    bool any = false;
    for (unsigned i = 0; i < LEVELS; i++) {
        if (!p->all->level[i])
            continue;
        buf_printf(p->b, "%s%s %s", any ? " · " : "", _(levels_table[i].text),
                   fmt_count(p->all->level[i], n));
        any = true;
    }
    buf_puts(p->b, any ? "\n" : "");
}

static void gap(struct page *p)
{
    const char *why = gather_gap(p->all);
    struct buf line;
    if (!why)
        return;
    buf_init(&line, p->b->max);
    buf_printf(&line, "%s%s", _("This report is not complete"), *why ? ": " : "");
    esc_term(&line, i18n_word(why), SEEN_CHARS);
    buf_putc(&line, '.');
    prose(p, 0, buf_text(&line));
    buf_fini(&line);
}

static void in_short(struct page *p)
{
    const struct gathered *all = p->all;
    const char *advice;
    gap(p);
    prose(p, 0, gather_verdict(all));
    counts(p);
    if (all->kinds < 2)
        return;
    buf_printf(p->b, "\n%s:\n", _("What to do, in this order"));
    for (size_t i = 0; i < all->kinds && i < KINDS_LISTED; i++)
        heading(p, i, 2, false, &advice);
    if (all->kinds > KINDS_LISTED)
        hidden(p, 2, all->kinds - KINDS_LISTED);
}

/* --- where, and what was seen */

static int cve_order(const struct record_list *x, const struct record_list *y)
{
    const struct record_cve *a = x->item, *b = y->item;
    if (x->count != y->count)
        return x->count < y->count ? -1 : 1;
    int c = 0;
    for (size_t i = 0; i < x->count && c == 0; i++)
        c = strcmp(a[i].id, b[i].id);
    return c;
}

/* 0 for the same severity, door and sight. */
static int sight_order(const struct record_finding *a, const struct record_finding *b)
{
    unsigned x = levels_of(a->severity), y = levels_of(b->severity);
    int c = x != y                 ? (x < y ? -1 : 1)
            : a->proto != b->proto ? (a->proto < b->proto ? -1 : 1)
            : a->port != b->port   ? (a->port < b->port ? -1 : 1)
                                   : strcmp(a->evidence ? a->evidence : "", b->evidence ? b->evidence : "");
    return c ? c : cve_order(&a->cve, &b->cve);
}

static int by_sight(const void *x, const void *y)
{
    const struct record_finding *a = *(const struct record_finding *const *)x,
                                *b = *(const struct record_finding *const *)y;
    int c = sight_order(a, b);
    return c ? c : addr_cmp(&a->addr, &b->addr);
}

/* The worst first, then by the first host. */
static int place_order(const void *x, const void *y)
{
    const struct record_finding *a = ((const struct place *)x)->item[0],
                                *b = ((const struct place *)y)->item[0];
    unsigned m = levels_of(a->severity), n = levels_of(b->severity);
    int c = m != n ? (m < n ? -1 : 1) : addr_cmp(&a->addr, &b->addr);
    return c ? c : sight_order(a, b);
}

/* Sorts `list`, and groups it into `ret`. Returns how many places; both lists have room for `count`. */
static size_t places_of(const struct record_finding **list, size_t count, struct place *ret)
{
    size_t n = 0;
    qsort(list, count, sizeof *list, by_sight);
    for (size_t i = 0; i < count; i++) {
        if (!n || sight_order(ret[n - 1].item[0], list[i]) != 0)
            ret[n++] = (struct place){.item = &list[i]};
        ret[n - 1].count++;
    }
    qsort(ret, n, sizeof *ret, place_order);
    return n;
}

/* "[LOW] 23/tcp: 198.18.0.1, 198.18.0.2", the severity only where it is not that of the heading. */
static void hosts(struct page *p, const struct place *at, unsigned heading_level)
{
    const struct record_finding *first = at->item[0];
    unsigned level = levels_of(first->severity);
    char addr[ADDR_TEXT_MAX], door[FMT_MAX];
    struct buf line;
    buf_init(&line, p->b->max);
    if (level != heading_level)
        buf_printf(&line, "[%s] ", _(levels_table[level].text));
    fmt_door(first, door);
    if (at->count == 1)
        buf_printf(&line, "%s %s", addr_show(&first->addr, addr), door);
    else
        buf_printf(&line, "%s:", door);
    for (size_t i = 0; at->count > 1 && i < at->count && i < HOSTS_SHOWN; i++)
        buf_printf(&line, "%s %s", i ? "," : "", addr_show(&at->item[i]->addr, addr));
    prose(p, 4, buf_text(&line));
    if (at->count > HOSTS_SHOWN)
        hidden(p, 4, at->count - HOSTS_SHOWN);
    p->b->over |= line.over;
    buf_fini(&line);
}

static void seen(struct page *p, const char *evidence)
{
    struct buf raw, line;
    buf_init(&raw, p->b->max);
    buf_init(&line, p->b->max);
    evidence_put(&raw, evidence);
    buf_printf(&line, "%s: ", _("seen"));
    esc_term(&line, buf_text(&raw), SEEN_CHARS);
    if (raw.len)
        prose(p, 6, buf_text(&line));
    p->b->over |= raw.over || line.over;
    buf_fini(&line);
    buf_fini(&raw);
}

static void cve_line(struct buf *b, const struct record_cve *c)
{
    buf_puts(b, "      ");
    esc_term(b, c->id, SEEN_CHARS);
    buf_printf(b, " %s", strcmp(c->status, "vulnerable") == 0 ? _("vulnerable") : _("possible"));
    if (isfinite(c->cvss))
        buf_printf(b, ", CVSS %.1f", c->cvss);
    if (isfinite(c->epss))
        buf_printf(b, ", EPSS %.1f %%", c->epss * 100);
    if (c->kev)
        buf_printf(b, ", %s", _("exploited (KEV)"));
    buf_putc(b, '\n');
}

static void cves(struct page *p, const struct record_list *list)
{
    const struct record_cve *cve = list->item;
    for (size_t i = 0; i < list->count && i < CVES_SHOWN; i++)
        cve_line(p->b, &cve[i]);
    if (list->count > CVES_SHOWN)
        hidden(p, 6, list->count - CVES_SHOWN);
}

static void places(struct page *p, const struct gather_kind *k)
{
    const struct record_finding **list = calloc(k->count, sizeof *list);
    struct place *place = calloc(k->count, sizeof *place);
    size_t n = 0, left = k->count;
    if (list && place) {
        memcpy(list, k->item, k->count * sizeof *list);
        n = places_of(list, k->count, place);
    }
    for (size_t i = 0; i < n && i < PLACES_SHOWN; i++) {
        hosts(p, &place[i], k->level);
        seen(p, place[i].item[0]->evidence);
        cves(p, &place[i].item[0]->cve);
        left -= place[i].count;
    }
    if (n && left)
        hidden(p, 4, left);
    p->b->over |= !list || !place;
    free(place);
    free(list);
}

/* --- a kind of finding */

/* Our own text, to the last word: what is cut off may be what keeps people from locking themselves out. */
static void advice(struct page *p, const char *text)
{
    struct buf shown;
    if (!text || !*text)
        return;
    buf_init(&shown, p->b->max);
    esc_term(&shown, text, UINT_MAX);
    buf_printf(p->b, "    %s:\n", _("what to do"));
    prose(p, 6, buf_text(&shown));
    p->b->over |= shown.over;
    buf_fini(&shown);
}

static void refs(struct page *p, const struct record_strings *list)
{
    for (size_t i = 0; i < list->count; i++) {
        buf_printf(p->b, "    %s: ", _("see"));
        esc_term(p->b, list->item[i], UINT_MAX);
        buf_putc(p->b, '\n');
    }
}

/* "512 findings · 256 hosts  (telnet)" */
static void how_often(struct page *p, const struct gather_kind *k)
{
    char n[FMT_MAX], m[FMT_MAX];
    buf_puts(p->b, "    ");
    buf_printf(p->b, P_("%s finding", "%s findings", k->count), fmt_count(k->count, n));
    buf_puts(p->b, " · ");
    buf_printf(p->b, P_("%s host", "%s hosts", k->hosts), fmt_count(k->hosts, m));
    buf_printf(p->b, "  (%s)\n", k->item[0]->id);
}

static void kind(struct page *p, size_t i)
{
    const struct gather_kind *k = &p->all->kind[i];
    const char *what_to_do;
    buf_putc(p->b, '\n');
    heading(p, i, 0, p->all->conf->colour, &what_to_do);
    how_often(p, k);
    advice(p, what_to_do);
    refs(p, &k->item[0]->refs);
    places(p, k);
}

static void write(struct buf *b, const struct gathered *all)
{
    struct page p = {.b = b, .all = all, .columns = all->conf->columns ? all->conf->columns : COLUMNS};
    in_short(&p);
    for (size_t i = 0; i < all->kinds; i++)
        kind(&p, i);
    if (!all->kinds)
        return;
    buf_putc(b, '\n');
    if (p.cut)
        prose(&p, 0,
              _("Long lists were cut; --html FILE, --csv FILE and --json FILE have them to the last door."));
    counts(&p);
}

struct sink *findings_new(struct out *o, const struct report_conf *conf)
{
    return gather_new(o, conf, write);
}
