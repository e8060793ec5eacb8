#include "watch/telling/sheet.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const outcome_words[SIGHT_OUTCOMES] = {
    [SIGHT_OUTCOME_UNKNOWN] = "unknown", [SIGHT_SUCCESS] = "answered", [SIGHT_REFUSED] = "refused",
    [SIGHT_SILENT] = "silent",           [SIGHT_BLOCKED] = "blocked",
};

static const char *const proto_words[TECHNIQUES] = {
    [TECHNIQUE_UDP] = "udp",   [TECHNIQUE_SCTP] = "sctp", [TECHNIQUE_PROTOCOL] = "ip",
    [TECHNIQUE_PING] = "icmp", [TECHNIQUE_ARP] = "arp",   [TECHNIQUE_ND] = "nd",
    [TECHNIQUE_OS] = "probe",
};

static const char *proto_of(uint8_t technique)
{
    return proto_words[technique] ? proto_words[technique] : "tcp";
}

bool sheet_has_port(uint8_t technique)
{
    return technique != TECHNIQUE_PING && technique != TECHNIQUE_ARP && technique != TECHNIQUE_ND;
}

struct record_alert *sheet_begin(struct sheet *x, const char *kind, uint8_t zone)
{
    *x = (struct sheet){0};
    record_init(&x->record, RECORD_ALERT);
    struct record_alert *a = &x->record.alert;
    a->id = x->id;
    a->kind = kind;
    a->zone = zone == ZONE_INSIDE ? "internal" : "external";
    return a;
}

void sheet_id(const struct mix_key *key, const struct addr *a, uint64_t beside, char ret[WATCH_ID])
{
    snprintf(ret, WATCH_ID, "%012" PRIx64, mix_addr(key, a, beside) >> 16);
}

/* The address itself is nobody's: RFC 4291 2.6.1. */
static bool is_net(const struct addr *a)
{
    struct addr first = a->len == 16 ? addr_first(a, 64) : (struct addr){0};
    return addr_eq(a, &first);
}

void sheet_sources(struct sheet *x, const struct addr *a, unsigned n, bool nets)
{
    x->sources = n ? malloc(n * (sizeof *x->sources + ADDR_TEXT_MAX + 8)) : NULL;
    if (!x->sources)
        return;
    char *at = (char *)(x->sources + n);
    for (unsigned i = 0; i < n; i++, at += ADDR_TEXT_MAX + 8) {
        char text[ADDR_TEXT_MAX];
        snprintf(at, ADDR_TEXT_MAX + 8, "%s%s", addr_text(&a[i], text), nets && is_net(&a[i]) ? "/64" : "");
        x->sources[i] = at;
    }
    x->record.alert.srcs = (struct record_strings){x->sources, n};
}

void sheet_events(struct sheet *x, uint8_t technique, const struct event *first, unsigned n)
{
    size_t dsts = 0;
    for (unsigned i = 0; i < n; i++) {
        const struct event *e = &first[i];
        char when[NSEC_TEXT_MAX], dst[ADDR_TEXT_MAX];
        struct addr to = event_dst(e);
        nsec_rfc3339(e->at, when);
        addr_text(&to, dst);
        if (sheet_has_port(technique))
            snprintf(x->event[i], SHEET_EVENT, "%s %s %s/%u %s", when, dst, proto_of(technique), e->port,
                     outcome_words[e->outcome]);
        else
            snprintf(x->event[i], SHEET_EVENT, "%s %s %s %s", when, dst, proto_of(technique),
                     outcome_words[e->outcome]);
        x->events[i] = x->event[i];
        bool known = false;
        for (size_t k = 0; k < dsts; k++)
            known |= strcmp(x->dst[k], dst) == 0;
        if (known)
            continue;
        memcpy(x->dst[dsts], dst, sizeof dst);
        x->dsts[dsts] = x->dst[dsts];
        dsts++;
    }
    x->record.alert.events = (struct record_strings){x->events, n};
    x->record.alert.dst_sample = (struct record_strings){x->dsts, dsts};
}

void sheet_port(struct sheet *x, uint16_t port)
{
    snprintf(x->ports, sizeof x->ports, "%u", port);
    x->record.alert.port_list = x->ports;
}

void sheet_span(nsec d, char out[SHEET_SPAN])
{
    double s = (double)d / 1e9;
    if (s < 0.0995)
        snprintf(out, SHEET_SPAN, "%.0f ms", s < 0.001 ? 1 : s * 1000);
    else if (s < 100)
        snprintf(out, SHEET_SPAN, "%.1f s", s);
    else if (s < 6000)
        snprintf(out, SHEET_SPAN, "%.0f min", s / 60);
    else if (s < 48 * 3600)
        snprintf(out, SHEET_SPAN, "%.1f h", s / 3600);
    else
        snprintf(out, SHEET_SPAN, "%.0f d", s / 86400);
}

void sheet_say(struct sheet *x, const char *msg, const char *a, const char *b, const char *c)
{
    if (x->saids < SHEET_SENTENCES)
        diag_set(&x->said[x->saids++], msg, a, b, c);
}

void sheet_repeat(struct sheet *x, const struct diag *said)
{
    if (x->saids < SHEET_SENTENCES)
        x->said[x->saids++] = *said;
}

void sheet_say_tool(struct sheet *x, const struct marks_verdict *m)
{
    char fit[32], tool[64];
    if (!m->tool)
        return;
    x->record.alert.tool = m->tool;
    x->record.alert.tool_sure = m->sure;
    snprintf(tool, sizeof tool, "%s (%u%%)", m->tool, (unsigned)(100 * m->sure + 0.5f));
    snprintf(fit, sizeof fit, "%u/%u", m->fit, m->of);
    sheet_say(x, N_("the packets look like %s: %s (%s)"), tool, m->formula, fit);
}

static void why(struct sheet *x)
{
    size_t at = 0;
    for (size_t i = 0; i < x->saids; i++) {
        char one[512];
        diag_text(&x->said[i], NULL, one, sizeof one);
        int n = snprintf(x->why + at, sizeof x->why - at, "%s%s", i ? "; " : "", one);
        if (n < 0 || (size_t)n >= sizeof x->why - at)
            break;
        at += (size_t)n;
    }
}

/* Of a message, no more arguments than it has. */
static void parts(struct sheet *x)
{
    for (size_t i = 0; i < x->saids; i++) {
        const struct diag *d = &x->said[i];
        int n = snprintf(x->parts[i], SHEET_PARTS, "%s", d->msg);
        const char *at = d->msg;
        for (unsigned k = 0; k < 3 && (at = strstr(at, "%s")) != NULL && n > 0 && n < SHEET_PARTS;
             k++, at += 2)
            n += snprintf(x->parts[i] + n, SHEET_PARTS - (size_t)n, "\t%s", d->arg[k]);
        x->part[i] = x->parts[i];
    }
}

int sheet_put(struct sheet *x, unsigned score, unsigned severity, struct sink *out, unsigned *ret_severity)
{
    struct record *r = &x->record;
    r->alert.score = score;
    r->alert.severity = watch_severity_word(severity);
    *ret_severity = severity;
    why(x);
    parts(x);
    r->alert.why = x->why;
    r->alert.said = (struct record_strings){x->part, x->saids};
    r->said = x->said;
    r->saids = x->saids;
    int e = sink_put(out, r);
    free(x->sources);
    return e;
}
