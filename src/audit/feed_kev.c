/* CISA's Known Exploited Vulnerabilities: {"catalogVersion":…,"vulnerabilities":[{"cveID":…}]}. Always
 * whole. */
#include "audit/priv_vulndb.h"

#include <string.h>

static bool like(const char *head)
{
    return strstr(head, "\"cveID\"") || strstr(head, "\"catalogVersion\"");
}

static int each(void *ctx, const char *key, const json_t *value)
{
    (void)key;
    struct feed_state *state = ctx;
    const char *id = feed_text(value, "cveID"), *ransomware = feed_text(value, "knownRansomwareCampaignUse");
    if (!feed_is_cve(id)) {
        state->imported->refused += json_is_object(value);
        return 0;
    }
    int error;
    sqlite3_stmt *s = vulndb_statement(state->db, VULNDB_PUT_KEV, &error);
    if (!s)
        return error;
    const char *const texts[] = {id, feed_text(value, "dateAdded"), feed_text(value, "dueDate")};
    for (int i = 0; i < 3; i++)
        sqlite3_bind_text(s, i + 1, texts[i], -1, SQLITE_STATIC);
    sqlite3_bind_int(s, 4, ransomware && strcmp(ransomware, "Known") == 0);
    sqlite3_bind_text(s, 5, feed_text(value, "vulnerabilityName"), -1, SQLITE_STATIC);
    error = vulndb_run(s);
    state->imported->records += !error;
    return error;
}

const struct feed feed_kev = {
    .name = "kev", .like = like, .clean = "DELETE FROM kev", .depth = 2, .each = each};
