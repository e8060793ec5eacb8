/* Suricata's eve.json: flow events. https://docs.suricata.io/en/latest/output/eve/eve-json-format.html */
#include "watch/source/lines.h"

#include "wire/tcp.h"

#include <jansson.h>
#include <netinet/in.h>
#include <stdlib.h>

static bool like(struct word line)
{
    return line.n && line.p[0] == '{' && word_find(line, "\"event_type\"");
}

static struct word text(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return (struct word){s ? s : "", s ? strlen(s) : 0};
}

static uint32_t number(const json_t *object, const char *key)
{
    json_int_t n = json_integer_value(json_object_get(object, key));
    return n < 0 ? 0 : n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

/* "state" of a flow: new (no answer), established, closed; TCP's own state says whether it was refused. */
static enum sight_outcome outcome_of(const json_t *event, const json_t *flow, const struct sight *s)
{
    const json_t *tcp = json_object_get(event, "tcp");
    struct word flags = text(tcp, "tcp_flags_tc");
    if (s->proto == IPPROTO_TCP && flags.n) {
        unsigned long back = strtoul(flags.p, NULL, 16);
        return back & TCP_SYN   ? SIGHT_SUCCESS
               : back & TCP_RST ? SIGHT_REFUSED
               : s->answers     ? SIGHT_SUCCESS
                                : SIGHT_SILENT;
    }
    if (!s->answers)
        return SIGHT_SILENT;
    if (s->proto == IPPROTO_TCP && word_is(text(flow, "state"), "closed") && s->answers == 1 &&
        s->packets == 1)
        return SIGHT_REFUSED;
    return SIGHT_SUCCESS;
}

static enum line_result fill(const json_t *event, struct line_state *state, struct sight *s)
{
    const json_t *flow = json_object_get(event, "flow");
    struct word when = text(flow, "start");
    if (!when.n)
        when = text(event, "timestamp");
    if (!logtime_read(&when, state->reference, &s->at) || !word_addr(text(event, "src_ip"), &s->src) ||
        !word_addr(text(event, "dest_ip"), &s->dst) || s->src.len != s->dst.len)
        return LINE_BAD;
    if (!word_protocol(text(event, "proto"), &s->proto))
        return LINE_SKIPPED;
    s->kind = SIGHT_FLOW;
    s->packets = number(flow, "pkts_toserver");
    s->answers = number(flow, "pkts_toclient");
    s->knows |= SIGHT_COUNTS;
    if (json_object_get(event, "src_port")) {
        s->sport = (uint16_t)number(event, "src_port");
        s->dport = (uint16_t)number(event, "dest_port");
        s->knows |= SIGHT_SPORT;
    }
    s->icmp_type = (uint8_t)number(event, "icmp_type");
    s->icmp_code = (uint8_t)number(event, "icmp_code");
    s->outcome = (uint8_t)outcome_of(event, flow, s);
    return LINE_SIGHT;
}

static enum line_result read_line(struct line_state *state, struct word line, struct sight *ret)
{
    if (!like(line))
        return LINE_BAD;
    if (!word_find(line, "\"event_type\":\"flow\"") && !word_find(line, "\"event_type\": \"flow\""))
        return LINE_SKIPPED;
    json_t *event = json_loadb(line.p, line.n, 0, NULL);
    enum line_result r = event ? fill(event, state, ret) : LINE_BAD;
    json_decref(event);
    return r;
}

const struct line_form lines_eve = {"suricata-eve", like, read_line};
