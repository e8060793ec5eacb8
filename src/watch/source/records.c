/* Connections in JSON that others gathered: a cloud's firewall (Google's "Firewall rules logging"), Windows'
 * Security events 5152, 5156 and 5157 in the forms of the programs that forward them, and the Elastic Common
 * Schema, in which many a firewall's log ends, and Zeek's. Where a value stands is a row of `paths`; another
 * forwarder is some more of them. */
#include "watch/source/lines.h"

#include "model/ports.h"
#include "watch/source/jsonwalk.h"
#include "watch/source/sayings.h"

#include <netinet/in.h>

enum field {
    FIELD_AT,
    FIELD_SRC,
    FIELD_DST,
    FIELD_SPORT,
    FIELD_DPORT,
    FIELD_PROTO,
    FIELD_ACTION, /* the first value that says one */
    FIELD_EVENT,  /* Windows' number of it */
    FIELD_WAY,
    FIELD_SENT,
    FIELD_ANSWERS,
    FIELD_REPORTER, /* of samples of one direction, in which nobody tells who began */
    FIELDS
};

static const struct word_name paths[] = {
    WORD_NAME("timestamp", FIELD_AT), WORD_NAME("jsonPayload.connection.src_ip", FIELD_SRC),
    WORD_NAME("jsonPayload.connection.dest_ip", FIELD_DST),
    WORD_NAME("jsonPayload.connection.src_port", FIELD_SPORT),
    WORD_NAME("jsonPayload.connection.dest_port", FIELD_DPORT),
    WORD_NAME("jsonPayload.connection.protocol", FIELD_PROTO),
    WORD_NAME("jsonPayload.disposition", FIELD_ACTION),
    WORD_NAME("jsonPayload.rule_details.direction", FIELD_WAY),
    WORD_NAME("jsonPayload.reporter", FIELD_REPORTER),
    /* Elastic Common Schema */
    WORD_NAME("@timestamp", FIELD_AT), WORD_NAME("source.ip", FIELD_SRC),
    WORD_NAME("destination.ip", FIELD_DST), WORD_NAME("source.port", FIELD_SPORT),
    WORD_NAME("destination.port", FIELD_DPORT), WORD_NAME("network.iana_number", FIELD_PROTO),
    WORD_NAME("network.transport", FIELD_PROTO), WORD_NAME("event.action", FIELD_ACTION),
    WORD_NAME("event.type", FIELD_ACTION), WORD_NAME("network.direction", FIELD_WAY),
    WORD_NAME("source.packets", FIELD_SENT), WORD_NAME("destination.packets", FIELD_ANSWERS),
    /* Winlogbeat */
    WORD_NAME("winlog.event_id", FIELD_EVENT), WORD_NAME("winlog.event_data.SourceAddress", FIELD_SRC),
    WORD_NAME("winlog.event_data.DestAddress", FIELD_DST),
    WORD_NAME("winlog.event_data.SourcePort", FIELD_SPORT),
    WORD_NAME("winlog.event_data.DestPort", FIELD_DPORT),
    WORD_NAME("winlog.event_data.Protocol", FIELD_PROTO), WORD_NAME("winlog.event_data.Direction", FIELD_WAY),
    /* NXLog */
    WORD_NAME("EventTime", FIELD_AT), WORD_NAME("EventID", FIELD_EVENT),
    WORD_NAME("SourceAddress", FIELD_SRC), WORD_NAME("DestAddress", FIELD_DST),
    WORD_NAME("SourcePort", FIELD_SPORT), WORD_NAME("DestPort", FIELD_DPORT),
    WORD_NAME("Protocol", FIELD_PROTO), WORD_NAME("Direction", FIELD_WAY),
    /* as the events' XML is turned to JSON */
    WORD_NAME("Event.System.TimeCreated.#attributes.SystemTime", FIELD_AT),
    WORD_NAME("Event.System.EventID", FIELD_EVENT), WORD_NAME("Event.EventData.SourceAddress", FIELD_SRC),
    WORD_NAME("Event.EventData.DestAddress", FIELD_DST), WORD_NAME("Event.EventData.SourcePort", FIELD_SPORT),
    WORD_NAME("Event.EventData.DestPort", FIELD_DPORT), WORD_NAME("Event.EventData.Protocol", FIELD_PROTO),
    WORD_NAME("Event.EventData.Direction", FIELD_WAY)};

static void note(void *ctx, unsigned is, struct word value)
{
    struct word *one = (struct word *)ctx + is;
    if (!one->n || (is == FIELD_ACTION && !saying_action(*one)))
        *one = value;
}

/* Of Windows' filtering platform: a packet dropped, a connection let pass, a connection blocked. */
static enum sight_action action_of(const struct word f[FIELDS])
{
    struct word event = f[FIELD_EVENT];
    return word_is(event, "5152") || word_is(event, "5157") ? SIGHT_DROPPED
           : word_is(event, "5156")                         ? SIGHT_PASSED
           : event.n                                        ? SIGHT_ACTION_NONE
                                                            : saying_action(f[FIELD_ACTION]);
}

/* "%%14592", "Inbound", "INGRESS", "ingress" (ECS); "%%14593", "outbound", "EGRESS". */
static void take_way(struct word w, struct sight *s)
{
    s->inbound = word_is(w, "%%14592") || word_finds(w, "inbound") || word_finds(w, "ingress");
    s->outbound = word_is(w, "%%14593") || word_finds(w, "outbound") || word_finds(w, "egress");
}

/* Of connections that came in, Windows names either the end that began first, or its own: Microsoft's
 * description of 5156 and 5157 has the one, and logs have both. A port of those that systems give to who asks
 * is that of who began. */
static void put_right(struct word event, struct sight *s)
{
    bool own_first = s->sport && s->sport < PORTS_LINUX && s->dport >= PORTS_LINUX;
    if (s->inbound && own_first && (word_is(event, "5156") || word_is(event, "5157")))
        sight_turn(s);
}

static void take_counts(const struct word f[FIELDS], struct sight *s)
{
    uint64_t sent, answers;
    if (word_number(f[FIELD_SENT], UINT32_MAX, &sent) && word_number(f[FIELD_ANSWERS], UINT32_MAX, &answers))
        saying_ended(
            &(struct saying_counts){
                .packets = (uint32_t)sent, .answers = (uint32_t)answers, .counted = true, .ended = true},
            s);
}

static enum line_result fill(struct line_state *state, struct word f[FIELDS], struct sight *s)
{
    bool windows = f[FIELD_EVENT].n > 0;
    enum sight_action action = action_of(f);
    if (!f[FIELD_SRC].n || !f[FIELD_DST].n || !f[FIELD_PROTO].n || f[FIELD_REPORTER].n ||
        (windows && !action))
        return LINE_SKIPPED;
    if (!logtime_read(&f[FIELD_AT], state->reference, &s->at) || !word_addr(f[FIELD_SRC], &s->src) ||
        !word_addr(f[FIELD_DST], &s->dst) || s->src.len != s->dst.len)
        return LINE_BAD;
    if (!word_protocol(f[FIELD_PROTO], &s->proto))
        return LINE_SKIPPED;
    if (s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6)
        s->icmp_type = s->proto == IPPROTO_ICMP ? 8 : 128;
    else if (word_port(f[FIELD_SPORT], &s->sport) && word_port(f[FIELD_DPORT], &s->dport))
        s->knows |= SIGHT_SPORT;
    else if (!word_port(f[FIELD_DPORT], &s->dport) && (s->proto == IPPROTO_TCP || s->proto == IPPROTO_UDP))
        return LINE_BAD;
    s->kind = SIGHT_LOG;
    s->action = (uint8_t)action;
    take_way(f[FIELD_WAY], s);
    put_right(f[FIELD_EVENT], s);
    take_counts(f, s);
    return s->action == SIGHT_PASSED && line_answers(s) ? LINE_SKIPPED : LINE_SIGHT;
}

static bool like(struct word line)
{
    static const char *const marks[] = {"\"jsonPayload\"", "\"winlog\"",     "\"DestAddress\"",
                                        "\"EventData\"",   "\"@timestamp\"", "\"EventID\""};
    if (!line.n || line.p[0] != '{')
        return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (word_find(line, marks[i]))
            return true;
    return false;
}

static enum line_result read_line(struct line_state *state, struct word line, struct sight *ret)
{
    struct word f[FIELDS] = {{NULL, 0}};
    const struct word_names *names = word_names_of(&state->names, paths, sizeof paths / sizeof *paths);
    return line.n && line.p[0] == '{' && jsonwalk(line, names, note, f) ? fill(state, f, ret) : LINE_BAD;
}

const struct line_form lines_records = {.name = "json", .like = like, .read = read_line};

/* --- the same events of Windows in XML, one a line ("wevtutil qe Security /f:xml"). Text of theirs has no
 * '<'. */

static struct word element(struct word line, const char *begin, const char *ends)
{
    struct word rest = word_after(line, begin), value;
    return rest.n && word_next(&rest, ends, &value) ? value : (struct word){NULL, 0};
}

static bool like_xml(struct word line)
{
    return word_begins(line, "<Event ") && word_find(line, "<EventID");
}

static enum line_result read_xml(struct line_state *state, struct word line, struct sight *ret)
{
    static const struct {
        const char *begin;
        enum field field;
    } rows[] = {{"<Data Name='Direction'>", FIELD_WAY},    {"<Data Name='SourceAddress'>", FIELD_SRC},
                {"<Data Name='SourcePort'>", FIELD_SPORT}, {"<Data Name='DestAddress'>", FIELD_DST},
                {"<Data Name='DestPort'>", FIELD_DPORT},   {"<Data Name='Protocol'>", FIELD_PROTO}};
    struct word f[FIELDS] = {{NULL, 0}}, id = element(line, "<EventID", "<");
    if (!like_xml(line) || !word_find(line, "</Event>"))
        return LINE_BAD;
    (void)word_next(&id, ">", &f[FIELD_EVENT]); /* attributes, mostly none */
    f[FIELD_EVENT] = id;
    f[FIELD_AT] = element(line, " SystemTime='", "'");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        f[rows[i].field] = element(line, rows[i].begin, "<");
    return id.n ? fill(state, f, ret) : LINE_BAD;
}

const struct line_form lines_events = {.name = "windows-events", .like = like_xml, .read = read_xml};
