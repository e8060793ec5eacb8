#include "report/text.h"

#include "base/grow.h"
#include "report/devices.h"
#include "report/ending.h"
#include "report/esc.h"
#include "report/fmt.h"
#include "report/i18n.h"
#include "report/rows.h"
#include "report/standins.h"
#include "report/systems.h"
#include "report/words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_CHARS = 400, DOORS_MAX = 1 << 18, SUSPECT_LISTED = 8 };

/* An open port of this machine, to find the listening sockets that it covers. */
struct door {
    struct addr addr;
    enum proto proto;
    uint64_t port;
};

/* What is said of every host, looked up once. */
struct host_words {
    const char *up, *down, *unknown, *comma;
    uint64_t hops; /* of `hops_away`; 0 = none yet */
    char hops_away[128];
    double rtt_ms; /* of `answers` */
    char answers[128];
};

struct text {
    struct host_words words;
    struct table ports; /* owned; headings stay from host to host */
    struct door *door;  /* owned; at most DOORS_MAX */
    size_t doors;
    struct standins standins;
    struct devices devices;
    bool local; /* verb "local": listening sockets are the answer, not a remainder */
};

static void line_text(struct buf *b, const char *text)
{
    esc_term(b, text, LINE_CHARS);
}

static void stand_in(struct buf *b, const struct record_stand_in *s)
{
    static const struct {
        const char *word, *text;
    } why[] = {
        {"no-net-raw", N_("packets of our own need root or CAP_NET_RAW")},
        {"no-ping-sockets", N_("ping sockets are not for this user: net.ipv4.ping_group_range")},
        {"connections-only", N_("no technique of this run sends packets of its own")},
    };
    const char *text = s->why;
    for (size_t i = 0; i < sizeof why / sizeof *why; i++)
        if (strcmp(why[i].word, s->why) == 0)
            text = _(why[i].text);
    buf_printf(b, _("%s instead of %s: %s\n"), s->technique, s->instead_of, text);
}

static int run(struct group *g, const struct record_run *r)
{
    struct text *x = g->state;
    struct buf *b = &g->out->buf;
    char when[FMT_MAX];
    x->local = r->verb && strcmp(r->verb, "local") == 0;
    buf_puts(b, "tojimari ");
    line_text(b, r->version ? r->version : "");
    if (r->started) {
        buf_puts(b, " · ");
        buf_puts(b, fmt_minute(r->started, when));
    }
    buf_puts(b, " · ");
    line_text(b, r->verb ? r->verb : "");
    for (size_t i = 0; i < r->args.count; i++) {
        buf_putc(b, ' ');
        line_text(b, r->args.item[i]);
    }
    buf_putc(b, '\n');
    for (size_t i = 0; i < r->stand_ins.count; i++)
        stand_in(b, &((const struct record_stand_in *)r->stand_ins.item)[i]);
    return 0;
}

static void host_heading(struct buf *b, const struct record_host *h, bool colour)
{
    char addr[ADDR_TEXT_MAX];
    buf_puts(b, colour ? "\n\33[1m" : "\n");
    buf_puts(b, addr_show(&h->addr, addr));
    buf_puts(b, colour ? "\33[0m" : "");
    for (size_t i = 0; i < h->names.count; i++) {
        buf_puts(b, i ? ", " : " (");
        line_text(b, h->names.item[i]);
    }
    buf_puts(b, h->names.count ? ")\n" : "\n");
}

static const struct host_words *host_words(struct text *x, uint64_t hops, double rtt_ms)
{
    char ms[FMT_MAX];
    struct host_words *w = &x->words;
    if (!w->up) {
        w->up = _("up");
        w->down = _("down");
        w->unknown = _("state unknown");
        w->comma = _(", ");
    }
    if (hops != w->hops && hops && hops != RECORD_NO_U64) {
        w->hops = hops;
        snprintf(w->hops_away, sizeof w->hops_away, P_("%u hop away", "%u hops away", hops), (unsigned)hops);
    }
    if (isfinite(rtt_ms) && (rtt_ms != w->rtt_ms || !w->answers[0])) {
        w->rtt_ms = rtt_ms;
        snprintf(w->answers, sizeof w->answers, _("answers in %s ms"), fmt_ms(rtt_ms, ms));
    }
    return w;
}

static void host_facts(struct buf *b, const struct group_host *all, struct text *x)
{
    const struct record_host *h = &all->host;
    const struct host_words *w = host_words(x, h->distance, h->rtt_ms);
    if (!all->closed) {
        buf_printf(b, "  %s\n", _("This host was not finished; what was found until then:"));
        return;
    }
    buf_puts(b, "  ");
    buf_puts(b, h->state == HOST_UP ? w->up : h->state == HOST_DOWN ? w->down : w->unknown);
    if (h->reason) {
        buf_puts(b, " (");
        buf_puts(b, reason_word(h->reason));
        buf_putc(b, ')');
    }
    if (isfinite(h->rtt_ms)) {
        buf_puts(b, w->comma);
        buf_puts(b, w->answers);
    }
    if (h->distance != RECORD_NO_U64 && h->distance) {
        buf_puts(b, w->comma);
        buf_puts(b, w->hops_away);
    }
    if (h->mac) {
        buf_puts(b, w->comma);
        buf_puts(b, "MAC ");
        line_text(b, h->mac);
    }
    if (h->vendor) {
        buf_puts(b, " (");
        line_text(b, h->vendor);
        buf_putc(b, ')');
    }
    buf_putc(b, '\n');
    if (h->suspect) {
        struct buf what;
        buf_init(&what, 1 << 14);
        line_text(&what, i18n_word(words_suspect(h->suspect)));
        buf_printf(b, _("  Careful: this looks like %s; ports that seem open may not be."), buf_text(&what));
        buf_putc(b, '\n');
        buf_fini(&what);
    }
    systems_text(b, h);
}

/* One sentence a rest: "65,530 other TCP ports: closed (rst)". */
static void rest_line(struct buf *b, const struct record_rest *r, bool others)
{
    static const char *const labels[] = {"TCP", "UDP", "SCTP"};
    struct buf who;
    buf_init(&who, 512);
    rows_reason(&who, r->reason, &r->reason_addr, r->sender);
    const char *state = i18n_word(words_state(r->state)), *why = buf_text(&who);
    char count[FMT_MAX];
    fmt_count(r->count, count);
    buf_puts(b, "  ");
    if (r->proto == PROTO_IP)
        buf_printf(b,
                   P_("%s IP protocol not listed: %s (%s)", "%s IP protocols not listed: %s (%s)", r->count),
                   count, state, why);
    else if (others)
        /* TRANSLATORS: count, protocol, state, reason word: "65,530 other TCP ports: closed (rst)". */
        buf_printf(b, P_("%s other %s port: %s (%s)", "%s other %s ports: %s (%s)", r->count), count,
                   labels[r->proto], state, why);
    else
        buf_printf(b, P_("%s %s port: %s (%s)", "%s %s ports: %s (%s)", r->count), count, labels[r->proto],
                   state, why);
    buf_putc(b, '\n');
    buf_fini(&who);
}

static bool is_own(const struct group_host *h)
{
    return h->host.reason == REASON_LOCALHOST || addr_is_loopback(&h->host.addr);
}

static int remember(struct text *x, const struct record_port *p)
{
    if (x->doors >= DOORS_MAX)
        return 0;
    struct door *door = grow_one(x->door, x->doors, sizeof *door);
    if (!door)
        return -ENOMEM;
    x->door = door;
    x->door[x->doors++] = (struct door){.addr = p->addr, .proto = p->proto, .port = p->port};
    return 0;
}

/* Where everything seems open, the open ports are one line instead of thousands. Returns whether they are. */
static bool open_line(struct buf *b, const struct group_host *h)
{
    char n[FMT_MAX];
    size_t open = 0;
    for (size_t i = 0; i < h->ports; i++)
        open += h->port[i]->state == STATE_OPEN && h->port[i]->proto == PROTO_TCP;
    if (!h->host.suspect || !strcmp(h->host.suspect, "one-device") || open <= SUSPECT_LISTED)
        return false;
    buf_printf(b, _("  %s TCP ports accept connections; JSON and CSV outputs list them."),
               fmt_count(open, n));
    buf_putc(b, '\n');
    return true;
}

/* Ports in the order of their states (open first), within a state by protocol and number. */
static int port_table(struct group *g, const struct group_host *h)
{
    bool summed = open_line(&g->out->buf, h);
    struct table *t = &((struct text *)g->state)->ports;
    if (!t->columns)
        rows_begin_ports(t);
    table_rewind(t);
    static const enum state order[] = {STATE_OPEN,     STATE_OPEN_FILTERED,   STATE_LIMITED, STATE_UNFILTERED,
                                       STATE_FILTERED, STATE_CLOSED_FILTERED, STATE_CLOSED,  STATE_UNKNOWN};
    for (size_t s = 0; s < sizeof order / sizeof *order; s++)
        for (size_t i = 0; i < h->ports; i++)
            if (h->port[i]->state == order[s] &&
                !(summed && order[s] == STATE_OPEN && h->port[i]->proto == PROTO_TCP))
                rows_port(t, h->port[i]);
    return table_print(t, g->out, 2, g->conf.colour);
}

static int host(struct group *g, const struct group_host *h)
{
    struct text *x = g->state;
    struct buf *b = &g->out->buf;
    int r = 0;
    for (size_t i = 0; r == 0 && i < h->ports; i++)
        if (h->port[i]->state == STATE_OPEN && (is_own(h) || h->port[i]->process.known))
            r = remember(x, h->port[i]);
    bool stand_in = h->closed && standins_take(&x->standins, &h->host);
    if (r == 0 && h->closed && !stand_in)
        r = devices_take(&x->devices, &h->host);
    if (r < 0 || (!h->ports && h->closed && (stand_in || h->host.state != HOST_UP)))
        return r; /* silent hosts are one number at the end */
    host_heading(b, &h->host, g->conf.colour);
    host_facts(b, h, x);
    if (h->ports)
        r = port_table(g, h);
    for (size_t i = 0; i < h->rests; i++)
        rest_line(b, &h->rest[i], h->ports > 0);
    if (h->refused) {
        char n[FMT_MAX];
        buf_printf(b,
                   P_("  %s more result did not fit into memory; JSON and CSV outputs have it.",
                      "  %s more results did not fit into memory; JSON and CSV outputs have them.",
                      h->refused),
                   fmt_count(h->refused, n));
        buf_putc(b, '\n');
    }
    return r;
}

static bool covered(const struct text *x, const struct record_listener *l)
{
    bool any = addr_is_any(&l->addr);
    for (size_t i = 0; i < x->doors; i++) {
        const struct door *d = &x->door[i];
        if (d->proto != l->proto || d->port != l->port)
            continue;
        if (any ? l->addr.len == 16 || d->addr.len == 4 : addr_eq(&d->addr, &l->addr))
            return true;
    }
    return false;
}

static int listeners(struct group *g)
{
    const struct text *x = g->state;
    struct table t;
    size_t rows = 0;
    rows_begin_listeners(&t);
    for (size_t i = 0; i < g->listeners; i++)
        if (x->local || !covered(x, &g->listener[i])) {
            rows_listener(&t, &g->listener[i]);
            rows++;
        }
    int r = 0;
    if (rows) {
        const char *title = x->local ? _("What listens on this machine:")
                                     : _("Listens on this machine, but the scan did not reach it:");
        buf_printf(&g->out->buf, "\n%s\n", title);
        r = table_print(&t, g->out, 2, g->conf.colour);
    }
    table_fini(&t);
    return r;
}

static int end(struct group *g, const struct record_end *e)
{
    struct buf *b = &g->out->buf;
    int r = listeners(g);
    if (r < 0)
        return r;
    devices_print(&((struct text *)g->state)->devices, b);
    standins_print(&((struct text *)g->state)->standins, b);
    buf_putc(b, '\n');
    if (g->refused) {
        char n[FMT_MAX];
        buf_printf(
            b,
            P_("%s result did not fit into memory and is missing above; JSON and CSV outputs have it.",
               "%s results did not fit into memory and are missing above; JSON and CSV outputs have them.",
               g->refused),
            fmt_count(g->refused, n));
        buf_putc(b, '\n');
    }
    if (e)
        ending_numbers(b, e);
    if (!e || !e->complete)
        ending_incomplete(b, e ? e->why : "interrupted", g->conf.colour);
    return 0;
}

static void fini(struct group *g)
{
    struct text *x = g->state;
    table_fini(&x->ports);
    free(x->door);
    devices_fini(&x->devices);
}

static const struct group_format format = {
    .state_size = sizeof(struct text), .run = run, .host = host, .end = end, .fini = fini};

struct sink *text_new(struct out *o, const struct report_conf *conf)
{
    return group_new(o, conf, &format);
}
