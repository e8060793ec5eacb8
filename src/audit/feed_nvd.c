/* NVD's JSON 2.0: {"format":"NVD_CVE","vulnerabilities":[{"cve":{…}}]}.
 * https://csrc.nist.gov/schema/nvd/api/2.0/ */
#include "audit/priv_vulndb.h"

#include <string.h>

static bool like(const char *head)
{
    return strstr(head, "\"NVD_CVE\"") || (strstr(head, "\"vulnerabilities\"") && strstr(head, "\"cve\""));
}

static const char *english(const json_t *descriptions)
{
    size_t i;
    json_t *d;
    json_array_foreach(descriptions, i, d)
    {
        const char *lang = feed_text(d, "lang");
        if (lang && strncmp(lang, "en", 2) == 0)
            return feed_text(d, "value");
    }
    return NULL;
}

/* The newest standard; of its scores NVD's own ("Primary"). */
static void best_cvss(const json_t *metrics, struct vuln_row *row)
{
    static const char *const order[] = {"cvssMetricV40", "cvssMetricV31", "cvssMetricV30", "cvssMetricV2"};
    for (size_t k = 0; k < sizeof order / sizeof *order && row->cvss < 0; k++) {
        size_t i;
        json_t *m;
        json_array_foreach(json_object_get(metrics, order[k]), i, m)
        {
            const char *type = feed_text(m, "type");
            if (row->cvss < 0 || (type && strcmp(type, "Primary") == 0))
                feed_cvss(json_object_get(m, "cvssData"), row);
        }
    }
}

static int each(void *ctx, const char *key, const json_t *value)
{
    (void)key;
    struct feed_state *state = ctx;
    const json_t *cve = json_object_get(value, "cve");
    const char *status = feed_text(cve, "vulnStatus");
    struct vuln_row row = {.id = feed_text(cve, "id"),
                           .published = feed_text(cve, "published"),
                           .title = english(json_object_get(cve, "descriptions")),
                           .rejected = status && strcmp(status, "Rejected") == 0,
                           .cvss = -1};
    if (!feed_is_cve(row.id)) {
        if (cve)
            state->imported->refused++;
        return 0; /* numbers and words beside the list */
    }
    best_cvss(json_object_get(cve, "metrics"), &row);
    int error = vulndb_put_vuln(state->db, &row);
    if (!error)
        error = vulndb_drop_ranges(state->db, row.id, "nvd");
    if (!error)
        error = feed_configurations(state->db, "nvd", row.id, json_object_get(cve, "configurations"));
    state->imported->records += !error;
    return error;
}

const struct feed feed_nvd = {.name = "nvd", .like = like, .depth = 2, .each = each};
