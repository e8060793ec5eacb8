/* Feeds of our own writing, as small as they can be, into a database in memory; and what comes out for
 * services that were seen. */
#include "audit/match.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CPE_MATCH(more) "{\"vulnerable\":true,\"criteria\":\"cpe:2.3:a:" more "}"
#define NODE(matches)   "{\"operator\":\"OR\",\"negate\":false,\"cpeMatch\":[" matches "]}"
#define CVE(id, configurations)                                                                                     \
    "{\"cve\":{\"id\":\"" id                                                                                        \
    "\",\"vulnStatus\":\"Analyzed\",\"descriptions\":[{\"lang\":\"es\",\"value\":\"no\"},"                          \
    "{\"lang\":\"en\",\"value\":\"Text of " id                                                                      \
    "\"}],\"metrics\":{\"cvssMetricV2\":[{\"type\":\"Primary\",\"cvssData\":"                                       \
    "{\"baseScore\":5.0}}],\"cvssMetricV31\":[{\"type\":\"Secondary\",\"cvssData\":{\"baseScore\":9.9}},{\"type\":" \
    "\"Primary\",\"cvssData\":{\"baseScore\":8.1}}]},\"configurations\":[" configurations "]}}"

static const char nvd[] = "{\"format\":\"NVD_CVE\",\"version\":\"2.0\",\"vulnerabilities\":["
    /* two ranges and an exact version with update */
    CVE("CVE-2024-1001",
        "{\"nodes\":[" NODE(CPE_MATCH("openbsd:openssh:*:*:*:*:*:*:*:*\",\"versionEndExcluding\":\"4.4\"") "," CPE_MATCH(
            "openbsd:openssh:*:*:*:*:*:*:*:*\",\"versionStartIncluding\":\"8.6\",\"versionEndExcluding\":\"9.8\"") "," CPE_MATCH("openbsd:openssh:8.5:p1:*:*:*:*:*:*\"")) "]}") ","
    /* only together with another program */
    CVE("CVE-2024-1002",
        "{\"operator\":\"AND\",\"nodes\":[" NODE(CPE_MATCH("example:server:1.0:*:*:*:*:*:*:*\"")) "," NODE(
            "{\"vulnerable\":false,\"criteria\":\"cpe:2.3:o:example:os:7:*:*:*:*:*:*:*\"}") "]}") ","
    /* "not applicable" is no version of ours */
    CVE("CVE-2024-1003", "{\"nodes\":[" NODE(CPE_MATCH("example:server:-:*:*:*:*:*:*:*\"")) "]}") ","
    /* only on one system; up to and including */
    CVE("CVE-2024-1004", "{\"nodes\":[" NODE(CPE_MATCH("example:server:*:*:*:*:*:windows:*:*\",\"versionEndIncluding\":\"1.0\"")) "]}") "," CVE(
        "CVE-2024-1005", "{\"nodes\":[" NODE(CPE_MATCH(
                             "example:server:*:*:*:*:*:*:*:*\",\"versionEndIncluding\":\"1.0\"")) "]}") "]}";

static const char kev[] =
    "{\"catalogVersion\":\"1\",\"count\":1,\"vulnerabilities\":[{\"cveID\":\"CVE-2024-1004\",\"dateAdded\":"
    "\"2024-01-01\",\"vulnerabilityName\":\"Known name\",\"knownRansomwareCampaignUse\":\"Known\"}]}";

static const char epss[] =
    "#model_version:v1,score_date:2024-01-01\ncve,epss,percentile\nCVE-2024-1001,0.5,0.9\nnonsense,7,1\n";

static const char debian[] =
    "{\"openssh\":{\"CVE-2024-1001\":{\"releases\":{\"bookworm\":{\"status\":\"resolved\",\"fixed_version\":\"1:9.2p1-2+deb12u3\","
    "\"repositories\":{},\"urgency\":\"high\"},\"bullseye\":{\"status\":\"resolved\",\"fixed_version\":\"0\",\"repositories\":{},"
    "\"urgency\":\"high\"}}},\"CVE-2024-1009\":{\"releases\":{\"bookworm\":{\"status\":\"open\",\"repositories\":{},\"urgency\":"
    "\"not yet assigned\"}}}}}";

static const char cve5[] =
    "{\"dataType\":\"CVE_RECORD\",\"cveMetadata\":{\"cveId\":\"CVE-2024-1006\",\"state\":\"PUBLISHED\"},\"containers\":{\"cna\":{"
    "\"title\":\"A title\",\"metrics\":[{\"cvssV3_1\":{\"baseScore\":7.5}}],\"affected\":[{\"vendor\":\"Example Inc\",\"product\":\"Other "
    "Server\",\"versions\":[{\"status\":\"affected\",\"version\":\"5.7.33 and prior\"},{\"status\":\"affected\",\"version\":\"6.0\","
    "\"lessThan\":\"6.2\"},{\"status\":\"unaffected\",\"version\":\"7.0\"}]}]}}}";

static const char jvn[] =
    "<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:sec=\"http://jvn.jp/rss/mod_sec/3.0/\">"
    "<item><title>\xe8\xa1\xa8\xe9\xa1\x8c</title><link>https://jvndb.example/1</link>"
    "<sec:references source=\"CVE\" id=\"CVE-2024-1005\"/></item></rdf:RDF>";

struct text {
    const char *at;
    size_t left, piece;
};

static ssize_t read_text(void *ctx, void *bytes, size_t n)
{
    struct text *t = ctx;
    n = n < t->piece ? n : t->piece;
    n = n < t->left ? n : t->left;
    memcpy(bytes, t->at, n);
    t->at += n;
    t->left -= n;
    return (ssize_t)n;
}

static int import(struct vulndb *db, const char *feed, size_t len, size_t piece, struct vulndb_imported *ret)
{
    struct text t = {.at = feed, .left = len, .piece = piece};
    struct diag d = {0};
    return vulndb_import(db, &(struct vulndb_input){.read = read_text, .ctx = &t, .name = "feed"}, ret, &d);
}

static struct vulndb *filled(void)
{
    static const char *const feeds[] = {nvd, kev, epss, debian, cve5, jvn};
    static const char *const names[] = {"nvd", "kev", "epss", "debian", "cve", "jvn"};
    static const unsigned records[] = {5, 1, 1, 2, 1, 1};
    struct vulndb *db;
    struct diag d = {0};
    assert_int_equal(vulndb_open(":memory:", true, &db, &d), 0);
    for (size_t i = 0; i < sizeof feeds / sizeof *feeds; i++) {
        struct vulndb_imported got = {0};
        assert_int_equal(import(db, feeds[i], strlen(feeds[i]), 7, &got), 0);
        assert_string_equal(got.feed, names[i]);
        assert_int_equal(got.records, records[i]);
    }
    return db;
}

/* The matches of what was seen, as "CVE status;…". */
static void look_up(struct vulndb *db, const struct vuln_seen *seen, const char *want)
{
    struct vuln_target target;
    struct vuln_matches found;
    char text[1024] = "";
    assert_true(vuln_target_of(seen, &target));
    assert_int_equal(vuln_match(db, &target, &found), 0);
    for (unsigned i = 0; i < found.count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s %s;", found.item[i].id + 9,
                 vuln_status_word(found.item[i].status));
    assert_string_equal(text, want);
    vuln_matches_fini(&found);
}

static void distributions_decide(void **state)
{
    struct vulndb *db = filled();
    (void)state;
    /* Debian's fix is in: upstream's number does not matter. */
    look_up(db, &(struct vuln_seen){.product = "OpenSSH", .version = "9.2p1 Debian-2+deb12u10"},
            "1009 vulnerable;");
    look_up(db, &(struct vuln_seen){.product = "OpenSSH", .version = "9.2p1", .info = "Debian 2+deb12u2"},
            "1001 vulnerable;1009 vulnerable;");
    look_up(db, &(struct vuln_seen){.product = "OpenSSH", .version = "9.2p1 Debian-2+deb11u1"}, "");
    /* A revision that names no release: fixed in all of them, or not. */
    look_up(db, &(struct vuln_seen){.product = "OpenSSH", .version = "9.2p1 Debian-2"},
            "1009 vulnerable;1001 possible;");
    /* Nobody knows who built it, or another distribution did: possible. */
    look_up(db, &(struct vuln_seen){.product = "OpenSSH", .version = "9.2p1"}, "1001 possible;");
    look_up(db, &(struct vuln_seen){.product = "OpenSSH", .version = "9.2p1 Ubuntu-3ubuntu0.13"},
            "1001 possible;");
    look_up(db, &(struct vuln_seen){.product = "OpenSSH", .version = "9.2p1", .os = "Microsoft Windows"},
            "1001 vulnerable;");
    vulndb_free(db);
}

static void ranges(void **state)
{
    static const char *const rows[][2] = {{"4.3p2", "1001 vulnerable;"},
                                          {"4.4", ""},
                                          {"8.5p1", "1001 vulnerable;"},
                                          {"8.5p2", ""},
                                          {"8.6", "1001 vulnerable;"},
                                          {"9.7p1", "1001 vulnerable;"},
                                          {"9.8p1", ""}};
    struct vulndb *db = filled();
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        look_up(db, &(struct vuln_seen){.product = "openssh", .version = rows[i][0], .os = "Windows"},
                rows[i][1]);
    static const char *const cpe[] = {"cpe:/a:example:server:1.0"},
                             *const other[] = {"cpe:2.3:a:example_inc:other_server:6.1"},
                             *const old[] = {"cpe:2.3:a:example_inc:other_server:5.7.33"},
                             *const newer[] = {"cpe:2.3:a:example_inc:other_server:7.0"};
    look_up(db, &(struct vuln_seen){.cpe = cpe, .cpes = 1}, "1005 vulnerable;1004 possible;1002 possible;");
    look_up(db, &(struct vuln_seen){.cpe = other, .cpes = 1}, "1006 vulnerable;");
    look_up(db, &(struct vuln_seen){.cpe = old, .cpes = 1}, "1006 vulnerable;");
    look_up(db, &(struct vuln_seen){.cpe = newer, .cpes = 1}, "");
    vulndb_free(db);
}

static void what_is_told(void **state)
{
    struct vulndb *db = filled();
    struct vuln_target target;
    struct vuln_matches found;
    static const char *const cpe[] = {"cpe:/a:example:server:1.0"};
    (void)state;
    assert_true(vuln_target_of(&(struct vuln_seen){.cpe = cpe, .cpes = 1}, &target));
    assert_int_equal(vuln_match(db, &target, &found), 0);
    assert_int_equal(found.count, 3);
    assert_string_equal(found.item[0].record, "nvd: example:server <= 1.0");
    assert_string_equal(found.item[0].title, "Text of CVE-2024-1005");
    assert_string_equal(found.item[0].title_ja, "\xe8\xa1\xa8\xe9\xa1\x8c");
    assert_true(found.item[0].cvss > 8.09 &&
                found.item[0].cvss < 8.11); /* NVD's own, of the newest standard */
    assert_true(found.item[1].kev && found.item[1].ransomware && !found.item[0].kev);
    assert_string_equal(found.item[1].title, "Known name");
    assert_string_equal(found.item[1].record, "nvd: example:server <= 1.0, on windows");
    assert_string_equal(found.item[2].record, "nvd: example:server = 1.0, with example:os 7");
    vuln_matches_fini(&found);
    vulndb_free(db);
}

static unsigned long feeds_seen;

static void count_feed(void *ctx, const struct vulndb_feed *feed)
{
    (void)ctx;
    feeds_seen += feed->records;
}

/* However it is cut or spoilt: an error, and the database is as before. */
static void damaged_feeds(void **state)
{
    static const char *const feeds[] = {nvd, debian, kev, cve5, jvn, epss};
    struct vulndb *db = filled();
    (void)state;
    for (size_t i = 0; i < sizeof feeds / sizeof *feeds; i++) {
        for (size_t n = 0; n < strlen(feeds[i]) - 1; n += 13) {
            struct vulndb_imported got = {0};
            if (feeds[i] == epss && feeds[i][n ? n - 1 : 0] == '\n')
                continue; /* cut between two lines: nothing shows it */
            assert_int_equal(import(db, feeds[i], n, 64, &got), -EINVAL);
        }
    }
    look_up(db, &(struct vuln_seen){.product = "OpenSSH", .version = "9.2p1", .info = "Debian 2+deb12u2"},
            "1001 vulnerable;1009 vulnerable;");
    feeds_seen = 0;
    assert_int_equal(vulndb_feeds(db, count_feed, NULL), 0);
    assert_int_equal(feeds_seen, 1); /* all have one name here: the last one */
    vulndb_free(db);
}

static void nothing_to_look_up(void **state)
{
    struct vuln_target t;
    (void)state;
    assert_false(vuln_target_of(&(struct vuln_seen){.product = "OpenSSH"}, &t));
    assert_false(vuln_target_of(&(struct vuln_seen){.version = "1.0"}, &t));
    assert_false(vuln_target_of(&(struct vuln_seen){.product = "no such thing", .version = "1.0"}, &t));
    char longest[300];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    assert_false(vuln_target_package(longest, "1.0-1", NULL, &t));
    assert_true(vuln_target_package("no-server", "1.0-1", NULL, &t));
    assert_string_equal(t.source, "no-server");
    assert_true(t.names == 0 && !t.product);
    assert_true(vuln_target_package("openssh", "1:9.2p1-2+deb12u3", NULL, &t));
    assert_string_equal(t.package, "9.2p1-2+deb12u3");
    assert_string_equal(t.release, "bookworm");
    assert_string_equal(t.version, "9.2p1");
}

static void revisions(void **state)
{
    static const struct {
        const char *product, *version, *info, *package, *upstream;
    } rows[] = {{"OpenSSH", "9.2p1 Debian-2+deb12u10", NULL, "9.2p1-2+deb12u10", "9.2p1"},
                {"OpenSSH", "9.2p1", "Debian 2+deb12u10; protocol 2.0", "9.2p1-2+deb12u10", "9.2p1"},
                {"BIND", "9.18.49-1~deb12u3-Debian", NULL, "9.18.49-1~deb12u3", "9.18.49"},
                {"MariaDB", "10.11.19-MariaDB-0+deb12u1", NULL, "10.11.19-0+deb12u1", "10.11.19"},
                {"Samba", "4.17.12-Debian", NULL, "", "4.17.12"},
                {"Apache", "2.4.57", "(Debian)", "", "2.4.57"},
                {"OpenSSH", "9.6p1 Ubuntu-3ubuntu13.5", NULL, "", "9.6p1"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct vuln_target t;
        assert_true(vuln_target_of(
            &(struct vuln_seen){.product = rows[i].product, .version = rows[i].version, .info = rows[i].info},
            &t));
        assert_string_equal(t.package, rows[i].package);
        assert_string_equal(t.version, rows[i].upstream);
        assert_true(t.distribution);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distributions_decide), cmocka_unit_test(ranges),
        cmocka_unit_test(what_is_told),         cmocka_unit_test(damaged_feeds),
        cmocka_unit_test(nothing_to_look_up),   cmocka_unit_test(revisions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
