#include "audit/priv_rule.h"

#include "audit/supported.h"
#include "audit/version.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum match { MATCH_NO, MATCH_BY_PORT, MATCH };

bool rule_heard(const struct record_port *p)
{
    return p->service.known && p->service.name && !(p->service.how && strcmp(p->service.how, "port") == 0);
}

static bool has_word(const char *list, const char *word)
{
    char framed[128];
    int n = snprintf(framed, sizeof framed, " %s ", word);
    return n > 2 && (size_t)n < sizeof framed && strstr(list, framed);
}

/* At the beginning of a word: "Philosophy" is no iLO. */
static bool has_text(const char *text, const char *part, size_t n)
{
    bool inside = false;
    for (; text && *text; text++) {
        if (!inside && strncasecmp(text, part, n) == 0)
            return true;
        inside = isalnum((unsigned char)*text);
    }
    return false;
}

/* One of the alternatives, which stand between "|". */
static bool has_part(const char *text, const char *parts)
{
    for (size_t n; *parts; parts += n + (parts[n] == '|')) {
        n = strcspn(parts, "|");
        if (has_text(text, parts, n))
            return true;
    }
    return false;
}

/* Is one of the facts in the list, whole ("access=open") or by what stands before "=" ("share")? */
static bool has_fact(const char *list, const struct record_strings *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        char word[64];
        const char *fact = facts->item[i];
        int n = (int)strcspn(fact, "=");
        snprintf(word, sizeof word, "%.*s", n, fact);
        if (has_word(list, fact) || has_word(list, word))
            return true;
    }
    return false;
}

static bool has_port(const struct rule *rule, const struct record_port *p)
{
    for (unsigned i = 0; i < rule->ports; i++)
        if (rule->port[i].proto == p->proto && p->port >= rule->port[i].first &&
            p->port <= rule->port[i].last)
            return true;
    return false;
}

/* What answers with much to little over UDP is something else over TCP. */
static bool has_proto(const struct rule *rule, const struct record_port *p)
{
    for (unsigned i = 0; i < rule->ports; i++)
        if (rule->port[i].proto == p->proto)
            return true;
    return !rule->ports;
}

static enum match match_name(const struct rule *rule, const struct record_port *p)
{
    bool port = has_port(rule, p);
    if (!has_proto(rule, p))
        return MATCH_NO;
    if (!rule->services)
        return !rule->ports || port ? MATCH : MATCH_NO;
    if (rule_heard(p))
        return has_word(rule->services, p->service.name) ? MATCH : MATCH_NO;
    return !port ? MATCH_NO : rule->port_suffices ? MATCH : MATCH_BY_PORT;
}

static const char *tls_version(const struct record_port *p)
{
    return p->tls.known && p->tls.version ? p->tls.version : p->service.tls;
}

static bool match_tls(const struct rule *rule, const struct record_port *p)
{
    const char *version = tls_version(p);
    bool tls = version || (p->tls.known && p->tls.starttls);
    if (rule->tls != RULE_TLS_ANY && tls != (rule->tls == RULE_TLS))
        return false;
    return !rule->tls_versions || (version && has_word(rule->tls_versions, version));
}

/* "RSA 1024"; curves have names instead of sizes. */
static bool weak_key(const char *key)
{
    const char *size = key ? strchr(key, ' ') : NULL;
    bool counted = key && (strncmp(key, "RSA", 3) == 0 || strncmp(key, "DSA", 3) == 0);
    return counted && size && strtoul(size, NULL, 10) < 2048;
}

static bool match_certificate(const struct rule *rule, const struct record_certificate *c)
{
    if (!rule->certificate)
        return true;
    return c->known && ((rule->certificate & RULE_EXPIRED && c->expired) ||
                        (rule->certificate & RULE_SELF_SIGNED && c->self_signed) ||
                        (rule->certificate & RULE_WEAK_KEY && weak_key(c->key)));
}

static bool match_service(const struct rule *rule, const struct record_service *s)
{
    if (rule->product && !has_part(s->product, rule->product))
        return false;
    if (rule->os && !has_part(s->os, rule->os))
        return false;
    bool info = rule->info && has_part(s->info, rule->info),
         fact = rule->facts && has_fact(rule->facts, &s->facts);
    if ((rule->info || rule->facts) && !info && !fact)
        return false;
    if (rule->no_facts && has_fact(rule->no_facts, &s->facts))
        return false;
    return !rule->below || (s->version && version_upstream(s->version, rule->below) < 0);
}

/* What only speaks for it is no proof: low, but not where the whole Internet may try. */
static enum severity unproven(enum severity s, enum rule_zone zone)
{
    enum severity most = zone == RULE_PUBLIC ? SEVERITY_MEDIUM : SEVERITY_LOW;
    return s > most ? most : s;
}

static bool any_beside(const char *services, const struct rundoors *doors, unsigned i, unsigned first,
                       unsigned end)
{
    for (unsigned k = first; k < end; k++) {
        const struct record_port *p = rundoors_at(doors, k);
        if (k != i && rule_heard(p) && has_word(services, p->service.name))
            return true;
    }
    return false;
}

enum severity rule_judge_host(const struct rule *rule, const struct rundoors_host *host, enum rule_zone zone)
{
    bool hit = (rule->isn && has_part(host->isn, rule->isn)) ||
               (rule->ipid && has_part(host->ipid, rule->ipid)) ||
               (rule->frag && has_part(host->frag, rule->frag)) ||
               (rule->system && has_part(host->system, rule->system));
    return hit ? rule->severity[zone] : SEVERITY_NONE;
}

enum severity rule_judge(const struct rule *rule, const struct rundoors *doors, unsigned i, unsigned first,
                         unsigned end, enum rule_zone zone, nsec_wall now)
{
    const struct record_port *p = rundoors_at(doors, i);
    enum severity s = rule->severity[zone];
    if (rule->isn || rule->ipid || rule->frag || rule->system)
        return SEVERITY_NONE;
    enum match match = s ? match_name(rule, p) : MATCH_NO;
    if (match == MATCH_NO || !match_tls(rule, p) || !match_certificate(rule, &p->certificate) ||
        !match_service(rule, &p->service))
        return SEVERITY_NONE;
    if (rule->beside && !any_beside(rule->beside, doors, i, first, end))
        return SEVERITY_NONE;
    if (rule->not_beside && any_beside(rule->not_beside, doors, i, first, end))
        return SEVERITY_NONE;
    enum supported mended = rule->below ? supported_until(&p->service, now) : SUPPORTED_UNKNOWN;
    bool may_be = rule->mended && version_upstream(p->service.version, rule->mended) >= 0;
    if (mended == SUPPORTED_YES || (mended != SUPPORTED_NO && may_be))
        return SEVERITY_NONE;
    if (mended == SUPPORTED_PERHAPS || match == MATCH_BY_PORT)
        return s > SEVERITY_LOW ? SEVERITY_LOW : s;
    return rule->proof && !has_fact(rule->proof, &p->service.facts) ? unproven(s, zone) : s;
}
