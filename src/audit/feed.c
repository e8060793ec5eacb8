/* What several feeds share: members of JSON objects, CVSS, NVD's configurations. */
#include "audit/priv_vulndb.h"

#include "audit/cpe.h"
#include "base/buf.h"

#include <ctype.h>
#include <string.h>

#define NEEDS_MAX 400 /* bytes that are kept of what else has to be there */

const char *feed_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

bool feed_is_cve(const char *id)
{
    if (!id || strncmp(id, "CVE-", 4) != 0)
        return false;
    size_t year = strspn(id + 4, "0123456789");
    return year == 4 && id[8] == '-' && strspn(id + 9, "0123456789") >= 4 &&
           !id[9 + strspn(id + 9, "0123456789")] && strlen(id) < 24;
}

static bool is_true(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

/* "openbsd:openssh (< 9.8)"-like names of what a node wants, joined by "or". */
static void name_node(struct buf *b, const json_t *node)
{
    size_t i;
    json_t *match;
    struct cpe c;
    json_array_foreach(json_object_get(node, "cpeMatch"), i, match)
    {
        const char *criteria = feed_text(match, "criteria");
        if (criteria && cpe_parse(criteria, &c))
            buf_printf(b, "%s%s:%s%s%s", i ? " or " : "", c.at[CPE_VENDOR], c.at[CPE_PRODUCT],
                       c.at[CPE_VERSION][0] ? " " : "", c.at[CPE_VERSION]);
    }
}

/* The other nodes of an AND. */
static void name_needs(struct buf *b, const json_t *nodes, size_t but)
{
    size_t i;
    json_t *node;
    json_array_foreach(nodes, i, node)
    {
        if (i == but)
            continue;
        if (b->len)
            buf_puts(b, " and ");
        name_node(b, node);
    }
}

/* Which software or edition it is limited to. */
static void platform(const struct cpe *c, char *out, size_t cap)
{
    static const enum cpe_attribute limits[] = {CPE_TARGET_SW, CPE_SW_EDITION, CPE_EDITION, CPE_TARGET_HW};
    out[0] = 0;
    for (size_t i = 0; i < sizeof limits / sizeof *limits && !out[0]; i++)
        if (c->at[limits[i]][0] && strcmp(c->at[limits[i]], "-") != 0 && strlen(c->at[limits[i]]) < cap)
            memcpy(out, c->at[limits[i]], strlen(c->at[limits[i]]) + 1);
}

static int put_match(struct vulndb *db, const char *feed, const char *id, const json_t *match,
                     const char *needs)
{
    struct cpe c;
    char only[CPE_PART_MAX];
    const char *criteria = feed_text(match, "criteria");
    if (!is_true(match, "vulnerable") || !criteria || !cpe_parse(criteria, &c))
        return 0;
    platform(&c, only, sizeof only);
    struct vuln_range r = {.id = id,
                           .feed = feed,
                           .vendor = c.at[CPE_VENDOR],
                           .product = c.at[CPE_PRODUCT],
                           .version = c.at[CPE_VERSION],
                           .update = c.at[CPE_UPDATE],
                           .platform = only,
                           .needs = needs};
    r.low = feed_text(match, "versionStartIncluding");
    r.low_included = r.low != NULL;
    if (!r.low)
        r.low = feed_text(match, "versionStartExcluding");
    r.high = feed_text(match, "versionEndIncluding");
    r.high_included = r.high != NULL;
    if (!r.high)
        r.high = feed_text(match, "versionEndExcluding");
    return vulndb_put_range(db, &r);
}

static int put_node(struct vulndb *db, const char *feed, const char *id, const json_t *node,
                    const char *needs)
{
    size_t i;
    json_t *match;
    int error = 0;
    if (is_true(node, "negate"))
        return 0; /* "everything but": nothing that can be listed; none is known in NVD */
    json_array_foreach(json_object_get(node, "cpeMatch"), i, match)
    {
        error = put_match(db, feed, id, match, needs);
        if (error)
            break;
    }
    return error;
}

static bool is_and(const json_t *object)
{
    const char *operator= feed_text(object, "operator");
    return operator&& strcmp(operator, "AND") == 0;
}

static int put_configuration(struct vulndb *db, const char *feed, const char *id, const json_t *configuration)
{
    size_t i;
    json_t *node, *nodes = json_object_get(configuration, "nodes");
    int error = 0;
    json_array_foreach(nodes, i, node)
    {
        struct buf needs;
        buf_init(&needs, NEEDS_MAX);
        if (is_and(configuration))
            name_needs(&needs, nodes, i);
        else if (is_and(node) && json_array_size(json_object_get(node, "cpeMatch")) > 1)
            name_node(&needs, node);
        bool more = needs.len || needs.over;
        error = put_node(db, feed, id, node, more ? (needs.len ? buf_text(&needs) : "other software") : NULL);
        buf_fini(&needs);
        if (error)
            break;
    }
    return error;
}

int feed_configurations(struct vulndb *db, const char *feed, const char *id, const json_t *configurations)
{
    size_t i;
    json_t *configuration;
    int error = 0;
    json_array_foreach(configurations, i, configuration)
    {
        error = put_configuration(db, feed, id, configuration);
        if (error)
            break;
    }
    return error;
}

void feed_cvss(const json_t *data, struct vuln_row *row)
{
    const json_t *score = json_object_get(data, "baseScore");
    if (!json_is_number(score))
        return;
    row->cvss = json_number_value(score);
    row->vector = feed_text(data, "vectorString");
}
