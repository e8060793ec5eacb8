/* `tojimari vulndb`: takes in feeds of known vulnerabilities that the user downloaded, tells what is there,
 * looks up a product. Reads files, asks nobody. */
#include "audit/vulndb.h"

#include "audit/match.h"
#include "base/opt.h"
#include "cmd/cmd.h"
#include "cmd/columns.h"
#include "cmd/statedir.h"
#include "report/esc.h"
#include "report/out.h"
#include "report/wrap.h"
#include "sys/clock.h"

#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define FOLDER_DEPTH 64 /* descriptors that nftw() may hold */

struct options {
    const char *db, *os, *info, *release;
    bool debian, json, help;
};

#define AT(member) offsetof(struct options, member), 0

static const struct opt_row rows[] = {
    {"--db", N_("FILE"), OPT_STRING, 0, AT(db), N_("the database, instead of the one in the state folder"),
     N_("Database")},
    {"--debian", NULL, OPT_FLAG, 0, AT(debian),
     N_("NAME is a Debian source package, VERSION its package version"), N_("Looking up")},
    {"--release", N_("NAME"), OPT_STRING, 0, AT(release), N_("the Debian release, such as bookworm"), NULL},
    {"--os", N_("TEXT"), OPT_STRING, 0, AT(os), N_("the operating system it runs on"), NULL},
    {"--info", N_("TEXT"), OPT_STRING, 0, AT(info), N_("what else the service said of itself"), NULL},
    {"--json", NULL, OPT_FLAG, 0, AT(json), N_("JSON Lines on standard output, in English"), N_("Output")},
    {"--help", NULL, OPT_FLAG, 0, AT(help), N_("this text"), NULL},
    {"-h", NULL, OPT_FLAG, 0, AT(help), NULL, NULL},
    {NULL, NULL, OPT_FLAG, 0, 0, 0, NULL, NULL},
};

/* --- import */

static ssize_t read_gz(void *ctx, void *bytes, size_t n)
{
    gzFile file = ctx;
    int got = gzread(file, bytes, (unsigned)n), error = Z_OK;
    (void)gzerror(file, &error);
    if (error == Z_ERRNO)
        return errno ? -errno : -EIO;
    return got < 0 || error == Z_BUF_ERROR ? -EBADMSG : got; /* Z_BUF_ERROR: the end is missing */
}

static int say_wrong(const char *path, int error, const struct diag *d)
{
    if (error == -EINVAL && d->msg)
        return cmd_wrong(d);
    if (error == -EBADMSG) {
        cmd_say(_("%s: damaged or cut off; the database is as it was before"), path);
        return CMD_USAGE;
    }
    (void)cmd_failed(path, error);
    return error == -ENOENT || error == -EISDIR ? CMD_USAGE : CMD_ENV;
}

static int import_file(struct vulndb *db, const char *path)
{
    struct vulndb_imported imported;
    struct diag d = {0};
    gzFile file = gzopen(path, "rbe");
    if (!file)
        return say_wrong(path, errno ? -errno : -ENOMEM, &d);
    gzbuffer(file, 1 << 17);
    struct vulndb_input in = {.read = read_gz, .ctx = file, .name = path, .now = clock_wall()};
    int error = vulndb_import(db, &in, &imported, &d);
    gzclose(file);
    if (error)
        return say_wrong(path, error, &d);
    printf(P_("%s: %s, %" PRIu64 " record", "%s: %s, %" PRIu64 " records", (unsigned long)imported.records),
           path, imported.feed, imported.records);
    if (imported.refused)
        printf(P_(" (%" PRIu64 " not understood)", " (%" PRIu64 " not understood)",
                  (unsigned long)imported.refused),
               imported.refused);
    putchar('\n');
    return CMD_OK;
}

/* nftw() has no argument for its caller's things. */
static struct {
    struct vulndb *db;
    int status;
    unsigned long files;
} walk;

static int visit(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)at;
    const char *end = strrchr(path, '.');
    bool feed = end && (strcmp(end, ".json") == 0 || strcmp(end, ".gz") == 0 || strcmp(end, ".rdf") == 0 ||
                        strcmp(end, ".csv") == 0);
    if (type != FTW_F || !feed)
        return 0;
    walk.files++;
    int status = import_file(walk.db, path);
    walk.status = status > walk.status ? status : walk.status;
    return 0;
}

static int import_path(struct vulndb *db, const char *path)
{
    struct stat st;
    if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
        return import_file(db, path);
    walk.db = db;
    walk.status = CMD_OK;
    walk.files = 0;
    if (nftw(path, visit, FOLDER_DEPTH, FTW_PHYS) < 0)
        return cmd_failed(path, -errno);
    if (!walk.files) {
        cmd_say(_("%s: no feed in this folder (*.json, *.gz, *.rdf, *.csv)"), path);
        return CMD_USAGE;
    }
    return walk.status;
}

static int import(struct vulndb *db, const struct opt_list *words)
{
    int status = CMD_OK;
    if (words->count < 2) {
        cmd_say(
            _("which files are to be imported? For example: tojimari vulndb import nvdcve-2.0-2025.json.gz"));
        return CMD_USAGE;
    }
    for (unsigned i = 1; i < words->count; i++) {
        int one = import_path(db, words->item[i]);
        status = one > status ? one : status;
    }
    return status;
}

/* --- what is there */

static void count_feed(void *ctx, const struct vulndb_feed *feed)
{
    (void)feed;
    ++*(unsigned *)ctx;
}

/* 0 and *ret, or an exit status, said. */
static int feeds_in(struct vulndb *db, const char *path, unsigned *ret)
{
    *ret = 0;
    int error = vulndb_feeds(db, count_feed, ret);
    return error ? cmd_failed(path, error) : CMD_OK;
}

/* A new database into which nothing came would say of everything that nothing is known. */
static int import_into(struct vulndb *db, const char *path, bool fresh, const struct opt_list *words)
{
    unsigned feeds;
    int status = import(db, words);
    if (fresh && feeds_in(db, path, &feeds) == CMD_OK && !feeds)
        (void)unlink(path);
    return status;
}

/* --- info */

static void print_feed(void *ctx, const struct vulndb_feed *feed)
{
    char when[NSEC_TEXT_MAX];
    unsigned *count = ctx;
    ++*count;
    printf("%-8s %-40s %10" PRIu64 "  %.19sZ\n", feed->feed, feed->file, feed->records,
           nsec_rfc3339(feed->imported, when));
}

static int info(struct vulndb *db, const char *path)
{
    unsigned count = 0;
    printf("%s\n", path);
    int error = vulndb_feeds(db, print_feed, &count);
    if (!error && !count)
        cmd_say(_("nothing was imported yet"));
    return error ? cmd_failed(path, error) : CMD_OK;
}

/* --- match */

static void json_text(struct buf *b, const char *key, const char *value)
{
    if (!value)
        return;
    buf_printf(b, ",\"%s\":", key);
    esc_json(b, value);
}

static void json_match(struct buf *b, const struct vuln_match *m)
{
    buf_puts(b, "{\"type\":\"vuln\"");
    json_text(b, "id", m->id);
    json_text(b, "status", vuln_status_word(m->status));
    if (m->cvss >= 0)
        buf_printf(b, ",\"cvss\":%.1f", m->cvss);
    buf_printf(b, ",\"kev\":%s", m->kev ? "true" : "false");
    if (m->epss >= 0)
        buf_printf(b, ",\"epss\":%.5f", m->epss);
    json_text(b, "record", m->record);
    json_text(b, "title", m->title);
    buf_puts(b, "}\n");
}

static const char *status_text(enum vuln_status status)
{
    return status == VULN_AFFECTED ? _("vulnerable") : _("possible");
}

static void print_match(struct buf *b, const struct vuln_match *m, bool japanese)
{
    const char *title = japanese && m->title_ja ? m->title_ja : m->title;
    struct buf shown;
    buf_init(&shown, 4096);
    buf_printf(b, "%-16s %s", m->id, status_text(m->status));
    if (m->cvss >= 0)
        buf_printf(b, ", CVSS %.1f", m->cvss);
    if (m->epss >= 0)
        buf_printf(b, ", EPSS %.1f %%", m->epss * 100);
    if (m->kev)
        buf_printf(b, ", %s",
                   m->ransomware ? _("exploited, also by ransomware (KEV)") : _("exploited (KEV)"));
    esc_term(&shown, m->record, UINT_MAX);
    buf_printf(b, "\n    %s\n", buf_text(&shown));
    buf_clear(&shown);
    if (title) {
        esc_term(&shown, title, 300);
        wrap_text(b, buf_text(&shown), 4, columns_of_terminal());
    }
    buf_fini(&shown);
}

static void print_none(struct buf *b, const struct opt_list *words)
{
    struct buf shown;
    buf_init(&shown, 4096);
    esc_term(&shown, words->item[1], 200);
    if (words->count > 2) {
        buf_putc(&shown, ' ');
        esc_term(&shown, words->item[2], 60);
    }
    buf_printf(b, _("No known vulnerability of %s in what was imported."), buf_text(&shown));
    buf_putc(b, '\n');
    buf_fini(&shown);
}

static int print_matches(const struct options *opt, const struct opt_list *words,
                         const struct vuln_matches *found)
{
    /* TRANSLATORS: the language of the texts in data/: "ja" for Japanese, else "en". */
    bool japanese = strcmp(_("en"), "ja") == 0;
    struct out *out;
    int error = out_open("-", &out);
    if (error)
        return cmd_failed(_("standard output"), error);
    for (unsigned i = 0; i < found->count; i++) {
        if (opt->json)
            json_match(&out->buf, &found->item[i]);
        else
            print_match(&out->buf, &found->item[i], japanese);
        (void)out_put(out);
    }
    if (!found->count && !opt->json)
        print_none(&out->buf, words);
    error = out_close(out);
    if (error)
        return cmd_failed(_("standard output"), error);
    if (found->refused)
        cmd_say(P_("%u more match", "%u more matches", found->refused), found->refused);
    return found->count ? CMD_LOOK : CMD_OK;
}

static bool read_target(const struct options *opt, const struct opt_list *words, struct vuln_target *ret)
{
    const char *name = words->item[1], *version = words->count > 2 ? words->item[2] : NULL;
    if (opt->debian)
        return version && vuln_target_package(name, version, opt->release, ret);
    bool cpe = strncmp(name, "cpe:", 4) == 0;
    struct vuln_seen seen = {
        .product = name, .version = version, .info = opt->info, .os = opt->os, .cpe = &name, .cpes = cpe};
    return vuln_target_of(&seen, ret);
}

static int match(struct vulndb *db, const char *path, const struct options *opt, const struct opt_list *words)
{
    struct vuln_target target;
    struct vuln_matches found;
    unsigned feeds;
    if (words->count < 2 || words->count > 3) {
        cmd_say(_(
            "what is to be looked up? For example: tojimari vulndb match openssh '9.2p1 Debian-2+deb12u3'"));
        return CMD_USAGE;
    }
    if (!read_target(opt, words, &target)) {
        cmd_say(_("'%s': expected a known product and its version, or a CPE name with one"), words->item[1]);
        return CMD_USAGE;
    }
    int status = feeds_in(db, path, &feeds);
    if (status)
        return status;
    if (!feeds) {
        cmd_say(_("%s: nothing was imported yet"), path);
        return CMD_ENV;
    }
    int error = vuln_match(db, &target, &found);
    if (error)
        return cmd_failed(path, error);
    status = print_matches(opt, words, &found);
    vuln_matches_fini(&found);
    return status;
}

/* --- the verb */

static int open_db(const char *path, bool write, struct vulndb **ret)
{
    struct diag d = {0};
    int error = vulndb_open(path, write, ret, &d);
    if (error == -ENOENT && !write) {
        cmd_say(_("%s: no vulnerability database is there yet; 'tojimari vulndb import FILE…' makes one"),
                path);
        return CMD_ENV;
    }
    if (error == -EINVAL)
        return cmd_wrong(&d);
    return error ? cmd_failed(path, error) : CMD_OK;
}

static int run(const char *path, const struct options *opt, const struct opt_list *words)
{
    struct vulndb *db = NULL;
    const char *word = words->count ? words->item[0] : "";
    bool importing = strcmp(word, "import") == 0, matching = strcmp(word, "match") == 0;
    if (!importing && !matching && strcmp(word, "info") != 0) {
        cmd_say(_("expected: tojimari vulndb import FILE…, vulndb info, or vulndb match NAME VERSION"));
        return CMD_USAGE;
    }
    bool fresh = importing && access(path, F_OK) < 0;
    int status = open_db(path, importing, &db);
    if (status)
        return status;
    status = importing  ? import_into(db, path, fresh, words)
             : matching ? match(db, path, opt, words)
                        : info(db, path);
    vulndb_free(db);
    return status;
}

int cmd_vulndb(int argc, char **argv)
{
    struct options opt = {0};
    struct opt_list words = {0};
    struct diag d = {0};
    if (opt_parse(rows, argc, argv, &opt, &words, &d) < 0)
        return cmd_wrong(&d);
    if (opt.help) {
        cmd_help(
            "tojimari vulndb import FILE… | info | match NAME VERSION",
            _("Known vulnerabilities, offline. Takes in what you downloaded: NVD 2.0, CVE 5 records, CISA KEV, EPSS, Debian's security tracker, JVN (also gzipped, and whole folders)."),
            rows);
        return CMD_OK;
    }
    char *own = opt.db ? NULL : statedir_file("vuln.db", words.count && strcmp(words.item[0], "import") == 0);
    if (!opt.db && !own) {
        cmd_say(_("there is no folder to keep a database in: HOME is not set; name one by --db FILE"));
        return CMD_ENV;
    }
    int status = run(opt.db ? opt.db : own, &opt, &words);
    free(own);
    return status;
}
