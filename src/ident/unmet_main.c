/* ident_unmet [--all]: how well is read what was never met (unmet.h): a line for each part, and what is false
 * (or, with --all, what was missed too). For measuring; not installed. */
#include "ident/unmet.h"

#include <stdio.h>
#include <string.h>

struct sums {
    unsigned n, service, service_false, product, product_false, versions, version, version_false;
};

static void show(const struct sig_example *e, const struct unmet *u, const char *what)
{
    printf("%-8s %s: said %s|%s|%s by %s; is %s|%s|%s: ", what, sig_table[e->sig].id, u->said.name,
           u->said.product, u->said.version, u->said.id, u->truth.name, u->truth.product, u->truth.version);
    for (size_t i = 0; i < e->len && i < 160; i++)
        printf((unsigned char)e->data[i] < 0x20 || (unsigned char)e->data[i] > 0x7E ? "\\x%02x" : "%c",
               (unsigned char)e->data[i]);
    puts("");
}

static void add(struct sums *s, const struct unmet *u)
{
    s->n++;
    s->service += u->service;
    s->service_false += u->service_false;
    s->product += u->product;
    s->product_false += u->product_false;
    s->versions += u->truth.version[0] != 0;
    s->version += u->version;
    s->version_false += u->version_false;
}

static void line(const char *name, const struct sums *s)
{
    printf(
        "%-18s %5u | service %5u %5.1f %% false %3u | product %5u %5.1f %% false %3u | version %4u of %4u %5.1f %% false %3u\n",
        name, s->n, s->service, 100.0 * s->service / s->n, s->service_false, s->product,
        100.0 * s->product / s->n, s->product_false, s->version, s->versions,
        s->versions ? 100.0 * s->version / s->versions : 0.0, s->version_false);
}

int main(int argc, char **argv)
{
    static struct sums sums[PART_KINDS], all;
    struct match_db_conf conf = {0};
    struct match_db *db;
    struct match *m;
    struct diag d = {0};
    bool missed = argc > 1 && strcmp(argv[1], "--all") == 0;
    if (match_db_new(&conf, &db, &d) != 0 || match_new(db, &m) != 0)
        return 1;
    for (size_t i = 0; i < sig_examples_count; i++) {
        struct unmet u;
        const struct sig_example *e = &sig_examples[i];
        if (!unmet_example(m, e, &u))
            continue;
        add(&sums[sig_table[e->sig].part], &u);
        add(&all, &u);
        if (u.service_false || u.product_false || u.version_false)
            show(e, &u, "FALSE");
        else if (missed && !(u.service && u.product && (u.version || !u.truth.version[0])))
            show(e, &u, u.product ? "version" : u.service ? "product" : "all");
    }
    for (int k = 0; k < PART_KINDS; k++)
        if (sums[k].n)
            line(part_name(k), &sums[k]);
    line("all", &all);
    match_free(m);
    match_db_free(db);
    return 0;
}
