/* Logs of syslog and of journald's short forms: a time, a host, a program, and what it says. Which firewall or server speaks shows in
 * the text; a file may hold all of them. */
#include "watch/source/lines.h"

#include "watch/source/sayings.h"

#include <jansson.h>
#include <stdio.h>

static const saying sayings[] = {saying_netfilter, saying_filterlog, saying_cisco, saying_mikrotik,
                                 saying_cef,       saying_keyvalue,  saying_sshd,  saying_ftpd};

/* "<134>1 " (RFC 5424) or "<134>" (RFC 3164). */
static void cut_priority(struct word *line)
{
    struct word rest = *line, number;
    uint64_t v;
    if (!rest.n || rest.p[0] != '<')
        return;
    rest.p++;
    rest.n--;
    if (!word_next(&rest, ">", &number) || !word_number(number, 191, &v))
        return;
    if (rest.n > 1 && rest.p[0] == '1' && rest.p[1] == ' ') {
        rest.p += 2;
        rest.n -= 2;
    }
    *line = rest;
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
    cut_priority(&line);
    cut_file(&line, 0);
    if (!logtime_read(&line, INT64_MAX / 2, &t))
        return saying_known(line);
    return line.n > 0 && memchr(line.p, ' ', line.n);
}

/* `timed`: ret->at is known. */
static enum line_result say(struct line_state *state, struct word line, bool timed, struct sight *ret)
{
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
        enum line_result r = sayings[i](state, line, ret);
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
    cut_priority(&line);
    cut_file(&line, state->reference);
    bool timed = logtime_read(&line, state->reference, &ret->at);
    return say(state, line, timed, ret);
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
    if (!what) /* bytes that are no UTF-8 are an array, long fields are null */
        return LINE_SKIPPED;
    if (!stamp(entry, "_SOURCE_REALTIME_TIMESTAMP", &ret->at) &&
        !stamp(entry, "__REALTIME_TIMESTAMP", &ret->at))
        return LINE_BAD;
    int n = snprintf(state->text, sizeof state->text, "%s: %s", who ? who : "", what);
    if (n < 0 || (size_t)n >= sizeof state->text)
        return LINE_BAD;
    return say(state, (struct word){state->text, (size_t)n}, true, ret);
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
