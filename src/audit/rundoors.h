/* The open doors of a run: its JSON Lines go in, a line at a time; port records come out, host by host, and
 * what is known of hosts themselves. Lines of other types and doors that are not open are passed over. The
 * text is hostile: each line is bounded by the caller, the number of doors here. One thread. */
#pragma once

#include "base/diag.h"
#include "model/record.h"

struct rundoors;

/* NULL when memory is out. `max` = doors kept; more are counted and left out. */
struct rundoors *rundoors_new(unsigned max);
void rundoors_free(struct rundoors *d);

/* Takes a line of n bytes, with or without its line end; empty ones are fine. 0; -EINVAL and *diag (message
 * only, the caller knows file and line): no record; -ENOMEM. */
int rundoors_line(struct rundoors *d, const char *text, size_t n, struct diag *diag);

/* Brings them into order: by address, protocol, port; of a door that is there twice the later record
 * stays. */
void rundoors_sort(struct rundoors *d);

unsigned rundoors_count(const struct rundoors *d);
/* Hosts that have any; after rundoors_sort(). */
unsigned rundoors_hosts(const struct rundoors *d);
const struct record_port *rundoors_at(const struct rundoors *d,
                                      unsigned i); /* borrowed until rundoors_free() */
/* A host that was looked at itself (its record's `seq` and `os`). */
struct rundoors_host {
    struct addr addr;
    const char *isn, *ipid, *frag; /* classes; borrowed, NULL = not known */
    const char *system;            /* "Windows XP", when it is as good as certain */
};

unsigned rundoors_host_count(const struct rundoors *d);
const struct rundoors_host *rundoors_host_at(const struct rundoors *d,
                                             unsigned i); /* borrowed until rundoors_free() */
uint64_t rundoors_refused(const struct rundoors *d);
uint64_t rundoors_records(const struct rundoors *d); /* of any type; 0 = this was no run */
