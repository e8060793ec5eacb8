#include "audit/priv_rule.h"

#include "audit/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum match { MATCH_NO, MATCH_BY_PORT, MATCH };

enum rule_zone rule_zone(const struct addr *a)
{
    return addr_is_loopback(a) ? RULE_LOOPBACK : addr_is_private(a) ? RULE_PRIVATE : RULE_PUBLIC;
}

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

static bool has_part(const char *text, const char *part)
{
    size_t n = strlen(part);
    for (; text && *text; text++)
        if (strncasecmp(text, part, n) == 0)
            return true;
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

static enum match match_name(const struct rule *rule, const struct record_port *p)
{
    bool port = has_port(rule, p);
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
    if (rule->info && !has_part(s->info, rule->info))
        return false;
    return !rule->below || (s->version && version_upstream(s->version, rule->below) < 0);
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

enum severity rule_judge(const struct rule *rule, const struct rundoors *doors, unsigned i, unsigned first,
                         unsigned end)
{
    const struct record_port *p = rundoors_at(doors, i);
    enum severity s = rule->severity[rule_zone(&p->addr)];
    enum match match = s ? match_name(rule, p) : MATCH_NO;
    if (match == MATCH_NO || !match_tls(rule, p) || !match_certificate(rule, &p->certificate) ||
        !match_service(rule, &p->service))
        return SEVERITY_NONE;
    if (rule->beside && !any_beside(rule->beside, doors, i, first, end))
        return SEVERITY_NONE;
    if (rule->not_beside && any_beside(rule->not_beside, doors, i, first, end))
        return SEVERITY_NONE;
    return match == MATCH_BY_PORT && s > SEVERITY_LOW ? SEVERITY_LOW : s;
}
