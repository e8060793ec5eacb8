#include "report/gather.h"

#include "report/i18n.h"
#include "report/keep.h"
#include "report/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_MAX ((size_t)256 << 20)

struct gather {
    struct sink sink;
    struct out *out; /* owned */
    struct report_conf conf;
    void (*write)(struct buf *, const struct gathered *);
    struct keep run, finding, end;
    struct keep_budget budget;
    uint64_t left_out;
    bool written;
};

size_t gather_host(const struct gathered *all, size_t first)
{
    size_t i = first;
    while (i < all->count && addr_eq(&all->finding[i]->addr, &all->finding[first]->addr))
        i++;
    return i - first;
}

static int by_host(const void *a, const void *b)
{
    const struct record_finding *x = *(const struct record_finding *const *)a,
                                *y = *(const struct record_finding *const *)b;
    int c = addr_cmp(&x->addr, &y->addr);
    return c ? c : (x > y) - (x < y); /* they lie in an array, in the order in which they came */
}

static int by_id(const void *a, const void *b)
{
    const struct record_finding *x = *(const struct record_finding *const *)a,
                                *y = *(const struct record_finding *const *)b;
    int c = strcmp(x->id, y->id);
    return c ? c : by_host(a, b);
}

static int worst_kind(const void *x, const void *y)
{
    const struct gather_kind *a = x, *b = y;
    if (a->level != b->level)
        return a->level < b->level ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return strcmp(a->item[0]->id, b->item[0]->id);
}

/* Groups a list that is sorted by id. Returns how many groups. */
static size_t kinds_of(const struct record_finding *const *list, size_t count, struct gather_kind *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!n || strcmp(ret[n - 1].item[0]->id, list[i]->id) != 0)
            ret[n++] = (struct gather_kind){.item = &list[i], .level = LEVELS - 1};
        struct gather_kind *k = &ret[n - 1];
        unsigned level = levels_of(list[i]->severity);
        k->hosts += !k->count || !addr_eq(&list[i]->addr, &list[i - 1]->addr);
        k->level = level < k->level ? level : k->level;
        k->count++;
    }
    qsort(ret, n, sizeof *ret, worst_kind);
    return n;
}

const char *gather_verdict(const struct gathered *all)
{
    for (unsigned i = 0; i < LEVELS; i++)
        if (all->level[i])
            return _(levels_table[i].verdict);
    return _("Nothing was found.");
}

const char *gather_gap(const struct gathered *all)
{
    if (all->end && all->end->complete && !all->left_out)
        return NULL;
    return all->end && all->end->why ? words_why(all->end->why) : "";
}

/* The three lists have room for what.count + 1. */
static void order(const struct record_finding *all, const struct record_finding **by_hosts,
                  const struct record_finding **by_ids, struct gather_kind *kinds, struct gathered *what)
{
    for (size_t i = 0; i < what->count; i++) {
        by_hosts[i] = by_ids[i] = &all[i];
        what->level[levels_of(all[i].severity)]++;
    }
    qsort(by_hosts, what->count, sizeof *by_hosts, by_host);
    qsort(by_ids, what->count, sizeof *by_ids, by_id);
    what->kinds = kinds_of(by_ids, what->count, kinds);
    what->finding = by_hosts;
    what->kind = kinds;
}

static int write_all(struct gather *g)
{
    size_t n = g->finding.count;
    struct record_finding *all = keep_all(&g->finding, RECORD_FINDING);
    struct record_run *run = keep_all(&g->run, RECORD_RUN);
    struct record_end *end = keep_all(&g->end, RECORD_END);
    const struct record_finding **by_hosts = calloc(n + 1, sizeof *by_hosts),
                                **by_ids = calloc(n + 1, sizeof *by_ids);
    struct gather_kind *kinds = calloc(n + 1, sizeof *kinds);
    struct gathered what = {.conf = &g->conf,
                            .run = g->run.count ? run : NULL,
                            .end = g->end.count ? end : NULL,
                            .count = n,
                            .left_out = g->left_out};
    int e = all && run && end && by_hosts && by_ids && kinds ? 0 : -ENOMEM;
    if (e == 0) {
        order(all, by_hosts, by_ids, kinds, &what);
        g->write(&g->out->buf, &what);
    }
    g->written = e == 0;
    free(kinds);
    free(by_ids);
    free(by_hosts);
    free(end);
    free(run);
    free(all);
    return e;
}

static int put(struct sink *s, const struct record *r)
{
    struct gather *g = (struct gather *)s;
    if (r->type == RECORD_FINDING) {
        g->left_out += !keep_add(&g->finding, &g->budget, r);
    } else if (r->type == RECORD_RUN && !g->run.count) {
        if (!keep_add(&g->run, &g->budget, r))
            return -ENOMEM;
    } else if (r->type == RECORD_END && !g->written) {
        if (!keep_add(&g->end, &g->budget, r))
            return -ENOMEM;
        int e = write_all(g);
        if (e < 0)
            return e;
    }
    return out_put(g->out);
}

static int flush(struct sink *s)
{
    return out_flush(((struct gather *)s)->out);
}

static int close_sink(struct sink *s)
{
    struct gather *g = (struct gather *)s;
    int e = g->written ? 0 : write_all(g), closed = out_close(g->out);
    keep_fini(&g->run, &g->budget);
    keep_fini(&g->finding, &g->budget);
    keep_fini(&g->end, &g->budget);
    buf_fini(&g->budget.scratch);
    free(g);
    return e ? e : closed;
}

struct sink *gather_new(struct out *o, const struct report_conf *conf,
                        void (*write)(struct buf *b, const struct gathered *all))
{
    struct gather *g = calloc(1, sizeof *g);
    if (!g)
        return NULL;
    *g = (struct gather){.sink = {.put = put, .flush = flush, .close = close_sink},
                         .out = o,
                         .conf = *conf,
                         .write = write,
                         .budget = {.max = conf->max_bytes ? conf->max_bytes : BYTES_MAX}};
    buf_init(&g->budget.scratch, 1 << 20);
    return &g->sink;
}
