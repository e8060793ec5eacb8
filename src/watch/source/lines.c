#include "watch/source/lines.h"

#include "base/hash.h"

#include <errno.h>
#include <stdlib.h>

static const struct line_form *const forms[] = {&lines_windows, &lines_zeek,      &lines_eve,
                                                &lines_journal, &lines_zeek_json, &lines_argus,
                                                &lines_web,     &lines_syslog,    &lines_appliance};

#define FORMS (sizeof forms / sizeof *forms)

/* --- a log that is itself limited */

#define PREFIXES_MAX 16
#define PER_MINUTE   32 /* counts up to here are told apart */
#define MINUTES_MIN  30 /* busy minutes that must have been seen */

/* Lines a minute of one rule. "limit 3/min" cuts busy minutes at exactly 3: nature does not. */
struct meter {
    uint64_t key;
    int64_t minute, first;
    uint32_t now;
    uint32_t minutes[PER_MINUTE + 1]; /* how many minutes had so many lines; [PER_MINUTE]: more */
};

static void meter_close(struct meter *m)
{
    if (m->now)
        m->minutes[m->now < PER_MINUTE ? m->now : PER_MINUTE]++;
    m->now = 0;
}

/* The limit that shows: most minutes have exactly this many lines and hardly any has more; 0 = none. */
static unsigned meter_limit(const struct meter *m)
{
    uint64_t all = 0, above = 0;
    unsigned best = 0;
    for (unsigned i = 1; i <= PER_MINUTE; i++) {
        all += m->minutes[i];
        if (i < PER_MINUTE && m->minutes[i] > m->minutes[best])
            best = i;
    }
    for (unsigned i = best + 1; i <= PER_MINUTE; i++)
        above += m->minutes[i];
    /* One line in a minute is also what is left of a quiet log; a limit shows in most minutes. */
    if (best == 1 && all * 2 < (uint64_t)(m->minute - m->first))
        return 0;
    /* A bucket that fills up lets a burst through after a pause: those minutes are above. */
    return all >= MINUTES_MIN && best && m->minutes[best] * 2 >= all && above * 5 <= all ? best : 0;
}

/* --- the source */

struct lines {
    struct source s;
    struct stream *st;
    const struct line_form *form;
    struct line_state state;
    struct meter meter[PREFIXES_MAX];
    unsigned meters;
    bool skipping; /* in the middle of a line that is too long */
};

static void count_minute(struct lines *l, const struct sight *s)
{
    if (!l->state.prefix.n)
        return;
    static const struct hash_key plain = {{0}}; /* our own firewall wrote it */
    uint64_t key = siphash(&plain, l->state.prefix.p, l->state.prefix.n);
    int64_t minute = s->at / (60 * NSEC_SEC);
    unsigned i = 0;
    while (i < l->meters && l->meter[i].key != key)
        i++;
    if (i == PREFIXES_MAX)
        return;
    struct meter *m = &l->meter[i];
    if (i == l->meters) {
        l->meters++;
        m->key = key;
        m->first = minute;
    }
    if (m->minute != minute) {
        meter_close(m);
        m->minute = minute;
    }
    m->now++;
}

/* Lines of busy minutes of limited rules so far. */
static uint64_t limited(const struct lines *l)
{
    uint64_t n = 0;
    for (unsigned i = 0; i < l->meters; i++) {
        unsigned limit = meter_limit(&l->meter[i]);
        if (limit)
            n += (uint64_t)l->meter[i].minutes[limit] * limit;
    }
    return n;
}

/* The next line without its end. 1, 0 = none now, or negative errno. */
static int next_line(struct lines *l, struct word *ret, size_t *ret_used)
{
    const uint8_t *p;
    ssize_t have = stream_peek(l->st, LINES_LONGEST, &p);
    if (have <= 0)
        return (int)have;
    size_t most = (size_t)have < LINES_LONGEST ? (size_t)have : LINES_LONGEST;
    const uint8_t *end = memchr(p, '\n', most);
    if (!end && (size_t)have < LINES_LONGEST && !stream_ended(l->st))
        return -EAGAIN; /* half a line: the rest is still to be written */
    size_t n = end ? (size_t)(end - p) : most;
    *ret_used = end ? n + 1 : n;
    bool cut = !end && (size_t)have >= LINES_LONGEST;
    *ret = l->skipping || cut ? (struct word){NULL, 0} : (struct word){(const char *)p, n};
    l->s.stats.packets += !l->skipping;
    l->s.stats.undecoded += cut && !l->skipping;
    l->skipping = cut;
    if (ret->n && ret->p[ret->n - 1] == '\r')
        ret->n--;
    return 1;
}

static bool take_line(struct lines *l, struct word line, struct sight *ret)
{
    struct source_stats *stats = &l->s.stats;
    if (!line.n || memchr(line.p, 0, line.n)) {
        stats->undecoded += line.n > 0;
        return false;
    }
    *ret = (struct sight){.vlan = SIGHT_NO_VLAN};
    l->state.prefix.n = 0;
    switch (l->form->read(&l->state, line, ret)) {
    case LINE_SIGHT: break;
    case LINE_SKIPPED: stats->skipped++; return false;
    default: stats->undecoded++; return false;
    }
    stats->sights++;
    count_minute(l, ret);
    return true;
}

static int lines_read(struct source *s, struct sight out[], unsigned cap, bool *ended)
{
    struct lines *l = (struct lines *)s;
    unsigned n = 0;
    while (n < cap) {
        struct word line = {NULL, 0};
        size_t used = 0;
        int e = next_line(l, &line, &used);
        if (e == -EAGAIN)
            break;
        if (e <= 0) {
            s->stats.last_error = -e;
            *ended = true;
            for (unsigned i = 0; i < l->meters; i++)
                meter_close(&l->meter[i]);
            break;
        }
        n += take_line(l, line, &out[n]);
        stream_skip(l->st, used);
    }
    s->stats.limited = limited(l);
    return (int)n;
}

static void lines_free(struct source *s)
{
    struct lines *l = (struct lines *)s;
    stream_free(l->st);
    free(l);
}

static bool lines_place(const struct source *s, char ret[SOURCE_PLACE])
{
    return stream_place(((const struct lines *)s)->st, ret);
}

/* What the heading says of the columns is needed in the middle, too. */
static bool lines_resume(struct source *s, const char *place)
{
    struct lines *l = (struct lines *)s;
    const uint8_t *head;
    struct word line, all = {NULL, 0};
    struct sight none;
    ssize_t n = stream_peek(l->st, RECOGNISE_HEAD, &head);
    if (n > 0)
        all = (struct word){(const char *)head, (size_t)n};
    while (l->form->heading && word_next(&all, "\n", &line) && line.n && *line.p == '#')
        (void)l->form->read(&l->state, line, &none);
    return stream_resume(l->st, place);
}

static const struct source_ops ops = {
    .read = lines_read, .free = lines_free, .place = lines_place, .resume = lines_resume};

/* --- which form */

bool lines_has_form(const char *name)
{
    for (size_t i = 0; i < FORMS; i++)
        if (strcmp(forms[i]->name, name) == 0)
            return true;
    return false;
}

/* The form of which most of the first lines are. */
static const struct line_form *form_of(struct word head)
{
    unsigned votes[FORMS] = {0}, best = 0;
    struct word line;
    for (unsigned lines = 0; lines < 50 && word_next(&head, "\n", &line); lines++) {
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        for (size_t i = 0; i < FORMS; i++)
            if (line.n && forms[i]->like(line)) {
                if (forms[i]->heading)
                    return forms[i];
                votes[i]++;
                break;
            }
    }
    for (unsigned i = 1; i < FORMS; i++)
        if (votes[i] > votes[best])
            best = i;
    return votes[best] ? forms[best] : NULL;
}

bool lines_like(const uint8_t *head, size_t n)
{
    return !memchr(head, 0, n) && form_of((struct word){(const char *)head, n});
}

static const struct line_form *wanted(const struct source_conf *conf, struct stream *st)
{
    const uint8_t *head;
    ssize_t n = stream_peek(st, RECOGNISE_HEAD, &head);
    for (size_t i = 0; conf->format && i < FORMS; i++)
        if (strcmp(forms[i]->name, conf->format) == 0)
            return forms[i];
    return n > 0 ? form_of((struct word){(const char *)head, (size_t)n}) : NULL;
}

int lines_open(struct stream *st, const struct source_conf *conf, struct source **ret, struct diag *d)
{
    const struct line_form *form = wanted(conf, st);
    struct lines *l = form ? calloc(1, sizeof *l) : NULL;
    if (!l) {
        stream_free(st);
        return form ? -ENOMEM : diag_set(d, N_("no known form of input"), NULL, NULL, NULL);
    }
    nsec_wall written = stream_mtime(st) * NSEC_SEC;
    l->s = (struct source){.ops = &ops, .fd = -1, .stats = {.format = form->name}};
    l->st = st;
    l->form = form;
    l->state.reference = written > 0 ? written : conf->now;
    *ret = &l->s;
    return 0;
}
