#include "audit/known.h"

#include "audit/cpe.h"
#include "audit/priv_products.h"
#include "audit/priv_vulndb.h"
#include "base/sql.h"

#include <stdio.h>
#include <string.h>

static const char query[] =
    "SELECT DISTINCT r.id FROM range AS r JOIN vuln AS v USING(id) LEFT JOIN kev AS k USING(id)"
    " LEFT JOIN epss AS e USING(id) WHERE r.product = ?1 AND r.vendor = ?2 AND NOT v.rejected"
    " ORDER BY k.id IS NULL, e.score DESC, v.cvss DESC, r.id LIMIT ?3";

/* The whole name, or its first word. */
static bool begins(const char *name, const char *service)
{
    size_t n = strlen(service);
    return n > 0 && strncmp(name, service, n) == 0 && (!name[n] || name[n] == ' ');
}

static const struct product *find(const char *service, const char **ret_name)
{
    for (unsigned i = 0; i < products_table_count; i++)
        for (const char *name = product_first(products_table[i].names); name; name = product_next(name))
            if (begins(name, service)) {
                *ret_name = name;
                return &products_table[i];
            }
    return NULL;
}

static int ask(struct vulndb *db, const char *cpe, struct vuln_known *ret)
{
    char vendor[CPE_PART_MAX];
    const char *product = strchr(cpe, ':');
    sqlite3_stmt *s;
    if (!product || (size_t)(product - cpe) >= sizeof vendor)
        return 0;
    memcpy(vendor, cpe, (size_t)(product - cpe));
    vendor[product - cpe] = 0;
    int result = sqlite3_prepare_v2(db->sqlite, query, -1, &s, NULL);
    if (result != SQLITE_OK)
        return sql_errno(result);
    sqlite3_bind_text(s, 1, product + 1, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, 2, vendor, -1, SQLITE_STATIC);
    sqlite3_bind_int(s, 3, KNOWN_MAX);
    while (ret->count < KNOWN_MAX && (result = sqlite3_step(s)) == SQLITE_ROW) {
        const char *id = (const char *)sqlite3_column_text(s, 0);
        snprintf(ret->id[ret->count++], sizeof ret->id[0], "%s", id ? id : "");
    }
    sqlite3_finalize(s);
    return sql_errno(result);
}

int vuln_known(struct vulndb *db, const char *service, struct vuln_known *ret)
{
    struct vuln_known k = {.count = 0};
    const struct product *p = find(service, &k.product);
    int error = 0;
    for (const char *cpe = p ? product_first(p->cpes) : NULL; cpe && !error && !k.count;
         cpe = product_next(cpe))
        error = ask(db, cpe, &k);
    if (!error && k.count)
        *ret = k;
    return error ? error : k.count > 0;
}
