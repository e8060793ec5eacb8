/* Whatever an audit advises, it is shown to the last word, for people and in the page, in every language. */
#include "report/findings.h"

#include "model/glossary.h"
#include "report/esc.h"
#include "report/evidence.h"
#include "report/html.h"
#include "report/i18n.h"
#include "report/samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *written(struct sink *(*make)(struct out *, const struct report_conf *), const char *title,
                     const char *advice)
{
    int fd;
    struct record r;
    struct sink *s = make(samples_memory(&fd), &(struct report_conf){0});
    record_init(&r, RECORD_FINDING);
    r.finding = (struct record_finding){
        .id = "in-no-glossary", .severity = "high", .title = title, .evidence = "", .advice = advice};
    assert_int_equal(sink_put(s, &r), 0);
    record_init(&r, RECORD_END);
    assert_int_equal(sink_put(s, &r), 0);
    assert_int_equal(s->close(s), 0);
    return samples_read(fd);
}

/* Without blanks and line ends: they are where the lines break. */
static char *joined(const char *text)
{
    char *copy = strdup(text), *to = copy;
    assert_non_null(copy);
    for (const char *p = text; *p; p++)
        if (*p != ' ' && *p != '\n')
            *to++ = *p;
    *to = 0;
    return copy;
}

static void is_whole(const char *page, const char *advice)
{
    char *there = joined(page), *wanted = joined(advice);
    if (!strstr(there, wanted))
        fail_msg("cut: %s", advice);
    free(there);
    free(wanted);
}

static void check(const char *word, const char *lang)
{
    const char *advice, *about = glossary_about(word, lang);
    struct buf html;
    if (!about)
        return;
    glossary_title(about, &advice);
    char *text = written(findings_new, word, advice), *page = written(html_new, word, advice);
    is_whole(text, advice);
    buf_init(&html, 1 << 16);
    esc_html(&html, advice, UINT32_MAX);
    is_whole(page, buf_text(&html));
    buf_fini(&html);
    free(text);
    free(page);
}

static void no_advice_is_cut(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < glossary_count(); i++)
        if (glossary_kind(i) == GLOSSARY_FINDING) {
            check(glossary_word(i), "en");
            check(glossary_word(i), "ja");
        }
}

static void lines_are_as_wide_as_wanted(void **state)
{
    (void)state;
    const char *advice =
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
    char *text = written(findings_new, "Title", advice);
    assert_non_null(strstr(text, "    what to do:\n      one two"));
    assert_non_null(strstr(text, "thirteen\n      fourteen fifteen\n"));
    free(text);
}

static void put_one(struct sink *s, const char *id, const char *severity, unsigned host, const char *evidence)
{
    struct record r;
    record_init(&r, RECORD_FINDING);
    r.finding =
        (struct record_finding){.id = id,
                                .severity = severity,
                                .addr = {.len = 4, .b = {198, 18, (uint8_t)(host >> 8), (uint8_t)host}},
                                .port = 23,
                                .title = id,
                                .evidence = evidence,
                                .advice = id};
    assert_int_equal(sink_put(s, &r), 0);
}

static unsigned count_of(const char *text, const char *what)
{
    unsigned n = 0;
    for (; (text = strstr(text, what)); text++)
        n++;
    return n;
}

static unsigned widest(const char *text)
{
    unsigned width = 0, n = 0;
    for (; *text; text++) {
        n = *text == '\n' ? 0 : n + 1;
        width = n > width ? n : width;
    }
    return width;
}

/* Hosts that have the same fault, told once; what lists leave out is counted, and said. */
static void the_same_is_told_once(void **state)
{
    (void)state;
    int fd;
    char own[64];
    struct record r;
    struct sink *s = findings_new(samples_memory(&fd), &(struct report_conf){0});
    for (unsigned host = 0; host < 300; host++)
        put_one(s, "often", "low", host, "service telnet, heard one and the same");
    for (unsigned host = 0; host < 30; host++) {
        snprintf(own, sizeof own, "service telnet, heard %u", host);
        put_one(s, "each-its-own", "medium", host, own);
    }
    put_one(s, "once", "high", 7, "");
    put_one(s, "once", "info", 8, "");
    record_init(&r, RECORD_END);
    r.end.complete = true;
    assert_int_equal(sink_put(s, &r), 0);
    assert_int_equal(s->close(s), 0);
    char *text = samples_read(fd);
    assert_int_equal(count_of(text, "what to do:"), 3);
    assert_int_equal(count_of(text, "one and the same"), 1);
    assert_int_equal(count_of(text, "    198.18.0.7 23/tcp\n"), 2);
    assert_int_equal(count_of(text, "    [INFO] 198.18.0.8 23/tcp\n"), 1);
    assert_int_equal(count_of(text, "HIGH 1 · MEDIUM 30 · LOW 300 · INFO 1\n"), 2);
    assert_non_null(strstr(text, "    and 276 more\n"));
    assert_non_null(strstr(text, "    and 6 more\n"));
    assert_non_null(strstr(text, "Long lists were cut"));
    assert_null(strstr(text, "not complete"));
    assert_true(strstr(text, "\n1. [HIGH] once") < strstr(text, "\n2. [MEDIUM] each-its-own"));
    assert_true(widest(text) <= 82); /* bytes: the dots between the counts have two each */
    free(text);
}

static void what_found_no_room_is_said(void **state)
{
    (void)state;
    int fd;
    struct record r;
    struct sink *s = findings_new(samples_memory(&fd), &(struct report_conf){.max_bytes = 600});
    for (unsigned host = 0; host < 300; host++)
        put_one(s, "often", "low", host, "service telnet");
    record_init(&r, RECORD_END);
    r.end.complete = true;
    assert_int_equal(sink_put(s, &r), 0);
    assert_int_equal(s->close(s), 0);
    char *text = samples_read(fd);
    assert_non_null(strstr(text, "This report is not complete.\n"));
    free(text);
}

static void shown_is(const char *evidence, const char *wanted)
{
    struct buf b;
    buf_init(&b, 4096);
    evidence_put(&b, evidence);
    assert_string_equal(buf_text(&b), wanted);
    buf_fini(&b);
}

static void evidence_in_the_users_language(void **state)
{
    (void)state;
    const char *ssh =
        "service ssh, found by banner, product OpenSSH, version 9.2p1, heard SSH-2.0-x, version 7\\x0d\\x0a";
    shown_is(ssh, ssh);
    shown_is("", "");
    shown_is(NULL, "");
    shown_is("service x, heard \\x00\\x01ab", "service x");
    shown_is(
        "service microsoft-ds, asked: dialect=1, dialect=2.1, signing=optional, control, strange=1, key dialect=1",
        "service microsoft-ds, asked: speaks SMB 1, 2.1, takes messages that are not signed, "
        "answers administrators' questions to strangers, strange=1, key dialect=1");
    shown_is("access=open", "access=open"); /* not behind "asked: " */
    setenv("LANGUAGE", "ja", 1);
    bindtextdomain(I18N_DOMAIN, LOCALES);
    textdomain(I18N_DOMAIN);
    shown_is(
        ssh,
        "サービス ssh, 名乗りから判明, 製品 OpenSSH, 版 9.2p1, 聞こえたもの SSH-2.0-x, version 7\\x0d\\x0a");
    shown_is("open; known by its port number only, asked: access=open, share=x",
             "開いている(番号から推測), 尋ねた結果: 誰でも入れる, パスワードなしで開く: x");
    shown_is("product A, service b, version 1",
             "製品 A, service b, 版 1"); /* a stranger's label is none of ours */
    unsetenv("LANGUAGE");
}

/* The facts that data/rules/README.md lists in the first column of its second table: each has words, and none
 * shows as it is. */
static void every_fact_has_words(void **state)
{
    (void)state;
    char line[1024], evidence[128];
    unsigned facts = 0;
    bool table = false;
    FILE *file = fopen(GOLDEN "/../../../data/rules/README.md", "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        table |= strncmp(line, "## Facts", 8) == 0;
        char *column = table && line[0] == '|' ? strchr(line + 1, '|') : NULL;
        if (column)
            *column = 0;
        for (char *rest, *p = column ? strtok_r(line, "|` ", &rest) : NULL; p;
             p = strtok_r(NULL, "|` ", &rest)) {
            if (strcmp(p, "fact") == 0 || strcmp(p, "---") == 0)
                continue;
            struct buf b;
            buf_init(&b, 4096);
            snprintf(evidence, sizeof evidence, "asked: %s", p);
            evidence_put(&b, evidence);
            assert_string_not_equal(buf_text(&b), evidence);
            buf_fini(&b);
            facts++;
        }
    }
    fclose(file);
    assert_true(facts > 30);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_advice_is_cut),      cmocka_unit_test(lines_are_as_wide_as_wanted),
        cmocka_unit_test(the_same_is_told_once), cmocka_unit_test(what_found_no_room_is_said),
        cmocka_unit_test(every_fact_has_words),  cmocka_unit_test(evidence_in_the_users_language)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
