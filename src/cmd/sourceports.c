#include "cmd/sourceports.h"

#include "cmd/cmd.h"
#include "sys/lease.h"

#include <errno.h>
#include <stdio.h>

/* A block goes by its first port; a port outside of them by itself. */
static int hold(unsigned port)
{
    char name[64];
    unsigned place = port - COOKIE_PORT_BASE;
    if (port >= COOKIE_PORT_BASE && place < COOKIE_PORT_SPAN)
        port -= place % COOKIE_BLOCK;
    snprintf(name, sizeof name, "tojimari/source-ports/%u", port);
    return lease_take(name);
}

int sourceports_take(struct cookie_conf *c, uint16_t fixed, int *ret_lease)
{
    int fd = -EADDRINUSE;
    unsigned base = fixed ? fixed : COOKIE_PORT_BASE;
    for (unsigned i = 0; fd == -EADDRINUSE && i < (fixed ? 1 : COOKIE_BLOCKS); i++)
        fd = hold(base = fixed ? fixed : COOKIE_PORT_BASE + i * COOKIE_BLOCK);
    if (fd == -EADDRINUSE && fixed) {
        cmd_say(
            _("source port %u belongs to another scan of this machine: wait for its end, or leave -g out"),
            base);
        return CMD_ENV;
    }
    if (fd == -EADDRINUSE) {
        cmd_say(
            _("%d scans of this machine have all source ports: wait for the end of one, or choose a port with -g"),
            COOKIE_BLOCKS);
        return CMD_ENV;
    }
    if (fd < 0)
        return cmd_failed(_("source ports"), fd);
    c->port_base = fixed ? fixed : COOKIE_PORT_BASE;
    c->port_span = fixed ? 1 : COOKIE_PORT_SPAN;
    c->tcp = (struct cookie_ports){(uint16_t)base, fixed ? 1 : COOKIE_BLOCK};
    *ret_lease = fd;
    return 0;
}
