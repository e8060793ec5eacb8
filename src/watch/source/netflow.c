#include "watch/source/netflow.h"

#include "base/bytes.h"
#include "watch/source/elements.h"

#include <netinet/in.h>
#include <stdlib.h>

enum {
    V5 = 5,
    V7 = 7,
    V9 = 9,
    IPFIX = 10,
    V5_HEAD = 24,
    V5_RECORD = 48,
    V7_RECORD = 52,      /* and what the packet was passed on by */
    VARIABLE = 0xffff,   /* RFC 7011 §7 */
    REVERSE_PEN = 29305, /* RFC 5103 §6.1 */
    SET_DATA = 256,
    SAMPLERS = 32, /* exporters that sample, the last ones that said so */
};

struct field {
    uint16_t id, len;
};

struct template
{
    struct addr exporter;
    uint32_t domain;
    uint16_t id, fields;
    bool options;
    struct field *field; /* owned */
};

struct netflow {
    struct template *template; /* NETFLOW_TEMPLATES */
    unsigned templates;
    unsigned oldest; /* what gives way next when there is no room */
    nsec_wall now;
    struct addr sampler[SAMPLERS]; /* who said in options that it samples */
    unsigned samplers;             /* said so; the last ones stand there */
    struct netflow_stats stats;
};

/* A message being read. */
struct message {
    struct netflow *d;
    const struct addr *exporter;
    uint32_t domain;
    unsigned version;
    nsec_wall boot; /* when the exporter's uptime began; 0 = unknown */
    netflow_each *each;
    void *ctx;
};

struct netflow *netflow_new(void)
{
    struct netflow *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->template = calloc(NETFLOW_TEMPLATES, sizeof *d->template);
    if (!d->template) {
        free(d);
        return NULL;
    }
    return d;
}

void netflow_free(struct netflow *d)
{
    if (!d)
        return;
    for (unsigned i = 0; i < d->templates; i++)
        free(d->template[i].field);
    free(d->template);
    free(d);
}

nsec_wall netflow_now(const struct netflow *d)
{
    return d->now;
}

const struct netflow_stats *netflow_stats(const struct netflow *d)
{
    return &d->stats;
}

static bool does_sample(const struct netflow *d, const struct addr *exporter)
{
    for (unsigned i = 0; i < d->samplers && i < SAMPLERS; i++)
        if (addr_eq(&d->sampler[i], exporter))
            return true;
    return false;
}

static void give(const struct message *m, struct netflow_record *r)
{
    bool addressed = r->src.len && r->src.len == r->dst.len;
    m->d->stats.records += addressed;
    m->d->stats.skipped += !addressed;
    if (!addressed)
        return;
    r->sampled |= does_sample(m->d, m->exporter);
    if (r->first <= 0) /* not told, or of before 1970 */
        r->first = r->last > 0 ? r->last : m->d->now;
    if (r->last < r->first)
        r->last = r->first;
    m->each(m->ctx, r);
}

/* When the exporter, which began at `boot`, had been up for so many ms. They have 32 bits, which begin anew every
 * 49.7 days, so that it is the nearest such moment to the message's own. */
static nsec_wall at_uptime(const struct message *m, nsec_wall boot, uint64_t ms)
{
    uint32_t up = (uint32_t)((m->d->now - boot) / NSEC_MS);
    return m->d->now - (nsec)(int32_t)(up - (uint32_t)ms) * NSEC_MS;
}

/* --- v5, v7 (of switches): records of a fixed form (Cisco, "NetFlow Export Datagram Format") */

static size_t take_v5(struct message *m, struct rd r)
{
    size_t size = m->version == V7 ? V7_RECORD : V5_RECORD;
    uint16_t count = rd_u16(&r);
    uint32_t uptime = rd_u32(&r), seconds = rd_u32(&r), ns = rd_u32(&r);
    rd_skip(&r, V5_HEAD - 18);
    uint16_t sampling = rd_u16(&r) & 0x3fff; /* of so many packets one; v7: reserved */
    if (r.bad || rd_left(&r) < count * size)
        return 0;
    m->d->now = (nsec_wall)seconds * NSEC_SEC + ns % (uint32_t)NSEC_SEC;
    nsec_wall boot = m->d->now - (nsec)uptime * NSEC_MS;
    for (unsigned i = 0; i < count; i++) {
        const uint8_t *b = rd_take(&r, size);
        struct netflow_record x = {.src = addr_v4(get_u32(b)),
                                   .dst = addr_v4(get_u32(b + 4)),
                                   .packets = get_u32(b + 16),
                                   .bytes = get_u32(b + 20),
                                   .first = at_uptime(m, boot, get_u32(b + 24)),
                                   .last = at_uptime(m, boot, get_u32(b + 28)),
                                   .sport = get_u16(b + 32),
                                   .dport = get_u16(b + 34),
                                   .flags = b[37],
                                   .proto = b[38],
                                   .sampled = sampling > 1};
        if (x.proto == IPPROTO_ICMP) {
            elements_icmp(&x, x.dport);
            x.sport = x.dport = 0;
        }
        give(m, &x);
    }
    return V5_HEAD + count * size;
}

/* --- templates */

static struct template *template_of(const struct message *m, uint16_t id)
{
    for (unsigned i = 0; i < m->d->templates; i++) {
        struct template *t = &m->d->template[i];
        if (t->id == id && t->domain == m->domain && addr_eq(&t->exporter, m->exporter))
            return t;
    }
    return NULL;
}

static void keep(const struct message *m, const struct template *made)
{
    struct netflow *d = m->d;
    struct template *t = template_of(m, made->id);
    bool room = d->templates < NETFLOW_TEMPLATES;
    if (!t)
        t = &d->template[room ? d->templates++ : d->oldest++ % NETFLOW_TEMPLATES];
    free(t->field);
    *t = *made;
}

/* One template; false: damaged. Without fields it is withdrawn (RFC 7011 §8.1). */
static bool read_template(struct message *m, struct rd *r, bool options)
{
    struct template t = {.exporter = *m->exporter, .domain = m->domain, .options = options};
    t.id = rd_u16(r);
    unsigned n = rd_u16(r);
    if (options && m->version == V9) /* lengths of scope and options, in bytes */
        n = (n + rd_u16(r)) / 4;
    else if (options && n)
        rd_skip(r, 2);
    if (r->bad || n > NETFLOW_FIELDS || t.id < SET_DATA)
        return false;
    t.field = calloc(n + 1, sizeof *t.field);
    for (unsigned i = 0; i < n && t.field; i++) {
        uint16_t id = rd_u16(r), len = rd_u16(r);
        bool enterprise = m->version == IPFIX && id & 0x8000;
        uint32_t pen = enterprise ? rd_u32(r) : 0;
        if (enterprise)
            id = pen == REVERSE_PEN ? id : ELEMENTS_UNKNOWN;
        else if (id > ELEMENTS_UNKNOWN)
            id = ELEMENTS_UNKNOWN;
        if (len) /* one without bytes says nothing, and costs time */
            t.field[t.fields++] = (struct field){id, len};
    }
    if (r->bad || !t.field) {
        free(t.field);
        return false;
    }
    keep(m, &t);
    return true;
}

static void read_templates(struct message *m, struct rd set, bool options)
{
    while (rd_left(&set) >= 4) /* less is padding */
        if (!read_template(m, &set, options)) {
            m->d->stats.undecoded++;
            return;
        }
}

/* --- data */

static size_t length_of(const struct field *f, struct rd *r, bool may_vary)
{
    if (f->len != VARIABLE || !may_vary)
        return f->len;
    uint8_t n = rd_u8(r);
    return n == 255 ? rd_u16(r) : n;
}

/* One record. False: it does not fit into what is left of the set. */
static bool read_record(const struct message *m, const struct template *t, struct rd *r)
{
    struct netflow_record x = {0};
    struct elements_times times = {.boot = m->boot};
    const uint8_t *from = r->p;
    for (unsigned i = 0; i < t->fields; i++) {
        size_t len = length_of(&t->field[i], r, m->version == IPFIX);
        const uint8_t *b = rd_take(r, len);
        uint64_t v = 0;
        if (!b)
            return false;
        if (elements_address(t->field[i].id, b, len, &x) || len > 8)
            continue;
        for (size_t k = 0; k < len; k++)
            v = v << 8 | b[k];
        if (!elements_time(t->field[i].id, v, &x, &times))
            elements_number(t->field[i].id, v, &x);
    }
    if (r->p == from)
        return false; /* a template without fields would go on for ever */
    if (times.up && times.boot && !x.first) {
        x.first = at_uptime(m, times.boot, times.start);
        x.last = at_uptime(m, times.boot, times.end);
    }
    if (x.proto == IPPROTO_ICMP && x.dport && !x.icmp_type)
        elements_icmp(&x, x.dport);
    if (x.proto == IPPROTO_ICMP || x.proto == IPPROTO_ICMPV6)
        x.sport = x.dport = 0;
    m->d->stats.skipped += t->options;
    if (t->options && x.sampled && !does_sample(m->d, m->exporter))
        m->d->sampler[m->d->samplers++ % SAMPLERS] = *m->exporter;
    if (!t->options)
        give(m, &x);
    return true;
}

static void read_data(const struct message *m, uint16_t id, struct rd set)
{
    const struct template *t = template_of(m, id);
    if (!t) {
        m->d->stats.undecoded++;
        return;
    }
    while (rd_left(&set) && read_record(m, t, &set))
        ;
}

/* --- messages of sets */

/* Set ids of templates: v9 has 0 and 1, IPFIX 2 and 3. */
static void read_set(struct message *m, uint16_t id, struct rd set)
{
    uint16_t plain = m->version == V9 ? 0 : 2;
    if (id >= SET_DATA)
        read_data(m, id, set);
    else if (id == plain || id == plain + 1)
        read_templates(m, set, id != plain);
    else
        m->d->stats.skipped++;
}

/* No set has these ids: in a file the next message begins. */
static bool is_version(uint16_t id)
{
    return id == V5 || id == V7 || id == V9 || id == IPFIX;
}

static void read_sets(struct message *m, struct rd *r)
{
    while (rd_left(r) >= 4 && !is_version(get_u16(r->p))) {
        uint16_t id = rd_u16(r), len = rd_u16(r);
        struct rd set = rd_sub(r, len >= 4 ? len - 4u : SIZE_MAX);
        if (set.bad) {
            m->d->stats.undecoded++;
            return;
        }
        read_set(m, id, set);
    }
}

static size_t take_v9(struct message *m, struct rd r, const uint8_t *from)
{
    rd_skip(&r, 2);
    uint32_t uptime = rd_u32(&r), seconds = rd_u32(&r);
    rd_skip(&r, 4);
    m->domain = rd_u32(&r);
    if (r.bad)
        return 0;
    m->d->now = (nsec_wall)seconds * NSEC_SEC;
    m->boot = m->d->now - (nsec)uptime * NSEC_MS;
    read_sets(m, &r);
    return (size_t)(r.p - from);
}

static size_t take_ipfix(struct message *m, struct rd r, const uint8_t *from)
{
    uint16_t len = rd_u16(&r);
    uint32_t seconds = rd_u32(&r);
    rd_skip(&r, 4);
    m->domain = rd_u32(&r);
    if (r.bad || len < 16 || len - 16u > rd_left(&r))
        return 0;
    m->d->now = (nsec_wall)seconds * NSEC_SEC;
    struct rd sets = rd_of(r.p, len - 16u);
    read_sets(m, &sets);
    return (size_t)(r.p - from) + len - 16u;
}

size_t netflow_take(struct netflow *d, const struct addr *exporter, const uint8_t *p, size_t n,
                    netflow_each *each, void *ctx)
{
    struct rd r = rd_of(p, n);
    struct message m = {.d = d, .exporter = exporter, .each = each, .ctx = ctx, .version = rd_u16(&r)};
    bool fixed = m.version == V5 || m.version == V7;
    size_t used = fixed                ? take_v5(&m, r)
                  : m.version == V9    ? take_v9(&m, r, p)
                  : m.version == IPFIX ? take_ipfix(&m, r, p)
                                       : 0;
    d->stats.messages += used > 0;
    d->stats.undecoded += used == 0;
    return used;
}
