/* Who holds a socket: one walk over /proc/PID/fd. */
#pragma once

#include "local/local.h"

/* Finds the holders of t->sockets by inode, sets their `holders` and `process`, and hands t->processes to the
 * table. Of several holders it names the one that began first (a parent before its workers; then the lower
 * pid), but systemd only when it is alone: with socket activation it holds the door for the service. Counts
 * stats->unread, ->refused, ->hidden and ->ownerless. No /proc at all is as if every process were hidden. 0;
 * -ENOMEM, -EMFILE or -ENFILE. */
int procs_walk(const struct local_conf *conf, struct local_table *t, struct local_stats *stats);

/* "socket:[4026]" of a descriptor's link (n bytes, no NUL needed): the inode, or 0. */
uint32_t procs_inode(const char *link, size_t n);
/* A directory name that is a pid, or 0. */
uint64_t procs_pid(const char *name);
