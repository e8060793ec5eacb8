#include "scan/pairs.h"

#include "base/grow.h"
#include "scan/priv_targets.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#define WORDS 4 /* one more than a line may have */

struct word {
    const char *at;
    size_t len;
};

int pairs_list_put(struct pairs_list *l, const struct addr *a, uint16_t port, struct diag *d)
{
    if (l->count == PAIRS_MAX)
        return diag_set(d, N_("too many pairs: the limit is 16,777,216"), NULL, NULL, NULL);
    struct pairs_item *item = grow_one(l->item, l->count, sizeof *item);
    if (!item)
        return -ENOMEM;
    l->item = item;
    l->item[l->count++] = (struct pairs_item){.addr = *a, .port = port};
    return 0;
}

void pairs_list_fini(struct pairs_list *l)
{
    free(l->item);
    *l = (struct pairs_list){0};
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts a line into words, up to a comment. At most WORDS are looked at. */
static unsigned split(const char *text, size_t len, struct word *word)
{
    unsigned n = 0;
    for (size_t i = 0; i < len && n < WORDS;) {
        if (blank(text[i])) {
            i++;
            continue;
        }
        if (text[i] == '#')
            break;
        size_t start = i;
        while (i < len && !blank(text[i]) && text[i] != '#')
            i++;
        word[n++] = (struct word){.at = text + start, .len = i - start};
    }
    return n;
}

/* The word as a string: cut where it is longer than anything that is right. */
static const char *string(const struct word *w, char out[DIAG_ARG_MAX])
{
    size_t n = w->len < DIAG_ARG_MAX - 1 ? w->len : DIAG_ARG_MAX - 1;
    memcpy(out, w->at, n);
    out[n] = 0;
    return out;
}

static int wrong(struct diag *d, const char *text, const struct word *w, const char *msg)
{
    char arg[DIAG_ARG_MAX];
    d->column = (unsigned)(w->at - text) + 1;
    return diag_set(d, msg, string(w, arg), NULL, NULL);
}

static bool read_addr(const struct word *w, struct addr *ret)
{
    char text[DIAG_ARG_MAX];
    return w->len < ADDR_TEXT_MAX && !memchr(w->at, 0, w->len) && addr_parse(string(w, text), ret) == 0;
}

static bool read_port(const struct word *w, uint16_t *ret)
{
    uint32_t v = 0;
    for (size_t i = 0; i < w->len; i++) {
        if (w->at[i] < '0' || w->at[i] > '9' || (v = v * 10 + (uint32_t)(w->at[i] - '0')) > 65535)
            return false;
    }
    *ret = (uint16_t)v;
    return w->len > 0;
}

static bool is(const struct word *w, const char *name)
{
    return w->len == strlen(name) && memcmp(w->at, name, w->len) == 0;
}

static bool known_proto(const struct word *w)
{
    return is(w, "tcp") || is(w, "udp") || is(w, "sctp") || is(w, "ip");
}

static int read_words(struct pairs_list *l, const char *text, size_t len, struct diag *d)
{
    struct word w[WORDS];
    struct addr addr;
    uint16_t port;
    unsigned n = split(text, len, w);
    if (n == 0)
        return 0;
    if (!read_addr(&w[0], &addr))
        return wrong(d, text, &w[0], N_("expected an address, not '%s'"));
    if (n == 1) {
        d->column = (unsigned)(w->at + w->len - text) + 1;
        return diag_set(d, N_("expected a port after the address"), NULL, NULL, NULL);
    }
    if (n > 3)
        return wrong(d, text, &w[3], N_("expected the end of the line, not '%s'"));
    if (n == 3 && !known_proto(&w[1]))
        return wrong(d, text, &w[1], N_("expected a protocol (tcp), not '%s'"));
    if (!read_port(&w[n - 1], &port))
        return wrong(d, text, &w[n - 1], N_("expected a port from 0 to 65535, not '%s'"));
    if (n == 2 || is(&w[1], "tcp"))
        return pairs_list_put(l, &addr, port, d);
    l->passed_over++;
    return 0;
}

static bool says(const json_t *o, const char *key, const char *value)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text && strcmp(text, value) == 0;
}

/* A record that is no open TCP port is passed over; one that is must have an address and a port. */
static int read_record(struct pairs_list *l, const json_t *o, struct diag *d)
{
    const char *text = json_string_value(json_object_get(o, "addr"));
    json_int_t port = json_integer_value(json_object_get(o, "port"));
    struct addr addr;
    if (!says(o, "type", "port") || !says(o, "proto", "tcp") || !says(o, "state", "open")) {
        l->passed_over++;
        return 0;
    }
    if (!text || strlen(text) >= ADDR_TEXT_MAX || addr_parse(text, &addr) < 0)
        return diag_set(d, N_("expected an address in 'addr' of this record"), NULL, NULL, NULL);
    if (!json_is_integer(json_object_get(o, "port")) || port < 0 || port > 65535)
        return diag_set(d, N_("expected a number from 0 to 65535 in 'port' of this record"), NULL, NULL,
                        NULL);
    return pairs_list_put(l, &addr, (uint16_t)port, d);
}

static int read_json(struct pairs_list *l, const char *text, size_t len, struct diag *d)
{
    json_error_t error;
    json_t *o = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
    d->column = 1;
    if (!o) {
        d->column = error.column > 0 ? (unsigned)error.column : 1;
        return diag_set(d, N_("expected a record in JSON: %s"), error.text, NULL, NULL);
    }
    int e = read_record(l, o, d);
    json_decref(o);
    return e;
}

int pairs_list_line(struct pairs_list *l, const char *text, size_t len, unsigned line, struct diag *d)
{
    size_t i = 0;
    d->line = line;
    d->column = 0;
    if (len > PAIRS_LINE_MAX)
        return diag_set(d, N_("this line is longer than any line can be"), NULL, NULL, NULL);
    while (i < len && blank(text[i]))
        i++;
    return i < len && text[i] == '{' ? read_json(l, text, len, d) : read_words(l, text, len, d);
}

/* As scan/targets.h numbers hosts: those of one zone stand together. */
static int by_pair(const void *a, const void *b)
{
    const struct pairs_item *x = a, *y = b;
    if (x->addr.zone != y->addr.zone && x->addr.len == y->addr.len)
        return x->addr.zone < y->addr.zone ? -1 : 1;
    int c = addr_cmp(&x->addr, &y->addr);
    return c ? c : (int)x->port - (int)y->port;
}

static bool same(const struct pairs_item *a, const struct pairs_item *b)
{
    return a->port == b->port && addr_eq(&a->addr, &b->addr);
}

/* The set's hosts: neighbouring addresses as one range, so that a whole network is not millions of them. */
static int add_hosts(struct targets *t, const struct pairs_list *l, struct diag *d)
{
    for (uint32_t i = 0; i < l->count;) {
        const struct addr *first = &l->item[i].addr, *last = first;
        struct addr next = addr_add(last, 1);
        for (i++; i < l->count && (addr_eq(&l->item[i].addr, last) || addr_eq(&l->item[i].addr, &next));
             i++) {
            last = &l->item[i].addr;
            next = addr_add(last, 1);
        }
        int e = targets_put(t, TARGETS_INCLUDE, first, last, d);
        if (e < 0)
            return e;
    }
    return targets_compile(t, d);
}

/* Fills port[] and first[] from the sorted list. */
static void fill(struct pairs *p, const struct pairs_list *l, const struct ports_list *allowed)
{
    uint64_t hosts = targets_count(p->hosts), reached = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        const struct pairs_item *it = &l->item[i];
        if (i && same(it, it - 1)) {
            p->merged++;
            continue;
        }
        uint64_t host = targets_index(p->hosts, &it->addr);
        if (host == TARGETS_NONE || (allowed && ports_index(allowed, it->port) == PORTS_NONE)) {
            p->excluded++;
            continue;
        }
        while (reached <= host)
            p->first[reached++] = p->count;
        p->port[p->count++] = it->port;
    }
    while (reached <= hosts)
        p->first[reached++] = p->count;
}

int pairs_make(struct pairs_list *l, struct targets *hosts, const struct ports_list *allowed,
               struct pairs *ret, struct diag *d)
{
    struct pairs p = {.hosts = hosts};
    if (l->count)
        qsort(l->item, l->count, sizeof *l->item, by_pair);
    int e = add_hosts(hosts, l, d);
    if (e == 0) {
        p.first = calloc(targets_count(hosts) + 1, sizeof *p.first);
        p.port = calloc(l->count ? l->count : 1, sizeof *p.port);
        e = p.first && p.port ? 0 : -ENOMEM;
    }
    if (e != 0) {
        pairs_fini(&p);
        return e;
    }
    fill(&p, l, allowed);
    *ret = p;
    return 0;
}

void pairs_fini(struct pairs *p)
{
    targets_free(p->hosts);
    free(p->first);
    free(p->port);
    *p = (struct pairs){0};
}

uint32_t pairs_place(const struct pairs *p, uint64_t host, uint16_t port)
{
    uint32_t low = p->first[host], high = p->first[host + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (p->port[middle] < port)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->first[host + 1] && p->port[low] == port ? low - p->first[host] : PORTS_NONE;
}

uint64_t pairs_host(const struct pairs *p, uint64_t i)
{
    uint64_t low = 0, high = targets_count(p->hosts); /* first[low] <= i < first[high] */
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (p->first[middle] <= i)
            low = middle;
        else
            high = middle;
    }
    return low;
}
