/* The scans of a run, one after the other, so that they share one rate and one memory of hosts: for each
 * technique the doors of a list first, then the whole networks; by frames or by connections. */
#pragma once

#include "cmd/run.h"

/* Opens what connections need, before privileges go: binding to an interface is forbidden later. 0 or an exit
 * status. */
int engines_open(struct run *r);

/* Ping sockets, of the same kind: 0 or what dial_new() says, in particular -EACCES. */
int engines_pings(const struct run *r, struct dial **ret);

/* Runs them to the end, or to the first interruption; r->stats, r->local_drops and r->drive tell. 0 or an
 * exit status after the reason was said. */
int engines_run(struct run *r);

/* For scans beside those, such as host discovery: what the options say of every engine; and one engine run to
 * its end, by frames (`mix` as in scan/exchange.h) or by connections. 0 or an exit status. */
struct scan_conf engines_conf(const struct run *r, const struct tech *tech);
int engines_frames(struct run *r, struct scan *s, const struct tech *tech, const struct mix *mix);
int engines_connects(struct run *r, struct scan *s, const struct tech *tech);
