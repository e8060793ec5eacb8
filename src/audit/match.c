#include "audit/match.h"

#include "audit/priv_products.h"
#include "audit/priv_vulndb.h"
#include "audit/version.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct matching {
    struct vulndb *db;
    const struct vuln_target *target;
    struct vuln_matches *out;
    bool decided; /* Debian's list decides: what it does not know is at most possible */
};

const char *vuln_status_word(enum vuln_status status)
{
    static const char *const words[] = {"fixed", "possible", "vulnerable"};
    return words[status];
}

/* --- the list */

static struct vuln_match *find(struct vuln_matches *m, const char *id)
{
    for (unsigned i = 0; i < m->count; i++)
        if (strcmp(m->item[i].id, id) == 0)
            return &m->item[i];
    return NULL;
}

/* Adds one, or raises what is known of it. */
static int add(struct vuln_matches *m, const char *id, enum vuln_status status, const char *record)
{
    struct vuln_match *match = find(m, id);
    if (match && match->status >= status)
        return 0;
    if (!match) {
        if (m->count == VULN_MATCHES_MAX) {
            m->refused++;
            return 0;
        }
        if (m->count % 64 == 0) {
            struct vuln_match *more = realloc(m->item, (m->count + 64) * sizeof *more);
            if (!more)
                return -ENOMEM;
            m->item = more;
        }
        match = &m->item[m->count++];
        *match = (struct vuln_match){.cvss = -1, .epss = -1};
        snprintf(match->id, sizeof match->id, "%s", id);
    }
    match->status = status;
    snprintf(match->record, sizeof match->record, "%s", record);
    return 0;
}

static const char *column(sqlite3_stmt *s, int at)
{
    const char *text = (const char *)sqlite3_column_text(s, at);
    return text ? text : "";
}

/* --- Debian's list */

/* What the releases say of one CVE. */
struct releases {
    char id[24];
    unsigned affected, fixed, unclear;
    char record[VULN_RECORD_MAX];
};

static int close_releases(struct matching *m, struct releases *r)
{
    if (!r->id[0] || !(r->affected + r->fixed + r->unclear))
        return 0;
    enum vuln_status status = !r->affected && !r->unclear ? VULN_FIXED
                              : !r->fixed && !r->unclear  ? VULN_AFFECTED
                                                          : VULN_POSSIBLE;
    return add(m->out, r->id, status, r->record);
}

static void take_release(const struct matching *m, struct releases *r, const char *source, sqlite3_stmt *s)
{
    const char *release = column(s, 1), *status = column(s, 2), *fixed = column(s, 3);
    if (m->target->release[0] && strcmp(release, m->target->release) != 0)
        return;
    bool mended =
        strcmp(fixed, "0") == 0 || (fixed[0] && version_debian_no_epoch(m->target->package, fixed) >= 0);
    if (strcmp(status, "resolved") == 0 && mended)
        r->fixed++;
    else if (strcmp(status, "undetermined") == 0 || (!fixed[0] && strcmp(column(s, 4), "unimportant") == 0))
        r->unclear++; /* "unimportant": there, but no risk in practice, in the words of the tracker's manual */
    else
        r->affected++;
    if (!mended || !r->record[0])
        snprintf(r->record, sizeof r->record, fixed[0] ? "debian: %s, %s: fixed in %s" : "debian: %s, %s: %s",
                 source, release, fixed[0] ? fixed : status);
}

static int match_source(struct matching *m, const char *source)
{
    int error;
    struct releases r = {0};
    sqlite3_stmt *s = vulndb_statement(m->db, VULNDB_GET_SOURCE, &error);
    if (!s)
        return error;
    sqlite3_bind_text(s, 1, source, -1, SQLITE_STATIC);
    int step;
    while (!error && (step = sqlite3_step(s)) == SQLITE_ROW) {
        if (strcmp(r.id, column(s, 0)) != 0) {
            error = close_releases(m, &r);
            r = (struct releases){0};
            snprintf(r.id, sizeof r.id, "%s", column(s, 0));
        }
        take_release(m, &r, source, s);
        m->decided = true;
    }
    if (!error)
        error = vulndb_errno(step);
    return error ? error : close_releases(m, &r);
}

/* --- upstream's ranges */

struct range {
    const char *id, *feed, *vendor, *product, *version, *update, *platform, *low, *high, *needs;
    bool low_included, high_included;
};

static struct range range_of(sqlite3_stmt *s)
{
    return (struct range){.id = column(s, 0),
                          .feed = column(s, 1),
                          .vendor = column(s, 2),
                          .product = column(s, 3),
                          .version = column(s, 4),
                          .update = column(s, 5),
                          .platform = column(s, 6),
                          .low = column(s, 7),
                          .low_included = sqlite3_column_int(s, 8),
                          .high = column(s, 9),
                          .high_included = sqlite3_column_int(s, 10),
                          .needs = column(s, 11)};
}

/* A limit that names an update is compared with all of our version, another one with what stands before the
 * update: "9.2p1" is inside "up to and including 9.2". */
static int against(const struct vuln_target *t, const char *limit)
{
    char plain[CPE_PART_MAX], update[CPE_PART_MAX];
    cpe_split_version(limit, plain, update);
    return version_upstream(update[0] ? t->version : t->plain, limit);
}

static bool update_matches(const struct vuln_target *t, const char *update)
{
    if (!update[0])
        return true;
    if (strcmp(update, "-") == 0)
        return !t->update[0];
    return strcasecmp(update, t->update) == 0;
}

static bool in_range(const struct range *r, const struct vuln_target *t)
{
    if (strcmp(r->version, "-") == 0)
        return false; /* NISTIR 7696: "not applicable" and a version are disjoint */
    if (r->version[0])
        return update_matches(t, r->update) && version_upstream(r->version, t->plain) == 0;
    int low = r->low[0] ? against(t, r->low) : 1, high = r->high[0] ? against(t, r->high) : -1;
    return (low > 0 || (low == 0 && r->low_included)) && (high < 0 || (high == 0 && r->high_included));
}

static void describe(const struct range *r, char *out)
{
    int n = snprintf(out, VULN_RECORD_MAX, "%s: %s:%s", r->feed, r->vendor, r->product);
    const char *sep = " ";
    if (r->version[0])
        n += snprintf(out + n, (size_t)(VULN_RECORD_MAX - n), " = %s%s%s", r->version,
                      r->update[0] ? " " : "", r->update);
    if (r->low[0] && n < VULN_RECORD_MAX) {
        n += snprintf(out + n, (size_t)(VULN_RECORD_MAX - n), " %s %s", r->low_included ? ">=" : ">", r->low);
        sep = ", ";
    }
    if (r->high[0] && n < VULN_RECORD_MAX)
        n += snprintf(out + n, (size_t)(VULN_RECORD_MAX - n), "%s%s %s", sep, r->high_included ? "<=" : "<",
                      r->high);
    if (r->platform[0] && n < VULN_RECORD_MAX)
        n += snprintf(out + n, (size_t)(VULN_RECORD_MAX - n), ", on %s", r->platform);
    if (r->needs[0] && n < VULN_RECORD_MAX)
        snprintf(out + n, (size_t)(VULN_RECORD_MAX - n), ", with %s", r->needs);
}

static int take_range(struct matching *m, sqlite3_stmt *s)
{
    char record[VULN_RECORD_MAX];
    struct range r = range_of(s);
    if (!in_range(&r, m->target))
        return 0;
    bool conditions = r.platform[0] || r.needs[0];
    enum vuln_status status = m->target->distribution || conditions ? VULN_POSSIBLE : VULN_AFFECTED;
    const struct vuln_match *known = find(m->out, r.id);
    if (known && m->decided)
        return 0; /* Debian said what there is to say */
    describe(&r, record);
    return add(m->out, r.id, status, record);
}

static int match_name(struct matching *m, const char *name)
{
    int error;
    const char *colon = strchr(name, ':');
    sqlite3_stmt *s = vulndb_statement(m->db, VULNDB_GET_RANGES, &error);
    if (!s)
        return error;
    sqlite3_bind_text(s, 1, colon + 1, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, 2, name, (int)(colon - name), SQLITE_STATIC);
    int step;
    while (!error && (step = sqlite3_step(s)) == SQLITE_ROW)
        error = take_range(m, s);
    return error ? error : vulndb_errno(step);
}

/* --- what else is known, and the order */

static char *copy_column(sqlite3_stmt *s, int at)
{
    const char *text = (const char *)sqlite3_column_text(s, at);
    return text ? strdup(text) : NULL;
}

static int fill(struct vulndb *db, struct vuln_match *match, bool *rejected)
{
    int error;
    sqlite3_stmt *s = vulndb_statement(db, VULNDB_GET_VULN, &error);
    if (!s)
        return error;
    sqlite3_bind_text(s, 1, match->id, -1, SQLITE_STATIC);
    int step = sqlite3_step(s);
    if (step != SQLITE_ROW)
        return vulndb_errno(step);
    match->title = copy_column(s, 7);
    if (!match->title)
        match->title = copy_column(s, 1);
    match->title_ja = copy_column(s, 2);
    match->cvss = sqlite3_column_type(s, 3) == SQLITE_NULL ? -1 : sqlite3_column_double(s, 3);
    *rejected = sqlite3_column_int(s, 4);
    match->kev = sqlite3_column_type(s, 6) != SQLITE_NULL;
    match->ransomware = sqlite3_column_int(s, 6);
    match->epss = sqlite3_column_type(s, 8) == SQLITE_NULL ? -1 : sqlite3_column_double(s, 8);
    sqlite3_reset(s);
    return 0;
}

static int fill_all(struct vulndb *db, struct vuln_matches *m)
{
    unsigned kept = 0;
    int error = 0;
    for (unsigned i = 0; i < m->count; i++) {
        struct vuln_match *match = &m->item[i];
        bool rejected = false;
        if (match->status == VULN_FIXED) {
            m->fixed++;
            continue;
        }
        if (!error)
            error = fill(db, match, &rejected);
        if (rejected) {
            free(match->title);
            free(match->title_ja);
            continue;
        }
        m->item[kept++] = *match;
    }
    m->count = kept;
    return error;
}

static int falling(double a, double b)
{
    return (a < b) - (a > b);
}

static int worst_first(const void *a, const void *b)
{
    const struct vuln_match *x = a, *y = b;
    int order = (int)y->status - (int)x->status;
    if (!order)
        order = y->kev - x->kev;
    if (!order)
        order = falling(x->epss, y->epss);
    if (!order)
        order = falling(x->cvss, y->cvss);
    return order ? order : strcmp(x->id, y->id);
}

void vuln_matches_fini(struct vuln_matches *m)
{
    for (unsigned i = 0; i < m->count; i++) {
        free(m->item[i].title);
        free(m->item[i].title_ja);
    }
    free(m->item);
    *m = (struct vuln_matches){0};
}

int vuln_match(struct vulndb *db, const struct vuln_target *target, struct vuln_matches *ret)
{
    struct vuln_matches out = {0};
    struct matching m = {.db = db, .target = target, .out = &out};
    int error = 0;
    const char *known = target->source[0] ? target->source : target->product ? target->product->debian : NULL;
    const char *source = known && target->debian && target->package[0] ? product_first(known) : NULL;
    for (; source && !error; source = product_next(source))
        error = match_source(&m, source);
    for (unsigned i = 0; i < target->names && !error; i++)
        error = match_name(&m, target->name[i]);
    if (!error)
        error = fill_all(db, &out);
    if (error) {
        vuln_matches_fini(&out);
        return error;
    }
    if (out.count)
        qsort(out.item, out.count, sizeof *out.item, worst_first);
    *ret = out;
    return 0;
}
