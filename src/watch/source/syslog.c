/* Logs of syslog and of journald's short forms: a time, a host, a program, and what it says. Which firewall or server speaks shows in
 * the text; a file may hold all of them. */
#include "watch/source/lines.h"

#include "watch/source/sayings.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>

/* A line behind its time. The name is the machine's own word; the text may quote whatever a visitor sent. */
struct speech {
    struct word program; /* n = 0: none is named, as by many appliances */
    struct word data;    /* RFC 5424's structured data and the text; else the text */
    struct word text;
    bool fields; /* begins with name=value */
};

static const struct {
    saying say;
    const char *programs; /* that speak so, with a blank behind each */
    bool unnamed;         /* lines that name no program, too */
    const char *begins;   /* and any program whose text begins with it; NULL = none */
    bool data;            /* reads the structured data */
} sayings[] = {{saying_netfilter, "kernel ulogd ", true, NULL, false},
               {saying_filterlog, "filterlog ", false, NULL, false},
               {saying_cisco, "", true, "%", false},
               {saying_mikrotik, "", true, NULL, false},
               {saying_cef, "CEF ", true, "CEF:", false},
               {saying_keyvalue, "RT_FLOW ulogd ", true, "NetScreen ", true},
               {saying_sshd, "sshd sshd-session sshd-auth ", false, NULL, false},
               {saying_vsftpd, "vsftpd ", false, NULL, false},
               {saying_proftpd, "proftpd ", false, NULL, false},
               {saying_pureftpd, "pure-ftpd ", false, NULL, false}};

static bool may_say(size_t i, const struct speech *s)
{
    struct word known = {sayings[i].programs, strlen(sayings[i].programs)}, one;
    if (!s->program.n)
        return sayings[i].unnamed && (!sayings[i].data || s->fields);
    while (word_next(&known, " ", &one))
        if (one.n == s->program.n && memcmp(one.p, s->program.p, one.n) == 0)
            return true;
    return sayings[i].begins && word_begins(s->text, sayings[i].begins);
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

/* "DROP", "FW-IN"; not "12#12", nginx' process. */
static bool is_prefix(struct word w)
{
    for (size_t i = 0; i < w.n; i++)
        if (w.p[i] >= 'a' && w.p[i] <= 'z')
            return false;
    return !w.n || w.p[0] < '0' || w.p[0] > '9';
}

static bool is_name(struct word w)
{
    for (size_t i = 0; i < w.n; i++)
        if (!isalnum((unsigned char)w.p[i]) && w.p[i] != '_' && w.p[i] != '-')
            return false;
    return w.n > 0;
}

/* "host kernel: text", "host sshd[77]: text", BusyBox's "host auth.info sshd[77]: text". Where a field comes first ("IN=", "id=",
 * "firewall,info", "%ASA-"), or a rule's prefix in capitals ("DROP: "), no program is named. */
static struct speech speech_of(struct word line)
{
    struct speech s = {.data = line, .text = line};
    struct word rest = line, w;
    for (int i = 0; i < 4 && word_next(&rest, " ", &w); i++) {
        size_t n = 0;
        while (n < w.n && !strchr(":=,%[", w.p[n]))
            n++;
        if (n == w.n || (w.p[n] == '[' && n == 0) || (w.p[n] == ':' && only_number(w, n)))
            continue;
        struct word name = {w.p, n};
        s.fields = w.p[n] == '=' && is_name(name);
        if (w.p[n] != '[' && (w.p[n] != ':' || is_prefix(name)))
            break;
        const char *close = w.p[n] == '[' ? memchr(w.p, ']', w.n) : NULL, *p = close ? close : w.p + n;
        p += close && close + 1 < w.p + w.n && close[1] == ':' ? 2 : 1;
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
    (void)(word_next(&line, " ", &skip) && word_next(&line, " ", &s.program) &&
           word_next(&line, " ", &skip) && word_next(&line, " ", &skip));
    s.data = line;
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
    s.text = from(line, line.p + i);
    if (word_is(s.program, "-")) {
        s.program.n = 0;
        s.fields = true; /* an appliance's: programs that quote visitors name themselves */
    }
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
    if (rfc5424) {
        rest.p += 2;
        rest.n -= 2;
    }
    *line = rest;
    return rfc5424;
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

static bool like(struct word line)
{
    nsec_wall t;
    (void)cut_priority(&line);
    cut_file(&line, 0);
    if (!logtime_read(&line, INT64_MAX / 2, &t))
        return saying_known(line);
    return line.n > 0 && memchr(line.p, ' ', line.n);
}

/* `timed`: ret->at is known. */
static enum line_result say(struct line_state *state, const struct speech *speech, bool timed,
                            struct sight *ret)
{
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
        if (!may_say(i, speech))
            continue;
        enum line_result r = sayings[i].say(state, sayings[i].data ? speech->data : speech->text, ret);
        if (r == LINE_SIGHT && !timed && !ret->at)
            return LINE_BAD; /* a sight without a time is none */
        if (r != LINE_SKIPPED)
            return r;
        nsec_wall at = ret->at;
        *ret = (struct sight){.vlan = SIGHT_NO_VLAN, .at = at};
    }
    return timed ? LINE_SKIPPED : LINE_BAD;
}

static enum line_result read_line(struct line_state *state, struct word line, struct sight *ret)
{
    bool rfc5424 = cut_priority(&line);
    cut_file(&line, state->reference);
    bool timed = logtime_read(&line, state->reference, &ret->at);
    struct speech speech = rfc5424 && timed ? speech_5424(line) : speech_of(line);
    return say(state, &speech, timed, ret);
}

/* journald's entries in JSON (journalctl -o json), one a line: systemd.journal-fields(7). */
static bool like_journal(struct word line)
{
    return line.n && line.p[0] == '{' && word_find(line, "_REALTIME_TIMESTAMP\"") &&
           word_find(line, "\"MESSAGE\"");
}

static bool stamp(const json_t *entry, const char *key, nsec_wall *ret)
{
    const char *us = json_string_value(json_object_get(entry, key));
    uint64_t v;
    if (!us || !word_number((struct word){us, strlen(us)}, INT64_MAX / 2 / NSEC_US, &v))
        return false;
    *ret = (nsec_wall)v * NSEC_US;
    return true;
}

static enum line_result read_entry(struct line_state *state, const json_t *entry, struct sight *ret)
{
    const char *who = json_string_value(json_object_get(entry, "SYSLOG_IDENTIFIER"));
    const char *what = json_string_value(json_object_get(entry, "MESSAGE"));
    if (!who || !what) /* bytes that are no UTF-8 are an array, long fields are null */
        return LINE_SKIPPED;
    if (!stamp(entry, "_SOURCE_REALTIME_TIMESTAMP", &ret->at) &&
        !stamp(entry, "__REALTIME_TIMESTAMP", &ret->at))
        return LINE_BAD;
    int n = snprintf(state->text, sizeof state->text, "%s", what); /* outlives the entry */
    if (n < 0 || (size_t)n >= sizeof state->text)
        return LINE_BAD;
    struct word text = {state->text, (size_t)n};
    return *who ? say(state, &(struct speech){{who, strlen(who)}, text, text, false}, true, ret)
                : LINE_SKIPPED;
}

static enum line_result read_journal(struct line_state *state, struct word line, struct sight *ret)
{
    if (!like_journal(line))
        return LINE_BAD;
    json_t *entry = json_loadb(line.p, line.n, 0, NULL);
    enum line_result r = entry ? read_entry(state, entry, ret) : LINE_BAD;
    json_decref(entry);
    return r;
}

const struct line_form lines_journal = {"journald", like_journal, read_journal};

bool saying_known(struct word line)
{
    return word_find(line, "SRC=") || word_find(line, "%ASA-") || word_find(line, "%FTD-") ||
           word_find(line, "%PIX-") || word_begins(line, "CEF:");
}

const struct line_form lines_syslog = {"syslog", like, read_line};
