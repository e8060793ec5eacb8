#include "report/normal.h"

#include "report/esc.h"
#include "report/nmapish.h"
#include "report/systems.h"
#include "report/table.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { TABLE_BYTES = 64 << 20 };

/* A cell with text from the wire. */
static void cell(struct table *t, const char *text)
{
    struct buf b;
    buf_init(&b, 1 << 16);
    esc_line(&b, text);
    table_cell(t, buf_text(&b), TABLE_PLAIN);
    buf_fini(&b);
}

static void heading(struct buf *b, const struct record_host *h)
{
    char addr[ADDR_TEXT_MAX];
    addr_show(&h->addr, addr);
    buf_puts(b, "Nmap scan report for ");
    if (h->names.count) {
        esc_line(b, h->names.item[0]);
        buf_printf(b, " (%s)\n", addr);
    } else {
        buf_printf(b, "%s\n", addr);
    }
}

static void status(struct buf *b, const struct group_host *all)
{
    const struct record_host *h = &all->host;
    if (!all->closed)
        buf_puts(b, "Host was not finished.\n");
    else if (h->state != HOST_UP)
        buf_printf(b, "Host is %s.\n", host_state_word(h->state));
    else if (isfinite(h->rtt_ms) && h->rtt_ms >= 0 && h->rtt_ms < 1e9)
        buf_printf(b, "Host is up (%" PRIu64 ".%05" PRIu64 "s latency).\n",
                   (uint64_t)(h->rtt_ms * 100) / 100000, (uint64_t)(h->rtt_ms * 100) % 100000);
    else
        buf_puts(b, "Host is up.\n");
}

static void rests(struct buf *b, const struct group_host *h)
{
    char addr[ADDR_TEXT_MAX];
    uint64_t all = 0;
    for (size_t i = 0; i < h->rests; i++)
        all += h->rest[i].count;
    if (!h->ports && h->rests)
        buf_printf(b, "All %" PRIu64 " scanned ports on %s are in ignored states.\n", all,
                   addr_show(&h->host.addr, addr));
    for (size_t i = 0; i < h->rests; i++) {
        const struct record_rest *r = &h->rest[i];
        buf_printf(b, "%s%" PRIu64 " %s %s port%s (%s)", i ? ", " : "Not shown: ", r->count,
                   nmapish_state(r->proto, r->state), proto_word(r->proto), r->count == 1 ? "" : "s",
                   reason_nmap_word(r->reason));
    }
    if (h->rests)
        buf_putc(b, '\n');
}

static void row(struct table *t, const struct record_port *p)
{
    char text[32];
    struct buf version;
    buf_init(&version, 1 << 16);
    nmapish_version(&version, &p->service);
    snprintf(text, sizeof text, "%u/%s", (unsigned)p->port, proto_word(p->proto));
    table_cell(t, text, TABLE_PLAIN);
    table_cell(t, nmapish_state(p->proto, p->state), TABLE_PLAIN);
    cell(t, p->service.known && p->service.name ? p->service.name : "unknown");
    cell(t, buf_text(&version));
    buf_fini(&version);
}

static int ports(struct group *g, const struct group_host *h)
{
    struct table t;
    table_init(&t, 4, TABLE_BYTES);
    t.gap = 1;
    table_cell(&t, "PORT", TABLE_PLAIN);
    table_cell(&t, "STATE", TABLE_PLAIN);
    table_cell(&t, "SERVICE", TABLE_PLAIN);
    table_cell(&t, "VERSION", TABLE_PLAIN);
    for (size_t i = 0; i < h->ports; i++)
        row(&t, h->port[i]);
    int r = table_print(&t, g->out, 0, false);
    table_fini(&t);
    return r;
}

static int host(struct group *g, const struct group_host *h)
{
    struct buf *b = &g->out->buf;
    if (h->closed && h->host.state != HOST_UP && !h->ports)
        return 0;
    heading(b, &h->host);
    status(b, h);
    rests(b, h);
    int r = h->ports ? ports(g, h) : 0;
    if (h->host.mac) {
        buf_puts(b, "MAC Address: ");
        esc_line(b, h->host.mac);
        buf_puts(b, " (");
        esc_line(b, h->host.vendor ? h->host.vendor : "Unknown");
        buf_puts(b, ")\n");
    }
    systems_normal(b, &h->host);
    if (h->host.distance != RECORD_NO_U64)
        buf_printf(b, "Network Distance: %" PRIu64 " hop%s\n", h->host.distance,
                   h->host.distance == 1 ? "" : "s");
    buf_putc(b, '\n');
    return r;
}

static const struct group_format format = {
    .run = nmapish_comment_run, .host = host, .end = nmapish_comment_end};

struct sink *normal_new(struct out *o, const struct report_conf *conf)
{
    return group_new(o, conf, &format);
}
