#include "report/ending.h"

#include "report/esc.h"
#include "report/fmt.h"
#include "report/i18n.h"
#include "report/words.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { LINE_CHARS = 400 };

/* What stands between the parts of a list in a sentence. */
static void comma(struct buf *b)
{
    /* TRANSLATORS: stands between the items of a list: "up, 2 hops away". */
    buf_puts(b, _(", "));
}

/* Ends a line, unless none was begun. */
static void new_line(struct buf *b)
{
    if (b->len && b->data[b->len - 1] != '\n')
        buf_putc(b, '\n');
}

/* One item of the list of counts. */
__attribute__((format(printf, 2, 3))) static void item(struct buf *b, const char *format, ...)
{
    va_list ap;
    if (b->len && b->data[b->len - 1] != '\n')
        comma(b);
    va_start(ap, format);
    buf_vprintf(b, format, ap);
    va_end(ap);
}

/* What was counted, in two lines; what is unknown is left out. */
static void counts(struct buf *b, const struct record_end *e)
{
    const uint64_t none = RECORD_NO_U64;
    char n[FMT_MAX];
    if (e->hosts_up != none)
        item(b, P_("%s host up", "%s hosts up", e->hosts_up), fmt_count(e->hosts_up, n));
    if (e->hosts_silent != none)
        item(b, P_("%s address silent", "%s addresses silent", e->hosts_silent),
             fmt_count(e->hosts_silent, n));
    if (e->doors_open != none)
        item(b, P_("%s port open", "%s ports open", e->doors_open), fmt_count(e->doors_open, n));
    if (isfinite(e->elapsed_s))
        item(b, _("%s elapsed"), fmt_seconds(e->elapsed_s, n));
    new_line(b);
    if (e->probes != none)
        item(b, P_("%s probe sent", "%s probes sent", e->probes), fmt_count(e->probes, n));
    if (e->retries != none)
        item(b, P_("%s of them again", "%s of them again", e->retries), fmt_count(e->retries, n));
    if (e->replies != none)
        item(b, P_("%s answer heard", "%s answers heard", e->replies), fmt_count(e->replies, n));
    new_line(b);
}

static void percent(double share, char out[FMT_MAX])
{
    /* Rounded down: what is not quite complete must not read 100 %. */
    unsigned n = share >= 1 ? 1000 : share > 0 ? (unsigned)(share * 1000) : 0;
    snprintf(out, FMT_MAX, n % 10 ? "%u.%u" : "%u", n / 10, n % 10);
}

static void trust(struct buf *b, const struct record_end *e)
{
    char share[FMT_MAX], low[FMT_MAX], n[FMT_MAX];
    if (isfinite(e->recall_estimate)) {
        percent(e->recall_estimate, share);
        percent(isfinite(e->recall_low) ? e->recall_low : 0, low);
        if (isfinite(e->recall_low))
            buf_printf(b, _("Estimate: this run saw %s %% of the open ports that answer (at least %s %%)."),
                       share, low);
        else
            buf_printf(b, _("Estimate: this run saw %s %% of the open ports that answer."), share);
        buf_putc(b, '\n');
    }
    if (e->local_drops != RECORD_NO_U64 && e->local_drops > 0) {
        buf_printf(b,
                   P_("%s packet was lost on this machine itself.",
                      "%s packets were lost on this machine itself.", e->local_drops),
                   fmt_count(e->local_drops, n));
        buf_putc(b, '\n');
    }
    if (e->limited_by) {
        struct buf what;
        buf_init(&what, 1 << 14);
        esc_term(&what, i18n_word(words_limit(e->limited_by)), LINE_CHARS);
        buf_printf(b, _("The speed was limited by %s."), buf_text(&what));
        buf_putc(b, '\n');
        buf_fini(&what);
    }
}

void ending_incomplete(struct buf *b, const char *why, bool colour)
{
    struct buf what;
    buf_init(&what, 1 << 14);
    esc_term(&what, why ? i18n_word(words_why(why)) : _("nobody said why"), LINE_CHARS);
    buf_puts(b, colour ? "\33[33m" : "");
    buf_printf(b, _("Not complete: %s. What was found until then is above."), buf_text(&what));
    buf_puts(b, colour ? "\33[0m\n" : "\n");
    buf_fini(&what);
}

void ending_numbers(struct buf *b, const struct record_end *e)
{
    counts(b, e);
    trust(b, e);
}
