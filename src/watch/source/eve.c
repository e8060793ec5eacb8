/* Suricata's eve.json: flows, and packets that were dropped or alerted on.
 * https://docs.suricata.io/en/latest/output/eve/eve-json-format.html */
#include "watch/source/lines.h"

#include "model/ports.h"
#include "watch/source/jsonwalk.h"
#include "watch/source/sayings.h"

#include "wire/icmp.h"
#include "wire/tcp.h"

#include <netinet/in.h>
#include <stdlib.h>

enum field {
    FIELD_TYPE,
    FIELD_WRITTEN,
    FIELD_START,
    FIELD_SRC,
    FIELD_DST,
    FIELD_SPORT,
    FIELD_DPORT,
    FIELD_PROTO,
    FIELD_ICMP_TYPE,
    FIELD_ICMP_CODE,
    FIELD_SENT,
    FIELD_ANSWERS,
    FIELD_BYTES,
    FIELD_STATE,
    FIELD_FORTH,  /* TCP's flags of the opener, in hexadecimal digits, */
    FIELD_BACK,   /* of the answers */
    FIELD_WAY,    /* of an alert's packet: to_server, to_client */
    FIELD_ACTION, /* of an alert */
    FIELDS
};

static const struct word_name paths[] = {WORD_NAME("event_type", FIELD_TYPE),
                                         WORD_NAME("timestamp", FIELD_WRITTEN),
                                         WORD_NAME("flow.start", FIELD_START),
                                         WORD_NAME("src_ip", FIELD_SRC),
                                         WORD_NAME("dest_ip", FIELD_DST),
                                         WORD_NAME("src_port", FIELD_SPORT),
                                         WORD_NAME("dest_port", FIELD_DPORT),
                                         WORD_NAME("proto", FIELD_PROTO),
                                         WORD_NAME("icmp_type", FIELD_ICMP_TYPE),
                                         WORD_NAME("icmp_code", FIELD_ICMP_CODE),
                                         WORD_NAME("flow.pkts_toserver", FIELD_SENT),
                                         WORD_NAME("flow.pkts_toclient", FIELD_ANSWERS),
                                         WORD_NAME("flow.bytes_toserver", FIELD_BYTES),
                                         WORD_NAME("flow.state", FIELD_STATE),
                                         WORD_NAME("tcp.tcp_flags_ts", FIELD_FORTH),
                                         WORD_NAME("tcp.tcp_flags_tc", FIELD_BACK),
                                         WORD_NAME("direction", FIELD_WAY),
                                         WORD_NAME("alert.action", FIELD_ACTION)};

static bool like(struct word line)
{
    return line.n && line.p[0] == '{' && word_find(line, "\"event_type\"");
}

static void note(void *ctx, unsigned is, struct word value)
{
    struct word *f = ctx;
    if (!f[is].n)
        f[is] = value;
}

static uint8_t flags_of(struct word w)
{
    return w.n == 2 ? (uint8_t)strtoul((char[]){w.p[0], w.p[1], 0}, NULL, 16) : 0;
}

/* Services above the ports that are kept for them, which are flooded, and sought, as often. */
static bool is_above(uint16_t port)
{
    return port == 3306 || port == 3389 || port == 8080 || port == 8443;
}

/* A service's port, which nobody asks from but who wants to look like it. */
static bool is_service(uint16_t port)
{
    return port < PORTS_USER || is_above(port);
}

/* "state" of a flow: new (no answer), established, closed; TCP's own state says whether it was refused. */
static enum sight_outcome outcome_of(const struct word f[FIELDS], const struct sight *s)
{
    if (s->proto == IPPROTO_TCP && f[FIELD_BACK].n == 2) {
        uint8_t back = flags_of(f[FIELD_BACK]);
        return back & TCP_SYN   ? SIGHT_SUCCESS
               : back & TCP_RST ? SIGHT_REFUSED
               : s->answers     ? SIGHT_SUCCESS
                                : SIGHT_SILENT;
    }
    if (!s->answers)
        return SIGHT_SILENT;
    bool shut = word_is(f[FIELD_STATE], "closed") || is_service(s->sport); /* to what that says, a reset */
    if (s->proto == IPPROTO_TCP && shut && s->answers == 1 && s->packets == 1)
        return SIGHT_REFUSED;
    return SIGHT_SUCCESS;
}

/* Of a packet, who began is told by newer versions alone; where it is not, nothing is concluded from one that
 * was let through. */
static enum line_result take_packet(const struct word f[FIELDS], bool dropped, struct sight *s)
{
    s->kind = SIGHT_LOG;
    s->action = dropped || word_is(f[FIELD_ACTION], "blocked") ? SIGHT_DROPPED : SIGHT_PASSED;
    if (dropped && word_is(f[FIELD_WAY], "to_client"))
        return LINE_SKIPPED; /* an answer: what it answers was let pass */
    if (word_is(f[FIELD_WAY], "to_client"))
        sight_turn(s);
    bool known = word_is(f[FIELD_WAY], "to_client") || word_is(f[FIELD_WAY], "to_server");
    return known || (s->action == SIGHT_DROPPED && !line_answers(s)) ? LINE_SIGHT : LINE_SKIPPED;
}

/* A SYN-ACK, or some: with TCP's own SYN before it there would be an answer. Nobody goes on after it; who waits in
 * vain for the rest may end with a reset. */
static bool begins_answering(const struct sight *s)
{
    return (s->tcp_flags & ~TCP_RST) == (TCP_SYN | TCP_ACK) &&
           (s->outcome == SIGHT_SILENT || s->outcome == SIGHT_REFUSED);
}

/* Suricata keeps TCP's flags of what began with a SYN; of the others 00 is told. Where it was told to leave
 * them out, what a service sends without an answer, or is reset for, may be its answer to somebody else. */
static bool is_midway(const struct word f[FIELDS], const struct sight *s)
{
    if (s->proto != IPPROTO_TCP)
        return false;
    if (f[FIELD_FORTH].n == 2 && f[FIELD_BACK].n == 2)
        return (!s->tcp_flags && !flags_of(f[FIELD_BACK])) || begins_answering(s);
    return !f[FIELD_FORTH].n && is_service(s->sport) && !is_above(s->dport) &&
           (s->outcome == SIGHT_SILENT || s->outcome == SIGHT_REFUSED);
}

/* One that was answered, from below the ports that systems ask from to those that askers take: the other end
 * began. */
static bool is_turned(const struct sight *s)
{
    return s->midway && s->outcome == SIGHT_SUCCESS && s->sport < PORTS_LINUX && s->dport >= PORTS_USER;
}

/* What each datagram carried. Frames are counted: the shortest are padded (IEEE 802.3 3.2.8: 60 bytes, and 4
 * for each tag), and carry nothing, as far as one can tell. */
static uint16_t datagram_of(const struct sight *s, uint32_t bytes)
{
    enum { SHORTEST = 68 };
    return s->packets && bytes / s->packets > SHORTEST ? line_payload(s, 0, bytes) : 0;
}

static enum line_result fill(struct word f[FIELDS], struct line_state *state, struct sight *s)
{
    bool flow = word_is(f[FIELD_TYPE], "flow"), drop = word_is(f[FIELD_TYPE], "drop");
    if (!flow && !drop && !word_is(f[FIELD_TYPE], "alert"))
        return LINE_SKIPPED;
    struct word when = f[flow && f[FIELD_START].n ? FIELD_START : FIELD_WRITTEN];
    if (!logtime_read(&when, state->reference, &s->at) || !word_addr(f[FIELD_SRC], &s->src) ||
        !word_addr(f[FIELD_DST], &s->dst) || s->src.len != s->dst.len)
        return LINE_BAD;
    if (!word_protocol(f[FIELD_PROTO], &s->proto))
        return LINE_SKIPPED;
    if (f[FIELD_SPORT].n) {
        (void)word_port(f[FIELD_SPORT], &s->sport);
        (void)word_port(f[FIELD_DPORT], &s->dport);
        s->knows |= SIGHT_SPORT;
    }
    s->icmp_type = (uint8_t)word_amount(f[FIELD_ICMP_TYPE]);
    s->icmp_code = (uint8_t)word_amount(f[FIELD_ICMP_CODE]);
    if (!flow)
        return take_packet(f, drop, s);
    if (s->proto == IPPROTO_ICMP && f[FIELD_ICMP_TYPE].n && s->icmp_type == ICMP_TYPE_ECHO_REPLY)
        return LINE_SKIPPED; /* an answer alone */
    s->kind = SIGHT_FLOW;
    s->packets = word_amount(f[FIELD_SENT]);
    s->answers = word_amount(f[FIELD_ANSWERS]);
    s->knows |= SIGHT_COUNTS;
    s->outcome = (uint8_t)outcome_of(f, s);
    if (s->proto == IPPROTO_UDP)
        s->payload = datagram_of(s, word_amount(f[FIELD_BYTES]));
    s->tcp_flags = s->proto == IPPROTO_TCP ? flags_of(f[FIELD_FORTH]) : 0;
    s->midway = is_midway(f, s);
    s->tcp_flags = s->midway && !begins_answering(s) ? 0 : s->tcp_flags; /* no more is concluded from them */
    if (is_turned(s))
        return LINE_SKIPPED;
    if (s->tcp_flags)
        s->knows |= SIGHT_FLAGS;
    return LINE_SIGHT;
}

static enum line_result read_line(struct line_state *state, struct word line, struct sight *ret)
{
    struct word f[FIELDS] = {{NULL, 0}};
    const struct word_names *names = word_names_of(&state->names, paths, sizeof paths / sizeof *paths);
    return like(line) && jsonwalk(line, names, note, f) ? fill(f, state, ret) : LINE_BAD;
}

const struct line_form lines_eve = {"suricata-eve", like, read_line};
