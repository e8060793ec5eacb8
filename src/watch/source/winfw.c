/* Windows Firewall's pfirewall.log: blanks between columns that "#Fields:" names; and Argus' biflows (CSV
 * with a heading). */
#include "watch/source/lines.h"

#include "watch/source/sayings.h"

#include <netinet/in.h>

enum field {
    F_NONE,
    F_DATE,
    F_TIME,
    F_ACTION,
    F_PROTO,
    F_SRC,
    F_DST,
    F_SPORT,
    F_DPORT,
    F_SIZE,
    F_FLAGS,
    F_SEQ,
    F_ACK,
    F_WIN,
    F_TYPE,
    F_CODE,
    F_PATH,
    FIELDS
};

static const struct {
    const char *name;
    enum field field;
} names[] = {{"date", F_DATE},  {"time", F_TIME},      {"action", F_ACTION},  {"protocol", F_PROTO},
             {"src-ip", F_SRC}, {"dst-ip", F_DST},     {"src-port", F_SPORT}, {"dst-port", F_DPORT},
             {"size", F_SIZE},  {"tcpflags", F_FLAGS}, {"tcpsyn", F_SEQ},     {"tcpack", F_ACK},
             {"tcpwin", F_WIN}, {"icmptype", F_TYPE},  {"icmpcode", F_CODE},  {"path", F_PATH}};

static bool like(struct word line)
{
    return word_begins(line, "#Software: Microsoft Windows Firewall") ||
           word_begins(line, "#Fields: date time action protocol");
}

static void take_heading(struct line_state *state, struct word line)
{
    struct word w, rest = word_after(line, "#Fields:");
    state->columns = 0;
    memset(state->column, 0, sizeof state->column);
    while (state->columns < LINES_COLUMNS && word_next(&rest, " ", &w)) {
        if (!w.n)
            continue;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (word_is(w, names[i].name))
                state->column[state->columns] = (uint8_t)names[i].field;
        state->columns++;
    }
    state->headed = true;
}

static uint8_t flags_of(struct word w)
{
    uint8_t bits = 0;
    for (size_t i = 0; i < w.n; i++) {
        int bit = word_letter("FSRPAU", w.p[i]);
        bits |= bit < 0 ? 0 : (uint8_t)(1u << bit);
    }
    return bits;
}

static void take_numbers(struct word f[FIELDS], struct sight *s)
{
    uint64_t v;
    if (word_port(f[F_SPORT], &s->sport))
        s->knows |= SIGHT_SPORT;
    (void)word_port(f[F_DPORT], &s->dport);
    if (word_number(f[F_TYPE], 255, &v))
        s->icmp_type = (uint8_t)v;
    if (word_number(f[F_CODE], 255, &v))
        s->icmp_code = (uint8_t)v;
    if (s->proto == IPPROTO_UDP && word_number(f[F_SIZE], UINT16_MAX, &v)) {
        s->packets = 1;
        s->payload = line_payload(s, 0, (uint32_t)v);
    }
    if (s->proto != IPPROTO_TCP || word_is(f[F_FLAGS], "-") || !f[F_FLAGS].n)
        return; /* ALLOW lines have no header, nor do all DROP lines: zeros there say nothing */
    s->tcp_flags = flags_of(f[F_FLAGS]);
    s->knows |= SIGHT_FLAGS;
    if (word_number(f[F_SEQ], UINT32_MAX, &v)) {
        s->seq = (uint32_t)v;
        s->knows |= SIGHT_SEQ;
    }
    if (word_number(f[F_WIN], UINT16_MAX, &v)) {
        s->win = (uint16_t)v;
        s->knows |= SIGHT_WIN;
    }
    if (word_number(f[F_SIZE], UINT16_MAX, &v) && v) {
        s->ip_len = (uint16_t)v;
        s->knows |= SIGHT_LEN;
    }
}

static bool take_time(struct word f[FIELDS], nsec_wall reference, nsec_wall *ret)
{
    char text[32];
    struct word whole = {text, f[F_DATE].n + 1 + f[F_TIME].n};
    if (whole.n >= sizeof text)
        return false;
    memcpy(text, f[F_DATE].p, f[F_DATE].n);
    text[f[F_DATE].n] = ' ';
    memcpy(text + f[F_DATE].n + 1, f[F_TIME].p, f[F_TIME].n);
    return logtime_read(&whole, reference, ret);
}

static enum line_result read_line(struct line_state *state, struct word line, struct sight *ret)
{
    struct word f[FIELDS], w;
    for (int i = 0; i < FIELDS; i++)
        f[i] = (struct word){"", 0};
    if (word_begins(line, "#Fields:"))
        take_heading(state, line);
    if (line.p[0] == '#')
        return LINE_SKIPPED;
    if (!state->headed)
        return LINE_BAD;
    for (unsigned i = 0; i < state->columns && word_next(&line, " ", &w); i++)
        f[state->column[i]] = w;
    if (word_begins(f[F_ACTION], "INFO-")) /* "INFO-EVENTS-LOST" */
        return LINE_SKIPPED;
    if (word_is(f[F_ACTION], "CLOSE")) /* Windows XP: of a connection whose OPEN was told */
        return LINE_SKIPPED;
    if (!take_time(f, state->reference, &ret->at) || !word_protocol(f[F_PROTO], &ret->proto) ||
        !word_addr(f[F_SRC], &ret->src) || !word_addr(f[F_DST], &ret->dst) || ret->src.len != ret->dst.len)
        return LINE_BAD;
    ret->kind = SIGHT_LOG;
    ret->action = (uint8_t)saying_action(f[F_ACTION]);
    ret->inbound = word_is(f[F_PATH], "RECEIVE");
    ret->outbound = word_is(f[F_PATH], "SEND");
    take_numbers(f, ret);
    bool told = ret->proto != IPPROTO_TCP || ret->knows & SIGHT_FLAGS;
    return !told && line_answers(ret) ? LINE_SKIPPED : LINE_SIGHT;
}

const struct line_form lines_windows = {"windows-firewall", like, read_line, .heading = true,
                                        .columns = true};
