#include "report/xml.h"

#include "report/esc.h"
#include "report/fmt.h"
#include "report/nmapish.h"
#include "report/systems.h"

#include <math.h>
#include <string.h>

struct xml {
    bool begun;
};

static void begin(struct group *g, const struct record_run *r)
{
    struct buf *b = &g->out->buf, args;
    char when[FMT_MAX];
    ((struct xml *)g->state)->begun = true;
    buf_init(&args, 1 << 20);
    nmapish_args(&args, r);
    buf_puts(b,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner=\"tojimari\"");
    esc_xml_attr(b, "args", buf_text(&args));
    esc_xml_attr_u64(b, "start", (uint64_t)(r->started / NSEC_SEC));
    esc_xml_attr(b, "startstr", fmt_ctime(r->started, when));
    esc_xml_attr(b, "version", r->version ? r->version : "");
    buf_puts(b, " xmloutputversion=\"1.05\">\n");
    buf_fini(&args);
    for (size_t i = 0; i < g->conf.scans; i++) {
        const struct report_scan *s = &g->conf.scan[i];
        buf_puts(b, "<scaninfo");
        esc_xml_attr(b, "type", s->type);
        esc_xml_attr(b, "protocol", proto_word(s->proto));
        esc_xml_attr_u64(b, "numservices", s->count);
        esc_xml_attr(b, "services", s->ports);
        buf_puts(b, "/>\n");
    }
    buf_puts(b, "<verbose level=\"0\"/>\n<debugging level=\"0\"/>\n");
}

static int run(struct group *g, const struct record_run *r)
{
    if (!((struct xml *)g->state)->begun)
        begin(g, r);
    return 0;
}

/* A run that ends before its first record is a document too. */
static void begin_anyway(struct group *g)
{
    struct record r;
    record_init(&r, RECORD_RUN);
    run(g, &r.run);
}

static void service(struct buf *b, const struct record_service *s)
{
    if (!s->known || !s->name)
        return;
    bool table = !s->how || strcmp(s->how, "port") == 0;
    double conf = isfinite(s->confidence) ? fmin(fmax(s->confidence * 10, 0), 10) : table ? 3 : 10;
    buf_puts(b, "<service");
    esc_xml_attr(b, "name", s->name);
    esc_xml_attr(b, "product", s->product);
    esc_xml_attr(b, "version", s->version);
    esc_xml_attr(b, "extrainfo", s->info);
    esc_xml_attr(b, "hostname", s->hostname);
    esc_xml_attr(b, "ostype", s->os);
    esc_xml_attr(b, "devicetype", s->device);
    esc_xml_attr(b, "tunnel", s->tls ? "ssl" : NULL);
    esc_xml_attr(b, "method", table ? "table" : "probed");
    esc_xml_attr_u64(b, "conf", (uint64_t)lround(conf));
    if (!s->cpe.count) {
        buf_puts(b, "/>");
        return;
    }
    buf_putc(b, '>');
    for (size_t i = 0; i < s->cpe.count; i++) {
        buf_puts(b, "<cpe>");
        esc_xml(b, s->cpe.item[i]);
        buf_puts(b, "</cpe>");
    }
    buf_puts(b, "</service>");
}

static void port(struct buf *b, const struct record_port *p)
{
    char addr[ADDR_TEXT_MAX];
    buf_puts(b, "<port");
    esc_xml_attr(b, "protocol", proto_word(p->proto));
    esc_xml_attr_u64(b, "portid", p->port);
    buf_puts(b, "><state");
    esc_xml_attr(b, "state", nmapish_state(p->proto, p->state));
    esc_xml_attr(b, "reason", p->reason ? reason_nmap_word(p->reason) : "unknown-response");
    esc_xml_attr_u64(b, "reason_ttl", p->ttl == RECORD_NO_U64 ? 0 : p->ttl);
    if (p->reason_addr.len)
        esc_xml_attr(b, "reason_ip", addr_show(&p->reason_addr, addr));
    buf_puts(b, "/>");
    service(b, &p->service);
    buf_puts(b, "</port>\n");
}

/* One <extraports> a state: readers refuse a second one. */
static void extraports(struct buf *b, const struct group_host *h, const struct nmapish_rest *state)
{
    buf_puts(b, "<extraports");
    esc_xml_attr(b, "state", state->state);
    esc_xml_attr_u64(b, "count", state->count);
    buf_puts(b, ">\n");
    for (size_t i = state->first; i < h->rests; i++) {
        const struct record_rest *r = &h->rest[i];
        if (strcmp(nmapish_state(r->proto, r->state), state->state) != 0)
            continue;
        buf_puts(b, "<extrareasons");
        esc_xml_attr(b, "reason", r->reason ? reason_nmap_word(r->reason) : "unknown-response");
        esc_xml_attr_u64(b, "count", r->count);
        esc_xml_attr(b, "proto", proto_word(r->proto));
        esc_xml_attr(b, "ports", r->ports);
        buf_puts(b, "/>\n");
    }
    buf_puts(b, "</extraports>\n");
}

static void addresses(struct buf *b, const struct record_host *h)
{
    /* A link-local address keeps its zone; nmap's readers take the attribute as text. */
    char addr[ADDR_TEXT_MAX];
    buf_puts(b, "<address");
    esc_xml_attr(b, "addr", addr_show(&h->addr, addr));
    esc_xml_attr(b, "addrtype", h->addr.len == 16 ? "ipv6" : "ipv4");
    buf_puts(b, "/>\n");
    if (h->mac) {
        buf_puts(b, "<address");
        esc_xml_attr(b, "addr", h->mac);
        esc_xml_attr(b, "addrtype", "mac");
        esc_xml_attr(b, "vendor", h->vendor);
        buf_puts(b, "/>\n");
    }
    buf_puts(b, "<hostnames>\n");
    for (size_t i = 0; i < h->names.count; i++) {
        buf_puts(b, "<hostname");
        esc_xml_attr(b, "name", h->names.item[i]);
        buf_puts(b, " type=\"PTR\"/>\n");
    }
    buf_puts(b, "</hostnames>\n");
}

static int host(struct group *g, const struct group_host *all)
{
    struct buf *b = &g->out->buf;
    const struct record_host *h = &all->host;
    if (!((struct xml *)g->state)->begun)
        begin_anyway(g);
    buf_puts(b, "<host><status");
    esc_xml_attr(b, "state", host_state_word(h->state));
    esc_xml_attr(b, "reason", h->reason ? reason_nmap_word(h->reason) : "unknown-response");
    buf_puts(b, " reason_ttl=\"0\"/>\n");
    addresses(b, h);
    if (all->ports || all->rests) {
        buf_puts(b, "<ports>");
        for (struct nmapish_rest r = {0}; nmapish_next_rest(all, &r); r.first++)
            extraports(b, all, &r);
        for (size_t i = 0; i < all->ports; i++) {
            port(b, all->port[i]);
            int r = out_put(g->out);
            if (r < 0)
                return r;
        }
        buf_puts(b, "</ports>\n");
    }
    systems_xml(b, h, g->started);
    if (h->distance != RECORD_NO_U64) {
        buf_puts(b, "<distance");
        esc_xml_attr_u64(b, "value", h->distance);
        buf_puts(b, "/>\n");
    }
    systems_xml_numbers(b, h);
    buf_puts(b, "</host>\n");
    return 0;
}

/* <runstats> and the end of the document, for a run that `e` ended, or for one that is cut off here. */
static void finish(struct group *g, const struct record_end *e, const char *why, struct buf *b)
{
    char when[FMT_MAX];
    nsec_wall at = nmapish_finished(g, e);
    uint64_t up = nmapish_up(g, e), down = nmapish_down(g, e);
    struct buf text;
    buf_init(&text, 1 << 12);
    buf_printf(&text, "tojimari done at %s; ", fmt_ctime(at, when));
    nmapish_summary(&text, g, e);
    buf_puts(b, "<runstats><finished");
    esc_xml_attr_u64(b, "time", (uint64_t)(at / NSEC_SEC));
    esc_xml_attr(b, "timestr", when);
    esc_xml_attr(b, "summary", buf_text(&text));
    esc_xml_attr(b, "elapsed", nmapish_elapsed(e, when));
    esc_xml_attr(b, "exit", why ? "error" : "success");
    esc_xml_attr(b, "errormsg", why);
    buf_puts(b, "/><hosts");
    esc_xml_attr_u64(b, "up", up);
    esc_xml_attr_u64(b, "down", down);
    esc_xml_attr_u64(b, "total", up + down);
    buf_puts(b, "/>\n</runstats>\n</nmaprun>\n");
    buf_fini(&text);
}

static int end(struct group *g, const struct record_end *e)
{
    if (!((struct xml *)g->state)->begun)
        begin_anyway(g);
    finish(g, e, e && e->complete ? NULL : e && e->why ? e->why : "interrupted", &g->out->buf);
    return 0;
}

static void tail(struct group *g, struct buf *b)
{
    if (((struct xml *)g->state)->begun)
        finish(g, NULL, "not finished", b);
}

static const struct group_format format = {
    .state_size = sizeof(struct xml), .run = run, .host = host, .end = end, .tail = tail};

struct sink *xml_new(struct out *o, const struct report_conf *conf)
{
    return group_new(o, conf, &format);
}
