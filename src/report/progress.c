#include "report/progress.h"

#include "base/diag.h"
#include "report/esc.h"
#include "report/fmt.h"
#include "report/i18n.h"
#include "report/jsonl.h"
#include "report/words.h"

#include <math.h>

static const char sep[] = " · ";

void progress_text(struct buf *b, const struct progress *p)
{
    char n[FMT_MAX], m[FMT_MAX];
    if (isfinite(p->done) && p->done >= 0) {
        unsigned tenths = p->done >= 1 ? 1000 : (unsigned)(p->done * 1000); /* down: 100 % means finished */
        buf_printf(b, _("%u.%u %% done"), tenths / 10, tenths % 10);
        buf_puts(b, sep);
    }
    buf_printf(b, P_("%s open port", "%s open ports", p->found), fmt_count(p->found, n));
    buf_puts(b, sep);
    buf_printf(b, P_("%s host up", "%s hosts up", p->hosts_up), fmt_count(p->hosts_up, n));
    buf_puts(b, sep);
    buf_printf(b, _("%s sent, %s heard"), fmt_count(p->sent, n), fmt_count(p->heard, m));
    if (isfinite(p->rate_pps) && p->rate_pps >= 0) {
        buf_puts(b, sep);
        buf_printf(b, _("%s packets/s"), fmt_count((uint64_t)p->rate_pps, n));
    }
    if (isfinite(p->elapsed_s)) {
        buf_puts(b, sep);
        buf_printf(b, _("%s elapsed"), fmt_seconds(p->elapsed_s, n));
    }
    if (isfinite(p->eta_s)) {
        buf_puts(b, sep);
        buf_printf(b, _("about %s left"), fmt_seconds(p->eta_s, n));
    }
    if (p->limited_by) {
        struct buf what;
        buf_init(&what, 1 << 12);
        esc_term(&what, i18n_word(words_limit(p->limited_by)), 80);
        buf_puts(b, sep);
        buf_printf(b, _("limited by %s"), buf_text(&what));
        buf_fini(&what);
    }
}

void progress_json(struct buf *b, const struct progress *p)
{
    const struct {
        const char *key;
        uint64_t n;
    } counts[] = {{"sent", p->sent}, {"heard", p->heard}, {"found", p->found}, {"hosts_up", p->hosts_up}};
    const struct {
        const char *key;
        double v;
    } doubles[] = {
        {"rate_pps", p->rate_pps}, {"done", p->done}, {"elapsed_s", p->elapsed_s}, {"eta_s", p->eta_s}};

    buf_puts(b, "{\"type\":\"status\"");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        buf_printf(b, ",\"%s\":%llu", counts[i].key, (unsigned long long)counts[i].n);
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++)
        if (isfinite(doubles[i].v)) {
            buf_printf(b, ",\"%s\":", doubles[i].key);
            jsonl_number(b, doubles[i].v);
        }
    if (p->limited_by) {
        buf_puts(b, ",\"limited_by\":");
        esc_json(b, p->limited_by);
    }
    buf_putc(b, '}');
}
