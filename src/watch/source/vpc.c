/* AWS VPC flow logs: fields of one record a line, in the order of the heading, else of version 2 ("Flow log
 * records" of the VPC user guide). Records are of one direction: what was accepted waits for the other one
 * (flowpair.h), what was rejected is told at once. */
#include "watch/source/lines.h"
#include "watch/source/netflow.h"

#include "wire/tcp.h"

#include <netinet/in.h>

enum field {
    FIELD_NONE,
    FIELD_VERSION,
    FIELD_SRC,
    FIELD_DST,
    FIELD_SPORT,
    FIELD_DPORT,
    FIELD_PROTO,
    FIELD_PACKETS,
    FIELD_BYTES,
    FIELD_START,
    FIELD_END,
    FIELD_ACTION,
    FIELD_STATUS,
    FIELD_FLAGS,
    FIELDS
};

static const char *const names[FIELDS] = {
    [FIELD_VERSION] = "version", [FIELD_SRC] = "srcaddr",   [FIELD_DST] = "dstaddr",
    [FIELD_SPORT] = "srcport",   [FIELD_DPORT] = "dstport", [FIELD_PROTO] = "protocol",
    [FIELD_PACKETS] = "packets", [FIELD_BYTES] = "bytes",   [FIELD_START] = "start",
    [FIELD_END] = "end",         [FIELD_ACTION] = "action", [FIELD_STATUS] = "log-status",
    [FIELD_FLAGS] = "tcp-flags"};

/* version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action
 * log-status */
static const uint8_t plain[] = {
    FIELD_VERSION, 0,           0,           FIELD_SRC, FIELD_DST,    FIELD_SPORT, FIELD_DPORT, FIELD_PROTO,
    FIELD_PACKETS, FIELD_BYTES, FIELD_START, FIELD_END, FIELD_ACTION, FIELD_STATUS};

static bool is_heading(struct word line)
{
    return word_find(line, "srcaddr") && word_find(line, "dstaddr") && word_find(line, "action") &&
           word_find(line, "start");
}

static void take_heading(struct line_state *state, struct word line)
{
    struct word w;
    state->headed = true;
    for (state->columns = 0; state->columns < LINES_COLUMNS && word_next(&line, " ", &w); state->columns++) {
        state->column[state->columns] = FIELD_NONE;
        for (unsigned i = 1; i < FIELDS; i++)
            if (word_is(w, names[i]))
                state->column[state->columns] = (uint8_t)i;
    }
}

static void take_columns(const struct line_state *state, struct word line, struct word f[FIELDS])
{
    struct word w;
    for (unsigned i = 0; i < (state->headed ? state->columns : sizeof plain) && word_next(&line, " ", &w);
         i++)
        f[state->headed ? state->column[i] : plain[i]] = w;
}

/* A record of the plain order: "2 123456789010 eni-… 198.18.0.9 …". */
static bool like(struct word line)
{
    const struct line_state none = {.columns = 0};
    struct word f[FIELDS] = {{NULL, 0}};
    struct addr a;
    take_columns(&none, line, f);
    return is_heading(line) || (word_is(f[FIELD_VERSION], "2") && word_addr(f[FIELD_SRC], &a) &&
                                (word_is(f[FIELD_ACTION], "ACCEPT") || word_is(f[FIELD_ACTION], "REJECT")));
}

/* Of all packets of the record together; of ACK nothing is told but in SYN+ACK. True: it asks. */
static bool take_flags(struct word w, struct sight *s)
{
    uint64_t flags;
    if (s->proto != IPPROTO_TCP || !word_number(w, UINT8_MAX, &flags))
        return false; /* "-", or no such column */
    bool asks = (flags & TCP_SYN) && !(flags & TCP_ACK);
    s->tcp_flags = (uint8_t)(asks ? TCP_SYN : flags | TCP_ACK);
    s->knows |= SIGHT_FLAGS;
    return asks;
}

/* Late, so that a firewall refuses it: by its flags, else by its ports. */
static bool is_answer(const struct sight *s)
{
    return s->knows & SIGHT_FLAGS ? (s->tcp_flags & (TCP_SYN | TCP_RST)) && s->tcp_flags != TCP_SYN
                                  : line_answers(s);
}

/* The type of ICMP is not told. An error quotes the header of what it is about and eight bytes more (RFC 792,
 * RFC 4443 2.4 c): what is smaller asks, or answers. */
static bool is_no_error(const struct sight *s, struct word bytes)
{
    uint64_t header = s->src.len == 4 ? 20 : 40, least = header + 8 + header + 8, all = word_amount(bytes);
    return all && s->count && all / s->count < least;
}

/* As they were, as far as that is known. Who asked and ended it, or sent more than a SYN has with any options,
 * went on with ACK; whether with PSH is never told, so nothing must follow from its lack. */
static uint8_t flags_of_all(const struct netflow_record *r, uint8_t told)
{
    uint32_t most = (r->src.len == 4 ? 20 : 40) + 60;
    bool ended = told & (TCP_FIN | TCP_RST), data = r->packets && r->bytes / r->packets > most;
    return told & TCP_SYN && r->packets != 1 && (ended || data) ? told | TCP_ACK | TCP_PSH : told;
}

/* What was accepted waits for its other direction. Of ICMP it is not told what it was. */
static enum line_result take_accepted(struct line_state *state, const struct word f[FIELDS], bool asks,
                                      struct sight *s)
{
    struct netflow_record r = {.first = s->at,
                               .src = s->src,
                               .dst = s->dst,
                               .sport = s->sport,
                               .dport = s->dport,
                               .proto = s->proto,
                               .packets = word_amount(f[FIELD_PACKETS]),
                               .bytes = word_amount(f[FIELD_BYTES]),
                               .asks = asks,
                               .unsure = !(s->knows & SIGHT_FLAGS)};
    if (s->proto != IPPROTO_TCP && s->proto != IPPROTO_UDP)
        return LINE_SKIPPED;
    if (s->knows & SIGHT_FLAGS)
        r.flags = flags_of_all(&r, asks ? (uint8_t)word_amount(f[FIELD_FLAGS]) : s->tcp_flags);
    if (!f[FIELD_END].n || !logtime_read_seconds(f[FIELD_END], &r.last) || r.last < r.first)
        r.last = r.first;
    return lines_pair(state, &r, s);
}

static enum line_result read_line(struct line_state *state, struct word line, struct sight *ret)
{
    struct word f[FIELDS] = {{NULL, 0}};
    if (is_heading(line)) {
        take_heading(state, line);
        return LINE_SKIPPED;
    }
    take_columns(state, line, f);
    if (f[FIELD_STATUS].n && !word_is(f[FIELD_STATUS], "OK"))
        return LINE_SKIPPED; /* NODATA, SKIPDATA */
    if (!word_addr(f[FIELD_SRC], &ret->src) || !word_addr(f[FIELD_DST], &ret->dst) ||
        ret->src.len != ret->dst.len || !word_protocol(f[FIELD_PROTO], &ret->proto) ||
        !word_port(f[FIELD_SPORT], &ret->sport) || !word_port(f[FIELD_DPORT], &ret->dport) ||
        !f[FIELD_START].n || !logtime_read_seconds(f[FIELD_START], &ret->at))
        return LINE_BAD;
    bool accepted = word_is(f[FIELD_ACTION], "ACCEPT");
    if (!accepted && !word_is(f[FIELD_ACTION], "REJECT"))
        return LINE_BAD;
    bool asks = take_flags(f[FIELD_FLAGS], ret);
    if (accepted)
        return take_accepted(state, f, asks, ret);
    if (is_answer(ret))
        return LINE_SKIPPED;
    ret->kind = SIGHT_LOG;
    ret->action = SIGHT_DROPPED;
    ret->count = word_amount(f[FIELD_PACKETS]);
    if (ret->proto == IPPROTO_ICMP || ret->proto == IPPROTO_ICMPV6) {
        ret->icmp_type = ret->proto == IPPROTO_ICMP ? 8 : 128;
        if (!is_no_error(ret, f[FIELD_BYTES]))
            ret->action =
                SIGHT_ACTION_NONE; /* whether it asked at all is not known, so nor what came of it */
    } else {
        ret->knows |= SIGHT_SPORT;
    }
    return LINE_SIGHT;
}

const struct line_form lines_vpc = {.name = "vpc-flow", .like = like, .read = read_line, .columns = true};
