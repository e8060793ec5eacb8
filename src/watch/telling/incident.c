#include "watch/telling/incident.h"

#include "model/ports.h"
#include "watch/telling/sheet.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* A few, or as many as doors at one port, are counted; others estimated: two digits of these are true. */
static void hosts_text(const struct ledger *g, char out[24])
{
    uint32_t n = detect_hosts(g), step = 1;
    bool counted = g->ports.n == 1 || n <= TALLY_SPARSE;
    for (uint32_t rest = n; !counted && rest >= 100; rest /= 10)
        step *= 10;
    snprintf(out, 24, "%s%u", counted ? "" : "~", (n + step / 2) / step * step);
}

static void say_shape(struct sheet *x, const struct ledger *g, const char *kind)
{
    char hosts[24], ports[24], span[24], one[ADDR_TEXT_MAX];
    hosts_text(g, hosts);
    snprintf(ports, sizeof ports, "%u", g->ports.n);
    sheet_span(g->last - g->first, span);
    addr_text(g->lead_n ? &g->lead : &g->last_dst, one);
    if (g->technique == TECHNIQUE_OS)
        sheet_say(x,
                  g->ports.n == 1 ? N_("it sent a kind of probe that only a fingerprinter sends")
                                  : N_("it sent %s kinds of probes that only a fingerprinter sends"),
                  ports, NULL, NULL);
    else if (strcmp(kind, "sweep") == 0)
        sheet_say(x, N_("it asked %s addresses whether they are there, within %s"), hosts, span, NULL);
    else if (g->technique == TECHNIQUE_PROTOCOL && strcmp(kind, "vertical") == 0)
        sheet_say(x, N_("it tried %s IP protocols of %s within %s"), ports, one, span);
    else if (g->technique == TECHNIQUE_PROTOCOL && g->ports.n == 1)
        sheet_say(x, N_("it tried IP protocol %s on %s hosts within %s"),
                  portset_text(&g->ports, ports, sizeof ports), hosts, span);
    else if (g->technique == TECHNIQUE_PROTOCOL)
        sheet_say(x, N_("it tried %s IP protocols on %s hosts within %s"), ports, hosts, span);
    else if (strcmp(kind, "vertical") == 0)
        sheet_say(x, N_("it tried %s ports of %s within %s"), ports, one, span);
    else if (g->ports.n == 1)
        sheet_say(x, N_("it tried port %s on %s hosts within %s"),
                  portset_text(&g->ports, ports, sizeof ports), hosts, span);
    else if (strcmp(kind, "horizontal") == 0 && g->lead_port_n * 2 > g->targets) {
        snprintf(ports, sizeof ports, "%u", g->lead_port);
        sheet_say(x, N_("it tried mostly port %s on %s hosts within %s"), ports, hosts, span);
    } else
        sheet_say(x, N_("it tried %s ports on %s hosts within %s"), ports, hosts, span);
}

/* What became of it, without naughts. */
static void say_outcome(struct sheet *x, const struct ledger *g)
{
    char ok[24], refused[24], silent[24];
    uint32_t quiet = g->outcome[SIGHT_SILENT] + g->outcome[SIGHT_BLOCKED];
    snprintf(ok, sizeof ok, "%u", g->outcome[SIGHT_SUCCESS]);
    snprintf(refused, sizeof refused, "%u", g->outcome[SIGHT_REFUSED]);
    snprintf(silent, sizeof silent, "%u", quiet);
    if (!g->outcome[SIGHT_SUCCESS] && !g->outcome[SIGHT_REFUSED] && !quiet)
        return; /* nobody knows */
    if (!g->outcome[SIGHT_SUCCESS] && !g->outcome[SIGHT_REFUSED])
        sheet_say(x, N_("none answered"), NULL, NULL, NULL);
    else if (!g->outcome[SIGHT_SUCCESS] && !quiet)
        sheet_say(x, N_("all refused"), NULL, NULL, NULL);
    else if (!g->outcome[SIGHT_SUCCESS])
        sheet_say(x, N_("none let it in: %s refused, %s stayed silent or were blocked"), refused, silent,
                  NULL);
    else
        sheet_say(x, N_("%s answered, %s refused, %s stayed silent or were blocked"), ok, refused, silent);
}

static void counts(const struct ledger *g, struct record_alert *a)
{
    a->hosts = detect_hosts(g);
    if (sheet_has_port(g->technique))
        a->ports = g->ports.n;
    a->targets = g->targets;
    a->tries = g->tries;
    a->answered = g->outcome[SIGHT_SUCCESS];
    a->refused = g->outcome[SIGHT_REFUSED];
    a->silent = g->outcome[SIGHT_SILENT];
    a->blocked = g->outcome[SIGHT_BLOCKED];
}

void incident_id(const struct ledger *g, const struct mix_key *key, char ret[WATCH_ID])
{
    sheet_id(key, &g->src,
             (uint64_t)g->first ^ g->technique ^ (uint64_t)g->everyday << 8 ^ (uint64_t)g->stranger << 9 ^
                 (uint64_t)g->hearsay << 10,
             ret);
}

/* Whoever asked from several addresses of a /64 is the whole of it. */
static void who(struct sheet *x, const struct ledger *g)
{
    struct record_alert *a = &x->record.alert;
    char text[ADDR_TEXT_MAX];
    a->src = g->many ? g->src : g->one;
    if (!g->many)
        return;
    snprintf(x->net, sizeof x->net, "%s/64", addr_text(&g->src, text));
    x->srcs[0] = x->net;
    a->srcs = (struct record_strings){x->srcs, 1};
}

static void when(struct sheet *x, enum incident_phase phase, nsec_wall first, nsec_wall last)
{
    struct record_alert *a = &x->record.alert;
    x->record.again = phase == INCIDENT_AGAIN;
    a->ongoing = phase != INCIDENT_ENDED;
    a->daily = phase == INCIDENT_DAY;
    a->first = first;
    a->last = last;
}

static const char *const tunnel_words[SIGHT_TUNNELS] = {
    [SIGHT_IPIP] = "ipip",     [SIGHT_6IN4] = "6in4",     [SIGHT_GRE] = "gre",
    [SIGHT_PPTP] = "pptp",     [SIGHT_ERSPAN] = "erspan", [SIGHT_VXLAN] = "vxlan",
    [SIGHT_GENEVE] = "geneve", [SIGHT_GTP] = "gtp",       [SIGHT_TZSP] = "tzsp",
};

/* "vxlan 198.18.0.1 > 198.18.0.2" */
static void say_tunnel(struct sheet *x, const struct ledger *g)
{
    char from[ADDR_TEXT_MAX], to[ADDR_TEXT_MAX];
    if (!g->tunnel)
        return;
    snprintf(x->tunnel, sizeof x->tunnel, "%s %s > %s", tunnel_words[g->tunnel],
             addr_text(&g->tunnel_src, from), addr_text(&g->tunnel_dst, to));
    x->record.alert.tunnel = x->tunnel;
    sheet_say(x,
              g->stranger
                  ? N_("it was seen in a tunnel of somebody outside alone (%s), which may say what it likes")
              : g->carried == g->targets ? N_("it was seen in a tunnel (%s)")
                                         : N_("some of it was seen in a tunnel (%s)"),
              x->tunnel, NULL, NULL);
}

#define SLOW (10 * NSEC_SEC) /* from one probe to the next: windows of a minute no longer see these */

static const char *speed_of(nsec span, uint32_t gaps)
{
    return gaps && span / gaps >= SLOW ? "slow" : "fast";
}

/* What else is known of how it was seen. */
static void say_circumstances(struct sheet *x, const struct verdict *v, unsigned decoys)
{
    char many[24];
    if (v->one_way)
        sheet_say(x, N_("no answer of anybody is in this recording, which may be of one direction only"),
                  NULL, NULL, NULL);
    if (v->outward)
        sheet_say(x, N_("no answer from outside is in this recording: whether there were any is not known"),
                  NULL, NULL, NULL);
    snprintf(many, sizeof many, "%u", decoys);
    if (decoys)
        sheet_say(x, N_("%s sources sent the very same packets: all but one are decoys"), many, NULL, NULL);
}

/* A role instead of what a detector says, which it explains; without a name what could be declared, beside
 * that. */
static void say_reason(struct sheet *x, const struct verdict *v)
{
    if (!v->role.name && v->why.msg)
        sheet_repeat(x, &v->why);
    if (v->role.why.msg)
        sheet_repeat(x, &v->role.why);
}

int incident_put(const struct ledger *g, enum incident_phase phase, const struct verdict *v,
                 const struct addr *srcs, unsigned n, const struct mix_key *key, struct sink *out,
                 unsigned *ret_severity)
{
    struct sheet x;
    struct marks_verdict m = marks_judge(&g->marks, g->technique);
    struct record_alert *a = sheet_begin(&x, detect_kind(g), g->zone);
    incident_id(g, key, x.id);
    who(&x, g);
    sheet_sources(&x, srcs, n, g->zone == ZONE_OUTSIDE);
    a->technique = detect_technique(g);
    a->speed = speed_of(g->last - g->first, g->targets - 1);
    a->role = v->role.name;
    a->suppressed = a->role != NULL;
    when(&x, phase, g->first, g->last);
    a->raised = g->raised;
    a->raised_after = g->raised_at;
    counts(g, a);
    sheet_events(&x, g->technique, g->event, g->n_events);
    if (sheet_has_port(g->technique) && g->technique != TECHNIQUE_OS)
        a->port_list = portset_text(&g->ports, x.ports, sizeof x.ports);
    say_shape(&x, g, a->kind);
    say_outcome(&x, g);
    say_circumstances(&x, v, n);
    say_reason(&x, v);
    sheet_say_tool(&x, &m);
    say_tunnel(&x, g);
    return sheet_put(&x, v->score, v->severity, out, ret_severity);
}

int incident_put_campaign(const struct campaign *c, const struct marks_verdict *m, const struct role *r,
                          enum incident_phase phase, const struct mix_key *key, struct sink *out,
                          unsigned *ret_severity)
{
    struct sheet x;
    char sources[24], targets[24], each[24], span[24], ok[24];
    struct record_alert *a = sheet_begin(&x, "distributed", c->zone);
    sheet_sources(&x, c->source, c->named, c->zone == ZONE_OUTSIDE);
    struct addr one = campaign_suspect(c, 0);
    sheet_id(key, &one, (uint64_t)c->first, x.id);
    uint32_t sum = c->sum + c->answered > c->targets
                       ? c->sum + c->answered
                       : c->targets; /* of estimates: none is tried less than once */
    a->role = r->name;
    a->suppressed = a->role != NULL;
    a->technique = detect_technique_of_plan(c, m);
    a->speed = speed_of(c->last - c->first, sum + 1);
    when(&x, phase, c->first, c->last);
    a->hosts = tally_count(&c->hosts);
    a->hosts = a->hosts < c->targets ? a->hosts : c->targets;
    a->ports = c->ports.n;
    a->targets = c->targets;
    a->tries = sum;
    a->port_list = portset_text(&c->ports, x.ports, sizeof x.ports);
    a->answered = c->answered;
    a->refused = c->outcome[SIGHT_REFUSED];
    a->silent = c->outcome[SIGHT_SILENT];
    a->blocked = c->outcome[SIGHT_BLOCKED];
    sheet_events(&x, c->technique, c->event, c->n_events);
    snprintf(sources, sizeof sources, "%u", c->named);
    snprintf(targets, sizeof targets, "%u", c->targets);
    snprintf(each, sizeof each, "%.1f", (double)sum / (c->named ? c->named : 1));
    snprintf(ok, sizeof ok, "%.2f", (double)sum / (c->targets ? c->targets : 1));
    sheet_span(c->last - c->first, span);
    sheet_say(&x, N_("%s sources tried %s doors within %s"), sources, targets, span);
    sheet_say(
        &x,
        c->mixed
            ? N_("they stay out of each other's way: %s doors for each of them, each door tried %s times")
            : N_("their packets are alike: %s doors for each of them, each door tried %s times"),
        each, ok, NULL);
    if (r->name)
        sheet_repeat(&x, &r->why);
    sheet_say_tool(&x, m);
    unsigned size = (unsigned)log2(c->named + 1.0);
    if (r->name)
        return sheet_put(&x, detect_score(ROLE_LEAVES), WATCH_LOW, out, ret_severity);
    return sheet_put(&x, 80 + size, WATCH_MEDIUM + (c->zone == ZONE_INSIDE), out, ret_severity);
}

int incident_put_wave(const struct wave *v, enum incident_phase phase, const struct mix_key *key,
                      struct sink *out, unsigned *ret_severity)
{
    struct sheet x;
    char sources[24], doors[24], span[24], named[24];
    struct record_alert *a = sheet_begin(&x, "distributed", v->zone);
    sheet_sources(&x, v->source, v->named, v->zone == ZONE_OUTSIDE);
    sheet_id(key, v->named ? &v->source[0] : &(struct addr){0},
             (uint64_t)v->first ^ v->technique ^ (uint64_t)v->stranger << 9, x.id);
    a->technique = detect_technique_word(v->technique);
    a->speed = "fast";
    when(&x, phase, v->first, v->last);
    a->targets = v->doors;
    a->tries = v->doors;
    snprintf(sources, sizeof sources, "%u", v->sources);
    snprintf(doors, sizeof doors, "%" PRIu64, v->doors);
    snprintf(named, sizeof named, "%u", v->named);
    sheet_span(v->last - v->first, span);
    sheet_say(&x, N_("%s more sources were raised within %s than are told one by one, after %s doors"),
              sources, span, doors);
    sheet_say(&x, N_("none of them is known to exist: so many at once are mostly forged"), NULL, NULL, NULL);
    if (v->named < v->sources)
        sheet_say(&x, N_("%s of them are named"), named, NULL, NULL);
    return sheet_put(&x, 85, WATCH_MEDIUM + (v->zone == ZONE_INSIDE), out, ret_severity);
}

/* A connection that was let in. */
static void one_event(struct sheet *x, nsec_wall at, const struct addr *dst, uint16_t port)
{
    struct event e =
        event_of(&(struct contact){.at = at, .dst = *dst, .port = port, .outcome = SIGHT_SUCCESS});
    sheet_events(x, TECHNIQUE_SYN, &e, 1);
}

int incident_put_visit(const struct contact *c, const struct addr *finder, nsec before, enum zone zone,
                       bool first, const struct mix_key *key, struct sink *out, unsigned *ret_severity)
{
    struct sheet x;
    char span[24], by[ADDR_TEXT_MAX];
    struct record_alert *a = sheet_begin(&x, "visit", (uint8_t)zone);
    sheet_id(key, &c->src, (uint64_t)c->at, x.id);
    a->src = c->src;
    a->technique = "connect";
    a->first = a->last = a->raised = c->at;
    a->raised_after = a->hosts = a->ports = a->targets = a->tries = a->answered = 1;
    one_event(&x, c->at, &c->dst, c->port);
    sheet_port(&x, c->port);
    sheet_span(before, span);
    addr_text(finder, by);
    sheet_say(&x, N_("it went straight to port %s of %s and asked nowhere else"), x.ports, x.dst[0], NULL);
    sheet_say(&x, N_("%s had found that door by scanning, %s before"), by, span, NULL);
    /* Below PORTS_USER are doors that many know of by themselves: 22, 139, 445; others that several come to are
     * perhaps those of a service. */
    bool low = zone == ZONE_INSIDE || c->port < PORTS_USER || !first;
    return sheet_put(&x, low ? 40 : 60, low ? WATCH_LOW : WATCH_MEDIUM, out, ret_severity);
}

int incident_put_guess(const struct sight *s, uint32_t wrong, nsec_wall since, enum zone zone,
                       const struct mix_key *key, struct sink *out, unsigned *ret_severity)
{
    struct sheet x;
    char n[24], span[24];
    struct record_alert *a = sheet_begin(&x, "break-in", (uint8_t)zone);
    sheet_id(key, &s->src, (uint64_t)s->at ^ s->dport, x.id);
    a->src = s->src;
    a->technique = "connect";
    a->first = since;
    a->last = a->raised = s->at;
    a->hosts = a->ports = a->targets = a->answered = 1;
    a->tries = wrong + UINT64_C(1);
    if (!addr_is_any(&s->dst))
        one_event(&x, s->at, &s->dst, s->dport);
    sheet_port(&x, s->dport);
    snprintf(n, sizeof n, "%u", wrong);
    sheet_span(s->at - since, span);
    sheet_say(&x, N_("it came in at port %s after %s wrong passwords within %s"), x.ports, n, span);
    return sheet_put(&x, zone == ZONE_INSIDE ? 60 : 80, zone == ZONE_INSIDE ? WATCH_MEDIUM : WATCH_HIGH, out,
                     ret_severity);
}

int incident_put_surge(const struct surge *s, bool planned, const struct mix_key *key, struct sink *out,
                       unsigned *ret_severity)
{
    struct sheet x;
    char port[24], now[24], usual[24];
    struct record_alert *a = sheet_begin(&x, "surge", ZONE_OUTSIDE);
    struct event first[LEDGER_EVENTS];
    struct addr srcs[LEDGER_EVENTS];
    for (unsigned i = 0; i < s->n_first; i++) {
        first[i] = s->first[i].event;
        srcs[i] = s->first[i].src;
    }
    sheet_sources(&x, srcs, s->n_first, true);
    sheet_events(&x, s->technique, first, s->n_first);
    sheet_id(key, &(struct addr){.len = 4}, (uint64_t)s->day ^ (uint64_t)s->technique << 16 ^ s->port, x.id);
    a->technique = s->technique == TECHNIQUE_UDP ? "udp" : "syn";
    a->first = s->day;
    a->last = s->day + NSEC_DAY;
    a->ports = 1;
    sheet_port(&x, s->port);
    snprintf(port, sizeof port, "%u/%s", s->port, s->technique == TECHNIQUE_UDP ? "udp" : "tcp");
    snprintf(now, sizeof now, "%u", s->sources);
    snprintf(usual, sizeof usual, "%u", s->usual);
    sheet_say(&x, N_("%s: %s sources that day, usually %s"), port, now, usual);
    /* How many times as many as usual: four for each doubling, as far as medium goes. */
    unsigned more = s->sources > s->usual ? (unsigned)(4 * log2(s->sources / (s->usual + 1.0))) : 0;
    a->suppressed = planned;
    if (planned)
        sheet_say(&x, N_("they are part of one plan, which is told as distributed"), NULL, NULL, NULL);
    return sheet_put(&x, planned ? 40 : 50 + (more < 24 ? more : 24), planned ? WATCH_LOW : WATCH_MEDIUM, out,
                     ret_severity);
}

int incident_put_backscatter(const struct addr *victim, uint32_t hosts, nsec_wall first, nsec_wall last,
                             enum zone zone, const struct mix_key *key, struct sink *out,
                             unsigned *ret_severity)
{
    struct sheet x;
    char n[24];
    struct record_alert *a = sheet_begin(&x, "backscatter", (uint8_t)zone);
    sheet_id(key, victim, (uint64_t)first, x.id);
    a->src = *victim;
    a->first = first;
    a->last = last;
    a->hosts = hosts;
    snprintf(n, sizeof n, "%u", hosts);
    sheet_say(&x, N_("it answers %s addresses that never asked: somebody floods it with forged sources"), n,
              NULL, NULL);
    return sheet_put(&x, 10, WATCH_INFO, out, ret_severity);
}
