#include "cmd/watchfold.h"

#include "cmd/cmd.h"
#include "report/alerts.h"

#include <string.h>

enum { LINE = 400 };

static bool is_urgent(const struct record_alert *a)
{
    return (a->zone && strcmp(a->zone, "internal") == 0) || (a->kind && strcmp(a->kind, "break-in") == 0);
}

static bool is_over(const struct watchfold *f, nsec now)
{
    return f->since && now - f->since >= NSEC_HOUR;
}

/* Its id, which is all that a machine needs, and what people read. */
static char *line_of(const struct record_alert *a)
{
    struct buf b;
    buf_init(&b, LINE);
    buf_printf(&b, "%s ", a->id ? a->id : "-");
    alerts_heading(&b, a);
    return b.data;
}

bool watchfold_alone(struct watchfold *f, const struct record_alert *a, unsigned severity, nsec now,
                     nsec_wall wall)
{
    if (is_urgent(a))
        return true;
    f->since = f->since ? f->since : now;
    if (f->given[digest_sort(a)][severity]++ < WATCHFOLD_FREE)
        return true;
    if (!f->rest.alerts) {
        f->from = wall;
        cmd_say(_("alerts from outside are many: further ones are handed on together, every hour"));
    }
    f->severity = severity > f->severity ? severity : f->severity;
    if (digest_note(&f->rest, a))
        digest_keep(&f->rest, a, line_of(a));
    return false;
}

void watchfold_turn(struct watchfold *f, struct watchhand *h, nsec now, nsec_wall wall, bool end)
{
    const char *line[DIGEST_LINES];
    struct record r;
    if (!end && !is_over(f, now))
        return;
    if (f->rest.alerts) {
        unsigned n = digest_read(&f->rest, line);
        record_init(&r, RECORD_DIGEST);
        r.digest.from = f->from;
        r.digest.to = wall;
        r.digest.left_out = f->rest.alerts;
        watchhand_rest(h, &r, line, n, watch_severity_word(f->severity));
    }
    watchfold_fini(f);
}

void watchfold_fini(struct watchfold *f)
{
    digest_fini(&f->rest);
    *f = (struct watchfold){0};
}
