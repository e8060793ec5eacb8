#include "report/html.h"

#include "model/glossary.h"
#include "report/esc.h"
#include "report/evidence.h"
#include "report/fmt.h"
#include "report/gather.h"
#include "report/i18n.h"
#include "report/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 2000, CVES = 12, DOORS = 24 };

/* Findings of one host. */
struct one {
    size_t first, count, level[LEVELS];
};

static const char style[] =
    "body{font:16px/1.55 system-ui,\"Noto Sans\",\"Noto Sans CJK JP\",sans-serif;color:#1b1f24;background:#fff;"
    "max-width:62rem;margin:2rem auto;padding:0 1.2rem}"
    "h1{font-size:1.8rem;margin-bottom:.2rem}h2{margin-top:2.4rem;border-bottom:2px solid #d5dae0}"
    "h3{margin:1.6rem 0 .4rem}.meta,.refs,footer{color:#57606a;font-size:.9rem}"
    ".verdict{font-size:1.2rem;font-weight:600}.gap{background:#fff4d6;border-left:.4rem solid #b58100;"
    "padding:.6rem 1rem}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #e3e7eb}"
    ".n{text-align:right;font-variant-numeric:tabular-nums}td{overflow-wrap:anywhere}"
    ".tag{display:inline-block;border-radius:.3rem;padding:0 .5rem;font-size:.8rem;font-weight:700;"
    "white-space:nowrap}.critical{background:#82071e;color:#fff}.high{background:#cf222e;color:#fff}"
    ".medium{background:#bf8700;color:#fff}.low{background:#d0d7de}.info{background:#eaeef2}"
    "code{font-size:.9em;overflow-wrap:anywhere}a{color:#0550ae}"
    "@media print{body{margin:0;max-width:none;font-size:11pt}section.host,li,tr{break-inside:avoid}"
    "a{color:inherit;text-decoration:none}.tag{border:1px solid #000}}";

static void text(struct buf *b, const char *before, const char *what, const char *after)
{
    buf_puts(b, before);
    esc_html(b, what, TEXT);
    buf_puts(b, after);
}

static void tag(struct buf *b, unsigned level)
{
    buf_printf(b, "<span class=\"tag %s\">", levels_table[level].word);
    text(b, "", _(levels_table[level].text), "</span>");
}

/* Title and advice in the user's language, where the glossary knows the id. */
static char *title_of(const struct record_finding *f, const char **ret_advice)
{
    const char *about = glossary_about(f->id, _("en"));
    *ret_advice = f->advice;
    return about ? strndup(about, glossary_title(about, ret_advice)) : strdup(f->title);
}

static void title(struct buf *b, const struct record_finding *f, const char **ret_advice)
{
    char *own = title_of(f, ret_advice);
    text(b, "", own ? own : f->title, "");
    free(own);
}

/* --- in short */

static void judged(struct buf *b, const struct record_end *e)
{
    char hosts[FMT_MAX], doors[FMT_MAX], line[160];
    if (!e || e->doors_open == RECORD_NO_U64 || e->hosts_up == RECORD_NO_U64)
        return;
    snprintf(line, sizeof line, _("Open doors judged: %s. Hosts that have any: %s."),
             fmt_count(e->doors_open, doors), fmt_count(e->hosts_up, hosts));
    text(b, "<p>", line, "</p>\n");
}

static void gaps(struct buf *b, const struct gathered *all)
{
    const char *why = gather_gap(all);
    if (!why)
        return;
    text(b, "<p class=\"gap\">", _("This report is not complete"), *why ? ": " : "");
    text(b, "", i18n_word(why), ".</p>\n");
}

static void counts(struct buf *b, const struct gathered *all)
{
    buf_puts(b, "<table>\n<tr>");
    text(b, "<th>", _("Severity"), "</th>");
    text(b, "<th class=\"n\">", _("Findings"), "</th>");
    text(b, "<th>", _("What it means"), "</th></tr>\n");
    for (unsigned i = 0; i < LEVELS; i++) {
        buf_puts(b, "<tr><td>");
        tag(b, i);
        buf_printf(b, "</td><td class=\"n\">%" PRIu64 "</td>", all->level[i]);
        text(b, "<td>", _(levels_table[i].means), "</td></tr>\n");
    }
    buf_puts(b, "</table>\n");
}

static void summary(struct buf *b, const struct gathered *all)
{
    text(b, "<section>\n<h2>", _("In short"), "</h2>\n");
    gaps(b, all);
    text(b, "<p class=\"verdict\">", gather_verdict(all), "</p>\n");
    judged(b, all->end);
    counts(b, all);
    buf_puts(b, "</section>\n");
}

/* --- what to do */

static void doors(struct buf *b, const struct gather_kind *k)
{
    char addr[ADDR_TEXT_MAX], door[FMT_MAX];
    text(b, "<p><strong>", _("Where"), ":</strong> <code>");
    for (size_t i = 0; i < k->count && i < DOORS; i++) {
        const struct record_finding *f = k->item[i];
        text(b, i ? ", " : "", addr_show(&f->addr, addr), " ");
        buf_puts(b, fmt_door(f, door));
    }
    buf_puts(b, "</code>");
    if (k->count > DOORS)
        buf_printf(b, P_(" and %zu more", " and %zu more", k->count - DOORS), k->count - DOORS);
    buf_puts(b, "</p>\n");
}

static void refs(struct buf *b, const struct record_strings *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *one = list->item[i];
        bool link = strncmp(one, "https://", 8) == 0;
        buf_puts(b, i ? " · " : "<p class=\"refs\">");
        if (link)
            text(b, "<a href=\"", one, "\" rel=\"noreferrer\">");
        text(b, "", one, link ? "</a>" : "");
    }
    buf_puts(b, list->count ? "</p>\n" : "");
}

static void kind(struct buf *b, const struct gather_kind *k)
{
    const struct record_finding *f = k->item[0];
    const char *advice;
    text(b, "<li id=\"", f->id, "\">\n<h3>");
    tag(b, k->level);
    buf_putc(b, ' ');
    title(b, f, &advice);
    buf_puts(b, "</h3>\n");
    if (advice && *advice)
        text(b, "<p>", advice, "</p>\n");
    doors(b, k);
    refs(b, &f->refs);
    buf_puts(b, "</li>\n");
}

static void advice(struct buf *b, const struct gathered *all)
{
    text(b, "<section>\n<h2>", _("What to do, in this order"), "</h2>\n<ol>\n");
    for (size_t i = 0; i < all->kinds; i++)
        kind(b, &all->kind[i]);
    buf_puts(b, "</ol>\n</section>\n");
}

/* --- host by host */

static void cves(struct buf *b, const struct record_list *list)
{
    const struct record_cve *cve = list->item;
    for (size_t i = 0; i < list->count && i < CVES; i++) {
        text(b, i ? ", " : "<br>", cve[i].id, "");
        if (isfinite(cve[i].cvss))
            buf_printf(b, " (CVSS %.1f)", cve[i].cvss);
        if (cve[i].kev)
            text(b, " <strong>", _("exploited (KEV)"), "</strong>");
    }
    if (list->count > CVES)
        buf_printf(b, P_(" and %zu more", " and %zu more", list->count - CVES), list->count - CVES);
}

static void row(struct buf *b, const struct record_finding *f)
{
    char door[FMT_MAX];
    const char *advice;
    struct buf shown;
    buf_puts(b, "<tr><td>");
    tag(b, levels_of(f->severity));
    buf_printf(b, "</td><td>%s</td>", fmt_door(f, door));
    text(b, "<td><a href=\"#", f->id, "\">");
    title(b, f, &advice);
    buf_puts(b, "</a></td><td><code>");
    buf_init(&shown, b->max);
    evidence_put(&shown, f->evidence);
    text(b, "", buf_text(&shown), "</code>");
    buf_fini(&shown);
    cves(b, &f->cve);
    buf_puts(b, "</td></tr>\n");
}

static void host(struct buf *b, const struct gathered *all, size_t first, size_t n)
{
    char addr[ADDR_TEXT_MAX];
    const char *name = addr_show(&all->finding[first]->addr, addr);
    text(b, "<section class=\"host\" id=\"", name, "\">\n");
    text(b, "<h3>", name, "</h3>\n");
    text(b, "<table>\n<tr><th>", _("Severity"), "</th>");
    text(b, "<th>", _("Door"), "</th>");
    text(b, "<th>", _("Finding"), "</th>");
    text(b, "<th>", _("What was seen"), "</th></tr>\n");
    for (size_t i = first; i < first + n; i++)
        row(b, all->finding[i]);
    buf_puts(b, "</table>\n</section>\n");
}

static int worst_host(const void *x, const void *y)
{
    const struct one *a = x, *b = y;
    for (unsigned i = 0; i < LEVELS; i++)
        if (a->level[i] != b->level[i])
            return a->level[i] > b->level[i] ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

/* Into `ret`, with room for all findings. Returns how many hosts. */
static size_t hosts_of(const struct gathered *all, struct one *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < all->count; i += ret[n++].count) {
        ret[n] = (struct one){.first = i, .count = gather_host(all, i)};
        for (size_t k = i; k < i + ret[n].count; k++)
            ret[n].level[levels_of(all->finding[k]->severity)]++;
    }
    qsort(ret, n, sizeof *ret, worst_host);
    return n;
}

static void overview(struct buf *b, const struct gathered *all, const struct one *list, size_t n)
{
    char addr[ADDR_TEXT_MAX];
    text(b, "<table>\n<tr><th>", _("Host"), "</th>");
    for (unsigned i = 0; i < LEVELS; i++) {
        buf_puts(b, "<th class=\"n\">");
        tag(b, i);
        buf_puts(b, "</th>");
    }
    buf_puts(b, "</tr>\n");
    for (size_t i = 0; i < n; i++) {
        const char *name = addr_show(&all->finding[list[i].first]->addr, addr);
        text(b, "<tr><td><a href=\"#", name, "\">");
        text(b, "", name, "</a></td>");
        for (unsigned k = 0; k < LEVELS; k++)
            if (list[i].level[k])
                buf_printf(b, "<td class=\"n\">%zu</td>", list[i].level[k]);
            else
                buf_puts(b, "<td></td>");
        buf_puts(b, "</tr>\n");
    }
    buf_puts(b, "</table>\n");
}

/* The worst first. */
static void hosts(struct buf *b, const struct gathered *all)
{
    struct one *list = calloc(all->count + 1, sizeof *list);
    size_t n = list ? hosts_of(all, list) : 0;
    text(b, "<section>\n<h2>", _("Host by host"), "</h2>\n");
    overview(b, all, list, n);
    for (size_t i = 0; i < n; i++)
        host(b, all, list[i].first, list[i].count);
    buf_puts(b, "</section>\n");
    b->over |= !list;
    free(list);
}

/* --- the page */

static void head(struct buf *b, const struct gathered *all)
{
    char when[FMT_MAX];
    text(b, "<!DOCTYPE html>\n<html lang=\"", _("en"), "\">\n<head>\n<meta charset=\"utf-8\">\n");
    buf_puts(b, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
    text(b, "<title>", _("Open doors: what was found, and what to do"), "</title>\n");
    text(b, "<style>", "", style);
    text(b, "</style>\n</head>\n<body>\n<h1>", _("Open doors: what was found, and what to do"), "</h1>\n");
    if (all->run && all->run->started)
        text(b, "<p class=\"meta\">", fmt_minute(all->run->started, when), "</p>\n");
}

static void foot(struct buf *b, const struct gathered *all)
{
    const struct record_run *r = all->run;
    text(b, "<footer>\n<p>",
         _("A finding says what was seen from where the scan ran. What was not seen may still be there."),
         "</p>\n");
    if (r) {
        text(b, "<p><code>tojimari ", r->verb ? r->verb : "", "");
        for (size_t i = 0; i < r->args.count; i++)
            text(b, " ", r->args.item[i], "");
        text(b, "</code> · tojimari ", r->version ? r->version : "", "</p>\n");
    }
    buf_puts(b, "</footer>\n</body>\n</html>\n");
}

static void write(struct buf *b, const struct gathered *all)
{
    head(b, all);
    summary(b, all);
    if (all->count) {
        advice(b, all);
        hosts(b, all);
    }
    foot(b, all);
}

struct sink *html_new(struct out *o, const struct report_conf *conf)
{
    return gather_new(o, conf, write);
}
