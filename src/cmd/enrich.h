/* What cmd/ knows and a scanning stage does not, added to records on their way to the outputs: the name of a port, the process
 * behind a door of this machine, the names that the user gave. A sink in front of another one. */
#pragma once

#include "local/local.h"
#include "model/sink.h"
#include "scan/targets.h"

struct ways;

struct enrich {
    struct sink sink;                /* put here */
    struct sink *to;                 /* borrowed, like all below */
    const struct targets *names;     /* NULL = none */
    const struct ways *ways;         /* tells own addresses; NULL = none is */
    const struct local_table *local; /* NULL = not looked up */
    uint64_t raised;                 /* own hosts that did not answer, but are up for certain */
    bool list_udp; /* own addresses: show bound UDP sockets as doors, by the kernel's word */
};

void enrich_init(struct enrich *e, struct sink *to);
