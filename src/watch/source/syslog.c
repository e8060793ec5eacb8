/* Logs of syslog and of journald's short forms: a time, a host, a program, and what it says. Which firewall or server speaks shows in
 * the text; a file may hold all of them. */
#include "watch/source/lines.h"

#include "watch/source/jsonwalk.h"
#include "watch/source/sayings.h"

#include <ctype.h>
#include <stdio.h>

/* A line behind its time. The name is the machine's own word; the text may quote whatever a visitor sent. */
struct speech {
    struct word program; /* n = 0: none is named, as by many appliances */
    struct word text;
    struct word data; /* RFC 5424's structured data and the text; else the text */
    struct word
        body; /* where no program is named: from the first word on that has the form of what an appliance says; n = 0: none has */
    struct word
        words; /* and the same with what stands between the host's name and that: a rule's own words */
};

/* What is read of the line: the text; with the structured data; with the rule's words before it where no program is named, or always. */
enum part { PART_TEXT, PART_DATA, PART_WORDS, PART_PREFIXED };

static const struct {
    saying say;
    const char *programs; /* that speak so, with a blank behind each */
    bool unnamed;         /* and `body` of lines that name no program */
    enum part part;
} sayings[] = {{saying_netfilter, "kernel ulogd ", true, PART_WORDS},
               {saying_filterlog, "filterlog ", false, PART_TEXT},
               {saying_ipfw, "kernel ipfw ", false, PART_TEXT},
               {saying_pf, "pf pflogd tcpdump ", true, PART_TEXT},
               {saying_cisco, "", true, PART_TEXT},
               {saying_mikrotik, "input forward output ", true, PART_PREFIXED},
               {saying_cef, "", true, PART_TEXT},
               {saying_leef, "LEEF ", true, PART_TEXT},
               {saying_paloalto, "", true, PART_TEXT},
               {saying_checkpoint, "Checkpoint CheckPoint ", false, PART_DATA},
               {saying_juniper, "RT_FLOW PFE_FW_SYSLOG_IP PFE_FW_SYSLOG_IP6_GEN ", false, PART_DATA},
               {saying_watchguard, "firewall ", false, PART_TEXT},
               {saying_keyvalue, "ulogd ", true, PART_DATA},
               {saying_sshd, "sshd sshd-session sshd-auth ", false, PART_TEXT},
               {saying_vsftpd, "vsftpd ", false, PART_TEXT},
               {saying_proftpd, "proftpd ", false, PART_TEXT},
               {saying_pureftpd, "pure-ftpd ", false, PART_TEXT},
               {saying_limit, "kernel systemd-journald rsyslogd ", true, PART_TEXT}};

/* A tag of a firewall's maker, behind which names that its visitors chose may stand: Cisco's "%…", RouterOS' topics, CEF, LEEF, pf. */
static bool is_tagged(struct word body)
{
    size_t n = 0;
    while (n < body.n && !strchr(" :=,", body.p[n]))
        n++;
    return word_begins(body, "%") || word_begins(body, "CEF:") || word_begins(body, "LEEF:") ||
           word_begins(body, "rule ") || (n < body.n && body.p[n] == ',');
}

/* What saying i may read of it; n = 0: nothing. */
static struct word for_saying(size_t i, const struct speech *s)
{
    struct word known = {sayings[i].programs, strlen(sayings[i].programs)}, one;
    if (!s->program.n && (!sayings[i].unnamed || !s->body.n))
        return (struct word){NULL, 0};
    enum part part = sayings[i].part;
    if (!s->program.n && part == PART_WORDS && is_tagged(s->body))
        return (struct word){NULL, 0};
    if (!s->program.n)
        return part == PART_WORDS || part == PART_PREFIXED ? s->words : part == PART_DATA ? s->data : s->body;
    while (word_next(&known, " ", &one))
        if (one.n == s->program.n && memcmp(one.p, s->program.p, one.n) == 0)
            return part == PART_PREFIXED ? s->words : part == PART_DATA ? s->data : s->text;
    return (struct word){NULL, 0};
}

static struct word from(struct word line, const char *p)
{
    const char *end = line.p + line.n;
    while (p < end && *p == ' ')
        p++;
    return (struct word){p, (size_t)(end - p)};
}

/* What else ends in a colon before the text: a sequence number, a second clock, the host's address. */
static bool only_number(struct word word, size_t n)
{
    struct addr a;
    size_t digits = 0;
    while (digits < n && strchr("0123456789.*", word.p[digits]))
        digits++;
    return digits == n || word_addr(word, &a);
}

/* A rule's prefix, "DROP: IN=…", "FW-IN:IN=…"; not "12#12:", nginx' process. */
static bool is_prefix(struct word name, struct word text)
{
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] >= 'a' && name.p[i] <= 'z')
            return false;
    return word_begins(text, "IN=") && (!name.n || name.p[0] < '0' || name.p[0] > '9');
}

/* "UTC:" behind a clock. */
static void cut_zone(struct word *line)
{
    struct word rest = *line, zone;
    if (word_next(&rest, " ", &zone) && zone.n > 1 && zone.n < 6 && zone.p[zone.n - 1] == ':')
        *line = rest;
}

/* IOS puts its own clock behind the number, or its name behind that: "123: *Nov 22 03:54:00.123 UTC: ". True: it was there. */
static bool cut_clock(struct word *line)
{
    nsec_wall t;
    struct word rest = *line;
    if (rest.n && strchr("*.", *rest.p))
        rest = from(rest, rest.p + 1);
    if (!logtime_read(&rest, INT64_MAX / 2, &t))
        return false;
    cut_zone(&rest);
    *line = rest;
    return true;
}

/* The kernel's stamp, "[UFW BLOCK]", WatchGuard's second clock "(2026-11-22T03:54:00)"; not "sshd[77]", nor "(udev-worker)[77]". */
static bool in_brackets(struct word w)
{
    return !w.n || w.p[0] == '[' || (w.p[0] == '(' && w.p[w.n - 1] == ')') ||
           (w.p[w.n - 1] == ']' && !memchr(w.p, '[', w.n));
}

/* "host kernel: text", "host sshd[77]: text", BusyBox's "host auth.info sshd[77]: text". Where a field comes first ("IN=", "id=",
 * "firewall,info", "%ASA-", "CEF:"), or a rule's prefix in capitals ("DROP: IN="), no program is named. */
static struct speech speech_of(struct word line)
{
    struct speech s = {.data = line, .text = line};
    struct word rest = line, words = line, w;
    bool numbered = false;
    if (word_begins(line, "rule ") || word_begins(line, "LEEF:")) { /* neither has a host before it */
        s.body = s.words = line;
        return s;
    }
    for (int i = 0; i < 4 && word_next(&rest, " ", &w);) {
        size_t n = 0;
        if (in_brackets(w))
            continue;
        while (n < w.n && !strchr(":=,%[", w.p[n]))
            n++;
        if (i++ == 0 && n == w.n)
            words = from(rest, rest.p);
        if (n == w.n)
            continue;
        if (w.p[n] == ':' && only_number(w, n)) {
            (void)cut_clock(&rest);
            numbered = true;
            continue;
        }
        if (w.p[n] == ':' && numbered && cut_clock(&rest))
            continue;
        struct word name = {w.p, n};
        const char *close = w.p[n] == '[' ? memchr(w.p, ']', w.n) : NULL, *p = close ? close : w.p + n;
        p += close && close + 1 < w.p + w.n && close[1] == ':' ? 2 : 1;
        s.data = s.body = from(line, w.p);
        s.words = words;
        if ((w.p[n] != '[' && w.p[n] != ':') || n == 0 || word_begins(s.body, "CEF:") ||
            word_begins(s.body, "LEEF:") || is_prefix(name, from(line, p)))
            break;
        s.program = name;
        s.data = s.text = from(line, p);
        break;
    }
    return s;
}

/* RFC 5424 6: "host program process message-id structured-data text". */
static struct speech speech_5424(struct word line)
{
    struct speech s = {0};
    struct word skip;
    struct word kind = {NULL, 0};
    (void)(word_next(&line, " ", &skip) && word_next(&line, " ", &s.program) &&
           word_next(&line, " ", &skip) && word_next(&line, " ", &kind));
    s.data = word_begins(kind, "RT_FLOW_") ? from(line, kind.p) : line; /* it says what was done */
    bool quoted = false;
    size_t i = 0;
    for (; i < line.n && (quoted || line.p[i] != ' ' || line.p[0] == '['); i++) {
        quoted ^= line.p[i] == '"';
        i += line.p[i] == '\\' && i + 1 < line.n;
        if (!quoted && line.p[i] == ']' && (i + 1 == line.n || line.p[i + 1] == ' ')) {
            i++;
            break;
        }
    }
    s.text = s.body = s.words = from(line, line.p + i);
    if (word_begins(line, "- "))
        s.data = s.text;
    if (word_is(s.program, "-") || word_is(s.program, "CEF") ||
        word_is(s.program, "LEEF")) /* an appliance's: programs that quote visitors name themselves */
        s.program.n = 0;
    return s;
}

/* "<134>1 " (RFC 5424: true) or "<134>" (RFC 3164). */
static bool cut_priority(struct word *line)
{
    struct word rest = *line, number;
    uint64_t v;
    if (!rest.n || rest.p[0] != '<')
        return false;
    rest.p++;
    rest.n--;
    if (!word_next(&rest, ">", &number) || !word_number(number, 191, &v))
        return false;
    bool rfc5424 = rest.n > 1 && rest.p[0] == '1' && rest.p[1] == ' ';
    size_t over = rfc5424 ? 2 : rest.n && rest.p[0] == ':'; /* Cisco's EMBLEM */
    rest.p += over;
    rest.n -= over;
    *line = rest;
    return rfc5424;
}

/* dmesg(1), where all lines are the kernel's: "[Sun Nov 22 03:54:00 2026] ", "[12345.678901] " since the machine began. */
static bool cut_stamp(struct word *line, nsec_wall *ret)
{
    struct word rest = *line, stamp;
    if (!rest.n || *rest.p != '[')
        return false;
    rest = from(rest, rest.p + 1);
    if (!word_next(&rest, "]", &stamp) || !rest.n || *rest.p != ' ')
        return false;
    struct word date = stamp;
    bool fine = memchr(stamp.p, ' ', stamp.n)
                    ? logtime_read(&date, 0, ret) && !date.n
                    : memchr(stamp.p, '.', stamp.n) && logtime_read_seconds(stamp, ret);
    if (fine)
        *line = from(rest, rest.p);
    return fine;
}

/* grep writes the file's name before the line. */
static void cut_file(struct word *line, nsec_wall reference)
{
    nsec_wall t;
    const char *colon = memchr(line->p, ':', line->n < 200 ? line->n : 200);
    struct word probe = *line;
    if (!colon || logtime_read(&probe, reference, &t))
        return;
    probe = (struct word){colon + 1, (size_t)(line->p + line->n - colon - 1)};
    struct word rest = probe;
    if (logtime_read(&probe, reference, &t))
        *line = rest;
}

/* The time at the beginning, behind IOS' number of the line: "126: Nov 22 03:54:00.790 UTC: ". */
static bool cut_time(struct word *line, nsec_wall reference, nsec_wall *ret)
{
    struct word rest = *line, number;
    uint64_t v;
    if (logtime_read(line, reference, ret)) {
        rest = *line;
        cut_zone(&rest);
        if (rest.n && *rest.p == '%')
            *line = rest; /* Cisco's alone */
        return true;
    }
    if (!word_next(&rest, ":", &number) || !word_number(number, UINT32_MAX, &v))
        return false;
    rest = from(rest, rest.p);
    if (rest.n && strchr("*.", *rest.p))
        rest = from(rest, rest.p + 1);
    if (!logtime_read(&rest, reference, ret))
        return false;
    *line = rest;
    cut_zone(line);
    return true;
}

static bool like(struct word line)
{
    nsec_wall t;
    (void)cut_priority(&line);
    if (cut_stamp(&line, &t))
        return line.n > 0;
    cut_file(&line, 0);
    if (!cut_time(&line, INT64_MAX / 2, &t))
        return saying_known(line);
    return line.n > 0 && memchr(line.p, ' ', line.n);
}

/* `timed`: ret->at is known. */
static enum line_result say(struct line_state *state, const struct speech *speech, bool timed,
                            struct sight *ret)
{
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
        struct word text = for_saying(i, speech);
        if (!text.n)
            continue;
        enum line_result r = sayings[i].say(state, text, ret);
        if (r == LINE_SIGHT && !timed && !ret->at)
            return LINE_BAD; /* a sight without a time is none */
        if (r != LINE_SKIPPED)
            return r;
        nsec_wall at = ret->at;
        *ret = (struct sight){.vlan = SIGHT_NO_VLAN, .at = at};
    }
    return timed || ret->at ? LINE_SKIPPED : LINE_BAD;
}

static enum line_result read_as(struct line_state *state, struct word line, bool trusted, struct sight *ret)
{
    bool rfc5424 = cut_priority(&line);
    if (cut_stamp(&line, &ret->at))
        return say(state, &(struct speech){.program = {"kernel", 6}, .text = line, .data = line}, true, ret);
    cut_file(&line, state->reference);
    bool timed = cut_time(&line, state->reference, &ret->at);
    struct speech speech = rfc5424 && timed ? speech_5424(line) : speech_of(line);
    if (trusted && speech.program.n) {
        speech.program.n = 0;
        speech.body = speech.words = speech.text;
    }
    return say(state, &speech, timed, ret);
}

static enum line_result read_line(struct line_state *state, struct word line, struct sight *ret)
{
    return read_as(state, line, false, ret);
}

/* What a firewall alone wrote, as the user says: no name before its text is a program's that quotes visitors. */
static enum line_result read_appliance(struct line_state *state, struct word line, struct sight *ret)
{
    return read_as(state, line, true, ret);
}

static bool like_appliance(struct word line)
{
    (void)line;
    return false; /* only when it is asked for */
}

/* journald's entries in JSON (journalctl -o json), one a line: systemd.journal-fields(7). */
static bool like_journal(struct word line)
{
    return line.n && line.p[0] == '{' && word_find(line, "_REALTIME_TIMESTAMP\"") &&
           word_find(line, "\"MESSAGE\"");
}

#define USERS                                                                                                \
    1000 /* the first number of a person's account (login.defs(5)): theirs are no servers and no kernel */

/* What anybody may say of himself (SYSLOG_IDENTIFIER), against what journald knows of him; n = 0: not told. */
static bool may_speak(struct word who, struct word transport, struct word uid)
{
    uint64_t v;
    if (word_is(who, "kernel") && transport.n && !word_is(transport, "kernel"))
        return false;
    return !word_number(uid, UINT32_MAX, &v) || v < USERS;
}

enum field { FIELD_WHO, FIELD_WHAT, FIELD_AT, FIELD_WRITTEN, FIELD_TRANSPORT, FIELD_UID, FIELDS };

struct fields {
    struct word of[FIELDS];
    unsigned times[FIELDS];
};

static void note(void *ctx, struct word path, struct word value)
{
    static const char *const names[FIELDS] = {
        [FIELD_WHO] = "SYSLOG_IDENTIFIER",         [FIELD_WHAT] = "MESSAGE",
        [FIELD_AT] = "_SOURCE_REALTIME_TIMESTAMP", [FIELD_WRITTEN] = "__REALTIME_TIMESTAMP",
        [FIELD_TRANSPORT] = "_TRANSPORT",          [FIELD_UID] = "_UID"};
    struct fields *f = ctx;
    for (size_t i = 0; i < FIELDS; i++)
        if (word_is(path, names[i])) {
            f->of[i] = value;
            f->times[i]++;
        }
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
    if (!like_journal(line) || !jsonwalk(line, note, &f))
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
    return who.n ? say(state, &(struct speech){.program = who, .text = text, .data = text}, true, ret)
                 : LINE_SKIPPED;
}

const struct line_form lines_journal = {.name = "journald", .like = like_journal, .read = read_journal};

/* --- journald's export format (journalctl -o export): "NAME=value" lines, or the name alone, eight bytes of length (little-endian) and as many of data, where
 * a value has bytes that no line has; an empty line ends the entry. */

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

/* Of a name that comes twice, the first counts: what programs add follows what journald knows; a name of theirs may not begin with '_'. */
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
    return say(state, &(struct speech){.program = who, .text = text, .data = text}, true, ret);
}

const struct line_form lines_export = {
    .name = "journald-export", .like = like_export, .read = read_export, .heading = true, .cut = cut_export};

bool saying_known(struct word line)
{
    static const char *const anywhere[] = {"SRC=",    "%ASA-",   "%FTD-",     "%PIX-",   "%NGIPS-",
                                           " devid=", ",devid=", " logid=",   ",logid=", " log_id=",
                                           " fw=",    "LEEF:",   ",TRAFFIC,", ",THREAT,"};
    for (size_t i = 0; i < sizeof anywhere / sizeof *anywhere; i++)
        if (word_find(line, anywhere[i]))
            return true;
    return word_begins(line, "CEF:");
}

const struct line_form lines_syslog = {.name = "syslog", .like = like, .read = read_line};
const struct line_form lines_appliance = {
    .name = "appliance", .like = like_appliance, .read = read_appliance};
