#include "report/gather.h"

#include "report/keep.h"

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

void gather_by_id(const struct gathered *all, const struct record_finding **ret)
{
    memcpy(ret, all->finding, all->count * sizeof(struct record_finding *));
    qsort(ret, all->count, sizeof(struct record_finding *), by_id);
}

static int write_all(struct gather *g)
{
    size_t n = g->finding.count;
    struct record_finding *all = keep_all(&g->finding, RECORD_FINDING);
    struct record_run *run = keep_all(&g->run, RECORD_RUN);
    struct record_end *end = keep_all(&g->end, RECORD_END);
    const struct record_finding **list = calloc(n + 1, sizeof *list);
    struct gathered what = {.conf = &g->conf,
                            .run = g->run.count ? run : NULL,
                            .end = g->end.count ? end : NULL,
                            .finding = list,
                            .count = n,
                            .left_out = g->left_out};
    int e = all && run && end && list ? 0 : -ENOMEM;
    if (e == 0) {
        for (size_t i = 0; i < n; i++) {
            list[i] = &all[i];
            what.level[levels_of(all[i].severity)]++;
        }
        qsort(list, n, sizeof(struct record_finding *), by_host);
        g->write(&g->out->buf, &what);
    }
    g->written = e == 0;
    free(list);
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
