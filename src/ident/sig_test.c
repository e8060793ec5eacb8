/* Every example of data/services/ matches its signature, gives what is written beside it, and no rival says
 * something else. */
#include "ident/priv_match.h"
#include "ident/probe.h"
#include "ident/sig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int setup(void **state)
{
    struct match_db_conf conf = {0};
    struct match_db *db;
    struct match *m;
    struct diag d = {0};
    if (match_db_new(&conf, &db, &d) != 0 || match_new(db, &m) != 0)
        return -1;
    static void *both[2];
    both[0] = m;
    both[1] = db;
    *state = both;
    return 0;
}

static int teardown(void **state)
{
    void **both = *state;
    match_free(both[0]);
    match_db_free(both[1]);
    return 0;
}

static const char *field(const struct found *f, const char *key, size_t n)
{
    const struct {
        const char *key, *value;
    } fields[] = {{"name", f->name},     {"product", f->product},   {"version", f->version},
                  {"info", f->info},     {"hostname", f->hostname}, {"os", f->os},
                  {"device", f->device}, {"cpe", f->cpe[0]}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strlen(fields[i].key) == n && strncmp(fields[i].key, key, n) == 0)
            return fields[i].value;
    return NULL;
}

/* "version=1.2; os=Debian" against what was found; true when all agree. */
static bool gives(const struct found *f, const char *text)
{
    char copy[400], *save = NULL;
    snprintf(copy, sizeof copy, "%s", text);
    for (char *p = copy; (p = strstr(p, "; ")) != NULL;)
        if (strchr(p, '=') && strcspn(p + 2, "=") < 9 && !memchr(p + 2, ' ', strcspn(p + 2, "=")))
            *p = '\n';
        else
            p += 2;
    for (char *item = strtok_r(copy, "\n", &save); item; item = strtok_r(NULL, "\n", &save)) {
        while (*item == ' ')
            item++;
        const char *value = field(f, item, strcspn(item, "="));
        if (!value || strcmp(value, item + strcspn(item, "=") + 1) != 0)
            return false;
    }
    return true;
}

static void examples(void **state)
{
    struct match *m = ((void **)*state)[0];
    unsigned bad = 0;
    for (size_t i = 0; i < sig_examples_count; i++) {
        const struct sig_example *e = &sig_examples[i];
        const struct sig *s = &sig_table[e->sig];
        struct found f;
        struct match_answer from = {.probe = s->probe ? s->probe : "", .port = s->port};
        bool any = match_part_of(m, &from, s->part, e->data, e->len, &f);
        bool same = any && (!s->product || strchr(s->product, '$') || strcmp(s->product, f.product) == 0) &&
                    (!s->service || !s->service[0] || strcmp(s->service, f.name) == 0);
        if (same && gives(&f, e->gives))
            continue;
        printf("%s: found %s by %s: %s | %s | %s | %s | %s; expected %s\n", s->id, any ? "this" : "nothing",
               f.id, f.name, f.product, f.version, f.info, f.os, e->gives);
        bad++;
    }
    assert_int_equal(bad, 0);
}

/* A signature that waits for the answer to a question waits for one that is asked. */
static void asked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sig_table_count; i++) {
        unsigned p = 0;
        if (!sig_table[i].probe)
            continue;
        while (p < probe_count && strcmp(probe_table[p].name, sig_table[i].probe) != 0)
            p++;
        if (p == probe_count)
            print_error("%s: there is no probe %s\n", sig_table[i].id, sig_table[i].probe);
        assert_true(p < probe_count);
    }
}

/* What the project promises: enough of them, all with a literal that keeps them cheap. */
static void extent(void **state)
{
    size_t services = 0;
    (void)state;
    for (size_t i = 0; i < sig_table_count; i++) {
        size_t k = 0;
        while (k < i && !(sig_table[k].service && sig_table[i].service &&
                          strcmp(sig_table[k].service, sig_table[i].service) == 0))
            k++;
        services += k == i && sig_table[i].service;
    }
    assert_true(sig_table_count >= 1200);
    assert_true(services >= 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(examples), cmocka_unit_test(asked),
                                       cmocka_unit_test(extent)};
    return cmocka_run_group_tests_name("sig", tests, setup, teardown);
}
