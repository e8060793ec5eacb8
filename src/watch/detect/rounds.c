/* From host to host by doors through which one comes into them: shares, consoles, remote desktops. Where most
 * open, or all, nothing that comes back tells who looks for a way in from who was told of one; but a client
 * has a few such hosts, and they are those of many others. Who goes to nine of his own is at work on hosts:
 * management, backup, or somebody who should not. Worth a look, once; and not more. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

#include <stdio.h>

enum { HOSTS_LEAST = 9 };

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    char hosts[24], own[24];
    struct weigh_round r = weigh_round(g);
    if (r.hosts < HOSTS_LEAST || r.popular * 3 >= r.hosts * 2)
        return;
    ret->nats = WEIGH_ALARM;
    ret->hint = true;
    snprintf(hosts, sizeof hosts, "%u", r.hosts);
    snprintf(own, sizeof own, "%u", r.hosts - r.popular);
    diag_set(
        &ret->why,
        N_("it went from host to host by a door that a client uses on few hosts: %s hosts, to %s of which hardly anybody else goes"),
        hosts, own, NULL);
}

const struct detector detect_rounds = {.look = look};
