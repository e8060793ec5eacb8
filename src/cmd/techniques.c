#include "cmd/techniques.h"

#include "cmd/cmd.h"
#include "wire/tcp.h"

#include <stdlib.h>
#include <string.h>

/* The order in which they are run: quick ones first. */
static const struct {
    uint32_t bit;
    const struct tech *tech;
    const struct tech *stand_in; /* for those who may not send packets of their own, or NULL */
} rows[] = {
    {SCANOPTS_SYN, &tech_syn, NULL},
    {SCANOPTS_CONNECT, &tech_connect, NULL},
    {SCANOPTS_FIN, &tech_fin, NULL},
    {SCANOPTS_NULL, &tech_null, NULL},
    {SCANOPTS_XMAS, &tech_xmas, NULL},
    {SCANOPTS_MAIMON, &tech_maimon, NULL},
    {SCANOPTS_ACK, &tech_ack, NULL},
    {SCANOPTS_WINDOW, &tech_window, NULL},
    {SCANOPTS_SCTP, &tech_sctp_init, NULL},
    {SCANOPTS_COOKIE, &tech_sctp_cookie, NULL},
    {SCANOPTS_PROTO, &tech_proto, NULL},
    {SCANOPTS_BOUNCE, &tech_bounce, NULL},
    {SCANOPTS_UDP, &tech_udp, &tech_udp_dialled},
};

#define ROWS (sizeof rows / sizeof *rows)

/* Names run together, as nmap has it, or a number of eight bits. 0 or an exit status after the reason was
 * said. */
static int read_names(const char *text, uint8_t *ret)
{
    static const struct {
        const char *name;
        uint8_t bit;
    } names[] = {{"FIN", TCP_FIN}, {"SYN", TCP_SYN}, {"RST", TCP_RST}, {"PSH", TCP_PSH},
                 {"ACK", TCP_ACK}, {"URG", TCP_URG}, {"ECE", TCP_ECE}, {"CWR", TCP_CWR}};
    char *end;
    unsigned long number = strtoul(text, &end, 0);
    if (*text >= '0' && *text <= '9' && !*end && number < 256) {
        *ret = (uint8_t)number;
        return 0;
    }
    *ret = 0;
    for (const char *p = text; *p;) {
        size_t i = 0;
        while (i < sizeof names / sizeof *names && strncasecmp(p, names[i].name, 3) != 0)
            i++;
        if (i == sizeof names / sizeof *names) {
            cmd_say(_("--scanflags expects flags run together, like SYNFIN, or a number up to 255, not '%s'"),
                    text);
            return CMD_USAGE;
        }
        *ret |= names[i].bit;
        p += 3;
    }
    return 0;
}

/* --scanflags */
static int read_flags(const char *text, uint8_t *ret)
{
    int status = read_names(text, ret);
    if (!status && *ret & TCP_RST) {
        cmd_say(
            _("--scanflags %s: nobody answers a segment that resets (RFC 9293), so its silence would tell nothing"),
            text);
        status = CMD_USAGE;
    }
    return status;
}

static void add(struct techniques *t, const struct scanopts *o, const struct tech *tech)
{
    struct tech *own = &t->own[t->count];
    *own = *tech;
    if (o->scanflags && tech->proto == PROTO_TCP && !tech->dialled) {
        own->flags = t->flags;
        tech = own;
    }
    t->item[t->count++] = tech;
    t->frames |= !tech->dialled;
    t->dialled |= tech->dialled;
    t->hears |= tech->hears;
    t->protocols |= UINT32_C(1) << tech->proto;
}

int techniques_choose(struct techniques *t, const struct scanopts *o, bool raw)
{
    uint32_t bits = o->techniques ? o->techniques : raw ? SCANOPTS_SYN : SCANOPTS_CONNECT;
    *t = (struct techniques){.hears = FILTER_USUAL};
    int status = o->scanflags ? read_flags(o->scanflags, &t->flags) : 0;
    if (status)
        return status;
    for (size_t i = 0; i < ROWS; i++) {
        if (!(bits & rows[i].bit))
            continue;
        const struct tech *tech = rows[i].tech;
        if (!tech->dialled && !raw && rows[i].stand_in) {
            tech = rows[i].stand_in;
            t->instead_of[t->count] = rows[i].tech;
        } else if (!tech->dialled && !raw) {
            cmd_say(
                _("%s sends raw packets and needs root or CAP_NET_RAW: use sudo, or -sT, which everybody may"),
                rows[i].tech->option);
            return CMD_ENV;
        }
        if (!o->techniques && !raw)
            t->instead_of[t->count] = &tech_syn;
        add(t, o, tech);
    }
    return 0;
}

static bool is(const struct tech *tech, const char *name, size_t n)
{
    return strlen(tech->name) == n && strncmp(tech->name, name, n) == 0;
}

uint32_t techniques_bits(const char *names)
{
    uint32_t bits = 0;
    while (*names) {
        size_t n = strcspn(names, ",");
        for (size_t i = 0; i < ROWS; i++)
            if (is(rows[i].tech, names, n) || (rows[i].stand_in && is(rows[i].stand_in, names, n)))
                bits |= rows[i].bit;
        names += n + (names[n] == ',');
    }
    return bits;
}

void techniques_names(const struct techniques *t, struct buf *out)
{
    for (unsigned i = 0; i < t->count; i++) {
        buf_puts(out, i ? "," : "");
        buf_puts(out, t->item[i]->name);
    }
}
