#include "cmd/techniques.h"

#include "cmd/cmd.h"

#include <string.h>

/* The order in which they are run: quick ones first. */
static const struct {
    uint32_t bit;
    const struct tech *tech;
    const struct tech *stand_in; /* for those who may not send packets of their own, or NULL */
} rows[] = {
    {SCANOPTS_SYN, &tech_syn, NULL},
    {SCANOPTS_CONNECT, &tech_connect, NULL},
    {SCANOPTS_UDP, &tech_udp, &tech_udp_dialled},
};

#define ROWS (sizeof rows / sizeof *rows)

static void add(struct techniques *t, const struct tech *tech)
{
    t->item[t->count++] = tech;
    t->frames |= !tech->dialled;
    t->dialled |= tech->dialled;
    t->protocols |= UINT32_C(1) << tech->proto;
}

int techniques_choose(struct techniques *t, const struct scanopts *o, bool raw)
{
    uint32_t bits = o->techniques ? o->techniques : raw ? SCANOPTS_SYN : SCANOPTS_CONNECT;
    *t = (struct techniques){0};
    for (size_t i = 0; i < ROWS; i++) {
        if (!(bits & rows[i].bit))
            continue;
        const struct tech *tech = rows[i].tech;
        if (!tech->dialled && !raw && rows[i].stand_in) {
            tech = rows[i].stand_in;
            cmd_say(
                _("%s without root or CAP_NET_RAW: the kernel asks instead (%s), which hears less and is slower"),
                rows[i].tech->option, tech->name);
        } else if (!tech->dialled && !raw) {
            cmd_say(
                _("%s sends raw packets and needs root or CAP_NET_RAW: use sudo, or -sT, which everybody may"),
                rows[i].tech->option);
            return CMD_ENV;
        }
        add(t, tech);
    }
    if (!o->techniques && !raw && o->verbose)
        cmd_say(_("without root the connect technique stands in for SYN"));
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
