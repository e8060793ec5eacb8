/* The sink under every output that shows a host as a whole: it keeps ports and rests until the `host` record
 * closes their address, sorts them, hands the host to a format and forgets it. Hosts come out in the order in
 * which they close. At the end of the run (or when the sink is closed without one) hosts that never closed
 * follow by address: an interrupt loses nothing.
 *
 * What it keeps are its own copies, up to conf.max_bytes; records that do not fit are counted at their host
 * and in total, and formats for people say so. A second record for one port replaces the first unless it says
 * less: open and closed stand against the guesses of a technique that goes by silence. */
#pragma once

#include "model/sink.h"
#include "report/out.h"
#include "report/report.h"

/* One address. Everything is borrowed for the call of format->host(). */
struct group_host {
    struct record_host host;               /* when !closed: addr, and up if it had an open port */
    bool closed;                           /* its `host` record came */
    const struct record_port *const *port; /* by protocol and number */
    size_t ports;
    const struct record_rest *rest;
    size_t rests;
    uint64_t refused; /* records that did not fit */
};

struct group {
    struct sink sink;
    struct out *out;         /* owned; the format appends to out->buf and calls out_put() between ports */
    struct report_conf conf; /* copied */
    const struct group_format *format;
    void *state;                            /* the format's own, zeroed at the start */
    nsec_wall started;                      /* of the run; 0 = no run record came */
    uint64_t up, down;                      /* hosts shown so far, by state */
    uint64_t refused;                       /* records that did not fit, in total */
    const struct record_listener *listener; /* all of them, in end() only */
    size_t listeners;
    struct group_store *store; /* private to group.c */
};

/* Every function returns 0 or a negative errno, which then is the error of put() or close(). */
struct group_format {
    size_t state_size;
    int (*run)(struct group *g, const struct record_run *r);
    int (*host)(struct group *g, const struct group_host *h);
    /* Called once, last; e is NULL when the sink is closed without an `end` record. */
    int (*end)(struct group *g, const struct record_end *e);
    /* Optional: what completes a file that ends after this flush; see out_flush_tail(). */
    void (*tail)(struct group *g, struct buf *b);
    /* Optional: frees what `state` owns. */
    void (*fini)(struct group *g);
};

/* A sink that owns `o` from then on. NULL when memory is out: `o` is then still the caller's. */
struct sink *group_new(struct out *o, const struct report_conf *conf, const struct group_format *format);
