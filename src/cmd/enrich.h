/* What cmd/ knows and a scanning stage does not, added to records on their way to the outputs: the name of a
 * port, the process behind a door of this machine, the names that the user gave; of hosts their MAC with its
 * maker, and their names by reverse DNS. Hosts whose name is being asked for, or that are tested because too
 * much of them seems open, wait here, in their order, while the scan goes on, which never waits for them: of
 * more than ENRICH_WAITING the first goes on with what is known. A sink in front of another one. */
#pragma once

#include "cmd/makers.h"
#include "cmd/names.h"
#include "cmd/permission.h"
#include "cmd/suspects.h"
#include "cmd/views.h"
#include "model/sink.h"
#include "scan/path.h"
#include "scan/targets.h"

struct ways;

#define ENRICH_WAITING 16384 /* hosts: 8 MiB once there are so many */
#define ENRICH_MAC     18    /* "02:00:00:00:00:01" with its NUL */

struct enrich_host {
    struct record record; /* of a host */
    char mac[ENRICH_MAC];
    const char *name; /* the user's, or by DNS; NULL = none, or the record has its own */
};

struct enrich {
    struct sink sink;                    /* put here */
    struct sink *to;                     /* borrowed, like all below */
    const struct targets *names;         /* NULL = none */
    const struct ways *ways;             /* tells own addresses; NULL = none is */
    struct views *views;                 /* of our own addresses; NULL = not looked up */
    const struct neighbours *near;       /* MACs; NULL = none are known */
    const struct targets *crowd;         /* those that are one device with many others; NULL = none */
    const struct targets *up;            /* those that answered something before; NULL = not known */
    struct makers *makers;               /* NULL = not looked up */
    struct names *dns;                   /* NULL = not asked */
    struct suspects *suspects;           /* NULL = not tested */
    const struct permission *permission; /* when it has ended nobody is tested any more */
    struct enrich_host *waiting;         /* owned: a ring of ENRICH_WAITING */
    uint32_t first, count;
    uint64_t raised;  /* own hosts that did not answer, but are up for certain */
    uint64_t crowded; /* hosts of `crowd` that are up */
    uint64_t bound;   /* own UDP doors that kept silent, but are open by the kernel's word */
    bool open_only;   /* what is not open ends here: set where the kernel may still know better */
    bool list_udp;    /* own addresses: show bound UDP sockets as doors, by the kernel's word */
};

/* An empty one whose sink passes records on to `to`, borrowed; its other members are then set. enrich_fini()
 * frees what waits. */
void enrich_init(struct enrich *e, struct sink *to);
void enrich_fini(struct enrich *e);
/* Hosts that wait here are waited for, and put. 0 or an error of the sink behind. */
int enrich_settle(struct enrich *e);
