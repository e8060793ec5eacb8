/* Logs of syslog and of journald's short forms: a time, a host, a program, and what it says. Which firewall or server speaks shows in
 * the text; a file may hold all of them. */
#include "watch/source/lines.h"

#include "watch/source/sayings.h"

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

static enum line_result read_line(struct line_state *state, struct word line, struct sight *ret)
{
    cut_priority(&line);
    cut_file(&line, state->reference);
    bool timed = logtime_read(&line, state->reference, &ret->at);
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

bool saying_known(struct word line)
{
    return word_find(line, "SRC=") || word_find(line, "%ASA-") || word_find(line, "%FTD-") ||
           word_find(line, "%PIX-") || word_begins(line, "CEF:");
}

const struct line_form lines_syslog = {"syslog", like, read_line};
