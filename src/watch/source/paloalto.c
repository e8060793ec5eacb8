/* Palo Alto's traffic log, comma-separated, "Traffic Log Fields" of the PAN-OS administrator's guide (fields
 * are only ever added at the end), and in JSON, as its log service forwards it. */
#include "watch/source/jsonwalk.h"
#include "watch/source/sayings.h"

#include <netinet/in.h>

enum field {
    FIELD_TYPE = 3,
    FIELD_SUBTYPE = 4, /* start, end, drop, deny */
    FIELD_WRITTEN = 6,
    FIELD_SRC = 7,
    FIELD_DST = 8,
    FIELD_REPEATED = 23,
    FIELD_SPORT = 24,
    FIELD_DPORT = 25,
    FIELD_PROTO = 29,
    FIELD_ACTION = 30,
    FIELD_SENT = 44,
    FIELD_RECEIVED = 45,
    FIELD_REASON = 46,
    FIELDS
};

/* A field may be in quotes, and those in it are doubled. */
static bool next_field(struct word *rest, struct word *ret)
{
    bool quoted = false;
    if (!rest->n)
        return false;
    size_t n = word_until(*rest, ",\"");
    for (; n < rest->n && (quoted || rest->p[n] != ','); n++)
        quoted ^= rest->p[n] == '"';
    *ret = (struct word){rest->p, n};
    n += n < rest->n;
    *rest = (struct word){rest->p + n, rest->n - n};
    return !quoted;
}

static enum line_result fill(const struct word f[FIELDS], struct sight *ret)
{
    if (!word_addr(f[FIELD_SRC], &ret->src) || !word_addr(f[FIELD_DST], &ret->dst) ||
        ret->src.len != ret->dst.len || !word_protocol(f[FIELD_PROTO], &ret->proto) ||
        !word_port(f[FIELD_SPORT], &ret->sport) || !word_port(f[FIELD_DPORT], &ret->dport))
        return LINE_BAD;
    if (ret->proto == IPPROTO_ICMP || ret->proto == IPPROTO_ICMPV6)
        ret->icmp_type = ret->proto == IPPROTO_ICMP ? 8 : 128;
    else
        ret->knows |= SIGHT_SPORT;
    ret->kind = SIGHT_LOG;
    ret->action = (uint8_t)saying_action(f[FIELD_ACTION]);
    ret->count = word_amount(f[FIELD_REPEATED]);
    struct saying_counts c = {.packets = word_amount(f[FIELD_SENT]),
                              .answers = word_amount(f[FIELD_RECEIVED]),
                              .counted = f[FIELD_SENT].n && f[FIELD_RECEIVED].n,
                              .reset = word_is(f[FIELD_REASON], "tcp-rst-from-server"),
                              .ended = word_is(f[FIELD_SUBTYPE], "end")};
    saying_ended(&c, ret);
    return LINE_SIGHT;
}

enum line_result saying_paloalto(struct line_state *state, struct word line, struct sight *ret)
{
    struct word f[FIELDS] = {{NULL, 0}};
    unsigned n = 0;
    uint64_t version;
    if (!line.n || *line.p < '0' || *line.p > '9')
        return LINE_SKIPPED;
    while (n < FIELDS && next_field(&line, &f[n]))
        n++;
    if (n <= FIELD_DST || !word_number(f[0], 99, &version))
        return LINE_SKIPPED;
    if (!ret->at && !logtime_read(&f[FIELD_WRITTEN], state->reference, &ret->at))
        return LINE_SKIPPED;
    if (!word_is(f[FIELD_TYPE], "TRAFFIC"))
        return LINE_SKIPPED;
    return n > FIELD_ACTION ? fill(f, ret) : LINE_BAD;
}

/* ---
 * {"TimeGenerated":"2026-11-22T03:54:00.000000Z","LogType":"TRAFFIC","Subtype":"end","SourceAddress":"198.18.0.9",…} */

static const struct word_name keys[] = {
    WORD_NAME("LogType", FIELD_TYPE),           WORD_NAME("Subtype", FIELD_SUBTYPE),
    WORD_NAME("TimeGenerated", FIELD_WRITTEN),  WORD_NAME("SourceAddress", FIELD_SRC),
    WORD_NAME("DestinationAddress", FIELD_DST), WORD_NAME("CountOfRepeats", FIELD_REPEATED),
    WORD_NAME("SourcePort", FIELD_SPORT),       WORD_NAME("DestinationPort", FIELD_DPORT),
    WORD_NAME("Protocol", FIELD_PROTO),         WORD_NAME("Action", FIELD_ACTION),
    WORD_NAME("PacketsSent", FIELD_SENT),       WORD_NAME("PacketsReceived", FIELD_RECEIVED),
    WORD_NAME("SessionEndReason", FIELD_REASON)};

static void note(void *ctx, unsigned is, struct word value)
{
    struct word *f = ctx;
    if (!f[is].n && !word_is(value, "null"))
        f[is] = value;
}

static bool like_json(struct word line)
{
    return line.n && line.p[0] == '{' && word_find(line, "\"LogType\"") &&
           (word_find(line, "\"DeviceSN\"") || word_find(line, "\"LogSourceID\"") ||
            word_find(line, "\"DGHierarchyLevel1\""));
}

static enum line_result read_json(struct line_state *state, struct word line, struct sight *ret)
{
    struct word f[FIELDS] = {{NULL, 0}};
    const struct word_names *names = word_names_of(&state->names, keys, sizeof keys / sizeof *keys);
    if (!line.n || line.p[0] != '{' || !jsonwalk(line, names, note, f))
        return LINE_BAD;
    if (!word_is(f[FIELD_TYPE], "TRAFFIC"))
        return LINE_SKIPPED;
    return logtime_read(&f[FIELD_WRITTEN], state->reference, &ret->at) ? fill(f, ret) : LINE_BAD;
}

const struct line_form lines_paloalto = {.name = "paloalto-json", .like = like_json, .read = read_json};
