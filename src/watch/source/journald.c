/* journald's own forms, in which it says itself who spoke: entries in JSON, on one line or several, and its export format. What a
 * program said goes the way of syslog's lines (sayings.h), once it is known to be that program's. */
#include "watch/source/jsonwalk.h"
#include "watch/source/sayings.h"

/* journald's entries in JSON (journalctl -o json), one a line: systemd.journal-fields(7). */
static bool like_journal(struct word line)
{
    return line.n && line.p[0] == '{' && word_find(line, "_REALTIME_TIMESTAMP\"") &&
           word_find(line, "\"MESSAGE\"");
}

/* The first number of a person's account (login.defs(5), UID_MIN): theirs are no servers and no kernel. */
#define USERS 1000

/* What anybody may say of himself (SYSLOG_IDENTIFIER), against what journald knows of him; n = 0: not
 * told. */
static bool may_speak(struct word who, struct word transport, struct word uid)
{
    uint64_t v;
    if (word_is(who, "kernel") && transport.n && !word_is(transport, "kernel"))
        return false;
    return !word_number(uid, UINT32_MAX, &v) || v < USERS;
}

enum field { FIELD_WHO, FIELD_WHAT, FIELD_AT, FIELD_WRITTEN, FIELD_TRANSPORT, FIELD_UID, FIELD_HOST, FIELDS };

struct fields {
    struct word of[FIELDS];
    unsigned times[FIELDS];
};

static const struct word_name fields[] = {WORD_NAME("SYSLOG_IDENTIFIER", FIELD_WHO),
                                          WORD_NAME("MESSAGE", FIELD_WHAT),
                                          WORD_NAME("_SOURCE_REALTIME_TIMESTAMP", FIELD_AT),
                                          WORD_NAME("__REALTIME_TIMESTAMP", FIELD_WRITTEN),
                                          WORD_NAME("_TRANSPORT", FIELD_TRANSPORT),
                                          WORD_NAME("_UID", FIELD_UID),
                                          WORD_NAME("_HOSTNAME", FIELD_HOST)};

static void note(void *ctx, unsigned is, struct word value)
{
    struct fields *f = ctx;
    f->of[is] = value;
    f->times[is]++;
}

static bool take_stamp(struct word value, nsec_wall *ret)
{
    uint64_t v;
    if (!word_number(value, INT64_MAX / 2 / NSEC_US, &v))
        return false;
    *ret = (nsec_wall)v * NSEC_US;
    return true;
}

static enum line_result read_journal(struct line_state *state, struct word line, struct sight *ret)
{
    struct fields f = {.times = {0}};
    const struct word_names *names = word_names_of(&state->names, fields, sizeof fields / sizeof *fields);
    if (!like_journal(line) || !jsonwalk(line, names, note, &f))
        return LINE_BAD;
    struct word who = f.of[FIELD_WHO], what = f.of[FIELD_WHAT];
    /* Bytes that are no UTF-8 are an array, as is what was said twice; long fields are null. */
    if (f.times[FIELD_WHO] != 1 || f.times[FIELD_WHAT] != 1 || f.times[FIELD_TRANSPORT] > 1 ||
        f.times[FIELD_UID] > 1)
        return LINE_SKIPPED;
    if (!take_stamp(f.of[FIELD_AT], &ret->at) && !take_stamp(f.of[FIELD_WRITTEN], &ret->at))
        return LINE_BAD;
    struct word text = {state->text, jsonwalk_text(what, state->text, sizeof state->text)};
    if (!text.n || memchr(who.p, '\\', who.n) || !may_speak(who, f.of[FIELD_TRANSPORT], f.of[FIELD_UID]))
        return LINE_SKIPPED;
    state->host = f.of[FIELD_HOST];
    return who.n ? saying_of(state, who, text, ret) : LINE_SKIPPED;
}

const struct line_form lines_journal = {.name = "journald", .like = like_journal, .read = read_journal};

/* --- the same, a field a line (journalctl -o json-pretty). In strings there are no line ends, so that a bracket at
 * the beginning of a line is the entry's. */

static bool like_pretty(struct word line)
{
    return line.n && *line.p == '\t' && word_find(line, "_REALTIME_TIMESTAMP\" : ");
}

static size_t cut_pretty(const char *p, size_t n)
{
    size_t at = 0;
    for (const char *end; (end = memchr(p + at, '\n', n - at)) != NULL;) {
        bool last = p[at] == '}';
        at = (size_t)(end + 1 - p);
        if (last)
            return at;
    }
    return 0;
}

static enum line_result read_pretty(struct line_state *state, struct word entry, struct sight *ret)
{
    return memchr(entry.p, 0, entry.n) ? LINE_BAD : read_journal(state, entry, ret);
}

const struct line_form lines_pretty = {
    .name = "journald-pretty", .like = like_pretty, .read = read_pretty, .heading = true, .cut = cut_pretty};

/* --- journald's export format (journalctl -o export): "NAME=value" lines, or the name alone, eight bytes of
 * length (little-endian) and as many of data, where a value has bytes that no line has; an empty line ends
 * the entry. */

#define EXPORT_NAME 64                    /* systemd.journal-fields(7) */
#define EXPORT_MOST ((uint64_t)768 << 20) /* journald's DATA_SIZE_MAX */

static bool like_export(struct word line)
{
    return word_begins(line, "__CURSOR=") || word_begins(line, "__REALTIME_TIMESTAMP=");
}

static size_t cut_export(const char *p, size_t n)
{
    const char *end = memchr(p, '\n', n);
    size_t line = end ? (size_t)(end - p) : n, at = line + 1;
    if (!end || line == 0 || line > EXPORT_NAME || memchr(p, '=', line))
        return end ? at : 0;
    if (n - at < 8)
        return 0;
    uint64_t len = 0;
    for (int i = 7; i >= 0; i--)
        len = len << 8 | (uint8_t)p[at + (size_t)i];
    return len > EXPORT_MOST ? at : at + 8 + (size_t)len + 1; /* no journal has such a field: it is none */
}

/* Takes the field apart, as it was cut. */
static struct word value_of(struct word field, struct word *ret_name)
{
    const char *end = memchr(field.p, '\n', field.n), *equals = memchr(field.p, '=', field.n);
    if (equals && (!end || equals < end)) {
        *ret_name = (struct word){field.p, (size_t)(equals - field.p)};
        return (struct word){equals + 1, (size_t)((end ? end : field.p + field.n) - equals - 1)};
    }
    size_t over = end ? (size_t)(end - field.p) + 9 : field.n;
    *ret_name = (struct word){field.p, end ? (size_t)(end - field.p) : field.n};
    return over < field.n ? (struct word){field.p + over, field.n - over - 1} : (struct word){field.p, 0};
}

/* Of a name that comes twice, the first counts: what programs add follows what journald knows; a name of
 * theirs may not begin with '_'. */
static void take_field(struct line_state *state, struct word name, struct word value)
{
    struct line_entry *e = &state->entry;
    if (word_is(name, "__REALTIME_TIMESTAMP") && !e->written)
        (void)take_stamp(value, &e->written);
    else if (word_is(name, "_SOURCE_REALTIME_TIMESTAMP") && !e->at)
        (void)take_stamp(value, &e->at);
    else if (word_is(name, "SYSLOG_IDENTIFIER") && !e->whos++ && value.n < sizeof e->who) {
        memcpy(e->who, value.p, value.n);
        e->who_n = value.n;
    } else if (word_is(name, "_HOSTNAME") && value.n <= sizeof e->host) {
        memcpy(e->host, value.p, value.n);
        e->host_n = value.n;
    } else if (word_is(name, "_TRANSPORT") && !word_is(value, "kernel")) {
        e->stranger = true;
    } else if (word_is(name, "_UID") && !may_speak(name, name, value)) {
        e->person = true;
    } else if (word_is(name, "MESSAGE") && !e->whats++ && value.n <= sizeof state->text) {
        memcpy(state->text, value.p, value.n);
        e->what_n = value.n;
    }
}

/* A line of several would be several; bytes that no text has are nobody's word. */
static bool is_text(struct word w)
{
    for (size_t i = 0; i < w.n; i++)
        if (!w.p[i] || w.p[i] == '\n')
            return false;
    return w.n > 0;
}

static enum line_result read_export(struct line_state *state, struct word field, struct sight *ret)
{
    struct word name, value;
    if (field.n && *field.p != '\n') {
        value = value_of(field, &name);
        take_field(state, name, value);
        return LINE_PART;
    }
    const struct line_entry e = state->entry;
    state->entry = (struct line_entry){.at = 0};
    if (!e.written && !e.at)
        return e.whos || e.whats ? LINE_BAD : LINE_PART;
    ret->at = e.at ? e.at : e.written;
    struct word who = {e.who, e.who_n}, text = {state->text, e.what_n};
    bool kernel = word_is(who, "kernel") && e.stranger;
    if (!is_text(who) || !is_text(text) || kernel || e.person)
        return LINE_SKIPPED;
    state->host = (struct word){e.host, e.host_n};
    enum line_result r = saying_of(state, who, text, ret);
    state->host.n = 0; /* `e` ends here */
    return r;
}

const struct line_form lines_export = {
    .name = "journald-export", .like = like_export, .read = read_export, .heading = true, .cut = cut_export};
