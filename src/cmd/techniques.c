#include "cmd/techniques.h"

#include "cmd/cmd.h"

#include <string.h>

/* The order in which they are run: quick ones first. */
static const struct {
    uint32_t bit;
    const struct tech *tech;
} rows[] = {
    {SCANOPTS_SYN, &tech_syn},
    {SCANOPTS_CONNECT, &tech_connect},
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
        if (!rows[i].tech->dialled && !raw) {
            cmd_say(
                _("%s sends raw packets and needs root or CAP_NET_RAW: use sudo, or -sT, which everybody may"),
                rows[i].tech->option);
            return CMD_ENV;
        }
        add(t, rows[i].tech);
    }
    if (!o->techniques && !raw && o->verbose)
        cmd_say(_("without root the connect technique stands in for SYN"));
    return 0;
}

uint32_t techniques_bits(const char *names)
{
    uint32_t bits = 0;
    while (*names) {
        size_t n = strcspn(names, ",");
        for (size_t i = 0; i < ROWS; i++)
            if (strlen(rows[i].tech->name) == n && strncmp(rows[i].tech->name, names, n) == 0)
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
