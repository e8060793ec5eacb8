#include "audit/audit.h"

#include "audit/match.h"
#include "audit/priv_rule.h"
#include "base/buf.h"
#include "base/grow.h"
#include "model/glossary.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define EVIDENCE_MAX 2048
#define TITLE_MAX    256

struct finding {
    const char *id;
    enum severity severity;
    const struct record_port *door;   /* NULL = it is about the host */
    const struct rundoors_host *host; /* then */
    char *title, *evidence;           /* owned */
    struct record_strings refs;
    struct vuln_matches vulns; /* whose ids the cves borrow */
    struct record_cve *cve;    /* owned */
    unsigned cves, order;
};

struct audit {
    struct audit_conf conf;
    struct finding *item;
    unsigned count, refused;
};

static void finding_fini(struct finding *f)
{
    free(f->title);
    free(f->evidence);
    free(f->cve);
    vuln_matches_fini(&f->vulns);
}

void audit_free(struct audit *a)
{
    if (!a)
        return;
    for (unsigned i = 0; i < a->count; i++)
        finding_fini(&a->item[i]);
    free(a->item);
    free(a);
}

static void say(struct buf *b, const char *what, const char *value)
{
    if (value)
        buf_printf(b, "%s%s%s", b->len ? ", " : "", what, value);
}

static void say_facts(struct buf *b, const struct record_strings *facts)
{
    for (size_t i = 0; i < facts->count; i++)
        say(b, i ? "" : "asked: ", facts->item[i]);
}

static char *evidence_of_host(const struct rundoors_host *h)
{
    struct buf b;
    buf_init(&b, EVIDENCE_MAX);
    say(&b, "system: ", h->system);
    say(&b, "initial sequence numbers: ", h->isn);
    say(&b, "IP identification numbers: ", h->ipid);
    say(&b, "IPv6 fragment identifications: ", h->frag);
    char *text = strdup(buf_text(&b));
    buf_fini(&b);
    return text;
}

/* What the record says, in its own words. */
static char *evidence_of(const struct record_port *p)
{
    struct buf b;
    const struct record_service *s = &p->service;
    const char *tls = p->tls.known && p->tls.version ? p->tls.version : s->tls;
    buf_init(&b, EVIDENCE_MAX);
    if (rule_heard(p)) {
        say(&b, "service ", s->name);
        say(&b, "found by ", s->how);
    } else {
        say(&b, "open; known by its port number only", "");
    }
    say(&b, "product ", s->product);
    say(&b, "version ", s->version);
    say(&b, "info ", s->info);
    say(&b, "", tls);
    say_facts(&b, &s->facts);
    if (p->certificate.known) {
        say(&b, "certificate of ", p->certificate.subject);
        say(&b, "key ", p->certificate.key);
    }
    say(&b, "heard ", s->evidence);
    char *text = strdup(buf_text(&b));
    buf_fini(&b);
    return text;
}

static char *title_of(const char *id)
{
    const char *rest, *about = glossary_about(id, "en");
    return about ? strndup(about, glossary_title(about, &rest)) : strdup(id);
}

/* Takes what `f` owns, whatever it returns. */
static int add(struct audit *a, struct finding *f)
{
    assert(f->door || f->host);
    f->title = title_of(f->id);
    f->evidence = f->door ? evidence_of(f->door) : evidence_of_host(f->host);
    bool full = a->count >= a->conf.max;
    struct finding *grown = full ? NULL : grow_one(a->item, a->count, sizeof *grown);
    a->item = grown ? grown : a->item;
    if (!grown || !f->title || !f->evidence) {
        finding_fini(f);
        a->refused += full;
        return full ? 0 : -ENOMEM;
    }
    f->order = a->count;
    a->item[a->count++] = *f;
    return 0;
}

/* --- known vulnerabilities */

static enum severity severity_of(const struct vuln_match *m)
{
    enum severity s = m->kev || m->cvss >= 9 ? SEVERITY_CRITICAL
                      : m->cvss >= 7         ? SEVERITY_HIGH
                      : m->cvss >= 4         ? SEVERITY_MEDIUM
                                             : SEVERITY_LOW;
    return m->status == VULN_POSSIBLE && s > SEVERITY_MEDIUM ? SEVERITY_MEDIUM : s;
}

/* KEV first; the rest as match.h sorted it. */
static int list_cves(struct finding *f)
{
    unsigned all = f->vulns.count, room = all < AUDIT_CVES_MAX ? all : AUDIT_CVES_MAX;
    f->cve = calloc(room, sizeof *f->cve);
    if (!f->cve)
        return -ENOMEM;
    for (int kev = 1; kev >= 0; kev--)
        for (unsigned i = 0; i < all && f->cves < room; i++) {
            const struct vuln_match *m = &f->vulns.item[i];
            if (m->kev == (kev == 1))
                f->cve[f->cves++] = (struct record_cve){.id = m->id,
                                                        .cvss = m->cvss >= 0 ? m->cvss : (double)NAN,
                                                        .kev = m->kev,
                                                        .epss = m->epss >= 0 ? m->epss : (double)NAN,
                                                        .status = vuln_status_word(m->status)};
        }
    return 0;
}

static int judge_versions(struct audit *a, const struct record_port *p)
{
    struct vuln_target target;
    const struct record_service *s = &p->service;
    struct vuln_seen seen = {.product = s->product,
                             .version = s->version,
                             .info = s->info,
                             .os = s->os,
                             .cpe = s->cpe.item,
                             .cpes = (unsigned)s->cpe.count};
    struct finding f = {.id = "known-vulnerabilities", .door = p};
    if (!vuln_target_of(&seen, &target))
        return 0;
    int e = vuln_match(a->conf.db, &target, &f.vulns);
    if (e < 0)
        return e;
    for (unsigned i = 0; i < f.vulns.count; i++) {
        enum severity one = severity_of(&f.vulns.item[i]);
        f.severity = one > f.severity ? one : f.severity;
    }
    e = f.vulns.count ? list_cves(&f) : 0;
    if (e < 0 || !f.vulns.count) {
        finding_fini(&f);
        return e;
    }
    return add(a, &f);
}

/* --- doors */

/* Of the numbers for documents (RFC 3849), which laboratories use, too. */
static bool is_document(const struct addr *a)
{
    static const uint8_t prefix[] = {0x20, 0x01, 0x0d, 0xb8};
    return a->len == 16 && memcmp(a->b, prefix, sizeof prefix) == 0;
}

/* An address tells little of who reaches it, but it is all that a run has. */
static enum rule_zone zone_of(const struct audit *a, const struct addr *addr)
{
    if (a->conf.zone != AUDIT_BY_ADDRESS)
        return (enum rule_zone)a->conf.zone;
    bool inside = addr_is_private(addr) || addr_is_bench(addr) || is_document(addr);
    return addr_is_loopback(addr) ? RULE_LOOPBACK : inside ? RULE_PRIVATE : RULE_PUBLIC;
}

static int judge_door(struct audit *a, const struct rundoors *doors, unsigned i, unsigned first, unsigned end)
{
    enum rule_zone zone = zone_of(a, &rundoors_at(doors, i)->addr);
    int e = 0;
    for (unsigned k = 0; k < rules_table_count && e == 0; k++) {
        const struct rule *rule = &rules_table[k];
        struct finding f = {.id = rule->id, .door = rundoors_at(doors, i), .refs = rule->refs};
        f.severity = rule_judge(rule, doors, i, first, end, zone, a->conf.now);
        if (f.severity)
            e = add(a, &f);
    }
    return e || !a->conf.db ? e : judge_versions(a, rundoors_at(doors, i));
}

static int judge_hosts(struct audit *a, const struct rundoors *doors)
{
    int e = 0;
    for (unsigned i = 0; i < rundoors_host_count(doors); i++)
        for (unsigned k = 0; k < rules_table_count && e == 0; k++) {
            const struct rule *rule = &rules_table[k];
            struct finding f = {.id = rule->id, .host = rundoors_host_at(doors, i), .refs = rule->refs};
            f.severity = rule_judge_host(rule, f.host, zone_of(a, &f.host->addr));
            if (f.severity)
                e = add(a, &f);
        }
    return e;
}

static int worst_first(const void *x, const void *y)
{
    const struct finding *a = x, *b = y;
    if (a->severity != b->severity)
        return a->severity < b->severity ? 1 : -1;
    return a->order < b->order ? -1 : a->order > b->order;
}

int audit_judge(struct rundoors *doors, const struct audit_conf *conf, struct audit **ret)
{
    struct audit *a = calloc(1, sizeof *a);
    int e = a ? 0 : -ENOMEM;
    if (a)
        a->conf = *conf;
    rundoors_sort(doors);
    unsigned count = rundoors_count(doors);
    for (unsigned first = 0, end; first < count && e == 0; first = end) {
        for (end = first + 1;
             end < count && addr_eq(&rundoors_at(doors, first)->addr, &rundoors_at(doors, end)->addr);)
            end++;
        for (unsigned i = first; i < end && e == 0; i++)
            e = judge_door(a, doors, i, first, end);
    }
    e = e ? e : judge_hosts(a, doors);
    if (e < 0) {
        audit_free(a);
        return e;
    }
    if (a->count)
        qsort(a->item, a->count, sizeof *a->item, worst_first);
    *ret = a;
    return 0;
}

unsigned audit_count(const struct audit *a)
{
    return a->count;
}

unsigned audit_refused(const struct audit *a)
{
    return a->refused;
}

enum severity audit_severity(const struct audit *a, unsigned i)
{
    return a->item[i].severity;
}

void audit_record(const struct audit *a, unsigned i, struct record *ret)
{
    const struct finding *f = &a->item[i];
    const char *about = glossary_about(f->id, "en"), *advice = NULL;
    if (about)
        (void)glossary_title(about, &advice);
    record_init(ret, RECORD_FINDING);
    ret->finding = (struct record_finding){
        .id = f->id,
        .severity = severity_word(f->severity),
        .addr = f->door ? f->door->addr : f->host->addr,
        .proto = f->door ? f->door->proto : PROTO_IP,
        .port = f->door ? f->door->port : RECORD_NO_U64,
        .title = f->title,
        .evidence = f->evidence,
        .advice = advice,
        .refs = f->refs,
        .cve = {.item = f->cve, .count = f->cves, .size = sizeof *f->cve},
    };
}
