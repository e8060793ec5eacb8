/* Zeek's conn.log, tab-separated with a heading or as JSON, and Argus' biflows, whose states are alike.
 * https://docs.zeek.org/en/master/logs/conn.html */
#include "watch/source/lines.h"

#include "wire/icmp.h"
#include "wire/tcp.h"

#include <jansson.h>
#include <netinet/in.h>
#include <string.h>

enum field {
    F_NONE,
    F_TIME,
    F_SRC,
    F_SPORT,
    F_DST,
    F_DPORT,
    F_PROTO,
    F_STATE,
    F_PACKETS,
    F_ANSWERS,
    F_HISTORY,
    F_TOTAL,
    F_BYTES,
    F_IP_BYTES,
    FIELDS
};

/* As a column of Zeek's, a member of its JSON, a column of Argus'. */
#define NAMED(zeek, argus, field)                                                                            \
    {                                                                                                        \
        zeek, "\"" zeek "\":", argus, field                                                                  \
    }

static const struct {
    const char *zeek, *member, *argus;
    enum field field;
} names[] = {NAMED("ts", "StartTime", F_TIME),      NAMED("id.orig_h", "SrcAddr", F_SRC),
             NAMED("id.orig_p", "Sport", F_SPORT),  NAMED("id.resp_h", "DstAddr", F_DST),
             NAMED("id.resp_p", "Dport", F_DPORT),  NAMED("proto", "Proto", F_PROTO),
             NAMED("conn_state", "State", F_STATE), NAMED("orig_pkts", "SrcPkts", F_PACKETS),
             NAMED("resp_pkts", "", F_ANSWERS),     NAMED("history", "", F_HISTORY),
             NAMED("", "TotPkts", F_TOTAL),         NAMED("orig_bytes", "", F_BYTES),
             NAMED("orig_ip_bytes", "", F_IP_BYTES)};

/* What became of a connection, by Zeek's summary. */
static enum sight_outcome outcome_of(struct word state)
{
    static const struct {
        const char *word;
        enum sight_outcome outcome;
    } rows[] = {{"S0", SIGHT_SILENT},          {"S1", SIGHT_SUCCESS},
                {"SF", SIGHT_SUCCESS},         {"REJ", SIGHT_REFUSED},
                {"S2", SIGHT_SUCCESS},         {"S3", SIGHT_SUCCESS},
                {"RSTO", SIGHT_SUCCESS},       {"RSTR", SIGHT_SUCCESS},
                {"RSTOS0", SIGHT_SILENT},      {"RSTRH", SIGHT_OUTCOME_UNKNOWN},
                {"SH", SIGHT_SILENT},          {"SHR", SIGHT_OUTCOME_UNKNOWN},
                {"OTH", SIGHT_OUTCOME_UNKNOWN}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (word_is(state, rows[i].word))
            return rows[i].outcome;
    return SIGHT_OUTCOME_UNKNOWN;
}

/* A connection in one word. Of one that was reset two packets are the question and the reset; of more nobody says
 * who broke off what. */
static enum sight_outcome argus_summary(struct word state, struct word total)
{
    static const char *const words[] = {"ACC", "EST", "FIN", "CLO"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (word_is(state, words[i]))
            return SIGHT_SUCCESS;
    return word_is(state, "RST") && word_is(total, "2") ? SIGHT_REFUSED : SIGHT_OUTCOME_UNKNOWN;
}

/* Argus: "S_RA" (refused), "S_" (silent), "FSPA_FSPA", or in one word; UDP "CON", "INT", "URP" (port unreachable);
 * some tools write Zeek's words there. */
static enum sight_outcome argus_outcome(struct word state, struct word total)
{
    enum sight_outcome known = outcome_of(state);
    const char *cut = memchr(state.p, '_', state.n);
    known = known ? known : argus_summary(state, total);
    if (known)
        return known;
    if (word_is(state, "CON") || word_is(state, "ECO") || word_is(state, "RSP"))
        return word_is(state, "ECO") ? SIGHT_SILENT : SIGHT_SUCCESS;
    if (word_begins(state, "UR"))
        return SIGHT_REFUSED;
    if (word_is(state, "INT") || word_is(state, "REQ"))
        return SIGHT_SILENT;
    if (!cut)
        return SIGHT_OUTCOME_UNKNOWN;
    struct word from = {state.p, (size_t)(cut - state.p)},
                back = {cut + 1, (size_t)(state.p + state.n - cut - 1)};
    if (!word_find(from, "S"))
        return SIGHT_OUTCOME_UNKNOWN;
    return !back.n                ? SIGHT_SILENT
           : word_find(back, "S") ? SIGHT_SUCCESS
           : word_find(back, "R") ? SIGHT_REFUSED
                                  : SIGHT_SUCCESS;
}

/* The opener's letters of a history are capitals: "ShR" was broken off after the SYN-ACK, "ShADadFf"
 * finished. Of a reset Zeek does not say whether it had an ACK. With options, the connection's timestamps
 * (RFC 7323 3.2), it has, for its system knows the connection: in two packets beyond what a SYN of 40 bytes
 * and a bare reset have in TCP. */
static void take_history(struct word history, uint32_t ip_bytes, struct sight *s)
{
    static const struct {
        char letter;
        uint8_t flags;
    } rows[] = {
        {'S', TCP_SYN}, {'A', TCP_ACK}, {'D', TCP_ACK | TCP_PSH}, {'F', TCP_FIN | TCP_ACK}, {'R', TCP_RST}};
    uint32_t ip = s->src.len == 4 ? 20 : 40;
    for (size_t i = 0; i < history.n; i++)
        for (size_t j = 0; j < sizeof rows / sizeof *rows; j++)
            if (history.p[i] == rows[j].letter)
                s->tcp_flags |= rows[j].flags;
    if (s->tcp_flags == (TCP_SYN | TCP_RST) && s->packets == 2 && ip_bytes > 2 * ip + 40 + 20)
        s->tcp_flags |= TCP_ACK;
    if (s->tcp_flags &
        TCP_SYN) /* of others the state says what they were, and a history may lack what was lost */
        s->knows |= SIGHT_FLAGS;
}

/* Whether a history is of answers alone: nobody opened, went on or ended but by a reset. Zeek takes who got a
 * SYN-ACK, or an answer from a service's port, for who asked (^), and who sends a lone SYN-ACK or reset, too.
 * Where nothing tells of an answer first, it is one to something without flags, of which no letter tells: a
 * NULL scan. */
static bool is_answer_alone(struct word history)
{
    bool opener = false, answer = false;
    for (size_t i = 0; i < history.n; i++) {
        opener |= word_letter("SADFIQ", history.p[i]) >= 0;
        answer |= word_letter("^HR", history.p[i]) >= 0;
    }
    return answer && !opener;
}

/* The ICMP of Zeek has type and code, or the type that belongs to it, in the place of ports. */
static void take_ports(struct word f[FIELDS], struct sight *s)
{
    if (s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6) {
        s->icmp_type = (uint8_t)word_amount(f[F_SPORT]);
        s->icmp_code = (uint8_t)word_amount(f[F_DPORT]);
        return;
    }
    if (word_port(f[F_SPORT], &s->sport))
        s->knows |= SIGHT_SPORT;
    (void)word_port(f[F_DPORT], &s->dport);
}

static enum line_result fill(struct word f[FIELDS], enum sight_outcome outcome, nsec_wall reference,
                             struct sight *s)
{
    if ((!logtime_read_seconds(f[F_TIME], &s->at) && !logtime_read(&f[F_TIME], reference, &s->at)) ||
        !word_addr(f[F_SRC], &s->src) || !word_addr(f[F_DST], &s->dst) || s->src.len != s->dst.len)
        return LINE_BAD;
    if (!word_protocol(f[F_PROTO], &s->proto))
        return LINE_SKIPPED;
    if (s->proto == IPPROTO_ICMP && s->src.len == 16)
        s->proto = IPPROTO_ICMPV6;
    take_ports(f, s);
    s->kind = SIGHT_FLOW;
    s->outcome = (uint8_t)outcome;
    s->packets = word_amount(f[F_PACKETS]);
    s->answers = word_amount(f[F_ANSWERS]);
    if (f[F_PACKETS].n && (f[F_ANSWERS].n || f[F_TOTAL].n)) {
        if (f[F_TOTAL].n && word_amount(f[F_TOTAL]) >= s->packets)
            s->answers = outcome == SIGHT_SILENT ? 0 : word_amount(f[F_TOTAL]) - s->packets;
        s->knows |= SIGHT_COUNTS;
    }
    if (s->proto == IPPROTO_TCP && is_answer_alone(f[F_HISTORY]))
        return LINE_SKIPPED;
    if (s->proto == IPPROTO_TCP)
        take_history(f[F_HISTORY], word_amount(f[F_IP_BYTES]), s);
    if (s->proto == IPPROTO_UDP && s->packets) /* of one datagram, on the average */
        s->payload = line_payload(s, word_amount(f[F_BYTES]), word_amount(f[F_IP_BYTES]));
    if (s->proto != IPPROTO_TCP && !s->outcome && s->knows & SIGHT_COUNTS)
        s->outcome = s->answers ? SIGHT_SUCCESS : SIGHT_SILENT;
    return LINE_SIGHT;
}

/* Of ICMP Argus does not tell the type; by Zeek's, one that begins with an echo reply is an answer alone. Of version 6 no
 * question has the type 0, either. */
static enum line_result fill_zeek(struct word f[FIELDS], nsec_wall reference, struct sight *s)
{
    enum line_result r = fill(f, outcome_of(f[F_STATE]), reference, s);
    bool icmp = s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6;
    bool replies = icmp && s->icmp_type == ICMP_TYPE_ECHO_REPLY;
    return r == LINE_SIGHT && replies ? LINE_SKIPPED : r;
}

static void clear(struct word f[FIELDS])
{
    for (int i = 0; i < FIELDS; i++)
        f[i] = (struct word){"", 0};
}

static void take_heading(struct line_state *state, struct word line, const char *ends, bool zeek)
{
    struct word w;
    state->columns = 0;
    memset(state->column, 0, sizeof state->column);
    for (; state->columns < LINES_COLUMNS && word_next(&line, ends, &w); state->columns++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (word_is(w, zeek ? names[i].zeek : names[i].argus))
                state->column[state->columns] = (uint8_t)names[i].field;
    state->headed = true;
}

static void take_columns(struct line_state *state, struct word line, const char *ends, struct word f[FIELDS])
{
    struct word w;
    clear(f);
    for (unsigned i = 0; i < state->columns && word_next(&line, ends, &w); i++)
        f[state->column[i]] = w.n == 1 && w.p[0] == '-' ? (struct word){"", 0} : w;
}

/* --- tab-separated */

static bool like_tsv(struct word line)
{
    return word_begins(line, "#separator") ||
           (word_begins(line, "#fields\t") && word_find(line, "id.orig_h"));
}

static enum line_result read_tsv(struct line_state *state, struct word line, struct sight *ret)
{
    struct word f[FIELDS];
    if (word_begins(line, "#fields\t"))
        take_heading(state, (struct word){line.p + 8, line.n - 8}, "\t", true);
    if (line.p[0] == '#')
        return LINE_SKIPPED;
    if (!state->headed)
        return LINE_BAD;
    take_columns(state, line, "\t", f);
    return fill_zeek(f, state->reference, ret);
}

/* --- JSON */

static bool like_json(struct word line)
{
    return line.n && line.p[0] == '{' && word_find(line, "\"id.orig_h\"");
}

/* A member of a flat object of our lines, without its quotes. Names of members do not occur inside values of
 * conn.log. */
static struct word member(struct word line, const char *name)
{
    struct word w, rest = word_after(line, name);
    while (rest.n && rest.p[0] == ' ')
        rest = (struct word){rest.p + 1, rest.n - 1};
    if (rest.n && rest.p[0] == '"') {
        rest = (struct word){rest.p + 1, rest.n - 1};
        return word_next(&rest, "\"", &w) ? w : (struct word){"", 0};
    }
    return word_next(&rest, ",}", &w) ? w : (struct word){"", 0};
}

static enum line_result read_json(struct line_state *state, struct word line, struct sight *ret)
{
    struct word f[FIELDS];
    if (!like_json(line))
        return line.n && line.p[0] == '{' ? LINE_SKIPPED : LINE_BAD;
    clear(f);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (*names[i].zeek)
            f[names[i].field] = member(line, names[i].member);
    return fill_zeek(f, state->reference, ret);
}

/* --- Argus */

static bool like_argus(struct word line)
{
    return (word_begins(line, "StartTime,") || word_begins(line, "StartTime\t")) &&
           word_find(line, "SrcAddr") && word_find(line, "Dport");
}

static enum line_result read_argus(struct line_state *state, struct word line, struct sight *ret)
{
    struct word f[FIELDS];
    if (like_argus(line)) {
        take_heading(state, line, ",\t", false);
        return LINE_SKIPPED;
    }
    if (!state->headed)
        return LINE_BAD;
    take_columns(state, line, ",\t", f);
    return fill(f, argus_outcome(f[F_STATE], f[F_TOTAL]), state->reference, ret);
}

const struct line_form lines_zeek = {"zeek-conn", like_tsv, read_tsv, .heading = true, .columns = true};
const struct line_form lines_zeek_json = {"zeek-conn-json", like_json, read_json};
const struct line_form lines_argus = {"argus", like_argus, read_argus, .heading = true, .columns = true};
