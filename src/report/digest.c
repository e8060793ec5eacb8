#include "report/digest.h"

#include "report/esc.h"
#include "report/fmt.h"
#include "report/i18n.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    EACH = 2,     /* lines of a sort, before any other gets more */
    SEEKS = 16,   /* ports: who asks at more seeks none of them in particular */
    SOUGHT = 3,   /* are said */
    COMMON = 2,   /* scans: at what one asked nobody seeks most */
    NAME_MAX = 24 /* bytes of a tool's name */
};

static enum digest_sort kind_sort(const char *kind)
{
    static const char *const kinds[] = {
        [DIGEST_VISIT] = "visit",
        [DIGEST_PLAN] = "distributed",
        [DIGEST_SURGE] = "surge",
    };
    for (enum digest_sort s = 0; kind && s < DIGEST_SCAN; s++)
        if (strcmp(kinds[s], kind) == 0)
            return s;
    return DIGEST_SCAN;
}

/* In the account of a day: it was told in that of one before. */
static bool is_old(const struct record_alert *a)
{
    nsec_wall since = a->raised ? a->raised : a->first;
    return a->daily && since && since / NSEC_DAY < a->last / NSEC_DAY;
}

enum digest_sort digest_sort(const struct record_alert *a)
{
    return is_old(a) ? DIGEST_OLD : kind_sort(a->kind);
}

/* Among what goes on, plans first: one of many weighs more than the worst of one. Of those that are as grave the
 * largest. */
static double weight(const struct record_alert *a)
{
    double size = a->targets == RECORD_NO_U64 ? 0 : log2(1.0 + (double)a->targets) / 64;
    return a->score + size + (is_old(a) && kind_sort(a->kind) == DIGEST_PLAN ? 100 : 0);
}

static bool is(const struct record_alert *a, const char *technique)
{
    return a->technique && strcmp(a->technique, technique) == 0;
}

/* Of TCP and UDP; what else has numbers is too rare to be sought most. */
static void count_ports(struct digest *d, const struct record_alert *a)
{
    unsigned udp = is(a, "udp") ? 65536 : 0;
    if (is(a, "sctp") || is(a, "ip-protocol") || !a->port_list || a->ports == RECORD_NO_U64 ||
        a->ports > SEEKS)
        return;
    if (!d->sought)
        d->sought = calloc(DIGEST_PORTS, sizeof *d->sought);
    for (const char *p = a->port_list; d->sought && *p >= '0' && *p <= '9';) {
        char *end;
        unsigned long from = strtoul(p, &end, 10), to = *end == '-' ? strtoul(end + 1, &end, 10) : from;
        for (; from <= to && to <= 65535; from++)
            d->sought[udp + from]++;
        p = end + (*end == ',');
    }
}

static void count_tool(struct digest *d, const char *tool)
{
    for (unsigned i = 0; tool && i < DIGEST_TOOLS; i++) {
        if (!d->tool[i].scans)
            snprintf(d->tool[i].name, sizeof d->tool[i].name, "%s", tool);
        if (strncmp(d->tool[i].name, tool, sizeof d->tool[i].name - 1) != 0)
            continue;
        d->tool[i].scans++;
        return;
    }
}

bool digest_note(struct digest *d, const struct record_alert *a)
{
    enum digest_sort s = digest_sort(a);
    d->alerts++;
    if (s >= DIGEST_SCAN || s == DIGEST_PLAN) {
        d->scans++;
        d->begun += s != DIGEST_OLD;
        count_ports(d, a);
        count_tool(d, a->tool);
    }
    return d->lines[s] < DIGEST_LINES || d->line[s][DIGEST_LINES - 1].score < weight(a);
}

void digest_keep(struct digest *d, const struct record_alert *a, char *text)
{
    enum digest_sort s = digest_sort(a);
    struct digest_line *line = d->line[s];
    unsigned at = d->lines[s];
    while (at > 0 && line[at - 1].score < weight(a))
        at--;
    if (at == DIGEST_LINES || !text) {
        free(text);
        return;
    }
    if (d->lines[s] == DIGEST_LINES)
        free(line[--d->lines[s]].text);
    memmove(&line[at + 1], &line[at], (d->lines[s] - at) * sizeof *line);
    line[at] = (struct digest_line){.score = weight(a), .text = text};
    d->lines[s]++;
}

static void most_sought(const struct digest *d, struct buf *b)
{
    unsigned top[SOUGHT], n = 0;
    char count[FMT_MAX];
    for (unsigned port = 0; d->sought && port < DIGEST_PORTS; port++) {
        unsigned at = n;
        if (d->sought[port] < COMMON)
            continue;
        while (at > 0 && d->sought[top[at - 1]] < d->sought[port])
            at--;
        if (at == SOUGHT)
            continue;
        n += n < SOUGHT;
        memmove(&top[at + 1], &top[at], (n - at - 1) * sizeof *top);
        top[at] = port;
    }
    for (unsigned i = 0; i < n; i++) {
        buf_puts(b, i ? _(", ") : _("; most at "));
        buf_printf(b, "%u/%s (%s)", top[i] & 65535, top[i] >> 16 ? "udp" : "tcp",
                   fmt_count(d->sought[top[i]], count));
    }
}

void digest_summary(const struct digest *d, struct buf *b)
{
    bool said[DIGEST_TOOLS] = {false};
    char count[FMT_MAX];
    if (d->begun < d->scans)
        buf_printf(b, _(", %s of them new"), fmt_count(d->begun, count));
    most_sought(d, b);
    for (unsigned i = 0; i < SOUGHT; i++) {
        unsigned best = 0;
        for (unsigned k = 1; k < DIGEST_TOOLS; k++)
            if (said[best] || (!said[k] && d->tool[k].scans > d->tool[best].scans))
                best = k;
        if (said[best] || !d->tool[best].scans)
            break;
        said[best] = true;
        buf_puts(b, i ? _(", ") : _("; "));
        esc_term(b, d->tool[best].name, NAME_MAX);
        buf_printf(b, " %s", fmt_count(d->tool[best].scans, count));
    }
}

/* How many lines each sort gets: a few of each first, what is left in the order of reading. */
static void share(const struct digest *d, unsigned ret_of[DIGEST_SORTS])
{
    unsigned left = DIGEST_LINES;
    for (unsigned most = EACH; most <= DIGEST_LINES; most += DIGEST_LINES - EACH)
        for (unsigned s = 0; s < DIGEST_SORTS; s++) {
            unsigned before = most == EACH ? 0 : ret_of[s], limit = s == DIGEST_OLD ? EACH : most,
                     want = (d->lines[s] < limit ? d->lines[s] : limit) - before;
            ret_of[s] = before + (want < left ? want : left);
            left -= ret_of[s] - before;
        }
}

unsigned digest_read(const struct digest *d, const char *ret[DIGEST_LINES])
{
    unsigned of[DIGEST_SORTS], n = 0;
    share(d, of);
    for (unsigned s = 0; s < DIGEST_SORTS; s++)
        for (unsigned i = 0; i < of[s]; i++)
            ret[n++] = d->line[s][i].text;
    return n;
}

void digest_lines(struct digest *d, struct buf *b)
{
    const char *line[DIGEST_LINES];
    unsigned shown = digest_read(d, line);
    char n[FMT_MAX];
    for (unsigned i = 0; i < shown; i++)
        buf_printf(b, "%s\n", line[i]);
    if (d->alerts > shown)
        buf_printf(b, _("  and %s more, which --json has one by one\n"), fmt_count(d->alerts - shown, n));
    digest_fini(d);
}

void digest_fini(struct digest *d)
{
    for (unsigned s = 0; s < DIGEST_SORTS; s++)
        for (unsigned i = 0; i < d->lines[s]; i++)
            free(d->line[s][i].text);
    free(d->sought);
    *d = (struct digest){0};
}
