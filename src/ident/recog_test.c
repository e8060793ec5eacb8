/* Recog's format, by files of our own. */
#include "ident/match.h"
#include "ident/recog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char good[] =
    "<?xml version='1.0'?>\n"
    "<fingerprints matches=\"http_header.server\" protocol=\"http\">\n"
    " <fingerprint pattern=\"^Frob(?:/([\\d.]+))?$\" flags=\"REG_ICASE\"><description>Frob</description>\n"
    "  <example service.version=\"1.2\">frob/1.2</example>\n"
    "  <example _encoding=\"base64\">RnJvYg==</example>\n"
    "  <param pos=\"0\" name=\"service.vendor\" value=\"Frobnik\"/>\n"
    "  <param pos=\"0\" name=\"service.product\" value=\"Frob\"/>\n"
    "  <param pos=\"1\" name=\"service.version\"/>\n"
    "  <param pos=\"0\" name=\"service.cpe23\" value=\"cpe:/a:frobnik:frob:{service.version}\"/>\n"
    "  <param pos=\"0\" name=\"os.product\" value=\"FrobOS\"/>\n"
    " </fingerprint>\n"
    " <fingerprint pattern=\"^\\h+ (?m:x.y)$\"><param pos=\"0\" name=\"service.product\" value=\"A$1\"/></fingerprint>\n"
    " <fingerprint><param pos=\"0\" name=\"service.product\" value=\"nameless\"/></fingerprint>\n"
    "</fingerprints>\n";

static void reading(void **state)
{
    struct recog *r;
    struct diag d = {0};
    (void)state;
    assert_int_equal(recog_parse("frob.xml", good, sizeof good - 1, &r, &d), 0);
    assert_int_equal(recog_count(r), 2);
    assert_int_equal(recog_refused(r), 1);
    const struct sig *s = recog_sig(r, 0);
    assert_int_equal(s->part, PART_HTTP_SERVER);
    assert_string_equal(s->id, "recog/frob:1");
    assert_string_equal(s->product, "Frobnik Frob");
    assert_string_equal(s->version, "$1");
    assert_string_equal(s->cpe[0], "a:frobnik:frob");
    assert_string_equal(s->os, "FrobOS");
    assert_string_equal(s->service, "http");
    assert_true(s->icase && !s->dotall);
    assert_string_equal(recog_example(r, 0, 0)->data, "frob/1.2");
    assert_string_equal(recog_example(r, 0, 0)->version, "1.2");
    assert_int_equal(recog_example(r, 0, 1)->len, 4);
    assert_memory_equal(recog_example(r, 0, 1)->data, "Frob", 4);
    assert_null(recog_example(r, 0, 2));
    assert_string_equal(recog_sig(r, 1)->pattern, "^[0-9A-Fa-f]+ (?s:x.y)$");
    assert_string_equal(recog_sig(r, 1)->product, "A$$1");
    recog_free(r);
}

static void refusing(void **state)
{
    static const char *const bad[] = {
        "", "<fingerprints", "<a></b>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        "<fingerprints matches='ssh.banner'><fingerprint pattern='x'><example service.version='1'>y"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct recog *r;
        struct diag d = {0};
        assert_int_equal(recog_parse("bad.xml", bad[i], strlen(bad[i]), &r, &d), -EINVAL);
        assert_non_null(d.msg);
    }
}

static void truncations(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof good - 1; n++) {
        struct recog *r = NULL;
        struct diag d = {0};
        char *copy = malloc(n ? n : 1);
        assert_non_null(copy);
        memcpy(copy, good, n);
        if (recog_parse("cut.xml", copy, n, &r, &d) == 0)
            recog_free(r);
        free(copy);
    }
}

static void in_a_folder(void **state)
{
    char dir[] = "/tmp/tojimari-recog-XXXXXX", path[64];
    struct match_db *db;
    struct match *m;
    struct found f;
    struct diag d = {0};
    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/frob.xml", dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(good, file);
    fclose(file);
    struct match_db_conf conf = {.recog_dir = dir, .bare = true};
    assert_int_equal(match_db_new(&conf, &db, &d), 0);
    assert_int_equal(match_new(db, &m), 0);
    assert_true(match_part(m, PART_HTTP_SERVER, "FROB/3.4", 8, &f));
    assert_string_equal(f.product, "Frobnik Frob");
    assert_string_equal(f.version, "3.4");
    assert_string_equal(f.cpe[0], "cpe:2.3:a:frobnik:frob:3.4:*:*:*:*:*:*:*");
    match_free(m);
    match_db_free(db);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs("<fingerprints>\n<oops", file);
    fclose(file);
    assert_int_equal(match_db_new(&conf, &db, &d), -EINVAL);
    assert_int_equal(d.line, 2);
    assert_non_null(strstr(d.file, "frob.xml"));
    unlink(path);
    rmdir(dir);
    assert_int_equal(match_db_new(&conf, &db, &d), -ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reading), cmocka_unit_test(refusing),
                                       cmocka_unit_test(truncations), cmocka_unit_test(in_a_folder)};
    return cmocka_run_group_tests_name("recog", tests, NULL, NULL);
}
