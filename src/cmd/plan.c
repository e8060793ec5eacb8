#include "cmd/plan.h"

#include "cmd/cmd.h"
#include "cmd/doors.h"
#include "cmd/targeting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compile(struct targets *t, int e)
{
    struct diag d = {0};
    return e < 0 ? e : targets_compile(t, &d) < 0 ? -ENOMEM : 0;
}

static int add_all(struct targets *to, const struct targets *from)
{
    for (uint32_t i = 0; from && i < targets_range_count(from); i++)
        if (!targeting_add(to, &targets_range(from, i)->first, &targets_range(from, i)->last))
            return -ENOMEM;
    return 0;
}

struct targets *plan_united(const struct targets *a, const struct targets *b)
{
    struct targets *t = targeting_empty();
    int e = t ? add_all(t, a) : -ENOMEM;
    e = e < 0 ? e : add_all(t, b);
    if (compile(t, e) == 0)
        return t;
    targets_free(t);
    return NULL;
}

/* As sets are sorted: family, zone, value. */
static int order(const struct addr *a, const struct addr *b)
{
    if (a->len == b->len && a->zone != b->zone)
        return a->zone < b->zone ? -1 : 1;
    return addr_cmp(a, b);
}

struct targets *plan_common(const struct targets *a, const struct targets *b)
{
    struct targets *t = targeting_empty();
    int e = t ? 0 : -ENOMEM;
    for (uint32_t i = 0, k = 0; e == 0 && i < targets_range_count(a) && k < targets_range_count(b);) {
        const struct targets_range *x = targets_range(a, i), *y = targets_range(b, k);
        const struct addr *first = order(&x->first, &y->first) < 0 ? &y->first : &x->first;
        bool a_ends = order(&x->last, &y->last) <= 0;
        const struct addr *last = a_ends ? &x->last : &y->last;
        if (order(first, last) <= 0)
            e = targeting_add(t, first, last) ? 0 : -ENOMEM;
        i += a_ends;
        k += !a_ends;
    }
    if (compile(t, e) == 0)
        return t;
    targets_free(t);
    return NULL;
}

/* Adds what of x lies in no range of b; *k: the first of these that may not be behind. 0 or -ENOMEM. */
static int add_gaps(struct targets *to, const struct targets_range *x, const struct targets *b, uint32_t *k)
{
    struct addr at = x->first;
    for (; *k < targets_range_count(b); ++*k) {
        const struct targets_range *y = targets_range(b, *k);
        if (order(&y->last, &at) < 0)
            continue;
        if (order(&y->first, &x->last) > 0)
            break;
        if (order(&at, &y->first) < 0) {
            struct addr last = addr_add(&at, addr_diff(&at, &y->first) - 1);
            if (!targeting_add(to, &at, &last))
                return -ENOMEM;
        }
        if (order(&y->last, &x->last) >= 0)
            return 0; /* it may reach into the next */
        at = addr_add(&y->last, 1);
    }
    return targeting_add(to, &at, &x->last) ? 0 : -ENOMEM;
}

struct targets *plan_without(const struct targets *a, const struct targets *b)
{
    struct targets *t = targeting_empty();
    int e = t ? 0 : -ENOMEM;
    uint32_t k = 0;
    for (uint32_t i = 0; e == 0 && i < targets_range_count(a); i++)
        e = add_gaps(t, targets_range(a, i), b, &k);
    if (compile(t, e) == 0)
        return t;
    targets_free(t);
    return NULL;
}

static void copy_names(struct targets *to, const struct targets *from)
{
    struct addr a;
    for (uint32_t i = 0; i < targets_names(from); i++) {
        const char *name = targets_named(from, i, &a);
        if (name && targets_index(to, &a) != TARGETS_NONE)
            targets_remember(to, &a, name);
    }
}

static int no_port(enum proto proto)
{
    static const char *const say[PROTO_COUNT] = {
        [PROTO_TCP] = N_("-p names no TCP port, and a TCP technique was chosen"),
        [PROTO_UDP] = N_("-p names no UDP port (U:), and a UDP technique was chosen"),
        [PROTO_SCTP] = N_("-p names no SCTP port (S:), and an SCTP technique was chosen"),
        [PROTO_IP] = N_("-p names no IP protocol (P:), and -sO was chosen"),
    };
    cmd_say("%s", _(say[proto]));
    return CMD_USAGE;
}

static void say_unused(enum proto proto)
{
    static const char *const say[PROTO_COUNT] = {
        [PROTO_TCP] = N_("-p names TCP ports, but no TCP technique was chosen: they are not asked"),
        [PROTO_UDP] = N_("-p names UDP ports, but no UDP technique was chosen (-sU): they are not asked"),
        [PROTO_SCTP] =
            N_("-p names SCTP ports, but no SCTP technique was chosen (-sY, -sZ): they are not asked"),
        [PROTO_IP] = N_("-p names IP protocols, but -sO was not chosen: they are not asked"),
    };
    cmd_say("%s", _(say[proto]));
}

static int fits(const struct plan *p, uint32_t protocols)
{
    struct diag d = {0};
    if (p->product && targets_fits(p->product, 1, &d) < 0)
        return cmd_wrong(&d);
    for (int proto = 0; p->product && proto < PROTO_COUNT; proto++) {
        uint32_t count = p->ports.list[proto].count;
        bool asked = protocols >> proto & 1;
        if (asked && !count)
            return no_port((enum proto)proto);
        if (!asked && count)
            say_unused((enum proto)proto);
        if (asked && targets_fits(p->product, count, &d) < 0)
            return cmd_wrong(&d);
    }
    if (p->doors.count && !(protocols >> PROTO_TCP & 1)) {
        cmd_say(_("--targets-from names TCP ports, and no TCP technique was chosen"));
        return CMD_USAGE;
    }
    return 0;
}

int plan_make(struct plan *p, const struct scanopts *o, uint32_t protocols, const struct opt_list *words,
              bool self)
{
    int status = o->targets_from ? doors_read(o, &p->doors) : 0;
    if (!status && words) {
        status = targeting_addrs(o, words, &p->product);
        if (!status && protocols)
            status = targeting_ports(o, protocols, self, &p->ports);
    }
    status = status ? status : fits(p, protocols);
    if (status)
        return status;
    p->wanted = plan_united(p->product, p->doors.hosts);
    if (!p->wanted)
        return cmd_failed(_("targets"), -ENOMEM);
    if (p->product)
        copy_names(p->wanted, p->product);
    return 0;
}

void plan_fini(struct plan *p)
{
    targets_free(p->wanted);
    targets_free(p->product);
    ports_fini(&p->ports);
    pairs_fini(&p->doors);
    *p = (struct plan){0};
}

static int remake_doors(struct plan *p, struct pairs_list *l)
{
    struct targets *hosts = targeting_empty();
    struct pairs doors;
    struct diag d = {0};
    int e = hosts ? pairs_make(l, hosts, NULL, &doors, &d) : -ENOMEM;
    pairs_list_fini(l);
    if (e < 0)
        return e;
    pairs_fini(&p->doors);
    p->doors = doors;
    return 0;
}

static int reach_doors(struct plan *p, const struct targets *reached)
{
    struct pairs_list l = {0};
    struct diag d = {0};
    int e = 0;
    for (uint64_t i = 0; i < p->doors.count && e == 0; i++) {
        struct addr a = targets_addr(p->doors.hosts, pairs_host(&p->doors, i));
        if (targets_index(reached, &a) != TARGETS_NONE)
            e = pairs_list_put(&l, &a, p->doors.port[i], &d);
    }
    if (e == 0)
        return remake_doors(p, &l);
    pairs_list_fini(&l);
    return e;
}

int plan_reach(struct plan *p, struct targets *reached)
{
    int e = p->doors.count ? reach_doors(p, reached) : 0;
    if (e == 0 && p->product) {
        struct targets *t = p->doors.hosts ? plan_common(p->product, reached) : reached;
        e = t ? 0 : -ENOMEM;
        if (t)
            copy_names(t, p->product);
        targets_free(p->product);
        p->product = t;
    }
    if (reached != p->product)
        targets_free(reached);
    return e;
}

void plan_narrow(struct plan *p, struct targets *product)
{
    copy_names(product, p->product);
    targets_free(p->product);
    p->product = product;
}

/* Addresses number from … to - 1. NULL when memory is out. */
static struct targets *slice(const struct targets *t, uint64_t from, uint64_t to)
{
    struct targets *part = targeting_empty();
    int e = part ? 0 : -ENOMEM;
    for (uint32_t i = 0; e == 0 && i < targets_range_count(t); i++) {
        const struct targets_range *r = targets_range(t, i);
        uint64_t next = i + 1 < targets_range_count(t) ? targets_range(t, i + 1)->base : targets_count(t);
        uint64_t first = from > r->base ? from : r->base, end = to < next ? to : next;
        struct addr a = targets_addr(t, first < end ? first : 0),
                    b = targets_addr(t, first < end ? end - 1 : 0);
        if (first < end)
            e = targeting_add(part, &a, &b) ? 0 : -ENOMEM;
    }
    if (compile(part, e) == 0)
        return part;
    targets_free(part);
    return NULL;
}

/* Part `shard`: n x shard / shards … without overflow. */
static uint64_t border(uint64_t n, uint32_t shard, uint32_t shards)
{
    return n / shards * shard + n % shards * shard / shards;
}

int plan_share(struct plan *p, uint32_t shard, uint32_t shards)
{
    uint64_t n = targets_count(p->wanted), from = border(n, shard, shards), to = border(n, shard + 1, shards);
    struct targets *wanted = slice(p->wanted, from, to), *product = slice(p->wanted, from, to);
    if (!wanted || !product) {
        targets_free(wanted);
        targets_free(product);
        return -ENOMEM;
    }
    copy_names(wanted, p->wanted);
    copy_names(product, p->wanted);
    targets_free(p->wanted);
    targets_free(p->product);
    pairs_fini(&p->doors);
    p->doors = (struct pairs){0};
    p->wanted = wanted;
    p->product = product;
    return 0;
}

int plan_extend(struct plan *p, const struct targets *more)
{
    struct targets *product = plan_united(p->product, more), *wanted = plan_united(p->wanted, more);
    if (!product || !wanted) {
        targets_free(product);
        targets_free(wanted);
        return -ENOMEM;
    }
    copy_names(wanted, p->wanted);
    targets_free(p->wanted);
    p->wanted = wanted;
    if (p->product)
        plan_narrow(p, product);
    else
        p->product = product;
    return 0;
}

bool plan_asks(const struct plan *p, const struct addr *a)
{
    return (p->product && targets_index(p->product, a) != TARGETS_NONE) ||
           (p->doors.count && targets_index(p->doors.hosts, a) != TARGETS_NONE);
}

uint64_t plan_questions(const struct plan *p)
{
    uint64_t ports = 0;
    for (int proto = 0; proto < PROTO_COUNT; proto++)
        ports += p->ports.list[proto].count;
    return p->doors.count + (p->product ? targets_count(p->product) * ports : 0);
}

static void write_ranges(struct journal *j, const struct targets *t, uint64_t which)
{
    for (uint32_t i = 0; t && i < targets_range_count(t); i++) {
        const struct targets_range *r = targets_range(t, i);
        journal_put(
            j, &(struct journal_entry){.kind = JOURNAL_RANGE, .v = {which}, .a = r->first, .b = r->last});
    }
}

static void write_names(struct journal *j, const struct targets *t)
{
    struct addr a;
    for (uint32_t i = 0; t && i < targets_names(t); i++) {
        const char *name = targets_named(t, i, &a);
        if (name)
            journal_put(
                j, &(struct journal_entry){
                       .kind = JOURNAL_NAME, .a = a, .bytes = (const uint8_t *)name, .len = strlen(name)});
    }
}

static void write_ports(struct journal *j, struct journal_entry *e, const uint16_t *port, uint32_t n)
{
    uint8_t *bytes = malloc(n * 2 + 1);
    for (uint32_t i = 0; bytes && i < n; i++)
        put_u16(bytes + i * 2, port[i]);
    e->bytes = bytes;
    e->len = n * 2;
    if (bytes)
        journal_put(j, e);
    else
        j->out.over = true;
    free(bytes);
}

void plan_write(const struct plan *p, const struct plan_found *f, struct journal *j)
{
    write_ranges(j, p->wanted, JOURNAL_WANTED);
    write_ranges(j, p->product, JOURNAL_ASKED);
    write_ranges(j, f->up, JOURNAL_UP);
    write_ranges(j, f->doubtful, JOURNAL_DOUBTFUL);
    write_ranges(j, f->called, JOURNAL_CALLED);
    write_ranges(j, f->crowd, JOURNAL_CROWD);
    write_ranges(j, f->unsent, JOURNAL_UNSENT);
    write_names(j, p->product);
    for (uint64_t proto = 0; proto < PROTO_COUNT; proto++) {
        const struct ports_list *ports = &p->ports.list[proto];
        if (ports->count)
            write_ports(j, &(struct journal_entry){.kind = JOURNAL_PORTS, .v = {proto}}, ports->port,
                        ports->count);
    }
    for (uint64_t host = 0; p->doors.count && host < targets_count(p->doors.hosts); host++) {
        uint32_t first = p->doors.first[host];
        struct journal_entry e = {.kind = JOURNAL_PAIRS, .a = targets_addr(p->doors.hosts, host)};
        write_ports(j, &e, p->doors.port + first, p->doors.first[host + 1] - first);
    }
    journal_put(j, &(struct journal_entry){.kind = JOURNAL_READY,
                                           .v = {p->absent, p->cut_off, f->up != NULL, f->silent, f->devices,
                                                 f->probes, f->replies, f->retries, f->crowded, p->unsent,
                                                 (uint64_t)p->unsent_error}});
}

/* Reading back. */
struct reading {
    struct plan *plan;
    struct plan_found *found;
    struct targets *set[JOURNAL_SETS];
    struct pairs_list doors;
    bool any; /* of the product */
};

static int read_range(struct reading *r, const struct journal_entry *e)
{
    if (e->v[0] >= JOURNAL_SETS || !e->a.len || e->a.len != e->b.len || e->a.zone != e->b.zone ||
        addr_cmp(&e->a, &e->b) > 0)
        return -EINVAL;
    r->any |= e->v[0] == JOURNAL_ASKED;
    return targeting_add(r->set[e->v[0]], &e->a, &e->b) ? 0 : -EINVAL;
}

static int read_name(struct reading *r, const struct journal_entry *e)
{
    char name[256];
    if (!e->len || e->len >= sizeof name || memchr(e->bytes, 0, e->len) || !e->a.len)
        return -EINVAL;
    memcpy(name, e->bytes, e->len);
    name[e->len] = 0;
    targets_remember(r->set[JOURNAL_ASKED], &e->a, name);
    targets_remember(r->set[JOURNAL_WANTED], &e->a, name);
    return 0;
}

static int read_ports(struct reading *r, const struct journal_entry *e)
{
    uint32_t n = (uint32_t)e->len / 2;
    uint16_t *port = calloc(n + 1, sizeof *port);
    if (!port)
        return -ENOMEM;
    for (uint32_t i = 0; i < n; i++)
        port[i] = get_u16(e->bytes + i * 2);
    int error = e->len % 2 || e->v[0] >= PROTO_COUNT
                    ? -EINVAL
                    : ports_ordered((enum proto)e->v[0], port, n, &r->plan->ports);
    free(port);
    return error;
}

static int read_doors(struct reading *r, const struct journal_entry *e)
{
    struct diag d = {0};
    int error = e->len % 2 || !e->a.len ? -EINVAL : 0;
    for (size_t i = 0; error == 0 && i < e->len; i += 2)
        error = pairs_list_put(&r->doors, &e->a, get_u16(e->bytes + i), &d);
    return error;
}

static int read_entry(struct reading *r, const struct journal_entry *e)
{
    switch (e->kind) {
    case JOURNAL_RANGE: return read_range(r, e);
    case JOURNAL_NAME: return read_name(r, e);
    case JOURNAL_PORTS: return read_ports(r, e);
    case JOURNAL_PAIRS: return read_doors(r, e);
    default: return -EINVAL;
    }
}

static struct targets *steal(struct targets **t)
{
    struct targets *ret = *t;
    *t = NULL;
    return ret;
}

/* The sets that were read become the plan's, and the caller's. */
static int take(struct reading *r, const struct journal_entry *ready)
{
    struct plan *p = r->plan;
    struct plan_found *f = r->found;
    int e = 0;
    for (int i = 0; i < JOURNAL_SETS; i++)
        e = compile(r->set[i], e);
    p->wanted = steal(&r->set[JOURNAL_WANTED]);
    p->product = r->any ? steal(&r->set[JOURNAL_ASKED]) : NULL;
    p->absent = ready->v[0];
    p->cut_off = ready->v[1];
    p->unsent = ready->v[9];
    p->unsent_error = (int)(ready->v[10] & 0xffff);
    *f = (struct plan_found){.up = ready->v[2] ? steal(&r->set[JOURNAL_UP]) : NULL,
                             .doubtful = steal(&r->set[JOURNAL_DOUBTFUL]),
                             .called = steal(&r->set[JOURNAL_CALLED]),
                             .crowd = steal(&r->set[JOURNAL_CROWD]),
                             .unsent = steal(&r->set[JOURNAL_UNSENT]),
                             .silent = ready->v[3],
                             .devices = ready->v[4],
                             .probes = ready->v[5],
                             .replies = ready->v[6],
                             .retries = ready->v[7],
                             .crowded = ready->v[8]};
    return e < 0 || !r->doors.count ? e : remake_doors(p, &r->doors);
}

int plan_read(struct plan *p, struct plan_found *found, struct journal_reader *reader)
{
    struct reading r = {.plan = p, .found = found};
    struct journal_entry e = {.kind = JOURNAL_HEARD};
    int error = 0;
    for (int i = 0; i < JOURNAL_SETS; i++)
        error = (r.set[i] = targeting_empty()) ? error : -ENOMEM;
    while (error == 0 && e.kind != JOURNAL_READY) {
        if (!journal_next(reader, &e))
            error = -EINVAL;
        else if (e.kind != JOURNAL_READY)
            error = read_entry(&r, &e);
    }
    if (error == 0)
        error = take(&r, &e);
    for (int i = 0; i < JOURNAL_SETS; i++)
        targets_free(r.set[i]);
    pairs_list_fini(&r.doors);
    return error;
}
