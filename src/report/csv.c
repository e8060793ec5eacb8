#include "report/csv.h"

#include "report/esc.h"
#include "report/jsonl.h"

#include <stdlib.h>
#include <string.h>

/* A column takes the first of its keys that the record has. */
static const struct column {
    const char *name, *key, *or_key;
} columns[] = {
    {"addr", "addr"},
    {"proto", "proto"},
    {"port", "port"},
    {"state", "state"},
    {"reason", "reason"},
    {"reason_addr", "reason_addr"},
    {"sender", "sender"},
    {"technique", "technique"},
    {"ttl", "ttl"},
    {"rtt_ms", "rtt_ms"},
    {"tries", "tries"},
    {"count", "count"},
    {"ports", "ports"},
    {"service", "service.name"},
    {"product", "service.product"},
    {"version", "service.version"},
    {"info", "service.info"},
    {"service_hostname", "service.hostname"},
    {"service_os", "service.os"},
    {"service_device", "service.device"},
    {"tls", "service.tls"},
    {"cpe", "service.cpe"},
    {"confidence", "service.confidence"},
    {"how", "service.how"},
    {"manner", "service.manner"},
    {"tried", "service.tried"},
    {"signature", "service.signature"},
    {"evidence", "service.evidence", "evidence"},
    {"facts", "service.facts"},
    {"tls_version", "tls.version"},
    {"tls_cipher", "tls.cipher"},
    {"tls_alpn", "tls.alpn"},
    {"starttls", "tls.starttls"},
    {"tls_stack", "tls.stack"},
    {"tls_alert", "tls.alert"},
    {"cert_subject", "certificate.subject"},
    {"cert_issuer", "certificate.issuer"},
    {"cert_names", "certificate.names"},
    {"cert_names_left_out", "certificate.names_left_out"},
    {"cert_not_before", "certificate.not_before"},
    {"cert_not_after", "certificate.not_after"},
    {"cert_expired", "certificate.expired"},
    {"cert_self_signed", "certificate.self_signed"},
    {"cert_key", "certificate.key"},
    {"cert_sha256", "certificate.sha256"},
    {"process", "process.name", "process"},
    {"pid", "process.pid", "pid"},
    {"exe", "process.exe", "exe"},
    {"cmdline", "process.cmdline", "cmdline"},
    {"user", "process.user", "user"},
    {"unit", "process.unit", "unit"},
    {"container", "process.container", "container"},
    {"exposure", "exposure"},
    {"bound_device", "device"},
    {"since", "since"},
    {"bound", "bound"},
    {"firewall", "firewall"},
    {"reach_loopback", "reach.loopback"},
    {"reach_link", "reach.link"},
    {"reach_private", "reach.private"},
    {"reach_public", "reach.public"},
    {"netns", "netns"},
    {"package", "package"},
    {"connections", "connections"},
    {"bytes_in", "bytes_in"},
    {"bytes_out", "bytes_out"},
    {"socket_unit", "socket_unit"},
    {"config", "config"},
    {"remark", "remark"},
    {"last_used", "last_used"},
    {"watched_s", "watched_s"},
    {"mac", "mac"},
    {"vendor", "vendor"},
    {"names", "names"},
    {"distance", "distance"},
    {"suspect", "suspect"},
    {"os_name", "os.name"},
    {"os_family", "os.family"},
    {"os_generation", "os.generation"},
    {"os_vendor", "os.vendor"},
    {"os_device", "os.device"},
    {"os_accuracy", "os.accuracy"},
    {"os_cpe", "os.cpe"},
    {"os_evidence", "os.evidence"},
    {"os_guesses", "os.guesses"},
    {"os_fingerprint", "os.fingerprint"},
    {"seq_class", "seq.class"},
    {"seq_difficulty", "seq.difficulty"},
    {"seq_word", "seq.word"},
    {"seq_sp", "seq.sp"},
    {"seq_isr", "seq.isr"},
    {"seq_gcd", "seq.gcd"},
    {"seq_values", "seq.values"},
    {"seq_model", "seq.model"},
    {"seq_ipid", "seq.ipid"},
    {"seq_ipid_closed", "seq.ipid_closed"},
    {"seq_ipid_icmp", "seq.ipid_icmp"},
    {"seq_frag", "seq.frag"},
    {"seq_ts", "seq.ts"},
    {"seq_ts_hz", "seq.ts_hz"},
    {"seq_uptime_s", "seq.uptime_s"},
    {"id", "id"},
    {"severity", "severity"},
    {"title", "title"},
    {"advice", "advice"},
    {"refs", "refs"},
    {"cve", "cve"},
};

/* Alerts have little in common with doors: a table of their own. */
static const struct column alert_columns[] = {
    {"id", "id"},
    {"severity", "severity"},
    {"score", "score"},
    {"kind", "kind"},
    {"technique", "technique"},
    {"speed", "speed"},
    {"src", "src"},
    {"srcs", "srcs"},
    {"zone", "zone"},
    {"role", "role"},
    {"suppressed", "suppressed"},
    {"ongoing", "ongoing"},
    {"daily", "daily"},
    {"tool", "tool"},
    {"tool_sure", "tool_sure"},
    {"first", "first"},
    {"last", "last"},
    {"raised", "raised"},
    {"raised_after", "raised_after"},
    {"hosts", "hosts"},
    {"ports", "ports"},
    {"targets", "targets"},
    {"tries", "tries"},
    {"answered", "answered"},
    {"refused", "refused"},
    {"silent", "silent"},
    {"blocked", "blocked"},
    {"dst_sample", "dst_sample"},
    {"port_list", "port_list"},
    {"why", "why"},
    {"after", "after"},
    {"events", "events"},
    {"pcap", "pcap"},
    {"packets", "packets"},
    {"said", "said"},
    {"tunnel", "tunnel"},
};

struct table {
    const struct column *column;
    size_t n;
};

static const struct table doors = {columns, sizeof columns / sizeof *columns},
                          alerts = {alert_columns, sizeof alert_columns / sizeof *alert_columns};

/* The field for "key" or "object.key"; *base moves into the object. NULL when the type has no such key, or
 * the object is unknown. A key that is an object is no field. */
static const struct field *find(const struct field *fields, const char *path, const char **base)
{
    size_t n = strcspn(path, ".");
    for (const struct field *f = fields; f->name; f++) {
        if (strncmp(f->name, path, n) != 0 || f->name[n])
            continue;
        if (f->kind != FIELD_OBJ)
            return path[n] ? NULL : f;
        if (!path[n] || (*base && !field_known(f, *base)))
            return NULL;
        *base = *base ? *base + f->offset : NULL;
        return find(f->sub, path + n + 1, base);
    }
    return NULL;
}

bool csv_covers(enum record_type type, const char *path)
{
    const char *base = NULL;
    if (!find(record_shape(type)->fields, path, &base))
        return false;
    const struct table *t = type == RECORD_ALERT ? &alerts : &doors;
    for (size_t i = 0; i < t->n; i++) {
        const struct column *c = &t->column[i];
        if (strcmp(c->key, path) == 0 || (c->or_key && strcmp(c->or_key, path) == 0))
            return true;
    }
    return false;
}

/* Several strings share a field, with a space between: names have none. */
static void strings(struct buf *b, const struct record_strings *list)
{
    struct buf all;
    buf_init(&all, b->max);
    for (size_t i = 0; i < list->count; i++) {
        if (i)
            buf_putc(&all, ' ');
        buf_puts(&all, list->item[i]);
    }
    esc_csv(b, buf_text(&all), true);
    buf_fini(&all);
}

/* Of each object its first key: ids. */
static void firsts(struct buf *b, const struct field *fields, const struct record_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const void *one = (const char *)list->item + i * list->size + fields->offset;
        if (i)
            buf_putc(b, ' ');
        esc_csv(b, *(const char *const *)one, true);
    }
}

static void value(struct buf *b, const struct field *f, const char *base)
{
    const void *at = base + f->offset;
    char text[ADDR_TEXT_MAX];
    switch (f->kind) {
    case FIELD_STR: esc_csv(b, *(const char *const *)at, true); break;
    case FIELD_STRS: strings(b, at); break;
    case FIELD_ADDR: buf_puts(b, addr_show(at, text)); break;
    case FIELD_U64: buf_putu(b, *(const uint64_t *)at); break;
    case FIELD_F64: jsonl_number(b, *(const double *)at); break;
    case FIELD_BOOL: buf_puts(b, *(const bool *)at ? "true" : "false"); break;
    case FIELD_TIME: buf_puts(b, nsec_rfc3339(*(const nsec_wall *)at, text)); break;
    case FIELD_STATE: buf_puts(b, state_word(*(const enum state *)at)); break;
    case FIELD_HOST_STATE: buf_puts(b, host_state_word(*(const enum host_state *)at)); break;
    case FIELD_REASON: buf_puts(b, reason_word(*(const enum reason *)at)); break;
    case FIELD_PROTO: buf_puts(b, proto_word(*(const enum proto *)at)); break;
    case FIELD_OBJ: break;
    case FIELD_OBJS: firsts(b, f->sub, at); break;
    }
}

static void cell(struct buf *b, const struct record *r, const struct column *c)
{
    const struct field *fields = record_shape(r->type)->fields;
    const char *base = (const char *)&r->run;
    const struct field *f = find(fields, c->key, &base);
    if (!f && c->or_key) {
        base = (const char *)&r->run;
        f = find(fields, c->or_key, &base);
    }
    if (f && field_known(f, base))
        value(b, f, base);
}

struct csv {
    struct sink sink;
    struct out *out;
    const struct table *table;
};

static int put(struct sink *s, const struct record *r)
{
    const struct csv *c = (struct csv *)s;
    struct out *o = c->out;
    if (r->type == RECORD_RUN || r->type == RECORD_END)
        return out_put(o);
    buf_puts(&o->buf, record_shape(r->type)->name);
    for (size_t i = 0; i < c->table->n; i++) {
        buf_putc(&o->buf, ',');
        cell(&o->buf, r, &c->table->column[i]);
    }
    buf_putc(&o->buf, '\n');
    return out_put(o);
}

static int flush(struct sink *s)
{
    return out_flush(((struct csv *)s)->out);
}

static int close_sink(struct sink *s)
{
    int r = out_close(((struct csv *)s)->out);
    free(s);
    return r;
}

static struct sink *begin(struct out *o, const struct table *table)
{
    struct csv *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    *c = (struct csv){.sink = {.put = put, .flush = flush, .close = close_sink}, .out = o, .table = table};
    buf_puts(&o->buf, "type");
    for (size_t i = 0; i < table->n; i++)
        buf_printf(&o->buf, ",%s", table->column[i].name);
    buf_putc(&o->buf, '\n');
    return &c->sink;
}

struct sink *csv_new(struct out *o)
{
    return begin(o, &doors);
}

struct sink *csv_alerts_new(struct out *o)
{
    return begin(o, &alerts);
}
