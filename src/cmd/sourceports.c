#include "cmd/sourceports.h"

#include "cmd/cmd.h"
#include "sys/lease.h"

#include <errno.h>
#include <stdio.h>

struct name {
    char text[64];
};

/* A block goes by its first port; a port outside of them by itself. */
static struct name name_of(unsigned port)
{
    struct name name;
    unsigned place = port - COOKIE_PORT_BASE;
    if (port >= COOKIE_PORT_BASE && place < COOKIE_PORT_SPAN)
        port -= place % COOKIE_BLOCK;
    snprintf(name.text, sizeof name.text, "tojimari/source-ports/%u", port);
    return name;
}

/* All are taken, but not all by scans: 0 and the first such port, or an exit status after the reason was
 * said. */
static int take_from_others(uint16_t fixed, unsigned *ret_base)
{
    for (unsigned i = 0; i < (fixed ? 1 : COOKIE_BLOCKS); i++) {
        unsigned base = fixed ? fixed : COOKIE_PORT_BASE + i * COOKIE_BLOCK;
        if (!lease_trusted(name_of(base).text)) {
            cmd_say(_("source port %u is held by another user, or by no scan: it is used all the same"),
                    base);
            *ret_base = base;
            return 0;
        }
    }
    if (fixed)
        cmd_say(
            _("source port %u belongs to another scan of this machine: wait for its end, or leave -g out"),
            fixed);
    else
        cmd_say(
            _("%d scans of this machine have all source ports: wait for the end of one, or choose a port with -g"),
            COOKIE_BLOCKS);
    return CMD_ENV;
}

static int take_block(struct cookie_conf *c, uint16_t fixed, int *ret_lease)
{
    int fd = -EADDRINUSE;
    unsigned base = fixed ? fixed : COOKIE_PORT_BASE;
    for (unsigned i = 0; fd == -EADDRINUSE && i < (fixed ? 1 : COOKIE_BLOCKS); i++)
        fd = lease_take(name_of(base = fixed ? fixed : COOKIE_PORT_BASE + i * COOKIE_BLOCK).text);
    int status = fd == -EADDRINUSE ? take_from_others(fixed, &base) : 0;
    if (status || (fd < 0 && fd != -EADDRINUSE))
        return status ? status : cmd_failed(_("source ports"), fd);
    c->tcp = (struct cookie_ports){(uint16_t)base, fixed ? 1 : COOKIE_BLOCK};
    *ret_lease = fd < 0 ? -1 : fd;
    return 0;
}

int sourceports_take(struct cookie_conf *c, uint16_t fixed, bool tcp, int *ret_lease)
{
    c->port_base = fixed ? fixed : COOKIE_PORT_BASE;
    c->port_span = fixed ? 1 : COOKIE_PORT_SPAN;
    c->tcp = (struct cookie_ports){0, 1}; /* a port that nobody has */
    return tcp ? take_block(c, fixed, ret_lease) : 0;
}
