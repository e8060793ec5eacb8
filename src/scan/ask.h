/* From a probe to a frame: finds the path, takes that path's template, lets the technique patch it, and puts
 * the neighbour's MAC in. Pure, except that templates are made once at the start. One thread. */
#pragma once

#include "scan/mix.h"

struct ask {
    const struct tech *tech; /* borrowed, like the rest */
    const struct mix *mix;   /* not NULL: a probe's port is the number of one of its questions */
    const struct paths *paths;
    const struct neighbours *neighbours;
    const struct cookie_conf *cookie;
    struct tech_template *template; /* owned; one a technique and path; len 0 where it has no form for that */
    uint32_t hint;
};

/* 0 or -ENOMEM. */
int ask_init(struct ask *a, const struct tech *tech, const struct mix *mix, const struct paths *paths,
             const struct neighbours *neighbours, const struct cookie_conf *cookie);
void ask_fini(struct ask *a);

/* The path that this probe takes, or NULL and *ret_error: -ENETUNREACH (no route), -EHOSTUNREACH (nobody on
 * the link has the address), -EAFNOSUPPORT. */
const struct path *ask_path(struct ask *a, const struct probe *p, int *ret_error);

/* Writes the probe's frame to `out` (room for TECH_PROBE_MAX) by a path from ask_path(). Returns its
 * length. */
uint32_t ask_write(const struct ask *a, const struct path *path, const struct probe *p, nsec now,
                   uint8_t *out);
