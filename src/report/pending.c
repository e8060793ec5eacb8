#include "report/pending.h"

#include "report/fmt.h"
#include "report/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool take_out(struct pending *p, const char *id)
{
    for (unsigned i = 0; i < p->n; i++)
        if (strncmp(p->one[i].id, id, sizeof p->one[i].id - 1) == 0) {
            free(p->one[i].text);
            memmove(&p->one[i], &p->one[i + 1], (--p->n - i) * sizeof p->one[i]);
            return true;
        }
    return false;
}

void pending_put(struct pending *p, const struct record_alert *a, char *text)
{
    unsigned at;
    if (!a->id || !text) {
        free(text);
        return;
    }
    (void)take_out(p, a->id);
    for (at = p->n; at > 0 && p->one[at - 1].score < a->score; at--)
        ;
    if (p->n == PENDING_KEPT) {
        p->more++;
        if (at == PENDING_KEPT) {
            free(text);
            return;
        }
        free(p->one[--p->n].text);
    }
    memmove(&p->one[at + 1], &p->one[at], (p->n++ - at) * sizeof p->one[at]);
    p->one[at] = (struct pending_one){.score = a->score, .text = text};
    snprintf(p->one[at].id, sizeof p->one[at].id, "%s", a->id);
}

void pending_drop(struct pending *p, const char *id)
{
    if (id && !take_out(p, id) && p->more)
        p->more--;
}

uint64_t pending_count(const struct pending *p)
{
    return p->n + p->more;
}

void pending_lines(const struct pending *p, struct buf *b)
{
    unsigned shown = p->n < PENDING_LINES ? p->n : PENDING_LINES;
    uint64_t rest = pending_count(p) - shown;
    char n[FMT_MAX];
    for (unsigned i = 0; i < shown; i++)
        buf_printf(b, "%s\n", p->one[i].text);
    if (rest)
        buf_printf(b, _("  and %s more, which --json has one by one\n"), fmt_count(rest, n));
}

void pending_fini(struct pending *p)
{
    for (unsigned i = 0; i < p->n; i++)
        free(p->one[i].text);
    *p = (struct pending){0};
}
