#include "watch/incident.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SENTENCES = 9, PARTS_TEXT = 512, TEXT = 128, PORTS_TEXT = 2048, WHY_TEXT = 2048 };

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

static bool has_port(uint8_t technique)
{
    return technique != TECHNIQUE_PING && technique != TECHNIQUE_ARP && technique != TECHNIQUE_ND;
}

/* What is built for one record. */
struct sheet {
    char id[20], event[LEDGER_EVENTS][TEXT], dst[LEDGER_EVENTS][ADDR_TEXT_MAX], ports[PORTS_TEXT],
        why[WHY_TEXT];
    char net[ADDR_TEXT_MAX + 8], tunnel[2 * ADDR_TEXT_MAX + 16];
    const char *events[LEDGER_EVENTS], *dsts[LEDGER_EVENTS], *srcs[1];
    struct diag said[SENTENCES];
    char parts[SENTENCES][PARTS_TEXT];
    const char *part[SENTENCES];
    size_t saids;
};

static void events(struct sheet *x, uint8_t technique, const struct event *first, unsigned n,
                   struct record_alert *a)
{
    size_t dsts = 0;
    for (unsigned i = 0; i < n; i++) {
        const struct event *e = &first[i];
        char when[NSEC_TEXT_MAX], dst[ADDR_TEXT_MAX];
        struct addr to = event_dst(e);
        nsec_rfc3339(e->at, when);
        addr_text(&to, dst);
        if (has_port(technique))
            snprintf(x->event[i], TEXT, "%s %s %s/%u %s", when, dst, proto_of(technique), e->port,
                     outcome_words[e->outcome]);
        else
            snprintf(x->event[i], TEXT, "%s %s %s %s", when, dst, proto_of(technique),
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
    a->events = (struct record_strings){x->events, n};
    a->dst_sample = (struct record_strings){x->dsts, dsts};
}

/* A connection that was let in. */
static void one_event(struct sheet *x, nsec_wall at, const struct addr *dst, uint16_t port,
                      struct record_alert *a)
{
    struct event e =
        event_of(&(struct contact){.at = at, .dst = *dst, .port = port, .outcome = SIGHT_SUCCESS});
    events(x, TECHNIQUE_SYN, &e, 1, a);
}

/* "1 ms", "4.2 s", "17 min", "3.5 h", "12 d"; never nothing, as what follows took some time. */
static void span_text(nsec d, char out[24])
{
    double s = (double)d / 1e9;
    if (s < 0.0995)
        snprintf(out, 24, "%.0f ms", s < 0.001 ? 1 : s * 1000);
    else if (s < 100)
        snprintf(out, 24, "%.1f s", s);
    else if (s < 6000)
        snprintf(out, 24, "%.0f min", s / 60);
    else if (s < 48 * 3600)
        snprintf(out, 24, "%.1f h", s / 3600);
    else
        snprintf(out, 24, "%.0f d", s / 86400);
}

static void say(struct sheet *x, const char *msg, const char *a, const char *b, const char *c)
{
    if (x->saids < SENTENCES)
        diag_set(&x->said[x->saids++], msg, a, b, c);
}

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
    span_text(g->last - g->first, span);
    addr_text(g->lead_n ? &g->lead : &g->last_dst, one);
    if (g->technique == TECHNIQUE_OS)
        say(x,
            g->ports.n == 1 ? N_("it sent a kind of probe that only a fingerprinter sends")
                            : N_("it sent %s kinds of probes that only a fingerprinter sends"),
            ports, NULL, NULL);
    else if (strcmp(kind, "sweep") == 0)
        say(x, N_("it asked %s addresses whether they are there, within %s"), hosts, span, NULL);
    else if (g->technique == TECHNIQUE_PROTOCOL && strcmp(kind, "vertical") == 0)
        say(x, N_("it tried %s IP protocols of %s within %s"), ports, one, span);
    else if (g->technique == TECHNIQUE_PROTOCOL && g->ports.n == 1)
        say(x, N_("it tried IP protocol %s on %s hosts within %s"),
            portset_text(&g->ports, ports, sizeof ports), hosts, span);
    else if (g->technique == TECHNIQUE_PROTOCOL)
        say(x, N_("it tried %s IP protocols on %s hosts within %s"), ports, hosts, span);
    else if (strcmp(kind, "vertical") == 0)
        say(x, N_("it tried %s ports of %s within %s"), ports, one, span);
    else if (g->ports.n == 1)
        say(x, N_("it tried port %s on %s hosts within %s"), portset_text(&g->ports, ports, sizeof ports),
            hosts, span);
    else if (strcmp(kind, "horizontal") == 0 && g->lead_port_n * 2 > g->targets) {
        snprintf(ports, sizeof ports, "%u", g->lead_port);
        say(x, N_("it tried mostly port %s on %s hosts within %s"), ports, hosts, span);
    } else
        say(x, N_("it tried %s ports on %s hosts within %s"), ports, hosts, span);
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
        say(x, N_("none answered"), NULL, NULL, NULL);
    else if (!g->outcome[SIGHT_SUCCESS] && !quiet)
        say(x, N_("all refused"), NULL, NULL, NULL);
    else if (!g->outcome[SIGHT_SUCCESS])
        say(x, N_("none let it in: %s refused, %s stayed silent or were blocked"), refused, silent, NULL);
    else
        say(x, N_("%s answered, %s refused, %s stayed silent or were blocked"), ok, refused, silent);
}

static void say_tool(struct sheet *x, struct record_alert *a, const struct marks_verdict *m)
{
    char fit[32], tool[64];
    if (!m->tool)
        return;
    a->tool = m->tool;
    a->tool_sure = m->sure;
    snprintf(tool, sizeof tool, "%s (%u%%)", m->tool, (unsigned)(100 * m->sure + 0.5f));
    snprintf(fit, sizeof fit, "%u/%u", m->fit, m->of);
    say(x, N_("the packets look like %s: %s (%s)"), tool, m->formula, fit);
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
        int n = snprintf(x->parts[i], PARTS_TEXT, "%s", d->msg);
        const char *at = d->msg;
        for (unsigned k = 0; k < 3 && (at = strstr(at, "%s")) != NULL && n > 0 && n < PARTS_TEXT;
             k++, at += 2)
            n += snprintf(x->parts[i] + n, PARTS_TEXT - (size_t)n, "\t%s", d->arg[k]);
        x->part[i] = x->parts[i];
    }
}

static void counts(const struct ledger *g, struct record_alert *a)
{
    a->hosts = detect_hosts(g);
    if (has_port(g->technique))
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
    snprintf(ret, WATCH_ID, "%012" PRIx64,
             mix_addr(key, &g->src,
                      (uint64_t)g->first ^ g->technique ^ (uint64_t)g->everyday << 8 ^
                          (uint64_t)g->stranger << 9) >>
                 16);
}

static void who(struct sheet *x, const struct ledger *g, const struct mix_key *key, struct record_alert *a)
{
    a->src = g->src;
    incident_id(g, key, x->id);
    a->id = x->id;
    a->zone = g->zone == ZONE_INSIDE ? "internal" : "external";
    if (!g->many)
        a->src = g->one;
    if (g->many) {
        char text[ADDR_TEXT_MAX];
        snprintf(x->net, sizeof x->net, "%s/64", addr_text(&g->src, text));
        x->srcs[0] = x->net;
        a->srcs = (struct record_strings){x->srcs, 1};
    }
}

static const char *const tunnel_words[SIGHT_TUNNELS] = {
    [SIGHT_IPIP] = "ipip",     [SIGHT_6IN4] = "6in4",     [SIGHT_GRE] = "gre",
    [SIGHT_PPTP] = "pptp",     [SIGHT_ERSPAN] = "erspan", [SIGHT_VXLAN] = "vxlan",
    [SIGHT_GENEVE] = "geneve", [SIGHT_GTP] = "gtp",       [SIGHT_TZSP] = "tzsp",
};

/* "vxlan 198.18.0.1 > 198.18.0.2" */
static void say_tunnel(struct sheet *x, const struct ledger *g, struct record_alert *a)
{
    char from[ADDR_TEXT_MAX], to[ADDR_TEXT_MAX];
    if (!g->tunnel)
        return;
    snprintf(x->tunnel, sizeof x->tunnel, "%s %s > %s", tunnel_words[g->tunnel],
             addr_text(&g->tunnel_src, from), addr_text(&g->tunnel_dst, to));
    a->tunnel = x->tunnel;
    say(x,
        g->stranger
            ? N_("it was seen in a tunnel of somebody outside alone (%s), which may say what it likes")
        : g->carried == g->targets ? N_("it was seen in a tunnel (%s)")
                                   : N_("some of it was seen in a tunnel (%s)"),
        x->tunnel, NULL, NULL);
}

/* A probe every ten seconds or less often is what windows of a minute no longer see. */
static const char *speed_of(const struct ledger *g)
{
    return g->targets > 1 && (g->last - g->first) / (g->targets - 1) >= 10 * NSEC_SEC ? "slow" : "fast";
}

static void ready(struct sheet *x, struct record *r)
{
    record_init(r, RECORD_ALERT);
    *x = (struct sheet){0};
    r->alert.id = x->id;
}

static void number(struct sheet *x, const struct mix_key *key, const struct addr *a, uint64_t beside)
{
    snprintf(x->id, sizeof x->id, "%012" PRIx64, mix_addr(key, a, beside) >> 16);
}

static int put(struct sheet *x, struct record *r, unsigned score, unsigned severity, struct sink *out,
               unsigned *ret_severity)
{
    r->alert.score = score;
    r->alert.severity = watch_severity_word(severity);
    *ret_severity = severity;
    why(x);
    parts(x);
    r->alert.why = x->why;
    r->alert.said = (struct record_strings){x->part, x->saids};
    r->said = x->said;
    r->saids = x->saids;
    return sink_put(out, r);
}

/* Addresses as strings: at most SRCS_MAX, NULL where memory is out. */
static const char **texts(const struct addr *a, unsigned n, bool nets)
{
    const char **list = malloc(n * (sizeof *list + ADDR_TEXT_MAX + 8));
    if (!list)
        return NULL;
    char *at = (char *)(list + n);
    for (unsigned i = 0; i < n; i++, at += ADDR_TEXT_MAX + 8) {
        char text[ADDR_TEXT_MAX];
        snprintf(at, ADDR_TEXT_MAX + 8, "%s%s", addr_text(&a[i], text), nets && a[i].len == 16 ? "/64" : "");
        list[i] = at;
    }
    return list;
}

int incident_put(const struct ledger *g, enum incident_phase phase, const struct finding *f,
                 const struct role *role, const struct addr *srcs, unsigned n, const struct mix_key *key,
                 struct sink *out, unsigned *ret_severity)
{
    struct sheet x;
    struct record r;
    struct marks_verdict m = marks_judge(&g->marks, g->technique);
    ready(&x, &r);
    struct record_alert *a = &r.alert;
    unsigned score = detect_score(f->nats);
    const char **names = n ? texts(srcs, n, false) : NULL;
    char many[24];
    who(&x, g, key, a);
    if (names)
        a->srcs = (struct record_strings){names, n};
    a->kind = detect_kind(g);
    a->technique = detect_technique(g);
    a->speed = speed_of(g);
    a->role = role ? role->name : NULL;
    a->suppressed = a->role != NULL;
    a->ongoing = phase != INCIDENT_ENDED;
    a->daily = phase == INCIDENT_DAY;
    a->first = g->first;
    a->last = g->last;
    a->raised = g->raised;
    a->raised_after = g->raised_at;
    counts(g, a);
    events(&x, g->technique, g->event, g->n_events, a);
    if (has_port(g->technique) && g->technique != TECHNIQUE_OS)
        a->port_list = portset_text(&g->ports, x.ports, sizeof x.ports);
    say_shape(&x, g, a->kind);
    say_outcome(&x, g);
    if (f->one_way)
        say(&x, N_("no answer of anybody is in this recording, which may be of one direction only"), NULL,
            NULL, NULL);
    if (f->outward)
        say(&x, N_("no answer from outside is in this recording: whether there were any is not known"), NULL,
            NULL, NULL);
    if (n) {
        snprintf(many, sizeof many, "%u", n);
        say(&x, N_("%s sources sent the very same packets: all but one are decoys"), many, NULL, NULL);
    }
    if (role && role->name)
        x.said[x.saids++] = role->why;
    else if (f->why.msg)
        x.said[x.saids++] = f->why;
    if (role && !role->name && role->why.msg)
        x.said[x.saids++] = role->why;
    say_tool(&x, a, &m);
    say_tunnel(&x, g, a);
    int e = put(&x, &r, score, detect_severity(score, g->zone), out, ret_severity);
    free(names);
    return e;
}

int incident_put_campaign(const struct campaign *c, const struct marks_verdict *m, enum incident_phase phase,
                          const struct mix_key *key, struct sink *out, unsigned *ret_severity)
{
    struct sheet x;
    struct record r;
    char sources[24], targets[24], each[24], span[24], ok[24];
    ready(&x, &r);
    struct record_alert *a = &r.alert;
    const char **names = texts(c->source, c->named, c->zone == ZONE_OUTSIDE);
    number(&x, key, &c->source[0], (uint64_t)c->first);
    if (names)
        a->srcs = (struct record_strings){names, c->named};
    a->kind = "distributed";
    a->ongoing = phase != INCIDENT_ENDED;
    a->daily = phase == INCIDENT_DAY;
    uint32_t sum = c->sum > c->targets ? c->sum : c->targets; /* of estimates: none is tried less than once */
    a->technique = detect_technique_word(c->technique);
    a->zone = c->zone == ZONE_INSIDE ? "internal" : "external";
    a->speed = (c->last - c->first) / ((nsec)c->sum + 1) >= 10 * NSEC_SEC ? "slow" : "fast";
    a->first = c->first;
    a->last = c->last;
    a->hosts = tally_count(&c->hosts);
    a->ports = c->ports.n;
    a->targets = c->targets;
    a->tries = sum;
    a->port_list = portset_text(&c->ports, x.ports, sizeof x.ports);
    a->refused = c->outcome[SIGHT_REFUSED];
    a->silent = c->outcome[SIGHT_SILENT];
    a->blocked = c->outcome[SIGHT_BLOCKED];
    events(&x, c->technique, c->event, c->n_events, a);
    snprintf(sources, sizeof sources, "%u", c->named);
    snprintf(targets, sizeof targets, "%u", c->targets);
    snprintf(each, sizeof each, "%.1f", (double)sum / (c->named ? c->named : 1));
    snprintf(ok, sizeof ok, "%.2f", (double)sum / (c->targets ? c->targets : 1));
    span_text(c->last - c->first, span);
    say(&x, N_("%s sources tried %s doors within %s"), sources, targets, span);
    say(&x,
        c->mixed
            ? N_("they stay out of each other's way: %s doors for each of them, each door tried %s times")
            : N_("their packets are alike: %s doors for each of them, each door tried %s times"),
        each, ok, NULL);
    say_tool(&x, a, m);
    unsigned size = (unsigned)log2(c->named + 1.0);
    int e = put(&x, &r, 80 + size, WATCH_MEDIUM + (c->zone == ZONE_INSIDE), out, ret_severity);
    free(names);
    return e;
}

int incident_put_wave(const struct wave *v, enum incident_phase phase, const struct mix_key *key,
                      struct sink *out, unsigned *ret_severity)
{
    struct sheet x;
    struct record r;
    char sources[24], doors[24], span[24], named[24];
    ready(&x, &r);
    struct record_alert *a = &r.alert;
    const char **names = v->named ? texts(v->source, v->named, v->zone == ZONE_OUTSIDE) : NULL;
    number(&x, key, v->named ? &v->source[0] : &(struct addr){0},
           (uint64_t)v->first ^ v->technique ^ (uint64_t)v->stranger << 9);
    if (names)
        a->srcs = (struct record_strings){names, v->named};
    a->kind = "distributed";
    a->ongoing = phase != INCIDENT_ENDED;
    a->daily = phase == INCIDENT_DAY;
    a->technique = detect_technique_word(v->technique);
    a->zone = v->zone == ZONE_INSIDE ? "internal" : "external";
    a->speed = "fast";
    a->first = v->first;
    a->last = v->last;
    a->targets = v->doors;
    a->tries = v->doors;
    snprintf(sources, sizeof sources, "%u", v->sources);
    snprintf(doors, sizeof doors, "%" PRIu64, v->doors);
    snprintf(named, sizeof named, "%u", v->named);
    span_text(v->last - v->first, span);
    say(&x, N_("%s more sources were raised within %s than are told one by one, after %s doors"), sources,
        span, doors);
    say(&x, N_("none of them is known to exist: so many at once are mostly forged"), NULL, NULL, NULL);
    if (v->named < v->sources)
        say(&x, N_("%s of them are named"), named, NULL, NULL);
    int e = put(&x, &r, 85, WATCH_MEDIUM + (v->zone == ZONE_INSIDE), out, ret_severity);
    free(names);
    return e;
}

int incident_put_visit(const struct contact *c, const struct addr *finder, nsec before, enum zone zone,
                       const struct mix_key *key, struct sink *out, unsigned *ret_severity)
{
    struct sheet x;
    struct record r;
    char span[24], by[ADDR_TEXT_MAX], port[24];
    ready(&x, &r);
    struct record_alert *a = &r.alert;
    number(&x, key, &c->src, (uint64_t)c->at);
    a->src = c->src;
    a->kind = "visit";
    a->technique = "connect";
    a->zone = zone == ZONE_INSIDE ? "internal" : "external";
    a->first = a->last = a->raised = c->at;
    a->raised_after = a->hosts = a->ports = a->targets = a->tries = a->answered = 1;
    one_event(&x, c->at, &c->dst, c->port, a);
    snprintf(port, sizeof port, "%u", c->port);
    snprintf(x.ports, sizeof x.ports, "%u", c->port);
    a->port_list = x.ports;
    span_text(before, span);
    addr_text(finder, by);
    say(&x, N_("it went straight to port %s of %s and asked nowhere else"), port, x.dst[0], NULL);
    say(&x, N_("%s had found that door by scanning, %s before"), by, span, NULL);
    /* Below 1024 are doors that many know of by themselves: 22, 139, 445. */
    bool low = zone == ZONE_INSIDE || c->port < 1024;
    return put(&x, &r, low ? 40 : 60, low ? WATCH_LOW : WATCH_MEDIUM, out, ret_severity);
}

int incident_put_guess(const struct sight *s, uint32_t wrong, nsec_wall since, enum zone zone,
                       const struct mix_key *key, struct sink *out, unsigned *ret_severity)
{
    struct sheet x;
    struct record r;
    char n[24], port[24], span[24];
    ready(&x, &r);
    struct record_alert *a = &r.alert;
    number(&x, key, &s->src, (uint64_t)s->at ^ s->dport);
    a->src = s->src;
    a->kind = "break-in";
    a->technique = "connect";
    a->zone = zone == ZONE_INSIDE ? "internal" : "external";
    a->first = since;
    a->last = a->raised = s->at;
    a->hosts = a->ports = a->targets = a->answered = 1;
    a->tries = wrong + UINT64_C(1);
    if (!addr_is_any(&s->dst))
        one_event(&x, s->at, &s->dst, s->dport, a);
    snprintf(x.ports, sizeof x.ports, "%u", s->dport);
    a->port_list = x.ports;
    snprintf(n, sizeof n, "%u", wrong);
    snprintf(port, sizeof port, "%u", s->dport);
    span_text(s->at - since, span);
    say(&x, N_("it came in at port %s after %s wrong passwords within %s"), port, n, span);
    return put(&x, &r, zone == ZONE_INSIDE ? 60 : 80, zone == ZONE_INSIDE ? WATCH_MEDIUM : WATCH_HIGH, out,
               ret_severity);
}

int incident_put_surge(const struct surge *s, bool planned, const struct mix_key *key, struct sink *out,
                       unsigned *ret_severity)
{
    struct sheet x;
    struct record r;
    char port[24], now[24], usual[24];
    ready(&x, &r);
    struct record_alert *a = &r.alert;
    struct event first[LEDGER_EVENTS];
    struct addr srcs[LEDGER_EVENTS];
    for (unsigned i = 0; i < s->n_first; i++) {
        first[i] = s->first[i].event;
        srcs[i] = s->first[i].src;
    }
    const char **names = s->n_first ? texts(srcs, s->n_first, true) : NULL;
    if (names)
        a->srcs = (struct record_strings){names, s->n_first};
    events(&x, s->technique, first, s->n_first, a);
    number(&x, key, &(struct addr){.len = 4}, (uint64_t)s->day ^ (uint64_t)s->technique << 16 ^ s->port);
    a->kind = "surge";
    a->technique = s->technique == TECHNIQUE_UDP ? "udp" : "syn";
    a->zone = "external";
    a->first = s->day;
    a->last = s->day + NSEC_DAY;
    a->ports = 1;
    snprintf(x.ports, sizeof x.ports, "%u", s->port);
    a->port_list = x.ports;
    snprintf(port, sizeof port, "%u/%s", s->port, s->technique == TECHNIQUE_UDP ? "udp" : "tcp");
    snprintf(now, sizeof now, "%u", s->sources);
    snprintf(usual, sizeof usual, "%u", s->usual);
    say(&x, N_("%s: %s sources that day, usually %s"), port, now, usual);
    /* How many times as many as usual: four for each doubling, as far as medium goes. */
    unsigned more = s->sources > s->usual ? (unsigned)(4 * log2(s->sources / (s->usual + 1.0))) : 0;
    a->suppressed = planned;
    if (planned)
        say(&x, N_("they are part of one plan, which is told as distributed"), NULL, NULL, NULL);
    int e = put(&x, &r, planned ? 40 : 50 + (more < 24 ? more : 24), planned ? WATCH_LOW : WATCH_MEDIUM, out,
                ret_severity);
    free(names);
    return e;
}

int incident_put_backscatter(const struct addr *victim, uint32_t hosts, nsec_wall first, nsec_wall last,
                             enum zone zone, const struct mix_key *key, struct sink *out,
                             unsigned *ret_severity)
{
    struct sheet x;
    struct record r;
    char n[24];
    ready(&x, &r);
    struct record_alert *a = &r.alert;
    number(&x, key, victim, (uint64_t)first);
    a->src = *victim;
    a->kind = "backscatter";
    a->zone = zone == ZONE_INSIDE ? "internal" : "external";
    a->first = first;
    a->last = last;
    a->hosts = hosts;
    snprintf(n, sizeof n, "%u", hosts);
    say(&x, N_("it answers %s addresses that never asked: somebody floods it with forged sources"), n, NULL,
        NULL);
    return put(&x, &r, 10, WATCH_INFO, out, ret_severity);
}
