#include "report/alerts.h"

#include "report/advice.h"
#include "report/digest.h"
#include "report/ending.h"
#include "report/esc.h"
#include "report/fmt.h"
#include "report/i18n.h"
#include "report/pending.h"
#include "report/sentence.h"
#include "report/words.h"
#include "report/wrap.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_CHARS = 600, PLAN_PORTS = 40, ADVICES = 16, SPOKEN_FOR = 5 };

/* Advice that was given, and to whose alert first. */
struct given {
    const char *text; /* of advice_of(), NULL: the list ends */
    char *who;        /* owned */
};

struct alerts {
    struct sink sink;
    struct out *out; /* owned */
    bool colour, remembers;
    unsigned columns;          /* 0: lines are not broken */
    const char *state, *lines; /* where its alerts are kept; NULL: not there */
    struct digest outside;
    struct pending pending;          /* of outside */
    bool seen;                       /* alerts that go on */
    uint64_t quiet, inside, came_in; /* came_in: since the last account */
    uint64_t digests;                /* days told */
    nsec_wall accounted;             /* until then */
    struct given given[ADVICES];     /* since the last account */
    char *spoken_for[SPOKEN_FOR];    /* since then: who scans by the user's own word; owned */
    bool others;                     /* and more than these */
};

static void text_put(struct buf *b, const char *text)
{
    esc_term(b, text, TEXT_CHARS);
}

static void sentences(struct buf *b, const struct record *r)
{
    for (size_t i = 0; i < r->saids; i++) {
        buf_puts(b, i ? _("; ") : "");
        sentence_put(b, &r->said[i]);
    }
    if (!r->saids && r->alert.why)
        text_put(b, r->alert.why);
}

/* What the ports are, in the user's language where cmd/ gave it so. */
static const struct record_strings *after(const struct record *r)
{
    return r->after_said.count ? &r->after_said : &r->alert.after;
}

/* After a sentence that named the port: the rest of "6129/tcp dameware: …". */
static void named_port(struct buf *b, const struct record *r)
{
    const struct record_strings *a = after(r);
    const char *rest = a->count == 1 ? strchr(a->item[0], ' ') : NULL;
    if (rest) {
        buf_puts(b, _("; "));
        text_put(b, rest + 1);
    }
}

/* What it counts are IP protocols, and no ports. */
static bool of_protocols(const struct record_alert *a)
{
    return a->technique && strcmp(a->technique, "ip-protocol") == 0;
}

const char *alerts_kind(const struct record_alert *a)
{
    static const struct {
        const char *word, *text;
    } kinds[] = {
        {"vertical", N_("many ports of a host")},
        {"horizontal", N_("one port on many hosts")},
        {"block", N_("many ports on many hosts")},
        {"sweep", N_("looking for hosts")},
        {"distributed", N_("one plan, many sources")},
        {"backscatter", N_("answers to forged packets")},
        {"visit", N_("straight to a door that others found")},
        {"break-in", N_("came in after many wrong passwords")},
        {"surge", N_("more sources than usual")},
    };
    const char *kind = a->kind;
    if (kind && strcmp(kind, "vertical") == 0 && of_protocols(a))
        return _("many IP protocols of a host");
    if (kind && strcmp(kind, "horizontal") == 0 && of_protocols(a) && a->ports == 1)
        return _("one IP protocol on many hosts");
    if (kind && strcmp(kind, "horizontal") == 0 && a->ports != RECORD_NO_U64 && a->ports > 1)
        return _("a few ports on many hosts");
    if (a->technique && strcmp(a->technique, "os-fingerprint") == 0) /* its probes go to no ports */
        return _("finding out which system it is");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kind && strcmp(kinds[i].word, kind) == 0)
            return _(kinds[i].text);
    return kind ? kind : "";
}

const char *alerts_severity(const char *severity)
{
    static const struct {
        const char *word, *text;
    } words[] = {
        {"info", N_("note")}, {"low", N_("low")},           {"medium", N_("medium")},
        {"high", N_("high")}, {"critical", N_("critical")},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (severity && strcmp(words[i].word, severity) == 0)
            return _(words[i].text);
    return "";
}

static void source(struct buf *b, const struct record_alert *a)
{
    char addr[ADDR_TEXT_MAX];
    if (a->srcs.count == 1 || !a->src.len)
        text_put(b, a->srcs.count ? a->srcs.item[0] : "");
    else
        buf_puts(b, addr_text(&a->src, addr));
    if (a->srcs.count > 1)
        buf_printf(b, _(" and %u more"), (unsigned)a->srcs.count - 1);
}

void alerts_heading(struct buf *b, const struct record_alert *a)
{
    bool surge = digest_sort(a) == DIGEST_SURGE; /* the port did it; whose first sources are in the record */
    buf_printf(b, "[%s] ", alerts_severity(a->severity));
    if (!surge)
        source(b, a);
    buf_printf(b, "%s%s: %s", surge ? "" : "  ", a->kind ? a->kind : "", alerts_kind(a));
    if (a->technique && !surge)
        buf_printf(b, " (%s)", a->technique);
    if (a->role) {
        buf_puts(b, _(", "));
        text_put(b, a->role);
    }
    if (a->ongoing)
        buf_puts(b, _(", still going on"));
}

/* What --explain is asked by. */
static void its_id(struct buf *b, const struct record_alert *a)
{
    if (a->id)
        buf_printf(b, " (%s)", a->id);
}

/* What the numbers of its list are. */
static const char *list_word(const struct record_alert *a)
{
    return of_protocols(a) ? _("IP protocols") : _("ports");
}

static struct given *find_given(struct alerts *x, const char *text)
{
    struct given *g = x->given;
    while (g < x->given + ADVICES && g->text && strcmp(g->text, text) != 0)
        g++;
    return g;
}

static void forget_given(struct alerts *x)
{
    for (unsigned i = 0; i < ADVICES; i++)
        free(x->given[i].who);
    memset(x->given, 0, sizeof x->given);
}

/* The same words again tell nothing: who had them first is named, and when it is he himself, nobody. */
static void what_to_do(struct alerts *x, const struct record_alert *a)
{
    const char *text = advice_of(a);
    struct given *g = text ? find_given(x, text) : NULL;
    struct buf who;
    if (!text)
        return;
    buf_init(&who, 1024);
    source(&who, a);
    if (g == x->given + ADVICES || !g->who) {
        buf_printf(&x->out->buf, "  → %s\n", _(text));
        if (g < x->given + ADVICES)
            *g = (struct given){text, strdup(buf_text(&who))};
    } else if (strcmp(g->who, buf_text(&who)) != 0) {
        buf_puts(&x->out->buf, "  → ");
        buf_printf(&x->out->buf, _("as for %s"), g->who);
        buf_putc(&x->out->buf, '\n');
    }
    buf_fini(&who);
}

/* Where --explain finds its alerts. */
static bool is_kept(const struct alerts *x)
{
    return x->state || x->lines;
}

/* The command that tells the rest. */
static void explained_by(struct alerts *x, const struct record_alert *a)
{
    struct buf *b = &x->out->buf;
    if (!is_kept(x) || !a->ongoing || !a->id)
        return;
    buf_printf(b, "  tojimari watch --explain %s %s", a->id, x->state ? "--state " : "");
    esc_term(b, x->state ? x->state : x->lines, PATH_MAX);
    buf_putc(b, '\n');
}

static void in_full(struct alerts *x, const struct record *r)
{
    const struct record_alert *a = &r->alert;
    struct buf *b = &x->out->buf;
    char from[FMT_MAX];
    buf_puts(b, "\n");
    buf_puts(b, x->colour ? "\33[1m" : "");
    alerts_heading(b, a);
    if (!a->ongoing || !is_kept(x)) /* else the whole command stands below */
        its_id(b, a);
    buf_puts(b, x->colour ? "\33[0m\n" : "\n");
    nsec_wall since = a->raised ? a->raised : a->first; /* what it did honestly before is no news */
    buf_printf(b, "  %s  ", since ? fmt_minute(since, from) : "");
    sentences(b, r);
    buf_putc(b, '\n');
    for (size_t i = 0; i < after(r)->count; i++) {
        buf_puts(b, "  ");
        text_put(b, after(r)->item[i]);
        buf_putc(b, '\n');
    }
    if (!after(r)->count && a->port_list && *a->port_list) {
        buf_printf(b, "  %s ", list_word(a));
        esc_term(b, a->port_list, 100);
        buf_putc(b, '\n');
    }
    what_to_do(x, a);
    explained_by(x, a);
}

void alerts_line(struct buf *b, const struct record *r)
{
    const struct record_alert *a = &r->alert;
    buf_printf(b, "[%s] ", alerts_severity(a->severity));
    source(b, a);
    buf_printf(b, " %s", a->kind ? a->kind : "");
    if (a->technique)
        buf_printf(b, " (%s)", a->technique);
    if (a->id) /* before what may not fit */
        buf_printf(b, " %s", a->id);
    buf_puts(b, " – ");
    sentences(b, r);
    if (digest_sort(a) == DIGEST_SURGE)
        named_port(b, r);
}

/* Of the many that scan each day: what was tried, whether a door opened, and the tool. */
static void in_short(struct buf *b, const struct record *r)
{
    const struct record_alert *a = &r->alert;
    struct record one = *r;
    char n[FMT_MAX];
    one.saids = r->saids ? 1 : 0;
    sentences(b, &one);
    if (r->saids && a->answered != RECORD_NO_U64 && a->answered)
        buf_printf(b, _("; %s answered"), fmt_count(a->answered, n));
    if (a->tunnel) { /* whose source is whoever the tunnel's end names */
        buf_puts(b, _("; seen in the tunnel "));
        text_put(b, a->tunnel);
    }
    if (r->saids && a->tool) {
        buf_puts(b, _("; "));
        text_put(b, a->tool);
        buf_printf(b, _(" (%u %% sure)"), (unsigned)(100 * a->tool_sure + 0.5));
    }
}

static char *outside_line(const struct record *r)
{
    const struct record_alert *a = &r->alert;
    enum digest_sort sort = digest_sort(a);
    struct buf b;
    char minute[FMT_MAX], utc[NSEC_TEXT_MAX];
    buf_init(&b, 8192);
    buf_puts(&b, "  ");
    alerts_heading(&b, a);
    buf_puts(&b, " – ");
    if (sort >= DIGEST_SCAN && a->srcs.count < 2) {
        in_short(&b, r);
        its_id(&b, a);
        return b.data;
    }
    if (sort == DIGEST_SURGE) /* a day of the world, not of this place */
        buf_printf(&b, "%.10s  ", nsec_rfc3339(a->first, utc));
    else
        buf_printf(&b, "%s  ", fmt_minute(a->first, minute));
    sentences(&b, r);
    if (a->srcs.count > 1 && sort != DIGEST_SURGE && a->port_list && *a->port_list) {
        buf_printf(&b, "%s%s ", _("; "), list_word(a));
        esc_term(&b, a->port_list, PLAN_PORTS);
    }
    named_port(&b, r);
    its_id(&b, a);
    return b.data;
}

/* Announced by a manifest, or declared by --role (watch/detect/role.c). */
static bool is_spoken_for(const struct record *r)
{
    bool declared = r->alert.role && strcmp(r->alert.role, "authorised") == 0;
    for (size_t i = 0; i < r->saids; i++)
        declared |= strcmp(r->said[i].msg, "it was said to be: %s") == 0;
    return declared;
}

/* Nobody need look; but who had it announced sees that it was seen. */
static void note_spoken_for(struct alerts *x, const struct record *r)
{
    struct buf b;
    unsigned n = 0;
    if (!is_spoken_for(r))
        return;
    buf_init(&b, 1024);
    source(&b, &r->alert);
    buf_puts(&b, " (");
    text_put(&b, r->alert.role ? r->alert.role : "");
    buf_putc(&b, ')');
    while (n < SPOKEN_FOR && x->spoken_for[n] && strcmp(x->spoken_for[n], buf_text(&b)) != 0)
        n++;
    x->others |= n == SPOKEN_FOR;
    if (n < SPOKEN_FOR && !x->spoken_for[n])
        x->spoken_for[n] = strdup(buf_text(&b));
    buf_fini(&b);
}

/* A line, if there are any; then there are none. */
static void tell_spoken_for(struct alerts *x)
{
    struct buf *b = &x->out->buf;
    for (unsigned i = 0; i < SPOKEN_FOR && x->spoken_for[i]; i++) {
        buf_puts(b, i ? _(", ") : _("Scans that were announced or declared: "));
        buf_puts(b, x->spoken_for[i]);
        free(x->spoken_for[i]);
        x->spoken_for[i] = NULL;
        if (i + 1 == SPOKEN_FOR || !x->spoken_for[i + 1])
            buf_printf(b, "%s\n", x->others ? _(" and others") : "");
    }
    x->others = false;
}

/* That it goes on stands above all of them. */
static void goes_on(struct alerts *x, const struct record *r)
{
    struct record one = *r;
    one.alert.ongoing = false;
    pending_put(&x->pending, &r->alert, outside_line(&one));
}

/* Live, scans from inside are told at once and when they end, and at once who came in; scans from outside at
 * the end of each day. */
static void alert(struct alerts *x, const struct record *r)
{
    const struct record_alert *a = &r->alert;
    bool noted = a->suppressed || !a->severity || strcmp(a->severity, "info") == 0;
    bool came_in = a->kind && strcmp(a->kind, "break-in") == 0,
         urgent = came_in || (a->zone && strcmp(a->zone, "internal") == 0);
    bool accounted = x->digests && !a->ongoing && a->raised && a->raised < x->accounted;
    if (!a->ongoing && !a->daily)
        pending_drop(&x->pending, a->id);
    if (noted)
        note_spoken_for(x, r);
    if (a->daily ? urgent : a->ongoing) { /* again, when it has become graver */
        if (!noted && urgent && !a->daily)
            in_full(x, r);
        x->seen |= !noted;
        if (a->ongoing && !a->daily && !noted && !urgent)
            goes_on(x, r);
    } else if (noted) {
        x->quiet++;
    } else if (urgent) {
        x->inside++;
        x->came_in += came_in;
        in_full(x, r);
    } else if (!accounted) {
        if (digest_note(&x->outside, a))
            digest_keep(&x->outside, a, outside_line(r));
    }
}

static void outside(struct alerts *x)
{
    char n[FMT_MAX];
    uint64_t scans = x->outside.scans;
    if (!x->outside.alerts)
        return;
    if (scans)
        buf_printf(&x->out->buf, P_("\nFrom outside: %s scan", "\nFrom outside: %s scans", scans),
                   fmt_count(scans, n));
    else
        buf_puts(&x->out->buf, _("\nFrom outside"));
    digest_summary(&x->outside, &x->out->buf);
    buf_putc(&x->out->buf, '\n');
    digest_lines(&x->outside, &x->out->buf);
}

/* What nobody could count, so that no figure above is taken for the whole. */
static void losses(struct buf *b, const struct record_end *e)
{
    char n[FMT_MAX];
    if (e->local_drops != RECORD_NO_U64 && e->local_drops) {
        buf_printf(b,
                   P_("%s packet was lost on this machine itself.",
                      "%s packets were lost on this machine itself.", e->local_drops),
                   fmt_count(e->local_drops, n));
        buf_putc(b, '\n');
    }
    if (e->limited != RECORD_NO_U64 && e->limited) {
        buf_printf(
            b,
            P_("%s line stands at a rate limit of the log itself (like UFW's 3 a minute): the log leaves "
               "packets out, so all counts are lower bounds. Raise the limit to see the rest.",
               "%s lines stand at a rate limit of the log itself (like UFW's 3 a minute): the log leaves "
               "packets out, so all counts are lower bounds. Raise the limit to see the rest.",
               e->limited),
            fmt_count(e->limited, n));
        buf_putc(b, '\n');
    }
    if (e->cut != RECORD_NO_U64 && e->cut) {
        buf_printf(
            b,
            P_("%s packet was captured without its TCP flags: they are concluded from its length, its "
               "numbers and what went before. Capture 96 bytes of each packet or more.",
               "%s packets were captured without their TCP flags: these are concluded from their lengths, "
               "their numbers and what went before. Capture 96 bytes of each packet or more.",
               e->cut),
            fmt_count(e->cut, n));
        buf_putc(b, '\n');
    }
}

static void digest(struct alerts *x, const struct record_digest *d)
{
    struct buf *b = &x->out->buf;
    char from[FMT_MAX], to[FMT_MAX], n[FMT_MAX];
    buf_printf(b, _("\n%s to %s: scans from inside %s, "), fmt_minute(d->from, from), fmt_minute(d->to, to),
               fmt_count(d->inside != RECORD_NO_U64 ? d->inside : 0, n));
    buf_printf(b, _("from outside %s"), fmt_count(x->outside.scans, n));
    if (x->came_in)
        buf_printf(b, P_("; %s break-in, told already", "; %s break-ins, told already", x->came_in),
                   fmt_count(x->came_in, n));
    digest_summary(&x->outside, b);
    buf_putc(b, '\n');
    digest_lines(&x->outside, b);
    tell_spoken_for(x);
    x->digests++;
    x->accounted = d->to;
    x->quiet = x->came_in = 0;
    pending_fini(&x->pending);
    forget_given(x);
}

/* How much was looked at, and what of it nobody could make use of. */
static void amounts(struct buf *b, const struct record_end *e)
{
    char n[FMT_MAX];
    uint64_t flows = e->flows != RECORD_NO_U64 ? e->flows : 0;
    if (e->packets != RECORD_NO_U64) {
        buf_printf(b, P_("Seen: %s packet or line", "Seen: %s packets or lines", e->packets),
                   fmt_count(e->packets, n));
        buf_printf(b, P_(", %s connection", ", %s connections", flows), fmt_count(flows, n));
    }
    if (e->undecoded != RECORD_NO_U64 && e->undecoded)
        buf_printf(b, _("; %s could not be read"), fmt_count(e->undecoded, n));
    if (e->evicted != RECORD_NO_U64 && e->evicted)
        buf_printf(b,
                   P_("; %s source was forgotten for want of memory",
                      "; %s sources were forgotten for want of memory", e->evicted),
                   fmt_count(e->evicted, n));
    if (e->tunnel_claims != RECORD_NO_U64 && e->tunnel_claims)
        buf_printf(b,
                   P_("; %s packet in a tunnel from outside claimed to be from home: not believed",
                      "; %s packets in tunnels from outside claimed to be from home: not believed",
                      e->tunnel_claims),
                   fmt_count(e->tunnel_claims, n));
    buf_putc(b, '\n');
}

static void end(struct alerts *x, const struct record_end *e)
{
    struct buf *b = &x->out->buf;
    char n[FMT_MAX];
    bool unread = !e->complete && !e->packets; /* then nobody knows */
    bool none = !x->outside.alerts && !x->inside && !x->digests && !x->seen && !unread;
    if (pending_count(&x->pending)) {
        buf_printf(b, "\n%s\n",
                   _("Scans from outside go on; the account of the day will tell more of them:"));
        pending_lines(&x->pending, b);
    }
    outside(x);
    if (none)
        buf_printf(b, "\n%s\n",
                   _(x->quiet       ? N_("Nothing that needs a look.")
                     : x->remembers ? N_("No new scan.")
                                    : N_("Nobody tried the handles.")));
    if (x->quiet)
        buf_printf(b,
                   P_("%s thing more is not worth a line; --json has it.\n",
                      "%s things more are not worth a line; --json has them.\n", x->quiet),
                   fmt_count(x->quiet, n));
    tell_spoken_for(x);
    buf_putc(b, '\n');
    amounts(b, e);
    losses(b, e);
    if (!e->complete)
        ending_incomplete(b, e->why, x->colour);
}

static void run(struct alerts *x, const struct record_run *r)
{
    struct buf *b = &x->out->buf;
    buf_puts(b, "tojimari ");
    text_put(b, r->version ? r->version : "");
    buf_puts(b, " · ");
    text_put(b, r->verb ? r->verb : "");
    for (size_t i = 0; i < r->args.count; i++) {
        buf_putc(b, ' ');
        text_put(b, r->args.item[i]);
    }
    buf_putc(b, '\n');
}

#define COMMAND "  tojimari watch --explain " /* to be copied: in one piece */

/* What was put behind `from`, in lines that fit; where one goes on it stands two further in. */
static void fit(struct alerts *x, size_t from)
{
    struct buf *b = &x->out->buf;
    char *text = x->columns && !b->over ? strdup(buf_text(b) + from) : NULL, *save = text;
    if (!text)
        return;
    b->len = from;
    for (char *line; (line = strsep(&save, "\n")) != NULL && (save || *line);) {
        unsigned indent = (unsigned)strspn(line, " ");
        if (!line[indent] || strncmp(line, COMMAND, sizeof COMMAND - 1) == 0)
            buf_printf(b, "%s\n", line);
        else
            wrap_hanging(b, line + indent, indent, indent + 2, x->columns);
    }
    free(text);
}

static int put(struct sink *s, const struct record *r)
{
    struct alerts *x = (struct alerts *)s;
    size_t from = x->out->buf.len;
    switch (r->type) {
    case RECORD_RUN: run(x, &r->run); break;
    case RECORD_ALERT: alert(x, r); break;
    case RECORD_DIGEST: digest(x, &r->digest); break;
    case RECORD_END: end(x, &r->end); break;
    default: break;
    }
    fit(x, from);
    return out_put(x->out);
}

static int flush(struct sink *s)
{
    return out_flush(((struct alerts *)s)->out);
}

static int close_sink(struct sink *s)
{
    struct alerts *x = (struct alerts *)s;
    digest_fini(&x->outside);
    pending_fini(&x->pending);
    forget_given(x);
    for (unsigned i = 0; i < SPOKEN_FOR; i++)
        free(x->spoken_for[i]);
    int e = out_close(x->out);
    free(x);
    return e;
}

struct sink *alerts_new(struct out *o, const struct report_conf *conf)
{
    struct alerts *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->sink = (struct sink){.put = put, .flush = flush, .close = close_sink};
    x->out = o;
    x->colour = conf->colour;
    x->columns = conf->columns;
    x->remembers = conf->remembers;
    x->state = conf->state;
    x->lines = conf->lines;
    return &x->sink;
}
