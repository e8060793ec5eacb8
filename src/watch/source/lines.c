#include "watch/source/lines.h"

#include "base/hash.h"
#include "watch/bytes/follow.h"
#include "watch/source/conns.h"
#include "watch/source/flowpair.h"
#include "watch/source/meter.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct line_form *const forms[] = {
    &lines_windows,  &lines_zeek,   &lines_eve,       &lines_journal, &lines_pretty, &lines_export,
    &lines_paloalto, &lines_vpc,    &lines_zeek_json, &lines_argus,   &lines_nfdump, &lines_web,
    &lines_azure,    &lines_events, &lines_records,   &lines_vsftpd,  &lines_syslog, &lines_appliance};

#define FORMS (sizeof forms / sizeof *forms)

/* --- the source */

enum { AT_ONCE = 1 << 20 }; /* bytes of one read(): others wait, and so do signals */

/* Where no connection that began before is held. */
struct mark {
    char place[FOLLOW_PLACE]; /* "": none */
    uint64_t passed, begun;   /* bytes and connections until there */
};

struct lines {
    struct source s;
    struct stream *st;
    const struct line_form *form;
    struct line_state state;
    struct meters meters;
    nsec_wall (*clock)(void); /* NULL: none */
    bool followed;
    nsec_wall
        reference; /* of a file that is whole: what decides the year of its lines; 0: when it is written */
    uint64_t told; /* lines that say themselves that others were left out */
    size_t over;   /* bytes of a piece that is too long, still to be passed over */
    bool skipping; /* in the middle of a line that is too long */
    struct mark early, late; /* all that are held began after the first; the second takes its turn */
    uint64_t passed, again; /* bytes; those that were told before a restart, read for the connections alone */
};

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

/* What is left of a piece that is too long: of a line up to its end, else as many bytes as it said. Like
 * next_line(). */
static int pass_over(struct lines *l, size_t *ret_used)
{
    const uint8_t *p;
    ssize_t have = stream_peek(l->st, 1, &p);
    if (have <= 0)
        return (int)have;
    const uint8_t *end = l->skipping ? memchr(p, '\n', (size_t)have) : NULL;
    size_t rest = end ? (size_t)(end - p) + 1 : l->skipping ? (size_t)have : l->over;
    *ret_used = rest < (size_t)have ? rest : (size_t)have;
    l->over -= l->skipping ? 0 : *ret_used;
    l->skipping = l->skipping && !end;
    return 1;
}

/* The next piece of a form that cuts them itself; of one that is too long, ret->p = NULL. Like
 * next_line(). */
static int next_piece(struct lines *l, struct word *ret, size_t *ret_used)
{
    const uint8_t *p;
    if (l->over || l->skipping)
        return pass_over(l, ret_used);
    ssize_t have = stream_peek(l->st, LINES_LONGEST, &p);
    if (have <= 0)
        return (int)have;
    size_t most = (size_t)have < LINES_LONGEST ? (size_t)have : LINES_LONGEST;
    size_t n = l->form->cut((const char *)p, most);
    bool whole = n && n <= most;
    if (!whole && most < LINES_LONGEST && !stream_ended(l->st))
        return -EAGAIN;
    *ret = (struct word){whole ? (const char *)p : NULL, whole ? n : 0};
    *ret_used = whole ? n : most;
    l->over = whole || !n ? 0 : n - most;
    l->skipping = !n; /* what is left of a line is no piece */
    l->s.stats.packets++;
    l->s.stats.undecoded += !whole;
    return 1;
}

static void pass(struct line_state *state, nsec_wall at)
{
    if (!state->most || at <= state->most)
        state->now = nsec_max(state->now, at);
}

static bool take_line(struct lines *l, struct word line, struct sight *ret)
{
    struct source_stats *stats = &l->s.stats;
    if (!line.n || (!l->form->cut && memchr(line.p, 0, line.n))) {
        stats->undecoded += line.n > 0;
        return false;
    }
    *ret = (struct sight){.vlan = SIGHT_NO_VLAN};
    l->state.prefix.n = l->state.host.n = 0;
    l->state.limited = false;
    /* any zone, any year that is not told */
    l->state.most = l->followed && l->clock ? nsec_max(l->clock(), l->state.now) + NSEC_DAY : 0;
    enum line_result r = l->form->read(&l->state, line, ret);
    l->told += l->state.limited;
    switch (r) {
    case LINE_SIGHT: break;
    case LINE_PART: stats->packets -= l->form->cut != NULL; return false;
    case LINE_HELD: pass(&l->state, ret->at); return false;
    case LINE_SKIPPED: stats->skipped++; return false;
    default: stats->undecoded++; return false;
    }
    stats->sights++;
    pass(&l->state, ret->at);
    if (l->state.prefix.n)
        meters_note(&l->meters, l->state.prefix, ret);
    return true;
}

enum line_result lines_pair(struct line_state *state, const struct netflow_record *r, struct sight *ret)
{
    if (!state->pairs && !state->unheld)
        state->pairs = flowpair_new(hash_key_random());
    state->unheld = !state->pairs;
    if (state->unheld || r->src.len != r->dst.len)
        return LINE_BAD;
    ret->at = state->most && r->last > state->most ? state->now : r->last;
    flowpair_add(state->pairs, r, ret->at);
    return LINE_HELD;
}

/* Connections that began some time ago; all when nothing more will come. */
static unsigned take_due(struct lines *l, nsec_wall now, struct sight out[], unsigned cap)
{
    unsigned n = 0;
    while (l->state.conns && n < cap && conns_due(l->state.conns, now, &out[n]))
        n++;
    while (l->state.pairs && n < cap &&
           flowpair_next(l->state.pairs, now == INT64_MAX ? NSEC_NEVER : now, &out[n]))
        n++;
    l->s.stats.sights += n;
    return n;
}

static int lines_rest(struct source *s, struct sight out[], unsigned cap)
{
    return (int)take_due((struct lines *)s, INT64_MAX, out, cap);
}

/* Two marks are enough for a place that no held connection is before, and seldom far behind. */
static void move_marks(struct lines *l)
{
    struct conns *c = l->state.conns;
    struct mark here = {.passed = l->passed, .begun = c ? conns_begun(c) : 0};
    if (l->early.place[0] && c && conns_before(c) < l->late.begun)
        return;
    if (!follow_place(l->st, here.place))
        here.place[0] = 0;
    l->early = l->late.place[0] ? l->late : here;
    l->late = here;
}

static bool has_form(struct lines *l);

/* When it was last written; 0: not known. What unpacks an archive gives its files any date: 1 s after 1970 began, in whose
 * year no line can be, or a year of five digits. */
static nsec_wall mtime_of(const struct stream *st)
{
    static const int64_t year = 366 * NSEC_DAY / NSEC_SEC;
    int64_t seconds = stream_mtime(st);
    return seconds >= year && seconds <= INT64_MAX / NSEC_SEC - year ? seconds * NSEC_SEC : 0;
}

/* A log that is followed for years goes through several, and from file to file. */
static nsec_wall written(const struct lines *l)
{
    if (l->reference)
        return l->reference;
    nsec_wall at = mtime_of(l->st);
    return at > 0 || !l->clock ? at : l->clock();
}

static int read_on(struct lines *l, struct sight out[], unsigned cap, bool *ended)
{
    struct source *s = &l->s;
    unsigned n = take_due(l, l->state.now, out, cap);
    size_t passed = 0;
    bool again = l->again > 0;
    s->more = false;
    move_marks(l);
    while (n < cap && !s->more && has_form(l)) {
        struct word line = {NULL, 0};
        size_t used = 0;
        int e = l->form->cut ? next_piece(l, &line, &used) : next_line(l, &line, &used);
        if (e == -EAGAIN)
            break;
        l->state.reference = written(l);
        if (e <= 0) {
            s->stats.last_error = -e;
            meters_end(&l->meters);
            n += take_due(l, INT64_MAX, out + n, cap - n);
            *ended = n < cap;
            break;
        }
        n += take_line(l, line, &out[n]);
        if (l->state.pairs) /* before the next is held */
            n += take_due(l, l->state.now, out + n, cap - n);
        stream_skip(l->st, used);
        l->again -= used < l->again ? used : l->again;
        l->passed += used;
        passed += used;
        s->more = passed >= AT_ONCE || (again && !l->again);
    }
    s->stats.limited = l->meters.limited + l->told;
    return (int)n;
}

static int lines_read(struct source *s, struct sight out[], unsigned cap, bool *ended)
{
    struct lines *l = (struct lines *)s;
    if (!l->again)
        return read_on(l, out, cap, ended);
    struct source_stats stats = s->stats; /* what was told is not told again, nor counted */
    int n = read_on(l, out, cap, ended);
    stats.last_error = s->stats.last_error;
    stats.format = s->stats.format;
    s->stats = stats;
    s->more |= n == (int)cap;
    return n < 0 ? n : 0;
}

static void lines_free(struct source *s)
{
    struct lines *l = (struct lines *)s;
    stream_free(l->st);
    conns_free(l->state.conns);
    flowpair_free(l->state.pairs);
    free(l);
}

/* "PLACE", or from before the connections that are held, and how much was told since: "PLACE+BYTES". */
static bool lines_place(const struct source *s, char ret[SOURCE_PLACE])
{
    const struct lines *l = (const struct lines *)s;
    struct conns *c = l->state.conns;
    uint64_t before = c ? conns_before(c) : 0, told = l->again;
    bool held = c && before < conns_begun(c) && l->early.place[0] && l->early.begun <= before;
    if (!held && !follow_place(l->st, ret))
        return false;
    if (held) {
        memcpy(ret, l->early.place, FOLLOW_PLACE);
        told += l->passed - l->early.passed;
    }
    size_t n = strlen(ret);
    if (told)
        (void)snprintf(ret + n, SOURCE_PLACE - n, "+%" PRIu64, told);
    return true;
}

/* What the heading says of the columns is needed in the middle, too. */
static void read_heading(struct lines *l)
{
    const uint8_t *head;
    struct word line;
    ssize_t n = stream_peek(l->st, RECOGNISE_HEAD, &head);
    struct word all = {(const char *)head, n > 0 ? (size_t)n : 0};
    while (word_next(&all, "\n", &line) && line.n) {
        struct sight none = {.vlan = SIGHT_NO_VLAN};
        line.n -= line.p[line.n - 1] == '\r';
        if (!line.n || l->form->read(&l->state, line, &none) != LINE_SKIPPED)
            break;
    }
}

static bool lines_resume(struct source *s, const char *place)
{
    struct lines *l = (struct lines *)s;
    if (l->form && l->form->columns)
        read_heading(l);
    char at[FOLLOW_PLACE];
    const char *plus = strchr(place, '+');
    size_t n = plus ? (size_t)(plus - place) : strlen(place);
    struct word again = {plus ? plus + 1 : "0", plus ? strlen(plus + 1) : 1};
    uint64_t bytes;
    if (n >= sizeof at || !word_number(again, INT64_MAX, &bytes))
        return false;
    memcpy(at, place, n);
    at[n] = 0;
    if (!follow_resume(l->st, at))
        return false;
    l->again = bytes;
    return true;
}

static const struct source_ops ops = {
    .read = lines_read, .free = lines_free, .rest = lines_rest, .place = lines_place, .resume = lines_resume};

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
        bool text = !memchr(line.p, 0, line.n); /* a crash leaves blocks of NULs in a log */
        for (size_t i = 0; i < FORMS; i++)
            if (line.n && (text || forms[i]->cut) && forms[i]->like(line)) {
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

/* Windows' editors put a mark of UTF-8 before the text. */
static size_t mark(const uint8_t *head, size_t n)
{
    return n >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

bool lines_like(const uint8_t *head, size_t n)
{
    size_t over = mark(head, n);
    return form_of((struct word){(const char *)head + over, n - over}) != NULL;
}

/* By its name, or by its first lines; NULL: none is known, or it is empty (*ret_empty). */
static const struct line_form *wanted(const char *name, struct stream *st, bool *ret_empty)
{
    const uint8_t *head;
    ssize_t n = stream_peek(st, RECOGNISE_HEAD, &head);
    if (n > 0) {
        stream_skip(st, mark(head, (size_t)n));
        n = stream_peek(st, RECOGNISE_HEAD, &head);
    }
    *ret_empty = n <= 0;
    for (size_t i = 0; name && i < FORMS; i++)
        if (strcmp(forms[i]->name, name) == 0)
            return forms[i];
    return n > 0 ? form_of((struct word){(const char *)head, (size_t)n}) : NULL;
}

/* A log that was empty when it was opened says what it is by its first lines; most are a system's. */
static bool has_form(struct lines *l)
{
    bool empty = false;
    if (!l->form) {
        l->form = wanted(NULL, l->st, &empty);
        if (!l->form && (!empty || stream_ended(l->st)))
            l->form = &lines_syslog;
        l->s.stats.format = l->form ? l->form->name : l->s.stats.format;
    }
    return l->form != NULL;
}

/* When the first line of `text` was written that says so, or the last; 0: none does. */
static nsec_wall time_in(const struct line_form *form, struct word text, nsec_wall reference, bool last)
{
    struct line_state *state = calloc(1, sizeof *state);
    nsec_wall found = 0;
    struct word line;
    while (state && (last || !found) && word_next(&text, "\n", &line)) {
        struct sight s = {.vlan = SIGHT_NO_VLAN};
        state->reference = reference;
        if (line.n && !memchr(line.p, 0, line.n) && form->read(state, line, &s) <= LINE_SKIPPED && s.at)
            found = s.at;
    }
    if (state) {
        conns_free(state->conns);
        flowpair_free(state->pairs);
    }
    free(state);
    return found;
}

/* A log may have been copied long after its last line was written. Its lines lie between the first and the last, less
 * than a year apart; where the first is some weeks later in the year than the last, logs were joined, the newer one
 * first. So the turn of the years is put halfway between its end and a year after its beginning. */
static void date(struct lines *l)
{
    enum { TAIL = 1 << 16 };
    static const nsec year = 365 * NSEC_DAY, joined = 40 * NSEC_DAY;
    nsec_wall written_at = mtime_of(l->st);
    char *tail = l->form && !l->form->cut && written_at > 0 ? malloc(TAIL) : NULL;
    const uint8_t *head;
    ssize_t n = tail ? stream_peek(l->st, RECOGNISE_HEAD, &head) : 0;
    struct word end = {tail, n > 0 ? stream_tail(l->st, (uint8_t *)tail, TAIL) : 0};
    nsec_wall last = end.n ? time_in(l->form, end, written_at, true) : 0;
    n = last ? stream_peek(l->st, RECOGNISE_HEAD, &head) : 0; /* where it is now */
    nsec_wall first =
        n > 0 ? time_in(l->form, (struct word){(const char *)head, (size_t)n}, written_at, false) : 0;
    free(tail);
    nsec apart = last - first, span = apart >= 0 ? apart : apart < -joined ? apart + year : 0;
    nsec_wall turn = last + (year - span) / 2;
    l->reference = first && last && span < year && turn < written_at ? turn : 0;
}

int lines_open(struct stream *st, const struct source_conf *conf, struct source **ret, struct diag *d)
{
    bool empty = false;
    const struct line_form *form = wanted(conf->format, st, &empty);
    bool fine = form || empty;
    struct lines *l = fine ? calloc(1, sizeof *l) : NULL;
    if (!l) {
        stream_free(st);
        return fine ? -ENOMEM : diag_set(d, N_("no known form of input"), NULL, NULL, NULL);
    }
    l->s = (struct source){.ops = &ops, .fd = -1, .stats = {.format = form ? form->name : "lines"}};
    l->st = st;
    l->form = form;
    l->clock = conf->now;
    l->followed = conf->follow;
    if (!conf->follow)
        date(l);
    *ret = &l->s;
    return 0;
}
