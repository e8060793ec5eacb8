#include "report/group.h"

#include "report/keep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 16384, RECORD_BYTES = 16 << 20 };

#define DEFAULT_MAX_BYTES ((size_t)256 << 20)

struct open_host {
    struct open_host *next; /* in its bucket */
    struct addr addr;
    struct keep port, rest;
    uint64_t refused;
};

struct group_store {
    struct open_host *bucket[BUCKETS];
    struct keep listener;
    struct keep_budget budget;
    size_t hosts;
    bool ended;
};

static struct open_host **slot(const struct group *g, const struct addr *a)
{
    struct open_host **at = &g->store->bucket[siphash(&g->conf.key, a, sizeof *a) % BUCKETS];
    while (*at && !addr_eq(&(*at)->addr, a))
        at = &(*at)->next;
    return at;
}

static struct open_host *open_host(struct group *g, const struct addr *a)
{
    struct open_host **at = slot(g, a);
    if (*at || !keep_charge(&g->store->budget, sizeof **at))
        return *at;
    *at = calloc(1, sizeof **at);
    if (!*at) {
        g->store->budget.used -= sizeof **at;
        return NULL;
    }
    (*at)->addr = *a;
    g->store->hosts++;
    return *at;
}

static void open_host_free(struct group_store *s, struct open_host *h)
{
    keep_fini(&h->port, &s->budget);
    keep_fini(&h->rest, &s->budget);
    s->budget.used -= sizeof *h;
    s->hosts--;
    free(h);
}

static bool wanted(const struct group *g, enum state s)
{
    return !g->conf.open_only || s == STATE_OPEN || s == STATE_OPEN_FILTERED;
}

static void keep_at_host(struct group *g, const struct record *r, const struct addr *a)
{
    struct open_host *h = open_host(g, a);
    if (h && keep_add(r->type == RECORD_PORT ? &h->port : &h->rest, &g->store->budget, r))
        return;
    g->refused++;
    if (h)
        h->refused++;
}

/* By protocol and port; of two for one port, the one that came later is later in the array. */
static int port_order(const void *x, const void *y)
{
    const struct record_port *a = *(const struct record_port *const *)x,
                             *b = *(const struct record_port *const *)y;
    if (a->proto != b->proto)
        return a->proto < b->proto ? -1 : 1;
    if (a->port != b->port)
        return a->port < b->port ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* How much a state says. Techniques that judge by silence can tell less than those that hear an answer. */
static int weight(enum state s)
{
    static const int weights[STATE_COUNT] = {
        [STATE_OPEN] = 3,          [STATE_CLOSED] = 3,          [STATE_FILTERED] = 2, [STATE_UNFILTERED] = 2,
        [STATE_OPEN_FILTERED] = 2, [STATE_CLOSED_FILTERED] = 2, [STATE_LIMITED] = 1,
    };
    return weights[s];
}

/* The ports in order, the last of the weightiest words on each; the array is the caller's to free. NULL when
 * memory is out. */
static const struct record_port **sorted(const struct record_port *all, size_t count, size_t *ret_count)
{
    const struct record_port **list = malloc((count + 1) * sizeof *list);
    if (!list)
        return NULL;
    for (size_t i = 0; i < count; i++)
        list[i] = &all[i];
    qsort(list, count, sizeof *list, port_order);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        bool same = n && list[n - 1]->proto == list[i]->proto && list[n - 1]->port == list[i]->port;
        if (!same)
            list[n++] = list[i];
        else if (weight(list[i]->state) >= weight(list[n - 1]->state))
            list[n - 1] = list[i];
    }
    *ret_count = n;
    return list;
}

/* An open port proves a host up, even if its own record never came. */
static void answered(const struct group_host *h, struct record_host *r)
{
    for (size_t i = 0; i < h->ports && r->state != HOST_UP; i++)
        if (h->port[i]->state == STATE_OPEN) {
            r->state = HOST_UP;
            r->reason = REASON_ANSWERED;
        }
}

/* Hands a host with what was kept of it to the format. */
static int show_host(struct group *g, struct group_host *all, const struct record_port *port, size_t ports)
{
    const struct record_port **list = sorted(port, ports, &all->ports);
    if (!list)
        return -ENOMEM;
    all->port = list;
    if (!all->closed)
        answered(all, &all->host);
    g->up += all->host.state == HOST_UP;
    g->down += all->host.state == HOST_DOWN;
    int e = g->conf.open_only && !all->ports ? 0 : g->format->host(g, all);
    free(list);
    return e < 0 ? e : out_put(g->out);
}

/* `r` is its host record or NULL, `h` what was kept of it or NULL. */
static int show(struct group *g, const struct record_host *r, const struct open_host *h)
{
    static const struct open_host none;
    struct record empty;
    record_init(&empty, RECORD_HOST);
    if (!r)
        empty.host.addr = h->addr;
    h = h ? h : &none;
    struct record_port *port = keep_all(&h->port, RECORD_PORT);
    struct record_rest *rest = keep_all(&h->rest, RECORD_REST);
    struct group_host all = {.host = r ? *r : empty.host,
                             .closed = r,
                             .rest = rest,
                             .rests = h->rest.count,
                             .refused = h->refused};
    int e = port && rest ? show_host(g, &all, port, h->port.count) : -ENOMEM;
    free(port);
    free(rest);
    return e;
}

static int close_host(struct group *g, const struct record_host *r)
{
    struct open_host **at = slot(g, &r->addr), *h = *at;
    int e = show(g, r, h);
    if (h) {
        *at = h->next;
        open_host_free(g->store, h);
    }
    return e;
}

static int host_order(const void *x, const void *y)
{
    return addr_cmp(&(*(struct open_host *const *)x)->addr, &(*(struct open_host *const *)y)->addr);
}

/* Hosts without a host record, by address. */
static int show_leftovers(struct group *g)
{
    struct group_store *s = g->store;
    struct open_host **list = malloc((s->hosts + 1) * sizeof *list);
    if (!list)
        return -ENOMEM;
    size_t n = 0;
    for (int i = 0; i < BUCKETS; i++) {
        for (struct open_host *h = s->bucket[i]; h; h = h->next)
            list[n++] = h;
        s->bucket[i] = NULL;
    }
    qsort(list, n, sizeof *list, host_order);
    int e = 0;
    for (size_t i = 0; i < n; i++) {
        if (e == 0)
            e = show(g, NULL, list[i]);
        open_host_free(s, list[i]);
    }
    free(list);
    return e;
}

static int end(struct group *g, const struct record_end *e)
{
    g->store->ended = true;
    int r = show_leftovers(g);
    struct record_listener *listener = keep_all(&g->store->listener, RECORD_LISTENER);
    g->listener = listener;
    g->listeners = g->store->listener.count;
    if (r == 0)
        r = listener ? g->format->end(g, e) : -ENOMEM;
    g->listener = NULL;
    free(listener);
    return r < 0 ? r : out_put(g->out);
}

static void keep_listener(struct group *g, const struct record *r)
{
    struct group_store *s = g->store;
    if (!keep_add(&s->listener, &s->budget, r))
        g->refused++;
}

static int put(struct sink *sink, const struct record *r)
{
    struct group *g = (struct group *)sink;
    switch (r->type) {
    case RECORD_RUN: g->started = r->run.started; return g->format->run(g, &r->run);
    case RECORD_PORT:
        if (wanted(g, r->port.state))
            keep_at_host(g, r, &r->port.addr);
        break;
    case RECORD_REST:
        if (!g->conf.open_only)
            keep_at_host(g, r, &r->rest.addr);
        break;
    case RECORD_LISTENER: keep_listener(g, r); break;
    case RECORD_HOST: return close_host(g, &r->host);
    case RECORD_END: return end(g, &r->end);
    case RECORD_FINDING: break; /* of audit: findings.h */
    case RECORD_ALERT: break;   /* of watch, which has its own text: alerts.h */
    case RECORD_DIGEST:
    case RECORD_TYPES: break;
    }
    return out_put(g->out);
}

static int flush(struct sink *sink)
{
    struct group *g = (struct group *)sink;
    if (!g->format->tail || g->store->ended)
        return out_flush(g->out);
    struct buf tail;
    buf_init(&tail, 1 << 16);
    g->format->tail(g, &tail);
    int e = out_flush_tail(g->out, buf_text(&tail));
    buf_fini(&tail);
    return e;
}

static void group_free(struct group *g)
{
    struct group_store *s = g->store;
    for (int i = 0; s && i < BUCKETS; i++)
        for (struct open_host *h = s->bucket[i], *next; h; h = next) {
            next = h->next;
            open_host_free(s, h);
        }
    if (s) {
        keep_fini(&s->listener, &s->budget);
        buf_fini(&s->budget.scratch);
    }
    free(s);
    free(g->state);
    free(g);
}

static int close_sink(struct sink *sink)
{
    struct group *g = (struct group *)sink;
    int first = g->store->ended ? 0 : end(g, NULL);
    int e = out_close(g->out);
    if (g->format->fini)
        g->format->fini(g);
    group_free(g);
    return first < 0 ? first : e;
}

struct sink *group_new(struct out *o, const struct report_conf *conf, const struct group_format *format)
{
    struct group *g = calloc(1, sizeof *g);
    if (!g)
        return NULL;
    *g = (struct group){
        .sink = {.put = put, .flush = flush, .close = close_sink}, .out = o, .conf = *conf, .format = format};
    g->store = calloc(1, sizeof *g->store);
    g->state = calloc(1, format->state_size + 1);
    if (!g->store || !g->state) {
        group_free(g);
        return NULL;
    }
    buf_init(&g->store->budget.scratch, RECORD_BYTES);
    g->store->budget.max = conf->max_bytes ? conf->max_bytes : DEFAULT_MAX_BYTES;
    return &g->sink;
}
