#include "cmd/identify.h"

#include "base/amap.h"
#include "base/grow.h"
#include "cmd/cmd.h"
#include "report/keep.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLOWS_MAX 2048        /* conversations at once */
#define HEARD_MAX (32u << 10) /* bytes kept of one answer */
#define PER_HOST  64          /* connections to one host at once */
#define DOORS_MAX (1u << 18)  /* held at once */
#define HOSTS_MAX (1u << 20)
#define NONE      UINT32_MAX

/* A door that is held. */
struct held {
    struct record_port port; /* its strings are constant words of the engine */
    uint32_t host;           /* index; when free: the next free one */
};

struct guest {
    struct addr addr;
    uint32_t doors; /* held */
    bool closed;
    struct keep record; /* its `host` record, which came already */
};

struct identify {
    struct sink sink;
    struct sink *to;
    struct match_db *db;
    struct talk *talk;
    struct ident *ident;
    struct held *held;
    uint32_t held_cap, held_free, held_count;
    struct guest *guest;
    uint32_t guests;
    struct amap by_addr;
    struct keep_budget budget;
    struct identify_counts counts;
};

static uint32_t guest_of(struct identify *i, const struct addr *a)
{
    uint32_t g = amap_get(&i->by_addr, a);
    if (g != AMAP_NONE)
        return g;
    struct guest *more = grow_one(i->guest, i->guests, sizeof *more);
    if (!more)
        return NONE;
    i->guest = more;
    if (!amap_add(&i->by_addr, a, i->guests))
        return NONE;
    i->guest[i->guests] = (struct guest){.addr = *a};
    return i->guests++;
}

static uint32_t hold(struct identify *i, const struct record_port *p)
{
    if (i->held_free == NONE) {
        uint32_t cap = i->held_cap ? i->held_cap * 2 : 256;
        struct held *more = cap > DOORS_MAX ? NULL : realloc(i->held, cap * sizeof *more);
        if (!more)
            return NONE;
        i->held = more;
        for (uint32_t k = i->held_cap; k < cap; k++)
            more[k].host = k + 1 < cap ? k + 1 : NONE;
        i->held_free = i->held_cap;
        i->held_cap = cap;
    }
    uint32_t h = i->held_free, g = guest_of(i, &p->addr);
    if (g == NONE)
        return NONE;
    i->held_free = i->held[h].host;
    i->held[h] = (struct held){.port = *p, .host = g};
    i->guest[g].doors++;
    i->held_count++;
    return h;
}

static bool worth_asking(const struct record_port *p)
{
    if (p->proto == PROTO_TCP)
        return p->state == STATE_OPEN;
    return p->proto == PROTO_UDP &&
           (p->state == STATE_OPEN || p->state == STATE_OPEN_FILTERED || p->state == STATE_LIMITED);
}

static int put_port(struct identify *i, const struct record *r)
{
    const struct record_port *p = &r->port;
    uint32_t h = worth_asking(p) ? hold(i, p) : NONE;
    if (h == NONE) {
        i->counts.left_out += worth_asking(p);
        return sink_put(i->to, r);
    }
    struct ident_door d = {.addr = p->addr,
                           .port = (uint16_t)p->port,
                           .udp = p->proto == PROTO_UDP,
                           .unsure = p->state != STATE_OPEN,
                           .rtt = isfinite(p->rtt_ms) ? (nsec)(p->rtt_ms * 1e6) : 0,
                           .cookie = h};
    i->counts.asked++;
    return ident_add(i->ident, &d) ? 0 : -ENOMEM;
}

static int put(struct sink *s, const struct record *r)
{
    struct identify *i = (struct identify *)s;
    if (r->type == RECORD_PORT)
        return put_port(i, r);
    uint32_t g = r->type == RECORD_HOST ? amap_get(&i->by_addr, &r->host.addr) : AMAP_NONE;
    if (g == AMAP_NONE || !i->guest[g].doors)
        return sink_put(i->to, r);
    keep_fini(&i->guest[g].record, &i->budget); /* a later one replaces it */
    i->guest[g].closed = keep_add(&i->guest[g].record, &i->budget, r);
    return i->guest[g].closed ? 0 : -ENOMEM;
}

static int flush(struct sink *s)
{
    struct identify *i = (struct identify *)s;
    return i->to->flush(i->to);
}

static int close_nothing(struct sink *s)
{
    (void)s; /* it owns nothing */
    return 0;
}

int identify_new(const struct identify_conf *conf, struct identify **ret)
{
    struct identify *i = calloc(1, sizeof *i);
    struct diag d = {0};
    if (!i)
        return cmd_failed("-sV", -ENOMEM);
    *i = (struct identify){.sink = {.put = put, .flush = flush, .close = close_nothing},
                           .to = conf->to,
                           .held_free = NONE,
                           .budget = {.max = 64u << 20}};
    buf_init(&i->budget.scratch, 1 << 16);
    amap_init(&i->by_addr, HOSTS_MAX, hash_key_random());
    struct match_db_conf mc = {.recog_dir = conf->recog};
    int e = match_db_new(&mc, &i->db, &d);
    if (e == -EINVAL && d.msg) {
        identify_free(i);
        return cmd_wrong(&d);
    }
    struct talk_conf tc = {
        .max_flows = FLOWS_MAX, .max_heard = HEARD_MAX, .source = conf->source, .ifindex = conf->ifindex};
    e = e < 0 ? e : talk_new(&tc, &i->talk);
    struct ident_conf ic = {.db = i->db,
                            .talk = i->talk,
                            .intensity = conf->intensity,
                            .access = conf->access,
                            .active = conf->active,
                            .per_host = PER_HOST,
                            .max_queue = DOORS_MAX,
                            .key = hash_key_random()};
    e = e < 0 ? e : ident_new(&ic, &i->ident);
    if (e < 0) {
        identify_free(i);
        return cmd_failed("-sV", e);
    }
    *ret = i;
    return 0;
}

void identify_free(struct identify *i)
{
    if (!i)
        return;
    for (uint32_t g = 0; g < i->guests; g++)
        keep_fini(&i->guest[g].record, &i->budget);
    ident_free(i->ident);
    talk_free(i->talk);
    match_db_free(i->db);
    amap_fini(&i->by_addr);
    buf_fini(&i->budget.scratch);
    free(i->held);
    free(i->guest);
    free(i);
}

struct sink *identify_sink(struct identify *i)
{
    return &i->sink;
}

int identify_fd(const struct identify *i)
{
    return talk_fd(i->talk);
}

bool identify_idle(const struct identify *i)
{
    return i->held_count == 0;
}

void identify_counts(const struct identify *i, struct identify_counts *ret)
{
    *ret = i->counts;
}

/* Texts of a record that are made from what was found; as long as the door lives. */
struct words {
    const char *tried[DOOR_TRIED], *names[TLS_NAMES], *cpe[FOUND_CPES], *facts[ACCESS_FACTS];
    char cpe22[FOUND_CPES][128], sha256[65];
    char evidence[4 * DOOR_EVIDENCE + 1];
};

static const char *known(const char *text)
{
    return text[0] ? text : NULL;
}

/* The bytes as a C string would write them. */
static const char *escaped(char *out, size_t cap, const uint8_t *data, size_t n)
{
    size_t used = 0;
    for (size_t i = 0; i < n && used + 5 <= cap; i++) {
        const char *shape = data[i] == '\n'                     ? "\\n"
                            : data[i] == '\r'                   ? "\\r"
                            : data[i] == '\t'                   ? "\\t"
                            : data[i] == '\\'                   ? "\\\\"
                            : data[i] < 0x20 || data[i] >= 0x7f ? "\\x%02x"
                                                                : "%c";
        used += (size_t)(shape[1] == 'x'   ? snprintf(out + used, cap - used, "\\x%02x", data[i])
                         : shape[0] == '%' ? snprintf(out + used, cap - used, "%c", data[i])
                                           : snprintf(out + used, cap - used, "%s", shape));
    }
    out[used] = '\0';
    return out;
}

static void fill_tls(struct record_port *p, const struct door *d, nsec_wall wall, struct words *w)
{
    const struct tls_facts *f = d->tls;
    struct record_certificate *c = &p->certificate;
    p->tls.known = true;
    p->tls.version = known(f->version);
    p->tls.cipher = known(f->cipher);
    p->tls.alpn = known(f->alpn);
    p->tls.starttls = d->upgraded;
    p->tls.stack = known(f->stack);
    if (f->alert)
        p->tls.alert = f->alert;
    if (!f->certificate)
        return;
    for (unsigned i = 0; i < f->names; i++)
        w->names[i] = f->name[i];
    for (unsigned i = 0; i < sizeof f->sha256; i++)
        snprintf(w->sha256 + 2 * i, 3, "%02x", f->sha256[i]);
    c->known = true;
    c->subject = f->subject;
    c->issuer = f->issuer;
    c->names = (struct record_strings){w->names, f->names};
    if (f->names_left_out)
        c->names_left_out = f->names_left_out;
    c->not_before = f->not_before;
    c->not_after = f->not_after;
    c->expired = f->not_after && wall > f->not_after;
    c->self_signed = f->self_signed;
    c->key = known(f->key);
    c->sha256 = w->sha256;
}

static void fill_named(struct record_service *s, const struct door *d, struct words *w)
{
    const struct found *f = &d->best;
    if (f->name[0])
        s->name = f->name;
    else if (!s->name) /* who it is, but not what it speaks */
        s->name = "unknown";
    s->product = known(f->product);
    s->version = known(f->version);
    s->info = known(f->info);
    s->hostname = known(f->hostname);
    s->os = known(f->os);
    s->device = known(f->device);
    s->confidence = f->confidence;
    if (f->name[0] || !s->how) /* else the port's own name stands */
        s->how = strncmp(f->id, "manner:", 7) == 0 ? "manner" : d->by == PROBE_NONE ? "banner" : "probe";
    s->signature = known(f->id);
    s->evidence = d->n_evidence ? escaped(w->evidence, sizeof w->evidence, d->evidence, d->n_evidence) : NULL;
    size_t n = 0;
    while (n < FOUND_CPES && f->cpe[n][0]) {
        w->cpe[n] = found_cpe22(f->cpe[n], w->cpe22[n], sizeof w->cpe22[n]);
        n++;
    }
    s->cpe = (struct record_strings){w->cpe, n};
    for (unsigned i = 0; d->access && i < d->access->facts; i++)
        w->facts[i] = access_fact(d->access, i);
    s->facts = (struct record_strings){w->facts, d->access ? d->access->facts : 0};
}

static void fill_unnamed(struct record_service *s, const struct door *d, struct words *w)
{
    static const char *const manner[] = {
        [DOOR_SPEAKS] = "speaks", [DOOR_SILENT] = "silent", [DOOR_CLOSES] = "closes", [DOOR_GONE] = NULL};
    s->manner = manner[d->manner];
    for (unsigned i = 0; i < d->n_tried; i++)
        w->tried[i] = probe_table[d->tried[i]].name;
    s->tried = (struct record_strings){w->tried, d->n_tried};
    s->evidence = d->n_evidence ? escaped(w->evidence, sizeof w->evidence, d->evidence, d->n_evidence) : NULL;
    if (d->tls && !d->upgraded) {
        s->name = "ssl";
        s->how = "tls";
        s->confidence = 1;
    }
}

static void fill(struct record_port *p, const struct door *d, nsec_wall wall, struct words *w)
{
    struct record_service *s = &p->service;
    if (d->udp && d->manner == DOOR_SPEAKS && p->state != STATE_OPEN) {
        p->state = STATE_OPEN;
        p->reason = REASON_UDP_RESPONSE;
    }
    if (d->tls)
        fill_tls(p, d, wall, w);
    s->known = true;
    if (d->tls && !d->upgraded)
        s->tls = d->tls->version[0] ? d->tls->version : "TLS";
    if (!d->best.name[0])
        fill_unnamed(s, d, w);
    if (d->best.name[0] || d->best.product[0])
        fill_named(s, d, w);
    if (!s->how)
        s->known = s->manner || s->name;
}

/* The host's own record comes after its last door. */
static int let_go(struct identify *i, uint32_t h)
{
    struct guest *g = &i->guest[i->held[h].host];
    i->held[h].host = i->held_free;
    i->held_free = h;
    i->held_count--;
    if (--g->doors || !g->closed)
        return 0;
    struct record r = {.type = RECORD_HOST};
    struct record_host *kept = keep_all(&g->record, RECORD_HOST);
    if (kept)
        r.host = *kept;
    int e = kept ? sink_put(i->to, &r) : -ENOMEM;
    free(kept);
    keep_fini(&g->record, &i->budget);
    g->closed = false;
    return e;
}

static int report(struct identify *i, uint32_t h, const struct door *d, nsec_wall wall)
{
    static struct words words; /* scratch of the one thread that puts records; too large for a stack */
    struct record r = {.type = RECORD_PORT};
    r.port = i->held[h].port;
    if (d)
        fill(&r.port, d, wall, &words);
    i->counts.named += d && d->best.name[0];
    int e = sink_put(i->to, &r);
    int e2 = let_go(i, h);
    return e < 0 ? e : e2;
}

int identify_turn(struct identify *i, nsec now, nsec_wall wall, nsec *ret_wake)
{
    uint64_t cookie;
    const struct door *d;
    ident_turn(i->ident, now, (uint64_t)(wall / NSEC_SEC), ret_wake);
    while ((d = ident_take(i->ident, &cookie))) {
        int e = report(i, (uint32_t)cookie, d, wall);
        if (e < 0)
            return e;
    }
    return 0;
}

int identify_flush(struct identify *i)
{
    uint8_t *unused = calloc(i->held_cap ? i->held_cap : 1, 1);
    if (!unused)
        return -ENOMEM;
    for (uint32_t h = i->held_free; h != NONE; h = i->held[h].host)
        unused[h] = 1;
    int e = 0;
    for (uint32_t h = 0; h < i->held_cap && e == 0; h++)
        if (!unused[h])
            e = report(i, h, NULL, 0);
    free(unused);
    return e;
}
