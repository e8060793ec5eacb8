#include "report/sentence.h"

#include "report/esc.h"
#include "report/i18n.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { CHARS = 600 };

static char *translate(const char *id)
{
    return _(id);
}

/* "37 min", "4 ms": a number and a unit, as watch/telling/incident.c writes them. */
static bool span(const char *text, char out[DIAG_ARG_MAX])
{
    static const struct {
        const char *unit, *text;
    } units[] = {{" ms", N_("%s ms")},
                 {" s", N_("%s s")},
                 {" min", N_("%s min")},
                 {" h", N_("%s h")},
                 {" d", N_("%s d")}};
    size_t n = strspn(text, "0123456789.");
    for (size_t i = 0; n && i < sizeof units / sizeof *units; i++)
        if (strcmp(text + n, units[i].unit) == 0) {
            struct diag d = {0};
            char number[DIAG_ARG_MAX];
            snprintf(number, sizeof number, "%.*s", (int)n, text);
            diag_set(&d, units[i].text, number, NULL, NULL);
            diag_text(&d, translate, out, DIAG_ARG_MAX);
            return true;
        }
    return false;
}

void sentence_put(struct buf *b, const struct diag *d)
{
    struct diag own = *d;
    char one[1024], text[3][DIAG_ARG_MAX];
    const char *arg[3];
    for (int i = 0; i < 3; i++) {
        bool words = strchr(d->arg[i], ' '); /* what a tool is known by */
        arg[i] = span(d->arg[i], text[i]) ? text[i] : words ? translate(d->arg[i]) : d->arg[i];
    }
    diag_set(&own, d->msg, arg[0], arg[1],
             arg[2]); /* never half a character of what is longer in translation */
    esc_term(b, diag_text(&own, translate, one, sizeof one), CHARS);
}

/* The same of an alert's JSON, "MESSAGE\tARGUMENT\t…". */
static void put_said(struct buf *b, const char *said)
{
    struct diag d = {0};
    char msg[512];
    size_t n = strcspn(said, "\t");
    if (!n || n >= sizeof msg) /* gettext takes the empty message for its own heading */
        return;
    memcpy(msg, said, n);
    msg[n] = 0;
    d.msg = msg;
    for (int i = 0; i < 3 && said[n]; i++) {
        said += n + 1;
        n = strcspn(said, "\t");
        snprintf(d.arg[i], sizeof d.arg[i], "%.*s", (int)(n < DIAG_ARG_MAX ? n : DIAG_ARG_MAX - 1), said);
    }
    sentence_put(b, &d);
}

void sentence_put_why(struct buf *b, const struct record_alert *a)
{
    for (size_t i = 0; i < a->said.count; i++) {
        buf_puts(b, i ? _("; ") : "");
        put_said(b, a->said.item[i]);
    }
    if (!a->said.count && a->why)
        esc_term(b, a->why, 4 * CHARS);
}

/* How it ended is translated: the last word. */
void sentence_put_event(struct buf *b, const char *event)
{
    static const char *const words[] = {N_("answered"), N_("refused"), N_("silent"), N_("blocked"),
                                        N_("unknown")};
    const char *last = strrchr(event, ' ');
    char head[128];
    for (size_t i = 0; last && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], last + 1) == 0 && last - event < (int)sizeof head) {
            snprintf(head, sizeof head, "%.*s", (int)(last - event), event);
            esc_term(b, head, sizeof head);
            buf_printf(b, " %s", _(words[i]));
            return;
        }
    esc_term(b, event, 200);
}
