/* CVE records of form 5: one object a file, as in the CVE list. https://cveproject.github.io/cve-schema/ */
#include "audit/cpe.h"
#include "audit/priv_vulndb.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool like(const char *head)
{
    return strstr(head, "\"CVE_RECORD\"") || strstr(head, "\"cveMetadata\"") || strstr(head, "\"cna\"");
}

/* "Oracle Corporation" -> "oracle_corporation", as CPE names are written. */
static const char *name(const char *text, char *out)
{
    size_t n = 0;
    for (; text && *text && n + 1 < CPE_PART_MAX; text++)
        out[n++] = (char)(*text == ' ' ? '_' : tolower((unsigned char)*text));
    out[n] = 0;
    return out;
}

/* People write ranges into the version: "< 1.2", "5.7.33 and prior", "before 3.4", "1.0 through 1.5". */
static void written_range(struct vuln_range *r, char *text)
{
    static const struct {
        const char *before, *after;
        bool included;
    } forms[] = {{"<= ", NULL, true},        {"<=", NULL, true},           {"< ", NULL, false},
                 {"<", NULL, false},         {"before ", NULL, false},     {"prior to ", NULL, false},
                 {NULL, " and prior", true}, {NULL, " and earlier", true}, {NULL, " and before", true},
                 {NULL, " and below", true}, {"through ", NULL, true}};
    char *to = strstr(text, " through ");
    if (to && to != text) {
        *to = 0;
        r->low = text;
        r->low_included = r->high_included = true;
        r->high = to + strlen(" through ");
        r->version = "";
        return;
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char *at = forms[i].before ? text : strstr(text, forms[i].after);
        if (forms[i].before ? strncasecmp(text, forms[i].before, strlen(forms[i].before)) != 0 : !at)
            continue;
        if (forms[i].before)
            text += strlen(forms[i].before);
        else
            *at = 0;
        r->high = text;
        r->high_included = forms[i].included;
        r->version = "";
        return;
    }
    r->version = text;
}

static int put_version(struct vulndb *db, struct vuln_range r, const json_t *version)
{
    char text[CPE_PART_MAX] = "", plain[CPE_PART_MAX], update[CPE_PART_MAX];
    const char *status = feed_text(version, "status"), *from = feed_text(version, "version");
    if (!status || strcmp(status, "affected") != 0)
        return 0;
    const char *type = feed_text(version, "versionType");
    if (type && strcmp(type, "git") == 0)
        return 0; /* commits: nothing that a banner could tell */
    if (from && strlen(from) < sizeof text)
        memcpy(text, from, strlen(from) + 1);
    r.high = feed_text(version, "lessThan");
    if (!r.high) {
        r.high = feed_text(version, "lessThanOrEqual");
        r.high_included = r.high != NULL;
    }
    if (r.high) {
        bool open =
            !text[0] || strcmp(text, "0") == 0 || strcmp(text, "*") == 0 || strcmp(text, "unspecified") == 0;
        r.low = open ? NULL : text;
        r.low_included = !open;
        r.high = strcmp(r.high, "*") == 0 ? NULL : r.high;
        return vulndb_put_range(db, &r);
    }
    if (!text[0] || strcasecmp(text, "n/a") == 0 || strcasecmp(text, "unspecified") == 0)
        return 0;
    written_range(&r, text);
    if (r.version[0]) {
        cpe_split_version(r.version, plain, update);
        r.version = strcmp(plain, "*") == 0 ? "" : plain;
        r.update = update;
    }
    return vulndb_put_range(db, &r);
}

static int put_affected(struct vulndb *db, const char *id, const json_t *affected)
{
    char vendor[CPE_PART_MAX], product[CPE_PART_MAX];
    struct cpe c;
    size_t i;
    json_t *version;
    int error = 0;
    const char *cpe = json_string_value(json_array_get(json_object_get(affected, "cpes"), 0));
    struct vuln_range r = {.id = id, .feed = "cve", .version = "", .update = "", .platform = ""};
    bool named = cpe && cpe_parse(cpe, &c);
    r.vendor = named ? c.at[CPE_VENDOR] : name(feed_text(affected, "vendor"), vendor);
    r.product = named ? c.at[CPE_PRODUCT] : name(feed_text(affected, "product"), product);
    if (!r.vendor[0] || !r.product[0] || strcmp(r.product, "n/a") == 0)
        return 0;
    json_array_foreach(json_object_get(affected, "versions"), i, version)
    {
        error = put_version(db, r, version);
        if (error)
            break;
    }
    return error;
}

static void best_cvss(const json_t *metrics, struct vuln_row *row)
{
    static const char *const order[] = {"cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0"};
    size_t i;
    json_t *m;
    for (size_t k = 0; k < sizeof order / sizeof *order && row->cvss < 0; k++)
        json_array_foreach(metrics, i, m) if (row->cvss < 0) feed_cvss(json_object_get(m, order[k]), row);
}

static int put_container(struct vulndb *db, const struct vuln_row *row, const json_t *container)
{
    size_t i;
    json_t *affected, *applies = json_object_get(container, "cpeApplicability");
    if (json_array_size(applies))
        return feed_configurations(db, "cve", row->id, applies);
    int error = 0;
    json_array_foreach(json_object_get(container, "affected"), i, affected)
    {
        error = put_affected(db, row->id, affected);
        if (error)
            break;
    }
    return error;
}

static int put_containers(struct vulndb *db, const struct vuln_row *row, const json_t *cna,
                          const json_t *adps)
{
    size_t i;
    json_t *adp;
    int error = vulndb_put_vuln(db, row);
    if (!error)
        error = vulndb_drop_ranges(db, row->id, "cve");
    if (!error)
        error = put_container(db, row, cna);
    json_array_foreach(adps, i, adp) if (!error) error = put_container(db, row, adp);
    return error;
}

static int each(void *ctx, const char *key, const json_t *value)
{
    (void)key;
    struct feed_state *state = ctx;
    const json_t *meta = json_object_get(value, "cveMetadata"),
                 *containers = json_object_get(value, "containers");
    const json_t *cna = json_object_get(containers, "cna"), *adps = json_object_get(containers, "adp");
    const char *word = feed_text(meta, "state");
    struct vuln_row row = {.id = feed_text(meta, "cveId"),
                           .published = feed_text(meta, "datePublished"),
                           .title = feed_text(cna, "title"),
                           .rejected = word && strcmp(word, "REJECTED") == 0,
                           .cvss = -1};
    if (!feed_is_cve(row.id)) {
        state->imported->refused++;
        return 0;
    }
    if (!row.title)
        row.title = feed_text(json_array_get(json_object_get(cna, "descriptions"), 0), "value");
    best_cvss(json_object_get(cna, "metrics"), &row);
    size_t i;
    json_t *adp;
    json_array_foreach(adps, i, adp) best_cvss(json_object_get(adp, "metrics"), &row);
    int error = put_containers(state->db, &row, cna, adps);
    state->imported->records += !error;
    return error;
}

const struct feed feed_cve = {.name = "cve", .like = like, .depth = 0, .each = each};
