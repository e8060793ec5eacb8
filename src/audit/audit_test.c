#include "audit/audit.h"

#include "audit/priv_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NOW (INT64_C(1795319640) * NSEC_SEC) /* 2026-11-22 */

static struct rundoors *read_doors(const char *lines)
{
    struct rundoors *d = rundoors_new(100);
    for (const char *at = lines; *at;) {
        size_t n = strcspn(at, "\n");
        struct diag diag = {0};
        assert_int_equal(rundoors_line(d, at, n, &diag), 0);
        at += n + (at[n] == '\n');
    }
    return d;
}

/* The severity of `id` among the findings, SEVERITY_NONE when it is not there. */
static enum severity found(const struct audit *a, const char *id)
{
    for (unsigned i = 0; i < audit_count(a); i++) {
        struct record r;
        audit_record(a, i, &r);
        if (strcmp(r.finding.id, id) == 0)
            return audit_severity(a, i);
    }
    return SEVERITY_NONE;
}

static const struct rule *rule_of(const char *id)
{
    for (unsigned i = 0; i < rules_table_count; i++)
        if (strcmp(rules_table[i].id, id) == 0)
            return &rules_table[i];
    return NULL;
}

static enum rule_zone zone_of_sample(const struct rundoors *d)
{
    const struct addr *a = &rundoors_at(d, 0)->addr;
    return addr_is_loopback(a) ? RULE_LOOPBACK : addr_is_private(a) ? RULE_PRIVATE : RULE_PUBLIC;
}

/* Every example of data/rules/, in the order of its file: the first door is the judged one, unsorted. */
static void test_examples(void **state)
{
    (void)state;
    assert_true(rules_table_count >= 40);
    for (const struct rule_sample *s = rule_samples; s->id; s++) {
        struct rundoors *d = read_doors(s->lines);
        assert_true(rundoors_count(d) + rundoors_host_count(d) > 0);
        const struct rule *rule = rule_of(s->id);
        bool host = rundoors_host_count(d) > 0;
        enum severity by = host ? rule_judge_host(rule, rundoors_host_at(d, 0), RULE_PUBLIC)
                                : rule_judge(rule, d, 0, 0, rundoors_count(d), zone_of_sample(d), NOW);
        bool hit = by != SEVERITY_NONE;
        if (hit != s->hit)
            fail_msg("data/rules: '%s': %s: %s", s->id, s->hit ? "does not match" : "matches", s->lines);
        rundoors_free(d);
    }
}

static struct audit *judge(struct rundoors *d)
{
    struct audit *a;
    assert_int_equal(audit_judge(d, &(struct audit_conf){NULL, NOW, AUDIT_BY_ADDRESS, 100}, &a), 0);
    return a;
}

#define DOOR(addr, proto, port, service)                                                                     \
    "{\"type\":\"port\",\"addr\":\"" addr "\",\"proto\":\"" proto "\",\"port\":" port                        \
    ",\"state\":\"open\"" service "}\n"
#define HEARD(name) ",\"service\":{\"name\":\"" name "\",\"how\":\"banner\"}"

/* Telnet and FTP beside SSH: what the documents say. */
static void test_telnet_beside_ssh(void **state)
{
    (void)state;
    struct rundoors *d = read_doors(
        DOOR("192.168.0.9", "tcp", "23", HEARD("telnet")) DOOR("192.168.0.9", "tcp", "21", HEARD("ftp"))
            DOOR("192.168.0.9", "tcp", "22", HEARD("ssh")) DOOR("192.168.0.10", "tcp", "22", HEARD("ssh")));
    struct audit *a = judge(d);
    struct record r;
    assert_int_equal(audit_count(a), 2);
    audit_record(a, 0, &r);
    assert_string_equal(r.finding.id, "telnet-beside-ssh");
    assert_string_equal(r.finding.title,
                        "Telnet is open beside SSH: close it once everybody has moved to SSH");
    assert_string_equal(r.finding.severity, "high");
    assert_string_equal(r.finding.evidence, "service telnet, found by banner");
    assert_non_null(strstr(r.finding.advice, "switch telnet off"));
    assert_int_equal(found(a, "ftp-cleartext"), SEVERITY_MEDIUM);
    assert_int_equal(found(a, "telnet"), SEVERITY_NONE);
    audit_free(a);
    rundoors_free(d);
}

/* A Windows 98 says nothing that could be identified; its three ports suffice. */
static void test_windows_98(void **state)
{
    (void)state;
    struct rundoors *d = read_doors(DOOR("10.0.0.98", "tcp", "139", "") DOOR("10.0.0.98", "udp", "137", "")
                                        DOOR("10.0.0.98", "udp", "138", ""));
    struct audit *a = judge(d);
    assert_int_equal(audit_count(a), 3);
    assert_int_equal(found(a, "netbios"), SEVERITY_MEDIUM);
    audit_free(a);
    rundoors_free(d);
}

/* A number alone is no evidence of more than "low"; a name that is only the port's is none either. */
static void test_guesses_are_low(void **state)
{
    (void)state;
    struct rundoors *d =
        read_doors(DOOR("198.18.0.1", "tcp", "6379", ",\"service\":{\"name\":\"redis\",\"how\":\"port\"}"));
    struct audit *a = judge(d);
    assert_int_equal(found(a, "redis"), SEVERITY_LOW);
    audit_free(a);
    rundoors_free(d);
}

/* The same printer in an office and on the Internet. */
static void test_zones(void **state)
{
    (void)state;
    struct rundoors *d = read_doors(DOOR("192.168.0.5", "tcp", "9100", HEARD("jetdirect")));
    struct audit *a = judge(d);
    assert_int_equal(found(a, "printer"), SEVERITY_INFO);
    audit_free(a);
    rundoors_free(d);
    assert_int_equal(audit_judge(d = read_doors(DOOR("192.168.0.5", "tcp", "9100", HEARD("jetdirect"))),
                                 &(struct audit_conf){NULL, NOW, AUDIT_PUBLIC, 100}, &a),
                     0);
    assert_int_equal(found(a, "printer"), SEVERITY_HIGH);
    audit_free(a);
    rundoors_free(d);
}

/* The same doors with their locks shut: nothing that calls for action. */
static void test_locked(void **state)
{
    (void)state;
#define ASKED(name, facts) ",\"service\":{\"name\":\"" name "\",\"how\":\"banner\",\"facts\":[" facts "]}"
    struct rundoors *d = read_doors(
        DOOR("10.0.0.7", "tcp", "6379", ASKED("redis", "\"access=password\""))
            DOOR("10.0.0.7", "tcp", "27017", ASKED("mongod", "\"access=password\"")) DOOR(
                "10.0.0.7", "tcp", "2379", ASKED("etcd-client", "\"access=password\""))
                DOOR("10.0.0.7", "tcp", "2181", ASKED("zookeeper", "\"access=password\"")) DOOR(
                    "10.0.0.7", "tcp", "873", ASKED("rsync", "\"protected-share=own\""))
                    DOOR("10.0.0.7", "tcp", "22", ASKED("ssh", "\"algorithms\",\"auth=publickey\"")) DOOR(
                        "10.0.0.7", "tcp", "445",
                        ASKED("microsoft-ds", "\"dialect=3.1.1\",\"signing=required\""))
                        DOOR("10.0.0.7", "tcp", "139",
                             ASKED("netbios-ssn", "\"dialect=3.1.1\",\"signing=required\""))
                            DOOR("10.0.0.7", "tcp", "5900", ASKED("vnc", "\"access=password\",\"encrypted\""))
                                DOOR("10.0.0.7", "tcp", "6000", ASKED("x11", "\"access=password\""))
                                    DOOR("10.0.0.7", "tcp", "3128", ASKED("http-proxy", "\"proxy=refused\""))
                                        DOOR("10.0.0.7", "tcp", "25", ASKED("smtp", "\"relay=refused\""))
                                            DOOR("10.0.0.7", "tcp", "9051",
                                                 ASKED("tor-control", "\"access=password\"")));
    struct audit *a = judge(d);
    for (unsigned i = 0; i < audit_count(a); i++) {
        struct record r;
        audit_record(a, i, &r);
        if (audit_severity(a, i) >= SEVERITY_MEDIUM)
            fail_msg("%s at %u", r.finding.id, (unsigned)r.finding.port);
    }
    audit_free(a);
    rundoors_free(d);
}

/* A service's name is no proof that strangers may use it; that one of them did is. */
static void test_proof(void **state)
{
    static const struct {
        const char *door;
        enum severity inside, outside;
    } rows[] = {
        {DOOR("192.168.0.5", "tcp", "3632", HEARD("distcc")), SEVERITY_LOW, SEVERITY_MEDIUM},
        {DOOR("192.168.0.5", "tcp", "3632", ASKED("distcc", "\"access=open\"")), SEVERITY_MEDIUM,
         SEVERITY_CRITICAL},
    };
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        struct audit *a;
        struct rundoors *d = read_doors(rows[i / 2].door);
        const struct audit_conf conf = {NULL, NOW, i % 2 ? AUDIT_PUBLIC : AUDIT_BY_ADDRESS, 100};
        assert_int_equal(audit_judge(d, &conf, &a), 0);
        assert_int_equal(found(a, "build-server"), i % 2 ? rows[i / 2].outside : rows[i / 2].inside);
        audit_free(a);
        rundoors_free(d);
    }
}

static void test_limit(void **state)
{
    (void)state;
    struct audit *a;
    struct rundoors *d = read_doors(DOOR("198.18.0.1", "tcp", "23", "") DOOR("198.18.0.2", "tcp", "23", ""));
    assert_int_equal(audit_judge(d, &(struct audit_conf){NULL, NOW, AUDIT_BY_ADDRESS, 1}, &a), 0);
    assert_int_equal(audit_count(a), 1);
    assert_int_equal(audit_refused(a), 1);
    audit_free(a);
    rundoors_free(d);
}

struct text {
    const char *at;
};

static ssize_t read_text(void *ctx, void *bytes, size_t n)
{
    struct text *t = ctx;
    size_t left = strlen(t->at);
    n = n < left ? n : left;
    memcpy(bytes, t->at, n);
    t->at += n;
    return (ssize_t)n;
}

#define RANGE                                                                                                   \
    "\"configurations\":[{\"nodes\":[{\"operator\":\"OR\",\"negate\":false,\"cpeMatch\":[{\"vulnerable\":true," \
    "\"criteria\":\"cpe:2.3:a:openbsd:openssh:*:*:*:*:*:*:*:*\",\"versionEndExcluding\":\"9.8\","               \
    "\"matchCriteriaId\":\"1\"}]}]}]"
#define CVE(id, score)                                                                                       \
    "{\"cve\":{\"id\":\"" id                                                                                 \
    "\",\"vulnStatus\":\"Analyzed\",\"descriptions\":[{\"lang\":\"en\",\"value\":\"x\"}],"                   \
    "\"metrics\":{\"cvssMetricV31\":[{\"type\":\"Primary\",\"cvssData\":{\"baseScore\":" score "}}]}," RANGE \
    "}}"

/* The worst is certain on Windows; where a distribution may have mended it, it is "possible" and never above
 * medium. */
static void test_known_vulnerabilities(void **state)
{
    (void)state;
    struct vulndb *db;
    struct diag diag = {0};
    struct vulndb_imported imported;
    struct text feed = {"{\"format\":\"NVD_CVE\",\"version\":\"2.0\",\"vulnerabilities\":[" CVE(
        "CVE-2099-10001", "5.0") "," CVE("CVE-2099-10002", "9.8") "]}"};
    assert_int_equal(vulndb_open(":memory:", true, &db, &diag), 0);
    struct vulndb_input in = {.read = read_text, .ctx = &feed, .name = "nvd"};
    assert_int_equal(vulndb_import(db, &in, &imported, &diag), 0);
    assert_int_equal(imported.records, 2);
    for (int windows = 0; windows < 2; windows++) {
        struct audit *a;
        struct record r;
        char line[256];
        snprintf(
            line, sizeof line, DOOR("10.0.0.1", "tcp", "22", "%s"),
            windows
                ? ",\"service\":{\"name\":\"ssh\",\"product\":\"OpenSSH\",\"version\":\"9.2\",\"os\":\"Windows\"}"
                : ",\"service\":{\"name\":\"ssh\",\"product\":\"OpenSSH\",\"version\":\"9.2\"}");
        struct rundoors *d = read_doors(line);
        assert_int_equal(audit_judge(d, &(struct audit_conf){db, NOW, AUDIT_BY_ADDRESS, 100}, &a), 0);
        assert_int_equal(found(a, "known-vulnerabilities"), windows ? SEVERITY_CRITICAL : SEVERITY_MEDIUM);
        audit_record(a, 0, &r);
        assert_int_equal(r.finding.cve.count, 2);
        const struct record_cve *cve = r.finding.cve.item;
        assert_string_equal(cve[0].id, "CVE-2099-10002");
        assert_string_equal(cve[0].status, windows ? "vulnerable" : "possible");
        audit_free(a);
        rundoors_free(d);
    }
    vulndb_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_examples),
                                       cmocka_unit_test(test_telnet_beside_ssh),
                                       cmocka_unit_test(test_windows_98),
                                       cmocka_unit_test(test_guesses_are_low),
                                       cmocka_unit_test(test_zones),
                                       cmocka_unit_test(test_locked),
                                       cmocka_unit_test(test_proof),
                                       cmocka_unit_test(test_limit),
                                       cmocka_unit_test(test_known_vulnerabilities)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
