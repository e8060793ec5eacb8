#include "report/grep.h"

#include "report/esc.h"
#include "report/nmapish.h"

#include <inttypes.h>

/* Text from the wire as one field. */
static void field(struct buf *b, const char *text)
{
    size_t from = b->len;
    esc_line(b, text ? text : "");
    for (; from < b->len; from++)
        if (b->data[from] == '/' || b->data[from] == ',')
            b->data[from] = b->data[from] == '/' ? '|' : ';';
}

static void host_start(struct buf *b, const struct record_host *h)
{
    char addr[ADDR_TEXT_MAX];
    buf_printf(b, "Host: %s (", addr_show(&h->addr, addr));
    field(b, h->names.count ? h->names.item[0] : NULL);
    buf_puts(b, ")\t");
}

/* port/state/protocol/owner/service/RPC/version/ */
static void port(struct buf *b, const struct record_port *p)
{
    struct buf version;
    buf_init(&version, 1 << 16);
    nmapish_version(&version, &p->service);
    buf_printf(b, "%" PRIu64 "/%s/%s//", p->port, nmapish_state(p->proto, p->state), proto_word(p->proto));
    field(b, p->service.known ? p->service.name : NULL);
    buf_puts(b, "//");
    field(b, buf_text(&version));
    buf_putc(b, '/');
    buf_fini(&version);
}

static void ignored(struct buf *b, const struct group_host *h)
{
    for (struct nmapish_rest r = {0}; nmapish_next_rest(h, &r); r.first++)
        buf_printf(b, "\tIgnored State: %s (%" PRIu64 ")", r.state, r.count);
}

/* What -O found out. */
static void systems(struct buf *b, const struct record_host *h)
{
    if (h->os.known && h->os.name) {
        buf_puts(b, "\tOS: ");
        field(b, h->os.name);
    }
    if (h->seq.known && h->seq.class)
        buf_printf(b, "\tSeq Index: %" PRIu64, h->seq.difficulty);
    if (h->seq.known && h->seq.ipid) {
        buf_puts(b, "\tIP ID Seq: ");
        field(b, h->seq.ipid);
    }
}

static int host(struct group *g, const struct group_host *h)
{
    struct buf *b = &g->out->buf;
    if (h->closed && h->host.state == HOST_DOWN && !h->ports)
        return 0;
    host_start(b, &h->host);
    buf_printf(b, "Status: %s\n",
               h->host.state == HOST_UP     ? "Up"
               : h->host.state == HOST_DOWN ? "Down"
                                            : "Unknown");
    if (!h->ports && !h->rests)
        return 0;
    host_start(b, &h->host);
    buf_puts(b, "Ports: ");
    for (size_t i = 0; i < h->ports; i++) {
        buf_puts(b, i ? ", " : "");
        port(b, h->port[i]);
        int r = out_put(g->out);
        if (r < 0)
            return r;
    }
    ignored(b, h);
    systems(b, &h->host);
    buf_putc(b, '\n');
    return 0;
}

static const struct group_format format = {
    .run = nmapish_comment_run, .host = host, .end = nmapish_comment_end};

struct sink *grep_new(struct out *o, const struct report_conf *conf)
{
    return group_new(o, conf, &format);
}
