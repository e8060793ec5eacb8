/* Debian's security tracker (tracker/data/json): {source: {CVE: {"releases": {release: {"status",
 * "fixed_version", "urgency"}}}}}. A source that is in the feed replaces what was known of it. */
#include "audit/priv_vulndb.h"

#include <string.h>

static bool like(const char *head)
{
    return strstr(head, "\"releases\"") && strstr(head, "\"repositories\"");
}

static int put_release(struct vulndb *db, const char *source, const char *id, const char *release,
                       const json_t *value)
{
    int error;
    sqlite3_stmt *s = vulndb_statement(db, VULNDB_PUT_DEBIAN, &error);
    if (!s)
        return error;
    const char *const texts[] = {source,
                                 id,
                                 release,
                                 feed_text(value, "status"),
                                 feed_text(value, "fixed_version"),
                                 feed_text(value, "urgency")};
    for (int i = 0; i < 6; i++)
        sqlite3_bind_text(s, i + 1, texts[i], -1, SQLITE_STATIC);
    return vulndb_run(s);
}

static int drop_source(struct vulndb *db, const char *source)
{
    int error;
    sqlite3_stmt *s = vulndb_statement(db, VULNDB_DROP_SOURCE, &error);
    if (!s)
        return error;
    sqlite3_bind_text(s, 1, source, -1, SQLITE_STATIC);
    return vulndb_run(s);
}

static int each(void *ctx, const char *source, const json_t *value)
{
    struct feed_state *state = ctx;
    const char *id, *release;
    json_t *vuln, *of_release;
    int error = drop_source(state->db, source);
    if (!json_is_object(value))
        state->imported->refused++;
    json_object_foreach((json_t *)value, id, vuln)
    {
        json_object_foreach(json_object_get(vuln, "releases"), release, of_release) if (!error) error =
            put_release(state->db, source, id, release, of_release);
        if (error)
            return error;
        state->imported->records++;
    }
    return error;
}

const struct feed feed_debian = {.name = "debian", .like = like, .depth = 1, .each = each};
