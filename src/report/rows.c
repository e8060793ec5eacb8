#include "report/rows.h"

#include "base/diag.h"
#include "report/esc.h"
#include "report/fmt.h"
#include "report/i18n.h"
#include "report/words.h"

#include <stdio.h>
#include <string.h>

enum { CELL_CHARS = 80, TABLE_BYTES = 64 << 20 };

static const char *const port_headings[] = {N_("PORT"),      N_("STATE"),   N_("SERVICE"), N_("VERSION"),
                                            N_("REASON"),    N_("PROCESS"), N_("USER"),    N_("UNIT"),
                                            N_("CONTAINER"), N_("REMARK")};
static const char *const listener_headings[] = {N_("PORT"),  N_("ADDRESS"), N_("REACHED BY"), N_("PROCESS"),
                                                N_("USER"),  N_("UNIT"),    N_("CONTAINER"),  N_("NAMESPACE"),
                                                N_("SINCE"), N_("IN USE"),  N_("REMARK")};

enum {
    PORT_COLUMNS = sizeof port_headings / sizeof *port_headings,
    LISTENER_COLUMNS = sizeof listener_headings / sizeof *listener_headings,
};

static void headings(struct table *t, const char *const *ids, unsigned columns)
{
    table_init(t, columns, TABLE_BYTES);
    for (unsigned i = 0; i < columns; i++)
        table_cell(t, _(ids[i]), TABLE_DIM);
}

static void cell(struct table *t, const char *text)
{
    struct buf b;
    buf_init(&b, 1 << 14);
    if (text)
        esc_term(&b, text, CELL_CHARS);
    table_cell(t, buf_text(&b), TABLE_PLAIN);
    buf_fini(&b);
}

static void port_cell(struct table *t, uint64_t port, enum proto proto)
{
    char text[32];
    snprintf(text, sizeof text, "%u/%s", (unsigned)port, proto_word(proto));
    table_cell(t, text, TABLE_PLAIN);
}

static void state_cell(struct table *t, enum state s)
{
    table_cell(t, state_word(s), s == STATE_OPEN ? TABLE_GOOD : s == STATE_CLOSED ? TABLE_DIM : TABLE_WARN);
}

/* "nginx 1.22.1 (Debian) [access=open]": whatever is known of product, version, info, and what it lets
 * strangers do. */
static void version_cell(struct table *t, const struct record_service *s)
{
    const char *part[] = {s->product, s->version, s->info};
    struct buf b;
    buf_init(&b, 1 << 14);
    for (int i = 0; s->known && i < 3; i++)
        if (part[i] && *part[i]) {
            buf_puts(&b, b.len ? i == 2 ? " (" : " " : i == 2 ? "(" : "");
            buf_puts(&b, part[i]);
            buf_puts(&b, i == 2 ? ")" : "");
        }
    for (size_t i = 0; s->known && i < s->facts.count; i++) {
        buf_puts(&b, i ? ", " : b.len ? " [" : "[");
        buf_puts(&b, s->facts.item[i]);
    }
    buf_puts(&b, s->known && s->facts.count ? "]" : "");
    cell(t, buf_text(&b));
    buf_fini(&b);
}

void rows_reason(struct buf *b, enum reason reason, const struct addr *from, const char *sender)
{
    char addr[ADDR_TEXT_MAX];
    if (from->len)
        /* TRANSLATORS: a reason word, and the address of the router or firewall that answered. */
        buf_printf(b, _("%s from %s"), reason_word(reason), addr_show(from, addr));
    else if (sender && strcmp(sender, "middlebox") == 0)
        /* TRANSLATORS: a reason word; what answered stands at another distance than the target's open
         * ports. */
        buf_printf(b, _("%s by a device in between"), reason_word(reason));
    else
        buf_puts(b, reason_word(reason));
}

static void reason_cell(struct table *t, const struct record_port *p)
{
    struct buf b;
    buf_init(&b, 512);
    rows_reason(&b, p->reason, &p->reason_addr, p->sender);
    table_cell(t, buf_text(&b), TABLE_PLAIN);
    buf_fini(&b);
}

/* "sshd (812)" */
static void process_cell(struct table *t, const char *name, uint64_t pid)
{
    struct buf b;
    buf_init(&b, 1 << 14);
    if (name)
        esc_term(&b, name, CELL_CHARS);
    if (pid && pid != RECORD_NO_U64)
        buf_printf(&b, "%s(%llu)", b.len ? " " : "", (unsigned long long)pid);
    table_cell(t, buf_text(&b), TABLE_PLAIN);
    buf_fini(&b);
}

static void remark_cell(struct table *t, const char *remark)
{
    cell(t, remark ? i18n_word(words_remark(remark)) : NULL);
}

void rows_port(struct table *t, const struct record_port *p)
{
    port_cell(t, p->port, p->proto);
    state_cell(t, p->state);
    cell(t, p->service.known ? p->service.name : NULL);
    version_cell(t, &p->service);
    reason_cell(t, p);
    process_cell(t, p->process.known ? p->process.name : NULL, p->process.known ? p->process.pid : 0);
    cell(t, p->process.known ? p->process.user : NULL);
    cell(t, p->process.known ? p->process.unit : NULL);
    cell(t, p->process.known ? p->process.container : NULL);
    remark_cell(t, p->remark);
}

/* "everyone"; "unknown, at most everyone". */
static void reached_cell(struct table *t, const struct record_listener *l)
{
    struct buf b;
    buf_init(&b, 1 << 14);
    if (l->exposure && l->bound && strcmp(l->exposure, "unknown") == 0)
        /* TRANSLATORS: who can reach a socket is not known, but not more than: this machine only, everyone,
         * … */
        buf_printf(&b, _("unknown, at most %s"), i18n_word(words_exposure(l->bound)));
    else if (l->exposure)
        buf_puts(&b, i18n_word(words_exposure(l->exposure)));
    cell(t, buf_text(&b));
    buf_fini(&b);
}

/* "2 (1.4 MB)": connections that are there now, and what they carried both ways. */
static void use_cell(struct table *t, const struct record_listener *l)
{
    char text[64], carried[FMT_MAX];
    if (l->connections == RECORD_NO_U64 || l->connections == 0) {
        table_cell(t, "", TABLE_PLAIN);
        return;
    }
    snprintf(text, sizeof text, "%llu (%s)", (unsigned long long)l->connections,
             fmt_bytes(l->bytes_in + l->bytes_out, carried));
    table_cell(t, text, TABLE_PLAIN);
}

/* Who serves: a service whose socket unit holds the door, the file that has inetd do it. */
static void unit_cell(struct table *t, const struct record_listener *l)
{
    struct buf b;
    buf_init(&b, 1 << 14);
    if (l->socket_unit && l->unit)
        buf_printf(&b, "%s, %s", l->socket_unit, l->unit);
    else if (l->socket_unit || !l->config)
        buf_puts(&b, l->socket_unit ? l->socket_unit : l->unit ? l->unit : "");
    else
        buf_puts(&b, l->config);
    cell(t, buf_text(&b));
    buf_fini(&b);
}

void rows_listener(struct table *t, const struct record_listener *l)
{
    char addr[ADDR_TEXT_MAX], since[FMT_MAX];
    port_cell(t, l->port, l->proto);
    cell(t, addr_show(&l->addr, addr));
    reached_cell(t, l);
    process_cell(t, l->process, l->pid);
    cell(t, l->user);
    unit_cell(t, l);
    cell(t, l->container);
    cell(t, l->netns);
    cell(t, l->since ? fmt_minute(l->since, since) : NULL);
    use_cell(t, l);
    remark_cell(t, l->remark);
}

void rows_begin_ports(struct table *t)
{
    headings(t, port_headings, PORT_COLUMNS);
}

void rows_begin_listeners(struct table *t)
{
    headings(t, listener_headings, LISTENER_COLUMNS);
}
