/* Two views of this machine's own doors, joined: what a scan saw of them, and which sockets the kernel has.
 * In: the socket tables, read before the scan, and the scan's records. Out: the process behind each open
 * door; a remark where something else than a socket here answers ("nobody-listens": a rule of the packet
 * filter, a middlebox) or where a socket listens and the scan got nowhere ("not-reached"). It may not know
 * which addresses are our own: whoever calls it does. One thread. */
#pragma once

#include "local/local.h"
#include "model/sink.h"

struct netlink;

/* A door that was opened after the tables were read is no riddle: the kernel is asked again, but not
 * forever. */
enum { VIEWS_ASKS_MAX = 4096 };

struct views {
    const struct local_table *local; /* borrowed */
    /* owned; NULL: it cannot be asked again, and nothing is called "nobody-listens" */
    struct netlink *kernel;
    unsigned asks;
    uint8_t *met; /* owned: for each socket, how the scan met it */
};

/* Opens the way to the kernel while that is still allowed. `whole`: the tables lack nothing. 0 or -ENOMEM.
 * views_fini() in any case. */
int views_init(struct views *v, const struct local_table *local, bool whole);
void views_fini(struct views *v);

/* Takes note of a result at an address of our own; a door gets its process, or its remark. */
void views_door(struct views *v, struct record_port *p);
void views_rest(struct views *v, const struct record_rest *r);

/* One `listener` record a socket, with its remark, into `sink`. 0 or the sink's error. */
int views_put(const struct views *v, struct sink *sink);
